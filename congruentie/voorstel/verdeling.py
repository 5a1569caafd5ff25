"""A division in the terms of a question: proposed, or existing as if it were proposed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from congruentie.bronnen.pakket import beschrijvingen
from congruentie.buren import Banden
from congruentie.gemeenten import Gemeenten, Herkomst
from congruentie.meten.geraakt import Geraakt
from congruentie.meten.meting import Meting
from congruentie.meten.samenloop import Noemer
from congruentie.model import Indeling, Indelingen
from congruentie.nl import aantal, opsomming
from congruentie.notitieboek import Toonbaar
from congruentie.verbanden import VERBANDEN
from congruentie.voorstel import anders, bestaand, bewijs, namen, speelruimte, uitleg
from congruentie.voorstel.deling import IntArray, hernummer, koppel
from congruentie.voorstel.eisen import Eis
from congruentie.voorstel.opgave import Opgave

if TYPE_CHECKING:
    import pandas as pd

    from congruentie.voorstel.kolommen import Prijzen

__all__ = ["METHODEN", "Bestaand", "Methode", "Voorstel"]

Methode = Literal["exact", "zoeken", "louvain", "agglomeratief"]
METHODEN: tuple[Methode, ...] = ("exact", "zoeken", "louvain", "agglomeratief")


@dataclass(frozen=True, eq=False)
class Voorstel(Toonbaar):
    """A proposed division, and how good it is.

    Parameters
    ----------
    opgave
        The question that it answers.
    deling
        Regio number per unit.
    waarde, grens
        Its worth and what no proposal exceeds, whole (`Opgave.totaal`).
    methode
        How it was found.
    duur
        Seconds.
    banden
        Pairs of gm_codes that counted as neighbours, and of what kind.
    noemer
        How congruentie is counted in what follows from it; the proposal itself does not depend on it.
    provincie
        The provinces of the same year, to say in which a regio lies.
    schaduwprijzen
        What proves `grens`, for a certificate; None when it is not known.
    labels
        Code and name of each regio, by number, where they come from a file or an earlier round;
        default V01, V02, ... and the names of `congruentie.voorstel.namen`.
    zeker_niet
        Of the gemeenten that `opgave` keeps apart those that asked for it in a consultation: gm_code
        of who asked, and of whom it is about. Documents say that these are wishes, and whose.
    uitgerekend
        What takes long, where it was computed before; see `congruentie.voorstel.anders`.

    Examples
    --------
    >>> import congruentie as cg
    >>> voorstel = cg.stel_voor(cg.laad_indelingen(2026))
    >>> voorstel.doelwaarde, voorstel.bewezen_optimaal
    (3019.0, True)
    >>> voorstel.regios.loc["V01", "naam"]
    'Groningen'
    """

    opgave: Opgave
    deling: IntArray
    waarde: int
    grens: int
    methode: Methode
    duur: float
    banden: Banden
    noemer: Noemer = "alle"
    provincie: Indeling | None = None
    schaduwprijzen: Prijzen | None = None
    labels: tuple[tuple[str, str], ...] = ()
    zeker_niet: tuple[tuple[str, str], ...] = ()
    uitgerekend: anders.Uitgerekend | None = None

    def __repr__(self) -> str:
        bewijs = "bewezen het beste" if self.bewezen_optimaal else f"hoogstens {self.bovengrens:g}"
        wat = f"{len(self.codes)} regio's uit {', '.join(self.bronnen)}"
        return f"<{type(self).__name__}: {wat}; doelwaarde {self.doelwaarde:g}, {bewijs}>"

    def _kaartlaag(self) -> tuple[pd.DataFrame, Gemeenten, str]:
        return self.gemeenten, self.indelingen.gemeenten, "voorstel_naam"

    @property
    def indelingen(self) -> Indelingen:
        """The divisions it was made from."""
        return self.opgave.indelingen

    @property
    def gewichten(self) -> dict[str, float]:
        """Weight per indeling, and of all verbanden together where there are any."""
        return self.opgave.gewicht_per_indeling

    @property
    def bronnen(self) -> tuple[str, ...]:
        """What it was made from: the keys of the indelingen, and `VERBANDEN` where they count."""
        return (*self.indelingen.namen, *([VERBANDEN] if self.opgave.gewicht_verbanden else []))

    @property
    def omvang(self) -> str:
        """From how much it was made, in Dutch: "4 indelingen", "4 indelingen en 429 verbanden"."""
        verbanden, delen = self.indelingen.verbanden, []
        if len(self.indelingen):
            delen.append(aantal(len(self.indelingen), "indeling", "indelingen"))
        if verbanden is not None and self.opgave.verbandgewicht:
            delen.append(aantal(len(verbanden.tellende), "verband", "verbanden"))
        return opsomming(delen)

    @cached_property
    def meting(self) -> Meting:
        """The congruence as it is now, with the weights and the denominator of the question."""
        return Meting(self.indelingen, self.gewichten, self.noemer)

    @property
    def doelwaarde(self) -> float:
        """Sum over the pairs that it puts together of their shared weight less theta times all of it.

        Soft wishes (`Eisen.liever`) count in it.
        """
        return self.opgave.in_formule(self.waarde)

    @property
    def doelwaarde_zonder_liever(self) -> float:
        """What the indelingen alone make of it: `doelwaarde` less what soft wishes add."""
        return self.doelwaarde - float(self.opgave.waarde_van_liever(self.regio))

    @property
    def bovengrens(self) -> float:
        """No proposal under these conditions has a higher `doelwaarde`."""
        return self.opgave.in_formule(self.grens)

    @property
    def kloof(self) -> float:
        """Distance to the bound, as a share of the larger of the two in size; 0 is proven best.

        1 where they lie on either side of 0: then no share of either says more.
        """
        afstand = self.grens - self.waarde
        grootste = max(abs(self.waarde), abs(self.grens), afstand)
        return afstand / grootste if grootste else 0.0

    @property
    def bewezen_optimaal(self) -> bool:
        """Whether it is proven that no proposal under these conditions is better."""
        return self.waarde >= self.grens

    @cached_property
    def regio(self) -> IntArray:
        """Regio number of each gemeente, from 0, in order of the lowest gm_code."""
        return hernummer(self.opgave.gemeente_regio(self.deling))

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Code of each regio: V01, V02, ..."""
        if self.labels:
            return tuple(code for code, _ in self.labels)
        aantal = int(self.regio.max()) + 1
        breedte = max(2, len(str(aantal)))
        return tuple(f"V{nummer:0{breedte}d}" for nummer in range(1, aantal + 1))

    @cached_property
    def namen(self) -> tuple[str, ...]:
        """Name of each regio, taken from the existing regio's that it resembles."""
        if self.labels:
            return tuple(naam for _, naam in self.labels)
        return namen.geef_namen(self.indelingen, self.regio)

    def noem(self, gegeven: Mapping[str, str]) -> Voorstel:
        """Give regio's a name: gm_code of one of its gemeenten -> name. The rest keep theirs.

        Raises
        ------
        CongruentieFout
            As `congruentie.voorstel.namen.vervang`.
        """
        van = {code: int(r) for code, r in zip(self.indeling.lidmaatschap, self.regio, strict=True)}
        nieuw = namen.vervang(self.namen, {code: (van[code], n) for code, n in gegeven.items()})
        return replace(self, labels=tuple(zip(self.codes, nieuw, strict=True)))

    def is_wens(self, eis: Eis) -> bool:
        """Whether a condition was asked for by a gemeente, in a consultation."""
        return bool(self._wie_vraagt(eis))

    def in_woorden(self, eis: Eis) -> str:
        """A condition in Dutch, with the names of gemeenten; a wish of a gemeente says whose it is."""
        naam, wie = self.indelingen.gemeenten.naam_van, self._wie_vraagt(eis)
        if not wie:
            return eis.met_namen(self.indelingen.gemeenten)
        if len(wie) > 1:
            return f"{opsomming([naam[gm] for gm in wie])} willen zeker niet samen (hun wens)"
        (ander,) = set(eis.gemeenten) - set(wie)
        return (
            f"{naam[wie[0]]} wil zeker niet samen met {naam[ander]} (een wens van {naam[wie[0]]})"
        )

    def _wie_vraagt(self, eis: Eis) -> tuple[str, ...]:
        if eis.veld != "apart" or len(eis.gemeenten) != 2:
            return ()
        return tuple(van for van, naar in self.zeker_niet if {van, naar} == set(eis.gemeenten))

    @cached_property
    def indeling(self) -> Indeling:
        """The proposal as a division, to measure and compare like any other."""
        bronnen = ", ".join(self.bronnen)
        gm = self.indelingen.gemeenten.codes
        return Indeling(
            "voorstel",
            {code: self.codes[r] for code, r in zip(gm, self.regio.tolist(), strict=True)},
            dict(zip(self.codes, self.namen, strict=True)),
            titel="Voorstel",
            enkelvoud="voorgestelde regio",
            herkomst=Herkomst(f"voorstel uit {bronnen}", "onbekend", "eigen", "onbekend"),
        )

    @property
    def domeinen(self) -> dict[str, str]:
        """Indeling -> domain of the Studiegroep (fysiek, sociaal, economisch); empty where unknown."""
        bekend = beschrijvingen()
        return {
            n: bekend[n].domein_studiegroep if n in bekend else "" for n in self.indelingen.namen
        }

    @property
    def domein(self) -> str:
        """The domain that all its indelingen are of; empty when they are of several, or unknown."""
        domeinen = set(self.domeinen.values())
        return domeinen.pop() if len(domeinen) == 1 else ""

    # What follows from it, each computed once.
    regios = cached_property(uitleg.per_regio)
    gemeenten = cached_property(uitleg.per_gemeente)
    per_indeling = cached_property(uitleg.per_indeling)
    koppelingen = cached_property(uitleg.koppelingen)
    verhuizingen = cached_property(uitleg.verhuizingen)
    brokken = cached_property(anders.brokkentabel)
    uitwegen = cached_property(anders.uitwegentabel)
    bestaande = cached_property(bestaand.rangschik_bestaande)
    bewijs = cached_property(bewijs.maak_bewijs)

    @cached_property
    def speelruimte(self) -> tuple[anders.Ruimte, ...]:
        """What else could be for each brok: see `congruentie.voorstel.speelruimte.speelruimte`."""
        return self.uitgerekend.speelruimte if self.uitgerekend else speelruimte.speelruimte(self)

    @cached_property
    def prijzen(self) -> pd.DataFrame:
        """What each wish costs: see `congruentie.voorstel.speelruimte.prijzen`."""
        return self.uitgerekend.prijzen if self.uitgerekend else speelruimte.prijzen(self)

    @cached_property
    def brok_leden(self) -> tuple[tuple[str, ...], ...]:
        """The gm_codes of each brok."""
        uit: list[list[str]] = [[] for _ in range(len(self.opgave))]
        for code, u in zip(self.indelingen.gemeenten.codes, self.opgave.brok, strict=True):
            uit[u].append(code)
        return tuple(map(tuple, uit))

    def grootste(self, r: int, behalve: int = -1) -> int:
        """Place of the gemeente of a regio with most inhabitants, the first of equals.

        Parameters
        ----------
        r
            Number of the regio.
        behalve
            Place of a gemeente of it to leave out; -1 when it has no other.
        """
        leden = [i for i in np.flatnonzero(self.regio == r).tolist() if i != behalve]
        inwoners = self.indelingen.gemeenten.inwoners
        return max(leden, key=lambda i: (0 if inwoners is None else inwoners[i], -i), default=-1)

    def vergelijk_met(self, nieuw: IntArray) -> list[int]:
        """Say which of its regio's each regio of another division counts as: one rule for who moves.

        Each new regio counts as at most one of these, and each of these once, so that fewest
        inhabitants move (gemeenten where inhabitants are unknown). Who is in another regio than what
        its own counts as, moves.

        Parameters
        ----------
        nieuw
            Regio number per gemeente.

        Returns
        -------
        list of int
            Per regio, in order of its number, the number of one of these; -1 for a new one.
        """
        inwoners = self.indelingen.gemeenten.inwoners
        return koppel(nieuw, self.regio, np.ones(len(nieuw)) if inwoners is None else inwoners)

    @cached_property
    def geraakt(self) -> Geraakt | None:
        """What it does to the verbanden that are known, also those of no weight; None without any."""
        verbanden = self.indelingen.verbanden
        if verbanden is None or not verbanden.tellende:
            return None
        return Geraakt(verbanden, self.indelingen.gemeenten, self.indeling)

    def als_bestaand(self, k: int) -> Bestaand:
        """The regio's of an existing indeling, as if they were proposed to the same question.

        A gemeente in several of them comes in the one that `bestaand.in_een_regio` gives.

        Parameters
        ----------
        k
            Place of the indeling in `indelingen`.
        """
        eerste = self.opgave.eerste
        nummers = bestaand.in_een_regio(self, self.indelingen.vakken_van(k))[eerste]
        zonder = nummers < 0
        nummers[zonder] = len(self.indelingen.indelingen[k].regios) + np.arange(int(zonder.sum()))
        return Bestaand(
            self.opgave,
            nummers,
            self.opgave.totaal(nummers),
            self.grens,
            self.methode,
            self.duur,
            self.banden,
            self.noemer,
            self.provincie,
            basis=self.indelingen.namen[k],
        )


@dataclass(frozen=True, eq=False)
class Bestaand(Voorstel):
    """The regio's of an existing indeling as if they were proposed, by their own codes and names.

    Parameters
    ----------
    basis
        Key of the indeling; one of `Voorstel.indelingen`.
    """

    basis: str = ""

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Code of each regio; that of the gemeente for one that has no regio."""
        return tuple(code or self.indelingen.gemeenten.codes[i] for code, i in self._eersten())

    @cached_property
    def namen(self) -> tuple[str, ...]:
        """Name of each regio; that of the gemeente for one that has no regio."""
        basis, gemeenten = self.indelingen[self.basis], self.indelingen.gemeenten
        return tuple(
            basis.regio_naam(code) if code else gemeenten.namen[i] for code, i in self._eersten()
        )

    @property
    def heeft_regio(self) -> tuple[bool, ...]:
        """Per regio whether it is one of the indeling; a gemeente without one counts by itself."""
        return tuple(bool(code) for code, _ in self._eersten())

    def _eersten(self) -> list[tuple[str, int]]:
        """Per regio its code (empty: none) and the first of its gemeenten."""
        nummers, regios = (
            self.opgave.gemeente_regio(self.deling),
            self.indelingen[self.basis].regios,
        )
        eersten = np.unique(self.regio, return_index=True)[1].tolist()
        return [(dict(enumerate(regios)).get(int(nummers[i]), ""), i) for i in eersten]

"""A division in the terms of a question: proposed, or existing as if it were proposed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from congruentie.buren import Banden
from congruentie.gemeenten import Gemeenten, Herkomst
from congruentie.meten.geraakt import Geraakt
from congruentie.meten.meting import Meting
from congruentie.meten.samenloop import Noemer
from congruentie.model import Indeling, Indelingen
from congruentie.nl import aantal, opsomming
from congruentie.notitieboek import Toonbaar
from congruentie.verbanden import VERBANDEN
from congruentie.voorstel import bestaand, bewijs, namen, speelruimte, uitleg
from congruentie.voorstel.deling import IntArray, hernummer
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
        aantal = int(self.regio.max()) + 1
        breedte = max(2, len(str(aantal)))
        return tuple(f"V{nummer:0{breedte}d}" for nummer in range(1, aantal + 1))

    @cached_property
    def namen(self) -> tuple[str, ...]:
        """Name of each regio, taken from the existing regio's that it resembles."""
        return namen.geef_namen(self.indelingen, self.regio)

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

    # What follows from it, each computed once.
    regios = cached_property(uitleg.per_regio)
    gemeenten = cached_property(uitleg.per_gemeente)
    per_indeling = cached_property(uitleg.per_indeling)
    koppelingen = cached_property(uitleg.koppelingen)
    verhuizingen = cached_property(uitleg.verhuizingen)
    brokken = cached_property(speelruimte.zwaai)
    prijzen = cached_property(speelruimte.prijzen)
    bestaande = cached_property(bestaand.rangschik_bestaande)
    bewijs = cached_property(bewijs.maak_bewijs)

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

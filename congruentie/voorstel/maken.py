"""Make a proposal: the question, the method, and the answer with its value, bound and gap."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from congruentie.bronnen import laad_gemeenten, laad_provincie
from congruentie.bronnen.banden import banden_van, heeft_buren
from congruentie.buren import Banden
from congruentie.errors import CongruentieFout, GebruiksFout
from congruentie.meten.meting import Meting
from congruentie.meten.samenloop import Noemer
from congruentie.model import Herkomst, Indeling, Indelingen
from congruentie.voorstel import namen, speelruimte, tegenspraak, uitleg, zoeken
from congruentie.voorstel.deling import IntArray, hernummer
from congruentie.voorstel.eisen import Eisen
from congruentie.voorstel.exact import Oplossing, los_op
from congruentie.voorstel.opgave import MEESTE_EENHEDEN, Opgave
from congruentie.voorstel.opstellen import maak_opgave
from congruentie.voorstel.veel_gebieden import los_veel_op
from congruentie.voorstel.voorwaarden import Onhaalbaar

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["METHODEN", "Methode", "Voorstel", "lees_theta", "maak_voorstel", "stel_voor"]

Methode = Literal["exact", "zoeken", "louvain", "agglomeratief"]
METHODEN: tuple[Methode, ...] = ("exact", "zoeken", "louvain", "agglomeratief")


@dataclass(frozen=True, eq=False)
class Voorstel:
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

    def __repr__(self) -> str:
        bewijs = "bewezen het beste" if self.bewezen_optimaal else f"hoogstens {self.bovengrens:g}"
        wat = f"{len(self.codes)} regio's uit {', '.join(self.indelingen.namen)}"
        return f"<{type(self).__name__}: {wat}; doelwaarde {self.doelwaarde:g}, {bewijs}>"

    @property
    def indelingen(self) -> Indelingen:
        """The divisions it was made from."""
        return self.opgave.indelingen

    @cached_property
    def gewichten(self) -> dict[str, float]:
        """Weight per indeling."""
        paren = zip(self.indelingen.namen, self.opgave.gewichten, strict=True)
        return {naam: float(gewicht) for naam, gewicht in paren}

    @cached_property
    def meting(self) -> Meting:
        """The congruence as it is now, with the weights and the denominator of the question."""
        return Meting(self.indelingen, self.gewichten, self.noemer)

    @property
    def doelwaarde(self) -> float:
        """Sum over the pairs that it puts together of their shared weight less theta K.

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
        """Distance to the bound, as a share of the larger of the two in size; 0 is proven best."""
        grootste = max(abs(self.waarde), abs(self.grens))
        return (self.grens - self.waarde) / grootste if grootste else 0.0

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
        gm = self.indelingen.gemeenten.codes
        bronnen = ", ".join(self.indelingen.namen)
        return Indeling(
            "voorstel",
            {code: self.codes[r] for code, r in zip(gm, self.regio.tolist(), strict=True)},
            dict(zip(self.codes, self.namen, strict=True)),
            titel="Voorstel",
            enkelvoud="voorgestelde regio",
            herkomst=Herkomst(f"voorstel uit {bronnen}", "onbekend", "eigen", "onbekend"),
        )

    @cached_property
    def regios(self) -> pd.DataFrame:
        """Each proposed regio: see `uitleg.per_regio`."""
        return uitleg.per_regio(self)

    @cached_property
    def gemeenten(self) -> pd.DataFrame:
        """Each gemeente, its congruentie now and then: see `uitleg.per_gemeente`."""
        return uitleg.per_gemeente(self)

    @cached_property
    def per_indeling(self) -> pd.DataFrame:
        """What each indeling would change: see `uitleg.per_indeling`."""
        return uitleg.per_indeling(self)

    @cached_property
    def koppelingen(self) -> dict[str, list[int]]:
        """Which existing regio each proposed one takes the place of: see `uitleg.koppelingen`."""
        return uitleg.koppelingen(self)

    @cached_property
    def verhuizingen(self) -> pd.DataFrame:
        """Which gemeente would move where: see `uitleg.verhuizingen`."""
        return uitleg.verhuizingen(self)

    @cached_property
    def brokken(self) -> pd.DataFrame:
        """Which brokken could go elsewhere at little cost: see `speelruimte.zwaai`."""
        return speelruimte.zwaai(self)

    @cached_property
    def prijzen(self) -> pd.DataFrame:
        """What each wish costs: see `speelruimte.prijzen`."""
        return speelruimte.prijzen(self)

    @cached_property
    def bestaande(self) -> pd.DataFrame:
        """How good each existing indeling is as a basis: see `bestaand.rangschik_bestaande`."""
        from congruentie.voorstel.bestaand import rangschik_bestaande

        return rangschik_bestaande(self)


def maak_voorstel(  # noqa: PLR0913  # every one is a choice of the user
    indelingen: Indelingen,
    banden: Iterable[tuple[str, str]],
    *,
    theta: float | str | Fraction = "0.5",
    eisen: Eisen | None = None,
    gewichten: Mapping[str, float] | None = None,
    methode: Methode = "exact",
    tijd: float | None = None,
    noemer: Noemer = "alle",
    provincie: Indeling | None = None,
) -> Voorstel:
    """Propose the division that disagrees least with the chosen ones.

    Parameters
    ----------
    indelingen
        The chosen divisions, at least one.
    banden
        Pairs of gm_codes that border each other, over land or over water; as
        `congruentie.buren.Banden` they also say of what kind.
    theta
        Between 0 and 1: how much of the weight two gemeenten must share to belong together.
        One half is the median partition; lower gives larger regio's.
    eisen
        The conditions; default only contiguous.
    gewichten
        Weight per indeling; one that is not named weighs 1.
    methode
        ``"exact"``: with proof, as far as `tijd` reaches. ``"zoeken"``: local search.
        ``"louvain"`` and ``"agglomeratief"``: graph clustering, then mended to keep to the
        conditions. All give the same bound. Beyond 400 brokken only ``"zoeken"`` is there, with
        another bound (`congruentie.voorstel.veel_gebieden`); ``"exact"`` becomes it.
    tijd
        Seconds; None for no limit.
    noemer, provincie
        For what follows from it: see `Voorstel`.

    Raises
    ------
    CongruentieFout
        The conditions cannot all be met (the message names those that clash), no proposal was
        found in time, or a theta, weight or gemeente is wrong.
    """
    if methode not in METHODEN:
        raise GebruiksFout(
            f"De methode {methode!r} bestaat niet.", f"Kies uit {', '.join(METHODEN)}."
        )
    banden = Banden.van(banden)
    opgave = maak_opgave(indelingen, lees_theta(theta), eisen or Eisen(), banden, gewichten)
    eisen = opgave.eisen
    grens_tijd = math.inf if tijd is None else float(tijd)
    if opgave.is_groot:
        methode = _methode_bij_veel(opgave, methode)
    try:
        oplossing = _los_op(opgave, methode, grens_tijd)
    except Onhaalbaar as fout:
        raise tegenspraak.leg_uit(opgave, banden) from fout
    if oplossing.deling is None and opgave.is_groot:
        raise CongruentieFout(
            f"Voor {len(opgave)} brokken is geen voorstel gevonden dat aan alle wensen voldoet; dat "
            f"het niet kan, is niet bewezen. {tegenspraak.alleen(opgave)}".strip(),
            "Laat een wens weg, of maak een grens ruimer.",
        )
    if oplossing.deling is None:
        raise CongruentieFout(
            "Er is in de tijd geen voorstel gevonden dat aan alle wensen voldoet; dat het niet kan, is "
            "ook niet bewezen.",
            "Geef meer tijd met --tijd, of laat een wens weg.",
        )
    deling = oplossing.deling
    if eisen.uitgaand_van is None and not opgave.is_groot:
        deling = zoeken.voeg_gelijke_samen(opgave, deling)
    return Voorstel(
        opgave,
        deling,
        oplossing.waarde,
        oplossing.bovengrens,
        methode,
        oplossing.duur,
        banden,
        noemer,
        provincie,
    )


def stel_voor(  # noqa: PLR0913  # every one is a choice of the user
    indelingen: Indelingen,
    *,
    theta: float | str | Fraction = "0.5",
    eisen: Eisen | None = None,
    gewichten: Mapping[str, float] | None = None,
    methode: Methode = "exact",
    tijd: float | None = None,
    noemer: Noemer = "alle",
    veren: bool = True,
    water: bool = True,
    verbindingen: Iterable[tuple[str, str]] = (),
    cache: str | Path | None = None,
) -> Voorstel:
    """Propose more congruent regions, from the divisions that exist.

    Parameters
    ----------
    indelingen
        The chosen divisions. Boundaries of their year are loaded when they have none and they are
        needed: for a distance in `eisen`, or where no table says who borders whom.
    theta, eisen, gewichten, methode, tijd, noemer
        As in `maak_voorstel`.
    veren, water, verbindingen
        As in `Eisen`, besides what it says of them.
    cache
        As in `congruentie.bronnen.laad_indelingen`.

    Returns
    -------
    Voorstel
        The best one that was found, and what no other exceeds.

    Raises
    ------
    CongruentieFout
        As `maak_voorstel`, or boundaries are needed and are not there, or are no
        map that can be made whole.

    Examples
    --------
    >>> import congruentie as cg
    >>> eisen = cg.Eisen(min_inwoners=200_000)
    >>> len(cg.stel_voor(cg.laad_indelingen(2026), eisen=eisen).codes)
    32
    """
    eisen = eisen or Eisen()
    eisen = replace(
        eisen,
        veren=veren and eisen.veren,
        water=water and eisen.water,
        verbindingen=(*eisen.verbindingen, *verbindingen),
    )
    nodig = eisen.centrum_afstand is not None or not heeft_buren(indelingen.gemeenten)
    if nodig and indelingen.gemeenten.vlakken is None:
        met = laad_gemeenten(indelingen.gemeenten.jaar, met_grenzen=True, cache=cache)
        gemeenten = replace(indelingen.gemeenten, vlakken=met.vlakken, grenzen=met.grenzen)
        indelingen = replace(indelingen, gemeenten=gemeenten)
    eisen = eisen.voor(indelingen, cache)
    return maak_voorstel(
        indelingen,
        banden_van(
            indelingen.gemeenten,
            veren=eisen.veren,
            water=eisen.water,
            eigen=eisen.verbindingen,
        ),
        theta=theta,
        eisen=eisen,
        gewichten=gewichten,
        methode=methode,
        tijd=tijd,
        noemer=noemer,
        provincie=laad_provincie(indelingen.gemeenten.jaar, cache=cache),
    )


def lees_theta(theta: float | str | Fraction) -> Fraction:
    """The number as it is written: a number, or text such as "0,4" or "1/3".

    Raises
    ------
    CongruentieFout
        It is no number.
    """
    try:
        return Fraction(str(theta).replace(",", "."))
    except (ValueError, ZeroDivisionError) as fout:
        raise CongruentieFout(
            f"Theta is {theta!r}; dat is geen getal.", "Gebruik bijvoorbeeld 0,5."
        ) from fout


def _methode_bij_veel(opgave: Opgave, methode: Methode) -> Methode:
    """What is really done when there are too many units for the linear program."""
    if methode in {"exact", "zoeken"}:
        return "zoeken"
    raise CongruentieFout(
        f"De methode {methode} kan tot {MEESTE_EENHEDEN} brokken; dit zijn er {len(opgave)}.",
        "Gebruik de methode zoeken.",
    )


def _los_op(opgave: Opgave, methode: Methode, tijd: float) -> Oplossing:
    if opgave.is_groot:
        return los_veel_op(opgave, tijd=tijd)
    if methode == "exact":
        return los_op(opgave, tijd=tijd)
    uitkomst = los_op(opgave, tijd=tijd, bewijs=False)
    if methode == "zoeken":
        return uitkomst
    ruw = zoeken.louvain(opgave) if methode == "louvain" else zoeken.agglomeratief(opgave)
    deling = ruw if not opgave.overtredingen(ruw) else zoeken.herstel(opgave, ruw)
    waarde = opgave.vaste_waarde if deling is None else opgave.totaal(deling)
    return Oplossing(deling, waarde, uitkomst.bovengrens, uitkomst.duur)

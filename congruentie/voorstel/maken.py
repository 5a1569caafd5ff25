"""Make a proposal: the question, the method, and the answer with its value, bound and gap."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from congruentie.bronnen import geef_grenzen, laad_provincie
from congruentie.bronnen.banden import banden_van, heeft_buren
from congruentie.buren import Banden
from congruentie.errors import CongruentieFout, GebruiksFout
from congruentie.meten.samenloop import Noemer
from congruentie.model import Indeling, Indelingen
from congruentie.voorstel import lokaal, tegenspraak
from congruentie.voorstel.deling import deelname_in, gedeelde_paren
from congruentie.voorstel.eisen import Eisen
from congruentie.voorstel.exact import los_op
from congruentie.voorstel.opgave import MEESTE_BROKKEN, Opgave
from congruentie.voorstel.opstellen import maak_opgave
from congruentie.voorstel.stand import Kijk, Oplossing
from congruentie.voorstel.veel_gebieden import los_veel_op
from congruentie.voorstel.verdeling import METHODEN, Bestaand, Methode, Voorstel
from congruentie.voorstel.voorwaarden import Onhaalbaar

__all__ = ["bestaande_regios", "lees_theta", "maak_voorstel", "stel_voor"]


def maak_voorstel(  # noqa: PLR0913  # every one is a choice of the user
    indelingen: Indelingen,
    banden: Iterable[tuple[str, str]],
    *,
    theta: float | str | Fraction | None = None,
    eisen: Eisen | None = None,
    gewichten: Mapping[str, float] | None = None,
    methode: Methode = "exact",
    tijd: float | None = None,
    noemer: Noemer = "alle",
    provincie: Indeling | None = None,
    voortgang: Kijk | None = None,
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
        One half is the median partition; lower gives larger regio's. Default as in `maak_opgave`.
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
    voortgang
        Called a few times a second with how far it is (`Voortgang`: seconds, value and bound); where
        it returns True, the search stops with the best so far.

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
    drempel = None if theta is None else lees_theta(theta)
    opgave = maak_opgave(indelingen, drempel, eisen or Eisen(), banden, gewichten)
    eisen = opgave.eisen
    grens_tijd = math.inf if tijd is None else float(tijd)
    if opgave.is_groot:
        methode = _methode_bij_veel(opgave, methode)
    try:
        oplossing = _los_op(opgave, methode, grens_tijd, voortgang)
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
        deling = lokaal.voeg_gelijke_samen(opgave, deling)
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
        oplossing.prijzen,
    )


def stel_voor(  # noqa: PLR0913  # every one is a choice of the user
    indelingen: Indelingen,
    *,
    theta: float | str | Fraction | None = None,
    eisen: Eisen | None = None,
    gewichten: Mapping[str, float] | None = None,
    methode: Methode = "exact",
    tijd: float | None = None,
    noemer: Noemer = "alle",
    veren: bool = True,
    water: bool = True,
    verbindingen: Iterable[tuple[str, str]] = (),
    cache: str | Path | None = None,
    voortgang: Kijk | None = None,
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
    voortgang
        As in `maak_voorstel`.

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
        gemeenten = geef_grenzen(indelingen.gemeenten, cache=cache)
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
        provincie=laad_provincie(indelingen.gemeenten, cache=cache),
        voortgang=voortgang,
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
        f"De methode {methode} kan tot {MEESTE_BROKKEN} brokken; dit zijn er {len(opgave)}.",
        "Gebruik de methode zoeken.",
    )


def _los_op(opgave: Opgave, methode: Methode, tijd: float, kijk: Kijk | None) -> Oplossing:
    if opgave.is_groot:
        return los_veel_op(opgave, tijd=tijd, kijk=kijk)
    if methode == "exact":
        return los_op(opgave, tijd=tijd, kijk=kijk)
    uitkomst = los_op(opgave, tijd=tijd, bewijs=False, kijk=kijk)
    if methode == "zoeken":
        return uitkomst
    ruw = lokaal.louvain(opgave) if methode == "louvain" else lokaal.agglomeratief(opgave)
    deling = ruw if not opgave.overtredingen(ruw) else lokaal.herstel(opgave, ruw)
    waarde = opgave.vaste_waarde if deling is None else opgave.totaal(deling)
    return Oplossing(deling, waarde, uitkomst.bovengrens, uitkomst.duur)


def bestaande_regios(
    indelingen: Indelingen, naam: str, *, cache: str | Path | None = None
) -> Bestaand:
    """Take the regio's of one indeling as if they were proposed to all.

    Parameters
    ----------
    indelingen
        The divisions; each weighs 1.
    naam
        Key of the one to take.
    cache
        As in `congruentie.bronnen.laad_indelingen`.

    Returns
    -------
    Bestaand
        Nothing was sought: its `bovengrens` counts every shared membership as won, so that it is true
        but far away.
    """
    banden = banden_van(indelingen.gemeenten)
    opgave = maak_opgave(indelingen, Fraction(1, 2), Eisen(), banden)
    samen = np.zeros(len(indelingen.gemeenten), dtype=np.int64)
    gedeeld = sum(gedeelde_paren(indelingen, k, samen) for k in range(len(indelingen)))
    beide, _ = deelname_in(samen, indelingen.verbanddeelname)
    grens = int(opgave.factor * (gedeeld + opgave.verbandgewicht * beide))
    provincie = laad_provincie(indelingen.gemeenten, cache=cache)
    los = Voorstel(
        opgave, np.arange(len(opgave)), opgave.vaste_waarde, grens, "exact", 0.0, banden,
        provincie=provincie,
    )  # fmt: skip
    return los.als_bestaand(indelingen.namen.index(naam))

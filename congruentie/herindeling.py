"""Carry a membership from the gemeenten of one year to those of another.

Gemeenten merge, split and change code. A membership of 2016 on the gemeenten of 2025 (or the other
way round) follows the table of herindelingen; where that leaves a choice, the largest part decides
and the choice is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from congruentie.errors import CongruentieFout
from congruentie.gemeenten import Gemeenten, Herkomst
from congruentie.model import Indeling
from congruentie.nl import opsomming
from congruentie.verbanden import Verbanden

__all__ = ["Overgang", "Twijfel", "delen", "zet_om", "zet_verbanden_om"]


@dataclass(frozen=True)
class Overgang:
    """Which part of a gemeente went to which other on a date.

    Parameters
    ----------
    datum
        ISO date on which it took effect.
    oud, nieuw
        gm_codes.
    aandeel
        Share of the old area, in (0, 1]; the shares of one old gemeente on one date add up to 1.
    oud_naam, nieuw_naam
        Their names, for messages.
    """

    datum: str
    oud: str
    nieuw: str
    aandeel: float
    oud_naam: str = ""
    nieuw_naam: str = ""


@dataclass(frozen=True)
class Twijfel:
    """A gemeente that could have got more than one regio.

    Parameters
    ----------
    gm_code
        The gemeente in the year that was carried to.
    gekozen
        The regio_code it got.
    delen
        Share per regio_code that it could have got, largest first; adds up to 1. Gemeenten without
        a regio stand under the empty code.
    """

    gm_code: str
    gekozen: str
    delen: Mapping[str, float]


def delen(overgangen: Iterable[Overgang], van: int, naar: int) -> dict[str, dict[str, float]]:
    """Follow every gemeente that changed from 1 January of one year to a later one.

    Parameters
    ----------
    overgangen
        The table of herindelingen.
    van, naar
        Years, ``van <= naar``. What took effect on 1 January of `van` has already happened.

    Returns
    -------
    dict
        Old gm_code -> (new gm_code -> share of the old area). A gemeente that is not in it kept its
        code.

    Raises
    ------
    CongruentieFout
        `van` is later than `naar`.
    """
    if van > naar:
        raise CongruentieFout(f"{van} ligt na {naar}.", "Keer de jaren om.")
    begin, einde = f"{van}-01-01", f"{naar}-01-01"
    gevolgd: dict[str, dict[str, float]] = {}
    per_datum: dict[str, dict[str, dict[str, float]]] = {}
    for overgang in overgangen:
        if begin < overgang.datum <= einde:
            stap = per_datum.setdefault(overgang.datum, {})
            stap.setdefault(overgang.oud, {})[overgang.nieuw] = overgang.aandeel
    for _, stap in sorted(per_datum.items()):
        for oud, doelen in gevolgd.items():
            gevolgd[oud] = _vervolg(doelen, stap)
        for oud, doelen in stap.items():
            gevolgd.setdefault(oud, dict(doelen))
    return gevolgd


def _gevolgd(
    vroeg: Gemeenten, laat: Gemeenten, overgangen: Iterable[Overgang]
) -> dict[str, dict[str, float]]:
    """As `delen`; of gemeenten that were made from the others by supposing, what was supposed."""
    if laat.ontstaan is not None and laat.ontstaan.van.codes == vroeg.codes:
        return laat.ontstaan.delen
    return delen(overgangen, vroeg.jaar, laat.jaar)


def _vervolg(
    doelen: Mapping[str, float], stap: Mapping[str, Mapping[str, float]]
) -> dict[str, float]:
    uit: dict[str, float] = {}
    for tussen, deel in doelen.items():
        for nieuw, aandeel in stap.get(tussen, {tussen: 1.0}).items():
            uit[nieuw] = uit.get(nieuw, 0.0) + deel * aandeel
    return uit


def zet_om(
    indeling: Indeling, van: Gemeenten, naar: Gemeenten, overgangen: Iterable[Overgang]
) -> tuple[Indeling, list[Twijfel]]:
    """Carry a membership to the gemeenten of another year, earlier or later.

    Forward, a new gemeente gets the regio of its parts: of the old gemeenten that went into it,
    each by its share times its inhabitants. When these are not known, the old gemeente with the
    same code decides (CBS keeps the code of a gemeente whose name lives on), or else every old
    gemeente counts as one. Backward, an old gemeente gets the regio of the gemeente that its area
    went to. When the parts lie in different regions the largest share wins (at a tie the lowest
    code); a part without a regio never does.

    Parameters
    ----------
    indeling
        The membership over `van`.
    van, naar
        The gemeenten of the two years; or `naar` those that were made from `van` by supposing
        (`Gemeenten.ontstaan`), which is followed instead of the table.
    overgangen
        The table of herindelingen.

    Returns
    -------
    indeling
        The membership over `naar`. A gemeente all of whose parts lack a regio has none. When the
        gemeenten are others, its `Herkomst` says so, and which of them the herindelingen left open.
    twijfels
        The gemeenten whose parts lie in different regions, in order of code.

    Raises
    ------
    CongruentieFout
        The herindelingen do not lead from the one list of gemeenten to the other.
    """
    vooruit = van.jaar <= naar.jaar
    vroeg, laat = (van, naar) if vooruit else (naar, van)
    gevolgd = _gevolgd(vroeg, laat, overgangen)
    parten: dict[str, dict[str, float]] = {code: {} for code in naar.codes}
    for oud in vroeg.codes:
        for nieuw, aandeel in gevolgd.get(oud, {oud: 1.0}).items():
            bron, doel = (oud, nieuw) if vooruit else (nieuw, oud)
            if bron not in van.plek or doel not in naar.plek:
                raise CongruentieFout(
                    f"De herindelingen leiden van {oud} ({vroeg.jaar}) naar {nieuw}, "
                    f"maar die gemeente bestaat niet in {laat.jaar}."
                )
            regio = indeling.lidmaatschap.get(bron, "")
            parten[doel][regio] = parten[doel].get(regio, 0.0) + aandeel * _massa(
                van, bron, vooruit
            )
    wees = sorted(code for code, deel in parten.items() if not deel)
    if wees:
        raise CongruentieFout(f"Geen herindeling leidt naar {wees[0]} in {naar.jaar}.")
    lidmaatschap, twijfels = {}, []
    for code, deel in parten.items():
        totaal = sum(deel.values())
        volgorde = sorted(deel, key=lambda regio: (-deel[regio], regio))
        gekozen = next((regio for regio in volgorde if regio), "")
        if vooruit and van.inwoners is None:
            gekozen = indeling.lidmaatschap.get(code, gekozen)
        if gekozen:
            lidmaatschap[code] = gekozen
        if len(deel) > 1:
            aandelen = {regio: deel[regio] / totaal for regio in volgorde}
            twijfels.append(Twijfel(code, gekozen, aandelen))
    omgezet = replace(indeling, lidmaatschap=lidmaatschap)
    if van.codes != naar.codes:
        namen = [naar.naam_van[twijfel.gm_code] for twijfel in twijfels]
        omgezet = replace(omgezet, herkomst=_overgezet(indeling.herkomst, van, naar, namen))
    return omgezet, twijfels


def _overgezet(
    herkomst: Herkomst, van: Gemeenten, naar: Gemeenten, twijfels: list[str]
) -> Herkomst:
    """Where it comes from, with what carrying did to it, for wherever sources are listed."""
    opmerking = herkomst.opmerking
    if twijfels:
        wie = opsomming(twijfels, 30)
        opmerking += f" Delen van {wie} lagen in verschillende regio's; het grootste deel telt."
    herkomst = replace(herkomst, opmerking=opmerking.strip())
    if naar.ontstaan is None:
        return replace(herkomst, overgezet=herkomst.overgezet or van.jaar)
    nieuw = [naam for code, naam in naar.naam_van.items() if code not in van.plek]
    return replace(
        herkomst,
        bron=f"{herkomst.bron}, met de denkbeeldige gemeente {opsomming(nieuw, 30)}",
        status="eigen" if herkomst.status == "officieel" else herkomst.status,
    )


def _massa(van: Gemeenten, bron: str, vooruit: bool) -> float:
    """Inhabitants of the part when they are known and parts are put together; else 1."""
    if not vooruit or van.inwoners is None:
        return 1.0
    return float(van.inwoners[van.plek[bron]])


def zet_verbanden_om(
    verbanden: Verbanden, van: Gemeenten, naar: Gemeenten, overgangen: Iterable[Overgang]
) -> tuple[Verbanden, list[str]]:
    """Carry who takes part in which verband to the gemeenten of another year, earlier or later.

    A new gemeente takes part in everything that its parts took part in, each verband once. Of a
    gemeente that was divided, the new gemeente that got the largest part of its area (at a tie the
    lowest code) takes its places; when that is only supposed, every part does. Backward, every old
    gemeente takes part in what the gemeente takes part in that the largest part of its area went to.

    Parameters
    ----------
    verbanden
        Over the gemeenten `van`.
    van, naar, overgangen
        As in `zet_om`.

    Returns
    -------
    verbanden
        Over `naar`; what a merger makes of two members of one verband counts once.
    verdeeld
        The divided gemeenten that take part in a verband, in order of code.
    """
    vooruit = van.jaar <= naar.jaar
    vroeg, laat = (van, naar) if vooruit else (naar, van)
    gevolgd = _gevolgd(vroeg, laat, overgangen)
    gesplitst = {oud for oud, doelen in gevolgd.items() if len(doelen) > 1 and not laat.ontstaan}
    wordt: dict[str, list[str]] = {}
    for oud in vroeg.codes:
        doelen = gevolgd.get(oud, {oud: 1.0})
        grootste = min(doelen, key=lambda nieuw: (-doelen[nieuw], nieuw))
        for nieuw in [grootste] if oud in gesplitst else doelen:
            bron, doel = (oud, nieuw) if vooruit else (nieuw, oud)
            wordt.setdefault(bron, []).append(doel)
    omgezet = verbanden.met(
        replace(een, leden=tuple(doel for lid in een.leden for doel in wordt.get(lid, ())))
        for een in verbanden
    )
    leden = {lid for een in verbanden for lid in een.leden}
    verdeeld = sorted(leden & gesplitst)
    if van.codes != naar.codes:
        herkomst = tuple(_overgezet(een, van, naar, []) for een in verbanden.herkomst)
        omgezet = replace(omgezet, herkomst=herkomst)
    return omgezet, verdeeld

"""A herindeling that is only supposed: the country after gemeenten merge or are split.

What became of what is a list of `Overgang`, as in the table of real herindelingen, and is followed by
the same rules. The year stays; new gemeenten get codes that CBS does not use.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from congruentie.gemeenten import Gemeenten, Ontstaan
from congruentie.herindeling import Overgang, Twijfel, zet_om, zet_verbanden_om
from congruentie.model import Indeling, Indelingen

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["afkomst", "als_opties", "breng_over", "na_herindeling", "nieuwe_codes", "volg"]

_EERSTE_CODE = 9001
"""CBS gives new gemeenten the next code; in 2026 the last one is GM1992."""


def nieuwe_codes(gemeenten: Gemeenten, aantal: int) -> list[str]:
    """Codes for gemeenten that do not exist: GM9001, GM9002, ..., those that are not yet in use."""
    vrij = (f"GM{n:04d}" for n in range(_EERSTE_CODE, 10_000))
    codes = (code for code in vrij if code not in gemeenten.plek)
    return [code for code, _ in zip(codes, range(aantal), strict=False)]


def na_herindeling(gemeenten: Gemeenten, overgangen: Sequence[Overgang]) -> Gemeenten:
    """Make the gemeenten after a supposed herindeling.

    Parameters
    ----------
    gemeenten
        As they are.
    overgangen
        What becomes of those that change; none of the new codes is in use. `Overgang.aandeel` is the
        share of the inhabitants; those of one old gemeente add up to 1.

    Returns
    -------
    Gemeenten
        Of the same year. Inhabitants are added up, or divided by share. The boundaries of gemeenten
        that merge are dissolved; where a gemeente is split there are none any more, because where the
        new border runs is not known.
    """
    oud = {een.oud for een in overgangen}
    naam_van = {code: naam for code, naam in gemeenten.naam_van.items() if code not in oud}
    naam_van |= {een.nieuw: een.nieuw_naam for een in overgangen}
    vlakken = gemeenten.vlakken
    if vlakken is not None and any(een.aandeel < 1 for een in overgangen):
        vlakken = None
    return replace(
        gemeenten,
        codes=tuple(naam_van),
        namen=tuple(naam_van.values()),
        inwoners=_inwoners(gemeenten, overgangen, tuple(naam_van)),
        vlakken=None if vlakken is None else _zonder_binnengrenzen(vlakken, overgangen),
        grenzen=None if vlakken is None else gemeenten.grenzen,
        ontstaan=Ontstaan(gemeenten, tuple(overgangen)),
    )


def _inwoners(
    gemeenten: Gemeenten, overgangen: Sequence[Overgang], codes: Sequence[str]
) -> np.ndarray | None:
    """Inhabitants in the order of `codes`; of a split in whole people, and nobody lost."""
    if gemeenten.inwoners is None:
        return None
    was = dict(zip(gemeenten.codes, gemeenten.inwoners.tolist(), strict=True))
    wordt = {code: was.get(code, 0.0) for code in codes}
    geplaatst: dict[str, tuple[float, float]] = {}
    for een in overgangen:
        aandeel, al = geplaatst.get(een.oud, (0.0, 0.0))
        tot = round(was[een.oud] * min(aandeel + een.aandeel, 1.0))
        wordt[een.nieuw] += tot - al
        geplaatst[een.oud] = aandeel + een.aandeel, tot
    return np.array([wordt[code] for code in codes])


def _zonder_binnengrenzen(vlakken: gpd.GeoSeries, overgangen: Iterable[Overgang]) -> gpd.GeoSeries:
    import geopandas as gpd  # heavy: only where there are boundaries
    import shapely

    delen: dict[str, list[str]] = {}
    for een in overgangen:
        delen.setdefault(een.nieuw, []).append(een.oud)
    weg = [code for codes in delen.values() for code in codes]
    nieuw = {
        code: shapely.union_all(vlakken.loc[codes].to_numpy()) for code, codes in delen.items()
    }
    # Of gemeenten that are not on a map of a part nothing is left, of no kind.
    nieuw = {code: vlak or shapely.MultiPolygon() for code, vlak in nieuw.items()}
    blijft = vlakken.drop(weg).to_dict()
    return gpd.GeoSeries(blijft | nieuw, crs=vlakken.crs)


def breng_over(
    indelingen: Indelingen, gemeenten: Gemeenten
) -> tuple[Indelingen, dict[str, list[Twijfel]]]:
    """Carry divisions and verbanden to the gemeenten after a supposed herindeling.

    Parameters
    ----------
    indelingen
        As they are.
    gemeenten
        As `na_herindeling` made them from those of `indelingen`, in one or more steps.

    Returns
    -------
    indelingen
        The same divisions over the new gemeenten. Where the parts of a new gemeente lie in different
        regio's, that of the most inhabitants counts; it takes part in all verbanden of its parts.
    twijfels
        Per indeling the gemeenten for which that had to be decided.
    """
    if gemeenten.ontstaan is None or gemeenten.codes == indelingen.gemeenten.codes:
        return indelingen, {}
    eerder, twijfels = breng_over(indelingen, gemeenten.ontstaan.van)
    omgezet = []
    for indeling in eerder:
        nieuw, gekozen = zet_om(indeling, eerder.gemeenten, gemeenten, ())
        omgezet.append(nieuw)
        twijfels.setdefault(indeling.naam, []).extend(gekozen)
    verbanden = eerder.verbanden
    if verbanden is not None:
        verbanden, _ = zet_verbanden_om(verbanden, eerder.gemeenten, gemeenten, ())
    na = replace(eerder, gemeenten=gemeenten, indelingen=tuple(omgezet), verbanden=verbanden)
    return na, twijfels


def volg(indeling: Indeling, gemeenten: Gemeenten) -> Indeling:
    """Carry a division of the year to gemeenten that may have been made by supposing."""
    ontstaan = gemeenten.ontstaan
    if ontstaan is None:
        return indeling
    return zet_om(volg(indeling, ontstaan.van), ontstaan.van, gemeenten, ())[0]


def afkomst(na: Gemeenten, voor: Gemeenten) -> dict[str, dict[str, float]]:
    """Tell what new gemeenten are made of.

    Parameters
    ----------
    na
        The gemeenten after.
    voor
        Those before, one or more suppositions back.

    Returns
    -------
    dict
        New gm_code -> (old gm_code -> share of that old gemeente); nothing when they are the same.
    """
    if na.codes == voor.codes or na.ontstaan is None:
        return {}
    eerder = afkomst(na.ontstaan.van, voor)
    uit: dict[str, dict[str, float]] = {
        code: dict(delen) for code, delen in eerder.items() if code in na.plek
    }
    for een in na.ontstaan.overgangen:
        for oud, aandeel in eerder.get(een.oud, {een.oud: 1.0}).items():
            deel = uit.setdefault(een.nieuw, {})
            deel[oud] = deel.get(oud, 0.0) + aandeel * een.aandeel
    return dict(sorted(uit.items()))


def als_opties(gemeenten: Gemeenten) -> dict[str, dict[str, str]]:
    """What was supposed, as ``fuseer`` and ``splits`` of `congruentie.bronnen.laad_indelingen`."""
    if gemeenten.ontstaan is None:
        return {"fuseer": {}, "splits": {}}
    uit = als_opties(gemeenten.ontstaan.van)
    samen: dict[str, list[Overgang]] = {}
    for een in gemeenten.ontstaan.overgangen:
        samen.setdefault(een.nieuw, []).append(een)
    gedeeld: dict[str, list[str]] = {}
    for delen in samen.values():
        if len(delen) > 1:
            uit["fuseer"][",".join(een.oud for een in delen)] = delen[0].nieuw_naam
        else:
            tekst = f"{delen[0].nieuw_naam}:{delen[0].aandeel!r}"
            gedeeld.setdefault(delen[0].oud, []).append(tekst)
    uit["splits"] |= {oud: ",".join(delen) for oud, delen in gedeeld.items()}
    return uit

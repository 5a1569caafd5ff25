"""Which gemeenten border each other: from the table of CBS borders, or from a map without one.

And whether a map closes, and draws the borders that the table has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

from congruentie.bronnen.meldingen import Melder
from congruentie.bronnen.pakket import laad_buren, laad_verbindingen
from congruentie.buren import Banden, gedeelde_grenzen
from congruentie.errors import CongruentieFout
from congruentie.gemeenten import Gemeenten
from congruentie.nl import aantal, opsomming

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from congruentie.dekking import Dekking, Paar

__all__ = ["banden_van", "grenzen_van", "heeft_buren", "landgrenzen", "maak_heel"]

_Band = tuple[str, str, str, float]
"""gm_code, gm_code, kind and kilometres."""
_KORTSTE = 100
"""Metres; a shorter border that is drawn too much is next to a point."""
_OPLOSSING = (
    "Gebruik grenzen die op elkaar aansluiten, zoals die van CBS ('congruentie ophalen'), of herstel "
    "ze in QGIS."
)


def heeft_buren(gemeenten: Gemeenten) -> bool:
    """Whether a table says who borders whom among these gemeenten; then no map is needed."""
    return _tabel(gemeenten) is not None


def landgrenzen(gemeenten: Gemeenten) -> dict[tuple[str, str], float]:
    """Kilometres per pair of gemeenten (a < b) that share a land border, of the table; or empty."""
    _, rijen = _tabel(gemeenten) or (0, [])
    return {(a, b): km for a, b, soort, km in rijen if soort == "land"}


def banden_van(
    gemeenten: Gemeenten,
    *,
    veren: bool = True,
    water: bool = True,
    eigen: Iterable[tuple[str, str]] = (),
) -> Banden:
    """List which gemeenten border each other, over land or over water.

    Parameters
    ----------
    gemeenten
        With boundaries, unless a table has their neighbours (`heeft_buren`): that counts, whatever
        is drawn. Without it two areas are neighbours when they share a border on the map, made
        whole (`congruentie.dekking`).
    veren
        Whether ferries count, besides bridges, tunnels and dams.
    water
        Whether a gemeente without any land border borders over water.
    eigen
        Links of the user's own.

    Raises
    ------
    CongruentieFout
        There is no table and no map, or the map cannot be made whole.
    """
    land = landgrenzen(gemeenten)
    over: list[tuple[str, str, str]] = []
    tabel = _tabel(gemeenten)
    if tabel is not None:
        jaar, rijen = tabel
        bron = f"grenzen van CBS van {jaar}"
        met_land = {code for paar in land for code in paar}
        if water:
            over = [r[:3] for r in rijen if r[2] == "water" and not {*r[:2]} <= met_land]
    else:
        bron, land = _van_de_kaart(gemeenten)
    vast = [(*r, 0.0) for r in laad_verbindingen() if veren or r[2] != "veer"]
    verbonden = [r[:3] for r in _volg(vast, gemeenten)]
    soort = dict.fromkeys(land, "land")
    plek = gemeenten.plek
    for a, b, hoe in [*verbonden, *over, *((a, b, "eigen") for a, b in eigen)]:
        if a in plek and b in plek:
            soort.setdefault((min(a, b), max(a, b)), hoe)
    return Banden(soort, bron)


def grenzen_van(gemeenten: Gemeenten) -> pd.DataFrame | gpd.GeoDataFrame:
    """List the land borders between gemeenten, with their length.

    Parameters
    ----------
    gemeenten
        As in `banden_van`.

    Returns
    -------
    pandas.DataFrame or geopandas.GeoDataFrame
        Sorted by ``a``, ``b`` (gm_code, a < b), with ``lengte`` (metres, float64): of the table where
        there is one, else as drawn. With boundaries also ``geometry``: the line as drawn, empty
        where the drawing has none.

    Raises
    ------
    CongruentieFout
        As `banden_van`.
    """
    import pandas as pd

    if not heeft_buren(gemeenten):
        return _dekking(gemeenten).grenzen()
    land = landgrenzen(gemeenten)
    tabel = pd.DataFrame(sorted(land), columns=["a", "b"])
    tabel["lengte"] = [1000 * land[paar] for paar in zip(tabel["a"], tabel["b"], strict=True)]
    if gemeenten.vlakken is None:
        return tabel
    import geopandas as gpd
    import shapely

    from congruentie.dekking import maak_dekking

    getekend = gedeelde_grenzen(maak_dekking(gemeenten.vlakken).vlakken)[["a", "b", "geometry"]]
    samen = tabel.merge(getekend, on=["a", "b"], how="left")
    lijnen = samen["geometry"].to_numpy()
    lijnen[samen["geometry"].isna()] = shapely.MultiLineString()
    return gpd.GeoDataFrame(tabel, geometry=lijnen, crs=gemeenten.vlakken.crs)


def _tabel(gemeenten: Gemeenten) -> tuple[int, list[_Band]] | None:
    """The rows of the table that has these gemeenten, and of which year it is; None without one.

    Of gemeenten that were made by supposing: of those that they were made from.
    """
    jaar = _tabeljaar(gemeenten.begin.jaar, gemeenten.begin.codes)
    return None if jaar is None else (jaar, _volg(laad_buren()[jaar], gemeenten))


def _volg(rijen: Iterable[_Band], gemeenten: Gemeenten) -> list[_Band]:
    """Carry pairs to gemeenten that were made by supposing, with the kilometres added up.

    What borders a gemeente that is split, borders each part, over its share of the length; and the
    parts each other, over a length that nobody knows.
    """
    ontstaan = gemeenten.ontstaan
    if ontstaan is None:
        return list(rijen)
    delen = ontstaan.delen
    som: dict[tuple[str, str, str], float] = {}
    for a, b, soort, km in _volg(rijen, ontstaan.van):
        for een, deel in delen.get(a, {a: 1.0}).items():
            for ander, anderdeel in delen.get(b, {b: 1.0}).items():
                if een != ander:
                    paar = (min(een, ander), max(een, ander), soort)
                    som[paar] = som.get(paar, 0.0) + km * deel * anderdeel
    for stukken in delen.values():
        for een, ander in combinations(sorted(stukken), 2):
            som.setdefault((een, ander, "land"), 0.0)
    return [(*paar, km) for paar, km in sorted(som.items())]


@cache
def _tabeljaar(jaar: int, codes: tuple[str, ...]) -> int | None:
    """The year of the table that has exactly these gemeenten, the nearest one of several."""
    alle = set(codes)
    passend = [
        van for van, rijen in laad_buren().items() if alle == {c for rij in rijen for c in rij[:2]}
    ]
    return min(passend, key=lambda van: (abs(van - jaar), van), default=None)


def _van_de_kaart(gemeenten: Gemeenten) -> tuple[str, dict[tuple[str, str], float]]:
    """Neighbours on a map without a table: source, and metres per pair."""
    dekking = _dekking(gemeenten)
    grenzen = dekking.grenzen()
    paren = zip(grenzen["a"], grenzen["b"], strict=True)
    land = dict(zip(paren, grenzen["lengte"], strict=True))
    hersteld = f", waarvan {dekking.hersteld} vlakken zijn hersteld" if dekking.hersteld else ""
    return f"uit de kaart{hersteld}, met een speling van {dekking.tolerantie:.0f} meter", land


def _dekking(gemeenten: Gemeenten) -> Dekking:
    from congruentie.dekking import maak_dekking  # heavy: only where a map is needed

    if gemeenten.vlakken is None:
        raise CongruentieFout(
            f"Van de gemeenten van {gemeenten.jaar} is niet bekend wie aan wie grenst.",
            "Geef een bestand met grenzen op met --grenzen, of haal ze op met 'congruentie ophalen "
            f"--jaar {gemeenten.jaar}'.",
        )
    dekking = maak_dekking(gemeenten.vlakken)
    if reden := _waarom_niet_heel(dekking, gemeenten):
        raise CongruentieFout(
            f"De kaart is niet heel: {reden} Wie aan wie grenst, is zo niet te zeggen.", _OPLOSSING
        )
    return dekking


def _waarom_niet_heel(dekking: Dekking, gemeenten: Gemeenten) -> str:
    """Say in Dutch why a map could not be made whole; empty when it could."""
    if dekking.te_ver:
        a, b, hoe = dekking.te_ver[0]
        namen = _namen(gemeenten, (a, b), 2)
        meer = len(dekking.te_ver) - 1
        rest = f", en zo nog {meer} paren" if meer else ""
        return f"{namen} overlappen elkaar tot {hoe:.0f} meter breed{rest}."
    if dekking.verdwenen:
        return f"van {_namen(gemeenten, dekking.verdwenen, 3)} blijft niets over naast de andere."
    if heeft_buren(gemeenten) or gemeenten.deel or len(gemeenten) == 1:
        return ""
    grenzen = dekking.grenzen()
    los = sorted({*gemeenten.codes} - {*grenzen["a"], *grenzen["b"]})
    if len(los) > len(gemeenten) / 2:
        return (
            f"{len(los)} van de {len(gemeenten)} gebieden grenzen nergens aan, zoals "
            f"{_namen(gemeenten, los, 3)}; er zijn kieren van meer dan {dekking.tolerantie:.0f} meter."
        )
    return ""


def _namen(gemeenten: Gemeenten, codes: Iterable[str], hoogstens: int) -> str:
    return opsomming([gemeenten.naam_van.get(code, code) for code in codes], hoogstens)


# --- whether a map closes --------------------------------------------------------------------


def maak_heel(gemeenten: Gemeenten, melder: Melder) -> Gemeenten:
    """Let the areas close, and hold them against who borders whom; say what that took.

    Parameters
    ----------
    gemeenten
        With boundaries. A map that cannot be made whole stays as it is, and that is said.
    melder
        Who says it.

    Raises
    ------
    Gestopt
        The codes do not belong to these areas.
    """
    from congruentie.dekking import maak_dekking  # heavy: only where there is a map

    dekking = maak_dekking(gemeenten.vlakken)
    if reden := _waarom_niet_heel(dekking, gemeenten):
        melder.let_op(
            f"de kaart is niet heel: {reden}",
            "Tekenen kan, maar herstel de grenzen liever, bijvoorbeeld in QGIS.",
        )
        return gemeenten
    if dekking.hersteld:
        melder.let_op(
            f"de vlakken sloten niet op elkaar aan (overlap tot {_meter(dekking.overlap)}); "
            f"{dekking.hersteld} zijn hersteld, met een speling van {_meter(dekking.tolerantie)}.",
        )
        gemeenten = replace(gemeenten, vlakken=dekking.vlakken)
    leeg = set(gemeenten.vlakken.index[gemeenten.vlakken.is_empty])  # type: ignore[union-attr]
    land = {paar for paar in landgrenzen(gemeenten) if not leeg & set(paar)}
    grenzen = dekking.grenzen()
    kieren = dekking.kieren(sorted(land or zip(grenzen["a"], grenzen["b"], strict=True)))
    _eis_eigen_codes(gemeenten, dekking, land, kieren, melder)
    smal = {paar: meter for paar, meter in kieren.items() if meter <= dekking.ruimst}
    if smal:
        paren = aantal(len(smal), "paar", "paren")
        kier = f"kieren ({_breedte(smal.values())} breed)"
        if not land:
            # Closing them would make neighbours of areas that meet in a corner.
            melder.let_op(f"tussen {paren} buren zijn {kier}; zij tellen als buren.")
        elif not _waarom_niet_heel(gedicht := dekking.gedicht(smal), gemeenten):
            melder.let_op(f"tussen {paren} buren waren {kier}; die zijn gedicht om te tekenen.")
            dekking, grenzen = gedicht, gedicht.grenzen()
            gemeenten = replace(gemeenten, vlakken=dekking.vlakken)
    if land:
        _vergelijk_met_tabel(gemeenten, grenzen, land, dekking, melder)
    return gemeenten


def _eis_eigen_codes(
    gemeenten: Gemeenten,
    dekking: Dekking,
    land: set[Paar],
    kieren: Mapping[Paar, float],
    melder: Melder,
) -> None:
    """Stop where others lie next to each other than the table says; gaps alone are no reason."""
    if len(kieren) <= len(land) / 2 or not land:
        return
    import numpy as np
    import shapely

    vormen = dekking.vlakken.to_numpy()
    nabij = min(float(np.median(list(kieren.values()))), dekking.zijde)
    codes = dekking.vlakken.index.to_numpy()
    een, twee = shapely.STRtree(vormen).query(vormen, predicate="dwithin", distance=nabij)
    naast = {(str(codes[a]), str(codes[b])) for a, b in zip(een, twee, strict=True)}
    anders = {paar for paar in naast if paar[0] < paar[1]} - set(banden_van(gemeenten))
    if len(anders) > len(land) / 2:
        melder.stop(
            f"de codes horen niet bij deze vlakken: van de {len(land)} landgrenzen van CBS zijn er "
            f"{len(kieren)} niet getekend, zoals {_paar(gemeenten, min(kieren))}, en "
            f"{len(anders)} andere paren liggen naast elkaar.",
            "Controleer de kolom met codes; kies een andere met BESTAND#KOLOM.",
        )


def _vergelijk_met_tabel(
    gemeenten: Gemeenten,
    grenzen: gpd.GeoDataFrame,
    land: set[Paar],
    dekking: Dekking,
    melder: Melder,
) -> None:
    """Hold what is drawn against who borders whom, and say where they differ."""
    getekend, lang = (
        set(zip(deel["a"], deel["b"], strict=True))
        for deel in (grenzen, grenzen[grenzen["lengte"] >= _KORTSTE])
    )
    mist, teveel = sorted(land - getekend), sorted(lang - set(banden_van(gemeenten)))
    if not (mist or teveel):
        return
    # What lies further apart than a gemeente is wide, is no gap.
    kieren = [meter for meter in dekking.kieren(mist).values() if meter <= dekking.zijde]
    door = f" (door kieren van {_breedte(kieren)})" if kieren else ""
    delen = [f"{len(mist)} niet getekend{door}"] if mist else []
    delen += [f"{len(teveel)} te veel getekend"] if teveel else []
    melder.let_op(
        f"van de {len(land)} landgrenzen van CBS zijn er {' en '.join(delen)}, zoals "
        f"{_paar(gemeenten, (mist or teveel)[0])}. Wie aan wie grenst, komt niet uit het bestand "
        "maar van CBS.",
    )


def _breedte(meters: Iterable[float]) -> str:
    """From the narrowest to the widest, in Dutch."""
    smalst, *_, breedst = map(_meter, sorted([*meters] * 2))
    return breedst if smalst == breedst else f"{smalst.removesuffix(' meter')} tot {breedst}"


def _paar(gemeenten: Gemeenten, paar: tuple[str, str]) -> str:
    return " met ".join(gemeenten.naam_van[code] for code in paar)


def _meter(lengte: float) -> str:
    return "minder dan een meter" if lengte < 1 else f"{lengte:.0f} meter"

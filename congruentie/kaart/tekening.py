"""Boundaries as the page draws them: whole numbers on a grid, every border once.

The page does not use degrees. It draws the Dutch grid (EPSG:28992) itself, in whole steps of a
power of ten metres (10 m for the Netherlands): a third smaller than degrees, and the same shape as
on Dutch maps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from congruentie.dekking import maak_dekking
from congruentie.kaart.topologie import Topologie, maak_topologie

if TYPE_CHECKING:
    import geopandas as gpd

    from congruentie.buren import Banden

__all__ = ["Tekening", "maak_dunner", "teken"]

IntArray = npt.NDArray[np.int64]

_STAPPEN = 10_000
"""The grid has at least this many steps over the longest side of the map."""
_HOOGSTENS = 60_000
"""Boundaries with more vertices are simplified; the page stays below 1.2 MB."""
_GROFST = 1600
"""Metres; beyond it nothing is simplified further."""
_PER_VLAK = 6
"""With very many areas that cannot be: so many vertices each, on average, leave them their shape."""
_STEEKPROEF = 1_000_000
"""From so many vertices on, a part of the areas tells first how far to simplify."""


_LAND = (13_600.0, 306_900.0, 278_000.0, 619_300.0)
"""Metres: the outline of the Netherlands."""
_BUITENLAND = (
    (-3000, -1500), (-26.6, 357.7), (-17.3, 363.5), (-3.1, 371.4), (9.6, 376.1), (14.2, 377.8),
    (23.5, 371.8), (51.2, 364.5), (63.1, 367.6), (72.3, 373.5), (80.8, 381.8), (112.9, 398.1),
    (162.8, 381.2), (204.6, 379.2), (190.4, 423.6), (248.1, 474.4), (236.0, 505.0), (253.8, 530.2),
    (262.9, 572.7), (276.4, 584.7), (278.0, 587.5), (275.7, 596.4), (264.4, 595.5), (265.3, 613.9),
    (271.6, 628.0), (299.2, 634.3), (3000, 650), (3000, -1500),
)  # fmt: skip
"""Kilometres: abroad, by hand. It runs along the coasts of Flanders and Germany (Oostende, Zwin,
Emden, Greetsiel, Norddeich) and, where the Netherlands lie over it, somewhere below them."""


@dataclass(frozen=True)
class Tekening:
    """What the page draws.

    Parameters
    ----------
    eenheid
        Metres per step of the grid.
    topologie
        The borders, on the grid, and the gemeenten made of them.
    punten
        One point inside each gemeente, in steps; shape (n, 2). Those of gemeenten that are not drawn
        lie in the middle of the map.
    buren
        Pairs ``[a, b]`` of places that are neighbours over land, whether drawn so or not.
    over_water
        Pairs ``[a, b]`` of places that are neighbours in another way.
    buitenland
        The land around the country, in steps, to tell it from the sea; None for any other map.
    tolerantie
        Metres to which the boundaries were simplified to keep the page small; None if they were not.
    """

    eenheid: float
    topologie: Topologie
    punten: list[list[int]]
    buren: list[list[int]]
    over_water: list[list[int]]
    buitenland: list[list[int]] | None
    tolerantie: float | None


def teken(vlakken: gpd.GeoSeries, banden: Banden | None = None) -> Tekening:
    """Put boundaries on the grid of the page.

    Parameters
    ----------
    vlakken
        (Multi)Polygons in EPSG:28992, in the order of the gemeenten.
    banden
        Who counts as neighbours; None for all that touch in the drawing.
    """
    vlakken, tolerantie = _vereenvoudig(vlakken)
    west, zuid, oost, noord = vlakken.total_bounds
    eenheid = 10.0 ** np.floor(np.log10(max(oost - west, noord - zuid) / _STAPPEN))
    geometrie = vlakken.to_numpy()
    plek = {code: i for i, code in enumerate(vlakken.index)}
    topologie = maak_topologie(_ringen(geometrie, eenheid))
    if banden is None:
        soort: dict[tuple[int, ...], str] = dict.fromkeys(topologie.paren(), "land")
    else:
        soort = {tuple(sorted((plek[a], plek[b]))): h for (a, b), h in banden.soort.items()}
    return Tekening(
        float(eenheid),
        topologie,
        _op_rooster(_punten(geometrie), eenheid).tolist(),
        sorted(list(paar) for paar, hoe in soort.items() if hoe == "land"),
        sorted(list(paar) for paar, hoe in soort.items() if hoe != "land"),
        _buitenland(vlakken, eenheid),
        tolerantie,
    )


def maak_dunner(vlakken: gpd.GeoSeries) -> gpd.GeoSeries:
    """Boundaries with as many vertices as a picture needs; neighbours keep sharing their border."""
    return _vereenvoudig(vlakken)[0]


def _vereenvoudig(vlakken: gpd.GeoSeries) -> tuple[gpd.GeoSeries, float | None]:
    """Drop vertices until the page can carry them; neighbours keep sharing their border."""
    vlakken = maak_dekking(vlakken).vlakken
    vormen = vlakken.to_numpy()
    aantal = int(shapely.get_num_coordinates(vormen).sum())
    hoogstens = max(_HOOGSTENS, _PER_VLAK * len(vormen))
    tolerantie = 25.0
    if aantal > _STEEKPROEF:
        deel = vormen[:: max(len(vormen) // 2000, 1)]
        genoeg = _dun_uit(deel, tolerantie, hoogstens * len(deel) / len(vormen))[1]
        tolerantie = max(genoeg / 2, tolerantie)
    dunner, gebruikt = _dun_uit(vormen, tolerantie, hoogstens)
    if dunner is vormen:
        return vlakken, None
    uit = vlakken.copy()
    uit[:] = dunner
    return uit, gebruikt


def _dun_uit(
    vormen: npt.NDArray[Any], tolerantie: float, hoogstens: float
) -> tuple[npt.NDArray[Any], float]:
    """Double the tolerance until few enough vertices are left; gives the last one that was used."""
    dunner = vormen
    while shapely.get_num_coordinates(dunner).sum() > hoogstens and tolerantie < _GROFST:
        tolerantie *= 2
        dunner = shapely.coverage_simplify(vormen, tolerantie)
    return dunner, tolerantie


def _punten(geometrie: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """A point inside each area; in the middle of the map for those that are not drawn."""
    leeg = shapely.is_empty(geometrie)
    vol = geometrie.copy()
    vol[leeg] = shapely.box(*shapely.total_bounds(geometrie)).centroid
    return np.asarray(shapely.get_coordinates(shapely.point_on_surface(vol)), dtype=np.float64)


def _buitenland(vlakken: gpd.GeoSeries, eenheid: float) -> list[list[int]] | None:
    """Abroad, when these are all gemeenten of the Netherlands."""
    if not np.allclose(vlakken.total_bounds, _LAND, rtol=0, atol=5000):
        return None
    rand: list[list[int]] = _op_rooster(1000 * np.array(_BUITENLAND), eenheid).tolist()
    return rand


def _op_rooster(xy: npt.NDArray[np.float64], eenheid: float) -> IntArray:
    return np.rint(xy / eenheid).astype(np.int64)


def _stukken(geometrie: npt.NDArray[Any], eenheid: float) -> list[IntArray]:
    """The vertices of each ring on the grid, without repeats."""
    ruw, van = shapely.get_coordinates(geometrie, return_index=True)
    xy = _op_rooster(ruw, eenheid)
    nieuw = np.ones(len(xy), dtype=bool)
    nieuw[1:] = (xy[1:] != xy[:-1]).any(axis=1) | (van[1:] != van[:-1])
    einde = np.cumsum(np.bincount(van[nieuw], minlength=len(geometrie)))
    return np.split(xy[nieuw], einde[:-1])


def _ringen(geometrie: npt.NDArray[Any], eenheid: float) -> list[list[list[IntArray]]]:
    """Per gemeente its polygons, each a list of rings on the grid."""
    delen, gemeente_van_deel = shapely.get_parts(geometrie, return_index=True)
    ringen, deel_van_ring = shapely.get_rings(delen, return_index=True)
    polygonen: list[list[IntArray]] = [[] for _ in delen]
    for ring, deel in zip(_stukken(ringen, eenheid), deel_van_ring, strict=True):
        if len(ring) >= 4:  # else it is smaller than a step of the grid
            polygonen[deel].append(ring)
    uit: list[list[list[IntArray]]] = [[] for _ in geometrie]
    for polygoon, gemeente in zip(polygonen, gemeente_van_deel, strict=True):
        if polygoon:
            uit[gemeente].append(polygoon)
    return uit

"""Where a map lies: its coordinate system, its axes, and whether that is the Netherlands."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NoReturn

from congruentie.bronnen.meldingen import Melder
from congruentie.model import RD, opsomming

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt

__all__ = ["leg_in_rd"]

_KLEINSTE_LAND = 1e6
"""Square metres; all gemeenten together are 35 000 times larger."""
_GRADEN, _METERS = 4326, RD
_HIER = {_GRADEN: (3.0, 50.5, 7.5, 53.8), _METERS: (10_000.0, 300_000.0, 285_000.0, 630_000.0)}
"""What the coordinates of the Netherlands are between, in degrees and on the Dutch grid."""


def leg_in_rd(tabel: gpd.GeoDataFrame, melder: Melder) -> gpd.GeoDataFrame:
    """Bring a map to the Dutch grid, with valid polygons in two dimensions; say what that took.

    Degrees or metres of the Netherlands without a coordinate system are recognised, and so are axes
    that are swapped.

    Raises
    ------
    Gestopt
        It does not lie in the Netherlands, or where it lies cannot be known.
    """
    return _in_rd(_met_stelsel(tabel, melder), melder)


def _met_stelsel(tabel: gpd.GeoDataFrame, melder: Melder) -> gpd.GeoDataFrame:
    """Find the CRS where the file does not say it, and swapped axes; stop where that cannot be."""
    # A GeoPackage without CRS may come back as "Undefined Cartesian SRS".
    zonder = tabel.crs is None or tabel.crs.name.lower().startswith("undefined")
    stelsels = [tabel.crs.to_epsg()] if not zonder else [_GRADEN, _METERS]
    for stelsel in stelsels:
        for om in (False, True):
            if stelsel in _HIER and _ligt_in(tabel.total_bounds, _HIER[stelsel], om):
                if zonder:
                    wat = {_GRADEN: "graden (WGS 84)", _METERS: "meters (EPSG:28992)"}[stelsel]
                    melder.let_op(f"het bestand noemt geen coördinatenstelsel; gelezen als {wat}.")
                    tabel = tabel.set_crs(stelsel, allow_override=True)
                if om:
                    melder.let_op("de assen stonden verwisseld (y voor x); ze zijn omgedraaid.")
                    tabel = tabel.set_geometry(_draai_om(tabel), crs=tabel.crs)
                return tabel
    if zonder:
        melder.fout(
            "het bestand zegt niet in welk coördinatenstelsel de grenzen staan.",
            "Stel het in (bijvoorbeeld in QGIS) op EPSG:28992.",
        )
    return tabel


def _ligt_in(omvang: npt.NDArray[np.float64], kader: tuple[float, ...], om: bool) -> bool:
    x0, y0, x1, y1 = (float(getal) for getal in (omvang[[1, 0, 3, 2]] if om else omvang))
    return kader[0] <= x0 <= x1 <= kader[2] and kader[1] <= y0 <= y1 <= kader[3]


def _draai_om(tabel: gpd.GeoDataFrame) -> npt.NDArray[np.object_]:
    import numpy as np
    import shapely

    return np.asarray(shapely.transform(tabel.geometry.to_numpy(), lambda xy: xy[:, ::-1]))


def _in_rd(tabel: gpd.GeoDataFrame, melder: Melder) -> gpd.GeoDataFrame:
    """Reproject and mend, and say so; stop when it does not become the Netherlands."""
    import shapely
    from pyproj.exceptions import ProjError

    stelsel = tabel.crs.name
    try:
        in_rd = tabel if tabel.crs.to_epsg() == RD else tabel.to_crs(RD)
    except ProjError:
        melder.fout(
            f"de grenzen kunnen niet worden omgezet van {stelsel} naar EPSG:28992.",
            "Bewaar ze in EPSG:28992, bijvoorbeeld met QGIS.",
        )
    if not _past(in_rd.total_bounds):
        _meld_buiten(tabel, melder)
    if in_rd is not tabel:
        melder.let_op(f"de grenzen zijn omgezet van {stelsel} naar EPSG:28992.")
    vlakken = shapely.force_2d(in_rd.geometry.to_numpy())
    ongeldig = ~shapely.is_valid(vlakken) & ~shapely.is_missing(vlakken)
    if ongeldig.any():
        vlakken = shapely.make_valid(vlakken, method="structure", keep_collapsed=False)
        wie = opsomming(sorted(in_rd.index[ongeldig]))
        melder.let_op(f"vlakken die niet klopten, zijn hersteld: {wie}.")
    if 0 < shapely.area(vlakken[~shapely.is_missing(vlakken)]).sum() < _KLEINSTE_LAND:
        _meld_buiten(tabel, melder)  # degrees that call themselves metres
    return in_rd.set_geometry(vlakken, crs=RD)


def _past(omvang: npt.NDArray[np.float64]) -> bool:
    """Whether bounds lie in or near the Netherlands; what has no place at all is judged later."""
    x0, y0, x1, y1 = (float(getal) for getal in omvang)
    if any(math.isnan(getal) for getal in (x0, y0, x1, y1)):
        return True
    return x0 >= -10_000 and x1 <= 300_000 and y0 >= -10_000 and y1 <= 700_000


def _meld_buiten(tabel: gpd.GeoDataFrame, melder: Melder) -> NoReturn:
    x0, y0, x1, y1 = tabel.total_bounds
    melder.fout(
        f"in het coördinatenstelsel van het bestand ({tabel.crs.name}) liggen de grenzen niet in "
        f"Nederland: x van {x0:.0f} tot {x1:.0f}, y van {y0:.0f} tot {y1:.0f}.",
        "Stel het goede coördinatenstelsel in, bijvoorbeeld in QGIS.",
    )

"""Which gemeenten are neighbours over land, and along which line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from congruentie.errors import CongruentieFout
from congruentie.model import Indelingen

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["gedeelde_grenzen", "is_regiogrens"]


def gedeelde_grenzen(vlakken: gpd.GeoSeries) -> gpd.GeoDataFrame:
    """Find the shared border of every two neighbouring gemeenten.

    Parameters
    ----------
    vlakken
        (Multi)Polygons indexed by gm_code, in a projected CRS in metres (EPSG:28992). Neighbours
        share a border where their edges coincide exactly, as in a coverage; where polygons overlap
        or leave a gap there is none.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per unordered pair with a shared border of positive length, sorted by ``a``, ``b``
        (gm_code, a < b): ``lengte`` (metres, float64) and ``geometry`` (MultiLineString). Gemeenten
        that touch in points only have no row.

    Raises
    ------
    CongruentieFout
        The CRS is unknown or in degrees.
    """
    if vlakken.crs is None or not vlakken.crs.is_projected:
        raise CongruentieFout(
            "Lengten van grenzen kunnen alleen in meters.", "Zet de grenzen om naar EPSG:28992."
        )
    import geopandas as gpd  # heavy: only where there are boundaries
    import shapely

    codes = vlakken.index.to_numpy().astype(str)
    randen = shapely.boundary(vlakken.to_numpy())
    een, twee = shapely.STRtree(randen).query(randen)
    vooraan = codes[een] < codes[twee]
    een, twee = een[vooraan], twee[vooraan]
    lijnen = _alleen_lijnen(shapely.intersection(randen[een], randen[twee]))
    lengte = shapely.length(lijnen)
    tabel = gpd.GeoDataFrame(
        {"a": codes[een], "b": codes[twee], "lengte": lengte}, geometry=lijnen, crs=vlakken.crs
    )
    return tabel[lengte > 0].sort_values(["a", "b"]).reset_index(drop=True)


def is_regiogrens(indelingen: Indelingen, grenzen: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell where the border between two gemeenten is a border between regions.

    Parameters
    ----------
    indelingen
        The divisions, K of them.
    grenzen
        As `gedeelde_grenzen` gives them: columns ``a`` and ``b`` (gm_code), m rows.

    Returns
    -------
    numpy.ndarray
        Shape (m, K). Also true where only one side takes part in the indeling: there its area ends.
    """
    plek = indelingen.gemeenten.plek
    links, rechts = (
        indelingen.regio[[plek[code] for code in grenzen[kant]]] for kant in ("a", "b")
    )
    scheidt: npt.NDArray[np.bool_] = links != rechts
    return scheidt


def _alleen_lijnen(vormen: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Keep the line parts of each geometry, joined end to end, as MultiLineString."""
    import shapely

    delen, eigenaar = shapely.get_parts(vormen, return_index=True)
    is_lijn = shapely.get_dimensions(delen) == 1
    samen = np.full(len(vormen), shapely.MultiLineString(), dtype=object)
    if is_lijn.any():
        shapely.multilinestrings(delen[is_lijn], indices=eigenaar[is_lijn], out=samen)
    samen[:] = shapely.line_merge(samen)
    enkel = shapely.get_type_id(samen) == shapely.GeometryType.LINESTRING
    samen[enkel] = shapely.multilinestrings(samen[enkel][:, None])
    return samen

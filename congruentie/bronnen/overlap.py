"""A membership from the polygons of regions, where no table has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from congruentie.errors import CongruentieFout
from congruentie.model import RD

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["leg_over"]

_SPLINTER = 0.01
"""Share of a gemeente; generalised layers do not follow each other to the metre."""


def leg_over(
    gemeenten: gpd.GeoDataFrame, regios: gpd.GeoDataFrame
) -> list[tuple[str, str, str, float]]:
    """Give each gemeente the region that covers the largest part of it.

    Parameters
    ----------
    gemeenten, regios
        Indexed by code, with ``geometry`` in EPSG:28992; `regios` also with ``naam``.

    Returns
    -------
    list of tuple
        gm_code, regio_code, regio_naam and the share of the area of the gemeente (in (0, 1]) that
        lies in that region, by gm_code. A gemeente of which no region covers more than a sliver is
        left out. At a tie the lowest regio_code wins.

    Raises
    ------
    CongruentieFout
        The geometry is in another CRS.
    """
    import geopandas as gpd

    for tabel in (gemeenten, regios):
        if tabel.crs is None or tabel.crs.to_epsg() != RD:
            raise CongruentieFout("De vlakken staan niet in EPSG:28992.", "Zet ze eerst om.")
    links = gpd.GeoDataFrame(geometry=gemeenten.geometry).rename_axis("gm_code").reset_index()
    rechts = gpd.GeoDataFrame(geometry=regios.geometry).rename_axis("regio_code").reset_index()
    stukken = gpd.overlay(links, rechts, how="intersection", keep_geom_type=True)
    stukken["aandeel"] = stukken.area / stukken["gm_code"].map(gemeenten.area)
    stukken = stukken[stukken["aandeel"] > _SPLINTER].sort_values(
        ["gm_code", "aandeel", "regio_code"], ascending=[True, False, True]
    )
    grootste = stukken.drop_duplicates("gm_code")
    return [
        (gm, regio, str(regios["naam"][regio]), min(float(aandeel), 1.0))
        for gm, regio, aandeel in zip(
            grootste["gm_code"], grootste["regio_code"], grootste["aandeel"], strict=True
        )
    ]

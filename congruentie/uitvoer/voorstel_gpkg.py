"""A proposal as GeoPackage: gemeenten, regio's, borders that stay or vanish, and the graph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from congruentie.buren import gedeelde_grenzen, is_regiogrens
from congruentie.errors import CongruentieFout
from congruentie.uitvoer.gpkg import nieuw_gpkg, voeg_laag_toe
from congruentie.voorstel import duiding

if TYPE_CHECKING:
    from congruentie.model import Indeling
    from congruentie.voorstel import Voorstel

__all__ = ["schrijf_voorstel_gpkg"]


def schrijf_voorstel_gpkg(voorstel: Voorstel, pad: Path, provincie: Indeling | None = None) -> None:
    """Write a proposal with its boundaries.

    Parameters
    ----------
    voorstel
        The proposal; its gemeenten have boundaries.
    pad
        The file; written whole or not at all. Layers: ``gemeenten`` (as `duiding.per_gemeente`),
        ``regios`` (dissolved; as `duiding.per_regio`), ``grenzen`` (the line between every two
        neighbours: ``soort`` is ``"blijft"``, ``"verdwijnt"`` or ``"geen regiogrens"``, and
        ``indelingen`` in how many it is a border now) and ``graaf`` (a line between the inside
        points of every two gemeenten that counted as neighbours; ``samen`` says whether they share
        a regio, ``over_land`` whether they share a border).
    provincie
        The provinces of the same year, to name them per regio.

    Raises
    ------
    CongruentieFout
        The gemeenten have no boundaries, or the file cannot be written.
    """
    gemeenten = voorstel.indelingen.gemeenten
    if gemeenten.vlakken is None:
        raise CongruentieFout("Voor een GeoPackage zijn grenzen nodig.")
    vlakken = gemeenten.vlakken
    per_gemeente = gpd.GeoDataFrame(
        duiding.per_gemeente(voorstel).reset_index(), geometry=vlakken.to_numpy(), crs=vlakken.crs
    )
    samen = per_gemeente[["voorstel_code", "geometry"]].dissolve("voorstel_code")
    regios = gpd.GeoDataFrame(
        duiding.per_regio(voorstel, provincie).join(samen).reset_index(), crs=vlakken.crs
    )
    grenzen = gedeelde_grenzen(vlakken)
    with nieuw_gpkg(pad) as tijdelijk:
        for naam, laag, soort in (
            ("gemeenten", per_gemeente, "MultiPolygon"),
            ("regios", regios, "MultiPolygon"),
            ("grenzen", _grenzen(voorstel, grenzen), "MultiLineString"),
            ("graaf", _graaf(voorstel, grenzen), "MultiLineString"),
        ):
            voeg_laag_toe(laag, tijdelijk, naam, soort, gemeenten)


def _zelfde_regio(voorstel: Voorstel, tabel: pd.DataFrame) -> pd.Series[bool]:
    lid = voorstel.indeling.lidmaatschap
    return tabel["a"].map(dict(lid)) == tabel["b"].map(dict(lid))


def _grenzen(voorstel: Voorstel, grenzen: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    hoeveel = is_regiogrens(voorstel.indelingen, grenzen).sum(axis=1)
    samen = _zelfde_regio(voorstel, grenzen).to_numpy()
    soort = np.select([~samen, hoeveel > 0], ["blijft", "verdwijnt"], default="geen regiogrens")
    return grenzen.assign(soort=soort, indelingen=hoeveel)


def _graaf(voorstel: Voorstel, grenzen: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    vlakken = voorstel.indelingen.gemeenten.vlakken
    assert vlakken is not None  # noqa: S101  # checked above
    punten = vlakken.representative_point()
    land = set(zip(grenzen["a"], grenzen["b"], strict=True))
    bekend = [(min(p), max(p)) for p in voorstel.banden if set(p) <= set(vlakken.index)]
    tabel = pd.DataFrame(sorted(set(bekend)), columns=["a", "b"])
    lijnen = [
        shapely.LineString([punten[a], punten[b]])
        for a, b in zip(tabel["a"], tabel["b"], strict=True)
    ]
    tabel["over_land"] = [paar in land for paar in zip(tabel["a"], tabel["b"], strict=True)]
    tabel["samen"] = _zelfde_regio(voorstel, tabel)
    return gpd.GeoDataFrame(tabel, geometry=lijnen, crs=vlakken.crs)

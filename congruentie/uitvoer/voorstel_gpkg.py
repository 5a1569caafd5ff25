"""A proposal as GeoPackage: gemeenten, regio's, borders that stay or vanish, and the graph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from congruentie.bronnen.banden import grenzen_van
from congruentie.buren import is_regiogrens
from congruentie.errors import CongruentieFout
from congruentie.uitvoer.gpkg import nieuw_gpkg, voeg_laag_toe

if TYPE_CHECKING:
    from congruentie.voorstel import Voorstel

__all__ = ["schrijf_voorstel_gpkg"]


def schrijf_voorstel_gpkg(voorstel: Voorstel, pad: Path) -> None:
    """Write a proposal with its boundaries.

    Parameters
    ----------
    voorstel
        The proposal; its gemeenten have boundaries.
    pad
        The file; written whole or not at all. Layers: ``gemeenten`` (as `uitleg.per_gemeente`),
        ``regios`` (dissolved; as `uitleg.per_regio`), ``grenzen`` (the land borders of
        `congruentie.bronnen.banden.grenzen_van`: ``lengte`` in metres, the line as drawn,
        ``soort`` is ``"blijft"``, ``"verdwijnt"`` or ``"geen regiogrens"``, and ``indelingen`` in how
        many it is a border now) and ``graaf`` (a line between the inside
        points of every two gemeenten that counted as neighbours; ``soort`` says how they do, ``samen``
        whether they share a regio, ``over_land`` whether they share a land border).

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
        voorstel.gemeenten.reset_index(), geometry=vlakken.to_numpy(), crs=vlakken.crs
    )
    samen = per_gemeente[["voorstel_code", "geometry"]].dissolve("voorstel_code")
    regios = gpd.GeoDataFrame(voorstel.regios.join(samen).reset_index(), crs=vlakken.crs)
    grenzen = grenzen_van(gemeenten)
    with nieuw_gpkg(pad) as tijdelijk:
        for naam, laag, soort in (
            ("gemeenten", per_gemeente, "MultiPolygon"),
            ("regios", regios, "MultiPolygon"),
            ("grenzen", _grenzen(voorstel, grenzen), "MultiLineString"),
            ("graaf", _graaf(voorstel), "MultiLineString"),
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


def _graaf(voorstel: Voorstel) -> gpd.GeoDataFrame:
    vlakken = voorstel.indelingen.gemeenten.vlakken
    assert vlakken is not None  # noqa: S101  # checked above
    punten = vlakken.representative_point()
    bekend = {
        (min(paar), max(paar)): soort
        for paar, soort in voorstel.banden.soort.items()
        if set(paar) <= set(vlakken.index)
    }
    tabel = pd.DataFrame(
        [(a, b, bekend[a, b]) for a, b in sorted(bekend)], columns=["a", "b", "soort"]
    )
    lijnen = [
        shapely.LineString([punten[a], punten[b]])
        for a, b in zip(tabel["a"], tabel["b"], strict=True)
    ]
    tabel["over_land"] = tabel["soort"] == "land"
    tabel["samen"] = _zelfde_regio(voorstel, tabel)
    return gpd.GeoDataFrame(tabel, geometry=lijnen, crs=vlakken.crs)

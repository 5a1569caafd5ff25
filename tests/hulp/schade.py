"""Damage a map the way practice does: every polygon on its own, so that neighbours no longer match."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import shapely


def met_ruis(vlakken: gpd.GeoSeries, meter: float, seed: int = 1) -> gpd.GeoSeries:
    """Move every vertex of every polygon by up to `meter` in x and in y."""
    rng = np.random.default_rng(seed)

    def ring(lijn: shapely.LinearRing) -> np.ndarray:
        xy = shapely.get_coordinates(lijn)[:-1]
        xy = xy + rng.uniform(-meter, meter, xy.shape)
        return np.vstack([xy, xy[:1]])

    def vlak(vorm):
        return shapely.MultiPolygon(
            [
                shapely.Polygon(ring(deel.exterior), [ring(gat) for gat in deel.interiors])
                for deel in shapely.get_parts(vorm)
            ]
        )

    return geldig(gpd.GeoSeries([vlak(v) for v in vlakken], vlakken.index, crs=vlakken.crs))


def met_punten(vlakken: gpd.GeoSeries) -> gpd.GeoSeries:
    """Split every edge in pieces of 37 m at most, counted from where its own ring begins."""
    return geldig(
        gpd.GeoSeries(shapely.segmentize(vlakken.to_numpy(), 37.0), vlakken.index, crs=vlakken.crs)
    )


def vereenvoudigd(vlakken: gpd.GeoSeries, meter: float) -> gpd.GeoSeries:
    """Simplify polygon by polygon."""
    vormen = shapely.simplify(vlakken.to_numpy(), meter)
    return geldig(gpd.GeoSeries(vormen, vlakken.index, crs=vlakken.crs))


def langs_graden(vlakken: gpd.GeoSeries) -> gpd.GeoSeries:
    """To WGS 84 and back."""
    return geldig(vlakken.to_crs(4326).to_crs(28992))


def geldig(vlakken: gpd.GeoSeries) -> gpd.GeoSeries:
    """As reading makes them: every polygon valid in itself."""
    vormen = shapely.make_valid(vlakken.to_numpy(), method="structure", keep_collapsed=False)
    return gpd.GeoSeries(vormen, vlakken.index, crs=vlakken.crs)


SCHADE: dict[str, Callable[[gpd.GeoSeries], gpd.GeoSeries]] = {
    "zoals het is": lambda v: v,
    "schaal": lambda v: v.scale(1 + 1e-12, 1 + 1e-12),
    "10 nm": lambda v: met_ruis(v, 1e-8),
    "een halve meter": lambda v: met_ruis(v, 0.5),
    "extra punten": met_punten,
    "graden": langs_graden,
    "100 m": lambda v: vereenvoudigd(v, 100),
    "250 m": lambda v: vereenvoudigd(v, 250),
}

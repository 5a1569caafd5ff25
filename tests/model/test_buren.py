"""Shared borders: by hand on drawn squares, and on the real maps."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

import congruentie as cg
from congruentie.buren import gedeelde_grenzen
from congruentie.errors import CongruentieFout


def als_lijst(grenzen: gpd.GeoDataFrame) -> list[tuple[str, str, float]]:
    return list(zip(grenzen["a"], grenzen["b"], grenzen["lengte"], strict=True))


def test_vier_vakken(vierkant):
    # C D    A-B, A-C, B-D and C-D share a side of 1 km; A-D and B-C touch in a point only.
    # A B
    grenzen = gedeelde_grenzen(vierkant.vlakken)
    assert als_lijst(grenzen) == [
        ("GM0001", "GM0002", 1000.0),
        ("GM0001", "GM0003", 1000.0),
        ("GM0002", "GM0004", 1000.0),
        ("GM0003", "GM0004", 1000.0),
    ]
    assert (grenzen.geom_type == "MultiLineString").all()
    assert grenzen.crs.to_epsg() == 28992


def test_enclave_en_eiland():
    # E lies inside G (a hole); I is an island.
    #   GGGG  I
    #   GEEG
    #   GGGG
    e = box(1, 1, 2, 2)
    g = Polygon(box(0, 0, 3, 3).exterior, [e.exterior])
    vlakken = gpd.GeoSeries({"E": e, "G": g, "I": box(9, 9, 10, 10)}, crs=28992)
    assert als_lijst(gedeelde_grenzen(vlakken)) == [("E", "G", 4.0)]


def test_grens_in_twee_stukken_telt_op():
    #  A A A      B fills the two gaps between A's arms.
    #  A B A  ->  U shapes: A touches B in separate pieces.
    a = MultiPolygon([box(0, 0, 1, 1), box(2, 0, 3, 1)])
    vlakken = gpd.GeoSeries({"A": a, "B": box(1, 0, 2, 1)}, crs=28992)
    grenzen = gedeelde_grenzen(vlakken)
    assert als_lijst(grenzen) == [("A", "B", 2.0)]
    assert len(grenzen.geometry[0].geoms) == 2


def test_een_hoekpunt_dat_maar_een_kant_heeft():
    # A's right side is one line; B and C each have half of it.
    vlakken = gpd.GeoSeries(
        {"A": box(0, 0, 10, 20), "B": box(10, 0, 20, 10), "C": box(10, 10, 20, 20)}, crs=28992
    )
    assert als_lijst(gedeelde_grenzen(vlakken)) == [("A", "B", 10), ("A", "C", 10), ("B", "C", 10)]


def test_een_zijde_van_drie_vlakken():
    # B and C lie on top of each other: the same side three times.
    vlakken = gpd.GeoSeries(
        {"A": box(0, 0, 10, 10), "B": box(10, 0, 20, 10), "C": box(10, 0, 20, 10)}, crs=28992
    )
    lengten = {(a, b): lengte for a, b, lengte in als_lijst(gedeelde_grenzen(vlakken))}
    assert lengten == {("A", "B"): 10, ("A", "C"): 10, ("B", "C"): 40}


@given(st.integers(0, 1000), st.integers(2, 12))
def test_dezelfde_lijnen_als_de_doorsnede_van_de_randen(seed, aantal):
    punten = shapely.multipoints(np.random.default_rng(seed).random((aantal, 2)) * 1000)
    cellen = shapely.get_parts(shapely.voronoi_polygons(punten, extend_to=box(0, 0, 1000, 1000)))
    vlakken = gpd.GeoSeries(cellen, index=[f"v{i:02d}" for i in range(len(cellen))], crs=28992)
    randen = shapely.boundary(cellen)
    for a, b, lijn in gedeelde_grenzen(vlakken)[["a", "b", "geometry"]].itertuples(index=False):
        doorsnede = shapely.intersection(randen[int(a[1:])], randen[int(b[1:])])
        assert shapely.equals(lijn, shapely.line_merge(doorsnede))


def test_overlap_en_kier_zijn_geen_grens():
    vlakken = gpd.GeoSeries(
        {"A": box(0, 0, 2, 1), "B": box(1, 0.5, 3, 1.5), "C": box(3.1, 0, 4, 1)}, crs=28992
    )
    assert gedeelde_grenzen(vlakken).empty


@pytest.mark.parametrize("crs", [None, 4326])
def test_graden_worden_geweigerd(vierkant, crs):
    with pytest.raises(CongruentieFout, match="alleen in meters"):
        gedeelde_grenzen(vierkant.vlakken.set_crs(crs, allow_override=True))


@given(st.integers(0, 999), st.integers(2, 12))
def test_mozaiek(seed, aantal):
    # A Voronoi mosaic: all inner border is shared once; shared + outer = all perimeters.
    punten = shapely.multipoints(np.random.default_rng(seed).random((aantal, 2)) * 1000)
    cellen = shapely.get_parts(shapely.voronoi_polygons(punten))
    vlakken = gpd.GeoSeries({f"GM{i:04d}": cel for i, cel in enumerate(cellen)}, crs=28992)
    grenzen = gedeelde_grenzen(vlakken)
    assert (grenzen["a"] < grenzen["b"]).all()
    assert not grenzen.duplicated(["a", "b"]).any()
    buiten = shapely.length(shapely.coverage_union_all(cellen))
    assert 2 * grenzen["lengte"].sum() + buiten == pytest.approx(vlakken.length.sum(), rel=1e-6)
    om = gedeelde_grenzen(vlakken.iloc[::-1])
    assert om[["a", "b"]].equals(grenzen[["a", "b"]])
    np.testing.assert_allclose(om["lengte"], grenzen["lengte"])


def test_ingebedde_grenzen():
    vlakken = cg.laad_gemeenten(2025, met_grenzen=True).vlakken
    grenzen = gedeelde_grenzen(vlakken)
    assert len(grenzen) == 888
    assert grenzen["lengte"].sum() / 1000 == pytest.approx(7114, abs=1)
    omtrek = vlakken.length
    van = (
        grenzen.groupby("a")["lengte"].sum().add(grenzen.groupby("b")["lengte"].sum(), fill_value=0)
    )
    assert (van <= omtrek.loc[van.index] + 1e-6).all()


def test_officiele_grenzen(officiele_grenzen):
    vlakken = pyogrio.read_dataframe(officiele_grenzen).set_index("gm_code").geometry
    assert len(gedeelde_grenzen(vlakken)) == 879  # land neighbours in the CBS map of 2024

"""A file with boundaries reaches no network and no other file, whatever GDAL would make of it."""

from __future__ import annotations

import os
import socket
import sqlite3
import threading
import zipfile

import geopandas as gpd
import pyogrio
import pytest

from congruentie.bronnen.grenzen import controleer_grenzen
from congruentie.bronnen.kaartbestand import Kaart, OnleesbareKaart, lees_kaarten
from congruentie.errors import CongruentieFout


@pytest.fixture
def luisteraar():
    """A server that only counts who calls."""
    gebeld = []
    with socket.create_server(("127.0.0.1", 0)) as deur:
        deur.settimeout(0.1)
        stop = threading.Event()

        def luister():
            while not stop.is_set():
                try:
                    lijn, _ = deur.accept()
                except TimeoutError:
                    continue
                gebeld.append(1)
                lijn.close()

        draad = threading.Thread(target=luister)
        draad.start()
        try:
            yield deur.getsockname()[1], gebeld
        finally:
            stop.set()
            draad.join()


@pytest.fixture
def kaart(vierkant, tmp_path):
    pad = tmp_path / "goed.geojson"
    vlakken = vierkant.vlakken.translate(155_000, 463_000)
    gpd.GeoDataFrame(
        {"gm_code": list(vierkant.codes)}, geometry=vlakken.to_numpy(), crs=28992
    ).to_file(pad)
    return pad


VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="goed"><SrcDataSource>{bron}</SrcDataSource></OGRVRTLayer>'
    "</OGRVRTDataSource>"
)
VALLEN = {
    "vrt": VRT,
    "vrt in gml": '<a xmlns:gml="http://www.opengis.net/gml">' + VRT + "</a>",
    "wfs": "<OGRWFSDataSource><URL>{web}/wfs</URL></OGRWFSDataSource>",
    "gdalg": '{{"type": "gdal_streamed_alg", "command_line": '
    '"gdal vector pipeline read {bron} ! write x", "relative_paths_relative_to_this_file": false}}',
    "web": '{{"type": "FeatureCollection", "features": [], '
    '"links": [{{"rel": "next", "href": "{web}"}}]}}',
    "gml schema": '<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a {web}/x.xsd">'
    '<gml:featureMember xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="{web}/y#z"/>'
    "</gml:FeatureCollection>",
    "entiteit": '<!DOCTYPE a [<!ENTITY e SYSTEM "{web}/e">]>'
    '<a xmlns="http://www.opengis.net/gml">&e;</a>',
    "kml": '<kml xmlns="http://www.opengis.net/kml/2.2"><NetworkLink><Link><href>{web}/k.kml</href>'
    "</Link></NetworkLink></kml>",
    "pad": "/vsicurl/{web}/x.gpkg",
    "csv": "WKT,a\n",
}


@pytest.mark.parametrize("val", VALLEN)
@pytest.mark.parametrize("suffix", [".gpkg", ".gml", ".json", ".zip"])
def test_geen_bestand_bereikt_het_net_of_een_ander_bestand(
    val, suffix, luisteraar, kaart, vierkant, tmp_path
):
    poort, gebeld = luisteraar
    tekst = VALLEN[val].format(bron=kaart, web=f"http://127.0.0.1:{poort}")
    pad = tmp_path / f"val{suffix}"
    if suffix == ".zip":
        with zipfile.ZipFile(pad, "w") as zip_:
            zip_.writestr("val.gpkg", tekst)
    else:
        pad.write_text(tekst)
    for bestand in (pad, f"/vsicurl/http://127.0.0.1:{poort}/x.gpkg"):
        try:
            uitslag = controleer_grenzen(bestand, vierkant)
        except CongruentieFout:
            continue
        assert not uitslag.bruikbaar
        assert "GM0001" not in uitslag.lidmaatschap
    assert not gebeld
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(["goed.geojson", pad.name])


def test_gdal_heeft_daarna_weer_alle_lezers(kaart):
    voor = pyogrio.list_drivers()
    (een,) = lees_kaarten(kaart)
    assert list(een.lagen) == ["goed"]
    with pytest.raises(OnleesbareKaart):
        Kaart("x.gpkg", b"fgb\x03fgb").lees()
    assert pyogrio.list_drivers() == voor
    assert pyogrio.get_gdal_config_option("OGR_SKIP") is None


@pytest.mark.parametrize("vorm", ["gpkg", "geojson", "fgb", "shp", "gml"])
def test_wat_ernaast_staat_bestaat_niet(vorm, kaart, tmp_path):
    pad = tmp_path / "k" / f"gemeenten.{vorm}"
    pad.parent.mkdir()
    gpd.read_file(kaart).to_file(pad)
    voor = sorted(pad.parent.iterdir())
    (een,) = lees_kaarten(pad)
    (laag,) = een.lagen
    assert laag == "gemeenten"
    assert len(een.lees(laag)) == 4
    assert sorted(pad.parent.iterdir()) == voor  # no .gfs, no .shx


@pytest.mark.skipif(os.name == "nt", reason="koppelingen zoals op Linux en macOS")
def test_een_deel_dat_naar_elders_wijst_wordt_geweigerd(kaart, tmp_path):
    (tmp_path / "k").mkdir()
    pad = tmp_path / "k" / "g.shp"
    gpd.read_file(kaart).to_file(pad)
    pad.with_suffix(".dbf").rename(tmp_path / "elders.dbf")
    pad.with_suffix(".dbf").symlink_to(tmp_path / "elders.dbf")
    with pytest.raises(CongruentieFout, match="koppeling naar een andere map"):
        lees_kaarten(pad)


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE VIEW t AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT * FROM n",
        "CREATE VIEW v AS SELECT * FROM t",
        "CREATE TABLE w (a, b AS (hex(zeroblob(900000000))))",
    ],
)
def test_een_tabel_die_een_vraag_is(sql, kaart, vierkant, tmp_path):
    pad = tmp_path / "g.gpkg"
    gpd.read_file(kaart).to_file(pad, layer="t")
    with sqlite3.connect(pad) as db:
        if "VIEW t" in sql:
            db.execute("ALTER TABLE t RENAME TO u")
            db.execute("UPDATE gpkg_contents SET table_name = 't'")
        db.execute(sql)
        if "VIEW v" in sql:
            db.execute("INSERT INTO gpkg_contents (table_name, data_type) VALUES ('v', 'features')")
    db.close()
    with pytest.raises(CongruentieFout, match="maar een vraag"):
        controleer_grenzen(pad, vierkant)


def test_een_geoparquet_met_heel_veel_rijen(vierkant, tmp_path):
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    pad = tmp_path / "g.parquet"
    pq.write_table(pa.table({"gm_code": pa.array(["GM0001"] * 300_000)}), pad)
    with pytest.raises(CongruentieFout, match="meer dan 200000 rijen"):
        controleer_grenzen(pad, vierkant)


def test_een_zip_die_heel_groot_uitpakt(vierkant, tmp_path, monkeypatch):
    monkeypatch.setattr("congruentie.bronnen.kaartbestand.GROOTSTE_BESTAND", 2_000_000)
    pad = tmp_path / "g.zip"
    with zipfile.ZipFile(pad, "w", zipfile.ZIP_DEFLATED) as zip_:
        zip_.writestr("g.gpkg", bytes(3_000_000))
    with pytest.raises(CongruentieFout, match="pakt uit tot meer dan 2 MB"):
        controleer_grenzen(pad, vierkant)


RING = (
    '{{"type": "FeatureCollection", "features": [{{"type": "Feature", "properties": {{"gm_code": 1}}, '
    '"geometry": {{"type": "Polygon", "coordinates": {ring}}}}}]}}'
)


@pytest.mark.parametrize(
    "ring",
    [
        "[[[5, 52], [5.1, 52], [5.1, 52.1]]]",
        "[[[5, 52], [5.1, 52], [5.1, NaN], [5, 52]]]",
        "[[[5, 52], [1e999, 52], [5.1, 52.1], [5, 52]]]",
        "[[[5, 52]]]",
        "[[]]",
        "[]",
        "[[[5, 52], null]]",
        '"x"',
    ],
)
def test_een_ring_die_niet_klopt(ring, vierkant, tmp_path):
    pad = tmp_path / "g.geojson"
    pad.write_text(RING.format(ring=ring))
    try:
        assert not controleer_grenzen(pad, vierkant).bruikbaar
    except CongruentieFout as fout:
        assert str(pad) in str(fout)

"""Files with boundaries as analysts have them: what is read, what is said, what is refused."""

from __future__ import annotations

import json
import logging
import re
import shutil
import sys
import zipfile

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from conftest import TESTDATA
from shapely import box

import congruentie as cg
from congruentie.bronnen import controleer_grenzen, is_grenzenbestand, lees_grenzen
from congruentie.bronnen.banden import banden_van, landgrenzen
from congruentie.buren import gedeelde_grenzen
from congruentie.errors import CongruentieFout
from congruentie.gemeenten import Gemeenten
from congruentie.kaart import maak_pagina


@pytest.fixture
def land(vierkant) -> Gemeenten:
    """The four squares, near Amersfoort."""
    vlakken = vierkant.vlakken.translate(155_000, 463_000)
    return Gemeenten(2025, vierkant.codes, vierkant.namen, vierkant.inwoners, vlakken)


def tabel(land: Gemeenten, **kolommen) -> gpd.GeoDataFrame:
    kolommen = kolommen or {"gm_code": list(land.codes)}
    return gpd.GeoDataFrame(kolommen, geometry=land.vlakken.to_numpy(), crs=28992)


def lees(pad, land, caplog, **hoe) -> tuple[Gemeenten, list[str]]:
    caplog.clear()
    with caplog.at_level(logging.INFO, "congruentie"):
        gelezen = lees_grenzen(pad, land, **hoe)
    # `controleer` says the same.
    if not hoe:
        gezegd = [m.regel for m in controleer_grenzen(pad, land).meldingen]
        assert gezegd == [r.getMessage() for r in caplog.records if r.name.startswith("congr")]
    return gelezen, [r.getMessage() for r in caplog.records if r.name.startswith("congr")]


def gelijk(gelezen: Gemeenten, land: Gemeenten, meter: float = 0.01) -> bool:
    return bool(gelezen.vlakken.geom_equals_exact(land.vlakken.normalize(), meter).all()) or bool(
        (gelezen.vlakken.symmetric_difference(land.vlakken).area < 4000 * meter).all()
    )


# --- formats --------------------------------------------------------------------------------------


def als_topojson(land: Gemeenten) -> dict:
    """Every square as an arc of its own, in degrees, as TopoJSON has it without a CRS."""
    ringen = [shapely.get_coordinates(v).tolist() for v in land.vlakken.to_crs(4326)]
    vormen = [
        {"type": "Polygon", "arcs": [[i]], "properties": {"statcode": code}}
        for i, code in enumerate(land.codes)
    ]
    return {
        "type": "Topology",
        "objects": {"gemeenten": {"type": "GeometryCollection", "geometries": vormen}},
        "arcs": ringen,
    }


def als_zip(land: Gemeenten, tmp_path):
    map_ = tmp_path / "download" / "Gemeenten 2025"
    map_.mkdir(parents=True)
    tabel(land).to_file(map_ / "gemeenten.shp")
    with zipfile.ZipFile(tmp_path / "g.zip", "w") as uit:
        uit.writestr("leesmij.txt", "Bron: CBS")
        uit.writestr("__MACOSX/Gemeenten 2025/._gemeenten.shp", "niets")
        for deel in map_.iterdir():
            uit.write(deel, f"Gemeenten 2025/{deel.name}")
    return tmp_path / "g.zip"


@pytest.mark.parametrize("naam", ["g.topojson", "g.json"])
def test_topojson(land, tmp_path, caplog, naam):
    (tmp_path / naam).write_text(json.dumps(als_topojson(land)), encoding="utf-8")
    gelezen, gezegd = lees(tmp_path / naam, land, caplog)
    assert gelijk(gelezen, land, 0.1)
    assert "geen coördinatenstelsel; gelezen als graden (WGS 84)" in gezegd[0]
    assert is_grenzenbestand(naam)


def test_shapefile_in_een_map_in_een_zip(land, tmp_path, caplog):
    gelezen, gezegd = lees(als_zip(land, tmp_path), land, caplog)
    assert gelijk(gelezen, land)
    assert gezegd == []


def test_zip_zonder_kaart_of_die_stuk_is(land, tmp_path):
    pad = tmp_path / "g.zip"
    with zipfile.ZipFile(pad, "w") as uit:
        uit.writestr("a/leesmij.txt", "Bron: CBS")
    with pytest.raises(
        CongruentieFout, match=r"zit geen bestand met grenzen; er zit in: a/leesmij"
    ):
        lees_grenzen(pad, land)
    pad.write_bytes(b"PK stuk")
    with pytest.raises(CongruentieFout, match="is geen goed zipbestand"):
        lees_grenzen(pad, land)


def test_geoparquet(land, tmp_path, caplog, monkeypatch):
    pad = tmp_path / "g.parquet"
    tabel(land).rename_geometry("vlak").to_parquet(pad)
    gelezen, gezegd = lees(pad, land, caplog)
    assert gelijk(gelezen, land)
    assert gezegd == []
    tabel(land).drop(columns="geometry").to_parquet(tmp_path / "t.parquet")
    with pytest.raises(CongruentieFout, match="is geen GeoParquet"):
        lees_grenzen(tmp_path / "t.parquet", land)
    (tmp_path / "stuk.parquet").write_text("geen parquet")
    with pytest.raises(CongruentieFout, match="is geen GeoParquet"):
        lees_grenzen(tmp_path / "stuk.parquet", land)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(
        CongruentieFout, match=r"Voor g.parquet is het pakket pyarrow nodig.*pip ins"
    ):
        lees_grenzen(pad, land)


# --- where it lies --------------------------------------------------------------------------------


def om(kaart: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    vormen = shapely.transform(kaart.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    return kaart.set_geometry(vormen, crs=kaart.crs)


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize(
    ("maak", "gezegd"),
    [
        (lambda t: t.to_crs(4326).set_crs(None, allow_override=True),
         ["gelezen als graden (WGS 84).", "omgezet van WGS 84 naar"]),
        (lambda t: t.set_crs(None, allow_override=True), ["gelezen als meters (EPSG:28992)."]),
        (lambda t: om(t.to_crs(4326)), ["de assen stonden verwisseld", "omgezet van WGS 84"]),
        (lambda t: om(t.to_crs(4326)).set_crs(None, allow_override=True),
         ["graden (WGS 84)", "verwisseld", "omgezet"]),
        (om, ["de assen stonden verwisseld (y voor x); ze zijn omgedraaid."]),
    ],
    ids=["graden zonder", "meters zonder", "graden om", "graden om zonder", "meters om"],
)  # fmt: skip
def test_stelsel_en_assen(land, tmp_path, caplog, maak, gezegd):
    pad = tmp_path / "g.gpkg"
    maak(tabel(land)).to_file(pad)
    gelezen, meldingen = lees(pad, land, caplog)
    assert gelijk(gelezen, land, 0.1)
    assert len(meldingen) == len(gezegd)
    assert all(deel in regel for deel, regel in zip(gezegd, meldingen, strict=True))


# --- codes and names ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kolommen", "gezegd"),
    [
        ({"KoppelCode": ["0001", "0002", "0003", "0004"]}, []),
        ({"id": [7, 8, 9, 10], "cbs_code": ["GM0001", "GM0002", "GM0003", "GM0004"]}, []),
        ({"fid_1": [1.0, 2.0, 3.0, 4.0]}, []),
        (
            {"naam": ["B", "a", "d", "C"]},
            ["er zijn geen codes; de gemeenten zijn gevonden op naam"],
        ),
    ],
)
def test_codes_onder_elke_kop_en_namen_zonder_codes(land, tmp_path, caplog, kolommen, gezegd):
    pad = tmp_path / "g.gpkg"
    volgorde = [1, 0, 3, 2] if "naam" in kolommen else [0, 1, 2, 3]
    vlakken = land.vlakken.to_numpy()[volgorde]
    gpd.GeoDataFrame(kolommen, geometry=vlakken, crs=28992).to_file(pad)
    gelezen, meldingen = lees(pad, land, caplog)
    assert gelijk(gelezen, land)
    assert len(meldingen) == len(gezegd)
    assert all(deel in regel for deel, regel in zip(gezegd, meldingen, strict=True))


@pytest.mark.parametrize(
    ("namen", "gezegd"),
    [
        (["Gebied 1", "B", "Ã¼x", None], []),  # unknown names need no word
        (["A", "B", "b", "D"], ["bij 1 vlak hoort de naam bij een andere gemeente: GM0003 heet in "
                                "het bestand b. De code telt, met de officiële naam van 2025."]),
        (["B", "A", "D", "C"], ["bij 4 vlakken hoort de naam bij een andere gemeente: GM0001 heet in "
                                "het bestand B, GM0002 heet in het bestand A, GM0003"]),
    ],
)  # fmt: skip
def test_naam_van_een_andere_gemeente(land, tmp_path, caplog, namen, gezegd):
    pad = tmp_path / "g.gpkg"
    tabel(land, gm_code=list(land.codes), gm_naam=namen).to_file(pad)
    gelezen, meldingen = lees(pad, land, caplog)
    assert gelezen.namen == land.namen
    assert len(meldingen) == len(gezegd)
    assert all(deel in regel for deel, regel in zip(gezegd, meldingen, strict=True))


# --- maps that do not close -----------------------------------------------------------------------


def test_wat_is_hersteld_staat_in_een_regel(land, tmp_path, caplog):
    pad = tmp_path / "g.gpkg"
    scheef = land.vlakken.scale(1.002, 1.002)  # each overlaps its neighbours by 2 m
    tabel(land).set_geometry(scheef.to_numpy(), crs=28992).to_file(pad)
    gelezen, gezegd = lees(pad, land, caplog)
    assert len(gezegd) == 1
    assert (
        "sloten niet op elkaar aan (overlap tot 4 meter); 4 zijn hersteld, met een speling"
        in gezegd[0]
    )
    assert shapely.coverage_is_valid(gelezen.vlakken.to_numpy())


def test_een_kaart_die_niet_heel_is(land, tmp_path, caplog):
    pad = tmp_path / "g.gpkg"
    dubbel = land.vlakken.copy()
    dubbel.iloc[1] = box(155_500, 463_000, 157_000, 464_000)
    tabel(land).set_geometry(dubbel.to_numpy(), crs=28992).to_file(pad)
    gelezen, gezegd = lees(pad, land, caplog)
    assert "de kaart is niet heel: A en B overlappen elkaar tot 667 meter breed." in gezegd[0]
    with pytest.raises(CongruentieFout, match="Wie aan wie grenst, is zo niet te zeggen"):
        banden_van(gelezen)


@pytest.fixture
def kaart(officiele_grenzen):
    return pyogrio.read_dataframe(officiele_grenzen)


@pytest.fixture
def nu():
    return cg.laad_gemeenten(2025, cache="geen")


def test_de_officiele_kaart_zegt_niets(officiele_grenzen, nu, caplog):
    assert lees(officiele_grenzen, nu, caplog)[1] == []


def test_een_kaart_waar_grenzen_missen(kaart, nu, tmp_path, caplog):
    """Utrecht drawn as a small square: its neighbours of CBS are not its neighbours here."""
    kaart.loc[kaart["gm_code"] == "GM0344", "geometry"] = box(136_000, 455_000, 137_000, 456_000)
    kaart.to_file(tmp_path / "g.gpkg")
    _, gezegd = lees(tmp_path / "g.gpkg", nu, caplog)
    assert len(gezegd) == 1
    assert "CBS zijn er 9 niet getekend (door kieren van 2290 tot 7194 meter), zoals " in gezegd[0]
    assert "Wie aan wie grenst, komt niet uit het bestand maar van CBS." in gezegd[0]


def test_codes_bij_de_verkeerde_vlakken(kaart, nu, tmp_path):
    kaart["gm_code"] = np.roll(kaart["gm_code"].to_numpy(), 100)
    kaart.to_file(tmp_path / "g.gpkg")
    with pytest.raises(CongruentieFout, match="de codes horen niet bij deze vlakken: van de 855"):
        lees_grenzen(tmp_path / "g.gpkg", nu)


@pytest.mark.parametrize("meter", [0.001, 10, 12, 60])
def test_kieren_worden_gemeten_en_gedicht(kaart, nu, tmp_path, caplog, meter):
    """Every gemeente smaller by so many metres: only gaps, no overlap, and the codes are right."""
    kaart["geometry"] = kaart.buffer(-meter, join_style="mitre")
    kaart.to_file(tmp_path / "g.gpkg")
    gelezen, gezegd = lees(tmp_path / "g.gpkg", nu, caplog)
    breed = "minder dan een meter" if meter < 1 else f"{2 * meter}"
    assert re.search(rf"tussen 85\d paren buren waren kieren \({breed}.* breed\)", gezegd[0])
    assert "die zijn gedicht om te tekenen" in gezegd[0]
    assert "codes" not in " ".join(gezegd)
    assert shapely.coverage_is_valid(gelezen.vlakken.to_numpy())
    getekend = gedeelde_grenzen(gelezen.vlakken)
    land = landgrenzen(gelezen)
    mist = set(land) - set(zip(getekend["a"], getekend["b"], strict=True))
    assert len(mist) <= (3 if meter == 60 else 0)
    assert getekend["lengte"].sum() == pytest.approx(1000 * sum(land.values()), rel=0.02)


def test_een_gemeente_die_los_ligt(kaart, nu, tmp_path, caplog):
    amsterdam = kaart["gm_code"] == "GM0363"
    kaart.loc[amsterdam, "geometry"] = kaart[amsterdam].buffer(-40)
    kaart.to_file(tmp_path / "g.gpkg")
    _, gezegd = lees(tmp_path / "g.gpkg", nu, caplog)
    assert len(gezegd) == 1
    assert "tussen 13 paren buren waren kieren (40 meter breed); die zijn gedicht" in gezegd[0]


def test_kieren_die_te_breed_zijn(kaart, nu, tmp_path, caplog):
    """Over 400 m: not closed, but drawn, and it is not the codes that are said to be wrong."""
    kaart["geometry"] = kaart.buffer(-260)
    kaart.to_file(tmp_path / "g.gpkg")
    gelezen, gezegd = lees(tmp_path / "g.gpkg", nu, caplog)
    assert len(gezegd) == 1
    assert "CBS zijn er 855 niet getekend (door kieren van 520 tot " in gezegd[0]
    assert gelezen.vlakken.area.sum() == pytest.approx(kaart.area.sum())
    # With other codes it is: others lie next to each other.
    kaart["gm_code"] = np.roll(kaart["gm_code"].to_numpy(), 100)
    kaart.drop(columns="gm_naam").to_file(tmp_path / "om.gpkg")
    with pytest.raises(CongruentieFout, match=r"855 niet getekend, .* andere paren liggen naast"):
        lees_grenzen(tmp_path / "om.gpkg", nu)


@pytest.mark.parametrize(
    ("kier", "gezegd"),
    [
        (2, "tussen 4 paren buren zijn kieren (2 meter breed); zij tellen als buren."),
        (30, "de kaart is niet heel: 4 van de 4 gebieden grenzen nergens aan, zoals A, B, C en 1"),
    ],
)
def test_kieren_zonder_tabel(land, tmp_path, caplog, kier, gezegd):
    tabel(land).set_geometry(land.vlakken.buffer(-kier / 2).to_numpy(), crs=28992).to_file(
        tmp_path / "g.gpkg"
    )
    gelezen, meldingen = lees(tmp_path / "g.gpkg", land, caplog)
    assert len(meldingen) == 1
    assert gezegd in meldingen[0]
    if kier > 2:
        with pytest.raises(CongruentieFout, match="er zijn kieren van meer dan 2 meter. Wie aan"):
            banden_van(gelezen)
    else:
        assert len(banden_van(gelezen)) == len(banden_van(land))


# --- a part of the country ------------------------------------------------------------------------


def test_een_deel_van_het_land(kaart, nu, tmp_path, caplog):
    indelingen = cg.laad_indelingen(2025, ["provincie", "ggd", "res"], cache="geen")
    lid = indelingen["provincie"].lidmaatschap
    overijssel = [code for code, waar in lid.items() if waar == lid["GM0153"]]
    pad = tmp_path / "deel.gpkg"
    kaart[kaart["gm_code"].isin(overijssel)].to_file(pad)
    assert len(overijssel) == 25
    with pytest.raises(CongruentieFout) as fout:
        lees_grenzen(pad, nu)
    assert "grenzen van 25 van de 342 gemeenten: een deel van het land, of niet alles is" in str(
        fout.value
    )
    assert "congruentie kaart --deel" in str(fout.value)
    gelezen, gezegd = lees(pad, nu, caplog, deel=True)
    assert "grenzen van 25 van de 342 gemeenten; alleen die worden getekend" in gezegd[0]
    assert gelezen.deel
    assert sorted(gelezen.vlakken.index[~gelezen.vlakken.is_empty]) == sorted(overijssel)
    # The whole country still counts in the figures.
    met = cg.laad_indelingen(2025, ["ggd", "res"], grenzen=pad, deel=True, cache="geen")
    cijfers = cg.bereken(met)
    assert cijfers.equals(cg.bereken(cg.laad_indelingen(2025, ["ggd", "res"], cache="geen")))
    pagina = maak_pagina(cg.Meting(met))
    eiland = json.loads(pagina.split('id="gegevens">')[1].split("</script>")[0])
    assert sum(eiland["gemeenten"]["getekend"]) == 25
    assert len(eiland["gemeenten"]["codes"]) == 342


def test_deel_van_een_heel_bestand_is_gewoon_heel(kaart, nu, tmp_path, caplog):
    kaart.to_file(tmp_path / "g.gpkg")
    gelezen, gezegd = lees(tmp_path / "g.gpkg", nu, caplog, deel=True)
    assert gezegd == []
    assert not gelezen.deel


def test_ander_jaar_met_water(caplog):
    """The map of Kadaster, with borders through the water: neighbours too many, and said."""
    pad = TESTDATA / "testen" / "gemeenten_2021_water.gpkg"
    if not pad.exists():
        pytest.skip("de testgrenzen zijn hier niet; zet CONGRUENTIE_TESTDATA")
    toen = cg.laad_gemeenten(2021, cache="geen")
    gelezen, gezegd = lees(pad, toen, caplog)
    assert gelezen.namen == toen.namen  # three are spelled otherwise in the file
    assert len(gezegd) == 1
    assert "te veel getekend" in gezegd[0]


def test_kopie_onder_een_naam_met_haken(land, tmp_path, caplog):
    """A zip whose name has braces and spaces: GDAL has its own meaning for some of these."""
    pad = als_zip(land, tmp_path)
    vreemd = tmp_path / "grenzen (1) {nieuw}.zip"
    shutil.copy(pad, vreemd)
    assert gelijk(lees(vreemd, land, caplog)[0], land)

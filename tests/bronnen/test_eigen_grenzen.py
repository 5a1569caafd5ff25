"""Own boundaries: coordinates, rows, layers and columns, and every refusal."""

from __future__ import annotations

import dataclasses
import logging

import geopandas as gpd
import pytest
from shapely import Polygon, box

import congruentie as cg
from congruentie.bronnen.grenzen import controleer_grenzen, lees_grenzen
from congruentie.errors import CongruentieFout


def schrijf(vlakken, pad, **kolommen):
    gpd.GeoDataFrame(kolommen, geometry=list(vlakken), crs=vlakken.crs).to_file(pad)
    return pad


def test_namen_in_een_bestand_met_grenzen_tellen_niet(vierkant, tmp_path):
    pad = schrijf(
        vierkant.vlakken, tmp_path / "g.gpkg", statcode=["1", "0002", "GM0003", "gm0004"],
        statnaam=["Aa", "Bee", "Cee", None],
    )  # fmt: skip
    gelezen = lees_grenzen(pad, vierkant)
    assert gelezen.namen == vierkant.namen
    assert gelezen.vlakken.geom_equals(vierkant.vlakken).all()
    assert gelezen.grenzen.bron == "eigen bestand g.gpkg"


def test_grenzen_in_graden_worden_omgezet_en_gemeld(vierkant, tmp_path, caplog):
    in_nederland = vierkant.vlakken.translate(155_000, 463_000)
    pad = schrijf(in_nederland.to_crs(4326), tmp_path / "g.geojson", gm_code=list(vierkant.codes))
    with caplog.at_level(logging.INFO, "congruentie"):
        gelezen = lees_grenzen(pad, vierkant)
    assert "omgezet van WGS 84" in caplog.text
    assert (gelezen.vlakken.area / 1e6).tolist() == pytest.approx([1] * 4, rel=1e-3)


STELSEL = 'LOCAL_CS["eigen meter",UNIT["metre",1]]'


@pytest.mark.parametrize(
    ("maak", "melding"),
    [
        # metres that call themselves degrees: conversion gives infinity
        (lambda v: v.set_crs(4326, allow_override=True), r"\(WGS 84\) liggen .* 155000 tot 157000"),
        # degrees that call themselves metres: a country of a few square metres
        (lambda v: v.to_crs(4326).set_crs(28992, allow_override=True), "x van 5 tot 5, y van 52"),
        (lambda v: v.set_crs(32631, allow_override=True), r"\(WGS 84 / UTM zone 31N\) liggen"),
        (lambda v: v.translate(0, 1e6), "liggen de grenzen niet in Nederland"),
        (lambda v: v.set_crs(STELSEL, allow_override=True), "omgezet van eigen meter naar EPSG"),
    ],
)
def test_grenzen_met_een_verkeerd_stelsel(vierkant, tmp_path, maak, melding):
    vlakken = maak(vierkant.vlakken.translate(155_000, 463_000))
    pad = tmp_path / "g.gpkg"
    schrijf(vlakken, pad, gm_code=list(vierkant.codes))
    uitslag = controleer_grenzen(pad, vierkant)
    assert [m.ernst for m in uitslag.meldingen] == ["fout"]
    with pytest.raises(CongruentieFout, match=melding):
        lees_grenzen(pad, vierkant)


def test_ongeldige_vlakken_worden_hersteld_en_gemeld(vierkant, tmp_path, caplog):
    vlinder = Polygon([(0, 0), (1000, 1000), (1000, 0), (0, 1000)])
    vlakken = vierkant.vlakken.copy()
    vlakken.iloc[0] = vlinder
    pad = schrijf(vlakken, tmp_path / "g.gpkg", gm_code=list(vierkant.codes))
    with caplog.at_level(logging.INFO, "congruentie"):
        gelezen = lees_grenzen(pad, vierkant)
    assert "zijn hersteld: GM0001" in caplog.text
    assert gelezen.vlakken.is_valid.all()


def test_officiele_grenzen_kunnen_ook(officiele_grenzen):
    indelingen = cg.laad_indelingen(2025, grenzen=officiele_grenzen)
    assert len(indelingen.gemeenten.vlakken) == 342


@pytest.mark.parametrize(
    ("verander", "kolommen", "deel"),
    [
        (lambda v: v, {"naam": list("PQRS")}, "geen kolom met gemeentecodes; gevonden: naam"),
        (lambda v: v.set_crs(None, allow_override=True), None, "zegt niet in welk coördinaten"),
        (lambda v: v, {"gm_code": ["1", "1", "3", "4"]}, "GM0001 komt meer dan een keer voor"),
        (lambda v: v.iloc[:3], {"gm_code": ["1", "2", "3"]}, "ontbreekt van 2025: GM0004"),
    ],
)
@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_grenzen_die_niet_kunnen(vierkant, tmp_path, verander, kolommen, deel):
    vlakken = verander(vierkant.vlakken)
    pad = schrijf(vlakken, tmp_path / "g.gpkg", **(kolommen or {"gm_code": list(vierkant.codes)}))
    with pytest.raises(CongruentieFout, match=deel):
        lees_grenzen(pad, vierkant)


def test_grenzen_die_geen_grenzen_zijn(vierkant, tmp_path):
    pad = tmp_path / "g.gpkg"
    with pytest.raises(CongruentieFout, match="het bestand bestaat niet"):
        lees_grenzen(pad, vierkant)
    pad.write_text("geen gpkg")
    with pytest.raises(CongruentieFout, match="geen bestand met grenzen"):
        lees_grenzen(pad, vierkant)


def test_laag_met_gemeenten_wordt_gevonden(vierkant, tmp_path):
    pad = tmp_path / "g.gpkg"
    provincie = gpd.GeoDataFrame({"statcode": ["PV20"]}, geometry=[box(0, 0, 9, 9)], crs=28992)
    provincie.to_file(pad, layer="provincie_gegeneraliseerd")
    provincie.to_file(pad, layer="landsdeel_gegeneraliseerd")
    with pytest.raises(CongruentieFout, match=r"geen laag met gemeenten; gevonden: provincie_gege"):
        lees_grenzen(pad, vierkant)
    gemeenten = gpd.GeoDataFrame(
        {"statcode": list(vierkant.codes)}, geometry=vierkant.vlakken.to_numpy(), crs=28992
    )
    gemeenten.iloc[:2].to_file(pad, layer="gemeente_niet_gegeneraliseerd")
    gemeenten.to_file(pad, layer="gemeente_gegeneraliseerd")
    assert lees_grenzen(pad, vierkant).vlakken.geom_equals(vierkant.vlakken).all()


@pytest.mark.parametrize("vorm", [None, Polygon(), Polygon([(0, 0), (1, 0), (0, 0)])])
def test_lege_vlakken_worden_geweigerd(vierkant, tmp_path, vorm):
    vlakken = vierkant.vlakken.copy()
    vlakken.iloc[1] = vorm
    pad = schrijf(vlakken, tmp_path / "g.gpkg", gm_code=list(vierkant.codes))
    with pytest.raises(CongruentieFout, match="grenzen van GM0002 zijn leeg of geen vlak"):
        lees_grenzen(pad, vierkant)


def test_grenzen_met_hoogte_en_lege_namen(vierkant, tmp_path):
    hoog = vierkant.vlakken.force_3d(5.0)
    pad = schrijf(
        hoog, tmp_path / "g.gpkg", gm_code=list(vierkant.codes), gm_naam=["", " ", "X", None]
    )
    gelezen = lees_grenzen(pad, vierkant)
    assert not gelezen.vlakken.has_z.any()
    assert gelezen.namen == vierkant.namen
    assert gelezen.inwoners.tolist() == [100, 200, 300, 400]


def test_grenzen_van_een_ander_jaar(vierkant, tmp_path):
    extra = gpd.GeoSeries([*vierkant.vlakken, box(5000, 0, 6000, 1000)], crs=28992)
    pad = schrijf(extra, tmp_path / "g.gpkg", gm_code=[*vierkant.codes, "GM0009"])
    with pytest.raises(CongruentieFout, match="2025 niet kent: GM0009.*zelfde jaar"):
        lees_grenzen(pad, dataclasses.replace(vierkant))


def rijen_voor(vierkant, extra: dict[str, list]) -> gpd.GeoDataFrame:
    """The four squares and, for each extra row, a square beside them."""
    aantal = len(next(iter(extra.values()))) - 4
    vlakken = [*vierkant.vlakken, *(box(5000 + i, 0, 5001 + i, 1) for i in range(aantal))]
    return gpd.GeoDataFrame(extra, geometry=vlakken, crs=28992)


CODES = ["GM0001", "GM0002", "GM0003", "GM0004"]


@pytest.mark.parametrize(
    ("kolommen", "melding"),
    [
        (
            {"gm_code": [*CODES, "GM0001", "GM0998"], "water": ["NEE"] * 4 + ["JA", "B"]},
            "2 rijen met water of buitenland weggelaten: GM0001 en GM0998.",
        ),
        (
            {"gm_code": [*CODES, "GM0998", "Buitenland", "WK000100"]},
            "3 rijen die geen gemeente zijn weggelaten: Buitenland, GM0998 en WK000100.",
        ),
        (
            {"gm_code": [*CODES, None]},
            "1 rij die geen gemeente is weggelaten: zonder code.",
        ),
        (
            {"gm_code": [*CODES, "GM0998"], "water": ["NEE"] * 4 + ["B"]},
            "1 rij met water of buitenland weggelaten: GM0998.",
        ),
        (
            {"gm_code": [*CODES, *CODES], "jaarcode": [2025] * 4 + [2024] * 4},
            "4 rijen van een ander jaar dan 2025 weggelaten: GM0001, GM0002, GM0003 en 1 andere.",
        ),
    ],
)
def test_rijen_die_er_niet_bij_horen(vierkant, tmp_path, caplog, kolommen, melding):
    pad = tmp_path / "g.gpkg"
    rijen_voor(vierkant, kolommen).to_file(pad)
    with caplog.at_level(logging.INFO, "congruentie"):
        gelezen = lees_grenzen(pad, vierkant)
    assert gelezen.vlakken.geom_equals(vierkant.vlakken).all()
    assert melding in caplog.text
    uitslag = controleer_grenzen(pad, vierkant)
    assert uitslag.bruikbaar
    assert [m.melding for m in uitslag.meldingen] == [melding]


def test_laag_en_kolom_kiezen(vierkant, tmp_path):
    pad = tmp_path / "g.gpkg"
    goed = rijen_voor(vierkant, {"naam": CODES, "mijn": CODES})
    goed.to_file(pad, layer="mooi")
    goed.iloc[:2].to_file(pad, layer="gemeente")
    assert len(lees_grenzen(f"{pad}#mooi#mijn", vierkant).vlakken) == 4
    with pytest.raises(CongruentieFout, match="ontbreekt van 2025"):
        lees_grenzen(f"{pad}#mijn", vierkant)
    with pytest.raises(CongruentieFout, match="geen laag lelijk; gevonden: mooi en gemeente"):
        lees_grenzen(f"{pad}#lelijk#mijn", vierkant)
    with pytest.raises(CongruentieFout, match="er is geen kolom dijn; gevonden: naam en mijn"):
        lees_grenzen(f"{pad}#mooi#dijn", vierkant)
    rijen_voor(vierkant, {"gm_code": list("abcd")}).to_file(pad, layer="fout")
    with pytest.raises(CongruentieFout, match="de kolom bevat geen enkele gemeentecode"):
        lees_grenzen(f"{pad}#fout#gm_code", vierkant)


def test_controleer_grenzen_zegt_alles(vierkant, tmp_path):
    pad = tmp_path / "g.gpkg"
    rijen_voor(vierkant, {"gm_code": [*CODES[:3], "GM0009", "GM0998"]}).to_file(pad)
    uitslag = controleer_grenzen(pad, vierkant)
    assert not uitslag.bruikbaar
    assert [m.ernst for m in uitslag.meldingen] == ["let op", "fout"]
    assert "ontbreekt van 2025: GM0004" in uitslag.fouten[0].melding

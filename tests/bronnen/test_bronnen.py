"""Reading: the embedded packs and the user's own files, with every refusal."""

from __future__ import annotations

import dataclasses
import logging
from collections import Counter

import geopandas as gpd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon, box

import congruentie as cg
from congruentie.bronnen import STANDAARD
from congruentie.bronnen.grenzen import controleer_grenzen, lees_grenzen
from congruentie.bronnen.lidmaatschap import lees_eigen_indeling
from congruentie.bronnen.soorten import GEMEENTEN_PER_JAAR
from congruentie.bronnen.zoeken import normaliseer_gm_code
from congruentie.errors import CongruentieFout

# --- embedded --------------------------------------------------------------------------------


def test_aanbod_noemt_alles():
    aanbod = cg.lees_aanbod()
    per_jaar = Counter(item.jaar for item in aanbod if item.herkomst.status == "officieel")
    assert [per_jaar[jaar] for jaar in range(2015, 2027)] == [
        *(19, 19, 17, 21, 21, 22, 22, 23, 23, 23, 23, 22)
    ]
    van_elders = {i.indeling: i for i in aanbod if i.herkomst.status == "niet_officieel"}
    assert len(van_elders) == 20
    assert not van_elders.keys() & set(STANDAARD)
    # RegioAtlas of 2016 fills what CBS has not: rmc until 2017, veiligthuisregio until 2019.
    assert {i.jaar for i in aanbod if i.indeling == "rmc" and i.herkomst.overgezet} == {2015, 2017}
    assert sum(i.indeling == "veiligthuisregio" and i.herkomst.overgezet > 0 for i in aanbod) == 4
    # The last source that is not later than the year: RegioAtlas to 2022, our own list since.
    dienst = {i.jaar: i.herkomst.peildatum for i in aanbod if i.indeling == "omgevingsdienst"}
    assert set(dienst.values()) == {"2016-02-01", "verschilt per gemeente"}
    assert [jaar for jaar in sorted(dienst) if dienst[jaar] != "2016-02-01"] == [*range(2023, 2027)]
    assert all(item.herkomst.bron and item.herkomst.licentie for item in aanbod)


@pytest.mark.parametrize(("jaar", "aantal"), sorted(GEMEENTEN_PER_JAAR.items())[1:])
def test_alle_indelingen_van_een_jaar_laden(jaar, aantal):
    namen = [item.indeling for item in cg.lees_aanbod() if item.jaar == jaar]
    indelingen = cg.laad_indelingen(jaar, namen)
    assert len(indelingen.gemeenten) == aantal
    for item in cg.lees_aanbod():
        if item.jaar == jaar:
            assert indelingen.is_landsdekkend(item.indeling) == item.landsdekkend
            assert len(indelingen[item.indeling].regios) == item.regios


@pytest.mark.parametrize("jaar", [2023, 2024, 2025, 2026])
def test_grenzen_van_2023_tot_2026(jaar):
    gemeenten = cg.laad_gemeenten(jaar, met_grenzen=True)
    assert len(gemeenten.vlakken) == 342
    assert gemeenten.vlakken.crs.to_epsg() == 28992
    assert "raster" in gemeenten.grenzen.bron or "nl-maps" in gemeenten.grenzen.bron


@pytest.mark.parametrize(
    ("jaar", "namen", "deel"),
    [
        (2025, ["ggd", "gdd"], "indeling 'gdd' is onbekend. Voor 2025 zijn er: arbeidsmarkt"),
        (
            2026,
            ["politie_eenheid"],
            "politie_eenheid is er niet voor 2026, wel voor 2015 tot en met 2025. Voor 2026 zijn er",
        ),
        (2017, ["subres"], "subres is er niet voor 2017, wel voor 2018 tot en met 2026."),
        (1999, None, "Er is geen lijst met gemeenten van 1999. .*van 2015 tot en met 2026"),
    ],
)
def test_wat_er_niet_is(jaar, namen, deel):
    with pytest.raises(CongruentieFout, match=deel):
        cg.laad_indelingen(jaar, namen)


def test_grenzen_die_er_niet_zijn():
    with pytest.raises(
        CongruentieFout, match=r"Er zijn geen grenzen van 2022; .*--grenzen BESTAND"
    ):
        cg.laad_indelingen(2022, ["ggd", "res"], met_grenzen=True)


# --- own memberships -------------------------------------------------------------------------


@pytest.fixture
def gemeenten():
    return cg.laad_gemeenten(2025)


@pytest.mark.parametrize(
    "inhoud",
    [
        b"gm_code,regio\nGM0363,a\nGM0518,b\n",
        b"gm_code;regio_code\r\n0363;a\r\n518;b\r\n",
        "\ufeffGemeentecode;Regionaam\n363;a\n0518;b\n".encode(),
        b"gemeente\tregio\nAmsterdam\ta\n's-gravenhage\tb\n",
        b"GM code,regio,opmerking\n gm0363 , a ,x\n\nGM0518,b\nGM0599,,geen regio\n",
        "gemeente;regio;regio_naam\nAmsterdam;a;Sûd\n's-Gravenhage;b;\n".encode("cp1252"),
        "gm_code\tregio\nGM0363\ta\nGM0518\tb\n".encode("utf-16"),
        b"sep=;\ngm_code;regio\nGM0363;a\nGM0518;b\n",
        b"gm_code,regio\n363.0,a\n518.0,b\n",
        b'gm_code,regio\n"GM0363","a"\n"GM0518","b"\nGM0363,a\n',
    ],
)
def test_eigen_bestand_in_alle_gangbare_vormen(tmp_path, gemeenten, inhoud):
    pad = tmp_path / "mijn.csv"
    pad.write_bytes(inhoud)
    indeling = lees_eigen_indeling(pad, "mijn", gemeenten)
    assert dict(indeling.lidmaatschap) == {"GM0363": "a", "GM0518": "b"}
    assert indeling.herkomst.status == "eigen"
    assert indeling.herkomst.bron == "eigen bestand mijn.csv"


def test_eigen_regionamen(tmp_path, gemeenten):
    pad = tmp_path / "mijn.csv"
    pad.write_text("gm_code,regio_code,regio_naam\nGM0363,a,Het Gooi\nGM0518,a,\n", "utf-8")
    assert lees_eigen_indeling(pad, "mijn", gemeenten).regio_naam("a") == "Het Gooi"


@pytest.mark.parametrize(
    ("inhoud", "deel"),
    [
        (b"", "mijn.csv: hier staat niets. Zet er een kop in"),
        (b"gm_code,regio\n", "geen enkele gemeente met een regio"),
        (b"gm_code\nGM0363\n", "rij 1: er is geen kolom met regio's; gevonden: 'gm_code'"),
        (b"gm_code,regio\nGM0363,a\nGM9999,b\n", "rij 3: gemeente 'GM9999' bestaat niet in 2025"),
        (b"gm_code,regio\nGM0456,a\n", "rij 2: gemeente 'GM0456' bestaat niet in 2025"),
        (b"gm_code,regio\nBergen,a\n", r"'Bergen' kan Bergen \(NH.\) \(GM0373\) of Bergen"),
        (b"gm_code,regio\nAtlantis,a\n", "'Atlantis' is niet bekend in 2025. Gebruik de code"),
        (
            b"gm_code,regio\nX,a\nY,a\nZ,a\n",
            r"rij 2: gemeente 'X'.*\(en nog 2 andere fouten; zie congr",
        ),
        (b"gm_code,regio\n,a\n", "rij 2: er staat geen gemeente bij regio 'a'"),
        (b"g\x00m_code,regio\n", "geen CSV-bestand met gewone tekst"),
        (b"\xff\xfeg\x00m\x00", "er is geen kolom met regio's; gevonden: 'gm'"),
        (b'gm_code,regio\n"' + b"x" * 200_000, "geen geldig CSV-bestand"),
    ],
)
def test_eigen_bestand_met_fouten(tmp_path, gemeenten, inhoud, deel):
    pad = tmp_path / "mijn.csv"
    pad.write_bytes(inhoud)
    with pytest.raises(CongruentieFout, match=deel):
        lees_eigen_indeling(pad, "mijn", gemeenten)


def test_dir_noemt_wat_er_is():
    assert set(cg.__all__) <= set(dir(cg))
    assert all(getattr(cg, naam) is not None for naam in dir(cg))


def test_eigen_bestand_dat_er_niet_is(tmp_path, gemeenten):
    with pytest.raises(CongruentieFout, match=r"weg\.csv kan niet .*: het bestand bestaat niet"):
        lees_eigen_indeling(tmp_path / "weg.csv", "mijn", gemeenten)
    with pytest.raises(CongruentieFout, match="het is een map"):
        lees_eigen_indeling(tmp_path, "mijn", gemeenten)


@given(st.binary(max_size=300))
def test_geen_enkel_bestand_laat_het_lezen_struikelen(tmp_path_factory, inhoud):
    pad = tmp_path_factory.mktemp("ruw") / "mijn.csv"
    for ruw in (inhoud, b"gm_code,regio\n" + inhoud):
        pad.write_bytes(ruw)
        try:
            lees_eigen_indeling(pad, "mijn", cg.laad_gemeenten(2025))
        except CongruentieFout as fout:
            assert "mijn.csv" in str(fout)


def test_eigen_indeling_doet_overal_mee(tmp_path):
    pad = tmp_path / "mijn.csv"
    pad.write_text("gm_code,regio\nGM0363,a\nGM0518,a\n", "utf-8")
    achteraan = cg.laad_indelingen(2025, ["ggd"], eigen={"mijn": pad})
    assert achteraan.namen == ("ggd", "mijn")
    vooraan = cg.laad_indelingen(2025, ["mijn", "ggd"], eigen={"mijn": pad})
    assert vooraan.namen == ("mijn", "ggd")
    assert cg.bereken(achteraan).loc["GM0363", "mijn"] == "a"


def test_eigen_naam_mag_niet_ingebouwd_zijn(tmp_path):
    with pytest.raises(CongruentieFout, match="naam ggd is al van een bekende indeling"):
        cg.laad_indelingen(2025, ["res"], eigen={"ggd": tmp_path / "x.csv"})


@given(st.integers(0, 9999))
def test_vier_schrijfwijzen_van_een_code(nummer):
    vol = f"GM{nummer:04d}"
    for tekst in (vol, vol.lower(), f"{nummer:04d}", str(nummer), f" {vol} "):
        assert normaliseer_gm_code(tekst) == vol
    for tekst in ("", "GM", "GM12345", "PV20", "12a", "-1"):
        assert normaliseer_gm_code(tekst) is None


# --- own boundaries --------------------------------------------------------------------------


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


@pytest.mark.parametrize(("jaar", "aantal"), sorted(GEMEENTEN_PER_JAAR.items())[1:])
def test_lijst_van_elk_jaar(jaar, aantal):
    gemeenten = cg.laad_gemeenten(jaar)
    assert len(gemeenten) == aantal
    assert ("GM0457" in gemeenten.codes) == (jaar <= 2022)


def test_eigen_bestand_van_een_ander_jaar(tmp_path, caplog):
    """Weesp (gone 24-03-2022) and Amsterdam in different regions: a choice, and it is said."""
    pad = tmp_path / "oud.csv"
    pad.write_text("gm_code,regio\nGM0457,A\nGM0363,B\nGM1696,A\n", "utf-8")
    with caplog.at_level(logging.INFO, "congruentie"):
        indelingen = cg.laad_indelingen(2025, ["ggd"], eigen={"oud": pad}, peildatum=2022)
    assert dict(indelingen["oud"].lidmaatschap) == {"GM0363": "B", "GM1696": "A"}
    assert (
        "Herindeling: bij oud van 2022 lagen delen van Amsterdam (krijgt B, een deel lag in A) in "
        "verschillende regio's; het grootste deel telt."
    ) in caplog.text
    later = tmp_path / "later.csv"
    later.write_text("gm_code,regio\nGM1992,A\n", "utf-8")  # Voorne aan Zee, since 2023
    with pytest.raises(CongruentieFout, match="bestaat pas sinds 01-01-2023.*--peildatum 2023"):
        cg.laad_indelingen(2022, ["ggd"], eigen={"nieuw": later})
    terug = cg.laad_indelingen(2022, ["ggd"], eigen={"nieuw": later}, peildatum=2023)
    assert sorted(terug["nieuw"].lidmaatschap) == ["GM0501", "GM0530", "GM0614"]

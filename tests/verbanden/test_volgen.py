"""Where verbanden lie in the indelingen: golden figures of 2016, counted here again from the tables."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

import congruentie as cg
from congruentie.meten.verbandmaten import ERNAAST, Ligging, Verbandmaten, als_indeling, ligging
from congruentie.meten.vergelijking import Vergelijking
from congruentie.verbanden import VERBANDEN, Andere, Verband, Verbanden

KLEIN = "verband,deelnemer\nA,Baarn\nA,Soest\nB,Soest\nB,Utrecht\n"
PAK = Path(__file__).resolve().parents[2] / "regio_indelingen"


def lees(naam):
    with (PAK / naam).open(encoding="utf-8", newline="") as stroom:
        return list(csv.DictReader(stroom))


@pytest.fixture(scope="module")
def meting():
    return cg.Meting(cg.laad_indelingen(2016, verbanden=["verbanden_2016"]))


@pytest.fixture(scope="module")
def geteld():
    """Key of an indeling -> how many verbanden lie inside one regio, and how many are equal to one."""
    leden = defaultdict(set)
    for rij in lees("verbanden_2016.csv"):
        leden[rij["verband"]] |= {rij["gm_code"]} - {""}
    uit = {}
    for naam in ("ggd", "veiligheidsregio", "jeugdregio", "arbeidsmarktregio", "provincie"):
        van = {rij["gm_code"]: rij[naam] for rij in lees("gebieden_2016.csv")}
        regios = defaultdict(set)
        for code, regio in van.items():
            regios[regio].add(code)
        telt = [codes for codes in leden.values() if len(codes) > 1]
        uit[naam] = (
            sum(len({van[code] for code in codes}) == 1 for codes in telt),
            sum(codes in regios.values() for codes in telt),
        )
    return uit


def test_de_verbanden_van_2016(meting, geteld):
    volgen = meting.verbandmaten.volgen
    assert {naam: (rij["past"], rij["gelijk"]) for naam, rij in volgen.iterrows()} == geteld
    assert [geteld[naam][0] for naam in ("ggd", "jeugdregio", "provincie")] == [306, 254, 357]
    assert set(volgen["verbanden"]) == {429}
    assert volgen["past_procent"].loc["ggd"] == pytest.approx(100 * 306 / 429)
    assert volgen.index[0] == "ggd"  # after chance, that is; most fit in a provincie
    assert volgen["past"].idxmax() == "provincie"
    assert volgen["rand_gecorrigeerd"].is_monotonic_decreasing
    land = meting.land
    assert land["verbanden"] == 429
    assert land["past_in_provincie"] == pytest.approx(100 * 357 / 429)
    assert land["gelijk_aan_ggd"] == pytest.approx(100 * 60 / 429)
    assert meting.verbandmaten.zin == (
        "Binnen een regio passen de meeste verbanden bij Provincies: 357 van de 429. Na aftrek van "
        "toeval volgen zij GGD-regio's het best (gecorrigeerde Rand-index 0,64; 306 passen)."
    )


def test_paren_die_samenwerken_geteld_over_paren(meting):
    indelingen = meting.indelingen
    codes, n = indelingen.gemeenten.codes, len(indelingen.gemeenten)
    plek = indelingen.gemeenten.plek
    samen = np.zeros((n, n), dtype=bool)
    for een in indelingen.verbanden:
        wie = [plek[code] for code in een.leden]
        samen[np.ix_(wie, wie)] = True
    van = {rij["gm_code"]: rij["ggd"] for rij in lees("gebieden_2016.csv")}
    regio = np.array([van[code] for code in codes])
    zelfde = regio[:, None] == regio
    boven = np.triu_indices(n, 1)
    samen, zelfde = samen[boven], zelfde[boven]
    rij = meting.verbandmaten.volgen.loc["ggd"]
    assert rij["paren_binnen"] == pytest.approx(100 * (samen & zelfde).sum() / samen.sum())
    assert rij["paren_samen"] == pytest.approx(100 * (samen & zelfde).sum() / zelfde.sum())


def test_welke_indelingen_ernaast_liggen():
    assert [een.naam for een in _maten(2026).naast] == list(ERNAAST)
    assert "res" not in {een.naam for een in _maten(2016).naast}  # CBS has them since 2018
    assert [een.naam for een in _maten(2026, ["corop", "kvk"]).naast] == ["corop", "kvk"]


def _maten(jaar, namen=None):
    return Verbandmaten(cg.laad_indelingen(jaar, namen, verbanden=["verbanden_2016"]))


@pytest.fixture
def vierkant_met_gat():
    codes = tuple(f"GM000{i}" for i in range(1, 6))
    gemeenten = cg.Gemeenten(2026, codes, tuple("ABCDE"), np.array([10.0, 20, 30, 40, 50]))
    lid = dict(zip(codes, ["x", "x", "y", "y"], strict=False))  # E has no regio
    lijst = (
        Verband("gelijk", codes[:2], (Andere("W", "waterschap"), Andere("P", "provincie"))),
        Verband("binnen", codes[2:4]),
        Verband("kruist", (codes[0], codes[1], codes[2])),
        Verband("deels", (codes[0], codes[4])),
        Verband("alleen", (codes[0],)),
        Verband("leeg", (), (Andere("W", "waterschap"), Andere("V", "waterschap"))),
    )
    anders = dict(lid, GM0005="y")
    indelingen = (cg.Indeling("gat", lid, {"x": "Iks"}), cg.Indeling("vol", anders))
    return cg.Indelingen(gemeenten, indelingen, verbanden=Verbanden(lijst))


def test_per_verband_in_woorden_en_getallen(vierkant_met_gat):
    tabel = cg.Meting(vierkant_met_gat).verbandmaten.per_verband.set_index("verband")
    assert list(tabel.columns) == [
        "gemeenten", "anderen", "soorten", "inwoners", "provincies", "domein", "vorm", "status",
        "gat", "gat_regio", "gat_regios", "gat_buiten", "vol", "vol_regio", "vol_regios", "vol_buiten",
    ]  # fmt: skip
    assert tabel["gat"].fillna("").tolist() == [
        "is gelijk aan Iks", "is gelijk aan y", "kruist 2 regio's", "valt deels buiten Iks", "", "",
    ]  # fmt: skip
    assert tabel.loc["binnen", "vol"] == "valt binnen y"
    assert tabel.loc["kruist", ["gat_regio", "gat_regios", "gat_buiten"]].tolist() == ["x", 2, 1]
    assert tabel.loc["deels", ["gat_regio", "gat_regios", "gat_buiten"]].tolist() == ["x", 1, 1]
    assert tabel["gat_buiten"].isna().tolist() == [False] * 4 + [True] * 2
    assert tabel["gemeenten"].tolist() == [2, 2, 3, 2, 1, 0]
    assert tabel["inwoners"].tolist() == [30, 70, 60, 60, 10, 0]
    assert tabel.loc["gelijk", "soorten"] == "1 provincie, 1 waterschap"
    assert tabel.loc["leeg", ["anderen", "soorten"]].tolist() == [2, "2 waterschap"]


def test_deelnemers_en_volgen_bij_weinig(vierkant_met_gat):
    maten = cg.Meting(vierkant_met_gat).verbandmaten
    deelnemers = maten.deelnemers
    assert deelnemers.iloc[2].fillna("").tolist() == ["gelijk", "", "W", "waterschap"]
    assert len(deelnemers) == 10 + 4
    assert maten.volgen.loc["gat", ["verbanden", "past", "gelijk"]].tolist() == [4, 2, 2]
    assert maten.volgen.loc["vol", ["past", "gelijk"]].tolist() == [2, 1]


def test_zonder_verbanden_die_tellen_is_er_niets_te_volgen(vierkant_met_gat):
    klein = Verbanden((Verband("alleen", ("GM0001",)),))
    stel = cg.Indelingen(vierkant_met_gat.gemeenten, vierkant_met_gat.indelingen, verbanden=klein)
    maten = cg.Meting(stel).verbandmaten
    assert maten.zin == ""
    assert maten.volgen["past_procent"].isna().all()
    assert np.isnan(maten.land["verbanden_per_gemeente"])


def test_ligging_bij_overlap_en_gelijke_aantallen():
    indeling = cg.Indeling("o", {"GM0001": "a | b", "GM0002": "b", "GM0003": "a"})
    waar = ligging(Verband("v", ("GM0001", "GM0002", "GM0003")), indeling)
    assert waar == Ligging(("a", "b"), 1)
    assert ligging(Verband("v", ("GM0001", "GM0002")), indeling) == Ligging(
        ("b", "a"), 0, gelijk=True
    )
    assert ligging(Verband("v", ("GM0009",)), indeling).zin(indeling) == "heeft er geen regio"


def test_verbanden_als_indeling_zijn_dezelfde_paren(meting):
    verbanden = meting.indelingen.verbanden
    indeling = als_indeling(verbanden)
    assert len(indeling.regios) == len(verbanden.tellende)
    assert {
        gm: len(indeling.regios_van(gm)) for gm in indeling.lidmaatschap
    } == verbanden.aantal_van


# --- vergelijk ---------------------------------------------------------------------------------


def test_vergelijk_neemt_verbanden_als_een_van_de_twee(meting):
    stel = cg.laad_indelingen(2016, ["ggd"], verbanden=["verbanden_2016"])
    rij = cg.vergelijk(stel).iloc[0]
    volgen = meting.verbandmaten.volgen.loc["ggd"]
    assert (rij["a"], rij["b"], rij["gemeenten"]) == ("ggd", VERBANDEN, 390)
    assert rij["b_past_in_a"] == 306
    assert rij["b_past_in_a_uitleg"].startswith(
        "Samenwerkingsverbanden: 306 van de 429 passen binnen een GGD-regio; niet: Afvalschap IJmond"
    )
    assert rij["b_past_in_a_uitleg"].endswith("; en 113 andere.")
    assert (
        rij["a_past_in_b_uitleg"] == "GGD-regio's: alle 25 passen binnen een samenwerkingsverband."
    )
    assert rij["rand_gecorrigeerd"] == pytest.approx(volgen["rand_gecorrigeerd"])
    assert rij["paren_b_in_a"] == pytest.approx(volgen["paren_binnen"] / 100)
    assert rij["paren_a_in_b"] == pytest.approx(volgen["paren_samen"] / 100)
    assert np.isnan(rij["ami"])


def test_vergelijk_telt_de_paren_van_een_klein_stel(vierkant_met_gat):
    tabel = cg.vergelijk(vierkant_met_gat).set_index(["a", "b"])
    # Verbanden put together AB, CD, AC, BC and AE; "gat" AB and CD; E takes no part in it.
    rij = tabel.loc[("gat", VERBANDEN)]
    assert rij["gemeenten"] == 4
    assert rij["jaccard"] == pytest.approx(2 / 4)
    assert (rij["paren_a_in_b"], rij["paren_b_in_a"]) == (1, pytest.approx(2 / 4))
    rij = tabel.loc[("vol", VERBANDEN)]  # AB, CD, CE and DE
    assert (rij["paren_a_in_b"], rij["paren_b_in_a"]) == (2 / 4, 2 / 5)
    past_niet = Vergelijking(vierkant_met_gat).past_niet
    niet = past_niet[past_niet["indeling"] == VERBANDEN]
    assert niet["regio_naam"].tolist() == ["kruist", "kruist", "deels"]


def test_vergelijk_met_alleen_verbanden_wordt_geweigerd(roep):
    code, _, fout = roep("vergelijk", "--verbanden", "verbanden_2016")
    assert code == 1
    assert "Kies ten minste twee indelingen, of een naast verbanden." in fout


def test_vergelijk_schrijft_elke_vorm_met_verbanden(roep, tmp_path):
    for vorm in ("xlsx", "gpkg", "html"):
        vraag = ("--indelingen", "ggd,res", "--verbanden", "verbanden_2016", "--uit", f"v.{vorm}")
        assert roep("vergelijk", *vraag)[0] == 0
    blad = pd.read_excel(tmp_path / "v.xlsx", sheet_name="Vergelijking")
    assert blad["b"].tolist() == ["res", VERBANDEN, VERBANDEN]
    assert "samenwerkingsverband" in (tmp_path / "v.html").read_text("utf-8").casefold()


def test_zonder_verbanden_die_tellen_is_er_niets_te_vergelijken(vierkant_met_gat):
    klein = Verbanden((Verband("alleen", ("GM0001",)),))
    stel = cg.Indelingen(
        vierkant_met_gat.gemeenten, vierkant_met_gat.indelingen[:1], verbanden=klein
    )
    with pytest.raises(cg.CongruentieFout, match="pas met twee indelingen"):
        cg.vergelijk(stel)


# --- bereken -----------------------------------------------------------------------------------


def test_bereken_schrijft_alleen_wie_meedoet(roep, tmp_path):
    (tmp_path / "f.csv").write_text(
        "verband,deelnemer\nA,Baarn\nA,Soest\nB,Soest\nB,Utrecht\n", "utf-8"
    )
    code, uit, fout = roep("bereken", "--verbanden", "f.csv")
    assert code == 0
    regels = uit.splitlines()
    assert regels[0].startswith("gm_code,gm_naam,congruentie,partners,gedeeld,verbanden,")
    assert [regel.split(",")[:6] for regel in regels[1:]] == [
        ["GM0308", "Baarn", "100.0", "1", "1", "1"],
        ["GM0342", "Soest", "50.0", "2", "2", "2"],
        ["GM0344", "Utrecht", "100.0", "1", "1", "1"],
    ]
    assert "3 gemeenten, 2 verbanden, gemiddelde congruentie 83,33%" in fout


@pytest.mark.parametrize(
    ("per", "kop", "rijen"),
    [
        ("indeling", "indeling,titel,regios,gemeenten,gewicht,aansluiting,bijdrage,effect", 1),
        (
            "verband",
            "verband,gemeenten,anderen,soorten,inwoners,provincies,domein,vorm,status,ggd",
            2,
        ),
        ("land", "cijfer,waarde", 13 + 2 + 12),
    ],
)
def test_bereken_per(roep, tmp_path, per, kop, rijen):
    (tmp_path / "f.csv").write_text(
        "verband,deelnemer\nA,Baarn\nA,Soest\nB,Soest\nB,Utrecht\n", "utf-8"
    )
    code, uit, _ = roep("bereken", "--verbanden", "f.csv", "--per", per)
    assert code == 0
    assert uit.splitlines()[0].startswith(kop)
    assert len(uit.splitlines()) == rijen + 1


@pytest.mark.parametrize(
    ("args", "zegt"),
    [
        (["--per", "verband"], "verband kan alleen met --verbanden"),
        (
            ["--verbanden", "verbanden_2016", "--per", "regio"],
            "regio kan niet met alleen verbanden",
        ),
        (
            ["--verbanden", "verbanden_2016", "--jaren", "2016,2022"],
            "kan niet samen met --verbanden: zo'n lijst is van een moment",
        ),
    ],
)
def test_wat_niet_kan_wordt_gezegd(roep, args, zegt):
    code, _, fout = roep("bereken", *args)
    assert code == 2
    assert zegt in fout


def test_de_werkmap_heeft_bladen_over_verbanden(roep, tmp_path):
    code, _, _ = roep(
        "bereken", "--jaar", "2016", "--verbanden", "verbanden_2016", "--uit", "v.xlsx"
    )
    assert code == 0
    boek = openpyxl.load_workbook(tmp_path / "v.xlsx", read_only=True)
    assert boek.sheetnames == [
        "Gemeenten", "Indelingen", "Verbanden", "Deelnemers", "Volgen", "Land", "Toelichting",
        "Bronnen",
    ]  # fmt: skip
    blad = pd.read_excel(tmp_path / "v.xlsx", sheet_name=None)
    assert len(blad["Verbanden"]) == 464
    assert len(blad["Gemeenten"]) == 390
    assert blad["Volgen"]["indeling"].iloc[0] == "ggd"
    uitleg = set(blad["Toelichting"]["kolom"])
    assert {"verbanden", "Verbanden", "past", "rand_gecorrigeerd", "ggd_buiten"} <= uitleg
    assert blad["Land"]["betekenis"].notna().all()
    bron = blad["Bronnen"].set_index("indeling").loc[VERBANDEN]
    assert bron["status"] == "niet officieel, niet van CBS"
    assert "provincies" in bron["bron"]


def test_een_geopackage_en_parquet_van_alleen_verbanden(roep, tmp_path):
    import geopandas as gpd

    (tmp_path / "f.csv").write_text(
        "verband,deelnemer\nA,Baarn\nA,Soest\nB,Soest\nB,Utrecht\n", "utf-8"
    )
    for naam in ("v.gpkg", "v.parquet"):
        assert roep("bereken", "--verbanden", "f.csv", "--uit", naam)[0] == 0
    laag = gpd.read_file(tmp_path / "v.gpkg", layer="gemeenten").set_index("gm_code")
    heel = cg.laad_gemeenten(2026, met_grenzen=True).vlakken
    assert list(laag.index) == ["GM0308", "GM0342", "GM0344"]
    assert laag.loc["GM0342"].geometry.intersection(heel["GM0342"]).area == pytest.approx(
        heel["GM0342"].area
    )
    assert len(pd.read_parquet(tmp_path / "v.parquet")) == 3

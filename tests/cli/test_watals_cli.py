"""``congruentie wat-als``: what it writes and says, and every message about its options."""

from __future__ import annotations

import json
import re

import openpyxl
import pandas as pd
import pytest
from conftest import lees_csv
from paginalezen import Lezer

import congruentie as cg
from congruentie.bronnen.banden import banden_van
from congruentie.cli import _voer_uit
from congruentie.meten.rangschikken import alle_verplaatsingen
from congruentie.meten.vergelijking import gemiddelde_rand
from congruentie.meten.verplaatsen import Verplaatsing, verplaats
from congruentie.model import Indelingen

KOLOMMEN = ["gm_code", "indeling", "van", "naar", "winst_land", "winst_gemeente"]
VORM = "Schrijf GEMEENTE:INDELING=REGIO, zoals GM0267:ggd=GG1413."


@pytest.fixture(scope="module")
def vier() -> Indelingen:
    return cg.laad_indelingen(2026, met_grenzen=True, cache="geen")


@pytest.fixture(scope="module")
def banden(vier) -> list[tuple[str, str]]:
    return banden_van(vier.gemeenten)


@pytest.fixture
def draai(tmp_path, monkeypatch, capsys):
    """Run it in an empty folder; give what it said."""
    monkeypatch.chdir(tmp_path)

    def doe(*opties: str) -> str:
        assert _voer_uit(["wat-als", *opties]) == 0
        return capsys.readouterr().err

    return doe


ZET = ("--verplaats", "GM0267:ggd=GG1413")


def test_json(vier, draai, tmp_path):
    gemeld = draai(*ZET, "--verplaats", "Ede:res=ES01", "--gewicht", "res=2", "--uit", "x.json")
    inhoud = json.loads((tmp_path / "x.json").read_text("utf-8"))
    zetten = [Verplaatsing("GM0267", "ggd", "GG1413"), Verplaatsing("GM0228", "res", "ES01")]
    voor = cg.bereken(vier, {"res": 2})["congruentie"]
    na = cg.bereken(verplaats(vier, zetten), {"res": 2})["congruentie"]
    assert inhoud["land"]["voor"] == voor.mean()
    assert inhoud["land"]["na"] == na.mean()
    anders = voor.index[(na - voor).abs() > 1e-9]
    assert set(inhoud["gemeenten"]) == set(anders)
    for gm, cijfers in inhoud["gemeenten"].items():
        assert (cijfers["voor"], cijfers["na"]) == (voor[gm], na[gm])
    assert inhoud["land"]["rand_gecorrigeerd"]["voor"] == pytest.approx(
        gemiddelde_rand(cg.Meting(vier, {"res": 2}))
    )
    assert inhoud["verplaatst"][1] == {
        "gm_code": "GM0228", "gm_naam": "Ede", "indeling": "res", "van": "ES09",
        "van_naam": "Foodvalley", "naar": "ES01", "naar_naam": "Groningen",
    }  # fmt: skip
    assert inhoud["indelingen"]["res"] == 2
    assert f"Bij {len(anders)} gemeenten verandert de congruentie." in gemeld
    assert "Gecorrigeerde Rand-index, gemiddeld over elke twee indelingen: van 0,7" in gemeld
    assert "Geschreven: x.json" in gemeld


def test_csv_en_scherm(tmp_path, monkeypatch, capfdbinary):
    monkeypatch.chdir(tmp_path)
    assert _voer_uit(["wat-als", *ZET, "--uit", "x.csv", "--stil"]) == 0
    tabel = lees_csv(tmp_path / "x.csv")
    assert tabel["wat"].tolist()[:3] == ["land", "verplaatst", "geraakt"]
    assert tabel.loc[0, "congruentie_voor"] == pytest.approx(68.9948129634)
    assert tabel.loc[0, ["gm_code", "rand_gecorrigeerd_voor"]].notna().tolist() == [False, True]
    assert tabel.loc[1:, "rand_gecorrigeerd_voor"].isna().all()
    assert set(tabel.loc[1:, "gm_code"].str[:2]) == {"GM"}
    assert _voer_uit(["wat-als", *ZET, "--stil"]) == 0
    assert capfdbinary.readouterr().out == (tmp_path / "x.csv").read_bytes()


def test_werkmap(draai, tmp_path):
    draai(*ZET, "--uit", "x.xlsx")
    bladen = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert bladen.sheetnames == [
        "Land",
        "Gemeenten",
        "Indelingen",
        "Verplaatst",
        "Toelichting",
        "Bronnen",
    ]
    assert bladen["Verplaatst"]["B2"].value == "Nijkerk"
    assert [rij[0].value for rij in bladen["Land"]][1:] == [
        "congruentie", "congruentie_gecorrigeerd", "rand_gecorrigeerd", "partners"
    ]  # fmt: skip
    assert bladen["Bronnen"]["B2"].value == "GGD-regio's (1 gemeente verplaatst)"
    for hoe in (["--alle"], ["--terug"], ["--reeks", "3"]):
        draai(*hoe, "--uit", "y.xlsx")
        bladen = openpyxl.load_workbook(tmp_path / "y.xlsx")
        assert bladen.sheetnames == ["Verplaatsingen", "Toelichting", "Bronnen"]
        kop = [cel.value for cel in bladen["Verplaatsingen"][1]]
        assert {"gm_naam", "van_naam", "naar_naam", "winst_land"} <= set(kop)


def test_kaart_met_de_verplaatsingen(vier, draai, tmp_path):
    draai(*ZET, "--uit", "x.html")
    inhoud = json.loads(Lezer((tmp_path / "x.html").read_text("utf-8")).blokken["json"][0])
    (zet,) = inhoud["zetten"]
    assert inhoud["gemeenten"]["codes"][zet["plek"]] == "GM0267"
    assert zet["naam"] == "ggd"
    assert inhoud["indelingen"][0]["regios"][zet["regio"]] == "GG1413"
    # The page starts from how it is, and makes the move itself (tests/browser).
    assert inhoud["indelingen"][0]["lid"] == vier.regio[:, 0].tolist()
    assert inhoud["indelingen"][0]["titel"] == "GGD-regio's"


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_plaatje_van_de_verandering(draai, tmp_path, suffix):
    draai(*ZET, "--uit", f"x.{suffix}")
    assert (tmp_path / f"x.{suffix}").stat().st_size > 50_000


def test_alle_reeks_en_terug(vier, banden, draai, tmp_path):
    gemeld = draai("--alle", "--uit", "a.csv")
    alle = alle_verplaatsingen(vier, banden)
    assert gemeld.startswith("1445 verplaatsingen doorgerekend; 245 zijn winst voor het land.")
    tabel = lees_csv(tmp_path / "a.csv")
    pd.testing.assert_frame_equal(tabel, alle, check_dtype=False)
    gemeld = draai("--alle", "--voor", "gemeente", "--noemer", "deelname", "--uit", "a.json")
    assert "244 zijn winst voor de gemeente zelf." in gemeld
    rijen = json.loads((tmp_path / "a.json").read_text("utf-8"))["verplaatsingen"]
    assert list(rijen[0]) == KOLOMMEN
    gemeld = draai("--terug", "--uit", "t.csv")
    assert "keuzes; bij 213 is een andere regio winst voor het land." in gemeld
    gemeld = draai("--reeks", "2", "--uit", "r.csv")
    assert gemeld.startswith("2 stappen: gemiddelde congruentie van 68,99% naar 69,55%. Geschr")
    assert lees_csv(tmp_path / "r.csv")["stap"].tolist() == [1, 2]
    gemeld = draai("--reeks", "400", "--uit", "r.csv")
    assert "296 stappen: gemiddelde congruentie van 68,99% naar 100,00%. Daarna is geen" in gemeld


def test_reeks_zonder_winst(draai):
    gemeld = draai(
        "--indelingen", "ggd,res", "--gewicht", "res=0", "--reeks", "1", "--uit", "r.csv"
    )
    assert "Geen enkele verplaatsing is winst voor het land." in gemeld


def test_een_stap_en_een_weging(draai):
    """With one indeling that counts there is no pair of indelingen, and nothing to say about it."""
    gemeld = draai(*ZET, "--indelingen", "ggd,res", "--gewicht", "res=0", "--uit", "x.json")
    assert "(0,00). Bij 0 gemeenten" in gemeld
    assert "Rand" not in gemeld
    assert re.search(r"^1 stap: ", draai("--reeks", "1", "--uit", "x.csv"))


@pytest.mark.parametrize(
    ("opties", "code", "melding"),
    [
        (
            [],
            2,
            "Kies een van --verplaats (of --bestand), --fuseer, --splits, --alle, --reeks en --terug.",
        ),
        (["--alle", "--terug"], 2, "Kies een van --verplaats"),
        ([*ZET, "--alle"], 2, "Kies een van --verplaats"),
        (["--reeks", "0"], 2, "De optie --reeks: 0 kan niet; het laagste is 1."),
        (["--reeks", "-1"], 2, "De optie --reeks: '-1' is geen heel getal."),
        ([*ZET, "--voor", "land"], 2, "De optie --voor: hoort bij --alle, --reeks of --terug."),
        (["--alle", "--voor", "stad"], 2, "'stad' kan niet; kies uit land, gemeente."),
        (
            [*ZET, "--uit", "x.txt"],
            2,
            "eindigt niet op .csv, .xlsx, .parquet, .json, .html, .png, .svg, .pdf.",
        ),
        (
            ["--alle", "--uit", "x.html"],
            2,
            "'x.html' eindigt niet op .csv, .xlsx, .parquet, .json.",
        ),
        (["--verplaats", "GM0267"], 1, f"verplaats 1, 'GM0267': dit is geen verplaatsing. {VORM}"),
        (
            ["--bestand", "weg.yaml"],
            1,
            "weg.yaml kan niet worden gelezen: het bestand bestaat niet.",
        ),
        (["--alle", "--indelingen", "ggd"], 1, "er zijn er ten minste twee nodig."),
        (
            ["--jaar", "2022", "--indelingen", "ggd,res", "--verplaats", "Ede:res=nieuw"],
            1,
            "die regio is er niet bij RES-regio's; een nieuwe regio maken kan niet. In de buurt van "
            "Ede liggen",
        ),
    ],
)
def test_foutmeldingen(tmp_path, monkeypatch, capsys, opties, code, melding):
    monkeypatch.chdir(tmp_path)
    assert _voer_uit(["wat-als", *opties]) == code
    kreeg = capsys.readouterr().err
    assert melding in kreeg
    assert kreeg.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_optie_en_bestand_samen(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "v.yaml").write_text("verplaats: Ede:res=ES01", "utf-8")
    assert _voer_uit(["wat-als", *ZET, "--bestand", "v.yaml", "--uit", "x.json"]) == 0
    inhoud = json.loads((tmp_path / "x.json").read_text("utf-8"))
    assert [zet["gm_code"] for zet in inhoud["verplaatst"]] == ["GM0267", "GM0228"]
    capsys.readouterr()
    dubbel = ["--verplaats", "Ede:res=ES02", "--bestand", "v.yaml"]
    assert _voer_uit(["wat-als", *dubbel]) == 1
    assert "GM0228 Ede wordt bij res twee keer verplaatst" in capsys.readouterr().err


def test_zonder_grenzen_kan_een_tabel_wel(draai, tmp_path):
    opties = ["--jaar", "2022", "--indelingen", "ggd,res", "--verplaats", "Ede:res=ES01"]
    assert "Geschreven: x.csv" in draai(*opties, "--uit", "x.csv")

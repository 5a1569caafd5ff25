"""``--fuseer`` and ``--splits`` on the command line: what is written, said, remembered and refused."""

from __future__ import annotations

import json
import re

import openpyxl
import pytest
from conftest import lees_csv
from paginalezen import Lezer

import congruentie as cg
from congruentie.cli import _voer_uit
from congruentie.voorstel.bestand import lees_voorstel

FUSIE = ("--fuseer", "Ede,Veenendaal,Rhenen=Valleistad")


@pytest.fixture
def draai(tmp_path, monkeypatch, capsys):
    """Run a command in an empty folder; give what it said."""
    monkeypatch.chdir(tmp_path)

    def doe(*opties: str, code: int = 0) -> str:
        assert _voer_uit(list(opties)) == code
        return capsys.readouterr().err

    return doe


def test_json(draai, tmp_path):
    gemeld = draai("wat-als", *FUSIE, "--uit", "x.json")
    inhoud = json.loads((tmp_path / "x.json").read_text("utf-8"))
    voor = cg.bereken(cg.laad_indelingen(2026))["congruentie"]
    na = cg.bereken(cg.laad_indelingen(2026, fuseer={"GM0228,GM0345,GM0340": "Valleistad"}))[
        "congruentie"
    ]
    assert (inhoud["land"]["voor"], inhoud["land"]["na"]) == (voor.mean(), na.mean())
    blijft = voor.index.intersection(na.index)
    assert inhoud["land"]["congruentie_blijvend"] == {
        "voor": voor[blijft].mean(), "na": na[blijft].mean()
    }  # fmt: skip
    assert inhoud["land"]["gemeenten"] == {"voor": 342, "na": 340}
    nieuw = inhoud["gemeenten"].pop("GM9001")
    oud = ["GM0228", "GM0345", "GM0340"]
    assert (nieuw["voor"], nieuw["na"]) == (pytest.approx(voor[oud].mean()), na["GM9001"])
    assert nieuw["uit"] == dict.fromkeys(oud, 1.0)
    anders = set(blijft[(na[blijft] - voor[blijft]).abs() > 1e-9])
    assert set(inhoud["gemeenten"]) == anders
    assert inhoud["fuseer"] == {"GM0228,GM0345,GM0340": "Valleistad"}
    assert inhoud["verplaatst"] == []
    assert [rij["uit_naam"] for rij in inhoud["herindeling"]] == ["Ede", "Veenendaal", "Rhenen"]
    assert inhoud["keuzes"][0]["indeling"] == "ggd"
    assert set(inhoud["per_indeling"]) == {"ggd", "res", "jeugdregio", "arbeidsmarktregio"}
    assert "Wat als: Valleistad (GM9001) uit Ede, Veenendaal en Rhenen, 216.567 inwoners." in gemeld
    assert (
        "Bij de gemeenten die blijven, is het gemiddelde van 69,24% naar 69,36% (+0,12)." in gemeld
    )
    assert "Valleistad heeft 46,67%; Ede, Veenendaal en Rhenen hadden gemiddeld 40,86%." in gemeld


def test_met_een_verplaatsing_en_verbanden(draai, tmp_path):
    """The user chooses another regio for the new gemeente; verbanden do not move."""
    zet = ("--verplaats", "Valleistad:ggd=GG2514")
    draai(
        "wat-als", *FUSIE, *zet, "--indelingen", "ggd,res", "--verbanden", "verbanden_2016",
        "--uit", "x.json",
    )  # fmt: skip
    inhoud = json.loads((tmp_path / "x.json").read_text("utf-8"))
    (verplaatst,) = inhoud["verplaatst"]
    assert (verplaatst["gm_code"], verplaatst["van"], verplaatst["naar"]) == (
        "GM9001", "GG1911", "GG2514"
    )  # fmt: skip
    (keuze,) = inhoud["keuzes"]
    assert (keuze["regio"], keuze["anders"]) == ("GG2514", "GG1911")
    met = cg.laad_indelingen(
        2026, ["ggd", "res"], verbanden=["verbanden_2016"],
        fuseer={"Ede,Veenendaal,Rhenen": "Valleistad"},
    )  # fmt: skip
    na = cg.verplaats(met, [cg.Verplaatsing("GM9001", "ggd", "GG2514")])
    assert na.verbanden is met.verbanden
    assert inhoud["land"]["na"] == cg.bereken(na)["congruentie"].mean()
    assert inhoud["land"]["verbanden"]["na"] == len(met.verbanden.tellende)


def test_een_verplaatsing_raakt_geen_verbanden(draai, tmp_path):
    """The verbanden count in the figures before and after, and stay as they are."""
    opties = ("--indelingen", "ggd,res", "--verbanden", "verbanden_2016")
    zet = ("--verplaats", "Nijkerk:ggd=GG2514")
    for uit in ("x.json", "x.html"):
        draai("wat-als", *zet, *opties, "--uit", uit)
    inhoud = json.loads((tmp_path / "x.json").read_text("utf-8"))
    voor = cg.laad_indelingen(2026, ["ggd", "res"], verbanden=["verbanden_2016"])
    na = cg.verplaats(voor, [cg.Verplaatsing("Nijkerk", "ggd", "GG2514")])
    assert na.verbanden is voor.verbanden
    cijfers = [cg.bereken(een)["congruentie"] for een in (voor, na)]
    assert inhoud["land"]["voor"] == cijfers[0].mean()
    assert inhoud["land"]["na"] == cijfers[1].mean()
    assert inhoud["gemeenten"]["GM0267"]["na"] == cijfers[1]["GM0267"]
    verbanden = inhoud["land"]["verbanden"]
    assert verbanden["voor"] == verbanden["na"] == len(voor.verbanden.tellende)
    eiland = json.loads(Lezer((tmp_path / "x.html").read_text("utf-8")).blokken["json"][0])
    assert len(eiland["zetten"]) == 1
    assert eiland["verbanden"]
    assert eiland["herindeling"] is None


def test_csv_en_werkmap(draai, tmp_path):
    draai("wat-als", *FUSIE, "--uit", "x.csv")
    tabel = lees_csv(tmp_path / "x.csv")
    assert tabel["wat"].tolist()[:3] == ["land", "nieuw", "geraakt"]
    assert tabel.loc[1, "gm_naam"] == "Valleistad"
    draai("wat-als", *FUSIE, "--uit", "x.xlsx")
    boek = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert boek.sheetnames == [
        "Land", "Gemeenten", "Indelingen", "Herindeling", "Keuzes", "Toelichting", "Bronnen"
    ]  # fmt: skip
    rijen = list(boek["Herindeling"].values)
    assert [rij[3] for rij in rijen[1:]] == ["Ede", "Veenendaal", "Rhenen"]
    assert "met de denkbeeldige gemeente Valleistad" in str(list(boek["Bronnen"].values)[1])


def test_kaart_van_voor_en_na(draai, tmp_path):
    draai("wat-als", *FUSIE, "--uit", "x.html")
    eiland = json.loads(Lezer((tmp_path / "x.html").read_text("utf-8")).blokken["json"][0])
    assert len(eiland["gemeenten"]["codes"]) == 340
    assert eiland["wanneer"] == "2026, na herindeling"
    assert eiland["herindeling"]["land"] == (
        "Met een denkbeeldige herindeling (Valleistad); zonder: 68,99%."
    )
    assert eiland["herindeling"]["nieuw"] == {
        "339": "Denkbeeldige gemeente: uit Ede (was 50,00%), Veenendaal (was 36,29%) en Rhenen (was "
        "36,29%)."
    }  # fmt: skip
    draai("wat-als", *FUSIE, "--uit", "x.svg")
    assert (tmp_path / "x.svg").stat().st_size > 10_000
    draai("kaart", *FUSIE, "--uit", "k.html")
    eiland = json.loads(Lezer((tmp_path / "k.html").read_text("utf-8")).blokken["json"][0])
    assert eiland["herindeling"]["land"] == "Met een denkbeeldige herindeling (Valleistad)."


def test_splitsen_heeft_geen_kaart(draai, tmp_path):
    splits = ("--splits", "Ede=West:0.4,Oost:0.6")
    for opdracht in (["kaart", "--uit", "x.html"], ["wat-als", "--uit", "x.png"]):
        assert "Na een splitsing is er geen kaart" in draai(*opdracht, *splits, code=1)
    assert not list(tmp_path.iterdir())
    gemeld = draai("wat-als", *splits, "--uit", "x.json")
    assert "Wat als: West (GM9001) uit 40% van Ede, 50.132 inwoners." in gemeld
    assert "Oost heeft 52,78%; Ede had 50,00%." in gemeld


def test_een_voorstel_onthoudt_de_fusie(draai, tmp_path):
    draai(
        "voorstel", *FUSIE, "--splits", "Zeist=A:0.5,B:0.5", "--samen", "Valleistad,Barneveld",
        "--binnen", "provincie", "--zonder-uitleg", "--uit", "v",
    )  # fmt: skip
    inhoud = json.loads((tmp_path / "v.json").read_text("utf-8"))
    assert inhoud["gegevens"]["fuseer"] == {"GM0228,GM0345,GM0340": "Valleistad"}
    assert inhoud["gegevens"]["splits"] == {"GM0355": "A:0.5,B:0.5"}
    gelezen = lees_voorstel(tmp_path / "v.json").voorstel
    assert gelezen.indelingen.gemeenten.naam_van["GM9003"] == "Valleistad"
    assert gelezen.doelwaarde == inhoud["doelwaarde"]
    gezegd = draai("dossier", "--voorstel", "v.json", code=1)
    assert "na een splitsing zijn er geen." in gezegd
    draai("voorstel", *FUSIE, "--zonder-uitleg", "--uit", "v")
    draai("dossier", "--voorstel", "v.json", "--gemeente", "Valleistad", "--vorm", "html",
          "--uit", "d")  # fmt: skip
    assert any("Valleistad" in pad.read_text("utf-8") for pad in (tmp_path / "d").glob("*.html"))
    assert "--fuseer: kan niet samen met --voorstel" in draai(
        "dossier",
        "--voorstel",
        "v.json",
        *FUSIE,
        code=2,  # it is in the proposal
    )


def test_in_een_batch(draai, tmp_path):
    (tmp_path / "s.yaml").write_text(
        """
uitvoer: uit
standaard: {fuseer: {"Ede,Veenendaal,Rhenen": Valleistad}}
scenarios:
  - {naam: een, doe: [bereken, wat-als]}
  - {naam: twee, doe: [wat-als], fuseer: ["Nijkerk,Barneveld=Noord"], splits: "Ede=W:0.4,O:0.6"}
  - {naam: drie, doe: [wat-als], alle: ja}
""",
        "utf-8",
    )
    draai("batch", "s.yaml")
    uit = tmp_path / "uit"
    assert (uit / "twee" / "wat-als.json").exists()
    assert (uit / "drie" / "wat-als.csv").exists()
    assert lees_csv(uit / "een" / "bereken.csv")["gm_code"].iloc[-1] == "GM9001"
    assert lees_csv(uit / "overzicht.csv")["status"].tolist() == ["klaar"] * 3


@pytest.mark.parametrize(
    ("opties", "code", "melding"),
    [
        (["wat-als", "--fuseer", "Ede"], 2, "'Ede' heeft niet de vorm GM,GM=NAAM."),
        (["wat-als", "--fuseer", "Ede=X"], 1, "voor een fusie zijn twee gemeenten nodig."),
        (["bereken", *FUSIE, "--jaren", "2025,2026"], 2, "--jaren: kan niet samen met --fuseer"),
        (["kaart", *FUSIE, "--jaren", "2025,2026"], 2, "--jaren: kan niet samen met --fuseer."),
        (
            ["kaart", "--jaar", "2018", "--fuseer", "Groningen,Haren=Groningen"],
            1,
            "Er zijn geen grenzen van 2018",
        ),
        (["bereken", "--eigen", "x=a.csv", "--fuseer", "Ede,Rhenen=a=b"], 1, "a.csv kan niet worden"),
    ],
)  # fmt: skip
def test_wat_niet_kan(draai, opties, code, melding):
    assert melding in re.sub(r"\s+", " ", draai(*opties, code=code))

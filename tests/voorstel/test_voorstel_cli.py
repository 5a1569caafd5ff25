"""``congruentie voorstel``: files, wishes and messages."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from conftest import REPO, lees_csv

import congruentie as cg
from congruentie.cli import _voer_uit
from congruentie.errors import CongruentieFout
from congruentie.voorstel import Eisen
from congruentie.voorstel.eisenbestand import lees_eisen


@pytest.fixture(scope="module")
def gemeenten():
    return cg.laad_gemeenten(2026, cache="geen")


def draai(*opties: str) -> int:  # without the workbook, which takes seconds
    return _voer_uit(["voorstel", "--zonder-uitleg", *opties])


def test_bestanden(tmp_path, capsys):
    naam = tmp_path / "map" / "vier"
    assert draai("--uit", str(naam), "--gewicht", "ggd=2", "--theta", "0,4") == 0
    assert "bewezen het beste" in capsys.readouterr().err
    tabel = lees_csv(naam.with_suffix(".csv"))
    assert list(tabel) == ["gm_code", "gm_naam", "voorstel_code", "voorstel_naam", "brok"]
    assert len(tabel) == 342
    assert tabel["gm_code"].is_monotonic_increasing
    inhoud = json.loads(naam.with_suffix(".json").read_text("utf-8"))
    wel = {"doelwaarde", "bovengrens", "kloof", "bewezen_optimaal", "regios", "theta", "eisen",
           "duur_s", "bron", "versie"}  # fmt: skip
    assert wel <= set(inhoud)
    assert inhoud["theta"] == 0.4
    assert inhoud["bewezen_optimaal"] is True
    assert inhoud["kloof"] == 0
    assert [i["gewicht"] for i in inhoud["indelingen"]] == [2, 1, 1, 1]
    per_code = tabel.groupby("voorstel_code")["gm_code"].apply(list).to_dict()
    assert {r["code"]: r["gemeenten"] for r in inhoud["regios"]} == per_code
    assert sum(r["inwoners"] for r in inhoud["regios"]) == 18_130_208
    # No brok is parted, and the value is what the formula says, pair by pair.
    assert (tabel.groupby("brok")["voorstel_code"].nunique() == 1).all()
    indelingen = cg.laad_indelingen(2026, cache="geen")
    gewicht = dict(zip(indelingen.namen, [2, 1, 1, 1], strict=True))
    som = 0.0
    regio = tabel["voorstel_code"].to_numpy()
    for i in range(342):
        for j in range(i + 1, 342):
            if regio[i] == regio[j]:
                gelijk = indelingen.regio[i] == indelingen.regio[j]
                som += sum(gewicht[n] for n, g in zip(indelingen.namen, gelijk, strict=True) if g)
                som -= 0.4 * 5
    assert inhoud["doelwaarde"] == pytest.approx(som)


def test_eigen_voorstel_is_een_indeling(tmp_path):
    """What comes out can go in again, as a division like any other."""
    assert draai("--uit", str(tmp_path / "v"), "--stil") == 0
    bron = tmp_path / "v.csv"
    uit = tmp_path / "c.csv"
    opties = ["--indelingen", "ggd", "--eigen", f"plan={bron}", "--uit", str(uit)]
    assert _voer_uit(["bereken", *opties]) == 0
    assert lees_csv(uit)["plan"].nunique() == 32


@pytest.mark.zwaar
def test_per_domein(tmp_path, capsys):
    assert draai("--domein", "zorg,sociaal", "--tijd", "20", "--uit", str(tmp_path / "d")) == 0
    gemeld = capsys.readouterr().err
    assert re.search(r"Voorstellen zorg en sociaal: van de paren .* delen ze \d+%", gemeld)
    assert "ROAZ-regio's (peildatum 2022-01-01): niet officieel, niet van CBS. Bron" in gemeld
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "d-domeinen.csv", "d-sociaal-bewijs.json", "d-sociaal.csv", "d-sociaal.json",
        "d-zorg-bewijs.json", "d-zorg.csv", "d-zorg.json",
    ]  # fmt: skip
    namen = [i["naam"] for i in json.loads((tmp_path / "d-zorg.json").read_text())["indelingen"]]
    assert namen == ["ggd", "jeugdregio", "veiligthuisregio", "zorgkantoorregio", "roaz"]


@pytest.mark.zwaar
def test_wensen_uit_bestand_en_optie(tmp_path):
    pad = tmp_path / "w.yaml"
    pad.write_text("min-inwoners: 100000\nregios: 25-35\nsamen:\n  - [Amsterdam, '599']\n", "utf-8")
    naam = tmp_path / "v"
    assert draai("--eisen", str(pad), "--min-inwoners", "150000", "--uit", str(naam)) == 0
    inhoud = json.loads(naam.with_suffix(".json").read_text())
    assert inhoud["eisen"]["min-inwoners"] == 150000
    assert 25 <= len(inhoud["regios"]) <= 35
    assert min(r["inwoners"] for r in inhoud["regios"]) >= 150_000
    waar = {gm: r["code"] for r in inhoud["regios"] for gm in r["gemeenten"]}
    assert waar["GM0363"] == waar["GM0599"]


def test_voorbeeld_in_de_handleiding(tmp_path):
    tekst = (REPO / "docs" / "opdrachten.md").read_text("utf-8")
    pad = tmp_path / "wensen.yaml"
    pad.write_text(re.search(r"```yaml\n(.*?)```", tekst, re.S)[1], "utf-8")
    eisen, _ = lees_eisen({"eisen": str(pad)}, cg.laad_indelingen(2026))
    assert (eisen.min_inwoners, eisen.regios) == (200_000, (20, 30))
    assert eisen.samen == (("GM0267", "GM0228"),)
    assert eisen.binnen is not None
    assert eisen.binnen.naam == "provincie"


@pytest.mark.parametrize(
    ("opties", "eisen"),
    [
        ({}, Eisen()),
        ({"regios": "25"}, Eisen(regios=(25, 25))),
        (
            {"samen": ("GM0363,599", "Delft,Zuidplas")},
            Eisen(samen=(("GM0363", "GM0599"), ("GM0503", "GM1892"))),
        ),
        ({"samen": ["GM0363", "GM0599"]}, Eisen(samen=(("GM0363", "GM0599"),))),
        ({"niet_aaneengesloten": True}, Eisen(aaneengesloten=False)),
        (
            {"centrum_inwoners": 5, "centrum_afstand": "30,5"},
            Eisen(centrum_inwoners=5, centrum_afstand=30.5),
        ),
    ],
)
def test_wensen(opties, eisen):
    assert lees_eisen(opties, cg.laad_indelingen(2026))[0] == eisen


@pytest.mark.parametrize(
    ("inhoud", "melding"),
    [
        ("min-inwoner: 5", "onbekende wens min-inwoner. Kies uit: apart,"),
        ("- a\n- b", "hier staan geen wensen"),
        ("", "hier staan geen wensen"),
        ("samen: [a: b", "w.yaml, regel 1: dit is geen geldige YAML"),
        ("min-inwoners: veel", "Bij min-inwoners staat 'veel'; dat is geen heel getal"),
        ("min-inwoners: true", "Bij min-inwoners staat True"),
        ("regios: tien", "Bij regios staat 'tien'"),
        (
            "samen: [[Bergen, Delft]]",
            "Bij samen: gemeente 'Bergen' kan Bergen (NH.) (GM0373) of Bergen",
        ),
        ("samen: 5", "Bij samen staat 5. Schrijf gemeenten"),
        ("verbinding: [[GM0448, GM0400, GM0363]]", "Een verbinding heeft twee gemeenten, niet 3"),
        ("binnen: gdd", "De indeling 'gdd' is onbekend"),
        ("centrum-afstand: ver", "Bij centrum-afstand staat 'ver'"),
    ],
)
def test_wensen_die_niet_kunnen(tmp_path, inhoud, melding):
    pad = tmp_path / "w.yaml"
    pad.write_text(inhoud, "utf-8")
    with pytest.raises(CongruentieFout) as fout:
        lees_eisen({"eisen": str(pad)}, cg.laad_indelingen(2026), cache="geen")
    assert melding in str(fout.value)


@pytest.mark.parametrize(
    ("opties", "code", "melding"),
    [
        (["--uit", "v.csv"], 2, "'v.csv' is een naam zonder .csv"),
        (["--theta", "veel"], 2, "'veel' is geen getal van 0 of hoger"),
        (["--theta", "1,5"], 1, "Theta is 1.5, maar ligt tussen 0 en 1."),
        (["--regios", "2-x"], 2, "'2-x' is geen getal of reeks zoals 20-30"),
        (["--methode", "gok"], 2, "'gok' kan niet; kies uit exact, zoeken, louvain"),
        (
            ["--domein", "sport"],
            1,
            "Het domein 'sport' is er niet voor 2026. Kies uit: bestuurlijk,",
        ),
        (
            ["--domein", "bestuurlijk", "--indelingen", "ggd,res"],
            2,
            "kan niet samen met --indeling",
        ),
        (["--bereik-congruentie", "70"], 2, "kan alleen met --uitgaand-van."),
        (
            ["--uitgaand-van", "ggd", "--bereik-congruentie", "70", "--bereik-doelwaarde", "5"],
            2,
            "kan niet samen met --bereik-doelwaarde.",
        ),
        (
            ["--uitgaand-van", "ggd", "--verplaats-inwoners", "9", "--bereik-doelwaarde", "5"],
            2,
            "kan niet samen met een grens aan wie verhuist.",
        ),
        (["--uitgaand-van", "gdd"], 1, "De indeling 'gdd' is onbekend"),
        (["--verplaats-gemeenten", "3"], 1, "Noem die met --uitgaand-van."),
        (
            ["--uitgaand-van", "ggd", "--bereik-doelwaarde", "4000"],
            1,
            "Een doelwaarde van 4000 kan niet; hoger dan 3019,0 gaat niet.",
        ),
        (
            ["--uitgaand-van", "res", "--verplaats-gemeenten", "0", "--min-inwoners", "200000"],
            1,
            "minimaal 200.000 inwoners per regio en hoogstens 0 gemeenten verhuizen vanuit RES-regio",
        ),
        (["--eisen", "weg.yaml"], 1, "weg.yaml"),
        (["--samen", "GM0363"], 1, "Bij samen moeten ten minste 2 gemeenten staan."),
        (
            [
                "--jaar",
                "2022",
                "--indelingen",
                "ggd,res",
                "--centrum-inwoners",
                "100000",
                "--centrum-afstand",
                "40",
            ],
            1,
            "Er zijn geen grenzen van 2022",
        ),
    ],
)
def test_foutmeldingen(tmp_path, monkeypatch, capsys, opties, code, melding):
    monkeypatch.chdir(tmp_path)
    assert draai(*opties) == code
    assert melding in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.zwaar
def test_stappen_vanuit_een_indeling(tmp_path, capsys):
    naam = tmp_path / "s"
    opties = ["--uitgaand-van", "ggd", "--bereik-congruentie", "70", "--uit", str(naam)]
    assert draai(*opties) == 0
    lijst = lees_csv(tmp_path / "s-stappen.csv")
    assert lijst["bewezen"].all()
    for kolom in ("gemeenten_verhuizen", "inwoners_verhuizen", "doelwaarde"):
        assert lijst[kolom].is_monotonic_increasing
    assert lijst["doelwaarde"].iloc[[0, -1]].tolist() == [2444.0, 3019.0]
    genoeg = lijst[lijst["congruentie"] >= 70]
    inhoud = json.loads((tmp_path / "s.json").read_text())
    assert inhoud["verhuist"] == {
        "uitgaand_van": "ggd",
        "gemeenten": genoeg["gemeenten_verhuizen"].iloc[0],
        "inwoners": genoeg["inwoners_verhuizen"].min(),
    }
    # The CSV says the same: who is not where most of the new regio was, counted by hand.
    nieuw = lees_csv(tmp_path / "s.csv")
    oud = cg.laad_indelingen(2026, ["ggd", "res"])
    samen = nieuw.groupby(["voorstel_code", nieuw["gm_code"].map(oud["ggd"].lidmaatschap)]).size()
    assert (
        len(nieuw) - samen.groupby("voorstel_code").max().sum() <= inhoud["verhuist"]["gemeenten"]
    )
    assert "Vanuit GGD-regio's: " in capsys.readouterr().err


@pytest.mark.zwaar
def test_bereik_doelwaarde(tmp_path):
    naam = tmp_path / "d"
    opties = ["--uitgaand-van", "ggd", "--bereik-doelwaarde", "2800", "--uit", str(naam)]
    assert draai(*opties) == 0
    inhoud = json.loads((tmp_path / "d.json").read_text())
    assert inhoud["doelwaarde"] >= 2800
    assert inhoud["bewezen_optimaal"]
    minder = str(inhoud["verhuist"]["inwoners"] - 1)
    assert draai("--uitgaand-van", "ggd", "--verplaats-inwoners", minder, "--uit", str(naam)) == 0
    assert json.loads((tmp_path / "d.json").read_text())["bovengrens"] < 2800


@pytest.mark.parametrize("methode", ["zoeken", "louvain", "agglomeratief"])
def test_andere_methoden_met_dezelfde_grens(tmp_path, methode):
    naam = tmp_path / "v"
    opties = ["--methode", methode, "--min-inwoners", "200000"]
    assert draai(*opties, "--uit", str(naam), "--stil") == 0
    inhoud = json.loads(naam.with_suffix(".json").read_text())
    assert inhoud["methode"] == methode
    assert inhoud["doelwaarde"] <= 3014 <= inhoud["bovengrens"]
    assert min(r["inwoners"] for r in inhoud["regios"]) >= 200_000


def test_niets_dan_de_tabel_op_de_standaarduitvoer(tmp_path):
    """The solver prints a line of its own when it can; a CSV that is piped on must stay clean."""
    opdracht = [sys.executable, "-m", "congruentie", "voorstel", "--kies-bestaande", "--stil"]
    klaar = subprocess.run(
        [*opdracht, "--zonder-uitleg"], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert klaar.stdout.startswith("indeling,titel,")
    assert klaar.stderr == ""


def test_een_jaar_zonder_kaart(tmp_path, monkeypatch, capsys):
    """Who borders whom is known for every embedded year; what cannot be drawn is said."""
    monkeypatch.chdir(tmp_path)
    assert _voer_uit(["voorstel", "--jaar", "2018", "--indelingen", "ggd,veiligheidsregio"]) == 0
    gezegd = capsys.readouterr().err
    assert "Paren buren: 959 land, " in gezegd
    assert "Daarom zijn er geen .gpkg en .html." in gezegd
    assert (
        "Geschreven: voorstel.csv, voorstel.json, voorstel-bewijs.json, voorstel.xlsx\n" in gezegd
    )
    assert not (tmp_path / "voorstel.gpkg").exists()

"""A proposal that was written can be read back: the same question, the same answer."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import congruentie as cg
from congruentie.cli import _voer_uit
from congruentie.errors import CongruentieFout
from congruentie.uitvoer.voorstel import schrijf_voorstel
from congruentie.voorstel import Eisen
from congruentie.voorstel.bestand import lees_voorstel
from congruentie.voorstel.vastleggen import als_json


def maak(map_: Path, *opties: str) -> Path:
    uit = map_ / "v"
    assert _voer_uit(["voorstel", "--zonder-uitleg", "--stil", "--uit", str(uit), *opties]) == 0
    return uit.with_suffix(".json")


@pytest.mark.parametrize(
    "opties",
    [
        [],
        ["--min-inwoners", "200000", "--gewicht", "ggd=2,5", "--theta", "0,4"],
        ["--indelingen", "ggd,jeugdregio", "--binnen", "provincie", "--geen-veren"],
        ["--liever", "Nijkerk,GM0307=-2,5", "--liever", "GM0402,GM0363", "--samen", "GM0267,GM0203"],
        ["--uitgaand-van", "ggd", "--verplaats-gemeenten", "3"],
        ["--indelingen", "ggd,res", "--methode", "zoeken"],
        ["--indelingen", "ggd,res", "--geen-veren", "--geen-water"],
        ["--jaar", "2018", "--indelingen", "ggd,veiligheidsregio"],  # no map, but who borders whom
    ],
)  # fmt: skip
def test_terug_te_lezen(tmp_path, opties):
    pad = maak(tmp_path, *opties)
    geschreven = json.loads(pad.read_text("utf-8"))
    gelezen = lees_voorstel(pad)
    assert als_json(gelezen.voorstel, tmp_path) == geschreven
    assert not gelezen.voorstel.opgave.overtredingen(gelezen.voorstel.deling)
    assert len(gelezen.sha256) == 64


def test_zonder_kaart_gemaakt_in_python(tmp_path):
    """Who borders whom comes from a table, so that a map may be there or not."""
    voorstel = cg.stel_voor(cg.laad_indelingen(2026, ["ggd", "res"], cache="geen"))
    schrijf_voorstel(voorstel, tmp_path / "v", uitleg=False)
    gelezen = lees_voorstel(tmp_path / "v.json").voorstel
    assert gelezen.doelwaarde == voorstel.doelwaarde
    assert gelezen.banden.soort == voorstel.banden.soort


def test_liever_zoals_het_er_staat(tmp_path):
    pad = maak(tmp_path, "--liever", "Nijkerk,GM0307=-2,5", "--liever", "GM0402,GM0363")
    assert lees_voorstel(pad).basis == Eisen(
        liever=(("GM0267", "GM0307", -2.5), ("GM0402", "GM0363", 1.0))
    )


def test_met_verplaatsingen_uit_een_bestand(tmp_path):
    (tmp_path / "w.yaml").write_text("jaar: 2026\nverplaats: [GM0267:ggd=GG1413]\n", "utf-8")
    pad = maak(tmp_path, "--eisen", str(tmp_path / "w.yaml"))
    gelezen = lees_voorstel(pad).voorstel
    assert gelezen.indelingen["ggd"].lidmaatschap["GM0267"] == "GG1413"


def test_verplaatst_in_python(tmp_path):
    """The moves that were made before belong to the question: they are made again."""
    zet = cg.Verplaatsing("Nijkerk", "ggd", "GG1413")
    na = cg.verplaats(cg.laad_indelingen(2026, ["ggd", "res"], cache="geen"), [zet])
    schrijf_voorstel(cg.stel_voor(na), tmp_path / "v", uitleg=False)
    gelezen = lees_voorstel(tmp_path / "v.json").voorstel
    assert gelezen.indelingen["ggd"].lidmaatschap == na["ggd"].lidmaatschap


@pytest.mark.parametrize(
    ("theta", "geschreven"), [(Fraction(1, 3), "1/3"), ("0,4", 0.4), (0.1, 0.1), (1, 1.0)]
)
def test_theta_is_precies_wat_het_was(tmp_path, theta, geschreven):
    """A number that scripts can read, unless it is none that decimals can hold."""
    voorstel = cg.stel_voor(cg.laad_indelingen(2026, ["ggd", "res"], cache="geen"), theta=theta)
    schrijf_voorstel(voorstel, tmp_path / "v", uitleg=False)
    assert json.loads((tmp_path / "v.json").read_text("utf-8"))["theta"] == geschreven
    assert lees_voorstel(tmp_path / "v.json").voorstel.opgave.theta == voorstel.opgave.theta


@pytest.fixture
def eigen(tmp_path) -> Path:
    """A proposal with an indeling of the user's own, one folder beside it."""
    bron = tmp_path / "bron" / "mijn.csv"
    bron.parent.mkdir()
    bron.write_text("gm_code,regio\nGM0363,a\nGM0384,a\nGM0014,b\n", "utf-8")
    return maak(tmp_path, "--indelingen", "ggd,res", "--eigen", f"mijn={bron}")


def test_een_eigen_indeling_wordt_gevonden(tmp_path, eigen):
    geschreven = json.loads(eigen.read_text("utf-8"))
    assert geschreven["gegevens"]["eigen"] == {"mijn": "bron/mijn.csv"}
    assert str(tmp_path) not in eigen.read_text("utf-8")  # it goes to others
    assert lees_voorstel(eigen).voorstel.indelingen.namen == ("ggd", "res", "mijn")
    elders = tmp_path / "elders"
    elders.mkdir()
    for naam in ("bron", "v.json"):
        (tmp_path / naam).rename(elders / naam)
    assert als_json(lees_voorstel(elders / "v.json").voorstel, elders) == geschreven


def test_een_eigen_indeling_die_weg_is_of_anders(tmp_path, eigen):
    bron, terug = tmp_path / "bron" / "mijn.csv", tmp_path / "terug.csv"
    inhoud = bron.read_text("utf-8")
    bron.rename(terug)
    met = rf"is gemaakt met {bron}; dat bestand is er niet\. Zet het terug, .* --eigen mijn=BESTAND"
    with pytest.raises(CongruentieFout, match=met):
        lees_voorstel(eigen)
    assert lees_voorstel(eigen, eigen={"mijn": terug}).voorstel.indelingen.namen[-1] == "mijn"
    bron.write_text(inhoud.replace("GM0384,a", "GM0384,b"), "utf-8")
    anders = rf"andere gegevens: mijn is niet meer dezelfde\. Gebruik {bron} zoals het toen was"
    with pytest.raises(CongruentieFout, match=anders):
        lees_voorstel(eigen)
    with pytest.raises(CongruentieFout, match="gemaakt zonder de eigen indeling ander"):
        lees_voorstel(eigen, eigen={"ander": bron})


def test_van_voor_de_eigen_bestanden_erin_stonden(tmp_path, eigen):
    oud = json.loads(eigen.read_text("utf-8"))
    del oud["gegevens"]
    eigen.write_text(json.dumps(oud), "utf-8")
    with pytest.raises(CongruentieFout, match=r"eigen indeling mijn\. .* --eigen mijn=BESTAND"):
        lees_voorstel(eigen)
    bron = tmp_path / "bron" / "mijn.csv"
    assert lees_voorstel(eigen, eigen={"mijn": bron}).voorstel.indelingen.namen[-1] == "mijn"


def test_peildatum_en_grenzen_staan_erin(tmp_path):
    """Gemeenten of 2021 in the own file, and boundaries that are those of CBS, a metre moved."""
    (tmp_path / "oud.csv").write_text("gm_code,regio\nGM0370,a\nGM0439,a\nGM0363,b\n", "utf-8")
    vlakken = cg.laad_gemeenten(2026, met_grenzen=True, cache="geen").vlakken.translate(1.0)
    vlakken.rename_axis("gm_code").to_frame("geometry").to_file(tmp_path / "g.gpkg")
    opties = ["--eigen", f"oud={tmp_path / 'oud.csv'}", "--peildatum", "2021"]
    pad = maak(tmp_path, *opties, "--indelingen", "ggd", "--grenzen", str(tmp_path / "g.gpkg"))
    gegevens = json.loads(pad.read_text("utf-8"))["gegevens"]
    geen = {"verbanden": [], "fuseer": {}, "splits": {}}
    oud = {"eigen": {"oud": "oud.csv"}, "peildatum": 2021, "grenzen": "g.gpkg"}
    assert gegevens == oud | geen
    gelezen = lees_voorstel(pad).voorstel.indelingen
    assert gelezen["oud"].lidmaatschap["GM0439"] == "a"
    assert gelezen.gemeenten.grenzen.bron == "eigen bestand g.gpkg"
    (tmp_path / "g.gpkg").unlink()
    with pytest.raises(CongruentieFout, match=r"g\.gpkg; dat .* op met --grenzen BESTAND"):
        lees_voorstel(pad)


@pytest.fixture(scope="module")
def goed(tmp_path_factory) -> dict:
    pad = maak(tmp_path_factory.mktemp("v"), "--indelingen", "ggd,jeugdregio")
    return json.loads(pad.read_text("utf-8"))


def test_bewijs_en_regios_zijn_dezelfde(tmp_path, goed):
    pad = tmp_path / "v.json"
    pad.write_text(json.dumps(goed), "utf-8")
    voorstel = lees_voorstel(pad).voorstel
    assert voorstel.bewezen_optimaal
    assert list(voorstel.codes) == [r["code"] for r in goed["regios"]]
    assert np.bincount(voorstel.regio).tolist() == [len(r["gemeenten"]) for r in goed["regios"]]


@pytest.mark.parametrize(
    ("wijzig", "melding"),
    [
        (lambda v: v.pop("regios"), "is geen voorstel: .* bij het begin, waar regios ontbreekt"),
        (lambda v: v.update(theta="half"), "is geen voorstel: .*'half'"),
        (lambda v: v.update(theta="1/0"), "is geen voorstel"),
        (lambda v: v.update(gegevens={"eigen": 5}), "is geen voorstel"),
        (lambda v: v.update(methode="gok"), "het gaat mis bij methode"),
        (lambda v: v["regios"][0]["gemeenten"].pop(), "niet elke gemeente staat in precies een regio"),
        (
            lambda v: v["regios"][1]["gemeenten"].append(v["regios"][0]["gemeenten"].pop()),
            "is los van gemeenten waarmee zij in elke indeling samen zit",
        ),
        (lambda v: v.update(doelwaarde=99999.0), "de doelwaarde 99999 hoort niet bij deze regio's"),
        (lambda v: v["bron"].update(ggd="0"), "andere gegevens: ggd is niet meer dezelfde"),
        (lambda v: v["eisen"].update(onzin=3), "onbekende wens onzin"),
        (lambda v: v["eisen"].update(eisen="ander.yaml"), "onbekende wens eisen"),
        (lambda v: v.update(jaar=1999), "1999"),
        (lambda v: v.update(doelwaarde=float("nan")), "geen geldige JSON"),
        (lambda v: v.update(bovengrens=float("inf")), "geen geldige JSON"),
        (lambda v: v.update(jaar=10**400), "geen geldige JSON"),
        (lambda v: v["indelingen"][0].update(gewicht="1"), "mis bij indelingen/0/gewicht"),
        (lambda v: v["indelingen"][0].update(gewicht=-1), "mis bij indelingen/0/gewicht"),
        (lambda v: v["regios"][0].update(gemeenten=5), "mis bij regios/0/gemeenten"),
        (lambda v: v.update(jaar=True), "mis bij jaar"),
        (lambda v: v.update(ronde=[]), "mis bij ronde"),
        (lambda v: v["gegevens"].update(grenzen=3), "mis bij gegevens/grenzen"),
        (lambda v: v["gegevens"].update(fuseer=["GM0001"]), "mis bij gegevens/fuseer"),
        (lambda v: v["indelingen"][0].update(naam="\ud800"), "geen geldige JSON"),
        (lambda v: v.update(bron=[["a", "b"]]), "mis bij bron"),
    ],
)  # fmt: skip
def test_wat_niet_klopt_wordt_geweigerd(tmp_path, goed, wijzig, melding):
    anders = json.loads(json.dumps(goed))
    wijzig(anders)
    pad = tmp_path / "v.json"
    pad.write_text(json.dumps(anders), "utf-8")
    with pytest.raises(CongruentieFout, match=melding):
        lees_voorstel(pad)


@pytest.mark.parametrize(
    ("ruw", "melding"),
    [(b"{", "geen geldige JSON"), (b"[1]", "is geen voorstel"), (b"\xff\xfe", "geen geldige JSON")],
)
def test_geen_json(tmp_path, ruw, melding):
    pad = tmp_path / "v.json"
    pad.write_bytes(ruw)
    with pytest.raises(CongruentieFout, match=melding):
        lees_voorstel(pad)
    with pytest.raises(CongruentieFout, match="kan niet worden gelezen"):
        lees_voorstel(tmp_path / "weg.json")

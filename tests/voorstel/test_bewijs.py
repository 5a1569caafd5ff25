"""The certificate of a proposal: it holds, and holds no more when anything in it is changed."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction

import pytest
from conftest import REPO
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from voorstelorakel import een_eis, vragen

import congruentie as cg
from congruentie.cli import _voer_uit
from congruentie.errors import CongruentieFout
from congruentie.voorstel import Eisen, maak_voorstel
from congruentie.voorstel.bewijs_controle import Onjuist, controleer, zegel

SCRIPT = REPO / "congruentie" / "voorstel" / "bewijs_controle.py"
NAGEREKEND = "de grens is nagerekend"


def lees(bewijs) -> dict:
    """As it comes out of the file."""
    return json.loads(json.dumps(bewijs))


def verzegel(bewijs: dict) -> dict:
    """What someone can do who changes it on purpose."""
    return {**bewijs, "sha256": zegel(bewijs)}


@pytest.fixture(scope="module")
def bestand(tmp_path_factory):
    naam = tmp_path_factory.mktemp("bewijs") / "plan"
    opties = ["--min-inwoners", "200000", "--samen", "Almere,Lelystad", "--stil"]
    opties += ["--liever", "Amsterdam,Haarlem=-2", "--zonder-uitleg", "--uit", str(naam)]
    assert _voer_uit(["voorstel", *opties]) == 0
    return naam.with_name("plan-bewijs.json")


@pytest.fixture
def bewijs(bestand) -> dict:
    return json.loads(bestand.read_text("utf-8"))


def test_als_script_zonder_het_pakket(bestand):
    """Copied to a computer without the package: isolated Python, standard library only."""
    opdracht = [sys.executable, "-I", "-S", str(SCRIPT), str(bestand)]
    uit = subprocess.run(opdracht, capture_output=True, text=True, check=False)
    assert uit.returncode == 0, uit.stderr
    assert uit.stdout.startswith("Klopt. De doelwaarde ")
    assert NAGEREKEND in uit.stdout


def test_script_zegt_wat_er_mis_is(bestand, bewijs, tmp_path):
    pad = tmp_path / "x.json"
    pad.write_text(json.dumps({**bewijs, "jaar": 2025}), "utf-8")
    uit = subprocess.run(
        [sys.executable, str(SCRIPT), str(pad)], capture_output=True, text=True, check=False
    )
    assert (uit.returncode, uit.stderr) == (
        1,
        "Klopt niet. Er is iets in het bestand veranderd (sha256).\n",
    )
    assert (
        subprocess.run([sys.executable, str(SCRIPT)], capture_output=True, check=False).returncode
        == 2
    )


def test_opdracht(bestand, bewijs, tmp_path, capsysbinary):
    assert _voer_uit(["controleer", "--bewijs", str(bestand)]) == 0
    assert NAGEREKEND in capsysbinary.readouterr().out.decode()
    assert _voer_uit(["controleer", "--bewijs", str(bestand), "--json", "-"]) == 0
    assert json.loads(capsysbinary.readouterr().out) == {"bruikbaar": True, "meldingen": []}
    pad = tmp_path / "x-bewijs.json"
    pad.write_text(json.dumps(verzegel({**bewijs, "doelwaarde": "9999"})), "utf-8")
    assert _voer_uit(["controleer", "--bewijs", str(pad)]) == 1
    assert "x-bewijs.json klopt niet. De doelwaarde is " in capsysbinary.readouterr().err.decode()
    assert _voer_uit(["controleer", "--bewijs", str(pad), "--json", "-"]) == 1
    uit = json.loads(capsysbinary.readouterr().out)
    assert uit["bruikbaar"] is False
    assert (
        uit["meldingen"][0]["voorstel"] == "Maak het voorstel opnieuw met 'congruentie voorstel'."
    )


@pytest.mark.parametrize("inhoud", ["{", "[]", "{}", "3", '{"soort": "bewijs bij een voorstel"}'])
def test_wat_geen_bewijs_is(inhoud, tmp_path, capsys):
    pad = tmp_path / "x.json"
    pad.write_text(inhoud, "utf-8")
    assert _voer_uit(["controleer", "--bewijs", str(pad)]) == 1
    gemeld = capsys.readouterr().err
    assert "Fout: " in gemeld
    assert "Traceback" not in gemeld


def test_een_van_beide(bestand, capsys):
    assert _voer_uit(["controleer"]) == 2
    assert _voer_uit(["controleer", "x.csv", "--bewijs", str(bestand)]) == 2
    assert "Noem een bestand, of een bewijs met --bewijs." in capsys.readouterr().err


def getallen(deel, weg=()):
    """The way to every number in JSON."""
    if isinstance(deel, dict):
        for naam, een in deel.items():
            yield from getallen(een, (*weg, naam))
    elif isinstance(deel, list):
        for nummer, een in enumerate(deel):
            yield from getallen(een, (*weg, nummer))
    elif isinstance(deel, (int, float)) and not isinstance(deel, bool):
        yield weg


@settings(max_examples=60)
@given(st.data())
def test_elk_ander_getal_wordt_geweigerd(bestand, data):
    bewijs = json.loads(bestand.read_text("utf-8"))
    *weg, laatste = data.draw(st.sampled_from(list(getallen(bewijs))))
    deel = bewijs
    for stap in weg:
        deel = deel[stap]
    deel[laatste] += data.draw(st.integers(-3, 3).filter(bool))
    wat = "De vorm van dit bewijs is niet 1" if laatste == "vorm" else "veranderd"
    with pytest.raises(Onjuist, match=wat):
        controleer(bewijs)


def anders(bewijs: dict, soort: str) -> dict:
    """A lie, well sealed."""
    eerste = bewijs["indelingen"][0]
    prijzen = bewijs["prijzen"]
    brok = max(prijzen["brok"], key=prijzen["brok"].get)
    gm, *_ = bewijs["gemeenten"]
    elders = {**bewijs["voorstel"], gm: "V30"}
    lid = {**eerste["lidmaatschap"], gm: "elders"}
    return verzegel(
        {
            "doelwaarde": lambda: {**bewijs, "doelwaarde": str(Fraction(bewijs["doelwaarde"]) + 1)},
            "theta": lambda: {**bewijs, "theta": "2/5"},
            "leden": lambda: {
                **bewijs,
                "indelingen": [{**eerste, "lidmaatschap": lid}, *bewijs["indelingen"][1:]],
            },
            "inwoners": lambda: {**bewijs, "gemeenten": {**bewijs["gemeenten"], gm: 1}},
            "voorstel": lambda: {**bewijs, "voorstel": elders},
            "eisen": lambda: {**bewijs, "eisen": {**bewijs["eisen"], "min-inwoners": 400_000}},
            "prijs": lambda: {
                **bewijs,
                "prijzen": {**prijzen, "brok": {**prijzen["brok"], brok: 0}},
            },
            "over": lambda: {**bewijs, "prijzen": {**prijzen, "over": {gm: -1}}},
            "buren": lambda: {**bewijs, "buren": bewijs["buren"][::2]},
        }[soort]()
    )


@pytest.mark.parametrize(
    ("soort", "melding"),
    [
        ("doelwaarde", "De doelwaarde is "),
        ("theta", "De doelwaarde is "),
        ("leden", "De leden van ggd zijn veranderd"),
        ("inwoners", "De inwoners zijn veranderd"),
        ("voorstel", "is gedeeld"),
        ("eisen", "inwoners"),
        ("prijs", "Een regio is meer waard dan haar prijs"),
        ("over", "Een prijs is lager dan nul"),
        ("buren", "niet aaneengesloten|is gedeeld"),
    ],
)
def test_een_leugen_met_een_goed_zegel(bewijs, soort, melding):
    with pytest.raises(Onjuist, match=melding):
        controleer(anders(bewijs, soort))


def test_een_slechter_voorstel_is_niet_te_bewijzen():
    """The best one with a wish more, as an answer to the question without that wish."""
    indelingen = cg.laad_indelingen(2026, cache="geen")
    beste = cg.stel_voor(indelingen, eisen=Eisen(min_inwoners=200_000))
    apart = Eisen(min_inwoners=200_000, apart=[["Nijkerk", "Barneveld"]])
    slechter = lees(cg.stel_voor(indelingen, eisen=apart).bewijs)
    assert NAGEREKEND in controleer(slechter)
    bewijs = lees(beste.bewijs)
    assert Fraction(slechter["doelwaarde"]) < Fraction(bewijs["doelwaarde"])
    mee = {naam: slechter[naam] for naam in ("voorstel", "doelwaarde")}
    with pytest.raises(Onjuist, match=r"Een ander voorstel is meer waard\."):
        controleer(verzegel({**bewijs, **mee}))
    del slechter["eisen"]["apart"]
    with pytest.raises(Onjuist, match="Een ander voorstel is meer waard|meer waard dan haar prijs"):
        controleer(verzegel(slechter))


def test_te_veel_stappen_en_geen_prijzen(bewijs):
    assert "niet nagerekend: dat zijn te veel stappen" in controleer(bewijs, knopen=10)
    zonder = verzegel({**bewijs, "prijzen": None})
    assert "Er staan geen prijzen in: de grens is niet nagerekend" in controleer(zonder)


def test_niet_bewezen_is_geen_bewijs(tmp_path):
    indelingen = cg.laad_indelingen(2026, cache="geen")
    voorstel = cg.stel_voor(indelingen, eisen=Eisen(regios=12), methode="zoeken")
    assert not voorstel.bewezen_optimaal
    assert voorstel.bewijs is None


def klopt(vraag, eisen: Eisen) -> None:
    """Everything that is proven is proven again, and no better value is."""
    indelingen, banden, theta, gewichten = vraag
    try:
        voorstel = maak_voorstel(indelingen, banden, theta=theta, eisen=eisen, gewichten=gewichten)
    except CongruentieFout:
        return
    assert voorstel.waarde == voorstel.opgave.totaal(voorstel.deling)
    bewijs = lees(voorstel.bewijs)
    assert NAGEREKEND in controleer(bewijs)
    bewijs["doelwaarde"] = str(Fraction(bewijs["doelwaarde"]) + 1)
    with pytest.raises(Onjuist):
        controleer(verzegel(bewijs))


@settings(max_examples=60)
@given(vragen(7), st.data())
def test_met_elke_eis(vraag, data):
    codes = vraag[0].gemeenten.codes
    samen = een_eis(data.draw, codes) | een_eis(data.draw, codes)
    laag, hoog = samen.get("min_inwoners", 0), samen.get("max_inwoners", 10**9)
    assume(laag <= hoog and samen.get("min_gemeenten", 0) <= samen.get("max_gemeenten", 99))
    klopt(vraag, Eisen(**samen))


@settings(max_examples=40)
@given(vragen(6), st.data())
def test_uitgaand_van(vraag, data):
    codes = vraag[0].gemeenten.codes
    regio = data.draw(st.lists(st.integers(0, 3), min_size=len(codes), max_size=len(codes)))
    assume(any(regio))
    oud = {code: f"O{r}" for code, r in zip(codes, regio, strict=True) if r}
    grenzen = [{}, {"verplaats_gemeenten": 1}, {"verplaats_inwoners": 500, "regios": (1, 3)}]
    grenzen.append({"verplaats_gemeenten": 2, "min_gemeenten": 2})
    grenzen.append({"verplaats_gemeenten": 2, "verplaats_inwoners": 500})
    wens = data.draw(st.sampled_from(grenzen))
    klopt(vraag, Eisen(uitgaand_van=cg.Indeling("oud", oud), **wens))

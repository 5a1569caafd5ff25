"""One description of every question: options, keys of a batch and the manual all follow it."""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import dataclass, field

import click
import pytest
from conftest import elke_opdracht
from handleiding import paragraaf
from jsonschema import Draft202012Validator

from congruentie.batch.plan import maak_schema
from congruentie.cli import _voer_uit
from congruentie.cli.batch import OPDRACHTEN, maak_register
from congruentie.cli.keuze import Keuze
from congruentie.cli.opties import Optie
from congruentie.uitvoer import suffixen
from congruentie.vraag import Vraag, vraag, vragen_van

REGISTER = maak_register()
SCHEMA = maak_schema(REGISTER)
VAN_BATCH = {"uit", "stil", "debug", "voortgang"}
OPTIES = [
    (naam, param)
    for naam, opdracht in elke_opdracht().items()
    for param in opdracht.params
    if not isinstance(param, click.Argument)
]


# --- every option everywhere -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("opdracht", "optie"), OPTIES, ids=[f"{naam} {optie.opts[0]}" for naam, optie in OPTIES]
)
def test_elke_optie_is_een_vraag_en_heet_overal_zo(opdracht, optie, capsys):
    assert isinstance(optie, Optie), "an option that no question describes"
    vraag = optie.vraag
    assert (optie.opts, optie.name) == ([f"--{vraag.naam}"], vraag.veld)
    assert (optie.help, optie.multiple) == (vraag.hulp, vraag.vaker)
    assert optie.is_flag == (vraag.soort == "ja/nee")
    assert vraag.hulp.endswith(".")
    # Help: the name with how an answer is written, and the text, whatever the lines are.
    assert _voer_uit([*opdracht.split(), "--help"]) == 0
    hulp = " ".join(capsys.readouterr().out.split())
    vorm = "" if vraag.soort == "ja/nee" else f" {vraag.vorm}"
    assert f"--{vraag.naam}{vorm} {' '.join(vraag.hulp.split())}" in hulp
    # The manual: in the section of the command, or in that of shared options.
    tekst = paragraaf(f"congruentie {opdracht}") + paragraaf("Gedeelde opties")
    if vraag.soort == "keus":
        assert all(re.search(rf"`(--[\w-]+ )?{woord}`", tekst) for woord in vraag.keuzes)
    else:
        assert f"`--{vraag.naam}{vorm}`" in tekst
    # A question that it refers to is one of the same command.
    namen = {p.vraag.naam for p in elke_opdracht()[opdracht].params if isinstance(p, Optie)}
    assert {*vraag.niet_met, *vraag.hoort_bij} <= namen
    # A file with scenarios has the same question as a key.
    if opdracht in OPDRACHTEN and vraag.naam not in VAN_BATCH:
        assert REGISTER.opdrachten[opdracht].vragen[vraag.naam] is vraag
        assert vraag.naam in SCHEMA["properties"]["standaard"]["properties"]
        assert vraag.naam in SCHEMA["properties"]["scenarios"]["items"]["properties"]


def test_een_batch_kent_geen_andere_sleutels():
    namen = {p.vraag.naam for o in OPDRACHTEN.values() for p in o.params} - VAN_BATCH
    assert set(REGISTER.vragen) == namen
    assert set(SCHEMA["properties"]["standaard"]["properties"]) == namen
    json.dumps(SCHEMA)
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    ("naam", "goed", "fout"),
    [
        ("jaar", ["2025", None], [["2025"], {}]),
        ("geen-veren", ["ja", "false", None], ["soms", ["ja"]]),
        ("png", ["ja"], ["plaat.png"]),
        ("indelingen", ["ggd,res", ["ggd", "res"], None], [[], {}]),
        ("eigen", ["a=b.csv", ["a=b.csv"], {"a": "b.csv"}], [{"a": ""}]),
        ("samen", ["a,b", ["a", "b"], [["a", "b"], "c,d"]], [{}, [[]]]),
        ("verplaats", ["a:ggd=b", ["a:ggd=b"]], [{}, [""]]),
    ],
)
def test_de_vorm_van_een_sleutel_volgt_uit_de_soort(naam, goed, fout):
    toets = Draft202012Validator(SCHEMA["properties"]["standaard"]["properties"][naam])
    assert all(toets.is_valid(een) for een in goed)
    assert not any(toets.is_valid(een) for een in fout)


def test_elk_bestand_wordt_vooraf_gelezen():
    """A file that is not read beforehand would not be there on another computer."""
    leest = {naam for naam, een in REGISTER.vragen.items() if een.leest}
    assert leest == {"eigen", "verbanden", "raakt", "grenzen", "cache", "eisen", "naast", "bestand"}
    for naam, een in REGISTER.vragen.items():
        assert een.leest == bool(re.search(r"\b(BESTAND|MAP|PAD)$", een.vorm)), naam


def test_soorten_uitvoer_van_een_batch():
    kan = {naam: opdracht.suffixen for naam, opdracht in REGISTER.opdrachten.items()}
    assert kan["bereken"] == suffixen("Meting")
    assert kan["vergelijk"] == suffixen("Vergelijking")
    assert (kan["kaart"], kan["voorstel"]) == ((".html",), ())
    assert kan["wat-als"][0] == ".json"
    assert set(kan["wat-als"]) == {*suffixen("Gevolgen"), ".html", ".png", ".svg", ".pdf"}


# --- what a question reads -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("soort", "antwoord", "waarde"),
    [
        ("heel getal", "0012", 12),
        ("jaar", "2026", 2026),
        ("getal", "0,10", "0.10"),
        ("reeks", "20-30", "20-30"),
        ("jaren", "2015-2017, 2020", (2015, 2016, 2017, 2020)),
        ("datum", "2027-03-01", datetime.date(2027, 3, 1)),
        ("lijst", " a, b ,", ("a", "b")),
        ("tekst", " a ", " a "),
    ],
)
def test_lezen(soort, antwoord, waarde):
    assert Vraag("x", soort, "Iets.").lees(antwoord) == waarde


@pytest.mark.parametrize(
    ("soort", "antwoord", "melding"),
    [
        ("heel getal", "-1", "'-1' is geen heel getal."),
        ("heel getal", "1234567890", "'1234567890' is geen heel getal."),
        ("heel getal", "1", "1 kan niet; het laagste is 2."),
        ("getal", "1e9", "'1e9' is geen getal van 0 of hoger."),
        ("getal", "nan", "'nan' is geen getal van 0 of hoger."),
        ("reeks", "-3", "'-3' is geen getal of reeks zoals 20-30."),
        ("jaren", "2016", "noem ten minste twee verschillende jaren."),
        ("jaren", "1900-2026", "'1900-2026' is geen reeks van jaren."),
        ("datum", "2027-02-30", "'2027-02-30' is geen datum zoals 2027-03-01."),
        ("datum", "20270301", "'20270301' is geen datum zoals 2027-03-01."),
        ("lijst", ",", "er staat geen enkele naam in."),
        ("indelingen", ",", "er staat geen enkele indeling in."),
    ],
)
def test_weigeren(soort, antwoord, melding):
    with pytest.raises(ValueError, match=f"^{re.escape(melding)}$"):
        Vraag("x", soort, "Iets.", minstens=2).lees(antwoord)


def test_een_lijst_kan_keuzes_hebben():
    vorm = Vraag("vorm", "lijst", "Iets.", keuzes=("docx", "html"))
    assert vorm.lees("html,docx") == ("html", "docx")
    with pytest.raises(ValueError, match="'pdf' kan niet; kies uit docx, html"):
        vorm.lees("html,pdf")


def test_paren():
    gewicht = Vraag("gewicht", "paren", "Iets.", vorm="NAAM=GETAL", van="getal")
    assert gewicht.vaker
    assert gewicht.lees_paren(["a = 2,5", "b=-1e3"]) == {"a": 2.5, "b": -1000.0}
    for fout, melding in (
        (["a"], "'a' heeft niet de vorm NAAM=GETAL."),
        (["a=1", "a=2"], "a staat er twee keer."),
        (["a=1_0"], "'1_0' is geen getal."),
    ):
        with pytest.raises(ValueError, match=f"^{re.escape(melding)}$"):
            gewicht.lees_paren(fout)


@dataclass(frozen=True)
class Ding:
    groot_genoeg: int | None = vraag("heel getal", "Hoe groot.")
    samen: tuple[str, ...] = vraag("gemeenten", "Wie.", naam="bij-elkaar", vaker=True)
    eigen: dict[str, str] = vraag("paren", "Wat.", vorm="NAAM=BESTAND", van="bestand")
    aan: bool = vraag("ja/nee", "Of.")
    kleur: str = vraag("keus", "Welke.", keuzes=("rood", "wit"), standaard="wit")
    rest: int = field(default=3)


def test_velden_van_een_dataclass():
    assert Ding() == Ding(None, (), {}, False, "wit", 3)
    alle = vragen_van(Ding, zonder=("aan",))
    assert [(v.naam, v.veld, v.vorm, v.vaker) for v in alle] == [
        ("groot-genoeg", "groot_genoeg", "GETAL", False),
        ("bij-elkaar", "samen", "GM,GM", True),
        ("eigen", "eigen", "NAAM=BESTAND", True),
        ("kleur", "kleur", "rood|wit", False),
    ]
    assert {v.veld for v in vragen_van(Keuze)} == {
        "jaar", "indelingen", "eigen", "verbanden", "verbanden_wegen", "peildatum", "grenzen", "cache",
        "gewichten", "noemer", "fuseer", "splits",
    }  # fmt: skip


# --- what goes together ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "melding"),
    [
        (["bereken", "--casus", "ggz", "--indelingen", "a"], "--casus: kan niet samen met --indel"),
        (["bereken", "--op", "2025"], "--op: hoort bij --jaren."),
        (["voorstel", "--domein", "a", "--indelingen", "a"], "--domein: kan niet samen met --inde"),
        (["voorstel", "--naast", "x.csv", "--zonder-uitleg"], "--naast: kan niet samen met --zon"),
        (
            ["batch", "x", "--workers", "1", "--scheduler", "y"],
            "--scheduler: kan niet samen met --",
        ),
        (["wat-als", "--reeks", "0"], "--reeks: 0 kan niet; het laagste is 1."),
    ],
)
def test_wat_niet_samen_kan(args, melding, capsys):
    assert _voer_uit(args) == 2
    assert melding in capsys.readouterr().err

"""What a user asks on the command line is what the work is given: every option, set and not set."""

from __future__ import annotations

import datetime
import shlex
from pathlib import Path
from types import SimpleNamespace

import pytest

import congruentie as cg
from congruentie.cli import _voer_uit
from congruentie.cli.voorstel import Voorstelkeuze


class Aangeroepen(BaseException):
    """Ends a command where its work would begin; nothing else catches it."""


@pytest.fixture
def gegeven(monkeypatch, tmp_path):
    """Run a command up to the function that does its work; give what that got by name."""
    monkeypatch.chdir(tmp_path)
    plan = SimpleNamespace(
        voorstel=SimpleNamespace(indelingen=SimpleNamespace(gemeenten=cg.laad_gemeenten(2026)))
    )
    monkeypatch.setattr(Voorstelkeuze, "lees", lambda _: plan)

    def doe(werk: str, opdracht: list[str]) -> dict[str, object]:
        kreeg: dict[str, object] = {}

        def stop(*_args: object, **namen: object) -> None:
            kreeg.update(namen)
            raise Aangeroepen

        monkeypatch.setattr(werk, stop)
        with pytest.raises(Aangeroepen):
            _voer_uit([*opdracht, "--stil"])
        return kreeg

    return doe


GEVALLEN = [
    (
        "congruentie.uitvraag.overleg.oefen",
        "uitvraag oefen --voorstel v.json",
        {"rondes": 3, "zaad": 1, "gewicht": 10.0, "zacht": False, "waarnemers": True, "eigen": {}},
    ),
    (
        "congruentie.uitvraag.overleg.oefen",
        "uitvraag oefen --voorstel v.json --rondes 2 --zaad 7 --wensgewicht 2,5 --zacht"
        " --geen-waarnemers",
        {"rondes": 2, "zaad": 7, "gewicht": 2.5, "zacht": True, "waarnemers": False},
    ),
    (
        "congruentie.uitvraag.houd_ronde",
        "ronde --voorstel v.json --antwoorden a.json --uit w",
        {"domein": None, "gewicht": 10.0, "zacht": False, "tijd": 120, "uitleg": True},
    ),
    (
        "congruentie.uitvraag.houd_ronde",
        "ronde --voorstel v.json --antwoorden a.json --uit w --domein sociaal --wensgewicht 0,5"
        " --zacht --tijd 3 --zonder-uitleg",
        {"domein": "sociaal", "gewicht": 0.5, "zacht": True, "tijd": 3, "uitleg": False},
    ),
    (
        "congruentie.uitvraag.maak_uitvraag",
        "uitvraag maak --voorstel v.json",
        {"waarnemers": True, "afspraken": (None, "", False, "1", datetime.date.today())},
    ),
    (
        "congruentie.uitvraag.maak_uitvraag",
        "uitvraag maak --voorstel v.json --geen-waarnemers --antwoord-voor 2027-03-01"
        " --vraag-aan 'de   griffier' --status vastgesteld --versie 2 --datum 2026-12-01",
        {
            "waarnemers": False,
            "afspraken": (
                datetime.date(2027, 3, 1), "de griffier", True, "2", datetime.date(2026, 12, 1),
            ),
        },
    ),
    ("congruentie.uitvraag.lees_uitvraag", "uitvraag lees map", {"met_contact": False}),
    ("congruentie.uitvraag.lees_uitvraag", "uitvraag lees map --met-contact", {"met_contact": True}),
    (
        "congruentie.dossier.maak_dossiers",
        "dossier --voorstel v.json",
        {"per": "regio", "codes": None, "vormen": ("docx", "html"), "domein": ""},
    ),
    (
        "congruentie.dossier.maak_dossiers",
        "dossier --voorstel v.json --gemeente Ede,GM0267 --vorm html,html --domein fysiek",
        {"per": "gemeente", "codes": ("GM0228", "GM0267"), "vormen": ("html",), "domein": "fysiek"},
    ),
    (
        "congruentie.dossier.maak_dossiers",
        "dossier --voorstel v.json --per land",
        {"per": "land", "codes": None},
    ),
    (
        "congruentie.voorstel.stel_voor",
        "voorstel",
        {"theta": None, "gewichten": {}, "noemer": "alle", "methode": "exact", "tijd": 120,
         "eisen": cg.Eisen()},
    ),
    (
        "congruentie.voorstel.stel_voor",
        "voorstel --theta 0,4 --gewicht ggd=2 --noemer deelname --methode louvain --tijd 9"
        " --geen-veren --geen-water --min-inwoners 1000 --regios 20-30 --niet-aaneengesloten"
        " --samen Nijkerk,Ede --apart GM0363,GM0034",
        {"theta": "0.4", "gewichten": {"ggd": 2.0}, "noemer": "deelname", "methode": "louvain",
         "tijd": 9, "eisen": cg.Eisen(min_inwoners=1000, regios=(20, 30), aaneengesloten=False,
                           veren=False, water=False,
                           samen=(("GM0267", "GM0228"),), apart=(("GM0363", "GM0034"),))},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("werk", "opdracht", "verwacht"), GEVALLEN, ids=lambda een: str(een)[:60])
def test_elke_optie_komt_aan(gegeven, werk, opdracht, verwacht):
    Path("v.json").write_text("{}", "utf-8")
    Path("a.json").write_text("{}", "utf-8")
    kreeg = gegeven(werk, shlex.split(opdracht))
    if "afspraken" in kreeg:
        een = kreeg["afspraken"]
        kreeg["afspraken"] = tuple(vars(een).values()) if hasattr(een, "__dict__") else een
    assert {naam: kreeg[naam] for naam in verwacht} == verwacht


def test_een_domein_wordt_met_niets_vergeleken(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert _voer_uit(["voorstel", "--domein", "veiligheid", "--zonder-uitleg", "--stil"]) == 0
    assert sorted(pad.name for pad in Path().iterdir()) == [
        "voorstel-bewijs.json", "voorstel.csv", "voorstel.json"
    ]  # fmt: skip

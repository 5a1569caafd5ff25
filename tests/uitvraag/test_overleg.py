"""A whole consultation in two rounds, as the manual has it; every number from the files alone."""

from __future__ import annotations

import csv
import hashlib
import json
from itertools import combinations
from pathlib import Path

import pytest
from conftest import REPO
from filelock import FileLock
from voorbeelden import OVERLEG, draai_opdrachten, lees_blokken

import congruentie as cg
from congruentie.uitvraag.oefenen import Oefenaar, verzin_contact
from congruentie.voorstel.bestand import lees_voorstel

pytestmark = pytest.mark.zwaar
RONDES = [1, 2]


@pytest.fixture(scope="session")
def overleg(tmp_path_factory, worker_id) -> Path:
    """Run the example of the manual, once for all workers; its output is compared there."""
    wortel = tmp_path_factory.getbasetemp()
    map_ = (wortel if worker_id == "master" else wortel.parent) / "overleg"
    with FileLock(f"{map_}.slot"):
        if not map_.exists():
            map_.mkdir()
            tekst = (REPO / "docs/overleg.md").read_text("utf-8")
            blok = next(b for b in lees_blokken(tekst) if OVERLEG in b.ervoor)
            with pytest.MonkeyPatch.context() as omgeving:
                omgeving.chdir(map_)
                omgeving.setenv("CONGRUENTIE_CACHE", "geen")
                draai_opdrachten(blok.tekst)
    return map_ / "overleg"


def lees(pad: Path) -> dict:
    return json.loads(pad.read_text("utf-8"))


def voorstel(overleg: Path, nummer: int) -> dict[str, str]:
    """Code of the proposed regio per gemeente."""
    pad = overleg / f"voorstel-{nummer}.csv" if nummer else overleg.parent / "begin.csv"
    with pad.open(encoding="utf-8", newline="") as stroom:
        return {rij["gm_code"]: rij["voorstel_code"] for rij in csv.DictReader(stroom)}


def logboek(overleg: Path) -> list[dict[str, str]]:
    with (overleg / "logboek.csv").open(encoding="utf-8", newline="") as stroom:
        return list(csv.DictReader(stroom))


def laatste_antwoorden(overleg: Path, tot: int) -> dict[str, dict]:
    """Of each gemeente its latest answer that says anything."""
    uit: dict[str, dict] = {}
    for nummer in range(1, tot + 1):
        for een in lees(overleg / f"antwoorden-{nummer}.json")["antwoorden"]:
            if een["soort"] == "gemeente" and (een["status"] != "leeg" or een["wie"] not in uit):
                uit[een["wie"]] = een
    return uit


def test_logboek_en_hashes(overleg):
    regels = logboek(overleg)
    assert [int(rij["ronde"]) for rij in regels] == RONDES
    for rij in regels:
        bestanden = [rij["voorstel"], *json.loads(rij["antwoorden"]), rij["uitkomst"]]
        hashes = [rij["voorstel_sha256"], *rij["antwoorden_sha256"].split(), rij["uitkomst_sha256"]]
        for naam, som in zip(bestanden, hashes, strict=True):
            assert hashlib.sha256((overleg / naam).read_bytes()).hexdigest() == som, naam
        assert rij["bewezen_optimaal"] == "ja"
    assert regels[1]["voorstel_sha256"] == regels[0]["uitkomst_sha256"]


def test_wat_is_ingevuld_komt_eruit(overleg):
    """Through 342 forms and back: exactly what was made up."""
    begin = lees_voorstel(overleg / "ronde-1-vraag-begin.json", cache="geen").voorstel
    verzonnen = {a.wie: a for a in Oefenaar(1).antwoorden(begin, 1)}
    gelezen = lees(overleg / "antwoorden-1.json")
    assert {een["wie"] for een in gelezen["antwoorden"]} == set(verzonnen)
    niet = set(gelezen["niet_ontvangen"])
    assert {c for c in niet if c.startswith("GM")} == set(voorstel(overleg, 0)) - set(verzonnen)
    for een in gelezen["antwoorden"]:
        ander = verzonnen[een["wie"]]
        assert (een["status"], een["keuze"], een["alternatief"], een["voorwaarden"]) == (
            ander.status, ander.keuze, ander.alternatief, ander.voorwaarden
        )  # fmt: skip
        assert [(v["naar"], v["oordeel"], v["domein"]) for v in een["voorkeuren"]] == [
            (v.naar, v.oordeel, v.domein) for v in ander.voorkeuren
        ]


@pytest.mark.parametrize("nummer", RONDES)
def test_vervulde_wensen_nageteld(overleg, nummer):
    ronde = lees(overleg / f"voorstel-{nummer}-ronde.json")
    eerder, nu = voorstel(overleg, nummer - 1), voorstel(overleg, nummer)
    wensen = [
        (v["van"], v["naar"], v["oordeel"])
        for een in laatste_antwoorden(overleg, nummer).values()
        for v in een["voorkeuren"]
        if v["domein"] == "alle"
    ]
    uit_keuze = [w for w in ronde["wensen"] if w["uit"] == "keuze"]
    met_naam = [w for w in ronde["wensen"] if w["uit"] == "voorkeur"]
    telt = [w for w in met_naam if "geldt alleen voor het domein" not in w["waarom"]]
    assert sorted((w["van"], w["naar"], w["oordeel"]) for w in telt) == sorted(wensen)
    for regio, kolom in ((eerder, "vervuld_eerder"), (nu, "vervuld")):
        for w in ronde["wensen"]:
            samen = regio[w["van"]] == regio[w["naar"]]
            assert w[kolom] == (samen == (w["oordeel"] == "liever wel"))
    for w in ronde["wensen"]:
        assert w["vervuld"] or w["hoe"] != "hard"
        assert w["waarom"] or w["vervuld"], w
    telt += [w for w in uit_keuze if "staat er al" not in w["waarom"]]
    land = ronde["land"]
    assert land["wensen"] == len(telt)
    assert land["vervuld"] == sum(w["vervuld"] for w in telt)
    assert land["vervuld_eerder"] == sum(w["vervuld_eerder"] for w in telt)
    per_wie = {
        wie: [w["vervuld"] for w in telt if w["van"] == wie] for wie in {w["van"] for w in telt}
    }
    delen = {wie: 100 * sum(v) / len(v) for wie, v in per_wie.items()}
    assert land["aandeel_gemeenten"] == pytest.approx(sum(delen.values()) / len(delen))
    gemeenten = cg.laad_gemeenten(2026)
    inwoners = dict(zip(gemeenten.codes, gemeenten.inwoners, strict=True))
    gewogen = sum(deel * inwoners[wie] for wie, deel in delen.items())
    assert land["aandeel_inwoners"] == pytest.approx(gewogen / sum(inwoners[w] for w in delen))


@pytest.mark.parametrize("nummer", RONDES)
def test_doelwaarde_en_prijs_nageteld(overleg, nummer):
    """The worth pair by pair from the CSV and the memberships of the pack."""
    nu, begin = voorstel(overleg, nummer), voorstel(overleg, 0)
    leden = [dict(i.lidmaatschap) for i in cg.laad_indelingen(2026)]

    def waarde(regio: dict[str, str]) -> float:
        return sum(
            sum(lid[a] == lid[b] for lid in leden) - 0.5 * len(leden)
            for a, b in combinations(sorted(regio), 2)
            if regio[a] == regio[b]
        )

    land = lees(overleg / f"voorstel-{nummer}-ronde.json")["land"]
    assert waarde(nu) == land["doelwaarde"]
    assert waarde(begin) == land["doelwaarde_zonder_antwoorden"]
    assert land["prijs"] == waarde(begin) - waarde(nu) > 0
    assert lees(overleg / f"voorstel-{nummer}.json")["doelwaarde_zonder_liever"] == waarde(nu)


def test_wie_niet_antwoordt_en_wie_elkaar_tegenspreekt(overleg):
    ronde = lees(overleg / "voorstel-1-ronde.json")
    status = {een["antwoord"] for een in ronde["gemeenten"].values()}
    assert status == {"volledig", "deels", "leeg", "niet ontvangen"}
    assert len(ronde["tegenspraken"]) > 5
    for rij in ronde["tegenspraken"]:
        oordelen = {
            w["oordeel"]
            for w in ronde["wensen"]
            if {w["van"], w["naar"]} == {rij["gm_a"], rij["gm_b"]}
        }
        assert "liever wel" in oordelen
        assert rij["zwaarte"] in oordelen


def test_voorwaarden_stapelen_niet(overleg):
    """What answers added in a round is not a condition of the next."""
    for nummer in RONDES:
        inhoud = lees(overleg / f"voorstel-{nummer}.json")
        assert inhoud["ronde"]["nummer"] == nummer
        assert inhoud["ronde"]["basis"] == {}
        hard = {
            tuple(sorted((w["van"], w["naar"])))
            for w in lees(overleg / f"voorstel-{nummer}-ronde.json")["wensen"]
            if w["hoe"] == "hard"
        }
        assert {tuple(groep.split(",")) for groep in inhoud["eisen"]["apart"]} == hard


def test_contact_blijft_in_de_formulieren(overleg):
    gegevens = [w.encode() for code in ("GM0363", "GM0014") for w in verzin_contact(code).values()]
    gegevens = [w for w in gegevens if b"adviseur" not in w]
    gezien = 0
    for pad in overleg.rglob("*"):
        if pad.is_file() and pad.parent.name[:4] not in {"terug", "form"}:
            ruw = pad.read_bytes()
            gezien += 1
            assert not any(w in ruw for w in (*gegevens, b"Oefenpersoon", b"@voorbeeld")), pad
    assert gezien >= 9


def test_zonder_gevolg_twee_keer_hetzelfde(overleg, tmp_path, monkeypatch):
    """The last round again from its own files: the same proposal, byte for byte but for the time."""
    rij = logboek(overleg)[-1]
    monkeypatch.chdir(overleg)
    from congruentie.cli import _voer_uit

    opties = [f"--antwoorden={naam}" for naam in json.loads(rij["antwoorden"])]
    uit = tmp_path / "weer"
    opdracht = [
        "ronde",
        f"--voorstel={rij['voorstel']}",
        *opties,
        f"--uit={uit}",
        "--zonder-uitleg",
    ]
    assert _voer_uit([*opdracht, "--stil"]) == 0
    zelfde = (overleg / "voorstel-2.csv").read_bytes() == (tmp_path / "weer.csv").read_bytes()
    assert zelfde
    een, ander = lees(overleg / "voorstel-2-ronde.json"), lees(tmp_path / "weer-ronde.json")
    assert een == ander
    assert {p.name for p in tmp_path.iterdir()} >= {
        "logboek.csv",
        f"ronde-2-vraag-{rij['voorstel']}",
    }

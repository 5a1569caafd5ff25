"""`congruentie ronde` as an analyst runs it: what it writes and what it refuses."""

from __future__ import annotations

import csv
import datetime
import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from dossierhulp import klein_voorstel
from rondehulp import (
    GEMEENTEN,
    antwoord,
    antwoorden,
    gelezen,
    regels,
    ronde,
    schrijf,
    vraag,
)

from congruentie.cli import _voer_uit
from congruentie.uitvraag import verslag
from congruentie.uitvraag.logboek import LOGBOEK
from congruentie.uitvraag.ronde import maak_ronde
from congruentie.voorstel import Eisen
from congruentie.voorstel.bestand import lees_voorstel

pytest_plugins = ["overlegproeven"]

KWAAD = [
    "=cmd|'/c calc'!A0", "+1+1", "@SUM(1)", "-2+3\nregel", "<script>alert(1)</script>", "{{7*7}}",
    "\u202eomgekeerd", "a\x00b", "😀" * 20_000, "x" * 100_000,
]  # fmt: skip


# --- all of it, with hostile answers ---------------------------------------------------------------


@pytest.fixture(scope="module")
def vol(tmp_path_factory, begin) -> Path:
    """A round with everything, from answers with the worst texts, in files with the worst names."""
    map_ = tmp_path_factory.mktemp("vol")
    shutil.copy(begin, map_ / "=1+1.json")
    delen = [
        antwoord(wie, bestand=tekst[:50], voorwaarden=tekst, opmerkingen=tekst)
        for wie, tekst in zip(GEMEENTEN, KWAAD, strict=True)
    ]
    delen[0] = antwoord("GM0050", ("GM0034", "liever wel"), ("GM0267", "zeker niet"))
    delen[0]["voorkeuren"][0] |= {"opmerking": KWAAD[0], "plek": KWAAD[0]}
    delen[0]["voorkeuren"].append({**delen[0]["voorkeuren"][0], "domein": "sociaal"})
    melding = dict.fromkeys(["bestand", "blad", "cel", "waarde", "melding", "voorstel"], KWAAD[0])
    pad = schrijf(map_ / '=a, "b" c\'.json', *delen, meldingen=[{"ernst": "fout", **melding}])
    opties = [f"--voorstel={map_ / '=1+1.json'}", f"--antwoorden={pad}", "--domein=fysiek"]
    assert ronde(*opties, f"--uit={map_ / '=2'}", "--volledig") == 0
    return map_


def test_alles_staat_er_en_niets_ernaast(vol):
    assert sorted(p.name for p in vol.iterdir()) == sorted(
        [
            "=1+1.json", "=a, \"b\" c'.json", "=2.csv", "=2.json", "=2-bewijs.json", "=2.xlsx",
            "=2.gpkg", "=2.html",
            "=2-ronde.json", "=2-ronde.xlsx", "=2-wensen.png", "=2-wensen.svg", "logboek.csv",
            ".logboek.slot",
        ]
    )  # fmt: skip


def test_werkmap_toont_kwade_tekst_letterlijk(vol):
    from openpyxl import load_workbook

    boek = load_workbook(vol / "=2-ronde.xlsx")
    for blad in boek:
        for rij in blad.iter_rows():
            for cel in rij:
                assert cel.data_type != "f"
                assert len(str(cel.value).encode("utf-16-le")) <= 2 * 32_767
        assert all((d.height or 0) <= 409 for d in blad.row_dimensions.values())
    tekst = {r[1]: r[6] for r in boek["Reacties"].iter_rows(values_only=True)}
    for wie, kwaad in list(zip(GEMEENTEN, KWAAD, strict=True))[1:7]:
        assert tekst[wie] == kwaad
    assert tekst["GM0307"] == "a\N{REPLACEMENT CHARACTER}b"
    for wie in ("GM0037", "GM0047"):
        assert tekst[wie].endswith("[hier afgekapt: een cel kan niet meer tekst bevatten]")
        assert len(tekst[wie]) > 16_000
    rijen = list(boek["Reacties"].iter_rows(values_only=True))
    assert any(f"Bij Almere (liever wel): {KWAAD[0]}" in str(rij[7]) for rij in rijen)


def test_werkmap_legt_zichzelf_uit(vol):
    bladen = pd.read_excel(vol / "=2-ronde.xlsx", sheet_name=None)
    assert list(bladen) == [
        "Samenvatting", "Wijzigingen", "Gemeenten", "Wensen", "Tegenspraken", "Wederkerigheid", "Prijs",
        "Reacties", "Meldingen", "Toelichting", "Bronnen",
    ]  # fmt: skip
    samen = bladen["Samenvatting"].set_index("cijfer")["waarde"]
    assert samen["Ronde"] == 1
    assert samen["Wensen over dit voorstel"] == 2
    assert samen["Wensen voor alle domeinen, en voor het domein"] == "fysiek"
    assert set(bladen["Wensen"]["Vervuld, nu"]) <= {"ja", "nee"}
    assert list(bladen["Meldingen"].columns[:2]) == ["Ernst", "Bestand"]
    uitleg = " ".join(bladen["Toelichting"]["kolom"])
    for woord in (
        "Doelwaarde", "Hoe telt het?", "Voorkeur of keuze", "Kosten", "Zwaarte", "A over B", "Gewicht",
        "Regio, nu", "Op eigen verzoek?",
    ):  # fmt: skip
        assert woord in uitleg
    assert {"ggd", "jeugdregio"} == set(bladen["Bronnen"]["indeling"].dropna())
    som = hashlib.sha256((vol / "=1+1.json").read_bytes()).hexdigest()
    assert f"=1+1.json, sha256 {som}" in set(bladen["Bronnen"]["bron"])


def test_plaat_en_kaart_van_de_wensen_over_dit_voorstel(vol):
    """The wish for another domein is not on it; the last proposal lies beside the new one."""
    assert "2 wensen, waarvan" in (vol / "=2-wensen.svg").read_text("utf-8")
    pagina = (vol / "=2.html").read_text("utf-8")
    assert "Het vorige voorstel" in pagina
    assert KWAAD[0] not in pagina


def test_logboek_met_gekke_namen(vol):
    (rij,) = regels(vol)
    assert json.loads(rij["antwoorden"]) == ['=a, "b" c\'.json']
    ruw = (vol / LOGBOEK).read_text("utf-8")
    cellen = [cel for regel in csv.reader(ruw.splitlines()) for cel in regel]
    assert not any(cel[:1] in set("=+-@\t\r") for cel in cellen if cel)
    for kolom in ("voorstel", "uitkomst"):
        som = hashlib.sha256((vol / rij[kolom]).read_bytes()).hexdigest()
        assert som == rij[f"{kolom}_sha256"]


def test_json_zegt_wat_de_werkmap_zegt(vol):
    inhoud = json.loads((vol / "=2-ronde.json").read_text("utf-8"))
    bladen = pd.read_excel(vol / "=2-ronde.xlsx", sheet_name=None)
    assert inhoud["land"]["prijs"] == bladen["Samenvatting"].set_index("cijfer")["waarde"].filter(
        like="Prijs van de antwoorden"
    ).item()  # fmt: skip
    assert [w["stand"] for w in inhoud["wederkerigheid"]] == bladen["Wederkerigheid"][
        "Stand"
    ].tolist()
    for blad in bladen.values():  # read by people: no gm_code
        assert not [kop for kop in blad.columns if "_" in str(kop)]
    assert inhoud["domein"] == "fysiek"


def test_zonder_een_enkele_wens(tmp_path):
    """All there is without answers: the map of wishes too, and sheets with only a head."""
    verslag.schrijf_ronde(maak_ronde(gelezen(klein_voorstel()), antwoorden()), tmp_path / "t")
    bladen = pd.read_excel(tmp_path / "t-ronde.xlsx", sheet_name=None)
    for titel in (
        "Wijzigingen",
        "Wensen",
        "Tegenspraken",
        "Wederkerigheid",
        "Reacties",
        "Meldingen",
    ):
        assert bladen[titel].empty, titel
        assert len(bladen[titel].columns) > 5, titel
    assert "0 wensen, waarvan 0 vervuld" in (tmp_path / "t-wensen.svg").read_text("utf-8")


# --- what is refused, and what stays as it was ------------------------------------------------------


@pytest.mark.zwaar
@pytest.mark.parametrize("eerder", [True, False])
@pytest.mark.parametrize("uit", ["eerste", "a", "logboek", "Logboek"])
def test_geen_ronde_over_haar_eigen_invoer(overleg, uit, eerder, capsys):
    """With --uit a the answers would be gone, and with --uit logboek the log."""
    assert not eerder or vraag(overleg) == 0
    toen = {p.name: p.read_bytes() for p in overleg.iterdir()}
    assert vraag(overleg, uit=uit) == 2
    waarom = (
        "overschrijven; het logboek of deze vraag rust daarop. Kies een andere naam."
        if "logboek" in uit.lower()
        else f"{uit}.json zou worden overschreven, maar deze opdracht leest"
    )
    assert waarom in capsys.readouterr().err
    assert {p.name: p.read_bytes() for p in overleg.iterdir()} == toen


def test_een_ronde_waarop_een_andere_rust_blijft_staan(overleg, capsys):
    """Nothing that the log names is written over: a round is done again under another name."""
    assert vraag(overleg) == 0
    assert vraag(overleg) == 2
    assert vraag(overleg, uit="over") == 0
    assert _voer_uit(["voorstel", f"--uit={overleg / 'tweede'}"]) == 2
    assert _voer_uit(["uitvraag", "lees", str(overleg), f"--uit={overleg / 'a.json'}"]) == 2
    tweede = f"--voorstel={overleg / 'tweede.json'}"
    opties = [f"--antwoorden={overleg / 'a.json'}", "--zonder-uitleg"]
    assert ronde(tweede, *opties, f"--uit={overleg / 'derde'}") == 0
    assert [rij["ronde"] for rij in regels(overleg)] == ["1", "1", "2"]
    assert capsys.readouterr().err.count("tweede.json overschrijven") == 2
    een, _, drie = regels(overleg)
    assert drie["voorstel_sha256"] == een["uitkomst_sha256"]


@pytest.mark.parametrize("wat", ["antwoorden", "uitkomst", "regel", "weg"])
def test_de_volgende_ronde_ziet_wat_er_is_gewijzigd(overleg, wat, capsys):
    """A file that the log names, or the log itself, also when a line is taken out."""
    assert vraag(overleg) == vraag(overleg, uit="over") == 0
    log = overleg / LOGBOEK
    kop, een, twee = log.read_text("utf-8").splitlines(keepends=True)
    if wat in {"antwoorden", "uitkomst"}:
        pad = overleg / {"antwoorden": "a.json", "uitkomst": "over.json"}[wat]
        pad.write_text(pad.read_text("utf-8") + " ", "utf-8")
        melding = f"{pad.name} is gewijzigd sinds ronde 1 ("
    else:
        log.write_text(
            kop + (een.replace(",nee,", ",ja,") + twee if wat == "regel" else twee), "utf-8"
        )
        melding = f"{LOGBOEK}: regel 1 is gewijzigd, of er is er een weg."
    assert vraag(overleg, uit="derde") == 1
    assert melding in capsys.readouterr().err
    assert not (overleg / "derde.json").exists()


def test_de_tijd_heeft_een_zone(overleg):
    assert vraag(overleg) == 0
    tijd = datetime.datetime.fromisoformat(regels(overleg)[0]["tijd"])
    assert tijd.utcoffset() is not None


def test_wat_antwoorden_toevoegen_is_geen_voorwaarde_van_de_volgende(overleg):
    """Read back from the files: the round, and the conditions without what answers added."""
    schrijf(overleg / "a.json", antwoord("GM0050", ("GM0034", "zeker niet")))
    schrijf(overleg / "b.json", antwoord("GM0050", ("GM0267", "liever wel")))
    assert vraag(overleg) == 0
    opties = [f"--antwoorden={overleg / 'b.json'}", "--zonder-uitleg"]
    assert (
        ronde(f"--voorstel={overleg / 'tweede.json'}", *opties, f"--uit={overleg / 'derde'}") == 0
    )
    tweede, derde = (lees_voorstel(overleg / f"{naam}.json") for naam in ("tweede", "derde"))
    assert [tweede.ronde, derde.ronde] == [1, 2]
    assert tweede.basis == derde.basis == Eisen()
    assert tweede.voorstel.opgave.eisen == Eisen(apart=(("GM0034", "GM0050"),))
    assert derde.voorstel.opgave.eisen == Eisen(liever=(("GM0050", "GM0267", 10.0),))


def test_op_de_kaart_ligt_het_vorige_voorstel_ernaast(gehouden, tmp_path, monkeypatch):
    gelezen, een = gehouden
    nieuw = replace(een.nieuw, deling=np.arange(len(een.nieuw.deling)), labels=())
    gekregen = {}
    monkeypatch.setattr(verslag, "maak_pagina", lambda *_, **hoe: gekregen.update(hoe) or "kaart")
    monkeypatch.setattr(verslag, "_bladen", lambda *_: [])
    monkeypatch.setattr(verslag, "schrijf_xlsx", lambda *_: None)
    monkeypatch.setattr(verslag, "maak_wensplaat", lambda *_: None)
    monkeypatch.setattr(verslag, "schrijf_voorstel", lambda *_, **__: [])
    verslag.schrijf_ronde(replace(een, nieuw=nieuw), tmp_path / "v")
    assert gekregen["voorstel"] is nieuw
    assert gekregen["naast"].lidmaatschap == gelezen.voorstel.indeling.lidmaatschap
    assert gekregen["naast"].lidmaatschap != nieuw.indeling.lidmaatschap


@pytest.mark.parametrize(
    ("maak", "melding"),
    [
        (lambda p: schrijf(p, jaar=2024), "gaat over 2024, maar gevraagd is 2026"),
        (lambda p: schrijf(p, antwoord("GM0050", ("GM0050", "liever wel"))), "een wens van GM0050"),
        (lambda p: p.write_text("", "utf-8"), "is geen geldige JSON"),
        (lambda p: None, "kan niet worden gelezen: het bestand bestaat niet"),
    ],
)
def test_antwoorden_die_niet_kunnen(overleg, maak, melding, capsys):
    pad = overleg / "mis.json"
    maak(pad)
    assert vraag(overleg, pad) == 1
    assert melding in capsys.readouterr().err
    assert not (overleg / LOGBOEK).exists()


@pytest.mark.parametrize("gewicht", ["101", "2000"])
def test_een_te_zware_wens(overleg, gewicht, capsys):
    opties = [f"--voorstel={overleg / 'eerste.json'}", f"--antwoorden={overleg / 'a.json'}"]
    assert ronde(*opties, f"--uit={overleg / 'x'}", f"--wensgewicht={gewicht}") == 1
    assert f"kan niet {gewicht} wegen. Geef een getal van 0 tot 100." in capsys.readouterr().err


def test_keuze_voor_een_ander_voorstel_telt_niet(overleg, begin, capsys):
    """V01 of the proposal that was asked about is not V01 of any other."""
    sha = hashlib.sha256(begin.read_bytes()).hexdigest()
    keuze = antwoord("GM0050", keuze="voorstel")
    aantal = []
    for som in (sha, "b" * 64):
        naam = f"k{len(aantal)}"
        pad = schrijf(overleg / f"{naam}.json", keuze, sha=som)
        opties = [f"--voorstel={overleg / 'eerste.json'}", f"--antwoorden={pad}", "--zonder-uitleg"]
        assert _voer_uit(["ronde", *opties, f"--uit={overleg / naam}-uit"]) == 0
        melding = capsys.readouterr().err
        assert ("gaan over een ander voorstel" in melding) == (som != sha)
        inhoud = json.loads((overleg / f"{naam}-uit-ronde.json").read_text("utf-8"))
        aantal.append(inhoud["land"]["wensen"])
        assert f"met {'1 wens' if som == sha else '0 wensen'} over dit voorstel" in melding
    assert aantal == [1, 0]

"""``congruentie ophalen``: every fault that a service may show, and the cache after each."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from ophaalhulp import haal, heel, kort_geduld, sets
from standin import Standin, afgekapt, anders, breekt_af, html, status, traag

import congruentie as cg
from congruentie.bronnen import net, pakket
from congruentie.bronnen.cache import Cache
from congruentie.cli import _voer_uit


@pytest.fixture
def cache(lege_cache: Path) -> Cache:
    return Cache(lege_cache)


VAN_EEN_JAAR = "/ogc/collections/gemeente_gegeneraliseerd/items"


def _alle_features(wijzig):
    def pas_toe(gegevens: dict) -> None:
        for feature in gegevens["features"]:
            wijzig(feature)

    return anders(pas_toe)


def _ander_jaar(gegevens: dict) -> None:
    gegevens["features"][3]["properties"]["jaarcode"] = 2023


def _dubbel(gegevens: dict) -> None:
    gegevens["features"][3] = gegevens["features"][4]


def _leeg(gegevens: dict) -> None:
    gegevens["features"] = []
    gegevens["links"] = []


def _vreemd(gegevens: dict) -> None:
    gegevens["features"][0]["properties"]["statcode"] = "WK0014"


def _te_weinig(gegevens: dict) -> None:
    gegevens["features"] = gegevens["features"][1:]


def _zonder_vlak(gegevens: dict) -> None:
    gegevens["features"][0]["geometry"] = None


def _zonder_naam(gegevens: dict) -> None:
    for feature in gegevens["features"]:
        del feature["properties"]["statnaam"]


def _naar_nul(feature: dict) -> None:
    feature["geometry"] = {
        "type": "Polygon",
        "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]],
    }


TIJDELIJK = {
    "429": status(429, Retry_After="0"),
    "500": status(500),
    "503": status(503),
    "afgekapt": afgekapt,
    "breekt af": breekt_af,
}
ANDERS = {
    "webpagina": (html, "er kwam een webpagina in plaats van gegevens"),
    "traag": (traag(2.5), "de dienst antwoordt niet, of te langzaam"),
    "ander jaar": (anders(_ander_jaar), "gebieden van 2023 en 2024, niet alleen van 2024"),
    "dubbel": (anders(_dubbel), "dubbel: GM"),
    "leeg": (anders(_leeg), "geen enkel gebied voor 2024"),
    "vreemde code": (anders(_vreemd), "onverwachte codes: WK0014"),
    "te weinig": (anders(_te_weinig), "341 gemeenten gekregen; 2024 telt er 342."),
    "geen vlak": (anders(_zonder_vlak), "een gebied zonder vlak"),
    "geen naam": (anders(_zonder_naam), "de kolom statnaam ontbreekt"),
    "buiten": (_alle_features(_naar_nul), "de coördinaten liggen buiten Nederland (0, 0)"),
    "geen lijst": (anders(lambda g: {"type": "x"}), "het antwoord bevat geen gebieden"),
    "404": (status(404), "de dienst geeft fout 404"),
    "400": (status(400), "de dienst geeft fout 400"),
}


@pytest.mark.zwaar
@pytest.mark.parametrize("naam", TIJDELIJK)
def test_tijdelijke_fout_gaat_over(standin: Standin, cache: Cache, capsys, naam):
    standin.bederf(VAN_EEN_JAAR, TIJDELIJK[naam])
    assert haal(standin, "--wat", "grenzen") == 0
    assert "Daarom" not in capsys.readouterr().err
    assert cache.vind("grenzen", 2024).dienst == "ogc"
    assert heel(cache)


@pytest.mark.zwaar
@pytest.mark.parametrize("naam", TIJDELIJK)
def test_fout_die_blijft(standin: Standin, cache: Cache, capsys, naam):
    """Every service fails for good: said, nothing stored, and the next call goes on."""
    for dienst in ("ogc", "wfs", "gpkg"):
        standin.bederf(f"/{dienst}", TIJDELIJK[naam], keer=50)
    assert haal(standin, "--wat", "grenzen,inwoners") == 1
    gemeld = capsys.readouterr().err
    assert "Niet opgehaald: grenzen. PDOK OGC" in gemeld
    assert gemeld.splitlines()[-1] == (
        "Fout: Niet alles is opgehaald voor 2024. Wat wel lukte, is bewaard. "
        "Probeer het later opnieuw."
    )
    assert sets(cache) == ["2024/gebieden.json"]
    assert heel(cache)
    standin.fouten.clear()
    assert haal(standin, "--wat", "grenzen,inwoners") == 0
    assert len(standin.gevraagd("/v3")) == 3  # properties and two pages: not asked again


@pytest.mark.zwaar
@pytest.mark.parametrize("naam", ANDERS)
def test_verkeerd_antwoord_dan_de_volgende_dienst(
    standin: Standin, cache: Cache, capsys, monkeypatch, naam
):
    if naam == "traag":
        monkeypatch.setattr(net.Geduld, "__init__", kort_geduld(net.Geduld.__init__, stilte=2))
    fout, melding = ANDERS[naam]
    standin.bederf(VAN_EEN_JAAR, fout, keer=1 if naam == "te weinig" else 9)
    assert haal(standin, "--wat", "grenzen") == 0
    gemeld = capsys.readouterr().err
    assert melding in gemeld
    assert "Daarom is PDOK WFS gebruikt." in gemeld
    assert cache.vind("grenzen", 2024).dienst == "wfs"
    assert heel(cache)


def test_graden_worden_omgezet(standin: Standin, cache: Cache, capsys):
    """pygeoapi gives degrees when no CRS is asked; a service may do so in spite of the question."""
    graden = standin.vlakken["gemeente"].query("jaarcode == 2024").to_crs(4326)

    def stuur(verzoek):
        inhoud = json.loads(graden.to_json(drop_id=True)) | {"links": []}
        verzoek.stuur(200, "application/geo+json", json.dumps(inhoud).encode())

    standin.bederf(VAN_EEN_JAAR, stuur)
    assert haal(standin, "--wat", "grenzen") == 0
    assert "de dienst gaf graden; omgezet naar EPSG:28992." in capsys.readouterr().err
    vlakken = cg.laad_gemeenten(2024, met_grenzen=True).vlakken
    echt = standin.vlakken["gemeente"].query("jaarcode == 2024").set_index("statcode")
    assert vlakken.symmetric_difference(echt.geometry.set_crs(28992)).area.sum() < 1e6


def test_rondje_van_paginas(standin: Standin, cache: Cache, capsys):
    def zelfde(gegevens: dict) -> None:
        pad = standin.verzoeken[-1]
        gegevens["links"] = [{"rel": "next", "href": f"{standin.adres}{pad}"}]

    standin.bederf(VAN_EEN_JAAR, anders(zelfde))
    assert haal(standin, "--wat", "grenzen") == 0
    assert "blijft naar volgende pagina's verwijzen" in capsys.readouterr().err


def test_statline_met_te_weinig_rijen(standin: Standin, cache: Cache, capsys):
    def kort(gegevens: dict) -> None:
        gegevens.pop("odata.nextLink", None)

    standin.bederf("/v3/85755NED/TypedDataSet", anders(kort))
    assert haal(standin, "--wat", "inwoners") == 0
    gemeld = capsys.readouterr().err
    assert "199 gemeenten gekregen; 2024 telt er 342. Daarom is StatLine v4 gebruikt." in gemeld


@pytest.mark.parametrize(
    ("pad", "wijzig", "melding"),
    [
        ("/v3/85755NED/TypedDataSet", lambda g: {"fout": 1}, "een onbekende vorm"),
        ("/v3/85755NED/TypedDataSet", lambda g: g["value"].append(g["value"][1]), "komt twee keer"),
        ("/v3/85755NED/TypedDataSet", lambda g: g["value"][0].pop("RegioS") and None, "RegioS"),
        ("/v3/85755NED/DataProperties", lambda g: {"value": "x"}, "een onbekende vorm"),
    ],
)
def test_statline_anders_dan_bekend(standin: Standin, cache: Cache, capsys, pad, wijzig, melding):
    standin.bederf(pad, anders(wijzig))
    assert haal(standin, "--wat", "inwoners") == 0
    gemeld = capsys.readouterr().err
    assert melding in gemeld
    assert "Daarom is StatLine v4 gebruikt." in gemeld


def test_volle_schijf(standin: Standin, cache: Cache, capsys, monkeypatch):
    """What was complete stays; the rest says why it is not there."""
    assert haal(standin, "--wat", "inwoners") == 0
    echt = Path.write_bytes

    def vol(self: Path, inhoud: bytes) -> int:
        echt(self, inhoud[: len(inhoud) // 2])
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "write_bytes", vol)
    assert haal(standin, "--wat", "grenzen") == 1
    assert "kan niet worden geschreven: de schijf is vol." in capsys.readouterr().err
    monkeypatch.undo()
    assert sets(cache) == ["2024/gebieden.json"]
    assert heel(cache)


def test_afgebroken(standin: Standin, cache: Cache, capsys, monkeypatch):
    """Ctrl-C in the middle of the second set: the first stays."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("congruentie.bronnen.statline.Statline._v3", stop)
    assert haal(standin) == 130
    assert sets(cache) == ["2024/grenzen.json"]
    assert heel(cache)


def test_beschadigde_cache(standin: Standin, cache: Cache, capsys):
    assert haal(standin) == 0
    manifest = json.loads((cache.map / "2024/gebieden.json").read_text())
    tabel = cache.map / manifest["resources"][0]["path"]
    tabel.write_bytes(tabel.read_bytes()[:-1] + b" ")
    for lezer in (pakket._lees_tabel, pakket.lees_gemeenten, pakket.lees_indeling):
        lezer.cache_clear()  # a new process has not read it yet
    assert _voer_uit(["bereken", "--jaar", "2024"]) == 1
    gemeld = capsys.readouterr().err
    assert "is beschadigd, of van een andere versie." in gemeld
    assert "congruentie ophalen --jaar 2024 --ververs" in gemeld
    # Other years do not suffer, and the next call mends it.
    assert _voer_uit(["bereken", "--jaar", "2025", "--stil"]) == 0
    capsys.readouterr()
    assert haal(standin) == 0
    assert "Wordt nu opnieuw opgehaald." in capsys.readouterr().err
    assert heel(cache)
    assert _voer_uit(["bereken", "--jaar", "2024", "--stil"]) == 0


@pytest.mark.parametrize("inhoud", ["", "[]", "{}", '{"versie": 99}', "\x00", '{"versie": 1}'])
def test_beschadigd_manifest(standin: Standin, cache: Cache, capsys, inhoud):
    (cache.map / "2024").mkdir()
    (cache.map / "2024/gebieden.json").write_text(inhoud)
    assert _voer_uit(["bereken", "--jaar", "2025", "--stil"]) == 0
    assert _voer_uit(["indelingen", "--stil"]) == 0
    assert _voer_uit(["bereken", "--jaar", "2024"]) == 1
    assert "--ververs" in capsys.readouterr().err
    assert haal(standin, "--wat", "inwoners") == 0

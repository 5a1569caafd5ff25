"""``congruentie ophalen``: every service gives the same, and what the connection does."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest
from conftest import REPO
from ophaalhulp import antwoorden, haal, heel, sets
from standin import Standin, status

import congruentie as cg
from congruentie.bronnen import net
from congruentie.bronnen.cache import Cache
from congruentie.bronnen.dienst import OphaalFout
from congruentie.bronnen.net import PROJECT, Geduld, Verbinding
from congruentie.bronnen.statline import lees_gebieden


@pytest.fixture
def cache(lege_cache: Path) -> Cache:
    return Cache(lege_cache)


@pytest.mark.parametrize(("dicht", "dienst"), [((), "v3"), (("v3",), "v4"), (("v3", "v4"), "csv")])
def test_statline_geeft_hetzelfde(standin: Standin, cache: Cache, capsys, dicht, dienst):
    standin.sluit(*dicht)
    assert haal(standin, "--wat", "indelingen,inwoners", "--indelingen", "ggd") == 0
    opgehaald = cache.vind("gebieden", 2024)
    assert opgehaald is not None
    assert opgehaald.dienst == dienst
    if dicht:
        assert f"Daarom is StatLine {dienst} gebruikt." in capsys.readouterr().err
    gebieden = lees_gebieden(antwoorden(cache, opgehaald), dienst, 2024)
    namen = sorted(set(gebieden.indelingen))
    assert len(namen) == 22
    ingebouwd = cg.laad_indelingen(2024, namen, cache="geen")
    for indeling in ingebouwd:
        lidmaatschap, regio_namen = gebieden.indelingen[indeling.naam]
        assert dict(lidmaatschap) == dict(indeling.lidmaatschap)
        assert dict(regio_namen) == {
            code: indeling.regio_naam(code).strip() for code in indeling.regios
        }
    assert dict(gebieden.namen) == dict(ingebouwd.gemeenten.naam_van)
    assert list(gebieden.inwoners.values()) == list(ingebouwd.gemeenten.inwoners)


@pytest.mark.parametrize(
    ("dicht", "dienst", "paginas"),
    [((), "ogc", 4), (("ogc",), "wfs", 4), (("ogc", "wfs"), "gpkg", 1)],
)
def test_pdok_geeft_hetzelfde(standin: Standin, cache: Cache, capsys, dicht, dienst, paginas):
    standin.sluit(*dicht)
    assert haal(standin, "--wat", "grenzen") == 0
    opgehaald = cache.vind("grenzen", 2024)
    assert opgehaald is not None
    assert (opgehaald.dienst, len(opgehaald.ruw)) == (dienst, paginas)
    if dicht:
        assert f"Daarom is PDOK {dienst.upper()} gebruikt." in capsys.readouterr().err
    vlakken = cg.laad_gemeenten(2024, met_grenzen=True).vlakken
    echt = standin.vlakken["gemeente"].query("jaarcode == 2024").set_index("statcode")
    verschil = vlakken.symmetric_difference(echt.geometry.set_crs(28992)).area
    assert verschil.sum() / echt.area.sum() < 1e-6


def test_historisch_heeft_een_eigen_adres(standin: Standin, cache: Cache, monkeypatch):
    """2015 goes to the other endpoint; that this one has no such year is not its fault."""
    assert haal(standin, "--wat", "grenzen", jaar=2015) == 1
    assert standin.gevraagd("/historisch/collections/gemeente_gegeneraliseerd/items")
    assert not standin.gevraagd("/ogc")


@pytest.mark.usefixtures("niets_ingebouwd")
def test_statline_weg_dan_vlakken(standin: Standin, cache: Cache, capsys):
    standin.sluit("v3", "v4", "csv")
    assert haal(standin, "--indelingen", "veiligheidsregio,rmc") == 1
    gemeld = capsys.readouterr().err
    assert (
        "Niet opgehaald: indelingen en inwoners. "
        "StatLine v3, v4 en csv: de dienst geeft fout 503." in gemeld
    )
    assert "veiligheidsregio 2024: 25 regio's over 342 gemeenten gelegd" in gemeld
    assert "Niet gevonden bij CBS en PDOK voor 2024: rmc." in gemeld
    assert sets(cache) == ["2024/grenzen.json", "2024/regio_veiligheidsregio.json"]
    assert heel(cache)


def test_statline_weg_dan_wat_is_ingebouwd(standin: Standin, cache: Cache, monkeypatch):
    """No polygons are needed for a division that is embedded."""
    monkeypatch.setattr("congruentie.bronnen.ophalen._ingebouwd", lambda _: {"veiligheidsregio"})
    standin.sluit("v3", "v4", "csv")
    assert haal(standin, "--indelingen", "veiligheidsregio") == 1
    assert sets(cache) == ["2024/grenzen.json"]


# --- the parts -------------------------------------------------------------------------------


def test_kopregels(standin: Standin):
    gezien = {}

    def kijk(verzoek):
        gezien.update(verzoek.handler.headers)
        verzoek.stuur(200, "application/json", b"{}")

    standin.bederf("/v3", kijk)
    Verbinding().haal(f"{standin.adres}/v3")
    assert gezien["User-Agent"] == f"congruentie/{cg.__version__} (+{PROJECT})"
    assert gezien["Referer"] == PROJECT
    assert f'url: "{PROJECT}"' in (REPO / "publiccode.yml").read_text()
    assert gezien["Accept"].startswith("application/json")


def test_pauze_volgt_retry_after(standin: Standin, monkeypatch):
    """And over the longest pause there is no other try: the next service has it sooner."""
    pauzes: list[float] = []
    monkeypatch.setattr(net.time, "sleep", pauzes.append)
    adres = f"{standin.adres}/v3/x/DataProperties"
    for fout in (status(429, Retry_After="2"), status(500)):
        standin.bederf("/v3", fout)
        with pytest.raises(OphaalFout, match="de dienst geeft fout 404"):
            Verbinding(Geduld(pauze=0.5)).haal(adres)
    assert pauzes == [2.0, 0.5]
    standin.bederf("/v3", status(503, Retry_After="9999"))
    with pytest.raises(OphaalFout, match="de dienst geeft fout 503"):
        Verbinding().haal(adres)
    assert len(pauzes) == 2


def test_geen_verbinding():
    with socket.socket() as vrij:
        vrij.bind(("127.0.0.1", 0))
        poort = vrij.getsockname()[1]
    met = Verbinding(Geduld(pauze=0.0))
    with pytest.raises(OphaalFout, match="geen verbinding"):
        met.haal(f"http://127.0.0.1:{poort}/")


def test_proxy_uit_de_omgeving(standin: Standin, monkeypatch):
    with socket.socket() as vrij:
        vrij.bind(("127.0.0.1", 0))
        poort = vrij.getsockname()[1]
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{poort}")
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(OphaalFout, match="de proxy antwoordt niet. Controleer HTTPS_PROXY"):
        Verbinding().haal("http://dienst.test/")


def test_druppelend_antwoord(standin: Standin):
    """A server that keeps sending a byte now and then does not hold the analyst forever."""

    def druppel(verzoek):
        verzoek.handler.send_response(200)
        verzoek.handler.end_headers()
        for _ in range(20):
            verzoek.handler.wfile.write(b" " * (1 << 16))
            time.sleep(0.05)

    standin.bederf("/v3", druppel)
    with pytest.raises(OphaalFout, match="de dienst antwoordt niet, of te langzaam"):
        Verbinding(Geduld(geheel=0.2)).haal(f"{standin.adres}/v3")


@pytest.mark.parametrize(
    ("soort", "melding"), [("gpkg", "geen gpkg-bestand"), ("zip", "geen zip-")]
)
def test_ander_soort_bestand(standin: Standin, soort, melding):
    with pytest.raises(OphaalFout, match=melding):
        Verbinding().haal(f"{standin.adres}/v3/85755NED/DataProperties", soort)

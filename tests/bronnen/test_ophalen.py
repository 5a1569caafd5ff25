"""``congruentie ophalen`` against real servers on loopback: what an analyst sees."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import REPO, lees_csv
from ophaalhulp import haal, heel, sets, van_cbs
from standin import Standin
from standin_inhoud import maak_wijd
from voorbeelden import draai_voorbeelden

import congruentie as cg
from congruentie.bronnen.cache import Cache
from congruentie.cli import _voer_uit


@pytest.fixture
def cache(lege_cache: Path) -> Cache:
    return Cache(lege_cache)


def test_alles_van_een_jaar(standin: Standin, cache: Cache, capsys, tmp_path: Path):
    assert haal(standin) == 0
    gemeld = capsys.readouterr().err
    assert "grenzen 2024: 342 gemeenten (PDOK, OGC)." in gemeld
    assert "(StatLine 85755NED, v3)" in gemeld
    assert "inwoners 2024: 17.942.942 samen." in gemeld
    assert "veiligheidsregio 2024: 25 regio's over 342 gemeenten gelegd (PDOK, OGC)." in gemeld
    assert "rmc" not in gemeld
    assert sets(cache) == [
        "2024/gebieden.json",
        "2024/grenzen.json",
        "2024/regio_veiligheidsregio.json",
    ]
    manifest = json.loads((cache.map / "2024/grenzen.json").read_text())
    (bestand,) = manifest["resources"]
    assert bestand["licenses"] == [{"title": "CC BY 4.0"}]
    assert manifest["datum"].startswith("20")
    # pygeoapi was told to give 100 at most: four pages, each with address and hash.
    assert len(manifest["ruw"]) == 4
    for bestand in manifest["ruw"]:
        assert bestand["url"].startswith(standin.adres)
        assert "jaarcode=2024" in bestand["url"]
        assert len(bestand["sha256"]) == 64
    assert heel(cache)
    # Every other command uses it by itself, and says so.
    assert _voer_uit(["bereken", "--jaar", "2024", "--uit", str(tmp_path / "t.csv")]) == 0
    gemeld = capsys.readouterr().err
    assert "Opgehaalde gegevens gebruikt voor ggd, res, jeugdregio en arbeidsmarktregio" in gemeld
    assert "CBS StatLine 85755NED, Gebieden in Nederland, 2024, opgehaald op 20" in gemeld
    nieuw = lees_csv(tmp_path / "t.csv", index_col="gm_code")
    ingebouwd = cg.bereken(cg.laad_indelingen(2024, cache="geen"))
    assert (nieuw["congruentie"] == ingebouwd["congruentie"]).all()


def test_tweede_keer_vraagt_niets_en_ververs_alles(standin: Standin, cache: Cache, capsys):
    assert haal(standin) == 0
    eerste = len(standin.verzoeken)
    assert haal(standin) == 0
    assert len(standin.verzoeken) == eerste
    assert capsys.readouterr().err.count("Was er al.") == 4
    assert haal(standin, "--ververs", "--wat", "grenzen") == 0
    assert standin.gevraagd("/ogc/collections/gemeente")[4:]


def test_wat_kiest(standin: Standin, cache: Cache, capsys):
    assert haal(standin, "--wat", "inwoners") == 0
    assert sets(cache) == ["2024/gebieden.json"]
    assert "indelingen 2024" not in capsys.readouterr().err
    assert haal(standin, "--wat", "indelingen", "--indelingen", "ggd,wgr") == 0
    gemeld = capsys.readouterr().err
    assert "wgr: die heeft CBS niet voor 2024." in gemeld
    assert sets(cache) == ["2024/gebieden.json"]  # ggd is in the table: no polygons needed


def test_wat_niet_bestaat_wordt_gezegd(standin: Standin, cache: Cache, capsys):
    """The rest is fetched; only with --stil is nothing said."""
    zonder = frozenset({"rmc", "veiligheidsregio"})
    indelingen = cg.laad_indelingen(2024, van_cbs(2024), cache="geen")
    standin.wijd = {2024: maak_wijd(indelingen, 6, zonder)}
    keuze = ("--indelingen", "wgr,rmc,veiligheidsregio,ggd")
    assert haal(standin, *keuze) == 0
    gemeld = capsys.readouterr().err
    assert "wgr: die heeft CBS niet voor 2024." in gemeld
    assert "Niet gevonden bij CBS en PDOK voor 2024: rmc." in gemeld
    assert "veiligheidsregio 2024: 25 regio's" in gemeld
    assert haal(standin, *keuze, "--stil") == 0
    assert capsys.readouterr().err == ""


def test_gebruiksfouten(standin: Standin, cache: Cache, capsys):
    gevallen = {
        ("--wat", "wijken"): (2, "'wijken' kan niet; kies uit grenzen, indelingen, inwoners."),
        ("--basis", "pdok=http://x"): (2, "'pdok' kan niet; kies uit ogc,"),
        ("--basis", "ogc=ftp://x"): (2, "'ftp://x' is geen webadres."),
        ("--cache", "geen"): (2, "Ophalen kan niet zonder cache. Laat --cache weg"),
        ("--wat", "grenzen", "--indelingen", "ggd"): (2, "kan alleen als --wat ook indelingen"),
        ("--basis", "wfs=http://x/{year}"): (2, "'http://x/{year}' moet {jaar} bevatten"),
        ("--basis", "gpkg=http://x/a.gpkg"): (2, "moet {jaar} bevatten"),
        ("--indelingen", "waterschap"): (1, "'waterschap' is geen indeling die CBS bijhoudt."),
        ("--jaar", "2012", "--wat", "inwoners"): (0, "2012: daarvan heeft CBS geen tabel die"),
        ("--jaar", "2031", "--wat", "inwoners"): (1, "geen tabel Gebieden in Nederland 2031"),
    }
    for opties, (code, melding) in gevallen.items():
        assert haal(standin, *opties) == code, opties
        assert melding in " ".join(capsys.readouterr().err.split())
    assert sets(cache) == []


@pytest.mark.zwaar
def test_twee_jaren_en_door_de_tijd(standin: Standin, cache: Cache, capsys, tmp_path: Path):
    if 2022 not in set(standin.vlakken["gemeente"]["jaarcode"]):
        pytest.skip("de officiële testgrenzen van 2022 zijn hier niet; zet CONGRUENTIE_TESTDATA")
    assert haal(standin, jaar=2022) == 0
    assert haal(standin, jaar=2024) == 0
    assert heel(cache)
    for jaar, aantal in ((2022, 345), (2024, 342)):
        pad = tmp_path / f"{jaar}.html"
        namen = "ggd,res,jeugdregio,veiligheidsregio"
        opties = ["--jaar", str(jaar), "--indelingen", namen, "--uit", str(pad)]
        assert _voer_uit(["kaart", *opties]) == 0
        assert "grenzen: Kadaster / Centraal Bureau voor de Statistiek" in capsys.readouterr().err
        gemeenten = cg.laad_gemeenten(jaar, met_grenzen=True)
        assert len(gemeenten) == aantal
        echt = standin.vlakken["gemeente"].query("jaarcode == @jaar").set_index("statcode")
        verschil = gemeenten.vlakken.symmetric_difference(echt.geometry.set_crs(28992)).area
        assert verschil.sum() / echt.area.sum() < 1e-6
    uit = tmp_path / "jaren.csv"
    jaren = ["--jaren", "2022,2024", "--indelingen", "ggd,res,jeugdregio"]
    assert _voer_uit(["bereken", *jaren, "--uit", str(uit)]) == 0
    assert list(lees_csv(uit))[2:4] == ["congruentie_2022", "congruentie_2024"]


def test_naast_elkaar(standin: Standin, cache: Cache, tmp_path: Path):
    assert haal(standin, "--wat", "indelingen") == 0
    antwoord: Result = CliRunner().invoke(cg_opdrachten(), ["indelingen", "--jaar", "2024"])
    ggd = next(r for r in antwoord.stdout.splitlines() if r.startswith("ggd"))
    assert "opgehaald 20" in ggd  # what is used comes first
    uit = tmp_path / "a.csv"
    assert _voer_uit(["indelingen", "--uit", str(uit)]) == 0
    aanbod = lees_csv(uit)
    ggd = aanbod[aanbod["indeling"] == "ggd"]
    assert ggd["jaar"].tolist() == [2026, 2025, 2024, 2024, *range(2023, 2014, -1)]
    assert ggd["jaar"][ggd["opgehaald"].notna()].tolist() == [2024]
    assert _voer_uit(["indelingen", "--cache", "geen", "--uit", str(uit)]) == 0
    assert lees_csv(uit)["opgehaald"].isna().all()


def cg_opdrachten():
    from congruentie.cli import opdrachten

    return opdrachten


def test_zonder_cache_alleen_ingebouwd(standin: Standin, cache: Cache):
    assert haal(standin) == 0
    for keuze, opgehaald in ((None, True), ("geen", False)):
        indelingen = cg.laad_indelingen(2024, ["ggd", "res"], met_grenzen=True, cache=keuze)
        assert bool(indelingen["ggd"].herkomst.opgehaald) is opgehaald
        assert bool(indelingen.gemeenten.grenzen.opgehaald) is opgehaald


def test_lidmaatschap_uit_vlakken_zegt_welk_deel(standin: Standin, cache: Cache):
    assert haal(standin) == 0
    indelingen = cg.laad_indelingen(2024, ["ggd", "veiligheidsregio"])
    vr = indelingen["veiligheidsregio"]
    assert dict(vr.lidmaatschap) == dict(
        cg.laad_indelingen(2024, ["veiligheidsregio", "ggd"], cache="geen")[
            "veiligheidsregio"
        ].lidmaatschap
    )
    assert vr.regio_naam("VR01") == "Groningen"
    assert "Afgeleid: elke gemeente hoort bij de regio waarin het grootste deel" in (
        vr.herkomst.opmerking
    )


@pytest.mark.zwaar
def test_proef(standin: Standin, cache: Cache, capsys):
    assert haal(standin, "--proef") == 1
    gezien = capsys.readouterr()
    assert "PDOK OGC API: anders. Niet gevonden: arbeidsmarktregio_gegeneraliseerd," in gezien.out
    assert "PDOK WFS: zoals verwacht. 342 gemeenten; verwacht 342." in gezien.out
    for dienst in ("v3", "v4", "csv"):
        assert f"StatLine {dienst}: anders. Niet gevonden: veiligheidsregio." in gezien.out
    standin.sluit("v3", "wfs")
    assert haal(standin, "--proef") == 1
    gezien = capsys.readouterr()
    assert "StatLine v3: onbereikbaar." in gezien.out
    assert "PDOK WFS: onbereikbaar." in gezien.out
    assert "StatLine v4: anders." in gezien.out
    assert "Bij 3 punten zijn de diensten anders dan deze versie verwacht." in gezien.err
    assert "2 diensten zijn niet bereikbaar. Probeer het later opnieuw." in gezien.err
    assert sets(cache) == []
    standin.wijd = {2024: maak_wijd(cg.laad_indelingen(2024, van_cbs(2024)), 8)}
    assert haal(standin, "--proef") == 1
    assert "StatLine v4: zoals verwacht. 23 indelingen in tabel 85755NED" in capsys.readouterr().out


def test_basis_uit_de_omgeving(standin: Standin, cache: Cache, monkeypatch):
    paren = " ".join(f"{naam}={adres}" for naam, adres in standin.basis.items())
    monkeypatch.setenv("CONGRUENTIE_BASIS", paren)
    assert _voer_uit(["ophalen", "--jaar", "2024", "--wat", "inwoners"]) == 0


def test_voorbeelden_van_de_handleiding(standin: Standin, cache: Cache, tmp_path, monkeypatch):
    paren = " ".join(f"{naam}={adres}" for naam, adres in standin.basis.items())
    monkeypatch.setenv("CONGRUENTIE_BASIS", paren)
    monkeypatch.chdir(tmp_path)
    draai_voorbeelden(REPO / "docs" / "ophalen.md")


def test_later_jaar_staat_in_de_catalogus(standin: Standin, cache: Cache):
    standin.wijd = {**standin.wijd, 2027: standin.wijd[2024]}
    assert haal(standin, "--wat", "indelingen", "--indelingen", "ggd", jaar=2027) == 0
    assert standin.gevraagd("/catalogus/Tables")
    assert cg.laad_indelingen(2027, ["ggd", "res"]).gemeenten.jaar == 2027

"""``congruentie ophalen`` against real servers on loopback, with every fault they may show."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from click.testing import CliRunner, Result
from conftest import REPO, TESTDATA, lees_csv
from standin import (
    Standin,
    afgekapt,
    anders,
    breekt_af,
    draai,
    html,
    maak_vlakken,
    maak_wijd,
    pygeoapi,
    status,
    traag,
    voeg_samen,
)
from voorbeelden import draai_voorbeelden

import congruentie as cg
from congruentie.bronnen import net, pakket
from congruentie.bronnen.cache import Cache, Opgehaald
from congruentie.bronnen.dienst import Antwoord, OphaalFout
from congruentie.bronnen.net import PROJECT, Geduld, Verbinding
from congruentie.bronnen.statline import lees_gebieden
from congruentie.cli import _voer_uit

pytest.importorskip("pygeoapi", reason="pygeoapi is niet geïnstalleerd")

VOLGT_2024 = frozenset({"veiligheidsregio"})
"""Left out of the StatLine table of 2024, so that the polygons must do."""


def _met_vlakken(jaar: int, gemeenten: cg.Gemeenten) -> cg.Gemeenten | None:
    """Boundaries of CBS where they are at hand; else the embedded ones, of 2024 only."""
    pad = TESTDATA / "testen" / f"gemeenten_{jaar}.gpkg"
    if pad.exists():
        tabel = gpd.read_file(pad).set_index("gm_code")
        tabel.geometry = shapely.coverage_simplify(tabel.geometry.to_numpy(), 200)
        return replace(gemeenten, jaar=jaar, vlakken=tabel.geometry)
    if jaar == 2024:
        return cg.laad_gemeenten(jaar, met_grenzen=True, cache="geen")
    return None


def van_cbs(jaar: int) -> list[str]:
    """What the table of a year holds."""
    aanbod = [item for item in cg.lees_aanbod("geen") if item.jaar == jaar]
    return sorted(item.indeling for item in aanbod if item.herkomst.status == "officieel")


@pytest.fixture(scope="session")
def diensten(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standin]:
    """pygeoapi with the gemeenten and veiligheidsregio's of 2024 and, where possible, 2022."""
    map_ = tmp_path_factory.mktemp("diensten")
    lagen, wijd = [], {}
    for jaar, eerste, zonder in ((2022, 4, frozenset()), (2024, 6, VOLGT_2024)):
        indelingen = cg.laad_indelingen(jaar, van_cbs(jaar), cache="geen")
        wijd[jaar] = maak_wijd(indelingen, eerste, zonder)
        if gemeenten := _met_vlakken(jaar, indelingen.gemeenten):
            regios = {"veiligheidsregio": indelingen["veiligheidsregio"]}
            lagen.append(maak_vlakken(jaar, gemeenten, regios))
    vlakken = voeg_samen(lagen)
    with socket.socket() as vrij:
        vrij.bind(("127.0.0.1", 0))
        poort = vrij.getsockname()[1]
    with pygeoapi(vlakken, map_, poort) as adres:
        yield Standin(vlakken, wijd, map_, ogc=adres)


@pytest.fixture
def standin(diensten: Standin, monkeypatch: pytest.MonkeyPatch) -> Iterator[Standin]:
    """The services, unspoilt, and a client that does not wait long between tries."""
    monkeypatch.setattr(
        net.Geduld,
        "__init__",
        _kort_geduld(net.Geduld.__init__, pauze=0.01, stilte=30, na_stilte=30),
    )
    for naam in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(naam, raising=False)
    with draai(replace(diensten, fouten={}, verzoeken=[])) as draaiend:
        yield draaiend


def _kort_geduld(gewoon, **anders_):
    def maak(self, **waarden):
        gewoon(self, **{**anders_, **waarden})

    return maak


@pytest.fixture
def cache(lege_cache: Path) -> Cache:
    return Cache(lege_cache)


def haal(standin: Standin, *opties: str, jaar: int = 2024) -> int:
    basis = standin.opties if "--basis" not in opties else []
    return _voer_uit(["ophalen", "--jaar", str(jaar), *basis, *opties])


def sets(cache: Cache) -> list[str]:
    return sorted(str(pad.relative_to(cache.map)) for pad in cache.map.glob("[12]*/*.json"))


def antwoorden(cache: Cache, opgehaald: Opgehaald) -> list[Antwoord]:
    """The raw answers, which are kept as proof."""
    return [
        Antwoord(ruw["url"], (cache.map / ruw["bestand"]).read_bytes(), ruw["bestand"][-4:])
        for ruw in opgehaald.ruw
    ]


def heel(cache: Cache) -> bool:
    """Every set can be read and nothing half-written lies about."""
    for opgehaald in cache.alle():
        for bestand in opgehaald.bestanden:
            bestand.keur()
        for antwoord, ruw in zip(antwoorden(cache, opgehaald), opgehaald.ruw, strict=True):
            assert (antwoord.sha256, len(antwoord.inhoud)) == (ruw["sha256"], ruw["grootte"])
    return not list(cache.map.rglob(".*"))


# What an analyst sees.


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


# The three ways in which each service gives the same.


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


# Faults, and the state of the cache after each.

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
    "traag": (traag(0.8), "de dienst antwoordt niet, of te langzaam"),
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
        monkeypatch.setattr(net.Geduld, "__init__", _kort_geduld(net.Geduld.__init__, stilte=0.6))
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


# The parts.


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
    import time

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

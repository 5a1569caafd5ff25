"""The services on loopback for ``congruentie ophalen``, and what lies in the cache after it.

A plugin of pytest (see `conftest`), so that the services start once for all modules that need them.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace

import geopandas as gpd
import pytest
import shapely
from conftest import TESTDATA
from pygeoapidienst import pygeoapi
from standin import Standin, draai
from standin_inhoud import maak_vlakken, maak_wijd, voeg_samen

import congruentie as cg
from congruentie.bronnen import net
from congruentie.bronnen.cache import Cache, Opgehaald
from congruentie.bronnen.dienst import Dienstantwoord
from congruentie.cli import _voer_uit

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
    pytest.importorskip("pygeoapi", reason="pygeoapi is niet geïnstalleerd")
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
        kort_geduld(net.Geduld.__init__, pauze=0.01, stilte=30, na_stilte=30),
    )
    for naam in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(naam, raising=False)
    with draai(replace(diensten, fouten={}, verzoeken=[])) as draaiend:
        yield draaiend


def kort_geduld(gewoon, **anders_):
    def maak(self, **waarden):
        gewoon(self, **{**anders_, **waarden})

    return maak


def haal(standin: Standin, *opties: str, jaar: int = 2024) -> int:
    basis = standin.opties if "--basis" not in opties else []
    return _voer_uit(["ophalen", "--jaar", str(jaar), *basis, *opties])


def sets(cache: Cache) -> list[str]:
    return sorted(str(pad.relative_to(cache.map)) for pad in cache.map.glob("[12]*/*.json"))


def antwoorden(cache: Cache, opgehaald: Opgehaald) -> list[Dienstantwoord]:
    """The raw answers, which are kept as proof."""
    return [
        Dienstantwoord(ruw["url"], (cache.map / ruw["bestand"]).read_bytes(), ruw["bestand"][-4:])
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

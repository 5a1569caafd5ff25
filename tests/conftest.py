"""Fixtures that can be drawn, and where the real test boundaries lie."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import click
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, settings
from shapely import box

from congruentie.bronnen import cbs
from congruentie.cli import opdrachten
from congruentie.gemeenten import Gemeenten
from congruentie.model import Indeling, Indelingen

# The services of `congruentie ophalen`, once for all modules that need them.
pytest_plugins = ["batchhulp", "opdrachthulp", "ophaalhulp"]

# Two cores shared with others: a slow example is no failure. Failures are still shrunk and shown.
settings.register_profile("congruentie", deadline=None)
settings.register_profile("kort", deadline=None, max_examples=10)
# For tests/mutaties.py: that it fails is enough.
settings.register_profile(
    "mutaties",
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
)
settings.load_profile("congruentie")

REPO = Path(__file__).parents[1]
TESTDATA = Path(os.environ.get("CONGRUENTIE_TESTDATA", REPO.parent / "shared" / "data"))


def elke_opdracht(groep: click.Group = opdrachten, voor: str = "") -> dict[str, click.Command]:
    """Every command that does something, by the words that call it ("uitvraag maak")."""
    uit: dict[str, click.Command] = {}
    ctx = click.Context(groep)
    for naam in groep.list_commands(ctx):
        opdracht = groep.get_command(ctx, naam)
        if isinstance(opdracht, click.Group):
            uit |= elke_opdracht(opdracht, f"{voor}{naam} ")
        else:
            uit[f"{voor}{naam}"] = opdracht
    return uit


def lees_csv(pad: object, **opties: object) -> pd.DataFrame:
    """Read a CSV with every float exactly as it was written (pandas before 3 rounds)."""
    if pd.__version__ < "3":
        opties["float_precision"] = "round_trip"
    return pd.read_csv(pad, **opties)


@pytest.fixture(scope="session")
def feitenmap() -> Path:
    """The folder with the facts that the data packs were made from; skips where it is absent."""
    map_ = TESTDATA / "feiten"
    if not map_.is_dir():
        pytest.skip("alleen met de feiten waaruit de pakketten zijn gemaakt")
    return map_


OVERGESLAGEN = "congruentie/overgeslagen"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run with more tools on the machine make up for what an earlier one left out."""
    parser.addoption(
        "--wat-was-overgeslagen",
        action="store_true",
        help="only the tests that were skipped in the last run without this option",
    )


def pytest_configure(config: pytest.Config) -> None:
    eerste = not hasattr(config, "workerinput")
    if (
        eerste
        and config.pluginmanager.hasplugin("cacheprovider")
        and not config.getoption("--wat-was-overgeslagen")
    ):
        config.pluginmanager.register(Boekhouder(config))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # What takes minutes comes first: at the end, the other processes would wait for it.
    items.sort(key=lambda een: "overleg" not in getattr(een, "fixturenames", ()))
    if not config.getoption("--wat-was-overgeslagen"):
        return
    toen = set(config.cache.get(OVERGESLAGEN, []))
    assert toen, "no earlier run noted what it skipped"
    blijft = [een for een in items if een.nodeid in toen or een.nodeid.partition("::")[0] in toen]
    config.hook.pytest_deselected(items=[een for een in items if een not in blijft])
    items[:] = blijft


class Boekhouder:
    """Notes what is skipped; where tests run over several processes, only the first one writes."""

    def __init__(self, config: pytest.Config) -> None:
        self.config, self.gezien = config, set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped:
            self.gezien.add(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.gezien.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        self.config.cache.set(OVERGESLAGEN, sorted(self.gezien))


@pytest.fixture(autouse=True)
def lege_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep what the user of this machine fetched out of the tests."""
    pad = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("CONGRUENTIE_CACHE", str(pad))
    return pad


@pytest.fixture(autouse=True)
def gewone_meldingen() -> Iterator[None]:
    """Undo what the command line does to the log, so that tests can run in any order."""
    yield
    log = logging.getLogger("congruentie")
    log.handlers, log.propagate = [], True
    log.setLevel(logging.NOTSET)


@pytest.fixture
def kleine_jaren(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a year without a known number of gemeenten have a few."""
    monkeypatch.setattr(cbs, "MINSTE_GEMEENTEN", 1)


@pytest.fixture
def niets_ingebouwd(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for a year that is not embedded."""
    monkeypatch.setattr("congruentie.bronnen.ophalen._ingebouwd", lambda _: set())


@pytest.fixture
def vierkant() -> Gemeenten:
    """Four squares of 1 km.

    C D
    A B
    """
    vakken = {
        "GM0001": box(0, 0, 1000, 1000),
        "GM0002": box(1000, 0, 2000, 1000),
        "GM0003": box(0, 1000, 1000, 2000),
        "GM0004": box(1000, 1000, 2000, 2000),
    }
    return Gemeenten(
        2025,
        tuple(vakken),
        ("A", "B", "C", "D"),
        np.array([100.0, 200.0, 300.0, 400.0]),
        gpd.GeoSeries(vakken, crs=28992),
    )


@pytest.fixture
def indelingen(vierkant: Gemeenten) -> Indelingen:
    """Two divisions of the four squares.

    rij:  2 2    kolom:  1 2
          1 1            1 2
    """
    rij = {"GM0001": "R1", "GM0002": "R1", "GM0003": "R2", "GM0004": "R2"}
    kolom = {"GM0001": "K1", "GM0002": "K2", "GM0003": "K1", "GM0004": "K2"}
    return Indelingen(vierkant, (Indeling("rij", rij), Indeling("kolom", kolom)))


@pytest.fixture
def officiele_grenzen() -> Path:
    """Real CBS boundaries of 2024 (generalised); only where they are at hand."""
    pad = TESTDATA / "testen" / "gemeenten_2024.gpkg"
    if not pad.exists():
        pytest.skip("de officiële testgrenzen van 2024 zijn hier niet; zet CONGRUENTIE_TESTDATA")
    return pad

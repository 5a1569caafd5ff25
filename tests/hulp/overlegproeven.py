"""Fixtures of forms and rounds; a test module takes them with `pytest_plugins`."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from rondehulp import antwoord, gelezen, schrijf
from uitvraaghulp import AMSTERDAM, maak

import congruentie as cg
from congruentie.cli import _voer_uit
from congruentie.uitvraag.antwoorden import Antwoorden
from congruentie.uitvraag.ronde import Ronde, maak_ronde
from congruentie.voorstel.bestand import GelezenVoorstel, lees_voorstel


@pytest.fixture(scope="session")
def leeg(tmp_path_factory):
    """The forms as they were sent; nobody writes in them."""
    return maak(tmp_path_factory.mktemp("leeg"))


@pytest.fixture
def map_(leeg, tmp_path):
    """A folder with one returned form: that of Amsterdam, still empty."""
    (tmp_path / "map").mkdir()
    shutil.copy(leeg / AMSTERDAM, tmp_path / "map")
    return tmp_path / "map"


@pytest.fixture(scope="session")
def vier() -> GelezenVoorstel:
    """The default four of 2026, real boundaries of the pack."""
    return gelezen(cg.stel_voor(cg.laad_indelingen(2026, met_grenzen=True)))


@pytest.fixture(scope="session")
def begin(tmp_path_factory) -> Path:
    map_ = tmp_path_factory.mktemp("begin")
    uit = map_ / "eerste"
    opties = ["--indelingen", "ggd,jeugdregio", "--zonder-uitleg", "--stil", "--uit", str(uit)]
    assert _voer_uit(["voorstel", *opties]) == 0
    return uit.with_suffix(".json")


@pytest.fixture
def overleg(tmp_path, begin) -> Path:
    """A folder with a proposal and one answer to it."""
    shutil.copy(begin, tmp_path)
    sha = hashlib.sha256(begin.read_bytes()).hexdigest()
    schrijf(tmp_path / "a.json", antwoord("GM0050", ("GM0267", "liever wel")), sha=sha)
    return tmp_path


@pytest.fixture(scope="session")
def gehouden(begin) -> tuple[GelezenVoorstel, Ronde]:
    """A round without any answer."""
    eerst = lees_voorstel(begin)
    return eerst, maak_ronde(eerst, Antwoorden(2026, eerst.sha256, (), (), ()))

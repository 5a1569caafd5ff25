"""The page of the manual on verbanden shows what its files hold, and those hold what is computed."""

from __future__ import annotations

import importlib.util
from fractions import Fraction

import numpy as np
import pytest
from conftest import REPO

import congruentie as cg
from congruentie.bronnen.banden import banden_van
from congruentie.voorstel import Eisen
from congruentie.voorstel.opstellen import maak_opgave


@pytest.fixture(scope="module")
def maker():
    pad = REPO / "docs" / "beeld" / "verbanden.py"
    spec = importlib.util.spec_from_file_location("beeld_verbanden", pad)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_de_tabellen_op_de_bladzijde_volgen_uit_de_voorstellen(maker):
    bladzijde = maker.BLADZIJDE.read_text("utf-8")
    assert maker.vul_in(bladzijde) == bladzijde, "python docs/beeld/verbanden.py"


def test_de_standaard_theta_geeft_de_regel_van_de_tabel(maker):
    """The stored proposal from verbanden alone: its value, and what it does to them."""
    indelingen = cg.laad_indelingen(2016, [], verbanden=["verbanden_2016"])
    opgave = maak_opgave(indelingen, Fraction(1, 4), Eisen(), banden_van(indelingen.gemeenten))
    waar = {
        r["gm_code"]: r["verbanden"] for r in maker.lees(maker.VOORSTELLEN) if r["jaar"] == "2016"
    }
    regio = np.unique([waar[code] for code in indelingen.gemeenten.codes], return_inverse=True)[1]
    (punt,) = [p for p in maker.lees(maker.CURVE) if p["theta"] == "0.25"]
    assert f"{float(opgave.waarde_van(regio)):g}" == punt["doelwaarde"]
    assert not opgave.overtredingen(regio[opgave.eerste])
    assert int(punt["regios"]) == regio.max() + 1
    geraakt = maker.geraakt(2016, "verbanden").aantallen
    assert {naam: int(punt[naam]) for naam in geraakt} == geraakt

"""Published instances of the same problem, with their published optima; only where they are."""

from __future__ import annotations

import pytest
from conftest import TESTDATA
from cplib import lees_instantie, lees_optima

from congruentie.voorstel.exact import los_op

CPLIB = TESTDATA / "testen" / "cplib"
GOEDKOOP = ("wildcats", "workers", "cetacea", "lung-cancer")
DUURDER = ("cars", "micro", "soybean-21", "soybean-35")


@pytest.mark.skipif(not CPLIB.is_dir(), reason="alleen met de instanties van CP-Lib")
@pytest.mark.parametrize(
    "naam", [*GOEDKOOP, *(pytest.param(naam, marks=pytest.mark.zwaar) for naam in DUURDER)]
)
def test_het_gepubliceerde_optimum_is_bewezen(naam):
    opgave = lees_instantie(CPLIB / f"{naam}.txt")
    gevonden = los_op(opgave)
    assert gevonden.bewezen
    assert gevonden.waarde == lees_optima(CPLIB)[naam] == opgave.totaal(gevonden.deling)

"""Every method, on as few and as many units as there can be, whole or split."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from congruentie.gemeenten import Gemeenten
from congruentie.model import Indeling, Indelingen
from congruentie.voorstel import Eisen
from congruentie.voorstel.maken import maak_voorstel
from congruentie.voorstel.verdeling import METHODEN


def rij_van(aantal: int, per_regio: int) -> tuple[Indelingen, list[tuple[str, str]]]:
    """Gemeenten in a row, of which so many each time share their regio in two indelingen."""
    codes = tuple(f"GM{n:04d}" for n in range(1, aantal + 1))
    gemeenten = Gemeenten(2025, codes, codes, np.full(aantal, 1000.0))
    indelingen = [
        Indeling(naam, {code: f"{naam}{(n + weg) // per_regio}" for n, code in enumerate(codes)})
        for naam, weg in (("a", 0), ("b", per_regio // 2))
    ]
    return Indelingen(gemeenten, tuple(indelingen)), list(pairwise(codes))


@pytest.mark.parametrize("methode", METHODEN)
@pytest.mark.parametrize("aantal", [1, 2, 99, 100, 120])
@pytest.mark.parametrize(
    "wensen", [{}, {"splits_brokken": True}, {"splits_brokken": True, "aaneengesloten": False}]
)
def test_elke_methode(methode, aantal, wensen):
    indelingen, banden = rij_van(aantal, 4)
    gemaakt = maak_voorstel(
        indelingen, banden, theta=0.5, eisen=Eisen(**wensen), methode=methode, tijd=1
    )
    assert gemaakt.doelwaarde <= gemaakt.bovengrens + 1e-9
    # Of any two neighbours in a regio of two indelingen half the weight is not too little.
    assert gemaakt.doelwaarde >= 0
    assert set(gemaakt.regio) == set(range(len(gemaakt.codes)))

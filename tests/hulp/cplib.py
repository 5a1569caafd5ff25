"""Clique partitioning instances of CP-Lib as questions: worths of pairs, and no conditions.

Sørensen and Letchford 2024, "CP-Lib: Benchmark instances of the clique partitioning problem",
doi 10.1007/s12532-023-00249-1. They are not in the repository.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np

import congruentie as cg
from congruentie.voorstel import Eisen
from congruentie.voorstel.opgave import Opgave
from congruentie.voorstel.opstellen import maak_opgave

__all__ = ["lees_instantie", "lees_optima"]


def lees_optima(map_: Path) -> dict[str, int]:
    """The published optimum of each instance."""
    with (map_ / "optimum.csv").open(encoding="utf-8", newline="") as stroom:
        return {rij["naam"]: int(rij["optimum"]) for rij in csv.DictReader(stroom)}


def lees_instantie(pad: Path) -> Opgave:
    """Read one: the number of units, and then the upper triangle row by row."""
    n, *getallen = map(int, pad.read_text("ascii").split())
    waarde = np.zeros((n, n), dtype=np.int64)
    waarde[np.triu_indices(n, 1)] = getallen
    codes = tuple(f"GM{i:04d}" for i in range(1, n + 1))
    gemeenten = cg.Gemeenten(2026, codes, codes)
    los = cg.Indeling("los", dict(zip(codes, codes, strict=True)))
    eisen = Eisen(aaneengesloten=False)
    opgave = maak_opgave(cg.Indelingen(gemeenten, (los,)), Fraction(1, 2), eisen, [])
    return replace(opgave, waarde=waarde + waarde.T, factor=1)

"""A division as an array of regio numbers: numbered anew, counted in pairs, matched to another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from congruentie.meten.samenloop import Samenloop
from congruentie.model import Indelingen

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = [
    "IntArray", "Regio", "als_deling", "deelname_in", "gedeelde_paren", "hernummer", "koppel",
    "koppel_binnen", "paren_in",
]  # fmt: skip

IntArray = npt.NDArray[np.int64]
Regio = frozenset[int]
"""The units of one regio."""


def als_deling(regios: Iterable[Iterable[int]]) -> IntArray:
    """Number regio's that hold every unit between them, by their lowest unit; gives it per unit."""
    leden = sorted((sorted(regio) for regio in regios), key=lambda regio: regio[0])
    deling = np.empty(sum(map(len, leden)), dtype=np.int64)
    for nummer, regio in enumerate(leden):
        deling[regio] = nummer
    return deling


def hernummer(nummers: npt.NDArray[np.integer]) -> IntArray:
    """Number by first appearance, so that the same input always gives the same numbers."""
    _, eerste, terug = np.unique(nummers, return_index=True, return_inverse=True)
    rang = np.empty(len(eerste), dtype=np.int64)
    rang[np.argsort(eerste)] = np.arange(len(eerste))
    uit: IntArray = rang[terug.ravel()]
    return uit


def paren_in(groep: npt.NDArray[np.integer]) -> int:
    """How many pairs of places have the same group."""
    aantal = np.unique(groep, return_counts=True)[1]
    return int((aantal * (aantal - 1) // 2).sum())


def gedeelde_paren(indelingen: Indelingen, k: int, nieuw: npt.NDArray[np.integer]) -> int:
    """How many pairs that a division puts together share a regio in the k-th indeling.

    Parameters
    ----------
    nieuw
        Regio number per gemeente in that division, shape (n,), from 0.
    """
    vakken = indelingen.vakken_van(k)
    kolom = np.array([0] + [1] * vakken.shape[1])
    return int(Samenloop(np.column_stack([nieuw, vakken]), kolom=kolom).samen(0, 1).sum()) // 2


def deelname_in(nieuw: npt.NDArray[np.integer], deelname: csr_array) -> tuple[int, int]:
    """Count, over the pairs that a division puts together, the verbanden that they take part in.

    Parameters
    ----------
    nieuw
        Regio number per gemeente, shape (n,), from 0.
    deelname
        Who takes part in which verband, shape (n, number of verbanden), 0 or 1.

    Returns
    -------
    int
        Of all pairs together those that both are in.
    int
        Those that either is in.
    """
    from scipy.sparse import csr_array

    n = len(nieuw)
    per_regio = csr_array((np.ones(n, dtype=np.int64), (nieuw, np.arange(n)))) @ deelname
    beide = int((per_regio.data * (per_regio.data - 1) // 2).sum())
    anderen = np.bincount(nieuw)[nieuw] - 1
    return beide, int(deelname.sum(axis=1) @ anderen) - beide


def koppel(
    nieuw: npt.NDArray[np.integer], oud: npt.NDArray[np.integer], gewicht: npt.ArrayLike
) -> list[int]:
    """Match each new regio to at most one old one, so that the least weight moves.

    Parameters
    ----------
    nieuw
        Regio number per place, shape (n,).
    oud
        The same, shape (n,), or (n, c) where a place can be in c regio's; -1 for none.
    gewicht
        Weight per place, shape (n,), zero or more.

    Returns
    -------
    list of int
        Per new regio, in order of its number, the number of the old one, or -1 for none.

    Notes
    -----
    Kuhn's assignment problem (1955, "The Hungarian method"), solved by scipy.
    """
    from scipy.optimize import linear_sum_assignment

    nummers, terug = np.unique(nieuw, return_inverse=True)
    samen = np.zeros((len(nummers), max(int(oud.max()) + 1, 1)))
    for kolom in oud.reshape(len(oud), -1).T:
        mee = kolom >= 0
        np.add.at(samen, (terug.ravel()[mee], kolom[mee]), np.asarray(gewicht, dtype=float)[mee])
    uit = [-1] * len(nummers)
    for r, j in zip(*linear_sum_assignment(samen, maximize=True), strict=True):
        if samen[r, j] > 0:
            uit[int(r)] = int(j)
    return uit


def koppel_binnen(
    nieuw: IntArray, oud: IntArray, gewicht: IntArray, telt: IntArray, hoogstens: int
) -> list[int] | None:
    """Match as `koppel`, out of the matchings in which at most so much of something else moves.

    Parameters
    ----------
    nieuw
        Regio number per place, shape (n,), every number from 0 to the highest.
    oud
        The same of the old regio's, shape (n,), from 0.
    gewicht
        Weight per place, shape (n,), zero or more: the least of it moves.
    telt, hoogstens
        What counts besides, per place, shape (n,), and how much of that may move.

    Returns
    -------
    list of int or None
        As `koppel`; None when more moves in every matching.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    paren, paar = np.unique(np.column_stack([nieuw, oud]), axis=0, return_inverse=True)
    blijft = [np.bincount(paar.ravel(), wat, len(paren)) for wat in (gewicht, telt)]
    eenmaal = [kolom == np.unique(kolom)[:, None] for kolom in paren.T]
    gekozen = milp(
        -blijft[0],
        integrality=np.ones(len(paren)),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(np.vstack(eenmaal).astype(float), ub=1),
            LinearConstraint(blijft[1], lb=float(telt.sum() - hoogstens)),
        ],
        options={"mip_rel_gap": 0},
    )
    if gekozen.x is None:
        return None
    uit = [-1] * (int(nieuw.max()) + 1)
    for r, j in paren[gekozen.x > 0.5].tolist():
        uit[r] = j
    return uit

"""The table of places: which regio's each gemeente is in, also where it is in several of one indeling.

Row = gemeente. The first K columns hold the number of its (first) regio in each of the K indelingen,
counted from 0 in each; -1 is none. Where some gemeente is in more regio's of one indeling, further
columns hold those; `kolom` says of every column which indeling it belongs to. So without overlap the
table is (n, K) and `kolom` counts from 0 to K - 1.

As text, the regio's of one gemeente stand in one cell: "A | B".
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import product

import numpy as np
import numpy.typing as npt

__all__ = [
    "SCHEIDING",
    "deelt",
    "kolommen_van",
    "met_overlap",
    "op_volgorde",
    "raakt",
    "verbreed",
]

IntArray = npt.NDArray[np.int64]

SCHEIDING = " | "
"""Stands between the regio's of a gemeente that is in more than one of an indeling."""


def op_volgorde(cel: str) -> str:
    """The regio's of one cell ascending, each once."""
    if SCHEIDING not in cel:
        return cel
    return SCHEIDING.join(sorted({deel.strip() for deel in cel.split(SCHEIDING)} - {""}))


def verbreed(
    nummers: npt.NDArray[np.int32], delen: Sequence[Sequence[tuple[int, ...]]]
) -> tuple[npt.NDArray[np.int32], IntArray]:
    """Make the table of places.

    Parameters
    ----------
    nummers
        Per gemeente and indeling a number, shape (n, K); -1 = none.
    delen
        Per indeling, by that number, the regio's that it stands for (at least one, ascending).

    Returns
    -------
    vakken
        Shape (n, C), C >= K.
    kolom
        The indeling of each column, shape (C,).
    """
    kolommen = [nummers]
    kolom = list(range(nummers.shape[1]))
    for k, lijst in enumerate(delen):
        breedte = max(map(len, lijst))
        if breedte == 1:
            continue
        per_nummer = np.full((len(lijst) + 1, breedte), -1, dtype=np.int32)  # the last is for -1
        for nummer, regios in enumerate(lijst):
            per_nummer[nummer, : len(regios)] = regios
        breed = per_nummer[nummers[:, k]]
        if kolommen[0] is nummers:
            kolommen[0] = nummers.copy()
        kolommen[0][:, k] = breed[:, 0]
        kolommen.append(breed[:, 1:])
        kolom += [k] * (breedte - 1)
    return np.concatenate(kolommen, axis=1), np.array(kolom, dtype=np.int64)


def kolommen_van(kolom: IntArray, *indelingen: int) -> npt.NDArray[np.intp]:
    """The columns of these indelingen."""
    return np.flatnonzero(np.isin(kolom, indelingen))


def met_overlap(kolom: IntArray) -> list[int]:
    """The indelingen that have more than one column."""
    return sorted({int(k) for k in kolom[int(kolom.max(initial=-1)) + 1 :]})


def deelt(
    een: npt.NDArray[np.integer], ander: npt.NDArray[np.integer], kolom: IntArray
) -> npt.NDArray[np.bool_]:
    """Tell per indeling whether two gemeenten share a regio.

    Parameters
    ----------
    een, ander
        Rows of the table, shapes (..., C) that broadcast.
    kolom
        The indeling of each column, shape (C,).

    Returns
    -------
    numpy.ndarray
        Shape (..., K): true where they have at least one regio in common.
    """
    aantal = int(kolom.max(initial=-1)) + 1
    gelijk = (een == ander) & (een >= 0)
    uit: npt.NDArray[np.bool_] = gelijk[..., :aantal]
    for k in met_overlap(kolom):
        eigen = kolommen_van(kolom, k)
        uit[..., k] = raakt(een[..., eigen], ander[..., eigen])
    return uit


def raakt(een: npt.NDArray[np.integer], ander: npt.NDArray[np.integer]) -> npt.NDArray[np.bool_]:
    """Tell whether places in the same indeling, along the last axis, have a regio in common."""
    plekken = product(range(een.shape[-1]), repeat=2)
    gelijk = ((een[..., a] == ander[..., b]) & (een[..., a] >= 0) for a, b in plekken)
    return reduce(np.logical_or, gelijk)

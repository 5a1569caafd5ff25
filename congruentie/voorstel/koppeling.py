"""Match new regio's to old ones."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["koppel"]


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

"""Open branches of the search over regio's (`doorloop`) as tables, and the sets they bring in."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from congruentie.voorstel.deling import IntArray

__all__ = ["Bools", "Floats", "Oogst", "Takken", "als_bits", "van_bits"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Bits = npt.NDArray[np.uint64]


@dataclass
class Takken:
    """Open branches, one per row.

    Parameters
    ----------
    binnen, vrij
        Units inside, and those that may still join, shape (k, m).
    wortel
        Number of the root of each, shape (k,).
    waarde
        Worth of what is inside less its prices, shape (k,).
    nieuw
        Whether what is inside was not seen before, shape (k,).
    grens
        No set in the branch is worth more less its prices, shape (k,).
    """

    binnen: Bools
    vrij: Bools
    wortel: IntArray
    waarde: Floats
    nieuw: Bools
    grens: Floats

    def __len__(self) -> int:
        return len(self.waarde)

    def van(self, welke: Any) -> Takken:
        """Some of the rows."""
        return Takken(*(getattr(self, veld.name)[welke] for veld in fields(self)))

    @staticmethod
    def neem(stapel: list[Takken], aantal: int) -> Takken:
        """Take at most so many rows off the end of a stack of tables."""
        delen: list[Takken] = []
        while stapel and aantal > 0:
            deel = stapel.pop()
            over = max(len(deel) - aantal, 0)
            if over:
                stapel.append(deel.van(slice(0, over)))
            delen.append(deel.van(slice(over, None)))
            aantal -= len(deel)
        kolommen = ([getattr(deel, veld.name) for deel in delen] for veld in fields(Takken))
        return Takken(*map(np.concatenate, kolommen))


class Oogst:
    """The sets found: all of them, or the best so many of each root.

    Parameters
    ----------
    drempel
        Per root what a set must be worth more than; it rises as better ones come in.
    per_wortel
        How many to keep of each root; None for all.
    """

    def __init__(self, drempel: Floats, per_wortel: int | None) -> None:
        self.drempel = drempel.copy()
        self.hoogste = drempel.copy()
        self._per_wortel = per_wortel
        self._beste: dict[int, list[tuple[float, Bools]]] = {}
        self._alles: list[tuple[IntArray, Bools]] = []
        self.aantal = 0

    def neem(self, waarde: Floats, wortel: IntArray, binnen: Bools) -> None:
        """Take in valid sets."""
        np.maximum.at(self.hoogste, wortel, waarde)
        if self._per_wortel is None:
            self._alles.append((wortel, binnen))
            self.aantal += len(wortel)
            return
        for i in np.argsort(-waarde, kind="stable"):
            r = int(wortel[i])
            if waarde[i] <= self.drempel[r]:
                continue
            lijst = self._beste.setdefault(r, [])
            lijst.append((float(waarde[i]), binnen[i]))
            if len(lijst) >= self._per_wortel:
                lijst.sort(key=lambda deel: -deel[0])
                del lijst[self._per_wortel :]
                self.drempel[r] = lijst[-1][0]

    def alles(self, m: int) -> tuple[Bools, IntArray]:
        """The sets, shape (k, m), and the root of each."""
        delen = [
            *self._alles,
            *(
                (np.full(len(lijst), r), np.stack([s for _, s in lijst]))
                for r, lijst in self._beste.items()
            ),
        ]
        if not delen:
            return np.zeros((0, m), dtype=bool), np.zeros(0, dtype=np.int64)
        return np.concatenate([b for _, b in delen]), np.concatenate([w for w, _ in delen])


def als_bits(tabel: Bools) -> Bits:
    """Each column of a table as bits, 64 rows to a word: shape (m, words)."""
    k, m = tabel.shape
    vol = np.zeros((m, -(-k // 64) * 64), dtype=bool)
    vol[:, :k] = tabel.T
    return np.packbits(vol, axis=1).view(np.uint64)


def van_bits(bits: Bits, k: int) -> Bools:
    """The table of k rows again."""
    kolommen = np.unpackbits(bits.view(np.uint8), axis=1, count=k)
    return np.ascontiguousarray(kolommen.T).view(bool)

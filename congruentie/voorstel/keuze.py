"""The best choice out of a list of regio's, with proof: branch and bound on the program over them.

In every branch the solver suggests prices, and those prove a bound in whole numbers over the regio's
that are left. Branches are two units together or apart (Ryan and Foster 1981), or one regio with or
without.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from congruentie.voorstel.deling import IntArray
from congruentie.voorstel.kolommen import Kolommen
from congruentie.voorstel.oplosser import maak_oplosser
from congruentie.voorstel.takken import Bools, Floats

__all__ = ["Keuze"]

_EPS = 1e-6


@dataclass
class _Tak:
    """The columns that are left, and what no choice out of them exceeds."""

    mag: Bools
    grens: float


class Keuze:
    """Columns out of which every unit is covered once.

    Parameters
    ----------
    kolommen
        Where they stand.
    plekken
        Which of them.
    doel
        What each is worth here, whole; default their worth.
    minstens
        The worth that all together must have at least, as a condition; None for none.
    """

    def __init__(
        self,
        kolommen: Kolommen,
        plekken: IntArray,
        *,
        doel: IntArray | None = None,
        minstens: int | None = None,
    ) -> None:
        self.kolommen = kolommen
        self.plekken = np.unique(plekken)
        waarde = kolommen.waarde[self.plekken]
        self.leden = kolommen.leden[self.plekken]
        self.doel = (waarde if doel is None else doel).astype(float)
        matrix, self._laag, self._hoog = kolommen.rijen(self.plekken)
        if minstens is not None:
            matrix = np.column_stack([matrix, waarde])
            self._laag = np.r_[self._laag, minstens]
            self._hoog = np.r_[self._hoog, math.inf]
        self._matrix = matrix
        self._eerste = self.leden.argmax(axis=1)
        self._boete = 4.0 * float(np.abs(self.doel).sum()) + 4.0
        m = self.leden.shape[1]
        grootste = max(self._boete * m, float(np.abs(matrix).max(initial=1)) * self._boete)
        self._schaal = 2.0 ** np.clip(math.floor(math.log2(2.0**50 / grootste)), 0, 16)
        self.lp = self._program()

    def _program(self) -> Any:
        import highspy

        lp: Any = maak_oplosser()
        lp.changeObjectiveSense(highspy.ObjSense.kMaximize)
        leeg = np.array([], dtype=np.int32)
        for laag, hoog in zip(self._laag, self._hoog, strict=True):
            lp.addRow(float(laag), float(hoog), 0, leeg, np.array([]))
        n = len(self.plekken)
        rij, kolom = np.nonzero(self._matrix)
        begin = np.searchsorted(rij, np.arange(n)).astype(np.int32)
        lp.addCols(
            n, self.doel, np.zeros(n), np.full(n, math.inf),
            len(rij), begin, kolom.astype(np.int32), self._matrix[rij, kolom].astype(float),
        )  # fmt: skip
        for r in range(len(self._laag)):
            for teken, grens in ((1.0, self._laag[r]), (-1.0, self._hoog[r])):
                if math.isfinite(grens):
                    lp.addCol(
                        -self._boete, 0.0, math.inf, 1, np.array([r], np.int32), np.array([teken])
                    )
        return lp

    def ruim(self, mag: Bools, tijd: float = math.inf) -> tuple[float, Floats, bool]:
        """Solve the relaxation over some of the columns.

        Returns
        -------
        float
            No choice out of them is worth more; whole, but for infinity.
        numpy.ndarray
            How much of each is taken, shape (n,).
        bool
            Whether it was solved in time.
        """
        import highspy

        n = len(self.plekken)
        hoog = np.where(mag, math.inf, 0.0)
        self.lp.changeColsBounds(n, np.arange(n, dtype=np.int32), np.zeros(n), hoog)
        if math.isfinite(tijd):
            self.lp.setOptionValue("time_limit", self.lp.getRunTime() + max(tijd, 0.01))
        self.lp.run()
        if self.lp.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return math.inf, np.zeros(n), False
        antwoord = self.lp.getSolution()
        self._prijs = self._heel(np.array(antwoord.row_dual))
        self._verlies = self.doel * self._schaal - self._matrix @ self._prijs
        return self._grens(mag), np.array(antwoord.col_value[:n]), True

    def _heel(self, prijs: Floats) -> Floats:
        heel: Floats = np.rint(prijs * self._schaal)
        heel[np.isinf(self._hoog)] = np.minimum(heel[np.isinf(self._hoog)], 0)
        heel[np.isinf(self._laag)] = np.maximum(heel[np.isinf(self._laag)], 0)
        return heel

    def _grens(self, mag: Bools) -> float:
        """What the whole prices prove: of each lowest unit at most one column is chosen."""
        over = np.zeros(self.leden.shape[1])
        np.maximum.at(over, self._eerste[mag], self._verlies[mag])
        aantal = int(self._hoog[len(over)])
        rand = np.where(self._prijs > 0, self._hoog, self._laag)
        vast = float((self._prijs * np.where(self._prijs == 0, 0.0, rand)).sum())
        self._som = vast + float(np.sort(over)[::-1][:aantal].sum())
        return float(math.floor(self._som / self._schaal))

    def beste(
        self,
        rand: int,
        meld: Callable[[IntArray], int | None],
        stap: int,
        rest: Callable[[], float],
        mag: Bools | None = None,
    ) -> float:
        """Look for choices worth at least `rand`; gives a bound on what any is worth.

        Parameters
        ----------
        rand
            Whole, as `doel`.
        meld
            Called with every choice found, as a regio number per unit; gives what it is worth, or None
            when it breaks a condition that the program does not know.
        stap
            Worths differ by a multiple of it.
        rest
            Seconds left.
        mag
            Which columns may be chosen, shape (n,); default all.
        """
        open_ = [_Tak(np.ones(len(self.plekken), dtype=bool) if mag is None else mag, math.inf)]
        hoogste = float(rand - stap)
        self.takken = 0
        while open_:
            if rest() <= 0:
                return max(hoogste, *(tak.grens for tak in open_))
            tak = open_.pop()
            if tak.grens < rand:
                continue
            self.takken += 1
            grens, x, opgelost = self.ruim(tak.mag, rest())
            if not opgelost:
                return max(hoogste, tak.grens, *(t.grens for t in open_))
            grens = min(grens, tak.grens)
            if grens < rand:
                continue
            mag = tak.mag & (self._verlies >= rand * self._schaal - self._som)
            heel = bool(np.all((x < _EPS) | (x > 1 - _EPS)))
            if heel:
                waarde = meld(self._deling(x))
                if waarde is not None and waarde >= rand:
                    rand, hoogste = waarde + stap, float(waarde)
                    if grens < rand:
                        continue
            open_ += self._splits(mag, x, grens)
        return hoogste

    def _deling(self, x: Floats) -> IntArray:
        deling = np.full(self.leden.shape[1], -1, dtype=np.int64)
        for nummer, j in enumerate(np.flatnonzero(x > 0.5)):
            deling[self.leden[j]] = nummer
        return deling

    def _splits(self, mag: Bools, x: Floats, grens: float) -> list[_Tak]:
        """Two branches that together hold every choice; the last one is taken first."""
        deel = np.flatnonzero((x > _EPS) & (x < 1 - _EPS))
        if len(deel):
            samen = (self.leden[deel].T * x[deel]) @ self.leden[deel]
            ver = np.abs(samen - 0.5)
            np.fill_diagonal(ver, 1.0)
            a, b = np.unravel_index(int(ver.argmin()), ver.shape)
            if ver[a, b] < 0.5 - _EPS:
                met, een = self.leden[:, a] & self.leden[:, b], self.leden[:, a] | self.leden[:, b]
                return [_Tak(mag & ~met, grens), _Tak(mag & (met | ~een), grens)]
        keus = deel if len(deel) else np.flatnonzero(x > _EPS)
        for j in keus[np.argsort(np.abs(x[keus] - 0.5), kind="stable")].tolist():
            past = ~(self.leden & self.leden[j]).any(axis=1)
            past[j] = True
            if mag[j] and (mag & ~past).any():
                zonder = mag.copy()
                zonder[j] = False
                return [_Tak(zonder, grens), _Tak(mag & past, grens)]
        return []  # there is no other choice than this one

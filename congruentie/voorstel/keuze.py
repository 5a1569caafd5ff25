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
        # To leave a unit out, or break another row by what its largest column has, costs more than all.
        meest = np.zeros(self.leden.shape[1])
        np.maximum.at(meest, self._eerste, np.abs(self.doel))
        grootte = np.abs(matrix).max(axis=0, initial=1.0)
        self._boete = (4.0 * meest.sum() + 4.0) / grootte
        rand = np.where(np.isfinite(self._hoog), np.abs(self._hoog), np.abs(self._laag))
        grootste = float((self._boete * (grootte + rand)).sum())
        self._schaal = 2.0 ** np.clip(math.floor(math.log2(2.0**50 / grootste)), 0, 24)
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
                    waar = np.array([r], np.int32)
                    lp.addCol(-self._boete[r], 0.0, math.inf, 1, waar, np.array([teken]))
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
        n = len(self.plekken)
        hoog = np.where(mag, math.inf, 0.0)
        self.lp.changeColsBounds(n, np.arange(n, dtype=np.int32), np.zeros(n), hoog)
        if math.isfinite(tijd):
            self.lp.setOptionValue("time_limit", self.lp.getRunTime() + max(tijd, 0.01))
        if not self._los_op():
            return math.inf, np.zeros(n), False
        x = np.array(self.lp.getSolution().col_value)
        self._verlies, self._som = self._bewijs(self.doel, mag)
        if x[n:].max(initial=0.0) > _EPS and not self._kan(mag):
            return -math.inf, x[:n], True
        return float(math.floor(self._som / self._schaal)), x[:n], True

    def _kan(self, mag: Bools) -> bool:
        """Whether any can be chosen: not, it is proven, if columns worth 0 make less than 0."""
        n, alle = len(self.plekken), np.arange(len(self.plekken), dtype=np.int32)
        self.lp.changeColsCost(n, alle, np.zeros(n))
        kan = not self._los_op() or self._bewijs(np.zeros(n), mag)[1] >= 0
        self.lp.changeColsCost(n, alle, self.doel)
        return kan

    def _los_op(self) -> bool:
        import highspy

        self.lp.run()
        return bool(self.lp.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    def _bewijs(self, doel: Floats, mag: Bools) -> tuple[Floats, float]:
        """What the prices prove, made whole: of each lowest unit at most one column is chosen.

        Gives how much more each column is worth than its price, and what no choice exceeds, both times
        the scale.
        """
        prijs = np.rint(np.array(self.lp.getSolution().row_dual) * self._schaal)
        prijs[np.isinf(self._hoog)] = np.minimum(prijs[np.isinf(self._hoog)], 0)
        prijs[np.isinf(self._laag)] = np.maximum(prijs[np.isinf(self._laag)], 0)
        verlies: Floats = doel * self._schaal - self._matrix @ prijs
        over = np.zeros(self.leden.shape[1])
        np.maximum.at(over, self._eerste[mag], verlies[mag])
        aantal = int(self._hoog[len(over)])
        rand = np.where(prijs > 0, self._hoog, self._laag)
        vast = float((prijs * np.where(prijs == 0, 0.0, rand)).sum())
        return verlies, vast + float(np.sort(over)[::-1][:aantal].sum())

    def beste(
        self,
        rand: int,
        meld: Callable[[IntArray], int | None],
        stap: int,
        rest: Callable[[], float],
        mag: Bools | None = None,
        hoogstens: float = math.inf,
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
        hoogstens
            After so many branches it stops.
        """
        open_ = [_Tak(np.ones(len(self.plekken), dtype=bool) if mag is None else mag, math.inf)]
        hoogste = float(rand - stap)
        self.takken = 0
        while open_:
            if rest() <= 0 or self.takken >= hoogstens:
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
        keus = keus[np.argsort(np.abs(x[keus] - 0.5), kind="stable")]
        # A regio with or without; once all are sure, and `x` is not whole, which old one it continues.
        for kolom in [False, True] if len(deel) else [False]:
            for j in keus.tolist():
                een = np.arange(len(mag)) == j
                if not kolom:
                    een = (self.leden == self.leden[j]).all(axis=1)
                rest = ~(self.leden & self.leden[j]).any(axis=1)
                if (mag & een).any() and (mag & ~een & ~rest).any():
                    return [_Tak(mag & ~een, grens), _Tak(mag & (een | rest), grens)]
        return []  # there is no other choice than this one

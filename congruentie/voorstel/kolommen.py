"""The program over regio's: every unit in one of them, and prices that bound every proposal.

A column is a set of units and, where the question starts from an indeling, the old regio that it
continues (or none). There are too many to write down; those that could improve the program are found
by `doorloop` (column generation: Johnson, Mehrotra and Nemhauser 1993, "Min-cut clustering"). The
solver only suggests prices. What they prove is computed anew, in whole numbers (`Prijzen`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from congruentie.voorstel.deling import IntArray
from congruentie.voorstel.doorloop import Doorloop, Wortels
from congruentie.voorstel.opgave import Opgave
from congruentie.voorstel.oplosser import maak_oplosser
from congruentie.voorstel.takken import Bools, Floats

__all__ = ["Kolommen", "Prijzen", "Uitkomst"]

_GROOTST = 2.0**50
_BRUIKBAAR = {"HighsModelStatus.kOptimal", "HighsModelStatus.kUnknown"}
"""An inner point that is not quite the best (unknown) will do: prices only suggest."""


@dataclass(frozen=True, eq=False)
class Prijzen:
    """Whole numbers that prove a bound.

    For every regio R that keeps to the conditions, with u its lowest unit, and every old regio k of
    which it has a unit (or none, which costs nothing),

        schaal * worth between the units of R
            <= sum of `per_brok` over R + `per_regio` + `per_oude_regio`[k]
               + sum of `per_verhuizer` * what R holds from outside k + `over`[u].

    Added up over the regio's of a proposal, whose number lies between the two of `aantal`, that
    continue each old regio at most once and move at most `hoogstens`, the worth between units times
    `schaal` is at most `grens`: the sum of `per_brok`, of `per_oude_regio`, of `per_verhuizer` times
    `hoogstens`, and of the highest `over` (as many as there may be regio's), and `per_regio` times the
    number of regio's (the lowest where it is below 0, else the highest).

    Parameters
    ----------
    schaal
        All other numbers are in 1 / schaal of the whole worth.
    per_brok, per_regio
        Price of a unit, shape (m,), and of a regio; of either sign.
    per_oude_regio
        Price of continuing each regio of the basis, shape (k,), 0 or more; empty without a basis.
    per_verhuizer
        Per limit of `Opgave.mag_verhuizen` the price of one that moves, 0 or more.
    over
        Per unit, shape (m,), 0 or more.
    aantal
        Lowest and highest number of regio's.
    hoogstens
        Per limit what may move.
    """

    schaal: int
    per_brok: IntArray
    per_regio: int
    per_oude_regio: IntArray
    per_verhuizer: tuple[int, ...]
    over: IntArray
    aantal: tuple[int, int]
    hoogstens: tuple[int, ...]

    @property
    def grens(self) -> int:
        """What no proposal exceeds between units, times `schaal`."""
        return self.onder_prijzen + int(np.sort(self.over)[::-1][: self.aantal[1]].sum())

    @property
    def onder_prijzen(self) -> int:
        """The same if no regio were worth more than its price."""
        verhuizers = zip(self.per_verhuizer, self.hoogstens, strict=True)
        return (
            int(self.per_brok.sum())
            + int(self.per_oude_regio.sum())
            + sum(prijs * hoog for prijs, hoog in verhuizers)
            + self.per_regio * self.aantal[self.per_regio > 0]
        )


@dataclass(frozen=True)
class Uitkomst:
    """Of the relaxation: a price per row, how much of each column is taken, and what is left out."""

    prijs: Floats
    x: Floats
    tekort: float


class Kolommen:
    """The columns there are, and the linear program over them.

    Parameters
    ----------
    opgave
        The question.
    stop
        Asked now and then whether time is up.
    """

    def __init__(self, opgave: Opgave, stop: Callable[[], bool]) -> None:
        self.opgave = opgave
        self.stop = stop
        m = self._m = len(opgave)
        self.laag, self.hoog = opgave.eisen.regios or (1, m)
        self.basis = opgave.basis
        self._oud = 0 if self.basis is None else int(self.basis.max()) + 1
        self._mag = opgave.mag_verhuizen if self.basis is not None else ()
        self._w = opgave.waarde - np.diag(np.diag(opgave.waarde))
        som = float(np.abs(self._w).sum()) / 2
        self.boete = 4.0 * som + 4.0 * opgave.stap
        ruimte = _GROOTST / (2 * m * self.boete * 1024)
        self.schaal = 2 ** int(np.clip(math.floor(math.log2(ruimte)), 0, 16))
        self._prijs_hoogst = _GROOTST / (2 * m)
        self.doorloop = Doorloop(opgave, self.schaal)
        self.leden = np.zeros((0, m), dtype=bool)
        self.oud = np.zeros(0, dtype=np.int64)
        self.waarde = np.zeros(0, dtype=np.int64)
        self._plek: dict[tuple[bytes, int], int] = {}
        self._maak_program()

    # --- the linear program ------------------------------------------------------------------

    def _maak_program(self) -> None:
        import highspy

        m, leeg = self._m, np.array([], dtype=np.int32)
        # An inner point of the best prices, not a corner: fewer rounds, each quicker to go through.
        self.lp: Any = maak_oplosser()
        self.lp.setOptionValue("solver", "ipm")
        self.lp.setOptionValue("run_crossover", "off")
        self.lp.changeObjectiveSense(highspy.ObjSense.kMaximize)
        for laag, hoog in self._grenzen():
            self.lp.addRow(laag, hoog, 0, leeg, np.array([]))
        # Each price is held between two: a unit may be left out, or covered twice, for a little less
        # or more than its price so far (Marsten, Hogan and Blankenship 1975, "The boxstep method").
        for teken in (1.0, -1.0):
            for rij in range(m + 1):
                waar = np.array([rij], dtype=np.int32)
                self.lp.addCol(0.0, 0.0, math.inf, 1, waar, np.array([teken]))
        self._hulp = 2 * (m + 1)

    def houd_bij(self, prijs: Floats, breed: float) -> None:
        """Hold the price of each unit within so much of these, and that of a regio within the boete."""
        laag, hoog = prijs[: self._m] - breed, prijs[: self._m] + breed
        kosten = np.r_[laag, -self.boete, -hoog, -self.boete] / self.opgave.stap
        n = self._hulp
        self.lp.changeColsCost(n, np.arange(n, dtype=np.int32), kosten)

    def _grenzen(self) -> list[tuple[float, float]]:
        rijen = [(1.0, 1.0)] * self._m + [(float(self.laag), float(self.hoog))]
        rijen += [(-math.inf, 1.0)] * self._oud
        return rijen + [(-math.inf, float(hoogste)) for _, hoogste, _ in self._mag]

    def rijen(self, plekken: IntArray) -> tuple[Floats, Floats, Floats]:
        """The rows of the program, of some columns: a table (k, rows), and the bounds of each row."""
        laag, hoog = np.array(self._grenzen()).T
        return self._matrix(self.leden[plekken], self.oud[plekken]), laag, hoog

    @property
    def laagst_mogelijk(self) -> int:
        """No proposal is worth less between units."""
        return int(np.minimum(self._w, 0).sum()) // 2

    def voeg(self, leden: Bools, oud: IntArray | None = None) -> IntArray:
        """Add columns, sets as rows of (k, m); give the places of all of them.

        Parameters
        ----------
        oud
            Which old regio each continues, -1 for none; default: every one it could.
        """
        if oud is None:
            leden, oud = self._met_elke_oude(leden)
        plek, nieuw = np.empty(len(oud), dtype=np.int64), []
        for i, (rij, k) in enumerate(zip(leden, oud.tolist(), strict=True)):
            sleutel = (rij.tobytes(), k)
            if sleutel not in self._plek:
                self._plek[sleutel] = len(self._plek)
                nieuw.append(i)
            plek[i] = self._plek[sleutel]
        if nieuw:
            self._neem_op(leden[nieuw], oud[nieuw])
        return plek

    def _met_elke_oude(self, leden: Bools) -> tuple[Bools, IntArray]:
        geen = np.full(len(leden), -1)
        if self.basis is None:
            return leden, geen
        rij, k = np.nonzero(leden @ (self.basis[:, None] == np.arange(self._oud)))
        return np.concatenate([leden, leden[rij]]), np.concatenate([geen, k])

    def _neem_op(self, leden: Bools, oud: IntArray) -> None:
        w = (leden.astype(float) @ self._w * leden).sum(axis=1) / 2
        waarde = np.rint(w).astype(np.int64)
        n = len(oud)
        matrix = self._matrix(leden, oud)
        rij, kolom = np.nonzero(matrix)
        begin = np.searchsorted(rij, np.arange(n)).astype(np.int32)
        self.lp.addCols(
            n, waarde / self.opgave.stap, np.zeros(n), np.full(n, math.inf),
            len(rij), begin, kolom.astype(np.int32), matrix[rij, kolom],
        )  # fmt: skip
        self.leden = np.concatenate([self.leden, leden])
        self.oud = np.concatenate([self.oud, oud])
        self.waarde = np.concatenate([self.waarde, waarde])

    def _matrix(self, leden: Bools, oud: IntArray) -> Floats:
        delen = [leden, np.ones((len(oud), 1)), oud[:, None] == np.arange(self._oud)]
        delen += [self._weg(leden, oud, h)[:, None] for h, _, _ in self._mag]
        return np.concatenate(delen, axis=1, dtype=float)

    def _weg(self, leden: Bools, oud: IntArray, hoeveel: IntArray) -> Floats:
        """What each set holds from outside the old regio that it continues."""
        buiten = leden & (self.basis != oud[:, None])
        uit: Floats = buiten.astype(float) @ hoeveel
        return uit

    def verhuist(self, plekken: IntArray, hoeveel: IntArray) -> IntArray:
        """What moves in some columns: what each holds from outside the old regio it continues."""
        return self._weg(self.leden[plekken], self.oud[plekken], hoeveel).astype(np.int64)

    def los_op(self, tijd: float = math.inf) -> Uitkomst | None:
        """Solve the relaxation over the columns there are; None when time is too short."""
        if math.isfinite(tijd):
            self.lp.setOptionValue("time_limit", self.lp.getRunTime() + max(tijd, 0.01))
        self.lp.run()
        if str(self.lp.getModelStatus()) not in _BRUIKBAAR:
            return None
        antwoord = self.lp.getSolution()
        x = np.array(antwoord.col_value)
        prijs = np.array(antwoord.row_dual) * self.opgave.stap
        return Uitkomst(prijs, x[self._hulp :], float(x[: self._hulp].max()))

    # --- prices ------------------------------------------------------------------------------

    def rond_af(self, prijs: Floats) -> Prijzen:
        """Prices in whole numbers that are never below 0 where that proves nothing; `over` is 0."""
        m = self._m
        heel = np.clip(np.rint(prijs * self.schaal), -self._prijs_hoogst, self._prijs_hoogst)
        heel[m + 1 :] = np.maximum(heel[m + 1 :], 0)
        heel = heel.astype(np.int64)
        return Prijzen(
            self.schaal,
            heel[:m],
            int(heel[m]),
            heel[m + 1 : m + 1 + self._oud],
            tuple(heel[m + 1 + self._oud :].tolist()),
            np.zeros(m, dtype=np.int64),
            (self.laag, self.hoog),
            tuple(hoogste for _, hoogste, _ in self._mag),
        )

    def begin_prijzen(self, deling: IntArray | None) -> Floats:
        """Half of what each unit has in a proposal; without one, a quarter of what it could have."""
        prijs = np.zeros(self.lp.getNumRow())
        if deling is None:
            prijs[: self._m] = 0.25 * np.maximum(self._w, 0).sum(axis=1)
        else:
            prijs[: self._m] = 0.5 * (self._w * (deling[:, None] == deling)).sum(axis=1)
        return prijs

    def goed_genoeg(self, prijzen: Prijzen, rand: int) -> IntArray:
        """Places of the columns so far that can be part of a proposal worth `rand` between units."""
        per_rij = np.r_[prijzen.per_brok, prijzen.per_regio, prijzen.per_oude_regio]
        prijs = self._matrix(self.leden, self.oud) @ np.r_[per_rij, prijzen.per_verhuizer]
        verlies = prijs + prijzen.over[self.leden.argmax(axis=1)] - prijzen.schaal * self.waarde
        return np.flatnonzero(verlies <= prijzen.grens - prijzen.schaal * rand)

    def wortels(self, prijzen: Prijzen, speling: int) -> Wortels:
        """One per lowest unit and old regio; sets may fall short of their price by `speling`."""
        m = self._m
        begin, prijs, drempel, moet = [], [], [], []
        for k in range(-1, self._oud):
            begin.append(np.arange(m))
            blijft = np.zeros(m, dtype=bool) if k < 0 else self.basis == k
            per = prijzen.per_brok.astype(float)
            for p, (hoeveel, _, _) in zip(prijzen.per_verhuizer, self._mag, strict=True):
                per = per + np.where(blijft, 0, p * hoeveel)
            extra = prijzen.per_oude_regio[k] if k >= 0 else 0
            prijs.append(np.tile(per, (m, 1)))
            drempel.append(np.full(m, float(prijzen.per_regio + extra - speling)))
            moet.append(np.tile(blijft | (k < 0), (m, 1)))
        return Wortels(
            np.concatenate(begin),
            np.concatenate(prijs),
            np.concatenate(drempel),
            np.concatenate(moet) if self._oud else None,
        )

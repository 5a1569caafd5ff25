"""Proof by columns: a proposal is a choice of whole regio's that cover every unit once.

The linear program over all possible regio's (set partitioning) gives a far tighter bound than the
one over pairs, above all when the number of regio's is given. Its columns are too many to write down;
those that could improve it are found by going through the contiguous sets of units, with a bound that
cuts off nearly all of them (column generation: Johnson, Mehrotra and Nemhauser 1993, "Min-cut
clustering"). What remains between the bound and the best proposal is settled by listing every regio
that could be part of a better one, and choosing among those in whole numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from congruentie.voorstel.deling import IntArray, Regio
from congruentie.voorstel.opgave import Opgave
from congruentie.voorstel.paren_lp import los_heel_op, maak_oplosser
from congruentie.voorstel.voorwaarden import Onhaalbaar

__all__ = ["Regioprogramma"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
_EPS = 1e-6
_GLAD = 0.5


@dataclass(frozen=True)
class _Lijst:
    """Regio's worth more than a threshold; `volledig` says that none was left out."""

    regios: list[tuple[float, Regio]]
    volledig: bool


class _Doorloop:
    """Goes through the contiguous sets of units, lowest unit first, each set once.

    The worth of a set is written as a sum over its units and its positive pairs, less a square:
    sum h_u + sum P_uv - c/2 N^2, with N its number of gemeenten. A fractional choice that maximises
    it, with each positive pair counted in half at both ends, is the bound. P_uv is below 0 only where
    a soft wish weighs more than what two units share.
    """

    def __init__(self, opgave: Opgave) -> None:
        self.opgave = opgave
        m = len(opgave)
        self.n = opgave.gemeenten.astype(float)
        self.c = float(opgave.drempel)
        paren = opgave.waarde + self.c * self.n[:, None] * self.n[None, :]
        np.fill_diagonal(paren, 0.0)
        self.p = np.rint(paren)
        self.plus = np.maximum(self.p, 0.0)
        a, b = np.triu_indices(m, 1)
        self.apart = np.zeros((m, m), dtype=bool)
        self.apart[a, b] = self.apart[b, a] = opgave.gescheiden(a, b)
        self.buren = np.zeros((m, m), dtype=bool)
        for u, v in opgave.randen:
            self.buren[u, v] = self.buren[v, u] = True

    def lijst(
        self,
        prijs: Floats,
        drempel: float,
        *,
        hoogstens: int,
        knopen: int,
        stop: Callable[[], bool],
    ) -> _Lijst:
        """List the valid regio's whose worth less the prices of their units exceeds a threshold.

        Parameters
        ----------
        prijs
            Per unit, shape (m,).
        drempel
            The threshold.
        hoogstens, knopen
            Give up after so many regio's, or so many steps.
        stop
            Asked now and then whether time is up.
        """
        m = len(self.opgave)
        h0 = -prijs + 0.5 * self.c * self.n**2
        gevonden: list[tuple[float, Regio]] = []
        stappen = 0
        for begin in range(m):
            vrij = np.arange(m) > begin
            start = np.zeros(m, dtype=bool)
            start[begin] = True
            stapel = [
                (start, vrij & ~self.apart[begin], h0[begin], self.n[begin], self.p[begin], True)
            ]
            while stapel:
                binnen, vrij, som, aantal, bij, nieuw = stapel.pop()
                stappen += 1
                if stappen > knopen or (stappen % 512 == 0 and stop()):
                    return _Lijst(gevonden, volledig=False)
                waarde = som - 0.5 * self.c * aantal**2
                if nieuw and waarde > drempel + _EPS:
                    leden = np.flatnonzero(binnen).tolist()
                    if not self.opgave.tekort(leden):
                        gevonden.append((waarde, frozenset(leden)))
                        if len(gevonden) >= hoogstens:
                            return _Lijst(gevonden, volledig=False)
                if self._grens(som, aantal, bij, h0, vrij) <= drempel + _EPS:
                    continue
                rest = self._snoei(binnen, vrij, opnieuw=not nieuw)
                if rest is None:
                    continue
                vrij = rest
                rand = np.flatnonzero(self.buren[binnen].any(axis=0) & vrij)
                if not len(rand):
                    continue
                winst = (h0[rand] + bij[rand] + 0.5 * self.plus[rand] @ vrij) / self.n[rand]
                t = int(rand[np.argmax(winst)])
                zonder = vrij.copy()
                zonder[t] = False
                stapel.append((binnen, zonder, som, aantal, bij, False))
                met = binnen.copy()
                met[t] = True
                meer = (som + h0[t] + bij[t], aantal + self.n[t], bij + self.p[t], True)
                stapel.append((met, zonder & ~self.apart[t], *meer))
        return _Lijst(gevonden, volledig=True)

    def _grens(self, som: float, aantal: float, bij: Floats, h0: Floats, vrij: Bools) -> float:
        """No regio with these units and some of the free ones is worth more."""
        keuze = np.flatnonzero(vrij)
        n = self.n[keuze]
        winst = h0[keuze] + bij[keuze] + 0.5 * (self.plus[keuze] @ vrij)
        per = winst / n
        volgorde = np.argsort(-per)
        per, n = per[volgorde], n[volgorde]
        totaal = aantal + np.cumsum(n)
        neem = per > self.c * totaal
        q = len(per) if neem.all() else int(np.argmin(neem))
        grens = som + float(per[:q] @ n[:q])
        tot = aantal + float(n[:q].sum())
        if q < len(per):
            meer = float(n[q]) if self.c == 0 else min(float(n[q]), float(per[q]) / self.c - tot)
            if meer > 0 and per[q] > 0:
                grens += float(per[q]) * meer
                tot += meer
        return grens - 0.5 * self.c * tot**2

    def _snoei(self, binnen: Bools, vrij: Bools, *, opnieuw: bool) -> Bools | None:
        """Free units that can still join; None when no valid regio is left.

        What can be reached changes only where a unit was left out (`opnieuw`).
        """
        for eis in self.opgave.voorwaarden:
            vrij = eis.mag_nog(binnen, vrij)
        if opnieuw:
            vrij = self._bereikbaar(binnen, vrij)
        mogelijk = binnen | vrij
        if not all(eis.kan_nog(binnen, mogelijk) for eis in self.opgave.voorwaarden):
            return None
        return vrij if vrij.any() else None

    def _bereikbaar(self, binnen: Bools, vrij: Bools) -> Bools:
        bereik = self.buren[binnen].any(axis=0) & vrij
        while True:
            verder = bereik | (self.buren[bereik].any(axis=0) & vrij)
            if np.array_equal(verder, bereik):
                return bereik
            bereik = verder


class Regioprogramma:
    """The program over regio's.

    Parameters
    ----------
    opgave
        The question.
    regios
        Valid regio's to start with.
    stop
        Asked now and then whether time is up.
    """

    def __init__(self, opgave: Opgave, regios: Iterable[Regio], stop: Callable[[], bool]) -> None:
        self.opgave = opgave
        self.stop = stop
        self._doorloop = _Doorloop(opgave)
        # Leaving a unit out costs more than any proposal can be worth.
        self._boete = 4.0 * float(np.abs(opgave.waarde).sum()) + 4.0
        self.regios: dict[Regio, int] = {}
        for regio in regios:
            self._neem_op(regio)

    def _neem_op(self, regio: Regio) -> bool:
        if regio in self.regios:
            return False
        self.regios[regio] = self.opgave.waarde_tussen(sorted(regio))
        return True

    def _program(self, regios: list[Regio], hoogste: float) -> Any:
        import highspy

        m = len(self.opgave)
        lp = maak_oplosser()
        lp.changeObjectiveSense(highspy.ObjSense.kMaximize)
        leeg = np.array([], dtype=np.int32)
        laag, hoog = self.opgave.eisen.regios or (0, m)
        for rij in [*((1.0, 1.0) for _ in range(m)), (float(laag), float(hoog))]:
            lp.addRow(*rij, 0, leeg, np.array([]))
        for regio in regios:
            rijen = np.array([*sorted(regio), m], dtype=np.int32)
            waarde = float(self.regios[regio])
            lp.addCol(waarde, 0.0, hoogste, len(rijen), rijen, np.ones(len(rijen)))
        return lp

    def _ruim_program(self) -> Any:
        """The relaxation; to leave a unit out, or miss the number of regio's, is allowed at a loss."""
        m, lp = len(self.opgave), self._program(list(self.regios), math.inf)
        for plek, teken in [*((u, 1.0) for u in range(m)), (m, 1.0), (m, -1.0)]:
            waar = np.array([plek], dtype=np.int32)
            lp.addCol(-self._boete, 0.0, math.inf, 1, waar, np.array([teken]))
        return lp

    def begrens(self, meld: Callable[[float], None]) -> Floats | None:
        """Solve the relaxation.

        Gives the prices of the units and, last, of a regio; None when time or patience ran out.

        Parameters
        ----------
        meld
            Called with every bound on the worth between units that is proven on the way.

        Raises
        ------
        Onhaalbaar
            Proven: no valid regio's cover every unit.
        """
        m = len(self.opgave)
        meest = (self.opgave.eisen.regios or (0, m))[1]
        goed: tuple[float, Floats] | None = None  # the best bound, and its prices
        glad = _GLAD
        while not self.stop():
            lp = self._ruim_program()
            lp.run()
            duaal = np.array(lp.getSolution().row_dual)
            # Prices halfway to the best so far swing less (Wentges 1997).
            prijs = duaal if goed is None else glad * goed[1] + (1 - glad) * duaal
            lijst = self._doorloop.lijst(
                prijs[:m], float(prijs[m]), hoogstens=5000, knopen=2_000_000, stop=self.stop
            )
            if lijst.volledig:
                hoogste = max((w - float(prijs[m]) for w, _ in lijst.regios), default=0.0)
                grens = self._onder_prijzen(prijs) + meest * max(hoogste, 0.0)
                meld(grens)
                if goed is None or grens < goed[0]:
                    goed = (grens, prijs)
            nieuw = sum([self._neem_op(regio) for _, regio in lijst.regios])
            if not nieuw:
                if lijst.volledig and glad == 0.0:
                    if max(lp.getSolution().col_value[-(m + 2) :]) > _EPS:
                        raise Onhaalbaar
                    return duaal
                if not lijst.volledig:
                    return None
                glad = 0.0
        return None

    def _onder_prijzen(self, prijs: Floats) -> float:
        """What the prices alone promise, when no regio is worth more than its price."""
        laag, hoog = self.opgave.eisen.regios or (0, len(self.opgave))
        per_regio = float(prijs[-1])
        return float(prijs[:-1].sum()) + per_regio * (hoog if per_regio > 0 else laag)

    def kies(
        self, regios: Iterable[Regio] | None = None, tijd: float = math.inf
    ) -> IntArray | None:
        """Choose the best proposal out of the regio's there are; None when time is too short."""
        lijst = list(self.regios if regios is None else regios)
        lp = self._program(lijst, 1.0)
        los_heel_op(lp, len(lijst), tijd)
        if str(lp.getModelStatus()) != "HighsModelStatus.kOptimal":
            return None
        deling = np.full(len(self.opgave), -1, dtype=np.int64)
        for nummer, (regio, x) in enumerate(zip(lijst, lp.getSolution().col_value, strict=True)):
            if x > 0.5:
                deling[list(regio)] = nummer
        return deling

    def kandidaten(self, prijs: Floats, rand: float) -> list[Regio] | None:
        """Every regio that can be part of a proposal worth more than `rand` between units.

        All together lose at most the distance to the bound, and none gains: so each loses at most
        that. None when there are too many.

        Parameters
        ----------
        prijs
            As `begrens` gives them.
        rand
            Worth between units of the best proposal so far; -inf when there is none.
        """
        speling = self._onder_prijzen(prijs) - rand
        drempel = float(prijs[-1]) - speling - 1e-4
        lijst = self._doorloop.lijst(
            prijs[:-1], drempel, hoogstens=100_000, knopen=5_000_000, stop=self.stop
        )
        if not lijst.volledig:
            return None
        for _, regio in lijst.regios:
            self._neem_op(regio)
        return [regio for _, regio in lijst.regios]

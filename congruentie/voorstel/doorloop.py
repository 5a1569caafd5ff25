"""Goes through the contiguous sets of units that are worth more than their price.

A branch and bound: from its lowest unit a set grows over borders, and of every unit at its rim there
are two branches, with and without it. Hundreds of open branches are taken together, as rows of a
table, so that numpy does the work of a compiled loop. All numbers are whole (worths and prices times a
scale, kept in floats below 2**53), so that no sum depends on its order and no bound on rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from congruentie.voorstel.deling import IntArray
from congruentie.voorstel.opgave import Opgave
from congruentie.voorstel.takken import Bits, Bools, Floats, Oogst, Takken, als_bits, van_bits

__all__ = ["Doorloop", "Gevonden", "Wortels"]

_TEGELIJK = 512
_HALVERINGEN = 5
_VER = 2.0**52
"""Beyond every worth."""


@dataclass(frozen=True)
class Wortels:
    """Where to begin, and at which prices: one branch and bound each.

    Parameters
    ----------
    begin
        The lowest unit of the sets, shape (r,).
    prijs
        Price of each unit in them, shape (r, m), whole in 1 / `Doorloop.schaal` of the worth.
    drempel
        Sets must be worth more than this besides, shape (r,), in the same.
    moet
        Units of which a set must have one, shape (r, m); None when any will do.
    """

    begin: IntArray
    prijs: Floats
    drempel: Floats
    moet: Bools | None = None


@dataclass(frozen=True)
class Gevonden:
    """Sets worth more than their price.

    Parameters
    ----------
    leden
        Which units each holds, shape (k, m).
    wortel
        From which of the `Wortels` it came, shape (k,).
    hoogste
        Per root, shape (r,): no valid set is worth more than this less the prices of its units, and
        never below the threshold; whole, as `Wortels.drempel`. True also when time was up.
    volledig
        Whether no set was left out, but for those beyond `per_wortel`.
    """

    leden: Bools
    wortel: IntArray
    hoogste: Floats
    volledig: bool


class Doorloop:
    """The contiguous sets of the units of a question.

    Two bounds cut a branch off. With S the units inside, V those that may join, w the worth of pairs
    and p the prices, a set between S and S + V is worth at most

        w(S) - p(S) + sum over u in V of max(0, w(u, S) - p_u + 1/2 sum over v in V of max(0, w_uv))

    for each pair in V is counted in half at both ends. Also, with n the numbers of gemeenten, any
    c >= 0 and q_uv = w_uv + c n_u n_v, the worth is that of q less c/2 ((sum n)^2 - sum n^2), and for
    any t, (sum n)^2 >= 2 t sum n - t^2: so that with t more than are inside it is at most

        w(S) - p(S) + c/2 t^2
        + sum over u in V of max(0, w(u, S) - p_u + c/2 n_u^2 - c t n_u
                                    + 1/2 sum over v in V of max(0, q_uv)).

    A unit whose own term is so far below 0 that with it the bound is too low leaves V; then who can
    no longer be reached leaves too.

    Parameters
    ----------
    opgave
        The question.
    schaal
        A power of two: prices are multiples of one part of it.
    """

    def __init__(self, opgave: Opgave, schaal: int) -> None:
        self.schaal = schaal
        self.knopen = 0
        """Branches seen so far."""
        m = self._m = len(opgave)
        n = self._n = opgave.gemeenten.astype(float)
        w = opgave.waarde.astype(float)
        np.fill_diagonal(w, 0.0)
        keer = 2.0 * schaal  # so that halves are whole
        self._c = keer * _kromming(w, n)
        self._w = keer * w
        self._half_w = np.maximum(self._w, 0.0) / 2
        self._half_q = np.maximum(self._w + self._c * np.outer(n, n), 0.0) / 2
        np.fill_diagonal(self._half_q, 0.0)
        a, b = np.triu_indices(m, 1)
        self._mag = np.ones((m, m), dtype=bool)
        self._mag[a, b] = self._mag[b, a] = ~opgave.gescheiden(a, b)
        self._eisen = [eis for eis in opgave.voorwaarden if not eis.vanzelf]
        # Per place the neighbour of every unit there; m where it has no more.
        self._naast: list[IntArray] = []
        if opgave.eisen.aaneengesloten:
            meeste = max(1, *map(len, opgave.buren)) if m else 1
            lijsten = [sorted(buren) + [m] * (meeste - len(buren)) for buren in opgave.buren]
            self._naast = list(np.array(lijsten, dtype=np.int64).T)

    def zoek(
        self,
        wortels: Wortels,
        *,
        per_wortel: int | None,
        hoogstens: int,
        knopen: int,
        stop: Callable[[], bool],
    ) -> Gevonden:
        """Find the valid sets that are worth more than their price and the threshold.

        Parameters
        ----------
        wortels
            Where to begin.
        per_wortel
            Only the best so many of each; None for all.
        hoogstens, knopen
            Give up after so many sets, or so many branches.
        stop
            Asked now and then whether time is up.
        """
        oogst = Oogst(2.0 * wortels.drempel, per_wortel)
        stapel = [self._begin(wortels)]
        gezien, volledig = 0, True
        while stapel:
            if gezien >= knopen or oogst.aantal > hoogstens or stop():
                volledig = False
                break
            tak = Takken.neem(stapel, _TEGELIJK)
            gezien += len(tak)
            self._oogst(tak, wortels.moet, oogst)
            stapel += self._vertak(tak, wortels, oogst.drempel[tak.wortel])
        self.knopen += gezien
        for tak in stapel:
            np.maximum.at(oogst.hoogste, tak.wortel, tak.grens)
        leden, wortel = oogst.alles(self._m)
        return Gevonden(leden, wortel, np.ceil(oogst.hoogste / 2.0), volledig)

    def _begin(self, wortels: Wortels) -> Takken:
        """One branch per root; higher units may join."""
        begin = wortels.begin
        r = np.arange(len(begin))
        binnen = begin[:, None] == np.arange(self._m)
        vrij = (np.arange(self._m) > begin[:, None]) & self._mag[begin]
        waarde = -2.0 * wortels.prijs[r, begin]
        return Takken(binnen, vrij, r, waarde, np.ones(len(r), bool), np.full(len(r), _VER))

    def _oogst(self, tak: Takken, moet: Bools | None, oogst: Oogst) -> None:
        """Take in what is new, worth enough and valid."""
        tak = tak.van(tak.nieuw & (tak.waarde > oogst.drempel[tak.wortel]))
        goed = np.ones(len(tak), dtype=bool)
        if moet is not None:
            goed &= (tak.binnen & moet[tak.wortel]).any(axis=1)
        for eis in self._eisen:
            goed[goed] = eis.goed(tak.binnen[goed])
        oogst.neem(tak.waarde[goed], tak.wortel[goed], tak.binnen[goed])

    def _vertak(self, tak: Takken, wortels: Wortels, drempel: Floats) -> list[Takken]:
        """Cut off, and split in two what is left."""
        k = np.flatnonzero(tak.grens > drempel)
        tak, drempel = tak.van(k), drempel[k]
        # What each unit would add with those inside, less its price.
        eigen = tak.binnen.astype(float) @ self._w - 2.0 * wortels.prijs[tak.wortel]
        for eis in self._eisen:
            tak.vrij = eis.mogen_nog(tak.binnen, tak.vrij)
        term = self._begrens(tak, eigen, drempel)
        k = np.flatnonzero(tak.grens > drempel)
        tak, eigen, drempel = tak.van(k), eigen[k], drempel[k]
        tak.vrij, rand = self._bereik(tak.binnen, tak.vrij)
        term = self._begrens(tak, eigen, drempel)
        k = np.flatnonzero((tak.grens > drempel) & self._kan_nog(tak, wortels.moet))
        tak, eigen, drempel, term, rand = tak.van(k), eigen[k], drempel[k], term[k], rand[k]
        if self._c:
            self._begrens_met_kwadraat(tak, eigen, drempel)
        rand &= tak.vrij
        k = np.flatnonzero((tak.grens > drempel) & rand.any(axis=1))
        voorkeur = np.where(rand[k], term[k] / self._n, -np.inf)
        return self._splits(tak.van(k), eigen[k], voorkeur) if len(k) else []

    def _splits(self, tak: Takken, eigen: Floats, voorkeur: Floats) -> list[Takken]:
        """Two branches of each, without and with the unit of the highest preference."""
        t, alle = voorkeur.argmax(axis=1), np.arange(len(voorkeur))
        tak.vrij[alle, t] = False
        tak.nieuw = np.zeros(len(t), dtype=bool)
        binnen = tak.binnen.copy()
        binnen[alle, t] = True
        waarde = tak.waarde + eigen[alle, t]
        met = Takken(binnen, tak.vrij & self._mag[t], tak.wortel, waarde, ~tak.nieuw, tak.grens)
        return [tak, met]

    def _kan_nog(self, tak: Takken, moet: Bools | None) -> Bools:
        mogelijk = tak.binnen | tak.vrij
        uit = np.ones(len(mogelijk), dtype=bool)
        if moet is not None:
            uit &= (mogelijk & moet[tak.wortel]).any(axis=1)
        for eis in self._eisen:
            uit &= eis.kunnen_nog(tak.binnen, mogelijk)
        return uit

    def _begrens(self, tak: Takken, eigen: Floats, drempel: Floats) -> Floats:
        """Lower the bounds to the first of the two, and take away free units; gives their terms."""
        term = tak.vrij.astype(float) @ self._half_w
        term += eigen
        goed = np.maximum(term, 0.0)
        goed *= tak.vrij
        grens = tak.waarde + goed.sum(axis=1)
        tak.vrij = tak.vrij & (grens[:, None] + np.minimum(term, 0.0) > drempel[:, None])
        tak.grens = np.minimum(tak.grens, grens)
        return term

    def _begrens_met_kwadraat(self, tak: Takken, eigen: Floats, drempel: Floats) -> None:
        """The same by the second; what t is best is found by halving."""
        n, c = self._n, self._c
        term = tak.vrij.astype(float) @ self._half_q
        term += eigen
        term += c / 2 * n**2
        term[~tak.vrij] = -np.inf
        per = term / (c * n)
        laag, hoog = np.zeros(len(per)), (per > 0).astype(float) @ n
        for _ in range(_HALVERINGEN):
            midden = np.floor((laag + hoog) / 2)
            meer = (per > midden[:, None]).astype(float) @ n > midden
            laag, hoog = np.where(meer, midden, laag), np.where(meer, hoog, midden)
        t = np.floor((laag + hoog) / 2)
        term -= (c * t)[:, None] * n
        grens = tak.waarde + c / 2 * t**2 + np.maximum(term, 0.0).sum(axis=1)
        tak.vrij &= grens[:, None] + np.minimum(term, 0.0) > drempel[:, None]
        tak.grens = np.minimum(tak.grens, grens)

    def _bereik(self, binnen: Bools, vrij: Bools) -> tuple[Bools, Bools]:
        """The free units that can be reached from inside, and those that border it."""
        if not self._naast:
            return vrij, vrij.copy()
        k = len(binnen)
        v = als_bits(vrij)
        bij = np.vstack([als_bits(binnen), np.zeros_like(v[:1])])
        rand = v & self._of_buren(bij)
        bij[:-1] = rand
        while True:
            meer = v & (self._of_buren(bij) | bij[:-1])
            if np.array_equal(meer, bij[:-1]):
                return van_bits(meer, k), van_bits(rand, k)
            bij[:-1] = meer

    def _of_buren(self, bits: Bits) -> Bits:
        """Of each unit the bits of any of its neighbours."""
        uit = bits[self._naast[0]]
        for buur in self._naast[1:]:
            uit |= bits[buur]
        return uit


def _kromming(w: Floats, n: Floats) -> float:
    """A whole c for the second bound: what most pairs of gemeenten that are worth less than 0 cost."""
    per = -(w / np.outer(n, n))[np.triu_indices(len(n), 1)]
    per = per[per > 0]
    return float(np.rint(np.median(per))) if len(per) else 0.0

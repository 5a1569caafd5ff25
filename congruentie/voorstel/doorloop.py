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
import numpy.typing as npt

from congruentie.voorstel.opgave import Opgave

__all__ = ["Doorloop", "Gevonden", "Wortels"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_TEGELIJK = 512
_TAKKEN_PER_TABEL = 2_000_000


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

    begin: Ints
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
        Per root, shape (r,): no valid set is worth more than this less its price; whole, as
        `Wortels.drempel`.
    volledig
        Whether no set was left out, but for those beyond `per_wortel`.
    """

    leden: Bools
    wortel: Ints
    hoogste: Floats
    volledig: bool


class Doorloop:
    """The contiguous sets of the units of a question.

    Two bounds cut a branch off. With S the units inside, V those that may join, w the worth of pairs and
    p the prices, a set between S and S + V is worth at most

        w(S) - p(S) + sum over u in V of max(0, w(u, S) - p_u + 1/2 sum over v in V of max(0, w_uv))

    for each pair in V is counted in half at both ends. Also, with n the numbers of gemeenten, any c >= 0
    and q_uv = w_uv + c n_u n_v, the worth is that of q less c/2 ((sum n)^2 - sum n^2), and for any number
    t, (sum n)^2 >= 2 t sum n - t^2: so that it is at most

        w(S) - p(S) + c/2 (t - n(S))^2
        + sum over u in V of max(0, w(u, S) + c/2 n_u^2 - c (t - n(S)) n_u - p_u
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
        self.opgave = opgave
        self.schaal = schaal
        m = len(opgave)
        self._m = m
        n = opgave.gemeenten.astype(float)
        w = opgave.waarde.astype(float)
        np.fill_diagonal(w, 0.0)
        keer = 2.0 * schaal  # so that halves are whole
        self._c = keer * _kromming(w, n)
        self._n = n
        self._w = keer * w
        self._half_w = np.maximum(self._w, 0.0) / 2
        self._half_q = np.maximum(self._w + self._c * np.outer(n, n), 0.0) / 2
        np.fill_diagonal(self._half_q, 0.0)
        a, b = np.triu_indices(m, 1)
        self._mag = np.ones((m, m), dtype=bool)
        self._mag[a, b] = self._mag[b, a] = ~opgave.gescheiden(a, b)
        self._eisen = [eis for eis in opgave.voorwaarden if not eis.vanzelf]
        self._naast: Ints | None = None
        if opgave.eisen.aaneengesloten:
            breedte = max(map(len, opgave.buren), default=0)
            self._naast = np.full((max(breedte, 1), m), m, dtype=np.int64)
            for u, buren in enumerate(opgave.buren):
                self._naast[: len(buren), u] = sorted(buren)
        self.knopen = 0

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
        m, keer = self._m, 2.0 * self.schaal
        prijs = 2.0 * wortels.prijs
        drempel = 2.0 * wortels.drempel
        oogst = _Oogst(drempel.copy(), per_wortel)
        begin = wortels.begin
        r = len(begin)
        binnen = np.zeros((r, m), dtype=bool)
        binnen[np.arange(r), begin] = True
        vrij = (np.arange(m) > begin[:, None]) & self._mag[begin]
        tak = _Takken(binnen, vrij, np.arange(r), -prijs[np.arange(r), begin], np.ones(r, dtype=bool), np.full(r, np.inf))
        stapel = [tak]
        gezien, volledig = 0, True
        while stapel:
            if gezien >= knopen or oogst.aantal > hoogstens or stop():
                volledig = False
                break
            tak = _neem(stapel, _TEGELIJK)
            gezien += len(tak.waarde)
            stapel.extend(self._verwerk(tak, prijs, wortels.moet, oogst))
        self.knopen += gezien
        hoogste = np.maximum(drempel, oogst.hoogste)
        for tak in stapel:
            np.maximum.at(hoogste, tak.wortel, tak.grens)
        leden, wortel = oogst.alles(m)
        return Gevonden(leden, wortel, np.ceil(hoogste / 2.0), volledig)

    def _verwerk(self, tak: _Takken, prijs: Floats, moet: Bools | None, oogst: _Oogst) -> list[_Takken]:
        """Keep what the sets are worth, cut off, and give the two branches of each that is left."""
        self._oogst(tak, moet, oogst)
        return self._snoei(tak, prijs, moet, oogst)

    def _oogst(self, tak: _Takken, moet: Bools | None, oogst: _Oogst) -> None:
        goed = np.flatnonzero(tak.nieuw & (tak.waarde > oogst.drempel[tak.wortel]))
        if not len(goed):
            return
        binnen = tak.binnen[goed]
        mag = np.ones(len(goed), dtype=bool)
        if moet is not None:
            mag &= (binnen & moet[tak.wortel[goed]]).any(axis=1)
        for eis in self._eisen:
            mag[mag] = eis.goed(binnen[mag])
        goed = goed[mag]
        if len(goed):
            oogst.neem(tak.waarde[goed], tak.wortel[goed], tak.binnen[goed])

    def _snoei(self, tak: _Takken, prijs: Floats, moet: Bools | None, oogst: _Oogst) -> list[_Takken]:
        tak = tak.van(tak.grens > oogst.drempel[tak.wortel])
        drempel = oogst.drempel[tak.wortel]
        eigen = tak.binnen.astype(float) @ self._w - prijs[tak.wortel]
        for eis in self._eisen:
            tak.vrij = eis.mag_nog(tak.binnen, tak.vrij)
        term = self._begrens(tak, eigen)
        k = np.flatnonzero(tak.grens > drempel)
        tak, eigen, term, drempel = tak.van(k), eigen[k], term[k], drempel[k]
        tak.vrij &= tak.grens[:, None] + np.minimum(term, 0.0) > drempel[:, None]
        tak.vrij, rand = self._bereik(tak.binnen, tak.vrij)
        term = self._begrens(tak, eigen)
        k = np.flatnonzero((tak.grens > drempel) & self._kan_nog(tak, moet) & rand.any(axis=1))
        tak, eigen, term, drempel, rand = tak.van(k), eigen[k], term[k], drempel[k], rand[k]
        tak.vrij &= tak.grens[:, None] + np.minimum(term, 0.0) > drempel[:, None]
        if self._c:
            self._begrens_met_kwadraat(tak, eigen, drempel)
        rand &= tak.vrij
        k = np.flatnonzero((tak.grens > drempel) & rand.any(axis=1))
        if not len(k):
            return []
        return self._splits(tak.van(k), eigen[k], np.where(rand[k], term[k] / self._n, -np.inf))

    def _splits(self, tak: _Takken, eigen: Floats, voorkeur: Floats) -> list[_Takken]:
        """Two branches of each, without and with the unit of the highest preference."""
        t, alle = voorkeur.argmax(axis=1), np.arange(len(voorkeur))
        tak.vrij[alle, t] = False
        tak.nieuw = np.zeros(len(t), dtype=bool)
        binnen = tak.binnen.copy()
        binnen[alle, t] = True
        waarde = tak.waarde + eigen[alle, t]
        met = _Takken(binnen, tak.vrij & self._mag[t], tak.wortel, waarde, ~tak.nieuw, tak.grens)
        return [tak, met]

    def _kan_nog(self, tak: _Takken, moet: Bools | None) -> Bools:
        mogelijk = tak.binnen | tak.vrij
        uit = np.ones(len(mogelijk), dtype=bool)
        if moet is not None:
            uit &= (mogelijk & moet[tak.wortel]).any(axis=1)
        for eis in self._eisen:
            uit &= eis.kan_nog(tak.binnen, mogelijk)
        return uit

    def _begrens(self, tak: _Takken, eigen: Floats) -> Floats:
        """Lower the bounds by the first of the two; gives the term of each unit."""
        term = tak.vrij.astype(float) @ self._half_w
        term += eigen
        goed = np.maximum(term, 0.0)
        goed *= tak.vrij
        tak.grens = np.minimum(tak.grens, tak.waarde + goed.sum(axis=1))
        return term

    def _begrens_met_kwadraat(self, tak: _Takken, eigen: Floats, drempel: Floats) -> None:
        """Lower the bounds by the second; t is nearly the best, found by halving."""
        n, c = self._n, self._c
        term = tak.vrij.astype(float) @ self._half_q
        term += eigen
        term += c / 2 * n**2
        term[~tak.vrij] = -np.inf
        per = term / (c * n)
        laag, hoog = np.zeros(len(per)), (per > 0).astype(float) @ n
        for _ in range(5):
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
        if self._naast is None:
            return vrij, vrij
        k = len(binnen)
        v, s = _bits(vrij), _bits(binnen)
        s = np.vstack([s, np.zeros_like(s[:1])])
        rand = v & self._of_buren(s)
        s[:-1] = rand
        while True:
            nieuw = self._of_buren(s)
            nieuw |= s[:-1]
            nieuw &= v
            if np.array_equal(nieuw, s[:-1]):
                return _van_bits(nieuw, k), _van_bits(rand, k)
            s[:-1] = nieuw

    def _of_buren(self, bits: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
        uit = bits[self._naast[0]]
        for rij in self._naast[1:]:
            uit |= bits[rij]
        return uit


def _bits(tabel: Bools) -> npt.NDArray[np.uint64]:
    k, m = tabel.shape
    breed = -(-k // 64) * 64
    vol = np.zeros((m, breed), dtype=bool)
    vol[:, :k] = tabel.T
    return np.packbits(vol, axis=1).view(np.uint64)


def _van_bits(bits: npt.NDArray[np.uint64], k: int) -> Bools:
    return np.ascontiguousarray(np.unpackbits(np.ascontiguousarray(bits).view(np.uint8), axis=1, count=k).T).view(bool)


def _kromming(w: Floats, n: Floats) -> float:
    """A whole c for the second bound: what most pairs of gemeenten that are worth less than 0 cost."""
    paren = np.triu_indices(len(n), 1)
    per = -(w / np.outer(n, n))[paren]
    per = per[per > 0]
    return float(np.rint(np.median(per))) if len(per) else 0.0


@dataclass
class _Takken:
    """Open branches, as rows: units inside and free, root, worth less prices, whether the set is new."""

    binnen: Bools
    vrij: Bools
    wortel: Ints
    waarde: Floats
    nieuw: Bools
    grens: Floats

    def van(self, welke: object) -> _Takken:
        return _Takken(
            self.binnen[welke], self.vrij[welke], self.wortel[welke], self.waarde[welke], self.nieuw[welke], self.grens[welke]
        )


def _neem(stapel: list[_Takken], aantal: int) -> _Takken:
    """Take the last so many branches off the stack."""
    delen = []
    while stapel and aantal > 0:
        tak = stapel.pop()
        over = len(tak.waarde) - aantal
        if over > 0:
            stapel.append(tak.van(slice(0, over)))
            tak = tak.van(slice(over, None))
        delen.append(tak)
        aantal -= len(tak.waarde)
    if len(delen) == 1:
        return delen[0]
    return _Takken(*(np.concatenate([getattr(d, v) for d in delen]) for v in ("binnen", "vrij", "wortel", "waarde", "nieuw", "grens")))


class _Oogst:
    """The sets found: all, or the best so many of each root."""

    def __init__(self, drempel: Floats, per_wortel: int | None) -> None:
        self.drempel = drempel
        self.hoogste = np.full(len(drempel), -np.inf)
        self._per = per_wortel
        self._lijst: dict[int, list[tuple[float, bytes]]] = {}
        self._alles: list[tuple[Ints, Bools]] = []
        self.aantal = 0

    def neem(self, waarde: Floats, wortel: Ints, binnen: Bools) -> None:
        np.maximum.at(self.hoogste, wortel, waarde)
        if self._per is None:
            self._alles.append((wortel, binnen))
            self.aantal += len(wortel)
            return
        for i in np.argsort(-waarde, kind="stable"):
            r = int(wortel[i])
            if waarde[i] <= self.drempel[r]:
                continue
            lijst = self._lijst.setdefault(r, [])
            lijst.append((float(waarde[i]), binnen[i].tobytes()))
            if len(lijst) >= self._per:
                lijst.sort(key=lambda deel: -deel[0])
                del lijst[self._per :]
                self.drempel[r] = lijst[-1][0]

    def alles(self, m: int) -> tuple[Bools, Ints]:
        if self._per is not None:
            for r, lijst in self._lijst.items():
                leden = np.frombuffer(b"".join(s for _, s in lijst), dtype=bool).reshape(-1, m)
                self._alles.append((np.full(len(lijst), r), leden))
        if not self._alles:
            return np.zeros((0, m), dtype=bool), np.zeros(0, dtype=np.int64)
        return np.concatenate([b for _, b in self._alles]), np.concatenate([w for w, _ in self._alles])

"""The linear program over pairs of units, and the rows that are added when a solution breaks them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import permutations

import numpy as np
import numpy.typing as npt

from congruentie.errors import CongruentieFout
from congruentie.voorstel.opgave import IntArray, Opgave
from congruentie.voorstel.oplosser import maak_oplosser

__all__ = ["Model", "Onhaalbaar"]

Matrix = npt.NDArray[np.float64]
_EPS = 1e-6
_MEESTE_DRIEHOEKEN = 3000


class Onhaalbaar(CongruentieFout):
    """Proven: no proposal keeps to all conditions."""

    def __init__(self) -> None:
        super().__init__("De wensen kunnen niet allemaal tegelijk.", "Laat er een weg.")


class Model:
    """The program; rows are only ever added.

    Worths are divided by `Opgave.stap`, so that the next better proposal is worth one more.
    """

    def __init__(self, opgave: Opgave) -> None:
        import highspy

        self._hs = highspy
        self.opgave = opgave
        m = len(opgave)
        self.paren = np.triu_indices(m, 1)
        self.aantal = len(self.paren[0])
        self.nummer = np.full((m, m), -1, dtype=np.int32)
        self.nummer[self.paren] = np.arange(self.aantal)
        self.nummer = np.maximum(self.nummer, self.nummer.T)
        self.lp = maak_oplosser()
        self._gezien: set[tuple[object, ...]] = set()
        self._onder = np.zeros(self.aantal)
        self._boven = np.ones(self.aantal)
        self._kosten = (opgave.waarde[self.paren] // opgave.stap).astype(float)
        self._kolommen = self.aantal
        self._blijft = np.array([], dtype=np.int32)
        self._bouw()

    # --- rows that are always there ----------------------------------------------------------

    def _bouw(self) -> None:
        opgave, hs = self.opgave, self._hs
        self._leg_vast()
        self.lp.addVars(self.aantal, self._onder, self._boven)
        self.lp.changeColsCost(self.aantal, np.arange(self.aantal, dtype=np.int32), self._kosten)
        self.lp.changeObjectiveSense(hs.ObjSense.kMaximize)
        for hoeveel, laag, hoog in opgave.grenzen:
            self._begrens_sommen(hoeveel, laag, hoog)
        if opgave.eisen.aaneengesloten:
            for u, v in permutations(range(len(opgave)), 2):
                if v not in opgave.buren[u]:
                    self._scheiding(u, v, opgave.buren[u])
        if opgave.eisen.centrum_inwoners is not None:
            self._eis_centra()
        if opgave.eisen.regios is not None:
            self._tel_regios(*opgave.eisen.regios)
        if opgave.basis is not None:
            self._tel_blijvers(opgave.basis)

    def _leg_vast(self) -> None:
        for a, b in self.opgave.vast_samen:
            self._onder[self.nummer[a, b]] = 1.0
        for a, b in (*self.opgave.vast_apart, *self._te_groot()):
            self._boven[self.nummer[a, b]] = 0.0
        if (self._onder > self._boven).any():
            raise Onhaalbaar

    def _te_groot(self) -> Iterable[tuple[int, int]]:
        for hoeveel, _, hoog in self.opgave.grenzen:
            if hoog is not None:
                if (hoeveel > hoog).any():
                    raise Onhaalbaar
                rij, kolom = np.nonzero(np.triu(hoeveel[:, None] + hoeveel[None, :] > hoog, 1))
                yield from zip(rij.tolist(), kolom.tolist(), strict=True)

    def _rij(self, laag: float, hoog: float, kolommen: Sequence[int], getallen: Matrix) -> None:
        self.lp.addRow(
            laag,
            hoog,
            len(kolommen),
            np.array(kolommen, dtype=np.int32),
            np.asarray(getallen, float),
        )

    def _begrens_sommen(self, hoeveel: IntArray, laag: int | None, hoog: int | None) -> None:
        """What a regio holds, seen from each of its units, lies between bounds."""
        alle = np.arange(len(self.opgave))
        for u in alle:
            andere = np.delete(alle, u)
            kolommen = self.nummer[u, andere]
            eigen = int(hoeveel[u])
            if laag is not None and eigen < laag:
                nodig = laag - eigen
                # More than is needed adds nothing: a tighter relaxation.
                delen = np.minimum(hoeveel[andere], nodig) / nodig
                self._rij(1.0, math.inf, kolommen, delen)
            if hoog is not None:
                ruimte = max(hoog - eigen, 1)
                self._rij(-math.inf, (hoog - eigen) / ruimte, kolommen, hoeveel[andere] / ruimte)

    def _eis_centra(self) -> None:
        """Each unit, and each pair, shares its regio with a centrum that is near enough."""
        opgave = self.opgave
        m = len(opgave)
        for u in range(m):
            for v in range(u, m):
                met = {c for c, dichtbij in opgave.centra if dichtbij[u] and dichtbij[v]}
                if met & {u, v}:
                    continue
                kolommen = [int(self.nummer[u, c]) for c in sorted(met)]
                if u == v:
                    self._rij(1.0, math.inf, kolommen, np.ones(len(kolommen)))
                else:
                    kolommen.append(int(self.nummer[u, v]))
                    self._rij(0.0, math.inf, kolommen, np.r_[np.ones(len(met)), -1.0])

    def _tel_regios(self, laag: int, hoog: int) -> None:
        """One variable per unit: it is the lowest of its regio."""
        m = len(self.opgave)
        eerste = self.aantal
        self.lp.addVars(m, np.zeros(m), np.ones(m))
        self._kolommen += m
        for u in range(m):
            eerdere = [int(self.nummer[u, v]) for v in range(u)]
            self._rij(1.0, math.inf, [eerste + u, *eerdere], np.ones(u + 1))
            for kolom in eerdere:
                self._rij(-math.inf, 1.0, [eerste + u, kolom], np.ones(2))
        self._rij(float(laag), float(hoog), list(range(eerste, eerste + m)), np.ones(m))

    def _tel_blijvers(self, basis: IntArray) -> None:
        """One variable per unit: it stays in its old regio.

        Who stay in one old regio are together, and who stay in different ones are apart: then each
        old regio can be matched to at most one new one.
        """
        m = len(self.opgave)
        eerste = self._kolommen
        self.lp.addVars(m, np.zeros(m), np.ones(m))
        self._kolommen += m
        self._blijft = np.arange(eerste, eerste + m, dtype=np.int32)
        for u, v in zip(*self.paren, strict=True):
            samen = basis[u] == basis[v]
            kolommen = [eerste + int(u), eerste + int(v), int(self.nummer[u, v])]
            teken = -1.0 if samen else 1.0
            self._rij(-math.inf, 1.0 if samen else 2.0, kolommen, np.array([1.0, 1.0, teken]))
        for hoeveel, hoogste, _ in self.opgave.mag_verhuizen:
            blijft = float(hoeveel.sum() - hoogste)
            self._rij(blijft, math.inf, self._blijft.tolist(), hoeveel.astype(float))

    def eis_waarde(self, waarde: int) -> None:
        """From now on, seek the fewest inhabitants that move at a worth of at least this."""
        opgave = self.opgave
        stappen = math.ceil((waarde - opgave.vaste_waarde) / opgave.stap)
        telt = opgave.inwoners if opgave.inwoners.any() else opgave.gemeenten
        alle = np.arange(self._kolommen, dtype=np.int32)
        doel = np.zeros(self._kolommen)
        doel[self._blijft] = telt
        self._rij(float(stappen), math.inf, list(range(self.aantal)), self._kosten)
        self.lp.changeColsCost(self._kolommen, alle, doel)

    # --- rows that are added where a solution breaks them -------------------------------------

    def snijd(self, x: Matrix) -> int:
        """Add rows that this solution breaks; give their number."""
        gesneden = self._driehoeken(x)
        if self.opgave.eisen.aaneengesloten and gesneden < 200:
            gesneden += self._scheidingen(x)
        return gesneden

    def _driehoeken(self, x: Matrix) -> int:
        gevonden: list[tuple[float, int, int, int]] = []
        for j in range(len(x)):
            mis = x[:, j][:, None] + x[j, :][None, :] - x - 1.0
            mis[j, :] = mis[:, j] = 0.0
            rij, kolom = np.nonzero(np.triu(mis, 1) > _EPS)
            gevonden += zip(
                mis[rij, kolom].tolist(), rij.tolist(), [j] * len(rij), kolom.tolist(), strict=True
            )
        gevonden.sort(reverse=True)
        nieuw = 0
        for _, i, j, k in gevonden:
            if nieuw >= _MEESTE_DRIEHOEKEN:
                break
            if ("driehoek", i, j, k) not in self._gezien:
                self._gezien.add(("driehoek", i, j, k))
                nummers = [int(self.nummer[i, j]), int(self.nummer[j, k]), int(self.nummer[i, k])]
                self._rij(-math.inf, 1.0, nummers, np.array([1.0, 1.0, -1.0]))
                nieuw += 1
        return nieuw

    def _scheidingen(self, x: Matrix) -> int:
        """From each unit, grow the piece it is surely in; what lies beyond needs the rim of it."""
        opgave, nieuw = self.opgave, 0
        for u in range(len(opgave)):
            samen = np.flatnonzero(x[u] > _EPS)
            for drempel in (0.999, 0.75, 0.5, 0.25, 0.0):
                stuk = self._stuk(u, x[u], drempel)
                rand = frozenset().union(*(opgave.buren[s] for s in stuk)) - stuk
                for v in samen:
                    if v in stuk or v in rand or v == u:
                        continue
                    nodig = self._nodige_rand(int(v), rand, stuk)
                    if x[u, v] > sum(x[u, s] for s in nodig) + _EPS:
                        nieuw += self._scheiding(u, int(v), nodig)
        return nieuw

    def _stuk(self, u: int, rij: npt.NDArray[np.float64], drempel: float) -> frozenset[int]:
        stuk, stapel = {u}, [u]
        while stapel:
            for buur in self.opgave.buren[stapel.pop()]:
                if buur not in stuk and rij[buur] > drempel + 1e-9:
                    stuk.add(buur)
                    stapel.append(buur)
        return frozenset(stuk)

    def _nodige_rand(self, v: int, rand: frozenset[int], stuk: frozenset[int]) -> frozenset[int]:
        """The part of the rim that `v` can be reached through."""
        bereik, stapel = {v}, [v]
        while stapel:
            for buur in self.opgave.buren[stapel.pop()]:
                if buur not in bereik and buur not in rand and buur not in stuk:
                    bereik.add(buur)
                    stapel.append(buur)
        return frozenset(s for s in rand if self.opgave.buren[s] & bereik)

    def _scheiding(self, u: int, v: int, via: frozenset[int]) -> int:
        sleutel = ("scheiding", u, v, via)
        if sleutel in self._gezien:
            return 0
        self._gezien.add(sleutel)
        kolommen = [int(self.nummer[u, v]), *(int(self.nummer[u, s]) for s in sorted(via))]
        self._rij(-math.inf, 0.0, kolommen, np.r_[1.0, -np.ones(len(via))])
        return 1

    # --- solving -----------------------------------------------------------------------------

    def _matrix(self, kolommen: Sequence[float]) -> Matrix:
        m = len(self.opgave)
        x = np.zeros((m, m))
        x[self.paren] = np.array(kolommen[: self.aantal])
        x = x + x.T
        np.fill_diagonal(x, 1.0)
        return x

    def grens_als_apart(self, a: int, b: int) -> int:
        """Bound, whole as `Opgave.totaal`, on proposals in which two units are apart.

        Far below every proposal when there is none.
        """
        kolom = int(self.nummer[a, b])
        self.lp.changeColBounds(kolom, 0.0, 0.0)
        try:
            grens, _ = self.los_ruim_op() if self._onder[kolom] == 0.0 else (-math.inf, None)
        except Onhaalbaar:
            grens = -math.inf
        self.lp.changeColBounds(kolom, self._onder[kolom], self._boven[kolom])
        if grens == -math.inf:
            return -int(np.abs(self.opgave.waarde).sum()) * 4
        return (
            self.opgave.vaste_waarde
            + math.floor(grens + _EPS * max(1.0, abs(grens))) * self.opgave.stap
        )

    def los_heel_op(self, tijd: float) -> tuple[float, Matrix | None]:
        """Solve in whole numbers: a bound, and the pairs when they are the best under these rows."""
        soorten = self._hs.HighsVarType
        alle = np.arange(self._kolommen, dtype=np.int32)
        self.lp.changeColsIntegrality(
            self._kolommen, alle, np.array([soorten.kInteger] * self._kolommen)
        )
        self.lp.setOptionValue("mip_rel_gap", 0.0)
        self.lp.setOptionValue("mip_abs_gap", 0.5)
        if math.isfinite(tijd):
            self.lp.setOptionValue("time_limit", self.lp.getRunTime() + max(tijd, 0.1))
        self.lp.run()
        stand = self.lp.getModelStatus()
        if stand == self._hs.HighsModelStatus.kInfeasible:
            raise Onhaalbaar
        grens = float(self.lp.getInfo().mip_dual_bound)
        if stand != self._hs.HighsModelStatus.kOptimal:
            return grens, None
        return grens, np.rint(self._matrix(self.lp.getSolution().col_value))

    def los_ruim_op(self) -> tuple[float, Matrix]:
        """Solve without asking for whole numbers: a bound, and pairs between 0 and 1."""
        if self.aantal == 0:
            return 0.0, np.ones((len(self.opgave), len(self.opgave)))
        self.lp.run()
        stand = self.lp.getModelStatus()
        if stand == self._hs.HighsModelStatus.kInfeasible:
            raise Onhaalbaar
        return (
            float(self.lp.getInfo().objective_function_value),
            self._matrix(self.lp.getSolution().col_value),
        )

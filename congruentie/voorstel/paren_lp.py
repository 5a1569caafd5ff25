"""The linear program over pairs of units, and the rows that are added when a solution breaks them."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from congruentie.voorstel.deling import IntArray
from congruentie.voorstel.opgave import Opgave
from congruentie.voorstel.voorwaarden import Onhaalbaar

__all__ = ["Parenprogramma", "los_heel_op", "maak_oplosser"]

Matrix = npt.NDArray[np.float64]
Kolommen = Sequence[int] | npt.NDArray[np.integer]
_EPS = 1e-6
_MEESTE_DRIEHOEKEN = 3000


def maak_oplosser() -> Any:
    """Make an empty `highspy.Highs` that prints nothing.

    Since 1.16 its constructor prints a line on standard output, where a CSV may go, before any option
    can be set (HiGHS issue 2749). It does so while it turns callbacks on; that is a moment to set it.
    """
    import highspy

    class _Stil(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802  # the name it has there
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    oplosser = _Stil()  # type: ignore[no-untyped-call]
    oplosser.setOptionValue("output_flag", False)
    return oplosser


def los_heel_op(lp: Any, aantal: int, tijd: float) -> None:
    """Solve with whole numbers in the first columns, to within half a step of the worth."""
    import highspy

    geheel = np.array([highspy.HighsVarType.kInteger] * aantal)
    lp.changeColsIntegrality(aantal, np.arange(aantal, dtype=np.int32), geheel)
    lp.setOptionValue("mip_rel_gap", 0.0)
    lp.setOptionValue("mip_abs_gap", 0.5)
    if math.isfinite(tijd):
        lp.setOptionValue("time_limit", lp.getRunTime() + max(tijd, 0.1))
    lp.run()


def _is_opgelost(lp: Any) -> bool:
    """Whether the best was found.

    Raises
    ------
    Onhaalbaar
        Proven: nothing obeys all rows.
    """
    import highspy

    stand = lp.getModelStatus()
    if stand == highspy.HighsModelStatus.kInfeasible:
        raise Onhaalbaar
    return bool(stand == highspy.HighsModelStatus.kOptimal)


class Parenprogramma:
    """The program; rows are only ever added.

    Worths are divided by `Opgave.stap`, so that the next better proposal is worth one more.
    """

    def __init__(self, opgave: Opgave) -> None:
        import highspy

        self.opgave = opgave
        m = len(opgave)
        self.paren = np.triu_indices(m, 1)
        self.aantal = len(self.paren[0])
        self.nummer = np.full((m, m), -1, dtype=np.int32)
        self.nummer[self.paren] = np.arange(self.aantal)
        self.nummer = np.maximum(self.nummer, self.nummer.T)
        self.lp = maak_oplosser()
        self._gezien: set[Hashable] = set()
        self._onder = np.zeros(self.aantal)
        self._boven = np.ones(self.aantal)
        self._kosten = (opgave.waarde[self.paren] // opgave.stap).astype(float)
        self._kolommen = self.aantal
        self._blijft = np.array([], dtype=np.int32)
        for a, b in opgave.vast_samen:
            self._onder[self.nummer[a, b]] = 1.0
        self._boven[opgave.gescheiden(*self.paren)] = 0.0
        if (self._onder > self._boven).any():
            raise Onhaalbaar
        self.lp.addVars(self.aantal, self._onder, self._boven)
        self.lp.changeColsCost(self.aantal, np.arange(self.aantal, dtype=np.int32), self._kosten)
        self.lp.changeObjectiveSense(highspy.ObjSense.kMaximize)
        for eis in opgave.voorwaarden:
            eis.rijen(self)
        if opgave.eisen.regios is not None:
            self._tel_regios(*opgave.eisen.regios)
        if opgave.basis is not None:
            self._tel_blijvers(opgave.basis)

    # --- rows that are always there ----------------------------------------------------------

    def rij(self, laag: float, hoog: float, kolommen: Kolommen, getallen: Matrix) -> None:
        """Add a row: the numbers of pairs (`nummer`) and what each is multiplied by."""
        plek = np.array(kolommen, dtype=np.int32)
        self.lp.addRow(laag, hoog, len(plek), plek, np.asarray(getallen, float))

    def rij_eens(self, sleutel: Hashable, hoog: float, kolommen: Kolommen, getallen: Matrix) -> int:
        """Add a row without a lowest, unless one of this key is there; give how many were added."""
        if sleutel in self._gezien:
            return 0
        self._gezien.add(sleutel)
        self.rij(-math.inf, hoog, kolommen, getallen)
        return 1

    def _tel_regios(self, laag: int, hoog: int) -> None:
        """One variable per unit: it is the lowest of its regio."""
        m = len(self.opgave)
        eerste = self.aantal
        self.lp.addVars(m, np.zeros(m), np.ones(m))
        self._kolommen += m
        for u in range(m):
            eerdere = self.nummer[u, :u].tolist()
            self.rij(1.0, math.inf, [eerste + u, *eerdere], np.ones(u + 1))
            for kolom in eerdere:
                self.rij(-math.inf, 1.0, [eerste + u, kolom], np.ones(2))
        self.rij(float(laag), float(hoog), list(range(eerste, eerste + m)), np.ones(m))

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
            kolommen = [eerste + u, eerste + v, self.nummer[u, v]]
            teken = -1.0 if samen else 1.0
            self.rij(-math.inf, 1.0 if samen else 2.0, kolommen, np.array([1.0, 1.0, teken]))
        for hoeveel, hoogste, _ in self.opgave.mag_verhuizen:
            blijft = float(hoeveel.sum() - hoogste)
            self.rij(blijft, math.inf, self._blijft.tolist(), hoeveel.astype(float))

    def eis_waarde(self, waarde: int) -> None:
        """From now on, seek the fewest inhabitants that move at a worth of at least this."""
        opgave = self.opgave
        stappen = math.ceil((waarde - opgave.vaste_waarde) / opgave.stap)
        telt = opgave.inwoners if opgave.inwoners.any() else opgave.gemeenten
        alle = np.arange(self._kolommen, dtype=np.int32)
        doel = np.zeros(self._kolommen)
        doel[self._blijft] = telt
        self.rij(float(stappen), math.inf, list(range(self.aantal)), self._kosten)
        self.lp.changeColsCost(self._kolommen, alle, doel)

    # --- rows that are added where a solution breaks them -------------------------------------

    def snijd(self, x: Matrix) -> int:
        """Add rows that this solution breaks; give their number."""
        gesneden = self._driehoeken(x)
        if gesneden < 200:
            gesneden += sum(eis.snijd(self, x) for eis in self.opgave.voorwaarden)
        return gesneden

    def verbied(self, deling: IntArray) -> int:
        """Add rows against the regio's of a division that break a condition; give their number.

        Only a condition that has no rows of its own over pairs leaves any. A regio is forbidden by
        itself, or with all that could grow from it when none of that would do either.
        """
        nieuw, opgave = 0, self.opgave
        alle = np.ones(len(opgave), dtype=bool)
        for leden in opgave.leden(deling):
            mis = [eis for eis in opgave.voorwaarden if eis.tekort(leden)]
            if not mis:
                continue
            binnen = np.isin(np.arange(len(opgave)), leden)
            groeit = all(eis.kan_nog(binnen, alle) for eis in mis)
            begin, *rest = leden
            erbij = np.flatnonzero(~binnen & groeit)
            kolommen = self.nummer[begin, [*rest, *erbij]]
            getallen = np.r_[np.ones(len(rest)), -np.ones(len(erbij))]
            nieuw += self.rij_eens(("regio", *leden), len(rest) - 1.0, kolommen, getallen)
        return nieuw

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
            nummers = [self.nummer[i, j], self.nummer[j, k], self.nummer[i, k]]
            nieuw += self.rij_eens(("driehoek", i, j, k), 1.0, nummers, np.array([1.0, 1.0, -1.0]))
        return nieuw

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
        los_heel_op(self.lp, self._kolommen, tijd)
        opgelost, grens = _is_opgelost(self.lp), float(self.lp.getInfo().mip_dual_bound)
        if not opgelost:
            return grens, None
        return grens, np.rint(self._matrix(self.lp.getSolution().col_value))

    def los_ruim_op(self) -> tuple[float, Matrix]:
        """Solve without asking for whole numbers: a bound, and pairs between 0 and 1."""
        if self.aantal == 0:
            return 0.0, np.ones((len(self.opgave), len(self.opgave)))
        self.lp.run()
        _is_opgelost(self.lp)
        grens = float(self.lp.getInfo().objective_function_value)
        return grens, self._matrix(self.lp.getSolution().col_value)

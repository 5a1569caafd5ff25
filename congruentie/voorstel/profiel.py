"""The question for very many units: worths from how many of each existing regio a set holds.

With N_r(S) the gemeenten of a set S in existing regio r, of weight w_r, and N(S) all of them, putting
two sets together is worth ``sum_r w_r N_r(S) N_r(T) - theta K N(S) N(T)``, plus the soft wishes
between them. So no table over pairs of units is needed, and what two sets are worth together takes
as long as the shortest of their two lists of regio's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from congruentie.voorstel.opgave import IntArray, Opgave, als_breuk

__all__ = ["Profiel", "maak_profiel"]


@dataclass(frozen=True, eq=False)
class Profiel:
    """What the units of a question hold.

    Parameters
    ----------
    opgave
        The question.
    nummers
        Regio of each unit per indeling that counts, numbered through; -1 for none; shape (m, K).
    gewichten
        Whole weight of those indelingen, shape (K,).
    drempel
        Whole theta K: what a pair of gemeenten must share to be worth putting together.
    zone
        Number of the regio of `Eisen.binnen` of each unit, shape (m,); all 0 without.
    liever
        Soft wishes between two units (a < b), whole.
    """

    opgave: Opgave
    nummers: IntArray
    gewichten: IntArray
    drempel: int
    zone: IntArray
    liever: dict[tuple[int, int], int]

    @cached_property
    def gewicht_van(self) -> list[int]:
        """Whole weight of each regio, by its number."""
        uit = np.zeros(int(self.nummers.max()) + 1, dtype=np.int64)
        for k, gewicht in enumerate(self.gewichten):
            uit[self.nummers[self.nummers[:, k] >= 0, k]] = gewicht
        return [int(gewicht) for gewicht in uit]

    @cached_property
    def wensen(self) -> tuple[IntArray, IntArray]:
        """The soft wishes as pair numbers, ascending, and their worths."""
        paren = sorted(self.liever)
        nummers = [a * len(self.opgave) + b for a, b in paren]
        waarden = [self.liever[paar] for paar in paren]
        return np.array(nummers, dtype=np.int64), np.array(waarden, dtype=np.int64)

    @cached_property
    def _apart(self) -> IntArray:
        m = len(self.opgave)
        return np.array(sorted(a * m + b for a, b in self.opgave.vast_apart), dtype=np.int64)

    def waarde(self, a: IntArray, b: IntArray) -> IntArray:
        """What each pair of units (a < b) is worth in one regio, whole."""
        som = np.full(len(a), -self.drempel, dtype=np.int64)
        for k, gewicht in enumerate(self.gewichten):
            een = self.nummers[a, k]
            som += gewicht * ((een == self.nummers[b, k]) & (een >= 0))
        n = self.opgave.gemeenten
        som *= n[a] * n[b]
        nummers, waarden = self.wensen
        if len(nummers):
            paar = a * len(self.opgave) + b
            plek = np.minimum(np.searchsorted(nummers, paar), len(nummers) - 1)
            som += np.where(nummers[plek] == paar, waarden[plek], 0)
        return som

    def gescheiden(self, a: IntArray, b: IntArray) -> npt.NDArray[np.bool_]:
        """Tell of pairs of units (a < b) whether no regio may hold both."""
        uit: npt.NDArray[np.bool_] = self.zone[a] != self.zone[b]
        for hoeveel, _, hoog in self.opgave.grenzen:
            if hoog is not None:
                uit |= hoeveel[a] + hoeveel[b] > hoog
        if len(self._apart):
            uit |= np.isin(a * len(self.opgave) + b, self._apart)
        return uit


def maak_profiel(opgave: Opgave) -> Profiel:
    """Count, per unit, what the worths are made of."""
    telt = [k for k, gewicht in enumerate(opgave.gewichten) if gewicht > 0]
    eerste = np.unique(opgave.eenheid, return_index=True)[1]
    regio = opgave.indelingen.regio[eerste][:, telt].astype(np.int64)
    begin = np.concatenate(([0], np.cumsum(regio.max(axis=0) + 1)[:-1]))
    return Profiel(
        opgave,
        np.where(regio >= 0, regio + begin, -1),
        np.array([int(opgave.gewichten[k] * opgave.factor) for k in telt], dtype=np.int64),
        int(opgave.theta * sum(opgave.gewichten) * opgave.factor),
        _zones(opgave, eerste),
        _liever(opgave),
    )


def _zones(opgave: Opgave, eerste: IntArray) -> IntArray:
    binnen = opgave.eisen.binnen
    if binnen is None:
        return np.zeros(len(opgave), dtype=np.int64)
    codes = opgave.indelingen.gemeenten.codes
    namen = [binnen.lidmaatschap.get(codes[i], "") for i in eerste]
    return np.unique(namen, return_inverse=True)[1].ravel().astype(np.int64)


def _liever(opgave: Opgave) -> dict[tuple[int, int], int]:
    """The soft wishes between two units; those inside one are worth the same in every proposal."""
    plek, uit = opgave.indelingen.gemeenten.plek, dict[tuple[int, int], int]()
    for een, ander, gewicht in opgave.eisen.liever:
        a, b = sorted((int(opgave.eenheid[plek[een]]), int(opgave.eenheid[plek[ander]])))
        if a != b:
            uit[a, b] = uit.get((a, b), 0) + int(als_breuk(gewicht) * opgave.factor)
    return uit

"""The question for very many units: worths from how many of each existing regio a set holds.

With N_r(S) the gemeenten of a set S in existing regio r, of weight w_r, and N(S) all of them, putting
two sets together is worth ``sum_r w_r N_r(S) N_r(T) - theta K N(S) N(T)``, plus the soft wishes
between them. So no table over pairs of units is needed, and what two sets are worth together takes
as long as the shortest of their two lists of regio's.

A pair of gemeenten that shares several regio's of one indeling would count for each of them. What is
too much is taken back: such units also stand in groups with a negative weight.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
import numpy.typing as npt

from congruentie.vakken import raakt
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
        The regio's and groups that each unit is in, numbered through; -1 for none; shape (m, C).
    gewicht_van
        Whole weight of each regio and group, by its number.
    vakken
        Per indeling that counts the regio's of each unit, shape (m, c), and its whole weight.
    drempel
        Whole theta K: what a pair of gemeenten must share to be worth putting together.
    zone
        Number of the regio of `Eisen.binnen` of each unit, shape (m,); all 0 without.
    liever
        Soft wishes between two units (a < b), whole.
    """

    opgave: Opgave
    nummers: IntArray
    gewicht_van: list[int]
    vakken: tuple[tuple[IntArray, int], ...]
    drempel: int
    zone: IntArray
    liever: dict[tuple[int, int], int]

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
        for vakken, gewicht in self.vakken:
            som += gewicht * raakt(vakken[a], vakken[b])
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
    eerste = np.unique(opgave.eenheid, return_index=True)[1]
    vakken = [
        (opgave.indelingen.vakken_van(k)[eerste].astype(np.int64), int(gewicht * opgave.factor))
        for k, gewicht in enumerate(opgave.gewichten)
        if gewicht > 0
    ]
    kolommen: list[IntArray] = []
    gewicht_van: list[int] = []
    for tabel, gewicht in vakken:
        kolommen += [np.where(kolom >= 0, kolom + len(gewicht_van), -1) for kolom in tabel.T]
        gewicht_van += [gewicht] * (int(tabel.max()) + 1)
        for leden, keer in _te_veel(tabel):
            kolommen.append(np.where(leden, len(gewicht_van), -1))
            gewicht_van.append(gewicht * keer)
    return Profiel(
        opgave,
        np.stack(kolommen, axis=1),
        gewicht_van,
        tuple(vakken),
        int(opgave.theta * sum(opgave.gewichten) * opgave.factor),
        _zones(opgave, eerste),
        _liever(opgave),
    )


def _te_veel(tabel: IntArray) -> list[tuple[npt.NDArray[np.bool_], int]]:
    """Groups of units, and how often each counts, so that every pair counts at most once.

    Parameters
    ----------
    tabel
        The regio's of each unit in one indeling, shape (m, c).
    """
    if tabel.shape[1] == 1:
        return []
    rijen, wie = np.unique(tabel, axis=0, return_inverse=True)
    regios = {c: set(rij) - {-1} for c, rij in enumerate(rijen.tolist())}
    meer = [c for c, eigen in regios.items() if len(eigen) > 1]
    keer: dict[tuple[int, ...], int] = {(c,): 1 - len(regios[c]) for c in meer}
    for een, ander in combinations(meer, 2):
        if (gedeeld := len(regios[een] & regios[ander])) > 1:
            keer[een, ander] = 1 - gedeeld
            keer[een,] -= 1 - gedeeld
            keer[ander,] -= 1 - gedeeld
    groepen = [(np.isin(wie.ravel(), groep), aantal) for groep, aantal in keer.items() if aantal]
    return [(leden, aantal) for leden, aantal in groepen if leden.sum() > 1]  # else no pairs


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

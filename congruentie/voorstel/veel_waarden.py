"""Worths of very many units without a table of pairs, and a bound on what any proposal is worth.

With N_r(S) the gemeenten of a set S in existing regio r, of weight w_r, and N(S) all of them, putting
two sets together is worth ``sum_r w_r N_r(S) N_r(T) - theta K N(S) N(T)``, plus the soft wishes
between them. So no table over pairs of units is needed, and what two sets are worth together takes
as long as the shortest of their two lists of regio's.

A samenwerkingsverband of weight w counts as a regio of weight ``(1 + theta) w``; and with D(S) the
sum of `Opgave.eigen_drempel` over the gemeenten of S, ``N(S) D(T) + D(S) N(T)`` is taken off.

A pair of gemeenten that shares several regio's of one indeling would count for each of them. What is
too much is taken back: such units also stand in groups with a negative weight.

The bound is what all good pairs are worth, less what they must give up. Where a and b, and a and c, are
worth putting together but b and c are not, no proposal can have all three as it should be: it loses
at least the smallest of the three worths. Triangles that share no worth add up (a packing of bad
triangles: Ailon, Charikar and Newman 2008, "Aggregating inconsistent information: ranking and
clustering"; with weights: Lange, Karrenbauer and Andres 2018, "Partial optimality and fast lower
bounds for weighted correlation clustering").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from congruentie.vakken import raakt
from congruentie.voorstel.deling import IntArray
from congruentie.voorstel.opgave import Opgave

__all__ = ["Profiel", "begrens", "maak_profiel"]

Paren = tuple[IntArray, IntArray]
"""The lowest and the highest unit of each pair."""
_BLOK = 512
_MEESTE_PAREN = 40_000_000
"""Good pairs, and bad ones that share a good neighbour, that fit in a list (16 bytes each)."""
_NOOIT = 2**62


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
    per_verband
        Whole worth of a verband that both of a pair take part in; 0 without any.
    """

    opgave: Opgave
    nummers: IntArray
    gewicht_van: list[int]
    vakken: tuple[tuple[IntArray, int], ...]
    per_verband: int = 0

    @cached_property
    def wensen(self) -> tuple[IntArray, IntArray]:
        """The soft wishes as pair numbers, ascending, and their worths."""
        m = len(self.opgave)
        paren = sorted((a * m + b, wens) for (a, b), wens in self.opgave.liever.items())
        nummers, waarden = np.array(paren, dtype=np.int64).reshape(-1, 2).T
        return nummers, waarden

    def drempel(self, a: IntArray, b: IntArray) -> IntArray:
        """What two gemeenten of each pair of units must share to be worth putting together, whole."""
        eigen = self.opgave.eigen_drempel
        uit: IntArray = self.opgave.drempel + eigen[a] + eigen[b]
        return uit

    def waarde(self, a: IntArray, b: IntArray) -> IntArray:
        """What each pair of units (a < b) is worth in one regio, whole."""
        som = -self.drempel(a, b)
        for vakken, gewicht in self.vakken:
            som += gewicht * raakt(vakken[a], vakken[b])
        if self.per_verband:
            deelname = self.opgave.indelingen.verbanddeelname[self.opgave.eerste]
            som += self.per_verband * deelname[a].multiply(deelname[b]).sum(axis=1)
        n = self.opgave.gemeenten
        som *= n[a] * n[b]
        nummers, waarden = self.wensen
        if len(nummers):
            paar = a * len(self.opgave) + b
            plek = np.minimum(np.searchsorted(nummers, paar), len(nummers) - 1)
            som += np.where(nummers[plek] == paar, waarden[plek], 0)
        return som


def maak_profiel(opgave: Opgave) -> Profiel:
    """Count, per unit, what the worths are made of."""
    vakken = [
        (
            opgave.indelingen.vakken_van(k)[opgave.eerste].astype(np.int64),
            int(gewicht * opgave.factor),
        )
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
    elk = int((1 + opgave.theta) * opgave.verbandgewicht * opgave.factor)
    if elk:
        tabel = opgave.indelingen.verbandtabel[opgave.eerste].astype(np.int64)
        kolommen += [np.where(kolom >= 0, kolom + len(gewicht_van), -1) for kolom in tabel.T]
        gewicht_van += [elk] * (int(tabel.max(initial=-1)) + 1)
    return Profiel(opgave, np.stack(kolommen, axis=1), gewicht_van, tuple(vakken), elk)


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


def begrens(profiel: Profiel, stop: Callable[[], bool] = lambda: False) -> int:
    """Give a whole worth that no proposal exceeds, without the worth inside the units.

    Parameters
    ----------
    profiel
        What the units hold.
    stop
        Says when to stop sharpening the bound.
    """
    goed, som = _lijst(profiel, _goede_paren(profiel))
    if goed is None or stop():
        return som
    slecht, _ = _lijst(profiel, _slechte_paren(goed), slecht=True)
    if slecht is None:
        return som
    return som - _pak_in(goed, slecht, stop)


def _goede_paren(profiel: Profiel) -> Iterator[Paren]:
    """The pairs that share enough to be worth putting together, and all those of a soft wish."""
    from scipy import sparse

    m = len(profiel.opgave)
    rij, k = np.nonzero(profiel.nummers >= 0)
    vorm, plek = (m, len(profiel.gewicht_van)), (rij, profiel.nummers[rij, k])
    gewogen = sparse.csr_array((np.array(profiel.gewicht_van)[plek[1]], plek), shape=vorm)
    lid = sparse.csr_array((np.ones(len(rij), dtype=np.int64), plek), shape=vorm).T.tocsr()
    for begin in range(0, m, _BLOK):
        blok = (gewogen[begin : begin + _BLOK] @ lid).tocoo()
        a, b = blok.row.astype(np.int64) + begin, blok.col.astype(np.int64)
        mag = (a < b) & (blok.data > profiel.drempel(a, b))
        mag[mag] &= ~np.isin(a[mag] * m + b[mag], profiel.wensen[0])
        yield a[mag], b[mag]
    yield np.divmod(profiel.wensen[0], m)


def _slechte_paren(goed: Any) -> Iterator[Paren]:
    """The pairs that are not good but share a good neighbour."""
    m = goed.shape[0]
    naast = goed.astype(bool).astype(np.int32)
    naast = (naast + naast.T).tocsr()
    for begin in range(0, m, _BLOK):
        # A good pair counts so much that what is left above 0 is none.
        eigen = naast[begin : begin + _BLOK]
        blok = (eigen @ naast - m * eigen).tocoo()
        a, b = blok.row.astype(np.int64) + begin, blok.col.astype(np.int64)
        mag = (a < b) & (blok.data > 0)
        yield a[mag], b[mag]


def _lijst(profiel: Profiel, paren: Iterable[Paren], *, slecht: bool = False) -> tuple[Any, int]:
    """What pairs gain, or lose with `slecht`, in one regio: a sparse upper triangle, and all together.

    Without the table, None, when they are too many.
    """
    from scipy import sparse

    m, aantal, som = len(profiel.opgave), 0, 0
    delen: list[tuple[IntArray, IntArray, IntArray]] = []
    for a, b in paren:
        w = profiel.waarde(a, b) * (-1 if slecht else 1)
        w[profiel.opgave.gescheiden(a, b)] = _NOOIT if slecht else 0
        mee = w > 0
        som += 0 if slecht else int(w[mee].sum())
        aantal += int(mee.sum())
        if aantal > _MEESTE_PAREN:
            delen.clear()
        else:
            delen.append((a[mee].astype(np.int32), b[mee].astype(np.int32), w[mee]))
    if aantal > _MEESTE_PAREN:
        return None, som
    a, b, w = (np.concatenate([deel[i] for deel in delen]) for i in range(3))
    return sparse.csr_array((w, (a, b)), shape=(m, m)), som


def _pak_in(goed: Any, slecht: Any, stop: Callable[[], bool]) -> int:
    """Take bad triangles, unit by unit, as long as all three sides have worth left; gives the loss."""
    from scipy import sparse

    m = goed.shape[0]
    nummers = sparse.csr_array(
        (np.arange(1, len(goed.data) + 1), goed.indices, goed.indptr), shape=goed.shape
    )
    naast = (nummers + nummers.T).tocsr()
    naast.sort_indices()
    rest = goed.data.copy()
    begin, kolom, over = slecht.indptr, slecht.indices, slecht.data
    werk = np.zeros(m, dtype=np.int64)
    verlies = 0
    for a in range(m):
        if stop():
            break
        deel = slice(naast.indptr[a], naast.indptr[a + 1])
        buren, zijden = naast.indices[deel], naast.data[deel] - 1
        werk[buren] = rest[zijden]
        for b in buren:
            kan = int(werk[b])
            if not kan:
                continue
            rij = slice(begin[b], begin[b + 1])
            neem = np.minimum(werk[kolom[rij]], over[rij])
            raak = neem.nonzero()[0]
            if not len(raak):
                continue
            neem = np.diff(np.minimum(np.cumsum(neem[raak]), kan), prepend=0)
            werk[kolom[rij][raak]] -= neem
            over[rij][raak] -= neem
            totaal = int(neem.sum())
            werk[b] -= totaal
            verlies += totaal
        rest[zijden] = werk[buren]
        werk[buren] = 0
    return verlies

"""A bound for very many units: what all good pairs are worth, less what they must give up.

Where a and b, and a and c, are worth putting together but b and c are not, no proposal can have all
three as it should be: it loses at least the smallest of the three worths. Triangles that share no
worth add up (a packing of bad triangles: Ailon, Charikar and Newman 2008, "Aggregating inconsistent
information: ranking and clustering"; with weights: Lange, Karrenbauer and Andres 2018, "Partial
optimality and fast lower bounds for weighted correlation clustering").
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from congruentie.voorstel.opgave import IntArray
from congruentie.voorstel.profiel import Profiel

__all__ = ["begrens"]

_BLOK = 512
_MEESTE_PAREN = 40_000_000
"""Good pairs, and bad ones that share a good neighbour, that fit in a list (16 bytes each)."""
_NOOIT = 2**62


def begrens(profiel: Profiel, stop: Callable[[], bool] = lambda: False) -> int:
    """Give a whole worth that no proposal exceeds, without the worth inside the units.

    Parameters
    ----------
    profiel
        What the units hold.
    stop
        Says when to stop sharpening the bound.
    """
    goed, som = _goede_paren(profiel)
    if goed is None or stop():
        return som
    slecht = _slechte_paren(profiel, goed)
    if slecht is None:
        return som
    return som - _pak_in(goed, slecht, stop)


def _goede_paren(profiel: Profiel) -> tuple[Any, int]:
    """The pairs worth putting together as a sparse upper triangle (None: too many), and their sum."""
    from scipy import sparse

    m = len(profiel.opgave)
    rij, k = np.nonzero(profiel.nummers >= 0)
    vorm, plek = (m, len(profiel.gewicht_van)), (rij, profiel.nummers[rij, k])
    gewogen = sparse.csr_array((np.array(profiel.gewicht_van)[plek[1]], plek), shape=vorm)
    lid = sparse.csr_array((np.ones(len(rij), dtype=np.int64), plek), shape=vorm).T.tocsr()
    lijst = _Lijst(m)
    for begin in range(0, m, _BLOK):
        blok = (gewogen[begin : begin + _BLOK] @ lid).tocoo()
        a, b = blok.row.astype(np.int64) + begin, blok.col.astype(np.int64)
        mag = (a < b) & (blok.data > profiel.drempel)
        mag[mag] &= ~np.isin(a[mag] * m + b[mag], profiel.wensen[0])
        lijst.neem(profiel, a[mag], b[mag])
    lijst.neem(profiel, *np.divmod(profiel.wensen[0], m))
    return lijst.matrix(), lijst.som


def _slechte_paren(profiel: Profiel, goed: Any) -> Any:
    """The same for pairs that lose when put together and share a good neighbour; losses as numbers."""
    m = goed.shape[0]
    naast = goed.astype(bool).astype(np.int32)
    naast = (naast + naast.T).tocsr()
    lijst = _Lijst(m, slecht=True)
    for begin in range(0, m, _BLOK):
        # A good pair counts so much that what is left above 0 is none.
        eigen = naast[begin : begin + _BLOK]
        blok = (eigen @ naast - m * eigen).tocoo()
        a, b = blok.row.astype(np.int64) + begin, blok.col.astype(np.int64)
        mag = (a < b) & (blok.data > 0)
        lijst.neem(profiel, a[mag], b[mag])
    return lijst.matrix()


class _Lijst:
    """Pairs of units and their worth, as long as they fit."""

    def __init__(self, m: int, *, slecht: bool = False) -> None:
        self.som = 0
        self._m = m
        self._slecht = slecht
        self._aantal = 0
        self._delen: list[tuple[IntArray, IntArray, IntArray]] = []

    def neem(self, profiel: Profiel, a: IntArray, b: IntArray) -> None:
        """Add the pairs that are worth something, or lose."""
        gescheiden = profiel.gescheiden(a, b)
        w = profiel.waarde(a, b)
        if self._slecht:
            w = np.where(gescheiden, _NOOIT, -w)
        else:
            w[gescheiden] = 0
        mee = w > 0
        if not self._slecht:
            self.som += int(w[mee].sum())
        self._aantal += int(mee.sum())
        if self._aantal > _MEESTE_PAREN:
            self._delen.clear()
        else:
            self._delen.append((a[mee].astype(np.int32), b[mee].astype(np.int32), w[mee]))

    def matrix(self) -> Any:
        """The pairs as a sparse upper triangle, or None when there were too many."""
        from scipy import sparse

        if self._aantal > _MEESTE_PAREN:
            return None
        a, b, w = (np.concatenate([deel[i] for deel in self._delen]) for i in range(3))
        return sparse.csr_array((w, (a, b)), shape=(self._m, self._m))


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

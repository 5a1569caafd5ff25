"""Add up over the union of each row's regions, without a table of pairs.

Rows with the same regions form one *brok*; what holds for one of them holds for all, so unions are
taken per brok, as bit sets over only those gemeenten that the regions of a group of neighbouring
brokken contain. Memory grows with n x K: but for small inputs, where one table of bits is quicker, no
n x n matrix is made.
"""

from __future__ import annotations

from typing import Any, overload

import numpy as np
import numpy.typing as npt

__all__ = ["nummer_brokken", "som_over_vereniging"]

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

# Rows per group, and the largest bit table (in bits) of one group. Larger groups find more shared
# work, smaller ones stay more local; measured flat between 128 and 512 rows for 100.000 x 20.
_GROEP = 256
_TABEL_BITS = 2**26
# Adding up values unpacks the bits of a group's rows to numbers of this many bytes.
_RIJ_BYTES = 9
# Up to this many bits (gemeenten x gemeenten or regions) one table serves all rows, without brokken.
_KLEIN = 2**21


def nummer_brokken(rijen: IntArray) -> tuple[IntArray, IntArray]:
    """Number the brokken: rows that are the same in every column.

    Parameters
    ----------
    rijen
        Integer array of shape (n, K).

    Returns
    -------
    eerste
        Row of the first member of each brok, shape (B,).
    brok
        Brok number of each row, shape (n,), in order of first appearance.
    """
    rijen = np.ascontiguousarray(rijen)
    breedte = rijen.shape[1] * rijen.itemsize
    ruw = rijen.tobytes()
    # A Python dict over the raw row bytes: exact, O(n), and quicker than sorting rows.
    nummers: dict[bytes, int] = {}
    brok = np.fromiter(
        (
            nummers.setdefault(ruw[i : i + breedte], len(nummers))
            for i in range(0, len(ruw), breedte)
        ),
        dtype=np.int64,
        count=len(rijen),
    )
    eerste = np.zeros(len(nummers), dtype=np.int64)
    eerste[brok[::-1]] = np.arange(len(rijen) - 1, -1, -1)
    return eerste, brok


@overload
def som_over_vereniging(nummers: IntArray, leeg: int) -> IntArray: ...
@overload
def som_over_vereniging(nummers: IntArray, leeg: int, waarde: FloatArray) -> FloatArray: ...
def som_over_vereniging(
    nummers: IntArray, leeg: int, waarde: FloatArray | None = None
) -> IntArray | FloatArray:
    """Add up over the union of each row's regions.

    Parameters
    ----------
    nummers, leeg
        As `nummer_regios` gives them: integer array of shape (n, K), and the number that stands for
        no regio.
    waarde
        What to add up per row, shape (n,); default 1 each, so that rows are counted.

    Returns
    -------
    numpy.ndarray
        For each row the sum over all rows (itself included) that share a regio with it in at least
        one column, shape (n,): int64 counts, or float64 sums when `waarde` is given. 0 for a row
        without any regio.

    Notes
    -----
    Memory: O(n * K), plus tables for one group at a time: at most 8 MB of bits for its regions (64
    MB while they are filled) and 16 MB for its rows. A single brok needs K * n bytes at most.
    """
    n = len(nummers)
    if max(leeg, n) * n <= _KLEIN:
        tabel = _bittabel((leeg + 1, n), nummers, np.arange(n)[:, None])
        tabel[leeg] = 0
        return _tel(tabel, nummers, waarde, n)
    eerste, brok = nummer_brokken(nummers)
    rijen = nummers[eerste]
    leden = _Regioleden(nummers, leeg)
    uit: Any = np.zeros(len(rijen), dtype=np.int64 if waarde is None else np.float64)
    volgorde = _naast_elkaar(rijen, leden.grootte)
    groepen = [volgorde[i : i + _GROEP] for i in range(0, len(volgorde), _GROEP)]
    while groepen:
        groep = groepen.pop()
        geraakt, lokaal = leden.geraakt(rijen[groep])
        eigenaar, plek, kandidaten = leden.leden_van(geraakt)
        grootste = max(len(geraakt), _RIJ_BYTES * len(groep)) * len(kandidaten)
        if grootste > _TABEL_BITS and len(groep) > 1:
            midden = len(groep) // 2
            groepen += [groep[:midden], groep[midden:]]
            continue
        tabel = _bittabel((len(geraakt), len(kandidaten)), eigenaar, plek)
        waarden = None if waarde is None else waarde[kandidaten]
        uit[groep] = _tel(tabel, lokaal, waarden, len(kandidaten))
    totaal: IntArray | FloatArray = uit[brok]
    return totaal


def _naast_elkaar(rijen: IntArray, grootte: IntArray) -> IntArray:
    """An order in which rows that share large regions, and then smaller ones, come together."""
    grootste = np.argsort(-grootte[rijen], axis=1, kind="stable")[:, :3]
    return np.lexsort(np.take_along_axis(rijen, grootste, axis=1)[:, ::-1].T)


def _op_regio(kolom: IntArray, leeg: int) -> IntArray:
    """The rows that have a regio in this column, regio by regio."""
    rijen = np.flatnonzero(kolom != leeg)
    if not len(rijen):
        return rijen
    nummer = kolom[rijen] - kolom.min()
    if nummer.max() < 2**16:
        nummer = nummer.astype(np.uint16)  # these numpy sorts by radix: in linear time
    return rijen[np.argsort(nummer, kind="stable")]


def _bittabel(vorm: tuple[int, int], regio: IntArray, plek: IntArray) -> npt.NDArray[np.uint64]:
    """Rows of bits: bit `plek` of row `regio` is 1; `vorm` counts the regions and the places."""
    breedte = -(-max(vorm[1], 1) // 64) * 64
    los = np.zeros(vorm[0] * breedte, dtype=bool)
    los[regio * breedte + plek] = True  # flat: half the time of indexing rows and columns
    return np.packbits(los, bitorder="little").view(np.uint64).reshape(vorm[0], -1)


def _tel(
    tabel: npt.NDArray[np.uint64], rijen: IntArray, waarde: FloatArray | None, aantal: int
) -> IntArray | FloatArray:
    """Per row of regions: how many (or how much) of the `aantal` places their union holds."""
    kolommen = np.ascontiguousarray(rijen.T)
    bits = tabel.take(kolommen[0], axis=0)
    for kolom in kolommen[1:]:
        bits |= tabel.take(kolom, axis=0)
    if waarde is None:
        aantallen: IntArray = np.bitwise_count(bits).sum(axis=1, dtype=np.int64)
        return aantallen
    los = np.unpackbits(bits.view(np.uint8), axis=1, count=aantal, bitorder="little")
    som: FloatArray = los @ waarde
    return som


class _Regioleden:
    """The members of each regio, as one list sorted by regio."""

    def __init__(self, nummers: IntArray, leeg: int) -> None:
        n = len(nummers)
        per_kolom = [(kolom, _op_regio(kolom, leeg)) for kolom in nummers.T]
        self._rij = np.concatenate([rijen for _, rijen in per_kolom])
        randen = [kolom[rijen[[0, -1]]] for kolom, rijen in per_kolom if len(rijen)]
        if randen and (np.diff(np.concatenate(randen)) < 0).any():  # columns with the same regions
            nummer = np.concatenate([kolom[rijen] for kolom, rijen in per_kolom])
            self._rij = self._rij[np.argsort(nummer, kind="stable")]
        self.grootte = np.bincount(nummers.ravel(), minlength=leeg + 1)
        self.grootte[leeg] = 0
        self._begin = np.concatenate(([0], np.cumsum(self.grootte)))
        self._plek_regio = np.empty(leeg + 1, dtype=np.int64)
        self._plek_rij = np.empty(n, dtype=np.int64)
        self._vlag_rij = np.zeros(n, dtype=bool)

    def geraakt(self, rijen: IntArray) -> tuple[IntArray, IntArray]:
        """The regions in `rijen`, and `rijen` renumbered to places in that list."""
        vlag = np.zeros(len(self._plek_regio), dtype=bool)
        vlag[rijen] = True
        nummers = np.flatnonzero(vlag)
        self._plek_regio[nummers] = np.arange(len(nummers))
        return nummers, self._plek_regio[rijen]

    def leden_van(self, nummers: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        """All members regio by regio (place of regio, place of member), and who has which place."""
        grootte = self.grootte[nummers]
        sprong = np.repeat(self._begin[nummers] - np.cumsum(grootte) + grootte, grootte)
        leden = self._rij[sprong + np.arange(len(sprong))]
        self._vlag_rij[leden] = True
        kandidaten = np.flatnonzero(self._vlag_rij)
        self._vlag_rij[kandidaten] = False
        self._plek_rij[kandidaten] = np.arange(len(kandidaten))
        eigenaar = np.repeat(np.arange(len(nummers)), grootte)
        return eigenaar, self._plek_rij[leden], kandidaten

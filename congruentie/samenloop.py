"""The one table of shared memberships that all measures read.

Everything here works on integers: row = gemeente, column = indeling, value = number of the regio
(-1: no regio). Gemeenten with the same regio in every indeling form one *brok*; what holds for one
of them holds for all, so unions are taken per brok, as bit sets over only those gemeenten that the
regions of a group of neighbouring brokken contain. Memory grows with n x K: but for small inputs,
where one table of bits is quicker, no n x n matrix is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, get_args, overload

import numpy as np
import numpy.typing as npt

from congruentie.errors import CongruentieFout, GebruiksFout

if TYPE_CHECKING:
    from collections.abc import Mapping

    from congruentie.model import Indelingen

__all__ = ["Noemer", "Samenloop", "nummer_brokken", "nummer_regios", "som_over_vereniging"]

Noemer = Literal["alle", "deelname"]
IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

_HOOGSTE_GEWICHT = 1e9
# Rows per group, and the largest bit table (in bits) of one group. Larger groups find more shared
# work, smaller ones stay more local; measured flat between 128 and 512 rows for 100.000 x 20.
_GROEP = 256
_TABEL_BITS = 2**26
# Adding up values unpacks the bits of a group's rows to numbers of this many bytes.
_RIJ_BYTES = 9
# Up to this many bits (gemeenten x gemeenten or regions) one table serves all rows, without brokken.
_KLEIN = 2**21


@dataclass(frozen=True, eq=False)
class Samenloop:
    """Who shares a regio with whom, for chosen indelingen and weights.

    Parameters
    ----------
    regio
        Integer array of shape (n, K): number of the regio of gemeente i in indeling k, counted from
        0 in each indeling; -1 where the gemeente has no regio.
    gewichten
        Float array of shape (K,), all >= 0 and at least one > 0. An indeling with weight 0 makes no
        partners. Default: all 1.
    noemer
        ``"alle"``: the denominator counts all K indelingen, as RegioAtlas does. ``"deelname"``: only
        those in which the gemeente itself has a regio.
    inwoners
        Number of inhabitants per gemeente, shape (n,), or None when unknown.

    Raises
    ------
    CongruentieFout
        Fewer than two indelingen, no gemeenten, or weights that are negative, not finite, or all 0.
    GebruiksFout
        An unknown `noemer`.
    """

    regio: npt.NDArray[np.int32]
    gewichten: FloatArray = None  # type: ignore[assignment]  # filled in __post_init__
    noemer: Noemer = "alle"
    inwoners: FloatArray | None = None

    def __post_init__(self) -> None:
        regio = np.array(self.regio, dtype=np.int32, order="C")
        if regio.ndim != 2 or regio.shape[1] < 2:
            raise CongruentieFout(
                "Congruentie vergelijkt indelingen met elkaar: er zijn er ten minste twee nodig.",
                "Kies meer indelingen.",
            )
        if not regio.shape[0]:
            raise CongruentieFout("Er zijn geen gemeenten om mee te rekenen.")
        if self.noemer not in get_args(Noemer):
            raise GebruiksFout(
                f"De noemer {self.noemer!r} bestaat niet.", "Kies 'alle' of 'deelname'."
            )
        gewichten = _geldige_gewichten(self.gewichten, regio.shape[1])
        inwoners = None
        if self.inwoners is not None:
            inwoners = np.array(self.inwoners, dtype=np.float64)
            inwoners.setflags(write=False)
        regio.setflags(write=False)
        gewichten.setflags(write=False)
        object.__setattr__(self, "regio", regio)
        object.__setattr__(self, "gewichten", gewichten)
        object.__setattr__(self, "inwoners", inwoners)

    @classmethod
    def van(
        cls,
        indelingen: Indelingen,
        gewichten: Mapping[str, float] | None = None,
        noemer: Noemer = "alle",
    ) -> Samenloop:
        """Make the table for `indelingen`; an indeling that `gewichten` does not name weighs 1."""
        gewichten = dict(gewichten or {})
        onbekend = sorted(set(gewichten) - set(indelingen.namen))
        if onbekend:
            raise CongruentieFout(
                f"Er is een gewicht voor {', '.join(onbekend)}, maar die indeling doet niet mee.",
                f"Deze indelingen doen mee: {', '.join(indelingen.namen)}.",
            )
        return cls(
            indelingen.regio,
            np.array([gewichten.get(naam, 1.0) for naam in indelingen.namen], dtype=np.float64),
            noemer,
            indelingen.gemeenten.inwoners,
        )

    @cached_property
    def relatief(self) -> FloatArray:
        """The weights divided by the largest: equal weights become exactly 1 each, shape (K,)."""
        relatief: FloatArray = self.gewichten / self.gewichten.max()
        return relatief

    @cached_property
    def doet_mee(self) -> npt.NDArray[np.bool_]:
        """Whether gemeente i has a regio in indeling k, shape (n, K)."""
        return self.regio >= 0

    @cached_property
    def noemergewicht(self) -> FloatArray:
        """Sum of the relative weights in the denominator per gemeente, shape (n,).

        With ``noemer="deelname"`` this is 0 for a gemeente without any regio; it has no partners
        either.
        """
        if self.noemer == "deelname":
            return self.doet_mee @ self.relatief
        return np.full(len(self.regio), self.relatief.sum())

    @cached_property
    def _nummering(self) -> tuple[IntArray, int]:
        return nummer_regios(self.regio)

    @property
    def nummers(self) -> IntArray:
        """The regions numbered through over all indelingen; no regio is `leeg`; shape (n, K)."""
        return self._nummering[0]

    @property
    def tellende_nummers(self) -> IntArray:
        """The columns of `nummers` with a weight above 0."""
        telt = self.gewichten > 0
        return self.nummers if telt.all() else self.nummers[:, telt]

    @property
    def leeg(self) -> int:
        """The number in `nummers` that stands for "no regio": the count of all regions."""
        return self._nummering[1]

    @cached_property
    def andere_leden(self) -> IntArray:
        """|R_k(g)| - 1: how many others share g's regio in indeling k, shape (n, K); 0 if none."""
        grootte = np.bincount(self.nummers.ravel(), minlength=self.leeg + 1)
        grootte[self.leeg] = 1
        return grootte[self.nummers] - 1

    @cached_property
    def partners(self) -> IntArray:
        """|P(g)|: how many others share at least one regio with g, shape (n,)."""
        geteld = som_over_vereniging(self.tellende_nummers, self.leeg)
        return geteld - (geteld > 0)  # who has a regio was counted too

    def samen(self, k: int, j: int) -> IntArray:
        """|R_k(g) and R_j(g)| - 1: how many others share both g's regions, shape (n,); 0 if none."""
        if k == j:
            return self.andere_leden[:, k]
        sleutel = self.nummers[:, k] * (self.leeg + 1) + self.nummers[:, j]
        _, cel, aantal = np.unique(sleutel, return_inverse=True, return_counts=True)
        beide = self.doet_mee[:, k] & self.doet_mee[:, j]
        return np.where(beide, aantal[cel] - 1, 0)

    @cached_property
    def brokken(self) -> IntArray:
        """Number of the brok of each gemeente over the indelingen with weight > 0, shape (n,).

        Two gemeenten that both lack a regio count as equal in that indeling.
        """
        return nummer_brokken(self.tellende_nummers)[1]


def _geldige_gewichten(gewichten: FloatArray | None, aantal: int) -> FloatArray:
    if gewichten is None:
        return np.ones(aantal)
    gewichten = np.array(gewichten, dtype=np.float64)
    if gewichten.shape != (aantal,):
        raise CongruentieFout(
            f"Er zijn {gewichten.size} gewichten voor {aantal} indelingen.",
            "Geef elke indeling een gewicht.",
        )
    if not ((gewichten >= 0) & (gewichten <= _HOOGSTE_GEWICHT)).all():
        raise CongruentieFout(
            f"Een gewicht moet een getal van 0 tot en met {_HOOGSTE_GEWICHT:.0f} zijn."
        )
    if not gewichten.any():
        raise CongruentieFout(
            "Alle gewichten zijn 0.", "Geef ten minste een indeling een gewicht boven 0."
        )
    return gewichten


def nummer_regios(regio: npt.NDArray[np.int32]) -> tuple[IntArray, int]:
    """Number the regions of all columns through.

    Parameters
    ----------
    regio
        Integer array of shape (n, K), counted from 0 in each column; -1 = no regio.

    Returns
    -------
    nummers
        Like `regio`, but unique over the columns; shape (n, K).
    leeg
        The number that stands for "no regio": the count of all regions.
    """
    einde = np.cumsum(regio.max(axis=0) + 1)
    leeg = int(einde[-1])
    begin = np.concatenate(([0], einde[:-1]))
    return np.where(regio >= 0, regio + begin, leeg), leeg


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
    volgorde = _naast_elkaar(rijen)
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


def _naast_elkaar(rijen: IntArray) -> IntArray:
    """An order in which rows that share large regions, and then smaller ones, come together."""
    grof = np.argsort(np.ptp(rijen, axis=0), kind="stable")  # few regions first
    kolommen = [grof[0], grof[len(grof) // 2], grof[-1]]
    return np.lexsort(rijen[:, kolommen[::-1]].T)


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
        self._rij = np.concatenate([_op_regio(kolom, leeg) for kolom in nummers.T])
        self._grootte = np.bincount(nummers.ravel(), minlength=leeg + 1)
        self._grootte[leeg] = 0
        self._begin = np.concatenate(([0], np.cumsum(self._grootte)))
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
        grootte = self._grootte[nummers]
        sprong = np.repeat(self._begin[nummers] - np.cumsum(grootte) + grootte, grootte)
        leden = self._rij[sprong + np.arange(len(sprong))]
        self._vlag_rij[leden] = True
        kandidaten = np.flatnonzero(self._vlag_rij)
        self._vlag_rij[kandidaten] = False
        self._plek_rij[kandidaten] = np.arange(len(kandidaten))
        eigenaar = np.repeat(np.arange(len(nummers)), grootte)
        return eigenaar, self._plek_rij[leden], kandidaten

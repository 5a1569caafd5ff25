"""Every single move, and what it brings: computed from the gemeenten that it touches.

A move of gemeente g from regio A to regio B of indeling k changes the figures of g and of the other
members of A and B, and of nobody else. A member of A shares one indeling less with g, and loses it as
a partner when k was the only one; a member of B shares one more, and wins g as a partner when there
was none. So each of them has two possible new figures, which are worked out once per gemeente and
indeling; which of the two holds, is read from the number of indelingen that the pair shares.

Verbanden stay as they are: who shares one stays a partner.

Where gemeenten are in several regio's of one indeling, a move leaves all of them, and members of the
new regio may have been partners there already: such moves are worked out one by one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from congruentie.gemeenten import Gemeenten
from congruentie.meten.maten import als_procent
from congruentie.meten.samenloop import Samenloop
from congruentie.vakken import kolommen_van, raakt

__all__ = ["Zetten", "buren_van", "mogelijke_zetten", "winsten"]

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

_DECIMALEN = 12
"""Gains are rounded to this, so that what is equal also ranks as equal."""


@dataclass(frozen=True, eq=False)
class Zetten:
    """Moves that are possible: as arrays of length m, ascending by gemeente, indeling and regio.

    Parameters
    ----------
    g, k
        Row of the gemeente and column of the indeling.
    van, naar
        Number of the regio, counted from 0 in each indeling; `van` is the first of them where the
        gemeente is in several, and -1 where it has none.
    """

    g: IntArray
    k: IntArray
    van: IntArray
    naar: IntArray

    def __len__(self) -> int:
        return len(self.g)

    @property
    def delen(self) -> tuple[IntArray, IntArray, IntArray, IntArray]:
        """The four arrays."""
        return self.g, self.k, self.van, self.naar

    def __getitem__(self, welke: npt.NDArray[np.bool_] | IntArray) -> Zetten:
        return Zetten(*(deel[welke] for deel in self.delen))


def buren_van(gemeenten: Gemeenten, banden: Iterable[tuple[str, str]]) -> IntArray:
    """Turn pairs of gm_codes into rows of gemeenten and of their neighbours, both ways round.

    Returns
    -------
    numpy.ndarray
        Shape (2, b). Pairs with a gemeente that is not there are left out.
    """
    plek = gemeenten.plek
    paren = [(plek[a], plek[b]) for a, b in banden if a in plek and b in plek]
    heen = np.array(paren, dtype=np.int64).reshape(-1, 2).T
    return np.concatenate([heen, heen[::-1]], axis=1)


def mogelijke_zetten(samenloop: Samenloop, buren: IntArray) -> Zetten:
    """List all moves of a gemeente to a regio of one of its neighbours, away from all of its own.

    Parameters
    ----------
    samenloop
        Where the gemeenten are.
    buren
        As `buren_van` gives them.
    """
    regio, kolom = samenloop.regio, samenloop.kolom
    wie, buur = buren
    doel = regio[buur]
    blijft = doel == regio[wie][:, kolom]
    for met_overlap in samenloop.overlappend:  # who is in several can stay in one of them
        eigen = kolommen_van(kolom, met_overlap)
        in_een = (regio[wie][:, eigen] >= 0).sum(axis=1) == 1
        blijft[:, eigen] &= in_een[:, None]
    rij, waar = np.nonzero((doel >= 0) & ~blijft)
    k = kolom[waar]
    vorm = (len(regio), len(samenloop.gewichten), int(regio.max(initial=0)) + 1)
    g, k, naar = np.unravel_index(
        np.unique(np.ravel_multi_index((wie[rij], k, doel[rij, waar]), vorm)), vorm
    )
    return Zetten(g, k, regio[g, k].astype(np.int64), naar)


def winsten(samenloop: Samenloop, zetten: Zetten) -> tuple[FloatArray, FloatArray]:
    """Compute what each move brings, each on its own from the same start.

    Parameters
    ----------
    samenloop
        The start, n gemeenten.
    zetten
        The moves, m of them.

    Returns
    -------
    land, gemeente
        Percentage points, shape (m,), float64: what the mean congruentie of all gemeenten gains, and
        what the gemeente that moves gains.

    Notes
    -----
    Takes one table of n x n shared memberships, and per move only the members of the old and the new
    regio.
    """
    som = _Som(samenloop)
    gewicht = samenloop.relatief[zetten.k]
    naar = samenloop.eerste_nummers[zetten.k] + zetten.naar
    # Moves of one gemeente in one indeling stand together and leave the same regio.
    sleutel = zetten.g * len(samenloop.gewichten) + zetten.k
    _, eerste, groep = np.unique(sleutel, return_index=True, return_inverse=True)
    vertrek = zetten[eerste]
    verlies, weg = som.af(vertrek.g, vertrek.k, samenloop.nummers[vertrek.g, vertrek.k])
    winst, bij = som.bij(zetten.g, zetten.k, naar)
    anderen, eraf, straks = winst + verlies[groep], weg[groep], som.grootte[naar]
    for i in np.flatnonzero(np.isin(zetten.k, samenloop.overlappend)):
        anderen[i], bij[i], eraf[i], straks[i] = som.een_zet(
            int(zetten.g[i]), int(zetten.k[i]), int(zetten.naar[i])
        )
    teller = som.teller[zetten.g] + gewicht * (straks - samenloop.andere_leden[zetten.g, zetten.k])
    noemer = samenloop.noemergewicht[zetten.g]
    if samenloop.noemer == "deelname":
        noemer = noemer + gewicht * (zetten.van < 0)
    partners = samenloop.partners[zetten.g] + bij - eraf
    eigen = als_procent(teller, noemer * partners) - som.nu[zetten.g]
    land = (anderen + eigen) / len(som.nu)
    return np.round(land, _DECIMALEN), np.round(eigen, _DECIMALEN)


class _Som:
    """What joining or leaving a regio does to its other members, added up over them."""

    def __init__(self, samenloop: Samenloop) -> None:
        aantal, leeg = len(samenloop.gewichten), samenloop.leeg
        nummers = samenloop.nummers[:, :aantal]
        n = len(nummers)
        self._samenloop = samenloop
        self.grootte = np.bincount(nummers.ravel(), minlength=leeg + 1)
        self.grootte[leeg] = 0
        self._eerste = np.concatenate(([0], np.cumsum(self.grootte)))
        self._leden = np.argsort(nummers.T.ravel(), kind="stable") % n
        self._telt = samenloop.gewichten > 0
        self._samen = _gedeeld(samenloop)
        self.teller = samenloop.optelling()
        noemer, partners = samenloop.noemergewicht, samenloop.partners
        self.nu = als_procent(self.teller, noemer * partners)
        # The new figure less the old, shape (n, K): without and with a change in the partners.
        meer = self.teller[:, None] + samenloop.relatief
        minder = self.teller[:, None] - samenloop.relatief
        per_partner = np.broadcast_to(noemer[:, None], (n, aantal))
        nu, zelfde = self.nu[:, None], per_partner * partners[:, None]
        erbij, weg = als_procent(meer, zelfde) - nu, als_procent(minder, zelfde) - nu
        self._extra_bij = als_procent(meer, zelfde + per_partner) - nu - erbij
        self._extra_af = als_procent(minder, zelfde - per_partner) - nu - weg
        self._bij, self._weg = erbij, weg
        self._som_bij = _tel_op(nummers.ravel(), erbij.ravel(), leeg + 1)
        self._som_af = _tel_op(nummers.ravel(), weg.ravel(), leeg + 1)
        self._som_af[leeg] = 0.0

    def bij(self, g: IntArray, k: IntArray, naar: IntArray) -> tuple[FloatArray, IntArray]:
        """Let g join regio `naar`: gain of its members together, and how many partners g wins."""
        zet, lid, samen = self._paren(g, naar)
        nieuw = (samen == 0) & self._telt[k[zet]]
        zet, lid = zet[nieuw], lid[nieuw]
        extra = _tel_op(zet, self._extra_bij[lid, k[zet]], len(g))
        return self._som_bij[naar] + extra, np.bincount(zet, minlength=len(g))

    def af(self, g: IntArray, k: IntArray, van: IntArray) -> tuple[FloatArray, IntArray]:
        """Let g leave regio `van`: gain of the others in it, and how many partners g loses."""
        zet, lid, samen = self._paren(g, van)
        laatste = (samen == 1) & self._telt[k[zet]] & (lid != g[zet])
        zet, lid = zet[laatste], lid[laatste]
        extra = _tel_op(zet, self._extra_af[lid, k[zet]], len(g))
        zelf = np.where(self.grootte[van] > 0, self._weg[g, k], 0.0)
        return self._som_af[van] - zelf + extra, np.bincount(zet, minlength=len(g))

    def een_zet(self, g: int, k: int, naar: int) -> tuple[float, int, int, int]:
        """Move g in an indeling with overlap: gain of the others, partners won and lost, members."""
        eigen = self._samenloop.regio[:, kolommen_van(self._samenloop.kolom, k)]
        voor = raakt(eigen[g], eigen)
        na = (eigen == naar).any(axis=1)
        voor[g] = na[g] = False
        bij, af = na & ~voor, voor & ~na
        nieuw = bij & (self._samen[g] == 0) & self._telt[k]
        laatste = af & (self._samen[g] == 1) & self._telt[k]
        winst = self._bij[bij, k].sum() + self._extra_bij[nieuw, k].sum()
        winst += self._weg[af, k].sum() + self._extra_af[laatste, k].sum()
        return float(winst), int(nieuw.sum()), int(laatste.sum()), int(na.sum())

    def _paren(self, g: IntArray, regio: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        """The members of each regio: of which move, which gemeente, and what it shares with g."""
        grootte = self.grootte[regio]
        sprong = np.repeat(self._eerste[regio] - np.cumsum(grootte) + grootte, grootte)
        lid = self._leden[sprong + np.arange(len(sprong))]
        zet = np.repeat(np.arange(len(regio)), grootte)
        return zet, lid, self._samen[g[zet], lid]


def _tel_op(plek: IntArray, waarde: FloatArray, aantal: int) -> FloatArray:
    """Sum of the values at each of `aantal` places."""
    return np.asarray(np.bincount(plek, waarde, aantal), dtype=np.float64)


def _gedeeld(samenloop: Samenloop) -> npt.NDArray[np.int16]:
    """How much with a weight above 0 two gemeenten share, each verband apart, shape (n, n)."""
    n = len(samenloop.regio)
    samen = np.zeros((n, n), dtype=np.int16)
    for k in np.flatnonzero(samenloop.gewichten > 0):
        kolom = np.ascontiguousarray(samenloop.regio[:, k])
        gelijk = kolom[:, None] == kolom
        if (kolom < 0).any():
            gelijk &= samenloop.doet_mee[:, k]
        if k in samenloop.overlappend:
            eigen = samenloop.regio[:, kolommen_van(samenloop.kolom, int(k))]
            gelijk = raakt(eigen[:, None], eigen)
        samen += gelijk
    if samenloop.verbandgewicht > 0:
        for lid in _leden_van(samenloop.verband):
            samen[np.ix_(lid, lid)] += 1
    return samen


def _leden_van(verband: npt.NDArray[np.int32]) -> list[IntArray]:
    """The rows of the gemeenten in each verband."""
    plek, _ = np.nonzero(verband >= 0)
    nummer = verband[verband >= 0]
    volgorde = np.argsort(nummer, kind="stable")
    return np.split(plek[volgorde], np.cumsum(np.bincount(nummer))[:-1]) if len(nummer) else []

"""Count pairs of gemeenten: what two relations have in common, and what partners share besides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from congruentie.meten.samenloop import FloatArray, IntArray, Samenloop
from congruentie.meten.vereniging import som_over_vereniging
from congruentie.vakken import kolommen_van, raakt

__all__ = [
    "gedeeld_binnen", "rand_gecorrigeerd", "tel_paren", "tel_per_regio", "verbandpartners",
    "verbandpartners_in",
]  # fmt: skip


def tel_paren(samenloop: Samenloop, a: int, b: int) -> tuple[int, int, int, int]:
    """How many pairs of gemeenten share a regio in both indelingen, in a only, in b only, in none.

    Of the gemeenten that have a regio in both.
    """
    kolom, beide = samenloop.kolom, samenloop.doet_mee[:, [a, b]].all(axis=1)
    if not beide.any():
        return 0, 0, 0, 0
    tweetal = np.concatenate([[a, b], *(kolommen_van(kolom, k)[1:] for k in (a, b))])
    stel = Samenloop(
        samenloop.regio[beide][:, tweetal], kolom=(kolom[tweetal] != a).astype(np.int64)
    )
    alle = int(beide.sum()) * (int(beide.sum()) - 1) // 2
    in_a, in_b = (int(som) // 2 for som in stel.andere_leden.sum(axis=0))
    samen = int(stel.samen(0, 1).sum()) // 2
    return samen, in_a - samen, in_b - samen, alle - in_a - in_b + samen


def rand_gecorrigeerd(samen: int, alleen_a: int, alleen_b: int, geen: int) -> float:
    """Hubert and Arabie's adjusted Rand index from the pairs; it needs no partitions.

    What two relations share when the gemeenten of one are shuffled, is in the mean their product over
    the number of pairs, whatever the relations are.
    """
    if not alleen_a and not alleen_b:
        return 1.0
    teller = 2 * (samen * geen - alleen_a * alleen_b)
    return teller / (
        (samen + alleen_a) * (alleen_a + geen) + (samen + alleen_b) * (alleen_b + geen)
    )


def gedeeld_binnen(samenloop: Samenloop, k: int, gewichten: FloatArray) -> FloatArray:
    """Add up what each gemeente shares with its partners in indeling k, shape (n,).

    Parameters
    ----------
    samenloop
        The table of shared memberships.
    k
        Place of the indeling.
    gewichten
        What each indeling counts for, shape (K,); each verband counts for its own weight.
    """
    uit = samenloop.verbandrelatief * _verbanden_binnen(samenloop, k)
    for j in np.flatnonzero(gewichten > 0):
        uit += gewichten[j] * samenloop.samen(k, int(j))
    return uit


def _verbanden_binnen(samenloop: Samenloop, k: int) -> FloatArray:
    """How many verbanden the others in g's regio of indeling k share with g, together, (n,)."""
    verband = samenloop.verband
    uit = np.zeros(len(verband))
    eigen = samenloop.regio[:, kolommen_van(samenloop.kolom, k)]
    cellen, cel = np.unique(eigen, axis=0, return_inverse=True)
    for nummer, plaats in enumerate(cellen if verband.size else ()):
        if (plaats < 0).all():
            continue
        hier, leden = cel.ravel() == nummer, raakt(plaats, eigen)
        keer = np.bincount(verband[leden].ravel() + 1, minlength=int(verband.max()) + 2)
        uit[hier] = np.where(verband[hier] >= 0, keer[verband[hier] + 1] - 1, 0).sum(axis=1)
    return uit


def tel_per_regio(samenloop: Samenloop, k: int, teller: FloatArray, noemer: FloatArray) -> None:
    """Count the pairs of each regio of an indeling with overlap, one regio at a time."""
    eigen = samenloop.nummers[:, kolommen_van(samenloop.kolom, k)]
    for regio in np.unique(eigen[eigen < samenloop.leeg]):
        leden = (eigen == regio).any(axis=1)
        onderling = replace(
            samenloop,
            regio=samenloop.regio[leden],
            verband=samenloop.verband[leden],
            inwoners=None,
        )
        teller[regio] = onderling.optelling().sum()
        noemer[regio] = samenloop.noemergewicht[leden].sum() * (leden.sum() - 1)


def verbandpartners(samenloop: Samenloop) -> IntArray:
    """How many others share at least one verband with g, whatever the weights, shape (n,)."""
    geteld = _vereniging(samenloop, np.empty(0, dtype=np.int64))
    return geteld - (geteld > 0)


def verbandpartners_in(samenloop: Samenloop, k: int) -> IntArray:
    """How many of the `verbandpartners` of g share a regio with it in indeling k, shape (n,)."""
    beide = _vereniging(samenloop, kolommen_van(samenloop.kolom, k))
    mee = samenloop.doet_mee[:, k] & (samenloop.verband >= 0).any(axis=1)
    samen = verbandpartners(samenloop) + samenloop.andere_leden[:, k] - (beide - 1)
    return np.where(mee, samen, 0)


def _vereniging(samenloop: Samenloop, kolommen: IntArray) -> IntArray:
    """Size of the union of g's verbanden and its regions in these columns, shape (n,)."""
    leeg = samenloop.leeg + int(samenloop.verband.max(initial=-1)) + 1
    verbanden = np.where(samenloop.verband >= 0, samenloop.verband + samenloop.leeg, leeg)
    eigen = samenloop.nummers[:, kolommen]
    regios = np.where(eigen < samenloop.leeg, eigen, leeg)
    return som_over_vereniging(np.hstack([regios, verbanden]), leeg)

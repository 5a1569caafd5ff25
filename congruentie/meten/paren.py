"""Two relations over pairs of gemeenten: how many they share, and how alike that makes them."""

from __future__ import annotations

import numpy as np

from congruentie.meten.samenloop import Samenloop
from congruentie.vakken import kolommen_van

__all__ = ["rand_gecorrigeerd", "tel_paren"]


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

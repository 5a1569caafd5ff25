"""Classes of the legend from the data: borders where the figures leave room, on round numbers.

The page makes the same ones (klassen.js). A package for it, mapclassify, brings scikit-learn and
networkx along for these few lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from congruentie.tekenen import KLASSEN, VERSCHILLEN, Klasse, Verschil, in_het_kort

__all__ = ["VASTE_WIJZIGINGEN", "Wijzigingen", "percentages", "wijzigingen"]

_STAPPEN = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
_CELLEN = 30
"""The largest step is taken with which the figures fall in at least so many cells."""
_HEEL = 100 - 1e-9


@dataclass(frozen=True)
class Wijzigingen:
    """Classes of a change, from much lower to much higher.

    Parameters
    ----------
    klassen
        Colour and label; the middle one is no change.
    grenzen
        Percentage points at which the next step begins, either way.
    """

    klassen: Sequence[Verschil]
    grenzen: Sequence[float]

    def nummer(self, punten: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Number of the class of each change; within 1e-9 of nothing is equal."""
        waarden = np.asarray(punten, dtype=np.float64)
        stappen = np.digitize(np.abs(waarden) + 1e-9, [2e-9, *self.grenzen])
        return (len(self.klassen) // 2 + np.sign(waarden) * stappen).astype(np.int64)


VASTE_WIJZIGINGEN = Wijzigingen(VERSCHILLEN, (5.0, 20.0))
"""The same steps whatever the figures are."""


def percentages(cijfers: npt.ArrayLike) -> list[Klasse]:
    """Classes of percentages: at most five, and 100% as one of its own where it occurs.

    Parameters
    ----------
    cijfers
        Percentages; NaN is left out.
    """
    getallen = np.asarray(cijfers, dtype=np.float64)
    onder = getallen[getallen < _HEEL]
    kleuren = [klasse.kleur for klasse in KLASSEN[:-1]]
    klassen = []
    if onder.size:
        vanaf, tot = _grenzen(onder, len(kleuren))
        eind = [*vanaf[1:], min(tot, 100.0)]
        klassen = [
            Klasse(van, naar, kleuren[_spreid(i, len(vanaf), len(kleuren))])
            for i, (van, naar) in enumerate(zip(vanaf, eind, strict=True))
        ]
    return [*klassen, KLASSEN[-1]] if (getallen >= _HEEL).any() else klassen


def wijzigingen(punten: npt.ArrayLike) -> Wijzigingen:
    """Classes of changes in percentage points: at most three steps either way, and no change."""
    midden = len(VERSCHILLEN) // 2
    groot = np.abs(np.asarray(punten, dtype=np.float64))
    groot = groot[groot > 1e-9]
    vanaf = _grenzen(groot, midden)[0] if groot.size else [0.0]
    op = [in_het_kort(grens) for grens in vanaf[1:]]

    def tekst(i: int, hoe: str) -> str:
        if not op:
            return hoe
        if i == len(op):
            return f"{op[-1]} of meer {hoe}"
        return f"{op[i - 1]} tot {op[i]} {hoe}" if i else f"tot {op[0]} {hoe}"

    def kant(hoe: str, richting: int) -> list[Verschil]:
        return [
            Verschil(
                VERSCHILLEN[midden + richting * (_spreid(i, len(vanaf), midden) + 1)].kleur,
                tekst(i, hoe),
            )
            for i in range(len(vanaf))
        ]

    klassen = [*reversed(kant("lager", -1)), VERSCHILLEN[midden], *kant("hoger", 1)]
    return Wijzigingen(klassen, vanaf[1:])


def _grenzen(getallen: npt.NDArray[np.float64], k: int) -> tuple[list[float], float]:
    """Where at most k classes begin, and where the last one ends."""
    laagste, hoogste = float(getallen.min()), float(getallen.max())
    ruim = (hoogste - laagste) / _CELLEN
    passend = [een for een in _STAPPEN if een <= ruim] or _STAPPEN[:1]
    stap = passend[-1] if hoogste > laagste else 1
    tel = Counter(np.floor(getallen / stap + 1e-9).astype(int).tolist())
    cellen = sorted(tel.items())
    vanaf = [float(cellen[i][0] * stap) for i in _deel(cellen, k)]
    return vanaf, float((cellen[-1][0] + 1) * stap)


def _deel(cellen: Sequence[tuple[int, int]], k: int) -> list[int]:
    """Split (cell, count) pairs into at most k runs with the least squared distance to their means.

    Fisher, W. D. (1958), "On grouping for maximum homogeneity"; also called Jenks or ckmeans. Gives
    the index at which each run starts.
    """
    n = len(cellen)
    if n <= k:
        return list(range(n))
    aantal = [0, *accumulate(c for _, c in cellen)]
    som = [0, *accumulate(c * x for x, c in cellen)]
    kwadraat = [0, *accumulate(c * x * x for x, c in cellen)]

    def kosten(i: int, j: int) -> float:
        s = som[j] - som[i]
        return kwadraat[j] - kwadraat[i] - s * s / (aantal[j] - aantal[i])

    beste = [kosten(0, j + 1) for j in range(n)]
    starten = []
    for groep in range(1, k):
        nu, van = [float("inf")] * n, [0] * n
        for j in range(n):
            for i in range(groep, j + 1):
                waarde = beste[i - 1] + kosten(i, j + 1)
                if waarde < nu[j]:
                    nu[j], van[j] = waarde, i
        starten.append(van)
        beste = nu
    uit: list[int] = []
    j = n - 1
    for van in reversed(starten):
        uit.insert(0, van[j])
        j = uit[0] - 1
    return [0, *uit]


def _spreid(i: int, m: int, alle: int) -> int:
    """Which of so many colours each of fewer classes takes."""
    return alle // 2 if m == 1 else round(i * (alle - 1) / (m - 1))

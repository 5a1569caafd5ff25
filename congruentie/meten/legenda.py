"""The classes and colours of congruentie, the same on every map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["KLASSEN", "VERSCHILLEN", "Klasse", "Verschil", "klasse_van", "verschil_van"]


@dataclass(frozen=True)
class Klasse:
    """One step of the legend: from `onder` up to, not including, `boven` (percent)."""

    onder: float
    boven: float
    kleur: str

    @property
    def label(self) -> str:
        """The step in Dutch."""
        if self.onder == 100:
            return "100%"
        return f"{self.onder:g} tot {self.boven:g}%"


# ColorBrewer YlGnBu, 6 classes: sequential, safe for colour-blind readers and in grey
# (colorbrewer2.org, Cynthia Brewer, Apache-2.0). The breaks are fixed, so that maps compare.
KLASSEN: Sequence[Klasse] = (
    Klasse(0, 20, "#ffffcc"),
    Klasse(20, 40, "#c7e9b4"),
    Klasse(40, 60, "#7fcdbb"),
    Klasse(60, 80, "#41b6c4"),
    Klasse(80, 100, "#2c7fb8"),
    Klasse(100, np.inf, "#253494"),
)
"""From low to high. 100% is a class of its own: the same partners everywhere, or none at all."""


def klasse_van(cijfers: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Number of the class in `KLASSEN` of each percentage; within 1e-9 of 100 counts as 100."""
    grenzen = [klasse.onder for klasse in KLASSEN[1:]]
    return np.digitize(np.asarray(cijfers, dtype=np.float64) + 1e-9, grenzen)


@dataclass(frozen=True)
class Verschil:
    """One step of the legend of a change, in percentage points."""

    kleur: str
    label: str


# ColorBrewer PuOr, 7 classes: diverging, safe for colour-blind readers (Cynthia Brewer, Apache-2.0).
VERSCHILLEN: Sequence[Verschil] = (
    Verschil("#b35806", "20 of meer lager"),
    Verschil("#f1a340", "5 tot 20 lager"),
    Verschil("#fee0b6", "tot 5 lager"),
    Verschil("#f7f7f7", "gelijk"),
    Verschil("#d8daeb", "tot 5 hoger"),
    Verschil("#998ec3", "5 tot 20 hoger"),
    Verschil("#542788", "20 of meer hoger"),
)
"""From much lower to much higher; the same steps both ways."""


def verschil_van(punten: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Number of the class in `VERSCHILLEN` of each change; within 1e-9 of nothing is equal."""
    waarden = np.asarray(punten, dtype=np.float64)
    stappen = np.digitize(np.abs(waarden) + 1e-9, [2e-9, 5.0, 20.0])
    midden = len(VERSCHILLEN) // 2
    return (midden + np.sign(waarden) * stappen).astype(np.int64)

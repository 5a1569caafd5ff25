"""The classes and colours of congruentie, the same on every map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["KLASSEN", "Klasse", "klasse_van"]


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

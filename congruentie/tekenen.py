"""What every map and picture looks like: classes and colours, one figure, and areas as paths."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.figure import Figure

__all__ = [
    "KLASSEN",
    "PLATEN",
    "REGIOKLEUREN",
    "VERSCHILLEN",
    "Klasse",
    "Verschil",
    "figuur",
    "in_het_kort",
    "klasse_van",
    "pad_van",
    "plaat",
    "teken_vlakken",
]


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
        return f"{in_het_kort(self.onder)} tot {in_het_kort(self.boven)}%"


def in_het_kort(getal: float) -> str:
    """A border of a class in Dutch, with no more decimals than it has (at most three)."""
    return f"{round(getal, 3):g}".replace(".", ",")


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


def klasse_van(
    cijfers: npt.ArrayLike, klassen: Sequence[Klasse] = KLASSEN
) -> npt.NDArray[np.int64]:
    """Number of the class of each percentage; within 1e-9 of a border counts as on it."""
    grenzen = [klasse.onder for klasse in klassen[1:]]
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


# ColorBrewer Set3, 12 colours (Cynthia Brewer, Apache-2.0).
REGIOKLEUREN: Sequence[str] = (
    "#8dd3c7", "#ffffb3", "#bebada", "#fb8072", "#80b1d3", "#fdb462",
    "#b3de69", "#fccde5", "#d9d9d9", "#bc80bd", "#ccebc5", "#ffed6f",
)  # fmt: skip
"""To tell regio's and communities apart; pale, so that lines stand out."""


# No date and no version of matplotlib in the file: the same input gives the same bytes.
_KENMERKEN: Mapping[str, dict[str, None]] = {
    ".png": {"Software": None},
    ".svg": {"Date": None, "Creator": None},
    ".pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
PLATEN = tuple(_KENMERKEN)
"""The suffixes of pictures."""


@contextmanager
def figuur(maat: tuple[float, float], **hoe: Any) -> Iterator[Figure]:
    """Give a white figure to draw on, in the block.

    Parameters
    ----------
    maat
        Width and height in inches.
    hoe
        What else `matplotlib.figure.Figure` takes.
    """
    from matplotlib import rc_context  # heavy: only for pictures
    from matplotlib.figure import Figure

    with (
        rc_context({"svg.hashsalt": "congruentie", "font.family": "DejaVu Sans"}),
        warnings.catch_warnings(),
    ):
        warnings.filterwarnings("ignore", message="Glyph")  # what the font lacks is shown as a box
        yield Figure(figsize=maat, facecolor="white", **hoe)


@contextmanager
def plaat(
    doel: Path | BinaryIO, maat: tuple[float, float], suffix: str, dpi: int = 200, **hoe: Any
) -> Iterator[Figure]:
    """Give a figure as `figuur` does, and write it when the block succeeds.

    Parameters
    ----------
    doel
        The file to write, or an open one.
    maat, hoe
        As in `figuur`.
    suffix
        One of `PLATEN`.
    dpi
        Dots per inch.
    """
    with figuur(maat, **hoe) as leeg:
        yield leeg
        leeg.savefig(doel, format=suffix[1:], dpi=dpi, metadata=_KENMERKEN[suffix])


def teken_vlakken(
    assen: Any, vlakken: gpd.GeoSeries, kleuren: Sequence[str], randen: Sequence[str]
) -> list[Any]:
    """Fill (Multi)Polygons, each with a colour and one for its edge; gives them as paths."""
    from matplotlib.collections import PathCollection

    paden = [pad_van(vlak) for vlak in vlakken]
    assen.add_collection(
        PathCollection(paden, facecolors=kleuren, edgecolors=randen, linewidths=0.35)
    )
    return paden


def pad_van(vlak: Any) -> Any:
    """A (Multi)Polygon as one path, holes included."""
    import shapely
    from matplotlib.path import Path as Lijnpad

    ringen = shapely.get_rings(shapely.get_parts(shapely.orient_polygons(vlak)))
    xy, ring = shapely.get_coordinates(ringen, return_index=True)
    if not len(xy):  # not drawn
        return Lijnpad(xy)
    codes = np.full(len(xy), Lijnpad.LINETO, dtype=Lijnpad.code_type)
    codes[np.r_[True, ring[1:] != ring[:-1]]] = Lijnpad.MOVETO
    return Lijnpad(xy, codes)

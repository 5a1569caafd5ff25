"""Pictures with matplotlib: one figure, one way to keep it, and areas as paths."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.figure import Figure

__all__ = ["PLATEN", "figuur", "pad_van", "plaat", "teken_vlakken"]

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

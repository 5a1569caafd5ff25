"""What is written on a map, and above it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

__all__ = ["KOPMAAT", "Label", "in_regels", "schrijf_labels"]

ZWART, GRIJS = "#000000", "#4a5866"
_LANGSTE = 28
KOPMAAT = 8.0
"""Points of the heading of a panel."""

_VERSCHUIVINGEN = (
    (0, 0), (0, 1), (0, -1), (0, 2), (0, -2), (2, 0), (-2, 0), (2, 1), (-2, 1), (2, -1), (-2, -1),
    (4, 0), (-4, 0), (0, 3), (0, -3), (5, 1), (-5, 1), (5, -1), (-5, -1),
)  # fmt: skip
"""In sizes of the letter; nearest first."""

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Label:
    """What is written on a map: text, place in metres, size in points and style."""

    tekst: str
    plek: FloatArray
    grootte: float
    stijl: Literal["gewoon", "schuin", "vet"]


def kort(tekst: str, langste: int = _LANGSTE) -> str:
    """A text as it fits on a map; what cannot be printed is replaced."""
    schoon = "".join(t if t.isprintable() else "\N{REPLACEMENT CHARACTER}" for t in tekst)
    return schoon if len(schoon) <= langste else f"{schoon[: langste - 1]}…"


def in_regels(kop: str, breed: float) -> str:
    """A heading in at most three lines that fit in a width in inches."""
    past = int(breed * 72 / (KOPMAAT * 0.72))  # a bold letter is 0.7 of its size wide, on average
    return "\n".join(wrap(kort(kop, 3 * past), past)[:3])


def schrijf_labels(as_: Any, labels: Iterable[Label]) -> None:
    """Write labels where they hide no earlier one; one that finds no room is left out."""
    from matplotlib import patheffects

    schrijver = as_.figure.canvas.get_renderer()
    binnen = as_.get_window_extent(schrijver)
    bezet: list[Any] = []
    for naam in labels:
        label = as_.annotate(
            kort(naam.tekst), naam.plek, xytext=(0, 0), textcoords="offset points",
            ha="center", va="center", fontsize=naam.grootte,
            color=GRIJS if naam.stijl == "schuin" else ZWART,
            fontstyle="italic" if naam.stijl == "schuin" else "normal",
            fontweight="bold" if naam.stijl == "vet" else "normal",
            parse_math=False, annotation_clip=False,
            path_effects=[patheffects.withStroke(linewidth=2, foreground="white")],
        )  # fmt: skip
        for dx, dy in _VERSCHUIVINGEN:
            label.set_position((dx * naam.grootte, dy * naam.grootte))
            vak = label.get_window_extent(schrijver)
            past = binnen.x0 <= vak.x0 and vak.x1 <= binnen.x1
            past = past and binnen.y0 <= vak.y0 and vak.y1 <= binnen.y1
            if past and not any(vak.overlaps(ander) for ander in bezet):
                bezet.append(vak)
                break
        else:
            label.remove()

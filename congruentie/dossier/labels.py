"""Names on a map, where they hide no other name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

__all__ = ["Label", "kort", "schrijf_labels"]

_ZWART, _GRIJS = "#000000", "#4a5866"
_LANGSTE = 28


@dataclass(frozen=True)
class Label:
    """What is written on a map: text, place in metres, size in points and style."""

    tekst: str
    plek: npt.NDArray[np.float64]
    grootte: float
    stijl: Literal["gewoon", "schuin", "vet"]


def kort(tekst: str, langste: int = _LANGSTE) -> str:
    """A text as it fits on a map; what cannot be printed is replaced."""
    schoon = "".join(t if t.isprintable() else "\N{REPLACEMENT CHARACTER}" for t in tekst)
    return schoon if len(schoon) <= langste else f"{schoon[: langste - 1]}…"


def schrijf_labels(as_: Any, labels: Iterable[Label]) -> None:
    """Write labels where they hide no earlier one; one that finds no room is left out."""
    from matplotlib import patheffects

    figuur = as_.figure
    schrijver = figuur.canvas.get_renderer()
    binnen = as_.get_window_extent(schrijver)
    bezet: list[Any] = []
    for naam in labels:
        label = as_.annotate(
            kort(naam.tekst), naam.plek, xytext=(0, 0), textcoords="offset points",
            ha="center", va="center", fontsize=naam.grootte,
            color=_GRIJS if naam.stijl == "schuin" else _ZWART,
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


_VERSCHUIVINGEN = (
    (0, 0), (0, 1), (0, -1), (0, 2), (0, -2), (2, 0), (-2, 0), (2, 1), (-2, 1), (2, -1), (-2, -1),
    (4, 0), (-4, 0), (0, 3), (0, -3), (5, 1), (-5, 1), (5, -1), (-5, -1),
)  # fmt: skip
"""In sizes of the letter; nearest first."""

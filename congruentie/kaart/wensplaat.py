"""The wishes of gemeenten as arrows on the map of a proposal: who wants with whom, or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np

from congruentie.dekking import maak_dekking
from congruentie.errors import CongruentieFout
from congruentie.kaart.plaat import grenzenregels
from congruentie.tekenen import plaat, teken_vlakken

if TYPE_CHECKING:
    from congruentie.voorstel import Voorstel

__all__ = ["Pijl", "maak_wensplaat"]


@dataclass(frozen=True)
class Pijl:
    """One wish.

    Parameters
    ----------
    van, naar
        The gm_code of who asks, and of whom it is about.
    oordeel
        ``"liever wel"``, ``"liever niet"`` or ``"zeker niet"``.
    vervuld
        Whether the proposal meets it.
    """

    van: str
    naar: str
    oordeel: str
    vervuld: bool


# Dark enough on white, told apart without colour by the pattern of the line and by the head.
_STIJL: dict[str, tuple[str, Any, str]] = {
    "liever wel": ("#1b5e9c", "-", "-|>,head_width=1,head_length=2.4"),
    "liever niet": ("#b35806", (0, (4, 2)), "->,head_width=1,head_length=2.4"),
    "zeker niet": ("#8b0000", (0, (1, 1.4)), "-[,widthB=1.6,lengthB=0"),
}


def maak_wensplaat(voorstel: Voorstel, pijlen: Sequence[Pijl], pad: Path, kop: str) -> None:
    """Draw wishes as a directed graph on the map.

    Parameters
    ----------
    voorstel
        The proposal; its gemeenten have boundaries.
    pijlen
        The wishes. What is met is drawn thin, what is not thick.
    pad
        The file to write: PNG or SVG, on paper of A3 size.
    kop
        Title.

    Raises
    ------
    CongruentieFout
        The gemeenten have no boundaries, or the file cannot be written.
    """
    vlakken = voorstel.indelingen.gemeenten.vlakken
    if vlakken is None:
        raise CongruentieFout("Voor een plaat zijn gemeentegrenzen nodig.")

    with plaat(pad, (11.69, 14.5), pad.suffix.lower()) as figuur:
        assen = figuur.add_axes((0.03, 0.07, 0.94, 0.85))
        assen.set_axis_off()
        assen.set_aspect("equal")
        teken_vlakken(assen, vlakken, ["#f6f6f3"] * len(vlakken), ["#c4c9ce"] * len(vlakken))
        _teken_regiogrenzen(assen, voorstel)
        _teken_pijlen(assen, vlakken, pijlen)
        _schrijf_namen(assen, voorstel)
        _teken_legenda(assen, pijlen)
        figuur.text(0.04, 0.965, kop, va="top", fontsize=22, fontweight="bold", parse_math=False)
        figuur.text(
            0.04, 0.935, _onderkop(pijlen), va="top", fontsize=11, color="#4a5866", parse_math=False
        )
        regels = grenzenregels(voorstel.indelingen.gemeenten).split("\n")
        bron = "\n".join(fill(regel, 140) for regel in regels)
        figuur.text(0.04, 0.02, bron, fontsize=8, color="#4a5866", parse_math=False)


def _onderkop(pijlen: Sequence[Pijl]) -> str:
    vervuld = sum(pijl.vervuld for pijl in pijlen)
    wensen = "1 wens" if len(pijlen) == 1 else f"{len(pijlen)} wensen"
    return (
        f"{wensen}, waarvan {vervuld} vervuld (dun getekend). Een pijl loopt van wie de wens heeft. "
        "Dikke grijze lijnen: grenzen van het voorstel."
    )


def _teken_regiogrenzen(assen: Any, voorstel: Voorstel) -> None:
    from matplotlib.collections import LineCollection

    gemeenten = voorstel.indelingen.gemeenten
    grenzen = maak_dekking(gemeenten.vlakken).grenzen()
    regio = voorstel.regio
    apart = [
        regio[gemeenten.plek[a]] != regio[gemeenten.plek[b]]
        for a, b in zip(grenzen["a"], grenzen["b"], strict=True)
    ]
    lijnen = [np.asarray(deel.coords) for lijn in grenzen.geometry[apart] for deel in lijn.geoms]
    assen.add_collection(LineCollection(lijnen, colors="#59636e", linewidths=1.5, zorder=2))


def _teken_pijlen(assen: Any, vlakken: Any, pijlen: Iterable[Pijl]) -> None:
    from matplotlib.patches import FancyArrowPatch

    punten = vlakken.representative_point()
    xy = dict(zip(vlakken.index, zip(punten.x, punten.y, strict=True), strict=True))
    for pijl in pijlen:
        kleur, lijn, vorm = _STIJL[pijl.oordeel]
        assen.add_patch(
            FancyArrowPatch(
                xy[pijl.van],
                xy[pijl.naar],
                arrowstyle=vorm,
                connectionstyle="arc3,rad=0.12",  # so that two opposite arrows do not cover each other
                shrinkA=1.5,
                shrinkB=1.5,
                mutation_scale=1.6,
                color=kleur,
                linestyle=lijn,
                linewidth=0.7 if pijl.vervuld else 1.7,
                zorder=3 if pijl.vervuld else 4,
            )
        )
    alle = np.array(list(xy.values()))
    assen.plot(alle[:, 0], alle[:, 1], ".", color="#16202b", markersize=2, zorder=5)


def _schrijf_namen(assen: Any, voorstel: Voorstel) -> None:
    """Small: to read on paper of A3 size, or when zoomed in."""
    gemeenten = voorstel.indelingen.gemeenten
    punten = gemeenten.vlakken.representative_point()  # type: ignore[union-attr]  # checked
    for naam, punt in zip(gemeenten.namen, punten, strict=True):
        assen.annotate(
            naam, (punt.x, punt.y), xytext=(0, -1.5), textcoords="offset points", ha="center",
            va="top", fontsize=3.6, color="#16202b", zorder=6, parse_math=False,
        )  # fmt: skip


def _teken_legenda(assen: Any, pijlen: Iterable[Pijl]) -> None:
    from matplotlib.lines import Line2D

    aantal = Counter((pijl.oordeel, pijl.vervuld) for pijl in pijlen)
    regels = [
        Line2D(
            [], [], color=kleur, linestyle=lijn, linewidth=0.9 if vervuld else 2,
            label=f"{oordeel}, {'' if vervuld else 'niet '}vervuld  ({aantal[oordeel, vervuld]})",
        )
        for oordeel, (kleur, lijn, _) in _STIJL.items()
        for vervuld in (True, False)
    ]  # fmt: skip
    assen.legend(handles=regels, loc="upper left", frameon=False, fontsize=11, handlelength=3)

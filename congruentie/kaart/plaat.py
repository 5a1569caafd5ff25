"""The static picture of the map, for a report or a slide: PNG, SVG or PDF."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np

from congruentie.errors import CongruentieFout, GebruiksFout
from congruentie.legenda import KLASSEN, klasse_van
from congruentie.model import opsomming

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from congruentie.model import Indelingen
    from congruentie.samenloop import Noemer

__all__ = ["maak_plaat"]

# No date and no version of matplotlib in the file: the same input gives the same bytes.
_KENMERKEN: Mapping[str, dict[str, None]] = {
    ".png": {"Software": None},
    ".svg": {"Date": None, "Creator": None},
    ".pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
_INKT, _GRIJS, _RAND = "#16202b", "#4a5866", "#ffffff"
_RAND_LICHT = "#7d8893"  # white vanishes between pale areas


def maak_plaat(
    indelingen: Indelingen,
    tabel: pd.DataFrame,
    pad: Path,
    *,
    gewichten: Mapping[str, float] | None = None,
    noemer: Noemer = "alle",
) -> None:
    """Draw the map as a picture.

    Parameters
    ----------
    indelingen
        The chosen divisions; their gemeenten must have boundaries.
    tabel
        What `congruentie.tabellen.bereken` made of `indelingen`, `gewichten` and `noemer`.
    pad
        The file to write; the suffix (``.png``, ``.svg`` or ``.pdf``) says the kind of picture.
    gewichten
        Weight per indeling; one that is not named weighs 1.
    noemer
        The denominator that `tabel` was computed with.

    Raises
    ------
    CongruentieFout
        The gemeenten have no boundaries.
    GebruiksFout
        An unknown suffix.
    """
    vlakken = indelingen.gemeenten.vlakken
    if vlakken is None:
        raise CongruentieFout(
            f"Voor een plaat zijn gemeentegrenzen nodig; die van {indelingen.gemeenten.jaar} "
            "ontbreken.",
            "Geef een bestand met grenzen op met --grenzen.",
        )
    if pad.suffix.lower() not in _KENMERKEN:
        raise GebruiksFout(
            f"Een plaat eindigt op {opsomming(list(_KENMERKEN))}, niet op {pad.suffix!r}.",
            "Geef het bestand een van die namen.",
        )
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context({"svg.hashsalt": "congruentie", "font.family": "DejaVu Sans"}):
        figuur = Figure(figsize=(8.27, 9.9), facecolor="white")
        assen = figuur.add_axes((0.04, 0.115, 0.92, 0.76))
        assen.set_axis_off()
        assen.set_aspect("equal")
        _teken_gemeenten(assen, vlakken, tabel)
        _schrijf_teksten(figuur, indelingen, tabel, gewichten or {}, noemer)
        _teken_legenda(assen, tabel)
        figuur.savefig(pad, dpi=200, metadata=_KENMERKEN[pad.suffix.lower()])


def _teken_gemeenten(assen: Any, vlakken: gpd.GeoSeries, tabel: pd.DataFrame) -> None:
    """Fill each gemeente with the colour of its step; hatch those without partners."""
    from matplotlib.collections import PathCollection

    klassen = klasse_van(tabel["congruentie"])
    kleuren = [KLASSEN[k].kleur for k in klassen]
    randen = [_RAND_LICHT if k < 2 else _RAND for k in klassen]
    paden = [_pad(vlak) for vlak in vlakken]
    zonder = tabel["zonder_partners"].to_numpy()
    assen.add_collection(
        PathCollection(paden, facecolors=kleuren, edgecolors=randen, linewidths=0.35)
    )
    if zonder.any():
        alleen = [pad for pad, leeg in zip(paden, zonder, strict=True) if leeg]
        assen.add_collection(
            PathCollection(
                alleen, facecolors="none", edgecolors=_RAND, linewidths=0.35, hatch="////"
            )
        )
    assen.autoscale_view()


def _pad(vlak: Any) -> Any:
    """A (Multi)Polygon as one path, holes included."""
    import shapely
    from matplotlib.path import Path as Lijnpad

    ringen = shapely.get_rings(shapely.get_parts(shapely.orient_polygons(vlak)))
    xy, ring = shapely.get_coordinates(ringen, return_index=True)
    codes = np.full(len(xy), Lijnpad.LINETO, dtype=Lijnpad.code_type)
    codes[np.r_[True, ring[1:] != ring[:-1]]] = Lijnpad.MOVETO
    return Lijnpad(xy, codes)


def _teken_legenda(assen: Any, tabel: pd.DataFrame) -> None:
    from matplotlib.patches import Patch

    aantal = np.bincount(klasse_van(tabel["congruentie"]), minlength=len(KLASSEN))
    vakken = [
        Patch(
            facecolor=klasse.kleur, edgecolor=_GRIJS, linewidth=0.4, label=f"{klasse.label}  ({n})"
        )
        for klasse, n in zip(KLASSEN, aantal, strict=True)
    ]
    zonder = int(tabel["zonder_partners"].sum())
    if zonder:
        vakken.append(
            Patch(
                facecolor=KLASSEN[-1].kleur,
                edgecolor=_RAND,
                linewidth=0.4,
                hatch="////",
                label=f"100%, want geen partners  ({zonder})",
            )
        )
    legenda = assen.legend(
        handles=vakken,
        title="Congruentie (aantal gemeenten)",
        loc="upper left",
        frameon=False,
        fontsize=9,
        title_fontsize=9,
        alignment="left",
        labelcolor=_INKT,
    )
    legenda.get_title().set_color(_INKT)


def _schrijf_teksten(
    figuur: Any,
    indelingen: Indelingen,
    tabel: pd.DataFrame,
    gewichten: Mapping[str, float],
    noemer: Noemer,
) -> None:
    """Title above, sources below. Texts of the data must not be read as mathematics ($...$)."""

    def schrijf(y: float, tekst: str, breedte: int, stijl: dict[str, Any]) -> None:
        regels = "\n".join(fill(regel, breedte) for regel in tekst.split("\n"))
        figuur.text(0.05, y, regels, parse_math=False, linespacing=1.35, **stijl)

    boven = {"va": "top", "color": _INKT}
    namen = [_met_gewicht(ind.label, gewichten.get(ind.naam, 1.0)) for ind in indelingen]
    gemiddeld = f"{tabel['congruentie'].mean():.2f}".replace(".", ",")
    schrijf(
        0.972,
        f"Congruentie per gemeente, {indelingen.gemeenten.jaar}",
        70,
        {**boven, "fontsize": 17, "fontweight": "bold"},
    )
    schrijf(
        0.935,
        f"Gemiddeld {gemiddeld}% over {opsomming(namen, 8)}.",
        105,
        {**boven, "fontsize": 9.5},
    )
    onder = {"va": "bottom", "color": _GRIJS, "fontsize": 7}
    schrijf(0.02, _bronregels(indelingen, noemer), 150, onder)


def _met_gewicht(titel: str, gewicht: float) -> str:
    if gewicht == 1:
        return titel
    return f"{titel} (gewicht {f'{gewicht:.10g}'.replace('.', ',')})"


def _bronregels(indelingen: Indelingen, noemer: Noemer) -> str:
    bronnen = dict.fromkeys(
        f"{ind.herkomst.bron} ({ind.herkomst.status_tekst})" for ind in indelingen
    )
    regels = [
        "Congruentie: het gemiddelde aandeel van deze indelingen dat een gemeente deelt met haar "
        "partners. De uitkomst hangt ook af van hoe groot de regio's zijn."
    ]
    if noemer == "deelname":
        regels[0] += " Alleen indelingen waaraan de gemeente meedoet, tellen mee."
    regels.append(f"Indelingen: {'; '.join(bronnen)}.")
    grenzen = indelingen.gemeenten.grenzen
    if grenzen is not None:
        regels.append(f"Grenzen: {grenzen.bron}. {grenzen.opmerking}".strip())
    regels.append("Kadaster / Centraal Bureau voor de Statistiek")
    return "\n".join(regels)

"""The network of samenwerkingsverbanden as a picture: lines between gemeenten, and communities."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np

from congruentie.buren import gedeelde_grenzen
from congruentie.errors import CongruentieFout
from congruentie.kaart.plaat import grenzenregels
from congruentie.meten.netwerk import Netwerk
from congruentie.nl import aantal, getal
from congruentie.tekenen import REGIOKLEUREN, plaat, teken_vlakken

if TYPE_CHECKING:
    import geopandas as gpd

    from congruentie.model import Indelingen
    from congruentie.verbanden import Verbanden

__all__ = ["dikte_van", "kleuren_van", "maak_netwerkplaat"]

_INKT, _GRIJS, _LIJN, _LEEG = "#16202b", "#4a5866", "#1d3557", "#f0f0ee"


def kleuren_van(netwerk: Netwerk) -> list[str]:
    """A colour per community: each its own up to twelve; beyond that they come back."""
    return [REGIOKLEUREN[nummer % len(REGIOKLEUREN)] for nummer in range(len(netwerk.midden))]


def dikte_van(aantal: Any, netwerk: Netwerk) -> Any:
    """Width of the line of a pair that shares so many verbanden, 0.25 to 2.5 points."""
    return 0.25 + 2.25 * (aantal / netwerk.hoogste) ** 2


def maak_netwerkplaat(indelingen: Indelingen, pad: Path) -> None:
    """Draw who shares verbanden with whom.

    Parameters
    ----------
    indelingen
        With verbanden; its gemeenten must have boundaries.
    pad
        The file to write: PNG, SVG or PDF, on paper of A3 size.

    Raises
    ------
    CongruentieFout
        There are no verbanden, or no boundaries.
    """
    vlakken, verbanden = indelingen.gemeenten.vlakken, indelingen.verbanden
    if verbanden is None:
        raise CongruentieFout(
            "Een netwerk gaat over samenwerkingsverbanden, en die doen niet mee.",
            "Geef ze met --verbanden.",
        )
    if vlakken is None:
        raise CongruentieFout("Voor een plaat zijn gemeentegrenzen nodig.")
    netwerk = Netwerk(indelingen)
    with plaat(pad, (11.69, 14.0), pad.suffix.lower()) as figuur:
        assen = figuur.add_axes((0.03, 0.06, 0.94, 0.83))
        assen.set_axis_off()
        assen.set_aspect("equal")
        kleuren = [*kleuren_van(netwerk), _LEEG]  # the last is that of community -1
        per_gemeente = [kleuren[nummer] for nummer in netwerk.gemeenschap]
        teken_vlakken(assen, vlakken, per_gemeente, ["#ffffff"] * len(vlakken))
        _teken_grenzen(assen, netwerk, gedeelde_grenzen(vlakken))
        _teken_lijnen(assen, netwerk, vlakken)
        _schrijf_namen(assen, netwerk, vlakken)
        _teken_legenda(assen, netwerk, kleuren)
        _schrijf_teksten(figuur, netwerk, verbanden)


def _teken_grenzen(assen: Any, netwerk: Netwerk, grenzen: gpd.GeoDataFrame) -> None:
    """Borders between communities."""
    import shapely
    from matplotlib.collections import LineCollection

    plek = netwerk.indelingen.gemeenten.plek
    een, ander = (netwerk.gemeenschap[[plek[code] for code in grenzen[kant]]] for kant in "ab")
    delen = shapely.get_parts(grenzen.geometry.to_numpy()[een != ander])
    lijnen = [shapely.get_coordinates(deel) for deel in delen]
    assen.add_collection(LineCollection(lijnen, colors=_GRIJS, linewidths=1.3, zorder=2))


def _punten(vlakken: gpd.GeoSeries) -> Any:
    punten = vlakken.representative_point()
    return np.column_stack([punten.x, punten.y])


def _teken_lijnen(assen: Any, netwerk: Netwerk, vlakken: gpd.GeoSeries) -> None:
    """Lines by number of shared verbanden, dots by number of verbanden."""
    from matplotlib.collections import LineCollection

    xy = _punten(vlakken)
    sterk = netwerk.sterk[netwerk.sterk[:, 2].argsort(kind="stable")]
    assen.add_collection(
        LineCollection(
            xy[sterk[:, :2]],
            colors=_LIJN,
            alpha=0.55,
            linewidths=dikte_van(sterk[:, 2], netwerk),
            zorder=3,
        )
    )
    keer = (netwerk.indelingen.verbandtabel >= 0).sum(axis=1)
    mee = keer > 0
    assen.scatter(
        *xy[mee].T, s=1.5 * keer[mee], color=_INKT, edgecolors="#ffffff", linewidths=0.4, zorder=4
    )
    assen.autoscale_view()


def _schrijf_namen(assen: Any, netwerk: Netwerk, vlakken: gpd.GeoSeries) -> None:
    """Each community at the gemeente that it is called after."""
    from matplotlib.patheffects import withStroke

    namen = netwerk.indelingen.gemeenten.namen
    xy = _punten(vlakken)
    hoogte = np.ptp(xy[:, 1])
    for i, plek in enumerate(netwerk.midden):
        # Below its dot where the name of a larger one would be in the way.
        ernaast = np.abs(xy[netwerk.midden[:i]] - xy[plek]) < (0.12 * hoogte, 0.02 * hoogte)
        onder = ernaast.all(axis=1).any()
        assen.annotate(
            namen[plek], xy[plek], xytext=(0, -13 if onder else 5), textcoords="offset points",
            ha="center", fontsize=12, fontweight="bold", color=_INKT, zorder=6, parse_math=False,
            path_effects=[withStroke(linewidth=3, foreground="white")],
        )  # fmt: skip


def _teken_legenda(assen: Any, netwerk: Netwerk, kleuren: list[str]) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    keer = netwerk.sterk[:, 2].tolist()
    stappen = sorted({min(keer), (min(keer) + max(keer)) // 2, max(keer)}) if keer else []
    lijnen = [
        Line2D(
            [],
            [],
            color=_LIJN,
            linewidth=dikte_van(stap, netwerk),
            label=f"{aantal(stap, 'verband', 'verbanden')} samen",
        )
        for stap in stappen
    ]
    grootte = np.bincount(netwerk.gemeenschap + 1, minlength=len(kleuren))
    groepen = [
        Patch(facecolor=kleur, edgecolor=_GRIJS, label=f"{naam}  ({leden})")
        for kleur, naam, leden in zip(kleuren, netwerk.namen, grootte[1:], strict=False)
    ]
    if grootte[0]:
        groepen.append(
            Patch(facecolor=_LEEG, edgecolor=_GRIJS, label=f"geen verband  ({grootte[0]})")
        )
    legenda = assen.legend(
        handles=[*lijnen, *groepen], loc="upper left", frameon=False, fontsize=10, handlelength=2.4,
        title="Lijnen, en gemeenschappen\n(aantal gemeenten)", title_fontsize=10, alignment="left",
    )  # fmt: skip
    for tekst in legenda.get_texts():
        tekst.set_parse_math(False)


def _schrijf_teksten(figuur: Any, netwerk: Netwerk, verbanden: Verbanden) -> None:
    gemeenten = netwerk.indelingen.gemeenten
    uitleg = (
        f"{getal(len(netwerk.paren))} paren gemeenten zitten samen in een of meer van "
        f"{getal(len(verbanden.tellende))} verbanden. Getekend zijn de {getal(len(netwerk.sterk))} "
        f"paren die er ten minste {netwerk.drempel} delen: hoe dikker de lijn, hoe meer. Een grotere "
        "stip: meer verbanden. "
        "Een kleur is een gemeenschap: gemeenten die vooral met elkaar samenwerken (methode Louvain; "
        "andere verdelingen kunnen bijna even goed zijn)."
    )
    bronnen = dict.fromkeys(f"{een.bron} ({een.status_tekst})" for een in verbanden.herkomst)
    voet = [f"Verbanden: {'; '.join(bronnen)}.", *grenzenregels(gemeenten).split("\n")]
    zo: dict[str, Any] = {"parse_math": False, "linespacing": 1.35}
    kop = f"Wie werkt met wie, {netwerk.indelingen.wanneer}"
    figuur.text(0.04, 0.975, kop, va="top", fontsize=22, fontweight="bold", color=_INKT, **zo)
    figuur.text(0.04, 0.945, fill(uitleg, 125), va="top", fontsize=11, color=_GRIJS, **zo)
    onder = "\n".join(fill(regel, 150) for regel in voet)
    figuur.text(0.04, 0.015, onder, fontsize=8, color=_GRIJS, **zo)

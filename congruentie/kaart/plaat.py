"""The static picture of the map, for a report or a slide: PNG, SVG or PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
import numpy.typing as npt

from congruentie.errors import CongruentieFout, GebruiksFout
from congruentie.kaart.klassen import VASTE_WIJZIGINGEN, percentages, wijzigingen
from congruentie.nl import getal, opsomming
from congruentie.tekenen import (
    KLASSEN,
    PLATEN,
    VERSCHILLEN,
    klasse_van,
    plaat,
    teken_vlakken,
)
from congruentie.verbanden import VERBANDEN

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from congruentie.gemeenten import Gemeenten
    from congruentie.meten.meting import Meting

__all__ = ["grenzenregels", "maak_plaat", "maak_stabiliteitsplaat"]

_INKT, _GRIJS, _RAND = "#16202b", "#4a5866", "#ffffff"
_RAND_LICHT = "#7d8893"  # white vanishes between pale areas
_GEEN_VERBAND = ("#eef1f4", "geen verband")
# Colours between which a white border would vanish.
_BLEEK = {_GEEN_VERBAND[0]} | {k.kleur for k in KLASSEN[:2]} | {v.kleur for v in VERSCHILLEN[2:5]}
_MEESTE_RANDEN = 5000  # with more areas, the borders between them would cover the map


@dataclass(frozen=True)
class _Kleuring:
    """What the colours of a picture stand for.

    Parameters
    ----------
    kop, uitleg
        Title and the line below it.
    legenda
        Title of the legend.
    klassen
        Colour and label per class.
    nummer
        Class of each gemeente.
    gearceerd
        Which gemeenten have no partners.
    """

    kop: str
    uitleg: str
    legenda: str
    klassen: Sequence[tuple[str, str]]
    nummer: npt.NDArray[np.int64]
    gearceerd: npt.NDArray[np.bool_]


def maak_plaat(
    meting: Meting,
    pad: Path,
    *,
    verandering: tuple[str, pd.Series] | None = None,
    vaste_klassen: bool = False,
) -> None:
    """Draw the map as a picture.

    Parameters
    ----------
    meting
        What is drawn; its gemeenten must have boundaries.
    pad
        The file to write; the suffix (``.png``, ``.svg`` or ``.pdf``) says the kind of picture.
    verandering
        When it shows a change: over which time, for the title, and the percentage points of each
        gemeente (as `Jaren.verandering`).
    vaste_klassen
        Colour by the same classes whatever the figures are, to set pictures beside each other;
        otherwise the classes follow from the figures.

    Raises
    ------
    CongruentieFout
        The gemeenten have no boundaries.
    GebruiksFout
        An unknown suffix.
    """
    gemeenten = meting.indelingen.gemeenten
    if gemeenten.vlakken is None:
        raise CongruentieFout(
            f"Voor een plaat zijn gemeentegrenzen nodig; die van {gemeenten.jaar} ontbreken.",
            "Geef een bestand met grenzen op met --grenzen.",
        )
    if pad.suffix.lower() not in PLATEN:
        raise GebruiksFout(
            f"Een plaat eindigt op {opsomming(PLATEN)}, niet op {pad.suffix!r}.",
            "Geef het bestand een van die namen.",
        )
    kleuring = _kleuring(meting, verandering, vaste_klassen)
    _teken(gemeenten.vlakken, kleuring, _bronregels(meting), pad, pad.suffix.lower())


def maak_stabiliteitsplaat(
    gemeenten: Gemeenten, stabiliteit: pd.Series, kop: str, doel: Path | BinaryIO
) -> None:
    """Draw how stable the company of each gemeente is, as a PNG.

    Parameters
    ----------
    gemeenten
        With boundaries.
    stabiliteit
        Percent, indexed by gm_code.
    kop
        Title.
    doel
        The file to write, or an open one.

    Raises
    ------
    CongruentieFout
        The gemeenten have no boundaries.
    """
    if gemeenten.vlakken is None:
        raise CongruentieFout("Voor een plaat zijn gemeentegrenzen nodig.")
    cijfers = stabiliteit.reindex(list(gemeenten.codes)).fillna(100.0)
    kleuring = _Kleuring(
        kop,
        f"Gemiddeld {getal(cijfers.mean(), 2)}%. Van wie in de ene uitkomst bij een gemeente in de "
        "regio zit, zit dit deel dat ook in een andere.",
        "Stabiliteit (aantal gemeenten)",
        [(klasse.kleur, klasse.label) for klasse in KLASSEN],
        klasse_van(cijfers),
        np.zeros(len(cijfers), dtype=bool),
    )
    _teken(gemeenten.vlakken, kleuring, grenzenregels(gemeenten), doel, ".png")


def _teken(
    vlakken: gpd.GeoSeries, kleuring: _Kleuring, bron: str, doel: Path | BinaryIO, suffix: str
) -> None:
    with plaat(doel, (8.27, 9.9), suffix) as figuur:
        assen = figuur.add_axes((0.04, 0.115, 0.92, 0.76))
        assen.set_axis_off()
        assen.set_aspect("equal")
        _teken_gemeenten(assen, vlakken, kleuring)
        _schrijf_teksten(figuur, kleuring, bron)
        _teken_legenda(assen, kleuring)


def _kleuring(meting: Meting, verandering: tuple[str, pd.Series] | None, vast: bool) -> _Kleuring:
    indelingen, verbanden = meting.indelingen, meting.indelingen.verbanden
    tabel = meting.gemeenten.reindex(list(indelingen.gemeenten.codes))
    titels = {ind.naam: ind.label for ind in indelingen}
    if verbanden is not None:
        titels[VERBANDEN] = f"{len(verbanden)} samenwerkingsverbanden"
    namen = opsomming(
        [_met_gewicht(titel, meting.gewichten.get(naam, 1.0)) for naam, titel in titels.items()], 8
    )
    if verandering:
        periode, verschil = verandering
        schaal = VASTE_WIJZIGINGEN if vast else wijzigingen(verschil)
        hoger, lager = int((verschil > 1e-9).sum()), int((verschil < -1e-9).sum())
        return _Kleuring(
            f"Verandering van de congruentie, {periode}",
            f"Hoger bij {hoger} gemeenten, lager bij {lager}, over {namen}.",
            "Procentpunt (aantal gemeenten)",
            [(klasse.kleur, klasse.label) for klasse in schaal.klassen],
            schaal.nummer(verschil),
            np.zeros(len(tabel), dtype=bool),
        )
    geen = tabel["congruentie"].isna()
    klassen = KLASSEN if vast else percentages(tabel["congruentie"])
    nummer = klasse_van(tabel["congruentie"], klassen)
    return _Kleuring(
        f"Congruentie per gemeente, {indelingen.wanneer}",
        f"Gemiddeld {getal(tabel['congruentie'].mean(), 2)}% over {namen}.",
        "Congruentie (aantal gemeenten)",
        [(klasse.kleur, klasse.label) for klasse in klassen] + [_GEEN_VERBAND] * bool(geen.any()),
        np.where(geen, len(klassen), nummer),
        tabel["zonder_partners"].eq(True).to_numpy(),
    )


def _teken_gemeenten(assen: Any, vlakken: gpd.GeoSeries, kleuring: _Kleuring) -> None:
    """Fill each gemeente with the colour of its step; hatch those without partners."""
    from matplotlib.collections import PathCollection

    kleuren = [kleuring.klassen[k][0] for k in kleuring.nummer]
    randen = [_RAND_LICHT if kleur in _BLEEK else _RAND for kleur in kleuren]
    if len(vlakken) > _MEESTE_RANDEN:
        randen = kleuren
    paden = teken_vlakken(assen, vlakken, kleuren, randen)
    if kleuring.gearceerd.any():
        alleen = [pad for pad, leeg in zip(paden, kleuring.gearceerd, strict=True) if leeg]
        assen.add_collection(
            PathCollection(
                alleen, facecolors="none", edgecolors=_RAND, linewidths=0.35, hatch="////"
            )
        )
    assen.autoscale_view()


def _teken_legenda(assen: Any, kleuring: _Kleuring) -> None:
    from matplotlib.patches import Patch

    aantal = np.bincount(kleuring.nummer, minlength=len(kleuring.klassen))
    vakken = [
        Patch(facecolor=kleur, edgecolor=_GRIJS, linewidth=0.4, label=f"{label}  ({n})")
        for (kleur, label), n in zip(kleuring.klassen, aantal, strict=True)
    ]
    zonder = int(kleuring.gearceerd.sum())
    if zonder:
        vakken.append(
            Patch(
                facecolor=kleuring.klassen[-1][0],
                edgecolor=_RAND,
                linewidth=0.4,
                hatch="////",
                label=f"100%, want geen partners  ({zonder})",
            )
        )
    legenda = assen.legend(
        handles=vakken,
        title=kleuring.legenda,
        loc="upper left",
        frameon=False,
        fontsize=9,
        title_fontsize=9,
        alignment="left",
        labelcolor=_INKT,
    )
    legenda.get_title().set_color(_INKT)


def _schrijf_teksten(figuur: Any, kleuring: _Kleuring, bronregels: str) -> None:
    """Title above, sources below. Texts of the data must not be read as mathematics ($...$)."""

    def schrijf(y: float, tekst: str, breedte: int, stijl: dict[str, Any]) -> None:
        regels = "\n".join(fill(regel, breedte) for regel in tekst.split("\n"))
        figuur.text(0.05, y, regels, parse_math=False, linespacing=1.35, **stijl)

    boven = {"va": "top", "color": _INKT}
    schrijf(0.972, kleuring.kop, 70, {**boven, "fontsize": 17, "fontweight": "bold"})
    schrijf(0.935, kleuring.uitleg, 105, {**boven, "fontsize": 9.5})
    schrijf(0.02, bronregels, 150, {"va": "bottom", "color": _GRIJS, "fontsize": 7})


def _met_gewicht(titel: str, gewicht: float) -> str:
    if gewicht == 1:
        return titel
    return f"{titel} (gewicht {f'{gewicht:.10g}'.replace('.', ',')})"


def _bronregels(meting: Meting) -> str:
    verbanden = meting.indelingen.verbanden
    herkomst = [indeling.herkomst for indeling in meting.indelingen]
    herkomst += verbanden.herkomst if verbanden else ()
    bronnen = dict.fromkeys(f"{een.bron} ({een.status_tekst})" for een in herkomst)
    regels = [
        "Congruentie: het gemiddelde aandeel van deze indelingen dat een gemeente deelt met haar "
        "partners. De uitkomst hangt ook af van hoe groot de regio's zijn."
    ]
    if meting.noemer == "deelname":
        regels[0] += " Alleen indelingen waaraan de gemeente meedoet, tellen mee."
    regels.append(f"Indelingen: {'; '.join(bronnen)}.")
    return "\n".join([*regels, grenzenregels(meting.indelingen.gemeenten)])


def grenzenregels(gemeenten: Gemeenten) -> str:
    """Where the boundaries come from, as every picture says at its foot."""
    grenzen = gemeenten.grenzen
    if grenzen is None:
        return "Grenzen: onbekend."
    regels = [f"Grenzen: {grenzen.bron}. {grenzen.opmerking}".strip()]
    if grenzen.status != "eigen":
        regels.append(gemeenten.naamsvermelding)
    return "\n".join(regels)

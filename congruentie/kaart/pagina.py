"""The HTML page: folium draws the boundaries, our own template and scripts do the rest.

No text of the data passes through folium: branca reads what it renders as a Jinja template again,
so a name like ``{{...}}`` would run Python here. Folium gets whole numbers only. All text stands in
one JSON island, and the scripts show it with ``textContent``.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import folium
from markupsafe import Markup

from congruentie.bronnen.banden import banden_van
from congruentie.errors import CongruentieFout
from congruentie.kaart.eiland import naar_json, verzamel
from congruentie.kaart.tekening import teken
from congruentie.webpagina import maak_webpagina

if TYPE_CHECKING:
    from congruentie.buren import Banden
    from congruentie.gemeenten import Gemeenten
    from congruentie.meten.jaren import Jaren
    from congruentie.meten.meting import Meting
    from congruentie.meten.verplaatsen import Verplaatsing
    from congruentie.model import Indeling
    from congruentie.voorstel import Voorstel

__all__ = ["maak_pagina"]

_log = logging.getLogger(__name__)

SCRIPTS = tuple(
    f"{naam}.js"
    for naam in (
        "origineel", "rekenen", "klassen", "kleuren", "lijnkunde", "geometrie", "voorstelsom", "staat",
        "hulp", "model", "weergaven", "verbandkaarten", "plaat", "poster", "legenda", "beeld", "zicht",
        "lijnen", "grenswijzer", "wijzer", "blad", "kaart", "verschil", "keuzes", "indelingkeuze",
        "regios", "zoek", "verbandlijst", "overzicht", "inhetvoorstel", "schuif", "paneel", "watals",
        "tabel", "voorstel", "teksten", "delen",
    )
)  # fmt: skip
"""In the order in which they run, the first of them before Leaflet."""


def maak_pagina(
    meting: Meting,
    *,
    jaren: Jaren | None = None,
    voorstel: Voorstel | None = None,
    naast: Indeling | None = None,
    verplaatsingen: Iterable[Verplaatsing] = (),
    voor: Meting | None = None,
) -> str:
    """Make the map as one HTML page that needs no network.

    Parameters
    ----------
    meting
        What the page shows; its gemeenten must have boundaries.
    jaren
        Years to show side by side, with the change between the first and the last; the last is
        `meting`.
    voorstel
        A proposal made from the indelingen of `meting`, to show its regio's, what it changes and what
        could be otherwise.
    naast
        Another division to set beside the proposal, such as an earlier one.
    verplaatsingen
        Moves of gemeenten that the page starts with, and shows the effect of.
    voor
        The measurement before a supposed herindeling, of which the page then tells the figures.

    Returns
    -------
    str
        The page. Write it as UTF-8 with LF line ends: its Content-Security-Policy holds the hashes
        of its own scripts. The same input gives the same page.

    Raises
    ------
    CongruentieFout
        The gemeenten have no boundaries.
    """
    gemeenten = meting.indelingen.gemeenten
    if gemeenten.vlakken is None:
        raise CongruentieFout(
            f"Voor een kaart zijn gemeentegrenzen nodig; die van {gemeenten.jaar} ontbreken.",
            "Geef een bestand met grenzen op met --grenzen.",
        )
    tekening = teken(gemeenten.vlakken, _banden(gemeenten))
    gegevens = verzamel(meting, tekening, jaren, voorstel, naast, verplaatsingen, voor)
    return maak_webpagina(
        _bestand("sjabloon.html"),
        stijlen=[
            _leaflet_css(),
            _bestand("kaart.css"),
            _bestand("paneel.css"),
            _bestand("afdruk.css"),
        ],
        scripts=[
            _bestand(SCRIPTS[0]),
            _leaflet_js(),
            _folium_js(tekening.punten[0]),
            *map(_bestand, SCRIPTS[1:]),
        ],
        kop="Voorstel voor regio's" if voorstel else "Congruentie per gemeente",
        wanneer=jaren.periode if jaren else meting.indelingen.wanneer,
        jaar=gemeenten.jaar,
        verbanden=meting.indelingen.verbanden is not None,
        naamsvermelding=gemeenten.naamsvermelding,
        # `naar_json` leaves no character that could end the block it stands in.
        gegevens=Markup(naar_json(gegevens)),  # noqa: S704
    )


def _banden(gemeenten: Gemeenten) -> Banden | None:
    """Who borders whom; None where that cannot be known, and the drawing is all there is."""
    try:
        return banden_van(gemeenten)
    except CongruentieFout as fout:
        _log.info("Let op: %s", fout.melding)
        return None


def _bestand(naam: str) -> str:
    return (files("congruentie.kaart") / naam).read_text(encoding="utf-8")


def _leaflet(naam: str) -> str:
    """A file of Leaflet, from the package that carries it (found without importing it)."""
    pakket = find_spec("js_lib_leaflet")
    if pakket is None or not pakket.submodule_search_locations:
        raise CongruentieFout(
            "Leaflet ontbreekt: het pakket django-js-lib-leaflet is niet geïnstalleerd.",
            "Installeer congruentie opnieuw.",
        )
    map_ = Path(pakket.submodule_search_locations[0]) / "static" / "js_lib_leaflet"
    return (map_ / naam).read_text(encoding="utf-8")


def _leaflet_js() -> str:
    return _leaflet("leaflet.js").partition("//# sourceMappingURL=")[0]


def _leaflet_css() -> str:
    """The style of Leaflet without the pictures of controls and markers, which the page lacks."""
    return re.sub(r"[\w-]+:\s*url\([^)]*\);", "", _leaflet("leaflet.css"))


def _folium_js(midden: Sequence[int]) -> str:
    """The script with which folium makes the map and the layer of gemeenten, which vlakken.js fills."""
    kaart = folium.Map(
        location=midden[::-1],
        tiles=None,
        crs="Simple",
        zoom_start=-6,
        minZoom=-8,
        maxZoom=1,
        zoom_snap=0,
        zoom_delta=0.5,
        zoom_animation=False,
        zoom_control=False,
        attribution_control=False,
        scroll_wheel_zoom=False,
        keyboard=False,
    )
    vlakken = folium.GeoJson({"type": "FeatureCollection", "features": []}, smooth_factor=0)
    # Folium gives random ids; these make the names map_kaart and geo_json_vlakken.
    kaart._id, vlakken._id = "kaart", "vlakken"
    vlakken.add_to(kaart)
    figuur = kaart.get_root()
    figuur.render()
    script: str = figuur.script.render()  # type: ignore[attr-defined]  # branca's Figure
    return script

"""Whether the areas of a map close, and whether it draws who borders whom."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from congruentie.bronnen.banden import banden_van, landgrenzen, waarom_niet_heel
from congruentie.bronnen.meldingen import Melder
from congruentie.model import Gemeenten

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["maak_heel"]

_KORTSTE = 100
"""Metres; a shorter border that is drawn too much is next to a point."""


def maak_heel(gemeenten: Gemeenten, melder: Melder) -> Gemeenten:
    """Let the areas close, and hold them against who borders whom; say what that took.

    Parameters
    ----------
    gemeenten
        With boundaries. A map that cannot be made whole stays as it is, and that is said.
    melder
        Who says it.

    Raises
    ------
    Gestopt
        The codes do not belong to these areas.
    """
    from congruentie.dekking import maak_dekking  # heavy: only where there is a map

    dekking = maak_dekking(gemeenten.vlakken)
    if reden := waarom_niet_heel(dekking, gemeenten):
        melder.let_op(
            f"de kaart is niet heel: {reden}",
            "Tekenen kan, maar herstel de grenzen liever, bijvoorbeeld in QGIS.",
        )
        return gemeenten
    if dekking.hersteld:
        melder.let_op(
            f"de vlakken sloten niet op elkaar aan (overlap tot {_meter(dekking.overlap)}); "
            f"{dekking.hersteld} zijn hersteld, met een speling van {_meter(dekking.tolerantie)}.",
        )
        gemeenten = replace(gemeenten, vlakken=dekking.vlakken)
    _vergelijk_met_tabel(gemeenten, dekking.grenzen(), melder)
    return gemeenten


def _vergelijk_met_tabel(gemeenten: Gemeenten, grenzen: gpd.GeoDataFrame, melder: Melder) -> None:
    """Hold what is drawn against who borders whom, and say where they differ."""
    leeg = set(gemeenten.vlakken.index[gemeenten.vlakken.is_empty])  # type: ignore[union-attr]
    land = {paar for paar in landgrenzen(gemeenten) if not leeg & set(paar)}
    if not land:
        return
    getekend, lang = (
        set(zip(deel["a"], deel["b"], strict=True))
        for deel in (grenzen, grenzen[grenzen["lengte"] >= _KORTSTE])
    )
    mist, teveel = sorted(land - getekend), sorted(lang - set(banden_van(gemeenten)))
    telt = "Wie aan wie grenst, komt niet uit het bestand maar van CBS."
    if len(mist) > len(land) / 2:
        melder.fout(
            f"de codes horen niet bij deze vlakken: van de {len(land)} landgrenzen van CBS zijn er "
            f"{len(mist)} niet getekend, zoals {_paar(gemeenten, mist[0])}.",
            "Controleer de kolom met codes; kies een andere met BESTAND#KOLOM.",
        )
    if mist or teveel:
        delen = [f"{len(mist)} niet getekend"] if mist else []
        delen += [f"{len(teveel)} te veel getekend"] if teveel else []
        voorbeeld = _paar(gemeenten, (mist or teveel)[0])
        melder.let_op(
            f"van de {len(land)} landgrenzen van CBS zijn er {' en '.join(delen)}, zoals {voorbeeld}. "
            f"{telt}",
        )


def _paar(gemeenten: Gemeenten, paar: tuple[str, str]) -> str:
    return " met ".join(gemeenten.naam_van[code] for code in paar)


def _meter(lengte: float) -> str:
    return "minder dan een meter" if lengte < 1 else f"{lengte:.0f} meter"

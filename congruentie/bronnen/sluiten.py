"""Whether the areas of a map close, and whether it draws who borders whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from congruentie.bronnen.banden import banden_van, landgrenzen, waarom_niet_heel
from congruentie.bronnen.meldingen import Melder
from congruentie.model import Gemeenten

if TYPE_CHECKING:
    import geopandas as gpd

    from congruentie.dekking import Dekking, Paar

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
    leeg = set(gemeenten.vlakken.index[gemeenten.vlakken.is_empty])  # type: ignore[union-attr]
    land = {paar for paar in landgrenzen(gemeenten) if not leeg & set(paar)}
    grenzen = dekking.grenzen()
    kieren = dekking.kieren(sorted(land or zip(grenzen["a"], grenzen["b"], strict=True)))
    _eis_eigen_codes(gemeenten, dekking, land, kieren, melder)
    smal = {paar: meter for paar, meter in kieren.items() if meter <= dekking.ruimst}
    if smal:
        paren = "1 paar" if len(smal) == 1 else f"{len(smal)} paren"
        kier = f"kieren ({_breedte(smal.values())} breed)"
        if not land:
            # Closing them would make neighbours of areas that meet in a corner.
            melder.let_op(f"tussen {paren} buren zijn {kier}; zij tellen als buren.")
        elif not waarom_niet_heel(gedicht := dekking.gedicht(smal), gemeenten):
            melder.let_op(f"tussen {paren} buren waren {kier}; die zijn gedicht om te tekenen.")
            dekking, grenzen = gedicht, gedicht.grenzen()
            gemeenten = replace(gemeenten, vlakken=dekking.vlakken)
    if land:
        _vergelijk_met_tabel(gemeenten, grenzen, land, dekking, melder)
    return gemeenten


def _eis_eigen_codes(
    gemeenten: Gemeenten,
    dekking: Dekking,
    land: set[Paar],
    kieren: Mapping[Paar, float],
    melder: Melder,
) -> None:
    """Stop where others lie next to each other than the table says; gaps alone are no reason."""
    if len(kieren) <= len(land) / 2 or not land:
        return
    import numpy as np
    import shapely

    vormen = dekking.vlakken.to_numpy()
    nabij = min(float(np.median(list(kieren.values()))), dekking.zijde)
    codes = dekking.vlakken.index.to_numpy()
    een, twee = shapely.STRtree(vormen).query(vormen, predicate="dwithin", distance=nabij)
    naast = {(str(codes[a]), str(codes[b])) for a, b in zip(een, twee, strict=True)}
    anders = {paar for paar in naast if paar[0] < paar[1]} - set(banden_van(gemeenten))
    if len(anders) > len(land) / 2:
        melder.fout(
            f"de codes horen niet bij deze vlakken: van de {len(land)} landgrenzen van CBS zijn er "
            f"{len(kieren)} niet getekend, zoals {_paar(gemeenten, min(kieren))}, en "
            f"{len(anders)} andere paren liggen naast elkaar.",
            "Controleer de kolom met codes; kies een andere met BESTAND#KOLOM.",
        )


def _vergelijk_met_tabel(
    gemeenten: Gemeenten,
    grenzen: gpd.GeoDataFrame,
    land: set[Paar],
    dekking: Dekking,
    melder: Melder,
) -> None:
    """Hold what is drawn against who borders whom, and say where they differ."""
    getekend, lang = (
        set(zip(deel["a"], deel["b"], strict=True))
        for deel in (grenzen, grenzen[grenzen["lengte"] >= _KORTSTE])
    )
    mist, teveel = sorted(land - getekend), sorted(lang - set(banden_van(gemeenten)))
    if not (mist or teveel):
        return
    # What lies further apart than a gemeente is wide, is no gap.
    kieren = [meter for meter in dekking.kieren(mist).values() if meter <= dekking.zijde]
    door = f" (door kieren van {_breedte(kieren)})" if kieren else ""
    delen = [f"{len(mist)} niet getekend{door}"] if mist else []
    delen += [f"{len(teveel)} te veel getekend"] if teveel else []
    melder.let_op(
        f"van de {len(land)} landgrenzen van CBS zijn er {' en '.join(delen)}, zoals "
        f"{_paar(gemeenten, (mist or teveel)[0])}. Wie aan wie grenst, komt niet uit het bestand "
        "maar van CBS.",
    )


def _breedte(meters: Iterable[float]) -> str:
    """From the narrowest to the widest, in Dutch."""
    smalst, *_, breedst = map(_meter, sorted([*meters] * 2))
    return breedst if smalst == breedst else f"{smalst.removesuffix(' meter')} tot {breedst}"


def _paar(gemeenten: Gemeenten, paar: tuple[str, str]) -> str:
    return " met ".join(gemeenten.naam_van[code] for code in paar)


def _meter(lengte: float) -> str:
    return "minder dan een meter" if lengte < 1 else f"{lengte:.0f} meter"

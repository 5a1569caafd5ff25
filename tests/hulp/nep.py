"""Small answers that can be written down, and services that give them without a server."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from shapely import box
from shapely.geometry.base import BaseGeometry

from congruentie.bronnen.cache import (
    Cache,
    Pakketdeel,
    delen_van_gebieden,
    delen_van_grenzen,
    delen_van_regio,
)
from congruentie.bronnen.dienst import Dienstantwoord, OphaalFout
from congruentie.bronnen.net import Verbinding
from congruentie.bronnen.pdok import lees_vlakken
from congruentie.bronnen.statline import Gebieden, lees_gebieden

KLEIN_JAAR = 1999
"""A year without a known number of gemeenten; see the fixture `kleine_jaren`."""
MANIFEST = {"dienst": "v3", "bron": "b", "datum": "2026-01-01"}


class NepVerbinding(Verbinding):
    """Gives these answers in order, the last one for ever.

    An exception is raised; a callable is given the address.
    """

    def __init__(self, *antwoorden: object) -> None:
        super().__init__()
        self.antwoorden, self.gevraagd = list(antwoorden), []

    def haal(self, url: str, soort: str = "json") -> Dienstantwoord:
        self.gevraagd.append(url)
        antwoord = self.antwoorden[0] if len(self.antwoorden) == 1 else self.antwoorden.pop(0)
        if isinstance(antwoord, Callable):
            antwoord = antwoord(url)
        if isinstance(antwoord, Exception):
            raise antwoord
        if not isinstance(antwoord, bytes):
            antwoord = json.dumps(antwoord).encode()
        return Dienstantwoord(url, antwoord, soort)


class Dicht:
    """PDOK and StatLine at once, and neither can be reached."""

    def __init__(self) -> None:
        self.keren = 0

    def haal_vlakken(self, *_: object) -> None:
        self.keren += 1
        raise OphaalFout("pdok dicht")

    def haal_gebieden(self, *_: object) -> None:
        raise OphaalFout("cbs dicht")


def als_json(inhoud: object, url: str = "http://x") -> Dienstantwoord:
    return Dienstantwoord(url, json.dumps(inhoud).encode(), "json")


def vlak(
    code: str = "GM0001", naam: str = "A", vorm: BaseGeometry | None = None, **velden: object
) -> dict:
    """A feature of PDOK: a square kilometre, when nothing else is said."""
    vorm = vorm or box(100_000, 400_000, 101_000, 401_000)
    velden = {"statcode": code, "statnaam": naam, "jaarcode": KLEIN_JAAR} | velden
    return {"type": "Feature", "properties": velden, "geometry": vorm.__geo_interface__}


def pagina(*kenmerken: dict, **rest: object) -> dict:
    return {"type": "FeatureCollection", "features": list(kenmerken), **rest}


def rij(gm: str, ggd: str | None, inwoners: int | None, **rest: object) -> dict:
    """A row of the wide table of StatLine."""
    vast = {"RegioS": gm, "Code_1": gm, "Naam_2": f"naam {gm}", "Inwonertal_9": inwoners}
    return {**vast, "Code_4": ggd, "Naam_5": f"regio {ggd}", **rest}


def bewaar_tabel(map_: Path, jaar: int, *rijen: dict) -> Cache:
    """A cache with a table of StatLine."""
    antwoorden = [als_json({"value": waarde}) for waarde in ([], list(rijen))]
    return bewaar_gebieden(map_, lees_gebieden(antwoorden, "v3", jaar), antwoorden)


def bewaar_gebieden(map_: Path, gebieden: Gebieden, antwoorden: list[Dienstantwoord] = ()) -> Cache:
    """A cache with a table of StatLine that was read already."""
    delen = delen_van_gebieden(gebieden)
    return _bewaar(map_, "gebieden", gebieden.jaar, antwoorden, delen)


def bewaar_vlakken(map_: Path, jaar: int, *kenmerken: dict) -> Cache:
    """A cache with boundaries."""
    antwoorden = [als_json(pagina(*kenmerken))]
    delen = delen_van_grenzen(lees_vlakken(antwoorden, "gemeente", "GM", jaar))
    return _bewaar(map_, "grenzen", jaar, antwoorden, delen, dienst="ogc")


def bewaar_regio(map_: Path, jaar: int, naam: str, *lidmaatschap: tuple) -> Cache:
    """A cache with the polygons of one kind of region, laid over the gemeenten."""
    delen = delen_van_regio(naam, lidmaatschap)
    return _bewaar(map_, f"regio_{naam}", jaar, [als_json({})], delen, dienst="ogc")


def _bewaar(
    map_: Path,
    naam: str,
    jaar: int,
    antwoorden: list[Dienstantwoord],
    delen: list[Pakketdeel],
    **anders: str,
) -> Cache:
    cache = Cache(map_)
    cache.bewaar(naam, jaar, antwoorden, delen, **(MANIFEST | anders))
    return cache


def oude_lijst(map_: Path, jaar: int, naam: str) -> None:
    """What version 1 left: raw answers only, and a list of them."""
    pad = map_ / str(jaar) / f"{naam}.json"
    pad.parent.mkdir(parents=True, exist_ok=True)
    ruw = [{"url": "x", "bestand": "ruw/a.json", "sha256": "a", "grootte": 1, "soort": "json"}]
    vast = {"versie": 1, "naam": naam, "jaar": jaar, "bestanden": ruw, "lidmaatschap": []}
    pad.write_text(json.dumps(vast | MANIFEST))

"""What was fetched: listed and loaded from the cache, in the same shape as what is embedded."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from congruentie.bronnen import ingebed
from congruentie.bronnen.cache import Cache, Opgehaald
from congruentie.bronnen.gebieden import Gebieden, lees_gebieden
from congruentie.bronnen.ingebed import Aanbod
from congruentie.bronnen.pdok import lees_vlakken
from congruentie.bronnen.soorten import soort_van
from congruentie.errors import CongruentieFout
from congruentie.model import Gemeenten, Herkomst, Indeling, opsomming

if TYPE_CHECKING:
    import geopandas as gpd

_log = logging.getLogger(__name__)

__all__ = [
    "lees_aanbod",
    "lees_gemeenten",
    "lees_gemeentevlakken",
    "lees_grenzen",
    "lees_indeling",
    "lees_tabel",
]


def lees_tabel(cache: Cache, opgehaald: Opgehaald) -> Gebieden:
    """Read the stored table."""
    return cache.lees(opgehaald, lambda ruw: lees_gebieden(ruw, opgehaald.dienst, opgehaald.jaar))


_gebieden = lru_cache(maxsize=32)(lees_tabel)


def lees_gemeentevlakken(cache: Cache, opgehaald: Opgehaald) -> gpd.GeoDataFrame:
    """Read the stored boundaries, as `lees_vlakken` gives them."""
    return cache.lees(opgehaald, lambda ruw: lees_vlakken(ruw, "gemeente", "GM", opgehaald.jaar))


def lees_aanbod(cache: Cache) -> tuple[Aanbod, ...]:
    """List the fetched divisions; one from the table of CBS goes before one from polygons."""
    uit: dict[tuple[str, int], Aanbod] = {}
    for opgehaald in cache.alle():
        try:
            if opgehaald.naam == "gebieden":
                for naam in _gebieden(cache, opgehaald).indelingen:
                    uit[naam, opgehaald.jaar] = _aanbod(cache, naam, opgehaald)
            elif opgehaald.naam.startswith("regio_"):
                naam = opgehaald.naam.removeprefix("regio_")
                if soort_van(naam):
                    uit.setdefault((naam, opgehaald.jaar), _aanbod(cache, naam, opgehaald))
        except CongruentieFout as fout:
            _log.warning("Let op: %s", fout)
    return tuple(uit.values())


def _aanbod(cache: Cache, naam: str, opgehaald: Opgehaald) -> Aanbod:
    indeling = _indeling(cache, naam, opgehaald)
    gebieden = cache.vind("gebieden", opgehaald.jaar)
    totaal = len(_gebieden(cache, gebieden).namen if gebieden else indeling.lidmaatschap)
    return Aanbod.van(indeling, opgehaald.jaar, totaal)


def _herkomst(opgehaald: Opgehaald, opmerking: str = "") -> Herkomst:
    return Herkomst(
        opgehaald.bron,
        f"{opgehaald.jaar}-01-01",
        "officieel",
        opgehaald.licentie,
        opmerking,
        opgehaald.datum,
    )


def _lidmaatschap(
    cache: Cache, naam: str, opgehaald: Opgehaald
) -> tuple[dict[str, str], dict[str, str], str]:
    """gm_code -> regio_code, regio_code -> name, and what must be known about it."""
    if opgehaald.naam == "gebieden":
        gebieden = _gebieden(cache, opgehaald)
        lidmaatschap, namen = gebieden.indelingen[naam]
        weg = opsomming(sorted(set(gebieden.namen) - set(lidmaatschap)))
        return dict(lidmaatschap), dict(namen), f"Zonder regio bij CBS: {weg}." if weg else ""
    rijen = opgehaald.lidmaatschap
    tekst = "Afgeleid: elke gemeente hoort bij de regio waarin het grootste deel van haar ligt."
    if gedeeld := [deel for *_, deel in rijen if deel < 0.95]:
        tekst += (
            f" Bij {len(gedeeld)} gemeenten is dat minder dan 95% (minstens {min(gedeeld):.0%})."
        )
    return {gm: r for gm, r, _, _ in rijen}, {r: titel for _, r, titel, _ in rijen}, tekst


def lees_indeling(cache: Cache, naam: str, jaar: int) -> Indeling | None:
    """Load one fetched division; None when it was not fetched for the year."""
    opgehaald = cache.vind("gebieden", jaar)
    if opgehaald is None or naam not in _gebieden(cache, opgehaald).indelingen:
        opgehaald = cache.vind(f"regio_{naam}", jaar)
    return None if opgehaald is None else _indeling(cache, naam, opgehaald)


def _indeling(cache: Cache, naam: str, opgehaald: Opgehaald) -> Indeling:
    lidmaatschap, namen, opmerking = _lidmaatschap(cache, naam, opgehaald)
    bekend = ingebed.beschrijvingen()[naam]
    return Indeling(
        naam=naam,
        lidmaatschap=lidmaatschap,
        regio_namen=namen,
        titel=bekend.titel,
        enkelvoud=bekend.enkelvoud,
        domein=bekend.domein,
        herkomst=_herkomst(opgehaald, opmerking),
    )


def lees_gemeenten(cache: Cache, jaar: int) -> Gemeenten | None:
    """Load the fetched list of gemeenten, with inhabitants where CBS has them; None when absent."""
    opgehaald = cache.vind("gebieden", jaar)
    if opgehaald is None:
        return None
    gebieden = _gebieden(cache, opgehaald)
    codes = tuple(gebieden.namen)
    inwoners = None
    if gebieden.inwoners is not None:
        inwoners = np.array([gebieden.inwoners[code] for code in codes])
    return Gemeenten(jaar, codes, tuple(gebieden.namen.values()), inwoners)


def lees_grenzen(cache: Cache, jaar: int, gemeenten: Gemeenten | None) -> Gemeenten | None:
    """Add the fetched boundaries to the gemeenten of the year; None when there are none.

    Parameters
    ----------
    cache
        The cache.
    jaar
        The year.
    gemeenten
        The list that is known for the year; None to take it from the boundaries themselves.
    """
    opgehaald = cache.vind("grenzen", jaar)
    if opgehaald is None:
        return None
    vlakken = lees_gemeentevlakken(cache, opgehaald)
    if gemeenten is None:
        gemeenten = Gemeenten(jaar, tuple(vlakken.index), tuple(vlakken["naam"]))
    herkomst = _herkomst(
        opgehaald, "Officiële grenzen, door CBS vereenvoudigd; het water hoort er niet bij."
    )
    return replace(gemeenten, vlakken=vlakken.geometry, grenzen=herkomst)

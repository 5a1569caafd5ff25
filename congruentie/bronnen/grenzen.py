"""Boundaries of the user's own, from anything pyogrio reads."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from congruentie.bronnen.controle import normaliseer_gm_code
from congruentie.bronnen.rijen import leesbaar
from congruentie.errors import CongruentieFout
from congruentie.model import RD, Gemeenten, Herkomst, opsomming

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt

__all__ = ["lees_grenzen"]

_log = logging.getLogger(__name__)

_GRENS_CODE = ("gm_code", "statcode", "gemeentecode", "identificatie")
_GRENS_NAAM = ("gm_naam", "statnaam", "gemeentenaam", "naam")


def lees_grenzen(pad: Path, gemeenten: Gemeenten) -> Gemeenten:
    """Read boundaries of the user's own for these gemeenten.

    Parameters
    ----------
    pad
        Any vector file that pyogrio reads, with a layer of polygons (of several the one
        whose name has "gemeente") and a column of CBS codes (``gm_code``, ``statcode``,
        ``gemeentecode`` or ``identificatie``) and, optionally, names (``gm_naam``, ``statnaam``,
        ``gemeentenaam`` or ``naam``), which then replace the known ones.
    gemeenten
        The gemeenten of the same year.

    Raises
    ------
    CongruentieFout
        The file cannot be read, has no code column or no CRS, a code is double, or gemeenten are
        missing or strange.
    """
    tabel = _lees_vlakken(pad)
    code = _eerste_kolom(tabel.columns, _GRENS_CODE)
    if code is None:
        raise CongruentieFout(
            f"{pad} heeft geen kolom met gemeentecodes; gevonden: {opsomming(list(tabel), 10)}.",
            f"Noem de kolom {_GRENS_CODE[0]}.",
        )
    tabel.index = tabel[code].map(lambda tekst: normaliseer_gm_code(str(tekst)) or str(tekst))
    dubbel = sorted(set(tabel.index[tabel.index.duplicated()]))
    if dubbel:
        raise CongruentieFout(
            f"{pad} bevat {opsomming(dubbel)} meer dan een keer.",
            "Voeg de vlakken van een gemeente samen tot een rij.",
        )
    naam = _eerste_kolom(tabel.columns, _GRENS_NAAM)
    namen = gemeenten.namen
    if naam is not None:
        van = tabel[naam].dropna().astype(str).str.strip().to_dict()
        namen = tuple(van.get(c) or n for c, n in gemeenten.naam_van.items())
    return Gemeenten(
        gemeenten.jaar,
        gemeenten.codes,
        namen,
        gemeenten.inwoners,
        tabel.geometry,
        Herkomst(f"eigen bestand {pad.name}", "onbekend", "eigen", "onbekend"),
    )


def _lees_vlakken(pad: Path) -> gpd.GeoDataFrame:
    import pyogrio  # heavy: only when boundaries are asked for
    import shapely

    with leesbaar(pad), pad.open("rb"):
        pass  # gives the clear message; GDAL's own is about drivers
    try:
        tabel = pyogrio.read_dataframe(pad, layer=_kies_laag(pad, pyogrio.list_layers(pad)))
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as fout:
        raise CongruentieFout(
            f"{pad} is geen bestand met grenzen dat gelezen kan worden.",
            "Gebruik bijvoorbeeld een GeoPackage (.gpkg) of GeoJSON.",
        ) from fout
    if "geometry" not in tabel or not len(tabel):
        raise CongruentieFout(f"{pad} bevat geen vlakken.")
    # A GeoPackage without CRS may come back as "Undefined Cartesian SRS".
    if tabel.crs is None or tabel.crs.name.lower().startswith("undefined"):
        raise CongruentieFout(
            f"{pad} zegt niet in welk coördinatenstelsel de grenzen staan.",
            "Stel het in (bijvoorbeeld in QGIS) op EPSG:28992.",
        )
    if tabel.crs.to_epsg() != RD:
        _log.info("De grenzen in %s zijn omgezet van %s naar EPSG:28992.", pad, tabel.crs.name)
        tabel = tabel.to_crs(RD)
    vlakken = shapely.force_2d(tabel.geometry.to_numpy())
    ongeldig = ~shapely.is_valid(vlakken) & ~shapely.is_missing(vlakken)
    if ongeldig.any():
        vlakken = shapely.make_valid(vlakken, method="structure", keep_collapsed=False)
        _log.info("Vlakken die niet klopten, zijn hersteld: %d in %s.", ongeldig.sum(), pad)
    tabel.geometry = vlakken
    return tabel


def _kies_laag(pad: Path, lagen: npt.NDArray[np.object_]) -> str:
    """Find the layer with gemeenten: the only one with polygons, or the one that is named so."""
    vlakken = [str(naam) for naam, soort in lagen if "Polygon" in str(soort) or soort == "Unknown"]
    if len(vlakken) == 1:
        return vlakken[0]
    # CBS has gemeente_gegeneraliseerd beside gemeente_niet_gegeneraliseerd: the light one will do.
    gemeenten = sorted((n for n in vlakken if "gemeente" in n.lower()), key=lambda n: "niet_" in n)
    if not gemeenten:
        raise CongruentieFout(
            f"{pad} heeft geen laag met gemeenten; gevonden: {opsomming([str(n) for n, _ in lagen])}.",
            "Bewaar de laag met gemeenten in een eigen bestand.",
        )
    return gemeenten[0]


def _eerste_kolom(kolommen: Iterable[str], namen: Iterable[str]) -> str | None:
    klein = {str(kolom).lower(): kolom for kolom in kolommen}
    gevonden: Iterator[str] = (klein[naam] for naam in namen if naam in klein)
    return next(gevonden, None)

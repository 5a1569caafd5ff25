"""Boundaries of the user's own, from anything pyogrio reads."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from congruentie.bronnen.meldingen import Melding, Uitslag
from congruentie.bronnen.rijen import leesbaar, splits_keuze
from congruentie.bronnen.zoeken import normaliseer_gm_code
from congruentie.errors import CongruentieFout
from congruentie.model import RD, Gemeenten, Herkomst, opsomming

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt

__all__ = ["controleer_grenzen", "is_grenzenbestand", "lees_grenzen"]

_log = logging.getLogger(__name__)
_Meld: TypeAlias = Callable[..., None]

_CODE = ("gm_code", "statcode", "gemeentecode", "identificatie")
_NAAM = ("gm_naam", "statnaam", "gemeentenaam", "naam")
_JAAR = ("jaarcode", "jrstatcode")
_GEEN_GEMEENTE = {"GM0996", "GM0997", "GM0998", "GM0999"}
"""Codes that CBS uses for what is no gemeente, such as the Belgian parts of Baarle (GM0998)."""
_KLEINSTE_LAND = 1e6
"""Square metres; all gemeenten together are 35 000 times larger."""
_SUFFIXEN = {".gpkg", ".geojson", ".json", ".shp", ".zip", ".fgb", ".gml", ".kml"}


def is_grenzenbestand(bestand: str | Path) -> bool:
    """Whether a file is one with boundaries, by its suffix."""
    return splits_keuze(str(bestand))[0].suffix.lower() in _SUFFIXEN


def lees_grenzen(bestand: str | Path, gemeenten: Gemeenten) -> Gemeenten:
    """Read boundaries of the user's own for these gemeenten.

    Parameters
    ----------
    bestand
        Any vector file that pyogrio reads, with a layer of polygons (of several the one whose name
        has "gemeente") and a column of CBS codes (``gm_code``, ``statcode``, ``gemeentecode`` or
        ``identificatie``) and, optionally, names (``gm_naam``, ``statnaam``, ``gemeentenaam`` or
        ``naam``), which then replace the known ones. ``BESTAND#LAAG``, ``BESTAND#KOLOM`` or both
        name the layer and the column of codes. Rows of water, of another year and of what is no
        gemeente are left out, and logged.
    gemeenten
        The gemeenten of the same year.

    Raises
    ------
    CongruentieFout
        The file cannot be read, has no code column or no CRS, lies outside the Netherlands, a code is
        double, or gemeenten are missing or strange.
    """
    uitslag = Uitslag()
    met = _keur(bestand, gemeenten, uitslag)
    for melding in uitslag.meldingen:
        if melding.ernst == "let op":
            _log.info("%s", melding.regel)
    for fout in uitslag.fouten:
        raise CongruentieFout(f"{fout.bestand}: {fout.melding}", fout.voorstel)
    assert met is not None  # noqa: S101  # without boundaries there is a fault
    return met


def controleer_grenzen(bestand: str | Path, gemeenten: Gemeenten) -> Uitslag:
    """Judge a file with boundaries: everything that is wrong or that was mended.

    Parameters
    ----------
    bestand, gemeenten
        As in `lees_grenzen`.

    Returns
    -------
    Uitslag
        Its `lidmaatschap` says for each gemeente that has a polygon its own code.

    Raises
    ------
    CongruentieFout
        The file cannot be read at all.
    """
    uitslag = Uitslag()
    met = _keur(bestand, gemeenten, uitslag)
    if met is not None:
        uitslag.lidmaatschap = {code: code for code in met.codes}
    return uitslag


def _keur(bestand: str | Path, gemeenten: Gemeenten, uitslag: Uitslag) -> Gemeenten | None:
    pad, keuzes = splits_keuze(str(bestand))

    def meld(
        ernst: Literal["fout", "let op"], melding: str, voorstel: str = "", kolom: str = ""
    ) -> None:
        uitslag.meldingen.append(Melding(ernst, str(pad), "", None, kolom, "", melding, voorstel))

    tabel, keuzes = _lees(pad, keuzes)
    code = _kies_code(pad, tabel, keuzes, meld)
    if code is None:
        return None
    tabel = _laat_weg(tabel, code, gemeenten.jaar, meld)
    if tabel.crs is None or tabel.crs.name.lower().startswith("undefined"):
        # A GeoPackage without CRS may come back as "Undefined Cartesian SRS".
        meld(
            "fout",
            "het bestand zegt niet in welk coördinatenstelsel de grenzen staan.",
            "Stel het in (bijvoorbeeld in QGIS) op EPSG:28992.",
        )
        return None
    dubbel = sorted(set(tabel.index[tabel.index.duplicated()]))
    if dubbel:
        meld(
            "fout",
            f"{opsomming(dubbel)} komt meer dan een keer voor.",
            "Voeg de vlakken van een gemeente samen tot een rij.",
            code,
        )
        return None
    naam = _eerste_kolom(tabel.columns, _NAAM)
    namen = gemeenten.namen
    if naam is not None:
        van = tabel[naam].dropna().astype(str).str.strip().to_dict()
        namen = tuple(van.get(c) or n for c, n in gemeenten.naam_van.items())
    in_rd = _in_rd(tabel, meld)
    if in_rd is None:
        return None
    herkomst = Herkomst(f"eigen bestand {pad.name}", "onbekend", "eigen", "onbekend")
    try:
        return replace(gemeenten, namen=namen, vlakken=in_rd.geometry, grenzen=herkomst)
    except CongruentieFout as fout:
        meld("fout", fout.melding, fout.oplossing)
        return None


def _kies_code(
    pad: Path, tabel: gpd.GeoDataFrame, keuzes: Sequence[str], meld: _Meld
) -> str | None:
    """Find the column of codes; None, and said, when there is none or it has no codes."""
    code = keuzes[0] if keuzes else _eerste_kolom(tabel.columns, _CODE)
    if code is None or code not in tabel.columns:
        meld(
            "fout",
            f"er is geen kolom {code or 'met gemeentecodes'}; gevonden: "
            f"{opsomming([str(k) for k in tabel.columns if k != 'geometry'], 20)}.",
            f"Noem de kolom {_CODE[0]}, of zet haar naam achter het bestand: {pad.name}#KOLOM.",
        )
        return None
    if not any(normaliseer_gm_code(str(waarde)) for waarde in tabel[code]):
        meld(
            "fout",
            "de kolom bevat geen enkele gemeentecode, zoals GM0363.",
            f"Zet de naam van de goede kolom achter het bestand: {pad.name}#KOLOM.",
            code,
        )
        return None
    return code


def _laat_weg(tabel: gpd.GeoDataFrame, code: str, jaar: int, meld: _Meld) -> gpd.GeoDataFrame:
    """Leave out rows that are no gemeente of this year; the rest is indexed by code."""
    codes = tabel[code].map(lambda tekst: normaliseer_gm_code(str(tekst)) or str(tekst))
    tabel = tabel.set_axis(codes.to_numpy(), axis=0)
    water = _eerste_kolom(tabel.columns, ("water",))
    redenen: list[tuple[str, npt.NDArray[np.bool_]]] = []
    if water is not None:
        nat = tabel[water].astype(str).str.strip().str.upper().isin(("JA", "B")).to_numpy()
        redenen.append(("rijen met water of buitenland", nat))
    vreemd = ~tabel.index.str.fullmatch(r"GM\d{4}") | tabel.index.isin(_GEEN_GEMEENTE)
    redenen.append(("rijen die geen gemeente zijn", vreemd))
    kolom = _eerste_kolom(tabel.columns, _JAAR)
    if kolom is not None:
        jaren = tabel[kolom].astype(str).str.slice(0, 4)
        if (jaren == str(jaar)).any():
            redenen.append(
                (f"rijen van een ander jaar dan {jaar}", (jaren != str(jaar)).to_numpy())
            )
    houd = ~tabel.index.isna()
    for wat, weg in redenen:
        telt = weg & houd
        if telt.any():
            voorbeeld = opsomming(sorted({str(c) for c in tabel.index[telt]}), 3)
            meld("let op", f"{int(telt.sum())} {wat} weggelaten: {voorbeeld}.")
            houd &= ~weg
    return tabel[houd]


def _in_rd(tabel: gpd.GeoDataFrame, meld: _Meld) -> gpd.GeoDataFrame | None:
    """Reproject and mend, and say so; None, and said, when it does not become the Netherlands."""
    import shapely
    from pyproj.exceptions import ProjError

    stelsel = tabel.crs.name
    try:
        in_rd = tabel if tabel.crs.to_epsg() == RD else tabel.to_crs(RD)
    except ProjError:
        meld(
            "fout",
            f"de grenzen kunnen niet worden omgezet van {stelsel} naar EPSG:28992.",
            "Bewaar ze in EPSG:28992, bijvoorbeeld met QGIS.",
        )
        return None
    if not _past(in_rd.total_bounds):
        _meld_buiten(tabel, meld)
        return None
    if in_rd is not tabel:
        meld("let op", f"de grenzen zijn omgezet van {stelsel} naar EPSG:28992.")
    vlakken = shapely.force_2d(in_rd.geometry.to_numpy())
    ongeldig = ~shapely.is_valid(vlakken) & ~shapely.is_missing(vlakken)
    if ongeldig.any():
        vlakken = shapely.make_valid(vlakken, method="structure", keep_collapsed=False)
        wie = opsomming(sorted(in_rd.index[ongeldig]))
        meld("let op", f"vlakken die niet klopten, zijn hersteld: {wie}.")
    if 0 < shapely.area(vlakken[~shapely.is_missing(vlakken)]).sum() < _KLEINSTE_LAND:
        _meld_buiten(tabel, meld)  # degrees that call themselves metres
        return None
    return in_rd.set_geometry(vlakken, crs=RD)


def _past(omvang: npt.NDArray[np.float64]) -> bool:
    """Whether bounds lie in or near the Netherlands; what has no place at all is judged later."""
    x0, y0, x1, y1 = (float(getal) for getal in omvang)
    if any(math.isnan(getal) for getal in (x0, y0, x1, y1)):
        return True
    return x0 >= -10_000 and x1 <= 300_000 and y0 >= -10_000 and y1 <= 700_000


def _meld_buiten(tabel: gpd.GeoDataFrame, meld: _Meld) -> None:
    x0, y0, x1, y1 = tabel.total_bounds
    meld(
        "fout",
        f"in het coördinatenstelsel van het bestand ({tabel.crs.name}) liggen de grenzen niet in "
        f"Nederland: x van {x0:.0f} tot {x1:.0f}, y van {y0:.0f} tot {y1:.0f}.",
        "Stel het goede coördinatenstelsel in, bijvoorbeeld in QGIS.",
    )


def _lees(pad: Path, keuzes: Sequence[str]) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Read the layer; what is left of the choices is the column."""
    import pyogrio  # heavy: only when boundaries are asked for

    with leesbaar(pad), pad.open("rb"):
        pass  # gives the clear message; GDAL's own is about drivers
    try:
        lagen = pyogrio.list_layers(pad)
        namen = [str(naam) for naam, _ in lagen]
        laag = next((keuze for keuze in keuzes if keuze in namen), None)
        rest = [keuze for keuze in keuzes if keuze != laag]
        if len(rest) > 1:
            raise CongruentieFout(
                f"{pad} heeft geen laag {rest[0]}; gevonden: {opsomming(namen, 20)}.",
                "Kies een van deze lagen: BESTAND#LAAG#KOLOM.",
            )
        tabel = pyogrio.read_dataframe(pad, layer=laag or _kies_laag(pad, lagen))
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as fout:
        raise CongruentieFout(
            f"{pad} is geen bestand met grenzen dat gelezen kan worden.",
            "Gebruik bijvoorbeeld een GeoPackage (.gpkg) of GeoJSON.",
        ) from fout
    if "geometry" not in tabel or not len(tabel):
        raise CongruentieFout(f"{pad} bevat geen vlakken.")
    return tabel, rest


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
            "Noem de laag, zoals BESTAND#LAAG, of bewaar haar in een eigen bestand.",
        )
    return gemeenten[0]


def _eerste_kolom(kolommen: Iterable[object], namen: Sequence[str]) -> str | None:
    klein = {str(kolom).lower(): str(kolom) for kolom in kolommen}
    return next((klein[naam] for naam in namen if naam in klein), None)

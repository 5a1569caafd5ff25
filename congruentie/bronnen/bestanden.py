"""Files of the user's own: memberships (CSV) and boundaries (anything pyogrio reads)."""

from __future__ import annotations

import csv
import io
import logging
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from congruentie.errors import CongruentieFout
from congruentie.model import RD, Gemeenten, Herkomst, Indeling, opsomming

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt

__all__ = ["lees_eigen_indeling", "lees_grenzen", "normaliseer_gm_code"]

_log = logging.getLogger(__name__)

_KOPPEN = {
    "gm_code": ("gm_code", "gemeentecode", "gemeente"),
    "regio_code": ("regio_code", "regiocode", "regio", "regionaam", "regio_naam"),
    "regio_naam": ("regio_naam", "regionaam"),
}
_GRENS_CODE = ("gm_code", "statcode", "gemeentecode", "identificatie")
_GRENS_NAAM = ("gm_naam", "statnaam", "gemeentenaam", "naam")


def normaliseer_gm_code(tekst: str) -> str | None:
    """Read a CBS code in any of its spellings: ``GM0363``, ``0363``, ``363``; None if it is none."""
    gevonden = re.fullmatch(r"(?:GM)?(\d{1,4})", tekst.strip().upper())
    return f"GM{int(gevonden[1]):04d}" if gevonden else None


def lees_eigen_indeling(pad: Path, naam: str, gemeenten: Gemeenten) -> Indeling:
    """Read an own division from a CSV file.

    Parameters
    ----------
    pad
        CSV with a header: ``gm_code`` (or ``gemeentecode``, ``gemeente``) and ``regio_code`` (or
        ``regiocode``, ``regio``, ``regionaam``); optional ``regio_naam``. Comma, semicolon or tab;
        UTF-8 (with or without BOM) or Windows-1252. A gemeente may be absent or have an empty regio:
        it takes no part. A name instead of a code is accepted when it is unambiguous.
    naam
        Key of the division; also its title.
    gemeenten
        The gemeenten the codes and names are looked up in.

    Raises
    ------
    CongruentieFout
        With file, row (header = 1), value and cure; the first fault, and how many more there are.
    """
    rijen = _lees_csv(pad)
    kolom = _zoek_kolommen(pad, rijen[0])
    lidmaatschap: dict[str, str] = {}
    regio_namen: dict[str, str] = {}
    fouten: list[str] = []
    for nummer, rij in enumerate(rijen[1:], start=2):
        cel = {wat: rij[i].strip() if i < len(rij) else "" for wat, i in kolom.items()}
        if not any(cel.values()):
            continue
        gevonden = _vind_gemeente(cel["gm_code"], gemeenten)
        if isinstance(gevonden, CongruentieFout):
            fouten.append(f"{pad}, rij {nummer}: {gevonden}")
        elif cel["regio_code"]:
            eerder = lidmaatschap.setdefault(gevonden, cel["regio_code"])
            if eerder != cel["regio_code"]:
                fouten.append(
                    f"{pad}, rij {nummer}: {gevonden} staat in {cel['regio_code']}, maar stond "
                    f"eerder in {eerder}. Zet elke gemeente in een regio."
                )
            if cel.get("regio_naam"):
                regio_namen[cel["regio_code"]] = cel["regio_naam"]
    if fouten:
        meer = f" (en nog {len(fouten) - 1} andere fouten)" if len(fouten) > 1 else ""
        raise CongruentieFout(fouten[0] + meer)
    if not lidmaatschap:
        raise CongruentieFout(f"{pad} bevat geen enkele gemeente met een regio.")
    return Indeling(
        naam,
        lidmaatschap,
        regio_namen,
        herkomst=Herkomst(f"eigen bestand {pad.name}", "onbekend", "eigen", "onbekend"),
    )


def _lees_csv(pad: Path) -> list[list[str]]:
    if pad.suffix.lower() in {".xlsx", ".xls", ".ods"}:
        raise CongruentieFout(
            f"{pad} is een rekenblad; een eigen indeling moet een CSV-bestand zijn.",
            "Kies in Excel: Opslaan als, CSV UTF-8.",
        )
    with _leesbaar(pad):
        ruw = pad.read_bytes()
    if b"\x00" in ruw:
        raise CongruentieFout(
            f"{pad} is geen CSV-bestand met gewone tekst.", "Bewaar het als CSV UTF-8."
        )
    try:
        tekst = ruw.decode("utf-8-sig")
    except UnicodeDecodeError:
        tekst = ruw.decode("cp1252", errors="replace")
    tekst = unicodedata.normalize("NFC", tekst)
    kop = tekst.partition("\n")[0]
    try:
        rijen = list(
            csv.reader(io.StringIO(tekst, newline=""), delimiter=max(",;\t", key=kop.count))
        )
    except csv.Error as fout:
        raise CongruentieFout(
            f"{pad} is geen geldig CSV-bestand: {fout}.", "Bewaar het opnieuw als CSV UTF-8."
        ) from fout
    if not rijen:
        raise CongruentieFout(f"{pad} is leeg.", "Zet er een kop in: gm_code,regio.")
    return rijen


@contextmanager
def _leesbaar(pad: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fout:
        redenen = {
            FileNotFoundError: "het bestand bestaat niet",
            PermissionError: "geen toegang",
            IsADirectoryError: "het is een map",
        }
        reden = redenen.get(type(fout)) or fout.strerror or type(fout).__name__
        raise CongruentieFout(
            f"{pad} kan niet worden gelezen: {reden}.", "Controleer de naam en de rechten."
        ) from fout


def _zoek_kolommen(pad: Path, kop: list[str]) -> dict[str, int]:
    schoon = [re.sub(r"[\s_]+", "_", titel.strip().lower()) for titel in kop]
    kolom = {}
    for wat, namen in _KOPPEN.items():
        plekken = [schoon.index(naam) for naam in namen if naam in schoon]
        if plekken:
            kolom[wat] = plekken[0]
    for wat, uitleg in (("gm_code", "gm_code"), ("regio_code", "regio")):
        if wat not in kolom:
            raise CongruentieFout(
                f"{pad}, rij 1: er is geen kolom {uitleg}; gevonden: {opsomming(kop, 10)}.",
                "Zet in de eerste rij de koppen gm_code en regio.",
            )
    return kolom


def _vind_gemeente(tekst: str, gemeenten: Gemeenten) -> str | CongruentieFout:
    code = normaliseer_gm_code(tekst)
    if code:
        if code in gemeenten.plek:
            return code
        return CongruentieFout(
            f"gemeente {tekst!r} bestaat niet in {gemeenten.jaar}.",
            "Gebruik de gemeenten van dat jaar.",
        )
    gezocht = unicodedata.normalize("NFC", tekst).casefold()
    zelfde = [c for c, naam in gemeenten.naam_van.items() if naam.casefold() == gezocht]
    if len(zelfde) == 1:
        return zelfde[0]
    lijkt = [f"{n} ({c})" for c, n in gemeenten.naam_van.items() if _begint(n, gezocht)]
    return CongruentieFout(
        f"gemeente {tekst!r} is niet bekend in {gemeenten.jaar}.",
        f"Bedoel je {' of '.join(lijkt[:3])}?" if lijkt else "Gebruik de code, zoals GM0363.",
    )


def _begint(naam: str, gezocht: str) -> bool:
    return bool(gezocht) and naam.casefold().startswith(gezocht)


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
        van = tabel[naam].dropna().astype(str).to_dict()
        namen = tuple(van.get(c, n) for c, n in gemeenten.naam_van.items())
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

    with _leesbaar(pad), pad.open("rb"):
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
    ongeldig = ~tabel.geometry.is_valid
    if ongeldig.any():
        _log.info("%d ongeldige vlakken in %s zijn hersteld.", ongeldig.sum(), pad)
        tabel.geometry = shapely.make_valid(
            tabel.geometry.array, method="structure", keep_collapsed=False
        )
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

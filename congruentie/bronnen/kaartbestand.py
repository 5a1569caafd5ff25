"""The one way in for maps of others: GDAL gets the bytes of one file, and one kind of reader.

Left to itself GDAL chooses a reader by what stands in a file, and some of these (VRT, WFS, GDALG) do
what the text says: read another file, or ask a service. So the kind is looked up here, every other
reader is put away while the file is open, and what lies beside it does not exist for GDAL.
"""

from __future__ import annotations

import io
import re
import sqlite3
import threading
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from congruentie.errors import CongruentieFout
from congruentie.nl import opsomming
from congruentie.veilig import GROOTSTE_BESTAND, lees_heel

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["KAARTEN", "PARQUET", "Kaart", "OnleesbareKaart", "lees_kaarten"]

KAARTEN = (".gpkg", ".geojson", ".json", ".topojson", ".shp", ".fgb", ".gml", ".kml")
PARQUET = (".parquet", ".geoparquet")
_SHAPE = (".shp", ".shx", ".dbf", ".prj", ".cpg")
"""The parts of a shapefile that are read; no index can point elsewhere."""
_JSON = ("GeoJSON", "TopoJSON", "ESRIJSON", "GeoJSONSeq", "JSONFG")
_MEESTE_VLAKKEN = 200_000
"""Of one layer; all buurten together are fifteen times fewer."""
_MEESTE_DELEN = 10_000
_INSTELLINGEN = {
    "GML_DOWNLOAD_SCHEMA": "NO",
    "GML_DOWNLOAD_WFS_SCHEMA": "NO",
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
    "LIBKML_RESOLVE_STYLE": "NO",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".geen",
}
"""What could still make a reader ask for another file."""
_een_tegelijk = threading.RLock()
"""Which readers GDAL has, is of the whole process."""


class OnleesbareKaart(Exception):
    """It is none of the kinds that are read, or not as it should be; why, in Dutch, or empty."""


@dataclass(frozen=True)
class Kaart:
    """A map in memory.

    Parameters
    ----------
    naam
        Name of the file, without folder.
    ruw
        What is in it; of a shapefile a zip of its parts.
    """

    naam: str
    ruw: bytes

    @property
    def lagen(self) -> dict[str, str]:
        """The layers: name -> kind of geometry ("Polygon", "Unknown", ...).

        Raises
        ------
        OnleesbareKaart
            It cannot be read.
        """
        import pyogrio  # heavy: only when boundaries are asked for

        with self._open():
            lijst = pyogrio.list_layers(self.ruw)
            return {self._noem(str(naam)): str(soort) for naam, soort in lijst}

    def lees(
        self, laag: str | None = None, kolommen: Sequence[str] | None = None
    ) -> gpd.GeoDataFrame:
        """Read a layer.

        Parameters
        ----------
        laag
            One of `lagen`; default the first.
        kolommen
            Which columns; default all.

        Raises
        ------
        OnleesbareKaart
            It cannot be read, or has more than `_MEESTE_VLAKKEN` rows.
        """
        import pyogrio

        with self._open():
            if laag is not None:
                namen = [str(naam) for naam, _ in pyogrio.list_layers(self.ruw)]
                laag = next(naam for naam in namen if self._noem(naam) == laag)
            tabel = pyogrio.read_dataframe(
                self.ruw, layer=laag, columns=kolommen, max_features=_MEESTE_VLAKKEN + 1
            )
        if len(tabel) > _MEESTE_VLAKKEN:
            raise OnleesbareKaart(f"er staan meer dan {_MEESTE_VLAKKEN} vlakken in")
        return tabel

    def _noem(self, laag: str) -> str:
        """A layer that GDAL named after the file in memory is named after the file."""
        gemaakt = re.fullmatch(r"(pyogrio_)?[0-9a-f]{32}", laag)
        return PurePosixPath(self.naam).stem if gemaakt else laag

    @contextmanager
    def _open(self) -> Iterator[None]:
        lezers = _soort(self.ruw)
        try:
            with warnings.catch_warnings(), _alleen(lezers):
                warnings.simplefilter("ignore")  # English, and about the name of the file in memory
                yield
        except CongruentieFout:
            raise
        except Exception as fout:  # GDAL and pyogrio raise anything on what is not right
            raise OnleesbareKaart(_waarom(fout)) from fout


def _waarom(fout: Exception) -> str:
    from pyproj.exceptions import ProjError
    from shapely.errors import ShapelyError

    if isinstance(fout, UnicodeError):
        return "er staat tekst in die geen UTF-8 is"
    if isinstance(fout, ProjError):
        return "het coördinatenstelsel dat erin staat, bestaat niet"
    if isinstance(fout, ShapelyError):
        return "er staan vlakken in die niet gesloten zijn of geen goede coördinaten hebben"
    return ""


# --- what it is ------------------------------------------------------------------------------


def _soort(ruw: bytes) -> tuple[str, ...]:
    """The readers that a map may have, by its first bytes."""
    begin = ruw[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if ruw.startswith(b"SQLite format 3\0"):
        _keur_geopackage(ruw)
        return ("GPKG",)
    if ruw.startswith(b"fgb\x03fgb"):
        return ("FlatGeobuf",)
    if ruw.startswith(b"PK"):
        return ("ESRI Shapefile",)  # as `_shapefile` packed it
    if begin.startswith(b"{"):
        return _JSON
    if begin.startswith(b"<"):
        if b"<!DOCTYPE" in ruw or b"<!ENTITY" in ruw:
            raise OnleesbareKaart("er staan verwijzingen in die niet in een kaart horen")
        if b"opengis.net/gml" in begin:
            return ("GML",)
        if b"<kml" in begin or b"opengis.net/kml" in begin:
            return ("LIBKML", "KML")
    raise OnleesbareKaart("")


def _keur_geopackage(ruw: bytes) -> None:
    """Refuse tables that are a question: such a question can go on for ever."""
    try:
        verbinding = sqlite3.connect(":memory:")
        try:
            verbinding.deserialize(ruw)
            rijen = verbinding.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
            inhoud = "SELECT table_name FROM gpkg_contents"
            lagen = {str(naam).lower() for (naam,) in verbinding.execute(inhoud)}
        finally:
            verbinding.close()
    except (sqlite3.Error, UnicodeError, OverflowError, ValueError) as fout:
        raise OnleesbareKaart("") from fout
    for soort, naam, sql in rijen:
        vraag = soort == "view" and (
            str(naam).lower() in lagen or re.search(r"\bwith\b", sql, re.I)
        )
        rekent = soort == "table" and sql and re.search(r"\bas\s*\(|\bgenerated\b", sql, re.I)
        if vraag or rekent:
            raise OnleesbareKaart(f"{str(naam)[:60]!r} is geen tabel met vlakken, maar een vraag")


@contextmanager
def _alleen(lezers: Sequence[str]) -> Iterator[None]:
    """Let GDAL have these readers only while the block runs."""
    import pyogrio
    from pyogrio.core import _register_drivers  # registers all that OGR_SKIP does not name

    with _een_tegelijk:
        weg = set(pyogrio.list_drivers()) - set(lezers)
        niet_nu = {"OGR_SKIP": ",".join(sorted(weg)), **_INSTELLINGEN}
        pyogrio.set_gdal_config_options(niet_nu)
        try:
            _register_drivers()
            if over := set(pyogrio.list_drivers()) - set(lezers):
                raise CongruentieFout(
                    f"GDAL kan niet worden beperkt tot {opsomming(lezers)}: er blijft "
                    f"{opsomming(sorted(over))}.",
                    "Kaarten van anderen worden daarom niet gelezen. Installeer pyogrio opnieuw.",
                )
            yield
        finally:
            pyogrio.set_gdal_config_options(dict.fromkeys(niet_nu))
            _register_drivers()


# --- the file --------------------------------------------------------------------------------


def lees_kaarten(pad: Path) -> list[Kaart]:
    """Read a file with a map, or every map in a zip, into memory.

    Parameters
    ----------
    pad
        Of one of the kinds of `KAARTEN`, or a zip with those in any folder.

    Raises
    ------
    CongruentieFout
        It cannot be read, is too large, or is a zip without a map.
    """
    ruw = lees_heel(pad)
    if pad.suffix.lower() == ".zip" or ruw.startswith(b"PK"):
        return _in_zip(pad, ruw)
    if pad.suffix.lower() != ".shp":
        return [Kaart(pad.name, ruw)]
    delen = {".shp": ruw}
    for broer in sorted(pad.parent.glob("*.*")):
        einde = broer.suffix.lower()
        if broer.stem == pad.stem and einde in _SHAPE and einde not in delen:
            if broer.resolve().parent != pad.resolve().parent:
                raise CongruentieFout(
                    f"{broer} is een koppeling naar een andere map.",
                    "Zet de delen van de kaart naast elkaar in een map.",
                )
            delen[einde] = lees_heel(broer)
    return [_shapefile(pad.name, delen)]


def _shapefile(naam: str, delen: dict[str, bytes]) -> Kaart:
    ruw = io.BytesIO()
    stam = PurePosixPath(naam).stem
    with zipfile.ZipFile(ruw, "w") as zip_:
        for einde, deel in delen.items():
            zip_.writestr(f"{stam}{einde}", deel)
    return Kaart(naam, ruw.getvalue())


def _in_zip(pad: Path, ruw: bytes) -> list[Kaart]:
    """The maps inside a zip, in whatever folder."""
    try:
        with zipfile.ZipFile(io.BytesIO(ruw)) as zip_:
            lijst = [een for een in zip_.infolist() if not een.is_dir()]
            # What macOS adds are no maps.
            alle = {
                PurePosixPath(een.filename): een
                for een in lijst[:_MEESTE_DELEN]
                if "__MACOSX" not in een.filename.split("/")
            }
            kaarten = [naam for naam in alle if naam.suffix.lower() in KAARTEN]
            nodig = {naam for naam in alle if naam in kaarten or (naam.suffix.lower() in _SHAPE)}
            if not kaarten:
                raise CongruentieFout(
                    f"In {pad} zit geen bestand met grenzen; er zit in: "
                    f"{opsomming([str(naam) for naam in alle], 5) or 'niets'}.",
                    "Pak het uit, en geef het bestand met grenzen zelf op.",
                )
            if (
                len(lijst) > _MEESTE_DELEN
                or sum(alle[n].file_size for n in nodig) > GROOTSTE_BESTAND
            ):
                raise CongruentieFout(
                    f"{pad} pakt uit tot meer dan {GROOTSTE_BESTAND // 1_000_000} MB of "
                    f"{_MEESTE_DELEN} bestanden en wordt daarom niet gelezen.",
                    "Pak het uit, en geef het bestand met grenzen zelf op.",
                )
            gelezen = {naam: zip_.read(alle[naam]) for naam in nodig}
    except CongruentieFout:
        raise
    except Exception as fout:  # zipfile and its decoders raise anything on a damaged part
        raise CongruentieFout(
            f"{pad} is geen goed zipbestand.", "Haal het opnieuw op, of pak het zelf uit."
        ) from fout
    uit = []
    for naam in kaarten:
        if naam.suffix.lower() != ".shp":
            uit.append(Kaart(naam.name, gelezen[naam]))
            continue
        broers = (n for n in gelezen if n.with_suffix("") == naam.with_suffix(""))
        uit.append(_shapefile(naam.name, {n.suffix.lower(): gelezen[n] for n in broers}))
    return uit

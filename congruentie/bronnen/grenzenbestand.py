"""Open a file with boundaries of any kind that analysts have, and find the layer in it."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from congruentie.bronnen.tabelbestand import splits_keuze
from congruentie.errors import CongruentieFout
from congruentie.model import opsomming
from congruentie.veilig import leesbaar

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["is_grenzenbestand", "lees_vlakkenbestand"]

_PARQUET = {".parquet", ".geoparquet"}
_KAARTEN = {".gpkg", ".geojson", ".json", ".topojson", ".shp", ".fgb", ".gml", ".kml"}
_SUFFIXEN = {*_KAARTEN, *_PARQUET, ".zip"}


def is_grenzenbestand(bestand: str | Path) -> bool:
    """Whether a file is one with boundaries, by its suffix."""
    return splits_keuze(str(bestand))[0].suffix.lower() in _SUFFIXEN


def lees_vlakkenbestand(pad: Path, keuzes: Sequence[str]) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Read the layer with gemeenten.

    Parameters
    ----------
    pad
        Anything that pyogrio reads (GeoPackage, GeoJSON, TopoJSON, Shapefile, GML, ...), GeoParquet
        (needs pyarrow), or a zip with one of them, in any folder.
    keuzes
        What may be the name of a layer, or of a column.

    Returns
    -------
    tuple
        The layer, and the choices that are not its name.

    Raises
    ------
    CongruentieFout
        The file cannot be read, has no such layer, or no polygons.
    """
    with leesbaar(pad), pad.open("rb"):
        pass  # gives the clear message; GDAL's own is about drivers
    if pad.suffix.lower() in _PARQUET:
        tabel, rest = _lees_parquet(pad), list(keuzes)
    else:
        tabel, rest = _lees_laag(pad, keuzes)
    if "geometry" not in tabel or not len(tabel):
        raise CongruentieFout(f"{pad} bevat geen vlakken.")
    return tabel, rest


def _lees_laag(pad: Path, keuzes: Sequence[str]) -> tuple[gpd.GeoDataFrame, list[str]]:
    import pyogrio  # heavy: only when boundaries are asked for

    try:
        lagen = {
            str(naam): (bron, str(soort))
            for bron in _in_zip(pad)
            for naam, soort in pyogrio.list_layers(bron)
        }
        laag = next((keuze for keuze in keuzes if keuze in lagen), None)
        rest = [keuze for keuze in keuzes if keuze != laag]
        if len(rest) > 1:
            raise CongruentieFout(
                f"{pad} heeft geen laag {rest[0]}; gevonden: {opsomming(list(lagen), 20)}.",
                "Kies een van deze lagen: BESTAND#LAAG#KOLOM.",
            )
        laag = laag or _kies_laag(pad, {naam: soort for naam, (_, soort) in lagen.items()})
        return pyogrio.read_dataframe(lagen[laag][0], layer=laag), rest
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as fout:
        raise _onleesbaar(pad) from fout


def _onleesbaar(pad: Path) -> CongruentieFout:
    return CongruentieFout(
        f"{pad} is geen bestand met grenzen dat gelezen kan worden.",
        "Gebruik bijvoorbeeld een GeoPackage (.gpkg) of GeoJSON.",
    )


def _in_zip(pad: Path) -> list[str]:
    """What GDAL is to open: the file itself, or each map inside a zip, in whatever folder."""
    if pad.suffix.lower() != ".zip":
        return [str(pad)]
    try:
        with zipfile.ZipFile(pad) as zip_:
            namen = [PurePosixPath(naam) for naam in zip_.namelist()]
    except zipfile.BadZipFile as fout:
        raise CongruentieFout(
            f"{pad} is geen goed zipbestand.", "Haal het opnieuw op, of pak het zelf uit."
        ) from fout
    # What macOS adds are no maps.
    kaarten = [n for n in namen if n.suffix.lower() in _KAARTEN and "__MACOSX" not in n.parts]
    if not kaarten:
        raise CongruentieFout(
            f"In {pad} zit geen bestand met grenzen; er zit in: "
            f"{opsomming([str(naam) for naam in namen], 5) or 'niets'}.",
            "Pak het uit, en geef het bestand met grenzen zelf op.",
        )
    return [f"/vsizip/{{{pad.resolve()}}}/{naam}" for naam in kaarten]


def _lees_parquet(pad: Path) -> gpd.GeoDataFrame:
    try:
        import pyarrow  # noqa: F401  # only to see that it is there
    except ImportError as fout:
        raise CongruentieFout(
            f"Voor {pad.name} is het pakket pyarrow nodig.",
            "Installeer het met: pip install 'congruentie[parquet]', of bewaar de grenzen als .gpkg.",
        ) from fout
    import geopandas as gpd
    from pyarrow import ArrowException

    try:
        tabel = gpd.read_parquet(pad)
    except (ValueError, ArrowException) as fout:
        raise CongruentieFout(
            f"{pad} is geen GeoParquet: er staan geen vlakken in die gelezen kunnen worden.",
            "Bewaar het als GeoParquet of GeoPackage, bijvoorbeeld met QGIS.",
        ) from fout
    return tabel.rename_geometry("geometry") if tabel.geometry.name != "geometry" else tabel


def _kies_laag(pad: Path, lagen: dict[str, str]) -> str:
    """Find the layer with gemeenten: the only one with polygons, or the one that is named so."""
    vlakken = [naam for naam, soort in lagen.items() if "Polygon" in soort or soort == "Unknown"]
    if len(vlakken) == 1:
        return vlakken[0]
    # CBS has gemeente_gegeneraliseerd beside gemeente_niet_gegeneraliseerd: the light one will do.
    gemeenten = sorted((n for n in vlakken if "gemeente" in n.lower()), key=lambda n: "niet_" in n)
    if not gemeenten:
        raise CongruentieFout(
            f"{pad} heeft geen laag met gemeenten; gevonden: {opsomming(list(lagen))}.",
            "Noem de laag, zoals BESTAND#LAAG, of bewaar haar in een eigen bestand.",
        )
    return gemeenten[0]

"""Polygons of others: open the file, bring them to the Dutch grid, mend them, compare them."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from congruentie.bronnen.bladkeuze import splits_keuze
from congruentie.bronnen.kaartbestand import (
    KAARTEN,
    PARQUET,
    OnleesbareKaart,
    lees_kaarten,
)
from congruentie.bronnen.meldingen import Melder
from congruentie.errors import CongruentieFout
from congruentie.gemeenten import RD
from congruentie.nl import opsomming
from congruentie.veilig import lees_heel

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt

__all__ = [
    "GRADEN",
    "herstel_vlakken",
    "is_grenzenbestand",
    "lees_vlakkenbestand",
    "leg_in_rd",
    "leg_over",
    "ligt_in_nederland",
]

_SUFFIXEN = {*KAARTEN, *PARQUET, ".zip"}
_MEESTE_RIJEN = 200_000
"""Of a GeoParquet, in which a billion equal rows take no room."""
_KLEINSTE_LAND = 1e6
"""Square metres; all gemeenten together are 35 000 times larger."""
GRADEN = 4326
"""EPSG code of degrees (WGS 84)."""
_HIER = {GRADEN: (3.0, 50.0, 8.0, 54.0), RD: (0.0, 300_000.0, 300_000.0, 650_000.0)}
"""What the coordinates of the Netherlands are between, in degrees and on the Dutch grid."""
_SPLINTER = 0.01
"""Share of a gemeente; generalised layers do not follow each other to the metre."""


# --- the file --------------------------------------------------------------------------------


def is_grenzenbestand(bestand: str | Path) -> bool:
    """Whether a file is one with boundaries, by its suffix."""
    return splits_keuze(str(bestand))[0].suffix.lower() in _SUFFIXEN


def lees_vlakkenbestand(pad: Path, keuzes: Sequence[str]) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Read the layer with gemeenten.

    Parameters
    ----------
    pad
        GeoPackage, GeoJSON, TopoJSON, Shapefile, FlatGeobuf, GML, KML, GeoParquet (needs pyarrow), or
        a zip with one of them, in any folder.
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
    if pad.suffix.lower() in PARQUET:
        tabel, rest = _lees_parquet(pad), list(keuzes)
    else:
        tabel, rest = _lees_laag(pad, keuzes)
    if "geometry" not in tabel or not len(tabel):
        raise CongruentieFout(f"{pad} bevat geen vlakken.")
    return tabel, rest


def _lees_laag(pad: Path, keuzes: Sequence[str]) -> tuple[gpd.GeoDataFrame, list[str]]:
    try:
        lagen = {
            naam: (kaart, soort)
            for kaart in lees_kaarten(pad)
            for naam, soort in kaart.lagen.items()
        }
        laag = next((keuze for keuze in keuzes if keuze in lagen), None)
        rest = [keuze for keuze in keuzes if keuze != laag]
        if len(rest) > 1:
            raise CongruentieFout(
                f"{pad} heeft geen laag {rest[0]}; gevonden: {opsomming(list(lagen), 20)}.",
                "Kies een van deze lagen: BESTAND#LAAG#KOLOM.",
            )
        laag = laag or _kies_laag(pad, {naam: soort for naam, (_, soort) in lagen.items()})
        return lagen[laag][0].lees(laag), rest
    except OnleesbareKaart as fout:
        waarom = f": {fout}" if str(fout) else ""
        raise CongruentieFout(
            f"{pad} is geen bestand met grenzen dat gelezen kan worden{waarom}.",
            "Gebruik bijvoorbeeld een GeoPackage (.gpkg) of GeoJSON.",
        ) from fout


def _lees_parquet(pad: Path) -> gpd.GeoDataFrame:
    try:
        import pyarrow  # noqa: F401  # only to see that it is there
    except ImportError as fout:
        raise CongruentieFout(
            f"Voor {pad.name} is het pakket pyarrow nodig.",
            "Installeer het met: pip install 'congruentie[parquet]', of bewaar de grenzen als .gpkg.",
        ) from fout
    import geopandas as gpd
    from pyarrow.parquet import ParquetFile

    ruw = lees_heel(pad)
    try:
        if ParquetFile(io.BytesIO(ruw)).metadata.num_rows > _MEESTE_RIJEN:
            raise CongruentieFout(
                f"{pad} heeft meer dan {_MEESTE_RIJEN} rijen.", "Bewaar alleen de gemeenten."
            )
        tabel = gpd.read_parquet(io.BytesIO(ruw))
    except CongruentieFout:
        raise
    except Exception as fout:  # pyarrow and geopandas raise anything on metadata that are not right
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


# --- where it lies ---------------------------------------------------------------------------


def leg_in_rd(tabel: gpd.GeoDataFrame, melder: Melder) -> gpd.GeoDataFrame:
    """Bring a map to the Dutch grid, with valid polygons in two dimensions; say what that took.

    Degrees or metres of the Netherlands without a coordinate system are recognised, and so are axes
    that are swapped.

    Raises
    ------
    Gestopt
        It does not lie in the Netherlands, or where it lies cannot be known.
    """
    return _in_rd(_met_stelsel(tabel, melder), melder)


def _met_stelsel(tabel: gpd.GeoDataFrame, melder: Melder) -> gpd.GeoDataFrame:
    """Find the CRS where the file does not say it, and swapped axes; stop where that cannot be."""
    # A GeoPackage without CRS may come back as "Undefined Cartesian SRS".
    zonder = tabel.crs is None or tabel.crs.name.lower().startswith("undefined")
    stelsels = [tabel.crs.to_epsg()] if not zonder else [GRADEN, RD]
    for stelsel in stelsels:
        for om in (False, True):
            if stelsel in _HIER and ligt_in_nederland(tabel.total_bounds, stelsel, om=om):
                if zonder:
                    wat = {GRADEN: "graden (WGS 84)", RD: "meters (EPSG:28992)"}[stelsel]
                    melder.let_op(f"het bestand noemt geen coördinatenstelsel; gelezen als {wat}.")
                    tabel = tabel.set_crs(stelsel, allow_override=True)
                if om:
                    melder.let_op("de assen stonden verwisseld (y voor x); ze zijn omgedraaid.")
                    tabel = tabel.set_geometry(_draai_om(tabel), crs=tabel.crs)
                return tabel
    if zonder:
        melder.stop(
            "het bestand zegt niet in welk coördinatenstelsel de grenzen staan.",
            "Stel het in (bijvoorbeeld in QGIS) op EPSG:28992.",
        )
    return tabel


def ligt_in_nederland(omvang: npt.NDArray[np.float64], stelsel: int, *, om: bool = False) -> bool:
    """Whether bounds (x0, y0, x1, y1) are those of the Netherlands; `om` with the axes swapped."""
    x0, y0, x1, y1 = (float(getal) for getal in (omvang[[1, 0, 3, 2]] if om else omvang))
    west, zuid, oost, noord = _HIER[stelsel]
    return west <= x0 <= x1 <= oost and zuid <= y0 <= y1 <= noord


def _draai_om(tabel: gpd.GeoDataFrame) -> npt.NDArray[np.object_]:
    import numpy as np
    import shapely

    return np.asarray(shapely.transform(tabel.geometry.to_numpy(), lambda xy: xy[:, ::-1]))


def _in_rd(tabel: gpd.GeoDataFrame, melder: Melder) -> gpd.GeoDataFrame:
    """Reproject and mend, and say so; stop when it does not become the Netherlands."""
    import shapely
    from pyproj.exceptions import ProjError

    stelsel = tabel.crs.name
    try:
        in_rd = tabel if tabel.crs.to_epsg() == RD else tabel.to_crs(RD)
    except ProjError:
        melder.stop(
            f"de grenzen kunnen niet worden omgezet van {stelsel} naar EPSG:28992.",
            "Bewaar ze in EPSG:28992, bijvoorbeeld met QGIS.",
        )
    if not _past(in_rd.total_bounds):
        _meld_buiten(tabel, melder)
    if in_rd is not tabel:
        melder.let_op(f"de grenzen zijn omgezet van {stelsel} naar EPSG:28992.")
    vlakken, ongeldig = herstel_vlakken(in_rd.geometry.to_numpy())
    if ongeldig.any():
        wie = opsomming(sorted(in_rd.index[ongeldig]))
        melder.let_op(f"vlakken die niet klopten, zijn hersteld: {wie}.")
    if 0 < shapely.area(vlakken[~shapely.is_missing(vlakken)]).sum() < _KLEINSTE_LAND:
        _meld_buiten(tabel, melder)  # degrees that call themselves metres
    return in_rd.set_geometry(vlakken, crs=RD)


def herstel_vlakken(
    vlakken: npt.NDArray[np.object_],
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.bool_]]:
    """Make polygons valid and flat, as JTS would draw them; and say which were not valid."""
    import shapely

    vlakken = shapely.force_2d(vlakken)
    ongeldig = ~shapely.is_valid(vlakken) & ~shapely.is_missing(vlakken)
    if ongeldig.any():
        vlakken = shapely.make_valid(vlakken, method="structure", keep_collapsed=False)
    return vlakken, ongeldig


def _past(omvang: npt.NDArray[np.float64]) -> bool:
    """Whether bounds lie in or near the Netherlands; what has no place at all is judged later."""
    x0, y0, x1, y1 = (float(getal) for getal in omvang)
    if any(math.isnan(getal) for getal in (x0, y0, x1, y1)):
        return True
    return x0 >= -10_000 and x1 <= 300_000 and y0 >= -10_000 and y1 <= 700_000


def _meld_buiten(tabel: gpd.GeoDataFrame, melder: Melder) -> NoReturn:
    x0, y0, x1, y1 = tabel.total_bounds
    melder.stop(
        f"in het coördinatenstelsel van het bestand ({tabel.crs.name}) liggen de grenzen niet in "
        f"Nederland: x van {x0:.0f} tot {x1:.0f}, y van {y0:.0f} tot {y1:.0f}.",
        "Stel het goede coördinatenstelsel in, bijvoorbeeld in QGIS.",
    )


def leg_over(
    gemeenten: gpd.GeoDataFrame, regios: gpd.GeoDataFrame
) -> list[tuple[str, str, str, float]]:
    """Give each gemeente the region that covers the largest part of it.

    Parameters
    ----------
    gemeenten, regios
        Indexed by code, with ``geometry`` in EPSG:28992; `regios` also with ``naam``.

    Returns
    -------
    list of tuple
        gm_code, regio_code, regio_naam and the share of the area of the gemeente (in (0, 1]) that
        lies in that region, by gm_code. A gemeente of which no region covers more than a sliver is
        left out. At a tie the lowest regio_code wins.

    Raises
    ------
    CongruentieFout
        The geometry is in another CRS.
    """
    import geopandas as gpd

    for tabel in (gemeenten, regios):
        if tabel.crs is None or tabel.crs.to_epsg() != RD:
            raise CongruentieFout("De vlakken staan niet in EPSG:28992.", "Zet ze eerst om.")
    links = gpd.GeoDataFrame(geometry=gemeenten.geometry).rename_axis("gm_code").reset_index()
    rechts = gpd.GeoDataFrame(geometry=regios.geometry).rename_axis("regio_code").reset_index()
    stukken = gpd.overlay(links, rechts, how="intersection", keep_geom_type=True)
    stukken["aandeel"] = stukken.area / stukken["gm_code"].map(gemeenten.area)
    stukken = stukken[stukken["aandeel"] > _SPLINTER].sort_values(
        ["gm_code", "aandeel", "regio_code"], ascending=[True, False, True]
    )
    grootste = stukken.drop_duplicates("gm_code")
    return [
        (gm, regio, str(regios["naam"][regio]), min(float(aandeel), 1.0))
        for gm, regio, aandeel in zip(
            grootste["gm_code"], grootste["regio_code"], grootste["aandeel"], strict=True
        )
    ]

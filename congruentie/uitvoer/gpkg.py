"""GeoPackages that open in QGIS: of a measurement with its style, a comparison and a proposal."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from congruentie.bronnen.banden import grenzen_van
from congruentie.buren import is_regiogrens
from congruentie.errors import CongruentieFout
from congruentie.gemeenten import Gemeenten
from congruentie.meten.meting import Meting
from congruentie.meten.vergelijking import Vergelijking
from congruentie.tekenen import KLASSEN
from congruentie.veilig import veilig_schrijven

if TYPE_CHECKING:
    from congruentie.voorstel import Voorstel

__all__ = [
    "nieuw_gpkg",
    "schrijf_meting",
    "schrijf_vergelijking",
    "schrijf_voorstel_gpkg",
    "voeg_laag_toe",
]


_GEEN_TIJD = "1980-01-01T00:00:00.000Z"


def schrijf_meting(meting: Meting, pad: Path) -> None:
    """Write the table with the boundaries of the gemeenten as layer ``gemeenten``.

    Parameters
    ----------
    meting
        The measurement; its gemeenten must have boundaries (EPSG:28992).
    pad
        The file.

    Raises
    ------
    CongruentieFout
        The gemeenten have no boundaries, or the file cannot be written.

    Notes
    -----
    The style stands in the table ``layer_styles``, which QGIS reads by itself: classes and colours
    of `congruentie.tekenen`, labels with the name of the gemeente.
    """
    laag = meting.to_geodataframe().reset_index()
    with nieuw_gpkg(pad) as tijdelijk:
        voeg_laag_toe(laag, tijdelijk, "gemeenten", "MultiPolygon", meting.indelingen.gemeenten)
        with closing(sqlite3.connect(tijdelijk)) as db, db:
            _voeg_stijl_toe(db)


def schrijf_vergelijking(vergelijking: Vergelijking, pad: Path) -> None:
    """Write the comparison with the borders it was made of.

    Parameters
    ----------
    vergelijking
        With borders that have lines. Its table becomes the table ``vergelijking``; the borders become
        the layer ``grenzen``: one line per two neighbouring gemeenten, with ``indelingen`` (in how
        many a regiogrens runs there) and per indeling, as ``grens_<naam>``, whether it does.
    pad
        The file; written whole or not at all.
    """
    indelingen, grenzen = vergelijking.indelingen, vergelijking.grenzen
    if grenzen is None:
        raise CongruentieFout("Voor een GeoPackage zijn grenzen nodig.")
    scheidt = is_regiogrens(indelingen, grenzen)
    laag = grenzen.assign(
        indelingen=scheidt.sum(axis=1),
        **{f"grens_{naam}": scheidt[:, k] for k, naam in enumerate(indelingen.namen)},
    )
    with nieuw_gpkg(pad) as tijdelijk:
        voeg_laag_toe(laag, tijdelijk, "grenzen", "MultiLineString", indelingen.gemeenten)
        pyogrio.write_dataframe(
            vergelijking.tabel, tijdelijk, layer="vergelijking", driver="GPKG", append=True
        )


@contextmanager
def nieuw_gpkg(pad: Path) -> Iterator[Path]:
    """Give a path for GDAL to make a file at; it becomes `pad` when the block succeeds.

    No time of writing stands in it: the same layers give the same bytes.
    """
    with veilig_schrijven(pad) as tijdelijk:
        tijdelijk.unlink()  # GDAL wants to make the file itself
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _GEEN_TIJD})
        try:
            yield tijdelijk
        except (pyogrio.errors.DataSourceError, pyogrio.errors.FieldError, sqlite3.Error) as fout:
            raise OSError(str(fout)) from fout
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def voeg_laag_toe(
    laag: gpd.GeoDataFrame, pad: Path, naam: str, soort: str, gemeenten: Gemeenten
) -> None:
    """Add a layer, with the source of the boundaries as its description."""
    herkomst = gemeenten.grenzen
    bron = herkomst.bron_tekst if herkomst else "onbekend"
    pyogrio.write_dataframe(
        laag,
        pad,
        layer=naam,
        driver="GPKG",
        geometry_type=soort,
        promote_to_multi=True,
        layer_options={"DESCRIPTION": f"Grenzen {gemeenten.jaar}: {bron}"},
    )


_STIJLTABEL = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
    f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
    useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
    update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
)"""


def _voeg_stijl_toe(db: sqlite3.Connection) -> None:
    kolom = db.execute(
        "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = 'gemeenten'"
    ).fetchone()[0]
    db.execute(_STIJLTABEL)
    db.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change)"
        " VALUES ('layer_styles', 'attributes', 'layer_styles', ?)",
        (_GEEN_TIJD,),
    )
    db.execute(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,"
        " f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner,"
        " update_time) VALUES ('', '', 'gemeenten', ?, 'congruentie', ?, '', 1, ?, '', ?)",
        (kolom, _qml(), "Congruentie in procenten", _GEEN_TIJD),
    )


def _qml() -> str:
    """Make the QGIS style: graduated fill on congruentie, labels with gm_naam."""
    from jinja2 import Template

    sjabloon = (files("congruentie.uitvoer") / "stijl.qml").read_text(encoding="utf-8")
    klassen = [
        {
            "onder": klasse.onder,
            # QGIS takes the first range that fits, upper bound included; a hair below keeps 100 apart.
            "tot": 100 if klasse.onder == 100 else klasse.boven - 1e-9,
            "label": klasse.label,
            "rgb": ",".join(str(int(klasse.kleur[i : i + 2], 16)) for i in (1, 3, 5)),
        }
        for klasse in KLASSEN
    ]
    stijl: str = Template(sjabloon, autoescape=True, trim_blocks=True).render(klassen=klassen)
    return stijl


def schrijf_voorstel_gpkg(voorstel: Voorstel, pad: Path) -> None:
    """Write a proposal with its boundaries.

    Parameters
    ----------
    voorstel
        The proposal; its gemeenten have boundaries.
    pad
        The file; written whole or not at all. Layers: ``gemeenten`` (as `uitleg.per_gemeente`),
        ``regios`` (dissolved; as `uitleg.per_regio`), ``grenzen`` (the land borders of
        `congruentie.bronnen.banden.grenzen_van`: ``lengte`` in metres, the line as drawn,
        ``soort`` is ``"blijft"``, ``"verdwijnt"`` or ``"geen regiogrens"``, and ``indelingen`` in how
        many it is a border now) and ``graaf`` (a line between the inside
        points of every two gemeenten that counted as neighbours; ``soort`` says how they do, ``samen``
        whether they share a regio, ``over_land`` whether they share a land border).

    Raises
    ------
    CongruentieFout
        The gemeenten have no boundaries, or the file cannot be written.
    """
    gemeenten = voorstel.indelingen.gemeenten
    per_gemeente = voorstel.to_geodataframe().reset_index()
    samen = per_gemeente[["voorstel_code", "geometry"]].dissolve("voorstel_code")
    regios = gpd.GeoDataFrame(voorstel.regios.join(samen).reset_index(), crs=per_gemeente.crs)
    grenzen = grenzen_van(gemeenten)
    with nieuw_gpkg(pad) as tijdelijk:
        for naam, laag, soort in (
            ("gemeenten", per_gemeente, "MultiPolygon"),
            ("regios", regios, "MultiPolygon"),
            ("grenzen", _grenzen(voorstel, grenzen), "MultiLineString"),
            ("graaf", _graaf(voorstel), "MultiLineString"),
        ):
            voeg_laag_toe(laag, tijdelijk, naam, soort, gemeenten)


def _zelfde_regio(voorstel: Voorstel, tabel: pd.DataFrame) -> pd.Series[bool]:
    lid = voorstel.indeling.lidmaatschap
    return tabel["a"].map(dict(lid)) == tabel["b"].map(dict(lid))


def _grenzen(voorstel: Voorstel, grenzen: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    hoeveel = is_regiogrens(voorstel.indelingen, grenzen).sum(axis=1)
    samen = _zelfde_regio(voorstel, grenzen).to_numpy()
    soort = np.select([~samen, hoeveel > 0], ["blijft", "verdwijnt"], default="geen regiogrens")
    return grenzen.assign(soort=soort, indelingen=hoeveel)


def _graaf(voorstel: Voorstel) -> gpd.GeoDataFrame:
    vlakken = voorstel.indelingen.gemeenten.vlakken
    assert vlakken is not None  # noqa: S101  # checked above
    punten = vlakken.representative_point()
    bekend = {
        (min(paar), max(paar)): soort
        for paar, soort in voorstel.banden.soort.items()
        if set(paar) <= set(vlakken.index)
    }
    tabel = pd.DataFrame(
        [(a, b, bekend[a, b]) for a, b in sorted(bekend)], columns=["a", "b", "soort"]
    )
    lijnen = [
        shapely.LineString([punten[a], punten[b]])
        for a, b in zip(tabel["a"], tabel["b"], strict=True)
    ]
    tabel["over_land"] = tabel["soort"] == "land"
    tabel["samen"] = _zelfde_regio(voorstel, tabel)
    return gpd.GeoDataFrame(tabel, geometry=lijnen, crs=vlakken.crs)

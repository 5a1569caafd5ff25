"""Boundaries of CBS from PDOK: OGC API Features, else WFS, else the GeoPackage of the year.

All three hold the same layers ("CBS Gebiedsindelingen"). What comes back is checked before it
counts: one year, every code once, polygons in the Dutch grid.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from congruentie.bronnen.cbs import fout_aantal
from congruentie.bronnen.dienst import Dienstantwoord, OphaalFout, Uitwijk, met_vragen, volgende
from congruentie.bronnen.kaartbestand import Kaart, OnleesbareKaart
from congruentie.bronnen.net import MEESTE_PAGINAS, Verbinding
from congruentie.bronnen.vlakken import GRADEN, herstel_vlakken, ligt_in_nederland
from congruentie.gemeenten import RD
from congruentie.nl import opsomming

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["BASIS", "Pdok", "laagnaam", "lees_vlakken"]

_log = logging.getLogger(__name__)

BASIS = {
    "ogc": "https://api.pdok.nl/cbs/gebiedsindelingen/ogc/v1",
    "ogc-historisch": "https://api.pdok.nl/cbs/gebiedsindelingen-historisch/ogc/v1",
    "wfs": "https://service.pdok.nl/cbs/gebiedsindelingen/{jaar}/wfs/v1_0",
    "gpkg": "https://service.pdok.nl/cbs/gebiedsindelingen/atom/v1_0/downloads/"
    "cbsgebiedsindelingen{jaar}.gpkg",
}
_EERSTE_JAAR_OGC = 2016
_RD_URI = f"http://www.opengis.net/def/crs/EPSG/0/{RD}"
_PER_PAGINA = 1000
_LAAG = re.compile(
    r"^(?:cbs_)?(?P<laag>.+?)(?:_(?P<j1>\d{4}))?"
    r"_(?P<soort>niet_gegeneraliseerd|gegeneraliseerd|labelpoint)(?:_(?P<j2>\d{4}))?$"
)


class Pdok:
    """The boundary services of PDOK.

    Parameters
    ----------
    verbinding
        The session.
    basis
        Base address per service, instead of those of `BASIS`.
    """

    def __init__(self, verbinding: Verbinding, basis: Mapping[str, str] | None = None) -> None:
        self.verbinding = verbinding
        self.basis = {**BASIS, **(basis or {})}
        self._uitwijk = Uitwijk("PDOK")
        self._geopackages: dict[int, Dienstantwoord] = {}

    def haal_vlakken(
        self, laag: str, letters: str, jaar: int
    ) -> tuple[str, list[Dienstantwoord], gpd.GeoDataFrame]:
        """Fetch one layer of one year from the first service that gives it whole.

        Parameters
        ----------
        laag
            Name of the layer without ``_gegeneraliseerd``.
        letters
            The two letters that its codes begin with.
        jaar
            The year.

        Returns
        -------
        dienst
            ``"ogc"``, ``"wfs"`` or ``"gpkg"``.
        antwoorden
            The raw pages or file.
        vlakken
            As `lees_vlakken` gives them.

        Raises
        ------
        OphaalFout
            No service gave the layer; the message names the cause for each. Its `status` is 404
            when every one of them says that there is no such layer.
        """
        diensten = {"OGC": self._ogc, "WFS": self._wfs, "GPKG": self._gpkg}
        dienst, (antwoorden, vlakken) = self._uitwijk.eerste(
            {naam: partial(_haal, vraag, laag, letters, jaar) for naam, vraag in diensten.items()}
        )
        return dienst.lower(), antwoorden, vlakken

    def ogc_adres(self, jaar: int) -> str:
        """Base address of the OGC API that holds a year."""
        return self.basis["ogc" if jaar >= _EERSTE_JAAR_OGC else "ogc-historisch"]

    def wfs_adres(self, laag: str, jaar: int, **vragen: str | int) -> str:
        """Address of a GetFeature request."""
        return met_vragen(
            self.basis["wfs"].format(jaar=jaar),
            service="WFS",
            version="2.0.0",
            request="GetFeature",
            typeNames=f"gebiedsindelingen:{laag}_gegeneraliseerd",
            **vragen,
        )

    def _ogc(self, laag: str, jaar: int) -> list[Dienstantwoord]:
        # Without jaarcode the service gives all years mixed; a CRS in any other form is refused.
        url = met_vragen(
            f"{self.ogc_adres(jaar)}/collections/{laag}_gegeneraliseerd/items",
            f="json",
            jaarcode=jaar,
            limit=_PER_PAGINA,
            crs=_RD_URI,
        )
        return self.verbinding.haal_alle(url, _volgende)

    def _wfs(self, laag: str, jaar: int) -> list[Dienstantwoord]:
        antwoorden: list[Dienstantwoord] = []
        gekregen = 0
        totaal: int | None = None
        while len(antwoorden) < MEESTE_PAGINAS:
            url = self.wfs_adres(
                laag,
                jaar,
                outputFormat="application/json",
                srsName=f"EPSG:{RD}",
                count=_PER_PAGINA,
                startIndex=gekregen,
            )
            antwoord = self.verbinding.haal(url)
            antwoorden.append(antwoord)
            aantal = len(_kenmerken(antwoord))
            gekregen += aantal
            telling = antwoord.json.get("numberMatched")  # may be absent, later too, or "unknown"
            totaal = telling if isinstance(telling, int) else totaal
            if aantal == 0 or gekregen == totaal or (totaal is None and aantal < _PER_PAGINA):
                break
        if totaal is not None and gekregen != totaal:
            raise OphaalFout(f"{gekregen} van de {totaal} gebieden gekregen.", waar=url)
        return antwoorden

    def _gpkg(self, laag: str, jaar: int) -> list[Dienstantwoord]:
        if jaar not in self._geopackages:  # one large file holds all layers
            adres = self.basis["gpkg"].format(jaar=jaar)
            self._geopackages[jaar] = self.verbinding.haal(adres, "gpkg")
        return [self._geopackages[jaar]]


def _haal(
    vraag: Callable[[str, int], list[Dienstantwoord]], laag: str, letters: str, jaar: int
) -> tuple[list[Dienstantwoord], gpd.GeoDataFrame]:
    antwoorden = vraag(laag, jaar)
    return antwoorden, lees_vlakken(antwoorden, laag, letters, jaar)


def _kenmerken(antwoord: Dienstantwoord) -> list[object]:
    json = antwoord.json
    if not isinstance(json, dict) or not isinstance(json.get("features"), list):
        raise OphaalFout("het antwoord bevat geen gebieden.", waar=antwoord.url)
    kenmerken: list[object] = json["features"]
    return kenmerken


def _volgende(antwoord: Dienstantwoord) -> str:
    """Address of the next page; empty after the last."""
    _kenmerken(antwoord)  # has the shape of a collection
    links = antwoord.json.get("links") or []
    if not isinstance(links, list) or not all(isinstance(link, dict) for link in links):
        raise OphaalFout("het antwoord heeft een onbekende vorm (links).", waar=antwoord.url)
    return next(
        (
            volgende(antwoord.url, link.get("href", ""))
            for link in links
            if link.get("rel") == "next"
        ),
        "",
    )


def laagnaam(lagen: Sequence[str], laag: str) -> str | None:
    """Find a layer in a GeoPackage of CBS, whose names vary by issue.

    ``gemeente_gegeneraliseerd``, ``gemeente_gegeneraliseerd_2020`` and
    ``cbs_gemeente_2022_gegeneraliseerd`` are the same layer.

    Returns
    -------
    str or None
        None when it is not there.
    """
    for naam in lagen:
        deel = _LAAG.match(naam)
        if deel and deel["laag"] == laag and deel["soort"] == "gegeneraliseerd":
            return naam
    return None


def lees_vlakken(
    antwoorden: Sequence[Dienstantwoord], laag: str, letters: str, jaar: int
) -> gpd.GeoDataFrame:
    """Read and check the polygons of one layer.

    Parameters
    ----------
    antwoorden
        GeoJSON pages, or one GeoPackage.
    laag, letters, jaar
        As for `Pdok.haal_vlakken`.

    Returns
    -------
    GeoDataFrame
        Indexed by code, ascending; columns ``naam`` and ``geometry`` (valid polygons, EPSG:28992).

    Raises
    ------
    OphaalFout
        No polygons, another year among them, a code twice or of another kind, another number of
        gemeenten than the year had, or coordinates that lie outside the Netherlands.
    """
    import pandas as pd

    waar = antwoorden[0].url
    tabellen = [_lees(antwoord, laag) for antwoord in antwoorden]
    tabel = pd.concat([deel for deel in tabellen if len(deel)] or tabellen, ignore_index=True)
    if not len(tabel):
        raise OphaalFout(f"geen enkel gebied voor {jaar}.", 404, waar=waar)
    if missend := {"statcode", "statnaam"} - set(tabel):
        raise OphaalFout(f"de kolom {opsomming(sorted(missend))} ontbreekt.", waar=waar)
    codes = tabel["statcode"].fillna("").astype(str).str.strip()
    reden = _fout_jaar(tabel, jaar) or _fout_codes(codes, letters)
    if not reden and letters == "GM":
        reden = fout_aantal(len(codes), jaar)
    if reden:
        raise OphaalFout(reden, waar=waar)
    tabel = tabel.assign(naam=tabel["statnaam"].fillna("").astype(str).str.strip(), code=codes)
    return _geldig(tabel.set_index("code")[["naam", "geometry"]].sort_index(), waar)


def _fout_jaar(tabel: gpd.GeoDataFrame, jaar: int) -> str:
    """Say what is wrong with the years that the rows say they are of.

    A GeoPackage has only jrstatcode.
    """
    try:
        if "jaarcode" in tabel:
            jaren = {int(code) for code in tabel["jaarcode"]}
        else:
            jaren = {int(str(code)[:4]) for code in tabel.get("jrstatcode", ())}
    except (TypeError, ValueError):
        return "een gebied zonder jaar."
    if jaren - {jaar}:
        alle = opsomming([str(j) for j in sorted(jaren)])
        return f"de dienst geeft gebieden van {alle}, niet alleen van {jaar}."
    return ""


def _fout_codes(codes: pd.Series[str], letters: str) -> str:
    """Say which codes are of another kind, or there twice."""
    if vreemd := sorted({code for code in codes if not re.fullmatch(rf"{letters}\d+", code)}):
        return f"onverwachte codes: {opsomming(vreemd)}."
    if dubbel := sorted(set(codes[codes.duplicated()])):
        return f"dubbel: {opsomming(dubbel)}."
    return ""


def _lees(antwoord: Dienstantwoord, laag: str) -> gpd.GeoDataFrame:
    kaart = Kaart("antwoord", antwoord.inhoud)
    try:
        tabel = kaart.lees() if antwoord.soort == "json" else _lees_gpkg(kaart, laag, antwoord.url)
    except OnleesbareKaart as fout:
        raise OphaalFout("de gebieden kunnen niet worden gelezen.", waar=antwoord.url) from fout
    if not len(tabel):
        return tabel.set_crs(RD, allow_override=True)
    if "geometry" not in tabel or tabel.geometry.isna().any():
        raise OphaalFout("een gebied zonder vlak.", waar=antwoord.url)
    return _in_rd(tabel, antwoord.url)


def _lees_gpkg(kaart: Kaart, laag: str, waar: str) -> gpd.GeoDataFrame:
    lagen = list(kaart.lagen)
    naam = laagnaam(lagen, laag)
    if naam is None:
        raise OphaalFout(f"geen laag {laag}; wel {opsomming(lagen)}.", 404, waar=waar)
    return kaart.lees(naam)


def _in_rd(tabel: gpd.GeoDataFrame, waar: str) -> gpd.GeoDataFrame:
    """Set the CRS by the coordinates themselves: the services ignore the question at times.

    GeoJSON of these services names no CRS, so a reader takes it for degrees.
    """
    if ligt_in_nederland(tabel.total_bounds, GRADEN):
        _log.info("%s: de dienst gaf graden; omgezet naar EPSG:%d.", waar, RD)
        return tabel.set_crs(GRADEN, allow_override=True).to_crs(RD)
    if ligt_in_nederland(tabel.total_bounds, RD):
        return tabel.set_crs(RD, allow_override=True)
    x0, y0, *_ = tabel.total_bounds
    raise OphaalFout(f"de coördinaten liggen buiten Nederland ({x0:.0f}, {y0:.0f}).", waar=waar)


def _geldig(tabel: gpd.GeoDataFrame, waar: str) -> gpd.GeoDataFrame:
    vlakken, ongeldig = herstel_vlakken(tabel.geometry.to_numpy())
    if ongeldig.any():
        _log.info("%s: %d vlakken die niet klopten, zijn hersteld.", waar, int(np.sum(ongeldig)))
    tabel = tabel.set_geometry(vlakken, crs=RD)
    heel = tabel.geom_type.isin(("Polygon", "MultiPolygon")) & ~tabel.is_empty
    if not heel.all():
        wie = opsomming(list(tabel.index[~heel]))
        raise OphaalFout(f"{wie} is leeg of geen vlak.", waar=waar)
    return tabel

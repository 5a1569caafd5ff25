"""Servers on loopback that answer as PDOK and StatLine do, with faults on demand.

pygeoapi, a real OGC API server, serves the layers; everything goes through `Standin`, which plays
the other services itself and can spoil any answer. Geometry and memberships are real; the shapes of
StatLine (padding, keys that shift per table, columns and rows of other things, pages) are as CBS
documents them.
"""

from __future__ import annotations

import csv
import io
import json
import threading
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import geopandas as gpd
import pyogrio
from standin_inhoud import maak_lang

from congruentie.bronnen.cbs import TABELLEN

PER_PAGINA_V4 = 5000
V4_ZELF = "https://datasets.cbs.nl/odata/v1/CBS"
"""What a mirror passes on as the address of its next page."""
OGC_VRAGEN = {"f", "jaarcode", "limit", "crs", "bbox", "bbox-crs", "datetime", "offset"}
"""The last is how pygeoapi pages; PDOK has a cursor."""
OGC_CRS = "http://www.opengis.net/def/crs/"
RD = f"{OGC_CRS}EPSG/0/28992"


@dataclass
class Verzoek:
    """What a fault may do with a request: spoil the answer, or the connection itself."""

    handler: BaseHTTPRequestHandler
    antwoord: Callable[[], tuple[int, str, bytes]]

    def stuur(self, status: int, soort: str, inhoud: bytes, **koppen: str) -> None:
        self.handler.send_response(status)
        self.handler.send_header("Content-Type", soort)
        self.handler.send_header("Content-Length", str(len(inhoud)))
        for naam, waarde in koppen.items():
            self.handler.send_header(naam.replace("_", "-"), waarde)
        self.handler.end_headers()
        self.handler.wfile.write(inhoud)


Fout = Callable[[Verzoek], None]


@dataclass
class Standin:
    """The services of one test.

    Parameters
    ----------
    vlakken
        Layer -> features of all years: statcode, statnaam, jaarcode, jrstatcode, geometry (RD).
    wijd
        Year -> rows of the StatLine table and its DataProperties.
    lang
        Year -> MeasureCodes and Observations; where there are none, they follow from `wijd`.
    """

    vlakken: dict[str, gpd.GeoDataFrame]
    wijd: dict[int, tuple[list[dict], list[dict]]]
    map: Path
    lang: dict[int, tuple[list[dict], list[dict]]] = field(default_factory=dict)
    fouten: dict[str, list[Fout]] = field(default_factory=dict)
    verzoeken: list[str] = field(default_factory=list)
    gezien: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)
    ogc: str = ""
    adres: str = ""

    @property
    def basis(self) -> dict[str, str]:
        return {
            "ogc": f"{self.adres}/ogc",
            "ogc-historisch": f"{self.adres}/historisch",
            "wfs": f"{self.adres}/wfs/{{jaar}}",
            "gpkg": f"{self.adres}/gpkg/{{jaar}}.gpkg",
            "v3": f"{self.adres}/v3",
            "v4": f"{self.adres}/v4",
            "csv": f"{self.adres}/csv",
            "catalogus": f"{self.adres}/catalogus",
        }

    @property
    def opties(self) -> list[str]:
        return [deel for naam, url in self.basis.items() for deel in ("--basis", f"{naam}={url}")]

    def bederf(self, begin: str, *fouten: Fout, keer: int = 1) -> None:
        """Answer the next requests whose path starts so with these faults."""
        self.fouten.setdefault(begin, []).extend(list(fouten) * keer)

    def sluit(self, *diensten: str) -> None:
        """Let services answer 503 for good."""
        for dienst in diensten:
            self.bederf(f"/{dienst}", status(503), keer=1000)

    def gevraagd(self, begin: str) -> list[str]:
        return [pad for pad in self.verzoeken if pad.startswith(begin)]

    def beantwoord(self, pad: str) -> tuple[int, str, bytes]:
        deel = urlsplit(pad)
        vragen = {naam.lstrip("$"): waarden[0] for naam, waarden in parse_qs(deel.query).items()}
        _, dienst, *rest = deel.path.split("/")
        if dienst in {"ogc", "historisch"}:
            if set(vragen) - OGC_VRAGEN or not vragen.get("crs", RD).startswith(OGC_CRS):
                return 400, "application/problem+json", b'{"title": "unknown query parameter(s)"}'
            # pygeoapi answers the same question the same way: ask it once.
            if not self.ogc:
                return 404, "application/problem+json", b"{}"
            vraag = pad.removeprefix(f"/{dienst}")
            if vraag not in self.gezien:
                self.gezien[vraag] = self._ogc(vraag)
            code, soort, inhoud = self.gezien[vraag]
            return code, soort, inhoud.replace(self.ogc.encode(), f"{self.adres}/ogc".encode())
        maak = {"wfs": self._wfs, "gpkg": self._gpkg, "v3": self._v3, "v4": self._v4}
        maak |= {"csv": self._csv, "catalogus": self._catalogus}
        try:
            return maak[dienst](rest, vragen)
        except KeyError as fout:
            return 404, "application/json", json.dumps({"fout": str(fout)}).encode()

    def _ogc(self, pad: str) -> tuple[int, str, bytes]:
        vraag = urllib.request.Request(self.ogc + pad, headers={"Accept": "application/json"})
        try:
            with urllib.request.urlopen(vraag, timeout=60) as antwoord:
                inhoud = json.loads(antwoord.read())
        except urllib.error.HTTPError as fout:
            return fout.code, "application/problem+json", fout.read()
        inhoud.pop("numberMatched", None)  # PDOK does not count
        return 200, "application/geo+json", json.dumps(inhoud).encode()

    def _van_jaar(self, laag: str, jaar: int) -> gpd.GeoDataFrame:
        alle = self.vlakken[laag]
        van_jaar = alle[alle["jaarcode"] == jaar]
        if not len(van_jaar):
            raise KeyError(jaar)
        return van_jaar

    def _wfs(self, rest: list[str], vragen: dict[str, str]) -> tuple[int, str, bytes]:
        laag = vragen["typeNames"].removeprefix("gebiedsindelingen:")
        van_jaar = self._van_jaar(laag.removesuffix("_gegeneraliseerd"), int(rest[0]))
        begin = int(vragen.get("startIndex", 0))
        # The real one caps its pages too; a lower cap shows whether all pages are asked for.
        pagina = van_jaar.iloc[begin : begin + min(int(vragen["count"]), 100)]
        inhoud = json.loads(pagina.drop(columns="jaarcode").to_json(drop_id=True))
        inhoud["numberReturned"] = len(pagina)
        if begin == 0:  # not every server counts again for each page
            inhoud["numberMatched"] = len(van_jaar)
        return 200, "application/json", json.dumps(inhoud).encode()

    def _gpkg(self, rest: list[str], vragen: dict[str, str]) -> tuple[int, str, bytes]:
        jaar = int(rest[0].removesuffix(".gpkg"))
        pad = self.map / f"{jaar}.gpkg"
        for laag in self.vlakken:
            van_jaar = self._van_jaar(laag, jaar).drop(columns="jaarcode")
            punten = van_jaar.set_geometry(van_jaar.representative_point())
            pyogrio.write_dataframe(punten, pad, layer=f"{laag}_labelpoint_{jaar}")
            pyogrio.write_dataframe(van_jaar, pad, layer=f"cbs_{laag}_{jaar}_niet_gegeneraliseerd")
            pyogrio.write_dataframe(van_jaar, pad, layer=f"cbs_{laag}_{jaar}_gegeneraliseerd")
        inhoud = pad.read_bytes()
        pad.unlink()
        return 200, "application/geopackage+sqlite3", inhoud

    def _jaar_van(self, tabel: str) -> int:
        return next(jaar for jaar, naam in self._tabellen().items() if naam == tabel)

    def _tabellen(self) -> dict[int, str]:
        return {jaar: TABELLEN.get(jaar, f"9{jaar}NED") for jaar in self.wijd}

    def _v3(self, rest: list[str], vragen: dict[str, str]) -> tuple[int, str, bytes]:
        tabel, soort = rest
        if tabel not in self._tabellen().values():
            raise KeyError(tabel)
        rijen, eigenschappen = self.wijd[self._jaar_van(tabel)]
        if soort == "DataProperties":
            return _json({"odata.metadata": "x", "value": eigenschappen})
        begin = int(vragen.get("skip", 0))
        inhoud: dict[str, object] = {"odata.metadata": "x", "value": rijen[begin : begin + 200]}
        if begin + 200 < len(rijen):
            inhoud["odata.nextLink"] = f"{soort}?$format=json&$skip={begin + 200}"
        return _json(inhoud)

    def _lang(self, tabel: str) -> tuple[list[dict], list[dict]]:
        jaar = self._jaar_van(tabel)
        return self.lang[jaar] if jaar in self.lang else maak_lang(*self.wijd[jaar])

    def _v4(self, rest: list[str], vragen: dict[str, str]) -> tuple[int, str, bytes]:
        tabel, soort = rest
        metingen, waarnemingen = self._lang(tabel)
        if soort == "MeasureCodes":
            return _json({"@odata.context": "x", "value": metingen})
        begin = int(vragen.get("skip", 0))
        volgende = None
        if begin + PER_PAGINA_V4 < len(waarnemingen):
            volgende = f"{V4_ZELF}/{tabel}/{soort}?$skip={begin + PER_PAGINA_V4}"
        deel = waarnemingen[begin : begin + PER_PAGINA_V4]
        return _json({"@odata.context": "x", "value": deel, "@odata.nextLink": volgende})

    def _csv(self, rest: list[str], vragen: dict[str, str]) -> tuple[int, str, bytes]:
        metingen, waarnemingen = self._lang(rest[0])
        stroom = io.BytesIO()
        with zipfile.ZipFile(stroom, "w", zipfile.ZIP_DEFLATED) as archief:
            for naam, rijen in (("MeasureCodes", metingen), ("Observations", waarnemingen)):
                tekst = io.StringIO()
                schrijver = csv.DictWriter(tekst, list(rijen[0]), delimiter=";")
                schrijver.writeheader()
                schrijver.writerows(rijen)
                archief.writestr(f"{naam}.csv", tekst.getvalue().encode("utf-8-sig"))
        return 200, "application/zip", stroom.getvalue()

    def _catalogus(self, rest: list[str], vragen: dict[str, str]) -> tuple[int, str, bytes]:
        rijen = [
            {"Identifier": tabel, "Title": f"Gebieden in Nederland {jaar}"}
            for jaar, tabel in self._tabellen().items()
            if f"Gebieden in Nederland {jaar}" in vragen["filter"]
        ]
        return _json({"value": rijen})


def _json(inhoud: object) -> tuple[int, str, bytes]:
    return 200, "application/json", json.dumps(inhoud).encode()


def status(code: int, **koppen: str) -> Fout:
    return lambda verzoek: verzoek.stuur(code, "application/json", b"{}", **koppen)


def html(verzoek: Verzoek) -> None:
    verzoek.stuur(200, "text/html", b"<!DOCTYPE html><title>Inloggen</title>")


def afgekapt(verzoek: Verzoek) -> None:
    """Half a JSON that says it is whole."""
    code, soort, inhoud = verzoek.antwoord()
    verzoek.stuur(code, soort, inhoud[: len(inhoud) // 2])


def breekt_af(verzoek: Verzoek) -> None:
    """The connection falls away in the middle of the body."""
    _, soort, inhoud = verzoek.antwoord()
    verzoek.handler.send_response(200)
    verzoek.handler.send_header("Content-Type", soort)
    verzoek.handler.send_header("Content-Length", str(len(inhoud)))
    verzoek.handler.end_headers()
    verzoek.handler.wfile.write(inhoud[: len(inhoud) // 2])
    verzoek.handler.wfile.flush()
    verzoek.handler.connection.close()


def traag(seconden: float) -> Fout:
    def druppel(verzoek: Verzoek) -> None:
        time.sleep(seconden)
        verzoek.handler.connection.close()

    return druppel


def anders(wijzig: Callable[[dict], dict | None]) -> Fout:
    """A whole and valid JSON with other contents."""

    def stuur(verzoek: Verzoek) -> None:
        _, soort, inhoud = verzoek.antwoord()
        gegevens = json.loads(inhoud)
        gegevens = wijzig(gegevens) or gegevens
        verzoek.stuur(200, soort, json.dumps(gegevens).encode())

    return stuur


@contextmanager
def draai(standin: Standin) -> Iterator[Standin]:
    """Serve it on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            standin.verzoeken.append(self.path)
            verzoek = Verzoek(self, lambda: standin.beantwoord(self.path))
            for begin, rij in standin.fouten.items():
                if self.path.startswith(begin) and rij:
                    rij.pop(0)(verzoek)
                    return
            verzoek.stuur(*verzoek.antwoord())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients that hang up
    draad = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    draad.start()
    standin.adres = f"http://127.0.0.1:{server.server_port}"
    try:
        yield standin
    finally:
        server.shutdown()
        server.server_close()
        draad.join()

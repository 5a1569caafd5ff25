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
import os
import subprocess
import sys
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
import pandas as pd
import pyogrio

import congruentie as cg
from congruentie.bronnen.soorten import SOORTEN, TABELLEN

PER_PAGINA_V4 = 5000
V4_ZELF = "https://datasets.cbs.nl/odata/v1/CBS"
"""What a mirror passes on as the address of its next page."""
OGC_VRAGEN = {"f", "jaarcode", "limit", "crs", "bbox", "bbox-crs", "datetime", "offset"}
"""The last is how pygeoapi pages; PDOK has a cursor."""
LETTERS = {soort.letters for soort in SOORTEN} | {"GM"}
OGC_CRS = "http://www.opengis.net/def/crs/"
CRS84 = f"{OGC_CRS}OGC/1.3/CRS84"
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


def maak_wijd(
    indelingen: cg.Indelingen, eerste: int, zonder: frozenset[str] = frozenset()
) -> tuple[list[dict], list[dict]]:
    """The StatLine table of one year: rows and DataProperties.

    `eerste` is the number of the first column after the names: it differs per table.
    """
    gemeenten = indelingen.gemeenten
    kolommen = [i for i in indelingen if i.naam not in zonder]
    eigenschappen: list[dict] = []

    def groep(titel: str, *onderwerpen: tuple[str, str]) -> None:
        nummer = len(eigenschappen)
        eigenschappen.append(
            {"ID": nummer, "ParentID": None, "Type": "TopicGroup", "Key": "", "Title": titel}
        )
        for sleutel, naam in onderwerpen:
            eigenschappen.append(
                {
                    "ID": len(eigenschappen),
                    "ParentID": nummer,
                    "Type": "Topic",
                    "Key": sleutel,
                    "Title": naam,
                }
            )

    groep(
        "Gemeenten", ("Code_1", "Code"), ("Naam_2", "Naam"), ("SorteringNaam_3", "Sorteringsnaam")
    )
    for k, indeling in enumerate(kolommen):
        n = eerste + 2 * k
        titel = indeling.titel.replace("'", "\u2019")  # CBS uses both apostrophes
        groep(titel, (f"Code_{n}", "Code"), (f"Naam_{n + 1}", "Naam"))
    overig = eerste + 2 * len(kolommen)
    for k, (titel, naam, _) in enumerate(OVERIGE):
        n = overig + 2 * k
        groep(titel, (f"Code_{n}", "Code"), (f"{naam}_{n + 1}", naam))
    laatste = overig + 2 * len(OVERIGE)
    groep(
        "Inwonertal en dichtheid",
        (f"Inwonertal_{laatste}", "Inwonertal"),
        (f"Omgevingsadressendichtheid_{laatste + 1}", "Omgevingsadressendichtheid"),
    )
    rijen: list[dict] = []
    for i, gm in enumerate(gemeenten.codes):
        naam = gemeenten.namen[i]
        rij = {"ID": i, "RegioS": gm.ljust(10) if i % 3 == 0 else gm}
        rij |= {"Code_1": f"{gm}    ", "Naam_2": f"{naam}          ", "SorteringNaam_3": f"{naam} "}
        leeg = "      " if i % 2 else None
        for k, indeling in enumerate(kolommen):
            regio = indeling.lidmaatschap.get(gm)
            n = eerste + 2 * k
            rij[f"Code_{n}"] = f"{regio}  " if regio else leeg
            rij[f"Naam_{n + 1}"] = f"{indeling.regio_naam(regio)}   " if regio else leeg
        for k, (_, naam, waarden) in enumerate(OVERIGE):
            code, tekst = waarden[i % len(waarden)]
            rij[f"Code_{overig + 2 * k}"] = f"{code}  "
            rij[f"{naam}_{overig + 2 * k + 1}"] = f"{tekst}    "
        aantal = None if gemeenten.inwoners is None else int(gemeenten.inwoners[i])
        rij |= {
            f"Inwonertal_{laatste}": aantal,
            f"Omgevingsadressendichtheid_{laatste + 1}": 1000 + i,
        }
        rijen.append(rij)
    land = dict.fromkeys(rijen[0]) | {"ID": len(rijen), "RegioS": "NL01  ", "Code_1": "NL01  "}
    land |= {"Naam_2": "Nederland  ", f"Inwonertal_{laatste}": 17_000_000}
    return [land, *rijen], eigenschappen


def maak_lang(rijen: list[dict], eigenschappen: list[dict]) -> tuple[list[dict], list[dict]]:
    """The long shape of the same table, with the codes of measures that v4 uses."""
    soort = {}
    for rij in rijen:
        for sleutel, waarde in rij.items():
            letters = str(waarde).strip()[:2]
            if sleutel.startswith("Code_") and letters in LETTERS:
                soort[sleutel] = letters
    metingen, namen = [], {}
    for eigenschap in eigenschappen:
        if not (sleutel := eigenschap["Key"]):
            continue
        nummer = int(sleutel.rpartition("_")[2])
        code = f"Code_{nummer}" if sleutel.startswith("Code_") else f"Code_{nummer - 1}"
        letters = soort.get(code, "")
        namen[sleutel] = f"{letters}000{1 if sleutel in soort else 2}" if letters else f"M{nummer}"
        if letters == "GM":
            namen[sleutel] = "GM000B" if sleutel in soort else "GM000C_1"
        metingen.append(
            {
                "Identifier": namen[sleutel],
                "Title": eigenschap["Title"],
                "MeasureGroupId": str(eigenschap["ParentID"]),
            }
        )
    waarnemingen = []
    for rij in rijen:
        for sleutel, naam in namen.items():
            waarde = rij.get(sleutel)
            if waarde is None or not str(waarde).strip():
                continue  # empty cells are not sent
            getal = not isinstance(waarde, str)
            waarnemingen.append(
                {
                    "RegioS": rij["RegioS"],
                    "Measure": naam,
                    "Value": waarde if getal else None,
                    "StringValue": None if getal else waarde,
                }
            )
    return metingen, waarnemingen


OVERIGE = (
    ("Landsdelen (NUTS 1)", "Naam", (("NL1", "Noord-Nederland"), ("NL3", "West-Nederland"))),
    ("COROP-gebieden (NUTS 3)", "Naam", (("NL111", "Oost-Groningen"), ("NL32A", "Het Gooi"))),
    ("Gemeentegrootte", "Omschrijving", (("4", "20 000 tot 50 000"), ("8", "250 000 of meer"))),
    ("Stedelijkheid", "Omschrijving", (("1", "Zeer sterk stedelijk"), ("5", "Niet stedelijk"))),
)
"""Groups of the table that are no regions of ours: title, heading of the second column, values."""


def maak_vlakken(
    jaar: int, gemeenten: cg.Gemeenten, regios: dict[str, cg.Indeling]
) -> dict[str, gpd.GeoDataFrame]:
    """The layers of one year: gemeenten and, dissolved from them, regions."""
    assert gemeenten.vlakken is not None
    basis = gpd.GeoDataFrame(
        {"statcode": gemeenten.codes, "statnaam": gemeenten.namen},
        geometry=gemeenten.vlakken.values,
    )
    lagen = {"gemeente": basis}
    for naam, indeling in regios.items():
        laag = next(soort.laag for soort in SOORTEN if soort.indeling == naam)
        codes = basis["statcode"].map(dict(indeling.lidmaatschap))
        samen = basis[["geometry"]].assign(statcode=codes).dissolve("statcode").reset_index()
        samen["statnaam"] = samen["statcode"].map(indeling.regio_naam)
        lagen[laag] = samen
    for tabel in lagen.values():
        tabel["jaarcode"] = jaar
        tabel["jrstatcode"] = str(jaar) + tabel["statcode"]
        tabel["rubriek"] = "x"
    return lagen


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


@contextmanager
def pygeoapi(vlakken: dict[str, gpd.GeoDataFrame], map_: Path, poort: int) -> Iterator[str]:
    """Serve the layers with pygeoapi, as its own process."""
    import yaml

    adres = f"http://127.0.0.1:{poort}"
    bronnen = {}
    for laag, tabel in vlakken.items():
        pad = map_ / f"{laag}.geojson"
        genummerd = tabel.reset_index(drop=True).assign(id=range(1, len(tabel) + 1))
        genummerd.to_crs(4326).to_file(pad, driver="GeoJSON")
        bronnen[f"{laag}_gegeneraliseerd"] = {
            "type": "collection",
            "title": laag,
            "description": laag,
            "keywords": [laag],
            "links": [],
            "extents": {"spatial": {"bbox": [3, 50, 8, 54], "crs": CRS84}},
            "providers": [
                {
                    "type": "feature",
                    "name": "GeoJSON",
                    "data": str(pad),
                    "id_field": "id",
                    "crs": [CRS84, RD],
                    "storage_crs": CRS84,
                }
            ],
        }
    iemand = {"name": "test", "url": "https://example.org", "email": "test@example.org"}
    inrichting = {
        "server": {
            "bind": {"host": "127.0.0.1", "port": poort},
            "url": adres,
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "languages": ["nl-NL"],
            "limits": {"default_items": 10, "max_items": 100, "on_exceed": "throttle"},
            "map": {"url": "https://example.org", "attribution": "test"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": "test",
                "description": "test",
                "keywords": ["test"],
                "keywords_type": "theme",
                "terms_of_service": "https://example.org",
                "url": "https://example.org",
            },
            "license": iemand,
            "provider": iemand,
            "contact": iemand,
        },
        "resources": bronnen,
    }
    (map_ / "c.yml").write_text(yaml.safe_dump(inrichting), encoding="utf-8")
    omgeving = os.environ | {
        "PYGEOAPI_CONFIG": str(map_ / "c.yml"),
        "PYGEOAPI_OPENAPI": str(map_ / "o.yml"),
    }
    maak = ["openapi", "generate", str(map_ / "c.yml"), "--output-file", str(map_ / "o.yml")]
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", "from pygeoapi import cli; cli()", *maak],
        env=omgeving,
        check=True,
        capture_output=True,
    )
    with (map_ / "log").open("w") as log:
        flask = ["-m", "flask", "--app", "pygeoapi.flask_app:APP", "run", "--port", str(poort)]
        proces = subprocess.Popen(
            [sys.executable, "-W", "ignore", *flask], env=omgeving, stdout=log, stderr=log
        )
    try:
        _wacht_op(f"{adres}/conformance?f=json", proces, map_ / "log")
        yield adres
    finally:
        proces.terminate()
        proces.wait(10)


def _wacht_op(adres: str, proces: subprocess.Popen[bytes], log: Path) -> None:
    einde = time.monotonic() + 60
    while time.monotonic() < einde and proces.poll() is None:
        try:
            urllib.request.urlopen(adres, timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"pygeoapi did not start: {log.read_text()[-2000:]}")


def voeg_samen(per_jaar: list[dict[str, gpd.GeoDataFrame]]) -> dict[str, gpd.GeoDataFrame]:
    """Layers that hold all years, as the OGC API of PDOK does."""
    lagen = {laag for jaar in per_jaar for laag in jaar}
    return {
        laag: pd.concat([jaar[laag] for jaar in per_jaar if laag in jaar], ignore_index=True)
        for laag in lagen
    }

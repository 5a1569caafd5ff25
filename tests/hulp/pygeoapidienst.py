"""pygeoapi, a real OGC API server, as its own process."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd

RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


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

"""The maintainer's script that measures the files of a data pack for its register."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
from pathlib import Path

import pytest

WORTEL = Path(__file__).resolve().parents[2]
PAK = WORTEL / "regio_indelingen"
GRENZEN = WORTEL / "gemeentegrenzen"


def laad_bijwerken():
    beschrijving = importlib.util.spec_from_file_location(
        "bijwerken_register", PAK / "bijwerken_register.py"
    )
    module = importlib.util.module_from_spec(beschrijving)
    beschrijving.loader.exec_module(module)
    return module


def test_bijwerken_verandert_niets(tmp_path, capsys):
    kopie = tmp_path / "regio_indelingen"
    shutil.copytree(PAK, kopie, ignore=shutil.ignore_patterns("__pycache__"))
    voor = {pad: pad.read_bytes() for pad in kopie.rglob("*") if pad.is_file()}
    assert laad_bijwerken().main([str(kopie)]) == 0
    assert "already up to date" in capsys.readouterr().out
    assert {pad: pad.read_bytes() for pad in kopie.rglob("*") if pad.is_file()} == voor


def test_bijwerken_herstelt_gemeten_velden(tmp_path):
    kopie = tmp_path / "regio_indelingen"
    shutil.copytree(PAK, kopie, ignore=shutil.ignore_patterns("__pycache__"))
    goed = (kopie / "datapackage.json").read_bytes()
    fout = json.loads(goed)
    for bron in fout["resources"]:
        bron.update(bytes=1, hash="sha256:0", rows=0)
        if "regions" in bron:
            bron["regions"] = 0
    (kopie / "datapackage.json").write_text(json.dumps(fout), encoding="utf-8")
    bijwerken = laad_bijwerken()
    assert bijwerken.update(kopie) is True
    assert (kopie / "datapackage.json").read_bytes() == goed
    assert bijwerken.update(kopie) is False


def test_bijwerken_telt_een_geopackage(tmp_path):
    import sqlite3

    bestand = tmp_path / "kaart.gpkg"
    with sqlite3.connect(bestand) as database:
        database.execute("CREATE TABLE gpkg_contents (table_name TEXT)")
        database.execute('CREATE TABLE "laag 1" (naam TEXT)')
        database.execute("INSERT INTO gpkg_contents VALUES ('laag 1')")
        database.executemany('INSERT INTO "laag 1" VALUES (?)', [("a",), ("b",), ("c",)])
    database.close()
    register = {"name": "kaart", "resources": [{"name": "kaart", "path": "kaart.gpkg"}]}
    (tmp_path / "datapackage.json").write_text(json.dumps(register), encoding="utf-8")
    assert laad_bijwerken().update(tmp_path) is True
    (gemeten,) = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))["resources"]
    assert gemeten["rows"] == 3
    assert gemeten["bytes"] == bestand.stat().st_size
    assert gemeten["hash"] == "sha256:" + hashlib.sha256(bestand.read_bytes()).hexdigest()
    assert sorted(pad.name for pad in tmp_path.iterdir()) == ["datapackage.json", "kaart.gpkg"]


@pytest.mark.parametrize(
    ("bestanden", "melding"),
    [
        ({}, "cannot be read"),
        ({"datapackage.json": "{"}, "cannot be read"),
        ({"datapackage.json": '{"resources": [{"name": "x"}]}'}, "no single path"),
        ({"datapackage.json": '{"resources": [{"name": "x", "path": "x.csv"}]}'}, "x.csv"),
        (
            {
                "datapackage.json": '{"resources": [{"name": "x", "path": "x.csv"}]}',
                "x.csv": "a,b\n1\n",
            },
            "not every row has 2 columns",
        ),
        (
            {
                "datapackage.json": '{"resources": [{"name": "x", "path": "x.gpkg"}]}',
                "x.gpkg": "geen GeoPackage, ook al lijkt de naam erop",
            },
            "not a readable GeoPackage",
        ),
    ],
)
def test_bijwerken_meldt_wat_er_mis_is(tmp_path, capsys, bestanden, melding):
    for naam, inhoud in bestanden.items():
        (tmp_path / naam).write_text(inhoud, encoding="utf-8")
    assert laad_bijwerken().main([str(tmp_path)]) == 1
    assert melding in capsys.readouterr().err
    assert {pad.name for pad in tmp_path.iterdir()} == set(bestanden)

"""Some fifty commands, and the hash of everything that they write: a change that changes nothing.

``python tests/vangnet/test_vangnet.py [SUBJECT ...]`` runs them and says what differs; with
``--schrijf`` what it finds becomes what must be.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import shlex
import shutil
import sqlite3
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from unittest import mock

import pytest
import yaml

from congruentie.cli import main

HIER = Path(__file__).parent
OPDRACHTEN: dict[str, list[str]] = yaml.safe_load((HIER / "opdrachten.yaml").read_text("utf-8"))
UITKOMSTEN = HIER / "uitkomsten.json"

# What a clock or a number of seconds stands in.
DUUR = re.compile(
    r'"(duur_s|begonnen|klaar|tijdstip|gemaakt|seconden)": [^,\n}]+|\b\d+(,\d+)? s\b'
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+:.\dZ]*"
)
TEKST = {".csv", ".json", ".yaml", ".txt", ".md", ".log"}
# Their bytes are those of the libraries that make them.
MAKERS = (
    "folium",
    "jinja2",
    "matplotlib",
    "openpyxl",
    "python-docx",
    "pyogrio",
    "pyarrow",
    "shapely",
)


def vingerafdruk(pad: Path) -> str:
    """Hash of a file, less what a clock wrote; of a workbook or document all its parts."""
    ruw = pad.read_bytes()
    if pad.suffix == ".gpkg":  # SQLite counts its own writes in the header
        with contextlib.closing(sqlite3.connect(pad)) as db:
            namen = sorted(naam for (naam,) in db.execute("SELECT table_name FROM gpkg_contents"))
            ruw = repr(
                [db.execute(f'SELECT * FROM "{naam}"').fetchall() for naam in namen]
            ).encode()
    if pad.name in {"logboek.csv", "manifest.json"}:  # who, when, and the hash of the rest
        return "aanwezig"
    if pad.name.endswith("-bewijs.json"):  # prices differ by computer; `controleer` checks them
        return "aanwezig" if b'"prijzen"' in ruw else "zonder prijzen"
    if pad.suffix in {".png", ".pdf"}:
        return "aanwezig" if len(ruw) > 1000 else "leeg"
    if zipfile.is_zipfile(pad):
        with zipfile.ZipFile(pad) as zip_:
            delen = {d: zip_.read(d) for d in sorted(zip_.namelist()) if not d.endswith(".png")}
        ruw = b"".join(naam.encode() + inhoud for naam, inhoud in delen.items())
    ruw = DUUR.sub("KLOK", ruw.decode("latin-1")).encode("latin-1")
    return hashlib.sha256(ruw).hexdigest()[:16]


def per_bestand() -> dict[str, str]:
    """Hash of every file in the current folder; of a folder with very many files one together."""
    uit: dict[str, str] = {}
    for map_ in sorted({pad.parent for pad in Path().rglob("*")}):
        hier = {
            pad.as_posix(): vingerafdruk(pad)
            for pad in sorted(map_.iterdir())
            if pad.is_file() and pad.name != ".slot"
        }
        if len(hier) > 100:
            som = hashlib.sha256(repr(hier).encode()).hexdigest()[:16]
            hier = {f"{map_.as_posix()}/ ({len(hier)} bestanden)": som}
        uit |= hier
    return uit


def draai(onderwerp: str) -> Iterator[tuple[str, dict[str, object]]]:
    """Run the commands of one subject in the current folder; yields each and its outcome."""
    for pad in (HIER / "invoer").iterdir():
        shutil.copy(pad, ".")
    eerder = per_bestand()
    for opdracht in OPDRACHTEN[onderwerp]:
        scherm = io.BytesIO()
        stroom = io.TextIOWrapper(scherm, encoding="utf-8", newline="\n", write_through=True)
        with (
            contextlib.redirect_stdout(stroom),
            contextlib.redirect_stderr(stroom),
            # What is made of a proposal holds the hash of its file, so no seconds may stand in it.
            mock.patch("congruentie.voorstel.vastleggen.round", return_value=0, create=True),
        ):
            try:
                main(shlex.split(opdracht))
            except SystemExit as einde:
                code = einde.code
        nu = per_bestand()
        tekst = DUUR.sub("KLOK", scherm.getvalue().decode("utf-8"))
        yield (
            opdracht,
            {
                "code": code,
                "scherm": hashlib.sha256(tekst.encode()).hexdigest()[:16],
                "bestanden": {n: som for n, som in nu.items() if eerder.get(n) != som},
            },
        )
        eerder = nu


def makers() -> dict[str, str]:
    return {naam: version(naam) for naam in MAKERS}


def vergelijkbaar(uitkomst: dict, zelfde_makers: bool) -> dict:
    """With other versions of the libraries only what we write ourselves must be the same."""
    if zelfde_makers:
        return uitkomst
    bestanden = uitkomst["bestanden"]
    return uitkomst | {
        "bestanden": {n: s if Path(n).suffix in TEKST else "aanwezig" for n, s in bestanden.items()}
    }


@pytest.mark.zwaar
@pytest.mark.parametrize("onderwerp", OPDRACHTEN)
def test_wat_een_opdracht_schrijft_is_hetzelfde(onderwerp, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    verwacht = json.loads(UITKOMSTEN.read_text("utf-8"))
    zelfde = verwacht["makers"] == makers()
    for opdracht, uitkomst in draai(onderwerp):
        toen = vergelijkbaar(verwacht[onderwerp][opdracht], zelfde)
        assert vergelijkbaar(uitkomst, zelfde) == toen, opdracht


def _hoofd(argumenten: list[str]) -> int:
    verwacht = json.loads(UITKOMSTEN.read_text("utf-8")) if UITKOMSTEN.exists() else {}
    schrijf = "--schrijf" in argumenten
    anders = 0
    for onderwerp in [a for a in argumenten if a in OPDRACHTEN] or list(OPDRACHTEN):
        with tempfile.TemporaryDirectory() as map_, contextlib.chdir(map_):
            os.environ["CONGRUENTIE_CACHE"] = f"{map_}-cache"
            nu = dict(draai(onderwerp))
        for opdracht, uitkomst in nu.items():
            toen = verwacht.get(onderwerp, {}).get(opdracht)
            if toen != uitkomst:
                anders += 1
                print(f"ANDERS {opdracht}")
                for sleutel in ("code", "scherm"):
                    if toen and toen[sleutel] != uitkomst[sleutel]:
                        print(f"    {sleutel}: {toen[sleutel]} -> {uitkomst[sleutel]}")
                oud, nieuw = (een["bestanden"] if een else {} for een in (toen, uitkomst))
                for naam in sorted({*oud, *nieuw}):
                    if oud.get(naam) != nieuw.get(naam):
                        print(f"    {naam}: {oud.get(naam)} -> {nieuw.get(naam)}")
        verwacht[onderwerp] = nu
    if schrijf:
        UITKOMSTEN.write_text(
            json.dumps({**verwacht, "makers": makers()}, indent=1, ensure_ascii=False) + "\n",
            "utf-8",
        )
    print(f"{anders} anders")
    return int(anders > 0 and not schrijf)


if __name__ == "__main__":
    sys.exit(_hoofd(sys.argv[1:]))

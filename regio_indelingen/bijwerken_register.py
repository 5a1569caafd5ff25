"""Recompute the measured fields of a data pack's ``datapackage.json``.

Measured are ``bytes`` and ``hash`` of every file, ``rows`` of every table and ``regions``
(the number of different ``regio_code`` values) of every membership. All other fields are written
by people and stay as they are. The register is rewritten only if something changed.

Usage::

    python regio_indelingen/bijwerken_register.py regio_indelingen gemeentegrenzen

Standard library only, so that it runs without installing anything.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

REGISTER = "datapackage.json"


class RegisterError(Exception):
    """The register, or a file it names, cannot be measured; the message says which and why."""


def measure(file: Path, layer: str | None = None) -> dict[str, int | str]:
    """Measure one file of a pack.

    Parameters
    ----------
    file
        The file. CSV files are also counted by row, GeoPackages by feature.
    layer
        The layer of a GeoPackage to count; needed only if it holds more than one.

    Returns
    -------
    dict
        ``bytes`` and ``hash`` (``sha256:...``), ``rows`` for tables, ``regions`` for tables with
        a column ``regio_code``.

    Raises
    ------
    RegisterError
        If the file does not exist, or its rows cannot be counted.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise RegisterError(f"{file}: cannot be read ({error.strerror})") from error
    measured: dict[str, int | str] = {
        "bytes": len(content),
        "hash": "sha256:" + hashlib.sha256(content).hexdigest(),
    }
    if file.suffix.lower() == ".csv":
        measured.update(_measure_csv(file))
    elif file.suffix.lower() == ".gpkg":
        measured["rows"] = _count_features(file, layer)
    return measured


def update(pack: Path) -> bool:
    """Bring the register of one pack up to date.

    Parameters
    ----------
    pack
        The folder that holds ``datapackage.json``.

    Returns
    -------
    bool
        True if the register was rewritten, False if it was already right.

    Raises
    ------
    RegisterError
        If the register is missing or broken, or names a file that cannot be measured.
    """
    path = pack / REGISTER
    try:
        before = path.read_bytes()
        register: dict[str, Any] = json.loads(before)
    except (OSError, ValueError) as error:
        raise RegisterError(f"{path}: cannot be read ({error})") from error
    for resource in register.get("resources", []):
        name, relative = resource.get("name"), resource.get("path")
        if not isinstance(relative, str):
            raise RegisterError(f"{path}: resource {name!r} has no single path")
        resource.update(measure(pack / relative, resource.get("layer")))
    after = (json.dumps(register, indent=2, ensure_ascii=False) + "\n").encode()
    if after == before:
        return False
    beside = path.with_name(path.name + ".new")
    beside.write_bytes(after)
    beside.replace(path)
    return True


def main(arguments: Sequence[str] | None = None) -> int:
    """Update every pack named on the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        description="Recompute bytes, hash, rows and regions in the register of a data pack."
    )
    parser.add_argument("pack", nargs="+", type=Path, help=f"folder with a {REGISTER}")
    for pack in parser.parse_args(arguments).pack:
        try:
            changed = update(pack)
        except RegisterError as error:
            print(f"error: {error}", file=sys.stderr)
            return 1
        print(f"{pack / REGISTER}: {'updated' if changed else 'already up to date'}")
    return 0


def _measure_csv(file: Path) -> dict[str, int | str]:
    with file.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream)
        header = next(reader, [])
        rows = list(reader)
    if any(len(row) != len(header) for row in rows):
        raise RegisterError(f"{file}: not every row has {len(header)} columns")
    measured: dict[str, int | str] = {"rows": len(rows)}
    if "regio_code" in header:
        column = header.index("regio_code")
        measured["regions"] = len({row[column] for row in rows if row[column]})
    return measured


def _count_features(file: Path, layer: str | None) -> int:
    address = file.resolve().as_uri() + "?mode=ro&immutable=1"  # leaves no files beside it
    try:
        with closing(sqlite3.connect(address, uri=True)) as database:
            query = "SELECT table_name FROM gpkg_contents ORDER BY table_name"
            layers = [name for (name,) in database.execute(query)]
            if layer is None and len(layers) == 1:
                layer = layers[0]
            if layer not in layers:
                raise RegisterError(
                    f"{file}: say which layer to count ('layer' in the register); it has: "
                    + ", ".join(layers)
                )
            quoted = '"' + str(layer).replace('"', '""') + '"'
            (count,) = database.execute(f"SELECT count(*) FROM {quoted}").fetchone()  # noqa: S608 - quoted
    except sqlite3.Error as error:
        raise RegisterError(f"{file}: not a readable GeoPackage ({error})") from error
    return int(count)


if __name__ == "__main__":
    raise SystemExit(main())

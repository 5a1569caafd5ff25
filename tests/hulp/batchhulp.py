"""A batch of three scenarios, and what one wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import lees_csv

from congruentie.cli import _voer_uit

DRIE = """
uitvoer: uit
doe: [bereken]
scenarios:
  - {naam: een, indelingen: [ggd, res]}
  - {naam: twee, indelingen: [ggd, jeugdregio], gewicht: {ggd: 2}}
  - {naam: drie, indelingen: [res, jeugdregio], noemer: deelname}
"""


def manifest(naam: str) -> dict:
    return json.loads(Path("uit", naam, "manifest.json").read_text("utf-8"))


def alles(map_: Path | str = "uit") -> dict[str, bytes]:
    """Every file with results, without the part of a manifest that says when it was made."""
    uit = {}
    for pad in sorted(Path(map_).rglob("*")):
        if pad.is_file() and not pad.name.startswith((".", "overzicht")):
            ruw = pad.read_bytes()
            if pad.name == "manifest.json":
                inhoud = json.loads(ruw)
                inhoud.pop("uitvoering")
                ruw = json.dumps(inhoud).encode()
            uit[str(pad.relative_to(map_))] = ruw
    return uit


def standen() -> dict[str, str]:
    return lees_csv("uit/overzicht.csv", index_col="scenario")["status"].to_dict()


@pytest.fixture
def batch(capsys, monkeypatch, tmp_path):
    """Run a batch in an empty folder; give (exit code, stdout, stderr)."""
    monkeypatch.chdir(tmp_path)

    def doe(tekst: str, *opties: str) -> tuple[int, str, str]:
        Path("s.yaml").write_text(tekst, "utf-8")
        code = _voer_uit(["batch", "s.yaml", *opties])
        return code, *capsys.readouterr()

    return doe

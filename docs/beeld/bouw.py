"""Draw the floors of the package: ``python docs/beeld/bouw.py`` writes bouw.svg from the code.

The floors are those that import-linter holds (pyproject.toml), each package with the first line of
its docstring and its modules. tests/cli/test_docs.py fails when the picture is not of this code.
"""

from __future__ import annotations

import ast
import textwrap
import tomllib
from html import escape
from pathlib import Path

REPO = Path(__file__).parents[2]
BREED, REGEL, RAND = 960, 19, 12
TEKENS = 118
STIJL = """
  svg { font: 14px "Segoe UI", Verdana, sans-serif; background: #fff; color: #1b1b1b; }
  rect { fill: #eef3f8; stroke: #154273; }
  .naam { font-weight: 600; fill: #154273; } .modules { fill: #444; }
"""


def verdiepingen() -> list[list[str]]:
    """The floors, top first: on each the names of packages and modules."""
    project = tomllib.loads((REPO / "pyproject.toml").read_text("utf-8"))
    lagen = next(c["layers"] for c in project["tool"]["importlinter"]["contracts"] if "layers" in c)
    return [laag.replace("|", ":").replace(" ", "").split(":") for laag in lagen]


def zin(pad: Path) -> str:
    """First line of the docstring of a module."""
    return (ast.get_docstring(ast.parse(pad.read_text("utf-8"))) or "").partition("\n")[0]


def beschrijf(naam: str) -> tuple[str, str, list[str]]:
    """Name, what it is for, and the names of what is in it."""
    pad = REPO / naam.replace(".", "/")
    if not pad.is_dir():
        return naam, zin(pad.with_suffix(".py")), []
    modules = sorted(p.stem for p in pad.glob("*.py") if not p.stem.startswith("_"))
    return naam, zin(pad / "__init__.py"), modules


def teken() -> str:
    """The picture as SVG; the same code gives the same bytes."""
    uit, y = [], RAND
    for verdieping in verdiepingen():
        regels: list[str] = []
        for naam, waarvoor, modules in map(beschrijf, verdieping):
            regels.append(f"{naam.removeprefix('congruentie.')}|{waarvoor}")
            regels += textwrap.wrap(", ".join(modules), TEKENS)
        hoog = REGEL * len(regels) + RAND
        uit.append(f'<rect x="{RAND}" y="{y}" width="{BREED - 2 * RAND}" height="{hoog}" rx="6"/>')
        for nummer, tekst in enumerate(regels, 1):
            plek = f'x="{2 * RAND}" y="{y + REGEL * nummer}"'
            wie, streep, waarvoor = tekst.partition("|")
            if streep:
                uit.append(
                    f'<text {plek}><tspan class="naam">{escape(wie)}</tspan>'
                    f'<tspan dx="10">{escape(waarvoor)}</tspan></text>'
                )
            else:
                uit.append(f'<text {plek} class="modules">{escape(tekst)}</text>')
        y += hoog + RAND
    kop = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {BREED} {y}" role="img">'
    titel = "<title>The floors of congruentie, top first</title>"
    return "\n".join([kop, titel, f"<style>{STIJL}</style>", *uit, "</svg>", ""])


if __name__ == "__main__":
    (Path(__file__).parent / "bouw.svg").write_text(teken(), "utf-8", newline="\n")

"""Write a result to a file; what can be written, and in which form, stands in one table here.

``schrijf(cg.Meting(indelingen), Path("tabel.xlsx"))`` chooses the writer by the kind of the result and
the suffix of the path.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from congruentie.errors import GebruiksFout

__all__ = ["NAAM_SUFFIXEN", "TABELVORMEN", "schrijf", "suffixen"]

NAAM_SUFFIXEN = (
    ".csv", ".json", ".xlsx", ".gpkg", ".html", "-bewijs.json", "-stappen.csv", "-reeks.csv",
)  # fmt: skip
"""What may come behind the name of a proposal."""

TABELVORMEN: dict[str, tuple[str, str]] = {
    ".csv": ("tabel", "tabel:schrijf_csv"),
    ".xlsx": ("bladen", "tabel:schrijf_xlsx"),
    ".parquet": ("tabel", "tabel:schrijf_parquet"),
}
"""Suffix -> what the writer takes (the ``tabel`` or the ``bladen`` of a `Verslag`), and the writer.

To add a form for all tables: a module in this folder with a function of a table (or sheets) and a path,
and a line here. Modules are loaded when they write, so that help stays quick.
"""

_PLATEN = (".png", ".svg", ".pdf")
_SOORTEN: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "DataFrame": ("verslagen", {}),
    "Verslag": ("verslagen", {}),
    "Meting": ("verslagen", {".gpkg": "gpkg:schrijf_meting"}),
    "Jaren": ("verslagen", {}),
    "Vergelijking": (
        "verslagen",
        {
            ".gpkg": "gpkg:schrijf_vergelijking",
            ".html": "verslagen:schrijf_warmtekaart",
            **dict.fromkeys(_PLATEN, "verslagen:schrijf_warmteplaat"),
        },
    ),
    "Gevolgen": (
        "gevolgen",
        {
            ".json": "gevolgen:schrijf_json",
            ".html": "gevolgen:schrijf_kaart",
            **dict.fromkeys(_PLATEN, "gevolgen:schrijf_plaat"),
        },
    ),
    "Rangorde": ("gevolgen", {".json": "gevolgen:schrijf_json"}),
}
"""Kind of result -> the module that makes its `Verslag`, and the writers of forms that only it has.

Such a writer takes the result and a path.
"""


def suffixen(soort: str) -> tuple[str, ...]:
    """The suffixes that a kind of result can be written with, that of a CSV first.

    Parameters
    ----------
    soort
        The name of its class: ``"Meting"``, ``"Jaren"``, ``"Vergelijking"``, ``"Gevolgen"``,
        ``"Rangorde"``, ``"Verslag"`` or ``"DataFrame"``.
    """
    return (*TABELVORMEN, *_SOORTEN[soort][1])


def schrijf(resultaat: Any, pad: Path | None, **opties: Any) -> None:
    """Write a result, whole or not at all.

    Parameters
    ----------
    resultaat
        Of one of the kinds of `suffixen`.
    pad
        The file; its suffix says the form. None is CSV on standard output.
    opties
        What the writer takes besides: ``decimaal`` of a CSV.

    Raises
    ------
    GebruiksFout
        Something else, or a suffix that this kind of result cannot have.
    CongruentieFout
        The file cannot be written, or something that the form needs is not there.
    """
    soort, suffix = type(resultaat).__name__, pad.suffix.lower() if pad else ".csv"
    if soort not in _SOORTEN:
        raise GebruiksFout(
            f"Wat {soort} heet, kan zo niet worden geschreven.", f"Wel: {', '.join(_SOORTEN)}."
        )
    module, eigen = _SOORTEN[soort]
    if suffix in eigen:
        _functie(eigen[suffix])(resultaat, pad, **opties)
    elif suffix in TABELVORMEN:
        deel, schrijver = TABELVORMEN[suffix]
        verslag = _functie(f"{module}:verslag_van")(resultaat)
        _functie(schrijver)(getattr(verslag, deel), pad, **opties)
    else:
        raise GebruiksFout(
            f"{pad}: zo kan dit niet worden geschreven.",
            f"Laat de naam eindigen op {', '.join(suffixen(soort))}.",
        )


def _functie(waar: str) -> Any:
    module, naam = waar.split(":")
    return getattr(import_module(f"{__name__}.{module}"), naam)

"""Measure, show and explain how congruent the regional divisions of the Netherlands are.

>>> import congruentie as cg
>>> tabel = cg.bereken(cg.laad_indelingen())
>>> round(float(tabel["congruentie"].mean()), 2)
68.99
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from congruentie.bronnen import (
        laad_gemeenten,
        laad_indelingen,
        laad_jaren,
        laad_wijzigingen,
        lees_aanbod,
    )
    from congruentie.errors import CongruentieFout, GebruiksFout
    from congruentie.jaren import bereken_jaren
    from congruentie.maten import MATEN
    from congruentie.model import Gemeenten, Herkomst, Indeling, Indelingen
    from congruentie.samenloop import Samenloop
    from congruentie.tabellen import bereken, per_indeling, per_regio, vat_samen
    from congruentie.vergelijking import vergelijk
    from congruentie.voorstel import Eisen, Voorstel
    from congruentie.voorstellen import stel_voor
    from congruentie.watals import Verplaatsing, alle_verplaatsingen, verplaats, wat_als

__version__ = "0.1.0"

NIEUWSTE_JAAR = 2026
"""The newest year that is embedded: what every command and function takes when none is named."""

_WAAR = {
    "MATEN": "maten",
    "CongruentieFout": "errors",
    "Eisen": "voorstel",
    "GebruiksFout": "errors",
    "Gemeenten": "model",
    "Herkomst": "model",
    "Indeling": "model",
    "Indelingen": "model",
    "Samenloop": "samenloop",
    "Verplaatsing": "watals",
    "Voorstel": "voorstel",
    "alle_verplaatsingen": "watals",
    "bereken": "tabellen",
    "bereken_jaren": "jaren",
    "laad_gemeenten": "bronnen",
    "laad_indelingen": "bronnen",
    "laad_jaren": "bronnen",
    "laad_wijzigingen": "bronnen",
    "lees_aanbod": "bronnen",
    "per_indeling": "tabellen",
    "per_regio": "tabellen",
    "stel_voor": "voorstellen",
    "vat_samen": "tabellen",
    "vergelijk": "vergelijking",
    "verplaats": "watals",
    "wat_als": "watals",
}

__all__ = [
    "MATEN",
    "NIEUWSTE_JAAR",
    "CongruentieFout",
    "Eisen",
    "GebruiksFout",
    "Gemeenten",
    "Herkomst",
    "Indeling",
    "Indelingen",
    "Samenloop",
    "Verplaatsing",
    "Voorstel",
    "__version__",
    "alle_verplaatsingen",
    "bereken",
    "bereken_jaren",
    "laad_gemeenten",
    "laad_indelingen",
    "laad_jaren",
    "laad_wijzigingen",
    "lees_aanbod",
    "per_indeling",
    "per_regio",
    "stel_voor",
    "vat_samen",
    "vergelijk",
    "verplaats",
    "wat_als",
]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def __getattr__(naam: str) -> Any:
    # Loaded on first use, so that `congruentie --help` need not import pandas.
    if naam not in _WAAR:
        raise AttributeError(f"module 'congruentie' has no attribute {naam!r}")
    return getattr(import_module(f"congruentie.{_WAAR[naam]}"), naam)

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
        lees_aanbod,
    )
    from congruentie.errors import CongruentieFout, GebruiksFout
    from congruentie.meten.jaren import bereken_jaren, laad_jaren, laad_wijzigingen
    from congruentie.meten.maten import MATEN
    from congruentie.meten.meting import bereken, per_indeling, per_regio, vat_samen
    from congruentie.meten.rangschikken import alle_verplaatsingen
    from congruentie.meten.samenloop import Samenloop
    from congruentie.meten.vergelijking import vergelijk
    from congruentie.meten.verplaatsen import Verplaatsing, verplaats, wat_als
    from congruentie.model import Gemeenten, Herkomst, Indeling, Indelingen
    from congruentie.voorstel import Eisen, Voorstel, stel_voor

__version__ = "0.1.0"

NIEUWSTE_JAAR = 2026
"""The newest year that is embedded: what every command and function takes when none is named."""

_WAAR = {
    "MATEN": "meten.maten",
    "CongruentieFout": "errors",
    "Eisen": "voorstel",
    "GebruiksFout": "errors",
    "Gemeenten": "model",
    "Herkomst": "model",
    "Indeling": "model",
    "Indelingen": "model",
    "Samenloop": "meten.samenloop",
    "Verplaatsing": "meten.verplaatsen",
    "Voorstel": "voorstel",
    "alle_verplaatsingen": "meten.rangschikken",
    "bereken": "meten.meting",
    "bereken_jaren": "meten.jaren",
    "laad_gemeenten": "bronnen",
    "laad_indelingen": "bronnen",
    "laad_jaren": "meten.jaren",
    "laad_wijzigingen": "meten.jaren",
    "lees_aanbod": "bronnen",
    "per_indeling": "meten.meting",
    "per_regio": "meten.meting",
    "stel_voor": "voorstel",
    "vat_samen": "meten.meting",
    "vergelijk": "meten.vergelijking",
    "verplaats": "meten.verplaatsen",
    "wat_als": "meten.verplaatsen",
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

"""What changes when gemeenten move to another regio, and which moves bring most."""

from __future__ import annotations

from congruentie.watals.rangschikken import alle_verplaatsingen, duurste_keuzes, reeks
from congruentie.watals.verplaatsen import Gevolgen, Verplaatsing, verplaats, wat_als

__all__ = [
    "Gevolgen",
    "Verplaatsing",
    "alle_verplaatsingen",
    "duurste_keuzes",
    "reeks",
    "verplaats",
    "wat_als",
]

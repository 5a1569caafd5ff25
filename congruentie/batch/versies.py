"""With which versions a process computes, and how those of another differ."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from congruentie.batch.taken import versies
from congruentie.errors import CongruentieFout
from congruentie.nl import opsomming

__all__ = [
    "VAN_DASK",
    "VAN_SCHEDULER",
    "VersieVerschil",
    "verschil_van",
    "wie_ben_je",
    "zeg_verschil",
]

VAN_DASK = ("dask", "distributed")
VAN_SCHEDULER = (*VAN_DASK, "congruentie", "python")
"""A scheduler computes nothing, but reads what is sent."""


class VersieVerschil(CongruentieFout):
    """A worker computes with other versions than this process."""


@cache
def wie_ben_je() -> dict[str, str]:
    """The versions that this process computes with; asked of every worker, at every task."""
    from importlib import metadata

    return {**versies(), **{pakket: metadata.version(pakket) for pakket in VAN_DASK}}


def verschil_van(daar: dict[str, str], hier: dict[str, str]) -> list[str]:
    """What is other there than here, a Dutch phrase each; what is only there does not count."""
    return [
        f"{naam} {daar.get(naam, 'ontbreekt')} in plaats van {versie}"
        for naam, versie in hier.items()
        if daar.get(naam) != versie
    ]


def zeg_verschil(wie: str, verschil: Sequence[str]) -> str:
    """Say in Dutch who computes with other versions, and what to do about it."""
    return (
        f"{wie[0].upper()}{wie[1:]} rekent met andere versies: {opsomming(verschil, 10)}. Dan kunnen "
        "de uitkomsten verschillen. Installeer daar dezelfde versies als hier."
    )

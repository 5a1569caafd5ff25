"""Hashes of what a computation was made from, so that a reader can see that it is still the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from congruentie.model import Indeling, Indelingen
from congruentie.verbanden import VERBANDEN

__all__ = ["hash_van", "hashes_van"]


def hash_van(indeling: Indeling) -> str:
    """SHA-256 of the memberships of a division; names and source do not count."""
    return _som(f"{gm}={regio}" for gm, regio in sorted(indeling.lidmaatschap.items()))


def hashes_van(indelingen: Indelingen) -> dict[str, str]:
    """SHA-256 of each input of a computation.

    Parameters
    ----------
    indelingen
        The divisions and their gemeenten.

    Returns
    -------
    dict
        Key of each indeling -> hash, and ``verbanden``, ``grenzen`` and ``inwoners`` where they are
        there.
    """
    uit = {indeling.naam: hash_van(indeling) for indeling in indelingen}
    if indelingen.verbanden is not None:
        uit[VERBANDEN] = _som(f"{v.naam}={' '.join(v.leden)}" for v in indelingen.verbanden)
    gemeenten = indelingen.gemeenten
    if gemeenten.vlakken is not None:
        som = hashlib.sha256()
        for vlak in gemeenten.vlakken:
            som.update(vlak.wkb)
        uit["grenzen"] = som.hexdigest()
    if gemeenten.inwoners is not None:
        uit["inwoners"] = _som(
            f"{code}={aantal:g}"
            for code, aantal in zip(gemeenten.codes, gemeenten.inwoners, strict=True)
        )
    return uit


def _som(regels: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(regels).encode()).hexdigest()

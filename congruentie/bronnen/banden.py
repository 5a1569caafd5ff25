"""Which gemeenten border each other, over land or over water."""

from __future__ import annotations

from collections.abc import Iterable

from congruentie.bronnen.ingebed import laad_verbindingen
from congruentie.buren import gedeelde_grenzen
from congruentie.model import Gemeenten

__all__ = ["banden_van"]


def banden_van(
    gemeenten: Gemeenten, *, veren: bool = True, eigen: Iterable[tuple[str, str]] = ()
) -> list[tuple[str, str]]:
    """List which gemeenten border each other, over land or over water.

    Parameters
    ----------
    gemeenten
        With boundaries.
    veren
        Whether ferries count, besides bridges, tunnels and dams.
    eigen
        Links of the user's own.

    Returns
    -------
    list of tuple
        Pairs of gm_codes.
    """
    if gemeenten.vlakken is None:
        raise ValueError("boundaries are needed")
    land = gedeelde_grenzen(gemeenten.vlakken)
    over_land = list(zip(land["a"].tolist(), land["b"].tolist(), strict=True))
    water = [(a, b) for a, b, soort in laad_verbindingen() if veren or soort != "veer"]
    return [*over_land, *water, *eigen]

"""Regions of an own file that may be one and the same, or two in one cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from congruentie.bronnen.yamlbestand import citeer
from congruentie.bronnen.zoeken import kaal
from congruentie.model import opsomming

__all__ = ["lijkende_regios"]


def lijkende_regios(
    regios: Mapping[str, Mapping[str, int]],
) -> Iterator[tuple[int, str, str, str, str]]:
    """Give what is to be said of regions that are spelled in two ways, or look like two in a cell.

    Parameters
    ----------
    regios
        gm_code -> regio -> row of the file.

    Yields
    ------
    tuple
        Row and regio, a Dutch sentence, advice, and its `soort` as in `Melding`.
    """
    rij_van: dict[str, int] = {}
    for van_een in regios.values():
        for regio, rij in van_een.items():
            rij_van[regio] = min(rij, rij_van.get(regio, rij))
    for vorm in _bijna_gelijk(rij_van):
        yield (
            rij_van[vorm[-1]],
            vorm[-1],
            f"{opsomming([repr(v) for v in vorm])} lijken dezelfde regio, maar tellen als "
            f"{len(vorm)} regio's.",
            "Schrijf ze precies gelijk als het er een is.",
            "regio's zijn ook anders geschreven en tellen dan apart",
        )
    for regio, rij in rij_van.items():
        delen = [deel.strip() for deel in re.split(r"[/;,+]", regio)]
        if len(delen) > 1 and all(deel in rij_van for deel in delen):
            yield (
                rij,
                regio,
                f"{citeer(regio)} telt als een eigen regio, maar {opsomming(delen)} zijn zelf regio's.",
                f"Hoort de gemeente bij elk, schrijf dan {citeer(' | '.join(delen))}.",
                "regio's lijken er meer in een cel en tellen als een eigen regio",
            )


def _bijna_gelijk(rij_van: Mapping[str, int]) -> list[list[str]]:
    """Groups of regions that are spelled alike, each in the order of the file."""
    groepen: dict[str, list[str]] = {}
    for regio in sorted(rij_van, key=lambda regio: (rij_van[regio], regio)):
        groepen.setdefault(re.sub(r"[\W_]+", "", kaal(regio)) or regio, []).append(regio)
    return [groep for groep in groepen.values() if len(groep) > 1]

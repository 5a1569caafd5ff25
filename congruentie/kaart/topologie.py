"""Areas as arcs: every piece of border once, with the rings of the areas made of them.

A border between two gemeenten would otherwise travel three times: in the ring of each, and as a line
between them. The idea is that of TopoJSON (Bostock, 2012).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt

__all__ = ["Topologie", "maak_topologie"]

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Topologie:
    """Arcs, and the areas as rings of them.

    Parameters
    ----------
    bogen
        Each ``[x, y, dx, dy, ...]``: a start and the moves from there.
    vlakken
        Per area its polygons, each a list of rings, of which the first is the outer one; a ring is
        the numbers of its arcs, ``~number`` for one that runs back.
    """

    bogen: list[list[int]]
    vlakken: list[list[list[list[int]]]]

    def paren(self) -> set[tuple[int, int]]:
        """Pairs of areas that have an arc in common, by their places, lower one first."""
        wie: list[set[int]] = [set() for _ in self.bogen]
        for plek, delen in enumerate(self.vlakken):
            for boog in (boog for deel in delen for ring in deel for boog in ring):
                wie[max(boog, ~boog)].add(plek)
        return {paar for allen in wie for paar in combinations(sorted(allen), 2)}


def maak_topologie(vlakken: Iterable[Sequence[Sequence[IntArray]]]) -> Topologie:
    """Cut the rings of areas into arcs, where two areas become one, or others.

    Parameters
    ----------
    vlakken
        Per area its polygons, each a list of rings; a ring is an (n, 2) array of whole numbers, closed
        (the last point is the first), without the same point twice in a row. Areas that touch have the
        same points along their border.
    """
    delen = [list(een) for een in vlakken]
    ringen = [ring[:-1] for een in delen for deel in een for ring in deel]
    eigenaar = [plek for plek, een in enumerate(delen) for deel in een for _ in deel]
    nummers: dict[int, int] = {}
    bogen: list[list[int]] = []
    per_ring: list[list[int]] = []
    for ring, stukken in zip(ringen, _stukken(ringen, eigenaar) if ringen else (), strict=True):
        punten = ring.tolist()
        per_ring.append([])
        for sleutel, vooruit, van, tot in stukken:
            if sleutel not in nummers:
                nummers[sleutel] = len(bogen)
                lijn = [punten[i % len(punten)] for i in range(van, tot + 1)]
                bogen.append(_stappen(lijn if vooruit else lijn[::-1]))
            per_ring[-1].append(nummers[sleutel] if vooruit else ~nummers[sleutel])
    volgende = iter(per_ring)
    return Topologie(bogen, [[[next(volgende) for _ in deel] for deel in een] for een in delen])


def _stappen(lijn: list[list[int]]) -> list[int]:
    """A start, and the moves from there."""
    uit, x, y = [], 0, 0
    for naar_x, naar_y in lijn:
        uit += [naar_x - x, naar_y - y]
        x, y = naar_x, naar_y
    return uit


def _stukken(
    ringen: list[IntArray], eigenaar: list[int]
) -> Iterator[list[tuple[int, bool, int, int]]]:
    """Cut each ring where more than two lines meet, or where other areas lie along it.

    Gives per piece a key that only the same piece has, whether it runs that way, and the places of its
    first and last point; beyond the end of the ring one goes on at its beginning.
    """
    lengtes = np.array([len(ring) for ring in ringen])
    begin = np.concatenate([[0], np.cumsum(lengtes)[:-1]])
    xy = np.concatenate(ringen)
    xy = xy - xy.min(axis=0)
    _, punt = np.unique(xy[:, 0] * (xy[:, 1].max() + 1) + xy[:, 1], return_inverse=True)
    # The edge from each point to the next one of its ring.
    na = np.arange(len(punt)) + 1
    na[begin + lengtes - 1] = begin
    van, naar = punt, punt[na]
    _, eerste, lijn = np.unique(
        np.minimum(van, naar) * (punt.max() + 1) + np.maximum(van, naar),
        return_index=True,
        return_inverse=True,
    )
    wie = np.repeat(eigenaar, lengtes)
    laagste = np.full(len(eerste), wie.max())
    hoogste = np.zeros(len(eerste), dtype=np.int64)
    np.minimum.at(laagste, lijn, wie)
    np.maximum.at(hoogste, lijn, wie)
    graad = np.bincount(np.concatenate([van[eerste], naar[eerste]]))
    voor = np.empty_like(lijn)  # the edge that comes before each point
    voor[na] = lijn
    knip = (graad[punt] != 2) | (laagste[lijn] != laagste[voor]) | (hoogste[lijn] != hoogste[voor])
    vooruit = van < naar
    for start, lengte in zip(begin.tolist(), lengtes.tolist(), strict=True):
        lijnen = lijn[start : start + lengte].tolist()
        waar = np.flatnonzero(knip[start : start + lengte]).tolist()
        if not waar:  # a ring on its own starts at the same point, whoever it belongs to
            waar = [int(punt[start : start + lengte].argmin())]
        stukken = []
        for een, ander in pairwise([*waar, waar[0] + lengte]):
            k = min((i % lengte for i in range(een, ander)), key=lijnen.__getitem__)
            stukken.append((lijnen[k], bool(vooruit[start + k]), een, ander))
        yield stukken

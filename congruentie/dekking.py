"""A map as a coverage: areas that neither overlap nor gape, mended within a tolerance.

Two areas border each other where their edges are the same line. Files from practice have edges that
differ in the last digits, that were simplified one area at a time, or that were drawn twice. How far
apart they are shows where they overlap; gaps of that width are as much a fault as the overlaps. A map
that only gapes shows it where it is known who borders whom, or where edges run alongside each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from congruentie.buren import gedeelde_grenzen

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["Dekking", "maak_dekking"]

Paar = tuple[str, str]
"""Codes of two areas."""
_FIJN, _GROF = 1 / 400, 1 / 20
"""Tolerances, as a share of the side of a square as large as the median area."""


@dataclass(frozen=True, eq=False)
class Dekking:
    """A map made whole, and what that took.

    Parameters
    ----------
    vlakken
        The areas. Without a fault in `te_ver` and `verdwenen` they neither overlap nor gape by less
        than `tolerantie`.
    tolerantie
        Metres: so far apart two edges still counted as one border. For gemeenten at least about 20,
        and as much as the widest overlap, up to about 400.
    overlap
        Metres: width of the widest overlap that was there.
    hersteld
        How many areas were changed.
    te_ver
        Pairs that overlap by more than can be mended, the widest first, and that width in metres.
    verdwenen
        Areas of which nothing was left.
    """

    vlakken: gpd.GeoSeries
    tolerantie: float
    overlap: float = 0.0
    hersteld: int = 0
    te_ver: tuple[tuple[str, str, float], ...] = ()
    verdwenen: tuple[str, ...] = ()

    def grenzen(self) -> gpd.GeoDataFrame:
        """The shared borders, as `congruentie.buren.gedeelde_grenzen` gives them."""
        # Real water may be as narrow as the widest fault: an open gap is bridged half as far.
        fijn = _zijde(self.vlakken.to_numpy()) * _FIJN
        return gedeelde_grenzen(self.vlakken, max(fijn, self.tolerantie / 2))

    @property
    def zijde(self) -> float:
        """Metres: side of a square as large as the median area."""
        return _zijde(self.vlakken.to_numpy())

    @property
    def ruimst(self) -> float:
        """Metres: the widest gap or overlap that can be mended."""
        return self.zijde * _GROF

    def kieren(self, paren: Iterable[Paar]) -> dict[Paar, float]:
        """Measure how far apart pairs of neighbours lie, in metres; those that touch are left out."""
        import shapely

        paren = list(paren)
        een, twee = (self.vlakken.loc[[paar[k] for paar in paren]].to_numpy() for k in (0, 1))
        shapely.prepare(een)
        los = np.flatnonzero(~shapely.intersects(een, twee))
        meter = shapely.distance(een[los], twee[los])
        return {paren[i]: float(m) for i, m in zip(los, meter, strict=True)}

    def gedicht(self, kieren: Mapping[Paar, float]) -> Dekking:
        """Close gaps between pairs: what lies between the two becomes part of the first.

        Parameters
        ----------
        kieren
            Some of `kieren`, no wider than `ruimst`; at least one.
        """
        import shapely

        vormen = self.vlakken.to_numpy()
        stroken = _tussen(self.vlakken, kieren)
        raakt = shapely.STRtree(vormen).query(stroken, predicate="intersects")
        for strook, vorm in raakt.T:
            stroken[strook] = shapely.difference(stroken[strook], vormen[vorm])
        bij: dict[str, list[object]] = {}
        for (code, _), strook in zip(kieren, stroken, strict=True):
            bij.setdefault(code, [self.vlakken[code]]).append(strook)
        uit = self.vlakken.copy()
        for code, delen in bij.items():
            uit[code] = shapely.union_all(delen)
        # Where three areas meet the strips overlap, and at sharp corners a hole is left.
        return maak_dekking(uit)


def maak_dekking(vlakken: gpd.GeoSeries) -> Dekking:
    """Make a map whole.

    Parameters
    ----------
    vlakken
        Valid (Multi)Polygons indexed by code, in a projected CRS in metres.

    Returns
    -------
    Dekking
        With the areas as they are when their edges match already.

    Notes
    -----
    The width of an overlap is four times its area over its perimeter: the width of a sliver, and
    the diameter of a disc. Cleaning is `shapely.coverage_clean` (JTS CoverageCleaner).
    """
    import shapely

    vormen = vlakken.to_numpy()
    zijde = _zijde(vormen)
    if shapely.coverage_is_valid(vormen):
        return Dekking(vlakken, zijde * _FIJN)
    een, twee, breedte = _overlap(vormen)
    volgorde = np.argsort(-breedte, kind="stable")
    een, twee, breedte = een[volgorde], twee[volgorde], breedte[volgorde]
    breedst = float(breedte.max(initial=0.0))
    tolerantie = float(np.clip(breedst, zijde * _FIJN, zijde * _GROF))
    schoon = shapely.coverage_clean(vormen, snapping_distance=zijde * _FIJN, gap_width=tolerantie)
    codes = vlakken.index.to_numpy()
    te_ver = {
        (str(codes[a]), str(codes[b])): float(b_)
        for a, b, b_ in zip(een[::-1], twee[::-1], breedte[::-1], strict=True)
        if b_ > zijde * _GROF
    }
    uit = vlakken.copy()
    uit[:] = schoon
    return Dekking(
        uit,
        tolerantie,
        breedst,
        int((~shapely.equals_exact(vormen, schoon, normalize=True)).sum()),
        tuple((a, b, hoe) for (a, b), hoe in reversed(te_ver.items())),
        tuple(str(code) for code in codes[shapely.is_empty(schoon) & ~shapely.is_empty(vormen)]),
    )


def _tussen(vlakken: gpd.GeoSeries, kieren: Mapping[Paar, float]) -> npt.NDArray[np.object_]:
    """What is about as near to both areas of a pair as they are to each other."""
    import shapely

    # A gap is not equally wide everywhere; and what is rough here is cut to size later.
    ver = 1.2 * np.fromiter(kieren.values(), dtype=float)
    een, twee = (
        shapely.buffer(
            shapely.simplify(
                vlakken.loc[[paar[k] for paar in kieren]].to_numpy(),
                ver / 20,
                preserve_topology=False,
            ),
            1.05 * ver,
            quad_segs=2,
        )
        for k in (0, 1)
    )
    return np.asarray(shapely.intersection(een, twee))


def _zijde(vormen: npt.NDArray[np.object_]) -> float:
    """Side of a square as large as the median area, in metres."""
    import shapely

    oppervlakte = shapely.area(vormen)
    return float(np.sqrt(np.median(oppervlakte[oppervlakte > 0])))


def _overlap(
    vormen: npt.NDArray[np.object_],
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.float64]]:
    """Where two areas overlap: both their places, and the width of each piece in metres."""
    import shapely

    een, twee = shapely.STRtree(vormen).query(vormen, predicate="intersects")
    eens = een < twee
    een, twee = een[eens], twee[eens]
    delen, van = shapely.get_parts(
        shapely.intersection(vormen[een], vormen[twee]), return_index=True
    )
    vlak = shapely.area(delen) > 0
    van, delen = van[vlak], delen[vlak]
    return een[van], twee[van], 4 * shapely.area(delen) / shapely.length(delen)

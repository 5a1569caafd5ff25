"""Who borders whom: as a table of pairs, and along which line on a map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from congruentie.errors import CongruentieFout
from congruentie.model import Indelingen
from congruentie.nl import opsomming

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["Banden", "gedeelde_grenzen", "is_regiogrens"]

_SOORTEN = ("land", "brug", "tunnel", "dam", "veer", "water", "eigen")
"""The kinds of neighbours, the closest first."""


@dataclass(frozen=True, eq=False)
class Banden(Sequence[tuple[str, str]]):
    """Which gemeenten count as neighbours; reads as a list of pairs of gm_codes.

    Parameters
    ----------
    soort
        Per pair (gm_code, gm_code) of what kind it is: ``"land"``, ``"brug"``, ``"tunnel"``, ``"dam"``,
        ``"veer"``, ``"water"`` or ``"eigen"``.
    bron
        Where the land borders come from, in Dutch.
    """

    soort: Mapping[tuple[str, str], str]
    bron: str = "zelf opgegeven"

    @classmethod
    def van(cls, paren: Iterable[tuple[str, str]]) -> Banden:
        """Pairs of which the kind is not known, or `Banden` as they are."""
        return (
            paren
            if isinstance(paren, cls)
            else cls(dict.fromkeys(((a, b) for a, b in paren), "eigen"))
        )

    @cached_property
    def _paren(self) -> tuple[tuple[str, str], ...]:
        return tuple(self.soort)

    def __len__(self) -> int:
        return len(self._paren)

    def __getitem__(self, plek):  # type: ignore[no-untyped-def]  # as a tuple
        return self._paren[plek]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._paren)

    @property
    def aantallen(self) -> dict[str, int]:
        """How many pairs there are of each kind that occurs."""
        aantal = Counter(self.soort.values())
        return {soort: aantal[soort] for soort in _SOORTEN if aantal[soort]}

    @property
    def zin(self) -> str:
        """Say in Dutch which pairs counted as neighbours; each counts once, as the closest kind."""
        delen = [f"{aantal} {soort}" for soort, aantal in self.aantallen.items()]
        return f"Paren buren: {opsomming(delen, 9) or 'geen'} ({self.bron})."


def gedeelde_grenzen(vlakken: gpd.GeoSeries, tolerantie: float = 0.0) -> gpd.GeoDataFrame:
    """Find the shared border of every two areas that touch on a map.

    Parameters
    ----------
    vlakken
        (Multi)Polygons indexed by gm_code, in a projected CRS in metres (EPSG:28992). Neighbours
        share a border where their edges coincide exactly, as in a coverage (`congruentie.dekking`
        makes one); where polygons overlap there is none.
    tolerantie
        Metres: the outer edges of two areas that lie within it of each other, over more than twice
        its length, are a border as well. A gap that is open to the outside is bridged so.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per unordered pair with a shared border of positive length, sorted by ``a``, ``b``
        (gm_code, a < b): ``lengte`` (metres, float64) and ``geometry`` (MultiLineString). Gemeenten
        that touch in points only have no row.

    Raises
    ------
    CongruentieFout
        The CRS is unknown or in degrees.
    """
    if vlakken.crs is None or not vlakken.crs.is_projected:
        raise CongruentieFout(
            "Lengten van grenzen kunnen alleen in meters.", "Zet de grenzen om naar EPSG:28992."
        )
    import geopandas as gpd  # heavy: only where there are boundaries
    import shapely

    codes = vlakken.index.to_numpy().astype(str)
    rang = np.argsort(np.argsort(codes, kind="stable"), kind="stable")
    zijden = _Zijden(vlakken.to_numpy())
    delen, een, twee = (
        np.concatenate(paar)
        for paar in zip(_zelfde_zijden(zijden), _rest(zijden, tolerantie), strict=True)
    )
    om = rang[een] > rang[twee]
    een, twee = np.where(om, twee, een), np.where(om, een, twee)
    paren, van = np.unique(rang[een] * len(codes) + rang[twee], return_inverse=True)
    lijnen = _verenigd(delen, van.ravel(), len(paren))
    op_rang = codes[np.argsort(rang)]
    a, b = (op_rang[deel] for deel in np.divmod(paren, max(len(codes), 1)))
    tabel = gpd.GeoDataFrame(
        {"a": a, "b": b, "lengte": shapely.length(lijnen)}, geometry=lijnen, crs=vlakken.crs
    )
    return tabel[tabel["lengte"] > 0].reset_index(drop=True)


def is_regiogrens(indelingen: Indelingen, grenzen: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell where the border between two gemeenten is a border between regions.

    Parameters
    ----------
    indelingen
        The divisions, K of them.
    grenzen
        As `gedeelde_grenzen` gives them: columns ``a`` and ``b`` (gm_code), m rows.

    Returns
    -------
    numpy.ndarray
        Shape (m, K). Also true where only one side takes part in the indeling: there its area ends.
        Where one side is in several regio's, it is no border with any of those.
    """
    plek = indelingen.gemeenten.plek
    a, b = (np.array([plek[code] for code in grenzen[kant]], dtype=int) for kant in ("a", "b"))
    geen_van_beide = (indelingen.regio[a] < 0) & (indelingen.regio[b] < 0)
    scheidt: npt.NDArray[np.bool_] = ~(indelingen.deelt(a, b) | geen_van_beide)
    return scheidt


class _Zijden:
    """The sides of all rings, one after the other, and the area on the other side of each.

    A side that exactly two areas have, to the last digit, needs no geometry to be recognised: in a
    map without gaps that is all of them but the coast.
    """

    def __init__(self, vormen: npt.NDArray[np.object_]) -> None:
        import shapely

        delen, vorm_van_deel = shapely.get_parts(vormen, return_index=True)
        ringen, deel_van_ring = shapely.get_rings(delen, return_index=True)
        xy, ring = shapely.get_coordinates(ringen, return_index=True)
        is_zijde = (ring[1:] == ring[:-1]) & (xy[1:] != xy[:-1]).any(axis=1)
        self.ring = ring[:-1][is_zijde]
        self.vorm = vorm_van_deel[deel_van_ring][self.ring]
        self.van, self.naar = xy[:-1][is_zijde], xy[1:][is_zijde]
        self.overkant = self._overkant()

    def _overkant(self) -> npt.NDArray[np.int64]:
        """Which other area has the same side; -1 when none has, or more than one."""
        van, naar = self.van, self.naar
        om = (van[:, 0] > naar[:, 0]) | ((van[:, 0] == naar[:, 0]) & (van[:, 1] > naar[:, 1]))
        zijde = np.where(om[:, None], np.hstack([naar, van]), np.hstack([van, naar]))
        volgorde = np.lexsort(zijde.T)
        zelfde = np.zeros(len(zijde) + 1, dtype=bool)
        zelfde[1:-1] = (zijde[volgorde[1:]] == zijde[volgorde[:-1]]).all(axis=1)
        begin = np.flatnonzero(~zelfde[:-1])
        twee = begin[np.diff(np.append(begin, len(zijde))) == 2]
        een, ander = volgorde[twee], volgorde[twee + 1]
        anders = self.vorm[een] != self.vorm[ander]
        een, ander = een[anders], ander[anders]
        uit = np.full(len(zijde), -1, dtype=np.int64)
        uit[een], uit[ander] = self.vorm[ander], self.vorm[een]
        return uit

    def lijnen(
        self, mee: npt.NDArray[np.bool_]
    ) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.intp]]:
        """Some of the sides as lines, as long as ring and other side stay the same; and their first."""
        import shapely

        welke = np.flatnonzero(mee)
        breuk = np.ones(len(welke), dtype=bool)
        vorig, nu = welke[:-1], welke[1:]
        breuk[1:] = (
            (nu != vorig + 1)
            | (self.ring[nu] != self.ring[vorig])
            | (self.overkant[nu] != self.overkant[vorig])
        )
        nummer = np.cumsum(breuk) - 1
        begin = np.flatnonzero(breuk)
        punten = np.insert(self.naar[welke], begin, self.van[welke[begin]], axis=0)
        van = np.insert(nummer, begin, nummer[begin])
        return shapely.linestrings(punten, indices=van), welke[begin]


Delen = tuple[npt.NDArray[np.object_], npt.NDArray[np.int64], npt.NDArray[np.int64]]
"""Lines, and the areas on both sides of each."""


def _zelfde_zijden(zijden: _Zijden) -> Delen:
    """Lines of sides that two areas have in common, to the last digit."""
    lijnen, eerste = zijden.lijnen(zijden.vorm < zijden.overkant)
    return lijnen, zijden.vorm[eerste], zijden.overkant[eerste]


def _rest(zijden: _Zijden, tolerantie: float) -> Delen:
    """Where the other sides coincide all the same, or run alongside each other.

    They coincide when one has a vertex that the other has not.
    """
    import shapely

    lijnen, eerste = zijden.lijnen(zijden.overkant < 0)
    een, twee = shapely.STRtree(lijnen).query(lijnen, predicate="dwithin", distance=tolerantie)
    vorm = zijden.vorm[eerste]
    eens = vorm[een] < vorm[twee]
    een, twee = een[eens], twee[eens]
    ander = lijnen
    if tolerantie:
        ander = np.empty(len(lijnen), dtype=object)
        welke = np.unique(twee)
        ander[welke] = shapely.buffer(lijnen[welke], tolerantie, cap_style="flat")
    delen, van = shapely.get_parts(
        shapely.intersection(lijnen[een], ander[twee]), return_index=True
    )
    # What is no longer than twice the tolerance may be a corner that comes near.
    is_lijn = (shapely.get_dimensions(delen) == 1) & (shapely.length(delen) > 2 * tolerantie)
    van = van[is_lijn]
    return delen[is_lijn], vorm[een[van]], vorm[twee[van]]


def _verenigd(
    lijnen: npt.NDArray[np.object_], van: npt.NDArray[np.intp], aantal: int
) -> npt.NDArray[np.object_]:
    """Join the lines of each pair end to end, as MultiLineString."""
    import shapely

    volgorde = np.argsort(van, kind="stable")
    samen = np.full(aantal, shapely.MultiLineString(), dtype=object)
    if len(van):
        shapely.multilinestrings(lijnen[volgorde], indices=van[volgorde], out=samen)
    samen[:] = shapely.line_merge(samen)
    enkel = shapely.get_type_id(samen) == shapely.GeometryType.LINESTRING
    samen[enkel] = shapely.multilinestrings(samen[enkel][:, None])
    return samen

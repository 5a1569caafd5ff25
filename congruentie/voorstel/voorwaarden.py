"""The conditions that each regio of a proposal must keep to, one class per kind.

Every search asks the same of a condition: how far a set of units is from keeping to it, and what may
still join that set. The linear program over pairs takes rows from those that can be written so; of
the others it forbids the regio's that break them one by one (`Parenprogramma.verbied`).

To add one: a field of `Eisen`, a class here, and its name in `SOORTEN`.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from congruentie.errors import CongruentieFout
from congruentie.voorstel.deling import IntArray

if TYPE_CHECKING:
    from congruentie.voorstel.opgave import Opgave
    from congruentie.voorstel.paren_lp import Parenprogramma

__all__ = ["SOORTEN", "Onhaalbaar", "Som", "Voorwaarde", "voorwaarden_van"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
_EPS = 1e-6


class Onhaalbaar(CongruentieFout):
    """Proven: no proposal keeps to all conditions."""

    def __init__(self) -> None:
        super().__init__("De wensen kunnen niet allemaal tegelijk.", "Laat er een weg.")


class Voorwaarde(ABC):
    """A condition on the units of one regio; a new kind needs no more than `van` and `tekort`."""

    zin: str
    """What it asks, in Dutch, as it stands after "dit kan niet:"."""
    ook_bij_veel = False
    """Whether the search over very many units (`veel_gebieden`) keeps to it; else it refuses."""
    vanzelf = False
    """Whether going along borders (`doorloop`) keeps to it by itself."""

    @classmethod
    @abstractmethod
    def van(cls, opgave: Opgave) -> Iterator[Voorwaarde]:
        """Give the conditions of this kind that a question sets."""

    @abstractmethod
    def tekort(self, leden: Sequence[int]) -> float:
        """How far a regio of these units is from keeping to it; 0 when it does."""

    def mis(self, leden: Sequence[int]) -> list[str]:
        """Say, in Dutch, what is wrong with a regio of these units."""
        return [f"zonder {self.zin}"] if self.tekort(leden) else []

    def gescheiden(self, a: IntArray, b: IntArray) -> Bools:
        """Tell of pairs of units (a < b) whether no regio that keeps to it holds both."""
        return np.zeros(len(a), dtype=bool)

    def goed(self, binnen: Bools) -> Bools:
        """Tell of sets, as rows of shape (k, m), whether they keep to it."""
        return np.array([not self.tekort(np.flatnonzero(rij).tolist()) for rij in binnen], bool)

    def mag_nog(self, binnen: Bools, vrij: Bools) -> Bools:
        """Give of the free units those that may still join the units inside; rows of (k, m)."""
        return vrij

    def kan_nog(self, binnen: Bools, mogelijk: Bools) -> Bools:
        """Whether a regio with all units inside, and only possible ones, could keep to it.

        Both are rows of shape (k, m); gives shape (k,).
        """
        return np.ones(len(binnen), dtype=bool)

    def rijen(self, program: Parenprogramma) -> None:  # noqa: B027  # not every kind has them
        """Add rows to the program over pairs that every proposal that keeps to it obeys."""

    def snijd(self, program: Parenprogramma, x: Floats) -> int:
        """Add rows that a solution of that program breaks, x of shape (m, m); give their number."""
        return 0


@dataclass(frozen=True, eq=False)
class Som(Voorwaarde):
    """What a regio holds of something lies between bounds.

    Parameters
    ----------
    wat
        What is counted, in Dutch: "inwoners".
    hoeveel
        Amount per unit, shape (m,), whole.
    laag, hoog
        The bounds, or None.
    """

    wat: str
    hoeveel: IntArray
    laag: int | None
    hoog: int | None
    zin = "een grens aan inwoners of gemeenten"
    ook_bij_veel = True

    @classmethod
    def van(cls, opgave: Opgave) -> Iterator[Som]:
        """Bounds on inhabitants, and on the number of gemeenten."""
        e = opgave.eisen
        for som in (
            cls("inwoners", opgave.inwoners, e.min_inwoners, e.max_inwoners),
            cls("gemeenten", opgave.gemeenten, e.min_gemeenten, e.max_gemeenten),
        ):
            if som.laag is not None or som.hoog is not None:
                yield som

    def tekort(self, leden: Sequence[int]) -> float:
        """Distance to the bound, as a share of it."""
        return self.tekort_van(int(self.hoeveel[leden].sum()))

    def tekort_van(self, som: int) -> float:
        """The same for a regio that holds so much."""
        if self.laag is not None and som < self.laag:
            return 1 - som / self.laag
        return som / self.hoog - 1 if self.hoog is not None and som > self.hoog else 0.0

    def mis(self, leden: Sequence[int]) -> list[str]:
        """Say how much it holds."""
        return [f"{self.hoeveel[leden].sum()} in een regio"] if self.tekort(leden) else []

    def gescheiden(self, a: IntArray, b: IntArray) -> Bools:
        """Two that are too much together."""
        if self.hoog is None:
            return super().gescheiden(a, b)
        uit: Bools = self.hoeveel[a] + self.hoeveel[b] > self.hoog
        return uit

    def goed(self, binnen: Bools) -> Bools:
        """Whether each holds enough and not too much."""
        som = binnen @ self.hoeveel
        uit = np.ones(len(som), dtype=bool)
        if self.laag is not None:
            uit &= som >= self.laag
        if self.hoog is not None:
            uit &= som <= self.hoog
        return uit

    def mag_nog(self, binnen: Bools, vrij: Bools) -> Bools:
        """Who still fits under the highest."""
        if self.hoog is None:
            return vrij
        uit: Bools = vrij & (self.hoeveel <= self.hoog - (binnen @ self.hoeveel)[:, None])
        return uit

    def kan_nog(self, binnen: Bools, mogelijk: Bools) -> Bools:
        """Whether all that can join reach the lowest."""
        if self.laag is None:
            return super().kan_nog(binnen, mogelijk)
        uit: Bools = mogelijk @ self.hoeveel >= self.laag
        return uit

    def rijen(self, program: Parenprogramma) -> None:
        """What a regio holds, seen from each of its units, lies between the bounds."""
        if self.hoog is not None and (self.hoeveel > self.hoog).any():
            raise Onhaalbaar
        alle = np.arange(len(self.hoeveel))
        for u in alle:
            andere = np.delete(alle, u)
            paren = program.nummer[u, andere]
            eigen = int(self.hoeveel[u])
            if self.laag is not None and eigen < self.laag:
                nodig = self.laag - eigen
                # More than is needed adds nothing: a tighter relaxation.
                delen = np.minimum(self.hoeveel[andere], nodig) / nodig
                program.rij(1.0, math.inf, paren, delen)
            if self.hoog is not None:
                rest = self.hoog - eigen
                ruimte = max(rest, 1)
                program.rij(-math.inf, rest / ruimte, paren, self.hoeveel[andere] / ruimte)


class Aaneengesloten(Voorwaarde):
    """A regio is one piece over land borders and connections over water.

    In the program over pairs two units that do not border need a unit of every set that separates
    them (Wang, Buchanan and Butenko 2017, "On imposing connectivity constraints in integer
    programs"). The search over whole regio's goes along borders, and so keeps to it by itself.
    """

    zin = "aaneengesloten regio's"
    ook_bij_veel = True
    vanzelf = True

    def __init__(self, opgave: Opgave) -> None:
        self.opgave = opgave
        self.buren = opgave.buren

    @classmethod
    def van(cls, opgave: Opgave) -> Iterator[Aaneengesloten]:
        """Asked unless it is said that it is not."""
        if opgave.eisen.aaneengesloten:
            yield cls(opgave)

    def tekort(self, leden: Sequence[int]) -> float:
        """1 where it is broken."""
        return float(len(self.opgave.bereik(leden[0], set(leden))) < len(leden))

    def mis(self, leden: Sequence[int]) -> list[str]:
        """Say it."""
        return ["niet aaneengesloten"] if self.tekort(leden) else []

    def rijen(self, program: Parenprogramma) -> None:
        """Who does not border a unit needs one of its neighbours to be with it."""
        for u, v in permutations(range(len(self.buren)), 2):
            if v not in self.buren[u]:
                self._scheiding(program, u, v, self.buren[u])

    def snijd(self, program: Parenprogramma, x: Floats) -> int:
        """From each unit, grow the piece it is surely in; what lies beyond needs the rim of it."""
        nieuw, alle = 0, frozenset(range(len(x)))
        for u in range(len(x)):
            samen = np.flatnonzero(x[u] > _EPS).tolist()
            for drempel in (0.999, 0.75, 0.5, 0.25, 0.0):
                zeker = set(np.flatnonzero(x[u] > drempel + 1e-9).tolist())
                stuk = frozenset(self.opgave.bereik(u, zeker))
                rand = frozenset().union(*(self.buren[s] for s in stuk)) - stuk
                buiten = alle - stuk - rand
                for v in samen:
                    if v not in buiten:
                        continue
                    achter = self.opgave.bereik(v, buiten)
                    nodig = frozenset(s for s in rand if self.buren[s] & achter)
                    if x[u, v] > sum(x[u, s] for s in nodig) + _EPS:
                        nieuw += self._scheiding(program, u, v, nodig)
        return nieuw

    @staticmethod
    def _scheiding(program: Parenprogramma, u: int, v: int, via: frozenset[int]) -> int:
        paren = program.nummer[u, [v, *sorted(via)]]
        getallen = np.r_[1.0, -np.ones(len(via))]
        return program.rij_eens(("scheiding", u, v, via), 0.0, paren, getallen)


class Centrum(Voorwaarde):
    """A regio has a gemeente of enough inhabitants that lies near enough to all of it.

    Parameters
    ----------
    opgave
        The question.
    centra
        Per gemeente that can be a centrum: its unit, and which units lie near enough, shape (m,).
    """

    zin = "een centrumgemeente"

    def __init__(self, opgave: Opgave, centra: list[tuple[int, Bools]]) -> None:
        self.centra = centra
        self._aantal = len(opgave)

    @classmethod
    def van(cls, opgave: Opgave) -> Iterator[Centrum]:
        """The gemeenten that can be one, from their inhabitants and the points inside them."""
        gemeenten, eisen = opgave.indelingen.gemeenten, opgave.eisen
        if eisen.centrum_inwoners is None or gemeenten.inwoners is None:
            return
        groot = np.flatnonzero(gemeenten.inwoners >= eisen.centrum_inwoners)
        centra = [(int(opgave.brok[k]), np.ones(len(opgave), dtype=bool)) for k in groot]
        if eisen.centrum_afstand is not None and gemeenten.vlakken is not None:
            punten = gemeenten.vlakken.representative_point()
            xy = np.column_stack([punten.x, punten.y]) / 1000
            for i, k in enumerate(groot):
                verst = np.zeros(len(opgave))
                np.maximum.at(verst, opgave.brok, np.hypot(*(xy - xy[k]).T))
                centra[i] = (centra[i][0], verst <= eisen.centrum_afstand)
        yield cls(opgave, centra)

    def tekort(self, leden: Sequence[int]) -> float:
        """1 where there is none."""
        return float(not any(c in leden and dichtbij[leden].all() for c, dichtbij in self.centra))

    def mis(self, leden: Sequence[int]) -> list[str]:
        """Say it."""
        return ["geen centrumgemeente"] if self.tekort(leden) else []

    def goed(self, binnen: Bools) -> Bools:
        """Whether one of those inside is near all of them."""
        return self.kan_nog(binnen, binnen)

    def kan_nog(self, binnen: Bools, mogelijk: Bools) -> Bools:
        """Whether a possible one is near all that are inside."""
        uit = np.zeros(len(binnen), dtype=bool)
        for c, dichtbij in self.centra:
            uit |= mogelijk[:, c] & ~(binnen & ~dichtbij).any(axis=1)
        return uit

    def rijen(self, program: Parenprogramma) -> None:
        """Each unit, and each pair, shares its regio with a centrum that is near enough."""
        for u in range(self._aantal):
            for v in range(u, self._aantal):
                met = {c for c, dichtbij in self.centra if dichtbij[u] and dichtbij[v]}
                if met & {u, v}:
                    continue
                if u == v:
                    program.rij(1.0, math.inf, program.nummer[u, sorted(met)], np.ones(len(met)))
                else:
                    paren = program.nummer[u, [*sorted(met), v]]
                    program.rij(0.0, math.inf, paren, np.r_[np.ones(len(met)), -1.0])


class Paren(Voorwaarde):
    """Some units share a regio, and some do not; the program over pairs fixes these by itself."""

    zin = "gemeenten die samen of juist niet samen moeten"
    ook_bij_veel = True

    def __init__(self, opgave: Opgave) -> None:
        self._m = len(opgave)
        self._samen, self._apart = opgave.vast_samen, opgave.vast_apart
        self._een, self._ander = np.array(sorted(self._samen), dtype=int).reshape(-1, 2).T
        self._nummers = np.array([a * self._m + b for a, b in self._apart], dtype=int)
        self._niet_met: dict[int, set[int]] = {}
        for a, b in self._apart:
            self._niet_met.setdefault(a, set()).add(b)

    @classmethod
    def van(cls, opgave: Opgave) -> Iterator[Paren]:
        """From `Opgave.vast_samen` and `Opgave.vast_apart`."""
        if opgave.vast_samen or opgave.vast_apart:
            yield cls(opgave)

    def _te_veel(self, regio: set[int]) -> int:
        return sum(len(self._niet_met[a] & regio) for a in regio if a in self._niet_met)

    def tekort(self, leden: Sequence[int]) -> float:
        """1 for each pair too many, and one half for each that misses another: it misses it too."""
        regio = set(leden)
        mist = sum((a in regio) != (b in regio) for a, b in self._samen)
        return 0.5 * mist + self._te_veel(regio)

    def mis(self, leden: Sequence[int]) -> list[str]:
        """Say it of each pair; of who is missed in the regio of the lowest of the two."""
        regio = set(leden)
        mist = sum(a in regio and b not in regio for a, b in self._samen)
        return ["niet samen"] * mist + ["niet apart"] * self._te_veel(regio)

    def gescheiden(self, a: IntArray, b: IntArray) -> Bools:
        """Those that must be apart."""
        uit: Bools = np.isin(a * self._m + b, self._nummers)
        return uit

    def kan_nog(self, binnen: Bools, mogelijk: Bools) -> Bools:
        """Whether everybody that must come along can."""
        een, ander = self._een, self._ander
        mist = (binnen[:, een] & ~mogelijk[:, ander]) | (binnen[:, ander] & ~mogelijk[:, een])
        uit: Bools = ~mist.any(axis=1)
        return uit


SOORTEN: tuple[type[Voorwaarde], ...] = (Som, Aaneengesloten, Centrum, Paren)
"""Every kind there is, in the order in which searches ask them."""


def voorwaarden_van(opgave: Opgave) -> tuple[Voorwaarde, ...]:
    """Give the conditions that a question sets to each regio."""
    return tuple(eis for soort in SOORTEN for eis in soort.van(opgave))

"""The conditions that each regio of a proposal must keep to, one class per kind.

Every search asks the same of a condition: how far a set of units is from keeping to it, and what may
still join that set.

To add one: a field of `Eisen`, a class here, and its name in `SOORTEN`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from congruentie.errors import CongruentieFout
from congruentie.voorstel.deling import IntArray

if TYPE_CHECKING:
    from congruentie.voorstel.opgave import Opgave

__all__ = ["SOORTEN", "Onhaalbaar", "Som", "Voorwaarde", "voorwaarden_van"]

Bools = npt.NDArray[np.bool_]


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
        """Give the free units that may still join the units inside; both of shape (m,)."""
        return vrij

    def kan_nog(self, binnen: Bools, mogelijk: Bools) -> bool:
        """Whether a regio with all units inside, and only possible ones, could keep to it."""
        return True

    def mogen_nog(self, binnen: Bools, vrij: Bools) -> Bools:
        """Ask `mag_nog` of many at once, as rows of shape (k, m); to override for speed."""
        if type(self).mag_nog is Voorwaarde.mag_nog:
            return vrij
        rijen = [self.mag_nog(*rij) for rij in zip(binnen, vrij, strict=True)]
        return np.array(rijen, dtype=bool).reshape(vrij.shape)

    def kunnen_nog(self, binnen: Bools, mogelijk: Bools) -> Bools:
        """Ask `kan_nog` of many at once, as rows of shape (k, m); to override for speed."""
        if type(self).kan_nog is Voorwaarde.kan_nog:
            return np.ones(len(binnen), dtype=bool)
        return np.array([self.kan_nog(*r) for r in zip(binnen, mogelijk, strict=True)], bool)


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
        return self.kunnen_nog(binnen, binnen)

    def mogen_nog(self, binnen: Bools, vrij: Bools) -> Bools:
        """Who still fits under the highest."""
        if self.hoog is None:
            return vrij
        uit: Bools = vrij & (self.hoeveel <= self.hoog - (binnen @ self.hoeveel)[:, None])
        return uit

    def kunnen_nog(self, binnen: Bools, mogelijk: Bools) -> Bools:
        """Whether it is not too much yet, and all that can join reach the lowest."""
        uit = np.ones(len(binnen), dtype=bool)
        if self.laag is not None:
            uit &= mogelijk @ self.hoeveel >= self.laag
        if self.hoog is not None:
            uit &= binnen @ self.hoeveel <= self.hoog
        return uit


class Aaneengesloten(Voorwaarde):
    """A regio is one piece over land borders and connections over water.

    The search over whole regio's goes along borders, and so keeps to it by itself.
    """

    zin = "aaneengesloten regio's"
    ook_bij_veel = True
    vanzelf = True

    def __init__(self, opgave: Opgave) -> None:
        self.opgave = opgave

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
        return self.kunnen_nog(binnen, binnen)

    def kunnen_nog(self, binnen: Bools, mogelijk: Bools) -> Bools:
        """Whether a possible one is near all that are inside."""
        uit = np.zeros(len(binnen), dtype=bool)
        for c, dichtbij in self.centra:
            ver = (binnen & ~dichtbij).any(axis=1)
            uit |= mogelijk[:, c] & ~ver
        return uit


class Paren(Voorwaarde):
    """Some units share a regio, and some do not."""

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

    def goed(self, binnen: Bools) -> Bools:
        """Whether nobody is missed, and nobody is there that must be apart."""
        uit = self.kunnen_nog(binnen, binnen)
        for nummer in self._nummers.tolist():
            a, b = divmod(nummer, self._m)
            uit = uit & ~(binnen[:, a] & binnen[:, b])
        return uit

    def kunnen_nog(self, binnen: Bools, mogelijk: Bools) -> Bools:
        """Whether everybody that must come along can."""
        een, ander = self._een, self._ander
        mist = (binnen[:, een] & ~mogelijk[:, ander]) | (binnen[:, ander] & ~mogelijk[:, een])
        return np.asarray(~mist.any(axis=1))


SOORTEN: tuple[type[Voorwaarde], ...] = (Som, Aaneengesloten, Centrum, Paren)
"""Every kind there is, in the order in which searches ask them."""


def voorwaarden_van(opgave: Opgave) -> tuple[Voorwaarde, ...]:
    """Give the conditions that a question sets to each regio."""
    return tuple(eis for soort in SOORTEN for eis in soort.van(opgave))

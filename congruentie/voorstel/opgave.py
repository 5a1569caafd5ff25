"""The question in whole numbers: units, what each pair is worth, and what a regio must keep to.

The median partition (Regnier 1965, "Sur quelques aspects mathématiques des problèmes de
classification automatique") disagrees least with all indelingen together. With c_ij the weight of
the indelingen in which gemeenten i and j share a regio and K the weight of all, it maximises the sum
over the pairs that the proposal puts together of c_ij - theta K, at theta = 1/2. Everything is
multiplied by the smallest factor that makes it whole, so that values compare exactly.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import gcd

import numpy as np
import numpy.typing as npt

from congruentie.meten.samenloop import Samenloop
from congruentie.model import Indelingen
from congruentie.voorstel.eisen import Eisen
from congruentie.voorstel.koppeling import koppel

__all__ = [
    "MEESTE_EENHEDEN",
    "IntArray",
    "Opgave",
    "als_breuk",
    "gedeelde_paren",
    "paren_in",
]

IntArray = npt.NDArray[np.int64]
MEESTE_EENHEDEN = 400
"""With more units there is no table of pairs, and proposals come from `groot`."""


@dataclass(frozen=True, eq=False)
class Opgave:
    """What must be solved.

    Parameters
    ----------
    indelingen
        The chosen divisions.
    gewichten
        Weight of each, exact.
    theta
        Share of the weight that a pair must share to be worth putting together.
    eisen
        The conditions.
    eenheid
        Number of the unit of each gemeente, shape (n,). Units are never parted.
    waarde
        Worth of putting two units in one regio, shape (m, m), symmetric, whole, with the soft wishes;
        the diagonal is the worth inside the unit. Empty with more than `MEESTE_EENHEDEN` units.
    factor
        `waarde` divided by it gives the worth in the terms of the formula.
    buren
        Per unit the units it borders.
    inwoners, gemeenten
        Per unit, shape (m,); `inwoners` is 0 throughout when unknown.
    vast_samen, vast_apart
        Pairs of units (a < b) that must, or must not, share a regio.
    basis
        Per unit the number of its regio in `Eisen.uitgaand_van`, shape (m,); a gemeente without one
        counts as a regio of its own. None when there is nothing to start from.
    centra
        Per gemeente that can be a centrum: its unit, and which units lie near enough, shape (m,).
    """

    indelingen: Indelingen
    gewichten: tuple[Fraction, ...]
    theta: Fraction
    eisen: Eisen
    eenheid: IntArray
    waarde: IntArray
    factor: int
    buren: tuple[frozenset[int], ...]
    inwoners: IntArray
    gemeenten: IntArray
    vast_samen: frozenset[tuple[int, int]]
    vast_apart: frozenset[tuple[int, int]]
    centra: tuple[tuple[int, npt.NDArray[np.bool_]], ...]
    basis: IntArray | None = None

    def __len__(self) -> int:
        return len(self.gemeenten)

    @property
    def is_groot(self) -> bool:
        """Whether there are too many units for a table of pairs."""
        return len(self) > MEESTE_EENHEDEN

    @property
    def totaal_gewicht(self) -> float:
        """K: the weight of all indelingen together."""
        return float(sum(self.gewichten))

    @cached_property
    def vaste_waarde(self) -> int:
        """Worth inside the units, which every proposal has."""
        if self.is_groot:
            return self._totaal_uit_aantallen(np.arange(len(self)))
        return int(np.trace(self.waarde))

    @cached_property
    def stap(self) -> int:
        """The greatest number that divides every difference between two proposals."""
        rand = self.waarde[np.triu_indices(len(self), 1)]
        return max(gcd(*(int(w) for w in np.unique(rand))), 1) if len(rand) else 1

    @cached_property
    def grenzen(self) -> tuple[tuple[IntArray, int | None, int | None], ...]:
        """The bounds on sums: amount per unit, lowest, highest."""
        e = self.eisen
        paren = (
            (self.inwoners, e.min_inwoners, e.max_inwoners),
            (self.gemeenten, e.min_gemeenten, e.max_gemeenten),
        )
        return tuple(deel for deel in paren if deel[1] is not None or deel[2] is not None)

    def totaal(self, deling: IntArray) -> int:
        """Worth of a proposal (regio number per unit), whole."""
        if self.is_groot:
            return self._totaal_uit_aantallen(deling)
        samen = deling[:, None] == deling[None, :]
        rand = int(self.waarde[np.triu(samen, 1)].sum())
        return self.vaste_waarde + rand

    def waarde_van_liever(self, regio: IntArray) -> Fraction:
        """What soft wishes add to a division (regio number per gemeente), as the formula counts."""
        plek = self.indelingen.gemeenten.plek
        samen = (w for een, ander, w in self.eisen.liever if regio[plek[een]] == regio[plek[ander]])
        return sum(map(als_breuk, samen), Fraction(0))

    def _totaal_uit_aantallen(self, deling: IntArray) -> int:
        """The same without pairs: how many gemeenten of each existing regio each new one holds."""
        nieuw = self.gemeente_regio(deling)
        som = -int(self.theta * sum(self.gewichten) * self.factor) * paren_in(nieuw)
        for k, gewicht in enumerate(self.gewichten):
            som += int(gewicht * self.factor) * gedeelde_paren(self.indelingen, k, nieuw)
        return som + int(self.waarde_van_liever(nieuw) * self.factor)

    def in_formule(self, waarde: float) -> float:
        """A whole worth in the terms of the formula."""
        return waarde / self.factor

    def gemeente_regio(self, deling: IntArray) -> IntArray:
        """Regio number of each gemeente."""
        return deling[self.eenheid]

    def leden(self, deling: IntArray) -> list[list[int]]:
        """The units of each regio, in order of the lowest unit."""
        uit: dict[int, list[int]] = {}
        for eenheid, regio in enumerate(deling.tolist()):
            uit.setdefault(regio, []).append(eenheid)
        return list(uit.values())

    def is_aaneengesloten(self, leden: Iterable[int]) -> bool:
        """Whether these units form one piece."""
        rest = set(leden)
        stapel = [rest.pop()] if rest else []
        while stapel:
            bereikt = self.buren[stapel.pop()] & rest
            rest -= bereikt
            stapel.extend(bereikt)
        return not rest

    def heeft_centrum(self, leden: Iterable[int]) -> bool:
        """Whether some centrum among these units lies near enough to all of them."""
        lijst = list(leden)
        return any(eenheid in lijst and dichtbij[lijst].all() for eenheid, dichtbij in self.centra)

    def verhuist(self, deling: IntArray) -> npt.NDArray[np.bool_]:
        """Per unit whether it leaves its old regio; as few as can be, in what the conditions count."""
        if self.basis is None:
            raise ValueError("there is nothing to start from")
        gewicht = self.gemeenten
        if self.eisen.verplaats_gemeenten is None and self.inwoners.any():
            gewicht = self.inwoners
        oud = np.array(koppel(deling, self.basis, gewicht))
        nieuw = np.unique(deling, return_inverse=True)[1].ravel()
        weg: npt.NDArray[np.bool_] = oud[nieuw] != self.basis
        return weg

    def verhuizers(self, deling: IntArray) -> tuple[int, int]:
        """Number of gemeenten and of inhabitants that leave their old regio."""
        weg = self.verhuist(deling)
        return int(self.gemeenten[weg].sum()), int(self.inwoners[weg].sum())

    @property
    def mag_verhuizen(self) -> tuple[tuple[IntArray, int, str], ...]:
        """What may move at most: amount per unit, highest sum, and in what it counts."""
        paren = (
            (self.gemeenten, self.eisen.verplaats_gemeenten, "gemeenten"),
            (self.inwoners, self.eisen.verplaats_inwoners, "inwoners"),
        )
        return tuple((hoeveel, hoog, wat) for hoeveel, hoog, wat in paren if hoog is not None)

    def overtredingen(self, deling: IntArray) -> list[str]:
        """Say in which conditions a proposal fails; empty when it keeps to all of them."""
        uit = []
        regios = self.leden(deling)
        for leden in regios:
            for hoeveel, laag, hoog in self.grenzen:
                som = int(hoeveel[leden].sum())
                if (laag is not None and som < laag) or (hoog is not None and som > hoog):
                    uit.append(f"{som} in een regio")
            if self.eisen.aaneengesloten and not self.is_aaneengesloten(leden):
                uit.append("niet aaneengesloten")
            if self.eisen.centrum_inwoners is not None and not self.heeft_centrum(leden):
                uit.append("geen centrumgemeente")
        uit += ["niet samen" for a, b in self.vast_samen if deling[a] != deling[b]]
        uit += ["niet apart" for a, b in self.vast_apart if deling[a] == deling[b]]
        if self.eisen.regios and not self.eisen.regios[0] <= len(regios) <= self.eisen.regios[1]:
            uit.append(f"{len(regios)} regio's")
        if self.mag_verhuizen:
            weg = self.verhuist(deling)
            uit += [
                f"te veel {wat} verhuizen"
                for hoeveel, hoog, wat in self.mag_verhuizen
                if hoeveel[weg].sum() > hoog
            ]
        return uit


def paren_in(groep: npt.NDArray[np.integer]) -> int:
    """How many pairs of places have the same group."""
    aantal = np.unique(groep, return_counts=True)[1]
    return int((aantal * (aantal - 1) // 2).sum())


def gedeelde_paren(indelingen: Indelingen, k: int, nieuw: npt.NDArray[np.integer]) -> int:
    """How many pairs that a division puts together share a regio in the k-th indeling.

    Parameters
    ----------
    nieuw
        Regio number per gemeente in that division, shape (n,), from 0.
    """
    vakken = indelingen.vakken_van(k)
    kolom = np.array([0] + [1] * vakken.shape[1])
    return int(Samenloop(np.column_stack([nieuw, vakken]), kolom=kolom).samen(0, 1).sum()) // 2


def als_breuk(gewicht: float) -> Fraction:
    """The number as it is written, not as it is stored."""
    return Fraction(repr(float(gewicht)))

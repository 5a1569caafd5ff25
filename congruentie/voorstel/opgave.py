"""The question in whole numbers: units, what each pair is worth, and what a regio must keep to.

The median partition (Regnier 1965, "Sur quelques aspects mathématiques des problèmes de
classification automatique") disagrees least with all indelingen together. With c_ij the weight of
the indelingen in which gemeenten i and j share a regio and K the weight of all, it maximises the sum
over the pairs that the proposal puts together of c_ij - theta K, at theta = 1/2. Everything is
multiplied by the smallest factor that makes it whole, so that values compare exactly.

A samenwerkingsverband, of weight w, counts in the denominator only of a pair of which either takes part
in it. With s_ij those that both take part in and v_i those of gemeente i, the sum is over
c_ij + w s_ij - theta (K + w (v_i + v_j - s_ij)): what is not about the pair is a sum over gemeenten.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import gcd

import networkx as nx
import numpy as np
import numpy.typing as npt

from congruentie.meten.samenloop import als_breuk
from congruentie.model import Indelingen
from congruentie.verbanden import VERBANDEN
from congruentie.voorstel.deling import (
    IntArray,
    Regio,
    deelname_in,
    gedeelde_paren,
    koppel,
    koppel_binnen,
    paren_in,
)
from congruentie.voorstel.eisen import Eis, Eisen
from congruentie.voorstel.voorwaarden import Som, Voorwaarde, voorwaarden_van

__all__ = ["MEESTE_BROKKEN", "Opgave"]

Floats = npt.NDArray[np.float64]
MEESTE_BROKKEN = 400
"""With more units there is no table of pairs, and proposals come from `veel_gebieden`."""


@dataclass(frozen=True, eq=False)
class Opgave:
    """What must be solved.

    Parameters
    ----------
    indelingen
        The chosen divisions.
    gewichten
        Weight of each, exact.
    gewicht_verbanden
        Weight of all samenwerkingsverbanden together (`Verbanden.weging`), exact; 0 without any.
    theta
        Share of the weight that a pair must share to be worth putting together.
    eisen
        The conditions.
    brok
        Number of the unit (in Dutch: brok) of each gemeente, shape (n,). Units are never parted.
    waarde
        Worth of putting two units in one regio, shape (m, m), symmetric, whole, with the soft wishes;
        the diagonal is the worth inside the unit. Empty with more than `MEESTE_BROKKEN` units.
    factor
        `waarde` divided by it gives the worth in the terms of the formula.
    drempel
        Whole theta K: what a pair of gemeenten must share to be worth putting together.
    eigen_drempel
        Whole theta w v_i, shape (m,): how much more each gemeente of a unit asks, because of the
        verbanden that it takes part in; all 0 without.
    liever
        Soft wishes between two units (a < b), whole; those inside one unit are worth the same in
        every proposal.
    buren
        Per unit the units it borders.
    inwoners, gemeenten
        Per unit, shape (m,); `inwoners` is 0 throughout when unknown.
    zone
        Number of the regio of `Eisen.binnen` of each unit, shape (m,); all 0 without.
    vast_samen, vast_apart
        Pairs of units (a < b) that must, or must not, share a regio.
    basis
        Per unit the number of its regio in `Eisen.uitgaand_van`, shape (m,); a gemeente without one
        counts as a regio of its own. None when there is nothing to start from.
    """

    indelingen: Indelingen
    gewichten: tuple[Fraction, ...]
    gewicht_verbanden: Fraction
    theta: Fraction
    eisen: Eisen
    brok: IntArray
    waarde: IntArray
    factor: int
    drempel: int
    eigen_drempel: IntArray
    liever: dict[tuple[int, int], int]
    buren: tuple[frozenset[int], ...]
    inwoners: IntArray
    gemeenten: IntArray
    zone: IntArray
    vast_samen: frozenset[tuple[int, int]]
    vast_apart: frozenset[tuple[int, int]]
    basis: IntArray | None = None

    def __len__(self) -> int:
        return len(self.gemeenten)

    @property
    def is_groot(self) -> bool:
        """Whether there are too many units for a table of pairs."""
        return len(self) > MEESTE_BROKKEN

    @cached_property
    def gewicht_per_indeling(self) -> dict[str, float]:
        """Weight per indeling, and of all `VERBANDEN` where there are any: what `maak_opgave` takes."""
        uit = dict(zip(self.indelingen.namen, map(float, self.gewichten), strict=True))
        if self.indelingen.verbanden is not None:
            uit[VERBANDEN] = float(self.gewicht_verbanden)
        return uit

    @property
    def verbandgewicht(self) -> Fraction:
        """What one verband weighs."""
        return self.indelingen.verbandgewicht(self.gewicht_verbanden)

    @property
    def meeste_gewicht(self) -> float:
        """The most that any pair of gemeenten can share: of all indelingen, and of one's verbanden."""
        aantal_van = self.indelingen.verbanddeelname.sum(axis=1)
        return float(sum(self.gewichten) + self.verbandgewicht * int(aantal_van.max(initial=0)))

    def gedeeld(self, een: IntArray, ander: IntArray) -> tuple[Floats, Floats]:
        """What gemeenten share, and what they share it of: c_ij and n_ij.

        Parameters
        ----------
        een, ander
            Places of gemeenten, of r and c of them.

        Returns
        -------
        samen
            Weight of the indelingen and verbanden that both are in, shape (r, c).
        noemer
            Weight of all indelingen, and of the verbanden that either takes part in, shape (r, c).
        """
        gewicht = np.array([float(w) for w in self.gewichten])
        samen: Floats = self.indelingen.deelt(een[:, None], ander) @ gewicht
        noemer = np.full(samen.shape, gewicht.sum())
        if elk := float(self.verbandgewicht):
            links, rechts = (self.indelingen.verbanddeelname[wie] for wie in (een, ander))
            beide = (links @ rechts.T).toarray()
            samen = samen + elk * beide
            noemer += elk * (links.sum(axis=1)[:, None] + rechts.sum(axis=1) - beide)
        return samen, noemer

    @cached_property
    def aandeel(self) -> Floats:
        """Share that two gemeenten of two units have of all that either is in, shape (m, m).

        Soft wishes count in it as if they shared so much more: it can be below 0 and above 1. Not for
        very many units (`is_groot`).
        """
        noemer = self.gedeeld(self.eerste, self.eerste)[1]
        paren = self.gemeenten[:, None] * self.gemeenten[None, :]
        rand = self.waarde / paren / self.factor
        theta = np.where(noemer > 0, float(self.theta), 0.0)
        uit: Floats = rand / np.where(noemer > 0, noemer, 1.0) + theta
        return uit

    def deelt_iets(self, een: Regio, ander: Regio) -> bool:
        """Whether two regio's have anything in common; always so where only indelingen count.

        Those divide the country; over verbanden, gemeenten that take part in none are worth as much
        together as apart, and nothing says that they belong together.
        """
        if not self.verbandgewicht:
            return True
        return bool((self.aandeel[np.ix_(sorted(een), sorted(ander))] > 0).any())

    @cached_property
    def vaste_waarde(self) -> int:
        """Worth inside the units, which every proposal has."""
        if self.is_groot:
            return self._totaal_uit_aantallen(np.arange(len(self)))
        return int(np.trace(self.waarde))

    @cached_property
    def _tussen(self) -> IntArray:
        return self.waarde - np.diag(np.diag(self.waarde))

    def waarde_tussen(self, leden: Sequence[int]) -> int:
        """Worth between these units when they form a regio, without what is inside each."""
        return int(self._tussen[np.ix_(leden, leden)].sum()) // 2

    @cached_property
    def stap(self) -> int:
        """The greatest number that divides every difference between two proposals."""
        rand = self.waarde[np.triu_indices(len(self), 1)]
        return max(gcd(*(int(w) for w in np.unique(rand))), 1) if len(rand) else 1

    @cached_property
    def eerste(self) -> IntArray:
        """Place of the first gemeente of each unit, shape (m,)."""
        return np.unique(self.brok, return_index=True)[1]

    @cached_property
    def voorwaarden(self) -> tuple[Voorwaarde, ...]:
        """What every regio must keep to."""
        return voorwaarden_van(self)

    def tekort(self, leden: Sequence[int]) -> float:
        """How far a regio of these units is from keeping to all of them; 0 when it does."""
        return sum(eis.tekort(leden) for eis in self.voorwaarden)

    @property
    def sommen(self) -> list[Som]:
        """Those of them that are bounds on a sum."""
        return [eis for eis in self.voorwaarden if isinstance(eis, Som)]

    def gescheiden(self, a: IntArray, b: IntArray) -> npt.NDArray[np.bool_]:
        """Tell of pairs of units (a < b) whether no regio may hold both."""
        uit: npt.NDArray[np.bool_] = self.zone[a] != self.zone[b]
        for eis in self.voorwaarden:
            uit |= eis.gescheiden(a, b)
        return uit

    @cached_property
    def naast(self) -> tuple[frozenset[int], ...]:
        """Per unit those that it may take into its regio: whom it borders, or all of them."""
        if self.eisen.aaneengesloten:
            return self.buren
        alle = frozenset(range(len(self)))
        return tuple(alle - {u} for u in alle)

    @cached_property
    def randen(self) -> list[tuple[int, int]]:
        """The pairs of units (a < b) that are `naast` each other."""
        return [(a, b) for a, naast in enumerate(self.naast) for b in sorted(naast) if a < b]

    @cached_property
    def verbindbaar(self) -> nx.Graph:
        """The units, joined where two that border may share a regio."""
        graaf = nx.Graph()
        graaf.add_nodes_from(range(len(self)))
        randen = np.array(self.randen, dtype=np.int64).reshape(-1, 2)
        graaf.add_edges_from(randen[~self.gescheiden(*randen.T)].tolist())
        return graaf

    def met_vast_samen(self) -> list[Regio]:
        """Every unit on its own, but who must be together joined along the shortest path there is."""
        graaf = nx.Graph()
        graaf.add_nodes_from(range(len(self)))
        for a, b in sorted(self.vast_samen):
            if nx.has_path(self.verbindbaar, a, b):
                nx.add_path(graaf, nx.shortest_path(self.verbindbaar, a, b))
        return [frozenset(stuk) for stuk in nx.connected_components(graaf)]

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
        paren = self.eisen.liever_paren()
        samen = (w for een, ander, w in paren if regio[plek[een]] == regio[plek[ander]])
        return sum(map(als_breuk, samen), Fraction(0))

    def waarde_van_wens(self, wens: Eis, regio: IntArray) -> Fraction:
        """What one soft wish adds to a division, as the formula counts; 0 of a condition."""
        waar = regio[[self.indelingen.gemeenten.plek[code] for code in wens.gemeenten]]
        return als_breuk(wens.zacht) * paren_in(waar) if wens.zacht else Fraction(0)

    def _totaal_uit_aantallen(self, deling: IntArray) -> int:
        """The same without pairs."""
        return int(self.waarde_van(self.gemeente_regio(deling)) * self.factor)

    def waarde_van(self, regio: IntArray) -> Fraction:
        """Worth of any division (regio number per gemeente, from 0), as the formula counts.

        Brokken may be parted in it. It needs no pairs: only how many gemeenten of each existing regio,
        and of each verband, a new one holds.
        """
        som = -self.theta * sum(self.gewichten) * paren_in(regio)
        for k, gewicht in enumerate(self.gewichten):
            som += gewicht * gedeelde_paren(self.indelingen, k, regio)
        if elk := self.verbandgewicht:
            deelname = self.indelingen.verbanddeelname
            beide, een_van_beide = deelname_in(regio, deelname)
            som += elk * (beide - self.theta * een_van_beide)
        return som + self.waarde_van_liever(regio)

    def in_formule(self, waarde: float) -> float:
        """A whole worth in the terms of the formula."""
        return waarde / self.factor

    def gemeente_regio(self, deling: IntArray) -> IntArray:
        """Regio number of each gemeente."""
        return deling[self.brok]

    def leden(self, deling: IntArray) -> list[list[int]]:
        """The units of each regio, in order of the lowest unit."""
        uit: dict[int, list[int]] = {}
        for brok, regio in enumerate(deling.tolist()):
            uit.setdefault(regio, []).append(brok)
        return list(uit.values())

    def bereik(self, begin: int, binnen: Set[int], doel: Set[int] = frozenset()) -> set[int]:
        """The units that can be reached from one over borders without leaving some units.

        Parameters
        ----------
        begin
            Where to begin.
        binnen
            The units that may be entered.
        doel
            When all of these are reached it stops; without, it goes on to the end.
        """
        gezien, stapel = {begin}, [begin]
        while stapel and not (doel and doel <= gezien):
            nieuw = (self.buren[stapel.pop()] & binnen) - gezien
            gezien |= nieuw
            stapel.extend(nieuw)
        return gezien

    def verhuist(self, deling: IntArray) -> npt.NDArray[np.bool_]:
        """Per unit whether it leaves its old regio; as few as can be, in what the conditions count.

        With a limit on both, the fewest inhabitants of the ways in which no more gemeenten move than
        may; the fewest gemeenten where there is no such way.
        """
        if self.basis is None:
            raise ValueError("there is nothing to start from")
        nieuw = np.unique(deling, return_inverse=True)[1].ravel()
        hoogstens, oud = self.eisen.verplaats_gemeenten, None
        if hoogstens is not None and self.eisen.verplaats_inwoners is not None:
            oud = koppel_binnen(nieuw, self.basis, self.inwoners, self.gemeenten, hoogstens)
        if oud is None:
            per_inwoner = hoogstens is None and self.inwoners.any()
            oud = koppel(nieuw, self.basis, self.inwoners if per_inwoner else self.gemeenten)
        weg: npt.NDArray[np.bool_] = np.array(oud)[nieuw] != self.basis
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
        uit: list[str] = []
        regios = self.leden(deling)
        for leden in regios:
            for eis in self.voorwaarden:
                uit += eis.mis(leden)
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

"""The question in whole numbers: units, what each pair is worth, and what a regio must keep to.

The median partition (Regnier 1965, "Sur quelques aspects mathématiques des problèmes de
classification automatique") disagrees least with all indelingen together. With c_ij the weight of
the indelingen in which gemeenten i and j share a regio and K the weight of all, it maximises the sum
over the pairs that the proposal puts together of c_ij - theta K, at theta = 1/2. Everything is
multiplied by the smallest factor that makes it whole, so that values compare exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm

import networkx as nx
import numpy as np
import numpy.typing as npt

from congruentie.errors import CongruentieFout
from congruentie.model import Indelingen, opsomming
from congruentie.voorstel.eisen import Eisen
from congruentie.voorstel.koppeling import koppel

__all__ = ["Opgave", "maak_opgave"]

IntArray = npt.NDArray[np.int64]
_GROOTSTE_FACTOR = 1_000_000
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
        return sum(map(_als_breuk, samen), Fraction(0))

    def _totaal_uit_aantallen(self, deling: IntArray) -> int:
        """The same without pairs: how many gemeenten of each existing regio each new one holds."""
        nieuw = self.gemeente_regio(deling)
        som = -int(self.theta * sum(self.gewichten) * self.factor) * _paren_in(nieuw)
        for k, gewicht in enumerate(self.gewichten):
            oud = self.indelingen.regio[:, k].astype(np.int64)
            cel = (nieuw * (int(oud.max()) + 1) + oud)[oud >= 0]
            som += int(gewicht * self.factor) * _paren_in(cel)
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


def _paren_in(groep: IntArray) -> int:
    """How many pairs of places have the same group."""
    aantal = np.unique(groep, return_counts=True)[1]
    return int((aantal * (aantal - 1) // 2).sum())


def maak_opgave(
    indelingen: Indelingen,
    theta: Fraction,
    eisen: Eisen,
    banden: Iterable[tuple[str, str]],
    gewichten: Mapping[str, float] | None = None,
) -> Opgave:
    """Put the question in whole numbers.

    Parameters
    ----------
    indelingen
        The chosen divisions; inhabitants and boundaries where `eisen` needs them.
    theta
        Between 0 and 1.
    eisen
        The conditions.
    banden
        Pairs of gm_codes that border each other, over land or over water.
    gewichten
        Weight per indeling; one that is not named weighs 1.

    Raises
    ------
    CongruentieFout
        A theta or weight that cannot be, an unknown gemeente, or a condition that parts a unit.
    """
    gemeenten = indelingen.gemeenten
    eisen.controleer(gemeenten)
    if not 0 <= theta <= 1:
        raise CongruentieFout(
            f"Theta is {float(theta):g}, maar ligt tussen 0 en 1.", "Gebruik bijvoorbeeld 0,5."
        )
    gewicht = _gewichten(indelingen, gewichten or {})
    graaf = nx.Graph()
    graaf.add_nodes_from(range(len(gemeenten)))
    plek = gemeenten.plek
    graaf.add_edges_from((plek[a], plek[b]) for a, b in banden if a in plek and b in plek)
    eenheid = _eenheden(indelingen, gewicht, eisen, graaf)
    aantal = int(eenheid.max()) + 1
    grootte = np.bincount(eenheid, minlength=aantal).astype(np.int64)
    factor = _factor(gewicht, theta, eisen)
    waarde = np.zeros((0, 0), dtype=np.int64)
    if aantal <= MEESTE_EENHEDEN:
        waarde = _waarde(indelingen, gewicht, theta, eenheid, factor)
        _tel_liever(waarde, indelingen, eisen, eenheid, factor)
    buren: list[set[int]] = [set() for _ in range(aantal)]
    for a, b in graaf.edges:
        if eenheid[a] != eenheid[b]:
            buren[eenheid[a]].add(int(eenheid[b]))
            buren[eenheid[b]].add(int(eenheid[a]))
    inwoners = np.zeros(aantal, dtype=np.int64)
    if gemeenten.inwoners is not None:
        np.add.at(inwoners, eenheid, np.rint(gemeenten.inwoners).astype(np.int64))
    samen, apart = _paren(indelingen, eisen, eenheid)
    return Opgave(
        indelingen,
        tuple(gewicht),
        theta,
        eisen,
        eenheid,
        waarde,
        factor,
        tuple(frozenset(b) for b in buren),
        inwoners,
        grootte,
        samen,
        apart,
        _centra(indelingen, eisen, eenheid, aantal),
        _basis(indelingen, eisen, eenheid),
    )


def _gewichten(indelingen: Indelingen, gewichten: Mapping[str, float]) -> list[Fraction]:
    onbekend = sorted(set(gewichten) - set(indelingen.namen))
    if onbekend:
        raise CongruentieFout(
            f"Er is een gewicht voor {opsomming(onbekend)}, maar die indeling doet niet mee."
        )
    uit = [_als_breuk(gewichten.get(naam, 1.0)) for naam in indelingen.namen]
    if any(w < 0 for w in uit) or not any(uit):
        raise CongruentieFout(
            "Gewichten zijn 0 of hoger, en niet allemaal 0.", "Pas de gewichten aan."
        )
    return uit


def _als_breuk(gewicht: float) -> Fraction:
    """The number as it is written, not as it is stored."""
    return Fraction(repr(float(gewicht)))


def _eenheden(
    indelingen: Indelingen, gewicht: list[Fraction], eisen: Eisen, graaf: nx.Graph
) -> IntArray:
    """Number the brokken; one falls apart where not contiguous, or over a border of `eisen`."""
    n = len(indelingen.gemeenten)
    if eisen.splits_brokken:
        return np.arange(n, dtype=np.int64)
    kolommen = [indelingen.regio[:, k].astype(np.int64) for k, w in enumerate(gewicht) if w > 0]
    for grens in (eisen.binnen, eisen.uitgaand_van):
        if grens is not None:
            kolommen.append(_nummers(indelingen, grens.lidmaatschap))
    _, brok = np.unique(np.stack(kolommen, axis=1), axis=0, return_inverse=True)
    brok = brok.ravel()
    if not eisen.aaneengesloten:
        return _hernummer(brok)
    eenheid = np.full(n, -1, dtype=np.int64)
    binnen = nx.Graph()
    binnen.add_nodes_from(range(n))
    binnen.add_edges_from((a, b) for a, b in graaf.edges if brok[a] == brok[b])
    for nummer, leden in enumerate(nx.connected_components(binnen)):
        eenheid[list(leden)] = nummer
    return _hernummer(eenheid)


def _hernummer(nummers: npt.NDArray[np.integer]) -> IntArray:
    """Number by first appearance, so that the same input always gives the same numbers."""
    _, eerste, terug = np.unique(nummers, return_index=True, return_inverse=True)
    rang = np.empty(len(eerste), dtype=np.int64)
    rang[np.argsort(eerste)] = np.arange(len(eerste))
    uit: IntArray = rang[terug.ravel()]
    return uit


def _nummers(indelingen: Indelingen, lidmaatschap: Mapping[str, str]) -> IntArray:
    namen = [lidmaatschap.get(code, "") for code in indelingen.gemeenten.codes]
    return np.unique(np.array(namen), return_inverse=True)[1].ravel().astype(np.int64)


def _basis(indelingen: Indelingen, eisen: Eisen, eenheid: IntArray) -> IntArray | None:
    if eisen.uitgaand_van is None:
        return None
    lid = eisen.uitgaand_van.lidmaatschap
    eerste = np.unique(eenheid, return_index=True)[1]
    codes = [indelingen.gemeenten.codes[i] for i in eerste]
    return np.unique([lid.get(code, f" {code}") for code in codes], return_inverse=True)[1].ravel()


def _factor(gewicht: list[Fraction], theta: Fraction, eisen: Eisen) -> int:
    noemers = [w.denominator for w in (*gewicht, *(_als_breuk(w) for *_, w in eisen.liever))]
    factor = lcm(*noemers) * theta.denominator
    if factor > _GROOTSTE_FACTOR:
        raise CongruentieFout(
            "De gewichten, de wensen of theta hebben te veel cijfers achter de komma.",
            "Gebruik er samen hoogstens zes.",
        )
    return factor


def _waarde(
    indelingen: Indelingen,
    gewicht: list[Fraction],
    theta: Fraction,
    eenheid: IntArray,
    factor: int,
) -> IntArray:
    eerste, grootte = np.unique(eenheid, return_index=True, return_counts=True)[1:]
    m = len(eerste)
    samen = np.zeros((m, m), dtype=np.int64)
    for k, w in enumerate(gewicht):
        regio = indelingen.regio[eerste, k]
        gelijk = (regio[:, None] == regio[None, :]) & (regio[:, None] >= 0)
        samen += gelijk * int(w * factor)
    drempel = int(theta * sum(gewicht) * factor)
    per_paar = samen - drempel
    paren = grootte[:, None] * grootte[None, :]
    np.fill_diagonal(paren, grootte * (grootte - 1) // 2)
    return per_paar * paren


def _tel_liever(
    waarde: IntArray, indelingen: Indelingen, eisen: Eisen, eenheid: IntArray, factor: int
) -> None:
    """Add the soft wishes to the table of worths."""
    plek = indelingen.gemeenten.plek
    for een, ander, w in eisen.liever:
        a, b = eenheid[plek[een]], eenheid[plek[ander]]
        waarde[a, b] += int(_als_breuk(w) * factor)
        if a != b:
            waarde[b, a] += int(_als_breuk(w) * factor)


def _paren(
    indelingen: Indelingen, eisen: Eisen, eenheid: IntArray
) -> tuple[frozenset[tuple[int, int]], frozenset[tuple[int, int]]]:
    plek = indelingen.gemeenten.plek
    m = int(eenheid.max()) + 1

    def op_volgorde(a: int, b: int) -> tuple[int, int]:
        return (a, b) if a < b else (b, a)

    samen: set[tuple[int, int]] = set()
    apart: set[tuple[int, int]] = set()
    for groep in (*eisen.samen, *eisen.vast):
        eenheden = sorted({int(eenheid[plek[code]]) for code in groep})
        samen |= {(eenheden[0], ander) for ander in eenheden[1:]}
    for groep in eisen.vast:
        eenheden = sorted({int(eenheid[plek[code]]) for code in groep})
        hele = {indelingen.gemeenten.codes[i] for i in np.flatnonzero(np.isin(eenheid, eenheden))}
        if hele != set(groep):
            raise _brok_gedeeld(indelingen, groep, hele - set(groep))
        rest = set(range(m)) - set(eenheden)
        apart |= {op_volgorde(a, b) for a in eenheden for b in rest}
    for een, ander in eisen.apart_paren():
        a, b = int(eenheid[plek[een]]), int(eenheid[plek[ander]])
        if a == b:
            raise _brok_gedeeld(indelingen, (een,), {ander})
        apart.add(op_volgorde(a, b))
    if eisen.binnen is not None and m <= MEESTE_EENHEDEN:  # else `Profiel.zone` has it
        nummers = _nummers(indelingen, eisen.binnen.lidmaatschap)
        eerste = nummers[np.unique(eenheid, return_index=True)[1]]
        rij, kolom = np.nonzero(np.triu(eerste[:, None] != eerste[None, :], 1))
        apart |= set(zip(rij.tolist(), kolom.tolist(), strict=True))
    return frozenset(samen), frozenset(apart)


def _brok_gedeeld(
    indelingen: Indelingen, groep: Iterable[str], rest: Iterable[str]
) -> CongruentieFout:
    namen = indelingen.gemeenten.naam_van
    return CongruentieFout(
        f"{opsomming([namen[code] for code in groep])} kan niet los van "
        f"{opsomming(sorted(namen[code] for code in rest))}: zij zitten in elke indeling samen.",
        "Laat die wens weg, of sta toe dat brokken worden gesplitst (--splits-brokken).",
    )


def _centra(
    indelingen: Indelingen, eisen: Eisen, eenheid: IntArray, aantal: int
) -> tuple[tuple[int, npt.NDArray[np.bool_]], ...]:
    gemeenten = indelingen.gemeenten
    if eisen.centrum_inwoners is None or gemeenten.inwoners is None:
        return ()
    kandidaten = np.flatnonzero(gemeenten.inwoners >= eisen.centrum_inwoners)
    if eisen.centrum_afstand is None or gemeenten.vlakken is None:
        overal = np.ones(aantal, dtype=bool)
        return tuple((int(eenheid[k]), overal) for k in kandidaten)
    punten = gemeenten.vlakken.representative_point()
    xy = np.column_stack([punten.x, punten.y]) / 1000
    uit = []
    for k in kandidaten:
        verst = np.zeros(aantal)
        np.maximum.at(verst, eenheid, np.hypot(*(xy - xy[k]).T))
        uit.append((int(eenheid[k]), verst <= eisen.centrum_afstand))
    return tuple(uit)

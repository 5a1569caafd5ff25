"""The best proposal with proof: clique partitioning by cutting planes and integer programming.

One 0/1 variable per pair of units says whether they share a regio (Grötschel and Wakabayashi 1989,
"A cutting plane algorithm for a clustering problem"). Being transitive (triangles) and contiguous
(separators: Wang, Buchanan and Butenko 2017) takes too many rows to write down; they are added where a
solution breaks them. Worths are whole numbers, so a bound below the next step is a proof.
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from congruentie.voorstel import lokaal
from congruentie.voorstel.deling import IntArray
from congruentie.voorstel.opgave import Opgave
from congruentie.voorstel.paren_lp import Parenprogramma
from congruentie.voorstel.regio_lp import Regioprogramma
from congruentie.voorstel.voorwaarden import Onhaalbaar

__all__ = ["Klok", "Oplossing", "los_op", "minste_verhuizing"]

_RONDES_MET_AANTAL = 10
_RUIMTE = 1e-6
"""What the floating-point solver may be off, in steps of the worth."""


@dataclass(frozen=True)
class Oplossing:
    """The best proposal found, and how good it is.

    Parameters
    ----------
    deling
        Regio number per unit, or None when none was found in time.
    waarde
        Its worth, whole (`Opgave.totaal`).
    bovengrens
        No proposal that keeps to the conditions is worth more.
    duur
        Seconds.
    """

    deling: IntArray | None
    waarde: int
    bovengrens: int
    duur: float

    @property
    def bewezen(self) -> bool:
        """Whether this is proven to be the best."""
        return self.deling is not None and self.waarde >= self.bovengrens


def los_op(
    opgave: Opgave,
    *,
    tijd: float = math.inf,
    rondes: int = 30,
    bewijs: bool = True,
) -> Oplossing:
    """Find the best proposal.

    Parameters
    ----------
    opgave
        The question.
    tijd
        Seconds after which the best so far is given, with its bound.
    rondes
        Effort of the search that comes first (`lokaal.zoek`).
    bewijs
        False to stop after the bound of the relaxation, without branching.

    Returns
    -------
    Oplossing

    Raises
    ------
    Onhaalbaar
        Proven: no proposal keeps to all conditions.
    """
    klok = Klok(tijd)
    paren = Parenprogramma(opgave)
    paren.los_ruim_op()  # many clashing wishes show here, before any search
    zoeker = lokaal.LokaleZoeker(opgave)
    stand = _Stand(opgave, lokaal.zoek(opgave, rondes=rondes, zoeker=zoeker))
    x = _scherp_aan(paren, stand, klok)
    if not bewijs or (stand.bewezen and opgave.basis is None):
        return stand.oplossing(klok)
    stand.neem(lokaal.herstel(opgave, _rond_af(x), zoeker=zoeker))
    if opgave.basis is not None:
        _bewijs_met_paren(paren, stand, klok, zoeker)
        _minst_verhuizen(paren, stand, klok)
    elif not klok.op:
        _bewijs_met_regios(opgave, stand, klok, zoeker.geldig())
    return stand.oplossing(klok)


def _bewijs_met_regios(
    opgave: Opgave, stand: _Stand, klok: Klok, regios: Iterable[frozenset[int]]
) -> None:
    """Close the gap over whole regio's (`regio_lp`); what it finds on the way is kept."""
    program = Regioprogramma(opgave, [*stand.regios, *regios], lambda: klok.op or stand.bewezen)
    prijzen = program.begrens(lambda grens: stand.begrens(grens / opgave.stap))
    stand.neem(program.kies(tijd=klok.rest))
    if prijzen is None or stand.bewezen:
        return
    rand = -math.inf if stand.waarde is None else float(stand.waarde - opgave.vaste_waarde)
    kandidaten = program.kandidaten(prijzen, rand)
    if kandidaten is None:
        return
    if not kandidaten and stand.waarde is None:
        raise Onhaalbaar
    beste = program.kies([*dict.fromkeys([*kandidaten, *stand.regios])], klok.rest)
    if beste is not None:
        stand.neem(beste)
        # The list was complete: nothing is worth more than the best choice out of it.
        stand.grens = min(stand.grens, opgave.totaal(beste))


def _bewijs_met_paren(
    paren: Parenprogramma, stand: _Stand, klok: Klok, zoeker: lokaal.LokaleZoeker
) -> None:
    """Close the gap in whole numbers over pairs: whole regio's do not tell who stays where."""
    opgave = paren.opgave
    for deling in lokaal.dicht_bij_basis(opgave):
        stand.neem(deling)
    while not (klok.op or stand.bewezen):
        grens, x = paren.los_heel_op(klok.rest)
        stand.begrens(grens)
        if x is None:
            return
        deling = _rond_af(x)
        if not (paren.snijd(x) or paren.verbied(deling)):
            stand.neem(deling)
            return
        # What breaks a rule is often one small step from a proposal that breaks none.
        stand.neem(lokaal.herstel(opgave, deling, zoeker=zoeker, tot_geldig=True))


def _minst_verhuizen(paren: Parenprogramma, stand: _Stand, klok: Klok) -> None:
    """Of the proposals that are as good, take the one in which fewest inhabitants move."""
    if stand.beste is None:
        return
    deling = minste_verhuizing(paren, stand.opgave.totaal(stand.beste), klok.rest)
    if deling is not None and not stand.opgave.overtredingen(deling):
        stand.beste = deling


def minste_verhuizing(paren: Parenprogramma, waarde: int, tijd: float) -> IntArray | None:
    """The proposal of at least this worth in which fewest inhabitants move; None if not in time.

    Parameters
    ----------
    paren
        Of an `Opgave` that has a `basis`. It asks for this worth from now on.
    waarde
        As `Opgave.totaal`.
    tijd
        Seconds.

    Raises
    ------
    Onhaalbaar
        Proven: no proposal has this worth.
    """
    klok = Klok(tijd)
    paren.eis_waarde(waarde)
    while not klok.op:
        _, x = paren.los_heel_op(klok.rest)
        if x is None:
            return None
        deling = _rond_af(x)
        if not (paren.snijd(x) or paren.verbied(deling)):
            return deling
    return None


def _scherp_aan(paren: Parenprogramma, stand: _Stand, klok: Klok) -> npt.NDArray[np.float64]:
    """Solve the relaxation again and again until it breaks no rule, or the bound is good enough."""
    # With a number of regio's pairs give a poor bound; whole regio's do better (`regio_lp`).
    for ronde in itertools.count():
        grens, x = paren.los_ruim_op()
        stand.begrens(grens)
        genoeg = paren.opgave.eisen.regios is not None and ronde == _RONDES_MET_AANTAL
        if genoeg or stand.bewezen or klok.op or not paren.snijd(x):
            break
    if np.all((x < _RUIMTE) | (x > 1 - _RUIMTE)) and not klok.op:
        stand.neem(_rond_af(x))
    return x


def _rond_af(x: npt.NDArray[np.float64]) -> IntArray:
    """The regions that pairs above one half make together."""
    from scipy.sparse.csgraph import connected_components

    deling: IntArray = connected_components(x > 0.5, directed=False)[1].astype(np.int64)
    return deling


class Klok:
    """Seconds since it was made, and those that are left."""

    def __init__(self, tijd: float) -> None:
        self._begin = time.monotonic()
        self._tijd = tijd

    @property
    def duur(self) -> float:
        """Seconds since it was made."""
        return time.monotonic() - self._begin

    @property
    def rest(self) -> float:
        """Seconds that are left."""
        return self._tijd - self.duur

    @property
    def op(self) -> bool:
        """Whether time is up."""
        return self.rest <= 0


class _Stand:
    """The best so far, and the bound."""

    def __init__(self, opgave: Opgave, beste: IntArray | None) -> None:
        self.opgave = opgave
        self.beste: IntArray | None = None
        self.waarde: int | None = None
        m = len(opgave)
        positief = np.triu(np.maximum(opgave.waarde, 0), 1).sum()
        self.grens = opgave.vaste_waarde + int(positief) if m else 0
        self.neem(beste)

    @property
    def regios(self) -> list[frozenset[int]]:
        """The regio's of the best so far."""
        if self.beste is None:
            return []
        return [frozenset(leden) for leden in self.opgave.leden(self.beste)]

    def neem(self, deling: IntArray | None) -> None:
        if deling is None or self.opgave.overtredingen(deling):
            return
        waarde = self.opgave.totaal(deling)
        if self.waarde is None or waarde > self.waarde:
            self.beste, self.waarde = deling, waarde

    def begrens(self, grens: float) -> None:
        """Take a bound on the worth between units, in steps, and round it down to a whole one."""
        if math.isfinite(grens):
            stappen = math.floor(grens + _RUIMTE * max(1.0, abs(grens)))
            self.grens = min(self.grens, self.opgave.vaste_waarde + stappen * self.opgave.stap)

    @property
    def bewezen(self) -> bool:
        return self.waarde is not None and self.waarde >= self.grens

    def oplossing(self, klok: Klok) -> Oplossing:
        waarde = self.opgave.vaste_waarde if self.waarde is None else self.waarde
        return Oplossing(self.beste, waarde, self.grens, klok.duur)

"""Bound what a proposal can be worth, and list every regio that a good one can be made of."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from congruentie.voorstel.deling import IntArray
from congruentie.voorstel.doorloop import Gevonden
from congruentie.voorstel.kolommen import Kolommen, Prijzen
from congruentie.voorstel.takken import Floats
from congruentie.voorstel.voorwaarden import Onhaalbaar

__all__ = ["begrens", "kandidaten"]

_EPS = 1e-4
_PER_WORTEL = 4
_MEESTE_KNOPEN = 100_000_000


@dataclass
class _Moeite:
    """What a round takes; more when it brings nothing new.

    Parameters
    ----------
    breed
        How far prices may go from those of the best bound.
    glad
        How much of those stays in the next ones (Wentges 1997): prices then swing less.
    knopen
        How many branches to look at.
    """

    breed: float
    glad: float
    knopen: int = 400_000

    def verhoog(self, *, volledig: bool, aan_de_rand: bool, breedst: float) -> bool:
        """Give whether there is more to try."""
        if not volledig:
            self.knopen *= 8
            return self.knopen <= _MEESTE_KNOPEN
        if self.glad > 0:
            self.glad = 0.0 if self.glad < 0.3 else self.glad - 0.3
            return True
        self.breed *= 4
        return aan_de_rand and self.breed <= breedst


def begrens(kolommen: Kolommen, meld: Callable[[Prijzen], bool], start: Floats) -> None:
    """Solve the relaxation over all regio's there can be, as far as time and patience reach.

    Parameters
    ----------
    kolommen
        Those found are added to it.
    meld
        Called with all prices whose bound is proven on the way; gives whether that is enough.
    start
        Prices to begin with, per row of the program.

    Raises
    ------
    Onhaalbaar
        Proven: no valid regio's cover every unit.
    """
    goed, beste, stap = start, math.inf, kolommen.opgave.stap
    gemiddeld = float(np.abs(start[: len(kolommen.opgave)]).mean())
    moeite = _Moeite(0.1 * gemiddeld + stap, 0.8)
    if kolommen.opgave.eisen.regios is not None:
        # What a regio costs is not known yet, and the prices of the units go with it.
        moeite = _Moeite(0.3 * gemiddeld + stap, 0.7)
    while not kolommen.stop():
        kolommen.houd_bij(goed, moeite.breed)
        ruim = kolommen.los_op()
        if ruim is None:
            return
        prijs = moeite.glad * goed + (1 - moeite.glad) * ruim.prijs
        nieuw, prijzen, volledig = _prijsronde(kolommen, kolommen.rond_af(prijs), moeite.knopen)
        if prijzen.grens < kolommen.laagst_mogelijk * kolommen.schaal:
            raise Onhaalbaar
        if meld(prijzen):
            return
        if prijzen.grens < beste:
            goed, beste = prijs, prijzen.grens
        if not nieuw and not moeite.verhoog(
            volledig=volledig, aan_de_rand=ruim.tekort > _EPS, breedst=kolommen.boete
        ):
            return


def _prijsronde(kolommen: Kolommen, prijzen: Prijzen, knopen: int) -> tuple[int, Prijzen, bool]:
    """Add the best regio's at these prices.

    Gives how many are new, the prices with their `over`, and whether all were seen.
    """
    ruimte = max(kolommen.schaal * kolommen.opgave.stap // 10_000, 1)
    wortels = kolommen.wortels(prijzen, -ruimte)
    gevonden = kolommen.doorloop.zoek(
        wortels, per_wortel=_PER_WORTEL, hoogstens=10**9, knopen=knopen, stop=kolommen.stop
    )
    over = np.zeros(len(kolommen.opgave))
    np.maximum.at(over, wortels.begin, gevonden.hoogste - wortels.drempel + ruimte)
    voor = len(kolommen.oud)
    _voeg(kolommen, gevonden)
    return len(kolommen.oud) - voor, replace(prijzen, over=over.astype(np.int64)), gevonden.volledig


def _voeg(kolommen: Kolommen, gevonden: Gevonden) -> IntArray:
    return kolommen.voeg(gevonden.leden, gevonden.wortel // len(kolommen.opgave) - 1)


def kandidaten(
    kolommen: Kolommen, prijzen: Prijzen, rand: int, *, hoogstens: int
) -> IntArray | None:
    """Places of every column that can be part of a proposal worth at least `rand`.

    All its regio's together lose the distance to the bound, so each loses at most that.

    Parameters
    ----------
    kolommen
        Those found are added to it.
    prijzen
        With their `over`.
    rand
        Whole worth between units.
    hoogstens
        None when there are more.
    """
    speling = prijzen.grens - rand * prijzen.schaal + 1
    wortels = kolommen.wortels(prijzen, speling)
    gevonden = kolommen.doorloop.zoek(
        wortels,
        per_wortel=None,
        hoogstens=hoogstens,
        knopen=_MEESTE_KNOPEN,
        stop=kolommen.stop,
    )
    return _voeg(kolommen, gevonden) if gevonden.volledig else None

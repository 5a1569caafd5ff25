"""Bound what a proposal can be worth, and list every regio that a good one can be made of."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from congruentie.voorstel.deling import IntArray
from congruentie.voorstel.doorloop import Gevonden, Wortels
from congruentie.voorstel.kolommen import Bools, Floats, Kolommen, Prijzen
from congruentie.voorstel.voorwaarden import Onhaalbaar

__all__ = ["begrens", "kandidaten"]

_EPS = 1e-6
_GLAD = 0.9
"""How much of the prices of the best bound stays (Wentges 1997): prices then swing less."""
_PER_WORTEL = 4
_KNOPEN = 400_000
_MEESTE_KNOPEN = 100_000_000
_KEER_STRENGER = 32.0
_MEEST_STRENG = 3


def begrens(
    kolommen: Kolommen, meld: Callable[[Prijzen], bool], start: Floats
) -> Prijzen | None:
    """Solve the relaxation over all regio's there can be.

    Parameters
    ----------
    kolommen
        Those found are added to it.
    meld
        Called with all prices whose bound is proven on the way; gives whether that is enough.
    start
        Prices to begin with, per row of the program.

    Returns
    -------
    Prijzen or None
        Those of the optimum; None when time or patience ran out.

    Raises
    ------
    Onhaalbaar
        Proven: no valid regio's cover every unit.
    """
    goed, beste, glad, knopen, streng = start, math.inf, _GLAD, _KNOPEN, 0
    while not kolommen.stop():
        ruim = kolommen.los_op()
        if ruim is None:
            return None
        prijs = glad * goed + (1 - glad) * ruim.prijs
        nieuw, prijzen, volledig = _prijsronde(kolommen, kolommen.rond_af(prijs), knopen)
        if meld(prijzen):
            return None
        if prijzen.grens < beste:
            goed, beste = prijs, prijzen.grens
        if nieuw:
            continue
        if not volledig:
            if knopen >= _MEESTE_KNOPEN:
                return None
            knopen *= 8
        elif glad > 0:
            glad = 0.0 if glad < 0.3 else glad - 0.3
        elif ruim.tekort <= _EPS:
            return prijzen
        elif prijzen.grens < kolommen.laagst_mogelijk * kolommen.schaal:
            raise Onhaalbaar
        elif streng == _MEEST_STRENG:
            return None
        else:
            streng += 1
            kolommen.verzwaar(_KEER_STRENGER)
    return None


def _prijsronde(kolommen: Kolommen, prijzen: Prijzen, knopen: int) -> tuple[int, Prijzen, bool]:
    """Add the best regio's at these prices: their number, the prices with `over`, and if all was seen."""
    ruimte = max(kolommen.schaal * kolommen.opgave.stap // 10_000, 1)
    wortels = kolommen.wortels(prijzen, -ruimte)
    gevonden = kolommen.doorloop.zoek(
        wortels, per_wortel=_PER_WORTEL, hoogstens=10**9, knopen=knopen, stop=kolommen.stop
    )
    over = np.zeros(len(kolommen.opgave))
    np.maximum.at(over, wortels.begin, gevonden.hoogste - wortels.drempel + ruimte)
    voor = len(kolommen.oud)
    _voeg(kolommen, wortels, gevonden)
    met = replace(prijzen, over=np.maximum(over, 0).astype(np.int64))
    return len(kolommen.oud) - voor, met, gevonden.volledig


def _voeg(kolommen: Kolommen, wortels: Wortels, gevonden: Gevonden) -> IntArray:
    m = len(kolommen.opgave)
    oud = gevonden.wortel // m - 1
    return kolommen.voeg(gevonden.leden, oud)


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
        wortels, per_wortel=None, hoogstens=hoogstens, knopen=_MEESTE_KNOPEN, stop=kolommen.stop
    )
    if not gevonden.volledig:
        return None
    return _voeg(kolommen, wortels, gevonden)

"""How far a search is: the time, the best proposal so far, and what no proposal exceeds."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from congruentie.voorstel.deling import IntArray
from congruentie.voorstel.kolommen import Prijzen
from congruentie.voorstel.opgave import Opgave

__all__ = ["Kijk", "Klok", "Oplossing", "Stand", "Voortgang"]

_KIJKEN = 0.1
"""Seconds between two looks of who follows the search."""
_NAWERK = 1.0
"""Seconds to make the best of what was found, when it is stopped."""


@dataclass(frozen=True)
class Voortgang:
    """How far a search for a proposal is.

    Parameters
    ----------
    duur
        Seconds since it began.
    doelwaarde
        Of the best proposal so far; None while there is none.
    bovengrens
        No proposal has a higher `doelwaarde`; None while that is not known (very many areas).
    """

    duur: float
    doelwaarde: float | None
    bovengrens: float | None


Kijk = Callable[[Voortgang], bool | None]
"""Follows a search: called a few times a second; True stops it, with the best so far."""


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
    prijzen
        Those that prove a bound on the worth between units (`Prijzen.grens`); None when none were
        found. The `bovengrens` can be lower: what lies between was tried one by one.
    """

    deling: IntArray | None
    waarde: int
    bovengrens: int
    duur: float
    prijzen: Prijzen | None = None

    @property
    def bewezen(self) -> bool:
        """Whether this is proven to be the best."""
        return self.deling is not None and self.waarde >= self.bovengrens


class Klok:
    """Seconds since it was made, and those that are left.

    Parameters
    ----------
    tijd
        Seconds that there are.
    nawerk
        The share of them that is kept to make the best of what was found when there is no proof.
    """

    def __init__(self, tijd: float, nawerk: float = 0.0) -> None:
        self._begin = time.monotonic()
        self._tijd = tijd
        self._voor_bewijs = tijd * (1 - nawerk)
        self._stop: Callable[[], bool | None] = lambda: False
        self._kijk_weer = 0.0

    def vraag(self, stop: Callable[[], bool | None]) -> None:
        """Ask this now and then: True stops the clock."""
        self._stop = stop

    @property
    def duur(self) -> float:
        """Seconds since it was made."""
        return time.monotonic() - self._begin

    @property
    def rest(self) -> float:
        """Seconds that are left, but for those that are kept."""
        duur = self.duur
        if duur >= self._kijk_weer and duur < self._voor_bewijs:
            self._kijk_weer = duur + _KIJKEN
            if self._stop():
                self._voor_bewijs = duur
                self._tijd = min(self._tijd, duur + _NAWERK)
        return self._voor_bewijs - duur

    @property
    def rest_met_nawerk(self) -> float:
        """Seconds that are left."""
        return self._tijd - self.duur

    @property
    def op(self) -> bool:
        """Whether time is up, but for what is kept."""
        return self.rest <= 0


class Stand:
    """The best so far, and the bound."""

    def __init__(self, opgave: Opgave) -> None:
        self.opgave = opgave
        self.beste: IntArray | None = None
        self.waarde: int | None = None
        self.prijzen: Prijzen | None = None
        positief = np.triu(np.maximum(opgave.waarde, 0), 1).sum()
        self.grens = opgave.vaste_waarde + int(positief) if len(opgave) else 0

    @property
    def regios(self) -> list[frozenset[int]]:
        """The regio's of the best so far."""
        if self.beste is None:
            return []
        return [frozenset(leden) for leden in self.opgave.leden(self.beste)]

    @property
    def tussen(self) -> int:
        """Worth between units of the best so far; far below every one when there is none."""
        if self.waarde is None:
            return -(2**62)
        return self.waarde - self.opgave.vaste_waarde

    @property
    def tussen_grens(self) -> int:
        """What no proposal exceeds between units."""
        return self.grens - self.opgave.vaste_waarde

    def neem(self, deling: IntArray | None) -> None:
        """Take a proposal if it is valid and better."""
        if deling is None or self.opgave.overtredingen(deling):
            return
        waarde = self.opgave.totaal(deling)
        if self.waarde is None or waarde > self.waarde:
            self.beste, self.waarde = deling, waarde

    def begrens(self, prijzen: Prijzen) -> bool:
        """Take the bound that prices prove, if it is lower; gives whether that is enough."""
        if self.prijzen is None or prijzen.grens < self.prijzen.grens:
            self.prijzen = prijzen
            self.begrens_tussen(prijzen.grens // prijzen.schaal)
        return self.bewezen

    def begrens_tussen(self, grens: float) -> None:
        """Take a bound on the worth between units, rounded down to a whole step."""
        if math.isfinite(grens):
            stappen = math.floor(grens) // self.opgave.stap
            self.grens = min(self.grens, self.opgave.vaste_waarde + stappen * self.opgave.stap)

    @property
    def bewezen(self) -> bool:
        """Whether the best so far is proven to be the best."""
        return self.waarde is not None and self.waarde >= self.grens

    def voortgang(self, duur: float) -> Voortgang:
        """The same for who follows the search."""
        doelwaarde = None if self.waarde is None else self.opgave.in_formule(self.waarde)
        return Voortgang(duur, doelwaarde, self.opgave.in_formule(self.grens))

    def oplossing(self, klok: Klok) -> Oplossing:
        """What there is to give."""
        waarde = self.opgave.vaste_waarde if self.waarde is None else self.waarde
        return Oplossing(self.beste, waarde, self.grens, klok.duur, self.prijzen)

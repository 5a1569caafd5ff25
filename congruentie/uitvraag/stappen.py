"""What a wish would cost that a proposal does not meet: the cheapest single step that does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from congruentie.model import opsomming

if TYPE_CHECKING:
    from congruentie.uitvraag.toepassen import Gemeentewens
    from congruentie.voorstel import Voorstel
    from congruentie.voorstel.deling import IntArray
    from congruentie.voorstel.opgave import Opgave

__all__ = ["Stappen", "Wensstap"]


@dataclass(frozen=True)
class Wensstap:
    """A single step that meets a wish.

    Parameters
    ----------
    kosten
        How much `doelwaarde` of the indelingen alone it costs, as in `Ronde.prijs`; below 0 when only
        other wishes pay for it. NaN without a step.
    verlies
        The same with the wishes counted in: what the proposal was made to have least of.
    beletsel
        What stands in the way, in Dutch, when there is no step.
    """

    kosten: float = np.nan
    verlies: float = np.nan
    beletsel: str = ""


class Stappen:
    """The cheapest single step from a proposal that meets a wish: a brok moves, or two regio's join."""

    def __init__(self, voorstel: Voorstel) -> None:
        self.voorstel = voorstel
        self.opgave: Opgave = voorstel.opgave
        self._bekend: dict[tuple[int, int, bool], Wensstap] = {}

    def voor(self, wens: Gemeentewens) -> Wensstap:
        """The step for a wish that is not met."""
        plek = self.voorstel.indelingen.gemeenten.plek
        u, v = (int(self.opgave.eenheid[plek[code]]) for code in (wens.van, wens.naar))
        sleutel = (min(u, v), max(u, v), wens.oordeel == "liever wel")
        if sleutel not in self._bekend:
            self._bekend[sleutel] = self._goedkoopste(*sleutel)
        return self._bekend[sleutel]

    def _goedkoopste(self, u: int, v: int, samen: bool) -> Wensstap:
        deling = self.voorstel.deling
        stappen = self._samen(deling, u, v) if samen else self._apart(deling, u, v)
        mis = [self.opgave.overtredingen(stap) for stap in stappen]
        kan = [stap for stap, fouten in zip(stappen, mis, strict=True) if not fouten]
        if kan:
            return min(map(self._stap, kan), key=lambda stap: (stap.verlies, stap.kosten))
        minste = min(
            range(len(stappen)), key=lambda i: (set(mis[i]) != {"niet apart"}, len(mis[i]))
        )
        return Wensstap(beletsel=self._beletsel(stappen[minste], mis[minste]))

    def _stap(self, deling: IntArray) -> Wensstap:
        verlies = self.opgave.in_formule(self.voorstel.waarde - self.opgave.totaal(deling))
        nu, dan = (
            self.opgave.waarde_van_liever(regio)
            for regio in (self.voorstel.regio, self.opgave.gemeente_regio(deling))
        )
        return Wensstap(round(verlies + float(dan - nu), 9), verlies)

    def _beletsel(self, stap: IntArray, fouten: Sequence[str]) -> str:
        namen = self.voorstel.indelingen.gemeenten.naam_van
        plek, regio = self.voorstel.indelingen.gemeenten.plek, self.opgave.gemeente_regio(stap)
        botsend = [
            f"{namen[a]} en {namen[b]}"
            for a, b in self.opgave.eisen.apart_paren()
            if regio[plek[a]] == regio[plek[b]]
        ]
        if botsend:
            return f"Dan komen ook {opsomming(botsend, 2)} bij elkaar, en dat moet niet."
        if "niet aaneengesloten" in fouten:
            return "Dan is een regio niet aaneengesloten, tenzij ook andere gemeenten verhuizen."
        return (
            "Dan voldoet een regio niet aan de voorwaarden, tenzij ook andere gemeenten verhuizen."
        )

    @staticmethod
    def _samen(deling: IntArray, u: int, v: int) -> list[IntArray]:
        een, ander = deling.copy(), deling.copy()
        een[u], ander[v] = deling[v], deling[u]
        return [een, ander, np.where(deling == deling[v], deling[u], deling)]

    def _apart(self, deling: IntArray, u: int, v: int) -> list[IntArray]:
        uit = []
        for eenheid in (u, v):
            buren = {int(deling[b]) for b in self.opgave.buren[eenheid]} - {int(deling[u])}
            for regio in (*sorted(buren), int(deling.max()) + 1):
                stap = deling.copy()
                stap[eenheid] = regio
                uit.append(stap)
        return uit

"""What became of every wish: met or not, what meeting it would cost, and where wishes clash."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from congruentie.uitvraag.vragen import OORDELEN
from congruentie.voorstel.beletsel import beletsel

if TYPE_CHECKING:
    from congruentie.gemeenten import Gemeenten
    from congruentie.uitvraag.gemeentewensen import Gemeentewens
    from congruentie.uitvraag.ronde import Ronde
    from congruentie.voorstel import Voorstel
    from congruentie.voorstel.deling import IntArray
    from congruentie.voorstel.opgave import Opgave

__all__ = ["is_vervuld", "tegenspraken", "wederkerigheid", "wensentabel"]


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


class _Stappen:
    """The cheapest single step from a proposal that meets a wish: a brok moves, or two regio's join."""

    def __init__(self, voorstel: Voorstel) -> None:
        self.voorstel = voorstel
        self.opgave: Opgave = voorstel.opgave
        self._bekend: dict[tuple[int, int, bool], Wensstap] = {}

    def voor(self, wens: Gemeentewens) -> Wensstap:
        """The step for a wish that is not met."""
        plek = self.voorstel.indelingen.gemeenten.plek
        u, v = (int(self.opgave.brok[plek[code]]) for code in (wens.van, wens.naar))
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
        return Wensstap(beletsel=beletsel(self.voorstel, stappen[minste], u, v if samen else None))

    def _stap(self, deling: IntArray) -> Wensstap:
        verlies = self.opgave.in_formule(self.voorstel.waarde - self.opgave.totaal(deling))
        nu, dan = (
            self.opgave.waarde_van_liever(regio)
            for regio in (self.voorstel.regio, self.opgave.gemeente_regio(deling))
        )
        return Wensstap(round(verlies + float(dan - nu), 9), verlies)

    @staticmethod
    def _samen(deling: IntArray, u: int, v: int) -> list[IntArray]:
        een, ander = deling.copy(), deling.copy()
        een[u], ander[v] = deling[v], deling[u]
        return [een, ander, np.where(deling == deling[v], deling[u], deling)]

    def _apart(self, deling: IntArray, u: int, v: int) -> list[IntArray]:
        uit = []
        for brok in (u, v):
            buren = {int(deling[b]) for b in self.opgave.buren[brok]} - {int(deling[u])}
            for regio in (*sorted(buren), int(deling.max()) + 1):
                stap = deling.copy()
                stap[brok] = regio
                uit.append(stap)
        return uit


def is_vervuld(wens: Gemeentewens, voorstel: Voorstel) -> bool:
    """Whether a proposal meets a wish."""
    plek = voorstel.indelingen.gemeenten.plek
    return wens.is_vervuld(bool(voorstel.regio[plek[wens.van]] == voorstel.regio[plek[wens.naar]]))


def wensentabel(ronde: Ronde) -> pd.DataFrame:
    """What became of every wish.

    Returns
    -------
    pandas.DataFrame
        One row per wish, in the order of the answers. Columns: ``van``, ``van_naam``, ``oordeel``,
        ``naar``, ``naar_naam``, ``uit``, ``hoe`` (as in `Gemeentewens`), ``vervuld_eerder`` and
        ``vervuld`` (in the last and the new proposal), ``kosten`` (how much `doelwaarde` of the
        indelingen alone the best single step costs that meets it; NaN when it is met, takes no
        part, or no single step does), ``waarom`` (Dutch: why it is not met, or takes no part) and
        ``plek``.
    """
    naam, wensen = ronde.nieuw.indelingen.gemeenten.naam_van, ronde.toepassing.wensen
    nu, zoeker = [is_vervuld(wens, ronde.nieuw) for wens in wensen], _Stappen(ronde.nieuw)
    stappen = [
        Wensstap() if vervuld or wens.hoe == "niet" else zoeker.voor(wens)
        for wens, vervuld in zip(wensen, nu, strict=True)
    ]
    return pd.DataFrame(
        {
            "van": [wens.van for wens in wensen],
            "van_naam": [naam[wens.van] for wens in wensen],
            "oordeel": [wens.oordeel for wens in wensen],
            "naar": [wens.naar for wens in wensen],
            "naar_naam": [naam[wens.naar] for wens in wensen],
            "uit": [wens.uit for wens in wensen],
            "hoe": [wens.hoe for wens in wensen],
            "vervuld_eerder": [is_vervuld(wens, ronde.vorige) for wens in wensen],
            "vervuld": nu,
            "kosten": [stap.kosten for stap in stappen],
            "waarom": list(map(_waarom, wensen, stappen, nu)),
            "plek": [wens.plek for wens in wensen],
        }
    )


def _waarom(wens: Gemeentewens, stap: Wensstap, vervuld: bool) -> str:
    if wens.hoe == "niet" and not (vervuld and wens.gaat_hierover):
        return f"Telt niet mee: {wens.reden}."
    if vervuld:
        return ""
    if stap.beletsel:
        return stap.beletsel
    if stap.verlies <= 0:
        return "Kan ook anders zonder dat het iets kost."
    if stap.kosten <= 0:
        return "Dit vervullen gaat ten koste van andere wensen."
    bedrag = f"{stap.kosten:g}".replace(".", ",")
    return (
        "Wat de indelingen en de andere wensen zeggen, weegt zwaarder. Dit vervullen kost "
        f"{bedrag} doelwaarde."
    )


def tegenspraken(wensen: Iterable[Gemeentewens], gemeenten: Gemeenten) -> pd.DataFrame:
    """List where wishes about the same two gemeenten go against each other.

    Wishes that take no part because of their domein are left out.

    Returns
    -------
    pandas.DataFrame
        Columns ``gm_a``, ``naam_a``, ``gm_b``, ``naam_b`` (a < b), ``soort``
        (``"tussen gemeenten"`` or ``"met zichzelf"``), ``zwaarte`` (``"zeker niet"`` or
        ``"liever niet"``) and ``uitleg`` (Dutch: who wants what).
    """
    rijen = []
    for (a, b), groep in _per_paar(wensen).items():
        namen = {code: gemeenten.naam_van[code] for code in (a, b)}
        for wel in dict.fromkeys(w.van for w in groep if w.oordeel == "liever wel"):
            for niet in dict.fromkeys(w.van for w in groep if w.oordeel != "liever wel"):
                zwaarst = _zwaarst(w.oordeel for w in groep if w.van == niet)
                ander = b if wel == a else a
                zelf = wel == niet
                soort = "met zichzelf" if zelf else "tussen gemeenten"
                uitleg = (
                    f"{namen[wel]} wil liever wel en ook {zwaarst} met {namen[ander]}."
                    if zelf
                    else f"{namen[wel]} wil liever wel met {namen[ander]}; {namen[niet]} {zwaarst} "
                    f"met {namen[wel]}."
                )
                rijen.append((a, namen[a], b, namen[b], soort, zwaarst, uitleg))
    kolommen = ["gm_a", "naam_a", "gm_b", "naam_b", "soort", "zwaarte", "uitleg"]
    return pd.DataFrame(rijen, columns=kolommen)


def _zwaarst(oordelen: Iterable[str]) -> str:
    return max(oordelen, key=OORDELEN.index)


def _per_paar(wensen: Iterable[Gemeentewens]) -> dict[tuple[str, str], list[Gemeentewens]]:
    """The wishes that were about this proposal, per unordered pair."""
    uit: dict[tuple[str, str], list[Gemeentewens]] = {}
    for wens in wensen:
        if wens.gaat_hierover:
            uit.setdefault((min(wens.van, wens.naar), max(wens.van, wens.naar)), []).append(wens)
    return dict(sorted(uit.items()))


def wederkerigheid(wensen: Iterable[Gemeentewens], gemeenten: Gemeenten) -> pd.DataFrame:
    """Say of every two gemeenten that wishes are about, whether both want the same.

    Returns
    -------
    pandas.DataFrame
        Columns ``gm_a``, ``naam_a``, ``gm_b``, ``naam_b`` (a < b), ``oordeel_a`` (of a about b,
        empty when it said nothing; the strictest when it said more), ``oordeel_b`` and ``stand``:
        ``"wederzijds wel"``, ``"wederzijds niet"``, ``"eenzijdig wel"``, ``"eenzijdig niet"`` or
        ``"tegengesteld"``.
    """
    rijen = []
    for (a, b), groep in _per_paar(wensen).items():
        zegt = {
            kant: _zwaarst(o) if (o := [w.oordeel for w in groep if w.van == kant]) else ""
            for kant in (a, b)
        }
        naam = gemeenten.naam_van
        rijen.append((a, naam[a], b, naam[b], zegt[a], zegt[b], _stand(zegt[a], zegt[b])))
    kolommen = ["gm_a", "naam_a", "gm_b", "naam_b", "oordeel_a", "oordeel_b", "stand"]
    return pd.DataFrame(rijen, columns=kolommen)


def _stand(een: str, ander: str) -> str:
    wel = [oordeel == "liever wel" for oordeel in (een, ander) if oordeel]
    if len(wel) == 2 and wel[0] != wel[1]:
        return "tegengesteld"
    return f"{'wederzijds' if len(wel) == 2 else 'eenzijdig'} {'wel' if wel[0] else 'niet'}"

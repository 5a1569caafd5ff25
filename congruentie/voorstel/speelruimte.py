"""Which brokken always stay together, which could go elsewhere, and what each wish costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from congruentie.errors import CongruentieFout
from congruentie.nl import opsomming
from congruentie.voorstel.deling import IntArray
from congruentie.voorstel.exact import bijna_even_goed, een_draad
from congruentie.voorstel.opgave import Opgave
from congruentie.voorstel.stand import Klok

if TYPE_CHECKING:
    from congruentie.voorstel.verdeling import Voorstel

__all__ = ["prijzen", "zwaai"]

_TIJD = 20.0
"""Seconds for what could go elsewhere."""


@dataclass(frozen=True)
class _Anders:
    """A proposal in which a unit is parted from another of its regio, and what that costs."""

    kosten: int
    deling: IntArray


def zwaai(voorstel: Voorstel, marge: float = 0.01) -> pd.DataFrame:
    """Tell of each brok whether it could go elsewhere in a proposal that is nearly as good.

    Parameters
    ----------
    voorstel
        The proposal.
    marge
        How much less worth still counts as nearly as good, as a share of its `doelwaarde`.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``brok``. Columns: ``gemeenten`` (names), ``voorstel_code``, ``stand``,
        ``alternatief`` and ``kosten`` (loss of `doelwaarde` of the cheapest alternative found; NaN
        when none was). ``stand`` is ``"vast"`` when it is proven that every proposal within the
        margin keeps the brok with all others of its regio, ``"kan anders"`` when one was found that
        does not, ``"alleen"`` for a brok that is a regio by itself and has no alternative within the
        margin, and ``"onbekend"`` otherwise: always so for very many units (`Opgave.is_groot`).
    """
    opgave, deling = voorstel.opgave, voorstel.deling
    if opgave.is_groot:
        return _alles_onbekend(voorstel)
    ruimte = int(marge * abs(voorstel.waarde))
    anders = _anderen(opgave, deling, voorstel.waarde, ruimte)
    rijen = []
    for u in range(len(opgave)):
        gevonden = None if anders is None else anders.get(int(deling[u]))
        opties = [] if gevonden is None else [gevonden]
        opties += _eigen_stappen(opgave, deling, voorstel.waarde, u)
        beste = min(opties, key=lambda optie: optie.kosten, default=None)
        leden = np.flatnonzero(opgave.brok == u)
        rijen.append(
            {
                "brok": u + 1,
                "gemeenten": opsomming([voorstel.indelingen.gemeenten.namen[i] for i in leden], 40),
                "voorstel_code": voorstel.codes[int(voorstel.regio[leden[0]])],
                "stand": _stand(deling, u, beste, ruimte, bekend=anders is not None),
                "alternatief": "" if beste is None else _beschrijf(voorstel, u, beste.deling),
                "kosten": np.nan if beste is None else opgave.in_formule(beste.kosten),
            }
        )
    return pd.DataFrame(rijen).set_index("brok")


def _alles_onbekend(voorstel: Voorstel) -> pd.DataFrame:
    """The same table for very many units: there is no program that could prove anything."""
    leden: list[list[str]] = [[] for _ in range(len(voorstel.opgave))]
    for naam, u in zip(voorstel.indelingen.gemeenten.namen, voorstel.opgave.brok, strict=True):
        leden[u].append(naam)
    eerste = voorstel.opgave.eerste
    return pd.DataFrame(
        {
            "gemeenten": [opsomming(namen, 40) for namen in leden],
            "voorstel_code": [voorstel.codes[r] for r in voorstel.regio[eerste]],
            "stand": "onbekend",
            "alternatief": "",
            "kosten": np.nan,
        },
        index=pd.RangeIndex(1, len(leden) + 1, name="brok"),
    )


def _stand(deling: IntArray, u: int, beste: _Anders | None, ruimte: int, *, bekend: bool) -> str:
    if beste is not None and beste.kosten <= ruimte:
        return "kan anders"
    if not bekend:
        return "onbekend"
    return "vast" if (deling == deling[u]).sum() > 1 else "alleen"


def _anderen(
    opgave: Opgave, deling: IntArray, waarde: int, ruimte: int
) -> dict[int, _Anders] | None:
    """Per regio the cheapest proposal within the margin that parts it, or joins a brok that is alone.

    Decided from one complete list of the regio's that such proposals are made of; None when that list
    is too long.
    """
    klok = Klok(_TIJD)
    keuze = bijna_even_goed(opgave, deling, waarde - ruimte, _TIJD)
    if keuze is None:
        return None
    uit: dict[int, _Anders] = {}
    regios = {int(deling[leden[0]]): leden for leden in opgave.leden(deling)}

    def neem(nieuw: IntArray) -> int | None:
        if opgave.overtredingen(nieuw):
            return None
        totaal = opgave.totaal(nieuw)
        for r, leden in regios.items():
            blijft = nieuw == nieuw[leden[0]]
            anders = not blijft[leden].all() if len(leden) > 1 else blijft.sum() > 1
            if anders and (r not in uit or waarde - totaal < uit[r].kosten):
                uit[r] = _Anders(waarde - totaal, nieuw)
        return totaal - opgave.vaste_waarde

    with een_draad():
        for r, leden in regios.items():
            heel = np.all(keuze.leden[:, leden], axis=1)
            if len(leden) == 1:
                heel &= keuze.leden.sum(axis=1) == 1
            kosten = uit[r].kosten - opgave.stap if r in uit else ruimte
            rand = waarde - kosten - opgave.vaste_waarde
            keuze.beste(rand, neem, opgave.stap, lambda: klok.rest, mag=~heel)
    return None if klok.op else uit


def _eigen_stappen(opgave: Opgave, deling: IntArray, waarde: int, u: int) -> list[_Anders]:
    """Proposals in which only this unit moves, to the regio of a neighbour."""
    uit = []
    for naar in sorted({int(deling[v]) for v in opgave.buren[u]} - {int(deling[u])}):
        anders = deling.copy()
        anders[u] = naar
        if not opgave.overtredingen(anders):
            uit.append(_Anders(waarde - opgave.totaal(anders), anders))
    return uit


def _beschrijf(voorstel: Voorstel, u: int, anders: IntArray) -> str:
    """With whom a unit is in another proposal: the regio that most of its company comes from."""
    opgave = voorstel.opgave
    mee = [v for v in range(len(opgave)) if v != u and anders[v] == anders[u]]
    if not mee:
        return "een eigen regio"
    telling: dict[int, int] = {}
    for v in mee:
        telling[int(voorstel.deling[v])] = telling.get(int(voorstel.deling[v]), 0) + int(
            opgave.gemeenten[v]
        )
    meeste = max(sorted(telling), key=lambda r: telling[r])
    eerste = int(np.flatnonzero(opgave.gemeente_regio(voorstel.deling) == meeste)[0])
    nummer = int(voorstel.regio[eerste])
    zonder = "" if meeste != int(voorstel.deling[u]) else "een deel van "
    return f"bij {zonder}{voorstel.namen[nummer]} ({voorstel.codes[nummer]})"


def prijzen(voorstel: Voorstel, *, tijd: float = 20.0) -> pd.DataFrame:
    """Tell what each wish costs: how much better a proposal could be without it.

    Parameters
    ----------
    voorstel
        The proposal.
    tijd
        Seconds per wish.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``wens`` (Dutch). Columns: ``doelwaarde_zonder``, ``prijs`` (that less the
        `doelwaarde`, without what a soft wish adds to it itself), ``prijs_hoogstens`` (by the bound)
        and ``bewezen`` (the price is exact).
    """
    from congruentie.voorstel.maken import maak_voorstel

    opgave = voorstel.opgave
    rijen = []
    for wens in opgave.eisen.een_voor_een():
        try:
            zonder = maak_voorstel(
                voorstel.indelingen,
                voorstel.banden,
                theta=opgave.theta,
                eisen=opgave.eisen.zonder(wens),
                gewichten=voorstel.gewichten,
                tijd=tijd,
            )
        except CongruentieFout:
            continue  # nothing was found in time: no price
        nu = voorstel.doelwaarde - float(opgave.waarde_van_wens(wens, voorstel.regio))
        beste = max(zonder.doelwaarde, nu)
        rijen.append(
            {
                "wens": wens.met_namen(voorstel.indelingen.gemeenten),
                "doelwaarde_zonder": beste,
                "prijs": beste - nu,
                "prijs_hoogstens": max(zonder.bovengrens, beste) - nu,
                "bewezen": zonder.bewezen_optimaal and voorstel.bewezen_optimaal,
            }
        )
    kolommen = ["wens", "doelwaarde_zonder", "prijs", "prijs_hoogstens", "bewezen"]
    return pd.DataFrame(rijen, columns=kolommen).set_index("wens")

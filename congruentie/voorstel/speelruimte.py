"""Which brokken always stay together, which could go elsewhere, and what each wish costs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from congruentie.errors import CongruentieFout
from congruentie.nl import opsomming
from congruentie.voorstel import lokaal
from congruentie.voorstel.deling import IntArray
from congruentie.voorstel.opgave import Opgave
from congruentie.voorstel.paren_lp import Parenprogramma

if TYPE_CHECKING:
    from congruentie.voorstel.verdeling import Voorstel

__all__ = ["prijzen", "zwaai"]


@dataclass(frozen=True)
class _Paar:
    """Two units in one regio: the least that parting them costs, as far as known."""

    minstens: int
    gevonden: int | None
    anders: IntArray | None


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
    paren = _paren(opgave, deling, voorstel.waarde, ruimte)
    rijen = []
    for u in range(len(opgave)):
        eigen = [paar for (a, b), paar in paren.items() if u in (a, b)]
        opties = [(p.gevonden, p.anders) for p in eigen if p.gevonden is not None]
        opties += _eigen_stappen(opgave, deling, voorstel.waarde, u)
        kosten, anders = min(opties, key=lambda paar: paar[0], default=(None, None))
        leden = np.flatnonzero(opgave.brok == u)
        rijen.append(
            {
                "brok": u + 1,
                "gemeenten": opsomming([voorstel.indelingen.gemeenten.namen[i] for i in leden], 40),
                "voorstel_code": voorstel.codes[int(voorstel.regio[leden[0]])],
                "stand": _stand(eigen, kosten, ruimte),
                "alternatief": "" if anders is None else _beschrijf(voorstel, u, anders),
                "kosten": np.nan if kosten is None else opgave.in_formule(kosten),
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


def _stand(eigen: list[_Paar], kosten: int | None, ruimte: int) -> str:
    if kosten is not None and kosten <= ruimte:
        return "kan anders"
    if not eigen:
        return "alleen"
    return "vast" if all(paar.minstens > ruimte for paar in eigen) else "onbekend"


def _paren(
    opgave: Opgave, deling: IntArray, waarde: int, ruimte: int
) -> dict[tuple[int, int], _Paar]:
    """Bound, and where the bound allows it seek, the cost of parting every two units of a regio."""
    model = Parenprogramma(opgave)
    for _ in range(60):
        _, x = model.los_ruim_op()
        if not model.snijd(x):
            break
    uit = {}
    for leden in opgave.leden(deling):
        for a, b in combinations(leden, 2):
            minstens = waarde - model.grens_als_apart(a, b)
            gevonden = anders = None
            if minstens <= ruimte and (a, b) not in opgave.vast_samen:
                anders = _zoek_apart(opgave, deling, a, b)
                gevonden = None if anders is None else waarde - opgave.totaal(anders)
            uit[a, b] = _Paar(minstens, gevonden, anders)
    return uit


def _zoek_apart(opgave: Opgave, deling: IntArray, a: int, b: int) -> IntArray | None:
    """A good proposal in which these two are apart, starting from the one there is."""
    anders = replace(opgave, vast_apart=opgave.vast_apart | {(a, b)})
    zoeker = lokaal.LokaleZoeker(anders)
    beste: IntArray | None = None
    for u in (a, b):
        for naar in sorted({int(deling[v]) for v in opgave.buren[u]} - {int(deling[u])} | {-1}):
            start = deling.copy()
            start[u] = int(deling.max()) + 1 if naar < 0 else naar
            mooier = lokaal.herstel(anders, start, zoeker=zoeker)
            if mooier is not None and (
                beste is None or opgave.totaal(mooier) > opgave.totaal(beste)
            ):
                beste = mooier
    return beste


def _eigen_stappen(
    opgave: Opgave, deling: IntArray, waarde: int, u: int
) -> list[tuple[int, IntArray]]:
    """Proposals in which only this unit moves, to the regio of a neighbour."""
    uit = []
    for naar in sorted({int(deling[v]) for v in opgave.buren[u]} - {int(deling[u])}):
        anders = deling.copy()
        anders[u] = naar
        if not opgave.overtredingen(anders):
            uit.append((waarde - opgave.totaal(anders), anders))
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

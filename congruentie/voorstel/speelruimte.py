"""Which brokken always stay together, which could go elsewhere, and what each wish costs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd

from congruentie.errors import CongruentieFout
from congruentie.nl import getal
from congruentie.voorstel.anders import Anders, Ruimte, Stand, Uitweg, als_zetten
from congruentie.voorstel.beletsel import beletsel, mag_nooit
from congruentie.voorstel.deling import IntArray, hernummer
from congruentie.voorstel.exact import bijna_even_goed, een_draad
from congruentie.voorstel.keuze import Keuze
from congruentie.voorstel.stand import Klok

if TYPE_CHECKING:
    from congruentie.voorstel.verdeling import Voorstel

__all__ = ["MARGE", "prijzen", "speelruimte"]

MARGE = 0.01
"""How much less worth still counts as nearly as good, as a share of the `doelwaarde`."""
_TIJD = 60.0
"""Seconds for what could go elsewhere."""
_TAKKEN = 40
"""Of a search for one way into one regio: there are hundreds, and most are found at once."""


def speelruimte(voorstel: Voorstel, marge: float = MARGE) -> tuple[Ruimte, ...]:
    """Tell of each brok what else could be, in proposals that keep to every condition.

    Parameters
    ----------
    voorstel
        The proposal.
    marge
        How much less worth still counts as nearly as good, as a share of its `doelwaarde`.

    Returns
    -------
    tuple of Ruimte
        By number of the brok. For very many units (`Opgave.is_groot`) every `stand` is
        ``"onbekend"``: there is no program that could prove anything.
    """
    if voorstel.opgave.is_groot:
        return tuple(
            Ruimte(wie, voorstel.codes[int(voorstel.regio[i])], "onbekend", None)
            for wie, i in zip(voorstel.brok_leden, voorstel.opgave.eerste, strict=True)
        )
    with een_draad():
        return _Zoeker(voorstel, marge).ruimten()


@dataclass
class _Vondst:
    """A valid proposal, what it costs, and the regio of each unit as the old one that it counts as."""

    deling: IntArray
    kosten: int
    als_oud: IntArray


class _Zoeker:
    """Looks for other proposals; each that is found serves every brok that it changes."""

    def __init__(self, voorstel: Voorstel, marge: float) -> None:
        self.voorstel, self.opgave = voorstel, voorstel.opgave
        self.oud = voorstel.regio[self.opgave.eerste]
        self.ruimte = int(marge * abs(voorstel.waarde))
        self.klok = Klok(_TIJD)
        self._gezien: dict[bytes, _Vondst | None] = {}
        self.kern = [
            int(self.opgave.brok[voorstel.grootste(r)]) for r in range(len(voorstel.codes))
        ]
        rand = voorstel.waarde - self.ruimte
        self.keuze: Keuze | None = bijna_even_goed(self.opgave, voorstel.deling, rand, _TIJD)
        self.regio_bekend = self.keuze is not None and self._per_regio(self.keuze)

    @property
    def vondsten(self) -> list[_Vondst]:
        """The proposals that were found."""
        return [vondst for vondst in self._gezien.values() if vondst is not None]

    def neem(self, deling: IntArray) -> _Vondst | None:
        """Keep a proposal, and its parts that hang together; None when it breaks a condition."""
        vondst = self._neem(deling)
        for minder in self._delen(vondst) if vondst is not None else ():
            self._neem(minder)
        return vondst

    def _neem(self, deling: IntArray) -> _Vondst | None:
        deling = hernummer(deling)
        sleutel = deling.tobytes()
        if sleutel not in self._gezien:
            self._gezien[sleutel] = self._vondst(deling)
        return self._gezien[sleutel]

    def _vondst(self, deling: IntArray) -> _Vondst | None:
        if self.opgave.overtredingen(deling):
            return None
        kosten = self.voorstel.waarde - self.opgave.totaal(deling)
        oud = np.array(self.voorstel.vergelijk_met(self.opgave.gemeente_regio(deling)))
        oud[oud < 0] = len(self.kern) + np.arange(int((oud < 0).sum()))
        return _Vondst(deling, kosten, oud[deling])

    def _delen(self, vondst: _Vondst) -> Iterator[IntArray]:
        """The same with only those of its moves that hang together; what costs nothing comes along."""
        graaf = nx.Graph()
        graaf.add_edges_from(zip(self.oud.tolist(), vondst.als_oud.tolist(), strict=True))
        delen = [deel for deel in nx.connected_components(graaf) if len(deel) > 1]
        for deel in delen if len(delen) > 1 else ():
            hier = np.isin(self.oud, list(deel))
            yield np.where(hier, vondst.als_oud, self.oud)

    def _per_regio(self, keuze: Keuze) -> bool:
        """Find the cheapest proposal that parts each regio, or joins a brok that is one alone.

        Gives whether what was not found is proven not to be there.
        """
        bewezen = []
        for r in range(len(self.kern)):
            leden = np.flatnonzero(self.oud == r)
            heel = np.all(keuze.leden[:, leden], axis=1)
            if len(leden) == 1:
                heel &= keuze.leden.sum(axis=1) == 1
            bewezen.append(self._zoek(keuze, ~heel, partial(self._raakt, leden)))
        return all(bewezen)

    def _zoek(
        self,
        keuze: Keuze,
        mag: npt.NDArray[np.bool_],
        past: Callable[[_Vondst], bool],
        takken: float = math.inf,
    ) -> bool:
        """Find the cheapest proposal that fits, out of some regio's; gives whether that is proven."""
        bekend = [v.kosten for v in self.vondsten if past(v)]
        kosten = min([k - self.opgave.stap for k in bekend], default=self.ruimte)
        rand = self.voorstel.waarde - min(kosten, self.ruimte) - self.opgave.vaste_waarde
        gevonden = [rand - self.opgave.stap]

        def meld(deling: IntArray) -> int | None:
            vondst = self.neem(deling)
            if vondst is None:
                return None
            gevonden.append(self.voorstel.waarde - vondst.kosten - self.opgave.vaste_waarde)
            return gevonden[-1]

        grens = keuze.beste(
            rand, meld, self.opgave.stap, lambda: self.klok.rest, mag=mag, hoogstens=takken
        )
        return grens <= max(gevonden)

    def _raakt(self, leden: npt.NDArray[np.intp], vondst: _Vondst) -> bool:
        """Whether the regio of these units is another one."""
        blijft = vondst.deling == vondst.deling[leden[0]]
        return not blijft[leden].all() if len(leden) > 1 else bool(blijft.sum() > 1)

    # --- per brok ---------------------------------------------------------------------------------

    def ruimten(self) -> tuple[Ruimte, ...]:
        """What there is to say of each brok."""
        uitwegen = [tuple(self._uitwegen(u)) for u in range(len(self.opgave))]
        vondsten = sorted(self.vondsten, key=self._zuinig)
        return tuple(self._ruimte(u, wegen, vondsten) for u, wegen in enumerate(uitwegen))

    def _ruimte(self, u: int, uitwegen: tuple[Uitweg, ...], vondsten: list[_Vondst]) -> Ruimte:
        leden = np.flatnonzero(self.oud == self.oud[u])
        raakt = [v for v in vondsten if self._raakt(leden, v)]
        # Of equals one in which the brok itself moves.
        raakt.sort(key=lambda v: (v.kosten, v.als_oud[u] == self.oud[u]))
        beste = raakt[0] if raakt else None
        stand: Stand = "vast" if len(leden) > 1 else "alleen"
        if beste is not None and beste.kosten <= self.ruimte:
            stand = "kan anders"
        elif not self.regio_bekend:
            stand = "onbekend"
        regio = self.voorstel.codes[int(self.oud[u])]
        bewezen = stand == "kan anders" and self.regio_bekend
        anders = None if beste is None else self._anders(beste, bewezen=bewezen)
        return Ruimte(self.voorstel.brok_leden[u], regio, stand, anders, uitwegen)

    def _anders(self, vondst: _Vondst, *, bewezen: bool) -> Anders:
        kosten = self.opgave.in_formule(vondst.kosten)
        return Anders(kosten, als_zetten(self.voorstel, vondst.als_oud), bewezen)

    def _uitwegen(self, u: int) -> Iterator[Uitweg]:
        """The ways of a brok into the other regio's that it borders, the cheapest first."""
        naar = sorted({int(self.oud[v]) for v in self.opgave.buren[u]} - {int(self.oud[u])})
        uit = [self._uitweg(u, r) for r in naar]
        uit.sort(key=lambda weg: np.inf if weg.anders is None else weg.anders.kosten)
        yield from uit

    def _uitweg(self, u: int, r: int) -> Uitweg:
        """In the regio r is who is with the largest gemeente of it."""
        code, kern = self.voorstel.codes[r], self.kern[r]
        if nooit := mag_nooit(self.voorstel, u, kern):
            return Uitweg(code, None, nooit)
        stap = self.voorstel.deling.copy()
        stap[u] = self.voorstel.deling[kern]
        self.neem(stap)

        def past(vondst: _Vondst) -> bool:
            return bool(vondst.deling[u] == vondst.deling[kern])

        alles = False
        if self.keuze is not None:
            samen = self.keuze.leden[:, u] == self.keuze.leden[:, kern]
            alles = self._zoek(self.keuze, samen, past, _TAKKEN)
        beste = min(filter(past, self.vondsten), key=self._zuinig, default=None)
        if beste is not None:
            bewezen = alles and beste.kosten <= self.ruimte
            return Uitweg(code, self._anders(beste, bewezen=bewezen))
        meer = "Met meer verhuizingen tegelijk kan het soms wel."
        if alles:
            punten = getal(self.opgave.in_formule(self.ruimte), 1)
            meer = f"Ook met meer verhuizingen tegelijk kost het meer dan {punten} punten."
        return Uitweg(code, None, f"{beletsel(self.voorstel, stap, u, kern)} {meer}")

    def _zuinig(self, vondst: _Vondst) -> tuple[int, int]:
        """First what costs least, then that in which fewest move."""
        return vondst.kosten, int(self.opgave.gemeenten[vondst.als_oud != self.oud].sum())


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
                "wens": voorstel.in_woorden(wens),
                "doelwaarde_zonder": beste,
                "prijs": beste - nu,
                "prijs_hoogstens": max(zonder.bovengrens, beste) - nu,
                "bewezen": zonder.bewezen_optimaal and voorstel.bewezen_optimaal,
            }
        )
    kolommen = ["wens", "doelwaarde_zonder", "prijs", "prijs_hoogstens", "bewezen"]
    return pd.DataFrame(rijen, columns=kolommen).set_index("wens")

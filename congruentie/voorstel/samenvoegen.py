"""Proposals for very many units: regio's grow along borders, then units change sides.

First the two bordering sets that are worth most together are joined, again and again (greedy additive
edge contraction: Keuper et al. 2015, "Efficient decomposition of image and mesh graphs by lifted
multicuts"). Then units move to a regio that they border while that makes the whole better. Nothing
here is proven; `driehoeken` gives a bound.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial

import networkx as nx
import numpy as np

from congruentie.voorstel.opgave import IntArray
from congruentie.voorstel.profiel import Profiel

__all__ = ["Kaart", "zoek_groot"]

Regio = set[int]
_RUIMTE = 1e-9


class Kaart:
    """A division of some of the units into regio's that keep together, and the steps that mend it.

    Parameters
    ----------
    profiel
        What the units hold.
    regios
        Sets of units: contiguous, and within one zone. Other units do not exist here.
    aantal
        Lowest and highest number of regio's.
    """

    def __init__(
        self, profiel: Profiel, regios: Iterable[Regio], aantal: tuple[int, float] = (1, np.inf)
    ) -> None:
        opgave = profiel.opgave
        self.profiel = profiel
        self.laagste, self.hoogste = aantal
        self._gewicht = profiel.gewicht_van
        self._drempel = profiel.drempel
        self._grenzen = [
            (hoeveel.tolist(), laag or 0, np.inf if hoog is None else hoog)
            for hoeveel, laag, hoog in opgave.grenzen
        ]
        self._n: list[int] = opgave.gemeenten.tolist()
        self._rij: list[list[int]] = [
            [r for r in rij if r >= 0] for rij in profiel.nummers.tolist()
        ]
        self._zone = profiel.zone.tolist()
        self._vast = {u for paar in opgave.vast_samen for u in paar}
        self._apart = _per_eenheid((a, b, 1) for a, b in opgave.vast_apart)
        self._liever = _per_eenheid((a, b, w) for (a, b), w in profiel.liever.items())
        self.leden: dict[int, Regio] = {}
        self.waar: dict[int, int] = {}
        self._aantal_van: dict[int, int] = {}
        self._tel: dict[int, dict[int, int]] = {}
        self._sommen: dict[int, list[int]] = {}
        self._nieuw = 0
        for leden in regios:
            self._maak(leden)

    def _maak(self, leden: Iterable[int]) -> int:
        r = self._nieuw
        self._nieuw += 1
        self.leden[r] = set()
        self._aantal_van[r] = 0
        self._tel[r] = {}
        self._sommen[r] = [0] * len(self._grenzen)
        for u in leden:
            self._voeg_toe(u, r)
        return r

    def _voeg_toe(self, u: int, r: int, keer: int = 1) -> None:
        """Put a unit in a regio, or take it out (`keer` -1)."""
        n, tel = keer * self._n[u], self._tel[r]
        for regio in self._rij[u]:
            tel[regio] = tel.get(regio, 0) + n
        self._aantal_van[r] += n
        for i, (hoeveel, _, _) in enumerate(self._grenzen):
            self._sommen[r][i] += keer * hoeveel[u]
        if keer > 0:
            self.leden[r].add(u)
            self.waar[u] = r
        else:
            self.leden[r].remove(u)

    # --- what things are worth ------------------------------------------------------------------

    def _winst_samen(self, a: int, b: int) -> int:
        """What joining two regio's is worth."""
        een, ander = self._tel[a], self._tel[b]
        if len(een) > len(ander):
            een, ander = ander, een
        gewicht = self._gewicht
        som = sum(gewicht[r] * c * ander[r] for r, c in een.items() if r in ander)
        som -= self._drempel * self._aantal_van[a] * self._aantal_van[b]
        if self._liever:
            som += sum(self._wensen(u, b) for u in self.leden[a] if u in self._liever)
        return som

    def _winst_bij(self, u: int, r: int) -> int:
        """What a unit is worth to a regio that it is not in."""
        tel, gewicht = self._tel[r], self._gewicht
        som = sum(gewicht[regio] * tel.get(regio, 0) for regio in self._rij[u])
        som -= self._drempel * self._aantal_van[r]
        return som * self._n[u] + self._wensen(u, r)

    def _winst_in(self, u: int) -> int:
        """What a unit is worth to the regio that it is in."""
        r = self.waar[u]
        tel, gewicht, n = self._tel[r], self._gewicht, self._n[u]
        som = sum(gewicht[regio] * (tel[regio] - n) for regio in self._rij[u])
        som -= self._drempel * (self._aantal_van[r] - n)
        return som * n + self._wensen(u, r)

    def _wensen(self, u: int, r: int) -> int:
        wensen = self._liever.get(u, {})
        return sum(w for v, w in wensen.items() if self.waar.get(v) == r)

    def waarde(self) -> int:
        """Worth between the units of each regio, all together, up to a constant."""
        dubbel = 0
        for r, tel in self._tel.items():
            dubbel += sum(self._gewicht[regio] * c * c for regio, c in tel.items())
            dubbel -= self._drempel * self._aantal_van[r] ** 2
            dubbel += sum(self._wensen(u, r) for u in self.leden[r] if u in self._liever)
        return dubbel

    def _tekort(self, sommen: Iterable[int]) -> float:
        uit = 0.0
        for som, (_, laag, hoog) in zip(sommen, self._grenzen, strict=True):
            if som < laag:
                uit += 1 - som / laag
            elif som > hoog:
                uit += som / hoog - 1
        return uit

    def tekort(self) -> float:
        """How far all regio's together are from the bounds."""
        te_veel = max(self.laagste - len(self.leden), len(self.leden) - self.hoogste, 0)
        return te_veel + sum(self._tekort(sommen) for sommen in self._sommen.values())

    def _past(self, a: int, b: int) -> bool:
        """Whether two regio's may be joined."""
        if len(self.leden) <= self.laagste:
            return False
        for i, (_, _, hoog) in enumerate(self._grenzen):
            if self._sommen[a][i] + self._sommen[b][i] > hoog:
                return False
        if not self._apart:
            return True
        een, ander = sorted((self.leden[a], self.leden[b]), key=len)
        return not any(self._apart[u].keys() & ander for u in een if u in self._apart)

    # --- growing --------------------------------------------------------------------------------

    def _naast(self, r: int) -> set[int]:
        """The regio's that border one, in the same zone."""
        buren, waar = self.profiel.opgave.buren, self.waar
        zone = self._zone[next(iter(self.leden[r]))]
        uit = {waar[v] for u in self.leden[r] for v in buren[u] if v in waar}
        uit.discard(r)
        return {s for s in uit if self._zone[next(iter(self.leden[s]))] == zone}

    def groei(self, vanaf: int = 1) -> None:
        """Join what is worth at least `vanaf`, best first; and more while there are too many."""
        buren = {r: self._naast(r) for r in self.leden}
        keer = dict.fromkeys(self.leden, 0)  # how often each was joined: older offers are void

        def bod(a: int, b: int) -> tuple[int, int, int, int]:
            return -self._winst_samen(a, b), a, b, keer[a] + keer[b]

        stapel = [bod(a, b) for a in buren for b in buren[a] if a < b]
        heapq.heapify(stapel)
        while stapel:
            winst, a, b, toen = heapq.heappop(stapel)
            if -winst < vanaf and len(self.leden) <= self.hoogste:
                return
            if a not in self.leden or b not in self.leden or keer[a] + keer[b] != toen:
                continue
            if self._past(a, b):
                samen = self._neem_samen(a, b, buren)
                keer[samen] += 1
                for r in sorted(buren[samen]):
                    heapq.heappush(stapel, bod(*sorted((samen, r))))

    def _neem_samen(self, a: int, b: int, buren: dict[int, set[int]]) -> int:
        """Join two regio's, and line up what borders them; the larger keeps its number."""
        samen, weg = (a, b) if len(self.leden[a]) >= len(self.leden[b]) else (b, a)
        for u in list(self.leden[weg]):
            self._voeg_toe(u, samen)
        del self.leden[weg], self._tel[weg], self._sommen[weg], self._aantal_van[weg]
        for r in buren.pop(weg) - {samen}:
            buren[r].remove(weg)
            buren[r].add(samen)
            buren[samen].add(r)
        buren[samen].discard(weg)
        return samen

    def vul_aan(self) -> None:
        """Join each regio below a lowest sum to the neighbour that costs least, smallest first."""
        buren = {r: self._naast(r) for r in self.leden}
        mis = [(-self._tekort(sommen), r) for r, sommen in self._sommen.items()]
        heapq.heapify(mis)
        while mis:
            tekort, r = heapq.heappop(mis)
            if not tekort or r not in self.leden or -tekort != self._tekort(self._sommen[r]):
                continue
            if kan := [s for s in sorted(buren[r]) if self._past(r, s)]:
                beste = max(kan, key=partial(self._winst_samen, r))
                samen = self._neem_samen(r, beste, buren)
                heapq.heappush(mis, (-self._tekort(self._sommen[samen]), samen))

    # --- changing sides -------------------------------------------------------------------------

    def verschuif(self) -> None:
        """Move units to a regio that they border while that is better."""
        rij = deque(sorted(self.waar))
        wacht = set(rij)
        buren = self.profiel.opgave.buren
        while rij:
            u = rij.popleft()
            wacht.discard(u)
            naar = self._beste_plek(u)
            if naar is None:
                continue
            van = self.waar[u]
            self._voeg_toe(u, van, -1)
            if naar < 0:
                self._maak([u])
            else:
                self._voeg_toe(u, naar)
            for v in sorted(buren[u]):
                if v in self.waar and v not in wacht:
                    wacht.add(v)
                    rij.append(v)

    def _beste_plek(self, u: int) -> int | None:
        """The regio that a unit had better be in (-1: one of its own), or None where it is."""
        van = self.waar[u]
        if u in self._vast or len(self.leden[van]) == 1:
            return None
        hier, beste, naar = self._winst_in(u), (0.0, 0), None
        plekken = {
            self.waar[v]
            for v in self.profiel.opgave.buren[u]
            if v in self.waar and self._zone[v] == self._zone[u]
        } - {van}
        if len(self.leden) < self.hoogste:
            plekken.add(-1)
        for r in sorted(plekken):
            if r >= 0 and self._apart.get(u, {}).keys() & self.leden[r]:
                continue
            winst = (self._winst_bij(u, r) if r >= 0 else 0) - hier
            stand = (self._meer_tekort(u, van, r), -winst)
            if stand < beste:
                beste, naar = stand, r
        if naar is None or not self._blijft_heel(u):
            return None
        return naar

    def _meer_tekort(self, u: int, van: int, naar: int) -> float:
        if not self._grenzen:
            return 0.0
        bij = [hoeveel[u] for hoeveel, _, _ in self._grenzen]
        oud = self._sommen[van]
        doel = self._sommen[naar] if naar >= 0 else [0] * len(bij)
        voor = self._tekort(oud) + (self._tekort(doel) if naar >= 0 else 0.0)
        na = self._tekort([s - x for s, x in zip(oud, bij, strict=True)])
        na += self._tekort([s + x for s, x in zip(doel, bij, strict=True)])
        return 0.0 if abs(na - voor) < _RUIMTE else na - voor

    def _blijft_heel(self, u: int) -> bool:
        """Whether the rest of its regio is one piece without this unit."""
        leden, buren = self.leden[self.waar[u]], self.profiel.opgave.buren
        rand = buren[u] & leden
        if len(rand) < 2:
            return True
        begin = next(iter(rand))
        te_zien = set(rand)
        gezien = {u, begin}
        stapel = [begin]
        while stapel and te_zien:
            v = stapel.pop()
            te_zien.discard(v)
            nieuw = (buren[v] & leden) - gezien
            gezien |= nieuw
            stapel.extend(nieuw)
        return not te_zien

    def werk_uit(self, stop: Callable[[], bool]) -> None:
        """Grow, fill up, and change sides, until nothing is better."""
        self.groei()
        self.vul_aan()
        beter = True
        while beter and not stop():
            voor = (self.tekort(), -self.waarde())
            self.verschuif()
            self.groei()
            self.vul_aan()
            beter = (self.tekort(), -self.waarde()) < voor
        self.groei(vanaf=0)  # of equals, the fewest regio's

    def deling(self) -> IntArray:
        """Regio number per unit, by lowest unit."""
        uit = np.empty(len(self.waar), dtype=np.int64)
        for nummer, leden in enumerate(sorted(self.leden.values(), key=min)):
            uit[list(leden)] = nummer
        return uit


def zoek_groot(profiel: Profiel, stop: Callable[[], bool] = lambda: False) -> IntArray:
    """Make a good proposal; it may fail in the bounds, the number of regio's, or `Eisen.samen`.

    Parameters
    ----------
    profiel
        What the units hold.
    stop
        Says when to stop improving it.

    Returns
    -------
    numpy.ndarray
        Regio number per unit.
    """
    aantal = profiel.opgave.eisen.regios or (1, len(profiel.opgave))
    kaart = Kaart(profiel, _begin(profiel), aantal)
    kaart.werk_uit(stop)
    return kaart.deling()


def _begin(profiel: Profiel) -> list[Regio]:
    """Every unit on its own, but who must be together joined along the shortest path there is."""
    opgave = profiel.opgave
    graaf = nx.Graph()
    graaf.add_nodes_from(range(len(opgave)))
    if opgave.vast_samen:
        randen = np.array([(a, b) for a, rij in enumerate(opgave.buren) for b in rij if a < b])
        mag = ~profiel.gescheiden(*randen.T)
        graaf.add_edges_from(randen[mag].tolist())
    samen = nx.Graph()
    samen.add_nodes_from(graaf)
    for a, b in sorted(opgave.vast_samen):
        if nx.has_path(graaf, a, b):
            nx.add_path(samen, nx.shortest_path(graaf, a, b))
    return list(nx.connected_components(samen))


def _per_eenheid(paren: Iterable[tuple[int, int, int]]) -> dict[int, dict[int, int]]:
    uit: dict[int, dict[int, int]] = {}
    for a, b, w in paren:
        uit.setdefault(a, {})[b] = w
        uit.setdefault(b, {})[a] = w
    return uit

"""Proposals for very many units: regio's grow along borders, then units change sides.

First the two bordering sets that are worth most together are joined, again and again (greedy additive
edge contraction: Keuper et al. 2015, "Efficient decomposition of image and mesh graphs by lifted
multicuts"). Then units move to a regio that they border while that makes the whole better. What comes
out is good and has a bound (`veel_waarden`), but is hardly ever proven the best.
"""

from __future__ import annotations

import heapq
import math
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial

from congruentie.errors import CongruentieFout
from congruentie.nl import opsomming
from congruentie.voorstel.deling import als_deling
from congruentie.voorstel.opgave import MEESTE_BROKKEN, Opgave
from congruentie.voorstel.stand import Kijk, Klok, Oplossing, Voortgang
from congruentie.voorstel.veel_waarden import Profiel, begrens, maak_profiel

__all__ = ["los_veel_op"]

_RUIMTE = 1e-9


def los_veel_op(opgave: Opgave, *, tijd: float = math.inf, kijk: Kijk | None = None) -> Oplossing:
    """Find a good proposal for very many units, and bound how much better another could be.

    The bound knows what may not share a regio, but neither the lowest sums, the number of regio's,
    nor contiguity: with those, the gap says less.

    Parameters
    ----------
    opgave
        The question. Conditions that know what to do with so many units (`Voorwaarde.ook_bij_veel`),
        the number of regio's, `binnen` and `liever` are kept to.
    tijd
        Seconds after which nothing more is improved.
    kijk
        Follows it and can stop it; of value and bound nothing is known on the way.

    Returns
    -------
    Oplossing
        Without `deling` when none was found that keeps to all conditions.

    Raises
    ------
    CongruentieFout
        A condition that cannot be kept to with so many units.
    """
    _weiger(opgave)
    klok = Klok(tijd)
    if kijk is not None:
        klok.vraag(lambda: kijk(Voortgang(klok.duur, None, None)))
    profiel = maak_profiel(opgave)
    opbouw = Opbouw(profiel)
    opbouw.werk_uit(lambda: klok.op)
    deling = als_deling(opbouw.leden.values())
    bovengrens = opgave.vaste_waarde + begrens(profiel, lambda: klok.op)
    if opgave.overtredingen(deling):
        return Oplossing(None, opgave.vaste_waarde, bovengrens, klok.duur)
    return Oplossing(deling, opgave.totaal(deling), bovengrens, klok.duur)


def _weiger(opgave: Opgave) -> None:
    niet = [eis.zin for eis in opgave.voorwaarden if not eis.ook_bij_veel]
    if not opgave.eisen.aaneengesloten:
        niet.insert(0, "regio's die niet aaneengesloten zijn")
    if opgave.basis is not None:
        niet.append("uitgaan van een indeling")
    if niet:
        raise CongruentieFout(
            f"Bij meer dan {MEESTE_BROKKEN} brokken kan dit niet: {opsomming(niet)}. Dit zijn "
            f"er {len(opgave)}.",
            "Laat die wens weg, of maak het gebied kleiner.",
        )


class Opbouw:
    """A division into regio's that keep together and within one zone, and the steps that mend it.

    At first every unit is on its own, but who must be together.
    """

    def __init__(self, profiel: Profiel) -> None:
        opgave = profiel.opgave
        self.opgave = opgave
        self.laagste, self.hoogste = opgave.eisen.regios or (1, len(opgave))
        self._gewicht = profiel.gewicht_van
        self._drempel = opgave.drempel
        self._eigen: list[int] = (opgave.eigen_drempel * opgave.gemeenten).tolist()
        self._eisen = opgave.sommen
        self._hoeveel = [eis.hoeveel.tolist() for eis in self._eisen]
        self._n: list[int] = opgave.gemeenten.tolist()
        self._rij: list[list[int]] = [
            [r for r in rij if r >= 0] for rij in profiel.nummers.tolist()
        ]
        self._zone = opgave.zone.tolist()
        self._vast = {u for paar in opgave.vast_samen for u in paar}
        self._apart = _per_brok((a, b, 1) for a, b in opgave.vast_apart)
        self._liever = _per_brok((a, b, w) for (a, b), w in opgave.liever.items())
        self.leden: dict[int, set[int]] = {}
        self.waar = [-1] * len(opgave)
        self._aantal_van: dict[int, int] = {}
        self._eigen_van: dict[int, int] = {}
        self._tel: dict[int, dict[int, int]] = {}
        self._sommen: dict[int, list[int]] = {}
        self._nieuw = 0
        for leden in opgave.met_vast_samen():
            self._maak(leden)

    def _maak(self, leden: Iterable[int]) -> int:
        r = self._nieuw
        self._nieuw += 1
        self.leden[r] = set()
        self._aantal_van[r] = self._eigen_van[r] = 0
        self._tel[r] = {}
        self._sommen[r] = [0] * len(self._eisen)
        for u in leden:
            self._voeg_toe(u, r)
        return r

    def _voeg_toe(self, u: int, r: int, keer: int = 1) -> None:
        """Put a unit in a regio, or take it out (`keer` -1)."""
        n, tel = keer * self._n[u], self._tel[r]
        for regio in self._rij[u]:
            tel[regio] = tel.get(regio, 0) + n
        self._aantal_van[r] += n
        self._eigen_van[r] += keer * self._eigen[u]
        for i, hoeveel in enumerate(self._hoeveel):
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
        som -= self._eigen_van[a] * self._aantal_van[b] + self._aantal_van[a] * self._eigen_van[b]
        if self._liever:
            som += sum(self._wensen(u, b) for u in self.leden[a] if u in self._liever)
        return som

    def _winst(self, u: int, r: int) -> int:
        """What a unit is worth to a regio: to the others in it, if it is in it itself."""
        tel, gewicht, n = self._tel[r], self._gewicht, self._n[u]
        zelf = n if self.waar[u] == r else 0
        som = sum(gewicht[regio] * (tel.get(regio, 0) - zelf) for regio in self._rij[u])
        anderen = self._aantal_van[r] - zelf
        som -= self._drempel * anderen
        eigen = self._eigen[u]
        eigen_van_anderen = self._eigen_van[r] - (eigen if zelf else 0)
        som = (som - eigen_van_anderen) * n - eigen * anderen
        return som + self._wensen(u, r)

    def _wensen(self, u: int, r: int) -> int:
        wensen = self._liever.get(u, {})
        return sum(w for v, w in wensen.items() if self.waar[v] == r)

    def waarde(self) -> int:
        """Worth between the units of each regio, all together, up to a constant."""
        dubbel = 0
        for r, tel in self._tel.items():
            dubbel += sum(self._gewicht[regio] * c * c for regio, c in tel.items())
            dubbel -= self._drempel * self._aantal_van[r] ** 2
            dubbel -= 2 * self._aantal_van[r] * self._eigen_van[r]
            dubbel += sum(self._wensen(u, r) for u in self.leden[r] if u in self._liever)
        return dubbel

    def _tekort(self, sommen: Iterable[int]) -> float:
        paren = zip(self._eisen, sommen, strict=True)
        return sum((eis.tekort_van(som) for eis, som in paren), 0.0)

    def tekort(self) -> float:
        """How far all regio's together are from the bounds."""
        te_veel = max(self.laagste - len(self.leden), len(self.leden) - self.hoogste, 0)
        return te_veel + sum(self._tekort(sommen) for sommen in self._sommen.values())

    def _deelt_niets(self, a: int, b: int) -> bool:
        """As `Opgave.deelt_iets` says."""
        return bool(self.opgave.verbandgewicht) and self._tel[a].keys().isdisjoint(self._tel[b])

    def _past(self, a: int, b: int) -> bool:
        """Whether two regio's may be joined."""
        if len(self.leden) <= self.laagste:
            return False
        for eis, som, erbij in zip(self._eisen, self._sommen[a], self._sommen[b], strict=True):
            if eis.hoog is not None and som + erbij > eis.hoog:
                return False
        if not self._apart:
            return True
        een, ander = sorted((self.leden[a], self.leden[b]), key=len)
        return not any(self._apart[u].keys() & ander for u in een if u in self._apart)

    # --- growing --------------------------------------------------------------------------------

    def _naast(self, r: int) -> set[int]:
        """The regio's that border one, in the same zone."""
        buren, waar = self.opgave.buren, self.waar
        zone = self._zone[next(iter(self.leden[r]))]
        uit = {waar[v] for u in self.leden[r] for v in buren[u]}
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
            gelijk = not winst and len(self.leden) <= self.hoogste
            if self._past(a, b) and not (gelijk and self._deelt_niets(a, b)):
                samen = self._neem_samen(a, b, buren)
                keer[samen] += 1
                for r in sorted(buren[samen]):
                    heapq.heappush(stapel, bod(*sorted((samen, r))))

    def _neem_samen(self, a: int, b: int, buren: dict[int, set[int]]) -> int:
        """Join two regio's, and line up what borders them; the larger keeps its number."""
        samen, weg = (a, b) if len(self.leden[a]) >= len(self.leden[b]) else (b, a)
        for u in list(self.leden[weg]):
            self._voeg_toe(u, samen)
        del self.leden[weg], self._tel[weg], self._sommen[weg]
        del self._aantal_van[weg], self._eigen_van[weg]
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
        rij = deque(range(len(self.waar)))
        wacht = set(rij)
        buren = self.opgave.buren
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
                if v not in wacht:
                    wacht.add(v)
                    rij.append(v)

    def _beste_plek(self, u: int) -> int | None:
        """The regio that a unit had better be in (-1: one of its own), or None where it is."""
        van = self.waar[u]
        if u in self._vast or len(self.leden[van]) == 1:
            return None
        hier, beste, naar = self._winst(u, van), (0.0, 0), None
        zone = self._zone
        plekken = {self.waar[v] for v in self.opgave.buren[u] if zone[v] == zone[u]} - {van}
        if len(self.leden) < self.hoogste:
            plekken.add(-1)
        for r in sorted(plekken):
            if r >= 0 and self._apart.get(u, {}).keys() & self.leden[r]:
                continue
            winst = (self._winst(u, r) if r >= 0 else 0) - hier
            stand = (self._meer_tekort(u, van, r), -winst)
            if stand < beste:
                beste, naar = stand, r
        if naar is None or not self._blijft_heel(u):
            return None
        return naar

    def _meer_tekort(self, u: int, van: int, naar: int) -> float:
        if not self._eisen:
            return 0.0
        bij = [hoeveel[u] for hoeveel in self._hoeveel]
        oud = self._sommen[van]
        doel = self._sommen[naar] if naar >= 0 else [0] * len(bij)
        voor = self._tekort(oud) + (self._tekort(doel) if naar >= 0 else 0.0)
        na = self._tekort([s - x for s, x in zip(oud, bij, strict=True)])
        na += self._tekort([s + x for s, x in zip(doel, bij, strict=True)])
        return 0.0 if abs(na - voor) < _RUIMTE else na - voor

    def _blijft_heel(self, u: int) -> bool:
        """Whether the rest of its regio is one piece without this unit."""
        leden = self.leden[self.waar[u]]
        rand = self.opgave.buren[u] & leden
        return len(rand) < 2 or rand <= self.opgave.bereik(min(rand), leden - {u}, rand)

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


def _per_brok(paren: Iterable[tuple[int, int, int]]) -> dict[int, dict[int, int]]:
    uit: dict[int, dict[int, int]] = {}
    for a, b, w in paren:
        uit.setdefault(a, {})[b] = w
        uit.setdefault(b, {})[a] = w
    return uit

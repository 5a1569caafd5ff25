"""Proposals against the alternatives, on the same data and the same objective.

Prints, per question, what each method reaches, how far it stays from the proven bound and how long it
took; ``geldig`` says whether it keeps to the conditions. Run with ``make bench``; ``--kort`` gives the
plain cut loop only a few seconds, and asks only the first two questions.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import time
import warnings
from collections.abc import Callable
from itertools import combinations

import geopandas as gpd
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

import congruentie as cg
from congruentie.bronnen.banden import banden_van
from congruentie.voorstel import Eisen, lokaal, maak_voorstel
from congruentie.voorstel.opgave import Opgave

VRAGEN = {
    "geen wensen": Eisen(),
    "minimaal 200.000 inwoners": Eisen(min_inwoners=200_000),
    "300.000 tot 1.500.000 inwoners": Eisen(min_inwoners=300_000, max_inwoners=1_500_000),
    "precies 25 regio's": Eisen(regios=(25, 25)),
}


Rij = tuple[list[int], list[float], float, float]


class KaleLus:
    """The plain cut loop: whole numbers over pairs; rows are added where a solution breaks them."""

    def __init__(self, opgave: Opgave) -> None:
        self.opgave = opgave
        self.m = len(opgave)
        self.paren = list(combinations(range(self.m), 2))
        self.nummer = {paar: k for k, paar in enumerate(self.paren)}
        self.rijen: list[Rij] = []
        for som in opgave.sommen:
            hoeveel, laag, hoog = som.hoeveel, som.laag, som.hoog
            for u in range(self.m):
                anderen = [v for v in range(self.m) if v != u]
                onder = -np.inf if laag is None else laag - int(hoeveel[u])
                boven = np.inf if hoog is None else hoog - int(hoeveel[u])
                kolommen = [self.plek(u, v) for v in anderen]
                self.rijen.append((kolommen, hoeveel[anderen].tolist(), onder, boven))

    def plek(self, a: int, b: int) -> int:
        """Place of the variable of a pair."""
        return self.nummer[(a, b) if a < b else (b, a)]

    def los_op(self, tijd: float) -> np.ndarray | None:
        """The best proposal, or None when time is up."""
        einde = time.perf_counter() + tijd
        while (rest := einde - time.perf_counter()) > 0:
            x = self._geheel(rest)
            if x is None:
                return None
            if not (self._driehoeken(x) or self._scheidingen(x)):
                return x.argmax(axis=1)
        return None

    def _geheel(self, tijd: float) -> np.ndarray | None:
        kosten = -np.array([self.opgave.waarde[paar] for paar in self.paren], dtype=float)
        eisen = []
        if self.rijen:
            i = np.repeat(np.arange(len(self.rijen)), [len(r[0]) for r in self.rijen])
            j = np.concatenate([r[0] for r in self.rijen])
            w = np.concatenate([r[1] for r in self.rijen])
            matrix = coo_array((w, (i, j)), shape=(len(self.rijen), len(self.paren))).tocsr()
            onder, boven = ([r[k] for r in self.rijen] for k in (2, 3))
            eisen = [LinearConstraint(matrix, onder, boven)]
        uit = milp(
            kosten,
            constraints=eisen,
            integrality=np.ones(len(self.paren)),
            bounds=Bounds(0, 1),
            options={"mip_rel_gap": 0.0, "time_limit": tijd},
        )
        if uit.x is None or uit.status != 0:
            return None
        x = np.eye(self.m)
        for (a, b), waarde in zip(self.paren, uit.x, strict=True):
            x[a, b] = x[b, a] = round(waarde)
        return x

    def _driehoeken(self, x: np.ndarray) -> int:
        eerder = len(self.rijen)
        for drie in combinations(range(self.m), 3):
            for u, v, t in (drie, (drie[1], drie[2], drie[0]), (drie[2], drie[0], drie[1])):
                if x[u, v] + x[v, t] - x[u, t] > 1:
                    kolommen = [self.plek(u, v), self.plek(v, t), self.plek(u, t)]
                    self.rijen.append((kolommen, [1.0, 1.0, -1.0], -np.inf, 1.0))
        return len(self.rijen) - eerder

    def _scheidingen(self, x: np.ndarray) -> int:
        eerder, buren = len(self.rijen), self.opgave.buren
        for leden in self.opgave.leden(x.argmax(axis=1)):
            begin = leden[0]
            stuk, stapel = {begin}, [begin]
            while stapel:
                nieuw = (buren[stapel.pop()] & set(leden)) - stuk
                stuk |= nieuw
                stapel.extend(nieuw)
            rand = frozenset().union(*(buren[u] for u in stuk)) - stuk
            for v in set(leden) - stuk:
                kolommen = [self.plek(begin, v), *(self.plek(begin, s) for s in rand)]
                self.rijen.append((kolommen, [1.0, *[-1.0] * len(rand)], -np.inf, 0.0))
        return len(self.rijen) - eerder


def met_spopt(opgave: Opgave, soort: str, aantal: int) -> np.ndarray:
    """SKATER, AZP or MaxP of spopt on the units, by which regio they are in now (one column each)."""
    from libpysal.graph import Graph
    from spopt.region import AZP, MaxPHeuristic, Skater

    gemeenten = opgave.indelingen.gemeenten
    eerste = opgave.eerste
    kolommen = {
        f"i{k}_{r}": (opgave.indelingen.regio[eerste, k] == r).astype(float)
        for k in range(len(opgave.indelingen))
        for r in range(int(opgave.indelingen.regio[:, k].max()) + 1)
    }
    tabel = gpd.GeoDataFrame(
        {**kolommen, "inwoners": opgave.inwoners},
        geometry=gemeenten.vlakken.iloc[eerste].to_numpy(),
        crs=28992,
    )
    randen = {u: sorted(b) for u, b in enumerate(opgave.buren)}
    w = Graph.from_dicts(randen).to_W()
    namen = list(kolommen)
    np.random.seed(0)  # spopt uses the global state
    if soort == "SKATER":
        model = Skater(tabel, w, namen, n_clusters=aantal)
    elif soort == "AZP":
        model = AZP(tabel, w, namen, n_clusters=aantal, random_state=0)
    else:
        bodem = opgave.eisen.min_inwoners or 1
        model = MaxPHeuristic(tabel, w, namen, "inwoners", bodem, top_n=2)
    model.solve()
    return np.asarray(model.labels_)


def meet(naam: str, eisen: Eisen, kort: bool) -> None:
    """Ask every method the same question."""
    indelingen = cg.laad_indelingen(2025, met_grenzen=True, cache="geen")
    banden = banden_van(indelingen.gemeenten)
    begin = time.perf_counter()
    exact = maak_voorstel(indelingen, banden, eisen=eisen)
    duur = time.perf_counter() - begin
    opgave = exact.opgave
    print(f"\n{naam}: bovengrens {exact.bovengrens:g}, {len(exact.codes)} regio's")
    _regel("exact", exact.deling, opgave, exact.grens, duur)
    aantal = len(exact.codes)
    methoden: dict[str, Callable[[], np.ndarray | None]] = {
        "zoeken": lambda: lokaal.zoek(opgave),
        "networkx Louvain": lambda: lokaal.louvain(opgave),
        "scikit-learn agglomeratief": lambda: lokaal.agglomeratief(opgave),
        "spopt SKATER": lambda: met_spopt(opgave, "SKATER", aantal),
        "spopt AZP": lambda: met_spopt(opgave, "AZP", aantal),
        "spopt MaxP": lambda: met_spopt(opgave, "MaxP", aantal),
    }
    if not eisen.regios:
        methoden["kale lus over paren"] = lambda: KaleLus(opgave).los_op(10 if kort else 600)
    for welke, doe in methoden.items():
        begin = time.perf_counter()
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            deling = doe()
        tijd = time.perf_counter() - begin
        _regel(welke, deling, opgave, exact.grens, tijd, duur)


def _regel(
    welke: str, deling: np.ndarray | None, opgave: Opgave, grens: int, tijd: float, ons: float = 0.0
) -> None:
    keer = f"{tijd / ons:6.1f}x" if ons else "       "
    if deling is None:
        print(f"  {welke:28} {'niet klaar':>10} {'':9} {'':6} {tijd:8.2f} s {keer}")
        return
    waarde = opgave.totaal(np.asarray(deling, dtype=np.int64))
    geldig = "ja" if not opgave.overtredingen(np.asarray(deling)) else "nee"
    kloof = (grens - waarde) / abs(grens)
    print(
        f"  {welke:28} {opgave.in_formule(waarde):10.1f} {kloof:9.2%} {geldig:>6} {tijd:8.2f} s {keer}"
    )


def main() -> None:
    """Ask all questions."""
    lezer = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    lezer.add_argument(
        "--kort", action="store_true", help="two questions; the plain loop gets 10 s"
    )
    kort = lezer.parse_args().kort
    print("methode, doelwaarde, kloof tot de grens, geldig, tijd, maal de tijd van exact")
    for naam, eisen in list(VRAGEN.items())[: 2 if kort else None]:
        meet(naam, eisen, kort)


if __name__ == "__main__":
    main()

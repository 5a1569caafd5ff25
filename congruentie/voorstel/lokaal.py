"""Good proposals quickly: graph clustering, and local search that respects every condition.

Nothing here is proven; `exact` gives the bound that says how good a result is.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from congruentie.voorstel.deling import IntArray, Regio, als_deling
from congruentie.voorstel.opgave import Opgave

__all__ = [
    "LokaleZoeker", "agglomeratief", "herstel", "louvain", "voeg_gelijke_samen", "zoek",
]  # fmt: skip

Score = tuple[float, int]
"""How far conditions are from being met, and less the worth: smaller is better."""


@dataclass(frozen=True)
class _Zet:
    """A step: regions that are replaced, and what that changes as `LokaleZoeker.verschil` says."""

    weg: tuple[Regio, ...]
    erbij: tuple[Regio, ...]
    verschil: Score


class LokaleZoeker:
    """Local search over sets of units.

    Worth and shortfall of a set are computed once, and so are the best steps of a region and of two
    neighbours: after a step only the regions around it have to be looked at again.

    Parameters
    ----------
    opgave
        The question.
    stop
        Asked now and then whether time is up; then no more steps are taken.
    """

    def __init__(self, opgave: Opgave, stop: Callable[[], bool] = lambda: False) -> None:
        self.opgave = opgave
        self.stop = stop
        self._bekend: dict[Regio, Score] = {}
        self._beste: dict[tuple[str, Regio, Regio], _Zet | None] = {}

    def score(self, regio: Regio) -> Score:
        """Shortfall and worth of one region."""
        if regio not in self._bekend:
            lijst = sorted(regio)
            self._bekend[regio] = (self.opgave.tekort(lijst), -self.opgave.waarde_tussen(lijst))
        return self._bekend[regio]

    def geldig(self) -> list[Regio]:
        """The regions seen so far that keep to every condition."""
        return [regio for regio, (tekort, _) in self._bekend.items() if tekort == 0]

    def aantal_mis(self, aantal: int) -> float:
        """How far this number of regions is from what was asked."""
        if self.opgave.eisen.regios is None:
            return 0.0
        laag, hoog = self.opgave.eisen.regios
        return float(max(laag - aantal, aantal - hoog, 0))

    def geheel(self, regios: Iterable[Regio]) -> Score:
        """Shortfall and worth of a whole proposal."""
        lijst = list(regios)
        delen = [self.score(regio) for regio in lijst]
        tekort = sum(deel[0] for deel in delen) + self.aantal_mis(len(lijst))
        return (round(tekort, 9), sum(deel[1] for deel in delen))

    def verschil(self, weg: tuple[Regio, ...], erbij: tuple[Regio, ...]) -> Score:
        """Change of the score when regions are replaced, apart from how many there are."""
        oud = [self.score(regio) for regio in weg]
        nieuw = [self.score(regio) for regio in erbij]
        tekort = sum(d[0] for d in nieuw) - sum(d[0] for d in oud)
        return (round(tekort, 9), sum(d[1] for d in nieuw) - sum(d[1] for d in oud))

    def aangrenzend(self, regios: list[Regio]) -> list[set[int]]:
        """Per region the regions (by place) that it could take units from or join."""
        waar = {brok: i for i, regio in enumerate(regios) for brok in regio}
        buren: list[set[int]] = [set() for _ in regios]
        for brok, i in waar.items():
            buren[i] |= {waar[buur] for buur in self.opgave.naast[brok]} - {i}
        return buren

    def zetten(self, regios: list[Regio]) -> Iterator[_Zet]:
        """The best step of each kind, of each region and of each two neighbours."""
        buren = self.aangrenzend(regios)
        for i, regio in enumerate(regios):
            sleutels = [("los", regio, regio)]
            for j in sorted(buren[i]):
                sleutels.append(("erheen", regio, regios[j]))
                if i < j:  # these are the same from the other side
                    sleutels += [("samen", regio, regios[j]), ("om", regio, regios[j])]
            if self.stop():
                return
            for sleutel in sleutels:
                if sleutel not in self._beste:
                    self._beste[sleutel] = self._beste_van(*sleutel)
                zet = self._beste[sleutel]
                if zet is not None:
                    yield zet

    def _beste_van(self, soort: str, regio: Regio, ander: Regio) -> _Zet | None:
        """The best of the steps of one kind; they all change the number of regions alike."""
        weg = (regio,) if soort == "los" else (regio, ander)
        zetten = (_Zet(weg, nieuw, self.verschil(weg, nieuw)) for nieuw in self._na(soort, *weg))
        return min(zetten, key=lambda zet: zet.verschil, default=None)

    def _na(
        self, soort: str, regio: Regio, ander: Regio = frozenset()
    ) -> Iterator[tuple[Regio, ...]]:
        """What comes in their place: a unit on its own or moved, both joined, or two units swapped."""
        if soort == "los" and len(regio) > 1:
            for u in sorted(regio):
                yield regio - {u}, frozenset({u})
        elif soort == "erheen" and len(regio) > 1:
            for u in self._rand(regio, ander):
                yield regio - {u}, ander | {u}
        elif soort == "samen":
            yield (regio | ander,)
        elif soort == "om":
            for u in self._rand(regio, ander):
                for v in self._rand(ander, regio):
                    yield (regio - {u}) | {v}, (ander - {v}) | {u}

    def _rand(self, van: Regio, naar: Regio) -> list[int]:
        return sorted(u for u in van if self.opgave.naast[u] & naar)

    def verbeter(self, regios: list[Regio], *, tot_geldig: bool = False) -> list[Regio]:
        """Take the best step until none is better, or until every condition is kept."""
        while not (tot_geldig and self.geheel(regios)[0] <= 0):
            aantal, beste, laagste = len(regios), None, (0.0, 0)
            mis = {d: self.aantal_mis(aantal + d) - self.aantal_mis(aantal) for d in (-1, 0, 1)}
            for zet in self.zetten(regios):
                tekort, waarde = zet.verschil
                verschil = (round(tekort + mis[len(zet.erbij) - len(zet.weg)], 9), waarde)
                if verschil < laagste:
                    beste, laagste = zet, verschil
            if beste is None:
                return regios
            regios = [regio for regio in regios if regio not in beste.weg] + list(beste.erbij)
        return regios

    def schud(self, regios: list[Regio], willekeur: np.random.Generator) -> list[Regio]:
        """Break a few neighbouring regions into their units."""
        buren = self.aangrenzend(regios)
        begin = int(willekeur.integers(len(regios)))
        gekozen = {begin, *sorted(buren[begin])[: int(willekeur.integers(1, 4))]}
        heel = [regio for i, regio in enumerate(regios) if i not in gekozen]
        return heel + [frozenset({u}) for i in sorted(gekozen) for u in sorted(regios[i])]


def _regios(opgave: Opgave, deling: IntArray) -> list[Regio]:
    return [frozenset(leden) for leden in opgave.leden(deling)]


def zoek(
    opgave: Opgave,
    begin: Iterable[IntArray] = (),
    *,
    rondes: int = 30,
    zaad: int = 0,
    zoeker: LokaleZoeker | None = None,
) -> IntArray | None:
    """Search for a good proposal that keeps to every condition.

    Parameters
    ----------
    opgave
        The question.
    begin
        Proposals to start from, besides every unit on its own.
    rondes
        How often a part is broken up and built again.
    zaad
        Of the random numbers: the same one gives the same result.
    zoeker
        To remember what was seen, over several calls.

    Returns
    -------
    numpy.ndarray or None
        Regio number per unit; None when no valid proposal was found (there may still be one).
    """
    zoeker = zoeker or LokaleZoeker(opgave)
    los = [frozenset({u}) for u in range(len(opgave))]
    starts = [los, *(_regios(opgave, deling) for deling in begin)]
    if opgave.vast_samen and opgave.eisen.aaneengesloten:
        starts.append(opgave.met_vast_samen())
    beste = min((zoeker.verbeter(start) for start in starts), key=zoeker.geheel)
    willekeur = np.random.default_rng(zaad)
    for _ in range(rondes if len(beste) > 1 else 0):
        if zoeker.stop():
            break
        nieuw = zoeker.verbeter(zoeker.schud(beste, willekeur))
        if zoeker.geheel(nieuw) <= zoeker.geheel(beste):
            beste = nieuw
    if zoeker.geheel(beste)[0] > 0:
        return None
    return als_deling(beste)


def herstel(
    opgave: Opgave,
    deling: IntArray,
    *,
    zoeker: LokaleZoeker | None = None,
    tot_geldig: bool = False,
) -> IntArray | None:
    """Improve a proposal step by step until it is valid and no step is better; None if it fails.

    With `tot_geldig` it stops as soon as it is valid, so that little changes.
    """
    zoeker = zoeker or LokaleZoeker(opgave)
    regios = zoeker.verbeter(_regios(opgave, deling), tot_geldig=tot_geldig)
    if zoeker.geheel(regios)[0] > 0:
        return None
    return als_deling(regios)


def voeg_gelijke_samen(opgave: Opgave, deling: IntArray) -> IntArray:
    """Join regio's where that is worth neither more nor less: of equals, the fewest regio's.

    Who takes part in nothing with anyone stays as it is where verbanden count (`Opgave.deelt_iets`).
    Step by step, so not proven to be the fewest of all.
    """
    zoeker = LokaleZoeker(opgave)
    regios = sorted(_regios(opgave, deling), key=min)
    while not zoeker.aantal_mis(len(regios) - 1):
        buren = zoeker.aangrenzend(regios)
        paren = ((regios[i], regios[j]) for i in range(len(regios)) for j in sorted(buren[i]))
        for een, ander in paren:
            gelijk = zoeker.verschil((een, ander), (een | ander,)) == (0.0, 0)
            if gelijk and opgave.deelt_iets(een, ander):
                rest = [regio for regio in regios if regio not in {een, ander}]
                regios = sorted([*rest, een | ander], key=min)
                break
        else:
            break
    return als_deling(regios)


def louvain(opgave: Opgave, *, zaad: int = 0) -> IntArray:
    """Louvain communities (Blondel et al. 2008) of the weighted graph of units.

    Edges join neighbouring units, weighted by what they share; of several resolutions the one that
    is worth most counts. Conditions other than contiguity are not kept.
    """
    import networkx as nx

    graaf = nx.Graph()
    graaf.add_nodes_from(range(len(opgave)))
    samen = opgave.aandeel
    for a, b in opgave.randen:
        if samen[a, b] > 0:
            graaf.add_edge(
                a, b, weight=float(samen[a, b] * opgave.gemeenten[a] * opgave.gemeenten[b])
            )
    pogingen = []
    for resolutie in (0.5, 1.0, 2.0, 4.0, 8.0, 16.0):
        groepen = nx.community.louvain_communities(graaf, resolution=resolutie, seed=zaad)
        pogingen.append(als_deling([frozenset(g) for g in groepen]))
    return max(pogingen, key=opgave.totaal)


def agglomeratief(opgave: Opgave) -> IntArray:
    """Average-linkage clustering (scikit-learn) along the borders, cut where it is worth most.

    The distance is the share of the weight in which two units differ. Conditions other than
    contiguity are not kept.
    """
    from scipy.sparse import coo_array
    from sklearn.cluster import AgglomerativeClustering

    m = len(opgave)
    if m < 2:
        return np.zeros(m, dtype=np.int64)
    afstand = np.maximum(1.0 - opgave.aandeel, 0.0)  # a strong wish is worth more than all
    np.fill_diagonal(afstand, 0.0)
    paren = np.array(opgave.randen or [(0, 0)])
    verband = None
    if opgave.eisen.aaneengesloten:
        rij, kolom = np.r_[paren[:, 0], paren[:, 1]], np.r_[paren[:, 1], paren[:, 0]]
        verband = coo_array((np.ones(len(rij)), (rij, kolom)), shape=(m, m)).tocsr()
    # Each by itself; scikit-learn cannot make so many groups of 100 units or more.
    pogingen = [als_deling(_regios(opgave, np.arange(m)))]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # islands without a link are joined with a warning
        for aantal in range(1, m):
            groepen = AgglomerativeClustering(
                n_clusters=aantal, metric="precomputed", linkage="average", connectivity=verband
            ).fit_predict(afstand)
            pogingen.append(als_deling(_regios(opgave, groepen)))
    return max(pogingen, key=opgave.totaal)

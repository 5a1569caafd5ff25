"""The best proposal, with proof: whole regio's that cover every unit once.

First a short local search. Then prices of units and regio's bound what any proposal can be worth
(`begrenzen`), and every regio that a better proposal could be made of is listed; out of that list the
best choice is taken (`keuze`). If the list would be too long, a shorter one is made of what lies
close under the bound, and then wider ones. Worths are whole numbers and so are the prices in a proof,
so that a bound below the next step is one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import replace

import numpy as np
from threadpoolctl import threadpool_limits

from congruentie.voorstel import lokaal
from congruentie.voorstel.begrenzen import begrens, kandidaten
from congruentie.voorstel.deling import IntArray
from congruentie.voorstel.keuze import Keuze
from congruentie.voorstel.kolommen import Kolommen
from congruentie.voorstel.opgave import Opgave
from congruentie.voorstel.stand import Kijk, Klok, Oplossing, Stand
from congruentie.voorstel.takken import Bools
from congruentie.voorstel.voorwaarden import Onhaalbaar

__all__ = ["bijna_even_goed", "botst", "een_draad", "los_op", "minste_verhuizing"]

_LANGSTE_LIJST = 60_000
_MEESTE_BEKEND = 3000
_MEESTE_TAKKEN = 200


def los_op(
    opgave: Opgave,
    *,
    tijd: float = math.inf,
    rondes: int = 5,
    bewijs: bool = True,
    kijk: Kijk | None = None,
) -> Oplossing:
    """Find the best proposal.

    Parameters
    ----------
    opgave
        The question.
    tijd
        Seconds after which the best so far is given, with its bound.
    rondes
        Effort of the search that comes first (`lokaal.zoek`).
    bewijs
        False to stop after the bound of the relaxation.
    kijk
        Follows the search and can stop it.

    Raises
    ------
    Onhaalbaar
        Proven: no proposal keeps to all conditions.
    """
    klok = Klok(tijd, nawerk=0.1)
    zoektocht = _Zoektocht(opgave, klok)
    if kijk is not None:
        klok.vraag(lambda: kijk(zoektocht.stand.voortgang(klok.duur)))
    with een_draad():
        zoektocht.zoek(rondes)
        zoektocht.begrens()
        if bewijs:
            zoektocht.sluit()
        zoektocht.kies()
        if bewijs:
            zoektocht.verhuis_minst()
    if kijk is not None:
        kijk(zoektocht.stand.voortgang(klok.duur))
    return zoektocht.stand.oplossing(klok)


def botst(opgave: Opgave, tijd: float) -> bool:
    """Whether it is proven in this many seconds that no proposal keeps to all conditions."""
    try:
        zoektocht = _Zoektocht(opgave, Klok(tijd))
        with een_draad():
            zoektocht.stand.neem(np.arange(len(opgave)))
            if zoektocht.stand.waarde is None:
                zoektocht.zoek(0)
            if zoektocht.stand.waarde is None:
                zoektocht.begrens()
                zoektocht.sluit()
    except Onhaalbaar:
        return True
    return False


def een_draad() -> AbstractContextManager[object]:
    """The tables are too small for more than one thread of the linear algebra to gain anything."""
    uit: AbstractContextManager[object] = threadpool_limits(1, user_api="blas")
    return uit


def bijna_even_goed(opgave: Opgave, deling: IntArray, rand: int, tijd: float) -> Keuze | None:
    """Every regio that can be part of a proposal worth at least `rand`, to choose from.

    Parameters
    ----------
    opgave
        The question.
    deling
        A good proposal; it is among what can be chosen, whatever it is worth.
    rand
        Whole, as `Opgave.totaal`.
    tijd
        Seconds; None when there are too many for it.
    """
    zoektocht = _Zoektocht(opgave, Klok(tijd))
    with een_draad():
        zoektocht.stand.neem(deling)
        zoektocht.begrens(helemaal=True)
        return zoektocht.keuze(rand - opgave.vaste_waarde)


def minste_verhuizing(
    opgave: Opgave, deling: IntArray, waarde: int, tijd: float
) -> IntArray | None:
    """The proposal of at least this worth in which fewest inhabitants move; None if not in time.

    Parameters
    ----------
    opgave
        With a `basis`, inhabitants, and no limit on who moves.
    deling
        A proposal of at least this worth.
    waarde
        As `Opgave.totaal`.
    tijd
        Seconds.
    """
    klok, te_weinig = Klok(tijd), -1
    genoeg = opgave.verhuizers(deling)[1]
    dichtbij = genoeg // 8
    while not klok.op:
        if genoeg - te_weinig <= dichtbij + 1:
            zoektocht = _Zoektocht(_met_hoogstens(opgave, genoeg), klok)
            with een_draad():
                zoektocht.stand.neem(deling)
                zoektocht.begrens(helemaal=True)
                minst = zoektocht.minst_verhuizen(waarde - opgave.vaste_waarde)
            if minst is not None or genoeg <= te_weinig + 1:
                return minst
            dichtbij = (genoeg - te_weinig) // 8  # too many regio's to choose from: come closer
        midden = (te_weinig + genoeg) // 2
        try:
            gevonden = los_op(_met_hoogstens(opgave, midden), tijd=klok.rest)
        except Onhaalbaar:
            te_weinig = midden
            continue
        if gevonden.deling is not None and gevonden.waarde >= waarde:
            deling = gevonden.deling
            genoeg = opgave.verhuizers(deling)[1]
        elif gevonden.bovengrens < waarde:
            te_weinig = midden
        else:
            return None
    return None


def _met_hoogstens(opgave: Opgave, inwoners: int) -> Opgave:
    return replace(opgave, eisen=replace(opgave.eisen, verplaats_inwoners=inwoners))


class _Zoektocht:
    """One question on its way to its answer."""

    def __init__(self, opgave: Opgave, klok: Klok) -> None:
        _weiger_losse(opgave)
        self.opgave, self.klok = opgave, klok
        self.stand = Stand(opgave)
        self._stop = lambda: klok.op
        self._zoeker = lokaal.LokaleZoeker(opgave, self._stop)
        self.kolommen = Kolommen(opgave, self._stop)

    def zoek(self, rondes: int) -> None:
        """Good proposals, without proof."""
        self.stand.neem(self.opgave.basis)
        # Its steps know nothing of a limit on who moves: with one, staying is a better start.
        if self.stand.waarde is None or not self.opgave.mag_verhuizen:
            self.stand.neem(lokaal.zoek(self.opgave, rondes=rondes, zoeker=self._zoeker))

    def begrens(self, *, helemaal: bool = False) -> None:
        """Bound what any proposal is worth, as low as the best one so far or `helemaal`."""
        bekend = self._zoeker.geldig()[-_MEESTE_BEKEND:]
        self.kolommen.voeg(_als_rijen(self.opgave, [*self.stand.regios, *bekend]))
        begin = self.kolommen.begin_prijzen(self.stand.beste)
        begrens(self.kolommen, lambda prijzen: self.stand.begrens(prijzen) and not helemaal, begin)

    def keuze(self, rand: int) -> Keuze | None:
        """Out of all regio's of the proposals worth this between units, and the best so far."""
        prijzen = self.stand.prijzen
        if prijzen is None or self.klok.op:
            return None
        lijst = kandidaten(self.kolommen, prijzen, rand, hoogstens=_LANGSTE_LIJST)
        if lijst is None:
            return None
        eigen = self.kolommen.voeg(_als_rijen(self.opgave, self.stand.regios))
        return Keuze(self.kolommen, np.concatenate([lijst, eigen]))

    def kies(self) -> None:
        """Without proof: the best choice out of the regio's seen so far, near the bound first."""
        stand, stap, klok = self.stand, self.opgave.stap, self.klok
        laagst, voor = self.kolommen.laagst_mogelijk, stand.waarde
        speling = self._eerste_speling
        while stand.prijzen is not None and not stand.bewezen and klok.rest_met_nawerk > 0:
            rand = max(stand.tussen_grens - speling, stand.tussen + stap, laagst)
            keuze = Keuze(self.kolommen, self.kolommen.goed_genoeg(stand.prijzen, rand))
            keuze.beste(
                rand, self._meld, stap, lambda: klok.rest_met_nawerk, hoogstens=_MEESTE_TAKKEN
            )
            if stand.waarde != voor or rand <= max(stand.tussen + stap, laagst):
                return
            speling = speling * 5 // 2

    @property
    def _eerste_speling(self) -> int:
        return max(2 * self.opgave.stap, abs(self.stand.tussen_grens) // 1000)

    def sluit(self) -> None:
        """Close the gap: the best choice out of ever longer lists of what lies under the bound."""
        stand, stap = self.stand, self.opgave.stap
        speling = self._eerste_speling
        while not (stand.bewezen or self.klok.op):
            rand = max(stand.tussen_grens - speling, stand.tussen + stap)
            keuze = self.keuze(rand)
            if keuze is None:
                return
            grens = keuze.beste(rand, self._meld, stap, lambda: self.klok.rest)
            stand.begrens_tussen(grens)
            if rand < self.kolommen.laagst_mogelijk and stand.waarde is None:
                raise Onhaalbaar
            speling = speling * 5 // 2

    def _meld(self, deling: IntArray) -> int | None:
        if self.opgave.overtredingen(deling):
            return None
        self.stand.neem(deling)
        return self.opgave.totaal(deling) - self.opgave.vaste_waarde

    def verhuis_minst(self) -> None:
        """Of the proposals that are as good, take the one in which fewest inhabitants move."""
        if self.opgave.basis is not None and self.stand.bewezen:
            minst = self.minst_verhuizen(self.stand.tussen)
            if minst is not None:
                self.stand.beste = minst

    def minst_verhuizen(self, tussen: int) -> IntArray | None:
        """The proposal worth this between units in which fewest move; None if not in time."""
        keuze = self.keuze(tussen)
        if keuze is None:
            return None
        opgave, begin = self.opgave, self.stand.beste
        telt = opgave.inwoners if opgave.inwoners.any() else opgave.gemeenten
        weg = self.kolommen.verhuist(keuze.plekken, telt)
        keuze = Keuze(self.kolommen, keuze.plekken, doel=-weg, minstens=tussen)
        beste = [] if begin is None or self.stand.tussen < tussen else [begin]

        def meld(deling: IntArray) -> int | None:
            waard = opgave.totaal(deling) - opgave.vaste_waarde
            # Where it breaks what the program may buy off, such as its worth, it is no choice.
            if opgave.overtredingen(deling) or waard < tussen:
                return None
            beste.append(deling)
            return -int(telt[opgave.verhuist(deling)].sum())

        # As few once more: which of those is taken must not depend on what was found before.
        laagst = -int(telt[opgave.verhuist(beste[0])].sum() if beste else telt.sum())
        keuze.beste(laagst, meld, 1, lambda: self.klok.rest)
        return beste[-1] if beste and not self.klok.op else None


def _als_rijen(opgave: Opgave, regios: Iterable[frozenset[int]]) -> Bools:
    lijst = list(dict.fromkeys(regios))
    rijen = np.zeros((len(lijst), len(opgave)), dtype=bool)
    for rij, regio in zip(rijen, lijst, strict=True):
        rij[list(regio)] = True
    return rijen


def _weiger_losse(opgave: Opgave) -> None:
    """Some unit can be in no valid regio at all: then there is no proposal.

    Raises
    ------
    Onhaalbaar
    """
    m = len(opgave)
    binnen = np.eye(m, dtype=bool)
    mogelijk = np.ones((m, m), dtype=bool)
    a, b = np.triu_indices(m, 1)
    gescheiden = opgave.gescheiden(a, b)
    mogelijk[a[gescheiden], b[gescheiden]] = mogelijk[b[gescheiden], a[gescheiden]] = False
    basis = np.zeros(m) if opgave.basis is None else opgave.basis
    for hoeveel, hoogste, _ in opgave.mag_verhuizen:
        # Who may not move is in one regio with all of its old regio who may not, and with no others.
        blijft = hoeveel > hoogste
        zelfde = basis[:, None] == basis
        binnen |= np.outer(blijft, blijft) & zelfde
        mogelijk &= ~(np.outer(blijft, blijft) & ~zelfde)
    for u in range(m) if opgave.eisen.aaneengesloten else ():
        bereik = opgave.bereik(u, set(np.flatnonzero(mogelijk[u]).tolist()))
        mogelijk[u] &= np.isin(np.arange(m), list(bereik))
    if not all(eis.kunnen_nog(binnen, mogelijk).all() for eis in opgave.voorwaarden):
        raise Onhaalbaar

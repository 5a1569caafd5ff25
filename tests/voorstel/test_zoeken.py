"""Local search, against every single step tried anew without anything that it remembers."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from voorstelorakel import vragen

from congruentie.errors import CongruentieFout
from congruentie.voorstel import Eisen
from congruentie.voorstel.lokaal import LokaleZoeker
from congruentie.voorstel.opstellen import maak_opgave

EISEN = [
    {}, {"min_inwoners": 900}, {"max_inwoners": 1500}, {"regios": (2, 3)}, {"aaneengesloten": False},
    {"regios": (3, 3), "min_inwoners": 500}, {"apart": (("GM0001", "GM0002"),)},
]  # fmt: skip


def elke_stap(regios, aaneengesloten, buren):
    """Every proposal that is one step away: a unit moved or on its own, two swapped, two joined."""
    deling = [set(regio) for regio in regios]

    def grenst(u, regio):
        return not aaneengesloten or bool(buren[u] & regio)

    for i, regio in enumerate(deling):
        rest = [r for k, r in enumerate(deling) if k != i]
        if len(regio) > 1:
            for u in regio:
                yield [*rest, regio - {u}, {u}]
    for i, j in combinations(range(len(deling)), 2):
        a, b = deling[i], deling[j]
        rest = [r for k, r in enumerate(deling) if k not in {i, j}]
        if not any(grenst(u, b) for u in a):
            continue
        yield [*rest, a | b]
        for van, naar in ((a, b), (b, a)):
            if len(van) > 1:
                yield from ([*rest, van - {u}, naar | {u}] for u in van if grenst(u, naar))
        for u in (u for u in a if grenst(u, b)):
            yield from ([*rest, a - {u} | {v}, b - {v} | {u}] for v in b if grenst(v, a))


@settings(max_examples=60)
@given(vragen(8, 4), st.sampled_from(EISEN), st.data())
def test_na_verbeteren_is_geen_stap_beter(vraag, wensen, data):
    """From two random starts with one memory: the second must not be misled by the first."""
    indelingen, banden, theta, gewichten = vraag
    try:
        opgave = maak_opgave(indelingen, Fraction(theta), Eisen(**wensen), banden, gewichten)
    except CongruentieFout:
        return  # a brok would have to be parted
    n = len(opgave)
    zoeker = LokaleZoeker(opgave)
    for _ in range(2):
        nummers = data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))
        begin = [frozenset(u for u in range(n) if nummers[u] == r) for r in sorted(set(nummers))]
        regios = zoeker.verbeter(begin)
        assert sorted(u for regio in regios for u in regio) == list(range(n))
        los = LokaleZoeker(opgave)
        hier = los.geheel(regios)
        assert hier <= los.geheel(begin)
        for stap in elke_stap(regios, opgave.eisen.aaneengesloten, opgave.buren):
            assert los.geheel([frozenset(r) for r in stap]) >= hier


@pytest.mark.parametrize("aantal", [(2, 2), (4, 4)])
def test_het_aantal_telt_mee_in_een_stap(indelingen, aantal):
    """A and B share one indeling of two, so only the number says whether to join or to part."""
    banden = [("GM0001", "GM0002"), ("GM0003", "GM0004"), ("GM0001", "GM0003")]
    opgave = maak_opgave(indelingen, Fraction(1, 2), Eisen(regios=aantal), banden)
    zoeker = LokaleZoeker(opgave)
    for begin in ([{0, 1}, {2}, {3}], [{0}, {1}, {2}, {3}], [{0, 1, 2, 3}]):
        assert len(zoeker.verbeter([frozenset(r) for r in begin])) == aantal[0]

"""Small questions about proposals, and the best answer to each by trying every division."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations, permutations

import geopandas as gpd
import networkx as nx
import numpy as np
from hypothesis import assume
from hypothesis import strategies as st
from shapely import box

import congruentie as cg
from congruentie.verbanden import Verband, Verbanden
from congruentie.voorstel import Eisen

BREED = 3


def delingen(dingen: list[int]) -> Iterator[list[list[int]]]:
    """Every way to divide things into groups."""
    if not dingen:
        yield []
        return
    eerste, *rest = dingen
    for deling in delingen(rest):
        yield [[eerste], *deling]
        for i, groep in enumerate(deling):
            yield [*deling[:i], [eerste, *groep], *deling[i + 1 :]]


def _verbanden(indelingen, gewichten) -> tuple[list[set[str]], Fraction]:
    """The members of each verband that counts, and what one weighs: by the definition."""
    if indelingen.verbanden is None:
        return [], Fraction(0)
    tellen = [set(v.leden) for v in indelingen.verbanden if len(set(v.leden)) > 1]
    alle = Fraction(str(gewichten.get("verbanden", 1)))
    if not tellen or not alle:
        return [], Fraction(0)
    if not len(indelingen):
        return tellen, Fraction(1)
    if indelingen.verbanden.weging == "elk":
        return tellen, alle
    deelnames = [sum(code in leden for leden in tellen) for code in set().union(*tellen)]
    return tellen, alle / Fraction(round(10 * sum(deelnames) / len(deelnames)), 10)


def waarde_van_paar(indelingen, theta: Fraction, gewichten, een: str, ander: str) -> Fraction:
    """What two gemeenten (codes) share, less theta times all that either is in."""
    samen, alles = Fraction(0), Fraction(0)
    for indeling in indelingen:
        w = Fraction(str(gewichten.get(indeling.naam, 1)))
        regios = (set(indeling.lidmaatschap.get(c, "").split(" | ")) for c in (een, ander))
        samen += w if set.intersection(*regios) - {""} else 0
        alles += w
    verbanden, elk = _verbanden(indelingen, gewichten)
    samen += elk * sum({een, ander} <= leden for leden in verbanden)
    alles += elk * sum(bool({een, ander} & leden) for leden in verbanden)
    return samen - theta * alles


def brokken_van(indelingen, graaf, eisen: Eisen, gewichten) -> list[list[int]]:
    """Gemeenten that are together everywhere, in contiguous pieces."""
    codes = indelingen.gemeenten.codes
    verbanden, elk = _verbanden(indelingen, gewichten)
    gewicht = [Fraction(str(gewichten.get(i.naam, 1))) for i in indelingen]
    if eisen.splits_brokken:
        return [[i] for i in range(len(codes))]
    extra = eisen.binnen.lidmaatschap if eisen.binnen else {}
    oud = eisen.uitgaand_van.lidmaatschap if eisen.uitgaand_van else {}
    zelfde: dict[object, list[int]] = {}
    for i, code in enumerate(codes):
        mee = zip(indelingen, gewicht, strict=True)
        sleutel = tuple(ind.lidmaatschap.get(code) for ind, w in mee if w > 0)
        eigen = tuple(v for v, leden in enumerate(verbanden) if elk and code in leden)
        if elk and not eigen and set(sleutel) <= {None}:
            eigen = (code,)  # nothing keeps it with others
        sleutel += (eigen,)
        zelfde.setdefault((sleutel, extra.get(code), oud.get(code)), []).append(i)
    if not eisen.aaneengesloten:
        return list(zelfde.values())
    stukken = (nx.connected_components(graaf.subgraph(brok)) for brok in zelfde.values())
    return [sorted(stuk) for deel in stukken for stuk in deel]


def mag(regios: list[list[int]], gemeenten, graaf, eisen: Eisen) -> bool:
    """Whether regio's (lists of places) keep to every condition."""
    return all(regio_mag(regio, gemeenten, graaf, eisen) for regio in regios) and geheel_mag(
        regios, gemeenten, eisen
    )


def regio_mag(regio: Sequence[int], gemeenten, graaf, eisen: Eisen) -> bool:
    """Whether one regio keeps to the conditions on each regio."""
    code = gemeenten.codes
    extra = eisen.binnen.lidmaatschap if eisen.binnen else {}
    mensen = sum(gemeenten.inwoners[i] for i in regio)
    return all(
        (
            mensen >= (eisen.min_inwoners or 0),
            mensen <= (eisen.max_inwoners or 10**9),
            len(regio) >= (eisen.min_gemeenten or 0),
            len(regio) <= (eisen.max_gemeenten or 10**9),
            not eisen.aaneengesloten or nx.is_connected(graaf.subgraph(regio)),
            len({extra.get(code[i]) for i in regio}) == 1,
            not eisen.centrum_inwoners or _centrum(gemeenten, regio, eisen),
        )
    )


def geheel_mag(regios: Sequence[Sequence[int]], gemeenten, eisen: Eisen) -> bool:
    """Whether regio's keep to the conditions on all of them together."""
    code = gemeenten.codes
    waar = {code[i]: r for r, regio in enumerate(regios) for i in regio}
    return all(
        (
            not eisen.regios or eisen.regios[0] <= len(regios) <= eisen.regios[1],
            all(len({waar[c] for c in groep}) == 1 for groep in eisen.samen),
            all(waar[a] != waar[b] for groep in eisen.apart for a, b in combinations(groep, 2)),
            all({c for c in code if waar[c] == waar[g[0]]} == set(g) for g in eisen.vast),
            (eisen.verplaats_gemeenten is None and eisen.verplaats_inwoners is None)
            or any(
                (eisen.verplaats_gemeenten is None or len(weg) <= eisen.verplaats_gemeenten)
                and (
                    eisen.verplaats_inwoners is None
                    or gemeenten.inwoners[weg].sum() <= eisen.verplaats_inwoners
                )
                for weg in verhuizers(regios, code, eisen)
            ),
        )
    )


def verhuizers(regios, codes, eisen: Eisen) -> Iterator[list[int]]:
    """Who moves (places), for every way to give each old regio to at most one new one."""
    oud = eisen.uitgaand_van.lidmaatschap
    namen = sorted({oud.get(code, code) for code in codes})
    for keus in permutations([*range(len(regios)), *([None] * len(namen))], len(namen)):
        van = dict(zip(keus, namen, strict=True))
        yield [
            i
            for r, regio in enumerate(regios)
            for i in regio
            if oud.get(codes[i], codes[i]) != van.get(r)
        ]


def orakel(
    indelingen, banden, theta: Fraction, eisen: Eisen, gewichten, ook=lambda regio: True
) -> Fraction | None:
    """The best value over all valid proposals that part no brok, pair by pair; None if none is.

    With `ook` each regio (a list of places) must pass that test as well.
    """
    gemeenten = indelingen.gemeenten
    graaf = nx.Graph()
    graaf.add_nodes_from(range(len(gemeenten)))
    graaf.add_edges_from((gemeenten.plek[a], gemeenten.plek[b]) for a, b in banden)
    brokken = brokken_van(indelingen, graaf, eisen, gewichten)

    def paar(i: int, j: int) -> Fraction:
        een, ander = gemeenten.codes[i], gemeenten.codes[j]
        som = waarde_van_paar(indelingen, theta, gewichten, een, ander)
        return som + sum(Fraction(str(w)) for a, b, w in eisen.liever if {a, b} == {een, ander})

    @cache
    def waarde(regio: tuple[int, ...]) -> Fraction | None:
        """Worth of one regio; None when it fails in a condition."""
        if not regio_mag(regio, gemeenten, graaf, eisen) or not ook(list(regio)):
            return None
        return sum((paar(i, j) for i, j in combinations(regio, 2)), Fraction(0))

    beste = None
    for groepen in delingen(list(range(len(brokken)))):
        regios = [tuple(i for b in groep for i in brokken[b]) for groep in groepen]
        waarden = [waarde(regio) for regio in regios]
        if None not in waarden and geheel_mag(regios, gemeenten, eisen):
            som = sum(waarden, Fraction(0))
            beste = som if beste is None else max(beste, som)
    return beste


def _centrum(gemeenten, regio, eisen) -> bool:
    punten = gemeenten.vlakken.representative_point()
    for c in regio:
        if gemeenten.inwoners[c] < eisen.centrum_inwoners:
            continue
        ver = max(punten.iloc[c].distance(punten.iloc[i]) for i in regio) / 1000
        if eisen.centrum_afstand is None or ver <= eisen.centrum_afstand + 1e-12:
            return True
    return False


@st.composite
def vragen(draw, hoogstens: int = 8, minstens: int = 2, minste_verbanden: int = 0):
    """Squares of 1 km in rows of three, with random inhabitants, indelingen, theta and weights.

    In some indelingen a gemeente can be in more than one regio. Some questions have verbanden beside
    the indelingen, or instead of them: overlapping, nested, single, empty and the same ones.
    """
    n = draw(st.integers(minstens, hoogstens))
    codes = tuple(f"GM{i:04d}" for i in range(1, n + 1))
    vakken = {
        code: box(
            i % BREED * 1000, i // BREED * 1000, i % BREED * 1000 + 1000, i // BREED * 1000 + 1000
        )
        for i, code in enumerate(codes)
    }
    inwoners = np.array(draw(st.lists(st.integers(1, 9), min_size=n, max_size=n)), float) * 100
    gemeenten = cg.Gemeenten(2025, codes, codes, inwoners, gpd.GeoSeries(vakken, crs=28992))
    wie = st.lists(st.sampled_from(codes), max_size=n, unique=True)
    lijst = (
        draw(st.lists(wie, min_size=minste_verbanden, max_size=5))
        if minste_verbanden or draw(st.booleans())
        else []
    )
    verbanden = None
    if lijst:
        namen = (Verband(f"v{v}", tuple(leden)) for v, leden in enumerate(lijst))
        verbanden = Verbanden(tuple(namen), weging=draw(st.sampled_from(["samen", "elk"])))
    tellen = any(len(leden) > 1 for leden in lijst)
    k = draw(st.integers(0 if tellen else 1, 4))
    indelingen = []
    for nummer in range(k):
        meer = ["R0 | R1", "R1 | R2", "R0 | R1 | R2"] if draw(st.integers(0, 3)) == 0 else []
        regio = draw(st.lists(st.sampled_from(["R0", "R1", "R2", *meer]), min_size=n, max_size=n))
        lid = {c: r for c, r in zip(codes, regio, strict=True) if r != "R0" or nummer}
        indelingen.append(cg.Indeling(f"i{nummer}", lid or {codes[0]: "R"}))
    gewichten = {f"i{i}": draw(st.sampled_from([1, 1, 2, 0.5, 0])) for i in range(k)}
    if verbanden:
        gewichten["verbanden"] = draw(st.sampled_from([1, 1, 3, 0.5, 0])) if k else 1
    assume(any(w for naam, w in gewichten.items() if naam != "verbanden" or tellen))
    theta = draw(st.sampled_from(["0", "0.3", "0.5", "0.7", "1"]))
    naast = [(i, i + 1) for i in range(n - 1) if (i + 1) % BREED]
    onder = [(i, i + BREED) for i in range(n - BREED)]
    banden = [(codes[i], codes[j]) for i, j in (*naast, *onder)]
    gekozen = cg.Indelingen(gemeenten, tuple(indelingen), verbanden=verbanden)
    return gekozen, banden, theta, gewichten


def een_eis(draw, codes) -> dict:
    """One random condition, as arguments of `Eisen`."""
    paar = st.lists(st.sampled_from(codes), min_size=2, max_size=2, unique=True).map(tuple)
    wens = st.tuples(paar, st.sampled_from([-20, -3, -1, -0.5, 0.5, 1, 4])).map(
        lambda deel: (*deel[0], deel[1])
    )
    soort = draw(
        st.sampled_from(
            ["min_inwoners", "max_inwoners", "min_gemeenten", "max_gemeenten", "regios", "samen",
             "apart", "vast", "binnen", "los", "centrum", "afstand", "splits", "liever"]
        )
    )  # fmt: skip
    helft = {c: "P" if i < len(codes) // 2 else "Q" for i, c in enumerate(codes)}
    return {
        "min_inwoners": lambda: {"min_inwoners": draw(st.integers(1, 20)) * 100},
        "max_inwoners": lambda: {"max_inwoners": draw(st.integers(5, 30)) * 100},
        "min_gemeenten": lambda: {"min_gemeenten": draw(st.integers(1, 3))},
        "max_gemeenten": lambda: {"max_gemeenten": draw(st.integers(1, 5))},
        "regios": lambda: {"regios": (a := draw(st.integers(1, 5)), a + draw(st.integers(0, 1)))},
        "samen": lambda: {"samen": (draw(paar),)},
        "apart": lambda: {"apart": (draw(paar),)},
        "vast": lambda: {"vast": (draw(paar),)},
        "binnen": lambda: {"binnen": cg.Indeling("helft", helft)},
        "los": lambda: {"aaneengesloten": False},
        "centrum": lambda: {"centrum_inwoners": draw(st.integers(3, 9)) * 100},
        "afstand": lambda: {
            "centrum_inwoners": draw(st.integers(2, 6)) * 100,
            "centrum_afstand": draw(st.sampled_from([1.0, 1.5, 2.1])),
        },
        "splits": lambda: {"splits_brokken": True},
        "liever": lambda: {"liever": tuple(draw(st.lists(wens, min_size=1, max_size=5)))},
    }[soort]()

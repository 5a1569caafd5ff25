"""Congruentie by its definition, over pairs: slow, plain, and independent of the package."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from congruentie.model import Indelingen


def regios_van(regio: np.ndarray, kolom: np.ndarray | None = None) -> list[list[set[int]]]:
    """Per gemeente and indeling the set of its regio's, from a table with a column (or more) each."""
    kolom = np.arange(regio.shape[1]) if kolom is None else kolom
    return [
        [{int(r) for r in rij[kolom == k] if r >= 0} for k in range(max(kolom) + 1)]
        for rij in regio
    ]


def gedeeld(regio: np.ndarray, kolom: np.ndarray | None = None) -> np.ndarray:
    """Whether g and j share a regio in indeling k: shape (n, n, K), also with itself."""
    regios = regios_van(regio, kolom)
    return np.array(
        [[[bool(a & b) for a, b in zip(g, j, strict=True)] for j in regios] for g in regios]
    )


def samen_in(indelingen: Indelingen) -> np.ndarray:
    """Whether two gemeenten share a regio, per indeling, from who is in each: shape (n, n, K)."""
    uit = []
    for indeling in indelingen:
        cellen_ = [indeling.lidmaatschap.get(gm, "") for gm in indelingen.gemeenten.codes]
        regios = sorted({r for cel in cellen_ for r in cel.split(" | ")} - {""})
        lid = np.array([[r in cel.split(" | ") for r in regios] for cel in cellen_])
        uit.append(lid @ lid.T)
    return np.stack(uit, axis=2)


def congruentie_over_paren(
    regio: np.ndarray,
    gewichten: Sequence[Fraction | int],
    noemer: str = "alle",
    kolom: np.ndarray | None = None,
) -> list[Fraction]:
    """Mean over the partners of the weighted share of indelingen with a regio in common, percent."""
    regios = regios_van(regio, kolom)
    uit = []
    for g, van_g in enumerate(regios):
        aandelen = []
        for j, van_j in enumerate(regios):
            gelijk = [k for k, (a, b) in enumerate(zip(van_g, van_j, strict=True)) if a & b]
            if j != g and any(gewichten[k] > 0 for k in gelijk):
                telt = [k for k, a in enumerate(van_g) if noemer == "alle" or a]
                aandelen.append(
                    Fraction(sum(gewichten[k] for k in gelijk)) / sum(gewichten[k] for k in telt)
                )
        uit.append(100 * sum(aandelen) / len(aandelen) if aandelen else Fraction(100))
    return uit


@st.composite
def partities(draw: st.DrawFn, min_k: int = 2, met_gaten: bool = True) -> np.ndarray:
    """Random membership tables: up to 12 gemeenten x 5 indelingen; -1 = no regio."""
    n = draw(st.integers(1, 12))
    k = draw(st.integers(min_k, 5))
    laagste = -1 if met_gaten else 0
    return draw(
        hnp.arrays(np.int32, (n, k), elements=st.integers(laagste, draw(st.integers(0, 5))))
    )


@st.composite
def overlappende(draw: st.DrawFn, min_k: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """The same with gemeenten in up to four regio's of one indeling, and the columns' indelingen."""
    regio = draw(partities(min_k))
    n, aantal = regio.shape
    kolommen, kolom = [regio], [*range(aantal)]
    for k in draw(st.sets(st.integers(0, aantal - 1), min_size=1)):
        for _ in range(draw(st.integers(1, 3))):
            kolommen.append(draw(hnp.arrays(np.int32, (n, 1), elements=st.integers(-1, 5))))
            kolom.append(k)
    regio, kolom = np.concatenate(kolommen, axis=1), np.array(kolom)
    for rij in regio:  # each regio once, ascending, and none behind
        for k in range(aantal):
            eigen = sorted({r for r in rij[kolom == k].tolist() if r >= 0})
            rij[kolom == k] = eigen + [-1] * (int((kolom == k).sum()) - len(eigen))
    return regio, kolom


def cellen(regio: np.ndarray, kolom: np.ndarray | None = None) -> list[dict[int, str]]:
    """Per indeling the cell of each gemeente that has a regio: "R1" or "R1 | R4"."""
    per_gemeente = regios_van(regio, kolom)
    return [
        {
            g: " | ".join(f"R{r}" for r in sorted(rij[k]))
            for g, rij in enumerate(per_gemeente)
            if rij[k]
        }
        for k in range(len(per_gemeente[0]))
    ]


@st.composite
def met_gewichten(draw: st.DrawFn) -> tuple[np.ndarray, list[int]]:
    """A membership table with whole weights, not all 0."""
    regio = draw(partities())
    gewichten = draw(
        st.lists(st.integers(0, 4), min_size=regio.shape[1], max_size=regio.shape[1]).filter(any)
    )
    return regio, gewichten

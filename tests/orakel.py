"""Congruentie by its definition, over pairs: slow, plain, and independent of the package."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp


def congruentie_over_paren(
    regio: np.ndarray, gewichten: Sequence[Fraction | int], noemer: str = "alle"
) -> list[Fraction]:
    """Mean over the partners of the weighted share of indelingen with the same regio, percent."""
    n, aantal = regio.shape
    uit = []
    for g in range(n):
        aandelen = []
        for j in range(n):
            gelijk = [k for k in range(aantal) if regio[g, k] >= 0 and regio[g, k] == regio[j, k]]
            if j != g and any(gewichten[k] > 0 for k in gelijk):
                telt = [k for k in range(aantal) if noemer == "alle" or regio[g, k] >= 0]
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
def met_gewichten(draw: st.DrawFn) -> tuple[np.ndarray, list[int]]:
    """A membership table with whole weights, not all 0."""
    regio = draw(partities())
    gewichten = draw(
        st.lists(st.integers(0, 4), min_size=regio.shape[1], max_size=regio.shape[1]).filter(any)
    )
    return regio, gewichten

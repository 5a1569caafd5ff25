"""The measures by their definitions over pairs: gaps, overlap, weights, both noemers at once."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from orakel import congruentie_over_paren, gedeeld, overlappende, partities, regios_van

from congruentie.meten.maten import MATEN
from congruentie.meten.samenloop import Samenloop


@st.composite
def gevallen(draw: st.DrawFn) -> Samenloop:
    """Any membership table with gaps and overlap, weights with zeros, inhabitants, either noemer."""
    zonder = partities().map(lambda regio: (regio, np.arange(regio.shape[1])))
    regio, kolom = draw(st.one_of(zonder, overlappende()))
    n, k = len(regio), int(kolom.max()) + 1
    gewichten = draw(st.lists(st.integers(0, 3), min_size=k, max_size=k).filter(any))
    inwoners = draw(st.lists(st.integers(1, 50), min_size=n, max_size=n))
    noemer = draw(st.sampled_from(["alle", "deelname"]))
    return Samenloop(regio, np.array(gewichten, float), noemer, np.array(inwoners, float), kolom)


def gelijk(s: Samenloop) -> np.ndarray:
    """Whether g and j share a regio in indeling k: shape (n, n, K), without the diagonal."""
    uit = gedeeld(s.regio, s.kolom)
    uit[np.arange(len(uit)), np.arange(len(uit))] = False
    return uit


def noemer(s: Samenloop, gewichten: np.ndarray) -> np.ndarray:
    mee = np.ones((len(s.regio), len(gewichten)), bool)
    if s.noemer == "deelname":
        mee = np.array([[bool(r) for r in rij] for rij in regios_van(s.regio, s.kolom)])
    return mee @ gewichten


def gemiddelde(waarden: np.ndarray, wegen: np.ndarray) -> float:
    return float(waarden @ wegen / wegen.sum())


@given(gevallen())
def test_congruentie_over_paren(s):
    gewichten = s.gewichten.astype(int).tolist()
    verwacht = congruentie_over_paren(s.regio, gewichten, s.noemer, s.kolom)
    assert MATEN["congruentie"].reken(s).tolist() == pytest.approx(
        [float(p) for p in verwacht], abs=1e-9
    )


@given(gevallen())
def test_samen_over_paren(s):
    samen = gelijk(s)
    for k in range(len(s.gewichten)):
        for j in range(len(s.gewichten)):
            assert s.samen(k, j).tolist() == (samen[:, :, k] & samen[:, :, j]).sum(axis=1).tolist()


@given(gevallen())
def test_inwoners_over_paren(s):
    samen, deel = gelijk(s), noemer(s, s.gewichten)
    uit = MATEN["congruentie_inwoners"].reken(s)
    for g in range(len(s.regio)):
        partner = samen[g][:, s.gewichten > 0].any(axis=1)
        verwacht = 100.0
        if partner.any():
            aandeel = samen[g][partner] @ s.gewichten / deel[g]
            verwacht = 100 * gemiddelde(aandeel, s.inwoners[partner])
        assert uit[g] == pytest.approx(verwacht, abs=1e-9)


@given(gevallen())
def test_gecorrigeerd_uit_losse_kansen(s):
    n = len(s.regio)
    telt = s.gewichten > 0
    anderen = gelijk(s).sum(axis=1)
    ruw = MATEN["congruentie"].reken(s)
    uit = MATEN["congruentie_gecorrigeerd"].reken(s)
    for g in range(n):
        if n == 1 or not anderen[g, telt].any():
            assert uit[g] == 100
            continue
        kans_geen = np.prod([1 - a / (n - 1) for a in anderen[g, telt]])
        verwacht = (n - 1) * (1 - kans_geen)
        e = 100 * min((anderen[g] @ s.gewichten) / (noemer(s, s.gewichten)[g] * verwacht), 1)
        if ruw[g] > 100 - 1e-9 or e > 100 - 1e-6:
            continue  # the convention: 100
        assert uit[g] == pytest.approx(100 * (ruw[g] - e) / (100 - e), abs=1e-6)


@given(gevallen())
def test_aansluiting_over_paren(s):
    samen = gelijk(s)
    for k, uit in enumerate(MATEN["aansluiting"].reken(s)):
        rest = np.where(np.arange(len(s.gewichten)) == k, 0, s.gewichten)
        deel = noemer(s, rest)
        per_gemeente = [
            (samen[g][samen[g][:, k]] @ rest / deel[g]).mean()
            for g in range(len(s.regio))
            if samen[g][:, k].any() and deel[g] > 0
        ]
        if per_gemeente:
            assert uit == pytest.approx(100 * np.mean(per_gemeente), abs=1e-9)
        else:
            assert np.isnan(uit)


@given(gevallen())
def test_bijdrage_over_paren(s):
    samen, deel = gelijk(s), noemer(s, s.gewichten)
    partners = samen[:, :, s.gewichten > 0].any(axis=2).sum(axis=1)
    for k, uit in enumerate(MATEN["bijdrage"].reken(s)):
        delen = [
            100 * s.gewichten[k] * samen[g, :, k].sum() / (deel[g] * partners[g])
            if partners[g]
            else 0
            for g in range(len(s.regio))
        ]
        assert uit == pytest.approx(np.mean(delen), abs=1e-9)


@given(gevallen())
def test_intern_over_paren(s):
    samen, deel = gelijk(s), noemer(s, s.gewichten)
    uit = iter(MATEN["intern"].reken(s))
    for k in range(len(s.gewichten)):
        eigen = s.regio[:, s.kolom == k]
        for r in range(eigen.max() + 1):
            leden = np.flatnonzero((eigen == r).any(axis=1))
            paren = [(g, j) for g in leden for j in leden if g != j]
            teller = sum(samen[g, j] @ s.gewichten for g, j in paren)
            onder = sum(deel[g] for g, _ in paren)
            gevonden = next(uit)
            if onder > 0:
                assert gevonden == pytest.approx(100 * teller / onder, abs=1e-9)
            else:
                assert np.isnan(gevonden)


@given(gevallen())
def test_effect_van_gewicht_nul_is_nul(s):
    uit = MATEN["effect"].reken(s)
    assert (uit[s.gewichten == 0] == 0).all()


@given(gevallen())
def test_brokken_zien_alleen_wat_telt(s):
    telt = s.regio[:, s.gewichten[s.kolom] > 0]
    gelijk_ = (telt[:, None, :] == telt[None, :, :]).all(axis=2)
    assert ((s.brokken[:, None] == s.brokken[None, :]) == gelijk_).all()


@given(st.lists(st.integers(0, 3), min_size=2, max_size=9), st.data())
def test_gelijke_indelingen_met_ongelijke_gewichten_zijn_100(kolom, data):
    gewichten = data.draw(st.lists(st.floats(0.01, 100), min_size=3, max_size=3))
    regio = np.repeat(np.array(kolom, np.int32)[:, None], 3, axis=1)
    uit = MATEN["congruentie"].reken(Samenloop(regio, np.array(gewichten)))
    assert uit == pytest.approx(np.full(len(kolom), 100), abs=1e-9)


@pytest.mark.zwaar
@pytest.mark.parametrize("naam", ["congruentie", "congruentie_inwoners"])
@pytest.mark.parametrize(("n", "regios"), [(20_000, 2), (20_000, 12), (20_000, 500)])
def test_geheugen_groeit_met_gemeenten_maal_indelingen(naam, n, regios):
    # Few large regions are the hard case: everybody is everybody's partner.
    rng = np.random.default_rng(1)
    regio = rng.integers(0, regios, (n, 3)).astype(np.int32)
    s = Samenloop(regio, inwoners=np.ones(n))
    tracemalloc.start()
    uit = MATEN[naam].reken(s)
    piek = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (uit > 0).all()
    assert piek < 100_000_000 + 200 * regio.size  # n x n would be 400 MB of bytes alone

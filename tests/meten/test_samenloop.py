"""The table of shared memberships: unions, brokken, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from orakel import gedeeld, overlappende, partities

from congruentie.errors import CongruentieFout, GebruiksFout
from congruentie.meten import vereniging as module
from congruentie.meten.samenloop import Samenloop, nummer_regios
from congruentie.meten.vereniging import nummer_brokken, som_over_vereniging


def som_over_paren(regio: np.ndarray, waarde: np.ndarray) -> list[float]:
    uit = []
    for rij in regio:
        in_vereniging = ((regio == rij) & (rij >= 0)).any(axis=1)
        uit.append(float(waarde[in_vereniging].sum()))
    return uit


@given(partities(min_k=1))
def test_vereniging_in_een_tabel(regio):
    waarde = np.arange(1.0, len(regio) + 1)
    nummers, leeg = nummer_regios(regio)
    assert som_over_vereniging(nummers, leeg).tolist() == som_over_paren(regio, waarde * 0 + 1)
    assert som_over_vereniging(nummers, leeg, waarde).tolist() == som_over_paren(regio, waarde)


@given(partities(min_k=1))
def test_vereniging_in_groepen(regio):
    # The same, forced through small groups and a tiny bit table.
    waarde = np.arange(1.0, len(regio) + 1)
    nummers, leeg = nummer_regios(regio)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_KLEIN", 0)
        patch.setattr(module, "_GROEP", 3)
        patch.setattr(module, "_TABEL_BITS", 8)
        assert som_over_vereniging(nummers, leeg).tolist() == som_over_paren(regio, waarde * 0 + 1)
        assert som_over_vereniging(nummers, leeg, waarde).tolist() == som_over_paren(regio, waarde)


@given(overlappende(min_k=1))
def test_vereniging_met_overlap(geval):
    regio, kolom = geval
    waarde = np.arange(1.0, len(regio) + 1)
    nummers, leeg = nummer_regios(regio, kolom)
    assert (nummers == leeg).sum() == (regio < 0).sum()
    lid = gedeeld(regio, kolom).any(axis=2)
    assert som_over_vereniging(nummers, leeg, waarde).tolist() == (lid @ waarde).tolist()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_KLEIN", 0)
        patch.setattr(module, "_GROEP", 3)
        patch.setattr(module, "_TABEL_BITS", 8)
        assert som_over_vereniging(nummers, leeg).tolist() == lid.sum(axis=1).tolist()


def test_grote_tabel_tegen_scipy():
    from scipy.sparse import csr_array
    from scipy.spatial import cKDTree

    rng = np.random.default_rng(7)
    punten = rng.random((5000, 2))
    regio = np.stack([cKDTree(rng.random((50, 2))).query(punten)[1] for _ in range(8)], axis=1)
    nummers, leeg = nummer_regios(regio.astype(np.int32))
    n, k = regio.shape
    lid = csr_array(
        (np.ones(n * k, np.int32), (np.repeat(np.arange(n), k), nummers.ravel())), shape=(n, leeg)
    )
    assert n * leeg > 0
    paren = (lid @ lid.T).tocsr()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_KLEIN", 0)
        assert som_over_vereniging(nummers, leeg).tolist() == np.diff(paren.indptr).tolist()
    assert som_over_vereniging(nummers, leeg).tolist() == np.diff(paren.indptr).tolist()


def test_geheugen_blijft_binnen_de_tabel():
    # Regions without any spatial order: every group touches everything, so it is split.
    rng = np.random.default_rng(3)
    regio = rng.integers(0, 30, (3000, 6)).astype(np.int32)
    grootste = 0
    echt = module._bittabel

    def meet(vorm, *rest):
        nonlocal grootste
        grootste = max(grootste, vorm[0] * vorm[1])
        return echt(vorm, *rest)

    nummers, leeg = nummer_regios(regio)
    verwacht = som_over_vereniging(nummers, leeg)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_KLEIN", 0)
        patch.setattr(module, "_TABEL_BITS", 100_000)
        patch.setattr(module, "_bittabel", meet)
        assert (som_over_vereniging(nummers, leeg) == verwacht).all()
    assert grootste <= 100_000


@given(partities(min_k=1))
def test_brokken_zijn_gelijke_rijen(regio):
    eerste, brok = nummer_brokken(regio)
    assert (regio[eerste[brok]] == regio).all()
    assert len(np.unique(regio, axis=0)) == len(eerste)
    assert brok[eerste].tolist() == list(range(len(eerste)))


def test_brokken_van_de_standaardset():
    import congruentie as cg

    # Design figure: 342 gemeenten are 67 brokken for the four default indelingen.
    assert len(set(Samenloop.van(cg.laad_indelingen()).brokken)) == 67


@pytest.mark.parametrize(
    ("regio", "gewichten", "deel"),
    [
        (np.zeros((3, 1)), None, "ten minste twee"),
        (np.zeros((3, 0)), None, "ten minste twee"),
        (np.zeros((0, 2)), None, "geen gemeenten"),
        (np.zeros((3, 2)), [1, -1], "van 0 tot en met"),
        (np.zeros((3, 2)), [1, np.nan], "van 0 tot en met"),
        (np.zeros((3, 2)), [1, np.inf], "van 0 tot en met"),
        (np.zeros((3, 2)), [0, 0], "Alle gewichten zijn 0"),
        (np.zeros((3, 2)), [1, 1, 1], "3 gewichten voor 2 indelingen"),
    ],
)
def test_onbruikbare_invoer_wordt_geweigerd(regio, gewichten, deel):
    with pytest.raises(CongruentieFout, match=deel):
        Samenloop(regio.astype(np.int32), None if gewichten is None else np.array(gewichten, float))


def test_onbekende_noemer_wordt_geweigerd():
    with pytest.raises(GebruiksFout, match="'iets' bestaat niet"):
        Samenloop(np.zeros((3, 2), np.int32), noemer="iets")


def test_gewicht_voor_een_indeling_die_niet_meedoet(indelingen):
    with pytest.raises(CongruentieFout, match="gewicht voor ggd.*rij, kolom"):
        Samenloop.van(indelingen, {"ggd": 2})


def test_invoer_van_de_gebruiker_verandert_niet_mee():
    regio, gewichten = np.zeros((3, 2), np.int32), np.ones(2)
    samenloop = Samenloop(regio, gewichten)
    gewichten[0] = 5
    assert samenloop.gewichten.tolist() == [1, 1]
    with pytest.raises(ValueError, match="read-only"):
        samenloop.gewichten[0] = 5
    with pytest.raises(ValueError, match="read-only"):
        samenloop.regio[0, 0] = 5

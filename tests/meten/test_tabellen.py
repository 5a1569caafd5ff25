"""The tables: every column from the right figures, gaps and weights included."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

import congruentie as cg
from congruentie.gemeenten import Gemeenten
from congruentie.meten.maten import MATEN
from congruentie.meten.meting import bereken, per_indeling, per_regio, vat_samen
from congruentie.meten.samenloop import Samenloop
from congruentie.model import Indeling, Indelingen


@pytest.fixture
def gaten(vierkant) -> Indelingen:
    """Three divisions of A, B, C, D (100, 200, 300 and 400 inhabitants), with gaps.

    heel: x x y y    deel: p . p .    alleen: q r s .
    """
    heel = dict(zip(vierkant.codes, "xxyy", strict=True))
    return Indelingen(
        vierkant,
        (
            Indeling("heel", heel, {"x": "Iks"}),
            Indeling("deel", {"GM0001": "p", "GM0003": "p"}),
            Indeling("alleen", {"GM0001": "q", "GM0002": "r", "GM0003": "s"}),
        ),
    )


GEWICHTEN = {"heel": 2.0, "deel": 0.5}


def test_gedeeld_met_de_gewichten_zoals_gegeven(gaten):
    assert bereken(gaten)["gedeeld"].tolist() == [2, 1, 2, 1]
    assert bereken(gaten)["gedeeld"].dtype == np.int64
    assert bereken(gaten, GEWICHTEN)["gedeeld"].tolist() == [2.5, 2.0, 2.5, 2.0]
    assert bereken(gaten, {"heel": 1e9})["gedeeld"].tolist() == [1e9 + 1, 1e9, 1e9 + 1, 1e9]


@pytest.mark.parametrize("noemer", ["alle", "deelname"])
@pytest.mark.parametrize("gewichten", [None, GEWICHTEN])
def test_elke_tabel_gebruikt_gewichten_en_noemer(gaten, gewichten, noemer):
    samenloop = Samenloop.van(gaten, gewichten, noemer)
    tabellen = {
        "gemeente": bereken(gaten, gewichten, noemer),
        "indeling": per_indeling(gaten, gewichten, noemer).reindex(gaten.namen),
        "regio": per_regio(gaten, gewichten, noemer),
    }
    for maat in MATEN.values():
        kolom = tabellen[maat.niveau][maat.naam].to_numpy()
        np.testing.assert_array_equal(kolom, maat.reken(samenloop))


def test_per_indeling_telt_leden_en_zet_de_slechtste_boven(gaten):
    tabel = per_indeling(gaten, GEWICHTEN)
    assert tabel.loc["deel", ["regios", "gemeenten", "gewicht"]].tolist() == [1, 2, 0.5]
    assert tabel.loc["alleen", ["regios", "gemeenten", "gewicht"]].tolist() == [3, 3, 1]
    bekend = tabel["aansluiting"].dropna()
    assert bekend.is_monotonic_increasing
    assert tabel.index[-1] == "alleen"  # without any pair: last


def test_per_regio_telt_alleen_eigen_leden(gaten):
    tabel = per_regio(gaten)
    assert tabel.loc[("heel", "x")].tolist()[:3] == ["Iks", 2, 300]
    assert tabel.loc[("heel", "y")].tolist()[:3] == ["y", 2, 700]
    assert tabel.loc[("deel", "p")].tolist()[:3] == ["p", 2, 400]
    assert tabel.loc[("alleen", "s")].tolist()[:3] == ["s", 1, 300]
    assert tabel["inwoners"].dtype == "Int64"


def test_zonder_inwoners_staat_er_niets(gaten):
    zonder = Gemeenten(2016, gaten.gemeenten.codes, gaten.gemeenten.namen)
    indelingen = Indelingen(zonder, gaten.indelingen)
    assert per_regio(indelingen)["inwoners"].isna().all()
    tabel = bereken(indelingen)
    assert tabel["congruentie_inwoners"].isna().all()
    assert np.isnan(vat_samen(indelingen, tabel)["gemiddelde_naar_inwoners"])


def test_samenvatting_met_de_hand(vierkant):
    codes = tuple(f"GM{i:04d}" for i in range(11))
    inwoners = np.array([1.0] * 10 + [10.0])
    gemeenten = Gemeenten(2025, codes, codes, inwoners)
    los = Indeling("los", {code: code for code in codes})
    indelingen = Indelingen(gemeenten, (los, Indeling("ook", dict(los.lidmaatschap))))
    cijfers = [0.0, 10, 20, 30, 40, 50, 60, 70, 80, 99.5, 100]
    tabel = pd.DataFrame(
        {"congruentie": cijfers, "zonder_partners": [False] * 10 + [True]}, index=codes
    )
    land = vat_samen(indelingen, tabel)
    assert land["gemeenten"] == 11
    assert land["indelingen"] == 2
    assert land["gemiddelde"] == pytest.approx(sum(cijfers) / 11)
    assert land["gemiddelde_naar_inwoners"] == pytest.approx((sum(cijfers[:10]) + 1000) / 20)
    kwantielen = land[["laagste", "p10", "p25", "mediaan", "p75", "p90", "hoogste"]].tolist()
    assert kwantielen == [0, 10, 25, 50, 75, 99.5, 100]
    assert land["op_100_procent"] == pytest.approx(100 / 11)
    assert land["zonder_partners"] == 1


@pytest.mark.parametrize("naam", ["partners", "gm_naam", "Congruentie", "fid", "geometry"])
def test_een_indeling_kan_niet_heten_als_een_kolom(naam):
    with pytest.raises(cg.CongruentieFout, match="zo heet al een kolom"):
        Indeling(naam, {"GM0001": "x"})


def test_noch_als_een_maat(vierkant, monkeypatch):
    monkeypatch.setitem(MATEN, "nieuw", dataclasses.replace(MATEN["congruentie"], naam="nieuw"))
    for naam in ("congruentie_inwoners", "Nieuw"):
        stel = tuple(Indeling(een, dict.fromkeys(vierkant.codes, "x")) for een in (naam, "ander"))
        with pytest.raises(cg.CongruentieFout, match="zo heet al een kolom"):
            cg.bereken(Indelingen(vierkant, stel))

"""The embedded verbanden of 2016: figures that an independent script counted from the facts."""

from __future__ import annotations

import pytest

import congruentie as cg


@pytest.fixture(scope="module")
def tabel():
    return cg.bereken(cg.laad_indelingen(2016, verbanden=["verbanden_2016"]))


def test_de_cijfers_van_2016(tabel):
    assert len(tabel) == 390
    assert round(float(tabel["congruentie"].mean()), 2) == 40.96
    laagste, hoogste = tabel["congruentie"].idxmin(), tabel["congruentie"].idxmax()
    assert tabel.loc[laagste, ["gm_naam", "verbanden", "partners"]].tolist() == ["Nijkerk", 11, 49]
    assert tabel.loc[hoogste, ["gm_naam", "verbanden", "partners"]].tolist() == ["Veldhoven", 5, 20]
    assert round(float(tabel.loc[laagste, "congruentie"]), 1) == 14.8
    assert round(float(tabel.loc[hoogste, "congruentie"]), 1) == 85.0


def test_de_eerste_kolommen_zijn_die_van_de_afspraak(tabel):
    vast = ["gm_naam", "congruentie", "partners", "gedeeld", "verbanden"]
    assert list(tabel.columns[:5]) == vast

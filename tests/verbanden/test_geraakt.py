"""What a division does to verbanden, drawn by hand and on the real list."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import congruentie as cg
from congruentie.meten.geraakt import Geraakt
from congruentie.verbanden import Verband, Verbanden

CODES = tuple(f"GM000{i}" for i in range(1, 7))
GEMEENTEN = cg.Gemeenten(2025, CODES, tuple("ABCDEF"), np.array([1.0, 2, 3, 4, 5, 60]))


def leg(regios: str, *ledenlijsten: str, gemeenten=GEMEENTEN) -> Geraakt:
    """Regio per gemeente as letters ("-": none), and verbanden as names of gemeenten."""
    lid = {c: f"R{r}" for c, r in zip(CODES, regios, strict=True) if r != "-"}
    lijst = (
        Verband(leden, tuple(CODES["ABCDEF".index(naam)] for naam in leden))
        for leden in ledenlijsten
    )
    indeling = cg.Indeling("nieuw", lid, {"R1": "West"})
    return Geraakt(Verbanden(tuple(lijst)), gemeenten, indeling)


def test_gelijk_binnen_en_gesneden():
    geraakt = leg("111222", "ABC", "AB", "ABD", "F")
    assert geraakt.per_verband["uitkomst"].tolist() == ["gelijk", "binnen", "gesneden"]
    gesneden = geraakt.per_verband.loc["ABD"]
    assert (gesneden["regio_code"], gesneden["regios"], gesneden["buiten"]) == ("R1", 2, 1)
    assert gesneden["verdeling"] == "West (2): A, B; R2 (1): D"
    assert geraakt.per_regio.loc["R1", ["gelijk", "binnen", "gesneden"]].tolist() == [1, 1, 1]
    assert geraakt.per_regio.loc["R2", ["gelijk", "binnen", "gesneden"]].tolist() == [0, 0, 1]
    assert geraakt.per_regio["verbanden_gelijk"].tolist() == ["ABC", ""]
    assert geraakt.buiten[
        ["gm_naam", "regio_code", "verband", "verband_regio_code"]
    ].values.tolist() == [["D", "R2", "ABD", "R1"]]
    assert geraakt.zin == (
        "van de 3 samenwerkingsverbanden valt er 1 binnen een regio, is er 1 gelijk aan een regio, en "
        "wordt er 1 gesneden"
    )


def test_bij_evenveel_gemeenten_tellen_de_inwoners_en_dan_de_code():
    assert leg("112222", "AF").liggingen[0].eigen_regio == "R2"
    zonder = cg.Gemeenten(2025, CODES, tuple("ABCDEF"))
    assert leg("112222", "AF", gemeenten=zonder).liggingen[0].eigen_regio == "R1"


def test_wie_geen_regio_heeft_staat_alleen():
    geraakt = leg("11-22-", "CF", "AC")
    assert [ligging.uitkomst for ligging in geraakt.liggingen] == ["gesneden", "gesneden"]
    assert geraakt.liggingen[0].delen == {"GM0006": ("GM0006",), "GM0003": ("GM0003",)}
    assert geraakt.per_verband.loc["CF", "regio_naam"] == "F"
    assert geraakt.per_regio.index.tolist() == ["R1", "R2"]


def test_zonder_iets_geraakts_zijn_de_tabellen_leeg():
    geraakt = leg("111111", "A")
    assert len(geraakt.per_verband) == len(geraakt.buiten) == 0
    assert geraakt.per_regio[["gelijk", "binnen", "gesneden"]].to_numpy().tolist() == [[0, 0, 0]]


@given(
    st.lists(st.sampled_from("123-"), min_size=6, max_size=6),
    st.lists(
        st.sets(st.sampled_from("ABCDEF"), min_size=2).map(sorted), max_size=6, unique_by=tuple
    ),
)
def test_elk_verband_als_verzamelingen(regios, lijst):
    if not set(regios) - {"-"} or not lijst:
        return
    geraakt = leg("".join(regios), *("".join(leden) for leden in lijst))
    waar = {
        naam: regio if regio != "-" else naam for naam, regio in zip("ABCDEF", regios, strict=True)
    }
    groepen = [{n for n in waar if waar[n] == r} for r in set(regios) - {"-"}]
    for leden, ligging in zip(lijst, geraakt.liggingen, strict=True):
        plekken = Counter(waar[naam] for naam in leden)
        verwacht = "binnen" if any(set(leden) <= groep for groep in groepen) else "gesneden"
        assert ligging.uitkomst == ("gelijk" if set(leden) in groepen else verwacht)
        assert len(ligging.delen) == len(plekken)
        assert len(ligging.buiten) == len(leden) - max(plekken.values())
    assert len(geraakt.buiten) == sum(len(ligging.buiten) for ligging in geraakt.liggingen)
    assert sum(geraakt.aantallen.values()) == len(lijst)


@pytest.mark.parametrize(("naam", "heel"), [("ggd", 306), ("jeugdregio", 254), ("provincie", 357)])
def test_hoeveel_verbanden_van_2016_in_een_regio_passen(naam, heel):
    """Counted by hand from the facts, before this was written."""
    indelingen = cg.laad_indelingen(2016, [naam], verbanden=["verbanden_2016"])
    geraakt = Geraakt(indelingen.verbanden, indelingen.gemeenten, indelingen[naam])
    assert geraakt.aantallen["gelijk"] + geraakt.aantallen["binnen"] == heel
    assert len(geraakt.liggingen) == 429


def test_een_verplaatsing_zegt_wat_de_verbanden_van_de_gemeente_doen():
    indelingen = cg.laad_indelingen(2026, ["ggd", "res"], verbanden=["verbanden_2016"])
    gevolgen = cg.wat_als(indelingen, [cg.Verplaatsing("Nijkerk", "ggd", "GG1413")])
    tabel = gevolgen.verbanden
    aantal = gevolgen.voor.gemeenten.loc["GM0267", "verbanden"]
    assert len(tabel) == aantal
    assert set(tabel["indeling"]) == {"ggd"}
    nu, straks = ((tabel[f"uitkomst_{m}"] == "gesneden").sum() for m in ("voor", "na"))
    assert (nu, straks) == (8, 10)
    # By the definition, from the memberships.
    for rij in tabel.itertuples():
        leden = next(v.leden for v in indelingen.verbanden if v.naam == rij.verband)
        for lid, samen in (
            (indelingen["ggd"].lidmaatschap, rij.samen_voor),
            ({**indelingen["ggd"].lidmaatschap, "GM0267": "GG1413"}, rij.samen_na),
        ):
            assert samen == sum(lid[code] == lid["GM0267"] for code in leden) - 1


def test_zonder_verbanden_is_er_geen_tabel():
    indelingen = cg.laad_indelingen(2026, ["ggd", "res"])
    gevolgen = cg.wat_als(indelingen, [cg.Verplaatsing("Nijkerk", "ggd", "GG1413")])
    assert not len(gevolgen.verbanden)

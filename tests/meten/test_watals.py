"""What-if: moving, and every single move against recomputing the country."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from orakel import cellen, congruentie_over_paren, met_gewichten, overlappende, partities

import congruentie as cg
from congruentie.bronnen.banden import banden_van
from congruentie.errors import CongruentieFout, GebruiksFout
from congruentie.gemeenten import Gemeenten
from congruentie.meten.gevolgen import wat_als
from congruentie.meten.rangschikken import alle_verplaatsingen, duurste_keuzes, reeks
from congruentie.meten.vergelijking import gemiddelde_rand
from congruentie.meten.verplaatsen import Verplaatsing, verplaats
from congruentie.model import Indeling, Indelingen

KOLOMMEN = ["gm_code", "indeling", "van", "naar", "winst_land", "winst_gemeente"]


@pytest.fixture(scope="module")
def vier() -> Indelingen:
    return cg.laad_indelingen(2025, met_grenzen=True, cache="geen")


@pytest.fixture(scope="module")
def banden(vier) -> list[tuple[str, str]]:
    return banden_van(vier.gemeenten)


def maak(regio: np.ndarray, kolom: np.ndarray | None = None) -> Indelingen:
    """Indelingen from a table of numbers; gemeente Z is in a regio of its own, next to nobody."""
    codes = (*(f"GM{i:04d}" for i in range(len(regio))), "Z")
    lijst = [
        Indeling(f"k{k}", {"Z": "Z"} | {codes[g]: cel for g, cel in lid.items()})
        for k, lid in enumerate(cellen(regio, kolom))
    ]
    return Indelingen(Gemeenten(2025, codes, codes), tuple(lijst))


def met_de_hand(indelingen, paren, gewichten, noemer) -> dict[tuple[str, str, str], tuple]:
    """Every move to a regio of a neighbour, each with the whole country computed again."""
    voor = cg.bereken(indelingen, gewichten, noemer)["congruentie"]
    uit = {}
    for een, ander in [*paren, *((b, a) for a, b in paren)]:
        for indeling in indelingen:
            for naar in indeling.regios_van(ander):
                if naar == indeling.lidmaatschap.get(een):
                    continue
                na = verplaats(indelingen, [Verplaatsing(een, indeling.naam, naar)])
                cijfers = cg.bereken(na, gewichten, noemer)["congruentie"]
                winst = (cijfers.mean() - voor.mean(), cijfers[een] - voor[een])
                uit[een, indeling.naam, naar] = winst
    return uit


# --- moving ------------------------------------------------------------------------------------


def test_verplaats(vier):
    zetten = [Verplaatsing("GM0267", "ggd", "GG1413"), Verplaatsing("GM0228", "ggd", "GG1413")]
    na = verplaats(vier, [*zetten, Verplaatsing("GM0267", "res", "ES01")])
    assert na.namen == vier.namen
    anders = {
        naam: {gm for gm, r in na[naam].lidmaatschap.items() if vier[naam].lidmaatschap[gm] != r}
        for naam in na.namen
    }
    leeg = set()
    assert anders == {
        "ggd": {"GM0267", "GM0228"}, "res": {"GM0267"}, "jeugdregio": leeg, "arbeidsmarktregio": leeg
    }  # fmt: skip
    assert na["ggd"].label == "GGD-regio's (2 gemeenten verplaatst)"
    assert na["res"].titel == "RES-regio's (1 gemeente verplaatst)"
    assert na["ggd"].herkomst.status_tekst == "eigen bestand"
    assert na["ggd"].herkomst.bron.endswith(", met 2 gemeenten verplaatst")
    assert na["jeugdregio"] is vier["jeugdregio"]
    assert vier["ggd"].titel == "GGD-regio's"


def test_verplaats_een_gemeente_bij_haar_naam(vier):
    gevolgen = cg.wat_als(vier, [Verplaatsing("nijkerk", "ggd", "GG1413")])
    assert gevolgen.verplaatsingen == (Verplaatsing("GM0267", "ggd", "GG1413"),)
    assert gevolgen.na.indelingen["ggd"].lidmaatschap["GM0267"] == "GG1413"
    assert gevolgen.na.indelingen["ggd"].herkomst.verplaatst == ("GM0267:ggd=GG1413",)
    with pytest.raises(CongruentieFout, match="gemeente 'Bergen' kan Bergen"):
        verplaats(vier, [Verplaatsing("Bergen", "ggd", "GG1413")])


@pytest.mark.parametrize(
    ("zetten", "melding"),
    [
        ([("GM9999", "ggd", "GG1413")], "gemeente 'GM9999' bestaat niet in 2025. Gebruik de gem"),
        ([("GM0267", "sport", "GG1413")], "de indeling sport doet niet mee. Deze indelingen doen"),
        ([("GM0267", "ggd", "XX")], "GGD-regio's heeft geen regio XX. Kies uit: GG0111, GG0706,"),
        ([("GM0200", "ggd", "GG1413")], "Apeldoorn zit al in GG1413. Kies een andere regio"),
        (
            [("GM0267", "ggd", "GG1413"), ("GM0267", "ggd", "GG0111")],
            "GM0267 Nijkerk wordt bij ggd twee keer verplaatst: naar GG1413 en naar GG0111.",
        ),
    ],
)
def test_verplaats_wat_niet_kan(vier, zetten, melding):
    with pytest.raises(CongruentieFout) as fout:
        verplaats(vier, [Verplaatsing(*zet) for zet in zetten])
    assert melding in str(fout.value)


def test_gevolgen(vier):
    zet = Verplaatsing("GM0267", "ggd", "GG1413")
    gevolgen = wat_als(vier, [zet], {"res": 2}, "deelname")
    voor = cg.bereken(vier, {"res": 2}, "deelname")
    na = cg.bereken(verplaats(vier, [zet]), {"res": 2}, "deelname")
    for maat in ("congruentie", "congruentie_gecorrigeerd"):
        verschil = na[maat] - voor[maat]
        anders = set(verschil.index[verschil.abs() > 1e-9])
        assert anders <= set(gevolgen.gemeenten.index)
        assert gevolgen.cijfers(maat) == {
            "voor": voor[maat].mean(), "na": na[maat].mean(),
            "verschil": pytest.approx(verschil.mean()),
        }  # fmt: skip
        pd.testing.assert_series_equal(
            gevolgen.gemeenten[f"{maat}_na"], na.loc[gevolgen.gemeenten.index, maat],
            check_names=False,
        )  # fmt: skip
    anders = (na["congruentie"] - voor["congruentie"]).abs() > 1e-9
    assert set(gevolgen.anders.index) == set(voor.index[anders])
    assert gevolgen.gemeenten.index[0] == "GM0267"
    assert gevolgen.gemeenten["wat"].tolist() == ["verplaatst"] + ["geraakt"] * (
        len(gevolgen.gemeenten) - 1
    )
    assert gevolgen.gemeenten["congruentie_verschil"][1:].round(9).is_monotonic_decreasing
    # Only the gemeente itself and members of the two regions can be touched.
    ggd = vier["ggd"].lidmaatschap
    assert {ggd[gm] for gm in gevolgen.gemeenten.index} == {ggd["GM0267"], "GG1413"}
    with pytest.raises(CongruentieFout, match="Er is geen verplaatsing"):
        wat_als(vier, [])


def test_tweede_maat_van_het_land(vier):
    """The mean over the pairs of `vergelijk`, weighed by both weights."""
    tabel = cg.vergelijk(vier)
    assert gemiddelde_rand(cg.Meting(vier)) == pytest.approx(tabel["rand_gecorrigeerd"].mean())
    gewichten = {"ggd": 3.0, "res": 0.0, "jeugdregio": 0.5}
    wegen = [
        gewichten.get(a, 1.0) * gewichten.get(b, 1.0)
        for a, b in zip(tabel["a"], tabel["b"], strict=True)
    ]
    verwacht = np.average(tabel["rand_gecorrigeerd"], weights=wegen)
    assert gemiddelde_rand(cg.Meting(vier, gewichten)) == pytest.approx(verwacht)
    een = cg.Meting(vier, {"ggd": 0, "res": 0, "jeugdregio": 0})
    assert np.isnan(gemiddelde_rand(een))
    alleen = {code: code for code in vier.gemeenten.codes}
    los = Indelingen(vier.gemeenten, (Indeling("a", alleen), Indeling("b", alleen)))
    assert np.isnan(gemiddelde_rand(cg.Meting(los)))


# --- every move ----------------------------------------------------------------------------------


@given(
    st.one_of(partities().map(lambda regio: (regio, None)), overlappende()),
    st.lists(st.integers(0, 4), min_size=5, max_size=5),
    st.sampled_from(["alle", "deelname"]),
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=15),
)
def test_elke_zet_is_het_land_opnieuw(tabel, lijst, noemer, paren):
    regio = tabel[0]
    indelingen = maak(*tabel)
    gewichten = dict(zip(indelingen.namen, lijst, strict=False))
    if not any(gewichten.values()):
        gewichten["k0"] = 1
    codes = indelingen.gemeenten.codes
    grenst = {(codes[a], codes[b]) for a, b in paren if a != b and max(a, b) < len(regio)}
    verwacht = met_de_hand(indelingen, grenst, gewichten, noemer)
    for voor in ("land", "gemeente"):
        kreeg = alle_verplaatsingen(
            indelingen, [*grenst, ("GM0000", "weg")], gewichten, noemer, voor=voor
        )
        assert list(kreeg) == KOLOMMEN
        assert kreeg[f"winst_{voor}"].is_monotonic_decreasing
        assert len(kreeg) == len(verwacht)
        for rij in kreeg.itertuples():
            van = indelingen[rij.indeling].lidmaatschap.get(rij.gm_code)
            assert rij.van == van if van else pd.isna(rij.van)
            winst = (rij.winst_land, rij.winst_gemeente)
            assert winst == pytest.approx(verwacht[rij.gm_code, rij.indeling, rij.naar], abs=1e-9)


@settings(max_examples=30)
@given(met_gewichten(), st.sampled_from(["alle", "deelname"]), st.data())
def test_een_zet_is_de_definitie(tabel, noemer, data):
    """One move against the definition itself, in fractions, without the package."""
    regio, lijst = tabel
    n = len(regio)
    g, j = data.draw(st.integers(0, n - 1)), data.draw(st.integers(0, n - 1))
    k = data.draw(st.integers(0, regio.shape[1] - 1))
    if regio[j, k] < 0 or regio[j, k] == regio[g, k]:
        return
    na = regio.copy()
    na[g, k] = regio[j, k]
    voor, straks = (congruentie_over_paren(r, lijst, noemer) for r in (regio, na))
    indelingen = maak(regio)
    codes = indelingen.gemeenten.codes
    gewichten = dict(zip(indelingen.namen, lijst, strict=True))
    zetten = alle_verplaatsingen(indelingen, [(codes[g], codes[j])], gewichten, noemer)
    zet = zetten[(zetten["gm_code"] == codes[g]) & (zetten["indeling"] == f"k{k}")].iloc[0]
    assert zet["winst_gemeente"] == pytest.approx(float(straks[g] - voor[g]), abs=1e-9)
    # Z counts as one of the gemeenten, and does not change.
    assert zet["winst_land"] == pytest.approx(float(sum(straks) - sum(voor)) / (n + 1), abs=1e-9)


@pytest.mark.parametrize(
    ("gewichten", "noemer"),
    [(None, "alle"), ({"ggd": 2.5, "res": 0}, "alle"), ({"jeugdregio": 0.1}, "deelname")],
)
def test_echt_land_tegen_herberekenen(vier, banden, gewichten, noemer):
    alle = alle_verplaatsingen(vier, banden, gewichten, noemer)
    assert len(alle) == 1445
    assert alle["winst_land"].is_monotonic_decreasing
    voor = cg.bereken(vier, gewichten, noemer)["congruentie"]
    steekproef = [*range(5), *np.linspace(5, len(alle) - 1, 40, dtype=int)]
    for rij in alle.iloc[steekproef].itertuples():
        na = verplaats(vier, [Verplaatsing(rij.gm_code, rij.indeling, rij.naar)])
        cijfers = cg.bereken(na, gewichten, noemer)["congruentie"]
        assert rij.winst_land == pytest.approx(cijfers.mean() - voor.mean(), abs=1e-9)
        assert rij.winst_gemeente == pytest.approx(
            cijfers[rij.gm_code] - voor[rij.gm_code], abs=1e-9
        )


def test_precies_de_buren(vier, banden):
    """Each move goes to a regio of a neighbour, over land or water, and none is missing."""
    grenst = {(a, b) for een, ander in banden for a, b in ((een, ander), (ander, een))}
    verwacht = {
        (a, indeling.naam, indeling.lidmaatschap[b])
        for a, b in grenst
        for indeling in vier
        if indeling.lidmaatschap[a] != indeling.lidmaatschap[b]
    }
    alle = alle_verplaatsingen(vier, banden)
    assert set(alle[["gm_code", "indeling", "naar"]].itertuples(index=False, name=None)) == verwacht
    assert ("GM0448", "GM0400") in grenst  # Texel, by ferry


def test_de_buren_worden_opgezocht(vier, banden):
    assert alle_verplaatsingen(vier).equals(alle_verplaatsingen(vier, banden))


def test_zonder_mogelijke_zet(vier):
    leeg = alle_verplaatsingen(vier, [])
    assert (list(leeg), len(leeg)) == (KOLOMMEN, 0)
    meting = cg.Meting(vier)
    assert len(duurste_keuzes(meting, [])) == len(reeks(meting, [], 3)) == 0
    assert list(reeks(meting, [], 3))[:2] == ["stap", "gm_code"]


def test_terug(vier, banden):
    alle = alle_verplaatsingen(vier, banden, voor="gemeente")
    terug = duurste_keuzes(cg.Meting(vier), banden, voor="gemeente")
    assert list(terug) == KOLOMMEN
    assert not terug.duplicated(["gm_code", "indeling"]).any()
    hoogste = alle.groupby(["gm_code", "indeling"])["winst_gemeente"].max()
    kreeg = terug.set_index(["gm_code", "indeling"])["winst_gemeente"]
    pd.testing.assert_series_equal(kreeg.sort_index(), hoogste.sort_index())
    assert terug["winst_gemeente"].is_monotonic_decreasing


def test_terug_is_een_bestaande_keuze(vierkant):
    """Who has no regio made no choice; joining one does stand in the list of moves."""
    deel = Indeling("deel", {"GM0001": "p", "GM0002": "q"})
    heel = Indeling("heel", dict.fromkeys(vierkant.codes, "x"))
    indelingen = Indelingen(vierkant, (deel, heel))
    paren = [("GM0001", "GM0002"), ("GM0001", "GM0003")]
    alle = alle_verplaatsingen(indelingen, paren)
    assert alle["van"].isna().sum() == 1
    assert alle.loc[alle["van"].isna(), "gm_code"].item() == "GM0003"
    assert set(duurste_keuzes(cg.Meting(indelingen), paren)["gm_code"]) == {"GM0001", "GM0002"}


# --- one after another ---------------------------------------------------------------------------


def test_reeks_met_overlap():
    """Who is in two regio's leaves both, and the next step reckons with that."""
    een = Indeling("een", dict(zip("abcdef", ["P", "P | Q", "Q", "Q", "Q", "Q"], strict=True)))
    twee = Indeling("twee", dict(zip("abcdef", ["x", "x", "x", "y", "y", "y"], strict=True)))
    indelingen = Indelingen(Gemeenten(2025, tuple("abcdef"), tuple("abcdef")), (een, twee))
    paren = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")]
    tabel = reeks(cg.Meting(indelingen), paren, 9)
    stand, begin = indelingen, cg.bereken(indelingen)["congruentie"].mean()
    for rij in tabel.itertuples():
        assert rij.van == stand[rij.indeling].lidmaatschap[rij.gm_code]
        stand = verplaats(stand, [Verplaatsing(rij.gm_code, rij.indeling, rij.naar)])
        nu = cg.bereken(stand)["congruentie"].mean()
        assert (rij.congruentie_land, rij.totaal_land) == pytest.approx((nu, nu - begin))
    assert tabel.loc[0, ["gm_code", "van", "naar"]].tolist() == ["c", "Q", "P"]
    assert tabel.loc[1, ["gm_code", "van", "naar"]].tolist() == ["b", "P | Q", "P"]
    assert tabel.loc[1, "congruentie_land"] == 100


@pytest.mark.parametrize("voor", ["land", "gemeente"])
def test_reeks_is_steeds_de_beste(vier, banden, voor):
    tabel = reeks(cg.Meting(vier, {"ggd": 2}), banden, 6, voor=voor)
    assert tabel["stap"].tolist() == [1, 2, 3, 4, 5, 6]
    stand, eerder = vier, set()
    begin = cg.bereken(vier, {"ggd": 2})["congruentie"].mean()
    for rij in tabel.itertuples():
        alle = alle_verplaatsingen(stand, banden, {"ggd": 2}, voor=voor)
        vrij = [(r.gm_code, r.indeling) not in eerder for r in alle.itertuples()]
        beste = alle[vrij].iloc[0]
        assert beste[KOLOMMEN[:4]].tolist() == [rij.gm_code, rij.indeling, rij.van, rij.naar]
        assert beste["winst_land"] == pytest.approx(rij.winst_land, abs=1e-9)
        stand = verplaats(stand, [Verplaatsing(rij.gm_code, rij.indeling, rij.naar)])
        eerder.add((rij.gm_code, rij.indeling))
        nu = cg.bereken(stand, {"ggd": 2})["congruentie"].mean()
        assert rij.congruentie_land == pytest.approx(nu)
        assert rij.totaal_land == pytest.approx(nu - begin)
    assert tabel["totaal_gemeente"].tolist() == pytest.approx(
        tabel["winst_gemeente"].cumsum().tolist()
    )


def test_reeks_houdt_op(indelingen):
    """Rows and columns of four squares; when nothing is gained any more, it ends."""
    paren = [("GM0001", "GM0002"), ("GM0001", "GM0003"), ("GM0002", "GM0004")]
    meting = cg.Meting(indelingen)
    tabel = reeks(meting, paren, 50)
    assert 0 < len(tabel) < 50
    assert (tabel["winst_land"] > 0).all()
    with pytest.raises(CongruentieFout, match="ten minste 1 stap, niet 0"):
        reeks(meting, paren, 0)
    with pytest.raises(GebruiksFout, match="voor 'stad' kan niet"):
        reeks(meting, paren, 1, voor="stad")

"""The measures: golden values, the definition over pairs as oracle, and laws for all of them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from orakel import congruentie_over_paren, met_gewichten, partities, samen_in

import congruentie as cg
from congruentie.meten.maten import (
    MATEN,
    congruentie,
    congruentie_gecorrigeerd,
    congruentie_inwoners,
)
from congruentie.meten.samenloop import Samenloop

STANDAARD = ["ggd", "res", "jeugdregio", "arbeidsmarktregio"]


def regio_van(*kolommen: str) -> np.ndarray:
    """One letter per gemeente, one string per indeling: regio_van("aab", "abb")."""
    letters = [[ord(letter) - ord("a") if letter != "." else -1 for letter in k] for k in kolommen]
    return np.array(letters, dtype=np.int32).T


# --- golden values ---------------------------------------------------------------------------


def test_den_haag_is_50_procent_met_alle_acht_partners():
    # RegioAtlas, "Congruentiekaart": 's-Gravenhage over zorgkantoor, GGD and jeugdzorg.
    namen = (
        "'s-Gravenhage", "Wassenaar", "Rijswijk", "Zoetermeer", "Leidschendam-Voorburg",
        "Westland", "Pijnacker-Nootdorp", "Delft", "Midden-Delfland",
    )  # fmt: skip
    jeugd = "aaaaaaaaa"
    zorgkantoor = "aaaaabbbb"
    ggd = "abbbbbbbb"
    regio = regio_van(jeugd, zorgkantoor, ggd)
    samenloop = Samenloop(regio)
    assert congruentie(samenloop)[0] == 50.0
    assert samenloop.partners[0] == 8
    aandelen = {
        naam: Fraction(int((regio[0] == regio[i]).sum()), 3) for i, naam in enumerate(namen) if i
    }
    tweederde, eenderde = Fraction(2, 3), Fraction(1, 3)
    assert aandelen == {
        "Wassenaar": tweederde,
        "Rijswijk": tweederde,
        "Zoetermeer": tweederde,
        "Leidschendam-Voorburg": tweederde,
        "Westland": eenderde,
        "Pijnacker-Nootdorp": eenderde,
        "Delft": eenderde,
        "Midden-Delfland": eenderde,
    }


def test_nijkerk_is_het_minimum_van_figuur_4():
    # "Als een overheid" (2020), figure 4: 33,55% = 51/(4*38), with the memberships of 2022 and
    # the 8 gemeenten of centrumgemeente Ede, of which no complete national table is public.
    basis = cg.laad_indelingen(2022, ["ggd", "zorgkantoorregio", "jeugdregio"])
    ede = ["Barneveld", "Ede", "Renswoude", "Rhenen", "Scherpenzeel", "Veenendaal", "Wageningen"]
    code_van = {naam: code for code, naam in basis.gemeenten.naam_van.items()}
    nijkerk = code_van["Nijkerk"]
    centrum = cg.Indeling("centrum", {code_van[naam]: "Ede" for naam in [*ede, "Nijkerk"]})
    samen = cg.Indelingen(basis.gemeenten, (*basis.indelingen, centrum))
    rij = cg.bereken(samen).loc[nijkerk]
    assert (rij["partners"], rij["gedeeld"]) == (38, 51)
    assert rij["congruentie"] == pytest.approx(33.5526, abs=5e-5)
    los = [
        sum(i.lidmaatschap[nijkerk] == regio for regio in i.lidmaatschap.values()) - 1
        for i in basis
    ]
    assert los == [14, 24, 6]


def test_standaard_2025_tegen_de_definitie_over_paren():
    indelingen = cg.laad_indelingen(2025, STANDAARD)
    tabel = cg.bereken(indelingen)
    assert len(tabel) == 342
    assert tabel["congruentie"].min() == pytest.approx(31.6667, abs=5e-5)
    assert tabel["gm_naam"][tabel["congruentie"].idxmin()] == "Zuidplas"
    assert tabel["congruentie"].mean() == pytest.approx(68.9948, abs=5e-5)
    paren = congruentie_over_paren(indelingen.regio, [1, 1, 1, 1])
    assert tabel["congruentie"].tolist() == pytest.approx([float(p) for p in paren], abs=1e-9)


@pytest.mark.parametrize(
    ("jaar", "aantal"), [(2026, 40), (2025, 41), (2022, 41), (2016, 39), (2015, 39)]
)
def test_alles_wat_ingebed_is_tegen_alle_paren(jaar, aantal):
    namen = [item.indeling for item in cg.lees_aanbod() if item.jaar == jaar]
    assert len(namen) == aantal
    indelingen = cg.laad_indelingen(jaar, namen)
    aandeel = samen_in(indelingen).mean(axis=2)
    np.fill_diagonal(aandeel, 0)
    verwacht = 100 * aandeel.sum(axis=1) / (aandeel > 0).sum(axis=1)
    np.testing.assert_allclose(cg.bereken(indelingen)["congruentie"], verwacht, rtol=1e-12)


@pytest.mark.parametrize(("jaar", "gemiddelde"), [(2022, 78.1135), (2016, 79.5500)])
def test_drie_zorgindelingen_door_de_jaren(jaar, gemiddelde):
    # Measured with this package and checked against all pairs by the test above: a change here
    # means that the data changed.
    tabel = cg.bereken(cg.laad_indelingen(jaar, ["ggd", "zorgkantoorregio", "jeugdregio"]))
    laagste = tabel["congruentie"].idxmin()
    assert tabel.loc[laagste, "gm_naam"] == "Haarlemmermeer"
    assert tabel.loc[laagste, "congruentie"] == pytest.approx(100 / 3)
    assert tabel["congruentie"].mean() == pytest.approx(gemiddelde, abs=5e-5)


# --- congruentie against its definition ------------------------------------------------------


@given(met_gewichten(), st.sampled_from(["alle", "deelname"]))
def test_congruentie_is_de_definitie_over_paren(geval, noemer):
    regio, gewichten = geval
    uit = congruentie(Samenloop(regio, np.array(gewichten, float), noemer))
    verwacht = congruentie_over_paren(regio, gewichten, noemer)
    assert uit.tolist() == pytest.approx([float(p) for p in verwacht], abs=1e-9)


@given(partities(), st.floats(1e-3, 1e3))
def test_gelijke_gewichten_geven_precies_het_ongewogen_cijfer(regio, gewicht):
    gewogen = Samenloop(regio, np.full(regio.shape[1], gewicht))
    assert congruentie(gewogen).tolist() == congruentie(Samenloop(regio)).tolist()


@given(partities(min_k=3))
def test_gewicht_nul_is_weglaten(regio):
    gewichten = np.ones(regio.shape[1])
    gewichten[-1] = 0
    zonder = congruentie(Samenloop(regio[:, :-1]))
    assert congruentie(Samenloop(regio, gewichten)).tolist() == zonder.tolist()


@given(partities())
def test_inwonersmaat_is_de_definitie_over_inwoners(regio):
    # A gemeente with p inhabitants is p times the same partner.
    rng = np.random.default_rng(len(regio))
    inwoners = rng.integers(1, 6, len(regio))
    uit = congruentie_inwoners(Samenloop(regio, inwoners=inwoners.astype(float)))
    for g in range(len(regio)):
        gelijk = (regio == regio[g]) & (regio[g] >= 0)
        gelijk[g] = False
        partner = gelijk.any(axis=1)
        verwacht = 100.0
        if partner.any():
            aandeel = gelijk[partner].mean(axis=1)
            verwacht = 100 * np.average(aandeel, weights=inwoners[partner])
        assert uit[g] == pytest.approx(verwacht, abs=1e-9)


@given(partities())
def test_gelijke_inwoners_geven_de_congruentie(regio):
    samenloop = Samenloop(regio, inwoners=np.full(len(regio), 7.0))
    assert congruentie_inwoners(samenloop) == pytest.approx(congruentie(samenloop), abs=1e-9)


def test_verwachting_bij_toeval_klopt_met_loten():
    # Under the null model itself (every indeling shuffled) the corrected figure is about 0.
    rng = np.random.default_rng(2025)
    regio = cg.laad_indelingen(2025, STANDAARD).regio
    gemiddelden = [
        congruentie_gecorrigeerd(Samenloop(rng.permuted(regio, axis=0))).mean() for _ in range(30)
    ]
    assert abs(np.mean(gemiddelden)) < 0.5  # percent; the real figure is 58
    assert congruentie_gecorrigeerd(Samenloop(regio)).mean() == pytest.approx(58.02, abs=0.01)


def test_correctie_neemt_het_voordeel_van_grote_regios_weg():
    # Two unrelated indelingen: halves of the country look congruent, small regions do not.
    rng = np.random.default_rng(1)
    n = 2000
    for grootte in (2, 20, 1000):
        los = np.stack([rng.permutation(n) // grootte for _ in range(2)], axis=1).astype(np.int32)
        ruw, schoon = congruentie(Samenloop(los)).mean(), congruentie_gecorrigeerd(Samenloop(los))
        assert abs(schoon.mean()) < 1
        assert ruw == pytest.approx(100 / (2 - (grootte - 1) / (n - 1)), abs=0.5)


# --- small cases one can check by hand -------------------------------------------------------


def test_alleen_in_elke_indeling_is_100_en_gemerkt(vierkant):
    een = cg.Indeling("een", {"GM0001": "x", "GM0002": "x", "GM0003": "y"})
    twee = cg.Indeling("twee", {"GM0001": "p", "GM0002": "q", "GM0003": "r"})
    tabel = cg.bereken(cg.Indelingen(vierkant, (een, twee)))
    assert tabel["zonder_partners"].tolist() == [False, False, True, True]
    assert tabel["congruentie"].tolist() == [50.0, 50.0, 100.0, 100.0]
    assert tabel["twee"].isna().tolist() == [False, False, False, True]


def test_noemer_deelname_deelt_door_de_eigen_indelingen(vierkant):
    een = cg.Indeling("een", {"GM0001": "x", "GM0002": "x"})
    twee = cg.Indeling("twee", {"GM0001": "p", "GM0003": "p"})
    beide = cg.Indelingen(vierkant, (een, twee))
    assert cg.bereken(beide)["congruentie"].tolist() == [50.0, 50.0, 50.0, 100.0]
    assert cg.bereken(beide, noemer="deelname")["congruentie"].tolist() == [50, 100, 100, 100]


def test_vier_vakken(indelingen):
    # Each shares one of two indelingen with two of the three others.
    tabel = cg.bereken(indelingen)
    assert tabel["congruentie"].tolist() == [50.0] * 4
    assert tabel["partners"].tolist() == [2] * 4
    assert tabel["gedeeld"].tolist() == [2] * 4
    # A: partners B (200) and C (300), each half: 50.
    assert tabel["congruentie_inwoners"].tolist() == [50.0] * 4


def test_per_indeling_met_de_hand():
    # k0 = k1 = {abc}{def}; k2 = {ad}{be}{cf}: k2 fits nothing.
    samenloop = Samenloop(regio_van("aaabbb", "aaabbb", "abcabc"))
    assert MATEN["aansluiting"].reken(samenloop).tolist() == [50.0, 50.0, 0.0]
    # Each: partners 2 (shared 2 of 3) + 1 (shared 1 of 3) = 5/9.
    assert congruentie(samenloop).tolist() == pytest.approx([500 / 9] * 6)
    assert MATEN["bijdrage"].reken(samenloop).tolist() == pytest.approx([200 / 9, 200 / 9, 100 / 9])
    # Without k2 all is 100; without k0: 2 + 1 partners, each half.
    assert MATEN["effect"].reken(samenloop).tolist() == pytest.approx(
        [500 / 9 - 50, 500 / 9 - 50, 500 / 9 - 100]
    )
    assert MATEN["intern"].reken(samenloop).tolist() == pytest.approx([200 / 3] * 4 + [100 / 3] * 3)


def test_effect_kan_niet_met_twee_indelingen():
    assert np.isnan(MATEN["effect"].reken(Samenloop(regio_van("aab", "abb")))).all()


# --- laws that every measure in the registry obeys --------------------------------------------

NAMEN = sorted(MATEN)


def reken(naam: str, regio: np.ndarray, gewichten=None, inwoners=None) -> np.ndarray:
    if inwoners is None:
        inwoners = np.arange(1, len(regio) + 1, dtype=float)
    return MATEN[naam].reken(Samenloop(regio, gewichten, inwoners=inwoners))


def aansluitend(regio: np.ndarray) -> np.ndarray:
    """Renumber each column to 0, 1, ... so that no regio is empty."""
    kolommen = []
    for kolom in regio.T:
        nummers = np.unique(kolom[kolom >= 0])
        kolommen.append(np.where(kolom >= 0, np.searchsorted(nummers, kolom), -1))
    return np.array(kolommen, dtype=np.int32).T


@pytest.mark.parametrize("naam", NAMEN)
@given(regio=partities(), seed=st.integers(0, 99))
def test_volgorde_van_gemeenten_maakt_niet_uit(naam, regio, seed):
    regio = aansluitend(regio)
    volgorde = np.random.default_rng(seed).permutation(len(regio))
    inwoners = np.arange(1, len(regio) + 1, dtype=float)
    voor = reken(naam, regio, inwoners=inwoners)
    na = reken(naam, regio[volgorde], inwoners=inwoners[volgorde])
    if MATEN[naam].niveau == "gemeente":
        voor = voor[volgorde]
    np.testing.assert_allclose(na, voor, atol=1e-9)


@pytest.mark.parametrize("naam", NAMEN)
@given(regio=partities())
def test_nummers_van_regios_maken_niet_uit(naam, regio):
    regio = aansluitend(regio)
    hoogste = regio.max(axis=0)
    omgekeerd = np.where(regio >= 0, hoogste - regio, -1).astype(np.int32)
    voor, na = reken(naam, regio), reken(naam, omgekeerd)
    if MATEN[naam].niveau == "regio":
        stukken = np.split(voor, np.cumsum(hoogste + 1)[:-1])
        voor = np.concatenate([stuk[::-1] for stuk in stukken])
    np.testing.assert_allclose(na, voor, atol=1e-9)


@pytest.mark.parametrize("naam", NAMEN)
@given(geval=met_gewichten(), factor=st.sampled_from([2.0, 10.0, 0.25]))
def test_alleen_de_verhouding_van_gewichten_telt(naam, geval, factor):
    regio, gewichten = geval
    gewichten = np.array(gewichten, float)
    np.testing.assert_allclose(
        reken(naam, regio, gewichten * factor), reken(naam, regio, gewichten), atol=1e-9
    )


@pytest.mark.parametrize("naam", NAMEN)
@given(geval=met_gewichten())
def test_grenzen_van_de_uitkomst(naam, geval):
    regio, gewichten = geval
    uit = reken(naam, regio, np.array(gewichten, float))
    uit = uit[~np.isnan(uit)]
    assert (uit <= 100).all()
    if naam in {"congruentie", "congruentie_inwoners", "aansluiting", "bijdrage", "intern"}:
        assert (uit >= 0).all()


@pytest.mark.parametrize("naam", NAMEN)
@given(kolom=partities(met_gaten=False), keer=st.integers(2, 4))
def test_gelijke_indelingen_zijn_overal_100(naam, kolom, keer):
    regio = np.repeat(aansluitend(kolom[:, :1]), keer, axis=1)
    uit = reken(naam, regio)
    if naam == "effect":
        assert (np.isnan(uit) | (np.abs(uit) < 1e-9)).all()
    elif naam == "bijdrage":
        alleen = np.bincount(regio[:, 0])[regio[:, 0]] == 1
        assert uit.sum() == pytest.approx(100 * (1 - alleen.mean()))
    else:
        assert (np.isnan(uit) | (uit == 100)).all()


@given(met_gewichten())
def test_bijdragen_tellen_op_tot_het_gemiddelde(geval):
    regio, gewichten = geval
    samenloop = Samenloop(regio, np.array(gewichten, float))
    cijfers = np.where(samenloop.partners > 0, congruentie(samenloop), 0)
    assert MATEN["bijdrage"].reken(samenloop).sum() == pytest.approx(cijfers.mean(), abs=1e-9)


@settings(max_examples=25)
@given(partities(min_k=3))
def test_effect_is_met_min_zonder(regio):
    samenloop = Samenloop(regio)
    for k, uit in enumerate(MATEN["effect"].reken(samenloop)):
        zonder = congruentie(Samenloop(np.delete(regio, k, axis=1))).mean()
        assert uit == pytest.approx(congruentie(samenloop).mean() - zonder, abs=1e-9)


@pytest.mark.parametrize("naam", NAMEN)
def test_elke_maat_legt_zichzelf_uit(naam):
    maat = MATEN[naam]
    assert maat.naam == naam
    assert maat.titel
    assert len(maat.uitleg) > 40
    assert maat.bron
    for deel in ("Returns", "References", "shape"):
        assert deel in maat.reken.__doc__

"""Every measure with verbanden against brute force over pairs of gemeenten."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import congruentie as cg
from congruentie.meten.maten import MATEN
from congruentie.meten.samenloop import Samenloop
from congruentie.verbanden import VERBANDEN, Verband, Verbanden

N = 6
CODES = tuple(f"GM{i:04}" for i in range(1, N + 1))


@st.composite
def stellen(tekenen):
    """Indelingen with gaps and overlap, and verbanden: overlapping, nested, empty, single, doubled."""
    cel = st.sampled_from(["", "a", "b", "c", "a | b", "b | c"])
    gewicht = st.sampled_from([0.0, 0.5, 1.0, 3.0])
    delen = {}
    for k in range(tekenen(st.integers(0, 3))):
        cellen = tekenen(st.lists(cel, min_size=N, max_size=N))
        assume(any(cellen))
        delen[f"i{k}"] = {code: c for code, c in zip(CODES, cellen, strict=True) if c}
    leden = tekenen(st.lists(st.sets(st.sampled_from(CODES)), min_size=1, max_size=6))
    leden += leden[: tekenen(st.integers(0, 2))]
    lijst = tuple(Verband(f"v{i}", tuple(een)) for i, een in enumerate(leden))
    verbanden = Verbanden(lijst, weging=tekenen(st.sampled_from(["samen", "elk"])))
    inwoners = tekenen(st.lists(st.integers(1, 50), min_size=N, max_size=N))
    gemeenten = cg.Gemeenten(2026, CODES, CODES, np.array(inwoners, dtype=float))
    indelingen = cg.Indelingen(
        gemeenten, tuple(cg.Indeling(k, lid) for k, lid in delen.items()), verbanden=verbanden
    )
    gewichten = {naam: tekenen(gewicht) for naam in (*delen, VERBANDEN)}
    telt = any(gewichten[naam] for naam in delen)
    assume(telt or (verbanden.tellende and gewichten[VERBANDEN]))
    assume(verbanden.tellende or len(delen) >= 2)
    return indelingen, gewichten, tekenen(st.sampled_from(["alle", "deelname"]))


class Orakel:
    """The definitions, over pairs, in fractions."""

    def __init__(self, indelingen, gewichten, noemer):
        self.indelingen, self.gewichten, self.noemer = indelingen, gewichten, noemer
        self.namen = list(indelingen.namen)
        self.verbanden = [set(een.leden) for een in indelingen.verbanden if len(een.leden) > 1]
        self.v = self._verbandgewicht()

    def _verbandgewicht(self):
        gewicht = Fraction(self.gewichten[VERBANDEN])
        if not self.namen:
            return Fraction(1) if gewicht else Fraction(0)
        wie = [c for c in CODES if any(c in b for b in self.verbanden)]
        if self.indelingen.verbanden.weging == "elk" or not wie:
            return gewicht
        gemiddeld = Fraction(sum(map(len, self.verbanden)), len(wie))
        return gewicht / Fraction(round(10 * float(gemiddeld)), 10)

    def w(self, naam):
        return Fraction(self.gewichten[naam])

    def samen(self, naam, i, j):
        een = self.indelingen[naam]
        return bool(set(een.regios_van(i)) & set(een.regios_van(j)))

    def tafels(self, i, j):
        return sum(i in b and j in b for b in self.verbanden)

    def aantal(self, i):
        return sum(i in b for b in self.verbanden)

    def gedeeld(self, i, j, zonder=None):
        som = sum(self.w(k) for k in self.namen if k != zonder and self.samen(k, i, j))
        return som + (self.v * self.tafels(i, j) if zonder != VERBANDEN else 0)

    def deler(self, i, zonder=None):
        doet = self.indelingen
        telt = [k for k in self.namen if k != zonder]
        if self.noemer == "deelname":
            telt = [k for k in telt if i in doet[k].lidmaatschap]
        som = sum((self.w(k) for k in telt), Fraction(0))
        return som + (self.v * self.aantal(i) if zonder != VERBANDEN else 0)

    def partners(self, i):
        return [j for j in CODES if j != i and self.gedeeld(i, j) > 0]

    def congruentie(self, massa=None):
        uit = []
        for i in CODES:
            wie = self.partners(i)
            som = sum(self.gedeeld(i, j) * (massa[j] if massa else 1) for j in wie)
            deel = self.deler(i) * sum((massa[j] if massa else 1) for j in wie)
            uit.append(100 * som / deel if deel else 100)
        return [float(x) for x in uit]

    def telt(self):
        return [i for i in CODES if self.namen or self.aantal(i)]

    def gemiddelde(self):
        per = dict(zip(CODES, self.congruentie(), strict=True))
        return np.mean([per[i] for i in self.telt()])

    def in_groep(self, naam, i, j):
        return self.tafels(i, j) > 0 if naam == VERBANDEN else self.samen(naam, i, j)

    def rijen(self):
        return [*self.namen, *([VERBANDEN] if self.verbanden else [])]

    def aansluiting(self, naam):
        aandelen = []
        for i in CODES:
            wie = [j for j in CODES if j != i and self.in_groep(naam, i, j)]
            deler = self.deler(i, naam)
            if wie and deler:
                aandelen.append(sum(self.gedeeld(i, j, naam) for j in wie) / (deler * len(wie)))
        return 100 * float(sum(aandelen) / len(aandelen)) if aandelen else np.nan

    def bijdrage(self, naam):
        uit = []
        for i in self.telt():
            wie, deel = self.partners(i), Fraction(0)
            for j in wie:
                if naam == VERBANDEN:
                    deel += self.v * self.tafels(i, j)
                elif self.samen(naam, i, j):
                    deel += self.w(naam)
            uit.append(deel / (self.deler(i) * len(wie)) if wie else 0)
        return 100 * float(sum(uit) / len(uit))

    def effect(self, naam):
        if not (self.v if naam == VERBANDEN else self.w(naam)):
            return 0.0
        rest = {**self.gewichten, naam: 0.0}
        tellen = sum(rest[k] > 0 for k in self.namen)
        if tellen < 2 and not (naam != VERBANDEN and self.verbanden and self.v):
            return np.nan
        return self.gemiddelde() - Orakel(self.indelingen, rest, self.noemer).gemiddelde()

    def intern(self, naam, regio):
        leden = [i for i in CODES if regio in self.indelingen[naam].regios_van(i)]
        paren = [(i, j) for i in leden for j in leden if i != j]
        deel = sum((self.deler(i) for i, _ in paren), Fraction(0))
        return 100 * float(sum(self.gedeeld(i, j) for i, j in paren) / deel) if deel else np.nan


@settings(deadline=None, max_examples=120)
@given(stellen())
def test_elke_maat_is_die_over_paren(stel):
    indelingen, gewichten, noemer = stel
    meting, orakel = cg.Meting(indelingen, gewichten, noemer), Orakel(*stel)
    samenloop = meting.samenloop
    ongeveer = {"rel": 1e-9, "abs": 1e-9, "nan_ok": True}
    assert MATEN["congruentie"].reken(samenloop) == pytest.approx(orakel.congruentie(), **ongeveer)
    massa = dict(zip(CODES, indelingen.gemeenten.inwoners.tolist(), strict=True))
    massa = {code: Fraction(int(p)) for code, p in massa.items()}
    naar_inwoners = MATEN["congruentie_inwoners"].reken(samenloop)
    assert naar_inwoners == pytest.approx(orakel.congruentie(massa), **ongeveer)
    for maat in ("aansluiting", "bijdrage", "effect"):
        verwacht = [getattr(orakel, maat)(naam) for naam in orakel.rijen()]
        assert MATEN[maat].reken(samenloop) == pytest.approx(verwacht, **ongeveer), maat
    regios = [orakel.intern(een.naam, regio) for een in indelingen for regio in een.regios]
    assert MATEN["intern"].reken(samenloop) == pytest.approx(regios, **ongeveer)
    assert samenloop.partners.tolist() == [len(orakel.partners(i)) for i in CODES]


@settings(deadline=None, max_examples=60)
@given(stellen())
def test_bijdragen_zijn_samen_het_gemiddelde(stel):
    meting = cg.Meting(*stel)
    samenloop, tabel = meting.samenloop, meting.gemeenten
    zonder = (samenloop.partners[samenloop.telt] == 0).mean() * 100
    som = MATEN["bijdrage"].reken(samenloop).sum() + zonder
    assert som == pytest.approx(tabel["congruentie"].mean())
    assert meting.land["gemiddelde"] == pytest.approx(tabel["congruentie"].mean())


@settings(deadline=None, max_examples=60)
@given(stellen())
def test_elke_tabel_is_te_maken(stel):
    """With and without indelingen, with verbanden that make no partners, whatever the weights."""
    meting = cg.Meting(*stel)
    verbanden = meting.indelingen.verbanden
    rijen = [*meting.indelingen.namen, *([VERBANDEN] if verbanden.tellende else [])]
    assert sorted(meting.per_indeling.index) == sorted(rijen)
    assert len(meting.per_regio) == sum(len(een.regios) for een in meting.indelingen)
    deel = meting.gemeenten[VERBANDEN].to_dict()
    aantal = {code: verbanden.aantal_van.get(code, 0) for code in deel}
    assert deel == aantal
    assert meting.land["gemeenten"] == len(deel)


def test_gewicht_nul_is_hetzelfde_als_zonder_verbanden():
    zonder = cg.laad_indelingen(2026, ["ggd", "res"])
    met = cg.laad_indelingen(2026, ["ggd", "res"], verbanden=["verbanden_2016"])
    voor, na = cg.bereken(zonder), cg.bereken(met, {VERBANDEN: 0})
    for kolom in ("congruentie", "partners", "gedeeld", "congruentie_gecorrigeerd"):
        assert na[kolom].to_numpy() == pytest.approx(voor[kolom].to_numpy())
    rij = cg.per_indeling(met, {VERBANDEN: 0}).loc[VERBANDEN]
    assert (rij["gewicht"], rij["bijdrage"], rij["effect"]) == (0, 0, 0)


def test_samen_wegen_verbanden_gemiddeld_als_een_indeling():
    met = cg.laad_indelingen(2016, ["ggd", "jeugdregio"], verbanden=["verbanden_2016"])
    samenloop = Samenloop.van(met)
    per_gemeente = samenloop.verbandgewicht * (samenloop.verband >= 0).sum(axis=1)
    assert per_gemeente.mean() == pytest.approx(1, abs=0.01)
    elk = cg.laad_indelingen(
        2016, ["ggd", "jeugdregio"], verbanden=["verbanden_2016"], verbanden_wegen="elk"
    )
    assert Samenloop.van(elk, {VERBANDEN: 2}).verbandgewicht == 2


@settings(deadline=None, max_examples=60)
@given(stellen())
def test_elke_verplaatsing_is_die_van_de_meting_erna(stel):
    """Every gemeente borders every other; each move is measured again, from the start."""
    indelingen, gewichten, noemer = stel
    assume(len(indelingen))
    banden = [(a, b) for a in CODES for b in CODES if a < b]
    tabel = cg.alle_verplaatsingen(indelingen, banden, gewichten, noemer)
    voor = cg.Meting(indelingen, gewichten, noemer).gemeenten["congruentie"]
    for zet in tabel.itertuples():
        na = cg.verplaats(indelingen, [cg.Verplaatsing(zet.gm_code, zet.indeling, zet.naar)])
        straks = cg.Meting(na, gewichten, noemer).gemeenten["congruentie"]
        assert zet.winst_land == pytest.approx(straks.mean() - voor.mean(), abs=1e-9)
        eigen = straks[zet.gm_code] - voor[zet.gm_code]
        assert zet.winst_gemeente == pytest.approx(eigen, abs=1e-9)


@pytest.mark.parametrize("hoe", [["--alle"], ["--reeks", "2"], ["--terug"]])
def test_verplaatsen_kan_niet_met_alleen_verbanden(roep, hoe):
    code, _, fout = roep("wat-als", "--verbanden", "verbanden_2016", *hoe)
    assert code == 1
    assert (
        "Er zijn alleen verbanden; verplaatsen gaat van de ene regio van een indeling naar" in fout
    )


def test_een_reeks_met_verbanden_telt_op(roep, tmp_path):
    vraag = ("--indelingen", "ggd,res", "--verbanden", "verbanden_2016", "--reeks", "2")
    assert roep("wat-als", *vraag, "--uit", "r.csv")[0] == 0
    reeks = pd.read_csv(tmp_path / "r.csv")
    stel = cg.laad_indelingen(2026, ["ggd", "res"], verbanden=["verbanden_2016"])
    zetten = [cg.Verplaatsing(r.gm_code, r.indeling, r.naar) for r in reeks.itertuples()]
    eind = cg.bereken(cg.verplaats(stel, zetten))["congruentie"].mean()
    assert reeks["congruentie_land"].iloc[-1] == pytest.approx(eind)

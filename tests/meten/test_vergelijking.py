"""Comparing indelingen: by hand on four squares, by definition on random ones, on real data."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from orakel import cellen, gedeeld, overlappende, partities

import congruentie as cg
from congruentie.bronnen.banden import grenzen_van
from congruentie.errors import CongruentieFout
from congruentie.gemeenten import Gemeenten
from congruentie.meten.vergelijking import VERGELIJKMATEN, nest, uitzonderingen, vergelijk
from congruentie.model import Indeling, Indelingen


def maak(regio: np.ndarray, kolom: np.ndarray | None = None) -> Indelingen | None:
    """Indelingen from a table of numbers; None when two have no gemeente in common."""
    codes = tuple(f"GM{i:04d}" for i in range(len(regio)))
    per_indeling = cellen(regio, kolom)
    if not all(per_indeling):
        return None
    lijst = [
        Indeling(f"k{k}", {codes[g]: cel for g, cel in lid.items()})
        for k, lid in enumerate(per_indeling)
    ]
    return Indelingen(Gemeenten(2025, codes, codes), tuple(lijst))


def test_vier_vakken(indelingen):
    grenzen = pd.DataFrame(
        {
            "a": ["GM0001", "GM0001", "GM0002", "GM0003"],
            "b": ["GM0002", "GM0003", "GM0004", "GM0004"],
            "lengte": [1000.0, 1000.0, 1000.0, 1000.0],
        }
    )
    rij = vergelijk(indelingen, grenzen).iloc[0]
    assert (rij["a"], rij["b"], rij["gemeenten"]) == ("rij", "kolom", 4)
    assert rij["jaccard"] == 0  # no pair is together in both
    assert rij["rand_gecorrigeerd"] == pytest.approx(-0.5)
    assert rij["homogeniteit"] == pytest.approx(0, abs=1e-12)
    assert rij["gedeelde_grens"] == 0  # one division runs east-west, the other north-south
    assert rij["a_past_in_b"] == 0
    assert rij["a_past_in_b_uitleg"] == (
        "rij: 0 van de 2 passen binnen een regio van kolom; niet: R1 (B ligt niet in K1); "
        "R2 (D ligt niet in K1)."
    )


def test_nesten_is_gericht(vierkant):
    fijn = Indeling("fijn", {"GM0001": "a", "GM0002": "b", "GM0003": "c", "GM0004": "c"})
    grof = Indeling("grof", {"GM0001": "x", "GM0002": "x", "GM0003": "y", "GM0004": "y"})
    assert nest(fijn, grof).genest
    assert nest(fijn, grof).zin(vierkant) == "fijn: alle 3 passen binnen een regio van grof."
    assert not nest(grof, fijn).genest
    assert nest(grof, fijn).uitzonderingen == {"x": ("GM0002",)}
    assert nest(grof, fijn).zin(vierkant) == (
        "grof: 1 van de 2 past binnen een regio van fijn; niet: x (B ligt niet in a)."
    )
    rij = vergelijk(Indelingen(vierkant, (fijn, grof))).iloc[0]
    assert rij["homogeniteit"] == pytest.approx(1)
    assert rij["volledigheid"] < 1
    # Borders that are given nowhere are those of the map: of A-B, A-C and B-D, two are of both.
    assert rij["gedeelde_grens"] == pytest.approx(2 / 3)


def test_gemeente_zonder_regio_telt_niet_mee(vierkant):
    a = Indeling("a", {"GM0001": "x", "GM0002": "x", "GM0003": "y"})
    b = Indeling("b", {"GM0001": "p", "GM0002": "p", "GM0004": "q"})
    rij = vergelijk(Indelingen(vierkant, (a, b))).iloc[0]
    assert rij["gemeenten"] == 2
    assert rij["jaccard"] == 1
    assert rij["a_past_in_b_uitleg"] == "a: de enige regio past binnen een regio van b."


@given(partities())
def test_jaccard_en_nesten_volgens_de_definitie(regio):
    indelingen = maak(regio)
    if indelingen is None:
        return
    for _, rij in vergelijk(indelingen).iterrows():
        a, b = (indelingen.namen.index(rij[kant]) for kant in "ab")
        beide = [g for g in range(len(regio)) if regio[g, a] >= 0 and regio[g, b] >= 0]
        in_a = {p for p in combinations(beide, 2) if regio[p[0], a] == regio[p[1], a]}
        in_b = {p for p in combinations(beide, 2) if regio[p[0], b] == regio[p[1], b]}
        if in_a | in_b:
            assert rij["jaccard"] == pytest.approx(len(in_a & in_b) / len(in_a | in_b))
        else:
            assert rij[list(VERGELIJKMATEN)].isna().all()
        # a nests in b exactly when every pair of a is a pair of b.
        genest = in_a <= in_b
        assert nest(indelingen.indelingen[a], indelingen.indelingen[b]).genest == genest
        if in_a | in_b:
            assert (rij["homogeniteit"] == pytest.approx(1)) == genest
            assert (rij["volledigheid"] == pytest.approx(1)) == (in_b <= in_a)


@given(overlappende())
def test_met_overlap_over_paren(geval):
    """Pairs that share a regio; chance by shuffling; a regio fits if every member is in the other."""
    indelingen = maak(*geval)
    if indelingen is None:
        return
    paren = gedeeld(*geval)
    doet_mee = paren[np.arange(len(paren)), np.arange(len(paren))]
    for _, rij in vergelijk(indelingen).iterrows():
        a, b = (indelingen.namen.index(rij[kant]) for kant in "ab")
        tweetallen = list(combinations(np.flatnonzero(doet_mee[:, a] & doet_mee[:, b]).tolist(), 2))
        in_a, in_b = ({p for p in tweetallen if paren[p][k]} for k in (a, b))
        if not in_a | in_b:
            assert rij[list(VERGELIJKMATEN)].isna().all()
            continue
        assert rij["jaccard"] == pytest.approx(len(in_a & in_b) / len(in_a | in_b))
        toeval = len(in_a) * len(in_b) / len(tweetallen)  # what they share in the mean
        meest = (len(in_a) + len(in_b)) / 2
        verwacht = (len(in_a & in_b) - toeval) / (meest - toeval) if meest != toeval else 1.0
        assert rij["rand_gecorrigeerd"] == pytest.approx(verwacht)
        een, ander = indelingen.indelingen[a], indelingen.indelingen[b]
        if een.overlapt or ander.overlapt:
            assert rij[["ami", "homogeniteit", "volledigheid", "v_maat"]].isna().all()
        leden = {
            r: [set(ander.regios_van(gm)) for gm in een.lidmaatschap if r in een.regios_van(gm)]
            for r in een.regios
        }
        leden = {r: [d for d in doelen if d] for r, doelen in leden.items()}
        passend = [r for r, doelen in leden.items() if doelen and set.intersection(*doelen)]
        assert rij["a_past_in_b"] == len(passend)


@given(partities())
def test_vergelijken_is_symmetrisch(regio):
    heen, terug = maak(regio), maak(regio[:, ::-1])
    if heen is None or terug is None:
        return
    eerste = vergelijk(heen).set_index(["a", "b"])
    # The other way round the keys k0, k1, ... count from the other end.
    om = {f"k{k}": f"k{regio.shape[1] - 1 - k}" for k in range(regio.shape[1])}
    tweede = vergelijk(terug)
    tweede = tweede.assign(a=tweede["b"].map(om), b=tweede["a"].map(om)).set_index(["a", "b"])
    for maat in ("jaccard", "rand_gecorrigeerd", "ami", "v_maat"):
        np.testing.assert_allclose(tweede[maat].reindex(eerste.index), eerste[maat], atol=1e-9)


def test_een_indeling_kan_niet(indelingen):
    een = Indelingen(indelingen.gemeenten, indelingen.indelingen[:1])
    with pytest.raises(CongruentieFout, match="pas met twee indelingen"):
        vergelijk(een)


def test_niets_gemeen_is_leeg_en_stoort_de_rest_niet(vierkant):
    a, b = Indeling("a", {"GM0001": "x"}), Indeling("b", {"GM0002": "x"})
    heel = Indeling("heel", dict.fromkeys(vierkant.codes, "x"))
    tabel = vergelijk(Indelingen(vierkant, (a, b, heel)))
    assert len(tabel) == 3
    assert tabel.loc[0, "gemeenten"] == 0
    assert tabel.loc[0, list(VERGELIJKMATEN)].isna().all()
    assert tabel.loc[0, "a_past_in_b_uitleg"] == "a: geen gemeente heeft ook een regio van b."


def test_gemeenten_zonder_regio_tellen_niet_in_de_gedeelde_grens(vierkant):
    # Borders A-B, A-C, B-D, C-D of 1, 2, 4 and 8; D has no regio in "los".
    grenzen = pd.DataFrame(
        {
            "a": ["GM0001", "GM0001", "GM0002", "GM0003"],
            "b": ["GM0002", "GM0003", "GM0004", "GM0004"],
            "lengte": [1.0, 2.0, 4.0, 8.0],
        }
    )
    los = Indeling("los", {"GM0001": "x", "GM0002": "y", "GM0003": "y"})
    rij = Indeling("rij", {"GM0001": "1", "GM0002": "1", "GM0003": "2", "GM0004": "2"})
    een = Indeling("een", dict.fromkeys(vierkant.codes, "x"))
    tabel = vergelijk(Indelingen(vierkant, (los, rij, een)), grenzen).set_index(["a", "b"])
    # Known on both sides: A-B (los only) and A-C (both).
    assert tabel.loc[("los", "rij"), "gedeelde_grens"] == pytest.approx(2 / 3)
    assert tabel.loc[("rij", "een"), "gedeelde_grens"] == 0
    alleen = vergelijk(
        Indelingen(vierkant, (een, Indeling("ook", dict(een.lidmaatschap)))), grenzen
    )
    assert np.isnan(alleen.loc[0, "gedeelde_grens"])


def test_wat_waar_is_in_2025():
    indelingen = cg.laad_indelingen(2025, ["ggd", "veiligheidsregio", "veiligthuisregio"])
    zinnen = vergelijk(indelingen)["b_past_in_a_uitleg"]
    # GGD and veiligheidsregio differ in Noord-Brabant only (CBS, 2025).
    assert zinnen[0].startswith(
        "Veiligheidsregio's: 24 van de 25 passen binnen een GGD-regio; niet:"
    )
    assert "Brabant" in zinnen[0]
    provincies = cg.laad_indelingen(2025, ["landsdeel", "provincie"])
    rij = vergelijk(provincies).iloc[0]
    assert rij["b_past_in_a_uitleg"] == "Provincies: alle 12 passen binnen een landsdeel."
    assert rij["volledigheid"] == pytest.approx(1)


def test_uitzonderingen_noemen_de_gemeenten(vierkant):
    fijn = Indeling("fijn", {"GM0001": "a", "GM0002": "a", "GM0003": "a", "GM0004": "c"})
    grof = Indeling("grof", {"GM0001": "x", "GM0002": "x", "GM0003": "y", "GM0004": "y"})
    tabel = uitzonderingen(Indelingen(vierkant, (fijn, grof)))
    assert tabel.to_numpy().tolist() == [
        ["fijn", "grof", "a", "a", "x", "x", 1, "C"],
        ["grof", "fijn", "y", "y", "a", "a", 1, "D"],
    ]


def test_elke_maat_heeft_titel_uitleg_en_bron(indelingen):
    kolommen = set(vergelijk(indelingen).columns)
    for naam, (titel, uitleg, bron) in VERGELIJKMATEN.items():
        assert naam in kolommen
        assert titel
        assert len(uitleg) > 20
        assert bron


def test_de_grenzen_worden_opgezocht():
    """Of a year with a table of who borders whom; nobody knows it of areas without a map."""
    twee = cg.laad_indelingen(2025, ["ggd", "res"], cache="geen")
    assert vergelijk(twee).equals(vergelijk(twee, grenzen_van(twee.gemeenten)))
    assert 0 < vergelijk(twee)["gedeelde_grens"].item() < 1
    kaal = Gemeenten(2025, ("GM0001", "GM0002"), ("A", "B"))
    los = tuple(Indeling(naam, {"GM0001": "x", "GM0002": "x"}) for naam in "ab")
    assert np.isnan(vergelijk(Indelingen(kaal, los))["gedeelde_grens"].item())

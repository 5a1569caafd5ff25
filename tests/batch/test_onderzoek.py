"""Sensitivity studies in a batch."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from batchhulp import alles, manifest
from conftest import lees_csv

from congruentie.batch.onderzoek import KWANTIELEN, samen_van, vat_studie_samen

STUDIE = """
uitvoer: uit
gevoeligheid:
  - {naam: weg, soort: laat-een-weg, indelingen: [ggd, res, jeugdregio]}
  - {naam: trek, soort: trekkingen, aantal: 4, zaad: 11, indelingen: [ggd, res, jeugdregio]}
"""


@pytest.mark.zwaar
def test_onderzoek(batch):
    code, _, fout = batch(STUDIE)
    assert code == 0, fout
    weg, trek = manifest("weg"), manifest("trek")
    assert weg["delen"]["weg-zonder-ggd"] == "zonder ggd"
    assert (trek["soort"], trek["aantal"], trek["zaad"]) == ("trekkingen", "4", "11")
    assert manifest("trek-00002")["zaad"] == 11
    assert manifest("trek-00002")["onderzoek"] == "trek"
    assert set(trek["uitvoer"]) == {
        "congruentie.csv", "delen.csv", "paren.csv", "stabiliteit.csv", "stabiliteit.png"
    }  # fmt: skip
    # The quantiles, against numpy over the figures themselves.
    delen = [lees_csv(f"uit/trek-0000{n}/bereken.csv")["congruentie"] for n in range(1, 5)]
    tabel = lees_csv("uit/trek/congruentie.csv", index_col="gm_code")
    for kolom, kans in KWANTIELEN.items():
        np.testing.assert_allclose(tabel[kolom], np.quantile(delen, kans, axis=0), rtol=1e-12)
    assert (tabel["aantal"] == 4).all()
    # The pairs, one by one.
    regio = [
        lees_csv(f"uit/trek-0000{n}/voorstel.csv", index_col="gm_code")["voorstel_code"]
        for n in range(1, 5)
    ]
    paren = lees_csv("uit/trek/paren.csv")
    for rij in paren.iloc[::97].to_dict("records"):
        samen = sum(r[rij["gm_code_a"]] == r[rij["gm_code_b"]] for r in regio)
        assert (rij["samen"], rij["aandeel"]) == (samen, 25 * samen)
    ooit = sum(
        any(r.iloc[i] == r.iloc[j] for r in regio) for i in range(342) for j in range(i + 1, 342)
    )
    assert len(paren) == ooit
    verschil = lees_csv("uit/weg/delen.csv", index_col="scenario")["verschil_met_eerste"]
    assert verschil["weg-alle"] == 0
    assert set(lees_csv("uit/weg/congruentie.csv")["bij"]) <= {
        "alle indelingen", "zonder ggd", "zonder res", "zonder jeugdregio"
    }  # fmt: skip
    overzicht = lees_csv("uit/overzicht.csv", index_col="scenario")
    assert list(overzicht.index[:2]) == ["weg", "trek"]
    assert overzicht.loc["trek", "delen"] == 4
    assert (
        overzicht.loc["trek", "brokken"] == lees_csv("uit/trek/stabiliteit.csv")["brok"].nunique()
    )
    eerst = alles()
    assert "0 klaar, 10 overgeslagen" in batch(STUDIE)[2]
    meer = batch(STUDIE.replace("aantal: 4", "aantal: 5"))[2]
    assert "2 klaar, 9 overgeslagen" in meer  # the fifth draw, and the study itself
    assert "klaar" in batch(STUDIE)[2]
    assert {naam: ruw for naam, ruw in alles().items() if "00005" not in naam} == eerst


def test_onderzoek_zonder_voorstel_of_grenzen(batch):
    code, _, fout = batch("""
uitvoer: uit
gevoeligheid:
  - {naam: weg, soort: laat-een-weg, jaar: 2022, indelingen: [ggd, res, corop], doe: [bereken]}
""")
    assert code == 0, fout
    assert set(manifest("weg")["uitvoer"]) == {"congruentie.csv", "delen.csv"}


def test_onderzoek_op_eigen_grenzen(batch, officiele_grenzen):
    """The map of a study is drawn on the boundaries of its scenarios, here those of 2022."""
    grenzen = officiele_grenzen.with_name("gemeenten_2022.gpkg")
    code, _, fout = batch(f"""
uitvoer: uit
gevoeligheid:
  - {{naam: t, soort: trekkingen, aantal: 1, jaar: 2022, indelingen: [ggd, res],
     grenzen: {grenzen}}}
""")
    assert code == 0, fout
    assert "stabiliteit.png" in manifest("t")["uitvoer"]
    assert len(lees_csv("uit/t/stabiliteit.csv")) == 345


def test_onderzoek_met_een_mislukt_deel(batch):
    code, _, fout = batch("""
uitvoer: uit
gevoeligheid:
  - {naam: weg, soort: laat-een-weg, jaar: 2017, doe: [bereken]}
""")
    assert code == 3
    assert "weg (4 van de 5 scenario's mislukten: weg-alle, weg-zonder-ggd," in fout
    assert not Path("uit/weg").exists()


def test_onderzoek_op_de_plek_van_iets_anders(batch):
    Path("uit/weg").mkdir(parents=True)
    Path("uit/weg/x").write_text("")
    tekst = STUDIE.partition("  - {naam: trek")[0].replace("doe", "doe")
    code, _, fout = batch(tekst.replace("weg,", "weg, doe: [bereken],", 1))
    assert code == 3
    assert "uit/weg bestaat al" in fout


def test_samen_van_met_de_hand():
    """Two outcomes over four gemeenten: {a b}{c d} and {a b c}{d}."""
    samen = samen_van(np.array([[0, 0], [0, 0], [1, 0], [1, 1]]))
    assert samen.tolist() == [[2, 2, 1, 0], [2, 2, 1, 0], [1, 1, 2, 1], [0, 0, 1, 2]]
    kop = "gm_code,gm_naam,voorstel_code\n"
    delen = {
        "x": {"voorstel.csv": f"{kop}a,A,1\nb,B,1\nc,C,2\nd,D,2\n".encode()},
        "y": {"voorstel.csv": f"{kop}a,A,9\nb,B,9\nc,C,9\nd,D,8\n".encode()},
    }
    uitslag = vat_studie_samen(delen, {})
    tabel = pd.read_csv(io.BytesIO(uitslag.bestanden["stabiliteit.csv"]), index_col="gm_code")
    # a: b always, c half: (1 + 1/4) / (1 + 1/2); c: a, b and d each half; d: c half.
    assert tabel["stabiliteit"].tolist() == pytest.approx([250 / 3, 250 / 3, 50, 50])
    assert tabel["brok"].tolist() == [1, 1, 2, 3]
    assert tabel["altijd_samen"].tolist() == [1, 1, 0, 0]
    assert tabel["soms_samen"].tolist() == [1, 1, 3, 1]
    assert uitslag.samenvatting["brokken"] == 3


def test_wie_altijd_alleen_is_is_stabiel():
    ruw = b"gm_code,gm_naam,voorstel_code\na,A,1\nb,B,2\n"
    uitslag = vat_studie_samen({"x": {"voorstel.csv": ruw}}, {})
    assert uitslag.stabiliteit.tolist() == [100, 100]
    assert uitslag.bestanden["paren.csv"].count(b"\n") == 1

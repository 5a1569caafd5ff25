"""Text in a CSV is no formula for a spreadsheet, and comes back as it was."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from congruentie.bronnen.tabelbestand import lees_rijen
from congruentie.csvcel import kale_cel, veilige_cel
from congruentie.uitvoer.tabel import schrijf_csv

FORMULES = [
    "=cmd|'/C calc'!A0", "+1+cmd", "-2+3", "@SUM(A1)", "\t=1", "\n=1", "=", "+a", "-a",
    "\uff1d1+1", "'=1",
]  # fmt: skip
GEWOON = ["'s-Gravenhage", "-0,5", "-1.5", "+31612345678", "-", "", "a=b", "3", "'", "''t", "'-5"]


@pytest.mark.parametrize("tekst", FORMULES)
def test_een_formule_krijgt_een_apostrof(tekst):
    assert veilige_cel(tekst) == f"'{tekst}"


@pytest.mark.parametrize("tekst", GEWOON)
def test_gewone_tekst_blijft_zoals_die_is(tekst):
    assert veilige_cel(tekst) == tekst
    assert kale_cel(tekst) == tekst


@given(st.text(alphabet="'=+-@\t\r\n\uff1dab1,."))
def test_heen_en_terug(tekst):
    heen = veilige_cel(tekst)
    assert "\r" not in heen
    assert kale_cel(heen) == tekst.replace("\r\n", "\n").replace("\r", "\n")
    assert heen[:1] not in set("=@\t\r\n\uff1d")


@pytest.mark.parametrize("decimaal", ["punt", "komma"])
def test_een_tabel_heen_en_terug(decimaal, tmp_path):
    pad = tmp_path / "t.csv"
    tabel = pd.DataFrame(
        {"=kop": FORMULES, "getal": [-1.5] * len(FORMULES)},
        index=pd.Index([f"={n}" for n in range(len(FORMULES))], name="@index"),
    )
    schrijf_csv(tabel, pad, decimaal)
    with pad.open(encoding="utf-8-sig", newline="") as stroom:
        rijen = list(csv.reader(stroom, delimiter=";" if decimaal == "komma" else ","))
    assert rijen[0] == ["'@index", "'=kop", "getal"]
    assert all(rij[0].startswith("'=") and rij[1].startswith("'") for rij in rijen[1:])
    assert {rij[2] for rij in rijen[1:]} == {"-1,5" if decimaal == "komma" else "-1.5"}
    (gelezen,) = lees_rijen(pad)
    assert [rij[1] for rij in gelezen.rijen[1:]] == FORMULES
    assert tabel.columns[0] == "=kop"  # what was given, is not changed


def test_bereken_met_een_eigen_indeling(roep):
    Path("e.csv").write_text("gm_code,regio\nGM0363,+cmd!x\nGM0384,+cmd!x\n", "utf-8")
    assert roep("bereken", "--eigen", "x=e.csv", "--uit", "t.csv", "--stil") == (0, "", "")
    tekst = Path("t.csv").read_text("utf-8")
    assert "'+cmd!x" in tekst
    assert ",+cmd" not in tekst

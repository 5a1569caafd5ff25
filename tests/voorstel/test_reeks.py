"""A curve: the proven best for each number of regio's, and for each value of another wish."""

from __future__ import annotations

from fractions import Fraction

import openpyxl
import pandas as pd
import pytest
from conftest import lees_csv

import congruentie as cg
from congruentie.cli import _voer_uit
from congruentie.errors import GebruiksFout
from congruentie.voorstel import Eisen
from congruentie.voorstel.reeks import lees_over

KOLOMMEN = [
    "regios", "doelwaarde", "bovengrens", "bewezen_optimaal", "congruentie", "verhuizers_gemeenten",
    "verhuizers_inwoners",
]  # fmt: skip


def test_aantal_regios(tmp_path, capsys):
    naam = tmp_path / "r"
    assert _voer_uit(["voorstel", "--regios", "31-33", "--reeks", "--uit", str(naam)]) == 0
    assert "regios 32: doelwaarde 3019, bewezen het beste" in capsys.readouterr().err
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "r-reeks.csv", "r-reeks.png", "r-reeks.svg", "r-reeks.xlsx",
    ]  # fmt: skip
    tabel = lees_csv(tmp_path / "r-reeks.csv")
    assert list(tabel) == KOLOMMEN
    assert tabel["regios"].tolist() == [31, 32, 33]
    assert tabel["bewezen_optimaal"].all()
    assert (tabel["doelwaarde"] == tabel["bovengrens"]).all()
    # Each is what the command alone gives (the docs: 3019 for 32 regio's).
    assert tabel["doelwaarde"][1] == 3019
    beste = cg.stel_voor(cg.laad_indelingen(2026, cache="geen"), eisen=Eisen(regios=32))
    assert tabel["congruentie"][1] == pytest.approx(beste.per_indeling["congruentie_na"].mean())
    assert tabel["verhuizers_gemeenten"][1] == len(beste.verhuizingen)
    assert tabel["verhuizers_inwoners"][1] == beste.verhuizingen["inwoners"].sum()
    boek = openpyxl.load_workbook(tmp_path / "r-reeks.xlsx")
    assert boek.sheetnames == ["Reeks", "Grenzen", "Toelichting", "Bronnen"]
    assert [cel.value for cel in boek["Reeks"][1]] == KOLOMMEN


def test_grenzen_komen_een_voor_een():
    """One border comes when one regio is cut in two; it was there in none before."""
    reeks = cg.stel_reeks_voor(cg.laad_indelingen(2026, cache="geen"), "regios", [31, 32])
    een, twee = (v.indeling.lidmaatschap for v in reeks.voorstellen)
    assert len(reeks.grenzen)
    for rij in reeks.grenzen.itertuples():
        assert (een[rij.gm_code_a] != een[rij.gm_code_b]) != (
            twee[rij.gm_code_a] != twee[rij.gm_code_b]
        )
        assert rij.apart == 1
        assert rij.apart_vanaf == rij.apart_tot
    assert reeks.grenzen["apart_vanaf"].is_monotonic_increasing


def test_andere_wensen(tmp_path):
    naam = str(tmp_path / "t")
    opties = ["--zonder-uitleg", "--stil", "--uit", naam]
    assert _voer_uit(["voorstel", "--reeks", "theta=0.7,0.5", *opties]) == 0
    tabel = lees_csv(tmp_path / "t-reeks.csv")
    assert list(tabel) == ["theta", *KOLOMMEN]
    assert tabel["theta"].tolist() == [0.5, 0.7]
    assert tabel["doelwaarde"].tolist() == [3019, 1606.6]  # the sketch: the same in 2024
    over = "verplaats-gemeenten=0,3,10"
    assert _voer_uit(["voorstel", "--reeks", over, "--uitgaand-van", "ggd", *opties]) == 0
    tabel = lees_csv(tmp_path / "t-reeks.csv")
    assert tabel["doelwaarde"].tolist() == [2444, 2513, 2625]  # docs/voorstellen.md
    assert tabel["verhuizers_gemeenten"].tolist() == [0, 3, 10]
    assert tabel["verhuizers_inwoners"].tolist()[::2] == [0, 414_552]


def test_wat_niet_kan_is_een_lege_rij(tmp_path, capsys):
    naam = tmp_path / "r"
    over = "min-inwoners=200000,20000000"
    assert _voer_uit(["voorstel", "--reeks", over, "--uit", str(naam), "--zonder-uitleg"]) == 0
    tabel = lees_csv(tmp_path / "r-reeks.csv")
    assert tabel["doelwaarde"].notna().tolist() == [True, False]
    assert tabel["bewezen_optimaal"].tolist() == [True, False]
    assert "Bij min-inwoners 20000000: Deze wensen kunnen niet samen" in capsys.readouterr().err
    assert _voer_uit(["voorstel", "--reeks", "min-inwoners=20000000", "--uit", str(naam)]) == 1


def test_bij_domein_hoort_geen_reeks(capsys):
    assert _voer_uit(["voorstel", "--domein", "zorg", "--reeks"]) == 2


@pytest.mark.parametrize(
    ("tekst", "melding"),
    [
        ("", "Voor een reeks is een reeks regio's nodig"),
        ("kleur=1,2", "Een reeks over 'kleur' kan niet"),
        ("theta=a,b", "daarin staan geen getallen"),
        ("min-inwoners", "daarin staan geen getallen"),
        (f"min-inwoners={','.join(map(str, range(300)))}", "hoogstens 200 punten, niet 300"),
    ],
)
def test_vragen_die_niet_kunnen(tekst, melding):
    with pytest.raises(GebruiksFout, match=melding):
        lees_over(tekst, Eisen())


def test_lees_over():
    assert lees_over("", Eisen(regios=(8, 10))) == ("regios", (8, 9, 10))
    assert lees_over("regios=30,10", Eisen()) == ("regios", (10, 30))
    assert lees_over("theta=1/3,0.5", Eisen()) == ("theta", (Fraction(1, 3), Fraction(1, 2)))


def test_tabel_heeft_hele_getallen():
    reeks = cg.stel_reeks_voor(cg.laad_indelingen(2026, cache="geen"), "regios", [32])
    assert reeks.tabel["regios"].dtype == pd.Int64Dtype()
    assert reeks.grenzen.empty

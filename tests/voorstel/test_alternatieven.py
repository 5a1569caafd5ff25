"""Proposals that are nearly as good and differ most."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import combinations

import numpy as np
import openpyxl
import pytest
from conftest import lees_csv
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from voorstelorakel import delingen, een_eis, vragen

import congruentie as cg
from congruentie.cli import _voer_uit
from congruentie.errors import CongruentieFout
from congruentie.voorstel import Eisen, maak_voorstel
from congruentie.voorstel.alternatieven import als_tabel, zoek_alternatieven


def samen(voorstel) -> set[tuple[int, int]]:
    """Pairs of gemeenten in one regio."""
    regio = voorstel.regio.tolist()
    return {(i, j) for i, j in combinations(range(len(regio)), 2) if regio[i] == regio[j]}


def geldige(opgave, rand) -> list[set[tuple[int, int]]]:
    """The pairs of every proposal that keeps to all conditions and is worth enough, by trying all."""
    uit = []
    for groepen in delingen(list(range(len(opgave)))):
        deling = np.empty(len(opgave), dtype=np.int64)
        for nummer, groep in enumerate(groepen):
            deling[groep] = nummer
        if opgave.totaal(deling) >= rand and not opgave.overtredingen(deling):
            regio = opgave.gemeente_regio(deling).tolist()
            paren = combinations(range(len(regio)), 2)
            uit.append({(i, j) for i, j in paren if regio[i] == regio[j]})
    return uit


@pytest.mark.zwaar
@settings(max_examples=40)
@given(st.data())
def test_geen_ander_voorstel_verschilt_meer(data):
    indelingen, banden, theta, gewichten = data.draw(vragen(6))
    codes = indelingen.gemeenten.codes
    eisen = een_eis(data.draw, codes)
    if data.draw(st.booleans()):
        regio = data.draw(st.lists(st.integers(0, 2), min_size=len(codes), max_size=len(codes)))
        basis = cg.Indeling("oud", {c: f"O{r}" for c, r in zip(codes, regio, strict=True)})
        eisen |= {"uitgaand_van": basis, "verplaats_gemeenten": data.draw(st.integers(0, 3))}
    try:
        voorstel = maak_voorstel(
            indelingen, banden, theta=Fraction(theta), eisen=Eisen(**eisen), gewichten=gewichten
        )
    except CongruentieFout:
        assume(False)
    marge = data.draw(st.sampled_from([0.0, 0.1, 0.5]))
    lijst, op = zoek_alternatieven(voorstel, 3, marge=marge)
    assert not op
    rand = voorstel.waarde - int(marge * abs(voorstel.waarde))
    mogelijk = geldige(voorstel.opgave, rand)
    alle = set(combinations(range(len(codes)), 2))
    eerder = [samen(voorstel)]

    def nieuw(paren):
        return len(paren - set.union(*eerder)) + len(set.intersection(*eerder) - paren)

    for een in lijst:
        assert samen(een.voorstel) in mogelijk
        assert een.bewezen
        assert een.nieuw == nieuw(samen(een.voorstel)) == max(map(nieuw, mogelijk)) > 0
        eerder.append(samen(een.voorstel))
    if len(lijst) < 3:
        assert max(map(nieuw, mogelijk)) == 0
    assert all(paren <= alle for paren in mogelijk)


def test_bestanden(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    opties = ["voorstel", "--alternatieven", "2", "--marge", "0,5", "--uit", "plan"]
    assert _voer_uit(opties) == 0
    gezegd = capsys.readouterr().err
    voorstel = lees_csv(tmp_path / "plan.csv")
    inhoud = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    assert [een["bestand"] for een in inhoud["alternatieven"]] == [
        "plan-alternatief-1.csv", "plan-alternatief-2.csv",
    ]  # fmt: skip
    boek = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    per_gemeente = list(boek["Alternatieven per gemeente"].values)
    assert per_gemeente[0][:2] == ("gm_code", "gm_naam")
    for nummer, een in enumerate(inhoud["alternatieven"], 1):
        tabel = lees_csv(tmp_path / een["bestand"])
        assert list(tabel) == list(voorstel)
        assert tabel["voorstel_code"].nunique() == een["regios"]
        assert 0.995 * 3019 <= een["doelwaarde"] <= 3019
        assert een["verlies"] == 3019 - een["doelwaarde"]
        assert een["meeste"]
        assert f"Alternatief {nummer}: {een['regios']} regio's, doelwaarde " in gezegd
        # Who is not where most of the old regio is, counted by hand: no fewer can differ.
        blijft = tabel.groupby([tabel["voorstel_code"], voorstel["voorstel_code"]]).size()
        assert een["gemeenten_anders"] >= len(tabel) - blijft.groupby(level=0).max().sum() > 0
        kolom = per_gemeente[0].index(f"alternatief_{nummer}")
        namen = [rij[kolom] for rij in per_gemeente[1:] if str(rij[0]).startswith("GM")]
        assert namen == tabel["voorstel_naam"].tolist()


def test_niets_anders_mogelijk(capsys, tmp_path, monkeypatch):
    """Exactly as it is now: there is no other."""
    monkeypatch.chdir(tmp_path)
    opties = ["--uitgaand-van", "ggd", "--verplaats-gemeenten", "0", "--zonder-uitleg"]
    assert _voer_uit(["voorstel", *opties, "--alternatieven", "2"]) == 0
    assert "0 alternatieven gevonden: binnen 1% kan er niets meer anders." in (
        capsys.readouterr().err
    )
    assert "alternatieven" not in json.loads((tmp_path / "voorstel.json").read_text("utf-8"))


def test_een_te_ruime_marge(tmp_path, monkeypatch, capsys):
    """The proposal is written all the same."""
    monkeypatch.chdir(tmp_path)
    opties = ["--zonder-uitleg", "--alternatieven", "2", "--marge", "60", "--regios", "30-45"]
    assert _voer_uit(["voorstel", *opties]) == 0
    assert "Er zijn geen alternatieven. Binnen 60% zijn er te veel regio's" in (
        capsys.readouterr().err
    )
    assert (tmp_path / "voorstel.csv").exists()


def test_marge_hoort_bij_alternatieven(capsys):
    assert _voer_uit(["voorstel", "--marge", "2"]) == 2
    assert "--alternatieven" in capsys.readouterr().err


def test_de_tabel_zonder_alternatieven():
    voorstel = cg.stel_voor(cg.laad_indelingen(2026, ["ggd", "res"], cache="geen"), cache="geen")
    assert als_tabel(voorstel, []).empty

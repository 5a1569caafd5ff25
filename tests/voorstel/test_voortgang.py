"""Following a search for a proposal, and stopping it with the best so far."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from fractions import Fraction

import pytest
from conftest import REPO
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from voorstelorakel import een_eis, vragen

import congruentie as cg
from congruentie.cli import _voer_uit
from congruentie.errors import CongruentieFout
from congruentie.voorstel import Eisen, stand
from congruentie.voorstel.exact import los_op
from congruentie.voorstel.opstellen import maak_opgave


@pytest.mark.zwaar
@settings(max_examples=60)
@given(st.data())
def test_op_elk_moment_te_stoppen(data):
    """What it gives then keeps to every condition, and the best lies between its value and bound."""
    indelingen, banden, theta, gewichten = data.draw(vragen(6))
    eisen = Eisen(**een_eis(data.draw, indelingen.gemeenten.codes))
    try:
        opgave = maak_opgave(indelingen, Fraction(theta), eisen, banden, gewichten)
        beste = los_op(opgave)
    except CongruentieFout:
        assume(False)
    na = data.draw(st.integers(1, 12))
    gezien = []

    def kijk(nu):
        gezien.append(nu)
        return len(gezien) >= na

    with pytest.MonkeyPatch.context() as hier:
        hier.setattr(stand, "_KIJKEN", 0.0)
        gestopt = los_op(opgave, kijk=kijk)
    assert gestopt.bovengrens >= beste.waarde
    if gestopt.deling is not None:
        assert not opgave.overtredingen(gestopt.deling)
        assert opgave.totaal(gestopt.deling) == gestopt.waarde <= beste.waarde
        assert gezien[-1].doelwaarde == opgave.in_formule(gestopt.waarde)
    grenzen = [nu.bovengrens for nu in gezien]
    waarden = [nu.doelwaarde for nu in gezien if nu.doelwaarde is not None]
    assert grenzen == sorted(grenzen, reverse=True)
    assert waarden == sorted(waarden)
    assert grenzen[-1] == opgave.in_formule(gestopt.bovengrens)


def test_een_functie_volgt_en_stopt():
    gezien = []

    def kijk(nu):
        gezien.append(nu)
        return nu.doelwaarde is not None

    indelingen = cg.laad_indelingen(2026, cache="geen")
    voorstel = cg.stel_voor(indelingen, eisen=Eisen(regios=(12, 12)), voortgang=kijk, cache="geen")
    assert len(voorstel.codes) == 12
    assert gezien[-1].doelwaarde == voorstel.doelwaarde
    assert gezien[-1].bovengrens == voorstel.bovengrens > voorstel.doelwaarde


@pytest.mark.parametrize("waar", ["-", "stand.jsonl"])
def test_regels_json(tmp_path, monkeypatch, capsys, waar):
    monkeypatch.chdir(tmp_path)
    opties = ["voorstel", "--zonder-uitleg", "--stil", "--min-inwoners", "200000"]
    assert _voer_uit([*opties, "--voortgang", waar]) == 0
    tekst = capsys.readouterr().out if waar == "-" else (tmp_path / waar).read_text("utf-8")
    regels = [json.loads(regel) for regel in tekst.splitlines()]
    assert all(list(regel) == ["seconden", "doelwaarde", "bovengrens"] for regel in regels)
    seconden = [regel["seconden"] for regel in regels]
    assert seconden == sorted(seconden)
    assert (regels[-1]["doelwaarde"], regels[-1]["bovengrens"]) == (3014.0, 3014.0)


def test_waar_de_regels_niet_heen_kunnen(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert _voer_uit(["voorstel", "--voortgang", "weg/stand.jsonl"]) == 1
    assert "weg/stand.jsonl kan niet geschreven worden" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.zwaar
@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")
def test_ctrl_c_schrijft_het_beste_tot_dan_toe(tmp_path):
    """Of a question that takes far longer than this test; stopped once there is any proposal."""
    namen = cg.bronnen.namen_van_domein("economie", 2024, cache="geen")
    vraag = ["--jaar", "2024", "--indelingen", ",".join(namen), "--regios", "20", "--tijd", "3000"]
    with subprocess.Popen(
        [sys.executable, "-m", "congruentie", "voorstel", *vraag, "--voortgang", "-"],
        cwd=tmp_path, env={**os.environ, "CONGRUENTIE_CACHE": "geen", "PYTHONPATH": str(REPO)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as proces:  # fmt: skip
        next(regel for regel in proces.stdout if json.loads(regel)["doelwaarde"] is not None)
        proces.send_signal(signal.SIGINT)
        fouten = proces.communicate()[1]
    assert proces.returncode == 130
    assert "Dit is het beste dat er was toen u stopte, zonder uitleg.\n" in fouten
    assert "onder het beste.\n" in fouten
    assert sorted(pad.name for pad in tmp_path.iterdir()) == ["voorstel.csv", "voorstel.json"]
    inhoud = json.loads((tmp_path / "voorstel.json").read_text("utf-8"))
    assert len(inhoud["regios"]) == 20
    assert inhoud["doelwaarde"] < inhoud["bovengrens"]
    assert not inhoud["bewezen_optimaal"]

"""What a round shows: reactions in words, and wishes as arrows on the map."""

from __future__ import annotations

from contextlib import nullcontext

import pytest
from dossierhulp import klein_voorstel
from rondehulp import antwoorden, zegt

from congruentie.kaart import wensplaat
from congruentie.kaart.wensplaat import Pijl, maak_wensplaat
from congruentie.uitvraag.antwoorden import Antwoord, RegioOpmerking, Voorkeur
from congruentie.uitvraag.ronde import (
    maak_ronde,
)
from congruentie.uitvraag.verslag import reacties

pytest_plugins = ["overlegproeven"]


def test_reacties_in_woorden(vier):
    alle = antwoorden(
        zegt("GM0363", keuze="anders", voorwaarden="=1+1", opmerkingen="<b>"),
        zegt("GM0384"),
        Antwoord(
            "GM0034", "gemeente", "deels", "f", opmerkingen="Zie brief.",
            voorkeuren=(
                Voorkeur("GM0034", "GM0050", "liever wel", "alle", "Al jaren goed."),
                Voorkeur("GM0034", "GM0995", "liever wel", "alle"),
            ),
        ),
        Antwoord(
            "PV24", "provincie", "volledig", "f", regios=(RegioOpmerking("V02", "Te klein."),)
        ),
    )  # fmt: skip
    tabel = reacties(maak_ronde(vier, alle))
    assert tabel.values.tolist() == [
        ["gemeente", "GM0363", "Amsterdam", "volledig", "anders", "", "=1+1", "<b>"],
        [
            "gemeente", "GM0034", "Almere", "deels", "", "", "",
            "Zie brief.\nBij Zeewolde (liever wel): Al jaren goed.",
        ],
        ["provincie", "PV24", "", "volledig", "", "", "", "V02: Te klein."],
    ]  # fmt: skip


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_wensplaat(tmp_path, suffix):
    pijlen = [
        Pijl("GM0001", "GM0002", "liever wel", vervuld=True),
        Pijl("GM0002", "GM0001", "zeker niet", vervuld=False),
        Pijl("GM0003", "GM0004", "liever niet", vervuld=True),
    ]
    paden = [tmp_path / f"{naam}{suffix}" for naam in "ab"]
    for pad in paden:
        maak_wensplaat(klein_voorstel(), pijlen, pad, "Kop met $tekens$ en <b>")
    assert paden[0].read_bytes() == paden[1].read_bytes()
    if suffix == ".svg":
        tekst = paden[0].read_text("utf-8")
        assert "zeker niet, niet vervuld  (1)" in tekst.replace("<!-- ", "")
        assert "3 wensen, waarvan 2 vervuld" in tekst


def test_pijlen_lopen_van_wie_de_wens_heeft(tmp_path, vier, monkeypatch):
    """Where each begins and ends, and that what is not met is thick."""
    from matplotlib.figure import Figure
    from matplotlib.patches import FancyArrowPatch

    figuur = Figure()
    monkeypatch.setattr(wensplaat, "plaat", lambda *_: nullcontext(figuur))
    pijlen = [
        Pijl("GM0363", "GM0384", "liever wel", vervuld=True),
        Pijl("GM0014", "GM0034", "zeker niet", vervuld=False),
    ]
    maak_wensplaat(vier.voorstel, pijlen, tmp_path / "a.png", "Kop")
    punten = vier.voorstel.indelingen.gemeenten.vlakken.representative_point()
    lijnen = [p for p in figuur.axes[0].patches if isinstance(p, FancyArrowPatch)]
    for pijl, lijn in zip(pijlen, lijnen, strict=True):
        verwacht = [(punten[gm].x, punten[gm].y) for gm in (pijl.van, pijl.naar)]
        assert list(map(tuple, lijn._posA_posB)) == verwacht
    assert lijnen[0].get_linewidth() < lijnen[1].get_linewidth()

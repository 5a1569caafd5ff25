"""The log of a consultation: what it keeps, and what happens in the middle of a round."""

from __future__ import annotations

import hashlib
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from rondehulp import antwoord, regels, ronde, schrijf, vraag

from congruentie.cli import _voer_uit
from congruentie.errors import CongruentieFout
from congruentie.uitvraag import logboek, verslag
from congruentie.uitvraag.logboek import LOGBOEK, Rondebestand, schrijf_logboek

pytest_plugins = ["overlegproeven"]


def test_antwoorden_met_dezelfde_naam_blijven_allebei(overleg):
    """From two folders, and once more: each line names files with the hash that it says."""
    bron = overleg / "a.json"
    elders = [overleg / "x" / "a.json", overleg / "y" / "a.json"]
    for pad, oordeel in zip(elders, ("liever wel", "liever niet"), strict=True):
        pad.parent.mkdir()
        schrijf(pad, antwoord("GM0050", ("GM0034", oordeel)))
    for uit in ("uit/tweede", "uit/overgedaan"):
        assert vraag(overleg, *elders, bron, uit=uit) == 0
    for rij in regels(overleg / "uit"):
        namen = [rij["voorstel"], *json.loads(rij["antwoorden"])]
        sommen = [rij["voorstel_sha256"], *rij["antwoorden_sha256"].split()]
        assert len(set(sommen)) == 4
        for naam, som in zip(namen, sommen, strict=True):
            assert hashlib.sha256((overleg / "uit" / naam).read_bytes()).hexdigest() == som
    assert sorted(p.name for p in (overleg / "uit").glob("ronde-*")) == [
        "ronde-1-antwoord-2-a.json", "ronde-1-antwoord-3-a.json", "ronde-1-antwoord-a.json",
        "ronde-1-vraag-eerste.json",
    ]  # fmt: skip


def test_een_heel_lange_naam(overleg):
    elders = overleg / "x" / ("😀" * 60 + ".json")
    elders.parent.mkdir()
    shutil.copy(overleg / "a.json", elders)
    assert vraag(overleg, elders) == 0
    (naam,) = json.loads(regels(overleg)[0]["antwoorden"])
    assert (overleg / naam).read_bytes() == elders.read_bytes()


@pytest.mark.parametrize(
    "inhoud", [b"ronde;tijd\n1;2\n", b"", b"\xff\xfe", b"gm_code,gm_naam\nGM0014,Groningen\n"]
)
def test_een_logboek_dat_er_geen_is_blijft_staan(overleg, inhoud, capsys):
    (overleg / LOGBOEK).write_bytes(inhoud)
    assert vraag(overleg) == 1
    assert "is niet (meer) het logboek van een overleg" in capsys.readouterr().err
    assert (overleg / LOGBOEK).read_bytes() == inhoud
    assert not (overleg / "tweede.json").exists()


def test_een_bewerkt_logboek_wordt_aangevuld(overleg):
    """Without its last line end, as some editors leave it."""
    assert vraag(overleg) == 0
    pad = overleg / LOGBOEK
    pad.write_bytes(pad.read_bytes().rstrip(b"\n"))
    assert vraag(overleg, uit="ander") == 0
    assert [rij["uitkomst"] for rij in regels(overleg)] == ["tweede.json", "ander.json"]


# --- in the middle ------------------------------------------------------------------------------------


def test_afgebroken_laat_geen_half_voorstel_achter(overleg, monkeypatch):
    def breek_af(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(verslag, "schrijf_voorstel", breek_af)
    assert vraag(overleg) == 130
    assert not (overleg / "tweede.json").exists()
    assert not (overleg / LOGBOEK).exists()


def test_wat_lang_duurt_komt_voor_het_eerste_bestand(overleg, monkeypatch):
    def mis(*_, **__):
        raise CongruentieFout("Kan niet.")

    monkeypatch.setattr(verslag, "_bladen", mis)
    opties = [f"--voorstel={overleg / 'eerste.json'}", f"--antwoorden={overleg / 'a.json'}"]
    assert ronde(*opties, f"--uit={overleg / 'x'}") == 1
    assert {p.name for p in overleg.iterdir()} == {"eerste.json", "a.json"}


def test_rondes_tegelijk_staan_allemaal_in_het_logboek(tmp_path, gehouden):
    _, een = gehouden
    uitkomsten = [tmp_path / f"v{i}.json" for i in range(8)]
    for pad in uitkomsten:
        pad.write_text(pad.name, "utf-8")
    with ThreadPoolExecutor(8) as tegelijk:
        list(tegelijk.map(lambda pad: schrijf_logboek(een, [], pad), uitkomsten))
    assert sorted(rij["uitkomst"] for rij in regels(tmp_path)) == [p.name for p in uitkomsten]
    assert all(a["tijd"] <= b["tijd"] for a, b in pairwise(regels(tmp_path)))


def test_bezet_logboek(tmp_path, gehouden, monkeypatch):
    from filelock import FileLock

    _, een = gehouden
    uit = tmp_path / "v.json"
    uit.write_text("{}", "utf-8")
    monkeypatch.setattr(logboek, "_WACHT", 0.1)
    with (
        FileLock(tmp_path / ".logboek.slot"),
        pytest.raises(
            CongruentieFout, match=r"Een andere ronde houdt .* bezet; deze ronde staat er"
        ),
    ):
        schrijf_logboek(een, [], uit)


def test_gewijzigd_tijdens_de_ronde(tmp_path, gehouden):
    _, een = gehouden
    uit, antwoorden = tmp_path / "v.json", tmp_path / "a.json"
    uit.write_text("{}", "utf-8")
    antwoorden.write_text("toen", "utf-8")
    invoer = Rondebestand.van(antwoorden)
    antwoorden.write_text("nu", "utf-8")
    with pytest.raises(CongruentieFout, match=r"a\.json is tijdens de ronde gewijzigd"):
        schrijf_logboek(een, [invoer], uit)
    assert not (tmp_path / LOGBOEK).exists()


def test_oefenen_alleen_in_een_lege_map(overleg, capsys):
    vol = overleg / "vol"
    vol.mkdir()
    (vol / "iets.txt").write_text("", "utf-8")
    toen = sorted(overleg.rglob("*"))
    opties = [f"--voorstel={overleg / 'eerste.json'}", f"--uit={vol}"]
    assert _voer_uit(["uitvraag", "oefen", *opties]) == 1
    assert "is niet leeg. Kies een lege of nieuwe map." in capsys.readouterr().err
    assert sorted(overleg.rglob("*")) == toen

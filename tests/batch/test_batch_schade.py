"""``congruentie batch``: what it survives."""

from __future__ import annotations

import errno
import importlib
import os
import re
import subprocess
import time
from pathlib import Path

import pytest
from batchhulp import DRIE, alles, standen
from conftest import REPO, lees_csv
from filelock import FileLock

from congruentie.batch import opslag as opslag_module
from congruentie.batch.opslag import Opslag, SchijfVol
from congruentie.batch.plan import Taak, Taakstap
from congruentie.cli import batch as batchopdracht
from congruentie.errors import CongruentieFout


def test_een_fout_houdt_de_rest_niet_tegen(batch):
    tekst = DRIE.replace("naam: twee,", "naam: twee, jaar: 2022,").replace("{ggd: 2}", "{rse: 2}")
    code, _, fout = batch(tekst)
    assert code == 3
    assert standen() == {"een": "klaar", "twee": "mislukt", "drie": "klaar"}
    assert "Fout: Van 3 scenario's en onderzoeken: 1 mislukte: twee (" in fout
    assert "rse" in lees_csv("uit/overzicht.csv", index_col="scenario")["oorzaak"]["twee"]
    assert not Path("uit/twee").exists()
    assert batch(tekst)[0] == 3  # once more: the others are skipped
    assert standen() == {"een": "overgeslagen", "twee": "mislukt", "drie": "overgeslagen"}


def test_onverwachte_fout_in_een_scenario(batch, monkeypatch):
    def stuk(*_):
        raise ZeroDivisionError("nul")

    monkeypatch.setattr("congruentie.meten.meting.vat_samen", stuk)
    code, _, fout = batch(DRIE)
    assert code == 3
    assert "3 mislukten: een (Onverwachte fout: ZeroDivisionError: nul), twee" in fout


def test_verkeerd_gebruik_van_een_opdracht_in_een_scenario(batch):
    code, _, fout = batch("uitvoer: uit\ndoe: [wat-als]\nscenarios: [{naam: a}]\n")
    assert code == 3
    keuzes = "--verplaats (of --bestand), --fuseer, --splits, --alle, --reeks en --terug"
    assert f"a (Kies een van {keuzes})" in fout


def test_fout_in_een_eigen_bestand_noemt_het_pad_zoals_het_er_staat(batch):
    Path("map").mkdir()
    Path("map/mijn.csv").write_text("gm_code;regio\nGM9999;a\n", "utf-8")
    code, _, fout = batch(
        "uitvoer: uit\ndoe: [bereken]\nscenarios: [{naam: a, eigen: {mijn: map/mijn.csv}}]\n"
    )
    assert code == 3
    assert re.search(r"\(map/mijn\.csv\b", fout), fout


def test_ctrl_c(batch, monkeypatch):
    echt = batchopdracht.voer_taak_uit

    def onderbreek(taak, *rest):
        if taak.naam == "twee":
            raise KeyboardInterrupt
        return echt(taak, *rest)

    monkeypatch.setattr(batchopdracht, "voer_taak_uit", onderbreek)
    code, _, fout = batch(DRIE)
    assert code == 130
    assert fout.endswith("Afgebroken.\n")
    assert standen() == {"een": "klaar"}
    assert sorted(p.name for p in Path("uit").iterdir()) == [
        ".slot", "een", "overzicht.csv", "overzicht.html"
    ]  # fmt: skip
    monkeypatch.undo()


def test_tweede_op_dezelfde_map(batch):
    Path("uit").mkdir()
    with FileLock("uit/.slot"):
        code, _, fout = batch(DRIE)
    assert code == 1
    assert fout == (
        "Fout: In uit is al een andere batch bezig. Wacht tot die klaar is, of kies bij uitvoer een "
        "andere map.\n"
    )
    assert batch(DRIE)[0] == 0


def test_schijf_waarop_geen_slot_kan(batch, monkeypatch):
    def kan_niet(*_, **__):
        raise NotImplementedError

    monkeypatch.setattr("filelock.FileLock.acquire", kan_niet)
    code, _, fout = batch(DRIE)
    assert code == 1
    assert "uit staat op een schijf waarop een map niet op slot kan." in fout


def test_schijf_vol(batch, monkeypatch):
    echt, tel = os.fsync, []

    def vol(nummer):
        tel.append(nummer)
        if len(tel) > 6:
            raise OSError(errno.ENOSPC, "No space left on device")
        return echt(nummer)

    monkeypatch.setattr(opslag_module.os, "fsync", vol)
    code, _, fout = batch(DRIE)
    assert code == 1
    assert (
        "Fout: De schijf is vol: uit/twee kan niet worden geschreven. Wat klaar is, is bewaard. Maak "
        "ruimte en geef dezelfde opdracht opnieuw; die gaat verder met de rest." in fout
    )
    assert sorted(alles()) == ["een/bereken.csv", "een/manifest.json"]
    monkeypatch.undo()


def test_schijf_vol_in_een_opdracht(batch, monkeypatch):
    def vol(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", vol)
    code, _, fout = batch(DRIE)
    assert code == 1
    assert "Fout: De schijf is vol: een tijdelijk bestand (" in fout


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="alleen met root")
def test_schijf_echt_vol(batch, tmp_path):
    Path("klein").mkdir()
    vast = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", "klein"],
        check=False,
        capture_output=True,
    )
    if vast.returncode:
        pytest.skip("hier kan geen kleine schijf worden gemaakt")
    try:
        code, _, fout = batch(DRIE.replace("uit\n", "klein/uit\n"))
        assert code == 1
        assert "De schijf is vol: " in fout
        over = alles("klein/uit")
        assert sorted({naam.partition("/")[0] for naam in over}) == ["een", "twee"]
        assert not list(Path("klein/uit").glob(".bezig*"))
    finally:
        subprocess.run(["umount", "klein"], check=True)
    assert batch(DRIE)[0] == 0
    assert over.items() <= alles().items()


def test_wat_van_een_ander_is_blijft_staan(batch):
    Path("uit/een").mkdir(parents=True)
    Path("uit/een/notities.txt").write_text("van mij")
    Path("uit/drie").write_text("ook van mij")
    code, _, fout = batch(DRIE)
    assert code == 3
    assert (
        "uit/een bestaat al, en is niet door deze opdracht gemaakt. Geef het scenario een" in fout
    )
    assert "drie (uit/drie is geen map. Geef het scenario een andere naam)" in fout
    assert Path("uit/een/notities.txt").read_text() == "van mij"
    Path("uit/twee/notities.txt").write_text("van mij")
    code, _, fout = batch(DRIE.replace("ggd: 2", "ggd: 3"))
    assert (
        "In uit/twee staat ook notities.txt. Zet dat ergens anders; de map wordt vervangen" in fout
    )
    assert Path("uit/twee/notities.txt").exists()
    Path("uit/leeg").mkdir()
    assert Opslag(Path("uit")).vreemd("leeg") == ""


def test_map_die_niet_kan(batch):
    Path("uit").write_text("een bestand")
    code, _, fout = batch(DRIE)
    assert code == 1
    assert "Fout: uit kan niet worden geschreven: " in fout


def test_geen_rechten(tmp_path, monkeypatch):
    def mag_niet(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    opslag = Opslag(tmp_path / "uit")
    with opslag.slot():
        monkeypatch.setattr(Path, "open", mag_niet)
        with pytest.raises(CongruentieFout, match="kan niet worden geschreven: Permission denied"):
            opslag.bewaar("a", {"b": b"c"}, {})
        monkeypatch.undo()
        assert not (tmp_path / "uit/a").exists()
        assert not list((tmp_path / "uit/.bezig").iterdir())
    assert not isinstance(opslag_module.CongruentieFout, SchijfVol)


def test_een_taak_ruimt_op(tmp_path):
    """Caught text, handlers and filters are as before; nothing stays in the folder to work in."""
    import logging

    log = logging.getLogger("congruentie")
    voor = (list(log.handlers), log.propagate, log.level)
    taak = Taak("a", (Taakstap("bereken", ("--indelingen=ggd,res", "--cache=geen"), "b.csv"),), "x")
    uitkomst = batchopdracht.voer_taak_uit(taak, tmp_path, tmp_path)
    assert uitkomst.fout == ""
    assert uitkomst.meldingen[0].startswith("342 gemeenten, 2 indelingen")
    assert (list(log.handlers), log.propagate, log.level) == voor
    assert list(tmp_path.iterdir()) == []


@pytest.mark.zwaar
@pytest.mark.filterwarnings("ignore")  # of os.fork, about threads
@pytest.mark.skipif(not hasattr(os, "fork"), reason="een proces afsplitsen kan niet op Windows")
def test_dertig_keer_afgebroken(tmp_path, monkeypatch):
    """Killed at random moments; benchmarks/onderbreek.py does a thousand."""
    monkeypatch.syspath_prepend(str(REPO / "benchmarks"))
    onderbreek = importlib.import_module("onderbreek")
    zaad = int(time.time())
    verslag = onderbreek.onderbreek(30, zaad, tmp_path)
    assert verslag.geraakt >= 30, f"seed {zaad}"
    assert verslag.batches >= 5

"""What a command reads it does not write over; what has no end is not read."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from congruentie.errors import CongruentieFout, GebruiksFout, zeg_omgeving
from congruentie.nl import zichtbaar
from congruentie.plafond import plafond
from congruentie.veilig import bewaak_invoer, keur_doelen, lees_heel, schrijf_tekst

EIGEN = "gm_code;regio\nGM0363;a\nGM0384;a\n"
posix = pytest.mark.skipif(os.name == "nt", reason="apparaten en pijpen zoals op Linux en macOS")


@pytest.fixture
def eigen(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("e.csv").write_text(EIGEN, "utf-8")
    return tmp_path


INVOER_ALS_UITVOER = [
    ["bereken", "--eigen", "x=e.csv", "--uit", "e.csv"],
    ["bereken", "--eigen", "x=e.csv", "--uit", "./e.csv"],
    ["bereken", "--eigen", "x=e.csv#regio=regio", "--uit", "e.csv"],
    ["bereken", "--verbanden", "e.csv", "--uit", "e.csv"],
    ["vergelijk", "--eigen", "x=e.csv", "--uit", "e.csv"],
    ["voorstel", "--eigen", "x=e.csv", "--uit", "e"],
    ["voorstel", "--naast", "e.csv", "--uit", "e"],
    ["voorstel", "--eisen", "e.json", "--uit", "e"],
    ["wat-als", "--bestand", "e.json", "--uit", "e.json"],
    ["controleer", "e.csv", "--json", "e.csv"],
    ["batch", "overzicht.csv"],
]


@pytest.mark.parametrize("opdracht", INVOER_ALS_UITVOER, ids=" ".join)
def test_invoer_wordt_niet_overschreven(eigen, roep, opdracht):
    Path("e.json").write_text('{"jaar": 2026, "verplaats": ["GM0267:ggd=GG1413"]}', "utf-8")
    Path("overzicht.csv").write_text(
        "uitvoer: .\ndoe: [bereken]\nscenarios: [{naam: a}]\n", "utf-8"
    )
    voor = {pad.name: pad.read_bytes() for pad in Path().glob("*.*") if pad.is_file()}
    code, _, fout = roep(*opdracht)
    assert code == 2, fout
    assert "zou worden overschreven, maar deze opdracht leest" in fout
    for naam, ruw in voor.items():
        assert Path(naam).read_bytes() == ruw


@posix
@pytest.mark.parametrize("naam", ["pijp.csv", "link.csv"])
def test_een_pijp_of_een_link_naar_de_invoer(eigen, roep, naam):
    if naam == "link.csv":
        Path(naam).symlink_to("e.csv")
    else:
        os.mkfifo(naam)
    for opdracht in (
        ["bereken", "--eigen", "x=e.csv", "--uit", naam],
        ["controleer", "e.csv", "--json", naam],
    ):
        code, _, fout = roep(*opdracht)
        assert code in {1, 2}, fout
        assert "een apparaat of een pijp" in fout or "zou worden overschreven" in fout
    assert Path("e.csv").read_text("utf-8") == EIGEN
    assert Path(naam).is_symlink() or Path(naam).is_fifo()


@posix
@pytest.mark.parametrize("soort", ["/dev/zero", "/dev/null", "pijp"])
@pytest.mark.parametrize(
    "opdracht",
    [
        ["controleer", "@"], ["bereken", "--eigen", "x=@"], ["bereken", "--verbanden", "@"],
        ["batch", "@"],
        ["controleer", "--bewijs", "@"], ["voorstel", "--eisen", "@"], ["wat-als", "--bestand", "@"],
        ["dossier", "--voorstel", "@"], ["kaart", "--grenzen", "@"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_wat_geen_einde_heeft_wordt_niet_gelezen(eigen, roep, opdracht, soort):
    if soort == "pijp":
        os.mkfifo("pijp")
    code, _, fout = roep(*[woord.replace("@", soort) for woord in opdracht])
    assert code == 1
    assert "een apparaat of een pijp, geen gewoon bestand" in fout


@posix
def test_een_pad_dat_gdal_naar_een_dienst_zou_sturen(eigen, roep):
    code, _, fout = roep("bereken", "--uit", "/vsicurl/http://127.0.0.1:9/x.gpkg")
    assert (code, "het begint met /vsi" in fout) == (1, True)
    assert not Path("/vsicurl").exists()


def test_wat_een_opdracht_zelf_schrijft_mag_zij_weer_schrijven(tmp_path):
    pad, ander = tmp_path / "a.json", tmp_path / "b.json"
    ander.write_text("x", "utf-8")
    with bewaak_invoer():
        schrijf_tekst(pad, "een")
        lees_heel(pad)
        schrijf_tekst(pad, "twee")
        lees_heel(ander)
        with pytest.raises(GebruiksFout, match="zou worden overschreven"):
            schrijf_tekst(ander, "y")
        with pytest.raises(GebruiksFout):
            keur_doelen([tmp_path])  # a folder that would be replaced
    schrijf_tekst(ander, "y")
    assert pad.read_text("utf-8") == "twee"


def test_een_te_groot_bestand_wordt_niet_gelezen(tmp_path):
    pad = tmp_path / "g"
    with pad.open("wb") as stroom:
        stroom.truncate(10**12)  # takes no room on most disks
    with pytest.raises(CongruentieFout, match=r"is 1000000 MB; meer dan 300 MB"):
        lees_heel(pad)


@posix
def test_het_plafond_van_tijd_en_geheugen(monkeypatch):
    monkeypatch.setattr("congruentie.plafond._SECONDEN", 0.05)

    def eindeloos():
        with plafond("dit bestand", "Doe iets."):
            while True:
                with contextlib.suppress(Exception):  # as readers do
                    sum(range(1000))

    with pytest.raises(CongruentieFout, match="dit bestand kost te veel tijd"):
        eindeloos()
    if not Path("/proc/self/statm").exists():
        return

    def groot():
        with plafond("dit bestand", "Doe iets."):
            bytearray(4_000_000_000)

    with pytest.raises(CongruentieFout, match="dit bestand kost te veel geheugen"):
        groot()
    assert len(bytearray(800_000_000)) == 800_000_000  # afterwards there is no ceiling


def test_tekst_voor_het_scherm():
    assert zichtbaar("a\x1b[31m\u202e\ud800\x00b\n\té") == r"a\x1b[31m\u202e\ud800\x00b" + "\n\té"


def test_wat_de_computer_niet_kan_is_geen_onverwachte_fout():
    assert "de schijf is vol" in zeg_omgeving(OSError(28, "No space left on device"))
    assert "te weinig geheugen" in zeg_omgeving(MemoryError())
    assert "te weinig geheugen" in zeg_omgeving(RuntimeError("can't start new thread"))
    assert zeg_omgeving(ValueError("x")) == ""


@posix
@pytest.mark.parametrize(
    ("staart", "deel"),
    [
        ("> /dev/full", "de schijf is vol"),
        (">&-", "standaarduitvoer is dicht"),
        ("> /dev/full 2> /dev/full", ""),
    ],
)
def test_een_volle_of_dichte_uitvoer(tmp_path, staart, deel):
    if not Path("/dev/full").exists():
        pytest.skip("alleen waar /dev/full is")
    klaar = subprocess.run(
        f"{sys.executable} -m congruentie bereken {staart}", shell=True, capture_output=True, text=True,
        cwd=tmp_path, check=False,
    )  # fmt: skip
    assert klaar.returncode == 1
    assert deel in klaar.stderr
    assert "Traceback" not in klaar.stderr
    assert "Exception ignored" not in klaar.stderr

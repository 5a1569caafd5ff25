"""A file is written whole or not at all."""

from __future__ import annotations

import os

import pytest

from congruentie.errors import CongruentieFout
from congruentie.veilig import schrijf_tekst, veilig_schrijven


def test_mislukt_schrijven_laat_het_oude_staan(tmp_path):
    pad = tmp_path / "t.csv"
    schrijf_tekst(pad, "oud")

    def half():
        with veilig_schrijven(pad) as tijdelijk:
            tijdelijk.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert pad.read_text() == "oud"
    assert list(tmp_path.iterdir()) == [pad]


@pytest.mark.skipif(os.name == "nt", reason="rechten zoals op Linux en macOS")
def test_rechten_links_en_regeleinden(tmp_path):
    doel, link = tmp_path / "doel.txt", tmp_path / "link.txt"
    doel.write_text("oud")
    link.symlink_to(doel)
    oud = os.umask(0o027)
    try:
        schrijf_tekst(link, "een\ntwee\n")
    finally:
        os.umask(oud)
    assert link.is_symlink()
    assert doel.read_bytes() == b"een\ntwee\n"
    assert doel.stat().st_mode & 0o777 == 0o640


def test_het_tijdelijke_bestand_staat_naast_het_doel(tmp_path):
    with veilig_schrijven(tmp_path / "t.txt") as tijdelijk:
        assert tijdelijk.parent == tmp_path  # or renaming would not be at once
        tijdelijk.write_text("x")


def test_map_wordt_gemaakt(tmp_path):
    pad = tmp_path / "a" / "b" / "t.txt"
    schrijf_tekst(pad, "x")
    assert pad.read_text() == "x"


def test_schrijven_naar_een_map_kan_niet(tmp_path):
    with pytest.raises(CongruentieFout, match=r"kan niet worden geschreven: het is een map"):
        schrijf_tekst(tmp_path, "x")


def test_schrijven_onder_een_bestand_kan_niet(tmp_path):
    (tmp_path / "bestand").write_text("x")
    with pytest.raises(CongruentieFout, match="geen map"):
        schrijf_tekst(tmp_path / "bestand" / "t.txt", "x")


def test_volle_schijf_is_een_duidelijke_fout(tmp_path, monkeypatch):
    pad = tmp_path / "t.txt"

    def vol(*_args, **_kw):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", vol)
    with pytest.raises(CongruentieFout, match="de schijf is vol"):
        schrijf_tekst(pad, "x")
    assert not list(tmp_path.iterdir())

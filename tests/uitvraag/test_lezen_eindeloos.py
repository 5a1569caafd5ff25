"""A form that would keep a reader busy: every guard counts what the parser will do."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from congruentie.bronnen.tabelbestand import lees_rijen
from congruentie.errors import CongruentieFout
from congruentie.uitvraag.openen import lees_werkmap


@pytest.fixture
def werkmap():
    boek = openpyxl.Workbook()
    boek.active.append(["gm_code", "regio"])
    boek.active.append(["GM0363", "a"])
    ruw = io.BytesIO()
    boek.save(ruw)

    def anders(deel: str, oud: str, nieuw: str) -> bytes:
        uit = io.BytesIO()
        with zipfile.ZipFile(ruw) as van, zipfile.ZipFile(uit, "w", zipfile.ZIP_DEFLATED) as naar:
            for naam in van.namelist():
                tekst = van.read(naam)
                if naam == deel:
                    assert oud.encode() in tekst
                    tekst = tekst.replace(oud.encode(), nieuw.encode())
                naar.writestr(naam, tekst)
        return uit.getvalue()

    return anders


def samengevoegd(*bereiken: str) -> str:
    cellen = "".join(f'<mergeCell ref="{bereik}"/>' for bereik in bereiken)
    return f"</sheetData><mergeCells>{cellen}</mergeCells>"


@pytest.mark.parametrize(
    "bereiken",
    [
        ("XFD1048576:A1",),
        ("A1048576:XFD1",),
        ("A1:Z9000", "B2:Z9000"),
        ("XFD1:A1048576",),
        ("A:XFD",),
        ("1:1048576",),
        # The second undoes the first where the other way around counts as less than nothing.
        ("A1:XFD1048576", "XFD1048576:A1"),
    ],
)
def test_samengevoegde_cellen_zonder_einde(werkmap, tmp_path, bereiken):
    pad = tmp_path / "f.xlsx"
    pad.write_bytes(werkmap("xl/worksheets/sheet1.xml", "</sheetData>", samengevoegd(*bereiken)))
    with pytest.raises(CongruentieFout, match="samengevoegd|beschadigd"):
        lees_werkmap(pad)


def test_bladen_die_een_deel_zijn(werkmap, tmp_path):
    pad = tmp_path / "f.xlsx"
    blad = '<sheet name="b{}" sheetId="{}" state="visible" r:id="rId1"/>'
    bladen = "".join(blad.format(n, n) for n in range(2, 20_000))
    pad.write_bytes(werkmap("xl/workbook.xml", "</sheets>", bladen + "</sheets>"))
    for lees in (lees_werkmap, lees_rijen):
        with pytest.raises(CongruentieFout, match=r"beschadigd|geen Excel-werkmap"):
            lees(pad)


def test_heel_veel_samengevoegd_in_een_tabel(werkmap, tmp_path):
    pad = tmp_path / "t.xlsx"
    bereiken = ["A1:XFD1048576"] * 20_000
    pad.write_bytes(werkmap("xl/worksheets/sheet1.xml", "</sheetData>", samengevoegd(*bereiken)))
    (blad,) = lees_rijen(pad)
    assert len(blad.samengevoegd) < 5

"""Reading a folder with files that are no forms."""

from __future__ import annotations

import io
import os
import shutil
import zipfile

import openpyxl
import pytest
from uitvraaghulp import (
    AMSTERDAM,
    NOORD_HOLLAND,
    een,
    lees,
    teksten,
    vul,
)  # fmt: skip

from congruentie.errors import CongruentieFout

pytest_plugins = ["overlegproeven"]

# --- files that are no forms -----------------------------------------------------------------


def zip_met(delen: dict[str, bytes]) -> bytes:
    ruw = io.BytesIO()
    with zipfile.ZipFile(ruw, "w", zipfile.ZIP_DEFLATED) as pakket:
        for naam, inhoud in delen.items():
            pakket.writestr(naam, inhoud)
    return ruw.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOL = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
CELLEN = b'<sheetData xmlns="x">' + b"<c/>" * 200_001 + b"</sheetData>"
SAMEN = b'<x:mergeCells xmlns:x="x"><x:mergeCell ref="&#65;1:XFD1048576"/></x:mergeCells>'
BESTANDEN = [
    ("a.xlsx", b"", "is leeg (0 bytes). Vraag het formulier opnieuw op."),
    ("a.xlsx", b"PK\x03\x04 kapot", "is beschadigd en kan niet worden gelezen."),
    ("a.xlsx", zip_met({"xl/workbook.xml": b"<x>"}), "is beschadigd en kan niet worden gelezen."),
    ("a.xlsx", b"gewoon tekst", "is geen Excel-werkmap, al heet het wel zo."),
    ("a.xlsx", zip_met({"word/document.xml": b""}), "is geen Excel-werkmap, al heet het wel zo."),
    ("a.xlsx", zip_met({"mimetype": b"x", "content.xml": b""}), "rekenblad van LibreOffice (.ods)."),
    ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "is beveiligd met een wachtwoord."),
    ("a.xlsx", OLE, "is een oude Excel-werkmap of een ander oud bestand."),
    ("a.xlsx", zip_met({"xl/a.xml": b"0" * 31_000_000}), "pakt uit tot 31 MB in 1 delen en wordt"),
    ("a.xlsx", zip_met({"xl/worksheets/sheet1.xml": CELLEN}), "heeft meer dan 200000 cellen, of"),
    ("a.xlsx", zip_met({"xl/x.bin": SAMEN}), "cellen, of zoveel cellen zijn samen"),
    ("a.xlsx", zip_met({f"xl/{n}": b"" for n in range(501)}), "in 501 delen en wordt daarom niet"),
    ("a.xlsx", zip_met({"xl/workbook.xml": LOL}), "verwijzingen die niet in een werkmap horen."),
    ("a.xlsx", zip_met({"xl/workbook.xml": LOL.decode().encode("utf-16")}), "niet in een werkmap"),
    ("a.xlsx", b"PK" + bytes(10_000_001), "is te groot voor een formulier (meer dan 10 MB)."),
    ("a.xls", b"x", "is een oude Excel-werkmap, geen formulier. Open het in Excel of LibreOffice"),
    ("a.ods", b"PK", "is een rekenblad van LibreOffice, geen formulier."),
    ("a.docx", b"PK", "is een Word-document, geen formulier. Neem de antwoorden over in het"),
    ("a.pdf", b"%PDF", "is een PDF, geen formulier. Neem de antwoorden over"),
    ("a.zip", b"PK", "is een ingepakt bestand, geen formulier. Pak het uit"),
    ("a.csv", b"x", "is een tekstbestand, geen formulier."),
    ("~$uitvraag.xlsx", b"x", "is een tijdelijk bestand: iemand heeft dit formulier open."),
    (".~lock.a.xlsx#", b"x", "is een tijdelijk bestand"),
    ("foto.jpg", b"\xff\xd8", "is geen Excel-werkmap, al heet het wel zo."),
]  # fmt: skip


@pytest.mark.parametrize(("naam", "inhoud", "melding"), BESTANDEN, ids=[b[2] for b in BESTANDEN])
def test_bestand_dat_geen_formulier_is(map_, naam, inhoud, melding):
    (map_ / naam).write_bytes(inhoud)
    gelezen = lees(map_)
    assert een(gelezen).wie == "GM0363"  # the others are read all the same
    (gemeld,) = gelezen.meldingen
    assert melding in gemeld.regel
    assert gemeld.bestand == naam
    verwacht = "fout" if naam in {"a.xlsx", "a.xls", "a.ods"} else "let op"
    assert gemeld.ernst == verwacht


def test_gewone_andere_werkmap(map_):
    boek = openpyxl.Workbook()
    boek.active["A1"] = "begroting"
    boek.save(map_ / "begroting.xlsx")
    assert "begroting.xlsx: is geen formulier van deze uitvraag" in teksten(lees(map_).meldingen)


def test_mappen_verwijzingen_en_bestanden_van_het_systeem(leeg, map_, tmp_path):
    (map_ / "oud").mkdir()
    shutil.copy(leeg / NOORD_HOLLAND, map_ / "oud")
    geheim = tmp_path / "geheim.xlsx"
    shutil.copy(leeg / NOORD_HOLLAND, geheim)
    (map_ / ".DS_Store").write_bytes(b"x")
    try:
        (map_ / "link.xlsx").symlink_to(geheim)
        os.mkfifo(map_ / "buis.xlsx")
    except (OSError, AttributeError, NotImplementedError):
        pytest.skip("dit systeem kent geen verwijzingen of buizen")
    gelezen = lees(map_)
    assert [a.wie for a in gelezen.antwoorden] == ["GM0363"]
    assert [(m.bestand, m.ernst) for m in gelezen.meldingen] == [
        ("buis.xlsx", "fout"), ("link.xlsx", "fout"), ("oud", "let op"),
    ]  # fmt: skip


def test_macros_worden_niet_uitgevoerd(map_):
    ruw = (map_ / AMSTERDAM).read_bytes()
    with zipfile.ZipFile(io.BytesIO(ruw)) as delen:
        inhoud = {deel.filename: delen.read(deel) for deel in delen.infolist()}
    (map_ / AMSTERDAM).unlink()
    (map_ / "m.xlsm").write_bytes(zip_met({**inhoud, "xl/vbaProject.bin": b"Sub Auto_Open()"}))
    gelezen = lees(map_)
    assert een(gelezen).wie == "GM0363"
    assert "m.xlsm: bevat macro's; die zijn niet uitgevoerd." in teksten(gelezen.meldingen)


def test_map_die_er_niet_is(tmp_path):
    with pytest.raises(CongruentieFout, match="kan niet worden gelezen: het bestand bestaat niet"):
        lees(tmp_path / "weg")
    (tmp_path / "f").write_text("x", "utf-8")
    with pytest.raises(CongruentieFout, match="kan niet worden gelezen"):
        lees(tmp_path / "f")


def test_hoe_ver_het_lezen_is(map_):
    """Every file counts, whether it is a form or not."""
    (map_ / "brief.docx").write_bytes(b"x")
    gezien: list[tuple[int, int]] = []
    lees(map_, voortgang=lambda *hoever: gezien.append(hoever))
    assert gezien == [(1, 2), (2, 2)]


def test_originelen_blijven_zoals_ze_zijn(map_):
    vul(map_ / AMSTERDAM, antwoord_keuze="het voorstel", antwoord_opmerkingen="=1+1")
    (map_ / "kapot.xlsx").write_bytes(b"PK kapot")
    voor = {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in map_.iterdir()}
    for pad in map_.iterdir():
        pad.chmod(0o444)
    map_.chmod(0o555)
    try:
        lees(map_)
    finally:
        map_.chmod(0o755)
    assert {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in map_.iterdir()} == voor

"""Own files as analysts have them: one kind each, and how it is made."""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pytest

import congruentie as cg
from congruentie.bronnen import controleer
from congruentie.bronnen.meldingen import regels_van
from congruentie.errors import CongruentieFout

# Three gemeenten in two regions: what most files below say.
DRIE = {"GM0363": "Noord", "GM0518": "Zuid", "GM0599": "Zuid"}
GEEN = "let op: 339 van de 342 gemeenten hebben geen regio"


@dataclass(frozen=True)
class Soort:
    """One kind of file.

    `inhoud` is the text or bytes of a CSV, the rows of a sheet, or what makes a workbook. `gelezen` is
    the expected membership (None: not usable) and `gezegd` patterns of lines that must be said, one
    each, apart from who is not in the file; no other line may be said.
    """

    naam: str
    inhoud: str | bytes | list[list[object]] | Callable[[Path], None]
    gezegd: tuple[str, ...] = ()
    gelezen: dict[str, str] | None = field(default_factory=lambda: DRIE)
    keuze: str = ""
    jaar: int = 2025

    def maak(self, map_: Path) -> Path:
        csv = isinstance(self.inhoud, (str, bytes))
        pad = map_ / ("f.csv" if csv else "f.xlsx")
        if isinstance(self.inhoud, str):
            pad.write_text(self.inhoud, "utf-8", newline="")
        elif isinstance(self.inhoud, bytes):
            pad.write_bytes(self.inhoud)
        elif callable(self.inhoud):
            self.inhoud(pad)
        else:
            boek = openpyxl.Workbook()
            for rij in self.inhoud:
                boek.active.append(rij)
            boek.save(pad)
        return pad


def samengevoegd(pad: Path) -> None:
    boek = openpyxl.Workbook()
    blad = boek.active
    for rij in (
        ["Overzicht 2025"], [], ["Tafel", "Gemeente"], ["Noord", "Amsterdam"], ["Zuid", "Den Haag"],
        [None, "Rotterdam"], ["Totaal", 342], ["Bron: eigen telling"],
    ):  # fmt: skip
        blad.append(rij)
    blad.merge_cells("A1:B1")
    blad.merge_cells("A5:A6")
    boek.save(pad)


def samengevoegde_kop(pad: Path) -> None:
    boek = openpyxl.Workbook()
    blad = boek.active
    for rij in (
        ["gm_code", "Regio's", None], [None, "GGD", "RES"], [363, "Noord", "x"], [518, "Zuid", "y"],
        [599, "Zuid", "x"],
    ):  # fmt: skip
        blad.append(rij)
    blad.merge_cells("A1:A2")
    blad.merge_cells("B1:C1")
    boek.save(pad)


def herschreven(pad: Path, oud: str, nieuw: str) -> None:
    """A workbook of three gemeenten with something else in the XML of its sheet."""
    boek = openpyxl.Workbook()
    for rij in (["gm_code", "regio"], [363, "Noord"], [518, "Zuid"], [599, "Zuid"]):
        boek.active.append(rij)
    uit = io.BytesIO()
    boek.save(uit)
    with zipfile.ZipFile(uit) as van, zipfile.ZipFile(pad, "w") as naar:
        for deel in van.namelist():
            ruw = van.read(deel)
            if deel.endswith("sheet1.xml"):
                assert re.search(oud.encode(), ruw)
                ruw = re.sub(oud.encode(), nieuw.encode(), ruw)
            naar.writestr(deel, ruw)


def eindeloos_samengevoegd(pad: Path) -> None:
    blok = '<mergeCells count="1"><mergeCell ref="B3:XFD1048576"/></mergeCells>'
    herschreven(pad, "</sheetData>", f"</sheetData>{blok}")


def verkeerde_afmeting(pad: Path) -> None:
    herschreven(pad, 'dimension ref="A1:B4"', 'dimension ref="A1"')


def geen_afmeting(pad: Path) -> None:
    herschreven(pad, '<dimension ref="A1:B4"\\s?/>', "")


def lege_formule(pad: Path) -> None:
    # Excel writes that a formula gives an empty text; that is an outcome.
    herschreven(
        pad,
        '<c r="B4"[^>]*>.*?</c>',
        '<c r="B4" t="str"><f>IF(A4=0,1,"")</f><v></v></c>',
    )


def formule_met_uitkomst(pad: Path) -> None:
    herschreven(
        pad, '<c r="B4"[^>]*>.*?</c>', '<c r="B4" t="str"><f>VLOOKUP(A4,C:D,2,0)</f><v>Zuid</v></c>'
    )


def fouten_van_excel(pad: Path) -> None:
    herschreven(
        pad, '<c r="B4"[^>]*>.*?</c>', '<c r="B4" t="e"><f>VLOOKUP(1,C:D,2)</f><v>#N/A</v></c>'
    )


def opgemaakt_tot_onderaan(pad: Path) -> None:
    rijen = "".join(f'<row r="{i}"><c r="A{i}" s="0"/></row>' for i in range(5, 12_000))
    herschreven(pad, "</sheetData>", f"{rijen}</sheetData>")


def twee_bladen(pad: Path) -> None:
    boek = openpyxl.Workbook()
    boek.active.title = "Toelichting"
    boek.active.append(["Dit bestand", "gaat over tafels"])
    blad = boek.create_sheet("Tafels")
    for rij in (["Gemcode", "Tafel"], [363, "Noord"], [518, "Zuid"], [599, "Zuid"]):
        blad.append(rij)
    boek.save(pad)


KOP = "gm_code,regio\n"
LEEG = "let op: rij 4: GM0599 heeft geen regio \\('{}'\\) en doet niet mee"
TWEE = {"GM0363": "Noord", "GM0518": "Zuid"}
KOLOMMEN = "let op: rij {}: de gemeenten staan in kolom {} en de regio's in kolom {}."


def leeg(woord: str, *, als_rijen: bool = False) -> Soort:
    rijen = [["gm_code", "regio"], ["GM0363", "Noord"], ["GM0518", "Zuid"], ["GM0599", woord]]
    tekst = "\n".join(",".join(rij) for rij in rijen)
    vorm = "xlsx" if als_rijen else "csv"
    return Soort(
        f"{vorm}: {woord}", rijen if als_rijen else tekst, (LEEG.format(re.escape(woord)),), TWEE
    )


def keur(soort: Soort, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Read or refuse it as must be, say what must be said, and that at every entrance alike."""
    pad = soort.maak(tmp_path)
    keuze = f"{pad}{soort.keuze}"
    uitslag = controleer(keuze, cg.laad_gemeenten(soort.jaar))
    regels = regels_van(uitslag.meldingen)
    zonder = [
        f"{ernst}: {re.sub(r', blad [^,:]+', '', regel.removeprefix(str(pad))).lstrip(',: ')}"
        for ernst, regel in regels
        if not re.search("gemeenten (heeft|hebben) geen regio: ", regel)
    ]
    assert len(zonder) == len(soort.gezegd), zonder
    for patroon, regel in zip(soort.gezegd, zonder, strict=True):
        assert re.match(patroon, regel), regel
    assert uitslag.bruikbaar == (soort.gelezen is not None)
    if soort.gelezen is not None:
        assert uitslag.lidmaatschap == soort.gelezen
    # `bereken`, `kaart`, `voorstel` and Python all go this way.
    with caplog.at_level(logging.INFO, "congruentie"):
        try:
            gelezen = cg.laad_indelingen(soort.jaar, ["ggd"], eigen={"mijn": keuze})["mijn"]
        except CongruentieFout as fout:
            fouten = [regel for ernst, regel in regels if ernst == "fout"]
            assert soort.gelezen is None
            assert str(fout).startswith(fouten[0])
            assert ("andere fout" in str(fout)) == (len(fouten) > 1)
        else:
            assert dict(gelezen.lidmaatschap) == soort.gelezen
            assert caplog.messages == [f"Let op: {regel}" for _, regel in regels]


ONLEESBAAR: list[tuple[str, bytes, str]] = [
    (
        "f.xls",
        b"<html><table><tr><td>GM0363</td></tr></table></html>",
        "rekenblad dat niet gelezen",
    ),
    ("f.csv", b"\xef\xbb\xbf<html><table>", "f.csv is een webpagina of XML, geen CSV-bestand"),
    (
        "f.csv",
        b'gm_code,regio\n"GM0363"x,a\n',
        "bij regel 2 kloppen de aanhalingstekens of regels niet",
    ),
    ("f.csv", b"gm\x00code", "geen CSV-bestand met gewone tekst"),
    ("f.xlsx", b"PK\x03\x04kapot", "geen Excel-werkmap die gelezen kan worden"),
]

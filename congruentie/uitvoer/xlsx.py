"""Excel workbooks: frozen header, filter, number formats, and a sheet that explains."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from congruentie.uitvoer.blad import Blad
from congruentie.veilig import veilig_schrijven, zonder_tijden

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["als_bytes", "schoon", "schrijf_xlsx", "zet_cel"]

_BREEDSTE = 60  # characters; longer text wraps
_REGELHOOGTE = 15  # points; not every program fits rows to wrapped text by itself
_HOOGSTE_RIJ = 409  # points; Excel knows no higher
_LANGSTE_CEL = 32_767  # of UTF-16 units; Excel repairs a file with more
_AFGEKAPT = " [hier afgekapt: een cel kan niet meer tekst bevatten]"
_NIET_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_GEEN_TIJD = datetime.datetime(1980, 1, 1)


def schrijf_xlsx(bladen: Sequence[Blad], pad: Path) -> None:
    """Write a workbook, whole or not at all.

    Text that starts with ``= + - @`` (or a tab or line end) is written as text: a name in an own
    file can never become a formula.
    """
    from openpyxl import Workbook  # heavy: only for this suffix

    boek = Workbook()
    for leeg in boek.worksheets:
        boek.remove(leeg)
    for blad in bladen:
        _vul(boek.create_sheet(blad.titel), blad)
    inhoud = als_bytes(boek)
    with veilig_schrijven(pad) as tijdelijk:
        tijdelijk.write_bytes(inhoud)


def als_bytes(boek: Workbook) -> bytes:
    """Give the file of a workbook, without times: the same workbook gives the same bytes."""
    from openpyxl.writer.excel import ExcelWriter

    boek.properties.created = boek.properties.modified = _GEEN_TIJD
    ruw = io.BytesIO()
    ExcelWriter(boek, zipfile.ZipFile(ruw, "w")).save()  # Workbook.save() would note the time
    return zonder_tijden(ruw)


def _vul(werkblad: Worksheet, blad: Blad) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    bovenaan = Alignment(wrap_text=True, vertical="top")
    tabel = blad.plat
    for kolom, naam in enumerate(tabel.columns, start=1):
        kop = werkblad.cell(1, kolom)
        zet_cel(kop, blad.kop(naam))
        kop.font = Font(bold=True, color="FFFFFF")
        kop.fill = PatternFill("solid", fgColor="154273")
        kop.alignment = bovenaan
        breedte = len(str(kop.value)) + 4
        formaat = blad.formaat(naam)
        for rij, waarde in enumerate(tabel[naam], start=2):
            cel = werkblad.cell(rij, kolom)
            zet_cel(cel, waarde)
            cel.alignment = bovenaan
            if formaat:
                cel.number_format = formaat(waarde) if callable(formaat) else formaat
            if isinstance(cel.value, str):
                breedte = max(breedte, len(cel.value) + 2)
                regels = sum(-(-len(r) // (_BREEDSTE - 5)) or 1 for r in cel.value.split("\n"))
                if regels > 1:
                    hoogte = werkblad.row_dimensions[rij]
                    nodig = min(_REGELHOOGTE * regels, _HOOGSTE_RIJ)
                    hoogte.height = max(hoogte.height or 0, nodig)
        werkblad.column_dimensions[get_column_letter(kolom)].width = min(breedte, _BREEDSTE)
    werkblad.freeze_panes = "A2" if len(tabel.columns) < 3 else "C2"
    werkblad.auto_filter.ref = werkblad.dimensions
    werkblad.page_setup.orientation = "landscape"
    werkblad.page_setup.fitToHeight = 0  # as many pages down as needed, one across
    werkblad.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    werkblad.print_title_rows = "1:1"


def zet_cel(cel: Cell | MergedCell, waarde: Any) -> None:
    """Put a value into a cell: text stays text, whatever it starts with; NaN leaves it empty."""
    if not isinstance(waarde, str) and pd.isna(waarde):
        return
    if isinstance(waarde, bool):
        waarde = "ja" if waarde else "nee"
    if not isinstance(waarde, str):
        cel.value = waarde.item() if hasattr(waarde, "item") else waarde
        return
    cel.value = schoon(waarde)
    cel.data_type = "s"  # openpyxl makes a formula of what starts with "="
    if waarde[:1] in "=+-@\t\r\n":
        cel.quotePrefix = True  # so that Excel keeps it text after editing too


def schoon(tekst: str) -> str:
    """Replace what a workbook cannot hold, and say so where text is cut off."""
    tekst = _NIET_IN_XML.sub("\N{REPLACEMENT CHARACTER}", tekst)
    if len(tekst) * 2 <= _LANGSTE_CEL or len(ruw := tekst.encode("utf-16-le")) <= 2 * _LANGSTE_CEL:
        return tekst
    past = 2 * (_LANGSTE_CEL - len(_AFGEKAPT))
    return ruw[:past].decode("utf-16-le", "ignore") + _AFGEKAPT

"""Tables: what a column is called, means and looks like, and CSV, Parquet and Excel of them."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from congruentie.csvcel import veilige_tabel
from congruentie.errors import CongruentieFout
from congruentie.model import Indelingen
from congruentie.veilig import schrijf_bytes, schrijf_scherm, veilig_schrijven, zonder_tijden
from congruentie.verbanden import VERBANDEN

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = [
    "AANTAL",
    "PROCENT",
    "VERSCHIL",
    "Blad",
    "Decimaal",
    "Formaat",
    "Kolom",
    "als_bytes",
    "bronnenblad",
    "schoon",
    "schrijf_csv",
    "schrijf_parquet",
    "schrijf_xlsx",
    "uitlegblad",
    "zet_cel",
]


Formaat = str | Callable[[float], str]

AANTAL, PROCENT, VERSCHIL = "#,##0", "0.00", "+0.00;-0.00;0.00"
"""Number formats of Excel: counts, percentages and differences."""


@dataclass(frozen=True)
class Kolom:
    """A column, or another thing that a reader must be told.

    Parameters
    ----------
    naam
        As in the table; of columns that are alike several, with commas. ``<...>`` stands for any text.
    titel, uitleg, bron
        What the sheet Toelichting says of it. Without `uitleg` it is not there.
    formaat
        Number format of Excel, or a function that gives it for a value.
    """

    naam: str
    titel: str = ""
    uitleg: str = ""
    bron: str = ""
    formaat: Formaat = ""

    def is_van(self, naam: str) -> bool:
        """Whether a column of a table is this one."""
        patronen = (re.sub("<.*?>", ".+", re.escape(een)) for een in self.naam.split(", "))
        return any(re.fullmatch(patroon, naam) for patroon in patronen)


@dataclass(frozen=True)
class Blad:
    """One sheet.

    Parameters
    ----------
    titel
        Name of the sheet, at most 31 characters.
    tabel
        The rows; the index is written as the first columns unless it is a plain range.
    kolommen
        What is known of columns; those that the table lacks do not matter.
    met_titels
        Whether the header shows the titles of columns rather than their names.
    """

    titel: str
    tabel: pd.DataFrame
    kolommen: Sequence[Kolom] = ()
    met_titels: bool = False

    @property
    def plat(self) -> pd.DataFrame:
        """The table with its index as columns."""
        return (
            self.tabel if isinstance(self.tabel.index, pd.RangeIndex) else self.tabel.reset_index()
        )

    def formaat(self, naam: str) -> Formaat:
        """The number format of a column; empty when it has none."""
        return next((k.formaat for k in self.kolommen if k.formaat and k.is_van(naam)), "")

    def kop(self, naam: str) -> str:
        """The header of a column."""
        titels = (k.titel for k in self.kolommen if self.met_titels and k.is_van(naam))
        return next(titels, naam)


def uitlegblad(kolommen: Iterable[Kolom]) -> Blad:
    """The sheet that explains: column, title, explanation and source."""
    rijen = [(k.naam, k.titel, k.uitleg, k.bron) for k in kolommen if k.uitleg]
    return Blad("Toelichting", pd.DataFrame(rijen, columns=["kolom", "titel", "uitleg", "bron"]))


def bronnenblad(indelingen: Indelingen) -> Blad:
    """The sheet with source, peildatum, status and licence of each indeling, and of inhabitants."""
    rijen = [
        {
            "indeling": indeling.naam,
            "titel": indeling.label,
            "domein": indeling.domein,
            "regios": len(indeling.regios),
            "gemeenten": len(indeling.lidmaatschap),
            "peildatum": indeling.herkomst.peildatum,
            "status": indeling.herkomst.status_tekst,
            "bron": indeling.herkomst.bron_tekst,
            "licentie": indeling.herkomst.licentie,
        }
        for indeling in indelingen
    ]
    lijst = indelingen.verbanden
    if lijst is not None:
        rijen += [
            {
                "indeling": VERBANDEN,
                "titel": "Samenwerkingsverbanden",
                "domein": "",
                "regios": len(lijst.tellende),
                "gemeenten": len(lijst.aantal_van),
                "peildatum": herkomst.peildatum,
                "status": herkomst.status_tekst,
                "bron": herkomst.bron_tekst,
                "licentie": herkomst.licentie,
            }
            for herkomst in lijst.herkomst
        ]
    inwoners = indelingen.gemeenten.inwoners_herkomst
    if inwoners is not None:
        rijen.append(
            {
                "indeling": "",
                "titel": "Inwoners",
                "domein": "",
                "gemeenten": len(indelingen.gemeenten),
                "peildatum": inwoners.peildatum,
                "status": inwoners.status_tekst,
                "bron": inwoners.bron_tekst,
                "licentie": inwoners.licentie,
            }
        )
    tabel = pd.DataFrame(rijen)
    return Blad("Bronnen", tabel.astype({"regios": "Int64"}) if "regios" in tabel else tabel)


Decimaal = Literal["punt", "komma"]


def schrijf_csv(tabel: pd.DataFrame, pad: Path | None, decimaal: Decimaal = "punt") -> None:
    """Write a CSV file, or to standard output.

    Parameters
    ----------
    tabel
        The table; its index is written as the first columns unless it is a plain range.
    pad
        The file; None is standard output.
    decimaal
        ``"punt"``: UTF-8, comma between columns, decimal point. ``"komma"``: what Dutch Excel opens
        by double-click: semicolon, decimal comma, BOM. Numbers keep full precision in both.

    Notes
    -----
    Text that a spreadsheet would take for a formula gets an apostrophe (`congruentie.csvcel`); what
    reads files of the user's own takes it away again.
    """
    komma = decimaal == "komma"
    tekst = io.StringIO(newline="")
    veilige_tabel(tabel).to_csv(
        tekst,
        index=not isinstance(tabel.index, pd.RangeIndex),
        sep=";" if komma else ",",
        decimal="," if komma else ".",
        lineterminator="\r\n" if komma else "\n",
    )
    ruw = tekst.getvalue().encode("utf-8-sig" if komma else "utf-8")
    if pad is None:
        schrijf_scherm(ruw)
        return
    schrijf_bytes(pad, ruw)


def schrijf_parquet(tabel: pd.DataFrame, pad: Path) -> None:
    """Write a Parquet file; needs the extra ``parquet`` (pyarrow).

    Raises
    ------
    CongruentieFout
        pyarrow is not installed.
    """
    try:
        import pyarrow  # noqa: F401  # only to see that it is there
    except ImportError as fout:
        raise CongruentieFout(
            "Voor .parquet is het pakket pyarrow nodig.",
            'Installeer het met: pip install "congruentie[parquet]".',
        ) from fout
    with veilig_schrijven(pad) as tijdelijk:
        tabel.to_parquet(tijdelijk)


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
    schrijf_bytes(pad, als_bytes(boek))


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

"""The look of a form: fonts, colours, row heights, and the cells that may be filled in."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from congruentie.uitvoer.tabel import zet_cel
from congruentie.uitvraag.formulierinhoud import Alinea, Blok, Tabel, Tussenkop
from congruentie.uitvraag.vragen import HOOGSTE_TEKST, vingerafdruk

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.styles import NamedStyle
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["Vel", "stijlen"]

_BLAUW, _GRIJS, _GEEL, _LIJN = "154273", "595959", "FFF9DB", "8A94A6"
_REGEL = 15.0  # points
_HOOGSTE_BLADZIJDE = 740.0  # points on one page that lies down; more would become too small
_LANGSTE_TEKST = 32_000  # characters: a little less than fits in a cell
_HOOGSTE_RIJ = 409.0  # points: more is not possible


def stijlen() -> dict[str, NamedStyle]:
    """The styles of a form; a workbook must have them before a `Vel` writes in it.

    They have names, so that an organisation finds them under Cell styles; and a cell gets all of its
    looks at once, which is several times as quick as one by one.
    """
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

    def stijl(naam: str, letter: dict[str, Any], **hoe: Any) -> NamedStyle:
        font = Font(**{"name": "Calibri", "size": 11, **letter})
        boven = Alignment(wrap_text=True, vertical="top")
        return NamedStyle(f"Formulier {naam}", font=font, alignment=boven, **hoe)

    dun, rand = Side(style="thin", color="C9D1DC"), Side(style="thin", color=_LIJN)
    onder = Border(bottom=Side(style="medium", color=_BLAUW))
    alle = [
        stijl("tekst", {}),
        stijl("toelichting", {"color": _GRIJS}),
        stijl("titel", {"bold": True, "size": 16, "color": _BLAUW}),
        stijl("kop", {"bold": True, "size": 12, "color": _BLAUW}, border=onder),
        stijl(
            "tabelkop", {"bold": True, "color": "FFFFFF"}, fill=PatternFill("solid", fgColor=_BLAUW)
        ),
        stijl("cel", {}, border=Border(bottom=dun)),
        stijl("eerste cel", {"bold": True}, border=Border(bottom=dun)),
        stijl(
            "vak",
            {},
            fill=PatternFill("solid", fgColor=_GEEL),
            border=Border(left=rand, right=rand, top=rand, bottom=rand),
            protection=Protection(locked=False),
            number_format="@",  # text: a code keeps its zeros, "1-2" is no date
        ),
    ]
    return {een.name.removeprefix("Formulier "): een for een in alle}


@dataclass
class Vel:
    """One sheet while it is written, from top to bottom.

    Parameters
    ----------
    blad
        The sheet.
    stijlen
        As `stijlen` gives them, added to the workbook of the sheet.
    breedtes
        Width of the columns B, C, ... in characters; A is a margin.
    liggend
        Whether the page lies down.
    een_bladzijde
        Whether all of it is fitted on one page; one that lies down only where it stays legible.
    """

    blad: Worksheet
    stijlen: Mapping[str, NamedStyle]
    breedtes: tuple[float, ...]
    liggend: bool = False
    een_bladzijde: bool = False
    rij: int = 1
    vast: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        from openpyxl.utils import get_column_letter
        from openpyxl.worksheet.properties import PageSetupProperties

        blad = self.blad
        blad.sheet_view.showGridLines = False
        blad.sheet_view.zoomScale = 110
        blad.column_dimensions["A"].width = 2
        for kolom, breedte in enumerate(self.breedtes, start=2):
            blad.column_dimensions[get_column_letter(kolom)].width = breedte
        blad.page_setup.paperSize = 9  # A4
        blad.page_setup.orientation = "landscape" if self.liggend else "portrait"
        blad.page_setup.fitToWidth = 1
        blad.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        blad.print_options.horizontalCentered = True
        marges = blad.page_margins
        marges.left = marges.right = 0.5
        marges.top, marges.bottom, marges.footer = 0.6, 0.8, 0.4
        blad.oddFooter.right.text = "&P van &N"  # type: ignore[union-attr]
        self.zet_voettekst("")

    def zet_voettekst(self, regel: str) -> None:
        """What stands at the foot of every page: the sheet, and which version it is."""
        delen = filter(None, ("&A", regel.replace("&", "&&")))
        self.blad.oddFooter.left.text = ", ".join(delen)  # type: ignore[union-attr]

    @property
    def laatste(self) -> int:
        """Number of the last column."""
        return len(self.breedtes) + 1

    def breedte(self, van: int, tot: int) -> float:
        """Characters that fit in one line over these columns."""
        return sum(self.breedtes[van - 2 : tot - 1])

    def _blok(self, kolom: int, tot: int, stijl: str) -> Cell:
        """Join the cells of the current row up to and including `tot`, all in one style."""
        from openpyxl.worksheet.cell_range import CellRange

        if tot > kolom:
            # `merge_cells` would compute the looks of every cell under it, which they get here.
            bereik = CellRange(min_col=kolom, min_row=self.rij, max_col=tot, max_row=self.rij)
            self.blad.merged_cells.ranges.add(bereik)
        for k in range(kolom, tot + 1):
            cel = self.blad.cell(self.rij, k)
            cel._style = copy(self.stijlen[stijl]._style)  # type: ignore[union-attr,attr-defined]
        return self.blad.cell(self.rij, kolom)  # type: ignore[return-value]

    def zet(self, tekst: str, kolom: int = 2, tot: int | None = None, stijl: str = "tekst") -> None:
        """Write a fixed text in the current row, over the columns up to and including `tot`."""
        tot = tot or kolom
        cel = self._blok(kolom, tot, stijl)
        if len(tekst) > _LANGSTE_TEKST:
            tekst = f"{tekst[:_LANGSTE_TEKST]} (ingekort)"
        zet_cel(cel, tekst)
        self.vast.append(vingerafdruk(self.blad.title, str(cel.value)))
        self._maak_ruimte(tekst, self.breedte(kolom, tot))

    def _maak_ruimte(self, tekst: str, breedte: float) -> None:
        """Make the row high enough: not every program fits rows to wrapped text by itself."""
        # Without Calibri, by which widths are counted, letters are a fifth wider: better a line too
        # many than a row that is cut off.
        past, regels = max(int(breedte * 0.88), 8), 1
        if (
            len(tekst) > past or not tekst.isprintable()
        ):  # wrapping is slow, and most texts are short
            regels = sum(len(wrap(deel, past)) or 1 for deel in tekst.split("\n"))
        hoogte = self.blad.row_dimensions[self.rij]
        hoogte.height = min(max(hoogte.height or 0.0, _REGEL * regels + 3), _HOOGSTE_RIJ)

    def wit(self, punten: float = 8) -> None:
        """Leave some room."""
        self.blad.row_dimensions[self.rij].height = punten
        self.rij += 1

    def titel(self, tekst: str, onder: str = "") -> None:
        """The title of the sheet."""
        self.zet(tekst, 2, self.laatste, "titel")
        self.blad.row_dimensions[self.rij].height = 26
        self.rij += 1
        if onder:
            self.toelichting(onder)
        self.wit()

    def kop(self, tekst: str) -> None:
        """A heading over the whole width."""
        self.zet(tekst, 2, self.laatste, "kop")
        self.blad.row_dimensions[self.rij].height = 20
        self.rij += 1
        self.wit(4)

    def alinea(self, tekst: str) -> None:
        """A paragraph over the whole width."""
        self.zet(tekst, 2, self.laatste)
        self.rij += 1

    def toelichting(self, tekst: str) -> None:
        """A paragraph in grey, which helps with what stands above or below it."""
        self.zet(tekst, 2, self.laatste, "toelichting")
        self.rij += 1

    def tabelkop(self, koppen: tuple[str, ...]) -> None:
        """The header of a table; the last column runs on to the end of the sheet."""
        self._tabelrij(koppen, "tabelkop", "tabelkop")

    def tabel(self, tabel: Tabel) -> None:
        """A table of texts; pairs have their names in bold."""
        if tabel.koppen:
            self.tabelkop(tabel.koppen)
        for rij in tabel.rijen:
            self._tabelrij(rij, "eerste cel", "cel")

    def _tabelrij(self, teksten: tuple[str, ...], eerste: str, stijl: str) -> None:
        for kolom, tekst in enumerate(teksten, start=2):
            tot = self.laatste if kolom == len(teksten) + 1 else kolom
            self.zet(tekst, kolom, tot, eerste if kolom == 2 else stijl)
        self.rij += 1

    def blokken(self, blokken: list[Blok]) -> None:
        """Headings, paragraphs and tables, one after another."""
        for nummer, blok in enumerate(blokken):
            if isinstance(blok, Tussenkop):
                if nummer:
                    self.wit(10)
                self.kop(blok.tekst)
            elif isinstance(blok, Alinea):
                self.alinea(blok.tekst)
                self.wit(4)
            else:
                self.tabel(blok)

    def vak(self, kolom: int, tot: int | None = None, hoogte: float | None = 20) -> str:
        """An answer cell in the current row; gives its address.

        Without `hoogte` the row grows with what is typed in it; programs do that only when nothing
        in it is merged.
        """
        cel = self._blok(kolom, tot or kolom, "vak")
        if hoogte is not None:
            rijhoogte = self.blad.row_dimensions[self.rij]
            rijhoogte.height = max(rijhoogte.height or 0.0, hoogte)
        return str(cel.coordinate)

    def kies(self, cellen: str, bron: str, uitleg: str) -> None:
        """Let cells be chosen from a list elsewhere in the workbook."""
        from openpyxl.worksheet.datavalidation import DataValidation

        regel = DataValidation(
            type="list",
            formula1=bron,
            allow_blank=True,
            errorStyle="stop",
            errorTitle="Kies uit de lijst",
            error="Dit staat niet in de lijst. Kies een van de mogelijkheden, of maak het vak leeg.",
            promptTitle="Kies uit de lijst",
            prompt=uitleg,
            showErrorMessage=True,
            showInputMessage=True,
        )
        regel.add(cellen)
        self.blad.add_data_validation(regel)

    def begrens(self, cellen: str, hoogstens: int = HOOGSTE_TEKST) -> None:
        """Let cells hold a text of limited length."""
        from openpyxl.worksheet.datavalidation import DataValidation

        regel = DataValidation(
            type="textLength",
            operator="lessThanOrEqual",
            formula1=str(hoogstens),
            allow_blank=True,
            errorStyle="stop",
            errorTitle="Te lang",
            error=f"Een antwoord mag hoogstens {hoogstens} tekens lang zijn.",
            showErrorMessage=True,
        )
        regel.add(cellen)
        self.blad.add_data_validation(regel)

    def sluit_af(self) -> None:
        """Fit the pages, and lock all but the answer cells, without a password."""
        hoogte = sum(r.height or _REGEL for r in self.blad.row_dimensions.values())
        past = not self.liggend or hoogte <= _HOOGSTE_BLADZIJDE
        self.blad.page_setup.fitToHeight = 1 if self.een_bladzijde and past else 0
        slot = self.blad.protection
        slot.sheet = True
        slot.formatColumns = slot.formatRows = False  # False: they may be resized

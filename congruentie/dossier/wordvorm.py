"""What python-docx leaves to its users: Dutch styles and properties, tables, fields, bookmarks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml.html import HtmlElement

from congruentie.dossier.document import TEKSTBREEDTE
from congruentie.dossier.huisstijl import Huisstijl

if TYPE_CHECKING:
    from docx.document import Document

__all__ = [
    "begin_veld", "bladwijzer", "breedtes_van", "celvorm", "einde_veld", "maak_element",
    "maak_stijlen", "richt_tabel_in", "stuk_tekst", "tabstap", "verwijzing", "voeg_veld_toe",
    "zet_kenmerken", "zet_voettekst",
]  # fmt: skip

_LETTER = "Calibri"
_RAND, _TEKEN, _BREEDSTE = 0.5, 0.185, 5.0
"""Centimetres: the sides of a cell, a letter of 9 points, and the widest word that stays whole."""
_PUNTEN, _MAAT = 9, 90
"""Of the letter in a table, and of the letter that is measured (larger, so that it is exact)."""
_RUIMTE = 40
"""Above and below the text in a cell, in twentieths of a point."""
_NA_UPDATEFIELDS = ("w:hdrShapeDefaults", "w:footnotePr", "w:endnotePr", "w:compat", "w:rsids")
"""What may come after it: the format asks an order (ISO/IEC 29500-1, CT_Settings)."""


def maak_element(soort: str, **kenmerken: str) -> Any:
    """An element such as ``w:tab``, with attributes of the same namespace."""
    element = OxmlElement(soort)
    for naam, waarde in kenmerken.items():
        element.set(qn(f"w:{naam}"), waarde)
    return element


def maak_stijlen(document: Document, stijl: Huisstijl) -> None:
    """Styles of Word itself where there are any: who edits finds what they know."""
    letter = stijl.lettertype or _LETTER
    hoofd = RGBColor.from_string(stijl.hoofdkleur[1:].upper())
    tekst = RGBColor.from_string(stijl.tekstkleur[1:].upper())
    stijlen = document.styles
    _zet_taal(stijlen)
    gewoon = stijlen["Normal"]
    _zet_letter(gewoon, letter, 10.5, tekst)
    gewoon.paragraph_format.space_after = Pt(6)
    gewoon.paragraph_format.line_spacing = 1.15
    for naam, grootte, voor in (
        ("Title", 24, 0), ("Heading 1", 16, 18), ("Heading 2", 13, 12), ("Heading 3", 11, 10),
        ("TOC Heading", 16, 0),
    ):  # fmt: skip
        kop = stijlen[naam]
        _zet_letter(kop, letter, grootte, hoofd, vet=True)
        kop.paragraph_format.space_before, kop.paragraph_format.space_after = Pt(voor), Pt(6)
        kop.paragraph_format.keep_with_next = True
    _zonder_rand(stijlen["Title"])
    _zet_letter(stijlen["Subtitle"], letter, 12, tekst)
    stijlen["Subtitle"].font.italic = False
    bijschrift = stijlen["Caption"]
    _zet_letter(bijschrift, letter, 9.5, tekst, vet=True)
    bijschrift.paragraph_format.space_before = Pt(6)
    bijschrift.paragraph_format.space_after = Pt(4)
    for naam in ("List Bullet", "List Number"):
        stijlen[naam].paragraph_format.space_after = Pt(3)
    wit = RGBColor(0xFF, 0xFF, 0xFF)
    for naam, punten, kleur, na in (
        ("Tabeltekst", 9, tekst, 1), ("Tabelkop", 9, wit, 1), ("Klein", 9, tekst, 4),
        ("Let op", 10.5, tekst, 6), ("Na tabel", 4, tekst, 4),
    ):  # fmt: skip
        nieuw = stijlen.add_style(naam, WD_STYLE_TYPE.PARAGRAPH)
        nieuw.base_style = gewoon
        _zet_letter(nieuw, letter, punten, kleur, vet=naam == "Tabelkop")
        nieuw.paragraph_format.space_before = Pt(1 if "Tabel" in naam else 0)
        nieuw.paragraph_format.space_after = Pt(na)
        nieuw.paragraph_format.line_spacing = 1.0 if "abel" in naam else 1.15
    stijlen["Let op"].paragraph_format.left_indent = Cm(0.5)
    for niveau in (1, 2):
        regel = stijlen.add_style(f"toc {niveau}", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        regel.base_style = gewoon
        regel.paragraph_format.left_indent = Cm(0.6 * (niveau - 1))
        regel.paragraph_format.space_after = Pt(3)
        regel.paragraph_format.tab_stops.add_tab_stop(
            Cm(TEKSTBREEDTE), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
        )
    deel = document.sections[0]
    deel.page_width, deel.page_height = Cm(21), Cm(29.7)
    deel.left_margin = deel.right_margin = Cm(2.25)
    deel.top_margin, deel.bottom_margin = Cm(2.2), Cm(2.0)


def _zet_letter(
    stijl: Any, letter: str, grootte: float, kleur: RGBColor, *, vet: bool = False
) -> None:
    stijl.font.name = letter
    stijl.font.size = Pt(grootte)
    stijl.font.color.rgb = kleur
    stijl.font.bold = vet
    letters = stijl.element.get_or_add_rPr().get_or_add_rFonts()
    for kenmerk in list(letters.attrib):
        if kenmerk.endswith("Theme"):  # of the template of python-docx; they go before the name
            del letters.attrib[kenmerk]
    for kenmerk in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        letters.set(qn(kenmerk), letter)


def _zonder_rand(stijl: Any) -> None:
    rand = stijl.element.pPr.find(qn("w:pBdr"))
    if rand is not None:
        stijl.element.pPr.remove(rand)


def _zet_taal(stijlen: Any) -> None:
    basis = stijlen.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    taal = basis.find(qn("w:lang"))
    if taal is None:
        taal = OxmlElement("w:lang")
        basis.append(taal)
    for kenmerk in ("w:val", "w:eastAsia"):
        taal.set(qn(kenmerk), "nl-NL")


def zet_kenmerken(document: Document, titel: str, stijl: Huisstijl) -> None:
    """Say who made what, in which language, and not when; let Word fill the fields on opening."""
    kenmerken = document.core_properties
    kenmerken.title = titel[:255]
    kenmerken.author = (stijl.organisatie or "congruentie")[:255]
    kenmerken.language = "nl-NL"
    kenmerken.comments = kenmerken.last_modified_by = ""
    kenmerken.revision = 1
    for element in list(kenmerken._element):
        if element.tag.endswith(("}created", "}modified")):
            kenmerken._element.remove(element)
    instellingen = document.settings.element
    later = [e for e in instellingen if e.tag in {qn(naam) for naam in _NA_UPDATEFIELDS}]
    plek = instellingen.index(later[0]) if later else len(instellingen)
    instellingen.insert(plek, maak_element("w:updateFields", val="true"))
    for taal in instellingen.iter(qn("w:themeFontLang")):
        taal.set(qn("w:val"), "nl-NL")


def zet_voettekst(document: Document, stijl: Huisstijl, regel: str) -> None:
    """Write the organisation, status, version, date and page number below every page."""
    alinea = document.sections[0].footer.paragraphs[0]
    links = ". ".join(filter(None, (stijl.voettekst or stijl.organisatie, regel)))
    document.styles["Footer"].paragraph_format.tab_stops.clear_all()
    alinea.paragraph_format.tab_stops.add_tab_stop(Cm(TEKSTBREEDTE), WD_TAB_ALIGNMENT.RIGHT)
    alinea.add_run(f"{links}\tPagina ")
    voeg_veld_toe(alinea, "PAGE", "1")
    alinea.add_run(" van ")
    voeg_veld_toe(alinea, "NUMPAGES", "1")
    for run in alinea.runs:
        run.font.size = Pt(8.5)


# --- tables ---------------------------------------------------------------------------------------


def breedtes_van(rijen: list[HtmlElement]) -> list[float]:
    """Centimetres per column: each its longest word at least, the rest by how much is in it."""
    minst, wens = [], []
    for k in range(len(rijen[0])):
        kop, *kolom = (" ".join(rij[k].text_content().split()) for rij in rijen)
        kolom = kolom or [""]
        breedste = max(_langste_woord([kop], vet=True), _langste_woord(kolom, vet=False))
        minst.append(_RAND + min(max(breedste, 4 * _TEKEN), _BREEDSTE))
        langste, gemiddeld = max(map(len, kolom)), sum(map(len, kolom)) / len(kolom)
        is_getal = "getal" in rijen[-1][k].get("class", "")
        wens.append(_RAND + _TEKEN * (langste if is_getal else min(langste, 2 * gemiddeld, 90)))
    if sum(minst) >= TEKSTBREEDTE:
        return [smal * TEKSTBREEDTE / sum(minst) for smal in minst]
    meer = [max(w - m, 0.01) for w, m in zip(wens, minst, strict=True)]
    over = TEKSTBREEDTE - sum(minst)
    return [m + over * deel / sum(meer) for m, deel in zip(minst, meer, strict=True)]


def _langste_woord(teksten: Iterable[str], *, vet: bool) -> float:
    """Centimetres of the longest word at 9 points, in the widest letter that a reader may have."""
    letter = _lettermaat(vet=vet)
    woorden = {woord for tekst in teksten for woord in re.split(r"[ -]", tekst)}
    breedste: float = max(letter.getlength(woord[:60]) for woord in woorden)
    return breedste * _PUNTEN / _MAAT * 2.54 / 72


@cache
def _lettermaat(*, vet: bool) -> Any:
    """DejaVu Sans: what LibreOffice falls back on without Calibri, and a fifth wider than that."""
    import matplotlib as mpl
    from PIL import ImageFont

    naam = "DejaVuSans-Bold.ttf" if vet else "DejaVuSans.ttf"
    return ImageFont.truetype(str(Path(mpl.get_data_path()) / "fonts" / "ttf" / naam), _MAAT)


def richt_tabel_in(tabel: Table, breedtes: list[float], beschrijving: str) -> None:
    """Fix the widths of the columns (centimetres), and describe the table for a screen reader."""
    tabel.autofit = False
    for kolom, breed in zip(tabel.columns, breedtes, strict=True):
        kolom.width = Cm(breed)
    eigenschappen = tabel._tbl.tblPr
    marges = OxmlElement("w:tblCellMar")
    for kant in ("w:top", "w:bottom"):
        marges.append(maak_element(kant, w=str(_RUIMTE), type="dxa"))
    eigenschappen.find(qn("w:tblLook")).addprevious(marges)  # the order that the format asks
    eigenschappen.append(maak_element("w:tblCaption", val=beschrijving[:250]))


def celvorm(breed: float, vulling: str) -> Any:
    """The properties of a cell: width in centimetres, and colour (``#rrggbb``) or none."""
    eigenschappen = OxmlElement("w:tcPr")
    twips = str(round(breed / 2.54 * 1440))
    eigenschappen.append(maak_element("w:tcW", w=twips, type="dxa"))
    if vulling:
        kleur = vulling[1:].upper()
        eigenschappen.append(maak_element("w:shd", val="clear", color="auto", fill=kleur))
    return eigenschappen


# --- fields, bookmarks, references ----------------------------------------------------------------


def bladwijzer(naam: str) -> str:
    """A name that Word takes: letters, digits and _, at most 40."""
    return "_Toc_" + re.sub(r"\W", "_", naam)[:34]


def verwijzing(naam: str) -> Any:
    """An element that refers to a bookmark; append to it what the reader sees."""
    return maak_element("w:hyperlink", anchor=naam, history="1")


def stuk_tekst(tekst: str) -> Any:
    """A run with this text."""
    run = OxmlElement("w:r")
    deel = OxmlElement("w:t")
    deel.text = tekst
    deel.set(qn("xml:space"), "preserve")
    run.append(deel)
    return run


def tabstap() -> Any:
    """A run that goes to the next tab stop."""
    run = OxmlElement("w:r")
    run.append(OxmlElement("w:tab"))
    return run


def _veldteken(soort: str) -> Any:
    run = OxmlElement("w:r")
    run.append(maak_element("w:fldChar", fldCharType=soort))
    return run


def begin_veld(alinea: Paragraph, opdracht: str, houder: Any = None) -> None:
    """Open a field; what follows, until `einde_veld`, is what it shows until Word fills it again."""
    houder = alinea._p if houder is None else houder
    houder.append(_veldteken("begin"))
    run = OxmlElement("w:r")
    tekst = OxmlElement("w:instrText")
    tekst.set(qn("xml:space"), "preserve")
    tekst.text = f" {opdracht} "
    run.append(tekst)
    houder.append(run)
    houder.append(_veldteken("separate"))


def einde_veld(alinea: Paragraph, houder: Any = None) -> None:
    """Close a field."""
    (alinea._p if houder is None else houder).append(_veldteken("end"))


def voeg_veld_toe(alinea: Paragraph, opdracht: str, nu: str, houder: Any = None) -> None:
    """Add a field that shows `nu` until Word fills it again."""
    begin_veld(alinea, opdracht, houder)
    (alinea._p if houder is None else houder).append(stuk_tekst(nu))
    einde_veld(alinea, houder)

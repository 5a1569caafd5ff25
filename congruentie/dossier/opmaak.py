"""How a DOCX looks and what it says about itself: styles, properties, page and footer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from congruentie.dossier.huisstijl import Huisstijl
from congruentie.dossier.velden import voeg_veld_toe

if TYPE_CHECKING:
    from docx.document import Document

__all__ = ["BREED", "maak_stijlen", "zet_kenmerken", "zet_voettekst"]

BREED = 16.5
"""Width of the text in centimetres: A4 with margins of 2,25 cm."""
_LETTER = "Calibri"
_NA_UPDATEFIELDS = ("w:hdrShapeDefaults", "w:footnotePr", "w:endnotePr", "w:compat", "w:rsids")
"""What may come after it: the format asks an order (ISO/IEC 29500-1, CT_Settings)."""


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
            Cm(BREED), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
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
    instelling = OxmlElement("w:updateFields")
    instelling.set(qn("w:val"), "true")
    instellingen = document.settings.element
    later = [e for e in instellingen if e.tag in {qn(naam) for naam in _NA_UPDATEFIELDS}]
    plek = instellingen.index(later[0]) if later else len(instellingen)
    instellingen.insert(plek, instelling)
    for taal in instellingen.iter(qn("w:themeFontLang")):
        taal.set(qn("w:val"), "nl-NL")


def zet_voettekst(document: Document, stijl: Huisstijl) -> None:
    """Write the organisation and the page numbers below every page."""
    alinea = document.sections[0].footer.paragraphs[0]
    links = stijl.voettekst or stijl.organisatie
    document.styles["Footer"].paragraph_format.tab_stops.clear_all()
    alinea.paragraph_format.tab_stops.add_tab_stop(Cm(BREED), WD_TAB_ALIGNMENT.RIGHT)
    alinea.add_run(f"{links}\tPagina ")
    voeg_veld_toe(alinea, "PAGE", "1")
    alinea.add_run(" van ")
    voeg_veld_toe(alinea, "NUMPAGES", "1")
    for run in alinea.runs:
        run.font.size = Pt(8.5)

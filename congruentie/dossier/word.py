"""The DOCX of a document: real headings, tables, captions and fields, to be edited in Word."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml.html import HtmlElement

from congruentie.dossier.document import TEKSTBREEDTE, Document
from congruentie.dossier.huisstijl import Huisstijl
from congruentie.dossier.wordvorm import (
    begin_veld,
    bladwijzer,
    breedtes_van,
    celvorm,
    einde_veld,
    maak_element,
    maak_stijlen,
    richt_tabel_in,
    stuk_tekst,
    tabstap,
    verwijzing,
    voeg_veld_toe,
    zet_kenmerken,
    zet_voettekst,
)
from congruentie.veilig import zonder_tijden

__all__ = ["maak_docx"]

_HOOG = 20.5
_LANGE_CEL = 250
"""Characters from which a row may run on to the next page."""


def maak_docx(document: Document, stijl: Huisstijl, *, voor_pdf: bool = False) -> bytes:
    """Make a DOCX.

    Parameters
    ----------
    document
        What stands in it.
    stijl
        Colours, font, logo and organisation.
    voor_pdf
        Make it for LibreOffice to convert, which fills the page numbers of a table of contents only
        where that is no field of Word.

    Returns
    -------
    bytes
        The file. It holds no times: the same document gives the same bytes.
    """
    return _Schrijver(document, stijl, voor_pdf=voor_pdf).schrijf()


class _Schrijver:
    """Walks through a document and writes each element."""

    def __init__(self, document: Document, stijl: Huisstijl, *, voor_pdf: bool) -> None:
        self._voor_pdf = voor_pdf
        self._document, self._stijl = document, stijl
        self._docx = docx.Document()
        self._stijlnamen: dict[str, str] = {}
        self._afbeeldingen = self._bladwijzers = 0

    def schrijf(self) -> bytes:
        maak_stijlen(self._docx, self._stijl)
        self._stijlnamen = {stijl.name: stijl.style_id for stijl in self._docx.styles}
        zet_kenmerken(self._docx, self._document.titel, self._stijl)
        zet_voettekst(self._docx, self._stijl, self._document.regel)
        if self._stijl.logo:
            alinea = self._docx.add_paragraph()
            alinea.add_run().add_picture(io.BytesIO(self._stijl.logo.inhoud), height=Cm(1.8))
            self._beschrijf_plaat(alinea, self._stijl.logo.tekst)
        self._schrijf_kinderen(self._document.boom)
        ruw = io.BytesIO()
        self._docx.save(ruw)
        return zonder_tijden(ruw)

    def _alinea(self, stijl: str = "Normal") -> Paragraph:
        """A new paragraph; looking its style up by way of python-docx takes most of the time."""
        alinea = self._docx.add_paragraph()
        if stijl != "Normal":
            alinea._p.style = self._stijlnamen[stijl]
        return alinea

    def _schrijf_kinderen(self, houder: HtmlElement) -> None:
        for element in houder:
            self._schrijf_element(element)

    def _schrijf_element(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in ("section", "div"):
            self._schrijf_kinderen(element)
        elif tag in ("h1", "h2", "h3"):
            self._schrijf_kop(element)
        elif tag == "p":
            self._schrijf_alinea(element)
        elif tag in ("ul", "ol"):
            self._schrijf_lijst(element)
        elif tag == "table":
            self._schrijf_tabel(element)
        elif tag == "figure":
            self._schrijf_figuur(element)
        elif tag == "nav":
            self._schrijf_inhoud()

    def _schrijf_kop(self, element: HtmlElement) -> None:
        niveau = int(element.tag[1])
        alinea = self._alinea("Title" if niveau == 1 else f"Heading {niveau - 1}")
        self._vul(alinea, element)
        self._merk(alinea, element.get("id"))

    def _schrijf_alinea(self, element: HtmlElement) -> None:
        klassen = set(element.get("class", "").split())
        stijl = "Subtitle" if "ondertitel" in klassen else "Normal"
        if klassen & {"klein", "bron"}:
            stijl = "Klein"
        if "let-op" in klassen:
            stijl = "Let op"
        alinea = self._alinea(stijl)
        volgt = element.getnext()
        alinea.paragraph_format.keep_with_next = (
            True if volgt is not None and volgt.tag in {"ul", "ol", "table"} else None
        )
        self._vul(alinea, element)

    def _schrijf_lijst(self, lijst: HtmlElement, diepte: int = 1) -> None:
        soort = "List Bullet" if lijst.tag == "ul" else "List Number"
        nummering = self._nieuwe_nummering() if lijst.tag == "ol" else None
        for punt in lijst:
            alinea = self._alinea(soort)
            if diepte > 1:
                alinea.paragraph_format.left_indent = Cm(0.63 * (diepte + 1))
            if nummering is not None:
                eigenschap = alinea._p.get_or_add_pPr().get_or_add_numPr()
                eigenschap.get_or_add_ilvl().val = 0
                eigenschap.get_or_add_numId().val = nummering
            self._vul(alinea, punt, zonder={"ul", "ol"})
            for dieper in punt.iterchildren("ul", "ol"):
                self._schrijf_lijst(dieper, diepte + 1)

    def _nieuwe_nummering(self) -> int:
        """A list that starts at 1 again; all numbered lists of Word's style are one list."""
        nummering = self._docx.part.numbering_part.element
        stijl = self._docx.styles["List Number"].element
        eerste = stijl.pPr.numPr.numId.val
        abstract = next(n for n in nummering.num_lst if n.numId == eerste).abstractNumId.val
        nieuw = nummering.add_num(abstract)
        nieuw.add_lvlOverride(0).add_startOverride(1)
        return int(nieuw.numId)

    def _schrijf_figuur(self, figuur: HtmlElement) -> None:
        for plaat in figuur.iterchildren("img"):
            beeld = self._document.plaatjes[plaat.get("src")]
            alinea = self._alinea()
            alinea.paragraph_format.keep_with_next = True
            vorm = alinea.add_run().add_picture(io.BytesIO(beeld.png), width=Cm(TEKSTBREEDTE))
            if vorm.height > Cm(_HOOG):
                vorm.width, vorm.height = round(vorm.width * Cm(_HOOG) / vorm.height), Cm(_HOOG)
            self._beschrijf_plaat(alinea, plaat.get("alt"))
        for bijschrift in figuur.iterchildren("figcaption"):
            self._schrijf_bijschrift(bijschrift)

    def _beschrijf_plaat(self, alinea: Paragraph, tekst: str) -> None:
        self._afbeeldingen += 1
        for eigenschap in alinea._p.iter(qn("wp:docPr")):
            eigenschap.set("id", str(self._afbeeldingen))
            eigenschap.set("name", f"Afbeelding {self._afbeeldingen}")
            eigenschap.set("descr", tekst)
            for afstand in ("distT", "distB", "distL", "distR"):  # else LibreOffice leaves 3 mm
                eigenschap.getparent().set(afstand, "0")

    def _schrijf_bijschrift(self, element: HtmlElement) -> Paragraph:
        """Write "Tabel 1. ..." with the number as a field, so that it follows when one is added."""
        alinea = self._alinea("Caption")
        woord, nummer, _ = element.text.split(" ", 2)  # `lees_document` put them there
        nummer = nummer.rstrip(".")
        alinea.add_run(f"{woord} ")
        voeg_veld_toe(alinea, f"SEQ {woord} \\* ARABIC", nummer)
        alinea.add_run(". ")
        self._vul(alinea, element, vanaf=len(f"{woord} {nummer}. "))
        return alinea

    def _schrijf_tabel(self, element: HtmlElement) -> None:
        bijschrift = self._schrijf_bijschrift(element.find("caption"))
        bijschrift.paragraph_format.keep_with_next = True
        rijen = list(element.iter("tr"))
        koprijen = len(list(element.find("thead")))
        breedtes = breedtes_van(rijen)
        tabel = self._docx.add_table(rows=0, cols=len(breedtes), style="Table Grid")
        richt_tabel_in(tabel, breedtes, " ".join(element.find("caption").text_content().split()))
        for nummer, rij in enumerate(rijen):
            self._schrijf_rij(tabel, rij, breedtes, is_kop=nummer < koprijen, vast=nummer < 2)
        self._alinea("Na tabel")

    def _schrijf_rij(
        self, tabel: Table, rij: HtmlElement, breedtes: list[float], *, is_kop: bool, vast: bool
    ) -> None:
        doel = OxmlElement("w:tr")
        eigenschappen = OxmlElement("w:trPr")
        if max(len(cel.text_content()) for cel in rij) < _LANGE_CEL:
            eigenschappen.append(OxmlElement("w:cantSplit"))
        if is_kop:
            eigenschappen.append(OxmlElement("w:tblHeader"))
        doel.append(eigenschappen)
        tabel._tbl.append(doel)
        for cel, breed in zip(rij, breedtes, strict=True):
            doelcel = OxmlElement("w:tc")
            doelcel.append(celvorm(breed, self._stijl.hoofdkleur if is_kop else ""))
            doel.append(doelcel)
            tekst = OxmlElement("w:p")
            doelcel.append(tekst)
            alinea = Paragraph(tekst, self._docx._body)
            tekst.style = self._stijlnamen["Tabelkop" if is_kop else "Tabeltekst"]
            if "getal" in cel.get("class", ""):
                alinea.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if vast:
                alinea.paragraph_format.keep_with_next = True
            self._vul(alinea, cel)

    def _schrijf_inhoud(self) -> None:
        """A field that Word fills again; what stands in it now can be read and followed."""
        koppen = [kop for kop in self._document.koppen if kop.niveau > 1]
        if not koppen:
            return
        kop = self._alinea("TOC Heading")
        kop.add_run("Inhoud")
        kop.paragraph_format.page_break_before = True
        for nummer, een in enumerate(koppen):
            alinea = self._alinea(f"toc {een.niveau - 1}")
            if nummer == 0 and not self._voor_pdf:
                begin_veld(alinea, 'TOC \\o "1-2" \\h \\z \\u')
            naar = verwijzing(bladwijzer(een.id))
            alinea._p.append(naar)
            naar.append(stuk_tekst(een.tekst))
            if self._voor_pdf:  # Word puts them there itself
                naar.append(tabstap())
                voeg_veld_toe(alinea, f"PAGEREF {bladwijzer(een.id)} \\h", "", naar)
            if nummer == len(koppen) - 1 and not self._voor_pdf:
                einde_veld(alinea)

    def _merk(self, alinea: Paragraph, naam: str) -> None:
        self._bladwijzers += 1
        nummer = str(self._bladwijzers)
        alinea._p.insert(1, maak_element("w:bookmarkStart", id=nummer, name=bladwijzer(naam)))
        alinea._p.append(maak_element("w:bookmarkEnd", id=nummer))

    def _vul(
        self,
        alinea: Paragraph,
        element: HtmlElement,
        *,
        vanaf: int = 0,
        zonder: set[str] | None = None,
    ) -> None:
        """Write the text of an element with its bold, italic and links."""
        stukken = list(_stukken(element, zonder or set()))
        if vanaf and stukken:
            stukken[0] = ((stukken[0][0] or "")[vanaf:], *stukken[0][1:])
        stukken = _knip_wit(stukken)
        for doel, groep in groupby(stukken, key=lambda stuk: stuk[2]):
            houder = self._maak_verwijzing(alinea, doel) if doel else alinea._p
            for tekst, opmaak, _ in groep:
                run = alinea.add_run(tekst)
                run.bold = True if "strong" in opmaak else None
                run.italic = True if "em" in opmaak else None
                run.underline = True if doel else None
                if tekst is None:
                    run.add_break()
                houder.append(run._r)

    def _maak_verwijzing(self, alinea: Paragraph, doel: str) -> Any:
        if doel.startswith("#"):
            houder = verwijzing(bladwijzer(doel[1:]))
        else:
            houder = OxmlElement("w:hyperlink")
            nummer = self._docx.part.relate_to(doel, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            houder.set(qn("r:id"), nummer)
        alinea._p.append(houder)
        return houder


Stuk = tuple[str | None, frozenset[str], str]
"""Text (None for a line break), the elements it is in, and what it refers to."""


def _stukken(
    element: HtmlElement, zonder: set[str], opmaak: frozenset[str] = frozenset(), doel: str = ""
) -> Iterator[Stuk]:
    if element.text:
        yield element.text, opmaak, doel
    for kind in element:
        if kind.tag == "br":
            yield None, opmaak, doel
        elif kind.tag not in zonder:
            naar = kind.get("href", "") if kind.tag == "a" else doel
            yield from _stukken(kind, zonder, opmaak | {kind.tag}, naar)
        if kind.tail and kind.tag not in zonder:
            yield kind.tail, opmaak, doel


def _knip_wit(stukken: list[Stuk]) -> list[Stuk]:
    """White space as HTML reads it: one space between words, none at the ends."""
    uit: list[Stuk] = []
    los = True
    for tekst, opmaak, doel in stukken:
        if tekst is None:
            uit.append((None, opmaak, doel))
            los = True
            continue
        net = re.sub(r"[ \t\r\n]+", " ", tekst)
        if los:
            net = net.removeprefix(" ")
        if net:
            los = net.endswith(" ")
            uit.append((net, opmaak, doel))
    if uit and uit[-1][0] is not None:
        uit[-1] = (uit[-1][0].rstrip(" "), *uit[-1][1:])
    return uit

"""What Word's own check of accessibility asks of a document, and what makes one pleasant to edit."""

from __future__ import annotations

import re
import zipfile
from itertools import pairwise
from pathlib import Path

import docx
from docx.oxml.ns import qn


def overtredingen(pad: Path) -> list[str]:
    """Every rule that a DOCX breaks, in words; empty when it keeps to all."""
    document = docx.Document(str(pad))
    return [
        *_koppen(document),
        *_tabellen(document),
        *_plaatjes(document),
        *_tekst(document),
        *_geheel(document, pad),
    ]


def _koppen(document):
    niveaus = [
        0 if p.style.name == "Title" else int(p.style.name[-1])
        for p in document.paragraphs
        if p.style.name == "Title" or re.fullmatch(r"Heading \d", p.style.name)
    ]
    if niveaus.count(0) != 1 or niveaus[0] != 0:
        yield "een document heeft één titel, vooraan"
    for eerst, dan in pairwise(niveaus):
        if dan > eerst + 1:
            yield f"van kop {eerst} naar kop {dan}"
    for p in document.paragraphs:
        if re.fullmatch(r"Heading \d|Title", p.style.name) and not p.text.strip():
            yield "een lege kop"


def _tabellen(document):
    for nummer, tabel in enumerate(document.tables, start=1):
        rijen = tabel._tbl.tr_lst
        kop = [
            rij.trPr is not None and rij.trPr.find(qn("w:tblHeader")) is not None for rij in rijen
        ]
        if not kop or not kop[0] or any(kop[1:]):
            yield f"tabel {nummer} heeft niet precies een koprij"
        if len({len(rij.tc_lst) for rij in rijen}) != 1:
            yield f"tabel {nummer} is niet overal even breed"
        if any(tabel._tbl.iter(qn("w:gridSpan"), qn("w:vMerge"))):
            yield f"tabel {nummer} heeft samengevoegde cellen"
        if any(not "".join(tc.itertext()).strip() for tc in tabel._tbl.iter(qn("w:tc"))):
            yield f"tabel {nummer} heeft een lege cel"
        if tabel._tbl.tblPr.find(qn("w:tblCaption")) is None:
            yield f"tabel {nummer} heeft geen tekst voor een schermlezer"
        voor = tabel._tbl.getprevious()
        if voor is None or not "".join(voor.itertext()).startswith(("Tabel", " SEQ")):
            yield f"tabel {nummer} heeft geen bijschrift erboven"


def _plaatjes(document):
    for plaat in document.element.iter(qn("wp:docPr")):
        if len(plaat.get("descr", "").strip()) < 20:
            yield "een plaatje zonder tekst"
    if list(document.element.iter(qn("wp:anchor"))):
        yield "een plaatje dat niet in de tekst staat"


def _tekst(document):
    leeg = [not p.text.strip() and p.style.name != "Na tabel" for p in document.paragraphs]
    for p, is_leeg in zip(document.paragraphs, leeg, strict=True):
        if is_leeg and not list(p._p.iter(qn("w:drawing"))):
            yield "een lege alinea als witruimte"
    for p in document.paragraphs:
        if re.search(r"\S {2,}\S|\t {2,}", p.text):
            yield f"spaties achter elkaar: {p.text[:60]!r}"
        if re.match(r"[-•*]\s", p.text):
            yield f"een lijst zonder lijststijl: {p.text[:60]!r}"
    for verwijzing in document.element.iter(qn("w:hyperlink")):
        if not "".join(verwijzing.itertext()).strip():
            yield "een verwijzing zonder tekst"


def _geheel(document, pad):
    if not document.core_properties.title:
        yield "geen titel in de eigenschappen"
    if document.core_properties.language != "nl-NL":
        yield "geen taal"
    with zipfile.ZipFile(pad) as delen:
        stijlen = delen.read("word/styles.xml").decode()
    if not re.search(r'<w:lang [^>]*w:val="nl-NL"', stijlen):
        yield "de tekst is niet als Nederlands gemerkt"
    voet = " ".join(p.text for p in document.sections[0].footer.paragraphs)
    if not re.search(r"Concept|Vastgesteld", voet):
        yield "geen status op elke bladzijde"

"""The shape of a table in a DOCX: widths, room around the text, and colour of the heading."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.table import Table
from lxml.html import HtmlElement

from congruentie.dossier.opmaak import BREED

__all__ = ["breedtes_van", "celvorm", "richt_tabel_in"]

_RAND, _TEKEN, _VET = 0.5, 0.185, 0.22
"""Centimetres: the sides of a cell, and a letter of 9 points, plain and bold."""
_RUIMTE = 40
"""Above and below the text in a cell, in twentieths of a point."""


def breedtes_van(rijen: list[HtmlElement]) -> list[float]:
    """Centimetres per column: each its longest word at least, the rest by how much is in it."""
    minst, wens = [], []
    for k in range(len(rijen[0])):
        kop, *kolom = (" ".join(rij[k].text_content().split()) for rij in rijen)
        kolom = kolom or [""]
        breedste = max(_VET * _langste_woord(kop), _TEKEN * max(map(_langste_woord, kolom)))
        minst.append(_RAND + min(max(breedste, 5 * _TEKEN), 20 * _TEKEN))
        langste, gemiddeld = max(map(len, kolom)), sum(map(len, kolom)) / len(kolom)
        is_getal = "getal" in rijen[-1][k].get("class", "")
        wens.append(_RAND + _TEKEN * (langste if is_getal else min(langste, 2 * gemiddeld, 90)))
    if sum(minst) >= BREED:
        return [smal * BREED / sum(minst) for smal in minst]
    meer = [max(w - m, 0.01) for w, m in zip(wens, minst, strict=True)]
    over = BREED - sum(minst)
    return [m + over * deel / sum(meer) for m, deel in zip(minst, meer, strict=True)]


def _langste_woord(tekst: str) -> int:
    return max(map(len, re.split(r"[ -]", tekst)))


def richt_tabel_in(tabel: Table, breedtes: list[float], beschrijving: str) -> None:
    """Fix the widths of the columns (centimetres), and describe the table for a screen reader."""
    tabel.autofit = False
    for kolom, breed in zip(tabel.columns, breedtes, strict=True):
        kolom.width = Cm(breed)
    eigenschappen = tabel._tbl.tblPr
    marges = OxmlElement("w:tblCellMar")
    for kant in ("w:top", "w:bottom"):
        marge = OxmlElement(kant)
        marge.set(qn("w:w"), str(_RUIMTE))
        marge.set(qn("w:type"), "dxa")
        marges.append(marge)
    look = eigenschappen.find(qn("w:tblLook"))
    if look is not None:
        look.addprevious(marges)  # the order that the format asks
    bijschrift = OxmlElement("w:tblCaption")
    bijschrift.set(qn("w:val"), beschrijving[:250])
    eigenschappen.append(bijschrift)


def celvorm(breed: float, vulling: str) -> Any:
    """The properties of a cell: width in centimetres, and colour (``#rrggbb``) or none."""
    eigenschappen = OxmlElement("w:tcPr")
    breedte = OxmlElement("w:tcW")
    breedte.set(qn("w:w"), str(round(breed / 2.54 * 1440)))
    breedte.set(qn("w:type"), "dxa")
    eigenschappen.append(breedte)
    if vulling:
        kleur = OxmlElement("w:shd")
        kleur.set(qn("w:val"), "clear")
        kleur.set(qn("w:color"), "auto")
        kleur.set(qn("w:fill"), vulling[1:].upper())
        eigenschappen.append(kleur)
    return eigenschappen

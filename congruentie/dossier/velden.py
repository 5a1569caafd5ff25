"""Fields, bookmarks and references: what python-docx leaves to its users."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

__all__ = ["begin_veld", "bladwijzer", "einde_veld", "stuk_tekst", "verwijzing", "voeg_veld_toe"]


def bladwijzer(naam: str) -> str:
    """A name that Word takes: letters, digits and _, at most 40."""
    return "_Toc_" + re.sub(r"\W", "_", naam)[:34]


def verwijzing(naam: str) -> Any:
    """An element that refers to a bookmark; append to it what the reader sees."""
    element = OxmlElement("w:hyperlink")
    element.set(qn("w:anchor"), naam)
    element.set(qn("w:history"), "1")
    return element


def stuk_tekst(tekst: str) -> Any:
    """A run with this text."""
    run = OxmlElement("w:r")
    deel = OxmlElement("w:t")
    deel.text = tekst
    deel.set(qn("xml:space"), "preserve")
    run.append(deel)
    return run


def _veldteken(soort: str) -> Any:
    run = OxmlElement("w:r")
    teken = OxmlElement("w:fldChar")
    teken.set(qn("w:fldCharType"), soort)
    run.append(teken)
    return run


def begin_veld(alinea: Paragraph, opdracht: str) -> None:
    """Open a field; what follows, until `einde_veld`, is what it shows until Word fills it again."""
    alinea._p.append(_veldteken("begin"))
    run = OxmlElement("w:r")
    tekst = OxmlElement("w:instrText")
    tekst.set(qn("xml:space"), "preserve")
    tekst.text = f" {opdracht} "
    run.append(tekst)
    alinea._p.append(run)
    alinea._p.append(_veldteken("separate"))


def einde_veld(alinea: Paragraph) -> None:
    """Close a field."""
    alinea._p.append(_veldteken("end"))


def voeg_veld_toe(alinea: Paragraph, opdracht: str, nu: str) -> None:
    """Add a field that shows `nu` until Word fills it again."""
    begin_veld(alinea, opdracht)
    alinea._p.append(stuk_tekst(nu))
    einde_veld(alinea)

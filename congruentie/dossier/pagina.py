"""The HTML of a document: one file, no script, no network."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files

import lxml.html
from lxml.html import HtmlElement
from lxml.html import builder as bouw
from markupsafe import Markup

from congruentie.dossier.document import Document, Kop, leesbaar
from congruentie.dossier.huisstijl import Huisstijl
from congruentie.dossier.kaartje import Plaatje
from congruentie.webpagina import data_adres, maak_webpagina

__all__ = ["maak_lijst", "maak_pagina"]


def maak_pagina(document: Document, plaatjes: Mapping[str, Plaatje], stijl: Huisstijl) -> str:
    """Make the page of a document.

    Parameters
    ----------
    document
        What stands in it; it is not changed.
    plaatjes
        The pictures that it names.
    stijl
        Colours, font, logo and organisation.

    Returns
    -------
    str
        To be written as UTF-8 with LF line ends: the policy in it holds the hash of its style.
    """
    boom = copy.deepcopy(document.boom)
    for plaat in boom.iter("img"):
        plaat.set("src", data_adres(plaatjes[plaat.get("src")].png, "png"))
    for nummer, tabel in enumerate(list(boom.iter("table")), start=1):
        _maak_schuifbaar(tabel, tabel.find("caption"), f"tabel-{nummer}")
    for nummer, figuur in enumerate(list(boom.iter("figure")), start=1):
        _maak_schuifbaar(figuur.find("img"), figuur.find("figcaption"), f"figuur-{nummer}")
    for nav in list(boom.iter("nav")):
        _vul_inhoud(nav, document.koppen[1:])
    inhoud = "".join(lxml.html.tostring(kind, encoding="unicode") for kind in boom)
    inhoud = re.sub(r"\n\s*\n", "\n", inhoud)  # of the lines of the template
    return _in_raam(document.titel, inhoud, stijl)


def maak_lijst(
    titel: str, rijen: Sequence[tuple[str, Sequence[tuple[str, str]]]], stijl: Huisstijl
) -> str:
    """Make the page that lists what was made.

    Parameters
    ----------
    titel
        Heading.
    rijen
        Per document its title, and the kind and name of each of its files.
    stijl
        As in `maak_pagina`.
    """
    lijst = bouw.UL()
    for naam, bestanden in rijen:
        regel = bouw.LI(bouw.E.bdi(leesbaar(naam)), ": ")
        for nummer, (soort, bestand) in enumerate(bestanden):
            if nummer:
                regel[-1].tail = ", "
            verwijzing = bouw.A(soort, href=bestand)
            verwijzing.set("aria-label", leesbaar(f"{naam}, {soort}"))
            regel.append(verwijzing)
        lijst.append(regel)
    inhoud = bouw.H1(titel), lijst
    return _in_raam(
        titel, "".join(lxml.html.tostring(deel, encoding="unicode") for deel in inhoud), stijl
    )


def _in_raam(titel: str, inhoud: str, stijl: Huisstijl) -> str:
    return maak_webpagina(
        _bestand("pagina.html"),
        stijlen=[_stijlblad(stijl)],  # its colours and font were checked
        titel=titel,
        logo=data_adres(stijl.logo.inhoud, stijl.logo.soort) if stijl.logo else "",
        logo_tekst=stijl.logo.tekst if stijl.logo else "",
        inhoud=Markup(inhoud),  # noqa: S704  # `lees_document` checked every element
        voettekst=stijl.voettekst,
    )


def _bestand(naam: str) -> str:
    return (files("congruentie.dossier") / "sjablonen" / naam).read_text(encoding="utf-8")


def _stijlblad(stijl: Huisstijl) -> str:
    letter = f'"{stijl.lettertype}", ' if stijl.lettertype else ""
    return (
        f":root {{ --hoofd: {stijl.hoofdkleur}; --tekst: {stijl.tekstkleur}; --letter: {letter}"
        "Calibri, Carlito, Arial, sans-serif; }\n" + _bestand("dossier.css")
    )


def _maak_schuifbaar(element: HtmlElement, bijschrift: HtmlElement, naam: str) -> None:
    """What is wide scrolls by itself on a small screen, by keyboard as well."""
    bijschrift.set("id", naam)
    houder = bouw.DIV({"class": "schuif"})
    houder.set("role", "region")
    houder.set("tabindex", "0")
    houder.set("aria-labelledby", naam)
    element.addprevious(houder)
    houder.append(element)


def _vul_inhoud(nav: HtmlElement, koppen: Iterable[Kop]) -> None:
    nav.set("aria-labelledby", "kop-inhoud")
    nav.append(bouw.H2("Inhoud", id="kop-inhoud"))
    lijst = bouw.OL()
    for kop in koppen:
        if kop.niveau == 2:
            lijst.append(bouw.LI(bouw.A(kop.tekst, href=f"#{kop.id}")))
    nav.append(lijst)

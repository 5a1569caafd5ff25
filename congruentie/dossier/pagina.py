"""The HTML of a document: one file, no script, no network."""

from __future__ import annotations

import base64
import copy
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files

import lxml.html
from jinja2 import Environment, StrictUndefined
from lxml.html import HtmlElement
from lxml.html import builder as bouw
from markupsafe import Markup

from congruentie.dossier.document import Document, Kop, leesbaar
from congruentie.dossier.huisstijl import Huisstijl
from congruentie.dossier.kaartje import Plaatje

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
        plaat.set("src", _data(plaatjes[plaat.get("src")].png, "png"))
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
    css = Markup(_stijlblad(stijl))  # noqa: S704  # ours; colours and font were checked
    sjabloon = Environment(autoescape=True, undefined=StrictUndefined).from_string(
        _bestand("pagina.html")
    )
    return sjabloon.render(
        titel=titel,
        csp=f"default-src 'none'; style-src '{_hash(css)}'; img-src data:; base-uri 'none'; "
        "form-action 'none'",
        stijl=css,
        logo=_data(stijl.logo.inhoud, stijl.logo.soort) if stijl.logo else "",
        logo_tekst=stijl.logo.tekst if stijl.logo else "",
        inhoud=Markup(inhoud),  # noqa: S704  # `lees_document` checked every element
        voettekst=stijl.voettekst,
    )


def _bestand(naam: str) -> str:
    return (files("congruentie.dossier") / "sjablonen" / naam).read_text(encoding="utf-8")


def _stijlblad(stijl: Huisstijl) -> str:
    letter = f'"{stijl.lettertype}", ' if stijl.lettertype else ""
    waarden = (
        f":root {{ --hoofd: {stijl.hoofdkleur}; --tekst: {stijl.tekstkleur}; --letter: {letter}"
    )
    return waarden + "Calibri, Carlito, Arial, sans-serif; }\n" + _bestand("dossier.css")


def _hash(tekst: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(tekst.encode()).digest()).decode()}"


def _data(ruw: bytes, soort: str) -> str:
    return f"data:image/{soort};base64,{base64.b64encode(ruw).decode()}"


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

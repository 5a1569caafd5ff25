"""The body of a document: the few elements that HTML and DOCX both have; and its page in HTML.

A body is checked and numbered before anything is made of it. The page is one file without script, that
needs no network.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import lxml.html
from lxml.html import HtmlElement
from lxml.html import builder as bouw
from markupsafe import Markup

from congruentie.dossier.huisstijl import Huisstijl
from congruentie.errors import CongruentieFout
from congruentie.webpagina import data_adres, maak_webpagina

__all__ = [
    "TEKSTBREEDTE", "Document", "Kop", "Plaatje", "lees_document", "maak_lijst", "maak_pagina",
]  # fmt: skip

TEKSTBREEDTE = 16.5
"""Centimetres: A4 with margins of 2,25 cm."""

_BLOKKEN = {
    "section", "div", "h1", "h2", "h3", "p", "ul", "ol", "li", "table", "caption", "thead", "tbody",
    "tr", "th", "td", "figure", "img", "figcaption", "nav",
}  # fmt: skip
_IN_REGEL = {"strong", "em", "a", "br"}
_ATTRIBUTEN = {
    "a": {"href"},
    "img": {"src", "alt"},
    "th": {"scope"},
}
_OVERAL = {"id", "class"}
_KLASSEN = {"ondertitel", "kern", "getal", "bron", "klein", "let-op"}
_VERWIJZING = re.compile(r"(https?://|mailto:|#)[^\s]+")
_ONGELDIG = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML, and so DOCX, cannot hold."""

Fout = Callable[[str, str], CongruentieFout]


@dataclass(frozen=True)
class Plaatje:
    """A picture and what it shows, for who cannot see it.

    Parameters
    ----------
    png
        The file.
    alt
        Dutch sentences.
    """

    png: bytes
    alt: str


@dataclass(frozen=True)
class Kop:
    """A heading: level 1 to 3, text, and the id that refers to it."""

    niveau: int
    tekst: str
    id: str


@dataclass(frozen=True)
class Document:
    """The body of a document that was checked.

    Parameters
    ----------
    boom
        A ``main`` element. Headings have an id; captions begin with "Tabel 1." or "Figuur 1.".
    koppen
        In order.
    plaatjes
        The pictures that an ``img`` can have as its source, by name.
    regel
        Status, version and date, for the foot of every page.
    """

    boom: HtmlElement
    koppen: tuple[Kop, ...]
    plaatjes: Mapping[str, Plaatje]
    regel: str = ""

    @property
    def titel(self) -> str:
        """The text of the first heading."""
        return self.koppen[0].tekst


def lees_document(
    html: str, plaatjes: Mapping[str, Plaatje], fout: Fout, regel: str = ""
) -> Document:
    """Read and check what the template made.

    Parameters
    ----------
    html
        The body; every text of the data in it is escaped already.
    plaatjes
        The pictures that an ``img`` can have as its source, by name.
    fout
        Makes the error about an element, of its name and what is wrong with it.
    regel
        Status, version and date, for the foot of every page.

    Raises
    ------
    CongruentieFout
        An element, attribute, picture or reference that a document cannot have, no heading, or an
        image without a text.
    """
    boom = lxml.html.fragment_fromstring(_leesbaar(html), "main")
    for element in boom.iterdescendants():
        if not isinstance(element.tag, str):
            element.drop_tree()  # a comment
            continue
        _controleer(element, plaatjes, fout)
    _controleer_plaats(boom, fout)
    eerste = next(boom.iter("h1", "h2", "h3"), None)
    if eerste is None or eerste.tag != "h1":
        raise fout("h1", "een dossier begint met een kop h1")
    koppen = tuple(_nummer_koppen(boom))
    _nummer_bijschriften(boom)
    return Document(boom, koppen, plaatjes, _leesbaar(regel))


def _leesbaar(tekst: str) -> str:
    """A text without what XML cannot hold; a mark stands in its place."""
    return _ONGELDIG.sub("\N{REPLACEMENT CHARACTER}", tekst)


def _controleer(element: HtmlElement, plaatjes: Iterable[str], fout: Fout) -> None:
    tag = element.tag
    if tag not in _BLOKKEN | _IN_REGEL:
        raise fout(tag, f"het element <{tag}> kan niet in een dossier")
    mag = _ATTRIBUTEN.get(tag, set()) | _OVERAL
    for naam, waarde in element.attrib.items():
        if naam not in mag:
            raise fout(tag, f"het kenmerk {naam} kan niet bij <{tag}>")
        if naam == "class" and not set(waarde.split()) <= _KLASSEN:
            raise fout(
                tag, f"de class {waarde[:40]} bestaat niet; kies uit {', '.join(sorted(_KLASSEN))}"
            )
        if naam == "href" and not _VERWIJZING.fullmatch(waarde):
            raise fout(tag, "een verwijzing begint met https://, http://, mailto: of #")
    if tag == "img":
        if element.get("src") not in plaatjes:
            raise fout(tag, f"het plaatje {element.get('src', '')[:40]} bestaat niet; kies uit "
                       f"{', '.join(sorted(plaatjes))}")  # fmt: skip
        if not element.get("alt", "").strip():
            raise fout(tag, "bij een plaatje hoort een tekst (alt)")


_OUDERS = {
    "li": {"ul", "ol"},
    "tr": {"thead", "tbody", "table"},
    "th": {"tr"},
    "td": {"tr"},
    "thead": {"table"},
    "tbody": {"table"},
    "caption": {"table"},
    "figcaption": {"figure"},
    "img": {"figure"},
}
_HOUDERS = {"main", "section", "div"}


def _controleer_plaats(boom: HtmlElement, fout: Fout) -> None:
    """Each element where both kinds of document can have it."""
    for element in boom.iterdescendants():
        ouder = element.getparent().tag
        goed = _OUDERS.get(element.tag, _HOUDERS)
        in_lijst = element.tag in {"ul", "ol"} and ouder == "li"
        if element.tag not in _IN_REGEL and ouder not in goed and not in_lijst:
            raise fout(element.tag, f"<{element.tag}> kan niet in <{ouder}> staan")
    for houder in [boom, *boom.iter("section", "div", "table", "ul", "ol", "figure", "tr")]:
        los = any((tekst or "").strip() for tekst in [houder.text, *(k.tail for k in houder)])
        if los or (houder.tag in _HOUDERS and any(kind.tag in _IN_REGEL for kind in houder)):
            raise fout(houder.tag, f"losse tekst in <{houder.tag}>; zet haar in <p>")
    _controleer_vorm(boom, fout)


def _controleer_vorm(boom: HtmlElement, fout: Fout) -> None:
    """Figures, tables and the table of contents have all their parts."""
    for figuur in boom.iter("figure"):
        if [kind.tag for kind in figuur] != ["img", "figcaption"]:
            raise fout("figure", "een figuur heeft een img en daarna een figcaption")
    for nav in boom.iter("nav"):
        if nav.get("id") != "inhoud" or len(nav) or (nav.text or "").strip():
            raise fout("nav", 'de inhoudsopgave is <nav id="inhoud"></nav>')
    for tabel in boom.iter("table"):
        breedtes = {len(rij) for rij in tabel.iter("tr")}
        if len(breedtes) != 1 or tabel.find("caption") is None or tabel.find("thead/tr") is None:
            raise fout(
                "table", "een tabel heeft een caption, een thead en rijen die even breed zijn"
            )


def _nummer_koppen(boom: HtmlElement) -> Iterator[Kop]:
    gebruikt = {element.get("id") for element in boom.iter() if element.get("id")}
    vorige = 0
    for nummer, kop in enumerate(boom.iter("h1", "h2", "h3"), start=1):
        niveau = int(kop.tag[1])
        if niveau > vorige + 1:
            niveau = vorige + 1  # a reader with a screen reader must not miss a level
            kop.tag = f"h{niveau}"
        vorige = niveau
        if not kop.get("id"):
            naam = f"kop-{nummer}"
            while naam in gebruikt:
                naam += "x"
            kop.set("id", naam)
            gebruikt.add(naam)
        yield Kop(niveau, " ".join(kop.text_content().split()), kop.get("id"))


def _nummer_bijschriften(boom: HtmlElement) -> None:
    for tag, woord in (("caption", "Tabel"), ("figcaption", "Figuur")):
        for nummer, element in enumerate(boom.iter(tag), start=1):
            element.text = f"{woord} {nummer}. {(element.text or '').lstrip()}"


# --- the page --------------------------------------------------------------------------------------


def maak_pagina(document: Document, stijl: Huisstijl) -> str:
    """Make the page of a document.

    Parameters
    ----------
    document
        What stands in it; it is not changed.
    stijl
        Colours, font, logo and organisation.

    Returns
    -------
    str
        To be written as UTF-8 with LF line ends: the policy in it holds the hash of its style.
    """
    boom = copy.deepcopy(document.boom)
    for plaat in boom.iter("img"):
        plaat.set("src", data_adres(document.plaatjes[plaat.get("src")].png, "png"))
    for nummer, tabel in enumerate(list(boom.iter("table")), start=1):
        _maak_schuifbaar(tabel, tabel.find("caption"), f"tabel-{nummer}")
    for nummer, figuur in enumerate(list(boom.iter("figure")), start=1):
        _maak_schuifbaar(figuur.find("img"), figuur.find("figcaption"), f"figuur-{nummer}")
    for nav in list(boom.iter("nav")):
        _vul_inhoud(nav, document.koppen[1:])
    inhoud = "".join(lxml.html.tostring(kind, encoding="unicode") for kind in boom)
    inhoud = re.sub(r"\n\s*\n", "\n", inhoud)  # of the lines of the template
    return _in_raam(document.titel, inhoud, stijl, document.regel)


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
        regel = bouw.LI(bouw.E.bdi(_leesbaar(naam)), ": ")
        for nummer, (soort, bestand) in enumerate(bestanden):
            if nummer:
                regel[-1].tail = ", "
            verwijzing = bouw.A(soort, href=bestand)
            verwijzing.set("aria-label", _leesbaar(f"{naam}, {soort}"))
            regel.append(verwijzing)
        lijst.append(regel)
    inhoud = bouw.H1(titel), lijst
    return _in_raam(
        titel, "".join(lxml.html.tostring(deel, encoding="unicode") for deel in inhoud), stijl
    )


def _in_raam(titel: str, inhoud: str, stijl: Huisstijl, regel: str = "") -> str:
    return maak_webpagina(
        _bestand("pagina.html"),
        stijlen=[_stijlblad(stijl)],  # its colours and font were checked
        titel=titel,
        logo=data_adres(stijl.logo.inhoud, stijl.logo.soort) if stijl.logo else "",
        logo_tekst=stijl.logo.tekst if stijl.logo else "",
        inhoud=Markup(inhoud),  # noqa: S704  # `lees_document` checked every element
        voettekst=". ".join(filter(None, (stijl.voettekst, regel))),
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
        punt = bouw.LI(bouw.A(kop.tekst, href=f"#{kop.id}"))
        if kop.niveau == 2 or not len(lijst):
            lijst.append(punt)
            continue
        hoger = lijst[-1]
        onder = hoger[-1] if hoger[-1].tag == "ol" else bouw.OL()
        onder.append(punt)
        hoger.append(onder)
    nav.append(lijst)

"""Read a document as a reader does: its tables, its text, its numbers."""

from __future__ import annotations

import re
from pathlib import Path

import lxml.html


class Gelezen:
    """The HTML of a document."""

    def __init__(self, pad: Path) -> None:
        self.ruw = pad.read_text("utf-8")
        self.boom = lxml.html.document_fromstring(self.ruw)
        self.hoofd = self.boom.find(".//main")

    @property
    def tekst(self) -> str:
        """All text of the body, spaces as one."""
        return net(self.hoofd)

    @property
    def lopende_tekst(self) -> str:
        """The text outside tables and captions."""
        return " ".join(net(e) for e in self.hoofd.iter("p", "li", "h1", "h2", "h3"))

    def tabel(self, bijschrift: str) -> list[list[str]]:
        """The rows of the table whose caption holds this text, without the heading."""
        gevonden = [t for t in self.hoofd.iter("table") if bijschrift in net(t.find("caption"))]
        assert len(gevonden) == 1, (bijschrift, [net(c) for c in self.hoofd.iter("caption")])
        return [[net(cel) for cel in rij] for rij in gevonden[0].iterfind("tbody/tr")]

    def punten(self) -> dict[str, str]:
        """The items of lists that begin with a bold word."""
        vet = [p for p in self.hoofd.iter("li") if p.find("strong") is not None]
        return {net(p.find("strong")).rstrip(":?"): net(p) for p in vet}

    def onder(self, kop: str) -> str:
        """The text of the section with this heading."""
        for sectie in self.hoofd.iter("section"):
            if any(net(h) == kop for h in sectie.iter("h2", "h3")):
                return net(sectie)
        raise AssertionError(kop)


def net(element) -> str:
    return " ".join(element.text_content().split())


def getal(waarde: float, cijfers: int = 0) -> str:
    return f"{waarde:,.{cijfers}f}".translate(str.maketrans(",.", ".,"))


def kort(waarde: float) -> str:
    """With the decimals that there are, at most three."""
    return getal(waarde, 3).rstrip("0").rstrip(",")


def procent(waarde: float, cijfers: int = 1) -> str:
    return f"{getal(waarde, cijfers)}%"


def getallen_in(tekst: str) -> set[str]:
    """Every number in a text; codes such as V01, GM0363 and SHA-256 are no numbers."""
    return set(re.findall(r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w])", tekst))

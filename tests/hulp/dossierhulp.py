"""A small proposal to make documents of, and a document as a reader reads it."""

from __future__ import annotations

import re
from pathlib import Path

import geopandas as gpd
import lxml.html
import numpy as np
from PIL import Image
from shapely import box

from congruentie.gemeenten import Gemeenten
from congruentie.model import Indeling, Indelingen
from congruentie.voorstel import Voorstel, maak_voorstel

BANDEN = [("GM0001", "GM0002"), ("GM0003", "GM0004"), ("GM0001", "GM0003"), ("GM0002", "GM0004")]
NAAR = {
    "opmaak": '<script>alert(1)</script><img src=x onerror=alert(1)>"',
    "jinja": "{{ 7*7 }}{% for i in range(9) %}x{% endfor %}{#",
    "formule": "=HYPERLINK(0) $x_1^2$ %s \\alpha",
    "pad": "../../etc/passwd\\..\\C:/x|nul",
    "rtl": "\u202eomgekeerd \u05d0\u05d1",
    "emoji": "\U0001f600\U0001f468\u200d\U0001f469",
    "stuur": "a\u0001b\u0000c\u000bd",
}
"""Names that could do harm."""


def klein_voorstel(
    namen=("A", "B", "C", "D"), regio=("Noord", "Zuid"), titel="rij", code="R"
) -> Voorstel:
    """Four squares of 9 km: rows are together in one indeling, columns in the other.

    C D
    A B
    """
    vakken = {
        "GM0001": box(0, 0, 9000, 9000),
        "GM0002": box(9000, 0, 18000, 9000),
        "GM0003": box(0, 9000, 9000, 18000),
        "GM0004": box(9000, 9000, 18000, 18000),
    }
    vlakken = gpd.GeoSeries(vakken, crs=28992)
    inwoners = np.array([100.0, 200.0, 300.0, 400.0])
    gemeenten = Gemeenten(2026, tuple(vakken), tuple(namen), inwoners, vlakken)
    rij = {gm: f"{code}{1 + (gm > 'GM0002')}" for gm in vakken}
    kolom = {gm: f"K{1 + (gm in ('GM0002', 'GM0004'))}" for gm in vakken}
    regionamen = {f"{code}1": regio[1], f"{code}2": regio[0]}
    indelingen = Indelingen(
        gemeenten,
        (Indeling("rij", rij, regionamen, titel=titel), Indeling("kolom", kolom)),
    )
    return maak_voorstel(indelingen, BANDEN, theta="0.5", gewichten={"rij": 2})


VOL = """\
organisatie: Regio Voorbeeld
contact: regio@voorbeeld.nl
lettertype: Verdana
logo: logo.png
kleuren:
  hoofd: "#39870C"
  tekst: "#222222"
teksten:
  inleiding: "Een {{ 7*7 }} <b>inleiding</b>"
  slot: Tot ziens.
  voettekst: Concept voor overleg
  vragen:
    - Wat vindt de raad?
"""
"""A house style with everything in it."""


def schrijf_stijl(map_, tekst=VOL, sjabloon=None, logo=True) -> Path:
    """Write a house style with its logo and template beside it."""
    if logo:
        Image.new("RGB", (300, 100), "#154273").save(map_ / "logo.png")
    if sjabloon is not None:
        (map_ / "eigen.html").write_text(sjabloon, encoding="utf-8")
        tekst += "sjabloon: eigen.html\n"
    pad = map_ / "stijl.yaml"
    pad.write_text(tekst, encoding="utf-8")
    return pad


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

"""Read from the page what a reader sees."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import congruentie as cg
from congruentie.model import Indeling, Indelingen

NAAR = "{{7*7}}<img src=x onerror=alert(1)>${1}</script>"
BEREKEND = "() => { const c = congruentie.model.nu().cijfers; return c.congruentie; }"
"""What the page has calculated per gemeente."""
CIJFERS = re.compile(r"^-?\d{1,3},\d\d%$")


def wacht(pagina, uitdrukking: str, seconden: float = 20) -> None:
    """Until this holds. Playwright's own wait evaluates text in the page, which its CSP forbids."""
    eind = time.monotonic() + seconden
    while not pagina.evaluate(uitdrukking):
        assert time.monotonic() < eind, uitdrukking
        pagina.wait_for_timeout(20)


AXE = Path(__file__).parents[1] / "js" / "node_modules" / "axe-core" / "axe.min.js"


def axe(pagina) -> Callable[[], list]:
    """Load axe-core into a page (opened with bypass_csp); gives what tells what is wrong with it."""
    pagina.evaluate(AXE.read_text("utf-8"))
    assert pagina.evaluate("axe.version")
    return lambda: pagina.evaluate(
        "async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a',"
        " 'wcag21aa', 'best-practice']})).violations.map(v => [v.id, v.nodes[0].target])"
    )


class Lezer(HTMLParser):
    """Tags with their attributes, and the content of script and style blocks."""

    def __init__(self, tekst: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.blokken: dict[str, list[str]] = {"script": [], "style": [], "json": []}
        self._in = ""
        self.feed(tekst)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in {"script", "style"}:
            self._in = "json" if dict(attrs).get("type") == "application/json" else tag
            self.blokken[self._in].append("")

    def handle_endtag(self, tag):
        if tag in {"script", "style"}:
            self._in = ""

    def handle_data(self, data):
        if self._in:
            self.blokken[self._in][-1] += data


def nederlands(getal: float) -> str:
    return f"{getal:.2f}%".replace(".", ",")


def afgelezen(tekst: str) -> float:
    assert CIJFERS.match(tekst), tekst
    return float(tekst.rstrip("%").replace(",", "."))


def vlak(pagina, plek: int) -> str:
    """Fill colour of a gemeente as the reader sees it."""
    return pagina.evaluate(
        "p => { let v; geo_json_vlakken.eachLayer(l => { if (l.feature.id === p) v = l; });"
        " return v.getElement().getAttribute('fill'); }",
        plek,
    )


def wijs(pagina, plek: int) -> dict[str, float]:
    """Where a gemeente lies on the screen."""
    return pagina.evaluate(
        "p => { const [x, y] = congruentie.gegevens.gemeenten.punten[p];"
        " const q = map_kaart.latLngToContainerPoint([y, x]);"
        " const r = document.getElementById('map_kaart').getBoundingClientRect();"
        " return {x: q.x + r.x, y: q.y + r.y}; }",
        plek,
    )


def kies(pagina, naam: str) -> None:
    """Choose a gemeente by searching for it."""
    pagina.fill("#zoek", naam)
    pagina.press("#zoek", "Enter")


def anders(indelingen, gewichten, zetten=()):
    """What Python makes of the same choice."""
    keuze = []
    for indeling in indelingen:
        lid = dict(indeling.lidmaatschap)
        lid.update({gm: regio for gm, naam, regio in zetten if naam == indeling.naam})
        keuze.append(Indeling(indeling.naam, lid, indeling.regio_namen, indeling.titel))
    return cg.bereken(Indelingen(indelingen.gemeenten, tuple(keuze)), gewichten)

"""Remake the screenshots of the manual, in Chromium with the network off: ``make beeld``."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

import congruentie as cg
from congruentie.kaart import maak_pagina
from congruentie.meten.jaren import Jaren

HIER = Path(__file__).parent


def kies(pagina: Page, naam: str) -> None:
    """Choose a gemeente."""
    pagina.fill("#zoek", naam)
    pagina.press("#zoek", "Enter")


def gemeente(pagina: Page) -> None:
    """The partners of Nijkerk, and Nijkerk beside Barneveld."""
    kies(pagina, "Nijkerk")
    pagina.fill("#zoekander", "Barneveld")
    pagina.press("#zoekander", "Enter")
    pagina.evaluate("document.getElementById('tweetal').scrollIntoView()")
    pagina.evaluate("scrollTo(0, 0)")


def stapelkaart(pagina: Page) -> None:
    """All borders, with those of one indeling over them."""
    pagina.check("#stapel")
    pagina.click("#tab-indelingen")
    pagina.check("#grens-2")


def indeling(pagina: Page) -> None:
    """Two maps: the regio's of one indeling beside the congruentie."""
    pagina.select_option("#weergave", "indeling:jeugdregio")
    pagina.select_option("#naast", "congruentie")


def watals(pagina: Page) -> None:
    """Zeewolde moves to Flevoland in two indelingen."""
    kies(pagina, "Zeewolde")
    pagina.click("#tab-watals")
    for naam, regio in (("jeugdregio", "JZ08"), ("arbeidsmarktregio", "AM11")):
        pagina.select_option("#watindeling", naam)
        nummer = pagina.evaluate(
            "([n, r]) => congruentie.gegevens.indelingen.find(i => i.naam === n).regios.indexOf(r)",
            [naam, regio],
        )
        pagina.select_option("#watregio", str(nummer))
        pagina.click("#verplaats")
    pagina.click("#toonverschil")


def voorstel(pagina: Page) -> None:
    """The proposal, and what it means for Zeewolde."""
    pagina.click("#tab-indelingen")
    pagina.check("#grens-1")
    kies(pagina, "Zeewolde")


def jaren(pagina: Page) -> None:
    """One of the years."""
    pagina.focus("#jaar")
    pagina.keyboard.press("ArrowLeft")
    pagina.evaluate("scrollTo(0, 0)")


def verbanden(pagina: Page) -> None:
    """How many verbanden, and how congruent: the patchwork."""
    pagina.select_option("#weergave", "verbanden")
    pagina.select_option("#naast", "verbandcongruentie")
    pagina.click("#tab-verbanden")


def verband(pagina: Page) -> None:
    """One verband with its deelnemers."""
    pagina.click("#tab-verbanden")
    pagina.fill("#zoekverband", "Avri")
    pagina.locator("#verbanden button").first.click()
    pagina.click("text=Zoom in op dit verband")
    pagina.wait_for_timeout(800)  # the map moves


def netwerk(pagina: Page) -> None:
    """Who works with whom, and Nijkerk."""
    pagina.select_option("#weergave", "netwerk")
    kies(pagina, "Nijkerk")


SCHERMEN: dict[str, dict[str, Any]] = {
    "320": {"viewport": {"width": 320, "height": 640}},
    "telefoon": {
        "viewport": {"width": 390, "height": 844},
        "has_touch": True,
        "is_mobile": True,
        "device_scale_factor": 2,
    },
    "768": {"viewport": {"width": 768, "height": 1024}},
    "1366": {"viewport": {"width": 1366, "height": 768}},
    "1920": {"viewport": {"width": 1920, "height": 1080}},
    "donker": {"viewport": {"width": 1366, "height": 768}, "color_scheme": "dark"},
    # As 1366 wide at 200%.
    "200procent": {"viewport": {"width": 683, "height": 384}, "device_scale_factor": 2},
}
"""The screens on which the page is looked at, with a gemeente chosen."""


def schermen(browser: Browser, bestand: Path, waar: Path) -> None:
    """The page with a gemeente chosen on every kind of screen, and on paper."""
    for naam, opties in SCHERMEN.items():
        pagina = browser.new_context(offline=True, **opties).new_page()
        pagina.goto(bestand.as_uri())
        if naam == "telefoon":
            pagina.tap("#map_kaart", position={"x": 290, "y": 190})
        else:
            kies(pagina, "Nijkerk")
            pagina.evaluate("scrollTo(0, 0)")
        pagina.wait_for_timeout(400)
        pagina.screenshot(path=waar / f"{naam}.png")
        if naam == "1366":
            pagina.pdf(path=waar / "a4.pdf", format="A4")
        pagina.context.close()


def main() -> None:
    """Make every picture."""
    vier = cg.laad_indelingen(met_grenzen=True)
    namen = ["ggd", "jeugdregio", "zorgkantoorregio", "veiligheidsregio"]
    reeks = Jaren(cg.laad_jaren(range(2015, 2027), namen, met_grenzen=True))
    gewoon = maak_pagina(cg.Meting(vier))
    met = cg.laad_indelingen(
        2026, [een.naam for een in vier], verbanden=["verbanden_2016"], met_grenzen=True
    )
    ernaast = maak_pagina(cg.Meting(met))
    beelden: list[tuple[str, str, Callable[[Page], object]]] = [
        ("kaart", gewoon, lambda pagina: None),
        ("kaart-gemeente", gewoon, gemeente),
        ("kaart-stapel", gewoon, stapelkaart),
        ("kaart-naast", gewoon, indeling),
        ("kaart-watals", gewoon, watals),
        ("kaart-jaren", maak_pagina(reeks.laatste, jaren=reeks), jaren),
        ("kaart-verbanden", ernaast, verbanden),
        ("kaart-verband", ernaast, verband),
        ("kaart-netwerk", ernaast, netwerk),
        ("voorstel", maak_pagina(cg.Meting(vier), voorstel=cg.stel_voor(vier)), voorstel),
    ]
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as map_:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for naam, html, doe in beelden:
            bestand = Path(map_) / "kaart.html"
            bestand.write_text(html, encoding="utf-8", newline="\n")
            maat = {"width": 1280, "height": 800}
            pagina = browser.new_context(viewport=maat, offline=True).new_page()
            pagina.goto(bestand.as_uri())
            doe(pagina)
            pagina.wait_for_timeout(400)  # names fade in
            pagina.screenshot(path=HIER / f"{naam}.png")
            pagina.context.close()
        waar = HIER / "schermen"
        waar.mkdir(exist_ok=True)
        bestand.write_text(gewoon, encoding="utf-8", newline="\n")
        schermen(browser, bestand, waar)


if __name__ == "__main__":
    main()

"""The page for everyone: what axe says, the keyboard alone, and narrow screens."""

from __future__ import annotations

import pytest
from paginalezen import AXE, axe, kies


@pytest.mark.skipif(not AXE.exists(), reason="alleen met axe-core (npm install in tests/js)")
@pytest.mark.parametrize("schema", ["light", "dark"])
def test_axe_vindt_niets(open_pagina, met_voorstel, schema):
    pagina = open_pagina(met_voorstel[2], color_scheme=schema, bypass_csp=True)
    mis = axe(pagina)
    assert mis() == []
    kies(pagina, "Nijkerk")
    pagina.fill("#zoekander", "berg")
    pagina.press("#zoekander", "ArrowDown")
    assert mis() == []
    pagina.click(".keuzes button:not(.link)")
    assert mis() == [], "verzet"
    pagina.locator("#gekozeninhoud .kern .link").first.click()
    assert mis() == [], "regio"
    pagina.fill("#zoek", "utrect")
    assert mis() == [], "zoek"
    kies(pagina, "Nijkerk")
    for tab in ("voorstel", "indelingen", "watals", "delen"):
        pagina.click(f"#tab-{tab}")
        if tab == "watals":
            pagina.click("#verplaats")
        assert mis() == [], tab
    pagina.select_option("#naast", "voorstel:1")
    pagina.set_viewport_size({"width": 320, "height": 640})
    assert mis() == []


def test_de_hele_pagina_met_het_toetsenbord(open_pagina, land):
    """From the top with Tab, Enter, arrows and Space only: choose, weigh, move, save."""
    pagina = open_pagina(land[2])

    def naar(id_: str) -> None:
        for _ in range(60):
            pagina.keyboard.press("Tab")
            if pagina.evaluate("document.activeElement.id") == id_:
                return
        raise AssertionError(f"{id_} is niet met Tab te bereiken")

    naar("zoek")
    pagina.keyboard.type("zeewolde")
    pagina.keyboard.press("Enter")
    assert pagina.inner_text("#gekozenkop") == "Zeewolde"
    naar("tab-gemeente")
    pagina.keyboard.press("ArrowRight")
    assert pagina.evaluate("document.activeElement.id") == "tab-indelingen"
    naar("telt-0")
    pagina.keyboard.press("Space")
    assert not pagina.is_checked("#telt-0")
    for _ in range(20):
        pagina.keyboard.press("Shift+Tab")
        if pagina.evaluate("document.activeElement.id") == "tab-indelingen":
            break
    pagina.keyboard.press("ArrowRight")
    naar("verplaats")
    pagina.keyboard.press("Enter")
    assert pagina.inner_text("#tab-watals") == "Wat als (1)"
    assert pagina.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_smal_en_vergroot(open_pagina, met_voorstel):
    """320 px wide, which is also 1280 px at 400%; nothing falls off, every control can be used."""
    pagina = open_pagina(met_voorstel[2], 320, 640)
    kies(pagina, "Nijkerk")
    for tab in ("voorstel", "indelingen", "watals", "delen", "gemeente"):
        pagina.click(f"#tab-{tab}")
        assert pagina.evaluate("document.documentElement.scrollWidth") <= 320, tab
    pagina.select_option("#naast", "indeling:ggd")
    assert pagina.evaluate("document.documentElement.scrollWidth") <= 320


def test_overslaan_laat_de_keuze_staan(open_pagina, land):
    pagina = open_pagina(land[2])
    kies(pagina, "Zeewolde")
    pagina.locator("a.overslaan").first.focus()
    pagina.keyboard.press("Enter")
    assert pagina.evaluate("document.activeElement.id") == "zoek"
    assert pagina.inner_text("#gekozenkop") == "Zeewolde"
    assert pagina.url.endswith("#g=GM0050")


def test_het_toetsenbord_blijft_waar_het_was(open_pagina, land):
    """After a button that makes its panel again, the focus is in that panel, and it is said."""
    pagina = open_pagina(land[2])
    kies(pagina, "Zuidplas")
    pagina.focus("#toonpartners")
    pagina.keyboard.press("Space")
    assert pagina.evaluate("document.activeElement.id") == "toonpartners"
    pagina.locator("#gekozeninhoud .kansen button").first.focus()
    pagina.keyboard.press("Enter")
    assert pagina.evaluate("document.activeElement.closest('#gekozeninhoud') !== null")
    pagina.click("#tab-watals")
    pagina.locator("#zetten button").first.focus()
    pagina.keyboard.press("Enter")
    assert pagina.evaluate("document.activeElement.id") == "geenzetten"
    assert pagina.text_content("#voorlezen").startswith("Verplaatsing teruggezet")


def test_een_stille_muis_stuurt_het_toetsenbord_niet(open_pagina, land):
    pagina = open_pagina(land[2])
    waar = pagina.locator("#map_kaart").bounding_box()
    pagina.focus("#map_kaart")
    for _ in range(6):
        pagina.keyboard.press("+")
    pagina.mouse.move(waar["x"] + waar["width"] / 2, waar["y"] + waar["height"] / 2)
    for _ in range(4):
        pagina.keyboard.press("ArrowRight")
        pagina.wait_for_timeout(300)  # the map has moved under the pointer
        gezegd = pagina.text_content("#voorlezen").rpartition(", ")[0]
        assert pagina.inner_text(".tip strong") == gezegd

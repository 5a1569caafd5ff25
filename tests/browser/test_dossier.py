"""A dossier in Chromium: for everyone, on a small screen, on paper."""

from __future__ import annotations

from pathlib import Path

import pytest

import congruentie as cg
from congruentie.dossier import maak_dossiers
from congruentie.voorstel.maken import bestaande_regios

AXE = Path(__file__).parents[1] / "js" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def paginas(tmp_path_factory):
    """One of each kind, and the list."""
    map_ = tmp_path_factory.mktemp("dossiers")
    indelingen = cg.laad_indelingen(2025, met_grenzen=True, cache="geen")
    voorstel = bestaande_regios(indelingen, "ggd", cache="geen")
    for per, codes in (("regio", ["GG1413"]), ("gemeente", ["GM0267"]), ("land", None)):
        maak_dossiers(voorstel, map_, per=per, codes=codes, vormen=["html"], domein="sociaal")
    return {pad.stem.split("-")[-1]: pad.read_text("utf-8") for pad in map_.iterdir()}


@pytest.mark.skipif(not AXE.exists(), reason="alleen met axe-core (npm install in tests/js)")
@pytest.mark.parametrize("breedte", [1366, 320])
@pytest.mark.parametrize("naam", ["Gelderland", "Nijkerk", "Nederland", "index"])
def test_axe_vindt_niets(open_pagina, paginas, naam, breedte):
    pagina = open_pagina(paginas[naam], breedte=breedte, bypass_csp=True)
    pagina.evaluate(AXE.read_text("utf-8"))
    mis = pagina.evaluate(
        "async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a',"
        " 'wcag21aa', 'best-practice']})).violations.map(v => [v.id, v.nodes[0].target])"
    )
    assert mis == []


@pytest.mark.parametrize("naam", ["Gelderland", "Nijkerk", "Nederland", "index"])
def test_klein_scherm_schuift_niet_opzij(open_pagina, paginas, naam):
    pagina = open_pagina(paginas[naam], breedte=320, hoogte=640)
    assert pagina.evaluate("document.documentElement.scrollWidth") == 320
    for breed in pagina.query_selector_all(".schuif"):
        assert breed.evaluate("e => e.getBoundingClientRect().right <= 320")


def test_met_toetsenbord(open_pagina, paginas):
    pagina = open_pagina(paginas["Nijkerk"])
    pagina.keyboard.press("Tab")
    assert pagina.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    pagina.keyboard.press("Enter")
    pagina.wait_for_url("**#inhoud-pagina")
    pagina.click("nav a >> nth=2")
    assert pagina.evaluate("document.querySelector(':target').tagName") == "H2"


def test_op_papier_staat_geen_witte_letter(open_pagina, paginas):
    pagina = open_pagina(paginas["Nijkerk"])
    pagina.emulate_media(media="print")
    kleuren = pagina.evaluate(
        "[...document.querySelectorAll('thead th')].map(e => getComputedStyle(e).color)"
    )
    assert set(kleuren) == {"rgb(21, 66, 115)"}
    assert not pagina.is_visible(".spring")

"""Chromium, from file://, with the network off; pages that several tests look at."""

from __future__ import annotations

import shutil

import pytest

import congruentie as cg
from congruentie.kaart import maak_pagina

CHROMIUM = shutil.which("chromium")


def pytest_collection_modifyitems(items):
    reden = None
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        reden = "alleen met playwright"
    if CHROMIUM is None:
        reden = "alleen waar chromium is geïnstalleerd"
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.filterwarnings("ignore::ResourceWarning"))
            if reden:
                item.add_marker(pytest.mark.skip(reason=reden))


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opties = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=opties)


@pytest.fixture
def open_pagina(browser, tmp_path):
    """Open HTML from a file; at the end nothing may have gone wrong or asked for the network."""
    mis: list[str] = []
    contexten = []

    def doe(html: str, breedte: int = 1366, hoogte: int = 768, **opties):
        pad = tmp_path / "kaart.html"
        pad.write_text(html, encoding="utf-8", newline="\n")
        context = browser.new_context(
            viewport={"width": breedte, "height": hoogte}, offline=True, **opties
        )
        contexten.append(context)
        pagina = context.new_page()
        pagina.on("pageerror", lambda fout: mis.append(f"fout: {fout}"))
        pagina.on(
            "console", lambda m: mis.append(m.text) if m.type in {"error", "warning"} else None
        )
        pagina.on("dialog", lambda d: (mis.append(f"venster: {d.message}"), d.dismiss()))
        pagina.on(
            "request",
            lambda v: None if v.url.startswith(("file:", "data:", "blob:")) else mis.append(v.url),
        )
        pagina.goto(pad.as_uri())
        return pagina

    yield doe
    for context in contexten:
        context.close()
    assert mis == []


@pytest.fixture(scope="session")
def land():
    indelingen = cg.laad_indelingen(2025, met_grenzen=True)
    tabel = cg.bereken(indelingen)
    return indelingen, tabel, maak_pagina(cg.Meting(indelingen))


@pytest.fixture(scope="session")
def alles():
    namen = [a.indeling for a in cg.lees_aanbod() if a.jaar == 2025 and not a.herkomst.overgezet]
    indelingen = cg.laad_indelingen(2025, namen, met_grenzen=True)
    return indelingen, maak_pagina(cg.Meting(indelingen))


@pytest.fixture(scope="session")
def met_voorstel():
    indelingen = cg.laad_indelingen(2025, ["ggd", "jeugdregio"], met_grenzen=True)
    voorstel = cg.stel_voor(indelingen, eisen=cg.Eisen(min_inwoners=200_000))
    eerder = cg.Indeling("eerder", dict(indelingen["ggd"].lidmaatschap), titel="Eerder plan")
    html = maak_pagina(cg.Meting(indelingen), voorstel=voorstel, naast=eerder)
    return indelingen, voorstel, html

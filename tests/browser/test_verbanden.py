"""Samenwerkingsverbanden on the page: figures, views, the list, and who takes part in none."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from paginalezen import AXE, NAAR, axe, kies, nederlands, vlak, wacht

import congruentie as cg
from congruentie.bronnen import laad_provincie
from congruentie.gemeenten import Gemeenten
from congruentie.kaart import maak_pagina
from congruentie.model import Indeling, Indelingen
from congruentie.verbanden import Andere, Verband, Verbanden
from congruentie.voorstel.uitleg import per_gemeente

VIER = ("ggd", "res", "jeugdregio", "arbeidsmarktregio")


@pytest.fixture(scope="module")
def ernaast():
    """The real list beside the four."""
    indelingen = cg.laad_indelingen(2026, VIER, verbanden=["verbanden_2016"], met_grenzen=True)
    return indelingen, maak_pagina(cg.Meting(indelingen))


@pytest.fixture
def klein(vierkant):
    """Four squares: 1 and 2 in two verbanden, 3 alone in one, 4 in none."""
    een, twee, drie, _ = vierkant.codes
    lijst = (
        Verband(
            "Afval", (een, twee), (Andere("Waterschap A", "waterschap"),), "fysiek", "regeling"
        ),
        Verband("Wegen", (een, twee), domein="economie", vorm="regeling"),
        Verband("Alleen", (drie,), domein="fysiek"),
    )
    namen = ("Aaldorp", "Beekdorp", "Ceeveld", "Deemeer")
    gemeenten = Gemeenten(2025, vierkant.codes, namen, vierkant.inwoners, vierkant.vlakken)
    return Indelingen(gemeenten, (), verbanden=Verbanden(lijst))


def test_dezelfde_cijfers_als_python(open_pagina, ernaast):
    """From window.congruentie, and after a tick and a weight."""
    indelingen, html = ernaast
    pagina = open_pagina(html)
    alleen = cg.bereken(cg.laad_indelingen(2026, verbanden=["verbanden_2016"]))
    js = pagina.evaluate("congruentie.bereken({verbanden: 1})")
    assert js.keys() == set(alleen.index)
    getallen = [js[gm]["congruentie"] for gm in alleen.index]
    np.testing.assert_allclose(getallen, alleen["congruentie"], rtol=0, atol=1e-9)
    pagina.click("#tab-indelingen")
    assert "Samen wegen zij als één indeling" in pagina.inner_text("#paneel-indelingen")
    pagina.uncheck("#telt-1")
    pagina.fill("#gewicht-4", "2,5")
    pagina.press("#gewicht-4", "Enter")
    gewichten = {"res": 0, "verbanden": 2.5}
    tabel = cg.bereken(indelingen, gewichten)
    assert nederlands(tabel["congruentie"].mean()) in pagina.inner_text("#samenvatting")
    kies(pagina, "Nijkerk")
    assert pagina.inner_text("#gekozeninhoud .groot") == nederlands(
        tabel.loc["GM0267", "congruentie"]
    )
    assert "verbanden:2.5" in pagina.url
    for k in (0, 2, 3):  # over verbanden alone there is something to compare as well
        pagina.click("#tab-indelingen")
        pagina.uncheck(f"#telt-{k}")
    assert nederlands(alleen["congruentie"].mean()) in pagina.inner_text("#samenvatting")
    pagina.dispatch_event("#telt-4", "click")
    assert pagina.is_visible("#indelingmelding")
    assert pagina.is_checked("#telt-4")


def test_een_gemeente_en_haar_verbanden(open_pagina, ernaast):
    """Number, partners, each with its size and other deelnemers; one of them on the map."""
    indelingen, html = ernaast
    pagina = open_pagina(html)
    kies(pagina, "Nijkerk")
    provincie = laad_provincie(indelingen.gemeenten)
    eigen = [v for v in indelingen.verbanden if "GM0267" in v.leden]
    paneel = pagina.inner_text("#gekozeninhoud")
    assert f"Samenwerkingsverbanden ({len(eigen)})" in paneel
    kleinste = min(eigen, key=lambda v: len(v.leden))
    regel = pagina.locator("#gekozeninhoud li", has_text=kleinste.naam).first.inner_text()
    assert f"{len(kleinste.leden)} gemeenten" in regel
    pagina.fill("#zoekander", "Barneveld")
    pagina.press("#zoekander", "Enter")
    samen = [v for v in eigen if "GM0203" in v.leden]
    assert f"en {len(samen)} verbanden" in pagina.inner_text("#tweetalinhoud")
    pagina.locator("#tweetalinhoud button", has_text=samen[0].naam).first.click()
    assert pagina.inner_text("#verbandkop") == samen[0].naam
    assert pagina.evaluate("document.activeElement.id") == "verbandkop"
    assert pagina.input_value("#weergave") == "verband"
    plek = indelingen.gemeenten.plek
    kleuren = {gm: vlak(pagina, plek[gm]) for gm in ("GM0267", "GM0203", "GM1680")}
    assert kleuren["GM0267"] == kleuren["GM0203"] != kleuren["GM1680"]
    namen = pagina.locator("#verbandinhoud li").all_inner_texts()
    assert "Provincie" in pagina.inner_text("#verbandinhoud")
    assert set(namen) == {indelingen.gemeenten.naam_van[gm] for gm in samen[0].leden}
    pagina.click("text=Zoom in op dit verband")
    dichtbij = "map_kaart.getBounds().contains(geo_json_vlakken.getBounds())"
    wacht(pagina, f"!{dichtbij}")
    pagina.click("#heel")
    wacht(pagina, dichtbij)
    link = pagina.url
    pagina.goto("about:blank")
    pagina.goto(link)
    assert pagina.inner_text("#verbandkop") == samen[0].naam
    pagina.click("#tab-verbanden")
    pagina.click("text=Sluit dit verband")
    zeeland = sum(
        any(provincie.lidmaatschap[gm] == "PV29" for gm in v.leden) for v in indelingen.verbanden
    )
    pagina.select_option("#filter-provincie", "Zeeland")
    assert pagina.inner_text("#verbandtelling") == f"{zeeland} verbanden gevonden."
    assert pagina.input_value("#weergave") == "partners"
    assert not pagina.is_visible("#gekozenverband")


def test_alle_weergaven(open_pagina, ernaast):
    """What the legend counts is what Python counts, and every view can stand on both maps."""
    indelingen, html = ernaast
    pagina = open_pagina(html)
    kies(pagina, "Nijkerk")
    pagina.click("#tab-verbanden")
    pagina.locator("#verbanden button").first.click()
    verband = next(v for v in indelingen.verbanden if v.naam == pagina.inner_text("#verbandkop"))
    per = indelingen.verbanden.aantal_van
    tellers = {
        "verbanden": len(indelingen.gemeenten),
        "verbandpartners": len(indelingen.gemeenten),
        "verbandcongruentie": len(indelingen.gemeenten),
        "gedeeld": len(indelingen.gemeenten),
        "netwerk": len(indelingen.gemeenten),
        "verband": len(indelingen.gemeenten),
    }
    for sleutel, alle in tellers.items():
        pagina.select_option("#weergave", sleutel)
        pagina.select_option("#naast", sleutel)
        tekst = pagina.locator("#klassen .teller").all_inner_texts()
        assert sum(map(int, tekst)) == alle
        assert pagina.locator("#naastbeeld path").count() >= alle
    assert tekst[1] == str(len(verband.leden))
    pagina.select_option("#weergave", "verbanden")
    laagste = pagina.locator("#klassen li").first.inner_text().split("\n")
    van, _, tot = laagste[0].partition(" tot en met ")
    geteld = sum(int(van) <= keer <= int(tot or van) for keer in per.values())
    assert int(laagste[1]) == geteld
    pagina.select_option("#weergave", "netwerk")
    assert "rond " in pagina.inner_text("#klassen")
    assert "verbanden samen" in pagina.inner_text("#klassen")
    kop = pagina.locator("#tabel thead").inner_text()
    for kolom in ("Verbanden", "Partners in verbanden", "Congruentie over verbanden (%)"):
        assert kolom in kop


def test_zoeken_en_filteren(open_pagina, klein):
    pagina = open_pagina(maak_pagina(cg.Meting(klein)))
    pagina.click("#tab-verbanden")
    assert pagina.inner_text("#verbandtelling") == "3 verbanden."

    def gevonden() -> list[str]:
        return pagina.locator("#verbanden button").all_inner_texts()

    assert gevonden() == ["Afval", "Alleen", "Wegen"]
    pagina.fill("#zoekverband", "WATERSCHAP")
    assert gevonden() == ["Afval"]
    assert "Ook waterschap: Waterschap A" in pagina.inner_text("#verbanden")
    pagina.fill("#zoekverband", klein.gemeenten.namen[0])
    assert gevonden() == ["Afval", "Wegen"]
    pagina.select_option("#filter-domein", "economie")
    assert gevonden() == ["Wegen"]
    pagina.fill("#zoekverband", "x")
    assert pagina.inner_text("#verbandtelling") == "Geen verband gevonden."
    pagina.fill("#zoekverband", "")
    pagina.select_option("#filter-domein", "")
    pagina.select_option("#filter-vorm", "regeling")
    assert gevonden() == ["Afval", "Wegen"]


def test_geen_verband_is_geen_honderd_procent(open_pagina, klein):
    pagina = open_pagina(maak_pagina(cg.Meting(klein)))
    assert "Gemiddeld 100,00% over 2 gemeenten. De andere 2" in pagina.inner_text("#samenvatting")
    assert set(pagina.evaluate("Object.keys(congruentie.bereken({verbanden: 1}))")) == {
        *klein.gemeenten.codes[:2]
    }
    assert vlak(pagina, 3) == vlak(pagina, 2) != vlak(pagina, 0)
    kies(pagina, klein.gemeenten.codes[3])
    assert pagina.inner_text("#gekozeninhoud .groot") == "geen verband"
    assert "heeft daarom geen cijfer" in pagina.inner_text("#gekozeninhoud")
    rij = pagina.locator("#tabel tbody tr", has_text=klein.gemeenten.namen[3])
    assert rij.inner_text().count("geen verband") >= 1
    assert "100,00%" not in rij.inner_text()
    for weg in ("#tab-indelingen", "#tab-watals", "#stapelvak"):
        assert not pagina.is_visible(weg)
    pagina.click("#tab-verbanden")
    pagina.click("#verbanden >> text=Alleen")
    assert "telt niet mee" in pagina.inner_text("#verbandinhoud")


def test_nare_namen(open_pagina, vierkant):
    gemeenten = Gemeenten(2025, vierkant.codes, (NAAR,) * 4, vierkant.inwoners, vierkant.vlakken)
    lijst = (
        Verband(NAAR, vierkant.codes[:3], (Andere(NAAR, NAAR),), NAAR, NAAR, NAAR),
        Verband("=1+1", vierkant.codes[1:]),
    )
    herkomst = (cg.Herkomst(NAAR, NAAR, "eigen", NAAR),)
    indelingen = Indelingen(gemeenten, (), verbanden=Verbanden(lijst, herkomst))
    pagina = open_pagina(maak_pagina(cg.Meting(indelingen)))
    pagina.click("#tab-verbanden")
    pagina.fill("#zoekverband", NAAR)
    pagina.select_option("#filter-domein", NAAR)
    pagina.locator("#verbanden button").first.click()
    assert pagina.inner_text("#verbandinhoud").count(NAAR) >= 7
    assert pagina.inner_text("#verbandkop") == NAAR
    kies(pagina, "GM0002")
    for keuze in pagina.eval_on_selector_all("#weergave option", "os => os.map(o => o.value)"):
        pagina.select_option("#weergave", keuze)
        pagina.select_option("#naast", keuze)
    pagina.click("#tab-delen")
    with pagina.expect_download() as bestand:
        pagina.click("#alscsv")
    regels = Path(bestand.value.path()).read_text("utf-8-sig").splitlines()
    assert NAAR in next(csv.reader([regels[1]], delimiter=";"))
    with pagina.expect_download():
        pagina.click("#alspng")
    assert pagina.locator("img, iframe, object").count() == 0


@pytest.mark.skipif(not AXE.exists(), reason="alleen met axe-core (npm install in tests/js)")
@pytest.mark.parametrize("schema", ["light", "dark"])
def test_axe_vindt_niets(open_pagina, klein, schema):
    pagina = open_pagina(maak_pagina(cg.Meting(klein)), color_scheme=schema, bypass_csp=True)
    mis = axe(pagina)
    kies(pagina, klein.gemeenten.codes[0])
    assert mis() == []
    pagina.click("#tab-verbanden")
    assert mis() == []
    pagina.click("#verbanden >> text=Afval")
    assert mis() == []
    pagina.set_viewport_size({"width": 320, "height": 640})
    assert pagina.evaluate("document.documentElement.scrollWidth") <= 320
    pagina.select_option("#weergave", "netwerk")
    assert mis() == []


def test_met_het_toetsenbord(open_pagina, klein):
    """From the tab with Tab and Enter: search, choose one, and close it."""
    pagina = open_pagina(maak_pagina(cg.Meting(klein)))
    pagina.focus("#tab-gemeente")
    pagina.keyboard.press("ArrowRight")
    for _ in range(12):
        pagina.keyboard.press("Tab")
        if pagina.evaluate("document.activeElement.id") == "zoekverband":
            break
    pagina.keyboard.type("weg")
    for _ in range(3):  # past the filters that there are
        pagina.keyboard.press("Tab")
    pagina.keyboard.press("Enter")
    assert pagina.inner_text("#verbandkop") == "Wegen"
    assert pagina.text_content("#voorlezen") == "Op de kaart: Wegen, 2 gemeenten"
    for _ in range(12):
        pagina.keyboard.press("Tab")
        if pagina.evaluate("document.activeElement.textContent") == "Sluit dit verband":
            break
    pagina.keyboard.press("Enter")
    assert pagina.evaluate("document.activeElement.id") == "zoekverband"
    assert not pagina.is_visible("#gekozenverband")


def test_wat_een_voorstel_ermee_doet(open_pagina, klein):
    """The figures after adopting it are those of Python; of each verband is told where it goes."""
    een, twee, drie, vier = klein.gemeenten.codes
    lid = {een: "a", twee: "a", drie: "b", vier: "b"}
    indelingen = Indelingen(
        klein.gemeenten,
        (Indeling("ggd", lid), Indeling("res", {**lid, twee: "b"})),
        verbanden=Verbanden((*klein.verbanden, Verband("Drie", (een, twee, drie)))),
    )
    voorstel = cg.stel_voor(indelingen)
    pagina = open_pagina(maak_pagina(cg.Meting(indelingen), voorstel=voorstel))
    kies(pagina, "Beekdorp")
    na = per_gemeente(voorstel).loc[twee]
    assert nederlands(na["congruentie_voor"]) == pagina.inner_text("#gekozeninhoud .groot")
    for naam in ("ggd", "res"):
        rij = pagina.locator("#gekozeninhoud tbody tr", has_text=naam).first.inner_text()
        assert nederlands(na[f"na_{naam}"]) in rij
    regio = dict(zip(indelingen.gemeenten.codes, voorstel.regio, strict=True))
    assert regio[een] == regio[twee] != regio[drie]
    namen = voorstel.namen
    pagina.click("#tab-verbanden")
    for naam, tekst in (
        ("Afval", f"binnen {namen[regio[een]]}"),
        ("Drie", f"gesneden: {namen[regio[een]]} (2) en {namen[regio[drie]]} (1)"),
    ):
        pagina.fill("#zoekverband", naam)
        pagina.locator("#verbanden button").first.click()
        assert f"Dit voorstel\n{tekst}" in pagina.inner_text("#verbandinhoud")

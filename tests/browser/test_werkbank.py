"""The page as a workbench: everything that one can do in it, and the same figures as Python."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote

import geopandas as gpd
import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from paginalezen import NAAR, kies, nederlands, vlak
from shapely import box

import congruentie as cg
from congruentie.bronnen.banden import banden_van
from congruentie.cli import _voer_uit
from congruentie.kaart import maak_pagina
from congruentie.model import Gemeenten, Indeling, Indelingen

CIJFERS = "() => { const c = congruentie.model.nu().cijfers; return c.congruentie; }"


def anders(indelingen, gewichten, zetten=()):
    """What Python makes of the same choice."""
    keuze = []
    for indeling in indelingen:
        lid = dict(indeling.lidmaatschap)
        lid.update({gm: regio for gm, naam, regio in zetten if naam == indeling.naam})
        keuze.append(Indeling(indeling.naam, lid, indeling.regio_namen, indeling.titel))
    return cg.bereken(Indelingen(indelingen.gemeenten, tuple(keuze)), gewichten)


# --- indelingen and weights ----------------------------------------------------------------------


def test_alles_volgt_de_gekozen_indelingen(open_pagina, land):
    indelingen, _, html = land
    pagina = open_pagina(html)
    pagina.click("#tab-indelingen")
    pagina.uncheck("#telt-0")
    pagina.fill("#gewicht-1", "2,5")
    pagina.press("#gewicht-1", "Tab")
    tabel = anders(indelingen, {"ggd": 0, "res": 2.5})
    np.testing.assert_allclose(pagina.evaluate(CIJFERS), tabel["congruentie"], rtol=0, atol=1e-9)
    gemiddeld = nederlands(tabel["congruentie"].mean())
    samenvatting = pagina.inner_text("#samenvatting")
    assert f"Gemiddeld {gemiddeld}" in samenvatting
    assert "RES-regio's (gewicht 2,5)" in samenvatting
    assert "GGD" not in samenvatting
    geteld = np.histogram(tabel["congruentie"] + 1e-9, [0, 20, 40, 60, 80, 100, 101])[0]
    tellers = pagina.locator("#klassen .teller").all_inner_texts()
    assert [int(tekst) for tekst in tellers[:6]] == geteld.tolist()
    assert nederlands(tabel["congruentie"].iloc[0]) in pagina.inner_text("#tabel tbody tr")
    assert pagina.inner_text("#bronnen tbody tr:first-child td:nth-child(3)") == "telt niet mee"
    assert vlak(pagina, 0) == pagina.evaluate("congruentie.kaart.weergave().klassen"
        "[congruentie.kaart.weergave().klasse(0)].kleur")  # fmt: skip
    pagina.click("#terugzetten")
    assert "68,99%" in pagina.inner_text("#samenvatting")


@pytest.mark.parametrize("seed", range(3))
def test_willekeurige_keuzes_zijn_die_van_python(open_pagina, alles, seed):
    """Ticked and weighed by hand, for random subsets of everything embedded."""
    indelingen, html = alles
    rng = np.random.default_rng(seed)
    pagina = open_pagina(html)
    pagina.click("#tab-indelingen")
    gewichten = dict.fromkeys(indelingen.namen, 1.0)
    for k in rng.permutation(len(indelingen))[: rng.integers(3, 20)].tolist():
        naam = indelingen.namen[k]
        if rng.random() < 0.5:
            pagina.uncheck(f"#telt-{k}")
            gewichten[naam] = 0.0
        else:
            gewichten[naam] = float(rng.choice([0.3, 2, 7.25]))
            pagina.fill(f"#gewicht-{k}", str(gewichten[naam]))
            pagina.press(f"#gewicht-{k}", "Tab")
    tabel = cg.bereken(indelingen, gewichten)
    np.testing.assert_allclose(pagina.evaluate(CIJFERS), tabel["congruentie"], rtol=0, atol=1e-9)


def test_ten_minste_twee_blijven_aan(open_pagina, land):
    pagina = open_pagina(land[2])
    pagina.click("#tab-indelingen")
    for k in (0, 1):
        pagina.uncheck(f"#telt-{k}")
    pagina.click("#telt-2")
    assert pagina.is_checked("#telt-2")
    assert "Jeugdregio's blijft meetellen: er zijn ten minste twee" in pagina.inner_text(
        "#indelingmelding"
    )
    for onzin in ("-4", "", "0", "veel", "1e9", "2,5,5"):
        pagina.fill("#gewicht-3", onzin)
        pagina.press("#gewicht-3", "Tab")
        assert "Een gewicht is een getal boven 0" in pagina.inner_text("#indelingmelding"), onzin
        assert pagina.input_value("#gewicht-3") == "1"
    pagina.check("#telt-0")
    assert not pagina.is_visible("#indelingmelding")


# --- one gemeente, two gemeenten -----------------------------------------------------------------


def test_partners_lichten_op(open_pagina, land):
    indelingen, tabel, html = land
    pagina = open_pagina(html)
    kies(pagina, "Nijkerk")
    assert pagina.inner_text("#legendakop") == "Partners van Nijkerk"
    plek = indelingen.gemeenten.plek["GM0267"]
    samen = (indelingen.regio == indelingen.regio[plek]).sum(axis=1)
    samen[plek] = -1
    tellers = pagina.locator("#klassen .teller").all_inner_texts()
    assert [int(t) for t in tellers] == [*((samen == k).sum() for k in range(5)), 1]
    for ander in np.flatnonzero(samen == 3):
        assert vlak(pagina, int(ander)) == "#d95f0e"
    assert vlak(pagina, int(np.flatnonzero(samen == 0)[0])) == "#eef1f4"
    regels = pagina.locator("#gekozeninhoud .partners li").all_inner_texts()
    assert regels[0].startswith("Barneveld")
    assert "GGD-regio's, RES-regio's en Jeugdregio's" in regels[0]
    assert f"Partners ({(samen > 0).sum()})" in pagina.inner_text("#gekozeninhoud")
    rang = 1 + int((tabel["congruentie"] > tabel.loc["GM0267", "congruentie"] + 1e-9).sum())
    assert f"{rang} van 342" in pagina.inner_text("#gekozeninhoud")
    pagina.click("#toonpartners")
    assert pagina.inner_text("#legendakop") == "Congruentie"
    pagina.select_option("#weergave", "partners")
    assert pagina.inner_text("#legendakop") == "Partners van Nijkerk"
    pagina.select_option("#weergave", "congruentie")
    assert pagina.inner_text("#legendakop") == "Congruentie"


def test_waarom_wel_of_niet_samen(open_pagina, land):
    pagina = open_pagina(land[2])
    kies(pagina, "Nijkerk")
    pagina.fill("#zoekander", "barneveld")
    pagina.press("#zoekander", "Enter")
    tekst = pagina.inner_text("#tweetalinhoud")
    assert "Nijkerk en Barneveld: samen in 3 van 4 indelingen." in tekst
    rijen = pagina.eval_on_selector_all(
        "#tweetalinhoud tr", "rs => rs.map(r => [...r.cells].map(c => c.textContent))"
    )
    assert [rij[1] for rij in rijen] == ["samen", "samen", "samen", "apart"]
    assert rijen[3][2] == "Amersfoort (AM14) | FoodValley (AM38)"
    assert pagina.text_content("#voorlezen").startswith("Nijkerk en Barneveld: samen")


def test_wat_zou_helpen_is_die_van_python(open_pagina, land):
    indelingen, tabel, html = land
    pagina = open_pagina(html)
    kies(pagina, "Zuidplas")
    eerste = pagina.locator("#gekozeninhoud .kansen li").first.inner_text()
    indeling, regio = re.match(r"(.+): naar .+ \((\w+)\)", eerste).groups()
    naam = next(i.naam for i in indelingen if i.titel == indeling)
    na = anders(indelingen, {}, [("GM1892", naam, regio)])
    winst = na.loc["GM1892", "congruentie"] - tabel.loc["GM1892", "congruentie"]
    land_winst = na["congruentie"].mean() - tabel["congruentie"].mean()
    assert f"+{winst:.2f} procentpunt".replace(".", ",") in eerste
    assert f"{land_winst:+.2f} procentpunt".replace(".", ",") in eerste.partition("het land")[2]
    # None of the other moves to a regio next door is better.
    buren = {gm for paar in banden_van(indelingen.gemeenten) if "GM1892" in paar
             for gm in paar}  # fmt: skip
    for ander in indelingen:
        for doel in {ander.lidmaatschap[gm] for gm in buren}:
            elders = anders(indelingen, {}, [("GM1892", ander.naam, doel)])
            assert elders.loc["GM1892", "congruentie"] <= na.loc["GM1892", "congruentie"] + 1e-9


# --- borders and regio's -------------------------------------------------------------------------


def test_stapelkaart(open_pagina, land):
    indelingen, _, html = land
    pagina = open_pagina(html)
    pagina.check("#stapel")
    dikten = pagina.eval_on_selector_all(
        ".leaflet-lijnen-pane path", "ps => ps.map(p => +p.getAttribute('stroke-width'))"
    )
    assert dikten == sorted(dikten)
    assert len(dikten) == len(indelingen)
    assert dikten[-1] / dikten[0] == pytest.approx(4)
    per = pagina.evaluate(
        "congruentie.gegevens.bogen.map(([a, b], i) => [a, b, congruentie.model.nu().stapel()[i]])"
    )
    regio = indelingen.regio
    for a, b, aantal in per:
        assert aantal == (regio[a] != regio[b]).sum()
    assert "grens in 4 van 4 indelingen" in pagina.inner_text("#lijnlegenda")
    pagina.click("#tab-indelingen")
    pagina.check("#grens-1")  # one indeling over it
    assert pagina.locator(".leaflet-lijnen-pane path").count() == 6
    assert "RES-regio's" in pagina.inner_text("#lijnlegenda")


def test_regio_s_van_een_indeling_met_misfits(open_pagina, land):
    indelingen, _, html = land
    pagina = open_pagina(html)
    pagina.select_option("#weergave", "indeling:jeugdregio")
    assert pagina.inner_text("#legendakop") == "Jeugdregio's"
    regio = indelingen.regio[:, indelingen.namen.index("jeugdregio")]
    bogen = pagina.evaluate("congruentie.gegevens.bogen.map(([a, b]) => [a, b])")
    kleur = pagina.evaluate("n => Array.from({length: n}, (_, i) =>"
                            " congruentie.kaart.weergave().klasse(i))", 342)  # fmt: skip
    assert all((kleur[a] == kleur[b]) == (regio[a] == regio[b]) for a, b in bogen
               if regio[a] == regio[b] or kleur[a] == kleur[b])  # fmt: skip
    assert pagina.locator(".regionaam").count() > 10
    pagina.uncheck("#namen")
    pagina.locator(".regionaam").first.wait_for(state="detached")  # they fade
    mis = pagina.evaluate("congruentie.model.nu().misfits('jeugdregio').map(m => m !== null)")
    geteld = int(pagina.locator("#klassen .teller").last.inner_text())
    assert geteld == sum(mis) > 0
    plek = mis.index(True)
    assert vlak(pagina, plek).startswith("url(#arcering-")
    assert vlak(pagina, mis.index(False)).startswith("#")


def test_twee_kaarten_naast_elkaar(open_pagina, land):
    _, _, html = land
    pagina = open_pagina(html)
    breedte = pagina.locator("#map_kaart").bounding_box()["width"]
    pagina.select_option("#naast", "indeling:res")
    assert pagina.inner_text("#naastkop") == "RES-regio's"
    assert pagina.locator("#map_kaart").bounding_box()["width"] < 0.6 * breedte
    assert pagina.evaluate("map_kaart.getBounds().contains(geo_json_vlakken.getBounds())")
    pagina.select_option("#naast", "")
    assert not pagina.is_visible("#naastkaart")


# --- what if -------------------------------------------------------------------------------------


def test_wat_als(open_pagina, land, tmp_path):
    indelingen, tabel, html = land
    pagina = open_pagina(html)
    pagina.click("#tab-watals")
    assert pagina.is_visible("#watleeg")
    kies(pagina, "Zeewolde")
    pagina.click("#tab-watals")
    zetten = [("GM0050", "jeugdregio", "JZ08"), ("GM0050", "arbeidsmarktregio", "AM11")]
    for _, naam, regio in zetten:
        pagina.select_option("#watindeling", naam)
        nummer = indelingen[naam].regios.index(regio)
        pagina.select_option("#watregio", str(nummer))
        pagina.click("#verplaats")
    na = anders(indelingen, {}, zetten)
    np.testing.assert_allclose(pagina.evaluate(CIJFERS), na["congruentie"], rtol=0, atol=1e-9)
    verschil = na["congruentie"] - tabel["congruentie"]
    gevolgen = pagina.inner_text("#gevolgen")
    assert nederlands(na["congruentie"].mean()) in gevolgen
    assert f"Gemeenten omhoog\n{(verschil > 1e-9).sum()}" in gevolgen
    assert f"Gemeenten omlaag\n{(verschil < -1e-9).sum()}" in gevolgen
    assert f"+{verschil['GM0050']:.2f}".replace(".", ",") in gevolgen
    assert pagina.inner_text("#tab-watals") == "Wat als (2)"
    pagina.click("#toonverschil")
    assert pagina.inner_text("#legendakop") == "Verschil door de verplaatsingen, in procentpunt"
    tellers = [int(t) for t in pagina.locator("#klassen .teller").all_inner_texts()]
    assert sum(tellers[:3]) == (verschil < -1e-9).sum()
    assert sum(tellers[4:]) == (verschil > 1e-9).sum()
    with pagina.expect_download() as bestand:
        pagina.click("#zettenbestand")
    inhoud = yaml.safe_load(Path(bestand.value.path()).read_text("utf-8"))
    assert inhoud == {"jaar": 2025, "verplaats": [f"{g}:{n}={r}" for g, n, r in zetten]}
    # The same file on the command line gives the same figures.
    bestand.value.save_as(tmp_path / "zetten.yaml")
    assert _voer_uit(["wat-als", "--jaar", "2025", "--bestand", str(tmp_path / "zetten.yaml"), "--stil",
                      "--uit", str(tmp_path / "zetten.json")]) == 0  # fmt: skip
    berekend = json.loads((tmp_path / "zetten.json").read_text("utf-8"))
    assert berekend["land"]["na"] == pytest.approx(na["congruentie"].mean())
    assert set(berekend["gemeenten"]) == set(verschil.index[verschil.abs() > 1e-9])
    pagina.locator("#zetten button").first.click()
    een = anders(indelingen, {}, zetten[1:])
    np.testing.assert_allclose(pagina.evaluate(CIJFERS), een["congruentie"], rtol=0, atol=1e-9)
    pagina.click("#allesterug")
    assert pagina.evaluate(CIJFERS) == pytest.approx(tabel["congruentie"].tolist(), abs=1e-9)
    assert pagina.inner_text("#legendakop") == "Partners van Zeewolde"  # what was shown is gone


def test_kaart_van_wat_als(open_pagina, land, tmp_path):
    indelingen, _, _ = land
    zet = "GM0267:ggd=GG2514"
    uit = tmp_path / "x.html"
    assert _voer_uit(["wat-als", "--verplaats", zet, "--stil", "--uit", str(uit)]) == 0
    pagina = open_pagina(uit.read_text("utf-8"))
    assert pagina.inner_text("#legendakop") == "Verschil door de verplaatsingen, in procentpunt"
    assert pagina.inner_text("#tab-watals") == "Wat als (1)"
    na = anders(indelingen, {}, [("GM0267", "ggd", "GG2514")])
    np.testing.assert_allclose(pagina.evaluate(CIJFERS), na["congruentie"], rtol=0, atol=1e-9)


def test_probeer_wat_zou_helpen_en_weer_terug(open_pagina, land):
    pagina = open_pagina(land[2])
    kies(pagina, "Zuidplas")
    pagina.locator("#gekozeninhoud .kansen button").first.click()
    assert "zonder de verplaatsingen (+" in pagina.inner_text("#gekozeninhoud")
    samenvatting = pagina.inner_text("#samenvatting")
    assert "Met 1 verplaatsing (Zuidplas, Arbeidsmarktregio's: van Rijnmond" in samenvatting
    assert "; zonder: 68,99%." in samenvatting
    assert "verplaatst. Gemiddelde van het land" in pagina.text_content("#voorlezen")


# --- years ---------------------------------------------------------------------------------------


def test_schuif_door_de_jaren_volgt_de_keuze(open_pagina):
    namen = ["ggd", "jeugdregio", "zorgkantoorregio", "veiligheidsregio"]
    jaren = cg.laad_jaren([2016, 2022, 2025], namen, met_grenzen=True)
    indelingen = jaren[-1].indelingen
    pagina = open_pagina(maak_pagina(cg.Meting(indelingen), jaren=jaren))
    pagina.focus("#jaar")
    pagina.keyboard.press("ArrowLeft")
    assert pagina.inner_text("#legendakop") == "Congruentie 2022"
    assert pagina.get_attribute("#jaar", "aria-valuetext") == "2022"
    pagina.keyboard.press("ArrowLeft")
    assert pagina.inner_text("#legendakop") == "Congruentie 2016"
    pagina.click("#tab-indelingen")
    pagina.uncheck("#telt-0")
    tabel = cg.bereken_jaren(jaren, {"ggd": 0})
    per_jaar = pagina.evaluate("congruentie.model.nu().jaren()")
    for jaar, cijfers in zip(jaren, per_jaar, strict=True):
        np.testing.assert_allclose(cijfers, tabel[f"congruentie_{jaar.jaar}"], rtol=0, atol=1e-9)
    hoger = int((tabel["verandering"] > 1e-9).sum())
    assert f"bij {hoger} gemeenten omhoog" in pagina.inner_text("#samenvatting")


# --- taking it along -----------------------------------------------------------------------------


def test_alles_staat_in_de_link(open_pagina, land, tmp_path):
    pagina = open_pagina(land[2])
    kies(pagina, "Zeewolde")
    pagina.fill("#zoekander", "Almere")
    pagina.press("#zoekander", "Enter")
    pagina.click("#tab-watals")
    pagina.select_option("#watindeling", "jeugdregio")
    pagina.click("#verplaats")
    pagina.click("#tab-indelingen")
    pagina.fill("#gewicht-0", "3")
    pagina.press("#gewicht-0", "Tab")
    pagina.check("#grens-2")
    pagina.check("#stapel")
    pagina.select_option("#weergave", "indeling:res")
    pagina.select_option("#naast", "congruentie")
    voor = json.loads(pagina.evaluate("JSON.stringify(congruentie.model.staat())"))
    adres = pagina.url
    assert unquote(adres).count("GM0050") == 2
    pagina.goto("about:blank")
    pagina.goto(adres)
    assert json.loads(pagina.evaluate("JSON.stringify(congruentie.model.staat())")) == voor
    assert pagina.inner_text("#gekozenkop") == "Zeewolde"
    assert pagina.inner_text("#legendakop") == "RES-regio's"
    assert "samen in" in pagina.inner_text("#tweetalinhoud")
    # A link from elsewhere, with things that this page lacks, still opens.
    pagina.goto("about:blank")
    pagina.goto(adres.split("#")[0] + "#g=GM9999&w=onzin&l=x&v=GM0001:a=b&i=ggd:1")
    assert pagina.inner_text("#legendakop") == "Congruentie"


def test_kopieer_plaatje_en_csv(open_pagina, land, tmp_path):
    _, tabel, html = land
    pagina = open_pagina(html)
    kies(pagina, "Nijkerk")
    pagina.click("#tab-delen")
    pagina.click("#kopieer")
    pagina.locator("#deelmelding:not(:empty)").wait_for()
    assert pagina.input_value("#link").endswith("#g=GM0267")
    with pagina.expect_download() as bestand:
        pagina.click("#alspng")
    png = Path(bestand.value.path()).read_bytes()
    assert png.startswith(b"\x89PNG")
    assert len(png) > 50_000  # a blank picture is far smaller
    with pagina.expect_download() as bestand:
        pagina.click("#alscsv")
    tekst = Path(bestand.value.path()).read_text("utf-8")
    assert tekst.startswith("\ufeff")
    rijen = list(csv.DictReader(io.StringIO(tekst[1:]), delimiter=";"))
    assert len(rijen) == 342
    for rij in rijen:
        verwacht = tabel.loc[rij["gm_code"]]
        assert float(rij["Congruentie (%)"].replace(",", ".")) == pytest.approx(
            verwacht["congruentie"], abs=1e-9
        )
        assert int(rij["Partners"]) == verwacht["partners"]


@pytest.mark.parametrize("papier", ["A4", "A3"])
@pytest.mark.parametrize("aantal", [4, 23])
def test_afdrukken_op_een_vel(open_pagina, land, alles, tmp_path, papier, aantal):
    if shutil.which("pdfinfo") is None:
        pytest.skip("alleen waar pdfinfo is geïnstalleerd")
    pagina = open_pagina(land[2] if aantal == 4 else alles[1])
    kies(pagina, "Nijkerk")
    pagina.click("#tab-delen")
    pagina.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    pdf = tmp_path / "kaart.pdf"
    pagina.pdf(path=pdf, format=papier)
    info = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Pages:\s+1\n", info), info
    tekst = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True
    ).stdout
    heel = " ".join(tekst.split())  # where lines break depends on the fonts of the machine
    for stuk in ("Congruentie per gemeente, 2025", "Partners van Nijkerk", "Bronnen", "eildatum"):
        assert stuk in heel


# --- for everyone --------------------------------------------------------------------------------

AXE = Path(__file__).parents[1] / "js" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.mark.skipif(not AXE.exists(), reason="alleen met axe-core (npm install in tests/js)")
@pytest.mark.parametrize("schema", ["light", "dark"])
def test_axe_vindt_niets(open_pagina, met_voorstel, schema):
    pagina = open_pagina(met_voorstel[2], color_scheme=schema, bypass_csp=True)
    pagina.evaluate(AXE.read_text("utf-8"))

    def mis():
        return pagina.evaluate(
            "async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a',"
            " 'wcag21aa', 'best-practice']})).violations.map(v => [v.id, v.nodes[0].target])"
        )

    assert pagina.evaluate("axe.version")
    assert mis() == []
    kies(pagina, "Nijkerk")
    pagina.fill("#zoekander", "berg")
    pagina.press("#zoekander", "ArrowDown")
    assert mis() == []
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


def test_de_kaart_past_als_de_tweede_komt_en_gaat(open_pagina, land):
    """Also when it comes from a link, or goes because what it showed is gone."""
    past = ("() => map_kaart.getBounds().contains(geo_json_vlakken.getBounds()) &&"
            " map_kaart.getSize().x === document.getElementById('map_kaart').clientWidth")  # fmt: skip
    pagina = open_pagina(land[2])
    kies(pagina, "Zeewolde")
    pagina.select_option("#naast", "partners")
    assert pagina.evaluate(past)
    pagina.focus("#map_kaart")
    pagina.keyboard.press("Escape")
    assert not pagina.is_visible("#naastkaart")
    assert pagina.evaluate(past)
    adres = pagina.url.split("#")[0]
    pagina.goto("about:blank")
    pagina.goto(f"{adres}#n=indeling:res")
    assert pagina.is_visible("#naastkaart")
    assert pagina.evaluate(past)


def test_verplaatsingen_uit_een_link_zijn_te_maken(open_pagina, land):
    """Twice the same gemeente: the last; to where she is: none. No gemeente beside herself."""
    pagina = open_pagina(land[2])
    adres = pagina.url.split("#")[0]
    pagina.goto("about:blank")
    pagina.goto(
        f"{adres}#v=GM0050:ggd=GG1413,GM0050:ggd=GG3606,GM0034:ggd=GG2209&g=GM0014&a=GM0014"
    )
    assert pagina.evaluate("congruentie.model.staat().zetten.length") == 1
    assert pagina.inner_text("#tab-watals") == "Wat als (1)"
    assert "Zeewolde, GGD-regio's: van GGD Flevoland (GG2209) naar" in pagina.inner_text(
        "#samenvatting"
    )
    assert pagina.inner_text("#tweetalinhoud") == ""


def test_deelname_partners_middelen_tot_het_cijfer(open_pagina, vierkant):
    indelingen = Indelingen(
        vierkant,
        (
            Indeling("a", dict.fromkeys(vierkant.codes, "x")),
            Indeling("b", dict.fromkeys(vierkant.codes[:3], "y")),
            Indeling("c", dict.fromkeys(vierkant.codes[2:], "z")),
        ),
    )
    tabel = cg.bereken(indelingen, noemer="deelname")
    pagina = open_pagina(maak_pagina(cg.Meting(indelingen, noemer="deelname")))
    for plek in range(4):
        delen = pagina.evaluate("p => congruentie.model.nu().partners(p).map(x => x.aandeel)", plek)
        assert 100 * np.mean(delen) == pytest.approx(tabel["congruentie"].iloc[plek])


def test_verplaatsingen_veranderen_de_geschiedenis_niet(open_pagina):
    namen = ["ggd", "jeugdregio", "zorgkantoorregio", "veiligheidsregio"]
    jaren = cg.laad_jaren([2016, 2025], namen, met_grenzen=True)
    indelingen = jaren[-1].indelingen
    pagina = open_pagina(maak_pagina(cg.Meting(indelingen), jaren=jaren))
    voor = pagina.evaluate("congruentie.model.nu().jaren()")
    kies(pagina, "Zeewolde")
    pagina.locator("#gekozeninhoud .kansen button").first.click()
    assert pagina.evaluate("congruentie.model.nu().jaren()") == voor


# --- safe, and large ------------------------------------------------------------------------------


def test_nare_namen_overal_in_elke_weergave(open_pagina, vierkant):
    """Every view, panel, file and picture with hostile text in every field."""
    gemeenten = Gemeenten(2025, vierkant.codes, (NAAR,) * 4, vierkant.inwoners, vierkant.vlakken)
    herkomst = cg.Herkomst(NAAR, NAAR, "eigen", NAAR)
    een = {"GM0001": NAAR, "GM0002": NAAR, "GM0003": "=1+1", "GM0004": "=1+1"}
    twee = {"GM0001": NAAR, "GM0002": "=1+1", "GM0003": "=1+1", "GM0004": "=1+1"}
    indelingen = Indelingen(
        gemeenten,
        tuple(
            Indeling(naam, lid, {NAAR: NAAR + "!", "=1+1": '=cmd|"x"'}, NAAR, herkomst=herkomst)
            for naam, lid in (("een", een), ("twee", twee))
        ),
    )
    voorstel = cg.stel_voor(indelingen)
    naast = Indeling("naast", een, {NAAR: NAAR}, NAAR, herkomst=herkomst)
    html = maak_pagina(cg.Meting(indelingen), voorstel=voorstel, naast=naast)
    pagina = open_pagina(html)
    kies(pagina, "GM0002")
    pagina.fill("#zoekander", "GM0003")
    pagina.press("#zoekander", "Enter")
    assert NAAR in pagina.inner_text("#tweetalinhoud")
    keuzes = pagina.eval_on_selector_all("#weergave option", "os => os.map(o => o.value)")
    assert len(keuzes) >= 8
    for keuze in keuzes:
        pagina.select_option("#weergave", keuze)
        pagina.select_option("#naast", keuze)
        pagina.check("#stapel")
    for tab in ("voorstel", "indelingen", "watals", "delen"):
        pagina.click(f"#tab-{tab}")
        if tab == "watals":
            pagina.click("#verplaats")
            assert NAAR in pagina.inner_text("#zetten")
    with pagina.expect_download() as bestand:
        pagina.click("#alscsv")
    regel = Path(bestand.value.path()).read_text("utf-8").splitlines()[2]
    velden = next(csv.reader([regel], delimiter=";"))
    assert NAAR in velden
    assert not [veld for veld in velden if veld.startswith("=")]
    with pagina.expect_download() as bestand:
        pagina.click("#alspng")
    pagina.click("#tab-watals")
    with pagina.expect_download() as bestand:
        pagina.click("#zettenbestand")
    assert len(yaml.safe_load(Path(bestand.value.path()).read_text("utf-8"))["verplaats"]) == 1
    assert pagina.locator("img, iframe, object").count() == 0
    assert pagina.evaluate("typeof alert1") == "undefined"


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.one_of(
            st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40),
            st.sampled_from([NAAR, "]]>", "<!--", "\u2028", "\u202eomgekeerd", "${alert(1)}",
                             "{% raw %}", "constructor", "__proto__", "a&amp;b", "\\u003c", "😀"]),
        ),
        min_size=9,
        max_size=9,
        unique=True,
    )
)  # fmt: skip
def test_elke_naam_staat_er_letterlijk(open_pagina, vierkant, teksten):
    """Any text in any field: shown as it is, nothing run, nothing asked for (see open_pagina)."""
    titel, bron, *namen = teksten
    gemeenten = Gemeenten(
        2025, vierkant.codes, tuple(namen[:4]), vierkant.inwoners, vierkant.vlakken
    )
    herkomst = cg.Herkomst(bron, bron, "eigen", bron)
    lid = dict(zip(vierkant.codes, (namen[4], namen[4], namen[5], namen[5]), strict=True))
    indelingen = Indelingen(
        gemeenten,
        tuple(Indeling(n, lid, {namen[4]: namen[6]}, titel, herkomst=herkomst) for n in ("a", "b")),
    )
    pagina = open_pagina(maak_pagina(cg.Meting(indelingen)))
    for gm, naam in zip(vierkant.codes, namen[:4], strict=True):
        kies(pagina, gm)
        assert pagina.evaluate("document.getElementById('gekozenkop').textContent") == naam
    alles = pagina.evaluate("document.body.textContent")
    assert titel in alles
    assert bron in alles
    assert namen[6] in alles
    assert pagina.locator("img, iframe, object, embed").count() == 0


def test_tienduizend_gebieden_openen(open_pagina):
    """A grid of 100 by 100 areas; the page says what it left out."""
    zijde = 100
    codes = tuple(f"GM{i:04d}" for i in range(zijde * zijde))
    vakken = {
        code: box(x, y, x + 1000, y + 1000)
        for code, (y, x) in zip(
            codes, ((i // zijde * 1000, i % zijde * 1000) for i in range(len(codes))), strict=True
        )
    }
    gemeenten = Gemeenten(2025, codes, codes, None, gpd.GeoSeries(vakken, crs=28992))
    stroken = [
        {
            code: f"R{(i // zijde + k) // 10}-{(i % zijde + 3 * k) // 20}"
            for i, code in enumerate(codes)
        }
        for k in range(4)
    ]
    indelingen = Indelingen(gemeenten, tuple(Indeling(f"i{k}", s) for k, s in enumerate(stroken)))
    tabel = cg.bereken(indelingen)
    html = maak_pagina(cg.Meting(indelingen))
    assert len(html) < 6_000_000
    pagina = open_pagina(html)
    np.testing.assert_allclose(pagina.evaluate(CIJFERS), tabel["congruentie"], rtol=0, atol=1e-9)
    assert "eerste 1.000 van 10.000 gemeenten" in pagina.inner_text("#tabelrest")
    assert pagina.locator("#tabel tbody tr").count() == 1000
    kies(pagina, "GM5050")
    assert pagina.inner_text("#gekozenkop") == "GM5050"
    pagina.click("#tab-indelingen")
    pagina.uncheck("#telt-0")
    over = cg.bereken(indelingen, {"i0": 0})
    np.testing.assert_allclose(pagina.evaluate(CIJFERS), over["congruentie"], rtol=0, atol=1e-9)

"""The page as a workbench: choose, weigh and look, with the same figures as Python."""

from __future__ import annotations

import re

import numpy as np
import pytest
from paginalezen import BEREKEND, anders, kies, nederlands, vlak

import congruentie as cg
from congruentie.bronnen.banden import banden_van
from congruentie.kaart import maak_pagina
from congruentie.meten.jaren import Jaren
from congruentie.model import Indeling, Indelingen

# --- indelingen and weights ----------------------------------------------------------------------


def test_alles_volgt_de_gekozen_indelingen(open_pagina, land):
    indelingen, _, html = land
    pagina = open_pagina(html)
    pagina.check("#vasteklassen")
    pagina.click("#tab-indelingen")
    pagina.uncheck("#telt-0")
    pagina.fill("#gewicht-1", "2,5")
    pagina.press("#gewicht-1", "Tab")
    tabel = anders(indelingen, {"ggd": 0, "res": 2.5})
    np.testing.assert_allclose(pagina.evaluate(BEREKEND), tabel["congruentie"], rtol=0, atol=1e-9)
    gemiddeld = nederlands(tabel["congruentie"].mean())
    samenvatting = pagina.inner_text("#samenvatting")
    assert f"Gemiddeld {gemiddeld}" in samenvatting
    assert "RES-regio's (gewicht 2,5)" in samenvatting
    assert "GGD" not in samenvatting
    geteld = np.histogram(tabel["congruentie"] + 1e-9, [0, 20, 40, 60, 80, 100, 101])[0]
    tellers = pagina.locator("#klassen .teller").all_inner_texts()
    assert [int(tekst) for tekst in tellers[:6]] == geteld.tolist()
    assert nederlands(tabel["congruentie"].min()) in pagina.inner_text("#tabel tbody tr")
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
    np.testing.assert_allclose(pagina.evaluate(BEREKEND), tabel["congruentie"], rtol=0, atol=1e-9)


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
    assert vlak(pagina, int(np.flatnonzero(samen == 0)[0])) == "#ffffff"
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
        ".leaflet-lijnen-pane path:not([stroke='#fff'])",
        "ps => ps.map(p => +p.getAttribute('stroke-width'))",
    )
    assert dikten == sorted(dikten)
    assert len(dikten) == len(indelingen)
    assert dikten[-1] / dikten[0] == pytest.approx(4)
    per = pagina.evaluate(
        "congruentie.gegevens.buren.map(([a, b], i) => [a, b, congruentie.model.nu().stapel()[i]])"
    )
    regio = indelingen.regio
    for a, b, aantal in per:
        assert aantal == (regio[a] != regio[b]).sum()
    assert "grens in 4 van 4 indelingen" in pagina.inner_text("#lijnlegenda")
    pagina.click("#tab-indelingen")
    pagina.check("#grens-1")  # one indeling over it
    assert pagina.locator(".leaflet-lijnen-pane path").count() == 10  # each with its white edge
    assert "RES-regio's" in pagina.inner_text("#lijnlegenda")


def test_regio_s_van_een_indeling_met_misfits(open_pagina, land):
    indelingen, _, html = land
    pagina = open_pagina(html)
    pagina.select_option("#weergave", "indeling:jeugdregio")
    assert pagina.inner_text("#legendakop") == "Jeugdregio's"
    regio = indelingen.regio[:, indelingen.namen.index("jeugdregio")]
    bogen = pagina.evaluate("congruentie.gegevens.buren.map(([a, b]) => [a, b])")
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


def test_de_kaart_past_als_de_tweede_komt_en_gaat(open_pagina, land):
    """Also when it comes from a link, or goes because what it showed is gone."""
    past = ("(plekken) => plekken.every((p) => map_kaart.getBounds().contains("
            "congruentie.zicht.hoofd.vlakken[p].getBounds())) &&"
            " map_kaart.getSize().x === document.getElementById('map_kaart').clientWidth")  # fmt: skip
    regio = land[0].regio
    zeewolde = land[0].gemeenten.plek["GM0050"]
    partners = np.flatnonzero((regio == regio[zeewolde]).any(axis=1)).tolist()
    pagina = open_pagina(land[2])
    kies(pagina, "Zeewolde")
    pagina.select_option("#naast", "partners")
    assert pagina.evaluate(past, partners)
    pagina.focus("#map_kaart")
    pagina.keyboard.press("Escape")
    assert not pagina.is_visible("#naastkaart")
    pagina.click("#heel")
    assert pagina.evaluate(past, list(range(342)))
    adres = pagina.url.split("#")[0]
    pagina.goto("about:blank")
    pagina.goto(f"{adres}#n=indeling:res")
    assert pagina.is_visible("#naastkaart")
    assert pagina.evaluate(past, list(range(342)))


# --- years ---------------------------------------------------------------------------------------


def test_schuif_door_de_jaren_volgt_de_keuze(open_pagina):
    namen = ["ggd", "jeugdregio", "zorgkantoorregio", "veiligheidsregio"]
    jaren = cg.laad_jaren([2016, 2022, 2025], namen, met_grenzen=True)
    indelingen = jaren[-1].indelingen
    pagina = open_pagina(maak_pagina(cg.Meting(indelingen), jaren=Jaren(jaren)))
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

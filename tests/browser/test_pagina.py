"""The page in Chromium, from file://, with the network off."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from paginalezen import CIJFERS, NAAR, afgelezen, nederlands, vlak, wijs

import congruentie as cg
from congruentie.gemeenten import Gemeenten
from congruentie.kaart import maak_pagina
from congruentie.kaart.pagina import SCRIPTS
from congruentie.meten.jaren import Jaren
from congruentie.model import Indeling, Indelingen
from congruentie.voorstel.bestaand import doelwaarde_van
from congruentie.voorstel.uitleg import per_gemeente


def test_tabel_legenda_en_kleuren_zijn_die_van_bereken(open_pagina, land):
    indelingen, tabel, html = land
    pagina = open_pagina(html)
    pagina.check("#vasteklassen")
    rijen = pagina.eval_on_selector_all(
        "#tabel tbody tr", "rs => rs.map(r => [...r.cells].map(c => c.textContent))"
    )
    assert len(rijen) == 342
    per_naam = {rij[0]: rij for rij in rijen}
    for code, rij in tabel.iterrows():
        gelezen = per_naam[rij["gm_naam"]]
        getoond = [afgelezen(gelezen[i]) for i in (1, 3, 4)]
        maten = ["congruentie", "congruentie_inwoners", "congruentie_gecorrigeerd"]
        assert getoond == pytest.approx(rij[maten].tolist(), abs=0.00501)  # two decimals
        assert gelezen[2] == str(rij["partners"])
        for k, indeling in enumerate(indelingen):
            regio = indeling.lidmaatschap[code]
            assert gelezen[5 + k] == f"{indeling.regio_naam(regio)} ({regio})"
    klassen = pagina.eval_on_selector_all(
        "#klassen li", "ls => ls.map(l => [...l.children].map(c => c.textContent))"
    )
    geteld = np.histogram(tabel["congruentie"] + 1e-9, [0, 20, 40, 60, 80, 100, 101])[0]
    assert [int(klasse[2]) for klasse in klassen] == geteld.tolist()
    assert sum(geteld) == 342
    zuidplas = tabel.index.get_loc("GM1892")
    assert vlak(pagina, zuidplas) == "#c7e9b4"  # 31,67%
    assert vlak(pagina, tabel.index.get_loc("GM0080")) == "#253494"  # Leeuwarden, 100%
    assert "Gemiddeld 68,99% over 342 gemeenten" in pagina.text_content("#samenvatting")


@pytest.mark.parametrize("seed", range(5))
def test_bereken_in_de_pagina_is_die_van_python(open_pagina, alles, seed):
    indelingen, html = alles
    rng = np.random.default_rng(seed)
    namen = rng.choice(indelingen.namen, rng.integers(2, 12), replace=False).tolist()
    gewichten = {naam: float(rng.choice([0, 1, 2, 0.3, 7.25])) for naam in namen}
    gewichten[namen[0]] = 1.0
    gelezen = open_pagina(html).evaluate("g => congruentie.bereken(g)", gewichten)
    keuze = Indelingen(indelingen.gemeenten, tuple(indelingen[naam] for naam in namen))
    tabel = cg.bereken(keuze, gewichten)
    assert [gelezen[c]["partners"] for c in tabel.index] == tabel["partners"].tolist()
    np.testing.assert_allclose(
        [gelezen[c]["congruentie"] for c in tabel.index], tabel["congruentie"], atol=1e-9
    )


def test_bereken_met_gaten_en_deelname(open_pagina, vierkant):
    een = Indeling("een", {"GM0001": "x", "GM0002": "x"})
    twee = Indeling("twee", {"GM0001": "p", "GM0003": "p"})
    beide = Indelingen(vierkant, (een, twee))
    tabel = cg.bereken(beide, noemer="deelname")
    pagina = open_pagina(maak_pagina(cg.Meting(beide, noemer="deelname")))
    gelezen = pagina.evaluate("congruentie.bereken({een: 1, twee: 1})")
    assert [gelezen[c]["congruentie"] for c in tabel.index] == tabel["congruentie"].tolist()
    assert "waarin zij zelf een regio heeft" in pagina.text_content("#noemer")
    # D takes part nowhere: hatched, counted and explained.
    assert vlak(pagina, 3) == "url(#arcering-253494-1)"
    assert "zonder partners" in pagina.text_content("#klassen")
    pagina.click("#tabel tbody tr:nth-child(4) button")
    assert "bij afspraak 100%" in pagina.text_content("#paneel-gemeente")
    assert "geen regio" in pagina.text_content("#paneel-gemeente")


@pytest.mark.parametrize(
    ("vraag", "melding"),
    [
        ("{ggd: 1}", "Kies ten minste twee indelingen."),
        ("{}", "Kies ten minste twee indelingen."),
        ("{ggd: 1, rmc: 1}", "De indeling rmc doet niet mee op deze kaart."),
        ("{ggd: 1, res: -1}", "Het gewicht van res moet een getal van 0 of hoger zijn."),
        ("{ggd: 1, res: '2'}", "Het gewicht van res moet een getal van 0 of hoger zijn."),
        ("{ggd: 0, res: 0}", "Geef ten minste een indeling een gewicht boven 0."),
    ],
)
def test_bereken_weigert_in_het_nederlands(open_pagina, land, vraag, melding):
    pagina = open_pagina(land[2])
    gezegd = pagina.evaluate(
        f"() => {{ try {{ congruentie.bereken({vraag}); }} catch (f) {{ return f.message; }} }}"
    )
    assert gezegd == melding


def test_zoeken(open_pagina, land):
    pagina = open_pagina(land[2])

    def vind(tekst: str) -> list[str]:
        pagina.fill("#zoek", tekst)
        return pagina.eval_on_selector_all("#treffers li", "ls => ls.map(l => l.textContent)")

    assert vind("sudwest") == ["Súdwest-Fryslân"]
    assert vind("DEN HAAG") == ["'s-Gravenhage"]
    assert vind("gm0363") == ["Amsterdam"]
    assert vind("bergen")[:2] == ["Bergen (L.)", "Bergen (NH.)"]
    assert vind("xyz") == ["Niets gevonden"]
    assert pagina.text_content("#voorlezen") == "Niets gevonden"
    assert vind("weesp") == ["Weesp sinds 2022 in Amsterdam"]
    assert vind("zudplas") == ["Zuidplas bedoelt u deze?"]
    assert pagina.text_content("#voorlezen") == "Bedoelt u Zuidplas?"
    assert vind("gelderland")[0] == "Gelderland provincie"
    assert "Gooi en Vechtstreek Jeugdregio's" in vind("vechtstreek")
    vind("utr")
    pagina.press("#zoek", "ArrowDown")
    assert pagina.get_attribute("#zoek", "aria-activedescendant") == "treffers-0"
    pagina.press("#zoek", "Enter")
    assert pagina.text_content("#gekozenkop") == "Utrecht"
    assert pagina.is_hidden("#treffers")
    assert pagina.input_value("#zoek") == ""  # no old name stays
    assert nederlands(land[1].loc["GM0344", "congruentie"]) in pagina.text_content(
        "#paneel-gemeente"
    )


def test_kiezen_met_de_muis_toont_alles_van_de_gemeente(open_pagina, land):
    indelingen, tabel, html = land
    pagina = open_pagina(html)
    plek = tabel.index.get_loc("GM0184" if "GM0184" in tabel.index else tabel.index[0])  # Urk
    waar = wijs(pagina, plek)
    pagina.mouse.move(waar["x"], waar["y"])
    pagina.wait_for_selector(".tip")
    assert tabel["gm_naam"].iloc[plek] in pagina.text_content(".tip")
    pagina.mouse.click(waar["x"], waar["y"])
    tekst = pagina.text_content("#paneel-gemeente")
    rij = tabel.iloc[plek]
    assert pagina.text_content("#gekozenkop") == rij["gm_naam"]
    for indeling in indelingen:
        assert f"({rij[indeling.naam]})" in tekst
    assert nederlands(rij["congruentie"]) in tekst
    assert pagina.get_attribute("#tabel tr[aria-current] button", "type") == "button"
    assert rij["gm_naam"] in pagina.text_content("#tabel tr[aria-current]")


def test_lopen_en_kiezen_met_het_toetsenbord(open_pagina, land):
    pagina = open_pagina(land[2])
    for _ in range(40):
        pagina.keyboard.press("Tab")
        if pagina.evaluate("document.activeElement.id") == "map_kaart":
            break
    else:
        raise AssertionError("de kaart is niet met Tab te bereiken")
    gezegd = []
    for toets in ("ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft"):
        pagina.keyboard.press(toets)
        gezegd.append(pagina.text_content("#voorlezen"))
    assert len(set(gezegd)) >= 3
    namen = set(land[1]["gm_naam"])
    for tekst in gezegd:
        naam, _, procent = tekst.rpartition(", ")
        assert naam in namen
        assert CIJFERS.match(procent)
    pagina.keyboard.press("Enter")
    assert pagina.text_content("#gekozenkop") in namen
    assert "Gekozen:" in pagina.text_content("#voorlezen")
    pagina.keyboard.press("Escape")
    assert pagina.text_content("#gekozenkop") == "Geen gemeente gekozen"


def test_tabel_sorteren(open_pagina, land):
    pagina = open_pagina(land[2])
    kolom = "ts => ts.map(t => parseFloat(t.textContent.replace(',', '.')))"

    def cijfers() -> list[float]:
        return pagina.eval_on_selector_all("#tabel tbody td:nth-child(2)", kolom)

    knop = "#tabel thead th:nth-child(2) button"
    assert cijfers() == sorted(cijfers())  # from the start: the lowest is what one looks for
    assert pagina.get_attribute("#tabel thead th:nth-child(2)", "aria-sort") == "ascending"
    assert "Zuidplas" in pagina.text_content("#tabel tbody tr:first-child")
    pagina.click(knop)
    assert cijfers() == sorted(cijfers(), reverse=True)
    assert pagina.get_attribute("#tabel thead th:nth-child(2)", "aria-sort") == "descending"
    assert pagina.get_attribute("#tabel thead th:nth-child(1)", "aria-sort") is None


def test_regiogrenzen_aan_en_uit(open_pagina, land):
    indelingen, _, html = land
    pagina = open_pagina(html)
    lijnen = ".leaflet-lijnen-pane path"
    assert pagina.locator(lijnen).count() == 2  # the provinces
    pagina.uncheck("#provincies")
    assert pagina.locator(lijnen).count() == 0
    pagina.click("#tab-indelingen")
    for k, indeling in enumerate(indelingen):
        vakje = pagina.locator(f"#grens-{k}")
        vakje.check()
        assert pagina.locator(lijnen).count() == 2  # the line and its white edge
        getekend = pagina.evaluate(
            "n => { const lid = congruentie.gegevens.indelingen[n].lid;"
            " return congruentie.gegevens.buren.filter(([a, b]) => lid[a] !== lid[b]).length; }",
            k,
        )
        assert getekend > 50
        assert indeling.label in pagina.text_content("#lijnlegenda")
        vakje.uncheck()
        assert pagina.locator(lijnen).count() == 0
    stijlen = pagina.eval_on_selector_all(
        "#grenzen line:last-child",
        "ls => ls.map(l => l.getAttribute('stroke') + l.getAttribute('stroke-dasharray'))",
    )
    streepjes = pagina.eval_on_selector_all(
        "#grenzen line:last-child", "ls => ls.map(l => l.getAttribute('stroke-dasharray'))"
    )
    assert len(set(stijlen)) == len(set(streepjes)) == 4  # told apart without colour too


def test_nare_namen_staan_er_letterlijk_en_doen_niets(open_pagina, vierkant):
    gemeenten = Gemeenten(2025, vierkant.codes, (NAAR,) * 4, vierkant.inwoners, vierkant.vlakken)
    lid = {"GM0001": NAAR, "GM0002": NAAR, "GM0003": "R2", "GM0004": "R2"}
    herkomst = cg.Herkomst(NAAR, NAAR, "eigen", NAAR)
    indelingen = Indelingen(
        gemeenten,
        tuple(
            Indeling(n, lid, {NAAR: NAAR + "!"}, NAAR, herkomst=herkomst) for n in ("een", "twee")
        ),
    )
    pagina = open_pagina(maak_pagina(cg.Meting(indelingen)))
    pagina.fill("#zoek", "{{7*7")
    assert pagina.text_content("#treffers li") == NAAR
    pagina.press("#zoek", "Enter")
    assert pagina.text_content("#gekozenkop") == NAAR
    assert f"{NAAR}! ({NAAR})" in pagina.text_content("#paneel-gemeente")
    pagina.click("#tab-indelingen")
    pagina.check("#grens-0")
    assert NAAR in pagina.text_content("#lijnlegenda")
    assert NAAR in pagina.text_content("#bronnen")
    assert NAAR in pagina.text_content("#samenvatting")
    waar = wijs(pagina, 3)
    pagina.mouse.move(waar["x"], waar["y"])
    assert NAAR in pagina.text_content(".tip")
    assert pagina.locator("img").count() == 0
    assert pagina.evaluate("document.scripts.length") == len(SCRIPTS) + 3


def test_niet_van_cbs_staat_overal_bij(open_pagina):
    indelingen = cg.laad_indelingen(2025, ["ggd", "roaz"], met_grenzen=True)
    pagina = open_pagina(maak_pagina(cg.Meting(indelingen)))
    pagina.click("#tabel tbody tr:first-child button")
    pagina.click("#tab-indelingen")
    pagina.check("#grens-1")
    for plek in (
        "#samenvatting",
        "#grenzen",
        "#lijnlegenda",
        "#paneel-gemeente",
        "#tabel",
        "#bronnen",
    ):
        assert "ROAZ-regio's (niet van CBS)" in pagina.text_content(plek), plek


@pytest.mark.parametrize(
    ("breedte", "hoogte"), [(320, 640), (768, 1024), (1366, 768), (1920, 1080)]
)
def test_past_op_elk_scherm(open_pagina, land, breedte, hoogte):
    pagina = open_pagina(land[2], breedte, hoogte)
    assert pagina.evaluate("document.documentElement.scrollWidth") <= breedte
    maat = pagina.locator("#map_kaart").bounding_box()
    assert maat["width"] > 0.6 * min(breedte, 1000)
    # The whole country lies inside the map.
    binnen = pagina.evaluate("map_kaart.getBounds().contains(geo_json_vlakken.getBounds())")
    assert binnen


def test_toegankelijk_in_de_grond(open_pagina, land):
    pagina = open_pagina(land[2])
    assert pagina.get_attribute("html", "lang") == "nl"
    assert pagina.title() == "Congruentie per gemeente, 2025"
    naamloos = pagina.eval_on_selector_all(
        "button, input",
        "es => es.filter(e => !(e.textContent.trim() || e.ariaLabel || e.labels?.length))"
        ".map(e => e.outerHTML)",
    )
    assert naamloos == []
    koppen = pagina.eval_on_selector_all("h1, h2, h3", "ks => ks.map(k => +k.tagName[1])")
    assert koppen[0] == 1
    assert koppen.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(koppen))
    dubbel = pagina.evaluate(
        "() => { const i = [...document.querySelectorAll('[id]')].map(e => e.id);"
        " return i.filter((x, n) => i.indexOf(x) !== n); }"
    )
    assert dubbel == []


def test_de_kaart_van_de_opdrachtregel(open_pagina, tmp_path, monkeypatch):
    from congruentie.cli import main

    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as einde:
        main(["kaart", "--stil"])
    assert einde.value.code == 0
    html = Path("maps/congruentie_2026.html").read_text(encoding="utf-8")
    assert "68,99%" in open_pagina(html).text_content("#samenvatting")


def test_door_de_tijd(open_pagina):
    """Change first; every year can be chosen; the chosen gemeente says what changed."""
    namen = ["ggd", "jeugdregio", "zorgkantoorregio", "veiligheidsregio"]
    jaren = cg.laad_jaren([2016, 2022, 2025], namen, met_grenzen=True)
    indelingen = jaren[-1].indelingen
    pagina = open_pagina(maak_pagina(cg.Meting(indelingen), jaren=Jaren(jaren)))
    tabel = cg.bereken_jaren(jaren)
    hoger = int((tabel["verandering"] > 1e-9).sum())
    assert f"bij {hoger} gemeenten omhoog" in pagina.inner_text("#samenvatting")
    assert pagina.inner_text("#legendakop") == "Verandering 2016-2025, in procentpunt"
    teller = pagina.locator("#klassen .teller").all_inner_texts()
    assert sum(int(tekst) for tekst in teller[4:]) == hoger
    kleur = "document.querySelectorAll('#map_kaart path')[0].getAttribute('fill')"
    voor = pagina.evaluate(kleur)
    pagina.select_option("#weergave", "jaar:2016")
    assert pagina.inner_text("#legendakop") == "Congruentie 2016"
    assert pagina.locator("#klassen li").count() == 6
    assert pagina.evaluate(kleur) != voor
    pagina.fill("#zoek", "Zeewolde")
    pagina.keyboard.press("Enter")
    tekst = pagina.inner_text("#gekozeninhoud")
    assert "Wat er veranderde" in tekst
    assert "2022-2025: " in tekst
    punten = f"{tabel.loc['GM0050', 'verandering']:.2f}".replace(".", ",")
    assert f"{punten} procentpunt" in tekst


def test_zonder_jaren_geen_schuif(open_pagina, land):
    pagina = open_pagina(land[2])
    assert not pagina.locator("#jaren").is_visible()
    assert not pagina.locator("#tab-voorstel").is_visible()


def test_voorstel(open_pagina, met_voorstel):
    """Regio's first; before and after; what could be otherwise; borders that stay and vanish."""
    indelingen, voorstel, html = met_voorstel
    pagina = open_pagina(html)
    aantal = len(voorstel.codes)
    assert pagina.inner_text("#legendakop") == f"Voorstel: {aantal} regio's"
    assert "bewezen het beste" in pagina.inner_text("#samenvatting")
    pagina.click("#tab-indelingen")
    assert pagina.is_checked("#grens-0")
    pagina.check("#grens-1")
    assert "Regiogrens die verdwijnt" in pagina.inner_text("#lijnlegenda")
    pagina.fill("#zoek", "Nijkerk")
    pagina.keyboard.press("Enter")
    tekst = pagina.inner_text("#gekozeninhoud")
    plek = indelingen.gemeenten.plek["GM0267"]
    assert f"{voorstel.namen[voorstel.regio[plek]]} (" in tekst
    na = per_gemeente(voorstel)
    for naam in ("ggd", "jeugdregio"):  # computed in the page, the same as in Python
        pagina.select_option("#weergave", f"na:0:{naam}")
        assert nederlands(na.loc["GM0267", f"na_{naam}"]) in tekst
    pagina.select_option("#weergave", "stand:0")
    assert pagina.inner_text("#legendakop") == "Ligt het vast?"
    teller = pagina.locator("#klassen .teller").all_inner_texts()
    assert sum(int(tekst) for tekst in teller) == 342
    pagina.click("#tab-voorstel")
    paneel = pagina.inner_text("#paneel-voorstel")
    assert "minimaal 200.000 inwoners per regio" in paneel
    for code, naam in zip(voorstel.codes, voorstel.namen, strict=True):
        assert f"{naam} ({code})" in paneel


def test_twee_voorstellen_naast_elkaar(open_pagina, met_voorstel):
    indelingen, voorstel, html = met_voorstel
    pagina = open_pagina(html)
    assert not pagina.is_visible("#naastkaart")
    pagina.select_option("#naast", "voorstel:1")
    assert pagina.inner_text("#naastkop") == "Voorstel: 25 regio's (Eerder plan)"
    assert pagina.locator("#naastbeeld path[fill]").count() >= 342
    pagina.click("#tab-voorstel")
    ggd = indelingen.regio[:, 0]
    samen = np.equal.outer(ggd, ggd), np.equal.outer(voorstel.regio, voorstel.regio)
    paren = np.triu(np.ones((342, 342), dtype=bool), 1)
    deel = 100 * (samen[0] & samen[1])[paren].sum() / (samen[0] | samen[1])[paren].sum()
    assert f"voegen beide er {nederlands(deel)} samen" in pagina.inner_text("#voorstellen")
    doelwaarde = f"{doelwaarde_van(voorstel, ggd.astype(int)):g}"
    assert doelwaarde in pagina.inner_text("#voorstellen").replace(".", "").replace(",", ".")
    # A click on the second map chooses the same gemeente.
    pagina.locator("#naastbeeld path").nth(5).click(force=True)
    assert pagina.inner_text("#gekozenkop") == indelingen.gemeenten.namen[5]

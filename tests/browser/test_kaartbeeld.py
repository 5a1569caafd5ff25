"""The map as one looks at it and handles it: what is in view, two maps in step, borders, touch."""

from __future__ import annotations

import pytest
from paginalezen import kies, vlak, wacht, wijs

IN_BEELD = "map_kaart.getBounds().contains(geo_json_vlakken.getBounds())"
STAND = """() => congruentie.zicht.beelden().map(({ kaart }) =>
  [kaart.getCenter().lat, kaart.getCenter().lng, kaart.getZoom()])"""
OP_DE_GRENS = """([een, ander]) => {
  const { model, gegevens } = congruentie;
  const [i, j] = [een, ander].map((naam) => gegevens.gemeenten.namen.indexOf(naam));
  const { lijnen } = model.bogen.find(({ a, b }) => [i, j].includes(a) && [i, j].includes(b));
  const midden = lijnen[0][Math.floor(lijnen[0].length / 2)];
  const q = map_kaart.latLngToContainerPoint(midden);
  const r = document.getElementById('map_kaart').getBoundingClientRect();
  return [q.x + r.x, q.y + r.y];
}"""
KLASSEN = "#klassen li > span:nth-child(2)"


def ongeveer(stand: list[float]):
    """The same view but for the rounding to pixels: centre in steps of 10 m, and zoom."""
    return pytest.approx(stand, abs=60)


def teksten(pagina, waar: str) -> list[str]:
    return pagina.locator(waar).all_inner_texts()


def test_het_land_vult_de_kaart_en_blijft_erin(open_pagina, land):
    pagina = open_pagina(land[2])
    assert pagina.evaluate(IN_BEELD)
    waar = pagina.locator("#map_kaart").bounding_box()
    noord, zuid = (wijs(pagina, land[1].index.get_loc(gm)) for gm in ("GM0088", "GM1903"))
    assert zuid["y"] - noord["y"] > 0.88 * waar["height"]  # Schiermonnikoog to Eijsden-Margraten
    begin = pagina.evaluate(STAND)
    pagina.click("#kleiner")
    assert pagina.evaluate(STAND) == begin
    pagina.focus("#map_kaart")
    pagina.keyboard.press("+")
    pagina.mouse.move(waar["x"] + 500, waar["y"] + 300)
    for _ in range(3):  # try to drag the country away
        pagina.mouse.down()
        pagina.mouse.move(waar["x"] + 900, waar["y"] + 590, steps=3)
        pagina.mouse.up()
        pagina.mouse.move(waar["x"] + 10, waar["y"] + 10)
    midden = pagina.evaluate(
        "geo_json_vlakken.getBounds().pad(0.1).contains(map_kaart.getCenter())"
    )
    assert midden
    pagina.click("#heel")
    assert pagina.evaluate(STAND)[0] == ongeveer(begin[0])
    # A wider window: the country fills that too.
    pagina.set_viewport_size({"width": 1000, "height": 900})
    pagina.wait_for_timeout(300)
    assert pagina.evaluate(IN_BEELD)


def test_kiezen_brengt_de_partners_in_beeld_en_laat_weer_los(open_pagina, land):
    _, tabel, html = land
    pagina = open_pagina(html)
    zoom = "map_kaart.getZoom()"
    ver = pagina.evaluate(zoom)
    kies(pagina, "Nijkerk")
    assert pagina.evaluate(zoom) > ver + 1
    partners = pagina.evaluate(
        "congruentie.model.nu().partners(congruentie.model.staat().gekozen).map(p => p.plek)"
    )
    assert len(partners) == tabel.loc["GM0267", "partners"]
    binnen = pagina.locator("#map_kaart").bounding_box()
    legenda = pagina.locator("#legenda").bounding_box()
    plek = tabel.index.get_loc("GM0267")
    for een in [plek, *partners]:
        punt = wijs(pagina, een)
        assert binnen["x"] < punt["x"] < binnen["x"] + binnen["width"]
        assert not (
            punt["x"] < legenda["x"] + legenda["width"]
            and punt["y"] < legenda["y"] + legenda["height"]
        )
    assert {"Nijkerk", "Barneveld", "Ede"} <= set(teksten(pagina, ".gemeentenaam"))
    # What is told of a gemeente lies over no partner.
    for een in [plek, *partners[:6]]:
        waar = wijs(pagina, een)
        pagina.mouse.move(waar["x"], waar["y"])
        tip = pagina.locator("#map_kaart .tip").bounding_box()
        assert tabel["gm_naam"].iloc[een] == pagina.inner_text(".tip strong")
        for ander in partners:
            punt = wijs(pagina, ander)
            onder = (
                0 < punt["x"] - tip["x"] < tip["width"] and 0 < punt["y"] - tip["y"] < tip["height"]
            )
            assert not onder, (een, ander)
    waar = wijs(pagina, plek)
    pagina.mouse.click(waar["x"], waar["y"])
    assert pagina.inner_text("#gekozenkop") == "Geen gemeente gekozen"
    kies(pagina, "Texel")
    pagina.click("#heel")
    pagina.mouse.click(binnen["x"] + 30, binnen["y"] + 0.6 * binnen["height"])  # the sea
    assert pagina.inner_text("#gekozenkop") == "Geen gemeente gekozen"


def test_grenzen_naast_elkaar_en_wat_erlangs_loopt(open_pagina, land):
    pagina = open_pagina(land[2])
    pagina.uncheck("#provincies")
    pagina.click("#tab-indelingen")
    for k in range(4):
        pagina.check(f"#grens-{k}")
    # Drawn as often as it runs: every colour is on the map where all four coincide.
    lagen = pagina.evaluate(
        "congruentie.lijnen.gevraagd(congruentie.kaart.weergave()).lagen"
        ".filter(l => l.sleutel).map(l => [l.sleutel, l.opzij, l.pad.length])"
    )
    vier = [opzij for _, opzij, _ in lagen if abs(opzij) == 3.75]
    assert len(vier) == 2
    assert len({sleutel for sleutel, _, _ in lagen}) == 4
    assert len(teksten(pagina, "#lijnlegenda li")) == 4
    kies(pagina, "Nijkerk")
    x, y = pagina.evaluate(OP_DE_GRENS, ["Nijkerk", "Amersfoort"])
    pagina.mouse.move(x, y)
    pagina.mouse.move(x + 1, y)
    assert pagina.inner_text("#map_kaart .tip strong") in {
        "Grens tussen Amersfoort en Nijkerk",
        "Grens tussen Nijkerk en Amersfoort",
    }
    assert "Regiogrens in 3 van 4 indelingen" in pagina.inner_text("#map_kaart .tip")
    pagina.mouse.click(x + 1, y)
    blad = pagina.inner_text("#blad")
    assert "Foodvalley (ES09)" in blad
    assert "Arbeidsmarktregio" not in blad  # in that one they are together
    pagina.click("text=Vergelijk deze twee")
    assert "samen in 1 van 4 indelingen" in pagina.inner_text("#tweetalinhoud")
    assert pagina.is_hidden("#blad")


def test_twee_kaarten_in_de_pas_met_dezelfde_kleuren_en_klassen(open_pagina, met_voorstel):
    indelingen, voorstel, html = met_voorstel
    pagina = open_pagina(html)
    pagina.select_option("#naast", "voorstel:1")
    een, ander = pagina.evaluate(STAND)
    assert een == ongeveer(ander)
    kies(pagina, "Zeewolde")
    een, ander = pagina.evaluate(STAND)
    assert een == ongeveer(ander)
    waar = pagina.locator("#naastbeeld").bounding_box()
    pagina.mouse.move(waar["x"] + 200, waar["y"] + 200)
    pagina.mouse.down()
    pagina.mouse.move(waar["x"] + 100, waar["y"] + 150, steps=4)
    pagina.mouse.up()
    na = pagina.evaluate(STAND)
    assert na[0] == ongeveer(na[1])
    assert na[0] != ongeveer(een)
    # A regio that is the same in both has one colour.
    ggd = indelingen.regio[:, 0]
    gelijk = 0
    kleuren = pagina.evaluate(
        "() => { const [l, r] = congruentie.weergaven.getoond();"
        " return [l, r].map(w => congruentie.gegevens.gemeenten.codes.map((_, p) => w.klasse(p))); }"
    )
    for regio in set(voorstel.regio.tolist()):
        leden = (voorstel.regio == regio).nonzero()[0]
        if ((ggd == ggd[leden[0]]).nonzero()[0].tolist()) == leden.tolist():
            assert kleuren[0][leden[0]] == kleuren[1][leden[0]]
            gelijk += 1
    assert gelijk > 3
    # Two maps of percentages have one scale.
    pagina.select_option("#weergave", "na:0:ggd")
    pagina.select_option("#naast", "na:0:jeugdregio")
    assert teksten(pagina, KLASSEN) == teksten(pagina, "#naastklassen li > span:nth-child(2)")


def test_veel_indelingen_en_klassen_uit_de_cijfers(open_pagina, alles):
    pagina = open_pagina(alles[1])
    per = [int(tekst) for tekst in teksten(pagina, "#klassen .teller")]
    assert sum(per) == 342
    assert min(per) > 10
    kleuren = {vlak(pagina, plek) for plek in range(0, 342, 7)}
    assert len(kleuren) == len(per)
    pagina.check("#vasteklassen")
    assert teksten(pagina, KLASSEN)[1] == "20 tot 40%"
    assert pagina.url.endswith("#c=1")
    pagina.check("#stapel")
    assert len(teksten(pagina, "#lijnlegenda li")) <= 6
    legenda, kaart = (pagina.locator(id_).bounding_box() for id_ in ("#legenda", "#map_kaart"))
    assert legenda["height"] < kaart["height"]
    # A domain at once; nothing to compare leaves the map as it was, and says so.
    pagina.click("#tab-indelingen")
    was = pagina.text_content("#keuzeverschil")
    pagina.click("#allesuit")
    assert "Kies er nu ten minste twee" in pagina.inner_text("#indelingmelding")
    assert pagina.text_content("#keuzeverschil") == was
    zorg = pagina.locator(".domein label", has_text="Zorg")
    zorg.click()
    assert pagina.is_hidden("#indelingmelding")
    aan = pagina.evaluate("congruentie.model.nu().tellen.map(({ domein }) => domein)")
    assert len(aan) > 3
    assert set(aan) == {"zorg"}
    pagina.fill("#zoekindeling", "jeugd")
    assert teksten(pagina, "#indelingen tbody tr:not(.domein) label:visible") == ["Jeugdregio's"]
    # The name stays in sight when the table moves, under a head that nothing shines through.
    pagina.evaluate("document.querySelector('.tabeldeel .rol').scrollTo(900, 300)")
    naam, rand = (
        pagina.locator(waar).first.bounding_box() for waar in ("#tabel tbody th", ".tabeldeel .rol")
    )
    assert naam["x"] == pytest.approx(rand["x"], abs=2)


def test_op_een_telefoon(open_pagina, land):
    """One finger moves the page and not the map; a tap tells below what was tapped."""
    pagina = open_pagina(land[2], 390, 844, has_touch=True, is_mobile=True)
    stand = pagina.evaluate(STAND)
    waar = pagina.locator("#map_kaart").bounding_box()
    cdp = pagina.context.new_cdp_session(pagina)

    def vinger(soort: str, *punten: tuple[float, float]) -> None:
        cdp.send(
            "Input.dispatchTouchEvent",
            {"type": soort, "touchPoints": [{"x": x, "y": y} for x, y in punten]},
        )

    x, y = waar["x"] + 150, waar["y"] + 250
    vinger("touchStart", (x, y))
    for stap in range(10, 160, 10):
        vinger("touchMove", (x, y - stap))
        pagina.wait_for_timeout(16)
    vinger("touchEnd")
    wacht(pagina, "scrollY > 60")
    pagina.wait_for_timeout(400)  # a tap while the page still moves only stops it
    assert pagina.evaluate(STAND) == stand
    plek = wijs(pagina, land[1].index.get_loc("GM0153"))  # Enschede
    pagina.touchscreen.tap(plek["x"], plek["y"])
    blad = pagina.locator("#blad").bounding_box()
    assert blad["y"] + blad["height"] == pytest.approx(844, abs=1)
    assert pagina.inner_text("#bladkop") == "Enschede"
    assert "100,00%" in pagina.inner_text("#bladinhoud")
    assert pagina.locator(".tip.open").count() == 0
    pagina.click("text=Laat los")
    assert pagina.is_hidden("#blad")
    assert pagina.inner_text("#gekozenkop") == "Geen gemeente gekozen"

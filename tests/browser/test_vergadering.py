"""What people ask in a meeting room: is the answer right, and in how many clicks is it there."""

from __future__ import annotations

import json

import numpy as np
import pytest
from paginalezen import anders, nederlands, wacht

from congruentie.cli import _voer_uit
from congruentie.voorstel.bestaand import doelwaarde_van
from congruentie.voorstel.bestand import lees_voorstel

IN_BEELD = (
    "s => { const r = document.querySelector(s).getBoundingClientRect();"
    " return r.top >= -1 && r.top < innerHeight - 40; }"
)


class Lezer:
    """A reader that counts what it does: a click, or a search that ends with Enter."""

    def __init__(self, pagina) -> None:
        self.pagina, self.keer = pagina, 0

    def klik(self, waar: str) -> None:
        self.keer += 1
        self.pagina.locator(waar).first.click()

    def zoek(self, naam: str) -> None:
        self.keer += 1
        self.pagina.fill("#zoek", naam)
        self.pagina.press("#zoek", "Enter")

    def leest(self, waar: str) -> str:
        return self.pagina.inner_text(waar)

    def handelingen(self) -> int:
        keer, self.keer = self.keer, 0
        return keer


def test_wie_is_het_laagst_en_waarom(open_pagina, land):
    _, tabel, html = land
    lezer = Lezer(open_pagina(html))
    laagste = tabel["congruentie"].idxmin()
    naam, cijfer = tabel.loc[laagste, ["gm_naam", "congruentie"]]
    overzicht = lezer.leest("#paneel-gemeente")  # no click at all
    assert f"{nederlands(tabel['congruentie'].mean())} van de 4 indelingen samen" in overzicht
    assert f"Het laagst is {naam} met {nederlands(cijfer)}" in overzicht
    vijf = tabel.round(9).sort_values(["congruentie", "gm_naam"])["gm_naam"].head(5).tolist()
    eerste = lezer.pagina.locator(".ranglijst").first.locator("button").all_inner_texts()
    assert eerste == vijf
    staven = lezer.pagina.locator(".histogram .aantal").all_text_contents()
    assert sum(map(int, staven)) == 342
    lezer.klik(".ranglijst button")
    assert lezer.handelingen() == 1
    paneel = lezer.leest("#gekozeninhoud")
    assert nederlands(cijfer) in paneel
    assert "wijkt het meest af" in paneel
    assert "Wat zou haar congruentie verhogen?" in paneel
    # The gains are what Python makes of that move, and the best comes first.
    beste = lezer.pagina.locator(".kansen li").first.inner_text()
    kansen = lezer.pagina.evaluate(
        "p => congruentie.model.nu().kansen(p)", tabel.index.get_loc(laagste)
    )
    assert f"Zij {kansen[0]['winst']:+.2f}".replace(".", ",") in beste
    assert "al in een andere indeling" in beste
    # Letting go, with the mouse and with Escape.
    lezer.klik("#sluitkeuze")
    assert lezer.pagina.evaluate("congruentie.model.staat().gekozen") == -1
    lezer.zoek("Zeewolde")
    assert lezer.pagina.input_value("#zoek") == ""
    lezer.pagina.focus("#tab-gemeente")
    lezer.pagina.keyboard.press("Escape")
    assert lezer.pagina.inner_text("#tab-gemeente") == "Overzicht"


def test_wat_doet_een_andere_keuze(open_pagina, land):
    """RES off and GGD double: before and after, who changes most, and on the map."""
    indelingen, tabel, html = land
    lezer = Lezer(open_pagina(html))
    namen = list(indelingen.namen)
    lezer.klik("#tab-indelingen")
    lezer.klik(f"#telt-{namen.index('res')}")
    lezer.pagina.fill(f"#gewicht-{namen.index('ggd')}", "2")
    lezer.pagina.press(f"#gewicht-{namen.index('ggd')}", "Enter")
    lezer.pagina.press(f"#gewicht-{namen.index('ggd')}", "Tab")
    assert lezer.handelingen() == 2
    na = anders(indelingen, {"res": 0.0, "ggd": 2.0})["congruentie"]
    was, nu = tabel["congruentie"].mean(), na.mean()
    punten = f"{nu - was:+.2f}".replace(".", ",")
    zin = f"was {nederlands(was)}, nu {nederlands(nu)} ({punten} procentpunt)"
    assert zin in lezer.leest("#keuzeverschil")
    assert zin in lezer.pagina.text_content("#voorlezen")
    verschil = na - tabel["congruentie"]
    gevolg = lezer.leest("#keuzegevolg")
    assert f"{(verschil > 1e-9).sum()} gemeenten gaan omhoog" in gevolg
    assert tabel.loc[verschil.idxmax(), "gm_naam"] in gevolg
    assert tabel.loc[verschil.idxmin(), "gm_naam"] in gevolg
    lezer.klik("#keuzegevolg button")
    assert lezer.handelingen() == 1
    assert lezer.leest("#legendakop") == "Verschil door uw keuze, in procentpunt"
    lezer.zoek(tabel.loc[verschil.idxmax(), "gm_naam"])
    assert "Door uw keuze van indelingen: was" in lezer.leest("#gekozeninhoud")
    lezer.klik("#tab-indelingen")
    lezer.klik("#terugzetten")
    assert lezer.leest("#keuzegevolg") == ""


def test_de_tabel_wijst_naar_boven_en_weer_terug(open_pagina, land):
    """At 1366 x 768: what is chosen in the table is seen beside the map, and back is one click."""
    _, tabel, html = land
    lezer = Lezer(open_pagina(html))
    lezer.klik(".vragen li:last-child button")
    assert lezer.pagina.evaluate(IN_BEELD, "#tabelkop")
    rij = lezer.pagina.locator("#tabel tbody tr").nth(12).locator("button")
    naam = rij.inner_text()
    assert naam == tabel.sort_values("congruentie", kind="stable")["gm_naam"].iloc[12]
    rij.click()
    for waar in ("#map_kaart", "#gekozenkop"):
        assert lezer.pagina.evaluate(IN_BEELD, waar), waar
    assert lezer.leest("#gekozenkop") == naam
    assert lezer.pagina.evaluate("document.activeElement.id") == "gekozenkop"
    lezer.klik("#sluitkeuze")
    assert lezer.pagina.evaluate("document.activeElement.textContent") == naam
    assert lezer.pagina.evaluate(IN_BEELD, "#tabel tbody tr:nth-child(13)")


def test_een_link_die_niet_past_wordt_gezegd(open_pagina, land):
    pagina = open_pagina(land[2])
    assert pagina.is_hidden("#linkmelding")
    adres = pagina.url.split("#")[0]
    pagina.goto("about:blank")
    pagina.goto(f"{adres}#g=GM9999&i=rmc:1,ggd:1,res:1&w=onzin")
    melding = pagina.inner_text("#linkmelding p")
    for deel in ("de gemeente GM9999 is er in 2025 niet", "de indeling rmc", "de kaart onzin"):
        assert deel in melding
    assert pagina.evaluate("congruentie.model.nu().tellen.length") == 2
    pagina.click("#linkgezien")
    assert pagina.is_hidden("#linkmelding")


def test_mijn_gemeente_in_het_voorstel(open_pagina, met_voorstel):
    """Where it goes in each indeling, and with whom, as the tables of the proposal say."""
    indelingen, voorstel, html = met_voorstel
    lezer = Lezer(open_pagina(html))
    assert lezer.pagina.is_visible("#paneel-voorstel")  # where such a page opens
    totaal = lezer.leest("#voorstellen")
    for _, rij in voorstel.per_indeling.iterrows():
        assert f"{rij['gemeenten_verhuizen']} gemeenten" in totaal
        assert nederlands(rij["congruentie_na"]) in totaal
    weg = voorstel.verhuizingen
    code = weg["gm_code"].value_counts().index[0]
    lezer.zoek(indelingen.gemeenten.naam_van[code])
    assert lezer.handelingen() == 1
    paneel = lezer.leest("#gekozeninhoud")
    for _, rij in weg[weg["gm_code"] == code].iterrows():
        doel = rij["naar_naam"].removeprefix("nieuw: ")
        assert f"nu {rij['van_naam']}, straks {doel}" in paneel
    plek = indelingen.gemeenten.plek[code]
    anderen = (voorstel.regio == voorstel.regio[plek]).sum() - 1
    assert f"Straks samen met {anderen} gemeente" in paneel
    # Its regio is a thing of its own: one click, its members, and back.
    lezer.pagina.locator("#gekozeninhoud .kern .link").first.click()
    naam = voorstel.namen[voorstel.regio[plek]]
    assert lezer.leest("#gekozenkop") == naam
    assert lezer.pagina.locator("#gekozeninhoud tbody tr").count() == anderen + 1
    lezer.klik("#sluitkeuze")
    assert lezer.pagina.is_visible("#paneel-voorstel")
    # The proof is of this question only: in the panel, above the map, and on the picture.
    assert "bewezen het beste" in lezer.leest("#samenvatting")
    lezer.klik("#tab-indelingen")
    lezer.pagina.fill("#gewicht-0", "3")
    lezer.pagina.press("#gewicht-0", "Tab")
    wacht(lezer.pagina, "congruentie.model.nu().gewogen")
    assert "bewezen" not in lezer.leest("#samenvatting")
    assert "of het nog het beste is, is niet berekend" in lezer.leest("#samenvatting")
    lezer.klik("#tab-voorstel")
    assert "bewezen" not in lezer.leest("#voorstellen")
    assert lezer.pagina.locator("#weergave option[value='stand:0']").count() == 0


def test_een_voorstel_aanpassen_en_meenemen(open_pagina, met_voorstel, tmp_path):
    indelingen, voorstel, html = met_voorstel
    lezer = Lezer(open_pagina(html))
    pagina = lezer.pagina
    code = voorstel.verhuizingen["gm_code"].value_counts().index[0]
    lezer.zoek(indelingen.gemeenten.naam_van[code])
    keuze = pagina.locator(".keuzes li", has_text="Dat kost").first  # the best that is not as good
    assert "kost" in keuze.inner_text()
    keuze.locator("button:not(.link)").click()
    assert lezer.handelingen() == 1  # and this click
    regio = pagina.evaluate("congruentie.model.nu().voorstellen.at(-1).regio")
    waarde = doelwaarde_van(voorstel, np.array(regio))
    strook = lezer.leest(".strook")
    getal = f"{waarde:,.1f}".removesuffix(".0").translate(str.maketrans(",.", ".,"))
    assert f"{getal} punten waard" in strook
    minder = voorstel.doelwaarde - waarde
    assert minder > 0
    hoeveel = f"{minder:,.1f}".removesuffix(".0").translate(str.maketrans(",.", ".,"))
    assert f"{hoeveel} punt" in strook
    lezer.klik(".strook button:has-text('Ongedaan maken')")
    assert pagina.evaluate("congruentie.model.staat().aanpassing.length") == 0
    lezer.klik(".strook button:has-text('Opnieuw')")
    assert pagina.evaluate("congruentie.model.nu().voorstellen.at(-1).regio") == regio
    assert "bewezen" not in lezer.leest("#samenvatting")
    # In the link, and locked: nobody leaves or joins that regio.
    doel = regio[indelingen.gemeenten.plek[code]]
    pagina.locator("#gekozeninhoud .kern .link").first.click()
    lezer.klik("button:has-text('Zet deze regio vast')")
    assert f"k={doel}" in pagina.url
    lezer.zoek(indelingen.gemeenten.naam_van[code])
    assert "staat vast" in lezer.leest(".keuzes")
    assert pagina.locator(".keuzes button:not(.link)").count() == 0
    lezer.klik("#sluitkeuze")
    for knop in ("bewaarvoorstel", "bewaarlijst", "bewaarwensen", "bewaarzetten"):
        if pagina.locator(f"#{knop}").count():
            with pagina.expect_download() as bestand:
                pagina.click(f"#{knop}")
            bestand.value.save_as(tmp_path / bestand.value.suggested_filename)
    # Every file is read by the command that it is for.
    terug = lees_voorstel(tmp_path / "uw-versie.json").voorstel
    assert terug.doelwaarde == pytest.approx(waarde)
    assert not terug.bewezen_optimaal
    assert len(terug.codes) == len(set(regio))
    opties = ["--jaar", "2025", "--indelingen", "ggd,jeugdregio", "--stil"]
    uit = tmp_path / "nieuw"
    assert _voer_uit(["voorstel", *opties, "--eisen", str(tmp_path / "uw-wensen.yaml"),
                      "--naast", str(tmp_path / "uw-versie.csv"), "--uit", str(uit)]) == 0  # fmt: skip
    nieuw = json.loads(uit.with_suffix(".json").read_text("utf-8"))
    vast = {indelingen.gemeenten.codes[i] for i, r in enumerate(regio) if r == doel}
    assert vast in [set(r["gemeenten"]) for r in nieuw["regios"]]
    zetten = tmp_path / "uw-verplaatsingen.yaml"
    if zetten.exists():
        assert _voer_uit(["wat-als", *opties, "--bestand", str(zetten),
                          "--uit", str(tmp_path / "gevolg.json")]) == 0  # fmt: skip

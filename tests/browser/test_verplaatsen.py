"""What if a gemeente moves: in the page as in Python and on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import yaml
from paginalezen import BEREKEND, anders, kies, nederlands

import congruentie as cg
from congruentie.cli import _voer_uit
from congruentie.kaart import maak_pagina
from congruentie.meten.jaren import Jaren


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
    np.testing.assert_allclose(pagina.evaluate(BEREKEND), na["congruentie"], rtol=0, atol=1e-9)
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
    np.testing.assert_allclose(pagina.evaluate(BEREKEND), een["congruentie"], rtol=0, atol=1e-9)
    pagina.click("#allesterug")
    assert pagina.evaluate(BEREKEND) == pytest.approx(tabel["congruentie"].tolist(), abs=1e-9)
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
    np.testing.assert_allclose(pagina.evaluate(BEREKEND), na["congruentie"], rtol=0, atol=1e-9)


def test_probeer_wat_zou_helpen_en_weer_terug(open_pagina, land):
    pagina = open_pagina(land[2])
    kies(pagina, "Zuidplas")
    pagina.locator("#gekozeninhoud .kansen button").first.click()
    assert "zonder de verplaatsingen (+" in pagina.inner_text("#gekozeninhoud")
    samenvatting = pagina.inner_text("#samenvatting")
    assert "Met 1 verplaatsing (Zuidplas, Arbeidsmarktregio's: van Rijnmond" in samenvatting
    assert "; zonder: 68,99%." in samenvatting
    assert "verplaatst. Gemiddelde van het land" in pagina.text_content("#voorlezen")


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


def test_verplaatsingen_veranderen_de_geschiedenis_niet(open_pagina):
    namen = ["ggd", "jeugdregio", "zorgkantoorregio", "veiligheidsregio"]
    jaren = cg.laad_jaren([2016, 2025], namen, met_grenzen=True)
    indelingen = jaren[-1].indelingen
    pagina = open_pagina(maak_pagina(cg.Meting(indelingen), jaren=Jaren(jaren)))
    voor = pagina.evaluate("congruentie.model.nu().jaren()")
    kies(pagina, "Zeewolde")
    pagina.locator("#gekozeninhoud .kansen button").first.click()
    assert pagina.evaluate("congruentie.model.nu().jaren()") == voor


def test_na_een_fusie(open_pagina, tmp_path):
    """The page computes for the gemeenten after it, and tells of the new one and how its parts were."""
    pad = tmp_path / "fusie.html"
    opties = ["--jaar", "2025", "--fuseer", "Ede,Veenendaal=Valleistad", "--verplaats",
              "Valleistad:ggd=GG2514", "--stil", "--uit", str(pad)]  # fmt: skip
    assert _voer_uit(["wat-als", *opties]) == 0
    pagina = open_pagina(pad.read_text("utf-8"))
    voor = cg.bereken(cg.laad_indelingen(2025))["congruentie"]
    samen = cg.laad_indelingen(2025, fuseer={"Ede,Veenendaal": "Valleistad"})
    na = cg.bereken(cg.verplaats(samen, [cg.Verplaatsing("GM9001", "ggd", "GG2514")]))
    np.testing.assert_allclose(pagina.evaluate(BEREKEND), na["congruentie"], rtol=0, atol=1e-9)
    kies(pagina, "Valleistad")
    gekozen = pagina.inner_text("#gekozeninhoud")
    ede, veenendaal = (f"(was {nederlands(voor[code])})" for code in ("GM0228", "GM0345"))
    assert f"Denkbeeldige gemeente: uit Ede {ede} en Veenendaal {veenendaal}." in gekozen
    zonder = f"Met een denkbeeldige herindeling (Valleistad); zonder: {nederlands(voor.mean())}."
    assert zonder in pagina.inner_text("#samenvatting")

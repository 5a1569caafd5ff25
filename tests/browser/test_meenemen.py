"""What a reader takes along from the page: a link, a picture, a file, a sheet of paper."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import struct
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest
from paginalezen import kies


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


def test_de_pagina_met_de_keuze_bewaard(open_pagina, land):
    """The file that is saved is a page like the first, opens with the choice, and saves again."""
    pagina = open_pagina(land[2])
    kies(pagina, "Nijkerk")
    pagina.check("#stapel")
    pagina.select_option("#naast", "indeling:res")
    pagina.click("#tab-delen")
    with pagina.expect_download() as bestand:
        pagina.click("#alspng")
    png = Path(bestand.value.path()).read_bytes()
    assert struct.unpack(">II", png[16:24]) == (2400, 1400)  # both maps
    for _ in range(2):
        with pagina.expect_download() as bestand:
            pagina.click("#bewaarpagina")
        html = Path(bestand.value.path()).read_text("utf-8")
        begin, eind = (
            re.findall(r"<script[^>]*>.*?</script>", h, re.DOTALL) for h in (land[2], html)
        )
        assert begin == eind
        pagina = open_pagina(html)
        assert pagina.inner_text("#gekozenkop") == "Nijkerk"
        assert pagina.is_checked("#stapel")
        assert pagina.inner_text("#naastkop") == "RES-regio's"
        pagina.click("#tab-delen")
    # An address with a choice of its own goes first.
    pagina.goto(pagina.url.split("#")[0] + "#g=GM0050")
    pagina.reload()
    assert pagina.inner_text("#gekozenkop") == "Zeewolde"
    assert not pagina.is_checked("#stapel")


def test_kaal_voor_in_een_andere_pagina(open_pagina, land):
    pagina = open_pagina(land[2], 700, 500)
    kies(pagina, "Nijkerk")
    code = pagina.input_value("#inbedden")
    adres = re.search('src="([^"]+)"', code)[1]
    assert adres.endswith("?kaal#g=GM0267")
    pagina.goto(adres)
    assert pagina.evaluate("document.documentElement.scrollHeight") == 500  # all in view
    assert pagina.locator("#map_kaart").bounding_box()["height"] > 250
    for id_ in ("#map_kaart", "#legenda", "#kaartnoot", "#helekaart"):
        assert pagina.is_visible(id_), id_
    for id_ in ("h1", "#zoek", "#tabel", "#bronnen"):
        assert pagina.is_hidden(id_), id_
    assert pagina.evaluate("document.getElementById('helekaart').href").endswith(
        "kaart.html#g=GM0267"
    )

"""A measure that the scripts of the page do not know."""

from __future__ import annotations

import dataclasses

import numpy as np
from paginalezen import kies

import congruentie as cg
from congruentie.kaart import maak_pagina
from congruentie.meten.maten import MATEN
from congruentie.model import Indeling, Indelingen


def test_een_maat_die_de_pagina_niet_kan_uitrekenen(open_pagina, vierkant, monkeypatch):
    """It stands there as at the start, and says so once the choice is another."""

    def nieuw(samenloop):
        return np.where(np.arange(4) == 3, np.nan, samenloop.partners * 10.0)

    maat = dataclasses.replace(MATEN["congruentie"], naam="nieuw", titel="Nieuw (%)", reken=nieuw)
    monkeypatch.setitem(MATEN, "nieuw", maat)
    een = Indeling("een", dict.fromkeys(vierkant.codes, "x"))
    twee = Indeling("twee", {"GM0001": "p", "GM0002": "p", "GM0003": "q"})
    drie = dataclasses.replace(twee, naam="drie")
    pagina = open_pagina(maak_pagina(cg.Meting(Indelingen(vierkant, (een, twee, drie)))))

    pagina.click("#tabel thead th:first-child button")  # by name

    def kolom():
        kop = pagina.locator("#tabel thead button").all_inner_texts()
        plek = next(i for i, tekst in enumerate(kop) if tekst.startswith("Nieuw"))
        return kop[plek], pagina.locator(f"#tabel tbody td:nth-child({plek + 1})").all_inner_texts()

    assert kolom() == ("Nieuw (%)", ["30,00%"] * 3 + ["onbekend"])
    kies(pagina, vierkant.namen[0])
    assert "Nieuw\n30,00%" in pagina.inner_text("#gekozeninhoud")
    pagina.click("#tab-indelingen")
    pagina.uncheck("#telt-1")
    assert kolom() == ("Nieuw (%), niet herberekend", ["30,00%"] * 3 + ["onbekend"])
    assert "Nieuw, niet herberekend" in pagina.text_content("#gekozeninhoud")
    pagina.check("#telt-1")
    assert kolom()[0] == "Nieuw (%)"

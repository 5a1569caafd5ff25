"""A map of a part of the country: only that is drawn, the figures are of the whole."""

from __future__ import annotations

import dataclasses

from shapely import MultiPolygon

import congruentie as cg
from congruentie.kaart import maak_pagina
from congruentie.model import Indelingen


def test_een_deel_van_het_land(open_pagina):
    heel = cg.laad_indelingen(2026, ["ggd", "res"], met_grenzen=True, cache="geen")
    provincie = cg.laad_indelingen(2026, ["provincie"], cache="geen")["provincie"].lidmaatschap
    drenthe = [code for code, waar in provincie.items() if waar == provincie["GM0106"]]
    gemeenten = heel.gemeenten
    vlakken = gemeenten.vlakken.copy()
    vlakken[~vlakken.index.isin(drenthe)] = MultiPolygon()
    deel = dataclasses.replace(gemeenten, vlakken=vlakken, deel=True)
    tabel = cg.bereken(heel)
    pagina = open_pagina(maak_pagina(cg.Meting(Indelingen(deel, heel.indelingen))))
    pagina.focus("#map_kaart")
    gezien = set()
    for toets in ["ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown"] * 4:
        pagina.keyboard.press(toets)
        pagina.keyboard.press("Enter")
        gezien.add(pagina.evaluate("congruentie.model.staat().gekozen"))
    assert {gemeenten.codes[plek] for plek in gezien} <= set(drenthe)
    assert len(gezien) > 2
    # The whole country counts, and who is not drawn can be chosen as well.
    cijfers = pagina.evaluate("congruentie.bereken({ggd: 1, res: 1})")
    assert len(cijfers) == 342
    assert abs(cijfers["GM0106"]["congruentie"] - tabel.loc["GM0106", "congruentie"]) < 1e-9
    pagina.evaluate("congruentie.model.zet({gekozen: 0})")
    assert gemeenten.namen[0] in pagina.inner_text("#gekozeninhoud")
    pagina.select_option("#weergave", "indeling:ggd")
    assert 0 < pagina.locator(".regionaam").count() < 3

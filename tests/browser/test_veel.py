"""A page of very many areas: it opens, and says what it left out."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from paginalezen import BEREKEND, kies
from shapely import box

import congruentie as cg
from congruentie.gemeenten import Gemeenten
from congruentie.kaart import maak_pagina
from congruentie.model import Indeling, Indelingen

BREED = 72


def test_zonder_lijn_om_elk_gebied(open_pagina):
    rij, kolom = np.divmod(np.arange(BREED**2), BREED)
    codes = [f"LAU{i:05d}" for i in range(BREED**2)]
    vlakken = gpd.GeoSeries(
        shapely.segmentize(
            shapely.box(kolom * 1e4, rij * 1e4, kolom * 1e4 + 1e4, rij * 1e4 + 1e4), 1e3
        ),
        index=codes,
        crs=28992,
    )
    gemeenten = cg.Gemeenten(2025, codes, codes, None, vlakken)
    lid = [dict(zip(codes, (f"R{r}" for r in deel // 9), strict=True)) for deel in (rij, kolom)]
    indelingen = cg.Indelingen(
        gemeenten, tuple(cg.Indeling(f"i{k}", deel) for k, deel in enumerate(lid))
    )
    pagina = open_pagina(maak_pagina(cg.Meting(indelingen)))
    noot = pagina.locator("#kaartnoot").inner_text()
    assert "Voor deze pagina vereenvoudigd tot op 50 meter." in noot
    assert "Er staat geen lijn om elke gemeente" in noot
    randen = pagina.locator("#map_kaart path").evaluate_all(
        "paden => new Set(paden.map((pad) => pad.getAttribute('stroke') === pad.getAttribute('fill')))"
        ".size === 1 && paden[0].getAttribute('stroke') === paden[0].getAttribute('fill')"
    )
    assert randen
    assert "de eerste 1.000 van 5.184 gemeenten" in pagina.locator("#tabelrest").inner_text()


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
    np.testing.assert_allclose(pagina.evaluate(BEREKEND), tabel["congruentie"], rtol=0, atol=1e-9)
    assert "eerste 1.000 van 10.000 gemeenten" in pagina.inner_text("#tabelrest")
    assert pagina.locator("#tabel tbody tr").count() == 1000
    kies(pagina, "GM5050")
    assert pagina.inner_text("#gekozenkop") == "GM5050"
    pagina.click("#tab-indelingen")
    pagina.uncheck("#telt-0")
    over = cg.bereken(indelingen, {"i0": 0})
    np.testing.assert_allclose(pagina.evaluate(BEREKEND), over["congruentie"], rtol=0, atol=1e-9)

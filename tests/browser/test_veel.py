"""A page of very many areas: it opens, and says what it left out."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

import congruentie as cg
from congruentie.kaart import maak_pagina

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

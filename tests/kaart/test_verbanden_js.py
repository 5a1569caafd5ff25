"""The figures of the page over samenwerkingsverbanden are those of Python, on the real list."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from test_kaart_js import NODE, reken

import congruentie as cg
from congruentie.kaart.eiland import REKENT
from congruentie.kaart.verbandeiland import verbanden_van

pytestmark = pytest.mark.skipif(NODE is None, reason="alleen waar node is geïnstalleerd")

VIER = ["ggd", "res", "jeugdregio", "arbeidsmarktregio"]


def vraag(indelingen, gewichten, noemer):
    eiland = verbanden_van(indelingen, indelingen.verbanden, gewichten)
    inwoners = indelingen.gemeenten.inwoners
    return {
        "indelingen": [
            {"naam": naam, "lid": indelingen.regio[:, k].tolist()}
            for k, naam in enumerate(indelingen.namen)
        ],
        "verbanden": json.loads(json.dumps(eiland)),
        "gewichten": gewichten,
        "opties": {
            "n": len(indelingen.gemeenten),
            "noemer": noemer,
            "inwoners": None if inwoners is None else inwoners.tolist(),
        },
        "buren": [[] for _ in indelingen.gemeenten.codes],
        "bogen": [],
        "zetten": [],
        "plek": indelingen.gemeenten.plek["GM0267"],
    }


@pytest.mark.parametrize(
    ("jaar", "namen", "weging", "gewichten", "noemer"),
    [
        (2016, None, "samen", {"verbanden": 1}, "alle"),
        (2026, None, "elk", {"verbanden": 3}, "deelname"),
        (2026, VIER, "samen", dict.fromkeys([*VIER, "verbanden"], 1), "alle"),
        (2026, VIER, "elk", dict.fromkeys([*VIER, "verbanden"], 1), "deelname"),
        (2026, VIER, "samen", dict(zip([*VIER, "verbanden"], (0, 2, 0.3, 1, 7), strict=True)), "alle"),
        (2026, VIER, "samen", dict(zip([*VIER, "verbanden"], (1, 1, 0, 0, 0), strict=True)), "alle"),
    ],
)  # fmt: skip
def test_alle_cijfers_zijn_die_van_python(jaar, namen, weging, gewichten, noemer):
    indelingen = cg.laad_indelingen(
        jaar, namen, verbanden=["verbanden_2016"], verbanden_wegen=weging
    )
    tabel = cg.bereken(indelingen, gewichten, noemer)
    (antwoord,) = reken([vraag(indelingen, gewichten, noemer)])
    heel = tabel.reindex(list(indelingen.gemeenten.codes))
    for maat in REKENT:
        if antwoord["maten"][maat] is None:
            assert heel[maat].isna().all()
            continue
        js = [math.nan if getal is None else getal for getal in antwoord["maten"][maat]]
        np.testing.assert_allclose(js, heel[maat], rtol=0, atol=1e-9)
    np.testing.assert_array_equal(antwoord["maten"]["partners"], heel["partners"].fillna(0))
    nijkerk = antwoord["partners"]
    assert len(nijkerk) == tabel.loc["GM0267", "partners"]
    deel = 100 * np.mean([partner["aandeel"] for partner in nijkerk])
    assert deel == pytest.approx(tabel.loc["GM0267", "congruentie"])
    if not indelingen.namen:
        assert sum(p["verbanden"] for p in nijkerk) == tabel.loc["GM0267", "gedeeld"]

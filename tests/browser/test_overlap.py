"""The page with gemeenten in more than one regio of an indeling."""

from __future__ import annotations

import pytest
from paginalezen import wacht

import congruentie as cg
from congruentie.kaart import maak_pagina
from congruentie.meten.verplaatsen import Verplaatsing, verplaats


def test_gemeente_in_twee_regios(open_pagina, vierkant):
    """B in P and Q: her figures, her regio's by name, no border with either, and what a move does."""
    een = dict(zip(vierkant.codes, ["P", "P | Q", "Q", "Q"], strict=True))
    twee = dict(zip(vierkant.codes, ["x", "y", "x", "y"], strict=True))
    indelingen = cg.Indelingen(
        vierkant, (cg.Indeling("een", een, {"P": "Pee"}), cg.Indeling("twee", twee))
    )
    pagina = open_pagina(maak_pagina(cg.Meting(indelingen)))

    def figuren():
        # The figures on the page itself, moves included.
        return pagina.evaluate("congruentie.model.nu().cijfers.congruentie")

    tabel = cg.bereken(indelingen)
    assert figuren() == pytest.approx(tabel["congruentie"].tolist())
    bereken = pagina.evaluate("congruentie.bereken({een: 1, twee: 3})")
    gewogen = cg.bereken(indelingen, {"twee": 3})
    for gm, cijfer in bereken.items():
        assert cijfer["congruentie"] == pytest.approx(gewogen.loc[gm, "congruentie"])
        assert cijfer["partners"] == gewogen.loc[gm, "partners"]
    pagina.evaluate("congruentie.model.zet({gekozen: 1, ander: 0})")
    assert "Pee (P) en Q" in pagina.inner_text("#gekozeninhoud")
    tweetal = pagina.inner_text("#tweetalinhoud")
    assert "samen in 1 van 2 indelingen" in tweetal
    # A and B meet in P, so between them runs only the border of the second indeling.
    aantal = "congruentie.model.nu().stapel()"
    paren = pagina.evaluate("congruentie.model.bogen.map(({a, b}) => [a, b])")
    grenzen = dict(zip(map(tuple, paren), pagina.evaluate(aantal), strict=True))
    assert grenzen[0, 1] == 1
    assert grenzen[1, 3] == 0
    assert grenzen[0, 2] == 1  # P and Q, both x
    pagina.evaluate("congruentie.model.zet({zetten: [{plek: 1, naam: 'een', regio: 0}]})")
    na = verplaats(indelingen, [Verplaatsing("GM0002", "een", "P")])
    assert figuren() == pytest.approx(cg.bereken(na)["congruentie"].tolist())
    assert "van Pee (P) en Q naar Pee (P)" in pagina.inner_text("#zetten")
    adres = pagina.evaluate("location.hash")
    terug = open_pagina(maak_pagina(cg.Meting(indelingen)))
    terug.evaluate(f"location.hash = {adres!r}")
    wacht(terug, "congruentie.model.staat().zetten.length === 1")

"""Classes from the data: the best there are, and the same in Python and in the page."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib.resources import files
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import congruentie as cg
from congruentie.kaart.klassen import _deel, percentages, wijzigingen
from congruentie.tekenen import KLASSEN, VERSCHILLEN, klasse_van

NODE = shutil.which("node")


@given(
    st.dictionaries(st.integers(-20, 20), st.integers(1, 9), min_size=1, max_size=9),
    st.integers(1, 5),
)
def test_geen_indeling_in_klassen_is_beter(tel, k):
    cellen = sorted(tel.items())

    def kosten(starten) -> float:
        som = 0.0
        for van, tot in pairwise([*starten, len(cellen)]):
            rij = np.repeat(*zip(*cellen[van:tot], strict=True)).astype(float)
            som += ((rij - rij.mean()) ** 2).sum()
        return som

    gevonden = _deel(cellen, k)
    assert gevonden[0] == 0
    assert len(gevonden) == min(k, len(cellen))
    plekken = range(1, len(cellen))
    beste = min(kosten([0, *rest]) for rest in combinations(plekken, len(gevonden) - 1))
    assert kosten(gevonden) == pytest.approx(beste, abs=1e-6)


def test_met_29_indelingen_verdelen_de_klassen_het_land():
    """With fixed classes all 342 gemeenten fall in two."""
    namen = [a.indeling for a in cg.lees_aanbod() if a.jaar == 2025 and not a.herkomst.overgezet]
    cijfers = cg.bereken(cg.laad_indelingen(2025, namen))["congruentie"]
    assert len(set(klasse_van(cijfers))) == 2
    klassen = percentages(cijfers)
    geteld = np.bincount(klasse_van(cijfers, klassen), minlength=len(klassen))
    assert len(klassen) == 5
    assert geteld.min() >= 15
    assert all(2 * klasse.onder % 1 == 0 for klasse in klassen)  # halves at most


@pytest.mark.parametrize(
    ("punten", "labels"),
    [
        ([], "lager|gelijk|hoger"),
        ([0.0, 3.0], "lager|gelijk|hoger"),
        (
            [0, 0.1, 0.12, -0.5, 0.52, 1, 1.02],
            "1 of meer lager|0,5 tot 1 lager|tot 0,5 lager|gelijk|"
            "tot 0,5 hoger|0,5 tot 1 hoger|1 of meer hoger",
        ),
    ],
)
def test_stappen_van_een_verschil(punten, labels):
    schaal = wijzigingen(punten)
    assert "|".join(klasse.label for klasse in schaal.klassen) == labels
    midden = len(schaal.klassen) // 2
    assert schaal.klassen[midden] is VERSCHILLEN[3]
    assert [np.sign(n - midden) for n in schaal.nummer(punten)] == list(np.sign(punten))


def test_alleen_100_of_niets_is_ook_goed():
    assert percentages([100, 100 - 1e-12]) == [KLASSEN[-1]]
    assert percentages([np.nan]) == []
    assert [klasse.label for klasse in percentages([50, 50, np.nan])] == ["50 tot 51%"]


@pytest.mark.skipif(NODE is None, reason="alleen waar node is geïnstalleerd")
def test_de_pagina_maakt_dezelfde_klassen():
    rng = np.random.default_rng(7)
    rijen = [rng.random(n) * hoog for n in (1, 2, 7, 60, 342) for hoog in (0.1, 3, 40, 100)]
    rijen += [np.round(rij, 1) for rij in rijen] + [np.append(rijen[-1], 100.0)]
    vast = [{"vanaf": k.onder, "kleur": k.kleur, "tekst": k.label} for k in KLASSEN]
    verschillen = [{"kleur": v.kleur, "tekst": v.label} for v in VERSCHILLEN]
    pad = json.dumps(str(files("congruentie.kaart") / "klassen.js"))
    vraag = (
        f"require({pad}); const k = globalThis.congruentie.klassen;"
        " const [vast, verschillen, rijen] = JSON.parse(require('fs').readFileSync(0));"
        " console.log(JSON.stringify(rijen.map((rij) => ["
        " k.percentages(vast, rij), k.wijzigingen(verschillen, rij.map((g) => g - rij[0]))])))"
    )
    klaar = subprocess.run(
        [NODE, "-e", vraag],
        input=json.dumps([vast, verschillen, [rij.tolist() for rij in rijen]]),
        capture_output=True,
        text=True,
        check=True,
    )
    for rij, (procenten, verschil) in zip(rijen, json.loads(klaar.stdout), strict=True):
        hier = percentages(rij)
        assert [k["tekst"] for k in procenten] == [k.label for k in hier]
        assert [k["vanaf"] for k in procenten] == pytest.approx([k.onder for k in hier])
        assert [k["kleur"] for k in procenten] == [k.kleur for k in hier]
        daar = wijzigingen(rij - rij[0])
        assert verschil["grenzen"] == pytest.approx(daar.grenzen)
        assert [(k["tekst"], k["kleur"]) for k in verschil["klassen"]] == [
            (k.label, k.kleur) for k in daar.klassen
        ]

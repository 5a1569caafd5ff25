"""Arcs: nothing is lost, nothing travels twice, and neighbours are those of the drawing."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib.resources import files
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import congruentie as cg
from congruentie.buren import gedeelde_grenzen
from congruentie.kaart.tekening import _ringen, teken
from congruentie.kaart.topologie import Topologie, maak_topologie

NODE = shutil.which("node")


def terug(topologie: Topologie) -> list[list[list[np.ndarray]]]:
    """The rings of each area from the arcs."""
    bogen = [np.cumsum(np.reshape(boog, (-1, 2)), axis=0) for boog in topologie.bogen]

    def ring(nummers):
        stukken = [bogen[k] if k >= 0 else bogen[~k][::-1] for k in nummers]
        for een, ander in zip(stukken, [*stukken[1:], stukken[0]], strict=True):
            assert een[-1].tolist() == ander[0].tolist()
        return np.concatenate([*(stuk[:-1] for stuk in stukken), stukken[0][:1]])

    return [[[ring(nummers) for nummers in deel] for deel in een] for een in topologie.vlakken]


def gedraaid(ring) -> list[tuple[int, int]]:
    """A ring from its lowest point on, so that where it starts does not matter."""
    punten = [tuple(punt) for punt in ring[:-1].tolist()]
    eerste = punten.index(min(punten))
    return punten[eerste:] + punten[:eerste]


def lijnen_van(topologie: Topologie) -> list[frozenset[tuple[int, int]]]:
    uit = []
    for boog in topologie.bogen:
        punten = [tuple(p) for p in np.cumsum(np.reshape(boog, (-1, 2)), axis=0).tolist()]
        uit += [frozenset(paar) for paar in pairwise(punten)]
    return uit


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 3), min_size=5, max_size=5), min_size=5, max_size=5))
def test_vakken_komen_terug_zoals_zij_waren(rooster):
    """Areas of squares on a grid: enclaves, islands, corners that touch, holes that nobody has."""
    assume(any(map(any, rooster)))
    vlakken = []
    for wie in (1, 2, 3):
        vakken = [
            shapely.box(x, y, x + 1, y + 1)
            for y, rij in enumerate(rooster)
            for x, een in enumerate(rij)
            if een == wie
        ]
        # Points at every corner of the grid: areas that touch have the same ones.
        vlakken.append(shapely.segmentize(shapely.union_all(vakken), 1.0))
    ringen = _ringen(np.array(vlakken), 1.0)
    topologie = maak_topologie(ringen)
    for heen, weer in zip(ringen, terug(topologie), strict=True):
        for deel, ander in zip(heen, weer, strict=True):
            assert list(map(gedraaid, deel)) == list(map(gedraaid, ander))
    lijnen = lijnen_van(topologie)
    assert len(lijnen) == len(set(lijnen))
    raakt = {
        (a, b)
        for a in range(3)
        for b in range(a + 1, 3)
        if shapely.intersection(vlakken[a], vlakken[b]).length > 0
    }
    assert topologie.paren() == raakt


@pytest.fixture(scope="module")
def land():
    vlakken = cg.laad_indelingen(2026, met_grenzen=True).gemeenten.vlakken
    return vlakken, teken(vlakken)


def test_het_land_komt_terug_en_heeft_zijn_grenzen(land):
    vlakken, tekening = land
    ringen = _ringen(vlakken.to_numpy(), tekening.eenheid)
    for heen, weer in zip(ringen, terug(tekening.topologie), strict=True):
        gelijk = [sorted(map(gedraaid, (r for d in een for r in d))) for een in (heen, weer)]
        assert gelijk[0] == gelijk[1]
    lijnen = lijnen_van(tekening.topologie)
    assert len(lijnen) == len(set(lijnen))
    plek = {code: i for i, code in enumerate(vlakken.index)}
    grenzen = gedeelde_grenzen(vlakken)
    lang = grenzen[grenzen.geometry.length > 3 * tekening.eenheid]
    assert {(plek[a], plek[b]) for a, b in zip(lang["a"], lang["b"], strict=True)} <= {
        tuple(paar) for paar in tekening.buren
    }
    # Once is half: the rings alone have nearly all their points twice.
    punten = sum(len(ring) for een in ringen for deel in een for ring in deel)
    assert len(lijnen) < 0.7 * punten


@pytest.mark.skipif(NODE is None, reason="alleen waar node is geïnstalleerd")
def test_de_pagina_maakt_er_dezelfde_vlakken_van(land):
    _, tekening = land
    pad = json.dumps(str(files("congruentie.kaart") / "geometrie.js"))
    vraag = (
        f"require({pad}); const eiland = JSON.parse(require('fs').readFileSync(0));"
        " const { lijnen, vlakken } = globalThis.congruentie.geometrie.lees(eiland);"
        " console.log(JSON.stringify([[...lijnen.keys()],"
        " vlakken.features.map((f) => f.geometry.coordinates)]))"
    )
    eiland = {"bogen": tekening.topologie.bogen, "vlakken": tekening.topologie.vlakken}
    klaar = subprocess.run(
        [NODE, "-e", vraag], input=json.dumps(eiland), capture_output=True, text=True, check=True
    )
    paren, vlakken = json.loads(klaar.stdout)
    assert {tuple(map(int, paar.split())) for paar in paren} == tekening.topologie.paren()
    hier = [[[r.tolist() for r in deel] for deel in een] for een in terug(tekening.topologie)]
    assert vlakken == hier

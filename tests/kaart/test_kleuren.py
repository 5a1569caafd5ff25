"""Colours keep apart for the colour-blind, and lines are seen on each of them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from importlib.resources import files
from itertools import combinations

import numpy as np
import pytest

from congruentie.kaart.voorsteleiland import _STANDEN
from congruentie.tekenen import KLASSEN, VERSCHILLEN

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="alleen waar node is geïnstalleerd")

# Machado, Oliveira & Fernandes (2009), "A physiologically-based model for simulation of color vision
# deficiency", table 1, severity 1.0: on linear RGB.
ZICHT = {
    "gewoon": np.eye(3),
    "protanopie": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopie": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopie": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
# Linear sRGB to CIE XYZ, and its white (IEC 61966-2-1).
XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
WIT = XYZ @ np.ones(3)
MINSTENS = 8.5
"""CIE76; 2.3 is what one just sees side by side."""


def lab(kleur: str, zicht) -> np.ndarray:
    """CIELAB of a colour as somebody sees it."""
    rgb = np.array([int(kleur[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    lineair = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = XYZ @ np.clip(np.array(zicht) @ lineair, 0, 1) / WIT
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.fixture(scope="module")
def kleuren():
    pad = str(files("congruentie.kaart") / "kleuren.js")
    vraag = (
        f"require({json.dumps(pad)}); const k = globalThis.congruentie.kleuren;"
        " const vlakken = [...process.argv[1].split(' '), ...k.REGIO, ...k.PARTNER, k.GEEN];"
        " const randen = vlakken.map((f) => [f, [k.rand(f), k.contrast(k.rand(f) ?? f, f)]]);"
        " console.log(JSON.stringify({...k, randen: Object.fromEntries(randen)}))"
    )
    vlakken = [klasse.kleur for klasse in (*KLASSEN, *VERSCHILLEN)]
    vlakken += [kleur for kleur, _ in _STANDEN.values()]
    grijs = [f"#{i:02x}{i:02x}{i:02x}" for i in range(0, 256, 5)]
    klaar = subprocess.run(
        [NODE, "-e", vraag, " ".join(vlakken + grijs)], capture_output=True, text=True, check=True
    )
    return json.loads(klaar.stdout)


def ondergrond() -> list[str]:
    """Sea and abroad, by day."""
    css = (files("congruentie.kaart") / "kaart.css").read_text("utf-8")
    return re.search(r"--water: (#\w+); --land: (#\w+);", css).groups()


@pytest.mark.parametrize("zicht", ZICHT)
def test_kleuren_zijn_voor_iedereen_te_onderscheiden(kleuren, zicht):
    legenda = {
        "klassen": [klasse.kleur for klasse in KLASSEN],
        "verschillen": [verschil.kleur for verschil in VERSCHILLEN],
        "standen": [kleur for kleur, _ in _STANDEN.values()],
        "regio's": [*kleuren["REGIO"], kleuren["GEEN"]],
        "partners": [*kleuren["PARTNER"], kleuren["GEEN"], kleuren["GEKOZEN"], *ondergrond()],
    }
    for naam, groep in legenda.items():
        for een, ander in combinations(groep, 2):
            afstand = np.linalg.norm(lab(een, ZICHT[zicht]) - lab(ander, ZICHT[zicht]))
            assert afstand >= MINSTENS, (naam, een, ander, afstand)


def test_elk_vlak_heeft_een_rand_die_men_ziet(kleuren):
    assert len(kleuren["randen"]) > 70
    for vlak, (rand, contrast) in kleuren["randen"].items():
        assert contrast >= 3, (vlak, rand)

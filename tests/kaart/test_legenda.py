"""The classes of the legend: they fit together, and can be told apart in grey."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from congruentie.tekenen import KLASSEN, klasse_van


def test_klassen_sluiten_aan_en_dekken_alles():
    assert KLASSEN[0].onder == 0
    for klasse, volgende in pairwise(KLASSEN):
        assert klasse.boven == volgende.onder
    cijfers = [0, 19.999, 20, 39.9, 79.9, 80, 99.99, 100 - 1e-12, 100]
    assert klasse_van(cijfers).tolist() == [0, 0, 1, 1, 3, 4, 4, 5, 5]


def test_klassen_zijn_in_grijs_te_onderscheiden():
    # Relative luminance (WCAG 2.1): each step clearly darker than the one before.
    def licht(kleur: str) -> float:
        rgb = np.array([int(kleur[i : i + 2], 16) for i in (1, 3, 5)]) / 255
        lineair = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        return float(lineair @ [0.2126, 0.7152, 0.0722])

    stappen = [licht(klasse.kleur) + 0.05 for klasse in KLASSEN]
    for hoger, lager in pairwise(stappen):
        assert hoger / lager > 1.2

"""What the page computes of a proposal, run by node: the same as Python says."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from test_kaart_js import NODE, reken

import congruentie as cg
from congruentie.kaart.eiland import _indeling
from congruentie.kaart.voorsteleiland import _vraag
from congruentie.voorstel.bestaand import doelwaarde_van

pytestmark = pytest.mark.skipif(NODE is None, reason="alleen waar node is geïnstalleerd")


WENSEN = [["GM0267", "GM0228", 2], ["GM0034", "GM0050", -1]]


@pytest.fixture(scope="module", params=["indelingen", "verbanden"])
def voorstel(request):
    if request.param == "indelingen":
        eisen = cg.Eisen(min_inwoners=200_000, liever=WENSEN)
        return cg.stel_voor(cg.laad_indelingen(2026), eisen=eisen, gewichten={"ggd": 2.0})
    indelingen = cg.laad_indelingen(2026, ["ggd", "res"], verbanden=["verbanden_2016"])
    return cg.stel_voor(indelingen, eisen=cg.Eisen(liever=WENSEN), methode="louvain")


@pytest.fixture(scope="module")
def eiland(voorstel):
    """The parts of the data island that the sums need."""
    indelingen, gemeenten = voorstel.indelingen, voorstel.indelingen.gemeenten
    verbanden = indelingen.verbanden
    return {
        "voorstel": _vraag(voorstel),
        "indelingen": [_indeling(indelingen, i, voorstel.gewichten[i.naam]) for i in indelingen],
        "verbanden": verbanden
        and {
            "leden": [[gemeenten.plek[gm] for gm in verband.leden] for verband in verbanden],
            "deler": float(1 / indelingen.verbandgewicht(Fraction(1))),
        },
    }


def vraag(voorstel, eiland, regio, **rest):
    """A question about a division, for reken.cjs."""
    gemeenten = voorstel.indelingen.gemeenten
    return {
        "soort": "voorstel",
        "n": len(gemeenten),
        "indelingen": eiland["indelingen"],
        "gewichten": voorstel.gewichten,
        "verbanden": eiland["verbanden"],
        "inwoners": gemeenten.inwoners.tolist(),
        "namen": gemeenten.namen,
        "regionamen": [f"r{i}" for i in range(400)],
        **eiland["voorstel"],
        "banden": [[gemeenten.plek[a], gemeenten.plek[b]] for a, b in voorstel.banden],
        "regio": np.asarray(regio).tolist(),
        **rest,
    }


def test_de_waarde_is_die_van_python(voorstel, eiland):
    """Of the proposal, of other divisions, and of a step from one to the other."""
    rng = np.random.default_rng(18)
    gevallen = [voorstel.regio]
    for _ in range(4):
        anders = voorstel.regio.copy()
        plekken = rng.choice(342, 30, replace=False)
        anders[plekken] = rng.integers(0, len(voorstel.codes), 30)
        gevallen.append(anders)
    vragen = []
    for regio in gevallen:
        plek = int(rng.integers(342))
        naar = (int(regio[plek]) + 1) % len(voorstel.codes)
        vragen.append(vraag(voorstel, eiland, regio, stap={"plekken": [plek], "naar": naar}))
    for regio, gesteld, antwoord in zip(gevallen, vragen, reken(vragen), strict=True):
        waarde = doelwaarde_van(voorstel, regio)
        assert antwoord["waarde"] == pytest.approx(waarde, abs=1e-6)
        daarna = regio.copy()
        daarna[gesteld["stap"]["plekken"]] = gesteld["stap"]["naar"]
        punten = doelwaarde_van(voorstel, daarna) - waarde
        assert antwoord["verschil"] == pytest.approx(punten, abs=1e-6)


def test_wie_verhuist_is_wie_python_noemt(voorstel, eiland):
    (antwoord,) = reken([vraag(voorstel, eiland, voorstel.regio)])
    codes = voorstel.indelingen.gemeenten.codes
    for naam, plekken in antwoord["verhuizers"].items():
        weg = voorstel.verhuizingen
        assert [codes[plek] for plek in plekken] == weg.loc[
            weg["indeling"] == naam, "gm_code"
        ].tolist()
        assert len(plekken) == voorstel.per_indeling.loc[naam, "gemeenten_verhuizen"]


def test_wat_een_deling_breekt_is_wat_python_zegt(voorstel, eiland):
    """Regio's that are too small or fall apart: as many as `Opgave.overtredingen` counts."""
    opgave = voorstel.opgave
    rng = np.random.default_rng(19)
    gevallen = [voorstel.deling]
    for _ in range(6):
        anders = voorstel.deling.copy()
        anders[rng.choice(len(anders), 3, replace=False)] = rng.integers(0, anders.max() + 1, 3)
        gevallen.append(anders)
    antwoorden = reken([vraag(voorstel, eiland, opgave.gemeente_regio(d)) for d in gevallen])
    for deling, antwoord in zip(gevallen, antwoorden, strict=True):
        assert len(antwoord["mis"]) == len(opgave.overtredingen(deling)), antwoord["mis"]
    assert antwoorden[0]["mis"] == []
    assert sum(len(antwoord["mis"]) for antwoord in antwoorden) > 5

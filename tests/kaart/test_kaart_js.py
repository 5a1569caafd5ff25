"""What the page computes, run by node: the same figures as Python, and node's own tests."""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from orakel import samen_in

import congruentie as cg
from congruentie.buren import gedeelde_grenzen
from congruentie.kaart.eiland import REKENT, _combinaties
from congruentie.meten.maten import maten_van
from congruentie.model import Indeling, Indelingen

NODE = shutil.which("node")
JS = Path(__file__).parents[1] / "js"
pytestmark = pytest.mark.skipif(NODE is None, reason="alleen waar node is geïnstalleerd")


def reken(vragen: list[dict[str, Any]]) -> list[dict[str, Any]]:
    klaar = subprocess.run(
        [NODE, str(JS / "reken.cjs")],
        input=json.dumps(vragen),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return json.loads(klaar.stdout)


def test_de_eigen_toetsen_van_de_scripts():
    klaar = subprocess.run(
        [NODE, "--test", *map(str, sorted(JS.glob("*.test.cjs")))],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert klaar.returncode == 0, klaar.stdout[-3000:]
    assert "# fail 0" in klaar.stdout
    assert "# pass 0" not in klaar.stdout


@pytest.fixture(scope="module")
def alles():
    """Everything of one year; in every third indeling some gemeenten are in more regio's."""
    namen = [aanbod.indeling for aanbod in cg.lees_aanbod() if aanbod.jaar == 2025]
    echt = cg.laad_indelingen(2025, namen, met_grenzen=True)
    rng = np.random.default_rng(1921)
    uit = []
    for k, indeling in enumerate(echt):
        lid = dict(indeling.lidmaatschap)
        for gm in rng.choice(sorted(lid), 40 if k % 3 == 0 else 0, replace=False).tolist():
            erbij = rng.choice(indeling.regios, rng.integers(1, 4)).tolist()
            lid[gm] = " | ".join([lid[gm], *erbij])
        uit.append(dataclasses.replace(indeling, lidmaatschap=lid))
    return Indelingen(echt.gemeenten, tuple(uit))


@pytest.fixture(scope="module")
def vragen(alles):
    """Random sets with random weights and moves, both denominators, with the answers of Python."""
    rng = np.random.default_rng(2020)
    grenzen = gedeelde_grenzen(alles.gemeenten.vlakken)
    plek = alles.gemeenten.plek
    bogen = [{"a": plek[a], "b": plek[b]} for a, b in zip(grenzen["a"], grenzen["b"], strict=True)]
    buren: list[list[int]] = [[] for _ in plek]
    for boog in bogen:
        buren[boog["a"]].append(boog["b"])
        buren[boog["b"]].append(boog["a"])
    uit = []
    for nummer in range(12):
        namen = rng.choice(alles.namen, rng.integers(2, 24), replace=False).tolist()
        gewichten = {naam: float(rng.choice([0, 1, 2, 0.3, 7.25])) for naam in namen}
        gewichten[namen[0]] = 1.0
        noemer = "deelname" if nummer % 2 else "alle"
        zetten = []
        for _ in range(nummer % 4):
            naam = namen[int(rng.integers(len(namen)))]
            regio = int(rng.integers(len(alles[naam].regios)))
            zetten.append({"plek": int(rng.integers(342)), "naam": naam, "regio": regio})
        uit.append(
            {
                "indelingen": [
                    {
                        "naam": n,
                        "lid": alles.regio[:, alles.namen.index(n)].tolist(),
                        "combinaties": _combinaties(alles[n]),
                    }
                    for n in namen
                ],
                "gewichten": gewichten,
                "opties": {
                    "n": 342,
                    "noemer": noemer,
                    "inwoners": alles.gemeenten.inwoners.tolist(),
                },
                "buren": buren,
                "bogen": bogen,
                "zetten": zetten,
                "plek": int(rng.integers(342)),
            }
        )
    return uit


def in_python(alles, vraag, extra=()):
    """The same set with the same moves, as Python computes it."""
    codes = alles.gemeenten.codes
    indelingen = []
    for een in vraag["indelingen"]:
        oud = alles[een["naam"]]
        lid = dict(oud.lidmaatschap)
        for zet in (*vraag["zetten"], *extra):
            if zet["naam"] == een["naam"]:
                lid[codes[zet["plek"]]] = oud.regios[zet["regio"]]
        indelingen.append(Indeling(een["naam"], lid, oud.regio_namen))
    keuze = Indelingen(alles.gemeenten, tuple(indelingen))
    return cg.bereken(keuze, vraag["gewichten"], noemer=vraag["opties"]["noemer"]), keuze


def test_alle_cijfers_zijn_die_van_python(alles, vragen):
    for vraag, antwoord in zip(vragen, reken(vragen), strict=True):
        tabel, keuze = in_python(alles, vraag)
        # Each measure per gemeente is computed here too, or the page gets its figures.
        assert antwoord["maten"].keys() == {"partners", *REKENT}
        assert {*REKENT} <= {maat.naam for maat in maten_van("gemeente")}
        for maat in antwoord["maten"]:
            np.testing.assert_allclose(antwoord["maten"][maat], tabel[maat], rtol=0, atol=1e-9)
        # How often a border runs along, counted another way.
        telt = np.array([vraag["gewichten"][n] > 0 for n in keuze.namen])
        paren, geen = samen_in(keuze), keuze.regio < 0
        for boog, aantal in zip(vraag["bogen"], antwoord["stapel"], strict=True):
            a, b = boog["a"], boog["b"]
            anders = ~paren[a, b] & ~(geen[a] & geen[b])
            assert aantal == (anders & telt).sum()
        samen = paren[vraag["plek"]] & telt
        samen[vraag["plek"]] = False
        assert len(antwoord["partners"]) == samen.any(axis=1).sum()
        for partner in antwoord["partners"]:
            assert len(partner["samen"]) == samen[partner["plek"]].sum()
        kleuren = antwoord["kleuren"]
        lid = keuze.regio[:, 0]
        for boog in vraag["bogen"]:
            een, ander = lid[boog["a"]], lid[boog["b"]]
            if een != ander and min(een, ander) >= 0:
                assert kleuren[boog["a"]] != kleuren[boog["b"]]


def test_kansen_zijn_die_van_python(alles, vragen):
    getoetst = 0
    for vraag, antwoord in zip(vragen, reken(vragen), strict=True):
        voor, _ = in_python(alles, vraag)
        winsten = [kans["winst"] for kans in antwoord["kansen"]]
        assert winsten == sorted(winsten, reverse=True)
        for kans in (antwoord["kansen"] * 2)[:: max(1, len(winsten) // 3)][:3]:
            zet = {"plek": vraag["plek"], "naam": kans["naam"], "regio": kans["regio"]}
            na, _ = in_python(alles, vraag, (zet,))
            verschil = (na["congruentie"] - voor["congruentie"]).iloc[vraag["plek"]]
            assert kans["winst"] == pytest.approx(verschil, abs=1e-9)
            getoetst += 1
    assert getoetst > 15


def test_misfits_zijn_die_van_de_omschrijving(alles, vragen):
    """The tie with a regio, from the membership table in one go, on the first sets."""
    geteld = 0
    for vraag, antwoord in zip(vragen[:4], reken(vragen[:4]), strict=True):
        _, keuze = in_python(alles, vraag)
        gewicht = np.array([vraag["gewichten"][n] for n in keuze.namen])
        eerste, codes = keuze.indelingen[0], keuze.gemeenten.codes
        eigen = [eerste.regios_van(gm) for gm in codes]
        gelijk = samen_in(keuze)[:, :, 1:]
        if not gewicht[1:].sum():
            assert not any(antwoord["misfits"])
            continue
        deel = gelijk @ gewicht[1:] / gewicht[1:].sum()
        np.fill_diagonal(deel, 0.0)
        for plek, mis in enumerate(antwoord["misfits"]):

            def band(regios, plek=plek, eigen=eigen, deel=deel):
                leden = [i for i in range(342) if i != plek and {*eigen[i]} & {*regios}]
                return deel[plek, leden].mean() if leden else 0.0

            buurregios = {r for b in vraag["buren"][plek] for r in eigen[b]} - {*eigen[plek]}
            if not eigen[plek] or not buurregios:
                assert mis is None
                continue
            beste, hier = max(band([r]) for r in buurregios), band(eigen[plek])
            assert (mis is not None) == (beste > hier + 1e-9)
            if mis:
                assert mis["daar"] == pytest.approx(beste)
                assert mis["hier"] == pytest.approx(hier)
                geteld += 1
    assert geteld > 20

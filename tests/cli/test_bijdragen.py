"""What docs/bijdragen.md shows is a way to add something: its changes are made in a copy, and work."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from conftest import REPO, lees_csv

BLADZIJDE = (REPO / "docs" / "bijdragen.md").read_text("utf-8")
WIJZIGINGEN = re.findall(r"^## (.+?)\n.*?^```diff\n(.*?)^```$", BLADZIJDE, re.M | re.S)
pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="git brengt de wijzigingen aan")


@pytest.fixture(scope="module")
def kopie(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package and its data with every change of the page made."""
    map_ = tmp_path_factory.mktemp("kopie")
    for naam in ("congruentie", "regio_indelingen", "gemeentegrenzen"):
        shutil.copytree(REPO / naam, map_ / naam, ignore=shutil.ignore_patterns("__pycache__"))
    for _, wijziging in WIJZIGINGEN:
        subprocess.run(
            ["git", "apply", "--unidiff-zero", "-"],
            cwd=map_,
            input=wijziging,
            text=True,
            check=True,
        )
    register = map_ / "regio_indelingen" / "bijwerken_register.py"
    subprocess.run([sys.executable, register, "regio_indelingen"], cwd=map_, check=True)
    return map_


def draai(kopie: Path, map_: Path, *woorden: str) -> str:
    omgeving = {**os.environ, "PYTHONPATH": str(kopie)}
    opdracht = [sys.executable, "-m", "congruentie", *woorden]
    klaar = subprocess.run(
        opdracht,
        cwd=map_,
        env=omgeving,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert not klaar.returncode, klaar.stderr
    return klaar.stdout + klaar.stderr


def test_de_bladzijde_laat_elke_soort_zien():
    soorten = [kop for kop, _ in WIJZIGINGEN]
    assert len(soorten) == 5
    for soort, wijziging in WIJZIGINGEN:
        code = set(re.findall(r"^\+\+\+ b/(congruentie/\S+\.py)$", wijziging, re.M))
        assert len(code) <= 2, soort


def test_een_maat_en_een_vorm(kopie, tmp_path):
    draai(kopie, tmp_path, "bereken", "--uit", "t.md")
    kop, _, eerste, *_ = (tmp_path / "t.md").read_text("utf-8").splitlines()
    rij = dict(zip(kop.split(" | "), eerste.split(" | "), strict=True))
    assert float(rij["aandeel_partners"]) == pytest.approx(100 * int(rij["partners"]) / 341)
    draai(kopie, tmp_path, "kaart", "--uit", "k.html")
    assert "Aandeel partners (%)" in (tmp_path / "k.html").read_text("utf-8")
    assert ".md" in draai(kopie, tmp_path, "bereken", "--help")


def test_een_voorwaarde_en_een_kolom(kopie, tmp_path):
    gevraagd = ("voorstel", "--indelingen", "ggd,res", "--uit", "v", "--hoogste-aandeel")
    draai(kopie, tmp_path, *gevraagd, "60")
    inhoud = json.loads((tmp_path / "v.json").read_text("utf-8"))
    assert inhoud["bewezen_optimaal"]
    assert inhoud["eisen"]["hoogste-aandeel"] == 60
    tabel = lees_csv(tmp_path / "v.csv")
    wie = lees_csv(REPO / "regio_indelingen" / "gebieden_2026.csv").set_index("gm_code")["inwoners"]
    per_regio = tabel["gm_code"].map(wie).groupby(tabel["voorstel_code"])
    assert (per_regio.max() <= 0.6 * per_regio.sum()).all()
    blad = openpyxl.load_workbook(tmp_path / "v.xlsx")["Regio's"]
    kop, eerste = (dict(enumerate(c.value for c in rij)) for rij in list(blad.iter_rows())[:2])
    waarde = {naam: eerste[plek] for plek, naam in kop.items()}
    assert waarde["dichtheid"] == pytest.approx(waarde["inwoners"] / waarde["land_km2"])


def test_een_indeling(kopie, tmp_path):
    draai(kopie, tmp_path, "bereken", "--indelingen", "ggd,tafels", "--uit", "t.csv")
    tabel = lees_csv(tmp_path / "t.csv").set_index("gm_code")["tafels"]
    assert tabel["GM0363"] == "T1"
    assert tabel.notna().sum() == 4

"""What a dossier says about samenwerkingsverbanden."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dossierhulp import BANDEN, Gelezen, klein_voorstel

from congruentie.dossier import maak_dossiers
from congruentie.verbanden import Verband, Verbanden
from congruentie.voorstel import Voorstel, maak_voorstel

KOP = "Dit voorstel raakt deze samenwerkingsverbanden"


def met_verbanden(gewicht: float) -> Voorstel:
    """Rows together: C D and A B. Afval is cut, Brug is equal to a row, Dak has one gemeente."""
    lijst = (
        Verband("Afval {{7*7}} <b>", ("GM0001", "GM0002", "GM0003")),
        Verband("Brug", ("GM0003", "GM0004")),
        Verband("Dak", ("GM0001",)),
    )
    indelingen = replace(klein_voorstel().indelingen, verbanden=Verbanden(lijst))
    gewichten = {"rij": 3, "verbanden": gewicht}
    return maak_voorstel(indelingen, BANDEN, theta="0.5", gewichten=gewichten)


@pytest.fixture(scope="module")
def map_(tmp_path_factory):
    map_ = tmp_path_factory.mktemp("verbanden")
    voorstel = met_verbanden(0)
    maak_dossiers(voorstel, map_, vormen=["html", "docx"])
    maak_dossiers(voorstel, map_, per="gemeente", codes=["GM0003"], vormen=["html"])
    maak_dossiers(voorstel, map_, per="land", vormen=["html"])
    return map_


def tekst(map_, naam: str) -> str:
    return " ".join(Gelezen(next(map_.glob(f"dossier-{naam}*.html"))).tekst.split())


def test_regio(map_):
    gezien = tekst(map_, "V01")  # A and B
    assert KOP in gezien
    assert "zitten in 1 samenwerkingsverband met" in gezien
    assert "wordt er 1 gesneden" in gezien
    assert "Afval {{7*7}} <b>" in gezien
    assert "C (in Noord)" in gezien
    assert "tellen niet mee in het voorstel" in gezien
    assert "wordt dat 100%." in gezien


def test_gemeente(map_):
    gezien = tekst(map_, "GM0003")
    assert KOP in gezien
    assert "C zit in 2 samenwerkingsverbanden" in gezien
    assert "is er 1 gelijk aan haar regio" in gezien
    assert "dus misschien samen te voegen: Brug." in gezien
    assert "Afval {{7*7}} <b>" in gezien
    assert "A en B (in Zuid)" in gezien
    assert "elders, in Zuid" in gezien
    assert "Dak" not in gezien


def test_land(map_):
    gezien = tekst(map_, "Nederland")
    assert "Bekend zijn 2 samenwerkingsverbanden" in gezien
    assert "De 2 samenwerkingsverbanden komen uit: eigen gegevens (peildatum onbekend)." in gezien


def test_zonder_verbanden_is_er_geen_afdeling(tmp_path):
    maak_dossiers(klein_voorstel(), tmp_path, per="land", vormen=["html"])
    assert "samenwerkingsverband" not in tekst(tmp_path, "Nederland")


def test_verbanden_die_tellen_blijven_als_alle_indelingen_overstappen(tmp_path):
    voorstel = met_verbanden(2)
    na = voorstel.gemeenten["na_alle"]
    assert na["GM0004"] == 100
    # C: D is its partner in all; A and B in one of its two verbanden, next to two indelingen.
    assert na["GM0003"] < 100
    maak_dossiers(voorstel, tmp_path, per="gemeente", codes=["GM0003"], vormen=["html"])
    gezien = tekst(tmp_path, "GM0003")
    assert "(de samenwerkingsverbanden blijven)" in gezien
    assert "dan 100%" not in gezien

"""Own memberships: every usual form, every refusal, and one of another year."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

import congruentie as cg
from congruentie.bronnen.lidmaatschap import lees_eigen_indeling
from congruentie.bronnen.zoeken import normaliseer_gm_code
from congruentie.errors import CongruentieFout


@pytest.fixture
def gemeenten():
    return cg.laad_gemeenten(2025)


@pytest.mark.parametrize(
    "inhoud",
    [
        b"gm_code,regio\nGM0363,a\nGM0518,b\n",
        b"gm_code;regio_code\r\n0363;a\r\n518;b\r\n",
        "\ufeffGemeentecode;Regionaam\n363;a\n0518;b\n".encode(),
        b"gemeente\tregio\nAmsterdam\ta\n's-gravenhage\tb\n",
        b"GM code,regio,opmerking\n gm0363 , a ,x\n\nGM0518,b\nGM0599,,geen regio\n",
        "gemeente;regio;regio_naam\nAmsterdam;a;Sûd\n's-Gravenhage;b;\n".encode("cp1252"),
        "gm_code\tregio\nGM0363\ta\nGM0518\tb\n".encode("utf-16"),
        b"sep=;\ngm_code;regio\nGM0363;a\nGM0518;b\n",
        b"gm_code,regio\n363.0,a\n518.0,b\n",
        b'gm_code,regio\n"GM0363","a"\n"GM0518","b"\nGM0363,a\n',
    ],
)
def test_eigen_bestand_in_alle_gangbare_vormen(tmp_path, gemeenten, inhoud):
    pad = tmp_path / "mijn.csv"
    pad.write_bytes(inhoud)
    indeling = lees_eigen_indeling(pad, "mijn", gemeenten)
    assert dict(indeling.lidmaatschap) == {"GM0363": "a", "GM0518": "b"}
    assert indeling.herkomst.status == "eigen"
    assert indeling.herkomst.bron == "eigen bestand mijn.csv"


def test_eigen_regionamen(tmp_path, gemeenten):
    pad = tmp_path / "mijn.csv"
    pad.write_text("gm_code,regio_code,regio_naam\nGM0363,a,Het Gooi\nGM0518,a,\n", "utf-8")
    assert lees_eigen_indeling(pad, "mijn", gemeenten).regio_naam("a") == "Het Gooi"


@pytest.mark.parametrize(
    ("inhoud", "deel"),
    [
        (b"", "mijn.csv: hier staat niets. Zet er een kop in"),
        (b"gm_code,regio\n", "geen enkele gemeente met een regio"),
        (b"gm_code\nGM0363\n", "rij 1: er is geen kolom met regio's; gevonden: 'gm_code'"),
        (b"gm_code,regio\nGM0363,a\nGM9999,b\n", "rij 3: gemeente 'GM9999' bestaat niet in 2025"),
        (b"gm_code,regio\nGM0456,a\n", "rij 2: gemeente 'GM0456' bestaat niet in 2025"),
        (b"gm_code,regio\nBergen,a\n", r"'Bergen' kan Bergen \(NH.\) \(GM0373\) of Bergen"),
        (b"gm_code,regio\nAtlantis,a\n", "'Atlantis' is niet bekend in 2025. Gebruik de code"),
        (
            b"gm_code,regio\nX,a\nY,a\nZ,a\n",
            r"rij 2: gemeente 'X'.*\(en nog 2 andere fouten; zie congr",
        ),
        (b"gm_code,regio\n,a\n", "rij 2: er staat geen gemeente bij regio 'a'"),
        (b"g\x00m_code,regio\n", "geen CSV-bestand met gewone tekst"),
        (b"\xff\xfeg\x00m\x00", "er is geen kolom met regio's; gevonden: 'gm'"),
        (b'gm_code,regio\n"' + b"x" * 200_000, "geen geldig CSV-bestand"),
    ],
)
def test_eigen_bestand_met_fouten(tmp_path, gemeenten, inhoud, deel):
    pad = tmp_path / "mijn.csv"
    pad.write_bytes(inhoud)
    with pytest.raises(CongruentieFout, match=deel):
        lees_eigen_indeling(pad, "mijn", gemeenten)


def test_eigen_bestand_dat_er_niet_is(tmp_path, gemeenten):
    with pytest.raises(CongruentieFout, match=r"weg\.csv kan niet .*: het bestand bestaat niet"):
        lees_eigen_indeling(tmp_path / "weg.csv", "mijn", gemeenten)
    with pytest.raises(CongruentieFout, match="het is een map"):
        lees_eigen_indeling(tmp_path, "mijn", gemeenten)


@given(st.binary(max_size=300))
def test_geen_enkel_bestand_laat_het_lezen_struikelen(tmp_path_factory, inhoud):
    pad = tmp_path_factory.mktemp("ruw") / "mijn.csv"
    for ruw in (inhoud, b"gm_code,regio\n" + inhoud):
        pad.write_bytes(ruw)
        try:
            lees_eigen_indeling(pad, "mijn", cg.laad_gemeenten(2025))
        except CongruentieFout as fout:
            assert "mijn.csv" in str(fout)


def test_eigen_indeling_doet_overal_mee(tmp_path):
    pad = tmp_path / "mijn.csv"
    pad.write_text("gm_code,regio\nGM0363,a\nGM0518,a\n", "utf-8")
    achteraan = cg.laad_indelingen(2025, ["ggd"], eigen={"mijn": pad})
    assert achteraan.namen == ("ggd", "mijn")
    vooraan = cg.laad_indelingen(2025, ["mijn", "ggd"], eigen={"mijn": pad})
    assert vooraan.namen == ("mijn", "ggd")
    assert cg.bereken(achteraan).loc["GM0363", "mijn"] == "a"


def test_eigen_naam_mag_niet_ingebouwd_zijn(tmp_path):
    with pytest.raises(CongruentieFout, match="naam ggd is al van een bekende indeling"):
        cg.laad_indelingen(2025, ["res"], eigen={"ggd": tmp_path / "x.csv"})


@given(st.integers(0, 9999))
def test_vier_schrijfwijzen_van_een_code(nummer):
    vol = f"GM{nummer:04d}"
    for tekst in (vol, vol.lower(), f"{nummer:04d}", str(nummer), f" {vol} "):
        assert normaliseer_gm_code(tekst) == vol
    for tekst in ("", "GM", "GM12345", "PV20", "12a", "-1"):
        assert normaliseer_gm_code(tekst) is None


def test_eigen_bestand_van_een_ander_jaar(tmp_path, caplog):
    """Weesp (gone 24-03-2022) and Amsterdam in different regions: a choice, and it is said."""
    pad = tmp_path / "oud.csv"
    pad.write_text("gm_code,regio\nGM0457,A\nGM0363,B\nGM1696,A\n", "utf-8")
    with caplog.at_level(logging.INFO, "congruentie"):
        indelingen = cg.laad_indelingen(2025, ["ggd"], eigen={"oud": pad}, peildatum=2022)
    assert dict(indelingen["oud"].lidmaatschap) == {"GM0363": "B", "GM1696": "A"}
    assert (
        "Herindeling: bij oud van 2022 lagen delen van Amsterdam (krijgt B, een deel lag in A) in "
        "verschillende regio's; het grootste deel telt."
    ) in caplog.text
    later = tmp_path / "later.csv"
    later.write_text("gm_code,regio\nGM1992,A\n", "utf-8")  # Voorne aan Zee, since 2023
    with pytest.raises(CongruentieFout, match="bestaat pas sinds 01-01-2023.*--peildatum 2023"):
        cg.laad_indelingen(2022, ["ggd"], eigen={"nieuw": later})
    terug = cg.laad_indelingen(2022, ["ggd"], eigen={"nieuw": later}, peildatum=2023)
    assert sorted(terug["nieuw"].lidmaatschap) == ["GM0501", "GM0530", "GM0614"]

"""What is embedded: every year and indeling, and every refusal."""

from __future__ import annotations

from collections import Counter

import pytest

import congruentie as cg
from congruentie.bronnen import STANDAARD
from congruentie.bronnen.cbs import GEMEENTEN_PER_JAAR
from congruentie.errors import CongruentieFout


def test_zonder_vraag_geen_grenzen():
    """They take time and memory: only who asks for boundaries gets them."""
    indelingen = cg.laad_indelingen(2026, ["ggd", "res"])
    assert indelingen.gemeenten.vlakken is None
    assert cg.laad_gemeenten(2026).vlakken is None


def test_aanbod_noemt_alles():
    aanbod = cg.lees_aanbod()
    per_jaar = Counter(item.jaar for item in aanbod if item.herkomst.status == "officieel")
    assert [per_jaar[jaar] for jaar in range(2015, 2027)] == [
        *(19, 19, 17, 21, 21, 22, 22, 23, 23, 23, 23, 22)
    ]
    van_elders = {i.indeling: i for i in aanbod if i.herkomst.status == "niet_officieel"}
    assert len(van_elders) == 20
    assert not van_elders.keys() & set(STANDAARD)
    # RegioAtlas of 2016 fills what CBS has not: rmc until 2017, veiligthuisregio until 2019.
    assert {i.jaar for i in aanbod if i.indeling == "rmc" and i.herkomst.overgezet} == {2015, 2017}
    assert sum(i.indeling == "veiligthuisregio" and i.herkomst.overgezet > 0 for i in aanbod) == 4
    # The last source that is not later than the year: RegioAtlas to 2022, our own list since.
    dienst = {i.jaar: i.herkomst.peildatum for i in aanbod if i.indeling == "omgevingsdienst"}
    assert set(dienst.values()) == {"2016-02-01", "verschilt per gemeente"}
    assert [jaar for jaar in sorted(dienst) if dienst[jaar] != "2016-02-01"] == [*range(2023, 2027)]
    assert all(item.herkomst.bron and item.herkomst.licentie for item in aanbod)


@pytest.mark.parametrize(("jaar", "aantal"), sorted(GEMEENTEN_PER_JAAR.items())[1:])
def test_alle_indelingen_van_een_jaar_laden(jaar, aantal):
    namen = [item.indeling for item in cg.lees_aanbod() if item.jaar == jaar]
    indelingen = cg.laad_indelingen(jaar, namen)
    assert len(indelingen.gemeenten) == aantal
    for item in cg.lees_aanbod():
        if item.jaar == jaar:
            assert indelingen.is_landsdekkend(item.indeling) == item.landsdekkend
            assert len(indelingen[item.indeling].regios) == item.regios


@pytest.mark.parametrize("jaar", [2023, 2024, 2025, 2026])
def test_grenzen_van_2023_tot_2026(jaar):
    gemeenten = cg.laad_gemeenten(jaar, met_grenzen=True)
    assert len(gemeenten.vlakken) == 342
    assert gemeenten.vlakken.crs.to_epsg() == 28992
    assert "raster" in gemeenten.grenzen.bron or "nl-maps" in gemeenten.grenzen.bron


@pytest.mark.parametrize(
    ("jaar", "namen", "deel"),
    [
        (2025, ["ggd", "gdd"], "indeling 'gdd' is onbekend. Voor 2025 zijn er: arbeidsmarkt"),
        (
            2026,
            ["politie_eenheid"],
            "politie_eenheid is er niet voor 2026, wel voor 2015 tot en met 2025. Voor 2026 zijn er",
        ),
        (2017, ["subres"], "subres is er niet voor 2017, wel voor 2018 tot en met 2026."),
        (1999, None, "Er is geen lijst met gemeenten van 1999. .*van 2015 tot en met 2026"),
    ],
)
def test_wat_er_niet_is(jaar, namen, deel):
    with pytest.raises(CongruentieFout, match=deel):
        cg.laad_indelingen(jaar, namen)


def test_grenzen_die_er_niet_zijn():
    with pytest.raises(
        CongruentieFout, match=r"Er zijn geen grenzen van 2022; .*--grenzen BESTAND"
    ):
        cg.laad_indelingen(2022, ["ggd", "res"], met_grenzen=True)


@pytest.mark.parametrize(("jaar", "aantal"), sorted(GEMEENTEN_PER_JAAR.items())[1:])
def test_lijst_van_elk_jaar(jaar, aantal):
    gemeenten = cg.laad_gemeenten(jaar)
    assert len(gemeenten) == aantal
    assert ("GM0457" in gemeenten.codes) == (jaar <= 2022)


def test_dir_noemt_wat_er_is():
    assert set(cg.__all__) <= set(dir(cg))
    assert all(getattr(cg, naam) is not None for naam in dir(cg))

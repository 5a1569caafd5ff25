"""Who borders whom: the table against its source, and what it makes of the country."""

from __future__ import annotations

import csv
import dataclasses
import json
from collections import Counter
from functools import cache

import geopandas as gpd
import networkx as nx
import pyogrio
import pytest
from conftest import REPO, TESTDATA
from schade import SCHADE
from shapely import box

import congruentie as cg
from congruentie.bronnen import banden
from congruentie.bronnen.banden import banden_van, grenzen_van
from congruentie.bronnen.pakket import laad_buren, laad_verbindingen
from congruentie.buren import Banden
from congruentie.errors import CongruentieFout
from congruentie.gemeenten import Gemeenten
from congruentie.voorstel.vastleggen import als_json

JAREN = range(2015, 2027)
EILANDEN = {
    "GM0060", "GM0088", "GM0093", "GM0096", "GM0448",  # the Wadden islands
    "GM1676", "GM1695", "GM1924",  # Schouwen-Duiveland, Noord-Beveland, Goeree-Overflakkee
}  # fmt: skip


@pytest.fixture(scope="module")
def vier():
    return cg.laad_indelingen(2025, cache="geen")


def graaf(gemeenten, **hoe):
    uit = nx.Graph()
    uit.add_nodes_from(gemeenten.codes)
    uit.add_edges_from(banden_van(gemeenten, **hoe))
    return uit


def namen(gemeenten, **hoe):
    delen = sorted(nx.connected_components(graaf(gemeenten, **hoe)), key=len)[:-1]
    return [sorted(gemeenten.naam_van[code] for code in deel) for deel in delen]


@pytest.mark.parametrize("jaar", JAREN)
def test_elk_jaar_is_een_geheel(jaar):
    gemeenten = cg.laad_gemeenten(jaar, cache="geen")
    assert nx.is_connected(graaf(gemeenten))
    assert nx.is_connected(graaf(gemeenten, veren=False))
    assert nx.is_connected(graaf(gemeenten, water=False))
    los = sorted(naam for deel in namen(gemeenten, veren=False, water=False) for naam in deel)
    assert los == ["Ameland", "Schiermonnikoog", "Terschelling", "Texel", "Vlieland"]


@pytest.mark.parametrize("jaar", JAREN)
def test_alleen_eilanden_grenzen_over_water(jaar):
    gemeenten = cg.laad_gemeenten(jaar, cache="geen")
    soort = banden_van(gemeenten, veren=False).soort
    met_land = {code for paar, hoe in soort.items() if hoe == "land" for code in paar}
    assert set(gemeenten.codes) - met_land == EILANDEN
    assert all(set(paar) & EILANDEN for paar, hoe in soort.items() if hoe == "water")


def test_elke_regio_van_een_landelijke_indeling_is_een_stuk():
    """Fryslân among them, with its islands; without ferries as well."""
    gewoon = {
        "provincie", "ggd", "veiligheidsregio", "res", "jeugdregio", "arbeidsmarktregio", "corop",
        "zorgkantoorregio", "veiligthuisregio", "rmc", "politie_eenheid",
    }  # fmt: skip
    geteld = 0
    for item in cg.lees_aanbod("geen"):
        if item.indeling not in gewoon or item.herkomst.status != "officieel":
            continue
        indelingen = cg.laad_indelingen(item.jaar, [item.indeling], cache="geen")
        alles = graaf(indelingen.gemeenten, veren=False)
        lid = indelingen[item.indeling].lidmaatschap
        for regio in set(lid.values()):
            deel = alles.subgraph(code for code, waar in lid.items() if waar == regio)
            assert nx.is_connected(deel), (item.jaar, item.indeling, regio)
            geteld += 1
    assert geteld > 400


def test_de_tabel_is_die_van_de_feiten():
    pad = TESTDATA / "feiten" / "cbs" / "buren.csv"
    if not pad.exists():
        pytest.skip("de feiten zijn hier niet; zet CONGRUENTIE_TESTDATA")
    with pad.open(encoding="utf-8", newline="") as stroom:
        feiten = {
            (int(r["jaar"]), r["gm_a"], r["gm_b"], r["soort"], float(r["km"]))
            for r in csv.DictReader(stroom)
        }
    hier = {(jaar, *rij) for jaar, rijen in laad_buren().items() for rij in rijen}
    assert feiten <= hier
    # What is more, is derived: water borders of islands before 2021.
    afgeleid = hier - feiten
    assert {(jaar, soort) for jaar, _, _, soort, _ in afgeleid} == {
        (jaar, "water") for jaar in range(2015, 2021)
    }
    assert all({a, b} & EILANDEN for _, a, b, _, _ in afgeleid)
    assert Counter(jaar for jaar, _, _, soort, _ in hier if soort == "land") == {
        2015: 992, 2016: 985, 2017: 979, 2018: 959, 2019: 892, 2020: 892, 2021: 883, 2022: 862,
        2024: 855,
    }  # fmt: skip


def test_water_van_voor_2021_is_dat_van_2021():
    """Over all years the same stretch of water: what the gemeenten of then became, borders there."""
    later = {}
    for overgang in cg.bronnen.laad_overgangen():
        later.setdefault(overgang.oud, set()).add(overgang.nieuw)

    def nu(code):
        wordt = later.get(code, {code})
        return {c for nieuw in wordt for c in ({nieuw} if nieuw == code else nu(nieuw))} | {code}

    toen = {rij[:2] for rij in laad_buren()[2021] if rij[2] == "water"}
    for jaar in range(2015, 2021):
        for a, b, soort, _ in laad_buren()[jaar]:
            if soort == "water":
                assert any((min(p, q), max(p, q)) in toen for p in nu(a) for q in nu(b)), (
                    jaar,
                    a,
                    b,
                )


def test_verbindingen_van_vroeger_bestaan_nog():
    """A link with a gemeente that is no more, stands there with its successor as well."""
    nu = set(cg.laad_gemeenten(2026, cache="geen").codes)
    wordt = {o.oud: o.nieuw for o in cg.bronnen.laad_overgangen() if o.aandeel > 0.5}
    alle = {(frozenset(paar), soort) for *paar, soort in laad_verbindingen()}
    oud = [(paar, soort) for paar, soort in alle if not paar <= nu]
    assert len(oud) == 11
    for paar, soort in oud:
        while not paar <= nu:
            paar = frozenset(  # noqa: PLW2901  # a step further
                code if code in nu else wordt[code] for code in paar
            )
        assert (paar, soort) in alle


@pytest.mark.parametrize(
    ("jaar", "van"), [(2015, 2015), (2019, 2019), (2023, 2024), (2024, 2024), (2026, 2024)]
)
def test_het_jaar_van_de_tabel(jaar, van):
    gemeenten = cg.laad_gemeenten(jaar, cache="geen")
    assert banden.heeft_buren(gemeenten)
    assert banden_van(gemeenten).bron == f"grenzen van CBS van {van}"


def test_wat_er_getekend_is_telt_niet(vier):
    """Boundaries that were turned upside down, or drawn as islands: the same neighbours."""
    met = cg.laad_gemeenten(2025, met_grenzen=True, cache="geen")
    los = dataclasses.replace(met, vlakken=met.vlakken.scale(0.5, 0.5))
    gelijk = [banden_van(g) for g in (vier.gemeenten, met, los)]
    assert list(gelijk[0]) == list(gelijk[1]) == list(gelijk[2])
    assert gelijk[0].aantallen == {
        "land": 855, "brug": 8, "tunnel": 2, "dam": 12, "veer": 9, "water": 11,
    }  # fmt: skip
    assert gelijk[0].zin == (
        "Paren buren: 855 land, 8 brug, 2 tunnel, 12 dam, 9 veer en 11 water "
        "(grenzen van CBS van 2024)."
    )
    grenzen = grenzen_van(los)
    assert grenzen["lengte"].sum() == pytest.approx(
        1000 * sum(km for *_, soort, km in laad_buren()[2024] if soort == "land")
    )
    assert grenzen.geometry.is_empty.sum() > 800  # what is not drawn has no line
    assert grenzen_van(vier.gemeenten)["lengte"].equals(grenzen["lengte"])
    assert (~grenzen_van(met).geometry.is_empty).sum() == 849  # 6 short ones are not drawn


def test_eigen_verbindingen_en_wat_er_niet_is(vier):
    met = banden_van(vier.gemeenten, eigen=[("GM0448", "GM0363"), ("GM0363", "GM0384")])
    assert met.soort["GM0363", "GM0448"] == "eigen"
    assert met.soort["GM0363", "GM0384"] == "land"  # it was already
    assert Banden.van(met) is met
    assert Banden.van([("a", "b")]).zin == "Paren buren: 1 eigen (zelf opgegeven)."
    assert Banden.van([]).zin == "Paren buren: geen (zelf opgegeven)."


def test_in_het_voorstel_staat_wat_als_buur_telde(vier):
    inhoud = als_json(cg.stel_voor(vier, veren=False))
    assert inhoud["buren"] == {
        "soorten": {"land": 855, "brug": 8, "tunnel": 2, "dam": 12, "water": 18},
        "bron": "grenzen van CBS van 2024",
    }
    json.dumps(inhoud)


# --- areas without a table ----------------------------------------------------------------------


def zonder_tabel(**vormen):
    vlakken = gpd.GeoSeries(vormen, crs=28992)
    return Gemeenten(2025, tuple(vormen), tuple(vormen), None, vlakken)


def test_zonder_tabel_telt_de_kaart(vierkant):
    uit = banden_van(vierkant)
    assert uit.aantallen == {"land": 4}
    assert uit.bron == "uit de kaart, met een speling van 2 meter"
    scheef = dataclasses.replace(vierkant, vlakken=vierkant.vlakken.scale(1 + 1e-12, 1 + 1e-12))
    assert list(banden_van(scheef)) == list(uit)
    assert len(grenzen_van(vierkant)) == 4


@pytest.mark.parametrize(
    ("gemeenten", "melding"),
    [
        (
            zonder_tabel(A=box(0, 0, 1000, 1000), B=box(700, 0, 2000, 1000)),
            "De kaart is niet heel: A en B overlappen elkaar tot 462 meter breed.",
        ),
        (
            zonder_tabel(A=box(0, 0, 1000, 1000), B=box(1100, 0, 2000, 1000)),
            "De kaart is niet heel: 2 van de 2 gebieden grenzen nergens aan, zoals A en B; er zijn "
            "kieren van meer dan 2 meter.",
        ),
        (
            Gemeenten(2025, ("A", "B"), ("A", "B")),
            "Van de gemeenten van 2025 is niet bekend wie aan wie grenst.",
        ),
    ],
)
def test_een_kaart_die_niet_heel_is_geeft_geen_buren(gemeenten, melding):
    with pytest.raises(CongruentieFout) as fout:
        banden_van(gemeenten)
    assert melding in str(fout.value)


# --- the same answer, whatever is drawn -----------------------------------------------------------


@cache
def zonder_kaart(jaar: int) -> cg.Voorstel:
    return cg.stel_voor(cg.laad_indelingen(jaar, cg.bronnen.STANDAARD, cache="geen"))


@pytest.mark.parametrize(
    ("schade", "jaar"), [*((schade, 2024) for schade in SCHADE), ("250 m", 2022)]
)
def test_hetzelfde_voorstel_met_elke_kaart(tmp_path, schade, jaar):
    pad = TESTDATA / "testen" / f"gemeenten_{jaar}.gpkg"
    if not pad.exists():
        pytest.skip("de officiële testgrenzen zijn hier niet; zet CONGRUENTIE_TESTDATA")
    kaart = pyogrio.read_dataframe(pad).set_index("gm_code").geometry
    eigen = tmp_path / "kaart.gpkg"
    gpd.GeoDataFrame(geometry=SCHADE[schade](kaart)).reset_index().to_file(eigen)
    verwacht = zonder_kaart(jaar)
    namen = cg.bronnen.STANDAARD
    met = cg.laad_indelingen(jaar, namen, grenzen=eigen, met_grenzen=True, cache="geen")
    voorstel = cg.stel_voor(met)
    assert voorstel.bewezen_optimaal
    assert voorstel.doelwaarde == verwacht.doelwaarde
    assert voorstel.regio.tolist() == verwacht.regio.tolist()


def test_het_pakket_noemt_de_tabel():
    register = json.loads((REPO / "gemeentegrenzen" / "datapackage.json").read_text("utf-8"))
    tabel = next(b for b in register["resources"] if b["soort"] == "buren")
    assert tabel["jaren"] == list(JAREN)

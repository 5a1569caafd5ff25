"""Boundaries from PDOK: pages, three services, and answers of a strange shape."""

from __future__ import annotations

import json

import geopandas as gpd
import pandas as pd
import pytest
from nep import KLEIN_JAAR, NepVerbinding, als_json, pagina, vlak
from shapely import Polygon, box

from congruentie.bronnen.dienst import Dienstantwoord, OphaalFout
from congruentie.bronnen.pdok import Pdok, laagnaam, lees_vlakken
from congruentie.bronnen.vlakken import leg_over
from congruentie.errors import CongruentieFout

pytestmark = pytest.mark.usefixtures("kleine_jaren")


def lees(*kenmerken, jaar=KLEIN_JAAR):
    return lees_vlakken([als_json(pagina(*kenmerken))], "gemeente", "GM", jaar)


# --- pages and services ----------------------------------------------------------------------


def test_volgende_pagina_mag_relatief():
    net = NepVerbinding(pagina(vlak(), links=[{"rel": "next", "href": "items?cursor=b"}]), pagina())
    Pdok(net)._ogc("gemeente", 2024)
    assert net.gevraagd[1].endswith("/collections/gemeente_gegeneraliseerd/items?cursor=b")


def test_links_mogen_ontbreken():
    assert len(Pdok(NepVerbinding(pagina(vlak(), links=None)))._ogc("gemeente", 2024)) == 1


@pytest.mark.parametrize(
    "links",
    [
        {"a": 1},
        ["x"],
        [{"rel": "next"}],
        [{"rel": "next", "href": 5}],
        [{"rel": "next", "href": "http://[x"}],
    ],
)
def test_vreemde_links(links):
    """An OphaalFout: then the next service is asked."""
    with pytest.raises(OphaalFout, match="onbekende vorm|geen webadres"):
        Pdok(NepVerbinding(pagina(vlak(), links=links)))._ogc("gemeente", 2024)


def test_steeds_nieuwe_paginas():
    nummers = iter(range(10_000))
    net = NepVerbinding(
        lambda _: pagina(vlak(), links=[{"rel": "next", "href": f"/{next(nummers)}"}])
    )
    with pytest.raises(OphaalFout, match="blijft naar volgende"):
        Pdok(net)._ogc("gemeente", 2024)
    assert len(net.gevraagd) == 100


def test_grens_tussen_historisch_en_nu():
    assert "historisch" in Pdok(NepVerbinding()).ogc_adres(2015)
    assert "historisch" not in Pdok(NepVerbinding()).ogc_adres(2016)


def test_wfs_zonder_totaal():
    net = NepVerbinding(pagina(vlak()), pagina(vlak()))
    assert len(Pdok(net)._wfs("gemeente", 2024)) == 1


def test_wfs_telt_alleen_de_eerste_keer():
    """Without the number a short page is the last one; with it, only when all are there."""
    net = NepVerbinding(pagina(vlak(), numberMatched=2), pagina(vlak(), numberMatched="unknown"))
    assert len(Pdok(net)._wfs("gemeente", 2024)) == 2


def test_wfs_met_minder_dan_totaal():
    net = NepVerbinding(pagina(vlak(), numberMatched=3), pagina(numberMatched=3))
    with pytest.raises(OphaalFout, match="1 van de 3 gebieden"):
        Pdok(net)._wfs("gemeente", 2024)


@pytest.mark.parametrize(
    ("fouten", "status"),
    [((404, 400, 404), 404), ((404, 503, 503), None), ((503, 503, 503), None)],
)
def test_alleen_404_als_geen_dienst_het_heeft(fouten, status):
    net = NepVerbinding(*(OphaalFout("x", s) for s in fouten))
    with pytest.raises(OphaalFout) as gevangen:
        Pdok(net).haal_vlakken("rmc", "MC", 2024)
    assert gevangen.value.status == status


def test_leeg_telt_als_bestaat_niet():
    net = NepVerbinding(pagina(), pagina(), OphaalFout("x", 404))
    with pytest.raises(OphaalFout) as gevangen:
        Pdok(net).haal_vlakken("rmc", "MC", 2024)
    assert gevangen.value.status == 404


def test_geopackage_een_keer():
    net = NepVerbinding(b"SQLite format 3")
    pdok = Pdok(net)
    for laag, jaar in (("gemeente", 2024), ("rmc", 2024), ("rmc", 2023)):
        pdok._gpkg(laag, jaar)
    assert len(net.gevraagd) == 2


# --- what comes back -------------------------------------------------------------------------


def test_opvulling_vlinder_en_hoogte():
    vlinder = Polygon([(1e5, 4e5), (101e3, 401e3), (101e3, 4e5), (1e5, 401e3)])
    hoog = Polygon([(2e5, 4e5, 5), (201e3, 4e5, 5), (201e3, 401e3, 5)])
    tabel = lees(vlak("GM0002  ", "Bee   ", vlinder), vlak("GM0001 ", " Aa ", hoog))
    assert list(tabel.index) == ["GM0001", "GM0002"]
    assert list(tabel["naam"]) == ["Aa", "Bee"]
    assert tabel.is_valid.all()
    assert not tabel.has_z.any()


@pytest.mark.parametrize(
    "velden",
    [{"jaarcode": None}, {"jaarcode": "x"}, {"jaarcode": "1999-01-01"}, {"statcode": None}],
)
def test_vreemde_velden(velden):
    with pytest.raises(OphaalFout, match="zonder jaar|onverwachte codes"):
        lees(vlak(), vlak("GM0002", **velden))


RING = [[1e5, 4e5], [101e3, 4e5], [101e3, 401e3]]


@pytest.mark.parametrize(
    "vorm",
    [
        {"type": "MultiPolygon", "coordinates": []},
        {"type": "Point", "coordinates": [1e5, 4e5]},
        {"type": "Polygon", "coordinates": [[*RING[:2], [102e3, 4e5], RING[0]]]},
        {"type": "Polygon", "coordinates": [RING]},
    ],
)
def test_geen_echt_vlak(vorm):
    with pytest.raises(OphaalFout, match="geen vlak|kunnen niet worden gelezen"):
        lees(vlak("GM0002"), {**vlak(), "geometry": vorm})


def test_jaar_uit_jrstatcode():
    """A GeoPackage has no jaarcode; the year stands before the code."""
    tabel = gpd.GeoDataFrame(
        {"statcode": ["GM0001"], "statnaam": ["A"], "jrstatcode": ["1999GM0001"]},
        geometry=[box(100_000, 400_000, 101_000, 401_000)],
    )
    antwoord = Dienstantwoord("http://x", tabel.to_json().encode(), "json")
    assert list(lees_vlakken([antwoord], "gemeente", "GM", 1999).index) == ["GM0001"]
    with pytest.raises(OphaalFout, match="gebieden van 1999, niet alleen van 2022"):
        lees_vlakken([antwoord], "gemeente", "GM", 2022)


@pytest.mark.parametrize(("jaar", "telt"), [(2024, "342"), (1999, "minstens 300")])
def test_te_weinig_gemeenten(monkeypatch, jaar, telt):
    """Also of a year of which the number is not known; regions may be few."""
    monkeypatch.setattr("congruentie.bronnen.cbs.MINSTE_GEMEENTEN", 300)
    with pytest.raises(OphaalFout, match=f"1 gemeenten gekregen; {jaar} telt er {telt}."):
        lees(vlak(jaarcode=jaar), jaar=jaar)
    regio = als_json(pagina(vlak("LD01", jaarcode=jaar)))
    assert len(lees_vlakken([regio], "landsdeel", "LD", jaar)) == 1


@pytest.mark.parametrize(
    ("lagen", "naam"),
    [
        (["gemeente_gegeneraliseerd"], "gemeente_gegeneraliseerd"),
        (["gemeente_gegeneraliseerd_2020"], "gemeente_gegeneraliseerd_2020"),
        (["cbs_gemeente_2022_gegeneraliseerd"], "cbs_gemeente_2022_gegeneraliseerd"),
        (["gemeente_niet_gegeneraliseerd", "gemeente_labelpoint"], None),
        (["veiligheidsregio_gegeneraliseerd_2023"], None),
    ],
)
def test_laagnamen(lagen, naam):
    assert laagnaam(lagen, "gemeente") == naam


# --- regions laid over gemeenten -------------------------------------------------------------


def naast_elkaar(**breedtes):
    """Polygons 10 high, from and to these x."""
    return gpd.GeoDataFrame(
        {"naam": [naam.lower() for naam in breedtes]},
        index=pd.Index(list(breedtes)),
        geometry=[box(van, 0, tot, 10) for van, tot in breedtes.values()],
        crs=28992,
    )


def test_grootste_deel_telt():
    """A is whole in X; B for 60% in Y and 30% in X; C lies outside every region.

    XX|XYY|
    AA|BBB| CC
    """
    gemeenten = naast_elkaar(A=(0, 20), B=(20, 30), C=(50, 60))
    regios = naast_elkaar(X=(0, 23), Y=(23, 29))
    assert leg_over(gemeenten, regios) == [
        ("A", "X", "x", 1.0),
        ("B", "Y", "y", pytest.approx(0.6)),
    ]
    with pytest.raises(CongruentieFout, match="staan niet in EPSG:28992"):
        leg_over(gemeenten.to_crs(4326), regios)


def test_gelijk_deel_en_alleen_een_rand():
    gemeenten = naast_elkaar(A=(0, 20), B=(-10, 0))
    regios = naast_elkaar(Y=(10, 20), X=(0, 10))
    assert leg_over(gemeenten, regios) == [("A", "X", "x", 0.5)]  # B touches X only


def test_splinter_geeft_geen_regio():
    """Generalised layers do not follow each other to the metre: a sliver is no membership."""
    gemeenten = naast_elkaar(A=(0, 10_000), B=(10_000, 20_000))
    assert [rij[0] for rij in leg_over(gemeenten, naast_elkaar(X=(0, 10_001)))] == ["A"]


def test_geojson_is_wat_het_zegt():
    kapot = Dienstantwoord("http://x", json.dumps({"type": "x"}).encode(), "json")
    with pytest.raises(OphaalFout, match="kunnen niet worden gelezen"):
        lees_vlakken([kapot], "gemeente", "GM", 2024)

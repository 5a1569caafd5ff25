"""The table of StatLine in three shapes, and answers of a strange shape."""

from __future__ import annotations

import io
import zipfile

import pytest
from nep import KLEIN_JAAR, NepVerbinding, als_json

from congruentie.bronnen import statline as module
from congruentie.bronnen.dienst import Dienstantwoord, OphaalFout
from congruentie.bronnen.statline import Statline, lees_gebieden

pytestmark = pytest.mark.usefixtures("kleine_jaren")


def wijd(eigenschappen, *rijen):
    antwoorden = [als_json({"value": w}) for w in (eigenschappen, list(rijen))]
    return lees_gebieden(antwoorden, "v3", KLEIN_JAAR)


def lang(metingen, *rijen):
    namen = ("Identifier", "Title", "MeasureGroupId")
    velden = ("RegioS", "Measure", "Value", "StringValue")
    antwoorden = [
        als_json({"value": [dict(zip(kop, deel, strict=True)) for deel in delen]}, url)
        for url, kop, delen in (
            ("http://x/MeasureCodes", namen, metingen),
            ("http://x/Observations", velden, rijen),
        )
    ]
    return lees_gebieden(antwoorden, "v4", KLEIN_JAAR)


def pak(**leden):
    stroom = io.BytesIO()
    with zipfile.ZipFile(stroom, "w", zipfile.ZIP_DEFLATED) as archief:
        for lid, tekst in leden.items():
            archief.writestr(f"{lid}.csv", tekst)
    return Dienstantwoord("http://x", stroom.getvalue(), "zip")


# --- wide ------------------------------------------------------------------------------------


def test_wijd_opvulling_land_en_groepen():
    eigenschappen = [
        {"ID": 0, "ParentID": None, "Key": "", "Title": "GGD-regio's"},
        {"ID": 1, "ParentID": 0, "Key": "Naam_9", "Title": "Naam"},  # not Code + 1
        {"ID": 2, "ParentID": 0, "Key": "Code_4", "Title": "Code"},
    ]
    rij = {
        "RegioS": "GM0001    ", "Code_4": "GG01 ", "Naam_9": "Groningen ", "Naam_5": "fout",
        "Code_12": "GG99", "Code_14": "VR01",
    }  # fmt: skip
    tweede = {**rij, "RegioS": "GM0002", "Code_14": "12"}  # not all are codes
    land = {"RegioS": "NL01  ", "Code_4": "NL01"}
    gebieden = wijd(eigenschappen, rij, tweede, land)
    assert list(gebieden.namen) == ["GM0001", "GM0002"]
    lidmaatschap = {"GM0001": "GG01", "GM0002": "GG01"}
    assert gebieden.indelingen == {"ggd": (lidmaatschap, {"GG01": "Groningen"})}


def test_wijd_zonder_groepen():
    gebieden = wijd([], {"RegioS": "GM0001", "Code_4": "GG01", "Naam_5": "Groningen"})
    assert gebieden.indelingen["ggd"][1] == {"GG01": "Groningen"}


def test_v3_relatieve_volgende():
    leeg = {"value": []}
    net = NepVerbinding(leeg, leeg | {"odata.nextLink": "TypedDataSet?$skip=1"}, leeg)
    Statline(net)._v3("T")
    assert net.gevraagd[2] == "https://opendata.cbs.nl/ODataFeed/odata/T/TypedDataSet?$skip=1"


@pytest.mark.parametrize("naam", ["titel", "sleutel"])
def test_inwoners_op_titel_of_sleutel(naam):
    sleutel = "Inwonertal_56" if naam == "sleutel" else "M000_1"
    titel = "Inwonertal" if naam == "titel" else "Aantal"
    eigenschappen = [{"ID": 1, "ParentID": 0, "Key": sleutel, "Title": titel}]
    assert wijd(eigenschappen, {"RegioS": "GM0001", sleutel: 12}).inwoners == {"GM0001": 12.0}


@pytest.mark.parametrize(("jaar", "telt"), [(2024, "342"), (1999, "minstens 300")])
def test_te_weinig_gemeenten(monkeypatch, jaar, telt):
    monkeypatch.setattr("congruentie.bronnen.cbs.MINSTE_GEMEENTEN", 300)
    antwoorden = [als_json({"value": w}) for w in ([], [{"RegioS": "GM0001", "Code_1": "GM0001"}])]
    with pytest.raises(OphaalFout, match=f"1 gemeenten gekregen; {jaar} telt er {telt}."):
        lees_gebieden(antwoorden, "v3", jaar)


# --- long ------------------------------------------------------------------------------------

METINGEN = [
    ("GM000C_1", "Naam", "1"),
    ("GG0001", "Code", "x"),
    ("GG0002", "Naam", "y"),
    ("M9", "Inwonertal", "3"),
]
RIJEN = [
    ("GM0001    ", "GM000C_1", 0, "Aa "),
    ("GM0001    ", "GG0001", None, "GG01 "),
    ("GM0001    ", "GG0002", None, "Regio"),
    ("GM0001    ", "M9", 5.0, None),
    ("NL01  ", "GG0001", None, "NL01"),
]


def test_lang_opvulling_land_en_waarden():
    gebieden = lang(METINGEN, *RIJEN)
    assert gebieden.namen == {"GM0001": "Aa"}
    assert gebieden.inwoners == {"GM0001": 5.0}
    assert gebieden.indelingen == {"ggd": ({"GM0001": "GG01"}, {"GG01": "Regio"})}
    with pytest.raises(OphaalFout, match="GM0001 komt twee keer voor bij GG0001"):
        lang(METINGEN, *RIJEN, RIJEN[1])
    assert lang(METINGEN, *RIJEN[:3], ("GM0001", "M9", 0, None)).inwoners is None


def test_lang_afgekapt():
    """A page is missing, and rows stand by measure: 1 of 3 gemeenten has a region."""
    namen = [(f"GM000{i}", "GM000C_1", None, "x") for i in (1, 2, 3)]
    with pytest.raises(OphaalFout, match="ggd is er niet voor alle gemeenten"):
        lang(METINGEN, *namen, ("GM0001", "GG0001", None, "GG01"))


def test_lang_niet_landsdekkend():
    """Empty cells are not sent: who has no region has no row, and no name of it either."""
    gebieden = lang(METINGEN, *RIJEN[:3], ("GM0002", "GM000C_1", None, "Bee"))
    assert gebieden.indelingen["ggd"][0] == {"GM0001": "GG01"}
    assert list(gebieden.namen) == ["GM0001", "GM0002"]


def test_zonder_groep_is_geen_groep():
    metingen = [METINGEN[0], ("GG0001", "Code", None), ("AM0002", "Naam", None)]
    gebieden = lang(metingen, *RIJEN[:2], ("GM0001", "AM0002", None, "Drenthe"))
    assert gebieden.indelingen["ggd"][1] == {}


# --- archive ---------------------------------------------------------------------------------


def test_archief_dat_geen_archief_is():
    with pytest.raises(OphaalFout, match="kan niet worden gelezen"):
        lees_gebieden([Dienstantwoord("http://x", b"PK kapot", "zip")], "csv", KLEIN_JAAR)


def test_archief_dat_te_groot_wordt(monkeypatch):
    monkeypatch.setattr(module, "_GROOTSTE_ARCHIEF", 10)
    archief = pak(MeasureCodes="Identifier\n" * 9, Observations="x")
    with pytest.raises(OphaalFout, match="veel te groot"):
        lees_gebieden([archief], "csv", KLEIN_JAAR)


@pytest.mark.parametrize(
    ("tekst", "aantal"), [("25900", 25900.0), ("25900,0", 25900.0), ("x", None), ("inf", None)]
)
def test_inwoners_met_een_komma(tekst, aantal):
    archief = pak(
        MeasureCodes="Identifier;Title;MeasureGroupId\nM9;Inwonertal;3\n",
        Observations=f"RegioS;Measure;Value;StringValue\nGM0001;M9;{tekst};\n",
    )
    inwoners = lees_gebieden([archief], "csv", KLEIN_JAAR).inwoners
    assert inwoners == (None if aantal is None else {"GM0001": aantal})


def test_kapot_archief():
    ruw = bytearray(
        pak(MeasureCodes="".join(f"{i * i};x\n" for i in range(5000)), Observations="").inhoud
    )
    ruw[60:80] = b"\xff" * 20
    with pytest.raises(OphaalFout, match="kan niet worden gelezen"):
        lees_gebieden([Dienstantwoord("http://x", bytes(ruw), "zip")], "csv", KLEIN_JAAR)


# --- catalogue -------------------------------------------------------------------------------


def test_catalogus_anders():
    with pytest.raises(OphaalFout, match="geen tabel Gebieden in Nederland 2030"):
        Statline(NepVerbinding({"value": [{"Identifier": "x"}]})).tabel(2030)


@pytest.mark.parametrize(
    "titel",
    [
        "Gebieden in Nederland 2030",
        "Gebieden in Nederland 2030 (voorlopig)",
    ],
)
def test_jaar_in_de_catalogus(titel):
    tabellen = [
        {"Identifier": "A", "Title": "Gebieden in Nederland 20300"},
        {"Identifier": "B", "Title": "Gebieden in Nederland 2030-2031"},
        {"Identifier": "C", "Title": titel},
    ]
    assert Statline(NepVerbinding({"value": tabellen})).tabel(2030) == "C"
    with pytest.raises(OphaalFout, match="geen tabel Gebieden in Nederland 2030"):
        Statline(NepVerbinding({"value": tabellen[:2]})).tabel(2030)

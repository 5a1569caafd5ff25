"""Every file format: what is in it is what was computed, and it is whole or not there."""

from __future__ import annotations

import re
import sqlite3
import sys
import time
from contextlib import closing
from types import ModuleType
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pyogrio
import pytest
from conftest import lees_csv
from matplotlib import colormaps
from PIL import Image

import congruentie as cg
from congruentie import uitvoer
from congruentie.buren import gedeelde_grenzen, is_regiogrens
from congruentie.errors import CongruentieFout, GebruiksFout
from congruentie.gemeenten import Gemeenten
from congruentie.meten.maten import MATEN
from congruentie.meten.vergelijking import Vergelijking
from congruentie.model import Indeling, Indelingen
from congruentie.tekenen import KLASSEN
from congruentie.uitvoer.tabel import schoon

GEVAARLIJK = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "{{7*7}}", "<img src=x onerror=alert(1)>"]


@pytest.fixture(scope="module")
def echt() -> tuple[Indelingen, pd.DataFrame]:
    indelingen = cg.laad_indelingen(2025, met_grenzen=True)
    return indelingen, cg.bereken(indelingen)


@pytest.fixture
def gevaarlijk(vierkant) -> tuple[Indelingen, pd.DataFrame]:
    """Names that a spreadsheet or a page might run."""
    gemeenten = Gemeenten(
        2025, vierkant.codes, tuple(GEVAARLIJK[:4]), vierkant.inwoners, vierkant.vlakken
    )
    lid = dict(zip(vierkant.codes, GEVAARLIJK[:4], strict=True))
    namen = dict(zip(GEVAARLIJK[:4], GEVAARLIJK[3:], strict=True))
    een, twee = Indeling("een", lid, namen, titel="=HYPERLINK(1)"), Indeling("twee", lid, namen)
    indelingen = Indelingen(gemeenten, (een, twee))
    return indelingen, cg.bereken(indelingen)


# --- CSV -------------------------------------------------------------------------------------


def test_csv_volgens_het_contract(echt, tmp_path):
    _indelingen, tabel = echt
    pad = tmp_path / "t.csv"
    uitvoer.schrijf(tabel, pad)
    ruw = pad.read_bytes()
    assert ruw.startswith(
        b"gm_code,gm_naam,congruentie,partners,gedeeld,ggd,res,jeugdregio,arbeidsmarktregio,"
    )
    assert b"\r" not in ruw
    assert "Súdwest-Fryslân".encode() in ruw
    terug = lees_csv(pad, index_col="gm_code")
    assert terug.index.is_monotonic_increasing
    # Full precision: the very same floats come back.
    assert terug["congruentie"].tolist() == tabel["congruentie"].tolist()


def test_csv_met_komma_voor_excel(echt, tmp_path):
    _, tabel = echt
    pad = tmp_path / "t.csv"
    uitvoer.schrijf(tabel, pad, decimaal="komma")
    assert pad.read_bytes().startswith(b"\xef\xbb\xbfgm_code;gm_naam;congruentie;")
    terug = lees_csv(pad, sep=";", decimal=",", encoding="utf-8-sig", index_col="gm_code")
    assert terug["congruentie"].tolist() == tabel["congruentie"].tolist()


def test_komma_csv_heeft_regeleinden_van_windows(indelingen, tmp_path):
    uitvoer.schrijf(cg.Meting(indelingen), tmp_path / "t.csv", decimaal="komma")
    assert (tmp_path / "t.csv").read_bytes().count(b"\r\n") == 5


def test_csv_naar_standaarduitvoer(indelingen, capfdbinary):
    uitvoer.schrijf(cg.Meting(indelingen), None)
    assert capfdbinary.readouterr().out.startswith(b"gm_code,gm_naam,congruentie")


# --- Parquet ---------------------------------------------------------------------------------


def test_parquet_geeft_dezelfde_tabel_terug(echt, tmp_path):
    pytest.importorskip("pyarrow")
    _, tabel = echt
    pad = tmp_path / "t.parquet"
    uitvoer.schrijf(tabel, pad)
    pd.testing.assert_frame_equal(pd.read_parquet(pad), tabel, check_dtype=False)


def test_parquet_zonder_pyarrow_zegt_wat_te_doen(indelingen, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(CongruentieFout, match=r"pyarrow nodig.*congruentie\[parquet\]"):
        uitvoer.schrijf(cg.Meting(indelingen), tmp_path / "t.parquet")
    assert not list(tmp_path.iterdir())


# --- XLSX ------------------------------------------------------------------------------------


def test_xlsx_is_ingericht_en_klopt(echt, tmp_path):
    indelingen, tabel = echt
    pad = tmp_path / "t.xlsx"
    uitvoer.schrijf(cg.Meting(indelingen), pad)
    boek = openpyxl.load_workbook(pad)
    assert boek.sheetnames == [
        "Gemeenten",
        "Indelingen",
        "Regio's",
        "Land",
        "Toelichting",
        "Bronnen",
    ]
    blad = boek["Gemeenten"]
    assert blad.freeze_panes == "C2"
    assert blad.auto_filter.ref == blad.dimensions
    assert blad.max_row == 343
    kop = [cel.value for cel in blad[1]]
    assert kop[:5] == ["gm_code", "gm_naam", "congruentie", "partners", "gedeeld"]
    kolom = kop.index("congruentie") + 1
    assert [blad.cell(r, kolom).value for r in range(2, 344)] == pytest.approx(
        tabel["congruentie"].tolist(), rel=1e-15
    )  # openpyxl writes 16 digits
    assert blad.cell(2, kolom).number_format == "0.00"
    assert boek["Regio's"].max_row == 1 + 25 + 30 + 42 + 35
    toelichting = "\n".join(str(cel.value) for rij in boek["Toelichting"] for cel in rij)
    for maat in MATEN.values():
        assert maat.uitleg in toelichting
    bronnen = [cel.value for rij in boek["Bronnen"] for cel in rij]
    assert "officieel (CBS)" in bronnen
    land = {rij[0].value: rij[1].value for rij in boek["Land"]}
    assert land["gemiddelde"] == pytest.approx(68.9948, abs=5e-5)
    formaten = {rij[0].value: rij[1].number_format for rij in boek["Land"]}
    assert (formaten["gemeenten"], formaten["gemiddelde"]) == ("#,##0", "#,##0.00")


def test_xlsx_maakt_van_tekst_nooit_een_formule(gevaarlijk, tmp_path):
    indelingen, _ = gevaarlijk
    pad = tmp_path / "t.xlsx"
    uitvoer.schrijf(cg.Meting(indelingen), pad)
    cellen = [cel for blad in openpyxl.load_workbook(pad) for rij in blad for cel in rij]
    assert not [cel for cel in cellen if cel.data_type == "f"]
    for tekst in [*GEVAARLIJK[:4], "=HYPERLINK(1)"]:
        zelfde = [cel for cel in cellen if cel.value == tekst]
        assert zelfde
        assert all(cel.data_type == "s" and cel.quotePrefix for cel in zelfde)


def test_xlsx_zegt_het_als_een_indeling_niet_van_cbs_is(tmp_path):
    indelingen = cg.laad_indelingen(2025, ["ggd", "roaz"])
    pad = tmp_path / "t.xlsx"
    uitvoer.schrijf(cg.Meting(indelingen), pad)
    boek = openpyxl.load_workbook(pad)
    for blad in ("Indelingen", "Bronnen"):
        waarden = [str(cel.value) for rij in boek[blad] for cel in rij]
        assert any("niet van CBS" in waarde for waarde in waarden), blad


def test_xlsx_ja_nee_gewichten_en_stuurtekens(vierkant, tmp_path):
    codes = vierkant.codes
    een = Indeling("een", dict(zip(codes, "xxyy", strict=True)), {"x": "a\x07b"})
    twee = Indeling("twee", {codes[0]: "p", codes[2]: "p"})
    indelingen = Indelingen(vierkant, (een, twee, Indeling("drie", {codes[0]: "q", codes[1]: "q"})))
    gewichten = {"een": 0.5, "drie": 0.0}
    pad = tmp_path / "t.xlsx"
    meting = cg.Meting(indelingen, gewichten, "deelname")
    uitvoer.schrijf(meting, pad)
    boek = openpyxl.load_workbook(pad)
    blad = boek["Gemeenten"]
    kop = [cel.value for cel in blad[1]]
    zonder = [blad.cell(r, kop.index("zonder_partners") + 1).value for r in range(2, 6)]
    assert zonder == ["nee"] * 4
    assert blad.cell(2, kop.index("gedeeld") + 1).number_format == "#,##0.##"
    regios = {rij[:2]: rij for rij in boek["Regio's"].values}
    assert regios[("een", "x")][2] == "a\N{REPLACEMENT CHARACTER}b"
    verwacht = cg.per_regio(indelingen, gewichten, "deelname")["intern"]
    assert regios[("een", "x")][5] == pytest.approx(verwacht.loc[("een", "x")])
    rijen = {rij[0]: rij for rij in boek["Indelingen"].values}
    assert rijen["een"][4] == 0.5
    verwacht = cg.per_indeling(indelingen, gewichten, "deelname")["aansluiting"]
    assert rijen["een"][5] == pytest.approx(verwacht["een"])
    uitleg = [cel for rij in boek["Toelichting"].values for cel in rij]
    assert any("Alleen indelingen waarin de gemeente zelf" in str(tekst) for tekst in uitleg)


@pytest.mark.parametrize(
    ("tekst", "lang"),
    [
        ("x" * 32_767, 0),
        ("x" * 32_768, 32_767),
        ("\N{SLIGHTLY SMILING FACE}" * 16_383 + "x", 0),
        ("\N{SLIGHTLY SMILING FACE}" * 16_384, 32_766),  # half a sign less than fits
    ],
    ids=["past", "een te veel", "past dubbel", "dubbel een te veel"],
)
def test_xlsx_kapt_pas_af_waar_een_cel_vol_is(tekst, lang):
    """Excel counts in UTF-16: a sign outside the usual ones counts for two."""
    uit = schoon(tekst)
    if not lang:
        assert uit == tekst
        return
    eigen, _, melding = uit.partition(" [hier afgekapt: een cel kan niet meer tekst bevatten]")
    assert len(uit.encode("utf-16-le")) // 2 == lang
    assert tekst.startswith(eigen)
    assert (melding, eigen != uit) == ("", True)


# --- GeoPackage ------------------------------------------------------------------------------


def test_gpkg_heeft_vlakken_cijfers_en_stijl(echt, tmp_path):
    indelingen, tabel = echt
    pad = tmp_path / "t.gpkg"
    uitvoer.schrijf(cg.Meting(indelingen), pad)
    terug = pyogrio.read_dataframe(pad, layer="gemeenten").set_index("gm_code")
    assert terug.crs.to_epsg() == 28992
    assert terug["congruentie"].tolist() == tabel["congruentie"].tolist()
    assert terug.geometry.geom_equals_exact(indelingen.gemeenten.vlakken, 0).all()
    with closing(sqlite3.connect(pad)) as db:
        laag, kolom, qml, standaard = db.execute(
            "SELECT f_table_name, f_geometry_column, styleQML, useAsDefault FROM layer_styles"
        ).fetchone()
        geometrie = db.execute("SELECT column_name FROM gpkg_geometry_columns").fetchone()[0]
    assert (laag, kolom, standaard) == ("gemeenten", geometrie, 1)
    stijl = ElementTree.fromstring(qml.split("\n", 1)[1])
    assert stijl.find("renderer-v2").get("attr") == "congruentie"
    reeksen = stijl.findall("renderer-v2/ranges/range")
    assert [reeks.get("label") for reeks in reeksen] == [klasse.label for klasse in KLASSEN]
    # QGIS takes the first range that fits, bounds included: 100 must fall in the last only.
    assert [float(reeks.get("upper")) < 100 for reeks in reeksen] == [True] * 5 + [False]
    kleuren = [p.get("v") for p in stijl.iter("prop") if p.get("k") == "color"]
    for kleur, klasse in zip(kleuren, KLASSEN, strict=True):
        rgb = tuple(int(deel) for deel in kleur.split(",")[:3])
        assert "#{:02x}{:02x}{:02x}".format(*rgb) == klasse.kleur


def test_geen_tijd_in_xlsx_en_gpkg(echt, tmp_path):
    """The same tables give the same bytes, also in another second."""
    indelingen, _ = echt
    ruw = []
    for beurt in range(2):
        time.sleep(2.1 * beurt)  # ZIP keeps times in steps of two seconds
        xlsx, gpkg = tmp_path / "t.xlsx", tmp_path / "t.gpkg"
        for pad in (xlsx, gpkg):
            uitvoer.schrijf(cg.Meting(indelingen), pad)
        ruw.append((xlsx.read_bytes(), gpkg.read_bytes()))
    assert ruw[0] == ruw[1]


def test_gpkg_zonder_grenzen_kan_niet(tmp_path):
    indelingen = cg.laad_indelingen(2025)
    with pytest.raises(CongruentieFout, match="grenzen nodig"):
        uitvoer.schrijf(cg.Meting(indelingen), tmp_path / "t.gpkg")
    assert not list(tmp_path.iterdir())


def test_gpkg_met_regiogrenzen(echt, tmp_path):
    indelingen, _ = echt
    grenzen = gedeelde_grenzen(indelingen.gemeenten.vlakken)
    pad = tmp_path / "v.gpkg"
    uitvoer.schrijf(Vergelijking(indelingen, grenzen), pad)
    lijnen = pyogrio.read_dataframe(pad, layer="grenzen")
    assert len(lijnen) == len(grenzen)
    assert lijnen["indelingen"].between(0, 4).all()
    telling = sum(lijnen[f"grens_{naam}"].astype(int) for naam in indelingen.namen)
    assert (lijnen["indelingen"] == telling).all()
    assert len(pyogrio.read_dataframe(pad, layer="vergelijking")) == 6
    for naam in indelingen.namen:
        lid = indelingen[naam].lidmaatschap
        anders = [lid[a] != lid[b] for a, b in zip(lijnen["a"], lijnen["b"], strict=True)]
        assert lijnen[f"grens_{naam}"].astype(bool).tolist() == anders


def test_de_rand_van_een_eigen_gebied_is_ook_een_grens(vierkant):
    # "los" covers A and B only: its area ends towards C and D.
    los = Indeling("los", {"GM0001": "x", "GM0002": "x"})
    indelingen = Indelingen(vierkant, (los,))
    grenzen = gedeelde_grenzen(vierkant.vlakken)
    paren = list(
        zip(grenzen["a"], grenzen["b"], is_regiogrens(indelingen, grenzen)[:, 0], strict=True)
    )
    assert paren == [
        ("GM0001", "GM0002", False),
        ("GM0001", "GM0003", True),
        ("GM0002", "GM0004", True),
        ("GM0003", "GM0004", False),
    ]


# --- heatmap ---------------------------------------------------------------------------------


def test_warmtekaart_toont_alles_en_voert_niets_uit(gevaarlijk, tmp_path):
    indelingen, _ = gevaarlijk
    pad = tmp_path / "v.html"
    uitvoer.schrijf(Vergelijking(indelingen), pad)
    tekst = pad.read_text(encoding="utf-8")
    assert "<script" not in tekst
    assert "<img" not in tekst
    assert "49" not in tekst.split("<body>")[1]
    assert "1,00" in tekst
    assert "=HYPERLINK(1)" in tekst


def test_warmtekaart_is_aan_beide_kanten_gevuld(echt, tmp_path):
    indelingen, _ = echt
    tabel = cg.vergelijk(indelingen)
    pad = tmp_path / "v.html"
    uitvoer.schrijf(Vergelijking(indelingen), pad)
    rijen = re.findall(r"<tr><th scope=\"row\">.*?</tr>", pad.read_text("utf-8"), re.S)
    cijfers = [re.findall(r"<td class=\"w(\d)\">([\d,]+)</td>", rij) for rij in rijen]
    assert [len(rij) for rij in cijfers] == [4] * 4
    for _, paar in tabel.iterrows():
        i, j = (indelingen.namen.index(paar[kant]) for kant in "ab")
        klasse, tekst = cijfers[i][j]
        assert (klasse, tekst) == cijfers[j][i]
        assert tekst == f"{paar['jaccard']:.2f}".replace(".", ",")
        assert int(klasse) == int(paar["jaccard"] * 6)
    assert [cijfers[i][i] for i in range(4)] == [("6", "1,00")] * 4


@pytest.mark.parametrize(
    ("suffix", "begin"), [(".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF")]
)
def test_warmteplaat(indelingen, tmp_path, suffix, begin):
    een, twee = tmp_path / f"een{suffix}", tmp_path / f"twee{suffix}"
    for pad in (een, twee):
        uitvoer.schrijf(Vergelijking(indelingen), pad)
    assert een.read_bytes().startswith(begin)
    assert een.read_bytes() == twee.read_bytes()


def test_warmteplaat_loopt_van_nul_tot_een(indelingen, tmp_path):
    """An indeling and itself have the darkest colour, two that share no pair the lightest."""
    uitvoer.schrijf(Vergelijking(indelingen), tmp_path / "w.png")
    kleuren = {kleur for _, kleur in Image.open(tmp_path / "w.png").convert("RGB").getcolors(2**24)}
    for waarde in (0.0, 1.0):
        assert tuple(round(255 * deel) for deel in colormaps["YlGnBu"](waarde)[:3]) in kleuren


# --- the table of writers --------------------------------------------------------------------


def test_elke_schrijver_is_er():
    """What the table names, can be loaded; every kind of result has its tables."""
    for soort, (module, eigen) in uitvoer._SOORTEN.items():
        assert uitvoer._functie(f"{module}:verslag_van")
        for waar in (*eigen.values(), *(waar for _, waar in uitvoer.TABELVORMEN.values())):
            assert callable(uitvoer._functie(waar))
        assert uitvoer.suffixen(soort)[:3] == (".csv", ".xlsx", ".parquet")


def test_een_nieuwe_vorm_geldt_voor_elke_tabel(indelingen, tmp_path, monkeypatch):
    """One function of a table and a path, and a line in the table of writers."""
    nieuw = ModuleType("congruentie.uitvoer.nieuw")
    nieuw.schrijf_md = lambda tabel, pad: pad.write_text(" | ".join(tabel))
    monkeypatch.setitem(sys.modules, nieuw.__name__, nieuw)
    monkeypatch.setitem(uitvoer.TABELVORMEN, ".md", ("tabel", "nieuw:schrijf_md"))
    assert all(".md" in uitvoer.suffixen(soort) for soort in uitvoer._SOORTEN)
    for resultaat in (cg.Meting(indelingen), Vergelijking(indelingen)):
        uitvoer.schrijf(resultaat, tmp_path / "t.md")
        tabel = resultaat.gemeenten if resultaat.__class__ is cg.Meting else resultaat.tabel
        assert (tmp_path / "t.md").read_text() == " | ".join(tabel)


def test_wat_niet_kan_wordt_gezegd(indelingen, tmp_path):
    with pytest.raises(GebruiksFout, match=r"eindigen op \.csv, \.xlsx, \.parquet, \.gpkg\."):
        uitvoer.schrijf(cg.Meting(indelingen), tmp_path / "t.html")
    with pytest.raises(GebruiksFout, match=r"Wat Indelingen heet, kan .* Wel: .*Meting, Jaren"):
        uitvoer.schrijf(indelingen, tmp_path / "t.csv")

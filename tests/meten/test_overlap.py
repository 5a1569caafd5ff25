"""A gemeente in more than one regio of an indeling: in the model, on real data, in every output."""

from __future__ import annotations

import json
import re
from itertools import combinations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from conftest import lees_csv
from hypothesis import given
from orakel import cellen, congruentie_over_paren, gedeeld, overlappende, regios_van, samen_in
from shapely import box

import congruentie as cg
from congruentie.buren import is_regiogrens
from congruentie.cli import _voer_uit
from congruentie.dossier.feiten import Feiten
from congruentie.dossier.inhoud import beschrijf_gemeente, beschrijf_land, beschrijf_regio
from congruentie.errors import CongruentieFout
from congruentie.gemeenten import Gemeenten
from congruentie.herindeling import Overgang, zet_om
from congruentie.kaart import maak_pagina
from congruentie.meten.jaren import Jaar, bereken_jaren
from congruentie.meten.meting import per_indeling, per_regio
from congruentie.meten.verplaatsen import Verplaatsing, verplaats
from congruentie.model import Indeling, Indelingen
from congruentie.uitvoer.tabel import schrijf_csv
from congruentie.uitvraag.formulierinhoud import Gevraagde, Inhoud, waarnemers
from congruentie.voorstel import maak_voorstel

FRYSKE_MARREN, GELDROP_MIERLO = "GM1940", "GM1771"


# --- the model -----------------------------------------------------------------------------------


def test_een_cel_met_meer_regios():
    indeling = Indeling(
        "a", {"GM0001": "B | A | B", "GM0002": "B", "GM0003": "C"}, {"A": "Aa", "B": "Bee"}
    )
    assert indeling.lidmaatschap["GM0001"] == "A | B"
    assert indeling.regios == ("A", "B", "C")
    assert indeling.plaatsen == ("A", "B", "C", "A | B")
    assert indeling.delen == ((0,), (1,), (2,), (0, 1))
    assert indeling.overlapt
    assert not Indeling("b", {"GM0001": "A|B"}).overlapt  # a code of its own
    assert indeling.regios_van("GM0001") == ("A", "B")
    assert indeling.regios_van("GM0009") == ()
    assert [indeling.regio_naam(cel) for cel in ("A", "C", "A | B")] == ["Aa", "C", "Aa en Bee"]
    assert Indeling("a", {"GM0001": "A | "}).regios == ("A",)
    with pytest.raises(CongruentieFout, match="lege code bij GM0001"):
        Indeling("a", {"GM0001": " | "})


def test_nummers_van_wie_in_meer_regios_zit(vierkant):
    een = Indeling("een", {"GM0001": "P", "GM0002": "P | Q", "GM0003": "Q"})
    beide = Indelingen(vierkant, (een, Indeling("twee", dict.fromkeys(vierkant.codes, "x"))))
    assert beide.regio.tolist() == [[0, 0], [2, 0], [1, 0], [-1, 0]]
    vakken, kolom = beide.vakken
    assert vakken.tolist() == [[0, 0, -1], [0, 0, 1], [1, 0, -1], [-1, 0, -1]]
    assert kolom.tolist() == [0, 1, 0]
    assert [beide.leden(0, nummer).tolist() for nummer in range(3)] == [
        [True, True, False, False], [False, True, True, False], [True, True, True, False]
    ]  # fmt: skip
    zonder = Indelingen(vierkant, beide.indelingen[1:])
    assert zonder.vakken[0].tolist() == zonder.regio.tolist()


@given(overlappende())
def test_model_en_orakel_zijn_het_eens(geval):
    regio, kolom = geval
    per_indeling_cellen = cellen(regio, kolom)
    if not all(per_indeling_cellen):
        return
    codes = tuple(f"GM{g:04d}" for g in range(len(regio)))
    indelingen = Indelingen(
        Gemeenten(2025, codes, codes),
        tuple(
            Indeling(f"k{k}", {codes[g]: cel for g, cel in lid.items()})
            for k, lid in enumerate(per_indeling_cellen)
        ),
    )
    plekken = np.arange(len(codes))
    paren = gedeeld(regio, kolom)
    assert (indelingen.deelt(plekken[:, None], plekken) == paren).all()
    verwacht = congruentie_over_paren(regio, [1] * paren.shape[2], "alle", kolom)
    tabel = cg.bereken(indelingen)
    assert tabel["congruentie"].tolist() == pytest.approx([float(p) for p in verwacht])
    regios = regios_van(regio, kolom)
    leden = per_regio(indelingen)["gemeenten"]
    for k, indeling in enumerate(indelingen):
        for code in indeling.regios:
            assert leden[indeling.naam, code] == sum(int(code[1:]) in rij[k] for rij in regios)
    a, b = zip(*(list(combinations(codes, 2)) or [(codes[0], codes[0])]), strict=True)
    grens = is_regiogrens(indelingen, pd.DataFrame({"a": a, "b": b}))
    for (een, ander), scheidt in zip(zip(a, b, strict=True), grens, strict=True):
        g, j = codes.index(een), codes.index(ander)
        geen = [not regios[g][k] and not regios[j][k] for k in range(paren.shape[2])]
        assert scheidt.tolist() == (~paren[g, j] & ~np.array(geen)).tolist()


# --- as RegioAtlas published it --------------------------------------------------------------------


@pytest.fixture(scope="module")
def passend():
    """GGD, and passend onderwijs of both kinds, of 2016."""
    return cg.laad_indelingen(2016, ["ggd", "swv_po", "swv_vo"])


def test_de_fryske_marren_met_de_hand(passend):
    """In four samenwerkingsverbanden voortgezet onderwijs at once (RegioAtlas, February 2016)."""
    vo = passend["swv_vo"]
    assert vo.lidmaatschap[FRYSKE_MARREN] == "VO-21-01 | VO-21-02 | VO-21-03 | VO-24-02"
    leden = {r: {gm for gm in vo.lidmaatschap if r in vo.regios_van(gm)} for r in vo.regios}
    van = [leden[r] for r in vo.regios_van(FRYSKE_MARREN)]
    assert [len(een) for een in van] == [15, 8, 3, 3]
    assert len(set.union(*van)) == 26  # herself once
    rij = cg.bereken(passend).loc[FRYSKE_MARREN]
    # 23 others in Fryslân, with whom she shares all three; Noordoostpolder and Urk, who share one.
    assert (rij["partners"], rij["gedeeld"]) == (25, 23 + 23 + 25)
    assert rij["congruentie"] == pytest.approx(100 * (23 * 3 + 2 * 1) / (3 * 25))
    assert rij["swv_vo"] == vo.lidmaatschap[FRYSKE_MARREN]


def test_geldrop_mierlo_met_de_hand():
    """In Atlant Groep and Ergon, and in a third regio where nobody else is."""
    indelingen = cg.laad_indelingen(2016, ["ggd", "sociale_werkvoorziening"])
    werk = indelingen["sociale_werkvoorziening"]
    assert werk.regios_van(GELDROP_MIERLO) == ("Atlant Groep", "Ergon", "Ergon / Atlant Groep")
    rij = cg.bereken(indelingen).loc[GELDROP_MIERLO]
    # 6 others of Atlant Groep and 5 of Ergon, all of them in her GGD of 21.
    assert (rij["partners"], rij["gedeeld"]) == (20, 20 + 11)
    assert rij["congruentie"] == pytest.approx(100 * 31 / (2 * 20))
    # The others of Ergon count her, and not those of Atlant Groep.
    eindhoven = cg.bereken(indelingen).loc["GM0772"]
    assert eindhoven["gedeeld"] == 20 + 5


def test_alles_van_2016_tegen_alle_paren():
    """With `deelname`; the other denominator is in test_maten.py."""
    namen = [i.indeling for i in cg.lees_aanbod() if i.jaar == 2016]
    indelingen = cg.laad_indelingen(2016, namen)
    assert [i.naam for i in indelingen if i.overlapt] == ["sociale_werkvoorziening", "swv_vo"]
    paren = samen_in(indelingen)
    telt = (indelingen.regio >= 0).sum(axis=1)
    aandeel = paren.sum(axis=2) / telt[:, None]
    np.fill_diagonal(aandeel, 0)
    verwacht = 100 * aandeel.sum(axis=1) / (aandeel > 0).sum(axis=1)
    tabel = cg.bereken(indelingen, noemer="deelname")
    np.testing.assert_allclose(tabel["congruentie"], verwacht, rtol=1e-12)


def test_csv_heen_en_terug(passend, tmp_path):
    schrijf_csv(cg.bereken(passend), tmp_path / "tabel.csv")
    tabel = lees_csv(tmp_path / "tabel.csv", index_col="gm_code")
    terug = Indelingen(
        passend.gemeenten, tuple(Indeling(i.naam, dict(tabel[i.naam].dropna())) for i in passend)
    )
    for naam in passend.namen:
        assert terug[naam].lidmaatschap == passend[naam].lidmaatschap
    assert cg.bereken(terug)["congruentie"].tolist() == tabel["congruentie"].tolist()
    eigen = cg.laad_indelingen(2016, ["ggd"], eigen={"vo": f"{tmp_path / 'tabel.csv'}#swv_vo"})
    assert eigen["vo"].lidmaatschap == passend["swv_vo"].lidmaatschap


def test_opdrachten_met_overlap(tmp_path, monkeypatch, capsys):
    """Every command that shows or moves regio's, on the indelingen of RegioAtlas."""
    monkeypatch.chdir(tmp_path)
    keus = ["--jaar", "2016", "--indelingen", "ggd,sociale_werkvoorziening,swv_vo"]
    assert _voer_uit(["bereken", *keus, "--uit", "b.xlsx"]) == 0
    regios = pd.read_excel("b.xlsx", sheet_name="Regio's", header=None).astype(str)
    assert not regios.apply(lambda kolom: kolom.str.contains(" | ", regex=False)).any().any()
    assert _voer_uit(["vergelijk", *keus, "--uit", "v.csv"]) == 0
    tabel = lees_csv("v.csv").set_index(["a", "b"])
    assert tabel.loc[("ggd", "swv_vo"), "ami"] != tabel.loc[("ggd", "swv_vo"), "ami"]
    assert 0 < tabel.loc[("ggd", "swv_vo"), "rand_gecorrigeerd"] < 1
    assert _voer_uit(["vergelijk", *keus, "--uit", "v.html"]) == 0
    zet = f"{FRYSKE_MARREN}:swv_vo=VO-21-03"
    assert _voer_uit(["wat-als", *keus, "--verplaats", zet, "--uit", "w.xlsx"]) == 0
    verplaatst = pd.read_excel("w.xlsx", sheet_name="Verplaatst", header=None).astype(str)
    cellen_ = {cel for kolom in verplaatst for cel in verplaatst[kolom]}
    assert "VO-21-01 | VO-21-02 | VO-21-03 | VO-24-02" in cellen_
    assert _voer_uit(["wat-als", *keus, "--verplaats", f"{GELDROP_MIERLO}:ggd=GG5608"]) == 1
    capsys.readouterr()


# --- moving, years, borders --------------------------------------------------------------------------


def test_verplaatsen_laat_alle_regios_los(passend):
    na = verplaats(passend, [Verplaatsing(FRYSKE_MARREN, "swv_vo", "VO-21-03")])
    assert na["swv_vo"].regios_van(FRYSKE_MARREN) == ("VO-21-03",)
    assert not na["swv_vo"].overlapt
    with pytest.raises(CongruentieFout, match="zit al in VO-21-03"):
        verplaats(na, [Verplaatsing(FRYSKE_MARREN, "swv_vo", "VO-21-03")])


def test_door_de_jaren(vierkant):
    """Who comes in a second regio has other partners, and so has everyone there; nobody else."""
    rest = Indeling("rest", dict.fromkeys(vierkant.codes, "x"))
    voor = Indeling("een", dict(zip(vierkant.codes, ["P", "P", "Q", "R"], strict=True)))
    na = Indeling("een", dict(zip(vierkant.codes, ["P", "P | Q", "Q", "R"], strict=True)))
    jaren = [
        Jaar(jaar, Indelingen(vierkant, (een, rest)), {"een": (), "rest": ()})
        for jaar, een in ((2024, voor), (2025, na))
    ]
    oorzaak = bereken_jaren(jaren)["oorzaak"].tolist()
    assert oorzaak == ["", "2024-2025: een", "2024-2025: een", ""]


def test_een_herindeling_draagt_alle_regios_mee():
    oud = Gemeenten(2020, ("A", "B", "C"), ("A", "B", "C"), np.array([5.0, 3.0, 1.0]))
    nieuw = Gemeenten(2021, ("C", "D"), ("C", "D"))
    indeling = Indeling("een", {"A": "P | Q", "B": "P", "C": "Q"})
    stappen = [Overgang("2021-01-01", code, "D", 1.0) for code in "AB"]
    uit, twijfels = zet_om(indeling, oud, nieuw, stappen)
    assert dict(uit.lidmaatschap) == {"C": "Q", "D": "P | Q"}
    assert [(t.gm_code, t.gekozen, dict(t.delen)) for t in twijfels] == [
        ("D", "P | Q", {"P | Q": 5 / 8, "P": 3 / 8})
    ]


# --- what readers see ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def vak():
    """Four squares; B is in P (Pee) and in Q, and so with everyone in the first indeling."""
    codes = ("GM0001", "GM0002", "GM0003", "GM0004")
    vlakken = [box(x, y, x + 1000, y + 1000) for y in (0, 1000) for x in (0, 1000)]
    gemeenten = Gemeenten(
        2025, codes, tuple("ABCD"), np.full(4, 1000.0), gpd.GeoSeries(vlakken, codes, crs=28992)
    )
    een = dict(zip(codes, ["P", "P | Q", "Q", "Q"], strict=True))
    twee = dict(zip(codes, ["x", "x", "y", "y"], strict=True))
    return Indelingen(
        gemeenten,
        (
            Indeling("een", een, {"P": "Pee"}, titel="Eerste"),
            Indeling("twee", twee, titel="Tweede"),
        ),
    )


@pytest.fixture(scope="module")
def voorstel(vak):
    codes = vak.gemeenten.codes
    banden = [(codes[0], codes[1]), (codes[1], codes[3]), (codes[2], codes[3])]
    return maak_voorstel(vak, banden, theta="0.6")


def test_op_de_pagina(vak, voorstel):
    pagina = maak_pagina(cg.Meting(vak), voorstel=voorstel, naast=vak["een"])
    eiland = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', pagina, re.S)
    gegevens = json.loads(eiland.group(1))
    een, twee = gegevens["indelingen"]
    assert (een["regios"], een["lid"], een["combinaties"]) == (
        ["P", "Q"],
        [0, 2, 1, 1],
        {"2": [0, 1]},
    )
    assert twee["combinaties"] is None
    naast = gegevens["voorstellen"][1]
    assert naast["regio"] == [0, 0, 1, 1]  # B in the one that is worth most
    assert naast["titel"] == "Eerste (elke gemeente in een van haar regio's)"


def test_in_de_dossiers(voorstel):
    feiten = Feiten(voorstel)
    gemeente = beschrijf_gemeente(feiten, "GM0002")
    assert [p["naam"] for p in gemeente["partners"]] == ["A", "C", "D"]
    eerste = gemeente["verhuizingen"][0]
    assert (eerste["van"], eerste["naar"], eerste["verhuist"]) == ("Pee en Q", "Pee", False)
    assert (eerste["blijft"], eerste["kwijt"]) == (["A"], ["C", "D"])
    regio = beschrijf_regio(feiten, "V01")
    assert [wissel["gelijk"] for wissel in regio["wissels"]] == [True, True]
    assert regio["gelijk_aan"] == ["Eerste", "Tweede"]
    assert regio["bezetting"][0]["nu"] == [
        {"regio": "Pee", "gemeenten": ["A"]}, {"regio": "Pee en Q", "gemeenten": ["B"]}
    ]  # fmt: skip
    assert [b["compleet"] for b in regio["bezetting"]] == [False, True]
    assert [(d["titel"], d["regio"], d["hier"]) for d in regio["delingen"]] == [
        ("Eerste", "Q", ["B"])
    ]
    land = beschrijf_land(feiten)
    assert [overname["gedeeld"] for overname in land["overnames"]] == [1, 0]
    assert [regel["gelijk"] for regel in land["regels"]] == [2, 1]


def test_in_de_uitvraag(voorstel):
    blokken = Inhoud(voorstel).blokken(Gevraagde("gemeente", "GM0002", "gemeente B", (1,)))
    rijen = [rij for blok in blokken for rij in getattr(blok, "rijen", ())]
    assert ("Eerste", "Pee en Q", "alleen nog Pee", "-", "C en D") in rijen
    provincie = Indeling("provincie", {"GM0001": "X | Y", "GM0002": "Y"})
    wie = waarnemers("provincie", provincie, voorstel.indelingen.gemeenten)
    assert [(w.code, w.gebied) for w in wie] == [
        ("X", (0,)), ("Y", (0, 1))
    ]  # fmt: skip


def test_per_indeling_telt_regios_en_geen_cellen(vak):
    tabel = per_indeling(vak)
    assert tabel.loc["een", ["regios", "gemeenten"]].tolist() == [2, 4]
    assert per_regio(vak).loc["een", "inwoners"].tolist() == [2000, 3000]

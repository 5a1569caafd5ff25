"""Proposals with samenwerkingsverbanden: the value by its definition, the wishes, and the file."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, pairwise

import numpy as np
import openpyxl
import pyogrio
import pytest
from dossierhulp import BANDEN, klein_voorstel
from hypothesis import given, settings
from hypothesis import strategies as st
from voorstelorakel import een_eis, orakel, vragen, waarde_van_paar

import congruentie as cg
from congruentie.cli import _voer_uit
from congruentie.errors import CongruentieFout
from congruentie.kaart import maak_pagina
from congruentie.uitvoer.voorstel import schrijf_voorstel
from congruentie.verbanden import Verband, Verbanden
from congruentie.voorstel import Eisen, maak_voorstel
from congruentie.voorstel.bestand import lees_voorstel
from congruentie.voorstel.opstellen import maak_opgave
from congruentie.voorstel.tegenspraak import leg_uit
from congruentie.voorstel.uitleg import waarom
from congruentie.voorstel.verdeling import METHODEN

CODES = tuple(f"GM{i:04d}" for i in range(1, 7))
RIJ = list(pairwise(CODES))
"""Six gemeenten in a row."""


def zes(*ledenlijsten: str, indelingen=(), weging="samen") -> cg.Indelingen:
    """Six gemeenten, and verbanden of those with these digits."""
    lijst = (
        Verband(f"Verband {i}", tuple(f"GM000{cijfer}" for cijfer in leden))
        for i, leden in enumerate(ledenlijsten, 1)
    )
    gemeenten = cg.Gemeenten(2025, CODES, CODES, np.arange(1, 7) * 100.0)
    return cg.Indelingen(gemeenten, indelingen, verbanden=Verbanden(tuple(lijst), weging=weging))


@settings(max_examples=80)
@given(vragen(7, minste_verbanden=1), st.data())
def test_de_waarde_van_elke_deling_is_de_som_over_paren(vraag, data):
    """With a table of pairs, without, and as the shares that the explanation shows."""
    indelingen, banden, theta, gewichten = vraag
    opgave = maak_opgave(indelingen, Fraction(theta), Eisen(), banden, gewichten)
    codes = indelingen.gemeenten.codes
    regio = np.array(
        data.draw(st.lists(st.integers(0, 3), min_size=len(codes), max_size=len(codes)))
    )
    deling = regio[opgave.eerste]  # whole units
    heel = opgave.gemeente_regio(deling)
    for per_gemeente in (regio, heel):
        paren = [
            (a, b)
            for (a, i), (b, j) in combinations(zip(codes, per_gemeente, strict=True), 2)
            if i == j
        ]
        som = sum(
            (waarde_van_paar(indelingen, Fraction(theta), gewichten, *paar) for paar in paren),
            Fraction(0),
        )
        assert opgave.waarde_van(per_gemeente) == som
    assert Fraction(opgave.totaal(deling), opgave.factor) == som
    alle = np.arange(len(codes))
    samen, noemer = opgave.gedeeld(alle, alle)
    for i, j in combinations(range(len(codes)), 2):
        paar = waarde_van_paar(indelingen, Fraction(theta), gewichten, codes[i], codes[j])
        assert samen[i, j] - float(theta) * noemer[i, j] == pytest.approx(float(paar))


@settings(max_examples=25)
@given(vragen(6, minste_verbanden=1), st.data())
def test_het_beste_voorstel_met_verbanden_als_proberen(vraag, data):
    indelingen, banden, theta, gewichten = vraag
    codes = indelingen.gemeenten.codes
    eis = data.draw(st.just({}) | st.just(een_eis(data.draw, codes)))
    kan = [v.naam for v in indelingen.verbanden.tellende]
    wens = data.draw(st.just({}) | st.sampled_from(["heel", "liever_heel"]))
    leden = {v.naam: v.leden for v in indelingen.verbanden.tellende}
    gekozen = data.draw(st.sampled_from(kan)) if kan and wens else None
    gewoon = Eisen(**eis)
    if gekozen and wens == "heel":
        eisen = Eisen(**eis, heel=[gekozen])
        gewoon = Eisen(**{**eis, "samen": (*eis.get("samen", ()), leden[gekozen])})
    elif gekozen:
        eisen = Eisen(**eis, liever_heel=[(gekozen, -1.5)])
        paren = tuple((a, b, -1.5) for a, b in combinations(leden[gekozen], 2))
        gewoon = Eisen(**{**eis, "liever": (*eis.get("liever", ()), *paren)})
    else:
        eisen = gewoon
    goed = orakel(indelingen, banden, Fraction(theta), gewoon, gewichten)
    try:
        voorstel = maak_voorstel(indelingen, banden, theta=theta, eisen=eisen, gewichten=gewichten)
    except CongruentieFout as fout:
        assert goed is None or "--splits-brokken" in str(fout)
        return
    assert voorstel.bewezen_optimaal
    assert Fraction(voorstel.waarde, voorstel.opgave.factor) == goed


def test_wie_nergens_aan_meedoet_is_een_eigen_brok():
    opgave = maak_opgave(zes("12", "12", "3"), Fraction(1, 2), Eisen(), RIJ)
    assert opgave.brok.tolist() == [0, 0, 1, 2, 3, 4]
    assert opgave.gemeenten.tolist() == [2, 1, 1, 1, 1]


def test_verbanden_van_gewicht_0_tellen_niet_mee():
    een = cg.Indeling("een", dict(zip(CODES, "AAABBB", strict=True)))
    zonder = maak_voorstel(cg.Indelingen(zes("12").gemeenten, (een,)), RIJ)
    met = maak_voorstel(zes("34", "12", indelingen=(een,)), RIJ, gewichten={"verbanden": 0})
    assert met.waarde == zonder.waarde
    assert met.regio.tolist() == zonder.regio.tolist() == [0, 0, 0, 1, 1, 1]
    assert met.geraakt.aantallen == {"gelijk": 0, "binnen": 1, "gesneden": 1}
    assert zonder.geraakt is None
    assert (zonder.omvang, met.omvang) == ("1 indeling", "1 indeling")


@pytest.mark.parametrize(
    ("gewichten", "weging", "theta"),
    [
        ({}, "samen", "0.38"),  # (0.5 + 0.25) / 2 = 0.375, to two decimals
        ({"een": 4}, "samen", "0.45"),
        ({"een": 0}, "samen", "0.25"),
        ({"verbanden": 0}, "samen", "0.5"),
        ({"verbanden": 2}, "elk", "0.31"),  # 1.5 verbanden per gemeente, of weight 2: 1.25 / 4
    ],
)
def test_de_standaard_theta_ligt_tussen_die_van_indelingen_en_van_verbanden(
    gewichten, weging, theta
):
    een = cg.Indeling("een", dict(zip(CODES, "AAABBB", strict=True)))
    indelingen = zes("12", "123", "4", "34", "56", indelingen=(een,), weging=weging)
    assert indelingen.verbanden.gemiddeld_aantal == Fraction(3, 2)
    uit = maak_opgave(indelingen, None, Eisen(), RIJ, gewichten)
    assert uit.theta == Fraction(theta)
    assert maak_voorstel(zes("12"), RIJ).opgave.theta == Fraction(1, 4)


def test_waarom_noemt_wat_een_paar_deelt():
    voorstel = maak_voorstel(zes("123", "12", "24"), RIJ)
    zin = waarom(voorstel, "GM0001", "GM0002")
    assert (
        "Samen in 2 van de 3 samenwerkingsverbanden van een van beide: Verband 1 en Verband 2."
        in zin
    )
    assert "Zij delen 66,7% van alles waaraan een van beide meedoet" in zin
    assert "Geen van beide zit in een samenwerkingsverband." in waarom(voorstel, "GM0005", "GM0006")


def test_wie_niets_deelt_komt_niet_bij_elkaar_om_minder_regios(monkeypatch):
    """Of equals the fewest regio's, but not by joining who takes part in nothing."""
    assert maak_voorstel(zes("12", "12"), RIJ).regio.tolist() == [0, 0, 1, 2, 3, 4]
    monkeypatch.setattr("congruentie.voorstel.opgave.MEESTE_BROKKEN", 0)
    assert maak_voorstel(zes("12", "12"), RIJ).regio.tolist() == [0, 0, 1, 2, 3, 4]


# --- a verband that must not be cut ----------------------------------------------------------------


def test_heel_houdt_een_verband_bij_elkaar_en_heeft_een_prijs():
    indelingen = zes("123", "123", "14")
    los = maak_voorstel(indelingen, RIJ, theta="0.5")
    assert los.regio.tolist() == [0, 0, 0, 1, 2, 3]
    heel = maak_voorstel(indelingen, RIJ, theta="0.5", eisen=Eisen(heel=["verband  3"]))
    assert heel.regio[0] == heel.regio[3]
    _, wens = heel.opgave.eisen.een_voor_een()
    assert wens.met_namen(indelingen.gemeenten) == "verband Verband 3 heel"
    prijs = heel.prijzen.loc["verband Verband 3 heel"]
    assert prijs["prijs"] == prijs["prijs_hoogstens"] == los.doelwaarde - heel.doelwaarde
    assert prijs["bewezen"]


def test_liever_heel_telt_per_paar_en_heeft_een_prijs():
    indelingen = zes("123", "123", "14")
    los = maak_voorstel(indelingen, RIJ, theta="0.5")
    zacht = maak_voorstel(indelingen, RIJ, theta="0.5", eisen=Eisen(liever_heel=["Verband 3=20"]))
    assert zacht.regio[0] == zacht.regio[3]
    assert zacht.doelwaarde == zacht.doelwaarde_zonder_liever + 20
    prijs = zacht.prijzen["prijs"]["verband Verband 3 liever heel (gewicht 20)"]
    assert prijs == los.doelwaarde - zacht.doelwaarde_zonder_liever
    zwak = maak_voorstel(indelingen, RIJ, theta="0.5", eisen=Eisen(liever_heel=["Verband 3"]))
    assert zwak.regio.tolist() == los.regio.tolist()
    assert zwak.prijzen["prijs"].iloc[-1] == 0


def test_wat_botst_noemt_het_verband():
    indelingen = zes("14", "12")
    eisen = Eisen(heel=["Verband 1"], max_gemeenten=3, min_gemeenten=1)
    opgave = maak_opgave(indelingen, Fraction(1, 2), eisen, RIJ)
    zin = str(leg_uit(opgave, RIJ))
    assert "verband Verband 1 heel" in zin
    assert "maximaal 3 gemeenten per regio" in zin
    assert "minimaal" not in zin


@pytest.mark.parametrize(
    ("naam", "zin"),
    [("Verbnd 2", "Bedoelt u Verband 2"), ("Verband 3", "heeft geen twee gemeenten")],
)
def test_een_onbekend_of_leeg_verband(naam, zin):
    with pytest.raises(CongruentieFout) as fout:
        Eisen(heel=[naam]).voor(zes("12", "34", "5"))
    assert zin in str(fout.value)


def test_zonder_verbanden_kan_heel_niet():
    zonder = cg.Indelingen(zes("12").gemeenten, (cg.Indeling("een", {"GM0001": "A"}),))
    with pytest.raises(CongruentieFout, match="geen samenwerkingsverbanden bekend"):
        Eisen(heel=["Verband 1"]).voor(zonder)


# --- the command and its file ------------------------------------------------------------------------

SNEL = ["--jaar", "2016", "--indelingen", "ggd,jeugdregio", "--zonder-uitleg", "--stil"]


def test_opdracht_en_bestand(tmp_path, capsys):
    """Options of the command come back from the file; nothing is asked twice."""
    uit = tmp_path / "plan"
    wens = ["--heel", "GGD Drenthe", "--liever-heel", "GGD IJsselland=2"]
    args = ["voorstel", *SNEL[:-1], "--raakt", "verbanden_2016", *wens, "--uit", str(uit)]
    assert _voer_uit(args) == 0
    gezegd = capsys.readouterr().err
    inhoud = json.loads((tmp_path / "plan.json").read_text())
    aantallen = inhoud["verbanden"]["aantallen"]
    assert sum(aantallen.values()) == 429
    assert f"worden er {aantallen['gesneden']} gesneden" in gezegd
    assert "uit 2 indelingen;" in gezegd
    assert inhoud["eisen"] == {"heel": ["GGD Drenthe"], "liever-heel": ["GGD IJsselland=2"]}
    assert inhoud["gegevens"]["verbanden"] == ["verbanden_2016"]
    assert inhoud["verbanden"]["gewicht"] == 0
    gelezen = lees_voorstel(tmp_path / "plan.json").voorstel
    assert gelezen.geraakt.aantallen == aantallen
    assert gelezen.opgave.eisen.als_opties() == inhoud["eisen"]


def _schrijf_register(pad, gemeenten: str = "Nijkerk,Putten,Ermelo") -> None:
    rijen = [f"Randmeren,{naam}" for naam in gemeenten.split(",")]
    pad.write_text("\n".join(["verband,deelnemer", *rijen, "Zee,Texel", "Zee,Den Helder", ""]))


def test_een_eigen_bestand_wordt_teruggevonden_en_bewaakt(tmp_path):
    register = tmp_path / "register.csv"
    _schrijf_register(register)
    args = ["--indelingen", "ggd,jeugdregio", "--zonder-uitleg", "--stil"]
    keuze = ["--verbanden", str(register), "--gewicht", "verbanden=3", "--verbanden-wegen", "elk"]
    pad = tmp_path / "plan"
    assert _voer_uit(["voorstel", *args, *keuze, "--uit", str(pad)]) == 0
    json_pad = tmp_path / "plan.json"
    inhoud = json.loads(json_pad.read_text())
    assert inhoud["gegevens"]["verbanden"] == ["register.csv"]
    voorstel = lees_voorstel(json_pad).voorstel
    assert voorstel.opgave.verbandgewicht == 3
    assert voorstel.indelingen.verbanden.weging == "elk"
    elders = tmp_path / "elders.csv"
    register.rename(elders)
    with pytest.raises(CongruentieFout, match="dat bestand is er niet"):
        lees_voorstel(json_pad)
    assert lees_voorstel(json_pad, verbanden=[elders]).voorstel.waarde == voorstel.waarde
    _schrijf_register(elders, "Nijkerk,Putten")
    with pytest.raises(CongruentieFout, match="andere gegevens: verbanden"):
        lees_voorstel(json_pad, verbanden=[elders])


@pytest.mark.parametrize("pad", ["//ergens/lijst.csv", r"\\ergens\lijst.csv"])
def test_een_lijst_op_een_netwerk_wordt_niet_geopend(tmp_path, pad):
    register = tmp_path / "register.csv"
    _schrijf_register(register)
    args = ["--indelingen", "ggd,jeugdregio", "--zonder-uitleg", "--stil"]
    assert (
        _voer_uit(["voorstel", *args, "--raakt", str(register), "--uit", str(tmp_path / "p")]) == 0
    )
    inhoud = json.loads((tmp_path / "p.json").read_text())
    inhoud["gegevens"]["verbanden"] = [pad]
    (tmp_path / "p.json").write_text(json.dumps(inhoud))
    with pytest.raises(CongruentieFout, match="samenwerkingsverbanden dat niet hier staat"):
        lees_voorstel(tmp_path / "p.json")


# --- without any indeling ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def los():
    """Four squares: Afval of A, B and C, and Brug of C and D; no indelingen."""
    lijst = (
        Verband("Afval {{7*7}}", ("GM0001", "GM0002", "GM0003")),
        Verband("Brug", ("GM0003", "GM0004")),
    )
    indelingen = replace(klein_voorstel().indelingen, indelingen=(), verbanden=Verbanden(lijst))
    return maak_voorstel(indelingen, BANDEN, eisen=Eisen(heel=["Afval {{7*7}}"]))


def test_zonder_indelingen_zijn_er_geen_bladen_van_niets(los, tmp_path):
    paden = schrijf_voorstel(los, tmp_path / "v")
    assert {pad.suffix for pad in paden} >= {".csv", ".json", ".xlsx", ".gpkg"}
    boek = openpyxl.load_workbook(tmp_path / "v.xlsx")
    assert boek.sheetnames == [
        "Samenvatting", "Regio's", "Gemeenten", "Verbanden", "Verbanden per regio", "Buiten de regio",
        "Brokken", "Uitwegen", "Wensen", "Toelichting", "Bronnen",
    ]  # fmt: skip
    regels = {rij[0]: rij[1] for rij in boek["Samenvatting"].iter_rows(values_only=True)}
    assert regels["Indelingen"] == "geen"
    assert regels["Samenwerkingsverbanden"].startswith("2 uit eigen gegevens; elk weegt 1,0000")
    assert regels["Wat het voorstel daarmee doet"] == los.geraakt.zin
    gesneden = [rij[:4] for rij in boek["Buiten de regio"].iter_rows(min_row=2, values_only=True)]
    assert [(rij[0], rij[3]) for rij in gesneden] == [("GM0003", "Regio C")]
    lagen = pyogrio.list_layers(tmp_path / "v.gpkg")[:, 0].tolist()
    assert lagen[:2] == ["gemeenten", "regios"]


def test_zonder_indelingen_is_alles_wat_volgt_te_vragen(los):
    assert los.omvang == "2 verbanden"
    assert repr(los).startswith("<Voorstel: 2 regio's uit verbanden; ")
    assert los.bestaande.index.tolist() == ["voorstel"]
    assert not len(los.per_indeling)
    assert not len(los.verhuizingen)
    assert los.koppelingen == {}
    assert los.namen == ("Regio C", "Regio D")
    assert los.gemeenten["na_alle"].tolist() == los.gemeenten["congruentie_voor"].tolist()
    # A and C: both verbanden of C, one shared; A and B: all.
    assert los.regios.loc["V01", "overeenstemming"] == pytest.approx(100 * (1 + 0.5 + 0.5) / 3)


def test_de_pagina_noemt_wat_het_voorstel_raakt(los):
    pagina = maak_pagina(los.meting, voorstel=los)
    script = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', pagina, re.S)
    eiland = json.loads(script[1])
    (voorstel,) = eiland["voorstellen"]
    assert voorstel["geraakt"] == {
        "zin": los.geraakt.zin,
        "lijst": [
            ["Brug", "wordt gesneden: Regio D (1) en Regio C (1)"],
            ["Afval {{7*7}}", "is gelijk aan Regio C"],
        ],
    }


@pytest.mark.parametrize("methode", METHODEN)
def test_elke_methode_kan_met_alleen_verbanden(los, methode):
    voorstel = maak_voorstel(los.indelingen, BANDEN, methode=methode)
    assert voorstel.waarde <= los.grens
    assert not voorstel.opgave.overtredingen(voorstel.deling)

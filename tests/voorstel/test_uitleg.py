"""The explanation of a proposal: every figure re-derived, and swing against brute force."""

from __future__ import annotations

import dataclasses
import html
import json
import re
from itertools import combinations, permutations

import geopandas as gpd
import networkx as nx
import numpy as np
import openpyxl
import pyogrio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from orakel import overlappende
from voorstelorakel import brokken_van, delingen, mag, vragen

import congruentie as cg
from congruentie.cli import _voer_uit
from congruentie.errors import CongruentieFout
from congruentie.kaart import maak_pagina
from congruentie.uitvoer.gpkg import schrijf_voorstel_gpkg
from congruentie.voorstel import Eisen, maak_voorstel
from congruentie.voorstel.anders import als_deling
from congruentie.voorstel.bestaand import rangschik_bestaande
from congruentie.voorstel.deling import koppel
from congruentie.voorstel.namen import overlap
from congruentie.voorstel.speelruimte import prijzen, speelruimte
from congruentie.voorstel.uitleg import (
    per_gemeente,
    per_indeling,
    per_regio,
    verhuizingen,
    waarom,
)


@pytest.fixture(scope="module")
def voorstel():
    indelingen = cg.laad_indelingen(2026, met_grenzen=True, cache="geen")
    een = cg.stel_voor(indelingen, eisen=Eisen(min_inwoners=200_000), cache="geen")
    # Once for all tests, and not what a busy machine can prove in seconds.
    vars(een)["prijzen"] = prijzen(een, tijd=600)
    return een


@pytest.fixture(scope="module")
def provincie():
    return cg.laad_indelingen(2026, ["provincie", "ggd"], cache="geen")["provincie"]


def leden_van(voorstel) -> dict[str, set[str]]:
    uit: dict[str, set[str]] = {}
    for gm, code in voorstel.indeling.lidmaatschap.items():
        uit.setdefault(code, set()).add(gm)
    return uit


def test_per_regio(voorstel, provincie):
    tabel = per_regio(voorstel)
    gemeenten = voorstel.indelingen.gemeenten
    inwoners = dict(zip(gemeenten.codes, gemeenten.inwoners, strict=True))
    assert tabel["gemeenten"].sum() == 342
    assert tabel["inwoners"].sum() == 18_130_208
    for code, leden in leden_van(voorstel).items():
        rij = tabel.loc[code]
        groot = max(leden, key=inwoners.get)
        assert rij["centrum"] == gemeenten.naam_van[groot]
        assert rij["centrum_aandeel"] == pytest.approx(
            100 * inwoners[groot] / sum(inwoners[gm] for gm in leden)
        )
        assert set(rij["provincies"].split(", ")) == {
            provincie.regio_naam(provincie.lidmaatschap[gm]) for gm in leden
        }
        # Equal to: exactly the existing regions with these members, no more and no less.
        gelijk = [
            f"{ind.enkelvoud} {ind.regio_naam(regio)}"
            for ind in voorstel.indelingen
            for regio in ind.regios
            if {gm for gm, r in ind.lidmaatschap.items() if r == regio} == leden
        ]
        assert rij["gelijk_aan"] == "; ".join(gelijk)
        paren = [
            sum(ind.lidmaatschap[a] == ind.lidmaatschap[b] for ind in voorstel.indelingen) / 4
            for a, b in combinations(sorted(leden), 2)
        ]
        assert rij["overeenstemming"] == pytest.approx(100 * np.mean(paren))
    twente = tabel[tabel["naam"] == "Twente"].iloc[0]
    assert twente["gelijk_aan"] == (
        "GGD-regio GGD Twente; RES-regio Twente; jeugdregio Twente; arbeidsmarktregio Twente"
    )


def test_lijkt_op_is_jaccard(voorstel):
    gelijkenis = overlap(voorstel.regio, voorstel.indelingen.vakken_van(0))
    ggd = voorstel.indelingen["ggd"]
    for code, leden in leden_van(voorstel).items():
        for j, regio in enumerate(ggd.regios):
            ander = {gm for gm, r in ggd.lidmaatschap.items() if r == regio}
            verwacht = len(leden & ander) / len(leden | ander)
            assert gelijkenis[voorstel.codes.index(code), j] == pytest.approx(verwacht)


def test_verhuizingen(voorstel):
    tabel = verhuizingen(voorstel)
    gemeenten = voorstel.indelingen.gemeenten
    for k, indeling in enumerate(voorstel.indelingen):
        inwoners = voorstel.indelingen.gemeenten.inwoners
        gekoppeld = koppel(voorstel.regio, voorstel.indelingen.regio[:, k], inwoners)
        gebruikt = [j for j in gekoppeld if j >= 0]
        assert len(gebruikt) == len(set(gebruikt))
        blijft = {
            gm
            for i, gm in enumerate(gemeenten.codes)
            if voorstel.indelingen.regio[i, k] == gekoppeld[voorstel.regio[i]]
        }
        weg = set(tabel.loc[tabel["indeling"] == indeling.naam, "gm_code"])
        assert weg == set(gemeenten.codes) - blijft
    assert (tabel["van"] != tabel["naar"]).all()
    # Renkum: in the GGD of Gelderland-Midden, which is matched to the regio that it is in.
    assert set(per_indeling(voorstel)["gemeenten_verhuizen"]) == set(
        tabel.groupby("indeling").size()
    )


def test_congruentie_na(voorstel):
    tabel = per_gemeente(voorstel)
    assert (tabel["congruentie_voor"] == cg.bereken(voorstel.indelingen)["congruentie"]).all()
    lid = voorstel.indeling.lidmaatschap
    namen = voorstel.indelingen.namen
    anders = [
        cg.Indeling("res", lid) if naam == "res" else voorstel.indelingen[naam] for naam in namen
    ]
    na = cg.bereken(cg.Indelingen(voorstel.indelingen.gemeenten, tuple(anders)))["congruentie"]
    assert tabel["na_res"].tolist() == na.tolist()
    per = per_indeling(voorstel)
    assert per.loc["res", "congruentie_na"] == pytest.approx(na.mean())
    assert per["congruentie_voor"].nunique() == 1


def test_een_indeling_heeft_geen_congruentie():
    indelingen = cg.laad_indelingen(2026, ["ggd"], met_grenzen=True, cache="geen")
    voorstel = cg.stel_voor(indelingen, cache="geen")
    assert len(voorstel.codes) == 25
    assert per_indeling(voorstel).loc["ggd", "gemeenten_verhuizen"] == 0
    assert per_gemeente(voorstel)["congruentie_voor"].isna().all()


@pytest.mark.zwaar
def test_prijzen(voorstel):
    tabel = voorstel.prijzen
    assert tabel.loc["minimaal 200.000 inwoners per regio", "prijs"] == 3019 - 3014
    assert tabel.loc["aaneengesloten regio's", "prijs"] == 0
    assert tabel["bewezen"].all()


def test_waarom(voorstel):
    brok = np.flatnonzero(voorstel.opgave.brok == 0)[:2]
    codes = [voorstel.indelingen.gemeenten.codes[i] for i in brok]
    tekst = waarom(voorstel, *codes)
    assert "in dezelfde regio. Nu samen in: GGD-regio's, RES-regio's, Jeugdregio's en" in tekst
    assert "Zij horen bij dezelfde brok" in tekst
    assert "Nu apart in" not in tekst
    tekst = waarom(voorstel, "GM0363", "GM0599")
    assert "in verschillende regio's. Nu apart in: GGD-regio's" in tekst
    with pytest.raises(CongruentieFout, match="De gemeente GM9999 is er in 2026 niet"):
        waarom(voorstel, "GM0363", "GM9999")


@pytest.mark.parametrize(
    ("gewicht", "samen", "doorslag"), [(1.0, False, False), (3.0, True, False), (0.2, False, False)]
)
def test_waarom_telt_gewichten(vierkant, gewicht, samen, doorslag):
    """A and B share one indeling of two: with its weight they belong together, or not."""
    een = cg.Indeling("een", dict.fromkeys(vierkant.codes, "R"))
    twee = cg.Indeling("twee", {code: code for code in vierkant.codes})
    indelingen = cg.Indelingen(vierkant, (een, twee))
    banden = [("GM0001", "GM0002"), ("GM0001", "GM0003"), ("GM0002", "GM0004")]
    plan = maak_voorstel(indelingen, banden, gewichten={"een": gewicht})
    tekst = waarom(plan, "GM0001", "GM0002")
    if gewicht != 1.0:
        assert ("in dezelfde regio" in tekst) == samen
    assert ("geven de doorslag" in tekst) == doorslag
    los = maak_voorstel(
        indelingen, banden, gewichten={"een": 3.0}, eisen=Eisen(apart=(("GM0001", "GM0002"),))
    )
    assert "hun buren of de wensen geven de doorslag" in waarom(los, "GM0001", "GM0002")


@pytest.mark.zwaar
@settings(max_examples=80)
@given(vragen(6))
def test_speelruimte_als_proberen(vraag):
    """Every stand, cost and way out against every valid proposal within the margin."""
    indelingen, banden, theta, gewichten = vraag
    voorstel = maak_voorstel(indelingen, banden, theta=theta, gewichten=gewichten)
    opgave = voorstel.opgave
    marge = 0.25
    graaf = nx.Graph()
    graaf.add_nodes_from(range(len(indelingen.gemeenten)))
    plek = indelingen.gemeenten.plek
    graaf.add_edges_from((plek[a], plek[b]) for a, b in banden)
    brokken = brokken_van(indelingen, graaf, Eisen(), gewichten)
    bijna = []
    for groepen in delingen(list(range(len(brokken)))):
        regios = [[i for b in groep for i in brokken[b]] for groep in groepen]
        if not mag(regios, indelingen.gemeenten, graaf, Eisen()):
            continue
        deling = np.empty(len(opgave), dtype=np.int64)
        for nummer, regio in enumerate(regios):
            deling[opgave.brok[regio]] = nummer
        if voorstel.waarde - opgave.totaal(deling) <= int(marge * abs(voorstel.waarde)):
            bijna.append(deling)
    ruimten = speelruimte(voorstel, marge)
    assert {ruimte.stand for ruimte in ruimten} <= {"vast", "kan anders", "alleen", "onbekend"}
    for u, ruimte in enumerate(ruimten):
        mates = voorstel.deling == voorstel.deling[u]
        if ruimte.stand == "vast":
            assert all((d == d[u])[mates].all() for d in bijna)
        if ruimte.stand == "kan anders":
            assert any(not ((d == d[u]) == mates).all() for d in bijna)
        controleer_alternatieven(voorstel, u, ruimte, bijna)


def controleer_alternatieven(voorstel, u, ruimte, bijna):
    """Each keeps to everything and costs what it says; what is proven is the cheapest of all."""
    opgave = voorstel.opgave
    for een in filter(None, [ruimte.beste, *(weg.anders for weg in ruimte.uitwegen)]):
        deling = als_deling(voorstel, een.zetten)
        assert not opgave.overtredingen(deling)
        assert een.kosten == opgave.in_formule(voorstel.waarde - opgave.totaal(deling)) >= 0
    for weg in ruimte.uitwegen:
        kern = opgave.brok[voorstel.grootste(voorstel.codes.index(weg.regio))]
        kosten = [voorstel.waarde - opgave.totaal(d) for d in bijna if d[u] == d[kern]]
        if weg.anders is None:
            assert not kosten or "soms" in weg.beletsel
        elif weg.anders.bewezen:
            assert weg.anders.kosten == opgave.in_formule(min(kosten))


def test_werkmap(tmp_path, capsys):
    naam = tmp_path / "v"
    opties = ["--indelingen", "ggd,jeugdregio", "--min-inwoners", "150000", "--uit", str(naam)]
    assert _voer_uit(["voorstel", *opties, "--waarom", "Nijkerk,GM0228"]) == 0
    gezien = capsys.readouterr()
    assert gezien.out.startswith("Nijkerk en Ede zitten in het voorstel in ")
    boek = openpyxl.load_workbook(f"{naam}.xlsx")
    assert boek.sheetnames == [
        "Samenvatting", "Regio's", "Gemeenten", "Indelingen", "Bestaande", "Verhuizingen", "Brokken",
        "Uitwegen", "Wensen", "Toelichting", "Bronnen",
    ]  # fmt: skip
    rijen = dict(boek["Samenvatting"].iter_rows(min_row=2, max_col=2, values_only=True))
    assert rijen["Bewezen het beste"] == "ja"
    assert rijen["Buren"].startswith("Paren buren: 855 land, ")
    assert rijen["Buren"] in gezien.err
    assert re.fullmatch(r"\d+(,\d+)?", rijen["Doelwaarde"])
    assert boek["Gemeenten"].max_row == 343
    assert boek["Wensen"].max_row == 3


@pytest.mark.zwaar
def test_op_de_pagina(voorstel):
    pagina = maak_pagina(voorstel.meting, voorstel=voorstel)
    assert "<h1>Voorstel voor regio's, 2026</h1>" in html.unescape(pagina)
    eiland = re.search(r'id="gegevens">(.*?)</script>', pagina, re.S)[1]
    (plan,) = json.loads(eiland)["voorstellen"]
    assert plan["regio"] == voorstel.regio.tolist()
    assert [plan["namen"][r] for r in plan["regio"]] == per_gemeente(voorstel)[
        "voorstel_naam"
    ].tolist()
    assert plan["buurzin"] == voorstel.banden.zin
    assert plan["even_goed"] == bool((voorstel.brokken["kosten"] == 0).any())
    assert [prijs["wens"] for prijs in plan["prijzen"]] == voorstel.prijzen.index.tolist()


def test_geopackage(voorstel, tmp_path):
    pad = tmp_path / "v.gpkg"
    schrijf_voorstel_gpkg(voorstel, pad)
    lagen = {naam: gpd.read_file(pad, layer=naam) for naam, _ in pyogrio.list_layers(pad)}
    assert {naam: len(laag) for naam, laag in lagen.items()} == {
        "gemeenten": 342,
        "regios": len(voorstel.codes),
        "grenzen": 855,  # land borders of CBS, whatever is drawn
        "graaf": len({frozenset(band) for band in voorstel.banden}),
    }
    assert all(laag.crs.to_epsg() == 28992 for laag in lagen.values())
    assert lagen["graaf"]["soort"].value_counts().to_dict() == voorstel.banden.aantallen
    assert lagen["graaf"]["over_land"].sum() == 855
    # The length is that of CBS, also where nothing or something else is drawn.
    lengte = lagen["grenzen"].set_index(["a", "b"])["lengte"]
    assert lengte["GM0503", "GM0599"] == 410  # Delft and Rotterdam: too short to be drawn
    # The regio's are contiguous over the graph, and fill the land of their gemeenten.
    land = lagen["gemeenten"].dissolve("voorstel_code").area
    assert np.allclose(lagen["regios"].set_index("voorstel_code").area, land)
    lid = dict(voorstel.indeling.lidmaatschap)
    for rij in lagen["grenzen"].itertuples():
        telt = sum(i.lidmaatschap[rij.a] != i.lidmaatschap[rij.b] for i in voorstel.indelingen)
        anders = "verdwijnt" if telt else "geen regiogrens"
        assert rij.soort == ("blijft" if lid[rij.a] != lid[rij.b] else anders)
        assert rij.indelingen == telt
    # No new borders: what stays is a border in some indeling.
    assert (lagen["grenzen"].query("soort == 'blijft'")["indelingen"] > 0).all()
    zonder = cg.laad_indelingen(2026, cache="geen")
    opgave = dataclasses.replace(voorstel.opgave, indelingen=zonder)
    with pytest.raises(CongruentieFout, match="gemeentegrenzen nodig"):
        schrijf_voorstel_gpkg(dataclasses.replace(voorstel, opgave=opgave), pad)


def test_bestaande_als_basis(voorstel):
    """The value of an existing indeling is that of its own pairs; nobody in it moves."""
    tabel = rangschik_bestaande(voorstel)
    assert tabel.index[-1] == "voorstel"
    assert tabel["doelwaarde"][:-1].is_monotonic_decreasing
    regio = voorstel.indelingen.regio
    gelijk = (regio[:, None, :] == regio[None, :, :]).sum(axis=2)
    boven = np.triu(np.ones_like(gelijk, dtype=bool), 1)
    for k, naam in enumerate(voorstel.indelingen.namen):
        eigen = (regio[:, None, k] == regio[None, :, k]) & boven
        assert tabel.loc[naam, "doelwaarde"] == (gelijk - 2.0)[eigen].sum()
        assert tabel.loc[naam, "regios"] == len(voorstel.indelingen[naam].regios)
    ggd = tabel.loc["ggd"]
    assert ggd["kloof"] == pytest.approx((3014 - ggd["doelwaarde"]) / 3014)
    # The jeugdregio's have regions below 200.000 inwoners; the GGD's do not.
    assert ggd["voldoet"]
    assert not tabel.loc["jeugdregio", "voldoet"]


@given(overlappende(min_k=1), st.lists(st.integers(0, 2), min_size=12, max_size=12), st.data())
def test_koppelen_laat_de_meesten_blijven(geval, nieuw, data):
    """Against every way to give each new regio one old one; who is in two can stay in either."""
    regio, kolom = geval
    oud, n = regio[:, kolom == 0], len(regio)
    gewicht = data.draw(st.lists(st.integers(1, 9), min_size=n, max_size=n))
    nieuw = np.array(nieuw[:n])

    def blijft(keus) -> int:
        van = dict(zip(np.unique(nieuw).tolist(), keus, strict=True))
        return sum(
            w
            for r, eigen, w in zip(nieuw.tolist(), oud.tolist(), gewicht, strict=True)
            if van[r] >= 0 and van[r] in eigen
        )

    aantal = len(np.unique(nieuw))
    keuzes = permutations([*range(int(oud.max()) + 1), *[-1] * aantal], aantal)
    assert blijft(koppel(nieuw, oud, gewicht)) == max(map(blijft, keuzes))


def test_met_een_gemeente_in_twee_regios(vierkant):
    """She stays when she comes in one of the two, and counts as shared with the members of both."""
    een = cg.Indeling("een", dict(zip(vierkant.codes, ["P", "P | Q", "Q", "Q"], strict=True)))
    twee = cg.Indeling("twee", dict(zip(vierkant.codes, ["x", "x", "y", "y"], strict=True)))
    banden = [("GM0001", "GM0002"), ("GM0002", "GM0003"), ("GM0003", "GM0004")]
    voorstel = maak_voorstel(cg.Indelingen(vierkant, (een, twee)), banden, theta="0.6")
    assert voorstel.indeling.lidmaatschap["GM0001"] == voorstel.indeling.lidmaatschap["GM0002"]
    assert voorstel.indeling.lidmaatschap["GM0002"] != voorstel.indeling.lidmaatschap["GM0003"]
    assert per_regio(voorstel)["gelijk_aan"].tolist() == [
        "regio van een P; regio van twee x", "regio van twee y"
    ]  # fmt: skip
    assert per_regio(voorstel)["overeenstemming"].tolist() == [100, 100]
    assert verhuizingen(voorstel).empty
    assert waarom(voorstel, "GM0002", "GM0003").startswith(
        "B en C zitten in het voorstel in verschillende regio's. Nu samen in: een. Nu apart in: twee."
    )
    tabel = rangschik_bestaande(voorstel)
    assert tabel.loc["een", "regios"] == 2
    # P is worth most to B: with A she shares both indelingen, with C and D only this one.
    assert voorstel.als_bestaand(0).indeling.lidmaatschap["GM0002"] == "P"
    assert voorstel.als_bestaand(0).codes == ("P", "Q")
    assert tabel.loc["een", "doelwaarde"] == pytest.approx(2 * (2 - 1.2))


@pytest.mark.parametrize("wens", ["binnen", "uitgaand_van"])
def test_een_regio_per_gemeente_waar_dat_moet(vierkant, wens):
    een = cg.Indeling("een", dict(zip(vierkant.codes, ["P", "P | Q", "Q", "Q"], strict=True)))
    indelingen = cg.Indelingen(vierkant, (een,))
    with pytest.raises(CongruentieFout, match=r"een kan niet: B ligt daarin in meer dan een regio"):
        maak_voorstel(indelingen, [], eisen=Eisen(**{wens: een}))


def test_waarom_met_een_naam_die_er_twee_keer_is(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert _voer_uit(["voorstel", "--waarom", "Bergen,Delft"]) == 1
    twee = "'Bergen' kan Bergen (NH.) (GM0373) of Bergen (L.) (GM0893) zijn."
    assert twee in capsys.readouterr().err
    assert _voer_uit(["voorstel", "--waarom", "Delft"]) == 2
    assert "'Delft' bij --waarom heeft niet de vorm GM,GM." in capsys.readouterr().err
    assert not list(tmp_path.iterdir())

"""A supposed herindeling: against rebuilding by hand, on real data, and what it refuses."""

from __future__ import annotations

import logging
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from orakel import cellen, partities
from shapely import MultiPolygon, box

import congruentie as cg
from congruentie.bronnen import geef_grenzen, herindeel, laad_indelingen, laad_provincie
from congruentie.bronnen.banden import banden_van, grenzen_van, landgrenzen
from congruentie.bronnen.zoeken import zoeker_voor
from congruentie.errors import CongruentieFout
from congruentie.fusie import afkomst, als_opties
from congruentie.gemeenten import Gemeenten
from congruentie.model import Indeling, Indelingen
from congruentie.uitvoer.gevolgen import als_json, verslag_van
from congruentie.verbanden import Verband, Verbanden


@pytest.fixture(scope="module")
def vier() -> Indelingen:
    return laad_indelingen(2026, met_grenzen=True, cache="geen")


# --- against rebuilding by hand ------------------------------------------------------------------


@st.composite
def landen(draw: st.DrawFn) -> tuple[Indelingen, dict[str, str]]:
    """A small country with verbanden, and which of its gemeenten merge."""
    regio = draw(partities())
    n = len(regio)
    codes = tuple(f"GM{i:04d}" for i in range(n))
    inwoners = [10 * draw(st.integers(1, 5)) for _ in codes]
    lijst = [
        Indeling(f"k{k}", {codes[g]: cel for g, cel in lid.items()})
        for k, lid in enumerate(cellen(regio))
        if lid
    ]
    leden = draw(st.lists(st.sets(st.sampled_from(codes)), min_size=1, max_size=4))
    verbanden = Verbanden(tuple(Verband(f"v{i}", tuple(wie)) for i, wie in enumerate(leden)))
    groep = draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))
    fuseer = {
        ",".join(code for code, g in zip(codes, groep, strict=True) if g == nummer): f"N{nummer}"
        for nummer in (1, 2)
        if groep.count(nummer) > 1
    }
    gemeenten = Gemeenten(2026, codes, tuple(f"g{c}" for c in codes), np.array(inwoners, float))
    return Indelingen(gemeenten, tuple(lijst), verbanden=verbanden), fuseer


def met_de_hand(land: Indelingen, fuseer: dict[str, str]) -> dict[str, tuple[float, int]]:
    """Congruentie and partners per gemeente after it, counted over pairs."""
    wordt = {code: code for code in land.gemeenten.codes}
    for nummer, wie in enumerate(fuseer, start=9001):
        wordt |= dict.fromkeys(wie.split(","), f"GM{nummer}")
    inwoners = dict(zip(land.gemeenten.codes, land.gemeenten.inwoners.tolist(), strict=True))
    regio: list[dict[str, str]] = []
    for indeling in land:
        stemmen: dict[str, dict[str, float]] = {}
        for code, nieuw in wordt.items():
            cel = indeling.lidmaatschap.get(code, "")
            per = stemmen.setdefault(nieuw, {})
            per[cel] = per.get(cel, 0.0) + inwoners[code]
        # The most inhabitants; at a tie the first code; without a regio only where no part has one.
        regio.append(
            {
                nieuw: min((c for c in per if c), key=lambda c, per=per: (-per[c], c), default="")
                for nieuw, per in stemmen.items()
            }
        )
    leden = [{wordt[code] for code in een.leden} for een in land.verbanden]
    leden = [een for een in leden if len(een) > 1]
    nieuwe = sorted(set(wordt.values()))
    keer = [sum(code in een for een in leden) for code in nieuwe]
    mee = [k for k in keer if k]
    elk = 1 / (round(10 * sum(mee) / len(mee)) / 10) if mee else 0.0
    uit = {}
    for code, aantal in zip(nieuwe, keer, strict=True):
        deelt = []
        for ander in nieuwe:
            gelijk = sum(bool(r[code]) and r[code] == r[ander] for r in regio)
            samen = sum({code, ander} <= een for een in leden)
            if ander != code and (gelijk or samen):
                deelt.append((gelijk + elk * samen) / (len(regio) + elk * aantal))
        uit[code] = (100 * sum(deelt) / len(deelt) if deelt else 100.0, len(deelt))
    return uit


@settings(max_examples=60)
@given(landen())
def test_een_fusie_is_wat_met_de_hand_herbouwen_geeft(geval):
    land, fuseer = geval
    if len(land) < 2:
        return
    na = herindeel(land, fuseer)
    tabel = cg.bereken(na)
    verwacht = met_de_hand(land, fuseer)
    assert tabel.index.tolist() == list(verwacht)
    assert tabel["partners"].tolist() == [partners for _, partners in verwacht.values()]
    assert tabel["congruentie"].tolist() == pytest.approx(
        [cijfer for cijfer, _ in verwacht.values()]
    )
    assert na.gemeenten.inwoners.sum() == land.gemeenten.inwoners.sum()
    gevolgen = cg.wat_als(land, [], fuseer=fuseer) if fuseer else None
    if gevolgen:
        voor = cg.bereken(land)["congruentie"]
        for code, delen in gevolgen.nieuw.items():
            rij = gevolgen.gemeenten.loc[code]
            assert rij["congruentie_voor"] == pytest.approx(voor[list(delen)].mean())
            assert rij["congruentie_na"] == pytest.approx(verwacht[code][0])
        assert gevolgen.land.loc["congruentie"].tolist()[:2] == pytest.approx(
            [voor.mean(), tabel["congruentie"].mean()]
        )


@settings(max_examples=30)
@given(landen(), st.integers(1, 9))
def test_een_splitsing_houdt_elk_lidmaatschap(geval, tienden):
    land, _ = geval
    if len(land) < 2:
        return
    oud = land.gemeenten.codes[0]
    na = herindeel(land, splits={oud: f"Een:{tienden / 10},Twee:{1 - tienden / 10}"})
    for nieuw in ("GM9001", "GM9002"):
        for indeling in na:
            assert indeling.regios_van(nieuw) == land[indeling.naam].regios_van(oud)
        for voor, straks in zip(land.verbanden, na.verbanden, strict=True):
            assert (nieuw in straks.leden) == (oud in voor.leden)
    assert na.gemeenten.inwoners.sum() == land.gemeenten.inwoners.sum()


@settings(max_examples=30)
@given(landen())
def test_alles_samen_heeft_geen_partners(geval):
    """By convention 100%, and flagged."""
    land, _ = geval
    if len(land) < 2 or len(land.gemeenten) < 2:
        return
    gevolgen = cg.wat_als(land, [], fuseer={",".join(land.gemeenten.codes): "Nederland"})
    (rij,) = gevolgen.na.gemeenten.to_dict("records")
    assert (rij["congruentie"], rij["partners"], rij["zonder_partners"]) == (100, 0, True)
    assert gevolgen.cijfers("partners")["na"] == 0
    assert np.isnan(gevolgen.cijfers("congruentie_blijvend")["na"])
    assert als_json(gevolgen)["land"]["na"] == 100
    assert [blad.titel for blad in verslag_van(gevolgen).bladen][:2] == ["Land", "Gemeenten"]


def test_alles_samen_over_verbanden_alleen_heeft_geen_cijfer():
    codes = ("GM0001", "GM0002")
    verbanden = Verbanden((Verband("een", codes),))
    land = Indelingen(Gemeenten(2026, codes, ("a", "b")), (), verbanden=verbanden)
    with pytest.raises(
        CongruentieFout, match="geen enkel samenwerkingsverband zitten twee of meer"
    ):
        cg.bereken(herindeel(land, {"a,b": "Samen"}))


def test_splitsen_en_weer_samenvoegen_verandert_niets(vier):
    weer = herindeel(vier, {"West,Oost": "Ede"}, {"Ede": "West:0.4,Oost:0.6"})
    voor, na = cg.bereken(vier), cg.bereken(weer)
    assert weer.gemeenten.inwoners.sum() == vier.gemeenten.inwoners.sum()
    assert na.loc["GM9003", "congruentie"] == voor.loc["GM0228", "congruentie"]
    assert na["congruentie"].tolist()[:-1] == voor["congruentie"].drop("GM0228").tolist()
    assert afkomst(weer.gemeenten, vier.gemeenten) == {"GM9003": {"GM0228": 1.0}}


# --- real herindelingen --------------------------------------------------------------------------


def test_de_herindeling_van_groningen_in_2019():
    """Groningen, Haren and Ten Boer became one on 1 January 2019: CBS has it where we put it."""
    namen = ["ggd", "jeugdregio", "arbeidsmarktregio", "veiligheidsregio", "corop", "res"]
    na = laad_indelingen(
        2018, namen, fuseer={"Groningen,Haren,Ten Boer": "Groningen"}, cache="geen"
    )
    straks = laad_indelingen(2019, namen, cache="geen")
    anders = [
        naam
        for naam in namen
        if {na[naam].regio_naam(r) for r in na[naam].regios_van("GM9001")}
        != {straks[naam].regio_naam(r) for r in straks[naam].regios_van("GM0014")}
    ]
    assert anders == []
    for naam in namen:  # and with the same gemeenten, of those that are there in both
        samen = set(na.gemeenten.codes) & set(straks.gemeenten.codes)
        een, ander = (
            {c for c in samen if set(i[naam].regios_van(c)) & set(i[naam].regios_van(wie))}
            for i, wie in ((na, "GM9001"), (straks, "GM0014"))
        )
        assert een == ander, naam


def test_foodvalley(vier):
    """Ede, Veenendaal and Rhenen; Nijkerk and Barneveld: counted from the tables of CBS of 2026."""
    fuseer = {"Ede,Veenendaal,Rhenen": "Valleistad", "GM0267,Barneveld": "Nijkerk"}
    gevolgen = cg.wat_als(vier, [], fuseer=fuseer)
    assert gevolgen.nieuw == {
        "GM9001": {"GM0228": 1.0, "GM0340": 1.0, "GM0345": 1.0},
        "GM9002": {"GM0203": 1.0, "GM0267": 1.0},
    }
    na = gevolgen.na.indelingen
    assert len(na.gemeenten) == 339
    assert na.gemeenten.inwoners[-2:].tolist() == [125331 + 70779 + 20457, 110209]
    partners = gevolgen.gemeenten.loc["GM9001", ["partners_voor", "partners_na"]]
    assert partners.tolist() == [pytest.approx((29 + 25 + 25) / 3), 14]
    # GGD: Ede has more inhabitants than Veenendaal and Rhenen together.
    assert gevolgen.keuzes.to_dict("records")[0] == {
        "gm_code": "GM9001", "indeling": "ggd", "regio": vier["ggd"].lidmaatschap["GM0228"],
        "anders": vier["ggd"].lidmaatschap["GM0345"],
    }  # fmt: skip
    assert gevolgen.cijfers("congruentie") == {
        "voor": pytest.approx(68.9948129634), "na": pytest.approx(69.4458028172),
        "verschil": pytest.approx(0.4509898538),
    }  # fmt: skip
    assert gevolgen.herindeling["uit_naam"].tolist() == [
        "Ede", "Veenendaal", "Rhenen", "Nijkerk", "Barneveld"
    ]  # fmt: skip


def test_de_verbanden_van_2016_vallen_samen():
    """What a merger makes of two members of one verband counts once."""
    voor = laad_indelingen(2016, verbanden=["verbanden_2016"], cache="geen")
    na = herindeel(voor, {"Ede,Veenendaal,Rhenen": "Valleistad"})
    oud = {"GM0228", "GM0345", "GM0340"}
    for een, straks in zip(voor.verbanden, na.verbanden, strict=True):
        assert set(straks.leden) == (set(een.leden) - oud) | (
            {"GM9001"} if oud & set(een.leden) else set()
        )


# --- borders, provinces, names -------------------------------------------------------------------


def test_buren_en_grenzen_gaan_mee(vier):
    na = herindeel(vier, {"Ede,Veenendaal": "Valleistad"})
    wordt = {"GM0228": "GM9001", "GM0345": "GM9001"}
    paren = {
        tuple(sorted((wordt.get(a, a), wordt.get(b, b)))) for a, b in banden_van(vier.gemeenten)
    }
    assert set(banden_van(na.gemeenten)) == {(a, b) for a, b in paren if a != b}
    oud, nieuw = landgrenzen(vier.gemeenten), landgrenzen(na.gemeenten)
    assert sum(nieuw.values()) == pytest.approx(sum(oud.values()) - oud["GM0228", "GM0345"])
    vlakken, was = na.gemeenten.vlakken, vier.gemeenten.vlakken
    assert vlakken["GM9001"].area == pytest.approx(was["GM0228"].area + was["GM0345"].area)
    assert vlakken["GM9001"].geom_type == "Polygon"
    lijnen = grenzen_van(na.gemeenten).set_index(["a", "b"])
    assert lijnen.loc[("GM0340", "GM9001"), "lengte"] == pytest.approx(
        1000 * (oud["GM0228", "GM0340"] + oud["GM0340", "GM0345"])
    )


def test_delen_van_een_splitsing_grenzen_aan_elkaar_en_aan_alle_buren(vier):
    na = herindeel(vier, splits={"Ede": "West:0.4,Oost:0.6"})
    assert na.gemeenten.vlakken is None
    banden = set(banden_van(na.gemeenten))
    assert ("GM9001", "GM9002") in banden
    buren = {c for paar in banden_van(vier.gemeenten) if "GM0228" in paar for c in paar} - {
        "GM0228"
    }
    for deel in ("GM9001", "GM9002"):
        assert {c for paar in banden if deel in paar for c in paar} - {"GM9001", "GM9002"} == buren
    with pytest.raises(CongruentieFout, match="Na een splitsing is er geen kaart"):
        geef_grenzen(na.gemeenten, cache="geen")


def test_grenzen_van_vier_vakken(indelingen):
    # C D   A and B merge.
    # A B
    na = herindeel(indelingen, {"A,B": "Zuid"})
    assert na.gemeenten.vlakken["GM9001"].equals(box(0, 0, 2000, 1000))
    assert na.gemeenten.inwoners.tolist() == [300.0, 400.0, 300.0]
    assert set(banden_van(na.gemeenten)) == {
        ("GM0003", "GM0004"), ("GM0003", "GM9001"), ("GM0004", "GM9001")
    }  # fmt: skip
    deels = replace(
        indelingen.gemeenten, deel=True,
        vlakken=gpd.GeoSeries([MultiPolygon()] * 2 + [box(0, 1, 1, 2)] * 2,
                              index=indelingen.gemeenten.codes, crs=28992),
    )  # fmt: skip
    niets = herindeel(replace(indelingen, gemeenten=deels), {"A,B": "Zuid"})
    assert niets.gemeenten.vlakken.is_empty.tolist() == [False, False, True]
    # B has more inhabitants than A.
    assert na["kolom"].lidmaatschap["GM9001"] == "K2"
    assert isinstance(na.gemeenten.vlakken, gpd.GeoSeries)


def test_andere_indelingen_volgen(vier):
    na = herindeel(vier, {"Ede,Veenendaal": "Valleistad"})
    assert laad_provincie(na.gemeenten, cache="geen").lidmaatschap["GM9001"] == "PV25"
    assert als_opties(na.gemeenten) == {"fuseer": {"GM0228,GM0345": "Valleistad"}, "splits": {}}
    opnieuw = laad_indelingen(2026, cache="geen", **als_opties(na.gemeenten))
    assert opnieuw["ggd"].lidmaatschap == na["ggd"].lidmaatschap
    with pytest.raises(
        CongruentieFout, match=r"GM0228 Ede bestaat niet meer .* nu GM9001 Valleistad"
    ):
        zoeker_voor(na.gemeenten).vind("Ede")
    assert na["ggd"].herkomst.bron.endswith("met de denkbeeldige gemeente Valleistad")
    assert na["ggd"].herkomst.status == "eigen"
    assert na.wanneer == "2026, na herindeling"


# --- what is said and refused --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fuseer", "splits", "melding"),
    [
        ({"Ede": "X"}, {}, "fuseer 'Ede=X': voor een fusie zijn twee gemeenten nodig."),
        ({"Ede,Ede": "X"}, {}, "voor een fusie zijn twee gemeenten nodig."),
        ({"Ede,Foo": "X"}, {}, "fuseer 'Ede,Foo=X': gemeente 'Foo' is niet bekend in 2026."),
        ({"Ede,Bergen": "X"}, {}, "kan Bergen (NH.) (GM0373) of Bergen (L.) (GM0893) zijn."),
        ({"Ede,Rhenen,Ede": "X"}, {}, "Ede (GM0228) staat hier twee keer."),
        (
            {"Ede,Rhenen": "X", "Ede,Nijkerk": "Y"},
            {},
            "Ede (GM0228) staat ook in fuseer 'Ede,Rhenen=X'. Noem elke gemeente een keer.",
        ),
        ({"Ede,Rhenen": "Arnhem"}, {}, "zo heet Arnhem (GM0202) al. Kies een andere naam."),
        ({"Ede,Rhenen": "X", "Nijkerk,Barneveld": "x"}, {}, "zo heet een ander al."),
        ({"Ede,Rhenen": "GM1234"}, {}, "'GM1234' is een code en geen naam."),
        ({"Ede,Rhenen": "--"}, {}, "'--' kan geen naam zijn."),
        ({"Ede,Rhenen": "a\x07b"}, {}, "kan geen naam zijn."),
        ({}, {"Ede": "A:0.4,B:0.5"}, "de delen zijn samen 0.9, en niet 1 (of 100)."),
        ({}, {"Ede": "A"}, "splits 'Ede=A': dit is geen splitsing. Schrijf GEMEENTE=NAAM:DEEL,"),
        ({}, {"Ede": "A:1"}, "voor een splitsing zijn twee delen nodig."),
        ({}, {"Ede": "A:1,B:0"}, "een deel zonder inwoners kan niet."),
        ({}, {"Ede": "A:0.999999,B:0.000001"}, "een deel zonder inwoners kan niet."),
        ({}, {"Ede": "A:0.5,A:0.5"}, "zo heet een ander al."),
        ({"Ede,Rhenen": "X"}, {"Ede": "A:40,B:60"}, "GM0228 Ede bestaat niet meer"),
    ],
)
def test_wat_niet_kan(vier, fuseer, splits, melding):
    with pytest.raises(CongruentieFout) as fout:
        herindeel(vier, fuseer, splits)
    assert melding in str(fout.value)


def test_een_naam_mag_blijven(vier):
    na = herindeel(vier, {"Ede,Rhenen": "ede"}, {"Zeist": "Zeist:80%, Den Dolder: 20%"})
    assert na.gemeenten.namen[-3:] == ("Zeist", "Den Dolder", "ede")
    with pytest.raises(CongruentieFout, match="Er is al een herindeling doorgerekend"):
        herindeel(na, {"Arnhem,Nijmegen": "KAN"})


def test_wat_gezegd_wordt(vier, caplog):
    caplog.set_level(logging.INFO, "congruentie")
    herindeel(vier, {"Ede,Groningen": "Ver"}, {"Zeist": "A:0.25,B:0.75"})
    gezegd = caplog.text
    assert "Let op: Groningen grenst niet aan de rest van Ver. De fusie wordt wel doorger" in gezegd
    assert "Wat als: Ver (GM9003) uit Ede en Groningen, 369.758 inwoners." in gezegd
    assert "Wat als: A (GM9001) uit 25% van Zeist, " in gezegd
    assert "delen van Ver lagen bij ggd in verschillende regio's. Het grootste deel telt" in gezegd


def test_de_codes_zijn_niet_van_het_cbs():
    """CBS has never used a code that begins with 9; were it to, ours would go on after it."""
    ooit = {code for jaar in range(2015, 2027) for code in cg.laad_gemeenten(jaar).codes}
    assert max(ooit) < "GM9000"

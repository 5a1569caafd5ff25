"""Proposals: against brute force on everything small, and proven on the real data."""

from __future__ import annotations

from dataclasses import fields, replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from voorstelorakel import een_eis, orakel, vragen

import congruentie as cg
from congruentie.bronnen import namen_van_domein
from congruentie.bronnen.banden import banden_van
from congruentie.errors import CongruentieFout
from congruentie.voorstel import Eisen, maak_voorstel
from congruentie.voorstel.verdeling import METHODEN


def vergelijk(vraag, eisen: Eisen) -> None:
    indelingen, banden, theta, gewichten = vraag
    goed = orakel(indelingen, banden, Fraction(theta), eisen, gewichten)
    alles = {"theta": theta, "eisen": eisen, "gewichten": gewichten}
    try:
        voorstel = maak_voorstel(indelingen, banden, **alles)
    except CongruentieFout as fout:
        # Either brute force finds nothing as well, or a wish cannot be without parting a brok.
        assert goed is None or "--splits-brokken" in str(fout)
        return
    assert goed is not None
    assert not voorstel.opgave.overtredingen(voorstel.deling)
    assert voorstel.bewezen_optimaal
    assert Fraction(voorstel.waarde, voorstel.opgave.factor) == goed
    assert voorstel.doelwaarde == pytest.approx(float(goed))


@pytest.mark.zwaar
@settings(max_examples=60)
@given(vragen(6), st.data())
def test_uitgaand_van_als_proberen(vraag, data):
    """Alone and with another wish: the value, and of equal values the fewest inhabitants."""
    indelingen, banden, theta, gewichten = vraag
    codes = indelingen.gemeenten.codes
    regio = data.draw(st.lists(st.integers(0, 2), min_size=len(codes), max_size=len(codes)))
    basis = cg.Indeling("oud", {c: f"O{r}" for c, r in zip(codes, regio, strict=True)})
    grens = data.draw(
        st.sampled_from(
            [
                {},
                {"verplaats_gemeenten": 1},
                {"verplaats_gemeenten": 2},
                {"verplaats_inwoners": 700},
                {"verplaats_gemeenten": 2, "verplaats_inwoners": 300},
            ]
        )
    )
    ander = data.draw(st.just({}) | st.just(een_eis(data.draw, codes)))
    eisen = Eisen(uitgaand_van=basis, **grens, **ander)
    vergelijk(vraag, eisen)
    try:
        voorstel = maak_voorstel(indelingen, banden, theta=theta, eisen=eisen, gewichten=gewichten)
    except CongruentieFout:
        return
    if "verplaats_gemeenten" in grens:
        return  # then gemeenten count, and of inhabitants only the fewest among those
    zelfde = Fraction(voorstel.waarde, voorstel.opgave.factor)
    verhuisd = voorstel.opgave.verhuizers(voorstel.deling)[1]
    if not verhuisd:
        return
    strenger = replace(eisen, verplaats_inwoners=verhuisd - 1)
    beter = orakel(indelingen, banden, Fraction(theta), strenger, gewichten)
    assert beter is None or beter < zelfde


@pytest.mark.zwaar
@settings(max_examples=60)
@given(vragen())
def test_zonder_eisen_als_proberen(vraag):
    vergelijk(vraag, Eisen())


@pytest.mark.zwaar
@settings(max_examples=150)
@given(vragen(7), st.data())
def test_een_eis_als_proberen(vraag, data):
    vergelijk(vraag, Eisen(**een_eis(data.draw, vraag[0].gemeenten.codes)))


@pytest.mark.zwaar
@settings(max_examples=200)
@given(vragen(7), st.data())
def test_twee_eisen_als_proberen(vraag, data):
    codes = vraag[0].gemeenten.codes
    samen = een_eis(data.draw, codes) | een_eis(data.draw, codes)
    laag, hoog = samen.get("min_inwoners", 0), samen.get("max_inwoners", 10**9)
    assume(laag <= hoog and samen.get("min_gemeenten", 0) <= samen.get("max_gemeenten", 99))
    vergelijk(vraag, Eisen(**samen))


@pytest.mark.zwaar
@settings(max_examples=15)
@given(vragen(9, 9))
def test_negen_brokken_als_proberen(vraag):
    vergelijk(vraag, Eisen(min_inwoners=600))


@pytest.mark.zwaar
@settings(max_examples=40)
@given(vragen(), st.data())
def test_elke_methode_houdt_zich_aan_de_eisen(vraag, data):
    indelingen, banden, theta, gewichten = vraag
    eisen = Eisen(**een_eis(data.draw, indelingen.gemeenten.codes))
    alles = {"theta": theta, "eisen": eisen, "gewichten": gewichten}
    try:
        exact = maak_voorstel(indelingen, banden, **alles)
    except CongruentieFout:
        assume(False)
    for methode in METHODEN[1:]:
        try:
            ander = maak_voorstel(indelingen, banden, **alles, methode=methode)
        except CongruentieFout as fout:
            assert "geen voorstel gevonden" in str(fout)
            continue
        assert not ander.opgave.overtredingen(ander.deling)
        assert ander.waarde <= exact.waarde <= ander.grens
        assert ander.kloof >= 0


@pytest.mark.zwaar
@settings(max_examples=150)
@given(vragen(7), st.data())
def test_zachte_wensen_als_proberen(vraag, data):
    """Wishes stronger than anything that is shared too, and with another condition."""
    codes = vraag[0].gemeenten.codes
    paar = st.lists(st.sampled_from(codes), min_size=2, max_size=2, unique=True)
    wens = st.tuples(paar, st.sampled_from([-20, -3, -1, -0.5, 0.5, 1, 4]))
    liever = tuple((*p, w) for p, w in data.draw(st.lists(wens, min_size=1, max_size=6)))
    ander = data.draw(st.just({}) | st.just(een_eis(data.draw, codes)))
    vergelijk(vraag, Eisen(**{**ander, "liever": liever}))


def test_doelwaarde_zonder_liever_is_de_som_van_de_indelingen(vier, banden):
    """Amsterdam and Groningen: never together by themselves, and not contiguous."""
    zonder = maak_voorstel(vier, banden)
    nooit = maak_voorstel(vier, banden, eisen=Eisen(liever=(("GM0363", "GM0014", 1),)))
    assert nooit.doelwaarde == zonder.doelwaarde == nooit.doelwaarde_zonder_liever
    barneveld, amersfoort = "GM0203", "GM0307"
    plek = vier.gemeenten.plek
    zonder_samen = zonder.regio[plek[barneveld]] == zonder.regio[plek[amersfoort]]
    wens = (barneveld, amersfoort, -500 if zonder_samen else 500)
    uit = maak_voorstel(vier, banden, eisen=Eisen(liever=(wens,)))
    samen = uit.regio[plek[barneveld]] == uit.regio[plek[amersfoort]]
    assert uit.bewezen_optimaal
    assert samen != zonder_samen
    assert uit.doelwaarde == uit.doelwaarde_zonder_liever + 500 * samen * (not zonder_samen)
    assert uit.doelwaarde_zonder_liever < zonder.doelwaarde


def test_elk_veld_van_eisen_is_een_wens_of_hulp():
    """A new condition must also be one that can be dropped to explain a clash."""
    hulp = {"centrum_afstand", "splits_brokken", "uitgaand_van", "liever"}
    hulp |= {"veren", "water", "verbindingen"}
    alles = Eisen(
        min_inwoners=1, max_inwoners=2, min_gemeenten=1, max_gemeenten=2, regios=(1, 2),
        samen=["a", "b"], apart=["a", "b"], vast=["a"], binnen="x", centrum_inwoners=5,
        centrum_afstand=3.0, splits_brokken=True, uitgaand_van="y", verplaats_gemeenten=0,
        verplaats_inwoners=0, heel=["v"], liever_heel=[("v", 1.0)],
    )  # fmt: skip
    assert {w.veld for w in alles.een_voor_een()} == {v.name for v in fields(Eisen)} - hulp
    for wens in alles.een_voor_een():
        assert len(list(alles.zonder(wens).een_voor_een())) == len(list(alles.een_voor_een())) - 1


# --- the real data -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def vier():
    return cg.laad_indelingen(2025, met_grenzen=True, cache="geen")


@pytest.fixture(scope="module")
def banden(vier):
    return banden_van(vier.gemeenten)


def los(indelingen, banden, **eisen):
    voorstel = maak_voorstel(indelingen, banden, eisen=Eisen(**eisen), tijd=120)
    assert not voorstel.opgave.overtredingen(voorstel.deling)
    return voorstel


# Optima in the terms of the formula; the first is the 6038 halves that the pair program proves too.
@pytest.mark.parametrize(
    ("eisen", "doelwaarde", "regios"),
    [
        ({}, 3019.0, 32),
        ({"min_inwoners": 200_000}, 3014.0, 32),
        ({"min_inwoners": 300_000, "max_inwoners": 1_500_000}, 2922.0, 30),
        ({"regios": (25, 25)}, 2638.0, 25),
        ({"regios": (20, 30)}, 2962.0, 30),
    ],
    ids=str,
)
def test_bewezen_op_de_echte_gegevens(vier, banden, eisen, doelwaarde, regios):
    voorstel = los(vier, banden, **eisen)
    assert voorstel.bewezen_optimaal
    assert voorstel.kloof == 0
    assert voorstel.doelwaarde == voorstel.bovengrens == doelwaarde
    assert len(voorstel.codes) == regios


@pytest.mark.parametrize("theta", ["0.3", "0.4", "0.5", "0.6", "0.7"])
def test_elke_theta_bewezen(vier, banden, theta):
    voorstel = maak_voorstel(vier, banden, theta=theta, tijd=60)
    assert voorstel.bewezen_optimaal
    assert len(voorstel.opgave) == 67
    assert 31 <= len(voorstel.codes) <= 45


TWAALF = (
    "ggd", "res", "jeugdregio", "arbeidsmarktregio", "zorgkantoorregio", "veiligheidsregio",
    "veiligthuisregio", "rmc", "regioplus_arbeidsmarktregio", "politie_eenheid", "corop", "provincie",
)  # fmt: skip


@pytest.mark.zwaar
@pytest.mark.parametrize("theta", ["0.3", "0.4", "0.5", "0.6", "0.7"])
@pytest.mark.parametrize("welke", ["zorg", "twaalf"])
def test_zorg_en_twaalf_bewezen(vier, banden, welke, theta):
    namen = TWAALF if welke == "twaalf" else namen_van_domein("zorg", 2025, cache="geen")
    gekozen = cg.laad_indelingen(2025, namen, cache="geen").indelingen
    voorstel = maak_voorstel(cg.Indelingen(vier.gemeenten, gekozen), banden, theta=theta, tijd=60)
    assert voorstel.bewezen_optimaal
    assert not voorstel.opgave.overtredingen(voorstel.deling)


def test_binnen_de_provincie(vier, banden):
    provincie = cg.laad_indelingen(2025, ["provincie", "ggd"], cache="geen")["provincie"]
    voorstel = los(vier, banden, binnen=provincie)
    assert voorstel.bewezen_optimaal
    per_regio: dict[int, set[str]] = {}
    for code, regio in zip(vier.gemeenten.codes, voorstel.regio.tolist(), strict=True):
        per_regio.setdefault(regio, set()).add(provincie.lidmaatschap[code])
    assert all(len(provincies) == 1 for provincies in per_regio.values())


@pytest.mark.zwaar
def test_tijd_op_geeft_de_beste_met_grens(vier, banden):
    """Exactly 12 is worth -1642 at best; that takes longer than this to find."""
    voorstel = maak_voorstel(vier, banden, eisen=Eisen(regios=(12, 12)), tijd=0.5)
    assert not voorstel.opgave.overtredingen(voorstel.deling)
    assert not voorstel.bewezen_optimaal
    assert voorstel.bovengrens >= -1642.0 >= voorstel.doelwaarde
    assert voorstel.kloof > 0


@pytest.mark.zwaar
@pytest.mark.parametrize(
    ("eisen", "melding"),
    [
        (
            {"vast": (("GM0088",),), "min_inwoners": 200_000, "splits_brokken": True},
            "niet samen: minimaal 200.000 inwoners per regio en Schiermonnikoog als eigen regio.",
        ),
        (
            {"max_inwoners": 1_000_000},
            "en 6 andere hebben samen 1.253.429 inwoners, en blijven bij",
        ),
        (
            {"max_inwoners": 900_000, "splits_brokken": True},
            "Amsterdam heeft alleen al 934.526 inwoners.",
        ),
        (
            {"samen": (("GM0363", "GM0599"),), "apart": (("GM0363", "GM0599"),)},
            "Amsterdam en Rotterdam samen en Amsterdam en Rotterdam apart",
        ),
        ({"regios": (68, 70)}, "68 tot 70 regio's"),
    ],
)
def test_wensen_die_botsen(vier, banden, eisen, melding):
    with pytest.raises(CongruentieFout, match="kunnen niet samen") as fout:
        los(vier, banden, **eisen)
    assert melding in str(fout.value)


def test_zonder_veren_en_water_ligt_een_eiland_los(vier):
    assert banden_van(vier.gemeenten, veren=False).aantallen["water"] == 18
    banden = banden_van(vier.gemeenten, veren=False, water=False)
    with pytest.raises(CongruentieFout, match="aaneengesloten regio's.*ligt los van de rest"):
        los(vier, banden, min_inwoners=200_000)


@pytest.mark.parametrize(
    ("eisen", "melding"),
    [
        ({"min_inwoners": 0}, "De eis min inwoners moet 1 of hoger zijn, niet 0."),
        ({"min_gemeenten": 5, "max_gemeenten": 3}, "Minimaal 5 gemeenten per regio is meer dan"),
        ({"regios": (3, 2)}, "Het aantal regio's kan niet van 3 tot 2 lopen."),
        ({"centrum_afstand": 30.0}, "kan pas als er een centrumgemeente is"),
        ({"samen": (("GM0363",),)}, "Bij samen moeten ten minste 2 gemeenten staan."),
        ({"liever": (("GM0363", "GM0363", 1),)}, "Bij liever staat GM0363 met zichzelf."),
        ({"liever": (("GM0363", "GM0384", 0),)}, "Bij liever GM0363,GM0384 staat het gewicht 0."),
        ({"liever": (("GM0363", "GM0384", 2e3),)}, "staat het gewicht 2000."),
    ],
)
def test_eisen_die_niets_zeggen(eisen, melding):
    with pytest.raises(CongruentieFout, match=melding.replace("(", r"\(")):
        Eisen(**eisen)


@pytest.mark.parametrize(
    ("alles", "melding"),
    [
        (
            {"eisen": Eisen(samen=(("GM0363", "GM9999"),))},
            "Bij samen: gemeente 'GM9999' bestaat niet in 2025",
        ),
        (
            {"eisen": Eisen(liever=(("GM0363", "GM9999", 1),))},
            "Bij liever: gemeente 'GM9999' bestaat niet",
        ),
        ({"theta": "1.5"}, "Theta is 1.5, maar ligt tussen 0 en 1."),
        ({"gewichten": {"gdd": 1}}, "een gewicht voor gdd"),
        ({"gewichten": {"ggd": -1}}, "Gewichten zijn 0 of hoger"),
        ({"theta": "0.1234567"}, "te veel cijfers achter de komma"),
        ({"methode": "gok"}, "De methode 'gok' bestaat niet"),
    ],
)
def test_vragen_die_niet_kunnen(vier, banden, alles, melding):
    with pytest.raises(CongruentieFout, match=melding):
        maak_voorstel(vier, banden, **alles)


def test_een_brok_kan_niet_zomaar_uit_elkaar(vier, banden):
    brok = np.flatnonzero(maak_voorstel(vier, banden).opgave.brok == 0)[:2]
    paar = tuple(vier.gemeenten.codes[i] for i in brok)
    with pytest.raises(
        CongruentieFout, match=r"zij zitten in elke indeling samen.*--splits-brokken"
    ):
        maak_voorstel(vier, banden, eisen=Eisen(apart=(paar,)))


def test_zonder_inwoners_geen_eis_over_inwoners():
    bekend = cg.laad_indelingen(2016, ["ggd", "jeugdregio"], cache="geen")
    indelingen = replace(bekend, gemeenten=replace(bekend.gemeenten, inwoners=None))
    with pytest.raises(CongruentieFout, match="Van 2016 zijn geen inwoners bekend"):
        maak_voorstel(indelingen, [], eisen=Eisen(min_inwoners=5))


def test_stel_voor_zoekt_zelf_op_wie_aan_wie_grenst():
    indelingen = cg.laad_indelingen(2025, ["ggd", "res"], cache="geen")
    voorstel = cg.stel_voor(indelingen, eisen=cg.Eisen(min_inwoners=200_000), cache="geen")
    assert voorstel.bewezen_optimaal
    assert voorstel.indelingen.gemeenten.vlakken is None  # a table says who borders whom
    assert voorstel.banden.bron == "grenzen van CBS van 2024"
    assert len(set(voorstel.namen)) == len(voorstel.namen)
    assert set(voorstel.indeling.lidmaatschap) == set(indelingen.gemeenten.codes)


@pytest.mark.zwaar
def test_zelfde_vraag_zelfde_antwoord(vier, banden):
    een, twee = (maak_voorstel(vier, banden, eisen=Eisen(regios=(30, 30))) for _ in range(2))
    assert een.regio.tolist() == twee.regio.tolist()


@pytest.mark.parametrize("aantal", [4, 3, 2])
def test_gelijk_voordeel_voegt_niet_samen_onder_het_gevraagde_aantal(indelingen, aantal):
    """A and B share one indeling of two: together or apart is worth the same."""
    banden = [("GM0001", "GM0002"), ("GM0003", "GM0004"), ("GM0001", "GM0003")]
    plan = maak_voorstel(indelingen, banden, eisen=Eisen(regios=(aantal, aantal)))
    assert len(plan.codes) == aantal
    assert len(maak_voorstel(indelingen, banden).codes) == 2

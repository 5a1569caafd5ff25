"""Conditions: judged at once, named as users name things, written and read by themselves."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from conftest import REPO

import congruentie as cg
from congruentie.cli.voorstel import voorstel as opdracht
from congruentie.errors import CongruentieFout
from congruentie.verbanden import Verband, Verbanden
from congruentie.voorstel.eisen import Eisen
from congruentie.voorstel.eisenbestand import lees_eisen


@pytest.fixture(scope="module")
def twee():
    return cg.laad_indelingen(2026, ["ggd", "res"], cache="geen")


@pytest.mark.parametrize(
    ("waarden", "melding"),
    [
        ({"min_inwoners": "abc"}, "Bij min-inwoners staat 'abc'; dat is geen heel getal."),
        ({"min_inwoners": True}, "Bij min-inwoners staat True; dat is geen heel getal."),
        ({"max_gemeenten": 2.5}, "Bij max-gemeenten staat 2.5; dat is geen heel getal."),
        ({"min_inwoners": -5}, "De eis min inwoners moet 1 of hoger zijn, niet -5."),
        ({"min_inwoners": 2, "max_inwoners": 1}, "Minimaal 2 inwoners per regio is meer dan maxi"),
        ({"regios": "tien"}, "Bij regios staat 'tien'; dat is geen heel getal."),
        ({"binnen": 5}, "Bij binnen staat 5; dat is geen indeling. Geef haar naam"),
        ({"samen": "Amsterdam"}, "Bij samen moeten ten minste 2 gemeenten staan."),
        ({"samen": 5}, "Bij samen staat 5. Schrijf gemeenten"),
        ({"liever": [("GM0363",)]}, r"Bij liever staat \('GM0363',\). Geef twee gemeenten"),
        ({"liever": [("GM0363", "GM0384", "x")]}, "Bij liever staat 'x'; dat is geen getal."),
        ({"veren": "nee"}, "Bij geen-veren staat 'nee'; dat is geen ja of nee."),
        ({"verbindingen": [["a", "b", "c"]]}, "Een verbinding heeft twee gemeenten, niet 3."),
        ({"centrum_inwoners": 9, "centrum_afstand": "ver"}, "Bij centrum-afstand staat 'ver'"),
        ({"verplaats_gemeenten": 3}, "Noem die met --uitgaand-van."),
    ],
)
def test_meteen_geweigerd(waarden, melding):
    with pytest.raises(CongruentieFout, match=melding):
        Eisen(**waarden)


def test_wat_er_ook_mee_bedoeld_is():
    """The forms that someone in a notebook would try."""
    assert Eisen(min_inwoners=2e5).min_inwoners == 200_000
    assert Eisen(regios=25).regios == Eisen(regios="25").regios == (25, 25)
    assert Eisen(regios="20-30").regios == Eisen(regios=[20, 30]).regios == (20, 30)
    assert Eisen(samen=["a", "b"]) == Eisen(samen=[["a", "b"]]) == Eisen(samen=(("a", "b"),))
    assert Eisen(samen=None, liever=[], vast=None) == Eisen()
    assert Eisen(liever=[("a", "b"), ["a", "c", "-0,5"]]).liever == (
        ("a", "b", 1),
        ("a", "c", -0.5),
    )


def test_namen_en_sleutels_worden_opgezocht(twee):
    eisen = Eisen(
        samen=["Amsterdam", "Diemen"], apart=[["den bosch", "GM0855"]], vast=["Texel"],
        liever=[("Nijkerk", "Ede", 2)], verbindingen=["Den Helder", "Texel"], binnen="provincie",
        uitgaand_van="ggd",
    ).voor(twee, cache="geen")  # fmt: skip
    assert eisen.samen == (("GM0363", "GM0384"),)
    assert eisen.apart == (("GM0796", "GM0855"),)
    assert eisen.vast == (("GM0448",),)
    assert eisen.liever == (("GM0267", "GM0228", 2.0),)
    assert eisen.verbindingen == (("GM0400", "GM0448"),)
    assert eisen.uitgaand_van is twee["ggd"]
    assert eisen.indeling("binnen").naam == "provincie"
    assert eisen.voor(twee) == eisen
    for anders, melding in (
        ({"samen": ["Amsterdam", "Weesp"]}, "Bij samen: GM0457 Weesp bestaat niet meer sinds"),
        ({"liever": [("Bergen", "Alkmaar")]}, "Bij liever: gemeente 'Bergen' kan Bergen"),
        ({"binnen": "gdd"}, "De indeling 'gdd' is onbekend"),
    ):
        with pytest.raises(CongruentieFout, match=melding):
            Eisen(**anders).voor(twee, cache="geen")


def test_een_voorstel_met_namen(twee):
    met_namen = cg.stel_voor(
        twee,
        eisen=cg.Eisen(samen=[["Nijkerk", "Barneveld"]], binnen="provincie"),
        verbindingen=[("Den Helder", "Texel")],
    )
    codes = cg.Eisen(
        samen=[["GM0267", "GM0203"]],
        binnen=cg.laad_indelingen(2026, ["provincie"], cache="geen")["provincie"],
        verbindingen=[("GM0400", "GM0448")],
    )
    assert met_namen.regio.tolist() == cg.stel_voor(twee, eisen=codes).regio.tolist()
    assert met_namen.banden.soort["GM0400", "GM0448"]


VOLLEDIG = Eisen(
    min_inwoners=1, max_inwoners=2, min_gemeenten=3, max_gemeenten=4, uitgaand_van="ggd",
    verplaats_gemeenten=0, verplaats_inwoners=0, regios=(20, 30), binnen="provincie",
    centrum_inwoners=5, centrum_afstand=30.5, aaneengesloten=False,
    samen=[["GM0363", "GM0384"], ["GM0014", "GM0037"]], apart=["GM0363", "GM0014"], vast=["GM0448"],
    splits_brokken=True, liever=[("GM0363", "GM0384", -2.5), ("GM0363", "GM0014")], veren=False,
    water=False, verbindingen=["GM0448", "GM0400"], heel=["Waddenfonds, tweede"],
    liever_heel=["Zaanstreek=-2", "Zaanstreek"],
)  # fmt: skip


@pytest.mark.parametrize("veld", [veld.name for veld in fields(Eisen)])
def test_elke_eis_is_een_vraag_en_schrijft_zichzelf(veld, twee):
    """One declaration: a new field is an option, stands in the manual, and comes back as written."""
    optie = Eisen.vragen()[veld].naam
    assert getattr(VOLLEDIG, veld) != getattr(Eisen, veld), "fill in VOLLEDIG"
    assert optie in VOLLEDIG.als_opties()
    assert f"--{optie}" in {naam for param in opdracht.params for naam in param.opts}
    assert f"--{optie}" in (REPO / "docs" / "opdrachten.md").read_text("utf-8")
    assert Eisen.vragen()[veld].hulp.endswith(".")


def test_geschreven_en_gelezen(twee):
    opties = VOLLEDIG.als_opties()
    assert opties["regios"] == "20-30"
    assert opties["liever"] == ["GM0363,GM0384=-2.5", "GM0363,GM0014=1"]
    assert opties["geen-veren"] is opties["niet-aaneengesloten"] is True
    assert opties["heel"] == ["Waddenfonds, tweede"]
    assert opties["liever-heel"] == ["Zaanstreek=-2", "Zaanstreek=1"]
    lijst = [Verband(naam, ("GM0363", "GM0384")) for naam in ("Waddenfonds, tweede", "Zaanstreek")]
    twee = replace(twee, verbanden=Verbanden(tuple(lijst)))
    gelezen, indelingen = lees_eisen(opties, twee, cache="geen")
    assert gelezen.als_opties() == opties
    assert indelingen.namen == twee.namen
    assert Eisen().als_opties() == {}


def test_zinnen():
    zinnen = [eis.tekst for eis in VOLLEDIG.een_voor_een()]
    assert zinnen == [
        "minimaal 1 inwoners per regio", "maximaal 2 inwoners per regio",
        "minimaal 3 gemeenten per regio", "maximaal 4 gemeenten per regio",
        "hoogstens 0 gemeenten verhuizen vanuit ggd", "hoogstens 0 inwoners verhuizen vanuit ggd",
        "20 tot 30 regio's", "niet over een grens van provincie",
        "een centrumgemeente van 5 inwoners op hoogstens 30,5 km", "GM0363 en GM0384 samen",
        "GM0014 en GM0037 samen", "GM0363 en GM0014 apart", "GM0448 als eigen regio",
        "verband Waddenfonds, tweede heel", "verband Zaanstreek liever heel (gewicht -2)",
        "verband Zaanstreek liever heel (gewicht 1)",
    ]  # fmt: skip
    assert [eis.tekst for eis in Eisen().een_voor_een()] == ["aaneengesloten regio's"]

"""Answers that are made up, to practise with."""

from __future__ import annotations

from rondehulp import antwoorden

from congruentie.uitvraag.gemeentewensen import pas_toe
from congruentie.uitvraag.oefenen import Oefenaar, wie_opnieuw
from congruentie.uitvraag.ronde import (
    maak_ronde,
)
from congruentie.uitvraag.wensentabel import tegenspraken
from congruentie.voorstel import Eisen

pytest_plugins = ["overlegproeven"]


def test_oefenaar_is_herhaalbaar_en_spreekt_zich_tegen(vier):
    een, weer, anders = (
        antwoorden(*Oefenaar(zaad).antwoorden(vier.voorstel, 1)) for zaad in (1, 1, 2)
    )
    assert een == weer != anders
    status = [a.status for a in een.antwoorden]
    assert 280 < len(status) < 330
    assert {"volledig", "deels", "leeg"} == set(status)
    wensen = pas_toe(een, vier.voorstel, Eisen()).wensen
    assert len(tegenspraken(wensen, vier.voorstel.indelingen.gemeenten)) > 5


def test_wie_opnieuw_wordt_gevraagd(vier):
    """Who did not answer, who moves and who has a wish that is not met; and nobody else."""
    alle = antwoorden(*Oefenaar(3).antwoorden(vier.voorstel, 1))
    ronde = maak_ronde(vier, alle)
    codes = vier.voorstel.indelingen.gemeenten.codes
    stil = set(codes) - {a.wie for a in alle.antwoorden if a.status != "leeg"}
    regio, plek = ronde.nieuw.regio, vier.voorstel.indelingen.gemeenten.plek
    teleurgesteld = {
        w.van
        for w in ronde.toepassing.wensen
        if w.gaat_hierover
        and (regio[plek[w.van]] == regio[plek[w.naar]]) != (w.oordeel == "liever wel")
    }
    verhuisd = set(ronde.wijzigingen["gm_code"])
    assert verhuisd - stil - teleurgesteld
    assert teleurgesteld - stil - verhuisd
    assert wie_opnieuw(ronde) == sorted(stil | verhuisd | teleurgesteld)


def test_in_een_volgende_ronde_wordt_vastgehouden_of_opgegeven(vier):
    """What is met stays wished for, of the rest some; nothing is new, but from who was silent."""
    plek, regio = vier.voorstel.indelingen.gemeenten.plek, vier.voorstel.regio
    eerder = antwoorden(*Oefenaar(1).antwoorden(vier.voorstel, 1))
    toen = {a.wie: a.voorkeuren for a in eerder.antwoorden if a.status != "leeg"}
    blijft = {True: 0, False: 0}
    weg = {True: 0, False: 0}
    for een in Oefenaar(1).antwoorden(vier.voorstel, 2, eerder):
        if een.status == "leeg" or een.wie not in toen:
            continue
        assert set(een.voorkeuren) <= set(toen[een.wie])
        for wens in toen[een.wie]:
            samen = regio[plek[wens.van]] == regio[plek[wens.naar]]
            vervuld = bool(samen == (wens.oordeel == "liever wel"))
            (blijft if wens in een.voorkeuren else weg)[vervuld] += 1
    assert weg[True] == 0
    assert min(blijft[True], blijft[False], weg[False]) > 10

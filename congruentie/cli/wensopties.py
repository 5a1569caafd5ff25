"""The options that say what a proposal must keep to."""

from __future__ import annotations

from typing import Any

from congruentie.cli.opties import opties_voor
from congruentie.vraag import Vraag

__all__ = ["wens_opties"]

_WENSEN = (
    Vraag("min-inwoners", "heel getal", "Minste inwoners per regio."),
    Vraag("max-inwoners", "heel getal", "Meeste inwoners per regio."),
    Vraag("min-gemeenten", "heel getal", "Minste gemeenten per regio."),
    Vraag("max-gemeenten", "heel getal", "Meeste gemeenten per regio."),
    Vraag("regios", "reeks", "Aantal regio's: 25, of 20-30."),
    Vraag("samen", "gemeenten", "Deze gemeenten in een regio. Mag vaker.", vaker=True),
    Vraag("apart", "gemeenten", "Geen twee hiervan samen. Mag vaker.", vaker=True),
    Vraag(
        "liever",
        "tekst",
        "Deze twee liever samen; telt als zoveel indelingen (standaard 1; -1: liever niet). Mag "
        "vaker.",
        vorm="GM,GM=GETAL",
        vaker=True,
    ),
    Vraag("vast", "gemeenten", "Precies deze gemeenten zijn een regio.", vaker=True),
    Vraag("binnen", "indeling", "Niet over de grenzen van deze indeling."),
    Vraag("centrum-inwoners", "heel getal", "Elke regio heeft zo'n grote gemeente."),
    Vraag(
        "centrum-afstand",
        "getal",
        "Elke gemeente ligt hoogstens zo ver van de centrumgemeente.",
        vorm="KM",
    ),
    Vraag("geen-veren", "ja/nee", "Een veerboot maakt geen buren."),
    Vraag("geen-water", "ja/nee", "Wie geen landgrens heeft, grenst ook over water nergens aan."),
    Vraag("verbinding", "gemeenten", "Deze twee zijn ook buren. Mag vaker.", vaker=True),
    Vraag("niet-aaneengesloten", "ja/nee", "Een regio mag uit losse delen bestaan."),
    Vraag("splits-brokken", "ja/nee", "Deel ook gemeenten die overal samen zijn."),
    Vraag("uitgaand-van", "indeling", "Laat zo min mogelijk verhuizen uit deze indeling."),
    Vraag("verplaats-gemeenten", "heel getal", "Hoogstens zoveel gemeenten verhuizen."),
    Vraag("verplaats-inwoners", "heel getal", "Hoogstens zoveel inwoners verhuizen."),
    Vraag("eisen", "bestand", "YAML-bestand met deze wensen."),
)


def _wat_gegeven_is(**antwoorden: Any) -> dict[str, Any]:
    # Zero is an answer, and equal to False.
    return {
        naam: een
        for naam, een in antwoorden.items()
        if een is not None and een is not False and een != ()
    }


wens_opties = opties_voor("wensen", _WENSEN, _wat_gegeven_is)
"""Adds the options that say what a proposal must keep to, as one argument ``wensen``."""

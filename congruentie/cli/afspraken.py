"""The options that say what the organiser fills in, of every command that makes forms or documents."""

from __future__ import annotations

import datetime

import click

from congruentie.afspraken import Afspraken
from congruentie.cli.opties import opties_voor
from congruentie.vraag import Vraag

__all__ = ["afspraken_opties"]

_LANGSTE = {"vraag_aan": 200, "versie": 40}

_VRAGEN = (
    Vraag("antwoord-voor", "datum", "Voor welke dag u antwoord wilt, zoals 2027-03-01."),
    Vraag("vraag-aan", "tekst", "Bij wie men terechtkan met vragen; komt zo in elk stuk."),
    Vraag(
        "status",
        "keus",
        "Of de stukken een concept zijn (standaard) of zijn vastgesteld; staat op elke bladzijde.",
        keuzes=("concept", "vastgesteld"),
    ),
    Vraag("versie", "tekst", "Welke versie het is (standaard 1); staat op elke bladzijde."),
    Vraag("datum", "datum", "De datum op elke bladzijde (standaard vandaag)."),
)


def _maak(
    antwoord_voor: datetime.date | None,
    vraag_aan: str | None,
    status: str | None,
    versie: str | None,
    datum: datetime.date | None,
) -> Afspraken:
    teksten = {"vraag_aan": vraag_aan or "", "versie": "1" if versie is None else versie}
    for naam, tekst in teksten.items():
        teksten[naam] = " ".join(tekst.split())
        if len(teksten[naam]) > _LANGSTE[naam]:
            raise click.BadParameter(
                f"de tekst is langer dan {_LANGSTE[naam]} tekens.",
                param_hint=f"--{naam.replace('_', '-')}",
            )
    vandaag = datetime.datetime.now().astimezone().date()
    return Afspraken(
        antwoord_voor, **teksten, vastgesteld=status == "vastgesteld", datum=datum or vandaag
    )


afspraken_opties = opties_voor("afspraken", _VRAGEN, _maak)
"""Adds them; the command gets ``afspraken``."""

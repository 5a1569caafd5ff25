"""What `congruentie batch` knows of the other commands: read from the commands themselves."""

from __future__ import annotations

from functools import cache
from typing import Any

import click

from congruentie.batch.model import Opdracht, Register
from congruentie.cli.bereken import bereken
from congruentie.cli.kaart import kaart
from congruentie.cli.nederlands import gebruiksmelding
from congruentie.cli.opties import Optie
from congruentie.cli.vergelijk import vergelijk
from congruentie.cli.voorstel import voorstel
from congruentie.cli.watals import wat_als

__all__ = ["OPDRACHTEN", "maak_register"]

OPDRACHTEN: dict[str, click.Command] = {
    str(opdracht.name): opdracht for opdracht in (bereken, kaart, vergelijk, voorstel, wat_als)
}
_VAN_BATCH = {"uit", "stil", "debug"}
"""What a batch itself decides."""


@cache
def maak_register() -> Register:
    """Describe the commands that a batch can run, with their questions as they are now."""
    opdrachten = {}
    for naam, opdracht in OPDRACHTEN.items():
        vragen = {p.vraag.naam: p.vraag for p in opdracht.params if isinstance(p, Optie)}
        suffixen = vragen["uit"].keuzes
        vragen = {sleutel: vraag for sleutel, vraag in vragen.items() if sleutel not in _VAN_BATCH}
        opdrachten[naam] = Opdracht(naam, vragen, suffixen)
    return Register(opdrachten, keur)


def keur(naam: str, argumenten: list[str]) -> frozenset[int]:
    """Let a command judge its arguments; see `congruentie.batch.model.Register`."""
    opdracht = OPDRACHTEN[naam]
    try:
        with opdracht.make_context(naam, list(argumenten)) as context:
            waarden: dict[str, Any] = context.params
    except click.UsageError as fout:
        param = getattr(fout, "param", None)
        optie = param.opts[0].removeprefix("--") if param is not None else ""
        raise ValueError(optie, gebruiksmelding(fout)) from fout
    jaren: set[int] = set()
    for vraag in maak_register().opdrachten[naam].vragen.values():
        if vraag.soort == "jaar" and waarden[vraag.veld]:
            jaren.add(waarden[vraag.veld])
        elif vraag.soort == "jaren":
            jaren |= set(waarden[vraag.veld] or ())
    return frozenset(jaren)

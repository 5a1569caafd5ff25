"""What `congruentie batch` knows of the other commands: read from the commands themselves."""

from __future__ import annotations

from functools import cache
from typing import Any

import click

from congruentie.batch.model import Opdracht, Optie, Register, Soort
from congruentie.cli.bereken import bereken
from congruentie.cli.kaart import kaart
from congruentie.cli.nederlands import gebruiksmelding
from congruentie.cli.vergelijk import vergelijk
from congruentie.cli.voorstel import voorstel
from congruentie.cli.watals import wat_als

__all__ = ["OPDRACHTEN", "maak_register"]

OPDRACHTEN: dict[str, click.Command] = {
    str(opdracht.name): opdracht for opdracht in (bereken, kaart, vergelijk, voorstel, wat_als)
}
_SUFFIXEN = {
    "bereken": (".csv", ".xlsx", ".parquet", ".gpkg"),
    "kaart": (".html",),
    "vergelijk": (".csv", ".xlsx", ".parquet", ".gpkg", ".html", ".png", ".svg", ".pdf"),
    "voorstel": (),
    "wat-als": (".json", ".csv", ".xlsx", ".html", ".png", ".svg", ".pdf"),
}
_VAN_BATCH = {"uit", "stil", "debug", "help"}
"""What a batch itself decides."""
_LEEST = ("BESTAND", "PAD", "MAP")
_EEN_WAARDE = {"jaar", "op", "peildatum"}


@cache
def maak_register() -> Register:
    """Describe the commands that a batch can run, with their options as they are now."""
    opdrachten = {}
    for naam, opdracht in OPDRACHTEN.items():
        opties = {}
        for param in opdracht.params:
            kaal = param.opts[0].removeprefix("--")
            if isinstance(param, click.Option) and kaal not in _VAN_BATCH:
                opties[kaal] = _optie(kaal, param)
        opdrachten[naam] = Opdracht(naam, opties, _SUFFIXEN[naam])
    return Register(opdrachten, keur)


def _optie(naam: str, param: click.Option) -> Optie:
    metavar = param.metavar or ""
    plaat = metavar.startswith("[")  # a picture beside the page: in a batch only yes or no
    soort: Soort = "tekst"
    if param.is_flag or plaat:
        soort = "vlag"
    elif "=" in metavar and metavar.startswith("NAAM="):
        soort = "paren"
    elif metavar == "GM,GM":
        soort = "groepen"
    elif param.multiple:
        soort = "herhaald"
    elif "," in metavar:
        soort = "lijst"
    return Optie(naam, soort, metavar.endswith(_LEEST) and not plaat)


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
    jaren = {waarden[jaar] for jaar in _EEN_WAARDE if waarden.get(jaar)}
    return frozenset({*jaren, *(waarden.get("jaren") or ())})

"""The options that say what a proposal must keep to."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click

from congruentie.cli.opties import Getal

__all__ = ["lees_kommagetal", "wens_opties"]

F = TypeVar("F", bound=Callable[..., Any])


def _reeks(ctx: click.Context, param: click.Parameter, waarde: str | None) -> str | None:
    if waarde is not None and not all(d.isdecimal() for d in waarde.split("-", 1)):
        raise click.BadParameter(f"{waarde!r} is geen getal of reeks zoals 20-30.", ctx, param)
    return waarde


def lees_kommagetal(ctx: click.Context, param: click.Parameter, waarde: str | None) -> str | None:
    """Read a number with a comma or a point; it stays text, so that it stays exact."""
    if waarde is None:
        return None
    tekst = waarde.replace(",", ".")
    try:
        goed = 0 <= float(tekst) < 1e9
    except ValueError:
        goed = False
    if not goed:
        raise click.BadParameter(f"{waarde!r} is geen getal van 0 of hoger.", ctx, param)
    return tekst


_WENS_OPTIES = (
    click.option("--min-inwoners", type=Getal(), help="Minste inwoners per regio."),
    click.option("--max-inwoners", type=Getal(), help="Meeste inwoners per regio."),
    click.option("--min-gemeenten", type=Getal(), help="Minste gemeenten per regio."),
    click.option("--max-gemeenten", type=Getal(), help="Meeste gemeenten per regio."),
    click.option(
        "--regios", metavar="AANTAL", callback=_reeks, help="Aantal regio's: 25, of 20-30."
    ),
    click.option(
        "--samen", metavar="GM,GM", multiple=True, help="Deze gemeenten in een regio. Mag vaker."
    ),
    click.option(
        "--apart", metavar="GM,GM", multiple=True, help="Geen twee hiervan samen. Mag vaker."
    ),
    click.option(
        "--liever",
        metavar="GM,GM=GETAL",
        multiple=True,
        help="Deze twee liever samen; telt als zoveel indelingen (standaard 1; -1: liever niet). Mag "
        "vaker.",
    ),
    click.option(
        "--vast", metavar="GM,GM", multiple=True, help="Precies deze gemeenten zijn een regio."
    ),
    click.option("--binnen", metavar="NAAM", help="Niet over de grenzen van deze indeling."),
    click.option("--centrum-inwoners", type=Getal(), help="Elke regio heeft zo'n grote gemeente."),
    click.option(
        "--centrum-afstand",
        metavar="KM",
        callback=lees_kommagetal,
        help="Elke gemeente ligt hoogstens zo ver van de centrumgemeente.",
    ),
    click.option("--geen-veren", is_flag=True, help="Een veerboot maakt geen buren."),
    click.option(
        "--geen-water",
        is_flag=True,
        help="Wie geen landgrens heeft, grenst ook over water nergens aan.",
    ),
    click.option(
        "--verbinding", metavar="GM,GM", multiple=True, help="Deze twee zijn ook buren. Mag vaker."
    ),
    click.option(
        "--niet-aaneengesloten", is_flag=True, help="Een regio mag uit losse delen bestaan."
    ),
    click.option(
        "--splits-brokken", is_flag=True, help="Deel ook gemeenten die overal samen zijn."
    ),
    click.option(
        "--uitgaand-van", metavar="NAAM", help="Laat zo min mogelijk verhuizen uit deze indeling."
    ),
    click.option(
        "--verplaats-gemeenten", type=Getal(), help="Hoogstens zoveel gemeenten verhuizen."
    ),
    click.option("--verplaats-inwoners", type=Getal(), help="Hoogstens zoveel inwoners verhuizen."),
    click.option("--eisen", metavar="BESTAND", help="YAML-bestand met deze wensen."),
)


def wens_opties(functie: F) -> F:
    """Add the options that say what a proposal must keep to, as one argument ``wensen``."""

    @wraps(functie)
    def met_wensen(*args: Any, **alles: Any) -> Any:
        gegeven = {naam: alles.pop(naam) for naam in _NAMEN}
        wensen = {
            naam: w for naam, w in gegeven.items() if w is not None and w is not False and w != ()
        }
        return functie(*args, wensen=wensen, **alles)

    for optie in reversed(_WENS_OPTIES):
        met_wensen = optie(met_wensen)
    return met_wensen  # type: ignore[return-value]


_NAMEN = {
    "min_inwoners", "max_inwoners", "min_gemeenten", "max_gemeenten", "regios", "samen", "apart",
    "vast", "binnen", "centrum_inwoners", "centrum_afstand", "geen_veren", "geen_water",
    "verbinding",
    "niet_aaneengesloten", "splits_brokken", "uitgaand_van", "verplaats_gemeenten",
    "verplaats_inwoners", "eisen", "liever",
}  # fmt: skip

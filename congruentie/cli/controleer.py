"""``congruentie controleer``: everything that is wrong with a file of one's own."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from congruentie import NIEUWSTE_JAAR
from congruentie.cli.nederlands import Commando
from congruentie.cli.opties import Getal, algemene_opties, cache_optie

__all__ = ["controleer"]


@click.command("controleer", cls=Commando)
@click.argument("bestand")
@click.option(
    "--jaar",
    type=Getal(),
    default=NIEUWSTE_JAAR,
    help=f"Het jaar van de gemeenten (standaard {NIEUWSTE_JAAR}).",
)
@click.option(
    "--peildatum",
    type=Getal(),
    metavar="JAAR",
    help="Van welk jaar de gemeenten in het bestand zijn, als dat niet --jaar is.",
)
@click.option(
    "--json",
    "json_pad",
    metavar="PAD",
    help="Schrijf de meldingen ook als JSON; - is het scherm.",
)
@cache_optie
@algemene_opties
def controleer(
    bestand: str, jaar: int, peildatum: int | None, json_pad: str | None, cache: str | None
) -> None:
    """Controleer een eigen bestand: gemeenten en regio's (CSV, XLSX) of gemeentegrenzen."""
    from congruentie import bronnen, uitvoer
    from congruentie.bronnen.meldingen import regels_van

    gemeenten = bronnen.laad_gemeenten(peildatum or jaar, cache=cache)
    grenzen = bronnen.is_grenzenbestand(bestand)
    if grenzen:
        uitslag = bronnen.controleer_grenzen(bestand, gemeenten)
    else:
        uitslag = bronnen.controleer(bestand, gemeenten)
    if json_pad is not None:
        inhoud = {
            "bruikbaar": uitslag.bruikbaar,
            "meldingen": [melding.als_json() for melding in uitslag.meldingen],
        }
        tekst = json.dumps(inhoud, ensure_ascii=False, indent=2) + "\n"
        if json_pad == "-":
            sys.stdout.buffer.write(tekst.encode("utf-8"))
        else:
            uitvoer.schrijf_tekst(Path(json_pad), tekst)
    if json_pad != "-":
        regels = regels_van(uitslag.meldingen)
        for ernst, regel in regels:
            click.echo(f"{ernst}: {regel}")
        regios = len({r for label in uitslag.lidmaatschap.values() for r in label.split(" | ")})
        waarin = "met grenzen" if grenzen else f"in {regios} regio's"
        fouten = sum(ernst == "fout" for ernst, _ in regels)
        click.echo(
            f"Bruikbaar: {len(uitslag.lidmaatschap)} gemeenten {waarin}."
            if uitslag.bruikbaar
            else f"Niet bruikbaar: los eerst de fouten op ({fouten})."
        )
    if not uitslag.bruikbaar:
        raise click.exceptions.Exit(1)

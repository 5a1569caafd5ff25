"""``congruentie controleer``: everything that is wrong with a file of one's own."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from congruentie import NIEUWSTE_JAAR
from congruentie.cli.nederlands import Commando
from congruentie.cli.opties import CACHE, algemene_opties, optie, stel
from congruentie.errors import CongruentieFout

if TYPE_CHECKING:
    from congruentie.bronnen.meldingen import Keuring

__all__ = ["controleer"]


@click.command("controleer", cls=Commando)
@click.argument("bestand")
@optie(
    "jaar",
    "jaar",
    f"Het jaar van de gemeenten (standaard {NIEUWSTE_JAAR}).",
    standaard=NIEUWSTE_JAAR,
)
@optie(
    "peildatum", "jaar", "Van welk jaar de gemeenten in het bestand zijn, als dat niet --jaar is."
)
@optie("json", "pad", "Schrijf de meldingen ook als JSON; - is het scherm.", veld="json_pad")
@stel(CACHE)
@algemene_opties
def controleer(
    bestand: str, jaar: int, peildatum: int | None, json_pad: str | None, cache: str | None
) -> None:
    """Controleer een eigen bestand: gemeenten en regio's (CSV, XLSX) of gemeentegrenzen."""
    from congruentie import bronnen
    from congruentie.bronnen.meldingen import Keuring, Melding, regels_van
    from congruentie.bronnen.tabelbestand import splits_keuze
    from congruentie.nl import aantal

    gemeenten = bronnen.laad_gemeenten(peildatum or jaar, cache=cache)
    try:
        grenzen = bronnen.is_grenzenbestand(bestand)
        beoordeel = bronnen.controleer_grenzen if grenzen else bronnen.controleer
        keuring = beoordeel(bestand, gemeenten)
    except CongruentieFout as fout:
        pad = bestand
        with suppress(CongruentieFout):  # a path that the system cannot even look for
            pad = str(splits_keuze(bestand)[0])
        melding = Melding("fout", pad, fout.melding, fout.oplossing)
        _schrijf_json(Keuring([melding]), json_pad)
        if json_pad != "-":
            raise
        raise click.exceptions.Exit(1) from fout
    _schrijf_json(keuring, json_pad)
    if json_pad != "-":
        regels = regels_van(keuring.meldingen)
        for ernst, regel in regels:
            click.echo(f"{ernst}: {regel}")
        regios = len({r for label in keuring.lidmaatschap.values() for r in label.split(" | ")})
        waarin = "met grenzen" if grenzen else "in " + aantal(regios, "regio", "regio's")
        hoeveel = len(keuring.lidmaatschap)
        fouten = sum(ernst == "fout" for ernst, _ in regels)
        click.echo(
            f"Bruikbaar: {aantal(hoeveel, 'gemeente', 'gemeenten')} {waarin}."
            if keuring.bruikbaar
            else f"Niet bruikbaar: los eerst de fouten op ({fouten})."
        )
    if not keuring.bruikbaar:
        raise click.exceptions.Exit(1)


def _schrijf_json(keuring: Keuring, json_pad: str | None) -> None:
    from congruentie.veilig import schrijf_tekst

    if json_pad is None:
        return
    inhoud = {
        "bruikbaar": keuring.bruikbaar,
        "meldingen": [melding.als_json() for melding in keuring.meldingen],
    }
    tekst = json.dumps(inhoud, ensure_ascii=False, indent=2) + "\n"
    if json_pad == "-":
        sys.stdout.buffer.write(tekst.encode("utf-8"))
    else:
        schrijf_tekst(Path(json_pad), tekst)

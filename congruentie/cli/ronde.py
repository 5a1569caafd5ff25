"""``congruentie ronde``: the next proposal, from the last one and the answers to it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import click

from congruentie.cli.nederlands import Commando
from congruentie.cli.opties import algemene_opties, optie, uit_optie
from congruentie.cli.voorstelopties import Voorstelkeuze, voorstel_opties
from congruentie.nl import aantal, getal

if TYPE_CHECKING:
    from congruentie.uitvraag.ronde import Ronde

__all__ = ["meld_ronde", "ronde"]

_log = logging.getLogger(__name__)


@click.command("ronde", cls=Commando)
@voorstel_opties("Het voorstel waarop is geantwoord.")
@optie(
    "antwoorden",
    "bestand",
    "De antwoorden, zoals 'uitvraag lees' ze schrijft. Mag vaker, oudste eerst: van elke "
    "gemeente telt het laatste antwoord.",
    vaker=True,
    verplicht=True,
)
@optie(
    "domein",
    "keus",
    "Neem ook de wensen mee die alleen voor dit domein gelden.",
    keuzes=("fysiek", "sociaal", "economisch"),
)
@optie(
    "wensgewicht",
    "getal",
    "Hoe zwaar een zachte wens telt: als zoveel indelingen waarin dit tweetal samen zit "
    "(standaard 10, hoogstens 100).",
    standaard="10",
)
@optie("zacht", "ja/nee", "Laat ook 'zeker niet' alleen meetellen, tien keer zo zwaar.")
@optie(
    "tijd",
    "heel getal",
    "Zo lang mag het zoeken naar bewijs duren (standaard 120).",
    vorm="SECONDEN",
    standaard=120,
)
@optie("zonder-uitleg", "ja/nee", "Alleen de .csv en de .json; dat is sneller.")
@uit_optie(
    "Naam van de bestanden van het nieuwe voorstel, zonder .csv of .json.", vorm="NAAM", moet=True
)
@algemene_opties
def ronde(  # noqa: PLR0913, PLR0917  # the options
    keuze: Voorstelkeuze,
    antwoorden: tuple[str, ...],
    domein: str | None,
    wensgewicht: str,
    zacht: bool,
    tijd: int,
    zonder_uitleg: bool,
    uit: str,
) -> None:
    """Maak uit een voorstel en de antwoorden erop het volgende, en verantwoord dat."""
    from congruentie.uitvraag import houd_ronde

    gehouden, geschreven = houd_ronde(
        keuze.lees(),
        antwoorden,
        uit,
        domein=domein,
        gewicht=float(wensgewicht),
        zacht=zacht,
        tijd=tijd,
        uitleg=not zonder_uitleg,
    )
    meld_ronde(gehouden)
    _log.info("Geschreven: %s", ", ".join(map(str, geschreven)))


def meld_ronde(gehouden: Ronde) -> None:
    """Say what a round did."""
    land = gehouden.samenvatting
    _log.info(
        "Ronde %d: %d van de %d gemeenten antwoordden, met %s over dit voorstel.",
        gehouden.nummer,
        land["geantwoord"],
        land["gemeenten"],
        aantal(int(land["wensen"]), "wens", "wensen"),
    )
    if land["wensen"]:
        _log.info(
            "Vervuld: eerst %d, nu %d; gemiddeld %s%% van de wensen van een gemeente (naar inwoners "
            "%s%%).",
            land["vervuld_eerder"],
            land["vervuld"],
            getal(land["aandeel_gemeenten"], 1),
            getal(land["aandeel_inwoners"], 1),
        )
    bewezen = "bewezen het beste" if gehouden.nieuw.bewezen_optimaal else "niet bewezen het beste"
    _log.info(
        "%d regio's, %s; %s in een andere regio. De antwoorden kosten %s doelwaarde.",
        len(gehouden.nieuw.codes),
        bewezen,
        aantal(int(land["verhuizen"]), "gemeente komt", "gemeenten komen"),
        getal(land["prijs"], 1),
    )

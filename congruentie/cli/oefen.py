"""``congruentie uitvraag oefen``: a whole consultation with answers that were made up."""

from __future__ import annotations

import logging
from pathlib import Path

import click

from congruentie.cli.nederlands import Commando
from congruentie.cli.opties import algemene_opties, optie, uit_optie
from congruentie.cli.ronde import meld_ronde
from congruentie.cli.voorstelopties import Voorstelkeuze, voorstel_opties

__all__ = ["oefen"]

_log = logging.getLogger(__name__)


@click.command("oefen", cls=Commando)
@voorstel_opties("Het voorstel waarmee het overleg begint.")
@optie("rondes", "heel getal", "Hoeveel rondes (standaard 3).", standaard=3)
@optie("zaad", "heel getal", "Hetzelfde zaad geeft dezelfde antwoorden.", standaard=1)
@optie("wensgewicht", "getal", "Als bij ronde.", standaard="10")
@optie("zacht", "ja/nee", "Als bij ronde.")
@optie("geen-waarnemers", "ja/nee", "Als bij maak.")
@uit_optie("Map voor het hele overleg (standaard oefening); moet leeg zijn.")
@algemene_opties
def oefen(
    keuze: Voorstelkeuze,
    rondes: int,
    zaad: int,
    wensgewicht: str,
    zacht: bool,
    geen_waarnemers: bool,
    uit: str | None,
) -> None:
    """Oefen een heel overleg: formulieren, verzonnen antwoorden, rondes en een logboek."""
    from congruentie.uitvraag import overleg
    from congruentie.uitvraag.logboek import LOGBOEK

    map_ = Path("oefening" if uit is None else uit)
    overleg.oefen(
        str(keuze.voorstel),
        map_,
        rondes=rondes,
        zaad=zaad,
        gewicht=float(wensgewicht),
        zacht=zacht,
        waarnemers=not geen_waarnemers,
        meld=meld_ronde,
        eigen=keuze.eigen,
        peildatum=keuze.peildatum,
        grenzen=keuze.grenzen,
        cache=keuze.cache,
    )
    _log.info("Geschreven: %s", map_ / LOGBOEK)

"""``congruentie batch``: scenarios from a YAML file."""

from __future__ import annotations

import logging
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from congruentie.cli.nederlands import Commando
from congruentie.cli.opties import algemene_opties, optie
from congruentie.nl import aantal, getal

if TYPE_CHECKING:
    from congruentie.batch.opslag import Opslag
    from congruentie.batch.plan import Rij, Taak
    from congruentie.batch.taken import Werklijst
    from congruentie.batch.uitvoeren import Motor

__all__ = ["batch"]

_log = logging.getLogger(__name__)


@click.command("batch", cls=Commando)
@click.argument("bestand", metavar="BESTAND")
@optie("plan", "ja/nee", "Toon wat er zou gebeuren, en doe niets.")
@optie("opnieuw", "ja/nee", "Maak ook opnieuw wat al klaar is.")
@optie(
    "workers",
    "heel getal",
    "Verdeel het werk over zoveel processen op deze computer, met Dask.",
    vorm="AANTAL",
    minstens=1,
)
@optie(
    "scheduler",
    "tekst",
    "Verdeel het werk over een Dask-cluster, zoals tcp://127.0.0.1:8786.",
    vorm="ADRES",
    niet_met=("workers",),
)
@algemene_opties
def batch(
    bestand: str, plan: bool, opnieuw: bool, workers: int | None, scheduler: str | None
) -> None:
    r"""Reken alle scenario's in een YAML-bestand door.

    De sleutels van een scenario zijn de opties van kaart, bereken, vergelijk, voorstel en wat-als.
    Ook kunnen: standaard, matrix en gevoeligheid; zie de handleiding.

    \b
    uitvoer: MAP
    doe: [bereken, voorstel]
    scenarios:
      - naam: basis
      - naam: anders
        theta: 0.4
    """
    from congruentie.batch import uitvoeren
    from congruentie.batch.lezen import lees_plan
    from congruentie.batch.opslag import Opslag
    from congruentie.batch.taken import maak_werklijst
    from congruentie.cli.batchtaak import maak_register

    register = maak_register()
    werklijst = maak_werklijst(lees_plan(Path(bestand), register), register)
    opslag = Opslag(werklijst.plan.uitvoer)
    if plan:
        _toon_plan(werklijst, *uitvoeren.verdeel(werklijst, opslag, opnieuw=opnieuw))
        return
    with opslag.slot():
        motor = _kies_motor(werklijst, opslag, workers, scheduler)
        rijen = uitvoeren.draai(werklijst, opslag, motor, _voortgang, opnieuw=opnieuw)
    tel = Counter(rij.stand for rij in rijen)
    _log.info(
        "%d klaar, %d overgeslagen, %d mislukt. Overzicht: %s",
        *(tel[stand] for stand in ("klaar", "overgeslagen", "mislukt")),
        werklijst.plan.uitvoer / "overzicht.csv",
    )
    if fout := uitvoeren.mislukking(rijen):
        raise fout


def _kies_motor(
    werklijst: Werklijst, opslag: Opslag, workers: int | None, scheduler: str | None
) -> AbstractContextManager[Motor]:
    from congruentie.batch.uitvoeren import InProces
    from congruentie.cli.batchtaak import voer_taak_uit

    if workers is None and scheduler is None:
        return nullcontext(InProces(voer_taak_uit, werklijst, opslag))
    from congruentie.batch.verdeeld import Verdeeld

    werk = opslag.bezig.absolute()
    return Verdeeld(voer_taak_uit, werklijst.invoer, werk, workers=workers, scheduler=scheduler)


def _toon_plan(werklijst: Werklijst, klaar: list[Rij], taken: list[Taak]) -> None:
    te_doen = {taak.naam for taak in taken}
    for scenario in werklijst.plan.scenarios:
        stand = "te doen" if scenario.naam in te_doen else "al klaar"
        click.echo(f"{stand}  {scenario.naam}: {', '.join(scenario.doe)}")
    for studie in werklijst.plan.studies:
        click.echo(f"onderzoek  {studie.naam}: {studie.soort}, {len(studie.delen)} scenario's")
    alle = aantal(len(werklijst.taken), "scenario", "scenario's")
    click.echo(
        f"{alle}: {len(taken)} te doen, {len(klaar)} al klaar. Uitvoer in {werklijst.plan.uitvoer}."
    )


@contextmanager
def _voortgang(alle: int, al_klaar: int) -> Iterator[Callable[[Rij], None]]:
    """Show a bar with the time left on a terminal; elsewhere a line per scenario."""
    gedaan = al_klaar

    def regel(rij: Rij) -> None:
        nonlocal gedaan
        gedaan += 1
        hoe = f"mislukt: {rij.oorzaak}" if rij.oorzaak else f"{rij.stand} ({getal(rij.duur, 1)} s)"
        _log.info("[%d/%d] %s: %s", gedaan, alle, rij.naam, hoe)

    if not (sys.stderr.isatty() and _log.isEnabledFor(logging.INFO)):
        yield regel
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    kolommen = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("nog"),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
    )
    # The stream itself: while a task runs, sys.stderr is where its messages are caught.
    with Progress(*kolommen, console=Console(file=sys.stderr), transient=True) as balk:
        taak = balk.add_task("", total=alle, completed=al_klaar)

        def stap(rij: Rij) -> None:
            if rij.oorzaak:
                balk.console.print(f"{rij.naam}: mislukt: {rij.oorzaak}", markup=False)
            balk.update(taak, advance=1, description=rij.naam)

        yield stap

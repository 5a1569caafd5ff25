"""``congruentie batch``: scenarios from a YAML file."""

from __future__ import annotations

import logging
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from congruentie import NIEUWSTE_JAAR
from congruentie.cli.nederlands import Commando
from congruentie.cli.opties import algemene_opties, optie
from congruentie.errors import CongruentieFout

if TYPE_CHECKING:
    import pandas as pd

    from congruentie.batch.model import Plan, Studie
    from congruentie.batch.onderzoeken import Tekenaar
    from congruentie.batch.opslag import Opslag
    from congruentie.batch.taken import Opgave
    from congruentie.batch.uitvoeren import Motor, Rij

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
    from congruentie.batch.lezen import lees_plan
    from congruentie.batch.opslag import Opslag
    from congruentie.batch.taken import maak_opgave
    from congruentie.cli.batchopties import maak_register

    register = maak_register()
    opgave = maak_opgave(lees_plan(Path(bestand), register), register)
    opslag = Opslag(opgave.plan.uitvoer)
    if plan:
        _toon_plan(opgave, opslag, opnieuw)
        return
    with opslag.slot():
        _draai(opgave, opslag, opnieuw, lambda: _kies_motor(opgave, opslag, workers, scheduler))


def _kies_motor(
    opgave: Opgave, opslag: Opslag, workers: int | None, scheduler: str | None
) -> AbstractContextManager[Motor]:
    from congruentie.batch.uitvoeren import InProces
    from congruentie.cli.batchtaak import voer_taak_uit

    if workers is not None or scheduler is not None:
        from congruentie.batch.verdeeld import Verdeeld

        werk = opslag.bezig.absolute()
        return Verdeeld(voer_taak_uit, opgave.invoer, werk, workers=workers, scheduler=scheduler)
    return nullcontext(InProces(voer_taak_uit, opgave, opslag))


def _toon_plan(opgave: Opgave, opslag: Opslag, opnieuw: bool) -> None:
    from congruentie.batch.uitvoeren import verdeel

    klaar, taken = verdeel(opgave, opslag, opnieuw=opnieuw)
    te_doen = {taak.naam for taak in taken}
    for scenario in opgave.plan.scenarios:
        stand = "te doen" if scenario.naam in te_doen else "al klaar"
        click.echo(f"{stand}  {scenario.naam}: {', '.join(scenario.doe)}")
    for studie in opgave.plan.studies:
        click.echo(f"onderzoek  {studie.naam}: {studie.soort}, {len(studie.delen)} scenario's")
    click.echo(
        f"{_aantal(len(opgave.taken), 'scenario', 'scenario' + chr(39) + 's')}: {len(taken)} te doen, "
        f"{len(klaar)} al klaar. Uitvoer in {opgave.plan.uitvoer}."
    )


def _draai(
    opgave: Opgave,
    opslag: Opslag,
    opnieuw: bool,
    motor: Callable[[], AbstractContextManager[Motor]],
) -> None:
    from congruentie.batch.onderzoeken import maak_onderzoeken
    from congruentie.batch.overzicht import schrijf_overzicht
    from congruentie.batch.uitvoeren import meld_mislukt, verdeel, voer_uit

    klaar, taken = verdeel(opgave, opslag, opnieuw=opnieuw)
    plan = opgave.plan
    rijen = {rij.naam: rij for rij in klaar}
    namen = [studie.naam for studie in plan.studies]
    namen += [scenario.naam for scenario in plan.scenarios]
    try:
        with _voortgang(len(opgave.taken) + len(plan.studies), len(klaar)) as meld:
            for rij in voer_uit(opgave, opslag, taken, motor()):
                rijen[rij.naam] = rij
                meld(rij)
            for rij in maak_onderzoeken(plan, opslag, rijen, _teken(plan), opnieuw=opnieuw):
                rijen[rij.naam] = rij
                meld(rij)
    except BaseException:
        with suppress(
            CongruentieFout
        ):  # what went wrong says more than that this cannot be written
            schrijf_overzicht(plan, opslag, [rijen[naam] for naam in namen if naam in rijen])
        raise
    op_volgorde = [rijen[naam] for naam in namen]
    schrijf_overzicht(plan, opslag, op_volgorde)
    tel = Counter(rij.stand for rij in op_volgorde)
    _log.info(
        "%d klaar, %d overgeslagen, %d mislukt. Overzicht: %s",
        tel["klaar"],
        tel["overgeslagen"],
        tel["mislukt"],
        opgave.plan.uitvoer / "overzicht.csv",
    )
    if fout := meld_mislukt(op_volgorde):
        raise fout


def _teken(plan: Plan) -> Tekenaar:
    """Draws the stability of a study on the boundaries of its first scenario, if there are any."""

    def teken(stabiliteit: pd.Series, studie: Studie, doel: BinaryIO) -> None:
        from congruentie.bronnen import laad_gemeenten
        from congruentie.bronnen.grenzen import lees_grenzen
        from congruentie.kaart import maak_stabiliteitsplaat

        opties = next(s.opties for s in plan.scenarios if s.studie == studie.naam)
        gegeven = {naam: optie.waarde for naam, optie in opties.items()}
        jaar, cache = int(gegeven.get("jaar", NIEUWSTE_JAAR)), gegeven.get("cache")
        with suppress(CongruentieFout):  # no boundaries: no picture
            if "grenzen" in gegeven:
                gemeenten = laad_gemeenten(jaar, cache=cache)
                gemeenten = lees_grenzen(plan.pad.parent / gegeven["grenzen"], gemeenten)
            else:
                gemeenten = laad_gemeenten(jaar, met_grenzen=True, cache=cache)
            kop = f"Stabiliteit van het voorstel, {studie.naam}"
            maak_stabiliteitsplaat(gemeenten, stabiliteit, kop, doel)

    return teken


@contextmanager
def _voortgang(alle: int, al_klaar: int) -> Iterator[Callable[[Rij], None]]:
    """Show a bar with the time left on a terminal; elsewhere a line per scenario."""
    gedaan = al_klaar

    def regel(rij: Rij) -> None:
        nonlocal gedaan
        gedaan += 1
        hoe = f"mislukt: {rij.oorzaak}" if rij.oorzaak else f"{rij.stand} ({_seconden(rij.duur)})"
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


def _seconden(duur: float) -> str:
    return f"{duur:.1f} s".replace(".", ",")


def _aantal(aantal: int, een: str, meer: str) -> str:
    return f"{aantal} {een if aantal == 1 else meer}"

"""``congruentie batch``: scenarios from a YAML file, and the other commands as a batch runs them."""

from __future__ import annotations

import io
import logging
import os
import platform
import re
import sys
import threading
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import (
    AbstractContextManager,
    contextmanager,
    nullcontext,
    redirect_stderr,
    redirect_stdout,
)
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from congruentie.cli import Commando, gebruiksmelding
from congruentie.cli.kaart import kaart
from congruentie.cli.meten import bereken, vergelijk, wat_als
from congruentie.cli.opties import Optie, algemene_opties, optie, zeg
from congruentie.cli.voorstel import voorstel
from congruentie.errors import CongruentieFout, zeg_omgeving
from congruentie.nl import aantal, getal
from congruentie.veilig import tijdelijke_map

if TYPE_CHECKING:
    from congruentie.batch.opslag import Opslag
    from congruentie.batch.plan import Register, Rij, Taak, Taakuitkomst
    from congruentie.batch.taken import Werklijst
    from congruentie.batch.uitvoeren import Motor

__all__ = ["OPDRACHTEN", "batch", "maak_register", "voer_taak_uit"]

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
    """Reken alle scenario's in een YAML-bestand door.

    De sleutels van een scenario zijn de opties van kaart, bereken, vergelijk, voorstel en wat-als.
    Ook kunnen: standaard, matrix en gevoeligheid; zie de handleiding.

    \b
    uitvoer: MAP
    doe: [bereken, voorstel]
    scenarios:
      - naam: basis
      - naam: anders
        theta: 0.4
    """  # noqa: D301  # the \b itself, by which click keeps lines apart
    from congruentie.batch import uitvoeren
    from congruentie.batch.lezen import lees_plan
    from congruentie.batch.opslag import Opslag
    from congruentie.batch.taken import maak_werklijst

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

    if workers is None and scheduler is None:
        return nullcontext(InProces(voer_taak_uit, werklijst, opslag))
    from congruentie.batch.verdeeld import Verdeeld

    werk = opslag.bezig.absolute()
    return Verdeeld(voer_taak_uit, werklijst.invoer, werk, workers=workers, scheduler=scheduler)


def _toon_plan(werklijst: Werklijst, klaar: list[Rij], taken: list[Taak]) -> None:
    te_doen = {taak.naam for taak in taken}
    for scenario in werklijst.plan.scenarios:
        stand = "te doen" if scenario.naam in te_doen else "al klaar"
        zeg(f"{stand}  {scenario.naam}: {', '.join(scenario.doe)}")
    for studie in werklijst.plan.studies:
        zeg(f"onderzoek  {studie.naam}: {studie.soort}, {len(studie.delen)} scenario's")
    alle = aantal(len(werklijst.taken), "scenario", "scenario's")
    zeg(
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


OPDRACHTEN: dict[str, click.Command] = {
    str(opdracht.name): opdracht for opdracht in (bereken, kaart, vergelijk, voorstel, wat_als)
}
_VAN_BATCH = {"uit", "stil", "debug", "voortgang"}
"""What a batch itself decides."""
_EEN_TEGELIJK = threading.Lock()
"""Standard error, the log and GDAL's options are of the whole process."""


@cache
def maak_register() -> Register:
    """Describe the commands that a batch can run, with their questions as they are now."""
    from congruentie.batch.plan import Opdracht, Register

    opdrachten = {}
    for naam, opdracht in OPDRACHTEN.items():
        vragen = {p.vraag.naam: p.vraag for p in opdracht.params if isinstance(p, Optie)}
        suffixen = vragen["uit"].keuzes
        vragen = {sleutel: vraag for sleutel, vraag in vragen.items() if sleutel not in _VAN_BATCH}
        opdrachten[naam] = Opdracht(naam, vragen, suffixen)
    return Register(opdrachten, keur)


def keur(naam: str, argumenten: list[str]) -> frozenset[int]:
    """Let a command judge its arguments; see `congruentie.batch.plan.Register`."""
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


def voer_taak_uit(taak: Taak, invoer: Path, werk: Path) -> Taakuitkomst:
    """Run the commands of a task.

    Parameters
    ----------
    taak
        The task.
    invoer
        The folder with inputs.
    werk
        A folder to work in; nothing stays in it.

    Returns
    -------
    Taakuitkomst
        With the contents of every file that was made, or why it failed.
    """
    from congruentie.batch.opslag import is_schijf_vol
    from congruentie.batch.plan import Taakuitkomst
    from congruentie.batch.uitvoeren import kerncijfers

    begin = time.monotonic()
    waar = f"{platform.node()}, proces {os.getpid()}"
    meldingen: tuple[str, ...] = ()
    with _EEN_TEGELIJK, tijdelijke_map(werk) as map_:
        leesbaar = _Leesbaar(taak, invoer, map_)
        bestanden: dict[str, bytes] = {}
        cijfers: dict[str, Any] = {}
        fout, vol = "", False
        try:
            for stap in taak.stappen:
                with _vang_op() as (scherm, melding):
                    argumenten = [een.replace("\0", str(invoer)) for een in stap.argumenten]
                    cijfers |= kerncijfers(_doe(stap.opdracht, argumenten, map_ / stap.uit))
                meldingen += tuple(leesbaar.maak(melding()).splitlines())
                if scherm():
                    bestanden[f"{stap.opdracht}.txt"] = scherm()
            bestanden |= {pad.name: leesbaar.bestand(pad) for pad in map_.iterdir()}
        except click.Abort as stop:  # what click makes of Ctrl-C
            raise KeyboardInterrupt from stop
        except click.UsageError as gebruik:
            fout = gebruiksmelding(gebruik)
        except CongruentieFout as bekend:
            fout, vol = str(bekend), is_schijf_vol(bekend)
        except Exception as onbekend:
            fout = zeg_omgeving(onbekend) or (
                f"Onverwachte fout: {type(onbekend).__name__}: {onbekend}"
            )
            vol = is_schijf_vol(onbekend)
    duur = time.monotonic() - begin
    if fout:
        tekst = " ".join(leesbaar.maak(fout).split())
        return Taakuitkomst(taak.naam, fout=tekst, schijf_vol=vol, duur=duur, waar=waar)
    bestanden = dict(sorted(bestanden.items()))
    return Taakuitkomst(taak.naam, bestanden, cijfers, meldingen, round(duur, 3), waar=waar)


def _doe(naam: str, argumenten: list[str], uit: Path) -> Any:
    opdracht = OPDRACHTEN[naam]
    return opdracht.main([*argumenten, f"--uit={uit}"], prog_name=naam, standalone_mode=False)


class _Leesbaar:
    """Shows paths as the user wrote them, and the same wherever a task runs."""

    def __init__(self, taak: Taak, invoer: Path, map_: Path) -> None:
        self.paren = [(str(invoer / plaats), tekst) for plaats, tekst in taak.paden.items()]
        self.paren += [(f"{map_}{os.sep}", ""), (f"{map_.resolve()}{os.sep}", "")]
        # A proposal names own files as seen from its folder.
        self.vanaf = {
            Path(os.path.relpath(invoer / plaats, map_)).as_posix().encode(): tekst.encode()
            for plaats, tekst in taak.paden.items()
        }

    def maak(self, tekst: str) -> str:
        for pad, kort in self.paren:
            tekst = tekst.replace(pad, kort)
        return tekst

    def bestand(self, pad: Path) -> bytes:
        """What is in a file; of a proposal without how long it took, so that it is always the same."""
        ruw = pad.read_bytes()
        if pad.suffix != ".json":
            return ruw
        for hier, geschreven in self.vanaf.items():
            ruw = ruw.replace(hier, geschreven)
        return re.sub(rb'^  "duur_s": [0-9.]+', b'  "duur_s": null', ruw, count=1, flags=re.M)


@contextmanager
def _vang_op() -> Iterator[tuple[Callable[[], bytes], Callable[[], str]]]:
    """Catch what a command writes to the screen and what it reports."""
    log = logging.getLogger("congruentie")
    vorige = log.handlers, log.propagate, log.level
    ruw = io.BytesIO()
    scherm = io.TextIOWrapper(ruw, encoding="utf-8", newline="\n", write_through=True)
    melding = io.StringIO()
    try:
        with (
            warnings.catch_warnings(),
            redirect_stdout(scherm),
            redirect_stderr(melding),
        ):
            yield ruw.getvalue, melding.getvalue
    finally:
        log.handlers, log.propagate = vorige[:2]
        log.setLevel(vorige[2])
        scherm.detach()

"""The other commands as `congruentie batch` knows them: their questions, and how to run them."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import platform
import re
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from congruentie.batch.opslag import is_schijf_vol
from congruentie.batch.overzicht import kerncijfers
from congruentie.batch.plan import Opdracht, Register, Taak, Taakuitkomst
from congruentie.cli.bereken import bereken
from congruentie.cli.kaart import kaart
from congruentie.cli.nederlands import gebruiksmelding
from congruentie.cli.opties import Optie
from congruentie.cli.vergelijk import vergelijk
from congruentie.cli.voorstel import voorstel
from congruentie.cli.watals import wat_als
from congruentie.errors import CongruentieFout

__all__ = ["OPDRACHTEN", "maak_register", "voer_taak_uit"]

OPDRACHTEN: dict[str, click.Command] = {
    str(opdracht.name): opdracht for opdracht in (bereken, kaart, vergelijk, voorstel, wat_als)
}
_VAN_BATCH = {"uit", "stil", "debug"}
"""What a batch itself decides."""
_EEN_TEGELIJK = threading.Lock()
"""Standard error, the log and GDAL's options are of the whole process."""


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
    begin = time.monotonic()
    waar = f"{platform.node()}, proces {os.getpid()}"
    meldingen: tuple[str, ...] = ()
    with _EEN_TEGELIJK, TemporaryDirectory(dir=werk, ignore_cleanup_errors=True) as tijdelijk:
        map_ = Path(tijdelijk)
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
        except click.UsageError as gebruik:
            fout = gebruiksmelding(gebruik)
        except CongruentieFout as bekend:
            fout, vol = str(bekend), is_schijf_vol(bekend)
        except Exception as onbekend:
            fout = f"Onverwachte fout: {type(onbekend).__name__}: {onbekend}"
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


@contextlib.contextmanager
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
            contextlib.redirect_stdout(scherm),
            contextlib.redirect_stderr(melding),
        ):
            yield ruw.getvalue, melding.getvalue
    finally:
        log.handlers, log.propagate = vorige[:2]
        log.setLevel(vorige[2])
        scherm.detach()

"""Run one task of a batch: its commands, in a folder of its own, with what they say caught."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import platform
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from congruentie.batch.model import Taak, Uitkomst
from congruentie.batch.opslag import is_schijf_vol
from congruentie.batch.samenvatting import vat_samen, zonder_duur
from congruentie.cli.batchopties import OPDRACHTEN
from congruentie.cli.nederlands import gebruiksmelding
from congruentie.errors import CongruentieFout

__all__ = ["voer_taak_uit"]

_EEN_TEGELIJK = threading.Lock()
"""Standard error, the log and GDAL's options are of the whole process."""


def voer_taak_uit(taak: Taak, invoer: Path, werk: Path) -> Uitkomst:
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
    Uitkomst
        With the contents of every file that was made, or why it failed.
    """
    begin = time.monotonic()
    waar = f"{platform.node()}, proces {os.getpid()}"
    meldingen: tuple[str, ...] = ()
    with _EEN_TEGELIJK, TemporaryDirectory(dir=werk, ignore_cleanup_errors=True) as tijdelijk:
        map_ = Path(tijdelijk)
        leesbaar = _Leesbaar(taak, invoer, map_)
        bestanden: dict[str, bytes] = {}
        fout, vol = "", False
        try:
            for stap in taak.stappen:
                with _vang_op() as (scherm, melding):
                    _doe(stap.opdracht, [a.replace("\0", str(invoer)) for a in stap.argumenten],
                         map_ / stap.uit)  # fmt: skip
                meldingen += tuple(leesbaar.maak(melding()).splitlines())
                if scherm():
                    bestanden[f"{stap.opdracht}.txt"] = scherm()
            bestanden |= {pad.name: pad.read_bytes() for pad in sorted(map_.iterdir())}
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
        return Uitkomst(taak.naam, fout=tekst, schijf_vol=vol, duur=duur, waar=waar)
    bestanden = zonder_duur(dict(sorted(bestanden.items())))
    return Uitkomst(
        taak.naam, bestanden, vat_samen(bestanden), meldingen, round(duur, 3), waar=waar
    )


def _doe(naam: str, argumenten: list[str], uit: Path) -> None:
    opdracht = OPDRACHTEN[naam]
    opdracht.main([*argumenten, f"--uit={uit}"], prog_name=naam, standalone_mode=False)


class _Leesbaar:
    """Shows paths as the user wrote them, and the same wherever a task runs."""

    def __init__(self, taak: Taak, invoer: Path, map_: Path) -> None:
        self.paren = [(str(invoer / plaats), tekst) for plaats, tekst in taak.paden.items()]
        self.paren += [(f"{map_}{os.sep}", ""), (f"{map_.resolve()}{os.sep}", "")]

    def maak(self, tekst: str) -> str:
        for pad, kort in self.paren:
            tekst = tekst.replace(pad, kort)
        return tekst


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

"""Processes that are forked from one that has imported everything: they start in a blink.

A fresh interpreter spends two seconds of work on imports, and tests of Dask start four of them each.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from importlib import import_module
from pathlib import Path

_KLAAR = multiprocessing.get_context("forkserver")
_KLAAR.set_forkserver_preload(
    [
        "distributed.cli.dask_scheduler", "distributed.cli.dask_worker", "distributed.deploy.local",
        "congruentie.batch.verdeeld", "congruentie.cli.batch", "congruentie.meten.meting",
        "congruentie.uitvoer.voorstel", "congruentie.voorstel.exact", "congruentie.voorstel.uitgaand",
    ]
)  # fmt: skip


def _word(hoofd: str, argumenten: tuple[str, ...], map_: Path, log: Path) -> None:
    """What the new process does: run a program in a session of its own; its words go to a file."""
    os.setsid()
    os.chdir(map_)
    with log.open("wb") as stroom:
        for nummer in (1, 2):
            os.dup2(stroom.fileno(), nummer)
    module, _, naam = hoofd.partition(":")
    sys.argv = [naam, *argumenten]
    getattr(import_module(module), naam)()


class Gevorkt:
    """A program that runs, with what tests use of `subprocess.Popen`.

    Parameters
    ----------
    hoofd
        Its function, as ``module:naam``; arguments come from the command line.
    argumenten
        That command line.
    map_
        The folder that it starts in.
    """

    def __init__(self, hoofd: str, *argumenten: str, map_: Path, log: Path | None = None) -> None:
        self.log = log or map_.parent / f"{map_.name}-{time.monotonic_ns()}.log"
        self._proces = _KLAAR.Process(target=_word, args=(hoofd, argumenten, map_, self.log))
        self._proces.start()
        self.pid, self.kill = self._proces.pid, self._proces.kill

    def __enter__(self) -> Gevorkt:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self.wait()

    def poll(self) -> int | None:
        return self._proces.exitcode

    def wait(self, timeout: float | None = None) -> None:
        self._proces.join(timeout)

    @property
    def returncode(self) -> int | None:
        return self.poll()

    def communicate(self, timeout: float) -> tuple[None, str]:
        """Wait for its end, and give what it said."""
        self.wait(timeout)
        assert self.poll() is not None, "it goes on"
        return None, self.log.read_text("utf-8")

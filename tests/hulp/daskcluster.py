"""A scheduler and workers of Dask on loopback, as a user starts them; also for the benchmarks."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from gevorkt import Gevorkt


@dataclass
class Cluster:
    """A scheduler and two workers, as a user starts them; tests fork them, which is quicker."""

    map: Path
    gevorkt: bool = False
    adres: str = ""
    scheduler: subprocess.Popen | Gevorkt | None = None
    workers: list[subprocess.Popen | Gevorkt] = field(default_factory=list)

    def _start(self, wat: str, *opties: str, **omgeving: str) -> subprocess.Popen | Gevorkt:
        log = self.map / f"{wat}-{time.monotonic_ns()}.log"
        module = f"distributed.cli.dask_{wat}"
        if self.gevorkt and not omgeving:
            return Gevorkt(f"{module}:main", *opties, map_=self.map, log=log)
        with log.open("wb") as stroom:
            return subprocess.Popen(
                [sys.executable, "-m", module, *opties],
                stdout=stroom, stderr=stroom, cwd=self.map, start_new_session=True,
                env={**os.environ, **omgeving},
            )  # fmt: skip

    def start(self) -> None:
        with socket.socket() as vrij:
            vrij.bind(("127.0.0.1", 0))
            poort = vrij.getsockname()[1]
        self.adres = f"tcp://127.0.0.1:{poort}"
        self.scheduler = self._start(
            "scheduler", "--host", "127.0.0.1", "--port", str(poort), "--no-dashboard", "--no-show"
        )
        for _ in range(2):
            self.voeg_worker_toe()

    def voeg_worker_toe(self, **omgeving: str) -> subprocess.Popen:
        hoe = ("--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--no-dashboard")
        waar = ("--local-directory", str(self.map))
        self.workers.append(self._start("worker", self.adres, *hoe, *waar, **omgeving))
        return self.workers[-1]

    def stop(self) -> None:
        for proces in (*self.workers, self.scheduler):
            if proces is not None and proces.poll() is None:
                os.killpg(proces.pid, signal.SIGKILL)
                proces.wait()

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


@dataclass
class Cluster:
    """A scheduler and two workers, as a user starts them."""

    map: Path
    adres: str = ""
    scheduler: subprocess.Popen | None = None
    workers: list[subprocess.Popen] = field(default_factory=list)

    def _start(self, *opdracht: str, **omgeving: str) -> subprocess.Popen:
        log = (self.map / f"{opdracht[0]}-{time.monotonic_ns()}.log").open("wb")
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_" + opdracht[0], *opdracht[1:]],
            stdout=log, stderr=log, cwd=self.map, start_new_session=True,
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

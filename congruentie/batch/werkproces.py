"""Loaded by Dask in every local process that a batch starts."""

from __future__ import annotations

import signal

__all__ = ["dask_setup"]


def dask_setup(worker: object) -> None:
    """Leave Ctrl-C to the process that the user started: it tells the others to stop."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

"""One ceiling of time and memory for whatever reads or runs what others made."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from congruentie.errors import CongruentieFout

__all__ = ["plafond"]

_SECONDEN = 30.0
"""Of computing, not of waiting; the slowest good file takes three."""
_GEHEUGEN = 700_000_000
"""Bytes on top of what the process had."""


class _TeLang(BaseException):
    """No `Exception`: a reader that goes on after any failure would go on after this one."""


_bezig = threading.Lock()


@contextmanager
def plafond(wat: str, oplossing: str) -> Iterator[None]:
    """Stop what takes too much; inside another one, that one counts.

    Parameters
    ----------
    wat
        What is read, as the begin of a sentence: ``"formulier.xlsx"``.
    oplossing
        What to do about it.

    Raises
    ------
    CongruentieFout
        It takes more than `_SECONDEN` of computing or `_GEHEUGEN`.

    Notes
    -----
    The time is guarded in the main thread of Linux and macOS, the memory on Linux. Every reader has a
    ceiling of its own on what it counts (bytes, rows, cells), everywhere; this one is for what it does
    not count.
    """
    if not _bezig.acquire(blocking=False):
        yield
        return
    try:
        with _geheugen(), _tijd():
            yield
    except (_TeLang, MemoryError) as fout:
        wat_te_veel = "tijd" if isinstance(fout, _TeLang) else "geheugen"
        raise CongruentieFout(
            f"{wat} kost te veel {wat_te_veel} en is afgebroken.", oplossing
        ) from fout
    finally:
        _bezig.release()


@contextmanager
def _tijd() -> Iterator[None]:
    if os.name != "posix" or threading.current_thread() is not threading.main_thread():
        yield
        return
    vorige = signal.signal(signal.SIGPROF, _te_lang)
    # Again every second: what is raised while Python cleans up an object is lost.
    signal.setitimer(signal.ITIMER_PROF, _SECONDEN, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, vorige)


def _te_lang(_nummer: int, _kader: FrameType | None) -> NoReturn:
    raise _TeLang


@contextmanager
def _geheugen() -> Iterator[None]:
    try:
        import resource

        with open("/proc/self/statm", "rb") as feiten:  # noqa: PTH123  # no file of a user
            nu = int(feiten.read().split()[0]) * resource.getpagesize()
    except (ImportError, OSError, ValueError):
        yield
        return
    zacht, hard = resource.getrlimit(resource.RLIMIT_AS)
    grens = nu + _GEHEUGEN
    if zacht != resource.RLIM_INFINITY:
        grens = min(grens, zacht)
    resource.setrlimit(resource.RLIMIT_AS, (grens, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (zacht, hard))

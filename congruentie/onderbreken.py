"""Stop when the user (Ctrl-C) or the system (SIGTERM) says so: at once, and leaving nothing behind."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

__all__ = ["Onderbroken", "beeindig", "eerst", "luister", "stop_kinderen", "zonder_onderbreking"]

_BEDENKTIJD = 0.8
"""Seconds to stop by itself. What is deep in a library then (a solver, GDAL) is cut off."""
_SIGNALEN = ("SIGINT", "SIGTERM", "SIGBREAK")
_eerst: object = None
"""What hears the first Ctrl-C now, if anything does (`eerst`)."""


@contextmanager
def zonder_onderbreking() -> Iterator[None]:
    """Start threads that, with every process they start, do not hear Ctrl-C.

    A terminal sends it to all processes of a group; it is for the one that the user started.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    oud = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, oud)


class Onderbroken(BaseException):
    """The process is told to stop; no `Exception`, so that nobody takes it for a failure of a task.

    Parameters
    ----------
    nummer
        Of the signal.
    """

    def __init__(self, nummer: int) -> None:
        super().__init__(nummer)
        self.exit_code = 128 + nummer


def luister() -> None:
    """Raise `Onderbroken` in the main thread on the first signal; further ones are ignored.

    Where that takes too long (POSIX only), the process ends itself after removing what was
    half-written. Only for a process that runs a command and ends.
    """
    for naam in _SIGNALEN:
        if (nummer := getattr(signal, naam, None)) is not None:
            if signal.getsignal(nummer) is signal.SIG_IGN:
                continue  # as nohup and a shell in the background ask
            signal.signal(nummer, _stop)
    if os.name != "posix":
        return
    lees, schrijf = os.pipe()
    os.set_blocking(schrijf, False)
    signal.set_wakeup_fd(schrijf, warn_on_full_buffer=False)
    threading.Thread(target=_wacht, args=(lees,), daemon=True).start()


@contextmanager
def eerst(doe: Callable[[], None]) -> Iterator[None]:
    """In this block the first Ctrl-C does `doe`, and only the second ends the command.

    Not in another thread than the main one, nor where something else hears Ctrl-C.
    """
    global _eerst  # noqa: PLW0603  # the thread that watches must know of it
    oud = signal.getsignal(signal.SIGINT)
    in_main = threading.current_thread() is threading.main_thread()
    if not in_main or oud not in {_stop, signal.default_int_handler}:
        yield
        return

    def hoor(_nummer: int, _kader: FrameType | None) -> None:
        signal.signal(signal.SIGINT, oud)
        doe()

    _eerst = hoor
    signal.signal(signal.SIGINT, hoor)
    try:
        yield
    finally:
        _eerst = None
        if signal.getsignal(signal.SIGINT) is hoor:
            signal.signal(signal.SIGINT, oud)


def _stop(nummer: int, _kader: FrameType | None) -> None:
    for naam in _SIGNALEN:
        if (ander := getattr(signal, naam, None)) is not None:
            signal.signal(ander, signal.SIG_IGN)
    raise Onderbroken(nummer)


def _wacht(lees: int) -> None:
    """Hear of a signal also while the main thread is in a library, and end what does not stop."""
    gehad = None
    while gehoord := os.read(lees, 1):
        if gehoord[0] == signal.SIGINT and _eerst is not None and _eerst is not gehad:
            gehad = _eerst
        elif gehoord[0] in {signal.SIGINT, signal.SIGTERM}:
            break
    if not gehoord:
        return
    time.sleep(_BEDENKTIJD)
    beeindig(128 + gehoord[0], "Afgebroken.\n")


def stop_kinderen() -> None:
    """End the processes that multiprocessing started for this one."""
    if multiprocessing := sys.modules.get("multiprocessing"):
        for kind in multiprocessing.active_children():
            kind.kill()
            kind.join(0.2)


def beeindig(code: int, melding: str = "") -> NoReturn:
    """End this process now, without what libraries do at the end; half-written files are removed.

    Parameters
    ----------
    code
        To leave with.
    melding
        To write on standard error.
    """
    from congruentie.veilig import ruim_tijdelijke_op

    try:
        stop_kinderen()
        ruim_tijdelijke_op()
        if sys.stderr is not None:
            sys.stderr.write(melding)
            sys.stderr.flush()
    finally:
        os._exit(code)

"""How far the search for a proposal is: on a terminal, as lines of JSON, and stopped with Ctrl-C."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from congruentie.errors import CongruentieFout
from congruentie.nl import getal
from congruentie.onderbreken import eerst

if TYPE_CHECKING:
    from congruentie.voorstel.stand import Voortgang

__all__ = ["Volger", "volg"]

_log = logging.getLogger(__name__)


class Volger:
    """Follows a search, and says when it must stop.

    Parameters
    ----------
    toon
        Shows a Dutch line on how far it is.
    stroom
        Where lines of JSON go, one for each change; None for nowhere.
    """

    def __init__(self, toon: Callable[[str], None], stroom: IO[str] | None = None) -> None:
        self.gestopt = False
        """Whether it was asked to stop."""
        self._gezegd = False
        self._toon, self._stroom = toon, stroom
        self._vorige: tuple[float | None, float | None] | None = None

    def __call__(self, nu: Voortgang) -> bool:
        """Take in how far it is; gives whether it must stop."""
        self._toon(_in_woorden(nu))
        if self.gestopt and not self._gezegd:
            self._gezegd = True
            _log.info(
                "Het zoeken stopt. Nog een keer Ctrl-C breekt af, en dan is er niets geschreven."
            )
        if self._stroom is not None and (nu.doelwaarde, nu.bovengrens) != self._vorige:
            self._vorige = (nu.doelwaarde, nu.bovengrens)
            regel = {"seconden": round(nu.duur, 2), "doelwaarde": nu.doelwaarde}
            self._stroom.write(json.dumps(regel | {"bovengrens": nu.bovengrens}) + "\n")
            self._stroom.flush()
        return self.gestopt

    def stop(self) -> None:
        """Ask it to stop."""
        self.gestopt = True


def _in_woorden(nu: Voortgang) -> str:
    if nu.doelwaarde is None:
        return "zoekt een eerste voorstel"
    uit = f"doelwaarde {getal(nu.doelwaarde, 1)}"
    if nu.bovengrens is None:
        return uit
    return f"{uit}, hoogstens {getal(nu.bovengrens - nu.doelwaarde, 1)} onder het beste"


@contextmanager
def volg(pad: str | None) -> Iterator[Volger]:
    """Follow a search: on a terminal, and as lines of JSON in a file; Ctrl-C ends it, not the command.

    Parameters
    ----------
    pad
        Where the lines go; ``-`` is standard output, None nowhere.
    """
    with ExitStack() as slot:
        stroom: IO[str] | None = None
        if pad is not None:
            stroom = sys.stdout if pad == "-" else slot.enter_context(_open(pad))
        volger = Volger(slot.enter_context(_regel()), stroom)
        slot.enter_context(eerst(volger.stop))
        try:
            yield volger
        except CongruentieFout as fout:
            if not volger.gestopt:
                raise
            _log.info("%s", fout)  # such as: no proposal was found yet
            raise KeyboardInterrupt from fout


def _open(pad: str) -> IO[str]:
    try:
        return Path(pad).open("w", encoding="utf-8")
    except OSError as fout:
        raise CongruentieFout(
            f"{pad} kan niet geschreven worden: {fout.strerror}.", "Kies een andere map."
        ) from fout


@contextmanager
def _regel() -> Iterator[Callable[[str], None]]:
    """A line that changes, on a terminal; elsewhere, and with ``--stil``, nothing."""
    if not (sys.stderr.isatty() and _log.isEnabledFor(logging.INFO)):
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    kolommen = (SpinnerColumn(), TextColumn("{task.description}", markup=False))
    console = Console(stderr=True)
    with Progress(*kolommen, TimeElapsedColumn(), console=console, transient=True) as balk:
        taak = balk.add_task("zoekt een eerste voorstel", total=None)
        yield lambda tekst: balk.update(taak, description=tekst)

"""Errors that an analyst can act on: what is wrong, where, and what to do about it.

Every message is one or more plain Dutch sentences. The command line prints the message and leaves
with `exit_code`; a traceback is only shown with ``--debug``.
"""

from __future__ import annotations

import errno
from typing import ClassVar

__all__ = ["CongruentieFout", "GebruiksFout", "zeg_omgeving"]


class CongruentieFout(Exception):
    """The data or the question is wrong (exit code 1).

    Parameters
    ----------
    melding
        What is wrong and where, with the offending value; a full Dutch sentence.
    oplossing
        What the analyst can do about it; a full Dutch sentence, or empty when there is nothing to
        advise.

    Examples
    --------
    >>> raise CongruentieFout("De gemeente GM9999 is er niet.", "Gebruik de code, zoals GM0363.")
    Traceback (most recent call last):
        ...
    congruentie.errors.CongruentieFout: De gemeente GM9999 is er niet. Gebruik de code, zoals GM0363.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, melding: str, oplossing: str = "") -> None:
        self.melding = melding
        self.oplossing = oplossing
        super().__init__(f"{melding} {oplossing}".strip())


class GebruiksFout(CongruentieFout):
    """The command or function is used in a wrong way (exit code 2).

    Parameters
    ----------
    melding, oplossing
        As in `CongruentieFout`.

    Examples
    --------
    >>> GebruiksFout("De methode 'snel' bestaat niet.").exit_code
    2
    """

    exit_code: ClassVar[int] = 2


_OMGEVING = {
    errno.ENOSPC: "de schijf is vol",
    errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC: "de schijf is vol",
    errno.EIO: "de schijf of de verbinding ermee is stuk",
    errno.EACCES: "geen toegang",
    errno.EPERM: "geen toegang",
    errno.EROFS: "er mag niet worden geschreven",
    errno.ENOENT: "een map of bestand is er niet (meer)",
    errno.ELOOP: "de koppelingen in het pad gaan rond",
    errno.ENAMETOOLONG: "een naam is te lang",
    errno.EMFILE: "er zijn te veel bestanden open",
    errno.EBADF: "de uitvoer is dicht",
    errno.EAGAIN: "er is te weinig geheugen of er zijn te veel processen",
}
_GEHEUGEN = (
    "cannot allocate memory",
    "failed to map segment",
    "can't start new thread",
    "bad_alloc",
)


def zeg_omgeving(fout: BaseException) -> str:
    """Say that the computer, and not a file or this program, is what stops a command.

    Parameters
    ----------
    fout
        What was raised.

    Returns
    -------
    str
        Dutch; empty when it is something else.
    """
    tekst = str(fout)
    if isinstance(fout, MemoryError) or any(een in tekst.lower() for een in _GEHEUGEN):
        return (
            "Er is te weinig geheugen voor deze opdracht. Sluit andere programma's, of gebruik minder "
            "gegevens."
        )
    if isinstance(fout, OSError):
        reden = _OMGEVING.get(fout.errno or 0) or f"het systeem meldt {fout.strerror or tekst}"
        waar = f" bij {fout.filename}" if fout.filename else ""
        return f"Dit lukt niet{waar}: {reden}. Controleer de plek en de rechten."
    return ""

"""Errors that an analyst can act on: what is wrong, where, and what to do about it.

Every message is one or more plain Dutch sentences. The command line prints the message and leaves
with `exit_code`; a traceback is only shown with ``--debug``.
"""

from __future__ import annotations

from typing import ClassVar

__all__ = ["CongruentieFout", "GebruiksFout"]


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

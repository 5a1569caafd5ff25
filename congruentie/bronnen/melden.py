"""Collect what is to be said about a file that is judged as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

from congruentie.bronnen.controle import Melding, Uitslag

__all__ = ["Gestopt", "Melder"]


class Gestopt(Exception):
    """The file cannot be judged further; what is wrong has been said."""


class Melder:
    """Says things about one file.

    Parameters
    ----------
    pad
        The file.
    uitslag
        Where it is said.
    """

    def __init__(self, pad: Path, uitslag: Uitslag) -> None:
        self._pad, self._uitslag = str(pad), uitslag

    def let_op(self, melding: str, voorstel: str = "") -> None:
        """Say what was mended or left out."""
        self._uitslag.meldingen.append(
            Melding("let op", self._pad, "", None, "", "", melding, voorstel)
        )

    def fout(self, melding: str, voorstel: str = "", kolom: str = "") -> NoReturn:
        """Say what makes the file useless, and stop.

        Raises
        ------
        Gestopt
            Always.
        """
        self._uitslag.meldingen.append(
            Melding("fout", self._pad, "", None, kolom, "", melding, voorstel)
        )
        raise Gestopt

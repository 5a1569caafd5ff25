"""Names of files: safe on any system, whatever the data say."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["Namen"]

_LANGSTE = 60


class Namen:
    """Gives each document a file name of its own: plain letters, digits and dashes."""

    def __init__(self) -> None:
        self._gebruikt: set[str] = {"index"}

    def kies(self, *delen: str) -> str:
        """A name without suffix, such as ``dossier-V01-Groningen``.

        Parameters
        ----------
        delen
            Code and name; may hold anything.
        """
        stukken = [stuk for stuk in map(_veilig, ("dossier", *delen)) if stuk]
        naam = basis = "-".join(stukken)[:_LANGSTE].strip("-")
        nummer = 2
        while naam.casefold() in self._gebruikt:
            naam = f"{basis}-{nummer}"
            nummer += 1
        self._gebruikt.add(naam.casefold())
        return naam


def _veilig(tekst: str) -> str:
    plat = unicodedata.normalize("NFKD", tekst).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plat).strip("-")

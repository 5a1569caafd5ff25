"""What people and programs write in a cell where nothing is."""

from __future__ import annotations

import re

__all__ = ["is_niets"]

_NIETS = {
    "", "0", "0.0", "0,0", "(leeg)", "leeg", "(blank)", "blank", "geen", "geen regio", "n.a.", "n/a",
    "na", "n.v.t.", "nvt", "n.b.", "nan", "nat", "none", "null", "<na>", "onbekend", "niet bekend",
    "unknown", "niet in te delen", "niet van toepassing",
    "am99", "cs0",  # codes of CBS for these two
}  # fmt: skip
"""What people and programs write where nothing is, in lower case."""
_NIETS_ACHTIG = re.compile(
    r"[.?*_\u2013\u2014\u2026-]+"  # only dots and dashes
    r"|#(?:n/[ab]|getting_data|[^\W\d][\w/]*[!?])"  # errors of Excel, in any language
    r"|(?:fout|err):\s?\d{3}"  # errors of LibreOffice
    r"|(?:am99|cs0) (?:niet in te delen|nvt)"
)
"""And what is like it."""


def is_niets(cel: str) -> bool:
    """Whether a cell says that there is nothing, in any of the usual ways; also behind a code of CBS.

    >>> is_niets("#N/B"), is_niets("AM99 Niet in te delen"), is_niets("Noord")
    (True, True, False)
    """
    klein = " ".join(cel.casefold().split())
    return klein in _NIETS or _NIETS_ACHTIG.fullmatch(klein) is not None

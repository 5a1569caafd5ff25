"""One rule for text in a CSV: a spreadsheet takes none of it for a formula, and we read it back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["kale_cel", "veilige_cel", "veilige_tabel"]

# A number is no formula, and neither is what only looks like one, such as a telephone number.
_BEGIN = r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"  # the last four are wide ones
_GEVAARLIJK = re.compile(rf"(?!'*[+-]?[\d.,]*\Z){_BEGIN}")


def veilige_cel(tekst: str) -> str:
    r"""Put an apostrophe before what a spreadsheet would take for a formula; line ends become ``\n``.

    >>> veilige_cel("=1+1"), veilige_cel("-0,5"), veilige_cel("'s-Gravenhage")
    ("'=1+1", '-0,5', "'s-Gravenhage")
    """
    if "\r" in tekst:  # Python does not quote it, and then it begins a row
        tekst = tekst.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{tekst}" if _GEVAARLIJK.match(tekst) else tekst


def kale_cel(tekst: str) -> str:
    """Take away the apostrophe that `veilige_cel` put there."""
    return tekst[1:] if tekst[:1] == "'" and _GEVAARLIJK.match(tekst) else tekst


def veilige_tabel(tabel: pd.DataFrame) -> pd.DataFrame:
    """Do so with every text in a table, its headings, and its index."""

    def veilig(waarde: object) -> object:
        return veilige_cel(waarde) if isinstance(waarde, str) else waarde

    tekst = [i for i, soort in enumerate(tabel.dtypes) if soort.kind not in "biufM"]
    uit = tabel.copy(deep=False)
    for i in tekst:
        uit.isetitem(i, tabel.iloc[:, i].map(veilig).array)
    if tabel.index.nlevels > 1:
        delen = [tabel.index.get_level_values(i).map(veilig) for i in range(tabel.index.nlevels)]
        uit = uit.set_axis(delen, axis=0).rename_axis(tabel.index.names)
    elif tabel.index.dtype.kind not in "biufM":
        uit.index = tabel.index.map(veilig)
    return uit.rename(columns=veilig).rename_axis(index=veilig)

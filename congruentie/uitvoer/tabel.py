"""Tables as CSV and Parquet."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Literal

import pandas as pd

from congruentie.errors import CongruentieFout
from congruentie.veilig import veilig_schrijven

__all__ = ["Decimaal", "schrijf_csv", "schrijf_parquet"]

Decimaal = Literal["punt", "komma"]


def schrijf_csv(tabel: pd.DataFrame, pad: Path | None, decimaal: Decimaal = "punt") -> None:
    """Write a CSV file, or to standard output.

    Parameters
    ----------
    tabel
        The table; its index is written as the first columns unless it is a plain range.
    pad
        The file; None is standard output.
    decimaal
        ``"punt"``: UTF-8, comma between columns, decimal point. ``"komma"``: what Dutch Excel opens
        by double-click: semicolon, decimal comma, BOM. Numbers keep full precision in both.

    Notes
    -----
    A cell that starts with ``= + - @`` is written as it is: CSV is for programs, which must get the
    text itself. Excel users get protection from formulas in the XLSX output.
    """
    komma = decimaal == "komma"
    tekst = io.StringIO(newline="")
    tabel.to_csv(
        tekst,
        index=not isinstance(tabel.index, pd.RangeIndex),
        sep=";" if komma else ",",
        decimal="," if komma else ".",
        lineterminator="\r\n" if komma else "\n",
    )
    ruw = tekst.getvalue().encode("utf-8-sig" if komma else "utf-8")
    if pad is None:
        sys.stdout.buffer.write(ruw)
        sys.stdout.flush()
        return
    with veilig_schrijven(pad) as tijdelijk:
        tijdelijk.write_bytes(ruw)


def schrijf_parquet(tabel: pd.DataFrame, pad: Path) -> None:
    """Write a Parquet file; needs the extra ``parquet`` (pyarrow).

    Raises
    ------
    CongruentieFout
        pyarrow is not installed.
    """
    try:
        import pyarrow  # noqa: F401  # only to see that it is there
    except ImportError as fout:
        raise CongruentieFout(
            "Voor .parquet is het pakket pyarrow nodig.",
            'Installeer het met: pip install "congruentie[parquet]".',
        ) from fout
    with veilig_schrijven(pad) as tijdelijk:
        tabel.to_parquet(tijdelijk)

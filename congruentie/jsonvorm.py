"""What JSON can hold of our tables and figures."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from congruentie.veilig import schrijf_tekst

__all__ = ["kaal", "schrijf_json"]


def kaal(waarde: Any) -> Any:
    """Turn a value, and all that is in it, into what JSON knows.

    A table becomes a list of its rows, a column or an array a list, a number of numpy one of Python,
    and what is missing null.
    """
    if isinstance(waarde, pd.DataFrame):
        return [kaal(rij) for rij in waarde.to_dict("records")]
    if isinstance(waarde, Mapping):
        return {str(sleutel): kaal(een) for sleutel, een in waarde.items()}
    if isinstance(waarde, Iterable) and not isinstance(waarde, str):
        return [kaal(een) for een in waarde]
    if pd.isna(waarde):
        return None
    return waarde.item() if hasattr(waarde, "item") else waarde


def schrijf_json(inhoud: Any, pad: Path) -> None:
    """Write `kaal` of something as a JSON file, whole or not at all."""
    tekst = json.dumps(kaal(inhoud), ensure_ascii=False, indent=2, allow_nan=False)
    schrijf_tekst(pad, tekst + "\n")

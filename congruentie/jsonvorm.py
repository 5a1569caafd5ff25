"""JSON: what it can hold of our tables and figures, and reading it back without trust."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from congruentie.errors import CongruentieFout
from congruentie.veilig import lees_heel, schrijf_tekst

__all__ = ["kaal", "lees_json", "schrijf_json"]

_GROOTSTE_BESTAND = 100_000_000
_MEESTE_CIJFERS = 17
"""Of a whole number: what any other program can hold as well."""


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


def lees_json(
    pad: Path, wat: str, schema: Mapping[str, Any], oplossing: str
) -> tuple[bytes, dict[str, Any]]:
    """Read a JSON file that this program wrote, whatever became of it since.

    Parameters
    ----------
    pad
        The file; UTF-8, with or without BOM.
    wat
        What it is, for messages: ``"voorstel"``.
    schema
        JSON Schema (2020-12) of an object.
    oplossing
        What to do when it is something else; a Dutch sentence.

    Returns
    -------
    bytes, dict
        What is in the file, and that as Python has it. Every number is finite, and every text can be
        written.

    Raises
    ------
    CongruentieFout
        It cannot be read, is no JSON, or has not this shape; the message says where.
    """
    te_groot = CongruentieFout(f"{pad} is te groot: dat is geen {wat}.", oplossing)
    ruw = lees_heel(pad, _GROOTSTE_BESTAND, te_groot)
    try:
        inhoud = json.loads(
            ruw.decode("utf-8-sig"),
            parse_constant=_getal,
            parse_float=_getal,
            parse_int=_heel_getal,
        )
        if b"\\ud" in ruw.lower():  # half of a pair can be named, but not written
            json.dumps(inhoud, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as fout:
        raise CongruentieFout(f"{pad} is geen geldige JSON.", oplossing) from fout
    from jsonschema import Draft202012Validator  # slow to import
    from jsonschema.exceptions import best_match

    gebrek = best_match(Draft202012Validator(schema).iter_errors(inhoud))
    if gebrek is not None:
        plek = "/".join(str(deel) for deel in gebrek.absolute_path) or "het begin"
        if gebrek.validator == "required":
            mist = next(naam for naam in gebrek.validator_value if naam not in gebrek.instance)
            plek += f", waar {mist} ontbreekt"
        raise CongruentieFout(f"{pad} is geen {wat}: het gaat mis bij {plek[:200]}.", oplossing)
    return ruw, inhoud


def _getal(tekst: str) -> float:
    getal = float(tekst)
    if not math.isfinite(getal):
        raise ValueError("no number that can be computed with")
    return getal


def _heel_getal(tekst: str) -> int:
    if len(tekst) > _MEESTE_CIJFERS:
        raise ValueError("no number that others can hold")
    return int(tekst)

"""Read a small YAML or JSON file with questions; what a hostile one can do, is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from congruentie.bronnen.rijen import leesbaar
from congruentie.errors import CongruentieFout

__all__ = ["citeer", "kort", "lees_yaml"]

_GROOTSTE_BESTAND = 1_000_000
_LANGSTE_WAARDE = 1_000
"""Characters of one value: long numbers take very long to read."""
_CITAAT = 60
# What PyYAML raises on wrong values, such as !!timestamp x, differs per kind.
_ONLEESBAAR = (
    yaml.YAMLError, ValueError, TypeError, AttributeError, LookupError, ArithmeticError,
    RecursionError,
)  # fmt: skip


class _Geweigerd(ValueError):
    """What is valid, but not read here; Dutch."""


class _Lader(yaml.SafeLoader):
    """Plain YAML: no references (which unfold without end), no double keys, no endless values."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            regel = self.peek_event().start_mark.line + 1  # type: ignore[no-untyped-call]
            raise _Geweigerd(f"op regel {regel} staat een verwijzing (*); dat kan hier niet")
        return super().compose_node(parent, index)

    def compose_scalar_node(self, anchor: Any) -> Any:
        knoop = super().compose_scalar_node(anchor)
        if len(knoop.value) > _LANGSTE_WAARDE:
            regel = knoop.start_mark.line + 1
            raise _Geweigerd(
                f"op regel {regel} staat een waarde van meer dan {_LANGSTE_WAARDE} tekens"
            )
        return knoop

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        sleutels = [self.construct_object(sleutel, deep=True) for sleutel, _ in node.value]
        _eenmaal([str(sleutel) for sleutel in sleutels])
        return super().construct_mapping(node, deep=deep)


def lees_yaml(pad: Path, wat: str, voorbeeld: str) -> dict[str, Any]:
    """Read a file that holds one mapping.

    Parameters
    ----------
    pad
        YAML or JSON, UTF-8 with or without BOM.
    wat
        What should stand in it, for the messages ("wensen").
    voorbeeld
        What to write instead, as a Dutch sentence.

    Raises
    ------
    CongruentieFout
        The file cannot be read, is too large, is no YAML, holds no mapping, or a name twice.
    """
    with leesbaar(pad), pad.open("rb") as stroom:
        ruw = stroom.read(_GROOTSTE_BESTAND + 1)
    if len(ruw) > _GROOTSTE_BESTAND:
        raise CongruentieFout(
            f"{pad} is te groot voor een bestand met {wat}.", "Het mag hoogstens 1 MB zijn."
        )
    try:
        inhoud = _ontleed(ruw.decode("utf-8-sig"))
    except _Geweigerd as fout:
        raise CongruentieFout(f"{pad}: {fout}.", voorbeeld) from fout
    except _ONLEESBAAR as fout:
        plek = getattr(fout, "problem_mark", None)
        waar = f", regel {plek.line + 1}" if plek else ""
        raise CongruentieFout(f"{pad}{waar}: dit is geen geldige YAML.", voorbeeld) from fout
    if not isinstance(inhoud, dict):
        raise CongruentieFout(f"{pad}: hier staan geen {wat}.", voorbeeld)
    return {str(naam): waarde for naam, waarde in inhoud.items()}


def _ontleed(tekst: str) -> Any:
    if tekst.lstrip().startswith("{"):  # JSON allows tabs and is quicker; the rest is YAML as well
        try:
            return json.loads(tekst, object_pairs_hook=_als_dict)
        except json.JSONDecodeError:
            pass
    return yaml.load(tekst, Loader=_Lader)  # noqa: S506  # a SafeLoader


def _als_dict(paren: list[tuple[str, Any]]) -> dict[str, Any]:
    _eenmaal([naam for naam, _ in paren])
    return dict(paren)


def _eenmaal(namen: list[str]) -> None:
    gezien: set[str] = set()
    for naam in namen:
        if naam in gezien:
            raise _Geweigerd(f"{citeer(naam)} staat er twee keer")
        gezien.add(naam)


def citeer(waarde: Any) -> str:
    """Quote what someone wrote for a message: on one line, and never long."""
    if isinstance(waarde, str):
        return repr(waarde if len(waarde) <= _CITAAT else f"{waarde[:_CITAAT]}...")
    if isinstance(waarde, dict):
        return "een lijst met namen en waarden"
    if isinstance(waarde, (list, tuple, set)):
        return "een lijst"
    return "niets" if waarde is None else str(waarde)[:_CITAAT]


def kort(naam: str) -> str:
    """Leave a name as it is when it can stand in a message, else quote it."""
    return naam if naam.isprintable() and len(naam) <= _CITAAT else citeer(naam)

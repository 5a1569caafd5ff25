"""Read a small YAML or JSON file with questions; what a hostile one can do, is refused."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from congruentie.errors import CongruentieFout
from congruentie.veilig import lees_heel

__all__ = ["Plek", "citeer", "kort", "lees_met_regels", "lees_yaml"]

Plek = tuple[str | int, ...]
"""Where something stands in a file: the keys and places in lists that lead to it."""

_GROOTSTE_BESTAND = 1_000_000
_SOORTEN = {"str", "int", "float", "bool", "timestamp", "value", "merge", "seq", "map"}
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
    ruw = _lees_ruw(pad, wat)
    with _geldig(pad, voorbeeld):
        inhoud = _ontleed(ruw)
    if not isinstance(inhoud, dict):
        raise CongruentieFout(f"{pad}: hier staan geen {wat}.", voorbeeld)
    return {str(naam): waarde for naam, waarde in inhoud.items()}


def lees_met_regels(pad: Path, wat: str, voorbeeld: str) -> tuple[dict[str, Any], dict[Plek, int]]:
    """Read a file that holds one mapping, with every value as it is written and its line.

    Parameters
    ----------
    pad, wat, voorbeeld
        As in `lees_yaml`.

    Returns
    -------
    inhoud
        Mappings, lists and texts; None where nothing is written. A number stays the text that it
        was: ``0363`` is no octal number, and ``0.10`` is exact.
    regels
        Line of every key and item, from 1.

    Raises
    ------
    CongruentieFout
        As in `lees_yaml`.
    """
    ruw = _lees_ruw(pad, wat)
    regels: dict[Plek, int] = {}
    with _geldig(pad, voorbeeld):
        inhoud = _als_tekst(yaml.compose(ruw.decode(), Loader=_Lader), (), regels)
    if not isinstance(inhoud, dict):
        raise CongruentieFout(f"{pad}: hier staan geen {wat}.", voorbeeld)
    return inhoud, regels


def _als_tekst(knoop: Any, plek: Plek, regels: dict[Plek, int]) -> Any:
    if knoop is None or knoop.tag == "tag:yaml.org,2002:null":
        return None
    regel = knoop.start_mark.line + 1
    regels.setdefault(plek, regel)
    if knoop.tag.removeprefix("tag:yaml.org,2002:") not in _SOORTEN:
        raise _Geweigerd(f"op regel {regel} staat {citeer(knoop.tag)}; dat kan hier niet")
    if isinstance(knoop, yaml.ScalarNode):
        return knoop.value
    if isinstance(knoop, yaml.SequenceNode):
        for nummer, deel in enumerate(knoop.value):
            regels[*plek, nummer] = deel.start_mark.line + 1
        return [_als_tekst(deel, (*plek, n), regels) for n, deel in enumerate(knoop.value)]
    uit: dict[str, Any] = {}
    for sleutel, waarde in knoop.value:
        regel = sleutel.start_mark.line + 1
        if not isinstance(sleutel, yaml.ScalarNode):
            raise _Geweigerd(f"op regel {regel} staat een lijst waar een naam hoort")
        naam = sleutel.value
        if naam in uit:
            raise _Geweigerd(f"op regel {regel} staat {citeer(naam)} voor de tweede keer")
        regels[*plek, naam] = regel
        uit[naam] = _als_tekst(waarde, (*plek, naam), regels)
    return uit


def _lees_ruw(pad: Path, wat: str) -> bytes:
    te_groot = CongruentieFout(
        f"{pad} is te groot voor een bestand met {wat}.", "Het mag hoogstens 1 MB zijn."
    )
    return lees_heel(pad, _GROOTSTE_BESTAND, te_groot).removeprefix(codecs.BOM_UTF8)


@contextmanager
def _geldig(pad: Path, voorbeeld: str) -> Iterator[None]:
    """Turn what is wrong with the text of a file into a clear message."""
    try:
        yield
    except _Geweigerd as fout:
        raise CongruentieFout(f"{pad}: {fout}.", voorbeeld) from fout
    except _ONLEESBAAR as fout:
        plek = getattr(fout, "problem_mark", None)
        waar = f", regel {plek.line + 1}" if plek else ""
        raise CongruentieFout(f"{pad}{waar}: dit is geen geldige YAML.", voorbeeld) from fout


def _ontleed(ruw: bytes) -> Any:
    tekst = ruw.decode()
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

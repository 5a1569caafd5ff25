"""Small YAML or JSON files with questions: read them, and say where their shape is wrong.

What a hostile file can do, is refused.
"""

from __future__ import annotations

import codecs
import difflib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from congruentie.errors import CongruentieFout
from congruentie.veilig import lees_heel

__all__ = [
    "Plek",
    "Vormfout",
    "bedoeld",
    "citeer",
    "kort",
    "lees_met_regels",
    "lees_yaml",
    "regel_van",
    "vormfouten",
    "weiger",
]

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


_TOON = 10
_WAT_HET_IS = {
    "string": "één waarde",
    "array": "een lijst",
    "object": "namen met een waarde",
}


class Vormfout(Exception):
    """What is wrong in a file, and on which line."""

    def __init__(self, regel: int, melding: str) -> None:
        self.regel = regel
        self.melding = melding
        super().__init__(f"regel {regel}: {melding}")


def vormfouten(
    inhoud: Any,
    regels: Mapping[Plek, int],
    schema: Mapping[str, Any],
    anders: Callable[[Plek], str] = lambda _: "",
) -> list[Vormfout]:
    """Hold a file against a schema.

    Parameters
    ----------
    inhoud, regels
        As `congruentie.bronnen.yamlbestand.lees_met_regels` gives them.
    schema
        JSON Schema (2020-12). The ``description`` beside a ``pattern`` says what is wrong with a value
        that does not fit it ("is geen kleur.").
    anders
        Gives another message for a value of the wrong type at a place; empty for the usual one.

    Returns
    -------
    list of Vormfout
        Everything that is wrong, each once, by line.
    """
    from jsonschema import Draft202012Validator  # 0.1 s: only where there is a file to check

    gevonden = {
        (regel_van(plek, regels), melding)
        for fout in Draft202012Validator(schema).iter_errors(inhoud)
        for plek, melding in _zeg(fout, tuple(fout.absolute_path), anders)
    }
    return [Vormfout(*een) for een in sorted(gevonden)]


def regel_van(plek: Plek, regels: Mapping[Plek, int]) -> int:
    """The line of a place, or of what it stands in."""
    while plek and plek not in regels:
        plek = plek[:-1]
    return regels.get(plek, 1)


def weiger(pad: Path, fouten: Iterable[Vormfout], oplossing: str = "") -> CongruentieFout:
    """All that is wrong with a file in one message, by line."""
    op_volgorde = sorted(fouten, key=lambda fout: fout.regel)
    eerste, aantal = op_volgorde[0], len(op_volgorde)
    if aantal == 1:
        return CongruentieFout(f"{pad}, regel {eerste.regel}: {eerste.melding}", oplossing)
    regels = [f"Regel {fout.regel}: {fout.melding}" for fout in op_volgorde[:_TOON]]
    if aantal > _TOON:
        regels.append(f"Er zijn nog {aantal - _TOON} fouten.")
    return CongruentieFout(f"{pad} heeft {aantal} fouten. {' '.join(regels)}", oplossing)


def bedoeld(naam: str, bekend: list[str]) -> str:
    """Suggest what may have been meant; of a few, name all."""
    lijkt = difflib.get_close_matches(naam.casefold(), bekend, n=1, cutoff=0.6)
    if lijkt:
        return f" Bedoel je {lijkt[0]}?"
    return f" Kies uit: {', '.join(bekend)}." if len(bekend) < 40 else ""


def _zeg(fout: Any, plek: Plek, anders: Callable[[Plek], str]) -> Iterator[tuple[Plek, str]]:
    """One error of the validator in Dutch, with the place where it is."""
    namen = [deel for deel in plek if isinstance(deel, str)]
    waar = f"{kort(namen[-1])}: " if namen else ""
    waarde, regel = fout.instance, fout.validator_value
    if fout.validator == "additionalProperties":
        bekend = list(fout.schema["properties"])
        for naam in waarde:
            if naam not in bekend:
                yield (*plek, naam), f"{kort(naam)} hoort hier niet.{bedoeld(naam, bekend)}"
    elif fout.validator == "required":
        for naam in regel:
            if naam not in waarde:
                yield plek, f"hier ontbreekt {naam}."
    elif fout.validator == "type":
        soorten = [regel] if isinstance(regel, str) else regel
        hoort = " of ".join(_WAT_HET_IS[soort] for soort in soorten if soort != "null")
        yield plek, anders(plek) or f"{waar}hier hoort {hoort}, geen {_wat(waarde)}."
    else:
        yield plek, waar + _verkeerde_waarde(fout, waarde)


def _verkeerde_waarde(fout: Any, waarde: Any) -> str:
    if fout.validator == "enum":
        return f"{citeer(waarde)} kan niet.{bedoeld(str(waarde), fout.validator_value)}"
    if fout.validator == "pattern":
        return f"{citeer(waarde)} {fout.schema['description']}"
    if fout.validator == "uniqueItems":
        return "hier staat iets dubbel."
    return "hier staat niets."  # minItems, minLength, minProperties


def _wat(waarde: Any) -> str:
    if isinstance(waarde, dict):
        return "namen met een waarde"
    if isinstance(waarde, list):
        return "lijst"
    return "lege waarde" if waarde is None else f"losse waarde {citeer(waarde)}"

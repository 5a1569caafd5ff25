"""What is wrong with the shape of a file: a JSON Schema, held against it in Dutch, with lines."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from congruentie.bronnen.yamlbestand import Plek, citeer, kort
from congruentie.errors import CongruentieFout

__all__ = ["Vormfout", "bedoeld", "regel_van", "vormfouten", "weiger"]

_TOON = 10
_SOORTEN = {
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
        hoort = " of ".join(_SOORTEN[soort] for soort in soorten if soort != "null")
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

"""The shape of a file with scenarios, as JSON Schema made from the options that commands have now."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from congruentie.batch.model import Fout, Register
from congruentie.bronnen.yamlbestand import Plek, citeer, kort
from congruentie.vraag import Vraag

__all__ = ["SOORTEN", "bedoeld", "maak_schema", "regel_van", "zoek_fouten"]

_TEKST = {"type": "string", "minLength": 1}
_GETAL = {"type": "string", "pattern": r"^[0-9]{1,6}$"}
_KOMMAGETAL = {"type": "string", "pattern": r"^[0-9]{1,6}([.,][0-9]{1,9})?$"}
SOORTEN: Mapping[str, dict[str, Any]] = {
    "laat-een-weg": {},
    "deelverzamelingen": {"minstens": _GETAL, "hoogstens": _GETAL},
    "trekkingen": {
        "aantal": _GETAL,
        "zaad": _GETAL,
        "laagste-gewicht": _KOMMAGETAL,
        "hoogste-gewicht": _KOMMAGETAL,
    },
}
"""The kinds of sensitivity study, each with the keys of its own."""
_TYPEN = {
    "string": "één waarde",
    "array": "een lijst",
    "object": "namen met een waarde",
    "null": "niets",
}


def maak_schema(register: Register) -> dict[str, Any]:
    """Make the schema.

    Parameters
    ----------
    register
        The commands; each of their options is a key.

    Returns
    -------
    dict
        JSON Schema (2020-12) for what `congruentie.bronnen.yamlbestand.lees_met_regels` reads: every
        value is a text.
    """
    opties = {naam: _waarde(vraag) for naam, vraag in register.vragen.items()}
    opties_alleen = {"type": "object", "properties": opties, "additionalProperties": False}
    uitvoer = {"type": "string", "enum": _uitvoeren(register)}
    doe = {"type": "array", "items": uitvoer, "minItems": 1, "uniqueItems": True}
    eigen = {k: v for sleutels in SOORTEN.values() for k, v in sleutels.items()}

    def blok(verplicht: list[str], **meer: Any) -> dict[str, Any]:
        return {
            **opties_alleen,
            "properties": {**opties, "doe": doe, **meer},
            "required": verplicht,
        }

    def as_van(waarde: dict[str, Any]) -> dict[str, Any]:
        vorm = {"items": waarde, "minItems": 1}
        return {
            "type": ["array", "object"], **vorm, "additionalProperties": waarde, "minProperties": 1
        }  # fmt: skip

    matrix = {
        "type": "object",
        "properties": {
            "naam": _TEKST,
            "doe": as_van({"type": ["string", "array"], "items": uitvoer, "minItems": 1}),
            **{naam: as_van(waarde) for naam, waarde in opties.items()},
        },
        "additionalProperties": as_van(opties_alleen),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["uitvoer"],
        "additionalProperties": False,
        "properties": {
            "uitvoer": _TEKST,
            "doe": doe,
            "standaard": opties_alleen,
            "scenarios": {"type": "array", "items": blok(["naam"], naam=_TEKST), "minItems": 1},
            "matrix": {**matrix, "type": ["object", "array"], "items": matrix, "minItems": 1},
            "gevoeligheid": {
                "type": "array",
                "items": blok(
                    ["naam", "soort"],
                    naam=_TEKST,
                    soort={"type": "string", "enum": list(SOORTEN)},
                    **eigen,
                ),
                "minItems": 1,
            },
        },
    }


def _waarde(vraag: Vraag) -> dict[str, Any]:
    """What can stand behind the name of a question; null takes back what is said for all."""
    een_of_meer = {"type": ["string", "array", "null"], "items": _TEKST}
    if vraag.soort in {"ja/nee", "ja of pad"}:  # in a batch a picture has no path of its own
        return {"type": ["string", "null"], "pattern": "^(true|false|ja|nee|True|False)$"}
    if vraag.soort == "paren":
        waarden = {"type": ["string", "array", "object", "null"], "additionalProperties": _TEKST}
        return {**een_of_meer, **waarden}
    if vraag.soort == "gemeenten":
        groep = {"type": ["string", "array"], "items": _TEKST, "minItems": 1}
        return {**een_of_meer, "items": groep}
    if vraag.soort in {"lijst", "indelingen"}:
        return {**een_of_meer, "minItems": 1}
    return een_of_meer if vraag.vaker else {"type": ["string", "null"]}


def _uitvoeren(register: Register) -> list[str]:
    """Everything that can stand behind ``doe``."""
    uit: list[str] = []
    for opdracht in register.opdrachten.values():
        uit += [opdracht.naam, *(opdracht.naam + suffix for suffix in opdracht.suffixen)]
    return uit


def zoek_fouten(inhoud: Any, regels: Mapping[Plek, int], register: Register) -> list[Fout]:
    """Hold a file against the schema.

    Parameters
    ----------
    inhoud, regels
        As `congruentie.bronnen.yamlbestand.lees_met_regels` gives them.
    register
        The commands.

    Returns
    -------
    list of Fout
        Everything that is wrong, by line.
    """
    from jsonschema import Draft202012Validator  # 0.1 s: only where there is a file to check

    fouten: dict[tuple[int, str], Fout] = {}
    for gevonden in Draft202012Validator(maak_schema(register)).iter_errors(inhoud):
        plek: Plek = tuple(gevonden.absolute_path)
        for waar, melding in _zeg(gevonden, plek, register):
            regel = regel_van(waar, regels)
            fouten.setdefault((regel, melding), Fout(regel, melding))
    return [fouten[sleutel] for sleutel in sorted(fouten)]


def regel_van(plek: Plek, regels: Mapping[Plek, int]) -> int:
    """The line of a place, or of what it stands in."""
    while plek and plek not in regels:
        plek = plek[:-1]
    return regels.get(plek, 1)


def _zeg(fout: Any, plek: Plek, register: Register) -> Iterator[tuple[Plek, str]]:
    """One error of the validator in Dutch, with the place where it is."""
    waar = _noem(plek)
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
        yield plek, _verkeerde_soort(plek, waarde, regel, register)
    else:
        yield plek, waar + _verkeerde_waarde(fout.validator, waarde, regel)


def _verkeerde_waarde(waarom: str, waarde: Any, regel: Any) -> str:
    if waarom == "enum":
        return f"{citeer(waarde)} kan niet.{bedoeld(str(waarde), regel)}"
    if waarom == "pattern":
        return (
            f"{citeer(waarde)} kan niet; schrijf {'ja of nee' if 'nee' in regel else 'een getal'}."
        )
    if waarom == "uniqueItems":
        return "hier staat iets dubbel."
    return "hier staat niets."  # minItems, minLength, minProperties


def _verkeerde_soort(plek: Plek, waarde: Any, soorten: Any, register: Register) -> str:
    assen = {"naam", "doe", *register.vragen}
    binnen = [deel for deel in plek[1:] if isinstance(deel, str)]
    if plek[:1] == ("matrix",) and binnen and binnen[0] not in assen:
        return (
            f"{kort(binnen[0])} is geen optie.{bedoeld(binnen[0], sorted(assen))} Een as met een eigen "
            "naam heeft namen met opties als waarden."
        )
    lijst = [_TYPEN[s] for s in ([soorten] if isinstance(soorten, str) else soorten) if s != "null"]
    return f"{_noem(plek)}hier hoort {' of '.join(lijst)}, geen {_wat(waarde)}."


def _wat(waarde: Any) -> str:
    if isinstance(waarde, dict):
        return "namen met een waarde"
    if isinstance(waarde, list):
        return "lijst"
    return "lege waarde" if waarde is None else f"losse waarde {citeer(waarde)}"


def _noem(plek: Plek) -> str:
    namen = [deel for deel in plek if isinstance(deel, str)]
    return f"{kort(namen[-1])}: " if namen else ""


def bedoeld(naam: str, bekend: list[str]) -> str:
    """Suggest what may have been meant; of a few, name all."""
    lijkt = difflib.get_close_matches(naam.casefold(), bekend, n=1, cutoff=0.6)
    if lijkt:
        return f" Bedoel je {lijkt[0]}?"
    return f" Kies uit: {', '.join(bekend)}." if len(bekend) < 40 else ""

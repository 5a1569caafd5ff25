"""The shape of a file with scenarios, as JSON Schema made from the options that commands have now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from congruentie.batch.plan import Register
from congruentie.bronnen.vormfouten import Vormfout, bedoeld, vormfouten
from congruentie.bronnen.yamlbestand import Plek, kort
from congruentie.vraag import Vraag

__all__ = ["SOORTEN", "maak_schema", "zoek_fouten"]

_TEKST = {"type": "string", "minLength": 1}
_EEN_GETAL = {"type": "string", "description": "kan niet; schrijf een getal."}
_GETAL = {**_EEN_GETAL, "pattern": r"^[0-9]{1,6}$"}
_KOMMAGETAL = {**_EEN_GETAL, "pattern": r"^[0-9]{1,6}([.,][0-9]{1,9})?$"}
_JA_OF_NEE = {
    "type": ["string", "null"],
    "pattern": "^(true|false|ja|nee|True|False)$",
    "description": "kan niet; schrijf ja of nee.",
}
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
        return _JA_OF_NEE
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


def zoek_fouten(inhoud: Any, regels: Mapping[Plek, int], register: Register) -> list[Vormfout]:
    """Hold a file against the schema; see `congruentie.bronnen.vormfouten.vormfouten`."""
    assen = {"naam", "doe", *register.vragen}

    def geen_as(plek: Plek) -> str:
        namen = [deel for deel in plek[1:] if isinstance(deel, str)]
        if plek[:1] != ("matrix",) or not namen or namen[0] in assen:
            return ""
        return (
            f"{kort(namen[0])} is geen optie.{bedoeld(namen[0], sorted(assen))} Een as met een eigen "
            "naam heeft namen met opties als waarden."
        )

    return vormfouten(inhoud, regels, maak_schema(register), geen_as)

"""What a batch is made of: options, scenarios, studies and tasks; and the shape of the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from congruentie.bronnen.yamlbestand import Plek, Vormfout, bedoeld, kort, vormfouten
from congruentie.errors import CongruentieFout
from congruentie.vraag import Vraag

__all__ = [
    "SOORTEN",
    "BatchMislukt",
    "Gegeven",
    "Opdracht",
    "Plan",
    "Register",
    "Rij",
    "Scenario",
    "Stand",
    "Studie",
    "Taak",
    "Taakstap",
    "Taakuitkomst",
    "maak_schema",
    "zoek_fouten",
]

Stand = Literal["klaar", "overgeslagen", "mislukt"]


class BatchMislukt(CongruentieFout):
    """The batch is finished, but not every scenario is (exit code 3)."""

    exit_code = 3


@dataclass(frozen=True)
class Opdracht:
    """One command, as far as a batch needs to know it.

    Parameters
    ----------
    naam
        As it is called.
    vragen
        Its options by name; without those that a batch itself fills in.
    suffixen
        Suffixes of what it can write, the usual first; empty when it writes several files under one
        name.
    """

    naam: str
    vragen: Mapping[str, Vraag]
    suffixen: tuple[str, ...]


@dataclass(frozen=True)
class Register:
    """The commands there are, and how they judge their arguments.

    Parameters
    ----------
    opdrachten
        By name.
    keur
        Lets a command judge its arguments without doing anything: gives the years that it will
        read, or raises ValueError with the name of the option ("" when there is none) and a Dutch
        message.
    """

    opdrachten: Mapping[str, Opdracht]
    keur: Callable[[str, list[str]], frozenset[int]]

    @property
    def vragen(self) -> dict[str, Vraag]:
        """All questions by name, in order of the commands."""
        return {n: vraag for o in self.opdrachten.values() for n, vraag in o.vragen.items()}


@dataclass(frozen=True)
class Gegeven:
    """The value of an option (texts, lists and mappings; None: not given) and its line."""

    waarde: Any
    regel: int


@dataclass(frozen=True)
class Scenario:
    """One scenario.

    Parameters
    ----------
    naam
        Also the name of its folder.
    doe
        Outputs: a command, or a command and a suffix (``bereken.xlsx``).
    opties
        By name.
    regel
        Where it stands in the file.
    studie
        Name of the study that it is part of; empty when it is not.
    zaad
        The seed that its options were drawn with; None when there is no chance in it.
    """

    naam: str
    doe: tuple[str, ...]
    opties: Mapping[str, Gegeven]
    regel: int
    studie: str = ""
    zaad: int | None = None


@dataclass(frozen=True)
class Studie:
    """A sensitivity study: scenarios, and what they say together.

    Parameters
    ----------
    naam
        Also the name of its folder.
    soort
        ``"laat-een-weg"``, ``"deelverzamelingen"`` or ``"trekkingen"``.
    delen
        Names of its scenarios, and what each stands for ("zonder ggd").
    gegevens
        What it was asked with, for the manifest: number of draws, seed, bounds.
    regel
        Where it stands in the file.
    """

    naam: str
    soort: str
    delen: Mapping[str, str]
    gegevens: Mapping[str, Any]
    regel: int


@dataclass(frozen=True)
class Plan:
    """Everything that a file asks for.

    Parameters
    ----------
    pad
        The file.
    uitvoer
        The folder to write in.
    scenarios, studies
        In the order of the file.
    """

    pad: Path
    uitvoer: Path
    scenarios: tuple[Scenario, ...]
    studies: tuple[Studie, ...] = ()


@dataclass(frozen=True)
class Taakstap:
    """One command to run.

    Parameters
    ----------
    opdracht
        Its name.
    argumenten
        Of its command line, without ``--uit``. A NUL stands for the folder with inputs.
    uit
        Name of the file to write, or without suffix for a command that writes several.
    """

    opdracht: str
    argumenten: tuple[str, ...]
    uit: str


@dataclass(frozen=True)
class Taak:
    """What makes one scenario; small, pure, and the same wherever it runs.

    Parameters
    ----------
    naam
        Of the scenario.
    stappen
        The commands, in order.
    sleutel
        Hash of everything that the outcome depends on.
    paden
        Place of a file under the folder with inputs -> its path as the user wrote it.
    """

    naam: str
    stappen: tuple[Taakstap, ...]
    sleutel: str
    paden: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Taakuitkomst:
    """What came of a task.

    Parameters
    ----------
    naam
        Of the scenario.
    bestanden
        Name -> content.
    samenvatting
        The figures for the overview.
    meldingen
        What the commands said.
    duur
        Seconds.
    fout
        Why it failed; empty when it did not.
    schijf_vol
        Whether it failed because a disk is full.
    waar
        Which computer and process made it.
    """

    naam: str
    bestanden: Mapping[str, bytes] = field(default_factory=dict)
    samenvatting: Mapping[str, Any] = field(default_factory=dict)
    meldingen: tuple[str, ...] = ()
    duur: float = 0.0
    fout: str = ""
    schijf_vol: bool = False
    waar: str = ""


@dataclass(frozen=True)
class Rij:
    """What became of one scenario or study.

    Parameters
    ----------
    naam
        Its name.
    stand
        ``"klaar"``: made now; ``"overgeslagen"``: was finished already; ``"mislukt"``.
    oorzaak
        Why it failed.
    samenvatting
        Its figures.
    bestanden
        Names of what was made.
    duur
        Seconds; 0 when it was not made now.
    """

    naam: str
    stand: Stand
    oorzaak: str = ""
    samenvatting: Mapping[str, Any] = field(default_factory=dict)
    bestanden: tuple[str, ...] = ()
    duur: float = 0.0

    @classmethod
    def van(cls, naam: str, stand: Stand, manifest: Mapping[str, Any]) -> Rij:
        """What a manifest says."""
        return cls(naam, stand, "", manifest.get("samenvatting", {}), tuple(manifest["uitvoer"]))


_TEKST = {"type": "string", "minLength": 1}
_EEN_GETAL = {"type": "string", "description": "kan niet; schrijf een getal."}
_GETAL = {**_EEN_GETAL, "pattern": r"^[0-9]{1,6}\Z"}
_KOMMAGETAL = {**_EEN_GETAL, "pattern": r"^[0-9]{1,6}([.,][0-9]{1,9})?\Z"}
_JA_OF_NEE = {
    "type": ["string", "null"],
    "pattern": r"^(true|false|ja|nee|True|False)\Z",
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
    """Hold a file against the schema; see `congruentie.bronnen.yamlbestand.vormfouten`."""
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

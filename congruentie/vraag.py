"""One description of every question that a user is asked; no words of it stand anywhere else.

A `Vraag` says how a question is called, what kind of answer it takes, how that is written and what it
means, in Dutch. The options of the command line, the keys and the JSON Schema of a file with
scenarios, and the check of an answer are all made from it.

Questions that belong together are the fields of a dataclass::

    @dataclass(frozen=True)
    class Eisen:
        min_inwoners: int | None = vraag("heel getal", "Minste inwoners per regio.")
        aaneengesloten: bool = field(default=True)  # a field that nobody is asked for

    vragen_van(Eisen)  # (Vraag(naam="min-inwoners", veld="min_inwoners", ...),)

A question of one command only is a `Vraag` by itself.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

__all__ = ["Soort", "Vraag", "vraag", "vragen_van"]

Soort = Literal[
    "ja/nee", "heel getal", "getal", "reeks", "jaar", "jaren", "datum", "keus", "tekst", "lijst",
    "indeling", "indelingen", "gemeenten", "paren", "bestand", "map", "pad", "ja of pad",
]  # fmt: skip
"""Kinds of answer.

``"getal"`` is 0 or higher and stays text, so that 0.1 is exactly that. ``"reeks"``: a whole number, or
two with a dash. ``"lijst"``, ``"indelingen"`` and ``"gemeenten"``: names with commas between them.
``"paren"``: ``NAAM=...``, one per time. ``"bestand"`` and ``"map"`` are read, ``"pad"`` is written.
"""

_VORMEN: Mapping[str, str] = {
    "heel getal": "GETAL", "getal": "GETAL", "reeks": "AANTAL", "jaar": "JAAR", "jaren": "JAAR-JAAR",
    "datum": "DATUM", "tekst": "TEKST", "indeling": "NAAM", "indelingen": "NAAM,NAAM",
    "gemeenten": "GM,GM", "paren": "NAAM=...", "bestand": "BESTAND", "map": "MAP", "pad": "PAD",
    "ja of pad": "[PAD]",
}  # fmt: skip
"""How an answer is written, unless the question says it in another way."""


@dataclass(frozen=True)
class Vraag:
    """One question.

    Parameters
    ----------
    naam
        As users write it, without dashes in front: ``min-inwoners``.
    soort
        The kind of answer.
    hulp
        What it means, as one or a few Dutch sentences.
    vorm
        How an answer is written, with its unit: ``KM``, ``NAAM=BESTAND``. That of the kind, when empty.
    standaard
        The answer of who gives none, as it is typed; None when there is none.
    keuzes
        The words to choose from; of a ``"pad"`` the suffixes that it can have, the usual one first; of
        a ``"bestand"`` the words that stand for something embedded.
    vaker
        Whether it can be answered more than once.
    verplicht
        Whether there must be an answer.
    minstens
        The lowest whole number.
    van
        Of ``"paren"``: the kind of what follows the ``=``.
    niet_met, hoort_bij
        Names of questions that cannot be answered as well, and that must be.
    veld
        The name of its answer in Python; `naam` with underscores, when empty.
    """

    naam: str
    soort: Soort
    hulp: str
    vorm: str = ""
    standaard: Any = None
    keuzes: tuple[str, ...] = ()
    vaker: bool = False
    verplicht: bool = False
    minstens: int = 0
    van: Literal["tekst", "bestand", "getal"] = "tekst"
    niet_met: tuple[str, ...] = ()
    hoort_bij: tuple[str, ...] = ()
    veld: str = ""

    def __post_init__(self) -> None:
        """Fill in what follows from the rest."""
        vorm = self.vorm or _VORMEN.get(self.soort, "|".join(self.keuzes))
        object.__setattr__(self, "vorm", vorm)
        object.__setattr__(self, "vaker", self.vaker or self.soort == "paren")
        object.__setattr__(self, "veld", self.veld or self.naam.replace("-", "_"))

    @property
    def leest(self) -> bool:
        """Whether the answer names something on disk that will be read."""
        return self.soort in {"bestand", "map"} or self.van == "bestand"

    def lees(self, antwoord: str) -> Any:
        """Read an answer as it was typed, one time.

        Returns
        -------
        object
            int for ``"heel getal"`` and ``"jaar"``; tuple for ``"lijst"``, ``"indelingen"`` and
            ``"jaren"``; date for ``"datum"``; the text for every other kind.

        Raises
        ------
        ValueError
            It cannot be; with a Dutch message that begins with a small letter.
        """
        lezer = _LEZERS.get(self.soort)
        return antwoord if lezer is None else lezer(self, antwoord)

    def lees_paren(self, antwoorden: Sequence[str]) -> dict[str, Any]:
        """Read all answers to a question for pairs.

        Raises
        ------
        ValueError
            As `lees`.
        """
        uit: dict[str, Any] = {}
        for antwoord in antwoorden:
            naam, is_teken, rest = (deel.strip() for deel in antwoord.partition("="))
            if not (naam and is_teken and rest):
                raise ValueError(f"{antwoord!r} heeft niet de vorm {self.vorm}.")
            if naam in uit:
                raise ValueError(f"{naam} staat er twee keer.")
            uit[naam] = _als_float(rest) if self.van == "getal" else rest
        return uit


def vraag(soort: Soort, hulp: str, *, naam: str = "", standaard: Any = None, **meer: Any) -> Any:
    """Declare a field of a dataclass as a question; see `Vraag` for what can be said of it.

    Parameters
    ----------
    soort, hulp, naam, standaard, meer
        As of `Vraag`. Without `naam`, it is that of the field with dashes. The default of the field is
        `standaard`, and nothing at all (an empty dict or tuple) of a question for several answers.
    """
    gevraagd = Vraag(naam, soort, hulp, standaard=standaard, **meer)
    if soort == "paren":
        return field(default_factory=dict, metadata={"vraag": gevraagd})
    if gevraagd.vaker:
        standaard = ()
    elif soort == "ja/nee":
        standaard = False
    return field(default=standaard, metadata={"vraag": gevraagd})


def vragen_van(klasse: type, *, zonder: Sequence[str] = ()) -> tuple[Vraag, ...]:
    """The questions that a dataclass has, in order.

    Parameters
    ----------
    klasse
        A dataclass with fields made by `vraag`; other fields are no questions.
    zonder
        Fields to leave out.
    """
    return tuple(
        replace(
            een.metadata["vraag"],
            naam=een.metadata["vraag"].naam or een.name.replace("_", "-"),
            veld=een.name,
        )
        for een in fields(klasse)
        if "vraag" in een.metadata and een.name not in zonder
    )


def _heel_getal(vraag: Vraag, tekst: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", tekst):
        raise ValueError(f"{tekst!r} is geen heel getal.")
    if int(tekst) < vraag.minstens:
        raise ValueError(f"{tekst} kan niet; het laagste is {vraag.minstens}.")
    return int(tekst)


def _getal(vraag: Vraag, tekst: str) -> str:
    met_punt = tekst.replace(",", ".")
    try:
        goed = 0 <= float(met_punt) < 1e9
    except ValueError:
        goed = False
    if not goed:
        raise ValueError(f"{tekst!r} is geen getal van 0 of hoger.")
    return met_punt


def _als_float(tekst: str) -> float:
    if not re.fullmatch(r"[+-]?[0-9]+([.,][0-9]+)?(e[+-]?[0-9]+)?", tekst, re.I):
        raise ValueError(f"{tekst!r} is geen getal.")
    return float(tekst.replace(",", "."))


def _reeks(vraag: Vraag, tekst: str) -> str:
    if not all(deel.isdecimal() for deel in tekst.split("-", 1)):
        raise ValueError(f"{tekst!r} is geen getal of reeks zoals 20-30.")
    return tekst


def _jaren(vraag: Vraag, tekst: str) -> tuple[int, ...]:
    jaren: tuple[int, ...] = ()
    for deel in tekst.split(","):
        eerste, streep, laatste = deel.partition("-")
        einden = (eerste, laatste) if streep else (eerste, eerste)
        van, tot = (_heel_getal(vraag, jaar.strip()) for jaar in einden)
        if not 0 <= tot - van < 100:
            raise ValueError(f"{deel.strip()!r} is geen reeks van jaren.")
        jaren += tuple(range(van, tot + 1))
    if len(set(jaren)) < max(len(jaren), 2):
        raise ValueError("noem ten minste twee verschillende jaren.")
    return jaren


def _datum(vraag: Vraag, tekst: str) -> datetime.date:
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", tekst):
            return datetime.date.fromisoformat(tekst)
    except ValueError:
        pass
    raise ValueError(f"{tekst!r} is geen datum zoals 2027-03-01.")


def _keus(vraag: Vraag, tekst: str) -> str:
    if tekst not in vraag.keuzes:
        raise ValueError(f"{tekst!r} kan niet; kies uit {', '.join(vraag.keuzes)}.")
    return tekst


def _lijst(vraag: Vraag, tekst: str) -> tuple[str, ...]:
    namen = tuple(naam.strip() for naam in tekst.split(",") if naam.strip())
    if not namen:
        wat = "enkele indeling" if vraag.soort == "indelingen" else "enkele naam"
        raise ValueError(f"er staat geen {wat} in.")
    if vraag.keuzes:
        for naam in namen:
            _keus(vraag, naam)
    return namen


_LEZERS: Mapping[str, Callable[[Vraag, str], Any]] = {
    "heel getal": _heel_getal,
    "jaar": _heel_getal,
    "getal": _getal,
    "reeks": _reeks,
    "jaren": _jaren,
    "datum": _datum,
    "keus": _keus,
    "lijst": _lijst,
    "indelingen": _lijst,
}

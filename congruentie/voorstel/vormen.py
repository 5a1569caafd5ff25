"""The forms of an answer to a question about conditions: judged, written and said."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from congruentie.errors import CongruentieFout
from congruentie.nl import getal
from congruentie.vraag import Soort, Vraag

if TYPE_CHECKING:
    from congruentie.model import Indeling
    from congruentie.verbanden import Verband

__all__ = [
    "KEURDERS", "ZWAARSTE_WENS", "Eisvraag", "Groepen", "Heel", "Liever", "LieverHeel", "als_optie",
    "eis", "in_woorden", "keur_groepen", "keur_heel", "keur_liever", "keur_liever_heel", "keur_paren",
]  # fmt: skip

Groepen = tuple[tuple[str, ...], ...]
Liever = tuple[tuple[str, str, float], ...]
Heel = tuple["Verband | str", ...]
LieverHeel = tuple[tuple["Verband | str", float], ...]
ZWAARSTE_WENS = 1000
"""What `Eisen.liever` takes at most for one wish, either way."""


@dataclass(frozen=True)
class Eisvraag(Vraag):
    """The question for one condition.

    Parameters
    ----------
    zin
        The condition as a Dutch sentence, with ``{}`` for the answer; empty when it only says how
        another one is meant.
    keur
        Judges an answer that is given in Python or in a file; default that of the kind.
    """

    zin: str = ""
    keur: Callable[[Vraag, Any], Any] | None = None


def eis(soort: Soort, hulp: str, zin: str = "", *, leeg: Any = None, **meer: Any) -> Any:
    """Declare a condition.

    Parameters
    ----------
    soort, hulp, zin, meer
        As of `Eisvraag`; without ``naam`` it is that of the field.
    leeg
        What stands for no condition. True where users are asked for the opposite of the field.
    """
    vraag = Eisvraag(meer.pop("naam", ""), soort, hulp, zin=zin, **meer)
    return field(default=leeg, metadata={"vraag": vraag})


def _keur_heel_getal(vraag: Vraag, waarde: Any) -> int:
    if isinstance(waarde, float) and waarde.is_integer():  # 2e5
        waarde = int(waarde)
    tekst = str(waarde)
    if isinstance(waarde, bool) or not tekst.removeprefix("-").isdecimal() or len(tekst) > 9:
        raise CongruentieFout(f"Bij {vraag.naam} staat {waarde!r}; dat is geen heel getal.")
    if int(tekst) < vraag.minstens:
        wat = vraag.naam.replace("-", " ")
        raise CongruentieFout(f"De eis {wat} moet {vraag.minstens} of hoger zijn, niet {tekst}.")
    return int(tekst)


def _keur_getal(vraag: Vraag, waarde: Any) -> float:
    try:
        return float(str(waarde).replace(",", "."))
    except ValueError as fout:
        raise CongruentieFout(f"Bij {vraag.naam} staat {waarde!r}; dat is geen getal.") from fout


def _keur_reeks(vraag: Vraag, waarde: Any) -> tuple[int, int]:
    delen = waarde if isinstance(waarde, (list, tuple)) else str(waarde).split("-", 1)
    laag, hoog = (_keur_heel_getal(vraag, str(deel).strip()) for deel in (delen[0], delen[-1]))
    if len(delen) > 2 or not 1 <= laag <= hoog:
        raise CongruentieFout(
            f"Het aantal regio's kan niet van {laag} tot {hoog} lopen.",
            "Geef een getal zoals 25, of een reeks zoals 20-30.",
        )
    return laag, hoog


def _keur_ja_nee(vraag: Vraag, waarde: Any) -> bool:
    if not isinstance(waarde, bool):
        raise CongruentieFout(
            f"Bij {vraag.naam} staat {waarde!r}; dat is geen ja of nee.", "Schrijf true of false."
        )
    return waarde


def _keur_indeling(vraag: Vraag, waarde: Any) -> Indeling | str:
    from congruentie.model import Indeling

    if not isinstance(waarde, (Indeling, str)):
        raise CongruentieFout(
            f"Bij {vraag.naam} staat {waarde!r}; dat is geen indeling.",
            "Geef haar naam, zoals provincie.",
        )
    return waarde


def keur_groepen(vraag: Vraag, waarde: Any, minstens: int = 2) -> Groepen:
    """Judge groups of gemeenten; of a single group the list around it may be left out."""
    groepen = waarde if isinstance(waarde, (list, tuple)) else [waarde]
    if any(isinstance(deel, str) for deel in groepen):
        groepen = [groepen]
    for groep in groepen:
        if not isinstance(groep, (list, tuple)):
            raise CongruentieFout(
                f"Bij {vraag.naam} staat {groep!r}.", "Schrijf gemeenten, zoals GM0267,GM0228."
            )
        if len({str(wie) for wie in groep}) < minstens:
            raise CongruentieFout(f"Bij {vraag.naam} moeten ten minste {minstens} gemeenten staan.")
    return tuple(tuple(str(wie).strip() for wie in groep) for groep in groepen)


def keur_paren(vraag: Vraag, waarde: Any) -> tuple[tuple[str, str], ...]:
    """Judge pairs of gemeenten."""
    groepen = keur_groepen(vraag, waarde, 1)
    for groep in groepen:
        if len(groep) != 2:
            raise CongruentieFout(
                f"Een {vraag.naam} heeft twee gemeenten, niet {len(groep)}.",
                "Schrijf GM0448,GM0400.",
            )
    return tuple((een, ander) for een, ander in groepen)


def keur_liever(vraag: Vraag, waarde: Any) -> Liever:
    """Judge soft wishes: two gemeenten and a weight, which is 1 when it is left out."""
    uit = []
    for wens in waarde:
        if not isinstance(wens, (list, tuple)) or len(wens) not in {2, 3}:
            raise CongruentieFout(
                f"Bij {vraag.naam} staat {wens!r}.",
                "Geef twee gemeenten en een getal, zoals ('GM0267', 'GM0228', -1).",
            )
        een, ander = wens[:2]
        gewicht = _keur_getal(vraag, wens[2]) if len(wens) == 3 else 1.0
        if een == ander:
            raise CongruentieFout(f"Bij liever staat {een} met zichzelf.", "Noem er twee.")
        uit.append((str(een), str(ander), _keur_gewicht(f"liever {een},{ander}", gewicht)))
    return tuple(uit)


def keur_heel(vraag: Vraag, waarde: Any) -> Heel:
    """Judge names of verbanden; of a single one the list around it may be left out."""
    from congruentie.verbanden import Verband

    lijst = waarde if isinstance(waarde, (list, tuple)) else [waarde]
    for een in lijst:
        if not isinstance(een, (str, Verband)) or not een:
            raise CongruentieFout(
                f"Bij {vraag.naam} staat {een!r}; dat is geen naam van een samenwerkingsverband.",
                "Schrijf de naam zoals zij in de lijst staat.",
            )
    return tuple(een.strip() if isinstance(een, str) else een for een in lijst)


def keur_liever_heel(vraag: Vraag, waarde: Any) -> LieverHeel:
    """Judge soft wishes about verbanden: a name, or a name and a weight, which is 1 when left out.

    A name with a weight is a pair, or text with ``=`` before the weight.
    """
    uit = []
    for wens in waarde if isinstance(waarde, (list, tuple)) else [waarde]:
        naam, gewicht = wens if isinstance(wens, (list, tuple)) and len(wens) == 2 else (wens, 1.0)
        if isinstance(naam, str) and naam is wens and "=" in naam:
            naam, _, gewicht = naam.rpartition("=")
        ((verband,), getal_) = keur_heel(vraag, [naam]), _keur_getal(vraag, gewicht)
        uit.append((verband, _keur_gewicht(f"{vraag.naam} {naam}", getal_)))
    return tuple(uit)


def _keur_gewicht(wat: str, gewicht: float) -> float:
    if not (math.isfinite(gewicht) and 0 < abs(gewicht) <= ZWAARSTE_WENS):
        raise CongruentieFout(
            f"Bij {wat} staat het gewicht {gewicht:g}.",
            f"Geef een getal tussen -{ZWAARSTE_WENS} en {ZWAARSTE_WENS}, niet 0.",
        )
    return gewicht


KEURDERS: dict[Soort, Callable[[Vraag, Any], Any]] = {
    "heel getal": _keur_heel_getal,
    "getal": _keur_getal,
    "reeks": _keur_reeks,
    "ja/nee": _keur_ja_nee,
    "indeling": _keur_indeling,
    "gemeenten": keur_groepen,
}
"""Kind of answer -> what judges one that is given in Python or in a file."""


def als_optie(vraag: Vraag, waarde: Any) -> Any:
    """Write an answer as it is given to an option."""
    if vraag.soort == "gemeenten":
        return [",".join(groep) for groep in waarde]
    if vraag.veld == "liever":
        return [f"{een},{ander}={str(w).removesuffix('.0')}" for een, ander, w in waarde]
    if vraag.veld == "heel":
        waarde = [_naam(een) for een in waarde]
    elif vraag.veld == "liever_heel":
        waarde = [f"{_naam(een)}={str(w).removesuffix('.0')}" for een, w in waarde]
    elif vraag.soort == "ja/nee":
        waarde = True
    elif vraag.soort == "reeks":
        waarde = "-".join(str(grens) for grens in dict.fromkeys(waarde))
    return _naam(waarde)


def _naam(waarde: Any) -> Any:
    return getattr(waarde, "naam", waarde)


def in_woorden(waarde: Any) -> str:
    """Write an answer in a Dutch sentence."""
    if isinstance(waarde, tuple):
        laag, hoog = waarde
        return str(laag) if laag == hoog else f"{laag} tot {hoog}"
    if isinstance(waarde, (int, float)):
        return getal(waarde)
    return str(getattr(waarde, "titel", waarde))

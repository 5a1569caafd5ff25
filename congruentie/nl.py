"""Numbers, plurals, lists and file names, as Dutch readers write them."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Sequence

__all__ = [
    "MAANDEN", "aantal", "bestandsnaam", "dag", "datum", "getal", "opsomming", "reeks", "zichtbaar",
]  # fmt: skip

_ONZICHTBAAR = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def getal(waarde: float, decimalen: int = 0, *, teken: bool = False) -> str:
    """Write a number: "1.234,5"; `teken`: with a plus when it is more than nothing.

    What rounds to zero has no sign.
    """
    rond = round(waarde, decimalen) + 0.0  # no "-0"
    tekst = f"{rond:{'+' if teken and rond else ''},.{decimalen}f}"
    return tekst.translate(str.maketrans(",.", ".,"))


def aantal(hoeveel: int, een: str, meer: str) -> str:
    """Count things: "1 gemeente", "1.234 gemeenten"."""
    return f"{getal(hoeveel)} {een if hoeveel == 1 else meer}"


MAANDEN = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip


def dag(een: datetime.date) -> str:
    """Write a date: "1 maart 2027"."""
    return datum(een.isoformat())


def datum(tekst: str) -> str:
    """Write an ISO date as people do: "1 januari 2026"; what is no date stays as it is."""
    gevonden = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])-(\d\d)", tekst)
    if gevonden is None:
        return tekst
    return f"{int(gevonden[3])} {MAANDEN[int(gevonden[2]) - 1]} {gevonden[1]}"


def bestandsnaam(*delen: str, langste: int = 60) -> str:
    """Join texts to a file name that is safe on any system: plain letters, digits and dashes."""
    kaal = unicodedata.normalize("NFKD", "-".join(delen)).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", kaal).strip("-")[:langste].strip("-")


def opsomming(dingen: Sequence[str], hoogstens: int = 5, *, woord: str = "en") -> str:
    """Join for a Dutch sentence: "a, b en c"; the rest beyond `hoogstens` is counted."""
    if len(dingen) > hoogstens:
        return f"{', '.join(dingen[:hoogstens])} en {len(dingen) - hoogstens} andere"
    return f" {woord} ".join(filter(None, [", ".join(dingen[:-1]), *dingen[-1:]]))


def zichtbaar(tekst: str) -> str:
    r"""Write what a screen would obey, or cannot show, as ``\x1b``.

    That are control characters, halves of a pair, and marks that turn the direction of text. Line ends
    and tabs stay.
    """
    return _ONZICHTBAAR.sub(lambda teken: ascii(teken[0])[1:-1], tekst)


def reeks(jaren: Iterable[int]) -> str:
    """Join years for a Dutch sentence, in ascending order: "2015, 2018 tot en met 2026"."""
    rest, delen = sorted(set(jaren)), list[str]()
    while rest:
        lengte = next((i for i, jaar in enumerate(rest) if jaar != rest[0] + i), len(rest))
        deel, rest = rest[:lengte], rest[lengte:]
        delen += [f"{deel[0]} tot en met {deel[-1]}"] if lengte > 2 else map(str, deel)
    return opsomming(delen, len(delen))

"""Names of scenarios: each is also the name of a folder, on any system."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from congruentie.bronnen.yamlbestand import citeer

__all__ = ["NAAM_VAN_ONS", "controleer_naam", "etiket", "gelijk", "vul_in"]

NAAM_VAN_ONS = ("overzicht.csv", "overzicht.html")
_LANGSTE = 100
_VERBODEN = set('<>:"/\\|?*{}')
_WINDOWS = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.I)


def controleer_naam(naam: str) -> str:
    """Say why a name cannot be that of a folder everywhere; empty when it can."""
    fout = next((een for een in sorted(_VERBODEN) if een in naam), "")
    redenen = {
        "bevat tekens die niet in de naam van een map kunnen": not naam.isprintable()
        or not naam
        or naam != unicodedata.normalize("NFC", naam),
        f"bevat {fout}; dat kan niet in de naam van een map": fout,
        "begint of eindigt met een teken waar dat niet kan": naam[:1] in ".-~ "
        or naam[-1:] in ". ",
        "is op Windows van het systeem zelf": _WINDOWS.fullmatch(naam),
        f"is langer dan {_LANGSTE} tekens": len(naam.encode(errors="replace")) > _LANGSTE,
        "is van een bestand dat deze opdracht zelf maakt": gelijk(naam) in NAAM_VAN_ONS,
    }
    reden = next((reden for reden, zo in redenen.items() if zo), "")
    return reden and f"de naam {citeer(naam)} {reden}."


def gelijk(naam: str) -> str:
    """What two names have in common that are one folder on some systems."""
    return unicodedata.normalize("NFC", naam.casefold())


def etiket(waarde: Any) -> str:
    """A short text for a value of a matrix, to put in a name."""
    if waarde is None:
        return "geen"
    if isinstance(waarde, dict):
        return "+".join(f"{naam}={etiket(deel)}" for naam, deel in waarde.items()) or "geen"
    if isinstance(waarde, list):
        return "+".join(etiket(deel) for deel in waarde) or "geen"
    return str(waarde).replace(",", "+") if "=" not in str(waarde) else str(waarde)


def vul_in(sjabloon: str, etiketten: dict[str, str]) -> str:
    """Fill in a template of a name.

    Raises
    ------
    ValueError
        It names something that is not there; with that name.
    """

    def kies(m: re.Match[str]) -> str:
        if m[1] not in etiketten:
            raise ValueError(m[1])
        return etiketten[m[1]]

    return re.sub(r"\{([^{}]*)\}", kies, sjabloon)

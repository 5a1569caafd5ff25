"""How a document speaks about each domain of the Studiegroep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from congruentie.dossier.feiten import Feiten, Rij
from congruentie.errors import GebruiksFout

__all__ = ["DOMEINEN", "domein_voor"]

DOMEINEN: Mapping[str, Mapping[str, Any]] = {
    "fysiek": {
        "verbogen": "fysieke",
        "onderwerpen": "onderwerpen zoals energie, wonen, verkeer, water en natuur",
        "vragen": (
            "Sluiten deze grenzen aan op het gebied waarin u over wonen, verkeer en energie "
            "afspraken maakt?",
            "Welke afspraken met de provincie en het waterschap hangen van deze grenzen af?",
        ),
    },
    "sociaal": {
        "verbogen": "sociale",
        "onderwerpen": "onderwerpen zoals gezondheid, jeugd, zorg en onderwijs",
        "vragen": (
            "Sluiten deze grenzen aan op de plek waar inwoners nu zorg en onderwijs krijgen?",
            "Welke contracten voor jeugdhulp en zorg hangen van deze grenzen af?",
        ),
    },
    "economisch": {
        "verbogen": "economische",
        "onderwerpen": "onderwerpen zoals werk, inkomen en bedrijven",
        "vragen": (
            "Sluiten deze grenzen aan op het gebied waarin mensen werken en bedrijven zaken doen?",
            "Welke afspraken met werkgevers en opleidingen hangen van deze grenzen af?",
        ),
    },
}
"""How a document speaks about each domain of the Studiegroep."""


def domein_voor(feiten: Feiten, naam: str) -> Rij:
    """What a template knows of a domain, and which indelingen belong to it."""
    if naam not in DOMEINEN:
        raise GebruiksFout(f"Het domein {naam!r} kan niet.", f"Kies uit {', '.join(DOMEINEN)}.")
    indelingen = feiten.voorstel.indelingen
    erin = [i.label for i in indelingen if feiten.voorstel.domeinen[i.naam] == naam]
    eruit = [i.label for i in indelingen if feiten.voorstel.domeinen[i.naam] != naam]
    return {"naam": naam, **DOMEINEN[naam], "erin": erin, "eruit": eruit}

"""What the organiser says that nothing computes: deadline, contact, and which issue a document is."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from congruentie import nl

__all__ = ["Afspraken"]


@dataclass(frozen=True)
class Afspraken:
    """What the organiser of the consultation fills in; it stands in forms and documents alike.

    Parameters
    ----------
    antwoord_voor
        The day before which answers are wanted; None for no deadline.
    vraag_aan
        Whom to ask, as it must be shown; empty for nobody.
    vastgesteld
        Whether it was decided upon; else it is a concept.
    versie
        Such as "2"; empty for none. It stands on every page with `datum`, so that nobody discusses
        another version than the neighbour.
    datum
        None for none: then the same input gives the same bytes on any day.
    """

    antwoord_voor: datetime.date | None = None
    vraag_aan: str = ""
    vastgesteld: bool = False
    versie: str = ""
    datum: datetime.date | None = None

    @property
    def status(self) -> str:
        """Concept or vastgesteld, as a sentence begins."""
        return "Vastgesteld" if self.vastgesteld else "Concept"

    @property
    def regel(self) -> str:
        """Status, version and date: "Concept, versie 2, 1 december 2026"."""
        versie = f"versie {self.versie}" if self.versie else ""
        datum = nl.dag(self.datum) if self.datum else ""
        return ", ".join(filter(None, (self.status, versie, datum)))

    @property
    def termijn(self) -> str:
        """The deadline: "1 maart 2027"; empty when there is none."""
        return nl.dag(self.antwoord_voor) if self.antwoord_voor else ""

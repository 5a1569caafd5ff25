"""Where facts come from, as every output names it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["EIGEN", "Herkomst", "Status"]

Status = Literal["officieel", "niet_officieel", "eigen"]


@dataclass(frozen=True)
class Herkomst:
    """Where a fact comes from.

    Parameters
    ----------
    bron
        Source, as it must be named.
    peildatum
        ISO date the facts hold for, or a remark when it differs per row.
    status
        ``"officieel"`` (kept by CBS), ``"niet_officieel"`` (compiled from other sources) or
        ``"eigen"`` (a file of the user's own).
    licentie
        Under which licence the facts may be used.
    opmerking
        What a reader must know about their accuracy, in Dutch sentences; empty when nothing.
    opgehaald
        ISO date on which they were fetched; empty when they are embedded or the user's own.
    overgezet
        The year of the gemeenten that they were carried from along the herindelingen; 0 when they
        are of the gemeenten that they are used for.
    """

    bron: str
    peildatum: str
    status: Status
    licentie: str
    opmerking: str = ""
    opgehaald: str = ""
    overgezet: int = 0

    @property
    def status_tekst(self) -> str:
        """The status in Dutch, as every output shows it."""
        teksten = {
            "officieel": "officieel (CBS)",
            "niet_officieel": "niet officieel, niet van CBS",
            "eigen": "eigen bestand",
        }
        van = f"; overgezet van de gemeenten van {self.overgezet}" if self.overgezet else ""
        return teksten[self.status] + van

    @property
    def bron_tekst(self) -> str:
        """The source with what a reader must know about it, for wherever sources are listed."""
        return f"{self.bron}. {self.opmerking}" if self.opmerking else self.bron


EIGEN = Herkomst("eigen gegevens", "onbekend", "eigen", "onbekend")

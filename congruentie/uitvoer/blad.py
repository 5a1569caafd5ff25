"""Sheets and their columns: what a column is called, means and looks like is said once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from congruentie.model import Indelingen

__all__ = ["AANTAL", "PROCENT", "VERSCHIL", "Blad", "Formaat", "Kolom", "bronnenblad", "uitlegblad"]

Formaat = str | Callable[[float], str]

AANTAL, PROCENT, VERSCHIL = "#,##0", "0.00", "+0.00;-0.00;0.00"
"""Number formats of Excel: counts, percentages and differences."""


@dataclass(frozen=True)
class Kolom:
    """A column, or another thing that a reader must be told.

    Parameters
    ----------
    naam
        As in the table; of columns that are alike several, with commas. ``<...>`` stands for any text.
    titel, uitleg, bron
        What the sheet Toelichting says of it. Without `uitleg` it is not there.
    formaat
        Number format of Excel, or a function that gives it for a value.
    """

    naam: str
    titel: str = ""
    uitleg: str = ""
    bron: str = ""
    formaat: Formaat = ""

    def is_van(self, naam: str) -> bool:
        """Whether a column of a table is this one."""
        patronen = (re.sub("<.*?>", ".+", re.escape(een)) for een in self.naam.split(", "))
        return any(re.fullmatch(patroon, naam) for patroon in patronen)


@dataclass(frozen=True)
class Blad:
    """One sheet.

    Parameters
    ----------
    titel
        Name of the sheet, at most 31 characters.
    tabel
        The rows; the index is written as the first columns unless it is a plain range.
    kolommen
        What is known of columns; those that the table lacks do not matter.
    met_titels
        Whether the header shows the titles of columns rather than their names.
    """

    titel: str
    tabel: pd.DataFrame
    kolommen: Sequence[Kolom] = ()
    met_titels: bool = False

    @property
    def plat(self) -> pd.DataFrame:
        """The table with its index as columns."""
        return (
            self.tabel if isinstance(self.tabel.index, pd.RangeIndex) else self.tabel.reset_index()
        )

    def formaat(self, naam: str) -> Formaat:
        """The number format of a column; empty when it has none."""
        return next((k.formaat for k in self.kolommen if k.formaat and k.is_van(naam)), "")

    def kop(self, naam: str) -> str:
        """The header of a column."""
        titels = (k.titel for k in self.kolommen if self.met_titels and k.is_van(naam))
        return next(titels, naam)


def uitlegblad(kolommen: Iterable[Kolom]) -> Blad:
    """The sheet that explains: column, title, explanation and source."""
    rijen = [(k.naam, k.titel, k.uitleg, k.bron) for k in kolommen if k.uitleg]
    return Blad("Toelichting", pd.DataFrame(rijen, columns=["kolom", "titel", "uitleg", "bron"]))


def bronnenblad(indelingen: Indelingen) -> Blad:
    """The sheet with source, peildatum, status and licence of each indeling."""
    rijen = [
        {
            "indeling": indeling.naam,
            "titel": indeling.label,
            "domein": indeling.domein,
            "regios": len(indeling.regios),
            "gemeenten": len(indeling.lidmaatschap),
            "peildatum": indeling.herkomst.peildatum,
            "status": indeling.herkomst.status_tekst,
            "bron": indeling.herkomst.bron_tekst,
            "licentie": indeling.herkomst.licentie,
        }
        for indeling in indelingen
    ]
    return Blad("Bronnen", pd.DataFrame(rijen))

"""Everything that the documents of one proposal share, computed once."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from congruentie.errors import CongruentieFout
from congruentie.model import Indeling
from congruentie.voorstel import Voorstel
from congruentie.voorstel.bestaand import Bestaand

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["Feiten"]

_log = logging.getLogger(__name__)
_LANGSTE_NAAM = 200
"""Characters; a name stands in dozens of cells, in headings and in file names."""


@dataclass(frozen=True, eq=False)
class Feiten:
    """A proposal, and what there is to say about it.

    Parameters
    ----------
    voorstel
        The proposal, over at least two indelingen; or the regio's of an existing one (`Bestaand`).
    provincie
        The provinces of the same year, to say in which a gemeente lies.
    domeinen
        Indeling -> domain of the Studiegroep (fysiek, sociaal, economisch), where known.
    bestand, sha256
        Name and hash of the file that the proposal was read from; empty when there is none.

    Raises
    ------
    CongruentieFout
        A single indeling, no boundaries, or a name that is too long to print.
    """

    voorstel: Voorstel
    provincie: Indeling | None = None
    domeinen: Mapping[str, str] = field(default_factory=dict)
    bestand: str = ""
    sha256: str = ""

    def __post_init__(self) -> None:
        if len(self.voorstel.indelingen) < 2:
            raise CongruentieFout(
                "Een dossier kan pas met twee indelingen: dan is er congruentie te meten.",
                "Maak het voorstel met ten minste twee indelingen.",
            )
        if self.voorstel.indelingen.gemeenten.vlakken is None:
            raise CongruentieFout(
                "Voor de kaarten in een dossier zijn gemeentegrenzen nodig.",
                "Geef een bestand met grenzen op met --grenzen.",
            )
        self._controleer_namen()

    def _controleer_namen(self) -> None:
        indelingen = self.voorstel.indelingen
        namen = [("een gemeente", naam) for naam in indelingen.gemeenten.namen]
        for indeling in indelingen:
            namen.append((f"de indeling {indeling.naam}", indeling.titel))
            waar = f"een regio van {indeling.naam}"
            namen += [(waar, t) for c in indeling.regios for t in (c, indeling.regio_naam(c))]
        for waar, naam in namen:
            if len(naam) > _LANGSTE_NAAM:
                raise CongruentieFout(
                    f"De naam of code van {waar} is {len(naam)} tekens lang: {naam[:40]!r}...",
                    f"In een dossier mag dat hoogstens {_LANGSTE_NAAM} zijn; maak de naam korter.",
                )

    @property
    def bestaand(self) -> Indeling | None:
        """The existing indeling that the documents are about; None for a proposal."""
        is_bestaand = isinstance(self.voorstel, Bestaand)
        return self.voorstel.indelingen[self.voorstel.basis] if is_bestaand else None  # type: ignore[attr-defined]

    @cached_property
    def nummers(self) -> Mapping[str, int]:
        """Code of a regio -> its number; without gemeenten that have no regio."""
        echt = [True] * len(self.voorstel.codes)
        if isinstance(self.voorstel, Bestaand):
            echt = list(self.voorstel.heeft_regio)
        return {code: r for r, code in enumerate(self.voorstel.codes) if echt[r]}

    def leden(self, r: int) -> npt.NDArray[np.intp]:
        """Places of the gemeenten of a regio."""
        return np.flatnonzero(self.voorstel.regio == r)

    @property
    def vlakken(self) -> gpd.GeoSeries:
        """The boundaries; the constructor made sure that there are any."""
        return self.voorstel.indelingen.gemeenten.vlakken

    @cached_property
    def per_regio(self) -> pd.DataFrame:
        """As `duiding.per_regio`."""
        return self.voorstel.regios

    @cached_property
    def per_gemeente(self) -> pd.DataFrame:
        """As `duiding.per_gemeente`."""
        return self.voorstel.gemeenten

    @cached_property
    def per_indeling(self) -> pd.DataFrame:
        """As `duiding.per_indeling`."""
        return self.voorstel.per_indeling

    @cached_property
    def verhuizingen(self) -> pd.DataFrame:
        """As `duiding.verhuizingen`."""
        return self.voorstel.verhuizingen

    @cached_property
    def koppelingen(self) -> Mapping[str, list[int]]:
        """As `duiding.koppelingen`."""
        return self.voorstel.koppelingen

    @cached_property
    def zwaai(self) -> pd.DataFrame | None:
        """As `vast.zwaai`; None for an existing indeling, which is not the best by any measure."""
        if self.bestaand is not None:
            return None
        _log.info("Uitgerekend wordt welke gemeenten ook elders kunnen; dat duurt even.")
        return self.voorstel.brokken

    @cached_property
    def prijzen(self) -> pd.DataFrame | None:
        """As `vast.prijzen`; None for an existing indeling, which has no wishes."""
        if self.bestaand is not None or not any(self.voorstel.opgave.eisen.wensen()):
            return None
        _log.info("Uitgerekend wordt wat elke wens kost; dat duurt even.")
        return self.voorstel.prijzen

    @cached_property
    def km2(self) -> npt.NDArray[np.float64]:
        """Area of each gemeente in square kilometres, of the boundaries that are used."""
        uit: npt.NDArray[np.float64] = self.vlakken.area.to_numpy() / 1e6
        return uit

    @cached_property
    def buren(self) -> Mapping[int, tuple[int, ...]]:
        """Per regio the regio's that it borders, over land or water, as numbers."""
        plek, regio = self.voorstel.indelingen.gemeenten.plek, self.voorstel.regio
        uit: dict[int, set[int]] = {r: set() for r in range(len(self.voorstel.codes))}
        for a, b in self.voorstel.banden:
            if a in plek and b in plek:
                r, s = int(regio[plek[a]]), int(regio[plek[b]])
                if r != s:
                    uit[r].add(s)
                    uit[s].add(r)
        return {r: tuple(sorted(anderen)) for r, anderen in uit.items()}

    def samen(self, i: int) -> npt.NDArray[np.bool_]:
        """Whether each gemeente shares a regio with gemeente `i`, per indeling; shape (n, K)."""
        return self.voorstel.indelingen.deelt(i, np.arange(len(self.voorstel.regio)))

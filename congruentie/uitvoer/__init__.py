"""Everything that is written besides the map page: tables, workbooks, GeoPackages, heatmaps."""

from __future__ import annotations

from congruentie.uitvoer.rapport import (
    bladen_van_bereken,
    bladen_van_jaren,
    bladen_van_vergelijk,
    bladen_van_wijzigingen,
)
from congruentie.uitvoer.tabel import schrijf_csv, schrijf_parquet
from congruentie.uitvoer.warmtekaart import schrijf_warmtekaart, schrijf_warmteplaat
from congruentie.uitvoer.xlsx import schrijf_xlsx
from congruentie.veilig import schrijf_tekst, veilig_schrijven

__all__ = [
    "bladen_van_bereken",
    "bladen_van_jaren",
    "bladen_van_vergelijk",
    "bladen_van_wijzigingen",
    "schrijf_csv",
    "schrijf_parquet",
    "schrijf_tekst",
    "schrijf_warmtekaart",
    "schrijf_warmteplaat",
    "schrijf_xlsx",
    "veilig_schrijven",
]

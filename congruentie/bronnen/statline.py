"""Memberships and inhabitants from the CBS tables "Gebieden in Nederland <jaar>".

The same table is published in three ways, tried in this order: OData v3 (wide), OData v4 (long) and
a CSV archive (long).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

from congruentie.bronnen.gebieden import Gebieden, lees_gebieden, odata_rijen
from congruentie.bronnen.net import Antwoord, OphaalFout, Verbinding, met_vragen, volgende
from congruentie.bronnen.uitwijk import Uitwijk

__all__ = ["BASIS", "EERSTE_TABEL", "TABELLEN", "Statline"]

BASIS = {
    "v3": "https://opendata.cbs.nl/ODataFeed/odata",
    "v4": "https://datasets.cbs.nl/odata/v1/CBS",
    "csv": "https://datasets.cbs.nl/CSV/CBS/nl",
    "catalogus": "https://opendata.cbs.nl/ODataCatalog",
}
TABELLEN = {
    2013: "82000NED",
    2014: "82496NED",
    2015: "82949NED",
    2016: "83287NED",
    2017: "83553NED",
    2018: "83859NED",
    2019: "84378NED",
    2020: "84721NED",
    2021: "84929NED",
    2022: "85067NED",
    2023: "85385NED",
    2024: "85755NED",
    2025: "86059NED",
    2026: "86247NED",
}
"""Key of the table per year. Earlier tables have codes without letters, which cannot be told apart;
later ones are looked up in the catalogue."""
EERSTE_TABEL = min(TABELLEN)


class Statline:
    """The table services of CBS.

    Parameters
    ----------
    verbinding
        The session.
    basis
        Base address per service, instead of those of `BASIS`.
    """

    def __init__(self, verbinding: Verbinding, basis: Mapping[str, str] | None = None) -> None:
        self.verbinding = verbinding
        self.basis = {**BASIS, **(basis or {})}
        self._diensten = Uitwijk("StatLine")
        self._catalogi = Uitwijk("StatLine-catalogus")

    def tabel(self, jaar: int) -> str:
        """Find the key of the table of a year.

        Raises
        ------
        OphaalFout
            There is none, or the catalogue cannot be reached.
        """
        if jaar in TABELLEN:
            return TABELLEN[jaar]
        if jaar < EERSTE_TABEL:
            raise OphaalFout(
                f"CBS heeft voor {jaar} geen tabel die gebruikt kan worden; de eerste is van "
                f"{EERSTE_TABEL}.",
                404,
            )
        _, tabel = self._catalogi.eerste(
            {
                "v3": lambda: self._zoek(
                    f"{self.basis['catalogus']}/Tables",
                    jaar,
                    _format="json",
                    _filter=f"substringof('Gebieden in Nederland {jaar}',Title)",
                    _select="Identifier,Title",
                ),
                "v4": lambda: self._zoek(
                    f"{self.basis['v4']}/Datasets",
                    jaar,
                    _filter=f"startswith(Title,'Gebieden in Nederland {jaar}')",
                ),
            }
        )
        return tabel

    def _zoek(self, catalogus: str, jaar: int, **vragen: str) -> str:
        gevonden = [
            str(rij["Identifier"])
            for rij in odata_rijen(self.verbinding.haal(met_vragen(catalogus, **vragen)))
            if re.findall(r"\d+", str(rij.get("Title"))) == [str(jaar)] and rij.get("Identifier")
        ]
        if not gevonden:
            raise OphaalFout(f"(nog) geen tabel Gebieden in Nederland {jaar}.", 404)
        return gevonden[0]

    def haal_gebieden(self, jaar: int) -> tuple[str, str, list[Antwoord], Gebieden]:
        """Fetch the table of one year from the first service that gives it whole.

        Returns
        -------
        dienst
            ``"v3"``, ``"v4"`` or ``"csv"``.
        tabel
            Key of the table, such as ``"86059NED"``.
        antwoorden
            The raw answers.
        gebieden
            As `lees_gebieden` reads them.

        Raises
        ------
        OphaalFout
            No service gave the table; the message names the cause for each.
        """
        tabel = self.tabel(jaar)
        dienst, (antwoorden, gebieden) = self._diensten.eerste(
            {dienst: partial(self.haal_van, dienst, tabel, jaar) for dienst in ("v3", "v4", "csv")}
        )
        return dienst, tabel, antwoorden, gebieden

    def haal_van(self, dienst: str, tabel: str, jaar: int) -> tuple[list[Antwoord], Gebieden]:
        """Fetch a table from one service."""
        antwoorden = {"v3": self._v3, "v4": self._v4, "csv": self._csv}[dienst](tabel)
        return antwoorden, lees_gebieden(antwoorden, dienst, jaar)

    def _v3(self, tabel: str) -> list[Antwoord]:
        adres = f"{self.basis['v3']}/{tabel}"
        eigenschappen = self.verbinding.haal(met_vragen(f"{adres}/DataProperties", _format="json"))
        rijen = met_vragen(f"{adres}/TypedDataSet", _format="json")
        return [eigenschappen, *self.verbinding.haal_alle(rijen, _volgende)]

    def _v4(self, tabel: str) -> list[Antwoord]:
        adres = f"{self.basis['v4']}/{tabel}"
        return [
            *self.verbinding.haal_alle(f"{adres}/MeasureCodes", _volgende),
            *self.verbinding.haal_alle(f"{adres}/Observations", _volgende),
        ]

    def _csv(self, tabel: str) -> list[Antwoord]:
        return [self.verbinding.haal(f"{self.basis['csv']}/{tabel}", "zip")]


def _volgende(antwoord: Antwoord) -> str:
    odata_rijen(antwoord)
    verder = antwoord.json.get("@odata.nextLink") or antwoord.json.get("odata.nextLink")
    return volgende(antwoord.url, verder) if verder else ""

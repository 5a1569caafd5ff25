"""Memberships and inhabitants from the CBS tables "Gebieden in Nederland <jaar>".

The same table is published in three ways, tried in this order: OData v3 (wide), OData v4 (long) and
a CSV archive (long). Keys of columns differ per year, per revision and per way, so a column is known
by the letters that its codes begin with and by the group that CBS puts it in.
"""

from __future__ import annotations

import csv
import io
import math
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from congruentie.bronnen.cbs import EERSTE_TABEL, SOORTEN, TABELLEN, fout_aantal, is_regio
from congruentie.bronnen.dienst import (
    Dienstantwoord,
    OphaalFout,
    Uitwijk,
    met_vragen,
    onbekende_vorm,
    volgende,
)
from congruentie.bronnen.net import Verbinding

__all__ = ["BASIS", "Gebieden", "Statline", "lees_gebieden"]

BASIS = {
    "v3": "https://opendata.cbs.nl/ODataFeed/odata",
    "v4": "https://datasets.cbs.nl/odata/v1/CBS",
    "csv": "https://datasets.cbs.nl/CSV/CBS/nl",
    "catalogus": "https://opendata.cbs.nl/ODataCatalog",
}
_CODE = re.compile(r"^([A-Z]{2})\d+$")
_GROOTSTE_ARCHIEF = 500_000_000


@dataclass(frozen=True)
class Gebieden:
    """What one table says.

    Parameters
    ----------
    jaar
        The year.
    namen
        gm_code -> name.
    inwoners
        gm_code -> inhabitants on 1 January, or None when the table does not have them for all.
    indelingen
        Key of an indeling -> (gm_code -> regio_code, regio_code -> name).
    """

    jaar: int
    namen: Mapping[str, str]
    inwoners: Mapping[str, float] | None
    indelingen: Mapping[str, tuple[Mapping[str, str], Mapping[str, str]]]


@dataclass(frozen=True)
class _Tabel:
    """A table in one shape, however it came.

    Parameters
    ----------
    waarden
        Key of a column -> (gm_code -> stripped text).
    groep, titel
        Key of a column -> the group it is in and its title there, where the service says so.
    """

    waarden: Mapping[str, Mapping[str, str]]
    groep: Mapping[str, str]
    titel: Mapping[str, str]


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
        titel = f"Gebieden in Nederland {jaar}"
        v3 = met_vragen(
            f"{self.basis['catalogus']}/Tables",
            _format="json",
            _filter=f"substringof('{titel}',Title)",
            _select="Identifier,Title",
        )
        v4 = met_vragen(f"{self.basis['v4']}/Datasets", _filter=f"startswith(Title,'{titel}')")
        zoek = {"v3": partial(self._zoek, v3, jaar), "v4": partial(self._zoek, v4, jaar)}
        return self._catalogi.eerste(zoek)[1]

    def _zoek(self, url: str, jaar: int) -> str:
        gevonden = [
            str(rij["Identifier"])
            for rij in _odata_rijen(self.verbinding.haal(url))
            if re.findall(r"\d+", str(rij.get("Title"))) == [str(jaar)] and rij.get("Identifier")
        ]
        if not gevonden:
            raise OphaalFout(f"(nog) geen tabel Gebieden in Nederland {jaar}.", 404)
        return gevonden[0]

    def haal_gebieden(self, jaar: int) -> tuple[str, str, list[Dienstantwoord], Gebieden]:
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

    def haal_van(self, dienst: str, tabel: str, jaar: int) -> tuple[list[Dienstantwoord], Gebieden]:
        """Fetch a table from one service."""
        antwoorden = {"v3": self._v3, "v4": self._v4, "csv": self._csv}[dienst](tabel)
        return antwoorden, lees_gebieden(antwoorden, dienst, jaar)

    def _v3(self, tabel: str) -> list[Dienstantwoord]:
        adres = f"{self.basis['v3']}/{tabel}"
        eigenschappen = self.verbinding.haal(met_vragen(f"{adres}/DataProperties", _format="json"))
        rijen = met_vragen(f"{adres}/TypedDataSet", _format="json")
        return [eigenschappen, *self.verbinding.haal_alle(rijen, _volgende)]

    def _v4(self, tabel: str) -> list[Dienstantwoord]:
        adres = f"{self.basis['v4']}/{tabel}"
        return [
            *self.verbinding.haal_alle(f"{adres}/MeasureCodes", _volgende),
            *self.verbinding.haal_alle(f"{adres}/Observations", _volgende),
        ]

    def _csv(self, tabel: str) -> list[Dienstantwoord]:
        return [self.verbinding.haal(f"{self.basis['csv']}/{tabel}", "zip")]


# --- what a table says ----------------------------------------------------------------------


def _odata_rijen(antwoord: Dienstantwoord) -> list[dict[str, Any]]:
    """The rows of an OData answer.

    Raises
    ------
    OphaalFout
        It has another shape.
    """
    inhoud = antwoord.json
    rijen = inhoud.get("value") if isinstance(inhoud, dict) else None
    if not isinstance(rijen, list) or not all(isinstance(rij, dict) for rij in rijen):
        raise OphaalFout("het antwoord heeft een onbekende vorm.", waar=antwoord.url)
    return rijen


def _volgende(antwoord: Dienstantwoord) -> str:
    _odata_rijen(antwoord)
    verder = antwoord.json.get("@odata.nextLink") or antwoord.json.get("odata.nextLink")
    return volgende(antwoord.url, verder) if verder else ""


def lees_gebieden(antwoorden: Sequence[Dienstantwoord], dienst: str, jaar: int) -> Gebieden:
    """Read and check the answers of one service.

    Parameters
    ----------
    antwoorden
        The raw answers, as `Statline.haal_gebieden` stores them.
    dienst
        ``"v3"``, ``"v4"`` or ``"csv"``.
    jaar
        The year, for the number of gemeenten that there must be.

    Raises
    ------
    OphaalFout
        An unknown shape, a gemeente twice, or fewer or more gemeenten than the year had.
    """
    waar = antwoorden[0].url
    try:
        kolommen = {"v3": _wijd, "v4": _lang, "csv": _archief}[dienst](antwoorden)
    except (KeyError, TypeError, AttributeError, IndexError) as fout:
        raise OphaalFout(onbekende_vorm(fout), waar=waar) from fout
    codes = {code for kolom in kolommen.waarden.values() for code in kolom}
    if reden := fout_aantal(len(codes), jaar):
        raise OphaalFout(reden, waar=waar)
    soorten = {soort.letters: soort.indeling for soort in SOORTEN}
    indelingen: dict[str, tuple[Mapping[str, str], Mapping[str, str]]] = {}
    for sleutel, letters in _codekolommen(kolommen).items():
        if letters not in soorten:
            continue
        namen = kolommen.waarden.get(_naamkolom(kolommen, sleutel), {})
        lidmaatschap = {
            gm: code
            for gm, code in kolommen.waarden[sleutel].items()
            if is_regio(code, namen.get(gm, ""))
        }
        if not lidmaatschap:
            continue
        # The long shape leaves empty cells out. Where the names are gone too, it is a page that is.
        if len(kolommen.waarden[sleutel]) < len(codes) and not lidmaatschap.keys() <= namen.keys():
            raise OphaalFout(f"{soorten[letters]} is er niet voor alle gemeenten.", waar=waar)
        indelingen[soorten[letters]] = (
            lidmaatschap,
            {code: namen[gm] for gm, code in lidmaatschap.items() if namen.get(gm)},
        )
    return Gebieden(
        jaar,
        dict(sorted(_gemeentenamen(kolommen, codes).items())),
        _inwoners(kolommen, codes),
        indelingen,
    )


def _wijd(antwoorden: Sequence[Dienstantwoord]) -> _Tabel:
    """OData v3: one row per gemeente; the first answer is DataProperties."""
    eigenschappen = _odata_rijen(antwoorden[0])
    groepen = {
        rij["ID"]: str(rij["Title"]) for rij in eigenschappen if rij.get("Key") in {"", None}
    }
    onderwerpen = {rij["Key"]: rij for rij in eigenschappen if rij.get("Key")}
    waarden: dict[str, dict[str, str]] = {}
    gezien: set[str] = set()
    for rij in (rij for antwoord in antwoorden[1:] for rij in _odata_rijen(antwoord)):
        gm = str(rij["RegioS"]).strip()
        if not gm.startswith("GM"):
            continue
        if gm in gezien:
            raise OphaalFout(f"{gm} komt twee keer voor.", waar=antwoorden[1].url)
        gezien.add(gm)
        for sleutel, waarde in rij.items():
            if sleutel not in {"ID", "RegioS"}:
                waarden.setdefault(sleutel, {})[gm] = "" if waarde is None else str(waarde).strip()
    return _Tabel(
        waarden,
        {key: groepen.get(rij.get("ParentID"), "") for key, rij in onderwerpen.items()},
        {key: str(rij["Title"]).strip() for key, rij in onderwerpen.items()},
    )


def _lang(antwoorden: Sequence[Dienstantwoord]) -> _Tabel:
    """OData v4: one row per gemeente and measure; MeasureCodes come before Observations."""
    metingen = [rij for a in antwoorden if "/MeasureCodes" in a.url for rij in _odata_rijen(a)]
    rijen = [rij for a in antwoorden if "/MeasureCodes" not in a.url for rij in _odata_rijen(a)]
    return _uit_lang(metingen, rijen, antwoorden[-1].url)


def _archief(antwoorden: Sequence[Dienstantwoord]) -> _Tabel:
    """The same as OData v4, as CSV files in an archive."""
    (antwoord,) = antwoorden
    try:
        with zipfile.ZipFile(io.BytesIO(antwoord.inhoud)) as archief:
            if sum(deel.file_size for deel in archief.infolist()) > _GROOTSTE_ARCHIEF:
                raise OphaalFout("het archief is veel te groot.", waar=antwoord.url)
            metingen, rijen = (
                list(
                    csv.DictReader(
                        io.StringIO(archief.read(naam).decode("utf-8-sig")), delimiter=";"
                    )
                )
                for naam in ("MeasureCodes.csv", "Observations.csv")
            )
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, csv.Error) as fout:
        raise OphaalFout("het archief kan niet worden gelezen.", waar=antwoord.url) from fout
    return _uit_lang(metingen, rijen, antwoord.url)


def _uit_lang(
    metingen: Iterable[Mapping[str, Any]], rijen: Iterable[Mapping[str, Any]], waar: str
) -> _Tabel:
    metingen = list(metingen)
    waarden: dict[str, dict[str, str]] = {}
    for rij in rijen:
        gm, sleutel = str(rij["RegioS"]).strip(), str(rij["Measure"]).strip()
        if not gm.startswith("GM"):
            continue
        if gm in waarden.setdefault(sleutel, {}):
            raise OphaalFout(f"{gm} komt twee keer voor bij {sleutel}.", waar=waar)
        # Texts stand in StringValue; Value is empty for them.
        tekst = rij.get("StringValue")
        if tekst in {None, ""}:
            tekst = rij.get("Value")
        waarden[sleutel][gm] = "" if tekst is None else str(tekst).strip()
    return _Tabel(
        waarden,
        {
            str(rij["Identifier"]).strip(): str(rij["MeasureGroupId"] or "").strip()
            for rij in metingen
        },
        {str(rij["Identifier"]).strip(): str(rij["Title"]).strip() for rij in metingen},
    )


def _codekolommen(kolommen: _Tabel) -> dict[str, str]:
    """Key of every column that holds codes -> their letters; the first of a kind counts."""
    uit: dict[str, str] = {}
    for sleutel, waarden in kolommen.waarden.items():
        gevuld = [waarde for waarde in waarden.values() if waarde]
        letters = Counter(m[1] for waarde in gevuld if (m := _CODE.match(waarde)))
        if len(letters) == 1 and letters.total() == len(gevuld):
            (soort,) = letters
            if soort not in uit.values():
                uit[sleutel] = soort
    return uit


def _naamkolom(kolommen: _Tabel, sleutel: str) -> str:
    """Key of the column with the names that belong to a column of codes; empty when there is none.

    In the same group CBS puts one column of codes and one of names.
    """
    groep = kolommen.groep.get(sleutel)
    broers = [
        key
        for key, g in kolommen.groep.items()
        if groep
        and g == groep
        and key != sleutel
        and kolommen.titel[key].lower().startswith("naam")
    ]
    if len(broers) == 1:
        return broers[0]
    # Without groups: Code_k is followed by Naam_{k+1}, and XX0001 by XX0002.
    if nummer := re.fullmatch(r"Code_(\d+)", sleutel):
        return f"Naam_{int(nummer[1]) + 1}"
    if re.fullmatch(r"[A-Z]{2}0001", sleutel):
        return f"{sleutel[:2]}0002"
    return ""


def _gemeentenamen(kolommen: _Tabel, codes: set[str]) -> dict[str, str]:
    for sleutel, letters in _codekolommen(kolommen).items():
        namen = kolommen.waarden.get(_naamkolom(kolommen, sleutel), {})
        if letters == "GM" and all(namen.get(code) for code in codes):
            return {code: namen[code] for code in codes}
    namen = kolommen.waarden.get("GM000C_1", {})
    return {code: namen.get(code, code) for code in codes}


def _inwoners(kolommen: _Tabel, codes: set[str]) -> dict[str, float] | None:
    for sleutel, waarden in kolommen.waarden.items():
        titel = kolommen.titel.get(sleutel, sleutel)
        if not titel.lower().startswith("inwonertal") and not sleutel.startswith("Inwonertal"):
            continue
        try:
            # In a CSV for Dutch readers a number may have a decimal comma.
            uit = {code: float(waarden[code].replace(",", ".")) for code in sorted(codes)}
        except (KeyError, ValueError):
            continue
        if all(0 < aantal < math.inf for aantal in uit.values()):
            return uit
    return None

"""The rows of a CSV file or a worksheet, as text, whatever a Dutch Excel made of them."""

from __future__ import annotations

import csv
import datetime
import errno
import io
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from congruentie.errors import CongruentieFout
from congruentie.model import opsomming

__all__ = ["Rijen", "kies_blad", "lees_rijen", "leesbaar", "splits_keuze"]

_GROOTSTE_BESTAND = 50_000_000
"""Bytes; a list of all gemeenten is a thousand times smaller."""
_GROOTSTE_INHOUD = 300_000_000
"""Bytes that the parts of an XLSX may unpack to: beyond it the file is damaged or a trap."""
_MEESTE_RIJEN = 100_000
_MEESTE_KOLOMMEN = 200


@dataclass(frozen=True)
class Rijen:
    """What a file or sheet holds.

    Parameters
    ----------
    bestand
        The file.
    blad
        Name of the sheet; empty for CSV.
    rijen
        Every row as text; row i of the file, counted from 1, is ``rijen[i - 1]``.
    """

    bestand: Path
    blad: str
    rijen: list[list[str]]

    @property
    def kop(self) -> int:
        """Place in `rijen` of the header: the first row that holds anything; 0 when none does."""
        return next((i for i, rij in enumerate(self.rijen) if any(rij)), 0)

    @property
    def naam(self) -> str:
        """How to name it in a message."""
        return f"{self.bestand}, blad {self.blad}" if self.blad else str(self.bestand)


def splits_keuze(tekst: str) -> tuple[Path, list[str]]:
    """Split ``BESTAND#BLAD#KOLOM`` into the path and what follows it.

    A file whose own name holds a ``#`` is taken whole when it exists.
    """
    if Path(tekst).exists():
        return Path(tekst), []
    naam, *keuzes = tekst.split("#")
    return Path(naam), [keuze.strip() for keuze in keuzes if keuze.strip()]


def lees_rijen(pad: Path) -> list[Rijen]:
    """Read all rows of a CSV file, or of every sheet of an XLSX workbook.

    Parameters
    ----------
    pad
        CSV: comma, semicolon or tab; UTF-8 (with or without BOM) or Windows-1252. XLSX: the shown
        values, not the formulas; whole numbers without ``.0``, dates as ISO dates.

    Raises
    ------
    CongruentieFout
        The file is not there, too large, of another kind, or damaged.
    """
    with leesbaar(pad):
        grootte = pad.stat().st_size
        if grootte > _GROOTSTE_BESTAND:
            raise CongruentieFout(
                f"{pad} is {grootte // 1_000_000} MB; een bestand mag hoogstens "
                f"{_GROOTSTE_BESTAND // 1_000_000} MB zijn.",
                "Bewaar alleen het blad met gemeenten en regio's.",
            )
        ruw = pad.read_bytes()
    if ruw.startswith(b"PK"):
        return _lees_xlsx(pad, ruw)
    if ruw.startswith(b"\xd0\xcf\x11\xe0") or pad.suffix.lower() in {".xls", ".ods", ".xlsb"}:
        raise CongruentieFout(
            f"{pad} is een rekenblad dat niet gelezen kan worden.",
            "Bewaar het als Excel-werkmap (.xlsx) of als CSV UTF-8.",
        )
    return [Rijen(pad, "", _lees_csv(pad, ruw))]


@contextmanager
def leesbaar(pad: Path) -> Iterator[None]:
    """Turn what the system says about a file that cannot be read into a clear message."""
    try:
        yield
    except OSError as fout:
        redenen = {
            FileNotFoundError: "het bestand bestaat niet",
            PermissionError: "geen toegang",
            IsADirectoryError: "het is een map",
            NotADirectoryError: "een deel van het pad is geen map",
        }
        reden = redenen.get(type(fout)) or f"het systeem meldt {fout.strerror or fout}"
        if fout.errno == errno.ENAMETOOLONG:
            reden = "de naam is te lang"
        raise CongruentieFout(
            f"{pad} kan niet worden gelezen: {reden}.", "Controleer de naam en de rechten."
        ) from fout
    except ValueError as fout:  # a NUL in it
        raise CongruentieFout("Dit pad kan niet bestaan.", "Controleer de naam.") from fout


def _lees_csv(pad: Path, ruw: bytes) -> list[list[str]]:
    if ruw.startswith((b"\xff\xfe", b"\xfe\xff")):  # "Unicode-tekst" of Excel
        ruw = ruw.decode("utf-16", errors="replace").encode()
    if b"\x00" in ruw:
        raise CongruentieFout(
            f"{pad} is geen CSV-bestand met gewone tekst.", "Bewaar het als CSV UTF-8."
        )
    try:
        tekst = ruw.decode("utf-8-sig")
    except UnicodeDecodeError:
        tekst = ruw.decode("cp1252", errors="replace")
    tekst = unicodedata.normalize("NFC", tekst)
    kop = tekst.partition("\n")[0]
    scheiding = max(",;\t", key=kop.count)
    try:
        rijen = list(csv.reader(io.StringIO(tekst, newline=""), delimiter=scheiding, strict=True))
    except csv.Error as fout:
        raise CongruentieFout(
            f"{pad} is geen geldig CSV-bestand: de aanhalingstekens of regels kloppen niet.",
            "Bewaar het opnieuw als CSV UTF-8.",
        ) from fout
    if rijen and rijen[0][:1] and rijen[0][0].lower().startswith("sep"):
        rijen[0] = []  # Excel's own line that names the separator
    return rijen


def _lees_xlsx(pad: Path, ruw: bytes) -> list[Rijen]:
    from openpyxl import load_workbook  # heavy: only for workbooks

    kapot = CongruentieFout(
        f"{pad} is geen Excel-werkmap die gelezen kan worden.",
        "Open het in Excel of LibreOffice en bewaar het opnieuw als .xlsx.",
    )
    try:
        with zipfile.ZipFile(io.BytesIO(ruw)) as delen:
            inhoud = sum(deel.file_size for deel in delen.infolist())
    except zipfile.BadZipFile as fout:
        raise kapot from fout
    if inhoud > _GROOTSTE_INHOUD:
        raise CongruentieFout(
            f"{pad} pakt uit tot {inhoud // 1_000_000} MB en wordt daarom niet gelezen.",
            "Bewaar alleen het blad met gemeenten en regio's in een nieuw bestand.",
        )
    try:
        boek = load_workbook(io.BytesIO(ruw), read_only=True, data_only=True)
        bladen = [Rijen(pad, blad.title, _lees_blad(blad)) for blad in boek.worksheets]
    except CongruentieFout:
        raise
    except Exception as fout:  # openpyxl raises anything on a damaged part
        raise kapot from fout
    if not bladen:
        raise kapot
    return bladen


def _lees_blad(blad: Any) -> list[list[str]]:
    uit = []
    for nummer, rij in enumerate(blad.iter_rows(max_col=_MEESTE_KOLOMMEN, values_only=True)):
        if nummer >= _MEESTE_RIJEN:
            raise CongruentieFout(
                f"Blad {blad.title} heeft meer dan {_MEESTE_RIJEN} rijen.",
                "Bewaar alleen de rijen met gemeenten.",
            )
        uit.append([_tekst(waarde) for waarde in rij])
    while uit and not any(uit[-1]):
        uit.pop()
    return uit


def _tekst(waarde: Any) -> str:
    if waarde is None:
        return ""
    if isinstance(waarde, float) and waarde.is_integer():
        waarde = int(waarde)
    if isinstance(waarde, datetime.datetime):
        waarde = waarde.date()
    return unicodedata.normalize("NFC", str(waarde))


def kies_blad(bladen: list[Rijen], keuzes: list[str], geschikt: list[Rijen]) -> tuple[Rijen, str]:
    """Choose the sheet that `keuzes` names, or else the only one that is fit for use.

    Parameters
    ----------
    bladen
        All sheets.
    keuzes
        What followed the file name: a sheet, a column, or both in this order.
    geschikt
        The sheets that could be meant when none is named.

    Returns
    -------
    blad, kolom
        The sheet, and the column that was named (empty when none was).

    Raises
    ------
    CongruentieFout
        The named sheet is not there, or more than one could be meant.
    """
    pad = bladen[0].bestand
    per_naam = {blad.blad.casefold(): blad for blad in bladen if blad.blad}
    if keuzes and keuzes[0].casefold() in per_naam:
        return per_naam[keuzes[0].casefold()], "".join(keuzes[1:2])
    if len(keuzes) > 1:
        raise CongruentieFout(
            f"{pad} heeft geen blad {keuzes[0]!r}; "
            f"er zijn: {opsomming([blad.blad for blad in bladen])}.",
            "Kies een van deze bladen.",
        )
    if len(geschikt) > 1:
        raise CongruentieFout(
            f"{pad} heeft meer bladen die kunnen: {opsomming([blad.blad for blad in geschikt])}.",
            f"Kies er een, zoals {pad}#{geschikt[0].blad}.",
        )
    return (geschikt or bladen)[0], "".join(keuzes)

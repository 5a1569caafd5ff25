"""Open a table of someone else's: CSV or XLSX, as rows of text, whatever a Dutch Excel made of it.

`open_werkmap` is the one way into a workbook that came from outside; forms that come back use it too.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, Literal

from congruentie.csvcel import kale_cel
from congruentie.errors import CongruentieFout
from congruentie.plafond import plafond
from congruentie.veilig import lees_heel

__all__ = [
    "Onbruikbaar",
    "Rijen",
    "celtekst",
    "lees_rijen",
    "open_werkmap",
]

_GROOTSTE_BESTAND = 50_000_000
"""Bytes; a list of all gemeenten is a thousand times smaller."""
_GROOTSTE_INHOUD = 300_000_000
"""Bytes that the parts of an XLSX may unpack to: beyond it the file is damaged or a trap."""
_MEESTE_RIJEN = 100_000
_MEESTE_KOLOMMEN = 500
"""More than there are gemeenten: a list of verbanden can have a column for each."""
_OLE = b"\xd0\xcf\x11\xe0"
"""How workbooks from before 2007 begin, and those with a password."""
_SCHEIDINGEN = ";\t,|"
"""What may stand between columns; at a tie the first, because a comma stands in names and numbers."""

Celblok = tuple[int, int, int, int]


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
        Every row as text; row i of the file, counted from 1, is ``rijen[i - 1]``. A formula without
        a stored value is its own text, from the ``=``.
    samengevoegd
        Merged cells, each as first row, first column, last row and last column in `rijen`, counted
        from 0. Every cell of them has got the value.
    """

    bestand: Path
    blad: str
    rijen: list[list[str]]
    samengevoegd: tuple[Celblok, ...] = ()

    @property
    def keuze(self) -> str:
        """How to name it in an option."""
        return f"{self.bestand}#{self.blad}" if self.blad else str(self.bestand)

    def cel(self, rij: int, kolom: int | None) -> str:
        """The text of a cell, counted from 0; empty beyond the end of a row."""
        cellen = self.rijen[rij]
        return cellen[kolom].strip() if kolom is not None and kolom < len(cellen) else ""


def lees_rijen(pad: Path) -> list[Rijen]:
    """Read all rows of a CSV file, or of every sheet of an XLSX workbook.

    Parameters
    ----------
    pad
        CSV: comma, semicolon, tab or bar, as most lines agree or ``sep=`` says; UTF-8 (with or
        without BOM), UTF-16 or Windows-1252. XLSX: the shown values, not the formulas; whole numbers
        without ``.0``, dates as ISO dates.

    Raises
    ------
    CongruentieFout
        The file is not there, too large, of another kind, or damaged.
    """
    te_groot = CongruentieFout(
        f"{pad} is groter dan {_GROOTSTE_BESTAND // 1_000_000} MB, en wordt niet gelezen.",
        "Bewaar alleen het blad met gemeenten en regio's.",
    )
    ruw = lees_heel(pad, _GROOTSTE_BESTAND, te_groot)
    with plafond(str(pad), "Bewaar alleen het blad met gemeenten en regio's in een nieuw bestand."):
        return _lees_rijen(pad, ruw)


def _lees_rijen(pad: Path, ruw: bytes) -> list[Rijen]:
    if ruw.startswith(b"PK"):
        return _lees_xlsx(pad, ruw)
    if ruw.startswith(_OLE) or pad.suffix.lower() in {".xls", ".ods", ".xlsb"}:
        raise CongruentieFout(
            f"{pad} is een rekenblad dat niet gelezen kan worden.",
            "Bewaar het als Excel-werkmap (.xlsx) zonder wachtwoord, of als CSV UTF-8.",
        )
    return [Rijen(pad, "", _lees_csv(pad, ruw))]


# --- CSV -------------------------------------------------------------------------------------


def _lees_csv(pad: Path, ruw: bytes) -> list[list[str]]:
    if ruw.startswith((b"\xff\xfe", b"\xfe\xff")):  # "Unicode-tekst" of Excel
        ruw = ruw.decode("utf-16", errors="replace").encode()
    if b"\x00" in ruw:
        raise CongruentieFout(
            f"{pad} is geen CSV-bestand met gewone tekst.", "Bewaar het als CSV UTF-8."
        )
    if re.match(rb"\s*(?:\xef\xbb\xbf)?<(?:!doctype html|html|\?xml)", ruw, re.I):
        raise CongruentieFout(
            f"{pad} is een webpagina of XML, geen CSV-bestand.",
            "Open het in Excel of LibreOffice en bewaar het als .xlsx.",
        )
    try:
        tekst = ruw.decode("utf-8-sig")
    except UnicodeDecodeError:
        tekst = ruw.decode("cp1252", errors="replace")
    tekst = unicodedata.normalize("NFC", tekst)
    genoemd = re.match(r'"?sep=(.)"?[;,\t]*\r?(?:\n|$)', tekst, re.I)  # Excel's own line
    scheiding = genoemd[1] if genoemd else max(_SCHEIDINGEN, key=lambda s: _eensgezind(tekst, s))
    lezer = csv.reader(io.StringIO(tekst, newline=""), delimiter=scheiding, strict=True)
    try:
        rijen = [[_gewoon(cel) for cel in rij] for rij in lezer]
    except csv.Error as fout:
        raise CongruentieFout(
            f"{pad} is geen geldig CSV-bestand: bij regel {lezer.line_num} kloppen de "
            "aanhalingstekens of regels niet.",
            "Bewaar het opnieuw als CSV UTF-8.",
        ) from fout
    if genoemd:
        rijen[0] = []
    return rijen


def _eensgezind(tekst: str, scheiding: str) -> tuple[int, int]:
    """On how many of the first lines a separator makes equally many columns, and how many."""
    lezer = csv.reader(io.StringIO(tekst, newline=""), delimiter=scheiding)
    breedtes: Counter[int] = Counter()
    try:
        for rij in islice(lezer, 500):
            breedtes[len(rij)] += len(rij) > 1
    except csv.Error:
        return 0, 0
    return max(((keer, breed) for breed, keer in breedtes.items()), default=(0, 0))


def _gewoon(cel: str) -> str:
    """Undo ``="0363"``, with which people keep Excel from dropping a zero, and our own apostrophe."""
    geheel = re.fullmatch(r'\s*="(.*)"\s*', cel)
    return geheel[1] if geheel else kale_cel(cel)


# --- XLSX ------------------------------------------------------------------------------------

Gebrek = Literal[
    "leeg", "wachtwoord", "oude werkmap", "te groot", "te veel delen", "verwijzingen", "ods",
    "geen werkmap", "beschadigd",
]  # fmt: skip


class Onbruikbaar(Exception):
    """A workbook that is not opened; whoever reads it has the words for what is wrong.

    Parameters
    ----------
    gebrek
        What is wrong.
    megabytes
        What the parts unpack to, where it is known.
    delen
        How many parts there are, where it is known.
    """

    def __init__(self, gebrek: Gebrek, megabytes: int = 0, delen: int = 0) -> None:
        super().__init__(gebrek)
        self.gebrek = gebrek
        self.megabytes = megabytes
        self.delen = delen


@contextmanager
def open_werkmap(
    ruw: bytes, *, hoogstens: int = _GROOTSTE_INHOUD, delen: int = 10_000
) -> Iterator[zipfile.ZipFile]:
    """Open the parts of an XLSX workbook without trusting it: the one way in for every reader.

    Nothing is run, fetched or unpacked to disk. What goes wrong inside the block with a part that is
    damaged is `Onbruikbaar` as well; a `CongruentieFout` passes.

    Parameters
    ----------
    ruw
        The file, read with a limit of its own (`congruentie.veilig.lees_heel`).
    hoogstens
        Bytes that its parts may unpack to together.
    delen
        How many parts there may be.

    Raises
    ------
    Onbruikbaar
        It is empty, has a password, is of an older or another kind, unpacks to too much, holds
        references that unfold without end, or is damaged.
    """
    if not ruw:
        raise Onbruikbaar("leeg")
    if ruw.startswith(_OLE):
        gesloten = "EncryptedPackage".encode("utf-16-le") in ruw
        raise Onbruikbaar("wachtwoord" if gesloten else "oude werkmap")
    if not ruw.startswith(b"PK"):
        raise Onbruikbaar("geen werkmap")
    try:
        with zipfile.ZipFile(io.BytesIO(ruw)) as zip_:
            _keur_delen(zip_, hoogstens, delen)
            yield zip_
    except (CongruentieFout, Onbruikbaar, MemoryError):
        raise
    except Exception as fout:  # openpyxl, zipfile and zlib raise anything on a damaged part
        raise Onbruikbaar("beschadigd") from fout


def _keur_delen(zip_: zipfile.ZipFile, hoogstens: int, meeste: int) -> None:
    """Look at the parts before anything is read from them."""
    lijst = zip_.infolist()
    inhoud, namen = sum(deel.file_size for deel in lijst), {deel.filename for deel in lijst}
    if len(lijst) > meeste or inhoud > hoogstens:
        gebrek: Gebrek = "te groot" if inhoud > hoogstens else "te veel delen"
        raise Onbruikbaar(gebrek, inhoud // 1_000_000, len(lijst))
    if "mimetype" in namen:
        raise Onbruikbaar("ods")
    if not any(naam.startswith("xl/") for naam in namen):
        raise Onbruikbaar("geen werkmap")
    bladen = 0
    for deel in lijst:  # every part, because a part may have any name
        xml = zip_.read(deel)
        if b"\x00" in xml[:4]:  # UTF-16
            xml = xml.replace(b"\x00", b"")
        bladen += len(re.findall(rb"<(?:[\w.-]+:)?sheet[\s/>]", xml))
        if bladen > len(lijst):
            raise Onbruikbaar("beschadigd")  # sheets that are one part, read again and again
        if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
            # No program writes these in a workbook; they let a small file unfold without end.
            raise Onbruikbaar("verwijzingen")


def _lees_xlsx(pad: Path, ruw: bytes) -> list[Rijen]:
    from openpyxl import load_workbook  # heavy: only for workbooks

    try:
        with open_werkmap(ruw) as delen:
            # Streaming, or a sheet that is formatted down to row 1.048.576 takes gigabytes.
            waarden, formules = (
                load_workbook(io.BytesIO(ruw), read_only=True, data_only=alleen_waarden)
                for alleen_waarden in (True, False)
            )
            bladen = [
                _lees_blad(pad, blad, formules[blad.title], delen) for blad in waarden.worksheets
            ]
            if not bladen:
                raise Onbruikbaar("leeg")
            return bladen
    except Onbruikbaar as fout:
        if fout.gebrek == "te groot":
            raise CongruentieFout(
                f"{pad} pakt uit tot {fout.megabytes} MB en wordt daarom niet gelezen.",
                "Bewaar alleen het blad met gemeenten en regio's in een nieuw bestand.",
            ) from fout
        raise CongruentieFout(
            f"{pad} is geen Excel-werkmap die gelezen kan worden.",
            "Open het in Excel of LibreOffice en bewaar het opnieuw als .xlsx.",
        ) from fout


def _lees_blad(pad: Path, blad: Any, formules: Any, delen: zipfile.ZipFile) -> Rijen:
    ruw = delen.read(blad._worksheet_path)  # streaming, openpyxl does not tell of merged cells
    verwijzingen = re.findall(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]+\d+:[A-Z]+\d+)\"", ruw)
    met_formules = re.search(rb"<(?:\w+:)?f[\s>/]", ruw) is not None
    rijen: list[list[str]] = []
    leeg = 0
    tweede = _rijen_van(formules) if met_formules else ()
    for rij, formulerij in zip_longest(_rijen_van(blad), tweede, fillvalue=()):
        if len(rijen) >= _MEESTE_RIJEN and leeg < len(rijen) // 2:
            raise CongruentieFout(
                f"{pad}: blad {blad.title} heeft meer dan {_MEESTE_RIJEN} rijen.",
                "Bewaar alleen de rijen met gemeenten.",
            )
        if len(rijen) >= _MEESTE_RIJEN:
            break  # formatted, but empty
        cellen = [celtekst(cel.value) for cel in rij]
        for plek, (cel, formule) in enumerate(zip(rij, formulerij, strict=False)):
            # One that gives an empty text has the type str, one that was never computed has not.
            if formule.value is not None and not cellen[plek] and cel.data_type != "str":
                cellen[plek] = f"={str(formule.value).removeprefix('=')}"
        while cellen and not cellen[-1]:
            cellen.pop()
        if len(cellen) > _MEESTE_KOLOMMEN:
            raise CongruentieFout(
                f"{pad}: blad {blad.title} heeft meer dan {_MEESTE_KOLOMMEN} kolommen.",
                "Bewaar alleen de kolommen met gemeenten en regio's of verbanden.",
            )
        leeg = 0 if cellen else leeg + 1
        rijen.append(cellen)
    del rijen[len(rijen) - leeg :]
    return Rijen(pad, blad.title, rijen, tuple(_vul(rijen, verwijzingen)))


def _rijen_van(blad: Any) -> Iterator[tuple[Any, ...]]:
    blad.reset_dimensions()  # what the file says of its size can be wrong
    rijen: Iterator[tuple[Any, ...]] = blad.iter_rows(max_col=_MEESTE_KOLOMMEN + 1)
    return rijen


def _vul(rijen: list[list[str]], verwijzingen: list[bytes]) -> Iterator[Celblok]:
    """Give every cell of merged cells the value of the first; what is merged beyond the rows is cut.

    Excel does not let merged cells overlap; of those that do, the first count.
    """
    from openpyxl.utils import range_boundaries

    over = (len(rijen) + 1) * _MEESTE_KOLOMMEN
    for verwijzing in verwijzingen:
        links, boven, rechts, onder = (
            int(n or 1) - 1 for n in range_boundaries(verwijzing.decode())
        )
        rechts, onder = min(rechts, _MEESTE_KOLOMMEN - 1), min(onder, len(rijen) - 1)
        over -= max(0, onder - boven + 1) * max(0, rechts - links + 1)
        if over < 0:
            return
        if boven > onder or links >= len(rijen[boven]) or not rijen[boven][links]:
            continue
        for rij in rijen[boven : onder + 1]:
            rij.extend([""] * (rechts + 1 - len(rij)))
            rij[links : rechts + 1] = [rijen[boven][links]] * (rechts + 1 - links)
        yield boven, links, onder, rechts


def celtekst(waarde: Any) -> str:
    """The text of a value in a workbook as a reader sees it: whole numbers and dates without more."""
    if waarde is None:
        return ""
    if isinstance(waarde, float) and waarde.is_integer():
        waarde = int(waarde)
    if isinstance(waarde, datetime.datetime):
        waarde = waarde.date()
    return unicodedata.normalize("NFC", str(waarde))

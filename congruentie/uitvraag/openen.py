"""Open a returned file without trusting it: nothing is run, unpacked to disk or fetched."""

from __future__ import annotations

import io
import warnings
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError, iterparse  # see _controleer_deel

from congruentie.errors import CongruentieFout
from congruentie.veilig import leesbaar

if TYPE_CHECKING:
    from openpyxl import Workbook

__all__ = ["lees_werkmap"]

_GROOTSTE_BESTAND = 10_000_000
"""Bytes; a form has 20.000."""
_GROOTSTE_INHOUD = 30_000_000
"""Bytes that its parts may unpack to; a form has 90.000."""
_MEESTE_DELEN = 500
_MEESTE_CELLEN = 200_000
"""Cells of all sheets, with those under a merged range or a link; a form has 1.500."""
_OPNIEUW = "Open het in Excel of LibreOffice en bewaar het als Excel-werkmap (.xlsx)."
_SOORTEN = {
    ".xls": "een oude Excel-werkmap",
    ".xlsb": "een binaire Excel-werkmap",
    ".ods": "een rekenblad van LibreOffice",
    ".csv": "een tekstbestand",
    ".docx": "een Word-document",
    ".doc": "een Word-document",
    ".odt": "een tekstdocument",
    ".pdf": "een PDF",
    ".zip": "een ingepakt bestand",
}


def lees_werkmap(pad: Path) -> tuple[Workbook, bool]:
    """Read a workbook whole, with formulas as text, and say whether there are macros in it.

    Parameters
    ----------
    pad
        The file. It is read once and never written.

    Raises
    ------
    CongruentieFout
        It is no XLSX workbook, has a password, is damaged, or unpacks to more than a form can be.
        The message does not name the file.
    """
    with leesbaar(pad):
        if pad.stat().st_size > _GROOTSTE_BESTAND:
            raise CongruentieFout(
                "is te groot voor een formulier (meer dan 10 MB).",
                "Stuur alleen het formulier terug, zonder plaatjes of andere bladen.",
            )
        ruw = pad.read_bytes()
    _controleer_soort(pad, ruw)
    macros = _controleer_delen(ruw)
    from openpyxl import load_workbook  # heavy: only when there is something to read

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that openpyxl leaves out: we only read
            return load_workbook(io.BytesIO(ruw), keep_links=False), macros
    except Exception as fout:  # openpyxl raises anything on a damaged part
        raise _beschadigd() from fout


def _beschadigd() -> CongruentieFout:
    return CongruentieFout("is beschadigd en kan niet worden gelezen.", _OPNIEUW)


def _controleer_soort(pad: Path, ruw: bytes) -> None:
    if not ruw:
        raise CongruentieFout("is leeg (0 bytes).", "Vraag het formulier opnieuw op.")
    if ruw.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in ruw:
            raise CongruentieFout(
                "is beveiligd met een wachtwoord.",
                "Bewaar het zonder wachtwoord, of vraag het formulier zo op.",
            )
        raise CongruentieFout("is een oude Excel-werkmap of een ander oud bestand.", _OPNIEUW)
    wat = _SOORTEN.get(pad.suffix.lower())
    if wat is not None:
        voorstel = _OPNIEUW
        if pad.suffix.lower() in {".docx", ".doc", ".odt", ".pdf"}:
            voorstel = "Neem de antwoorden over in het formulier, of vraag dat op."
        if pad.suffix.lower() == ".zip":
            voorstel = "Pak het uit en zet de formulieren in de map."
        raise CongruentieFout(f"is {wat}, geen formulier.", voorstel)
    if not ruw.startswith(b"PK"):
        raise CongruentieFout("is geen Excel-werkmap, al heet het wel zo.", _OPNIEUW)


def _controleer_delen(ruw: bytes) -> bool:
    """Look at the parts before anything is read from them; say whether there are macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(ruw)) as delen:
            lijst = delen.infolist()
            inhoud = sum(deel.file_size for deel in lijst)
            if len(lijst) > _MEESTE_DELEN or inhoud > _GROOTSTE_INHOUD:
                raise CongruentieFout(
                    f"pakt uit tot {inhoud // 1_000_000} MB in {len(lijst)} delen en wordt daarom "
                    "niet gelezen.",
                    "Vraag het formulier opnieuw op.",
                )
            namen = {deel.filename for deel in lijst}
            if "mimetype" in namen:
                raise CongruentieFout("is een rekenblad van LibreOffice (.ods).", _OPNIEUW)
            if not any(naam.startswith("xl/") for naam in namen):
                raise CongruentieFout("is geen Excel-werkmap, al heet het wel zo.", _OPNIEUW)
            # Every part, because a part may have any name.
            if sum(_controleer_deel(delen.read(deel)) for deel in lijst) > _MEESTE_CELLEN:
                raise CongruentieFout(
                    f"heeft meer dan {_MEESTE_CELLEN} cellen, of zoveel cellen zijn samengevoegd.",
                    "Stuur alleen het formulier terug, zonder andere bladen.",
                )
    except CongruentieFout:
        raise
    except Exception as fout:  # zipfile and zlib raise many kinds on a damaged file
        raise _beschadigd() from fout
    return any(naam.lower().endswith("vbaproject.bin") for naam in namen)


def _controleer_deel(deel: bytes) -> int:
    """How many cells openpyxl will make: it makes every one under a merged range or a link."""
    from openpyxl.utils.cell import range_boundaries

    plat = deel.replace(b"\x00", b"")  # so that UTF-16 is seen as well
    if b"<!DOCTYPE" in plat or b"<!ENTITY" in plat:
        # No program writes these in a workbook; they let a small file unfold without end.
        raise CongruentieFout(
            "bevat verwijzingen die niet in een werkmap horen.", "Vraag het formulier opnieuw op."
        )
    aantal = 0
    try:
        for _, element in iterparse(io.BytesIO(deel)):  # noqa: S314  # what hurts was refused
            soort = element.tag.rpartition("}")[2]
            if soort == "c":
                aantal += 1
            elif soort in {"mergeCell", "hyperlink"}:
                k1, r1, k2, r2 = range_boundaries(element.get("ref", "A1"))
                aantal += ((k2 or 1) - (k1 or 1) + 1) * ((r2 or 1) - (r1 or 1) + 1)
            element.clear()
    except ParseError:
        pass  # a picture, say; if it should have been XML, reading it fails too
    return aantal

"""A returned file opened without trust: what it is, and never more of it than a form can be."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError, iterparse  # see _cellen_in

from congruentie.bronnen.tabelbestand import Gebrek, Onbruikbaar, open_werkmap
from congruentie.errors import CongruentieFout
from congruentie.plafond import plafond
from congruentie.veilig import lees_heel

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
_BEWAAR = "Open het in Excel of LibreOffice en bewaar het als Excel-werkmap (.xlsx)."
_VRAAG_OP = "Vraag het formulier opnieuw op."
_NEEM_OVER = "Neem de antwoorden over in het formulier, of vraag dat op."
_SOORTEN = {
    ".xls": ("een oude Excel-werkmap", _BEWAAR),
    ".xlsb": ("een binaire Excel-werkmap", _BEWAAR),
    ".ods": ("een rekenblad van LibreOffice", _BEWAAR),
    ".csv": ("een tekstbestand", _BEWAAR),
    ".docx": ("een Word-document", _NEEM_OVER),
    ".doc": ("een Word-document", _NEEM_OVER),
    ".odt": ("een tekstdocument", _NEEM_OVER),
    ".pdf": ("een PDF", _NEEM_OVER),
    ".zip": ("een ingepakt bestand", "Pak het uit en zet de formulieren in de map."),
}
_GEBREKEN: dict[Gebrek, tuple[str, str]] = {
    "leeg": ("is leeg (0 bytes).", _VRAAG_OP),
    "wachtwoord": (
        "is beveiligd met een wachtwoord.",
        "Bewaar het zonder wachtwoord, of vraag het formulier zo op.",
    ),
    "oude werkmap": ("is een oude Excel-werkmap of een ander oud bestand.", _BEWAAR),
    "geen werkmap": ("is geen Excel-werkmap, al heet het wel zo.", _BEWAAR),
    "ods": ("is een rekenblad van LibreOffice (.ods).", _BEWAAR),
    "te groot": ("pakt uit tot {} MB in {} delen en wordt daarom niet gelezen.", _VRAAG_OP),
    "te veel delen": ("pakt uit tot {} MB in {} delen en wordt daarom niet gelezen.", _VRAAG_OP),
    "verwijzingen": ("bevat verwijzingen die niet in een werkmap horen.", _VRAAG_OP),
    "beschadigd": ("is beschadigd en kan niet worden gelezen.", _BEWAAR),
}


def lees_werkmap(pad: Path) -> tuple[Workbook, bool]:
    """Read a workbook whole, with formulas as text, and say whether there are macros in it.

    Parameters
    ----------
    pad
        The file. It is read once and never written.

    Returns
    -------
    openpyxl.Workbook, bool

    Raises
    ------
    CongruentieFout
        It is no XLSX workbook, has a password, is damaged, or unpacks to more than a form can be.
        The message does not name the file.
    """
    te_groot = CongruentieFout(
        "is te groot voor een formulier (meer dan 10 MB).",
        "Stuur alleen het formulier terug, zonder plaatjes of andere bladen.",
    )
    ruw = lees_heel(pad, _GROOTSTE_BESTAND, te_groot)
    with plafond("het lezen", _VRAAG_OP):
        return _lees(pad, ruw)


def _lees(pad: Path, ruw: bytes) -> tuple[Workbook, bool]:
    try:
        with open_werkmap(ruw, hoogstens=_GROOTSTE_INHOUD, delen=_MEESTE_DELEN) as delen:
            _weiger_soort(pad)
            if sum(_cellen_in(delen.read(deel)) for deel in delen.infolist()) > _MEESTE_CELLEN:
                raise CongruentieFout(
                    f"heeft meer dan {_MEESTE_CELLEN} cellen, of zoveel cellen zijn samengevoegd.",
                    "Stuur alleen het formulier terug, zonder andere bladen.",
                )
            macros = any(naam.lower().endswith("vbaproject.bin") for naam in delen.namelist())
            from openpyxl import load_workbook  # heavy: only when there is something to read

            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of parts that openpyxl leaves out: we only read
                return load_workbook(io.BytesIO(ruw), keep_links=False), macros
    except Onbruikbaar as fout:
        if fout.gebrek not in {"leeg", "wachtwoord", "oude werkmap"}:
            _weiger_soort(pad)
        melding, oplossing = _GEBREKEN[fout.gebrek]
        raise CongruentieFout(melding.format(fout.megabytes, fout.delen), oplossing) from fout


def _weiger_soort(pad: Path) -> None:
    """Say what a file is that is no workbook by its name."""
    wat, oplossing = _SOORTEN.get(pad.suffix.lower(), ("", ""))
    if wat:
        raise CongruentieFout(f"is {wat}, geen formulier.", oplossing)


def _cellen_in(deel: bytes) -> int:
    """How many cells openpyxl will make: it makes every one under a merged range or a link."""
    from openpyxl.utils.cell import range_boundaries

    aantal = 0
    try:
        for _, element in iterparse(io.BytesIO(deel)):  # noqa: S314  # `open_werkmap` refused what hurts
            soort = element.tag.rpartition("}")[2]
            if soort == "c":
                aantal += 1
            elif soort in {"mergeCell", "hyperlink"}:
                k1, r1, k2, r2 = range_boundaries(element.get("ref", "A1"))
                if k1 is None or r1 is None or k2 is None or r2 is None:
                    raise Onbruikbaar("beschadigd")  # whole columns or rows, without end
                # Written the other way around, openpyxl takes them as well.
                aantal += (abs(k2 - k1) + 1) * (abs(r2 - r1) + 1)
            element.clear()
    except ParseError:
        pass  # a picture, say; if it should have been XML, reading it fails too
    return aantal

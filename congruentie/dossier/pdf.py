"""DOCX to PDF, by LibreOffice where it is present."""

from __future__ import annotations

import logging
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from congruentie.errors import CongruentieFout
from congruentie.veilig import veilig_schrijven

__all__ = ["vind_omzetter", "zet_om"]

_log = logging.getLogger(__name__)
_PER_KEER = 40
_SOORT = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
"""With the structure that a screen reader needs."""
_RAAD = "De andere vormen zijn wel geschreven. Maak de PDF zelf, met Word of LibreOffice."
_BEGIN, _PER_STUK = 90, 30
"""Seconds that LibreOffice may take to start, and per document."""


def vind_omzetter() -> str | None:
    """The path of LibreOffice; None when it is not there."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def zet_om(documenten: Sequence[Path], map_: Path, omzetter: str) -> list[Path]:
    """Convert documents to PDF.

    Parameters
    ----------
    documenten
        DOCX files, all in one folder, with different names.
    map_
        Where the PDFs go, under the same names.
    omzetter
        As `vind_omzetter` gives it. It runs in an empty profile of its own, so that an open
        LibreOffice does not matter.

    Returns
    -------
    list of Path
        The PDFs, in the same order.

    Raises
    ------
    CongruentieFout
        It takes too long, or makes no PDF of a document.
    """
    aantal = len(documenten)
    _log.info(
        "%s omgezet naar PDF.", "1 document wordt" if aantal == 1 else f"{aantal} documenten worden"
    )
    uit: list[Path] = []
    with tempfile.TemporaryDirectory(prefix="congruentie-") as naam:
        werk = Path(naam)
        for begin in range(0, aantal, _PER_KEER):
            deel = documenten[begin : begin + _PER_KEER]
            _draai(deel, omzetter, werk)
            uit += [_bewaar(werk / f"{docx.stem}.pdf", map_) for docx in deel]
    return uit


def _draai(documenten: Sequence[Path], omzetter: str, werk: Path) -> None:
    opdracht = [
        omzetter, f"-env:UserInstallation={(werk / 'profiel').as_uri()}", "--headless", "--norestore",
        "--convert-to", _SOORT, "--outdir", str(werk), *(str(docx) for docx in documenten),
    ]  # fmt: skip
    try:
        subprocess.run(  # noqa: S603  # the names are ours
            opdracht,
            check=True,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_BEGIN + _PER_STUK * len(documenten),
        )
    except subprocess.TimeoutExpired as fout:
        raise CongruentieFout(
            "LibreOffice deed te lang over de PDF en is gestopt.", _RAAD
        ) from fout
    except (OSError, subprocess.CalledProcessError) as fout:
        raise CongruentieFout("LibreOffice kon geen PDF maken.", _RAAD) from fout


def _bewaar(gemaakt: Path, map_: Path) -> Path:
    if not gemaakt.is_file():
        raise CongruentieFout(f"LibreOffice maakte geen {gemaakt.name}.", _RAAD)
    with veilig_schrijven(map_ / gemaakt.name) as tijdelijk:
        shutil.copyfile(gemaakt, tijdelijk)
    gemaakt.unlink()
    return map_ / gemaakt.name

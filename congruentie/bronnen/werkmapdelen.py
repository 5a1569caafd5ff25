"""The one way into a workbook that came from outside: its parts, opened without trust."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from congruentie.errors import CongruentieFout

__all__ = ["OLE", "Gebrek", "Onbruikbaar", "open_werkmap"]

_GROOTSTE_INHOUD = 300_000_000
"""Bytes that the parts of an XLSX may unpack to: beyond it the file is damaged or a trap."""
OLE = b"\xd0\xcf\x11\xe0"
"""How workbooks from before 2007 begin, and those with a password."""

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
    if ruw.startswith(OLE):
        gesloten = "EncryptedPackage".encode("utf-16-le") in ruw
        raise Onbruikbaar("wachtwoord" if gesloten else "oude werkmap")
    if not ruw.startswith(b"PK"):
        raise Onbruikbaar("geen werkmap")
    try:
        with zipfile.ZipFile(io.BytesIO(ruw)) as zip_:
            _keur_delen(zip_, hoogstens, delen)
            yield zip_
    except (CongruentieFout, Onbruikbaar):
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
    for deel in lijst:  # every part, because a part may have any name
        xml = zip_.read(deel)
        if b"\x00" in xml[:4]:  # UTF-16
            xml = xml.replace(b"\x00", b"")
        if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
            # No program writes these in a workbook; they let a small file unfold without end.
            raise Onbruikbaar("verwijzingen")

"""What a user chooses in a file: ``BESTAND#BLAD#KOLOM``, the sheet and the columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from congruentie.bronnen.tabelbestand import Rijen
from congruentie.errors import CongruentieFout
from congruentie.nl import opsomming
from congruentie.veilig import leesbaar

__all__ = ["kies_blad", "lees_keuzes", "splits_keuze"]


def splits_keuze(tekst: str) -> tuple[Path, list[str]]:
    """Split ``BESTAND#BLAD#KOLOM`` into the path and what follows it.

    A file whose own name holds a ``#`` is taken whole when it exists.
    """
    with leesbaar(Path(tekst)):
        if Path(tekst).exists():
            return Path(tekst), []
    naam, *keuzes = tekst.split("#")
    return Path(naam), [keuze.strip() for keuze in keuzes if keuze.strip()]


def lees_keuzes(
    keuzes: Iterable[str], bladen: Collection[str], namen: Collection[str]
) -> tuple[str, dict[str, str], list[str]]:
    """Tell sheet and columns apart in what stands behind a file.

    Parameters
    ----------
    keuzes
        As `splits_keuze` gives them.
    bladen
        The sheets, in lower case.
    namen
        What a column can be named as: ``gemeente`` of ``#gemeente=KOLOM``.

    Returns
    -------
    tuple
        The sheet (empty when none is named), name -> column, and what is left.
    """
    genoemd: dict[str, str] = {}
    los = []
    for keuze in keuzes:
        wat, is_teken, kolom = (deel.strip() for deel in keuze.partition("="))
        if is_teken and kolom and wat.casefold() in namen:
            genoemd[wat.casefold()] = kolom
        else:
            los.append(keuze)
    if los and (len(los) > 1 or los[0].casefold() in bladen):
        return los[0], genoemd, los[1:]
    return "", genoemd, los


def kies_blad(bladen: list[Rijen], naam: str, geschikt: list[Rijen]) -> Rijen:
    """Choose the sheet that is named, or else the only one that is fit for use.

    Raises
    ------
    CongruentieFout
        The named sheet is not there, or more than one could be meant.
    """
    pad = bladen[0].bestand
    if naam:
        for blad in bladen:
            if blad.blad.casefold() == naam.casefold():
                return blad
        raise CongruentieFout(
            f"{pad} heeft geen blad {naam!r}; er zijn: {opsomming([blad.blad for blad in bladen])}.",
            "Kies een van deze bladen.",
        )
    if len(geschikt) > 1:
        raise CongruentieFout(
            f"{pad} heeft meer bladen die kunnen: {opsomming([blad.blad for blad in geschikt])}.",
            f"Kies er een, zoals {pad}#{geschikt[0].blad}.",
        )
    return (geschikt or bladen)[0]

"""Own divisions, from CSV or XLSX."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from congruentie.bronnen.controle import Uitslag, beoordeel, heeft_koppen
from congruentie.bronnen.rijen import kies_blad, lees_rijen, splits_keuze
from congruentie.errors import CongruentieFout
from congruentie.herindeling import Overgang
from congruentie.model import Gemeenten, Herkomst, Indeling

__all__ = ["controleer", "lees_eigen_indeling"]


def controleer(
    bestand: str | Path, gemeenten: Gemeenten, overgangen: Sequence[Overgang] = ()
) -> Uitslag:
    """Judge an own membership file.

    Parameters
    ----------
    bestand
        ``BESTAND``, or ``BESTAND#BLAD`` for a sheet of a workbook, ``BESTAND#KOLOM`` for a column
        with regions that has another name, or both.
    gemeenten
        The gemeenten the codes and names are looked up in.
    overgangen
        The herindelingen, to explain codes of another year.

    Raises
    ------
    CongruentieFout
        The file cannot be read at all, or more than one sheet could be meant.
    """
    pad, keuzes = splits_keuze(str(bestand))
    bladen = lees_rijen(pad)
    kolom = keuzes[-1] if keuzes else ""
    geschikt = [blad for blad in bladen if heeft_koppen(blad) or heeft_koppen(blad, kolom)]
    blad, kolom = kies_blad(bladen, keuzes, geschikt)
    return beoordeel(blad, gemeenten, overgangen, kolom)


def lees_eigen_indeling(
    bestand: str | Path, naam: str, gemeenten: Gemeenten, overgangen: Sequence[Overgang] = ()
) -> Indeling:
    """Read an own division.

    Parameters
    ----------
    bestand, gemeenten, overgangen
        As in `controleer`.
    naam
        Key of the division; also its title. Its peildatum is the year of `gemeenten`.

    Raises
    ------
    CongruentieFout
        With file, row (header = 1), value and cure; the first fault, and how many more there are.
    """
    uitslag = controleer(bestand, gemeenten, overgangen)
    if not uitslag.bruikbaar:
        eerste, *meer = uitslag.fouten
        fouten = "1 andere fout" if len(meer) == 1 else f"{len(meer)} andere fouten"
        rest = f" (en nog {fouten}; zie congruentie controleer)" if meer else ""
        raise CongruentieFout(eerste.regel + rest)
    return Indeling(
        naam,
        uitslag.lidmaatschap,
        uitslag.regio_namen,
        herkomst=Herkomst(f"eigen bestand {Path(bestand).name}", "onbekend", "eigen", "onbekend"),
    )

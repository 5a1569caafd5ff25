"""Own divisions, from CSV or XLSX."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

from congruentie.bronnen.controle import beoordeel
from congruentie.bronnen.kolommen import Gevraagd, vind_kolommen
from congruentie.bronnen.meldingen import Uitslag, regels_van
from congruentie.bronnen.tabelbestand import kies_blad, lees_rijen, splits_keuze
from congruentie.bronnen.zoeken import zoeker_voor
from congruentie.errors import CongruentieFout
from congruentie.model import Gemeenten, Herkomst, Indeling

__all__ = ["controleer", "lees_eigen_indeling"]

_log = logging.getLogger(__name__)


def controleer(bestand: str | Path, gemeenten: Gemeenten) -> Uitslag:
    """Judge an own membership file.

    Parameters
    ----------
    bestand
        ``BESTAND``, with behind it as needed ``#BLAD`` for a sheet of a workbook, ``#KOLOM`` for the
        column with regions (or both, in this order), ``#gemeente=KOLOM`` and ``#regio=KOLOM``.
    gemeenten
        The gemeenten the codes and names are looked up in.

    Raises
    ------
    CongruentieFout
        The file cannot be read at all, or more than one sheet could be meant.
    """
    pad, keuzes = splits_keuze(str(bestand))
    bladen = lees_rijen(pad)
    zoeker = zoeker_voor(gemeenten)
    naam, gevraagd = _lees_keuzes(keuzes, {blad.blad.casefold() for blad in bladen if blad.blad})
    gevonden = {blad.blad: vind_kolommen(blad, zoeker, gevraagd) for blad in bladen}
    heel = [blad for blad in bladen if gevonden[blad.blad].volledig]
    half = [blad for blad in bladen if gevonden[blad.blad].gemeente is not None]
    blad = kies_blad(bladen, naam, heel or half[:1])
    return beoordeel(blad, zoeker, gevonden[blad.blad])


def _lees_keuzes(keuzes: list[str], bladen: set[str]) -> tuple[str, Gevraagd]:
    """Tell sheet and columns apart."""
    gevraagd, los = Gevraagd(), []
    for keuze in keuzes:
        wat, is_teken, kolom = (deel.strip() for deel in keuze.partition("="))
        if is_teken and kolom and wat.casefold() in {"gemeente", "regio"}:
            gevraagd = replace(gevraagd, **{wat.casefold(): kolom})
        else:
            los.append(keuze)
    if los and (len(los) > 1 or los[0].casefold() in bladen):
        blad, *los = los
    else:
        blad = ""
    return blad, replace(gevraagd, regio="".join(los[:1]) or gevraagd.regio)


def lees_eigen_indeling(bestand: str | Path, naam: str, gemeenten: Gemeenten) -> Indeling:
    """Read an own division, and log what is to be looked at.

    Parameters
    ----------
    bestand, gemeenten
        As in `controleer`.
    naam
        Key of the division; also its title. Its peildatum is the year of `gemeenten`.

    Raises
    ------
    CongruentieFout
        With file, row (header = 1), value and cure; the first fault, and how many more there are.
    """
    uitslag = controleer(bestand, gemeenten)
    if not uitslag.bruikbaar:
        eerste, *meer = [regel for _, regel in regels_van(uitslag.fouten)]
        fouten = "1 andere fout" if len(meer) == 1 else f"{len(meer)} andere fouten"
        rest = f" (en nog {fouten}; zie congruentie controleer)" if meer else ""
        raise CongruentieFout(eerste + rest)
    let_op = [regel for _, regel in regels_van(uitslag.meldingen)]
    pad, _ = splits_keuze(str(bestand))
    # A page or a document goes to others: they get the name of the file, not its folder.
    opmerking = " ".join(let_op).replace(str(pad), pad.name)
    herkomst = Herkomst(f"eigen bestand {pad.name}", "onbekend", "eigen", "onbekend", opmerking)
    indeling = Indeling(naam, uitslag.lidmaatschap, uitslag.regio_namen, herkomst=herkomst)
    for regel in let_op:
        _log.warning("Let op: %s", regel)
    return indeling

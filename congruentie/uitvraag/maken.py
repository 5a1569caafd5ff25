"""All forms of one consultation, in one folder."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from congruentie.errors import CongruentieFout
from congruentie.model import Gemeenten, Indeling, opsomming
from congruentie.uitvraag.formulier import Afspraken, maak_formulier
from congruentie.uitvraag.inhoud import Gevraagde, Inhoud, waarnemers
from congruentie.uitvraag.velden import Soort
from congruentie.veilig import veilig_schrijven
from congruentie.voorstel import Voorstel

__all__ = ["OVERZICHT", "bestandsnaam", "kies_gevraagden", "maak_uitvraag"]

OVERZICHT = "overzicht.csv"
"""Name of the list of forms that stands beside them."""
_LANGSTE_NAAM = 60


def kies_gevraagden(
    gemeenten: Gemeenten,
    waarnemend: Iterable[tuple[Soort, Indeling]],
    codes: Sequence[str] | None = None,
) -> list[Gevraagde]:
    """Say who gets a form: gemeenten by code, then the observers in whose area one of them lies.

    Parameters
    ----------
    gemeenten
        All of the year.
    waarnemend
        The divisions whose regio's get a form as observers.
    codes
        Only these gemeenten; None for all.
    """
    gekozen = sorted(set(gemeenten.codes if codes is None else codes))
    plekken = {gemeenten.plek[code] for code in gekozen}
    uit = [
        Gevraagde("gemeente", code, f"gemeente {gemeenten.naam_van[code]}", (gemeenten.plek[code],))
        for code in gekozen
    ]
    for soort, indeling in waarnemend:
        uit += [w for w in waarnemers(soort, indeling, gemeenten) if plekken & set(w.gebied)]
    return uit


def bestandsnaam(wie: Gevraagde) -> str:
    """Name of the file of a form: only letters, digits and ``-``, whatever the name holds."""
    voluit = wie.naam.removeprefix("gemeente ").removeprefix("provincie ")
    plat = unicodedata.normalize("NFKD", voluit).encode("ascii", "ignore").decode()
    kaal = re.sub(r"[^A-Za-z0-9]+", "-", plat).strip("-")[:_LANGSTE_NAAM].strip("-")
    code = re.sub(r"[^A-Za-z0-9]+", "-", wie.code)
    return "-".join(filter(None, ["uitvraag", code, kaal])) + ".xlsx"


def maak_uitvraag(
    voorstel: Voorstel,
    sha256: str,
    wie: Sequence[Gevraagde],
    map_: Path,
    afspraken: Afspraken | None = None,
    *,
    voortgang: Callable[[int, int], None] = lambda klaar, totaal: None,
) -> list[Path]:
    """Write the forms and the list of them.

    Parameters
    ----------
    voorstel, sha256
        The proposal, and the hash of its file.
    wie
        Who gets one.
    map_
        The folder; it is made when it is absent.
    afspraken
        Deadline and whom to ask.
    voortgang
        Called after each form, with how many are made and how many there will be.

    Returns
    -------
    list of Path
        The forms, in the order of `wie`.

    Raises
    ------
    CongruentieFout
        A file of the same name with other content is there (it may be an answer: nothing is
        overwritten, and nothing is written at all), or the folder cannot be written.
    """
    inhoud = Inhoud(voorstel)
    gemaakt: dict[Path, bytes] = {}
    for nummer, een in enumerate(wie, start=1):
        pad = map_ / bestandsnaam(een)
        gemaakt[pad] = maak_formulier(inhoud, een, sha256, afspraken or Afspraken())
        voortgang(nummer, len(wie))
    _weiger_overschrijven(gemaakt)
    for pad, ruw in {**gemaakt, map_ / OVERZICHT: _overzicht(wie, sha256)}.items():
        with veilig_schrijven(pad) as tijdelijk:
            tijdelijk.write_bytes(ruw)
    return list(gemaakt)


def _weiger_overschrijven(gemaakt: dict[Path, bytes]) -> None:
    anders = [pad.name for pad, ruw in gemaakt.items() if pad.exists() and pad.read_bytes() != ruw]
    if anders:
        raise CongruentieFout(
            f"In {next(iter(gemaakt)).parent} staan al andere formulieren: {opsomming(anders)}. "
            "Misschien zijn ze ingevuld; er is niets geschreven.",
            "Kies een lege map.",
        )


def _overzicht(wie: Sequence[Gevraagde], sha256: str) -> bytes:
    stroom = io.StringIO(newline="")
    schrijver = csv.writer(stroom, lineterminator="\n")
    schrijver.writerow(["soort", "code", "naam", "bestand", "voorstel_sha256"])
    for een in wie:
        schrijver.writerow([een.soort, een.code, een.naam, bestandsnaam(een), sha256])
    return stroom.getvalue().encode("utf-8")

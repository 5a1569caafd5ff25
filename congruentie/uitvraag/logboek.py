"""The log of a consultation: one line per round, with what it rests on kept beside it."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from congruentie import __version__
from congruentie.errors import CongruentieFout, GebruiksFout
from congruentie.veilig import lees_heel, op_slot, schrijf_tekst, veilig_schrijven

if TYPE_CHECKING:
    from congruentie.uitvraag.ronde import Ronde

__all__ = ["LOGBOEK", "Rondebestand", "controleer_uitvoer", "schrijf_logboek"]

LOGBOEK = "logboek.csv"
_SLOT = ".logboek.slot"
_KOLOMMEN = (
    "ronde", "tijd", "voorstel", "voorstel_sha256", "antwoorden", "antwoorden_sha256", "uitkomst",
    "uitkomst_sha256", "domein", "wensgewicht", "zacht", "geantwoord", "wensen", "vervuld_eerder",
    "vervuld", "regios", "verhuizen", "doelwaarde", "prijs", "bewezen_optimaal", "versie",
)  # fmt: skip
_UITVOER = (
    ".csv", ".json", ".xlsx", ".gpkg", ".html", "-ronde.json", "-ronde.xlsx", "-wensen.png",
    "-wensen.svg",
)  # fmt: skip
_LANGSTE_NAAM = 200  # bytes; with what comes before it, a file system takes it
_WACHT = 30.0  # seconds for another round to write its line


@dataclass(frozen=True)
class Rondebestand:
    """A file that a round rests on, and its hash before it was read."""

    pad: Path
    sha256: str

    @classmethod
    def van(cls, pad: Path) -> Rondebestand:
        """Take the hash of a file.

        Raises
        ------
        CongruentieFout
            It cannot be read.
        """
        return cls(pad, hashlib.sha256(lees_heel(pad)).hexdigest())


def controleer_uitvoer(naam: Path, invoer: Sequence[Path]) -> None:
    """Check that a round writes over nothing that it, or a round in the log, rests on.

    Parameters
    ----------
    naam
        As in `congruentie.uitvraag.verslag.schrijf_ronde`.
    invoer
        The files that the round reads.

    Raises
    ------
    CongruentieFout
        It would (exit code 2), or what is called `LOGBOEK` there is no log.
    """
    map_ = naam.parent
    rust = [*invoer, map_ / LOGBOEK, *(map_ / een for een in _waar_rondes_op_rusten(map_))]
    for suffix in _UITVOER:
        uit = naam.with_name(naam.name + suffix)
        if uit.name.casefold() == LOGBOEK or any(_zelfde(uit, pad) for pad in rust):
            raise GebruiksFout(
                f"--uit {naam} zou {uit.name} overschrijven, en daar rust een ronde op.",
                "Kies een andere naam.",
            )


def _zelfde(een: Path, ander: Path) -> bool:
    return een.exists() and ander.exists() and een.samefile(ander)


def _waar_rondes_op_rusten(map_: Path) -> Iterator[str]:
    for rij in csv.DictReader(io.StringIO(_lees(map_ / LOGBOEK), newline="")):
        yield rij["voorstel"] or ""
        try:
            yield from map(str, json.loads(rij["antwoorden"] or "[]"))
        except ValueError as fout:
            raise _geen_logboek(map_ / LOGBOEK) from fout


def _lees(pad: Path) -> str:
    """The log so far; a new one is only its head."""
    kop = ",".join(_KOLOMMEN)
    if not pad.exists():
        return kop + "\n"
    ruw = lees_heel(pad, bewaak=False)
    try:
        tekst = ruw.decode("utf-8")
    except UnicodeDecodeError as fout:
        raise _geen_logboek(pad) from fout
    if tekst.split("\n", 1)[0] != kop:
        raise _geen_logboek(pad)
    return tekst if tekst.endswith("\n") else tekst + "\n"


def _geen_logboek(pad: Path) -> CongruentieFout:
    return CongruentieFout(
        f"{pad} is niet (meer) het logboek van een overleg; misschien is het in Excel opgeslagen.",
        "Zet het terug zoals het was, of geef het een andere naam.",
    )


def schrijf_logboek(ronde: Ronde, antwoorden: Sequence[Rondebestand], uitkomst: Path) -> Path:
    """Add a round to the log of the consultation, and keep what it was made from beside it.

    Parameters
    ----------
    ronde
        The round.
    antwoorden
        The files with answers, oldest first.
    uitkomst
        The JSON of the new proposal. Its folder is the folder of the consultation: the log stands
        there, and inputs from elsewhere are copied there, under a name that begins with the round.

    Returns
    -------
    Path
        The log: one line per round, also when a round is done again. ``antwoorden`` is a list in
        JSON, because a file may have any name; ``antwoorden_sha256`` has spaces between.

    Raises
    ------
    CongruentieFout
        An input is no longer what was read, or something cannot be written.
    """
    map_ = uitkomst.parent
    land, gelezen = ronde.samenvatting, ronde.gelezen
    bezet = CongruentieFout(
        f"Een andere ronde houdt {map_ / LOGBOEK} bezet; deze ronde staat er niet in.",
        "Doe de ronde opnieuw als de andere klaar is.",
    )
    # On a disk without locks: better a line in the log than none.
    with op_slot(map_ / _SLOT, bezet, wacht=_WACHT):
        vraag = _bewaar(
            Rondebestand(gelezen.pad, gelezen.sha256), map_, f"ronde-{ronde.nummer}-vraag"
        )
        gaf = [_bewaar(een, map_, f"ronde-{ronde.nummer}-antwoord") for een in antwoorden]
        rij = {
            **{naam: f"{land[naam]:.15g}" for naam in _KOLOMMEN if naam in land},
            "ronde": str(ronde.nummer),
            "tijd": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "voorstel": _als_pad(vraag),
            "voorstel_sha256": gelezen.sha256,
            "antwoorden": json.dumps(gaf, ensure_ascii=False),
            "antwoorden_sha256": " ".join(een.sha256 for een in antwoorden),
            "uitkomst": _als_pad(uitkomst.name),
            "uitkomst_sha256": Rondebestand.van(uitkomst).sha256,
            "domein": ronde.domein or "",
            "wensgewicht": f"{ronde.gewicht:.15g}",
            "zacht": "ja" if ronde.zacht else "nee",
            "regios": str(len(ronde.nieuw.codes)),
            "bewezen_optimaal": "ja" if ronde.nieuw.bewezen_optimaal else "nee",
            "versie": __version__,
        }
        pad = map_ / LOGBOEK
        regel = io.StringIO()
        csv.DictWriter(regel, _KOLOMMEN, lineterminator="\n").writerow(rij)
        heel = regel.getvalue().encode("utf-8", "backslashreplace").decode()
        schrijf_tekst(pad, _lees(pad) + heel)
    return pad


def _als_pad(naam: str) -> str:
    """The name, so that a spreadsheet takes it for no formula; it leads to the same file."""
    return f"./{naam}" if naam[:1] in "=+-@\t\r\n" else naam


def _bewaar(een: Rondebestand, map_: Path, begin: str) -> str:
    """Copy a file into the folder of the consultation, unless it is there; gives its name there."""
    bron = een.pad.resolve()
    if Rondebestand.van(bron).sha256 != een.sha256:
        raise CongruentieFout(
            f"{een.pad} is tijdens de ronde gewijzigd; de ronde staat niet in het logboek.",
            "Doe de ronde opnieuw.",
        )
    if bron.parent == map_.resolve():
        return bron.name
    stam = os.fsencode(bron.stem)[:_LANGSTE_NAAM].decode("utf-8", "ignore")
    for keer in count(1):
        doel = map_ / f"{begin}{'' if keer == 1 else f'-{keer}'}-{stam}{bron.suffix[:20]}"
        if not doel.exists():
            with veilig_schrijven(doel) as tijdelijk:
                shutil.copyfile(bron, tijdelijk)
        if Rondebestand.van(doel).sha256 == een.sha256:
            break
    return doel.name

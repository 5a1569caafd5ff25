"""The log of a consultation: one line per round, with what it rests on kept beside it.

Every line ends in a hash over itself and the line before it, so that a line that was changed, or left
out between others, shows. Nothing that a line names is written over.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, groupby
from pathlib import Path
from typing import TYPE_CHECKING

from congruentie import __version__
from congruentie.errors import CongruentieFout, GebruiksFout
from congruentie.veilig import lees_heel, op_slot, schrijf_tekst, veilig_schrijven

if TYPE_CHECKING:
    from congruentie.uitvraag.ronde import Ronde

__all__ = [
    "LOGBOEK", "Rondebestand", "controleer_logboek", "controleer_uitvoer", "schrijf_logboek",
    "weiger_overschrijven",
]  # fmt: skip

LOGBOEK = "logboek.csv"
_SLOT = ".logboek.slot"
_KOLOMMEN = (
    "ronde", "tijd", "voorstel", "voorstel_sha256", "antwoorden", "antwoorden_sha256", "uitkomst",
    "uitkomst_sha256", "domein", "wensgewicht", "zacht", "gevraagd", "geantwoord", "wensen",
    "vervuld_eerder", "vervuld", "regios", "verhuizen", "doelwaarde", "prijs", "bewezen_optimaal",
    "versie", "keten",
)  # fmt: skip
_UITVOER = (
    ".csv", ".json", "-bewijs.json", "-stappen.csv", ".xlsx", ".gpkg", ".html", "-ronde.json",
    "-ronde.xlsx", "-wensen.png", "-wensen.svg",
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


def controleer_uitvoer(naam: Path, invoer: Sequence[Path] = ()) -> None:
    """Check that files of a proposal write over nothing that a round rests on, or gave.

    Parameters
    ----------
    naam
        As in `congruentie.uitvraag.verslag.schrijf_ronde`.
    invoer
        The files that are read for it.

    Raises
    ------
    CongruentieFout
        It would (exit code 2), or what is called `LOGBOEK` there is no log.
    """
    weiger_overschrijven([naam.with_name(naam.name + suffix) for suffix in _UITVOER], invoer)


def weiger_overschrijven(paden: Iterable[Path], invoer: Sequence[Path] = ()) -> None:
    """Check that none of these files is one that the log of its folder names, or one that is read.

    Raises
    ------
    CongruentieFout
        As `controleer_uitvoer`.
    """
    for map_, samen in groupby(paden, key=lambda pad: pad.parent):
        rijen = _lees_rijen(map_ / LOGBOEK)
        rust = [*invoer, map_ / LOGBOEK, *(map_ / een for rij in rijen for een, _ in _genoemd(rij))]
        for uit in samen:
            if uit.name.casefold() == LOGBOEK or any(_zelfde(uit, pad) for pad in rust):
                raise GebruiksFout(
                    f"--uit {uit} zou {uit.name} overschrijven; het logboek of deze vraag rust daarop.",
                    "Kies een andere naam. Ook een ronde overdoen gaat onder een nieuwe naam.",
                )


def controleer_logboek(map_: Path) -> None:
    """Check that the log of a folder is whole, and that what it names is still what it was.

    Raises
    ------
    CongruentieFout
        A line was changed or is missing, or a file is another one than the log says.
    """
    keten = ""
    for nummer, rij in enumerate(_lees_rijen(map_ / LOGBOEK), start=1):
        if rij["keten"] != _keten(keten, rij):
            raise CongruentieFout(
                f"{map_ / LOGBOEK}: regel {nummer} is gewijzigd, of er is er een weg.",
                "Zet het logboek terug zoals het was, of begin met een nieuwe map.",
            )
        keten = rij["keten"]
        for naam, sha256 in _genoemd(rij):
            pad = map_ / naam
            if pad.exists() and Rondebestand.van(pad).sha256 != sha256:
                raise CongruentieFout(
                    f"{pad} is gewijzigd sinds ronde {rij['ronde']} ({rij['tijd']}).",
                    "Zet het terug zoals het was, of begin met een nieuwe map.",
                )


def _keten(vorige: str, rij: Mapping[str, str]) -> str:
    """The hash of a line and, by way of its own, of all before it."""
    regel = io.StringIO()
    csv.writer(regel, lineterminator="\n").writerow([vorige, *(rij[k] for k in _KOLOMMEN[:-1])])
    return hashlib.sha256(regel.getvalue().encode("utf-8", "backslashreplace")).hexdigest()


def _zelfde(een: Path, ander: Path) -> bool:
    return een.exists() and ander.exists() and een.samefile(ander)


def _genoemd(rij: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The files that a line names, and their hashes."""
    yield rij["voorstel"], rij["voorstel_sha256"]
    yield from zip(json.loads(rij["antwoorden"]), rij["antwoorden_sha256"].split(), strict=True)
    yield rij["uitkomst"], rij["uitkomst_sha256"]


def _lees_rijen(pad: Path) -> list[dict[str, str]]:
    rijen = list(csv.DictReader(io.StringIO(_lees(pad), newline="")))
    try:
        if any(None in rij or None in rij.values() for rij in rijen):
            raise ValueError("a line has too many cells, or too few")
        for rij in rijen:
            list(_genoemd(rij))
    except (ValueError, TypeError) as fout:
        raise _geen_logboek(pad) from fout
    return rijen


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
        The log: one line per round, also when a round is done again. ``tijd`` has its time zone;
        ``keten`` is the hash of the line and of the one before it. ``antwoorden`` is a list in
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
            "tijd": datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
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
        eerder = _lees_rijen(pad)
        if any(map_ / een == uitkomst for oud in eerder for een, _ in _genoemd(oud)):
            raise CongruentieFout(
                f"Een andere ronde schreef intussen ook {uitkomst}; deze staat niet in het logboek.",
                "Doe beide rondes opnieuw, elk onder een eigen naam.",
            )
        rij = {k: v.encode("utf-8", "backslashreplace").decode() for k, v in rij.items()}
        rij["keten"] = _keten(eerder[-1]["keten"] if eerder else "", rij)
        regel = io.StringIO()
        csv.DictWriter(regel, _KOLOMMEN, lineterminator="\n").writerow(rij)
        schrijf_tekst(pad, _lees(pad) + regel.getvalue())
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

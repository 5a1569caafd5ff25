"""The cache of fetched data: raw bytes, each with its address, date, hash and licence.

A fetched set is a list of raw files, stored under their hash, and one small manifest that names
them. The manifest is written last, whole or not at all, so a set is there completely or is not
there: an interrupted call leaves nothing that a later one could mistake for data.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from congruentie.bronnen.net import Antwoord, OphaalFout
from congruentie.errors import CongruentieFout
from congruentie.veilig import leesbaar, veilig_schrijven

__all__ = ["Cache", "Opgehaald", "RuwBestand", "kies_cache"]

_log = logging.getLogger(__name__)
_VERSIE = 1
T = TypeVar("T")
GEEN = "geen"
"""What ``--cache`` and ``CONGRUENTIE_CACHE`` say to use the embedded data only."""


@dataclass(frozen=True)
class RuwBestand:
    """One raw answer of a service."""

    url: str
    bestand: str
    sha256: str
    grootte: int
    soort: str


@dataclass(frozen=True)
class Opgehaald:
    """One fetched set, as its manifest says.

    Parameters
    ----------
    naam
        ``"grenzen"``, ``"gebieden"`` (memberships and inhabitants) or ``"regio_<indeling>"``.
    jaar
        The year it is of.
    dienst
        Which service gave it: ``"ogc"``, ``"wfs"``, ``"gpkg"``, ``"v3"``, ``"v4"`` or ``"csv"``.
    bron, licentie
        As they must be named.
    datum
        ISO date on which it was fetched.
    bestanden
        The raw answers, in order.
    lidmaatschap
        Of region polygons laid over the gemeenten: gm_code, regio_code, regio_naam and share of the
        area of the gemeente.
    """

    naam: str
    jaar: int
    dienst: str
    bron: str
    licentie: str
    datum: str
    bestanden: tuple[RuwBestand, ...]
    lidmaatschap: tuple[tuple[str, str, str, float], ...] = field(default=())


def kies_cache(keuze: str | Path | None = None) -> Cache | None:
    """Find the cache: what is chosen, else ``CONGRUENTIE_CACHE``, else the user's own cache folder.

    Returns
    -------
    Cache or None
        None when the choice is ``"geen"``.

    Raises
    ------
    CongruentieFout
        It is no folder, or may not be read.
    """
    tekst = str(keuze) if keuze is not None else os.environ.get("CONGRUENTIE_CACHE", "")
    if tekst == GEEN:
        return None
    if tekst:
        try:
            map_ = Path(tekst).expanduser()
        except RuntimeError as fout:
            raise CongruentieFout(
                f"De map {tekst} is niet te vinden.", "Noem een andere map."
            ) from fout
    else:
        import platformdirs

        map_ = platformdirs.user_cache_path("congruentie", appauthor=False)
    with leesbaar(map_), suppress(FileNotFoundError):  # one that is not there yet will be made
        os.scandir(map_).close()
    return Cache(map_)


@dataclass(frozen=True)
class Cache:
    """A folder with fetched sets."""

    map: Path

    def bewaar(
        self,
        naam: str,
        jaar: int,
        antwoorden: Sequence[Antwoord],
        **gegevens: Any,
    ) -> Opgehaald:
        """Store a set; an older one of the same name and year is replaced at the last moment.

        Parameters
        ----------
        naam, jaar
            Which set.
        antwoorden
            The raw answers.
        **gegevens
            The other fields of `Opgehaald`.

        Raises
        ------
        CongruentieFout
            The folder cannot be written, or the disk is full.
        """
        bestanden = tuple(self._bewaar_ruw(antwoord) for antwoord in antwoorden)
        opgehaald = Opgehaald(naam=naam, jaar=jaar, bestanden=bestanden, **gegevens)
        inhoud = json.dumps({"versie": _VERSIE, **asdict(opgehaald)}, indent=1, ensure_ascii=False)
        with veilig_schrijven(self._pad(naam, jaar)) as tijdelijk:
            tijdelijk.write_text(inhoud + "\n", encoding="utf-8")
        return opgehaald

    def _pad(self, naam: str, jaar: int) -> Path:
        return self.map / str(jaar) / f"{naam}.json"

    def _bewaar_ruw(self, antwoord: Antwoord) -> RuwBestand:
        bestand = f"ruw/{antwoord.sha256}.{antwoord.soort}"
        pad = self.map / bestand
        try:
            heel = pad.read_bytes() == antwoord.inhoud
        except OSError:
            heel = False
        if not heel:
            with veilig_schrijven(pad) as tijdelijk:
                tijdelijk.write_bytes(antwoord.inhoud)
        return RuwBestand(
            antwoord.url, bestand, antwoord.sha256, len(antwoord.inhoud), antwoord.soort
        )

    def vind(self, naam: str, jaar: int) -> Opgehaald | None:
        """Find a set; None when it was not fetched.

        Raises
        ------
        CongruentieFout
            The manifest cannot be read, or is of a newer version of this program.
        """
        pad = self._pad(naam, jaar)
        with leesbaar(pad):
            try:
                inhoud = pad.read_bytes()
            except FileNotFoundError:
                return None
        try:
            gegevens = json.loads(inhoud)
            versie = gegevens.pop("versie")
            bestanden = tuple(RuwBestand(**bestand) for bestand in gegevens.pop("bestanden"))
            lidmaatschap = tuple(tuple(rij) for rij in gegevens.pop("lidmaatschap"))
            opgehaald = Opgehaald(bestanden=bestanden, lidmaatschap=lidmaatschap, **gegevens)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as fout:
            raise _beschadigd(pad, jaar) from fout
        if versie != _VERSIE or not _klopt(opgehaald, naam, jaar):
            raise _beschadigd(pad, jaar)
        return opgehaald

    def alle(self) -> Iterator[Opgehaald]:
        """List all sets, by year and name; one that cannot be read is said and left out."""
        for pad in sorted(self.map.glob("[12][0-9][0-9][0-9]/*.json")):
            if pad.name.startswith("."):
                continue  # of a writer that is at work, or was cut off
            try:
                opgehaald = self.vind(pad.stem, int(pad.parent.name))
            except CongruentieFout as fout:
                _log.warning("Let op: %s", fout)
                continue
            if opgehaald is not None:
                yield opgehaald

    def pad(self, opgehaald: Opgehaald, bestand: RuwBestand) -> Path:
        """Path of a raw file, after comparing its hash.

        Raises
        ------
        CongruentieFout
            It is gone, or not what was fetched.
        """
        pad = self.map / bestand.bestand
        with leesbaar(pad):
            try:
                with pad.open("rb") as stroom:
                    gelijk = hashlib.file_digest(stroom, "sha256").hexdigest() == bestand.sha256
            except FileNotFoundError:
                gelijk = False
        if not gelijk:
            raise _beschadigd(pad, opgehaald.jaar)
        return pad

    def antwoorden(self, opgehaald: Opgehaald) -> list[Antwoord]:
        """Read the raw answers of a set, after comparing their hashes."""
        return [
            Antwoord(bestand.url, self.pad(opgehaald, bestand).read_bytes(), bestand.soort)
            for bestand in opgehaald.bestanden
        ]

    def lees(self, opgehaald: Opgehaald, lezer: Callable[[list[Antwoord]], T]) -> T:
        """Read a set with `lezer`.

        Raises
        ------
        CongruentieFout
            The files are not what was fetched, or `lezer` refuses them: an earlier version of this
            program may have been content with less.
        """
        try:
            return lezer(self.antwoorden(opgehaald))
        except OphaalFout as fout:
            raise _beschadigd(self._pad(opgehaald.naam, opgehaald.jaar), opgehaald.jaar) from fout


def _klopt(opgehaald: Opgehaald, naam: str, jaar: int) -> bool:
    """Whether a manifest is of this set, and every field of the type that it must have."""
    teksten = [opgehaald.dienst, opgehaald.bron, opgehaald.licentie, opgehaald.datum]
    for bestand in opgehaald.bestanden:
        teksten += [bestand.url, bestand.bestand, bestand.sha256, bestand.soort]
    return (
        (opgehaald.naam, opgehaald.jaar) == (naam, jaar)
        and bool(opgehaald.bestanden)
        and all(isinstance(tekst, str) for tekst in teksten)
        and all(re.fullmatch(r"ruw/[0-9a-f]{64}\.[a-z]+", b.bestand) for b in opgehaald.bestanden)
        and all(
            [type(deel) for deel in rij] == [str, str, str, float] for rij in opgehaald.lidmaatschap
        )
    )


def _beschadigd(pad: Path, jaar: int) -> CongruentieFout:
    return CongruentieFout(
        f"{pad} in de map met opgehaalde gegevens is beschadigd, of van een andere versie.",
        f"Haal de gegevens opnieuw op: congruentie ophalen --jaar {jaar} --ververs.",
    )

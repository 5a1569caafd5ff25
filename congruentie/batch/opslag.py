"""The folder with results: each scenario is whole or not there at all, whatever happens meanwhile."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from congruentie.batch.taken import som
from congruentie.errors import CongruentieFout
from congruentie.veilig import keur_doelen, lees_heel, op_slot

__all__ = ["MANIFEST", "Opslag", "SchijfVol", "is_schijf_vol"]

MANIFEST = "manifest.json"
_SLOT, _BEZIG, _OUD = ".slot", ".bezig", ".oud"
_VOL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


class SchijfVol(CongruentieFout):
    """There is no room: going on makes no sense."""

    def __init__(self, waar: object) -> None:
        super().__init__(
            f"De schijf is vol: {waar} kan niet worden geschreven. Wat klaar is, is bewaard.",
            "Maak ruimte en geef dezelfde opdracht opnieuw; die gaat verder met de rest.",
        )


def is_schijf_vol(fout: BaseException | None) -> bool:
    """Whether an error, or what it came from, is that a disk is full."""
    while fout is not None:
        if isinstance(fout, OSError) and fout.errno in _VOL:
            return True
        fout = fout.__cause__ or fout.__context__
    return False


class Opslag:
    """The folder that a batch writes in.

    Parameters
    ----------
    map
        The folder. What is unfinished stands in it under ``.bezig``, on the same disk as its place.
    """

    def __init__(self, map_: Path) -> None:
        self.map = map_
        self.bezig = map_ / _BEZIG

    @contextmanager
    def slot(self) -> Iterator[None]:
        """Keep others out while the block runs, and clear away what a killed run left behind.

        Raises
        ------
        CongruentieFout
            Another batch is at work in this folder, or it cannot be written.
        """
        bezet = CongruentieFout(
            f"In {self.map} is al een andere batch bezig.",
            "Wacht tot die klaar is, of kies bij uitvoer een andere map.",
        )
        kan_niet = CongruentieFout(
            f"{self.map} staat op een schijf waarop een map niet op slot kan.",
            "Kies bij uitvoer een map op een andere schijf.",
        )
        with ExitStack() as slot:
            with self._schrijfbaar(self.map):
                self.map.mkdir(parents=True, exist_ok=True)
                slot.enter_context(op_slot(self.map / _SLOT, bezet, kan_niet))
            try:
                with self._schrijfbaar(self.map):
                    self._ruim_op()
                    self.bezig.mkdir()
                yield
            finally:
                with suppress(OSError):
                    self._ruim_op()

    def _ruim_op(self) -> None:
        oud = self.map / _OUD
        if oud.is_dir():
            for map_ in oud.iterdir():  # the run stopped between putting away and replacing
                if not (self.map / map_.name).exists():
                    map_.replace(self.map / map_.name)
            shutil.rmtree(oud)
        if self.bezig.exists():
            shutil.rmtree(self.bezig)

    def vind(self, naam: str, sleutel: str) -> dict[str, Any] | None:
        """The manifest of a scenario that is finished and undamaged; None when it is not."""
        manifest = self.lees_manifest(naam)
        if manifest is None or manifest.get("sleutel") != sleutel:
            return None
        try:
            for bestand, kenmerk in manifest["uitvoer"].items():
                ruw = lees_heel(self.map / naam / Path(bestand).name, bewaak=False)
                if som(ruw) != kenmerk["sha256"]:
                    return None
        except (CongruentieFout, TypeError, KeyError, AttributeError):
            return None
        return manifest

    def lees_manifest(self, naam: str) -> dict[str, Any] | None:
        """The manifest in a folder; None when there is none that can be read."""
        try:
            inhoud = json.loads(lees_heel(self.map / naam / MANIFEST, bewaak=False))
        except (CongruentieFout, ValueError, RecursionError):
            return None
        return (
            inhoud if isinstance(inhoud, dict) and isinstance(inhoud.get("uitvoer"), dict) else None
        )

    def vreemd(self, naam: str) -> str:
        """Say what stands in the place of a scenario that this program did not make; else empty."""
        plek = self.map / naam
        if not plek.exists():
            return ""
        if not plek.is_dir():
            return f"{plek} is geen map. Geef het scenario een andere naam."
        manifest = self.lees_manifest(naam)
        if manifest is None:
            if not any(plek.iterdir()):
                return ""
            return (
                f"{plek} bestaat al, en is niet door deze opdracht gemaakt. Geef het scenario een "
                "andere naam, of haal die map weg."
            )
        eigen = {MANIFEST, *manifest["uitvoer"]}
        if anders := sorted({pad.name for pad in plek.iterdir()} - eigen):
            return (
                f"In {plek} staat ook {anders[0]}. Zet dat ergens anders; de map wordt vervangen."
            )
        return ""

    def bewaar(
        self, naam: str, bestanden: Mapping[str, bytes], manifest: Mapping[str, Any]
    ) -> None:
        """Put a scenario in its place, whole; what stood there is replaced at the last moment.

        Parameters
        ----------
        naam
            Of the scenario.
        bestanden
            Name -> content.
        manifest
            What to write beside it; the hashes of `bestanden` are added as ``uitvoer``.

        Raises
        ------
        SchijfVol
            There is no room. Nothing half-written stays behind.
        CongruentieFout
            It cannot be written for another reason.
        """
        plek, tijdelijk = self.map / naam, self.bezig / naam
        uitvoer = {
            bestand: {"sha256": som(ruw), "bytes": len(ruw)} for bestand, ruw in bestanden.items()
        }
        inhoud = json.dumps({**manifest, "uitvoer": uitvoer}, ensure_ascii=False, indent=2)
        keur_doelen([plek])
        with self._schrijfbaar(plek):
            try:
                tijdelijk.mkdir()
                for bestand, ruw in bestanden.items():
                    _schrijf(tijdelijk / bestand, ruw)
                _schrijf(tijdelijk / MANIFEST, (inhoud + "\n").encode())
                _naar_schijf(tijdelijk)
                self._zet_op_plek(tijdelijk, plek)
            except BaseException:
                shutil.rmtree(tijdelijk, ignore_errors=True)
                raise

    def bewaar_bestand(self, naam: str, ruw: bytes) -> None:
        """Put a file in the folder itself, whole.

        Raises
        ------
        SchijfVol
            There is no room.
        CongruentieFout
            It cannot be written for another reason.
        """
        keur_doelen([self.map / naam])
        with self._schrijfbaar(self.map / naam):
            tijdelijk = self.bezig / f".{naam}"
            tijdelijk.unlink(missing_ok=True)
            _schrijf(tijdelijk, ruw)
            tijdelijk.replace(self.map / naam)

    def _zet_op_plek(self, tijdelijk: Path, plek: Path) -> None:
        oud = self.map / _OUD / plek.name
        if plek.exists():
            oud.parent.mkdir(exist_ok=True)
            plek.replace(oud)
        tijdelijk.replace(plek)
        _naar_schijf(self.map)
        if oud.exists():
            shutil.rmtree(oud.parent)

    @contextmanager
    def _schrijfbaar(self, plek: Path) -> Iterator[None]:
        try:
            yield
        except OSError as fout:
            if is_schijf_vol(fout):
                raise SchijfVol(plek) from fout
            raise CongruentieFout(
                f"{plek} kan niet worden geschreven: {fout.strerror or fout}.",
                "Controleer de rechten, of kies bij uitvoer een andere map.",
            ) from fout


def _schrijf(pad: Path, ruw: bytes) -> None:
    with pad.open("xb") as stroom:
        stroom.write(ruw)
        stroom.flush()
        os.fsync(stroom.fileno())


def _naar_schijf(map_: Path) -> None:
    """Let a folder survive a power cut; where that cannot be asked (Windows), it is the system's."""
    if os.name != "posix":
        return
    nummer = os.open(map_, os.O_RDONLY)
    try:
        os.fsync(nummer)
    finally:
        os.close(nummer)

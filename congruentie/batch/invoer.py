"""What scenarios read, as it was when the batch began: the same for every task, wherever it runs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from congruentie.bronnen.cache import Cache, kies_cache
from congruentie.bronnen.pakket import lijsten
from congruentie.bronnen.tabelbestand import splits_keuze
from congruentie.veilig import leesbaar, veilig_schrijven

__all__ = ["Invoer", "som"]

_MET_BIJWAGENS = {".shp"}
"""Kinds of file that consist of several, with one stem."""


def som(ruw: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(ruw).hexdigest()


@dataclass
class Invoer:
    """Files of the user's own, and what was fetched, by their content.

    Parameters
    ----------
    map
        The folder that paths in the file with scenarios start from.

    Attributes
    ----------
    bestanden
        Place under the folder with inputs -> content.
    geschreven
        Place -> the path as the user wrote it.
    """

    map: Path
    bestanden: dict[str, bytes] = field(default_factory=dict)
    geschreven: dict[str, str] = field(default_factory=dict)
    _plaats: dict[Path, str] = field(default_factory=dict)
    _cache: dict[str, Cache | None] = field(default_factory=dict)
    _sets: dict[tuple[str, int], dict[str, str]] = field(default_factory=dict)

    def neem(self, tekst: str) -> tuple[str, str]:
        """Read ``BESTAND`` or ``BESTAND#BLAD#KOLOM``, once.

        Returns
        -------
        plaats
            Where it will stand under the folder with inputs.
        keuze
            What follows the name of the file, with its ``#``.

        Raises
        ------
        CongruentieFout
            The file cannot be read.
        """
        volledig = self.map / Path(tekst).expanduser()
        pad, keuzes = splits_keuze(str(volledig))
        keuze = "".join(f"#{deel}" for deel in keuzes)
        if pad not in self._plaats:
            with leesbaar(pad):
                ruw = {pad.name: pad.read_bytes()}
                if pad.suffix.lower() in _MET_BIJWAGENS:
                    broers = sorted(b for b in pad.parent.glob("*.*") if b.stem == pad.stem)
                    ruw = {broer.name: broer.read_bytes() for broer in broers}
            map_ = som(b"".join(som(deel).encode() for deel in ruw.values()))[:16]
            self.bestanden |= {f"{map_}/{naam}": deel for naam, deel in ruw.items()}
            self._plaats[pad] = f"{map_}/{pad.name}"
            self.geschreven[self._plaats[pad]] = tekst.removesuffix(keuze)
        return self._plaats[pad], keuze

    def neem_cache(self, cache: str | None, jaren: Iterable[int]) -> tuple[str, dict[str, str]]:
        """Read what was fetched for these years, once.

        Parameters
        ----------
        cache
            As `congruentie.bronnen.cache.kies_cache` takes it; a path starts from `map`.
        jaren
            The years.

        Returns
        -------
        plaats
            The folder under the folder with inputs; empty when nothing was fetched.
        sommen
            Name of each set -> hash of its manifest, which holds the hashes of its files.
        """
        sleutel = cache or ""
        if sleutel not in self._cache:
            if cache and cache != "geen":
                cache = str(self.map / Path(cache).expanduser())
            self._cache[sleutel] = kies_cache(cache)
        bron = self._cache[sleutel]
        if bron is None:
            return "", {}
        plaats = f"cache{list(self._cache).index(sleutel)}"
        sommen: dict[str, str] = {}
        for jaar in sorted(jaren):
            if (sleutel, jaar) not in self._sets:
                self._sets[sleutel, jaar] = self._lees_sets(bron, plaats, jaar)
            sommen |= self._sets[sleutel, jaar]
        return (plaats if sommen else ""), sommen

    def _lees_sets(self, bron: Cache, plaats: str, jaar: int) -> dict[str, str]:
        sommen = {}
        for opgehaald in bron.alle():
            if opgehaald.jaar != jaar:
                continue
            lijst = f"{jaar}/{opgehaald.naam}.json"
            ruw = (bron.map / lijst).read_bytes()
            self.bestanden[f"{plaats}/{lijst}"] = ruw
            for bestand in opgehaald.bestanden:
                self.bestanden[f"{plaats}/{bestand.pad}"] = bestand.lees()
            sommen[f"opgehaald: {opgehaald.naam} {jaar}"] = som(ruw)
        return sommen

    def sommen(self, plaatsen: Iterable[str]) -> dict[str, str]:
        """Path as the user wrote it -> hash, of every file that belongs to these places."""
        uit = {}
        for plaats in sorted(set(plaatsen)):
            map_, _, hoofd = plaats.partition("/")
            for naam, ruw in self.bestanden.items():
                if naam.startswith(f"{map_}/"):
                    geschreven = self.geschreven[plaats]
                    broer = naam.partition("/")[2]
                    waar = geschreven if broer == hoofd else f"{geschreven} ({broer})"
                    uit[waar] = som(ruw)
        return uit

    def zet_neer(self, wortel: Path) -> None:
        """Write everything under a folder."""
        for naam, ruw in self.bestanden.items():
            with veilig_schrijven(wortel / naam) as tijdelijk:
                tijdelijk.write_bytes(ruw)


def som_van_pakketten() -> dict[str, str]:
    """Hash of the list of each embedded data pack, which holds the hashes of its files."""
    return {f"datapakket {naam}": som(ruw) for naam, ruw in lijsten().items()}

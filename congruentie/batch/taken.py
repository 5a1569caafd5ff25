"""From scenarios to tasks: command lines, the inputs that they read, and the hash of it all."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from congruentie import __version__
from congruentie.batch.plan import Gegeven, Plan, Register, Scenario, Taak, Taakstap
from congruentie.bronnen.aanbod import STANDAARD
from congruentie.bronnen.bladkeuze import splits_keuze
from congruentie.bronnen.cache import Cache, kies_cache
from congruentie.bronnen.pakket import beschrijvingen, bron_van, lijsten
from congruentie.bronnen.yamlbestand import Vormfout, kort, weiger
from congruentie.errors import CongruentieFout
from congruentie.veilig import als_pad, lees_heel, schrijf_bytes
from congruentie.vraag import Vraag

__all__ = [
    "Invoermap",
    "Werklijst",
    "beschrijf",
    "maak_werklijst",
    "som",
    "versies",
    "waarden_van",
]

_PAKKETTEN = (
    "click", "geopandas", "highspy", "networkx", "numpy", "pandas", "pyogrio", "scikit-learn",
    "scipy", "shapely",
)  # fmt: skip
"""What figures are computed with, besides this program and Python."""
_VORM = 1
"""Goes up when the same options give other files with the same version of the program."""
_MET_BIJWAGENS = {".shp"}
"""Kinds of file that consist of several, with one stem."""


@dataclass(frozen=True)
class Werklijst:
    """A plan that can be carried out.

    Parameters
    ----------
    plan
        What was asked.
    invoer
        Everything that is read.
    taken
        One per scenario, in the same order.
    sommen
        Per scenario: what it reads -> hash.
    """

    plan: Plan
    invoer: Invoermap
    taken: tuple[Taak, ...]
    sommen: tuple[dict[str, str], ...]


def maak_werklijst(plan: Plan, register: Register) -> Werklijst:
    """Read all inputs, and let the commands judge the options of every scenario.

    Raises
    ------
    CongruentieFout
        A value that a command refuses, a file that cannot be read, or a division that is nowhere
        known; the message names each line.
    """
    invoer = Invoermap(plan.pad.parent)
    pakketten = _som_van_pakketten()
    maker = _Maker(invoer, register, pakketten)
    fouten: dict[tuple[int, str], Vormfout] = {}
    taken, sommen = [], []
    for scenario in plan.scenarios:
        try:
            taak, gelezen = maker.maak(scenario)
        except Vormfout as fout:
            fouten.setdefault((fout.regel, fout.melding), fout)
        else:
            taken.append(taak)
            sommen.append(gelezen)
    if fouten:
        raise weiger(plan.pad, list(fouten.values()))
    return Werklijst(plan, invoer, tuple(taken), tuple(sommen))


class _Maker:
    """Makes tasks; remembers what it already judged."""

    def __init__(self, invoer: Invoermap, register: Register, pakketten: dict[str, str]) -> None:
        self.invoer = invoer
        self.register = register
        self.pakketten = pakketten
        self.bekend = set(beschrijvingen())
        self.goed: dict[tuple[str, ...], frozenset[int]] = {}

    def maak(self, scenario: Scenario) -> tuple[Taak, dict[str, str]]:
        self._ken_indelingen(scenario)
        plaatsen: set[str] = set()
        stappen: list[tuple[str, list[str], str]] = []
        jaren: set[int] = set()
        for uit in scenario.doe:
            naam, punt, suffix = uit.partition(".")
            opdracht = self.register.opdrachten[naam]
            argumenten: list[str] = []
            for vraag in opdracht.vragen.values():
                gegeven = scenario.opties.get(vraag.naam)
                if gegeven is not None and gegeven.waarde is not None and vraag.naam != "cache":
                    argumenten += self._argumenten(vraag, gegeven, plaatsen)
            bestand = naam + (punt + suffix or self._suffix(scenario, naam))
            jaren |= self._keur(scenario, naam, argumenten)
            stappen.append((naam, argumenten, bestand))
        cache, sommen = self._cache(scenario, jaren)
        klaar = tuple(Taakstap(n, (*a, f"--cache={cache}"), uit) for n, a, uit in stappen)
        gelezen = {
            **self.pakketten,
            **self._hashes(scenario, jaren),
            **sommen,
            **self.invoer.sommen(plaatsen),
        }
        paden = {plaats: self.invoer.geschreven[plaats] for plaats in sorted(plaatsen)}
        return Taak(
            scenario.naam, klaar, _sleutel(klaar, {**self.pakketten, **sommen}), paden
        ), gelezen

    def _suffix(self, scenario: Scenario, naam: str) -> str:
        if naam == "wat-als" and any(
            str(gegeven.waarde).casefold() not in {"none", "false", "nee"}
            for optie, gegeven in scenario.opties.items()
            if optie in {"alle", "reeks", "terug"}
        ):
            return ".csv"  # a ranking
        return (*self.register.opdrachten[naam].suffixen, "")[0]

    def _ken_indelingen(self, scenario: Scenario) -> None:
        gegeven = scenario.opties.get("indelingen")
        if gegeven is None or gegeven.waarde is None:
            return
        eigen = scenario.opties.get("eigen", Gegeven(None, 0)).waarde or ()
        paren = [eigen] if isinstance(eigen, str) else eigen
        bekend = self.bekend | {paar.partition("=")[0].strip() for paar in paren}
        for naam in _losse(gegeven.waarde):
            if naam not in bekend:
                raise Vormfout(
                    gegeven.regel,
                    f"indelingen: {kort(naam)} is onbekend. 'congruentie indelingen' laat zien welke "
                    "er zijn.",
                )

    def _argumenten(self, vraag: Vraag, gegeven: Gegeven, plaatsen: set[str]) -> Iterator[str]:
        vlag = f"--{vraag.naam}"
        if vraag.soort in {"ja/nee", "ja of pad"}:
            if gegeven.waarde.casefold() in {"true", "ja"}:
                yield vlag
            return
        for waarde in waarden_van(vraag, gegeven.waarde):
            if not vraag.leest or waarde.strip() in vraag.keuzes:
                yield f"{vlag}={waarde}"
                continue
            naam, is_teken, pad = (
                waarde.partition("=") if vraag.soort == "paren" else ("", "", waarde)
            )
            if vraag.soort == "paren" and not pad.strip():
                yield f"{vlag}={waarde}"  # the command says what is wrong with it
                continue
            try:
                plaats, keuze = self.invoer.neem(pad.strip())
            except CongruentieFout as fout:
                raise Vormfout(gegeven.regel, f"{vraag.naam}: {fout}") from fout
            plaatsen.add(plaats)
            yield f"{vlag}={naam}{is_teken}\0/{plaats}{keuze}"

    def _keur(self, scenario: Scenario, naam: str, argumenten: list[str]) -> frozenset[int]:
        sleutel = (naam, *argumenten)
        if sleutel not in self.goed:
            try:
                self.goed[sleutel] = self.register.keur(naam, argumenten)
            except ValueError as fout:
                optie, melding = fout.args
                gegeven = scenario.opties.get(optie)
                raise Vormfout(gegeven.regel if gegeven else scenario.regel, melding) from fout
        return self.goed[sleutel]

    def _cache(self, scenario: Scenario, jaren: set[int]) -> tuple[str, dict[str, str]]:
        gegeven = scenario.opties.get("cache", Gegeven(None, scenario.regel))
        try:
            plaats, sommen = self.invoer.neem_cache(gegeven.waarde, jaren)
        except CongruentieFout as fout:
            raise Vormfout(gegeven.regel, f"cache: {fout}") from fout
        return (f"\0/{plaats}" if plaats else "geen"), sommen

    def _hashes(self, scenario: Scenario, jaren: set[int]) -> dict[str, str]:
        """Hash of each embedded division, per year."""
        waarde = scenario.opties.get("indelingen", Gegeven(None, 0)).waarde
        namen = STANDAARD if waarde is None else _losse(waarde)
        paren = [(naam, jaar) for naam in namen for jaar in sorted(jaren)]
        return {f"{naam} {jaar}": b.sha256 for naam, jaar in paren if (b := bron_van(naam, jaar))}


def _losse(waarde: Any) -> list[str]:
    delen = waarde.split(",") if isinstance(waarde, str) else waarde
    return [deel.strip() for deel in delen if deel.strip()]


def waarden_van(vraag: Vraag, waarde: Any) -> list[str]:
    """The values as they stand on a command line, one per time that the option is given."""
    if isinstance(waarde, str):
        return [waarde]
    if isinstance(waarde, dict):
        return [f"{naam}={deel}" for naam, deel in waarde.items()]
    if vraag.soort in {"lijst", "indelingen"}:
        return [",".join(waarde)]
    if vraag.soort == "gemeenten":
        # [GM1, GM2] is one group, as in a file with wishes; a list of lists, or of "GM1,GM2", several.
        if waarde and all(isinstance(deel, str) and "," not in deel for deel in waarde):
            return [",".join(waarde)]
        return [deel if isinstance(deel, str) else ",".join(deel) for deel in waarde]
    return list(waarde)


def _sleutel(stappen: Sequence[Taakstap], gelezen: dict[str, str]) -> str:
    inhoud = {
        "vorm": _VORM,
        "versie": __version__,
        "stappen": [[stap.opdracht, list(stap.argumenten), stap.uit] for stap in stappen],
        "gelezen": sorted(gelezen.items()),
    }
    return som(json.dumps(inhoud, sort_keys=True, ensure_ascii=True).encode())


def beschrijf(scenario: Scenario) -> dict[str, Any]:
    """The options of a scenario as they were given, for its manifest."""
    opties = {n: g.waarde for n, g in scenario.opties.items() if g.waarde is not None}
    return {"doe": list(scenario.doe), "opties": opties}


def som(ruw: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(ruw).hexdigest()


@dataclass
class Invoermap:
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
        volledig = self.map / als_pad(tekst)
        pad, keuzes = splits_keuze(str(volledig))
        keuze = "".join(f"#{deel}" for deel in keuzes)
        if pad not in self._plaats:
            ruw = {pad.name: lees_heel(pad)}
            if pad.suffix.lower() in _MET_BIJWAGENS:
                broers = sorted(b for b in pad.parent.glob("*.*") if b.stem == pad.stem)
                ruw = {broer.name: lees_heel(broer) for broer in broers}
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
                cache = str(self.map / als_pad(cache))
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
            ruw = lees_heel(bron.map / lijst, bewaak=False)
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
            schrijf_bytes(wortel / naam, ruw)


def _som_van_pakketten() -> dict[str, str]:
    """Hash of the list of each embedded data pack, which holds the hashes of its files."""
    return {f"datapakket {naam}": som(ruw) for naam, ruw in lijsten().items()}


@cache
def versies() -> dict[str, str]:
    """The version of everything that figures are computed with."""
    uit = {"congruentie": __version__, "python": ".".join(map(str, sys.version_info[:3]))}
    for pakket in _PAKKETTEN:
        uit[pakket] = metadata.version(pakket)
    return uit

"""A data pack on disk, embedded or fetched: which files it has, and what they hold.

A pack is a folder with tables (CSV) and boundaries (GeoPackage), and a list of them as in a
Frictionless ``datapackage.json``. The embedded packs lie outside the package in a checkout and are
built into the wheel under ``congruentie/gegevens``; what is fetched is kept in the same form by
`congruentie.bronnen.cache`, so that there is one way to load it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from congruentie.bronnen.cbs import is_regio
from congruentie.bronnen.kaartbestand import Kaart
from congruentie.errors import CongruentieFout
from congruentie.gemeenten import Gemeenten, Herkomst
from congruentie.herindeling import Overgang
from congruentie.model import Indeling
from congruentie.veilig import lees_heel, leesbaar

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = [
    "Beschrijving",
    "Bestand",
    "beschadigd",
    "beschrijvingen",
    "bron_van",
    "ingebouwd_jaar",
    "ingebouwde_verbanden",
    "jaren_met",
    "laad_buren",
    "laad_overgangen",
    "laad_verbindingen",
    "lees_bestanden",
    "lees_gemeenten",
    "lees_gemeentevlakken",
    "lees_indeling",
    "lijsten",
]

_PER_GEMEENTE = ("gm_code", "gm_naam", "inwoners", "oad")
"""Columns of a table of gemeenten that are no indeling."""
_PAKKETTEN = ("gemeentegrenzen", "regio_indelingen")


@dataclass(frozen=True)
class Bestand:
    """One file of a pack, as its list says.

    Parameters
    ----------
    map
        The folder of the pack.
    pad
        Where the file is in it.
    soort
        ``"gebieden"`` (gemeenten with their regio in every indeling), ``"lidmaatschap"`` (one
        indeling), ``"regionamen"``, ``"grenzen"``, or another table.
    jaren
        The years that it is of.
    sha256
        Hash of its content; what was fetched is held against it.
    herkomst
        Where it comes from.
    indelingen
        Keys of the indelingen in it.
    opmerkingen
        Key of an indeling, and what must be known of it besides what `herkomst` says.
    namen
        The file that names the regions, where this one does not.
    """

    map: Traversable
    pad: str
    soort: str
    jaren: tuple[int, ...]
    sha256: str
    herkomst: Herkomst
    indelingen: tuple[str, ...] = ()
    opmerkingen: tuple[tuple[str, str], ...] = ()
    namen: Bestand | None = field(default=None, repr=False)

    @property
    def plek(self) -> Traversable:
        """Where it is."""
        return self.map / self.pad

    def keur(self) -> None:
        """Compare what was fetched with its hash.

        Raises
        ------
        CongruentieFout
            It is gone, or not what was stored.
        """
        if self.herkomst.opgehaald:
            self.lees()

    def lees(self) -> bytes:
        """Read the file; what was fetched is compared with its hash, as in `keur`."""
        if not self.herkomst.opgehaald:
            return self.plek.read_bytes()
        pad = Path(str(self.plek))
        with leesbaar(pad):
            ruw = lees_heel(pad, bewaak=False) if pad.exists() else b""
        if hashlib.sha256(ruw).hexdigest() != self.sha256:
            raise beschadigd(pad, self.jaren[0])
        return ruw


def beschadigd(pad: Path, jaar: int) -> CongruentieFout:
    """What to say of fetched data that are not as they were stored."""
    return CongruentieFout(
        f"{pad} in de map met opgehaalde gegevens is beschadigd, of van een andere versie.",
        f"Haal de gegevens opnieuw op: congruentie ophalen --jaar {jaar} --ververs.",
    )


def lees_bestanden(
    map_: Traversable, lijst: Mapping[str, Any], opgehaald: str = ""
) -> tuple[Bestand, ...]:
    """Read what the list of a pack says of each of its files.

    Parameters
    ----------
    map_
        The folder of the pack.
    lijst
        With ``resources`` as in a ``datapackage.json``.
    opgehaald
        ISO date on which they were fetched; empty for an embedded pack.

    Raises
    ------
    KeyError, TypeError, AttributeError
        The list has another shape.
    """
    uit = [_bestand(map_, vermelding, opgehaald) for vermelding in lijst["resources"]]
    namen = next((bestand for bestand in uit if bestand.soort == "regionamen"), None)
    return tuple(replace(b, namen=namen) if b.soort == "gebieden" else b for b in uit)


def _bestand(map_: Traversable, vermelding: Mapping[str, Any], opgehaald: str) -> Bestand:
    velden = [veld["name"] for veld in vermelding.get("schema", {}).get("fields", ())]
    indelingen = {
        "gebieden": [naam for naam in velden if naam not in _PER_GEMEENTE],
        "lidmaatschap": [vermelding.get("indeling", "")],
    }
    herkomst = Herkomst(
        bron="; ".join(bron["title"] for bron in vermelding["sources"]),
        peildatum=vermelding.get("peildatum") or "verschilt per gemeente",
        status="officieel" if vermelding.get("status") == "officieel" else "niet_officieel",
        licentie="; ".join(licentie["title"] for licentie in vermelding["licenses"]),
        opmerking=vermelding.get("opmerking", ""),
        opgehaald=opgehaald,
    )
    return Bestand(
        map_,
        vermelding["path"],
        vermelding["soort"],
        tuple(vermelding.get("jaren", ())),
        vermelding["hash"].removeprefix("sha256:"),
        herkomst,
        tuple(indelingen.get(vermelding["soort"], ())),
        tuple(vermelding.get("opmerkingen", {}).items()),
    )


# --- what a file holds -----------------------------------------------------------------------


@lru_cache(maxsize=256)
def _lees_tabel(bestand: Bestand) -> tuple[Mapping[str, str], ...]:
    tekst = io.StringIO(bestand.lees().decode("utf-8"), newline="")
    return tuple(csv.DictReader(tekst))


@lru_cache(maxsize=64)
def lees_gemeenten(bestand: Bestand) -> Gemeenten:
    """The gemeenten of a table ``"gebieden"``, with inhabitants on 1 January where it has them."""
    rijen = _lees_tabel(bestand)
    return Gemeenten(
        bestand.jaren[0],
        tuple(rij["gm_code"] for rij in rijen),
        tuple(rij["gm_naam"] for rij in rijen),
        np.array([float(rij["inwoners"]) for rij in rijen]) if "inwoners" in rijen[0] else None,
        inwoners_herkomst=bestand.herkomst if "inwoners" in rijen[0] else None,
    )


@lru_cache(maxsize=1024)
def lees_indeling(bestand: Bestand, naam: str) -> Indeling:
    """One indeling, over the gemeenten of the year of the file."""
    lidmaatschap, namen = _lees_lidmaatschap(bestand, naam)
    soort = beschrijvingen()[naam]
    opmerking = dict(bestand.opmerkingen).get(naam)
    return Indeling(
        naam=naam,
        lidmaatschap=lidmaatschap,
        regio_namen=namen,
        titel=soort.titel,
        enkelvoud=soort.enkelvoud,
        domein=soort.domein,
        herkomst=replace(bestand.herkomst, opmerking=opmerking) if opmerking else bestand.herkomst,
    )


def _lees_lidmaatschap(bestand: Bestand, naam: str) -> tuple[dict[str, str], dict[str, str]]:
    """gm_code -> regio_code, and regio_code -> name; what is no regio is left out."""
    rijen = _lees_tabel(bestand)
    if bestand.soort == "lidmaatschap":
        return (
            {rij["gm_code"]: rij["regio_code"] for rij in rijen},
            {rij["regio_code"]: rij["regio_naam"] for rij in rijen},
        )
    namen = _regionamen(bestand.namen).get((bestand.jaren[0], naam), {})
    lidmaatschap = {
        rij["gm_code"]: rij[naam] for rij in rijen if is_regio(rij[naam], namen.get(rij[naam], ""))
    }
    return lidmaatschap, {code: namen[code] for code in lidmaatschap.values() if code in namen}


@lru_cache(maxsize=64)
def _regionamen(bestand: Bestand | None) -> Mapping[tuple[int, str], Mapping[str, str]]:
    """Year and key of an indeling of CBS -> regio_code -> name."""
    uit: dict[tuple[int, str], dict[str, str]] = {}
    for rij in _lees_tabel(bestand) if bestand else ():
        sleutel = int(rij["jaar"]), rij["indeling"]
        uit.setdefault(sleutel, {})[rij["regio_code"]] = rij["regio_naam"]
    return uit


def lees_gemeentevlakken(bestand: Bestand) -> gpd.GeoDataFrame:
    """The boundaries of a file ``"grenzen"``: indexed by ``gm_code``, with ``gm_naam``."""
    return (
        Kaart(bestand.plek.name, bestand.lees())
        .lees(kolommen=["gm_code", "gm_naam"])
        .set_index("gm_code")
    )


# --- the embedded packs ----------------------------------------------------------------------


@dataclass(frozen=True)
class Beschrijving:
    """What an indeling is, whatever the year: its names in Dutch and its domains."""

    titel: str
    enkelvoud: str
    omschrijving: str
    domein: str
    domein_studiegroep: str


def _map_van(pakket: str) -> Traversable:
    gebouwd = files("congruentie") / "gegevens" / pakket
    return gebouwd if gebouwd.is_dir() else Path(__file__).parents[2] / pakket


def lijsten() -> dict[str, bytes]:
    """The list of each embedded pack as it is on disk; it names the hash of every file."""
    return {naam: (_map_van(naam) / "datapackage.json").read_bytes() for naam in _PAKKETTEN}


@cache
def _ingebouwd(soort: str) -> tuple[Bestand, ...]:
    """The embedded files of one kind, in the order of the list."""
    alle = (
        bestand
        for pakket, lijst in lijsten().items()
        for bestand in lees_bestanden(_map_van(pakket), json.loads(lijst))
    )
    return tuple(bestand for bestand in alle if bestand.soort == soort)


def _met_jaar(soort: str) -> tuple[Bestand, ...]:
    if soort == "gemeenten":  # the official table of a year is also its list of gemeenten
        return tuple(b for b in _ingebouwd("gebieden") if b.herkomst.status == "officieel")
    return _ingebouwd(soort)


@cache
def jaren_met(soort: str) -> tuple[int, ...]:
    """The years for which ``"gemeenten"`` or ``"grenzen"`` are embedded, ascending."""
    return tuple(sorted(jaar for bestand in _met_jaar(soort) for jaar in bestand.jaren))


def ingebouwd_jaar(soort: str, jaar: int) -> Bestand | None:
    """The embedded file with the ``"gemeenten"`` or ``"grenzen"`` of a year; None without one."""
    return next((bestand for bestand in _met_jaar(soort) if jaar in bestand.jaren), None)


def bron_van(naam: str, jaar: int) -> Bestand | None:
    """The embedded file that an indeling of a year comes from; None when there is none.

    What CBS keeps per year holds for that year only. Other sources were made once: of these the
    last one that is not later than the year counts, or else the first.
    """
    alle = (*_ingebouwd("gebieden"), *_ingebouwd("lidmaatschap"))
    bestanden = [bestand for bestand in alle if naam in bestand.indelingen]
    van_jaar = [b for b in bestanden if jaar in b.jaren]
    ander = sorted(
        (b for b in bestanden if b.herkomst.status != "officieel"), key=lambda b: b.jaren[0]
    )
    eerder = [b for b in ander if b.jaren[0] <= jaar]
    keus = (*van_jaar[:1], *eerder[-1:], *ander[:1]) if jaar in jaren_met("gemeenten") else ()
    return next(iter(keus), None)


def _rijen(soort: str) -> tuple[Mapping[str, str], ...]:
    (bestand,) = _ingebouwd(soort)
    return _lees_tabel(bestand)


@cache
def beschrijvingen() -> Mapping[str, Beschrijving]:
    """Every indeling that is embedded for some year: key -> what it is, in order of key."""
    return {
        rij["indeling"]: Beschrijving(**{k: v for k, v in rij.items() if k != "indeling"})
        for rij in _rijen("indelingen")
    }


def ingebouwde_verbanden() -> tuple[tuple[Mapping[str, str], ...], Herkomst]:
    """The rows of the embedded verbanden: verband, deelnemer, soort and gm_code; and their source."""
    (bestand,) = _ingebouwd("verbanden")
    return _lees_tabel(bestand), bestand.herkomst


@cache
def laad_overgangen() -> tuple[Overgang, ...]:
    """Load the embedded herindelingen (2015 up to and including 2023; none since)."""
    return tuple(
        Overgang(
            rij["datum"],
            rij["oud_code"],
            rij["nieuw_code"],
            float(rij["aandeel"]),
            rij["oud_naam"],
            rij["nieuw_naam"],
        )
        for rij in _rijen("herindelingen")
    )


def laad_verbindingen() -> tuple[tuple[str, str, str], ...]:
    """Load the links across water: gm_code, gm_code and kind (brug, tunnel, dam or veer)."""
    return tuple((r["gm_code_a"], r["gm_code_b"], r["soort"]) for r in _rijen("verbindingen"))


@cache
def laad_buren() -> Mapping[int, tuple[tuple[str, str, str, float], ...]]:
    """Load who borders whom, per year: gm_code, gm_code (a < b), kind (land or water) and kilometres.

    A year without rows has the gemeenten of another one.
    """
    uit: dict[int, list[tuple[str, str, str, float]]] = {}
    for rij in _rijen("buren"):
        band = (rij["gm_a"], rij["gm_b"], rij["soort"], float(rij["km"]))
        uit.setdefault(int(rij["jaar"]), []).append(band)
    return {jaar: tuple(banden) for jaar, banden in uit.items()}

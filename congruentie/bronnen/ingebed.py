"""The embedded data packs: what there is, and loading it.

The packs lie outside the package in a checkout and are built into the wheel under
``congruentie/gegevens``. Each carries a Frictionless ``datapackage.json`` that names every file.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np

from congruentie.bronnen.soorten import is_regio
from congruentie.herindeling import Overgang, zet_om
from congruentie.model import Gemeenten, Herkomst, Indeling

__all__ = [
    "STANDAARD",
    "Aanbod",
    "Beschrijving",
    "beschrijvingen",
    "bestandshash",
    "jaren_met",
    "laad_buren",
    "laad_gemeenten",
    "laad_indeling",
    "laad_overgangen",
    "laad_verbindingen",
    "lees_aanbod",
    "lijsten",
    "voeg_grenzen_toe",
]

STANDAARD = ("ggd", "res", "jeugdregio", "arbeidsmarktregio")
"""The divisions that take part when none are named."""

_PER_GEMEENTE = ("gm_code", "gm_naam", "inwoners", "oad")
"""Columns of a table of gemeenten that are no indeling."""


@dataclass(frozen=True)
class Beschrijving:
    """What an indeling is, whatever the year: its names in Dutch and its domains."""

    titel: str
    enkelvoud: str
    omschrijving: str
    domein: str
    domein_studiegroep: str


@dataclass(frozen=True)
class Aanbod:
    """One division of one year.

    `opgehaald` is the ISO date on which it was fetched; empty when it is embedded.
    """

    indeling: str
    jaar: int
    titel: str
    enkelvoud: str
    domein: str
    domein_studiegroep: str
    regios: int
    gemeenten: int
    landsdekkend: bool
    herkomst: Herkomst
    opgehaald: str = ""

    @classmethod
    def van(cls, indeling: Indeling, jaar: int, totaal: int) -> Aanbod:
        """Describe a division of a year that has `totaal` gemeenten."""
        return cls(
            indeling=indeling.naam,
            jaar=jaar,
            titel=indeling.titel,
            enkelvoud=indeling.enkelvoud,
            domein=indeling.domein,
            domein_studiegroep=beschrijvingen()[indeling.naam].domein_studiegroep,
            regios=len(indeling.regios),
            gemeenten=len(indeling.lidmaatschap),
            landsdekkend=len(indeling.lidmaatschap) == totaal,
            herkomst=indeling.herkomst,
            opgehaald=indeling.herkomst.opgehaald,
        )


def _pakket(naam: str) -> Traversable:
    ingebouwd = files("congruentie") / "gegevens" / naam
    return ingebouwd if ingebouwd.is_dir() else Path(__file__).parents[2] / naam


def lijsten() -> dict[str, bytes]:
    """The list of each data pack as it is on disk; it names the hash of every file."""
    pakketten = ("gemeentegrenzen", "regio_indelingen")
    return {naam: (_pakket(naam) / "datapackage.json").read_bytes() for naam in pakketten}


@cache
def _bestanden_van(pakket: str) -> tuple[Mapping[str, Any], ...]:
    register = json.loads((_pakket(pakket) / "datapackage.json").read_text(encoding="utf-8"))
    return tuple(register["resources"])


@cache
def _lees_csv(pakket: str, pad: str) -> tuple[Mapping[str, str], ...]:
    tekst = (_pakket(pakket) / pad).read_text(encoding="utf-8")
    return tuple(csv.DictReader(tekst.splitlines()))


@cache
def beschrijvingen() -> Mapping[str, Beschrijving]:
    """Every indeling that is embedded for some year: key -> what it is, in order of key."""
    rijen = _lees_csv("regio_indelingen", "indelingen.csv")
    return {
        rij["indeling"]: Beschrijving(**{k: v for k, v in rij.items() if k != "indeling"})
        for rij in rijen
    }


@cache
def _bronnen() -> Mapping[str, tuple[Mapping[str, Any], ...]]:
    """Key of an indeling -> the files that have it."""
    uit: dict[str, tuple[Mapping[str, Any], ...]] = dict.fromkeys(beschrijvingen(), ())
    for bestand in _bestanden_van("regio_indelingen"):
        if bestand["soort"] == "gebieden":
            velden = [veld["name"] for veld in bestand["schema"]["fields"]]
            namen = [naam for naam in velden if naam not in _PER_GEMEENTE]
        else:
            namen = [bestand["indeling"]] if bestand["soort"] == "lidmaatschap" else []
        for naam in namen:
            uit[naam] += (bestand,)
    return uit


def _bestand_van(naam: str, jaar: int) -> Mapping[str, Any] | None:
    """The file that an indeling of a year comes from.

    What CBS keeps per year holds for that year only. Other sources were made once: of these the
    last one that is not later than the year counts, or else the first.
    """
    bestanden = _bronnen().get(naam, ())
    van_jaar = [b for b in bestanden if jaar in b["jaren"]]
    ander = sorted(
        (b for b in bestanden if b["status"] != "officieel"), key=lambda b: int(b["jaren"][0])
    )
    eerder = [b for b in ander if b["jaren"][0] <= jaar]
    keus = (*van_jaar[:1], *eerder[-1:], *ander[:1]) if jaar in jaren_met("gemeenten") else ()
    return next(iter(keus), None)


def bestandshash(naam: str, jaar: int) -> str:
    """Hash of the file that an embedded division comes from, as the list says; empty without one."""
    bestand = _bestand_van(naam, jaar)
    return str(bestand["hash"]).removeprefix("sha256:") if bestand else ""


def _herkomst(bestand: Mapping[str, Any]) -> Herkomst:
    return Herkomst(
        bron="; ".join(bron["title"] for bron in bestand["sources"]),
        peildatum=bestand["peildatum"] or "verschilt per gemeente",
        status="officieel" if bestand["status"] == "officieel" else "niet_officieel",
        licentie="; ".join(licentie["title"] for licentie in bestand["licenses"]),
        opmerking=bestand.get("opmerking", ""),
    )


@cache
def lees_aanbod() -> tuple[Aanbod, ...]:
    """List the embedded divisions: newest year first, official ones first, then by key."""
    aanbod = [
        een
        for jaar in jaren_met("gemeenten")
        for naam in beschrijvingen()
        if (een := _aanbod(naam, jaar)) is not None
    ]
    return tuple(
        sorted(aanbod, key=lambda a: (-a.jaar, a.herkomst.status != "officieel", a.indeling))
    )


def _aanbod(naam: str, jaar: int) -> Aanbod | None:
    indeling, gemeenten = laad_indeling(naam, jaar), laad_gemeenten(jaar)
    if indeling is None or gemeenten is None:
        return None
    return Aanbod.van(indeling, jaar, len(gemeenten))


@cache
def laad_indeling(naam: str, jaar: int) -> Indeling | None:
    """Load one embedded division, over the gemeenten of the year; None when there is none.

    One whose source is of other gemeenten is carried to those of the year along the herindelingen:
    its `Herkomst` says so, and names the gemeenten for which that left a choice.
    """
    bestand = _bestand_van(naam, jaar)
    if bestand is None:
        return None
    soort = beschrijvingen()[naam]
    lidmaatschap, namen = _lees_lidmaatschap(bestand, naam)
    indeling = Indeling(
        naam=naam,
        lidmaatschap=lidmaatschap,
        regio_namen=namen,
        titel=soort.titel,
        enkelvoud=soort.enkelvoud,
        domein=soort.domein,
        herkomst=_herkomst(bestand),
    )
    return indeling if jaar in bestand["jaren"] else _zet_over(indeling, bestand["jaren"][0], jaar)


def _lees_lidmaatschap(
    bestand: Mapping[str, Any], naam: str
) -> tuple[dict[str, str], dict[str, str]]:
    """gm_code -> regio_code, and regio_code -> name; what is no regio is left out."""
    rijen = _lees_csv("regio_indelingen", bestand["path"])
    if bestand["soort"] == "lidmaatschap":
        return (
            {rij["gm_code"]: rij["regio_code"] for rij in rijen},
            {rij["regio_code"]: rij["regio_naam"] for rij in rijen},
        )
    namen = _regionamen().get((bestand["jaren"][0], naam), {})
    lidmaatschap = {
        rij["gm_code"]: rij[naam] for rij in rijen if is_regio(rij[naam], namen.get(rij[naam], ""))
    }
    return lidmaatschap, {code: namen[code] for code in lidmaatschap.values() if code in namen}


@cache
def _regionamen() -> Mapping[tuple[int, str], Mapping[str, str]]:
    """Year and key of an indeling of CBS -> regio_code -> name."""
    uit: dict[tuple[int, str], dict[str, str]] = {}
    for rij in _lees_csv("regio_indelingen", "regionamen.csv"):
        sleutel = int(rij["jaar"]), rij["indeling"]
        uit.setdefault(sleutel, {})[rij["regio_code"]] = rij["regio_naam"]
    return uit


def _zet_over(indeling: Indeling, van: int, naar: int) -> Indeling:
    oud, nieuw = laad_gemeenten(van), laad_gemeenten(naar)
    if oud is None or nieuw is None:
        raise ValueError(f"no list of gemeenten of {van} or {naar}")
    return zet_om(indeling, oud, nieuw, laad_overgangen())[0]


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
        for rij in _lees_csv("regio_indelingen", "herindelingen.csv")
    )


def laad_verbindingen() -> tuple[tuple[str, str, str], ...]:
    """Load the links across water: gm_code, gm_code and kind (brug, tunnel, dam or veer)."""
    return tuple(
        (rij["gm_code_a"], rij["gm_code_b"], rij["soort"])
        for rij in _lees_csv("gemeentegrenzen", "verbindingen.csv")
    )


@cache
def laad_buren() -> Mapping[int, tuple[tuple[str, str, str, float], ...]]:
    """Load who borders whom, per year: gm_code, gm_code (a < b), kind (land or water) and kilometres.

    A year without rows has the gemeenten of another one.
    """
    uit: dict[int, list[tuple[str, str, str, float]]] = {}
    for rij in _lees_csv("gemeentegrenzen", "buren.csv"):
        band = (rij["gm_a"], rij["gm_b"], rij["soort"], float(rij["km"]))
        uit.setdefault(int(rij["jaar"]), []).append(band)
    return {jaar: tuple(banden) for jaar, banden in uit.items()}


@cache
def laad_gemeenten(jaar: int) -> Gemeenten | None:
    """Load the gemeenten of one year, with inhabitants on 1 January; None when not embedded."""
    bestand = _van_jaar("gemeenten", jaar)
    if bestand is None:
        return None
    rijen = _lees_csv("regio_indelingen", bestand["path"])
    return Gemeenten(
        jaar,
        tuple(rij["gm_code"] for rij in rijen),
        tuple(rij["gm_naam"] for rij in rijen),
        np.array([float(rij["inwoners"]) for rij in rijen]),
    )


def voeg_grenzen_toe(gemeenten: Gemeenten) -> Gemeenten | None:
    """Add the embedded boundaries of the year; None when there are none."""
    import pyogrio  # heavy: only when boundaries are asked for

    bestand = _van_jaar("grenzen", gemeenten.jaar)
    if bestand is None:
        return None
    with as_file(_pakket("gemeentegrenzen") / bestand["path"]) as pad:
        tabel = pyogrio.read_dataframe(pad, columns=["gm_code"])
    return replace(
        gemeenten,
        vlakken=tabel.set_index("gm_code").geometry,
        grenzen=_herkomst(bestand),
    )


@cache
def jaren_met(soort: str) -> tuple[int, ...]:
    """The years for which ``"gemeenten"`` or ``"grenzen"`` are embedded, ascending."""
    return tuple(sorted(jaar for bestand in _soort(soort) for jaar in bestand["jaren"]))


def _soort(soort: str) -> list[Mapping[str, Any]]:
    if soort == "gemeenten":  # the official table of a year is also its list of gemeenten
        return [b for b in _bestanden_van("regio_indelingen") if b.get("status") == "officieel"]
    return [b for b in _bestanden_van("gemeentegrenzen") if b["soort"] == soort]


def _van_jaar(soort: str, jaar: int) -> Mapping[str, Any] | None:
    return next((bestand for bestand in _soort(soort) if jaar in bestand["jaren"]), None)

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

from congruentie.herindeling import Overgang
from congruentie.model import Gemeenten, Herkomst, Indeling, Status

__all__ = [
    "STANDAARD",
    "Aanbod",
    "bestandshash",
    "jaren_met",
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


@dataclass(frozen=True)
class Aanbod:
    """One division of one year.

    `pad` is its file in the embedded pack; `opgehaald` the ISO date on which it was fetched. One of
    the two is empty.
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
    pad: str
    opgehaald: str = ""


def _pakket(naam: str) -> Traversable:
    ingebouwd = files("congruentie") / "gegevens" / naam
    return ingebouwd if ingebouwd.is_dir() else Path(__file__).parents[2] / naam


def lijsten() -> dict[str, bytes]:
    """The list of each data pack as it is on disk; it names the hash of every file."""
    pakketten = ("gemeentegrenzen", "regio_indelingen")
    return {naam: (_pakket(naam) / "datapackage.json").read_bytes() for naam in pakketten}


def bestandshash(naam: str, jaar: int) -> str:
    """Hash of the file of one embedded division, as the list says; empty when there is none."""
    gevonden = (
        str(bestand.get("hash", ""))
        for bestand in _bestanden_van("regio_indelingen")
        if bestand["soort"] == "lidmaatschap"
        and (bestand["indeling"], bestand["jaar"]) == (naam, jaar)
    )
    return next(gevonden, "").removeprefix("sha256:")


@cache
def _bestanden_van(pakket: str) -> tuple[Mapping[str, Any], ...]:
    register = json.loads((_pakket(pakket) / "datapackage.json").read_text(encoding="utf-8"))
    return tuple(register["resources"])


def _lees_csv(pakket: str, pad: str) -> list[dict[str, str]]:
    tekst = (_pakket(pakket) / pad).read_text(encoding="utf-8")
    return list(csv.DictReader(tekst.splitlines()))


def _herkomst(bestand: Mapping[str, Any], status: Status) -> Herkomst:
    return Herkomst(
        bron="; ".join(bron["title"] for bron in bestand["sources"]),
        peildatum=bestand["peildatum"] or "verschilt per gemeente",
        status=status,
        licentie="; ".join(licentie["title"] for licentie in bestand["licenses"]),
        opmerking=bestand.get("opmerking", ""),
    )


@cache
def lees_aanbod() -> tuple[Aanbod, ...]:
    """List the embedded divisions: newest year first, official ones first, then by key."""
    aanbod = [
        Aanbod(
            indeling=bestand["indeling"],
            jaar=bestand["jaar"],
            titel=bestand["title"],
            enkelvoud=bestand["enkelvoud"],
            domein=bestand["domein"],
            domein_studiegroep=bestand["domein_studiegroep"] or "",
            regios=bestand["regions"],
            gemeenten=bestand["rows"],
            landsdekkend=bestand["landsdekkend"],
            herkomst=_herkomst(bestand, bestand["status"]),
            pad=bestand["path"],
        )
        for bestand in _bestanden_van("regio_indelingen")
        if bestand["soort"] == "lidmaatschap"
    ]
    return tuple(
        sorted(aanbod, key=lambda a: (-a.jaar, a.herkomst.status != "officieel", a.indeling))
    )


def laad_indeling(naam: str, jaar: int) -> Indeling | None:
    """Load one embedded division; None when it is not embedded for the year."""
    gevonden = [item for item in lees_aanbod() if item.indeling == naam and item.jaar == jaar]
    if not gevonden:
        return None
    item = gevonden[0]
    rijen = _lees_csv("regio_indelingen", item.pad)
    return Indeling(
        naam=naam,
        lidmaatschap={rij["gm_code"]: rij["regio_code"] for rij in rijen},
        regio_namen={rij["regio_code"]: rij["regio_naam"] for rij in rijen if rij["regio_naam"]},
        titel=item.titel,
        enkelvoud=item.enkelvoud,
        domein=item.domein,
        herkomst=item.herkomst,
    )


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


def laad_gemeenten(jaar: int) -> Gemeenten | None:
    """Load the gemeenten of one year; None when it lies outside the embedded years.

    A year between two embedded ones follows from the herindelingen; its inhabitants are unknown.
    """
    bestand = _van_jaar("gemeenten", jaar)
    if bestand is None:
        eerder = [j for j in jaren_met("gemeenten") if j < jaar]
        later = [j for j in jaren_met("gemeenten") if j > jaar]
        return _speel_na(max(eerder), jaar) if eerder and later else None
    rijen = _lees_csv("gemeentegrenzen", bestand["path"])
    inwoners = None
    if "inwoners" in rijen[0]:
        inwoners = np.array([float(rij["inwoners"]) for rij in rijen])
    return Gemeenten(
        jaar,
        tuple(rij["gm_code"] for rij in rijen),
        tuple(rij["gm_naam"] for rij in rijen),
        inwoners,
    )


def _speel_na(van: int, jaar: int) -> Gemeenten | None:
    begin = laad_gemeenten(van)
    if begin is None:
        return None
    namen = dict(begin.naam_van)
    stappen = [o for o in laad_overgangen() if f"{van}-01-01" < o.datum <= f"{jaar}-01-01"]
    for datum in sorted({o.datum for o in stappen}):
        stap = [o for o in stappen if o.datum == datum]
        for overgang in stap:
            namen.pop(overgang.oud, None)
        namen |= {overgang.nieuw: overgang.nieuw_naam for overgang in stap}
    return Gemeenten(jaar, tuple(namen), tuple(namen.values()))


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
        grenzen=_herkomst(bestand, "niet_officieel"),
    )


def jaren_met(soort: str) -> list[int]:
    """The years for which ``"gemeenten"`` or ``"grenzen"`` are embedded, ascending."""
    return sorted({jaar for bestand in _soort(soort) for jaar in bestand["jaren"]})


def _soort(soort: str) -> list[Mapping[str, Any]]:
    return [bestand for bestand in _bestanden_van("gemeentegrenzen") if bestand["soort"] == soort]


def _van_jaar(soort: str, jaar: int) -> Mapping[str, Any] | None:
    return next((bestand for bestand in _soort(soort) if jaar in bestand["jaren"]), None)

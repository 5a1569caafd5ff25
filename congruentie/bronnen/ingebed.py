"""The embedded data packs: what there is, and loading it.

The packs lie outside the package in a checkout and are built into the wheel under
``congruentie/gegevens``. Each carries a Frictionless ``datapackage.json`` that names every file.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np

from congruentie.errors import CongruentieFout
from congruentie.herindeling import Overgang
from congruentie.model import Gemeenten, Herkomst, Indeling, Status, opsomming

__all__ = [
    "STANDAARD",
    "Aanbod",
    "laad_gemeenten",
    "laad_indeling",
    "laad_overgangen",
    "lees_aanbod",
]

STANDAARD = ("ggd", "res", "jeugdregio", "arbeidsmarktregio")
"""The divisions that take part when none are named."""


@dataclass(frozen=True)
class Aanbod:
    """One embedded division of one year, as its registry entry says."""

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


def _pakket(naam: str) -> Traversable:
    ingebouwd = files("congruentie") / "gegevens" / naam
    return ingebouwd if ingebouwd.is_dir() else Path(__file__).parents[2] / naam


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


def laad_indeling(naam: str, jaar: int) -> Indeling:
    """Load one embedded division.

    Raises
    ------
    CongruentieFout
        The division is unknown, or not embedded for this year; the message says what is.
    """
    aanbod = lees_aanbod()
    gevonden = [item for item in aanbod if item.indeling == naam and item.jaar == jaar]
    if not gevonden:
        raise _niet_gevonden(naam, jaar)
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


def _niet_gevonden(naam: str, jaar: int) -> CongruentieFout:
    aanbod = lees_aanbod()
    van_jaar = sorted(item.indeling for item in aanbod if item.jaar == jaar)
    jaren = sorted(item.jaar for item in aanbod if item.indeling == naam)
    if not van_jaar:
        alle = sorted({item.jaar for item in aanbod})
        return CongruentieFout(
            f"Voor {jaar} zijn er geen ingebouwde indelingen.",
            f"Kies een jaar waarvoor ze er wel zijn: {opsomming([str(j) for j in alle])}.",
        )
    wel = f"Voor {jaar} zijn er: {', '.join(van_jaar)}."
    if jaren:
        return CongruentieFout(
            f"De indeling {naam} is er niet voor {jaar}, wel voor "
            f"{opsomming([str(j) for j in jaren])}.",
            wel,
        )
    return CongruentieFout(f"De indeling {naam!r} is onbekend.", wel)


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


def laad_gemeenten(jaar: int, *, met_grenzen: bool = False) -> Gemeenten:
    """Load the gemeenten of one year, with inhabitants where known.

    Parameters
    ----------
    jaar
        The year.
    met_grenzen
        Also load the embedded boundaries (schematic: traced from a raster, about 150 m).

    Raises
    ------
    CongruentieFout
        The year is not embedded, or has no embedded boundaries.
    """
    bestand = _van_jaar("gemeenten", jaar)
    if bestand is None:
        jaren = sorted({j for b in _soort("gemeenten") for j in b["jaren"]})
        raise CongruentieFout(
            f"Van {jaar} is geen lijst met gemeenten ingebouwd.",
            f"Kies een van deze jaren: {opsomming([str(j) for j in jaren], 20)}.",
        )
    rijen = _lees_csv("gemeentegrenzen", bestand["path"])
    inwoners = None
    if "inwoners" in rijen[0]:
        inwoners = np.array([float(rij["inwoners"]) for rij in rijen])
    gemeenten = Gemeenten(
        jaar,
        tuple(rij["gm_code"] for rij in rijen),
        tuple(rij["gm_naam"] for rij in rijen),
        inwoners,
    )
    return _met_grenzen(gemeenten) if met_grenzen else gemeenten


def _met_grenzen(gemeenten: Gemeenten) -> Gemeenten:
    import pyogrio  # heavy: only when boundaries are asked for

    bestand = _van_jaar("grenzen", gemeenten.jaar)
    if bestand is None:
        jaren = sorted({j for b in _soort("grenzen") for j in b["jaren"]})
        raise CongruentieFout(
            f"Van {gemeenten.jaar} zijn geen grenzen ingebouwd, wel van "
            f"{opsomming([str(j) for j in jaren], 20)}.",
            "Geef een bestand met grenzen van dat jaar: --grenzen BESTAND.",
        )
    with as_file(_pakket("gemeentegrenzen") / bestand["path"]) as pad:
        tabel = pyogrio.read_dataframe(pad, columns=["gm_code"])
    return Gemeenten(
        gemeenten.jaar,
        gemeenten.codes,
        gemeenten.namen,
        gemeenten.inwoners,
        tabel.set_index("gm_code").geometry,
        _herkomst(bestand, "niet_officieel"),
    )


def _soort(soort: str) -> list[Mapping[str, Any]]:
    return [bestand for bestand in _bestanden_van("gemeentegrenzen") if bestand["soort"] == soort]


def _van_jaar(soort: str, jaar: int) -> Mapping[str, Any] | None:
    return next((bestand for bestand in _soort(soort) if jaar in bestand["jaren"]), None)

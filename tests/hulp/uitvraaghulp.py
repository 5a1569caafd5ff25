"""What tests of forms share: a quick real proposal, forms of it, and reading them back."""

from __future__ import annotations

import functools
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

import congruentie as cg
from congruentie.bronnen import laad_gemeenten, laad_overgangen, laad_provincie
from congruentie.bronnen.aanbod import laad_indeling
from congruentie.bronnen.zoeken import Zoeker
from congruentie.uitvraag.antwoorden import Antwoord, Antwoorden, Formuliermelding, Voorkeur
from congruentie.uitvraag.cellezer import Achtergrond
from congruentie.uitvraag.formulier import maak_formulieren
from congruentie.uitvraag.formulierinhoud import Inhoud, kies_gevraagden
from congruentie.uitvraag.formuliermap import lees_map
from congruentie.voorstel import Voorstel

SHA = "0123456789abcdef" * 4
CODES = ["GM0363", "GM0384", "GM0518", "GM0267"]  # Amsterdam, Diemen, 's-Gravenhage, Nijkerk
AMSTERDAM = "uitvraag-GM0363-Amsterdam.xlsx"
NOORD_HOLLAND = "uitvraag-PV27-Noord-Holland.xlsx"


@functools.cache
def voorstel() -> Voorstel:
    """A proposal from two divisions, made in a blink."""
    return cg.stel_voor(cg.laad_indelingen(2026, ["ggd", "veiligheidsregio"], cache="geen"))


@functools.cache
def gevraagden():
    gemeenten = voorstel().indelingen.gemeenten
    waterschap = laad_indeling("waterschap", 2026, cache="geen")
    waarnemend = [
        ("provincie", laad_provincie(laad_gemeenten(2026), cache="geen")),
        ("waterschap", waterschap),
    ]
    return kies_gevraagden(gemeenten, waarnemend, CODES)


@functools.cache
def regio_labels() -> dict[str, str]:
    return dict(zip(voorstel().codes, Inhoud(voorstel()).regio_labels, strict=True))


def achtergrond(jaar: int, *, regios: bool = False, met_contact: bool = False) -> Achtergrond:
    gemeenten = laad_gemeenten(jaar, cache="geen")
    zoeker = Zoeker(gemeenten, laad_overgangen())
    return Achtergrond(gemeenten, zoeker, regio_labels() if regios else None, met_contact)


def lees(map_: Path, *, met_contact: bool = False, regios: bool = False, **hoe) -> Antwoorden:
    van = functools.partial(achtergrond, met_contact=met_contact, regios=regios)
    return lees_map(map_, van, **hoe)


def maak(map_: Path, hoeveel: int | None = None) -> Path:
    maak_formulieren(voorstel(), SHA, gevraagden()[:hoeveel], map_)
    return map_


def bewerk(pad: Path, doe: Callable[[openpyxl.Workbook], object]) -> None:
    """Change a form with openpyxl, as a person would with a spreadsheet program."""
    boek = openpyxl.load_workbook(pad)
    doe(boek)
    boek.save(pad)


def plek(boek: openpyxl.Workbook, naam: str, rij: int = 0):
    """The answer cell of a defined name; `rij` counts down in a column of them."""
    ((blad, bereik),) = boek.defined_names[naam].destinations
    eerste = bereik.replace("$", "").split(":")[0]
    return boek[blad][eerste].offset(row=rij)


def vul(pad: Path, **waarden: object) -> None:
    """Type into answer cells: ``wens_gemeente=[...]`` fills a column from the top."""
    lang: dict[bytes, bytes] = {}  # openpyxl cuts such a text; a hostile file does not

    def doe(boek: openpyxl.Workbook) -> None:
        for naam, waarde in waarden.items():
            lijst = waarde if isinstance(waarde, list) else [waarde]
            for rij, een in enumerate(lijst):
                if isinstance(een, str) and len(een) > 32_767:
                    merk = f"LANG{len(lang)}"
                    lang[merk.encode()] = een.encode()
                    plek(boek, naam, rij).value = merk
                elif een is not None:
                    plek(boek, naam, rij).value = een

    bewerk(pad, doe)
    if lang:
        with zipfile.ZipFile(pad) as delen:
            inhoud = {deel.filename: delen.read(deel) for deel in delen.infolist()}
        with zipfile.ZipFile(pad, "w", zipfile.ZIP_DEFLATED) as delen:
            for naam, deel in inhoud.items():
                for merk, tekst in lang.items():
                    deel = deel.replace(merk, tekst)  # noqa: PLW2901
                delen.writestr(naam, deel)


def teksten(meldingen: tuple[Formuliermelding, ...]) -> str:
    return "\n".join(f"{m.ernst}: {m.regel}" for m in meldingen)


def libreoffice(paden: list[Path], naar: Path, soort: str = "xlsx") -> None:
    """Save files again with LibreOffice; skips the test where it is not there."""
    programma = shutil.which("soffice")
    if programma is None:
        pytest.skip("LibreOffice (soffice) is hier niet")
    profiel = f"-env:UserInstallation={(naar / '.profiel').resolve().as_uri()}"
    opdracht = [programma, profiel, "--headless", "--convert-to", soort, "--outdir", str(naar)]
    klaar = subprocess.run(
        [*opdracht, *map(str, paden)], capture_output=True, text=True, timeout=120, check=False
    )
    shutil.rmtree(naar / ".profiel", ignore_errors=True)
    weg = [pad.name for pad in paden if not (naar / f"{pad.stem}.{soort}").exists()]
    if weg:
        pytest.skip(f"LibreOffice kan dit hier niet: {weg} {klaar.stderr}")


def een(antwoorden: Antwoorden) -> Antwoord:
    (antwoord,) = antwoorden.antwoorden
    return antwoord


def wens(naar: str, oordeel: str, domein: str = "alle", opmerking: str = "") -> Voorkeur:
    return Voorkeur("GM0363", naar, oordeel, domein, opmerking)


def zonder_plek(antwoord: Antwoord) -> Antwoord:
    return replace(
        antwoord,
        voorkeuren=tuple(replace(v, plek="") for v in antwoord.voorkeuren),
        regios=tuple(replace(r, plek="") for r in antwoord.regios),
    )

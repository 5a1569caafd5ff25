"""The house style of an organisation: colours, logo, font, texts and a template of its own."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from congruentie.bronnen.yamlbestand import (
    Plek,
    Vormfout,
    citeer,
    kort,
    lees_met_regels,
    vormfouten,
    weiger,
)
from congruentie.errors import CongruentieFout
from congruentie.nl import getal
from congruentie.veilig import lees_heel

__all__ = ["Huisstijl", "Logo", "contrast", "lees_huisstijl"]

_WIT = "#ffffff"
_CONTRAST = 4.5
"""WCAG 2.1, success criterion 1.4.3, for text of normal size."""
_GROOTSTE_LOGO = 1_000_000
_MEESTE_PIXELS = 4_000
GROOTSTE_SJABLOON = 200_000
_VOORBEELD = "Schrijf op elke regel een onderdeel, zoals 'organisatie: Regio Voorbeeld'."
_TEKST = {"type": "string", "minLength": 1}
_KLEUR = {
    "type": "string",
    "pattern": r"^#[0-9a-fA-F]{6}\Z",
    "description": "is geen kleur; schrijf bijvoorbeeld '#154273'.",
}
_LETTERTYPE = {
    "type": "string",
    "pattern": r"^[A-Za-z0-9][A-Za-z0-9 -]{0,39}\Z",
    "description": "is geen naam van een lettertype.",
}
_SCHEMA: Mapping[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "organisatie": _TEKST,
        "contact": _TEKST,
        "lettertype": _LETTERTYPE,
        "logo": _TEKST,
        "logo-tekst": _TEKST,
        "sjabloon": _TEKST,
        "kleuren": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"hoofd": _KLEUR, "tekst": _KLEUR},
        },
        "teksten": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "inleiding": _TEKST,
                "slot": _TEKST,
                "voettekst": _TEKST,
                "vragen": {"type": "array", "items": _TEKST, "minItems": 1},
            },
        },
    },
}


@dataclass(frozen=True)
class Logo:
    """A picture: PNG or JPEG, and what it shows."""

    inhoud: bytes
    soort: str
    tekst: str


@dataclass(frozen=True)
class Huisstijl:
    """How documents look, and what the organisation adds.

    Parameters
    ----------
    organisatie, contact
        Shown under the title; empty for none.
    hoofdkleur, tekstkleur
        ``#rrggbb``; both legible on white.
    lettertype
        Name of a font; empty for the usual ones.
    logo
        None for none.
    map, sjabloon
        The folder of the file, and the name of a template in it; None and empty for none.
    inleiding, slot, voettekst, vragen
        Texts of the organisation.
    """

    organisatie: str = ""
    contact: str = ""
    hoofdkleur: str = "#154273"
    tekstkleur: str = "#16202b"
    lettertype: str = ""
    logo: Logo | None = None
    map: Path | None = None
    sjabloon: str = ""
    inleiding: str = ""
    slot: str = ""
    voettekst: str = ""
    vragen: tuple[str, ...] = field(default=())


def lees_huisstijl(pad: Path) -> Huisstijl:
    """Read a house style from YAML.

    Parameters
    ----------
    pad
        The file; `logo` and `sjabloon` in it name files in its own folder.

    Raises
    ------
    CongruentieFout
        The file cannot be read or says what cannot be (with line numbers), a colour is too light, or
        the logo or template is not there or no such file.
    """
    inhoud, regels = lees_met_regels(pad, "huisstijl", _VOORBEELD)
    fouten = [*vormfouten(inhoud, regels, _SCHEMA), *_bleke_kleuren(inhoud, regels)]
    if fouten:
        raise weiger(pad, fouten, "Verbeter het bestand met de huisstijl.")
    teksten = inhoud.get("teksten", {})
    velden = {
        **{
            naam: inhoud[naam]
            for naam in ("organisatie", "contact", "lettertype")
            if naam in inhoud
        },
        **{f"{naam}kleur": kleur for naam, kleur in inhoud.get("kleuren", {}).items()},
        **teksten,
        "vragen": tuple(teksten.get("vragen", ())),
    }
    if "logo" in inhoud:
        van = f" van {inhoud['organisatie']}" if "organisatie" in inhoud else ""
        tekst = inhoud.get("logo-tekst", f"Logo{van}")
        velden["logo"] = _lees_logo(_in_map(pad, inhoud["logo"], regels["logo",]), tekst)
    if "sjabloon" in inhoud:
        velden["sjabloon"] = inhoud["sjabloon"]
        doel = _in_map(pad, inhoud["sjabloon"], regels["sjabloon",])
        te_groot = CongruentieFout(
            f"{doel} is te groot voor een sjabloon.", "Het mag hoogstens 200 kB zijn."
        )
        lees_heel(doel, GROOTSTE_SJABLOON, te_groot)
    return Huisstijl(map=pad.resolve().parent, **velden)


def contrast(kleur: str) -> float:
    """Contrast of a colour with white, from 1 to 21.

    Source: WCAG 2.1, definition of contrast ratio and relative luminance.
    """
    kanalen = [int(kleur[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    r, g, b = (k / 12.92 if k <= 0.03928 else ((k + 0.055) / 1.055) ** 2.4 for k in kanalen)
    return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05)


def _bleke_kleuren(inhoud: Mapping[str, Any], regels: Mapping[Plek, int]) -> Iterator[Vormfout]:
    kleuren = inhoud.get("kleuren")
    for naam, kleur in kleuren.items() if isinstance(kleuren, dict) else ():
        if isinstance(kleur, str) and re.fullmatch(_KLEUR["pattern"], kleur):
            maat = contrast(kleur)
            if maat < _CONTRAST:
                yield Vormfout(
                    regels["kleuren", naam],
                    f"{kort(naam)}: {kleur} is te licht op wit: het contrast is {getal(maat, 1)}, en "
                    f"moet {getal(_CONTRAST, 1)} of hoger zijn (WCAG). Kies een donkerder kleur.",
                )


def _in_map(pad: Path, naam: str, regel: int) -> Path:
    """The file of that name beside the house style; nothing outside its folder."""
    map_ = pad.resolve().parent
    try:
        doel = (map_ / naam).resolve()
        binnen = doel.is_relative_to(map_) and doel != map_
    except (ValueError, OSError):  # a NUL in it
        binnen = False
    if not binnen:
        raise CongruentieFout(
            f"{pad}, regel {regel}: {citeer(naam)} ligt niet in de map van de huisstijl.",
            "Zet het bestand in die map, en schrijf alleen de naam.",
        )
    return doel


def _lees_logo(pad: Path, tekst: str) -> Logo:
    from PIL import Image

    te_groot_bestand = CongruentieFout(
        f"Het logo {pad} is te groot.", "Het mag hoogstens 1 MB zijn; maak het kleiner."
    )
    ruw = lees_heel(pad, _GROOTSTE_LOGO, te_groot_bestand)
    try:
        with Image.open(io.BytesIO(ruw), formats=["PNG", "JPEG"]) as plaat:
            breed, hoog = plaat.size
            te_groot = max(breed, hoog) > _MEESTE_PIXELS
            soort = str(plaat.format).lower()
            if not te_groot:
                plaat.load()
    except Exception as fout:  # what Pillow raises on a broken file differs per kind
        raise CongruentieFout(
            f"Het logo {pad} is geen PNG of JPEG die gelezen kan worden.",
            "Bewaar het logo opnieuw als PNG.",
        ) from fout
    if te_groot:
        raise CongruentieFout(
            f"Het logo {pad} is {breed} bij {hoog} beeldpunten.",
            f"Het mag hoogstens {_MEESTE_PIXELS} bij {_MEESTE_PIXELS} zijn; maak het kleiner.",
        )
    return Logo(ruw, soort, tekst)

"""What moves change, and which bring most: tables, workbooks, JSON, and the map."""

from __future__ import annotations

from functools import singledispatch
from pathlib import Path
from typing import Any

import pandas as pd

from congruentie import __version__
from congruentie.fusie import als_opties
from congruentie.jsonvorm import schrijf_json as schrijf_als_json
from congruentie.meten.gevolgen import CIJFERS_PER_GEMEENTE, MATEN_PER_GEMEENTE, Gevolgen
from congruentie.meten.maten import MATEN
from congruentie.meten.rangschikken import Rangorde
from congruentie.meten.vergelijking import VERGELIJKMATEN
from congruentie.model import Indelingen
from congruentie.uitvoer.tabel import (
    AANTAL,
    PROCENT,
    VERSCHIL,
    Blad,
    Kolom,
    bronnenblad,
    uitlegblad,
)
from congruentie.uitvoer.verslagen import Verslag, maatkolom, verslag_van
from congruentie.veilig import schrijf_tekst, veilig_schrijven

__all__ = ["als_json", "schrijf_json", "schrijf_kaart", "schrijf_plaat"]

_RAND_TITEL, _RAND_UITLEG, _RAND_BRON = VERGELIJKMATEN["rand_gecorrigeerd"]
_TITELS = {
    "rand_gecorrigeerd": _RAND_TITEL,
    "partners": "Partners",
    "congruentie_blijvend": "Congruentie van de gemeenten die blijven",
    "gemeenten": "Gemeenten",
    "verbanden": "Verbanden die meetellen",
}
_GEVOLGKOLOMMEN = [
    *map(maatkolom, MATEN_PER_GEMEENTE),
    Kolom("partners", "Partners", "Met hoeveel andere een gemeente iets deelt."),
    Kolom(
        "congruentie_blijvend",
        _TITELS["congruentie_blijvend"],
        "Na een herindeling: het gemiddelde van de gemeenten die er voor en na zijn. In het "
        "gemiddelde van alle gemeenten tellen na een fusie minder gemeenten mee.",
    ),
    Kolom(
        "rand_gecorrigeerd",
        _RAND_TITEL,
        f"{_RAND_UITLEG} Hier het gemiddelde over elke twee indelingen, naar hun gewicht. Er is "
        "geen cijfer per gemeente.",
        _RAND_BRON,
    ),
    Kolom(
        "wat",
        "Wat",
        "nieuw: ontstaan in de herindeling; voor is dan het gemiddelde van de gemeenten waaruit zij "
        "ontstond. verplaatst: deze gemeente verhuist zelf. geraakt: een cijfer verandert.",
    ),
    Kolom("aandeel", "Aandeel", "Welk deel van de inwoners meegaat; 1 is de hele gemeente."),
    Kolom("verschil", "Verschil (procentpunt)", "Na min voor.", formaat=VERSCHIL),
    Kolom("<maat>_verschil", formaat=VERSCHIL),
    Kolom("regios_voor, regios_na, partners_voor, partners_na, inwoners", formaat=AANTAL),
    Kolom("voor, na, <maat>_voor, <maat>_na", formaat=PROCENT),
]
_VERBANDKOLOMMEN = [
    Kolom(
        "uitkomst_voor, uitkomst_na",
        "Wat er met een samenwerkingsverband gebeurt",
        "Van de gemeente die verhuist, in de indeling waarin zij verhuist. gesneden: het verband ligt "
        "over de grens van haar regio. binnen: helemaal in haar regio. gelijk: met dezelfde gemeenten.",
    ),
    Kolom(
        "samen_voor, samen_na",
        "Samen",
        "Hoeveel andere gemeenten van het verband in haar regio zitten.",
        formaat=AANTAL,
    ),
]
_RANGKOLOMMEN = [
    Kolom(
        "winst_land",
        "Winst voor het land",
        "Zoveel procentpunt stijgt de gemiddelde congruentie.",
        formaat=VERSCHIL,
    ),
    Kolom(
        "winst_gemeente",
        "Winst voor de gemeente",
        "Zoveel procentpunt stijgt de congruentie van de gemeente die verhuist.",
        formaat=VERSCHIL,
    ),
    Kolom(
        "totaal_land, totaal_gemeente",
        "Totaal",
        "Bij een reeks: de winst tot en met deze stap, opgeteld.",
        formaat=VERSCHIL,
    ),
    Kolom(
        "congruentie_land",
        "Congruentie van het land (%)",
        "Bij een reeks: de gemiddelde congruentie na deze stap.",
        formaat=PROCENT,
    ),
]


@verslag_van.register
def _(gevolgen: Gevolgen) -> Verslag:
    """One row for the country, then one per gemeente, before and after.

    Columns: ``wat`` (``land``, ``nieuw``, ``verplaatst`` or ``geraakt``), ``gm_code``, ``gm_naam``, and
    per figure ``<cijfer>_voor``, ``<cijfer>_na`` and ``<cijfer>_verschil``. Some figures are of the
    country only: see `Gevolgen.land`.
    """
    land: dict[str, Any] = {"wat": "land", "gm_code": None, "gm_naam": "Nederland"}
    for maat in gevolgen.land.index:
        land |= {f"{maat}_{moment}": c for moment, c in gevolgen.cijfers(maat).items()}
    gemeenten = gevolgen.gemeenten.reset_index()
    tabel = pd.DataFrame([land, *gemeenten.to_dict("records")], columns=list(land))
    return Verslag(tabel, lambda: _bladen_van_gevolgen(gevolgen))


def _bladen_van_gevolgen(gevolgen: Gevolgen) -> list[Blad]:
    land = gevolgen.land.reset_index()
    titels = _TITELS | {maat: MATEN[maat].titel for maat in MATEN_PER_GEMEENTE}
    land.insert(1, "titel", land["maat"].map(titels))
    bladen = [
        Blad("Land", land, _GEVOLGKOLOMMEN),
        Blad("Gemeenten", gevolgen.gemeenten, _GEVOLGKOLOMMEN),
        Blad("Indelingen", gevolgen.indelingen, _GEVOLGKOLOMMEN),
        Blad("Herindeling", gevolgen.herindeling, _GEVOLGKOLOMMEN),
        Blad("Keuzes", _met_namen(gevolgen.na.indelingen, gevolgen.keuzes)),
        Blad("Verplaatst", _verplaatst(gevolgen)),
        Blad("Verbanden", gevolgen.verbanden, _VERBANDKOLOMMEN),
        uitlegblad([*_GEVOLGKOLOMMEN, *(_VERBANDKOLOMMEN if len(gevolgen.verbanden) else [])]),
        bronnenblad(gevolgen.na.indelingen),
    ]
    return [blad for blad in bladen if len(blad.tabel)]


def _verplaatst(gevolgen: Gevolgen) -> pd.DataFrame:
    voor = gevolgen.begin.indelingen
    rijen = [
        {
            "gm_code": zet.gm_code,
            "indeling": zet.indeling,
            "van": voor[zet.indeling].lidmaatschap.get(zet.gm_code),
            "naar": zet.naar,
        }
        for zet in gevolgen.verplaatsingen
    ]
    return _met_namen(voor, pd.DataFrame(rijen, columns=["gm_code", "indeling", "van", "naar"]))


@verslag_van.register
def _(rangorde: Rangorde) -> Verslag:
    indelingen = rangorde.indelingen
    return Verslag(
        rangorde.tabel,
        lambda: [
            Blad("Verplaatsingen", _met_namen(indelingen, rangorde.tabel), _RANGKOLOMMEN),
            uitlegblad(_RANGKOLOMMEN),
            bronnenblad(indelingen),
        ],
    )


def _met_namen(indelingen: Indelingen, tabel: pd.DataFrame) -> pd.DataFrame:
    """The table with the names of gemeenten and regions beside their codes."""
    kolommen: dict[str, Any] = {}
    for kolom in tabel:
        naam = str(kolom)
        kolommen[naam] = tabel[kolom]
        if naam == "gm_code":
            kolommen["gm_naam"] = tabel["gm_code"].map(dict(indelingen.gemeenten.naam_van))
        elif naam in {"van", "naar", "regio"}:
            kolommen[f"{naam}_naam"] = [
                None if pd.isna(code) else indelingen[indeling].regio_naam(code)
                for indeling, code in zip(tabel["indeling"], tabel[kolom], strict=True)
            ]
    return pd.DataFrame(kolommen)


# --- JSON and the map ----------------------------------------------------------------------------


@singledispatch
def als_json(resultaat: Any) -> dict[str, Any]:
    """What a script needs to know of a result."""
    raise TypeError(f"no JSON of {type(resultaat).__name__}")


@als_json.register
def _(rangorde: Rangorde) -> dict[str, Any]:
    return {"verplaatsingen": rangorde.tabel}


@als_json.register
def _(gevolgen: Gevolgen) -> dict[str, Any]:
    """``land`` and the ``gemeenten`` that are new or whose congruentie changes, and from what."""
    voor, na, nieuw = gevolgen.voor, gevolgen.na.indelingen, gevolgen.nieuw
    getoond = gevolgen.gemeenten.index.isin([*nieuw, *gevolgen.anders.index])

    def voor_en_na(cijfers: Any, vorm: str) -> dict[str, float]:
        return {moment: cijfers[vorm.format(moment)] for moment in ("voor", "na")}

    return {
        "land": {
            **voor_en_na(gevolgen.cijfers("congruentie"), "{}"),
            **{maat: voor_en_na(gevolgen.cijfers(maat), "{}") for maat in gevolgen.land.index[1:]},
        },
        "gemeenten": {
            code: {
                **voor_en_na(rij, "congruentie_{}"),
                "gm_naam": rij["gm_naam"],
                **{
                    cijfer: voor_en_na(rij, f"{cijfer}_{{}}") for cijfer in CIJFERS_PER_GEMEENTE[1:]
                },
                **({"uit": nieuw[code]} if code in nieuw else {}),
            }
            for code, rij in gevolgen.gemeenten[getoond].to_dict("index").items()
        },
        "per_indeling": gevolgen.indelingen.to_dict("index"),
        "herindeling": gevolgen.herindeling,
        "keuzes": _met_namen(na, gevolgen.keuzes),
        **als_opties(na.gemeenten),
        "verplaatst": _verplaatst(gevolgen),
        **({"verbanden": gevolgen.verbanden} if voor.indelingen.verbanden else {}),
        "jaar": voor.indelingen.gemeenten.jaar,
        "indelingen": {naam: voor.gewichten.get(naam, 1.0) for naam in voor.indelingen.namen},
        "noemer": voor.noemer,
        "versie": __version__,
    }


def schrijf_json(resultaat: Gevolgen | Rangorde, pad: Path) -> None:
    """Write `als_json` of a result."""
    schrijf_als_json(als_json(resultaat), pad)


def schrijf_kaart(gevolgen: Gevolgen, pad: Path) -> None:
    """Write the page of the map after the herindeling, which starts with the moves."""
    from congruentie.kaart import maak_pagina  # heavy: only for this suffix

    voor = gevolgen.voor if gevolgen.nieuw else None
    pagina = maak_pagina(gevolgen.begin, verplaatsingen=gevolgen.verplaatsingen, voor=voor)
    schrijf_tekst(pad, pagina)


def schrijf_plaat(gevolgen: Gevolgen, pad: Path) -> None:
    """Write a picture of what changes."""
    from congruentie.kaart import maak_plaat  # heavy: only for these suffixes

    with veilig_schrijven(pad) as tijdelijk:
        maak_plaat(gevolgen.na, tijdelijk, verandering=gevolgen.verandering)

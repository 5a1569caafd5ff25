"""What moves change, and which bring most, as tables, JSON and workbooks."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import pandas as pd

from congruentie import __version__
from congruentie.meten.maten import MATEN
from congruentie.meten.vergelijking import VERGELIJKMATEN
from congruentie.meten.verplaatsen import MATEN_PER_GEMEENTE
from congruentie.uitvoer.rapport import bronnentabel, uitlegtabel
from congruentie.uitvoer.xlsx import Blad

if TYPE_CHECKING:
    from congruentie.meten.verplaatsen import Gevolgen
    from congruentie.model import Indelingen

__all__ = [
    "als_json",
    "als_tabel",
    "bladen_van_rangorde",
    "bladen_van_watals",
    "rangorde_als_json",
]

_PROCENT, _VERSCHIL = "0.00", "+0.00;-0.00;0.00"
_RAND, _RANDVERSCHIL = "0.0000", "+0.0000;-0.0000;0.0000"
_RAND_TITEL, _RAND_UITLEG, _RAND_BRON = VERGELIJKMATEN["rand_gecorrigeerd"]
_WINST = [
    (
        "winst_land",
        "Winst voor het land",
        "Zoveel procentpunt stijgt de gemiddelde congruentie.",
        "",
    ),
    (
        "winst_gemeente",
        "Winst voor de gemeente",
        "Zoveel procentpunt stijgt de congruentie van de gemeente die verhuist.",
        "",
    ),
    (
        "totaal_land, totaal_gemeente",
        "Totaal",
        "Bij een reeks: de winst tot en met deze stap, opgeteld.",
        "",
    ),
    (
        "congruentie_land",
        "Congruentie van het land (%)",
        "Bij een reeks: de gemiddelde congruentie na deze stap.",
        "",
    ),
]


def als_tabel(gevolgen: Gevolgen) -> pd.DataFrame:
    """One row for the country, then one per gemeente, before and after.

    Returns
    -------
    pandas.DataFrame
        Columns: ``wat`` (``land``, ``verplaatst`` or ``geraakt``), ``gm_code``, ``gm_naam``, and per
        measure ``<maat>_voor``, ``<maat>_na`` and ``<maat>_verschil``. ``rand_gecorrigeerd`` has a
        figure for the country only.
    """
    land: dict[str, Any] = {"wat": "land", "gm_code": None, "gm_naam": "Nederland"}
    for maat in gevolgen.land.index:
        land |= {f"{maat}_{moment}": c for moment, c in gevolgen.cijfers(maat).items()}
    gemeenten = gevolgen.gemeenten.reset_index()
    wat = gemeenten.pop("verplaatst").map({True: "verplaatst", False: "geraakt"})
    gemeenten.insert(0, "wat", wat)
    return pd.DataFrame([land, *gemeenten.to_dict("records")], columns=list(land))


def als_json(gevolgen: Gevolgen) -> dict[str, Any]:
    """What a script needs: ``land`` and the ``gemeenten`` whose congruentie changes, and from what."""
    voor = gevolgen.voor
    return {
        "land": _voor_na(gevolgen, "congruentie")
        | {
            maat: _voor_na(gevolgen, maat)
            for maat in ("congruentie_gecorrigeerd", "rand_gecorrigeerd")
        },
        "gemeenten": {
            code: {
                "voor": rij["congruentie_voor"],
                "na": rij["congruentie_na"],
                "gm_naam": rij["gm_naam"],
                "congruentie_gecorrigeerd": {
                    moment: rij[f"congruentie_gecorrigeerd_{moment}"] for moment in ("voor", "na")
                },
            }
            for code, rij in gevolgen.anders.to_dict("index").items()
        },
        "verplaatst": _rijen(_verplaatst(gevolgen)),
        "jaar": voor.indelingen.gemeenten.jaar,
        "indelingen": {naam: voor.gewichten.get(naam, 1.0) for naam in voor.indelingen.namen},
        "noemer": voor.noemer,
        "versie": __version__,
    }


def _voor_na(gevolgen: Gevolgen, maat: str) -> dict[str, float | None]:
    cijfers = gevolgen.cijfers(maat)
    return {m: None if math.isnan(cijfers[m]) else cijfers[m] for m in ("voor", "na")}


def bladen_van_watals(gevolgen: Gevolgen) -> list[Blad]:
    """Make the sheets of `congruentie wat-als --verplaats`."""
    land = gevolgen.land.reset_index()
    titels = {maat: MATEN[maat].titel for maat in MATEN_PER_GEMEENTE}
    land.insert(1, "titel", [titels.get(maat, _RAND_TITEL) for maat in land["maat"]])
    procenten = {
        f"{maat}_{moment}": _VERSCHIL if moment == "verschil" else _PROCENT
        for maat in MATEN_PER_GEMEENTE
        for moment in ("voor", "na", "verschil")
    }
    uitleg = [
        (maat, MATEN[maat].titel, MATEN[maat].uitleg, MATEN[maat].bron)
        for maat in MATEN_PER_GEMEENTE
    ]
    uitleg += [
        (
            "rand_gecorrigeerd",
            _RAND_TITEL,
            f"{_RAND_UITLEG} Hier het gemiddelde over elke twee indelingen, naar hun gewicht. Er is "
            "geen cijfer per gemeente.",
            _RAND_BRON,
        ),
        ("verplaatst", "Verplaatst", "ja: deze gemeente verhuist zelf.", ""),
        ("verschil", "Verschil (procentpunt)", "Na min voor.", ""),
    ]
    return [
        Blad("Land", land, dict.fromkeys(("voor", "na"), _PROCENT) | {"verschil": _VERSCHIL}),
        Blad("Gemeenten", gevolgen.gemeenten, procenten),
        Blad("Verplaatst", _verplaatst(gevolgen)),
        Blad("Toelichting", uitlegtabel(uitleg)),
        Blad("Bronnen", bronnentabel(gevolgen.na.indelingen)),
    ]


def _verplaatst(gevolgen: Gevolgen) -> pd.DataFrame:
    voor = gevolgen.voor.indelingen
    rijen = [
        {
            "gm_code": zet.gm_code,
            "indeling": zet.indeling,
            "van": voor[zet.indeling].lidmaatschap.get(zet.gm_code),
            "naar": zet.naar,
        }
        for zet in gevolgen.verplaatsingen
    ]
    return _met_namen(voor, pd.DataFrame(rijen))


def bladen_van_rangorde(indelingen: Indelingen, tabel: pd.DataFrame) -> list[Blad]:
    """Make the sheets of `congruentie wat-als --alle`, `--reeks` and `--terug`.

    Parameters
    ----------
    indelingen
        The divisions that the moves are of.
    tabel
        As `congruentie.meten.rangschikken.alle_verplaatsingen` or `reeks` gives it.
    """
    winsten = ("winst_land", "winst_gemeente", "totaal_land", "totaal_gemeente")
    formaten = dict.fromkeys(winsten, _VERSCHIL) | {"congruentie_land": _PROCENT}
    return [
        Blad("Verplaatsingen", _met_namen(indelingen, tabel), formaten),
        Blad("Toelichting", uitlegtabel(_WINST)),
        Blad("Bronnen", bronnentabel(indelingen)),
    ]


def rangorde_als_json(tabel: pd.DataFrame) -> dict[str, Any]:
    """The rows of `alle_verplaatsingen` or `reeks`, as ``verplaatsingen``."""
    return {"verplaatsingen": _rijen(tabel)}


def _rijen(tabel: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """Rows for JSON: what is missing is null."""
    return tabel.astype(object).where(tabel.notna(), None).to_dict("records")


def _met_namen(indelingen: Indelingen, tabel: pd.DataFrame) -> pd.DataFrame:
    """The table with the names of gemeenten and regions beside their codes."""
    kolommen: dict[str, Any] = {}
    for kolom in tabel:
        naam = str(kolom)
        kolommen[naam] = tabel[kolom]
        if naam == "gm_code":
            kolommen["gm_naam"] = tabel["gm_code"].map(dict(indelingen.gemeenten.naam_van))
        elif naam in {"van", "naar"}:
            kolommen[f"{naam}_naam"] = [
                None if pd.isna(code) else indelingen[indeling].regio_naam(code)
                for indeling, code in zip(tabel["indeling"], tabel[kolom], strict=True)
            ]
    return pd.DataFrame(kolommen)

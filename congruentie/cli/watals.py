"""``congruentie wat-als``: what changes when gemeenten move, and which moves bring most."""

from __future__ import annotations

import logging
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from congruentie.cli.nederlands import Commando
from congruentie.cli.opties import (
    Keuze,
    algemene_opties,
    keuze_opties,
    optie,
    pad_of_standaarduitvoer,
    uit_optie,
)
from congruentie.nl import aantal, getal, opsomming
from congruentie.uitvoer import schrijf, suffixen

if TYPE_CHECKING:
    import pandas as pd

    from congruentie.meten.verplaatsen import Gevolgen

__all__ = ["wat_als"]

_log = logging.getLogger(__name__)
_RANG = suffixen("Rangorde")
_KAART = tuple(suffix for suffix in suffixen("Gevolgen") if suffix not in _RANG)


@click.command("wat-als", cls=Commando)
@keuze_opties(wegen=True)
@optie(
    "verplaats",
    "tekst",
    "Zet deze gemeente in een andere regio, zoals GM0267:ggd=GG1413. Mag vaker.",
    vorm="GM:INDELING=REGIO",
    vaker=True,
)
@optie("bestand", "bestand", "YAML- of JSON-bestand met verplaatsingen (en het jaar).", vorm="PAD")
@optie(
    "alle",
    "ja/nee",
    "Reken elke verplaatsing door naar een regio die grenst aan de gemeente, de beste eerst.",
)
@optie(
    "reeks",
    "heel getal",
    "Zet zoveel verplaatsingen na elkaar, steeds de beste van dat moment.",
    vorm="AANTAL",
    minstens=1,
)
@optie(
    "terug",
    "ja/nee",
    "Toon per gemeente en indeling wat de huidige keuze kost: de beste stap eruit.",
)
@optie(
    "voor",
    "keus",
    "Bij --alle, --reeks en --terug: rangschik naar de winst voor het land (standaard) of voor "
    "de gemeente die verhuist.",
    keuzes=("land", "gemeente"),
)
@uit_optie(
    f"Bestand: {', '.join(_RANG)}; bij --verplaats ook {opsomming(_KAART, 9, woord='of')} "
    "(standaard -: CSV op het scherm).",
    suffixen=(".json", *(suffix for suffix in (*_RANG, *_KAART) if suffix != ".json")),
)
@algemene_opties
def wat_als(
    keuze: Keuze,
    verplaats: tuple[str, ...],
    bestand: str | None,
    uit: str | None,
    **rang: Any,
) -> Gevolgen | None:
    """Reken door wat er verandert als gemeenten naar een andere regio gaan."""
    zelf = bool(verplaats) or bestand is not None
    hoe = [naam for naam in ("alle", "reeks", "terug") if rang[naam]]
    if zelf + len(hoe) != 1:
        raise click.UsageError(
            "Kies een van --verplaats (of --bestand), --alle, --reeks en --terug."
        )
    if rang["voor"] and zelf:
        raise click.BadParameter("hoort bij --alle, --reeks of --terug.", param_hint="--voor")
    if zelf:
        return _verplaats(keuze, verplaats, bestand, uit)
    _rangschik(keuze, hoe[0], rang["reeks"], rang["voor"] or "land", uit)
    return None


def _verplaats(
    keuze: Keuze, teksten: tuple[str, ...], bestand: str | None, uit: str | None
) -> Gevolgen:
    pad = pad_of_standaarduitvoer(uit, suffixen("Gevolgen"))
    op_kaart = pad is not None and pad.suffix.lower() not in suffixen("Rangorde")

    from congruentie.meten import verplaatsbestand
    from congruentie.meten import verplaatsen as watals

    indelingen = keuze.laad(met_grenzen=op_kaart)
    zetten = verplaatsbestand.lees_verplaatsingen(teksten, indelingen, cache=keuze.cache)
    if bestand is not None:
        zetten += verplaatsbestand.lees_verplaatsbestand(
            Path(bestand), indelingen, cache=keuze.cache
        )
    gevolgen = watals.wat_als(indelingen, zetten, keuze.gewichten, keuze.noemer)
    schrijf(gevolgen, pad)
    _meld(gevolgen)
    if pad:
        _log.info("Geschreven: %s", pad)
    return gevolgen


def _rangschik(keuze: Keuze, hoe: str, gevraagd: int, voor: str, uit: str | None) -> None:
    pad = pad_of_standaarduitvoer(uit, suffixen("Rangorde"))

    from congruentie.bronnen.banden import banden_van
    from congruentie.meten import rangschikken

    indelingen, _ = keuze.laad_liefst_met_grenzen()
    banden = banden_van(indelingen.gemeenten)
    meting = keuze.meet(indelingen)
    if hoe == "reeks":
        tabel = rangschikken.reeks(meting, banden, gevraagd, voor=voor)  # type: ignore[arg-type]
    else:
        maak = rangschikken.rangschik if hoe == "alle" else rangschikken.duurste_keuzes
        tabel = maak(meting, banden, voor=voor)  # type: ignore[arg-type]  # Keus checked it
    schrijf(rangschikken.Rangorde(indelingen, tabel), pad)
    _log.info(
        "%s%s", _samenvatting(tabel, hoe, voor, gevraagd), f" Geschreven: {pad}" if pad else ""
    )
    _log.info("%s", banden.zin)


def _samenvatting(tabel: pd.DataFrame, hoe: str, voor: str, gevraagd: int) -> str:
    """What the ranking says, in a sentence."""
    wie = "het land" if voor == "land" else "de gemeente zelf"
    if hoe != "reeks":
        beter = int((tabel[f"winst_{voor}"] > 1e-9).sum())
        if hoe == "alle":
            return f"{len(tabel)} verplaatsingen doorgerekend; {beter} zijn winst voor {wie}."
        return f"{len(tabel)} keuzes; bij {beter} is een andere regio winst voor {wie}."
    if not len(tabel):
        return f"Geen enkele verplaatsing is winst voor {wie}."
    eind, winst = (float(tabel[kolom].iloc[-1]) for kolom in ("congruentie_land", "totaal_land"))
    van_naar = f"van {getal(eind - winst, 2)}% naar {getal(eind, 2)}%"
    zin = f"{aantal(len(tabel), 'stap', 'stappen')}: gemiddelde congruentie {van_naar}."
    if len(tabel) < gevraagd:
        zin += f" Daarna is geen enkele verplaatsing nog winst voor {wie}."
    return zin


def _meld(gevolgen: Gevolgen) -> None:
    _log.info(
        "Gemiddelde congruentie van %s%% naar %s%% (%s). Bij %s verandert de congruentie.",
        *_van_naar(gevolgen.cijfers("congruentie"), 2),
        aantal(len(gevolgen.anders), "gemeente", "gemeenten"),
    )
    rand = gevolgen.cijfers("rand_gecorrigeerd")
    if not any(map(math.isnan, rand.values())):
        _log.info(
            "Gecorrigeerde Rand-index, gemiddeld over elke twee indelingen: van %s naar %s (%s).",
            *_van_naar(rand, 4),
        )


def _van_naar(cijfers: dict[str, float], decimalen: int) -> list[str]:
    voor, na = (getal(cijfers[moment], decimalen) for moment in ("voor", "na"))
    return [voor, na, getal(cijfers["verschil"], decimalen, teken=True)]

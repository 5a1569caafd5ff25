"""The commands that measure: ``bereken``, ``vergelijk`` and ``wat-als``."""

from __future__ import annotations

import logging
import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from congruentie.cli import Commando
from congruentie.cli.keuze import Keuze, jaren_opties, keuze_opties
from congruentie.cli.opties import (
    algemene_opties,
    optie,
    pad_of_standaarduitvoer,
    tabel_optie,
    uit_optie,
)
from congruentie.errors import CongruentieFout
from congruentie.nl import aantal, getal, opsomming
from congruentie.uitvoer import TABELVORMEN, schrijf, suffixen

if TYPE_CHECKING:
    import pandas as pd

    from congruentie.meten.gevolgen import Gevolgen
    from congruentie.meten.meting import Meting
    from congruentie.model import Indelingen

__all__ = ["bereken", "vergelijk", "wat_als"]

_log = logging.getLogger(__name__)


@click.command("bereken", cls=Commando)
@keuze_opties(wegen=True)
@optie(
    "per",
    "keus",
    "Waarvan er een rij komt (standaard gemeente). Een .xlsx bevat ze alle. verband hoort bij "
    "--verbanden. Met --jaren: indeling geeft per indeling wat er wanneer veranderde (zonder "
    "--indelingen: alle van het CBS).",
    keuzes=("gemeente", "indeling", "regio", "verband", "land"),
    standaard="gemeente",
)
@optie(
    "decimaal",
    "keus",
    "komma: een CSV die Nederlandse Excel met dubbelklikken opent (standaard punt).",
    keuzes=("punt", "komma"),
    standaard="punt",
)
@jaren_opties
@tabel_optie("Meting")
@algemene_opties
def bereken(  # one argument per option
    keuze: Keuze,
    per: str,
    decimaal: str,
    jaren: tuple[int, ...] | None,
    op: int | None,
    uit: str | None,
) -> Meting | None:
    """Bereken de congruentie van elke gemeente als tabel."""
    if jaren is not None:
        _bereken_jaren(keuze, jaren, op, per, decimaal, uit)
        return None
    pad = pad_of_standaarduitvoer(uit, suffixen("Meting"))
    suffix = pad.suffix.lower() if pad else ".csv"
    _keur_per(keuze, per, suffix)
    if decimaal == "komma" and suffix != ".csv":
        raise click.BadParameter("komma kan alleen met .csv.", param_hint="--decimaal")

    indelingen = keuze.laad(met_grenzen=suffix == ".gpkg")
    meting = keuze.meet(indelingen)
    land = meting.land
    schrijf(_deel_van(meting, per), pad, **_csv(decimaal))
    over = [f"{len(indelingen)} indelingen"] * bool(len(indelingen))
    if indelingen.verbanden is not None:
        over.append(aantal(len(indelingen.verbanden.tellende), "verband", "verbanden"))
    _log.info(
        "%d gemeenten, %s, gemiddelde congruentie %s%%.%s",
        land["gemeenten"],
        ", ".join(over),
        getal(land["gemiddelde"], 2),
        f" Geschreven: {pad}" if pad else "",
    )
    if indelingen.verbanden is not None and meting.verbandmaten.zin:
        _log.info("%s", meting.verbandmaten.zin)
    return meting


def _keur_per(keuze: Keuze, per: str, suffix: str) -> None:
    """Refuse a kind of row that cannot be written so, or that is not there."""
    los = [naam for naam, (deel, _) in TABELVORMEN.items() if deel == "tabel"]
    fout = ""
    if per != "gemeente" and suffix not in los:
        fout = f"{per} kan alleen met {opsomming(los, len(los), woord='of')}."
    elif per == "verband" and not keuze.verbanden:
        fout = "verband kan alleen met --verbanden."
    elif per == "regio" and keuze.verbanden and not (keuze.indelingen or keuze.eigen):
        fout = "regio kan niet met alleen verbanden."
    if fout:
        raise click.BadParameter(fout, param_hint="--per")


def _deel_van(meting: Meting, per: str) -> Any:
    """What of a measurement has a row per thing that was asked."""
    if per == "land":
        return meting.land.rename_axis("cijfer").to_frame("waarde")
    if per == "verband":
        return meting.verbandmaten.per_verband
    delen = {"gemeente": meting, "indeling": meting.per_indeling, "regio": meting.per_regio}
    return delen[per]


def _bereken_jaren(  # the options that it shares with bereken
    keuze: Keuze, jaren: tuple[int, ...], op: int | None, per: str, decimaal: str, uit: str | None
) -> None:
    """Write one table through the years."""
    pad = pad_of_standaarduitvoer(uit, suffixen("Jaren"))
    suffix = pad.suffix.lower() if pad else ".csv"
    if keuze.fuseer or keuze.splits:
        raise click.BadParameter("kan niet samen met --fuseer of --splits.", param_hint="--jaren")
    if keuze.eigen or keuze.grenzen or per not in {"gemeente", "indeling"}:
        raise click.BadParameter(
            "kan niet samen met --eigen, --grenzen of --per regio, verband of land.",
            param_hint="--jaren",
        )
    if keuze.verbanden:
        raise click.BadParameter(
            "kan niet samen met --verbanden: zo'n lijst is van een moment.", param_hint="--jaren"
        )
    if per == "indeling" and op is not None:
        raise click.BadParameter("kan niet samen met --per indeling.", param_hint="--op")
    if decimaal == "komma" and suffix != ".csv":
        raise click.BadParameter("komma kan alleen met .csv.", param_hint="--decimaal")

    from congruentie.meten.wijzigingen import laad_wijzigingen
    from congruentie.uitvoer.verslagen import verslag_van_wijzigingen

    if per == "indeling":
        tabel = laad_wijzigingen(jaren, keuze.indelingen, cache=keuze.cache)
        schrijf(verslag_van_wijzigingen(tabel), pad, **_csv(decimaal))
        gezegd = f"{len(tabel)} wijzigingen van {tabel['indeling'].nunique()} indelingen"
        if tabel.empty:
            gezegd = "er veranderde niets"
    else:
        geladen = keuze.laad_jaren(jaren, op)
        schrijf(geladen, pad, **_csv(decimaal))
        tabel = geladen.tabel
        anders = int((tabel["verandering"].abs() > 1e-9).sum())
        gezegd = f"{len(tabel)} gemeenten; bij {anders} gemeenten veranderde de congruentie"
    _log.info("%d jaren, %s.%s", len(jaren), gezegd, f" Geschreven: {pad}" if pad else "")


def _csv(decimaal: str) -> dict[str, str]:
    """What a writer must know; with a comma it is that of a CSV, as was checked."""
    return {"decimaal": decimaal} if decimaal == "komma" else {}


@click.command("vergelijk", cls=Commando)
@keuze_opties(wegen=False)
@tabel_optie("Vergelijking")
@algemene_opties
def vergelijk(keuze: Keuze, uit: str | None) -> None:
    """Vergelijk de indelingen twee aan twee: wat delen ze, en past de een in de ander."""
    pad = pad_of_standaarduitvoer(uit, suffixen("Vergelijking"))

    from congruentie.meten.vergelijking import Vergelijking

    met_lijnen = pad is not None and pad.suffix.lower() == ".gpkg"
    vergelijking = Vergelijking(*_laad_vergelijking(keuze, verplicht=met_lijnen))
    schrijf(vergelijking, pad)
    paren = aantal(len(vergelijking.tabel), "paar", "paren")
    _log.info("%s vergeleken.%s", paren, f" Geschreven: {pad}" if pad else "")


def _laad_vergelijking(keuze: Keuze, *, verplicht: bool) -> tuple[Indelingen, pd.DataFrame | None]:
    """Load the indelingen and, where they can be known, the shared borders."""
    from congruentie.bronnen.banden import grenzen_van

    if verplicht:
        indelingen = keuze.laad(met_grenzen=True)
        return indelingen, grenzen_van(indelingen.gemeenten)
    indelingen, reden = keuze.laad_liefst_met_grenzen()
    try:
        return indelingen, grenzen_van(indelingen.gemeenten)
    except CongruentieFout as fout:
        _log.info("%s De kolom gedeelde_grens blijft leeg.", reden or fout)
        return indelingen, None


_RANG = suffixen("Rangorde")
_KAART = tuple(suffix for suffix in suffixen("Gevolgen") if suffix not in _RANG)


@click.command("wat-als", cls=Commando)
@keuze_opties(wegen=True, raakt=True)
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
    """Reken door wat er verandert als gemeenten fuseren, splitsen of naar een andere regio gaan."""
    zelf = bool(verplaats) or bestand is not None
    hoe = [naam for naam in ("alle", "reeks", "terug") if rang[naam]]
    if not hoe:
        zelf = zelf or bool(keuze.fuseer or keuze.splits)
    if zelf + len(hoe) != 1:
        raise click.UsageError(
            "Kies een van --verplaats (of --bestand), --fuseer, --splits, --alle, --reeks en --terug."
        )
    if rang["voor"] and zelf:
        raise click.BadParameter("hoort bij --alle, --reeks of --terug.", param_hint="--voor")
    if zelf:
        return _verplaats_zelf(keuze, verplaats, bestand, uit)
    _rangschik(keuze, hoe[0], rang["reeks"], rang["voor"] or "land", uit)
    return None


def _verplaats_zelf(
    keuze: Keuze, teksten: tuple[str, ...], bestand: str | None, uit: str | None
) -> Gevolgen:
    pad = pad_of_standaarduitvoer(uit, suffixen("Gevolgen"))
    op_kaart = pad is not None and pad.suffix.lower() not in suffixen("Rangorde")

    from congruentie.bronnen import herindeel
    from congruentie.meten import verplaatsbestand
    from congruentie.meten.gevolgen import gevolgen_van

    voor = replace(keuze, fuseer={}, splits={}).laad(met_grenzen=op_kaart)
    begin = herindeel(voor, keuze.fuseer, keuze.splits, met_grenzen=op_kaart)
    zetten = verplaatsbestand.lees_verplaatsingen(teksten, begin, cache=keuze.cache)
    if bestand is not None:
        zetten += verplaatsbestand.lees_verplaatsbestand(Path(bestand), begin, cache=keuze.cache)
    gevolgen = gevolgen_van(voor, begin, zetten, keuze.gewichten, keuze.noemer)
    schrijf(gevolgen, pad)
    _meld_gevolgen(gevolgen)
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


def _meld_gevolgen(gevolgen: Gevolgen) -> None:
    _log.info(
        "Gemiddelde congruentie van %s%% naar %s%% (%s). Bij %s verandert de congruentie.",
        *_van_naar(gevolgen.cijfers("congruentie"), 2),
        aantal(len(gevolgen.anders), "gemeente", "gemeenten"),
    )
    if gevolgen.nieuw:
        _meld_nieuw(gevolgen)
    _meld_verbanden(gevolgen)
    rand = gevolgen.cijfers("rand_gecorrigeerd")
    if not any(map(math.isnan, rand.values())):
        _log.info(
            "Gecorrigeerde Rand-index, gemiddeld over elke twee indelingen: van %s naar %s (%s).",
            *_van_naar(rand, 4),
        )


def _meld_verbanden(gevolgen: Gevolgen) -> None:
    """Say how many verbanden of who moves lie across the border of its regio, before and after."""
    for (naam, indeling), rijen in gevolgen.verbanden.groupby(["gm_naam", "indeling"], sort=False):
        voor, na = (int((rijen[f"uitkomst_{m}"] == "gesneden").sum()) for m in ("voor", "na"))
        _log.info(
            "%s zit in %s. Over de grens van haar regio bij %s: nu %d, straks %d.",
            naam,
            aantal(len(rijen), "samenwerkingsverband", "samenwerkingsverbanden"),
            indeling,
            voor,
            na,
        )


def _meld_nieuw(gevolgen: Gevolgen) -> None:
    """Say how the new gemeenten fare, and those that stay."""
    blijvend = gevolgen.cijfers("congruentie_blijvend")
    if not math.isnan(blijvend["voor"]):
        _log.info(
            "Bij de gemeenten die blijven, is het gemiddelde van %s%% naar %s%% (%s).",
            *_van_naar(blijvend, 2),
        )
    rijen: dict[str, dict[str, Any]] = gevolgen.gemeenten.to_dict("index")  # type: ignore[assignment]
    namen = gevolgen.voor.indelingen.gemeenten.naam_van
    for code, delen in gevolgen.nieuw.items():
        voor, na = (rijen[code][f"congruentie_{moment}"] for moment in ("voor", "na"))
        if not (math.isnan(voor) or math.isnan(na)):
            _log.info(
                "%s heeft %s%%; %s had%s %s%%.",
                rijen[code]["gm_naam"],
                getal(na, 2),
                opsomming([namen[deel] for deel in delen], 10),
                "den gemiddeld" if len(delen) > 1 else "",
                getal(voor, 2),
            )


def _van_naar(cijfers: dict[str, float], decimalen: int) -> list[str]:
    voor, na = (getal(cijfers[moment], decimalen) for moment in ("voor", "na"))
    return [voor, na, getal(cijfers["verschil"], decimalen, teken=True)]

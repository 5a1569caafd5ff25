"""``congruentie bereken``: the measures as a table."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import click

from congruentie.cli.nederlands import Commando
from congruentie.cli.opties import (
    Keuze,
    algemene_opties,
    jaren_opties,
    keuze_opties,
    optie,
    pad_of_standaarduitvoer,
    uit_optie,
)

if TYPE_CHECKING:
    from congruentie.meten.meting import Meting

__all__ = ["bereken"]

_log = logging.getLogger(__name__)
_SUFFIXEN = (".csv", ".xlsx", ".parquet", ".gpkg")


@click.command("bereken", cls=Commando)
@keuze_opties(wegen=True)
@optie(
    "per",
    "keus",
    "Waarvan er een rij komt (standaard gemeente). Een .xlsx bevat ze alle vier. Met --jaren: "
    "indeling geeft per indeling wat er wanneer veranderde (zonder --indelingen: alle van het CBS).",
    keuzes=("gemeente", "indeling", "regio", "land"),
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
@uit_optie(
    "Bestand: .csv, .xlsx, .parquet of .gpkg (standaard -: CSV op het scherm).", suffixen=_SUFFIXEN
)
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
    pad = pad_of_standaarduitvoer(uit, _SUFFIXEN)
    suffix = pad.suffix.lower() if pad else ".csv"
    if per != "gemeente" and suffix in {".xlsx", ".gpkg"}:
        raise click.BadParameter(f"{per} kan alleen met .csv of .parquet.", param_hint="--per")
    if decimaal == "komma" and suffix != ".csv":
        raise click.BadParameter("komma kan alleen met .csv.", param_hint="--decimaal")

    from congruentie import uitvoer

    indelingen = keuze.laad(met_grenzen=suffix == ".gpkg")
    meting = keuze.meet(indelingen)
    land = meting.land
    tabel = {
        "gemeente": lambda: meting.gemeenten,
        "indeling": lambda: meting.per_indeling,
        "regio": lambda: meting.per_regio,
        "land": lambda: land.rename_axis("cijfer").to_frame("waarde"),
    }[per]()
    if pad is None or suffix == ".csv":
        uitvoer.schrijf_csv(tabel, pad, decimaal)  # type: ignore[arg-type]  # Keus checked it
    elif suffix == ".xlsx":
        uitvoer.schrijf_xlsx(pad, uitvoer.bladen_van_bereken(meting))
    elif suffix == ".parquet":
        uitvoer.schrijf_parquet(tabel, pad)
    else:
        from congruentie.uitvoer.gpkg import schrijf_gpkg

        schrijf_gpkg(tabel, indelingen.gemeenten, pad)
    gemiddelde = f"{land['gemiddelde']:.2f}".replace(".", ",")
    _log.info(
        "%d gemeenten, %d indelingen, gemiddelde congruentie %s%%.%s",
        land["gemeenten"],
        len(indelingen),
        gemiddelde,
        f" Geschreven: {pad}" if pad else "",
    )
    return meting


def _bereken_jaren(  # the options that it shares with bereken
    keuze: Keuze, jaren: tuple[int, ...], op: int | None, per: str, decimaal: str, uit: str | None
) -> None:
    """Write one table through the years."""
    pad = pad_of_standaarduitvoer(uit, (".csv", ".xlsx", ".parquet"))
    suffix = pad.suffix.lower() if pad else ".csv"
    if keuze.eigen or keuze.grenzen or per not in {"gemeente", "indeling"}:
        raise click.BadParameter(
            "kan niet samen met --eigen, --grenzen of --per regio of land.", param_hint="--jaren"
        )
    if per == "indeling" and op is not None:
        raise click.BadParameter("kan niet samen met --per indeling.", param_hint="--op")
    if decimaal == "komma" and suffix != ".csv":
        raise click.BadParameter("komma kan alleen met .csv.", param_hint="--decimaal")

    from congruentie import uitvoer
    from congruentie.meten.jaren import laad_wijzigingen

    if per == "indeling":
        tabel = laad_wijzigingen(jaren, keuze.indelingen, cache=keuze.cache)
        bladen = uitvoer.bladen_van_wijzigingen(tabel)
        gezegd = f"{len(tabel)} wijzigingen van {tabel['indeling'].nunique()} indelingen"
        if tabel.empty:
            gezegd = "er veranderde niets"
    else:
        geladen = keuze.laad_jaren(jaren, op)
        tabel = geladen.tabel
        bladen = uitvoer.bladen_van_jaren(geladen)
        anders = int((tabel["verandering"].abs() > 1e-9).sum())
        gezegd = f"{len(tabel)} gemeenten; bij {anders} gemeenten veranderde de congruentie"
    if pad is None or suffix == ".csv":
        uitvoer.schrijf_csv(tabel, pad, decimaal)  # type: ignore[arg-type]  # Keus checked it
    elif suffix == ".xlsx":
        uitvoer.schrijf_xlsx(pad, bladen)
    else:
        uitvoer.schrijf_parquet(tabel, pad)
    _log.info("%d jaren, %s.%s", len(jaren), gezegd, f" Geschreven: {pad}" if pad else "")

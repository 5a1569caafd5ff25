"""``congruentie bereken``: the measures as a table."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import click

from congruentie.cli.nederlands import Commando
from congruentie.cli.opties import (
    Keuze,
    algemene_opties,
    jaren_opties,
    keuze_opties,
    optie,
    pad_of_standaarduitvoer,
    tabel_optie,
)
from congruentie.nl import getal, opsomming
from congruentie.uitvoer import TABELVORMEN, schrijf, suffixen

if TYPE_CHECKING:
    from congruentie.meten.meting import Meting

__all__ = ["bereken"]

_log = logging.getLogger(__name__)


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
    los = [naam for naam, (deel, _) in TABELVORMEN.items() if deel == "tabel"]
    if per != "gemeente" and suffix not in los:
        waarmee = opsomming(los, len(los), woord="of")
        raise click.BadParameter(f"{per} kan alleen met {waarmee}.", param_hint="--per")
    if decimaal == "komma" and suffix != ".csv":
        raise click.BadParameter("komma kan alleen met .csv.", param_hint="--decimaal")

    indelingen = keuze.laad(met_grenzen=suffix == ".gpkg")
    meting = keuze.meet(indelingen)
    land = meting.land
    resultaat: Any = meting
    if per == "land":
        resultaat = land.rename_axis("cijfer").to_frame("waarde")
    elif per != "gemeente":
        resultaat = meting.per_indeling if per == "indeling" else meting.per_regio
    schrijf(resultaat, pad, **_csv(decimaal))
    _log.info(
        "%d gemeenten, %d indelingen, gemiddelde congruentie %s%%.%s",
        land["gemeenten"],
        len(indelingen),
        getal(land["gemiddelde"], 2),
        f" Geschreven: {pad}" if pad else "",
    )
    return meting


def _bereken_jaren(  # the options that it shares with bereken
    keuze: Keuze, jaren: tuple[int, ...], op: int | None, per: str, decimaal: str, uit: str | None
) -> None:
    """Write one table through the years."""
    pad = pad_of_standaarduitvoer(uit, suffixen("Jaren"))
    suffix = pad.suffix.lower() if pad else ".csv"
    if keuze.eigen or keuze.grenzen or per not in {"gemeente", "indeling"}:
        raise click.BadParameter(
            "kan niet samen met --eigen, --grenzen of --per regio of land.", param_hint="--jaren"
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

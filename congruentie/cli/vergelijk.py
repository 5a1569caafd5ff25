"""``congruentie vergelijk``: how alike the indelingen are."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import click

from congruentie.cli.nederlands import Commando
from congruentie.cli.opties import (
    Keuze,
    algemene_opties,
    keuze_opties,
    pad_of_standaarduitvoer,
    uit_optie,
)
from congruentie.errors import CongruentieFout

if TYPE_CHECKING:
    import pandas as pd

    from congruentie.model import Indelingen

__all__ = ["vergelijk"]

_log = logging.getLogger(__name__)
_PLATEN = (".png", ".svg", ".pdf")
_SUFFIXEN = (".csv", ".xlsx", ".parquet", ".gpkg", ".html", *_PLATEN)


@click.command("vergelijk", cls=Commando)
@keuze_opties(wegen=False)
@uit_optie(
    "Bestand: .csv, .xlsx, .parquet, .gpkg, .html of .png/.svg/.pdf (standaard -: CSV op het scherm).",
    suffixen=_SUFFIXEN,
)
@algemene_opties
def vergelijk(keuze: Keuze, uit: str | None) -> None:
    """Vergelijk de indelingen twee aan twee: wat delen ze, en past de een in de ander."""
    pad = pad_of_standaarduitvoer(uit, _SUFFIXEN)
    suffix = pad.suffix.lower() if pad else ".csv"

    from congruentie import uitvoer
    from congruentie.meten import vergelijking

    indelingen, grenzen = _laad(keuze, verplicht=suffix == ".gpkg")
    tabel = vergelijking.vergelijk(indelingen, grenzen)
    if pad is None or suffix == ".csv":
        uitvoer.schrijf_csv(tabel, pad)
    elif suffix == ".xlsx":
        uitvoer.schrijf_xlsx(pad, uitvoer.bladen_van_vergelijk(indelingen, tabel))
    elif suffix == ".parquet":
        uitvoer.schrijf_parquet(tabel, pad)
    elif suffix == ".gpkg":
        from congruentie.uitvoer.gpkg import schrijf_grenzen_gpkg

        schrijf_grenzen_gpkg(indelingen, tabel, grenzen, pad)
    elif suffix in _PLATEN:
        uitvoer.schrijf_warmteplaat(indelingen, tabel, pad)
    else:
        uitvoer.schrijf_warmtekaart(indelingen, tabel, pad)
    wat = "1 paar" if len(tabel) == 1 else f"{len(tabel)} paren"
    _log.info("%s vergeleken.%s", wat, f" Geschreven: {pad}" if pad else "")


def _laad(keuze: Keuze, *, verplicht: bool) -> tuple[Indelingen, pd.DataFrame | None]:
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

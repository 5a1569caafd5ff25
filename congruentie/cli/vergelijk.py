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
    tabel_optie,
)
from congruentie.errors import CongruentieFout
from congruentie.nl import aantal
from congruentie.uitvoer import schrijf, suffixen

if TYPE_CHECKING:
    import pandas as pd

    from congruentie.model import Indelingen

__all__ = ["vergelijk"]

_log = logging.getLogger(__name__)


@click.command("vergelijk", cls=Commando)
@keuze_opties(wegen=False)
@tabel_optie("Vergelijking")
@algemene_opties
def vergelijk(keuze: Keuze, uit: str | None) -> None:
    """Vergelijk de indelingen twee aan twee: wat delen ze, en past de een in de ander."""
    pad = pad_of_standaarduitvoer(uit, suffixen("Vergelijking"))

    from congruentie.meten.vergelijking import Vergelijking

    met_lijnen = pad is not None and pad.suffix.lower() == ".gpkg"
    vergelijking = Vergelijking(*_laad(keuze, verplicht=met_lijnen))
    schrijf(vergelijking, pad)
    paren = aantal(len(vergelijking.tabel), "paar", "paren")
    _log.info("%s vergeleken.%s", paren, f" Geschreven: {pad}" if pad else "")


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

"""``congruentie indelingen``: what is available, for which years, with source and status."""

from __future__ import annotations

import click

from congruentie.cli.nederlands import Commando
from congruentie.cli.opties import (
    Getal,
    algemene_opties,
    cache_optie,
    pad_of_standaarduitvoer,
    uit_optie,
)
from congruentie.errors import CongruentieFout

__all__ = ["indelingen"]


@click.command("indelingen", cls=Commando)
@click.option("--jaar", type=Getal(), help="Alleen dit jaar (standaard alle jaren).")
@uit_optie("CSV-bestand met alle bronnen en licenties erbij (standaard een tabel op het scherm).")
@cache_optie
@algemene_opties
def indelingen(jaar: int | None, uit: str | None, cache: str | None) -> None:
    """Laat zien welke indelingen er zijn, van welk jaar en uit welke bron."""
    pad = pad_of_standaarduitvoer(uit, (".csv",))

    from congruentie.bronnen import STANDAARD, lees_aanbod

    alle = lees_aanbod(cache)
    aanbod = [item for item in alle if jaar in (None, item.jaar)]
    if not aanbod:
        jaren = sorted({item.jaar for item in alle})
        raise CongruentieFout(
            f"Voor {jaar} zijn er geen indelingen.",
            f"Haal ze op met 'congruentie ophalen --jaar {jaar}', of kies een van deze jaren: "
            f"{', '.join(map(str, jaren))}.",
        )
    if uit is not None:
        import pandas as pd

        from congruentie import uitvoer

        rijen = [
            {
                "indeling": item.indeling,
                "jaar": item.jaar,
                "titel": item.titel,
                "domein": item.domein,
                "domein_studiegroep": item.domein_studiegroep,
                "regios": item.regios,
                "gemeenten": item.gemeenten,
                "landsdekkend": "ja" if item.landsdekkend else "nee",
                "peildatum": item.herkomst.peildatum,
                "status": item.herkomst.status_tekst,
                "bron": item.herkomst.bron,
                "licentie": item.herkomst.licentie,
                "opgehaald": item.opgehaald,
            }
            for item in aanbod
        ]
        uitvoer.schrijf_csv(pd.DataFrame(rijen), pad)
        return
    kop = ("jaar", "naam", "titel", "domein", "regio's", "peildatum", "status", "herkomst")
    tabel = [
        (
            str(item.jaar),
            item.indeling + ("*" if item.indeling in STANDAARD else ""),
            item.titel,
            item.domein,
            str(item.regios),
            item.herkomst.peildatum,
            item.herkomst.status_tekst,
            f"opgehaald {item.opgehaald}" if item.opgehaald else "ingebouwd",
        )
        for item in aanbod
    ]
    breedtes = [max(len(rij[i]) for rij in [kop, *tabel]) for i in range(len(kop))]
    for rij in [kop, tuple("-" * b for b in breedtes), *tabel]:
        cellen = (cel.ljust(b) for cel, b in zip(rij, breedtes, strict=True))
        click.echo("  ".join(cellen).rstrip())
    click.echo("\n* doet mee als je niets kiest. Gebruik de naam bij --indelingen.")

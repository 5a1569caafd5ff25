"""``congruentie indelingen``: what is available, for which years, with source and status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from congruentie.cli.nederlands import Commando
from congruentie.cli.opties import (
    CACHE,
    algemene_opties,
    optie,
    pad_of_standaarduitvoer,
    stel,
    uit_optie,
)
from congruentie.errors import CongruentieFout

if TYPE_CHECKING:
    from congruentie.bronnen.aanbod import Aanbod

__all__ = ["indelingen"]

Tabel = tuple[tuple[str, ...], list[tuple[str, ...]]]


@click.command("indelingen", cls=Commando)
@optie("jaar", "jaar", "Alleen dit jaar (standaard alle jaren, samengevat).")
@uit_optie("CSV-bestand met alle bronnen en licenties erbij (standaard een tabel op het scherm).")
@stel(CACHE)
@algemene_opties
def indelingen(jaar: int | None, uit: str | None, cache: str | None) -> None:
    """Laat zien welke indelingen er zijn, van welk jaar en uit welke bron."""
    pad = pad_of_standaarduitvoer(uit, (".csv",))

    from congruentie.bronnen import lees_aanbod

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
        uitvoer.schrijf(pd.DataFrame(rijen), pad)
        return
    kop, regels = _per_jaar(aanbod) if jaar else _per_indeling(aanbod)
    breedtes = [max(len(rij[i]) for rij in [kop, *regels]) for i in range(len(kop))]
    for rij in [kop, tuple("-" * b for b in breedtes), *regels]:
        cellen = (cel.ljust(b) for cel, b in zip(rij, breedtes, strict=True))
        click.echo("  ".join(cellen).rstrip())
    click.echo(
        "\n* doet mee als u niets kiest. Gebruik de naam bij --indelingen. Wat niet van het CBS komt,\n"
        "is voor jaren met andere gemeenten overgezet langs de herindelingen."
    )


def _naam(item: Aanbod) -> str:
    from congruentie.bronnen import STANDAARD

    return item.indeling + ("*" if item.indeling in STANDAARD else "")


def _waar(item: Aanbod) -> str:
    return f"opgehaald {item.opgehaald}" if item.opgehaald else "ingebouwd"


def _per_jaar(aanbod: Sequence[Aanbod]) -> Tabel:
    """Every division of one year."""
    kop = ("naam", "titel", "domein", "regio's", "peildatum", "status", "herkomst")
    return kop, [
        (
            _naam(item),
            item.titel,
            item.domein,
            str(item.regios),
            item.herkomst.peildatum,
            item.herkomst.status_tekst,
            _waar(item),
        )
        for item in aanbod
    ]


def _per_indeling(aanbod: Sequence[Aanbod]) -> Tabel:
    """Every division once per kind of source, with its years."""
    from congruentie.nl import reeks

    samen: dict[tuple[str, ...], list[int]] = {}
    for item in aanbod:
        officieel = item.herkomst.status == "officieel"
        peildatum = "1 januari" if officieel else item.herkomst.peildatum
        status = replace(item.herkomst, overgezet=0).status_tekst
        sleutel = (_naam(item), item.titel, item.domein, peildatum, status, _waar(item))
        samen.setdefault(sleutel, []).append(item.jaar)
    kop = ("naam", "titel", "domein", "jaren", "peildatum", "status", "herkomst")
    return kop, [
        (*wat[:3], reeks(jaren).replace(" tot en met ", "-"), *wat[3:])
        for wat, jaren in samen.items()
    ]

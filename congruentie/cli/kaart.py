"""``congruentie kaart``: the map page and static pictures."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from congruentie.cli import Commando
from congruentie.cli.keuze import Keuze, jaren_opties, keuze_opties
from congruentie.cli.opties import algemene_opties, optie, uit_optie

__all__ = ["kaart"]

F = TypeVar("F", bound=Callable[..., Any])

_log = logging.getLogger(__name__)
_PLATEN = ("png", "svg", "pdf")


def _plaatoptie(soort: str) -> Callable[[F], F]:
    hulp = f"Maak ook een plaatje (.{soort}); zonder PAD naast de kaart."
    return optie(soort, "ja of pad", hulp)


@click.command("kaart", cls=Commando)
@keuze_opties(wegen=True)
@jaren_opties
@optie(
    "deel",
    "ja/nee",
    "Met --grenzen: in het bestand staat een deel van het land; alleen dat wordt getekend. De "
    "cijfers gaan over het hele land.",
)
@optie(
    "beeld",
    "keus",
    "Wat een plaatje toont: de congruentie (standaard), of met --verbanden het netwerk van wie met wie "
    "samenwerkt.",
    keuzes=("congruentie", "netwerk"),
    standaard="congruentie",
    hoort_bij=("verbanden",),
)
@optie(
    "vaste-klassen",
    "ja/nee",
    "Kleur een plaatje in vaste stappen (0, 20, 40, 60, 80 en 100%), om het naast een ander te leggen; "
    "anders volgen de stappen uit de cijfers.",
)
@_plaatoptie("png")
@_plaatoptie("svg")
@_plaatoptie("pdf")
@uit_optie("HTML-bestand (standaard maps/congruentie_<jaar>.html).", suffixen=(".html",))
@algemene_opties
def kaart(
    keuze: Keuze,
    jaren: tuple[int, ...] | None,
    op: int | None,
    deel: bool,
    beeld: str,
    vaste_klassen: bool,
    uit: str | None,
    **platen: str | None,
) -> None:
    """Maak een kaart van de congruentie als een HTML-bestand dat zonder internet werkt."""
    keuze = replace(keuze, deel=deel)
    wanneer = "-".join(str(jaar) for jaar in sorted(jaren)) if jaren else keuze.jaar
    pad = Path(f"maps/congruentie_{wanneer}.html" if uit is None else uit)
    if pad.suffix.lower() not in {".html", ".htm"}:
        raise click.BadParameter(f"{uit!r} eindigt niet op .html.", param_hint="--uit")
    doelen = {
        soort: Path(waarde) if waarde else pad.with_suffix(f".{soort}")
        for soort, waarde in platen.items()
        if waarde is not None
    }
    alleen_plaat = {"--beeld": beeld == "netwerk", "--vaste-klassen": vaste_klassen}
    for wat, gevraagd in alleen_plaat.items():
        if gevraagd and not doelen:
            raise click.BadParameter("kan alleen met --png, --svg of --pdf.", param_hint=wat)
    for soort, doel in doelen.items():
        if doel.suffix.lower() != f".{soort}":
            raise click.BadParameter(
                f"{str(doel)!r} eindigt niet op .{soort}.", param_hint=f"--{soort}"
            )

    from congruentie import kaart as tekenen
    from congruentie.veilig import schrijf_tekst, veilig_schrijven

    reeks = keuze.laad_jaren(jaren, op, met_grenzen=True) if jaren else None
    meting = reeks.laatste if reeks else keuze.meet(keuze.laad_getekend())
    verandering = reeks.verandering if reeks else None
    pagina = tekenen.maak_pagina(meting, jaren=reeks)
    with ExitStack() as samen:  # all files or none
        for doel in doelen.values():
            tijdelijk = samen.enter_context(veilig_schrijven(doel))
            if beeld == "netwerk":
                tekenen.maak_netwerkplaat(meting.indelingen, tijdelijk)
            else:
                tekenen.maak_plaat(
                    meting, tijdelijk, verandering=verandering, vaste_klassen=vaste_klassen
                )
        schrijf_tekst(pad, pagina)
    _log.info("Kaart geschreven: %s", pad)
    for doel in doelen.values():
        _log.info("Plaatje geschreven: %s", doel)

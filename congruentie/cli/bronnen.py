"""The commands about data: ``indelingen`` and ``ophalen``."""

from __future__ import annotations

import logging
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from congruentie import NIEUWSTE_JAAR
from congruentie.cli import Commando
from congruentie.cli.keuze import CACHE
from congruentie.cli.opties import algemene_opties, optie, pad_of_standaarduitvoer, stel, uit_optie
from congruentie.errors import CongruentieFout, GebruiksFout
from congruentie.vraag import Vraag

if TYPE_CHECKING:
    from collections.abc import Callable

    from congruentie.bronnen.aanbod import Aanbod
    from congruentie.bronnen.net import Verbinding
    from congruentie.bronnen.ophalen import Ophaaluitkomst

__all__ = ["indelingen", "ophalen"]

_log = logging.getLogger(__name__)
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
    click.echo(f"\n{_verbanden()}")


def _verbanden() -> str:
    """The embedded list of verbanden, with its source."""
    from congruentie.bronnen import VERBANDEN_2016, laad_gemeenten, laad_verbanden

    lijst = laad_verbanden([VERBANDEN_2016], laad_gemeenten(2016, cache="geen"))
    (bron,) = lijst.herkomst
    return (
        f"Bij --verbanden: {VERBANDEN_2016}, {len(lijst)} samenwerkingsverbanden waarvan "
        f"{len(lijst.tellende)} met twee of meer\ngemeenten; peildatum {bron.peildatum}, "
        f"{bron.status_tekst}, ingebouwd.\nBron: {bron.bron_tekst}"
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


_WAT = ("grenzen", "indelingen", "inwoners")
_BASIS = "CONGRUENTIE_BASIS"
_BLIJFT = "Wat er al was of is ingebouwd, kunt u gewoon gebruiken."
_ADRES = Vraag(
    "basis",
    "paren",
    "Ander adres van een dienst, zoals een spiegel: ogc, ogc-historisch, wfs, gpkg, v3, v4, "
    "csv of catalogus. Mag vaker.",
    vorm="DIENST=URL",
)


@click.command("ophalen", cls=Commando)
@optie("jaar", "jaar", f"Het jaar (standaard {NIEUWSTE_JAAR}).", standaard=NIEUWSTE_JAAR)
@optie(
    "wat",
    "lijst",
    "Wat er wordt opgehaald: grenzen, indelingen, inwoners (standaard alle drie).",
    keuzes=_WAT,
    vorm="WAT,WAT",
)
@optie(
    "indelingen",
    "indelingen",
    "Welke indelingen er moeten zijn (standaard alle die CBS voor het jaar heeft).",
)
@stel(CACHE)
@optie("ververs", "ja/nee", "Haal ook opnieuw op wat er al is.")
@optie(
    "proef",
    "ja/nee",
    "Haal niets op: vraag de diensten wat ze hebben en toon wat anders is dan verwacht.",
)
@stel(_ADRES)
@algemene_opties
def ophalen(
    jaar: int,
    wat: tuple[str, ...] | None,
    indelingen: tuple[str, ...] | None,
    cache: str | None,
    ververs: bool,
    proef: bool,
    basis: dict[str, str],
) -> None:
    """Haal officiële grenzen, indelingen en inwoners op bij CBS en PDOK.

    Nodig voor officiële grenzen, voor andere jaren dan zijn ingebouwd, en om te vernieuwen.
    """
    from congruentie.bronnen.cache import kies_cache
    from congruentie.bronnen.ophalen import Ophaler
    from congruentie.bronnen.pdok import BASIS as PDOK
    from congruentie.bronnen.pdok import Pdok
    from congruentie.bronnen.statline import BASIS as STATLINE
    from congruentie.bronnen.statline import Statline

    if indelingen and wat and "indelingen" not in wat:
        raise click.BadParameter(
            "kan alleen als --wat ook indelingen noemt.", param_hint="--indelingen"
        )
    basis = _keur_basis(basis, {**PDOK, **STATLINE})
    map_ = kies_cache(cache)
    if map_ is None:
        raise GebruiksFout("Ophalen kan niet zonder cache.", "Laat --cache weg of noem een map.")
    with _ophaalbalk() as (verbinding, stap):
        pdok, statline = Pdok(verbinding, basis), Statline(verbinding, basis)
        if proef:
            _toon_proef(jaar, pdok, statline)
            return
        ophaler = Ophaler(jaar, map_, pdok, statline, ververs=ververs, stap=stap)
        uitkomsten = ophaler.haal(wat or _WAT, indelingen)
    _meld_uitkomsten(uitkomsten, jaar)
    standen = {uitkomst.stand for uitkomst in uitkomsten}
    if "opgehaald" in standen:
        _log.info("Bewaard in %s", map_.map)
    if "mislukt" in standen:
        blijft = "Wat wel lukte, is bewaard." if "opgehaald" in standen else _BLIJFT
        raise CongruentieFout(
            f"Niet alles is opgehaald voor {jaar}."
            if standen & {"opgehaald", "was er al"}
            else f"Er is niets opgehaald voor {jaar}.",
            f"{blijft} Probeer het later opnieuw.",
        )


def _meld_uitkomsten(uitkomsten: list[Ophaaluitkomst], jaar: int) -> None:
    """One line for each thing; those that failed for the same cause share one."""
    from congruentie.nl import opsomming

    oorzaken: dict[str, list[str]] = {}
    for uitkomst in uitkomsten:
        if uitkomst.stand == "mislukt":
            oorzaken.setdefault(uitkomst.tekst, []).append(uitkomst.wat)
        elif uitkomst.stand != "niet gevonden":
            al = " Was er al." if uitkomst.stand == "was er al" else ""
            _log.info("%s%s", uitkomst.tekst, al)
    for oorzaak, wat in oorzaken.items():
        _log.error("Niet opgehaald: %s. %s", opsomming(wat), oorzaak)
    if kwijt := [uitkomst.wat for uitkomst in uitkomsten if uitkomst.stand == "niet gevonden"]:
        _log.info("Niet gevonden bij CBS en PDOK voor %d: %s.", jaar, ", ".join(kwijt))


def _keur_basis(gegeven: dict[str, str], bekend: dict[str, str]) -> dict[str, str]:
    """The addresses to use; what the environment says of other services stays."""
    try:
        basis = _ADRES.lees_paren(os.environ.get(_BASIS, "").split()) | gegeven
    except ValueError as fout:
        raise click.BadParameter(str(fout), param_hint="--basis") from fout
    for dienst, adres in basis.items():
        if dienst not in bekend:
            raise click.BadParameter(
                f"{dienst!r} kan niet; kies uit {', '.join(bekend)}.", param_hint="--basis"
            )
        if not adres.startswith(("http://", "https://")):
            raise click.BadParameter(f"{adres!r} is geen webadres.", param_hint="--basis")
        if dienst in {"wfs", "gpkg"} and not _heeft_jaar(adres):
            raise click.BadParameter(
                f"{adres!r} moet {{jaar}} bevatten, en geen andere accolades.", param_hint="--basis"
            )
    return {dienst: adres.rstrip("/") for dienst, adres in basis.items()}


def _heeft_jaar(adres: str) -> bool:
    try:
        return adres.format(jaar=NIEUWSTE_JAAR) != adres
    except (AttributeError, IndexError, KeyError, ValueError):
        return False


def _toon_proef(jaar: int, pdok: object, statline: object) -> None:
    from congruentie.bronnen.cbs import neem_proef
    from congruentie.nl import aantal

    oordelen: Counter[str] = Counter()
    for bevinding in neem_proef(jaar, pdok, statline):  # type: ignore[arg-type]  # lazy import
        click.echo(f"{bevinding.dienst}: {bevinding.oordeel}. {bevinding.tekst}")
        oordelen[bevinding.oordeel] += 1
    meldingen = []
    if hoeveel := oordelen["anders"]:
        meldingen.append(
            f"Bij {aantal(hoeveel, 'punt', 'punten')} zijn de diensten anders dan deze versie "
            "verwacht. Ophalen kan toch lukken; meld het aan de makers."
        )
    if hoeveel := oordelen["onbereikbaar"]:
        wie = aantal(hoeveel, "dienst is", "diensten zijn")
        meldingen.append(f"{wie} niet bereikbaar. Probeer het later opnieuw.")
    if meldingen:
        raise CongruentieFout(" ".join(meldingen))


@contextmanager
def _ophaalbalk() -> Iterator[tuple[Verbinding, Callable[[str], None]]]:
    """Show a progress bar on a terminal; elsewhere, and with ``--stil``, nothing."""
    from congruentie.bronnen.net import Verbinding

    if not (sys.stderr.isatty() and logging.getLogger("congruentie").isEnabledFor(logging.INFO)):
        yield Verbinding(), lambda _: None
        return
    from rich.console import Console
    from rich.progress import DownloadColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    kolommen = (SpinnerColumn(), TextColumn("{task.description}"), DownloadColumn())
    with Progress(
        *kolommen, TimeElapsedColumn(), console=Console(stderr=True), transient=True
    ) as balk:
        taak = balk.add_task("verbinden", total=None)

        def stap(tekst: str) -> None:
            balk.reset(taak, description=tekst, total=None)

        yield Verbinding(meld_bytes=lambda aantal: balk.advance(taak, aantal)), stap

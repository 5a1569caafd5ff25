"""``congruentie ophalen``: official data from CBS and PDOK into the cache."""

from __future__ import annotations

import logging
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from congruentie import NIEUWSTE_JAAR
from congruentie.cli.nederlands import Commando
from congruentie.cli.opties import CACHE, algemene_opties, optie, stel
from congruentie.errors import CongruentieFout, GebruiksFout
from congruentie.vraag import Vraag

if TYPE_CHECKING:
    from collections.abc import Callable

    from congruentie.bronnen.net import Verbinding
    from congruentie.bronnen.ophalen import Ophaaluitkomst

__all__ = ["ophalen"]

_log = logging.getLogger(__name__)
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
    with _voortgang() as (verbinding, stap):
        pdok, statline = Pdok(verbinding, basis), Statline(verbinding, basis)
        if proef:
            _toon_proef(jaar, pdok, statline)
            return
        ophaler = Ophaler(jaar, map_, pdok, statline, ververs=ververs, stap=stap)
        uitkomsten = ophaler.haal(wat or _WAT, indelingen)
    _meld(uitkomsten, jaar)
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


def _meld(uitkomsten: list[Ophaaluitkomst], jaar: int) -> None:
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
def _voortgang() -> Iterator[tuple[Verbinding, Callable[[str], None]]]:
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

"""``congruentie voorstel``: proposed regions."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from congruentie.cli.nederlands import Commando
from congruentie.cli.opties import (
    Getal,
    Keus,
    Keuze,
    algemene_opties,
    keuze_opties,
    lees_lijst,
    uit_optie,
)

if TYPE_CHECKING:
    from congruentie.bronnen.wensen import Wensen
    from congruentie.voorstel import Voorstel

__all__ = ["voorstel"]

F = TypeVar("F", bound=Callable[..., Any])
_log = logging.getLogger(__name__)


def _reeks(ctx: click.Context, param: click.Parameter, waarde: str | None) -> str | None:
    if waarde is not None and not all(d.isdecimal() for d in waarde.split("-", 1)):
        raise click.BadParameter(f"{waarde!r} is geen getal of reeks zoals 20-30.", ctx, param)
    return waarde


def _kommagetal(ctx: click.Context, param: click.Parameter, waarde: str | None) -> str | None:
    if waarde is None:
        return None
    tekst = waarde.replace(",", ".")
    try:
        goed = 0 <= float(tekst) < 1e9
    except ValueError:
        goed = False
    if not goed:
        raise click.BadParameter(f"{waarde!r} is geen getal van 0 of hoger.", ctx, param)
    return tekst


def _paren(
    ctx: click.Context, param: click.Parameter, waarden: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    uit = []
    for waarde in waarden:
        een, komma, ander = (deel.strip() for deel in waarde.partition(","))
        if not (een and komma and ander) or "," in ander:
            raise click.BadParameter(f"{waarde!r} heeft niet de vorm GM,GM.", ctx, param)
        uit.append((een, ander))
    return tuple(uit)


_WENS_OPTIES = (
    click.option("--min-inwoners", type=Getal(), help="Minste inwoners per regio."),
    click.option("--max-inwoners", type=Getal(), help="Meeste inwoners per regio."),
    click.option("--min-gemeenten", type=Getal(), help="Minste gemeenten per regio."),
    click.option("--max-gemeenten", type=Getal(), help="Meeste gemeenten per regio."),
    click.option(
        "--regios", metavar="AANTAL", callback=_reeks, help="Aantal regio's: 25, of 20-30."
    ),
    click.option(
        "--samen", metavar="GM,GM", multiple=True, help="Deze gemeenten in een regio. Mag vaker."
    ),
    click.option(
        "--apart", metavar="GM,GM", multiple=True, help="Geen twee hiervan samen. Mag vaker."
    ),
    click.option(
        "--vast", metavar="GM,GM", multiple=True, help="Precies deze gemeenten zijn een regio."
    ),
    click.option("--binnen", metavar="NAAM", help="Niet over de grenzen van deze indeling."),
    click.option("--centrum-inwoners", type=Getal(), help="Elke regio heeft zo'n grote gemeente."),
    click.option(
        "--centrum-afstand",
        metavar="KM",
        callback=_kommagetal,
        help="Elke gemeente ligt hoogstens zo ver van de centrumgemeente.",
    ),
    click.option("--geen-veren", is_flag=True, help="Een veerboot maakt geen buren."),
    click.option(
        "--verbinding", metavar="GM,GM", multiple=True, help="Deze twee zijn ook buren. Mag vaker."
    ),
    click.option(
        "--niet-aaneengesloten", is_flag=True, help="Een regio mag uit losse delen bestaan."
    ),
    click.option(
        "--splits-brokken", is_flag=True, help="Deel ook gemeenten die overal samen zijn."
    ),
    click.option("--eisen", metavar="BESTAND", help="YAML-bestand met deze wensen."),
)


def _wens_opties(functie: F) -> F:
    """Add the options that say what a proposal must keep to, as one argument ``wensen``."""

    @wraps(functie)
    def met_wensen(*args: Any, **alles: Any) -> Any:
        gegeven = {naam: alles.pop(naam) for naam in _NAMEN}
        wensen = {naam: w for naam, w in gegeven.items() if w not in (None, (), False)}
        return functie(*args, wensen=wensen, **alles)

    for optie in reversed(_WENS_OPTIES):
        met_wensen = optie(met_wensen)
    return met_wensen  # type: ignore[return-value]


_NAMEN = {
    "min_inwoners", "max_inwoners", "min_gemeenten", "max_gemeenten", "regios", "samen", "apart",
    "vast", "binnen", "centrum_inwoners", "centrum_afstand", "geen_veren", "verbinding",
    "niet_aaneengesloten", "splits_brokken", "eisen",
}  # fmt: skip


@click.command("voorstel", cls=Commando)
@keuze_opties(wegen=True)
@click.option(
    "--domein",
    metavar="DOMEIN,DOMEIN",
    callback=lees_lijst,
    help="Neem alle indelingen van een domein die het hele land dekken; bij meer domeinen komt er "
    "per domein een voorstel.",
)
@click.option(
    "--theta",
    metavar="GETAL",
    callback=_kommagetal,
    default="0.5",
    help="Welk deel twee gemeenten moeten delen om bij elkaar te horen (standaard 0,5). Lager geeft "
    "grotere regio's.",
)
@_wens_opties
@click.option(
    "--methode",
    type=Keus("exact", "zoeken", "louvain", "agglomeratief"),
    metavar="exact|zoeken|louvain|agglomeratief",
    default="exact",
    help="Hoe er wordt gezocht (standaard exact: met bewijs).",
)
@click.option(
    "--tijd",
    type=Getal(),
    default=120,
    metavar="SECONDEN",
    help="Zo lang mag het zoeken naar bewijs duren (standaard 120).",
)
@click.option("--zonder-uitleg", is_flag=True, help="Alleen .csv en .json; dat is sneller.")
@click.option(
    "--kies-bestaande",
    is_flag=True,
    help="Toon ook hoe goed elke bestaande indeling als basis is, de beste eerst.",
)
@click.option(
    "--waarom",
    metavar="GM,GM",
    multiple=True,
    callback=_paren,
    help="Zeg waarom deze twee gemeenten samen of apart zitten. Mag vaker.",
)
@uit_optie("Naam van de bestanden, zonder .csv of .json (standaard voorstel).")
@algemene_opties
def voorstel(
    keuze: Keuze,
    domein: tuple[str, ...] | None,
    theta: str,
    wensen: dict[str, Any],
    methode: str,
    tijd: int,
    uit: str | None,
    **uitleg: Any,
) -> None:
    """Stel regio's voor die het best passen bij de gekozen indelingen, met bewijs."""
    naam = uit or "voorstel"
    if Path(naam).suffix.lower() in {".csv", ".json", ".html", ".gpkg", ".xlsx"}:
        raise click.BadParameter(
            f"{naam!r} is een naam zonder {Path(naam).suffix}; er komen meer bestanden.",
            param_hint="--uit",
        )
    if domein is None:
        _maak(keuze, theta, wensen, methode, tijd, naam, **uitleg)
        return
    if keuze.indelingen is not None:
        raise click.BadParameter("kan niet samen met --indelingen.", param_hint="--domein")

    from congruentie.bronnen import namen_van_domein
    from congruentie.model import Indelingen
    from congruentie.vergelijking import vergelijk

    gemaakt = {}
    for een in domein:
        namen = namen_van_domein(een, keuze.jaar, cache=keuze.cache)
        deel = replace(keuze, indelingen=tuple(namen))
        waar = naam if len(domein) == 1 else f"{naam}-{een}"
        gemaakt[een] = _maak(deel, theta, wensen, methode, tijd, waar, **uitleg)
    if len(gemaakt) > 1:
        indelingen = [replace(v.indeling, naam=een) for een, v in gemaakt.items()]
        eerste = next(iter(gemaakt.values())).indelingen.gemeenten
        tabel = vergelijk(Indelingen(eerste, tuple(indelingen)))
        for rij in tabel.to_dict("records"):
            _log.info(
                "Voorstellen %s en %s: van de paren die er een samenvoegt, delen ze %.0f%%.",
                rij["a"],
                rij["b"],
                100 * rij["jaccard"],
            )


def _maak(  # noqa: PLR0913  # the options
    keuze: Keuze,
    theta: str,
    wensen: dict[str, Any],
    methode: str,
    tijd: int,
    naam: str,
    *,
    zonder_uitleg: bool,
    kies_bestaande: bool,
    waarom: tuple[tuple[str, str], ...],
) -> Any:
    from congruentie import voorstellen
    from congruentie.bronnen import laad_provincie
    from congruentie.bronnen import wensen as bron
    from congruentie.uitvoer.voorstel import schrijf_voorstel
    from congruentie.voorstel import duiding

    indelingen = keuze.laad(met_grenzen=True)
    gevraagd: Wensen = bron.lees_wensen(wensen, indelingen.gemeenten, cache=keuze.cache)
    paren = [bron.lees_paar(paar, indelingen.gemeenten) for paar in waarom]
    gemaakt = voorstellen.stel_voor(
        indelingen,
        theta=theta,
        eisen=gevraagd.eisen,
        gewichten=keuze.gewichten,
        methode=methode,  # type: ignore[arg-type]  # Keus checked it
        tijd=tijd,
        veren=gevraagd.veren,
        verbindingen=gevraagd.verbindingen,
        cache=keuze.cache,
    )
    _meld(gemaakt)
    for een, ander in paren:
        click.echo(duiding.waarom(gemaakt, een, ander))
    if kies_bestaande:
        _toon_bestaande(gemaakt)
    paden = schrijf_voorstel(
        gemaakt,
        Path(naam),
        gevraagd.beschrijving,
        uitleg=not zonder_uitleg,
        provincie=laad_provincie(keuze.jaar, cache=keuze.cache),
    )
    if not zonder_uitleg:
        paden.append(_schrijf_kaart(gemaakt, keuze, Path(f"{naam}.html")))
    _log.info("Geschreven: %s", ", ".join(str(pad) for pad in paden))
    return gemaakt


def _schrijf_kaart(gemaakt: Voorstel, keuze: Keuze, pad: Path) -> Path:
    from congruentie import kaart, tabellen, uitvoer
    from congruentie.errors import GebruiksFout

    if len(gemaakt.indelingen) < 2:
        raise GebruiksFout(
            "Een kaart bij een voorstel kan pas met twee indelingen.", "Gebruik --zonder-uitleg."
        )
    tabel = tabellen.bereken(gemaakt.indelingen, keuze.gewichten, keuze.noemer)
    hoe: dict[str, Any] = {"gewichten": keuze.gewichten, "noemer": keuze.noemer}
    uitvoer.schrijf_tekst(
        pad, kaart.maak_pagina(gemaakt.indelingen, tabel, **hoe, voorstel=gemaakt)
    )
    return pad


def _toon_bestaande(gemaakt: Voorstel) -> None:
    from congruentie.uitvoer import schrijf_csv
    from congruentie.voorstel.bestaand import rangschik_bestaande

    schrijf_csv(rangschik_bestaande(gemaakt), None)


def _meld(gemaakt: Voorstel) -> None:
    bewijs = (
        "bewezen het beste"
        if gemaakt.bewezen_optimaal
        else f"hoogstens {100 * gemaakt.kloof:.2f}% onder het beste".replace(".", ",")
    )
    _log.info(
        "%d regio's voor %d gemeenten uit %d indelingen; doelwaarde %s, %s.",
        len(gemaakt.codes),
        len(gemaakt.indelingen.gemeenten),
        len(gemaakt.indelingen),
        f"{gemaakt.doelwaarde:.1f}".replace(".", ","),
        bewijs,
    )

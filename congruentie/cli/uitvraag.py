"""``congruentie uitvraag``: forms for a consultation, and the answers in them."""

from __future__ import annotations

import datetime
import logging
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from congruentie.cli.nederlands import Commando, Groep
from congruentie.cli.opties import algemene_opties, optie, uit_optie
from congruentie.cli.voorstelopties import Voorstelkeuze, voorstel_opties
from congruentie.nl import aantal, opsomming

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from congruentie.gemeenten import Gemeenten
    from congruentie.uitvraag import Antwoorden

__all__ = ["uitvraag"]

_log = logging.getLogger(__name__)
_LANGSTE_VRAAG_AAN = 200
_STAP = 100
_MEESTE_NAMEN = 20


@click.group(
    "uitvraag", cls=Groep, lui={"oefen": "congruentie.cli.oefen"}, invoke_without_command=True
)
@click.pass_context
def uitvraag(ctx: click.Context) -> None:
    """Vraag gemeenten, provincies en waterschappen wat zij van een voorstel vinden."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


@uitvraag.command("maak", cls=Commando)
@voorstel_opties("Het voorstel waar de vragen over gaan.")
@optie(
    "gemeente",
    "gemeenten",
    "Alleen deze gemeenten, en de waarnemers in wier gebied zij liggen (standaard alle).",
)
@optie("geen-waarnemers", "ja/nee", "Geen formulieren voor provincies en waterschappen.")
@optie("antwoord-voor", "datum", "Voor welke dag u antwoord wilt, zoals 2027-03-01.")
@optie("vraag-aan", "tekst", "Bij wie men terechtkan met vragen; komt zo in elk formulier.")
@uit_optie("Map voor de formulieren (standaard uitvraag).")
@algemene_opties
def maak(
    keuze: Voorstelkeuze,
    gemeente: str | None,
    geen_waarnemers: bool,
    antwoord_voor: datetime.date | None,
    vraag_aan: str | None,
    uit: str | None,
) -> None:
    """Maak een formulier per gemeente, en per provincie en waterschap als waarnemer."""
    from congruentie.uitvraag import Afspraken, maak_uitvraag
    from congruentie.uitvraag.formulier import OVERZICHT

    bij_wie = " ".join((vraag_aan or "").split())
    if len(bij_wie) > _LANGSTE_VRAAG_AAN:
        raise click.BadParameter(
            f"de tekst is langer dan {_LANGSTE_VRAAG_AAN} tekens.", param_hint="--vraag-aan"
        )
    gelezen = keuze.lees()
    codes = None if gemeente is None else _codes(gelezen.voorstel.indelingen.gemeenten, gemeente)
    map_ = Path("uitvraag" if uit is None else uit)
    gemaakt = maak_uitvraag(
        gelezen,
        map_,
        codes,
        waarnemers=not geen_waarnemers,
        afspraken=Afspraken(antwoord_voor, bij_wie),
        cache=keuze.cache,
        voortgang=_voortgang("gemaakt"),
    )
    soorten = Counter(een.soort for een in gemaakt.values())
    _log.info(
        "%s in %s: %s, %s, %s. Lijst: %s",
        aantal(len(gemaakt), "formulier", "formulieren"),
        map_,
        aantal(soorten["gemeente"], "gemeente", "gemeenten"),
        aantal(soorten["provincie"], "provincie", "provincies"),
        aantal(soorten["waterschap"], "waterschap", "waterschappen"),
        map_ / OVERZICHT,
    )


def _codes(gemeenten: Gemeenten, gekozen: str) -> list[str]:
    from congruentie.bronnen.zoeken import zoeker_voor

    zoeker = zoeker_voor(gemeenten)
    codes = [zoeker.vind(een, "Bij --gemeente: ") for een in zoeker.splits(gekozen) if een]
    if not codes:
        raise click.BadParameter("er staat geen gemeente in.", param_hint="--gemeente")
    return codes


@uitvraag.command("lees", cls=Commando)
@click.argument("map_", metavar="MAP")
@voorstel_opties(
    "Het voorstel waar de vragen over gingen; dan wordt gezien of formulieren daarbij horen.",
    verplicht=False,
)
@optie("met-contact", "ja/nee", "Neem naam, functie, e-mail en telefoon over (standaard niet).")
@uit_optie("JSON-bestand voor de antwoorden (standaard antwoorden.json).")
@algemene_opties
def lees(keuze: Voorstelkeuze, map_: str, met_contact: bool, uit: str | None) -> None:
    """Lees een map met teruggekregen formulieren: wie antwoordde, en wat onduidelijk is."""
    pad = Path("antwoorden.json" if uit is None else uit)
    if pad.suffix.lower() != ".json":
        raise click.BadParameter(f"{uit!r} eindigt niet op .json.", param_hint="--uit")

    from congruentie.errors import CongruentieFout
    from congruentie.uitvraag import lees_uitvraag, schrijf_antwoorden

    gelezen = keuze.lees() if keuze.voorstel else None
    antwoorden = lees_uitvraag(
        map_, gelezen, met_contact=met_contact, cache=keuze.cache, voortgang=_voortgang("gelezen")
    )
    for melding in antwoorden.meldingen:
        click.echo(f"{melding.ernst}: {melding.regel}")
    if not antwoorden.antwoorden:
        raise CongruentieFout(
            f"In {map_} is geen enkel formulier dat gelezen kan worden.",
            "Zet de teruggekregen formulieren (.xlsx) in deze map.",
        )
    schrijf_antwoorden(antwoorden, pad)
    _vat_samen(antwoorden, keuze.cache)
    if met_contact:
        _log.info("Let op: %s bevat contactgegevens; deel het niet zomaar.", pad)
    _log.info("Geschreven: %s", pad)


def _vat_samen(antwoorden: Antwoorden, cache: str | None) -> None:
    """Say who answered and who did not."""
    from congruentie.bronnen import laad_gemeenten

    namen = laad_gemeenten(antwoorden.jaar, cache=cache).naam_van

    def noem(codes: Sequence[str]) -> str:
        return opsomming([namen.get(code, code) for code in codes], _MEESTE_NAMEN)

    for status in ("volledig", "deels", "leeg"):
        wie = [een.wie for een in antwoorden.antwoorden if een.status == status]
        if wie:
            _log.info("%s (%d): %s", status.capitalize(), len(wie), noem(wie))
    weg = antwoorden.niet_ontvangen
    if weg:
        _log.info("Geen antwoord (%d): %s", len(weg), noem(weg))
    ernst = Counter(melding.ernst for melding in antwoorden.meldingen)
    _log.info(
        "%s gelezen; %s, %d keer let op.",
        aantal(len(antwoorden.antwoorden), "formulier", "formulieren"),
        aantal(ernst["fout"], "fout", "fouten"),
        ernst["let op"],
    )


def _voortgang(wat: str) -> Callable[[int, int], None]:
    """Say now and then how far it is, when there is much to do."""

    def zeg(klaar: int, totaal: int) -> None:
        if totaal > _STAP and klaar % _STAP == 0:
            _log.info("%d van %d %s", klaar, totaal, wat)

    return zeg

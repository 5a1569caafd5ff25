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

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from congruentie.model import Gemeenten, Indeling
    from congruentie.uitvraag.antwoorden import Antwoorden
    from congruentie.uitvraag.cellezer import Achtergrond
    from congruentie.uitvraag.inhoud import Gevraagde
    from congruentie.uitvraag.velden import Soort
    from congruentie.voorstel.bestand import GelezenVoorstel

__all__ = ["achtergrond", "uitvraag", "waarnemend"]

_log = logging.getLogger(__name__)
_LANGSTE_VRAAG_AAN = 200
_STAP = 100
_MEESTE_NAMEN = 20


@click.group(
    "uitvraag",
    cls=Groep,
    lui={"oefen": "congruentie.cli.oefen"},
    invoke_without_command=True,
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
    from congruentie.uitvraag.formulier import Afspraken
    from congruentie.uitvraag.maken import OVERZICHT, maak_uitvraag

    bij_wie = " ".join((vraag_aan or "").split())
    if len(bij_wie) > _LANGSTE_VRAAG_AAN:
        raise click.BadParameter(
            f"de tekst is langer dan {_LANGSTE_VRAAG_AAN} tekens.", param_hint="--vraag-aan"
        )
    gelezen = keuze.lees()
    gemeenten = gelezen.voorstel.indelingen.gemeenten
    wie = _gevraagden(gemeenten, gemeente, geen_waarnemers, keuze.cache)
    map_ = Path("uitvraag" if uit is None else uit)
    maak_uitvraag(
        gelezen.voorstel,
        gelezen.sha256,
        wie,
        map_,
        Afspraken(antwoord_voor, bij_wie),
        voortgang=_voortgang("gemaakt"),
    )
    soorten = Counter(een.soort for een in wie)
    _log.info(
        "%s in %s: %s, %s, %s. Lijst: %s",
        _aantal(len(wie), "formulier", "formulieren"),
        map_,
        _aantal(soorten["gemeente"], "gemeente", "gemeenten"),
        _aantal(soorten["provincie"], "provincie", "provincies"),
        _aantal(soorten["waterschap"], "waterschap", "waterschappen"),
        map_ / OVERZICHT,
    )


def _aantal(hoeveel: int, een: str, meer: str) -> str:
    return f"{hoeveel} {een if hoeveel == 1 else meer}"


def _gevraagden(
    gemeenten: Gemeenten, gekozen: str | None, geen_waarnemers: bool, cache: str | None
) -> list[Gevraagde]:
    from congruentie.bronnen.zoeken import zoeker_voor
    from congruentie.uitvraag.maken import kies_gevraagden

    codes = None
    if gekozen is not None:
        zoeker = zoeker_voor(gemeenten)
        codes = [zoeker.vind(een, "Bij --gemeente: ") for een in zoeker.splits(gekozen) if een]
        if not codes:
            raise click.BadParameter("er staat geen gemeente in.", param_hint="--gemeente")
    anderen = [] if geen_waarnemers else waarnemend(gemeenten, cache)
    return kies_gevraagden(gemeenten, anderen, codes)


def waarnemend(gemeenten: Gemeenten, cache: str | None) -> list[tuple[Soort, Indeling]]:
    """The divisions whose regio's are observers, as far as they are there for the year."""
    from congruentie.bronnen import laad_provincie
    from congruentie.bronnen.aanbod import laad_indeling
    from congruentie.errors import CongruentieFout

    jaar = gemeenten.jaar
    uit: list[tuple[Soort, Indeling]] = []
    provincie = laad_provincie(jaar, cache=cache)
    if provincie is None:
        _log.info("Let op: de provincies van %d zijn er niet; zij krijgen geen formulier.", jaar)
    else:
        uit.append(("provincie", provincie))
    try:
        uit.append(("waterschap", laad_indeling("waterschap", jaar, cache=cache)))
    except CongruentieFout:
        _log.info("Let op: de waterschappen van %d zijn er niet; zij krijgen geen formulier.", jaar)
    return uit


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
    from congruentie.uitvraag.antwoorden import schrijf_antwoorden
    from congruentie.uitvraag.lezen import lees_map

    gelezen = keuze.lees() if keuze.voorstel else None
    antwoorden = lees_map(
        Path(map_),
        achtergrond(keuze, gelezen, met_contact),
        jaar=gelezen.voorstel.indelingen.gemeenten.jaar if gelezen else None,
        voorstel_sha256=gelezen.sha256 if gelezen else "",
        voortgang=_voortgang("gelezen"),
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


def achtergrond(
    keuze: Voorstelkeuze, gelezen: GelezenVoorstel | None, met_contact: bool
) -> Callable[[int], Achtergrond]:
    """What the forms of a year are held against, to give to `lees_map`."""
    from congruentie.bronnen import laad_gemeenten
    from congruentie.bronnen.zoeken import zoeker_voor
    from congruentie.uitvraag.cellezer import Achtergrond
    from congruentie.uitvraag.inhoud import Inhoud

    def van_jaar(jaar: int) -> Achtergrond:
        gemeenten, regios = None, None
        if gelezen is not None and gelezen.voorstel.indelingen.gemeenten.jaar == jaar:
            gemeenten = gelezen.voorstel.indelingen.gemeenten
            labels = Inhoud(gelezen.voorstel).regio_labels
            regios = dict(zip(gelezen.voorstel.codes, labels, strict=True))
        gemeenten = gemeenten or laad_gemeenten(jaar, cache=keuze.cache)
        return Achtergrond(gemeenten, zoeker_voor(gemeenten), regios, met_contact)

    return van_jaar


def _vat_samen(antwoorden: Antwoorden, cache: str | None) -> None:
    """Say who answered and who did not."""
    from congruentie.bronnen import laad_gemeenten
    from congruentie.model import opsomming

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
        _aantal(len(antwoorden.antwoorden), "formulier", "formulieren"),
        _aantal(ernst["fout"], "fout", "fouten"),
        ernst["let op"],
    )


def _voortgang(wat: str) -> Callable[[int, int], None]:
    """Say now and then how far it is, when there is much to do."""

    def zeg(klaar: int, totaal: int) -> None:
        if totaal > _STAP and klaar % _STAP == 0:
            _log.info("%d van %d %s", klaar, totaal, wat)

    return zeg

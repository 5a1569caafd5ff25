"""The commands of a consultation: ``uitvraag`` (``maak``, ``lees``, ``oefen``) and ``ronde``."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from congruentie.cli import Commando, Groep
from congruentie.cli.afspraken import afspraken_opties
from congruentie.cli.keuze import TIJD
from congruentie.cli.opties import algemene_opties, optie, stel, uit_optie, zeg
from congruentie.cli.voorstel import NOEM, Voorstelkeuze, namen_van_regios, voorstel_opties
from congruentie.nl import aantal, getal, opsomming

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from congruentie.afspraken import Afspraken
    from congruentie.gemeenten import Gemeenten
    from congruentie.uitvraag import Antwoorden
    from congruentie.uitvraag.ronde import Ronde
    from congruentie.voorstel.bestand import GelezenVoorstel

__all__ = ["meld_ronde", "oefen", "ronde", "uitvraag"]

_log = logging.getLogger(__name__)
_STAP = 100
_MEESTE_NAMEN = 20


@click.group("uitvraag", cls=Groep, invoke_without_command=True)
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
    "Alleen deze gemeenten, en de provincies en waterschappen waarin zij liggen (standaard alle).",
)
@optie("geen-waarnemers", "ja/nee", "Geen formulieren voor provincies en waterschappen.")
@afspraken_opties
@uit_optie("Map voor de formulieren (standaard uitvraag).")
@algemene_opties
def maak(
    keuze: Voorstelkeuze,
    gemeente: str | None,
    geen_waarnemers: bool,
    afspraken: Afspraken,
    uit: str | None,
) -> None:
    """Maak een formulier per gemeente, en per provincie en waterschap die mede wordt uitgenodigd."""
    from congruentie.uitvraag import maak_uitvraag
    from congruentie.uitvraag.formulier import OVERZICHT

    gelezen = keuze.lees()
    codes = None if gemeente is None else _codes(gelezen.voorstel.indelingen.gemeenten, gemeente)
    map_ = Path("uitvraag" if uit is None else uit)
    gemaakt = maak_uitvraag(
        gelezen,
        map_,
        codes,
        waarnemers=not geen_waarnemers,
        afspraken=afspraken,
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
@optie(
    "gevraagd",
    "bestand",
    "Lijst van wie er is gevraagd, zoals 'maak' die schrijft (standaard overzicht.csv in de map).",
)
@optie("met-contact", "ja/nee", "Neem naam, functie, e-mail en telefoon over (standaard niet).")
@uit_optie("JSON-bestand voor de antwoorden (standaard antwoorden.json).")
@algemene_opties
def lees(
    keuze: Voorstelkeuze, map_: str, gevraagd: str | None, met_contact: bool, uit: str | None
) -> None:
    """Lees een map met teruggekregen formulieren: wie antwoordde, en wat onduidelijk is."""
    pad = Path("antwoorden.json" if uit is None else uit)
    if pad.suffix.lower() != ".json":
        raise click.BadParameter(f"{uit!r} eindigt niet op .json.", param_hint="--uit")

    from congruentie.errors import CongruentieFout
    from congruentie.uitvraag import lees_uitvraag, schrijf_antwoorden
    from congruentie.uitvraag.logboek import weiger_overschrijven
    from congruentie.uitvraag.nalezen import pad_van_leeslijst

    weiger_overschrijven([pad])
    gelezen = keuze.lees() if keuze.voorstel else None
    antwoorden = lees_uitvraag(
        map_,
        gelezen,
        met_contact=met_contact,
        gevraagd=gevraagd,
        cache=keuze.cache,
        voortgang=_voortgang("gelezen"),
    )
    for melding in antwoorden.meldingen:
        zeg(f"{melding.ernst}: {melding.regel}")
    if not antwoorden.antwoorden:
        raise CongruentieFout(
            f"In {map_} is geen enkel formulier dat gelezen kan worden.",
            "Zet de teruggekregen formulieren (.xlsx) in deze map.",
        )
    antwoorden, nog = _werk_leeslijst_bij(antwoorden, pad, gelezen, keuze.cache)
    schrijf_antwoorden(antwoorden, pad)
    _vat_samen(antwoorden, keuze.cache)
    if nog:
        _log.info(
            "%s nog nagelezen worden: typ ja bij Gezien in %s en lees de map opnieuw. Zonder ja blijft "
            "een tekst buiten openbare stukken.",
            aantal(nog, "tekst moet", "teksten moeten"),
            pad_van_leeslijst(pad),
        )
    if met_contact:
        _log.info("Let op: %s bevat contactgegevens; deel het niet zomaar.", pad)
    _log.info("Geschreven: %s", pad)


def _werk_leeslijst_bij(
    antwoorden: Antwoorden, pad: Path, gelezen: GelezenVoorstel | None, cache: str | None
) -> tuple[Antwoorden, int]:
    """Take over the marks from the list to read, and write it again; how many texts nobody has read."""
    from congruentie.bronnen import laad_gemeenten
    from congruentie.uitvraag.nalezen import lees_leeslijst, pad_van_leeslijst, schrijf_leeslijst
    from congruentie.uitvraag.persoonsgegevens import woorden_van

    lijst = pad_van_leeslijst(pad)
    if lijst.exists():
        antwoorden = replace(antwoorden, nagelezen=lees_leeslijst(lijst))
    namen: list[str] = []
    if gelezen:
        gemeenten = gelezen.voorstel.indelingen.gemeenten
        namen = [i.regio_naam(c) for i in gelezen.voorstel.indelingen for c in i.regios]
    else:
        gemeenten = laad_gemeenten(antwoorden.jaar, cache=cache)
    plaatsen = woorden_van([*gemeenten.namen, *namen])
    return antwoorden, schrijf_leeslijst(antwoorden, lijst, gemeenten, plaatsen)


def _vat_samen(antwoorden: Antwoorden, cache: str | None) -> None:
    """Say who answered and who did not."""
    from congruentie.bronnen import laad_gemeenten

    namen = laad_gemeenten(antwoorden.jaar, cache=cache).naam_van

    def noem(codes: Sequence[str]) -> str:
        return opsomming([namen.get(code, code) for code in codes], _MEESTE_NAMEN)

    if antwoorden.gevraagd:
        _log.info("Gevraagd: %d", len(antwoorden.gevraagd))
    else:
        _log.info(
            "Let op: er is geen lijst van wie is gevraagd; daarom telt elke gemeente. Zet "
            "overzicht.csv van 'uitvraag maak' in de map, of geef --gevraagd."
        )
    for status in ("volledig", "deels", "leeg", "onduidelijk"):
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


@click.command("ronde", cls=Commando)
@voorstel_opties("Het voorstel waarop is geantwoord.")
@optie(
    "antwoorden",
    "bestand",
    "De antwoorden, zoals 'uitvraag lees' ze schrijft. Mag vaker, oudste eerst: van elke "
    "gemeente telt het laatste antwoord.",
    vaker=True,
    verplicht=True,
)
@optie(
    "domein",
    "keus",
    "Neem ook de wensen mee die alleen voor dit domein gelden (standaard het domein van het voorstel, "
    "als al zijn indelingen van een domein zijn).",
    keuzes=("fysiek", "sociaal", "economisch"),
)
@optie(
    "wensgewicht",
    "getal",
    "Hoe zwaar een zachte wens telt: als zoveel indelingen waarin dit tweetal samen zit "
    "(standaard 10, hoogstens 100).",
    standaard="10",
)
@optie("zacht", "ja/nee", "Laat ook 'zeker niet' alleen meetellen, tien keer zo zwaar.")
@stel(NOEM)
@stel(TIJD)
@optie("zonder-uitleg", "ja/nee", "Alleen de .csv en de .json; dat is sneller.")
@optie(
    "volledig",
    "ja/nee",
    "Neem elke tekst over zoals hij is geschreven, ook als niemand hem heeft nagelezen. Niet openbaar.",
)
@uit_optie(
    "Naam van de bestanden van het nieuwe voorstel, zonder .csv of .json.", vorm="NAAM", moet=True
)
@algemene_opties
def ronde(  # noqa: PLR0913, PLR0917  # the options
    keuze: Voorstelkeuze,
    antwoorden: tuple[str, ...],
    domein: str | None,
    wensgewicht: str,
    zacht: bool,
    noem: dict[str, str],
    tijd: int,
    zonder_uitleg: bool,
    volledig: bool,
    uit: str,
) -> None:
    """Maak uit een voorstel en de antwoorden erop het volgende, en verantwoord dat."""
    from congruentie.uitvraag import houd_ronde

    gelezen = keuze.lees()
    gehouden, geschreven = houd_ronde(
        gelezen,
        antwoorden,
        uit,
        domein=domein,
        gewicht=float(wensgewicht),
        zacht=zacht,
        tijd=tijd,
        namen=namen_van_regios(noem, gelezen.voorstel.indelingen.gemeenten),
        uitleg=not zonder_uitleg,
        volledig=volledig,
    )
    meld_ronde(gehouden)
    _log.info("Geschreven: %s", ", ".join(map(str, geschreven)))


def meld_ronde(gehouden: Ronde) -> None:
    """Say what a round did."""
    land = gehouden.samenvatting
    _log.info(
        "Ronde %d: %d van de %d gevraagde gemeenten antwoordden, met %s over dit voorstel.",
        gehouden.nummer,
        land["geantwoord"],
        land["gevraagd"],
        aantal(int(land["wensen"]), "wens", "wensen"),
    )
    if land["wensen"]:
        _log.info(
            "Vervuld: eerst %d, nu %d; gemiddeld %s%% van de wensen van een gemeente (naar inwoners "
            "%s%%).",
            land["vervuld_eerder"],
            land["vervuld"],
            getal(land["aandeel_gemeenten"], 1),
            getal(land["aandeel_inwoners"], 1),
        )
    bewezen = "bewezen het beste" if gehouden.nieuw.bewezen_optimaal else "niet bewezen het beste"
    _log.info(
        "%d regio's, %s; %s in een andere regio. De antwoorden kosten %s doelwaarde.",
        len(gehouden.nieuw.codes),
        bewezen,
        aantal(int(land["verhuizen"]), "gemeente komt", "gemeenten komen"),
        getal(land["prijs"], 1),
    )


@uitvraag.command("oefen", cls=Commando)
@voorstel_opties("Het voorstel waarmee het overleg begint.")
@optie("rondes", "heel getal", "Hoeveel rondes (standaard 3).", standaard=3)
@optie("zaad", "heel getal", "Hetzelfde zaad geeft dezelfde antwoorden.", standaard=1)
@optie("wensgewicht", "getal", "Als bij ronde.", standaard="10")
@optie("zacht", "ja/nee", "Als bij ronde.")
@optie("geen-waarnemers", "ja/nee", "Als bij maak.")
@uit_optie("Map voor het hele overleg (standaard oefening); moet leeg zijn.")
@algemene_opties
def oefen(
    keuze: Voorstelkeuze,
    rondes: int,
    zaad: int,
    wensgewicht: str,
    zacht: bool,
    geen_waarnemers: bool,
    uit: str | None,
) -> None:
    """Oefen een heel overleg: formulieren, verzonnen antwoorden, rondes en een logboek."""
    from congruentie.uitvraag import overleg
    from congruentie.uitvraag.logboek import LOGBOEK

    map_ = Path("oefening" if uit is None else uit)
    overleg.oefen(
        str(keuze.voorstel),
        map_,
        rondes=rondes,
        zaad=zaad,
        gewicht=float(wensgewicht),
        zacht=zacht,
        waarnemers=not geen_waarnemers,
        meld=meld_ronde,
        eigen=keuze.eigen,
        peildatum=keuze.peildatum,
        grenzen=keuze.grenzen,
        cache=keuze.cache,
    )
    _log.info("Geschreven: %s", map_ / LOGBOEK)

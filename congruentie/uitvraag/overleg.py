"""A consultation step by step: ask about a proposal, read the answers, and make the next one."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from congruentie.bronnen import laad_gemeenten, laad_provincie
from congruentie.bronnen.aanbod import laad_indeling
from congruentie.bronnen.zoeken import zoeker_voor
from congruentie.errors import CongruentieFout, GebruiksFout
from congruentie.fusie import volg
from congruentie.gemeenten import Gemeenten
from congruentie.model import Indeling
from congruentie.nl import aantal
from congruentie.uitvraag.antwoorden import Antwoorden, lees_antwoorden, schrijf_antwoorden
from congruentie.uitvraag.cellezer import Achtergrond
from congruentie.uitvraag.formulier import OVERZICHT, Afspraken, maak_formulieren
from congruentie.uitvraag.formulierinhoud import Gevraagde, Inhoud, kies_gevraagden
from congruentie.uitvraag.formuliermap import lees_map
from congruentie.uitvraag.gemeentewensen import voeg_samen
from congruentie.uitvraag.logboek import (
    Rondebestand,
    controleer_logboek,
    controleer_uitvoer,
    schrijf_logboek,
)
from congruentie.uitvraag.nalezen import maak_openbaar
from congruentie.uitvraag.oefenen import Oefenaar, verzin_contact, vul_in, wie_opnieuw
from congruentie.uitvraag.ronde import Ronde, maak_ronde
from congruentie.uitvraag.verslag import schrijf_ronde
from congruentie.uitvraag.vragen import Gevraagd
from congruentie.voorstel.bestand import GelezenVoorstel, lees_voorstel

__all__ = ["houd_ronde", "lees_uitvraag", "maak_uitvraag", "oefen"]

_log = logging.getLogger(__name__)


def _niets(klaar: int, totaal: int) -> None:
    pass


def maak_uitvraag(
    gelezen: GelezenVoorstel,
    map_: str | Path,
    gemeenten: Sequence[str] | None = None,
    *,
    waarnemers: bool = True,
    afspraken: Afspraken | None = None,
    cache: str | Path | None = None,
    voortgang: Callable[[int, int], None] = _niets,
) -> dict[Path, Gevraagde]:
    """Make a form for every gemeente, and for every provincie and waterschap as an observer.

    Parameters
    ----------
    gelezen
        The proposal that is asked about, as `congruentie.voorstel.bestand.lees_voorstel` gives it.
    map_
        Folder for the forms and the list of them; made when it is absent.
    gemeenten
        gm_codes: only these, and the observers in whose area one of them lies; default all.
    waarnemers
        Whether provincies and waterschappen get a form.
    afspraken
        Deadline and whom to ask.
    cache
        As in `congruentie.bronnen.laad_indelingen`.
    voortgang
        Called after each form, with how many are made and how many there will be.

    Returns
    -------
    dict of Path to Gevraagde
        The forms, and whose they are.

    Raises
    ------
    CongruentieFout
        A file of the same name with other content is there (it may be an answer: nothing is
        overwritten, and nothing is written at all), or the folder cannot be written.
    """
    alle = gelezen.voorstel.indelingen.gemeenten
    anderen = _waarnemend(alle, cache) if waarnemers else []
    wie = kies_gevraagden(alle, anderen, gemeenten)
    paden = maak_formulieren(
        gelezen.voorstel, gelezen.sha256, wie, Path(map_), afspraken, voortgang=voortgang
    )
    return dict(zip(paden, wie, strict=True))


def _waarnemend(gemeenten: Gemeenten, cache: str | Path | None) -> list[tuple[Gevraagd, Indeling]]:
    """The divisions whose regio's are observers, as far as they are there for the year."""
    jaar = gemeenten.jaar
    uit: list[tuple[Gevraagd, Indeling]] = []
    provincie = laad_provincie(gemeenten, cache=cache)
    if provincie is None:
        _log.info("Let op: de provincies van %d zijn er niet; zij krijgen geen formulier.", jaar)
    else:
        uit.append(("provincie", provincie))
    try:
        uit.append(("waterschap", volg(laad_indeling("waterschap", jaar, cache=cache), gemeenten)))
    except CongruentieFout:
        _log.info("Let op: de waterschappen van %d zijn er niet; zij krijgen geen formulier.", jaar)
    return uit


def lees_uitvraag(
    map_: str | Path,
    gelezen: GelezenVoorstel | None = None,
    *,
    met_contact: bool = False,
    gevraagd: str | Path | None = None,
    cache: str | Path | None = None,
    voortgang: Callable[[int, int], None] = _niets,
) -> Antwoorden:
    """Read a folder with returned forms; the forms stay as they are.

    Parameters
    ----------
    map_
        The folder; folders in it and links are not read.
    gelezen
        The proposal that was asked about; without it that of most forms counts.
    met_contact
        Whether name, function, e-mail and telephone come along.
    gevraagd
        The list of who was asked, as `maak_uitvraag` writes it; default that in the folder.
    cache
        As in `congruentie.bronnen.laad_indelingen`.
    voortgang
        Called after each file, with how many are done and how many there are.

    Returns
    -------
    Antwoorden
        What was answered and by whom, and `meldingen` about everything that is not clear.

    Raises
    ------
    CongruentieFout
        The folder is not there or cannot be read.
    """
    voorstel = gelezen.voorstel if gelezen else None

    def van_jaar(jaar: int) -> Achtergrond:
        gemeenten, regios = None, None
        if voorstel is not None and voorstel.indelingen.gemeenten.jaar == jaar:
            gemeenten = voorstel.indelingen.gemeenten
            regios = dict(zip(voorstel.codes, Inhoud(voorstel).regio_labels, strict=True))
        gemeenten = gemeenten or laad_gemeenten(jaar, cache=cache)
        return Achtergrond(gemeenten, zoeker_voor(gemeenten), regios, met_contact)

    return lees_map(
        Path(map_),
        van_jaar,
        jaar=voorstel.indelingen.gemeenten.jaar if voorstel else None,
        voorstel_sha256=gelezen.sha256 if gelezen else "",
        lijst=None if gevraagd is None else Path(gevraagd),
        voortgang=voortgang,
    )


def houd_ronde(  # noqa: PLR0913  # every one is a choice of the user
    gelezen: GelezenVoorstel,
    antwoorden: Sequence[str | Path],
    naam: str | Path,
    *,
    domein: str | None = None,
    gewicht: float = 10.0,
    zacht: bool = False,
    tijd: float | None = None,
    namen: Mapping[str, str] | None = None,
    uitleg: bool = True,
    volledig: bool = False,
) -> tuple[Ronde, list[Path]]:
    """Make the next proposal from answers in files, write it, and add it to the log.

    Parameters
    ----------
    gelezen
        The proposal that was asked about.
    antwoorden
        Files as `schrijf_antwoorden` writes them, oldest first: of each gemeente the latest counts.
    naam
        Path of what is written, without suffix; its folder is that of the consultation.
    domein, gewicht, zacht, tijd, namen
        As in `congruentie.uitvraag.ronde.maak_ronde`.
    uitleg
        Also what takes longer: see `congruentie.uitvraag.verslag.schrijf_ronde`.
    volledig
        Write what people wrote as it is. Without it only what somebody marked as seen is written, and
        no names of files: see `congruentie.uitvraag.nalezen.maak_openbaar`.

    Returns
    -------
    Ronde, list of Path
        The round, and the files that were written.

    Raises
    ------
    CongruentieFout
        The answers and the conditions cannot all be met, a file cannot be read, the round would write
        over what a round rests on or gave, or something that the log names was changed.
    """
    naam = Path(naam)
    invoer = [Rondebestand.van(Path(bestand)) for bestand in antwoorden]
    controleer_logboek(naam.parent)
    controleer_uitvoer(naam, [gelezen.pad, *(een.pad for een in invoer)])
    alle = _samen(gelezen, [een.pad for een in invoer], openbaar=not volledig)
    if alle is None:
        raise GebruiksFout("Er zijn geen antwoorden gegeven.", "Geef minstens een bestand.")
    if alle.voorstel_sha256 != gelezen.sha256:
        _log.info(
            "Let op: de antwoorden gaan over een ander voorstel dan %s. De keuze voor een regio telt "
            "dan niet mee; wensen over gemeenten wel.",
            gelezen.pad,
        )
    ronde = maak_ronde(
        gelezen, alle, domein=domein, gewicht=gewicht, zacht=zacht, tijd=tijd, namen=namen
    )
    _zeg_domein(ronde)
    paden = schrijf_ronde(ronde, naam, uitleg=uitleg, tijd=tijd)
    logboek = schrijf_logboek(ronde, invoer, naam.with_name(f"{naam.name}.json"))
    return ronde, [*paden, logboek]


def _zeg_domein(ronde: Ronde) -> None:
    """Say for which domain wishes count, and how many do not because they are for another."""
    if ronde.domein:
        _log.info("Wensen voor alle domeinen tellen mee, en die voor het domein %s.", ronde.domein)
    for domein, keer in sorted(ronde.toepassing.ander_domein.items()):
        _log.info(
            "Let op: %s alleen voor het domein %s en %s niet mee.%s",
            aantal(keer, "wens geldt", "wensen gelden"),
            domein,
            "telt" if keer == 1 else "tellen",
            "" if ronde.domein else f" Met --domein {domein} wel.",
        )


def oefen(  # noqa: PLR0913  # every one is a choice of the user
    voorstel: str | Path,
    map_: str | Path,
    *,
    rondes: int = 3,
    zaad: int = 1,
    gewicht: float = 10.0,
    zacht: bool = False,
    waarnemers: bool = True,
    meld: Callable[[Ronde], None] = lambda ronde: None,
    **bronnen: Any,
) -> list[Ronde]:
    """Hold a whole consultation with answers that are made up, to see how it goes.

    Parameters
    ----------
    voorstel
        The JSON of the proposal that it begins with.
    map_
        Folder for all of it; it is empty or absent. Per round there are the forms, those that came
        back, the answers in them and the next proposal.
    rondes
        How many rounds. Whom to ask again after a round, says
        `congruentie.uitvraag.oefenen.wie_opnieuw`.
    zaad
        The same seed gives the same answers.
    gewicht, zacht
        As in `houd_ronde`.
    waarnemers
        Whether provincies and waterschappen get a form in the first round.
    meld
        Called after each round.
    **bronnen
        As in `congruentie.voorstel.bestand.lees_voorstel`: what the proposal was made with.

    Returns
    -------
    list of Ronde
        The rounds.

    Raises
    ------
    CongruentieFout
        The folder is not empty, or a round is not possible.
    """
    map_ = Path(map_)
    if map_.exists() and any(map_.iterdir()):
        raise CongruentieFout(f"{map_} is niet leeg.", "Kies een lege of nieuwe map.")
    cache = bronnen.get("cache")
    gelezen = lees_voorstel(voorstel, **bronnen)
    gevraagd: list[str] | None = None
    gaf: list[Path] = []
    gehouden = []
    for nummer in range(1, rondes + 1):
        heen, terug = map_ / f"formulieren-{nummer}", map_ / f"terug-{nummer}"
        eerste = waarnemers and nummer == 1
        gemaakt = maak_uitvraag(gelezen, heen, gevraagd, waarnemers=eerste, cache=cache)
        van_wie = {een.code: pad for pad, een in gemaakt.items()}
        terug.mkdir()
        shutil.copyfile(heen / OVERZICHT, terug / OVERZICHT)
        for antwoord in Oefenaar(zaad).antwoorden(gelezen.voorstel, nummer, _samen(gelezen, gaf)):
            if antwoord.wie in van_wie:
                pad = van_wie[antwoord.wie]
                contact = None if antwoord.status == "leeg" else verzin_contact(antwoord.wie)
                vul_in(pad, terug / pad.name, antwoord, contact)
        _log.info("Ronde %d: %d formulieren gemaakt en ingevuld.", nummer, len(gemaakt))
        gaf.append(map_ / f"antwoorden-{nummer}.json")
        schrijf_antwoorden(lees_uitvraag(terug, gelezen, cache=cache), gaf[-1])
        naam = map_ / f"voorstel-{nummer}"
        ronde, _ = houd_ronde(gelezen, gaf, naam, gewicht=gewicht, zacht=zacht, uitleg=False)
        gehouden.append(ronde)
        gelezen = lees_voorstel(naam.with_suffix(".json"), **bronnen)
        meld(ronde)
        gevraagd = wie_opnieuw(ronde)
    return gehouden


def _samen(
    gelezen: GelezenVoorstel, paden: Sequence[Path], *, openbaar: bool = False
) -> Antwoorden | None:
    """The answers in files put together, oldest first; None without any."""
    gemeenten = gelezen.voorstel.indelingen.gemeenten
    reeks = [lees_antwoorden(pad, gemeenten) for pad in paden]
    if openbaar:  # each by the marks beside it, before texts are put together
        reeks = [maak_openbaar(deel) for deel in reeks]
    return voeg_samen(reeks, gelezen.sha256) if reeks else None

"""``congruentie dossier``: documents for the consultation."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from congruentie.cli import Commando
from congruentie.cli.afspraken import afspraken_opties
from congruentie.cli.keuze import Keuze, keuze_opties
from congruentie.cli.opties import algemene_opties, optie, uit_optie
from congruentie.cli.voorstel import Voorstelkeuze
from congruentie.nl import aantal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from congruentie.afspraken import Afspraken
    from congruentie.dossier import Huisstijl
    from congruentie.model import Indelingen
    from congruentie.voorstel.bestand import GelezenVoorstel
    from congruentie.voorstel.verdeling import Bestaand

__all__ = ["dossier"]

_log = logging.getLogger(__name__)
_VORMEN = ("docx", "html", "pdf")


@click.command("dossier", cls=Commando)
@optie(
    "voorstel",
    "bestand",
    "Het voorstel: het bestand dat op .json eindigt en dat 'congruentie voorstel' schreef.",
)
@optie(
    "indeling", "indeling", "In plaats van een voorstel: de bestaande regio's van deze indeling."
)
@optie(
    "ronde",
    "bestand",
    "In plaats daarvan: NAAM-ronde.json van 'congruentie ronde'. Dan komt er per gemeente een "
    "terugmelding (u vroeg, dit is ermee gedaan), en een nota van beantwoording.",
)
@uit_optie(
    "Map voor de dossiers (standaard dossiers). Bestanden met dezelfde naam worden vervangen.",
    vorm="MAP",
)
@optie(
    "per",
    "keus",
    "Een dossier per regio (standaard), per gemeente, per provincie, of één voor het hele land.",
    keuzes=("regio", "gemeente", "land", "provincie"),
)
@optie("regio", "lijst", "Alleen deze regio's, zoals V01,V02.", vorm="CODE,CODE", veld="regios")
@optie(
    "gemeente",
    "lijst",
    "Alleen deze gemeenten, per code of naam. Dan hoeft --per gemeente niet.",
    vorm="GM,GM",
    veld="gemeenten",
)
@optie(
    "provincie",
    "lijst",
    "Alleen deze provincies, per code of naam. Dan hoeft --per provincie niet.",
    vorm="PV,PV",
    veld="provincies",
)
@optie(
    "vorm",
    "lijst",
    "docx, html en pdf, met een komma ertussen (standaard docx,html). Voor pdf is LibreOffice "
    "nodig.",
    keuzes=_VORMEN,
    vorm="VORM,VORM",
    standaard="docx,html",
    veld="vormen",
)
@optie(
    "domein",
    "keus",
    "Schrijf het dossier voor een domein, met eigen vragen (standaard algemeen).",
    keuzes=("fysiek", "sociaal", "economisch"),
)
@optie(
    "huisstijl",
    "bestand",
    "YAML met kleuren, logo, lettertype, organisatie, teksten en een eigen sjabloon.",
)
@afspraken_opties
@keuze_opties(wegen=False)
@algemene_opties
@click.pass_context
def dossier(  # noqa: PLR0913, PLR0917  # the options
    ctx: click.Context,
    keuze: Keuze,
    voorstel: str | None,
    indeling: str | None,
    ronde: str | None,
    uit: str | None,
    per: str | None,
    regios: tuple[str, ...] | None,
    gemeenten: tuple[str, ...] | None,
    provincies: tuple[str, ...] | None,
    vormen: tuple[str, ...],
    domein: str | None,
    huisstijl: str | None,
    afspraken: Afspraken,
) -> None:
    """Maak dossiers voor het gesprek in de regio, als Word, HTML of PDF."""
    vormen = tuple(dict.fromkeys(vormen))
    per = _kies_soort(per, regio=regios, gemeente=gemeenten, provincie=provincies)
    _controleer_bron(ctx, voorstel, indeling, ronde)

    from congruentie.bronnen.zoeken import zoeker_voor
    from congruentie.dossier import Huisstijl, lees_huisstijl, maak_dossiers

    stijl = lees_huisstijl(Path(huisstijl)) if huisstijl else Huisstijl()
    map_ = Path(uit or "dossiers")
    if ronde is not None:
        _meld(_terugmeldingen(ronde, map_, per, gemeenten, vormen, stijl, afspraken), vormen, map_)
        return
    gekozen: GelezenVoorstel | Bestaand
    if voorstel is not None:
        bron = Voorstelkeuze(
            voorstel, keuze.eigen, keuze.verbanden, keuze.peildatum, keuze.grenzen, keuze.cache
        )
        gekozen = bron.lees()
        indelingen = gekozen.voorstel.indelingen
    else:
        gekozen = _bestaande(keuze, str(indeling))
        indelingen = gekozen.indelingen
    codes = regios
    if gemeenten is not None:
        zoeker = zoeker_voor(indelingen.gemeenten)
        namen = zoeker.splits(",".join(gemeenten))
        codes = tuple(zoeker.vind(naam, "Bij --gemeente: ") for naam in namen)
    if provincies is not None:
        codes = _codes_van_provincies(indelingen, provincies, keuze.cache)
    paden = maak_dossiers(
        gekozen,
        map_,
        per=per,  # type: ignore[arg-type]  # Keus checked it
        codes=codes,
        vormen=vormen,
        stijl=stijl,
        domein=domein or "",
        afspraken=afspraken,
    )
    _meld(paden, vormen, map_)


def _meld(paden: Sequence[Path], vormen: Sequence[str], map_: Path) -> None:
    gemaakt = aantal((len(paden) - 1) // len(vormen), "dossier", "dossiers")
    _log.info("%s geschreven in %s; begin bij %s.", gemaakt, map_, paden[-1])


def _terugmeldingen(
    ronde: str,
    map_: Path,
    per: str,
    gemeenten: tuple[str, ...] | None,
    vormen: Sequence[str],
    stijl: Huisstijl,
    afspraken: Afspraken,
) -> list[Path]:
    """What a round did with the answers: per gemeente, and with ``--per land`` only the nota."""
    from congruentie.dossier.terugmelding import lees_rondeverslag, maak_terugmeldingen

    verslag = lees_rondeverslag(Path(ronde))
    codes: list[str] | None = [] if per == "land" else None
    if gemeenten is not None:
        code_van = {
            een["gm_naam"].casefold(): gm for gm, een in verslag.inhoud["gemeenten"].items()
        }
        codes = [code_van.get(naam.strip().casefold(), naam.strip()) for naam in gemeenten]
    return maak_terugmeldingen(
        verslag,
        map_,
        codes=codes,
        nota=gemeenten is None,
        vormen=vormen,
        stijl=stijl,
        afspraken=afspraken,
    )


def _kies_soort(per: str | None, **gekozen: tuple[str, ...] | None) -> str:
    """Per what there are documents: as asked, or as the first choice of codes says."""
    gegeven = [naam for naam, codes in gekozen.items() if codes is not None]
    per = per or next(iter(gegeven), "regio")
    for naam in gegeven:
        if naam != per:
            wat = "kan alleen bij een dossier per regio." if naam == "regio" else ""
            raise click.BadParameter(wat or f"kan alleen met --per {naam}.", param_hint=f"--{naam}")
    return per


def _codes_van_provincies(
    indelingen: Indelingen, gekozen: tuple[str, ...], cache: str | None
) -> tuple[str, ...]:
    """The codes of provincies that are given by code or name; what is neither stays as it is."""
    from congruentie.bronnen import laad_provincie

    provincie = laad_provincie(indelingen.gemeenten, cache=cache)
    if provincie is None:
        return gekozen
    code_van = {provincie.regio_naam(code).casefold(): code for code in provincie.regios}
    return tuple(code_van.get(een.strip().casefold(), een.strip().upper()) for een in gekozen)


def _controleer_bron(
    ctx: click.Context, voorstel: str | None, indeling: str | None, ronde: str | None
) -> None:
    gegeven = [bron for bron in (voorstel, indeling, ronde) if bron is not None]
    if len(gegeven) != 1:
        wat = "een van beide" if ronde is None else "een van de drie, met --ronde"
        raise click.UsageError(f"Geef --voorstel of --indeling, {wat}.", ctx)
    if voorstel is None:
        return
    for naam in ("jaar", "indelingen", "fuseer", "splits"):
        bron = ctx.get_parameter_source(naam)
        if bron is not None and bron.name != "DEFAULT":
            raise click.BadParameter(
                "kan niet samen met --voorstel: die keuze ligt daarin vast.", param_hint=f"--{naam}"
            )


def _bestaande(keuze: Keuze, naam: str) -> Bestaand:
    from congruentie.bronnen import STANDAARD
    from congruentie.voorstel.maken import bestaande_regios

    namen = keuze.indelingen or STANDAARD
    if naam not in namen and naam not in keuze.eigen:
        keuze = replace(keuze, indelingen=(*namen, naam))
    return bestaande_regios(keuze.laad(met_grenzen=True), naam, cache=keuze.cache)

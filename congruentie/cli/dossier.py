"""``congruentie dossier``: documents for the consultation."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from congruentie.cli import Commando
from congruentie.cli.keuze import Keuze, keuze_opties
from congruentie.cli.opties import algemene_opties, optie, uit_optie
from congruentie.cli.voorstel import Voorstelkeuze
from congruentie.nl import aantal

if TYPE_CHECKING:
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
@uit_optie(
    "Map voor de dossiers (standaard dossiers). Bestanden met dezelfde naam worden vervangen.",
    vorm="MAP",
)
@optie(
    "per",
    "keus",
    "Een dossier per regio (standaard), per gemeente, of één voor het hele land.",
    keuzes=("regio", "gemeente", "land"),
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
@keuze_opties(wegen=False)
@algemene_opties
@click.pass_context
def dossier(  # noqa: PLR0913, PLR0917  # the options
    ctx: click.Context,
    keuze: Keuze,
    voorstel: str | None,
    indeling: str | None,
    uit: str | None,
    per: str | None,
    regios: tuple[str, ...] | None,
    gemeenten: tuple[str, ...] | None,
    vormen: tuple[str, ...],
    domein: str | None,
    huisstijl: str | None,
) -> None:
    """Maak dossiers voor het gesprek in de regio, als Word, HTML of PDF."""
    vormen = tuple(dict.fromkeys(vormen))
    per = _kies_soort(per, regios, gemeenten)
    _controleer_bron(ctx, voorstel, indeling)

    from congruentie.bronnen.zoeken import zoeker_voor
    from congruentie.dossier import Huisstijl, lees_huisstijl, maak_dossiers

    stijl = lees_huisstijl(Path(huisstijl)) if huisstijl else Huisstijl()
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
    map_ = Path(uit or "dossiers")
    paden = maak_dossiers(
        gekozen,
        map_,
        per=per,  # type: ignore[arg-type]  # Keus checked it
        codes=codes,
        vormen=vormen,
        stijl=stijl,
        domein=domein or "",
    )
    gemaakt = aantal((len(paden) - 1) // len(vormen), "dossier", "dossiers")
    _log.info("%s geschreven in %s; begin bij %s.", gemaakt, map_, paden[-1])


def _kies_soort(
    per: str | None, regios: tuple[str, ...] | None, gemeenten: tuple[str, ...] | None
) -> str:
    gekozen = per or ("gemeente" if gemeenten is not None else "regio")
    if regios is not None and gekozen != "regio":
        raise click.BadParameter("kan alleen bij een dossier per regio.", param_hint="--regio")
    if gemeenten is not None and gekozen != "gemeente":
        raise click.BadParameter("kan alleen met --per gemeente.", param_hint="--gemeente")
    return gekozen


def _controleer_bron(ctx: click.Context, voorstel: str | None, indeling: str | None) -> None:
    if (voorstel is None) == (indeling is None):
        raise click.UsageError("Geef --voorstel of --indeling, een van beide.", ctx)
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

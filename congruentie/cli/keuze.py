"""The choice of data that commands share, and questions of more than one command."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import click

from congruentie import NIEUWSTE_JAAR
from congruentie.cli.opties import optie, opties_voor
from congruentie.vraag import Vraag, vraag, vragen_van

if TYPE_CHECKING:
    from congruentie.meten.jaren import Jaren
    from congruentie.meten.meting import Meting
    from congruentie.meten.samenloop import Noemer
    from congruentie.model import Indelingen
    from congruentie.verbanden import Weging

__all__ = ["CACHE", "JAAR", "TIJD", "Keuze", "jaren_opties", "keuze_opties"]

_log = logging.getLogger(__name__)
F = TypeVar("F", bound=Callable[..., Any])

TIJD = Vraag(
    "tijd",
    "heel getal",
    "Zo lang mag het zoeken naar bewijs duren (standaard 120).",
    vorm="SECONDEN",
    standaard=120,
)
JAAR = Vraag("jaar", "jaar", f"Het jaar (standaard {NIEUWSTE_JAAR}).", standaard=NIEUWSTE_JAAR)
CACHE = Vraag(
    "cache",
    "map",
    "Map met opgehaalde gegevens (standaard de gewone plek voor tijdelijke bestanden, of wat in "
    "CONGRUENTIE_CACHE staat). geen: gebruik alleen wat is ingebouwd.",
)


@dataclass(frozen=True)
class Keuze:
    """Which year, indelingen, weights and boundaries a command works with."""

    jaar: int = field(default=NIEUWSTE_JAAR, metadata={"vraag": JAAR})
    indelingen: tuple[str, ...] | None = vraag(
        "indelingen",
        "Welke indelingen meedoen (standaard ggd,res,jeugdregio,arbeidsmarktregio). 'congruentie "
        "indelingen' laat zien welke er zijn.",
    )
    eigen: dict[str, str] = vraag(
        "paren",
        "Laat een eigen indeling meedoen: een CSV of .xlsx met gemeenten en regio's. #BLAD achter "
        "BESTAND kiest een blad, #gemeente=KOLOM en #regio=KOLOM een kolom. Mag vaker.",
        vorm="NAAM=BESTAND",
        van="bestand",
    )
    verbanden: tuple[str, ...] = vraag(
        "bestand",
        "Laat samenwerkingsverbanden meedoen: een CSV of .xlsx met verband en deelnemer (of gm_code), "
        "of verbanden_2016 voor de ingebouwde lijst. Zonder --indelingen tellen alleen de verbanden. "
        "Mag vaker.",
        keuzes=("verbanden_2016",),
        vaker=True,
    )
    verbanden_wegen: Weging = vraag(
        "keus",
        "Alle verbanden wegen samen als een indeling (standaard: samen), of elk als een indeling.",
        keuzes=("samen", "elk"),
        standaard="samen",
        hoort_bij=("verbanden",),
    )
    peildatum: int | None = vraag(
        "jaar",
        "Van welk jaar de gemeenten in de eigen bestanden zijn, als dat niet --jaar is: "
        "herindelingen worden dan gevolgd.",
    )
    fuseer: dict[str, str] = vraag(
        "paren",
        "Wat als: voeg deze gemeenten samen tot een nieuwe, zoals Ede,Veenendaal=Valleistad. Mag "
        "vaker.",
        vorm="GM,GM=NAAM",
    )
    splits: dict[str, str] = vraag(
        "paren",
        "Wat als: splits deze gemeente, met het deel van de inwoners, zoals Ede=West:0.4,Oost:0.6. Er "
        "is dan geen kaart. Mag vaker.",
        vorm="GM=NAAM:DEEL,NAAM:DEEL",
    )
    grenzen: str | None = vraag(
        "bestand",
        "Eigen bestand met gemeentegrenzen van dit jaar, zoals een GeoPackage. BESTAND#LAAG#KOLOM "
        "kiest een laag en de kolom met codes.",
    )
    cache: str | None = field(default=None, metadata={"vraag": CACHE})
    gewichten: dict[str, float] = vraag(
        "paren",
        "Laat een indeling zwaarder of lichter wegen (standaard 1). Mag vaker.",
        naam="gewicht",
        vorm="NAAM=GETAL",
        van="getal",
    )
    noemer: Noemer = vraag(
        "keus",
        "Deel door alle indelingen, zoals RegioAtlas (standaard: alle), of alleen door die waarin de "
        "gemeente zelf een regio heeft (deelname).",
        keuzes=("alle", "deelname"),
        standaard="alle",
    )
    deel: bool = False

    def laad(self, *, met_grenzen: bool = False) -> Indelingen:
        """Load what was chosen."""
        from congruentie.bronnen import laad_indelingen  # after parsing: --help stays quick

        indelingen = laad_indelingen(
            self.jaar,
            self.indelingen,
            eigen=self.eigen,
            verbanden=self.verbanden,
            verbanden_wegen=self.verbanden_wegen,
            peildatum=self.peildatum,
            fuseer=self.fuseer,
            splits=self.splits,
            grenzen=self.grenzen,
            met_grenzen=met_grenzen,
            deel=self.deel,
            cache=self.cache,
        )
        tellen = [naam for naam in indelingen.namen if self.gewichten.get(naam, 1.0) > 0]
        if len(tellen) == 1 and len(indelingen) > 1:
            _log.info("Let op: alleen %s telt mee; dan is alles 100%%.", tellen[0])
        return indelingen

    def meet(self, indelingen: Indelingen) -> Meting:
        """Measure, with the weights and the denominator that were chosen."""
        from congruentie.meten.meting import Meting

        return Meting(indelingen, self.gewichten, self.noemer)

    def laad_getekend(self) -> Indelingen:
        """Load with boundaries; on the newest gemeenten, and said, where the year has none."""
        from congruentie.bronnen import (
            laad_gemeenten,
            laad_overgangen,
            meld_twijfels,
            met_eigen_grenzen,
        )
        from congruentie.meten.jaren import zet_jaar_om

        zelf = self.grenzen or self.fuseer or self.splits
        if zelf or met_eigen_grenzen(self.jaar, self.cache):
            return self.laad(met_grenzen=True)
        naar = laad_gemeenten(NIEUWSTE_JAAR, met_grenzen=True, cache=self.cache)
        omgezet = zet_jaar_om(self.laad(), naar, laad_overgangen())
        for naam, twijfels in omgezet.twijfels.items():
            meld_twijfels(naar, naam, {self.jaar: twijfels})
        _log.info(
            "Let op: de grenzen van %d zijn er niet. De kaart toont de regio's van %d op de gemeenten "
            "van %d; de cijfers kunnen dan iets anders zijn dan die van 'bereken --jaar %d'. Haal de "
            "grenzen op met 'congruentie ophalen --jaar %d', of geef ze met --grenzen.",
            *(self.jaar, self.jaar, NIEUWSTE_JAAR, self.jaar, self.jaar),
        )
        return omgezet.indelingen

    def laad_liefst_met_grenzen(self) -> tuple[Indelingen, str]:
        """Load what was chosen, with boundaries where there are any; and why there are none.

        Raises
        ------
        CongruentieFout
            Something else is wrong, or boundaries of the user's own cannot be used.
        """
        from congruentie.errors import CongruentieFout

        try:
            return self.laad(met_grenzen=True), ""
        except CongruentieFout as fout:
            if self.grenzen:
                raise
            return self.laad(), str(fout)

    def laad_jaren(
        self, jaren: tuple[int, ...], op: int | None, *, met_grenzen: bool = False
    ) -> Jaren:
        """Load several years on the gemeenten of one."""
        from congruentie.meten.jaren import Jaren, laad_jaren

        for naam in ("eigen", "verbanden", "fuseer", "splits"):
            if getattr(self, naam):
                raise click.BadParameter(f"kan niet samen met --{naam}.", param_hint="--jaren")
        geladen = laad_jaren(
            jaren,
            self.indelingen,
            op=op,
            grenzen=self.grenzen,
            met_grenzen=met_grenzen,
            cache=self.cache,
        )
        return Jaren(geladen, self.gewichten, self.noemer)


_CASUS = Vraag(
    "casus",
    "keus",
    "In plaats van --indelingen: die bij een casus uit 'Als één overheid' (2020). Welke dat zijn, is "
    "onze keuze; die van ggz staan in figuur 4 van dat rapport.",
    keuzes=("ggz", "wonen", "energie"),
    niet_met=("indelingen",),
)


_RAAKT = Vraag(
    "raakt",
    "bestand",
    "Zeg ook wat er met deze samenwerkingsverbanden gebeurt, zonder dat zij meetellen: een bestand "
    "zoals bij --verbanden, of verbanden_2016. Mag vaker.",
    keuzes=("verbanden_2016",),
    vaker=True,
    niet_met=("verbanden",),
)


def _maak_keuze(casus: str | None, raakt: tuple[str, ...] = (), **antwoorden: Any) -> Keuze:
    from congruentie.bronnen import CASUSSEN, STANDAARD

    if casus:
        antwoorden["indelingen"] = CASUSSEN[casus]
    if raakt:  # they are known, and weigh nothing
        antwoorden["verbanden"] = raakt
        from congruentie.verbanden import VERBANDEN

        antwoorden["gewichten"] = {**antwoorden["gewichten"], VERBANDEN: 0.0}
        antwoorden["indelingen"] = antwoorden["indelingen"] or STANDAARD
    return Keuze(**antwoorden)


def keuze_opties(*, wegen: bool, raakt: bool = False) -> Callable[[F], F]:
    """Add the options that make a `Keuze`, and pass it as ``keuze``.

    Parameters
    ----------
    wegen
        Whether weights and denominator mean anything to the command.
    raakt
        Whether it can say what becomes of verbanden that do not count.
    """
    niet = () if wegen else ("gewichten", "noemer", "verbanden_wegen")
    jaar, indelingen, *rest = vragen_van(Keuze, zonder=niet)
    ook = (_CASUS, *([_RAAKT] if raakt else []))
    return opties_voor("keuze", (jaar, indelingen, *ook, *rest), _maak_keuze)


def jaren_opties(functie: F) -> F:
    """Add ``--jaren`` and ``--op``."""
    functie = optie(
        "op",
        "jaar",
        "Bij --jaren: van welk jaar de gemeenten zijn (standaard het laatste).",
        hoort_bij=("jaren",),
    )(functie)
    return optie(
        "jaren",
        "jaren",
        "Zet de congruentie van meer jaren naast elkaar, zoals 2015-2026 of 2016,2022.",
    )(functie)

"""Questions as options of the command line, and the choice of data that commands share."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from congruentie import NIEUWSTE_JAAR
from congruentie.nl import opsomming
from congruentie.uitvoer import suffixen
from congruentie.verbanden import VERBANDEN
from congruentie.vraag import Soort, Vraag, vraag, vragen_van

if TYPE_CHECKING:
    from congruentie.meten.jaren import Jaren
    from congruentie.meten.meting import Meting
    from congruentie.meten.samenloop import Noemer
    from congruentie.model import Indelingen
    from congruentie.verbanden import Weging

__all__ = [
    "CACHE",
    "JAAR",
    "TIJD",
    "Keuze",
    "Optie",
    "algemene_opties",
    "jaren_opties",
    "keuze_opties",
    "optie",
    "opties_voor",
    "pad_of_standaarduitvoer",
    "stel",
    "tabel_optie",
    "uit_optie",
]

_log = logging.getLogger(__name__)
F = TypeVar("F", bound=Callable[..., Any])


class _Antwoord(click.ParamType):  # type: ignore[type-arg,unused-ignore]  # generic since click 8.4
    """The answer to a question, given one time."""

    def __init__(self, vraag: Vraag) -> None:
        self.vraag = vraag
        self.name = vraag.vorm

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse what cannot be, in Dutch."""
        try:
            return self.vraag.lees(value) if isinstance(value, str) else value
        except ValueError as fout:
            self.fail(str(fout), param, ctx)


class Optie(click.Option):
    """An option that asks a question."""

    def __init__(self, namen: list[str], vraag: Vraag) -> None:
        self.vraag = vraag
        if vraag.soort == "ja/nee":
            super().__init__(namen, is_flag=True, help=vraag.hulp)
            return
        hoe: dict[str, Any] = {}
        if vraag.soort == "ja of pad":
            hoe = {"is_flag": False, "flag_value": ""}
        super().__init__(
            namen,
            type=_Antwoord(vraag),
            metavar=vraag.vorm,
            multiple=vraag.vaker,
            default=vraag.standaard,
            callback=self._maak_af,
            help=vraag.hulp,
            **hoe,
        )

    def _maak_af(self, ctx: click.Context, param: click.Parameter, waarde: Any) -> Any:
        if self.vraag.verplicht and waarde in (None, ()):
            # click's own `required` puts English words in the help.
            raise click.MissingParameter(ctx=ctx, param=param)
        if self.vraag.soort != "paren":
            return waarde
        try:
            return self.vraag.lees_paren(waarde)
        except ValueError as fout:
            raise click.BadParameter(str(fout), ctx, param) from fout


def optie(naam: str, soort: Soort, hulp: str, **meer: Any) -> Callable[[F], F]:
    """Add a question of this command alone as an option; see `Vraag` for what can be said of it."""
    return stel(Vraag(naam, soort, hulp, **meer))


def stel(vraag: Vraag) -> Callable[[F], F]:
    """Add a question as an option."""
    return click.option(f"--{vraag.naam}", vraag.veld, cls=Optie, vraag=vraag)


def opties_voor(naam: str, vragen: Iterable[Vraag], maak: Callable[..., Any]) -> Callable[[F], F]:
    """Add questions as options, and pass what `maak` makes of their answers as one argument.

    Parameters
    ----------
    naam
        Of the argument; empty to pass none.
    vragen
        The questions.
    maak
        Gets every answer by the name of its `veld`.
    """
    vragen = tuple(vragen)

    def voeg_toe(functie: F) -> F:
        @wraps(functie)
        def met_antwoorden(*args: Any, **alles: Any) -> Any:
            gemaakt = maak(**{een.veld: alles.pop(een.veld) for een in vragen})
            return functie(*args, **alles, **({naam: gemaakt} if naam else {}))

        for een in reversed(vragen):
            met_antwoorden = stel(een)(met_antwoorden)
        return met_antwoorden  # type: ignore[return-value]

    return voeg_toe


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
    vaker=True,
    niet_met=("verbanden",),
)


def _maak_keuze(casus: str | None, raakt: tuple[str, ...] = (), **antwoorden: Any) -> Keuze:
    from congruentie.bronnen import CASUSSEN, STANDAARD

    if casus:
        antwoorden["indelingen"] = CASUSSEN[casus]
    if raakt:  # they are known, and weigh nothing
        antwoorden["verbanden"] = raakt
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


_ALGEMEEN = (
    Vraag("stil", "ja/nee", "Schrijf geen meldingen, alleen fouten."),
    Vraag("debug", "ja/nee", "Toon bij een fout de technische details."),
)


def _begin(*, stil: bool, debug: bool) -> None:
    """Print what the package logs as plain lines on standard error."""
    log = logging.getLogger("congruentie")
    log.handlers = [logging.StreamHandler(sys.stderr)]
    log.propagate = False
    log.setLevel(logging.ERROR if stil else logging.INFO)
    if not debug:
        warnings.simplefilter("ignore")  # of libraries, in English; --debug shows them


algemene_opties = opties_voor("", _ALGEMEEN, _begin)
"""Adds ``--stil`` and ``--debug``, which `congruentie.cli.main` and the logging handle."""


def uit_optie(
    hulp: str, *, suffixen: tuple[str, ...] = (), vorm: str = "PAD", moet: bool = False
) -> Callable[[F], F]:
    """Add ``--uit``.

    Parameters
    ----------
    hulp
        What it means.
    suffixen
        Of what can be written, the usual one first; empty for a folder, or for several files with one
        name.
    vorm
        What stands behind it: ``PAD``, ``MAP``, ``NAAM``.
    moet
        Whether the command cannot do without.
    """
    return optie("uit", "pad", hulp, vorm=vorm, keuzes=suffixen, verplicht=moet)


def tabel_optie(soort: str) -> Callable[[F], F]:
    """Add ``--uit`` for a kind of result; see `congruentie.uitvoer.suffixen`."""
    alle = suffixen(soort)
    noem = opsomming(alle, len(alle), woord="of")
    return uit_optie(f"Bestand: {noem} (standaard -: CSV op het scherm).", suffixen=alle)


def pad_of_standaarduitvoer(uit: str | None, suffixen: tuple[str, ...]) -> Path | None:
    """Check the suffix of an output path; None stands for CSV on standard output.

    Raises
    ------
    click.BadParameter
        The suffix is not one of `suffixen`.
    """
    if uit is None or uit == "-":
        return None
    pad = Path(uit)
    if pad.suffix.lower() not in suffixen:
        raise click.BadParameter(
            f"{uit!r} eindigt niet op {', '.join(suffixen)}.", param_hint="--uit"
        )
    return pad

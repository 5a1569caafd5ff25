"""The options that commands share, and what they mean together."""

from __future__ import annotations

import logging
import re
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from congruentie import NIEUWSTE_JAAR

if TYPE_CHECKING:
    from congruentie.meten.jaren import Jaar
    from congruentie.meten.samenloop import Noemer
    from congruentie.model import Indelingen

__all__ = [
    "Getal",
    "Keus",
    "Keuze",
    "algemene_opties",
    "cache_optie",
    "jaren_opties",
    "keuze_opties",
    "lees_lijst",
    "lees_paren",
    "pad_of_standaarduitvoer",
    "uit_optie",
    "verplicht",
]

_log = logging.getLogger(__name__)
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Keuze:
    """Which year, indelingen, weights and boundaries a command works with."""

    jaar: int
    indelingen: tuple[str, ...] | None
    eigen: dict[str, str]
    grenzen: str | None
    peildatum: int | None = None
    cache: str | None = None
    gewichten: dict[str, float] = field(default_factory=dict)
    noemer: Noemer = "alle"
    deel: bool = False

    def laad(self, *, met_grenzen: bool = False) -> Indelingen:
        """Load what was chosen."""
        from congruentie.bronnen import laad_indelingen  # after parsing: --help stays quick

        indelingen = laad_indelingen(
            self.jaar,
            self.indelingen,
            eigen=self.eigen,
            peildatum=self.peildatum,
            grenzen=self.grenzen,
            met_grenzen=met_grenzen,
            deel=self.deel,
            cache=self.cache,
        )
        tellen = [naam for naam in indelingen.namen if self.gewichten.get(naam, 1.0) > 0]
        if len(tellen) == 1 and len(indelingen) > 1:
            _log.info("Let op: alleen %s telt mee; dan is alles 100%%.", tellen[0])
        return indelingen

    def laad_getekend(self) -> Indelingen:
        """Load with boundaries; on the newest gemeenten, and said, where the year has none."""
        from congruentie.bronnen import (
            laad_gemeenten,
            laad_overgangen,
            meld_twijfels,
            met_eigen_grenzen,
        )
        from congruentie.meten.jaren import zet_jaar_om

        if self.grenzen or met_eigen_grenzen(self.jaar, self.cache):
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
    ) -> tuple[Jaar, ...]:
        """Load several years on the gemeenten of one."""
        from congruentie.meten.jaren import laad_jaren

        if self.eigen:
            raise click.BadParameter("kan niet samen met --eigen.", param_hint="--jaren")
        return laad_jaren(
            jaren,
            self.indelingen,
            op=op,
            grenzen=self.grenzen,
            met_grenzen=met_grenzen,
            cache=self.cache,
        )


_VELDEN = tuple(veld.name for veld in fields(Keuze))


class Getal(click.ParamType):  # type: ignore[type-arg,unused-ignore]  # generic since click 8.4
    """A whole number."""

    name = "GETAL"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Refuse anything else, in Dutch."""
        if not (isinstance(value, int) or re.fullmatch(r"[0-9]{1,9}", value)):
            self.fail(f"{value!r} is geen heel getal.", param, ctx)
        return int(value)


class Keus(click.ParamType):  # type: ignore[type-arg,unused-ignore]  # see above
    """One of a few words."""

    def __init__(self, *woorden: str) -> None:
        self.woorden = woorden
        self.name = "|".join(woorden)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Refuse any other word, in Dutch."""
        if value not in self.woorden:
            self.fail(f"{value!r} kan niet; kies uit {', '.join(self.woorden)}.", param, ctx)
        return str(value)


def lees_lijst(
    ctx: click.Context, param: click.Parameter, waarde: str | None
) -> tuple[str, ...] | None:
    """Read ``A,B``; used as a callback."""
    if waarde is None:
        return None
    namen = tuple(naam.strip() for naam in waarde.split(",") if naam.strip())
    if not namen:
        raise click.BadParameter("er staat geen enkele indeling in.", ctx, param)
    return namen


def _lees_jaren(
    ctx: click.Context, param: click.Parameter, waarde: str | None
) -> tuple[int, ...] | None:
    if waarde is None:
        return None
    jaren: tuple[int, ...] = ()
    for deel in waarde.split(","):
        eerste, streep, laatste = deel.partition("-")
        einden = (eerste, laatste) if streep else (eerste, eerste)
        van, tot = (Getal().convert(jaar.strip(), param, ctx) for jaar in einden)
        if not 0 <= tot - van < 100:
            raise click.BadParameter(f"{deel.strip()!r} is geen reeks van jaren.", ctx, param)
        jaren += tuple(range(van, tot + 1))
    if len(set(jaren)) < max(len(jaren), 2):
        raise click.BadParameter("noem ten minste twee verschillende jaren.", ctx, param)
    return jaren


def jaren_opties(functie: F) -> F:
    """Add ``--jaren`` and ``--op``."""
    functie = click.option(
        "--op",
        type=Getal(),
        callback=_lees_op,
        help="Bij --jaren: van welk jaar de gemeenten zijn (standaard het laatste).",
    )(functie)
    return click.option(
        "--jaren",
        metavar="JAAR-JAAR",
        callback=_lees_jaren,
        is_eager=True,  # --op needs it
        help="Zet de congruentie van meer jaren naast elkaar, zoals 2015-2026 of 2016,2022.",
    )(functie)


def _lees_op(ctx: click.Context, param: click.Parameter, waarde: int | None) -> int | None:
    if waarde is not None and ctx.params.get("jaren") is None:
        raise click.BadParameter("hoort bij --jaren.", ctx, param)
    return waarde


def lees_paren(
    ctx: click.Context, param: click.Parameter, waarden: tuple[str, ...]
) -> dict[str, str]:
    """Read ``NAAM=...`` of an option that may be repeated; used as a callback."""
    uit: dict[str, str] = {}
    for waarde in waarden:
        naam, is_teken, rest = (deel.strip() for deel in waarde.partition("="))
        if not (naam and is_teken and rest):
            raise click.BadParameter(f"{waarde!r} heeft niet de vorm NAAM=...", ctx, param)
        if naam in uit:
            raise click.BadParameter(f"{naam} staat er twee keer.", ctx, param)
        uit[naam] = rest
    return uit


def _gewichten(
    ctx: click.Context, param: click.Parameter, waarden: tuple[str, ...]
) -> dict[str, float]:
    uit = {}
    for naam, tekst in lees_paren(ctx, param, waarden).items():
        if not re.fullmatch(r"[+-]?[0-9]+([.,][0-9]+)?(e[+-]?[0-9]+)?", tekst, re.I):
            raise click.BadParameter(f"{tekst!r} is geen getal.", ctx, param)
        uit[naam] = float(tekst.replace(",", "."))
    return uit


cache_optie = click.option(
    "--cache",
    metavar="MAP",
    help="Map met opgehaalde gegevens (standaard de gewone plek voor tijdelijke bestanden, of wat "
    "in CONGRUENTIE_CACHE staat). geen: gebruik alleen wat is ingebouwd.",
)

_KEUZE_OPTIES = (
    click.option(
        "--jaar", type=Getal(), default=NIEUWSTE_JAAR, help=f"Het jaar (standaard {NIEUWSTE_JAAR})."
    ),
    click.option(
        "--indelingen",
        metavar="NAAM,NAAM",
        callback=lees_lijst,
        help="Welke indelingen meedoen (standaard ggd,res,jeugdregio,arbeidsmarktregio). "
        "'congruentie indelingen' laat zien welke er zijn.",
    ),
    click.option(
        "--casus",
        type=Keus("ggz", "wonen", "energie"),
        metavar="ggz|wonen|energie",
        help="In plaats van --indelingen: die bij een casus uit 'Als één overheid' (2020). Welke dat "
        "zijn, is onze keuze; die van ggz staan in figuur 4 van dat rapport.",
    ),
    click.option(
        "--eigen",
        metavar="NAAM=BESTAND",
        multiple=True,
        callback=lees_paren,
        help="Laat een eigen indeling meedoen: een CSV of .xlsx met gemeenten en regio's. #BLAD "
        "achter BESTAND kiest een blad, #gemeente=KOLOM en #regio=KOLOM een kolom. Mag vaker.",
    ),
    click.option(
        "--peildatum",
        type=Getal(),
        metavar="JAAR",
        help="Van welk jaar de gemeenten in de eigen bestanden zijn, als dat niet --jaar is: "
        "herindelingen worden dan gevolgd.",
    ),
    click.option(
        "--grenzen",
        metavar="BESTAND",
        help="Eigen bestand met gemeentegrenzen van dit jaar, zoals een GeoPackage. "
        "BESTAND#LAAG#KOLOM kiest een laag en de kolom met codes.",
    ),
    cache_optie,
)
_WEEG_OPTIES = (
    click.option(
        "--gewicht",
        "gewichten",
        metavar="NAAM=GETAL",
        multiple=True,
        callback=_gewichten,
        help="Laat een indeling zwaarder of lichter wegen (standaard 1). Mag vaker.",
    ),
    click.option(
        "--noemer",
        type=Keus("alle", "deelname"),
        metavar="alle|deelname",
        default="alle",
        help="Deel door alle indelingen, zoals RegioAtlas (standaard: alle), of alleen door die "
        "waarin de gemeente zelf een regio heeft (deelname).",
    ),
)
_ALGEMENE_OPTIES = (
    click.option("--stil", is_flag=True, help="Schrijf geen meldingen, alleen fouten."),
    click.option("--debug", is_flag=True, help="Toon bij een fout de technische details."),
)


def algemene_opties(functie: F) -> F:
    """Add ``--stil`` and ``--debug``, which `congruentie.cli.main` and the logging handle."""

    @wraps(functie)
    def zonder(*args: Any, stil: bool, debug: bool, **rest: Any) -> Any:
        start_meldingen(logging.ERROR if stil else logging.INFO)
        if not debug:
            warnings.simplefilter("ignore")  # of libraries, in English; --debug shows them
        return functie(*args, **rest)

    for optie in reversed(_ALGEMENE_OPTIES):
        zonder = optie(zonder)
    return zonder  # type: ignore[return-value]


def start_meldingen(niveau: int) -> None:
    """Print what the package logs as plain lines on standard error."""
    log = logging.getLogger("congruentie")
    log.handlers = [logging.StreamHandler(sys.stderr)]
    log.propagate = False
    log.setLevel(niveau)


def keuze_opties(*, wegen: bool) -> Callable[[F], F]:
    """Add the options that make a `Keuze`, and pass it as the first argument.

    Parameters
    ----------
    wegen
        Whether weights and denominator mean anything to the command.
    """

    def voeg_toe(functie: F) -> F:
        @wraps(functie)
        def met_keuze(**alles: Any) -> Any:
            eigen = {naam: alles.pop(naam) for naam in _VELDEN if naam in alles}
            if casus := alles.pop("casus"):
                if eigen["indelingen"] is not None:
                    raise click.BadParameter(
                        "kan niet samen met --indelingen.", param_hint="--casus"
                    )
                from congruentie.bronnen import CASUSSEN

                eigen["indelingen"] = CASUSSEN[casus]
            return functie(Keuze(**eigen), **alles)

        for optie in reversed(_KEUZE_OPTIES + (_WEEG_OPTIES if wegen else ())):
            met_keuze = optie(met_keuze)
        return met_keuze  # type: ignore[return-value]

    return voeg_toe


def verplicht(ctx: click.Context, param: click.Parameter, waarde: Any) -> Any:
    """Ask for an option; a callback, because what click itself says of it in the help is English."""
    if waarde is None or waarde == ():
        raise click.MissingParameter(ctx=ctx, param=param)
    return waarde


def uit_optie(hulp: str, *, moet: bool = False) -> Callable[[F], F]:
    """Add ``--uit PAD``; `moet`: the command cannot do without."""
    return click.option("--uit", metavar="PAD", help=hulp, callback=verplicht if moet else None)


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

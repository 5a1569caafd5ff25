"""Questions as options of the command line."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from congruentie.nl import opsomming, zichtbaar
from congruentie.uitvoer import NAAM_SUFFIXEN, suffixen
from congruentie.veilig import keur_doelen, noem_invoer
from congruentie.vraag import Soort, Vraag

if TYPE_CHECKING:
    pass

__all__ = [
    "Optie",
    "algemene_opties",
    "keur_antwoorden",
    "optie",
    "opties_voor",
    "pad_of_standaarduitvoer",
    "stel",
    "tabel_optie",
    "uit_optie",
    "zeg",
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


_ALGEMEEN = (
    Vraag("stil", "ja/nee", "Schrijf geen meldingen, alleen fouten."),
    Vraag("debug", "ja/nee", "Toon bij een fout de technische details."),
)


class _Regel(logging.Formatter):
    """A message for a screen that obeys nothing in it."""

    def format(self, record: logging.LogRecord) -> str:
        return zichtbaar(super().format(record))


def zeg(tekst: str) -> None:
    """Write a line on standard output that holds words of others."""
    click.echo(zichtbaar(tekst))


def keur_antwoorden(antwoorden: Iterable[tuple[Vraag, Any]]) -> None:
    """Refuse a command that would write over what it reads, or over a device or pipe.

    Parameters
    ----------
    antwoorden
        Every question of the command with its answer.

    Raises
    ------
    CongruentieFout
        As `congruentie.veilig.keur_doelen`.
    """
    lezen, schrijven = list[str](), list[Path]()
    for vraag, antwoord in antwoorden:
        if not antwoord or antwoord is True:
            continue
        if vraag.leest:
            lijst = antwoord.values() if isinstance(antwoord, dict) else antwoord
            lezen += [antwoord] if isinstance(antwoord, str) else lijst
        elif vraag.soort in {"pad", "ja of pad"} and antwoord != "-":
            einden = NAAM_SUFFIXEN if vraag.vorm == "NAAM" else ("",)
            schrijven += [Path(f"{antwoord}{einde}") for einde in einden]
    if schrijven:
        noem_invoer(Path(deel) for tekst in lezen for deel in (tekst, tekst.split("#")[0]))
        # What comes in a folder that is there already, is judged file by file.
        keur_doelen(pad for pad in schrijven if not pad.is_dir())


def _begin(*, stil: bool, debug: bool) -> None:
    """Print what the package logs as plain lines on standard error."""
    log = logging.getLogger("congruentie")
    log.handlers = [logging.StreamHandler(sys.stderr)]
    log.handlers[0].setFormatter(_Regel())
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

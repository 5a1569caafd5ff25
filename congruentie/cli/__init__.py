"""The command line: parse, call, print, exit code. Texts are Dutch, as its users."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any

import click
from click.core import ParameterSource

from congruentie import __version__
from congruentie.cli.opties import Optie, keur_antwoorden
from congruentie.errors import CongruentieFout, zeg_omgeving
from congruentie.nl import zichtbaar
from congruentie.onderbreken import Onderbroken
from congruentie.veilig import bewaak_invoer

__all__ = ["Commando", "Groep", "gebruiksmelding", "main", "opdrachten"]


class _Nederlands(click.Command):
    """Headings in Dutch."""

    regel = "[OPTIES]"

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        argumenten = [_argument(p) for p in self.params if isinstance(p, click.Argument)]
        regel = " ".join([*argumenten, self.regel])
        formatter.write_usage(ctx.command_path, regel, prefix="Gebruik: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options under a Dutch heading."""
        rijen = [hulp for optie in self.get_params(ctx) if (hulp := optie.get_help_record(ctx))]
        with formatter.section("Opties"):
            formatter.write_dl(rijen)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Give ``--help`` a Dutch text."""
        optie = super().get_help_option(ctx)
        if optie is not None:
            optie.help = "Toon deze hulp en stop."
        return optie


class Commando(_Nederlands):
    """A command whose help page is Dutch, and whose questions say what they go together with."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse, and refuse answers that cannot go together."""
        rest = super().parse_args(ctx, args)
        gegeven = {
            param.vraag.naam: param
            for param in self.params
            if isinstance(param, Optie)
            and ctx.get_parameter_source(param.vraag.veld) is ParameterSource.COMMANDLINE
        }
        for param in gegeven.values():
            for ander in param.vraag.niet_met:
                if ander in gegeven:
                    raise click.BadParameter(f"kan niet samen met --{ander}.", ctx, param)
            for ander in param.vraag.hoort_bij:
                if ander not in gegeven:
                    raise click.BadParameter(f"hoort bij --{ander}.", ctx, param)
        return rest

    def invoke(self, ctx: click.Context) -> Any:
        """Run, unless it would write over what it reads; that is seen before anything is done."""
        keur_antwoorden(
            (param.vraag, ctx.params.get(param.vraag.veld))
            for param in self.params
            if isinstance(param, Optie)
        )
        return super().invoke(ctx)


class Groep(_Nederlands, click.Group):
    """A group whose help page is Dutch, and whose commands are loaded when they are asked for.

    Parameters
    ----------
    lui
        Name of a command -> the module that has it, under the same name with underscores.
    """

    regel = "OPDRACHT [OPTIES]"

    def __init__(self, *args: Any, lui: Mapping[str, str] | None = None, **meer: Any) -> None:
        super().__init__(*args, **meer)
        self.lui = dict(lui or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted({*self.commands, *self.lui})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command."""
        if cmd_name in self.lui and cmd_name not in self.commands:
            module = import_module(self.lui[cmd_name])
            self.add_command(getattr(module, cmd_name.replace("-", "_")))
        return super().get_command(ctx, cmd_name)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write options and commands under Dutch headings."""
        super().format_options(ctx, formatter)
        opdrachten = [
            (naam, opdracht.get_short_help_str(limit=100))
            for naam in self.list_commands(ctx)
            if (opdracht := self.get_command(ctx, naam)) is not None
        ]
        with formatter.section("Opdrachten"):
            formatter.write_dl(opdrachten)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; say in Dutch when there is none."""
        namen = self.list_commands(ctx)
        if args and args[0] not in namen and not args[0].startswith("-"):
            raise click.UsageError(
                f"De opdracht {args[0]!r} bestaat niet. Kies uit: {', '.join(namen)}.", ctx
            )
        return super().resolve_command(ctx, args)


def gebruiksmelding(fout: click.UsageError) -> str:
    """Say in Dutch what is wrong with the usage."""
    if isinstance(fout, click.NoSuchOption):
        bedoeld = (
            f" Bedoel je {' of '.join(sorted(fout.possibilities))}?" if fout.possibilities else ""
        )
        return f"De optie {fout.option_name} bestaat niet.{bedoeld}"
    if isinstance(fout, click.MissingParameter):
        return f"{_wat(fout.param)} ontbreekt."
    if isinstance(fout, click.BadOptionUsage):
        heeft = "heeft geen" if "does not take a value" in fout.message else "vraagt om een"
        return f"De optie {fout.option_name} {heeft} waarde."
    if isinstance(fout, click.BadParameter):
        return f"{_wat(fout.param, fout.param_hint)}: {fout.message}"
    if "unexpected extra argument" in fout.message:
        return f"Er staat iets te veel op de regel: {fout.message.partition('(')[2].rstrip(')')}."
    return fout.message


def _wat(optie: click.Parameter | None, naam: Any = None) -> str:
    if isinstance(optie, click.Argument):
        return _argument(optie)
    if optie is not None and optie.opts:
        naam = optie.opts[0]
    return f"De optie {naam}" if naam else "Een waarde"


def _argument(argument: click.Argument) -> str:
    return argument.metavar or str(argument.name).upper()


_AFGEBROKEN = 130
_OPDRACHTEN = {
    naam: f"congruentie.cli.{module}"
    for module, namen in {
        "batch": ("batch",),
        "bronnen": ("indelingen", "ophalen"),
        "controleer": ("controleer",),
        "dossier": ("dossier",),
        "kaart": ("kaart",),
        "meten": ("bereken", "vergelijk", "wat-als"),
        "uitvraag": ("ronde", "uitvraag"),
        "voorstel": ("voorstel",),
    }.items()
    for naam in namen
}
"""Name -> the module that has it, loaded when it is called."""


@click.group(cls=Groep, lui=_OPDRACHTEN, no_args_is_help=False, invoke_without_command=True)
@click.option("--versie", is_flag=True, help="Toon de versie en stop.")
@click.pass_context
def opdrachten(ctx: click.Context, versie: bool) -> None:
    """Meet, toon en verklaar hoe congruent regio-indelingen zijn.

    Begin met: congruentie kaart
    """
    if versie:
        click.echo(f"congruentie {__version__}")
        ctx.exit()
    elif ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code.

    0: done; 1: the data or the question is wrong; 2: wrong usage; 3: a batch finished with
    failures; 130 (Ctrl-C) or 143 (SIGTERM): interrupted. A traceback is shown only with ``--debug``.
    """
    argumenten = list(sys.argv[1:] if args is None else args)
    code = _voer_uit(argumenten)
    if code not in {0, 1, 2, 3}:
        _laat_uitvoer_los()
    sys.exit(code)


def _voer_uit(argumenten: list[str]) -> int:
    try:
        with bewaak_invoer():
            # With standalone_mode off, click returns the code of an Exit, or what the command returns.
            code = opdrachten.main(argumenten, prog_name="congruentie", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()  # what cannot be written must be said, and not by Python when it ends
    except click.UsageError as fout:
        waar = " ".join(["congruentie", *_genoemd(argumenten)])
        _meld(f"{gebruiksmelding(fout)} Hulp: {waar} --help")
        return fout.exit_code
    except CongruentieFout as fout:
        if "--debug" in argumenten:
            raise
        _meld(str(fout))
        return fout.exit_code
    except (Onderbroken, click.Abort, KeyboardInterrupt) as stop:
        _meld("Afgebroken.", "")
        return getattr(stop, "exit_code", _AFGEBROKEN)
    except Exception as fout:
        if "--debug" in argumenten:
            raise
        _laat_uitvoer_los()
        if isinstance(fout, BrokenPipeError):
            return 0  # the reader of standard output stopped, as `head` does: not an error of ours
        _meld(
            zeg_omgeving(fout)
            or f"Onverwachte fout: {type(fout).__name__}: {fout}. Gebruik --debug voor details."
        )
        return 1
    return code if isinstance(code, int) else 0


def _laat_uitvoer_los() -> None:
    """Keep Python from writing at its end what could not be written before."""
    with suppress(OSError, ValueError, AttributeError):  # there may be no standard output at all
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _genoemd(argumenten: Sequence[str]) -> list[str]:
    """The command, and the command under it, that the arguments begin with."""
    uit: list[str] = []
    groep: click.Command | None = opdrachten
    for deel in argumenten:
        if not isinstance(groep, click.Group):
            break
        groep = groep.get_command(click.Context(groep), deel)
        if groep is None:
            break
        uit.append(deel)
    return uit


def _meld(tekst: str, begin: str = "Fout: ") -> None:
    with suppress(OSError, ValueError):  # nobody can hear it
        click.echo(begin + zichtbaar(" ".join(tekst.split())), err=True)

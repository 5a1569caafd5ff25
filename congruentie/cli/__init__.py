"""The command line: parse, call, print, exit code. Texts are Dutch, as its users."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from congruentie import __version__
from congruentie.cli.nederlands import Groep, gebruiksmelding
from congruentie.errors import CongruentieFout

__all__ = ["main", "opdrachten"]

_AFGEBROKEN = 130
_OPDRACHTEN = {
    naam: f"congruentie.cli.{naam.replace('-', '')}"
    for naam in (
        "batch", "bereken", "controleer", "dossier", "indelingen", "kaart", "ophalen", "ronde",
        "uitvraag", "vergelijk", "voorstel", "wat-als",
    )
}  # fmt: skip
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
    failures; 130: interrupted. A traceback is shown only with ``--debug``.
    """
    argumenten = list(sys.argv[1:] if args is None else args)
    sys.exit(_voer_uit(argumenten))


def _voer_uit(argumenten: list[str]) -> int:
    try:
        # With standalone_mode off, click returns the code of an Exit, or what the command returns.
        code = opdrachten.main(argumenten, prog_name="congruentie", standalone_mode=False)
    except click.UsageError as fout:
        waar = " ".join(["congruentie", *_genoemd(argumenten)])
        _meld(f"{gebruiksmelding(fout)} Hulp: {waar} --help")
        return fout.exit_code
    except CongruentieFout as fout:
        if "--debug" in argumenten:
            raise
        _meld(str(fout))
        return fout.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Afgebroken.", err=True)
        return _AFGEBROKEN
    except BrokenPipeError:
        # The reader of standard output stopped, as `head` does: not an error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as fout:
        if "--debug" in argumenten:
            raise
        _meld(f"Onverwachte fout: {type(fout).__name__}: {fout}. Gebruik --debug voor details.")
        return 1
    return code if isinstance(code, int) else 0


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


def _meld(tekst: str) -> None:
    click.echo(f"Fout: {' '.join(tekst.split())}", err=True)

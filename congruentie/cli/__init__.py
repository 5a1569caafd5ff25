"""The command line: parse, call, print, exit code. Texts are Dutch, as its users."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from congruentie import __version__
from congruentie.cli.batch import batch
from congruentie.cli.bereken import bereken
from congruentie.cli.controleer import controleer
from congruentie.cli.dossier import dossier
from congruentie.cli.indelingen import indelingen
from congruentie.cli.kaart import kaart
from congruentie.cli.nederlands import Groep, gebruiksmelding
from congruentie.cli.oefen import oefen
from congruentie.cli.ophalen import ophalen
from congruentie.cli.ronde import ronde
from congruentie.cli.uitvraag import uitvraag
from congruentie.cli.vergelijk import vergelijk
from congruentie.cli.voorstel import voorstel
from congruentie.cli.watals import wat_als
from congruentie.errors import CongruentieFout

__all__ = ["main", "opdrachten"]

_AFGEBROKEN = 130


@click.group(cls=Groep, no_args_is_help=False, invoke_without_command=True)
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


for _opdracht in (
    batch, bereken, controleer, dossier, indelingen, kaart, ophalen, ronde, uitvraag, vergelijk,
    voorstel, wat_als,
):  # fmt: skip
    opdrachten.add_command(_opdracht)
uitvraag.add_command(oefen)


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code.

    0: done; 1: the data or the question is wrong; 2: wrong usage; 3: a batch finished with
    failures; 130: interrupted. A traceback is shown only with ``--debug``.
    """
    argumenten = list(sys.argv[1:] if args is None else args)
    sys.exit(_voer_uit(argumenten))


def _voer_uit(argumenten: list[str]) -> int:
    try:
        # With standalone_mode off, click returns the code of an Exit instead of raising it.
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
    return int(code or 0)


def _genoemd(argumenten: Sequence[str]) -> list[str]:
    """The command, and the command under it, that the arguments begin with."""
    uit: list[str] = []
    groep: click.Command = opdrachten
    for deel in argumenten:
        if not isinstance(groep, click.Group) or deel not in groep.commands:
            break
        groep = groep.commands[deel]
        uit.append(deel)
    return uit


def _meld(tekst: str) -> None:
    click.echo(f"Fout: {' '.join(tekst.split())}", err=True)

"""The options of commands that start from a proposal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from congruentie.cli.opties import Getal, cache_optie, lees_paren
from congruentie.cli.opties import verplicht as eis

if TYPE_CHECKING:
    from congruentie.voorstel.bestand import GelezenVoorstel

__all__ = ["Voorstelkeuze", "voorstel_opties"]

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Voorstelkeuze:
    """Which proposal, and the files of one's own that it was made with."""

    voorstel: str | None
    eigen: dict[str, str]
    peildatum: int | None
    grenzen: str | None
    cache: str | None

    def lees(self) -> GelezenVoorstel:
        """Read the proposal."""
        from congruentie.voorstel.bestand import lees_voorstel

        if self.voorstel is None:
            raise ValueError("no proposal was given")
        return lees_voorstel(
            Path(self.voorstel),
            eigen=self.eigen,
            peildatum=self.peildatum,
            grenzen=self.grenzen,
            cache=self.cache,
        )


def voorstel_opties(hulp: str, *, verplicht: bool = True) -> Callable[[F], F]:
    """Add the options that make a `Voorstelkeuze`, and pass it as the first argument.

    Parameters
    ----------
    hulp
        Text for ``--voorstel``.
    verplicht
        Whether the command cannot do without.
    """
    opties = (
        click.option(
            "--voorstel",
            metavar="NAAM.json",
            callback=eis if verplicht else None,
            help=hulp,
        ),
        click.option(
            "--eigen",
            metavar="NAAM=BESTAND",
            multiple=True,
            callback=lees_paren,
            help="De eigen indeling waarmee het voorstel is gemaakt. Mag vaker.",
        ),
        click.option(
            "--peildatum",
            type=Getal(),
            metavar="JAAR",
            help="Het jaar van de eigen bestanden, zoals toen het voorstel is gemaakt.",
        ),
        click.option(
            "--grenzen",
            metavar="BESTAND",
            help="De gemeentegrenzen waarmee het voorstel is gemaakt.",
        ),
        cache_optie,
    )

    def voeg_toe(functie: F) -> F:
        @wraps(functie)
        def met_keuze(**alles: Any) -> Any:
            eigen = {veld.name: alles.pop(veld.name) for veld in fields(Voorstelkeuze)}
            return functie(Voorstelkeuze(**eigen), **alles)

        for optie in reversed(opties):
            met_keuze = optie(met_keuze)
        return met_keuze  # type: ignore[return-value]

    return voeg_toe

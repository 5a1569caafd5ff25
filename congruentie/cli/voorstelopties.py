"""The options of commands that start from a proposal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from congruentie.cli.opties import CACHE, opties_voor
from congruentie.vraag import vraag, vragen_van

if TYPE_CHECKING:
    from congruentie.voorstel.bestand import GelezenVoorstel

__all__ = ["Voorstelkeuze", "voorstel_opties"]

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Voorstelkeuze:
    """Which proposal, and the files of one's own that it was made with."""

    voorstel: str | None = vraag("bestand", "", vorm="NAAM.json")
    eigen: dict[str, str] = vraag(
        "paren",
        "Waar een eigen indeling van het voorstel nu staat, als haar bestand is verplaatst. Mag "
        "vaker.",
        vorm="NAAM=BESTAND",
        van="bestand",
    )
    peildatum: int | None = vraag(
        "jaar", "Het jaar van de eigen bestanden, als het niet in het voorstel staat."
    )
    grenzen: str | None = vraag(
        "bestand", "Waar de eigen gemeentegrenzen van het voorstel nu staan."
    )
    cache: str | None = field(default=None, metadata={"vraag": CACHE})

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
    """Add the options that make a `Voorstelkeuze`, and pass it as ``keuze``.

    Parameters
    ----------
    hulp
        Text for ``--voorstel``.
    verplicht
        Whether the command cannot do without.
    """
    voorstel, *rest = vragen_van(Voorstelkeuze)
    voorstel = replace(voorstel, hulp=hulp, verplicht=verplicht)
    return opties_voor("keuze", (voorstel, *rest), Voorstelkeuze)

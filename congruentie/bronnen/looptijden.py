"""For which years there is an indeling, and for which its years can be compared."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from congruentie.bronnen.aanbod import laad_gemeenten, lees_aanbod
from congruentie.gemeenten import Herkomst
from congruentie.nl import reeks

__all__ = ["Looptijd", "looptijden"]


@dataclass(frozen=True)
class Looptijd:
    """For which of some years an indeling is there, and for which it can be compared.

    A difference must be a change of the indeling and not of the source: where CBS keeps it for some
    of the years, what others compiled does not fill the gaps; nor do two such sources beside each
    other.
    """

    aanwezig: frozenset[int] = frozenset()
    vergelijkbaar: frozenset[int] = frozenset()

    def waarom_niet(self, jaren: Iterable[int]) -> str:
        """Say in Dutch why it cannot be compared over all of these years; empty when it can."""
        if mist := set(jaren) - self.aanwezig:
            return f"die indeling is er niet voor {reeks(mist)}"
        if set(jaren) - self.vergelijkbaar:
            return "zij komt in deze jaren uit meer bronnen, en een verschil kan daaraan liggen"
        return ""


def looptijden(jaren: Collection[int], cache: str | Path | None) -> dict[str, Looptijd]:
    """The `Looptijd` of every indeling over these years.

    Raises
    ------
    CongruentieFout
        Of one of the years nothing is known.
    """
    per_naam: dict[str, dict[int, Herkomst]] = {}
    for jaar in jaren:
        laad_gemeenten(jaar, cache=cache)
    for item in reversed(lees_aanbod(cache)):  # what goes first counts
        if item.jaar in jaren:
            per_naam.setdefault(item.indeling, {})[item.jaar] = item.herkomst
    uit = {}
    for naam, per_jaar in per_naam.items():
        officieel = {jaar for jaar, bron in per_jaar.items() if bron.status == "officieel"}
        een_bron = len({bron.bron for bron in per_jaar.values()}) == 1
        goed = officieel or (per_jaar.keys() if een_bron else ())
        uit[naam] = Looptijd(frozenset(per_jaar), frozenset(goed))
    return uit

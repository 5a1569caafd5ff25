"""Samenwerkingsverbanden: who really works with whom, checked once in the constructor.

A verband is a list of deelnemers; unlike the regio's of an indeling, verbanden overlap, are of every
size, and together divide nothing. Over verbanden each counts as an indeling with one regio.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Literal

from congruentie.errors import CongruentieFout
from congruentie.gemeenten import EIGEN, Herkomst
from congruentie.nl import opsomming

__all__ = ["VERBANDEN", "Andere", "Verband", "Verbanden", "Weging"]

VERBANDEN = "verbanden"
"""What all verbanden together are called where an indeling has its key: in weights and columns."""

Weging = Literal["samen", "elk"]


@dataclass(frozen=True)
class Andere:
    """A deelnemer that is no gemeente.

    Parameters
    ----------
    naam
        As it is written.
    soort
        waterschap, provincie, Rijk, buitenland, ..., or anders.
    """

    naam: str
    soort: str


@dataclass(frozen=True)
class Verband:
    """One samenwerkingsverband.

    Parameters
    ----------
    naam
        Its name, unique among the verbanden.
    leden
        gm_codes of the gemeenten in it; kept ascending, each once.
    anderen
        The deelnemers that are no gemeente, each once.
    domein, vorm, status
        As the file says; empty when it does not.

    Examples
    --------
    >>> Verband("Afval", ("GM0344", "GM0310", "GM0344")).leden
    ('GM0310', 'GM0344')
    """

    naam: str
    leden: tuple[str, ...]
    anderen: tuple[Andere, ...] = ()
    domein: str = ""
    vorm: str = ""
    status: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "leden", tuple(sorted(set(self.leden))))
        object.__setattr__(self, "anderen", tuple(dict.fromkeys(self.anderen)))

    def __repr__(self) -> str:
        anderen = f" en {len(self.anderen)} anderen" if self.anderen else ""
        return f"<Verband {self.naam}: {len(self.leden)} gemeenten{anderen}>"


@dataclass(frozen=True, eq=False)
class Verbanden:
    """A list of verbanden.

    Parameters
    ----------
    lijst
        The verbanden, with unique names.
    herkomst
        Source, peildatum and status of each list that they come from.
    weging
        ``"samen"``: all verbanden together weigh as one indeling, so that hundreds of small ones do
        not drown a few national ones: those of a gemeente weigh together, on average, what the weight
        of `VERBANDEN` says. ``"elk"``: each verband weighs that by itself. Of verbanden without
        indelingen beside them only matters that they weigh the same.

    Raises
    ------
    CongruentieFout
        No verbanden, a name that is empty, or the same name twice.

    Examples
    --------
    >>> verbanden = Verbanden((Verband("Afval", ("GM0344", "GM0310")), Verband("Wegen", ("GM0344",))))
    >>> len(verbanden), [een.naam for een in verbanden.tellende]
    (2, ['Afval'])
    """

    lijst: tuple[Verband, ...]
    herkomst: tuple[Herkomst, ...] = (EIGEN,)
    weging: Weging = "samen"

    def __post_init__(self) -> None:
        object.__setattr__(self, "lijst", tuple(self.lijst))
        namen = [verband.naam for verband in self.lijst]
        if not namen:
            raise CongruentieFout("Er is geen enkel samenwerkingsverband.")
        dubbel = sorted({naam for naam in namen if not naam or namen.count(naam) > 1})
        if dubbel:
            raise CongruentieFout(f"Naam van een verband leeg of dubbel: {opsomming(dubbel)}.")

    def __repr__(self) -> str:
        tellen = len(self.tellende)
        return f"<Verbanden: {len(self)}, waarvan {tellen} met twee of meer gemeenten>"

    def __len__(self) -> int:
        return len(self.lijst)

    def __iter__(self) -> Iterator[Verband]:
        return iter(self.lijst)

    @cached_property
    def tellende(self) -> tuple[Verband, ...]:
        """Those with at least two gemeenten: the others make no partners."""
        return tuple(verband for verband in self.lijst if len(verband.leden) > 1)

    @cached_property
    def aantal_van(self) -> dict[str, int]:
        """gm_code -> in how many of `tellende` it takes part; who is in none is not there."""
        uit: dict[str, int] = {}
        for verband in self.tellende:
            for code in verband.leden:
                uit[code] = uit.get(code, 0) + 1
        return dict(sorted(uit.items()))

    def gewicht_van_elk(self, gewicht: Fraction) -> Fraction:
        """What one verband weighs, given the weight of `VERBANDEN`.

        With `weging` ``"samen"``: that, divided by `gemiddeld_aantal`.
        """
        if self.weging == "elk" or not self.aantal_van:
            return gewicht
        return gewicht / self.gemiddeld_aantal

    @property
    def gemiddeld_aantal(self) -> Fraction:
        """Mean number of verbanden of the gemeenten that take part in any, to one decimal.

        Rounded so that it can be named, and that weights stay whole numbers of a small step.
        """
        keer = list(self.aantal_van.values())
        return Fraction(round(10 * sum(keer) / len(keer)), 10)

    def met(self, lijst: Iterable[Verband]) -> Verbanden:
        """The same list with other verbanden in it."""
        return replace(self, lijst=tuple(lijst))

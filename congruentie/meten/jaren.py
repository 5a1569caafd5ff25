"""Congruentie through the years, on the gemeenten of one year."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from congruentie.bronnen import (
    STANDAARD,
    laad_gemeenten,
    laad_overgangen,
    meld_gebruik,
    meld_twijfels,
)
from congruentie.bronnen.aanbod import laad_indeling
from congruentie.bronnen.grenzen import lees_grenzen
from congruentie.bronnen.looptijden import Looptijd, looptijden
from congruentie.errors import CongruentieFout
from congruentie.gemeenten import Gemeenten
from congruentie.herindeling import Overgang, Twijfel, zet_om, zet_verbanden_om
from congruentie.meten.meting import Meting
from congruentie.meten.samenloop import Noemer, Samenloop
from congruentie.model import Indeling, Indelingen
from congruentie.nl import opsomming

__all__ = [
    "Jaar",
    "Jaren",
    "bereken_jaren",
    "laad_jaren",
    "laad_stil",
    "zelfde_partners",
    "zet_jaar_om",
]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Jaar:
    """The indelingen of one year, carried to the gemeenten of another.

    Parameters
    ----------
    jaar
        The year of the indelingen.
    indelingen
        Over the gemeenten of the year they were carried to.
    twijfels
        Per key of an indeling the gemeenten whose parts lay in different regions.
    opschrift
        How to name it in columns and texts; default the year. Two moments of one year differ in it,
        and stand in the order in which they are given.
    """

    jaar: int
    indelingen: Indelingen
    twijfels: Mapping[str, tuple[Twijfel, ...]]
    opschrift: str = ""

    def __repr__(self) -> str:
        wie = ", ".join(self.indelingen.namen)
        return f"<Jaar {self.opschrift}: {wie}; {len(self.indelingen.gemeenten)} gemeenten>"

    def __post_init__(self) -> None:
        object.__setattr__(self, "opschrift", self.opschrift or str(self.jaar))


@dataclass(frozen=True, eq=False)
class Jaren:
    """Several moments of the same indelingen, set side by side.

    Parameters
    ----------
    jaren
        At least two years with the same indelingen over the same gemeenten; kept in order of time.
    gewichten, noemer
        As in `congruentie.meten.meting.Meting`.

    Raises
    ------
    CongruentieFout
        Fewer than two years, or years with different indelingen or gemeenten.
    """

    jaren: tuple[Jaar, ...]
    gewichten: Mapping[str, float] = field(default_factory=dict)
    noemer: Noemer = "alle"

    def __post_init__(self) -> None:
        lijst = tuple(sorted(self.jaren, key=lambda jaar: jaar.jaar))
        object.__setattr__(self, "jaren", lijst)
        if len({jaar.opschrift for jaar in lijst}) < max(len(lijst), 2):
            raise CongruentieFout(
                "Vergelijken door de tijd kan pas met twee verschillende jaren.", "Kies meer jaren."
            )
        eerste = lijst[0].indelingen
        for jaar in lijst[1:]:
            if jaar.indelingen.namen != eerste.namen:
                raise CongruentieFout(
                    f"{jaar.opschrift} heeft andere indelingen ({opsomming(jaar.indelingen.namen)}) "
                    f"dan {lijst[0].opschrift} ({opsomming(eerste.namen)}).",
                    "Kies indelingen die er in alle jaren zijn.",
                )
            if jaar.indelingen.gemeenten.codes != eerste.gemeenten.codes:
                raise CongruentieFout(
                    f"{jaar.opschrift} staat op andere gemeenten dan {lijst[0].opschrift}.",
                    "Zet alle jaren om naar dezelfde gemeenten.",
                )

    @cached_property
    def metingen(self) -> tuple[Meting, ...]:
        """One per year."""
        return tuple(Meting(jaar.indelingen, self.gewichten, self.noemer) for jaar in self.jaren)

    @property
    def laatste(self) -> Meting:
        """The measurement of the last year."""
        return self.metingen[-1]

    @property
    def periode(self) -> str:
        """The time between the first and the last, for a title: "2016 tot en met 2025"."""
        eerste, laatste = self.jaren[0], self.jaren[-1]
        if eerste.jaar == laatste.jaar:
            return laatste.opschrift
        return f"{eerste.opschrift} tot en met {laatste.opschrift}"

    @property
    def verandering(self) -> tuple[str, pd.Series]:
        """The `periode`, and by how many percentage points each gemeente changed."""
        return self.periode, self.tabel["verandering"]

    @cached_property
    def tabel(self) -> pd.DataFrame:
        """The congruentie of each gemeente in every year: see `bereken_jaren`."""
        per_jaar = zip(self.jaren, self.metingen, strict=True)
        uit = (
            self.metingen[0]
            .gemeenten[["gm_naam"]]
            .assign(
                **{
                    f"congruentie_{jaar.opschrift}": m.gemeenten["congruentie"]
                    for jaar, m in per_jaar
                }
            )
        )
        uit["verandering"] = uit.iloc[:, -1] - uit.iloc[:, 1]
        uit["oorzaak"] = _oorzaken(self.jaren)
        return uit


def zet_jaar_om(indelingen: Indelingen, naar: Gemeenten, overgangen: Iterable[Overgang]) -> Jaar:
    """Carry all indelingen of one year to the gemeenten of another."""
    overgangen = tuple(overgangen)
    omgezet, twijfels = [], {}
    for indeling in indelingen:
        nieuw, twijfel = zet_om(indeling, indelingen.gemeenten, naar, overgangen)
        omgezet.append(nieuw)
        twijfels[indeling.naam] = tuple(twijfel)
    jaar, verbanden = indelingen.jaar, indelingen.verbanden
    if verbanden is not None:
        verbanden, _ = zet_verbanden_om(verbanden, indelingen.gemeenten, naar, overgangen)
    return Jaar(jaar, Indelingen(naar, tuple(omgezet), jaar, verbanden), twijfels)


def bereken_jaren(
    jaren: Iterable[Jaar],
    gewichten: Mapping[str, float] | None = None,
    noemer: Noemer = "alle",
) -> pd.DataFrame:
    """Compute the congruentie of each gemeente in every year, and what changed.

    Parameters
    ----------
    jaren
        At least two years with the same indelingen over the same gemeenten.
    gewichten, noemer
        As in `congruentie.meten.meting.bereken`.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``gm_code``. Columns: ``gm_naam``, ``congruentie_<opschrift>`` per year ascending
        (percent), ``verandering`` (last less first, percentage points) and ``oorzaak``: per step in
        time the indelingen in which the gemeente got other partners, and "herindeling" with the
        indelingen in which the parts of a merged gemeente lay in different regions. Empty when
        nothing changed.

    Raises
    ------
    CongruentieFout
        Fewer than two years, or years with different indelingen or gemeenten.

    Examples
    --------
    >>> import congruentie as cg
    >>> tabel = cg.bereken_jaren(cg.laad_jaren([2016, 2026], ["ggd", "jeugdregio"]))
    >>> tabel.columns.tolist()
    ['gm_naam', 'congruentie_2016', 'congruentie_2026', 'verandering', 'oorzaak']
    """
    return Jaren(tuple(jaren), gewichten or {}, noemer).tabel


def _oorzaken(jaren: Sequence[Jaar]) -> list[str]:
    codes = jaren[0].indelingen.gemeenten.codes
    delen: list[list[str]] = [[] for _ in codes]
    for voor, na in pairwise(jaren):
        anders = {
            toen.naam: ~zelfde_partners(voor.indelingen.gemeenten, toen, nu)
            for toen, nu in zip(voor.indelingen, na.indelingen, strict=True)
        }
        for i, code in enumerate(codes):
            wat = [naam for naam, per_gemeente in anders.items() if per_gemeente[i]]
            botst = [
                naam
                for naam in voor.indelingen.namen
                if _lag_verdeeld(voor, naam, code) != _lag_verdeeld(na, naam, code)
            ]
            if botst:
                wat.append(f"herindeling ({', '.join(botst)})")
            if wat:
                delen[i].append(f"{voor.opschrift}-{na.opschrift}: {', '.join(wat)}")
    return ["; ".join(deel) for deel in delen]


def _lag_verdeeld(jaar: Jaar, naam: str, gm_code: str) -> bool:
    """Whether parts of the gemeente lay in different regions in that year."""
    return any(twijfel.gm_code == gm_code for twijfel in jaar.twijfels[naam])


def zelfde_partners(gemeenten: Gemeenten, voor: Indeling, na: Indeling) -> npt.NDArray[np.bool_]:
    """Whether each gemeente has exactly the same partners in both, shape (n,)."""
    stel = (replace(voor, naam="voor"), replace(na, naam="na"))
    samenloop = Samenloop.van(Indelingen(gemeenten, stel))
    samen, mee = samenloop.samen(0, 1)[:, None], samenloop.doet_mee
    gelijk: npt.NDArray[np.bool_] = (samenloop.andere_leden == samen).all(axis=1)
    return (gelijk & mee.all(axis=1)) | ~mee.any(axis=1)


def laad_jaren(
    jaren: Sequence[int],
    namen: Sequence[str] | None = None,
    *,
    op: int | None = None,
    grenzen: str | Path | None = None,
    met_grenzen: bool = False,
    cache: str | Path | None = None,
) -> tuple[Jaar, ...]:
    """Load the divisions of several years, all on the gemeenten of one year.

    Parameters
    ----------
    jaren
        At least two different years.
    namen
        Keys of the divisions; default `STANDAARD`. Those that are not there in every year are left
        out, with a message in the log.
    op
        The year of the gemeenten that everything is carried to; default the last of `jaren`.
    grenzen, met_grenzen, cache
        As in `congruentie.bronnen.laad_indelingen`; boundaries are those of the year `op`.

    Returns
    -------
    tuple of Jaar
        Ascending. Every choice that a herindeling left open is logged.

    Raises
    ------
    CongruentieFout
        Fewer than two divisions are there in every year, or a year is not there.

    Examples
    --------
    >>> import congruentie as cg
    >>> [jaar.jaar for jaar in cg.laad_jaren([2016, 2026], ["ggd", "jeugdregio"])]
    [2016, 2026]
    """
    namen = list(STANDAARD if namen is None else namen)
    bekend = looptijden(jaren, cache)
    altijd = sorted(naam for naam, looptijd in bekend.items() if not looptijd.waarom_niet(jaren))
    overal = [naam for naam in namen if naam in altijd]
    if len(overal) < 2:
        raise CongruentieFout(
            f"Van de gekozen indelingen zijn er {len(overal)} in alle jaren; er zijn er twee nodig.",
            f"In alle jaren zijn er: {', '.join(altijd) or 'geen'}.",
        )
    op = max(jaren) if op is None else op
    naar = laad_gemeenten(op, met_grenzen=met_grenzen and grenzen is None, cache=cache)
    if grenzen is not None:
        naar = lees_grenzen(grenzen, naar)
    overgangen = laad_overgangen()
    geladen = [laad_stil(jaar, overal, cache) for jaar in sorted(jaren)]
    uit = tuple(zet_jaar_om(indelingen, naar, overgangen) for indelingen in geladen)
    meld_gebruik(naar, [indeling for indelingen in geladen for indeling in indelingen])
    for naam in namen:
        if reden := bekend.get(naam, Looptijd()).waarom_niet(jaren):
            _log.info("%s is weggelaten: %s.", naam, reden)
    for naam in overal:
        meld_twijfels(naar, naam, {jaar.jaar: jaar.twijfels[naam] for jaar in uit})
    return uit


def laad_stil(jaar: int, namen: Sequence[str], cache: str | Path | None) -> Indelingen:
    """Load known divisions of one year; who asks for several years says once what takes part."""
    gemeenten = laad_gemeenten(jaar, cache=cache)
    return Indelingen(gemeenten, tuple(laad_indeling(naam, jaar, cache=cache) for naam in namen))

"""Move gemeenten to another regio, and set the figures before and after side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from congruentie.bronnen.zoeken import zoeker_voor
from congruentie.errors import CongruentieFout
from congruentie.gemeenten import Gemeenten
from congruentie.meten.jaren import Jaar, Jaren
from congruentie.meten.meting import Meting
from congruentie.meten.samenloop import Noemer
from congruentie.meten.vergelijking import gemiddelde_rand
from congruentie.model import Indeling, Indelingen
from congruentie.nl import opsomming

__all__ = ["MATEN_PER_GEMEENTE", "Gevolgen", "Verplaatsing", "verplaats", "wat_als"]

MATEN_PER_GEMEENTE = ("congruentie", "congruentie_gecorrigeerd")
"""The measures that are set side by side per gemeente; the country also has ``rand_gecorrigeerd``."""

_NIETS = 1e-9
"""A smaller difference (percentage points) is rounding."""


@dataclass(frozen=True, order=True)
class Verplaatsing:
    """One gemeente that moves to another regio of one indeling.

    Parameters
    ----------
    gm_code
        The gemeente; or a name that only one has, which becomes its code where it moves.
    indeling
        Key of the indeling.
    naar
        Code of an existing regio of it.

    Examples
    --------
    >>> str(Verplaatsing("GM0267", "ggd", "GG1413"))
    'GM0267:ggd=GG1413'
    """

    gm_code: str
    indeling: str
    naar: str

    def __str__(self) -> str:
        return f"{self.gm_code}:{self.indeling}={self.naar}"


@dataclass(frozen=True, eq=False)
class Gevolgen:
    """What moves change.

    Parameters
    ----------
    voor, na
        The measurement before and after.
    verplaatsingen
        What moved.
    """

    voor: Meting
    na: Meting
    verplaatsingen: tuple[Verplaatsing, ...]

    def __repr__(self) -> str:
        cijfers = self.cijfers("congruentie")
        zetten = opsomming([str(zet) for zet in self.verplaatsingen], 3)
        return f"<Gevolgen: {zetten}; gemiddelde {cijfers['voor']:.2f} -> {cijfers['na']:.2f}>"

    @cached_property
    def land(self) -> pd.DataFrame:
        """The country, one row per measure, before and after.

        Rows: ``congruentie`` and ``congruentie_gecorrigeerd`` (percent, mean of all gemeenten) and
        ``rand_gecorrigeerd`` (`gemiddelde_rand` of `congruentie.meten.vergelijking`, a fraction).
        Columns ``voor``, ``na`` and ``verschil`` (float64).
        """
        uit = pd.DataFrame(
            {
                moment: {
                    **{maat: meting.gemeenten[maat].mean() for maat in MATEN_PER_GEMEENTE},
                    "rand_gecorrigeerd": gemiddelde_rand(meting),
                }
                for moment, meting in (("voor", self.voor), ("na", self.na))
            }
        )
        return uit.rename_axis("maat").assign(verschil=uit["na"] - uit["voor"])

    @cached_property
    def gemeenten(self) -> pd.DataFrame:
        """The gemeenten that moved, then those of which a figure changes, highest gain first.

        Indexed by ``gm_code``. Columns: ``gm_naam``, ``verplaatst`` (bool), and per measure of
        `MATEN_PER_GEMEENTE` ``<maat>_voor``, ``<maat>_na`` (percent) and ``<maat>_verschil``
        (percentage points, float64).
        """
        voor, na = self.voor.gemeenten, self.na.gemeenten
        uit = voor[["gm_naam"]].assign(
            verplaatst=voor.index.isin([zet.gm_code for zet in self.verplaatsingen])
        )
        for maat in MATEN_PER_GEMEENTE:
            uit[f"{maat}_voor"], uit[f"{maat}_na"] = voor[maat], na[maat]
            uit[f"{maat}_verschil"] = na[maat] - voor[maat]
        verschillen = uit[[f"{maat}_verschil" for maat in MATEN_PER_GEMEENTE]]
        geraakt = uit["verplaatst"] | (verschillen.abs() > _NIETS).any(axis=1)
        uit = uit[geraakt].assign(rang=uit["congruentie_verschil"].round(9))
        uit = uit.sort_values(["verplaatst", "rang"], ascending=[False, False], kind="stable")
        return uit.drop(columns="rang")

    def cijfers(self, maat: str) -> dict[str, float]:
        """``voor``, ``na`` and ``verschil`` of one measure of the country."""
        momenten = ("voor", "na", "verschil")
        return {moment: float(self.land[moment].to_dict()[maat]) for moment in momenten}

    @property
    def anders(self) -> pd.DataFrame:
        """The rows of `gemeenten` whose congruentie changes."""
        return self.gemeenten[self.gemeenten["congruentie_verschil"].abs() > _NIETS]

    @property
    def jaren(self) -> Jaren:
        """Before and after as two moments, for what can show a change through time."""
        voor, na = self.voor.indelingen, self.na.indelingen
        jaar, geen = voor.gemeenten.jaar, dict.fromkeys(voor.namen, ())
        momenten = Jaar(jaar, voor, geen), Jaar(jaar, na, geen, f"{jaar} na verplaatsing")
        return Jaren(momenten, self.voor.gewichten, self.voor.noemer)


def verplaats(indelingen: Indelingen, verplaatsingen: Iterable[Verplaatsing]) -> Indelingen:
    """Move gemeenten, all at once.

    Parameters
    ----------
    indelingen
        The divisions as they are.
    verplaatsingen
        The moves; a gemeente moves at most once per indeling. One without a regio may join one.

    Returns
    -------
    Indelingen
        The same divisions in the same order. The title, the source and the status of a division that
        changed say so.

    Raises
    ------
    CongruentieFout
        An unknown gemeente, indeling or regio, a move to the regio where the gemeente is, or two
        moves of one gemeente in one indeling.

    Examples
    --------
    >>> import congruentie as cg
    >>> na = cg.verplaats(cg.laad_indelingen(2026), [cg.Verplaatsing("Nijkerk", "ggd", "GG2514")])
    >>> na["ggd"].titel
    "GGD-regio's (1 gemeente verplaatst)"
    """
    per_indeling: dict[str, dict[str, str]] = {}
    for zet in _met_codes(indelingen.gemeenten, verplaatsingen):
        _controleer(indelingen, zet)
        doelen = per_indeling.setdefault(zet.indeling, {})
        if zet.gm_code in doelen:
            raise CongruentieFout(
                f"{zet.gm_code} {indelingen.gemeenten.naam_van[zet.gm_code]} wordt bij {zet.indeling} "
                f"twee keer verplaatst: naar {doelen[zet.gm_code]} en naar {zet.naar}.",
                "Laat er een weg.",
            )
        doelen[zet.gm_code] = zet.naar
    nieuw = (
        _na(indeling, per_indeling[indeling.naam]) if indeling.naam in per_indeling else indeling
        for indeling in indelingen
    )
    return replace(indelingen, indelingen=tuple(nieuw))


def _met_codes(gemeenten: Gemeenten, zetten: Iterable[Verplaatsing]) -> Iterator[Verplaatsing]:
    for zet in zetten:
        yield replace(zet, gm_code=zoeker_voor(gemeenten).vind(zet.gm_code, f"{zet}: "))


def _controleer(indelingen: Indelingen, zet: Verplaatsing) -> None:
    gemeenten = indelingen.gemeenten
    if zet.indeling not in indelingen.namen:
        raise CongruentieFout(
            f"{zet}: de indeling {zet.indeling} doet niet mee.",
            f"Deze indelingen doen mee: {', '.join(indelingen.namen)}.",
        )
    indeling = indelingen[zet.indeling]
    if zet.naar not in indeling.regios:
        raise CongruentieFout(
            f"{zet}: {indeling.titel} heeft geen regio {zet.naar}.",
            f"Kies uit: {opsomming(indeling.regios, 10)}.",
        )
    if indeling.lidmaatschap.get(zet.gm_code) == zet.naar:
        raise CongruentieFout(
            f"{zet}: {gemeenten.naam_van[zet.gm_code]} zit al in {zet.naar}.",
            "Kies een andere regio of laat deze verplaatsing weg.",
        )


def _na(indeling: Indeling, doelen: Mapping[str, str]) -> Indeling:
    """The division after the moves; no longer an official one."""
    hoeveel = "1 gemeente" if len(doelen) == 1 else f"{len(doelen)} gemeenten"
    herkomst = indeling.herkomst
    return replace(
        indeling,
        lidmaatschap={**indeling.lidmaatschap, **doelen},
        titel=f"{indeling.titel} ({hoeveel} verplaatst)",
        herkomst=replace(
            herkomst,
            bron=f"{herkomst.bron}, met {hoeveel} verplaatst",
            status="eigen" if herkomst.status == "officieel" else herkomst.status,
            verplaatst=(
                *herkomst.verplaatst,
                *(str(Verplaatsing(gm, indeling.naam, naar)) for gm, naar in doelen.items()),
            ),
        ),
    )


def wat_als(
    indelingen: Indelingen,
    verplaatsingen: Iterable[Verplaatsing],
    gewichten: Mapping[str, float] | None = None,
    noemer: Noemer = "alle",
) -> Gevolgen:
    """Compute what moves change, for the country and for every gemeente that feels it.

    Parameters
    ----------
    indelingen
        The divisions as they are, at least two.
    verplaatsingen
        As in `verplaats`; at least one.
    gewichten, noemer
        As in `congruentie.meten.meting.bereken`.

    Returns
    -------
    Gevolgen
        The country and the gemeenten, before and after.

    Raises
    ------
    CongruentieFout
        As `verplaats` and `congruentie.meten.meting.bereken`, or no moves at all.

    Examples
    --------
    >>> import congruentie as cg
    >>> naar_apeldoorn = cg.Verplaatsing("GM0267", "ggd", "GG1413")
    >>> gevolgen = cg.wat_als(cg.laad_indelingen(2025), [naar_apeldoorn])
    >>> gevolgen.land.loc["congruentie"].round(2).tolist()
    [68.99, 68.95, -0.05]
    """
    zetten = tuple(_met_codes(indelingen.gemeenten, verplaatsingen))
    if not zetten:
        raise CongruentieFout("Er is geen verplaatsing.", "Geef er een, zoals GM0267:ggd=GG1413.")
    na = verplaats(indelingen, zetten)
    gevolgen = Gevolgen(
        Meting(indelingen, gewichten or {}, noemer), Meting(na, gewichten or {}, noemer), zetten
    )
    _ = gevolgen.voor.samenloop  # refuses weights that cannot be used
    return gevolgen

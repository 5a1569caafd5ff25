"""Let gemeenten merge, split or move to another regio, and set before and after side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from congruentie.bronnen.fusies import herindeel
from congruentie.bronnen.zoeken import zoeker_voor
from congruentie.errors import CongruentieFout
from congruentie.fusie import afkomst
from congruentie.gemeenten import Gemeenten
from congruentie.meten.meting import Meting
from congruentie.meten.samenloop import Noemer
from congruentie.meten.vergelijking import gemiddelde_rand
from congruentie.model import Indeling, Indelingen
from congruentie.nl import opsomming

__all__ = [
    "CIJFERS_PER_GEMEENTE",
    "MATEN_PER_GEMEENTE",
    "Gevolgen",
    "Verplaatsing",
    "gevolgen_van",
    "verplaats",
    "wat_als",
]

MATEN_PER_GEMEENTE = ("congruentie", "congruentie_gecorrigeerd")
"""The measures that are set side by side per gemeente; the country also has ``rand_gecorrigeerd``."""

CIJFERS_PER_GEMEENTE = (*MATEN_PER_GEMEENTE, "partners")
"""And with them how many partners she has."""

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
    """What a supposed herindeling and moves after it change.

    Parameters
    ----------
    voor, na
        The measurement before and after.
    verplaatsingen
        What moved.
    begin
        What the moves start from: after the herindeling; default `voor`.
    """

    voor: Meting
    na: Meting
    verplaatsingen: tuple[Verplaatsing, ...] = ()
    begin: Meting = None  # type: ignore[assignment]  # filled in __post_init__

    def __post_init__(self) -> None:
        if self.begin is None:
            object.__setattr__(self, "begin", self.voor)

    def __repr__(self) -> str:
        cijfers = self.cijfers("congruentie")
        namen = self.na.indelingen.gemeenten.naam_van
        wat = [*(namen[code] for code in self.nieuw), *map(str, self.verplaatsingen)]
        van_naar = f"{cijfers['voor']:.2f} -> {cijfers['na']:.2f}"
        return f"<Gevolgen: {opsomming(wat, 3)}; gemiddelde {van_naar}>"

    @cached_property
    def nieuw(self) -> dict[str, dict[str, float]]:
        """The new gemeenten: gm_code -> (gm_code of what it is made of -> share of that)."""
        return afkomst(self.na.indelingen.gemeenten, self.voor.indelingen.gemeenten)

    @cached_property
    def _ervoor(self) -> pd.DataFrame:
        """The figures before, over the gemeenten after; of a new one the mean of its parts."""
        cijfers = self.voor.gemeenten[list(CIJFERS_PER_GEMEENTE)]
        nieuw = {code: cijfers.reindex(list(delen)).mean() for code, delen in self.nieuw.items()}
        alles = pd.concat([cijfers, pd.DataFrame(nieuw, index=cijfers.columns).T])
        return alles.reindex(self.na.gemeenten.index)

    @cached_property
    def land(self) -> pd.DataFrame:
        """The country, one row per measure, before and after.

        Rows: ``congruentie`` and ``congruentie_gecorrigeerd`` (percent, mean of all gemeenten),
        ``rand_gecorrigeerd`` (`gemiddelde_rand` of `congruentie.meten.vergelijking`, a fraction) and
        ``partners`` (mean). After a herindeling also ``congruentie_blijvend`` (mean of the gemeenten
        that are there before and after) and ``gemeenten`` (count). With verbanden ``verbanden``: how
        many count. Columns ``voor``, ``na`` and ``verschil`` (float64).
        """
        uit = pd.DataFrame(
            {"voor": self._land_van(self.voor), "na": self._land_van(self.na)}, dtype="float64"
        )
        return uit.rename_axis("maat").assign(verschil=uit["na"] - uit["voor"])

    def _land_van(self, meting: Meting) -> dict[str, float]:
        tabel, verbanden = meting.gemeenten, meting.indelingen.verbanden
        uit = {maat: tabel[maat].mean() for maat in MATEN_PER_GEMEENTE}
        uit |= {"rand_gecorrigeerd": gemiddelde_rand(meting), "partners": tabel["partners"].mean()}
        if self.nieuw:
            blijft = self.voor.gemeenten.index.intersection(self.na.gemeenten.index)
            uit["congruentie_blijvend"] = tabel.loc[blijft, "congruentie"].mean()
            uit["gemeenten"] = len(meting.indelingen.gemeenten)
        if verbanden is not None:
            uit["verbanden"] = len(verbanden.tellende)
        return uit

    @cached_property
    def indelingen(self) -> pd.DataFrame:
        """How well each indeling fits the others, before and after.

        Indexed by ``indeling``, in their order. Columns: ``titel`` and, each with ``_voor``, ``_na``
        and ``_verschil``, ``regios`` (count) and ``aansluiting`` (percent).
        """
        voor, na = self.voor.per_indeling, self.na.per_indeling
        uit = na[["titel"]].copy()
        for cijfer in ("regios", "aansluiting"):
            uit[f"{cijfer}_voor"], uit[f"{cijfer}_na"] = voor[cijfer], na[cijfer]
            uit[f"{cijfer}_verschil"] = na[cijfer] - voor[cijfer]
        return uit.loc[list(self.na.indelingen.namen)]

    @cached_property
    def herindeling(self) -> pd.DataFrame:
        """What the new gemeenten are made of: a row per part.

        Columns: ``gm_code`` and ``gm_naam`` of the new one, ``uit_code`` and ``uit_naam``, ``aandeel``
        (0 to 1), ``inwoners`` of the old one (missing when unknown), its figures before
        (``congruentie``, ...), and its regio in each indeling.
        """
        voor, naam_van = self.voor.indelingen, self.na.indelingen.gemeenten.naam_van
        inwoners = voor.gemeenten.inwoners
        cijfers = self.voor.gemeenten.reindex(list(voor.gemeenten.codes))
        rijen = [
            {
                "gm_code": code,
                "gm_naam": naam_van[code],
                "uit_code": oud,
                "uit_naam": voor.gemeenten.naam_van[oud],
                "aandeel": aandeel,
                "inwoners": None if inwoners is None else int(inwoners[voor.gemeenten.plek[oud]]),
                **cijfers.loc[oud, list(CIJFERS_PER_GEMEENTE)].to_dict(),
                **{indeling.naam: indeling.lidmaatschap.get(oud) for indeling in voor},
            }
            for code, delen in self.nieuw.items()
            for oud, aandeel in delen.items()
        ]
        return pd.DataFrame(rijen)

    @cached_property
    def keuzes(self) -> pd.DataFrame:
        """Where parts of a new gemeente lay in different regio's, and which it has now.

        Columns: ``gm_code``, ``indeling``, ``regio`` (missing for none), and ``anders``: the other
        regio's that parts lay in ("GG1, GG2").
        """
        voor, na = self.voor.indelingen, self.na.indelingen
        rijen = []
        for code, delen in self.nieuw.items():
            for indeling in voor:
                lagen = {indeling.lidmaatschap.get(oud, "") for oud in delen}
                nu = na[indeling.naam].lidmaatschap.get(code, "")
                if len(lagen) > 1:
                    anders = ", ".join(regio or "geen" for regio in sorted(lagen - {nu}))
                    rijen.append((code, indeling.naam, nu or None, anders))
        return pd.DataFrame(rijen, columns=["gm_code", "indeling", "regio", "anders"])

    @cached_property
    def gemeenten(self) -> pd.DataFrame:
        """The new gemeenten, those that moved, and those of which a figure changes; highest gain first.

        Indexed by ``gm_code``. Columns: ``gm_naam``, ``wat`` (``nieuw``, ``verplaatst`` or
        ``geraakt``), and per figure of `CIJFERS_PER_GEMEENTE` ``<cijfer>_voor``, ``<cijfer>_na`` and
        ``<cijfer>_verschil`` (percent and percentage points, or a count; float64). Before, a new
        gemeente has the mean of those that it is made of.
        """
        voor, na = self._ervoor, self.na.gemeenten
        uit = na[["gm_naam"]].assign(wat="geraakt")
        uit.loc[uit.index.isin([zet.gm_code for zet in self.verplaatsingen]), "wat"] = "verplaatst"
        uit.loc[uit.index.isin(list(self.nieuw)), "wat"] = "nieuw"
        for cijfer in CIJFERS_PER_GEMEENTE:
            uit[f"{cijfer}_voor"], uit[f"{cijfer}_na"] = voor[cijfer], na[cijfer]
            uit[f"{cijfer}_verschil"] = na[cijfer] - voor[cijfer]
        verschillen = uit[[f"{cijfer}_verschil" for cijfer in CIJFERS_PER_GEMEENTE]]
        geraakt = (uit["wat"] != "geraakt") | (verschillen.abs() > _NIETS).any(axis=1)
        rang = uit["wat"].map({"nieuw": 0, "verplaatst": 1, "geraakt": 2})
        uit = uit.assign(rang=rang, winst=uit["congruentie_verschil"].round(9))[geraakt]
        uit = uit.sort_values(["rang", "winst"], ascending=[True, False], kind="stable")
        return uit.drop(columns=["rang", "winst"])

    def cijfers(self, maat: str) -> dict[str, float]:
        """``voor``, ``na`` and ``verschil`` of one measure of the country."""
        momenten = ("voor", "na", "verschil")
        return {moment: float(self.land[moment].to_dict()[maat]) for moment in momenten}

    @property
    def anders(self) -> pd.DataFrame:
        """The rows of `gemeenten` whose congruentie changes."""
        return self.gemeenten[self.gemeenten["congruentie_verschil"].abs() > _NIETS]

    @property
    def verandering(self) -> tuple[str, pd.Series]:
        """What it is a change of, for a title, and how much of each gemeente after it."""
        waarna = "herindeling" if self.nieuw else "verplaatsing"
        wanneer = f"{self.voor.indelingen.gemeenten.jaar} na {waarna}"
        verschil = self.na.gemeenten["congruentie"] - self._ervoor["congruentie"]
        return wanneer, verschil


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
    *,
    fuseer: Mapping[str, str] | None = None,
    splits: Mapping[str, str] | None = None,
) -> Gevolgen:
    """Compute what a herindeling and moves change, for the country and for whoever feels it.

    Parameters
    ----------
    indelingen
        The divisions as they are, at least two.
    verplaatsingen
        As in `verplaats`, after the herindeling; at least one where nothing merges or is split.
    gewichten, noemer
        As in `congruentie.meten.meting.bereken`.
    fuseer, splits
        As in `congruentie.bronnen.herindeel`.

    Returns
    -------
    Gevolgen
        The country and the gemeenten, before and after.

    Raises
    ------
    CongruentieFout
        As `verplaats`, `congruentie.bronnen.herindeel` and `congruentie.meten.meting.bereken`, or
        nothing at all is supposed.

    Examples
    --------
    >>> import congruentie as cg
    >>> naar_apeldoorn = cg.Verplaatsing("GM0267", "ggd", "GG1413")
    >>> gevolgen = cg.wat_als(cg.laad_indelingen(2025), [naar_apeldoorn])
    >>> gevolgen.land.loc["congruentie"].round(2).tolist()
    [68.99, 68.95, -0.05]
    """
    begin = herindeel(indelingen, fuseer, splits)
    return gevolgen_van(indelingen, begin, verplaatsingen, gewichten, noemer)


def gevolgen_van(
    indelingen: Indelingen,
    begin: Indelingen,
    verplaatsingen: Iterable[Verplaatsing],
    gewichten: Mapping[str, float] | None,
    noemer: Noemer,
) -> Gevolgen:
    """As `wat_als`, where the herindeling was done before: `begin` is what it made of `indelingen`."""
    zetten = tuple(_met_codes(begin.gemeenten, verplaatsingen))
    if not zetten and begin is indelingen:
        raise CongruentieFout("Er is geen verplaatsing.", "Geef er een, zoals GM0267:ggd=GG1413.")
    na = verplaats(begin, zetten)
    voor, straks, na_zetten = (
        Meting(een, gewichten or {}, noemer) for een in (indelingen, begin, na)
    )
    _ = voor.samenloop  # refuses weights that cannot be used
    return Gevolgen(voor, na_zetten, zetten, straks)

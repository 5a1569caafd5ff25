"""What-if: the figures before and after gemeenten merge, are split or move, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from congruentie.bronnen.fusies import herindeel
from congruentie.errors import CongruentieFout
from congruentie.fusie import afkomst
from congruentie.meten.geraakt import Geraakt
from congruentie.meten.meting import Meting
from congruentie.meten.samenloop import Noemer
from congruentie.meten.vergelijking import gemiddelde_rand
from congruentie.meten.verplaatsen import Verplaatsing, met_codes, verplaats
from congruentie.model import Indelingen
from congruentie.nl import opsomming

__all__ = ["CIJFERS_PER_GEMEENTE", "MATEN_PER_GEMEENTE", "Gevolgen", "gevolgen_van", "wat_als"]

MATEN_PER_GEMEENTE = ("congruentie", "congruentie_gecorrigeerd")
"""The measures that are set side by side per gemeente; the country also has ``rand_gecorrigeerd``."""

CIJFERS_PER_GEMEENTE = (*MATEN_PER_GEMEENTE, "partners")
"""And with them how many partners she has."""

_NIETS = 1e-9
"""A smaller difference (percentage points) is rounding."""


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
    def verbanden(self) -> pd.DataFrame:
        """What becomes of the verbanden of each gemeente that moves, in the indeling where it moves.

        One row per move and verband, where verbanden are known. Columns: ``gm_code``, ``gm_naam``,
        ``indeling``, ``verband``, ``gemeenten`` (number in it), ``uitkomst_voor`` and ``uitkomst_na``
        (see `congruentie.meten.geraakt`: one that is ``gesneden`` lies across the border of the regio),
        ``samen_voor`` and ``samen_na`` (how many others of it are in the regio of the gemeente).
        """
        begin, na = self.begin.indelingen, self.na.indelingen
        rijen = []
        for zet in self.verplaatsingen if begin.verbanden else ():
            momenten = {}
            for moment, indelingen in (("voor", begin), ("na", na)):
                assert indelingen.verbanden is not None  # noqa: S101  # moves keep them
                indeling = indelingen[zet.indeling]
                geraakt = Geraakt(indelingen.verbanden, indelingen.gemeenten, indeling)
                momenten[moment] = geraakt.van(zet.gm_code)
            for voor, daarna in zip(*momenten.values(), strict=True):
                rijen.append(
                    {
                        "gm_code": zet.gm_code,
                        "gm_naam": na.gemeenten.naam_van[zet.gm_code],
                        "indeling": zet.indeling,
                        "verband": voor.verband.naam,
                        "gemeenten": len(voor.verband.leden),
                        "uitkomst_voor": voor.uitkomst,
                        "uitkomst_na": daarna.uitkomst,
                        "samen_voor": voor.samen_met(zet.gm_code),
                        "samen_na": daarna.samen_met(zet.gm_code),
                    }
                )
        kolommen = [
            "gm_code", "gm_naam", "indeling", "verband", "gemeenten", "uitkomst_voor", "uitkomst_na",
            "samen_voor", "samen_na",
        ]  # fmt: skip
        return pd.DataFrame(rijen, columns=kolommen)

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
    zetten = tuple(met_codes(begin.gemeenten, verplaatsingen))
    if not zetten and begin is indelingen:
        raise CongruentieFout("Er is geen verplaatsing.", "Geef er een, zoals GM0267:ggd=GG1413.")
    na = verplaats(begin, zetten)
    voor, straks, na_zetten = (
        Meting(een, gewichten or {}, noemer) for een in (indelingen, begin, na)
    )
    _ = voor.samenloop  # refuses weights that cannot be used
    return Gevolgen(voor, na_zetten, zetten, straks)

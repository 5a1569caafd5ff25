"""One measurement and all that follows from it: per gemeente, indeling and regio, and the country."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from congruentie.gemeenten import Gemeenten
from congruentie.meten.maten import maten_van
from congruentie.meten.samenloop import Noemer, Samenloop
from congruentie.meten.verbandmaten import VERBANDENTITEL, Verbandmaten
from congruentie.model import Indelingen, zo_heet_een_kolom
from congruentie.notitieboek import Toonbaar
from congruentie.verbanden import VERBANDEN

__all__ = ["Meting", "bereken", "per_indeling", "per_regio", "vat_samen"]


@dataclass(frozen=True, eq=False)
class Meting(Toonbaar):
    """Chosen divisions, how they count, and what follows: each figure is computed once.

    Writers, pages, documents and forms take this one object.

    Parameters
    ----------
    indelingen
        The chosen divisions.
    gewichten
        Weight >= 0 per indeling; an indeling that is not named weighs 1.
    noemer
        ``"alle"`` (as RegioAtlas) or ``"deelname"``.

    Raises
    ------
    CongruentieFout
        An indeling is called as a measure: both would be a column.

    Examples
    --------
    >>> import congruentie as cg
    >>> meting = cg.Meting(cg.laad_indelingen(2026), {"ggd": 2})
    >>> round(float(meting.land["gemiddelde"]), 2)
    71.71
    >>> meting.per_indeling.index[0]
    'ggd'
    """

    indelingen: Indelingen
    gewichten: Mapping[str, float] = field(default_factory=dict)
    noemer: Noemer = "alle"

    def __post_init__(self) -> None:
        maten = {maat.naam for maat in maten_van("gemeente")}
        for naam in self.indelingen.namen:
            if naam.casefold() in maten:
                raise zo_heet_een_kolom(naam)

    def __repr__(self) -> str:
        gewogen = [f"{naam} x{self.gewichten.get(naam, 1):g}" for naam in self.indelingen.namen]
        wie = ", ".join(een.removesuffix(" x1") for een in gewogen)
        return f"<Meting {self.indelingen.wanneer}: {wie}; noemer {self.noemer}>"

    def _kaartlaag(self) -> tuple[pd.DataFrame, Gemeenten, str]:
        return self.gemeenten, self.indelingen.gemeenten, "congruentie"

    @cached_property
    def samenloop(self) -> Samenloop:
        """The table of shared memberships that all measures read."""
        return Samenloop.van(self.indelingen, self.gewichten, self.noemer)

    @cached_property
    def gemeenten(self) -> pd.DataFrame:
        """All measures of each gemeente: see `bereken`. Not to be changed."""
        indelingen, samenloop = self.indelingen, self.samenloop
        eerste, *andere = maten_van("gemeente")
        gewichten = np.append(samenloop.gewichten, samenloop.verbandgewicht)
        deelnemers = samenloop.andere_deelnemers.sum(axis=1)
        gedeeld = np.column_stack([samenloop.andere_leden, deelnemers]) @ gewichten
        # Beyond 2**53 a float64 no longer holds every whole number.
        heel = (gewichten == np.floor(gewichten)).all()
        if heel and gedeeld.max() < 2**53:
            gedeeld = gedeeld.astype(np.int64)
        codes = pd.Index(indelingen.gemeenten.codes, name="gm_code", dtype="str")
        kolommen: dict[str, object] = {
            "gm_naam": pd.Series(indelingen.gemeenten.namen, index=codes, dtype="str"),
            eerste.naam: eerste.reken(samenloop),
            "partners": samenloop.partners,
            "gedeeld": gedeeld,
        }
        if indelingen.verbanden is not None:
            kolommen[VERBANDEN] = (samenloop.verband >= 0).sum(axis=1)
        for indeling in indelingen:
            kolommen[indeling.naam] = pd.Series(
                [indeling.lidmaatschap.get(code) for code in codes], index=codes, dtype="str"
            )
        for maat in andere:
            kolommen[maat.naam] = maat.reken(samenloop)
        kolommen["zonder_partners"] = samenloop.partners == 0
        tabel = pd.DataFrame(kolommen, index=codes)
        # Who works with nobody has no figure over verbanden alone.
        return tabel if len(indelingen) else tabel[tabel[VERBANDEN] > 0]

    @cached_property
    def per_indeling(self) -> pd.DataFrame:
        """How well each indeling fits the others: see `per_indeling`."""
        samenloop = self.samenloop
        rijen = [
            (een.naam, een.label, len(een.regios), len(een.lidmaatschap), gewicht)
            for een, gewicht in zip(self.indelingen, samenloop.gewichten, strict=True)
        ]
        verbanden = self.indelingen.verbanden
        if verbanden is not None and samenloop.verband.size:
            gewicht = float(self.gewichten.get(VERBANDEN, 1.0))
            tellen = len(verbanden.tellende), len(verbanden.aantal_van)
            rijen.append((VERBANDEN, VERBANDENTITEL, *tellen, gewicht))
        namen = ["indeling", "titel", "regios", "gemeenten", "gewicht"]
        tabel = pd.DataFrame(rijen, columns=namen).set_index("indeling")
        tabel.index = tabel.index.astype("str")
        for maat in maten_van("indeling"):
            tabel[maat.naam] = maat.reken(samenloop)
        return tabel.sort_values(["aansluiting"], kind="stable")

    @cached_property
    def per_regio(self) -> pd.DataFrame:
        """The internal congruence of every regio: see `per_regio`."""
        indelingen, samenloop = self.indelingen, self.samenloop
        bekend = indelingen.gemeenten.inwoners
        inwoners = np.zeros(len(indelingen.gemeenten)) if bekend is None else bekend
        nummers, regios = samenloop.nummers, samenloop.leeg  # the last number is of no regio
        aantal = np.bincount(nummers.ravel(), minlength=regios + 1)[:regios]
        per_vak = np.repeat(inwoners, nummers.shape[1])
        som = np.bincount(nummers.ravel(), per_vak, regios + 1)[:regios]
        sleutels = [(indeling.naam, regio) for indeling in indelingen for regio in indeling.regios]
        return pd.DataFrame(
            {
                "regio_naam": [indelingen[naam].regio_naam(regio) for naam, regio in sleutels],
                "gemeenten": aantal,
                "inwoners": pd.array(
                    [pd.NA] * len(sleutels) if bekend is None else np.rint(som),
                    dtype="Int64",
                ),
                **{maat.naam: maat.reken(samenloop) for maat in maten_van("regio")},
            },
            index=pd.MultiIndex.from_frame(
                pd.DataFrame(sleutels, columns=["indeling", "regio_code"], dtype="str")
            ),
        )

    @cached_property
    def land(self) -> pd.Series:
        """The country in figures: see `vat_samen`."""
        land = vat_samen(self.indelingen, self.gemeenten)
        if self.indelingen.verbanden is None:
            return land
        return pd.Series({**land, **self.verbandmaten.land}, dtype="float64")

    @cached_property
    def verbandmaten(self) -> Verbandmaten:
        """What there is to say of the verbanden; only where there are any."""
        return Verbandmaten(self.indelingen)


def bereken(
    indelingen: Indelingen,
    gewichten: Mapping[str, float] | None = None,
    noemer: Noemer = "alle",
) -> pd.DataFrame:
    """Compute all measures of each gemeente.

    Parameters
    ----------
    indelingen
        The chosen divisions, at least two.
    gewichten
        Weight >= 0 per indeling; an indeling that is not named weighs 1.
    noemer
        ``"alle"`` (as RegioAtlas) or ``"deelname"``: divide by the number of indelingen in which the
        gemeente itself takes part.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``gm_code``, ascending. Columns: ``gm_naam`` (str), ``congruentie`` (percent,
        float64), ``partners`` (int64), ``gedeeld`` (numerator: the weighted sum of shared
        memberships; int64 when all weights are whole numbers, else float64), one column per
        indeling with the regio_code (missing where the gemeente takes no part; "A | B" where it is in
        both), the other measures
        per gemeente (percent, float64), and ``zonder_partners`` (bool: 100% by convention).

    Raises
    ------
    CongruentieFout
        Fewer than two indelingen, or weights that cannot be used.

    Examples
    --------
    >>> import congruentie as cg
    >>> tabel = cg.bereken(cg.laad_indelingen(2025, ["ggd", "res", "jeugdregio"]))
    >>> int(tabel.loc["GM0518", "partners"])
    20
    """
    return Meting(indelingen, gewichten or {}, noemer).gemeenten


def per_indeling(
    indelingen: Indelingen,
    gewichten: Mapping[str, float] | None = None,
    noemer: Noemer = "alle",
) -> pd.DataFrame:
    """Compute how well each indeling fits the others; worst first.

    Parameters
    ----------
    indelingen, gewichten, noemer
        As in `bereken`.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``indeling``, ascending by ``aansluiting``. Columns: ``titel``, ``regios`` and
        ``gemeenten`` (int64), ``gewicht`` and the measures per indeling (float64). All verbanden
        together are one row, ``verbanden``, with under ``regios`` how many there are.

    Examples
    --------
    >>> import congruentie as cg
    >>> tabel = cg.per_indeling(cg.laad_indelingen(2026))
    >>> tabel.index[0], round(float(tabel["aansluiting"].iloc[0]), 1)
    ('ggd', 70.9)
    """
    return Meting(indelingen, gewichten or {}, noemer).per_indeling


def per_regio(
    indelingen: Indelingen,
    gewichten: Mapping[str, float] | None = None,
    noemer: Noemer = "alle",
) -> pd.DataFrame:
    """Compute the internal congruence of every regio of every indeling.

    Parameters
    ----------
    indelingen, gewichten, noemer
        As in `bereken`.

    Returns
    -------
    pandas.DataFrame
        Indexed by (``indeling``, ``regio_code``), in the order of the indelingen. Columns:
        ``regio_naam``, ``gemeenten`` (int64), ``inwoners`` (Int64, missing when unknown) and the
        measures per regio (float64). A gemeente in several regio's counts in each of them.

    Examples
    --------
    >>> import congruentie as cg
    >>> cg.per_regio(cg.laad_indelingen(2026)).loc[("ggd", "GG2707"), "gemeenten"].item()
    16
    """
    return Meting(indelingen, gewichten or {}, noemer).per_regio


_KWANTIELEN = {"laagste": 0.0, "p10": 0.1, "p25": 0.25, "mediaan": 0.5, "p75": 0.75, "p90": 0.9}


def vat_samen(indelingen: Indelingen, tabel: pd.DataFrame) -> pd.Series:
    """Summarise the country: what the figures of all gemeenten together say.

    Parameters
    ----------
    indelingen
        The divisions that `tabel` was computed from.
    tabel
        As `bereken` returns it.

    Returns
    -------
    pandas.Series
        float64, indexed by name: ``gemeenten``, ``indelingen``, ``gemiddelde`` and
        ``gemiddelde_naar_inwoners`` (each gemeente weighed by its own inhabitants; NaN when
        unknown), quantiles (linear interpolation) ``laagste`` to ``hoogste``, ``op_100_procent``
        (share of gemeenten, percent) and ``zonder_partners`` (count); congruentie in percent.
        `Meting.land` adds what `congruentie.meten.verbandmaten.Verbandmaten.land` says.

    Examples
    --------
    >>> import congruentie as cg
    >>> indelingen = cg.laad_indelingen(2026)
    >>> cg.vat_samen(indelingen, cg.bereken(indelingen)).round(1)[["laagste", "gemiddelde"]].to_dict()
    {'laagste': 31.7, 'gemiddelde': 69.0}
    """
    cijfers = tabel["congruentie"]
    inwoners = indelingen.gemeenten.inwoners
    if inwoners is not None:  # over verbanden alone, only who takes part has a row
        inwoners = inwoners[[indelingen.gemeenten.plek[code] for code in tabel.index]]
    uit = {
        "gemeenten": len(tabel),
        "indelingen": len(indelingen),
        "gemiddelde": cijfers.mean(),
        "gemiddelde_naar_inwoners": (
            np.average(cijfers, weights=inwoners)
            if inwoners is not None and inwoners.any()
            else np.nan
        ),
        **{naam: cijfers.quantile(q) for naam, q in _KWANTIELEN.items()},
        "hoogste": cijfers.max(),
        "op_100_procent": 100 * (cijfers > 100 - 1e-9).mean(),
        "zonder_partners": tabel["zonder_partners"].sum(),
    }
    return pd.Series(uit, dtype="float64")

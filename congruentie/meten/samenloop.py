"""The one table of shared memberships that all measures read.

Everything here works on integers: row = gemeente, column = indeling, value = number of the regio
(-1: no regio); where a gemeente is in several regio's of one indeling, that indeling has more columns
(`congruentie.vakken`). Gemeenten with the same regio's in every indeling form one *brok*; what holds
for one of them holds for all.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from congruentie import vakken
from congruentie.errors import CongruentieFout, GebruiksFout
from congruentie.meten.vereniging import nummer_brokken, som_over_vereniging
from congruentie.verbanden import VERBANDEN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from congruentie.model import Indelingen

__all__ = ["Noemer", "Samenloop", "als_breuk", "nummer_regios"]

Noemer = Literal["alle", "deelname"]
IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

_HOOGSTE_GEWICHT = 1e9


@dataclass(frozen=True, eq=False)
class Samenloop:
    """Who shares a regio with whom, for chosen indelingen and weights.

    Parameters
    ----------
    regio
        Integer array of shape (n, C): number of the regio of gemeente i in the indeling of that
        column, counted from 0 in each indeling; -1 where the gemeente has no regio.
    gewichten
        Float array of shape (K,), all >= 0 and at least one > 0. An indeling with weight 0 makes no
        partners. Default: all 1.
    noemer
        ``"alle"``: the denominator counts all K indelingen, as RegioAtlas does. ``"deelname"``: only
        those in which the gemeente itself has a regio.
    inwoners
        Number of inhabitants per gemeente, shape (n,), or None when unknown.
    kolom
        The indeling of each column of `regio`, shape (C,): first 0 to K - 1, then those that have a
        column more because a gemeente is in several of their regio's. Default: a column each.
    verband
        The verbanden of each gemeente, shape (n, B), as `Indelingen.verbandtabel`; each counts as an
        indeling with one regio, and in the denominator of those only that take part in it. Default:
        none.
    verbandgewicht
        Weight of each of them.

    Raises
    ------
    CongruentieFout
        Fewer than two indelingen and no verbanden, no gemeenten, or weights that are negative, not
        finite, or all 0.
    GebruiksFout
        An unknown `noemer`.

    Examples
    --------
    >>> import congruentie as cg
    >>> samenloop = cg.Samenloop.van(cg.laad_indelingen(2026))
    >>> int(samenloop.partners.min()), int(samenloop.partners.max())
    (5, 34)
    """

    regio: npt.NDArray[np.int32]
    gewichten: FloatArray = None  # type: ignore[assignment]  # filled in __post_init__
    noemer: Noemer = "alle"
    inwoners: FloatArray | None = None
    kolom: IntArray = None  # type: ignore[assignment]  # filled in __post_init__
    verband: npt.NDArray[np.int32] = None  # type: ignore[assignment]  # filled in __post_init__
    verbandgewicht: float = 1.0

    def __repr__(self) -> str:
        gemeenten, indelingen = len(self.regio), len(self.gewichten)
        wat = f"{indelingen} indelingen" + (", verbanden" if self.verband.size else "")
        return f"<Samenloop: {gemeenten} gemeenten, {wat}, noemer {self.noemer}>"

    def __post_init__(self) -> None:
        regio = np.array(self.regio, dtype=np.int32, order="C")
        kolom = np.arange(regio.shape[-1]) if self.kolom is None else np.array(self.kolom)
        verband = np.empty((len(regio), 0)) if self.verband is None else self.verband
        verband = np.array(verband, dtype=np.int32, order="C")
        if regio.ndim != 2 or (kolom.max(initial=0) < 1 and not verband.size):
            raise CongruentieFout(
                "Congruentie vergelijkt indelingen met elkaar: er zijn er ten minste twee nodig.",
                "Kies meer indelingen.",
            )
        if not regio.shape[0]:
            raise CongruentieFout("Er zijn geen gemeenten om mee te rekenen.")
        if self.noemer not in get_args(Noemer):
            raise GebruiksFout(
                f"De noemer {self.noemer!r} bestaat niet.", "Kies 'alle' of 'deelname'."
            )
        gewichten = _geldige_gewichten(
            self.gewichten, int(kolom.max(initial=-1)) + 1, self.verbandgewicht * verband.size
        )
        inwoners = None
        if self.inwoners is not None:
            inwoners = np.array(self.inwoners, dtype=np.float64)
            inwoners.setflags(write=False)
        for deel in (regio, gewichten, kolom, verband):
            deel.setflags(write=False)
        object.__setattr__(self, "regio", regio)
        object.__setattr__(self, "kolom", kolom)
        object.__setattr__(self, "verband", verband)
        object.__setattr__(self, "gewichten", gewichten)
        object.__setattr__(self, "inwoners", inwoners)

    @classmethod
    def van(
        cls,
        indelingen: Indelingen,
        gewichten: Mapping[str, float] | None = None,
        noemer: Noemer = "alle",
    ) -> Samenloop:
        """Make the table for `indelingen`; an indeling that `gewichten` does not name weighs 1.

        All verbanden together are called `VERBANDEN` in `gewichten`; see `Verbanden.weging`.
        """
        gewichten = dict(gewichten or {})
        bekend = [*indelingen.namen] + [VERBANDEN] * (indelingen.verbanden is not None)
        onbekend = sorted(set(gewichten) - set(bekend))
        if onbekend:
            raise CongruentieFout(
                f"Er is een gewicht voor {', '.join(onbekend)}, maar die indeling doet niet mee.",
                f"Deze indelingen doen mee: {', '.join(bekend)}.",
            )
        if indelingen.verbanden and not len(indelingen) and not indelingen.verbanden.tellende:
            raise CongruentieFout(
                "In geen enkel samenwerkingsverband zitten twee of meer gemeenten.",
                "Kies er indelingen bij met --indelingen.",
            )
        regio, kolom = indelingen.vakken
        elk = indelingen.verbandgewicht(als_breuk(gewichten.get(VERBANDEN, 1.0)))
        return cls(
            regio,
            np.array([gewichten.get(naam, 1.0) for naam in indelingen.namen], dtype=np.float64),
            noemer,
            indelingen.gemeenten.inwoners,
            kolom,
            indelingen.verbandtabel,
            float(elk),
        )

    @cached_property
    def _hoogste(self) -> float:
        ernaast = self.verbandgewicht if self.verband.size else 0.0
        return max(float(self.gewichten.max(initial=0.0)), ernaast)

    @cached_property
    def relatief(self) -> FloatArray:
        """The weights divided by the largest: equal weights become exactly 1 each, shape (K,)."""
        relatief: FloatArray = self.gewichten / self._hoogste
        return relatief

    @property
    def verbandrelatief(self) -> float:
        """The same of each verband."""
        return self.verbandgewicht / self._hoogste

    @cached_property
    def doet_mee(self) -> npt.NDArray[np.bool_]:
        """Whether gemeente i has a regio in indeling k, shape (n, K)."""
        return self.regio[:, : len(self.gewichten)] >= 0

    @cached_property
    def overlappend(self) -> list[int]:
        """The indelingen in which a gemeente can be in more than one regio."""
        return vakken.met_overlap(self.kolom) if len(self.kolom) > len(self.gewichten) else []

    @cached_property
    def noemergewicht(self) -> FloatArray:
        """Sum of the relative weights in the denominator per gemeente, shape (n,).

        With ``noemer="deelname"`` this is 0 for a gemeente without any regio; it has no partners
        either.
        """
        telt = np.hstack([self.doet_mee, self.verband >= 0])
        if self.noemer == "alle":
            telt[:, : len(self.gewichten)] = True
        gewicht = np.full(self.verband.shape[1], self.verbandrelatief)
        uit: FloatArray = telt @ np.concatenate([self.relatief, gewicht])
        return uit

    @cached_property
    def _nummering(self) -> tuple[IntArray, int]:
        return nummer_regios(self.regio, self.kolom if self.overlappend else None)

    @property
    def nummers(self) -> IntArray:
        """The regions numbered through over all indelingen; no regio is `leeg`; shape (n, C)."""
        return self._nummering[0]

    @cached_property
    def tellend(self) -> tuple[IntArray, int]:
        """What makes partners: `nummers` and `leeg` of what has a weight above 0, with the verbanden.

        Verbanden are numbered on from the regions.
        """
        telt = self.gewichten > 0
        nummers = self.nummers if telt.all() else self.nummers[:, telt[self.kolom]]
        if not self.verband.size or not self.verbandgewicht:
            return nummers, self.leeg
        leeg = self.leeg + int(self.verband.max()) + 1
        verbanden = np.where(self.verband >= 0, self.verband + self.leeg, leeg)
        return np.hstack([np.where(nummers < self.leeg, nummers, leeg), verbanden]), leeg

    @property
    def leeg(self) -> int:
        """The number in `nummers` that stands for "no regio": the count of all regions."""
        return self._nummering[1]

    @property
    def eerste_nummers(self) -> IntArray:
        """The number in `nummers` of the first regio of each indeling, shape (K,)."""
        return _eerste_nummers(self.regio, self.kolom)[:-1]

    def som_over_regios(self, *indelingen: int, waarde: FloatArray | None = None) -> Any:
        """Add up over the union of g's regions in these indelingen, g included, shape (n,)."""
        eigen = self.nummers[:, vakken.kolommen_van(self.kolom, *indelingen)]
        if waarde is None:
            return som_over_vereniging(eigen, self.leeg)
        return som_over_vereniging(eigen, self.leeg, waarde)

    @cached_property
    def telt(self) -> npt.NDArray[np.bool_]:
        """Who counts in a mean of the country, shape (n,): over verbanden alone who is in one."""
        if len(self.gewichten):
            return np.ones(len(self.regio), dtype=bool)
        return np.asarray((self.verband >= 0).any(axis=1))

    @cached_property
    def andere_leden(self) -> IntArray:
        """|R_k(g)| - 1: how many others share a regio with g in indeling k, shape (n, K); 0 if none."""
        grootte = np.bincount(self.nummers.ravel(), minlength=self.leeg + 1)
        grootte[self.leeg] = 1
        uit = grootte[self.nummers[:, : len(self.gewichten)]] - 1
        for k in self.overlappend:
            uit[:, k] = self.som_over_regios(k) - self.doet_mee[:, k]
        return uit

    @cached_property
    def partners(self) -> IntArray:
        """|P(g)|: how many others share at least one regio with g, shape (n,)."""
        geteld = som_over_vereniging(*self.tellend)
        return geteld - (geteld > 0)  # who has a regio was counted too

    def optelling(self, waarde: FloatArray | None = None) -> FloatArray:
        """The numerator of the congruentie, with relative weights, shape (n,).

        Parameters
        ----------
        waarde
            What a partner counts for, shape (n,); default 1 each.
        """
        anderen = self.andere_leden if waarde is None else self._andere_waarde(waarde)
        deelnemers = self.andere_deelnemers if waarde is None else self._in_verband(waarde)
        uit: FloatArray = anderen @ self.relatief + self.verbandrelatief * deelnemers.sum(axis=1)
        return uit

    @cached_property
    def andere_deelnemers(self) -> IntArray:
        """How many other gemeenten are in each verband of g, shape (n, B); 0 where there is none."""
        return self._in_verband(np.ones(len(self.regio))).astype(np.int64)

    def _in_verband(self, waarde: FloatArray) -> FloatArray:
        """What the others in each verband of g count for, shape (n, B)."""
        per_rij = np.repeat(waarde, self.verband.shape[1])
        per_verband = np.bincount(self.verband.ravel() + 1, per_rij, minlength=1)
        return np.where(self.verband >= 0, per_verband[self.verband + 1] - waarde[:, None], 0.0)

    def _andere_waarde(self, waarde: FloatArray) -> FloatArray:
        """What the others count for in g's regio of each indeling, shape (n, K)."""
        aantal = len(self.gewichten)
        per_regio = np.zeros(self.leeg + 1)
        for kolom in self.nummers.T:
            per_regio += np.bincount(kolom, weights=waarde, minlength=self.leeg + 1)
        van_regio = per_regio[self.nummers[:, :aantal]]
        for k in self.overlappend:
            van_regio[:, k] = self.som_over_regios(k, waarde=waarde)
        return np.where(self.doet_mee, van_regio - waarde[:, None], 0.0)

    def samen(self, k: int, j: int) -> IntArray:
        """|R_k(g) and R_j(g)| - 1: how many others share a regio with g in both, shape (n,)."""
        if k == j:
            return self.andere_leden[:, k]
        beide = self.doet_mee[:, k] & self.doet_mee[:, j]
        if k in self.overlappend or j in self.overlappend:  # by what the two make together
            som = self.andere_leden[:, k] + self.andere_leden[:, j] + 1
            return np.where(beide, som - self.som_over_regios(k, j), 0)
        sleutel = self.nummers[:, k] * (self.leeg + 1) + self.nummers[:, j]
        _, cel, aantal = np.unique(sleutel, return_inverse=True, return_counts=True)
        return np.where(beide, aantal[cel] - 1, 0)

    @cached_property
    def brokken(self) -> IntArray:
        """Number of the brok of each gemeente over what has a weight above 0, shape (n,).

        Two gemeenten that both lack a regio count as equal in that indeling.
        """
        return nummer_brokken(self.tellend[0])[1]


def _geldige_gewichten(gewichten: FloatArray | None, aantal: int, ernaast: float) -> FloatArray:
    """Check the weights; `ernaast` is above 0 when there are verbanden that count beside them."""
    if gewichten is None:
        return np.ones(aantal)
    gewichten = np.array(gewichten, dtype=np.float64)
    if gewichten.shape != (aantal,):
        raise CongruentieFout(
            f"Er zijn {gewichten.size} gewichten voor {aantal} indelingen.",
            "Geef elke indeling een gewicht.",
        )
    if not ((gewichten >= 0) & (gewichten <= _HOOGSTE_GEWICHT)).all():
        raise CongruentieFout(
            f"Een gewicht moet een getal van 0 tot en met {_HOOGSTE_GEWICHT:.0f} zijn."
        )
    if not gewichten.any() and not ernaast:
        raise CongruentieFout(
            "Alle gewichten zijn 0.", "Geef ten minste een indeling een gewicht boven 0."
        )
    return gewichten


def als_breuk(gewicht: float) -> Fraction:
    """The weight as it is written, not as it is stored."""
    return Fraction(repr(float(gewicht)))


def nummer_regios(
    regio: npt.NDArray[np.int32], kolom: IntArray | None = None
) -> tuple[IntArray, int]:
    """Number the regions of all indelingen through.

    Parameters
    ----------
    regio
        Integer array of shape (n, C), counted from 0 in each indeling; -1 = no regio.
    kolom
        The indeling of each column, as in `Samenloop`; default a column each.

    Returns
    -------
    nummers
        Like `regio`, but unique over the indelingen; shape (n, C).
    leeg
        The number that stands for "no regio": the count of all regions.
    """
    begin = _eerste_nummers(regio, kolom)
    leeg = int(begin[-1])
    return np.where(regio >= 0, regio + (begin[:-1] if kolom is None else begin[kolom]), leeg), leeg


def _eerste_nummers(regio: npt.NDArray[np.int32], kolom: IntArray | None) -> IntArray:
    """Number of the first regio of each indeling, and behind them the count of all; shape (K + 1,)."""
    aantallen = regio.max(axis=0) + 1
    if kolom is not None:
        per_kolom, aantallen = aantallen, aantallen[: int(kolom.max()) + 1]
        np.maximum.at(aantallen, kolom, per_kolom)
    return np.concatenate(([0], np.cumsum(aantallen)))

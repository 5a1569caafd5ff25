"""What the borders of a division do to samenwerkingsverbanden: which stay whole, and which are cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import pandas as pd

from congruentie.gemeenten import Gemeenten
from congruentie.model import Indeling
from congruentie.nl import opsomming
from congruentie.verbanden import Verband, Verbanden

__all__ = ["UITKOMSTEN", "Geraakt", "Ligging", "Uitkomst"]

Uitkomst = Literal["gelijk", "binnen", "gesneden"]
UITKOMSTEN: dict[Uitkomst, str] = {
    "gelijk": "is gelijk aan een regio",
    "binnen": "valt binnen een regio",
    "gesneden": "wordt gesneden",
}
"""What can become of a verband, in Dutch."""


@dataclass(frozen=True)
class Ligging:
    """Where the gemeenten of one verband are.

    Parameters
    ----------
    verband
        The verband, with at least two gemeenten.
    delen
        Code of each regio that its gemeenten are in -> those gemeenten. The first is its own regio: the
        one with most of them, at a tie with most inhabitants, and then the lowest code. Who is in no
        regio stands alone, under its own gm_code.
    uitkomst
        ``"gelijk"``: its gemeenten are exactly one regio, so the two could merge. ``"binnen"``: they
        are part of one regio. ``"gesneden"``: they are in several.
    """

    verband: Verband
    delen: dict[str, tuple[str, ...]]
    uitkomst: Uitkomst

    @property
    def eigen_regio(self) -> str:
        """Code of the regio that most of it is in."""
        return next(iter(self.delen))

    def samen_met(self, gm_code: str) -> int:
        """How many others of it are in the regio of one of its gemeenten."""
        return next(len(wie) - 1 for wie in self.delen.values() if gm_code in wie)

    @property
    def buiten(self) -> tuple[str, ...]:
        """The gemeenten that are not in that regio."""
        _, *rest = self.delen.values()
        return tuple(code for deel in rest for code in deel)


@dataclass(frozen=True, eq=False)
class Geraakt:
    """Verbanden laid over a division.

    Parameters
    ----------
    verbanden
        The verbanden; those with fewer than two gemeenten are left out.
    gemeenten
        The gemeenten.
    indeling
        The division. A gemeente in several of its regio's counts in the first of them.

    Examples
    --------
    >>> import congruentie as cg
    >>> indelingen = cg.laad_indelingen(2016, ["ggd"], verbanden=["verbanden_2016"])
    >>> geraakt = Geraakt(indelingen.verbanden, indelingen.gemeenten, indelingen["ggd"])
    >>> geraakt.aantallen
    {'gelijk': 60, 'binnen': 246, 'gesneden': 123}
    """

    verbanden: Verbanden
    gemeenten: Gemeenten
    indeling: Indeling

    def __repr__(self) -> str:
        return f"<Geraakt: {self.zin}>"

    @cached_property
    def liggingen(self) -> tuple[Ligging, ...]:
        """Where each verband lies, in their order."""
        return tuple(self._liggingen())

    def _liggingen(self) -> Iterator[Ligging]:
        inwoners = self.gemeenten.inwoners
        plek = self.gemeenten.plek
        telt = {code: 0.0 if inwoners is None else float(inwoners[i]) for code, i in plek.items()}
        for verband in self.verbanden.tellende:
            delen: dict[str, list[str]] = {}
            for code in verband.leden:
                delen.setdefault(self._regio_van.get(code, code), []).append(code)
            volgorde = sorted(
                delen,
                key=lambda regio: (-len(delen[regio]), -sum(telt[c] for c in delen[regio]), regio),
            )
            uitkomst: Uitkomst = "gesneden"
            if len(delen) == 1:
                (regio,) = delen
                heel = len(verband.leden) == self._leden_van[regio]
                uitkomst = "gelijk" if heel else "binnen"
            yield Ligging(verband, {r: tuple(delen[r]) for r in volgorde}, uitkomst)

    @cached_property
    def _regio_van(self) -> dict[str, str]:
        return {code: self.indeling.regios_van(code)[0] for code in self.indeling.lidmaatschap}

    @cached_property
    def _leden_van(self) -> dict[str, int]:
        uit: dict[str, int] = {}
        for regio in self._regio_van.values():
            uit[regio] = uit.get(regio, 0) + 1
        return uit

    def _naam(self, code: str) -> str:
        """Name of a regio; of a gemeente without one that of the gemeente."""
        if code in self._leden_van:
            return self.indeling.regio_naam(code)
        return self.gemeenten.naam_van[code]

    def _namen(self, codes: tuple[str, ...]) -> str:
        return ", ".join(self.gemeenten.naam_van[code] for code in codes)

    @cached_property
    def aantallen(self) -> dict[Uitkomst, int]:
        """How many verbanden have each outcome."""
        uitkomsten = [ligging.uitkomst for ligging in self.liggingen]
        return {uitkomst: uitkomsten.count(uitkomst) for uitkomst in UITKOMSTEN}

    @property
    def zin(self) -> str:
        """How many of each, as a Dutch sentence without a full stop."""
        gelijk, binnen, gesneden = self.aantallen.values()
        return (
            f"van de {len(self.liggingen)} samenwerkingsverbanden "
            f"{'valt' if binnen == 1 else 'vallen'} er {binnen} binnen een regio, "
            f"{'is er' if gelijk == 1 else 'zijn er'} {gelijk} gelijk aan een regio, en "
            f"{'wordt er' if gesneden == 1 else 'worden er'} {gesneden} gesneden"
        )

    @cached_property
    def per_verband(self) -> pd.DataFrame:
        """One row per verband, in their order.

        Indexed by ``verband``. Columns: ``domein``, ``vorm``, ``gemeenten`` (number),
        ``andere_deelnemers`` (number), ``uitkomst`` (one of `UITKOMSTEN`), ``regio_code`` and
        ``regio_naam`` (`Ligging.eigen_regio`), ``regios`` (in how many it is), ``buiten`` (number of
        gemeenten outside that regio) and ``verdeling`` (every regio with its gemeenten, in words).
        """
        rijen = [
            {
                "verband": ligging.verband.naam,
                "domein": ligging.verband.domein,
                "vorm": ligging.verband.vorm,
                "gemeenten": len(ligging.verband.leden),
                "andere_deelnemers": len(ligging.verband.anderen),
                "uitkomst": ligging.uitkomst,
                "regio_code": ligging.eigen_regio,
                "regio_naam": self._naam(ligging.eigen_regio),
                "regios": len(ligging.delen),
                "buiten": len(ligging.buiten),
                "verdeling": "; ".join(
                    f"{self._naam(regio)} ({len(leden)}): {self._namen(leden)}"
                    for regio, leden in ligging.delen.items()
                ),
            }
            for ligging in self.liggingen
        ]
        kolommen = [
            "verband", "domein", "vorm", "gemeenten", "andere_deelnemers", "uitkomst", "regio_code",
            "regio_naam", "regios", "buiten", "verdeling",
        ]  # fmt: skip
        return pd.DataFrame(rijen, columns=kolommen).set_index("verband")

    @cached_property
    def per_regio(self) -> pd.DataFrame:
        """One row per regio: what it means for the verbanden that have a gemeente in it.

        Indexed by ``regio_code``. Columns: ``regio_naam``, ``gelijk``, ``binnen`` and ``gesneden``
        (numbers of verbanden; one that is cut counts in every regio that it has a gemeente in), and
        ``verbanden_gelijk`` (their names: these could merge with the regio).
        """
        delen = {
            code: [li for li in self.liggingen if code in li.delen] for code in self._leden_van
        }
        rijen = [
            {
                "regio_code": code,
                "regio_naam": self._naam(code),
                **{
                    uitkomst: sum(li.uitkomst == uitkomst for li in delen[code])
                    for uitkomst in UITKOMSTEN
                },
                "verbanden_gelijk": "; ".join(
                    li.verband.naam for li in delen[code] if li.uitkomst == "gelijk"
                ),
            }
            for code in sorted(delen)
        ]
        return pd.DataFrame(rijen).set_index("regio_code")

    @cached_property
    def buiten(self) -> pd.DataFrame:
        """The gemeenten that are in a verband outside their regio: most of it is in another one.

        One row per gemeente and verband, by gm_code. Columns: ``gm_code``, ``gm_naam``, ``regio_code``
        and ``regio_naam`` (of the gemeente), ``verband``, ``verband_regio_code`` and
        ``verband_regio_naam`` (where most of it is) and ``samen_met`` (who else of it is in the regio
        of the gemeente).
        """
        rijen = [
            {
                "gm_code": code,
                "gm_naam": self.gemeenten.naam_van[code],
                "regio_code": regio,
                "regio_naam": self._naam(regio),
                "verband": ligging.verband.naam,
                "verband_regio_code": ligging.eigen_regio,
                "verband_regio_naam": self._naam(ligging.eigen_regio),
                "samen_met": self._namen(tuple(ander for ander in leden if ander != code)),
            }
            for ligging in self.liggingen
            for regio, leden in list(ligging.delen.items())[1:]
            for code in leden
        ]
        kolommen = [
            "gm_code", "gm_naam", "regio_code", "regio_naam", "verband", "verband_regio_code",
            "verband_regio_naam", "samen_met",
        ]  # fmt: skip
        return pd.DataFrame(rijen, columns=kolommen).sort_values(
            ["gm_code", "verband"], kind="stable", ignore_index=True
        )

    def van(self, gm_code: str) -> list[Ligging]:
        """The verbanden that a gemeente takes part in."""
        return [ligging for ligging in self.liggingen if gm_code in ligging.verband.leden]

    def in_woorden(self, ligging: Ligging) -> str:
        """Say what becomes of a verband: "valt binnen Twente", "wordt gesneden: Twente (5), ..."."""
        if ligging.uitkomst != "gesneden":
            wat = {"gelijk": "is gelijk aan", "binnen": "valt binnen"}[ligging.uitkomst]
            return f"{wat} {self._naam(ligging.eigen_regio)}"
        delen = [f"{self._naam(regio)} ({len(wie)})" for regio, wie in ligging.delen.items()]
        return f"wordt gesneden: {opsomming(delen, len(delen))}"

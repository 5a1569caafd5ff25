"""How verbanden lie over indelingen: which fit inside a regio, and which indeling they follow best."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from congruentie.bronnen import laad_provincie, vind_indeling
from congruentie.gemeenten import Gemeenten
from congruentie.meten.paren import rand_gecorrigeerd, tel_paren
from congruentie.meten.samenloop import Samenloop
from congruentie.model import Indeling, Indelingen
from congruentie.nl import getal
from congruentie.verbanden import VERBANDEN, Verband, Verbanden

__all__ = [
    "ERNAAST",
    "VERBANDENTITEL",
    "Ligging",
    "Verbandmaten",
    "als_indeling",
    "ligging",
    "volg_paren",
]

VERBANDENTITEL = "Samenwerkingsverbanden"

ERNAAST = ("ggd", "veiligheidsregio", "jeugdregio", "arbeidsmarktregio", "res", "provincie")
"""The indelingen that verbanden are held against when none are chosen, where the year has them."""


def als_indeling(verbanden: Verbanden) -> Indeling:
    """See verbanden as one indeling with overlap: each that counts is a regio.

    Two gemeenten share it if they share at least one verband.
    """
    breedte = len(str(len(verbanden.tellende)))
    codes = [f"{nummer:0{breedte}}" for nummer in range(1, len(verbanden.tellende) + 1)]
    lid: dict[str, list[str]] = {}
    for code, verband in zip(codes, verbanden.tellende, strict=True):
        for gm_code in verband.leden:
            lid.setdefault(gm_code, []).append(code)
    namen = dict(zip(codes, (verband.naam for verband in verbanden.tellende), strict=True))
    return Indeling(
        VERBANDEN,
        {gm_code: " | ".join(van) for gm_code, van in lid.items()},
        namen,
        VERBANDENTITEL,
        "samenwerkingsverband",
        herkomst=verbanden.herkomst[0],
    )


def met_verbanden(indelingen: Indelingen) -> Indelingen:
    """The indelingen with the verbanden as one more, the last; what has none stays as it is."""
    verbanden = indelingen.verbanden
    if verbanden is None or not verbanden.tellende:
        return indelingen
    alle = (*indelingen.indelingen, als_indeling(verbanden))
    return replace(indelingen, indelingen=alle, verbanden=None)


@dataclass(frozen=True)
class Ligging:
    """Where a verband lies in an indeling.

    Parameters
    ----------
    regios
        The regio's that any of its gemeenten is in, that with most of them first (at a tie the
        lowest code).
    buiten
        How many of its gemeenten are not in the first; a gemeente without a regio is outside.
    gelijk
        Whether the first has the same gemeenten and no others.
    """

    regios: tuple[str, ...]
    buiten: int
    gelijk: bool = False

    @property
    def binnen(self) -> bool:
        """Whether it lies inside one regio, or is one."""
        return bool(self.regios) and not self.buiten

    def zin(self, indeling: Indeling) -> str:
        """Say it in Dutch: "valt binnen GGD Zeeland", "kruist 3 regio's"."""
        if not self.regios:
            return "heeft er geen regio"
        hoofd = indeling.regio_naam(self.regios[0])
        if self.gelijk:
            return f"is gelijk aan {hoofd}"
        if self.binnen:
            return f"valt binnen {hoofd}"
        if len(self.regios) == 1:
            return f"valt deels buiten {hoofd}"
        return f"kruist {len(self.regios)} regio's"


def ligging(verband: Verband, indeling: Indeling) -> Ligging:
    """Find where a verband lies in an indeling.

    Of a gemeente in several regio's each of them counts.
    """
    van_elk = [indeling.regios_van(code) for code in verband.leden]
    keer = Counter(regio for regios in van_elk for regio in regios)
    regios = tuple(sorted(keer, key=lambda regio: (-keer[regio], regio)))
    if not regios:
        return Ligging((), len(van_elk))
    buiten = len(van_elk) - keer[regios[0]]
    leden = indeling.aantallen[regios[0]]
    return Ligging(regios, buiten, gelijk=not buiten and leden == len(van_elk))


@dataclass(frozen=True, eq=False)
class Verbandmaten:
    """What there is to say of verbanden, each table computed once.

    Parameters
    ----------
    indelingen
        With `Indelingen.verbanden`. They are held against its indelingen, or where it has none
        against those of `ERNAAST` that are embedded or fetched for its gemeenten.

    Examples
    --------
    >>> import congruentie as cg
    >>> maten = cg.Meting(cg.laad_indelingen(2016, verbanden=["verbanden_2016"])).verbandmaten
    >>> int(maten.volgen.loc["ggd", "past"]), int(maten.volgen.loc["provincie", "past"])
    (306, 357)
    """

    indelingen: Indelingen

    @property
    def verbanden(self) -> Verbanden:
        """The verbanden."""
        if self.indelingen.verbanden is None:
            raise ValueError("no verbanden")
        return self.indelingen.verbanden

    @cached_property
    def naast(self) -> tuple[Indeling, ...]:
        """The indelingen that they are held against."""
        if len(self.indelingen):
            return self.indelingen.indelingen
        gemeenten = self.indelingen.gemeenten
        gevonden = (vind_indeling(naam, gemeenten) for naam in ERNAAST)
        er_zijn = (een for een in gevonden if een is not None)
        return tuple(een for een in er_zijn if een.lidmaatschap.keys() <= gemeenten.plek.keys())

    @cached_property
    def _liggingen(self) -> dict[str, list[Ligging]]:
        """Key of an indeling -> where each verband lies in it."""
        return {
            een.naam: [ligging(verband, een) for verband in self.verbanden] for een in self.naast
        }

    @cached_property
    def per_verband(self) -> pd.DataFrame:
        """One row per verband, in the order of the list.

        Columns: ``verband``; ``gemeenten`` (int64); ``anderen`` (int64) and ``soorten`` ("2 waterschap,
        1 provincie"): the deelnemers that are no gemeente; ``inwoners`` (Int64, missing when unknown);
        ``provincies`` (names, where known); ``domein``, ``vorm``, ``status``; and per indeling a
        sentence (``<naam>``), the regio_code that holds most of its gemeenten (``<naam>_regio``), in
        how many regio's it is (``<naam>_regios``) and how many gemeenten are outside that one
        (``<naam>_buiten``, Int64). These four are missing for a verband of fewer than two gemeenten.
        """
        lijst = self.verbanden.lijst
        tabel = pd.DataFrame(
            {
                "verband": [een.naam for een in lijst],
                "gemeenten": [len(een.leden) for een in lijst],
                "anderen": [len(een.anderen) for een in lijst],
                "soorten": [_soorten(een) for een in lijst],
                "inwoners": self._inwoners(lijst),
                "provincies": [self._provincies(een) for een in lijst],
                **{
                    wat: [getattr(een, wat) for een in lijst]
                    for wat in ("domein", "vorm", "status")
                },
            }
        )
        telt = tabel["gemeenten"] > 1
        for een in self.naast:
            ligt = self._liggingen[een.naam]
            regio = pd.Series(
                [waar.regios[0] if waar.regios else None for waar in ligt], dtype="str"
            )
            tabel[een.naam] = pd.Series([waar.zin(een) for waar in ligt], dtype="str").where(telt)
            tabel[f"{een.naam}_regio"] = regio.where(telt)
            for wat, getallen in (
                ("regios", [len(waar.regios) for waar in ligt]),
                ("buiten", [waar.buiten for waar in ligt]),
            ):
                tabel[f"{een.naam}_{wat}"] = pd.Series(getallen, dtype="Int64").where(telt)
        return tabel

    def _inwoners(self, lijst: tuple[Verband, ...]) -> pd.Series:
        gemeenten = self.indelingen.gemeenten
        if gemeenten.inwoners is None:
            return pd.Series([pd.NA] * len(lijst), dtype="Int64")
        som = [gemeenten.inwoners[[gemeenten.plek[gm] for gm in een.leden]].sum() for een in lijst]
        return pd.Series(np.rint(som), dtype="Int64")

    def _provincies(self, verband: Verband) -> str:
        provincie = self._provincie
        if provincie is None:
            return ""
        codes = {regio for code in verband.leden for regio in provincie.regios_van(code)}
        return ", ".join(provincie.regio_naam(code) for code in sorted(codes))

    @cached_property
    def _provincie(self) -> Indeling | None:
        """The provinces, where they are known for these gemeenten."""
        return laad_provincie(self.indelingen.gemeenten)

    @cached_property
    def deelnemers(self) -> pd.DataFrame:
        """One row per verband and deelnemer.

        Columns: ``verband``, ``gm_code`` (missing for who is no gemeente), ``deelnemer``, ``soort``.
        """
        naam_van = self.indelingen.gemeenten.naam_van
        rijen = [
            rij
            for een in self.verbanden
            for rij in (
                *((een.naam, code, naam_van[code], "gemeente") for code in een.leden),
                *((een.naam, None, ander.naam, ander.soort) for ander in een.anderen),
            )
        ]
        return pd.DataFrame(
            rijen, columns=["verband", "gm_code", "deelnemer", "soort"], dtype="str"
        )

    @cached_property
    def volgen(self) -> pd.DataFrame:
        """How well the verbanden follow each indeling; that which they follow best first.

        Indexed by ``indeling``, descending by ``rand_gecorrigeerd``. Columns: ``titel``, ``regios``
        (int64), ``verbanden`` (int64: of two gemeenten or more), how many of them lie inside one regio
        (``past``, and as percent ``past_procent``), how many of those are equal to it (``gelijk``,
        ``gelijk_procent``), ``gemiddeld_buiten`` (mean number of gemeenten outside), and what
        `volg_paren` gives.
        """
        rijen = []
        for een in self.naast:
            ligt = [ligging(verband, een) for verband in self.verbanden.tellende]
            past, gelijk = sum(waar.binnen for waar in ligt), sum(waar.gelijk for waar in ligt)
            rijen.append(
                {
                    "titel": een.label,
                    "regios": len(een.regios),
                    "verbanden": len(ligt),
                    "past": past,
                    "past_procent": 100 * past / len(ligt) if ligt else np.nan,
                    "gelijk": gelijk,
                    "gelijk_procent": 100 * gelijk / len(ligt) if ligt else np.nan,
                    "gemiddeld_buiten": np.mean([waar.buiten for waar in ligt]) if ligt else np.nan,
                    **volg_paren(self.indelingen.gemeenten, self.verbanden, een),
                }
            )
        index = pd.Index([een.naam for een in self.naast], name="indeling", dtype="str")
        tabel = pd.DataFrame(rijen, index=index, columns=_VOLGEN)
        return tabel.sort_values("rand_gecorrigeerd", ascending=False, kind="stable")

    @cached_property
    def land(self) -> dict[str, float]:
        """The country in figures.

        ``verbanden`` (of two gemeenten or more), ``verbanden_per_gemeente`` (mean of who takes part),
        and per indeling ``past_in_<naam>`` and ``gelijk_aan_<naam>`` (percent of the verbanden).
        """
        keer = list(self.verbanden.aantal_van.values())
        uit = {
            VERBANDEN: float(len(self.verbanden.tellende)),
            "verbanden_per_gemeente": sum(keer) / len(keer) if keer else np.nan,
        }
        for een in self.naast:
            uit[f"past_in_{een.naam}"] = float(self.volgen["past_procent"].to_dict()[een.naam])
            uit[f"gelijk_aan_{een.naam}"] = float(self.volgen["gelijk_procent"].to_dict()[een.naam])
        return uit

    @property
    def zin(self) -> str:
        """Which indeling holds most of them and which they follow best, in Dutch; empty if unknown."""
        volgen = self.volgen.dropna(subset=["rand_gecorrigeerd"])
        if volgen.empty:
            return ""
        beste, meeste = volgen.iloc[0], volgen.sort_values(["past", "regios"]).iloc[-1]
        rand = getal(beste["rand_gecorrigeerd"], 2)
        return (
            f"Binnen een regio passen de meeste verbanden bij {meeste['titel']}: {int(meeste['past'])} "
            f"van de {int(meeste['verbanden'])}. Na aftrek van toeval volgen zij {beste['titel']} het "
            f"best (gecorrigeerde Rand-index {rand}; {int(beste['past'])} passen)."
        )


_VOLGEN = [
    "titel", "regios", "verbanden", "past", "past_procent", "gelijk", "gelijk_procent",
    "gemiddeld_buiten", "paren_binnen", "paren_samen", "rand_gecorrigeerd",
]  # fmt: skip


def volg_paren(gemeenten: Gemeenten, verbanden: Verbanden, indeling: Indeling) -> dict[str, float]:
    """Hold who shares a verband against who shares a regio.

    Returns
    -------
    dict
        Over pairs of gemeenten that take part in both: ``paren_binnen`` (percent of the pairs that
        share a verband that share a regio), ``paren_samen`` (percent of the pairs that share a regio
        that share a verband) and ``rand_gecorrigeerd`` (1: the same pairs, 0: as by chance). NaN where
        there are no pairs.
    """
    uit = dict.fromkeys(("paren_binnen", "paren_samen", "rand_gecorrigeerd"), np.nan)
    if not verbanden.tellende:
        return uit
    stel = Indelingen(gemeenten, (als_indeling(verbanden), indeling))
    samen, alleen_verband, alleen_regio, geen = tel_paren(Samenloop.van(stel), 0, 1)
    if samen + alleen_verband:
        uit["paren_binnen"] = 100 * samen / (samen + alleen_verband)
    if samen + alleen_regio:
        uit["paren_samen"] = 100 * samen / (samen + alleen_regio)
    if samen + alleen_verband + alleen_regio:
        uit["rand_gecorrigeerd"] = rand_gecorrigeerd(samen, alleen_verband, alleen_regio, geen)
    return uit


def _soorten(verband: Verband) -> str:
    """Count who is no gemeente: "2 waterschap, 1 provincie"."""
    keer = Counter(ander.soort for ander in verband.anderen)
    volgorde = sorted(keer.items(), key=lambda paar: (-paar[1], paar[0]))
    return ", ".join(f"{aantal} {soort}" for soort, aantal in volgorde)

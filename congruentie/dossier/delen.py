"""The parts that documents are made of, and what is in them: plain values, no text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from congruentie.dossier.feiten import Feiten
from congruentie.model import Indeling

__all__ = [
    "Deling", "Groep", "Lid", "Regiowissel", "Verlies", "Zwaai", "bestaande_van", "deling_van",
    "getal", "groepen", "leden_van", "verlies_van", "wissels_van", "zwaai_van",
]  # fmt: skip


@dataclass(frozen=True)
class Lid:
    """One gemeente; what is not known is None."""

    code: str
    naam: str
    inwoners: int | None
    aandeel: float | None
    km2: float
    provincie: str
    voor: float
    na: tuple[float, ...]
    zonder_partners: bool


@dataclass(frozen=True)
class Groep:
    """Gemeenten, and the regio that they come from, go to, or are in."""

    regio: str
    gemeenten: tuple[str, ...]


@dataclass(frozen=True)
class Regiowissel:
    """What one indeling changes for a regio.

    Parameters
    ----------
    titel
        The indeling, marked when it is not from CBS.
    regio_nu
        The existing regio that takes these borders; empty when the regio is new.
    gelijkenis
        Share of the gemeenten in either that are in both (percent), with the regio most like it.
    lijkt_op
        That regio.
    erbij, eruit
        Gemeenten that come in, by where they come from, and go out, by where they go.
    """

    titel: str
    regio_nu: str
    gelijkenis: float
    lijkt_op: str
    erbij: tuple[Groep, ...]
    eruit: tuple[Groep, ...]

    @property
    def gelijk(self) -> bool:
        """Whether nothing changes."""
        return not self.erbij and not self.eruit


@dataclass(frozen=True)
class Deling:
    """An existing regio that is cut: who stays here, who is elsewhere."""

    titel: str
    regio: str
    hier: tuple[str, ...]
    elders: tuple[Groep, ...]
    paren: int


@dataclass(frozen=True)
class Verlies:
    """Gemeenten whose congruentie falls alike when one indeling alone takes over the borders."""

    gemeenten: tuple[str, ...]
    titel: str
    voor: float
    na: float


@dataclass(frozen=True)
class Zwaai:
    """Gemeenten that stay together, and whether they could go elsewhere."""

    gemeenten: str
    regio: str
    stand: str
    alternatief: str
    kosten: float | None


def getal(waarde: object) -> float | None:
    """A number, or None for what is not known."""
    return None if pd.isna(waarde) else float(waarde)  # type: ignore[call-overload,arg-type]


def groepen(paren: Iterable[tuple[str, str]]) -> tuple[Groep, ...]:
    """Gather (regio, gemeente) by regio, in order of appearance."""
    uit: dict[str, list[str]] = {}
    for regio, gemeente in paren:
        uit.setdefault(regio, []).append(gemeente)
    return tuple(Groep(regio, tuple(namen)) for regio, namen in uit.items())


def leden_van(feiten: Feiten, plekken: Iterable[int]) -> tuple[Lid, ...]:
    """Describe gemeenten, largest first."""
    gemeenten = feiten.voorstel.indelingen.gemeenten
    lijst = [int(i) for i in plekken]
    inwoners = gemeenten.inwoners
    totaal = None if inwoners is None else float(inwoners[lijst].sum())
    provincie = feiten.provincie
    cijfers = feiten.per_gemeente.to_dict("index")
    na = [f"na_{naam}" for naam in feiten.voorstel.indelingen.namen]
    uit = []
    for i in lijst:
        code = gemeenten.codes[i]
        rij = cijfers[code]
        waar = provincie.lidmaatschap.get(code, "") if provincie else ""
        uit.append(
            Lid(
                code,
                gemeenten.namen[i],
                None if inwoners is None else round(float(inwoners[i])),
                None if inwoners is None or not totaal else 100 * float(inwoners[i]) / totaal,
                float(feiten.km2[i]),
                provincie.regio_naam(waar) if provincie and waar else "",
                float(rij["congruentie_voor"]),
                tuple(float(rij[kolom]) for kolom in na),
                not any(feiten.samen(i).sum(axis=0) > 1),
            )
        )
    return tuple(sorted(uit, key=lambda lid: (-(lid.inwoners or 0), lid.code)))


def wissels_van(feiten: Feiten, r: int) -> tuple[Regiowissel, ...]:
    """Say per indeling what changes for one regio."""
    voorstel = feiten.voorstel
    indelingen, eigen = voorstel.indelingen, feiten.leden(r)
    namen = indelingen.gemeenten.namen
    uit = []
    for k, indeling in enumerate(indelingen):
        doel = feiten.koppelingen[indeling.naam][r]
        oud = np.flatnonzero(indelingen.leden(k, doel)) if doel >= 0 else np.array([], dtype=int)
        erbij = [i for i in eigen if i not in oud]
        eruit = [i for i in oud if voorstel.regio[i] != r]
        maat, beste = _meest_gelijk(feiten, k, eigen)
        uit.append(
            Regiowissel(
                indeling.label,
                indeling.regio_naam(indeling.regios[doel]) if doel >= 0 else "",
                maat,
                indeling.regio_naam(indeling.regios[beste]) if beste >= 0 else "",
                groepen(
                    (_regio_nu(indeling, indelingen.gemeenten.codes[i]), namen[i]) for i in erbij
                ),
                groepen((voorstel.namen[voorstel.regio[i]], namen[i]) for i in eruit),
            )
        )
    return tuple(uit)


def _regio_nu(indeling: Indeling, gm_code: str) -> str:
    regio = indeling.lidmaatschap.get(gm_code)
    return indeling.regio_naam(regio) if regio else "geen regio"


def bestaande_van(feiten: Feiten, k: int, plekken: np.ndarray) -> dict[int, np.ndarray]:
    """The regio's of the k-th indeling that these gemeenten are in: number -> who is in it."""
    indelingen = feiten.voorstel.indelingen
    nummers = np.unique(indelingen.vakken_van(k)[plekken])
    return {int(nummer): indelingen.leden(k, int(nummer)) for nummer in nummers if nummer >= 0}


def _meest_gelijk(feiten: Feiten, k: int, eigen: np.ndarray) -> tuple[float, int]:
    """The existing regio most like these gemeenten: Jaccard index in percent, and its number."""
    beste, welke = 0.0, -1
    for nummer, leden in bestaande_van(feiten, k, eigen).items():
        oud = np.flatnonzero(leden)
        beide = len(np.intersect1d(oud, eigen))
        maat = 100 * beide / (len(oud) + len(eigen) - beide)
        if maat > beste:
            beste, welke = maat, nummer
    return beste, welke


def deling_van(feiten: Feiten, r: int) -> tuple[Deling, ...]:
    """List the existing regio's that the border of a regio cuts."""
    voorstel = feiten.voorstel
    indelingen, namen = voorstel.indelingen, voorstel.indelingen.gemeenten.namen
    uit = []
    for k, indeling in enumerate(indelingen):
        for nummer, leden in bestaande_van(feiten, k, feiten.leden(r)).items():
            hier = [i for i in np.flatnonzero(leden) if voorstel.regio[i] == r]
            elders = [i for i in np.flatnonzero(leden) if voorstel.regio[i] != r]
            if elders:
                uit.append(
                    Deling(
                        indeling.label,
                        indeling.regio_naam(indeling.regios[nummer]),
                        tuple(namen[i] for i in hier),
                        groepen((voorstel.namen[voorstel.regio[i]], namen[i]) for i in elders),
                        len(hier) * len(elders),
                    )
                )
    return tuple(uit)


def verlies_van(feiten: Feiten, leden: Iterable[Lid]) -> tuple[Verlies, ...]:
    """List who loses congruentie while one indeling alone has taken over the borders, most first."""
    titels = [indeling.label for indeling in feiten.voorstel.indelingen]
    samen: dict[tuple[str, float, float], list[str]] = {}
    for lid in leden:
        for titel, na in zip(titels, lid.na, strict=True):
            if na < lid.voor - 1e-9:
                samen.setdefault((titel, round(lid.voor, 9), round(na, 9)), []).append(lid.naam)
    gevonden = [
        Verlies(tuple(namen), titel, voor, na) for (titel, voor, na), namen in samen.items()
    ]
    return tuple(
        sorted(gevonden, key=lambda v: (v.na - v.voor, titels.index(v.titel), v.gemeenten))
    )


def zwaai_van(feiten: Feiten, codes: set[str] | None = None) -> tuple[Zwaai, ...]:
    """The brokken of these regio's (default all), those that could go elsewhere first."""
    if feiten.zwaai is None:
        return ()
    naam = dict(zip(feiten.voorstel.codes, feiten.voorstel.namen, strict=True))
    rijen = [
        Zwaai(
            str(rij["gemeenten"]),
            naam[rij["voorstel_code"]],
            str(rij["stand"]),
            str(rij["alternatief"]),
            getal(rij["kosten"]),
        )
        for rij in feiten.zwaai.to_dict("records")
        if codes is None or rij["voorstel_code"] in codes
    ]
    volgorde = ("kan anders", "onbekend", "alleen", "vast")
    leeg = float("inf")
    return tuple(
        sorted(
            rijen, key=lambda z: (volgorde.index(z.stand), leeg if z.kosten is None else z.kosten)
        )
    )

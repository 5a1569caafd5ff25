"""The values in the document of one regio."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from congruentie.dossier.delen import (
    Deling,
    Groep,
    Lid,
    Regiowissel,
    Verlies,
    Zwaai,
    bestaande_van,
    deling_van,
    getal,
    leden_van,
    verlies_van,
    wissels_van,
    zwaai_van,
)
from congruentie.dossier.feiten import Feiten
from congruentie.dossier.verantwoording import Prijs, Verantwoording, prijzen_van, verantwoord
from congruentie.voorstel.bestaand import titel_van

__all__ = ["Bezetting", "Regiodossier", "beschrijf_regio"]

_ALTERNATIEVEN = 3


@dataclass(frozen=True)
class Bezetting:
    """Which gemeenten of a regio are now in which regio of one indeling."""

    titel: str
    nu: tuple[Groep, ...]
    compleet: bool


@dataclass(frozen=True)
class Regiodossier:
    """Everything that stands in the document of one regio.

    Parameters
    ----------
    bestaand
        Title of the existing indeling that the regio is of; empty for a proposal.
    leden
        Largest first.
    overeenstemming
        Mean share of the weight of the indelingen that two of its gemeenten have in common, percent;
        None for one gemeente.
    voor, na
        Mean congruentie of its gemeenten, now and when each indeling alone takes over the borders.
    aantal_gelijk
        Number of indelingen that have exactly this regio.
    achteruit
        Number of gemeenten that lose congruentie when some indeling alone takes over the borders.
    blokken
        Groups of gemeenten that now share their regio in every indeling.
    hierheen
        Gemeenten elsewhere whose cheapest alternative is this regio.
    """

    code: str
    naam: str
    bestaand: str
    leden: tuple[Lid, ...]
    inwoners: int | None
    km2: float
    provincies: tuple[str, ...]
    centrum: str
    centrum_aandeel: float | None
    centrum_reden: str
    centrum_anders: tuple[Lid, ...]
    overeenstemming: float | None
    voor: float
    na: tuple[float, ...]
    gelijk_aan: tuple[str, ...]
    aantal_gelijk: int
    achteruit: int
    wissels: tuple[Regiowissel, ...]
    bezetting: tuple[Bezetting, ...]
    blokken: tuple[tuple[str, ...], ...]
    delingen: tuple[Deling, ...]
    verliezen: tuple[Verlies, ...]
    zwaai: tuple[Zwaai, ...]
    hierheen: tuple[Zwaai, ...]
    prijzen: tuple[Prijs, ...]
    buren: tuple[str, ...]
    verantwoording: Verantwoording


def beschrijf_regio(feiten: Feiten, code: str) -> Regiodossier:
    """Pick the values for one regio.

    Parameters
    ----------
    feiten
        Of the proposal.
    code
        One of `Feiten.nummers`.
    """
    voorstel, r = feiten.voorstel, feiten.nummers[code]
    plekken = feiten.leden(r)
    rij = feiten.per_regio.loc[code]
    leden = leden_van(feiten, plekken)
    over = [voorstel.indelingen.gemeenten.codes[i] for i in plekken]
    wissels = wissels_van(feiten, r)
    inwoners = getal(rij["inwoners"])
    return Regiodossier(
        code,
        voorstel.namen[r],
        titel_van(feiten.bestaand) if feiten.bestaand else "",
        leden,
        None if inwoners is None else round(inwoners),
        float(feiten.km2[plekken].sum()),
        tuple(sorted({lid.provincie for lid in leden} - {""})),
        str(rij["centrum"]),
        getal(rij["centrum_aandeel"]),
        str(rij["centrum_reden"]),
        tuple(lid for lid in leden if lid.naam != rij["centrum"])[:_ALTERNATIEVEN],
        getal(rij["overeenstemming"]),
        _gemiddelde([lid.voor for lid in leden]),
        tuple(_gemiddelde(list(rij_na)) for rij_na in zip(*(lid.na for lid in leden), strict=True)),
        tuple(wissel.titel for wissel in wissels if wissel.gelijk),
        sum(wissel.gelijk for wissel in wissels),
        sum(any(na < lid.voor - 1e-9 for na in lid.na) for lid in leden),
        wissels,
        _bezetting(feiten, r),
        _blokken(feiten, r),
        deling_van(feiten, r),
        verlies_van(feiten, leden),
        zwaai_van(feiten, {code}),
        _hierheen(feiten, code),
        prijzen_van(feiten, over),
        tuple(voorstel.namen[s] for s in feiten.buren[r]),
        verantwoord(feiten, over),
    )


def _gemiddelde(getallen: list[float]) -> float:
    return sum(getallen) / len(getallen)


def _bezetting(feiten: Feiten, r: int) -> tuple[Bezetting, ...]:
    indelingen = feiten.voorstel.indelingen
    namen, eigen = indelingen.gemeenten.namen, feiten.leden(r)
    uit = []
    for k, indeling in enumerate(indelingen):
        nu = indelingen.regio[:, k]
        per: dict[int, list[str]] = {}
        for i in eigen:
            per.setdefault(int(nu[i]), []).append(namen[i])
        groepen = tuple(
            Groep(
                indeling.regio_naam(indeling.plaatsen[nummer]) if nummer >= 0 else "geen regio",
                tuple(leden),
            )
            for nummer, leden in sorted(per.items(), key=lambda paar: (-len(paar[1]), paar[0]))
        )
        bestaand = bestaande_van(feiten, k, eigen).values()
        heel = len(per) == 1 and any(
            np.array_equal(np.flatnonzero(leden), eigen) for leden in bestaand
        )
        uit.append(Bezetting(indeling.label, groepen, heel))
    return tuple(uit)


def _blokken(feiten: Feiten, r: int) -> tuple[tuple[str, ...], ...]:
    """The gemeenten by the row of regio's that they are in now; who has none stands alone."""
    indelingen = feiten.voorstel.indelingen
    per: dict[tuple[int, ...], list[str]] = {}
    for i in feiten.leden(r):
        rij = tuple(int(n) if n >= 0 else -1 - int(i) for n in indelingen.regio[i])
        per.setdefault(rij, []).append(indelingen.gemeenten.namen[i])
    return tuple(sorted((tuple(b) for b in per.values()), key=lambda b: (-len(b), b)))


def _hierheen(feiten: Feiten, code: str) -> tuple[Zwaai, ...]:
    anderen = set(feiten.voorstel.codes) - {code}
    hier = re.compile(rf"\({re.escape(code)}\)$")
    gevonden = (z for z in zwaai_van(feiten, anderen) if z.stand == "kan anders")
    return tuple(z for z in gevonden if hier.search(z.alternatief))

"""The values in the document for the whole country."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from congruentie.dossier.delen import (
    Lid,
    Zwaai,
    bestaande_van,
    getal,
    leden_van,
    zwaai_van,
)
from congruentie.dossier.feiten import Feiten
from congruentie.dossier.verantwoording import Prijs, Verantwoording, prijzen_van, verantwoord
from congruentie.voorstel.bestaand import titel_van

__all__ = ["Grenzen", "Landdossier", "Overname", "Regel", "beschrijf_land"]


@dataclass(frozen=True)
class Regel:
    """One regio in the table of all."""

    code: str
    naam: str
    gemeenten: int
    inwoners: int | None
    km2: float
    provincies: str
    centrum: str
    voor: float
    gelijk: int
    delingen: int


@dataclass(frozen=True)
class Overname:
    """What one indeling would change if it took over the borders.

    Parameters
    ----------
    hoger, lager
        Number of gemeenten whose congruentie rises and falls when it alone does so.
    gedeeld
        Number of its regio's that are cut.
    """

    titel: str
    regios_nu: int
    verhuizen: int
    inwoners_verhuizen: float | None
    voor: float
    na: float
    hoger: int
    lager: int
    gedeeld: int


@dataclass(frozen=True)
class Grenzen:
    """Borders between neighbouring gemeenten, over land or water.

    Parameters
    ----------
    paren
        Pairs of neighbours that are in different regio's.
    bestaand
        Those that some chosen indeling parts as well.
    alle
        Those that every chosen indeling parts.
    """

    paren: int
    bestaand: int
    alle: int


@dataclass(frozen=True)
class Landdossier:
    """Everything that stands in the document for the country.

    Parameters
    ----------
    regels
        One per regio, in order of code.
    ingedeeld
        Number of gemeenten in exactly one regio.
    voor
        Mean congruentie of all gemeenten.
    over_provincies
        Names of the regio's in more than one province.
    klein_verschil
        Regio's whose largest gemeente has less than 1.25 times the inhabitants of the next.
    ergens_gelijk, overal_gelijk
        Number of regio's that equal an existing one in some indeling (other than the one that they are
        of), and in all of them.
    standen
        Number of brokken per `stand` of `vast.zwaai`.
    lager
        Number of gemeenten that lose congruentie when some indeling alone takes over the borders.
    domeinen
        The chosen indelingen by domain of the Studiegroep; that is empty where unknown.
    """

    bestaand: str
    regels: tuple[Regel, ...]
    gemeenten: int
    inwoners: int | None
    ingedeeld: int
    voor: float
    overnames: tuple[Overname, ...]
    grenzen: Grenzen
    over_provincies: tuple[str, ...]
    klein_verschil: tuple[str, ...]
    ergens_gelijk: int
    overal_gelijk: int
    zwaai: tuple[Zwaai, ...]
    standen: dict[str, int]
    prijzen: tuple[Prijs, ...]
    lager: int
    domeinen: tuple[tuple[str, tuple[str, ...]], ...]
    verantwoording: Verantwoording


def beschrijf_land(feiten: Feiten) -> Landdossier:
    """Pick the values for the country."""
    voorstel = feiten.voorstel
    gemeenten = voorstel.indelingen.gemeenten
    regels = tuple(_regel(feiten, code) for code in feiten.nummers)
    leden = leden_van(feiten, range(len(gemeenten)))
    zwaai = zwaai_van(feiten)
    meer = tuple(regel.naam for regel in regels if ", " in regel.provincies)
    klein = feiten.per_regio["centrum_reden"].str.contains("verschil is klein")
    dicht = set(feiten.per_regio.index[klein])
    namen = [indeling.label for indeling in voorstel.indelingen]
    domeinen: dict[str, list[str]] = {}
    for indeling in voorstel.indelingen:
        domeinen.setdefault(feiten.domeinen.get(indeling.naam, ""), []).append(indeling.label)
    inwoners = gemeenten.inwoners
    return Landdossier(
        titel_van(feiten.bestaand) if feiten.bestaand else "",
        regels,
        len(gemeenten),
        None if inwoners is None else round(float(inwoners.sum())),
        sum(regel.gemeenten for regel in regels),
        float(feiten.per_gemeente["congruentie_voor"].mean()),
        _overnames(feiten, leden),
        _grenzen(feiten),
        meer,
        tuple(regel.naam for regel in regels if regel.code in dicht),
        sum(regel.gelijk > (feiten.bestaand is not None) for regel in regels),
        sum(regel.gelijk == len(namen) for regel in regels),
        zwaai,
        {stand: sum(z.stand == stand for z in zwaai) for stand in _STANDEN},
        prijzen_van(feiten),
        sum(any(na < lid.voor - 1e-9 for na in lid.na) for lid in leden),
        tuple((domein, tuple(lijst)) for domein, lijst in sorted(domeinen.items())),
        verantwoord(feiten),
    )


_STANDEN = ("vast", "alleen", "kan anders", "onbekend")


def _regel(feiten: Feiten, code: str) -> Regel:
    voorstel, r = feiten.voorstel, feiten.nummers[code]
    plekken = feiten.leden(r)
    rij = feiten.per_regio.loc[code]
    inwoners = getal(rij["inwoners"])
    gelijk = gedeeld = 0
    for k in range(len(voorstel.indelingen)):
        oud = [np.flatnonzero(leden) for leden in bestaande_van(feiten, k, plekken).values()]
        gelijk += any(np.array_equal(leden, plekken) for leden in oud)
        gedeeld += sum(bool((voorstel.regio[leden] != r).any()) for leden in oud)
    return Regel(
        code,
        voorstel.namen[r],
        len(plekken),
        None if inwoners is None else round(inwoners),
        float(feiten.km2[plekken].sum()),
        str(rij["provincies"]),
        str(rij["centrum"]),
        float(feiten.per_gemeente["congruentie_voor"].iloc[plekken].mean()),
        int(gelijk),
        gedeeld,
    )


def _overnames(feiten: Feiten, leden: tuple[Lid, ...]) -> tuple[Overname, ...]:
    voorstel = feiten.voorstel
    cijfers = feiten.per_indeling.to_dict("index")
    uit = []
    for k, indeling in enumerate(voorstel.indelingen):
        rij = cijfers[indeling.naam]
        gedeeld = sum(
            len(np.unique(voorstel.regio[voorstel.indelingen.leden(k, nummer)])) > 1
            for nummer in range(len(indeling.regios))
        )
        uit.append(
            Overname(
                indeling.label,
                int(rij["regios_nu"]),
                int(rij["gemeenten_verhuizen"]),
                getal(rij["inwoners_verhuizen"]),
                float(rij["congruentie_voor"]),
                float(rij["congruentie_na"]),
                sum(lid.na[k] > lid.voor + 1e-9 for lid in leden),
                sum(lid.na[k] < lid.voor - 1e-9 for lid in leden),
                gedeeld,
            )
        )
    return tuple(uit)


def _grenzen(feiten: Feiten) -> Grenzen:
    voorstel = feiten.voorstel
    plek = voorstel.indelingen.gemeenten.plek
    paren = {(plek[a], plek[b]) for a, b in voorstel.banden if a in plek and b in plek}
    paren = {(min(paar), max(paar)) for paar in paren}
    apart = [(i, j) for i, j in sorted(paren) if voorstel.regio[i] != voorstel.regio[j]]
    # Who takes no part in an indeling is parted from everyone in it.
    los = [~feiten.samen(i)[j] for i, j in apart]
    return Grenzen(
        len(apart), sum(bool(rij.any()) for rij in los), sum(bool(rij.all()) for rij in los)
    )

"""The values in the document of one gemeente."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from congruentie.dossier.delen import (
    Groep,
    Lid,
    Verlies,
    Zwaai,
    getal,
    leden_van,
    verlies_van,
)
from congruentie.dossier.feiten import Feiten
from congruentie.dossier.verantwoording import Verantwoording, verantwoord
from congruentie.voorstel.bestaand import titel_van

__all__ = ["Gemeentedossier", "Partner", "Verhuizing", "beschrijf_gemeente"]


@dataclass(frozen=True)
class Partner:
    """A gemeente that this one shares a regio with, now or in the proposal."""

    naam: str
    inwoners: int | None
    nu: tuple[str, ...]
    straks: bool


@dataclass(frozen=True)
class Verhuizing:
    """What one indeling changes for this gemeente; `van` and `naar` are equal when it stays.

    Parameters
    ----------
    partners, blijft, kwijt, nieuw
        Its partners in this indeling now; those that it keeps, loses and gets.
    """

    titel: str
    van: str
    naar: str
    verhuist: bool
    partners: tuple[str, ...]
    blijft: tuple[str, ...]
    kwijt: tuple[str, ...]
    nieuw: tuple[str, ...]


@dataclass(frozen=True)
class Gemeentedossier:
    """Everything that stands in the document of one gemeente.

    Parameters
    ----------
    regio, regio_code
        Where it is in the proposal; empty code when an existing indeling leaves it out.
    partners
        Now or in the proposal; those shared most often first.
    zwaai
        Of the brok that it is in; None when that is not known.
    buurregios
        The other proposed regio's that border the gemeente itself, with the neighbours there.
    """

    code: str
    naam: str
    bestaand: str
    lid: Lid
    regio: str
    regio_code: str
    leden: tuple[Lid, ...]
    inwoners: int | None
    centrum: str
    partners: tuple[Partner, ...]
    partners_nu: int
    partners_straks: int
    altijd_samen: tuple[str, ...]
    verhuizingen: tuple[Verhuizing, ...]
    verliezen: tuple[Verlies, ...]
    zwaai: Zwaai | None
    buurregios: tuple[Groep, ...]
    verantwoording: Verantwoording


def beschrijf_gemeente(feiten: Feiten, code: str) -> Gemeentedossier:
    """Pick the values for one gemeente.

    Parameters
    ----------
    feiten
        Of the proposal.
    code
        Its gm_code.
    """
    voorstel = feiten.voorstel
    gemeenten = voorstel.indelingen.gemeenten
    i = gemeenten.plek[code]
    r = int(voorstel.regio[i])
    plekken = feiten.leden(r)
    rij = feiten.per_regio.loc[voorstel.codes[r]]
    lid = next(lid for lid in leden_van(feiten, plekken) if lid.code == code)
    partners = _partners(feiten, i)
    inwoners = getal(rij["inwoners"])
    return Gemeentedossier(
        code,
        gemeenten.namen[i],
        titel_van(feiten.bestaand) if feiten.bestaand else "",
        lid,
        voorstel.namen[r],
        voorstel.codes[r] if voorstel.codes[r] in feiten.nummers else "",
        leden_van(feiten, plekken),
        None if inwoners is None else round(inwoners),
        str(rij["centrum"]),
        partners,
        sum(bool(partner.nu) for partner in partners),
        sum(partner.straks for partner in partners),
        tuple(p.naam for p in partners if len(p.nu) == len(voorstel.indelingen)),
        _verhuizingen(feiten, i),
        verlies_van(feiten, [lid]),
        _zwaai(feiten, i),
        _buurregios(feiten, i),
        verantwoord(feiten, [code]),
    )


def _partners(feiten: Feiten, i: int) -> tuple[Partner, ...]:
    voorstel = feiten.voorstel
    gemeenten, titels = (
        voorstel.indelingen.gemeenten,
        [ind.label for ind in voorstel.indelingen],
    )
    straks = voorstel.regio == voorstel.regio[i]
    samen = feiten.samen(i)
    uit = []
    for j in np.flatnonzero(samen.any(axis=1) | straks):
        if j != i:
            inwoners = None if gemeenten.inwoners is None else round(float(gemeenten.inwoners[j]))
            nu = tuple(titels[k] for k in np.flatnonzero(samen[j]))
            uit.append(Partner(gemeenten.namen[j], inwoners, nu, bool(straks[j])))
    return tuple(sorted(uit, key=lambda p: (-len(p.nu), not p.straks, p.naam)))


def _verhuizingen(feiten: Feiten, i: int) -> tuple[Verhuizing, ...]:
    voorstel = feiten.voorstel
    gemeenten, r = voorstel.indelingen.gemeenten, int(voorstel.regio[i])
    straks = set(np.flatnonzero(voorstel.regio == r).tolist()) - {i}
    uit = []
    for k, indeling in enumerate(voorstel.indelingen):
        eigen = indeling.lidmaatschap.get(gemeenten.codes[i], "")
        doel = feiten.koppelingen[indeling.naam][r]
        nu = set(np.flatnonzero(feiten.samen(i)[:, k]).tolist()) - {i}
        naar = indeling.regio_naam(indeling.regios[doel]) if doel >= 0 else voorstel.namen[r]
        uit.append(
            Verhuizing(
                indeling.label,
                indeling.regio_naam(eigen) if eigen else "geen regio",
                naar if doel >= 0 else f"nieuw: {naar}",
                doel < 0 or doel not in voorstel.indelingen.vakken_van(k)[i],
                *(
                    tuple(gemeenten.namen[j] for j in sorted(groep))
                    for groep in (nu, nu & straks, nu - straks, straks - nu)
                ),
            )
        )
    return tuple(uit)


def _zwaai(feiten: Feiten, i: int) -> Zwaai | None:
    if feiten.zwaai is None:
        return None
    brok = int(feiten.voorstel.opgave.eenheid[i]) + 1
    rij = feiten.zwaai.loc[brok]
    naam = dict(zip(feiten.voorstel.codes, feiten.voorstel.namen, strict=True))
    return Zwaai(
        str(rij["gemeenten"]),
        naam[str(rij["voorstel_code"])],
        str(rij["stand"]),
        str(rij["alternatief"]),
        getal(rij["kosten"]),
    )


def _buurregios(feiten: Feiten, i: int) -> tuple[Groep, ...]:
    voorstel = feiten.voorstel
    gemeenten = voorstel.indelingen.gemeenten
    code, per = gemeenten.codes[i], dict[int, list[str]]()
    buren = {b for paar in voorstel.banden if code in paar for b in paar} - {code}
    for j in sorted(gemeenten.plek[buur] for buur in buren if buur in gemeenten.plek):
        if voorstel.regio[j] != voorstel.regio[i]:
            per.setdefault(int(voorstel.regio[j]), []).append(gemeenten.namen[j])
    return tuple(Groep(voorstel.namen[s], tuple(per[s])) for s in sorted(per))

"""What stands in the document of a regio, of a gemeente, and of the country: values, no text."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import fmean
from typing import Any

import numpy as np

from congruentie.dossier.feiten import Feiten, Rij
from congruentie.dossier.kortenaam import korte_naam
from congruentie.model import Indelingen
from congruentie.voorstel import Voorstel
from congruentie.voorstel.bestaand import titel_van

__all__ = [
    "beschrijf_gemeente", "beschrijf_land", "beschrijf_regio", "delingen", "groepen", "regel_van",
    "titel",
]  # fmt: skip

_ALTERNATIEVEN = 3
_STANDEN = ("vast", "alleen", "kan anders", "onbekend")

_Regio = tuple[int, str]
"""Number and name: two regio's can have the same name."""


def beschrijf_regio(feiten: Feiten, code: str) -> Rij:
    """Pick the values for one regio: ``d`` in its template.

    Parameters
    ----------
    feiten
        Of the proposal.
    code
        One of `Feiten.nummers`.
    """
    voorstel, r = feiten.voorstel, feiten.nummers[code]
    plekken, rij = feiten.plekken(r), feiten.voorstel.regios.loc[code]
    leden, wissels = feiten.leden(plekken), _wissels(feiten, r)
    over = [lid["code"] for lid in leden]
    return {
        "code": code,
        "naam": voorstel.namen[r],
        "bestaand": titel(feiten),
        "leden": leden,
        "inwoners": _afgerond(rij["inwoners"]),
        "km2": feiten.km2[plekken].sum(),
        "provincies": sorted({lid["provincie"] for lid in leden} - {""}),
        "centrum": rij["centrum"],
        "centrum_aandeel": rij["centrum_aandeel"],
        "centrum_reden": rij["centrum_reden"],
        "centrum_anders": [lid for lid in leden if lid["naam"] != rij["centrum"]][:_ALTERNATIEVEN],
        "overeenstemming": rij["overeenstemming"],
        "voor": fmean(lid["voor"] for lid in leden),
        "na": [fmean(na) for na in zip(*(lid["na"] for lid in leden), strict=True)],
        "na_alle": fmean(lid["na_alle"] for lid in leden),
        "gelijk_aan": [wissel["titel"] for wissel in wissels if wissel["gelijk"]],
        "aantal_gelijk": sum(wissel["gelijk"] for wissel in wissels),
        "achteruit": sum(map(_gaat_achteruit, leden)),
        "wissels": wissels,
        "bezetting": _bezetting(feiten, r),
        "blokken": _blokken(feiten, r),
        "delingen": delingen(feiten, r),
        "verliezen": feiten.verliezen(leden),
        "zwaai": [z for z in feiten.zwaai if z["voorstel_code"] == code],
        "hierheen": [weg for weg in feiten.uitwegen if weg["naar"] == code and weg["bewezen"]],
        "prijzen": feiten.prijzen(over),
        "buren": [voorstel.namen[s] for s in feiten.buren[r]],
        "verbanden": feiten.verbanden(code),
        "verantwoording": feiten.verantwoording(over),
    }


def _afgerond(aantal: Any) -> int | None:
    """A number of inhabitants; None where it is not known."""
    return None if np.isnan(aantal) else round(aantal)


def groepen(paren: Iterable[tuple[_Regio, str]]) -> list[Rij]:
    """Gather (regio, gemeente) by regio, in order of appearance."""
    uit: dict[_Regio, list[str]] = {}
    for regio, gemeente in paren:
        uit.setdefault(regio, []).append(gemeente)
    return [{"regio": naam, "gemeenten": namen} for (_, naam), namen in uit.items()]


def _regio_nu(indelingen: Indelingen, k: int, i: int) -> _Regio:
    """The regio of a gemeente in the k-th indeling now."""
    indeling, nummer = indelingen.indelingen[k], int(indelingen.regio[i, k])
    return nummer, indeling.regio_naam(indeling.plaatsen[nummer]) if nummer >= 0 else "geen regio"


def _regio_straks(voorstel: Voorstel, i: int) -> _Regio:
    """The regio of a gemeente in the proposal."""
    return int(voorstel.regio[i]), voorstel.namen[voorstel.regio[i]]


def titel(feiten: Feiten) -> str:
    """Title of the existing indeling that the document is about; empty for a proposal."""
    return titel_van(feiten.bestaand) if feiten.bestaand else ""


def _gaat_achteruit(lid: Rij) -> bool:
    """Whether a gemeente loses congruentie when some indeling alone takes over the borders."""
    return any(na < lid["voor"] - 1e-9 for na in lid["na"])


def _wissels(feiten: Feiten, r: int) -> list[Rij]:
    """Say per indeling what changes for one regio."""
    voorstel, indelingen = feiten.voorstel, feiten.voorstel.indelingen
    eigen, namen = feiten.plekken(r), indelingen.gemeenten.namen
    uit = []
    for k, indeling in enumerate(indelingen):
        doel = voorstel.koppelingen[indeling.naam][r]
        oud = feiten.regios_van(k, r).get(doel, np.array([], dtype=int))
        erbij = [i for i in eigen if i not in oud]
        eruit = [i for i in oud if voorstel.regio[i] != r]
        gelijkenis = feiten.gelijkenis[k][r]
        beste = int(gelijkenis.argmax())
        lijkt = gelijkenis[beste] > 0
        uit.append(
            {
                "titel": indeling.label,
                "kort": korte_naam(indeling),
                "regio_nu": indeling.regio_naam(indeling.regios[doel]) if doel >= 0 else "",
                "gelijkenis": round(100 * gelijkenis[beste], 9),
                "lijkt_op": indeling.regio_naam(indeling.regios[beste]) if lijkt else "",
                "erbij": groepen((_regio_nu(indelingen, k, i), namen[i]) for i in erbij),
                "eruit": groepen((_regio_straks(voorstel, i), namen[i]) for i in eruit),
                "gelijk": not erbij and not eruit,
            }
        )
    return uit


def _bezetting(feiten: Feiten, r: int) -> list[Rij]:
    """Say per indeling which gemeenten of a regio are in which existing one, the fullest first."""
    indelingen = feiten.voorstel.indelingen
    uit = []
    for k, indeling in enumerate(indelingen):
        leden = sorted(feiten.plekken(r), key=lambda i: indelingen.regio[i, k])
        nu = groepen((_regio_nu(indelingen, k, i), indelingen.gemeenten.namen[i]) for i in leden)
        nu.sort(key=lambda groep: -len(groep["gemeenten"]))
        heel = len(nu) == 1 and feiten.gelijkenis[k][r].max() == 1
        uit.append(
            {"titel": indeling.label, "kort": korte_naam(indeling), "nu": nu, "compleet": heel}
        )
    return uit


def _blokken(feiten: Feiten, r: int) -> list[list[str]]:
    """The gemeenten by the row of regio's that they are in now; who has none stands alone."""
    indelingen = feiten.voorstel.indelingen
    per: dict[tuple[int, ...], list[str]] = {}
    for i in feiten.plekken(r):
        rij = tuple(int(n) if n >= 0 else -1 - int(i) for n in indelingen.regio[i])
        per.setdefault(rij, []).append(indelingen.gemeenten.namen[i])
    return sorted(per.values(), key=lambda blok: (-len(blok), blok))


def delingen(feiten: Feiten, r: int) -> list[Rij]:
    """List the existing regio's that the border of a regio cuts: who stays here, who is elsewhere."""
    voorstel, namen = feiten.voorstel, feiten.voorstel.indelingen.gemeenten.namen
    uit = []
    for k, indeling in enumerate(voorstel.indelingen):
        for nummer, leden in feiten.regios_van(k, r).items():
            hier = [namen[i] for i in leden if voorstel.regio[i] == r]
            elders = [
                (_regio_straks(voorstel, i), namen[i]) for i in leden if voorstel.regio[i] != r
            ]
            if elders:
                uit.append(
                    {
                        "titel": indeling.label,
                        "kort": korte_naam(indeling),
                        "regio": indeling.regio_naam(indeling.regios[nummer]),
                        "hier": hier,
                        "elders": groepen(elders),
                        "paren": len(hier) * len(elders),
                    }
                )
    return uit


# --- per gemeente --------------------------------------------------------------------------------


def beschrijf_gemeente(feiten: Feiten, code: str) -> Rij:
    """Pick the values for one gemeente: ``d`` in its template.

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
    rij, leden = voorstel.regios.loc[voorstel.codes[r]], feiten.leden(feiten.plekken(r))
    lid = next(lid for lid in leden if lid["code"] == code)
    partners = _partners(feiten, i)
    brok = int(voorstel.opgave.brok[i]) + 1
    return {
        "code": code,
        "naam": gemeenten.namen[i],
        "bestaand": titel(feiten),
        "lid": lid,
        "regio": voorstel.namen[r],
        "regio_code": voorstel.codes[r] if voorstel.codes[r] in feiten.nummers else "",
        "leden": leden,
        "inwoners": _afgerond(rij["inwoners"]),
        "centrum": rij["centrum"],
        "partners": partners,
        "partners_nu": sum(bool(partner["nu"]) for partner in partners),
        "partners_straks": sum(partner["straks"] for partner in partners),
        "altijd_samen": [p["naam"] for p in partners if len(p["nu"]) == len(voorstel.indelingen)],
        "verhuizingen": _verhuizingen(feiten, i),
        "verliezen": feiten.verliezen([lid]),
        "zwaai": next((z for z in feiten.zwaai if z["brok"] == brok), None),
        "uitwegen": [weg for weg in feiten.uitwegen if weg["brok"] == brok],
        "buurregios": _buurregios(feiten, i),
        "verbanden": feiten.verbanden(code),
        "verantwoording": feiten.verantwoording([code]),
    }


def _partners(feiten: Feiten, i: int) -> list[Rij]:
    """List the gemeenten that share a regio with this one, now or then; most often first."""
    voorstel, samen = feiten.voorstel, feiten.samen(i)
    titels = [indeling.label for indeling in voorstel.indelingen]
    straks = voorstel.regio == voorstel.regio[i]
    uit = [
        {
            "naam": voorstel.indelingen.gemeenten.namen[j],
            "inwoners": feiten.inwoners[j],
            "nu": [titels[k] for k in np.flatnonzero(samen[j])],
            "aantal_nu": int(samen[j].sum()),
            "straks": bool(straks[j]),
        }
        for j in np.flatnonzero(samen.any(axis=1) | straks)
        if j != i
    ]
    return sorted(uit, key=lambda p: (-len(p["nu"]), not p["straks"], p["naam"]))


def _verhuizingen(feiten: Feiten, i: int) -> list[Rij]:
    """Say per indeling where a gemeente goes, and which partners it keeps, loses and gets there."""
    voorstel, gemeenten = feiten.voorstel, feiten.voorstel.indelingen.gemeenten
    r, deelt = int(voorstel.regio[i]), feiten.samen(i)
    straks = set(feiten.plekken(r).tolist()) - {i}
    uit = []
    for k, indeling in enumerate(voorstel.indelingen):
        doel = voorstel.koppelingen[indeling.naam][r]
        nu = set(np.flatnonzero(deelt[:, k]).tolist()) - {i}
        wie = {"partners": nu, "blijft": nu & straks, "kwijt": nu - straks, "nieuw": straks - nu}
        nieuw = f"nieuw: {voorstel.namen[r]}"
        uit.append(
            {
                "titel": indeling.label,
                "kort": korte_naam(indeling),
                "van": _regio_nu(voorstel.indelingen, k, i)[1],
                "naar": indeling.regio_naam(indeling.regios[doel]) if doel >= 0 else nieuw,
                "verhuist": doel < 0 or doel not in voorstel.indelingen.vakken_van(k)[i],
                **{naam: [gemeenten.namen[j] for j in sorted(wie[naam])] for naam in wie},
            }
        )
    return uit


def _buurregios(feiten: Feiten, i: int) -> list[Rij]:
    """The other regio's that border the gemeente itself, with its neighbours there."""
    voorstel, gemeenten = feiten.voorstel, feiten.voorstel.indelingen.gemeenten
    code = gemeenten.codes[i]
    buren = {b for paar in voorstel.banden if code in paar for b in paar} - {code}
    plekken = sorted(gemeenten.plek[buur] for buur in buren if buur in gemeenten.plek)
    elders = [j for j in plekken if voorstel.regio[j] != voorstel.regio[i]]
    elders.sort(key=lambda j: int(voorstel.regio[j]))
    return groepen((_regio_straks(voorstel, j), gemeenten.namen[j]) for j in elders)


# --- the country ---------------------------------------------------------------------------------


def beschrijf_land(feiten: Feiten) -> Rij:
    """Pick the values for the country: ``d`` in its template."""
    voorstel, gemeenten = feiten.voorstel, feiten.voorstel.indelingen.gemeenten
    regels = [regel_van(feiten, code) for code in feiten.nummers]
    leden = feiten.leden(range(len(gemeenten)))
    klein = voorstel.regios["centrum_reden"].str.contains("verschil is klein")
    domeinen: dict[str, list[str]] = {}
    for indeling in voorstel.indelingen:
        domeinen.setdefault(voorstel.domeinen[indeling.naam], []).append(indeling.label)
    inwoners = gemeenten.inwoners
    return {
        "bestaand": titel(feiten),
        "regels": regels,
        "gemeenten": len(gemeenten),
        "inwoners": None if inwoners is None else round(inwoners.sum()),
        "ingedeeld": sum(regel["gemeenten"] for regel in regels),
        "voor": voorstel.gemeenten["congruentie_voor"].mean(),
        "na_alle": voorstel.gemeenten["na_alle"].mean(),
        "verbanden": feiten.verbanden(),
        "overnames": _overnames(feiten, leden),
        "grenzen": _grenzen(feiten),
        "over_provincies": [regel["naam"] for regel in regels if ", " in regel["provincies"]],
        "klein_verschil": [regel["naam"] for regel in regels if klein[regel["code"]]],
        "ergens_gelijk": sum(r["gelijk"] > (feiten.bestaand is not None) for r in regels),
        "nog_niet": [regel["naam"] for regel in regels if not regel["gelijk"]],
        "overal_gelijk": sum(r["gelijk"] == len(voorstel.indelingen) for r in regels),
        "zwaai": feiten.zwaai,
        "standen": {stand: sum(z["stand"] == stand for z in feiten.zwaai) for stand in _STANDEN},
        "prijzen": feiten.prijzen(),
        "lager": sum(map(_gaat_achteruit, leden)),
        "domeinen": sorted(domeinen.items()),
        "verantwoording": feiten.verantwoording(),
    }


def regel_van(feiten: Feiten, code: str) -> Rij:
    """Describe one regio for the table of all."""
    voorstel, r = feiten.voorstel, feiten.nummers[code]
    plekken, rij = feiten.plekken(r), voorstel.regios.loc[code]
    aantal = len(voorstel.indelingen)
    return {
        "code": code,
        "naam": voorstel.namen[r],
        "gemeenten": len(plekken),
        "inwoners": _afgerond(rij["inwoners"]),
        "km2": feiten.km2[plekken].sum(),
        "provincies": rij["provincies"],
        "centrum": rij["centrum"],
        "voor": voorstel.gemeenten["congruentie_voor"].iloc[plekken].mean(),
        "gelijk": sum(bool(feiten.gelijkenis[k][r].max() == 1) for k in range(aantal)),
        "delingen": len(delingen(feiten, r)),
    }


def _overnames(feiten: Feiten, leden: list[Rij]) -> list[Rij]:
    """Say what each indeling would change if it took over the borders."""
    voorstel = feiten.voorstel
    uit = []
    for k, indeling in enumerate(voorstel.indelingen):
        rij = voorstel.per_indeling.loc[indeling.naam]
        uit.append(
            {
                "titel": indeling.label,
                "kort": korte_naam(indeling),
                "regios_nu": rij["regios_nu"],
                "verhuizen": rij["gemeenten_verhuizen"],
                "inwoners_verhuizen": rij["inwoners_verhuizen"],
                "voor": rij["congruentie_voor"],
                "na": rij["congruentie_na"],
                "hoger": sum(lid["na"][k] > lid["voor"] + 1e-9 for lid in leden),
                "lager": sum(lid["na"][k] < lid["voor"] - 1e-9 for lid in leden),
                "gedeeld": int(((feiten.gelijkenis[k] > 0).sum(axis=0) > 1).sum()),
            }
        )
    return uit


def _grenzen(feiten: Feiten) -> Rij:
    """Count the pairs of neighbours in different regio's, and those that indelingen part as well."""
    voorstel = feiten.voorstel
    plek = voorstel.indelingen.gemeenten.plek
    paren = {(plek[a], plek[b]) for a, b in voorstel.banden if a in plek and b in plek}
    paren = {(min(paar), max(paar)) for paar in paren}
    apart = [(i, j) for i, j in sorted(paren) if voorstel.regio[i] != voorstel.regio[j]]
    # Who takes no part in an indeling is parted from everyone in it.
    los = [~voorstel.indelingen.deelt(i, j) for i, j in apart]
    return {
        "paren": len(apart),
        "bestaand": sum(bool(rij.any()) for rij in los),
        "alle": sum(bool(rij.all()) for rij in los),
    }

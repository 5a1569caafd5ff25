"""An own file as a whole: who has no regio, of which year it is, and regions that may be one.

What no single row can tell; `congruentie.bronnen.lidmaatschap` reads the rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from congruentie.bronnen.aanbod import laad_gemeenten
from congruentie.bronnen.kolommen import Kolommen
from congruentie.bronnen.meldingen import Celplek, Melder
from congruentie.bronnen.pakket import jaren_met
from congruentie.bronnen.tabelbestand import Rijen
from congruentie.bronnen.yamlbestand import citeer
from congruentie.bronnen.zoeken import Zoeker, kaal, normaliseer_gm_code, zoeker_voor
from congruentie.nl import aantal, opsomming

__all__ = ["Ledenlijst", "bijna_gelijk", "kijk_na", "vind_jaar"]


@dataclass
class Ledenlijst:
    """What the rows of an own file said.

    Parameters
    ----------
    bron
        The rows.
    zoeker
        Looks gemeenten up, in the year that the file is read with.
    kolommen
        Which column is what.
    melder
        Says what is to be said.
    regios
        gm_code -> regio -> row.
    zonder
        gm_code of who has no regio -> row, and what stands there.
    """

    bron: Rijen
    zoeker: Zoeker
    kolommen: Kolommen
    melder: Melder
    regios: dict[str, dict[str, int]] = field(default_factory=dict)
    zonder: dict[str, tuple[int, str]] = field(default_factory=dict)


def kijk_na(ledenlijst: Ledenlijst) -> None:
    """Say what is to be said of the file as a whole, beside the remarks on its rows."""
    meldingen = ledenlijst.melder.keuring.meldingen
    for code, (rij, tekst) in ledenlijst.zonder.items():
        _zeg_dat_er_geen_regio_is(ledenlijst, code, rij, tekst)
    meldingen.sort(key=lambda melding: melding.rij or 0)
    ander_jaar = _zeg_het_jaar(ledenlijst)
    _zeg_wat_samengevoegd_is(ledenlijst)
    if not ledenlijst.regios and not ledenlijst.melder.keuring.fouten:
        ledenlijst.melder.fout("er is geen enkele gemeente met een regio.")
    for plek, melding, advies, soort in _lijkende_regios(ledenlijst.regios):
        ledenlijst.melder.let_op(melding, advies, plek, soort)
    if not ander_jaar:
        _zeg_wie_ontbreekt(ledenlijst)


def _zeg_dat_er_geen_regio_is(ledenlijst: Ledenlijst, code: str, rij: int, tekst: str) -> None:
    plek = (rij, "regio", tekst)
    if code in ledenlijst.regios:
        ledenlijst.melder.let_op(
            f"{code} heeft hier geen regio, maar wel in rij {min(ledenlijst.regios[code].values())}; "
            "die telt.",
            "",
            plek,
            "rijen hebben geen regio, terwijl de gemeente er elders een heeft",
        )
    else:
        staat = f" ({citeer(tekst)})" if tekst else ""
        ledenlijst.melder.let_op(
            f"{code} heeft geen regio{staat} en doet niet mee.",
            "",
            plek,
            "gemeenten in het bestand hebben geen regio en doen niet mee",
        )


def _zeg_het_jaar(ledenlijst: Ledenlijst) -> bool:
    """Say of which year the file is, before the rows that show it; whether that was needed."""
    meldingen = ledenlijst.melder.keuring.meldingen
    soort = ledenlijst.zoeker.van_een_ander_jaar
    eerste = next((m for m in meldingen if m.soort == soort), None)
    if eerste is None:
        return False
    bron, kop, kolom = ledenlijst.bron, ledenlijst.kolommen.kop, ledenlijst.kolommen.gemeente
    wie = (bron.cel(i, kolom) for i in range(kop + 1, len(bron.rijen)))
    gevonden = vind_jaar(filter(None, wie), ledenlijst.zoeker)
    if gevonden is None:
        return False
    melding, advies = gevonden
    melding = f"{melding} (rij {eerste.rij}: {eerste.melding.rstrip('.')})."
    ledenlijst.melder.fout(melding, advies, (None, "gm_code", ""), soort)
    meldingen.insert(len(ledenlijst.kolommen.opmerkingen), meldingen.pop())
    return True


def _zeg_wat_samengevoegd_is(ledenlijst: Ledenlijst) -> None:
    kolommen = ledenlijst.kolommen
    van_ons = {kolommen.gemeente, kolommen.regio, kolommen.regio_naam}
    raak = [
        blok
        for blok in ledenlijst.bron.samengevoegd
        if blok[2] > kolommen.kop and van_ons & set(range(blok[1], blok[3] + 1))
    ]
    if raak:
        wat = aantal(len(raak), "samengevoegde cel is", "samengevoegde cellen zijn")
        ledenlijst.melder.let_op(
            f"{wat} ingevuld: elke rij ervan krijgt de waarde, zoals in rij {raak[0][0] + 1} tot "
            f"en met {raak[0][2] + 1}."
        )


def _zeg_wie_ontbreekt(ledenlijst: Ledenlijst) -> None:
    gemeenten = ledenlijst.zoeker.gemeenten
    weg = [naam for code, naam in gemeenten.naam_van.items() if code not in ledenlijst.regios]
    if ledenlijst.regios and weg:
        heeft, doet = ("heeft", "doet") if len(weg) == 1 else ("hebben", "doen")
        ledenlijst.melder.let_op(
            f"{len(weg)} van de {len(gemeenten)} gemeenten {heeft} geen regio: {opsomming(weg)}.",
            f"Dat mag; zij {doet} in deze indeling niet mee.",
        )


# --- of which year it is ---------------------------------------------------------------------


def vind_jaar(
    teksten: Iterable[str], zoeker: Zoeker, *, heel_of_niets: bool = False
) -> tuple[str, str] | None:
    """Find the embedded year that fits the codes or names of a file.

    Parameters
    ----------
    teksten
        Everything in the column with gemeenten.
    zoeker
        Of the year that the file is read with.
    heel_of_niets
        Whether nothing is found when no year knows them all.

    Returns
    -------
    tuple or None
        Dutch sentences about the file: what was found, and advice. None when every gemeente that is
        known in any year is known in the year of `zoeker` too.
    """
    gekozen = zoeker.gemeenten.jaar
    per_jaar = {**_zoekers(), gekozen: zoeker}
    jaren_van: dict[str, list[int]] = {}
    for tekst in dict.fromkeys(teksten):
        jaren = [j for j, z in per_jaar.items() if len(z.kan_zijn(tekst)) == 1]
        if jaren:
            jaren_van[tekst] = jaren
    if all(gekozen in jaren for jaren in jaren_van.values()):
        return None
    past = {jaar: sum(jaar in jaren for jaren in jaren_van.values()) for jaar in per_jaar}
    wat = "codes" if all(normaliseer_gm_code(tekst) for tekst in jaren_van) else "gemeenten"
    heel = sorted(jaar for jaar in per_jaar if past[jaar] == len(jaren_van))
    if heel:
        beste = min(heel, key=lambda jaar: (abs(jaar - gekozen), jaar))
        niet = len(jaren_van) - past[gekozen]
        melding = (
            f"alle {len(jaren_van)} {wat} passen bij {_reeks(heel)}, {niet} niet bij {gekozen}"
        )
        if len(jaren_van) == 1:
            melding = f"de enige gemeente past bij {_reeks(heel)}, niet bij {gekozen}"
        return (
            melding,
            f"Lees het met --peildatum {beste}, of gebruik de gemeenten van {gekozen}.",
        )
    if heel_of_niets:
        return None
    return _naast_elkaar(jaren_van, past, gekozen, wat, per_jaar)


def _naast_elkaar(
    jaren_van: dict[str, list[int]],
    past: dict[int, int],
    gekozen: int,
    wat: str,
    per_jaar: dict[int, Zoeker],
) -> tuple[str, str]:
    """No year knows them all: old gemeenten and new ones stand side by side."""
    beste = max(past, key=lambda jaar: (past[jaar], -abs(jaar - gekozen)))
    wie = {_code(tekst, jaren, per_jaar): tekst for tekst, jaren in jaren_van.items()}
    paren = (
        (wie[o.oud], wie[o.nieuw])
        for o in per_jaar[gekozen].overgangen
        if o.oud in wie
        and o.nieuw in wie
        and max(jaren_van[wie[o.oud]]) < min(jaren_van[wie[o.nieuw]])
    )
    eerst_weg = min(jaren_van, key=lambda tekst: max(jaren_van[tekst]))
    laatst_erbij = max(jaren_van, key=lambda tekst: min(jaren_van[tekst]))
    oud, nieuw = next(paren, (eerst_weg, laatst_erbij))
    laatste, eerste = max(jaren_van[oud]), min(jaren_van[nieuw])
    buiten = [_naam(t, jaren, per_jaar) for t, jaren in jaren_van.items() if beste not in jaren]
    peil = "" if beste == gekozen else f", en lees het met --peildatum {beste}"
    return (
        f"oude en nieuwe gemeenten staan naast elkaar: {_naam(oud, jaren_van[oud], per_jaar)} (tot en "
        f"met {laatste}) en {_naam(nieuw, jaren_van[nieuw], per_jaar)} (vanaf {eerste}). "
        f"{past[beste]} van de {len(jaren_van)} {wat} passen bij {beste}",
        f"Haal {opsomming(buiten)} weg, of zet er de gemeenten van {beste} voor in de plaats{peil}.",
    )


@cache
def _zoekers() -> dict[int, Zoeker]:
    """The look-up of every embedded year."""
    return {
        jaar: zoeker_voor(laad_gemeenten(jaar, cache="geen")) for jaar in jaren_met("gemeenten")
    }


def _code(tekst: str, jaren: list[int], per_jaar: dict[int, Zoeker]) -> str:
    return min(per_jaar[jaren[0]].kan_zijn(tekst))


def _naam(tekst: str, jaren: list[int], per_jaar: dict[int, Zoeker]) -> str:
    code = _code(tekst, jaren, per_jaar)
    return f"{code} {per_jaar[jaren[0]].gemeenten.naam_van[code]}"


def _reeks(jaren: list[int]) -> str:
    heel = len(jaren) > 2 and jaren[-1] - jaren[0] == len(jaren) - 1
    return f"{jaren[0]} tot en met {jaren[-1]}" if heel else opsomming([str(j) for j in jaren], 20)


# --- regions that may be one and the same, or two in one cell ---------------------------------


def _lijkende_regios(
    regios: Mapping[str, Mapping[str, int]],
) -> Iterator[tuple[Celplek, str, str, str]]:
    """Give what is to be said of regions that are spelled in two ways, or look like two in a cell."""
    rij_van: dict[str, int] = {}
    for van_een in regios.values():
        for regio, rij in van_een.items():
            rij_van[regio] = min(rij, rij_van.get(regio, rij))
    for vorm in bijna_gelijk(rij_van):
        yield (
            (rij_van[vorm[-1]], "regio", vorm[-1]),
            f"{opsomming([repr(v) for v in vorm])} lijken dezelfde regio, maar tellen als "
            f"{len(vorm)} regio's.",
            "Schrijf ze precies gelijk als het er een is.",
            "regio's zijn ook anders geschreven en tellen dan apart",
        )
    for regio, rij in rij_van.items():
        delen = [deel.strip() for deel in re.split(r"[/;,+]", regio)]
        if len(delen) > 1 and all(deel in rij_van for deel in delen):
            yield (
                (rij, "regio", regio),
                f"{citeer(regio)} telt als een eigen regio, maar {opsomming(delen)} zijn zelf regio's.",
                f"Hoort de gemeente bij elk, schrijf dan {citeer(' | '.join(delen))}.",
                "regio's lijken er meer in een cel en tellen als een eigen regio",
            )


def bijna_gelijk(rij_van: Mapping[str, int]) -> list[list[str]]:
    """Groups of regions that are spelled alike, each in the order of the file."""
    groepen: dict[str, list[str]] = {}
    for regio in sorted(rij_van, key=lambda regio: (rij_van[regio], regio)):
        groepen.setdefault(re.sub(r"[\W_]+", "", kaal(regio)) or regio, []).append(regio)
    return [groep for groep in groepen.values() if len(groep) > 1]

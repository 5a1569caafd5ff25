"""Which year the gemeenten of a file are of, found from all of them at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from congruentie.bronnen.aanbod import laad_gemeenten
from congruentie.bronnen.pakket import jaren_met
from congruentie.bronnen.zoeken import Zoeker, normaliseer_gm_code, zoeker_voor
from congruentie.model import opsomming

__all__ = ["Jaarvondst", "vind_jaar"]


@dataclass(frozen=True)
class Jaarvondst:
    """What was found.

    Parameters
    ----------
    melding, advies
        Dutch sentences about the file.
    """

    melding: str
    advies: str


def vind_jaar(teksten: Iterable[str], zoeker: Zoeker) -> Jaarvondst | None:
    """Find the embedded year that fits the codes or names of a file.

    Parameters
    ----------
    teksten
        Everything in the column with gemeenten.
    zoeker
        Of the year that the file is read with.

    Returns
    -------
    Jaarvondst or None
        None when every gemeente that is known in any year is known in the year of `zoeker` too.
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
        return Jaarvondst(
            melding,
            f"Lees het met --peildatum {beste}, of gebruik de gemeenten van {gekozen}.",
        )
    return _naast_elkaar(jaren_van, past, gekozen, wat, per_jaar)


def _naast_elkaar(
    jaren_van: dict[str, list[int]],
    past: dict[int, int],
    gekozen: int,
    wat: str,
    per_jaar: dict[int, Zoeker],
) -> Jaarvondst:
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
    return Jaarvondst(
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

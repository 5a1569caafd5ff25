"""Put a question in whole numbers: which gemeenten form a unit, and what every pair is worth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import lcm

import networkx as nx
import numpy as np

from congruentie.errors import CongruentieFout
from congruentie.meten.samenloop import als_breuk
from congruentie.model import Indeling, Indelingen
from congruentie.nl import opsomming
from congruentie.verbanden import VERBANDEN
from congruentie.voorstel import opgave
from congruentie.voorstel.deling import IntArray, hernummer
from congruentie.voorstel.eisen import Eisen
from congruentie.voorstel.opgave import Opgave

__all__ = ["maak_opgave"]

THETA = Fraction(1, 2)
"""The share that two gemeenten must have in common over indelingen: the median partition."""
THETA_VERBANDEN = Fraction(1, 4)
"""The same over samenwerkingsverbanden; docs/besluiten/0037 says why."""
_GROOTSTE_FACTOR = 1_000_000


def maak_opgave(
    indelingen: Indelingen,
    theta: Fraction | None,
    eisen: Eisen,
    banden: Iterable[tuple[str, str]],
    gewichten: Mapping[str, float] | None = None,
) -> Opgave:
    """Put the question in whole numbers.

    Parameters
    ----------
    indelingen
        The chosen divisions; inhabitants and boundaries where `eisen` needs them.
    theta
        Between 0 and 1. None: `THETA`, where only verbanden count `THETA_VERBANDEN`, and with both the
        mean of the two by their weights, to two decimals.
    eisen
        The conditions.
    banden
        Pairs of gm_codes that border each other, over land or over water.
    gewichten
        Weight per indeling; one that is not named weighs 1.

    Raises
    ------
    CongruentieFout
        A theta or weight that cannot be, an unknown gemeente, or a condition that parts a unit.
    """
    gemeenten = indelingen.gemeenten
    eisen = eisen.voor(indelingen)
    eisen.controleer(gemeenten)
    _weiger_overlap("binnen", eisen.indeling("binnen"), indelingen)
    _weiger_overlap("uitgaand-van", eisen.indeling("uitgaand_van"), indelingen)
    gewicht, samen_gewicht = _gewichten(indelingen, gewichten or {})
    verbandgewicht = indelingen.verbandgewicht(samen_gewicht)
    standaard = _standaard_theta(indelingen, sum(gewicht, Fraction(0)), verbandgewicht)
    theta = standaard if theta is None else _keur_theta(theta)
    graaf = nx.Graph()
    graaf.add_nodes_from(range(len(gemeenten)))
    plek = gemeenten.plek
    graaf.add_edges_from((plek[a], plek[b]) for a, b in banden if a in plek and b in plek)
    brok = _brokken(indelingen, [*gewicht, verbandgewicht], eisen, graaf)
    eerste, grootte = np.unique(brok, return_index=True, return_counts=True)[1:]
    aantal = len(eerste)
    factor = _factor([*gewicht, verbandgewicht], theta, eisen)
    drempel = int(theta * sum(gewicht) * factor)
    per_verband = int(theta * verbandgewicht * factor)
    eigen_drempel = per_verband * indelingen.verbanddeelname[eerste].sum(axis=1)
    liever = _liever(indelingen, eisen, brok, factor)
    waarde = np.zeros((0, 0), dtype=np.int64)
    if aantal <= opgave.MEESTE_BROKKEN:
        per_indeling = np.array([int(w * factor) for w in gewicht])
        samen = indelingen.deelt(eerste[:, None], eerste) @ per_indeling
        paren = grootte[:, None] * grootte
        np.fill_diagonal(paren, grootte * (grootte - 1) // 2)
        if verbandgewicht:
            deelname = indelingen.verbanddeelname[eerste]
            beide = int((1 + theta) * verbandgewicht * factor)
            samen = samen + beide * (deelname @ deelname.T).toarray()
        waarde = (samen - drempel - eigen_drempel[:, None] - eigen_drempel) * paren
        for (a, b), wens in liever.items():
            waarde[a, b] += wens
            waarde[b, a] += wens * (a != b)
    buren: list[set[int]] = [set() for _ in range(aantal)]
    for a, b in graaf.edges:
        if brok[a] != brok[b]:
            buren[brok[a]].add(int(brok[b]))
            buren[brok[b]].add(int(brok[a]))
    inwoners = np.zeros(aantal, dtype=np.int64)
    if gemeenten.inwoners is not None:
        np.add.at(inwoners, brok, np.rint(gemeenten.inwoners).astype(np.int64))
    binnen, vanuit = eisen.indeling("binnen"), eisen.indeling("uitgaand_van")
    zone = _nummers(indelingen, binnen.lidmaatschap if binnen else {})[eerste]
    basis = None
    if vanuit is not None:
        alleen = {code: f" {code}" for code in gemeenten.codes}
        nummers = _nummers(indelingen, {**alleen, **vanuit.lidmaatschap})[eerste]
        basis = np.unique(nummers, return_inverse=True)[1].ravel()
    vast_samen, vast_apart = _paren(indelingen, eisen, brok, zone)
    return Opgave(
        indelingen,
        tuple(gewicht),
        samen_gewicht,
        theta,
        eisen,
        brok,
        waarde,
        factor,
        drempel,
        eigen_drempel,
        {paar: wens for paar, wens in liever.items() if paar[0] != paar[1]},
        tuple(frozenset(b) for b in buren),
        inwoners,
        grootte.astype(np.int64),
        zone,
        vast_samen,
        vast_apart,
        basis,
    )


def _keur_theta(theta: Fraction) -> Fraction:
    if not 0 <= theta <= 1:
        raise CongruentieFout(
            f"Theta is {float(theta):g}, maar ligt tussen 0 en 1.", "Gebruik bijvoorbeeld 0,5."
        )
    return theta


def _standaard_theta(indelingen: Indelingen, gewicht: Fraction, per_verband: Fraction) -> Fraction:
    """Theta for what counts; verbanden weigh what those of a gemeente that takes part do on average."""
    if not per_verband or indelingen.verbanden is None:
        return THETA
    alle = per_verband * indelingen.verbanden.gemiddeld_aantal
    return round((gewicht * THETA + alle * THETA_VERBANDEN) / (gewicht + alle), 2)


def _weiger_overlap(wat: str, indeling: Indeling | None, indelingen: Indelingen) -> None:
    """A condition that needs one regio per gemeente cannot use an indeling with overlap."""
    if indeling is None or not indeling.overlapt:
        return
    namen = indelingen.gemeenten.naam_van
    meer = [namen[gm] for gm in sorted(indeling.lidmaatschap) if len(indeling.regios_van(gm)) > 1]
    raise CongruentieFout(
        f"--{wat} {indeling.naam} kan niet: {opsomming(meer)} "
        f"{'ligt' if len(meer) == 1 else 'liggen'} daarin in meer dan een regio.",
        "Kies een andere indeling, of geef in een eigen bestand elke gemeente een regio.",
    )


def _gewichten(
    indelingen: Indelingen, gewichten: Mapping[str, float]
) -> tuple[list[Fraction], Fraction]:
    """The weight of each indeling, and of all verbanden together (0 without any)."""
    bekend = {*indelingen.namen} | ({VERBANDEN} if indelingen.verbanden else set())
    onbekend = sorted(set(gewichten) - bekend)
    if onbekend:
        raise CongruentieFout(
            f"Er is een gewicht voor {opsomming(onbekend)}, maar die indeling doet niet mee."
        )
    uit = [als_breuk(gewichten.get(naam, 1.0)) for naam in indelingen.namen]
    samen = Fraction(0)
    if indelingen.verbanden is not None:
        samen = als_breuk(gewichten.get(VERBANDEN, 1.0))
    if any(w < 0 for w in (*uit, samen)) or not any((*uit, indelingen.verbandgewicht(samen))):
        raise CongruentieFout(
            "Gewichten zijn 0 of hoger, en niet allemaal 0.", "Pas de gewichten aan."
        )
    return uit, samen


def _brokken(
    indelingen: Indelingen, gewicht: list[Fraction], eisen: Eisen, graaf: nx.Graph
) -> IntArray:
    """Number the brokken; one falls apart where not contiguous, or over a border of `eisen`."""
    n = len(indelingen.gemeenten)
    if eisen.splits_brokken:
        return np.arange(n, dtype=np.int64)
    *per_indeling, verbandgewicht = gewicht
    kolommen = [
        indelingen.regio[:, k].astype(np.int64) for k, w in enumerate(per_indeling) if w > 0
    ]
    if verbandgewicht:
        kolommen += list(indelingen.verbandtabel.T.astype(np.int64))
        nergens = (np.stack(kolommen) < 0).all(axis=0)
        kolommen.append(np.where(nergens, np.arange(n), -1))  # nothing keeps them together
    for grens in (eisen.indeling("binnen"), eisen.indeling("uitgaand_van")):
        if grens is not None:
            kolommen.append(_nummers(indelingen, grens.lidmaatschap))
    _, brok = np.unique(np.stack(kolommen, axis=1), axis=0, return_inverse=True)
    brok = brok.ravel()
    if eisen.aaneengesloten:
        binnen = nx.Graph()
        binnen.add_nodes_from(range(n))
        binnen.add_edges_from((a, b) for a, b in graaf.edges if brok[a] == brok[b])
        for nummer, leden in enumerate(nx.connected_components(binnen)):
            brok[list(leden)] = nummer
    return hernummer(brok)


def _nummers(indelingen: Indelingen, lidmaatschap: Mapping[str, str]) -> IntArray:
    """Number of the regio of each gemeente; who is in none counts as one regio together."""
    namen = [lidmaatschap.get(code, "") for code in indelingen.gemeenten.codes]
    return np.unique(namen, return_inverse=True)[1].ravel()


def _factor(gewicht: list[Fraction], theta: Fraction, eisen: Eisen) -> int:
    noemers = [w.denominator for w in (*gewicht, *(als_breuk(w) for *_, w in eisen.liever_paren()))]
    factor = lcm(*noemers) * theta.denominator
    if factor > _GROOTSTE_FACTOR:
        raise CongruentieFout(
            "De gewichten, de wensen of theta hebben te veel cijfers achter de komma.",
            "Gebruik er samen hoogstens zes.",
        )
    return factor


def _liever(
    indelingen: Indelingen, eisen: Eisen, brok: IntArray, factor: int
) -> dict[tuple[int, int], int]:
    """What soft wishes make of each two units (a <= b), whole."""
    plek, uit = indelingen.gemeenten.plek, dict[tuple[int, int], int]()
    for een, ander, gewicht in eisen.liever_paren():
        a, b = sorted((int(brok[plek[een]]), int(brok[plek[ander]])))
        uit[a, b] = uit.get((a, b), 0) + int(als_breuk(gewicht) * factor)
    return uit


def _paren(
    indelingen: Indelingen, eisen: Eisen, brok: IntArray, zone: IntArray
) -> tuple[frozenset[tuple[int, int]], frozenset[tuple[int, int]]]:
    """The pairs of units that must, and that must not, share a regio."""
    plek = indelingen.gemeenten.plek
    m = len(zone)

    def op_volgorde(a: int, b: int) -> tuple[int, int]:
        return (a, b) if a < b else (b, a)

    samen: set[tuple[int, int]] = set()
    apart: set[tuple[int, int]] = set()
    for groep in eisen.samen_groepen():
        brokken = sorted({int(brok[plek[code]]) for code in groep})
        samen |= {(brokken[0], ander) for ander in brokken[1:]}
    for groep in eisen.vast:
        brokken = sorted({int(brok[plek[code]]) for code in groep})
        hele = {indelingen.gemeenten.codes[i] for i in np.flatnonzero(np.isin(brok, brokken))}
        if hele != set(groep):
            raise _brok_gedeeld(indelingen, groep, hele - set(groep))
        rest = set(range(m)) - set(brokken)
        apart |= {op_volgorde(a, b) for a in brokken for b in rest}
    for een, ander in eisen.apart_paren():
        a, b = int(brok[plek[een]]), int(brok[plek[ander]])
        if a == b:
            raise _brok_gedeeld(indelingen, (een,), {ander})
        apart.add(op_volgorde(a, b))
    if m <= opgave.MEESTE_BROKKEN:  # with more, `Opgave.zone` alone says it
        rij, kolom = np.nonzero(np.triu(zone[:, None] != zone[None, :], 1))
        apart |= set(zip(rij.tolist(), kolom.tolist(), strict=True))
    return frozenset(samen), frozenset(apart)


def _brok_gedeeld(
    indelingen: Indelingen, groep: Iterable[str], rest: Iterable[str]
) -> CongruentieFout:
    namen = indelingen.gemeenten.naam_van
    return CongruentieFout(
        f"{opsomming([namen[code] for code in groep])} kan niet los van "
        f"{opsomming(sorted(namen[code] for code in rest))}: zij zitten in elke indeling samen.",
        "Laat die wens weg, of sta toe dat brokken worden gesplitst (--splits-brokken).",
    )

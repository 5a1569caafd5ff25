"""The measures: congruentie as RegioAtlas defines it, and its companions, in one registry.

A measure is a function of a `Samenloop`. It gives one figure per gemeente, per indeling, per regio
or for the country; `MATEN` lists them all, with the texts that the outputs show and the limit cases
that the tests hold them to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from congruentie.meten.paren import (
    gedeeld_binnen,
    tel_per_regio,
    verbandpartners,
    verbandpartners_in,
)
from congruentie.meten.samenloop import Samenloop
from congruentie.meten.vereniging import som_over_vereniging

__all__ = [
    "MATEN",
    "Maat",
    "aansluiting",
    "als_procent",
    "bijdrage",
    "congruentie",
    "congruentie_gecorrigeerd",
    "congruentie_inwoners",
    "effect",
    "intern",
    "maten_van",
]

FloatArray = npt.NDArray[np.float64]
Niveau = Literal["gemeente", "indeling", "regio"]


def congruentie(samenloop: Samenloop) -> FloatArray:
    """Congruentiepercentage of each gemeente.

    For gemeente g: of each partner (another gemeente that shares at least one regio with g) the
    share of the indelingen in which both share a regio; the mean of these shares, in percent.
    Computed as ``100 * sum_k w_k (|R_k(g)| - 1) / (W * |P(g)|)``: the numerator needs region sizes
    only. Of a gemeente in more than one regio of indeling k, R_k(g) is the union of those: a pair
    counts at most once per indeling.

    Returns
    -------
    numpy.ndarray
        Percent, shape (n,), float64, above 0 up to 100. Exactly 100 for a gemeente without partners
        (by convention; see `Samenloop.partners`). 100 where all indelingen are the same: exactly so
        with equal weights, else within rounding. Weights that are all equal give the unweighted
        figure exactly.

    References
    ----------
    RegioAtlas, "Congruentiekaart" (regioatlas.nl), with the test vector of 's-Gravenhage (50%);
    Studiegroep Interbestuurlijke en Financiële Verhoudingen, "Als één overheid" (2020), figure 4.
    """
    return als_procent(
        samenloop.optelling(),
        samenloop.noemergewicht * samenloop.partners,
    )


def congruentie_inwoners(samenloop: Samenloop) -> FloatArray:
    """Congruentie in which each partner counts by its number of inhabitants.

    ``100 * sum_k w_k (p(R_k(g)) - p_g) / (W * (p(P(g) + g) - p_g))`` with p(.) the inhabitants of a
    set of gemeenten: the share of indelingen that g has in common with a random *inhabitant* of its
    partners, where `congruentie` takes a random partner.

    Returns
    -------
    numpy.ndarray
        Percent, shape (n,), float64; NaN everywhere when inhabitants are unknown. 100 for a gemeente
        without partners. Equal inhabitants give `congruentie`.

    References
    ----------
    Own measure of this project; the weighting is the only difference with `congruentie`.
    """
    inwoners = samenloop.inwoners
    if inwoners is None:
        return np.full(len(samenloop.regio), np.nan)
    som = som_over_vereniging(*samenloop.tellend, inwoners)
    partners = np.where(samenloop.partners > 0, som - inwoners, 0.0)
    return als_procent(samenloop.optelling(inwoners), samenloop.noemergewicht * partners)


def congruentie_gecorrigeerd(samenloop: Samenloop) -> FloatArray:
    """Congruentie corrected for what regions of the same size would give by chance.

    ``100 * (C - E) / (1 - E)`` with C the congruentie as a fraction and E the one to be expected
    when the indelingen have nothing to do with each other. Null model: g's regions keep their sizes,
    and the other members of each are drawn from all other gemeenten, independently per indeling (the
    permutation model of the adjusted Rand index). Then the expected number of partners is
    ``(n - 1) * (1 - prod_k (1 - (|R_k(g)| - 1) / (n - 1)))`` and E is the congruentie with that many
    partners.

    Returns
    -------
    numpy.ndarray
        Percent, shape (n,), float64, at most 100. 100 where congruentie is 100 (also without
        partners, and where E is 100%). About 0 for independent indelingen: E uses the expected
        number of partners and not the expectation of its inverse, which makes it too low by the
        relative variance of the number of partners (about 0.2% of E for the embedded data).
        Negative when regions overlap less than by chance.

    Notes
    -----
    The model has no geography: real regions are contiguous, so they overlap more than this even
    when nobody looked at the other indeling. The correction removes the advantage of large regions
    (with four landsdelen everybody soon shares something with everybody), not that of being near.

    References
    ----------
    L. Hubert & P. Arabie, "Comparing partitions", Journal of Classification 2 (1985), 193-218, for
    the null model and the form (index - expected) / (maximum - expected).
    """
    anderen = max(len(samenloop.regio) - 1, 1)
    telt_mee = samenloop.andere_leden[:, samenloop.gewichten > 0]
    if samenloop.verbandgewicht > 0:
        telt_mee = np.hstack([telt_mee, samenloop.andere_deelnemers])
    verwachte_partners = anderen * (1 - np.prod(1 - telt_mee / anderen, axis=1))
    verwacht = als_procent(samenloop.optelling(), samenloop.noemergewicht * verwachte_partners)
    gevonden = congruentie(samenloop)
    ruimte = 100 - verwacht
    met_ruimte = (ruimte > 1e-9) & (gevonden < 100)
    uit = np.full(len(gevonden), 100.0)
    np.divide(100 * (gevonden - verwacht), ruimte, out=uit, where=met_ruimte)
    return uit


def aansluiting(samenloop: Samenloop) -> FloatArray:
    """How well each indeling fits the others: "welke indeling past het slechtst bij de rest".

    For indeling k: of a gemeente's partners in k, the mean share of the *other* indelingen in which
    they are partners too; averaged over the gemeenten that have partners in k. Each verband of the
    gemeente is one of the others. Of all verbanden together: of the partners that share at least one,
    the mean share of the indelingen.

    Returns
    -------
    numpy.ndarray
        Percent, float64, 0 to 100; shape (K,), and with verbanden (K + 1,), where the last is of all
        verbanden. 100 when every pair of k is together in all others. NaN when k has no pair at all or
        the others all weigh 0.

    References
    ----------
    Own measure of this project: the RegioAtlas share, restricted to the pairs of one indeling and
    without that indeling itself.
    """
    aantal = len(samenloop.gewichten)
    uit = np.full(_rijen(samenloop), np.nan)
    verbanden = samenloop.verbandrelatief * (samenloop.verband >= 0).sum(axis=1)
    for k in range(len(uit)):
        rest = np.where(np.arange(aantal) == k, 0.0, samenloop.relatief)
        anderen = np.full(len(samenloop.regio), rest.sum())
        if samenloop.noemer == "deelname":
            anderen = samenloop.doet_mee @ rest
        if k < aantal:
            partners = samenloop.andere_leden[:, k]
            gedeeld = gedeeld_binnen(samenloop, k, rest)
            anderen = anderen + verbanden
        else:
            partners = verbandpartners(samenloop)
            gedeeld = sum(rest[j] * verbandpartners_in(samenloop, j) for j in range(aantal))
        noemer = anderen * partners
        if (noemer > 0).any():
            uit[k] = als_procent(gedeeld, noemer)[noemer > 0].mean()
    return uit


def bijdrage(samenloop: Samenloop) -> FloatArray:
    """What each indeling adds to the national mean congruentie.

    The k-th term of the numerator, ``100 * w_k (|R_k(g)| - 1) / (W * |P(g)|)``, averaged over all
    gemeenten; of all verbanden together the sum of their terms.

    Returns
    -------
    numpy.ndarray
        Percentage points, float64; shape as in `aansluiting`. The sum is the mean congruentie less the
        part of gemeenten without partners (who get 100 by convention). Grows with the size of the
        regions.

    References
    ----------
    Own measure of this project: the terms of the RegioAtlas numerator taken apart.
    """
    noemer = samenloop.noemergewicht * samenloop.partners
    termen = samenloop.andere_leden * samenloop.relatief
    if samenloop.verband.size:
        som = samenloop.verbandrelatief * samenloop.andere_deelnemers.sum(axis=1)
        termen = np.column_stack([termen, som])
    aandeel = termen / np.where(noemer > 0, noemer, 1.0)[:, None]
    gemiddeld: FloatArray = 100 * aandeel[samenloop.telt].mean(axis=0)
    return gemiddeld


def effect(samenloop: Samenloop) -> FloatArray:
    """What the national mean congruentie gains by having each indeling in the set.

    The mean with all indelingen less the mean when indeling k weighs 0. The lowest (most negative)
    figure is the indeling that disturbs the rest most.

    Returns
    -------
    numpy.ndarray
        Percentage points, float64; shape as in `aansluiting`. NaN when fewer than two indelingen with a
        weight above 0 and no verbanden would remain; 0 for what weighs 0.

    References
    ----------
    Own measure of this project (leave one out).
    """
    alles = congruentie(samenloop)[samenloop.telt].mean()
    aantal = len(samenloop.gewichten)
    uit = np.full(_rijen(samenloop), np.nan)
    for k in range(len(uit)):
        gewichten = np.where(np.arange(aantal) == k, 0.0, samenloop.gewichten)
        verbandgewicht = samenloop.verbandgewicht if k < aantal and samenloop.verband.size else 0.0
        if (samenloop.gewichten[k] if k < aantal else samenloop.verbandgewicht) == 0:
            uit[k] = 0.0
        elif np.count_nonzero(gewichten) >= 2 or verbandgewicht:
            zonder = replace(samenloop, gewichten=gewichten, verbandgewicht=verbandgewicht)
            uit[k] = alles - congruentie(zonder).mean()
    return uit


def _rijen(samenloop: Samenloop) -> int:
    """How many figures a measure per indeling gives: all verbanden together have one."""
    return len(samenloop.gewichten) + bool(samenloop.verband.size)


def intern(samenloop: Samenloop) -> FloatArray:
    """Internal congruence of each regio: how much its own members share, all indelingen together.

    The mean over the pairs of gemeenten in the regio of the share of indelingen in which both are
    together; each verband of either counts as one for it.

    Returns
    -------
    numpy.ndarray
        Percent, shape (R,), float64, in the order of `Samenloop.nummers`. 100 when the members are
        together everywhere. NaN for a regio of one gemeente: it has no pairs. A gemeente in several
        regio's of the indeling counts in each of them.

    References
    ----------
    Own measure of this project: the RegioAtlas share, restricted to the pairs within one regio.
    """
    teller = np.zeros(samenloop.leeg)
    noemer = np.zeros(samenloop.leeg)
    for k in range(len(samenloop.gewichten)):
        if k in samenloop.overlappend:
            tel_per_regio(samenloop, k, teller, noemer)
            continue
        mee = samenloop.doet_mee[:, k]
        nummers = samenloop.nummers[mee, k]
        gedeeld = gedeeld_binnen(samenloop, k, samenloop.relatief)
        teller += np.bincount(nummers, gedeeld[mee], samenloop.leeg)
        paren = samenloop.noemergewicht * samenloop.andere_leden[:, k]
        noemer += np.bincount(nummers, paren[mee], samenloop.leeg)
    return np.where(noemer > 0, als_procent(teller, noemer), np.nan)


def als_procent(teller: FloatArray, noemer: npt.NDArray[Any]) -> FloatArray:
    """Divide: ``100 * teller / noemer``, and 100 where there are no partners (noemer 0).

    Parameters
    ----------
    teller
        Weighted sum of shared memberships, any shape.
    noemer
        Weight in the denominator times number of partners, of the same shape.

    Returns
    -------
    numpy.ndarray
        Percent, of the same shape, float64, at most 100.
    """
    uit = np.full(np.shape(teller), 100.0)
    np.divide(100 * teller, noemer, out=uit, where=noemer > 0)
    np.minimum(uit, 100.0, out=uit)  # weights may round to a hair above
    return uit


@dataclass(frozen=True)
class Maat:
    """One measure as the outputs show it.

    Parameters
    ----------
    naam
        Column name.
    titel
        Short Dutch title with the unit.
    niveau
        What there is one figure of.
    uitleg
        What it says and what it is good for; Dutch, for analysts.
    bron
        Where the definition comes from.
    reken
        The function.
    """

    naam: str
    titel: str
    niveau: Niveau
    uitleg: str
    bron: str
    reken: Callable[[Samenloop], FloatArray]


_EIGEN = "Eigen maat van congruentie."
_LIJST = (
    Maat(
        "congruentie",
        "Congruentie (%)",
        "gemeente",
        "Gemiddeld aandeel van de gekozen indelingen dat een gemeente deelt met haar partners. Een "
        "partner is een andere gemeente waarmee zij ten minste een regio deelt. 100% betekent: in "
        "elke indeling dezelfde partners. Let op: de uitkomst hangt ook af van hoe groot de regio's "
        "zijn.",
        "RegioAtlas, congruentiekaart; Studiegroep IFV, 'Als één overheid' (2020), figuur 4.",
        congruentie,
    ),
    Maat(
        "congruentie_inwoners",
        "Congruentie naar inwoners (%)",
        "gemeente",
        "Als de congruentie, maar een partner telt mee naar zijn aantal inwoners. Zo weegt een grote "
        "stad zwaarder dan een dorp.",
        _EIGEN,
        congruentie_inwoners,
    ),
    Maat(
        "congruentie_gecorrigeerd",
        "Congruentie na aftrek van toeval (%)",
        "gemeente",
        "Grote regio's overlappen al door toeval. Deze maat trekt dat eraf: 0 is wat je verwacht als "
        "regio's van dezelfde grootte willekeurig over het land zijn verdeeld, 100 is overal dezelfde "
        "partners. Het toeval in dit model kent geen afstand; echte regio's liggen aaneen.",
        "Vorm en nulmodel: Hubert & Arabie, 'Comparing partitions', J. of Classification 2 (1985).",
        congruentie_gecorrigeerd,
    ),
    Maat(
        "aansluiting",
        "Aansluiting bij de andere indelingen (%)",
        "indeling",
        "Van de partners in deze indeling: het gemiddelde aandeel van de andere indelingen waarin zij "
        "ook partners zijn. De laagste past het slechtst bij de rest.",
        _EIGEN,
        aansluiting,
    ),
    Maat(
        "bijdrage",
        "Bijdrage aan het landelijk gemiddelde (procentpunt)",
        "indeling",
        "Het deel van de gemiddelde congruentie dat uit deze indeling komt. Grote regio's dragen meer "
        "bij.",
        _EIGEN,
        bijdrage,
    ),
    Maat(
        "effect",
        "Effect op het landelijk gemiddelde (procentpunt)",
        "indeling",
        "Het landelijk gemiddelde met deze indeling min het gemiddelde zonder. Een negatief getal: "
        "zonder deze indeling zou het gemiddelde hoger zijn.",
        _EIGEN,
        effect,
    ),
    Maat(
        "intern",
        "Interne congruentie (%)",
        "regio",
        "Gemiddeld aandeel van de indelingen dat twee gemeenten binnen deze regio met elkaar delen. "
        "Leeg bij een regio van een gemeente.",
        _EIGEN,
        intern,
    ),
)
MATEN = {maat.naam: maat for maat in _LIJST}
"""All measures by name; a new one is added to the list above and nowhere else."""


def maten_van(niveau: Niveau) -> tuple[Maat, ...]:
    """The measures that give one figure per gemeente, indeling or regio."""
    return tuple(maat for maat in MATEN.values() if maat.niveau == niveau)

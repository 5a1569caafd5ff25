"""How alike two indelingen are: over pairs of gemeenten, over borders, and whether one nests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, permutations

import numpy as np
import pandas as pd

from congruentie.bronnen.banden import grenzen_van, heeft_buren
from congruentie.buren import is_regiogrens
from congruentie.errors import CongruentieFout
from congruentie.gemeenten import Gemeenten
from congruentie.meten.meting import Meting
from congruentie.meten.paren import rand_gecorrigeerd, tel_paren
from congruentie.meten.samenloop import Samenloop
from congruentie.meten.verbandmaten import met_verbanden
from congruentie.model import Indeling, Indelingen
from congruentie.nl import opsomming
from congruentie.verbanden import VERBANDEN

__all__ = [
    "NIET", "PARENMATEN", "VERGELIJKMATEN", "Nesting", "Vergelijking", "gemiddelde_rand", "nest",
    "uitzonderingen", "vergelijk",
]  # fmt: skip

_ALLEEN = " Leeg als een gemeente in meer regio's zit."

VERGELIJKMATEN = {
    "jaccard": (
        "Jaccard over paren",
        "Van alle paren gemeenten die in ten minste een van beide indelingen samen zitten: het deel "
        "dat in allebei samen zit. 0 = geen enkel paar, 1 = precies dezelfde paren.",
        "P. Jaccard (1901); over paren zie Hubert & Arabie (1985).",
    ),
    "rand_gecorrigeerd": (
        "Gecorrigeerde Rand-index",
        "Overeenkomst over paren, gecorrigeerd voor toeval. 0 = zoals bij toeval, 1 = gelijk.",
        "L. Hubert & P. Arabie, 'Comparing partitions', J. of Classification 2 (1985); scikit-learn.",
    ),
    "ami": (
        "Gecorrigeerde wederzijdse informatie",
        "Hoeveel de ene indeling over de andere zegt, gecorrigeerd voor toeval. 0 = niets, 1 = alles."
        + _ALLEEN,
        "Vinh, Epps & Bailey, J. of Machine Learning Research 11 (2010); scikit-learn.",
    ),
    "homogeniteit": (
        "Homogeniteit",
        "1 = elke regio van a ligt helemaal binnen een regio van b." + _ALLEEN,
        "Rosenberg & Hirschberg, 'V-measure', EMNLP (2007); scikit-learn.",
    ),
    "volledigheid": (
        "Volledigheid",
        "1 = elke regio van b ligt helemaal binnen een regio van a." + _ALLEEN,
        "Rosenberg & Hirschberg, 'V-measure', EMNLP (2007); scikit-learn.",
    ),
    "v_maat": (
        "V-maat",
        "Het harmonisch gemiddelde van homogeniteit en volledigheid." + _ALLEEN,
        "Rosenberg & Hirschberg, 'V-measure', EMNLP (2007); scikit-learn.",
    ),
    "gedeelde_grens": (
        "Gedeelde regiogrens",
        "Van de lengte van alle regiogrenzen (tussen twee gemeenten over land) van beide indelingen "
        "samen: het deel dat in allebei een regiogrens is.",
        "Eigen maat van congruentie (Jaccard over lengte).",
    ),
}
"""Column -> (title, explanation, source), for every output of `vergelijk`."""
PARENMATEN = {
    "paren_a_in_b": (
        "Paren van a ook in b",
        "Van de paren gemeenten die in a samen zitten: het deel dat ook in b samen zit.",
    ),
    "paren_b_in_a": (
        "Paren van b ook in a",
        "Van de paren gemeenten die in b samen zitten: het deel dat ook in a samen zit.",
    ),
}
"""Column -> (title, explanation), of what `vergelijk` also says where there are verbanden."""
NIET = "; niet: "
"""What stands in a sentence of `Nesting` between how many fit and which do not."""
_NOEM = 10
"""Verbanden that do not fit and are named in a sentence; of indelingen all regio's are."""


@dataclass(frozen=True, eq=False)
class Vergelijking:
    """How alike indelingen are, two by two, and all that is said of it.

    Parameters
    ----------
    indelingen, grenzen
        As in `vergelijk`. Verbanden become the last of the indelingen.
    """

    indelingen: Indelingen
    grenzen: pd.DataFrame | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "indelingen", met_verbanden(self.indelingen))

    @cached_property
    def tabel(self) -> pd.DataFrame:
        """One row per pair: see `vergelijk`."""
        return vergelijk(self.indelingen, self.grenzen)

    @cached_property
    def past_niet(self) -> pd.DataFrame:
        """One row per regio that does not lie inside another: see `uitzonderingen`."""
        return uitzonderingen(self.indelingen)


def vergelijk(indelingen: Indelingen, grenzen: pd.DataFrame | None = None) -> pd.DataFrame:
    """Compare every pair of indelingen.

    A gemeente counts for a pair only if it has a regio in both.

    Parameters
    ----------
    indelingen
        At least two divisions; or one and verbanden, which are compared as one indeling with overlap:
        two gemeenten are together if they share at least one.
    grenzen
        Shared borders as `congruentie.bronnen.banden.grenzen_van` gives them: columns ``a``, ``b``
        (gm_code) and ``lengte`` (metres). Default: those, where a table or the boundaries of the
        gemeenten say which they are; else ``gedeelde_grens`` is NaN.

    Returns
    -------
    pandas.DataFrame
        One row per unordered pair, in the order of the indelingen. Columns: ``a``, ``b`` (keys),
        ``gemeenten`` (int64, with a regio in both), the measures of `VERGELIJKMATEN` (float64, as
        fractions; ``rand_gecorrigeerd`` and ``ami`` may be negative), and per direction how many
        regions fit inside one regio of the other with a sentence that names the exceptions:
        ``a_past_in_b``, ``a_past_in_b_uitleg``, ``b_past_in_a``, ``b_past_in_a_uitleg``. The
        measures are NaN when no two gemeenten are together in either indeling, or when the
        indelingen have no gemeente in common; ``gedeelde_grens`` is NaN without any border inside.
        Where a gemeente is in several regio's of an indeling, ``ami``, ``homogeniteit``,
        ``volledigheid`` and ``v_maat`` are NaN: they are of partitions only. With verbanden also
        `PARENMATEN`.

    Raises
    ------
    CongruentieFout
        Fewer than two indelingen.

    References
    ----------
    See `VERGELIJKMATEN`. scikit-learn computes those of partitions.

    Examples
    --------
    >>> import congruentie as cg
    >>> cg.vergelijk(cg.laad_indelingen(2026, ["ggd", "veiligheidsregio"]))["jaccard"].item()
    0.9178082191780822
    """
    indelingen = met_verbanden(indelingen)
    if len(indelingen) < 2:
        raise CongruentieFout(
            "Vergelijken kan pas met twee indelingen.",
            "Kies ten minste twee indelingen, of een naast verbanden.",
        )
    gemeenten = indelingen.gemeenten
    if grenzen is None and (gemeenten.vlakken is not None or heeft_buren(gemeenten)):
        grenzen = grenzen_van(gemeenten)
    rijen = [
        _vergelijk_paar(indelingen, grenzen, a, b)
        for a, b in combinations(range(len(indelingen)), 2)
    ]
    return pd.DataFrame(rijen)


def _vergelijk_paar(
    indelingen: Indelingen, grenzen: pd.DataFrame | None, a: int, b: int
) -> dict[str, object]:
    een, twee = indelingen.indelingen[a], indelingen.indelingen[b]
    beide = (indelingen.regio[:, [a, b]] >= 0).all(axis=1)
    heen, terug = nest(een, twee), nest(twee, een)
    return {
        "a": een.naam,
        "b": twee.naam,
        "gemeenten": int(beide.sum()),
        **(_maten(indelingen, a, b) if beide.any() else dict.fromkeys(VERGELIJKMATEN, np.nan)),
        "gedeelde_grens": _gedeelde_grens(indelingen, grenzen, a, b),
        "a_past_in_b": heen.passend,
        "a_past_in_b_uitleg": heen.zin(indelingen.gemeenten),
        "b_past_in_a": terug.passend,
        "b_past_in_a_uitleg": terug.zin(indelingen.gemeenten),
        **(_delen_van_paren(indelingen, a, b) if VERBANDEN in indelingen.namen else {}),
    }


def _delen_van_paren(indelingen: Indelingen, a: int, b: int) -> dict[str, float]:
    samen, alleen_a, alleen_b, _ = tel_paren(Samenloop.van(indelingen), a, b)
    return {
        "paren_a_in_b": samen / (samen + alleen_a) if samen + alleen_a else np.nan,
        "paren_b_in_a": samen / (samen + alleen_b) if samen + alleen_b else np.nan,
    }


def _maten(indelingen: Indelingen, a: int, b: int) -> dict[str, float]:
    samen, alleen_a, alleen_b, geen = tel_paren(Samenloop.van(indelingen), a, b)
    uit = dict.fromkeys(VERGELIJKMATEN, np.nan)
    if not samen + alleen_a + alleen_b:
        return uit  # every gemeente is alone in both: there is nothing to agree on
    uit["jaccard"] = samen / (samen + alleen_a + alleen_b)
    uit["rand_gecorrigeerd"] = rand_gecorrigeerd(samen, alleen_a, alleen_b, geen)
    if indelingen.indelingen[a].overlapt or indelingen.indelingen[b].overlapt:
        return uit  # the other measures are of partitions
    from sklearn.metrics import (  # heavy: only for this table
        adjusted_mutual_info_score,
        homogeneity_completeness_v_measure,
    )

    beide = (indelingen.regio[:, [a, b]] >= 0).all(axis=1)
    links, rechts = indelingen.regio[beide, a], indelingen.regio[beide, b]
    # sklearn calls its first argument the classes: homogeneous if each cluster (here a's regions)
    # holds members of one class (b's regions) only.
    homogeen, volledig, v_maat = homogeneity_completeness_v_measure(rechts, links)
    uit["ami"] = float(adjusted_mutual_info_score(links, rechts))
    uit |= {
        "homogeniteit": float(homogeen),
        "volledigheid": float(volledig),
        "v_maat": float(v_maat),
    }
    return uit


def gemiddelde_rand(meting: Meting) -> float:
    """Compute how alike the indelingen are over the whole country, as one figure.

    The mean of ``rand_gecorrigeerd`` over all pairs of indelingen, each pair weighed by the product of
    its two weights. Like the doelwaarde of a proposal it counts pairs of gemeenten that are treated
    alike; unlike it, it needs no proposal, and is corrected for chance.

    Returns
    -------
    float
        1 = all equal, 0 = as by chance, below 0 possible. NaN when no two indelingen with a weight
        above 0 put any two of the gemeenten that they share together.

    Raises
    ------
    CongruentieFout
        Fewer than two indelingen, or weights that cannot be used.

    References
    ----------
    See `VERGELIJKMATEN`.
    """
    samenloop = meting.samenloop
    som = totaal = 0.0
    for a, b in combinations(np.flatnonzero(samenloop.gewichten > 0).tolist(), 2):
        paren = tel_paren(samenloop, a, b)
        if not any(paren[:3]):
            continue  # every gemeente is alone in both: there is nothing to agree on
        gewicht = float(samenloop.relatief[a] * samenloop.relatief[b])
        som += gewicht * rand_gecorrigeerd(*paren)
        totaal += gewicht
    return som / totaal if totaal else np.nan


def _gedeelde_grens(indelingen: Indelingen, grenzen: pd.DataFrame | None, a: int, b: int) -> float:
    if grenzen is None:
        return np.nan
    een, twee = (indelingen.indelingen[k].lidmaatschap.keys() for k in (a, b))
    doet_mee = list(een & twee)
    bekend = (grenzen["a"].isin(doet_mee) & grenzen["b"].isin(doet_mee)).to_numpy()
    scheidt = is_regiogrens(indelingen, grenzen)[:, [a, b]][bekend]
    lengte = grenzen["lengte"].to_numpy()[bekend]
    samen = lengte[scheidt.all(axis=1)].sum()
    ergens = lengte[scheidt.any(axis=1)].sum()
    return float(samen / ergens) if ergens else np.nan


@dataclass(frozen=True)
class Nesting:
    """Whether the regions of one indeling lie inside those of another.

    Parameters
    ----------
    fijn, grof
        The indeling whose regions should fit, and the one they should fit into.
    hoofdregio
        Per regio of `fijn` the regio of `grof` that holds most of its gemeenten (at a tie the lowest
        code).
    uitzonderingen
        Per regio of `fijn` that does not fit: the gemeenten (codes) outside its hoofdregio.
    """

    fijn: Indeling
    grof: Indeling
    hoofdregio: dict[str, str]
    uitzonderingen: dict[str, tuple[str, ...]]

    @property
    def passend(self) -> int:
        """How many regions of `fijn` lie inside one regio of `grof`."""
        return len(self.hoofdregio) - len(self.uitzonderingen)

    @property
    def genest(self) -> bool:
        """Whether all do."""
        return not self.uitzonderingen

    def zin(self, gemeenten: Gemeenten) -> str:
        """Say it in one Dutch sentence, with the exceptions by name."""
        alle, waar = len(self.hoofdregio), f"binnen een {self.grof.enkelvoud}"
        if not alle:
            return f"{self.fijn.titel}: geen gemeente heeft ook een {self.grof.enkelvoud}."
        if self.genest:
            wie = f"alle {alle} passen" if alle != 1 else "de enige regio past"
            return f"{self.fijn.titel}: {wie} {waar}."
        namen = list(self._uitgelegd(gemeenten))
        if self.fijn.naam == VERBANDEN and len(namen) > _NOEM:
            namen[_NOEM:] = [f"en {len(namen) - _NOEM} andere"]
        hoeveel = f"{self.passend} van de {alle} {'past' if self.passend == 1 else 'passen'}"
        return f"{self.fijn.titel}: {hoeveel} {waar}{NIET}{'; '.join(namen)}."

    def _uitgelegd(self, gemeenten: Gemeenten) -> Iterator[str]:
        for regio, codes in self.uitzonderingen.items():
            namen = opsomming([gemeenten.naam_van[code] for code in codes], len(codes))
            hoofd = self.grof.regio_naam(self.hoofdregio[regio])
            ligt = "ligt" if len(codes) == 1 else "liggen"
            yield f"{self.fijn.regio_naam(regio)} ({namen} {ligt} niet in {hoofd})"


def uitzonderingen(indelingen: Indelingen) -> pd.DataFrame:
    """List every regio that does not lie inside one regio of another indeling.

    Returns
    -------
    pandas.DataFrame
        One row per ordered pair of indelingen and regio that does not fit. Columns: ``indeling``,
        ``past_niet_in`` (keys), ``regio_code``, ``regio_naam``, ``hoofdregio_code``,
        ``hoofdregio_naam`` (the regio that holds most of its gemeenten), ``buiten`` (int64: how many
        gemeenten lie elsewhere) and ``gemeenten_buiten`` (their names, comma-separated).
    """
    indelingen = met_verbanden(indelingen)
    naam_van = indelingen.gemeenten.naam_van
    rijen = [
        {
            "indeling": fijn.naam,
            "past_niet_in": grof.naam,
            "regio_code": regio,
            "regio_naam": fijn.regio_naam(regio),
            "hoofdregio_code": (hoofd := nesting.hoofdregio[regio]),
            "hoofdregio_naam": grof.regio_naam(hoofd),
            "buiten": len(codes),
            "gemeenten_buiten": ", ".join(naam_van[code] for code in codes),
        }
        for fijn, grof in permutations(indelingen, 2)
        for nesting in [nest(fijn, grof)]
        for regio, codes in nesting.uitzonderingen.items()
    ]
    kolommen = ["indeling", "past_niet_in", "regio_code", "regio_naam", "hoofdregio_code"]
    kolommen += ["hoofdregio_naam", "buiten", "gemeenten_buiten"]
    return pd.DataFrame(rijen, columns=kolommen)


def nest(fijn: Indeling, grof: Indeling) -> Nesting:
    """Find out whether every regio of `fijn` lies inside one regio of `grof`.

    Gemeenten without a regio in `grof` are left out; a regio of `fijn` with only such gemeenten does
    not count. A gemeente in several regio's belongs to each of them.
    """
    leden: dict[str, dict[str, tuple[str, ...]]] = {regio: {} for regio in fijn.regios}
    for code in sorted(fijn.lidmaatschap):
        for regio in fijn.regios_van(code):
            if code in grof.lidmaatschap:
                leden[regio][code] = grof.regios_van(code)
    hoofdregio, uitzonderingen = {}, {}
    for regio, doel in leden.items():
        if not doel:
            continue
        keer = Counter(regio for in_grof in doel.values() for regio in in_grof)
        hoofd = min(keer, key=lambda code: (-keer[code], code))
        hoofdregio[regio] = hoofd
        buiten = tuple(code for code, in_grof in doel.items() if hoofd not in in_grof)
        if buiten:
            uitzonderingen[regio] = buiten
    return Nesting(fijn, grof, hoofdregio, uitzonderingen)

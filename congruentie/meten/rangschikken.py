"""Which moves bring most: one by one, one after another, and away from each existing choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
import pandas as pd

from congruentie.bronnen.banden import banden_van
from congruentie.errors import CongruentieFout, GebruiksFout
from congruentie.meten.maten import congruentie
from congruentie.meten.meting import Meting
from congruentie.meten.samenloop import Noemer
from congruentie.meten.zetten import Zetten, buren_van, mogelijke_zetten, winsten
from congruentie.model import Indelingen

__all__ = ["Rangorde", "Voor", "alle_verplaatsingen", "duurste_keuzes", "rangschik", "reeks"]

Voor = Literal["land", "gemeente"]

_NIETS = 1e-9
"""A smaller gain (percentage points) is none."""


@dataclass(frozen=True, eq=False)
class Rangorde:
    """Moves in order, and the divisions that they are moves in.

    Parameters
    ----------
    indelingen
        The divisions as they are.
    tabel
        As `rangschik`, `duurste_keuzes` or `reeks` gives it.
    """

    indelingen: Indelingen
    tabel: pd.DataFrame


def alle_verplaatsingen(
    indelingen: Indelingen,
    banden: Iterable[tuple[str, str]] | None = None,
    gewichten: Mapping[str, float] | None = None,
    noemer: Noemer = "alle",
    *,
    voor: Voor = "land",
) -> pd.DataFrame:
    """Rank every single move of a gemeente to a regio that borders it.

    Parameters
    ----------
    indelingen
        The chosen divisions, at least two.
    banden
        Pairs of gm_codes that border each other, over land or over water. Default: as
        `congruentie.bronnen.banden.banden_van` gives them.
    gewichten, noemer
        As in `congruentie.meten.meting.bereken`.
    voor
        By whose gain to rank: ``"land"``, the mean congruentie of all gemeenten, or ``"gemeente"``,
        the congruentie of the one that moves.

    Returns
    -------
    pandas.DataFrame
        One row per move, best first; equal gains by gm_code, indeling and regio. Columns:
        ``gm_code``, ``indeling``, ``van`` (regio_code, "A | B" when the gemeente leaves both; missing
        when it has none), ``naar``, ``winst_land`` and ``winst_gemeente`` (percentage points, float64).

    Raises
    ------
    CongruentieFout
        No indelingen, only one without verbanden beside it, or weights that cannot be used.
    GebruiksFout
        An unknown `voor`.

    Notes
    -----
    Whether what remains of the old regio is contiguous, is not looked at.

    Examples
    --------
    >>> import congruentie as cg
    >>> cg.alle_verplaatsingen(cg.laad_indelingen(2026)).iloc[0]["gm_code"]
    'GM0106'
    """
    if banden is None:
        banden = banden_van(indelingen.gemeenten)
    return rangschik(Meting(indelingen, gewichten or {}, noemer), banden, voor=voor)


def rangschik(
    meting: Meting, banden: Iterable[tuple[str, str]], *, voor: Voor = "land"
) -> pd.DataFrame:
    """Rank every single move: see `alle_verplaatsingen`."""
    _controleer(meting, voor)
    samenloop = meting.samenloop
    zetten = mogelijke_zetten(samenloop, buren_van(meting.indelingen.gemeenten, banden))
    land, eigen = winsten(samenloop, zetten)
    volgorde = np.argsort(-(land if voor == "land" else eigen), kind="stable")
    tabel = _benoem(meting.indelingen, zetten[volgorde])
    tabel["winst_land"], tabel["winst_gemeente"] = land[volgorde], eigen[volgorde]
    return tabel


def duurste_keuzes(
    meting: Meting, banden: Iterable[tuple[str, str]], *, voor: Voor = "land"
) -> pd.DataFrame:
    """Rank the existing choices by what they cost: the gain of the best move away from each.

    Parameters
    ----------
    meting
        The divisions and how they count.
    banden, voor
        As in `alle_verplaatsingen`.

    Returns
    -------
    pandas.DataFrame
        As `alle_verplaatsingen`, but one row per gemeente and indeling: the best move. The most
        costly choice comes first. A gain below 0 says that the gemeente is best where it is. A
        choice without another regio next to it has no row.

    Raises
    ------
    CongruentieFout, GebruiksFout
        As `alle_verplaatsingen`.
    """
    alle = rangschik(meting, banden, voor=voor)
    beste = alle[alle["van"].notna()].drop_duplicates(["gm_code", "indeling"])
    return beste.reset_index(drop=True)


def reeks(
    meting: Meting, banden: Iterable[tuple[str, str]], aantal: int, *, voor: Voor = "land"
) -> pd.DataFrame:
    """Make moves one after another, each time the one that then brings most.

    Parameters
    ----------
    meting
        The divisions and how they count.
    banden, voor
        As in `alle_verplaatsingen`.
    aantal
        At most so many moves, at least 1. The sequence ends earlier when no move brings anything.

    Returns
    -------
    pandas.DataFrame
        One row per move. Columns: ``stap`` (from 1), those of `alle_verplaatsingen`, the running
        totals ``totaal_land`` and ``totaal_gemeente`` (percentage points) and ``congruentie_land``
        (percent, mean of all gemeenten after this step). A gemeente moves at most once per indeling.

    Raises
    ------
    CongruentieFout, GebruiksFout
        As `alle_verplaatsingen`, or `aantal` is below 1.

    Notes
    -----
    Best at each step is not best in all: another sequence of as many moves can bring more.
    """
    _controleer(meting, voor)
    if aantal < 1:
        raise CongruentieFout(f"Een reeks heeft ten minste 1 stap, niet {aantal}.")
    begin = meting.samenloop
    buren = buren_van(meting.indelingen.gemeenten, banden)
    nu, vrij = begin, np.ones((len(begin.regio), len(begin.gewichten)), dtype=bool)
    gekozen: list[list[int]] = []
    cijfers: list[list[float]] = []
    for _ in range(aantal):
        zetten = mogelijke_zetten(nu, buren)
        zetten = zetten[vrij[zetten.g, zetten.k]]
        land, eigen = winsten(nu, zetten)
        telt = land if voor == "land" else eigen
        if telt.max(initial=0.0) <= _NIETS:
            break
        beste = int(telt.argmax())  # the first of equals
        g, k, van, naar = (int(deel[beste]) for deel in zetten.delen)
        regio = nu.regio.copy()
        regio[g, nu.kolom == k] = -1
        regio[g, k], vrij[g, k] = naar, False
        nu = replace(nu, regio=regio)
        gekozen.append([g, k, van, naar])
        cijfers.append([land[beste], eigen[beste], congruentie(nu).mean()])
    tabel = _benoem(meting.indelingen, Zetten(*np.array(gekozen, dtype=np.int64).reshape(-1, 4).T))
    winst_land, winst_gemeente, gemiddelden = np.array(cijfers).reshape(-1, 3).T
    tabel["winst_land"], tabel["winst_gemeente"] = winst_land, winst_gemeente
    tabel["totaal_land"], tabel["totaal_gemeente"] = winst_land.cumsum(), winst_gemeente.cumsum()
    tabel["congruentie_land"] = gemiddelden
    tabel.insert(0, "stap", np.arange(1, len(tabel) + 1))
    return tabel


def _controleer(meting: Meting, voor: str) -> None:
    if not len(meting.indelingen):
        raise CongruentieFout(
            "Er zijn alleen verbanden; verplaatsen gaat van de ene regio van een indeling naar de "
            "andere.",
            "Kies ook indelingen.",
        )
    if voor not in get_args(Voor):
        raise GebruiksFout(f"Rangschikken voor {voor!r} kan niet.", "Kies 'land' of 'gemeente'.")


def _benoem(indelingen: Indelingen, zetten: Zetten) -> pd.DataFrame:
    """The moves by code, each away from where the gemeente was at the start."""
    plaatsen = [[*indeling.plaatsen, None] for indeling in indelingen]
    begin = np.cumsum([0, *map(len, plaatsen)])
    code = pd.Series([code for lijst in plaatsen for code in lijst], dtype="str").array
    naam = pd.Series(indelingen.namen, dtype="str").array
    gm_code = pd.Series(indelingen.gemeenten.codes, dtype="str").array
    was = indelingen.regio[zetten.g, zetten.k]
    van = np.where(was < 0, begin[zetten.k + 1] - 1, begin[zetten.k] + was)
    return pd.DataFrame(
        {
            "gm_code": gm_code.take(zetten.g),
            "indeling": naam.take(zetten.k),
            "van": code.take(van),
            "naar": code.take(begin[zetten.k] + zetten.naar),
        }
    )

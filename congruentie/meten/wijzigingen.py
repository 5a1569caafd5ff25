"""What changed in each indeling from one year to the next."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import pandas as pd

from congruentie.bronnen import laad_overgangen, lees_aanbod, meld_gebruik
from congruentie.bronnen.looptijden import Looptijd, looptijden
from congruentie.errors import CongruentieFout
from congruentie.herindeling import Overgang, zet_om
from congruentie.meten.jaren import laad_stil, zelfde_partners
from congruentie.model import Indelingen
from congruentie.nl import reeks

__all__ = ["laad_wijzigingen", "wijzigingen"]

_log = logging.getLogger(__name__)


def wijzigingen(reeks: Iterable[Indelingen], overgangen: Iterable[Overgang]) -> pd.DataFrame:
    """List what changed in each indeling from one year to the next.

    Parameters
    ----------
    reeks
        The divisions of several years, each over the gemeenten of its own year.
    overgangen
        The table of herindelingen: each year is carried to the gemeenten of the next, so that a
        merger by itself is no change.

    Returns
    -------
    pandas.DataFrame
        One row per indeling and step in which something changed, by indeling and year: ``indeling``,
        ``titel``, ``van`` and ``naar`` (years), ``gemeenten`` (how many have another regio_code),
        ``andere_partners`` (how many got other partners, by their own move or another's),
        ``verdeeld`` (how many merged from parts in different regions) and ``welke`` (names of those
        with another regio_code). Where codes changed and no partners did, CBS gave new numbers only.
        An indeling that one of two following years lacks has no row for that step.
    """
    overgangen = tuple(overgangen)
    rijen = []
    for vroeg, laat in pairwise(sorted(reeks, key=lambda een: een.jaar)):
        for indeling in laat:
            if indeling.naam not in vroeg.namen:
                continue
            oud, twijfels = zet_om(
                vroeg[indeling.naam], vroeg.gemeenten, laat.gemeenten, overgangen
            )
            anders = [
                naam
                for code, naam in laat.gemeenten.naam_van.items()
                if oud.lidmaatschap.get(code) != indeling.lidmaatschap.get(code)
            ]
            partners = int((~zelfde_partners(laat.gemeenten, oud, indeling)).sum())
            if anders or partners:
                rijen.append(
                    {
                        "indeling": indeling.naam,
                        "titel": indeling.titel,
                        "van": vroeg.jaar,
                        "naar": laat.jaar,
                        "gemeenten": len(anders),
                        "andere_partners": partners,
                        "verdeeld": len(twijfels),
                        "welke": "; ".join(anders),
                    }
                )
    kolommen = ("indeling", "titel", "van", "naar", "gemeenten", "andere_partners", "verdeeld")
    tabel = pd.DataFrame(rijen, columns=[*kolommen, "welke"])
    return tabel.sort_values(["indeling", "naar"]).reset_index(drop=True)


def laad_wijzigingen(
    jaren: Sequence[int],
    namen: Sequence[str] | None = None,
    *,
    cache: str | Path | None = None,
) -> pd.DataFrame:
    """List what changed when in each indeling.

    Parameters
    ----------
    jaren
        At least two different years; an indeling is compared over those of them that have it.
    namen
        Keys of the divisions; default all that CBS keeps.
    cache
        As in `congruentie.bronnen.laad_indelingen`.

    Returns
    -------
    pandas.DataFrame
        As `wijzigingen` gives it.

    Raises
    ------
    CongruentieFout
        A division that cannot be compared through these years.

    Examples
    --------
    >>> import congruentie as cg
    >>> cg.laad_wijzigingen([2020, 2021], ["rmc"])[["indeling", "naar", "gemeenten"]].values.tolist()
    [['rmc', 2021, 16]]
    """
    bekend = looptijden(jaren, cache)
    gevraagd = namen is not None
    if namen is None:
        officieel = {i.indeling for i in lees_aanbod(cache) if i.herkomst.status == "officieel"}
        namen = [
            naam for naam in sorted(officieel & set(bekend)) if len(bekend[naam].vergelijkbaar) > 1
        ]
    for naam in namen:
        looptijd = bekend.get(naam, Looptijd())
        reden = looptijd.waarom_niet(jaren)
        if len(looptijd.vergelijkbaar) < 2:
            raise CongruentieFout(
                f"De indeling {naam} kan niet worden vergeleken: {reden}.",
                "Kies andere jaren of andere indelingen; 'congruentie indelingen' zegt welke er zijn.",
            )
        if reden and gevraagd:
            waarover = reeks(looptijd.vergelijkbaar)
            _log.info("%s is alleen vergeleken over %s: %s.", naam, waarover, reden)
    per_jaar = {
        jaar: [naam for naam in namen if jaar in bekend[naam].vergelijkbaar]
        for jaar in sorted(set(jaren))
    }
    geladen = [laad_stil(jaar, wie, cache) for jaar, wie in per_jaar.items() if wie]
    for indelingen in geladen[-1:]:
        meld_gebruik(indelingen.gemeenten, tuple(indelingen))
    return wijzigingen(geladen, laad_overgangen())

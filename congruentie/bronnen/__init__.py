"""The only code that reads: the embedded packs, what was fetched and the user's own files."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

from congruentie.bronnen.cache import kies_cache
from congruentie.bronnen.eigen import controleer, lees_eigen_indeling
from congruentie.bronnen.grenzen import controleer_grenzen, is_grenzenbestand, lees_grenzen
from congruentie.bronnen.ingebed import STANDAARD, laad_overgangen, laad_verbindingen
from congruentie.bronnen.voorraad import (
    laad_gemeenten,
    laad_indeling,
    laad_provincie,
    lees_aanbod,
    namen_van_domein,
)
from congruentie.errors import CongruentieFout
from congruentie.herindeling import Twijfel, zet_om
from congruentie.jaren import Jaar, zet_jaar_om
from congruentie.model import Gemeenten, Indeling, Indelingen, opsomming

__all__ = [
    "STANDAARD",
    "controleer",
    "controleer_grenzen",
    "is_grenzenbestand",
    "laad_gemeenten",
    "laad_indelingen",
    "laad_jaren",
    "laad_overgangen",
    "laad_provincie",
    "laad_verbindingen",
    "lees_aanbod",
    "namen_van_domein",
]

_log = logging.getLogger(__name__)


def laad_indelingen(
    jaar: int = 2025,
    namen: Sequence[str] | None = None,
    *,
    eigen: Mapping[str, str | Path] | None = None,
    peildatum: int | None = None,
    grenzen: str | Path | None = None,
    met_grenzen: bool = False,
    cache: str | Path | None = None,
) -> Indelingen:
    """Load divisions of one year over the gemeenten of that year.

    Parameters
    ----------
    jaar
        The year; `lees_aanbod` says which there are.
    namen
        Keys of the divisions, in the order of the columns; default `STANDAARD`. A name may also be
        a key of `eigen`.
    eigen
        Own divisions: key -> CSV or XLSX file with ``gm_code`` and ``regio``, as
        ``BESTAND#BLAD#KOLOM`` when the sheet or the column must be named. They always take part:
        those that `namen` does not mention come last.
    peildatum
        The year of the gemeenten that the own files name, when it is not `jaar`: the herindelingen
        between the two are followed, and every choice that they leave open is logged.
    grenzen
        File with boundaries of this year that pyogrio reads (GeoPackage, GeoJSON, ...), instead of
        the embedded ones; ``BESTAND#LAAG#KOLOM`` when the layer or the column with codes must be
        named. Its names of gemeenten are used where it has them.
    met_grenzen
        Also load boundaries (geopandas is imported only then).
    cache
        As in `lees_aanbod`. What was fetched is used before what is embedded, and logged.

    Returns
    -------
    Indelingen

    Raises
    ------
    CongruentieFout
        Unknown year or division, the same key twice, a file that cannot be used, or no boundaries
        for the year.

    Examples
    --------
    >>> import congruentie as cg
    >>> indelingen = cg.laad_indelingen(2025, ["ggd", "res"])
    >>> len(indelingen.gemeenten), indelingen.namen
    (342, ('ggd', 'res'))
    """
    eigen = dict(eigen or {})
    map_ = kies_cache(cache)
    bekend = {item.indeling for item in lees_aanbod("geen")}
    botsing = sorted(bekend & set(eigen))
    if botsing:
        raise CongruentieFout(
            f"De naam {opsomming(botsing)} is al van een bekende indeling.",
            "Kies een andere naam voor het eigen bestand.",
        )
    namen = list(STANDAARD if namen is None else namen)
    namen += [naam for naam in eigen if naam not in namen]
    gemeenten = laad_gemeenten(jaar, met_grenzen=met_grenzen and grenzen is None, cache=cache)
    if grenzen is not None:
        gemeenten = lees_grenzen(grenzen, gemeenten)
    indelingen = [
        _lees_eigen(eigen[naam], naam, gemeenten, peildatum or jaar, cache)
        if naam in eigen
        else laad_indeling(naam, jaar, map_)
        for naam in namen
    ]
    _meld_gebruik(gemeenten, indelingen)
    return Indelingen(gemeenten, tuple(indelingen))


def _lees_eigen(
    bestand: str | Path, naam: str, gemeenten: Gemeenten, jaar: int, cache: str | Path | None
) -> Indeling:
    overgangen = laad_overgangen()
    if jaar == gemeenten.jaar:
        return lees_eigen_indeling(bestand, naam, gemeenten, overgangen)
    van = laad_gemeenten(jaar, cache=cache)
    indeling = lees_eigen_indeling(bestand, naam, van, overgangen)
    omgezet, twijfels = zet_om(indeling, van, gemeenten, overgangen)
    _meld_twijfels(gemeenten, naam, jaar, twijfels)
    return omgezet


def _meld_gebruik(gemeenten: Gemeenten, indelingen: Sequence[Indeling]) -> None:
    """Log which fetched data take part; embedded data are the usual case and go unsaid."""
    per_bron: dict[str, list[str]] = {}
    grenzen = [("grenzen", gemeenten.grenzen)] if gemeenten.grenzen else []
    for naam, herkomst in [*((i.naam, i.herkomst) for i in indelingen), *grenzen]:
        if herkomst.opgehaald:
            waar = f"{herkomst.bron}, opgehaald op {herkomst.opgehaald}"
            per_bron.setdefault(waar, []).append(naam)
    for waar, namen in per_bron.items():
        _log.info("Opgehaalde gegevens gebruikt voor %s: %s.", opsomming(namen, 30), waar)


def laad_jaren(
    jaren: Sequence[int],
    namen: Sequence[str] | None = None,
    *,
    op: int | None = None,
    grenzen: str | Path | None = None,
    met_grenzen: bool = False,
    cache: str | Path | None = None,
) -> tuple[Jaar, ...]:
    """Load the divisions of several years, all on the gemeenten of one year.

    Parameters
    ----------
    jaren
        At least two different years.
    namen
        Keys of the divisions; default `STANDAARD`. Those that are not there in every year are left
        out, with a message in the log.
    op
        The year of the gemeenten that everything is carried to; default the last of `jaren`.
    grenzen, met_grenzen, cache
        As in `laad_indelingen`; boundaries are those of the year `op`.

    Returns
    -------
    tuple of Jaar
        Ascending. Every choice that a herindeling left open is logged.

    Raises
    ------
    CongruentieFout
        Fewer than two divisions are there in every year, or a year is not there.
    """
    namen = list(STANDAARD if namen is None else namen)
    aanwezig = {(item.indeling, item.jaar) for item in lees_aanbod(cache)}
    overal = [naam for naam in namen if all((naam, jaar) in aanwezig for jaar in jaren)]
    if len(overal) < 2:
        altijd = sorted(
            naam for naam in {n for n, _ in aanwezig} if all((naam, j) in aanwezig for j in jaren)
        )
        raise CongruentieFout(
            f"Van de gekozen indelingen zijn er {len(overal)} in alle jaren; er zijn er twee nodig.",
            f"In alle jaren zijn er: {', '.join(altijd) or 'geen'}.",
        )
    op = max(jaren) if op is None else op
    naar = laad_gemeenten(op, met_grenzen=met_grenzen and grenzen is None, cache=cache)
    if grenzen is not None:
        naar = lees_grenzen(grenzen, naar)
    overgangen = laad_overgangen()
    uit = tuple(
        zet_jaar_om(laad_indelingen(jaar, overal, cache=cache), naar, overgangen)
        for jaar in sorted(jaren)
    )
    for naam in namen:
        weg = [str(jaar) for jaar in jaren if (naam, jaar) not in aanwezig]
        if weg:
            _log.info("%s is weggelaten: die indeling is er niet voor %s.", naam, opsomming(weg))
    for jaar in uit:
        for naam, twijfels in jaar.twijfels.items():
            _meld_twijfels(naar, naam, jaar.jaar, twijfels)
    return uit


def _meld_twijfels(gemeenten: Gemeenten, naam: str, jaar: int, twijfels: Sequence[Twijfel]) -> None:
    for twijfel in twijfels:
        anders = [r or "geen regio" for r in twijfel.delen if r != twijfel.gekozen]
        _log.info(
            "Herindeling: %s krijgt voor %s %d regio %s; een deel lag in %s.",
            gemeenten.naam_van[twijfel.gm_code],
            naam,
            jaar,
            twijfel.gekozen,
            opsomming(anders),
        )

"""The only code that reads: the embedded packs, what was fetched and the user's own files."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from congruentie import NIEUWSTE_JAAR
from congruentie.bronnen.cache import kies_cache
from congruentie.bronnen.eigen import controleer, lees_eigen_indeling
from congruentie.bronnen.grenzen import controleer_grenzen, is_grenzenbestand, lees_grenzen
from congruentie.bronnen.ingebed import (
    STANDAARD,
    beschrijvingen,
    laad_overgangen,
    laad_verbindingen,
)
from congruentie.bronnen.voorraad import (
    CASUSSEN,
    Looptijd,
    laad_gemeenten,
    laad_indeling,
    laad_provincie,
    lees_aanbod,
    looptijden,
    met_eigen_grenzen,
    namen_van_domein,
)
from congruentie.errors import CongruentieFout
from congruentie.herindeling import Twijfel, zet_om
from congruentie.jaren import Jaar, wijzigingen, zet_jaar_om
from congruentie.model import Gemeenten, Indeling, Indelingen, opsomming, reeks

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CASUSSEN",
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
    "laad_wijzigingen",
    "lees_aanbod",
    "meld_twijfels",
    "met_eigen_grenzen",
    "namen_van_domein",
]

_log = logging.getLogger(__name__)


def laad_indelingen(  # noqa: PLR0913  # every one is a choice of the user
    jaar: int = NIEUWSTE_JAAR,
    namen: Sequence[str] | None = None,
    *,
    eigen: Mapping[str, str | Path] | None = None,
    peildatum: int | None = None,
    grenzen: str | Path | None = None,
    met_grenzen: bool = False,
    deel: bool = False,
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
        ``BESTAND#BLAD#KOLOM`` when the sheet or the column must be named; see
        `congruentie.bronnen.eigen.controleer`. They always take part: those that `namen` does not
        mention come last. What is to be looked at in them is logged.
    peildatum
        The year of the gemeenten that the own files name, when it is not `jaar`: the herindelingen
        between the two are followed, and every choice that they leave open is logged.
    grenzen
        File with boundaries of this year that pyogrio reads (GeoPackage, GeoJSON, ...), instead of
        the embedded ones; ``BESTAND#LAAG#KOLOM`` when the layer or the column with codes must be
        named. The names of gemeenten stay those of the year.
    met_grenzen
        Also load boundaries (geopandas is imported only then).
    deel
        Whether `grenzen` may hold a part of the gemeenten: then only those are drawn.
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
    botsing = sorted(beschrijvingen().keys() & set(eigen))
    if botsing:
        raise CongruentieFout(
            f"De naam {opsomming(botsing)} is al van een bekende indeling.",
            "Kies een andere naam voor het eigen bestand.",
        )
    namen = list(STANDAARD if namen is None else namen)
    namen += [naam for naam in eigen if naam not in namen]
    gemeenten = laad_gemeenten(jaar, met_grenzen=met_grenzen and grenzen is None, cache=cache)
    if grenzen is not None:
        gemeenten = lees_grenzen(grenzen, gemeenten, deel=deel)
    indelingen = [
        _lees_eigen(eigen[naam], naam, gemeenten, peildatum or jaar, cache)
        if naam in eigen
        else laad_indeling(naam, jaar, map_)
        for naam in namen
    ]
    _meld_gebruik(gemeenten, indelingen)
    _meld_zonder_regio(gemeenten, indelingen)
    return Indelingen(gemeenten, tuple(indelingen))


def _laad_stil(jaar: int, namen: Sequence[str], cache: str | Path | None) -> Indelingen:
    """Load known divisions of one year; who asks for several years says once what takes part."""
    map_ = kies_cache(cache)
    gemeenten = laad_gemeenten(jaar, cache=cache)
    return Indelingen(gemeenten, tuple(laad_indeling(naam, jaar, map_) for naam in namen))


def _lees_eigen(
    bestand: str | Path, naam: str, gemeenten: Gemeenten, jaar: int, cache: str | Path | None
) -> Indeling:
    if jaar == gemeenten.jaar:
        return lees_eigen_indeling(bestand, naam, gemeenten)
    van = laad_gemeenten(jaar, cache=cache)
    indeling = lees_eigen_indeling(bestand, naam, van)
    omgezet, twijfels = zet_om(indeling, van, gemeenten, laad_overgangen())
    meld_twijfels(gemeenten, naam, {jaar: twijfels})
    return omgezet


def _meld_gebruik(gemeenten: Gemeenten, indelingen: Sequence[Indeling]) -> None:
    """Log which fetched data take part, and which are not official; the usual case goes unsaid.

    Of an indeling that stands in `indelingen` for several years the last counts.
    """
    indelingen = list({indeling.naam: indeling for indeling in indelingen}.values())
    for indeling in indelingen:
        bron = indeling.herkomst
        if bron.status == "niet_officieel":
            _log.info(
                "Let op: %s (peildatum %s): %s. %sBron: %s.",
                indeling.titel,
                bron.peildatum,
                bron.status_tekst,
                f"{bron.opmerking} " if bron.opmerking else "",
                bron.bron,
            )
    per_bron: dict[str, list[str]] = {}
    grenzen = [("grenzen", gemeenten.grenzen)] if gemeenten.grenzen else []
    for naam, herkomst in [*((i.naam, i.herkomst) for i in indelingen), *grenzen]:
        if herkomst.opgehaald:
            waar = f"{herkomst.bron}, opgehaald op {herkomst.opgehaald}"
            per_bron.setdefault(waar, []).append(naam)
    for waar, namen in per_bron.items():
        _log.info("Opgehaalde gegevens gebruikt voor %s: %s.", opsomming(namen, 30), waar)


def _meld_zonder_regio(gemeenten: Gemeenten, indelingen: Sequence[Indeling]) -> None:
    """Log who has no regio in a division of CBS ("Niet in te delen"), embedded or fetched."""
    for indeling in indelingen:
        zonder = [
            naam for gm, naam in gemeenten.naam_van.items() if gm not in indeling.lidmaatschap
        ]
        if zonder and indeling.herkomst.status == "officieel":
            _log.info(
                "Let op: zonder regio in %s bij het CBS: %s.", indeling.titel, opsomming(zonder)
            )


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
    bekend = looptijden(jaren, cache)
    altijd = sorted(naam for naam, looptijd in bekend.items() if not looptijd.waarom_niet(jaren))
    overal = [naam for naam in namen if naam in altijd]
    if len(overal) < 2:
        raise CongruentieFout(
            f"Van de gekozen indelingen zijn er {len(overal)} in alle jaren; er zijn er twee nodig.",
            f"In alle jaren zijn er: {', '.join(altijd) or 'geen'}.",
        )
    op = max(jaren) if op is None else op
    naar = laad_gemeenten(op, met_grenzen=met_grenzen and grenzen is None, cache=cache)
    if grenzen is not None:
        naar = lees_grenzen(grenzen, naar)
    overgangen = laad_overgangen()
    geladen = [_laad_stil(jaar, overal, cache) for jaar in sorted(jaren)]
    uit = tuple(zet_jaar_om(indelingen, naar, overgangen) for indelingen in geladen)
    _meld_gebruik(naar, [indeling for indelingen in geladen for indeling in indelingen])
    for naam in namen:
        if reden := bekend.get(naam, Looptijd()).waarom_niet(jaren):
            _log.info("%s is weggelaten: %s.", naam, reden)
    for naam in overal:
        meld_twijfels(naar, naam, {jaar.jaar: jaar.twijfels[naam] for jaar in uit})
    return uit


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
        As in `laad_indelingen`.

    Returns
    -------
    pandas.DataFrame
        As `congruentie.jaren.wijzigingen` gives it.

    Raises
    ------
    CongruentieFout
        A division that cannot be compared through these years.
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
    geladen = [_laad_stil(jaar, wie, cache) for jaar, wie in per_jaar.items() if wie]
    for indelingen in geladen[-1:]:
        _meld_gebruik(indelingen.gemeenten, tuple(indelingen))
    return wijzigingen(geladen, laad_overgangen())


def meld_twijfels(
    gemeenten: Gemeenten, naam: str, per_jaar: Mapping[int, Sequence[Twijfel]]
) -> None:
    """Log in one line for which gemeenten the herindelingen left a choice; of one year also which."""
    jaren = [jaar for jaar, twijfels in per_jaar.items() if twijfels]
    laatste = {t.gm_code: t for twijfels in per_jaar.values() for t in twijfels}
    if not jaren:
        return
    wie = [
        gemeenten.naam_van[code]
        + (f" ({_keuze(twijfel)})" if len(jaren) == 1 and len(laatste) <= 5 else "")
        for code, twijfel in sorted(laatste.items())
    ]
    _log.info(
        "Herindeling: bij %s van %s lagen delen van %s in verschillende regio's; het grootste deel "
        "telt.",
        naam,
        reeks(jaren),
        opsomming(wie, 10),
    )


def _keuze(twijfel: Twijfel) -> str:
    anders = [regio or "geen regio" for regio in twijfel.delen if regio != twijfel.gekozen]
    return f"krijgt {twijfel.gekozen}, een deel lag in {opsomming(anders)}"

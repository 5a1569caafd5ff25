"""Read data: the embedded packs, what was fetched and the user's own files."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

from congruentie import NIEUWSTE_JAAR
from congruentie.bronnen.aanbod import (
    CASUSSEN,
    STANDAARD,
    laad_gemeenten,
    laad_indeling,
    laad_provincie,
    lees_aanbod,
    met_eigen_grenzen,
    namen_van_domein,
    vind_indeling,
)
from congruentie.bronnen.fusies import geef_grenzen, herindeel
from congruentie.bronnen.grenzen import controleer_grenzen, lees_grenzen
from congruentie.bronnen.lidmaatschap import controleer, lees_eigen_indeling
from congruentie.bronnen.pakket import beschrijvingen, laad_overgangen, laad_verbindingen
from congruentie.bronnen.verbandenkeuring import is_verbandenlijst, keur_verbanden
from congruentie.bronnen.verbandenlijst import VERBANDEN_2016, laad_verbanden
from congruentie.bronnen.vlakken import is_grenzenbestand
from congruentie.errors import CongruentieFout
from congruentie.gemeenten import Gemeenten
from congruentie.herindeling import Twijfel, zet_om
from congruentie.model import Indeling, Indelingen
from congruentie.nl import opsomming, reeks
from congruentie.verbanden import Weging

__all__ = [
    "CASUSSEN",
    "STANDAARD",
    "VERBANDEN_2016",
    "beschrijvingen",
    "controleer",
    "controleer_grenzen",
    "geef_grenzen",
    "herindeel",
    "is_grenzenbestand",
    "is_verbandenlijst",
    "keur_verbanden",
    "laad_gemeenten",
    "laad_indeling",
    "laad_indelingen",
    "laad_overgangen",
    "laad_provincie",
    "laad_verbanden",
    "laad_verbindingen",
    "lees_aanbod",
    "meld_gebruik",
    "meld_twijfels",
    "met_eigen_grenzen",
    "namen_van_domein",
    "vind_indeling",
]

_log = logging.getLogger(__name__)


def laad_indelingen(  # noqa: PLR0913  # every one is a choice of the user
    jaar: int = NIEUWSTE_JAAR,
    namen: Sequence[str] | None = None,
    *,
    eigen: Mapping[str, str | Path] | None = None,
    verbanden: Sequence[str | Path] = (),
    verbanden_wegen: Weging = "samen",
    peildatum: int | None = None,
    fuseer: Mapping[str, str] | None = None,
    splits: Mapping[str, str] | None = None,
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
        Keys of the divisions, in the order of the columns; default `STANDAARD`, and none at all with
        `verbanden`. A name may also be a key of `eigen`.
    eigen
        Own divisions: key -> CSV or XLSX file with ``gm_code`` and ``regio``, as
        ``BESTAND#BLAD#KOLOM`` when the sheet or the column must be named; see
        `congruentie.bronnen.lidmaatschap.controleer`. They always take part: those that `namen` does
        not mention come last. What is to be looked at in them is logged.
    verbanden
        Lists of samenwerkingsverbanden: files with ``verband`` and ``gm_code`` or ``deelnemer``, or
        ``"verbanden_2016"`` for the embedded one.
    verbanden_wegen
        ``"samen"``: all of them weigh as one indeling; ``"elk"``: each does. See `Verbanden`.
    peildatum
        The year of the gemeenten that the own files name, when it is not `jaar`: the herindelingen
        between the two are followed, and every choice that they leave open is logged.
    fuseer, splits
        Gemeenten that merge or are split by way of supposing, after all is loaded; see `herindeel`.
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
        In the order that was asked, over the gemeenten of the year.

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
    botsing = sorted(beschrijvingen().keys() & set(eigen))
    if botsing:
        raise CongruentieFout(
            f"De naam {opsomming(botsing)} is al van een bekende indeling.",
            "Kies een andere naam voor het eigen bestand.",
        )
    if namen is None:
        namen = () if verbanden else STANDAARD
    namen = list(namen)
    namen += [naam for naam in eigen if naam not in namen]
    gemeenten = laad_gemeenten(jaar, met_grenzen=met_grenzen and grenzen is None, cache=cache)
    if grenzen is not None:
        gemeenten = lees_grenzen(grenzen, gemeenten, deel=deel)
    indelingen = [
        _lees_eigen(eigen[naam], naam, gemeenten, peildatum or jaar, cache)
        if naam in eigen
        else laad_indeling(naam, jaar, cache=cache)
        for naam in namen
    ]
    meld_gebruik(gemeenten, indelingen)
    _meld_zonder_regio(gemeenten, indelingen)
    lijst = None
    if verbanden:
        lijst = laad_verbanden(verbanden, gemeenten, peildatum, verbanden_wegen, cache)
    geladen = Indelingen(gemeenten, tuple(indelingen), verbanden=lijst)
    return herindeel(geladen, fuseer, splits, met_grenzen=met_grenzen)


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


def meld_gebruik(gemeenten: Gemeenten, indelingen: Sequence[Indeling]) -> None:
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

"""Read samenwerkingsverbanden: the embedded list, and files of the user's own."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from congruentie.bronnen.aanbod import laad_gemeenten
from congruentie.bronnen.meldingen import eigen_herkomst, regels_van, weiger_onbruikbaar
from congruentie.bronnen.pakket import ingebouwde_verbanden, laad_overgangen
from congruentie.bronnen.verbandenkeuring import keur_verbanden
from congruentie.gemeenten import Gemeenten
from congruentie.herindeling import zet_verbanden_om
from congruentie.nl import aantal, opsomming
from congruentie.verbanden import Andere, Verband, Verbanden, Weging

__all__ = ["VERBANDEN_2016", "laad_verbanden"]

_log = logging.getLogger(__name__)

VERBANDEN_2016 = "verbanden_2016"
"""The name of the embedded list."""


def laad_verbanden(
    bestanden: Sequence[str | Path],
    gemeenten: Gemeenten,
    peildatum: int | None = None,
    weging: Weging = "samen",
    cache: str | Path | None = None,
) -> Verbanden:
    """Load verbanden from one or more lists, over gemeenten.

    Parameters
    ----------
    bestanden
        Files, or `VERBANDEN_2016` for the embedded list (of the gemeenten of 2016).
    gemeenten
        The gemeenten they are carried to.
    peildatum
        The year of the gemeenten in the files; default that of `gemeenten`.
    weging
        See `Verbanden`.
    cache
        As in `lees_aanbod`.
    """
    delen = []
    for bestand in bestanden:
        if Path(bestand).name == VERBANDEN_2016 and not Path(bestand).exists():
            van, gelezen = laad_gemeenten(2016, cache="geen"), _ingebouwd()
        else:
            van = laad_gemeenten(peildatum, cache=cache) if peildatum else gemeenten
            gelezen = _lees(bestand, van)
        delen.append(_zet_om(gelezen, van, gemeenten))
    herkomst = [bron for deel in delen for bron in deel.herkomst]
    return Verbanden(_voeg_samen(delen), tuple(herkomst), weging)


def _lees(bestand: str | Path, gemeenten: Gemeenten) -> Verbanden:
    """Read a list of the user's own, and log what is to be looked at."""
    keuring = keur_verbanden(bestand, gemeenten)
    weiger_onbruikbaar(keuring)
    for _, regel in regels_van(keuring.meldingen):
        _log.warning("Let op: %s", regel)
    return Verbanden(keuring.verbanden, (eigen_herkomst(bestand, keuring),))


def _zet_om(verbanden: Verbanden, van: Gemeenten, naar: Gemeenten) -> Verbanden:
    """Carry verbanden along the herindelingen, and log what that did to them."""
    if van.codes == naar.codes:
        return verbanden
    omgezet, verdeeld = zet_verbanden_om(verbanden, van, naar, laad_overgangen())
    if verdeeld:
        _log.info(
            "Herindeling: in de verbanden gaat het lidmaatschap van een verdeelde gemeente naar "
            "de gemeente die het grootste deel kreeg: %s.",
            opsomming([van.naam_van.get(code, code) for code in verdeeld], 10),
        )
    minder = len(verbanden.tellende) - len(omgezet.tellende)
    if minder > 0:
        _log.info(
            "Herindeling: op de gemeenten van %d is van %s minder dan twee gemeenten over.",
            naar.jaar,
            aantal(minder, "verband", "verbanden"),
        )
    return omgezet


def _voeg_samen(delen: Sequence[Verbanden]) -> tuple[Verband, ...]:
    """Put lists together; a verband of the same name in more than one is one, with all deelnemers."""
    samen: dict[str, Verband] = {}
    dubbel = []
    for verband in (verband for deel in delen for verband in deel):
        eerder = samen.get(verband.naam)
        if eerder is None:
            samen[verband.naam] = verband
            continue
        dubbel.append(verband.naam)
        samen[verband.naam] = Verband(
            verband.naam,
            eerder.leden + verband.leden,
            eerder.anderen + verband.anderen,
            eerder.domein or verband.domein,
            eerder.vorm or verband.vorm,
            eerder.status or verband.status,
        )
    if dubbel:
        _log.warning(
            "Let op: %s in meer dan een lijst en telt een keer, met de deelnemers van elke lijst: %s.",
            aantal(len(dubbel), "verband staat", "verbanden staan"),
            opsomming(dubbel, 3),
        )
    return tuple(samen.values())


@lru_cache(maxsize=1)
def _ingebouwd() -> Verbanden:
    rijen, herkomst = ingebouwde_verbanden()
    leden: dict[str, list[str]] = {}
    anderen: dict[str, list[Andere]] = {}
    for rij in rijen:
        leden.setdefault(rij["verband"], []).extend(filter(None, [rij["gm_code"]]))
        ander = Andere(rij["deelnemer"], rij["soort"])
        anderen.setdefault(rij["verband"], []).extend([] if rij["gm_code"] else [ander])
    lijst = (Verband(naam, tuple(leden[naam]), tuple(anderen[naam])) for naam in leden)
    return Verbanden(tuple(lijst), (herkomst,))

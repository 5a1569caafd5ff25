"""Make a proposal with everything it needs: boundaries and links across water are loaded here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from congruentie.bronnen import laad_gemeenten
from congruentie.bronnen.banden import banden_van
from congruentie.model import Indelingen
from congruentie.voorstel import Eisen, Voorstel, maak_voorstel
from congruentie.voorstel.maken import Methode

__all__ = ["banden_van", "stel_voor"]


def stel_voor(  # noqa: PLR0913  # every one is a choice of the user
    indelingen: Indelingen,
    *,
    theta: float | str | Fraction = "0.5",
    eisen: Eisen | None = None,
    gewichten: Mapping[str, float] | None = None,
    methode: Methode = "exact",
    tijd: float | None = None,
    veren: bool = True,
    verbindingen: Iterable[tuple[str, str]] = (),
    cache: str | Path | None = None,
) -> Voorstel:
    """Propose more congruent regions, from the divisions that exist.

    Parameters
    ----------
    indelingen
        The chosen divisions. Boundaries of their year are loaded when they have none.
    theta, eisen, gewichten, methode, tijd
        As in `congruentie.voorstel.maak_voorstel`.
    veren
        Whether gemeenten that a ferry joins count as neighbours.
    verbindingen
        Pairs of gm_codes that count as neighbours as well.
    cache
        As in `congruentie.bronnen.laad_indelingen`.

    Raises
    ------
    CongruentieFout
        As `congruentie.voorstel.maak_voorstel`, or there are no boundaries for the year.
    """
    if indelingen.gemeenten.vlakken is None:
        met = laad_gemeenten(indelingen.gemeenten.jaar, met_grenzen=True, cache=cache)
        gemeenten = replace(indelingen.gemeenten, vlakken=met.vlakken, grenzen=met.grenzen)
        indelingen = replace(indelingen, gemeenten=gemeenten)
    return maak_voorstel(
        indelingen,
        banden_van(indelingen.gemeenten, veren=veren, eigen=verbindingen),
        theta=theta,
        eisen=eisen,
        gewichten=gewichten,
        methode=methode,
        tijd=tijd,
    )

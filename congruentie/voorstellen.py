"""Make a proposal with everything it needs: who borders whom is looked up here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from congruentie.bronnen import laad_gemeenten
from congruentie.bronnen.banden import banden_van, grenzen_van, heeft_buren
from congruentie.model import Indelingen
from congruentie.voorstel import Eisen, Voorstel, maak_voorstel
from congruentie.voorstel.maken import Methode

__all__ = ["banden_van", "grenzen_van", "stel_voor"]


def stel_voor(  # noqa: PLR0913  # every one is a choice of the user
    indelingen: Indelingen,
    *,
    theta: float | str | Fraction = "0.5",
    eisen: Eisen | None = None,
    gewichten: Mapping[str, float] | None = None,
    methode: Methode = "exact",
    tijd: float | None = None,
    veren: bool = True,
    water: bool = True,
    verbindingen: Iterable[tuple[str, str]] = (),
    cache: str | Path | None = None,
) -> Voorstel:
    """Propose more congruent regions, from the divisions that exist.

    Parameters
    ----------
    indelingen
        The chosen divisions. Boundaries of their year are loaded when they have none and they are
        needed: for a distance in `eisen`, or where no table says who borders whom.
    theta, eisen, gewichten, methode, tijd
        As in `congruentie.voorstel.maak_voorstel`.
    veren
        Whether gemeenten that a ferry joins count as neighbours.
    water
        Whether gemeenten without any land border border over water.
    verbindingen
        Pairs of gm_codes that count as neighbours as well.
    cache
        As in `congruentie.bronnen.laad_indelingen`.

    Raises
    ------
    CongruentieFout
        As `congruentie.voorstel.maak_voorstel`, or boundaries are needed and are not there, or are no
        map that can be made whole.
    """
    afstand = eisen is not None and eisen.centrum_afstand is not None
    nodig = afstand or not heeft_buren(indelingen.gemeenten)
    if nodig and indelingen.gemeenten.vlakken is None:
        met = laad_gemeenten(indelingen.gemeenten.jaar, met_grenzen=True, cache=cache)
        gemeenten = replace(indelingen.gemeenten, vlakken=met.vlakken, grenzen=met.grenzen)
        indelingen = replace(indelingen, gemeenten=gemeenten)
    return maak_voorstel(
        indelingen,
        banden_van(indelingen.gemeenten, veren=veren, water=water, eigen=verbindingen),
        theta=theta,
        eisen=eisen,
        gewichten=gewichten,
        methode=methode,
        tijd=tijd,
    )

"""The part of the data island on samenwerkingsverbanden: who takes part in what, and the network."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from congruentie.bronnen import laad_provincie
from congruentie.kaart.netwerkplaat import dikte_van, kleuren_van
from congruentie.meten.netwerk import Netwerk
from congruentie.verbanden import VERBANDEN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from congruentie.gemeenten import Gemeenten
    from congruentie.model import Indelingen
    from congruentie.verbanden import Verbanden

__all__ = ["verbanden_van"]

_MEESTE_IN_NETWERK = 2000
"""A network of more areas could not be read."""


def verbanden_van(
    indelingen: Indelingen, verbanden: Verbanden, gewichten: Mapping[str, float]
) -> dict[str, Any]:
    """The verbanden as lists in their order; gemeenten and other deelnemers by number."""
    anderen = list(dict.fromkeys(ander for verband in verbanden for ander in verband.anderen))
    nummer = {ander: i for i, ander in enumerate(anderen)}
    soorten = sorted({ander.soort for ander in anderen})
    plek = indelingen.gemeenten.plek
    return {
        "naam": VERBANDEN,
        "titel": "Samenwerkingsverbanden",
        "gewicht": float(gewichten.get(VERBANDEN, 1.0)),
        "deler": float(1 / (indelingen.verbandgewicht(Fraction(1)) or 1)),
        "samen": verbanden.weging == "samen",
        "namen": [verband.naam for verband in verbanden],
        "leden": [[plek[code] for code in verband.leden] for verband in verbanden],
        "anderen": [[nummer[ander] for ander in verband.anderen] for verband in verbanden],
        "deelnemers": [ander.naam for ander in anderen],
        "soorten": soorten,
        "soort": [soorten.index(ander.soort) for ander in anderen],
        **{
            kenmerk: _opgezocht([getattr(verband, kenmerk) for verband in verbanden])
            for kenmerk in ("domein", "vorm", "status")
        },
        "provincie": _opgezocht(_provincies(indelingen.gemeenten)),
        "netwerk": _netwerk(Netwerk(indelingen)) if len(plek) <= _MEESTE_IN_NETWERK else None,
    }


def _opgezocht(teksten: list[str]) -> dict[str, list[Any]]:
    """Texts that come back often, as numbers in a list."""
    waarden = sorted(set(teksten))
    return {"waarden": waarden, "van": [waarden.index(tekst) for tekst in teksten]}


def _provincies(gemeenten: Gemeenten) -> list[str]:
    """The provincie of each gemeente; empty where it is not known."""
    provincie = laad_provincie(gemeenten)
    if provincie is None:
        return [""] * len(gemeenten)
    waar = provincie.lidmaatschap
    return [provincie.regio_naam(waar[code]) if code in waar else "" for code in gemeenten.codes]


def _netwerk(netwerk: Netwerk) -> dict[str, Any]:
    """Lines between gemeenten, the thinnest first, and communities with a name and a colour."""
    sterk = netwerk.sterk
    keer = sorted(set(sterk[:, 2].tolist()))
    return {
        "lijnen": [
            {
                "aantal": aantal,
                "dikte": round(float(dikte_van(aantal, netwerk)), 2),
                "paren": sterk[sterk[:, 2] == aantal][:, :2].tolist(),
            }
            for aantal in keer
        ],
        "gemeenschap": netwerk.gemeenschap.tolist(),
        "midden": netwerk.midden,
        "namen": netwerk.namen,
        "kleuren": kleuren_van(netwerk),
    }

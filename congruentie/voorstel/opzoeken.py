"""Look up what conditions name: a gemeente, a verband or an indeling, with what may be meant."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from congruentie.errors import CongruentieFout
from congruentie.nl import opsomming
from congruentie.verbanden import Verband
from congruentie.voorstel.vormen import Eisvraag

if TYPE_CHECKING:
    from congruentie.gemeenten import Gemeenten
    from congruentie.model import Indeling, Indelingen

__all__ = ["zoek_gemeente", "zoek_indeling", "zoek_verband"]


def zoek_gemeente(vraag: Eisvraag, wie: str, gemeenten: Gemeenten) -> str:
    """The code of a gemeente, by its code or a name that only one has."""
    if wie in gemeenten.plek:
        return wie
    from congruentie.bronnen.zoeken import zoeker_voor

    return zoeker_voor(gemeenten).vind(wie, f"Bij {vraag.naam}: ")


def zoek_verband(vraag: Eisvraag, naam: Verband | str, indelingen: Indelingen) -> Verband:
    """The verband of that name among those that are known; case and spaces do not matter."""
    if not isinstance(naam, str):
        naam = naam.naam
    if indelingen.verbanden is None:
        raise CongruentieFout(
            f"Bij {vraag.naam} staat {naam!r}, maar er zijn geen samenwerkingsverbanden bekend.",
            "Geef ze met --verbanden, of met --raakt als zij niet mogen meetellen.",
        )
    per_sleutel = {" ".join(v.naam.casefold().split()): v for v in indelingen.verbanden}
    sleutel = " ".join(naam.casefold().split())
    verband = per_sleutel.get(sleutel)
    if verband is None:
        lijkt = [per_sleutel[s].naam for s in get_close_matches(sleutel, per_sleutel, 3, 0.5)]
        lijkt = lijkt or [v.naam for s, v in per_sleutel.items() if sleutel and sleutel in s][:3]
        raise CongruentieFout(
            f"Bij {vraag.naam}: er is geen samenwerkingsverband {naam!r}.",
            f"Bedoelt u {opsomming(lijkt, woord='of')}?"
            if lijkt
            else "Kijk de naam na in de lijst.",
        )
    if len(verband.leden) < 2:
        raise CongruentieFout(
            f"Bij {vraag.naam}: {verband.naam} heeft geen twee gemeenten, en wordt dus nooit gesneden.",
            "Laat die wens weg.",
        )
    return verband


def zoek_indeling(naam: str, indelingen: Indelingen, cache: str | Path | None) -> Indeling:
    """One of these indelingen, or any that is known for their year, by its key."""
    if naam in indelingen.namen:
        return indelingen[naam]
    from congruentie.bronnen.aanbod import laad_indeling
    from congruentie.fusie import volg

    gemeenten = indelingen.gemeenten
    return volg(laad_indeling(naam, gemeenten.jaar, cache=cache), gemeenten)

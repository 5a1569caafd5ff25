"""Read the conditions of a proposal as users type them: in options, and in a YAML file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from congruentie.bronnen.yamlbestand import citeer, kort, lees_yaml
from congruentie.bronnen.zoeken import Zoeker, zoeker_voor
from congruentie.errors import CongruentieFout, GebruiksFout
from congruentie.gemeenten import Gemeenten
from congruentie.meten.verplaatsbestand import controleer_jaar, lees_verplaatsingen
from congruentie.meten.verplaatsen import verplaats
from congruentie.model import Indelingen
from congruentie.nl import opsomming
from congruentie.voorstel.eisen import Eisen
from congruentie.vraag import Vraag

__all__ = ["lees_eisen", "lees_paar"]

_SLEUTELS = sorted([*(vraag.naam for vraag in Eisen.vragen().values()), "jaar", "verplaats"])


def lees_eisen(
    opties: Mapping[str, Any],
    indelingen: Indelingen,
    *,
    waar: str = "",
    cache: str | Path | None = None,
) -> tuple[Eisen, Indelingen]:
    """Read conditions; an option goes before the same condition in the file.

    Parameters
    ----------
    opties
        By name of the option, with ``_`` or ``-``: numbers, ``"25"`` or ``"20-30"`` for ``regios``,
        and lists of ``"GM0267,GM0228"`` (codes or unambiguous names) for groups; for ``liever``
        ``"GM0267,GM0228=-2"``, where the number may be left out for 1. ``eisen`` is the
        path of a YAML file with the same names. It may also hold ``verplaats``, a list of moves
        (`congruentie.meten.verplaatsbestand`) that come before everything else, and the ``jaar``
        that they are of.
    indelingen
        Their gemeenten are what codes and names are looked up in.
    waar
        The file that the options stand in, for messages.
    cache
        As in `congruentie.bronnen.laad_indelingen`.

    Returns
    -------
    Eisen
        With every gemeente and indeling looked up.
    Indelingen
        The same, after the moves that were asked.

    Raises
    ------
    CongruentieFout
        An unknown condition, gemeente or indeling, a number that is none, moves that cannot be made,
        or a file that cannot be read.
    """
    alle = {naam.replace("_", "-"): waarde for naam, waarde in opties.items()}
    if not waar and (bestand := alle.pop("eisen", None)) is not None:
        alle = {**_lees_bestand(Path(bestand)), **alle}
        waar = str(bestand)
    if onbekend := sorted(set(alle) - set(_SLEUTELS)):
        raise CongruentieFout(
            f"{waar}: onbekende wens {opsomming([kort(naam) for naam in onbekend])}.",
            f"Kies uit: {', '.join(_SLEUTELS)}.",
        )
    controleer_jaar(alle.get("jaar"), indelingen.gemeenten.jaar, waar)
    zetten = lees_verplaatsingen(alle.get("verplaats"), indelingen, waar=f"{waar}, ", cache=cache)
    indelingen = verplaats(indelingen, zetten)
    zoeker = zoeker_voor(indelingen.gemeenten)
    eisen = Eisen(
        **{
            veld: _lees(vraag, alle[vraag.naam], zoeker)
            for veld, vraag in Eisen.vragen().items()
            if alle.get(vraag.naam) is not None
        }
    )
    return eisen.voor(indelingen, cache), indelingen


def _lees_bestand(pad: Path) -> dict[str, Any]:
    inhoud = lees_yaml(
        pad, "wensen", "Schrijf op elke regel een wens, zoals 'min-inwoners: 200000'."
    )
    return {naam.replace("_", "-"): waarde for naam, waarde in inhoud.items()}


def _lees(vraag: Vraag, waarde: Any, zoeker: Zoeker) -> Any:
    """Take a typed answer apart, as far as `Eisen` does not do that itself."""
    if vraag.soort == "gemeenten":
        return [_namen(groep, zoeker) for groep in _groepen(waarde)]
    if vraag.veld == "liever":
        wensen = waarde if isinstance(waarde, (list, tuple)) else [waarde]
        return [_liever(wens, zoeker) for wens in wensen]
    if getattr(Eisen, vraag.veld) is True and isinstance(waarde, bool):  # asked for its opposite
        return not waarde
    return waarde


def _groepen(waarde: Any) -> list[Any]:
    """["GM1", "GM2"] in a file is one group; a list of lists, or of "GM1,GM2", is several."""
    if not isinstance(waarde, (list, tuple)):
        return [waarde]
    los = [deel for deel in waarde if isinstance(deel, str) and "," not in deel]
    return [list(waarde)] if waarde and len(los) == len(waarde) else list(waarde)


def _namen(groep: Any, zoeker: Zoeker) -> Any:
    return zoeker.splits(groep) if isinstance(groep, str) else groep


def _liever(wens: Any, zoeker: Zoeker) -> tuple[Any, ...]:
    wie, is_teken, gewicht = str(wens).partition("=")
    paar = zoeker.splits(wie)
    if len(paar) != 2:
        raise CongruentieFout(
            f"Bij liever staat {citeer(wens)}.",
            "Schrijf twee gemeenten, zoals GM0267,GM0228; met =-1 erachter liever niet samen.",
        )
    return (*paar, gewicht) if is_teken else tuple(paar)


def lees_paar(tekst: str, gemeenten: Gemeenten) -> tuple[str, str]:
    """Read ``GM,GM``, two gemeenten by code or unambiguous name, as gm_codes.

    Raises
    ------
    CongruentieFout
        Not two, or an unknown gemeente.
    """
    zoeker = zoeker_voor(gemeenten)
    paar = zoeker.splits(tekst)
    if len(paar) != 2 or not all(paar):
        raise GebruiksFout(f"{tekst!r} bij --waarom heeft niet de vorm GM,GM.")
    een, ander = (zoeker.vind(deel, "Bij waarom: ") for deel in paar)
    return een, ander

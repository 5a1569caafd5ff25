"""The wishes for a proposal, from options or a YAML file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from congruentie.bronnen.aanbod import laad_indeling
from congruentie.bronnen.yamlbestand import citeer, kort, lees_yaml
from congruentie.bronnen.zoeken import zoeker_voor
from congruentie.errors import CongruentieFout, GebruiksFout
from congruentie.meten.verplaatsbestand import controleer_jaar, lees_verplaatsingen
from congruentie.meten.verplaatsen import verplaats
from congruentie.model import Gemeenten, Indeling, Indelingen, opsomming
from congruentie.voorstel.eisen import Eisen

__all__ = ["Wensen", "lees_paar", "lees_wensen"]

_GETALLEN = (
    "min_inwoners", "max_inwoners", "min_gemeenten", "max_gemeenten", "centrum_inwoners",
    "verplaats_gemeenten", "verplaats_inwoners",
)  # fmt: skip
_INDELINGEN = ("binnen", "uitgaand_van")
_GROEPEN = ("samen", "apart", "vast")
_VLAGGEN = ("geen_veren", "geen_water", "niet_aaneengesloten", "splits_brokken")
_ALLE = (
    *_GETALLEN, *_GROEPEN, *_VLAGGEN, *_INDELINGEN, "regios", "centrum_afstand", "verbinding",
    "jaar", "verplaats", "liever",
)  # fmt: skip


@dataclass(frozen=True)
class Wensen:
    """What was asked.

    Parameters
    ----------
    eisen
        The conditions.
    indelingen
        The divisions to make the proposal from: as they are, or after the moves that were asked.
    veren
        Whether ferries make neighbours.
    water
        Whether gemeenten without any land border border over water.
    verbindingen
        Pairs of gm_codes that are neighbours as well.
    beschrijving
        The wishes as they were given, by the names of the options, to write beside the proposal.
    """

    eisen: Eisen
    indelingen: Indelingen
    veren: bool = True
    water: bool = True
    verbindingen: tuple[tuple[str, str], ...] = ()
    beschrijving: Mapping[str, Any] = field(default_factory=dict)


def lees_wensen(
    opties: Mapping[str, Any], indelingen: Indelingen, *, cache: str | Path | None = None
) -> Wensen:
    """Read wishes; an option goes before the same wish in the file.

    Parameters
    ----------
    opties
        By name of the option with ``_`` for ``-``: numbers, ``"25"`` or ``"20-30"`` for ``regios``,
        and lists of ``"GM0267,GM0228"`` (codes or unambiguous names) for groups; for ``liever``
        ``"GM0267,GM0228=-2"``, where the number may be left out for 1. ``eisen`` is the
        path of a YAML file with the same names. It may also hold ``verplaats``, a list of moves
        (`congruentie.meten.verplaatsbestand`) that come before everything else, and the ``jaar``
        that they are of.
    indelingen
        Their gemeenten are what codes and names are looked up in; `binnen` and `uitgaand_van` can
        be one of them, or any that is known for the year.
    cache
        As in `congruentie.bronnen.laad_indelingen`.

    Raises
    ------
    CongruentieFout
        An unknown wish, gemeente or indeling, a number that is none, moves that cannot be made, or a
        file that cannot be read.
    """
    alle = dict(opties)
    gemeenten = indelingen.gemeenten
    if (bestand := alle.pop("eisen", None)) is not None:
        alle = {**_lees_bestand(Path(bestand)), **alle}
    controleer_jaar(alle.pop("jaar", None), gemeenten.jaar, str(bestand))
    zetten = lees_verplaatsingen(
        alle.get("verplaats"), indelingen, waar=f"{bestand}, ", cache=cache
    )
    indelingen = verplaats(indelingen, zetten)
    waarden: dict[str, Any] = {naam: _getal(naam, alle[naam]) for naam in _GETALLEN if naam in alle}
    for naam in _GROEPEN:
        waarden[naam] = tuple(_groep(naam, deel, gemeenten) for deel in _lijst(alle.get(naam)))
    waarden["liever"] = tuple(_liever(deel, gemeenten) for deel in _lijst(alle.get("liever")))
    if "regios" in alle:
        waarden["regios"] = _reeks(alle["regios"])
    if "centrum_afstand" in alle:
        waarden["centrum_afstand"] = _kommagetal(alle["centrum_afstand"])
    for naam in _INDELINGEN:
        if naam in alle:
            waarden[naam] = _indeling(str(alle[naam]), indelingen, cache)
    waarden["splits_brokken"] = bool(alle.get("splits_brokken", False))
    waarden["aaneengesloten"] = not alle.get("niet_aaneengesloten", False)
    banden = [_groep("verbinding", deel, gemeenten) for deel in _lijst(alle.get("verbinding"))]
    for band in banden:
        if len(band) != 2:
            raise CongruentieFout(
                f"Een verbinding heeft twee gemeenten, niet {len(band)}.", "Schrijf GM0448,GM0400."
            )
    beschrijving = {naam.replace("_", "-"): alle[naam] for naam in _ALLE if naam in alle}
    if zetten:
        beschrijving["verplaats"] = [str(zet) for zet in zetten]
    return Wensen(
        Eisen(**waarden),
        indelingen,
        not alle.get("geen_veren", False),
        not alle.get("geen_water", False),
        tuple((a, b) for a, b in banden),
        beschrijving,
    )


def _indeling(naam: str, indelingen: Indelingen, cache: str | Path | None) -> Indeling:
    gekozen = {indeling.naam: indeling for indeling in indelingen}
    return gekozen.get(naam) or laad_indeling(naam, indelingen.gemeenten.jaar, cache=cache)


def lees_paar(tekst: str, gemeenten: Gemeenten) -> tuple[str, str]:
    """Read ``GM,GM``, two gemeenten by code or unambiguous name, as gm_codes.

    Raises
    ------
    CongruentieFout
        Not two, or an unknown gemeente.
    """
    paar = zoeker_voor(gemeenten).splits(tekst)
    if len(paar) != 2 or not all(paar):
        raise GebruiksFout(f"{tekst!r} bij --waarom heeft niet de vorm GM,GM.")
    een, ander = (_gemeente("waarom", deel, gemeenten) for deel in paar)
    return een, ander


def _lees_bestand(pad: Path) -> dict[str, Any]:
    inhoud = lees_yaml(
        pad, "wensen", "Schrijf op elke regel een wens, zoals 'min-inwoners: 200000'."
    )
    namen = {naam: naam.replace("-", "_") for naam in inhoud}
    onbekend = sorted(naam for naam, veld in namen.items() if veld not in _ALLE)
    if onbekend:
        raise CongruentieFout(
            f"{pad}: onbekende wens {opsomming([kort(naam) for naam in onbekend])}.",
            f"Kies uit: {', '.join(sorted(naam.replace('_', '-') for naam in _ALLE))}.",
        )
    return {namen[naam]: waarde for naam, waarde in inhoud.items() if waarde is not None}


def _lijst(waarde: Any) -> list[Any]:
    if waarde is None:
        return []
    if isinstance(waarde, str):
        return [waarde]
    if isinstance(waarde, (list, tuple)):
        # ["GM1", "GM2"] in a file is one group; a list of lists, or of "GM1,GM2", is several.
        los = [deel for deel in waarde if isinstance(deel, str) and "," not in deel]
        return [list(waarde)] if waarde and len(los) == len(waarde) else list(waarde)
    return [waarde]


def _groep(naam: str, deel: Any, gemeenten: Gemeenten) -> tuple[str, ...]:
    tekst = zoeker_voor(gemeenten).splits(deel) if isinstance(deel, str) else deel
    if not isinstance(tekst, (list, tuple)):
        raise CongruentieFout(
            f"Bij {naam} staat {deel!r}.", "Schrijf gemeenten, zoals GM0267,GM0228."
        )
    return tuple(_gemeente(naam, str(wie).strip(), gemeenten) for wie in tekst)


def _liever(deel: Any, gemeenten: Gemeenten) -> tuple[str, str, float]:
    wie, is_teken, getal = str(deel).partition("=")
    paar = _groep("liever", wie, gemeenten)
    if len(paar) != 2:
        raise CongruentieFout(
            f"Bij liever staat {citeer(deel)}.",
            "Schrijf twee gemeenten, zoals GM0267,GM0228; met =-1 erachter liever niet samen.",
        )
    try:
        gewicht = float(getal.replace(",", ".")) if is_teken else 1.0
    except ValueError as fout:
        raise CongruentieFout(
            f"Bij liever staat {citeer(deel)}; {citeer(getal)} is geen getal."
        ) from fout
    return (*paar, gewicht)


def _gemeente(naam: str, tekst: str, gemeenten: Gemeenten) -> str:
    return zoeker_voor(gemeenten).vind(tekst, f"Bij {naam.replace('_', '-')}: ")


def _getal(naam: str, waarde: Any) -> int:
    if isinstance(waarde, bool) or not str(waarde).isdecimal() or len(str(waarde)) > 9:
        raise CongruentieFout(
            f"Bij {naam.replace('_', '-')} staat {waarde!r}; dat is geen heel getal."
        )
    return int(waarde)


def _kommagetal(waarde: Any) -> float:
    try:
        return float(str(waarde).replace(",", "."))
    except ValueError as fout:
        raise CongruentieFout(f"Bij centrum-afstand staat {waarde!r}; dat is geen getal.") from fout


def _reeks(waarde: Any) -> tuple[int, int]:
    delen = str(waarde).split("-", 1)
    laag, hoog = _getal("regios", delen[0].strip()), _getal("regios", delen[-1].strip())
    return laag, hoog

"""Read moves of gemeenten to another regio: ``GM0267:ggd=GG1413``, from texts or from a file.

The file is YAML or JSON: ``verplaats``, a list of such texts, and if wanted ``jaar``, the year that
they are of.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from congruentie import NIEUWSTE_JAAR
from congruentie.bronnen.aanbod import laad_gemeenten
from congruentie.bronnen.banden import banden_van, heeft_buren
from congruentie.bronnen.yamlbestand import citeer, kort, lees_yaml
from congruentie.bronnen.zoeken import zoeker_voor
from congruentie.errors import CongruentieFout
from congruentie.gemeenten import Gemeenten
from congruentie.meten.verplaatsen import Verplaatsing, verplaats
from congruentie.model import Indeling, Indelingen
from congruentie.nl import opsomming

__all__ = ["controleer_jaar", "lees_verplaatsbestand", "lees_verplaatsingen"]

_VORM = "Schrijf GEMEENTE:INDELING=REGIO, zoals GM0267:ggd=GG1413."
_SLEUTELS = ("jaar", "verplaats")


def lees_verplaatsingen(
    teksten: Any, indelingen: Indelingen, *, waar: str = "", cache: str | Path | None = None
) -> tuple[Verplaatsing, ...]:
    """Read moves.

    Parameters
    ----------
    teksten
        A list of ``GEMEENTE:INDELING=REGIO``, or one such text, or None for no moves. The gemeente and
        the regio by code or by a name that only one has.
    indelingen
        What is looked up in. A move must be possible there, all of them together.
    waar
        Where they stand, to begin a message with ("moves.yaml, ").
    cache
        As in `congruentie.bronnen.laad_indelingen`; to name regio's nearby where only boundaries
        tell which those are.

    Raises
    ------
    CongruentieFout
        A text that is no move, an unknown gemeente, indeling or regio (with those nearby), or moves
        that `congruentie.meten.verplaatsen.verplaats` refuses; the message names the entry.
    """
    if teksten is None:
        return ()
    if isinstance(teksten, str):
        teksten = [teksten]
    if not isinstance(teksten, (list, tuple)):
        raise CongruentieFout(f"{waar}verplaats: {citeer(teksten)} is geen lijst.", _VORM)
    zetten: list[Verplaatsing] = []
    gezien: dict[tuple[str, str], int] = {}
    for nummer, tekst in enumerate(teksten, start=1):
        plek = f"{waar}verplaats {nummer}, {citeer(tekst)}"
        zet = _lees(tekst, plek, indelingen, cache)
        eerder = gezien.setdefault((zet.gm_code, zet.indeling), nummer)
        if eerder != nummer:
            zelfde = "staat er al" if zetten[eerder - 1] == zet else "verplaatst dezelfde gemeente"
            raise CongruentieFout(
                f"{plek}: {zelfde} (verplaats {eerder}, {zetten[eerder - 1]}).", "Laat er een weg."
            )
        zetten.append(zet)
    verplaats(indelingen, zetten)  # it says what cannot be
    return tuple(zetten)


def lees_verplaatsbestand(
    pad: Path, indelingen: Indelingen, *, cache: str | Path | None = None
) -> tuple[Verplaatsing, ...]:
    """Read a file with moves; see `lees_verplaatsingen`.

    Raises
    ------
    CongruentieFout
        A file that cannot be read or holds something else, another year, or no moves at all.
    """
    inhoud = lees_yaml(pad, "verplaatsingen", "Schrijf 'verplaats: [GM0267:ggd=GG1413]'.")
    onbekend = sorted(set(inhoud) - set(_SLEUTELS))
    if onbekend:
        raise CongruentieFout(
            f"{pad}: {opsomming([kort(naam) for naam in onbekend])} hoort hier niet.",
            "Er mogen alleen jaar en verplaats in staan.",
        )
    controleer_jaar(inhoud.get("jaar"), indelingen.gemeenten.jaar, str(pad))
    zetten = lees_verplaatsingen(inhoud.get("verplaats"), indelingen, waar=f"{pad}, ", cache=cache)
    if not zetten:
        raise CongruentieFout(f"{pad}: er staat geen enkele verplaatsing in.", _VORM)
    return zetten


def controleer_jaar(jaar: Any, gekozen: int, waar: str) -> None:
    """Check the year in a file; None is any year.

    Raises
    ------
    CongruentieFout
        It is no year, or another one than is chosen.
    """
    if jaar is None:
        return
    tekst = str(jaar) if isinstance(jaar, (int, str)) else ""
    if not (tekst.isdecimal() and len(tekst) == 4):
        raise CongruentieFout(
            f"{waar}: jaar is {citeer(jaar)}; dat is geen jaar.", f"Schrijf {NIEUWSTE_JAAR}."
        )
    if int(tekst) != gekozen:
        raise CongruentieFout(
            f"{waar}: dit is voor {tekst}, maar gekozen is {gekozen}.",
            "Kies dat jaar met --jaar, of pas het bestand aan.",
        )


def _lees(tekst: Any, plek: str, indelingen: Indelingen, cache: str | Path | None) -> Verplaatsing:
    if not isinstance(tekst, str):
        raise CongruentieFout(
            f"{plek}: dit is geen verplaatsing.", f"{_VORM} Zet er geen spaties in."
        )
    wie, dubbelepunt, rest = (deel.strip() for deel in tekst.partition(":"))
    naam, is_teken, regio = (deel.strip() for deel in rest.partition("="))
    if not (wie and dubbelepunt and naam and is_teken):
        raise CongruentieFout(f"{plek}: dit is geen verplaatsing.", _VORM)
    if not regio:
        raise CongruentieFout(
            f"{plek}: achter het = staat geen regio.",
            "Noem een regio die er al is; een gemeente uit alle regio's halen kan niet.",
        )
    gemeenten = indelingen.gemeenten
    code = zoeker_voor(gemeenten).vind(wie, f"{plek}: ")
    if naam not in indelingen.namen:
        raise CongruentieFout(
            f"{plek}: de indeling {kort(naam)} doet niet mee.",
            f"Kies uit: {', '.join(indelingen.namen)}; of kies haar met --indelingen.",
        )
    indeling = indelingen[naam]
    zet = Verplaatsing(code, naam, _regio(regio, indeling, code, plek, gemeenten, cache))
    if indeling.lidmaatschap.get(code) == zet.naar:
        raise CongruentieFout(
            f"{plek}: {gemeenten.naam_van[code]} zit daar al.",
            "Kies een andere regio, of laat deze verplaatsing weg.",
        )
    return zet


def _regio(  # what the message needs
    tekst: str,
    indeling: Indeling,
    gm_code: str,
    plek: str,
    gemeenten: Gemeenten,
    cache: str | Path | None,
) -> str:
    """The code of a regio that was named by code or by name."""
    if tekst in indeling.regios:
        return tekst
    klein = tekst.casefold()
    zelfde = [
        code
        for code in indeling.regios
        if klein in {code.casefold(), indeling.regio_naam(code).casefold()}
    ]
    if len(zelfde) == 1:
        return zelfde[0]
    if zelfde:
        raise CongruentieFout(
            f"{plek}: zo heten {len(zelfde)} regio's.",
            f"Gebruik de code: {' of '.join(zelfde[:10])}.",
        )
    vlakbij = _vlakbij(gm_code, indeling, gemeenten, cache)
    keus = [
        code if (naam := indeling.regio_naam(code)) == code else f"{code} ({naam})"
        for code in vlakbij or indeling.regios
    ]
    waar = f"In de buurt van {gemeenten.naam_van[gm_code]}" if vlakbij else f"In {indeling.naam}"
    ligt = "ligt" if len(keus) == 1 else "liggen"
    raise CongruentieFout(
        f"{plek}: die regio is er niet bij {indeling.titel}; een nieuwe regio maken kan niet.",
        f"{waar} {ligt} {opsomming(keus, 10)}.",
    )


def _vlakbij(
    gm_code: str, indeling: Indeling, gemeenten: Gemeenten, cache: str | Path | None
) -> list[str]:
    """The other regio's that border the gemeente; none when that is not known."""
    try:
        if gemeenten.vlakken is None and not heeft_buren(gemeenten):
            gemeenten = laad_gemeenten(gemeenten.jaar, met_grenzen=True, cache=cache)
        banden = banden_van(gemeenten)
    except CongruentieFout:
        return []
    buren = {ander for paar in banden if gm_code in paar for ander in paar if ander != gm_code}
    regios = {regio for buur in buren for regio in indeling.regios_van(buur)}
    return sorted(regios - {indeling.lidmaatschap.get(gm_code)})

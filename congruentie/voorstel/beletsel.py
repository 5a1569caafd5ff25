"""What stands in the way of a step, in Dutch: the cause itself, not another thing that breaks too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from congruentie.nl import getal
from congruentie.voorstel.deling import IntArray

if TYPE_CHECKING:
    from congruentie.voorstel.opgave import Opgave
    from congruentie.voorstel.verdeling import Voorstel

__all__ = ["beletsel", "grens_tussen", "mag_nooit"]


def grens_tussen(voorstel: Voorstel, u: int, v: int) -> str:
    """Which border of `Eisen.binnen` lies between two units; empty when none does."""
    opgave, binnen = voorstel.opgave, voorstel.opgave.eisen.indeling("binnen")
    if binnen is None or opgave.zone[u] == opgave.zone[v]:
        return ""
    codes = voorstel.indelingen.gemeenten.codes
    waar = [
        binnen.regio_naam(zone) if (zone := binnen.lidmaatschap.get(codes[opgave.eerste[w]], "")) else
        "geen regio"
        for w in (u, v)
    ]  # fmt: skip
    return f"Daartussen ligt de grens van {waar[0]} en {waar[1]} ({binnen.enkelvoud})."


def mag_nooit(voorstel: Voorstel, u: int, v: int) -> str:
    """Why no regio may hold these two units; empty when one may."""
    opgave = voorstel.opgave
    a, b = np.array([min(u, v)]), np.array([max(u, v)])
    if not opgave.gescheiden(a, b)[0]:
        return ""
    if grens := grens_tussen(voorstel, u, v):
        return f"{grens} Daar gaat een regio van dit voorstel niet overheen."
    if apart := list(_aparte(voorstel, {u}, {v})):
        return f"{_zin(apart[0])}."
    for som in opgave.sommen:
        samen = int(som.hoeveel[[u, v]].sum())
        if som.hoog is not None and samen > som.hoog:
            return f"Samen hebben zij {getal(samen)} {som.wat}; hoogstens {getal(som.hoog)} mag."
    return "De voorwaarden laten hen niet samen in een regio."


def beletsel(voorstel: Voorstel, stap: IntArray, u: int, v: int | None = None) -> str:
    """Why a step is not possible.

    Parameters
    ----------
    voorstel
        Where the step begins.
    stap
        Regio number per unit after it; it breaks a condition.
    u, v
        The units that it is about: what keeps those two apart for good comes first.
    """
    if v is not None and stap[u] == stap[v] and (nooit := mag_nooit(voorstel, u, v)):
        return nooit
    redenen = list(dict.fromkeys(_redenen(voorstel, stap)))
    if not redenen:
        return "Dan voldoet een regio niet aan de voorwaarden."
    return f"Dan {'; en '.join(redenen[:2])}."


def _redenen(voorstel: Voorstel, stap: IntArray) -> Iterator[str]:
    """What breaks, in words that follow "Dan"."""
    opgave = voorstel.opgave
    oud = voorstel.vergelijk_met(opgave.gemeente_regio(stap))
    namen = [voorstel.namen[r] if r >= 0 else "een nieuwe regio" for r in oud]
    for r, nummer in enumerate(np.unique(stap)):
        leden = np.flatnonzero(stap == nummer).tolist()
        if len({int(opgave.zone[w]) for w in leden}) > 1:
            binnen = opgave.eisen.indeling("binnen")
            yield f"ligt {namen[r]} over een grens van {binnen.titel if binnen else 'een gebied'}"
        for zin in _aparte(voorstel, set(leden), set(leden)):
            yield f"zitten gemeenten bij elkaar die dat niet mogen: {zin}"
        yield from _van_regio(opgave, leden, namen[r])
    for tekst in opgave.overtredingen(stap):
        if tekst.startswith("te veel") or tekst.endswith("regio's"):
            yield f"zijn er {tekst}" if tekst.endswith("regio's") else f"zouden {tekst}"


def _van_regio(opgave: Opgave, leden: list[int], naam: str) -> Iterator[str]:
    """The same, of what a regio by itself must keep to."""
    for som in opgave.sommen:
        heeft = int(som.hoeveel[leden].sum())
        if som.laag is not None and heeft < som.laag:
            yield f"heeft {naam} {getal(heeft)} {som.wat} (minstens {getal(som.laag)} moet)"
        if som.hoog is not None and heeft > som.hoog:
            yield f"heeft {naam} {getal(heeft)} {som.wat} (hoogstens {getal(som.hoog)} mag)"
    zinnen = {
        "niet aaneengesloten": f"is {naam} niet aaneengesloten",
        "geen centrumgemeente": f"heeft {naam} geen centrumgemeente",
        "niet samen": "raken gemeenten uit elkaar die samen moeten",
    }
    for eis in opgave.voorwaarden:
        yield from (zinnen[mis] for mis in eis.mis(leden) if mis in zinnen)


def _aparte(voorstel: Voorstel, een: set[int], ander: set[int]) -> Iterator[str]:
    """The conditions that keep a unit of the one apart from a unit of the other."""
    opgave, plek = voorstel.opgave, voorstel.indelingen.gemeenten.plek
    for eis in opgave.eisen.een_voor_een():
        if eis.veld != "apart":
            continue
        units = [int(opgave.brok[plek[gm]]) for gm in eis.gemeenten]
        paren = ((a, b) for i, a in enumerate(units) for b in units[i + 1 :] if a != b)
        if any((a in een and b in ander) or (b in een and a in ander) for a, b in paren):
            yield voorstel.in_woorden(eis)


def _zin(tekst: str) -> str:
    return tekst[:1].upper() + tekst[1:]

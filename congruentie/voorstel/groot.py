"""Proposals for more units than the linear program can carry: found by steps, with a bound.

What comes out is good and has a bound, but is hardly ever proven the best.
"""

from __future__ import annotations

import math
import time

from congruentie.errors import CongruentieFout
from congruentie.model import opsomming
from congruentie.voorstel import driehoeken, samenvoegen
from congruentie.voorstel.eisen import Eisen
from congruentie.voorstel.exact import Oplossing
from congruentie.voorstel.opgave import MEESTE_EENHEDEN, Opgave
from congruentie.voorstel.profiel import maak_profiel

__all__ = ["los_groot_op"]


def los_groot_op(opgave: Opgave, *, tijd: float = math.inf) -> Oplossing:
    """Find a good proposal for very many units, and bound how much better another could be.

    The bound knows what may not share a regio, but neither the lowest sums, the number of regio's,
    nor contiguity: with those, the gap says less.

    Parameters
    ----------
    opgave
        The question. Bounds on inhabitants and gemeenten, the number of regio's, groups (`samen`,
        `apart`, `vast`), `binnen` and `liever` are kept to.
    tijd
        Seconds after which nothing more is improved.

    Returns
    -------
    Oplossing
        Without `deling` when none was found that keeps to all conditions.

    Raises
    ------
    CongruentieFout
        A condition that cannot be kept to with so many units.
    """
    _weiger(opgave)
    begin = time.monotonic()

    def op() -> bool:
        return time.monotonic() - begin >= tijd

    profiel = maak_profiel(opgave)
    deling = samenvoegen.zoek_groot(profiel, op)
    bovengrens = opgave.vaste_waarde + driehoeken.begrens(profiel, op)
    duur = time.monotonic() - begin
    if opgave.overtredingen(deling):
        return Oplossing(None, opgave.vaste_waarde, bovengrens, duur)
    return Oplossing(deling, opgave.totaal(deling), bovengrens, duur)


def _weiger(opgave: Opgave) -> None:
    e: Eisen = opgave.eisen
    niet = {
        "regio's die niet aaneengesloten zijn": not e.aaneengesloten,
        "een centrumgemeente": e.centrum_inwoners is not None,
        "uitgaan van een indeling": e.uitgaand_van is not None,
    }
    if gevraagd := [tekst for tekst, waar in niet.items() if waar]:
        raise CongruentieFout(
            f"Bij meer dan {MEESTE_EENHEDEN} brokken kan dit niet: {opsomming(gevraagd)}. Dit zijn "
            f"er {len(opgave)}.",
            "Laat die wens weg, of maak het gebied kleiner.",
        )

"""Which wishes clash: the smallest set found that cannot all be kept, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import networkx as nx

from congruentie.errors import CongruentieFout
from congruentie.nl import getal, opsomming
from congruentie.voorstel.eisen import Eis, Eisen
from congruentie.voorstel.exact import botst
from congruentie.voorstel.opgave import Opgave
from congruentie.voorstel.opstellen import maak_opgave

__all__ = ["alleen", "leg_uit"]

_TIJD = 10.0
"""Seconds per trial; a set of wishes that is not proven to clash in it counts as possible."""


def leg_uit(opgave: Opgave, banden: Iterable[tuple[str, str]]) -> CongruentieFout:
    """Find a set of clashing wishes of which none can be missed, by dropping all others.

    Parameters
    ----------
    opgave
        The question that is proven impossible.
    banden
        Pairs of gm_codes that border each other, as it was made with.

    Returns
    -------
    CongruentieFout
        To raise. It names the wishes that clash; each of them can be dropped to make it possible.
    """
    banden = list(banden)

    def met(eisen: Eisen) -> Opgave:
        return maak_opgave(
            opgave.indelingen, opgave.theta, eisen, banden, opgave.gewicht_per_indeling
        )

    wensen = list(opgave.eisen.een_voor_een())
    blijft = _snoei(opgave.eisen, wensen, lambda deel: botst(met(deel), _TIJD))
    teksten = [wens.met_namen(opgave.indelingen.gemeenten) for wens in blijft.een_voor_een()]
    wat = f"Deze wensen kunnen niet samen: {opsomming(teksten, 20)}."
    return CongruentieFout(f"{wat} {alleen(met(blijft))}".strip(), "Laat een van deze wensen los.")


def _snoei(eisen: Eisen, wensen: Sequence[Eis], botst: Callable[[Eisen], bool]) -> Eisen:
    """Drop what can be missed: all of these wishes at once if they can, else half by half.

    What stays is the same as when they were dropped one by one, in far fewer trials.
    """
    zonder = eisen
    for wens in wensen:
        zonder = zonder.zonder(_zoek(zonder, wens))
    if botst(zonder):
        return zonder
    if len(wensen) < 2:
        return eisen
    midden = len(wensen) // 2
    return _snoei(_snoei(eisen, wensen[:midden], botst), wensen[midden:], botst)


def _zoek(eisen: Eisen, wens: Eis) -> Eis:
    """The same wish, at the place it has now."""
    return next(w for w in eisen.een_voor_een() if (w.veld, w.tekst) == (wens.veld, wens.tekst))


def alleen(opgave: Opgave) -> str:
    """Name the gemeenten that a bound is impossible for, where that is all there is to it."""
    for som in opgave.sommen:
        if som.hoog is not None and (som.hoeveel > som.hoog).any():
            leden = _namen(opgave, [int(som.hoeveel.argmax())])
            aantal = f"{getal(int(som.hoeveel.max()))} {som.wat}"
            if len(leden) == 1:
                return f"{leden[0]} heeft alleen al {aantal}."
            return (
                f"{opsomming(leden)} hebben samen {aantal}, en blijven bij elkaar tenzij u "
                "brokken laat splitsen (--splits-brokken)."
            )
        if som.laag is None or not opgave.eisen.aaneengesloten:
            continue
        for stuk in _stukken(opgave):
            heeft = int(som.hoeveel[list(stuk)].sum())
            if heeft < som.laag:
                leden = _namen(opgave, stuk)
                los = "ligt los van de rest en heeft"
                if len(leden) > 1:
                    los = "liggen los van de rest en hebben samen"
                return f"{opsomming(leden)} {los} {getal(heeft)} {som.wat}."
    return ""


def _namen(opgave: Opgave, brokken: Iterable[int]) -> list[str]:
    """Names of the gemeenten in these units, largest first."""
    gemeenten = opgave.indelingen.gemeenten
    zoek = set(brokken)
    leden = [i for i, u in enumerate(opgave.brok.tolist()) if u in zoek]
    if gemeenten.inwoners is not None:
        inwoners = gemeenten.inwoners
        leden.sort(key=lambda i: -inwoners[i])
    return [gemeenten.namen[i] for i in leden]


def _stukken(opgave: Opgave) -> list[set[int]]:
    """Pieces of the map that cannot be joined: over borders, links, and pairs that may be joined."""
    graaf = nx.Graph()
    graaf.add_nodes_from(range(len(opgave)))
    graaf.add_edges_from(paar for paar in opgave.randen if paar not in opgave.vast_apart)
    return list(nx.connected_components(graaf))

"""Which wishes clash: the smallest set found that cannot all be kept, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from congruentie.errors import CongruentieFout
from congruentie.model import Indelingen, opsomming
from congruentie.voorstel import zoeken
from congruentie.voorstel.eisen import Eisen, Wens
from congruentie.voorstel.exact import Onhaalbaar, los_op
from congruentie.voorstel.opgave import Opgave
from congruentie.voorstel.opstellen import maak_opgave
from congruentie.voorstel.snedes import Model

__all__ = ["alleen", "leg_uit"]

_TIJD = 10.0
"""Seconds per trial; a set of wishes that is not proven to clash in it counts as possible."""
_MEESTE_EENHEDEN = 150
"""Beyond it a trial takes too long, and only the relaxation is asked."""


def leg_uit(
    indelingen: Indelingen, eisen: Eisen, banden: Iterable[tuple[str, str]]
) -> CongruentieFout:
    """Find a set of clashing wishes of which none can be missed, by dropping all others.

    Parameters
    ----------
    indelingen, eisen, banden
        The question that is proven impossible.

    Returns
    -------
    CongruentieFout
        To raise. It names the wishes that clash; each of them can be dropped to make it possible.
    """
    banden = list(banden)
    blijft = _snoei(eisen, list(eisen.wensen()), lambda deel: _botst(indelingen, deel, banden))
    teksten = [wens.met_namen(indelingen.gemeenten) for wens in blijft.wensen()]
    kan_niet = alleen(maak_opgave(indelingen, Fraction(1, 2), blijft, banden), blijft)
    wat = f"Deze wensen kunnen niet samen: {opsomming(teksten, 20)}."
    return CongruentieFout(f"{wat} {kan_niet}".strip(), "Laat een van deze wensen los.")


def _snoei(eisen: Eisen, wensen: Sequence[Wens], botst: Callable[[Eisen], bool]) -> Eisen:
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


def _zoek(eisen: Eisen, wens: Wens) -> Wens:
    """The same wish, at the place it has now."""
    return next(w for w in eisen.wensen() if (w.veld, w.tekst) == (wens.veld, wens.tekst))


def _botst(indelingen: Indelingen, eisen: Eisen, banden: list[tuple[str, str]]) -> bool:
    opgave = maak_opgave(indelingen, Fraction(1, 2), eisen, banden)
    try:
        Model(opgave).los_ruim_op()
        if len(opgave) <= _MEESTE_EENHEDEN and zoeken.zoek(opgave, rondes=0) is None:
            los_op(opgave, tijd=_TIJD, rondes=3)
    except Onhaalbaar:
        return True
    return False


def alleen(opgave: Opgave, eisen: Eisen) -> str:
    """Name the gemeenten that a bound is impossible for, where that is all there is to it."""
    for hoeveel, laag, hoog in opgave.grenzen:
        wat = "inwoners" if hoeveel is opgave.inwoners else "gemeenten"
        if hoog is not None and (hoeveel > hoog).any():
            leden = _namen(opgave, [int(hoeveel.argmax())])
            aantal = f"{int(hoeveel.max()):,}".replace(",", ".")
            if len(leden) == 1:
                return f"{leden[0]} heeft alleen al {aantal} {wat}."
            return (
                f"{opsomming(leden)} hebben samen {aantal} {wat}, en blijven bij elkaar tenzij u "
                "brokken laat splitsen (--splits-brokken)."
            )
        if laag is not None and eisen.aaneengesloten:
            for stuk in _stukken(opgave):
                som = int(hoeveel[sorted(stuk)].sum())
                if som < laag:
                    aantal = f"{som:,}".replace(",", ".")
                    leden = _namen(opgave, stuk)
                    een = len(leden) == 1
                    ligt, heeft = ("ligt", "heeft") if een else ("liggen", "hebben samen")
                    return f"{opsomming(leden)} {ligt} los van de rest en {heeft} {aantal} {wat}."
    return ""


def _namen(opgave: Opgave, eenheden: Iterable[int]) -> list[str]:
    """Names of the gemeenten in these units, largest first."""
    gemeenten = opgave.indelingen.gemeenten
    zoek = set(eenheden)
    leden = [i for i, u in enumerate(opgave.eenheid.tolist()) if u in zoek]
    if gemeenten.inwoners is not None:
        inwoners = gemeenten.inwoners
        leden.sort(key=lambda i: -inwoners[i])
    return [gemeenten.namen[i] for i in leden]


def _stukken(opgave: Opgave) -> list[set[int]]:
    """Pieces of the map that cannot be joined: over borders, links, and pairs that may be joined."""
    rest = set(range(len(opgave)))
    uit = []
    while rest:
        begin = min(rest)
        stuk, stapel = {begin}, [begin]
        while stapel:
            u = stapel.pop()
            nieuw = {
                v for v in opgave.buren[u] - stuk if (min(u, v), max(u, v)) not in opgave.vast_apart
            }
            stuk |= nieuw
            stapel.extend(nieuw)
        rest -= stuk
        uit.append(stuk)
    return uit

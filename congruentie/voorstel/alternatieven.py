"""Proposals that are nearly as good and differ most: what else could be laid on the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from congruentie.errors import CongruentieFout
from congruentie.voorstel.deling import IntArray, koppel
from congruentie.voorstel.exact import bijna_even_goed, een_draad
from congruentie.voorstel.keuze import Keuze
from congruentie.voorstel.opgave import MEESTE_BROKKEN
from congruentie.voorstel.stand import Klok
from congruentie.voorstel.verdeling import Voorstel

__all__ = ["Alternatief", "als_tabel", "per_gemeente", "zoek_alternatieven"]


@dataclass(frozen=True)
class Alternatief:
    """A proposal that is nearly as good as another, and unlike it.

    Parameters
    ----------
    voorstel
        An answer to the same question.
    nieuw
        How many pairs of gemeenten are together, or apart, as in none of those before it.
    bewezen
        Whether no other within the margin has more of those.
    """

    voorstel: Voorstel
    nieuw: int
    bewezen: bool


def zoek_alternatieven(
    voorstel: Voorstel, aantal: int, *, marge: float = 0.01, tijd: float = 60.0
) -> tuple[list[Alternatief], bool]:
    """Find proposals within a margin that differ most from a proposal and from each other.

    Each has as many pairs of gemeenten as there can be that are together, or apart, as in none of
    those before it: the first shows most of what could be otherwise, the next what is left of that.

    Parameters
    ----------
    voorstel
        The proposal that they are beside.
    aantal
        How many; there are fewer when no other within the margin shows anything new.
    marge
        How much less worth they may be, as a share of its `doelwaarde`.
    tijd
        Seconds; the last one can then be not proven to differ most.

    Returns
    -------
    list of Alternatief
        In the order in which they were found.
    bool
        Whether it ended because time was up.

    Raises
    ------
    CongruentieFout
        There are too many regio's to choose from within the margin, or too many units.
    """
    opgave, klok = voorstel.opgave, Klok(tijd)
    if opgave.is_groot:
        raise CongruentieFout(
            f"Alternatieven kunnen tot {MEESTE_BROKKEN} brokken; dit zijn er {len(opgave)}.",
            "Laat --alternatieven weg.",
        )
    rand = voorstel.waarde - int(marge * abs(voorstel.waarde))
    lijst = bijna_even_goed(opgave, voorstel.deling, rand, klok.rest)
    if lijst is None:
        procent = f"{100 * marge:g}".replace(".", ",")
        raise CongruentieFout(
            f"Binnen {procent}% zijn er te veel regio's om uit te kiezen.",
            "Geef een kleinere --marge, of meer tijd met --tijd.",
        )
    uit: list[Alternatief] = []
    paren = np.outer(opgave.gemeenten, opgave.gemeenten)
    np.fill_diagonal(paren, 0)
    ooit = altijd = voorstel.deling[:, None] == voorstel.deling
    while len(uit) < aantal and not klok.op:
        # What a pair adds when it is together: 1 where it never was, and -1 where it always was.
        telt = paren * (1 - ooit.astype(int) - altijd)
        deling = _meeste(voorstel, lijst, telt, rand, klok)
        if deling is None:
            break
        nu = deling[:, None] == deling
        nieuw = int((telt * nu).sum() + (paren * altijd).sum()) // 2
        ooit, altijd = ooit | nu, altijd & nu
        ander = replace(
            voorstel, deling=deling, waarde=opgave.totaal(deling), schaduwprijzen=None, labels=()
        )
        uit.append(Alternatief(ander, nieuw, not klok.op))
    return uit, klok.op


def _meeste(
    voorstel: Voorstel, lijst: Keuze, telt: IntArray, rand: int, klok: Klok
) -> IntArray | None:
    """The proposal in which most counts, and of those the one worth most; None if nothing is new."""
    opgave, stap = voorstel.opgave, voorstel.opgave.stap
    minstens = rand - opgave.vaste_waarde
    laagst = -(-minstens // stap)  # all worths between units are whole steps
    keer = (voorstel.grens - opgave.vaste_waarde) // stap - laagst + 1
    per_paar = keer * telt + (opgave.waarde - np.diag(np.diag(opgave.waarde))) // stap
    leden = lijst.leden.astype(float)
    doel = np.rint((leden @ per_paar * leden).sum(axis=1) / 2).astype(np.int64)
    keuze = Keuze(lijst.kolommen, lijst.plekken, doel=doel, minstens=minstens)
    beste: list[IntArray] = []

    def meld(deling: IntArray) -> int | None:
        if opgave.overtredingen(deling) or opgave.totaal(deling) < rand:
            return None
        beste.append(deling)
        return int(per_paar[np.triu(deling[:, None] == deling, 1)].sum())

    iets_nieuws = keer * (int(np.minimum(telt, 0).sum()) // 2 + 1) + laagst
    with een_draad():
        keuze.beste(iets_nieuws, meld, 1, lambda: klok.rest)
    return beste[-1] if beste else None


def als_tabel(voorstel: Voorstel, lijst: Sequence[Alternatief]) -> pd.DataFrame:
    """Put the alternatives to a proposal side by side.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``alternatief``, from 1: ``regios``, ``doelwaarde``, ``verlies`` (to the proposal),
        ``gemeenten_anders`` (the fewest that leave their regio of the proposal), ``nieuwe_paren`` and
        ``meeste`` (`Alternatief.nieuw` and `bewezen`).
    """
    rijen = []
    for een in lijst:
        nieuw, oud = een.voorstel.regio, voorstel.regio
        blijft = np.array(koppel(nieuw, oud, np.ones(len(oud))))[nieuw] == oud
        rijen.append(
            {
                "regios": len(een.voorstel.codes),
                "doelwaarde": een.voorstel.doelwaarde,
                "verlies": voorstel.doelwaarde - een.voorstel.doelwaarde,
                "gemeenten_anders": int((~blijft).sum()),
                "nieuwe_paren": een.nieuw,
                "meeste": een.bewezen,
            }
        )
    kolommen = ["regios", "doelwaarde", "verlies", "gemeenten_anders", "nieuwe_paren", "meeste"]
    index = pd.RangeIndex(1, len(rijen) + 1, name="alternatief")
    return pd.DataFrame(rijen, index=index, columns=kolommen)


def per_gemeente(voorstel: Voorstel, lijst: Sequence[Alternatief]) -> pd.DataFrame:
    """Name the regio of every gemeente in a proposal and in each alternative, by ``gm_code``."""
    gemeenten = voorstel.indelingen.gemeenten
    naast = {"voorstel": voorstel}
    naast |= {f"alternatief_{nummer}": een.voorstel for nummer, een in enumerate(lijst, 1)}
    return pd.DataFrame(
        {"gm_naam": gemeenten.namen}
        | {wat: [een.namen[r] for r in een.regio] for wat, een in naast.items()},
        index=pd.Index(gemeenten.codes, name="gm_code"),
    )

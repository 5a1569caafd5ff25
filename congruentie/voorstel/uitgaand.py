"""Start from one existing indeling: what each next gemeente that moves brings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from congruentie.errors import CongruentieFout, GebruiksFout
from congruentie.voorstel.eisen import Eisen
from congruentie.voorstel.exact import los_op, minste_verhuizing
from congruentie.voorstel.opgave import Opgave
from congruentie.voorstel.verdeling import Voorstel
from congruentie.voorstel.voorwaarden import Onhaalbaar

__all__ = [
    "als_tabel", "bereik_congruentie", "bereik_doelwaarde", "controleer_bereik", "haal_bereik",
    "stappen",
]  # fmt: skip

_AANTALLEN = (0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 150, 200, 300)


def controleer_bereik(eisen: Eisen, congruentie: object, doelwaarde: object) -> None:
    """Refuse, before anything is sought, what `haal_bereik` cannot do under these conditions.

    Raises
    ------
    GebruiksFout
        There is nothing to start from, or who moves is limited already.
    """
    if congruentie is None and doelwaarde is None:
        return
    optie = "--bereik-doelwaarde" if congruentie is None else "--bereik-congruentie"
    if eisen.uitgaand_van is None:
        raise GebruiksFout(f"{optie} kan alleen met --uitgaand-van.")
    if (eisen.verplaats_gemeenten, eisen.verplaats_inwoners) != (None, None):
        raise GebruiksFout(f"{optie} kan niet samen met een grens aan wie verhuist.")


def haal_bereik(
    voorstel: Voorstel, congruentie: float | None, doelwaarde: float | None, *, tijd: float = 120.0
) -> tuple[Voorstel, pd.DataFrame | None]:
    """Give the proposal with fewest movers that reaches what is asked, and the steps towards it.

    Parameters
    ----------
    voorstel
        The best proposal; without `Eisen.uitgaand_van` or with a limit on who moves it is the answer.
    congruentie, doelwaarde
        What must be reached: see `bereik_congruentie` and `bereik_doelwaarde`; at most one.
    tijd
        Seconds for all together.

    Returns
    -------
    Voorstel
        The one that was asked.
    pandas.DataFrame or None
        The steps, as in `als_tabel`; None where they are not looked for.
    """
    eisen = voorstel.opgave.eisen
    grenzen = (eisen.verplaats_gemeenten, eisen.verplaats_inwoners)
    if eisen.uitgaand_van is None or grenzen != (None, None):
        return voorstel, None
    if doelwaarde is not None:
        return bereik_doelwaarde(voorstel, doelwaarde, tijd=tijd), None
    lijst = stappen(voorstel, tijd=tijd)
    tabel = als_tabel(lijst)
    return voorstel if congruentie is None else bereik_congruentie(lijst, congruentie), tabel


def stappen(voorstel: Voorstel, *, tijd: float = 120.0) -> list[Voorstel]:
    """Propose the best for ever more gemeenten that may move.

    Parameters
    ----------
    voorstel
        A proposal with `Eisen.uitgaand_van`, and no limit on who moves: where the list ends.
    tijd
        Seconds for all together.

    Returns
    -------
    list of Voorstel
        For 0, 1, 2, 3 and so on gemeenten, with ever longer steps; a number that is worth no more
        than the one before, or for which nothing was found, is left out. The last one is
        `voorstel`.
    """
    einde = voorstel.opgave.verhuizers(voorstel.deling)[0]
    aantallen = [aantal for aantal in _AANTALLEN if aantal < einde]
    uit: list[Voorstel] = []
    for aantal in aantallen:
        eisen = replace(voorstel.opgave.eisen, verplaats_gemeenten=aantal)
        stap = _los_op(voorstel, replace(voorstel.opgave, eisen=eisen), tijd / len(aantallen))
        if stap is not None and (not uit or stap.waarde > uit[-1].waarde):
            uit.append(stap)
    return [*(stap for stap in uit if stap.waarde < voorstel.waarde), voorstel]


def _los_op(voorstel: Voorstel, opgave: Opgave, tijd: float) -> Voorstel | None:
    try:
        gevonden = los_op(opgave, tijd=tijd)
    except Onhaalbaar:
        return None
    if gevonden.deling is None:
        return None
    return replace(
        voorstel,
        opgave=opgave,
        deling=gevonden.deling,
        waarde=gevonden.waarde,
        grens=gevonden.bovengrens,
        duur=gevonden.duur,
        schaduwprijzen=gevonden.prijzen,
    )


def als_tabel(lijst: Sequence[Voorstel]) -> pd.DataFrame:
    """Put proposals that start from one indeling side by side.

    Returns
    -------
    pandas.DataFrame
        One row each: ``gemeenten_verhuizen``, ``inwoners_verhuizen`` (NaN when unknown), ``regios``,
        ``doelwaarde``, ``bovengrens``, ``bewezen`` and ``congruentie``: the mean of the country in
        percent (as RegioAtlas) when this indeling alone takes over the proposal; NaN when it is not
        among the chosen ones.
    """
    rijen = []
    for voorstel in lijst:
        gemeenten, inwoners = voorstel.opgave.verhuizers(voorstel.deling)
        rijen.append(
            {
                "gemeenten_verhuizen": gemeenten,
                "inwoners_verhuizen": inwoners if voorstel.opgave.inwoners.any() else np.nan,
                "regios": len(voorstel.codes),
                "doelwaarde": voorstel.doelwaarde,
                "bovengrens": voorstel.bovengrens,
                "bewezen": voorstel.bewezen_optimaal,
                "congruentie": _congruentie(voorstel),
            }
        )
    return pd.DataFrame(rijen)


def _congruentie(voorstel: Voorstel) -> float:
    basis = voorstel.opgave.eisen.indeling("uitgaand_van")
    if basis is None or basis.naam not in voorstel.indelingen.namen:
        return math.nan
    return float(voorstel.per_indeling["congruentie_na"][basis.naam])


def bereik_congruentie(lijst: Sequence[Voorstel], doel: float) -> Voorstel:
    """Choose from a list the proposal with fewest movers that reaches a congruentie.

    Not proven to be the fewest: the congruentie is no sum over pairs.

    Parameters
    ----------
    lijst
        As `stappen` gives it.
    doel
        Mean congruentie of the country in percent, as in `als_tabel`.

    Raises
    ------
    CongruentieFout
        No proposal on the list reaches it.
    """
    tabel = als_tabel(lijst)
    bereikt = tabel[tabel["congruentie"] >= doel]
    if bereikt.empty:
        hoogste = f"{tabel['congruentie'].max():.2f}".replace(".", ",")
        raise CongruentieFout(
            f"Geen stap bereikt een gemiddelde congruentie van {doel:g}%; de hoogste is {hoogste}%.",
            "Vraag minder, of ga uit van een indeling die meedoet.",
        )
    bekend = bereikt["inwoners_verhuizen"].notna().all()
    telt = bereikt["inwoners_verhuizen" if bekend else "gemeenten_verhuizen"]
    return lijst[int(bereikt.index[int(np.argmin(telt))])]


def bereik_doelwaarde(voorstel: Voorstel, doel: float, *, tijd: float = 120.0) -> Voorstel:
    """Find the proposal with fewest inhabitants that move and at least this `doelwaarde`.

    Parameters
    ----------
    voorstel
        A proposal with `Eisen.uitgaand_van`, and no limit on who moves.
    doel
        The `doelwaarde` to reach.
    tijd
        Seconds.

    Returns
    -------
    Voorstel
        With that number of inhabitants as a limit (`Eisen.verplaats_inwoners`): fewer is proven to
        be too few, and none worth more moves as few.

    Raises
    ------
    CongruentieFout
        No proposal has this `doelwaarde`, it took too long, or inhabitants are unknown.
    """
    opgave = voorstel.opgave
    if not opgave.inwoners.any():
        raise CongruentieFout(
            "Zonder inwoners is niet te zeggen wanneer de minste inwoners verhuizen.",
            "Gebruik --verplaats-gemeenten.",
        )
    if doel > voorstel.bovengrens:
        hoogste = f"{voorstel.bovengrens:.1f}".replace(".", ",")
        raise CongruentieFout(
            f"Een doelwaarde van {doel:g} kan niet; hoger dan {hoogste} gaat niet.", "Vraag minder."
        )
    waarde = math.ceil(doel * opgave.factor - 1e-9)
    deling = None
    if voorstel.waarde >= waarde:
        deling = minste_verhuizing(opgave, voorstel.deling, waarde, tijd)
    if deling is None:
        raise CongruentieFout(
            "Er is in de tijd niet gevonden hoeveel inwoners er minstens verhuizen.",
            "Geef meer tijd met --tijd, of laat een wens weg.",
        )
    inwoners = opgave.verhuizers(deling)[1]
    eisen = replace(opgave.eisen, verplaats_inwoners=inwoners)
    stap = _los_op(voorstel, replace(opgave, eisen=eisen), tijd)
    if stap is None:
        raise CongruentieFout("Er is in de tijd geen voorstel gevonden.", "Geef meer tijd.")
    return stap

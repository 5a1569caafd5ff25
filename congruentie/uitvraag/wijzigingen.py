"""Who moves in a round, and why: by its own wish, by that of another, or because others move."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from congruentie import nl
from congruentie.uitvraag.wensentabel import is_vervuld
from congruentie.voorstel.beletsel import beletsel

if TYPE_CHECKING:
    from congruentie.uitvraag.gemeentewensen import Gemeentewens
    from congruentie.uitvraag.ronde import Ronde

__all__ = ["ZONDER_VERZOEK", "wijzigingen"]

ZONDER_VERZOEK = "nee: verhuist zonder eigen verzoek"
_KOLOMMEN = [
    "gm_code", "gm_naam", "inwoners", "van", "van_naam", "naar", "naar_naam", "waarom",
    "eigen_verzoek", "antwoord",
]  # fmt: skip


def wijzigingen(ronde: Ronde) -> pd.DataFrame:
    """List the gemeenten that are in another regio than in the last proposal.

    A regio keeps its code through the rounds (`Voorstel.vergelijk_met`), so who has another code moves.

    Returns
    -------
    pandas.DataFrame
        Columns ``gm_code``, ``gm_naam``, ``inwoners`` (NaN when unknown), ``van``, ``van_naam``,
        ``naar``, ``naar_naam``, ``waarom`` (Dutch), ``eigen_verzoek`` (``"ja"`` or `ZONDER_VERZOEK`)
        and ``antwoord`` (as in `Ronde.per_gemeente`).
    """
    nieuw, vorige = ronde.nieuw, ronde.vorige
    gemeenten, tabel = nieuw.indelingen.gemeenten, ronde.per_gemeente
    rijen = []
    for i, code in enumerate(gemeenten.codes):
        van, naar = int(vorige.regio[i]), int(nieuw.regio[i])
        if vorige.codes[van] == nieuw.codes[naar]:
            continue
        eigen = [w for w in ronde.telt if w.van == code and _nieuw_vervuld(ronde, w)]
        rijen.append(
            (
                code,
                gemeenten.namen[i],
                np.nan if gemeenten.inwoners is None else gemeenten.inwoners[i],
                vorige.codes[van],
                vorige.namen[van],
                nieuw.codes[naar],
                nieuw.namen[naar],
                _waarom(ronde, i, eigen),
                "ja" if eigen else ZONDER_VERZOEK,
                tabel.loc[code, "antwoord"],
            )
        )
    return pd.DataFrame(rijen, columns=_KOLOMMEN)


def _nieuw_vervuld(ronde: Ronde, wens: Gemeentewens) -> bool:
    return is_vervuld(wens, ronde.nieuw) and not is_vervuld(wens, ronde.vorige)


def _waarom(ronde: Ronde, i: int, eigen: list[Gemeentewens]) -> str:
    """Its own wishes that are met now, else those of others about it, else what holds it there."""
    gemeenten = ronde.nieuw.indelingen.gemeenten
    naam, code = gemeenten.naam_van, gemeenten.codes[i]
    if eigen:
        zinnen = [f"{w.oordeel} met {naam[w.naar]}" for w in eigen]
        return f"Eigen wens: {nl.opsomming(zinnen, 5)}."
    brok = {gm for gm in ronde.nieuw.brok_leden[int(ronde.nieuw.opgave.brok[i])] if gm != code}
    mee = [w for w in ronde.telt if w.van in brok and _nieuw_vervuld(ronde, w)]
    if mee:
        wie = nl.opsomming(list(dict.fromkeys(naam[w.van] for w in mee)), 5)
        return f"Zit nu in elke indeling samen met {wie}, en gaat mee: {_zin(mee[0], naam)}."
    over = [w for w in ronde.telt if w.naar in {code, *brok} and _nieuw_vervuld(ronde, w)]
    if over:
        tekst = nl.opsomming([_zin(w, naam) for w in over], 5)
        return f"{tekst[:1].upper()}{tekst[1:]}."
    return f"Niemand vroeg dit; het volgt uit andere verhuizingen. {_terug(ronde, i)}"


def _zin(wens: Gemeentewens, naam: Mapping[str, str]) -> str:
    return f"wens van {naam[wens.van]}: {wens.oordeel} met {naam[wens.naar]}"


def _terug(ronde: Ronde, i: int) -> str:
    """What it would take to leave the gemeente, with who is always with it, where it was."""
    nieuw, vorige = ronde.nieuw, ronde.vorige
    code, u = vorige.codes[int(vorige.regio[i])], int(nieuw.opgave.brok[i])
    if code not in nieuw.codes:
        return "De regio waarin zij zat, bestaat niet meer."
    stap = nieuw.deling.copy()
    stap[u] = nieuw.deling[nieuw.opgave.brok[nieuw.grootste(nieuw.codes.index(code))]]
    if nieuw.opgave.overtredingen(stap):
        return f"Terug kan niet zomaar. {beletsel(nieuw, stap, u)}"
    punten = nieuw.opgave.in_formule(nieuw.waarde - nieuw.opgave.totaal(stap))
    if punten <= 0:
        return "Terug kan ook, en is even goed."
    return f"Terug zou {nl.getal(punten, 1)} punten kosten."

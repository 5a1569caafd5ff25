"""Which existing indeling is the best basis: no new borders at all, and fewest who move."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from congruentie.voorstel import duiding
from congruentie.voorstel.maken import Voorstel

__all__ = ["doelwaarde_van", "rangschik_bestaande"]


def rangschik_bestaande(voorstel: Voorstel) -> pd.DataFrame:
    """Rank the chosen indelingen as a basis that all others could take over.

    Parameters
    ----------
    voorstel
        A proposal for the same question: it gives the bound.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``indeling``, best `doelwaarde` first; the last row is the proposal itself.
        Columns: ``titel``, ``regios``, ``doelwaarde`` and ``kloof`` (to the bound, as a share), the
        number of ``gemeenten_verhuizen`` and ``inwoners_verhuizen`` summed over the other
        indelingen, and ``voldoet`` (whether it keeps to every condition). An indeling that does not
        cover every gemeente counts those without a regio as regio's of their own.
    """
    kandidaten = [voorstel, *(_als_voorstel(voorstel, k) for k in range(len(voorstel.indelingen)))]
    rijen = []
    for kandidaat, naam, titel in zip(
        kandidaten,
        ["voorstel", *voorstel.indelingen.namen],
        ["Voorstel", *(i.titel for i in voorstel.indelingen)],
        strict=True,
    ):
        weg = duiding.verhuizingen(kandidaat)
        anderen = weg[weg["indeling"] != naam]
        bekend = voorstel.indelingen.gemeenten.inwoners is not None
        rijen.append(
            {
                "indeling": naam,
                "titel": titel,
                "regios": len(kandidaat.codes),
                "doelwaarde": kandidaat.doelwaarde,
                "kloof": kandidaat.kloof,
                "gemeenten_verhuizen": len(anderen),
                "inwoners_verhuizen": float(anderen["inwoners"].sum()) if bekend else np.nan,
                "voldoet": not kandidaat.opgave.overtredingen(kandidaat.deling),
            }
        )
    tabel = pd.DataFrame(rijen[1:]).sort_values("doelwaarde", ascending=False, kind="stable")
    return pd.concat([tabel, pd.DataFrame(rijen[:1])]).set_index("indeling")


def _als_voorstel(voorstel: Voorstel, k: int) -> Voorstel:
    """The regio's of an existing indeling, as if they were proposed."""
    opgave = voorstel.opgave
    eerste = np.unique(opgave.eenheid, return_index=True)[1]
    nummers = voorstel.indelingen.regio[eerste, k].astype(np.int64)
    zonder = nummers < 0
    nummers[zonder] = nummers.max() + 1 + np.arange(int(zonder.sum()))
    return replace(voorstel, deling=nummers, waarde=opgave.totaal(nummers))


def doelwaarde_van(voorstel: Voorstel, regio: npt.NDArray[np.integer]) -> float:
    """The `doelwaarde` that another division has for the question of a proposal.

    Parameters
    ----------
    voorstel
        Gives the indelingen, their weights, theta and the soft wishes.
    regio
        Regio number per gemeente, 0 or higher; brokken may be parted.
    """
    opgave = voorstel.opgave

    def paren(nummers: npt.NDArray[np.integer]) -> int:
        aantal = np.unique(nummers, return_counts=True)[1]
        return int((aantal * (aantal - 1) // 2).sum())

    som = -opgave.theta * sum(opgave.gewichten) * paren(regio)
    for k, gewicht in enumerate(opgave.gewichten):
        oud = voorstel.indelingen.regio[:, k].astype(np.int64)
        mee = oud >= 0
        som += gewicht * paren(regio[mee] * (int(oud.max()) + 1) + oud[mee])
    som += opgave.waarde_van_liever(regio.astype(np.int64))
    return float(som)

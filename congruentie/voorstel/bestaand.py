"""Which existing indeling is the best basis: no new borders at all, and fewest who move."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from congruentie.model import Indeling
from congruentie.voorstel.deling import IntArray

if TYPE_CHECKING:
    from congruentie.voorstel.verdeling import Voorstel

__all__ = ["doelwaarde_van", "in_een_regio", "rangschik_bestaande", "titel_van"]


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
        number of ``verhuizingen`` in the other indelingen together (a gemeente that moves in three of
        them counts three times), of ``inwoners_in_verhuizingen`` counted likewise, and ``voldoet``
        (whether it keeps to every condition). An indeling that does not cover every gemeente counts
        those without a regio as regio's of their own.
    """
    kandidaten = [voorstel, *(voorstel.als_bestaand(k) for k in range(len(voorstel.indelingen)))]
    rijen = []
    for kandidaat, naam, titel in zip(
        kandidaten,
        ["voorstel", *voorstel.indelingen.namen],
        ["Voorstel", *map(titel_van, voorstel.indelingen)],
        strict=True,
    ):
        weg = kandidaat.verhuizingen
        anderen = weg[weg["indeling"] != naam]
        bekend = voorstel.indelingen.gemeenten.inwoners is not None
        rijen.append(
            {
                "indeling": naam,
                "titel": titel,
                "regios": len(kandidaat.codes),
                "doelwaarde": kandidaat.doelwaarde,
                "kloof": kandidaat.kloof,
                "verhuizingen": len(anderen),
                "inwoners_in_verhuizingen": float(anderen["inwoners"].sum()) if bekend else np.nan,
                "voldoet": not kandidaat.opgave.overtredingen(kandidaat.deling),
            }
        )
    tabel = pd.DataFrame(rijen[1:], columns=list(rijen[0])).sort_values(
        "doelwaarde", ascending=False, kind="stable"
    )
    tabel = pd.concat([tabel, pd.DataFrame(rijen[:1])]) if rijen[1:] else pd.DataFrame(rijen)
    return tabel.set_index("indeling")


def titel_van(indeling: Indeling) -> str:
    """The title of an indeling that is shown as one regio per gemeente; says so where that differs."""
    if indeling.overlapt:
        return f"{indeling.titel} (elke gemeente in een van haar regio's)"
    return indeling.titel


def in_een_regio(voorstel: Voorstel, vakken: npt.NDArray[np.integer]) -> IntArray:
    """Choose one regio for every gemeente, where it can be in several of an indeling.

    Parameters
    ----------
    voorstel
        Gives the indelingen, their weights and theta.
    vakken
        The regio's of each gemeente, shape (n, c), ascending; -1 = none.

    Returns
    -------
    numpy.ndarray
        Shape (n,): with whose other members it is worth most, each gemeente taken by itself; at a tie
        the lowest number. -1 for none.
    """
    opgave = voorstel.opgave

    def waarde(i: int, regio: int) -> float:
        leden = np.flatnonzero((vakken == regio).any(axis=1) & (np.arange(len(vakken)) != i))
        samen, noemer = opgave.gedeeld(np.array([i]), leden)
        return round(float((samen - float(opgave.theta) * noemer).sum()), 9)

    uit: IntArray = vakken[:, 0].astype(np.int64)
    for i in np.flatnonzero((vakken >= 0).sum(axis=1) > 1).tolist():
        uit[i] = max(vakken[i][vakken[i] >= 0].tolist(), key=lambda r: (waarde(i, r), -r))
    return uit


def doelwaarde_van(voorstel: Voorstel, regio: npt.NDArray[np.integer]) -> float:
    """The `doelwaarde` that another division has for the question of a proposal.

    Parameters
    ----------
    voorstel
        Gives the indelingen, their weights, theta and the soft wishes.
    regio
        Regio number per gemeente, 0 or higher; brokken may be parted.
    """
    return float(voorstel.opgave.waarde_van(regio.astype(np.int64)))

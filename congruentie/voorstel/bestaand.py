"""Which existing indeling is the best basis: no new borders at all, and fewest who move."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from congruentie.bronnen import laad_provincie
from congruentie.bronnen.banden import banden_van
from congruentie.model import Indeling, Indelingen
from congruentie.voorstel.deling import IntArray, gedeelde_paren, paren_in
from congruentie.voorstel.eisen import Eisen
from congruentie.voorstel.maken import Voorstel
from congruentie.voorstel.opstellen import maak_opgave

__all__ = [
    "Bestaand",
    "als_voorstel",
    "bestaande_regios",
    "doelwaarde_van",
    "in_een_regio",
    "rangschik_bestaande",
    "titel_van",
]


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
    kandidaten = [voorstel, *(als_voorstel(voorstel, k) for k in range(len(voorstel.indelingen)))]
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
                "gemeenten_verhuizen": len(anderen),
                "inwoners_verhuizen": float(anderen["inwoners"].sum()) if bekend else np.nan,
                "voldoet": not kandidaat.opgave.overtredingen(kandidaat.deling),
            }
        )
    tabel = pd.DataFrame(rijen[1:]).sort_values("doelwaarde", ascending=False, kind="stable")
    return pd.concat([tabel, pd.DataFrame(rijen[:1])]).set_index("indeling")


@dataclass(frozen=True, eq=False)
class Bestaand(Voorstel):
    """The regio's of an existing indeling as if they were proposed, by their own codes and names.

    Parameters
    ----------
    basis
        Key of the indeling; one of `Voorstel.indelingen`.
    """

    basis: str = ""

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Code of each regio; that of the gemeente for one that has no regio."""
        return tuple(code or self.indelingen.gemeenten.codes[i] for code, i in self._eersten())

    @cached_property
    def namen(self) -> tuple[str, ...]:
        """Name of each regio; that of the gemeente for one that has no regio."""
        basis, gemeenten = self.indelingen[self.basis], self.indelingen.gemeenten
        return tuple(
            basis.regio_naam(code) if code else gemeenten.namen[i] for code, i in self._eersten()
        )

    @property
    def heeft_regio(self) -> tuple[bool, ...]:
        """Per regio whether it is one of the indeling; a gemeente without one counts by itself."""
        return tuple(bool(code) for code, _ in self._eersten())

    def _eersten(self) -> list[tuple[str, int]]:
        """Per regio its code (empty: none) and the first of its gemeenten."""
        nummers, regios = (
            self.opgave.gemeente_regio(self.deling),
            self.indelingen[self.basis].regios,
        )
        eersten = np.unique(self.regio, return_index=True)[1].tolist()
        return [(dict(enumerate(regios)).get(int(nummers[i]), ""), i) for i in eersten]


def als_voorstel(voorstel: Voorstel, k: int) -> Bestaand:
    """The regio's of an existing indeling, as if they were proposed.

    A gemeente in several of them comes in the one that `in_een_regio` gives.

    Parameters
    ----------
    voorstel
        A proposal for the same question.
    k
        Place of the indeling in `Voorstel.indelingen`.
    """
    opgave = voorstel.opgave
    eerste = np.unique(opgave.eenheid, return_index=True)[1]
    nummers = in_een_regio(voorstel, voorstel.indelingen.vakken_van(k))[eerste]
    zonder = nummers < 0
    nummers[zonder] = len(voorstel.indelingen.indelingen[k].regios) + np.arange(int(zonder.sum()))
    return Bestaand(
        opgave,
        nummers,
        opgave.totaal(nummers),
        voorstel.grens,
        voorstel.methode,
        voorstel.duur,
        voorstel.banden,
        voorstel.noemer,
        voorstel.provincie,
        basis=voorstel.indelingen.namen[k],
    )


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
    gewicht = np.array([float(w) for w in opgave.gewichten])
    drempel = float(opgave.theta) * opgave.totaal_gewicht

    def waarde(i: int, regio: int) -> float:
        leden = np.flatnonzero((vakken == regio).any(axis=1) & (np.arange(len(vakken)) != i))
        return round(float((voorstel.indelingen.deelt(i, leden) @ gewicht - drempel).sum()), 9)

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
    opgave = voorstel.opgave
    som = -opgave.theta * sum(opgave.gewichten) * paren_in(regio)
    for k, gewicht in enumerate(opgave.gewichten):
        som += gewicht * gedeelde_paren(voorstel.indelingen, k, regio)
    som += opgave.waarde_van_liever(regio.astype(np.int64))
    return float(som)


def bestaande_regios(
    indelingen: Indelingen, naam: str, *, cache: str | Path | None = None
) -> Bestaand:
    """Take the regio's of one indeling as if they were proposed to all.

    Parameters
    ----------
    indelingen
        The divisions; each weighs 1.
    naam
        Key of the one to take.
    cache
        As in `congruentie.bronnen.laad_indelingen`.

    Returns
    -------
    Bestaand
        Nothing was sought: its `bovengrens` counts every shared membership as won, so that it is true
        but far away.
    """
    banden = banden_van(indelingen.gemeenten)
    opgave = maak_opgave(indelingen, Fraction(1, 2), Eisen(), banden)
    samen = np.zeros(len(indelingen.gemeenten), dtype=np.int64)
    grens = opgave.factor * sum(
        gedeelde_paren(indelingen, k, samen) for k in range(len(indelingen))
    )
    provincie = laad_provincie(indelingen.gemeenten.jaar, cache=cache)
    los = Voorstel(
        opgave, np.arange(len(opgave)), opgave.vaste_waarde, grens, "exact", 0.0, banden,
        provincie=provincie,
    )  # fmt: skip
    return als_voorstel(los, indelingen.namen.index(naam))

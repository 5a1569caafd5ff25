"""Who works with whom as a network: pairs by the number of shared verbanden, and communities in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from congruentie.model import Indelingen

__all__ = ["Netwerk"]

IntArray = npt.NDArray[np.int64]

_ZAAD = 2016
_LIJNEN_PER_GEMEENTE = 5
"""A drawing with more lines than this, on average, cannot be read."""


@dataclass(frozen=True, eq=False)
class Netwerk:
    """The network of gemeenten that share verbanden.

    Parameters
    ----------
    indelingen
        With verbanden; the indelingen beside them do not count.

    Examples
    --------
    >>> import congruentie as cg
    >>> netwerk = Netwerk(cg.laad_indelingen(2026, verbanden=["verbanden_2016"]))
    >>> netwerk.drempel, len(netwerk.sterk)
    (5, 1398)
    """

    indelingen: Indelingen

    @cached_property
    def paren(self) -> IntArray:
        """The pairs that share a verband: ``[a, b, how many]``, a < b, ascending; shape (m, 3)."""
        from scipy import sparse

        tabel = self.indelingen.verbandtabel
        wie, kolom = np.nonzero(tabel >= 0)
        nummers = tabel[wie, kolom]
        vorm = (len(tabel), int(nummers.max(initial=-1)) + 1)
        lid = sparse.csr_array((np.ones(len(wie), dtype=np.int64), (wie, nummers)), shape=vorm)
        samen = sparse.triu(lid @ lid.T, k=1).tocsr()
        samen.sort_indices()
        a, b = samen.nonzero()
        return np.column_stack([a, b, samen.data]).astype(np.int64)

    @cached_property
    def drempel(self) -> int:
        """From how many shared verbanden on a pair is drawn: the lowest number that can be read."""
        keer = np.bincount(self.paren[:, 2], minlength=self.hoogste + 2)
        vanaf = keer[::-1].cumsum()[::-1]  # how many pairs share so many or more; in the end 0
        kan = vanaf <= _LIJNEN_PER_GEMEENTE * len(self.indelingen.gemeenten)
        return max(int(kan.argmax()), 1)

    @property
    def hoogste(self) -> int:
        """The most verbanden that two gemeenten share, at least 1."""
        return int(self.paren[:, 2].max(initial=1))

    @property
    def sterk(self) -> IntArray:
        """The rows of `paren` that are drawn."""
        return self.paren[self.paren[:, 2] >= self.drempel]

    @cached_property
    def gemeenschap(self) -> IntArray:
        """Number of the community of each gemeente, largest first; -1 for who works with nobody.

        Louvain on all pairs, each by the number of shared verbanden, with a fixed seed: the same list
        gives the same communities. Other divisions can be nearly as good.

        References
        ----------
        V.D. Blondel et al., "Fast unfolding of communities in large networks", Journal of Statistical
        Mechanics (2008), P10008.
        """
        import networkx as nx  # heavy: only for this

        netwerk = nx.Graph()
        netwerk.add_weighted_edges_from(self.paren.tolist())
        groepen = nx.community.louvain_communities(netwerk, seed=_ZAAD) if len(self.paren) else []
        uit = np.full(len(self.indelingen.gemeenten), -1)
        for nummer, groep in enumerate(sorted(groepen, key=lambda g: (-len(g), min(g)))):
            uit[list(groep)] = nummer
        return uit

    @cached_property
    def midden(self) -> list[int]:
        """Of each community the gemeente with the most inhabitants, after which it is called.

        The one with the most verbanden, where inhabitants are not known.
        """
        groot = self.indelingen.gemeenten.inwoners
        if groot is None:
            groot = (self.indelingen.verbandtabel >= 0).sum(axis=1).astype(np.float64)
        leden = [
            np.flatnonzero(self.gemeenschap == nummer)
            for nummer in range(int(self.gemeenschap.max()) + 1)
        ]
        return [int(wie[groot[wie].argmax()]) for wie in leden]

    @property
    def namen(self) -> list[str]:
        """What each community is called."""
        return [f"rond {self.indelingen.gemeenten.namen[plek]}" for plek in self.midden]

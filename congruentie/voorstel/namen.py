"""Names for proposed regio's, after the existing ones that they resemble."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import numpy.typing as npt

from congruentie.model import Indelingen

__all__ = ["geef_namen", "overlap"]

_GENOEG = 0.5
_VOORVOEGSEL = re.compile(r"^(GGD|Veiligheidsregio|RES|Regio|Zorgregio|Jeugdregio)\s+", re.I)


def overlap(
    regio: npt.NDArray[np.integer], nummers: npt.NDArray[np.integer]
) -> npt.NDArray[np.float64]:
    """Jaccard index (gemeenten in both, as a share of those in either) of every two regio's.

    Parameters
    ----------
    regio
        Regio number per gemeente of the proposal, shape (n,), from 0.
    nummers
        Numbers of the existing regio's per gemeente, shape (n, c); -1 = none.

    Returns
    -------
    numpy.ndarray
        Shape (number of proposed regio's, number of existing ones).
    """
    rij, kolom = np.nonzero(nummers >= 0)
    bestaand = nummers[rij, kolom]
    samen = np.zeros((int(regio.max()) + 1, int(nummers.max()) + 1))
    np.add.at(samen, (regio[rij], bestaand), 1)
    groot = np.bincount(regio, minlength=samen.shape[0])[:, None]
    ander = np.bincount(bestaand, minlength=samen.shape[1])[None, :]
    uit: npt.NDArray[np.float64] = samen / (groot + ander - samen)
    return uit


def geef_namen(indelingen: Indelingen, regio: npt.NDArray[np.integer]) -> tuple[str, ...]:
    """Name each regio after the existing one it resembles most, else after its largest gemeente.

    Parameters
    ----------
    indelingen
        The chosen divisions.
    regio
        Regio number per gemeente, shape (n,), from 0.

    Returns
    -------
    tuple of str
        Unique names.
    """
    aantal = int(regio.max()) + 1
    stemmen: list[Counter[str]] = [Counter() for _ in range(aantal)]
    for k, indeling in enumerate(indelingen):
        gelijkenis = overlap(regio, indelingen.vakken_van(k))
        for r in range(aantal):
            j = int(gelijkenis[r].argmax())
            if gelijkenis[r, j] >= _GENOEG:
                naam = _VOORVOEGSEL.sub("", indeling.regio_naam(indeling.regios[j])).strip()
                stemmen[r][naam] += int(gelijkenis[r, j] * 1000)
    kern = [_kern(indelingen, np.flatnonzero(regio == r)) for r in range(aantal)]
    eerste = [
        min(stem, key=lambda naam: (-stem[naam], naam)) if stem else f"Regio {kern[r]}"
        for r, stem in enumerate(stemmen)
    ]
    vaker = {naam for naam, keer in Counter(eerste).items() if keer > 1}
    return tuple(f"{naam} ({kern[r]})" if naam in vaker else naam for r, naam in enumerate(eerste))


def _kern(indelingen: Indelingen, leden: npt.NDArray[np.integer]) -> str:
    gemeenten = indelingen.gemeenten
    if gemeenten.inwoners is None:
        return gemeenten.namen[int(leden[0])]
    return gemeenten.namen[int(leden[np.argmax(gemeenten.inwoners[leden])])]

"""Names for proposed regio's, after the existing ones that they resemble."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from congruentie.errors import CongruentieFout
from congruentie.model import Indelingen

__all__ = ["LANGSTE_NAAM", "geef_namen", "overlap", "vervang"]

LANGSTE_NAAM = 60
"""Characters of a name that a user gives a regio; it stands in headings, cells and file names."""
_GENOEG = 0.5
_VOORVOEGSEL = re.compile(r"^((GGD|Veiligheidsregio|RES|Regio|Zorgregio|Jeugdregio)\s+)+", re.I)
_OOK_PROVINCIE = {"Groningen", "Utrecht"}
"""Gemeenten whose name a regio without them may bear, as Oost-Groningen does."""


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

    Official indelingen, and the user's own, go before those that others compiled. A name with digits
    is a code, and one that names a gemeente outside the regio misleads: neither is used. Names that
    differ in hyphens, spaces or capitals only are the same name.

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
    gemeenten = _Gemeentenamen(indelingen.gemeenten.namen, regio)
    stemmen: list[tuple[Counter[str], Counter[str]]] = [
        (Counter(), Counter()) for _ in range(aantal)
    ]
    for k, indeling in enumerate(indelingen):
        gelijkenis = overlap(regio, indelingen.vakken_van(k))
        rang = int(indeling.herkomst.status == "niet_officieel")
        for r in range(aantal):
            j = int(gelijkenis[r].argmax())
            naam = _VOORVOEGSEL.sub("", indeling.regio_naam(indeling.regios[j])).strip()
            if gelijkenis[r, j] < _GENOEG or not naam or re.search(r"\d", naam):
                continue
            if not gemeenten.elders(naam, r):
                stemmen[r][rang][naam] += int(gelijkenis[r, j] * 1000)
    kern = [_kern(indelingen, np.flatnonzero(regio == r)) for r in range(aantal)]
    eerste = [
        _meeste(eigen or ander) if eigen or ander else f"Regio {kern[r]}"
        for r, (eigen, ander) in enumerate(stemmen)
    ]
    vaker = {naam for naam, keer in Counter(eerste).items() if keer > 1}
    return tuple(f"{naam} ({kern[r]})" if naam in vaker else naam for r, naam in enumerate(eerste))


class _Gemeentenamen:
    """Which gemeenten a name speaks of; "Rijswijk (ZH.)" is Rijswijk."""

    def __init__(self, namen: Iterable[str], regio: npt.NDArray[np.integer]) -> None:
        self._regios: dict[str, set[int]] = {}
        for naam, r in zip(namen, regio.tolist(), strict=True):
            self._regios.setdefault(naam.partition(" (")[0], set()).add(r)
        for naam in _OOK_PROVINCIE:
            self._regios.pop(naam, None)
        langste_eerst = sorted(self._regios, key=lambda naam: (-len(naam), naam))
        alle = "|".join(map(re.escape, langste_eerst)) or "(?!)"
        self._patroon = re.compile(rf"(?<!\w)(?:{alle})(?!\w)")

    def elders(self, naam: str, r: int) -> bool:
        """Whether a name for regio `r` has the name of a gemeente that is not in it."""
        return any(r not in self._regios[m] for m in self._patroon.findall(naam))


def _meeste(stemmen: Counter[str]) -> str:
    """The name with most votes in all spellings, the shortest of equals, in its neatest spelling."""
    per: dict[str, Counter[str]] = {}
    for naam, aantal in stemmen.items():
        per.setdefault(re.sub(r"[\W_]", "", naam).casefold(), Counter())[naam] = aantal
    vormen = min(per.items(), key=lambda een: (-een[1].total(), len(een[0]), een[0]))[1]

    def slordig(naam: str) -> tuple[int, int, int, str]:
        return len(re.findall(r"[\s/]", naam)), naam.count("-"), -vormen[naam], naam

    return min(vormen, key=slordig)


def vervang(namen: Sequence[str], gegeven: Mapping[str, tuple[int, str]]) -> tuple[str, ...]:
    """Give regio's other names.

    Parameters
    ----------
    namen
        Those that they have, by number.
    gegeven
        gm_code -> number of its regio, and the name that this must get.

    Raises
    ------
    CongruentieFout
        A name is empty or too long, or would be that of two regio's; or a regio gets two.
    """
    uit, van = list(namen), dict[int, str]()
    for code, (r, ruw) in gegeven.items():
        naam = " ".join(ruw.split())
        if not naam.isprintable() or not 0 < len(naam) <= LANGSTE_NAAM:
            raise CongruentieFout(
                f"De naam voor de regio van {code} is leeg, of langer dan {LANGSTE_NAAM} tekens.",
                "Geef een korte naam.",
            )
        if van.setdefault(r, naam) != naam:
            raise CongruentieFout(
                f"De regio van {code} krijgt twee namen: {van[r]} en {naam}.", "Kies een ervan."
            )
        uit[r] = naam
    dubbel = [naam for naam, keer in Counter(uit).items() if keer > 1 and naam in van.values()]
    if dubbel:
        raise CongruentieFout(
            f"Twee regio's zouden {dubbel[0]} heten.", "Geef de andere regio ook een naam."
        )
    return tuple(uit)


def _kern(indelingen: Indelingen, leden: npt.NDArray[np.integer]) -> str:
    gemeenten = indelingen.gemeenten
    if gemeenten.inwoners is None:
        return gemeenten.namen[int(leden[0])]
    return gemeenten.namen[int(leden[np.argmax(gemeenten.inwoners[leden])])]

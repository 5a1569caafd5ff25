"""Indeling and Indelingen: checked once, in the constructor, and never changed after.

Later code relies on what is checked here and does not check it again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from congruentie.errors import CongruentieFout
from congruentie.gemeenten import EIGEN, Gemeenten, Herkomst
from congruentie.nl import opsomming
from congruentie.notitieboek import Toonbaar
from congruentie.vakken import SCHEIDING, deelt, kolommen_van, op_volgorde, verbreed
from congruentie.verbanden import VERBANDEN, Verbanden

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array

__all__ = ["Indeling", "Indelingen", "zo_heet_een_kolom"]

GERESERVEERD = frozenset(
    {
        "gm_code",
        "gm_naam",
        "congruentie",
        "partners",
        "gedeeld",
        "zonder_partners",
        "fid",
        "geom",
        "geometry",
    }
)
"""Names of columns in the outputs, which an indeling cannot have.

Nor can it be called as any measure: `congruentie.meten.meting.Meting` refuses that.
"""


def zo_heet_een_kolom(naam: str) -> CongruentieFout:
    """The error of an indeling that is called as a column."""
    return CongruentieFout(
        f"{naam!r} kan geen naam van een indeling zijn: zo heet al een kolom.",
        "Kies een andere naam.",
    )


@dataclass(frozen=True, eq=False)
class Indeling:
    """One division: every gemeente in a regio, or in none, or (overlap) in more than one.

    Parameters
    ----------
    naam
        Short key (``"ggd"``): letters, digits, ``_`` and ``-``.
    lidmaatschap
        gm_code -> regio_code; a gemeente that is absent takes no part. The regio's of a gemeente that
        is in several have `SCHEIDING` between them ("A | B"); kept ascending and each once.
    regio_namen
        regio_code -> name, where known.
    titel, enkelvoud
        Dutch plural and singular ("GGD-regio's", "GGD-regio"); default made from the key.
    domein
        One of RegioAtlas' six (bestuurlijk, zorg, onderwijs, economie, fysiek, veiligheid) or empty.
    herkomst
        Source, peildatum, status and licence.

    Raises
    ------
    CongruentieFout
        A key that cannot be used as a column name or is one of `GERESERVEERD`, no members at all,
        or an empty code.

    Examples
    --------
    >>> tafels = Indeling("tafels", {"GM0363": "west", "GM0384": "west", "GM0344": "midden"})
    >>> tafels.regios
    ('midden', 'west')
    """

    naam: str
    lidmaatschap: Mapping[str, str]
    regio_namen: Mapping[str, str] = field(default_factory=dict)
    titel: str = ""
    enkelvoud: str = ""
    domein: str = ""
    herkomst: Herkomst = EIGEN

    def __post_init__(self) -> None:
        if not self.naam or not all(teken.isalnum() or teken in "_-" for teken in self.naam):
            raise CongruentieFout(
                f"{self.naam!r} kan geen naam van een indeling zijn.",
                "Gebruik alleen letters, cijfers, - en _.",
            )
        if self.naam.casefold() in GERESERVEERD:
            raise zo_heet_een_kolom(self.naam)
        if not self.lidmaatschap:
            raise CongruentieFout(f"De indeling {self.naam} bevat geen enkele gemeente.")
        lidmaatschap = {gm: op_volgorde(regio) for gm, regio in self.lidmaatschap.items()}
        leeg = [gm for gm, regio in lidmaatschap.items() if not (gm and regio)]
        if leeg:
            raise CongruentieFout(
                f"De indeling {self.naam} heeft een lege code bij {opsomming(leeg)}.",
                "Laat een gemeente zonder regio weg.",
            )
        object.__setattr__(self, "lidmaatschap", MappingProxyType(lidmaatschap))
        object.__setattr__(self, "regio_namen", MappingProxyType(dict(self.regio_namen)))
        object.__setattr__(self, "titel", self.titel or self.naam)
        object.__setattr__(self, "enkelvoud", self.enkelvoud or f"regio van {self.titel}")

    def __repr__(self) -> str:
        wie = f"{len(self.regios)} regio's, {len(self.lidmaatschap)} gemeenten"
        return f"<Indeling {self.naam}: {self.titel}, {wie}>"

    @cached_property
    def regios(self) -> tuple[str, ...]:
        """The region codes that have members, ascending."""
        cellen = set(self.lidmaatschap.values())
        return tuple(sorted({regio for cel in cellen for regio in cel.split(SCHEIDING)}))

    @cached_property
    def plaatsen(self) -> tuple[str, ...]:
        """What can stand in a cell: the `regios`, and then "A | B" wherever a gemeente is in both."""
        return (*self.regios, *sorted(set(self.lidmaatschap.values()) - set(self.regios)))

    @cached_property
    def delen(self) -> tuple[tuple[int, ...], ...]:
        """Of every one of `plaatsen` the regio's, as numbers in `regios`."""
        nummer = {code: i for i, code in enumerate(self.regios)}
        return tuple(tuple(nummer[deel] for deel in cel.split(SCHEIDING)) for cel in self.plaatsen)

    @cached_property
    def aantallen(self) -> Mapping[str, int]:
        """Region code -> how many gemeenten are in it."""
        cellen = (cel.split(SCHEIDING) for cel in self.lidmaatschap.values())
        return Counter(regio for delen in cellen for regio in delen)

    @property
    def overlapt(self) -> bool:
        """Whether some gemeente is in more than one regio."""
        return len(self.plaatsen) > len(self.regios)

    def regios_van(self, gm_code: str) -> tuple[str, ...]:
        """The regio's of a gemeente; empty when it takes no part."""
        return tuple(filter(None, self.lidmaatschap.get(gm_code, "").split(SCHEIDING)))

    def regio_naam(self, code: str) -> str:
        """Name of a regio, its code when no name is known; of "A | B" both names."""
        namen = [self.regio_namen.get(deel) or deel for deel in code.split(SCHEIDING)]
        return opsomming(namen, len(namen))

    @property
    def label(self) -> str:
        """The title, marked when the division is not from CBS."""
        if self.herkomst.status == "niet_officieel":
            return f"{self.titel} (niet van CBS)"
        return self.titel


@dataclass(frozen=True, eq=False)
class Indelingen(Toonbaar):
    """The chosen divisions over one set of gemeenten.

    Parameters
    ----------
    gemeenten
        The gemeenten that are measured.
    indelingen
        The divisions, in the order of the columns of every table; at least one (or none beside
        `verbanden`), with unique keys.
    jaar
        The year of the divisions, where they were carried to the gemeenten of another; default that
        of `gemeenten`.
    verbanden
        Samenwerkingsverbanden that count beside the divisions, or instead of them; None for none.

    Raises
    ------
    CongruentieFout
        No divisions and no verbanden, the same key twice, or a member that is not one of `gemeenten`.

    Examples
    --------
    >>> import congruentie as cg
    >>> indelingen = cg.laad_indelingen(2026, ["ggd", "res"])
    >>> indelingen["res"].regio_naam("ES19")
    'Goeree-Overflakkee'
    """

    gemeenten: Gemeenten
    indelingen: tuple[Indeling, ...]
    jaar: int = 0
    verbanden: Verbanden | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "indelingen", tuple(self.indelingen))
        object.__setattr__(self, "jaar", self.jaar or self.gemeenten.jaar)
        if not self.indelingen and self.verbanden is None:
            raise CongruentieFout("Er is geen indeling gekozen.", "Kies er ten minste twee.")
        klein = [naam.casefold() for naam in self.namen]
        dubbel = sorted({naam for naam in self.namen if klein.count(naam.casefold()) > 1})
        if dubbel:
            raise CongruentieFout(
                f"Dubbel gekozen: {opsomming(dubbel)}.",
                "Noem elke indeling een keer.",
            )
        for indeling in self.indelingen:
            vreemd = sorted(set(indeling.lidmaatschap) - self.gemeenten.plek.keys())
            if vreemd:
                raise CongruentieFout(
                    f"De indeling {indeling.naam} noemt gemeenten die er in "
                    f"{self.gemeenten.jaar} niet zijn: {opsomming(vreemd)}.",
                    "Kies een ander jaar of pas de indeling aan.",
                )
        if self.verbanden is not None:
            if VERBANDEN in klein:
                raise zo_heet_een_kolom(self.namen[klein.index(VERBANDEN)])
            self._weiger_vreemde_leden(self.verbanden)

    def _weiger_vreemde_leden(self, verbanden: Verbanden) -> None:
        for verband in verbanden:
            vreemd = sorted(set(verband.leden) - self.gemeenten.plek.keys())
            if vreemd:
                raise CongruentieFout(
                    f"Het verband {verband.naam} noemt gemeenten die er in {self.gemeenten.jaar} "
                    f"niet zijn: {opsomming(vreemd)}.",
                    "Kies een ander jaar of pas het verband aan.",
                )

    def __repr__(self) -> str:
        wat = [*self.namen, *([f"{len(self.verbanden)} verbanden"] if self.verbanden else [])]
        return f"<Indelingen {self.wanneer}: {', '.join(wat)}; {len(self.gemeenten)} gemeenten>"

    def _kaartlaag(self) -> tuple[pd.DataFrame, Gemeenten, str | None]:
        """A column with the code of the regio per indeling, and one with its name."""
        tabel, _, _ = self.gemeenten._kaartlaag()
        for indeling in self:
            codes = [indeling.lidmaatschap.get(gm) for gm in self.gemeenten.codes]
            tabel[indeling.naam] = codes
            if f"{indeling.naam}_naam" not in self.namen:
                namen = [code and indeling.regio_naam(code) for code in codes]
                tabel[f"{indeling.naam}_naam"] = namen
        return tabel, self.gemeenten, next(iter(self.namen), None)

    @property
    def wanneer(self) -> str:
        """The year for a title: "2020", "2020, op de gemeenten van 2026", "2026, na herindeling"."""
        op = self.gemeenten.jaar
        waarop = "" if op == self.jaar else f", op de gemeenten van {op}"
        return f"{self.jaar}{waarop}{', na herindeling' if self.gemeenten.ontstaan else ''}"

    @property
    def namen(self) -> tuple[str, ...]:
        """The keys, in order."""
        return tuple(indeling.naam for indeling in self.indelingen)

    def __len__(self) -> int:
        return len(self.indelingen)

    def __iter__(self) -> Iterator[Indeling]:
        return iter(self.indelingen)

    def __getitem__(self, naam: str) -> Indeling:
        if naam not in self.namen:
            raise KeyError(naam)
        return self.indelingen[self.namen.index(naam)]

    @cached_property
    def regio(self) -> npt.NDArray[np.int32]:
        """Number of each gemeente's regio per indeling, shape (n, K); -1 = none.

        The numbers point into `Indeling.plaatsen`: up to the number of `Indeling.regios` it is one
        regio; beyond that, the gemeente is in several. Equal numbers are the same regio's, but other
        numbers may have one in common: `deelt` tells. Read-only.
        """
        uit = np.full((len(self.gemeenten), len(self)), -1, dtype=np.int32)
        plek = self.gemeenten.plek
        for k, indeling in enumerate(self.indelingen):
            nummer = {code: i for i, code in enumerate(indeling.plaatsen)}
            for gm_code, regio_code in indeling.lidmaatschap.items():
                uit[plek[gm_code], k] = nummer[regio_code]
        uit.setflags(write=False)
        return uit

    @cached_property
    def vakken(self) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
        """The regio's of each gemeente as numbers in `Indeling.regios`, and the columns' indelingen.

        As `congruentie.vakken` describes: without overlap the same as `regio`. Read-only.
        """
        tabel, kolom = verbreed(self.regio, [i.delen for i in self.indelingen])
        tabel.setflags(write=False)
        kolom.setflags(write=False)
        return tabel, kolom

    def vakken_van(self, k: int) -> npt.NDArray[np.int32]:
        """The columns of `vakken` of the k-th indeling, shape (n, 1) without overlap."""
        tabel, kolom = self.vakken
        return tabel[:, kolommen_van(kolom, k)]

    def deelt(
        self, een: npt.NDArray[np.integer] | int, ander: npt.NDArray[np.integer] | int
    ) -> npt.NDArray[np.bool_]:
        """Tell per indeling whether gemeenten share a regio.

        Parameters
        ----------
        een, ander
            Rows of gemeenten, of shapes that broadcast.

        Returns
        -------
        numpy.ndarray
            Shape (..., K); true where they have at least one regio in common.
        """
        tabel, kolom = self.vakken
        return deelt(tabel[een], tabel[ander], kolom)

    def leden(self, k: int, nummer: int) -> npt.NDArray[np.bool_]:
        """Tell which gemeenten are in a regio of the k-th indeling, shape (n,).

        Parameters
        ----------
        k
            Place of the indeling.
        nummer
            Place in `Indeling.plaatsen`; of "A | B" who is in A, in B or in both.
        """
        delen = self.indelingen[k].delen[nummer]
        return np.asarray(np.isin(self.vakken_van(k), delen).any(axis=1))

    @cached_property
    def verbandtabel(self) -> npt.NDArray[np.int32]:
        """The verbanden of each gemeente, ascending and then -1, shape (n, B).

        The numbers point into `Verbanden.tellende`; B is the most that any gemeente has, and 0 without
        verbanden. Read-only.
        """
        aantal_van = self.verbanden.aantal_van if self.verbanden else {}
        uit = np.full(
            (len(self.gemeenten), max(aantal_van.values(), default=0)), -1, dtype=np.int32
        )
        volgende = np.zeros(len(uit), dtype=np.int64)
        for nummer, verband in enumerate(self.verbanden.tellende if self.verbanden else ()):
            wie = [self.gemeenten.plek[code] for code in verband.leden]
            uit[wie, volgende[wie]] = nummer
            volgende[wie] += 1
        uit.setflags(write=False)
        return uit

    @cached_property
    def verbanddeelname(self) -> csr_array:
        """The same as a sparse table of 0 and 1, int64, shape (n, number of `Verbanden.tellende`)."""
        from scipy.sparse import csr_array

        rij, kolom = np.nonzero(self.verbandtabel >= 0)
        vorm = len(self.gemeenten), len(self.verbanden.tellende) if self.verbanden else 0
        plek = rij, self.verbandtabel[rij, kolom]
        return csr_array((np.ones(len(rij), np.int64), plek), shape=vorm)

    def verbandgewicht(self, gewicht: Fraction) -> Fraction:
        """What one verband weighs, given the weight of all together; see `Verbanden.weging`."""
        if self.verbanden is None or not self.verbanden.tellende:
            return Fraction(0)
        if not len(self):
            return gewicht and Fraction(1)
        return self.verbanden.gewicht_van_elk(gewicht)

    def is_landsdekkend(self, naam: str) -> bool:
        """Whether every gemeente has a regio in this division."""
        return len(self[naam].lidmaatschap) == len(self.gemeenten)

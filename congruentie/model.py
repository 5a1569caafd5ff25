"""Gemeenten, Indeling and Indelingen: checked once, in the constructor, and never changed after.

Later code relies on what is checked here and does not check it again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from congruentie.errors import CongruentieFout

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["RD", "Gemeenten", "Herkomst", "Indeling", "Indelingen", "Status", "opsomming", "reeks"]

RD = 28992
"""EPSG code of the Dutch grid (Rijksdriehoek), in metres: the CRS of all geometry in here."""

GERESERVEERD = frozenset(
    {
        "gm_code",
        "gm_naam",
        "congruentie",
        "congruentie_inwoners",
        "congruentie_gecorrigeerd",
        "partners",
        "gedeeld",
        "zonder_partners",
        "fid",
        "geom",
        "geometry",
    }
)
"""Names of columns in the outputs, which an indeling cannot have."""

Status = Literal["officieel", "niet_officieel", "eigen"]


def opsomming(dingen: Sequence[str], hoogstens: int = 5) -> str:
    """Join for a Dutch sentence: "a, b en c"; the rest beyond `hoogstens` is counted."""
    if len(dingen) > hoogstens:
        return f"{', '.join(dingen[:hoogstens])} en {len(dingen) - hoogstens} andere"
    return " en ".join(filter(None, [", ".join(dingen[:-1]), *dingen[-1:]]))


def reeks(jaren: Iterable[int]) -> str:
    """Join years for a Dutch sentence, in ascending order: "2015, 2018 tot en met 2026"."""
    rest, delen = sorted(set(jaren)), list[str]()
    while rest:
        lengte = next((i for i, jaar in enumerate(rest) if jaar != rest[0] + i), len(rest))
        deel, rest = rest[:lengte], rest[lengte:]
        delen += [f"{deel[0]} tot en met {deel[-1]}"] if lengte > 2 else map(str, deel)
    return opsomming(delen, len(delen))


@dataclass(frozen=True)
class Herkomst:
    """Where a fact comes from.

    Parameters
    ----------
    bron
        Source, as it must be named.
    peildatum
        ISO date the facts hold for, or a remark when it differs per row.
    status
        ``"officieel"`` (kept by CBS), ``"niet_officieel"`` (compiled from other sources) or
        ``"eigen"`` (a file of the user's own).
    licentie
        Under which licence the facts may be used.
    opmerking
        What a reader must know about their accuracy, in Dutch sentences; empty when nothing.
    opgehaald
        ISO date on which they were fetched; empty when they are embedded or the user's own.
    overgezet
        The year of the gemeenten that they were carried from along the herindelingen; 0 when they
        are of the gemeenten that they are used for.
    """

    bron: str
    peildatum: str
    status: Status
    licentie: str
    opmerking: str = ""
    opgehaald: str = ""
    overgezet: int = 0

    @property
    def status_tekst(self) -> str:
        """The status in Dutch, as every output shows it."""
        teksten = {
            "officieel": "officieel (CBS)",
            "niet_officieel": "niet officieel, niet van CBS",
            "eigen": "eigen bestand",
        }
        van = f"; overgezet van de gemeenten van {self.overgezet}" if self.overgezet else ""
        return teksten[self.status] + van


EIGEN = Herkomst("eigen gegevens", "onbekend", "eigen", "onbekend")


@dataclass(frozen=True, eq=False)
class Gemeenten:
    """The municipalities of one year.

    Parameters
    ----------
    jaar
        The year; CBS divisions hold from 1 January.
    codes
        CBS codes (``GM0363``), unique and not empty. Kept in ascending order.
    namen
        One name per code, in the order of `codes`; names need not be unique (there are two Bergens,
        told apart by a suffix).
    inwoners
        Inhabitants per gemeente, > 0, or None when unknown.
    vlakken
        GeoSeries of (Multi)Polygons in EPSG:28992 (metres) indexed by code, one for every code, or
        None when no boundaries are loaded.
    deel
        Whether `vlakken` hold a part of the country: those of the other gemeenten are empty.
    grenzen
        Where `vlakken` come from; its `bron` is shown on every map.

    Raises
    ------
    CongruentieFout
        Codes that are empty or double, lists of different length, inwoners that are not positive,
        or boundaries in another CRS or for other codes.
    """

    jaar: int
    codes: tuple[str, ...]
    namen: tuple[str, ...]
    inwoners: npt.NDArray[np.float64] | None = None
    vlakken: gpd.GeoSeries | None = None
    grenzen: Herkomst | None = None
    deel: bool = False

    def __post_init__(self) -> None:
        codes, namen = tuple(self.codes), tuple(self.namen)
        if not codes:
            raise CongruentieFout(f"De lijst met gemeenten van {self.jaar} is leeg.")
        if len(namen) != len(codes):
            raise CongruentieFout(f"Er zijn {len(namen)} namen voor {len(codes)} gemeenten.")
        if self.inwoners is not None and np.shape(self.inwoners) != (len(codes),):
            raise CongruentieFout(
                f"Er zijn {np.size(self.inwoners)} inwonertallen voor {len(codes)} gemeenten."
            )
        dubbel = sorted({code for code, keer in Counter(codes).items() if not code or keer > 1})
        if dubbel:
            raise CongruentieFout(f"Gemeentecode leeg of dubbel: {opsomming(dubbel)}.")
        volgorde = sorted(range(len(codes)), key=codes.__getitem__)
        object.__setattr__(self, "codes", tuple(codes[i] for i in volgorde))
        object.__setattr__(self, "namen", tuple(namen[i] for i in volgorde))
        if self.inwoners is not None:
            inwoners = np.array(self.inwoners, dtype=np.float64)[volgorde]
            goed = (inwoners > 0) & np.isfinite(inwoners)
            if not goed.all():
                fout = [self.codes[i] for i in np.flatnonzero(~goed)]
                raise CongruentieFout(f"Geen geldig aantal inwoners voor {opsomming(fout)}.")
            inwoners.setflags(write=False)
            object.__setattr__(self, "inwoners", inwoners)
        if self.vlakken is not None:
            object.__setattr__(self, "vlakken", self._geldige_vlakken(self.vlakken))

    def _geldige_vlakken(self, vlakken: gpd.GeoSeries) -> gpd.GeoSeries:
        if vlakken.crs is None or vlakken.crs.to_epsg() != RD:
            raise CongruentieFout(
                f"De grenzen staan in {vlakken.crs or 'een onbekend coördinatenstelsel'}.",
                "Zet ze om naar EPSG:28992 (Rijksdriehoek).",
            )
        ontbreekt = sorted(set(self.codes) - set(vlakken.index))
        if ontbreekt:
            raise CongruentieFout(
                f"In de grenzen ontbreekt van {self.jaar}: {opsomming(ontbreekt)} "
                f"({len(ontbreekt)} van de {len(self.codes)}).",
                "Gebruik grenzen van hetzelfde jaar.",
            )
        teveel = sorted(set(vlakken.index) - set(self.codes))
        if teveel or not vlakken.index.is_unique:
            wat = opsomming(teveel) if teveel else "een gemeentecode die dubbel voorkomt"
            raise CongruentieFout(
                f"De grenzen bevatten gemeenten die {self.jaar} niet kent: {wat}.",
                "Gebruik grenzen van hetzelfde jaar.",
            )
        heel = vlakken.geom_type.isin(("Polygon", "MultiPolygon"))
        heel &= ~vlakken.is_empty | self.deel
        if not heel.all():
            raise CongruentieFout(
                f"De grenzen van {opsomming(sorted(vlakken.index[~heel]))} zijn leeg of geen vlak.",
                "Herstel het bestand, bijvoorbeeld in QGIS.",
            )
        return vlakken.loc[list(self.codes)]

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def plek(self) -> Mapping[str, int]:
        """Code -> row number, in the order of `codes`."""
        return MappingProxyType({code: i for i, code in enumerate(self.codes)})

    @cached_property
    def naam_van(self) -> Mapping[str, str]:
        """Code -> name."""
        return MappingProxyType(dict(zip(self.codes, self.namen, strict=True)))


@dataclass(frozen=True, eq=False)
class Indeling:
    """One division: every gemeente in at most one regio.

    Parameters
    ----------
    naam
        Short key (``"ggd"``): letters, digits, ``_`` and ``-``.
    lidmaatschap
        gm_code -> regio_code; a gemeente that is absent takes no part.
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
            raise CongruentieFout(
                f"{self.naam!r} kan geen naam van een indeling zijn: zo heet al een kolom.",
                "Kies een andere naam.",
            )
        if not self.lidmaatschap:
            raise CongruentieFout(f"De indeling {self.naam} bevat geen enkele gemeente.")
        leeg = [gm for gm, regio in self.lidmaatschap.items() if not (gm and regio)]
        if leeg:
            raise CongruentieFout(
                f"De indeling {self.naam} heeft een lege code bij {opsomming(leeg)}.",
                "Laat een gemeente zonder regio weg.",
            )
        object.__setattr__(self, "lidmaatschap", MappingProxyType(dict(self.lidmaatschap)))
        object.__setattr__(self, "regio_namen", MappingProxyType(dict(self.regio_namen)))
        object.__setattr__(self, "titel", self.titel or self.naam)
        object.__setattr__(self, "enkelvoud", self.enkelvoud or f"regio van {self.titel}")

    @cached_property
    def regios(self) -> tuple[str, ...]:
        """The region codes that have members, ascending."""
        return tuple(sorted(set(self.lidmaatschap.values())))

    def regio_naam(self, code: str) -> str:
        """Name of a regio; its code when no name is known."""
        return self.regio_namen.get(code) or code

    @property
    def label(self) -> str:
        """The title, marked when the division is not from CBS."""
        if self.herkomst.status == "niet_officieel":
            return f"{self.titel} (niet van CBS)"
        return self.titel


@dataclass(frozen=True, eq=False)
class Indelingen:
    """The chosen divisions over one set of gemeenten.

    Parameters
    ----------
    gemeenten
        The gemeenten that are measured.
    indelingen
        The divisions, in the order of the columns of every table; at least one, with unique keys.
    jaar
        The year of the divisions, where they were carried to the gemeenten of another; default that
        of `gemeenten`.

    Raises
    ------
    CongruentieFout
        No divisions, the same key twice, or a member that is not one of `gemeenten`.
    """

    gemeenten: Gemeenten
    indelingen: tuple[Indeling, ...]
    jaar: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "indelingen", tuple(self.indelingen))
        object.__setattr__(self, "jaar", self.jaar or self.gemeenten.jaar)
        if not self.indelingen:
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

    @property
    def wanneer(self) -> str:
        """The year for a title: "2020", or "2020, op de gemeenten van 2026"."""
        op = self.gemeenten.jaar
        return f"{self.jaar}" if op == self.jaar else f"{self.jaar}, op de gemeenten van {op}"

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

        The numbers point into `Indeling.regios`. Read-only.
        """
        uit = np.full((len(self.gemeenten), len(self)), -1, dtype=np.int32)
        plek = self.gemeenten.plek
        for k, indeling in enumerate(self.indelingen):
            nummer = {code: i for i, code in enumerate(indeling.regios)}
            for gm_code, regio_code in indeling.lidmaatschap.items():
                uit[plek[gm_code], k] = nummer[regio_code]
        uit.setflags(write=False)
        return uit

    def is_landsdekkend(self, naam: str) -> bool:
        """Whether every gemeente has a regio in this division."""
        return len(self[naam].lidmaatschap) == len(self.gemeenten)

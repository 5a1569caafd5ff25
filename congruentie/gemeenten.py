"""The gemeenten of one year, checked once in the constructor; and where facts come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from congruentie.errors import CongruentieFout
from congruentie.nl import opsomming
from congruentie.notitieboek import Toonbaar

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from congruentie.herindeling import Overgang

__all__ = ["EIGEN", "RD", "Gemeenten", "Herkomst", "Ontstaan", "Status"]

RD = 28992
"""EPSG code of the Dutch grid (Rijksdriehoek), in metres: the CRS of all geometry in here."""

Status = Literal["officieel", "niet_officieel", "eigen"]


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
    bestand
        The file of the user's own that they were read from, in full and with what was chosen in it
        (``/map/mijn.xlsx#Blad1``); empty when they are not from one. No document shows it.
    verplaatst
        The moves that were made in them since, as ``GM0267:ggd=GG1413``.

    Examples
    --------
    >>> Herkomst("CBS", "2026-01-01", "officieel", "CC BY 4.0").status_tekst
    'officieel (CBS)'
    """

    bron: str
    peildatum: str
    status: Status
    licentie: str
    opmerking: str = ""
    opgehaald: str = ""
    overgezet: int = 0
    bestand: str = ""
    verplaatst: tuple[str, ...] = ()

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

    @property
    def bron_tekst(self) -> str:
        """The source with what a reader must know about it, for wherever sources are listed."""
        return f"{self.bron}. {self.opmerking}" if self.opmerking else self.bron


EIGEN = Herkomst("eigen gegevens", "onbekend", "eigen", "onbekend")


@dataclass(frozen=True, eq=False)
class Ontstaan:
    """From what gemeenten were made in a herindeling that is only supposed; see `congruentie.fusie`.

    Parameters
    ----------
    van
        The gemeenten before.
    overgangen
        What became of those that changed.
    """

    van: Gemeenten
    overgangen: tuple[Overgang, ...]

    @cached_property
    def delen(self) -> dict[str, dict[str, float]]:
        """Old gm_code -> (new gm_code -> share); who is not in it kept its code."""
        uit: dict[str, dict[str, float]] = {}
        for een in self.overgangen:
            uit.setdefault(een.oud, {})[een.nieuw] = een.aandeel
        return uit


@dataclass(frozen=True, eq=False)
class Gemeenten(Toonbaar):
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
    grenzen
        Where `vlakken` come from; its `bron` is shown on every map.
    deel
        Whether `vlakken` hold a part of the country: those of the other gemeenten are empty.
    ontstaan
        What they were made from, when they are those of the year after a supposed herindeling.
    inwoners_herkomst
        Where `inwoners` come from, and on which day; None when that is not known.

    Raises
    ------
    CongruentieFout
        Codes that are empty or double, lists of different length, inwoners that are not positive,
        or boundaries in another CRS or for other codes.

    Examples
    --------
    >>> import congruentie as cg
    >>> cg.laad_gemeenten(2026)
    <Gemeenten 2026: 342, met inwoners>
    >>> cg.laad_gemeenten(2026).naam_van["GM0363"]
    'Amsterdam'
    """

    jaar: int
    codes: tuple[str, ...]
    namen: tuple[str, ...]
    inwoners: npt.NDArray[np.float64] | None = None
    vlakken: gpd.GeoSeries | None = None
    grenzen: Herkomst | None = None
    deel: bool = False
    ontstaan: Ontstaan | None = None
    inwoners_herkomst: Herkomst | None = None

    @property
    def inwoners_bron(self) -> str:
        """Source and day of `inwoners` in Dutch; empty when it is not known."""
        van = self.inwoners_herkomst
        return f"{van.bron}, stand {van.peildatum}" if van else ""

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

    def __repr__(self) -> str:
        kan = {"inwoners": self.inwoners, "grenzen": self.vlakken}
        met = [wat for wat, is_er in kan.items() if is_er is not None]
        return f"<Gemeenten {self.jaar}: {len(self)}{', met ' if met else ''}{opsomming(met)}>"

    def _kaartlaag(self) -> tuple[pd.DataFrame, Gemeenten, None]:
        import pandas as pd  # not for who only asks a name

        kolommen: dict[str, object] = {"gm_naam": self.namen}
        if self.inwoners is not None:
            kolommen["inwoners"] = self.inwoners
        return pd.DataFrame(kolommen, index=pd.Index(self.codes, name="gm_code")), self, None

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def naamsvermelding(self) -> str:
        """Whom to name with the boundaries: of a file of the user's own that file, else their makers.

        Empty when nothing is known of them.
        """
        if self.grenzen is None:
            return ""
        if self.grenzen.status == "eigen":
            return self.grenzen.bron
        return "Kadaster / Centraal Bureau voor de Statistiek"

    @property
    def begin(self) -> Gemeenten:
        """Those of the year itself, before anything was supposed."""
        return self if self.ontstaan is None else self.ontstaan.van.begin

    @cached_property
    def plek(self) -> Mapping[str, int]:
        """Code -> row number, in the order of `codes`."""
        return MappingProxyType({code: i for i, code in enumerate(self.codes)})

    @cached_property
    def naam_van(self) -> Mapping[str, str]:
        """Code -> name."""
        return MappingProxyType(dict(zip(self.codes, self.namen, strict=True)))

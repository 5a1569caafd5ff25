"""The cache of fetched data: sets in the form of the embedded packs, and the answers they came from.

A fetched set is a small pack (`congruentie.bronnen.pakket`): its files, and one list that names them.
The raw answers of the service stay beside it as proof, under their hash, each with its address. The
list is written last, whole or not at all, so a set is there completely or is not there: an interrupted
call leaves nothing that a later one could mistake for data.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
import logging
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from congruentie.bronnen.pakket import Bestand, beschadigd, lees_bestanden
from congruentie.errors import CongruentieFout
from congruentie.nl import opsomming
from congruentie.veilig import als_pad, lees_heel, leesbaar, schrijf_bytes, schrijf_tekst

if TYPE_CHECKING:
    import geopandas as gpd

    from congruentie.bronnen.dienst import Dienstantwoord
    from congruentie.bronnen.statline import Gebieden

__all__ = [
    "Cache",
    "Opgehaald",
    "Pakketdeel",
    "delen_van_gebieden",
    "delen_van_grenzen",
    "delen_van_regio",
    "kies_cache",
]

_log = logging.getLogger(__name__)
_VERSIE = 2
_LICENTIE = "CC BY 4.0"
"""Of everything that CBS and PDOK give."""
GEEN = "geen"
"""What ``--cache`` and ``CONGRUENTIE_CACHE`` say to use the embedded data only."""


class Pakketdeel(NamedTuple):
    """A file that is to be stored: its kind, its bytes, and what the list of the pack says besides."""

    soort: str
    inhoud: bytes
    vermelding: Mapping[str, Any]


@dataclass(frozen=True)
class Opgehaald:
    """One fetched set, as its list says.

    Parameters
    ----------
    naam
        ``"grenzen"``, ``"gebieden"`` (memberships and inhabitants) or ``"regio_<indeling>"``.
    jaar
        The year it is of.
    dienst
        Which service gave it: ``"ogc"``, ``"wfs"``, ``"gpkg"``, ``"v3"``, ``"v4"`` or ``"csv"``.
    datum
        ISO date on which it was fetched.
    bestanden
        The files of the pack; the first holds the data.
    ruw
        Of each raw answer, in order: ``url``, ``bestand``, ``sha256`` and ``grootte`` (bytes).
    """

    naam: str
    jaar: int
    dienst: str
    datum: str
    bestanden: tuple[Bestand, ...]
    ruw: tuple[Mapping[str, Any], ...]

    @property
    def bestand(self) -> Bestand:
        """The file that holds the data."""
        return self.bestanden[0]


def kies_cache(keuze: str | Path | None = None) -> Cache | None:
    """Find the cache: what is chosen, else ``CONGRUENTIE_CACHE``, else the user's own cache folder.

    Returns
    -------
    Cache or None
        None when the choice is ``"geen"``.

    Raises
    ------
    CongruentieFout
        It is no folder, or may not be read.
    """
    tekst = str(keuze) if keuze is not None else os.environ.get("CONGRUENTIE_CACHE", "")
    if tekst == GEEN:
        return None
    if tekst:
        map_ = als_pad(tekst)
    else:
        import platformdirs

        map_ = platformdirs.user_cache_path("congruentie", appauthor=False)
    with leesbaar(map_), suppress(FileNotFoundError):  # one that is not there yet will be made
        os.scandir(map_).close()
    return Cache(map_)


@dataclass(frozen=True)
class Cache:
    """A folder with fetched sets."""

    map: Path

    def bewaar(  # every one stands in the list
        self,
        naam: str,
        jaar: int,
        antwoorden: Sequence[Dienstantwoord],
        delen: Sequence[Pakketdeel],
        *,
        dienst: str,
        bron: str,
        datum: str = "",
    ) -> Opgehaald:
        """Store a set; an older one of the same name and year is replaced at the last moment.

        Parameters
        ----------
        naam, jaar, dienst, datum
            As in `Opgehaald`; default today.
        antwoorden
            The raw answers.
        delen
            The files that were made of them; the one that holds the data first.
        bron
            As it must be named; the year is added.

        Raises
        ------
        CongruentieFout
            The folder cannot be written, or the disk is full.
        """
        vast = {
            "jaren": [jaar],
            "peildatum": f"{jaar}-01-01",
            "status": "officieel",
            "sources": [{"title": f"{bron}, {jaar}"}],
            "licenses": [{"title": _LICENTIE}],
        }
        lijst = {
            "versie": _VERSIE,
            "name": f"{naam.replace('_', '-')}-{jaar}",
            "naam": naam,
            "jaar": jaar,
            "dienst": dienst,
            "datum": datum or datetime.date.today().isoformat(),
            "ruw": [self._bewaar_ruw(antwoord) for antwoord in antwoorden],
            "resources": [self._bewaar_deel(naam, jaar, deel) | vast for deel in delen],
        }
        inhoud = json.dumps({**lijst, "som": _som(lijst)}, indent=1, ensure_ascii=False)
        schrijf_tekst(self._lijst(naam, jaar), inhoud + "\n")
        return self._opgehaald(lijst)

    def _lijst(self, naam: str, jaar: int) -> Path:
        return self.map / str(jaar) / f"{naam}.json"

    def _bewaar_ruw(self, antwoord: Dienstantwoord) -> dict[str, object]:
        bestand = f"ruw/{antwoord.sha256}.{antwoord.soort}"
        self._bewaar_bytes(bestand, antwoord.inhoud)
        return {
            "url": antwoord.url,
            "bestand": bestand,
            "sha256": antwoord.sha256,
            "grootte": len(antwoord.inhoud),
        }

    def _bewaar_deel(self, naam: str, jaar: int, deel: Pakketdeel) -> dict[str, object]:
        sha256 = hashlib.sha256(deel.inhoud).hexdigest()
        vorm = "gpkg" if deel.soort == "grenzen" else "csv"
        # The hash in its name keeps a file that an older list still names.
        pad = f"{jaar}/{naam}_{deel.soort}_{sha256[:16]}.{vorm}"
        self._bewaar_bytes(pad, deel.inhoud)
        return {
            "name": f"{deel.soort}-{jaar}",
            "path": pad,
            "soort": deel.soort,
            "format": vorm,
            "bytes": len(deel.inhoud),
            "hash": f"sha256:{sha256}",
            **deel.vermelding,
        }

    def _bewaar_bytes(self, bestand: str, inhoud: bytes) -> None:
        pad = self.map / bestand
        try:
            heel = lees_heel(pad, bewaak=False) == inhoud
        except CongruentieFout:
            heel = False
        if not heel:
            schrijf_bytes(pad, inhoud)

    def vind(self, naam: str, jaar: int) -> Opgehaald | None:
        """Find a set; None when it was not fetched.

        Raises
        ------
        CongruentieFout
            The list is not as it was written, or of another version of this program.
        """
        pad = self._lijst(naam, jaar)
        with leesbaar(pad):
            if not pad.exists():
                return None
        inhoud = lees_heel(pad, bewaak=False)
        try:
            lijst = json.loads(inhoud)
            som, wie = lijst.pop("som", None), (lijst["versie"], lijst["naam"], lijst["jaar"])
            if som != _som(lijst) or wie != (_VERSIE, naam, jaar):
                raise beschadigd(pad, jaar)
            return self._opgehaald(lijst)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as fout:
            raise beschadigd(pad, jaar) from fout

    def _opgehaald(self, lijst: Mapping[str, Any]) -> Opgehaald:
        bestanden = lees_bestanden(self.map, lijst, lijst["datum"])
        if not all(re.fullmatch(r"\d{4}/[\w-]+\.(csv|gpkg)", b.pad) for b in bestanden):
            raise ValueError("a path that is not ours")
        return Opgehaald(
            lijst["naam"],
            lijst["jaar"],
            lijst["dienst"],
            lijst["datum"],
            bestanden,
            tuple(lijst["ruw"]),
        )

    def alle(self) -> Iterator[Opgehaald]:
        """List all sets, by year and name; one that cannot be read is said and left out."""
        for pad in sorted(self.map.glob("[12][0-9][0-9][0-9]/*.json")):
            if pad.name.startswith("."):
                continue  # of a writer that is at work, or was cut off
            try:
                opgehaald = self.vind(pad.stem, int(pad.parent.name))
            except CongruentieFout as fout:
                _log.warning("Let op: %s", fout)
                continue
            if opgehaald is not None:
                yield opgehaald


def _som(lijst: Mapping[str, Any]) -> str:
    """What tells that a list is as it was written."""
    return hashlib.sha256(json.dumps(lijst, sort_keys=True).encode()).hexdigest()


# --- what was fetched, as files of a pack ----------------------------------------------------


def delen_van_gebieden(gebieden: Gebieden) -> list[Pakketdeel]:
    """The table of CBS: gemeenten with their regio in every indeling, and the names of the regions."""
    zonder = {
        naam: opsomming(sorted(set(gebieden.namen) - set(lidmaatschap)))
        for naam, (lidmaatschap, _) in gebieden.indelingen.items()
    }
    inwoners = gebieden.inwoners
    rijen = [
        {
            "gm_code": gm,
            "gm_naam": gm_naam,
            **({} if inwoners is None else {"inwoners": f"{inwoners[gm]:.17g}"}),
            **{naam: lid.get(gm, "") for naam, (lid, _) in gebieden.indelingen.items()},
        }
        for gm, gm_naam in gebieden.namen.items()
    ]
    namen = [
        {"jaar": gebieden.jaar, "indeling": naam, "regio_code": code, "regio_naam": regio}
        for naam, (_, regios) in gebieden.indelingen.items()
        for code, regio in regios.items()
    ]
    opmerkingen = {naam: f"Zonder regio bij CBS: {wie}." for naam, wie in zonder.items() if wie}
    kop = ("jaar", "indeling", "regio_code", "regio_naam")
    return [
        _tabel("gebieden", tuple(rijen[0]), rijen, opmerkingen=opmerkingen),
        _tabel("regionamen", kop, namen),
    ]


def delen_van_regio(naam: str, rijen: Sequence[tuple[str, str, str, float]]) -> list[Pakketdeel]:
    """A membership from polygons, as `congruentie.bronnen.vlakken.leg_over` gives it."""
    kop = ("gm_code", "regio_code", "regio_naam", "aandeel")
    opmerking = "Afgeleid: elke gemeente hoort bij de regio waarin het grootste deel van haar ligt."
    if gedeeld := [deel for *_, deel in rijen if deel < 0.95]:
        opmerking += (
            f" Bij {len(gedeeld)} gemeenten is dat minder dan 95% (minstens {min(gedeeld):.0%})."
        )
    inhoud = [dict(zip(kop, rij, strict=True)) for rij in rijen]
    return [_tabel("lidmaatschap", kop, inhoud, indeling=naam, opmerking=opmerking)]


def delen_van_grenzen(vlakken: gpd.GeoDataFrame) -> list[Pakketdeel]:
    """Boundaries, indexed by code and with ``naam``."""
    import pyogrio  # heavy: only where boundaries are fetched

    stroom = io.BytesIO()
    tabel = vlakken.rename(columns={"naam": "gm_naam"}).rename_axis("gm_code").reset_index()
    # A polygon stays one: the hash of boundaries counts their bytes.
    vorm = {"layer": "gemeenten", "geometry_type": "Unknown", "promote_to_multi": False}
    pyogrio.write_dataframe(tabel, stroom, driver="GPKG", **vorm)
    opmerking = "Officiële grenzen, door CBS vereenvoudigd; het water hoort er niet bij."
    return [
        Pakketdeel("grenzen", stroom.getvalue(), {"layer": "gemeenten", "opmerking": opmerking})
    ]


def _tabel(
    soort: str, kop: Sequence[str], rijen: Sequence[Mapping[str, object]], **vermelding: object
) -> Pakketdeel:
    stroom = io.StringIO(newline="")
    schrijver = csv.DictWriter(stroom, kop, lineterminator="\n")
    schrijver.writeheader()
    schrijver.writerows(rijen)
    schema = {"fields": [{"name": naam} for naam in kop]}
    return Pakketdeel(soort, stroom.getvalue().encode(), {"schema": schema, **vermelding})

"""Carry out a batch: skip what is finished, make the rest, go on after a failure, keep everything."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, Literal, Protocol

from congruentie import __version__
from congruentie.batch.model import BatchMislukt, Scenario, Taak, Uitkomst
from congruentie.batch.opslag import Opslag, SchijfVol
from congruentie.batch.taken import Opgave, beschrijf
from congruentie.nl import opsomming

__all__ = ["InProces", "Motor", "Rij", "Stand", "meld_mislukt", "verdeel", "versies", "voer_uit"]

Stand = Literal["klaar", "overgeslagen", "mislukt"]
_PAKKETTEN = (
    "click", "geopandas", "highspy", "networkx", "numpy", "pandas", "pyogrio", "scikit-learn",
    "scipy", "shapely",
)  # fmt: skip


@dataclass(frozen=True)
class Rij:
    """What became of one scenario or study.

    Parameters
    ----------
    naam
        Its name.
    stand
        ``"klaar"``: made now; ``"overgeslagen"``: was finished already; ``"mislukt"``.
    oorzaak
        Why it failed.
    samenvatting
        Its figures.
    bestanden
        Names of what was made.
    duur
        Seconds; 0 when it was not made now.
    """

    naam: str
    stand: Stand
    oorzaak: str = ""
    samenvatting: Mapping[str, Any] = field(default_factory=dict)
    bestanden: tuple[str, ...] = ()
    duur: float = 0.0


class Motor(Protocol):
    """What runs tasks."""

    def draai(self, taken: Sequence[Taak]) -> Iterator[Uitkomst]:
        """Give each outcome as soon as it is there, in any order."""
        ...


class InProces:
    """Runs tasks one after the other, in this process.

    Parameters
    ----------
    doe
        Runs one task, given the folder with inputs and one to work in.
    opgave
        What is to be done.
    opslag
        The folder with results.
    """

    def __init__(
        self, doe: Callable[[Taak, Path, Path], Uitkomst], opgave: Opgave, opslag: Opslag
    ) -> None:
        self.doe = doe
        self.opgave = opgave
        self.werk = opslag.bezig

    def draai(self, taken: Sequence[Taak]) -> Iterator[Uitkomst]:
        """Run them in order."""
        invoer = (self.werk / ".invoer").absolute()
        self.opgave.invoer.zet_neer(invoer)
        for taak in taken:
            yield self.doe(taak, invoer, self.werk.absolute())


@cache
def versies() -> dict[str, str]:
    """The version of everything that figures are computed with."""
    uit = {"congruentie": __version__, "python": ".".join(map(str, sys.version_info[:3]))}
    for pakket in _PAKKETTEN:
        uit[pakket] = metadata.version(pakket)
    return uit


def verdeel(opgave: Opgave, opslag: Opslag, *, opnieuw: bool) -> tuple[list[Rij], list[Taak]]:
    """Tell what is finished from what is still to be done.

    Parameters
    ----------
    opgave
        What is to be done.
    opslag
        The folder with results.
    opnieuw
        Whether to make everything again.

    Returns
    -------
    klaar, taken
        What can be skipped, and the other tasks.
    """
    klaar, taken = [], []
    for taak in opgave.taken:
        manifest = None if opnieuw else opslag.vind(taak.naam, taak.sleutel)
        if manifest is None:
            taken.append(taak)
        else:
            klaar.append(rij_van(taak.naam, "overgeslagen", manifest))
    return klaar, taken


def rij_van(naam: str, stand: Stand, manifest: Mapping[str, Any], duur: float = 0.0) -> Rij:
    """What a manifest says, as a row of the overview."""
    return Rij(naam, stand, "", manifest.get("samenvatting", {}), tuple(manifest["uitvoer"]), duur)


def voer_uit(
    opgave: Opgave,
    opslag: Opslag,
    taken: Sequence[Taak],
    motor: AbstractContextManager[Motor],
) -> Iterator[Rij]:
    """Make scenarios, and put each in its place as soon as it is there.

    Parameters
    ----------
    opgave
        What is to be done.
    opslag
        The folder with results; its lock is held.
    taken
        The tasks to run.
    motor
        Runs them; only started when there are any.

    Yields
    ------
    Rij
        In the order in which they are finished.

    Raises
    ------
    SchijfVol
        There is no room, here or where a task ran.
    """
    kunnen = []
    for taak in taken:
        if vreemd := opslag.vreemd(taak.naam):
            yield Rij(taak.naam, "mislukt", vreemd)
        else:
            kunnen.append(taak)
    if not kunnen:
        return
    plaats = {taak.naam: nummer for nummer, taak in enumerate(opgave.taken)}
    with motor as werkend:
        for uitkomst in werkend.draai(kunnen):
            yield _bewaar(opgave, opslag, plaats[uitkomst.naam], uitkomst)


def _bewaar(opgave: Opgave, opslag: Opslag, plaats: int, uitkomst: Uitkomst) -> Rij:
    if uitkomst.schijf_vol:
        raise SchijfVol(f"een tijdelijk bestand ({uitkomst.waar})")
    if uitkomst.fout:
        return Rij(uitkomst.naam, "mislukt", uitkomst.fout, duur=uitkomst.duur)
    taak, scenario = opgave.taken[plaats], opgave.plan.scenarios[plaats]
    manifest = _manifest(taak, scenario, opgave.sommen[plaats], uitkomst)
    opslag.bewaar(taak.naam, uitkomst.bestanden, manifest)
    return Rij(
        taak.naam, "klaar", "", uitkomst.samenvatting, tuple(uitkomst.bestanden), uitkomst.duur
    )


def _manifest(
    taak: Taak, scenario: Scenario, sommen: Mapping[str, str], uitkomst: Uitkomst
) -> dict[str, Any]:
    return {
        "scenario": taak.naam,
        "sleutel": taak.sleutel,
        **({"onderzoek": scenario.studie} if scenario.studie else {}),
        **beschrijf(scenario),
        "invoer": dict(sommen),
        "versies": versies(),
        "zaad": scenario.zaad,
        "samenvatting": dict(uitkomst.samenvatting),
        "meldingen": list(uitkomst.meldingen),
        # The only part that differs when the same scenario is made again.
        "uitvoering": {
            "klaar_op": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "duur_s": uitkomst.duur,
            "waar": uitkomst.waar,
        },
    }


def meld_mislukt(rijen: Sequence[Rij]) -> BatchMislukt | None:
    """The error that lists what failed; None when nothing did."""
    mislukt = [rij for rij in rijen if rij.stand == "mislukt"]
    if not mislukt:
        return None
    wie = opsomming([f"{rij.naam} ({rij.oorzaak.rstrip('.')})" for rij in mislukt], 10)
    aantal = "1 mislukte" if len(mislukt) == 1 else f"{len(mislukt)} mislukten"
    return BatchMislukt(
        f"Van {len(rijen)} scenario's en onderzoeken: {aantal}: {wie}.",
        "De rest is klaar. Verbeter het bestand en geef de opdracht opnieuw.",
    )

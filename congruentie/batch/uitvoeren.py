"""Carry out a batch: skip what is finished, make the rest, go on after a failure, keep everything."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any, Protocol

from congruentie.batch.onderzoek import maak_onderzoeken
from congruentie.batch.opslag import Opslag, SchijfVol
from congruentie.batch.overzicht import schrijf_overzicht
from congruentie.batch.plan import BatchMislukt, Rij, Scenario, Taak, Taakuitkomst
from congruentie.batch.taken import Werklijst, beschrijf, versies
from congruentie.errors import CongruentieFout
from congruentie.nl import opsomming

__all__ = ["InProces", "Motor", "Voortgang", "draai", "mislukking", "verdeel"]

Voortgang = Callable[[int, int], AbstractContextManager[Callable[[Rij], None]]]


class Motor(Protocol):
    """What runs tasks."""

    def draai(self, taken: Sequence[Taak]) -> Iterator[Taakuitkomst]:
        """Give each outcome as soon as it is there, in any order."""
        ...


class InProces:
    """Runs tasks one after the other, in this process.

    Parameters
    ----------
    doe
        Runs one task, given the folder with inputs and one to work in.
    werklijst
        What is to be done.
    opslag
        The folder with results.
    """

    def __init__(
        self, doe: Callable[[Taak, Path, Path], Taakuitkomst], werklijst: Werklijst, opslag: Opslag
    ) -> None:
        self.doe = doe
        self.werklijst = werklijst
        self.werk = opslag.bezig

    def draai(self, taken: Sequence[Taak]) -> Iterator[Taakuitkomst]:
        """Run them in order."""
        invoer = (self.werk / ".invoer").absolute()
        self.werklijst.invoer.zet_neer(invoer)
        for taak in taken:
            yield self.doe(taak, invoer, self.werk.absolute())


def verdeel(werklijst: Werklijst, opslag: Opslag, *, opnieuw: bool) -> tuple[list[Rij], list[Taak]]:
    """Tell what is finished from what is still to be done.

    Parameters
    ----------
    werklijst
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
    for taak in werklijst.taken:
        manifest = None if opnieuw else opslag.vind(taak.naam, taak.sleutel)
        if manifest is None:
            taken.append(taak)
        else:
            klaar.append(Rij.van(taak.naam, "overgeslagen", manifest))
    return klaar, taken


def draai(
    werklijst: Werklijst,
    opslag: Opslag,
    motor: AbstractContextManager[Motor],
    voortgang: Voortgang,
    *,
    opnieuw: bool,
) -> list[Rij]:
    """Make everything that is not finished, then the studies, then the overview of it all.

    Parameters
    ----------
    werklijst
        What is to be done.
    opslag
        The folder with results; its lock is held.
    motor
        Runs tasks; only started when there are any.
    voortgang
        Given how many there are and how many are finished, a context that hears of every row.
    opnieuw
        Whether to make again what is finished.

    Returns
    -------
    list of Rij
        Studies first, then scenarios, in the order of the file. The overview is also written when
        something stops the work; it then shows what there is.

    Raises
    ------
    SchijfVol
        There is no room, here or where a task ran.
    """
    klaar, taken = verdeel(werklijst, opslag, opnieuw=opnieuw)
    plan = werklijst.plan
    rijen = {rij.naam: rij for rij in klaar}

    def op_volgorde() -> list[Rij]:
        namen = [een.naam for een in plan.studies] + [een.naam for een in plan.scenarios]
        return [rijen[naam] for naam in namen if naam in rijen]

    try:
        with voortgang(len(werklijst.taken) + len(plan.studies), len(klaar)) as meld:
            for rij in _voer_uit(werklijst, opslag, taken, motor):
                rijen[rij.naam] = rij
                meld(rij)
            for rij in maak_onderzoeken(plan, opslag, rijen, opnieuw=opnieuw):
                rijen[rij.naam] = rij
                meld(rij)
    except BaseException:
        with suppress(CongruentieFout):  # what went wrong says more
            schrijf_overzicht(plan, opslag, op_volgorde())
        raise
    schrijf_overzicht(plan, opslag, op_volgorde())
    return op_volgorde()


def _voer_uit(
    werklijst: Werklijst,
    opslag: Opslag,
    taken: Sequence[Taak],
    motor: AbstractContextManager[Motor],
) -> Iterator[Rij]:
    """Make scenarios, and put each in its place as soon as it is there."""
    kunnen = []
    for taak in taken:
        if vreemd := opslag.vreemd(taak.naam):
            yield Rij(taak.naam, "mislukt", vreemd)
        else:
            kunnen.append(taak)
    if not kunnen:
        return
    plaats = {taak.naam: nummer for nummer, taak in enumerate(werklijst.taken)}
    with motor as werkend:
        for uitkomst in werkend.draai(kunnen):
            yield _bewaar(werklijst, opslag, plaats[uitkomst.naam], uitkomst)


def _bewaar(werklijst: Werklijst, opslag: Opslag, plaats: int, uitkomst: Taakuitkomst) -> Rij:
    if uitkomst.schijf_vol:
        raise SchijfVol(f"een tijdelijk bestand ({uitkomst.waar})")
    if uitkomst.fout:
        return Rij(uitkomst.naam, "mislukt", uitkomst.fout, duur=uitkomst.duur)
    taak, scenario = werklijst.taken[plaats], werklijst.plan.scenarios[plaats]
    manifest = _manifest(taak, scenario, werklijst.sommen[plaats], uitkomst)
    opslag.bewaar(taak.naam, uitkomst.bestanden, manifest)
    return Rij(
        taak.naam, "klaar", "", uitkomst.samenvatting, tuple(uitkomst.bestanden), uitkomst.duur
    )


def _manifest(
    taak: Taak, scenario: Scenario, sommen: Mapping[str, str], uitkomst: Taakuitkomst
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


def mislukking(rijen: Sequence[Rij]) -> BatchMislukt | None:
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

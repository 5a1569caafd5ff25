"""Carry out a batch: skip what is finished, make the rest, go on after a failure, show it all."""

from __future__ import annotations

import csv
import datetime
import io
import json
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from congruentie import __version__
from congruentie.batch.lezen import etiket
from congruentie.batch.onderzoek import maak_onderzoeken
from congruentie.batch.opslag import Opslag, SchijfVol
from congruentie.batch.plan import BatchMislukt, Plan, Rij, Scenario, Taak, Taakuitkomst
from congruentie.batch.taken import Werklijst, beschrijf, versies
from congruentie.csvcel import veilige_cel
from congruentie.errors import CongruentieFout
from congruentie.nl import opsomming
from congruentie.webpagina import maak_webpagina

__all__ = [
    "KOPPEN",
    "InProces",
    "Motor",
    "Voortgang",
    "draai",
    "kerncijfers",
    "mislukking",
    "schrijf_overzicht",
    "verdeel",
]

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


KOPPEN: Mapping[str, str] = {
    "gemeenten": "Gemeenten",
    "congruentie": "Gemiddelde congruentie (%)",
    "regios": "Regio's",
    "doelwaarde": "Doelwaarde",
    "bovengrens": "Bovengrens",
    "kloof": "Kloof",
    "bewezen_optimaal": "Bewezen het beste",
    "land_voor": "Congruentie voor (%)",
    "land_na": "Congruentie na (%)",
    "delen": "Delen",
    "mediaan": "Mediaan van de congruentie (%)",
    "spreiding": "Gemiddelde spreiding (procentpunt)",
    "stabiliteit": "Gemiddelde stabiliteit (%)",
    "brokken": "Altijd samen (brokken)",
}
"""The figures there can be, in order, with how they are called."""


def kerncijfers(resultaat: object) -> dict[str, Any]:
    """The figures in `KOPPEN` of what a command made; none of what has none.

    Parameters
    ----------
    resultaat
        What the command returned: a `Meting`, `Voorstel`, `Gevolgen`, or anything else.
    """
    from congruentie.meten.gevolgen import Gevolgen
    from congruentie.meten.meting import Meting
    from congruentie.voorstel import Voorstel

    if isinstance(resultaat, Meting):
        congruentie = resultaat.gemeenten["congruentie"]
        gemiddelde = math.fsum(congruentie) / len(congruentie)
        return {"gemeenten": len(congruentie), "congruentie": gemiddelde}
    if isinstance(resultaat, Voorstel):
        namen = ("doelwaarde", "bovengrens", "kloof", "bewezen_optimaal")
        return {"regios": len(resultaat.codes)} | {n: getattr(resultaat, n) for n in namen}
    if isinstance(resultaat, Gevolgen):
        land = resultaat.cijfers("congruentie")
        return {f"land_{moment}": land[moment] for moment in ("voor", "na")}
    return {}


def schrijf_overzicht(plan: Plan, opslag: Opslag, rijen: Sequence[Rij]) -> None:
    """Write ``overzicht.csv`` and ``overzicht.html`` in the folder of a plan.

    Parameters
    ----------
    plan
        What was asked.
    opslag
        The folder with results; its lock is held.
    rijen
        What became of it: studies first, then scenarios, in the order of the plan.

    Notes
    -----
    The CSV has ``scenario,status,oorzaak``, one column per option that any scenario has, and one per
    figure. Nothing in it depends on how long something took.
    """
    scenarios = {scenario.naam: scenario for scenario in plan.scenarios}
    soorten = {studie.naam: studie.soort for studie in plan.studies}
    opties = list(
        dict.fromkeys(
            n for s in plan.scenarios for n, g in s.opties.items() if g.waarde is not None
        )
    )
    cijfers = [naam for naam in KOPPEN if any(naam in rij.samenvatting for rij in rijen)]
    tabel = [
        {
            "scenario": rij.naam,
            "status": rij.stand,
            "oorzaak": rij.oorzaak,
            "doe": _doe(scenarios.get(rij.naam), soorten.get(rij.naam, "")),
            **{naam: _optie(scenarios.get(rij.naam), naam) for naam in opties},
            **{naam: _cijfer(rij.samenvatting.get(naam)) for naam in cijfers},
        }
        for rij in rijen
    ]
    kolommen = ["scenario", "status", "oorzaak", "doe", *opties, *cijfers]
    opslag.bewaar_bestand("overzicht.csv", _als_csv(tabel, kolommen).encode())
    verschillend = [n for n in opties if len({rij[n] for rij in tabel}) > 1]
    pagina = _als_pagina(plan, rijen, tabel, (verschillend, cijfers))
    opslag.bewaar_bestand("overzicht.html", pagina.encode())


def _doe(scenario: Scenario | None, soort: str) -> str:
    return soort if scenario is None else "+".join(scenario.doe)


def _optie(scenario: Scenario | None, naam: str) -> str:
    gegeven = scenario.opties.get(naam) if scenario else None
    return "" if gegeven is None or gegeven.waarde is None else etiket(gegeven.waarde)


def _cijfer(waarde: Any) -> str:
    if waarde is None:
        return ""
    if isinstance(waarde, bool):
        return "ja" if waarde else "nee"
    return json.dumps(waarde)


def _als_csv(tabel: Sequence[Mapping[str, str]], kolommen: Sequence[str]) -> str:
    tekst = io.StringIO(newline="")
    schrijver = csv.DictWriter(tekst, kolommen, lineterminator="\n")
    schrijver.writeheader()
    schrijver.writerows({k: veilige_cel(cel) for k, cel in rij.items()} for rij in tabel)
    return tekst.getvalue()


def _als_pagina(
    plan: Plan,
    rijen: Sequence[Rij],
    tabel: Sequence[Mapping[str, str]],
    kolommen: tuple[list[str], list[str]],
) -> str:
    sjabloon = (files("congruentie.batch") / "overzicht.html").read_text(encoding="utf-8")
    tel = Counter(rij.stand for rij in rijen)
    return maak_webpagina(
        sjabloon,
        filters={"getal": _getal, "adres": lambda deel: quote(deel, safe="")},
        bestand=plan.pad.name,
        tel=opsomming([f"{aantal} {stand}" for stand, aantal in sorted(tel.items())]),
        rijen=list(zip(rijen, tabel, strict=True)),
        opties=kolommen[0],
        cijfers=kolommen[1],
        koppen=KOPPEN,
        versie=__version__,
    )


def _getal(waarde: Any) -> str:
    if not isinstance(waarde, float):
        return _cijfer(waarde)
    return (
        f"{waarde:.4g}".replace(".", ",") if abs(waarde) < 1 else f"{waarde:.2f}".replace(".", ",")
    )

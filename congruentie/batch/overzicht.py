"""The overview over all scenarios of a folder: a table for programs and a page for readers."""

from __future__ import annotations

import csv
import io
import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from congruentie import __version__
from congruentie.batch.lezen import etiket
from congruentie.batch.opslag import Opslag
from congruentie.batch.plan import Plan, Rij, Scenario
from congruentie.nl import opsomming

__all__ = ["KOPPEN", "kerncijfers", "schrijf_overzicht"]

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
    from congruentie.meten.meting import Meting
    from congruentie.meten.verplaatsen import Gevolgen
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
    schrijver.writerows(tabel)
    return tekst.getvalue()


def _als_pagina(
    plan: Plan,
    rijen: Sequence[Rij],
    tabel: Sequence[Mapping[str, str]],
    kolommen: tuple[list[str], list[str]],
) -> str:
    from jinja2 import Environment, StrictUndefined  # only when there is a page to write

    omgeving = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    omgeving.filters["getal"] = _getal
    omgeving.filters["adres"] = lambda deel: quote(deel, safe="")
    sjabloon = (files("congruentie.batch") / "overzicht.html").read_text(encoding="utf-8")
    tel = Counter(rij.stand for rij in rijen)
    return omgeving.from_string(sjabloon).render(
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

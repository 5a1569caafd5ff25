"""Read a file with scenarios: everything is checked before anything runs."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from congruentie.batch.gevoeligheid import vouw_studie_uit
from congruentie.batch.plan import Gegeven, Plan, Register, Scenario, Studie, zoek_fouten
from congruentie.bronnen.yamlbestand import (
    Plek,
    Vormfout,
    citeer,
    kort,
    lees_met_regels,
    regel_van,
    weiger,
)
from congruentie.nl import opsomming
from congruentie.veilig import als_pad

__all__ = ["NAAM_VAN_ONS", "controleer_naam", "etiket", "lees_plan"]

NAAM_VAN_ONS = ("overzicht.csv", "overzicht.html")
_LANGSTE = 100
_VERBODEN = set('<>:"/\\|?*{}')
_WINDOWS = re.compile(
    r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$)(\..*)?", re.I
)
_MEESTE = 100_000
_VOORBEELD = (
    "Schrijf 'uitvoer: MAP' en daaronder 'scenarios:'; 'congruentie batch --help' zegt meer."
)


def lees_plan(pad: Path, register: Register) -> Plan:
    """Read a file with scenarios and write out every combination in it.

    Parameters
    ----------
    pad
        YAML or JSON.
    register
        The commands that scenarios can use.

    Returns
    -------
    Plan
        Names are safe and differ; every option is known to a command that the scenario uses. Their
        values are not judged yet (`congruentie.batch.taken`).

    Raises
    ------
    CongruentieFout
        The file cannot be read, or says what cannot be; the message names each line.
    """
    inhoud, regels = lees_met_regels(pad, "scenario's", _VOORBEELD)
    if fouten := zoek_fouten(inhoud, regels, register):
        raise weiger(pad, fouten)
    lezer = _Lezer(inhoud, regels, register)
    try:
        scenarios, studies = lezer.lees()
    except Vormfout as fout:
        raise weiger(pad, [fout]) from fout
    fouten = [
        *_dubbele_namen([*studies, *scenarios]),
        *_vreemde_opties(scenarios, register, lezer.standaard),
    ]
    if fouten:
        raise weiger(pad, fouten)
    uitvoer = pad.parent / als_pad(inhoud["uitvoer"])
    nuttig = tuple(_zonder_ongebruikte(scenario, register) for scenario in scenarios)
    return Plan(pad, uitvoer, nuttig, tuple(studies))


class _Lezer:
    """The contents of one file, with the line of everything in it."""

    def __init__(
        self, inhoud: Mapping[str, Any], regels: Mapping[Plek, int], register: Register
    ) -> None:
        self.inhoud = inhoud
        self.regels = regels
        self.opties = register.vragen
        self.standaard = self._opties(("standaard",), inhoud.get("standaard") or {})

    def lees(self) -> tuple[list[Scenario], list[Studie]]:
        scenarios = [
            self._scenario(("scenarios", nummer), blok)
            for nummer, blok in enumerate(self.inhoud.get("scenarios") or [])
        ]
        matrix = self.inhoud.get("matrix") or []
        for nummer, een in enumerate(matrix if isinstance(matrix, list) else [matrix]):
            plek: Plek = ("matrix", nummer) if isinstance(matrix, list) else ("matrix",)
            for scenario in self._matrix(plek, een):
                scenarios.append(scenario)
                self._niet_te_veel(len(scenarios), plek)
        studies = []
        for nummer, blok in enumerate(self.inhoud.get("gevoeligheid") or []):
            plek = ("gevoeligheid", nummer)
            basis = self._scenario(plek, blok, ("bereken", "voorstel"))
            eigen = {naam: waarde for naam, waarde in blok.items() if naam not in self.opties}
            studie, delen = vouw_studie_uit(basis, eigen, _MEESTE)
            studies.append(studie)
            scenarios += delen
            self._niet_te_veel(len(scenarios), plek)
        if not scenarios:
            raise Vormfout(
                1, "er staan geen scenario's in: scenarios, matrix en gevoeligheid ontbreken."
            )
        return scenarios, studies

    def _niet_te_veel(self, aantal: int, plek: Plek) -> None:
        if aantal > _MEESTE:
            raise Vormfout(
                regel_van(plek, self.regels),
                f"dit zijn meer dan {_MEESTE} scenario's; neem er minder, of meer bestanden.",
            )

    def _opties(self, plek: Plek, blok: Mapping[str, Any]) -> dict[str, Gegeven]:
        return {
            naam: Gegeven(waarde, regel_van((*plek, naam), self.regels))
            for naam, waarde in blok.items()
            if naam in self.opties
        }

    def _doe(self, blok: Mapping[str, Any], anders: tuple[str, ...], regel: int) -> tuple[str, ...]:
        doe = tuple(blok.get("doe") or self.inhoud.get("doe") or anders)
        if not doe:
            raise Vormfout(
                regel, "hier ontbreekt doe: wat er moet worden gemaakt, zoals [bereken]."
            )
        return doe

    def _scenario(
        self, plek: Plek, blok: Mapping[str, Any], anders: tuple[str, ...] = ()
    ) -> Scenario:
        regel = regel_van(plek, self.regels)
        opties = {**self.standaard, **self._opties(plek, blok)}
        return Scenario(blok["naam"], self._doe(blok, anders, regel), opties, regel)

    def _matrix(self, plek: Plek, blok: Mapping[str, Any]) -> Iterator[Scenario]:
        regel = regel_van(plek, self.regels)
        assen = {naam: self._as(plek, naam, w) for naam, w in blok.items() if naam != "naam"}
        sjabloon = blok.get("naam") or "-".join(f"{{{naam}}}" for naam in assen)
        for keuze in itertools.product(*assen.values()):
            opties = dict(self.standaard)
            doe: tuple[str, ...] = ()
            for _, deel, gekozen in keuze:
                opties |= deel
                doe = gekozen or doe
            etiketten = {naam: een[0] for naam, een in zip(assen, keuze, strict=True)}
            try:
                naam = _vul_in(sjabloon, etiketten)
            except ValueError as fout:
                bekend = ", ".join(f"{{{een}}}" for een in assen) or "geen"
                raise Vormfout(
                    regel_van((*plek, "naam"), self.regels),
                    f"naam: {citeer(f'{{{fout}}}')} is geen as van deze matrix; er zijn: {bekend}.",
                ) from fout
            yield Scenario(naam, doe or self._doe({}, (), regel), opties, regel)

    def _as(
        self, plek: Plek, naam: str, waarden: Any
    ) -> list[tuple[str, dict[str, Gegeven], tuple[str, ...]]]:
        """Every value of an axis: its label, the options that it sets, and its outputs."""
        uit: list[tuple[str, dict[str, Gegeven], tuple[str, ...]]] = []
        paren = waarden.items() if isinstance(waarden, dict) else enumerate(waarden)
        for sleutel, waarde in paren:
            waar = (*plek, naam, sleutel)
            regel = regel_van(waar, self.regels)
            label = sleutel if isinstance(sleutel, str) else etiket(waarde)
            if naam == "doe":
                doe = (waarde,) if isinstance(waarde, str) else tuple(waarde)
                uit.append((label, {}, doe))
            elif naam in self.opties:
                if naam == "indelingen" and isinstance(waarde, str) and "," not in waarde:
                    raise Vormfout(
                        regel,
                        f"indelingen: in een matrix is elke waarde een eigen keuze; {kort(waarde)} is "
                        "er maar een. Schrijf een lijst van lijsten, zoals [[ggd, res], [ggd, "
                        "jeugdregio]].",
                    )
                uit.append((label, {naam: Gegeven(waarde, regel)}, ()))
            else:
                uit.append((label, self._opties(waar, waarde), ()))
        return uit


def _bekend(scenario: Scenario, register: Register) -> set[str]:
    """Names of the options that its outputs know."""
    return {n for uit in scenario.doe for n in register.opdrachten[uit.partition(".")[0]].vragen}


def _zonder_ongebruikte(scenario: Scenario, register: Register) -> Scenario:
    bekend = _bekend(scenario, register)
    opties = {n: g for n, g in scenario.opties.items() if n in bekend and g.waarde is not None}
    return replace(scenario, opties=opties)


def _dubbele_namen(alle: Sequence[Scenario | Studie]) -> list[Vormfout]:
    fouten: dict[tuple[int, str], Vormfout] = {}
    gezien: dict[str, str] = {}
    for een in alle:
        melding = controleer_naam(een.naam)
        eerder = gezien.get(_gelijk(een.naam))
        if not melding and eerder is not None:
            melding = f"de naam {citeer(een.naam)} komt twee keer voor."
            if eerder != een.naam:
                melding = (
                    f"{citeer(een.naam)} en {citeer(eerder)} zijn op sommige systemen een map."
                )
        if melding:
            fouten.setdefault((een.regel, melding), Vormfout(een.regel, melding))
        gezien.setdefault(_gelijk(een.naam), een.naam)
    return list(fouten.values())


def _vreemde_opties(
    scenarios: Sequence[Scenario], register: Register, standaard: Mapping[str, Gegeven]
) -> list[Vormfout]:
    """Options of a scenario that none of its outputs knows; those for all may be for others."""
    fouten: dict[tuple[int, str], Vormfout] = {}
    for scenario in scenarios:
        bekend = _bekend(scenario, register)
        for naam, gegeven in scenario.opties.items():
            if gegeven.waarde is None or standaard.get(naam) is gegeven:
                continue
            if naam not in bekend:
                van = [o.naam for o in register.opdrachten.values() if naam in o.vragen]
                melding = f"{naam} hoort bij {opsomming(van)}, en dat staat niet bij doe."
                fouten.setdefault((gegeven.regel, melding), Vormfout(gegeven.regel, melding))
    return list(fouten.values())


def controleer_naam(naam: str) -> str:
    """Say why a name cannot be that of a folder everywhere; empty when it can."""
    fout = next((een for een in sorted(_VERBODEN) if een in naam), "")
    redenen = {
        "bevat tekens die niet in de naam van een map kunnen": not naam.isprintable()
        or not naam
        or naam != unicodedata.normalize("NFC", naam),
        f"bevat {fout}; dat kan niet in de naam van een map": fout,
        "begint of eindigt met een teken waar dat niet kan": naam[:1] in ".-~ "
        or naam[-1:] in ". ",
        "is op Windows van het systeem zelf": _WINDOWS.fullmatch(naam),
        f"is langer dan {_LANGSTE} tekens": len(naam.encode(errors="replace")) > _LANGSTE,
        "is van een bestand dat deze opdracht zelf maakt": _gelijk(naam) in NAAM_VAN_ONS,
    }
    reden = next((reden for reden, zo in redenen.items() if zo), "")
    return reden and f"de naam {citeer(naam)} {reden}."


def _gelijk(naam: str) -> str:
    """What two names have in common that are one folder on some systems."""
    return unicodedata.normalize("NFC", naam.casefold())


def etiket(waarde: Any) -> str:
    """A short text for a value of a matrix, to put in a name."""
    if waarde is None:
        return "geen"
    if isinstance(waarde, dict):
        return "+".join(f"{naam}={etiket(deel)}" for naam, deel in waarde.items()) or "geen"
    if isinstance(waarde, list):
        return "+".join(etiket(deel) for deel in waarde) or "geen"
    return str(waarde).replace(",", "+") if "=" not in str(waarde) else str(waarde)


def _vul_in(sjabloon: str, etiketten: dict[str, str]) -> str:
    """Fill in a template of a name.

    Raises
    ------
    ValueError
        It names something that is not there; with that name.
    """

    def kies(m: re.Match[str]) -> str:
        if m[1] not in etiketten:
            raise ValueError(m[1])
        return etiketten[m[1]]

    return re.sub(r"\{([^{}]*)\}", kies, sjabloon)

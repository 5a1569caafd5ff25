"""Sensitivity studies: which scenarios they consist of."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from congruentie.batch.plan import SOORTEN, Gegeven, Scenario, Studie
from congruentie.bronnen import STANDAARD
from congruentie.bronnen.yamlbestand import Vormfout
from congruentie.nl import opsomming

__all__ = ["vouw_studie_uit"]

_KAN_NIET = ("per", "decimaal", "jaren", "op", "domein")
"""Options that give other tables than a study reads."""
_NODIG = {"bereken", "bereken.csv", "voorstel"}


def vouw_studie_uit(
    basis: Scenario, gegeven: Mapping[str, Any], meeste: int
) -> tuple[Studie, list[Scenario]]:
    """Write out a study.

    Parameters
    ----------
    basis
        Its name, outputs and options.
    gegeven
        What else was asked: ``soort`` and the keys of that kind.
    meeste
        How many scenarios it may have.

    Returns
    -------
    studie, scenarios
        The draws of ``trekkingen`` follow from the seed alone: more draws begin with the same ones.

    Raises
    ------
    Vormfout
        What was asked does not fit the kind, or cannot be.
    """
    soort = str(gegeven["soort"])
    for naam in gegeven:
        if naam not in {"naam", "soort", "doe", *SOORTEN[soort]}:
            van = [een for een, sleutels in SOORTEN.items() if naam in sleutels]
            raise Vormfout(basis.regel, f"{naam} hoort bij {opsomming(van)}, niet bij {soort}.")
    if anders := [naam for naam in _KAN_NIET if naam in basis.opties]:
        raise Vormfout(basis.opties[anders[0]].regel, f"{anders[0]}: kan niet bij een onderzoek.")
    if not _NODIG & set(basis.doe):
        raise Vormfout(basis.regel, "doe: een onderzoek heeft bereken of voorstel nodig.")
    if "zonder-uitleg" not in basis.opties:  # the explanation takes far longer than the proposal
        opties = {**basis.opties, "zonder-uitleg": Gegeven("ja", basis.regel)}
        if "voorstel" in basis.doe:
            basis = replace(basis, opties=opties)
    maak = {
        "laat-een-weg": _laat_een_weg,
        "deelverzamelingen": _deelverzamelingen,
        "trekkingen": _trekkingen,
    }[soort]
    zaad = int(gegeven.get("zaad", 1)) if soort == "trekkingen" else None
    delen: dict[str, str] = {}
    scenarios = []
    for achter, uitleg, opties in maak(basis, gegeven):
        naam = f"{basis.naam}-{achter}"
        delen[naam] = uitleg
        alle = {**basis.opties, **opties}
        scenarios.append(replace(basis, naam=naam, opties=alle, studie=basis.naam, zaad=zaad))
        if len(scenarios) > meeste:
            raise Vormfout(basis.regel, f"dit zijn meer dan {meeste} scenario's; neem er minder.")
    eigen = {naam: gegeven[naam] for naam in SOORTEN[soort] if naam in gegeven}
    return Studie(basis.naam, soort, delen, eigen, basis.regel), scenarios


_Deel = tuple[str, str, dict[str, Gegeven]]


def _namen(basis: Scenario) -> tuple[list[str], dict[str, str]]:
    """The divisions that a scenario uses, and which of them come from which own file."""
    waarde = basis.opties.get("indelingen", Gegeven(None, 0)).waarde
    if waarde is None:
        namen = list(STANDAARD)
    else:
        tekst = waarde.split(",") if isinstance(waarde, str) else waarde
        namen = [naam.strip() for naam in tekst if naam.strip()]
    eigen = basis.opties.get("eigen", Gegeven(None, 0)).waarde or {}
    if not isinstance(eigen, dict):
        paren = [eigen] if isinstance(eigen, str) else eigen
        eigen = {naam.strip(): pad for naam, _, pad in (paar.partition("=") for paar in paren)}
    return [*namen, *(naam for naam in eigen if naam not in namen)], eigen


def _kies(basis: Scenario, namen: tuple[str, ...], eigen: dict[str, str]) -> dict[str, Gegeven]:
    """The options that choose some of the divisions; weights of the others fall away."""
    uit = {"indelingen": Gegeven(list(namen), basis.regel)}
    if eigen:
        over = {naam: pad for naam, pad in eigen.items() if naam in namen}
        uit["eigen"] = Gegeven(over or None, basis.opties["eigen"].regel)
    gewicht = basis.opties.get("gewicht")
    if gewicht is not None and gewicht.waarde:
        if not isinstance(gewicht.waarde, dict):
            raise Vormfout(gewicht.regel, "gewicht: schrijf hier {ggd: 2}.")
        deel = {naam: getal for naam, getal in gewicht.waarde.items() if naam in namen}
        uit["gewicht"] = Gegeven(deel or None, gewicht.regel)
    return uit


def _laat_een_weg(basis: Scenario, gegeven: Mapping[str, Any]) -> Iterator[_Deel]:
    namen, eigen = _namen(basis)
    if len(namen) < 3:
        raise Vormfout(basis.regel, "laat-een-weg heeft ten minste drie indelingen nodig.")
    yield "alle", "alle indelingen", _kies(basis, tuple(namen), eigen)
    for weg in namen:
        over = tuple(naam for naam in namen if naam != weg)
        yield f"zonder-{weg}", f"zonder {weg}", _kies(basis, over, eigen)


def _deelverzamelingen(basis: Scenario, gegeven: Mapping[str, Any]) -> Iterator[_Deel]:
    namen, eigen = _namen(basis)
    minstens = int(gegeven.get("minstens", 2))
    hoogstens = min(int(gegeven.get("hoogstens", len(namen))), len(namen))
    if not 2 <= minstens <= hoogstens:
        raise Vormfout(
            basis.regel,
            f"deelverzamelingen: van minstens {minstens} tot hoogstens {hoogstens} van de {len(namen)} "
            "indelingen kan niet; minstens is 2 of meer.",
        )
    for aantal in range(minstens, hoogstens + 1):
        for deel in itertools.combinations(namen, aantal):
            yield "+".join(deel), ", ".join(deel), _kies(basis, deel, eigen)


def _trekkingen(basis: Scenario, gegeven: Mapping[str, Any]) -> Iterator[_Deel]:
    if "gewicht" in basis.opties:
        raise Vormfout(
            basis.opties["gewicht"].regel, "gewicht: trekkingen kiezen zelf de gewichten."
        )
    namen, _ = _namen(basis)
    aantal = int(gegeven.get("aantal", 100))
    if aantal < 1:
        raise Vormfout(basis.regel, "aantal: een onderzoek heeft ten minste 1 trekking.")
    laag, hoog = (
        float(str(gegeven.get(sleutel, anders)).replace(",", "."))
        for sleutel, anders in (("laagste-gewicht", "0.5"), ("hoogste-gewicht", "2"))
    )
    if laag >= hoog:
        raise Vormfout(basis.regel, "laagste-gewicht is niet lager dan hoogste-gewicht.")
    # Python promises that random() gives the same numbers for a seed, in every version.
    dobbel = random.Random(int(gegeven.get("zaad", 1)))  # noqa: S311  # no secret
    for nummer in range(1, aantal + 1):
        gewichten = {naam: f"{laag + (hoog - laag) * dobbel.random():.4f}" for naam in namen}
        uitleg = ", ".join(f"{naam} {getal}" for naam, getal in gewichten.items())
        yield f"{nummer:05d}", uitleg, {"gewicht": Gegeven(gewichten, basis.regel)}

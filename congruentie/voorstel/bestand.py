"""Read a proposal back from its ``<naam>.json``, with all that it was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

import numpy as np

from congruentie.bronnen import laad_indelingen, laad_provincie
from congruentie.bronnen.banden import banden_van
from congruentie.bronnen.bladkeuze import splits_keuze
from congruentie.bronnen.pakket import beschrijvingen
from congruentie.bronnen.verbandenlijst import VERBANDEN_2016
from congruentie.errors import CongruentieFout
from congruentie.hashes import hashes_van
from congruentie.jsonvorm import lees_json
from congruentie.meten.samenloop import Noemer
from congruentie.model import Indelingen
from congruentie.nl import opsomming
from congruentie.verbanden import VERBANDEN, Weging
from congruentie.voorstel import anders
from congruentie.voorstel.deling import IntArray
from congruentie.voorstel.eisen import Eisen
from congruentie.voorstel.eisenbestand import lees_eisen
from congruentie.voorstel.maken import lees_theta
from congruentie.voorstel.opgave import Opgave
from congruentie.voorstel.opstellen import maak_opgave
from congruentie.voorstel.verdeling import METHODEN, Methode, Voorstel

__all__ = ["GelezenVoorstel", "lees_voorstel"]

_TEKST, _LEEG_OF_TEKST, _GETAL = (
    {"type": "string"},
    {"type": ["string", "null"]},
    {"type": "number"},
)
_GEWICHT = {"type": "number", "minimum": 0, "maximum": 1e9}
_TEKSTEN = {"type": ["object", "null"], "additionalProperties": _TEKST}
_LIJST = {"type": "array", "items": _TEKST}
# What stands in `eisen` is judged by `lees_eisen`, as in any file with conditions.
_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "required": [
        "indelingen", "theta", "regios", "jaar", "bron", "eisen", "doelwaarde", "bovengrens", "methode",
        "duur_s",
    ],
    "properties": {
        "indelingen": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["naam", "gewicht"],
                "properties": {"naam": _TEKST, "gewicht": _GEWICHT},
            },
        },
        "verbanden": {
            "type": ["object", "null"],
            "required": ["gewicht"],
            "properties": {"gewicht": _GEWICHT, "wegen": {"enum": list(get_args(Weging))}},
        },
        "theta": {"type": ["number", "string"], "maxLength": 40},
        "regios": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "naam", "gemeenten"],
                "properties": {
                    "code": {"type": "string", "pattern": r"^V[0-9]{1,9}\Z"},
                    "naam": {**_TEKST, "minLength": 1},
                    "gemeenten": _LIJST,
                },
            },
        },
        "jaar": {"type": "integer", "minimum": 1800, "maximum": 2999},
        "bron": {"type": "object"},
        "eisen": {"type": "object"},
        "doelwaarde": _GETAL,
        "bovengrens": _GETAL,
        "noemer": {"enum": list(get_args(Noemer))},
        "methode": {"enum": list(METHODEN)},
        "duur_s": {"type": ["number", "null"]},
        "ronde": {
            "type": ["object", "null"],
            "required": ["nummer", "basis"],
            "properties": {
                "nummer": {"type": "integer", "minimum": 0, "maximum": 999_999},
                "basis": {"type": "object"},
                "hoogste_code": {"type": ["integer", "null"], "minimum": 0},
                "domein": _LEEG_OF_TEKST,
            },
        },
        "uitgerekend": {"type": ["object", "null"]},
        "gegevens": {
            "type": ["object", "null"],
            "properties": {
                "eigen": _TEKSTEN,
                "verbanden": {**_LIJST, "type": ["array", "null"]},
                "peildatum": {"type": ["integer", "null"]},
                "grenzen": _LEEG_OF_TEKST,
                "fuseer": _TEKSTEN,
                "splits": _TEKSTEN,
            },
        },
    },
}  # fmt: skip
_OPNIEUW = "Maak het voorstel opnieuw met 'congruentie voorstel'."


@dataclass(frozen=True, eq=False)
class GelezenVoorstel:
    """A proposal from a file.

    Parameters
    ----------
    pad
        The file.
    sha256
        Of the file.
    voorstel
        The proposal, as it was when it was made.
    ronde
        The round of a consultation that it came from; 0 when it came from none.
    basis
        The conditions of the consultation itself: those of the proposal without what answers added.
    domein
        The domain of the consultation; empty for one about everything.
    hoogste_code
        The highest number of a code that any regio of the consultation has had.
    """

    pad: Path
    sha256: str
    voorstel: Voorstel
    ronde: int
    basis: Eisen
    domein: str = ""
    hoogste_code: int = 0


def lees_voorstel(
    pad: str | Path,
    *,
    eigen: Mapping[str, str | Path] | None = None,
    verbanden: Sequence[str | Path] = (),
    peildatum: int | None = None,
    grenzen: str | Path | None = None,
    cache: str | Path | None = None,
) -> GelezenVoorstel:
    """Read a proposal, and load what it was made from.

    Parameters
    ----------
    pad
        ``<naam>.json`` as `congruentie voorstel` writes it.
    eigen, verbanden, peildatum, grenzen
        As in `congruentie.bronnen.laad_indelingen`: the own files it was made with, where those are
        no longer where the proposal says that they are.
    cache
        As there.

    Raises
    ------
    CongruentieFout
        The file cannot be read or is no proposal; an own file is not there; or memberships,
        boundaries or inhabitants are no longer what the proposal was made with. The message says
        which, and what to do.
    """
    pad = Path(pad)
    ruw, inhoud = lees_json(pad, "voorstel", _SCHEMA, _OPNIEUW)
    try:
        namen = [str(een["naam"]) for een in inhoud["indelingen"]]
        gewichten = {str(een["naam"]): float(een["gewicht"]) for een in inhoud["indelingen"]}
        lijsten = inhoud.get("verbanden")
        if lijsten is not None:
            gewichten[VERBANDEN] = float(lijsten["gewicht"])
        theta = lees_theta(inhoud["theta"])
        regio_van = {gm: n for n, r in enumerate(inhoud["regios"]) for gm in r["gemeenten"]}
        labels = _lees_labels(inhoud["regios"])
        zeker_niet = tuple((str(a), str(b)) for a, b in inhoud.get("zeker_niet") or ())
        jaar, bron, gevraagd = int(inhoud["jaar"]), dict(inhoud["bron"]), dict(inhoud["eisen"])
        waarde, grens = float(inhoud["doelwaarde"]), float(inhoud["bovengrens"])
        noemer: Noemer = inhoud.get("noemer", "alle")
        methode: Methode = inhoud["methode"]
        duur = float(inhoud["duur_s"] or 0)
        ronde = inhoud.get("ronde") or {"nummer": 0, "basis": gevraagd}
        nummer, basis = int(ronde["nummer"]), dict(ronde["basis"])
        hoogste = max(int(ronde.get("hoogste_code") or 0), *(int(c[1:]) for c, _ in labels))
        domein = str(ronde.get("domein") or "")
        gegevens = _lees_gegevens(pad, inhoud)
    except (CongruentieFout, ValueError, ZeroDivisionError) as fout:
        raise CongruentieFout(
            f"{pad} is geen voorstel: {fout} ontbreekt of klopt niet.", _OPNIEUW
        ) from fout
    gegeven = {
        "eigen": dict(eigen or {}), "verbanden": list(verbanden), "peildatum": peildatum,
        "grenzen": grenzen,
    }  # fmt: skip
    gegevens = _kies_gegevens(pad, namen, gegevens, gegeven)
    zonder_zetten = _laad(jaar, namen, gegevens, cache)
    eisen, indelingen = lees_eisen(gevraagd, zonder_zetten, waar=str(pad), cache=cache)
    _controleer_bron(pad, bron, indelingen, gegevens)
    voorwaarden, _ = lees_eisen(basis, zonder_zetten, waar=str(pad), cache=cache)
    banden = banden_van(
        indelingen.gemeenten, veren=eisen.veren, water=eisen.water, eigen=eisen.verbindingen
    )
    opgave = maak_opgave(indelingen, theta, eisen, banden, gewichten)
    deling = _deling(pad, opgave, regio_van)
    voorstel = Voorstel(
        opgave,
        deling,
        opgave.totaal(deling),
        round(grens * opgave.factor),
        methode,
        duur,
        banden,
        noemer,
        laad_provincie(indelingen.gemeenten, cache=cache),
        labels=_op_volgorde(labels, indelingen.gemeenten.codes, regio_van),
        zeker_niet=zeker_niet,
    )
    if abs(voorstel.doelwaarde - waarde) > 1e-6 * max(1.0, abs(waarde)):
        raise CongruentieFout(
            f"{pad}: de doelwaarde {waarde:g} hoort niet bij deze regio's; die is "
            f"{voorstel.doelwaarde:g}.",
            "Het bestand is gewijzigd, of met een andere versie gemaakt. " + _OPNIEUW,
        )
    voorstel = _met_uitgerekend(pad, voorstel, inhoud.get("uitgerekend"))
    sha256 = hashlib.sha256(ruw).hexdigest()
    domein = domein or voorstel.domein
    return GelezenVoorstel(pad, sha256, voorstel, nummer, voorwaarden, domein, hoogste)


def _met_uitgerekend(pad: Path, voorstel: Voorstel, inhoud: Any) -> Voorstel:
    """The proposal with what was computed before; as it is where nothing was."""
    if inhoud is None:
        return voorstel
    try:
        return replace(voorstel, uitgerekend=anders.lees(voorstel, inhoud))
    except (CongruentieFout, KeyError, TypeError, ValueError, AttributeError, IndexError) as fout:
        raise CongruentieFout(
            f"{pad}: wat er ook kan, hoort niet bij dit voorstel: {fout}.",
            "Het bestand is gewijzigd, of met een andere versie gemaakt. " + _OPNIEUW,
        ) from fout


def _lees_labels(regios: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Code and name of each regio, in order of the file."""
    labels = [(een["code"], een["naam"]) for een in regios]
    if len(dict(labels)) < len(labels):
        raise ValueError("de code van een regio (elke code hoort er een keer te staan)")
    return labels


def _op_volgorde(
    labels: Sequence[tuple[str, str]], codes: Sequence[str], regio_van: Mapping[str, int]
) -> tuple[tuple[str, str], ...]:
    """The labels by the lowest gm_code of their regio, as `Voorstel` numbers them."""
    return tuple(labels[r] for r in dict.fromkeys(regio_van[code] for code in codes))


def _lees_gegevens(pad: Path, inhoud: Mapping[str, Any]) -> dict[str, Any]:
    """As `_gegevens` wrote them; empty for a proposal that was made before it did so."""
    gegevens = dict(inhoud.get("gegevens") or {})
    bestanden = dict(gegevens.get("eigen") or {}) | {"": gegevens.get("grenzen") or ""}
    hier = {naam: _hier(pad, bestand) for naam, bestand in bestanden.items()}
    hier = {naam: bestand for naam, bestand in hier.items() if bestand}
    lijsten = gegevens.get("verbanden") or []
    return {
        "grenzen": hier.pop("", None),
        "eigen": hier,
        "verbanden": [li if li == VERBANDEN_2016 else _hier(pad, li) for li in lijsten],
        "verbanden_wegen": (inhoud.get("verbanden") or {}).get("wegen", "samen"),
        "peildatum": int(gegevens.get("peildatum") or 0) or None,
        **{naam: dict(gegevens.get(naam) or {}) for naam in ("fuseer", "splits")},
    }


def _hier(pad: Path, bestand: str) -> str:
    """A file that a proposal names, as seen from here; empty for one on a network.

    A path on a network would make this computer call whoever made the proposal.
    """
    return "" if not bestand or bestand.startswith(("//", "\\\\")) else str(pad.parent / bestand)


def _kies_gegevens(
    pad: Path, namen: list[str], geschreven: dict[str, Any], gegeven: dict[str, Any]
) -> dict[str, Any]:
    """What is given goes before what the proposal says; every own indeling must have a file."""
    if vreemd := sorted(set(gegeven["eigen"]) - set(namen)):
        raise CongruentieFout(
            f"{pad} is gemaakt zonder de eigen indeling {opsomming(vreemd)}.", "Laat die weg."
        )
    eigen = geschreven["eigen"] | gegeven["eigen"]
    bekend = beschrijvingen()
    if mist := [naam for naam in namen if naam not in bekend and naam not in eigen]:
        raise CongruentieFout(
            f"{pad} is gemaakt met de eigen indeling {opsomming(mist)}.",
            f"Geef die weer op met --eigen {mist[0]}=BESTAND.",
        )
    lijsten = gegeven["verbanden"] or geschreven["verbanden"]
    if not all(lijsten):
        raise CongruentieFout(
            f"{pad} is gemaakt met een bestand met samenwerkingsverbanden dat niet hier staat.",
            "Geef het op met --verbanden BESTAND.",
        )
    if gegeven["verbanden"] and not geschreven["verbanden"]:
        raise CongruentieFout(
            f"{pad} is gemaakt zonder samenwerkingsverbanden.", "Laat --verbanden weg."
        )
    grenzen = gegeven["grenzen"] or geschreven["grenzen"]
    optie = {bestand: f"--eigen {naam}=BESTAND" for naam, bestand in eigen.items()}
    optie |= {li: "--verbanden BESTAND" for li in lijsten if li != VERBANDEN_2016}
    for bestand, hoe in (optie | ({grenzen: "--grenzen BESTAND"} if grenzen else {})).items():
        if not splits_keuze(str(bestand))[0].is_file():
            raise CongruentieFout(
                f"{pad} is gemaakt met {bestand}; dat bestand is er niet.",
                f"Zet het terug, of geef het op met {hoe}.",
            )
    peildatum = gegeven["peildatum"] or geschreven["peildatum"]
    anders = {"eigen": eigen, "verbanden": lijsten, "peildatum": peildatum, "grenzen": grenzen}
    return geschreven | anders


def _laad(
    jaar: int, namen: list[str], gegevens: dict[str, Any], cache: str | Path | None
) -> Indelingen:
    try:
        return laad_indelingen(jaar, namen, **gegevens, met_grenzen=True, cache=cache)
    except CongruentieFout:
        if gegevens["grenzen"] is not None:
            raise
        return laad_indelingen(jaar, namen, **gegevens, cache=cache)  # a year without a drawing


def _controleer_bron(
    pad: Path, bron: Mapping[str, Any], indelingen: Indelingen, gegevens: dict[str, Any]
) -> None:
    nu = hashes_van(indelingen)
    if "grenzen" not in bron:  # it was made without a map, from the table of who borders whom
        nu.pop("grenzen", None)
    anders = [naam for naam in nu if bron.get(naam) != nu[naam]]
    if not anders:
        return
    bestanden = gegevens["eigen"] | {"grenzen": gegevens["grenzen"]}
    bestanden |= {
        VERBANDEN: opsomming([str(li) for li in gegevens["verbanden"] if li != VERBANDEN_2016])
    }
    eigen = [str(bestanden[naam]) for naam in anders if bestanden.get(naam)]
    raise CongruentieFout(
        f"{pad} is gemaakt met andere gegevens: {opsomming(anders, 10)} is niet meer dezelfde.",
        f"Gebruik {opsomming(eigen)} zoals het toen was, of maak het voorstel opnieuw."
        if eigen
        else "Gebruik dezelfde --cache als toen, of maak het voorstel opnieuw.",
    )


def _deling(pad: Path, opgave: Opgave, regio_van: Mapping[str, int]) -> IntArray:
    """Regio number per unit; a regio must consist of whole units."""
    codes = opgave.indelingen.gemeenten.codes
    if set(codes) != set(regio_van):
        verschil = sorted(set(codes) ^ set(regio_van))
        raise CongruentieFout(
            f"{pad}: niet elke gemeente staat in precies een regio, zoals {opsomming(verschil)}.",
            _OPNIEUW,
        )
    per_gemeente = np.array([regio_van[code] for code in codes], dtype=np.int64)
    eerste = opgave.eerste
    deling = per_gemeente[eerste]
    if (deling[opgave.brok] != per_gemeente).any():
        i = int(np.flatnonzero(deling[opgave.brok] != per_gemeente)[0])
        naam = opgave.indelingen.gemeenten.namen[i]
        raise CongruentieFout(
            f"{pad}: {naam} is los van gemeenten waarmee zij in elke indeling samen zit.", _OPNIEUW
        )
    return deling

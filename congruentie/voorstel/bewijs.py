"""The certificate beside a proven proposal, for who wants to check it without this program.

It holds the facts, the question, the answer, and the prices that prove the bound; `bewijs_controle` is
what checks it.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from congruentie import __version__
from congruentie.errors import CongruentieFout
from congruentie.hashes import hash_van, hashes_van
from congruentie.jsonvorm import lees_json
from congruentie.meten.samenloop import als_breuk
from congruentie.voorstel.bewijs_controle import VORM, Onjuist, controleer, zegel
from congruentie.voorstel.deling import IntArray
from congruentie.voorstel.opgave import Opgave

if TYPE_CHECKING:
    from congruentie.voorstel.kolommen import Prijzen
    from congruentie.voorstel.verdeling import Voorstel

__all__ = ["controleer_bewijs", "maak_bewijs"]

_GROOTSTE_BESTAND = 50_000_000


_WEL = (
    "Het voorstel houdt zich aan de eisen die hier staan, deelt geen brok (tenzij dat mag), en heeft "
    "deze doelwaarde.",
    "Geen ander voorstel dat dat doet, heeft een hogere doelwaarde. Dat volgt uit de prijzen: geen "
    "regio die mag, is meer waard dan de prijzen van wat erin zit. Het script rekent dat na. Zijn er "
    "geen prijzen, of zijn het te veel stappen, dan zegt het dat de grens niet is nagerekend.",
)
_NIET = (
    "Dat de gegevens kloppen: wie in welke regio zit, de inwoners en de buren. Van leden en inwoners "
    "staat hier hetzelfde controlegetal als bij het voorstel.",
    "Dat dit het enige beste voorstel is, of dat er van de beste voorstellen in dit de minste inwoners "
    "verhuizen.",
    "Van wie het bestand komt. Wie het met opzet verandert, kan ook het controlegetal onderaan opnieuw "
    "maken; de rest wordt dan nagerekend met wat er staat.",
)


def maak_bewijs(voorstel: Voorstel) -> dict[str, Any] | None:
    """Put together what `bewijs_controle` checks; None when it is not proven to be the best.

    It is ready for JSON, and the same for the same question, data and version: nothing in it depends
    on the computer.
    """
    if not voorstel.bewezen_optimaal:
        return None
    indelingen, opgave = voorstel.indelingen, voorstel.opgave
    gemeenten, hashes = indelingen.gemeenten, hashes_van(indelingen)
    inhoud = {
        "soort": "bewijs bij een voorstel",
        "vorm": VORM,
        "dit_bewijst": list(_WEL),
        "dit_bewijst_niet": list(_NIET),
        "versie": __version__,
        "jaar": gemeenten.jaar,
        "doelwaarde": str(Fraction(voorstel.waarde, opgave.factor)),
        "theta": str(opgave.theta),
        "eisen": _eisen(opgave),
        "prijzen": _prijzen(opgave, voorstel.schaduwprijzen),
        "voortzetting": _voortzetting(voorstel),
        "voorstel": {
            gm: voorstel.codes[r]
            for gm, r in zip(gemeenten.codes, voorstel.regio.tolist(), strict=True)
        },
        "gemeenten": dict(zip(gemeenten.codes, _inwoners(opgave), strict=True)),
        "sha256_inwoners": hashes.get("inwoners"),
        "buren": sorted(
            sorted(paar) for paar in voorstel.banden if set(paar) <= set(gemeenten.codes)
        ),
        "indelingen": [
            {
                "naam": indeling.naam,
                "gewicht": str(gewicht),
                "sha256": hash_van(indeling),
                "lidmaatschap": dict(sorted(indeling.lidmaatschap.items())),
            }
            for indeling, gewicht in zip(indelingen, opgave.gewichten, strict=True)
        ],
        "verbanden": _verbanden(opgave),
    }
    return {**inhoud, "sha256": zegel(inhoud)}


def _inwoners(opgave: Opgave) -> list[float]:
    inwoners = opgave.indelingen.gemeenten.inwoners
    if inwoners is None:
        return [0] * len(opgave.brok)
    return [int(n) if float(n).is_integer() else float(n) for n in inwoners.tolist()]


def _eisen(opgave: Opgave) -> dict[str, Any]:
    """The conditions as `Eisen.als_opties`, with what each one needs to be checked."""
    e = opgave.eisen
    uit = {
        naam: waarde
        for naam, waarde in e.als_opties().items()
        if naam not in {"geen-veren", "geen-water", "verbinding", "eisen"}  # in the neighbours
    }
    for veld in ("samen", "apart", "vast"):
        if veld in uit:
            uit[veld] = [list(groep) for groep in getattr(e, veld)]
    if e.regios:
        uit["regios"] = list(e.regios)
    if e.liever:
        uit["liever"] = [[een, ander, str(als_breuk(wens))] for een, ander, wens in e.liever]
    for indeling, naam in (
        (e.indeling("binnen"), "binnen"),
        (e.indeling("uitgaand_van"), "uitgaand-van"),
    ):
        if indeling is not None:
            uit[naam] = dict(sorted(indeling.lidmaatschap.items()))
    if e.centrum_afstand is not None:
        uit["punten"] = _punten(opgave)
    return uit


def _punten(opgave: Opgave) -> dict[str, list[float]]:
    """A point inside each gemeente, in kilometres: distances to a centrum are between these."""
    gemeenten = opgave.indelingen.gemeenten
    if gemeenten.vlakken is None:
        raise ValueError("a distance was asked of areas without a drawing")
    punten = gemeenten.vlakken.representative_point()
    xy = np.column_stack([punten.x, punten.y]) / 1000
    return dict(zip(gemeenten.codes, xy.tolist(), strict=True))


def _voortzetting(voorstel: Voorstel) -> dict[str, str]:
    """Which old regio each new one continues; empty when it does not matter who moves."""
    opgave = voorstel.opgave
    if not opgave.mag_verhuizen:
        return {}
    weg, uit = opgave.verhuist(voorstel.deling), {}
    for u in np.flatnonzero(~weg).tolist():
        uit[voorstel.codes[int(voorstel.regio[opgave.eerste[u]])]] = _oude_naam(opgave, u)
    return uit


def _oude_naam(opgave: Opgave, u: int) -> str:
    """The old regio of a unit; that of a gemeente without one is its own."""
    basis, code = (
        opgave.eisen.indeling("uitgaand_van"),
        opgave.indelingen.gemeenten.codes[opgave.eerste[u]],
    )
    return (basis.lidmaatschap.get(code) if basis else None) or f" {code}"


def _prijzen(opgave: Opgave, prijzen: Prijzen | None) -> dict[str, Any] | None:
    """By name; so many as ``schaal`` says make 1 of the `doelwaarde`."""
    if prijzen is None:
        return None
    codes, eerste = opgave.indelingen.gemeenten.codes, opgave.eerste.tolist()

    def per_brok(getallen: IntArray) -> dict[str, int]:
        return {codes[i]: n for i, n in zip(eerste, getallen.tolist(), strict=True) if n}

    oud = {}
    if opgave.basis is not None and opgave.mag_verhuizen:
        oud = {int(k): _oude_naam(opgave, u) for u, k in enumerate(opgave.basis)}
    wat = [naam for _, _, naam in opgave.mag_verhuizen]
    per_oud = prijzen.per_oude_regio.tolist()
    return {
        "schaal": prijzen.schaal * opgave.factor,
        "brok": per_brok(prijzen.per_brok),
        "regio": prijzen.per_regio,
        "over": per_brok(prijzen.over),
        "verhuizing": dict(zip(wat, prijzen.per_verhuizer, strict=True)),
        "oude_regio": {naam: per_oud[k] for k, naam in oud.items() if per_oud[k]},
    }


def _verbanden(opgave: Opgave) -> dict[str, Any] | None:
    verbanden = opgave.indelingen.verbanden
    if verbanden is None:
        return None
    return {
        "gewicht": str(opgave.verbandgewicht),
        "sha256": hashes_van(opgave.indelingen)["verbanden"],
        "leden": {verband.naam: list(verband.leden) for verband in verbanden},
    }


def controleer_bewijs(pad: Path) -> str:
    """Check a certificate in a file; gives what holds, in Dutch.

    Raises
    ------
    CongruentieFout
        The file cannot be read, or with the first thing that does not hold.
    """
    wat = "Geef het bestand dat 'congruentie voorstel' schrijft en op -bewijs.json eindigt."
    _, inhoud = lees_json(pad, "bewijs", {"type": "object"}, wat)
    try:
        return f"Klopt. {controleer(inhoud)}"
    except Onjuist as fout:
        raise CongruentieFout(
            f"{pad} klopt niet. {fout}", "Maak het voorstel opnieuw met 'congruentie voorstel'."
        ) from fout

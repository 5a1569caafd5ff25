"""The figures of a scenario that the overview shows, read from what it made."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping
from typing import Any

__all__ = ["vat_samen", "zonder_duur"]

_VAN_VOORSTEL = ("doelwaarde", "bovengrens", "kloof", "bewezen_optimaal")


def zonder_duur(bestanden: Mapping[str, bytes]) -> dict[str, bytes]:
    """Leave out how long a proposal took: the same scenario gives the same bytes.

    The key ``duur_s`` stays, without a value; how long it took stands in the manifest.
    """
    uit = dict(bestanden)
    for naam, ruw in bestanden.items():
        inhoud = _json(ruw) if naam.endswith(".json") else None
        if inhoud is not None and "duur_s" in inhoud:
            tekst = json.dumps({**inhoud, "duur_s": None}, ensure_ascii=False, indent=2)
            uit[naam] = (tekst + "\n").encode()
    return uit


def vat_samen(bestanden: Mapping[str, bytes]) -> dict[str, Any]:
    """Give what there is of: gemeenten, congruentie, doelwaarde, regios, land_voor, ...

    Parameters
    ----------
    bestanden
        Name -> content.
    """
    uit: dict[str, Any] = {}
    if "bereken.csv" in bestanden:
        uit |= _van_tabel(bestanden["bereken.csv"])
    voorstellen = [n for n in bestanden if n.startswith("voorstel") and n.endswith(".json")]
    inhoud = _json(bestanden[voorstellen[0]]) if len(voorstellen) == 1 else None
    if inhoud is not None:
        uit["regios"] = len(inhoud["regios"])
        uit |= {naam: inhoud[naam] for naam in _VAN_VOORSTEL}
    inhoud = _json(bestanden.get("wat-als.json", b""))
    if inhoud is not None and isinstance(inhoud.get("land"), dict):
        land = inhoud["land"]
        uit |= {f"land_{moment}": land[moment] for moment in ("voor", "na") if moment in land}
    return uit


def _van_tabel(ruw: bytes) -> dict[str, Any]:
    tekst = ruw.decode("utf-8-sig")
    komma = ";" in tekst.partition("\n")[0]
    rijen = list(csv.DictReader(io.StringIO(tekst), delimiter=";" if komma else ","))
    if not rijen or not {"gm_code", "congruentie"} <= set(rijen[0]):
        return {}
    cijfers = [float(rij["congruentie"].replace(",", ".")) for rij in rijen]
    return {"gemeenten": len(cijfers), "congruentie": math.fsum(cijfers) / len(cijfers)}


def _json(ruw: bytes) -> dict[str, Any] | None:
    try:
        inhoud = json.loads(ruw)
    except ValueError:
        return None
    return inhoud if isinstance(inhoud, dict) else None

"""A round as files: the next proposal, and what became of every wish."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from congruentie import __version__
from congruentie.kaart import maak_pagina
from congruentie.kaart.wensplaat import Pijl, maak_wensplaat
from congruentie.uitvoer.voorstel import schrijf_voorstel
from congruentie.uitvoer.xlsx import schrijf_xlsx
from congruentie.uitvraag import ronde as reken
from congruentie.uitvraag.rondebladen import bladen_van_ronde
from congruentie.uitvraag.toepassen import tegenspraken, wederkerigheid
from congruentie.veilig import schrijf_tekst, veilig_schrijven

if TYPE_CHECKING:
    from congruentie.uitvraag.ronde import Ronde
    from congruentie.voorstel import Eisen
    from congruentie.voorstel.bestand import GelezenVoorstel

__all__ = ["als_json", "beschrijf_eisen", "schrijf_ronde"]


def beschrijf_eisen(basis: Mapping[str, Any], eisen: Eisen) -> dict[str, Any]:
    """The wishes of the consultation with those of the answers, by the names of the options."""
    uit = dict(basis)
    if eisen.apart:
        uit["apart"] = [",".join(groep) for groep in eisen.apart]
    if eisen.liever:
        uit["liever"] = [f"{a},{b}={gewicht!r}" for a, b, gewicht in eisen.liever]
    return uit


def schrijf_ronde(
    ronde: Ronde,
    gelezen: GelezenVoorstel,
    naam: Path,
    *,
    uitleg: bool = True,
    tijd: float | None = None,
) -> list[Path]:
    """Write the next proposal, and beside it what the round did.

    Parameters
    ----------
    ronde
        The round.
    gelezen
        The proposal that it began with.
    naam
        Path without suffix. Written are the files of `schrijf_voorstel`, ``<naam>-ronde.json``, and
        with `uitleg` ``<naam>-ronde.xlsx``, ``<naam>-wensen.png`` and ``.svg``, and the map
        ``<naam>.html`` with the last proposal beside the new one.
    uitleg
        Also what takes longer, as in `schrijf_voorstel`.
    tijd
        Seconds for each proposal in the table of prices.

    Returns
    -------
    list of Path
        What was written. The proposal comes last, so that it is only there when all is.
    """
    wensen = reken.wensentabel(ronde)
    inhoud = als_json(ronde, wensen, gelezen.sha256)
    if uitleg:  # what takes long or can fail comes before the first file
        bladen, pagina = bladen_van_ronde(ronde, gelezen, wensen, tijd), _pagina(ronde)
    paden = [naam.with_name(f"{naam.name}-ronde.json")]
    schrijf_tekst(paden[0], json.dumps(inhoud, ensure_ascii=False, indent=2) + "\n")
    if uitleg:
        paden.append(naam.with_name(f"{naam.name}-ronde.xlsx"))
        schrijf_xlsx(paden[-1], bladen)
        paden += _schrijf_platen(ronde, wensen, naam)
        paden.append(naam.with_name(f"{naam.name}.html"))
        schrijf_tekst(paden[-1], pagina)
    eisen = beschrijf_eisen(gelezen.basis.beschrijving, ronde.toepassing.eisen)
    kenmerk = {
        "nummer": ronde.nummer,
        "voorstel_sha256": gelezen.sha256,
        "domein": ronde.domein,
        "wensgewicht": ronde.gewicht,
        "zacht": ronde.zacht,
        "basis": dict(gelezen.basis.beschrijving),
    }
    hoe: dict[str, Any] = {"uitleg": uitleg, "ronde": kenmerk}
    return [*paden, *schrijf_voorstel(ronde.nieuw, naam, eisen, **hoe)]


def _schrijf_platen(ronde: Ronde, wensen: pd.DataFrame, naam: Path) -> list[Path]:
    hierover = np.array([w.gaat_hierover for w in ronde.toepassing.wensen], dtype=bool)
    telt = wensen[hierover]
    rijen = zip(telt["van"], telt["naar"], telt["oordeel"], telt["vervuld"], strict=True)
    pijlen = [Pijl(*rij) for rij in rijen]
    kop = f"Wensen van gemeenten, ronde {ronde.nummer}"
    paden = [naam.with_name(f"{naam.name}-wensen{suffix}") for suffix in (".png", ".svg")]
    for pad in paden:
        with veilig_schrijven(pad) as tijdelijk:
            maak_wensplaat(ronde.nieuw, pijlen, tijdelijk, kop)
    return paden


def _pagina(ronde: Ronde) -> str:
    nieuw, vorige = ronde.nieuw, ronde.vorige
    eerder = replace(vorige.indeling, naam="naast", titel="Het vorige voorstel")
    return maak_pagina(nieuw.meting, voorstel=nieuw, naast=eerder)


def als_json(ronde: Ronde, wensen: pd.DataFrame, voorstel_sha256: str) -> dict[str, Any]:
    """Everything a script needs to know of a round; without contact."""
    gemeenten = ronde.nieuw.indelingen.gemeenten
    per_gemeente = reken.per_gemeente(ronde).drop(columns="inwoners")
    return {
        "ronde": ronde.nummer,
        "voorstel_sha256": voorstel_sha256,
        "domein": ronde.domein,
        "wensgewicht": ronde.gewicht,
        "zacht": ronde.zacht,
        "land": {naam: _kaal(waarde) for naam, waarde in reken.samenvatting(ronde).items()},
        "gemeenten": dict(zip(per_gemeente.index, _rijen(per_gemeente), strict=True)),
        "wijzigingen": _rijen(reken.wijzigingen(ronde)),
        "wensen": _rijen(wensen),
        "tegenspraken": _rijen(tegenspraken(ronde.toepassing.wensen, gemeenten)),
        "wederkerigheid": _rijen(wederkerigheid(ronde.toepassing.wensen, gemeenten)),
        "niet_ontvangen": list(ronde.antwoorden.niet_ontvangen),
        "versie": __version__,
    }


def _rijen(tabel: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): _kaal(w) for k, w in rij.items()} for rij in tabel.to_dict("records")]


def _kaal(waarde: Any) -> Any:
    """A value that JSON knows; no number is null."""
    if hasattr(waarde, "item"):
        waarde = waarde.item()
    return None if isinstance(waarde, float) and np.isnan(waarde) else waarde

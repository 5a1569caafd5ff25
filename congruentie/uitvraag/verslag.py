"""A round as files: the next proposal, what became of every wish, and the log of the consultation."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from congruentie import __version__
from congruentie.kaart import maak_pagina
from congruentie.kaart.wensplaat import Pijl, maak_wensplaat
from congruentie.tabellen import bereken
from congruentie.uitvoer.voorstel import schrijf_voorstel
from congruentie.uitvoer.xlsx import Blad, schrijf_xlsx
from congruentie.uitvraag import ronde as reken
from congruentie.uitvraag.toepassen import tegenspraken, wederkerigheid
from congruentie.veilig import schrijf_tekst, veilig_schrijven

if TYPE_CHECKING:
    from congruentie.bronnen.voorstelbestand import GelezenVoorstel
    from congruentie.model import Indeling
    from congruentie.uitvraag.ronde import Ronde
    from congruentie.voorstel import Eisen

__all__ = ["LOGBOEK", "als_json", "beschrijf_eisen", "schrijf_logboek", "schrijf_ronde"]

LOGBOEK = "logboek.csv"
_KOLOMMEN = (
    "ronde", "tijd", "voorstel", "voorstel_sha256", "antwoorden", "antwoorden_sha256", "uitkomst",
    "uitkomst_sha256", "domein", "wensgewicht", "zacht", "geantwoord", "wensen", "vervuld_eerder",
    "vervuld", "regios", "verhuizen", "doelwaarde", "prijs", "bewezen_optimaal", "versie",
)  # fmt: skip
_UITLEG = {
    "gemeenten": "Gemeenten",
    "geantwoord": "Gemeenten met een (gedeeltelijk) antwoord",
    "wensen": "Wensen over dit voorstel",
    "hard": "waarvan harde (zeker niet)",
    "zacht": "waarvan zachte",
    "telt_niet": "waarvan er niet meetellen; het blad Wensen zegt waarom",
    "vervuld_eerder": "Vervuld in het vorige voorstel",
    "vervuld": "Vervuld in dit voorstel",
    "aandeel_gemeenten_eerder": "Eerder: deel van de eigen wensen vervuld, gemiddeld per gemeente (%)",
    "aandeel_gemeenten": "Nu: deel van de eigen wensen vervuld, gemiddeld per gemeente (%)",
    "aandeel_inwoners_eerder": "Eerder: hetzelfde, gemiddeld per inwoner (%)",
    "aandeel_inwoners": "Nu: hetzelfde, gemiddeld per inwoner (%)",
    "verhuizen": "Gemeenten die in een andere regio komen dan in het vorige voorstel",
    "doelwaarde_zonder_antwoorden": "Doelwaarde van het beste voorstel zonder antwoorden",
    "doelwaarde": "Doelwaarde van dit voorstel, zonder de zachte wensen mee te tellen",
    "prijs": "Prijs van de antwoorden: het verschil tussen die twee",
}


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
    provincie: Indeling | None = None,
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
    provincie
        As in `schrijf_voorstel`.
    tijd
        Seconds for each proposal in the table of prices.

    Returns
    -------
    list of Path
        What was written. The proposal comes last, so that it is only there when all is.
    """
    wensen = reken.wensentabel(ronde)
    paden = [naam.with_name(f"{naam.name}-ronde.json")]
    inhoud = als_json(ronde, wensen, gelezen.sha256)
    schrijf_tekst(paden[0], json.dumps(inhoud, ensure_ascii=False, indent=2) + "\n")
    if uitleg:
        paden.append(naam.with_name(f"{naam.name}-ronde.xlsx"))
        schrijf_xlsx(paden[-1], _bladen(ronde, gelezen, wensen, tijd))
        telt = wensen[[w.gaat_hierover for w in ronde.toepassing.wensen]]
        rijen = zip(telt["van"], telt["naar"], telt["oordeel"], telt["vervuld"], strict=True)
        pijlen = [Pijl(*rij) for rij in rijen]
        for suffix in (".png", ".svg"):
            paden.append(naam.with_name(f"{naam.name}-wensen{suffix}"))
            with veilig_schrijven(paden[-1]) as tijdelijk:
                maak_wensplaat(
                    ronde.nieuw, pijlen, tijdelijk, f"Wensen van gemeenten, ronde {ronde.nummer}"
                )
        paden.append(naam.with_name(f"{naam.name}.html"))
        schrijf_tekst(paden[-1], _pagina(ronde))
    eisen = beschrijf_eisen(gelezen.basis.beschrijving, ronde.toepassing.eisen)
    kenmerk = {
        "nummer": ronde.nummer,
        "voorstel_sha256": gelezen.sha256,
        "domein": ronde.domein,
        "wensgewicht": ronde.gewicht,
        "zacht": ronde.zacht,
        "basis": dict(gelezen.basis.beschrijving),
    }
    hoe: dict[str, Any] = {"uitleg": uitleg, "provincie": provincie, "ronde": kenmerk}
    return [*paden, *schrijf_voorstel(ronde.nieuw, naam, eisen, **hoe)]


def _pagina(ronde: Ronde) -> str:
    nieuw, vorige = ronde.nieuw, ronde.vorige
    gewichten = {
        i.naam: float(w) for i, w in zip(nieuw.indelingen, nieuw.opgave.gewichten, strict=True)
    }
    eerder = replace(vorige.indeling, naam="naast", titel="Het vorige voorstel")
    tabel = bereken(nieuw.indelingen, gewichten)
    return maak_pagina(nieuw.indelingen, tabel, gewichten=gewichten, voorstel=nieuw, naast=eerder)


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


def _bladen(
    ronde: Ronde, gelezen: GelezenVoorstel, wensen: pd.DataFrame, tijd: float | None
) -> list[Blad]:
    gemeenten = ronde.nieuw.indelingen.gemeenten
    land = reken.samenvatting(ronde)
    cijfers = pd.DataFrame(
        {"cijfer": [_UITLEG[naam] for naam in land], "waarde": list(land.values())}
    )
    procent = {"aandeel": "0.0", "aandeel_eerder": "0.0", "inwoners": "#,##0", "kosten": "0.##"}
    alle = ronde.toepassing.wensen
    return [
        Blad("Samenvatting", cijfers, {"waarde": _heel_of_een}),
        Blad("Wijzigingen", reken.wijzigingen(ronde), procent),
        Blad("Gemeenten", reken.per_gemeente(ronde), procent),
        Blad("Wensen", wensen, procent),
        Blad("Tegenspraken", tegenspraken(alle, gemeenten)),
        Blad("Wederkerigheid", wederkerigheid(alle, gemeenten)),
        Blad("Prijs", reken.prijs_per_gewicht(gelezen, ronde, tijd=tijd), {"aandeel": "0.0"}),
        Blad("Reacties", reken.reacties(ronde)),
        Blad("Meldingen", pd.DataFrame([vars(m) for m in ronde.antwoorden.meldingen])),
    ]


def _heel_of_een(waarde: float) -> str:
    return "#,##0" if float(waarde).is_integer() else "#,##0.0"


def schrijf_logboek(
    ronde: Ronde, gelezen: GelezenVoorstel, antwoorden: Sequence[Path], uitkomst: Path
) -> Path:
    """Add a round to the log of the consultation, and keep what it was made from beside it.

    Parameters
    ----------
    ronde, gelezen
        The round, and the proposal that it began with.
    antwoorden
        The files with answers, oldest first.
    uitkomst
        The JSON of the new proposal. Its folder is the folder of the consultation: the log stands
        there, and inputs from elsewhere are copied there, under a name that begins with the round.

    Returns
    -------
    Path
        The log: one line per round, also when a round is done again.
    """
    map_ = uitkomst.parent
    namen = [
        _bewaar(pad, map_, f"ronde-{ronde.nummer}-{soort}")
        for pad, soort in [(gelezen.pad, "vraag"), *((pad, "antwoord") for pad in antwoorden)]
    ]
    land = reken.samenvatting(ronde)
    rij = {
        **{naam: f"{land[naam]:g}" for naam in _KOLOMMEN if naam in land},
        "ronde": str(ronde.nummer),
        "tijd": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "voorstel": namen[0],
        "voorstel_sha256": gelezen.sha256,
        "antwoorden": " ".join(namen[1:]),
        "antwoorden_sha256": " ".join(_som(pad) for pad in antwoorden),
        "uitkomst": uitkomst.name,
        "uitkomst_sha256": _som(uitkomst),
        "domein": ronde.domein or "",
        "wensgewicht": f"{ronde.gewicht:g}",
        "zacht": "ja" if ronde.zacht else "nee",
        "regios": str(len(ronde.nieuw.codes)),
        "bewezen_optimaal": "ja" if ronde.nieuw.bewezen_optimaal else "nee",
        "versie": __version__,
    }
    pad = map_ / LOGBOEK
    eerder = pad.read_text("utf-8") if pad.exists() else ",".join(_KOLOMMEN) + "\n"
    regel = io.StringIO()
    csv.DictWriter(regel, _KOLOMMEN, lineterminator="\n").writerow(rij)
    schrijf_tekst(pad, eerder + regel.getvalue())
    return pad


def _bewaar(pad: Path, map_: Path, begin: str) -> str:
    """Copy a file into the folder of the consultation, unless it is there; gives its name there."""
    if pad.resolve().parent == map_.resolve():
        return pad.name
    doel = map_ / f"{begin}-{pad.name}"
    with veilig_schrijven(doel) as tijdelijk:
        shutil.copyfile(pad, tijdelijk)
    return doel.name


def _som(pad: Path) -> str:
    return hashlib.sha256(pad.read_bytes()).hexdigest()

"""The data island: everything the page shows as text or computes with, as one JSON document."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from congruentie import __version__
from congruentie.jaren import bereken_jaren
from congruentie.legenda import KLASSEN, VERSCHILLEN, verschil_van
from congruentie.maten import maten_van
from congruentie.model import Herkomst

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from congruentie.jaren import Jaar
    from congruentie.kaart.vlakken import Tekening
    from congruentie.model import Indeling, Indelingen
    from congruentie.samenloop import Noemer
    from congruentie.voorstel import Voorstel

__all__ = ["naar_json", "verzamel"]


def verzamel(
    indelingen: Indelingen,
    tabel: pd.DataFrame,
    tekening: Tekening,
    gewichten: Mapping[str, float],
    noemer: Noemer,
    jaren: Sequence[Jaar] = (),
    voorstel: Voorstel | None = None,
) -> dict[str, Any]:
    """Collect what the page needs, as lists in the order of the gemeenten.

    Parameters
    ----------
    indelingen, tabel
        The chosen divisions and what `congruentie.tabellen.bereken` made of them.
    tekening
        The boundaries, for the borders between neighbours.
    gewichten
        Weight per indeling; one that is not named weighs 1.
    noemer
        The denominator that `tabel` was computed with.
    jaren
        The years to set side by side; the last holds `indelingen`.
    voorstel
        A proposal made from `indelingen`.
    """
    gemeenten = indelingen.gemeenten
    maten = [maat for maat in maten_van("gemeente") if tabel[maat.naam].notna().any()]
    return {
        "versie": __version__,
        "jaar": gemeenten.jaar,
        "noemer": noemer,
        "klassen": [
            {"vanaf": klasse.onder, "kleur": klasse.kleur, "tekst": klasse.label}
            for klasse in KLASSEN
        ],
        "maten": [
            {"naam": m.naam, "titel": m.titel, "uitleg": m.uitleg, "bron": m.bron} for m in maten
        ],
        "gemeenten": {
            "codes": list(gemeenten.codes),
            "namen": list(gemeenten.namen),
            "inwoners": None if gemeenten.inwoners is None else gemeenten.inwoners.tolist(),
            "punten": tekening.punten,
        },
        "cijfers": {
            **{maat.naam: _zonder_nan(tabel[maat.naam]) for maat in maten},
            "partners": tabel["partners"].tolist(),
        },
        "indelingen": [
            _indeling(indelingen, indeling, gewichten.get(indeling.naam, 1.0))
            for indeling in indelingen
        ],
        "grenzen": gemeenten.grenzen
        and {
            "bron": gemeenten.grenzen.bron,
            "opmerking": gemeenten.grenzen.opmerking,
            "kort": {"niet_officieel": "Schematische grenzen", "officieel": "Grenzen van CBS"}.get(
                gemeenten.grenzen.status, ""
            ),
        },
        "tijd": _tijd(jaren, gewichten, noemer) if jaren else None,
        "voorstel": _voorstel(voorstel) if voorstel else None,
        "eenheid": tekening.eenheid,
        "bogen": tekening.bogen,
    }


def _tijd(jaren: Sequence[Jaar], gewichten: Mapping[str, float], noemer: Noemer) -> dict[str, Any]:
    tabel = bereken_jaren(jaren, gewichten, noemer)
    return {
        "jaren": [_wanneer(jaar) for jaar in jaren],
        "congruentie": [tabel[f"congruentie_{jaar.opschrift}"].tolist() for jaar in jaren],
        "verandering": tabel["verandering"].tolist(),
        "oorzaak": tabel["oorzaak"].tolist(),
        "klasse": verschil_van(tabel["verandering"]).tolist(),
        "klassen": [{"kleur": v.kleur, "tekst": v.label} for v in VERSCHILLEN],
    }


def _wanneer(jaar: Jaar) -> int | str:
    return jaar.jaar if jaar.opschrift == str(jaar.jaar) else jaar.opschrift


def _voorstel(voorstel: Voorstel) -> dict[str, Any]:
    from congruentie.kaart.voorstelbeeld import verzamel_voorstel  # heavy: only for proposals

    return verzamel_voorstel(voorstel)


def _zonder_nan(kolom: pd.Series[float]) -> list[float | None]:
    return [None if math.isnan(waarde) else float(waarde) for waarde in kolom]


def _indeling(indelingen: Indelingen, indeling: Indeling, gewicht: float) -> dict[str, Any]:
    return {
        "naam": indeling.naam,
        "titel": indeling.label,
        "gewicht": float(gewicht),
        **_herkomst(indeling.herkomst),
        "regios": list(indeling.regios),
        "namen": [indeling.regio_naam(code) for code in indeling.regios],
        "lid": indelingen.regio[:, indelingen.namen.index(indeling.naam)].tolist(),
    }


def _herkomst(herkomst: Herkomst) -> dict[str, str]:
    return {
        "bron": herkomst.bron,
        "peildatum": herkomst.peildatum,
        "status": herkomst.status,
        "status_tekst": herkomst.status_tekst,
        "licentie": herkomst.licentie,
    }


def naar_json(gegevens: dict[str, Any]) -> str:
    r"""Write JSON that can stand inside ``<script>``: ASCII, with <, > and & as ``\u`` escapes."""
    tekst = json.dumps(gegevens, separators=(",", ":"), allow_nan=False)
    return tekst.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")

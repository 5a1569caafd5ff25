"""The data island: everything the page shows as text or computes with, as one JSON document."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from congruentie import __version__
from congruentie.bronnen import laad_provincie
from congruentie.bronnen.zoeken import sleutel, zoeker_voor
from congruentie.fusie import afkomst
from congruentie.gemeenten import Herkomst
from congruentie.jsonvorm import kaal
from congruentie.kaart.verbandeiland import verbanden_van
from congruentie.meten.maten import maten_van
from congruentie.nl import getal, opsomming
from congruentie.tekenen import KLASSEN, VERSCHILLEN

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from congruentie.gemeenten import Gemeenten
    from congruentie.herindeling import Overgang
    from congruentie.kaart.tekening import Tekening
    from congruentie.meten.jaren import Jaren
    from congruentie.meten.maten import Maat
    from congruentie.meten.meting import Meting
    from congruentie.meten.verplaatsen import Verplaatsing
    from congruentie.model import Indeling, Indelingen
    from congruentie.voorstel import Voorstel

__all__ = ["REKENT", "naar_json", "verzamel"]

REKENT = frozenset({"congruentie", "congruentie_inwoners", "congruentie_gecorrigeerd"})
"""The measures that the page itself computes, after every change (`maten` in rekenen.js).

Of any other measure it shows the figures of the start, and says so once something was changed.
"""

_MEESTE_GEMEENTEN = 2000
"""Of more areas the names are no names of gemeenten, with spellings of their own."""


def verzamel(
    meting: Meting,
    tekening: Tekening,
    jaren: Jaren | None = None,
    voorstel: Voorstel | None = None,
    naast: Indeling | None = None,
    verplaatsingen: Iterable[Verplaatsing] = (),
    voor: Meting | None = None,
) -> dict[str, Any]:
    """Collect what the page needs, as lists in the order of the gemeenten.

    Parameters
    ----------
    meting
        What the page shows.
    tekening
        The boundaries, for the borders between neighbours.
    jaren
        The years to set side by side; the last is `meting`.
    voorstel
        A proposal made from those indelingen.
    naast
        Another division to set beside it.
    verplaatsingen
        Moves that the page starts with.
    voor
        The measurement before a supposed herindeling.
    """
    indelingen, gemeenten = meting.indelingen, meting.indelingen.gemeenten
    maten = [maat for maat in maten_van("gemeente") if meting.gemeenten[maat.naam].notna().any()]
    return {
        "versie": __version__,
        "jaar": indelingen.jaar,
        "wanneer": indelingen.wanneer,
        "noemer": meting.noemer,
        "klassen": [
            {"vanaf": klasse.onder, "kleur": klasse.kleur, "tekst": klasse.label}
            for klasse in KLASSEN
        ],
        "verschillen": [{"kleur": v.kleur, "tekst": v.label} for v in VERSCHILLEN],
        "maten": [_maat(maat, meting.gemeenten[maat.naam], gemeenten) for maat in maten],
        "gemeenten": {
            "codes": list(gemeenten.codes),
            "namen": list(gemeenten.namen),
            "sleutels": _zoeksleutels(gemeenten),
            "vroeger": _vroeger(gemeenten),
            "inwoners": None if gemeenten.inwoners is None else gemeenten.inwoners.tolist(),
            "punten": tekening.punten,
            "getekend": _getekend(gemeenten),
        },
        "provincies": _provincies(gemeenten),
        "indelingen": [
            _indeling(indelingen, indeling, meting.gewichten.get(indeling.naam, 1.0))
            for indeling in indelingen
        ],
        "verbanden": indelingen.verbanden
        and {
            **_samen([_herkomst(herkomst) for herkomst in indelingen.verbanden.herkomst]),
            **verbanden_van(indelingen, indelingen.verbanden, meting.gewichten),
        },
        "grenzen": gemeenten.grenzen
        and {
            "bron": gemeenten.grenzen.bron,
            "opmerking": gemeenten.grenzen.opmerking,
            "naamsvermelding": gemeenten.naamsvermelding,
            "kort": {"niet_officieel": "Schematische grenzen", "officieel": "Grenzen van CBS"}.get(
                gemeenten.grenzen.status, ""
            ),
        },
        "zetten": [
            {
                "plek": gemeenten.plek[zet.gm_code],
                "naam": zet.indeling,
                "regio": indelingen[zet.indeling].regios.index(zet.naar),
            }
            for zet in verplaatsingen
        ],
        "herindeling": _herindeling(gemeenten, voor),
        "tijd": _tijd(jaren) if jaren else None,
        **_voorstellen(voorstel, naast, tekening),
        "eenheid": tekening.eenheid,
        "vereenvoudigd": tekening.tolerantie,
        "bogen": tekening.topologie.bogen,
        "vlakken": tekening.topologie.vlakken,
        "buren": tekening.buren,
        "overWater": tekening.over_water,
        "buitenland": tekening.buitenland,
    }


def _maat(maat: Maat, cijfers: pd.Series, gemeenten: Gemeenten) -> dict[str, Any]:
    """A measure; with its figures when the page cannot compute them."""
    uit = {"naam": maat.naam, "titel": maat.titel, "uitleg": maat.uitleg, "bron": maat.bron}
    if maat.naam in REKENT:
        return uit
    return {**uit, "vast": kaal(cijfers.reindex(list(gemeenten.codes)))}


def _herindeling(gemeenten: Gemeenten, voor: Meting | None) -> dict[str, Any] | None:
    """What is said of a supposed herindeling: of the country, and of the new gemeenten by place."""
    nieuw = afkomst(gemeenten, gemeenten.begin)
    if not nieuw:
        return None
    cijfers = voor.gemeenten["congruentie"].items() if voor else ()
    was = {str(code): float(cijfer) for code, cijfer in cijfers}

    def deel(oud: str, aandeel: float) -> str:
        naam = gemeenten.begin.naam_van[oud]
        wie = naam if aandeel == 1 else f"{getal(100 * aandeel)}% van {naam}"
        return f"{wie} (was {getal(was[oud], 2)}%)" if oud in was else wie

    zinnen = {
        code: f"Denkbeeldige gemeente: uit {opsomming([deel(*een) for een in delen.items()], 10)}."
        for code, delen in nieuw.items()
    }
    namen = opsomming([gemeenten.naam_van[code] for code in nieuw], 5)
    zonder = f"; zonder: {getal(sum(was.values()) / len(was), 2)}%" if was else ""
    return {
        "land": f"Met een denkbeeldige herindeling ({namen}){zonder}.",
        "nieuw": {str(gemeenten.plek[code]): zin for code, zin in zinnen.items()},
    }


def _zoeksleutels(gemeenten: Gemeenten) -> list[list[str]]:
    """Other spellings that the search box finds, without the beginnings of longer ones."""
    if len(gemeenten) > _MEESTE_GEMEENTEN:
        return []
    zoeker = zoeker_voor(gemeenten)
    uit = []
    for code in gemeenten.codes:
        alle = zoeker.sleutels(code)
        uit.append([een for een in alle if not any(een != a and a.startswith(een) for a in alle)])
    return uit


def _vroeger(gemeenten: Gemeenten) -> list[list[Any]]:
    """Gemeenten that are no more, for the search box: name, since which year, and where they went."""
    if len(gemeenten) > _MEESTE_GEMEENTEN:
        return []
    peildatum = f"{gemeenten.jaar}-01-01"
    stappen: dict[str, list[Overgang]] = {}
    for stap in zoeker_voor(gemeenten).overgangen:
        if stap.datum <= peildatum and stap.oud not in gemeenten.plek:
            stappen.setdefault(stap.oud, []).append(stap)

    def nu(code: str, gezien: frozenset[str]) -> set[int]:
        if code in gemeenten.plek:
            return {gemeenten.plek[code]}
        verder = {stap.nieuw for stap in stappen.get(code, ())} - gezien
        return {plek for een in verder for plek in nu(een, gezien | verder)}

    namen = {sleutel(naam) for naam in gemeenten.namen}
    uit = [
        [alle[-1].oud_naam, int(alle[-1].datum[:4]), sorted(nu(code, frozenset({code})))]
        for code, alle in stappen.items()
        if sleutel(alle[-1].oud_naam) not in namen
    ]
    return sorted(een for een in uit if een[2])


def _provincies(gemeenten: Gemeenten) -> dict[str, Any] | None:
    """The province of each gemeente by number, -1 for none; None where they are not known."""
    provincie = laad_provincie(gemeenten, cache="geen")
    if provincie is None or len(gemeenten) > _MEESTE_GEMEENTEN:
        return None
    nummer = {code: i for i, code in enumerate(provincie.regios)}
    lid = [nummer.get(provincie.lidmaatschap.get(code, ""), -1) for code in gemeenten.codes]
    if max(lid) < 0:
        return None
    return {
        "codes": list(provincie.regios),
        "namen": [provincie.regio_naam(code) for code in provincie.regios],
        "lid": lid,
    }


def _getekend(gemeenten: Gemeenten) -> list[bool] | None:
    """Who is drawn on a map of a part; None when all are."""
    if gemeenten.vlakken is None or not gemeenten.deel:
        return None
    return [not leeg for leeg in gemeenten.vlakken.is_empty]


def _voorstellen(
    voorstel: Voorstel | None, naast: Indeling | None, tekening: Tekening
) -> dict[str, Any]:
    if voorstel is None:
        return {"voorstellen": [], "standen": []}
    from congruentie.kaart.voorsteleiland import voorstellen_van  # heavy: only for a proposal

    return voorstellen_van(voorstel, naast, tekening)


def _tijd(jaren: Jaren) -> dict[str, Any]:
    laatste = jaren.laatste.indelingen
    return {
        "jaren": [jaar.jaar for jaar in jaren.jaren],
        "lid": [
            [
                jaar.indelingen.regio[:, jaar.indelingen.namen.index(naam)].tolist()
                for naam in laatste.namen
            ]
            for jaar in jaren.jaren
        ],
        "combinaties": [
            [_combinaties(jaar.indelingen[naam]) for naam in laatste.namen] for jaar in jaren.jaren
        ],
        "oorzaak": jaren.tabel["oorzaak"].tolist(),
    }


def _indeling(indelingen: Indelingen, indeling: Indeling, gewicht: float) -> dict[str, Any]:
    return {
        "naam": indeling.naam,
        "titel": indeling.label,
        "domein": indeling.domein,
        "gewicht": float(gewicht),
        **_herkomst(indeling.herkomst),
        "regios": list(indeling.regios),
        "namen": [indeling.regio_naam(code) for code in indeling.regios],
        "lid": indelingen.regio[:, indelingen.namen.index(indeling.naam)].tolist(),
        "combinaties": _combinaties(indeling),
    }


def _samen(bronnen: list[dict[str, str]]) -> dict[str, str]:
    """What several sources say, each thing once."""
    return {veld: "; ".join(dict.fromkeys(bron[veld] for bron in bronnen)) for veld in bronnen[0]}


def _combinaties(indeling: Indeling) -> dict[str, list[int]] | None:
    """Which regio's a number in `lid` stands for, of gemeenten in several; None without any."""
    meer = {str(nummer): list(delen) for nummer, delen in enumerate(indeling.delen) if delen[1:]}
    return meer or None


def _herkomst(herkomst: Herkomst) -> dict[str, str]:
    return {
        "bron": herkomst.bron_tekst,
        "peildatum": herkomst.peildatum,
        "status": herkomst.status,
        "status_tekst": herkomst.status_tekst,
        "licentie": herkomst.licentie,
    }


def naar_json(gegevens: dict[str, Any]) -> str:
    r"""Write JSON that can stand inside ``<script>``: ASCII, with <, > and & as ``\u`` escapes."""
    tekst = json.dumps(gegevens, separators=(",", ":"), allow_nan=False)
    return tekst.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")

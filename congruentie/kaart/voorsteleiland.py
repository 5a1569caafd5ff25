"""The part of the data island on a proposal: its regio's, what it asks, and what could be otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from congruentie.bronnen.verbandenlijst import VERBANDEN_2016
from congruentie.jsonvorm import kaal
from congruentie.model import Indelingen
from congruentie.voorstel.anders import heel
from congruentie.voorstel.bestaand import doelwaarde_van, in_een_regio, titel_van
from congruentie.voorstel.deling import koppel
from congruentie.voorstel.vastleggen import als_json

if TYPE_CHECKING:
    from congruentie.kaart.tekening import Tekening
    from congruentie.model import Indeling
    from congruentie.voorstel import Voorstel

__all__ = ["voorstellen_van"]

_STANDEN = {
    "vast": ("#2c7fb8", "ligt vast (bewezen)"),
    "alleen": ("#a6bddb", "een eigen regio"),
    "even goed": ("#d95f0e", "kan ook anders, precies even goed"),
    "weinig": ("#fe9929", "kan ook anders, kost hoogstens 0,5%"),
    "meer": ("#fed98e", "kan ook anders, kost 0,5 tot 1%"),
    "onbekend": ("#f0f0f0", "onbekend"),
}
"""The classes of "ligt het vast?", in the order that `stand` counts in: by what it costs."""


def voorstellen_van(
    voorstel: Voorstel, naast: Indeling | None, tekening: Tekening
) -> dict[str, Any]:
    """A proposal and what stands beside it, and what the classes of "ligt het vast?" mean."""
    alle = [_voorstel(voorstel) | {"banden": _banden(voorstel, tekening)}]
    if naast is not None:
        alle.append(_naast(voorstel, naast))
    standen = [{"kleur": kleur, "tekst": tekst} for kleur, tekst in _STANDEN.values()]
    return {"voorstellen": alle, "standen": standen}


def _voorstel(voorstel: Voorstel) -> dict[str, Any]:
    """Collect what the page needs, as lists by gemeente or by regio; by brok how sure its place is."""
    per_regio = voorstel.regios
    brokken = voorstel.brokken
    return {
        "titel": "Dit voorstel",
        **_vraag(voorstel),
        "regio": voorstel.regio.tolist(),
        "codes": list(voorstel.codes),
        "namen": list(voorstel.namen),
        "inwoners": kaal(per_regio["inwoners"]),
        "gelijk_aan": per_regio["gelijk_aan"].tolist(),
        "lijkt_op": per_regio["lijkt_op"].tolist(),
        "stand": [
            _stand(stand, kosten, voorstel.doelwaarde)
            for stand, kosten in zip(brokken["stand"], brokken["kosten"], strict=True)
        ],
        "alternatief": list(map(heel, brokken["alternatief"], brokken["verhuist_mee"])),
        "kosten": kaal(brokken["kosten"]),
        "even_goed": bool((brokken["kosten"] == 0).any()),
        "doelwaarde": voorstel.doelwaarde,
        "bovengrens": voorstel.bovengrens,
        "bewezen": voorstel.bewezen_optimaal,
        "buurzin": voorstel.banden.zin if voorstel.opgave.eisen.aaneengesloten else "",
        "geraakt": _geraakt(voorstel),
        "wensen": [voorstel.in_woorden(w) for w in voorstel.opgave.eisen.een_voor_een()],
        "prijzen": [
            {
                "wens": str(wens),
                "prijs": rij["prijs"],
                "hoogstens": rij["prijs_hoogstens"],
                "bewezen": bool(rij["bewezen"]),
            }
            for wens, rij in voorstel.prijzen.iterrows()
        ],
    }


def _stand(stand: str, kosten: float, waarde: float) -> int:
    """The number of its class; what can be otherwise, by the share of the worth that it costs."""
    if stand == "kan anders":
        deel = kosten / abs(waarde) if waarde else 1.0
        stand = "even goed" if kosten <= 0 else ("weinig" if deel <= 0.005 else "meer")
    return list(_STANDEN).index(stand)


def _vraag(voorstel: Voorstel) -> dict[str, Any]:
    """What was asked, for the sums that the page makes when somebody changes the proposal."""
    opgave, plek = voorstel.opgave, voorstel.indelingen.gemeenten.plek
    eisen = opgave.eisen
    grenzen = ("min_inwoners", "max_inwoners", "min_gemeenten", "max_gemeenten", "regios")
    nagekeken = {*grenzen, "aaneengesloten", "binnen", "samen", "apart", "vast", "heel"}
    rest = [wens for wens in eisen.een_voor_een() if wens.veld not in nagekeken and not wens.zacht]
    return {
        "theta": float(opgave.theta),
        "koppelingen": voorstel.koppelingen,
        "brok": opgave.brok.tolist(),
        "liever": [[plek[een], plek[ander], wens] for een, ander, wens in eisen.liever_paren()],
        "banden": sorted([plek[a], plek[b]] for a, b in voorstel.banden if a in plek and b in plek),
        "eisen": {
            **{naam: getattr(eisen, naam) for naam in grenzen},
            "aaneengesloten": eisen.aaneengesloten,
            "zone": opgave.zone[opgave.brok].tolist() if eisen.binnen else None,
            "samen": [[plek[code] for code in groep] for groep in eisen.samen_groepen()],
            "apart": [[plek[een], plek[ander]] for een, ander in eisen.apart_paren()],
            "vast": [[plek[code] for code in groep] for groep in eisen.vast],
            "rest": [voorstel.in_woorden(wens) for wens in rest],
        },
        "bestand": _bestand(voorstel),
    }


def _banden(voorstel: Voorstel, tekening: Tekening) -> list[list[int]] | None:
    """Who counted as neighbours; None for those that the page has anyhow."""
    plek = voorstel.indelingen.gemeenten.plek
    banden = {
        tuple(sorted((plek[a], plek[b]))) for a, b in voorstel.banden if a in plek and b in plek
    }
    bekend = {(min(a, b), max(a, b)) for a, b in (*tekening.buren, *tekening.over_water)}
    return None if banden == bekend else sorted(map(list, banden))


def _bestand(voorstel: Voorstel) -> dict[str, Any]:
    """``<naam>.json`` without the regio's: the page writes those. Without paths and durations too.

    A page is sent around: where files of the user stood is nobody's business, and the same question
    gives the same page.
    """
    inhoud = als_json(voorstel)
    gegevens = inhoud["gegevens"] | {"eigen": {}, "grenzen": None}
    gegevens["verbanden"] = [li if li == VERBANDEN_2016 else "" for li in gegevens["verbanden"]]
    return inhoud | {"regios": [], "verbanden": _zonder_lijst(inhoud), "gegevens": gegevens,
                     "methode": "zoeken", "verhuist": None, "duur_s": 0}  # fmt: skip


def _zonder_lijst(inhoud: dict[str, Any]) -> dict[str, Any] | None:
    """Which verbanden counted and how, without what becomes of each."""
    verbanden: dict[str, Any] | None = inhoud["verbanden"]
    return verbanden and verbanden | {"aantallen": {}, "lijst": []}


def _geraakt(voorstel: Voorstel) -> dict[str, Any] | None:
    """What the proposal does to verbanden: how many, and which are cut or equal a regio."""
    if (geraakt := voorstel.geraakt) is None:
        return None
    anders = [ligging for ligging in geraakt.liggingen if ligging.uitkomst != "binnen"]
    anders.sort(key=lambda ligging: (ligging.uitkomst == "gelijk", -len(ligging.verband.leden)))
    return {
        "zin": geraakt.zin,
        "lijst": [[ligging.verband.naam, geraakt.in_woorden(ligging)] for ligging in anders],
    }


def _naast(voorstel: Voorstel, naast: Indeling) -> dict[str, Any]:
    """Collect the same of another division, as far as it can be known."""
    gemeenten = voorstel.indelingen.gemeenten
    nummers = in_een_regio(voorstel, Indelingen(gemeenten, (naast,)).vakken_van(0))
    # Who is in no regio there is one of its own.
    los = nummers < 0
    codes = [*naast.regios, *(f"los-{gemeenten.codes[i]}" for i in los.nonzero()[0])]
    nummers[los] = len(naast.regios) + np.arange(int(los.sum()))
    inwoners = gemeenten.inwoners
    telt = np.ones(len(nummers)) if inwoners is None else inwoners
    return {
        "titel": titel_van(naast),
        "theta": float(voorstel.opgave.theta),
        "koppelingen": {
            indeling.naam: koppel(nummers, voorstel.indelingen.vakken_van(k), telt)
            for k, indeling in enumerate(voorstel.indelingen)
        },
        "regio": nummers.tolist(),
        "codes": codes,
        "namen": [
            *(naast.regio_naam(code) for code in naast.regios),
            *(gemeenten.namen[i] for i in los.nonzero()[0]),
        ],
        "inwoners": None
        if inwoners is None
        else np.bincount(nummers, inwoners, len(codes)).tolist(),
        "doelwaarde": doelwaarde_van(voorstel, nummers),
        "bovengrens": None,
        "wensen": [],
    }

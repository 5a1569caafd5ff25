"""What the page shows of a proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from congruentie.jsonvorm import kaal
from congruentie.model import Indelingen
from congruentie.voorstel.bestaand import doelwaarde_van, in_een_regio, titel_van

if TYPE_CHECKING:
    from congruentie.model import Indeling
    from congruentie.voorstel import Voorstel

__all__ = ["standen", "verzamel_naast", "verzamel_voorstel"]

_STANDEN = {
    "vast": ("#2c7fb8", "ligt vast (bewezen)"),
    "alleen": ("#a6bddb", "een eigen regio"),
    "kan anders": ("#fdae61", "kan ook anders"),
    "onbekend": ("#f0f0f0", "onbekend"),
}


def standen() -> list[dict[str, str]]:
    """The classes of "ligt het vast?", in the order that `stand` counts in."""
    return [{"kleur": kleur, "tekst": tekst} for kleur, tekst in _STANDEN.values()]


def verzamel_voorstel(voorstel: Voorstel) -> dict[str, Any]:
    """Collect what the page needs, as lists in the order of the gemeenten or of the regio's."""
    per_regio = voorstel.regios
    brokken = voorstel.brokken
    per_brok = brokken.iloc[voorstel.opgave.eenheid]
    gemeenten = voorstel.indelingen.gemeenten
    return {
        "titel": "Dit voorstel",
        "regio": voorstel.regio.tolist(),
        "codes": list(voorstel.codes),
        "namen": list(voorstel.namen),
        "inwoners": kaal(per_regio["inwoners"]),
        "gelijk_aan": per_regio["gelijk_aan"].tolist(),
        "lijkt_op": per_regio["lijkt_op"].tolist(),
        "stand": [list(_STANDEN).index(stand) for stand in per_brok["stand"]],
        "alternatief": per_brok["alternatief"].tolist(),
        "kosten": kaal(per_brok["kosten"]),
        "even_goed": bool((brokken["kosten"] == 0).any()),
        "doelwaarde": voorstel.doelwaarde,
        "bovengrens": voorstel.bovengrens,
        "bewezen": voorstel.bewezen_optimaal,
        "buren": voorstel.banden.zin if voorstel.opgave.eisen.aaneengesloten else "",
        "wensen": [w.met_namen(gemeenten) for w in voorstel.opgave.eisen.een_voor_een()],
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


def verzamel_naast(voorstel: Voorstel, naast: Indeling) -> dict[str, Any]:
    """Collect the same of another division, as far as it can be known."""
    gemeenten = voorstel.indelingen.gemeenten
    nummers = in_een_regio(voorstel, Indelingen(gemeenten, (naast,)).vakken_van(0))
    # Who is in no regio there is one of its own.
    los = nummers < 0
    codes = [*naast.regios, *(f"los-{gemeenten.codes[i]}" for i in los.nonzero()[0])]
    nummers[los] = len(naast.regios) + np.arange(int(los.sum()))
    inwoners = gemeenten.inwoners
    return {
        "titel": titel_van(naast),
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

"""What stands in the document of a provincie."""

from __future__ import annotations

from statistics import fmean

from congruentie.dossier.feiten import Feiten, Rij
from congruentie.dossier.inhoud import delingen, groepen, regel_van, titel
from congruentie.errors import CongruentieFout
from congruentie.model import Indeling

__all__ = ["beschrijf_provincie", "plekken_in", "provincies"]


def provincies(feiten: Feiten) -> Indeling:
    """The provincies of the year.

    Raises
    ------
    CongruentieFout
        They are not known.
    """
    if feiten.voorstel.provincie is None:
        raise CongruentieFout(
            f"De provincies van {feiten.voorstel.indelingen.gemeenten.jaar} zijn er niet.",
            "Maak dossiers per regio, per gemeente of voor het land.",
        )
    return feiten.voorstel.provincie


def plekken_in(feiten: Feiten, code: str) -> list[int]:
    """Places of the gemeenten in a provincie, by its code."""
    lidmaatschap, plek = provincies(feiten).lidmaatschap, feiten.voorstel.indelingen.gemeenten.plek
    return sorted(plek[gm] for gm, waar in lidmaatschap.items() if waar == code and gm in plek)


def beschrijf_provincie(feiten: Feiten, code: str) -> Rij:
    """Pick the values for one provincie: all regio's in her area or across its border.

    Parameters
    ----------
    feiten
        Of the proposal.
    code
        Of a provincie, such as ``PV25``.
    """
    namen = feiten.voorstel.indelingen.gemeenten.namen
    plekken = plekken_in(feiten, code)
    binnen = set(plekken)
    regels = []
    for regio, r in feiten.nummers.items():
        leden = feiten.plekken(r).tolist()
        if binnen & set(leden):
            hier = [namen[i] for i in leden if i in binnen]
            elders = [(lid["provincie"], lid["naam"]) for lid in feiten.leden(set(leden) - binnen)]
            regels.append(
                {
                    **regel_van(feiten, regio),
                    "hier": hier,
                    "elders": groepen(((0, naam), gemeente) for naam, gemeente in elders),
                    "gedeeld": [
                        {"kort": x["kort"], "regio": x["regio"]} for x in delingen(feiten, r)
                    ],
                }
            )
    leden = feiten.leden(plekken)
    inwoners = [lid["inwoners"] for lid in leden]
    return {
        "code": code,
        "naam": provincies(feiten).regio_naam(code),
        "bestaand": titel(feiten),
        "regels": regels,
        "over_grens": [regel for regel in regels if regel["elders"]],
        "gemeenten": len(plekken),
        "inwoners": None if None in inwoners else sum(inwoners),
        "voor": fmean(lid["voor"] for lid in leden),
        "verbanden": None,
        "verantwoording": feiten.verantwoording([lid["code"] for lid in leden]),
    }

"""What the page shows of a proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import pandas as pd

from congruentie.voorstel import duiding, vast

if TYPE_CHECKING:
    from congruentie.voorstel import Voorstel

__all__ = ["verzamel_voorstel"]

# ColorBrewer Set3 (Cynthia Brewer, Apache-2.0). Neighbours differ, and their border is drawn as well.
_KLEUREN = ("#8dd3c7", "#ffffb3", "#bebada", "#fb8072", "#80b1d3", "#fdb462", "#b3de69", "#fccde5")
_STANDEN = {
    "vast": ("#2c7fb8", "ligt vast (bewezen)"),
    "alleen": ("#a6bddb", "een eigen regio"),
    "kan anders": ("#fdae61", "kan ook anders"),
    "onbekend": ("#f0f0f0", "onbekend"),
}


def verzamel_voorstel(voorstel: Voorstel) -> dict[str, Any]:
    """Collect what the page needs, as lists in the order of the gemeenten or of the regio's."""
    per_gemeente = duiding.per_gemeente(voorstel)
    per_regio = duiding.per_regio(voorstel)
    brokken = vast.zwaai(voorstel)
    per_brok = brokken.iloc[voorstel.opgave.eenheid]
    genoeg = len(voorstel.indelingen) > 1
    return {
        "regio": voorstel.regio.tolist(),
        "codes": list(voorstel.codes),
        "namen": list(voorstel.namen),
        "kleuren": [_KLEUREN[k] for k in _kleur(voorstel)],
        "inwoners": [None if pd.isna(w) else w for w in per_regio["inwoners"].tolist()],
        "gelijk_aan": per_regio["gelijk_aan"].tolist(),
        "lijkt_op": per_regio["lijkt_op"].tolist(),
        "na": {
            naam: per_gemeente[f"na_{naam}"].tolist()
            for naam in voorstel.indelingen.namen
            if genoeg
        },
        "stand": [list(_STANDEN).index(stand) for stand in per_brok["stand"]],
        "standen": [{"kleur": kleur, "tekst": tekst} for kleur, tekst in _STANDEN.values()],
        "alternatief": per_brok["alternatief"].tolist(),
        "kosten": [None if pd.isna(w) else w for w in per_brok["kosten"].tolist()],
        "doelwaarde": voorstel.doelwaarde,
        "bovengrens": voorstel.bovengrens,
        "bewezen": voorstel.bewezen_optimaal,
        "wensen": [
            w.met_namen(voorstel.indelingen.gemeenten) for w in voorstel.opgave.eisen.wensen()
        ],
    }


def _kleur(voorstel: Voorstel) -> list[int]:
    """A colour per regio, so that regio's that touch differ."""
    graaf = nx.Graph()
    graaf.add_nodes_from(range(len(voorstel.codes)))
    plek = voorstel.indelingen.gemeenten.plek
    regio = voorstel.regio.tolist()
    for a, b in voorstel.banden:
        if a in plek and b in plek and regio[plek[a]] != regio[plek[b]]:
            graaf.add_edge(regio[plek[a]], regio[plek[b]])
    kleuren = nx.greedy_color(graaf, strategy="DSATUR")
    return [kleuren[r] % len(_KLEUREN) for r in range(len(voorstel.codes))]

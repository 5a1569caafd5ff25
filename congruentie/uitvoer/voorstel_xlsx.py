"""The workbook beside a proposal: every explanation as a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from congruentie.uitvoer.rapport import bronnentabel, uitlegtabel
from congruentie.uitvoer.xlsx import Blad

if TYPE_CHECKING:
    from congruentie.voorstel import Voorstel

__all__ = ["bladen_van_voorstel"]

_AANTAL, _PROCENT, _WAARDE = "#,##0", "0.00", "#,##0.0##"
_UITLEG = [
    (
        "doelwaarde",
        "Doelwaarde",
        "Som over elk paar gemeenten dat het voorstel samenvoegt: het gewicht van de "
        "indelingen waarin zij samen zitten, min theta maal het gewicht van alle.",
        "S. Régnier (1965); mediaan-verdeling",
    ),
    (
        "bovengrens",
        "Bovengrens",
        "Geen voorstel met deze wensen heeft een hogere doelwaarde.",
        "",
    ),
    (
        "kloof",
        "Kloof (%)",
        "Bovengrens min doelwaarde, als deel van de grootste van de twee. 0 = bewezen het beste.",
        "",
    ),
    (
        "gelijk_aan",
        "Gelijk aan",
        "Bestaande regio's met precies dezelfde gemeenten.",
        "",
    ),
    (
        "lijkt_op",
        "Lijkt op",
        "Bestaande regio's die ten minste driekwart van de gemeenten delen die in een van"
        " beide zitten.",
        "P. Jaccard (1901)",
    ),
    (
        "overeenstemming",
        "Overeenstemming (%)",
        "Gemiddeld deel van de indelingen waarin twee gemeenten van deze regio nu al samen zitten.",
        "",
    ),
    (
        "land_km2",
        "Oppervlakte (km2)",
        "Van de grenzen die zijn gebruikt; bij de schematische grenzen is dat een schatting.",
        "",
    ),
    (
        "congruentie_voor",
        "Congruentie nu (%)",
        "Congruentie zoals RegioAtlas, over de gekozen indelingen.",
        "RegioAtlas",
    ),
    (
        "na_<indeling>",
        "Congruentie straks (%)",
        "Dezelfde maat als alleen die indeling het voorstel overneemt. Nemen alle "
        "indelingen het over, dan is het overal 100%.",
        "RegioAtlas",
    ),
    (
        "stand",
        "Brok",
        "vast: bewezen dat elk voorstel dat hoogstens 1% slechter is, deze brok bij de "
        "rest van haar regio laat. kan anders: er is zo'n voorstel dat dat niet doet. "
        "alleen: een brok die zelf een regio is. onbekend: niet bewezen en niet gevonden.",
        "",
    ),
    (
        "kosten",
        "Kosten",
        "Hoeveel doelwaarde het goedkoopste alternatief kost dat is gevonden.",
        "",
    ),
    (
        "prijs",
        "Prijs van een wens",
        "Hoeveel hoger de doelwaarde kan zijn zonder die wens. prijs_hoogstens is wat de "
        "bovengrens toelaat.",
        "",
    ),
]


def bladen_van_voorstel(voorstel: Voorstel) -> list[Blad]:
    """Make the sheets of `congruentie voorstel`.

    Parameters
    ----------
    voorstel
        The proposal.
    """
    getallen = {
        "gemeenten": _AANTAL,
        "inwoners": _AANTAL,
        "land_km2": _AANTAL,
        "centrum_aandeel": "0",
        "overeenstemming": _PROCENT,
        "congruentie_voor": _PROCENT,
        "congruentie_na": _PROCENT,
        "na_alle": _PROCENT,
        "gemeenten_verhuizen": _AANTAL,
        "inwoners_verhuizen": _AANTAL,
        "doelwaarde_zonder": _WAARDE,
        "prijs": _WAARDE,
        "prijs_hoogstens": _WAARDE,
        "kosten": _WAARDE,
        **{f"na_{naam}": _PROCENT for naam in voorstel.indelingen.namen},
    }
    indelingen = voorstel.per_indeling
    return [
        Blad("Samenvatting", _samenvatting(voorstel, indelingen)),
        Blad("Regio's", voorstel.regios, getallen),
        Blad("Gemeenten", voorstel.gemeenten, getallen),
        Blad("Indelingen", indelingen, getallen),
        Blad("Bestaande", voorstel.bestaande, {**getallen, "kloof": "0.00%"}),
        Blad("Verhuizingen", voorstel.verhuizingen, getallen),
        # Here `gemeenten` are names.
        Blad("Brokken", voorstel.brokken, {"kosten": _WAARDE}),
        Blad("Wensen", voorstel.prijzen, getallen),
        Blad("Toelichting", uitlegtabel(_UITLEG)),
        Blad("Bronnen", bronnentabel(voorstel.indelingen)),
    ]


def _samenvatting(voorstel: Voorstel, indelingen: pd.DataFrame) -> pd.DataFrame:
    wensen = [
        w.met_namen(voorstel.indelingen.gemeenten) for w in voorstel.opgave.eisen.een_voor_een()
    ]
    komma = str.maketrans(".,", ",.")
    rijen = [
        ("Regio's", len(voorstel.codes)),
        ("Gemeenten", len(voorstel.indelingen.gemeenten)),
        ("Jaar", voorstel.indelingen.gemeenten.jaar),
        ("Indelingen", ", ".join(i.label for i in voorstel.indelingen)),
        ("Wensen", "; ".join(wensen) or "geen"),
        ("Buren", voorstel.banden.zin),
        ("Theta", float(voorstel.opgave.theta)),
        ("Brokken", len(voorstel.opgave)),
        ("Methode", voorstel.methode),
        ("Doelwaarde", voorstel.doelwaarde),
        ("Bovengrens", voorstel.bovengrens),
        ("Kloof (%)", round(100 * voorstel.kloof, 4)),
        ("Bewezen het beste", "ja" if voorstel.bewezen_optimaal else "nee"),
    ]
    for naam, rij in indelingen.iterrows():
        voor, na = (
            f"{rij[kolom]:.2f}".translate(komma) for kolom in ("congruentie_voor", "congruentie_na")
        )
        weg = int(rij["gemeenten_verhuizen"])
        wat = f"gemiddelde congruentie van {voor}% naar {na}%; {weg} gemeenten verhuizen"
        rijen.append((f"Als alleen {naam} het overneemt", wat))
    return pd.DataFrame([(wat, _tekst(w)) for wat, w in rijen], columns=["wat", "waarde"])


def _tekst(waarde: object) -> str:
    """Numbers as a Dutch reader writes them, so that the column reads as one."""
    return f"{waarde:g}".replace(".", ",") if isinstance(waarde, float) else str(waarde)

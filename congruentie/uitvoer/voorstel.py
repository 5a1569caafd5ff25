"""A proposal as files beside each other: the division, and everything that is known about it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from congruentie.nl import getal
from congruentie.uitvoer.tabel import (
    AANTAL,
    PROCENT,
    Blad,
    Kolom,
    bronnenblad,
    schrijf_csv,
    schrijf_xlsx,
    uitlegblad,
)
from congruentie.veilig import schrijf_tekst
from congruentie.voorstel.alternatieven import als_tabel as over_alternatieven
from congruentie.voorstel.alternatieven import per_gemeente
from congruentie.voorstel.vastleggen import als_json

if TYPE_CHECKING:
    import pandas as pd

    from congruentie.voorstel import Voorstel
    from congruentie.voorstel.alternatieven import Alternatief

__all__ = ["als_tabel", "bladen_van_voorstel", "schrijf_voorstel"]


def schrijf_voorstel(
    voorstel: Voorstel,
    naam: Path,
    *,
    uitleg: bool = True,
    stappen: pd.DataFrame | None = None,
    ronde: Mapping[str, Any] | None = None,
    alternatieven: Sequence[Alternatief] = (),
) -> list[Path]:
    """Write ``<naam>.csv``, ``.json``, ``.xlsx`` and ``.gpkg``, and ``<naam>-bewijs.json`` if proven.

    Parameters
    ----------
    voorstel
        The proposal.
    naam
        Path without suffix.
    uitleg
        Also write the workbook with every explanation, which takes seconds, and, where there are
        boundaries, the GeoPackage; and keep in the JSON what documents need of it.
    stappen
        The list of `uitgaand.als_tabel`, to write as ``<naam>-stappen.csv``.
    ronde
        As in `congruentie.voorstel.vastleggen.als_json`.
    alternatieven
        Written as ``<naam>-alternatief-1.csv`` and so on, and told of in the JSON and the workbook.

    Returns
    -------
    list of Path
        What was written.
    """
    csv, json_pad = (naam.with_name(naam.name + suffix) for suffix in (".csv", ".json"))
    schrijf_csv(als_tabel(voorstel), csv)
    vast = als_json(voorstel, naam.parent, ronde, uitleg=uitleg)
    paden = [csv, json_pad]
    if alternatieven:
        tabel = over_alternatieven(voorstel, alternatieven)
        anderen = [
            naam.with_name(f"{naam.name}-alternatief-{nummer}.csv") for nummer in tabel.index
        ]
        for een, pad in zip(alternatieven, anderen, strict=True):
            schrijf_csv(als_tabel(een.voorstel), pad)
        rijen = zip(anderen, tabel.to_dict("records"), strict=True)
        vast["alternatieven"] = [{"bestand": pad.name} | rij for pad, rij in rijen]
        paden += anderen
    schrijf_tekst(json_pad, json.dumps(vast, ensure_ascii=False, indent=2) + "\n")
    if voorstel.bewijs is not None:
        paden.append(naam.with_name(f"{naam.name}-bewijs.json"))
        bewijs = json.dumps(voorstel.bewijs, ensure_ascii=False, indent=1)
        schrijf_tekst(paden[-1], bewijs + "\n")
    if stappen is not None:
        paden.append(naam.with_name(f"{naam.name}-stappen.csv"))
        schrijf_csv(stappen, paden[-1])
    if not uitleg:
        return paden
    from congruentie.uitvoer.gpkg import schrijf_voorstel_gpkg

    xlsx, gpkg = (naam.with_name(naam.name + suffix) for suffix in (".xlsx", ".gpkg"))
    schrijf_xlsx(bladen_van_voorstel(voorstel, alternatieven), xlsx)
    if voorstel.indelingen.gemeenten.vlakken is None:
        return [*paden, xlsx]
    schrijf_voorstel_gpkg(voorstel, gpkg)
    return [*paden, xlsx, gpkg]


def als_tabel(voorstel: Voorstel) -> pd.DataFrame:
    """One row per gemeente: ``gm_naam, voorstel_code, voorstel_naam, brok``, by ``gm_code``."""
    import pandas as pd

    gemeenten = voorstel.indelingen.gemeenten
    return pd.DataFrame(
        {
            "gm_naam": gemeenten.namen,
            "voorstel_code": [voorstel.codes[r] for r in voorstel.regio],
            "voorstel_naam": [voorstel.namen[r] for r in voorstel.regio],
            "brok": voorstel.opgave.brok + 1,
        },
        index=pd.Index(gemeenten.codes, name="gm_code"),
    )


_WAARDE = "#,##0.0##"
_KOLOMMEN = [
    Kolom(
        "doelwaarde",
        "Doelwaarde",
        "Som over elk paar gemeenten dat het voorstel samenvoegt: het gewicht van de "
        "indelingen waarin zij samen zitten, min theta maal het gewicht van alle.",
        "S. Régnier (1965); mediaan-verdeling",
    ),
    Kolom(
        "bovengrens",
        "Bovengrens",
        "Geen voorstel met deze wensen heeft een hogere doelwaarde.",
    ),
    Kolom(
        "kloof",
        "Kloof (%)",
        "Bovengrens min doelwaarde, als deel van de grootste van de twee. 0 = bewezen het beste.",
    ),
    Kolom(
        "gelijk_aan",
        "Gelijk aan",
        "Bestaande regio's met precies dezelfde gemeenten.",
    ),
    Kolom(
        "lijkt_op",
        "Lijkt op",
        "Bestaande regio's die ten minste driekwart van de gemeenten delen die in een van"
        " beide zitten.",
        "P. Jaccard (1901)",
    ),
    Kolom(
        "overeenstemming",
        "Overeenstemming (%)",
        "Gemiddeld deel van de indelingen waarin twee gemeenten van deze regio nu al samen zitten.",
        formaat=PROCENT,
    ),
    Kolom(
        "land_km2",
        "Oppervlakte (km2)",
        "Van de grenzen die zijn gebruikt; bij de schematische grenzen is dat een schatting.",
        formaat=AANTAL,
    ),
    Kolom(
        "congruentie_voor",
        "Congruentie nu (%)",
        "Congruentie zoals RegioAtlas, over de gekozen indelingen.",
        "RegioAtlas",
        formaat=PROCENT,
    ),
    Kolom(
        "na_<indeling>",
        "Congruentie straks (%)",
        "Dezelfde maat als alleen die indeling het voorstel overneemt. Nemen alle "
        "indelingen het over, dan is het overal 100%.",
        "RegioAtlas",
        formaat=PROCENT,
    ),
    Kolom(
        "stand",
        "Brok",
        "vast: bewezen dat elk voorstel dat hoogstens 1% slechter is, deze brok bij de "
        "rest van haar regio laat. kan anders: er is zo'n voorstel dat dat niet doet. "
        "alleen: een brok die zelf een regio is. onbekend: niet bewezen en niet gevonden.",
    ),
    Kolom(
        "alternatief, verhuist_mee",
        "Alternatief",
        "Wat er in het goedkoopste andere voorstel met deze brok gebeurt, en wie er dan nog meer "
        "verhuist. Op het blad Uitwegen: in het goedkoopste waarin zij bij de grootste gemeente van "
        "die regio is.",
    ),
    Kolom(
        "beletsel",
        "Beletsel",
        "Waarom de brok niet naar die regio kan.",
    ),
    Kolom(
        "kosten",
        "Kosten",
        "Hoeveel doelwaarde het goedkoopste alternatief kost dat is gevonden.",
        formaat=_WAARDE,
    ),
    Kolom(
        "prijs",
        "Prijs van een wens",
        "Hoeveel hoger de doelwaarde kan zijn zonder die wens. prijs_hoogstens is wat de "
        "bovengrens toelaat.",
        formaat=_WAARDE,
    ),
    Kolom(
        "verhuizingen, inwoners_in_verhuizingen",
        "Verhuizingen",
        "Op het blad Bestaande: verhuizingen in de andere indelingen samen. Een gemeente die in drie "
        "indelingen verhuist, telt drie keer, en haar inwoners ook.",
        formaat=AANTAL,
    ),
    Kolom("gemeenten, inwoners, gemeenten_verhuizen, inwoners_verhuizen", formaat=AANTAL),
    Kolom("congruentie_na", formaat=PROCENT),
    Kolom("doelwaarde_zonder, prijs_hoogstens", formaat=_WAARDE),
    Kolom("centrum_aandeel", formaat="0"),
]


_VERBANDKOLOMMEN = [
    Kolom(
        "uitkomst",
        "Wat er met een verband gebeurt",
        "gelijk: het verband heeft precies de gemeenten van een regio, en kan ermee samengaan. binnen: "
        "al zijn gemeenten zitten in een regio. gesneden: zijn gemeenten komen in meer dan een regio.",
    ),
    Kolom(
        "regio_code, regio_naam, verband_regio_code, verband_regio_naam",
        "Regio van een verband",
        "De regio waarin de meeste van zijn gemeenten zitten; bij evenveel die met de meeste inwoners.",
    ),
    Kolom("buiten", "Buiten", "Hoeveel gemeenten van het verband niet in die regio zitten."),
    Kolom("regios", "Regio's", "In hoeveel regio's het verband ligt.", formaat=AANTAL),
    Kolom("gelijk, binnen, gesneden, gemeenten, andere_deelnemers", formaat=AANTAL),
]


_ALTERNATIEFKOLOMMEN = [
    Kolom("verlies", "Verlies", "Hoeveel doelwaarde een alternatief kost.", formaat=_WAARDE),
    Kolom(
        "gemeenten_anders",
        "Gemeenten anders",
        "Hoeveel gemeenten in het alternatief niet in de regio zitten die de plaats inneemt van hun "
        "regio in het voorstel.",
        formaat=AANTAL,
    ),
    Kolom(
        "nieuwe_paren",
        "Nieuwe paren",
        "Hoeveel paren gemeenten samen of apart zitten zoals in het voorstel en in geen eerder "
        "alternatief. meeste: bewezen dat geen ander voorstel binnen de marge er meer heeft.",
        formaat=AANTAL,
    ),
]


def bladen_van_voorstel(
    voorstel: Voorstel, alternatieven: Sequence[Alternatief] = ()
) -> list[Blad]:
    """Make the sheets of `congruentie voorstel`.

    Parameters
    ----------
    voorstel
        The proposal.
    alternatieven
        Those beside it, if any were asked.
    """
    indelingen = voorstel.per_indeling
    over_indelingen = [
        Blad("Indelingen", indelingen, _KOLOMMEN),
        Blad(
            "Bestaande",
            voorstel.bestaande,
            [Kolom("kloof", formaat="0.00%"), *_KOLOMMEN],
        ),
        Blad("Verhuizingen", voorstel.verhuizingen, _KOLOMMEN),
    ]
    return [
        Blad("Samenvatting", _samenvatting(voorstel, indelingen)),
        Blad("Regio's", voorstel.regios, _KOLOMMEN),
        Blad("Gemeenten", voorstel.gemeenten, _KOLOMMEN),
        *(over_indelingen if len(voorstel.indelingen) else []),
        *_bladen_over_verbanden(voorstel),
        # Here `gemeenten` are names.
        Blad("Brokken", voorstel.brokken, [Kolom("kosten", formaat=_WAARDE)]),
        Blad("Uitwegen", voorstel.uitwegen, [Kolom("kosten", formaat=_WAARDE)]),
        Blad("Wensen", voorstel.prijzen, _KOLOMMEN),
        *_bladen_over_alternatieven(voorstel, alternatieven),
        uitlegblad(
            [
                *_KOLOMMEN,
                *(_VERBANDKOLOMMEN if voorstel.geraakt else []),
                *(_ALTERNATIEFKOLOMMEN if alternatieven else []),
            ]
        ),
        bronnenblad(voorstel.indelingen),
    ]


def _bladen_over_alternatieven(
    voorstel: Voorstel, alternatieven: Sequence[Alternatief]
) -> list[Blad]:
    if not alternatieven:
        return []
    tabel = over_alternatieven(voorstel, alternatieven)
    return [
        Blad("Alternatieven", tabel, [*_KOLOMMEN, *_ALTERNATIEFKOLOMMEN]),
        Blad("Alternatieven per gemeente", per_gemeente(voorstel, alternatieven), _KOLOMMEN),
    ]


def _bladen_over_verbanden(voorstel: Voorstel) -> list[Blad]:
    """What the proposal does to the verbanden that are known; nothing without any."""
    if (geraakt := voorstel.geraakt) is None:
        return []
    return [
        Blad("Verbanden", geraakt.per_verband, _VERBANDKOLOMMEN),
        Blad("Verbanden per regio", geraakt.per_regio, _VERBANDKOLOMMEN),
        Blad("Buiten de regio", geraakt.buiten, _VERBANDKOLOMMEN),
    ]


def _samenvatting(voorstel: Voorstel, indelingen: pd.DataFrame) -> pd.DataFrame:
    wensen = [voorstel.in_woorden(w) for w in voorstel.opgave.eisen.een_voor_een()]
    rijen = [
        ("Regio's", len(voorstel.codes)),
        ("Gemeenten", len(voorstel.indelingen.gemeenten)),
        ("Jaar", voorstel.indelingen.gemeenten.jaar),
        ("Indelingen", ", ".join(i.label for i in voorstel.indelingen) or "geen"),
        *_over_verbanden(voorstel),
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
        voor, na = (getal(rij[f"congruentie_{moment}"], 2) for moment in ("voor", "na"))
        weg = int(rij["gemeenten_verhuizen"])
        wat = f"gemiddelde congruentie van {voor}% naar {na}%; {weg} gemeenten verhuizen"
        rijen.append((f"Als alleen {naam} het overneemt", wat))
    return pd.DataFrame([(wat, _tekst(w)) for wat, w in rijen], columns=["wat", "waarde"])


def _over_verbanden(voorstel: Voorstel) -> list[tuple[str, str]]:
    verbanden, geraakt = voorstel.indelingen.verbanden, voorstel.geraakt
    if verbanden is None or geraakt is None:
        return []
    gewicht, elk = voorstel.opgave.gewicht_verbanden, voorstel.opgave.verbandgewicht
    wegen = "tellen niet mee in de doelwaarde"
    if gewicht:
        wegen = (
            f"elk weegt {getal(float(elk), 4)}, en telt alleen bij een paar waarvan er een meedoet"
        )
    bronnen = ", ".join(dict.fromkeys(een.bron_tekst for een in verbanden.herkomst))
    return [
        ("Samenwerkingsverbanden", f"{len(verbanden.tellende)} uit {bronnen}; {wegen}"),
        ("Wat het voorstel daarmee doet", geraakt.zin),
    ]


def _tekst(waarde: object) -> str:
    """Numbers as a Dutch reader writes them, so that the column reads as one."""
    return f"{waarde:g}".replace(".", ",") if isinstance(waarde, float) else str(waarde)

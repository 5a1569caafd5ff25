"""A round as files: the next proposal, and a workbook and JSON of what became of every wish."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from congruentie import __version__
from congruentie.jsonvorm import kaal, schrijf_json
from congruentie.kaart import maak_pagina
from congruentie.kaart.wensplaat import Pijl, maak_wensplaat
from congruentie.uitvoer.tabel import AANTAL, Blad, Kolom, bronnenblad, schrijf_xlsx, uitlegblad
from congruentie.uitvoer.voorstel import schrijf_voorstel
from congruentie.uitvraag.antwoorden import Formuliermelding
from congruentie.uitvraag.wensentabel import tegenspraken, wederkerigheid
from congruentie.veilig import schrijf_tekst, veilig_schrijven

if TYPE_CHECKING:
    from congruentie.uitvraag.ronde import Ronde

__all__ = ["als_json", "reacties", "schrijf_ronde"]


_WAARDE = "#,##0.0##"
_KOPPEN = {
    "gm_code": "Gemeentecode", "gm_naam": "Gemeente", "inwoners": "Inwoners", "van": "Van",
    "van_naam": "Van (naam)", "naar": "Naar", "naar_naam": "Naar (naam)", "waarom": "Waarom",
    "eigen_verzoek": "Op eigen verzoek?", "antwoord": "Antwoord", "wensen": "Wensen",
    "vervuld_eerder": "Vervuld, eerder", "vervuld": "Vervuld, nu",
    "aandeel_eerder": "Deel vervuld, eerder (%)", "aandeel": "Deel vervuld, nu (%)",
    "regio_eerder": "Regio, eerder", "regio_eerder_naam": "Regio, eerder (naam)",
    "regio_nu": "Regio, nu", "regio_nu_naam": "Regio, nu (naam)", "oordeel": "Oordeel",
    "uit": "Voorkeur of keuze", "hoe": "Hoe telt het?", "kosten": "Kosten", "plek": "Plek",
    "gm_a": "Code A", "naam_a": "Gemeente A", "gm_b": "Code B", "naam_b": "Gemeente B",
    "soort": "Soort", "zwaarte": "Zwaarte", "uitleg": "Uitleg", "oordeel_a": "A over B",
    "oordeel_b": "B over A", "stand": "Stand", "gewicht": "Gewicht", "regios": "Regio's",
    "doelwaarde": "Doelwaarde", "prijs": "Prijs", "bewezen": "Bewezen", "wie": "Code",
    "naam": "Gemeente", "status": "Antwoord", "keuze": "Keuze", "alternatief": "Andere regio",
    "voorwaarden": "Voorwaarden", "opmerkingen": "Opmerkingen", "ernst": "Ernst",
    "bestand": "Bestand", "blad": "Blad", "cel": "Cel", "waarde": "Wat er staat",
    "melding": "Melding", "voorstel": "Wat u doet",
}  # fmt: skip
"""Column of a table -> its header, for who reads; the JSON has the names of the tables."""
_CIJFERS = {
    "gemeenten": "Gemeenten",
    "gevraagd": "Gemeenten die zijn gevraagd",
    "geantwoord": "waarvan met een (gedeeltelijk) antwoord",
    "leeg": "waarvan met een leeg formulier",
    "onduidelijk": "waarvan onduidelijk: er kwamen verschillende formulieren",
    "niet_ontvangen": "waarvan niets is ontvangen",
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
    "zonder_eigen_verzoek": "waarvan zonder dat zij dat zelf vroegen",
    "doelwaarde_zonder_antwoorden": "Doelwaarde van het beste voorstel zonder antwoorden",
    "doelwaarde": "Doelwaarde van dit voorstel, zonder de zachte wensen mee te tellen",
    "prijs": "Prijs van de antwoorden: het verschil tussen die twee",
}
_KOLOMMEN = [
    Kolom(
        "doelwaarde",
        "Doelwaarde",
        "Som over elk paar gemeenten dat het voorstel samenvoegt: het gewicht van de indelingen waarin "
        "zij samen zitten, min theta maal het gewicht van alle. Wensen tellen hier niet in mee.",
        "S. Régnier (1965); mediaan-verdeling",
    ),
    Kolom(
        "van, naar",
        "Op het blad Wijzigingen",
        "De regio in het vorige voorstel en die in dit voorstel. Een regio houdt haar code en naam: "
        "een nieuwe geldt als de oude zo dat de minste inwoners verhuizen. Wie een andere code krijgt, "
        "verhuist.",
    ),
    Kolom(
        "waarom, eigen_verzoek",
        "Op het blad Wijzigingen",
        "Welke wens nu is vervuld, en van wie. Vroeg niemand erom, dan staat er wat er gebeurt als de "
        "gemeente terug zou gaan. Wie verhuist zonder dat een eigen wens daardoor is vervuld, verhuist "
        "zonder eigen verzoek.",
    ),
    Kolom(
        "regio_eerder, regio_nu",
        "Op het blad Gemeenten",
        "Codes van regio's in het vorige en in dit voorstel.",
    ),
    Kolom(
        "antwoord, status",
        "Antwoord",
        "volledig: de keuze is gemaakt en niets was onduidelijk. deels: er is iets ingevuld. leeg: het "
        "formulier kwam leeg terug. onduidelijk: er kwamen formulieren die verschillen; geen ervan "
        "telt. niet ontvangen: er kwam geen formulier. niet gevraagd: de gemeente stond niet op de "
        "lijst.",
    ),
    Kolom(
        "wensen, vervuld, aandeel",
        "Vervuld",
        "Hoeveel wensen van de gemeente over dit voorstel gaan, hoeveel daarvan zijn vervuld, en welk "
        "deel dat is (%). Met eerder erachter: in het vorige voorstel.",
    ),
    Kolom(
        "van, naar",
        "Op het blad Wensen",
        "Wie de wens heeft, en over wie die gaat.",
    ),
    Kolom(
        "uit",
        "Waar een wens vandaan komt",
        "voorkeur: de gemeente noemde de ander. keuze: de gemeente koos een regio; dat telt als wens "
        "om bij de grootste andere gemeente van die regio te zitten.",
    ),
    Kolom(
        "hoe",
        "Hoe een wens meetelt",
        "hard: het voorstel moet eraan voldoen. zacht: hij telt mee in de afweging. niet: hij telt "
        "niet mee; waarom zegt de reden.",
    ),
    Kolom(
        "kosten",
        "Kosten van een wens",
        "Hoeveel doelwaarde de beste enkele stap kost die de wens vervult: een brok verhuist, of twee "
        "regio's gaan samen. Leeg: de wens is vervuld, telt niet mee, of zo'n stap is er niet.",
    ),
    Kolom(
        "plek",
        "Plek",
        "Waar de wens staat: het formulier, het blad en de cel.",
    ),
    Kolom(
        "zwaarte",
        "Op het blad Tegenspraken",
        "Het zwaarste oordeel van wie niet samen wil.",
    ),
    Kolom(
        "oordeel_a, oordeel_b",
        "Op het blad Wederkerigheid",
        "Wat de gemeente van gm_a over die van gm_b zegt, en andersom; bij meer oordelen het zwaarste. "
        "Leeg: zij zei er niets over.",
    ),
    Kolom(
        "gewicht, prijs",
        "Op het blad Prijs",
        "Wat er gebeurt als een zachte wens zo zwaar weegt: hoeveel wensen zijn vervuld, en hoeveel "
        "doelwaarde dat kost. 0: alleen de harde wensen tellen.",
    ),
    Kolom(
        "bewezen",
        "Bewezen",
        "ja: geen voorstel met deze wensen is beter. nee: in de tijd is dat niet bewezen.",
    ),
    Kolom("inwoners", formaat=AANTAL),
    Kolom("aandeel_eerder, aandeel", formaat="0.0"),
    Kolom("kosten, doelwaarde, prijs", formaat=_WAARDE),
]


def schrijf_ronde(
    ronde: Ronde,
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
    gelezen = ronde.gelezen
    inhoud = als_json(ronde)
    if uitleg:  # what takes long or can fail comes before the first file
        bladen, pagina = _bladen(ronde, tijd), _pagina(ronde)
    paden = [naam.with_name(f"{naam.name}-ronde.json")]
    schrijf_json(inhoud, paden[0])
    if uitleg:
        paden.append(naam.with_name(f"{naam.name}-ronde.xlsx"))
        schrijf_xlsx(bladen, paden[-1])
        paden += _schrijf_platen(ronde, naam)
        paden.append(naam.with_name(f"{naam.name}.html"))
        schrijf_tekst(paden[-1], pagina)
    kenmerk = {
        "nummer": ronde.nummer,
        "voorstel_sha256": gelezen.sha256,
        "domein": ronde.domein,
        "wensgewicht": ronde.gewicht,
        "zacht": ronde.zacht,
        "basis": gelezen.basis.als_opties(),
        "hoogste_code": max(gelezen.hoogste_code, *(int(code[1:]) for code in ronde.nieuw.codes)),
    }
    return [*paden, *schrijf_voorstel(ronde.nieuw, naam, uitleg=uitleg, ronde=kenmerk)]


def _schrijf_platen(ronde: Ronde, naam: Path) -> list[Path]:
    hierover = np.array([w.gaat_hierover for w in ronde.toepassing.wensen], dtype=bool)
    telt = ronde.wensen[hierover]
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


def als_json(ronde: Ronde) -> dict[str, Any]:
    """Everything a script needs to know of a round; without contact."""
    gemeenten = ronde.nieuw.indelingen.gemeenten
    per_gemeente = ronde.per_gemeente.drop(columns="inwoners")
    namens = {een.wie: een.namens for een in ronde.antwoorden.antwoorden}
    return {
        "ronde": ronde.nummer,
        "voorstel_sha256": ronde.gelezen.sha256,
        "domein": ronde.domein,
        "wensgewicht": ronde.gewicht,
        "zacht": ronde.zacht,
        "land": kaal(ronde.samenvatting),
        "gemeenten": dict(zip(per_gemeente.index, kaal(per_gemeente), strict=True)),
        "wijzigingen": kaal(ronde.wijzigingen),
        "wensen": kaal(ronde.wensen),
        "tegenspraken": kaal(tegenspraken(ronde.toepassing.wensen, gemeenten)),
        "wederkerigheid": kaal(wederkerigheid(ronde.toepassing.wensen, gemeenten)),
        "reacties": [
            {
                **rij,
                "naam": rij["naam"] or _naam_van_waarnemer(ronde, rij["wie"]),
                "namens": namens.get(rij["wie"], ""),
            }
            for rij in kaal(reacties(ronde))
        ],
        "niet_ontvangen": list(ronde.antwoorden.niet_ontvangen),
        "versie": __version__,
    }


def _bladen(ronde: Ronde, tijd: float | None) -> list[Blad]:
    """The sheets of the workbook."""
    gemeenten = ronde.nieuw.indelingen.gemeenten
    alle = ronde.toepassing.wensen
    meldingen = [vars(melding) for melding in ronde.antwoorden.meldingen]
    tabellen = {
        "Wijzigingen": ronde.wijzigingen,
        "Gemeenten": ronde.per_gemeente,
        "Wensen": ronde.wensen,
        "Tegenspraken": tegenspraken(alle, gemeenten),
        "Wederkerigheid": wederkerigheid(alle, gemeenten),
        "Prijs": ronde.prijs_per_gewicht(tijd=tijd),
        "Reacties": reacties(ronde),
        "Meldingen": pd.DataFrame(meldingen, columns=list(Formuliermelding.__annotations__)),
    }
    kolommen = [replace(een, naam=_koppen(een.naam)) for een in _KOLOMMEN]
    return [
        Blad("Samenvatting", _samenvatting(ronde), [Kolom("waarde", formaat=_heel_of_een)]),
        *(Blad(titel, _met_koppen(tabel), kolommen) for titel, tabel in tabellen.items()),
        uitlegblad(kolommen),
        Blad("Bronnen", _bronnen(ronde)),
    ]


def _koppen(namen: str) -> str:
    return ", ".join(_KOPPEN[naam] for naam in namen.split(", "))


def _met_koppen(tabel: pd.DataFrame) -> pd.DataFrame:
    """The table with headers for who reads."""
    index = (
        tabel.index
        if isinstance(tabel.index, pd.RangeIndex)
        else tabel.index.rename(_KOPPEN[str(tabel.index.name)])
    )
    return tabel.set_axis(index).rename(columns=lambda naam: _KOPPEN[naam])


def _samenvatting(ronde: Ronde) -> pd.DataFrame:
    rijen: list[tuple[str, object]] = [
        ("Ronde", ronde.nummer),
        *((_CIJFERS[naam], waarde) for naam, waarde in ronde.samenvatting.items()),
        ("Bewezen dat geen voorstel met deze wensen beter is", ronde.nieuw.bewezen_optimaal),
        ("Een zachte wens telt als zoveel indelingen", ronde.gewicht),
        ("Zeker niet telt ook alleen mee, tien keer zo zwaar (--zacht)", ronde.zacht),
        ("Wensen voor alle domeinen, en voor het domein", ronde.domein or "geen"),
    ]
    return pd.DataFrame(rijen, columns=["cijfer", "waarde"], dtype=object)


def reacties(ronde: Ronde) -> pd.DataFrame:
    """What was answered in words, by gemeenten and observers; contact is not in it.

    Returns
    -------
    pandas.DataFrame
        Columns ``soort``, ``wie``, ``naam`` (empty for an observer), ``status``, ``keuze``,
        ``alternatief``, ``voorwaarden`` and ``opmerkingen`` (with what stands beside wishes, and what
        observers said per regio); who answered nothing in words is left out.
    """
    naam_van = ronde.nieuw.indelingen.gemeenten.naam_van
    rijen = []
    for antwoord in ronde.antwoorden.antwoorden:
        delen = [
            antwoord.opmerkingen,
            *(
                f"Bij {naam_van[wens.naar]} ({wens.oordeel}): {wens.opmerking}"
                for wens in antwoord.voorkeuren
                if wens.opmerking
            ),
            *(f"{deel.regio}: {deel.opmerking}" for deel in antwoord.regios),
        ]
        opmerkingen = "\n".join(filter(None, delen))
        woorden = (antwoord.keuze, antwoord.alternatief, antwoord.voorwaarden, opmerkingen)
        if any(woorden):
            naam = naam_van.get(antwoord.wie, "")
            rijen.append((antwoord.soort, antwoord.wie, naam, antwoord.status, *woorden))
    kolommen = [
        "soort", "wie", "naam", "status", "keuze", "alternatief", "voorwaarden", "opmerkingen",
    ]  # fmt: skip
    return pd.DataFrame(rijen, columns=kolommen)


def _naam_van_waarnemer(ronde: Ronde, code: str) -> str:
    """What a provincie is called; empty for others, whose names are not at hand here."""
    provincie = ronde.nieuw.provincie
    if provincie is None or code not in provincie.regios:
        return ""
    return f"provincie {provincie.regio_naam(code)}"


def _heel_of_een(waarde: object) -> str:
    if isinstance(waarde, float):
        return AANTAL if waarde.is_integer() else "#,##0.0"
    return AANTAL if isinstance(waarde, int) else "General"


def _bronnen(ronde: Ronde) -> pd.DataFrame:
    eigen = [
        (
            "Het voorstel waarop is geantwoord",
            f"{ronde.gelezen.pad.name}, sha256 {ronde.gelezen.sha256}",
        ),
        ("De antwoorden", "de bestanden die in logboek.csv staan"),
        ("Gemaakt met", f"congruentie {__version__}"),
    ]
    rijen = pd.DataFrame(eigen, columns=["titel", "bron"])
    return pd.concat([bronnenblad(ronde.nieuw.indelingen).tabel, rijen], ignore_index=True)

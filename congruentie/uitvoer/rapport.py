"""What goes into a workbook: the tables of a command, with explanation and sources."""

from __future__ import annotations

import pandas as pd

from congruentie import __version__
from congruentie.meten.jaren import Jaren
from congruentie.meten.maten import MATEN, maten_van
from congruentie.meten.meting import Meting
from congruentie.meten.samenloop import Noemer
from congruentie.meten.vergelijking import VERGELIJKMATEN, uitzonderingen
from congruentie.model import Indelingen
from congruentie.uitvoer.xlsx import Blad

__all__ = [
    "bladen_van_bereken",
    "bladen_van_jaren",
    "bladen_van_vergelijk",
    "bladen_van_wijzigingen",
    "bronnentabel",
    "uitlegtabel",
]

_PROCENT = "0.00"
_AANTAL = "#,##0"


def bladen_van_bereken(meting: Meting) -> list[Blad]:
    """Make the sheets of `congruentie bereken`."""
    tabel = meting.gemeenten
    maatformaat = dict.fromkeys(MATEN, _PROCENT)
    tellingen = dict.fromkeys(("gemeenten", "regios", "inwoners", "partners"), _AANTAL)
    formaten = (
        maatformaat | tellingen | {"gedeeld": "#,##0.##" if _heeft_breuken(tabel) else _AANTAL}
    )
    return [
        Blad("Gemeenten", tabel, formaten),
        Blad("Indelingen", meting.per_indeling, formaten),
        Blad("Regio's", meting.per_regio, formaten),
        Blad("Land", _land(meting.land), {"waarde": _heel_of_twee}),
        Blad("Toelichting", _toelichting(meting.indelingen, meting.noemer)),
        Blad("Bronnen", bronnentabel(meting.indelingen)),
    ]


def _heel_of_twee(waarde: float) -> str:
    return _AANTAL if float(waarde).is_integer() else "#,##0.00"


def _heeft_breuken(tabel: pd.DataFrame) -> bool:
    return bool((tabel["gedeeld"] % 1 != 0).any())


def bladen_van_jaren(reeks: Jaren) -> list[Blad]:
    """Make the sheets of `congruentie bereken --jaren`."""
    jaren = reeks.jaren
    procenten = {f"congruentie_{jaar.jaar}": _PROCENT for jaar in jaren}
    twijfels = [
        {
            "jaar": jaar.jaar,
            "indeling": naam,
            "gm_code": twijfel.gm_code,
            "gm_naam": jaar.indelingen.gemeenten.naam_van[twijfel.gm_code],
            "gekozen": twijfel.gekozen,
            "regio_code": regio,
            "aandeel": aandeel,
        }
        for jaar in jaren
        for naam, lijst in jaar.twijfels.items()
        for twijfel in lijst
        for regio, aandeel in twijfel.delen.items()
    ]
    kolommen = ["jaar", "indeling", "gm_code", "gm_naam", "gekozen", "regio_code", "aandeel"]
    uitleg = [
        (
            "congruentie_<jaar>",
            "Congruentie (%)",
            MATEN["congruentie"].uitleg,
            MATEN["congruentie"].bron,
        ),
        ("verandering", "Verandering (procentpunt)", "Het laatste jaar min het eerste.", ""),
        (
            "oorzaak",
            "Oorzaak",
            "Per stap in de tijd: de indelingen waarin de gemeente andere partners kreeg. Bij "
            "herindeling lagen delen van de gemeente in verschillende regio's.",
            "",
        ),
        (
            "Herindelingen",
            "Blad",
            "Elke gemeente waarvan delen in verschillende regio's lagen: welke regio is gekozen, en "
            "welk deel in welke regio lag: naar inwoners waar bekend, anders naar het aantal "
            "gemeenten.",
            "CBS, herindelingen",
        ),
    ]
    bronnen = pd.concat([bronnentabel(jaar.indelingen).assign(jaar=jaar.jaar) for jaar in jaren])
    return [
        Blad("Gemeenten", reeks.tabel, {**procenten, "verandering": "+0.00;-0.00;0.00"}),
        Blad("Herindelingen", pd.DataFrame(twijfels, columns=kolommen), {"aandeel": "0%"}),
        Blad("Toelichting", uitlegtabel(uitleg)),
        Blad("Bronnen", bronnen.reset_index(drop=True)),
    ]


def bladen_van_wijzigingen(tabel: pd.DataFrame) -> list[Blad]:
    """Make the sheets of `congruentie bereken --jaren --per indeling`."""
    uitleg = [
        ("gemeenten", "Andere regio", "Zoveel gemeenten hebben een andere regiocode.", "CBS"),
        (
            "andere_partners",
            "Andere partners",
            "Zoveel gemeenten kregen andere partners: omdat zij zelf verhuisden, of een ander. Bij 0 "
            "heeft het CBS alleen nieuwe codes gegeven.",
            "",
        ),
        (
            "verdeeld",
            "Herindeling",
            "Zoveel nieuwe gemeenten bestaan uit delen die in verschillende regio's lagen.",
            "CBS, herindelingen",
        ),
        ("welke", "Welke", "De gemeenten met een andere regiocode, met hun naam in dat jaar.", ""),
    ]
    koppen = {naam: titel for naam, titel, *_ in uitleg}
    return [
        Blad("Wijzigingen", tabel, koppen=koppen),
        Blad("Toelichting", uitlegtabel(uitleg)),
    ]


def bladen_van_vergelijk(indelingen: Indelingen, tabel: pd.DataFrame) -> list[Blad]:
    """Make the sheets of `congruentie vergelijk`."""
    uitleg = [(naam, titel, tekst, bron) for naam, (titel, tekst, bron) in VERGELIJKMATEN.items()]
    uitleg += [
        ("a, b", "Indelingen", "De twee indelingen die worden vergeleken.", ""),
        ("gemeenten", "Gemeenten", "Aantal gemeenten met een regio in beide indelingen.", ""),
        ("a_past_in_b", "a past in b", "Aantal regio's van a dat in een regio van b past.", ""),
        ("b_past_in_a", "b past in a", "Aantal regio's van b dat in een regio van a past.", ""),
        (
            "Past niet",
            "Blad",
            "Elke regio die niet past, met de gemeenten die erbuiten vallen.",
            "",
        ),
    ]
    kort = tabel.drop(columns=["a_past_in_b_uitleg", "b_past_in_a_uitleg"])
    return [
        Blad("Vergelijking", kort, dict.fromkeys(VERGELIJKMATEN, "0.000")),
        Blad("Past niet", uitzonderingen(indelingen)),
        Blad("Toelichting", uitlegtabel(uitleg)),
        Blad("Bronnen", bronnentabel(indelingen)),
    ]


_LANDUITLEG = {
    "gemeenten": "Aantal gemeenten",
    "indelingen": "Aantal gekozen indelingen",
    "gemiddelde": "Gemiddelde congruentie van alle gemeenten (%)",
    "gemiddelde_naar_inwoners": "Gemiddelde, elke gemeente gewogen naar inwoners (%)",
    "laagste": "Laagste congruentie (%)",
    "p10": "10% van de gemeenten zit op of onder (%)",
    "p25": "25% van de gemeenten zit op of onder (%)",
    "mediaan": "De helft van de gemeenten zit op of onder (%)",
    "p75": "75% van de gemeenten zit op of onder (%)",
    "p90": "90% van de gemeenten zit op of onder (%)",
    "hoogste": "Hoogste congruentie (%)",
    "op_100_procent": "Deel van de gemeenten op 100% (%)",
    "zonder_partners": "Aantal gemeenten zonder partners (100% bij afspraak)",
}


def _land(land: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "cijfer": list(land.index),
            "waarde": land.to_numpy(),
            "betekenis": [_LANDUITLEG[naam] for naam in land.index],
        }
    )


def _toelichting(indelingen: Indelingen, noemer: Noemer) -> pd.DataFrame:
    uitleg = [
        ("gm_code", "Gemeentecode", "De code van het CBS. Koppel altijd op de code.", "CBS"),
        (
            "partners",
            "Partners",
            "Aantal andere gemeenten waarmee de gemeente ten minste een regio deelt.",
            "RegioAtlas",
        ),
        (
            "gedeeld",
            "Gedeelde lidmaatschappen",
            "Over alle partners en indelingen opgeteld: hoe vaak zij dezelfde regio hebben, maal het "
            "gewicht van de indeling. Congruentie = 100 x gedeeld / (som van de gewichten in de "
            "noemer x partners).",
            "RegioAtlas",
        ),
        (
            "zonder_partners",
            "Zonder partners",
            "ja: de gemeente is overal alleen; zij krijgt bij afspraak 100%.",
            "Afspraak van congruentie",
        ),
    ]
    uitleg += [
        (maat.naam, maat.titel, maat.uitleg, maat.bron)
        for niveau in ("gemeente", "indeling", "regio")
        for maat in maten_van(niveau)
    ]
    uitleg += [
        (indeling.naam, indeling.label, f"Regiocode in de indeling {indeling.titel}.", "")
        for indeling in indelingen
    ]
    noemertekst = {
        "alle": "Alle gekozen indelingen tellen mee in de noemer, zoals RegioAtlas doet.",
        "deelname": "Alleen indelingen waarin de gemeente zelf een regio heeft, tellen in de noemer.",
    }
    uitleg.append(("noemer", f"Noemer: {noemer}", noemertekst[noemer], ""))
    uitleg.append(("versie", f"congruentie {__version__}", "Waarmee deze tabel is gemaakt.", ""))
    return uitlegtabel(uitleg)


def uitlegtabel(rijen: list[tuple[str, str, str, str]]) -> pd.DataFrame:
    """The sheet that explains: column, title, explanation and source."""
    return pd.DataFrame(rijen, columns=["kolom", "titel", "uitleg", "bron"])


def bronnentabel(indelingen: Indelingen) -> pd.DataFrame:
    """The sheet with source, peildatum, status and licence of each indeling."""
    return pd.DataFrame(
        [
            {
                "indeling": indeling.naam,
                "titel": indeling.label,
                "domein": indeling.domein,
                "regios": len(indeling.regios),
                "gemeenten": len(indeling.lidmaatschap),
                "peildatum": indeling.herkomst.peildatum,
                "status": indeling.herkomst.status_tekst,
                "bron": indeling.herkomst.bron_tekst,
                "licentie": indeling.herkomst.licentie,
            }
            for indeling in indelingen
        ]
    )

"""What each kind of result has to say: one table, and the sheets of a workbook with explanation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, singledispatch
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from congruentie import __version__
from congruentie.meten.jaren import Jaren
from congruentie.meten.maten import MATEN
from congruentie.meten.meting import Meting
from congruentie.meten.vergelijking import NIET, PARENMATEN, VERGELIJKMATEN, Vergelijking
from congruentie.nl import datum, getal
from congruentie.tekenen import plaat
from congruentie.uitvoer.tabel import (
    AANTAL,
    PROCENT,
    VERSCHIL,
    Blad,
    Kolom,
    bronnenblad,
    uitlegblad,
)
from congruentie.uitvoer.verbandbladen import (
    bladen_van_verbanden,
    kolommen_van_verbanden,
    uitleg_van_cijfer,
)
from congruentie.veilig import schrijf_tekst, veilig_schrijven
from congruentie.webpagina import maak_webpagina

__all__ = [
    "Verslag",
    "maatkolom",
    "schrijf_warmtekaart",
    "schrijf_warmteplaat",
    "verslag_van",
    "verslag_van_wijzigingen",
]


@dataclass(frozen=True)
class Verslag:
    """What can be written of a result in any form for tables.

    Parameters
    ----------
    tabel
        The one table of it.
    maak_bladen
        Makes the sheets of its workbook; default one sheet with the table.
    """

    tabel: pd.DataFrame
    maak_bladen: Callable[[], list[Blad]] | None = None

    @cached_property
    def bladen(self) -> list[Blad]:
        """The sheets of the workbook."""
        return self.maak_bladen() if self.maak_bladen else [Blad("Tabel", self.tabel)]


@singledispatch
def verslag_van(resultaat: Any) -> Verslag:
    """Make the `Verslag` of a result; each kind registers how."""
    raise TypeError(f"no tables of {type(resultaat).__name__}")


@verslag_van.register
def _(resultaat: Verslag) -> Verslag:
    return resultaat


@verslag_van.register
def _(resultaat: pd.DataFrame) -> Verslag:
    return Verslag(resultaat)


# --- measures ------------------------------------------------------------------------------------

_NOEMERS = {
    "alle": "Alle gekozen indelingen tellen mee in de noemer, zoals RegioAtlas doet.",
    "deelname": "Alleen indelingen waarin de gemeente zelf een regio heeft, tellen in de noemer.",
}
_LAND = {
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


def maatkolom(naam: str, kolom: str = "") -> Kolom:
    """The column of a measure, under its own name or another one."""
    maat = MATEN[naam]
    return Kolom(kolom or naam, maat.titel, maat.uitleg, maat.bron, PROCENT)


@verslag_van.register
def _(meting: Meting) -> Verslag:
    return Verslag(meting.gemeenten, lambda: _bladen_van_meting(meting))


def _bladen_van_meting(meting: Meting) -> list[Blad]:
    kolommen = _kolommen_van_meting(meting)
    verbanden: list[Blad] = []
    if meting.indelingen.verbanden is not None:
        kolommen += kolommen_van_verbanden(meting.verbandmaten)
        verbanden = bladen_van_verbanden(meting.verbandmaten)
    land = pd.DataFrame(
        {
            "cijfer": meting.land.index,
            "waarde": meting.land.to_numpy(),
            "betekenis": [
                _LAND.get(naam) or uitleg_van_cijfer(naam, meting.verbandmaten)
                for naam in meting.land.index
            ],
        }
    )
    return [
        Blad("Gemeenten", meting.gemeenten, kolommen),
        Blad("Indelingen", meting.per_indeling, kolommen),
        *([Blad("Regio's", meting.per_regio, kolommen)] if len(meting.indelingen) else []),
        *verbanden,
        Blad("Land", land, [Kolom("waarde", formaat=_heel_of_twee)]),
        uitlegblad(kolommen),
        bronnenblad(meting.indelingen),
    ]


def _kolommen_van_meting(meting: Meting) -> list[Kolom]:
    breuken = bool((meting.gemeenten["gedeeld"] % 1 != 0).any())
    return [
        Kolom("gm_code", "Gemeentecode", "De code van het CBS. Koppel altijd op de code.", "CBS"),
        Kolom(
            "partners",
            "Partners",
            "Aantal andere gemeenten waarmee de gemeente ten minste een regio deelt.",
            "RegioAtlas",
            AANTAL,
        ),
        Kolom(
            "gedeeld",
            "Gedeelde lidmaatschappen",
            "Over alle partners en indelingen opgeteld: hoe vaak zij dezelfde regio hebben, maal het "
            "gewicht van de indeling. Congruentie = 100 x gedeeld / (som van de gewichten in de "
            "noemer x partners).",
            "RegioAtlas",
            "#,##0.##" if breuken else AANTAL,
        ),
        Kolom(
            "zonder_partners",
            "Zonder partners",
            "ja: de gemeente is overal alleen; zij krijgt bij afspraak 100%.",
            "Afspraak van congruentie",
        ),
        *map(maatkolom, MATEN),
        *(
            Kolom(indeling.naam, indeling.label, f"Regiocode in de indeling {indeling.titel}.")
            for indeling in meting.indelingen
        ),
        Kolom("noemer", f"Noemer: {meting.noemer}", _NOEMERS[meting.noemer]),
        Kolom("versie", f"congruentie {__version__}", "Waarmee deze tabel is gemaakt."),
        Kolom("gemeenten, regios, inwoners", formaat=AANTAL),
    ]


def _heel_of_twee(waarde: float) -> str:
    return AANTAL if float(waarde).is_integer() else "#,##0.00"


# --- years ---------------------------------------------------------------------------------------

_JAARKOLOMMEN = [
    maatkolom("congruentie", "congruentie_<jaar>"),
    Kolom(
        "verandering",
        "Verandering (procentpunt)",
        "Het laatste jaar min het eerste.",
        formaat=VERSCHIL,
    ),
    Kolom(
        "oorzaak",
        "Oorzaak",
        "Per stap in de tijd: de indelingen waarin de gemeente andere partners kreeg. Bij "
        "herindeling lagen delen van de gemeente in verschillende regio's.",
    ),
    Kolom(
        "Herindelingen",
        "Blad",
        "Elke gemeente waarvan delen in verschillende regio's lagen: welke regio is gekozen, en "
        "welk deel in welke regio lag: naar inwoners waar bekend, anders naar het aantal gemeenten.",
        "CBS, herindelingen",
    ),
    Kolom("aandeel", formaat="0%"),
]


@verslag_van.register
def _(reeks: Jaren) -> Verslag:
    return Verslag(reeks.tabel, lambda: _bladen_van_jaren(reeks))


def _bladen_van_jaren(reeks: Jaren) -> list[Blad]:
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
        for jaar in reeks.jaren
        for naam, lijst in jaar.twijfels.items()
        for twijfel in lijst
        for regio, aandeel in twijfel.delen.items()
    ]
    kolommen = ["jaar", "indeling", "gm_code", "gm_naam", "gekozen", "regio_code", "aandeel"]
    bronnen = [bronnenblad(jaar.indelingen).tabel.assign(jaar=jaar.jaar) for jaar in reeks.jaren]
    return [
        Blad("Gemeenten", reeks.tabel, _JAARKOLOMMEN),
        Blad("Herindelingen", pd.DataFrame(twijfels, columns=kolommen), _JAARKOLOMMEN),
        uitlegblad(_JAARKOLOMMEN),
        Blad("Bronnen", pd.concat(bronnen, ignore_index=True)),
    ]


_WIJZIGINGSKOLOMMEN = [
    Kolom("gemeenten", "Andere regio", "Zoveel gemeenten hebben een andere regiocode.", "CBS"),
    Kolom(
        "andere_partners",
        "Andere partners",
        "Zoveel gemeenten kregen andere partners: omdat zij zelf verhuisden, of een ander. Bij 0 "
        "heeft het CBS alleen nieuwe codes gegeven.",
    ),
    Kolom(
        "verdeeld",
        "Herindeling",
        "Zoveel nieuwe gemeenten bestaan uit delen die in verschillende regio's lagen.",
        "CBS, herindelingen",
    ),
    Kolom("welke", "Welke", "De gemeenten met een andere regiocode, met hun naam in dat jaar."),
]


def verslag_van_wijzigingen(tabel: pd.DataFrame) -> Verslag:
    """Make the `Verslag` of a table of `congruentie.meten.wijzigingen.wijzigingen`."""
    blad = Blad("Wijzigingen", tabel, _WIJZIGINGSKOLOMMEN, met_titels=True)
    return Verslag(tabel, lambda: [blad, uitlegblad(_WIJZIGINGSKOLOMMEN)])


# --- comparison ----------------------------------------------------------------------------------

_VERGELIJKKOLOMMEN = [
    *(Kolom(naam, *wat, formaat="0.000") for naam, wat in VERGELIJKMATEN.items()),
    Kolom("a, b", "Indelingen", "De twee indelingen die worden vergeleken."),
    Kolom("gemeenten", "Gemeenten", "Aantal gemeenten met een regio in beide indelingen."),
    Kolom("a_past_in_b", "a past in b", "Aantal regio's van a dat in een regio van b past."),
    Kolom("b_past_in_a", "b past in a", "Aantal regio's van b dat in een regio van a past."),
    Kolom("Past niet", "Blad", "Elke regio die niet past, met de gemeenten die erbuiten vallen."),
]


@verslag_van.register
def _(vergelijking: Vergelijking) -> Verslag:
    tabel = vergelijking.tabel
    kort = tabel.drop(columns=["a_past_in_b_uitleg", "b_past_in_a_uitleg"])
    paren = (Kolom(k, *wat, formaat="0.000") for k, wat in PARENMATEN.items() if k in tabel.columns)
    kolommen = [*_VERGELIJKKOLOMMEN, *paren]
    return Verslag(
        tabel,
        lambda: [
            Blad("Vergelijking", kort, kolommen),
            Blad("Past niet", vergelijking.past_niet),
            uitlegblad(kolommen),
            bronnenblad(vergelijking.indelingen),
        ],
    )


_MAAT = "jaccard"


def _vierkant(vergelijking: Vergelijking) -> pd.DataFrame:
    """Turn the rows per pair into an indeling x indeling table of `_MAAT`; 1 on the diagonal."""
    namen, tabel = list(vergelijking.indelingen.namen), vergelijking.tabel
    vierkant = pd.DataFrame(np.eye(len(namen)), index=namen, columns=namen)
    for a, b, waarde in zip(tabel["a"], tabel["b"], tabel[_MAAT], strict=True):
        vierkant.loc[a, b] = vierkant.loc[b, a] = waarde
    return vierkant


def schrijf_warmtekaart(vergelijking: Vergelijking, pad: Path) -> None:
    """Write the comparison as one self-contained HTML page, without script.

    Parameters
    ----------
    vergelijking
        The comparison.
    pad
        The file; written whole or not at all.
    """
    sjabloon = (files("congruentie.uitvoer") / "warmtekaart.html").read_text(encoding="utf-8")
    indelingen = vergelijking.indelingen
    paren: list[Any] = vergelijking.tabel.to_dict("records")
    bekend = [paar for paar in paren if not np.isnan(paar[_MAAT])]
    pagina = maak_webpagina(
        sjabloon,
        filters={"getal": _getal, "datum": datum},
        indelingen=list(indelingen),
        labels={indeling.naam: indeling.label for indeling in indelingen},
        jaar=indelingen.gemeenten.jaar,
        rijen=_vierkant(vergelijking).to_numpy().tolist(),
        paren=paren,
        op_volgorde=sorted(bekend, key=lambda paar: -float(paar[_MAAT])),
        passen=_passen(vergelijking, paren),
        maten=VERGELIJKMATEN,
        maat=_MAAT,
        versie=__version__,
    )
    schrijf_tekst(pad, pagina)


def _passen(vergelijking: Vergelijking, paren: list[Any]) -> dict[str, list[tuple[str, str]]]:
    """Per indeling, by title, how it fits in each other one, and which regio's do not (or empty)."""
    uit: dict[str, list[tuple[str, str]]] = {i.label: [] for i in vergelijking.indelingen}
    titel = {i.naam: (i.label, i.titel) for i in vergelijking.indelingen}
    for paar in paren:
        for fijn, grof in (("a", "b"), ("b", "a")):
            label, kop = titel[paar[fijn]]
            zin = str(paar[f"{fijn}_past_in_{grof}_uitleg"]).removeprefix(f"{kop}: ")
            hoeveel, _, niet = zin.partition(NIET)
            uit[label].append((hoeveel, niet))
    return uit


def _getal(waarde: float) -> str:
    return "-" if np.isnan(waarde) else getal(waarde, 2)


def schrijf_warmteplaat(vergelijking: Vergelijking, pad: Path) -> None:
    """Write the heatmap as a picture (PNG, SVG or PDF by suffix)."""
    indelingen, vierkant = vergelijking.indelingen, _vierkant(vergelijking)
    titels = [indeling.label.replace("$", r"\$") for indeling in indelingen]
    zijde = 4 + 0.45 * len(titels)
    with (
        veilig_schrijven(pad) as tijdelijk,
        plaat(tijdelijk, (zijde, zijde), pad.suffix.lower(), 150, layout="constrained") as figuur,
    ):
        assen = figuur.subplots()
        assen.imshow(vierkant, cmap="YlGnBu", vmin=0, vmax=1)
        assen.set_xticks(range(len(titels)), titels, rotation=45, ha="right")
        assen.set_yticks(range(len(titels)), titels)
        for i, rij in enumerate(vierkant.to_numpy()):
            for j, waarde in enumerate(rij):
                kleur = "white" if waarde > 0.5 else "black"
                assen.text(j, i, _getal(waarde), ha="center", va="center", color=kleur, fontsize=8)
        assen.set_title(
            f"Overeenkomst tussen indelingen, {indelingen.gemeenten.jaar}\n"
            f"{VERGELIJKMATEN[_MAAT][0]}: 0 = geen paar gemeenten gelijk, 1 = alle"
        )

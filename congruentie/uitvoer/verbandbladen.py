"""The sheets about samenwerkingsverbanden in a workbook, and what their columns mean."""

from __future__ import annotations

from congruentie.meten.verbandmaten import Verbandmaten
from congruentie.uitvoer.tabel import AANTAL, PROCENT, Blad, Kolom

__all__ = ["bladen_van_verbanden", "kolommen_van_verbanden", "uitleg_van_cijfer"]


def bladen_van_verbanden(maten: Verbandmaten) -> list[Blad]:
    """Make the sheets: each verband, each deelnemer, and how well they follow each indeling."""
    kolommen = kolommen_van_verbanden(maten)
    return [
        Blad("Verbanden", maten.per_verband, kolommen),
        Blad("Deelnemers", maten.deelnemers, kolommen),
        Blad("Volgen", maten.volgen, kolommen),
    ]


def kolommen_van_verbanden(maten: Verbandmaten) -> list[Kolom]:
    """What the columns of those sheets mean."""
    ligging = [
        kolom
        for een in maten.naast
        for kolom in (
            Kolom(
                f"{een.naam}_buiten",
                f"Buiten: {een.titel}",
                "Hoeveel gemeenten van het verband niet in de regio zitten waar de meeste in zitten.",
                formaat=AANTAL,
            ),
            Kolom(
                f"{een.naam}_regios",
                f"Regio's: {een.titel}",
                "In hoeveel regio's de gemeenten van het verband zitten.",
                formaat=AANTAL,
            ),
        )
    ]
    return [
        Kolom(
            "verbanden",
            "Samenwerkingsverbanden",
            "Per gemeente: in hoeveel verbanden van ten minste twee gemeenten zij zit. Als rij bij de "
            "indelingen: alle verbanden samen. Elk verband telt als een indeling met een regio, en "
            "alleen voor wie eraan meedoet.",
            "Afspraak van congruentie",
            AANTAL,
        ),
        Kolom(
            "anderen, soorten",
            "Andere deelnemers",
            "Deelnemers die geen gemeente zijn, met hun soort. Zij maken geen partners.",
            formaat=AANTAL,
        ),
        Kolom(
            "Verbanden",
            "Blad",
            "Per verband en indeling of het binnen een regio valt, er gelijk aan is (dezelfde "
            "gemeenten), of regio's kruist. In de kolom die op _regio eindigt staat de regio met de "
            "meeste van zijn gemeenten. Leeg bij een verband van minder dan twee gemeenten.",
        ),
        *ligging,
        Kolom("past", "Passen", "Verbanden die helemaal binnen een regio vallen.", formaat=AANTAL),
        Kolom(
            "gelijk", "Gelijk", "Verbanden met precies de gemeenten van een regio.", formaat=AANTAL
        ),
        Kolom(
            "gemiddeld_buiten",
            "Gemiddeld buiten",
            "Gemiddeld aantal gemeenten van een verband dat buiten zijn regio valt.",
            formaat=PROCENT,
        ),
        Kolom("past_procent, gelijk_procent", formaat=PROCENT),
        Kolom(
            "paren_binnen",
            "Samenwerkende paren binnen een regio (%)",
            "Van de paren gemeenten die een verband delen: het deel dat ook een regio deelt.",
            formaat=PROCENT,
        ),
        Kolom(
            "paren_samen",
            "Paren in een regio die samenwerken (%)",
            "Van de paren gemeenten in een regio: het deel dat ook een verband deelt.",
            formaat=PROCENT,
        ),
        Kolom(
            "rand_gecorrigeerd",
            "Gecorrigeerde Rand-index",
            "Hoe goed de verbanden de indeling volgen, na aftrek van toeval: 0 = zoals bij toeval, 1 = "
            "dezelfde paren. Grote regio's krijgen hier geen voorsprong.",
            "L. Hubert & P. Arabie, 'Comparing partitions', J. of Classification 2 (1985).",
            "0.000",
        ),
    ]


def uitleg_van_cijfer(naam: str, maten: Verbandmaten) -> str:
    """What a figure of `Verbandmaten.land` means."""
    vast = {
        "verbanden": "Aantal verbanden met ten minste twee gemeenten",
        "verbanden_per_gemeente": "In hoeveel daarvan een deelnemende gemeente gemiddeld zit",
    }
    for een in maten.naast:
        vast[f"past_in_{een.naam}"] = f"Deel van de verbanden binnen een regio: {een.titel} (%)"
        vast[f"gelijk_aan_{een.naam}"] = f"Deel dat gelijk is aan een regio: {een.titel} (%)"
    return vast[naam]

"""What the stand-ins of PDOK and StatLine hold, in the shapes that the services give it."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

import congruentie as cg
from congruentie.bronnen.cbs import SOORTEN

LETTERS = {soort.letters for soort in SOORTEN} | {"GM"}


def maak_wijd(
    indelingen: cg.Indelingen, eerste: int, zonder: frozenset[str] = frozenset()
) -> tuple[list[dict], list[dict]]:
    """The StatLine table of one year: rows and DataProperties.

    `eerste` is the number of the first column after the names: it differs per table.
    """
    gemeenten = indelingen.gemeenten
    kolommen = [i for i in indelingen if i.naam not in zonder]
    eigenschappen: list[dict] = []

    def groep(titel: str, *onderwerpen: tuple[str, str]) -> None:
        nummer = len(eigenschappen)
        eigenschappen.append(
            {"ID": nummer, "ParentID": None, "Type": "TopicGroup", "Key": "", "Title": titel}
        )
        for sleutel, naam in onderwerpen:
            eigenschappen.append(
                {
                    "ID": len(eigenschappen),
                    "ParentID": nummer,
                    "Type": "Topic",
                    "Key": sleutel,
                    "Title": naam,
                }
            )

    groep(
        "Gemeenten", ("Code_1", "Code"), ("Naam_2", "Naam"), ("SorteringNaam_3", "Sorteringsnaam")
    )
    for k, indeling in enumerate(kolommen):
        n = eerste + 2 * k
        titel = indeling.titel.replace("'", "\u2019")  # CBS uses both apostrophes
        groep(titel, (f"Code_{n}", "Code"), (f"Naam_{n + 1}", "Naam"))
    overig = eerste + 2 * len(kolommen)
    for k, (titel, naam, _) in enumerate(OVERIGE):
        n = overig + 2 * k
        groep(titel, (f"Code_{n}", "Code"), (f"{naam}_{n + 1}", naam))
    laatste = overig + 2 * len(OVERIGE)
    groep(
        "Inwonertal en dichtheid",
        (f"Inwonertal_{laatste}", "Inwonertal"),
        (f"Omgevingsadressendichtheid_{laatste + 1}", "Omgevingsadressendichtheid"),
    )
    rijen: list[dict] = []
    for i, gm in enumerate(gemeenten.codes):
        naam = gemeenten.namen[i]
        rij = {"ID": i, "RegioS": gm.ljust(10) if i % 3 == 0 else gm}
        rij |= {"Code_1": f"{gm}    ", "Naam_2": f"{naam}          ", "SorteringNaam_3": f"{naam} "}
        leeg = "      " if i % 2 else None
        for k, indeling in enumerate(kolommen):
            regio = indeling.lidmaatschap.get(gm)
            n = eerste + 2 * k
            rij[f"Code_{n}"] = f"{regio}  " if regio else leeg
            rij[f"Naam_{n + 1}"] = f"{indeling.regio_naam(regio)}   " if regio else leeg
        for k, (_, naam, waarden) in enumerate(OVERIGE):
            code, tekst = waarden[i % len(waarden)]
            rij[f"Code_{overig + 2 * k}"] = f"{code}  "
            rij[f"{naam}_{overig + 2 * k + 1}"] = f"{tekst}    "
        aantal = None if gemeenten.inwoners is None else int(gemeenten.inwoners[i])
        rij |= {
            f"Inwonertal_{laatste}": aantal,
            f"Omgevingsadressendichtheid_{laatste + 1}": 1000 + i,
        }
        rijen.append(rij)
    land = dict.fromkeys(rijen[0]) | {"ID": len(rijen), "RegioS": "NL01  ", "Code_1": "NL01  "}
    land |= {"Naam_2": "Nederland  ", f"Inwonertal_{laatste}": 17_000_000}
    return [land, *rijen], eigenschappen


def maak_lang(rijen: list[dict], eigenschappen: list[dict]) -> tuple[list[dict], list[dict]]:
    """The long shape of the same table, with the codes of measures that v4 uses."""
    soort = {}
    for rij in rijen:
        for sleutel, waarde in rij.items():
            letters = str(waarde).strip()[:2]
            if sleutel.startswith("Code_") and letters in LETTERS:
                soort[sleutel] = letters
    metingen, namen = [], {}
    for eigenschap in eigenschappen:
        if not (sleutel := eigenschap["Key"]):
            continue
        nummer = int(sleutel.rpartition("_")[2])
        code = f"Code_{nummer}" if sleutel.startswith("Code_") else f"Code_{nummer - 1}"
        letters = soort.get(code, "")
        namen[sleutel] = f"{letters}000{1 if sleutel in soort else 2}" if letters else f"M{nummer}"
        if letters == "GM":
            namen[sleutel] = "GM000B" if sleutel in soort else "GM000C_1"
        metingen.append(
            {
                "Identifier": namen[sleutel],
                "Title": eigenschap["Title"],
                "MeasureGroupId": str(eigenschap["ParentID"]),
            }
        )
    waarnemingen = []
    for rij in rijen:
        for sleutel, naam in namen.items():
            waarde = rij.get(sleutel)
            if waarde is None or not str(waarde).strip():
                continue  # empty cells are not sent
            getal = not isinstance(waarde, str)
            waarnemingen.append(
                {
                    "RegioS": rij["RegioS"],
                    "Measure": naam,
                    "Value": waarde if getal else None,
                    "StringValue": None if getal else waarde,
                }
            )
    return metingen, waarnemingen


OVERIGE = (
    ("Landsdelen (NUTS 1)", "Naam", (("NL1", "Noord-Nederland"), ("NL3", "West-Nederland"))),
    ("COROP-gebieden (NUTS 3)", "Naam", (("NL111", "Oost-Groningen"), ("NL32A", "Het Gooi"))),
    ("Gemeentegrootte", "Omschrijving", (("4", "20 000 tot 50 000"), ("8", "250 000 of meer"))),
    ("Stedelijkheid", "Omschrijving", (("1", "Zeer sterk stedelijk"), ("5", "Niet stedelijk"))),
)
"""Groups of the table that are no regions of ours: title, heading of the second column, values."""


def maak_vlakken(
    jaar: int, gemeenten: cg.Gemeenten, regios: dict[str, cg.Indeling]
) -> dict[str, gpd.GeoDataFrame]:
    """The layers of one year: gemeenten and, dissolved from them, regions."""
    assert gemeenten.vlakken is not None
    basis = gpd.GeoDataFrame(
        {"statcode": gemeenten.codes, "statnaam": gemeenten.namen},
        geometry=gemeenten.vlakken.values,
    )
    lagen = {"gemeente": basis}
    for naam, indeling in regios.items():
        laag = next(soort.laag for soort in SOORTEN if soort.indeling == naam)
        codes = basis["statcode"].map(dict(indeling.lidmaatschap))
        samen = basis[["geometry"]].assign(statcode=codes).dissolve("statcode").reset_index()
        samen["statnaam"] = samen["statcode"].map(indeling.regio_naam)
        lagen[laag] = samen
    for tabel in lagen.values():
        tabel["jaarcode"] = jaar
        tabel["jrstatcode"] = str(jaar) + tabel["statcode"]
        tabel["rubriek"] = "x"
    return lagen


def voeg_samen(per_jaar: list[dict[str, gpd.GeoDataFrame]]) -> dict[str, gpd.GeoDataFrame]:
    """Layers that hold all years, as the OGC API of PDOK does."""
    lagen = {laag for jaar in per_jaar for laag in jaar}
    return {
        laag: pd.concat([jaar[laag] for jaar in per_jaar if laag in jaar], ignore_index=True)
        for laag in lagen
    }

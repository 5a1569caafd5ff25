"""What the real StatLine answered for the tables of 2015 to 2026, in each of its three shapes.

The answers of OData v4 are recorded: all cells, with their widths, padding and gaps, in the order of
the service. The same cells in the shape of v3 and CSV follow from them, with the keys that v3 has
been seen to have. Measure codes are recorded of 2026; those of earlier years follow from their names.
"""

from __future__ import annotations

import json
from functools import cache

import pandas as pd
import pytest
from conftest import TESTDATA

STATLINE = TESTDATA / "testen" / "statline"
CBS = TESTDATA / "feiten" / "cbs"
JAREN = range(2015, 2027)
nodig = pytest.mark.skipif(
    not (STATLINE.exists() and CBS.exists()),
    reason="de opgenomen antwoorden zijn hier niet; zet CONGRUENTIE_TESTDATA",
)


def lees_lagen() -> dict[str, list[int]]:
    """Layer of PDOK's WFS -> the years that have it."""
    return json.loads((STATLINE / "pdok_lagen_per_jaar.json").read_text())


@cache
def _codes_2026() -> dict[str, dict]:
    tabel = pd.read_parquet(STATLINE / "cbs_gebieden_measurecodes.parquet")
    return {rij["Identifier"]: rij for rij in tabel.to_dict("records")}


def _meting(code: str, waarde: object) -> dict[str, str]:
    """Identifier, title and group of a measure of which only the code and a value are recorded."""
    if bekend := _codes_2026().get(code):
        return {naam: bekend[naam] for naam in ("Identifier", "Title", "MeasureGroupId")}
    if code.startswith(("R00004", "GM000B")):
        groep = "T001036_1" if code.endswith("_2") else "M003166"
        return {"Identifier": code, "Title": "Code", "MeasureGroupId": groep}
    titel = "Code" if len(str(waarde)) == 10 else "Naam"
    return {"Identifier": code, "Title": titel, "MeasureGroupId": f"{code[:2].upper()}0000"}


@cache
def lang(jaar: int) -> tuple[list[dict], list[dict]]:
    """MeasureCodes and Observations, as v4 gives them."""
    tabel = pd.read_parquet(STATLINE / f"cbs_gebieden_{jaar}.parquet").astype(object)
    rijen = tabel.where(tabel.notna(), None).to_dict("records")
    for rij in rijen:
        rij["Value"] = None if rij["Value"] is None else float(rij["Value"])
    codes = _codes_2026() if jaar == max(JAREN) else dict.fromkeys(tabel["Measure"])
    voorbeeld = {rij["Measure"]: rij["StringValue"] for rij in reversed(rijen)}
    return [_meting(code, voorbeeld.get(code)) for code in codes], rijen


@cache
def wijd(jaar: int) -> tuple[list[dict], list[dict]]:
    """TypedDataSet and DataProperties, as v3 gives them."""
    metingen, cellen = lang(jaar)
    sleutels = {
        meting["Identifier"]: f"{_sleutel(meting['Title'])}_{nummer}"
        for nummer, meting in enumerate(metingen, 1)
    }
    eigenschappen: list[dict] = []
    groepen: dict[str, int] = {}
    for meting in metingen:
        groep = meting["MeasureGroupId"]
        if groep not in groepen:
            groepen[groep] = len(eigenschappen)
            eigenschappen.append(
                {"ID": len(eigenschappen), "ParentID": None, "Key": "", "Title": groep}
            )
        eigenschappen.append(
            {
                "ID": len(eigenschappen),
                "ParentID": groepen[groep],
                "Key": sleutels[meting["Identifier"]],
                "Title": meting["Title"],
            }
        )
    rijen: dict[str, dict] = {}
    for cel in cellen:
        leeg = {"ID": len(rijen), "RegioS": cel["RegioS"], **dict.fromkeys(sleutels.values())}
        rij = rijen.setdefault(cel["RegioS"], leeg)
        tekst = cel["StringValue"]
        rij[sleutels[cel["Measure"]]] = cel["Value"] if tekst is None else tekst
    return list(rijen.values()), eigenschappen


def _sleutel(titel: str) -> str:
    return "".join(woord[0].upper() + woord[1:] for woord in titel.split())


def lees_feiten(jaar: int) -> pd.DataFrame:
    """The table as it was published, checked and put together independently."""
    feiten = pd.read_csv(CBS / f"gebieden_{jaar}.csv", dtype=str, keep_default_na=False)
    return feiten.set_index("gm_code")


def lees_namen(jaar: int) -> dict[str, dict[str, str]]:
    """Indeling -> regio_code -> name."""
    namen = pd.read_csv(CBS / "regionamen.csv", dtype=str, keep_default_na=False)
    van_jaar = namen[namen["jaar"] == str(jaar)]
    return {
        indeling: dict(zip(groep["regio_code"], groep["regio_naam"], strict=True))
        for indeling, groep in van_jaar.groupby("indeling")
    }

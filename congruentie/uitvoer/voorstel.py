"""A proposal as files beside each other: the division, and everything that is known about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from congruentie.uitvoer.tabel import schrijf_csv
from congruentie.uitvoer.xlsx import schrijf_xlsx
from congruentie.veilig import schrijf_tekst
from congruentie.voorstel.bestand import als_json

if TYPE_CHECKING:
    import pandas as pd

    from congruentie.voorstel import Voorstel

__all__ = ["als_tabel", "schrijf_voorstel"]


def schrijf_voorstel(
    voorstel: Voorstel,
    naam: Path,
    *,
    uitleg: bool = True,
    stappen: pd.DataFrame | None = None,
    ronde: Mapping[str, Any] | None = None,
) -> list[Path]:
    """Write ``<naam>.csv``, ``.json``, ``.xlsx`` and ``.gpkg``.

    Parameters
    ----------
    voorstel
        The proposal.
    naam
        Path without suffix.
    uitleg
        Also write the workbook with every explanation, which takes seconds, and, where there are
        boundaries, the GeoPackage.
    stappen
        The list of `uitgaand.als_tabel`, to write as ``<naam>-stappen.csv``.
    ronde
        As in `congruentie.voorstel.bestand.als_json`.

    Returns
    -------
    list of Path
        What was written.
    """
    csv, json_pad = (naam.with_name(naam.name + suffix) for suffix in (".csv", ".json"))
    schrijf_csv(als_tabel(voorstel), csv)
    inhoud = json.dumps(als_json(voorstel, naam.parent, ronde), ensure_ascii=False, indent=2)
    schrijf_tekst(json_pad, inhoud + "\n")
    paden = [csv, json_pad]
    if stappen is not None:
        paden.append(naam.with_name(f"{naam.name}-stappen.csv"))
        schrijf_csv(stappen, paden[-1])
    if not uitleg:
        return paden
    from congruentie.uitvoer.voorstel_gpkg import schrijf_voorstel_gpkg
    from congruentie.uitvoer.voorstel_xlsx import bladen_van_voorstel

    xlsx, gpkg = (naam.with_name(naam.name + suffix) for suffix in (".xlsx", ".gpkg"))
    schrijf_xlsx(bladen_van_voorstel(voorstel), xlsx)
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

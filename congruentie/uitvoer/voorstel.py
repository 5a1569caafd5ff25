"""A proposal as files beside each other: the division, and everything that is known about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from congruentie import __version__
from congruentie.uitvoer.tabel import schrijf_csv
from congruentie.uitvoer.xlsx import schrijf_xlsx
from congruentie.veilig import schrijf_tekst
from congruentie.vingerafdruk import hash_van, hashes_van

if TYPE_CHECKING:
    import pandas as pd

    from congruentie.voorstel import Voorstel

__all__ = ["als_json", "als_tabel", "schrijf_voorstel"]


def schrijf_voorstel(
    voorstel: Voorstel,
    naam: Path,
    eisen: Mapping[str, Any] | None = None,
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
    eisen
        The wishes as they were given, for the JSON.
    uitleg
        Also write the workbook with every explanation, which takes seconds, and, where there are
        boundaries, the GeoPackage.
    stappen
        The list of `uitgaand.als_tabel`, to write as ``<naam>-stappen.csv``.
    ronde
        The round of a consultation that it came from, for the JSON: ``nummer``, and as ``basis`` the
        wishes without what answers added.

    Returns
    -------
    list of Path
        What was written.
    """
    csv, json_pad = (naam.with_name(naam.name + suffix) for suffix in (".csv", ".json"))
    schrijf_csv(als_tabel(voorstel), csv)
    inhoud = json.dumps(als_json(voorstel, eisen or {}, ronde), ensure_ascii=False, indent=2)
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


def als_json(
    voorstel: Voorstel, eisen: Mapping[str, Any], ronde: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Everything a script or a reader needs to know and to check the proposal."""
    opgave, indelingen = voorstel.opgave, voorstel.indelingen
    return {
        "doelwaarde": voorstel.doelwaarde,
        "doelwaarde_zonder_liever": voorstel.doelwaarde_zonder_liever,
        "bovengrens": voorstel.bovengrens,
        "kloof": voorstel.kloof,
        "bewezen_optimaal": voorstel.bewezen_optimaal,
        "theta": float(opgave.theta),
        "noemer": voorstel.noemer,
        "methode": voorstel.methode,
        "eisen": dict(eisen),
        "verhuist": _verhuist(voorstel),
        "jaar": indelingen.gemeenten.jaar,
        "indelingen": [
            {
                "naam": indeling.naam,
                "titel": indeling.titel,
                "gewicht": float(gewicht),
                "peildatum": indeling.herkomst.peildatum,
                "status": indeling.herkomst.status_tekst,
                "bron": indeling.herkomst.bron_tekst,
                "sha256": hash_van(indeling),
            }
            for indeling, gewicht in zip(indelingen, opgave.gewichten, strict=True)
        ],
        "buren": {"soorten": voorstel.banden.aantallen, "bron": voorstel.banden.bron},
        "brokken": len(opgave),
        "regios": [_regio(voorstel, nummer) for nummer in range(len(voorstel.codes))],
        "bron": hashes_van(indelingen),
        "ronde": None if ronde is None else dict(ronde),
        "duur_s": round(voorstel.duur, 3),
        "versie": __version__,
    }


def _verhuist(voorstel: Voorstel) -> dict[str, Any] | None:
    """Who leaves the indeling that the proposal starts from; None when it starts from none."""
    basis = voorstel.opgave.eisen.uitgaand_van
    if basis is None:
        return None
    gemeenten, inwoners = voorstel.opgave.verhuizers(voorstel.deling)
    return {"uitgaand_van": basis.naam, "gemeenten": gemeenten, "inwoners": inwoners}


def _regio(voorstel: Voorstel, nummer: int) -> dict[str, Any]:
    gemeenten = voorstel.indelingen.gemeenten
    leden = [i for i, r in enumerate(voorstel.regio.tolist()) if r == nummer]
    inwoners = gemeenten.inwoners
    return {
        "code": voorstel.codes[nummer],
        "naam": voorstel.namen[nummer],
        "gemeenten": [gemeenten.codes[i] for i in leden],
        "inwoners": None if inwoners is None else int(inwoners[leden].sum()),
    }

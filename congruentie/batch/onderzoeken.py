"""Make the folder of each sensitivity study, from the folders of its scenarios."""

from __future__ import annotations

import datetime
import io
import json
import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from congruentie.batch.invoer import som
from congruentie.batch.model import Plan, Studie
from congruentie.batch.opslag import Opslag
from congruentie.batch.studie import vat_studie_samen
from congruentie.batch.uitvoeren import Rij, rij_van, versies
from congruentie.errors import CongruentieFout
from congruentie.nl import opsomming

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["maak_onderzoeken"]

Tekenaar = Callable[["pd.Series", Studie, BinaryIO], None]


def maak_onderzoeken(
    plan: Plan, opslag: Opslag, rijen: Mapping[str, Rij], teken: Tekenaar, *, opnieuw: bool
) -> Iterator[Rij]:
    """Put every study together of which all scenarios are there.

    Parameters
    ----------
    plan
        What was asked.
    opslag
        The folder with results; its lock is held.
    rijen
        What became of the scenarios, by name.
    teken
        Draws the stability of each gemeente as a PNG.
    opnieuw
        Whether to make again what is finished.

    Yields
    ------
    Rij
        In the order of the plan.
    """
    for studie in plan.studies:
        mislukt = [naam for naam in studie.delen if rijen[naam].stand == "mislukt"]
        if mislukt:
            aantal = f"{len(mislukt)} van de {len(studie.delen)} scenario's mislukten"
            yield Rij(studie.naam, "mislukt", f"{aantal}: {opsomming(mislukt)}.")
            continue
        sleutel = _sleutel(studie, opslag)
        manifest = None if opnieuw else opslag.vind(studie.naam, sleutel)
        if manifest is not None:
            yield rij_van(studie.naam, "overgeslagen", manifest)
        elif vreemd := opslag.vreemd(studie.naam):
            yield Rij(studie.naam, "mislukt", vreemd)
        else:
            yield _maak(studie, sleutel, opslag, teken)


def _sleutel(studie: Studie, opslag: Opslag) -> str:
    """Hash of what the study is made of: its scenarios with what came of them."""
    delen = {naam: (opslag.lees_manifest(naam) or {}).get("uitvoer") for naam in studie.delen}
    inhoud = [versies()["congruentie"], studie.soort, studie.delen, delen]
    return som(json.dumps(inhoud, sort_keys=True).encode())


def _maak(studie: Studie, sleutel: str, opslag: Opslag, teken: Tekenaar) -> Rij:
    begin = time.monotonic()
    delen = {
        naam: {
            pad.name: pad.read_bytes()
            for pad in (opslag.map / naam / "bereken.csv", opslag.map / naam / "voorstel.csv")
            if pad.exists()
        }
        for naam in studie.delen
    }
    try:
        uitslag = vat_studie_samen(delen, studie.delen, met_eerste=studie.soort == "laat-een-weg")
        bestanden = dict(uitslag.bestanden)
        if uitslag.stabiliteit is not None:
            plaat = io.BytesIO()
            teken(uitslag.stabiliteit, studie, plaat)
            if ruw := plaat.getvalue():
                bestanden["stabiliteit.png"] = ruw
    except CongruentieFout as fout:
        return Rij(studie.naam, "mislukt", str(fout))
    duur = round(time.monotonic() - begin, 3)
    opslag.bewaar(studie.naam, bestanden, _manifest(studie, sleutel, uitslag.samenvatting, duur))
    return Rij(studie.naam, "klaar", "", uitslag.samenvatting, tuple(bestanden), duur)


def _manifest(
    studie: Studie, sleutel: str, samenvatting: Mapping[str, Any], duur: float
) -> dict[str, Any]:
    return {
        "onderzoek": studie.naam,
        "soort": studie.soort,
        "sleutel": sleutel,
        **studie.gegevens,
        "delen": dict(studie.delen),
        "versies": versies(),
        "samenvatting": dict(samenvatting),
        "uitvoering": {
            "klaar_op": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "duur_s": duur,
        },
    }

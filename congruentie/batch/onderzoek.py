"""Sensitivity studies: what the scenarios of each say together, in a folder of its own."""

from __future__ import annotations

import datetime
import io
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from congruentie import NIEUWSTE_JAAR
from congruentie.batch.opslag import Opslag
from congruentie.batch.plan import Plan, Rij, Studie
from congruentie.batch.taken import som, versies, waarden_van
from congruentie.csvcel import kale_cel, veilige_tabel
from congruentie.errors import CongruentieFout
from congruentie.nl import opsomming
from congruentie.veilig import lees_heel
from congruentie.vraag import Vraag

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["KWANTIELEN", "Studieuitkomst", "maak_onderzoeken", "samen_van", "vat_studie_samen"]

KWANTIELEN: Mapping[str, float] = {
    "laagste": 0.0, "p05": 0.05, "p25": 0.25, "mediaan": 0.5, "p75": 0.75, "p95": 0.95, "hoogste": 1.0
}  # fmt: skip
"""Columns of ``congruentie.csv``; linear interpolation."""


def maak_onderzoeken(
    plan: Plan, opslag: Opslag, rijen: Mapping[str, Rij], *, opnieuw: bool
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
            yield Rij.van(studie.naam, "overgeslagen", manifest)
        elif vreemd := opslag.vreemd(studie.naam):
            yield Rij(studie.naam, "mislukt", vreemd)
        else:
            yield _maak(plan, studie, sleutel, opslag)


def _sleutel(studie: Studie, opslag: Opslag) -> str:
    """Hash of what the study is made of: its scenarios with what came of them."""
    delen = {naam: (opslag.lees_manifest(naam) or {}).get("uitvoer") for naam in studie.delen}
    inhoud = [versies()["congruentie"], studie.soort, studie.delen, delen]
    return som(json.dumps(inhoud, sort_keys=True).encode())


def _maak(plan: Plan, studie: Studie, sleutel: str, opslag: Opslag) -> Rij:
    begin = time.monotonic()
    delen = {
        naam: {
            pad.name: lees_heel(pad, bewaak=False)
            for pad in (opslag.map / naam / "bereken.csv", opslag.map / naam / "voorstel.csv")
            if pad.exists()
        }
        for naam in studie.delen
    }
    try:
        gevonden = vat_studie_samen(delen, studie.delen, met_eerste=studie.soort == "laat-een-weg")
        bestanden = dict(gevonden.bestanden)
        if gevonden.stabiliteit is not None:
            with suppress(CongruentieFout):  # no boundaries: no picture
                bestanden["stabiliteit.png"] = _teken(plan, studie, gevonden.stabiliteit)
    except CongruentieFout as fout:
        return Rij(studie.naam, "mislukt", str(fout))
    duur = round(time.monotonic() - begin, 3)
    opslag.bewaar(studie.naam, bestanden, _manifest(studie, sleutel, gevonden.samenvatting, duur))
    return Rij(studie.naam, "klaar", "", gevonden.samenvatting, tuple(bestanden), duur)


def _teken(plan: Plan, studie: Studie, stabiliteit: pd.Series) -> bytes:
    """The stability of each gemeente as a PNG, on the boundaries of the first scenario."""
    from congruentie.bronnen import laad_gemeenten
    from congruentie.bronnen.fusies import herindeel_gemeenten
    from congruentie.bronnen.grenzen import lees_grenzen
    from congruentie.kaart import maak_stabiliteitsplaat

    opties = next(s.opties for s in plan.scenarios if s.studie == studie.naam)
    gegeven = {naam: optie.waarde for naam, optie in opties.items()}
    jaar, cache = int(gegeven.get("jaar", NIEUWSTE_JAAR)), gegeven.get("cache")
    if "grenzen" in gegeven:
        gemeenten = laad_gemeenten(jaar, cache=cache)
        gemeenten = lees_grenzen(plan.pad.parent / gegeven["grenzen"], gemeenten)
    else:
        gemeenten = laad_gemeenten(jaar, met_grenzen=True, cache=cache)
    fusies = {
        vraag.naam: vraag.lees_paren(waarden_van(vraag, gegeven[vraag.naam]))
        for vraag in (Vraag("fuseer", "paren", ""), Vraag("splits", "paren", ""))
        if gegeven.get(vraag.naam) is not None
    }
    gemeenten = herindeel_gemeenten(gemeenten, **fusies)
    plaat = io.BytesIO()
    kop = f"Stabiliteit van het voorstel, {studie.naam}"
    maak_stabiliteitsplaat(gemeenten, stabiliteit, kop, plaat)
    return plaat.getvalue()


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


@dataclass(frozen=True)
class Studieuitkomst:
    """What a study gives.

    Parameters
    ----------
    bestanden
        Name -> content.
    samenvatting
        The figures for the overview.
    stabiliteit
        Percent per gemeente; None when there are no proposals.
    """

    bestanden: Mapping[str, bytes]
    samenvatting: Mapping[str, Any]
    stabiliteit: pd.Series | None


def vat_studie_samen(
    delen: Mapping[str, Mapping[str, bytes]], uitleg: Mapping[str, str], *, met_eerste: bool = False
) -> Studieuitkomst:
    """Put the outcomes of the scenarios of a study together.

    Parameters
    ----------
    delen
        Name of a scenario -> its files; ``bereken.csv`` and ``voorstel.csv`` are used.
    uitleg
        Name of a scenario -> what it stands for.
    met_eerste
        Also compare each scenario with the first.

    Returns
    -------
    Studieuitkomst
        ``congruentie.csv``: per gemeente the quantiles of its congruentie. ``delen.csv``: per scenario
        the mean. ``paren.csv``: how often two gemeenten share a proposed regio, of every pair that
        ever does. ``stabiliteit.csv``: per gemeente `stabiliteit` and the gemeenten that are always
        with it (``brok``).
    """
    bestanden: dict[str, bytes] = {}
    samenvatting: dict[str, Any] = {"delen": len(delen)}
    tabellen = {n: b["bereken.csv"] for n, b in delen.items() if "bereken.csv" in b}
    if tabellen:
        cijfers, namen = _lees_cijfers(tabellen)
        verdeling = _verdeling(cijfers, namen)
        if met_eerste:
            verdeling = _vergelijk_eerste(verdeling, cijfers, uitleg)
        bestanden["congruentie.csv"] = _als_csv(verdeling)
        bestanden["delen.csv"] = _als_csv(_per_deel(cijfers, uitleg, met_eerste))
        samenvatting["gemeenten"] = len(verdeling)
        samenvatting["mediaan"] = float(verdeling["mediaan"].mean())
        samenvatting["spreiding"] = float(verdeling["spreiding"].mean())
    voorstellen = {n: b["voorstel.csv"] for n, b in delen.items() if "voorstel.csv" in b}
    stabiel = None
    if voorstellen:
        namen, regio = _lees_regios(voorstellen)
        samen = samen_van(regio)
        tabel = _stabiliteit(namen, samen, len(voorstellen))
        stabiel = tabel["stabiliteit"]
        bestanden["paren.csv"] = _als_csv(_paren(namen, samen, len(voorstellen)))
        bestanden["stabiliteit.csv"] = _als_csv(tabel)
        samenvatting["gemeenten"] = len(tabel)
        samenvatting["stabiliteit"] = float(stabiel.mean())
        samenvatting["brokken"] = int(tabel["brok"].nunique())
    return Studieuitkomst(bestanden, samenvatting, stabiel)


def _als_csv(tabel: pd.DataFrame) -> bytes:
    return (
        veilige_tabel(tabel)
        .to_csv(lineterminator="\n", index=tabel.index.name is not None)
        .encode()
    )


def _lees(ruw: bytes, kolommen: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    tabel = pd.read_csv(io.BytesIO(ruw), usecols=list(kolommen), dtype="str", keep_default_na=False)
    return tabel.map(kale_cel).set_index("gm_code")


def _lees_cijfers(tabellen: Mapping[str, bytes]) -> tuple[pd.DataFrame, pd.Series]:
    """The congruentie of each gemeente (rows) in each scenario (columns), and the names."""
    import pandas as pd

    gelezen = {
        naam: _lees(ruw, ("gm_code", "gm_naam", "congruentie")) for naam, ruw in tabellen.items()
    }
    namen = pd.concat([een["gm_naam"] for een in gelezen.values()])
    namen = namen[~namen.index.duplicated()].sort_index()
    cijfers = pd.DataFrame({naam: een["congruentie"].map(float) for naam, een in gelezen.items()})
    return cijfers.reindex(namen.index), namen


def _verdeling(cijfers: pd.DataFrame, namen: pd.Series) -> pd.DataFrame:
    tabel = namen.to_frame("gm_naam")
    tabel["aantal"] = cijfers.notna().sum(axis=1)
    for kolom, kans in KWANTIELEN.items():
        tabel[kolom] = cijfers.quantile(kans, axis=1)
    tabel["gemiddelde"] = cijfers.mean(axis=1)
    tabel["spreiding"] = tabel["p95"] - tabel["p05"]
    return tabel


def _vergelijk_eerste(
    tabel: pd.DataFrame, cijfers: pd.DataFrame, uitleg: Mapping[str, str]
) -> pd.DataFrame:
    """Add which scenario is furthest from the first: the division that matters most."""
    afstand = cijfers.sub(cijfers.iloc[:, 0], axis=0)
    verst = afstand.abs().fillna(0).to_numpy().argmax(axis=1)
    tabel = tabel.assign(eerste=cijfers.iloc[:, 0])
    tabel["grootste_verschil"] = afstand.to_numpy()[np.arange(len(tabel)), verst]
    tabel["bij"] = [uitleg[cijfers.columns[kolom]] for kolom in verst]
    return tabel


def _per_deel(cijfers: pd.DataFrame, uitleg: Mapping[str, str], met_eerste: bool) -> pd.DataFrame:
    tabel = cijfers.mean().to_frame("congruentie").rename_axis("scenario")
    tabel.insert(0, "uitleg", [uitleg[naam] for naam in tabel.index])
    if met_eerste:
        tabel["verschil_met_eerste"] = tabel["congruentie"] - tabel["congruentie"].iloc[0]
    return tabel


def _lees_regios(voorstellen: Mapping[str, bytes]) -> tuple[pd.Series, npt.NDArray[np.int64]]:
    """The names of the gemeenten, and the proposed regio of each (rows) in each scenario (columns)."""
    import pandas as pd

    gelezen = [_lees(ruw, ("gm_code", "gm_naam", "voorstel_code")) for ruw in voorstellen.values()]
    namen = gelezen[0]["gm_naam"]
    kolommen = [pd.factorize(een["voorstel_code"].reindex(namen.index))[0] for een in gelezen]
    return namen, np.column_stack(kolommen).astype(np.int64)


def samen_van(regio: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Count in how many divisions each two gemeenten share a regio.

    Parameters
    ----------
    regio
        Shape (n, draws): regio number of each gemeente in each division, from 0; -1 is none.

    Returns
    -------
    ndarray
        Shape (n, n); on the diagonal the number of divisions in which a gemeente has a regio.
    """
    aantal = len(regio)
    samen = np.zeros((aantal, aantal), dtype=np.int64)
    for kolom in regio.T:
        for nummer in range(kolom.max(initial=-1) + 1):
            leden = np.flatnonzero(kolom == nummer)
            samen[np.ix_(leden, leden)] += 1
    return samen


def _paren(namen: pd.Series, samen: npt.NDArray[np.int64], aantal: int) -> pd.DataFrame:
    import pandas as pd

    een, ander = np.nonzero(np.triu(samen, 1))
    codes, tekst = namen.index.to_numpy(), namen.to_numpy()
    tabel = pd.DataFrame(
        {
            "gm_code_a": codes[een],
            "gm_naam_a": tekst[een],
            "gm_code_b": codes[ander],
            "gm_naam_b": tekst[ander],
            "samen": samen[een, ander],
            "aandeel": 100 * samen[een, ander] / aantal,
        }
    )
    return tabel.sort_values(["gm_code_a", "gm_code_b"], ignore_index=True)


def _stabiliteit(namen: pd.Series, samen: npt.NDArray[np.int64], aantal: int) -> pd.DataFrame:
    """Per gemeente: how far its company is the same in two outcomes that are drawn at random.

    With p_h the share of outcomes in which h is with g, this is sum p_h^2 / sum p_h: of the
    gemeenten that share g's regio in one outcome, the part that also does in another.
    """
    deel = samen / aantal
    np.fill_diagonal(deel, 0.0)
    totaal = deel.sum(axis=1)
    zelfde = (deel**2).sum(axis=1)
    tabel = namen.to_frame("gm_naam")
    tabel["stabiliteit"] = np.where(
        totaal > 0, 100 * zelfde / np.where(totaal > 0, totaal, 1), 100.0
    )
    altijd = samen == aantal
    np.fill_diagonal(altijd, val=True)
    tabel["altijd_samen"] = altijd.sum(axis=1) - 1
    tabel["soms_samen"] = ((samen > 0) & ~altijd).sum(axis=1)
    # Always together is an equivalence: the first of each group gives it its number.
    _, brok = np.unique(altijd.argmax(axis=1), return_inverse=True)
    tabel["brok"] = brok + 1
    return tabel

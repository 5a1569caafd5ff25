"""Measure what many areas cost; write the tables in the documentation.

Run with ``make bench`` (``KORT=1``: small, nothing written). Every figure comes from a process of its
own (`schaaldelen`), so that peak memory counts what C libraries take. Our measures must be equal to
those of scipy and DuckDB wherever these fit.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import gebieden
import numpy as np
from schaaldelen import GB
from tabel import als_tabel, komma, schrijf_tabel

HIER = Path(__file__).parent
INDELINGEN = 20
SECONDEN = 45
"""Longer than this an alternative is not waited for."""
SOORTEN = ("genest", "kruisend")
MANIEREN = {"onze": "congruentie", "ijl": "scipy `A @ A.T`", "duckdb": "DuckDB (SQL)"}


@dataclass(frozen=True)
class Maten:
    """How large everything is."""

    naast: tuple[int, ...] = (10_000, 100_000, 1_000_000)
    verbanden: tuple[tuple[int, int], ...] = ((1300, 342), (10_000, 10_000), (100_000, 100_000))
    groei: tuple[int, ...] = (62_500, 125_000, 250_000, 500_000, 1_000_000)
    voorstel: int = 10_000
    kaarten: tuple[int, ...] = (10_000, 100_000)
    keer: int = 3


KORT = Maten((500,), ((300, 100),), (5000, 10_000), 2500, (900,), 1)


def deel(*gegeven: str, seconden: float | None = None) -> dict[str, Any]:
    """Run one part in a process of its own."""
    opdracht = [sys.executable, str(HIER / "schaaldelen.py"), *gegeven]
    try:
        klaar = subprocess.run(
            opdracht, timeout=seconden, stdout=subprocess.PIPE, text=True, check=False
        )
    except subprocess.TimeoutExpired:
        return {"mis": "tijd"}
    if klaar.returncode < 0:
        return {"mis": "geheugen"}  # the system stopped it
    if klaar.returncode:
        raise SystemExit(f"{' '.join(gegeven)}: failed")
    uit: dict[str, Any] = json.loads(klaar.stdout.splitlines()[-1])
    print(*gegeven, uit, file=sys.stderr)
    return uit


# --- measures ---------------------------------------------------------------------------------------


def tabel_van(map_: Path, soort: str, n: int) -> Path:
    """The table of numbers for so many units; made once."""
    pad = map_ / f"{soort}-{n}.npy"
    if not pad.exists():
        punten = np.random.default_rng(1).random((n, 2))
        np.save(pad, getattr(gebieden, soort)(punten, INDELINGEN, 400))
    return pad


def verbandtabel_van(map_: Path, aantal: int, n: int) -> Path:
    """The table of so many verbanden over so many units, each unit in 33 as in the Netherlands."""
    pad = map_ / f"verbanden-{aantal}-{n}.npy"
    if not pad.exists():
        punten = np.random.default_rng(1).random((n, 2))
        np.save(pad, gebieden.verbanden(punten, aantal, 33))
    return pad


def meet_maat(tabel: Path, hoe: str, keer: int = 1) -> dict[str, Any]:
    """Time one way on one table, the best of a few; the figures must be as ours."""
    uit = {naam: tabel.with_name(f"{tabel.stem}-{naam}.npy") for naam in MANIEREN}
    seconden = None if hoe == "onze" else SECONDEN
    pogingen = [
        deel("maat", hoe, str(tabel), str(uit[hoe]), seconden=seconden) for _ in range(keer)
    ]
    beste = min(pogingen, key=lambda een: een.get("s", 0.0))
    if hoe != "onze" and "s" in beste:
        np.testing.assert_allclose(np.load(uit[hoe]), np.load(uit["onze"]), rtol=1e-12)
    return beste


def _rijen(tabellen: Iterable[tuple[str, int, Path]], keer: int) -> list[tuple[str, ...]]:
    """Every way on each table (title, units, file); what was too much is not tried on a larger one."""
    rijen: list[tuple[str, ...]] = []
    gestrand: dict[str, int] = {}
    for titel, n, tabel in tabellen:
        for hoe, naam in MANIEREN.items():
            if hoe in gestrand:
                tekst = (f"niet geprobeerd: bij {komma(gestrand[hoe], 0)} al niet", "")
            else:
                uit = meet_maat(tabel, hoe, keer if hoe == "onze" and n <= 100_000 else 1)
                tekst = celtekst(uit)
                if "mis" in uit:
                    gestrand[hoe] = n
            rijen.append((titel, naam, *tekst))
    return rijen


_UITLEG = (
    f"Alle uitkomsten waren gelijk. Een alternatief kreeg hoogstens {SECONDEN} seconden en {GB} GB "
    f"per proces (DuckDB {GB - 2} GB; daarboven mag het naar schijf). Het geheugen is de piek van "
    "het hele proces min wat het voor de berekening al had."
)


def naast_elkaar(map_: Path, maten: Maten) -> str:
    """Ours and the alternatives on the same tables."""
    rijen = []
    for soort in SOORTEN:
        tabellen = (
            (f"{soort}, {komma(n, 0)} x {INDELINGEN}", n, tabel_van(map_, soort, n))
            for n in maten.naast
        )
        rijen += _rijen(tabellen, maten.keer)
    koppen = ("regio's, gebieden x indelingen", "manier", "seconden", "piekgeheugen (MB)")
    return f"{als_tabel(koppen, rijen)}\n\n{_UITLEG}"


def verbanden(map_: Path, maten: Maten) -> str:
    """The measure over verbanden alone, ours and the alternatives."""
    tabellen = (
        (f"{komma(aantal, 0)} x {komma(n, 0)}", n, verbandtabel_van(map_, aantal, n))
        for aantal, n in maten.verbanden
    )
    koppen = ("verbanden x gebieden", "manier", "seconden", "piekgeheugen (MB)")
    return f"{als_tabel(koppen, _rijen(tabellen, maten.keer))}\n\n{_UITLEG}"


def celtekst(uit: dict[str, Any]) -> tuple[str, str]:
    """Seconds and MB, or why there are none."""
    if "mis" in uit:
        past = f"meer dan {SECONDEN} s" if uit["mis"] == "tijd" else "past niet in het geheugen"
        return past, ""
    return komma(uit["s"], 2), komma(uit["mb"], 0)


def groei(map_: Path, maten: Maten) -> str:
    """Ours for ever more units: what one cell costs."""
    rijen, oordeel = [], []
    for soort in SOORTEN:
        tijden, geheugens = [], []
        for n in maten.groei:
            uit = meet_maat(tabel_van(map_, soort, n), "onze", maten.keer if n <= 250_000 else 2)
            cellen = n * INDELINGEN
            tijden.append(1e6 * uit["s"] / cellen)
            geheugens.append(1e6 * max(uit["mb"], 1) / cellen)
            rijen.append((
                f"{soort}, {komma(n, 0)} x {INDELINGEN}", komma(uit["s"], 2), komma(uit["mb"], 0),
                komma(tijden[-1], 2), komma(geheugens[-1], 0),
            ))  # fmt: skip
        oordeel.append(groeizin(soort, maten.groei, tijden, geheugens))
    koppen = ("regio's, gebieden x indelingen", "seconden", "piekgeheugen (MB)",
              "microseconden per cel", "bytes per cel")  # fmt: skip
    return f"{als_tabel(koppen, rijen)}\n\n{' '.join(oordeel)}"


def groeizin(soort: str, aantallen: tuple[int, ...], tijd: list[float], mb: list[float]) -> str:
    """Say in words how time and memory grow, from the first to the last."""
    keer = aantallen[-1] / aantallen[0]
    meer, ruimte = tijd[-1] / tijd[0] * keer, mb[-1] / mb[0] * keer
    macht = np.log(meer) / np.log(keer)
    hoe = (
        "sneller dan lineair" if macht > 1.1 else "lineair" if macht > 0.9 else "trager dan lineair"
    )
    return (
        f"Bij regio's die {soort} zijn, kost {komma(keer, 0)} keer zoveel gebieden {komma(meer)} keer "
        f"zoveel tijd en {komma(ruimte)} keer zoveel geheugen: de tijd groeit {hoe} (met de macht "
        f"{komma(macht, 2)})."
    )


# --- proposals and the map --------------------------------------------------------------------------

VRAGEN = {
    "geen wensen": {},
    "minimaal 20 gebieden per regio": {"min_gemeenten": 20},
    "hoogstens 500.000 inwoners per regio": {"max_inwoners": 500_000},
    "precies 100 regio's": {"regios": [100, 100]},
}


def grenzen(map_: Path, n: int) -> Path:
    """A GeoPackage of so many areas; made once."""
    pad = map_ / f"gebieden-{n}.gpkg"
    if not pad.exists():
        gebieden.schrijf(gebieden.vlakken(n), pad)
    return pad


def voorstellen(map_: Path, maten: Maten) -> str:
    """Adjacency and proposals, with their bound."""
    rijen = []
    bestand = str(grenzen(map_, maten.voorstel))
    for soort in ("verwant", "kruisend"):
        for naam, eis in VRAGEN.items():
            if soort == "kruisend" and eis:
                continue
            uit = deel("voorstel", bestand, soort, json.dumps(eis))
            assert not uit["mis"], uit["mis"]
            assert uit["waarde"] <= uit["grens"]
            rijen.append((
                f"{soort}, {naam}", komma(uit["brokken"], 0), komma(uit["regios"], 0),
                komma(uit["waarde"], 0), komma(uit["grens"], 0), f"{komma(100 * uit['kloof'])}%",
                komma(uit["s"]), komma(uit["mb"], 0),
            ))  # fmt: skip
            aantal = uit["gebieden"]
    koppen = (f"{komma(aantal, 0)} gebieden x 10 indelingen", "brokken", "regio's", "doelwaarde",
              "bovengrens", "kloof", "seconden", "piekgeheugen (MB)")  # fmt: skip
    return als_tabel(koppen, rijen)


def kaarten(map_: Path, maten: Maten) -> str:
    """From file to page: where the time goes, and how the page opens."""
    stukken = []
    for n in maten.kaarten:
        uit = deel("kaart", str(grenzen(map_, n)), str(map_))
        rijen = [(een["naam"], komma(een["s"]), komma(een["mb"], 0)) for een in uit["stappen"]]
        koppen = (f"{komma(uit['gebieden'], 0)} gebieden, {komma(uit['punten'], 0)} punten", "seconden",
                  "piekgeheugen tot dan (MB)")  # fmt: skip
        stukken.append(f"{als_tabel(koppen, rijen)}\n\n{zin_over_pagina(map_, uit)}")
    return "\n\n".join(stukken)


def zin_over_pagina(map_: Path, uit: dict[str, Any]) -> str:
    """How large the page is, and what its reader waits for in Chromium."""
    grootte = f"De pagina is {komma(uit['html_mb'])} MB."
    if importlib.util.find_spec("playwright") is None or shutil.which("chromium") is None:
        return f"{grootte} Openen is hier niet gemeten."
    open_ = deel("openen", str(map_ / "kaart.html"), str(map_ / "kaart-scherm.png"))
    return (
        f"{grootte} Chromium (zonder grafische kaart) opent haar in {komma(open_['laden'])} s en houdt "
        f"dan {komma(open_['mb'], 0)} MB aan gegevens vast; een gebied kiezen kost "
        f"{komma(open_['kiezen'])} s, een ander gewicht {komma(open_['gewicht'])} s."
    )


def main() -> None:
    """Measure everything, print, and write the tables."""
    lezer = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    lezer.add_argument("--kort", action="store_true")
    lezer.add_argument(
        "--bewaar", type=Path, help="keep what is made, the page included, in this folder"
    )
    gegeven = lezer.parse_args()
    os.environ["CONGRUENTIE_CACHE"] = "geen"
    maten = KORT if gegeven.kort else Maten()
    with TemporaryDirectory() as tijdelijk:
        map_ = gegeven.bewaar or Path(tijdelijk)
        map_.mkdir(parents=True, exist_ok=True)
        for merk, doe in (
            ("maten", naast_elkaar), ("verbanden", verbanden), ("groei", groei),
            ("voorstel", voorstellen), ("kaart", kaarten),
        ):  # fmt: skip
            tekst = doe(map_, maten)
            print(f"\n{tekst}", flush=True)
            if not gegeven.kort:
                schrijf_tabel("docs/schaal.md", f"meet_schaal_{merk}", tekst)


if __name__ == "__main__":
    main()

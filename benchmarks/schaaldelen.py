"""What `meet_schaal` measures, one thing per process, so that the peak of its memory is its own.

``python benchmarks/schaaldelen.py ONDERDEEL ...`` prints one line of JSON.
"""

from __future__ import annotations

import json
import resource
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

GB = 8
"""What one process may hold."""
Uitslag = dict[str, Any]


def piek() -> float:
    """The most memory this process ever held, in MB, C libraries included."""
    if sys.platform == "linux":
        # ru_maxrss would count what the parent held when it started this process.
        stand = Path("/proc/self/status").read_text("ascii")
        return int(stand.partition("VmHWM:")[2].split()[0]) / 1024
    hoogste = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return hoogste / (1024**2 if sys.platform == "darwin" else 1024)


@contextmanager
def gemeten(naam: str, uit: list[Uitslag]) -> Iterator[None]:
    """Note how long a step takes, and the peak after it above what there was before the first."""
    begin = time.perf_counter()
    yield
    uit.append({"naam": naam, "s": time.perf_counter() - begin, "mb": piek()})


# --- measures ---------------------------------------------------------------------------------------


def onze(regio: np.ndarray) -> np.ndarray:
    """Ours."""
    from congruentie.meten.maten import congruentie
    from congruentie.meten.samenloop import Samenloop

    return congruentie(Samenloop(regio))


def ijl(regio: np.ndarray) -> np.ndarray:
    """All pairs that share something: scipy sparse A @ A.T."""
    from meet import ijl as doe

    return doe(regio)


def duckdb(regio: np.ndarray) -> np.ndarray:
    """The same in SQL: sizes of regions for the numerator, a join of the table with itself for who."""
    n, aantal = regio.shape
    begin = np.concatenate(([0], np.cumsum(regio.max(axis=0) + 1)[:-1]))
    return _in_sql(np.repeat(np.arange(n), aantal), (regio + begin).ravel())


def _in_sql(gebied: np.ndarray, groep: np.ndarray) -> np.ndarray:
    """The congruentie of who is in which group; every group in the denominator of who is in it."""
    import duckdb as motor
    import pandas as pd

    lid = pd.DataFrame({"u": gebied, "r": groep})
    with motor.connect() as db:
        db.execute(f"SET memory_limit = '{GB - 2}GB'")
        db.register("invoer", lid)
        db.execute("CREATE TABLE lid AS SELECT * FROM invoer")
        uit = db.execute(
            """
            WITH regio AS (SELECT r, count(*) AS leden FROM lid GROUP BY r),
            gedeeld AS (
                SELECT u, sum(leden - 1) AS keer, count(*) AS tafels
                FROM lid JOIN regio USING (r) GROUP BY u
            ),
            partners AS (
                SELECT een.u, count(DISTINCT ander.u) - 1 AS aantal
                FROM lid AS een JOIN lid AS ander USING (r) GROUP BY een.u
            )
            SELECT 100.0 * keer / (tafels * aantal) AS congruentie
            FROM gedeeld JOIN partners USING (u) ORDER BY u
            """
        ).fetchnumpy()
    return np.asarray(uit["congruentie"], dtype=float)


# --- verbanden ---------------------------------------------------------------------------------------


def onze_verbanden(tabel: np.ndarray) -> np.ndarray:
    """Ours, of who takes part; the table is that of `gebieden.verbanden`."""
    from congruentie.meten.maten import congruentie
    from congruentie.meten.samenloop import Samenloop

    samenloop = Samenloop(np.empty((len(tabel), 0), dtype=np.int32), verband=tabel)
    return congruentie(samenloop)[samenloop.telt]


def ijl_verbanden(tabel: np.ndarray) -> np.ndarray:
    """All pairs that share a verband: scipy sparse A @ A.T."""
    from scipy.sparse import csr_array

    gebied, _ = np.nonzero(tabel >= 0)
    verband = tabel[tabel >= 0]
    lid = csr_array((np.ones(len(gebied), np.int32), (gebied, verband)))
    partners = np.diff((lid @ lid.T).indptr) - 1
    keer, tafels = lid @ (lid.sum(axis=0) - 1), lid.sum(axis=1)
    mee = tafels > 0
    return 100 * keer[mee] / (tafels[mee] * partners[mee])


def duckdb_verbanden(tabel: np.ndarray) -> np.ndarray:
    """The same in SQL."""
    return _in_sql(np.nonzero(tabel >= 0)[0], tabel[tabel >= 0])


def maat(hoe: str, tabel: str, uit: str) -> Uitslag:
    """Compute from a table of numbers; the figures go into a file, to be compared."""
    import pandas  # noqa: F401  # what every way needs is loaded before
    import scipy.sparse  # noqa: F401

    if hoe == "duckdb":
        import duckdb as _  # noqa: F401
    elif hoe == "ijl":
        import meet  # noqa: F401
    else:
        import congruentie.meten.maten  # noqa: F401
    regio = np.load(tabel)
    manieren: dict[str, tuple[Callable[[np.ndarray], np.ndarray], ...]] = {
        "onze": (onze, onze_verbanden),
        "ijl": (ijl, ijl_verbanden),
        "duckdb": (duckdb, duckdb_verbanden),
    }
    doe = manieren[hoe][int(regio.min() < 0)]
    voor, begin = piek(), time.perf_counter()
    cijfers = doe(regio)
    tijd, na = time.perf_counter() - begin, piek()
    np.save(uit, cijfers)
    return {"s": tijd, "mb": na - voor}


# --- proposals --------------------------------------------------------------------------------------


def voorstel(grenzen: str, soort: str, eis: str) -> Uitslag:
    """Adjacency and a proposal for all areas of a file."""
    import gebieden

    import congruentie as cg

    vormen = gebieden.lees(Path(grenzen))
    indelingen = gebieden.als_indelingen(
        getattr(gebieden, soort)(gebieden.middens(vormen), 10, 100), vormen
    )
    voor = piek()
    begin = time.perf_counter()
    uit = cg.stel_voor(indelingen, eisen=cg.Eisen(**json.loads(eis)), methode="zoeken")
    return {
        "s": time.perf_counter() - begin, "mb": piek() - voor, "gebieden": len(vormen),
        "brokken": len(uit.opgave), "regios": len(uit.codes), "kloof": uit.kloof,
        "waarde": uit.doelwaarde, "grens": uit.bovengrens, "zoeken_s": uit.duur,
        "mis": uit.opgave.overtredingen(uit.deling),
    }  # fmt: skip


# --- the map ----------------------------------------------------------------------------------------


def kaart(grenzen: str, map_: str) -> Uitslag:
    """From a GeoPackage to a page and a picture, step by step."""
    import gebieden

    import congruentie as cg
    from congruentie.buren import gedeelde_grenzen
    from congruentie.kaart import maak_pagina
    from congruentie.kaart.plaat import maak_plaat

    stappen: list[Uitslag] = []
    voor = piek()
    with gemeten("GeoPackage lezen", stappen):
        vormen = gebieden.lees(Path(grenzen))
    with gemeten("indelingen maken en controleren", stappen):
        regio = gebieden.verwant(gebieden.middens(vormen), 6, 100)
        indelingen = gebieden.als_indelingen(regio, vormen)
    with gemeten("`bereken`: alle maten", stappen):
        meting = cg.Meting(indelingen)
        _ = meting.gemeenten
    with gemeten("buren en hun gedeelde grens", stappen):
        paren = len(gedeelde_grenzen(vormen))
    with gemeten("`maak_pagina`: vereenvoudigen en schrijven", stappen):
        html = maak_pagina(meting)
        (Path(map_) / "kaart.html").write_text(html, "utf-8", newline="\n")
    with gemeten("`maak_plaat`: PNG", stappen):
        maak_plaat(meting, Path(map_) / "kaart.png")
    for stap in stappen:
        stap["mb"] -= voor
    return {
        "gebieden": len(vormen), "punten": int(vormen.count_coordinates().sum()), "paren": paren,
        "stappen": stappen, "html_mb": len(html.encode()) / 1e6,
    }  # fmt: skip


def openen(pad: str, beeld: str) -> Uitslag:
    """Open the page in Chromium, choose an area, and change a weight; what the reader waits for."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as p:
        browser = p.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        pagina = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
        mis: list[str] = []
        pagina.on("pageerror", lambda fout: mis.append(str(fout)))
        pagina.set_default_timeout(300_000)

        def wacht(doe: str) -> float:
            begin = time.perf_counter()
            pagina.evaluate(
                f"async () => {{ {doe}; await new Promise((klaar) =>"
                " requestAnimationFrame(() => requestAnimationFrame(klaar))) }"
            )
            return time.perf_counter() - begin

        begin = time.perf_counter()
        pagina.goto(Path(pad).resolve().as_uri())
        laden = time.perf_counter() - begin + wacht("")
        pagina.screenshot(path=beeld)
        kiezen = wacht("window.congruentie.kaart.kies(5)")
        gewicht = wacht(
            "const { model } = window.congruentie;"
            "model.zet({ gewichten: { ...model.staat().gewichten, i00: 2 } })"
        )
        geheugen = pagina.evaluate("performance.memory.usedJSHeapSize / 1e6")
        browser.close()
    assert not mis, mis
    return {"laden": laden, "kiezen": kiezen, "gewicht": gewicht, "mb": geheugen}


def main() -> None:
    """Do one part."""
    welke, *gegeven = sys.argv[1:]
    if welke == "maat" and sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (GB * 1024**3, GB * 1024**3))
    delen = {"maat": maat, "voorstel": voorstel, "kaart": kaart, "openen": openen}
    try:
        uit = delen[welke](*gegeven)
    except Exception as fout:
        if not isinstance(fout, MemoryError) and "memory" not in str(fout).lower():
            raise
        uit = {"mis": "geheugen"}
    print(json.dumps(uit))


if __name__ == "__main__":
    main()

"""Measure this package side by side with the alternatives, in one run; print ratios.

Run with ``make bench``. Nothing here is a test with a time limit: machines differ. What must hold
is that both sides give the same result, and that is checked.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

import congruentie as cg
from congruentie.bronnen.banden import banden_van
from congruentie.meten.maten import congruentie
from congruentie.meten.samenloop import Samenloop
from congruentie.meten.zetten import buren_van, mogelijke_zetten, winsten


def beste(doe: Callable[[], object], keer: int) -> float:
    """Shortest of `keer` runs, in seconds."""
    tijden = []
    for _ in range(keer):
        begin = time.perf_counter()
        doe()
        tijden.append(time.perf_counter() - begin)
    return min(tijden)


def onze(regio: np.ndarray) -> np.ndarray:
    """Ours."""
    return congruentie(Samenloop(regio))


def dicht(regio: np.ndarray) -> np.ndarray:
    """All pairs at once in dense numpy: an n x n x K table."""
    gelijk = (regio[:, None, :] == regio[None, :, :]).sum(axis=2)
    partners = (gelijk > 0).sum(axis=1) - 1
    return 100 * (gelijk.sum(axis=1) - regio.shape[1]) / (regio.shape[1] * partners)


def dicht_per_indeling(regio: np.ndarray) -> np.ndarray:
    """All pairs in dense numpy, tuned: one n x n table of small integers, filled per indeling."""
    n, aantal = regio.shape
    gelijk = np.zeros((n, n), dtype=np.int16)
    for k in range(aantal):
        gelijk += regio[:, k, None] == regio[None, :, k]
    partners = (gelijk > 0).sum(axis=1) - 1
    return 100 * (gelijk.sum(axis=1) - aantal) / (aantal * partners)


def ijl(regio: np.ndarray) -> np.ndarray:
    """All pairs that share something: scipy sparse A @ A.T."""
    n, aantal = regio.shape
    begin = np.concatenate(([0], np.cumsum(regio.max(axis=0) + 1)))
    kolom = (regio + begin[:-1]).ravel()
    lid = csr_array(
        (np.ones(n * aantal, np.int32), (np.repeat(np.arange(n), aantal), kolom)),
        shape=(n, begin[-1]),
    )
    gelijk = lid @ lid.T
    partners = np.diff(gelijk.indptr) - 1
    return 100 * (np.asarray(gelijk.sum(axis=1)).ravel() - aantal) / (aantal * partners)


def mozaiek(n: int, aantal: int, grootte: int, seed: int = 0) -> np.ndarray:
    """Make `aantal` unrelated divisions of n points into contiguous regions of about `grootte`."""
    rng = np.random.default_rng(seed)
    punten = rng.random((n, 2))
    kolommen = [cKDTree(rng.random((n // grootte, 2))).query(punten)[1] for _ in range(aantal)]
    # Empty regions would only cost the alternatives.
    return np.stack([np.unique(k, return_inverse=True)[1] for k in kolommen], axis=1).astype(
        np.int32
    )


def vergelijk(titel: str, regio: np.ndarray, anderen: dict[str, Callable], keer: int) -> None:
    """Time ours and the others on the same table; the results must be the same."""
    uitkomst = onze(regio)
    eigen = beste(lambda: onze(regio), keer)
    print(f"\n{titel}")
    print(f"  {'congruentie':<34}{1000 * eigen:>12.3f} ms")
    for naam, functie in anderen.items():
        np.testing.assert_allclose(functie(regio), uitkomst, rtol=1e-12)
        tijd = beste(lambda functie=functie: functie(regio), max(1, keer // 10))
        print(f"  {naam:<34}{1000 * tijd:>12.3f} ms   {tijd / eigen:>8.1f} x ours")


def alle_zetten() -> None:
    """Time every single move against computing the country again for each; the gains must be equal.

    Twice: as a user would, with the tables of the package, and as lean as it can be, with one figure
    per gemeente from a table of numbers.
    """
    indelingen = cg.laad_indelingen(2025, met_grenzen=True)
    banden = banden_van(indelingen.gemeenten)
    regio = indelingen.regio.copy()
    zetten = mogelijke_zetten(Samenloop(regio), buren_van(indelingen.gemeenten, banden))

    def tabellen() -> np.ndarray:
        nu = cg.bereken(indelingen)["congruentie"].mean()
        alle = cg.alle_verplaatsingen(indelingen, banden).sort_values(
            ["gm_code", "indeling", "naar"]
        )
        stappen = alle[["gm_code", "indeling", "naar"]].itertuples(index=False, name=None)
        na = [
            cg.bereken(cg.verplaats(indelingen, [cg.Verplaatsing(*stap)]))["congruentie"].mean()
            for stap in stappen
        ]
        np.testing.assert_allclose(alle["winst_land"], np.array(na) - nu, atol=1e-9)
        return alle["winst_land"].to_numpy()

    def kaal() -> np.ndarray:
        uit, nu = np.empty(len(zetten)), congruentie(Samenloop(regio)).mean()
        for i, (g, k, van, naar) in enumerate(zip(*zetten.delen, strict=True)):
            regio[g, k] = naar
            uit[i] = congruentie(Samenloop(regio)).mean() - nu
            regio[g, k] = van
        return uit

    np.testing.assert_allclose(winsten(Samenloop(regio), zetten)[0], kaal(), atol=1e-9)
    print(f"\nAll {len(zetten)} single moves, {regio.shape[0]} x {regio.shape[1]} (2025)")
    paren = {
        "alle_verplaatsingen": lambda: cg.alle_verplaatsingen(indelingen, banden),
        "the gains alone": lambda: winsten(Samenloop(regio), zetten),
    }
    opnieuw = {"bereken per move": tabellen, "congruentie per move": kaal}
    for (ons, snel), (ander, traag) in zip(paren.items(), opnieuw.items(), strict=True):
        eigen, tijd = beste(snel, 50), beste(traag, 1)
        print(f"  {ons:<34}{1000 * eigen:>12.3f} ms")
        print(f"  {ander:<34}{1000 * tijd:>12.3f} ms   {tijd / eigen:>8.1f} x ours")


def geheugen(keer: int) -> None:
    """Show peak memory against units x indelingen."""
    print("\nPeak memory of congruentie, spatially coherent regions of about 400, 20 indelingen")
    for n in keer * np.array([6_250, 12_500, 25_000, 50_000]):
        regio = mozaiek(n, 20, 400)
        tracemalloc.start()
        begin = time.perf_counter()
        onze(regio)
        tijd = time.perf_counter() - begin
        piek = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        per_cel = piek / regio.size
        print(
            f"  {n:>8} units: {piek / 1e6:>8.1f} MB = {per_cel:>5.1f} bytes per cell, {tijd:.2f} s"
        )


def proces(*opdracht: str) -> float:
    """Wall time of a whole process, from start to end."""
    return beste(lambda: subprocess.run(opdracht, check=True, capture_output=True), 5)


def opstarten() -> None:
    """Time the command line against what it cannot avoid."""
    python = sys.executable
    with TemporaryDirectory() as map_:
        kaart = str(Path(map_) / "kaart.html")
        kaal = proces(python, "-c", "import geopandas, folium")
        heel = proces(python, "-m", "congruentie", "kaart", "--uit", kaart)
        hulp = proces(python, "-m", "congruentie", "--help")
        leeg = proces(python, "-c", "pass")
    print("\nThe command line, process start to end")
    print(f"  {'python -c pass':<34}{1000 * leeg:>12.0f} ms")
    print(f"  {'congruentie --help':<34}{1000 * hulp:>12.0f} ms")
    print(f"  {'import geopandas, folium':<34}{1000 * kaal:>12.0f} ms")
    print(f"  {'congruentie kaart':<34}{1000 * heel:>12.0f} ms   {heel / kaal:>8.2f} x that import")


def main() -> None:
    """Run everything; with ``--kort`` a quarter of the units."""
    lezer = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    lezer.add_argument("--kort", action="store_true", help="a quarter of the units")
    keer = 1 if lezer.parse_args().kort else 4
    cbs = [
        item.indeling
        for item in cg.lees_aanbod()
        if item.jaar == 2025 and item.herkomst.status == "officieel"
    ]
    anderen = {"numpy, dense pairs": dicht, "numpy, dense per indeling": dicht_per_indeling}
    regio = cg.laad_indelingen(2025, cbs).regio
    vergelijk(
        f"{regio.shape[0]} x {regio.shape[1]} (2025)", regio, anderen | {"scipy A @ A.T": ijl}, 200
    )
    n = keer * 25_000
    vergelijk(f"{n} x 20, regions of about 400", mozaiek(n, 20, 400), {"scipy A @ A.T": ijl}, 3)
    alle_zetten()
    geheugen(keer)
    opstarten()


if __name__ == "__main__":
    main()

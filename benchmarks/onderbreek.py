"""Kill short batches at random moments, over and over; nothing may be corrupt, missing or repeated.

Run with ``python benchmarks/onderbreek.py 1000``. Each batch is killed (SIGKILL) a few times and then
run to its end. After every kill each folder must be whole and as in an undisturbed run, and what was
finished must not have been made again. A quarter of the batches replaces what stands there
(``--opnieuw``).
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

SCENARIOS = """
uitvoer: {uitvoer}
doe: [bereken]
scenarios:
  - {{naam: een, indelingen: [ggd, res], eigen: {{mijn: mijn.csv}}}}
  - {{naam: twee, indelingen: [ggd, jeugdregio], gewicht: {{ggd: 2}}}}
  - {{naam: drie, indelingen: [res, jeugdregio], noemer: deelname}}
gevoeligheid:
  - {{naam: trek, soort: trekkingen, aantal: 3, zaad: 5, indelingen: [ggd, res, jeugdregio]}}
"""
ZWAAR = (
    "congruentie.batch.onderzoek", "congruentie.batch.uitvoeren", "congruentie.batch.taken",
    "congruentie.cli.batch", "congruentie.meten.meting", "congruentie.uitvoer", "filelock",
    "jinja2", "jsonschema",
)  # fmt: skip
"""Loaded before a batch is split off, so that kills fall in its work and not in its start."""


@dataclass
class Verslag:
    """What was seen."""

    geraakt: int = 0
    te_laat: int = 0
    batches: int = 0
    klaar_bij_kill: Counter[int] = field(default_factory=Counter)


def start(map_: Path, *opties: str) -> int:
    """Run the command in a process of its own, split off from this one; gives its id."""
    kind = os.fork()
    if kind:
        return kind
    try:
        from congruentie.cli import _voer_uit

        os._exit(_voer_uit(["batch", str(map_ / "s.yaml"), "--stil", *opties]))
    except BaseException:
        os._exit(99)


def draai(map_: Path, *opties: str) -> float:
    """Run to the end; gives the seconds."""
    begin = time.monotonic()
    _, stand = os.waitpid(start(map_, *opties), 0)
    assert os.waitstatus_to_exitcode(stand) == 0, os.waitstatus_to_exitcode(stand)
    return time.monotonic() - begin


def breek_af(map_: Path, na: float, *opties: str) -> bool:
    """Run, and kill after so many seconds; whether it was still running then."""
    kind = start(map_, *opties)
    time.sleep(na)
    os.kill(kind, signal.SIGKILL)
    _, stand = os.waitpid(kind, 0)
    code = os.waitstatus_to_exitcode(stand)
    assert code in {0, -signal.SIGKILL}, code
    return code != 0


def inhoud(map_: Path) -> dict[str, bytes]:
    """Every file of every scenario; of a manifest, without the part that says when it was made."""
    uit = {}
    for pad in sorted(map_.glob("[!.]*/*")):
        ruw = pad.read_bytes()
        if pad.name == "manifest.json":
            zonder = json.loads(ruw)
            zonder.pop("uitvoering")
            ruw = json.dumps(zonder).encode()
        uit[f"{pad.parent.name}/{pad.name}"] = ruw
    return uit


def manifesten(map_: Path) -> dict[str, bytes]:
    """What says when each scenario was made."""
    return {pad.parent.name: pad.read_bytes() for pad in map_.glob("[!.]*/manifest.json")}


def controleer(map_: Path, verwacht: dict[str, bytes]) -> None:
    """Every folder is whole: all files of the undisturbed run, each the same."""
    er_zijn = inhoud(map_)
    mappen = {pad.name for pad in map_.glob("[!.]*") if pad.is_dir()}
    moet = {naam: ruw for naam, ruw in verwacht.items() if naam.partition("/")[0] in mappen}
    assert er_zijn.keys() == moet.keys(), er_zijn.keys() ^ moet.keys()
    for naam, ruw in moet.items():
        assert er_zijn[naam] == ruw, f"{naam} differs"


def schrijf_scenarios(map_: Path) -> Path:
    """Write the file with scenarios and what it reads; gives the folder of the results."""
    (map_ / "s.yaml").write_text(SCENARIOS.format(uitvoer="uit"), "utf-8")
    (map_ / "mijn.csv").write_text("gm_code,regio\nGM0363,a\nGM0384,a\n", "utf-8")
    return map_ / "uit"


def een_batch(
    map_: Path, verwacht: dict[str, bytes], duur: float, dobbel: random.Random, verslag: Verslag
) -> None:
    """Kill one batch a few times at random moments, then let it finish."""
    uit = map_ / "uit"
    shutil.rmtree(uit, ignore_errors=True)
    vervang = dobbel.random() < 0.25
    if vervang:
        draai(map_)
    opties = ("--opnieuw",) if vervang else ()
    for _ in range(dobbel.randint(1, 6)):
        eerder = manifesten(uit)
        geraakt = breek_af(map_, dobbel.uniform(0, duur), *opties)
        verslag.geraakt += geraakt
        verslag.te_laat += not geraakt
        controleer(uit, verwacht)
        nu = manifesten(uit)
        verslag.klaar_bij_kill[len(nu)] += geraakt
        if not vervang:
            assert eerder.items() <= nu.items(), "finished work was made again, or is gone"
    eerder = manifesten(uit)
    draai(map_)
    assert inhoud(uit) == verwacht
    assert eerder.items() <= manifesten(uit).items(), "finished work was made again"
    assert not {pad.name for pad in uit.glob(".*")} - {".slot"}, "leftovers"
    verslag.batches += 1


def onderbreek(aantal: int, zaad: int, map_: Path, *, vertel: bool = False) -> Verslag:
    """Kill batches until so many kills have hit one that was running."""
    for module in ZWAAR:
        importlib.import_module(module)
    from congruentie.bronnen import laad_indelingen

    laad_indelingen(2025, cache="geen")
    uit = schrijf_scenarios(map_)
    dobbel = random.Random(zaad)
    duur = min(draai(map_), draai(map_, "--opnieuw"))
    verwacht = inhoud(uit)
    assert len(verwacht) == 7 * 2 + 1, sorted(verwacht)
    verslag = Verslag()
    while verslag.geraakt < aantal:
        een_batch(map_, verwacht, duur, dobbel, verslag)
        if vertel and verslag.batches % 25 == 0:
            print(f"{verslag.geraakt} of {aantal} kills", file=sys.stderr)
    return verslag


def main() -> None:
    """Do it, and say what was seen."""
    lezer = argparse.ArgumentParser(description=__doc__)
    lezer.add_argument("aantal", type=int, nargs="?", default=1000)
    lezer.add_argument("--zaad", type=int, default=1)
    gegeven = lezer.parse_args()
    os.environ["CONGRUENTIE_CACHE"] = "geen"
    begin = time.monotonic()
    with TemporaryDirectory() as map_:
        verslag = onderbreek(gegeven.aantal, gegeven.zaad, Path(map_), vertel=True)
    print(
        f"{verslag.geraakt} kills in {verslag.batches} batches of 7 folders (seed {gegeven.zaad}), "
        f"{verslag.te_laat} more came too late, {time.monotonic() - begin:.0f} s: every folder whole "
        "and as in an undisturbed run, nothing made twice, nothing left behind."
    )
    verdeling = ", ".join(f"{k}: {n}" for k, n in sorted(verslag.klaar_bij_kill.items()))
    print(f"Finished folders at the moment of the kill: {verdeling}.")


if __name__ == "__main__":
    main()

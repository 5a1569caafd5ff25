"""The instances of CP-Lib: value and bound beside the published optimum, and CPU seconds.

Run with ``python benchmarks/meet_cplib.py MAP``, MAP being a folder with the instances and
``optimum.csv`` (they are not in the repository: doi 10.1007/s12532-023-00249-1); ``--tijd`` is the
seconds for each (60), ``--instantie NAAM`` asks only that one.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "hulp"))

from cplib import lees_instantie, lees_optima

from congruentie.voorstel.exact import los_op


def main() -> None:
    """Solve every instance."""
    lezer = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    lezer.add_argument("map", type=Path)
    lezer.add_argument("--tijd", type=float, default=60.0)
    lezer.add_argument("--instantie", default=None)
    keus = lezer.parse_args()
    print(f"{'instantie':15} {'n':>4} {'optimum':>8} {'waarde':>8} {'grens':>8}   CPU s")
    for naam, optimum in lees_optima(keus.map).items():
        if keus.instantie not in (None, naam):
            continue
        opgave = lees_instantie(keus.map / f"{naam}.txt")
        begin = time.process_time()
        gevonden = los_op(opgave, tijd=keus.tijd)
        cpu = time.process_time() - begin
        stand = "bewezen" if gevonden.bewezen else "open"
        print(
            f"{naam:15} {len(opgave):4} {optimum:8} {gevonden.waarde:8} {gevonden.bovengrens:8} "
            f"{cpu:7.2f}  {stand}",
            flush=True,
        )


if __name__ == "__main__":
    main()

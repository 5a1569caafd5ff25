"""Run 500 scenarios in every way there is; write the table in the documentation.

Run with ``make bench`` (``KORT=1``: 24 scenarios, nothing written). Every way must give the same
bytes, also when a worker or the client is killed half way; that is checked.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

REPO = Path(__file__).parent.parent
sys.path.insert(0, str(REPO / "tests" / "hulp"))
from daskcluster import Cluster  # noqa: E402
from onderbreek import inhoud  # noqa: E402
from tabel import als_tabel, komma, schrijf_tabel  # noqa: E402

SETS = {
    "vier": "[ggd, res, jeugdregio, arbeidsmarktregio]",
    "zorg": "[ggd, jeugdregio, zorgkantoorregio]",
    "fysiek": "[res, veiligheidsregio, jeugdregio]",
    "ruim": "[ggd, res, jeugdregio, arbeidsmarktregio, zorgkantoorregio, corop]",
    "zonder ggd": "[res, jeugdregio, arbeidsmarktregio]",
}
THETA = (0.3, 0.4, 0.5, 0.6, 0.7)
INWONERS = ("null", 50_000, 100_000, 200_000)
GEWICHTEN = tuple(round(0.1 * k, 1) for k in range(1, 41))


def scenarios(kort: bool) -> str:
    """The file: 100 with a proposal, and 400 with a table only, as in a study of weights."""
    sets = dict(list(SETS.items())[:1]) if kort else SETS
    indelingen = "{" + ", ".join(f"{naam}: {deel}" for naam, deel in sets.items()) + "}"
    wegen = ", ".join(
        f"w{w:g}: {{gewicht: {{jeugdregio: {w}}}}}" for w in GEWICHTEN[: 9 if kort else None]
    )
    return f"""
uitvoer: uit
standaard: {{zonder-uitleg: ja}}
matrix:
  - naam: "voorstel {{indelingen}} {{theta}} {{min-inwoners}}"
    doe: [[bereken, voorstel]]
    indelingen: {indelingen}
    theta: {list(THETA[: 3 if kort else None])}
    min-inwoners: [{", ".join(map(str, INWONERS[: 2 if kort else None]))}]
  - naam: "tabel {{indelingen}} {{wegen}} {{noemer}}"
    doe: [[bereken]]
    indelingen: {indelingen}
    wegen: {{{wegen}}}
    noemer: [alle, deelname]
"""


@dataclass
class Loop:
    """One way to run the batch: how long it took, how long its scenarios took, what it gave."""

    seconden: float
    rekentijd: float
    werk: float
    gaf: dict[str, bytes]


def start(map_: Path, *opties: str) -> subprocess.Popen[bytes]:
    """Start the command."""
    opdracht = [sys.executable, "-m", "congruentie", "batch", "s.yaml", "--stil", *opties]
    return subprocess.Popen(opdracht, cwd=map_)


def klaar(map_: Path) -> dict[str, bytes]:
    """The manifest of every scenario that is finished."""
    return {pad.parent.name: pad.read_bytes() for pad in map_.glob("uit/*/manifest.json")}


def loop(map_: Path, *opties: str, storing: Callable[[], None] | None = None) -> Loop:
    """Run to the end; half way, something may happen."""
    begin, rekentijd = time.perf_counter(), processortijd()
    with start(map_, *opties) as proces:
        if storing is not None:
            storing()
        assert proces.wait() == 0, proces.returncode
    seconden, rekentijd = time.perf_counter() - begin, processortijd() - rekentijd
    duur = [json.loads(ruw)["uitvoering"]["duur_s"] for ruw in klaar(map_).values()]
    return Loop(seconden, rekentijd, sum(duur), inhoud(map_ / "uit"))


def processortijd() -> float:
    """Seconds that all processes that ended used together; what else runs hardly changes it."""
    return os.times().children_user + os.times().children_system


def wacht_op(map_: Path, aantal: int) -> None:
    """Wait until so many scenarios are finished."""
    while len(klaar(map_)) < aantal:
        time.sleep(0.05)


def losse_opdrachten(map_: Path) -> tuple[float, float]:
    """Seconds for one table, and for one proposal, each in a process of its own."""
    uit = []
    for opdracht in (["bereken", "--uit=los.csv"], ["voorstel", "--zonder-uitleg", "--uit=los"]):
        begin = time.perf_counter()
        for theta in THETA:
            eigen = [f"--theta={theta}"] if opdracht[0] == "voorstel" else []
            volledig = [sys.executable, "-m", "congruentie", *opdracht, *eigen, "--stil"]
            subprocess.run(volledig, cwd=map_, check=True)
        uit.append((time.perf_counter() - begin) / len(THETA))
    return uit[0], uit[1]


def vers(wortel: Path, naam: str, tekst: str) -> Path:
    """A folder of its own for each way."""
    (wortel / naam).mkdir()
    (wortel / naam / "s.yaml").write_text(tekst, "utf-8")
    return wortel / naam


def meet(wortel: Path, kort: bool) -> tuple[int, dict[str, Loop], tuple[float, float]]:
    """Run the batch in every way; check that all give the same."""
    tekst = scenarios(kort)
    lopen: dict[str, Loop] = {}
    map_ = vers(wortel, "zelf", tekst)
    lopen["in één proces"] = loop(map_)
    aantal = len(klaar(map_))
    lopen["nog eens: alles is al klaar"] = loop(map_)
    los = losse_opdrachten(wortel)
    lopen["`--workers 2`"] = loop(vers(wortel, "lokaal", tekst), "--workers", "2")

    cluster = Cluster(wortel)
    cluster.start()
    try:
        hoe = ("--scheduler", cluster.adres)
        naam = "`--scheduler`, met twee workers die apart zijn gestart"
        lopen[naam] = loop(vers(wortel, "cluster", tekst), *hoe)

        map_ = vers(wortel, "client", tekst)
        begin = time.perf_counter()
        with start(map_, *hoe) as proces:
            wacht_op(map_, aantal // 2)
            proces.kill()
        eerder = klaar(map_)
        hervat = loop(map_, *hoe)
        assert eerder.items() <= klaar(map_).items(), "finished work was made again"
        hervat.seconden = time.perf_counter() - begin
        lopen["hetzelfde; opdracht halverwege gedood en nog eens gegeven"] = hervat

        def dood_worker() -> None:
            wacht_op(worker_map, aantal // 2)
            cluster.workers[0].kill()

        worker_map = vers(wortel, "worker", tekst)
        naam = "hetzelfde; een van de twee workers halverwege gedood"
        lopen[naam] = loop(worker_map, *hoe, storing=dood_worker)
    finally:
        cluster.stop()
    for naam, een in lopen.items():
        assert een.gaf == lopen["in één proces"].gaf, f"{naam}: other bytes"
    return aantal, lopen, los


def main() -> None:
    """Measure, print, and write the table."""
    lezer = argparse.ArgumentParser(description=__doc__)
    lezer.add_argument("--kort", action="store_true")
    kort = lezer.parse_args().kort
    os.environ["CONGRUENTIE_CACHE"] = "geen"
    with TemporaryDirectory() as map_:
        aantal, lopen, los = meet(Path(map_), kort)
        onbewezen = sum(
            b'"bewezen_optimaal": false' in ruw for ruw in lopen["in één proces"].gaf.values()
        )
    zelf = lopen["in één proces"]
    rijen = [
        (naam, komma(een.seconden), komma(1000 * een.seconden / aantal, 0),
         komma(zelf.seconden / een.seconden, 2))
        for naam, een in lopen.items()
    ]  # fmt: skip
    met = sum(naam.endswith("/voorstel.json") for naam in zelf.gaf)
    samen = aantal * los[0] + met * los[1]
    rijen.append((
        "losse opdrachten na elkaar (geschat uit 5 van elk)", komma(samen),
        komma(1000 * samen / aantal, 0), komma(zelf.seconden / samen, 2),
    ))  # fmt: skip
    koppen = (f"{aantal} scenario's", "seconden", "ms per scenario",
              "sneller dan één proces")  # fmt: skip
    anders = komma(100 * (1 - zelf.werk / zelf.seconden), 0)
    verdeeld = lopen["`--workers 2`"].rekentijd
    bij = (
        f"Van de {aantal} scenario's maken er {met} een tabel en een voorstel, en {aantal - met} "
        "alleen een tabel. "
        f"Gemeten op {os.cpu_count()} rekenkernen. Alle manieren gaven dezelfde bytes. In één "
        f"proces ging {anders}% van de tijd naar iets anders dan de "
        "opdrachten: lezen, controleren en bewaren. "
        f"De processoren rekenden {komma(zelf.rekentijd, 0)} s in één proces en "
        f"{komma(verdeeld, 0)} s met `--workers 2`. "
        f"Van de voorstellen was bij {onbewezen} niet bewezen dat het het beste is."
    )
    tekst = f"{als_tabel(koppen, rijen)}\n\n{bij}"
    print(tekst)
    if not kort:
        schrijf_tabel("docs/batch.md", "meet_batch", tekst)


if __name__ == "__main__":
    main()

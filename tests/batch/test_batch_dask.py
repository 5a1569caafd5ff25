"""Batches on Dask: local processes, and a scheduler and workers that were started separately."""

from __future__ import annotations

import gc
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="het extra dask is niet geïnstalleerd")
from batchhulp import DRIE, alles, manifest, standen
from daskcluster import Cluster
from gevorkt import Gevorkt

from congruentie.batch import verdeeld
from congruentie.batch.taken import Invoermap
from congruentie.batch.verdeeld import Bagage
from congruentie.batch.versies import wie_ben_je
from congruentie.cli import _voer_uit

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # of distributed, about its own ports and loops
    pytest.mark.skipif(sys.platform == "win32", reason="signalen zijn er niet op Windows"),
]

VEEL = """
uitvoer: uit
doe: [bereken, voorstel]
standaard: {zonder-uitleg: ja, eigen: {mijn: mijn.csv}}
matrix:
  indelingen: [[ggd, veiligheidsregio], [ggd, provincie], [veiligheidsregio, provincie]]
  theta: [0.3, 0.4, 0.5, 0.6]
"""


@pytest.fixture
def cluster(tmp_path_factory) -> Iterator[Cluster]:
    een = Cluster(tmp_path_factory.mktemp("dask"), gevorkt=True)
    een.start()
    yield een
    een.stop()


@pytest.fixture
def snelle_workers() -> Iterator[None]:
    """Let Dask fork its local processes, where a test is about something else."""
    import dask

    with dask.config.set({"distributed.worker.multiprocessing-method": "forkserver"}):
        yield


@pytest.fixture(autouse=True)
def geen_open_clients() -> Iterator[None]:
    """Every client is closed by then: one that is not, closes when it is cleared away.

    And that waits for a lock which the maker of the next client may hold, for ever.
    """
    from distributed import Client

    yield
    open_ = [een.status for een in gc.get_objects() if isinstance(een, Client)]
    assert set(open_) <= {"closed"}


@pytest.fixture
def roep(capfd, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    Path("mijn.csv").write_text("gm_code,regio\nGM0363,a\nGM0384,a\nGM0437,b\n", "utf-8")

    def doe(tekst: str, *opties: str) -> tuple[int, str]:
        Path("s.yaml").write_text(tekst, "utf-8")
        code = _voer_uit(["batch", "s.yaml", *opties])
        return code, capfd.readouterr().err

    return doe


_ONGESTOORD: dict[str, dict[str, bytes]] = {}


def in_proces(roep, tekst: str) -> dict[str, bytes]:
    """What an undisturbed run in this process gives; the same question is asked once."""
    if tekst not in _ONGESTOORD:
        assert roep(tekst.replace("uitvoer: uit", "uitvoer: zelf"), "--stil")[0] == 0
        _ONGESTOORD[tekst] = alles("zelf")
    Path("s.yaml").write_text(tekst, "utf-8")
    return _ONGESTOORD[tekst]


def start_batch(map_: Path, *opties: str) -> subprocess.Popen | Gevorkt:
    opdracht = ["batch", "s.yaml", *opties]
    if "--scheduler" in opties:
        return Gevorkt("congruentie.cli:main", *opdracht, map_=map_)
    return subprocess.Popen(  # its workers too are as a user has them
        [sys.executable, "-m", "congruentie", *opdracht],
        cwd=map_, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def wacht_op(aantal: int, proces: subprocess.Popen | Gevorkt, seconden: float = 90) -> None:
    """Wait until so many scenarios are finished."""
    einde = time.monotonic() + seconden
    while len(list(Path("uit").glob("*/manifest.json"))) < aantal:
        assert proces.poll() is None, proces.communicate(timeout=1)[1]
        assert time.monotonic() < einde
        time.sleep(0.02)


def test_lokale_processen(roep):
    verwacht = in_proces(roep, VEEL)
    code, fout = roep(VEEL, "--workers", "2")
    assert code == 0, fout
    assert fout.endswith("12 klaar, 0 overgeslagen, 0 mislukt. Overzicht: uit/overzicht.csv\n")
    assert len(fout.splitlines()) == 13, fout  # nothing of Dask's own
    assert alles() == verwacht
    assert len({manifest(p.name)["uitvoering"]["waar"] for p in Path("uit").glob("*+*")}) == 2
    assert sorted(p.name for p in Path("uit").iterdir() if p.name.startswith(".")) == [".slot"]
    assert "0 klaar, 12 overgeslagen" in roep(VEEL, "--workers", "2")[1]


@pytest.mark.zwaar
def test_bestaand_cluster(roep, cluster):
    verwacht = in_proces(roep, VEEL)
    code, fout = roep(VEEL, "--scheduler", cluster.adres)
    assert code == 0, fout
    assert alles() == verwacht
    assert "12 klaar" in roep(VEEL, "--scheduler", cluster.adres, "--opnieuw")[1]
    assert alles() == verwacht


def test_fouten_komen_terug_zoals_in_een_proces(roep, cluster):
    Path("fout.csv").write_text("gm_code,regio\nGM9999,a\n", "utf-8")
    tekst = DRIE.replace("naam: twee,", "naam: twee, jaar: 2022, eigen: {x: fout.csv},")
    code, fout = roep(tekst, "--scheduler", cluster.adres)
    assert code == 3
    assert standen() == {"een": "klaar", "twee": "mislukt", "drie": "klaar"}
    zelf = roep(tekst)[1]
    reden = re.search(r"1 mislukte: (.*)", fout)[1]
    assert "fout.csv" in reden
    assert reden == re.search(r"1 mislukte: (.*)", zelf)[1]


@pytest.mark.zwaar
def test_worker_valt_uit(roep, cluster, tmp_path):
    """One of the two is killed half way: nothing lost, nothing twice."""
    verwacht = in_proces(roep, VEEL)
    with start_batch(tmp_path, "--scheduler", cluster.adres) as proces:
        wacht_op(3, proces)
        cluster.workers[0].kill()
        fout = proces.communicate(timeout=120)[1]
    assert proces.returncode == 0, fout
    assert alles() == verwacht
    namen = re.findall(r"\] (\S+): klaar", fout)
    assert len(namen) == len(set(namen)) == 12


@pytest.mark.zwaar
def test_alle_workers_vallen_uit_en_er_komen_nieuwe(roep, cluster, tmp_path):
    """With them goes the copy of the inputs; it is sent again."""
    verwacht = in_proces(roep, VEEL)
    with start_batch(tmp_path, "--scheduler", cluster.adres) as proces:
        wacht_op(3, proces)
        for worker in cluster.workers:
            worker.kill()
        time.sleep(1)
        cluster.voeg_worker_toe()
        fout = proces.communicate(timeout=120)[1]
    assert proces.returncode == 0, fout
    assert alles() == verwacht


@pytest.mark.zwaar
def test_client_valt_uit(roep, cluster, tmp_path):
    verwacht = in_proces(roep, VEEL)
    with start_batch(tmp_path, "--scheduler", cluster.adres) as proces:
        wacht_op(3, proces)
        proces.kill()
    klaar = {p.parent.name: p.read_bytes() for p in Path("uit").glob("*/manifest.json")}
    assert 3 <= len(klaar) < 12
    code, fout = roep(VEEL, "--scheduler", cluster.adres)
    assert code == 0, fout
    assert f"{12 - len(klaar)} klaar, {len(klaar)} overgeslagen" in fout
    assert alles() == verwacht
    for naam, ruw in klaar.items():  # what was finished was not made again
        assert Path("uit", naam, "manifest.json").read_bytes() == ruw


@pytest.mark.zwaar
@pytest.mark.parametrize("hoe", ["--workers", "--scheduler"])
def test_ctrl_c(roep, request, tmp_path, hoe):
    verwacht = in_proces(roep, VEEL)
    waarde = "2" if hoe == "--workers" else request.getfixturevalue("cluster").adres
    with start_batch(tmp_path, hoe, waarde) as proces:
        wacht_op(2, proces)
        os.killpg(proces.pid, signal.SIGINT)  # as a terminal does: to all processes of the group
        fout = proces.communicate(timeout=60)[1]
    assert proces.returncode == 130, fout
    assert "Traceback" not in fout, fout
    assert fout.endswith("Afgebroken.\n")
    assert not Path("uit/.bezig").exists()
    assert roep(VEEL, hoe, waarde)[0] == 0
    assert alles() == verwacht


@pytest.mark.zwaar
def test_scheduler_valt_weg(roep, cluster, tmp_path):
    Path("s.yaml").write_text(VEEL, "utf-8")
    with start_batch(tmp_path, "--scheduler", cluster.adres) as proces:
        wacht_op(2, proces)
        cluster.scheduler.kill()
        fout = proces.communicate(timeout=120)[1]
    assert proces.returncode == 1, fout
    assert "Fout: De verbinding met de scheduler is verbroken. Wat klaar is, is bewaard." in fout
    assert "Traceback" not in fout, fout


@pytest.mark.zwaar
def test_geen_scheduler(roep, monkeypatch):
    monkeypatch.setattr(verdeeld, "VERBINDEN", 2.0)
    code, fout = roep(DRIE, "--scheduler", "tcp://127.0.0.1:9")
    assert code == 1
    assert (
        "Fout: Er is geen verbinding met de scheduler op tcp://127.0.0.1:9. Schrijf het adres"
        in fout
    )
    code, fout = roep(DRIE, "--scheduler", "zomaar iets")
    assert code == 1
    assert "geen verbinding met de scheduler op zomaar iets" in fout


@pytest.mark.zwaar
def test_geen_workers(roep, cluster, monkeypatch):
    for worker in cluster.workers:
        worker.kill()
        worker.wait()
    monkeypatch.setattr(verdeeld, "WACHT", 2.0)
    time.sleep(1)
    code, fout = roep(DRIE, "--scheduler", cluster.adres)
    assert code == 1
    assert f"Bij de scheduler op {cluster.adres} is al 2 seconden geen enkele worker." in fout


@pytest.mark.zwaar
def test_workers_gaan_weg_en_komen_niet_terug(roep, cluster, tmp_path, monkeypatch):
    monkeypatch.setattr(verdeeld, "WACHT", 4.0)
    echt = verdeeld.Verdeeld._neem

    def neem(zelf, future, taak):
        for worker in cluster.workers:
            worker.kill()
        return echt(zelf, future, taak)

    monkeypatch.setattr(verdeeld.Verdeeld, "_neem", neem)
    code, fout = roep(VEEL, "--scheduler", cluster.adres)
    assert code == 1
    assert "geen enkele worker. Wat klaar is, is bewaard." in fout


@pytest.mark.zwaar
def test_andere_versies(roep, cluster, monkeypatch):
    hier = {**wie_ben_je(), "pandas": "0.1", "distributed": "0.2"}
    monkeypatch.setattr(verdeeld, "wie_ben_je", lambda: hier)
    code, fout = roep(DRIE, "--scheduler", cluster.adres)
    assert code == 1
    assert re.search(
        r"Fout: De scheduler rekent met andere versies: distributed \S+ in "
        r"plaats van 0\.2\. Dan kunnen de uitkomsten verschillen\. Installeer daar dezelfde versies "
        r"als hier\.",
        fout,
    )
    del hier["distributed"]
    monkeypatch.setattr(verdeeld, "VAN_DASK", ())
    monkeypatch.setattr(verdeeld, "VAN_SCHEDULER", ())
    assert re.search(
        r"De worker op tcp://127\.0\.0\.1:\d+ rekent met andere versies: pandas \S+ in plaats "
        r"van 0\.1\.",
        roep(DRIE, "--scheduler", cluster.adres)[1],
    )
    assert not Path("uit/een").exists()


@pytest.mark.zwaar
def test_worker_met_andere_versies_komt_later(roep, cluster, monkeypatch):
    """The task itself looks too."""
    monkeypatch.setattr(verdeeld.Verdeeld, "_keur_workers", lambda _: None)
    monkeypatch.setattr(verdeeld, "wie_ben_je", lambda: {**wie_ben_je(), "scipy": "0.1"})
    code, fout = roep(DRIE, "--scheduler", cluster.adres)
    assert code == 1
    assert "scipy" in fout
    assert "in plaats van 0.1." in fout


@pytest.mark.zwaar
def test_worker_zonder_congruentie(roep, cluster, tmp_path):
    """It has Dask, but cannot find this package."""
    for worker in cluster.workers:
        worker.kill()
    (tmp_path / "leeg" / "congruentie").mkdir(parents=True)
    (tmp_path / "leeg" / "congruentie" / "__init__.py").write_text("raise ImportError('weg')")
    cluster.voeg_worker_toe(PYTHONPATH=str(tmp_path / "leeg"))
    code, fout = roep(DRIE, "--scheduler", cluster.adres)
    assert code == 1
    assert "kan dit werk niet doen" in fout
    assert "Installeer daar congruentie in dezelfde versie als hier." in fout


@pytest.mark.zwaar
def test_een_scenario_dat_zijn_worker_omver_haalt(roep, monkeypatch, tmp_path, snelle_workers):
    """Three workers in a row: then it is the scenario."""
    (tmp_path / "omver.py").write_text(
        "import os, signal\nfrom congruentie.cli.batch import voer_taak_uit as echt\n"
        "def voer_taak_uit(taak, *rest):\n"
        "    if taak.naam == 'twee':\n        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return echt(taak, *rest)\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    import omver

    monkeypatch.setattr("congruentie.cli.batch.voer_taak_uit", omver.voer_taak_uit)
    code, fout = roep(DRIE, "--workers", "1")
    assert code == 3, fout
    assert standen() == {"een": "klaar", "twee": "mislukt", "drie": "klaar"}
    assert "De worker die dit scenario maakte, viel steeds uit. Misschien is er te weinig" in fout


def test_zonder_dask(roep, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    code, fout = roep(DRIE, "--workers", "2")
    assert code == 1
    assert fout == (
        "Fout: Voor --workers en --scheduler is Dask nodig, en dat is niet geïnstalleerd. Installeer "
        'het met: pip install "congruentie[dask]".\n'
    )


def test_dask_wordt_alleen_geladen_als_erom_gevraagd_is(tmp_path):
    (tmp_path / "s.yaml").write_text(DRIE, "utf-8")
    kijk = (
        "import sys; from congruentie.cli import _voer_uit; code = _voer_uit(['batch', 's.yaml']); "
        "assert code == 0; assert not {'dask', 'distributed'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", kijk], cwd=tmp_path, check=True, capture_output=True)


def test_bagage_heeft_de_som_van_zijn_inhoud(tmp_path):
    een, ander = (Bagage.van(Invoermap(tmp_path, bestanden={"a/b": ruw})) for ruw in (b"1", b"2"))
    assert een.som != ander.som
    assert een == Bagage.van(Invoermap(tmp_path, bestanden={"a/b": b"1"}))

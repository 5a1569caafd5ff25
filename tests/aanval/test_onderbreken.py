"""Ctrl-C and SIGTERM: the right code, one line, and nothing left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from congruentie import onderbreken
from congruentie.batch.plan import Taak, Taakstap

pytestmark = [
    pytest.mark.zwaar,
    pytest.mark.skipif(os.name == "nt", reason="signalen zoals op Linux en macOS"),
]

BATCH = "uitvoer: uit\ndoe: [voorstel, kaart]\nscenarios:\n" + "".join(
    f"  - naam: s{n}\n    theta: 0.{n}\n    min-inwoners: 300000\n" for n in range(2, 6)
)


def onderbreek(opdracht: list[str], nummer: int, als: str) -> tuple[int, str]:
    """Start a command, wait until it says something or a file is there, and tell it to stop."""
    proces = subprocess.Popen(
        [sys.executable, "-m", "congruentie", *opdracht], stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    einde = time.monotonic() + 60
    while not list(Path().glob(als)) and proces.poll() is None and time.monotonic() < einde:
        time.sleep(0.01)
    os.killpg(proces.pid, nummer)  # as a terminal does: to all processes of the group
    try:
        gezegd = proces.communicate(timeout=60)[1]
    finally:
        proces.kill()
    return proces.returncode, gezegd


@pytest.mark.parametrize(("nummer", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_een_batch_stopt(tmp_path, monkeypatch, nummer, code):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    Path("b.yaml").write_text(BATCH, "utf-8")
    kreeg, gezegd = onderbreek(["batch", "b.yaml"], nummer, "uit/.bezig/*")
    assert (kreeg, gezegd.splitlines()[-1]) == (code, "Afgebroken.")
    assert "mislukt" not in gezegd
    assert "Traceback" not in gezegd
    assert not list(tmp_path.rglob(".bezig"))
    assert not [een for een in (tmp_path / "tmp").iterdir() if "mpl" not in een.name]
    for map_ in Path("uit").glob("s*"):  # what is finished is whole
        assert (map_ / "manifest.json").exists()


def test_een_taak_die_wordt_afgebroken_is_niet_mislukt(tmp_path, monkeypatch):
    from congruentie.cli import batch

    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("congruentie.cli.keuze.Keuze.laad", stop)
    taak = Taak("a", (Taakstap("bereken", (), "bereken.csv"),), "sleutel")
    with pytest.raises(KeyboardInterrupt):
        batch.voer_taak_uit(taak, tmp_path, tmp_path)


def test_wie_in_een_bibliotheek_blijft_wordt_toch_beeindigd(tmp_path):
    """Nothing of Python runs in the main thread, and a file is half-written."""
    script = (
        "import os, threading, time\nfrom pathlib import Path\n"
        "from congruentie.onderbreken import luister\nfrom congruentie.veilig import veilig_schrijven\n"
        "luister()\nslot = threading.Lock()\n"
        "with veilig_schrijven(Path('t.csv')) as half:\n"
        "    half.write_text('half'); Path('klaar').touch()\n"
        "    while True:\n        try:\n            time.sleep(9)\n        except BaseException: pass\n"
    )
    proces = subprocess.Popen(
        [sys.executable, "-c", script], cwd=tmp_path, stderr=subprocess.PIPE, text=True
    )
    while not (tmp_path / "klaar").exists() and proces.poll() is None:
        time.sleep(0.01)
    proces.send_signal(signal.SIGTERM)
    gezegd = proces.communicate(timeout=60)[1]
    assert (proces.returncode, gezegd) == (143, "Afgebroken.\n")
    assert [een.name for een in tmp_path.iterdir()] == ["klaar"]


def test_een_tweede_signaal_doet_niets_meer():
    oud = {nummer: signal.getsignal(nummer) for nummer in (signal.SIGINT, signal.SIGTERM)}
    try:
        with pytest.raises(onderbreken.Onderbroken) as stop:
            onderbreken._stop(signal.SIGTERM, None)
        assert stop.value.exit_code == 143
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        for nummer, hoe in oud.items():
            signal.signal(nummer, hoe)

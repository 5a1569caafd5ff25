"""``congruentie batch``: what it makes, what it skips, and what it survives."""

from __future__ import annotations

import errno
import importlib
import io
import json
import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from batchhulp import DRIE, alles, manifest, standen
from conftest import REPO, lees_csv
from filelock import FileLock
from nep import bewaar_gebieden, oude_lijst
from paginalezen import Lezer

import congruentie as cg
from congruentie.batch import opslag as opslag_module
from congruentie.batch.model import Taak, Taakstap
from congruentie.batch.onderzoek import KWANTIELEN, samen_van, vat_studie_samen
from congruentie.batch.opslag import Opslag, SchijfVol
from congruentie.bronnen.statline import Gebieden
from congruentie.cli import _voer_uit, batchtaak
from congruentie.errors import CongruentieFout


@pytest.fixture
def roep(capsys, monkeypatch, tmp_path):
    """Run a batch in an empty folder; give (exit code, stdout, stderr)."""
    monkeypatch.chdir(tmp_path)

    def doe(tekst: str, *opties: str) -> tuple[int, str, str]:
        Path("s.yaml").write_text(tekst, "utf-8")
        code = _voer_uit(["batch", "s.yaml", *opties])
        return code, *capsys.readouterr()

    return doe


# --- what it makes ---------------------------------------------------------------------------


def test_een_lijst(roep):
    code, uit, fout = roep(DRIE)
    assert (code, uit) == (0, "")
    regels = fout.splitlines()
    assert re.fullmatch(r"\[1/3\] een: klaar \(\d+,\d s\)", regels[0])
    assert regels[-1] == "3 klaar, 0 overgeslagen, 0 mislukt. Overzicht: uit/overzicht.csv"
    assert standen() == dict.fromkeys(["een", "twee", "drie"], "klaar")
    assert not [pad for pad in Path("uit").iterdir() if pad.name in {".bezig", ".oud"}]
    indelingen = cg.laad_indelingen(2025, ["ggd", "jeugdregio"])
    zelf = cg.bereken(indelingen, {"ggd": 2})["congruentie"]
    tabel = lees_csv("uit/twee/bereken.csv")
    assert tabel["congruentie"].tolist() == zelf.tolist()
    overzicht = lees_csv("uit/overzicht.csv", index_col="scenario")
    assert list(overzicht.columns) == [
        "status", "oorzaak", "doe", "indelingen", "gewicht", "noemer", "gemeenten", "congruentie"
    ]  # fmt: skip
    assert overzicht.loc["twee", "congruentie"] == pytest.approx(zelf.mean(), abs=1e-12)


@pytest.mark.zwaar
def test_dezelfde_bestanden_als_de_opdracht_zelf(roep):
    """Also where a command would note the time, or how long it took."""
    code, _, fout = roep("""
uitvoer: uit
scenarios:
  - naam: alles
    doe: [bereken, bereken.xlsx, bereken.gpkg, kaart, vergelijk, voorstel, wat-als]
    indelingen: [ggd, res, jeugdregio]
    verplaats: 'GM0267:ggd=GG1413'
    png: ja
    zonder-uitleg: ja
    min-inwoners: 100000
""")
    assert code == 0, fout
    keuze = ["--indelingen", "ggd,res,jeugdregio", "--stil", "--uit"]
    for opdracht, uit in (
        ("bereken", "bereken.csv"),
        ("bereken", "bereken.xlsx"),
        ("bereken", "bereken.gpkg"),
        ("kaart", "kaart.html"),
        ("vergelijk", "vergelijk.csv"),
        ("voorstel", "voorstel"),
        ("wat-als", "wat-als.json"),
    ):
        extra = {
            "kaart": ["--png"],
            "voorstel": ["--zonder-uitleg", "--min-inwoners", "100000"],
            "wat-als": ["--verplaats", "GM0267:ggd=GG1413"],
        }.get(opdracht, [])
        assert _voer_uit([opdracht, *keuze, f"zelf/{uit}", *extra]) == 0
    gemaakt = {pad.name for pad in Path("uit/alles").iterdir()} - {"manifest.json"}
    assert gemaakt == {pad.name for pad in Path("zelf").iterdir()}
    for naam in gemaakt - {"voorstel.json"}:
        assert Path("uit/alles", naam).read_bytes() == Path("zelf", naam).read_bytes(), naam
    van_batch, zelf = (
        json.loads(Path(m, "voorstel.json").read_text()) for m in ("uit/alles", "zelf")
    )
    assert van_batch.pop("duur_s") is None
    assert zelf.pop("duur_s") > 0
    assert van_batch == zelf
    samen = manifest("alles")["samenvatting"]
    assert samen["doelwaarde"] == zelf["doelwaarde"]
    assert samen["bewezen_optimaal"] is True
    assert samen["land_na"] < samen["land_voor"] or samen["land_na"] > samen["land_voor"]


def test_manifest(roep):
    Path("mijn.csv").write_text("gm_code,regio\nGM0363,a\nGM0384,a\n", "utf-8")
    code, _, fout = roep("""
uitvoer: uit
scenarios:
  - {naam: een, doe: [bereken], indelingen: [ggd], eigen: {mijn: mijn.csv}}
""")
    assert code == 0, fout
    inhoud = manifest("een")
    assert inhoud["doe"] == ["bereken"]
    assert inhoud["opties"] == {"indelingen": ["ggd"], "eigen": {"mijn": "mijn.csv"}}
    assert set(inhoud["invoer"]) == {
        "datapakket gemeentegrenzen", "datapakket regio_indelingen", "ggd 2026", "mijn.csv"
    }  # fmt: skip
    assert all(re.fullmatch("[0-9a-f]{64}", som) for som in inhoud["invoer"].values())
    assert inhoud["versies"]["congruentie"] == cg.__version__
    assert inhoud["zaad"] is None
    assert inhoud["samenvatting"]["gemeenten"] == 342
    assert inhoud["meldingen"][-1].endswith("Geschreven: bereken.csv")
    assert set(inhoud["uitvoering"]) == {"klaar_op", "duur_s", "waar"}
    assert inhoud["uitvoer"]["bereken.csv"]["bytes"] == Path("uit/een/bereken.csv").stat().st_size


def test_geen_tijdelijke_paden_in_de_uitvoer(roep, tmp_path):
    Path("mijn.csv").write_text("gm_code,regio\nGM0363,a\nGM0384,a\n", "utf-8")
    Path("wensen.yaml").write_text("min-inwoners: 100000\n", "utf-8")
    code, _, fout = roep("""
uitvoer: uit
doe: [bereken.xlsx, kaart, voorstel]
standaard: {eisen: wensen.yaml, zonder-uitleg: ja}
scenarios:
  - {naam: een, eigen: {mijn: mijn.csv}, kies-bestaande: ja}
""")
    assert code == 0, fout
    for naam, ruw in alles().items():
        assert str(tmp_path).encode() not in ruw, naam
        assert b".bezig" not in ruw, naam
    assert "eigen bestand mijn.csv" in Path("uit/een/kaart.html").read_text("utf-8")
    assert Path("uit/een/voorstel.txt").read_text("utf-8").startswith("indeling,")


def test_opgehaalde_gegevens_reizen_mee(roep, lege_cache):
    """What is in the cache counts in the hash, and is what the task reads."""
    assert roep(DRIE)[0] == 0
    oude_lijst(lege_cache, 2025, "gebieden")
    assert "0 klaar, 3 overgeslagen" in roep(DRIE)[2]  # of another year
    bewaar_gebieden(lege_cache, Gebieden(2026, {"GM0363": "A"}, None, {}))
    code, _, fout = roep(DRIE)
    assert code == 3
    assert "noemt gemeenten die er in 2026 niet zijn" in fout
    assert (
        "0 klaar, 3 overgeslagen" in roep(DRIE.replace("doe:", "standaard: {cache: geen}\ndoe:"))[2]
    )


def test_overzicht_is_een_gewone_toegankelijke_pagina(roep):
    Path("a<b>&.csv").write_text("gm_code,regio\nGM0363,a\n", "utf-8")
    code, _, _ = roep("""
uitvoer: uit
doe: [bereken]
scenarios:
  - {naam: "zorg & R'dam", indelingen: [ggd, res]}
  - {naam: fout, eigen: {x: 'a<b>&.csv', y: 'a<b>&.csv'}, indelingen: [ggd], peildatum: 1900}
""")
    assert code == 3
    tekst = Path("uit/overzicht.html").read_text("utf-8")
    assert Lezer(tekst)
    assert "<script" not in tekst
    assert "a<b>" not in tekst
    assert '<html lang="nl">' in tekst
    assert "<caption>" in tekst
    assert 'scope="row">zorg &amp; R&#39;dam\n' in tekst
    assert 'href="zorg%20%26%20R%27dam/bereken.csv"' in tekst
    assert "mislukt: Er is geen lijst met gemeenten van 1900." in tekst


def test_plan_doet_niets(roep):
    code, uit, fout = roep(DRIE, "--plan")
    assert (code, fout) == (0, "")
    assert uit.splitlines() == [
        "te doen  een: bereken",
        "te doen  twee: bereken",
        "te doen  drie: bereken",
        "3 scenario's: 3 te doen, 0 al klaar. Uitvoer in uit.",
    ]
    assert not Path("uit").exists()
    roep(DRIE)
    _, uit, _ = roep(DRIE.replace("deelname", "alle"), "--plan")
    assert "al klaar  een: bereken" in uit
    assert "te doen  drie: bereken" in uit
    assert "1 te doen, 2 al klaar" in uit
    assert "3 te doen, 0 al klaar" in roep(DRIE, "--plan", "--opnieuw")[1]


def test_stil(roep):
    assert roep(DRIE, "--stil") == (0, "", "")


@pytest.mark.parametrize(
    ("opties", "melding"),
    [
        (
            ["--workers", "2", "--scheduler", "tcp://x"],
            "--scheduler: kan niet samen met --workers.",
        ),
        (["--workers", "0"], "--workers: 0 kan niet; het laagste is 1."),
        (["--workers", "x"], "--workers: 'x' is geen heel getal."),
    ],
)
def test_verkeerd_gebruik(roep, opties, melding):
    code, _, fout = roep(DRIE, *opties)
    assert code == 2
    assert melding in fout


def test_zonder_bestand(capsys):
    assert _voer_uit(["batch"]) == 2
    assert "ontbreekt" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="een pty is er niet op Windows")
def test_voortgang_op_een_scherm(roep, tmp_path):
    """A bar with the time left; afterwards the lines that matter."""
    roep(DRIE, "--plan")
    meester, slaaf = pty.openpty()
    opdracht = [sys.executable, "-m", "congruentie", "batch", "s.yaml"]
    omgeving = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(
        opdracht, stderr=slaaf, stdout=slaaf, cwd=tmp_path, env=omgeving
    ) as proces:
        os.close(slaaf)
        ruw = b""
        while select.select([meester], [], [], 60)[0]:
            try:
                deel = os.read(meester, 10_000)
            except OSError:
                break
            if not deel:
                break
            ruw += deel
    os.close(meester)
    tekst = ruw.decode()
    assert proces.returncode == 0
    assert "nog" in tekst
    assert "3/3" in tekst
    assert "[1/3]" not in tekst
    assert "3 klaar, 0 overgeslagen, 0 mislukt." in tekst


# --- what it skips ---------------------------------------------------------------------------


def test_wat_klaar_is_wordt_overgeslagen(roep):
    roep(DRIE)
    eerst = alles()
    tijden = {naam: manifest(naam)["uitvoering"] for naam in ("een", "twee", "drie")}
    code, _, fout = roep(DRIE)
    assert code == 0
    assert fout == "0 klaar, 3 overgeslagen, 0 mislukt. Overzicht: uit/overzicht.csv\n"
    assert standen() == dict.fromkeys(["een", "twee", "drie"], "overgeslagen")
    assert {naam: manifest(naam)["uitvoering"] for naam in tijden} == tijden
    assert lees_csv("uit/overzicht.csv")["congruentie"].notna().all()
    assert "1 klaar, 2 overgeslagen" in roep(DRIE.replace("ggd: 2", "ggd: 3"))[2]
    assert alles() != eerst
    assert "1 klaar, 2 overgeslagen" in roep(DRIE)[2]
    assert alles() == eerst
    assert "3 klaar, 0 overgeslagen" in roep(DRIE, "--opnieuw")[2]
    assert alles() == eerst


@pytest.mark.parametrize(
    "schade",
    [
        lambda map_: (map_ / "bereken.csv").unlink(),
        lambda map_: (map_ / "bereken.csv").write_text("half"),
    ],
)
def test_wat_beschadigd_is_wordt_hersteld(roep, schade):
    roep(DRIE)
    eerst = alles()
    schade(Path("uit/twee"))
    code, _, fout = roep(DRIE)
    assert code == 0
    assert "1 klaar, 2 overgeslagen" in fout
    assert alles() == eerst


def test_zonder_lijst_is_een_map_van_een_ander(roep):
    """Without its manifest nobody knows whose files these are."""
    roep(DRIE)
    Path("uit/twee/manifest.json").write_text("{")
    code, _, fout = roep(DRIE)
    assert code == 3
    assert "uit/twee bestaat al, en is niet door deze opdracht gemaakt." in fout


def test_resten_van_een_afgebroken_keer(roep):
    roep(DRIE)
    eerst = alles()
    Path("uit/.bezig/vier").mkdir(parents=True)
    Path("uit/.bezig/vier/half.csv").write_text("half")
    Path("uit/.oud").mkdir()
    Path("uit/een").rename("uit/.oud/een")  # stopped between putting away and replacing
    assert "0 klaar, 3 overgeslagen" in roep(DRIE)[2]
    assert alles() == eerst
    assert sorted(p.name for p in Path("uit").iterdir() if p.name.startswith(".")) == [".slot"]
    Path("uit/.oud/een").mkdir(parents=True)  # stopped between replacing and clearing away
    assert "0 klaar, 3 overgeslagen" in roep(DRIE)[2]
    assert not Path("uit/.oud").exists()


# --- what it survives ------------------------------------------------------------------------


def test_een_fout_houdt_de_rest_niet_tegen(roep):
    tekst = DRIE.replace("naam: twee,", "naam: twee, jaar: 2022,").replace("{ggd: 2}", "{rse: 2}")
    code, _, fout = roep(tekst)
    assert code == 3
    assert standen() == {"een": "klaar", "twee": "mislukt", "drie": "klaar"}
    assert "Fout: Van 3 scenario's en onderzoeken: 1 mislukte: twee (" in fout
    assert "rse" in lees_csv("uit/overzicht.csv", index_col="scenario")["oorzaak"]["twee"]
    assert not Path("uit/twee").exists()
    assert roep(tekst)[0] == 3  # once more: the others are skipped
    assert standen() == {"een": "overgeslagen", "twee": "mislukt", "drie": "overgeslagen"}


def test_onverwachte_fout_in_een_scenario(roep, monkeypatch):
    def stuk(*_):
        raise ZeroDivisionError("nul")

    monkeypatch.setattr("congruentie.meten.meting.vat_samen", stuk)
    code, _, fout = roep(DRIE)
    assert code == 3
    assert "3 mislukten: een (Onverwachte fout: ZeroDivisionError: nul), twee" in fout


def test_verkeerd_gebruik_van_een_opdracht_in_een_scenario(roep):
    code, _, fout = roep("uitvoer: uit\ndoe: [wat-als]\nscenarios: [{naam: a}]\n")
    assert code == 3
    assert "a (Kies een van --verplaats (of --bestand), --alle, --reeks en --terug)" in fout


def test_fout_in_een_eigen_bestand_noemt_het_pad_zoals_het_er_staat(roep):
    Path("map").mkdir()
    Path("map/mijn.csv").write_text("gm_code;regio\nGM9999;a\n", "utf-8")
    code, _, fout = roep(
        "uitvoer: uit\ndoe: [bereken]\nscenarios: [{naam: a, eigen: {mijn: map/mijn.csv}}]\n"
    )
    assert code == 3
    assert re.search(r"\(map/mijn\.csv\b", fout), fout


def test_ctrl_c(roep, monkeypatch):
    echt = batchtaak.voer_taak_uit

    def onderbreek(taak, *rest):
        if taak.naam == "twee":
            raise KeyboardInterrupt
        return echt(taak, *rest)

    monkeypatch.setattr(batchtaak, "voer_taak_uit", onderbreek)
    code, _, fout = roep(DRIE)
    assert code == 130
    assert fout.endswith("Afgebroken.\n")
    assert standen() == {"een": "klaar"}
    assert sorted(p.name for p in Path("uit").iterdir()) == [
        ".slot", "een", "overzicht.csv", "overzicht.html"
    ]  # fmt: skip
    monkeypatch.undo()


def test_tweede_op_dezelfde_map(roep):
    Path("uit").mkdir()
    with FileLock("uit/.slot"):
        code, _, fout = roep(DRIE)
    assert code == 1
    assert fout == (
        "Fout: In uit is al een andere batch bezig. Wacht tot die klaar is, of kies bij uitvoer een "
        "andere map.\n"
    )
    assert roep(DRIE)[0] == 0


def test_schijf_waarop_geen_slot_kan(roep, monkeypatch):
    def kan_niet(*_, **__):
        raise NotImplementedError

    monkeypatch.setattr("filelock.FileLock.acquire", kan_niet)
    code, _, fout = roep(DRIE)
    assert code == 1
    assert "uit staat op een schijf waarop een map niet op slot kan." in fout


def test_schijf_vol(roep, monkeypatch):
    echt, tel = os.fsync, []

    def vol(nummer):
        tel.append(nummer)
        if len(tel) > 6:
            raise OSError(errno.ENOSPC, "No space left on device")
        return echt(nummer)

    monkeypatch.setattr(opslag_module.os, "fsync", vol)
    code, _, fout = roep(DRIE)
    assert code == 1
    assert (
        "Fout: De schijf is vol: uit/twee kan niet worden geschreven. Wat klaar is, is bewaard. Maak "
        "ruimte en geef dezelfde opdracht opnieuw; die gaat verder met de rest." in fout
    )
    assert sorted(alles()) == ["een/bereken.csv", "een/manifest.json"]
    monkeypatch.undo()


def test_schijf_vol_in_een_opdracht(roep, monkeypatch):
    def vol(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", vol)
    code, _, fout = roep(DRIE)
    assert code == 1
    assert "Fout: De schijf is vol: een tijdelijk bestand (" in fout


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="alleen met root")
def test_schijf_echt_vol(roep, tmp_path):
    Path("klein").mkdir()
    vast = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", "klein"],
        check=False,
        capture_output=True,
    )
    if vast.returncode:
        pytest.skip("hier kan geen kleine schijf worden gemaakt")
    try:
        code, _, fout = roep(DRIE.replace("uit\n", "klein/uit\n"))
        assert code == 1
        assert "De schijf is vol: " in fout
        over = alles("klein/uit")
        assert sorted({naam.partition("/")[0] for naam in over}) == ["een", "twee"]
        assert not list(Path("klein/uit").glob(".bezig*"))
    finally:
        subprocess.run(["umount", "klein"], check=True)
    assert roep(DRIE)[0] == 0
    assert over.items() <= alles().items()


def test_wat_van_een_ander_is_blijft_staan(roep):
    Path("uit/een").mkdir(parents=True)
    Path("uit/een/notities.txt").write_text("van mij")
    Path("uit/drie").write_text("ook van mij")
    code, _, fout = roep(DRIE)
    assert code == 3
    assert (
        "uit/een bestaat al, en is niet door deze opdracht gemaakt. Geef het scenario een" in fout
    )
    assert "drie (uit/drie is geen map. Geef het scenario een andere naam)" in fout
    assert Path("uit/een/notities.txt").read_text() == "van mij"
    Path("uit/twee/notities.txt").write_text("van mij")
    code, _, fout = roep(DRIE.replace("ggd: 2", "ggd: 3"))
    assert (
        "In uit/twee staat ook notities.txt. Zet dat ergens anders; de map wordt vervangen" in fout
    )
    assert Path("uit/twee/notities.txt").exists()
    Path("uit/leeg").mkdir()
    assert Opslag(Path("uit")).vreemd("leeg") == ""


def test_map_die_niet_kan(roep):
    Path("uit").write_text("een bestand")
    code, _, fout = roep(DRIE)
    assert code == 1
    assert "Fout: uit kan niet worden geschreven: " in fout


def test_geen_rechten(tmp_path, monkeypatch):
    def mag_niet(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    opslag = Opslag(tmp_path / "uit")
    with opslag.slot():
        monkeypatch.setattr(Path, "open", mag_niet)
        with pytest.raises(CongruentieFout, match="kan niet worden geschreven: Permission denied"):
            opslag.bewaar("a", {"b": b"c"}, {})
        monkeypatch.undo()
        assert not (tmp_path / "uit/a").exists()
        assert not list((tmp_path / "uit/.bezig").iterdir())
    assert not isinstance(opslag_module.CongruentieFout, SchijfVol)


def test_een_taak_ruimt_op(tmp_path):
    """Caught text, handlers and filters are as before; nothing stays in the folder to work in."""
    import logging

    log = logging.getLogger("congruentie")
    voor = (list(log.handlers), log.propagate, log.level)
    taak = Taak("a", (Taakstap("bereken", ("--indelingen=ggd,res", "--cache=geen"), "b.csv"),), "x")
    uitkomst = batchtaak.voer_taak_uit(taak, tmp_path, tmp_path)
    assert uitkomst.fout == ""
    assert uitkomst.meldingen[0].startswith("342 gemeenten, 2 indelingen")
    assert (list(log.handlers), log.propagate, log.level) == voor
    assert list(tmp_path.iterdir()) == []


@pytest.mark.zwaar
@pytest.mark.filterwarnings("ignore")  # of os.fork, about threads
@pytest.mark.skipif(not hasattr(os, "fork"), reason="een proces afsplitsen kan niet op Windows")
def test_dertig_keer_afgebroken(tmp_path, monkeypatch):
    """Killed at random moments; benchmarks/onderbreek.py does a thousand."""
    monkeypatch.syspath_prepend(str(REPO / "benchmarks"))
    onderbreek = importlib.import_module("onderbreek")
    zaad = int(time.time())
    verslag = onderbreek.onderbreek(30, zaad, tmp_path)
    assert verslag.geraakt >= 30, f"seed {zaad}"
    assert verslag.batches >= 5


# --- sensitivity -----------------------------------------------------------------------------

STUDIE = """
uitvoer: uit
gevoeligheid:
  - {naam: weg, soort: laat-een-weg, indelingen: [ggd, res, jeugdregio]}
  - {naam: trek, soort: trekkingen, aantal: 4, zaad: 11, indelingen: [ggd, res, jeugdregio]}
"""


@pytest.mark.zwaar
def test_onderzoek(roep):
    code, _, fout = roep(STUDIE)
    assert code == 0, fout
    weg, trek = manifest("weg"), manifest("trek")
    assert weg["delen"]["weg-zonder-ggd"] == "zonder ggd"
    assert (trek["soort"], trek["aantal"], trek["zaad"]) == ("trekkingen", "4", "11")
    assert manifest("trek-00002")["zaad"] == 11
    assert manifest("trek-00002")["onderzoek"] == "trek"
    assert set(trek["uitvoer"]) == {
        "congruentie.csv", "delen.csv", "paren.csv", "stabiliteit.csv", "stabiliteit.png"
    }  # fmt: skip
    # The quantiles, against numpy over the figures themselves.
    delen = [lees_csv(f"uit/trek-0000{n}/bereken.csv")["congruentie"] for n in range(1, 5)]
    tabel = lees_csv("uit/trek/congruentie.csv", index_col="gm_code")
    for kolom, kans in KWANTIELEN.items():
        np.testing.assert_allclose(tabel[kolom], np.quantile(delen, kans, axis=0), rtol=1e-12)
    assert (tabel["aantal"] == 4).all()
    # The pairs, one by one.
    regio = [
        lees_csv(f"uit/trek-0000{n}/voorstel.csv", index_col="gm_code")["voorstel_code"]
        for n in range(1, 5)
    ]
    paren = lees_csv("uit/trek/paren.csv")
    for rij in paren.iloc[::97].to_dict("records"):
        samen = sum(r[rij["gm_code_a"]] == r[rij["gm_code_b"]] for r in regio)
        assert (rij["samen"], rij["aandeel"]) == (samen, 25 * samen)
    ooit = sum(
        any(r.iloc[i] == r.iloc[j] for r in regio) for i in range(342) for j in range(i + 1, 342)
    )
    assert len(paren) == ooit
    verschil = lees_csv("uit/weg/delen.csv", index_col="scenario")["verschil_met_eerste"]
    assert verschil["weg-alle"] == 0
    assert set(lees_csv("uit/weg/congruentie.csv")["bij"]) <= {
        "alle indelingen", "zonder ggd", "zonder res", "zonder jeugdregio"
    }  # fmt: skip
    overzicht = lees_csv("uit/overzicht.csv", index_col="scenario")
    assert list(overzicht.index[:2]) == ["weg", "trek"]
    assert overzicht.loc["trek", "delen"] == 4
    assert (
        overzicht.loc["trek", "brokken"] == lees_csv("uit/trek/stabiliteit.csv")["brok"].nunique()
    )
    eerst = alles()
    assert "0 klaar, 10 overgeslagen" in roep(STUDIE)[2]
    meer = roep(STUDIE.replace("aantal: 4", "aantal: 5"))[2]
    assert "2 klaar, 9 overgeslagen" in meer  # the fifth draw, and the study itself
    assert "klaar" in roep(STUDIE)[2]
    assert {naam: ruw for naam, ruw in alles().items() if "00005" not in naam} == eerst


def test_onderzoek_zonder_voorstel_of_grenzen(roep):
    code, _, fout = roep("""
uitvoer: uit
gevoeligheid:
  - {naam: weg, soort: laat-een-weg, jaar: 2022, indelingen: [ggd, res, corop], doe: [bereken]}
""")
    assert code == 0, fout
    assert set(manifest("weg")["uitvoer"]) == {"congruentie.csv", "delen.csv"}


def test_onderzoek_op_eigen_grenzen(roep, officiele_grenzen):
    """The map of a study is drawn on the boundaries of its scenarios, here those of 2022."""
    grenzen = officiele_grenzen.with_name("gemeenten_2022.gpkg")
    code, _, fout = roep(f"""
uitvoer: uit
gevoeligheid:
  - {{naam: t, soort: trekkingen, aantal: 1, jaar: 2022, indelingen: [ggd, res],
     grenzen: {grenzen}}}
""")
    assert code == 0, fout
    assert "stabiliteit.png" in manifest("t")["uitvoer"]
    assert len(lees_csv("uit/t/stabiliteit.csv")) == 345


def test_onderzoek_met_een_mislukt_deel(roep):
    code, _, fout = roep("""
uitvoer: uit
gevoeligheid:
  - {naam: weg, soort: laat-een-weg, jaar: 2017, doe: [bereken]}
""")
    assert code == 3
    assert "weg (4 van de 5 scenario's mislukten: weg-alle, weg-zonder-ggd," in fout
    assert not Path("uit/weg").exists()


def test_onderzoek_op_de_plek_van_iets_anders(roep):
    Path("uit/weg").mkdir(parents=True)
    Path("uit/weg/x").write_text("")
    tekst = STUDIE.partition("  - {naam: trek")[0].replace("doe", "doe")
    code, _, fout = roep(tekst.replace("weg,", "weg, doe: [bereken],", 1))
    assert code == 3
    assert "uit/weg bestaat al" in fout


def test_samen_van_met_de_hand():
    """Two outcomes over four gemeenten: {a b}{c d} and {a b c}{d}."""
    samen = samen_van(np.array([[0, 0], [0, 0], [1, 0], [1, 1]]))
    assert samen.tolist() == [[2, 2, 1, 0], [2, 2, 1, 0], [1, 1, 2, 1], [0, 0, 1, 2]]
    kop = "gm_code,gm_naam,voorstel_code\n"
    delen = {
        "x": {"voorstel.csv": f"{kop}a,A,1\nb,B,1\nc,C,2\nd,D,2\n".encode()},
        "y": {"voorstel.csv": f"{kop}a,A,9\nb,B,9\nc,C,9\nd,D,8\n".encode()},
    }
    uitslag = vat_studie_samen(delen, {})
    tabel = pd.read_csv(io.BytesIO(uitslag.bestanden["stabiliteit.csv"]), index_col="gm_code")
    # a: b always, c half: (1 + 1/4) / (1 + 1/2); c: a, b and d each half; d: c half.
    assert tabel["stabiliteit"].tolist() == pytest.approx([250 / 3, 250 / 3, 50, 50])
    assert tabel["brok"].tolist() == [1, 1, 2, 3]
    assert tabel["altijd_samen"].tolist() == [1, 1, 0, 0]
    assert tabel["soms_samen"].tolist() == [1, 1, 3, 1]
    assert uitslag.samenvatting["brokken"] == 3


def test_wie_altijd_alleen_is_is_stabiel():
    ruw = b"gm_code,gm_naam,voorstel_code\na,A,1\nb,B,2\n"
    uitslag = vat_studie_samen({"x": {"voorstel.csv": ruw}}, {})
    assert uitslag.stabiliteit.tolist() == [100, 100]
    assert uitslag.bestanden["paren.csv"].count(b"\n") == 1

"""``congruentie batch``: what it makes, what it shows, and what it skips."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path

import pytest
from batchhulp import DRIE, alles, manifest, standen
from conftest import lees_csv
from nep import bewaar_gebieden, oude_lijst
from paginalezen import Lezer

import congruentie as cg
from congruentie.bronnen.statline import Gebieden
from congruentie.cli import _voer_uit

# --- what it makes ---------------------------------------------------------------------------


def test_een_lijst(batch):
    code, uit, fout = batch(DRIE)
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
    opties = overzicht[["indelingen", "gewicht", "noemer"]].fillna("")
    assert opties.T.to_dict("list") == {
        "een": ["ggd+res", "", ""],
        "twee": ["ggd+jeugdregio", "ggd=2", ""],
        "drie": ["res+jeugdregio", "", "deelname"],
    }
    assert overzicht.loc["twee", "congruentie"] == pytest.approx(zelf.mean(), abs=1e-12)


@pytest.mark.zwaar
def test_dezelfde_bestanden_als_de_opdracht_zelf(batch):
    """Also where a command would note the time, or how long it took."""
    code, _, fout = batch("""
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


def test_manifest(batch):
    Path("mijn.csv").write_text("gm_code,regio\nGM0363,a\nGM0384,a\n", "utf-8")
    code, _, fout = batch("""
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


def test_geen_tijdelijke_paden_in_de_uitvoer(batch, tmp_path):
    Path("mijn.csv").write_text("gm_code,regio\nGM0363,a\nGM0384,a\n", "utf-8")
    Path("wensen.yaml").write_text("min-inwoners: 100000\n", "utf-8")
    code, _, fout = batch("""
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


def test_opgehaalde_gegevens_reizen_mee(batch, lege_cache):
    """What is in the cache counts in the hash, and is what the task reads."""
    assert batch(DRIE)[0] == 0
    oude_lijst(lege_cache, 2025, "gebieden")
    assert "0 klaar, 3 overgeslagen" in batch(DRIE)[2]  # of another year
    bewaar_gebieden(lege_cache, Gebieden(2026, {"GM0363": "A"}, None, {}))
    code, _, fout = batch(DRIE)
    assert code == 3
    assert "noemt gemeenten die er in 2026 niet zijn" in fout
    assert (
        "0 klaar, 3 overgeslagen"
        in batch(DRIE.replace("doe:", "standaard: {cache: geen}\ndoe:"))[2]
    )


def test_overzicht_is_een_gewone_toegankelijke_pagina(batch):
    Path("a<b>&.csv").write_text("gm_code,regio\nGM0363,a\n", "utf-8")
    code, _, _ = batch("""
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


def test_plan_doet_niets(batch):
    code, uit, fout = batch(DRIE, "--plan")
    assert (code, fout) == (0, "")
    assert uit.splitlines() == [
        "te doen  een: bereken",
        "te doen  twee: bereken",
        "te doen  drie: bereken",
        "3 scenario's: 3 te doen, 0 al klaar. Uitvoer in uit.",
    ]
    assert not Path("uit").exists()
    batch(DRIE)
    _, uit, _ = batch(DRIE.replace("deelname", "alle"), "--plan")
    assert "al klaar  een: bereken" in uit
    assert "te doen  drie: bereken" in uit
    assert "1 te doen, 2 al klaar" in uit
    assert "3 te doen, 0 al klaar" in batch(DRIE, "--plan", "--opnieuw")[1]


def test_stil(batch):
    assert batch(DRIE, "--stil") == (0, "", "")


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
def test_verkeerd_gebruik(batch, opties, melding):
    code, _, fout = batch(DRIE, *opties)
    assert code == 2
    assert melding in fout


def test_zonder_bestand(capsys):
    assert _voer_uit(["batch"]) == 2
    assert "ontbreekt" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="een pty is er niet op Windows")
def test_voortgang_op_een_scherm(batch, tmp_path):
    """A bar with the time left; afterwards the lines that matter."""
    batch(DRIE, "--plan")
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


def test_wat_klaar_is_wordt_overgeslagen(batch):
    batch(DRIE)
    eerst = alles()
    tijden = {naam: manifest(naam)["uitvoering"] for naam in ("een", "twee", "drie")}
    code, _, fout = batch(DRIE)
    assert code == 0
    assert fout == "0 klaar, 3 overgeslagen, 0 mislukt. Overzicht: uit/overzicht.csv\n"
    assert standen() == dict.fromkeys(["een", "twee", "drie"], "overgeslagen")
    assert {naam: manifest(naam)["uitvoering"] for naam in tijden} == tijden
    assert lees_csv("uit/overzicht.csv")["congruentie"].notna().all()
    assert "1 klaar, 2 overgeslagen" in batch(DRIE.replace("ggd: 2", "ggd: 3"))[2]
    assert alles() != eerst
    assert "1 klaar, 2 overgeslagen" in batch(DRIE)[2]
    assert alles() == eerst
    assert "3 klaar, 0 overgeslagen" in batch(DRIE, "--opnieuw")[2]
    assert alles() == eerst


@pytest.mark.parametrize(
    "schade",
    [
        lambda map_: (map_ / "bereken.csv").unlink(),
        lambda map_: (map_ / "bereken.csv").write_text("half"),
    ],
)
def test_wat_beschadigd_is_wordt_hersteld(batch, schade):
    batch(DRIE)
    eerst = alles()
    schade(Path("uit/twee"))
    code, _, fout = batch(DRIE)
    assert code == 0
    assert "1 klaar, 2 overgeslagen" in fout
    assert alles() == eerst


def test_zonder_lijst_is_een_map_van_een_ander(batch):
    """Without its manifest nobody knows whose files these are."""
    batch(DRIE)
    Path("uit/twee/manifest.json").write_text("{")
    code, _, fout = batch(DRIE)
    assert code == 3
    assert "uit/twee bestaat al, en is niet door deze opdracht gemaakt." in fout


def test_resten_van_een_afgebroken_keer(batch):
    batch(DRIE)
    eerst = alles()
    Path("uit/.bezig/vier").mkdir(parents=True)
    Path("uit/.bezig/vier/half.csv").write_text("half")
    Path("uit/.oud").mkdir()
    Path("uit/een").rename("uit/.oud/een")  # stopped between putting away and replacing
    assert "0 klaar, 3 overgeslagen" in batch(DRIE)[2]
    assert alles() == eerst
    assert sorted(p.name for p in Path("uit").iterdir() if p.name.startswith(".")) == [".slot"]
    Path("uit/.oud/een").mkdir(parents=True)  # stopped between replacing and clearing away
    assert "0 klaar, 3 overgeslagen" in batch(DRIE)[2]
    assert not Path("uit/.oud").exists()


def test_overzicht_toont_de_opties_die_verschillen(batch):
    """One that is the same in every scenario would only take room; two values are enough to differ."""
    code, _, _ = batch("""
uitvoer: uit
doe: [bereken]
standaard: {indelingen: [ggd, res]}
scenarios:
  - {naam: een, gewicht: {ggd: 2}}
  - {naam: twee}
""")
    assert code == 0
    koppen = re.findall(r"<th[^>]*>([^<]+?)\s*<", Path("uit/overzicht.html").read_text("utf-8"))
    assert "gewicht" in koppen
    assert "indelingen" not in koppen

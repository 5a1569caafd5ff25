"""What cannot: one clear line, the right exit code, and nothing half-written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import congruentie as cg
from congruentie.cli import main

FOUT = [
    (1, ["bereken", "--indelingen", "ggd,gdd"], "De indeling 'gdd' is onbekend."),
    (1, ["bereken", "--indelingen", "ggd"], "ten minste twee nodig. Kies meer indelingen."),
    (1, ["bereken", "--jaar", "1999"], "Er is geen lijst met gemeenten van 1999."),
    (1, ["bereken", "--jaar", "2014"], "Er is geen lijst met gemeenten van 2014. Haal die op met"),
    (
        1,
        ["bereken", "--gewicht", "ggd=-1"],
        "Een gewicht moet een getal van 0 tot en met 1000000000 zijn.",
    ),
    (
        1,
        ["bereken", "--gewicht", "rmc=2"],
        "een gewicht voor rmc, maar die indeling doet niet mee.",
    ),
    (1, ["bereken", "--eigen", "mijn=weg.csv"], "weg.csv kan niet worden gelezen: het bestand"),
    (1, ["bereken", "--eigen", "ggd=x.csv"], "De naam ggd is al van een bekende indeling."),
    (1, ["bereken", "--eigen", "{{7*7}}=ok.csv"], "'{{7*7}}' kan geen naam van een indeling zijn."),
    (1, ["bereken", "--uit", "ok.csv/t.csv"], "kan niet worden geschreven: een deel van het pad"),
    (1, ["bereken", "--uit", "vol.csv"], "kan niet worden geschreven: het is een map."),
    (1, ["kaart", "--grenzen", "weg.gpkg"], "weg.gpkg kan niet worden gelezen"),
    (1, ["vergelijk", "--indelingen", "ggd"], "Vergelijken kan pas met twee indelingen."),
    (
        1,
        ["vergelijk", "--jaar", "2016", "--indelingen", "ggd,corop", "--uit", "v.gpkg"],
        "Er zijn geen grenzen van 2016;",
    ),
    (1, ["indelingen", "--jaar", "1999"], "Voor 1999 zijn er geen indelingen."),
    (
        2,
        ["bereken", "--indelingen", ""],
        "De optie --indelingen: er staat geen enkele indeling in.",
    ),
    (2, ["bereken", "--indelingen", " , "], "er staat geen enkele indeling in."),
    (2, ["bereken", "--jaar", "x"], "De optie --jaar: 'x' is geen heel getal."),
    (2, ["bereken", "--gewicht", "ggd"], "De optie --gewicht: 'ggd' heeft niet de vorm NAAM=GETAL"),
    (2, ["bereken", "--gewicht", "ggd=zwaar"], "De optie --gewicht: 'zwaar' is geen getal."),
    (2, ["bereken", "--gewicht", "ggd=1", "--gewicht", "ggd=2"], "ggd staat er twee keer."),
    (
        2,
        ["bereken", "--eigen", "x.csv"],
        "De optie --eigen: 'x.csv' heeft niet de vorm NAAM=BESTAND",
    ),
    (2, ["bereken", "--noemer", "x"], "De optie --noemer: 'x' kan niet; kies uit alle, deelname."),
    (
        2,
        ["bereken", "--uit", "t.docx"],
        "De optie --uit: 't.docx' eindigt niet op .csv, .xlsx",
    ),
    (2, ["bereken", "--uit"], "De optie --uit vraagt om een waarde."),
    (2, ["bereken", "--per", "regio", "--uit", "t.xlsx"], "regio kan alleen met .csv of .parquet."),
    (2, ["bereken", "--decimaal", "komma", "--uit", "t.gpkg"], "komma kan alleen met .csv."),
    (2, ["bereken", "--uitt", "x"], "De optie --uitt bestaat niet. Bedoel je --uit?"),
    (2, ["bereken", "a", "b"], "Er staat iets te veel op de regel: a b."),
    (1, ["bereken", "--indelingen", "ggd,res,ggd"], "Dubbel gekozen: ggd."),
    (2, ["vergelijk", "--gewicht", "ggd=2"], "De optie --gewicht bestaat niet."),
    (2, ["indelingen", "--jaar", "x"], "De optie --jaar: 'x' is geen heel getal."),
    (
        1,
        ["bereken", "--jaren", "2016,2024", "--indelingen", "ggd,res"],
        "Van de gekozen indelingen zijn er 1 in alle jaren",
    ),
    (
        2,
        ["bereken", "--jaren", "2026-2015"],
        "De optie --jaren: '2026-2015' is geen reeks van jaren.",
    ),
    (
        2,
        ["bereken", "--jaren", "2015-2016-2017"],
        "De optie --jaren: '2016-2017' is geen heel getal.",
    ),
    (2, ["bereken", "--jaren", "2016-2016"], "noem ten minste twee verschillende jaren."),
    (
        2,
        ["bereken", "--jaren", "2016-2018", "--per", "indeling", "--op", "2018"],
        "De optie --op: kan niet samen met --per indeling.",
    ),
    (
        1,
        ["bereken", "--jaren", "2016-2018", "--per", "indeling", "--indelingen", "politie"],
        "De indeling politie kan niet worden vergeleken: die indeling is er niet voor 2016 tot en met",
    ),
    (
        1,
        ["bereken", "--jaren", "2022,2025", "--op", "1999"],
        "Er is geen lijst met gemeenten van 1999.",
    ),
    (2, ["bereken", "--jaren", "2025"], "noem ten minste twee verschillende jaren."),
    (2, ["bereken", "--jaren", "2025,2025"], "noem ten minste twee verschillende jaren."),
    (2, ["bereken", "--jaren", "2022,x"], "De optie --jaren: 'x' is geen heel getal."),
    (
        2,
        ["bereken", "--jaren", "2022,2025", "--per", "regio"],
        "kan niet samen met --eigen, --grenzen",
    ),
    (
        2,
        ["bereken", "--jaren", "2022,2025", "--uit", "j.gpkg"],
        "eindigt niet op .csv, .xlsx, .parquet.",
    ),
    (2, ["bereken", "--op", "2025"], "De optie --op: hoort bij --jaren."),
    (2, ["bereken", "--stil=1"], "De optie --stil heeft geen waarde."),
    (2, ["bereken", "--jaar"], "De optie --jaar vraagt om een waarde. Hulp: congruentie bereken"),
    (2, ["bereken", "--jaar", "20_25"], "De optie --jaar: '20_25' is geen heel getal."),
    (2, ["bereken", "--gewicht", "ggd=1_0"], "De optie --gewicht: '1_0' is geen getal."),
    (
        1,
        ["bereken", "--gewicht", "ggd=1e19"],
        "Een gewicht moet een getal van 0 tot en met 1000000000",
    ),
    (
        1,
        ["bereken", "--eigen", "partners=ok.csv"],
        "'partners' kan geen naam van een indeling zijn",
    ),
    (2, ["kaart", "--uit", ""], "eindigt niet op .html."),
    (2, ["kaart", "--uit", "k.png"], "De optie --uit: 'k.png' eindigt niet op .html."),
    (2, ["kaart", "--png", "k.jpg"], "De optie --png: 'k.jpg' eindigt niet op .png."),
    (
        2,
        ["tekenen"],
        "De opdracht 'tekenen' bestaat niet. Kies uit: batch, bereken, controleer, dossier, indelingen",
    ),
]


@pytest.mark.parametrize(("code", "args", "deel"), FOUT, ids=[" ".join(f[1]) for f in FOUT])
def test_een_duidelijke_regel_en_niets_geschreven(roep, code, args, deel):
    Path("ok.csv").write_text("gm_code,regio\nGM0363,a\n", "utf-8")
    Path("vol.csv").mkdir()
    kreeg, uit, fout = roep(*args)
    assert (kreeg, uit) == (code, "")
    assert deel in fout
    assert fout.startswith("Fout: ")
    assert fout.count("\n") == 1
    assert "Traceback" not in fout
    assert {p.name for p in Path().rglob("*")} == {"ok.csv", "vol.csv"}


def test_debug_toont_de_technische_details(roep):
    with pytest.raises(cg.CongruentieFout):
        main(["bereken", "--indelingen", "gdd", "--debug"])


def test_onverwachte_fout_is_een_regel(roep, monkeypatch):
    def stuk(*_args, **_kw):
        raise ZeroDivisionError("oei")

    monkeypatch.setattr("congruentie.meten.meting.vat_samen", stuk)
    code, _, fout = roep("bereken")
    assert code == 1
    assert fout == "Fout: Onverwachte fout: ZeroDivisionError: oei. Gebruik --debug voor details.\n"
    with pytest.raises(ZeroDivisionError):
        main(["bereken", "--debug"])


def test_afbreken_geeft_130(roep, monkeypatch):
    def ctrl_c(*_args, **_kw):
        raise KeyboardInterrupt

    monkeypatch.setattr("congruentie.meten.meting.vat_samen", ctrl_c)
    code, uit, fout = roep("bereken", "--uit", "t.csv")
    assert (code, uit, fout.strip()) == (130, "", "Afgebroken.")
    assert not list(Path().iterdir())


def test_lezer_die_stopt_is_geen_fout():
    opdracht = f"{sys.executable} -m congruentie bereken --stil | head -1"
    klaar = subprocess.run(opdracht, shell=True, capture_output=True, text=True, check=True)
    assert klaar.stdout.startswith("gm_code,")
    assert klaar.stderr == ""

"""Every command as its users call it: output, messages and help."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from conftest import elke_opdracht, lees_csv

import congruentie as cg
from congruentie.bronnen import banden
from congruentie.cli import main

# --- what works ------------------------------------------------------------------------------


def test_bereken_naar_het_scherm(capfdbinary, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as einde:
        main(["bereken"])
    assert einde.value.code == 0
    uit, fout = capfdbinary.readouterr()
    tabel = lees_csv(io.BytesIO(uit), index_col="gm_code")
    assert len(tabel) == 342
    assert tabel["congruentie"].tolist() == cg.bereken(cg.laad_indelingen())["congruentie"].tolist()
    assert fout.decode() == "342 gemeenten, 4 indelingen, gemiddelde congruentie 68,99%.\n"


@pytest.mark.parametrize("uit", ["t.csv", "t.xlsx", "t.parquet", "t.gpkg", "map/t.CSV"])
def test_bereken_naar_elk_bestand(roep, uit):
    code, scherm, melding = roep("bereken", "--uit", uit)
    assert (code, scherm) == (0, "")
    assert f"Geschreven: {Path(uit)}" in melding
    assert Path(uit).stat().st_size > 10_000


@pytest.mark.parametrize(("per", "rijen"), [("indeling", 4), ("regio", 132), ("land", 13)])
def test_bereken_per(roep, per, rijen):
    assert roep("bereken", "--per", per, "--uit", "t.csv", "--stil") == (0, "", "")
    assert len(lees_csv("t.csv")) == rijen


def test_bereken_met_decimale_komma(roep):
    assert roep("bereken", "--decimaal", "komma", "--uit", "t.csv", "--stil")[0] == 0
    assert Path("t.csv").read_bytes().startswith(b"\xef\xbb\xbfgm_code;")


def test_opties_komen_aan(roep):
    Path("eigen.csv").write_text("gm_code;regio\nGM0363;a\nGM0518;a\n", "utf-8")
    code, _, fout = roep(
        "bereken", "--jaar", "2022", "--indelingen", "ggd, res", "--gewicht", "ggd=2,5",
        "--gewicht", "mijn=0.5", "--eigen", "mijn=eigen.csv", "--noemer", "deelname",
        "--uit", "t.csv",
    )  # fmt: skip
    assert code == 0, fout
    tabel = lees_csv("t.csv", index_col="gm_code")
    indelingen = cg.laad_indelingen(2022, ["ggd", "res"], eigen={"mijn": "eigen.csv"})
    verwacht = cg.bereken(indelingen, {"ggd": 2.5, "mijn": 0.5}, "deelname")
    assert tabel["congruentie"].tolist() == verwacht["congruentie"].tolist()
    assert list(tabel.columns[:7]) == [
        "gm_naam", "congruentie", "partners", "gedeeld", "ggd", "res", "mijn"
    ]  # fmt: skip


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_jaren_naast_elkaar(roep, suffix):
    code, _, melding = roep(
        "bereken", "--jaren", "2016,2022,2025", "--op", "2025", "--uit", f"j.{suffix}"
    )
    assert code == 0, melding
    assert "res is weggelaten: die indeling is er niet voor 2016." in melding
    assert (
        "Herindeling: bij jeugdregio van 2016 en 2022 lagen delen van Amsterdam, Haarlemmermeer, "
        "Oisterwijk, Tilburg en Vijfheerenlanden in verschillende regio's; het grootste deel telt."
    ) in melding
    assert melding.endswith(
        f"bij 153 gemeenten veranderde de congruentie. Geschreven: j.{suffix}\n"
    )
    if suffix == "csv":
        kop = Path("j.csv").read_text("utf-8").partition("\n")[0]
        assert kop.startswith("gm_code,gm_naam,congruentie_2016,congruentie_2022,congruentie_2025,")
    if suffix == "xlsx":
        blad = openpyxl.load_workbook("j.xlsx")["Herindelingen"]
        assert ("Vijfheerenlanden", "GG4816") in {(r[3], r[4]) for r in blad.values}


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet", "gpkg", "html", "png", "svg", "pdf"])
def test_vergelijk_naar_elk_bestand(roep, suffix):
    code, _, melding = roep("vergelijk", "--uit", f"v.{suffix}")
    assert code == 0, melding
    assert Path(f"v.{suffix}").stat().st_size > 1000


def test_vergelijk_heeft_geen_kaart_nodig(roep):
    """The length of borders comes from the table, also for years without a drawing."""
    code, _, melding = roep(
        "vergelijk", "--jaar", "2016", "--indelingen", "ggd,corop", "--uit", "v.csv"
    )
    assert code == 0
    assert "leeg" not in melding
    assert 0 < lees_csv("v.csv").loc[0, "gedeelde_grens"] < 1


def test_vergelijk_zonder_grenzen_zegt_dat_erbij(roep, monkeypatch):
    monkeypatch.setattr(banden, "_tabeljaar", lambda jaar, codes: None)
    code, _, melding = roep(
        "vergelijk", "--jaar", "2016", "--indelingen", "ggd,corop", "--uit", "v.csv"
    )
    assert code == 0
    assert "gedeelde_grens blijft leeg" in melding
    assert lees_csv("v.csv")["gedeelde_grens"].isna().all()


def test_vergelijk_xlsx_noemt_de_uitzonderingen(roep):
    roep("vergelijk", "--indelingen", "ggd,veiligheidsregio", "--uit", "v.xlsx")
    rijen = list(openpyxl.load_workbook("v.xlsx")["Past niet"].values)
    assert ("ggd", "veiligheidsregio", "GG5406") in {rij[:3] for rij in rijen}


def test_kaart_op_de_gewone_plek(roep):
    code, _, melding = roep("kaart")
    assert (code, melding) == (0, f"Kaart geschreven: {Path('maps/congruentie_2026.html')}\n")
    assert Path("maps/congruentie_2026.html").read_text("utf-8").startswith("<!doctype html>")


def test_kaart_met_plaatjes(roep):
    code, _, melding = roep("kaart", "--uit", "k.html", "--png", "--svg", "anders.svg", "--pdf")
    assert code == 0, melding
    assert {p.name for p in Path().iterdir()} == {"k.html", "k.png", "anders.svg", "k.pdf"}


def test_kaart_op_eigen_grenzen(roep, officiele_grenzen):
    assert roep("kaart", "--grenzen", str(officiele_grenzen), "--uit", "k.html", "--stil")[0] == 0
    assert officiele_grenzen.name in Path("k.html").read_text("utf-8")


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_wat_veranderde_wanneer(roep, suffix):
    opties = ["--jaren", "2015-2026", "--per", "indeling", "--uit", f"w.{suffix}"]
    code, _, melding = roep("bereken", *opties)
    assert (code, melding) == (
        0,
        f"12 jaren, 39 wijzigingen van 20 indelingen. Geschreven: w.{suffix}\n",
    )
    if suffix == "xlsx":
        boek = openpyxl.load_workbook("w.xlsx")
        assert boek.sheetnames == ["Wijzigingen", "Toelichting"]
        rijen = list(boek["Wijzigingen"].values)
        assert rijen[0][4] == "Andere regio"
        assert rijen[1][:6] == ("arbeidsmarktregio", "Arbeidsmarktregio's", 2015, 2016, 25, 42)


def test_indelingen_op_het_scherm(roep):
    code, uit, _ = roep("indelingen")
    assert code == 0
    assert re.search(
        r"^ggd\* +GGD-regio's +zorg +2015-2026 +1 januari +officieel .CBS. +ingebouwd$", uit, re.M
    )
    assert re.search(r"^rmc +RMC-regio's +onderwijs +2018-2026 +1 januari +officieel", uit, re.M)
    assert re.search(
        r"^rmc +RMC-regio's +onderwijs +2015-2017 +2016-02-01 +niet officieel", uit, re.M
    )
    assert re.search(r"^politie_eenheid +.* +2015-2025 +1 januari +officieel", uit, re.M)
    assert len(uit.splitlines()) < 60


def test_indelingen_van_een_jaar(roep):
    code, uit, _ = roep("indelingen", "--jaar", "2025")
    assert code == 0
    assert re.search(r"^ggd\* +GGD-regio's +zorg +25 +2025-01-01 +officieel", uit, re.M)
    assert re.search(r"^roaz .*niet van CBS +ingebouwd$", uit, re.M)
    assert re.search(r"^wmo .* 2016-02-01 .*overgezet van de gemeenten van 2016 +", uit, re.M)


def test_indelingen_als_csv(roep):
    roep("indelingen", "--jaar", "2022", "--uit", "i.csv")
    tabel = lees_csv("i.csv")
    assert len(tabel) == 41
    assert tabel["licentie"].notna().all()


def test_een_indeling_die_telt_wordt_gemeld(roep):
    code, _, melding = roep(
        "bereken", "--indelingen", "ggd,res", "--gewicht", "ggd=0", "--uit", "t.csv"
    )
    assert code == 0
    assert melding.startswith("Let op: alleen res telt mee; dan is alles 100%.")
    # Of one alone something else is said.
    code, _, melding = roep("bereken", "--indelingen", "res", "--uit", "t.csv")
    assert (code, "telt mee" in melding) == (1, False)


def test_kaart_en_plaatjes_samen_of_niets(roep, monkeypatch):
    def stuk(*_args, **_kw):
        raise ValueError("oei")

    monkeypatch.setattr("congruentie.kaart.maak_plaat", stuk)
    assert roep("kaart", "--uit", "k.html", "--png")[0] == 1
    assert not list(Path().iterdir())


def test_versie_stopt(roep):
    assert roep("--versie", "bereken")[:2] == (0, f"congruentie {cg.__version__}\n")


def test_stil_zwijgt(roep):
    assert roep("bereken", "--uit", "t.csv", "--stil") == (0, "", "")


# --- help ------------------------------------------------------------------------------------


@pytest.mark.parametrize("naam", sorted(elke_opdracht()))
def test_elke_opdracht_en_optie_heeft_nederlandse_hulp(roep, naam):
    code, uit, _ = roep(*naam.split(), "--help")
    assert code == 0
    assert re.match(rf"Gebruik: congruentie {naam} (BESTAND |MAP )?\[OPTIES\]", uit)
    assert not re.search(r"\b(Usage|Options|Show this|default|required)\b", uit)
    for optie in elke_opdracht()[naam].params:
        assert optie.param_type_name == "argument" or optie.help, optie.name


def test_zonder_opdracht_komt_de_hulp(roep):
    code, uit, _ = roep()
    assert code == 0
    assert all(naam.partition(" ")[0] in uit for naam in elke_opdracht())
    assert roep("--versie")[1] == f"congruentie {cg.__version__}\n"


def test_een_opdracht_met_opdrachten_toont_ze(roep):
    code, uit, _ = roep("uitvraag")
    assert code == 0
    assert roep("uitvraag", "--help")[1] == uit
    assert uit.startswith("Gebruik: congruentie uitvraag OPDRACHT [OPTIES]")
    assert re.search(r"^  lees +Lees een map met teruggekregen formulieren", uit, re.M)
    code, _, fout = roep("uitvraag", "stuur")
    assert code == 2
    assert fout == (
        "Fout: De opdracht 'stuur' bestaat niet. Kies uit: lees, maak, oefen. "
        "Hulp: congruentie uitvraag --help\n"
    )


def test_hulp_laadt_niets_zwaars():
    code = (
        "import sys\n"
        "from congruentie.cli import main\n"
        "try: main(['kaart', '--help'])\n"
        "except SystemExit: pass\n"
        "import json; print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
    )
    klaar = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    geladen = {naam.partition(".")[0] for naam in json.loads(klaar.stderr)}
    assert not geladen & {
        "numpy",
        "pandas",
        "geopandas",
        "folium",
        "sklearn",
        "matplotlib",
        "pyogrio",
    }


def test_kaart_laadt_geen_sklearn_matplotlib_networkx(tmp_path):
    code = (
        "import sys\n"
        "from congruentie.cli import main\n"
        f"try: main(['kaart', '--stil', '--uit', {str(tmp_path / 'k.html')!r}])\n"
        "except SystemExit: pass\n"
        "import json; print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
    )
    klaar = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    geladen = {naam.partition(".")[0] for naam in json.loads(klaar.stderr)}
    assert "folium" in geladen
    assert not geladen & {"sklearn", "matplotlib", "networkx"}

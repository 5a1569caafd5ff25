"""Files with scenarios: what can be in them, and how scenarios are called."""

from __future__ import annotations

import re

import pytest
from planhulp import lezer_in

from congruentie.batch.lezen import controleer_naam, etiket


@pytest.fixture
def lees(tmp_path):
    return lezer_in(tmp_path)


def opdrachten(opgave) -> dict[str, list[str]]:
    return {
        taak.naam: [f"{s.opdracht} {' '.join(s.argumenten)} > {s.uit}" for s in taak.stappen]
        for taak in opgave.taken
    }


# --- what can be in it -----------------------------------------------------------------------


def test_lijst(lees):
    opgave = lees("""
uitvoer: uit
doe: [bereken]
standaard: {jaar: 2025, theta: '0,4'}
scenarios:
  - naam: een
    indelingen: [ggd, res]
    gewicht: {ggd: 2, res: 0.50}
  - naam: twee
    doe: [bereken.xlsx, voorstel, kaart]
    jaar: 2022
    indelingen: ggd,res
    zonder-uitleg: ja
    geen-veren: false
    png: ja
    samen: [GM0363, 0384]
    apart: ["GM0518,GM0599", [GM0344, GM0363]]
    waarom: GM0363,GM0384
""")
    assert opdrachten(opgave) == {
        "een": ["bereken --jaar=2025 --indelingen=ggd,res --gewicht=ggd=2 --gewicht=res=0.50 "
                "--cache=geen > bereken.csv"],
        "twee": ["bereken --jaar=2022 --indelingen=ggd,res --cache=geen > bereken.xlsx",
                 "voorstel --jaar=2022 --indelingen=ggd,res --theta=0,4 --samen=GM0363,0384 "
                 "--apart=GM0518,GM0599 --apart=GM0344,GM0363 --zonder-uitleg "
                 "--waarom=GM0363,GM0384 --cache=geen > voorstel",
                 "kaart --jaar=2022 --indelingen=ggd,res --png --cache=geen > kaart.html"],
    }  # fmt: skip
    assert "theta" not in opgave.plan.scenarios[0].opties  # bereken does not know it
    assert opgave.plan.uitvoer == opgave.plan.pad.parent / "uit"


def test_ingebouwde_verbanden_zijn_geen_bestand(lees, tmp_path):
    """A name that is embedded goes along as it is; a file is taken in."""
    (tmp_path / "mijn.csv").write_text("verband,deelnemer\nAfval,Ede\nAfval,Epe\n", "utf-8")
    opgave = lees("""
uitvoer: uit
doe: [bereken]
scenarios:
  - naam: een
    verbanden: [verbanden_2016, mijn.csv]
""")
    (stap,) = opdrachten(opgave)["een"]
    assert "--verbanden=verbanden_2016 " in stap
    assert re.search(r"--verbanden=\0/\S+mijn\.csv", stap)


def test_wat_als_kiest_zijn_vorm(lees):
    opgave = lees("""
uitvoer: uit
doe: [wat-als]
scenarios:
  - {naam: zelf, verplaats: ['GM0267:ggd=GG1413', 'GM0228:ggd=GG1413']}
  - {naam: alle, alle: true}
  - {naam: plaat, doe: [wat-als.png], verplaats: 'GM0267:ggd=GG1413'}
""")
    assert [taak.stappen[0].uit for taak in opgave.taken] == [
        "wat-als.json", "wat-als.csv", "wat-als.png"
    ]  # fmt: skip
    assert opgave.taken[0].stappen[0].argumenten[:2] == (
        "--verplaats=GM0267:ggd=GG1413", "--verplaats=GM0228:ggd=GG1413"
    )  # fmt: skip


def test_matrix(lees):
    opgave = lees("""
uitvoer: uit
matrix:
  naam: "{jaar}_{indelingen}_{wensen}_{doe}_{gewicht}"
  jaar: [2022, 2025]
  indelingen:
    klein: [ggd, res]
    groot: [ggd, res, jeugdregio]
  gewicht: [{ggd: 2}, null]
  wensen:
    vrij: {}
    groot: {min-inwoners: 200000, regios: 20-30}
  doe: [voorstel, [voorstel, bereken]]
""")
    namen = [scenario.naam for scenario in opgave.plan.scenarios]
    assert len(namen) == 32
    assert namen[0] == "2022_klein_vrij_voorstel_ggd=2"
    assert namen[-1] == "2025_groot_groot_voorstel+bereken_geen"
    laatste = opdrachten(opgave)[namen[-1]]
    assert laatste[0] == (
        "voorstel --jaar=2025 --indelingen=ggd,res,jeugdregio --min-inwoners=200000 --regios=20-30 "
        "--cache=geen > voorstel"
    )


def test_meer_matrices_en_namen_vanzelf(lees):
    opgave = lees("""
uitvoer: uit
doe: [bereken]
matrix:
  - {jaar: [2025], indelingen: [[ggd, res], [ggd, jeugdregio]]}
  - {naam: "per-{per}", per: [land, regio]}
""")
    assert [scenario.naam for scenario in opgave.plan.scenarios] == [
        "2025-ggd+res", "2025-ggd+jeugdregio", "per-land", "per-regio"
    ]  # fmt: skip


def test_laat_een_weg(lees):
    opgave = lees("""
uitvoer: uit
gevoeligheid:
  - {naam: weg, soort: laat-een-weg, indelingen: [ggd, res, jeugdregio], gewicht: {ggd: 2, res: 3}}
""")
    assert {naam: stappen[0] for naam, stappen in opdrachten(opgave).items()} == {
        "weg-alle": "bereken --indelingen=ggd,res,jeugdregio --gewicht=ggd=2 --gewicht=res=3 "
        "--cache=geen > bereken.csv",
        "weg-zonder-ggd": "bereken --indelingen=res,jeugdregio --gewicht=res=3 --cache=geen "
        "> bereken.csv",
        "weg-zonder-res": "bereken --indelingen=ggd,jeugdregio --gewicht=ggd=2 --cache=geen "
        "> bereken.csv",
        "weg-zonder-jeugdregio": "bereken --indelingen=ggd,res --gewicht=ggd=2 --gewicht=res=3 "
        "--cache=geen > bereken.csv",
    }
    assert all("--zonder-uitleg" in taak.stappen[1].argumenten for taak in opgave.taken)
    assert opgave.plan.studies[0].delen["weg-zonder-res"] == "zonder res"


@pytest.mark.parametrize("eigen", ["mijn=mijn.csv", "[mijn=mijn.csv]", "{mijn: mijn.csv}"])
def test_een_eigen_indeling_van_een_onderzoek_staat_er_op_elke_manier(lees, tmp_path, eigen):
    (tmp_path / "mijn.csv").write_text("gm_code,regio\nGM0363,a\n", "utf-8")
    opgave = lees(
        "uitvoer: uit\ndoe: [bereken]\ngevoeligheid:\n"
        f"  - {{naam: weg, soort: laat-een-weg, indelingen: [ggd, res], eigen: {eigen}}}\n"
    )
    assert list(opdrachten(opgave)) == [
        "weg-alle",
        "weg-zonder-ggd",
        "weg-zonder-res",
        "weg-zonder-mijn",
    ]


def test_deelverzamelingen_met_een_eigen_indeling(lees, tmp_path):
    (tmp_path / "mijn.csv").write_text("gm_code,regio\nGM0363,a\n", "utf-8")
    opgave = lees("""
uitvoer: uit
doe: [bereken]
gevoeligheid:
  - {naam: deel, soort: deelverzamelingen, indelingen: 'ggd,res', eigen: {mijn: mijn.csv}}
  - {naam: twee, soort: deelverzamelingen, minstens: 3, hoogstens: 3}
""")
    gekozen = opdrachten(opgave)
    eigen = re.search(r"--eigen=mijn=\0/[0-9a-f]{16}/mijn.csv", gekozen["deel-ggd+mijn"][0])
    assert eigen
    assert gekozen["deel-ggd+mijn"] == [
        f"bereken --indelingen=ggd,mijn {eigen[0]} --cache=geen > bereken.csv"
    ]
    assert "--eigen" not in gekozen["deel-ggd+res"][0]
    assert [naam for naam in gekozen if naam.startswith("deel")] == [
        "deel-ggd+res", "deel-ggd+mijn", "deel-res+mijn", "deel-ggd+res+mijn"
    ]  # fmt: skip
    assert next(naam for naam in gekozen if naam.startswith("twee")) == "twee-ggd+res+jeugdregio"
    assert len(gekozen) == 4 + 4


def test_trekkingen_volgen_uit_het_zaad(lees):
    tekst = """
uitvoer: uit
doe: [bereken]
gevoeligheid:
  - {naam: trek, soort: trekkingen, aantal: AANTAL, zaad: ZAAD, indelingen: [ggd, res],
     laagste-gewicht: 1, hoogste-gewicht: '3,0'}
"""
    drie, vijf, ander = (
        opdrachten(lees(tekst.replace("AANTAL", aantal).replace("ZAAD", zaad)))
        for aantal, zaad in (("3", "7"), ("5", "7"), ("3", "8"))
    )
    assert list(drie) == ["trek-00001", "trek-00002", "trek-00003"]
    assert drie.items() <= vijf.items()  # more draws begin with the same ones
    assert drie != ander
    gewichten = [float(g) for s in vijf.values() for g in re.findall(r"=(\d\.\d{4})", s[0])]
    assert len(gewichten) == 10
    assert all(1 <= gewicht <= 3 for gewicht in gewichten)


def test_zelfde_inhoud_zelfde_sleutel(lees, tmp_path):
    tekst = "uitvoer: u\ndoe: [bereken]\nscenarios: [{naam: a, eigen: {mijn: m.csv}}]\n"
    (tmp_path / "m.csv").write_text("gm_code,regio\nGM0363,a\n", "utf-8")
    eerste = lees(tekst).taken[0].sleutel
    assert lees(tekst.replace("naam: a", "naam: b")).taken[0].sleutel == eerste
    (tmp_path / "m.csv").write_text("gm_code,regio\nGM0363,b\n", "utf-8")
    assert lees(tekst).taken[0].sleutel != eerste
    (tmp_path / "m.csv").write_text("gm_code,regio\nGM0363,a\n", "utf-8")
    assert lees(tekst).taken[0].sleutel == eerste
    assert lees(tekst.replace("m.csv", "m.csv, x: m.csv")).taken[0].sleutel != eerste


def test_shapefile_komt_met_bijwagens(lees, tmp_path):
    for soort in ("shp", "dbf", "shx"):
        (tmp_path / f"g.{soort}").write_bytes(soort.encode())
    opgave = lees("uitvoer: u\ndoe: [kaart]\nscenarios: [{naam: a, grenzen: g.shp#laag}]\n")
    assert {naam.partition("/")[2] for naam in opgave.invoer.bestanden} == {
        "g.shp",
        "g.dbf",
        "g.shx",
    }
    assert opgave.taken[0].stappen[0].argumenten[0].endswith("/g.shp#laag")
    assert {"g.shp", "g.shp (g.dbf)", "g.shp (g.shx)"} <= set(opgave.sommen[0])


# --- names -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("naam", "melding"),
    [
        ("../x", "de naam '../x' bevat /; dat kan niet in de naam van een map."),
        ("a/b", "bevat /"),
        ("a\\b", "bevat \\"),
        ("a:b", "bevat :"),
        ("..", "de naam '..' begint of eindigt met een teken waar dat niet kan."),
        (".verborgen", "begint of eindigt"),
        ("-optie", "begint of eindigt"),
        ("punt.", "begint of eindigt"),
        ("CON", "de naam 'CON' is op Windows van het systeem zelf."),
        ("nul.csv", "is op Windows"),
        ("com1", "is op Windows"),
        ("x" * 101, "is langer dan 100 tekens."),
        ("", "de naam '' bevat tekens"),
        ("a\tb", "bevat tekens die niet in de naam van een map kunnen."),
        ("a\u202eb", "bevat tekens"),
        ("e\u0301", "bevat tekens"),
        ("Overzicht.csv", "is van een bestand dat deze opdracht zelf maakt."),
        ("zorg & veiligheid (2025), é", ""),
        ("ggd+res=2", ""),
        ("console", ""),
    ],
)  # fmt: skip
def test_namen(naam, melding):
    gekregen = controleer_naam(naam)
    assert melding in gekregen
    assert bool(melding) == bool(gekregen)


@pytest.mark.parametrize(
    ("waarde", "tekst"),
    [(None, "geen"), ("2025", "2025"), (["ggd", "res"], "ggd+res"), ({"ggd": "2"}, "ggd=2"),
     ({}, "geen"), ("ggd,res", "ggd+res"), ([], "geen")],
)  # fmt: skip
def test_etiket(waarde, tekst):
    assert etiket(waarde) == tekst

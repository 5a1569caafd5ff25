"""Files with scenarios: what can be in them, and every message about what cannot."""

from __future__ import annotations

import re

import pytest

from congruentie.batch.lezen import controleer_naam, etiket, lees_plan
from congruentie.batch.taken import maak_werklijst
from congruentie.bronnen.yamlbestand import lees_met_regels
from congruentie.cli.batch import maak_register
from congruentie.errors import CongruentieFout

REGISTER = maak_register()


@pytest.fixture
def lees(tmp_path):
    """Read a file with this text; give the task of every scenario by name."""

    def doe(tekst: str):
        pad = tmp_path / "s.yaml"
        pad.write_text(tekst, "utf-8")
        return maak_werklijst(lees_plan(pad, REGISTER), REGISTER)

    return doe


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


# --- what cannot be in it --------------------------------------------------------------------

KOP = "uitvoer: uit\ndoe: [bereken]\n"
S = KOP + "scenarios:\n  - naam: a\n    "
M = KOP + "matrix:\n  "
G = KOP + "gevoeligheid:\n  - {naam: g, soort: "


@pytest.mark.parametrize(
    ("tekst", "melding"),
    [
        ("", "hier staan geen scenario's. Schrijf 'uitvoer: MAP'"),
        ("[1]", "hier staan geen scenario's."),
        ("a: [", "regel 1: dit is geen geldige YAML."),
        (KOP + "uitvoer: x\n", "op regel 3 staat 'uitvoer' voor de tweede keer."),
        (KOP + "? [a]\n: b\n", "op regel 3 staat een lijst waar een naam hoort."),
        (KOP + "scenarios: !!python/name:os.system\n",
         "op regel 3 staat 'tag:yaml.org,2002:python/name"),
        (KOP + "scenarios: &a\n  - *a\n",
         "op regel 4 staat een verwijzing (*); dat kan hier niet."),
        (KOP, "regel 1: er staan geen scenario's in: scenarios, matrix en gevoeligheid ontbreken."),
        ("doe: [bereken]\nscenarios: [{naam: a}]\n", "regel 1: hier ontbreekt uitvoer."),
        ("uitvoer:\nscenarios: [{naam: a, doe: [bereken]}]\n",
         "regel 1: uitvoer: hier hoort één waarde, geen "
         "lege waarde."),
        ("uitvoer: u\nscenarios:\n  - naam: a\n",
         "regel 3: hier ontbreekt doe: wat er moet worden gemaakt"),
        ("uitvoer: u\ndoe: [berken]\nscenarios:\n  - naam: a\n",
         "regel 2: doe: 'berken' kan niet. Bedoel je "
         "bereken?"),
        ("uitvoer: u\ndoe: bereken\n",
         "regel 2: doe: hier hoort een lijst, geen losse waarde 'bereken'."),
        ("uitvoer: u\ndoe: []\n", "regel 2: doe: hier staat niets."),
        ("uitvoer: u\ndoe: [kaart, kaart]\n", "regel 2: doe: hier staat iets dubbel."),
        (KOP + "scenarois: []\n", "regel 3: scenarois hoort hier niet. Bedoel je scenarios?"),
        (KOP + "scenarios: []\n", "regel 3: scenarios: hier staat niets."),
        (KOP + "scenarios:\n  - theta: 1\n", "regel 4: hier ontbreekt naam."),
        (S + "jaaar: 2025\n", "regel 5: jaaar hoort hier niet. Bedoel je jaar?"),
        (S + "uit: x.csv\n", "regel 5: uit hoort hier niet."),
        (S + "jaar: [2025]\n", "regel 5: jaar: hier hoort één waarde, geen lijst."),
        (S + "jaar: nu\n", "regel 5: De optie --jaar: 'nu' is geen heel getal."),
        (S + "noemer: iets\n", "regel 5: De optie --noemer: 'iets' kan niet; kies "
         "uit alle, deelname."),
        (S + "gewicht: {ggd: zwaar}\n", "regel 5: De optie --gewicht: 'zwaar' is "
         "geen getal."),
        (S + "gewicht: {ggd: [2]}\n", "regel 5: ggd: hier hoort één waarde, geen "
         "lijst."),
        (S + "theta: 0.4\n", "regel 5: theta hoort bij voorstel, en dat staat niet "
         "bij doe."),
        (S + "indelingen: [ggd, rse]\n", "regel 5: indelingen: rse is onbekend."),
        (S + "eigen: {x: weg.csv}\n", "weg.csv kan niet worden gelezen: het bestand "
         "bestaat niet."),
        (S + "eigen: {x: ''}\n", "regel 5: x: hier staat niets."),
        (S + "eigen: [x]\n", "regel 5: De optie --eigen: 'x' heeft niet de vorm "
         "NAAM=BESTAND."),
        (S + "cache: s.yaml\n", "regel 5: cache: "),
        (S + "doe: [voorstel]\n    zonder-uitleg: soms\n", "regel 6: zonder-uitleg: "
         "'soms' kan niet; schrijf ja of nee."),
        (KOP + "scenarios:\n  - naam: ../x\n", "regel 4: de naam '../x' bevat /;"),
        (KOP + "scenarios:\n  - naam: a\n  - naam: a\n",
         "regel 5: de naam 'a' komt twee keer voor."),
        (KOP + "scenarios:\n  - naam: a\n  - naam: A\n",
         "regel 5: 'A' en 'a' zijn op sommige systemen een map."),
        (M + "jaaar: [2025]\n",
         "regel 4: jaaar is geen optie. Bedoel je jaar? Een as met een eigen "
         "naam heeft namen met opties als waarden."),
        (M + "jaar: 2025\n",
         "regel 4: jaar: hier hoort een lijst of namen met een waarde, geen losse "
         "waarde '2025'."),
        (M + "jaar: []\n", "regel 4: jaar: hier staat niets."),
        (M + "jaar:\n    - 2025\n    - nu\n", "regel 6: De optie --jaar: 'nu' is geen heel getal."),
        (M + "naam: x-{jar}\n  jaar: [2025]\n",
         "regel 4: naam: '{jar}' is geen as van deze matrix; er "
         "zijn: {jaar}."),
        (M + "naam: x\n  jaar: [2022, 2025]\n", "regel 3: de naam 'x' komt twee keer voor."),
        (M + "indelingen: [ggd, res]\n",
         "regel 4: indelingen: in een matrix is elke waarde een eigen "
         "keuze; ggd is er maar een. Schrijf een lijst van lijsten"),
        (M + "soort: {x: {jaaar: 1}}\n", "regel 4: jaaar hoort hier niet. Bedoel je jaar?"),
        ("uitvoer: u\nmatrix:\n  jaar: [2025]\n", "regel 2: hier ontbreekt doe"),
        (G + "iets}\n", "regel 4: soort: 'iets' kan niet. Kies uit: "
         "laat-een-weg, deelverzamelingen, trekkingen."),
        (G + "laat-een-weg, zaad: 1}\n", "regel 4: zaad hoort bij trekkingen, "
         "niet bij laat-een-weg."),
        (G + "laat-een-weg, indelingen: [ggd, res]}\n", "regel 4: laat-een-weg "
         "heeft ten minste drie indelingen nodig."),
        (G + "laat-een-weg, gewicht: [ggd=2]}\n", "regel 4: gewicht: schrijf "
         "hier {ggd: 2}."),
        (G + "deelverzamelingen, minstens: 1}\n", "regel 4: deelverzamelingen: "
         "van minstens 1 tot hoogstens 4 van de 4 indelingen kan niet"),
        (G + "trekkingen, gewicht: {ggd: 2}}\n", "regel 4: gewicht: trekkingen "
         "kiezen zelf de gewichten."),
        (G + "trekkingen, aantal: veel}\n", "regel 4: aantal: 'veel' kan niet; "
         "schrijf een getal."),
        (G + "trekkingen, per: land}\n", "regel 4: per: kan niet bij een onderzoek."),
        (G + "trekkingen, aantal: 0}\n", "regel 4: aantal: een onderzoek heeft "
         "ten minste 1 trekking."),
        (G + "trekkingen, laagste-gewicht: 3}\n", "regel 4: laagste-gewicht is "
         "niet lager dan hoogste-gewicht."),
        (G + "trekkingen, laagste-gewicht: 2}\n", "regel 4: laagste-gewicht is "
         "niet lager dan hoogste-gewicht."),
        (G + "trekkingen, doe: [kaart]}\n", "regel 4: doe: een onderzoek heeft "
         "bereken of voorstel nodig."),
        (G + "trekkingen, aantal: 100001}\n", "regel 4: dit zijn meer dan 100000 "
         "scenario's; neem er minder."),
    ],
)  # fmt: skip
def test_wat_niet_kan(lees, tmp_path, tekst, melding):
    with pytest.raises(CongruentieFout) as fout:
        lees(tekst)
    assert str(fout.value).startswith(str(tmp_path / "s.yaml"))
    assert melding in str(fout.value)
    assert "\n" not in str(fout.value)
    assert not (tmp_path / "uit").exists()


def test_te_veel_uit_een_matrix(lees):
    jaren = ", ".join(str(2000 + n) for n in range(60))
    tekst = KOP + f"matrix:\n  jaar: [{jaren}]\n  op: [{jaren}]\n  peildatum: [{jaren}]\n"
    with pytest.raises(CongruentieFout, match=r"regel 3: dit zijn meer dan 100000 scenario's"):
        lees(tekst)


def test_alle_fouten_tegelijk(lees):
    with pytest.raises(CongruentieFout) as fout:
        lees(KOP + "scenarios:\n" + "".join(f"  - {{naam: a{n}, jaar: x{n}}}\n" for n in range(12)))
    tekst = str(fout.value)
    assert "heeft 12 fouten. Regel 4: De optie --jaar: 'x0' is geen heel getal. Regel 5: " in tekst
    assert tekst.endswith("Er zijn nog 2 fouten.")


def test_getallen_blijven_zoals_ze_er_staan(tmp_path):
    pad = tmp_path / "g.yaml"
    pad.write_text("a: 0363\nb: 0.10\nc: 2025-01-01\nd: ~\ne: ''\nf: [1e3, yes]\n", "utf-8")
    inhoud, regels = lees_met_regels(pad, "iets", "Schrijf iets.")
    assert inhoud == {
        "a": "0363", "b": "0.10", "c": "2025-01-01", "d": None, "e": "", "f": ["1e3", "yes"]
    }  # fmt: skip
    assert regels["f", 1] == 6

"""Files with scenarios: every message about what cannot be in them."""

from __future__ import annotations

import pytest
from planhulp import lezer_in

from congruentie.bronnen.yamlbestand import lees_met_regels
from congruentie.errors import CongruentieFout


@pytest.fixture
def lees(tmp_path):
    return lezer_in(tmp_path)


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

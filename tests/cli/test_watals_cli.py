"""``congruentie wat-als``: reading moves, files, and every message."""

from __future__ import annotations

import json
import re

import openpyxl
import pandas as pd
import pytest
from conftest import REPO, lees_csv
from paginalezen import Lezer

import congruentie as cg
from congruentie.bronnen.banden import banden_van
from congruentie.cli import _voer_uit
from congruentie.errors import CongruentieFout
from congruentie.meten.rangschikken import alle_verplaatsingen
from congruentie.meten.vergelijking import gemiddelde_rand
from congruentie.meten.verplaatsbestand import lees_verplaatsbestand, lees_verplaatsingen
from congruentie.meten.verplaatsen import Verplaatsing, verplaats
from congruentie.model import Gemeenten, Indeling, Indelingen

KOLOMMEN = ["gm_code", "indeling", "van", "naar", "winst_land", "winst_gemeente"]


@pytest.fixture(scope="module")
def vier() -> Indelingen:
    return cg.laad_indelingen(2026, met_grenzen=True, cache="geen")


@pytest.fixture(scope="module")
def banden(vier) -> list[tuple[str, str]]:
    return banden_van(vier.gemeenten)


# --- reading moves -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("teksten", "zetten"),
    [
        (None, []),
        ("GM0267:ggd=GG1413", ["GM0267:ggd=GG1413"]),
        (["nijkerk : ggd = gg1413", "267:res=ES01"], ["GM0267:ggd=GG1413", "GM0267:res=ES01"]),
        (["Nijkerk:ggd=ggd noord- en oost-gelderland"], ["GM0267:ggd=GG1413"]),
        (("GM0363:arbeidsmarktregio=AM03",), ["GM0363:arbeidsmarktregio=AM03"]),
    ],
)
def test_lees(vier, teksten, zetten):
    assert [str(zet) for zet in lees_verplaatsingen(teksten, vier)] == zetten


VORM = "Schrijf GEMEENTE:INDELING=REGIO, zoals GM0267:ggd=GG1413."


@pytest.mark.parametrize(
    ("teksten", "melding"),
    [
        (5, f"verplaats: 5 is geen lijst. {VORM}"),
        ({"a": 1}, f"verplaats: een lijst met namen en waarden is geen lijst. {VORM}"),
        ([5], "verplaats 1, 5: dit is geen verplaatsing."),
        ([None], "verplaats 1, niets: dit is geen verplaatsing."),
        ([["a"]], "verplaats 1, een lijst: dit is geen verplaatsing."),
        ([{"GM0267": "ggd=GG1413"}], "een lijst met namen en waarden: dit is geen verplaatsing. "
         f"{VORM} Zet er geen spaties in."),
        (["GM0267"], f"verplaats 1, 'GM0267': dit is geen verplaatsing. {VORM}"),
        (["GM0267:ggd"], "verplaats 1, 'GM0267:ggd': dit is geen verplaatsing."),
        (["GM0267=GG1413"], "verplaats 1, 'GM0267=GG1413': dit is geen verplaatsing."),
        ([":ggd=GG1413"], "verplaats 1, ':ggd=GG1413': dit is geen verplaatsing."),
        ([""], "verplaats 1, '': dit is geen verplaatsing."),
        (["GM0267:ggd="], "achter het = staat geen regio. Noem een regio die er al is; een gemeente "
         "uit alle regio's halen kan niet."),
        (["GM0267:ggd= "], "achter het = staat geen regio."),
        (["Bergen:ggd=GG1413"], "gemeente 'Bergen' kan Bergen (NH.) (GM0373) of Bergen (L.) "
         "(GM0893) zijn. Gebruik de code, of de hele naam."),
        (["GM0001:ggd=GG1413"], "gemeente 'GM0001' bestaat niet in 2026."),
        (["GM0267:gdd=GG1413"], "de indeling gdd doet niet mee. Kies uit: ggd, res, jeugdregio, "
         "arbeidsmarktregio; of kies haar met --indelingen."),
        (["GM0267:ggd=GG9999"], "'GM0267:ggd=GG9999': die regio is er niet bij GGD-regio's; een nieuwe "
         "regio maken kan niet. In de buurt van Nijkerk liggen GG1413 (GGD Noord- en "
         "Oost-Gelderland), GG2209 (GGD Flevoland) en GG2514 (GGD Regio Utrecht)."),
        (["GM0080:ggd=nieuw"], "In ggd liggen GG0111 (GGD Groningen), "),
        (["GM0200:ggd=GG1413"], "'GM0200:ggd=GG1413': Apeldoorn zit daar al. Kies een andere regio"),
        (["GM0267:ggd=GG1413"] * 2, "verplaats 2, 'GM0267:ggd=GG1413': staat er al (verplaats 1, "
         "GM0267:ggd=GG1413). Laat er een weg."),
        (["GM0267:ggd=GG1413", "Nijkerk:ggd=GG2514"], "verplaats 2, 'Nijkerk:ggd=GG2514': verplaatst "
         "dezelfde gemeente (verplaats 1, GM0267:ggd=GG1413)."),
        (["x" * 500_000], f"verplaats 1, '{'x' * 60}...': dit is geen verplaatsing."),
        (["GM0267:ggd=\x1b[31m\n\ud800"], "'GM0267:ggd=\\x1b[31m\\n\\ud800': die regio is er niet"),
    ],
)  # fmt: skip
def test_lees_wat_niet_kan(vier, teksten, melding):
    with pytest.raises(CongruentieFout) as fout:
        lees_verplaatsingen(teksten, vier)
    assert melding in str(fout.value)
    assert len(str(fout.value)) < 600
    assert "\n" not in str(fout.value)


def test_regio_op_naam_en_zonder_grenzen(vierkant):
    namen = {"p": "Zuid", "q": "zuid", "P": "Noord"}
    lid = dict(zip(vierkant.codes, "pqPp", strict=True))
    oud = Gemeenten(1999, vierkant.codes, vierkant.namen)
    eigen = Indelingen(oud, (Indeling("eigen", lid, namen), Indeling("ook", {"GM0001": "x"})))
    assert str(*lees_verplaatsingen("B:eigen=p", eigen)) == "GM0002:eigen=p"  # exact goes first
    assert str(*lees_verplaatsingen("A:eigen=noord", eigen)) == "GM0001:eigen=P"
    assert str(*lees_verplaatsingen("B:ook=x", eigen)) == "GM0002:ook=x"  # had no regio yet
    with pytest.raises(CongruentieFout, match=r"zo heten 2 regio's\. Gebruik de code: p of q\."):
        lees_verplaatsingen("C:eigen=ZUID", eigen)
    with pytest.raises(CongruentieFout, match=r"In eigen liggen P \(Noord\), p \(Zuid\) en q"):
        lees_verplaatsingen("A:eigen=r", eigen)
    with pytest.raises(CongruentieFout, match=r"In ook ligt x\."):
        lees_verplaatsingen("B:ook=r", eigen)


@pytest.mark.parametrize(
    "inhoud",
    [
        "jaar: 2026\nverplaats:\n  - GM0267:ggd=GG1413\n  - Ede:ggd=GG1413\n",
        "verplaats: [GM0267:ggd=GG1413, 'GM0228:ggd=GG1413']",
        '\ufeff{\n\t"jaar": "2026",\n\t"verplaats": ["GM0267:ggd=GG1413", "GM0228:ggd=GG1413"]\n}\n',
        "{jaar: 2026, verplaats: [GM0267:ggd=GG1413, GM0228:ggd=GG1413]}",
    ],
)
def test_bestand(vier, tmp_path, inhoud):
    pad = tmp_path / "zetten"
    pad.write_text(inhoud, "utf-8")
    zetten = lees_verplaatsbestand(pad, vier)
    assert [str(zet) for zet in zetten] == ["GM0267:ggd=GG1413", "GM0228:ggd=GG1413"]


def test_voorbeeld_in_de_handleiding(vier, tmp_path):
    tekst = (
        (REPO / "docs" / "opdrachten.md").read_text("utf-8").partition("## congruentie wat-als")[2]
    )
    pad = tmp_path / "zetten.yaml"
    pad.write_text(re.search(r"```yaml\n(.*?)```", tekst, re.S)[1], "utf-8")
    zetten = lees_verplaatsbestand(pad, vier)
    assert [str(zet) for zet in zetten] == ["GM0267:ggd=GG2514", "GM0267:arbeidsmarktregio=AM38"]


VERKEERD = [
    ("", "hier staan geen verplaatsingen. Schrijf 'verplaats: [GM0267:ggd=GG1413]'."),
    ("- GM0267:ggd=GG1413", "hier staan geen verplaatsingen."),
    ("verplaats: [a: b", "v.yaml, regel 1: dit is geen geldige YAML."),
    ('{"verplaats": [', "dit is geen geldige YAML."),
    ("verplaats: [=]", "dit is geen geldige YAML."),
    ("jaar: !!timestamp x", "dit is geen geldige YAML."),
    ("jaar: !!bool x", "dit is geen geldige YAML."),
    ("jaar: !!float ''", "dit is geen geldige YAML."),
    ("jaar: !!python/object:os.system x", "dit is geen geldige YAML."),
    (b"\xff\xfe\x00", "dit is geen geldige YAML."),
    ("[" * 100_000, "dit is geen geldige YAML."),
    ('{"a":' * 100_000, "dit is geen geldige YAML."),
    ("verplaats: &a [*a]", "v.yaml: op regel 1 staat een verwijzing (*); dat kan hier niet."),
    ("a: &a [x, x]\nb: &b [*a, *a]\nverplaats: [*b, *b]", "v.yaml: op regel 2 staat een verwijzing"),
    (f"verplaats: {'1:' * 50_000}1", "v.yaml: op regel 1 staat een waarde van meer dan 1000 tekens."),
    (f"jaar: {'9' * 5_000}", "staat een waarde van meer dan 1000 tekens."),
    (f'{{"jaar": {"9" * 5_000}}}', "dit is geen geldige YAML."),
    ("x" * 1_000_001, "v.yaml is te groot voor een bestand met verplaatsingen. Het mag hoogstens"),
    ("jaar: 2022\nverplaats: []", "v.yaml: dit is voor 2022, maar gekozen is 2026. Kies dat jaar met "
     "--jaar, of pas het bestand aan."),
    ("jaar: straks", "v.yaml: jaar is 'straks'; dat is geen jaar. Schrijf 2026."),
    ("jaar: true", "v.yaml: jaar is True; dat is geen jaar."),
    ("jaar: [2026]", "v.yaml: jaar is een lijst; dat is geen jaar."),
    ("jaar: 2026.0", "v.yaml: jaar is 2026.0; dat is geen jaar."),
    (f'jaar: "{"9" * 900}"', "dat is geen jaar."),
    ("jaar: 2026", "v.yaml: er staat geen enkele verplaatsing in."),
    ("verplaats: []", "v.yaml: er staat geen enkele verplaatsing in."),
    ("verplaats: [GM0267:ggd=GG1413]\nregios: 5", "v.yaml: regios hoort hier niet. Er mogen alleen "
     "jaar en verplaats in staan."),
    ("verplaats: []\nverplaats: []", "v.yaml: 'verplaats' staat er twee keer."),
    ('{"verplaats": [], "verplaats": []}', "v.yaml: 'verplaats' staat er twee keer."),
    ('{"\\ud800": 1}', "v.yaml: '\\ud800' hoort hier niet."),
    ("verplaats: 5", "v.yaml, verplaats: 5 is geen lijst."),
    ("verplaats:\n  - GM0267: ggd=GG1413", "v.yaml, verplaats 1, een lijst met namen en waarden: dit"),
    ("verplaats: [GM0267:ggd=]", "v.yaml, verplaats 1, 'GM0267:ggd=': achter het = staat geen regio."),
    ("verplaats: [Ede:ggd=GG1413, Ede:ggd=GG2514]", "verplaats 2, 'Ede:ggd=GG2514': verplaatst"),
]  # fmt: skip


@pytest.mark.parametrize(("inhoud", "melding"), VERKEERD)
def test_bestand_dat_niet_kan(tmp_path, monkeypatch, capsys, inhoud, melding):
    monkeypatch.chdir(tmp_path)
    ruw = inhoud if isinstance(inhoud, bytes) else inhoud.encode()
    (tmp_path / "v.yaml").write_bytes(ruw)
    assert _voer_uit(["wat-als", "--bestand", "v.yaml", "--uit", "u.csv"]) == 1
    kreeg = capsys.readouterr().err
    assert melding in kreeg
    assert kreeg.startswith("Fout: ")
    assert kreeg.count("\n") == 1
    assert len(kreeg) < 600
    assert [p.name for p in tmp_path.iterdir()] == ["v.yaml"]


@pytest.mark.parametrize(
    ("inhoud", "melding"),
    [
        ("jaar: 2022", "v.yaml: dit is voor 2022, maar gekozen is 2026."),
        ("verplaats: [GM0267:ggd=GG9999]", "v.yaml, verplaats 1, 'GM0267:ggd=GG9999': die regio is er"),
        ("verplaats: [GM0267:sport=x]", "de indeling sport doet niet mee."),
        ("verplaats: &a [*a]", "staat een verwijzing (*); dat kan hier niet."),
        ("verplaats: []\nverplaats: []", "v.yaml: 'verplaats' staat er twee keer."),
        ("\"\\ud800\": 5", "onbekende wens '\\ud800'."),
    ],
)  # fmt: skip
def test_eisenbestand_dat_niet_kan(tmp_path, monkeypatch, capsys, inhoud, melding):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "v.yaml").write_text(inhoud, "utf-8")
    assert _voer_uit(["voorstel", "--zonder-uitleg", "--eisen", "v.yaml"]) == 1
    kreeg = capsys.readouterr().err
    assert melding in kreeg
    assert kreeg.count("\n") == 1
    assert [p.name for p in tmp_path.iterdir()] == ["v.yaml"]


def test_voorstel_na_verplaatsing(vier, tmp_path, monkeypatch):
    """The same file: the moves come first, also for the indeling that the proposal starts from."""
    monkeypatch.chdir(tmp_path)
    zetten = ["GM0267:ggd=GG2514", "GM0267:arbeidsmarktregio=AM15"]
    (tmp_path / "v.json").write_text(json.dumps({"jaar": 2026, "verplaats": zetten}), "utf-8")
    assert _voer_uit(["wat-als", "--bestand", "v.json", "--uit", "w.csv", "--stil"]) == 0
    opties = ["--zonder-uitleg", "--stil", "--uitgaand-van", "ggd", "--verplaats-gemeenten", "0"]
    assert _voer_uit(["voorstel", *opties, "--eisen", "v.json", "--uit", "p"]) == 0
    inhoud = json.loads((tmp_path / "p.json").read_text("utf-8"))
    assert inhoud["eisen"]["verplaats"] == zetten
    assert inhoud["indelingen"][0]["titel"] == "GGD-regio's (1 gemeente verplaatst)"
    waar = {gm: r["code"] for r in inhoud["regios"] for gm in r["gemeenten"]}
    assert waar["GM0267"] == waar["GM0307"]  # with Amersfoort: the GGD after the move
    assert waar["GM0267"] != waar["GM0203"]


# --- the command ---------------------------------------------------------------------------------


@pytest.fixture
def draai(tmp_path, monkeypatch, capsys):
    """Run it in an empty folder; give what it said."""
    monkeypatch.chdir(tmp_path)

    def doe(*opties: str) -> str:
        assert _voer_uit(["wat-als", *opties]) == 0
        return capsys.readouterr().err

    return doe


ZET = ("--verplaats", "GM0267:ggd=GG1413")


def test_json(vier, draai, tmp_path):
    gemeld = draai(*ZET, "--verplaats", "Ede:res=ES01", "--gewicht", "res=2", "--uit", "x.json")
    inhoud = json.loads((tmp_path / "x.json").read_text("utf-8"))
    zetten = [Verplaatsing("GM0267", "ggd", "GG1413"), Verplaatsing("GM0228", "res", "ES01")]
    voor = cg.bereken(vier, {"res": 2})["congruentie"]
    na = cg.bereken(verplaats(vier, zetten), {"res": 2})["congruentie"]
    assert inhoud["land"]["voor"] == voor.mean()
    assert inhoud["land"]["na"] == na.mean()
    anders = voor.index[(na - voor).abs() > 1e-9]
    assert set(inhoud["gemeenten"]) == set(anders)
    for gm, cijfers in inhoud["gemeenten"].items():
        assert (cijfers["voor"], cijfers["na"]) == (voor[gm], na[gm])
    assert inhoud["land"]["rand_gecorrigeerd"]["voor"] == pytest.approx(
        gemiddelde_rand(cg.Meting(vier, {"res": 2}))
    )
    assert inhoud["verplaatst"][1] == {
        "gm_code": "GM0228", "gm_naam": "Ede", "indeling": "res", "van": "ES09",
        "van_naam": "Foodvalley", "naar": "ES01", "naar_naam": "Groningen",
    }  # fmt: skip
    assert inhoud["indelingen"]["res"] == 2
    assert f"Bij {len(anders)} gemeenten verandert de congruentie." in gemeld
    assert "Gecorrigeerde Rand-index, gemiddeld over elke twee indelingen: van 0,7" in gemeld
    assert "Geschreven: x.json" in gemeld


def test_csv_en_scherm(tmp_path, monkeypatch, capfdbinary):
    monkeypatch.chdir(tmp_path)
    assert _voer_uit(["wat-als", *ZET, "--uit", "x.csv", "--stil"]) == 0
    tabel = lees_csv(tmp_path / "x.csv")
    assert tabel["wat"].tolist()[:3] == ["land", "verplaatst", "geraakt"]
    assert tabel.loc[0, "congruentie_voor"] == pytest.approx(68.9948129634)
    assert tabel.loc[0, ["gm_code", "rand_gecorrigeerd_voor"]].notna().tolist() == [False, True]
    assert tabel.loc[1:, "rand_gecorrigeerd_voor"].isna().all()
    assert set(tabel.loc[1:, "gm_code"].str[:2]) == {"GM"}
    assert _voer_uit(["wat-als", *ZET, "--stil"]) == 0
    assert capfdbinary.readouterr().out == (tmp_path / "x.csv").read_bytes()


def test_werkmap(draai, tmp_path):
    draai(*ZET, "--uit", "x.xlsx")
    bladen = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert bladen.sheetnames == ["Land", "Gemeenten", "Verplaatst", "Toelichting", "Bronnen"]
    assert bladen["Verplaatst"]["B2"].value == "Nijkerk"
    assert [rij[0].value for rij in bladen["Land"]][1:] == [
        "congruentie", "congruentie_gecorrigeerd", "rand_gecorrigeerd"
    ]  # fmt: skip
    assert bladen["Bronnen"]["B2"].value == "GGD-regio's (1 gemeente verplaatst)"
    for hoe in (["--alle"], ["--terug"], ["--reeks", "3"]):
        draai(*hoe, "--uit", "y.xlsx")
        bladen = openpyxl.load_workbook(tmp_path / "y.xlsx")
        assert bladen.sheetnames == ["Verplaatsingen", "Toelichting", "Bronnen"]
        kop = [cel.value for cel in bladen["Verplaatsingen"][1]]
        assert {"gm_naam", "van_naam", "naar_naam", "winst_land"} <= set(kop)


def test_kaart_met_de_verplaatsingen(vier, draai, tmp_path):
    draai(*ZET, "--uit", "x.html")
    inhoud = json.loads(Lezer((tmp_path / "x.html").read_text("utf-8")).blokken["json"][0])
    (zet,) = inhoud["zetten"]
    assert inhoud["gemeenten"]["codes"][zet["plek"]] == "GM0267"
    assert zet["naam"] == "ggd"
    assert inhoud["indelingen"][0]["regios"][zet["regio"]] == "GG1413"
    # The page starts from how it is, and makes the move itself (tests/browser).
    assert inhoud["indelingen"][0]["lid"] == vier.regio[:, 0].tolist()
    assert inhoud["indelingen"][0]["titel"] == "GGD-regio's"


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_plaatje_van_de_verandering(draai, tmp_path, suffix):
    draai(*ZET, "--uit", f"x.{suffix}")
    assert (tmp_path / f"x.{suffix}").stat().st_size > 50_000


def test_alle_reeks_en_terug(vier, banden, draai, tmp_path):
    gemeld = draai("--alle", "--uit", "a.csv")
    alle = alle_verplaatsingen(vier, banden)
    assert gemeld.startswith("1445 verplaatsingen doorgerekend; 245 zijn winst voor het land.")
    tabel = lees_csv(tmp_path / "a.csv")
    pd.testing.assert_frame_equal(tabel, alle, check_dtype=False)
    gemeld = draai("--alle", "--voor", "gemeente", "--noemer", "deelname", "--uit", "a.json")
    assert "244 zijn winst voor de gemeente zelf." in gemeld
    rijen = json.loads((tmp_path / "a.json").read_text("utf-8"))["verplaatsingen"]
    assert list(rijen[0]) == KOLOMMEN
    gemeld = draai("--terug", "--uit", "t.csv")
    assert "keuzes; bij 213 is een andere regio winst voor het land." in gemeld
    gemeld = draai("--reeks", "2", "--uit", "r.csv")
    assert gemeld.startswith("2 stappen: gemiddelde congruentie van 68,99% naar 69,55%. Geschr")
    assert lees_csv(tmp_path / "r.csv")["stap"].tolist() == [1, 2]
    gemeld = draai("--reeks", "400", "--uit", "r.csv")
    assert "296 stappen: gemiddelde congruentie van 68,99% naar 100,00%. Daarna is geen" in gemeld


def test_reeks_zonder_winst(draai):
    gemeld = draai(
        "--indelingen", "ggd,res", "--gewicht", "res=0", "--reeks", "1", "--uit", "r.csv"
    )
    assert "Geen enkele verplaatsing is winst voor het land." in gemeld


def test_een_stap_en_een_weging(draai):
    """With one indeling that counts there is no pair of indelingen, and nothing to say about it."""
    gemeld = draai(*ZET, "--indelingen", "ggd,res", "--gewicht", "res=0", "--uit", "x.json")
    assert "(0,00). Bij 0 gemeenten" in gemeld
    assert "Rand" not in gemeld
    assert re.search(r"^1 stap: ", draai("--reeks", "1", "--uit", "x.csv"))


@pytest.mark.parametrize(
    ("opties", "code", "melding"),
    [
        ([], 2, "Kies een van --verplaats (of --bestand), --alle, --reeks en --terug."),
        (["--alle", "--terug"], 2, "Kies een van --verplaats"),
        ([*ZET, "--alle"], 2, "Kies een van --verplaats"),
        (["--reeks", "0"], 2, "De optie --reeks: 0 kan niet; het laagste is 1."),
        (["--reeks", "-1"], 2, "De optie --reeks: '-1' is geen heel getal."),
        ([*ZET, "--voor", "land"], 2, "De optie --voor: hoort bij --alle, --reeks of --terug."),
        (["--alle", "--voor", "stad"], 2, "'stad' kan niet; kies uit land, gemeente."),
        (
            [*ZET, "--uit", "x.txt"],
            2,
            "eindigt niet op .csv, .xlsx, .parquet, .json, .html, .png, .svg, .pdf.",
        ),
        (
            ["--alle", "--uit", "x.html"],
            2,
            "'x.html' eindigt niet op .csv, .xlsx, .parquet, .json.",
        ),
        (["--verplaats", "GM0267"], 1, f"verplaats 1, 'GM0267': dit is geen verplaatsing. {VORM}"),
        (
            ["--bestand", "weg.yaml"],
            1,
            "weg.yaml kan niet worden gelezen: het bestand bestaat niet.",
        ),
        (["--alle", "--indelingen", "ggd"], 1, "er zijn er ten minste twee nodig."),
        (
            ["--jaar", "2022", "--indelingen", "ggd,res", "--verplaats", "Ede:res=nieuw"],
            1,
            "die regio is er niet bij RES-regio's; een nieuwe regio maken kan niet. In de buurt van "
            "Ede liggen",
        ),
    ],
)
def test_foutmeldingen(tmp_path, monkeypatch, capsys, opties, code, melding):
    monkeypatch.chdir(tmp_path)
    assert _voer_uit(["wat-als", *opties]) == code
    kreeg = capsys.readouterr().err
    assert melding in kreeg
    assert kreeg.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_optie_en_bestand_samen(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "v.yaml").write_text("verplaats: Ede:res=ES01", "utf-8")
    assert _voer_uit(["wat-als", *ZET, "--bestand", "v.yaml", "--uit", "x.json"]) == 0
    inhoud = json.loads((tmp_path / "x.json").read_text("utf-8"))
    assert [zet["gm_code"] for zet in inhoud["verplaatst"]] == ["GM0267", "GM0228"]
    capsys.readouterr()
    dubbel = ["--verplaats", "Ede:res=ES02", "--bestand", "v.yaml"]
    assert _voer_uit(["wat-als", *dubbel]) == 1
    assert "GM0228 Ede wordt bij res twee keer verplaatst" in capsys.readouterr().err


def test_zonder_grenzen_kan_een_tabel_wel(draai, tmp_path):
    opties = ["--jaar", "2022", "--indelingen", "ggd,res", "--verplaats", "Ede:res=ES01"]
    assert "Geschreven: x.csv" in draai(*opties, "--uit", "x.csv")

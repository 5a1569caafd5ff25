"""Moves as text and from a file: what can be read, and every message about what cannot."""

from __future__ import annotations

import json
import re

import pytest
from conftest import REPO

import congruentie as cg
from congruentie.cli import _voer_uit
from congruentie.errors import CongruentieFout
from congruentie.gemeenten import Gemeenten
from congruentie.meten.verplaatsbestand import lees_verplaatsbestand, lees_verplaatsingen
from congruentie.model import Indeling, Indelingen


@pytest.fixture(scope="module")
def vier() -> Indelingen:
    return cg.laad_indelingen(2026, met_grenzen=True, cache="geen")


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

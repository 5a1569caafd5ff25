"""What is said of own files: of which year they are, many equal remarks as one, as text and as JSON."""

# ruff: noqa: E501  # what is said reads best on one line

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from eigenbestand import KOP, ONLEESBAAR

import congruentie as cg
from congruentie.bronnen import controleer, kolommen
from congruentie.bronnen.meldingen import regels_van
from congruentie.cli import main
from congruentie.kaart import maak_pagina
from congruentie.uitvoer.tabel import bronnenblad

# --- the whole country, from the embedded facts ----------------------------------------------


@pytest.fixture(scope="module")
def ggd16():
    return cg.laad_indelingen(2016, ["ggd"])


def regioatlas(indelingen) -> str:
    gemeenten, ggd = indelingen.gemeenten, indelingen["ggd"]
    regels = ['\ufeff"Gemeente";"CBS";"GGD\'s";"Inwoneraantal van regio"']
    for code, naam in sorted(gemeenten.naam_van.items(), key=lambda paar: paar[1]):
        regels.append(
            f'"{naam}";"{int(code[2:])}";"{ggd.regio_naam(ggd.lidmaatschap[code])}";"1000000"'
        )
    return "\n".join(regels)


def test_de_uitvoer_van_regioatlas_van_het_hele_land(tmp_path, ggd16):
    pad = tmp_path / "regioatlas.csv"
    pad.write_text(regioatlas(ggd16), "utf-8")
    uitslag = controleer(pad, ggd16.gemeenten)
    assert [m.melding for m in uitslag.meldingen] == [
        "de gemeenten staan in kolom 'CBS' en de regio's in kolom \"GGD's\"."
    ]
    ggd = ggd16["ggd"]
    assert uitslag.lidmaatschap == {
        gm: ggd.regio_naam(code) for gm, code in ggd.lidmaatschap.items()
    }


def test_een_regel_in_plaats_van_66(tmp_path, monkeypatch, capsys, ggd16):
    monkeypatch.chdir(tmp_path)
    Path("r.csv").write_text(regioatlas(ggd16), "utf-8")

    def roep(*args: str) -> list[str]:
        with pytest.raises(SystemExit):
            main([*args])
        return capsys.readouterr().out.splitlines()

    regels = roep("controleer", "r.csv", "--jaar", "2025")
    fouten = [regel for regel in regels if regel.startswith("fout")]
    assert len(fouten) == 1
    assert "alle 390 codes passen bij 2016, 66 niet bij 2025 (rij 5: GM0738 Aalburg" in fouten[0]
    assert "Lees het met --peildatum 2016" in fouten[0]
    assert regels[-1] == "Niet bruikbaar: los eerst de fouten op (1)."
    # The advice works at once, and a program gets every row.
    assert roep("controleer", "r.csv", "--peildatum", "2016")[-1] == (
        "Bruikbaar: 390 gemeenten in 25 regio's."
    )
    gelezen = json.loads("\n".join(roep("controleer", "r.csv", "--jaar", "2025", "--json", "-")))
    assert sum(m["ernst"] == "fout" and m["rij"] is not None for m in gelezen["meldingen"]) == 66
    omgezet = cg.laad_indelingen(2025, ["res"], eigen={"ggd16": "r.csv"}, peildatum=2016)
    assert len(omgezet["ggd16"].lidmaatschap) == 342


@pytest.mark.parametrize("jaar", [2016, 2020, 2022, 2026])
@pytest.mark.parametrize("op_naam", [False, True])
def test_het_jaar_van_elke_lijst(tmp_path, jaar, op_naam):
    lijst = cg.laad_gemeenten(jaar)
    pad = tmp_path / "lijst.csv"
    wie = lijst.namen if op_naam else lijst.codes
    pad.write_text("gemeente,regio\n" + "".join(f'"{een}",a\n' for een in wie), "utf-8")
    assert controleer(pad, lijst).bruikbaar
    ander = cg.laad_gemeenten(2026 if jaar < 2023 else 2016)
    fout = controleer(pad, ander).fouten[0]
    reeks = {2020: "2019 en 2020", 2026: "2023 tot en met 2026"}.get(jaar, str(jaar))
    wat = "gemeenten" if op_naam else "codes"
    assert fout.melding.startswith(f"alle {len(lijst)} {wat} passen bij {reeks}, ")
    peildatum = int(re.search(r"--peildatum (\d+)", fout.voorstel)[1])
    assert controleer(pad, cg.laad_gemeenten(peildatum)).bruikbaar


def test_honderden_gelijke_meldingen_worden_een_regel(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    codes = cg.laad_gemeenten(2025).codes
    regels = [f"{code},{'#N/B' if i % 2 else 'a'}\n" for i, code in enumerate(codes)]
    regels += [f"Atlantis {i},a\n" for i in range(300)]
    Path("m.csv").write_text(KOP + "".join(regels), "utf-8")
    with pytest.raises(SystemExit):
        main(["controleer", "m.csv"])
    uit = capsys.readouterr().out.splitlines()
    assert len(uit) == 4
    assert uit[0].startswith(
        "let op: m.csv: 171 gemeenten in het bestand hebben geen regio en doen niet mee, zoals rij 3 (#N/B), "
        "rij 5 (#N/B) en rij 7 (#N/B)."
    )
    assert uit[1] == (
        "fout: m.csv: 300 gemeenten zijn niet bekend in 2026, zoals rij 344 (Atlantis 0), rij 345 (Atlantis 1) "
        "en rij 346 (Atlantis 2). Gebruik de code, zoals GM0363."
    )
    with pytest.raises(SystemExit):
        main(["controleer", "m.csv", "--json", "-"])
    assert len(json.loads(capsys.readouterr().out)["meldingen"]) == 171 + 300 + 1


def test_veel_regios_die_op_elkaar_lijken_zijn_een_regel(tmp_path):
    pad = tmp_path / "m.csv"
    codes = cg.laad_gemeenten(2025).codes[:24]
    regels = [f"{code},{'GG' if i % 2 else 'gg'}{i // 2:02}\n" for i, code in enumerate(codes)]
    pad.write_text(KOP + "".join(regels), "utf-8")
    uitslag = controleer(pad, cg.laad_gemeenten(2025))
    lijkt = [regel for _, regel in regels_van(uitslag.meldingen) if "regio's zijn ook" in regel]
    assert lijkt == [
        f"{pad}: 12 regio's zijn ook anders geschreven en tellen dan apart, zoals rij 3 (GG00), "
        "rij 5 (GG01) en rij 7 (GG02). Schrijf ze precies gelijk als het er een is."
    ]
    assert sum("lijken dezelfde regio" in m.melding for m in uitslag.meldingen) == 12


def test_een_is_enkelvoud(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    codes = cg.laad_gemeenten(2026).codes
    Path("m.csv").write_text(KOP + "".join(f"{code},a\n" for code in codes[1:]), "utf-8")
    with pytest.raises(SystemExit) as gestopt:
        main(["controleer", "m.csv"])
    assert not gestopt.value.code
    wie, slot = capsys.readouterr().out.splitlines()
    assert "1 van de 342 gemeenten heeft geen regio: Groningen. Dat mag; zij doet in" in wie
    assert slot == "Bruikbaar: 341 gemeenten in 1 regio."


@pytest.mark.parametrize(
    ("naam", "ruw", "melding"),
    [
        *ONLEESBAAR,
        ("weg.csv", None, "het bestand bestaat niet"),
        (f"{'a' * 300}.csv", None, "de naam is te lang"),
    ],
)
def test_json_is_er_ook_als_het_bestand_niet_te_lezen_is(
    tmp_path, monkeypatch, capsys, naam, ruw, melding
):
    monkeypatch.chdir(tmp_path)
    if ruw is not None:
        Path(naam).write_bytes(ruw)
    with pytest.raises(SystemExit) as gestopt:
        main(["controleer", naam, "--json", "-"])
    assert gestopt.value.code == 1
    gelezen = json.loads(capsys.readouterr().out)
    assert gelezen["bruikbaar"] is False
    (een,) = gelezen["meldingen"]
    assert (een["ernst"], een["bestand"], een["rij"]) == ("fout", naam, None)
    assert melding in een["melding"]
    assert een["voorstel"]
    with pytest.raises(SystemExit) as gestopt:  # in a file, and for a reader as ever
        main(["controleer", naam, "--json", "m.json"])
    assert gestopt.value.code == 1
    assert melding in capsys.readouterr().err
    assert json.loads(Path("m.json").read_text("utf-8")) == gelezen


def test_het_programma_zegt_bij_bereken_wat_controleer_zegt(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("m.csv").write_text("Code;Tafel\n363;Noord\n518;#N/B\n", "utf-8")
    with pytest.raises(SystemExit):
        main(["controleer", "m.csv"])
    gecontroleerd = capsys.readouterr().out.splitlines()[:-1]
    assert len(gecontroleerd) == 3
    with pytest.raises(SystemExit):
        main(["bereken", "--indelingen", "ggd", "--eigen", "mijn=m.csv", "--uit", "t.csv"])
    gezegd = capsys.readouterr().err.splitlines()
    assert [regel.capitalize() for regel in gecontroleerd] == [
        regel.capitalize() for regel in gezegd[:3]
    ]
    with pytest.raises(SystemExit):
        main(
            ["bereken", "--indelingen", "ggd", "--eigen", "mijn=m.csv", "--uit", "t.csv", "--stil"]
        )
    assert not capsys.readouterr().err


def test_json_noemt_de_kop_van_het_bestand(tmp_path):
    pad = tmp_path / "m.csv"
    pad.write_text("Gemeente;T-nr\nAmsterdam;#N/B\nAtlantis;a\nNederlanden;b\n", "utf-8")
    meldingen = controleer(pad, cg.laad_gemeenten(2025)).meldingen
    waar = {(m.rij, m.kolom, m.waarde) for m in meldingen if m.rij and m.rij > 1}
    assert waar == {
        (2, "T-nr", "#N/B"),
        (3, "Gemeente", "Atlantis"),
        (4, "Gemeente", "Nederlanden"),
    }


def test_alleen_de_eerste_rijen_bepalen_de_kolommen(tmp_path, monkeypatch):
    monkeypatch.setattr(kolommen, "_KIJK", 2)
    pad = tmp_path / "m.csv"
    pad.write_text(KOP + "GM0363,a\nGM0518,b\nGM9999,c\n", "utf-8")
    assert controleer(pad, cg.laad_gemeenten(2025)).fouten[0].rij == 4


def test_wat_is_gezegd_gaat_mee_naar_de_lezers(tmp_path):
    """A page, a workbook and a proposal go to others, who never saw the log: without the folder."""
    pad = tmp_path / "map" / "mijn.csv"
    pad.parent.mkdir()
    pad.write_text("gm_code,regio\nGM0363,a\nGM0384,#N/B\n", "utf-8")
    indelingen = cg.laad_indelingen(2026, ["ggd"], eigen={"mijn": pad}, met_grenzen=True)
    herkomst = indelingen["mijn"].herkomst
    assert herkomst.bron_tekst.startswith("eigen bestand mijn.csv. mijn.csv, rij 3: ")
    assert str(tmp_path) not in herkomst.bron_tekst
    for tekst in (
        maak_pagina(cg.Meting(indelingen)),
        bronnenblad(indelingen).tabel.to_csv(),
    ):
        assert "mijn.csv, rij 3: " in tekst
        assert str(tmp_path) not in tekst

"""Own files: every mistake gets its message, nothing makes the reader stumble."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import congruentie as cg
from congruentie.bronnen import tabelbestand
from congruentie.bronnen.lidmaatschap import controleer, lees_eigen_indeling
from congruentie.cli import main
from congruentie.errors import CongruentieFout


@pytest.fixture(scope="module")
def gemeenten():
    return cg.laad_gemeenten(2025)


def beoordeel(pad, gemeenten):
    return controleer(pad, gemeenten)


def maak_xlsx(pad: Path, **bladen: list[list[object]]) -> Path:
    boek = openpyxl.Workbook()
    boek.remove(boek.active)
    for naam, inhoud in bladen.items():
        blad = boek.create_sheet(naam)
        for rij in inhoud:
            blad.append(rij)
    boek.save(pad)
    return pad


KOP = "gm_code,regio\n"
GOED = "GM0363,a\nGM0518,b\n"

# (content after the header, row, part of the message, part of the cure)
FOUT_PER_RIJ = [
    ("GM9999,a", 2, "'GM9999' bestaat niet in 2025", "gemeenten van dat jaar"),
    ("9999,a", 2, "'9999' bestaat niet in 2025", ""),
    ("GM0000,a", 2, "'GM0000' bestaat niet in 2025", ""),
    ("GM12345,a", 2, "'GM12345' is niet bekend", ""),
    ("12345,a", 2, "'12345' is niet bekend", ""),
    ("-363,a", 2, "'-363' is niet bekend", ""),
    ("363.5,a", 2, "'363.5' is niet bekend", ""),
    ("PV27,a", 2, "'PV27' is niet bekend", ""),
    ("BU03630000,a", 2, "is niet bekend", ""),
    (",a", 2, "er staat geen gemeente bij regio 'a' (leeg)", "Vul de code in"),
    ("?,a", 2, "er staat geen gemeente bij regio 'a' (?)", "haal de rij weg"),
    ("NULL,a", 2, "er staat geen gemeente bij regio 'a' (NULL)", ""),
    ("#N/B,a", 2, "er staat geen gemeente bij regio 'a' (#N/B)", ""),
    ("Bergen,a", 2, "'Bergen' kan Bergen (NH.) (GM0373) of Bergen (L.) (GM0893) zijn", "de code"),
    ("Amsteram,a", 2, "'Amsteram' is niet bekend", "Bedoel je Amsterdam (GM0363)?"),
    ("GM9999,", 2, "'GM9999' bestaat niet in 2025", ""),
    (GOED + "\n\nGM9999,a", 6, "'GM9999' bestaat niet", ""),
    ('"GM0363\n",a\nGM9999,b', 3, "'GM9999' bestaat niet", ""),
    ('GM0363,"a\nGM0518,a"', 2, "de cel van GM0363 gaat over meer regels", "eigen rij"),
    ("GM0363,a,b", 2, "deze rij heeft 3 cellen en de kop 2", "tussen aanhalingstekens"),
]


@pytest.mark.parametrize(("inhoud", "rij", "melding", "voorstel"), FOUT_PER_RIJ)
def test_fout_in_een_rij(tmp_path, gemeenten, inhoud, rij, melding, voorstel):
    pad = tmp_path / "mijn.csv"
    pad.write_text(KOP + inhoud + "\n", "utf-8")
    uitslag = beoordeel(pad, gemeenten)
    assert not uitslag.bruikbaar
    fout = uitslag.fouten[0]
    assert (fout.rij, fout.bestand, fout.blad) == (rij, str(pad), "")
    assert melding in fout.melding
    assert voorstel in fout.voorstel
    with pytest.raises(CongruentieFout, match=f"mijn.csv, rij {rij}: "):
        lees_eigen_indeling(pad, "mijn", gemeenten)


FOUT_PER_BESTAND = [
    (b"", None, "hier staat niets"),
    (b"\n\n", None, "hier staat niets"),
    (b",,,\n", None, "hier staat niets"),
    (b"gm_code,regio\n", None, "geen enkele gemeente met een regio"),
    (b"gm_code,regio\nGM0363,\n", None, "geen enkele gemeente met een regio"),
    (b"gm_code,regio\nTotaal,a\n", None, "geen enkele gemeente met een regio"),
    (b"gm_code\nGM0363\n", 1, "er is geen kolom met regio's; gevonden: 'gm_code'"),
    (b"regio\na\n", 1, "er is geen kolom met gemeenten; gevonden: 'regio'"),
    (b"gm_code,regio\nGM0457,a\n", None, "de enige gemeente past bij "),
]


@pytest.mark.parametrize(("ruw", "rij", "melding"), FOUT_PER_BESTAND)
def test_fout_in_het_hele_bestand(tmp_path, gemeenten, ruw, rij, melding):
    pad = tmp_path / "mijn.csv"
    pad.write_bytes(ruw)
    uitslag = beoordeel(pad, gemeenten)
    assert not uitslag.bruikbaar
    assert uitslag.fouten[0].rij == rij
    assert melding in uitslag.fouten[0].melding


ONLEESBAAR = [
    ("t.csv", b"g\x00m_code", "geen CSV-bestand met gewone tekst"),
    (
        "t.csv",
        b'gm_code,regio\n"GM0363"x,a\n',
        "regel 2 kloppen de aanhalingstekens of regels niet",
    ),
    ("t.csv", b'gm_code,regio\n"' + b"x" * 200_000, "geen geldig CSV-bestand"),
    ("t.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "rekenblad dat niet gelezen kan worden"),
    ("t.ods", b"geen zip", "rekenblad dat niet gelezen kan worden"),
    ("t.xlsx", b"PK\x03\x04kapot", "geen Excel-werkmap die gelezen kan worden"),
    ("t.xlsx", b"PK", "geen Excel-werkmap die gelezen kan worden"),
]


@pytest.mark.parametrize(("naam", "ruw", "melding"), ONLEESBAAR)
def test_onleesbaar(tmp_path, gemeenten, naam, ruw, melding):
    (tmp_path / naam).write_bytes(ruw)
    with pytest.raises(CongruentieFout, match=melding):
        beoordeel(tmp_path / naam, gemeenten)


LET_OP = [
    ("GM0363,a\nGM0363,a\n", 3, "GM0363 staat dubbel"),
    ("GM0363,a\nGM0518,n.v.t.\n", 3, "GM0518 heeft geen regio ('n.v.t.') en doet niet mee"),
    ("GM0363,a\nGM0363,b\n", 3, "GM0363 staat in b, en ook in a (rij 2); zij telt in elk mee"),
    ("GM0363,a\nGM0518,\n", 3, "GM0518 heeft geen regio en doet niet mee"),
    (
        "GM0363,Noord Veluwe\nGM0518,Noord-Veluwe\n",
        3,
        "lijken dezelfde regio, maar tellen als 2",
    ),
    ("GM0363,a\nGM0518,A\n", 3, "lijken dezelfde regio"),
    ("GM0363,a\nGM0363,\n", 3, "GM0363 heeft hier geen regio, maar wel in rij 2; die telt."),
    ("GM0363,a\n", None, "341 van de 342 gemeenten hebben geen regio"),
]


@pytest.mark.parametrize(("inhoud", "rij", "melding"), LET_OP)
def test_let_op_is_bruikbaar(tmp_path, gemeenten, inhoud, rij, melding):
    pad = tmp_path / "mijn.csv"
    pad.write_text(KOP + inhoud, "utf-8")
    uitslag = beoordeel(pad, gemeenten)
    assert uitslag.bruikbaar
    assert (rij, True) in {(m.rij, melding in m.melding) for m in uitslag.meldingen}
    assert all(m.ernst == "let op" for m in uitslag.meldingen)


def test_code_en_naam_die_niet_bij_elkaar_horen(tmp_path, gemeenten):
    pad = tmp_path / "mijn.csv"
    pad.write_text("gm_code,gm_naam,regio\nGM0363,Rotterdam,a\nGM0518,'s-gravenhage,a\n", "utf-8")
    eerste = beoordeel(pad, gemeenten).meldingen[0]
    assert (eerste.ernst, eerste.rij, eerste.kolom) == ("let op", 2, "gm_naam")
    assert eerste.melding == "GM0363 heet Amsterdam, niet 'Rotterdam'."


def test_alles_in_een_keer(tmp_path, gemeenten):
    pad = tmp_path / "mijn.csv"
    pad.write_text(KOP + "GM9999,a\nGM0363,a\nWeesp,b\nGM0363,b\nAtlantis,b\n", "utf-8")
    # The year of the file first, and then every row.
    assert [m.rij for m in beoordeel(pad, gemeenten).fouten] == [None, 2, 4, 6]


def test_dubbele_koppen_en_namen(tmp_path, gemeenten):
    pad = tmp_path / "mijn.csv"
    pad.write_text("gm_code,regio,regio,regio_naam\nGM0363,a,b,Een\nGM0518,a,c,Twee\n", "utf-8")
    uitslag = beoordeel(pad, gemeenten)
    assert uitslag.lidmaatschap == {"GM0363": "a", "GM0518": "a"}
    assert uitslag.regio_namen == {"a": "Een"}
    gezegd = [m.melding for m in uitslag.meldingen]
    assert gezegd[0] == "de kop 'regio' staat er dubbel."
    assert gezegd[1] == "regio a heet hier 'Twee', maar eerder 'Een'."


# --- workbooks -------------------------------------------------------------------------------


def test_xlsx_met_getallen_als_code(tmp_path, gemeenten):
    pad = maak_xlsx(tmp_path / "m.xlsx", Blad1=[["Gemeentecode", "Regio"], [363, "a"], [518.0, 7]])
    uitslag = beoordeel(pad, gemeenten)
    assert uitslag.lidmaatschap == {"GM0363": "a", "GM0518": "7"}


def test_xlsx_noemt_het_blad(tmp_path, gemeenten):
    pad = maak_xlsx(
        tmp_path / "m.xlsx", Toelichting=[["tekst"]], Regio=[["gm_code", "regio"], [9999, "a"]]
    )
    fout = beoordeel(pad, gemeenten).fouten[0]
    assert (fout.blad, fout.rij) == ("Regio", 2)
    assert fout.regel.startswith(f"{pad}, blad Regio, rij 2: ")


def test_twee_indelingen_in_een_werkmap(tmp_path, gemeenten):
    kop = ["gm_code", "regio"]
    pad = maak_xlsx(tmp_path / "m.xlsx", Sport=[kop, [363, "a"]], Cultuur=[kop, [518, "b"]])
    with pytest.raises(
        CongruentieFout, match=r"meer bladen die kunnen: Sport en Cultuur.*m.xlsx#Sport"
    ):
        beoordeel(pad, gemeenten)
    assert beoordeel(f"{pad}#cultuur", gemeenten).lidmaatschap == {"GM0518": "b"}
    with pytest.raises(CongruentieFout, match=r"geen blad 'Zang'; er zijn: Sport en Cultuur"):
        beoordeel(f"{pad}#Zang#regio", gemeenten)
    indelingen = cg.laad_indelingen(
        2025, ["ggd"], eigen={"sport": f"{pad}#Sport", "cultuur": f"{pad}#Cultuur"}
    )
    assert indelingen.namen == ("ggd", "sport", "cultuur")


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_wat_bereken_schrijft_kan_terug_als_eigen_indeling(tmp_path, monkeypatch, suffix):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        main(["bereken", "--uit", f"t.{suffix}", "--stil"])
    keuze = "t.xlsx#Gemeenten#res" if suffix == "xlsx" else "t.csv#res"
    terug = cg.laad_indelingen(2025, ["ggd"], eigen={"terug": keuze})
    res = cg.laad_indelingen(2025, ["res"])["res"]
    assert dict(terug["terug"].lidmaatschap) == dict(res.lidmaatschap)


def test_komma_csv_kan_ook_terug(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        main(["bereken", "--uit", "t.csv", "--decimaal", "komma", "--stil"])
    terug = cg.laad_indelingen(2025, ["ggd"], eigen={"terug": "t.csv#jeugdregio"})
    assert len(terug["terug"].regios) == 42


def test_bestand_met_een_hekje_in_de_naam(tmp_path, gemeenten):
    pad = tmp_path / "a#b.csv"
    pad.write_text(KOP + GOED, "utf-8")
    assert beoordeel(pad, gemeenten).bruikbaar


@pytest.mark.zwaar
def test_te_grote_bestanden_worden_vroeg_geweigerd(tmp_path, gemeenten, monkeypatch):
    groot = tmp_path / "groot.csv"
    with groot.open("wb") as bestand:
        bestand.truncate(2_000_000_000)  # sparse: 2 GB without the disk
    with pytest.raises(
        CongruentieFout, match="groot.csv is groter dan 50 MB, en wordt niet gelezen"
    ):
        beoordeel(groot, gemeenten)
    bom = tmp_path / "bom.xlsx"
    with zipfile.ZipFile(bom, "w", zipfile.ZIP_DEFLATED) as delen:
        delen.writestr("xl/worksheets/sheet1.xml", b"0" * 400_000_000)
    assert bom.stat().st_size < 1_000_000
    with pytest.raises(CongruentieFout, match="pakt uit tot 400 MB"):
        beoordeel(bom, gemeenten)
    monkeypatch.setattr(tabelbestand, "_MEESTE_RIJEN", 2)
    lang = maak_xlsx(tmp_path / "lang.xlsx", B=[["gm_code", "regio"], [363, "a"], [518, "a"]])
    with pytest.raises(CongruentieFout, match="meer dan 2 rijen"):
        beoordeel(lang, gemeenten)


@given(st.binary(max_size=400), st.sampled_from([b"", b"gm_code,regio\n", b"PK\x03\x04"]))
def test_geen_enkele_byte_laat_controleer_struikelen(tmp_path_factory, inhoud, begin):
    pad = tmp_path_factory.getbasetemp() / "ruw.csv"
    pad.write_bytes(begin + inhoud)
    try:
        uitslag = controleer(pad, cg.laad_gemeenten(2025))
    except CongruentieFout as fout:
        assert "ruw.csv" in str(fout)
    else:
        assert uitslag.bruikbaar or uitslag.fouten


@given(st.integers(0, 3000), st.binary(min_size=1, max_size=8))
def test_een_beschadigde_werkmap_is_een_gewone_fout(tmp_path_factory, plek, vuil):
    boek = openpyxl.Workbook()
    boek.active.append(["gm_code", "regio"])
    boek.active.append([363, "a"])
    uit = io.BytesIO()
    boek.save(uit)
    ruw = bytearray(uit.getvalue())
    ruw[plek : plek + len(vuil)] = vuil
    pad = tmp_path_factory.getbasetemp() / "vuil.xlsx"
    pad.write_bytes(bytes(ruw))
    try:
        controleer(pad, cg.laad_gemeenten(2025))
    except CongruentieFout as fout:
        assert "vuil.xlsx" in str(fout)


# --- the command -----------------------------------------------------------------------------


@pytest.fixture
def roep(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    def doe(*args: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as einde:
            main(args)
        return einde.value.code, capsys.readouterr().out

    return doe


def test_opdracht_met_goed_bestand(roep):
    Path("m.csv").write_text(KOP + GOED, "utf-8")
    code, uit = roep("controleer", "m.csv")
    assert code == 0
    assert uit.endswith("Bruikbaar: 2 gemeenten in 2 regio's.\n")
    assert uit.startswith("let op: m.csv: 340 van de 342 gemeenten hebben geen regio: Groningen, ")


def test_opdracht_met_fout_bestand(roep):
    Path("m.csv").write_text(KOP + "Weesp,a\nGM9999,b\n", "utf-8")
    code, uit = roep("controleer", "m.csv")
    assert code == 1
    assert uit.startswith(
        "fout: m.csv: de enige gemeente past bij 2015 tot en met 2022, niet bij 2026 (rij 2: GM0457 "
        "Weesp bestaat niet meer sinds 24-03-2022, nu GM0363 Amsterdam). Lees het met --peildatum 2022"
    )
    assert uit.endswith("Niet bruikbaar: los eerst de fouten op (2).\n")
    assert roep("controleer", "m.csv", "--jaar", "2022")[1].startswith("fout: m.csv, rij 3")


def test_json_volgens_het_contract(roep):
    Path("m.csv").write_text(KOP + "GM9999,b\nGM0363,a\n", "utf-8")
    code, uit = roep("controleer", "m.csv", "--json", "-")
    gelezen = json.loads(uit)
    assert code == 1
    assert gelezen["bruikbaar"] is False
    assert list(gelezen["meldingen"][0]) == [
        "ernst", "bestand", "blad", "rij", "kolom", "waarde", "melding", "voorstel"
    ]  # fmt: skip
    assert gelezen["meldingen"][0]["rij"] == 2
    assert gelezen["meldingen"][0]["waarde"] == "GM9999"
    roep("controleer", "m.csv", "--json", "m.json")
    assert json.loads(Path("m.json").read_text("utf-8")) == gelezen

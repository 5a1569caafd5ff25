"""``congruentie dossier`` as it is called."""

from __future__ import annotations

import json

import pytest
from dossierhulp import Gelezen

from congruentie.cli import _voer_uit

KEUZE = ["--indelingen", "provincie,veiligheidsregio"]


@pytest.fixture(scope="module")
def voorstel(tmp_path_factory):
    pad = tmp_path_factory.mktemp("voorstel") / "v"
    opdracht = [
        "voorstel",
        *KEUZE,
        "--cache",
        "geen",
        "--zonder-uitleg",
        "--stil",
        "--uit",
        str(pad),
    ]
    assert _voer_uit(opdracht) == 0
    return pad.with_suffix(".json")


def draai(capsys, *opties):
    code = _voer_uit(["dossier", "--cache", "geen", *map(str, opties)])
    uit = capsys.readouterr()
    assert "Traceback" not in uit.err
    return code, uit.out + uit.err


def test_een_voorstel_per_regio(voorstel, tmp_path, capsys):
    uit = tmp_path / "map"
    code, tekst = draai(capsys, "--voorstel", voorstel, "--uit", uit, "--regio", "V01,V03")
    assert code == 0
    assert "2 dossiers geschreven in" in tekst
    assert "Uitgerekend wordt welke gemeenten ook elders kunnen" in tekst
    regios = json.loads(voorstel.read_text("utf-8"))["regios"]
    namen = sorted(p.name for p in uit.iterdir())
    assert namen[-1] == "index.html"
    assert [n.split("-")[1] for n in namen[:-1]] == ["V01", "V01", "V03", "V03"]
    dossier = Gelezen(next(uit.glob("dossier-V01-*.html")))
    assert regios[0]["naam"] in dossier.tekst
    assert f"uit {voorstel.name}" in dossier.tekst
    import hashlib

    assert hashlib.sha256(voorstel.read_bytes()).hexdigest() in dossier.tekst


def test_per_gemeente_en_land(voorstel, tmp_path, capsys):
    opties = ["--voorstel", voorstel, "--uit", tmp_path, "--vorm", "html", "--stil"]
    code, tekst = draai(capsys, *opties, "--gemeente", "GM0363,Nijkerk", "--domein", "fysiek")
    assert (code, tekst) == (0, "")
    assert {p.name for p in tmp_path.iterdir()} == {
        "dossier-GM0363-Amsterdam.html", "dossier-GM0267-Nijkerk.html", "index.html",
    }  # fmt: skip
    assert "fysieke domein" in Gelezen(tmp_path / "dossier-GM0267-Nijkerk.html").tekst
    code, _ = draai(capsys, *opties, "--per", "land")
    assert code == 0
    assert (tmp_path / "dossier-Nederland.html").is_file()


def test_bestaande_regios(tmp_path, capsys):
    opties = ["--uit", tmp_path, "--vorm", "html", "--indelingen", "ggd,jeugdregio"]
    code, _ = draai(capsys, "--indeling", "veiligheidsregio", "--regio", "VR13", *opties)
    assert code == 0
    dossier = Gelezen(next(tmp_path.glob("dossier-VR13-*.html")))
    assert "in de indeling Veiligheidsregio's, 2026" in dossier.tekst
    assert [r[0] for r in dossier.tabel("De gekozen indelingen in 2026")] == [
        "GGD-regio's", "Jeugdregio's", "Veiligheidsregio's",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("opties", "code", "melding"),
    [
        ([], 2, "Geef --voorstel of --indeling, een van beide. Hulp: congruentie dossier --help"),
        (["--voorstel", "x.json", "--indeling", "ggd"], 2, "een van beide"),
        (["--voorstel", "x.json"], 1, "x.json kan niet worden gelezen: het bestand bestaat niet"),
        (["--voorstel", "V", "--jaar", "2022"], 2, "--jaar: kan niet samen met --voorstel"),
        (["--voorstel", "V", "--indelingen", "ggd"], 2, "--indelingen: kan niet samen met --voorstel"),
        (["--voorstel", "V", "--vorm", "odt"], 2, "--vorm: 'odt' kan niet; kies uit docx, html, pdf."),
        (["--voorstel", "V", "--per", "dorp"], 2, "'dorp' kan niet; kies uit regio, gemeente, land"),
        (["--voorstel", "V", "--domein", "zorg"], 2, "'zorg' kan niet; kies uit fysiek, sociaal"),
        (["--voorstel", "V", "--regio", "V01", "--per", "land"], 2, "--regio: kan alleen bij"),
        (["--voorstel", "V", "--gemeente", "Ede", "--per", "regio"], 2, "--gemeente: kan alleen met"),
        (["--voorstel", "V", "--gemeente", "Atlantis"], 1, "gemeente 'Atlantis' is niet bekend"),
        (["--voorstel", "V", "--regio", "GG0111"], 1, "De regio 'GG0111' is er niet."),
        (["--voorstel", "V", "--huisstijl", "weg.yaml"], 1, "weg.yaml kan niet worden gelezen"),
        (["--indeling", "atlantis"], 1, "atlantis"),
        (["--indeling", "ggd", "--indelingen", "ggd"], 1, "Een dossier kan pas met twee indelingen"),
    ],
)  # fmt: skip
def test_meldingen(opties, code, melding, voorstel, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    opties = [str(voorstel) if optie == "V" else optie for optie in opties]
    kreeg, tekst = draai(capsys, *opties)
    assert kreeg == code, tekst
    assert melding in tekst
    assert tekst.count("\n") == 1 or code == 1
    assert not (tmp_path / "dossiers").exists()


def test_de_gewone_map(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    bestaand = ["--indeling", "provincie", *KEUZE, "--regio", "PV20"]
    code, tekst = draai(capsys, *bestaand, "--vorm", "docx")
    assert code == 0
    assert "1 dossier geschreven in dossiers; begin bij" in tekst
    assert sorted(p.name for p in (tmp_path / "dossiers").iterdir()) == [
        "dossier-PV20-Groningen.docx", "index.html",
    ]  # fmt: skip

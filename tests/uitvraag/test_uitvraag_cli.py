"""``congruentie uitvraag``: files, messages and exit codes; and the file with answers."""

from __future__ import annotations

import json
import logging
import shutil
from pathlib import Path

import openpyxl
import pytest
from uitvraaghulp import AMSTERDAM, NOORD_HOLLAND, vul

import congruentie as cg
from congruentie.cli import _voer_uit
from congruentie.errors import CongruentieFout
from congruentie.uitvraag.antwoorden import lees_antwoorden, schrijf_antwoorden

MAAK = ["uitvraag", "maak", "--voorstel", "v.json"]


@pytest.fixture(scope="module")
def klaar(tmp_path_factory):
    """A proposal, and the forms for two gemeenten and who observes them."""
    map_ = tmp_path_factory.mktemp("klaar")
    naam = str(map_ / "v")
    indelingen = ["--indelingen", "ggd,veiligheidsregio", "--cache", "geen"]
    assert _voer_uit(["voorstel", "--zonder-uitleg", *indelingen, "--uit", naam]) == 0
    opdracht = ["uitvraag", "maak", "--voorstel", f"{naam}.json", "--cache", "geen"]
    opties = ["--gemeente", "Amsterdam, gm0384", "--antwoord-voor", "2027-03-01",
              "--vraag-aan", "Bureau\n Regio"]  # fmt: skip
    assert _voer_uit([*opdracht, *opties, "--uit", str(map_ / "uitvraag")]) == 0
    log = logging.getLogger("congruentie")
    log.handlers, log.propagate = [], True
    return map_


@pytest.fixture
def hier(klaar, tmp_path, monkeypatch):
    """An empty folder with the proposal in it."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(klaar / "v.json", tmp_path)
    return tmp_path


@pytest.fixture
def roep(hier, capsys):
    def doe(*args: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = _voer_uit([*args])
        uit, fout = capsys.readouterr()
        return code, uit, fout

    return doe


def test_maak_in_de_map_van_het_voorstel(hier, roep):
    """Only a file that would be written may not be an input, not the folder that it lies in."""
    eerst = (hier / "v.json").read_bytes()
    code, _, fout = roep(*MAAK, "--gemeente", "GM0363", "--uit", ".")
    assert (code, fout.count("overschreven")) == (0, 0)
    assert (hier / AMSTERDAM).exists()
    assert (hier / "v.json").read_bytes() == eerst


def test_maak(klaar):
    namen = {p.name for p in (klaar / "uitvraag").iterdir()}
    assert namen == {
        AMSTERDAM, "uitvraag-GM0384-Diemen.xlsx", NOORD_HOLLAND, "overzicht.csv",
        "uitvraag-WS11-Waterschap-Amstel-Gooi-en-Vecht.xlsx",
    }  # fmt: skip
    uitleg = openpyxl.load_workbook(klaar / "uitvraag" / AMSTERDAM)["Uitleg"]
    tekst = {cel for rij in uitleg.values for cel in rij}
    assert "Bureau Regio" in tekst
    assert any("1 maart 2027" in str(cel) for cel in tekst)


def test_maak_zonder_waarnemers_op_de_gewone_plek(roep):
    code, uit, fout = roep(*MAAK, "--gemeente", "GM0363", "--geen-waarnemers", "--cache", "geen")
    assert (code, uit) == (0, "")
    assert fout == (
        "1 formulier in uitvraag: 1 gemeente, 0 provincies, 0 waterschappen. "
        f"Lijst: {Path('uitvraag/overzicht.csv')}\n"
    )
    assert {p.name for p in Path("uitvraag").iterdir()} == {AMSTERDAM, "overzicht.csv"}
    assert roep(*MAAK, "--gemeente", "GM0363", "--geen-waarnemers", "--stil") == (0, "", "")


def test_maak_voor_een_jaar_zonder_waterschappen(roep, officiele_grenzen, monkeypatch):
    grenzen = officiele_grenzen.with_name("gemeenten_2022.gpkg")
    keuze = ["--jaar", "2022", "--indelingen", "ggd,jeugdregio", "--grenzen", str(grenzen)]
    assert roep("voorstel", "--zonder-uitleg", *keuze, "--uit", "oud")[0] == 0
    opdracht = ["uitvraag", "maak", "--voorstel", "oud.json", "--grenzen", str(grenzen)]
    code, _, fout = roep(*opdracht, "--gemeente", "Langedijk")
    assert code == 1
    assert "Bij --gemeente: GM0416 Langedijk bestaat niet meer sinds 01-01-2022" in fout

    def is_er_niet(*_args, **_opties):
        raise CongruentieFout("Er zijn geen waterschappen.")

    # All embedded years have them; a year that was fetched has not.
    monkeypatch.setattr("congruentie.uitvraag.overleg.laad_indeling", is_er_niet)
    code, _, fout = roep(*opdracht, "--gemeente", "Diemen")
    assert code == 0, fout
    assert "Let op: de waterschappen van 2022 zijn er niet; zij krijgen geen formulier." in fout
    assert "2 formulieren in uitvraag: 1 gemeente, 1 provincie, 0 waterschappen." in fout


def test_lees(klaar, roep):
    shutil.copytree(klaar / "uitvraag", "terug")
    vul(
        Path("terug") / AMSTERDAM,
        antwoord_keuze="het voorstel", wens_gemeente="Diemem", wens_oordeel="liever wel",
        contact_email="w.kwast@gemeente.nl",
    )  # fmt: skip
    vul(Path("terug") / NOORD_HOLLAND, antwoord_opmerkingen="prima")
    (Path("terug") / "uitvraag-GM0384-Diemen.xlsx").unlink()
    code, uit, fout = roep("uitvraag", "lees", "terug", "--voorstel", "v.json", "--cache", "geen")
    assert code == 0, fout
    assert uit.splitlines()[0] == (
        f"fout: {AMSTERDAM}, blad Vragen, cel B13: gemeente 'Diemem' is niet bekend in 2026. "
        "Bedoel je Diemen (GM0384)? Rij 13 telt niet mee."
    )
    assert fout.splitlines() == [
        "Gevraagd: 4", "Volledig (1): PV27", "Deels (1): Amsterdam", "Leeg (1): WS11",
        "Geen antwoord (1): Diemen",
        "3 formulieren gelezen; 1 fout, 0 keer let op.",
        "1 tekst moet nog nagelezen worden: typ ja bij Gezien in antwoorden-nalezen.xlsx en lees de "
        "map opnieuw. Zonder ja blijft een tekst buiten openbare stukken.",
        "Geschreven: antwoorden.json",
    ]  # fmt: skip
    inhoud = json.loads(Path("antwoorden.json").read_text("utf-8"))
    assert [a["wie"] for a in inhoud["antwoorden"]] == ["GM0363", "PV27", "WS11"]
    assert inhoud["niet_ontvangen"] == ["GM0384"]
    assert set(inhoud["meldingen"][0]) == {
        "ernst", "bestand", "blad", "cel", "waarde", "melding", "voorstel",
    }  # fmt: skip
    assert "kwast" not in Path("antwoorden.json").read_text("utf-8") + uit + fout
    eerst = Path("antwoorden.json").read_bytes()
    assert roep("uitvraag", "lees", "terug", "--voorstel", "v.json", "--stil")[0] == 0
    assert Path("antwoorden.json").read_bytes() == eerst
    code, uit, fout = roep("uitvraag", "lees", "terug", "--met-contact", "--uit", "c.json")
    assert code == 0
    assert "Let op: c.json bevat contactgegevens; deel het niet zomaar." in fout
    assert "w.kwast@gemeente.nl" in Path("c.json").read_text("utf-8")
    assert "kwast" not in uit + fout


FOUT = [
    (2, ["uitvraag", "maak"], "De optie --voorstel ontbreekt. Hulp: congruentie uitvraag maak --help"),
    (2, [*MAAK, "--antwoord-voor", "1 maart"], "'1 maart' is geen datum zoals 2027-03-01."),
    (2, [*MAAK, "--antwoord-voor", "2027-02-30"], "'2027-02-30' is geen datum zoals 2027-03-01."),
    (2, [*MAAK, "--vraag-aan", "x" * 201], "de tekst is langer dan 200 tekens."),
    (2, [*MAAK, "--gemeente", " , "], "De optie --gemeente: er staat geen gemeente in."),
    (1, [*MAAK, "--gemeente", "Amsterdom"], "Bij --gemeente: gemeente 'Amsterdom' is niet bekend"),
    (2, [*MAAK, "--gemeente", "GM0363", "--uit", "v.json"], "zou worden overschreven"),
    (1, ["uitvraag", "maak", "--voorstel", "weg.json"], "weg.json kan niet worden gelezen"),
    (2, ["uitvraag", "lees"], "MAP ontbreekt. Hulp: congruentie uitvraag lees --help"),
    (2, ["uitvraag", "lees", ".", "--uit", "a.csv"], "De optie --uit: 'a.csv' eindigt niet op .json."),
    (1, ["uitvraag", "lees", "weg"], "weg kan niet worden gelezen: het bestand bestaat niet."),
    (1, ["uitvraag", "lees", "leeg"], "In leeg is geen enkel formulier dat gelezen kan worden."),
]  # fmt: skip


@pytest.mark.parametrize(("code", "args", "deel"), FOUT, ids=[f[2] for f in FOUT])
def test_een_duidelijke_regel_en_niets_geschreven(roep, code, args, deel):
    Path("leeg").mkdir()
    kreeg, uit, fout = roep(*args)
    assert (kreeg, uit) == (code, "")
    assert deel in fout
    assert fout.startswith("Fout: ")
    assert fout.count("\n") == 1
    assert {p.name for p in Path().rglob("*")} == {"v.json", "leeg"}


def test_lees_een_map_met_alleen_onleesbare_bestanden(roep):
    Path("terug").mkdir()
    Path("terug/a.xlsx").write_bytes(b"")
    code, uit, fout = roep("uitvraag", "lees", "terug")
    assert code == 1
    assert uit == "fout: a.xlsx: is leeg (0 bytes). Vraag het formulier opnieuw op.\n"
    assert fout.startswith("Fout: In terug is geen enkel formulier dat gelezen kan worden.")
    assert not Path("antwoorden.json").exists()


# --- the file with answers -------------------------------------------------------------------


@pytest.fixture(scope="module")
def gemeenten():
    return cg.laad_gemeenten(2026, cache="geen")


GOED = {
    "jaar": 2026,
    "voorstel_sha256": "0" * 64,
    "antwoorden": [
        {
            "wie": "GM0363", "soort": "gemeente", "status": "volledig", "bestand": "a.xlsx",
            "keuze": "alternatief", "alternatief": "V01",
            "voorkeuren": [
                {"van": "GM0363", "naar": "GM0384", "oordeel": "liever wel", "domein": "alle",
                 "opmerking": "", "plek": ""},
            ],
            "voorwaarden": "", "opmerkingen": "", "regios": [], "contact": {"naam": "x"},
        },
    ],
    "niet_ontvangen": ["GM0384"],
    "meldingen": [],
}  # fmt: skip


def test_antwoorden_heen_en_terug(tmp_path, gemeenten):
    pad = tmp_path / "a.json"
    pad.write_text(json.dumps(GOED), "utf-8")
    gelezen = lees_antwoorden(pad, gemeenten)
    schrijf_antwoorden(gelezen, pad)
    assert json.loads(pad.read_text("utf-8")) == GOED
    assert lees_antwoorden(pad, gemeenten) == gelezen
    voorkeur = gelezen.antwoorden[0].voorkeuren[0]
    assert (voorkeur.naar, voorkeur.oordeel, voorkeur.domein) == ("GM0384", "liever wel", "alle")


def anders(doe) -> str:
    kopie = json.loads(json.dumps(GOED))
    doe(kopie)
    return json.dumps(kopie)


def _zet(*plek, waarde):
    def doe(inhoud):
        for deel in plek[:-1]:
            inhoud = inhoud[deel]
        inhoud[plek[-1]] = waarde

    return doe


EERSTE = ("antwoorden", 0)
WENS = (*EERSTE, "voorkeuren", 0)


@pytest.mark.parametrize(
    ("tekst", "melding"),
    [
        ("{", "is geen geldige JSON."),
        ("[" * 100_000, "is geen geldige JSON."),
        ("[]", "is geen bestand met antwoorden: het gaat mis bij het begin."),
        (anders(lambda i: i.pop("jaar")), "het gaat mis bij het begin, waar jaar ontbreekt."),
        (anders(_zet("extra", waarde=1)), "het gaat mis bij het begin."),
        (anders(_zet(*WENS, "oordeel", waarde="nooit")), "bij antwoorden/0/voorkeuren/0/oordeel."),
        (anders(_zet(*EERSTE, "contact", "adres", waarde="x")), "bij antwoorden/0/contact."),
        (anders(_zet(*EERSTE, "alternatief", waarde="x")), "bij antwoorden/0/alternatief."),
        (anders(_zet("jaar", waarde=2022)), "gaat over 2022, maar gevraagd is 2026."),
        (anders(_zet(*WENS, "naar", waarde="GM9999")), "gemeente GM9999 is er in 2026 niet."),
        (anders(_zet(*WENS, "naar", waarde="GM0363")), "een wens van GM0363 klopt niet."),
        (anders(_zet(*WENS, "van", waarde="GM0384")), "een wens van GM0363 klopt niet."),
        (anders(lambda i: i["antwoorden"].append(i["antwoorden"][0])), "van GM0363 zijn er twee"),
    ],
)
def test_antwoorden_die_niet_kloppen(tmp_path, gemeenten, tekst, melding):
    pad = tmp_path / "a.json"
    pad.write_text(tekst, "utf-8")
    with pytest.raises(CongruentieFout) as fout:
        lees_antwoorden(pad, gemeenten)
    assert melding in str(fout.value)
    assert str(fout.value).startswith(str(pad))
    with pytest.raises(CongruentieFout, match="kan niet worden gelezen"):
        lees_antwoorden(tmp_path / "weg.json", gemeenten)

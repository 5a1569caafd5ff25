"""Reading forms with what identifies a person, or with what would harm a program."""

from __future__ import annotations

import os

import openpyxl
import pytest
from openpyxl.comments import Comment
from uitvraaghulp import (
    AMSTERDAM,
    bewerk,
    een,
    lees,
    plek,
    teksten,
    voorstel,
    vul,
    wens,
    zonder_plek,
)  # fmt: skip

from congruentie.uitvraag.antwoorden import (
    Antwoord,
    lees_antwoorden,
    schrijf_antwoorden,
)  # fmt: skip
from congruentie.uitvraag.oefenen import vul_in
from congruentie.uitvraag.vragen import CONTACT

pytest_plugins = ["overlegproeven"]

# --- contact fields --------------------------------------------------------------------------

GEHEIM = {"naam": "Wilhelmina Kwast", "functie": "strateeg wonen", "email": "w.kwast@gemeente.nl",
          "telefoon": "06-87654321"}  # fmt: skip


def test_contact_gaat_nergens_heen(map_, tmp_path):
    """Not in the answers, not in a message: also not when it stands in the wrong place."""
    vul(
        map_ / AMSTERDAM,
        antwoord_keuze="het voorstel",
        **{f"contact_{n}": w for n, w in GEHEIM.items()},
    )

    def doe(boek):
        blad = boek["Vragen"]
        naam = plek(boek, "contact_naam")
        blad.cell(naam.row, 8, "of bel Pieter Post")
        blad.cell(naam.row + 4, 7, "kamer B3.21")
        naam.comment = Comment("liefst op dinsdag via Truus", "iemand")
        blad["H3"] = f"dit is van {GEHEIM['naam']}"
        boek["Uitleg"]["B50"] = "ander nummer: 070 123 45 67"
        plek(boek, "contact_functie").value = "=GEHEIM()"
        plek(boek, "antwoord_alternatief").value = "bel Wilhelmina Kwast"
        plek(boek, "wens_gemeente").value = "zie w.kwast@gemeente.nl"
        plek(boek, "wens_oordeel").value = "06 - 87 65 43 21"
        kopie = boek.copy_worksheet(blad)  # filled in on the wrong sheet
        kopie.cell(naam.row, naam.column, "Gerrit Geheim")

    bewerk(map_ / AMSTERDAM, doe)
    gelezen = lees(map_)
    schrijf_antwoorden(gelezen, tmp_path / "a.json")
    alles = (tmp_path / "a.json").read_text("utf-8") + teksten(gelezen.meldingen)
    for tekst in (
        *GEHEIM.values(),
        "Kwast",
        "Pieter",
        "B3.21",
        "Truus",
        "123 45",
        "GEHEIM",
        'contact"',
    ):
        assert tekst not in alles, tekst
    assert een(gelezen).contact == {}
    assert alles.count("niet getoond: kan een contactgegeven zijn") >= 2 * 9  # JSON and line
    assert "dit contactgegeven is niet te lezen" in alles


def test_zonder_vindbare_contactvakken_wordt_geen_losse_tekst_getoond(map_):
    """Nobody can tell then in which rows somebody's name would stand: any row may be one."""

    def doe(boek):
        blad = boek["Vragen"]
        for veld in CONTACT:
            del boek.defined_names[veld.naam]
            for rij in blad.iter_rows():
                for cel in rij:
                    if cel.value == veld.label:
                        cel.value = None
        blad["H1"], blad["H900"] = "kamer B3.21", "Pieter Post"
        blad["A2"].comment = Comment("via Truus", "iemand")

    bewerk(map_ / AMSTERDAM, doe)
    gemeld = {m.cel: m.regel for m in lees(map_).meldingen}
    for cel, geheim in (("H1", "B3.21"), ("H900", "Pieter"), ("A2", "Truus")):
        assert "niet getoond: kan een contactgegeven zijn" in gemeld[cel]
        assert geheim not in gemeld[cel]


def test_contact_als_erom_is_gevraagd(map_, tmp_path):
    vul(
        map_ / AMSTERDAM,
        **{f"contact_{n}": w for n, w in {**GEHEIM, "telefoon": 687654321}.items()},
    )
    gelezen = lees(map_, met_contact=True)
    assert een(gelezen).contact == {**GEHEIM, "telefoon": "687654321"}
    assert een(gelezen).status == "leeg"  # who sends it back has not answered yet
    schrijf_antwoorden(gelezen, tmp_path / "a.json")
    assert lees_antwoorden(tmp_path / "a.json", voorstel().indelingen.gemeenten) == gelezen
    assert {veld.sleutel for veld in CONTACT} == set(GEHEIM)


def test_opmerking_met_een_naam_erin_geeft_een_waarschuwing(map_):
    vul(
        map_ / AMSTERDAM,
        contact_naam="Wilhelmina Kwast",
        antwoord_opmerkingen="Bel Wilhelmina  Kwast",
    )
    gelezen = lees(map_)
    (melding,) = gelezen.meldingen
    assert "Haal dat weg voordat u de antwoorden deelt." in melding.regel
    assert melding.waarde == ""
    assert "Kwast" not in melding.regel


# --- hostile input ---------------------------------------------------------------------------

GEMEENTEN = sorted(set(voorstel().indelingen.gemeenten.codes) - {"GM0363"})
VIJANDIG = [
    "=cmd|'/c calc'!A0", "+1+cmd|' /C calc'!A0", "@SUM(1)", "{{ 7*7 }}{% raw %}", "${7*7}",
    "<script>alert(1)</script>", "'; DROP TABLE x;--", "../../etc/passwd", "C:\\Windows\\x",
    "\u202eomgekeerd\u202c", "🙂" * 100, "a\tb\nc", "%s %d %n", "&lt;x&gt;", "\ufeffbom",
    "_x0041_ _x005F_", "x" * 32_000,
]  # fmt: skip


def test_vijandige_tekst_komt_letterlijk_terug(leeg, map_, tmp_path):
    rijen = [
        wens(code, "liever wel", "alle", t) for code, t in zip(GEMEENTEN, VIJANDIG, strict=False)
    ]
    bedoeld = Antwoord(
        "GM0363", "gemeente", "deels", AMSTERDAM, "", "", tuple(rijen[:15]), *VIJANDIG[15:17]
    )
    vul_in(leeg / AMSTERDAM, map_ / AMSTERDAM, bedoeld, {"naam": "Jan Jansen"})
    boek = openpyxl.load_workbook(map_ / AMSTERDAM)
    assert {plek(boek, "wens_opmerking", rij).data_type for rij in range(15)} == {"s"}
    gelezen = lees(map_)
    assert zonder_plek(een(gelezen)) == bedoeld
    schrijf_antwoorden(gelezen, tmp_path / "a.json")
    assert lees_antwoorden(tmp_path / "a.json", voorstel().indelingen.gemeenten) == gelezen


@pytest.mark.parametrize("deel", [VIJANDIG[:9], VIJANDIG[8:]], ids=["een", "twee"])
def test_vijandige_tekst_waar_een_keuze_hoort(map_, deel):
    """In every field at once: no crash, one line per row, nothing a screen acts on."""
    vul(
        map_ / AMSTERDAM,
        antwoord_keuze=deel[0], antwoord_alternatief=deel[-1],
        wens_gemeente=deel, wens_oordeel=deel, wens_domein=deel, wens_opmerking=deel,
    )  # fmt: skip
    gelezen = lees(map_)
    assert (een(gelezen).keuze, een(gelezen).alternatief, een(gelezen).voorkeuren) == ("", "", ())
    assert len(gelezen.meldingen) >= 2 + len(deel)
    genoemd = sum(1 + melding.melding.count(" Ook: ") for melding in gelezen.meldingen)
    assert genoemd >= 3 * len(deel)  # per row: the gemeente, the oordeel and the domein
    for melding in gelezen.meldingen:
        assert melding.regel.isprintable()
        assert len(melding.regel) < 500


def test_een_miljoen_tekens(map_):
    vul(map_ / AMSTERDAM, antwoord_opmerkingen="y" * 1_000_000)
    gelezen = lees(map_)
    (melding,) = gelezen.meldingen
    assert "deze tekst is 1000000 tekens lang" in melding.melding
    assert melding.waarde == "y" * 200 + "... (1000000 tekens)"


def test_vijandige_bestandsnamen(map_):
    vreemd = "\u202eslx.\x1b[2J\n" + "n" * 100 + ".xlsx"
    try:
        (map_ / AMSTERDAM).rename(map_ / vreemd)
        (map_ / os.fsdecode(b"\xff\xfe.xlsx")).write_bytes(b"x")
    except OSError:
        pytest.skip("dit systeem kent zulke namen niet")
    vul(map_ / vreemd, antwoord_keuze="?")
    gelezen = lees(map_)
    assert een(gelezen).bestand == vreemd
    assert all(m.regel.isprintable() for m in gelezen.meldingen)
    assert {m.bestand for m in gelezen.meldingen} == {vreemd, "\\xff\\xfe.xlsx"}

"""What people wrote: what in it may be personal, and that nothing is public before somebody read it."""

from __future__ import annotations

import json
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rondehulp import antwoord, ronde, schrijf
from uitvraaghulp import AMSTERDAM, bewerk, vul

from congruentie.bronnen import laad_gemeenten
from congruentie.cli import _voer_uit
from congruentie.errors import CongruentieFout
from congruentie.uitvraag.antwoorden import Antwoord, Antwoorden, Formuliermelding, Voorkeur
from congruentie.uitvraag.nalezen import (
    NIET_NAGELEZEN,
    lees_leeslijst,
    maak_openbaar,
    schrijf_leeslijst,
    teksten_in,
)
from congruentie.uitvraag.persoonsgegevens import (
    maak_onherkenbaar,
    vind_persoonsgegevens,
    woorden_van,
)

pytest_plugins = ["overlegproeven"]

PLAATSEN = woorden_van(
    ["Alphen aan den Rijn", "Bergen op Zoom", "De Ronde Venen", "Land van Cuijk", "Nijkerk", "Ede",
     "Het Hogeland", "Noord Veluwe", "Rijk van Nijmegen", "'s-Hertogenbosch", "Bergen (NH.)"]
)  # fmt: skip

# The numbers are made up: the BSN and IBAN of the documentation of their tests, phones of films.
PERSOONLIJK = [
    ("Bel Karin de Boer.", "[naam]."),
    ("De heer A.B. Jansen-Smit weet meer", "De heer [naam] weet meer"),
    ("mevrouw Bergen is contactpersoon", "mevrouw [naam] is contactpersoon"),
    ("wethouders Jansen, De Vries en Bakker", "wethouders [naam]"),
    ("wethouder Jansen is tegen", "wethouder [naam] is tegen"),
    ("burgemeester Van Veen sprak", "burgemeester [naam] sprak"),
    ("drs. P. van 't Hof", "drs. [naam]"),
    ("Mr. dr. Van der Laan-Visser vindt van niet", "Mr. dr. [naam] vindt van niet"),
    ("Afgestemd met Jansen, P. en De Wit, K.", "Afgestemd met [naam] en [naam]"),
    ("namens J. de Vries", "namens [naam]"),
    ("Jan Kroon wil dit niet", "[naam] wil dit niet"),
    ("karin de boer weet dit", "[naam] weet dit"),
    ("Vraag het aan Karin", "Vraag het aan [naam]"),
    ("Mohamed El Idrissi", "[naam]"),
    ("Kerkstraat 12, 3861 AB Nijkerk", "[adres] Nijkerk"),
    ("Laan van Westenenk 701", "[adres]"),
    ("op de Markt 1 in Ede", "op de [adres] in Ede"),
    ("3861ab", "[postcode]"),
    ("Postbus 1234 te Utrecht", "[adres] te Utrecht"),
    ("BSN 123456782", "BSN [bsn]"),
    ("bsn 1234.56.782", "bsn [bsn]"),
    ("NL91 ABNA 0417 1643 00", "[rekeningnummer]"),
    ("DE89 3704 0044 0532 0130 00", "[rekeningnummer]"),
    ("bel 06-12345678", "bel [telefoon]"),
    ("0318 538 911", "[telefoon]"),
    ("+31 (0)318 53 89 11", "[telefoon]"),
    ("jan.jansen@ede.nl", "[e-mail]"),
    ("jansen (at) ede.nl", "[e-mail]"),
]
NIET_PERSOONLIJK = [
    "FoodValley blijft FoodValley",
    "Wij willen bij Noord Veluwe blijven",
    "Alleen als de GGD meedoet, met Rijk van Nijmegen",
    "burgemeester van Nijkerk",
    "De Veiligheidsregio Gelderland-Midden is voor 2.500.000 inwoners",
    "Alphen aan den Rijn en Bergen op Zoom",
    "In 2026 gaan 200.000 inwoners over, zie artikel 12 van de Wgr",
    "De gemeenteraad van Ede wil eerst een zienswijze",
    "Onze Raad heeft op 12-03-2026 besloten",
    "2026-03-01",
    "10.000.000 euro en 123456789 euro",
    "Land van Cuijk, Het Hogeland, De Ronde Venen, 's-Hertogenbosch",
    "op weg 12 jaar",
]


@pytest.mark.parametrize(("tekst", "zonder"), PERSOONLIJK)
def test_persoonsgegeven_wordt_gevonden(tekst, zonder):
    assert maak_onherkenbaar(tekst, vind_persoonsgegevens(tekst, PLAATSEN)) == zonder


@pytest.mark.parametrize("tekst", NIET_PERSOONLIJK)
def test_plaatsen_getallen_en_data_zijn_geen_personen(tekst):
    assert vind_persoonsgegevens(tekst, PLAATSEN) == []


def test_bsn_telt_alleen_met_de_elfproef():
    goed = [
        n
        for n in range(123456700, 123456800)
        if any(v.soort == "bsn" for v in vind_persoonsgegevens(str(n)))
    ]
    gewicht = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    sommen = [sum(int(c) * w for c, w in zip(str(n), gewicht, strict=True)) for n in goed]
    assert all(som % 11 == 0 for som in sommen)
    assert 123456782 in goed
    assert len(goed) in {9, 10}  # one in eleven


@given(st.text(alphabet="AaB .,-0123456789@van de\n'", max_size=200))
def test_vondsten_staan_in_volgorde_en_zonder_overlap(tekst):
    vondsten = vind_persoonsgegevens(tekst)
    grenzen = [g for v in vondsten for g in (v.begin, v.eind)]
    assert grenzen == sorted(grenzen)
    assert all(v.begin < v.eind <= len(tekst) for v in vondsten)


# --- the list to read --------------------------------------------------------------------------------


def _antwoorden(**anders) -> Antwoorden:
    een = Antwoord(
        "GM0267",
        "gemeente",
        "volledig",
        "Karin de Boer.xlsx",
        opmerkingen="Bel Karin de Boer, 06-12345678",
        voorwaarden="De GGD doet mee",
        voorkeuren=(
            Voorkeur(
                "GM0267", "GM0228", "liever wel", "alle", "zegt Jan", "Karin de Boer.xlsx, blad V"
            ),
        ),
        contact={"naam": "Karin de Boer"},
    )
    melding = Formuliermelding(
        "let op", "Karin de Boer.xlsx", "Vragen", "B1", "Jan", "'Jan' staat er", "Vraag 'Jan'."
    )
    return replace(Antwoorden(2026, "", (een,), (), (melding,)), **anders)


def test_zonder_gezien_is_geen_tekst_openbaar():
    alles = str(maak_openbaar(_antwoorden()))
    for tekst in ("Karin", "Boer", "06-1", "Jan", "GGD"):
        assert tekst not in alles, tekst
    assert alles.count(NIET_NAGELEZEN) == 3


def test_leeslijst_heen_en_terug(tmp_path):
    """Each text once, with a proposal; what is marked is public as the reader left it."""
    pad, gemeenten = tmp_path / "a-nalezen.xlsx", laad_gemeenten(2026)
    assert schrijf_leeslijst(_antwoorden(), pad, gemeenten, PLAATSEN) == 3
    assert lees_leeslijst(pad) == {}
    boek = openpyxl.load_workbook(pad)
    blad = boek["Nalezen"]
    rijen = list(blad.iter_rows(min_row=2))
    assert [rij[5].value for rij in rijen] == [
        "zegt [naam]",
        "De GGD doet mee",
        "[naam], [telefoon]",
    ]
    assert rijen[0][2].value == "bij de wens over Ede"
    rijen[1][6].value = "Ja"
    rijen[2][5].value, rijen[2][6].value = "Bel ons.", "x"
    boek.save(pad)
    gelezen = _antwoorden(nagelezen=lees_leeslijst(pad))
    (een,) = maak_openbaar(gelezen).antwoorden
    assert [s.tekst for s in teksten_in(een)] == [NIET_NAGELEZEN, "De GGD doet mee", "Bel ons."]
    assert schrijf_leeslijst(gelezen, pad, gemeenten, PLAATSEN) == 1  # the marks stay
    assert lees_leeslijst(pad) == gelezen.nagelezen


def test_merk_dat_geen_ja_of_nee_is(tmp_path):
    pad = tmp_path / "a-nalezen.xlsx"
    schrijf_leeslijst(_antwoorden(), pad, laad_gemeenten(2026))
    bewerk(pad, lambda boek: boek["Nalezen"].cell(2, 7, "misschien"))
    with pytest.raises(CongruentieFout, match="rij 2: bij Gezien staat 'misschien'"):
        lees_leeslijst(pad)
    pad.write_bytes(b"PK kapot")
    with pytest.raises(CongruentieFout, match="geen leeslijst"):
        lees_leeslijst(pad)


def test_lezen_nalezen_en_opnieuw_lezen(map_, tmp_path, capsys):
    """The command: the list beside the answers, and its marks in them when the folder is read again."""
    vul(map_ / AMSTERDAM, antwoord_keuze="het voorstel", antwoord_opmerkingen="Bel Karin de Boer")
    uit, lijst = tmp_path / "antwoorden.json", tmp_path / "antwoorden-nalezen.xlsx"
    assert _voer_uit(["uitvraag", "lees", str(map_), "--uit", str(uit)]) == 0
    assert "1 tekst moet nog nagelezen worden" in capsys.readouterr().err
    assert "nagelezen" not in json.loads(uit.read_text("utf-8"))
    bewerk(lijst, lambda boek: boek["Nalezen"].cell(2, 7, "ja"))
    assert _voer_uit(["uitvraag", "lees", str(map_), "--uit", str(uit)]) == 0
    assert "nagelezen worden" not in capsys.readouterr().err
    assert list(json.loads(uit.read_text("utf-8"))["nagelezen"].values()) == ["[naam]"]


@pytest.mark.zwaar
def test_ronde_is_openbaar_tenzij_volledig_is_gevraagd(begin, tmp_path):
    een = antwoord("GM0050", ("GM0034", "liever wel"), opmerkingen="Bel Karin de Boer")
    pad = schrijf(tmp_path / "a.json", een)
    for naam, hoe in (("open", []), ("heel", ["--volledig"])):
        opties = [f"--voorstel={begin}", f"--antwoorden={pad}", f"--uit={tmp_path / naam}"]
        assert ronde(*opties, *hoe) == 0
        boek = openpyxl.load_workbook(tmp_path / f"{naam}-ronde.xlsx")
        tekst = str([list(blad.values) for blad in boek])
        assert ("Karin" in tekst) == (naam == "heel")
        assert (NIET_NAGELEZEN in tekst) == (naam == "open")

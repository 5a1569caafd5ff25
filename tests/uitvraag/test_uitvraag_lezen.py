"""Reading returned forms: whatever people did to them, nothing goes lost unseen."""

from __future__ import annotations

import datetime
import functools
import io
import os
import re
import shutil
import unicodedata
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.worksheet.formula import ArrayFormula
from uitvraaghulp import (
    AMSTERDAM,
    CODES,
    NOORD_HOLLAND,
    SHA,
    achtergrond,
    bewerk,
    lees,
    libreoffice,
    maak,
    plek,
    regio_labels,
    teksten,
    voorstel,
    vul,
)  # fmt: skip

from congruentie.errors import CongruentieFout
from congruentie.uitvraag.antwoorden import (
    Antwoord,
    Antwoorden,
    RegioOpmerking,
    Voorkeur,
    lees_antwoorden,
    schrijf_antwoorden,
)  # fmt: skip
from congruentie.uitvraag.formulierlezer import zoek_gemeente
from congruentie.uitvraag.oefenen import vul_in
from congruentie.uitvraag.vragen import CONTACT, DOMEINEN, KEUZES, OORDELEN


@pytest.fixture(scope="module")
def leeg(tmp_path_factory):
    """The forms as they were sent."""
    return maak(tmp_path_factory.mktemp("leeg"))


@pytest.fixture
def map_(leeg, tmp_path):
    """A folder with one returned form: that of Amsterdam, still empty."""
    (tmp_path / "map").mkdir()
    shutil.copy(leeg / AMSTERDAM, tmp_path / "map")
    return tmp_path / "map"


def een(antwoorden: Antwoorden) -> Antwoord:
    (antwoord,) = antwoorden.antwoorden
    return antwoord


def wens(naar: str, oordeel: str, domein: str = "alle", opmerking: str = "") -> Voorkeur:
    return Voorkeur("GM0363", naar, oordeel, domein, opmerking)


def zonder_plek(antwoord: Antwoord) -> Antwoord:
    return replace(
        antwoord,
        voorkeuren=tuple(replace(v, plek="") for v in antwoord.voorkeuren),
        regios=tuple(replace(r, plek="") for r in antwoord.regios),
    )


# --- answers that are clear ------------------------------------------------------------------


def test_lege_formulieren_zijn_leeg(leeg):
    gelezen = lees(leeg)
    assert {a.status for a in gelezen.antwoorden} == {"leeg"}
    assert (gelezen.jaar, gelezen.voorstel_sha256) == (2026, SHA)
    assert gelezen.meldingen == ()
    assert gelezen.niet_ontvangen == ()  # the list in the folder says who was asked


def test_wie_er_niet_antwoordde(leeg, map_):
    alle = lees(map_).niet_ontvangen
    assert len(alle) == 341
    assert "GM0363" not in alle
    shutil.copy(leeg / "overzicht.csv", map_)
    assert {c for c in lees(map_).niet_ontvangen if c.startswith("GM")} == set(CODES) - {"GM0363"}
    (map_ / "overzicht.csv").write_bytes(b"\xff\xfe")
    gelezen = lees(map_)
    assert gelezen.niet_ontvangen == alle
    assert "overzicht.csv: is niet meer te lezen" in teksten(gelezen.meldingen)


def test_een_heel_ingevuld_formulier(map_):
    code = voorstel().codes[3]
    vul(
        map_ / AMSTERDAM,
        antwoord_keuze="een alternatief",
        antwoord_alternatief=regio_labels()[code],
        wens_gemeente=["Diemen (GM0384)", "Almere (GM0034)"],
        wens_oordeel=["liever wel", "zeker niet"],
        wens_domein=["sociaal", None],
        wens_opmerking=["samen in de jeugdzorg", None],
        antwoord_voorwaarden="Geen extra bureau.\nEn geen extra geld.",
        antwoord_opmerkingen="  Dank  ",
    )
    gelezen = lees(map_, regios=True)
    assert gelezen.meldingen == ()
    assert een(gelezen) == Antwoord(
        "GM0363",
        "gemeente",
        "volledig",
        AMSTERDAM,
        "alternatief",
        code,
        (
            Voorkeur(
                "GM0363", "GM0384", "liever wel", "sociaal", "samen in de jeugdzorg",
                f"{AMSTERDAM}, blad Vragen, cel B13",
            ),
            replace(wens("GM0034", "zeker niet"), plek=f"{AMSTERDAM}, blad Vragen, cel B14"),
        ),
        "Geen extra bureau.\nEn geen extra geld.",
        "Dank",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("getypt", "code"),
    [
        ("diemen", "GM0384"),
        ("  DIEMEN  ", "GM0384"),
        ("GM0384", "GM0384"),
        ("gm384", "GM0384"),
        ("0384", "GM0384"),
        (384, "GM0384"),
        ("Diemen (gm0384)", "GM0384"),
        ("Diemen, GM 0384", "GM0384"),
        ("Den Haag", "GM0518"),
        ("den haag (GM0518)", "GM0518"),
        ("Sudwest Fryslan (GM1900)", "GM1900"),
        ("Súdwest-Fryslân", "GM1900"),
        ("sudwest-fryslan (GM1900)", "GM1900"),
        ("Bergen", None),
        ("Bergen (GM0373)", "GM0373"),
        ("Bergen (L.)", "GM0893"),
    ],
)
def test_gemeente_zoals_mensen_typen(getypt, code):
    gevonden = zoek_gemeente(str(getypt), achtergrond(2026).zoeker)
    assert (gevonden if isinstance(gevonden, str) else None) == code


def test_getypt_in_plaats_van_gekozen(map_):
    getypt = ["  DIEMEN ", 34, 439.0, "gm 0479", "Den Haag"]
    vul(map_ / AMSTERDAM, wens_gemeente=getypt, wens_oordeel=[" Liever WEL "] * 5)
    gelezen = lees(map_)
    codes = ["GM0384", "GM0034", "GM0439", "GM0479", "GM0518"]
    assert [(v.naar, v.oordeel) for v in een(gelezen).voorkeuren] == [
        (c, "liever wel") for c in codes
    ]
    assert gelezen.meldingen == ()


def test_waarnemer(leeg, tmp_path):
    shutil.copy(leeg / NOORD_HOLLAND, tmp_path)
    boek = openpyxl.load_workbook(tmp_path / NOORD_HOLLAND)
    regio = plek(boek, "regio_code", 1).value
    vul(tmp_path / NOORD_HOLLAND, regio_opmerking=[None, "te klein"], antwoord_opmerkingen="ok")
    antwoord = een(lees(tmp_path))
    assert (antwoord.wie, antwoord.soort, antwoord.status) == ("PV27", "provincie", "volledig")
    assert [(f"({r.regio})" in regio, r.opmerking) for r in antwoord.regios] == [(True, "te klein")]
    assert (antwoord.keuze, antwoord.opmerkingen) == ("", "ok")
    bewerk(tmp_path / NOORD_HOLLAND, lambda b: plek(b, "regio_code", 1).__setattr__("value", None))
    gelezen = lees(tmp_path)
    assert een(gelezen).regios == ()
    assert "fout: uitvraag-PV27-Noord-Holland.xlsx, blad Vragen, cel C" in teksten(
        gelezen.meldingen
    )
    assert "te klein" in {m.waarde for m in gelezen.meldingen}


# --- a round trip, for any answer ------------------------------------------------------------

GEMEENTEN = sorted(set(voorstel().indelingen.gemeenten.codes) - {"GM0363"})
# What XML can hold and no reader can take for a blank at the edge.
TEKST = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp"))
    | st.sampled_from("=+-@\n_x0041"),
    max_size=60,
).map(lambda t: unicodedata.normalize("NFC", t).strip())
WENSEN = st.lists(
    st.builds(
        Voorkeur, st.just("GM0363"), st.sampled_from(GEMEENTEN), st.sampled_from(OORDELEN),
        st.sampled_from(DOMEINEN), TEKST,
    ),
    max_size=15,
    unique_by=lambda v: (v.naar, v.domein),
).map(tuple)  # fmt: skip
KEUS = st.one_of(
    st.tuples(st.sampled_from(["", "voorstel", "anders"]), st.just("")),
    st.tuples(st.just("alternatief"), st.sampled_from(["", *voorstel().codes])),
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(keus=KEUS, wensen=WENSEN, voorwaarden=TEKST, opmerkingen=TEKST, naam=TEKST)
@example(keus=("anders", ""), wensen=(), voorwaarden="", opmerkingen="", naam="")
def test_elk_antwoord_komt_terug(map_, leeg, keus, wensen, voorwaarden, opmerkingen, naam):
    bedoeld = Antwoord(
        "GM0363", "gemeente", "volledig", AMSTERDAM, *keus, wensen, voorwaarden, opmerkingen,
        contact={"naam": naam} if naam else {},
    )  # fmt: skip
    vul_in(leeg / AMSTERDAM, map_ / AMSTERDAM, bedoeld)
    gelezen = lees(map_, met_contact=True)
    assert zonder_plek(een(gelezen)) == replace(bedoeld, status=een(gelezen).status)
    assert not [m for m in gelezen.meldingen if m.ernst == "fout"]
    if keus == ("", "") and not (wensen or voorwaarden or opmerkingen):
        assert een(gelezen).status == "leeg"
    elif keus == ("anders", "") and not (wensen or voorwaarden or opmerkingen):
        assert een(gelezen).status == "deels"  # other than what?
    elif keus[0] and keus != ("alternatief", ""):
        assert een(gelezen).status == "volledig"
    else:
        assert een(gelezen).status == "deels"


def test_invullen_kan_niet_meer_dan_het_formulier(leeg, tmp_path):
    veel = tuple(wens(code, "liever wel") for code in GEMEENTEN[:16])
    basis = Antwoord("GM0363", "gemeente", "deels", "")
    for antwoord, melding in (
        (replace(basis, voorkeuren=veel), "Er zijn 16 antwoorden bij 'Gemeente', maar 15 vakken."),
        (replace(basis, voorkeuren=(wens("GM0363", "liever wel"),)), "kent GM0363 niet"),
        (replace(basis, keuze="alternatief", alternatief="V99"), "kent V99 niet"),
    ):
        with pytest.raises(CongruentieFout, match=melding):
            vul_in(leeg / AMSTERDAM, tmp_path / "x.xlsx", antwoord)
    observer = Antwoord("PV27", "provincie", "deels", "", regios=(RegioOpmerking("V99", "x"),))
    with pytest.raises(CongruentieFout, match="Het formulier vraagt niets over V99"):
        vul_in(leeg / NOORD_HOLLAND, tmp_path / "x.xlsx", observer)
    boek = openpyxl.Workbook()
    boek.save(tmp_path / "leeg.xlsx")
    with pytest.raises(CongruentieFout, match="is geen formulier"):
        vul_in(tmp_path / "leeg.xlsx", tmp_path / "x.xlsx", basis)
    assert not (tmp_path / "x.xlsx").exists()


def test_door_libreoffice_bewaard(leeg, tmp_path):
    """Filled in, saved again by LibreOffice, read back: the same answers, the same silence."""
    code = voorstel().codes[5]
    gemeente = Antwoord(
        "GM0363", "gemeente", "volledig", AMSTERDAM, "alternatief", code,
        (wens("GM0384", "liever wel", "alle", "=1+1"), wens("GM0034", "zeker niet", "sociaal", "a\nb")),
        "+31 is geen formule", "é 🙂 \u202eom",
    )  # fmt: skip
    regio = next(
        c for c, label in regio_labels().items()
        if label == plek(openpyxl.load_workbook(leeg / NOORD_HOLLAND), "regio_code").value
    )  # fmt: skip
    provincie = Antwoord(
        "PV27", "provincie", "volledig", NOORD_HOLLAND, regios=(RegioOpmerking(regio, "prima"),)
    )
    (tmp_path / "eerst").mkdir()
    vul_in(leeg / AMSTERDAM, tmp_path / "eerst" / AMSTERDAM, gemeente, {"naam": "Jan Jansen"})
    vul_in(leeg / NOORD_HOLLAND, tmp_path / "eerst" / NOORD_HOLLAND, provincie)
    (tmp_path / "daarna").mkdir()
    libreoffice(sorted((tmp_path / "eerst").iterdir()), tmp_path / "daarna")
    gelezen = lees(tmp_path / "daarna", met_contact=True)
    verwacht = {"GM0363": replace(gemeente, contact={"naam": "Jan Jansen"}), "PV27": provincie}
    assert {a.wie: zonder_plek(a) for a in gelezen.antwoorden} == verwacht
    assert gelezen.meldingen == lees(tmp_path / "eerst").meldingen == ()


# --- answers that are not clear --------------------------------------------------------------

LANG = "x" * 40_000
ONDUIDELIJK = [
    # what is typed, what is said of it, and which values must be found back in the messages
    ({"antwoord_keuze": "misschien"}, "cel E6: 'misschien' is geen keuze uit de lijst. Kies uit"),
    ({"antwoord_keuze": "=1+1"}, "cel E6: hier staat een formule ('=1+1'); die wordt niet"),
    ({"antwoord_keuze": True}, "'WAAR' is geen keuze uit de lijst"),
    ({"antwoord_keuze": datetime.datetime(2026, 3, 1)}, "'2026-03-01' is geen keuze"),
    ({"antwoord_keuze": "een alternatief"}, "er staat een alternatief, maar niet welke regio."),
    ({"antwoord_keuze": "anders"}, "er staat anders, maar nergens wat dan."),
    ({"antwoord_alternatief": "V01"}, "hier staat een regio en bij de keuze niets; dit telt als"),
    (
        {"antwoord_keuze": "?", "antwoord_alternatief": "V01"},
        "de keuze hierboven is niet te lezen; deze regio telt niet mee.",
    ),
    (
        {"antwoord_keuze": "het voorstel", "antwoord_alternatief": "V01"},
        "hier staat een andere regio, maar de keuze is 'het voorstel'; die telt.",
    ),
    (
        {"antwoord_keuze": "een alternatief", "antwoord_alternatief": "V99"},
        "cel E7: 'V99' is geen regio uit het voorstel. Kies een regio uit de lijst, zoals V01.",
    ),
    ({"wens_gemeente": "Diemen"}, "cel B13: hier staat geen oordeel bij. Vraag het na."),
    ({"wens_oordeel": "liever wel"}, "cel C13: hier staat geen gemeente bij."),
    ({"wens_opmerking": "zie de brief"}, "cel E13: hier staat geen gemeente bij."),
    ({"wens_gemeente": "Diemen", "wens_oordeel": "nooit"}, "'nooit' is geen oordeel uit de lijst."),
    (
        {"wens_gemeente": "Diemen", "wens_oordeel": "liever wel", "wens_domein": "zorg"},
        "cel D13: 'zorg' is geen domein uit de lijst. Kies uit 'alle', 'fysiek', 'sociaal'",
    ),
    ({"wens_gemeente": "Diemem", "wens_oordeel": "liever wel"}, "Bedoel je Diemen (GM0384)?"),
    ({"wens_gemeente": "Weesp", "wens_oordeel": "liever wel"}, "GM0457 Weesp bestaat niet meer sinds"),
    ({"wens_gemeente": "GM9999", "wens_oordeel": "liever wel"}, "'GM9999' bestaat niet in 2026."),
    ({"wens_gemeente": "Amsterdam", "wens_oordeel": "liever wel"}, "dit is de gemeente zelf."),
    (
        {"wens_gemeente": "Utrecht (GM0384)", "wens_oordeel": "liever wel"},
        "noemt een andere naam dan die van GM0384 (Diemen).",
    ),
    ({"wens_gemeente": "=A1", "wens_oordeel": "liever wel"}, "cel B13: hier staat een formule"),
    ({"wens_gemeente": LANG[:300], "wens_oordeel": "liever wel"}, "te lang voor een gemeente."),
    ({"wens_gemeente": LANG, "wens_oordeel": "liever wel"}, "deze tekst is 40000 tekens lang"),
    (
        {"wens_gemeente": ["Diemen", "GM0384"], "wens_oordeel": ["liever wel", "zeker niet"]},
        "cel B14: 'GM0384' staat er met verschillende oordelen voor alle domeinen; geen ervan telt.",
    ),
    (
        {"wens_gemeente": ["Diemen", "GM0384"], "wens_oordeel": ["zeker niet"] * 2},
        "let op: uitvraag-GM0363-Amsterdam.xlsx, blad Vragen, cel B14: 'GM0384' staat er met hetzelfde",
    ),
    ({"antwoord_voorwaarden": LANG}, "cel B32: deze tekst is 40000 tekens lang; meer dan in een cel"),
    ({"antwoord_opmerkingen": "=HYPERLINK(\"http://x\")"}, "cel B37: hier staat een formule"),
    ({"antwoord_opmerkingen": "Bel 06 - 12 34 56 78"}, "cel B37: in deze tekst staat misschien een"),
]  # fmt: skip


@pytest.mark.parametrize(("getypt", "melding"), ONDUIDELIJK, ids=[m for _, m in ONDUIDELIJK])
def test_wat_onduidelijk_is_wordt_gezegd_en_gaat_niet_verloren(map_, getypt, melding):
    vul(map_ / AMSTERDAM, **getypt)
    gelezen = lees(map_)
    antwoord = een(gelezen)
    assert melding in teksten(gelezen.meldingen)
    fouten = [m for m in gelezen.meldingen if m.ernst == "fout"]
    assert antwoord.status == "deels" or (not fouten and antwoord.status == "volledig")
    # Every cell that was filled in is in the answer or in a message.
    terug = [antwoord.voorwaarden, antwoord.opmerkingen, KEUZES.get(antwoord.keuze, "")]
    terug += [antwoord.alternatief, *(m.waarde for m in gelezen.meldingen)]
    for voorkeur in antwoord.voorkeuren:
        naam = voorstel().indelingen.gemeenten.naam_van[voorkeur.naar]
        terug += [naam, voorkeur.oordeel, voorkeur.domein, voorkeur.opmerking]
    for naam, waarde in getypt.items():
        for een_waarde in waarde if isinstance(waarde, list) else [waarde]:
            tekst = {True: "WAAR"}.get(een_waarde, str(een_waarde).removesuffix(" 00:00:00"))
            assert any(tekst[:200] in deel for deel in terug), (naam, tekst[:99], terug)


def test_matrixformule_wordt_niet_uitgerekend(map_):
    def doe(boek):
        cel = plek(boek, "antwoord_opmerkingen")
        boek["Vragen"][cel.coordinate] = ArrayFormula(cel.coordinate, '=WEBSERVICE("http://x")')

    bewerk(map_ / AMSTERDAM, doe)
    gelezen = lees(map_)
    assert een(gelezen).opmerkingen == ""
    assert "hier staat een formule ('=WEBSERVICE" in teksten(gelezen.meldingen)


# --- what people do to a form ----------------------------------------------------------------


def test_hernoemd_formulier_wordt_herkend(map_):
    (map_ / AMSTERDAM).rename(map_ / "Antwoord def v2 (1).XLSX")
    assert (een(lees(map_)).wie, een(lees(map_)).bestand) == ("GM0363", "Antwoord def v2 (1).XLSX")


def test_code_in_kleine_letters(map_):
    def doe(boek):
        for blad in (boek["Lijsten"], boek["Vragen"]):
            for rij in blad.iter_rows():
                for cel in rij:
                    if isinstance(cel.value, str) and (
                        "Kenmerk" in cel.value or cel.value == "GM0363"
                    ):
                        cel.value = cel.value.lower()

    bewerk(map_ / AMSTERDAM, doe)
    assert een(lees(map_)).wie == "GM0363"


def test_zonder_beveiliging_en_met_ingevoegde_rijen(map_):
    """A spreadsheet program moves the names along; here that is done by hand."""
    vul(
        map_ / AMSTERDAM,
        wens_gemeente=["Diemen", "Almere"], wens_oordeel=["liever wel", "zeker niet"],
        antwoord_opmerkingen="dag", contact_naam="Jan Jansen",
    )  # fmt: skip

    def doe(boek):
        blad = boek["Vragen"]
        blad.protection.sheet = False
        for bereik in [str(r) for r in blad.merged_cells.ranges]:
            blad.unmerge_cells(bereik)
        blad.insert_rows(14, 2)
        blad.insert_rows(3)
        _schuif(boek, lambda rij: rij + (rij >= 3) + 2 * (rij >= 14))
        blad["B15"] = "Zaanstad"  # in a row that was put in
        blad["C15"] = "liever niet"

    bewerk(map_ / AMSTERDAM, doe)
    gelezen = lees(map_, met_contact=True)
    assert [(v.naar, v.oordeel) for v in een(gelezen).voorkeuren] == [
        ("GM0384", "liever wel"), ("GM0479", "liever niet"), ("GM0034", "zeker niet"),
    ]  # fmt: skip
    assert een(gelezen).opmerkingen == "dag"
    assert een(gelezen).contact == {"naam": "Jan Jansen"}
    assert gelezen.meldingen == ()


def _schuif(boek, nieuw):
    """Let the defined names follow rows that were put in, as a spreadsheet program does."""
    for naam in boek.defined_names.values():
        naam.attr_text = re.sub(r"(?<=\$)\d+", lambda m: str(nieuw(int(m[0]))), naam.attr_text)


def test_zonder_namen_helpen_de_labels(map_):
    vul(
        map_ / AMSTERDAM,
        antwoord_keuze="het voorstel", wens_gemeente="Diemen", wens_oordeel="liever wel",
        antwoord_voorwaarden="vw", antwoord_opmerkingen="op", contact_naam="Jan Jansen",
    )  # fmt: skip

    def doe(boek):
        boek.defined_names.clear()
        boek["Vragen"].title = "Blad1"

    bewerk(map_ / AMSTERDAM, doe)
    gelezen = lees(map_, met_contact=True)
    antwoord = een(gelezen)
    assert (antwoord.keuze, antwoord.voorwaarden, antwoord.opmerkingen) == ("voorstel", "vw", "op")
    assert [(v.naar, v.oordeel) for v in antwoord.voorkeuren] == [("GM0384", "liever wel")]
    assert antwoord.contact == {"naam": "Jan Jansen"}
    assert gelezen.meldingen == ()


def test_een_gewiste_vraag_wordt_gezegd(map_):
    def doe(boek):
        boek.defined_names["antwoord_voorwaarden"].attr_text = "Vragen!#REF!"
        for rij in boek["Vragen"].iter_rows():
            for cel in rij:
                if cel.value == "Onder welke voorwaarden doet u mee?":
                    cel.value = None

    bewerk(map_ / AMSTERDAM, doe)
    verwacht = "de vraag 'Onder welke voorwaarden doet u mee?' is niet te vinden"
    assert verwacht in teksten(lees(map_).meldingen)


def test_zonder_verborgen_blad(map_):
    vul(
        map_ / AMSTERDAM,
        antwoord_keuze="het voorstel",
        wens_gemeente="Diemen",
        wens_oordeel="zeker niet",
    )
    bewerk(map_ / AMSTERDAM, lambda boek: boek.remove(boek["Lijsten"]))
    gelezen = lees(map_, regios=True)
    assert (een(gelezen).wie, een(gelezen).keuze) == ("GM0363", "voorstel")
    assert gelezen.voorstel_sha256 == ""  # only twelve digits of it are left
    assert "mist het verborgen blad" in teksten(gelezen.meldingen)
    assert lees(map_, voorstel_sha256=SHA).voorstel_sha256 == SHA


def test_alleen_het_blad_met_vragen_over(map_):
    def doe(boek):
        for naam in ("Uitleg", "Nu en voorstel"):
            boek.remove(boek[naam])

    bewerk(map_ / AMSTERDAM, doe)
    assert lees(map_).meldingen == ()


def test_tekst_en_opmerkingen_buiten_de_vakken(map_):
    def doe(boek):
        boek["Nu en voorstel"]["B6"] = "klopt niet"  # over what stood there
        boek["Vragen"]["H40"] = "zie de bijlage"
        boek["Uitleg"]["B40"] = 42
        plek(boek, "antwoord_keuze").comment = Comment("onder voorbehoud van de raad", "iemand")
        boek.create_sheet("Bijlage")["A1"] = "een heel blad"

    bewerk(map_ / AMSTERDAM, doe)
    gelezen = lees(map_)
    regels = teksten(gelezen.meldingen)
    for blad, cel, tekst in (
        ("Nu en voorstel", "B6", "klopt niet"), ("Vragen", "H40", "zie de bijlage"),
        ("Uitleg", "B40", "42"), ("Bijlage", "A1", "een heel blad"),
    ):  # fmt: skip
        assert (
            f"blad {blad}, cel {cel}: hier staat tekst buiten de antwoordvakken: '{tekst}'"
            in regels
        )
    assert "cel E6: aan deze cel hangt een opmerking: 'onder voorbehoud van de raad'." in regels
    assert len(gelezen.meldingen) == 5


def test_een_vol_extra_blad_geeft_geen_duizend_regels(map_):
    def doe(boek):
        blad = boek.create_sheet("Lijst")
        for rij in range(1, 1001):
            blad.cell(rij, 1, f"regel {rij}")
        blad["XFD1048576"] = "ver weg"

    bewerk(map_ / AMSTERDAM, doe)
    regels = teksten(lees(map_).meldingen)
    assert regels.count("buiten de antwoordvakken") == 25
    assert "op dit blad staan nog 976 cellen met eigen tekst. Lees dit blad zelf." in regels


def test_samengevoegde_antwoordvakken(map_):
    def doe(boek):
        plek(boek, "wens_gemeente").value = "Diemen"
        plek(boek, "wens_oordeel").value = "zeker niet"
        plek(boek, "wens_oordeel", 1).value = "liever wel"
        boek["Vragen"].merge_cells("B13:B14")

    bewerk(map_ / AMSTERDAM, doe)
    gelezen = lees(map_)
    assert [(v.naar, v.oordeel) for v in een(gelezen).voorkeuren] == [("GM0384", "zeker niet")]
    regels = teksten(gelezen.meldingen)
    assert "cel B13:B14: hier zijn cellen samengevoegd; alleen de cel linksboven telt." in regels
    assert "cel C14: hier staat geen gemeente bij." in regels


# --- more than one form ----------------------------------------------------------------------


def test_twee_keer_hetzelfde_formulier(map_):
    vul(map_ / AMSTERDAM, antwoord_keuze="het voorstel")
    shutil.copy(map_ / AMSTERDAM, map_ / "b.xlsx")
    vul(map_ / "b.xlsx", contact_naam="een ander")
    gelezen = lees(map_)
    assert een(gelezen).bestand == "b.xlsx"
    assert f"{AMSTERDAM}: zegt hetzelfde; voor GM0363 telt b.xlsx." in teksten(gelezen.meldingen)


def test_een_leeg_formulier_wijkt_voor_een_ingevuld(map_):
    shutil.copy(map_ / AMSTERDAM, map_ / "z.xlsx")
    vul(map_ / "z.xlsx", antwoord_keuze="het voorstel")
    gelezen = lees(map_)
    assert een(gelezen).bestand == "z.xlsx"
    assert f"{AMSTERDAM}: is leeg; voor GM0363 telt z.xlsx." in teksten(gelezen.meldingen)


def test_van_formulieren_die_verschillen_telt_er_geen(map_):
    shutil.copy(map_ / AMSTERDAM, map_ / "b.xlsx")
    vul(
        map_ / AMSTERDAM,
        antwoord_keuze="het voorstel",
        wens_gemeente="Diemen",
        wens_oordeel="zeker niet",
    )
    vul(map_ / "b.xlsx", antwoord_keuze="anders", antwoord_opmerkingen="nog eens praten")
    gelezen = lees(map_)
    assert gelezen.antwoorden == ()
    assert "GM0363" in gelezen.niet_ontvangen
    fouten = {m.bestand: m for m in gelezen.meldingen if m.ernst == "fout"}
    assert set(fouten) == {AMSTERDAM, "b.xlsx"}
    assert "is een van 2 formulieren van GM0363 die verschillen" in fouten["b.xlsx"].melding
    assert fouten[AMSTERDAM].waarde == "keuze: voorstel; GM0384: zeker niet, alle"
    assert fouten["b.xlsx"].waarde == "keuze: anders; opmerkingen: nog eens praten"


def test_formulier_van_een_ander_voorstel(map_):
    vul(
        map_ / AMSTERDAM,
        antwoord_keuze="een alternatief",
        antwoord_alternatief="V01",
        antwoord_opmerkingen="Tot ziens.",
        wens_gemeente="Diemen",
        wens_oordeel="zeker niet",
    )
    gelezen = lees(map_, voorstel_sha256="f" * 64)
    wie = een(gelezen)
    assert (wie.status, wie.keuze, wie.alternatief) == ("deels", "", "")
    assert wie.opmerkingen == "Tot ziens.\nKoos bij een ander voorstel: een alternatief V01."
    assert [(v.naar, v.oordeel) for v in wie.voorkeuren] == [("GM0384", "zeker niet")]
    (fout,) = (m for m in gelezen.meldingen if m.ernst == "fout")
    assert fout.melding == (
        "gaat over een ander voorstel dan waar nu naar gevraagd is. De keuze bij vraag 1 telt niet, "
        "en staat nu bij de opmerkingen."
    )
    vul(map_ / AMSTERDAM, antwoord_keuze="", antwoord_alternatief="")
    gelezen = lees(map_, voorstel_sha256="f" * 64)
    assert [(m.ernst, m.melding) for m in gelezen.meldingen if "ander voorstel" in m.melding] == [
        ("let op", "gaat over een ander voorstel dan waar nu naar gevraagd is.")
    ]


def test_regio_die_toen_anders_heette(map_):
    """V01 was another regio then: its code cannot be believed."""
    vul(map_ / AMSTERDAM, antwoord_keuze="een alternatief", antwoord_alternatief="V01")
    bewerk(map_ / AMSTERDAM, lambda boek: boek["Lijsten"].__setitem__("E2", "Heel anders (V01)"))
    gelezen = lees(map_, voorstel_sha256="f" * 64, regios=True)
    assert een(gelezen).alternatief == ""
    assert "'V01' was in dit formulier Heel anders (V01), en is nu " in teksten(gelezen.meldingen)


def _kenmerk(boek, oud, nieuw):
    for blad in (boek["Lijsten"], boek["Vragen"]):
        for rij in blad.iter_rows():
            for cel in rij:
                if isinstance(cel.value, str):
                    cel.value = cel.value.replace(oud, nieuw)


@pytest.mark.parametrize(
    ("doe", "melding"),
    [
        (functools.partial(_kenmerk, oud="2026", nieuw="2022"), "gaat over 2022, de uitvraag over"),
        (functools.partial(_kenmerk, oud="GM0363", nieuw="GM9998"), "GM9998, die er in 2026 niet is."),
        (functools.partial(_kenmerk, oud="2026", nieuw="1812"), "lijst met gemeenten van 1812"),
        (lambda b: b["Lijsten"].__setitem__("B4", "GM0384"), "meer dan een kenmerk (GM0384 en GM0363)"),
        (lambda b: b.remove(b["Vragen"]), "heeft geen blad met vragen meer; er is niets van gelezen."),
        (lambda b: [b.remove(b[n]) for n in ("Lijsten", "Vragen")], "er staat geen kenmerk in."),
        (functools.partial(_kenmerk, oud="formulier 1", nieuw="formulier 9"), "meer dan een kenmerk"),
    ],
)  # fmt: skip
def test_formulier_dat_niet_meetelt(map_, doe, melding):
    vul(map_ / AMSTERDAM, antwoord_keuze="het voorstel")
    bewerk(map_ / AMSTERDAM, doe)
    gelezen = lees(map_, jaar=2026)
    assert gelezen.antwoorden == ()
    assert melding in teksten(gelezen.meldingen)
    assert [m.ernst for m in gelezen.meldingen] == ["fout"]


def test_formulier_van_een_latere_versie(map_):
    def doe(boek):
        _kenmerk(boek, "formulier 1", "formulier 9")
        boek["Lijsten"]["B2"] = "9"

    bewerk(map_ / AMSTERDAM, doe)
    assert "is een formulier van versie 9, die hier onbekend is." in teksten(lees(map_).meldingen)


def test_het_jaar_van_de_meeste_formulieren_telt(leeg, tmp_path):
    for naam in sorted(p.name for p in leeg.glob("uitvraag-GM*")):
        shutil.copy(leeg / naam, tmp_path)
    bewerk(tmp_path / AMSTERDAM, lambda boek: _kenmerk(boek, "2026", "2022"))
    gelezen = lees(tmp_path)
    assert gelezen.jaar == 2026
    assert {a.wie for a in gelezen.antwoorden} == set(CODES) - {"GM0363"}


# --- files that are no forms -----------------------------------------------------------------


def zip_met(delen: dict[str, bytes]) -> bytes:
    ruw = io.BytesIO()
    with zipfile.ZipFile(ruw, "w", zipfile.ZIP_DEFLATED) as pakket:
        for naam, inhoud in delen.items():
            pakket.writestr(naam, inhoud)
    return ruw.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOL = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
CELLEN = b'<sheetData xmlns="x">' + b"<c/>" * 200_001 + b"</sheetData>"
SAMEN = b'<x:mergeCells xmlns:x="x"><x:mergeCell ref="&#65;1:XFD1048576"/></x:mergeCells>'
BESTANDEN = [
    ("a.xlsx", b"", "is leeg (0 bytes). Vraag het formulier opnieuw op."),
    ("a.xlsx", b"PK\x03\x04 kapot", "is beschadigd en kan niet worden gelezen."),
    ("a.xlsx", zip_met({"xl/workbook.xml": b"<x>"}), "is beschadigd en kan niet worden gelezen."),
    ("a.xlsx", b"gewoon tekst", "is geen Excel-werkmap, al heet het wel zo."),
    ("a.xlsx", zip_met({"word/document.xml": b""}), "is geen Excel-werkmap, al heet het wel zo."),
    ("a.xlsx", zip_met({"mimetype": b"x", "content.xml": b""}), "rekenblad van LibreOffice (.ods)."),
    ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "is beveiligd met een wachtwoord."),
    ("a.xlsx", OLE, "is een oude Excel-werkmap of een ander oud bestand."),
    ("a.xlsx", zip_met({"xl/a.xml": b"0" * 31_000_000}), "pakt uit tot 31 MB in 1 delen en wordt"),
    ("a.xlsx", zip_met({"xl/worksheets/sheet1.xml": CELLEN}), "heeft meer dan 200000 cellen, of"),
    ("a.xlsx", zip_met({"xl/x.bin": SAMEN}), "cellen, of zoveel cellen zijn samen"),
    ("a.xlsx", zip_met({f"xl/{n}": b"" for n in range(501)}), "in 501 delen en wordt daarom niet"),
    ("a.xlsx", zip_met({"xl/workbook.xml": LOL}), "verwijzingen die niet in een werkmap horen."),
    ("a.xlsx", zip_met({"xl/workbook.xml": LOL.decode().encode("utf-16")}), "niet in een werkmap"),
    ("a.xlsx", b"PK" + bytes(10_000_001), "is te groot voor een formulier (meer dan 10 MB)."),
    ("a.xls", b"x", "is een oude Excel-werkmap, geen formulier. Open het in Excel of LibreOffice"),
    ("a.ods", b"PK", "is een rekenblad van LibreOffice, geen formulier."),
    ("a.docx", b"PK", "is een Word-document, geen formulier. Neem de antwoorden over in het"),
    ("a.pdf", b"%PDF", "is een PDF, geen formulier. Neem de antwoorden over"),
    ("a.zip", b"PK", "is een ingepakt bestand, geen formulier. Pak het uit"),
    ("a.csv", b"x", "is een tekstbestand, geen formulier."),
    ("~$uitvraag.xlsx", b"x", "is een tijdelijk bestand: iemand heeft dit formulier open."),
    (".~lock.a.xlsx#", b"x", "is een tijdelijk bestand"),
    ("foto.jpg", b"\xff\xd8", "is geen Excel-werkmap, al heet het wel zo."),
]  # fmt: skip


@pytest.mark.parametrize(("naam", "inhoud", "melding"), BESTANDEN, ids=[b[2] for b in BESTANDEN])
def test_bestand_dat_geen_formulier_is(map_, naam, inhoud, melding):
    (map_ / naam).write_bytes(inhoud)
    gelezen = lees(map_)
    assert een(gelezen).wie == "GM0363"  # the others are read all the same
    (gemeld,) = gelezen.meldingen
    assert melding in gemeld.regel
    assert gemeld.bestand == naam
    verwacht = "fout" if naam in {"a.xlsx", "a.xls", "a.ods"} else "let op"
    assert gemeld.ernst == verwacht


def test_gewone_andere_werkmap(map_):
    boek = openpyxl.Workbook()
    boek.active["A1"] = "begroting"
    boek.save(map_ / "begroting.xlsx")
    assert "begroting.xlsx: is geen formulier van deze uitvraag" in teksten(lees(map_).meldingen)


def test_mappen_verwijzingen_en_bestanden_van_het_systeem(leeg, map_, tmp_path):
    (map_ / "oud").mkdir()
    shutil.copy(leeg / NOORD_HOLLAND, map_ / "oud")
    geheim = tmp_path / "geheim.xlsx"
    shutil.copy(leeg / NOORD_HOLLAND, geheim)
    (map_ / ".DS_Store").write_bytes(b"x")
    try:
        (map_ / "link.xlsx").symlink_to(geheim)
        os.mkfifo(map_ / "buis.xlsx")
    except (OSError, AttributeError, NotImplementedError):
        pytest.skip("dit systeem kent geen verwijzingen of buizen")
    gelezen = lees(map_)
    assert [a.wie for a in gelezen.antwoorden] == ["GM0363"]
    assert [(m.bestand, m.ernst) for m in gelezen.meldingen] == [
        ("buis.xlsx", "fout"), ("link.xlsx", "fout"), ("oud", "let op"),
    ]  # fmt: skip


def test_macros_worden_niet_uitgevoerd(map_):
    ruw = (map_ / AMSTERDAM).read_bytes()
    with zipfile.ZipFile(io.BytesIO(ruw)) as delen:
        inhoud = {deel.filename: delen.read(deel) for deel in delen.infolist()}
    (map_ / AMSTERDAM).unlink()
    (map_ / "m.xlsm").write_bytes(zip_met({**inhoud, "xl/vbaProject.bin": b"Sub Auto_Open()"}))
    gelezen = lees(map_)
    assert een(gelezen).wie == "GM0363"
    assert "m.xlsm: bevat macro's; die zijn niet uitgevoerd." in teksten(gelezen.meldingen)


def test_map_die_er_niet_is(tmp_path):
    with pytest.raises(CongruentieFout, match="kan niet worden gelezen: het bestand bestaat niet"):
        lees(tmp_path / "weg")
    (tmp_path / "f").write_text("x", "utf-8")
    with pytest.raises(CongruentieFout, match="kan niet worden gelezen"):
        lees(tmp_path / "f")


def test_originelen_blijven_zoals_ze_zijn(map_):
    vul(map_ / AMSTERDAM, antwoord_keuze="het voorstel", antwoord_opmerkingen="=1+1")
    (map_ / "kapot.xlsx").write_bytes(b"PK kapot")
    voor = {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in map_.iterdir()}
    for pad in map_.iterdir():
        pad.chmod(0o444)
    map_.chmod(0o555)
    try:
        lees(map_)
    finally:
        map_.chmod(0o755)
    assert {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in map_.iterdir()} == voor


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
    """In every field at once: no crash, one line per message, nothing a screen acts on."""
    vul(
        map_ / AMSTERDAM,
        antwoord_keuze=deel[0], antwoord_alternatief=deel[-1],
        wens_gemeente=deel, wens_oordeel=deel, wens_domein=deel, wens_opmerking=deel,
    )  # fmt: skip
    gelezen = lees(map_)
    assert (een(gelezen).keuze, een(gelezen).alternatief, een(gelezen).voorkeuren) == ("", "", ())
    assert len(gelezen.meldingen) >= 2 + 4 * len(deel)
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

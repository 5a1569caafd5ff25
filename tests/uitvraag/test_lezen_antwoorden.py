"""Reading the answers in a form: what is clear comes back, and what is not is said."""

from __future__ import annotations

import datetime
import shutil
import unicodedata
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl.styles import Protection
from openpyxl.worksheet.formula import ArrayFormula
from uitvraaghulp import (
    AMSTERDAM,
    CODES,
    NOORD_HOLLAND,
    SHA,
    achtergrond,
    bewerk,
    een,
    lees,
    libreoffice,
    plek,
    regio_labels,
    teksten,
    voorstel,
    vul,
    wens,
    zonder_plek,
)  # fmt: skip

from congruentie.errors import CongruentieFout
from congruentie.uitvraag.antwoorden import (
    Antwoord,
    RegioOpmerking,
    Voorkeur,
)  # fmt: skip
from congruentie.uitvraag.formulierlezer import zoek_gemeente
from congruentie.uitvraag.oefenen import vul_in
from congruentie.uitvraag.vragen import DOMEINEN, KEUZES, OORDELEN

pytest_plugins = ["overlegproeven"]

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


@pytest.mark.parametrize("open_", [True, False])
def test_opmerkingen_bij_regios_onder_hun_kop_gevonden(leeg, tmp_path, open_):
    """Without names in the workbook; the regio's only when somebody took the lock off them."""
    shutil.copy(leeg / NOORD_HOLLAND, tmp_path)
    vul(tmp_path / NOORD_HOLLAND, regio_opmerking=[None, "te klein"])

    def doe(boek):
        for rij in range(2):
            plek(boek, "regio_code", rij).protection = Protection(locked=not open_)
        for naam in ("regio_code", "regio_opmerking"):
            del boek.defined_names[naam]

    bewerk(tmp_path / NOORD_HOLLAND, doe)
    gelezen = lees(tmp_path)
    assert [r.opmerking for r in een(gelezen).regios] == ["te klein"] * open_
    zegt = "cel C8: hier staat niet meer bij welke regio dit hoort." in teksten(gelezen.meldingen)
    assert zegt is not open_


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


def test_anders_zonder_uitleg_is_niet_volledig(map_):
    vul(map_ / AMSTERDAM, antwoord_keuze="anders")
    assert een(lees(map_)).status == "deels"
    vul(map_ / AMSTERDAM, antwoord_opmerkingen="Alleen samen met Diemen.")
    assert een(lees(map_)).status == "volledig"


def test_matrixformule_wordt_niet_uitgerekend(map_):
    def doe(boek):
        cel = plek(boek, "antwoord_opmerkingen")
        boek["Vragen"][cel.coordinate] = ArrayFormula(cel.coordinate, '=WEBSERVICE("http://x")')

    bewerk(map_ / AMSTERDAM, doe)
    gelezen = lees(map_)
    assert een(gelezen).opmerkingen == ""
    assert "hier staat een formule ('=WEBSERVICE" in teksten(gelezen.meldingen)

"""Reading forms that people changed, copied or sent twice: nothing goes lost unseen."""

from __future__ import annotations

import functools
import re
import shutil

import pytest
from openpyxl.comments import Comment
from uitvraaghulp import (
    AMSTERDAM,
    CODES,
    SHA,
    bewerk,
    een,
    lees,
    plek,
    teksten,
    vul,
)  # fmt: skip

pytest_plugins = ["overlegproeven"]

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
    wie = een(gelezen)
    namen = f"b.xlsx en {AMSTERDAM}"
    assert (wie.wie, wie.status, wie.bestand, wie.voorkeuren) == (
        "GM0363",
        "onduidelijk",
        namen,
        (),
    )
    assert "GM0363" not in gelezen.niet_ontvangen
    (fout,) = (m for m in gelezen.meldingen if m.ernst == "fout")
    assert (fout.bestand, fout.melding) == (
        namen, "2 formulieren van GM0363 verschillen; geen ervan telt.",
    )  # fmt: skip
    assert fout.waarde.split("\n") == [
        "b.xlsx: keuze: anders; opmerkingen: nog eens praten",
        f"{AMSTERDAM}: keuze: voorstel; GM0384: zeker niet, alle",
    ]


def test_wie_is_gevraagd_zegt_de_lijst(map_):
    """That in the folder, or another one; also saved in Excel."""
    alle = lees(map_)
    assert (alle.gevraagd, len(alle.niet_ontvangen)) == ((), 341)
    (map_ / "overzicht.csv").write_text(
        "soort;code;naam\r\ngemeente;GM0363;x\r\ngemeente;GM0267;y\r\n", "utf-8-sig"
    )
    assert lees(map_).gevraagd == ("GM0267", "GM0363")
    assert lees(map_).niet_ontvangen == ("GM0267",)


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

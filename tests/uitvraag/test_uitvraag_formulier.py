"""The forms of a consultation: what stands in them, what can be filled in, and how they keep."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from dataclasses import fields, replace

import numpy as np
import openpyxl
import pytest
from uitvraaghulp import (
    AMSTERDAM,
    CODES,
    NOORD_HOLLAND,
    SHA,
    gevraagden,
    libreoffice,
    maak,
    plek,
    regio_labels,
    voorstel,
    vul,
)

import congruentie as cg
from congruentie import nl
from congruentie.errors import CongruentieFout
from congruentie.model import Indeling, Indelingen
from congruentie.uitvraag.antwoorden import Antwoord
from congruentie.uitvraag.formulier import Afspraken, bestandsnaam, maak_formulier, maak_formulieren
from congruentie.uitvraag.formulierinhoud import (
    Gevraagde,
    Inhoud,
    kies_gevraagden,
    punten,
    waarnemers,
)
from congruentie.uitvraag.vragen import (
    KEUZES,
    OORDELEN,
    VRAGEN,
    Kenmerk,
    vragen_aan,
)  # fmt: skip
from congruentie.voorstel.anders import als_deling


@pytest.fixture(scope="module")
def map_(tmp_path_factory):
    return maak(tmp_path_factory.mktemp("uitvraag"))


@pytest.fixture(scope="module")
def boek(map_):
    return openpyxl.load_workbook(map_ / AMSTERDAM)


def alles(blad) -> str:
    return "\n".join(str(cel) for rij in blad.values for cel in rij if cel is not None)


# --- who gets one ----------------------------------------------------------------------------


def test_een_bestand_per_gevraagde_en_een_lijst(map_):
    wie = gevraagden()
    assert [w.code for w in wie if w.soort == "gemeente"] == sorted(CODES)
    assert {w.code for w in wie if w.soort == "provincie"} == {"PV25", "PV27", "PV28"}
    assert {w.soort for w in wie} == {"gemeente", "provincie", "waterschap"}
    namen = {p.name for p in map_.iterdir()}
    assert namen == {bestandsnaam(w) for w in wie} | {"overzicht.csv"}
    assert {AMSTERDAM, NOORD_HOLLAND, "uitvraag-GM0518-s-Gravenhage.xlsx"} <= namen
    lijst = (map_ / "overzicht.csv").read_text("utf-8").splitlines()
    assert lijst[0] == "soort,code,naam,bestand,voorstel_sha256"
    assert lijst[1] == f"gemeente,GM0267,gemeente Nijkerk,uitvraag-GM0267-Nijkerk.xlsx,{SHA}"
    assert len(lijst) == len(wie) + 1


def test_alle_gemeenten_en_waarnemers_van_een_jaar():
    gemeenten = voorstel().indelingen.gemeenten
    assert len(kies_gevraagden(gemeenten, [])) == 342
    provincie = cg.laad_indelingen(2026, ["provincie"], cache="geen")["provincie"]
    wie = waarnemers("provincie", provincie, gemeenten)
    assert len(wie) == 12
    assert sorted(i for w in wie for i in w.gebied) == list(range(342))


@pytest.mark.parametrize(
    ("naam", "bestand"),
    [
        ("gemeente Súdwest-Fryslân", "uitvraag-GM1900-Sudwest-Fryslan.xlsx"),
        ("gemeente ../../etc/passwd", "uitvraag-GM1900-etc-passwd.xlsx"),
        ("gemeente \u202e<script>\x1b[31m", "uitvraag-GM1900-script-31m.xlsx"),
        ("gemeente 東京", "uitvraag-GM1900.xlsx"),
        ("gemeente " + "a" * 500, f"uitvraag-GM1900-{'a' * 60}.xlsx"),
    ],
)
def test_bestandsnaam_is_overal_veilig(naam, bestand):
    assert bestandsnaam(Gevraagde("gemeente", "GM1900", naam, (0,))) == bestand


# --- what it shows ---------------------------------------------------------------------------


def test_nu_en_voorstel_klopt_met_de_indelingen(boek):
    """Every name and number on the sheet, derived again from the memberships."""
    v = voorstel()
    gemeenten = v.indelingen.gemeenten
    i = gemeenten.plek["GM0363"]
    rijen = {r[1]: [c for c in r[2:] if c] for r in boek["Nu en voorstel"].values if r[1]}
    leden = np.flatnonzero(v.regio == v.regio[i])
    assert rijen["Uw regio in het voorstel"] == [regio_labels()[v.codes[v.regio[i]]]]
    samen = sorted(gemeenten.namen[j] for j in leden if j != i)
    assert set(re.split(", | en ", rijen["Samen met"][0])) == set(samen)
    inwoners = nl.getal(gemeenten.inwoners[leden].sum())
    assert rijen["Inwoners van deze regio"] == [f"{inwoners} ({gemeenten.inwoners_bron})"]
    congruentie = cg.bereken(v.indelingen).loc["GM0363", "congruentie"]
    assert rijen["Congruentie nu"][0].startswith(f"{punten(congruentie)}%.")
    for k, indeling in enumerate(v.indelingen):
        nu = set(np.flatnonzero(v.indelingen.regio[:, k] == v.indelingen.regio[i, k]))
        naam, _, erbij, eraf = rijen[indeling.titel]
        assert naam == indeling.regio_naam(indeling.lidmaatschap["GM0363"])
        verwacht_bij = {gemeenten.namen[j] for j in set(leden) - nu}
        verwacht_af = {gemeenten.namen[j] for j in nu - set(leden)}
        assert set(re.split(", | en ", erbij)) - {"-"} == verwacht_bij
        assert set(re.split(", | en ", eraf)) - {"-"} == verwacht_af


def test_verlies_is_wat_verhuizen_echt_kost():
    """Moving all that moves by hand and adding up the formula gives the same loss."""
    v = cg.stel_voor(
        cg.laad_indelingen(2026, ["ggd", "res"], cache="geen"), eisen=cg.Eisen(min_inwoners=150_000)
    )
    regio = v.indelingen.regio

    def doelwaarde(deling):
        som = 0.0
        for r in np.unique(deling):
            leden = np.flatnonzero(deling == r)
            gelijk = (regio[leden][:, None] == regio[leden][None]).sum(axis=2)
            som += (gelijk - 0.5 * 2)[np.triu_indices(len(leden), 1)].sum()
        return som

    assert doelwaarde(v.regio) == pytest.approx(v.doelwaarde)
    gezien = 0
    for ruimte in v.speelruimte:
        for weg in ruimte.uitwegen:
            if weg.anders is None:
                assert weg.beletsel
                continue
            anders = als_deling(v, weg.anders.zetten)[v.opgave.brok]
            assert v.doelwaarde - doelwaarde(anders) == pytest.approx(weg.anders.kosten)
            gezien += 1
        kosten = [weg.anders.kosten for weg in ruimte.uitwegen if weg.anders]
        assert kosten == sorted(kosten)
    assert gezien > 5


def test_waarnemer_ziet_zijn_gebied_en_de_status(map_):
    waterschap = next(w for w in gevraagden() if w.soort == "waterschap")
    tekst = alles(openpyxl.load_workbook(map_ / bestandsnaam(waterschap))["Nu en voorstel"])
    assert "niet officieel, niet van CBS" in tekst
    assert "grootste deel van haar oppervlakte" in tekst
    provincie = openpyxl.load_workbook(map_ / NOORD_HOLLAND)
    tekst = alles(provincie["Nu en voorstel"])
    assert "niet officieel" not in tekst
    ((_, bereik),) = provincie.defined_names["regio_code"].destinations
    regios = {rij[0].value for rij in provincie["Vragen"][bereik.replace("$", "")]}
    plekken = next(w for w in gevraagden() if w.code == "PV27").gebied
    verwacht = {regio_labels()[voorstel().codes[r]] for r in voorstel().regio[list(plekken)]}
    assert regios == verwacht


def test_uitleg_zegt_wat_er_met_antwoorden_gebeurt(map_, tmp_path):
    tekst = alles(openpyxl.load_workbook(map_ / AMSTERDAM)["Uitleg"])
    for deel in ("vrijwillig", "nieuw voorstel", "niet mee naar kaarten", "aaneengesloten regio's"):
        assert deel in tekst, deel
    assert "Stuur het terug" not in tekst
    afspraken = Afspraken(datetime.date(2027, 3, 1), "Bureau Regio, regio@voorbeeld.nl")
    maak_formulieren(voorstel(), SHA, gevraagden()[:1], tmp_path, afspraken)
    met = openpyxl.load_workbook(tmp_path / bestandsnaam(gevraagden()[0]))
    assert "Stuur het terug vóór 1 maart 2027." in alles(met["Uitleg"])
    assert "Bureau Regio, regio@voorbeeld.nl" in alles(met["Uitleg"])
    assert "Graag terug vóór 1 maart 2027." in alles(met["Vragen"])


# --- what can be filled in -------------------------------------------------------------------


def test_alleen_de_antwoordvakken_zijn_open(boek):
    open_ = {
        (blad.title, cel.coordinate)
        for blad in boek.worksheets
        for rij in blad.iter_rows()
        for cel in rij
        if not cel.protection.locked and type(cel).__name__ == "Cell"
    }
    genoemd = set()
    for vraag in vragen_aan("gemeente"):
        for veld in vraag.velden:
            rijen = range(vraag.rijen or 1)
            genoemd |= {("Vragen", plek(boek, veld.naam, rij).coordinate) for rij in rijen}
    assert open_ == genoemd
    for blad in boek.worksheets:
        assert blad.protection.sheet, blad.title
        assert blad.protection.password is None
    assert boek["Lijsten"].sheet_state == "hidden"
    assert [b.title for b in boek.worksheets if b.sheet_state == "visible"] == [
        "Uitleg", "Nu en voorstel", "Vragen",
    ]  # fmt: skip


LIJSTEN_IN_HET_FORMULIER = {"gemeenten", "keuzes", "regio's", "oordelen", "domeinen", "namens"}


def lijst_van(boek, naam):
    cel = plek(boek, naam).coordinate
    (regel,) = [r for r in boek["Vragen"].data_validations.dataValidation if cel in r.sqref]
    assert regel.type == "list"
    assert regel.error.startswith("Dit staat niet in de lijst.")
    assert (regel.errorStyle, regel.showErrorMessage, regel.showInputMessage) == (
        "stop",
        True,
        True,
    )
    blad, _, bereik = regel.formula1.partition("!")
    return [rij[0].value for rij in boek[blad][bereik.replace("$", "")]]


def test_keuzelijsten(boek):
    assert lijst_van(boek, "antwoord_keuze") == list(KEUZES.values())
    assert lijst_van(boek, "antwoord_alternatief") == list(regio_labels().values())
    assert lijst_van(boek, "wens_oordeel") == list(OORDELEN)
    assert lijst_van(boek, "wens_domein") == ["alle", "fysiek", "sociaal", "economisch"]
    gemeenten = lijst_van(boek, "wens_gemeente")
    assert len(gemeenten) == 341
    assert "Bergen (NH.) (GM0373)" in gemeenten
    assert "Amsterdam (GM0363)" not in gemeenten


def test_een_te_lange_tekst_wordt_geweigerd(boek):
    """A rule that shows no message lets everything through."""
    cel = plek(boek, "antwoord_opmerkingen").coordinate
    (regel,) = [r for r in boek["Vragen"].data_validations.dataValidation if cel in r.sqref]
    assert (regel.type, regel.operator, regel.formula1) == ("textLength", "lessThanOrEqual", "2000")
    assert (regel.errorStyle, regel.showErrorMessage) == ("stop", True)


def test_een_bladzijde_vragen_op_a4(boek):
    for naam in ("Uitleg", "Nu en voorstel", "Vragen"):
        assert boek[naam].page_setup.paperSize == 9
        assert boek[naam].sheet_properties.pageSetUpPr.fitToPage
    assert (boek["Vragen"].page_setup.fitToWidth, boek["Vragen"].page_setup.fitToHeight) == (1, 1)


def test_kenmerk_staat_zichtbaar_en_verborgen(boek):
    zichtbaar = [
        k for rij in boek["Vragen"].values for c in rij if (k := Kenmerk.uit_tekst(str(c)))
    ]
    assert [(k.code, k.jaar, k.sha256) for k in zichtbaar] == [("GM0363", 2026, SHA[:12])]
    verborgen = {r[0]: r[1] for r in boek["Lijsten"].values if r[0]}
    assert verborgen["code"] == "GM0363"
    assert verborgen["voorstel_sha256"] == SHA


# --- how it keeps ----------------------------------------------------------------------------


def test_dezelfde_vraag_geeft_dezelfde_bytes(map_, tmp_path):
    opnieuw = maak(tmp_path, 3)
    for pad in opnieuw.glob("*.xlsx"):
        assert (map_ / pad.name).read_bytes() == pad.read_bytes(), pad.name


def test_een_ingevuld_formulier_wordt_nooit_overschreven(tmp_path):
    kopie = maak(tmp_path, 2)
    assert maak(kopie, 2) == kopie  # the same again is fine
    vul(kopie / AMSTERDAM, antwoord_keuze="anders")
    (kopie / "uitvraag-GM0267-Nijkerk.xlsx").unlink()
    voor = {p.name: p.read_bytes() for p in kopie.iterdir()}
    with pytest.raises(CongruentieFout, match="Misschien zijn ze ingevuld; er is niets geschreven"):
        maak(kopie, 2)
    assert {p.name: p.read_bytes() for p in kopie.iterdir()} == voor


def test_libreoffice_houdt_alles(map_, tmp_path):
    """Names, drop-downs, locks, the hidden sheet and the page survive saving in LibreOffice."""
    libreoffice([map_ / AMSTERDAM, map_ / NOORD_HOLLAND], tmp_path)
    for naam in (AMSTERDAM, NOORD_HOLLAND):
        voor, na = (openpyxl.load_workbook(m / naam) for m in (map_, tmp_path))
        assert set(na.defined_names) >= set(voor.defined_names) - {"_xlnm.Print_Area"}
        for veld in voor.defined_names:
            assert plek(na, veld).coordinate == plek(voor, veld).coordinate
            assert not plek(na, veld).protection.locked or veld == "regio_code"
        assert all(blad.protection.sheet for blad in na.worksheets)
        assert na["Lijsten"].sheet_state == "hidden"
        assert na["Vragen"].page_setup.paperSize == 9
        assert list(na["Lijsten"].values) == list(voor["Lijsten"].values)
    na = openpyxl.load_workbook(tmp_path / AMSTERDAM)
    assert len(lijst_van(na, "wens_gemeente")) == 341
    assert lijst_van(na, "antwoord_keuze") == list(KEUZES.values())


def test_vragen_passen_op_een_bladzijde(map_, tmp_path):
    libreoffice([map_ / AMSTERDAM], tmp_path, "pdf")
    pdf = (tmp_path / AMSTERDAM).with_suffix(".pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 3


# --- the list of questions -------------------------------------------------------------------


def test_elk_antwoord_heeft_een_vraag_en_elke_vraag_een_antwoord():
    """Writing, filling in, reading and JSON follow the list; what it asks has a place in an answer."""
    gevraagd = [
        naam
        for vraag in VRAGEN
        for naam in (
            [vraag.sleutel]
            if vraag.soort in {"tabel", "contact"}
            else [veld.sleutel for veld in vraag.velden]
        )
    ]
    eigen = {"wie", "soort", "status", "bestand"}
    assert sorted({f.name for f in fields(Antwoord)} - eigen) == sorted(gevraagd)
    namen = [veld.naam for vraag in VRAGEN for veld in vraag.velden]
    assert len(namen) == len(set(namen))
    for vraag in VRAGEN:
        assert {v.lijst for v in vraag.velden} <= {"", *LIJSTEN_IN_HET_FORMULIER}


# --- hostile names ---------------------------------------------------------------------------

VIJANDIG = "=cmd|'/c calc'!A0 {{7*7}} <b>\u202e\x1b" + "x" * 40_000


def test_vijandige_namen_staan_er_letterlijk():
    """A name out of an own file is text: no formula, no link, no broken file."""
    v = voorstel()
    een = v.indelingen.indelingen[0]
    boos = Indeling("eigen", een.lidmaatschap, dict.fromkeys(een.regios, VIJANDIG), titel=VIJANDIG)
    indelingen = Indelingen(v.indelingen.gemeenten, (boos, v.indelingen.indelingen[1]))
    opgave = replace(v.opgave, indelingen=indelingen)
    inhoud = Inhoud(replace(v, opgave=opgave))
    wie = replace(gevraagden()[0], naam=VIJANDIG)
    ruw = maak_formulier(inhoud, wie, SHA, Afspraken(None, '=HYPERLINK("http://x")\ud800'))
    boek = openpyxl.load_workbook(io.BytesIO(ruw))
    cellen = [cel for blad in boek.worksheets for rij in blad.iter_rows() for cel in rij]
    assert not [cel for cel in cellen if cel.data_type == "f" or cel.hyperlink]
    assert all(len(cel.value) <= 32_767 for cel in cellen if isinstance(cel.value, str))
    assert any(cel.value == '=HYPERLINK("http://x")\ufffd' for cel in cellen)
    assert any("=cmd|'/c calc'!A0 {{7*7}} <b>" in str(cel.value) for cel in cellen)
    with zipfile.ZipFile(io.BytesIO(ruw)) as delen:
        assert not [n for n in delen.namelist() if "external" in n.lower() or "vba" in n.lower()]


def test_punten_zoals_nederlanders_schrijven():
    assert [punten(1234567), punten(1234.56), punten(12.04), punten(-3.25)] == [
        "1.234.567", "1.234,6", "12", "-3,2",
    ]  # fmt: skip

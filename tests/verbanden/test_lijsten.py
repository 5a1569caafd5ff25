"""Lists of verbanden: what is refused or said, lists together, and `controleer`."""

from __future__ import annotations

import csv
import json
import logging
import re

import pytest

import congruentie as cg
from congruentie.bronnen import VERBANDEN_2016, is_verbandenlijst, keur_verbanden, laad_verbanden
from congruentie.bronnen.deelnemers import soort_van
from congruentie.bronnen.meldingen import regels_van
from congruentie.errors import CongruentieFout

AMERSFOORT, BAARN, SOEST = "GM0307", "GM0308", "GM0342"


@pytest.fixture(scope="module")
def gemeenten():
    return cg.laad_gemeenten(2026)


@pytest.mark.parametrize(
    ("inhoud", "deel"),
    [
        ("", "er is geen kolom met verbanden en geen kolom met deelnemers"),
        ("a,b\n1x,2x\n", "er is geen kolom met verbanden en geen kolom met deelnemers"),
        ("verband,deelnemer\n", "er is geen enkel verband met een deelnemer"),
        (
            "verband,deelnemer\nA,Haren\nA,Groningen\nA,Ten Boer\n",
            "alle 3 gemeenten passen bij 2015 tot en met 2018, 2 niet bij 2026. Lees het met "
            "--peildatum 2018",
        ),
    ],
)
def test_wat_geen_lijst_is_of_van_een_ander_jaar_wordt_geweigerd(tmp_path, gemeenten, inhoud, deel):
    pad = tmp_path / "f.csv"
    pad.write_text(inhoud, "utf-8")
    with pytest.raises(CongruentieFout, match=re.escape(f"{pad}: {deel}")):
        laad_verbanden([pad], gemeenten)


def test_met_peildatum_volgen_verbanden_de_herindelingen(tmp_path, gemeenten, caplog):
    pad = tmp_path / "f.csv"
    pad.write_text("verband,gm_code\nA,GM0017\nA,GM0014\nB,GM0017\nB,GM0034\n", "utf-8")
    with caplog.at_level(logging.INFO, "congruentie"):
        lijst = laad_verbanden([pad], gemeenten, 2018)
    assert [v.leden for v in lijst] == [("GM0014",), ("GM0014", "GM0034")]
    assert (
        "Herindeling: op de gemeenten van 2026 is van 1 verband minder dan twee gemeenten over."
        in caplog.messages
    )


def test_een_verband_in_twee_lijsten_is_er_een(tmp_path, gemeenten, caplog):
    een, twee = tmp_path / "een.csv", tmp_path / "twee.csv"
    een.write_text("verband,deelnemer,domein\nA,Baarn,zorg\nA,Soest,zorg\n", "utf-8")
    twee.write_text(
        "verband,deelnemer,vorm\nA,Soest,BVO\nA,Amersfoort,BVO\nB,Baarn,\nB,Soest,\n", "utf-8"
    )
    lijst = laad_verbanden([een, twee], gemeenten)
    assert [(v.naam, v.leden, v.domein, v.vorm) for v in lijst] == [
        ("A", (AMERSFOORT, BAARN, SOEST), "zorg", "BVO"),
        ("B", (BAARN, SOEST), "", ""),
    ]
    assert [bron.bron for bron in lijst.herkomst] == [
        "eigen bestand een.csv",
        "eigen bestand twee.csv",
    ]
    assert caplog.messages[-1] == (
        "Let op: 1 verband staat in meer dan een lijst en telt een keer, met de deelnemers van elke "
        "lijst: A."
    )


def test_honderden_gelijke_meldingen_zijn_een_regel(tmp_path, gemeenten):
    pad = tmp_path / "f.csv"
    rijen = [f"A,Qwrtzdorp {i:03}\n" for i in range(300)]
    pad.write_text("verband,deelnemer\nA,Baarn\nA,Soest\n" + "".join(rijen), "utf-8")
    keuring = keur_verbanden(pad, gemeenten)
    regels = [regel for _, regel in regels_van(keuring.meldingen)]
    assert len(keuring.meldingen) == 301
    assert len(regels) == 2
    assert (
        "300 deelnemers zijn geen bekende gemeente en van geen bekende soort, zoals rij 4"
        in regels[0]
    )


@pytest.mark.parametrize(
    ("naam", "soort"),
    [
        ("Hoogheemraadschap van Delfland", "waterschap"),
        ("Wetterskip Fryslân", "waterschap"),
        ("Provincie Noord-Brabant", "provincie"),
        ("Gelderland", "provincie"),
        ("Ministerie van Onderwijs, Cultuur en Wetenschap", "Rijk"),
        ("UWV", "Rijk"),
        ("Veiligheidsregio Utrecht", "veiligheidsregio"),
        ("Regionale Uitvoeringsdienst (RUD) Utrecht", "omgevingsdienst"),
        ("Recreatieschap Stichtse Groenlanden", "andere regeling"),
        ("Coöperatie Wonen", "stichting"),
        ("Kamer van Koophandel", "instelling"),
        ("Kreis Borken", "buitenland"),
        ("Amersfort", ""),
    ],
)
def test_soorten_deelnemers(naam, soort):
    assert soort_van(naam) == soort


def test_geen_gemeente_lijkt_een_andere_soort_deelnemer():
    fout = {
        naam: soort_van(naam) for jaar in (2015, 2026) for naam in cg.laad_gemeenten(jaar).namen
    }
    assert {naam: soort for naam, soort in fout.items() if soort} == {}


def test_de_ingebouwde_lijst_als_eigen_bestand_geeft_dezelfde_verbanden(tmp_path):
    van_2016 = cg.laad_gemeenten(2016)
    ingebouwd = laad_verbanden([VERBANDEN_2016], van_2016)
    pad = tmp_path / "f.csv"
    with pad.open("w", encoding="utf-8", newline="") as stroom:
        schrijver = csv.writer(stroom)
        schrijver.writerow(["verband", "deelnemer"])
        schrijver.writerows((v.naam, lid) for v in ingebouwd for lid in v.leden)
    eigen = laad_verbanden([pad], van_2016)
    met = {" ".join(v.naam.split()): v.leden for v in ingebouwd if v.leden}
    assert {v.naam: v.leden for v in eigen} == met


# --- controleer --------------------------------------------------------------------------------


def test_controleer_herkent_een_lijst_en_zegt_wat_erin_staat(roep, tmp_path):
    pad = tmp_path / "f.csv"
    pad.write_text("verband,deelnemer\nA,Baarn\nA,Soest\nA,Amersfort\nB,Baarn\n", "utf-8")
    code, uit, _ = roep("controleer", str(pad))
    regels = uit.splitlines()
    assert code == 0
    assert regels[0].startswith(
        f"let op: {pad}, rij 4: gemeente 'Amersfort' is niet bekend in 2026"
    )
    assert regels[-1] == "Bruikbaar: 2 verbanden met 2 gemeenten; 1 met twee of meer gemeenten."
    code, uit, _ = roep("controleer", str(pad), "--json", "-")
    gezegd = json.loads(uit)
    assert code == 0
    assert gezegd["bruikbaar"] is True
    eerste = gezegd["meldingen"][0]
    assert list(eerste) == [
        "ernst", "bestand", "blad", "rij", "kolom", "waarde", "melding", "voorstel",
    ]  # fmt: skip
    assert (eerste["rij"], eerste["waarde"]) == (4, "Amersfort")
    assert eerste["voorstel"] == "Bedoel je Amersfoort (GM0307)?"


def test_controleer_noemt_het_jaar_en_volgt_peildatum(roep, tmp_path):
    pad = tmp_path / "f.csv"
    pad.write_text("verband,deelnemer\nA,Haren\nA,Groningen\n", "utf-8")
    code, uit, _ = roep("controleer", str(pad))
    assert code == 1
    assert "alle 2 gemeenten passen bij 2015 tot en met 2018, 1 niet bij 2026" in uit
    assert roep("controleer", str(pad), "--peildatum", "2018")[0] == 0


def test_een_indeling_is_geen_lijst_van_verbanden(tmp_path, gemeenten):
    pad = tmp_path / "f.csv"
    pad.write_text("gm_code,regio\nGM0307,a\nGM0308,a\n", "utf-8")
    assert not is_verbandenlijst(pad, gemeenten)
    pad.write_text("verband,gm_code\na,GM0307\n", "utf-8")
    assert is_verbandenlijst(pad, gemeenten)


def test_indelingen_noemt_de_ingebouwde_lijst(roep):
    code, uit, _ = roep("indelingen", "--jaar", "2026")
    assert code == 0
    assert (
        "Bij --verbanden: verbanden_2016, 464 samenwerkingsverbanden waarvan 429 met twee of" in uit
    )
    assert "niet officieel, niet van CBS, ingebouwd" in uit
    assert uit.splitlines()[-1].startswith("Bron: De twaalf provincies")

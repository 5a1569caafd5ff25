"""One look-up of gemeenten: in files, in options and in the search box of the page."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import congruentie as cg
from congruentie.bronnen.zoeken import (
    NietGevonden,
    Zoeker,
    normaliseer_gm_code,
    sleutel,
    zoeker_voor,
)
from congruentie.errors import CongruentieFout, GebruiksFout
from congruentie.kaart.eiland import _zoeksleutels
from congruentie.voorstel.eisenbestand import lees_eisen, lees_paar

NODE = shutil.which("node")
ZOEK = Path(cg.__file__).parent / "kaart" / "zoek.js"
GOED = [
    ("0518 's-Gravenhage", "GM0518"), ("GM0518 - \u2019s-Gravenhage", "GM0518"),
    ("GM0796: 's-Hertogenbosch", "GM0796"), ("'s-Hertogenbosch (GM0796)", "GM0796"),
    ("Gem. Utrecht", "GM0344"), ("gem. Bergen (N-H)", "GM0373"), ("Bergen (Limb.)", "GM0893"),
    ("Oosterhout (N.Br.)", "GM0826"), ("Oosterhout (N-Br.)", "GM0826"),
    ("'s-Gravenhage", "GM0518"), ("\u2019s-Gravenhage", "GM0518"), ("s Gravenhage", "GM0518"),
    ("s-gravenhage", "GM0518"), ("Gravenhage, 's-", "GM0518"), ("Den Haag", "GM0518"),
    ("DEN HAAG (gemeente)", "GM0518"), ("'s-Gravenhage (gemeente)", "GM0518"),
    ("Den Haag ZH", "GM0518"), ("gemeente Den Haag", "GM0518"), ("Gravenhage", "GM0518"),
    ("'s Hertogenbosch", "GM0796"), ("Den Bosch", "GM0796"), ("Hertogenbosch", "GM0796"),
    ("Hengelo", "GM0164"), ("Hengelo (O.)", "GM0164"), ("Hengelo (O)", "GM0164"),
    ("hengelo o", "GM0164"), ("Hengelo Ov.", "GM0164"), ("Hengelo (Overijssel)", "GM0164"),
    ("Hengelo (Ov)", "GM0164"), ("Rijswijk", "GM0603"), ("Rijswijk (Zuid-Holland)", "GM0603"),
    ("Bergen NH", "GM0373"), ("Bergen (NH)", "GM0373"), ("Bergen (Noord-Holland)", "GM0373"),
    ("Bergen L.", "GM0893"), ("Gemeente Bergen (L)", "GM0893"), ("bergen, limburg", "GM0893"),
    ("Enschede (O.)", "GM0153"), ("Utrecht (U.)", "GM0344"), ("Groningen (gemeente)", "GM0014"),
    ("Gemeente Utrecht", "GM0344"), ("Utrecht, gemeente", "GM0344"),
    ("Sudwest Fryslan", "GM1900"), ("SÃºdwest-FryslÃ¢n", "GM1900"), ("súdwest-frysla\u0302n", "GM1900"),
    ("De Bilt", "GM0310"), ("Bilt, De", "GM0310"), ("Bilt", "GM0310"), ("Ronde Venen, De", "GM0736"),
    ("Alphen a/d Rijn", "GM0484"), ("Alphen a.d. Rijn", "GM0484"), ("Capelle a/d IJssel", "GM0502"),
    ("Nuenen c.a.", "GM0820"), ("Nuenen", "GM0820"), ("Nuenen, Gerwen & Nederwetten", "GM0820"),
    ("St. Michielsgestel", "GM0845"), ("De Friese Meren", "GM1940"), ("Ijsselstein", "GM0353"),
    ("GM0193 Zwolle", "GM0193"), ("Zwolle (GM0193)", "GM0193"), ("0193 - Zwolle", "GM0193"),
    ("Zwolle; GM 193", "GM0193"), ("Zwol (GM0193)", "GM0193"),
]  # fmt: skip
CODES = [
    ("GM0363", "GM0363"), ("gm0363", "GM0363"), (" 0363 ", "GM0363"), ("363", "GM0363"),
    ("363.0", "GM0363"), ("363,0", "GM0363"), ("14,0", "GM0014"), ("1.507", "GM1507"),
    ("1,507", "GM1507"), ("GM 0363", "GM0363"), ("GM-363", "GM0363"), ('="0363"', "GM0363"),
    ("GM0363\u00a0", "GM0363"), ("\ufeffGM0363", "GM0363"), ("'0363", "GM0363"),
    ("363.5", None), ("12345", None), ("-363", None), ("PV27", None), ("BU03630000", None),
    ("1.64", None), ("0.363", None), ("", None), ("GM", None),
]  # fmt: skip
FOUT = [
    ("Bergen", "kan Bergen (NH.) (GM0373) of Bergen (L.) (GM0893) zijn.", "Gebruik de code"),
    ("Gemeente Bergen", "kan Bergen (NH.) (GM0373) of Bergen (L.)", ""),
    ("Rijswijk (NB)", "is niet bekend in 2025", "Bedoel je Rijswijk (ZH.) (GM0603)?"),
    ("Weesp", "GM0457 Weesp bestaat niet meer sinds 24-03-2022, nu GM0363 Amsterdam.", ""),
    ("Gemeente weesp", "GM0457 Weesp bestaat niet meer sinds 24-03-2022", "nieuwe gemeente"),
    ("Haaren", "nu GM0757 Boxtel, GM0824 Oisterwijk, GM0855 Tilburg en GM0865 Vught.", ""),
    ("457", "GM0457 Weesp bestaat niet meer", ""),
    ("Zwolle (GM0363)", "noemt een andere naam dan die van GM0363 (Amsterdam)", "Vraag welke"),
    ("Amsteram", "is niet bekend", "Bedoel je Amsterdam (GM0363)?"),
    ("Den Haagg", "is niet bekend", "Bedoel je 's-Gravenhage (GM0518)?"),
    ("S?dwest-Frysl?n", "is niet bekend", "Bedoel je Súdwest-Fryslân (GM1900)"),
    (
        "1.64",
        "is niet bekend",
        "Bedoel je Leudal (GM1640), een getal dat zijn laatste nul verloor?",
    ),
    ("GM9999", "bestaat niet in 2025", "gemeenten van dat jaar"),
    ("Atlantis", "is niet bekend in 2025", "Gebruik de code, zoals GM0363."),
    ("", "gemeente '' is niet bekend", "Gebruik de code"),
    ("a" * 5000, "is niet bekend", "Gebruik de code"),
]


@pytest.fixture(scope="module")
def zoeker():
    return zoeker_voor(cg.laad_gemeenten(2025))


@pytest.mark.parametrize(("tekst", "code"), GOED)
def test_een_naam_in_elke_spelling(zoeker, tekst, code):
    assert zoeker.zoek(tekst) == code
    assert zoeker.vind(tekst, "") == code


@pytest.mark.parametrize(("tekst", "code"), CODES)
def test_een_code_in_elke_spelling(tekst, code):
    assert normaliseer_gm_code(tekst) == code


@pytest.mark.parametrize(("tekst", "melding", "advies"), FOUT)
def test_wat_geen_gemeente_is_wordt_uitgelegd(zoeker, tekst, melding, advies):
    gevonden = zoeker.zoek(tekst)
    assert isinstance(gevonden, NietGevonden)
    assert melding in gevonden.melding
    assert advies in gevonden.advies
    with pytest.raises(CongruentieFout) as fout:
        zoeker.vind(tekst, "Hier: ")
    assert str(fout.value) == f"Hier: {gevonden.melding} {gevonden.advies}"


@pytest.mark.parametrize("jaar", range(2015, 2027))
def test_elke_officiele_naam_van_elk_jaar_en_geen_naam_is_van_twee(jaar):
    zoeker = zoeker_voor(cg.laad_gemeenten(jaar))
    for code, naam in zoeker.gemeenten.naam_van.items():
        kort = naam.removesuffix(" (gemeente)")
        plat = kort.replace("(", "").replace(")", "").replace("-", " ").rstrip(".")
        for vorm in (naam, naam.upper(), f"Gemeente {naam}", f"{kort} (gemeente)", plat, code):
            assert zoeker.zoek(vorm) == code, vorm
    # A spelling of one gemeente is never that of another, but for the bare Bergen.
    van: dict[str, set[str]] = {}
    for code in zoeker.gemeenten.codes:
        for een in zoeker.sleutels(code):
            van.setdefault(een, set()).add(code)
    assert {een for een, codes in van.items() if len(codes) > 1} == {"bergen"}


def test_wie_er_later_bij_kwam():
    zoeker = zoeker_voor(cg.laad_gemeenten(2016))
    assert "GM1979 Eemsdelta bestaat pas sinds 01-01-2021" in zoeker.zoek("GM1979").melding
    assert "GM1979 Eemsdelta bestaat pas sinds 01-01-2021" in zoeker.zoek("Eemsdelta").melding
    assert zoeker.ooit("Eemsdelta") == {"GM1979"}
    assert zoeker.kan_zijn("Eemsdelta") == set()


def test_zonder_geschiedenis_en_provincies():
    zoeker = Zoeker(cg.laad_gemeenten(2025))
    assert zoeker.zoek("Bergen NH") == "GM0373"
    assert "'Weesp' is niet bekend" in zoeker.zoek("Weesp").melding


@given(st.text(max_size=30))
def test_geen_tekst_laat_het_zoeken_struikelen(tekst):
    gevonden = zoeker_van_2025().zoek(tekst)
    assert isinstance(gevonden, NietGevonden) or gevonden.startswith("GM")
    assert sleutel(sleutel(tekst)) == sleutel(tekst)


def zoeker_van_2025(bewaard=[]):  # noqa: B006
    bewaard.extend([] if bewaard else [zoeker_voor(cg.laad_gemeenten(2025))])
    return bewaard[0]


def test_een_komma_in_een_naam(zoeker):
    heel = "Nuenen, Gerwen en Nederwetten"
    assert zoeker.splits(f"{heel},Eindhoven") == [heel, "Eindhoven"]
    assert zoeker.splits(f"Eindhoven, {heel}, Son en Breugel") == [
        "Eindhoven",
        heel,
        "Son en Breugel",
    ]
    assert zoeker.splits("Hengelo,Enschede") == ["Hengelo", "Enschede"]
    assert zoeker.splits("Zeist, Bilt, De") == ["Zeist", "Bilt, De"]
    assert zoeker.splits("x,y,z") == ["x", "y", "z"]


def test_in_opties_en_wensen():
    indelingen = cg.laad_indelingen(2025, ["ggd", "res"])
    gemeenten = indelingen.gemeenten
    assert lees_paar("Hengelo,Enschede", gemeenten) == ("GM0164", "GM0153")
    assert lees_paar("Nuenen, Gerwen en Nederwetten,den bosch", gemeenten) == ("GM0820", "GM0796")
    for tekst in ("Hengelo", "a,b,c", "Hengelo,"):
        with pytest.raises(GebruiksFout, match="heeft niet de vorm GM,GM"):
            lees_paar(tekst, gemeenten)
    with pytest.raises(CongruentieFout, match=r"Bij waarom: .*'Bergen' kan Bergen \(NH.\)"):
        lees_paar("Bergen,Alkmaar", gemeenten)
    opties = {"samen": ["Den Haag,Rijswijk"], "apart": [["Hengelo", "Bergen NH"]]}
    eisen, _ = lees_eisen(
        {**opties, "liever": ["Nuenen c.a.,Gemeente Son en Breugel=2"]}, indelingen
    )
    assert eisen.samen == (("GM0518", "GM0603"),)
    assert eisen.apart == (("GM0164", "GM0373"),)
    assert eisen.liever == (("GM0820", "GM0848", 2.0),)
    with pytest.raises(CongruentieFout, match="Bij samen: GM0457 Weesp bestaat niet meer sinds"):
        lees_eisen({"samen": ["Weesp,Amsterdam"]}, indelingen)


@pytest.mark.skipif(NODE is None, reason="alleen waar node is geïnstalleerd")
def test_het_zoekvak_vindt_dezelfde_spellingen(zoeker):
    gemeenten = zoeker.gemeenten
    teksten = [*(t for t, _ in GOED if "GM" not in t and not t.startswith("0") and "Ã" not in t)]
    teksten += gemeenten.namen
    vraag = {
        "codes": gemeenten.codes,
        "namen": gemeenten.namen,
        "sleutels": _zoeksleutels(gemeenten),
        "vroeger": [],
        "teksten": teksten,
    }
    script = f"""
        const vraag = JSON.parse(require("node:fs").readFileSync(0, "utf-8"));
        globalThis.window = globalThis;
        globalThis.congruentie = {{
            gegevens: {{ gemeenten: vraag, voorstellen: [], indelingen: [] }}, hulp: {{}},
        }};
        require({json.dumps(str(ZOEK))});
        const een = (t) => [congruentie.zoeksleutel(t), congruentie.vindGemeenten(t)];
        process.stdout.write(JSON.stringify(vraag.teksten.map(een)));
    """
    klaar = subprocess.run(
        [NODE, "-e", script],
        input=json.dumps(vraag),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    for tekst, (gevouwen, treffers) in zip(teksten, json.loads(klaar.stdout), strict=True):
        assert gevouwen == sleutel(tekst), tekst
        assert gemeenten.codes[treffers[0]] == zoeker.zoek(tekst), tekst


@pytest.mark.skipif(NODE is None, reason="alleen waar node is geïnstalleerd")
def test_het_zoekvak_vindt_al_typend(zoeker):
    gemeenten = zoeker.gemeenten
    vraag = {
        "codes": gemeenten.codes,
        "namen": gemeenten.namen,
        "sleutels": _zoeksleutels(gemeenten),
        "vroeger": [],
    }
    vragen = [
        "Alphen aan d",
        "Bergen (",
        "haag",
        "fryslan",
        "gm036",
        "(gemeente)",
        "xyz",
        " ",
        "nuenen, g",
    ]
    script = f"""
        globalThis.window = globalThis;
        globalThis.congruentie = {{
            gegevens: {{ gemeenten: {json.dumps(vraag)}, voorstellen: [], indelingen: [] }}, hulp: {{}},
        }};
        require({json.dumps(str(ZOEK))});
        process.stdout.write(JSON.stringify({json.dumps(vragen)}.map(congruentie.vindGemeenten)));
    """
    klaar = subprocess.run(
        [NODE], input=script, capture_output=True, text=True, check=True, timeout=60
    )
    gevonden = [
        [gemeenten.namen[plek] for plek in treffers] for treffers in json.loads(klaar.stdout)
    ]
    alphen, bergen, haag, fryslan, code, geen, onzin, leeg, nuenen = gevonden
    assert alphen == ["Alphen aan den Rijn"]
    assert {"Bergen (L.)", "Bergen (NH.)", "Bergen op Zoom"} <= set(bergen)
    assert haag[0] == "'s-Gravenhage"
    assert "Súdwest-Fryslân" in fryslan
    assert "Amsterdam" in code
    assert geen == onzin == leeg == []
    assert nuenen == ["Nuenen, Gerwen en Nederwetten"]

"""The membership data pack, held against its own register and against common sense.

Every resource of ``regio_indelingen/datapackage.json`` is opened, and every CSV in the folder must
be registered, so no table escapes these tests.
"""

import csv
import datetime
import hashlib
import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

WORTEL = Path(__file__).resolve().parents[1]
PAK = WORTEL / "regio_indelingen"
GRENZEN = WORTEL / "gemeentegrenzen"
REGISTER = json.loads((PAK / "datapackage.json").read_text(encoding="utf-8"))
BRONNEN = {bron["name"]: bron for bron in REGISTER["resources"]}
LIDMAATSCHAPPEN = [n for n, bron in BRONNEN.items() if bron["soort"] == "lidmaatschap"]

AANTAL_GEMEENTEN = {2016: 390, 2022: 345, 2025: 342}
AANTAL_INDELINGEN = {2016: 19, 2022: 8, 2025: 29}
NIET_OFFICIEEL = {"omgevingsdienst", "waterschap", "ov_autoriteit", "swv_po", "swv_vo", "roaz"}
STANDAARD = ["ggd", "res", "jeugdregio", "arbeidsmarktregio"]
DOMEINEN = {"bestuurlijk", "zorg", "onderwijs", "economie", "fysiek", "veiligheid"}
STUDIEGROEP = {"fysiek", "sociaal", "economisch", None}
KOLOMMEN = ["gm_code", "regio_code", "regio_naam"]
KOLOMMEN_EXTRA = ["peildatum", "status", "bron"]
MACHINEPAD = re.compile(r"/(?:tmp|home|work|root|mnt|Users)/|[A-Za-z]:\\|file://")


def lees(pad):
    with pad.open(encoding="utf-8", newline="") as stroom:
        return list(csv.DictReader(stroom))


def gemeenten_van(jaar):
    """The gemeenten of a year, from the other data pack (an independent list)."""
    return {rij["gm_code"] for rij in lees(GRENZEN / f"gemeenten_{jaar}.csv")}


@pytest.fixture(params=list(BRONNEN))
def bron(request):
    return BRONNEN[request.param]


@pytest.fixture(params=LIDMAATSCHAPPEN)
def lidmaatschap(request):
    return BRONNEN[request.param]


# --- the register ------------------------------------------------------------------------------


def test_register_noemt_elk_bestand_een_keer():
    paden = [bron["path"] for bron in REGISTER["resources"]]
    aanwezig = {pad.relative_to(PAK).as_posix() for pad in PAK.rglob("*.csv")}
    assert len(paden) == len(set(paden))
    assert len(BRONNEN) == len(REGISTER["resources"])
    assert set(paden) == aanwezig


def test_register_heeft_alle_indelingen():
    per_jaar = Counter(BRONNEN[naam]["jaar"] for naam in LIDMAATSCHAPPEN)
    assert per_jaar == AANTAL_INDELINGEN
    assert [bron["soort"] for bron in BRONNEN.values()].count("herindelingen") == 1


def test_register_is_datapackage_v2():
    assert REGISTER["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    for sleutel in ("name", "title", "description", "licenses"):
        assert REGISTER[sleutel], sleutel


def test_bestand_is_wat_het_register_zegt(bron):
    inhoud = (PAK / bron["path"]).read_bytes()
    rijen = lees(PAK / bron["path"])
    assert bron["bytes"] == len(inhoud)
    assert bron["hash"] == "sha256:" + hashlib.sha256(inhoud).hexdigest()
    assert bron["rows"] == len(rijen)
    assert (bron["format"], bron["mediatype"], bron["encoding"]) == ("csv", "text/csv", "utf-8")


def test_bestand_is_nette_tekst(bron):
    inhoud = (PAK / bron["path"]).read_bytes()
    assert b"\r" not in inhoud
    assert not inhoud.startswith(b"\xef\xbb\xbf")
    assert inhoud.endswith(b"\n")
    for nummer, rij in enumerate(lees(PAK / bron["path"]), start=2):
        assert None not in {*rij, *rij.values()}, f"rij {nummer}"
        for kolom, waarde in rij.items():
            assert waarde == waarde.strip(), f"rij {nummer}, {kolom}: {waarde!r}"


def test_elke_waarde_past_bij_het_schema(bron):
    """Columns, required values, patterns, enumerations and keys, straight from the register."""
    rijen = lees(PAK / bron["path"])
    velden = bron["schema"]["fields"]
    assert list(rijen[0]) == [veld["name"] for veld in velden]
    for veld in velden:
        assert veld["title"]
        assert veld["description"]
        eis = veld.get("constraints", {})
        patroon = re.compile(eis.get("pattern", ""))
        for rij in rijen:
            waarde = rij[veld["name"]]
            assert waarde or not eis.get("required"), (veld["name"], rij)
            assert patroon.search(waarde), (veld["name"], rij)
            assert waarde in eis.get("enum", [waarde]), (veld["name"], rij)
    sleutels = [tuple(rij[kolom] for kolom in bron["schema"]["primaryKey"]) for rij in rijen]
    assert len(sleutels) == len(set(sleutels))


def test_elke_bron_heeft_herkomst_en_licentie(bron):
    for sleutel in ("title", "description", "naamsvermelding"):
        assert bron[sleutel].strip(), sleutel
    assert bron["sources"]
    assert bron["licenses"]
    assert all(herkomst["title"] for herkomst in bron["sources"])
    assert all(licentie.get("name") and licentie["title"] for licentie in bron["licenses"])
    for iets in bron["sources"] + bron["licenses"]:
        assert iets.get("path", "https://").startswith("https://")


def test_geen_paden_van_iemands_machine():
    for pad in PAK.rglob("*"):
        if pad.suffix in {".csv", ".json", ".md"}:
            gevonden = MACHINEPAD.search(pad.read_text(encoding="utf-8"))
            assert not gevonden, f"{pad.name}: {gevonden}"


# --- memberships -------------------------------------------------------------------------------


def test_lidmaatschap_beschrijving(lidmaatschap):
    bron = lidmaatschap
    assert bron["path"] == f"{bron['jaar']}/{bron['indeling']}.csv"
    assert bron["name"] == f"{bron['indeling'].replace('_', '-')}-{bron['jaar']}"
    assert re.fullmatch(r"[a-z0-9-]+", bron["name"])
    assert bron["enkelvoud"]
    assert bron["enkelvoud"] != bron["title"]
    assert bron["domein"] in DOMEINEN
    assert bron["domein_studiegroep"] in STUDIEGROEP
    assert isinstance(bron["landsdekkend"], bool)
    niet_officieel = bron["indeling"] in NIET_OFFICIEEL
    assert bron["status"] == ("niet_officieel" if niet_officieel else "officieel")


def test_lidmaatschap_kolommen(lidmaatschap):
    kolommen = [veld["name"] for veld in lidmaatschap["schema"]["fields"]]
    extra = KOLOMMEN_EXTRA if lidmaatschap["status"] == "niet_officieel" else []
    assert kolommen == KOLOMMEN + extra


def test_lidmaatschap_peildatum(lidmaatschap):
    """One ISO date for the whole table, or null where the rows differ."""
    rijen = lees(PAK / lidmaatschap["path"])
    per_rij = {rij["peildatum"] for rij in rijen if "peildatum" in rij}
    peildatum = lidmaatschap["peildatum"]
    if peildatum is None:
        assert len(per_rij) > 1
        return
    assert datetime.date.fromisoformat(peildatum).year <= lidmaatschap["jaar"]
    assert per_rij <= {peildatum}


def test_lidmaatschap_regios(lidmaatschap):
    rijen = lees(PAK / lidmaatschap["path"])
    namen = defaultdict(set)
    for rij in rijen:
        namen[rij["regio_code"]].add(rij["regio_naam"])
    assert lidmaatschap["regions"] == len(namen)
    assert {code: naam for code, naam in namen.items() if len(naam) > 1} == {}
    gevuld = Counter(naam for namen_ in namen.values() for naam in namen_ if naam)
    assert {naam for naam, keer in gevuld.items() if keer > 1} == set()


def test_lidmaatschap_elke_gemeente_een_keer(lidmaatschap):
    codes = [rij["gm_code"] for rij in lees(PAK / lidmaatschap["path"])]
    assert codes == sorted(set(codes))
    assert lidmaatschap["landsdekkend"] == (len(codes) == AANTAL_GEMEENTEN[lidmaatschap["jaar"]])


@pytest.mark.parametrize("jaar", AANTAL_GEMEENTEN)
def test_gemeenten_zijn_die_van_het_jaar(jaar):
    gemeenten = gemeenten_van(jaar)
    assert len(gemeenten) == AANTAL_GEMEENTEN[jaar]
    for naam in LIDMAATSCHAPPEN:
        bron = BRONNEN[naam]
        if bron["jaar"] == jaar:
            codes = {rij["gm_code"] for rij in lees(PAK / bron["path"])}
            assert codes <= gemeenten, naam
            assert (codes == gemeenten) == bron["landsdekkend"], naam


def test_zelfde_indeling_zelfde_beschrijving_door_de_jaren():
    """What an indeling is does not depend on the year; only its table does."""
    vast = ("title", "enkelvoud", "domein", "domein_studiegroep", "description", "status")
    gezien = {}
    for naam in LIDMAATSCHAPPEN:
        bron = BRONNEN[naam]
        kenmerken = {sleutel: bron[sleutel] for sleutel in vast}
        assert gezien.setdefault(bron["indeling"], kenmerken) == kenmerken, naam


@pytest.mark.parametrize(
    ("naam", "aantal"),
    [
        ("ggd-2025", 25),
        ("res-2025", 30),
        ("jeugdregio-2025", 42),
        ("arbeidsmarktregio-2025", 35),
        ("zorgkantoorregio-2025", 31),
        ("veiligheidsregio-2025", 25),
        ("provincie-2025", 12),
        ("corop-2025", 40),
        ("waterschap-2025", 21),
        ("ov-autoriteit-2025", 14),
        ("ggd-2022", 25),
        ("ggd-2016", 25),
    ],
)
def test_bekende_aantallen(naam, aantal):
    assert BRONNEN[naam]["regions"] == aantal


def test_standaardset_is_compleet_en_officieel():
    for indeling in STANDAARD:
        bron = BRONNEN[f"{indeling}-2025"]
        assert bron["status"] == "officieel"
        assert bron["landsdekkend"]


@pytest.mark.parametrize(
    ("fijn", "grof"),
    [
        ("subres-2025", "res-2025"),
        ("coropplus-2025", "coropsub-2025"),
        ("coropsub-2025", "corop-2025"),
        ("corop-2025", "provincie-2025"),
        ("provincie-2025", "landsdeel-2025"),
        ("landbouwgebied-2025", "landbouwgroep-2025"),
        ("toeristengebied-2025", "toeristengroep-2025"),
        ("arrondissement-2025", "ressort-2025"),
        ("coropplus-2016", "coropsub-2016"),
        ("corop-2022", "provincie-2022"),
    ],
)
def test_geneste_indelingen(fijn, grof):
    groot = {rij["gm_code"]: rij["regio_code"] for rij in lees(PAK / BRONNEN[grof]["path"])}
    boven = defaultdict(set)
    for rij in lees(PAK / BRONNEN[fijn]["path"]):
        boven[rij["regio_code"]].add(groot[rij["gm_code"]])
    assert {code for code, regios in boven.items() if len(regios) > 1} == set()


def test_readme_noemt_elke_indeling_met_zijn_aantal():
    """The README repeats counts and dates for people; they must stay those of the register."""
    tekst = (PAK / "README.md").read_text(encoding="utf-8")
    for naam in LIDMAATSCHAPPEN:
        bron = BRONNEN[naam]
        if bron["jaar"] == 2025:  # a row of a table
            einde = f"| {bron['regions']} | {bron['peildatum'] or 'verschilt per rij'} |"
            patroon = rf"^\| `{bron['indeling']}` \|.*{re.escape(einde)}$"
        else:  # an enumeration: `corop` (40 regio's), `ggd` (25), ...
            tekst_jaar = tekst.split(f"\n{bron['jaar']} (StatLine", 1)[1].split("\n\n", 1)[0]
            assert f"`{bron['indeling']}`" in tekst_jaar, naam
            patroon = rf"`{bron['indeling']}`\s+\({bron['regions']}\b"
        assert re.search(patroon, tekst, re.MULTILINE), naam


@pytest.mark.parametrize("indeling", sorted(NIET_OFFICIEEL))
def test_readme_telt_de_status_goed(indeling):
    status = Counter(rij["status"] for rij in lees(PAK / "2025" / f"{indeling}.csv"))
    telling = " | ".join(str(status[soort]) for soort in ("bron", "afgeleid", "onzeker"))
    tekst = (PAK / "README.md").read_text(encoding="utf-8")
    assert f"| `{indeling}` | {telling} |" in tekst


@pytest.mark.parametrize(
    ("naam", "partners"), [("ggd-2022", 14), ("zorgkantoorregio-2022", 24), ("jeugdregio-2022", 6)]
)
def test_partners_van_nijkerk(naam, partners):
    """Behind the minimum (33,55%) of figure 4 of the report "Als een overheid" (2020)."""
    rijen = lees(PAK / BRONNEN[naam]["path"])
    (regio,) = {rij["regio_code"] for rij in rijen if rij["gm_code"] == "GM0267"}
    assert sum(rij["regio_code"] == regio for rij in rijen) - 1 == partners


# --- herindelingen -----------------------------------------------------------------------------


def herindelingen():
    return lees(PAK / BRONNEN["herindelingen"]["path"])


def test_herindelingen_datums_en_aandelen():
    datums = [datetime.date.fromisoformat(rij["datum"]) for rij in herindelingen()]
    assert datums == sorted(datums)
    assert (datums[0].year, datums[-1].year) == (2015, 2023)
    som = defaultdict(float)
    for rij in herindelingen():
        aandeel = float(rij["aandeel"])
        assert 0 < aandeel <= 1
        assert rij["oud_code"] != rij["nieuw_code"]
        som[rij["datum"], rij["oud_code"]] += aandeel
    assert {sleutel: x for sleutel, x in som.items() if x != pytest.approx(1, abs=1e-3)} == {}


def test_herindelingen_een_naam_per_code():
    namen = defaultdict(set)
    for rij in herindelingen():
        namen[rij["oud_code"]].add(rij["oud_naam"])
        namen[rij["nieuw_code"]].add(rij["nieuw_naam"])
    assert {code: naam for code, naam in namen.items() if len(naam) > 1} == {}


@pytest.mark.parametrize(("van", "naar"), [(2016, 2022), (2022, 2025), (2016, 2025)])
def test_herindelingen_geven_de_gemeenten_van_een_later_jaar(van, naar):
    """Lists hold on 1 January, after the mergers of that day."""
    per_datum = defaultdict(list)
    for rij in herindelingen():
        if f"{van}-01-01" < rij["datum"] <= f"{naar}-01-01":
            per_datum[rij["datum"]].append(rij)
    gemeenten = gemeenten_van(van)
    for datum in sorted(per_datum):
        oud = {rij["oud_code"] for rij in per_datum[datum]}
        assert oud <= gemeenten, datum
        gemeenten = (gemeenten - oud) | {rij["nieuw_code"] for rij in per_datum[datum]}
    assert gemeenten == gemeenten_van(naar)


# --- frictionless ------------------------------------------------------------------------------


def test_frictionless_keurt_het_pak_goed():
    frictionless = pytest.importorskip("frictionless")
    uitslag = frictionless.validate(str(PAK / "datapackage.json"))
    assert uitslag.valid, uitslag.flatten(["name", "rowNumber", "fieldName", "message"])
    assert uitslag.stats["tasks"] == len(BRONNEN)

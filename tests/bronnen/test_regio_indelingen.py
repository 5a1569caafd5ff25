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
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

WORTEL = Path(__file__).resolve().parents[2]
PAK = WORTEL / "regio_indelingen"
REGISTER = json.loads((PAK / "datapackage.json").read_text(encoding="utf-8"))
BRONNEN = {bron["name"]: bron for bron in REGISTER["resources"]}
AANVULLEND = [n for n, bron in BRONNEN.items() if bron["soort"] == "lidmaatschap"]

# StatLine, "Gebieden in Nederland <jaar>": gemeenten, indelingen and inhabitants (the published
# national figure of each table).
CBS = {
    2015: (393, 19, 16_900_726),
    2016: (390, 19, 16_979_120),
    2017: (388, 17, 17_081_507),
    2018: (380, 21, 17_181_084),
    2019: (355, 21, 17_282_163),
    2020: (355, 22, 17_407_585),
    2021: (352, 22, 17_475_415),
    2022: (345, 23, 17_590_672),
    2023: (342, 23, 17_811_291),
    2024: (342, 23, 17_942_942),
    2025: (342, 23, 18_044_027),
    2026: (342, 22, 18_130_208),
}
NIET_OFFICIEEL = {"omgevingsdienst", "waterschap", "ov_autoriteit", "swv_po", "swv_vo", "roaz"}
STANDAARD = ["ggd", "res", "jeugdregio", "arbeidsmarktregio"]
MACHINEPAD = re.compile(r"/(?:tmp|home|work|root|mnt|Users)/|[A-Za-z]:\\|file://")


@cache
def lees(pad):
    with pad.open(encoding="utf-8", newline="") as stroom:
        return list(csv.DictReader(stroom))


def gebieden(jaar):
    return lees(PAK / f"gebieden_{jaar}.csv")


def gemeenten_van(jaar):
    return {rij["gm_code"] for rij in gebieden(jaar)}


def indelingen_van(jaar):
    return list(gebieden(jaar)[0])[4:]


def lid(indeling, jaar):
    return {rij["gm_code"]: rij[indeling] for rij in gebieden(jaar)}


@pytest.fixture(params=list(BRONNEN))
def bron(request):
    return BRONNEN[request.param]


# --- the register ------------------------------------------------------------------------------


def test_register_noemt_elk_bestand_een_keer():
    paden = [bron["path"] for bron in REGISTER["resources"]]
    aanwezig = {pad.relative_to(PAK).as_posix() for pad in PAK.rglob("*.csv")}
    assert len(paden) == len(set(paden))
    assert len(BRONNEN) == len(REGISTER["resources"])
    assert set(paden) == aanwezig


def test_register_heeft_alle_jaren_en_indelingen():
    officieel = [b["jaren"] for b in BRONNEN.values() if b.get("status") == "officieel"]
    assert sorted(officieel) == [[jaar] for jaar in CBS]
    assert {BRONNEN[naam]["indeling"] for naam in AANVULLEND} == NIET_OFFICIEEL
    bekend = {rij["indeling"] for rij in lees(PAK / "indelingen.csv")}
    gebruikt = {naam for jaar in CBS for naam in indelingen_van(jaar)} | NIET_OFFICIEEL
    gebruikt |= set(list(lees(PAK / "regioatlas_2016.csv")[0])[1:])
    assert bekend == gebruikt


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


# --- the official tables -----------------------------------------------------------------------


@pytest.mark.parametrize("jaar", CBS)
def test_tellingen_van_het_cbs(jaar):
    rijen = gebieden(jaar)
    tellen = len(rijen), len(indelingen_van(jaar)), sum(int(rij["inwoners"]) for rij in rijen)
    assert tellen == CBS[jaar]
    codes = [rij["gm_code"] for rij in rijen]
    assert codes == sorted(set(codes))


@pytest.mark.parametrize("jaar", CBS)
def test_tabel_is_die_van_het_cbs(jaar, feitenmap):
    """Cell by cell against the facts that the pack was made from."""
    assert gebieden(jaar) == lees(feitenmap / "cbs" / f"gebieden_{jaar}.csv")


def test_namen_en_aanvullingen_zijn_de_feiten(feitenmap):
    assert lees(PAK / "regionamen.csv") == lees(feitenmap / "cbs" / "regionamen.csv")
    aanvullend = lees(feitenmap / "aanvullend.csv")
    for naam in AANVULLEND:
        indeling = BRONNEN[naam]["indeling"]
        echt = {r["gm_code"]: r["regio_code"] for r in aanvullend if r["indeling"] == indeling}
        assert {r["gm_code"]: r["regio_code"] for r in lees(PAK / BRONNEN[naam]["path"])} == echt


def test_regioatlas_is_de_uitvoer_van_2016(feitenmap):
    """Also who stands in more than one regio: Geldrop-Mierlo and De Friese Meren."""
    echt = defaultdict(lambda: defaultdict(set))
    for rij in lees(feitenmap / "lidmaatschap_regioatlas_2016.csv"):
        echt[rij["gm_code"]][rij["indeling"]].add(rij["regio_naam"])
    rijen = lees(PAK / "regioatlas_2016.csv")
    assert {rij["gm_code"] for rij in rijen} == gemeenten_van(2016)
    meer = set()
    for rij in rijen:
        gm = rij.pop("gm_code")
        assert {k: set(v.split(" | ")) for k, v in rij.items() if v} == echt[gm]
        meer |= {(gm, k) for k, v in rij.items() if " | " in v}
    assert meer == {("GM1771", "sociale_werkvoorziening"), ("GM1940", "swv_vo")}


def test_verbanden_zijn_de_feiten(feitenmap):
    feiten = feitenmap / "samenwerkingsverbanden_2016.csv"
    assert lees(PAK / "verbanden_2016.csv") == lees(feiten)


def test_verbanden_noemen_gemeenten_van_2016_en_alleen_die_hebben_een_code():
    rijen = lees(PAK / "verbanden_2016.csv")
    met_code = [rij for rij in rijen if rij["gm_code"]]
    assert {rij["gm_code"] for rij in met_code} <= gemeenten_van(2016)
    assert {rij["soort"] for rij in met_code} == {"gemeente", "opgegaan"}
    zonder = {rij["soort"] for rij in rijen if not rij["gm_code"]}
    assert zonder == {"waterschap", "provincie", "buitenland", "anders"}
    leden = defaultdict(set)
    for rij in rijen:
        leden[rij["verband"]] |= {rij["gm_code"]} - {""}
    tellen = [sum(len(codes) >= hoeveel for codes in leden.values()) for hoeveel in (0, 1, 2)]
    assert tellen == [464, 444, 429]  # as the README says


@pytest.mark.parametrize("jaar", CBS)
def test_elke_regio_heeft_een_naam(jaar):
    """But for the sub-RES of 2018-2022, of which CBS gives no names."""
    namen = {
        (rij["indeling"], rij["regio_code"])
        for rij in lees(PAK / "regionamen.csv")
        if rij["jaar"] == str(jaar)
    }
    codes = {(naam, rij[naam]) for rij in gebieden(jaar) for naam in indelingen_van(jaar)}
    assert namen <= codes
    assert {naam for naam, _ in codes - namen} == ({"subres"} if 2018 <= jaar <= 2022 else set())


@pytest.mark.parametrize(
    ("naam", "jaar", "aantal"),
    [
        ("ggd", 2025, 25),
        ("res", 2025, 30),
        ("jeugdregio", 2025, 42),
        ("arbeidsmarktregio", 2025, 35),
        ("zorgkantoorregio", 2025, 31),
        ("veiligheidsregio", 2025, 25),
        ("provincie", 2025, 12),
        ("corop", 2025, 40),
        ("ggd", 2022, 25),
        ("ggd", 2016, 25),
    ],
)
def test_bekende_aantallen(naam, jaar, aantal):
    assert len(set(lid(naam, jaar).values())) == aantal


def test_standaardset_is_er_in_het_nieuwste_jaar():
    assert set(STANDAARD) <= set(indelingen_van(max(CBS)))


@pytest.mark.parametrize("jaar", CBS)
@pytest.mark.parametrize(
    ("fijn", "grof"),
    [
        ("subres", "res"),
        ("coropplus", "coropsub"),
        ("coropsub", "corop"),
        ("corop", "provincie"),
        ("provincie", "landsdeel"),
        ("landbouwgebied", "landbouwgroep"),
        ("toeristengebied", "toeristengroep"),
        ("arrondissement", "ressort"),
    ],
)
def test_geneste_indelingen(fijn, grof, jaar):
    if not {fijn, grof} <= set(indelingen_van(jaar)):
        pytest.skip(f"{fijn} of {grof} is er niet in {jaar}")
    boven = defaultdict(set)
    for gm, regio in lid(fijn, jaar).items():
        boven[regio].add(lid(grof, jaar)[gm])
    assert {code for code, regios in boven.items() if len(regios) > 1} == set()


# --- what CBS does not keep --------------------------------------------------------------------


@pytest.mark.parametrize("naam", AANVULLEND)
def test_aanvullende_indeling(naam):
    """Every gemeente once, one name per code, and one date for the whole or null."""
    bron, rijen = BRONNEN[naam], lees(PAK / BRONNEN[naam]["path"])
    assert bron["path"] == f"aanvullend/{bron['indeling']}.csv"
    assert [rij["gm_code"] for rij in rijen] == sorted(gemeenten_van(2026))
    namen = {(rij["regio_code"], rij["regio_naam"]) for rij in rijen}
    assert len(namen) == len({code for code, _ in namen}) == bron["regions"]
    per_rij = {rij["peildatum"] for rij in rijen}
    assert (per_rij == {bron["peildatum"]}) if bron["peildatum"] else len(per_rij) > 1


# --- the README --------------------------------------------------------------------------------


def test_readme_noemt_elke_indeling_met_zijn_aantal():
    """The README repeats counts for people; they must stay those of the tables."""
    tekst = (PAK / "README.md").read_text(encoding="utf-8")
    for naam in indelingen_van(2026):
        einde = f"| {len(set(lid(naam, 2026).values()))} |"
        assert re.search(rf"^\| `{naam}` \|.*{re.escape(einde)}$", tekst, re.MULTILINE), naam
    for naam in AANVULLEND:
        bron = BRONNEN[naam]
        einde = f"| {bron['regions']} | {bron['peildatum'] or 'verschilt per rij'} |"
        assert re.search(rf"^\| `{bron['indeling']}` \|.*{re.escape(einde)}$", tekst, re.MULTILINE)
    for naam in list(lees(PAK / "regioatlas_2016.csv")[0])[1:]:
        regios = {
            deel
            for rij in lees(PAK / "regioatlas_2016.csv")
            for deel in rij[naam].split(" | ")
            if deel
        }
        assert re.search(rf"^\| `{naam}` \|.*\| {len(regios)} \|$", tekst, re.MULTILINE), naam
    for rij in lees(PAK / "indelingen.csv"):
        assert f"`{rij['indeling']}`" in tekst


@pytest.mark.parametrize("indeling", sorted(NIET_OFFICIEEL))
def test_readme_telt_de_status_goed(indeling):
    status = Counter(rij["status"] for rij in lees(PAK / "aanvullend" / f"{indeling}.csv"))
    telling = " | ".join(str(status[soort]) for soort in ("bron", "afgeleid", "onzeker"))
    tekst = (PAK / "README.md").read_text(encoding="utf-8")
    assert f"| `{indeling}` | {telling} |" in tekst


@pytest.mark.parametrize(
    ("naam", "partners"), [("ggd", 14), ("zorgkantoorregio", 24), ("jeugdregio", 6)]
)
def test_partners_van_nijkerk(naam, partners):
    """Behind the minimum (33,55%) of figure 4 of the report "Als een overheid" (2020)."""
    leden = lid(naam, 2022)
    assert sum(regio == leden["GM0267"] for regio in leden.values()) - 1 == partners


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


@pytest.mark.parametrize(("van", "naar"), [*pairwise(CBS), (2015, 2026)])
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

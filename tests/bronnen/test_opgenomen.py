"""Against what the real services answered: every table of 2015 to 2026, by all three routes."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import opgenomen
import pandas as pd
import pytest
from nep import Dicht, NepVerbinding, pagina, vlak
from opgenomen import JAREN, lees_feiten, lees_lagen, lees_namen, nodig
from standin import Standin, draai

import congruentie as cg
from congruentie.bronnen import cbs
from congruentie.bronnen.cache import Cache
from congruentie.bronnen.cbs import GEMEENTEN_PER_JAAR, SOORTEN, TABELLEN, is_regio, neem_proef
from congruentie.bronnen.dienst import Onbereikbaar, OphaalFout
from congruentie.bronnen.net import Verbinding
from congruentie.bronnen.ophalen import Ophaler
from congruentie.bronnen.pdok import Pdok
from congruentie.bronnen.statline import Statline

pytestmark = nodig
NIET_IN_TE_DELEN = {2019: {"GM1960", "GM1961"}, 2020: {"GM1961"}}
JAAR_VAN = {tabel: jaar for jaar, tabel in TABELLEN.items()}


@pytest.fixture(scope="module")
def standin(tmp_path_factory):
    wijd = {jaar: opgenomen.wijd(jaar) for jaar in JAREN}
    lang = {jaar: opgenomen.lang(jaar) for jaar in JAREN}
    with draai(Standin({}, wijd, tmp_path_factory.mktemp("x"), lang)) as draaiend:
        yield draaiend


def antwoord(url: str) -> object:
    """What the services hold, at the addresses that this version knows."""
    if "/collections?" in url:  # all years at one address, so all layers that there ever were
        return {"collections": [{"id": f"{laag}_gegeneraliseerd"} for laag in lees_lagen()]}
    if "request=GetFeature" in url:
        jaar = int(url.split("/gebiedsindelingen/")[1][:4])
        return pagina(vlak(jaarcode=jaar), numberMatched=GEMEENTEN_PER_JAAR[jaar])
    if "ODataFeed" in url:
        *_, tabel, soort = url.partition("?")[0].split("/")
        rijen, eigenschappen = opgenomen.wijd(JAAR_VAN[tabel])
        return {"value": eigenschappen if soort == "DataProperties" else rijen}
    if "/CSV/" in url:
        jaar = JAAR_VAN[url.rpartition("/")[2]]
        tabellen = {jaar: opgenomen.lang(jaar)}
        return Standin({}, tabellen, Path(), tabellen).beantwoord(f"/csv/{TABELLEN[jaar]}")[2]
    *_, tabel, soort = url.split("/")
    metingen, cellen = opgenomen.lang(JAAR_VAN[tabel])
    return {"value": metingen if soort == "MeasureCodes" else cellen}


@pytest.mark.parametrize("jaar", JAREN)
def test_drie_wegen_geven_wat_is_gepubliceerd(standin, jaar):
    """Over HTTP, with pages that refer to the service itself."""
    feiten, namen = lees_feiten(jaar), lees_namen(jaar)
    statline = Statline(Verbinding(), standin.basis)
    for dienst in ("v3", "v4", "csv"):
        _, gebieden = statline.haal_van(dienst, statline.tabel(jaar), jaar)
        assert dict(gebieden.namen) == dict(feiten["gm_naam"])
        assert gebieden.inwoners == dict(feiten["inwoners"].astype(float))
        assert set(gebieden.indelingen) == set(feiten) - {"gm_naam", "inwoners", "oad"}
        for naam, (lidmaatschap, regio_namen) in gebieden.indelingen.items():
            verwacht = feiten[naam][feiten[naam] != "AM99"]
            assert dict(lidmaatschap) == dict(verwacht), (dienst, naam)
            assert set(regio_namen) == set(lidmaatschap.values())
            if naam in namen:  # of subres, only from 2023
                assert dict(regio_namen).items() <= namen[naam].items()
        weg = set(feiten.index) - set(gebieden.indelingen["arbeidsmarktregio"][0])
        assert weg == NIET_IN_TE_DELEN.get(jaar, set())


@pytest.mark.parametrize("jaar", JAREN)
def test_proef_zonder_vals_alarm(jaar):
    net = NepVerbinding(antwoord)
    bevindingen = list(neem_proef(jaar, Pdok(net), Statline(net)))
    assert [b for b in bevindingen if b.oordeel != "zoals verwacht"] == []
    assert len(bevindingen) == 6


def test_proef_met_reden():
    def zonder(url: str) -> object:
        uit = antwoord(url)
        if "/collections?" in url:
            uit["collections"] = [laag for laag in uit["collections"] if "ggd" not in laag["id"]]
        if url.endswith("/Observations"):
            uit["value"] = [cel for cel in uit["value"] if cel["Measure"] != "VR0001"]
        return uit

    net = NepVerbinding(zonder)
    anders = [b for b in neem_proef(2025, Pdok(net), Statline(net)) if b.oordeel == "anders"]
    assert [(b.dienst, b.tekst) for b in anders] == [
        ("PDOK OGC API", "Niet gevonden: ggdregio_gegeneraliseerd."),
        ("StatLine v4", "Niet gevonden: veiligheidsregio."),
    ]


def test_lagen_van_elk_jaar():
    lagen = lees_lagen()
    for jaar in range(1995, 2027):
        verwacht = {laag for laag, jaren in lagen.items() if jaar in jaren and laag != "gemeente"}
        assert {soort.laag for soort in SOORTEN if soort.in_pdok(jaar)} == verwacht, jaar


def test_kolommen_van_elk_jaar():
    for jaar in JAREN:
        kolommen = set(lees_feiten(jaar)) - {"gm_naam", "inwoners", "oad"}
        assert {soort.indeling for soort in SOORTEN if soort.in_tabel(jaar)} == kolommen, jaar


@pytest.mark.parametrize(
    ("code", "naam", "wel"),
    [
        ("AM99", "Niet in te delen", False),
        ("CS0", "nvt", False),
        ("GA00", "Niet van toepassing ", False),
        ("XX01", "N.v.t.", False),
        ("AM99", "", False),
        ("CS0", "", False),
        ("AM99", "Noord", True),
        ("AM9", "", True),
        ("GG0111", "", True),
    ],
)
def test_wat_een_regio_is(code, naam, wel):
    assert is_regio(code, naam) is wel


def test_elke_gepubliceerde_regio_is_er_een():
    namen = pd.read_csv(opgenomen.CBS / "regionamen.csv", dtype=str, keep_default_na=False)
    paren = set(namen[["regio_code", "regio_naam"]].itertuples(index=False, name=None))
    assert [paar for paar in paren if not is_regio(*paar)] == [("AM99", "Niet in te delen")]


# --- fetched as a whole ----------------------------------------------------------------------


class Pdokloos(Dicht):
    """Would be asked for polygons in vain."""

    def haal_vlakken(self, laag: str, *_: object) -> None:
        self.keren += 1
        raise OphaalFout(f"{laag}: fout 404", 404)


def haal(cache: Cache, jaar: int, **opties: object) -> tuple[list, int, int]:
    """The outcome, and how often PDOK and StatLine were asked."""
    net, pdok = NepVerbinding(antwoord), Pdokloos()
    uit = Ophaler(jaar, cache, pdok, Statline(net)).haal(["indelingen", "inwoners"], **opties)
    return uit, pdok.keren, len(net.gevraagd)


def test_2026_komt_af(tmp_path):
    """The column of the politie-eenheden is there and empty; PDOK does not have them either."""
    cache = Cache(tmp_path)
    uit, pdok, statline = haal(cache, 2026)
    assert [u.stand for u in uit] == ["opgehaald", "opgehaald"]
    assert "22 indelingen van 342 gemeenten (StatLine 86247NED, v3)." in uit[0].tekst
    assert (pdok, statline) == (0, 2)
    uit, pdok, statline = haal(cache, 2026)
    assert [u.stand for u in uit] == ["was er al", "was er al"]
    assert (pdok, statline) == (0, 0)
    uit, pdok, statline = haal(cache, 2026, namen=["politie_eenheid", "ggd"])
    assert uit[-1].tekst == "politie_eenheid: die heeft CBS niet voor 2026."
    assert (pdok, statline) == (0, 0)


@pytest.mark.parametrize(("jaar", "lagen"), [(2016, 2), (2017, 3), (2021, 1), (2022, 0), (2025, 0)])
def test_alleen_lagen_die_er_zijn(tmp_path, monkeypatch, jaar, lagen):
    """What a table did not have yet, and PDOK does: regioplus to 2017, rmc 2017, TG to 2021."""
    monkeypatch.setattr("congruentie.bronnen.ophalen.lees_gemeentevlakken", lambda _: object())
    monkeypatch.setattr(Ophaler, "_bewaard", _met_grenzen(Ophaler._bewaard))
    _, pdok, _ = haal(Cache(tmp_path), jaar)
    assert pdok == lagen


def _met_grenzen(bewaard):
    def lees(self, naam, *rest):
        return SimpleNamespace(bestand=None) if naam == "grenzen" else bewaard(self, naam, *rest)

    return lees


def test_niet_in_te_delen_is_geen_regio(tmp_path):
    cache = Cache(tmp_path)
    uit, *_ = haal(cache, 2019)
    assert "Zonder regio: GM1960 en GM1961 (arbeidsmarktregio)." in uit[0].tekst
    indelingen = cg.laad_indelingen(2019, cache=tmp_path)
    tabel = cg.bereken(indelingen)
    assert tabel["arbeidsmarktregio"][["GM1960", "GM1961"]].isna().all()
    herkomst = indelingen["arbeidsmarktregio"].herkomst
    assert herkomst.opmerking == "Zonder regio bij CBS: GM1960 en GM1961."
    assert indelingen["ggd"].herkomst.opmerking == ""


def test_ook_2027_komt_af(tmp_path, monkeypatch):
    """What the table of a new year does not have, is not sought in layers that may not be there."""
    monkeypatch.setitem(cbs.GEMEENTEN_PER_JAAR, 2027, 342)
    monkeypatch.setitem(TABELLEN, 2027, TABELLEN[2026])
    for keer in (2, 0):
        _, pdok, statline = haal(Cache(tmp_path), 2027)
        assert (pdok, statline) == (0, keer)


# --- years to come ---------------------------------------------------------------------------


def test_tweede_catalogus(tmp_path, monkeypatch):
    """That of v3 is down: v4 has one too, and the table of a new year."""
    monkeypatch.setitem(cbs.GEMEENTEN_PER_JAAR, 2027, 342)
    monkeypatch.setitem(JAAR_VAN, "NIEUW", 2026)

    def zonder_v3(url: str) -> object:
        if "opendata.cbs.nl" in url:
            return Onbereikbaar("de dienst geeft fout 503.", 503)
        if "/Datasets?" in url:
            return {"value": [{"Identifier": "NIEUW", "Title": "Gebieden in Nederland 2027"}]}
        return antwoord(url)

    net = NepVerbinding(zonder_v3)
    dienst, tabel, _, gebieden = Statline(net).haal_gebieden(2027)
    assert (dienst, tabel, len(gebieden.namen)) == ("v4", "NIEUW", 342)
    assert net.gevraagd[1].endswith(
        "/Datasets?$filter=startswith(Title,'Gebieden%20in%20Nederland%202027')"
    )

"""One year, set by set: what is fetched again, what stays, and what is said of the rest."""

from __future__ import annotations

import pytest
from nep import (
    KLEIN_JAAR,
    Dicht,
    NepVerbinding,
    bewaar_regio,
    bewaar_tabel,
    bewaar_vlakken,
    oude_lijst,
    pagina,
    rij,
    vlak,
)
from shapely import box

import congruentie as cg
from congruentie.bronnen.cache import Cache
from congruentie.bronnen.cbs import GEMEENTEN_PER_JAAR, neem_proef
from congruentie.bronnen.dienst import Onbereikbaar, OphaalFout
from congruentie.bronnen.ophalen import Ophaler, _ingebouwd
from congruentie.bronnen.pdok import Pdok
from congruentie.bronnen.statline import Statline
from congruentie.errors import CongruentieFout

pytestmark = pytest.mark.usefixtures("kleine_jaren")


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path)


@pytest.fixture
def een_gemeente(monkeypatch):
    """2024 has one gemeente."""
    monkeypatch.setitem(GEMEENTEN_PER_JAAR, 2024, 1)


def pdok(*antwoorden):
    return Pdok(NepVerbinding(*antwoorden))


def standen(uitkomsten):
    return {u.wat: u.stand for u in uitkomsten}


# --- services that are away ------------------------------------------------------------------


def test_zonder_internet_niet_voor_elke_indeling_opnieuw(cache):
    """Grenzen are asked for once, and nothing that needs them."""
    dicht = Dicht()
    uit = Ophaler(2010, cache, dicht, dicht).haal()
    assert dicht.keren == 1
    mislukt = [(u.wat, u.tekst) for u in uit if u.stand == "mislukt"]
    assert mislukt[0] == ("grenzen", "pdok dicht")
    assert {tekst for _, tekst in mislukt[1:]} == {"Dat kan niet zonder grenzen."}
    assert len(mislukt) == 15


def test_wat_is_ingebouwd_heeft_geen_vlakken_nodig(cache):
    """No table: what is embedded for the year stays in use, and PDOK is not asked for regions."""
    dicht = Dicht()
    uit = Ophaler(2025, cache, dicht, dicht).haal(["indelingen"])
    assert (dicht.keren, standen(uit)) == (0, {"indelingen": "mislukt"})


def test_wat_is_ingebouwd():
    aanbod = [item for item in cg.lees_aanbod("geen") if item.herkomst.status == "officieel"]
    for jaar in range(2012, 2029):
        assert _ingebouwd(jaar) == {item.indeling for item in aanbod if item.jaar == jaar}


@pytest.mark.usefixtures("niets_ingebouwd")
def test_zonder_grenzen_staat_de_oorzaak_erbij(cache):
    dicht = Dicht()
    uit = Ophaler(2024, cache, dicht, dicht).haal(["indelingen"], ["ggd", "rmc", "wgr"])
    assert dicht.keren == 1
    assert [(u.wat, u.stand, u.tekst) for u in uit] == [
        ("indelingen", "mislukt", "cbs dicht"),
        ("wgr", "bestaat niet", "wgr: die heeft CBS niet voor 2024."),
        ("grenzen", "mislukt", "pdok dicht"),
        ("ggd", "mislukt", "Dat kan niet zonder grenzen."),
        ("rmc", "mislukt", "Dat kan niet zonder grenzen."),
    ]


@pytest.mark.usefixtures("niets_ingebouwd")
def test_404_van_de_gemeenten_zegt_niets_over_de_regio(cache):
    """That the gemeenten are not there does not mean that CBS has no such region."""
    uit = Ophaler(2024, cache, pdok(OphaalFout("x", 404)), Dicht()).haal(["indelingen"], ["ggd"])
    assert standen(uit) == dict.fromkeys(("indelingen", "grenzen", "ggd"), "mislukt")


@pytest.mark.usefixtures("niets_ingebouwd")
def test_404_van_de_regio_zelf(cache, een_gemeente):
    bewaar_vlakken(cache.map, 2024, vlak(jaarcode=2024))
    uit = Ophaler(2024, cache, pdok(OphaalFout("x", 404)), Dicht()).haal(["indelingen"], ["ggd"])
    assert standen(uit) == {"indelingen": "mislukt", "ggd": "niet gevonden"}


@pytest.mark.usefixtures("niets_ingebouwd")
def test_oude_grenzen_zijn_goed_genoeg_voor_regios(cache, een_gemeente):
    """With --ververs, and the gemeenten cannot be fetched again: those of the cache are used."""
    bewaar_vlakken(cache.map, 2024, vlak(jaarcode=2024))
    regio = pagina(vlak("GG01", "regio", jaarcode=2024))

    def antwoord(url):
        return OphaalFout("x", 503) if "gemeente" in url or "gpkg" in url else regio

    ophaler = Ophaler(2024, cache, pdok(antwoord), Dicht(), ververs=True)
    assert standen(ophaler.haal(["grenzen", "indelingen"], ["ggd"])) == {
        "grenzen": "mislukt",
        "indelingen": "mislukt",
        "ggd": "opgehaald",
    }


@pytest.mark.usefixtures("niets_ingebouwd")
def test_wat_er_al_is_heeft_geen_grenzen_nodig(cache):
    bewaar_regio(cache.map, 2024, "ggd", ("GM0001", "GG01", "a", 1.0))
    uit = Ophaler(2024, cache, Dicht(), Dicht()).haal(["indelingen"], ["ggd"])
    assert standen(uit) == {"indelingen": "mislukt", "ggd": "was er al"}


def test_te_weinig_gemeenten_dan_de_volgende_dienst(cache, monkeypatch):
    monkeypatch.setitem(GEMEENTEN_PER_JAAR, 2024, 2)
    een = pagina(vlak(jaarcode=2024), links=[])
    twee = pagina(vlak(jaarcode=2024), vlak("GM0002", jaarcode=2024), numberMatched=2)
    uit = Ophaler(2024, cache, pdok(een, twee), Dicht()).haal(["grenzen"])
    assert standen(uit) == {"grenzen": "opgehaald"}
    assert cache.vind("grenzen", 2024).dienst == "wfs"


# --- sets that are there and of no use -------------------------------------------------------


def test_grenzen_van_een_oude_versie_worden_opnieuw_opgehaald(cache, caplog):
    oude_lijst(cache.map, KLEIN_JAAR, "grenzen")
    with pytest.raises(CongruentieFout, match="beschadigd.*ophalen --jaar 1999 --ververs"):
        cg.laad_gemeenten(KLEIN_JAAR, cache=cache.map)
    caplog.set_level("INFO", "congruentie")
    for stand in ("opgehaald", "was er al"):
        uit = Ophaler(KLEIN_JAAR, cache, pdok(pagina(vlak())), Dicht()).haal(["grenzen"])
        assert standen(uit) == {"grenzen": stand}
    assert caplog.text.count("Wordt nu opnieuw opgehaald.") == 1
    assert cg.laad_gemeenten(KLEIN_JAAR, cache=cache.map).codes == ("GM0001",)


def test_tabel_van_een_oude_versie_wordt_opnieuw_opgehaald(cache, monkeypatch):
    monkeypatch.setattr("congruentie.bronnen.ophalen.EERSTE_TABEL", KLEIN_JAAR)
    monkeypatch.setattr("congruentie.bronnen.statline.TABELLEN", {KLEIN_JAAR: "T"})
    oude_lijst(cache.map, KLEIN_JAAR, "gebieden")
    tabel = {"value": [rij("GM0001", "GG01", 10)]}
    for stand in ("opgehaald", "was er al"):
        statline = Statline(NepVerbinding({"value": []}, tabel))
        uit = Ophaler(KLEIN_JAAR, cache, Dicht(), statline).haal(["inwoners"])
        assert standen(uit) == {"inwoners": stand}


@pytest.mark.usefixtures("niets_ingebouwd")
def test_oude_versie_en_dienst_weg(cache):
    """The set stays what it is; the regions are tried for, as if there were no table."""
    oude_lijst(cache.map, 2024, "gebieden")
    uit = Ophaler(2024, cache, Dicht(), Dicht(), ververs=True).haal(["indelingen"], ["ggd"])
    assert standen(uit) == dict.fromkeys(("indelingen", "grenzen", "ggd"), "mislukt")


# --- what does not exist ---------------------------------------------------------------------


def test_wat_niet_bestaat_houdt_de_rest_niet_tegen(cache, een_gemeente):
    bewaar_tabel(cache.map, 2024, {"RegioS": "GM0001", "Code_1": "GM0001"})
    bewaar_vlakken(cache.map, 2024, vlak(jaarcode=2024))
    regio = pagina(vlak("LD01", "Land", jaarcode=2024))

    def antwoord(url):
        return regio if "landsdeel" in url else OphaalFout("x", 404)

    namen = ["wgr", "rmc", "landsdeel"]
    uit = Ophaler(2024, cache, pdok(antwoord), Dicht()).haal(["indelingen"], namen)
    assert standen(uit) == {
        "indelingen": "was er al",
        "wgr": "bestaat niet",
        "rmc": "niet gevonden",
        "landsdeel": "opgehaald",
    }


def test_nergens_te_vinden(cache):
    """Before 2013 there is no table, and PDOK never had wgr-regio's."""
    uit = Ophaler(2010, cache, Dicht(), Dicht()).haal(["indelingen"], ["wgr", "res"])
    assert standen(uit) == {
        "indelingen": "bestaat niet",
        "wgr": "bestaat niet",
        "res": "bestaat niet",
    }
    assert uit[1].tekst == "wgr: die heeft CBS niet voor 2010."


def test_jaar_voor_de_eerste_tabel(cache):
    """No table, no failure: boundaries and what can be laid over them are there."""
    regio = pagina(vlak("PV20", "Groningen"))

    def antwoord(url):
        if "gemeente_" in url:
            return pagina(vlak())
        return regio if "provincie" in url else OphaalFout("x", 404)

    uit = Ophaler(KLEIN_JAAR, cache, pdok(antwoord), Dicht()).haal(namen=["provincie"])
    assert standen(uit) == {
        "grenzen": "opgehaald",
        "indelingen": "bestaat niet",
        "inwoners": "bestaat niet",
        "provincie": "opgehaald",
    }
    assert uit[2].tekst == (
        "inwoners 1999: daarvan heeft CBS geen tabel die gebruikt kan worden; de eerste is van 2013."
    )
    provincie = cg.laad_indelingen(KLEIN_JAAR, ["provincie"], cache=cache.map)["provincie"]
    assert dict(provincie.lidmaatschap) == {"GM0001": "PV20"}


def test_nvt_is_geen_regio(cache):
    """As in the layer of 1995: who lies in it for the largest part has no regio, and is named.

    |A|B|  A lies in CS010, B in CS0
    """
    naast = box(101_000, 400_000, 102_000, 401_000)
    bewaar_vlakken(cache.map, KLEIN_JAAR, vlak(), vlak("GM0002", "B", naast))
    lagen = pagina(vlak("CS010", "Oost-Groningen"), vlak("CS0", "nvt", naast))
    uit = Ophaler(KLEIN_JAAR, cache, pdok(lagen), Dicht()).haal(["indelingen"], ["coropsub"])
    assert uit[-1].tekst == (
        "coropsub 1999: 1 regio's over 1 gemeenten gelegd (PDOK, OGC). Zonder regio: GM0002."
    )
    assert cache.vind("regio_coropsub", KLEIN_JAAR).bestand.lees().decode().splitlines() == [
        "gm_code,regio_code,regio_naam,aandeel",
        "GM0001,CS010,Oost-Groningen,1.0",
    ]


# --- proef -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("antwoord", "oordeel"),
    [
        (Onbereikbaar("x: de dienst geeft fout 503.", 503), "onbereikbaar"),
        (OphaalFout("x: de dienst geeft fout 404.", 404), "anders"),
        ({"a": 1}, "anders"),
    ],
)
def test_proef_weg_is_iets_anders_dan_anders(antwoord, oordeel):
    net = NepVerbinding(antwoord)
    bevindingen = list(neem_proef(2024, Pdok(net), Statline(net)))
    assert [b.oordeel for b in bevindingen] == [oordeel] * 5
    assert "Error" not in "".join(b.tekst for b in bevindingen)


def test_proef_van_voor_de_eerste_tabel():
    net = NepVerbinding(Onbereikbaar("x"))
    bevindingen = list(neem_proef(2012, Pdok(net), Statline(net)))
    assert [b.oordeel for b in bevindingen[-3:]] == ["zoals verwacht"] * 3
    assert bevindingen[-1].tekst.startswith("Er is geen tabel die gebruikt kan worden")

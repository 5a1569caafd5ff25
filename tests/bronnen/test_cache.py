"""The cache: what is in it, what goes before what, and what happens to a damaged one."""

from __future__ import annotations

import hashlib
import json
import sys

import pytest
from nep import (
    als_json,
    bewaar_gebieden,
    bewaar_regio,
    bewaar_tabel,
    bewaar_vlakken,
    oude_lijst,
    pagina,
    rij,
    vlak,
)
from shapely import MultiPolygon, box

import congruentie as cg
from congruentie.bronnen import cbs, laad_indeling
from congruentie.bronnen.cache import kies_cache
from congruentie.bronnen.pdok import lees_vlakken
from congruentie.bronnen.statline import Gebieden
from congruentie.cli import _voer_uit
from congruentie.errors import CongruentieFout

pytestmark = pytest.mark.usefixtures("kleine_jaren")

# --- the folder ------------------------------------------------------------------------------


def test_tilde(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert kies_cache("~/c").map == tmp_path / "c"


def test_geen_map_van_die_gebruiker():
    with pytest.raises(CongruentieFout, match="pad ~bestaatniet/x kan niet bestaan"):
        kies_cache("~bestaatniet/x")


def test_map_die_geen_map_is(tmp_path, capsys):
    (tmp_path / "x").write_text("")
    gevallen = {tmp_path / "x": "een deel van het pad is geen map"}
    if sys.platform != "win32":  # there such a path is merely not found
        gevallen[tmp_path / "x" / "y"] = "een deel van het pad is geen map"
        gevallen[tmp_path / ("a" * 300)] = "de naam is te lang"
    for map_, melding in gevallen.items():
        for opdracht in ("bereken", "indelingen", "ophalen"):
            assert _voer_uit([opdracht, "--cache", str(map_)]) == 1
            assert f"{map_} kan niet worden gelezen: {melding}." in capsys.readouterr().err
    with pytest.raises(CongruentieFout, match="kan niet bestaan"):
        cg.laad_gemeenten(2025, cache="a\0b")


def test_map_die_er_nog_niet_is(tmp_path):
    assert kies_cache(tmp_path / "nieuw").map == tmp_path / "nieuw"


def test_map_zonder_rechten(tmp_path, monkeypatch, capsys):
    def geen(*_):
        raise PermissionError(13, "Permission denied")

    bewaar_vlakken(tmp_path, 1999, vlak())
    with monkeypatch.context() as m:
        m.setattr("os.scandir", geen)
        assert _voer_uit(["indelingen", "--cache", str(tmp_path)]) == 1
        assert f"{tmp_path} kan niet worden gelezen: geen toegang." in capsys.readouterr().err
    with monkeypatch.context() as m:
        m.setattr("os.open", geen)
        with pytest.raises(CongruentieFout, match="json kan niet worden gelezen: geen toegang"):
            cg.laad_gemeenten(1999, cache=tmp_path)


# --- damage ----------------------------------------------------------------------------------


def test_oude_versie_vraagt_om_opnieuw_ophalen(tmp_path):
    oude_lijst(tmp_path, 2024, "grenzen")
    with pytest.raises(CongruentieFout, match=r"andere versie.*congruentie ophalen --jaar 2024"):
        cg.laad_gemeenten(2024, met_grenzen=True, cache=tmp_path)


@pytest.mark.parametrize(
    "anders",
    [
        {"versie": 3},
        {"resources": []},
        {"resources": [{"path": "x"}]},
        {"jaar": 2023},
        {"jaar": "2024"},
        {"naam": "regio_onbekend"},
        {"datum": "2027-01-01"},
        {"som": "a"},
        {"som": None},
    ],
)
def test_lijst_die_niet_is_zoals_hij_werd_geschreven(tmp_path, anders):
    naam = anders.get("naam", "regio_ggd")
    bewaar_regio(tmp_path, 2024, "ggd", ("GM0001", "GG01", "a", 1.0))
    assert len(cg.lees_aanbod(tmp_path)) == len(cg.lees_aanbod("geen")) + 1
    pad = tmp_path / "2024/regio_ggd.json"
    lijst = json.loads(pad.read_text())
    pad.rename(pad.with_stem(naam)).write_text(json.dumps(lijst | anders))
    assert len(cg.lees_aanbod(tmp_path)) == len(cg.lees_aanbod("geen"))


@pytest.mark.parametrize("pad", ["../../geheim.csv", "/etc/geheim.csv", "ruw/a.csv", "2024/a.exe"])
def test_lijst_met_een_pad_naar_elders(tmp_path, pad):
    """Its checksum is right, and still it is none of ours."""
    cache = bewaar_regio(tmp_path, 2024, "ggd", ("GM0001", "GG01", "a", 1.0))
    lijst = json.loads((tmp_path / "2024/regio_ggd.json").read_text())
    lijst["resources"][0]["path"] = pad
    del lijst["som"]
    lijst["som"] = hashlib.sha256(json.dumps(lijst, sort_keys=True).encode()).hexdigest()
    (tmp_path / "2024/regio_ggd.json").write_text(json.dumps(lijst))
    with pytest.raises(CongruentieFout, match="is beschadigd"):
        cache.vind("regio_ggd", 2024)


def test_half_bestand_telt_niet(tmp_path, caplog):
    """What an interrupted writer, or one that is still at work, leaves beside the manifests."""
    (tmp_path / "2024").mkdir()
    (tmp_path / "2024/.tmpab12.json").write_text("")
    cg.lees_aanbod(tmp_path)
    assert not caplog.text


@pytest.mark.parametrize("weg", [False, True])
def test_beschadigd_bestand_houdt_de_lijst_niet_tegen(tmp_path, caplog, weg):
    cache = bewaar_tabel(tmp_path, 1999, rij("GM0001", "GG01", 10))
    pad = tmp_path / cache.vind("gebieden", 1999).bestand.pad
    pad.unlink() if weg else pad.write_bytes(b"")
    assert len(cg.lees_aanbod(tmp_path)) == len(cg.lees_aanbod("geen"))
    assert "beschadigd" in caplog.text


# --- what goes before what -------------------------------------------------------------------


def test_tabel_gaat_voor_vlakken_en_elk_zijn_eigen_inwoners(tmp_path):
    bewaar_regio(tmp_path, 1999, "ggd", ("GM0001", "GG77", "vlak", 1.0))
    cache = bewaar_tabel(tmp_path, 1999, rij("GM0002", "GG02", 20), rij("GM0001", None, 10))
    assert dict(laad_indeling("ggd", 1999, cache=cache.map).lidmaatschap) == {"GM0002": "GG02"}
    (aanbod,) = (a for a in cg.lees_aanbod(tmp_path) if a.jaar == 1999)
    assert (aanbod.regios, aanbod.gemeenten, aanbod.landsdekkend) == (1, 1, False)
    assert aanbod.herkomst.opmerking == "Zonder regio bij CBS: GM0001."
    gemeenten = cg.laad_gemeenten(1999, cache=tmp_path)
    inwoners = dict(zip(gemeenten.codes, gemeenten.inwoners, strict=True))
    assert inwoners == {"GM0001": 10.0, "GM0002": 20.0}
    assert gemeenten.naam_van["GM0002"] == "naam GM0002"


def test_opgehaald_gaat_voor_ingebouwd(tmp_path, monkeypatch):
    monkeypatch.setitem(cbs.GEMEENTEN_PER_JAAR, 2025, 1)
    cache = bewaar_tabel(tmp_path, 2025, rij("GM0014", "GG99", None))
    assert set(laad_indeling("ggd", 2025, cache=cache.map).lidmaatschap.values()) == {"GG99"}
    gemeenten = cg.laad_gemeenten(2025, cache=tmp_path)
    assert gemeenten.codes == ("GM0014",)
    assert gemeenten.inwoners is None  # the embedded ones are of another list


def test_inwoners_van_dezelfde_lijst(tmp_path):
    vast = cg.laad_gemeenten(2025, cache="geen")
    bewaar_tabel(tmp_path, 2025, *(rij(gm, "GG01", None) for gm in vast.codes))
    gemeenten = cg.laad_gemeenten(2025, cache=tmp_path)
    assert (gemeenten.inwoners == vast.inwoners).all()
    assert gemeenten.namen[0].startswith("naam")


def test_gedeelde_gemeente_staat_in_de_herkomst(tmp_path):
    rijen = [("GM0001", "GG01", "a", 0.6), ("GM0002", "GG01", "a", 1.0)]
    cache = bewaar_regio(tmp_path, 1999, "ggd", *rijen)
    opmerking = laad_indeling("ggd", 1999, cache=cache.map).herkomst.opmerking
    assert "Bij 1 gemeenten is dat minder dan 95% (minstens 60%)" in opmerking


def test_lijst_uit_grenzen_alleen(tmp_path):
    bewaar_vlakken(tmp_path, 1999, vlak())
    kaal = cg.laad_gemeenten(1999, cache=tmp_path)
    assert kaal.codes == ("GM0001",)
    assert kaal.vlakken is None
    assert kaal.grenzen is None
    assert cg.laad_gemeenten(1999, met_grenzen=True, cache=tmp_path).vlakken is not None


def test_opgehaalde_grenzen_gaan_voor_ingebouwde(tmp_path):
    vast = cg.laad_gemeenten(2025, met_grenzen=True, cache="geen")
    verschoven = vast.vlakken.translate(10, 0).items()
    bewaar_vlakken(tmp_path, 2025, *(vlak(gm, gm, vorm, jaarcode=2025) for gm, vorm in verschoven))
    met = cg.laad_gemeenten(2025, met_grenzen=True, cache=tmp_path)
    assert met.grenzen.opgehaald == "2026-01-01"


# --- what is stored is what was read ---------------------------------------------------------


def test_tabel_komt_terug_zoals_zij_was(tmp_path):
    """Every division of a year, with inhabitants to the last digit."""
    namen = [a.indeling for a in cg.lees_aanbod("geen") if a.jaar == 2025]
    namen = [
        n for n in namen if laad_indeling(n, 2025, cache="geen").herkomst.status == "officieel"
    ]
    vast = cg.laad_indelingen(2025, namen, cache="geen")
    gemeenten = vast.gemeenten
    inwoners = dict(zip(gemeenten.codes, gemeenten.inwoners + 0.1, strict=True))
    indelingen = {i.naam: (i.lidmaatschap, i.regio_namen) for i in vast}
    bewaar_gebieden(tmp_path, Gebieden(2025, gemeenten.naam_van, inwoners, indelingen))
    vers = cg.laad_indelingen(2025, namen, cache=tmp_path)
    assert len(vers) == 23
    for een, ander in zip(vast, vers, strict=True):
        assert een.lidmaatschap == ander.lidmaatschap
        assert een.regio_namen == ander.regio_namen
        assert (een.titel, een.enkelvoud, een.domein) == (
            ander.titel,
            ander.enkelvoud,
            ander.domein,
        )
        assert ander.herkomst.opgehaald == "2026-01-01"
        assert (ander.herkomst.bron, ander.herkomst.licentie) == ("b, 2025", "CC BY 4.0")
    assert vers.gemeenten.naam_van == gemeenten.naam_van
    assert list(vers.gemeenten.inwoners) == list(inwoners.values())


def test_namen_met_leestekens_komen_terug(tmp_path):
    naam = 'Súdwest, "Noord"; oost\nwest\u2028zuid'
    gebieden = Gebieden(1999, {"GM0001": naam}, None, {"ggd": ({"GM0001": "GG01"}, {"GG01": naam})})
    bewaar_gebieden(tmp_path, gebieden)
    assert cg.laad_gemeenten(1999, cache=tmp_path).namen == (naam,)
    assert laad_indeling("ggd", 1999, cache=tmp_path).regio_naam("GG01") == naam


def test_grenzen_komen_terug_tot_het_laatste_cijfer(tmp_path):
    """A polygon stays a polygon, and one in two parts with a hole stays that."""
    een = box(100_000.1, 400_000.2, 101_000.3, 401_000.4)
    twee = MultiPolygon(
        [een.difference(een.centroid.buffer(10)), box(103_000, 400_000, 104_000, 401_000)]
    )
    kenmerken = (vlak(vorm=een), vlak("GM0002", "B", twee))
    bewaar_vlakken(tmp_path, 1999, *kenmerken)
    vlakken = cg.laad_gemeenten(1999, met_grenzen=True, cache=tmp_path).vlakken
    assert vlakken.crs.to_epsg() == 28992
    gelezen = lees_vlakken([als_json(pagina(*kenmerken))], "gemeente", "GM", 1999).geometry
    assert list(vlakken.to_wkb()) == list(gelezen.to_wkb())
    assert list(vlakken.geom_type) == ["Polygon", "MultiPolygon"]

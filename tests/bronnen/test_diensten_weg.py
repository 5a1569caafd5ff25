"""``congruentie ophalen`` while services are away: few requests and lines, and nothing is lost."""

from __future__ import annotations

import pytest
from nep import bewaar_vlakken, vlak
from standin import Standin, breekt_af, draai, html, status, traag

from congruentie.bronnen import net
from congruentie.bronnen.cache import Cache
from congruentie.bronnen.cbs import GEMEENTEN_PER_JAAR
from congruentie.cli import _voer_uit

DIENSTEN = ("ogc", "historisch", "wfs", "gpkg", "v3", "v4", "csv", "catalogus")
STAND = {
    "503": (status(503), 2),
    "503, later": (status(503, Retry_After="60"), 1),
    "403": (status(403), 1),
    "webpagina": (html, 1),
    "breekt af": (breekt_af, 2),
    "stil": (traag(0.3), 1),
}
"""What a service does, and how often it may be asked."""


@pytest.fixture
def standin(tmp_path, monkeypatch):
    gewoon = net.Geduld.__init__
    kort = {"pauze": 0.0, "stilte": 0.1, "na_stilte": 0.05}
    monkeypatch.setattr(net.Geduld, "__init__", lambda self, **o: gewoon(self, **(kort | o)))
    with draai(Standin({}, {}, tmp_path)) as draaiend:
        yield draaiend


def haal(standin: Standin, jaar: int, *opties: str) -> int:
    return _voer_uit(["ophalen", "--jaar", str(jaar), *standin.opties, *opties])


def bewaard(cache: Cache) -> list[str]:
    return sorted(pad.name for pad in cache.map.rglob("*") if pad.is_file())


@pytest.mark.parametrize("naam", STAND)
@pytest.mark.parametrize("jaar", [2010, 2026, 2027])
def test_alles_weg(standin, lege_cache, capsys, jaar, naam):
    fout, keer = STAND[naam]
    for dienst in DIENSTEN:
        standin.bederf(f"/{dienst}", fout, keer=100)
    assert haal(standin, jaar) == 1
    regels = capsys.readouterr().err.splitlines()
    assert len(regels) <= 5
    assert regels[-1] == (
        f"Fout: Er is niets opgehaald voor {jaar}. Wat er al was of is ingebouwd, kunt u gewoon "
        "gebruiken. Probeer het later opnieuw."
    )
    assert max(map(len, regels)) < 200
    assert not any("Bewaard" in regel for regel in regels)
    for dienst in DIENSTEN:
        assert len(standin.gevraagd(f"/{dienst}/")) <= keer
    assert bewaard(Cache(lege_cache)) == []


def test_geen_verbinding(standin, lege_cache, capsys):
    """Also with --stil the cause is said, and whoever asked for a file hears it too."""
    adressen = [f"{naam}=http://127.0.0.1:9/{naam}/{{jaar}}" for naam in standin.basis]
    opties = [deel for adres in adressen for deel in ("--basis", adres)]
    assert _voer_uit(["ophalen", "--jaar", "2026", *opties, "--wat", "grenzen", "--stil"]) == 1
    assert capsys.readouterr().err.splitlines()[0] == (
        "Niet opgehaald: grenzen. PDOK OGC, WFS en GPKG: geen verbinding."
    )


def test_pdok_weg_met_grenzen_die_er_al_waren(standin, lege_cache, capsys, monkeypatch):
    """Fourteen layers are wanted; each of three services is asked for the first of them only."""
    monkeypatch.setitem(GEMEENTEN_PER_JAAR, 2010, 1)
    cache = bewaar_vlakken(lege_cache, 2010, vlak(jaarcode=2010))
    stond_er = bewaard(cache)
    standin.sluit("historisch", "wfs", "gpkg")
    assert haal(standin, 2010) == 1
    regels = capsys.readouterr().err.splitlines()
    assert len(standin.verzoeken) == 6
    assert regels[0].endswith("Was er al.")
    assert regels[-2] == (
        "Niet opgehaald: arrondissement, corop, coropplus, coropsub, ggd en 9 andere. "
        "PDOK OGC, WFS en GPKG: de dienst geeft fout 503."
    )
    assert regels[-1].startswith("Fout: Niet alles is opgehaald voor 2010. Wat er al was")
    assert len(regels) == 5
    assert bewaard(cache) == stond_er


def test_basis_voor_een_dienst_laat_de_andere_staan(standin, lege_cache, capsys, monkeypatch):
    """What CONGRUENTIE_BASIS says of other services holds beside --basis."""
    basis = {**standin.basis, "ogc": "http://127.0.0.1:9"}
    monkeypatch.setenv("CONGRUENTIE_BASIS", " ".join(f"{n}={a}" for n, a in basis.items()))
    zelf = ["--basis", f"ogc={standin.adres}/ogc"]
    assert _voer_uit(["ophalen", "--jaar", "2026", "--wat", "grenzen", *zelf]) == 1
    for dienst in ("ogc", "wfs", "gpkg"):
        assert standin.gevraagd(f"/{dienst}/")

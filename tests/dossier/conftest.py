"""Proposals to make documents of, and documents that several tests read."""

from __future__ import annotations

from pathlib import Path

import pytest
from dossierbron import NAMEN, Bron, kies_regios
from dossierhulp import Gelezen, klein_voorstel

import congruentie as cg
from congruentie.dossier import maak_dossiers
from congruentie.dossier.feiten import Feiten
from congruentie.voorstel import Voorstel
from congruentie.voorstel.bestand import GelezenVoorstel
from congruentie.voorstel.eisen import Eisen


@pytest.fixture(scope="session")
def klein() -> Voorstel:
    return klein_voorstel()


@pytest.fixture(scope="session")
def gelezen() -> GelezenVoorstel:
    """A proposal on real data, as if it came from a file."""
    indelingen = cg.laad_indelingen(2026, NAMEN, met_grenzen=True, cache="geen")
    voorstel = cg.stel_voor(indelingen, cache="geen")
    return GelezenVoorstel(Path("map/v.json"), "ab" * 32, voorstel, 0, Eisen())


@pytest.fixture(scope="session")
def feiten(gelezen) -> Feiten:
    return Feiten(gelezen.voorstel)


@pytest.fixture(scope="session")
def bron(feiten) -> Bron:
    return Bron(feiten.voorstel)


@pytest.fixture(scope="session")
def per_regio(gelezen, feiten, tmp_path_factory):
    """Three regio's: that all have, in two provinces, and cut from many."""
    map_ = tmp_path_factory.mktemp("regio")
    codes = kies_regios(feiten)
    maak_dossiers(gelezen, map_, codes=codes, vormen=["html"])
    return {code: Gelezen(next(map_.glob(f"dossier-{code}-*.html"))) for code in codes}


@pytest.fixture(scope="session")
def per_gemeente(gelezen, tmp_path_factory):
    map_ = tmp_path_factory.mktemp("gemeente")
    codes = ["GM0267", "GM0363", "GM1680"]
    maak_dossiers(gelezen, map_, per="gemeente", codes=codes, vormen=["html"], domein="sociaal")
    return {code: Gelezen(next(map_.glob(f"dossier-{code}-*.html"))) for code in codes}


@pytest.fixture(scope="session")
def land(gelezen, tmp_path_factory):
    map_ = tmp_path_factory.mktemp("land")
    maak_dossiers(gelezen, map_, per="land", vormen=["html"])
    return Gelezen(map_ / "dossier-Nederland.html")


@pytest.fixture(scope="session")
def echt(tmp_path_factory):
    """A gemeente of a proposal on real data, in both forms."""
    namen = ["provincie", "ggd", "veiligheidsregio"]
    indelingen = cg.laad_indelingen(2026, namen, met_grenzen=True, cache="geen")
    voorstel = cg.stel_voor(indelingen, eisen=cg.Eisen(aaneengesloten=False), cache="geen")
    map_ = tmp_path_factory.mktemp("echt")
    maak_dossiers(voorstel, map_, per="gemeente", codes=["GM0267"])
    return map_ / "dossier-GM0267-Nijkerk.docx", map_ / "dossier-GM0267-Nijkerk.html"

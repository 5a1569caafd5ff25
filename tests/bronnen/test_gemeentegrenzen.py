"""The boundary pack: every file against its registry entry, and the geometry against reality."""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import json
import os
import re
import subprocess
import sys

import networkx as nx
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from conftest import REPO

from congruentie.bronnen import laad_gemeenten
from congruentie.buren import gedeelde_grenzen

MAP = REPO / "gemeentegrenzen"
REGISTER = json.loads((MAP / "datapackage.json").read_text(encoding="utf-8"))
BESTANDEN = REGISTER["resources"]
CSV = [bestand for bestand in BESTANDEN if bestand["format"] == "csv"]


def naam(bestand: dict) -> str:
    return bestand["name"]


def lees(bestand: dict) -> list[dict[str, str]]:
    with (MAP / bestand["path"]).open(encoding="utf-8", newline="") as inhoud:
        return list(csv.DictReader(inhoud))


@pytest.fixture(scope="module")
def grenzen():
    return pyogrio.read_dataframe(MAP / "gemeenten_2023-2026.gpkg", layer="gemeenten").set_index(
        "gm_code"
    )


@pytest.mark.parametrize("bestand", BESTANDEN, ids=naam)
def test_bestand_is_wat_het_register_zegt(bestand):
    ruw = (MAP / bestand["path"]).read_bytes()
    assert bestand["hash"] == f"sha256:{hashlib.sha256(ruw).hexdigest()}"
    assert bestand["bytes"] == len(ruw)
    for veld in ("title", "description", "soort", "jaren", "peildatum", "status"):
        assert bestand[veld], veld
    assert all(bron["title"] for bron in bestand["sources"])
    assert all(licentie["title"] for licentie in bestand["licenses"])


def test_alles_staat_in_het_register():
    gegevens = {p.name for p in MAP.iterdir() if p.suffix in {".csv", ".gpkg"}}
    assert gegevens == {bestand["path"] for bestand in BESTANDEN}


@pytest.mark.parametrize("bestand", CSV, ids=naam)
def test_csv_volgens_zijn_schema(bestand):
    rijen = lees(bestand)
    assert len(rijen) == bestand["rows"]
    velden = bestand["schema"]["fields"]
    assert list(rijen[0]) == [veld["name"] for veld in velden]
    for veld in velden:
        eisen = veld.get("constraints", {})
        waarden = [rij[veld["name"]] for rij in rijen]
        assert all(re.fullmatch(eisen.get("pattern", ".+"), waarde) for waarde in waarden)
        if "enum" in eisen:
            assert set(waarden) <= set(eisen["enum"])
        if veld["type"] in {"integer", "number"}:
            assert all(float(waarde) >= eisen.get("minimum", -np.inf) for waarde in waarden)
    sleutel = [tuple(rij[k] for k in bestand["schema"]["primaryKey"]) for rij in rijen]
    assert len(set(sleutel)) == len(rijen)


def test_vlakken_zijn_een_sluitende_dekking(grenzen):
    vormen = grenzen.geometry.to_numpy()
    assert tuple(sorted(grenzen.index)) == laad_gemeenten(2026).codes
    assert grenzen.crs.to_epsg() == 28992
    assert set(grenzen.geom_type) == {"MultiPolygon"}
    assert shapely.is_valid(vormen).all()
    assert shapely.coverage_is_valid(vormen)  # no overlaps, shared borders are the same line
    # A gap between gemeenten would be a small hole in the union; real water is larger.
    geheel = shapely.coverage_union_all(vormen)
    gaten = [r for deel in shapely.get_parts(geheel) for r in deel.interiors]
    assert all(shapely.area(shapely.polygons(gat)) > 250_000 for gat in gaten)
    assert shapely.area(geheel) == pytest.approx(shapely.area(vormen).sum(), rel=1e-9)


def test_oppervlakte_per_gemeente_klopt_ongeveer(grenzen, feitenmap):
    land = pd.read_csv(feitenmap / "gemeenten_2025.csv", index_col="gm_code")["land_km2"]
    verhouding = grenzen.area / 1e6 / land.loc[grenzen.index]
    # The picture includes inner water that CBS does not count as land.
    assert verhouding.median() == pytest.approx(1.02, abs=0.03)
    assert verhouding.quantile([0.05, 0.95]).between(0.85, 1.35).all()


def test_met_verbindingen_hangt_ook_de_tekening_samen(grenzen):
    over_land = gedeelde_grenzen(grenzen.geometry)
    graaf = nx.Graph()
    graaf.add_nodes_from(grenzen.index)
    graaf.add_edges_from(zip(over_land["a"], over_land["b"], strict=True))
    assert not nx.is_connected(graaf)  # islands: the pairs across water are needed
    verbindingen = pd.read_csv(MAP / "verbindingen.csv")
    paren = zip(verbindingen["gm_code_a"], verbindingen["gm_code_b"], strict=True)
    graaf.add_edges_from((a, b) for a, b in paren if a in graaf and b in graaf)
    assert nx.is_connected(graaf)


def test_nauwkeurigheid_tegen_de_officiele_grenzen(grenzen, officiele_grenzen):
    echt = pyogrio.read_dataframe(officiele_grenzen).set_index("gm_code").loc[grenzen.index]
    een, twee = grenzen.geometry.to_numpy(), echt.geometry.to_numpy()
    overlap = shapely.area(shapely.intersection(een, twee)) / shapely.area(shapely.union(een, twee))
    assert np.median(overlap) > 0.95
    assert np.quantile(overlap, 0.05) > 0.85
    paren = [
        set(zip(g["a"], g["b"], strict=True))
        for g in (gedeelde_grenzen(grenzen.geometry), gedeelde_grenzen(echt.geometry))
    ]
    assert len(paren[1]) == 879
    assert len(paren[0] & paren[1]) >= 853
    readme = (MAP / "README.md").read_text(encoding="utf-8")
    for cijfer in (f"{np.median(overlap):.3f}", f"{len(paren[0] & paren[1])} of {len(paren[1])}"):
        assert cijfer in readme, cijfer


@pytest.mark.skipif(
    any(importlib.util.find_spec(pakket) is None for pakket in ("nl_maps", "PIL", "scipy")),
    reason='opnieuw overtrekken vraagt de extra "bouw"',
)
def test_opnieuw_overtrekken_geeft_dezelfde_grenzen(grenzen, tmp_path):
    for naam in (
        "bouw_grenzen.py",
        "labelpunten_2025.csv",
        "../regio_indelingen/gebieden_2026.csv",
    ):
        doel = tmp_path / "gemeentegrenzen" / naam
        doel.parent.mkdir(exist_ok=True, parents=True)
        doel.write_bytes((MAP / naam).read_bytes())
    subprocess.run(
        [sys.executable, tmp_path / "gemeentegrenzen" / "bouw_grenzen.py"],
        check=True,
        env=os.environ,
        capture_output=True,
    )
    opnieuw = pyogrio.read_dataframe(
        tmp_path / "gemeentegrenzen" / "gemeenten_2023-2026.gpkg"
    ).set_index("gm_code")
    assert opnieuw.index.equals(grenzen.index)
    assert opnieuw.geometry.geom_equals_exact(grenzen.geometry, 0).all()


def test_frictionless_keurt_het_pakket_goed():
    frictionless = pytest.importorskip("frictionless", reason="alleen met frictionless")
    tabellen = [b for b in BESTANDEN if b["format"] == "csv"]
    pakket = frictionless.Package.from_descriptor(
        REGISTER | {"resources": tabellen}, basepath=str(MAP)
    )
    assert pakket.validate().valid

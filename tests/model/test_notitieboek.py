"""In a notebook: tables, pictures and maps of geopandas; and the example notebook itself."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from conftest import REPO
from matplotlib.colors import to_hex

import congruentie as cg
from congruentie.tekenen import KLASSEN, klasse_van


@pytest.fixture(scope="module")
def indelingen():
    return cg.laad_indelingen(2026, met_grenzen=True)


def kleuren(assen) -> list[str]:
    """Of the areas, in the order of the table (a MultiPolygon is one of them)."""
    return [to_hex(kleur) for kleur in assen.collections[0].get_facecolors()]


def test_geodataframe(indelingen):
    """Table and boundaries are those of the object, row by row."""
    meting = cg.Meting(indelingen)
    laag = meting.to_geodataframe()
    assert laag.crs.to_epsg() == 28992
    assert laag.index.tolist() == list(indelingen.gemeenten.codes)
    assert laag["congruentie"].tolist() == cg.bereken(indelingen)["congruentie"].tolist()
    assert laag.geometry.geom_equals(indelingen.gemeenten.vlakken).all()
    assert laag.loc["GM0267", "gm_naam"] == "Nijkerk"
    ggd = indelingen.to_geodataframe().loc["GM0267"]
    assert (ggd["ggd"], ggd["ggd_naam"]) == (
        indelingen["ggd"].lidmaatschap["GM0267"],
        indelingen["ggd"].regio_naam(ggd["ggd"]),
    )
    inwoners = indelingen.gemeenten.to_geodataframe()["inwoners"]
    assert inwoners.tolist() == indelingen.gemeenten.inwoners.tolist()
    laag["congruentie"] = 0.0  # a copy of one's own
    assert meting.gemeenten["congruentie"].min() > 0


def test_plot_kleurt_congruentie_in_de_klassen(indelingen):
    meting = cg.Meting(indelingen)
    klassen = klasse_van(meting.gemeenten["congruentie"])
    getekend = kleuren(meting.plot())
    assert sorted(set(getekend)) == sorted({KLASSEN[k].kleur for k in klassen})


def test_regios_naast_elkaar_verschillen(indelingen):
    """Every two gemeenten that touch: one regio one colour, two regio's two."""
    laag = indelingen.to_geodataframe()
    regio = laag["ggd"].tolist()
    kleur = _vlakkleuren(indelingen)
    for i, j in zip(*laag.sindex.query(laag.geometry, predicate="intersects"), strict=True):
        assert (kleur[i] == kleur[j]) == (regio[i] == regio[j])


def _vlakkleuren(indelingen) -> list[str]:
    kaart = indelingen.explore()
    data = next(kind for kind in kaart._children.values() if hasattr(kind, "data"))
    per_code = {
        vak["properties"]["gm_naam"]: vak["properties"]["__folium_color"]
        for vak in data.data["features"]
    }
    return [per_code[naam] for naam in indelingen.gemeenten.namen]


def test_explore_vraagt_niets_van_het_internet(indelingen):
    html = cg.Meting(indelingen).explore().get_root().render()
    assert "tile.openstreetmap" not in html
    assert "L.tileLayer" not in html


def test_tabel_in_het_notitieboek(indelingen):
    gevaar = cg.Gemeenten(2026, ("GM1",), ("<script>",))
    assert "<script>" not in gevaar._repr_html_()
    assert "&lt;Gemeenten 2026: 1&gt;" in gevaar._repr_html_()
    assert "Nijkerk" not in indelingen._repr_html_()  # ten rows, not all
    assert indelingen._repr_html_().count("<tr>") == 12


def test_wat_er_niet_is(indelingen, monkeypatch):
    with pytest.raises(cg.CongruentieFout, match="niet geladen. Laad met met_grenzen=True"):
        cg.laad_gemeenten(2026).plot()
    with pytest.raises(cg.CongruentieFout, match="Er is geen kolom weer. Er zijn: gm_naam, inwon"):
        indelingen.gemeenten.plot("weer")
    monkeypatch.setattr("congruentie.notitieboek.find_spec", lambda _: None)
    with pytest.raises(cg.CongruentieFout, match=r"pip install congruentie\[notitieboek\]"):
        indelingen.explore()


def test_voorbeeld(monkeypatch, tmp_path):
    """Every cell of the example runs, and a cell that ends in an expression shows something."""
    monkeypatch.chdir(tmp_path)
    boek = json.loads(Path(REPO, "docs", "voorbeeld.ipynb").read_text("utf-8"))
    ruimte: dict[str, object] = {}
    for cel in boek["cells"]:
        if cel["cell_type"] == "code":
            assert not cel["outputs"]
            *regels, laatste = ast.parse("".join(cel["source"])).body
            exec(compile(ast.Module(regels, []), "cel", "exec"), ruimte)
            if isinstance(laatste, ast.Expr):
                uitkomst = eval(compile(ast.Expression(laatste.value), "cel", "eval"), ruimte)
                assert uitkomst is not None
            else:
                exec(compile(ast.Module([laatste], []), "cel", "exec"), ruimte)
    assert "bewezen het beste" in ruimte["voorstel"]._repr_html_()

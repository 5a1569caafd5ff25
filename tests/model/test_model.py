"""Gemeenten, Indeling and Indelingen: what they accept, refuse and keep unchanged."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from congruentie.errors import CongruentieFout
from congruentie.gemeenten import Gemeenten, Herkomst
from congruentie.model import Indeling, Indelingen
from congruentie.nl import opsomming


def test_gemeenten_staan_op_code():
    gemeenten = Gemeenten(2025, ("GM0002", "GM0001"), ("B", "A"), np.array([2.0, 1.0]))
    assert gemeenten.codes == ("GM0001", "GM0002")
    assert gemeenten.namen == ("A", "B")
    assert gemeenten.inwoners.tolist() == [1, 2]
    assert gemeenten.naam_van["GM0002"] == "B"
    assert len(gemeenten) == 2


@pytest.mark.parametrize(
    ("codes", "namen", "inwoners", "deel"),
    [
        ((), (), None, "2025 is leeg"),
        (("GM0001", "GM0001"), ("A", "B"), None, "leeg of dubbel: GM0001"),
        (("GM0001", ""), ("A", "B"), None, "leeg of dubbel"),
        (("GM0001",), ("A", "B"), None, "2 namen voor 1 gemeenten"),
        (("GM0001",), ("A",), [0], "inwoners voor GM0001"),
        (("GM0001",), ("A",), [np.nan], "inwoners voor GM0001"),
    ],
)
def test_gemeenten_weigert(codes, namen, inwoners, deel):
    with pytest.raises(CongruentieFout, match=deel):
        Gemeenten(2025, codes, namen, inwoners)


@pytest.mark.parametrize(
    ("verander", "deel"),
    [
        (lambda v: v.set_crs(4326, allow_override=True), "EPSG:28992"),
        (lambda v: v.set_crs(None, allow_override=True), "onbekend coördinatenstelsel"),
        (lambda v: v.iloc[1:], r"ontbreekt van 2025: GM0001 \(1 van de 4\)"),
        (lambda v: v.rename({"GM0001": "GM0009"}), "ontbreekt van 2025"),
        (lambda v: __import__("pandas").concat([v, v.iloc[:1]]), "dubbel voorkomt"),
        (
            lambda v: __import__("pandas").concat([v, v.iloc[:1].rename({"GM0001": "GM0009"})]),
            "2025 niet kent: GM0009",
        ),
    ],
)
def test_gemeenten_weigert_grenzen(vierkant, verander, deel):
    with pytest.raises(CongruentieFout, match=deel):
        dataclasses.replace(vierkant, vlakken=verander(vierkant.vlakken))


def test_grenzen_krijgen_de_volgorde_van_de_codes(vierkant):
    om = dataclasses.replace(vierkant, vlakken=vierkant.vlakken.iloc[::-1])
    assert om.vlakken.index.tolist() == list(vierkant.codes)


@pytest.mark.parametrize(
    ("naam", "lidmaatschap", "deel"),
    [
        ("", {"GM0001": "x"}, "geen naam van een indeling"),
        ("a b", {"GM0001": "x"}, "'a b' kan geen naam"),
        ("{{7*7}}", {"GM0001": "x"}, "kan geen naam"),
        ("a", {}, "geen enkele gemeente"),
        ("a", {"GM0001": ""}, "lege code bij GM0001"),
    ],
)
def test_indeling_weigert(naam, lidmaatschap, deel):
    with pytest.raises(CongruentieFout, match=deel):
        Indeling(naam, lidmaatschap)


def test_indeling_is_een_kopie_die_niet_verandert():
    lid = {"GM0001": "x"}
    indeling = Indeling("a", lid)
    lid["GM0002"] = "y"
    assert dict(indeling.lidmaatschap) == {"GM0001": "x"}
    with pytest.raises(TypeError):
        indeling.lidmaatschap["GM0002"] = "y"
    with pytest.raises(dataclasses.FrozenInstanceError):
        indeling.naam = "b"


def test_niet_van_cbs_staat_in_het_label():
    herkomst = Herkomst("TNO", "2022-01-01", "niet_officieel", "onbekend")
    assert Indeling("roaz", {"GM0001": "x"}, titel="ROAZ", herkomst=herkomst).label == (
        "ROAZ (niet van CBS)"
    )
    assert Indeling("a", {"GM0001": "x"}).label == "a"


def test_regio_zonder_naam_toont_de_code():
    indeling = Indeling("a", {"GM0001": "x", "GM0002": "y"}, {"x": "Iks", "y": ""})
    assert [indeling.regio_naam(regio) for regio in indeling.regios] == ["Iks", "y"]


def test_indelingen_weigert(vierkant):
    a = Indeling("a", {"GM0001": "x"})
    with pytest.raises(CongruentieFout, match="geen indeling gekozen"):
        Indelingen(vierkant, ())
    with pytest.raises(CongruentieFout, match="Dubbel gekozen: a"):
        Indelingen(vierkant, (a, a))
    with pytest.raises(CongruentieFout, match="er in 2025 niet zijn: GM9999"):
        Indelingen(vierkant, (Indeling("b", {"GM9999": "x"}),))


def test_regio_is_een_tabel_van_nummers(vierkant):
    deels = Indeling("deels", {"GM0001": "z", "GM0004": "y"})
    heel = Indeling("heel", dict.fromkeys(vierkant.codes, "x"))
    beide = Indelingen(vierkant, (deels, heel))
    assert beide.regio.tolist() == [[1, 0], [-1, 0], [-1, 0], [0, 0]]
    assert not beide.is_landsdekkend("deels")
    assert beide.is_landsdekkend("heel")


@pytest.mark.parametrize(
    ("dingen", "zin"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a en b"),
        (["a", "b", "c"], "a, b en c"),
        (list("abcdefg"), "a, b, c, d, e en 2 andere"),
    ],
)
def test_opsomming(dingen, zin):
    assert opsomming(dingen) == zin

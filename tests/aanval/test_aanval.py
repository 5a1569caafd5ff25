"""A short run of the campaign; `make aanval` makes a long one."""

from __future__ import annotations

import os
import sys

import pytest

from aanval.aanvaller import DUUR, SOORTEN, Aanvaller, Uitslag

pytestmark = [
    pytest.mark.zwaar,
    pytest.mark.skipif(
        not sys.platform.startswith("linux"),
        reason="elke poging is een fork, met de grenzen van Linux",
    ),
]


@pytest.fixture(scope="module")
def aanvaller(tmp_path_factory):
    pytest.importorskip("pyarrow")
    os.environ["CONGRUENTIE_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    return Aanvaller(tmp_path_factory.mktemp("aanval"), zaad=20261201)


def test_wat_goed_is_wordt_gelezen(aanvaller, monkeypatch):
    """Or the campaign would attack what is refused anyway."""
    monkeypatch.setattr(aanvaller, "uitslag", Uitslag())
    for vorm in ("bytes", "json", "zip", "opties"):
        monkeypatch.setattr(aanvaller, vorm, lambda goed: goed)
    for naam, soort in SOORTEN.items():
        if naam not in DUUR and soort.vorm != "opties" and soort.opdracht[0] == "controleer":
            aanvaller.uitslag.codes.clear()
            aanvaller.val_aan(naam)
            assert list(aanvaller.uitslag.codes) == [0], naam
    assert not aanvaller.uitslag.fouten


def test_korte_campagne(aanvaller):
    for naam in [*(set(SOORTEN) - DUUR), "huisstijl", "sjabloon"]:
        aanvaller.val_aan(naam)
    assert not aanvaller.uitslag.fouten


@pytest.mark.parametrize(
    ("doet", "gebrek"),
    [
        ("raise RuntimeError", "Traceback"),
        ("print('Onverwachte fout')", "Onverwachte fout"),
        ("open('../buiten.txt', 'w')", ""),
        ("open(f'{map_.parent}/buiten.txt', 'w')", "schrijft buiten zijn map"),
        ("open('.half.csv', 'w')", "achter"),
        ("__import__('urllib.request').request.urlopen(web)", "zoekt het net op|Traceback"),
        ("bytearray(1_100_000_000).count(1)", "MB"),
    ],
)
def test_de_campagne_ziet_wat_niet_mag(aanvaller, monkeypatch, doet, gebrek):
    import re

    def kwaad(_):
        exec(doet, {"map_": aanvaller.werk, "web": aanvaller.web})  # ours
        return 0

    monkeypatch.setattr("aanval.aanvaller._voer_uit", kwaad)
    monkeypatch.setattr(aanvaller, "uitslag", Uitslag())
    aanvaller.val_aan("csv")
    assert bool(aanvaller.uitslag.fouten) is bool(gebrek)
    assert not gebrek or re.search(gebrek, aanvaller.uitslag.fouten[0])

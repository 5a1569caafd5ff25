"""The documentation holds: every option is described, every example runs, every number is real."""

from __future__ import annotations

import contextlib
import doctest
import importlib
import re
import runpy
import subprocess

import pytest
from conftest import REPO, elke_opdracht
from handleiding import HANDLEIDING, paragraaf
from voorbeelden import draai_voorbeelden

import congruentie as cg
from congruentie.cli import opdrachten

DOCS = REPO / "docs"
THUIS = REPO.parent if REPO.parent.name else REPO
BUREN = {pad.name for pad in REPO.parent.iterdir()} - {REPO.name}
"""Where the checkout is on this machine, and what lies beside it: no file may lead there."""
PAGINAS = sorted(DOCS.rglob("*.md"))


# --- commands and options --------------------------------------------------------------------


def test_kop_voor_elke_opdracht():
    koppen = re.findall(r"^## congruentie (.+)$", HANDLEIDING, re.M)
    assert sorted(koppen) == sorted(elke_opdracht())


def test_de_handleiding_noemt_geen_optie_die_niet_bestaat():
    bestaat = {"--help"} | {o for p in opdrachten.params for o in p.opts}
    bestaat |= {o for c in elke_opdracht().values() for p in c.params for o in p.opts}
    bestaat.add("--uitt")  # the example of a message about a typing error
    for pagina in [*PAGINAS, REPO / "README.md"]:
        tekst = pagina.read_text("utf-8")
        genoemd = set(re.findall(r"(?:\$ congruentie[^\n]* |`)(--\w[\w-]*)", tekst))
        assert genoemd <= bestaat, pagina.name
    for naam, opdracht in elke_opdracht().items():
        rijen = re.findall(r"^\| `(--[\w-]+)", paragraaf(f"congruentie {naam}"), re.M)
        assert set(rijen) <= {o for p in opdracht.params for o in p.opts}, naam


# --- the examples run ------------------------------------------------------------------------


MET_VOORBEELDEN = [
    pagina
    for pagina in [*PAGINAS, REPO / "README.md"]
    if re.search(r"^```(console|python)$", pagina.read_text("utf-8"), re.M)
]


ZONDER_NETWERK = [pagina for pagina in MET_VOORBEELDEN if pagina.name != "ophalen.md"]
"""test_ophalen.py runs the other one, against its servers."""


@pytest.mark.zwaar
@pytest.mark.parametrize("pagina", ZONDER_NETWERK, ids=lambda p: p.name)
def test_voorbeelden_draaien(pagina, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    draai_voorbeelden(pagina)


PUBLIEK = [getattr(cg, naam) for naam in cg.__all__]


@pytest.mark.parametrize("module", sorted({p.__module__ for p in PUBLIEK if callable(p)}))
def test_de_voorbeelden_in_de_code_kloppen(module):
    gedaan = doctest.testmod(importlib.import_module(module))
    assert gedaan.attempted
    assert not gedaan.failed


def test_het_plaatje_van_de_verdiepingen_is_van_deze_code():
    tekening = runpy.run_path(str(DOCS / "beeld" / "bouw.py"))["teken"]()
    assert tekening == (DOCS / "beeld" / "bouw.svg").read_text("utf-8"), "python docs/beeld/bouw.py"


# --- one version, no loose pages -------------------------------------------------------------


def test_een_versie():
    vindplaatsen = {
        "publiccode.yml": r'^softwareVersion: "(.+)"$',
        "CITATION.cff": r"^version: (.+)$",
        "CHANGELOG.md": r"^## \[(\d[^\]]*)\]",
    }
    for naam, regex in vindplaatsen.items():
        gevonden = re.search(regex, (REPO / naam).read_text("utf-8"), re.M)
        assert gevonden, naam
        assert gevonden[1] == cg.__version__, naam


def test_een_datum():
    vindplaatsen = {
        "publiccode.yml": r'^releaseDate: "(.+)"$',
        "CITATION.cff": r"^date-released: (.+)$",
        "CHANGELOG.md": r"^## \[\d[^\]]*\] - (.+)$",
    }
    datums = {
        re.search(regex, (REPO / naam).read_text("utf-8"), re.M)[1]
        for naam, regex in vindplaatsen.items()
    }
    assert len(datums) == 1, datums


def test_nauwkeurigheid_zoals_in_het_datapakket():
    """The figures about the schematic boundaries are measured in one place."""
    tekst = (DOCS / "gegevens.md").read_text("utf-8")
    opsomming = re.search(r"README van `gemeentegrenzen`(.*?)\n\nGoed voor", tekst, re.S)[1]
    bron = (REPO / "gemeentegrenzen" / "README.md").read_text("utf-8")
    getallen = re.findall(r"\d+(?:,\d+)?", opsomming)
    assert len(getallen) > 5
    for getal in getallen:
        assert re.search(rf"\b{re.escape(getal.replace(',', '.'))}\b", bron), getal


def test_elke_pagina_staat_in_de_navigatie():
    navigatie = (REPO / "mkdocs.yml").read_text("utf-8").partition("\nnav:")[2]
    genoemd = re.findall(r": (\S+\.md)$", navigatie, re.M)
    assert sorted(genoemd) == [p.relative_to(DOCS).as_posix() for p in PAGINAS]


def test_elk_besluit_staat_in_het_overzicht():
    besluiten = sorted(p.name for p in (DOCS / "besluiten").glob("[0-9]*.md"))
    overzicht = (DOCS / "besluiten" / "index.md").read_text("utf-8")
    assert re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", overzicht) == besluiten
    assert [int(naam[:4]) for naam in besluiten] == list(range(1, len(besluiten) + 1))


def test_elke_verwijzing_in_de_readme_bestaat():
    for doel in re.findall(r"\]\((?!https?:)([^)#]+)", (REPO / "README.md").read_text("utf-8")):
        assert (REPO / doel).exists(), doel


def test_geen_plaatsen_van_een_bepaalde_computer():
    """What is written must make sense to someone who only has the repository."""
    opdracht = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        klaar = subprocess.run(opdracht, cwd=REPO, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no git checkout")
    for naam in filter(None, klaar.stdout.split("\0")):
        pad = REPO / naam
        if naam.startswith(("tests/", ".ci/")) or not pad.is_file():
            continue
        with contextlib.suppress(UnicodeDecodeError):
            tekst = pad.read_text("utf-8")
            assert f"{THUIS.as_posix()}/" not in tekst, naam
            hiernaast = set(re.findall(r"\.\./([\w-]+)", tekst)) & BUREN
            assert not {buur for buur in hiernaast if not (pad.parent.parent / buur).exists()}, naam

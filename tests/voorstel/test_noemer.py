"""How congruentie is counted is the same in everything that is made of one proposal."""

from __future__ import annotations

import html
import json
import re

import openpyxl
import pytest

import congruentie as cg
from congruentie.cli import _voer_uit
from congruentie.dossier import maak_dossiers
from congruentie.voorstel.bestand import lees_voorstel


@pytest.mark.zwaar
def test_pagina_werkmap_json_en_dossier_delen_de_noemer(tmp_path):
    """An indeling of half the country: over those who take part, or over all, is another figure."""
    ggd = cg.laad_indelingen(2026, ["ggd"], cache="geen")["ggd"].lidmaatschap
    helft = [f"{gm},{regio}" for gm, regio in ggd.items() if regio < "GG2500"]
    bron = tmp_path / "half.csv"
    bron.write_text("\n".join(["gm_code,regio", *helft]), "utf-8")
    naam = tmp_path / "v"
    opties = ["--indelingen", "res,jeugdregio", "--eigen", f"half={bron}", "--noemer", "deelname"]
    assert _voer_uit(["voorstel", *opties, "--uit", str(naam), "--stil"]) == 0

    gelezen = lees_voorstel(tmp_path / "v.json")
    indelingen = gelezen.voorstel.indelingen
    deelname = cg.bereken(indelingen, noemer="deelname")["congruentie"]
    assert deelname.mean() > cg.bereken(indelingen)["congruentie"].mean() + 5

    assert json.loads((tmp_path / "v.json").read_text("utf-8"))["noemer"] == "deelname"
    blad = openpyxl.load_workbook(tmp_path / "v.xlsx")["Gemeenten"]
    kop, *rijen = blad.iter_rows(values_only=True)
    kolom = kop.index("congruentie_voor")
    assert [rij[kolom] for rij in rijen] == pytest.approx(deelname.tolist())
    pagina = html.unescape((tmp_path / "v.html").read_text("utf-8"))
    eiland = json.loads(re.search(r'id="gegevens">(.*?)</script>', pagina, re.S)[1])
    assert eiland["noemer"] == "deelname"
    maak_dossiers(gelezen, tmp_path / "d", per="land", vormen=["html"])
    dossier = (tmp_path / "d" / "dossier-Nederland.html").read_text("utf-8")
    assert f"{deelname.mean():.1f}%".replace(".", ",") in dossier

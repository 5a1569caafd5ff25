"""Documents about regio's that exist, and of a proposal with many wishes."""

from __future__ import annotations

import json

from dossierhulp import BANDEN, Gelezen

import congruentie as cg
from congruentie.dossier import maak_dossiers
from congruentie.dossier.feiten import Feiten
from congruentie.dossier.inhoud import beschrijf_gemeente, beschrijf_land, beschrijf_regio
from congruentie.model import Indeling, Indelingen
from congruentie.voorstel import maak_voorstel
from congruentie.voorstel.maken import bestaande_regios


def test_bestaande_indeling(feiten, tmp_path):
    bestaand = bestaande_regios(feiten.voorstel.indelingen, "ggd", cache="geen")
    mijn = Feiten(bestaand)
    assert list(mijn.nummers) == [*dict.fromkeys(bestaand.codes)]
    assert set(mijn.nummers) == set(feiten.voorstel.indelingen["ggd"].regios)
    maak_dossiers(bestaand, tmp_path, codes=["GG2707"], vormen=["html"])
    dossier = Gelezen(tmp_path / "dossier-GG2707-GGD-Hollands-Noorden.html")
    assert "Dit dossier gaat over een regio die er al is." in dossier.tekst
    assert "voorgesteld" not in dossier.tekst.casefold()
    assert "Wat kan ook" not in dossier.tekst
    assert dossier.tabel("Verandering per indeling")[0][3:] == ["niemand", "niemand"]
    maak_dossiers(bestaand, tmp_path, per="land", vormen=["html"])
    land = Gelezen(tmp_path / "dossier-Nederland.html")
    assert "Alle regio's bestaan al: het zijn die van de indeling GGD-regio's." in land.tekst
    waar = {rij[0]: rij[2] for rij in land.tabel("Waar de regio's liggen")}
    assert waar["GG2707"] == "Noord-Holland"
    maak_dossiers(bestaand, tmp_path, per="gemeente", codes=["GM0363"], vormen=["html"])
    tekst = Gelezen(tmp_path / "dossier-GM0363-Amsterdam.html").tekst
    assert "Amsterdam zit in regio GGD Amsterdam van de indeling GGD-regio's." in tekst


def test_gemeente_zonder_regio(feiten, tmp_path):
    """An existing indeling that leaves gemeenten out: they get no document of a regio."""
    deel = Indeling("deel", {"GM0363": "A", "GM0362": "A", "GM0267": "B"}, {"A": "Aan de Amstel"})
    ggd = feiten.voorstel.indelingen["ggd"]
    indelingen = Indelingen(feiten.voorstel.indelingen.gemeenten, (deel, ggd))
    bestaand = bestaande_regios(indelingen, "deel", cache="geen")
    mijn = Feiten(bestaand)
    assert list(mijn.nummers) == ["B", "A"]
    d = beschrijf_gemeente(mijn, "GM0014")
    assert d["regio_code"] == ""
    maak_dossiers(bestaand, tmp_path, per="gemeente", codes=["GM0014"], vormen=["html"])
    tekst = Gelezen(tmp_path / "dossier-GM0014-Groningen.html").tekst
    assert "Groningen zit in geen regio van de indeling deel." in tekst
    maak_dossiers(bestaand, tmp_path, vormen=["html"])
    assert sorted(p.name for p in tmp_path.glob("dossier-[AB]*")) == [
        "dossier-A-Aan-de-Amstel.html",
        "dossier-B-B.html",
    ]
    land = beschrijf_land(mijn)
    assert land["ingedeeld"] == 3
    assert json.dumps(land["standen"])


def test_na_een_ronde_alleen_de_wensen_die_erover_gaan():
    """Answers of a consultation can bring hundreds of wishes about other gemeenten."""
    indelingen = cg.laad_indelingen(2026, ["ggd", "jeugdregio"], met_grenzen=True, cache="geen")
    paren = (("GM0363", "GM0014"), ("GM0363", "GM0599"), ("GM0014", "GM0599"))
    voorstel = cg.stel_voor(indelingen, eisen=cg.Eisen(min_inwoners=100_000, apart=paren))
    feiten = Feiten(voorstel)
    algemeen = ["minimaal 100.000 inwoners per regio", "aaneengesloten regio's"]
    code = voorstel.codes[voorstel.regio[indelingen.gemeenten.plek["GM0599"]]]
    regio = beschrijf_regio(feiten, code)
    over_rotterdam = ["Amsterdam en Rotterdam apart", "Groningen en Rotterdam apart"]
    assert regio["verantwoording"]["wensen"] == [
        *algemeen, *over_rotterdam, "1 wens over andere gemeenten"
    ]  # fmt: skip
    assert [prijs["wens"] for prijs in regio["prijzen"]] == [*algemeen, *over_rotterdam]
    gemeente = beschrijf_gemeente(feiten, "GM0384")
    assert gemeente["verantwoording"]["wensen"] == [*algemeen, "3 wensen over andere gemeenten"]
    land = beschrijf_land(feiten)
    assert land["verantwoording"]["wensen"] == [*algemeen, "3 wensen over bepaalde gemeenten"]
    assert len(land["prijzen"]) == len(algemeen) + 3


def test_zachte_wensen_worden_genoemd(klein, tmp_path):
    eisen = cg.Eisen(liever=(("GM0001", "GM0002", 1.5), ("GM0003", "GM0004", 1)))
    voorstel = maak_voorstel(klein.indelingen, BANDEN, eisen=eisen)
    maak_dossiers(voorstel, tmp_path, per="land", vormen=["html"])
    tekst = Gelezen(tmp_path / "dossier-Nederland.html").onder("Hoe is dit berekend?")
    assert "tellen ook 2 zachte wensen mee" in tekst
    assert "Zonder die wensen is zij 0." in tekst
    assert "heet de doelwaarde: 2,5." in tekst

"""What people at a table get: page 1, status on every page, Word's rules, provincies and answers."""

from __future__ import annotations

import datetime
import json
import re

import docx
import pytest
from dossierhulp import Gelezen, net
from woordregels import overtredingen

from congruentie.afspraken import Afspraken
from congruentie.cli import _voer_uit
from congruentie.dossier import maak_dossiers
from congruentie.dossier.kortenaam import korte_naam
from congruentie.dossier.provincie import plekken_in
from congruentie.dossier.terugmelding import lees_rondeverslag, maak_terugmeldingen
from congruentie.errors import CongruentieFout
from congruentie.model import Indeling
from congruentie.nl import dag

AFSPRAKEN = Afspraken(
    datetime.date(2027, 3, 1), "secretariaat", versie="2", datum=datetime.date(2026, 12, 1)
)
SOORTEN = [
    ("regio", ["V01"]), ("gemeente", ["GM0267"]), ("provincie", ["PV25"]), ("land", None),
]  # fmt: skip


@pytest.fixture(scope="module")
def stukken(gelezen, tmp_path_factory):
    """One document of each kind, by kind: DOCX and page."""
    uit = {}
    for per, codes in SOORTEN:
        map_ = tmp_path_factory.mktemp(per)
        paden = maak_dossiers(gelezen, map_, per=per, codes=codes, afspraken=AFSPRAKEN)
        uit[per] = paden[0], Gelezen(paden[1])
    map_ = tmp_path_factory.mktemp("ronde")
    (map_ / "x-ronde.json").write_text(json.dumps(RONDE), encoding="utf-8")
    verslag = lees_rondeverslag(map_ / "x-ronde.json")
    paden = maak_terugmeldingen(verslag, map_, afspraken=AFSPRAKEN)
    for naam in ("nota", "terugmelding-GM0267"):
        docx_, html = (next(p for p in paden if p.name.startswith(naam) and p.suffix == s)
                       for s in (".docx", ".html"))  # fmt: skip
        uit[naam.partition("-")[0]] = docx_, Gelezen(html)
    uit["zonder antwoord"] = uit["nota"][0], Gelezen(next(map_.glob("terugmelding-GM0244*.html")))
    return uit


def _wens(van, naar, oordeel, uit="voorkeur", hoe="zacht", vervuld=True, waarom=""):
    namen = {"GM0267": "Nijkerk", "GM0203": "Barneveld", "GM0307": "Amersfoort"}
    return {
        "van": van, "van_naam": namen[van], "naar": naar, "naar_naam": namen[naar], "uit": uit,
        "oordeel": oordeel, "hoe": hoe, "vervuld": vervuld, "waarom": waarom,
    }  # fmt: skip


def _gemeente(naam, antwoord, eerder, nu):
    return {"gm_naam": naam, "antwoord": antwoord, "regio_eerder_naam": eerder, "regio_nu_naam": nu}


RONDE = {
    "ronde": 1,
    "versie": "0",
    "land": {"gevraagd": 3, "geantwoord": 2, "wensen": 3, "vervuld": 1, "gemeenten": 342},
    "gemeenten": {
        "GM0267": _gemeente("Nijkerk", "volledig", "Noord Veluwe", "Food Valley"),
        "GM0203": _gemeente("Barneveld", "deels", "Food Valley", "Food Valley"),
        "GM0244": _gemeente("Hattem", "niet gevraagd", "Oost Veluwe", "Noord Veluwe"),
        "GM0307": _gemeente("Amersfoort", "niet ontvangen", "Eemland", "Eemland"),
    },
    "wijzigingen": [
        {"gm_code": gm, "gm_naam": naam, "van_naam": van, "naar_naam": naar, "waarom": waarom}
        for gm, naam, van, naar, waarom in (
            ("GM0244", "Hattem", "Oost Veluwe", "Noord Veluwe", "Niemand vroeg dit."),
            ("GM0267", "Nijkerk", "Noord Veluwe", "Food Valley", "Eigen wens."),
        )
    ],
    "wensen": [
        _wens("GM0267", "GM0203", "liever wel"),
        _wens("GM0267", "GM0307", "liever wel", vervuld=False, waarom="De provincie ligt ertussen."),
        _wens("GM0203", "GM0307", "zeker niet", hoe="niet", vervuld=False,
              waarom="Telt niet mee: zij zitten overal samen."),
    ],
    "reacties": [
        {"wie": "GM0267", "soort": "gemeente", "naam": "Nijkerk", "status": "volledig",
         "keuze": "anders", "alternatief": "", "voorwaarden": "De GGD doet mee",
         "opmerkingen": "Een\nTwee", "namens": "college"},
    ],
    "niet_ontvangen": ["GM0307"],
}  # fmt: skip


def test_elk_document_houdt_zich_aan_de_regels_van_word(stukken):
    assert {soort: overtredingen(pad) for soort, (pad, _) in stukken.items()} == {
        soort: [] for soort in stukken
    }


def test_de_regels_van_word_worden_echt_nagegaan(tmp_path):
    document = docx.Document()
    document.add_heading("Kop", 3)
    document.add_paragraph("")
    document.add_paragraph("- een  lijst")
    document.add_table(2, 2)
    document.save(tmp_path / "fout.docx")
    fout = "; ".join(overtredingen(tmp_path / "fout.docx"))
    for wat in ("één titel", "koprij", "lege cel", "bijschrift", "lege alinea", "lijststijl",
                "achter elkaar", "geen titel", "geen taal", "Nederlands", "geen status"):  # fmt: skip
        assert wat in fout, (wat, fout)


def test_status_versie_en_datum_op_elke_bladzijde(stukken, klein, tmp_path):
    for pad, pagina in stukken.values():
        voet = docx.Document(str(pad)).sections[0].footer.paragraphs[0].text
        assert voet.startswith("Concept, versie 2, 1 december 2026\t")
        assert "Concept, versie 2, 1 december 2026" in net(pagina.boom.find(".//footer"))
    klaar = Afspraken(vastgesteld=True)
    pad, html, _ = maak_dossiers(klein, tmp_path, codes=["V01"], afspraken=klaar)
    assert docx.Document(str(pad)).sections[0].footer.paragraphs[0].text.startswith("Vastgesteld\t")
    assert "Niets meer: dit voorstel is vastgesteld." in Gelezen(html).tekst


@pytest.mark.parametrize("soort", ["regio", "gemeente", "provincie", "land"])
def test_bladzijde_1_is_voor_wie_een_minuut_heeft(stukken, soort):
    """The map, what is asked and by when; no points, no groups, no hashes. What follows is after it."""
    _, pagina = stukken[soort]
    eerste = pagina.hoofd.find(".//section[@id='samenvatting']")
    tekst = net(eerste)
    assert len(list(eerste.iter("img"))) == 1
    assert not list(eerste.iter("table"))
    assert "Laat vóór 1 maart 2027 weten" in tekst
    assert "Vragen: secretariaat." in tekst
    assert "Hoe zeker is dit?" in tekst
    assert not re.search(r"\bpunt(en)?\b|doelwaarde|groep|[0-9a-f]{40}|brok|theta|\(V\d", tekst)
    assert len(tekst) < 1900
    koppen = [net(h) for h in pagina.hoofd.iter("h2")]
    assert koppen[-1] == "Bijlagen"  # all that is accountancy comes after what must be read
    assert "Hoe is dit berekend?" in [net(h) for h in pagina.hoofd.iter("h3")]


def test_wie_u_erbij_krijgt_en_kwijtraakt(stukken, feiten):
    from congruentie.dossier.inhoud import beschrijf_gemeente

    d = beschrijf_gemeente(feiten, "GM0267")
    nieuw = [p["naam"] for p in d["partners"] if p["straks"] and not p["nu"]]
    kwijt = [p for p in d["partners"] if not p["straks"]]
    punten = stukken["gemeente"][1].punten()
    if nieuw:
        assert all(naam in punten["Wie krijgt u erbij"] for naam in nieuw[:8])
    assert f"Met {len(kwijt)} gemeenten" in punten["Wie raakt u kwijt"]
    assert kwijt[0]["naam"] in punten["Wie raakt u kwijt"]


def test_provincie_heeft_al_haar_regios(stukken, feiten):
    voorstel, plekken = feiten.voorstel, plekken_in(feiten, "PV25")
    _, pagina = stukken["provincie"]
    rijen = pagina.tabel("Regio's in Gelderland, of over de grens")
    namen = [voorstel.namen[r] for r in sorted({int(voorstel.regio[i]) for i in plekken})]
    assert sorted(rij[0] for rij in rijen) == sorted(namen)
    for naam, _, hier, elders, _ in rijen:
        leden = [int(i) for i in feiten.plekken(voorstel.namen.index(naam))]
        for i in leden:
            gemeente = voorstel.indelingen.gemeenten.namen[i]
            assert gemeente in (hier if i in plekken else elders)
        assert (elders == "geen") == all(i in plekken for i in leden)


def test_terugmelding_zegt_wat_er_is_gedaan_en_waarom(stukken):
    _, pagina = stukken["terugmelding"]
    assert pagina.tabel("Uw wensen") == [
        ["Liever wel samen met Barneveld", "ja", "Het nieuwe voorstel houdt zich hieraan."],
        ["Liever wel samen met Amersfoort", "nee", "De provincie ligt ertussen."],
    ]
    assert pagina.tabel("Wat u schreef") == [
        ["Voorwaarden", "De GGD doet mee", "[in te vullen]"],
        ["Opmerkingen", "Een", "[in te vullen]"],
        ["Opmerkingen", "Twee", "[in te vullen]"],
    ]
    for tekst in ("een antwoord van het college", "U koos: anders", "1 van de 2 zit in",
                  "u gaat van regio Noord Veluwe naar regio Food Valley. Eigen wens."):  # fmt: skip
        assert tekst in pagina.tekst
    _, zonder = stukken["zonder antwoord"]
    assert "U bent in deze ronde niet gevraagd." in zonder.tekst
    assert "Niemand vroeg dit." in zonder.tekst


def test_nota_noemt_iedereen(stukken):
    _, pagina = stukken["nota"]
    assert (
        "2 van de 3 gevraagde gemeenten. Van 1 deelnemer is niets ontvangen: Amersfoort."
        in pagina.tekst
    )
    assert [rij[0] for rij in pagina.tabel("Wat er verandert")] == ["Hattem", "Nijkerk"]
    assert pagina.tabel("Wensen van Barneveld") == [
        ["Zeker niet samen met Amersfoort", "nee, telt niet mee", "Zij zitten overal samen."]
    ]
    assert "Het antwoord is van het college." in pagina.tekst


def test_terugmeldingen_met_de_opdracht(tmp_path, capsys):
    ronde = tmp_path / "x-ronde.json"
    ronde.write_text(json.dumps(RONDE), encoding="utf-8")
    alles = ["dossier", "--ronde", str(ronde), "--vorm", "html", "--uit"]
    assert _voer_uit([*alles, str(tmp_path / "a")]) == 0
    assert "4 dossiers geschreven" in capsys.readouterr().err
    assert _voer_uit([*alles, str(tmp_path / "b"), "--gemeente", "Nijkerk"]) == 0
    assert [p.name for p in sorted((tmp_path / "b").iterdir())] == [
        "index.html", "terugmelding-GM0267-Nijkerk.html",
    ]  # fmt: skip
    assert _voer_uit([*alles, str(tmp_path / "c"), "--gemeente", "Ede"]) == 1
    assert "Ede komt in ronde 1 niet voor." in capsys.readouterr().err
    assert _voer_uit([*alles, str(tmp_path / "d"), "--indeling", "ggd"]) == 2


@pytest.mark.parametrize("inhoud", ["{", "[]", '{"ronde": 1}', "[" * 100_000])
def test_een_bestand_dat_geen_ronde_is(tmp_path, inhoud):
    pad = tmp_path / "x.json"
    pad.write_text(inhoud, encoding="utf-8")
    with pytest.raises(CongruentieFout, match="geen verslag van een ronde"):
        lees_rondeverslag(pad)


def test_korte_namen():
    assert korte_naam(Indeling("ggd", {"GM0267": "A"}, titel="GGD-regio's")) == "GGD"
    assert korte_naam(Indeling("mijn", {"GM0267": "A"}, titel="Mijn regio's")) == "Mijn regio's"


def test_afspraken_en_datum():
    assert dag(datetime.date(2027, 3, 1)) == "1 maart 2027"
    assert Afspraken().regel == "Concept"
    assert Afspraken(vastgesteld=True, versie="3").regel == "Vastgesteld, versie 3"
    assert Afspraken().termijn == ""

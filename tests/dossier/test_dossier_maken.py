"""What is written, under which names, what cannot be, and hostile names in all of it."""

from __future__ import annotations

import dataclasses
import re
import shutil
import string
import subprocess

import docx
import pytest
from dossierhulp import BANDEN, NAAR, Gelezen, klein_voorstel
from hypothesis import given
from hypothesis import strategies as st

from congruentie.dossier import maak_dossiers, schrijven
from congruentie.dossier.schrijven import kies_naam
from congruentie.errors import CongruentieFout, GebruiksFout
from congruentie.gemeenten import Herkomst
from congruentie.model import Indelingen
from congruentie.voorstel import maak_voorstel


def test_elk_document_opnieuw_gelijk(tmp_path):
    for keer in ("een", "twee"):
        maak_dossiers(klein_voorstel(), tmp_path / keer)
        maak_dossiers(klein_voorstel(), tmp_path / keer, per="gemeente", codes=["GM0003"])
        maak_dossiers(klein_voorstel(), tmp_path / keer, per="land", domein="fysiek")
    een, twee = (
        {p.name: p.read_bytes() for p in (tmp_path / keer).iterdir()} for keer in ("een", "twee")
    )
    assert len(een) == 2 * (2 + 1 + 1) + 1
    assert een == twee


def test_pagina_staat_op_zichzelf(echt):
    pagina = Gelezen(echt[1])
    assert pagina.boom.get("lang") == "nl"
    assert pagina.boom.findtext(".//title") == "Gemeente Nijkerk"
    assert not list(pagina.boom.iter("script", "link", "iframe", "object"))
    assert all(i.get("src").startswith("data:image/png;base64,") for i in pagina.boom.iter("img"))
    beleid = pagina.boom.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert beleid.startswith("default-src 'none'; style-src 'sha256-")
    assert not pagina.boom.xpath("//*[@style]")
    ids = pagina.boom.xpath("//@id")
    assert len(ids) == len(set(ids))
    for a in pagina.boom.iter("a"):
        assert a.get("href")[1:] in ids


def test_lijst_van_wat_is_gemaakt(klein, tmp_path):
    uit = maak_dossiers(klein, tmp_path)
    lijst = Gelezen(tmp_path / "index.html")
    namen = [a.get("href") for a in lijst.hoofd.iter("a")]
    assert namen == [pad.name for pad in uit[:-1]]
    assert uit[-1] == tmp_path / "index.html"
    assert all((tmp_path / naam).is_file() for naam in namen)
    assert {a.text for a in lijst.hoofd.iter("a")} == {"DOCX", "HTML"}


# --- hostile names ---------------------------------------------------------------------------


@pytest.mark.parametrize("per", ["regio", "gemeente", "land"])
def test_vijandige_namen_staan_er_letterlijk(per, tmp_path):
    voorstel = klein_voorstel(
        namen=(NAAR["opmaak"], NAAR["jinja"], NAAR["formule"], NAAR["pad"]),
        regio=(NAAR["emoji"], NAAR["stuur"]),
        titel=NAAR["jinja"] + NAAR["opmaak"],
        code=NAAR["pad"],
    )
    map_ = tmp_path / "diep" / "map"
    codes = ["GM0001"] if per == "gemeente" else None
    maak_dossiers(voorstel, map_, per=per, codes=codes)
    assert {p.relative_to(tmp_path).parts[:2] for p in tmp_path.rglob("*") if p.is_file()} == {
        ("diep", "map")
    }
    for pad in map_.glob("dossier-*"):
        assert re.fullmatch(r"dossier(-[A-Za-z0-9]+)+\.(docx|html)", pad.name)
    for pad in map_.glob("*.html"):
        pagina = Gelezen(pad)
        assert not list(pagina.boom.iter("script"))
        assert len(list(pagina.boom.iter("img"))) == (0 if pad.stem == "index" else 2)
        assert not pagina.boom.xpath("//@onerror")
    in_html = " ".join(Gelezen(pad).tekst for pad in map_.glob("dossier-*.html"))
    woorden = []
    for pad in map_.glob("*.docx"):
        document = docx.Document(str(pad))
        woorden += [p.text for p in document.paragraphs]
        woorden += [c.text for t in document.tables for r in t.rows for c in r.cells]
    in_word = " ".join(" ".join(woorden).split())
    for soort in ("opmaak", "jinja", "formule", "pad", "emoji", "stuur"):
        zichtbaar = " ".join(re.sub("[\x00-\x08\x0b]", "\ufffd", NAAR[soort]).split())
        if soort not in {"regio": (), "gemeente": ("pad",), "land": ("formule", "pad")}[per]:
            assert zichtbaar in in_html, soort
            assert zichtbaar in in_word, soort


def test_tekst_van_rechts_naar_links_staat_apart(tmp_path):
    voorstel = klein_voorstel(namen=(NAAR["rtl"], "B", "C", "D"))
    maak_dossiers(voorstel, tmp_path, per="gemeente", codes=["GM0001"], vormen=["html"])
    tekst = Gelezen(next(tmp_path.glob("dossier-GM0001*.html"))).tekst
    assert f"\u2068{NAAR['rtl']}\u2069" in tekst
    voorstel = klein_voorstel(namen=("A", NAAR["rtl"], "C", "D"))
    maak_dossiers(voorstel, tmp_path, codes=["V01"], vormen=["html"])
    tekst = Gelezen(tmp_path / "dossier-V01-Zuid.html").tekst
    assert f"vormen: \u2068{NAAR['rtl']}\u2069 en A." in tekst


@pytest.mark.parametrize("plek", ["namen", "regio", "titel", "code"])
def test_een_naam_van_een_megabyte_wordt_geweigerd(plek, tmp_path):
    lang = "x" * 1_000_000
    anders = {
        "namen": {"namen": ("A", lang, "C", "D")},
        "regio": {"regio": (lang, "Z")},
        "titel": {"titel": lang},
        "code": {"code": lang},
    }[plek]
    with pytest.raises(CongruentieFout, match=r"100000\d tekens lang: 'x+'.*hoogstens 200") as fout:
        maak_dossiers(klein_voorstel(**anders), tmp_path)
    assert len(str(fout.value)) < 300


@given(st.lists(st.tuples(st.text(max_size=90), st.text(max_size=90)), min_size=1, max_size=5))
def test_namen_van_bestanden_zijn_overal_veilig(paren):
    bezet = {"index"}
    gekozen = [kies_naam(bezet, code, naam) for code, naam in paren]
    assert len({naam.casefold() for naam in gekozen}) == len(gekozen)
    for naam in gekozen:
        assert set(naam) <= set(string.ascii_letters + string.digits + "-")
        assert naam.startswith("dossier")
        assert len(naam) <= 70


def test_namen_van_bestanden():
    bezet = {"index"}
    assert kies_naam(bezet, "V01", "Groningen") == "dossier-V01-Groningen"
    assert kies_naam(bezet, "GM1900", "Súdwest-Fryslân") == "dossier-GM1900-Sudwest-Fryslan"
    assert kies_naam(bezet, "GM0518", "'s-Gravenhage") == "dossier-GM0518-s-Gravenhage"
    assert kies_naam(bezet, "v01", "GRONINGEN") == "dossier-v01-GRONINGEN-2"
    assert kies_naam(bezet, "..", "/\\") == "dossier"


# --- what cannot be --------------------------------------------------------------------------


def test_wat_niet_kan(klein, tmp_path):
    with pytest.raises(CongruentieFout, match=r"De regio 'V09' is er niet\. .* zoals V01"):
        maak_dossiers(klein, tmp_path, codes=["V01", "V09"])
    with pytest.raises(CongruentieFout, match=r"De gemeente 'GM9999' is er niet"):
        maak_dossiers(klein, tmp_path, per="gemeente", codes=["GM9999"])
    with pytest.raises(GebruiksFout, match=r"De vorm odt kan niet\. Kies uit docx, html, pdf"):
        maak_dossiers(klein, tmp_path, vormen=["odt"])
    with pytest.raises(GebruiksFout, match="per 'dorp' kan niet. Kies uit regio, gemeente, land"):
        maak_dossiers(klein, tmp_path, per="dorp")
    with pytest.raises(GebruiksFout, match="Het domein 'zorg' kan niet"):
        maak_dossiers(klein, tmp_path, domein="zorg")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "bestand").write_text("x")
    with pytest.raises(CongruentieFout, match="een deel van het pad is geen map"):
        maak_dossiers(klein, tmp_path / "bestand")


def test_te_weinig_om_een_dossier_te_maken(klein, tmp_path):
    indelingen = klein.indelingen
    een = Indelingen(indelingen.gemeenten, indelingen.indelingen[:1])
    with pytest.raises(CongruentieFout, match="Een dossier kan pas met twee indelingen"):
        maak_dossiers(maak_voorstel(een, BANDEN), tmp_path)
    kaal = dataclasses.replace(indelingen.gemeenten, vlakken=None)
    with pytest.raises(CongruentieFout, match="zijn gemeentegrenzen nodig"):
        maak_dossiers(maak_voorstel(Indelingen(kaal, indelingen.indelingen), BANDEN), tmp_path)


def test_zonder_inwoners(klein, tmp_path):
    indelingen = klein.indelingen
    zonder = dataclasses.replace(indelingen.gemeenten, inwoners=None)
    voorstel = maak_voorstel(Indelingen(zonder, indelingen.indelingen), BANDEN)
    for per in ("regio", "gemeente", "land"):
        maak_dossiers(voorstel, tmp_path, per=per, vormen=["html"])
    tekst = Gelezen(next(tmp_path.glob("dossier-V01*.html"))).tekst
    assert "onbekend" in tekst
    assert "nan" not in tekst


def test_grenzen_van_de_gebruiker_heten_naar_hun_eigen_bron(klein, tmp_path):
    def tekst(grenzen):
        gemeenten = dataclasses.replace(klein.indelingen.gemeenten, grenzen=grenzen)
        anders = Indelingen(gemeenten, klein.indelingen.indelingen)
        maak_dossiers(maak_voorstel(anders, BANDEN), tmp_path, per="land", vormen=["html"])
        return Gelezen(tmp_path / "dossier-Nederland.html").onder("Hoe is dit berekend?")

    makers = "Kadaster / Centraal Bureau voor de Statistiek"
    officieel = Herkomst("PDOK", "2026-01-01", "officieel", "CC BY 4.0", "Op 1 meter.")
    assert f"Grenzen: PDOK. Op 1 meter. Oppervlakten zijn van deze grenzen. {makers}." in tekst(
        officieel
    )
    eigen = tekst(Herkomst("eigen bestand kaart.gpkg", "onbekend", "eigen", "onbekend"))
    assert "Grenzen: eigen bestand kaart.gpkg. Oppervlakten zijn van deze grenzen. Gemaakt" in eigen
    assert "Grenzen: onbekend. Oppervlakten zijn van deze grenzen. Gemaakt" in tekst(None)


# --- PDF -------------------------------------------------------------------------------------


def test_zonder_omzetter_komen_de_andere_vormen_er_wel(klein, tmp_path, monkeypatch):
    monkeypatch.setattr(schrijven.shutil, "which", lambda naam: None)
    with pytest.raises(CongruentieFout, match=r"geen PDF.* Wel geschreven: docx en html\.") as fout:
        maak_dossiers(klein, tmp_path, vormen=["docx", "html", "pdf"])
    assert "Installeer LibreOffice" in str(fout.value)
    assert len(list(tmp_path.glob("*.docx"))) == len(list(tmp_path.glob("dossier*.html"))) == 2
    with pytest.raises(CongruentieFout, match=r"niet gevonden\. Installeer"):
        maak_dossiers(klein, tmp_path / "leeg", vormen=["pdf"])
    assert not (tmp_path / "leeg").exists()


@pytest.mark.parametrize(
    ("gebeurt", "melding"),
    [
        (subprocess.TimeoutExpired("soffice", 1), "deed te lang"),
        (OSError("weg"), "kon geen PDF maken"),
        (subprocess.CalledProcessError(1, "soffice"), "kon geen PDF maken"),
        (None, "maakte geen dossier-V01-"),
    ],
)
def test_een_omzetter_die_faalt(klein, tmp_path, monkeypatch, gebeurt, melding):
    def doe(*args, **opties):
        assert opties["timeout"] > 0
        if gebeurt:
            raise gebeurt

    monkeypatch.setattr(schrijven.shutil, "which", lambda naam: "/niets/soffice")
    monkeypatch.setattr(schrijven.subprocess, "run", doe)
    with pytest.raises(CongruentieFout, match=melding):
        maak_dossiers(klein, tmp_path, vormen=["docx", "pdf"])
    assert len(list(tmp_path.glob("*.docx"))) == 2
    assert not list(tmp_path.glob("*.pdf"))


@pytest.mark.skipif(
    schrijven.vind_omzetter() is None, reason="alleen waar LibreOffice is geïnstalleerd"
)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_pdf(klein, tmp_path):
    uit = maak_dossiers(klein, tmp_path, codes=["V01"], vormen=["pdf"])
    assert [p.name for p in uit] == ["dossier-V01-Zuid.pdf", "index.html"]
    assert uit[0].read_bytes().startswith(b"%PDF-")
    assert "dossier-V01-Zuid.pdf" in Gelezen(uit[1]).ruw
    if shutil.which("pdftotext"):
        klaar = subprocess.run(
            ["pdftotext", "-layout", str(uit[0]), "-"], capture_output=True, text=True, check=True
        )
        assert "Regio Zuid" in klaar.stdout
        paginas = klaar.stdout.rstrip("\f").split("\f")
        assert "Kan het ook anders?" in paginas[0]  # the summary is one page
        assert re.search(r"Inhoud\s+Samenvatting[ .]+1\n", paginas[1])  # with page numbers
        assert re.search(rf"Pagina 1 van {len(paginas)}\b", paginas[0])

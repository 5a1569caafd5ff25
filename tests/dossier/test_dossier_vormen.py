"""Word, HTML and PDF: the structure of each, what is hostile in it, and the same bytes each time."""

from __future__ import annotations

import dataclasses
import io
import re
import shutil
import string
import subprocess
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from dossierhulp import BANDEN, NAAR, Gelezen, maak_feiten, net
from hypothesis import given
from hypothesis import strategies as st

import congruentie as cg
from congruentie.bronnen import laad_provincie
from congruentie.dossier import Feiten, maak_dossiers, pdf
from congruentie.dossier.namen import Namen
from congruentie.errors import CongruentieFout, GebruiksFout
from congruentie.model import Indelingen
from congruentie.voorstel import maak_voorstel


@pytest.fixture(scope="module")
def klein():
    return maak_feiten()


@pytest.fixture(scope="module")
def echt(tmp_path_factory):
    """A gemeente of a proposal on real data, in both forms."""
    indelingen = cg.laad_indelingen(
        2026, ["provincie", "ggd", "veiligheidsregio"], met_grenzen=True
    )
    voorstel = cg.stel_voor(indelingen, eisen=cg.Eisen(aaneengesloten=False))
    feiten = Feiten(voorstel, laad_provincie(2026, cache="geen"))
    map_ = tmp_path_factory.mktemp("echt")
    maak_dossiers(feiten, map_, per="gemeente", codes=["GM0267"])
    return map_ / "dossier-GM0267-Nijkerk.docx", map_ / "dossier-GM0267-Nijkerk.html"


# --- Word ------------------------------------------------------------------------------------


def test_opbouw_van_het_document(echt):
    document, pagina = docx.Document(str(echt[0])), Gelezen(echt[1])
    stijlen = [p.style.name for p in document.paragraphs]
    assert stijlen[0] == "Title"
    assert document.paragraphs[0].text == "Gemeente Nijkerk"
    koppen = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert koppen == [net(h) for h in pagina.hoofd.iter("h2") if net(h) != "Inhoud"]
    assert koppen[0] == "Samenvatting"
    assert len(document.tables) == len(list(pagina.hoofd.iter("table"))) > 5
    for tabel in document.tables:
        assert tabel.style.name == "Table Grid"
        kop = tabel.rows[0]._tr.trPr
        assert kop.find(qn("w:tblHeader")) is not None
        assert all(rij._tr.trPr.find(qn("w:tblHeader")) is None for rij in tabel.rows[1:])
        assert tabel._tbl.tblPr.find(qn("w:tblCaption")) is not None
        breed = sum(kolom.width for kolom in tabel.columns)
        assert breed == pytest.approx(docx.shared.Cm(16.5), rel=0.01)


def test_bijschriften_zijn_velden(echt):
    document, pagina = docx.Document(str(echt[0])), Gelezen(echt[1])
    bijschriften = [p for p in document.paragraphs if p.style.name == "Caption"]
    verwacht = [net(c) for c in pagina.hoofd.iter("caption", "figcaption")]
    assert [p.text for p in bijschriften] == verwacht
    for bijschrift in bijschriften:
        veld = "".join(t.text for t in bijschrift._p.iter(qn("w:instrText"))).split()
        assert veld == ["SEQ", bijschrift.text.split()[0], "\\*", "ARABIC"]
    for woord in ("Tabel", "Figuur"):
        nummers = [t.split()[1] for t in verwacht if t.startswith(woord)]
        assert nummers == [f"{n}." for n in range(1, len(nummers) + 1)]


def test_inhoudsopgave_is_te_lezen_en_te_verversen(echt):
    document = docx.Document(str(echt[0]))
    regels = [p for p in document.paragraphs if p.style.name.startswith("toc ")]
    koppen = [p for p in document.paragraphs if p.style.name in ("Heading 1", "Heading 2")]
    assert [p.text for p in regels] == [p.text for p in koppen]
    bladwijzers = {
        b.get(qn("w:name")): b.getparent() for b in document.element.iter(qn("w:bookmarkStart"))
    }
    for regel, kop in zip(regels, koppen, strict=True):
        naar = next(regel._p.iter(qn("w:hyperlink"))).get(qn("w:anchor"))
        assert len(naar) <= 40
        assert bladwijzers[naar] is kop._p
    tekens = [t.get(qn("w:fldCharType")) for p in regels for t in p._p.iter(qn("w:fldChar"))]
    assert tekens == ["begin", "separate", "end"]
    veld = next(regels[0]._p.iter(qn("w:instrText"))).text
    assert veld.strip() == 'TOC \\o "1-2" \\h \\z \\u'
    assert document.settings.element.find(qn("w:updateFields")).get(qn("w:val")) == "true"


def test_plaatjes_hebben_een_tekst(echt):
    document, pagina = docx.Document(str(echt[0])), Gelezen(echt[1])
    plaatjes = list(document.element.iter(qn("wp:docPr")))
    assert [p.get("descr") for p in plaatjes] == [i.get("alt") for i in pagina.hoofd.iter("img")]
    assert len({p.get("id") for p in plaatjes}) == len(plaatjes) == 2
    kaart, indelingen = (p.get("descr") for p in plaatjes)
    assert kaart.startswith("Kaart van de regio ")
    assert "Nijkerk is gearceerd." in kaart
    assert indelingen.startswith("3 kaartjes naast elkaar, een per indeling: Provincies, ")
    for vorm in document.inline_shapes:
        assert vorm.width == docx.shared.Cm(16.5)


def test_kenmerken_taal_en_voettekst(echt):
    document = docx.Document(str(echt[0]))
    kenmerken = document.core_properties
    assert (kenmerken.title, kenmerken.author) == ("Gemeente Nijkerk", "congruentie")
    assert kenmerken.language == "nl-NL"
    assert (kenmerken.created, kenmerken.modified) == (None, None)
    taal = document.styles.element.find(
        f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}"
    )
    assert taal.get(qn("w:val")) == "nl-NL"
    voet = document.sections[0].footer.paragraphs[0]
    velden = [t.text.strip() for t in voet._p.iter(qn("w:instrText"))]
    assert velden == ["PAGE", "NUMPAGES"]
    with zipfile.ZipFile(echt[0]) as delen:
        assert {deel.date_time for deel in delen.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_word_en_html_zeggen_hetzelfde(echt):
    document, pagina = docx.Document(str(echt[0])), Gelezen(echt[1])
    cellen = [c.text for t in document.tables for r in t.rows for c in r.cells]
    for nav in list(pagina.hoofd.iter("nav")):
        nav.drop_tree()
    in_html = [
        net(e)
        for e in pagina.hoofd.iter("h1", "h2", "h3", "p", "li", "caption", "figcaption")
        if net(e)
    ]
    zonder_toc = [
        " ".join(p.text.split())
        for p in document.paragraphs
        if p.text and not p.style.name.lower().startswith("toc")
    ]
    assert sorted(zonder_toc) == sorted(in_html)
    assert cellen == [net(c) for c in pagina.hoofd.iter("th", "td")]


def test_elk_document_opnieuw_gelijk(tmp_path):
    for keer in ("een", "twee"):
        maak_dossiers(maak_feiten(), tmp_path / keer)
        maak_dossiers(maak_feiten(), tmp_path / keer, per="gemeente", codes=["GM0003"])
        maak_dossiers(maak_feiten(), tmp_path / keer, per="land", domein="fysiek")
    een, twee = (
        {p.name: p.read_bytes() for p in (tmp_path / keer).iterdir()} for keer in ("een", "twee")
    )
    assert len(een) == 2 * (2 + 1 + 1) + 1
    assert een == twee


# --- HTML ------------------------------------------------------------------------------------


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
    feiten = maak_feiten(
        namen=(NAAR["opmaak"], NAAR["jinja"], NAAR["formule"], NAAR["pad"]),
        regio=(NAAR["emoji"], NAAR["stuur"]),
        titel=NAAR["jinja"] + NAAR["opmaak"],
        code=NAAR["pad"],
    )
    map_ = tmp_path / "diep" / "map"
    codes = ["GM0001"] if per == "gemeente" else None
    maak_dossiers(feiten, map_, per=per, codes=codes)
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
    maak_dossiers(maak_feiten(namen=(NAAR["rtl"], "B", "C", "D")), tmp_path, per="gemeente")
    tekst = Gelezen(next(tmp_path.glob("dossier-GM0001*.html"))).tekst
    assert f"\u2068{NAAR['rtl']}\u2069" in tekst
    maak_dossiers(maak_feiten(namen=("A", NAAR["rtl"], "C", "D")), tmp_path, codes=["V01"])
    tekst = Gelezen(tmp_path / "dossier-V01-Zuid.html").tekst
    assert f"vormen: \u2068{NAAR['rtl']}\u2069 en A." in tekst


@pytest.mark.parametrize("plek", ["namen", "regio", "titel", "code"])
def test_een_naam_van_een_megabyte_wordt_geweigerd(plek):
    lang = "x" * 1_000_000
    anders = {
        "namen": {"namen": ("A", lang, "C", "D")},
        "regio": {"regio": (lang, "Z")},
        "titel": {"titel": lang},
        "code": {"code": lang},
    }[plek]
    with pytest.raises(CongruentieFout, match=r"100000\d tekens lang: 'x+'.*hoogstens 200") as fout:
        maak_feiten(**anders)
    assert len(str(fout.value)) < 300


@given(st.lists(st.tuples(st.text(max_size=90), st.text(max_size=90)), min_size=1, max_size=5))
def test_namen_van_bestanden_zijn_overal_veilig(paren):
    namen = Namen()
    gekozen = [namen.kies(code, naam) for code, naam in paren]
    assert len({naam.casefold() for naam in gekozen}) == len(gekozen)
    for naam in gekozen:
        assert set(naam) <= set(string.ascii_letters + string.digits + "-")
        assert naam.startswith("dossier")
        assert len(naam) <= 70


def test_namen_van_bestanden():
    namen = Namen()
    assert namen.kies("V01", "Groningen") == "dossier-V01-Groningen"
    assert namen.kies("GM1900", "Súdwest-Fryslân") == "dossier-GM1900-Sudwest-Fryslan"
    assert namen.kies("GM0518", "'s-Gravenhage") == "dossier-GM0518-s-Gravenhage"
    assert namen.kies("v01", "GRONINGEN") == "dossier-v01-GRONINGEN-2"
    assert namen.kies("..", "/\\") == "dossier"


# --- what cannot be --------------------------------------------------------------------------


def test_wat_niet_kan(klein, tmp_path):
    with pytest.raises(CongruentieFout, match=r"De regio 'V09' is er niet\. .* zoals V01"):
        maak_dossiers(klein, tmp_path, codes=["V01", "V09"])
    with pytest.raises(CongruentieFout, match=r"De gemeente 'GM9999' is er niet"):
        maak_dossiers(klein, tmp_path, per="gemeente", codes=["GM9999"])
    with pytest.raises(GebruiksFout, match=r"De vorm odt kan niet\. Kies uit docx, html, pdf"):
        maak_dossiers(klein, tmp_path, vormen=["odt"])
    with pytest.raises(GebruiksFout, match="Het domein 'zorg' kan niet"):
        maak_dossiers(klein, tmp_path, domein="zorg")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "bestand").write_text("x")
    with pytest.raises(CongruentieFout, match="een deel van het pad is geen map"):
        maak_dossiers(klein, tmp_path / "bestand")


def test_te_weinig_om_een_dossier_te_maken(klein):
    indelingen = klein.voorstel.indelingen
    een = Indelingen(indelingen.gemeenten, indelingen.indelingen[:1])
    with pytest.raises(CongruentieFout, match="Een dossier kan pas met twee indelingen"):
        Feiten(maak_voorstel(een, BANDEN))
    kaal = dataclasses.replace(indelingen.gemeenten, vlakken=None)
    with pytest.raises(CongruentieFout, match="zijn gemeentegrenzen nodig"):
        Feiten(maak_voorstel(Indelingen(kaal, indelingen.indelingen), BANDEN))


def test_zonder_inwoners(klein, tmp_path):
    indelingen = klein.voorstel.indelingen
    zonder = dataclasses.replace(indelingen.gemeenten, inwoners=None)
    feiten = Feiten(maak_voorstel(Indelingen(zonder, indelingen.indelingen), BANDEN))
    for per in ("regio", "gemeente", "land"):
        maak_dossiers(feiten, tmp_path, per=per, vormen=["html"])
    tekst = Gelezen(next(tmp_path.glob("dossier-V01*.html"))).tekst
    assert "onbekend" in tekst
    assert "nan" not in tekst


# --- PDF -------------------------------------------------------------------------------------


def test_zonder_omzetter_komen_de_andere_vormen_er_wel(klein, tmp_path, monkeypatch):
    monkeypatch.setattr(pdf.shutil, "which", lambda naam: None)
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

    monkeypatch.setattr(pdf.shutil, "which", lambda naam: "/niets/soffice")
    monkeypatch.setattr(pdf.subprocess, "run", doe)
    with pytest.raises(CongruentieFout, match=melding):
        maak_dossiers(klein, tmp_path, vormen=["docx", "pdf"])
    assert len(list(tmp_path.glob("*.docx"))) == 2
    assert not list(tmp_path.glob("*.pdf"))


@pytest.mark.skipif(pdf.vind_omzetter() is None, reason="alleen waar LibreOffice is geïnstalleerd")
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
        assert "Kerncijfers" in paginas[0]  # the summary is one page
        assert "Inhoud" in paginas[1]
        assert re.search(rf"Pagina 1 van {len(paginas)}\b", paginas[0])


def test_plaatjes_zijn_grijs_en_klein(echt):
    from PIL import Image

    with zipfile.ZipFile(echt[0]) as delen:
        plaatjes = [delen.read(n) for n in delen.namelist() if n.startswith("word/media/")]
    assert len(plaatjes) == 2
    for ruw in plaatjes:
        assert len(ruw) < 400_000
        plaat = Image.open(io.BytesIO(ruw))
        assert plaat.mode == "L"
        assert plaat.info["dpi"] == pytest.approx((170, 170), abs=1)
        kleuren = {kleur for _, kleur in plaat.getcolors(256)}
        assert {0, 255} <= kleuren  # black lines on white paper


def test_zachte_wensen_worden_genoemd(klein, tmp_path):
    eisen = cg.Eisen(liever=(("GM0001", "GM0002", 1.5), ("GM0003", "GM0004", 1)))
    voorstel = maak_voorstel(klein.voorstel.indelingen, BANDEN, eisen=eisen)
    maak_dossiers(Feiten(voorstel), tmp_path, per="land", vormen=["html"])
    tekst = Gelezen(tmp_path / "dossier-Nederland.html").onder("Hoe is dit berekend?")
    assert "tellen ook 2 zachte wensen mee" in tekst
    assert "Zonder die wensen is zij 0." in tekst
    assert "heet de doelwaarde: 2,5." in tekst

"""The Word document: its structure, and the same words as the page."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from dossierhulp import Gelezen, net
from PIL import Image

from congruentie.dossier.document import lees_document
from congruentie.dossier.huisstijl import Huisstijl
from congruentie.dossier.word import maak_docx
from congruentie.errors import CongruentieFout


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
        delen = [deel.tag for deel in tabel._tbl.tblPr]  # in the order that the format asks
        volgorde = [qn("w:tblCellMar"), qn("w:tblLook"), qn("w:tblCaption")]
        assert [deel for deel in delen if deel in volgorde] == volgorde
        breed = sum(kolom.width for kolom in tabel.columns)
        assert breed == pytest.approx(docx.shared.Cm(16.5), rel=0.01)


def test_elke_soort_tekst_heeft_haar_stijl(echt):
    document, pagina = docx.Document(str(echt[0])), Gelezen(echt[1])
    for nav in list(pagina.hoofd.iter("nav")):
        nav.drop_tree()
    gekregen = {" ".join(p.text.split()): p.style.name for p in document.paragraphs}
    stijlen = {"ondertitel": "Subtitle", "klein": "Klein"}
    for p in pagina.hoofd.iter("p"):
        assert gekregen[net(p)] == stijlen.get(p.get("class"), "Normal")
    for punt in pagina.hoofd.iter("li"):
        lijst = {"ul": "List Bullet", "ol": "List Number"}[punt.getparent().tag]
        assert gekregen[net(punt)] == lijst
    assert set(stijlen.values()) < set(gekregen.values())


def test_een_regeleinde_vooraan_blijft_staan():
    """Only of a caption the first words go, because a field says them."""
    html = "<h1>Kop</h1><p><br>na een <strong>lege</strong> regel</p><p></p>"
    ruw = maak_docx(lees_document(html, {}, CongruentieFout), Huisstijl())
    kop, alinea, leeg = docx.Document(io.BytesIO(ruw)).paragraphs
    assert (kop.text, alinea.text, leeg.text) == ("Kop", "\nna een lege regel", "")


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
    instellingen = [deel.tag for deel in document.settings.element]
    # the order that the format asks: before what is about other programs and older versions
    erna = {qn("w:hdrShapeDefaults"), qn("w:footnotePr"), qn("w:compat"), qn("w:rsids")}
    plek = instellingen.index(qn("w:updateFields"))
    assert plek > 0
    assert erna.isdisjoint(instellingen[:plek])
    assert instellingen[plek + 1] in erna


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


def test_plaatjes_zijn_grijs_en_klein(echt):
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

"""House style and template of an organisation: what they can do, and every message when they cannot."""

from __future__ import annotations

import io
import re

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import RGBColor
from dossierhulp import NAAR, Gelezen, maak_feiten, net
from PIL import Image

from congruentie.dossier import Huisstijl, lees_huisstijl, maak_dossiers
from congruentie.dossier.huisstijl import contrast
from congruentie.dossier.lichaam import lees_lichaam
from congruentie.dossier.regio import beschrijf_regio
from congruentie.dossier.sjabloon import Invuller
from congruentie.errors import CongruentieFout

VOL = """\
organisatie: Regio Voorbeeld
contact: regio@voorbeeld.nl
lettertype: Verdana
logo: logo.png
kleuren:
  hoofd: "#39870C"
  tekst: "#222222"
teksten:
  inleiding: "Een {{ 7*7 }} <b>inleiding</b>"
  slot: Tot ziens.
  voettekst: Concept voor overleg
  vragen:
    - Wat vindt de raad?
"""


@pytest.fixture(scope="module")
def klein():
    return maak_feiten()


def schrijf_stijl(map_, tekst=VOL, sjabloon=None, logo=True):
    if logo:
        Image.new("RGB", (300, 100), "#154273").save(map_ / "logo.png")
    if sjabloon is not None:
        (map_ / "eigen.html").write_text(sjabloon, encoding="utf-8")
        tekst += "sjabloon: eigen.html\n"
    pad = map_ / "stijl.yaml"
    pad.write_text(tekst, encoding="utf-8")
    return pad


# --- what it does ----------------------------------------------------------------------------


def test_huisstijl_in_beide_vormen(klein, tmp_path):
    stijl = lees_huisstijl(schrijf_stijl(tmp_path))
    maak_dossiers(klein, tmp_path / "uit", codes=["V01"], stijl=stijl)
    pagina = Gelezen(next((tmp_path / "uit").glob("dossier-*.html")))
    assert '--hoofd: #39870C; --tekst: #222222; --letter: "Verdana",' in pagina.ruw
    logo = pagina.boom.find(".//header/img")
    assert logo.get("src").startswith("data:image/png;base64,")
    assert logo.get("alt") == "Logo van Regio Voorbeeld"
    assert "Een {{ 7*7 }} <b>inleiding</b>" in pagina.tekst
    assert net(pagina.boom.find(".//footer")) == "Concept voor overleg"
    assert "2026. Regio Voorbeeld" in pagina.tekst
    assert "Contact: regio@voorbeeld.nl" in pagina.tekst
    assert "Wat vindt de raad?" in pagina.onder("Vragen voor het gesprek")
    assert pagina.tekst.endswith("Tot ziens.")
    document = docx.Document(str(next((tmp_path / "uit").glob("*.docx"))))
    kop = document.styles["Heading 1"].font
    assert (kop.name, kop.color.rgb) == ("Verdana", RGBColor(0x39, 0x87, 0x0C))
    assert document.styles["Normal"].font.color.rgb == RGBColor(0x22, 0x22, 0x22)
    assert document.core_properties.author == "Regio Voorbeeld"
    beschrijvingen = [p.get("descr") for p in document.element.iter(qn("wp:docPr"))]
    assert beschrijvingen[0] == "Logo van Regio Voorbeeld"
    assert "Concept voor overleg" in document.sections[0].footer.paragraphs[0].text
    vulling = next(document.tables[0].rows[0]._tr.iter(qn("w:shd"))).get(qn("w:fill"))
    assert vulling == "39870C"


def test_een_lege_huisstijl_is_de_gewone(tmp_path):
    pad = schrijf_stijl(tmp_path, "organisatie: X\n")
    stijl = lees_huisstijl(pad)
    assert stijl == Huisstijl(organisatie="X", map=tmp_path.resolve())


@pytest.mark.parametrize(
    ("kleur", "verwacht"), [("#000000", 21), ("#ffffff", 1), ("#767676", 4.54), ("#777777", 4.48)]
)
def test_contrast(kleur, verwacht):
    """WCAG's own examples: #767676 on white is the lightest grey that passes."""
    assert contrast(kleur) == pytest.approx(verwacht, abs=0.005)


def test_jpeg_als_logo(klein, tmp_path):
    Image.new("RGB", (300, 100), "#154273").save(tmp_path / "logo.jpg")
    stijl = lees_huisstijl(
        schrijf_stijl(tmp_path, "logo: logo.jpg\nlogo-tekst: Ons logo\n", logo=False)
    )
    maak_dossiers(klein, tmp_path / "uit", codes=["V01"], stijl=stijl)
    logo = Gelezen(next((tmp_path / "uit").glob("dossier-*.html"))).boom.find(".//header/img")
    assert logo.get("src").startswith("data:image/jpeg;base64,")
    assert logo.get("alt") == "Ons logo"


# --- what it refuses -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tekst", "melding"),
    [
        ("kleur: rood\n", "Regel 1: kleur hoort hier niet. Kies uit: organisatie, contact"),
        ("organisatie: X\nkleuren:\n  hoofd: rood\n", "Regel 3: hoofd: 'rood' is geen kleur"),
        ("kleuren:\n  hoofd: '#777777'\n",
         "Regel 2: hoofd: #777777 is te licht op wit: het contrast is 4,5, en moet 4,5 of hoger"),
        ("kleuren:\n  tekst: '#ffff00'\n", "te licht op wit: het contrast is 1,1, en moet 4,5"),
        ("kleuren:\n  accent: '#000000'\n", "Regel 2: accent hoort hier niet. Kies uit: hoofd, tekst."),
        ("kleuren: blauw\n", "Regel 1: kleuren: hier hoort namen met een waarde."),
        ("lettertype: \"x; } body { display: none\"\n", "is geen naam van een lettertype"),
        ("teksten:\n  vragen: Waarom?\n", "Regel 2: vragen: hier hoort een lijst."),
        ("teksten:\n  vragen: []\n", "Regel 2: vragen: hier staat niets."),
        ("organisatie: [1, 2]\n", "Regel 1: organisatie: hier hoort een tekst."),
        ("organisatie: ''\n", "Regel 1: organisatie: hier staat niets."),
        ("organisatie:\n", "Regel 1: organisatie: hier hoort een tekst."),
        ("- a\n", "hier staan geen huisstijl"),
        ("a: [\n", "regel 2: dit is geen geldige YAML"),
        ("organisatie: " + "x" * 1001, "een waarde van meer dan 1000 tekens"),
        ("organisatie: " + "x" * 1_000_001, "te groot"),
        ("sjabloon: er-niet.html\n", "er-niet.html kan niet worden gelezen: het bestand bestaat niet"),
        ("logo: er-niet.png\n", "er-niet.png kan niet worden gelezen: het bestand bestaat niet"),
        ("logo: ../logo.png\n", "regel 1: '../logo.png' ligt niet in de map van de huisstijl"),
        ("sjabloon: /etc/passwd\n", "regel 1: '/etc/passwd' ligt niet in de map van de huisstijl"),
        ("sjabloon: .\n", "regel 1: '.' ligt niet in de map"),
    ],
)  # fmt: skip
def test_meldingen(tekst, melding, tmp_path):
    with pytest.raises(CongruentieFout) as fout:
        lees_huisstijl(schrijf_stijl(tmp_path, tekst))
    assert melding in str(fout.value)
    assert len(str(fout.value)) < 700


def test_alle_fouten_tegelijk(tmp_path):
    pad = schrijf_stijl(tmp_path, "x: 1\nkleuren:\n  hoofd: '#ffffff'\n  tekst: zwart\n")
    with pytest.raises(CongruentieFout) as fout:
        lees_huisstijl(pad)
    assert re.findall(r"Regel (\d)", str(fout.value)) == ["1", "3", "4"]


def test_een_bestand_dat_er_niet_is(tmp_path):
    with pytest.raises(CongruentieFout, match="het bestand bestaat niet"):
        lees_huisstijl(tmp_path / "weg.yaml")


def test_een_link_naar_buiten_telt_niet(tmp_path):
    buiten, binnen = tmp_path / "buiten", tmp_path / "binnen"
    buiten.mkdir()
    binnen.mkdir()
    Image.new("RGB", (3, 3)).save(buiten / "geheim.png")
    try:
        (binnen / "logo.png").symlink_to(buiten / "geheim.png")
    except OSError:
        pytest.skip("no symbolic links here")
    with pytest.raises(CongruentieFout, match="ligt niet in de map"):
        lees_huisstijl(schrijf_stijl(binnen, "logo: logo.png\n", logo=False))


@pytest.mark.parametrize(
    ("inhoud", "melding"),
    [
        (b"GIF89a", "is geen PNG of JPEG die gelezen kan worden"),
        (b"<svg onload='alert(1)'/>", "is geen PNG of JPEG"),
        (b"", "is geen PNG of JPEG"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 1_000_001, "is te groot. Het mag hoogstens 1 MB"),
    ],
)
def test_een_logo_dat_niet_kan(inhoud, melding, tmp_path):
    (tmp_path / "logo.png").write_bytes(inhoud)
    with pytest.raises(CongruentieFout, match=re.escape(melding)):
        lees_huisstijl(schrijf_stijl(tmp_path, "logo: logo.png\n", logo=False))


def test_een_logo_van_te_veel_beeldpunten_en_een_half_logo(tmp_path):
    Image.new("1", (5000, 5000)).save(tmp_path / "logo.png")
    with pytest.raises(CongruentieFout, match="5000 bij 5000 beeldpunten.*hoogstens 4000"):
        lees_huisstijl(schrijf_stijl(tmp_path, "logo: logo.png\n", logo=False))
    ruw = io.BytesIO()
    Image.effect_noise((200, 200), 50).save(ruw, "PNG")
    (tmp_path / "logo.png").write_bytes(ruw.getvalue()[:5000])
    with pytest.raises(CongruentieFout, match="is geen PNG of JPEG"):
        lees_huisstijl(schrijf_stijl(tmp_path, "logo: logo.png\n", logo=False))


# --- a template of their own -----------------------------------------------------------------


def maak(klein, tmp_path, sjabloon, per="regio", vormen=("html",)):
    stijl = lees_huisstijl(schrijf_stijl(tmp_path, "organisatie: X\n", sjabloon))
    codes = None if per == "land" else ["V01"] if per == "regio" else ["GM0001"]
    maak_dossiers(klein, tmp_path / "uit", per=per, codes=codes, vormen=list(vormen), stijl=stijl)
    return next((tmp_path / "uit").glob("dossier-*"))


def test_een_block_vervangen_en_een_aanvullen(klein, tmp_path):
    (tmp_path / "los.html").write_text("<p>Uit een ander bestand: {{ d.naam }}.</p>", "utf-8")
    sjabloon = """{% extends "dossier.html" %}
{# an own remark #}
{% block vragen %}
<section><h2>Onze vragen</h2>
<ol><li>Een over {{ d.leden|map(attribute="naam")|list|opsomming }}<ul><li>dieper</li></ul></li></ol>
<p>Zie <a href="https://voorbeeld.nl">onze <em>site</em></a>,<br>of <a href="#kop-2">boven</a>.</p>
{% include "los.html" %}
</section>
{% endblock %}
{% block verantwoording %}
{{ super() }}<section><h2>Colofon</h2><p>{{ organisatie }}</p></section>
{% endblock %}
"""
    pagina = Gelezen(maak(klein, tmp_path, sjabloon))
    assert "Vragen voor het gesprek" not in pagina.tekst
    assert "Onze vragen Een over" in pagina.tekst
    assert "Uit een ander bestand: Zuid." in pagina.tekst
    assert pagina.tekst.index("Hoe is dit berekend?") < pagina.tekst.index("Colofon")
    (tmp_path / "uit" / "dossier-V01-Zuid.html").unlink()
    document = docx.Document(str(maak(klein, tmp_path, sjabloon, vormen=["docx"])))
    koppen = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert koppen[-3:] == ["Onze vragen", "Hoe is dit berekend?", "Colofon"]
    alinea = next(p for p in document.paragraphs if p.text.startswith("Zie onze site,"))
    assert alinea.text == "Zie onze site,\nof boven."
    assert [h.address for h in alinea.hyperlinks] == ["https://voorbeeld.nl", ""]
    cursief = [r for h in alinea.hyperlinks for r in h.runs if r.italic]
    assert [r.text for r in cursief] == ["site"]


def test_een_sjabloon_voor_elke_soort(klein, tmp_path):
    sjabloon = """{% extends "dossier.html" %}
{% block voorwaarden %}<section><h2>Alleen hier</h2><p>x</p></section>{% endblock %}"""
    for per in ("regio", "gemeente", "land"):
        pad = maak(klein, tmp_path, sjabloon, per)
        assert "Alleen hier" in Gelezen(pad).tekst
        pad.unlink()


@pytest.fixture(scope="module")
def waarden(klein):
    d = beschrijf_regio(klein, "V01")
    return {
        "d": d, "v": d.verantwoording, "alt": {"kaart": "k", "indelingen": "i"}, "domein": None,
        "organisatie": "", "contact": "", "teksten": {"inleiding": "", "slot": "", "vragen": []},
    }  # fmt: skip


def vul_in(stijl, waarden):
    invuller = Invuller(stijl)
    tekst = invuller.vul_in("regio", waarden)
    lees_lichaam(tekst, {"kaart", "indelingen"}, invuller.fout_in_tag)


BEGIN = '{% extends "dossier.html" %}\n'
BLOK = BEGIN + "{% block vragen %}\n"
EIND = "\n{% endblock %}"


@pytest.mark.parametrize(
    ("sjabloon", "regel", "melding"),
    [
        # what Jinja refuses
        (BLOK + "{% vor x in y %}" + EIND, 3, "de opdracht vor bestaat niet"),
        (BLOK + "{{ d.naam }", 3, "hier"),
        (BLOK, 2, "het sjabloon is niet af"),
        (BLOK + "{{ d.naam|hoofdleter }}" + EIND, 3, "het filter hoofdleter bestaat niet"),
        (BLOK + "\n{{ naam }}" + EIND, 4, "de naam naam bestaat niet"),
        (BLOK + "{{ d.nam }}" + EIND, 3, "het onderdeel nam bestaat niet"),
        (BLOK + "{{ 1 / 0 }}" + EIND, 3, "hiermee kan niet worden gerekend"),
        (BLOK + "{{ d.naam + 1 }}" + EIND, 3, "hiermee kan niet worden gerekend"),
        (BLOK + EIND + "\n{% block vragen %}{% endblock %}", 5, "het block vragen staat er twee keer"),
        # what Jinja passes over
        ("<p>x</p>", 1, 'er ontbreekt {% extends "dossier.html" %}'),
        (BEGIN + "{% block vrage %}x{% endblock %}", 2, "block vrage bestaat niet; bedoel je vragen"),
        (BEGIN + "\n{% block onzin %}x{% endblock %}", 3, "het block onzin bestaat niet; kies uit: "),
        (BEGIN + "\n<p>los</p>", 1, "tekst buiten een block komt niet in het dossier"),
        (BEGIN + "{{ d.naam }}", 2, "tekst buiten een block komt niet in het dossier"),
        # what a document cannot have
        (BLOK + "<script>alert(1)</script>" + EIND, 3, "het element <script> kan niet in een dossier"),
        (BLOK + "<p>a</p>\n<iframe></iframe>" + EIND, 4, "het element <iframe> kan niet"),
        (BLOK + "<p style='x'>a</p>" + EIND, 3, "het kenmerk style kan niet bij <p>"),
        (BLOK + "<p onclick='x'>a</p>" + EIND, 3, "het kenmerk onclick kan niet bij <p>"),
        (BLOK + "<p class='groot'>a</p>" + EIND, 3, "de class groot bestaat niet; kies uit"),
        (BLOK + "<p><a href='javascript:x'>a</a></p>" + EIND, 3, "een verwijzing begint met https"),
        (BLOK + "<figure><img src='x.png' alt='x'><figcaption>x</figcaption></figure>" + EIND, 3,
         "het plaatje x.png bestaat niet; kies uit indelingen, kaart"),
        (BLOK + "<figure><img src='kaart' alt=' '><figcaption>x</figcaption></figure>" + EIND, 3,
         "bij een plaatje hoort een tekst (alt)"),
        (BLOK + "<figure><img src='kaart' alt='x'></figure>" + EIND, 3, "een figuur heeft een img en"),
        (BLOK + "<p>a</p>zo maar" + EIND, 1, "losse tekst in <main>; zet haar in <p>"),
        (BLOK + "<section>zo maar</section>" + EIND, 3, "losse tekst in <section>"),
        (BLOK + "<p>a</p><strong>b</strong>" + EIND, 1, "losse tekst in <main>"),
        (BLOK + "<li>a</li>" + EIND, 3, "<li> kan niet in <main> staan"),
        (BLOK + "<table><tr><td>a</td></tr></table>" + EIND, 3, "een tabel heeft een caption, een"),
        (BLOK + "<nav><p>a</p></nav>" + EIND, 3, "<p> kan niet in <nav> staan"),
        (BLOK + "<nav id='x'></nav>" + EIND, 3, "de inhoudsopgave is"),
        (BEGIN + "{% block titel %}{% endblock %}{% block samenvatting %}{% endblock %}", 1,
         "een dossier begint met een kop h1"),
        # what tries to get out
        (BLOK + "{{ ''.__class__.__mro__ }}" + EIND, 3, "dit mag niet in een sjabloon"),
        (BLOK + "{{ d.__init__.__globals__ }}" + EIND, 3, "dit mag niet in een sjabloon"),
        (BLOK + "{{ ''|attr('__class__')|string }}" + EIND, 3, "dit mag niet in een sjabloon"),
        (BLOK + "{{ self._TemplateReference__context }}" + EIND, 3, ""),
        (BLOK + "{{ cycler() }}" + EIND, 3, "de naam cycler bestaat niet"),
        (BLOK + "{{ '{0.__class__}'.format(d) }}" + EIND, 3, "dit mag niet in een sjabloon"),
        (BLOK + "{% include '../geheim.html' %}" + EIND, 3, "het bestand '../geheim.html' is er niet"),
        (BLOK + "{% include '/etc/passwd' %}" + EIND, 3, "het bestand '/etc/passwd' is er niet"),
        (BLOK + "{% include '../maken.py' %}" + EIND, 3, "het bestand '../maken.py' is er niet"),
        (BLOK + "{% include 'pagina.html' %}" + EIND, 3, "het bestand 'pagina.html' is er niet"),
        (BLOK + "{% for i in range(999999999) %}x{% endfor %}" + EIND, 3, "zonder einde"),
        (BLOK + "{% for i in range(9999) %}{% for j in range(9999) %}<p>x</p>{% endfor %}{% endfor %}"
         + EIND, 1, "zonder einde"),
    ],
)  # fmt: skip
def test_fouten_in_een_sjabloon(waarden, tmp_path, sjabloon, regel, melding):
    (tmp_path / "geheim.html").write_text("geheim", "utf-8")
    (tmp_path / "binnen").mkdir()
    stijl = lees_huisstijl(schrijf_stijl(tmp_path / "binnen", "", sjabloon, logo=False))
    with pytest.raises(CongruentieFout) as fout:
        vul_in(stijl, waarden)
    tekst = str(fout.value)
    assert melding in tekst
    assert "eigen.html" in tekst
    assert f"eigen.html, regel {regel}: " in tekst
    assert "Verbeter het sjabloon" in tekst
    assert "Traceback" not in tekst


def test_bij_een_fout_wordt_niets_geschreven(klein, tmp_path):
    with pytest.raises(CongruentieFout, match="het onderdeel nam bestaat niet"):
        maak(klein, tmp_path, BLOK + "{{ d.nam }}" + EIND)
    assert not (tmp_path / "uit").exists()


def test_een_sjabloon_dat_geen_tekst_is(klein, tmp_path):
    stijl_pad = schrijf_stijl(tmp_path, "sjabloon: eigen.html\n")
    (tmp_path / "eigen.html").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CongruentieFout, match="is geen tekst in UTF-8"):
        maak_dossiers(klein, tmp_path / "uit", stijl=lees_huisstijl(stijl_pad))
    (tmp_path / "eigen.html").write_text("x" * 200_001, "utf-8")
    with pytest.raises(CongruentieFout, match="te groot voor een sjabloon"):
        lees_huisstijl(stijl_pad)


@pytest.mark.parametrize("soort", sorted(set(NAAR) - {"stuur"}))
def test_vijandige_huisstijl_staat_er_letterlijk(klein, tmp_path, soort):
    naar = NAAR[soort]
    tekst = "\n".join(
        [f"{veld}: '{naar}'" for veld in ("organisatie", "contact")]
        + ["teksten:"]
        + [f"  {veld}: '{naar}'" for veld in ("inleiding", "slot", "voettekst")]
        + [f"  vragen: ['{naar}']"]
    )
    stijl = lees_huisstijl(schrijf_stijl(tmp_path, tekst))
    maak_dossiers(klein, tmp_path / "uit", codes=["V01"], stijl=stijl)
    pagina = Gelezen(next((tmp_path / "uit").glob("dossier-*.html")))
    assert not list(pagina.boom.iter("script"))
    assert len(list(pagina.hoofd.iter("img"))) == 2
    assert pagina.tekst.count(" ".join(naar.split())) >= 5
    assert " ".join(naar.split()) in net(pagina.boom.find(".//footer"))
    document = docx.Document(str(next((tmp_path / "uit").glob("*.docx"))))
    assert sum(naar in p.text for p in document.paragraphs) >= 5

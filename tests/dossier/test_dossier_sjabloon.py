"""A template of an organisation: what it can do, what it may name, and every message when it cannot."""

from __future__ import annotations

import re

import docx
import pytest
from conftest import REPO
from dossierhulp import Gelezen, schrijf_stijl

from congruentie.dossier import lees_huisstijl, maak_dossiers
from congruentie.dossier.document import lees_document
from congruentie.dossier.feiten import Feiten
from congruentie.dossier.inhoud import beschrijf_gemeente, beschrijf_land, beschrijf_regio
from congruentie.dossier.provincie import beschrijf_provincie
from congruentie.dossier.sjabloon import Invuller
from congruentie.errors import CongruentieFout


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
    assert koppen[-3:] == ["Onze vragen", "Bijlagen", "Colofon"]
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
    d = beschrijf_regio(Feiten(klein), "V01")
    return {
        "d": d, "v": d["verantwoording"], "alt": {"kaart": "k", "indelingen": "i"}, "domein": None,
        "organisatie": "", "contact": "", "teksten": {"inleiding": "", "slot": "", "vragen": []},
    }  # fmt: skip


def vul_in(stijl, waarden):
    invuller = Invuller(stijl)
    tekst = invuller.vul_in("regio", waarden)
    lees_document(tekst, dict.fromkeys(["kaart", "indelingen"]), invuller.fout_in_tag)


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
        (BLOK + "{{ d.km2.tofile('x') }}" + EIND, 3, "het onderdeel tofile bestaat niet"),
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


# --- what it may name ------------------------------------------------------------------------


def namen_in(waarde):
    """All names in a document, and in what stands in it."""
    if isinstance(waarde, dict):
        return set(waarde).union(*map(namen_in, waarde.values()))
    return set().union(*map(namen_in, waarde)) if isinstance(waarde, (list, tuple)) else set()


def test_de_handleiding_noemt_elke_naam(feiten):
    """No name in a document is left out, and none that is listed is not there."""
    tekst = (REPO / "docs" / "dossier.md").read_text("utf-8")
    deel = tekst[tekst.index("\n## Namen in een sjabloon") : tekst.index("\n## Hoe leest u het?")]
    genoemd = set(re.findall(r"`([a-z][a-z_0-9 ]*)`", deel))
    soorten = [beschrijf_land(feiten)]
    soorten += [beschrijf_regio(feiten, code) for code in feiten.nummers]
    soorten += [beschrijf_gemeente(feiten, code) for code in ("GM0267", "GM0363")]
    soorten += [beschrijf_provincie(feiten, "PV25")]
    namen = set().union(*map(namen_in, soorten))
    assert namen - genoemd == set()
    overal = {"organisatie", "contact", "teksten", "inleiding", "slot", "vragen", "alt", "none"}
    overal |= {"a", "regel", "vastgesteld", "termijn", "vraag_aan"}
    domein = {"domein", "verbogen", "onderwerpen", "erin", "eruit", "d", "v"}
    verbanden = {"aantal", "binnen", "buiten", "gesneden", "rijen", "tellen", "uitkomst", "zin"}
    assert genoemd - namen - overal - domein - verbanden == set()

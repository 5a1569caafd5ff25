"""The house style of an organisation: what it does, and every message when it cannot."""

from __future__ import annotations

import io
import re

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import RGBColor
from dossierhulp import NAAR, Gelezen, net, schrijf_stijl
from PIL import Image

from congruentie.dossier import Huisstijl, lees_huisstijl, maak_dossiers
from congruentie.dossier.huisstijl import contrast
from congruentie.errors import CongruentieFout

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
    assert net(pagina.boom.find(".//footer")) == "Concept voor overleg. Concept"
    assert "2026. Regio Voorbeeld" in pagina.tekst
    assert "Contact: regio@voorbeeld.nl" in pagina.tekst
    assert "Wat vindt de raad?" in pagina.onder("Vragen voor het gesprek")
    assert "Tot ziens. Bijlage" in pagina.tekst
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
        ("kleur: rood\n", "regel 1: kleur hoort hier niet. Bedoel je kleuren?"),
        ("organisatie: X\nkleuren:\n  hoofd: rood\n", "regel 3: hoofd: 'rood' is geen kleur"),
        ("kleuren:\n  hoofd: '#777777'\n",
         "regel 2: hoofd: #777777 is te licht op wit: het contrast is 4,5, en moet 4,5 of hoger"),
        ("kleuren:\n  tekst: '#ffff00'\n", "te licht op wit: het contrast is 1,1, en moet 4,5"),
        ("kleuren:\n  accent: '#000000'\n", "regel 2: accent hoort hier niet. Kies uit: hoofd, tekst."),
        ("kleuren: blauw\n", "kleuren: hier hoort namen met een waarde, geen losse waarde 'blauw'"),
        ("lettertype: \"x; } body { display: none\"\n", "is geen naam van een lettertype"),
        ("teksten:\n  vragen: Waarom?\n", "regel 2: vragen: hier hoort een lijst, geen losse waarde"),
        ("teksten:\n  vragen: []\n", "regel 2: vragen: hier staat niets."),
        ("organisatie: [1, 2]\n", "regel 1: organisatie: hier hoort één waarde, geen lijst."),
        ("organisatie: ''\n", "regel 1: organisatie: hier staat niets."),
        ("organisatie:\n", "regel 1: organisatie: hier hoort één waarde, geen lege waarde."),
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

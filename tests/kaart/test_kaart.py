"""The page and the pictures without a browser: one file, safe, deterministic, the right figures."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re

import numpy as np
import pytest
import shapely
from paginalezen import NAAR, Lezer

import congruentie as cg
from congruentie.errors import CongruentieFout, GebruiksFout
from congruentie.gemeenten import Gemeenten
from congruentie.kaart import maak_pagina, maak_plaat
from congruentie.kaart.eiland import REKENT, naar_json
from congruentie.kaart.klassen import VASTE_WIJZIGINGEN, percentages
from congruentie.kaart.pagina import SCRIPTS
from congruentie.kaart.tekening import teken
from congruentie.meten.jaren import Jaren
from congruentie.meten.maten import MATEN
from congruentie.model import Indeling, Indelingen
from congruentie.tekenen import KLASSEN, VERSCHILLEN, klasse_van
from congruentie.voorstel import maak_voorstel


@pytest.fixture(scope="module")
def land():
    indelingen = cg.laad_indelingen(2025, met_grenzen=True)
    tabel = cg.bereken(indelingen)
    return indelingen, tabel, maak_pagina(cg.Meting(indelingen))


@pytest.fixture
def naar(vierkant) -> Indelingen:
    """The four squares with a hostile name everywhere a name can stand."""
    gemeenten = Gemeenten(2025, vierkant.codes, (NAAR,) * 4, vierkant.inwoners, vierkant.vlakken)
    lid = {"GM0001": NAAR, "GM0002": NAAR, "GM0003": "R2", "GM0004": "R2"}
    herkomst = cg.Herkomst(NAAR, NAAR, "eigen", NAAR)
    een = Indeling("een", lid, {NAAR: NAAR}, NAAR, NAAR, NAAR, herkomst)
    return Indelingen(gemeenten, (een, Indeling("twee", lid, titel=NAAR, herkomst=herkomst)))


def test_een_bestand_zonder_iets_van_buiten(land):
    lezer = Lezer(land[2])
    for tag, attrs in lezer.tags:
        assert tag not in {"link", "iframe", "object", "img", "base", "embed"}
        assert not {"src", "srcset", "style"} & set(attrs), (tag, attrs)
        assert not any(naam.startswith("on") for naam in attrs)
        assert attrs.get("href", "#").startswith("#")
    for stijl in lezer.blokken["style"]:
        assert "@import" not in stijl
        assert not re.search(r"url\((?!#)", stijl)


def test_beleid_staat_alleen_eigen_blokken_toe(land):
    lezer = Lezer(land[2])
    beleid = next(a["content"] for t, a in lezer.tags if a.get("http-equiv"))
    assert beleid.startswith("default-src 'none'; ")
    assert "unsafe" not in beleid
    assert beleid.endswith("; img-src data:; base-uri 'none'; form-action 'none'")
    for soort in ("script", "style"):
        regel = re.search(rf"{soort}-src ([^;]*)", beleid)[1].split()
        hashes = [
            f"'sha256-{base64.b64encode(hashlib.sha256(blok.encode()).digest()).decode()}'"
            for blok in lezer.blokken[soort]
        ]
        assert regel == hashes


def test_gegevens_op_de_pagina(land):
    """The figures follow from them in the browser: tests/kaart/test_kaart_js.py."""
    indelingen, tabel, pagina = land
    gegevens = json.loads(Lezer(pagina).blokken["json"][0])
    assert gegevens["gemeenten"]["codes"] == tabel.index.tolist()
    assert gegevens["gemeenten"]["namen"] == tabel["gm_naam"].tolist()
    assert gegevens["gemeenten"]["inwoners"] == indelingen.gemeenten.inwoners.tolist()
    for k, indeling in enumerate(gegevens["indelingen"]):
        assert indeling["lid"] == indelingen.regio[:, k].tolist()
        assert indeling["status_tekst"] == "officieel (CBS)"
    assert "schematisch" in gegevens["grenzen"]["opmerking"]


def test_dezelfde_invoer_geeft_dezelfde_bytes(land):
    indelingen, _, pagina = land
    assert maak_pagina(cg.Meting(indelingen)) == pagina


@pytest.mark.parametrize("aantal", [4, 29])
def test_de_pagina_blijft_licht(aantal):
    namen = [a.indeling for a in cg.lees_aanbod() if a.jaar == 2025][:aantal]
    indelingen = cg.laad_indelingen(2025, namen, met_grenzen=True)
    pagina = maak_pagina(cg.Meting(indelingen))
    assert len(pagina.encode()) < 1_000_000


def test_nare_namen_komen_er_letterlijk_in_en_doen_niets(naar):
    pagina = maak_pagina(cg.Meting(naar))
    lezer = Lezer(pagina)
    assert len(lezer.blokken["script"]) == 2 + len(SCRIPTS)  # Leaflet, folium and our own
    assert not [tag for tag, _ in lezer.tags if tag == "img"]
    assert "7*7}}<" not in pagina  # only escaped, in the island
    gegevens = json.loads(lezer.blokken["json"][0])
    assert gegevens["gemeenten"]["namen"] == [NAAR] * 4
    assert gegevens["indelingen"][0]["namen"][1] == NAAR
    assert gegevens["indelingen"][0]["bron"] == NAAR
    assert "49<" not in pagina


def test_json_kan_niet_uit_het_script_breken():
    gevaar = "</script><!--<script>&\u2028\u2029"
    tekst = naar_json({"a": gevaar})
    assert not set("<>&\u2028\u2029") & set(tekst)
    assert json.loads(tekst) == {"a": gevaar}
    with pytest.raises(ValueError, match="not JSON compliant"):  # a browser reads no NaN
        naar_json({"a": float("nan")})


def test_zonder_grenzen_geen_kaart(tmp_path):
    meting = cg.Meting(cg.laad_indelingen(2025))
    with pytest.raises(CongruentieFout, match="gemeentegrenzen nodig"):
        maak_pagina(meting)
    with pytest.raises(CongruentieFout, match="gemeentegrenzen nodig"):
        maak_plaat(meting, tmp_path / "k.png")


def punten_van(tekening) -> int:
    """How many points travel with the page."""
    return sum(len(boog) // 2 for boog in tekening.topologie.bogen)


def test_tekening_van_vier_vakken(vierkant):
    tekening = teken(vierkant.vlakken)
    assert tekening.eenheid == 0.1  # 2 km in 10.000 steps or more
    assert tekening.buren == [[0, 1], [0, 2], [1, 3], [2, 3]]
    # Four borders in the middle and four corners outside, each once.
    assert len(tekening.topologie.bogen) == 8
    bogen = [np.cumsum(np.reshape(boog, (-1, 2)), axis=0) for boog in tekening.topologie.bogen]
    (ring,) = tekening.topologie.vlakken[3][0]
    hoeken = {tuple(punt) for boog in ring for punt in bogen[max(boog, ~boog)].tolist()}
    assert hoeken == {(10000, 10000), (20000, 10000), (20000, 20000), (10000, 20000)}


def test_zeer_veel_punten_worden_minder(vierkant, monkeypatch):
    monkeypatch.setattr("congruentie.kaart.tekening._HOOGSTENS", 100)
    dicht = vierkant.vlakken.segmentize(10)  # 4 x 400 points
    assert 12 <= punten_van(teken(dicht)) <= 100


def test_een_steekproef_zegt_hoe_ver(vierkant, monkeypatch):
    monkeypatch.setattr("congruentie.kaart.tekening._HOOGSTENS", 100)
    dicht = vierkant.vlakken.segmentize(10)
    gewoon = teken(dicht)
    monkeypatch.setattr("congruentie.kaart.tekening._STEEKPROEF", 1)
    assert teken(dicht) == gewoon
    # One that needs nothing stays as it is, sample or not.
    assert teken(vierkant.vlakken).tolerantie is None


def test_zeer_veel_vlakken_op_de_plaat_hebben_geen_rand(land, tmp_path, monkeypatch):
    meting = cg.Meting(land[0])
    maak_plaat(meting, tmp_path / "met.svg")
    monkeypatch.setattr("congruentie.kaart.plaat._MEESTE_RANDEN", 341)
    maak_plaat(meting, tmp_path / "zonder.svg")
    met, zonder = ((tmp_path / f"{naam}.svg").read_text("utf-8") for naam in ("met", "zonder"))
    assert "stroke: #7d8893" in met
    assert "stroke: #7d8893" not in zonder


@pytest.mark.parametrize(
    ("suffix", "begin"), [(".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF")]
)
def test_plaat_is_steeds_hetzelfde(land, tmp_path, suffix, begin):
    meting = cg.Meting(land[0])
    paden = [tmp_path / f"{naam}{suffix}" for naam in ("een", "twee")]
    for pad in paden:
        maak_plaat(meting, pad)
    assert paden[0].read_bytes().startswith(begin)
    assert paden[0].read_bytes() == paden[1].read_bytes()


@pytest.fixture
def figuur(monkeypatch):
    """What was drawn, instead of the file."""
    gevangen = []

    def bewaar(self, *_args, **_kw):
        gevangen.append(self)

    monkeypatch.setattr("matplotlib.figure.Figure.savefig", bewaar)
    return gevangen


def test_plaat_kleurt_elke_gemeente_naar_haar_klasse(land, tmp_path, figuur):
    from matplotlib.colors import to_hex

    indelingen, tabel, _ = land
    maak_plaat(cg.Meting(indelingen), tmp_path / "k.png")
    maak_plaat(cg.Meting(indelingen), tmp_path / "k.png", vaste_klassen=True)
    ((assen,), (vast,)) = (een.axes for een in figuur)
    vlakken = assen.collections[0]
    klassen = percentages(tabel["congruentie"])
    for geverfd, hoort in ((vlakken, klassen), (vast.collections[0], KLASSEN)):
        kleuren = [to_hex(kleur) for kleur in geverfd.get_facecolor()]
        assert kleuren == [hoort[k].kleur for k in klasse_van(tabel["congruentie"], hoort)]
    assert kleuren[tabel.index.get_loc("GM1892")] == "#c7e9b4"  # Zuidplas, 31,67%
    for pad, vlak in zip(vlakken.get_paths(), indelingen.gemeenten.vlakken, strict=True):
        ringen = sum(1 + len(deel.interiors) for deel in vlak.geoms)
        assert (pad.codes == pad.MOVETO).sum() == ringen
    legenda = [tekst.get_text() for tekst in assen.get_legend().get_texts()]
    geteld = np.bincount(klasse_van(tabel["congruentie"], klassen))
    assert legenda == [f"{k.label}  ({n})" for k, n in zip(klassen, geteld, strict=True)]
    teksten = " ".join(tekst.get_text() for tekst in figuur[0].texts)
    assert "Gemiddeld 68,99% over GGD-regio's" in teksten


def test_plaat_leest_geen_wiskunde_in_namen(vierkant, tmp_path, figuur):
    een = Indeling("een", dict.fromkeys(vierkant.codes, "x"), titel="$x^2$ (o.a.)")
    indelingen = Indelingen(vierkant, (een, Indeling("twee", dict(een.lidmaatschap))))
    maak_plaat(cg.Meting(indelingen, {"een": 1.5}), tmp_path / "k.png")
    (kop,) = [tekst for tekst in figuur[0].texts if "$x^2$" in tekst.get_text()]
    assert not kop.get_parse_math()
    assert "$x^2$ (o.a.) (gewicht 1,5)" in kop.get_text()


def test_eiland_kent_gewichten_en_eigen_grenzen(vierkant):
    een = Indeling("een", dict.fromkeys(vierkant.codes, "x"), {"x": "Iks"})
    indelingen = Indelingen(vierkant, (een, Indeling("twee", dict(een.lidmaatschap))))
    pagina = maak_pagina(cg.Meting(indelingen, {"een": 2.5}, "deelname"))
    gegevens = json.loads(Lezer(pagina).blokken["json"][0])
    assert [i["gewicht"] for i in gegevens["indelingen"]] == [2.5, 1.0]
    assert gegevens["noemer"] == "deelname"
    assert gegevens["indelingen"][0]["namen"] == ["Iks"]
    assert gegevens["grenzen"] is None
    eigen = cg.Herkomst("eigen bestand g.gpkg", "onbekend", "eigen", "onbekend")
    met = Indelingen(dataclasses.replace(vierkant, grenzen=eigen), indelingen.indelingen)
    gegevens = json.loads(Lezer(maak_pagina(cg.Meting(met))).blokken["json"][0])
    assert gegevens["grenzen"] == {
        "bron": "eigen bestand g.gpkg",
        "opmerking": "",
        "naamsvermelding": "eigen bestand g.gpkg",
        "kort": "",
    }


def test_voorstel_zonder_inwoners_op_de_pagina(vierkant):
    """What is not known is null, and no 0."""
    leeg = dataclasses.replace(vierkant, inwoners=None)
    een = Indeling("een", dict.fromkeys(leeg.codes, "x"))
    plan = maak_voorstel(Indelingen(leeg, (een, Indeling("twee", dict(een.lidmaatschap)))), [])
    gegevens = json.loads(Lezer(maak_pagina(plan.meting, voorstel=plan)).blokken["json"][0])
    (getoond,) = gegevens["voorstellen"]
    assert getoond["inwoners"] == [None] * len(plan.codes)


def test_bij_eigen_grenzen_staat_alleen_de_eigen_bron(vierkant, tmp_path):
    een = Indeling("een", dict.fromkeys(vierkant.codes, "x"))
    stel = (een, Indeling("twee", dict(een.lidmaatschap)))
    eigen = cg.Herkomst("eigen bestand g.gpkg", "onbekend", "eigen", "onbekend")
    for grenzen, bron in ((eigen, "eigen bestand g.gpkg"), (None, "Grenzen: onbekend")):
        meting = cg.Meting(Indelingen(dataclasses.replace(vierkant, grenzen=grenzen), stel))
        maak_plaat(meting, tmp_path / "k.svg")
        plaat = (tmp_path / "k.svg").read_text("utf-8")
        assert bron in plaat
        for tekst in (maak_pagina(meting), plaat):
            assert "Kadaster" not in tekst


def test_een_maat_die_de_pagina_niet_kent_komt_er_met_haar_cijfers_op(vierkant, monkeypatch):
    nieuw = dataclasses.replace(MATEN["congruentie"], naam="nieuw", titel="Nieuw (%)")
    monkeypatch.setitem(MATEN, "nieuw", nieuw)
    een = Indeling("een", {"GM0001": "x", "GM0002": "x"})
    meting = cg.Meting(
        Indelingen(vierkant, (een, Indeling("twee", {"GM0001": "p", "GM0003": "p"})))
    )
    maten = json.loads(Lezer(maak_pagina(meting)).blokken["json"][0])["maten"]
    vast = {maat["naam"]: maat.get("vast") for maat in maten}
    assert vast == {**dict.fromkeys(REKENT), "nieuw": meting.gemeenten["congruentie"].tolist()}


def test_punten_liggen_in_hun_gemeente(land):
    vlakken = land[0].gemeenten.vlakken
    tekening = teken(vlakken)
    punten = shapely.points(np.array(tekening.punten) * tekening.eenheid)
    assert (shapely.distance(vlakken.to_numpy(), punten) <= tekening.eenheid).all()


def test_plaat_noemt_bron_en_gewicht(land, tmp_path):
    maak_plaat(cg.Meting(land[0], {"ggd": 2.5}, "deelname"), tmp_path / "k.svg")
    svg = (tmp_path / "k.svg").read_text("utf-8")
    for tekst in ("gewicht 2,5", "schematisch", "Kadaster / Centraal Bureau", "meedoet"):
        assert tekst in svg


def test_plaat_met_nare_namen(naar, tmp_path):
    maak_plaat(cg.Meting(naar), tmp_path / "k.svg")
    assert "<img" not in (tmp_path / "k.svg").read_text("utf-8")


def test_plaat_in_een_onbekende_vorm(land, tmp_path):
    with pytest.raises(GebruiksFout, match=r"\.png, \.svg en \.pdf, niet op '\.jpg'"):
        maak_plaat(cg.Meting(land[0]), tmp_path / "k.jpg")
    assert not list(tmp_path.iterdir())


def test_zonder_partners_en_zonder_inwoners(vierkant):
    gemeenten = Gemeenten(2016, vierkant.codes, vierkant.namen, None, vierkant.vlakken)
    een = Indeling("een", {"GM0001": "a", "GM0002": "a"})
    indelingen = Indelingen(gemeenten, (een, Indeling("twee", {"GM0003": "x"})))
    gegevens = json.loads(Lezer(maak_pagina(cg.Meting(indelingen))).blokken["json"][0])
    assert gegevens["gemeenten"]["inwoners"] is None
    assert [maat["naam"] for maat in gegevens["maten"]] == [
        "congruentie",
        "congruentie_gecorrigeerd",
    ]
    assert gegevens["indelingen"][1]["lid"] == [-1, -1, 0, -1]


# --- through the years ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def jaren():
    namen = ["ggd", "jeugdregio", "zorgkantoorregio", "veiligheidsregio"]
    return cg.laad_jaren([2016, 2022, 2025], namen, met_grenzen=True)


def test_jaren_op_de_pagina(jaren):
    reeks = Jaren(jaren)
    indelingen = reeks.laatste.indelingen
    pagina = maak_pagina(reeks.laatste, jaren=reeks)
    assert "<h1>Congruentie per gemeente, 2016 tot en met 2025</h1>" in pagina
    tijd = json.loads(Lezer(pagina).blokken["json"][0])["tijd"]
    tabel = cg.bereken_jaren(jaren)
    assert tijd["jaren"] == [2016, 2022, 2025]
    assert tijd["oorzaak"] == tabel["oorzaak"].tolist()
    for jaar, lid in zip(jaren, tijd["lid"], strict=True):
        for k, indeling in enumerate(indelingen.namen):
            plek = jaar.indelingen.namen.index(indeling)
            assert lid[k] == jaar.indelingen.regio[:, plek].tolist()


def test_jaren_als_plaatje(jaren, tmp_path):
    reeks = Jaren(jaren)
    maak_plaat(reeks.laatste, tmp_path / "k.svg", verandering=reeks.verandering)
    assert (tmp_path / "k.svg").stat().st_size > 100_000


@pytest.mark.parametrize(
    ("punten", "label"),
    [
        (-40, "20 of meer lager"),
        (-20, "20 of meer lager"),
        (-19.9, "5 tot 20 lager"),
        (-5, "5 tot 20 lager"),
        (-0.1, "tot 5 lager"),
        (-1e-12, "gelijk"),
        (0, "gelijk"),
        (1e-12, "gelijk"),
        (0.1, "tot 5 hoger"),
        (5, "5 tot 20 hoger"),
        (20, "20 of meer hoger"),
    ],
)
def test_klassen_van_verandering(punten, label):
    assert VERSCHILLEN[int(VASTE_WIJZIGINGEN.nummer(punten))].label == label

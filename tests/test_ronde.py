"""Answers become wishes, and a round does with them what it says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from test_voorstel import vragen

import congruentie as cg
from congruentie.bronnen.voorstelbestand import GelezenVoorstel
from congruentie.bronnen.wensen import Wensen
from congruentie.errors import CongruentieFout
from congruentie.kaart.wensplaat import Pijl, maak_wensplaat
from congruentie.uitvraag.antwoorden import Antwoord, Antwoorden, Voorkeur
from congruentie.uitvraag.oefenen import Oefenaar
from congruentie.uitvraag.ronde import (
    houd_ronde,
    per_gemeente,
    prijs_per_gewicht,
    reacties,
    samenvatting,
    wensentabel,
    wijzigingen,
)
from congruentie.uitvraag.toepassen import pas_toe, tegenspraken, voeg_samen, wederkerigheid
from congruentie.voorstel import Eisen, maak_voorstel

SHA = "a" * 64


def antwoorden(*delen: Antwoord, sha: str = SHA) -> Antwoorden:
    return Antwoorden(2025, sha, delen, (), ())


def zegt(van: str, *wensen: tuple[str, str] | tuple[str, str, str], **meer) -> Antwoord:
    voorkeuren = tuple(Voorkeur(van, w[0], w[1], w[2] if len(w) > 2 else "alle") for w in wensen)
    return Antwoord(van, "gemeente", "volledig", f"{van}.xlsx", voorkeuren=voorkeuren, **meer)


def gelezen(voorstel, eisen: Eisen | None = None) -> GelezenVoorstel:
    basis = Wensen(eisen or Eisen(), voorstel.indelingen)
    return GelezenVoorstel(Path("v.json"), SHA, voorstel, basis, 0, basis)


@pytest.fixture(scope="module")
def vier() -> GelezenVoorstel:
    """The default four of 2025, real boundaries of the pack."""
    return gelezen(cg.stel_voor(cg.laad_indelingen(2025, met_grenzen=True)))


def buren_in_voorstel(voorstel, *, samen: bool) -> tuple[str, str]:
    """Two bordering gemeenten of different brokken that share a proposed regio, or do not."""
    plek, eenheid = voorstel.indelingen.gemeenten.plek, voorstel.opgave.eenheid
    return next(
        (a, b)
        for a, b in voorstel.banden
        if eenheid[plek[a]] != eenheid[plek[b]]
        and (voorstel.regio[plek[a]] == voorstel.regio[plek[b]]) == samen
    )


# --- what becomes of an answer -----------------------------------------------------------------


def test_zeker_niet_gaat_voor_liever_wel(vier):
    a, b = buren_in_voorstel(vier.voorstel, samen=True)
    deel = pas_toe(
        antwoorden(zegt(a, (b, "liever wel")), zegt(b, (a, "zeker niet"))), vier.voorstel, Eisen()
    )
    wil, wil_niet = deel.wensen
    naam = vier.voorstel.indelingen.gemeenten.naam_van[b]
    assert (wil.hoe, wil.reden) == ("niet", f"{naam} zegt zeker niet")
    assert wil_niet.hoe == "hard"
    assert deel.eisen.apart == (tuple(sorted((a, b))),)
    assert deel.eisen.liever == ()


def test_zacht_weegt_en_moet_niet(vier):
    a, b = buren_in_voorstel(vier.voorstel, samen=True)
    alle = antwoorden(zegt(a, (b, "liever wel")), zegt(b, (a, "zeker niet")))
    deel = pas_toe(alle, vier.voorstel, Eisen(), gewicht=2, zacht=True)
    assert deel.eisen.apart == ()
    assert deel.eisen.liever == ((min(a, b), max(a, b), 2 - 20),)


def test_in_een_brok_kan_niet_los(vier):
    eenheid = vier.voorstel.opgave.eenheid
    i, j = np.flatnonzero(eenheid == np.bincount(eenheid).argmax())[:2]
    a, b = (vier.voorstel.indelingen.gemeenten.codes[k] for k in (i, j))
    for oordeel in ("zeker niet", "liever niet"):
        deel = pas_toe(antwoorden(zegt(a, (b, oordeel))), vier.voorstel, Eisen())
        assert (deel.wensen[0].hoe, deel.eisen) == ("niet", Eisen())
        assert "in elke indeling samen" in deel.wensen[0].reden


def test_voorwaarden_van_het_overleg_gaan_voor(vier):
    a, b = buren_in_voorstel(vier.voorstel, samen=True)
    eisen = Eisen(samen=((a, b),), min_inwoners=1)
    deel = pas_toe(antwoorden(zegt(a, (b, "zeker niet"))), vier.voorstel, eisen)
    assert deel.wensen[0].reden == "de voorwaarden van het overleg zetten hen bij elkaar"
    assert deel.eisen == eisen


def test_domein_telt_alleen_daar(vier):
    a, b = buren_in_voorstel(vier.voorstel, samen=False)
    alle = antwoorden(zegt(a, (b, "liever wel", "fysiek"), (b, "zeker niet", "sociaal")))
    hoe = {
        domein: [w.hoe for w in pas_toe(alle, vier.voorstel, Eisen(), domein=domein).wensen]
        for domein in (None, "fysiek", "sociaal", "economisch")
    }
    assert hoe == {
        None: ["niet", "niet"],
        "fysiek": ["zacht", "niet"],
        "sociaal": ["niet", "hard"],
        "economisch": ["niet", "niet"],
    }
    reden = pas_toe(alle, vier.voorstel, Eisen()).wensen[0].reden
    assert reden == "geldt alleen voor het domein fysiek"


def test_keuze_telt_als_wens_voor_de_grootste(vier):
    """Zeewolde chooses the regio of Almere; Almere chooses its own and there wants its largest."""
    voorstel = vier.voorstel
    plek = voorstel.indelingen.gemeenten.plek
    code = voorstel.codes[voorstel.regio[plek["GM0034"]]]
    deel = pas_toe(
        antwoorden(
            Antwoord("GM0050", "gemeente", "volledig", "f", "alternatief", code),
            Antwoord("GM0034", "gemeente", "volledig", "f", "voorstel"),
            Antwoord("GM0363", "gemeente", "volledig", "f", "anders"),
            Antwoord("GM0995", "gemeente", "volledig", "f", "alternatief", "V999"),
            Antwoord("PV24", "provincie", "volledig", "f"),
        ),
        voorstel,
        Eisen(),
    )
    assert [(w.van, w.naar, w.oordeel, w.uit) for w in deel.wensen] == [
        ("GM0050", "GM0034", "liever wel", "keuze"),
        ("GM0034", "GM0995", "liever wel", "keuze"),
    ]


def test_laatste_antwoord_telt():
    een, twee, drie = "GM0014", "GM0034", "GM0037"
    eerst = replace(
        antwoorden(
            zegt(een, (twee, "liever wel"), keuze="alternatief", alternatief="V07"),
            zegt(twee, (een, "liever niet")),
            sha="b" * 64,
        ),
        niet_ontvangen=(drie, "GM0363"),
    )
    leeg = Antwoord(twee, "gemeente", "leeg", "leeg.xlsx")
    later = replace(antwoorden(leeg, zegt(drie, (een, "liever wel"))), niet_ontvangen=("GM0384",))
    samen = voeg_samen([eerst, later])
    assert {a.wie: a.bestand for a in samen.antwoorden} == {
        een: f"{een}.xlsx", twee: f"{twee}.xlsx", drie: f"{drie}.xlsx",
    }  # fmt: skip
    assert samen.niet_ontvangen == ("GM0363", "GM0384")
    assert samen.voorstel_sha256 == SHA
    oud = samen.antwoorden[0]
    assert (oud.keuze, oud.opmerkingen) == (
        "", "Koos bij een eerder voorstel: een alternatief V07."
    )  # fmt: skip
    assert voeg_samen([eerst]) == eerst


def test_tegenspraken_en_wederkerigheid(vier):
    a, b, c, d = "GM0014", "GM0034", "GM0037", "GM0047"
    alle = antwoorden(
        zegt(a, (b, "liever wel"), (c, "liever wel"), (d, "liever niet"), (d, "liever wel")),
        zegt(b, (a, "zeker niet")),
        zegt(c, (a, "liever wel")),
        zegt(d, (b, "liever niet", "fysiek")),
    )
    wensen = pas_toe(alle, vier.voorstel, Eisen()).wensen
    gemeenten = vier.voorstel.indelingen.gemeenten
    tabel = tegenspraken(wensen, gemeenten)
    assert tabel[["gm_a", "gm_b", "soort", "zwaarte"]].values.tolist() == [
        [a, b, "tussen gemeenten", "zeker niet"],
        [a, d, "met zichzelf", "liever niet"],
    ]
    assert tabel["uitleg"].tolist() == [
        "Groningen wil liever wel met Almere; Almere zeker niet met Groningen.",
        "Groningen wil liever wel en ook liever niet met Veendam.",
    ]
    stand = wederkerigheid(wensen, gemeenten).set_index(["gm_a", "gm_b"])["stand"].to_dict()
    assert stand == {
        (a, b): "tegengesteld", (a, c): "wederzijds wel", (a, d): "eenzijdig niet",
    }  # fmt: skip


# --- what a round says, against doing it again ---------------------------------------------------


OORDELEN = st.sampled_from(["liever wel", "liever niet", "zeker niet"])


@settings(max_examples=60)
@given(vragen(7, 3), st.data())
def test_ronde_als_narekenen(vraag, data):
    """Every figure of a round, from the regio's and the answers alone."""
    indelingen, banden, theta, gewichten = vraag
    codes = indelingen.gemeenten.codes
    voorstel = maak_voorstel(indelingen, banden, theta=theta, gewichten=gewichten)
    wens = st.tuples(st.sampled_from(codes), OORDELEN)
    delen = []
    for code in codes:
        gekozen = data.draw(st.lists(wens, max_size=3, unique_by=lambda w: w[0]))
        delen.append(zegt(code, *(w for w in gekozen if w[0] != code)))
    ronde = houd_ronde(
        gelezen(voorstel),
        antwoorden(*delen),
        gewicht=data.draw(st.sampled_from([1, 3])),
        zacht=data.draw(st.booleans()),
    )
    regio = dict(zip(codes, ronde.nieuw.regio.tolist(), strict=True))
    wensen = [v for d in delen for v in d.voorkeuren]
    goed = [(regio[v.van] == regio[v.naar]) == (v.oordeel == "liever wel") for v in wensen]
    tabel = wensentabel(ronde)
    assert tabel["vervuld"].tolist() == goed
    land = samenvatting(ronde)
    assert (land["wensen"], land["vervuld"]) == (len(wensen), sum(goed))
    assert land["hard"] + land["zacht"] + land["telt_niet"] == len(wensen)
    for w, gehaald in zip(ronde.toepassing.wensen, goed, strict=True):
        assert gehaald or w.hoe != "hard"
    if wensen:
        per_wie = pd.Series(goed, dtype=float).groupby([v.van for v in wensen]).mean()
        assert land["aandeel_gemeenten"] == pytest.approx(100 * per_wie.mean())
        inwoners = pd.Series(indelingen.gemeenten.inwoners, index=codes)[per_wie.index]
        gewogen = (per_wie * inwoners).sum() / inwoners.sum()
        assert land["aandeel_inwoners"] == pytest.approx(100 * gewogen)
    zonder = maak_voorstel(indelingen, banden, theta=theta, gewichten=gewichten)
    assert land["prijs"] == pytest.approx(zonder.doelwaarde - ronde.nieuw.doelwaarde_zonder_liever)
    assert land["prijs"] >= -1e-9


@settings(max_examples=40)
@given(vragen(7, 3), st.data())
def test_kosten_van_een_wens_zijn_te_halen(vraag, data):
    """A proposal that is made to meet the wish loses no more than was said, and meets it."""
    indelingen, banden, theta, gewichten = vraag
    codes = indelingen.gemeenten.codes
    voorstel = maak_voorstel(indelingen, banden, theta=theta, gewichten=gewichten)
    a, b = data.draw(st.lists(st.sampled_from(codes), min_size=2, max_size=2, unique=True))
    alle = antwoorden(zegt(a, (b, data.draw(st.sampled_from(["liever wel", "liever niet"])))))
    ronde = houd_ronde(gelezen(voorstel), alle, gewicht=0.001)
    rij = wensentabel(ronde).iloc[0]
    assume(not rij["vervuld"] and not np.isnan(rij["kosten"]))
    soort = "samen" if rij["oordeel"] == "liever wel" else "apart"
    eisen = replace(ronde.toepassing.eisen, **{soort: ((a, b),)})
    beste = maak_voorstel(indelingen, banden, theta=theta, eisen=eisen, gewichten=gewichten)
    assert ronde.nieuw.doelwaarde - beste.doelwaarde <= rij["kosten"] + 1e-9
    assert rij["kosten"] >= -1e-9


def test_waarom_een_wens_niet_is_vervuld(vier):
    a, b = buren_in_voorstel(vier.voorstel, samen=True)
    c, d = buren_in_voorstel(vier.voorstel, samen=False)
    alle = antwoorden(
        zegt(a, (b, "zeker niet"), (b, "liever wel", "fysiek")),
        zegt(c, (d, "liever wel")),
        zegt("GM0363", ("GM0014", "liever wel")),
    )
    tabel = wensentabel(houd_ronde(vier, alle, gewicht=1))
    assert tabel["vervuld"].tolist() == [True, False, False, False]
    waarom = tabel["waarom"].tolist()
    assert waarom[0] == ""
    assert waarom[1] == "Telt niet mee: geldt alleen voor het domein fysiek."
    assert waarom[2].startswith("Wat de indelingen en de andere wensen zeggen, weegt zwaarder.")
    assert waarom[2].endswith(f"kost {tabel['kosten'][2]:g} doelwaarde.".replace(".0 ", " "))
    assert waarom[3] == (
        "Dan is een regio niet aaneengesloten, tenzij ook andere gemeenten verhuizen."
    )


def test_een_harde_wens_die_in_de_weg_staat_wordt_genoemd(vier):
    """b would join the regio of a third, where somebody wants no b."""
    a, b = buren_in_voorstel(vier.voorstel, samen=True)
    alle = antwoorden(zegt(a, (b, "zeker niet")), zegt(b, (a, "liever wel")))
    tabel = wensentabel(houd_ronde(vier, alle))
    naam = vier.voorstel.indelingen.gemeenten.naam_van[a]
    assert tabel["waarom"][1] == f"Telt niet mee: {naam} zegt zeker niet."


def test_zonder_antwoorden_verandert_er_niets(vier):
    ronde = houd_ronde(vier, antwoorden())
    assert (ronde.nieuw.regio == vier.voorstel.regio).all()
    assert wijzigingen(ronde).empty
    land = samenvatting(ronde)
    assert (land["geantwoord"], land["wensen"], land["prijs"]) == (0, 0, 0)
    assert np.isnan(land["aandeel_gemeenten"])
    assert set(per_gemeente(ronde)["antwoord"]) == {"niet ontvangen"}


def test_prijs_stijgt_met_het_gewicht(vier):
    alle = antwoorden(*Oefenaar(7).antwoorden(vier.voorstel, 1))
    ronde = houd_ronde(vier, alle)
    tabel = prijs_per_gewicht(vier, ronde, (0, 5, 50))
    assert tabel.index.tolist() == [0, 5, 10, 50]
    assert tabel["bewezen"].all()
    # A heavier weight never gets a better value from the indelingen alone (weighted sum argument).
    assert tabel["prijs"].is_monotonic_increasing
    assert tabel.loc[10, "vervuld"] == samenvatting(ronde)["vervuld"]


def test_botsende_harde_wensen_worden_genoemd(vier):
    """A gemeente that is a brok by itself wants none of its neighbours, and is too small alone."""
    voorstel = vier.voorstel
    gemeenten, opgave = voorstel.indelingen.gemeenten, voorstel.opgave
    los = [
        c for c, u in zip(gemeenten.codes, opgave.eenheid, strict=True) if opgave.gemeenten[u] == 1
    ]
    klein = min(los, key=lambda c: gemeenten.inwoners[gemeenten.plek[c]])
    buren = [b if a == klein else a for a, b in voorstel.banden if klein in (a, b)]
    alle = antwoorden(zegt(klein, *((naar, "zeker niet") for naar in buren)))
    te_veel = int(gemeenten.inwoners[gemeenten.plek[klein]]) + 1
    met_eis = gelezen(voorstel, Eisen(min_inwoners=te_veel))
    with pytest.raises(CongruentieFout, match="Deze wensen kunnen niet samen: .* apart") as fout:
        houd_ronde(met_eis, alle)
    assert gemeenten.naam_van[klein] in str(fout.value)
    assert houd_ronde(met_eis, alle, zacht=True).nieuw.bewezen_optimaal


def test_reacties_in_woorden(vier):
    alle = antwoorden(
        zegt("GM0363", keuze="anders", voorwaarden="=1+1", opmerkingen="<b>"),
        zegt("GM0384"),
    )
    tabel = reacties(houd_ronde(vier, alle))
    assert tabel.values.tolist() == [
        ["gemeente", "GM0363", "volledig", "anders", "", "=1+1", "<b>"]
    ]


def test_oefenaar_is_herhaalbaar_en_spreekt_zich_tegen(vier):
    een, weer, anders = (
        antwoorden(*Oefenaar(zaad).antwoorden(vier.voorstel, 1)) for zaad in (1, 1, 2)
    )
    assert een == weer != anders
    status = [a.status for a in een.antwoorden]
    assert 280 < len(status) < 330
    assert {"volledig", "deels", "leeg"} == set(status)
    wensen = pas_toe(een, vier.voorstel, Eisen()).wensen
    assert len(tegenspraken(wensen, vier.voorstel.indelingen.gemeenten)) > 5


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_wensplaat(tmp_path, vier, suffix):
    pijlen = [
        Pijl("GM0363", "GM0384", "liever wel", vervuld=True),
        Pijl("GM0384", "GM0363", "zeker niet", vervuld=False),
        Pijl("GM0014", "GM0034", "liever niet", vervuld=True),
    ]
    paden = [tmp_path / f"{naam}{suffix}" for naam in "ab"]
    for pad in paden:
        maak_wensplaat(vier.voorstel, pijlen, pad, "Kop met $tekens$ en <b>")
    assert paden[0].read_bytes() == paden[1].read_bytes()
    if suffix == ".svg":
        tekst = paden[0].read_text("utf-8")
        assert "zeker niet, niet vervuld  (1)" in tekst.replace("<!-- ", "")
        assert "3 wensen, waarvan 2 vervuld" in tekst

"""Answers become wishes: hard, soft or not at all, and always with a reason."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from rondehulp import SHA, antwoorden, buren_in_voorstel, zegt

from congruentie.uitvraag.antwoorden import Antwoord
from congruentie.uitvraag.gemeentewensen import pas_toe, voeg_samen
from congruentie.uitvraag.wensentabel import tegenspraken, wederkerigheid
from congruentie.voorstel import Eisen

pytest_plugins = ["overlegproeven"]


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
    brok = vier.voorstel.opgave.brok
    i, j = np.flatnonzero(brok == np.bincount(brok).argmax())[:2]
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


def test_voorwaarden_van_het_overleg_blijven(vier):
    """What the consultation asked stays, beside what answers add; a group binds only within itself."""
    a, b = buren_in_voorstel(vier.voorstel, samen=True)
    c, d = buren_in_voorstel(vier.voorstel, samen=False)
    eisen = Eisen(
        samen=((c, d),), apart=(("GM0014", "GM0363"),), liever=(("GM0014", "GM0034", 2.0),)
    )
    alle = antwoorden(zegt(a, (b, "zeker niet")), zegt(c, (d, "liever wel"), (a, "liever niet")))
    deel = pas_toe(alle, vier.voorstel, eisen, gewicht=3)
    assert [w.hoe for w in deel.wensen] == ["hard", "zacht", "zacht"]
    assert deel.eisen == replace(
        eisen,
        apart=(*eisen.apart, tuple(sorted((a, b)))),
        liever=(
            *eisen.liever,
            *sorted([(*sorted((c, d)), 3.0), (*sorted((a, c)), -3.0)]),
        ),
    )


def test_wie_via_een_ander_samen_moet(vier):
    """Together by way of a third, and of another gemeente of its brok: else no proposal is possible."""
    voorstel = vier.voorstel
    brok, codes = voorstel.opgave.brok, np.array(voorstel.indelingen.gemeenten.codes)
    a, b = buren_in_voorstel(voorstel, samen=True)
    groot = int(np.bincount(brok).argmax())
    c, d = codes[brok == groot][:2].tolist()
    assert groot not in {brok[voorstel.indelingen.gemeenten.plek[x]] for x in (a, b)}
    eisen = Eisen(samen=((a, b),), vast=((b, c),))
    alle = antwoorden(zegt(a, (c, "zeker niet"), (d, "zeker niet")))
    deel = pas_toe(alle, voorstel, eisen)
    reden = "de voorwaarden van het overleg zetten hen bij elkaar"
    assert [(w.hoe, w.reden) for w in deel.wensen] == [("niet", reden)] * 2


def test_een_vaste_regio_gaat_voor(vier):
    a, b = buren_in_voorstel(vier.voorstel, samen=True)
    eisen = Eisen(vast=((a, b),))
    deel = pas_toe(antwoorden(zegt(a, (b, "liever niet"))), vier.voorstel, eisen)
    assert deel.wensen[0].reden == "de voorwaarden van het overleg zetten hen bij elkaar"


def test_liever_niet_blijft_zacht_naast_zeker_niet(vier):
    """What the other makes sure of was this gemeente's wish as well: it counts, and it is met."""
    a, b = buren_in_voorstel(vier.voorstel, samen=True)
    alle = antwoorden(zegt(a, (b, "liever niet")), zegt(b, (a, "zeker niet")))
    deel = pas_toe(alle, vier.voorstel, Eisen())
    assert [w.hoe for w in deel.wensen] == ["zacht", "hard"]
    assert deel.eisen.liever == ((min(a, b), max(a, b), -1.0),)


def test_wat_er_al_staat_telt_een_keer(vier):
    """The same wish for everything and for the domein, and a choice for where it is named."""
    voorstel = vier.voorstel
    code = voorstel.codes[voorstel.regio[voorstel.indelingen.gemeenten.plek["GM0034"]]]
    wensen = [("GM0034", "liever wel"), ("GM0034", "liever wel", "fysiek")]
    alle = antwoorden(zegt("GM0050", *wensen, keuze="alternatief", alternatief=code))
    deel = pas_toe(alle, voorstel, Eisen(), domein="fysiek")
    assert [(w.hoe, w.reden, w.gaat_hierover) for w in deel.wensen] == [
        ("zacht", "", True), ("niet", "staat er al", False), ("niet", "staat er al", False),
    ]  # fmt: skip
    assert deel.eisen.liever == (("GM0034", "GM0050", 1.0),)


def test_samen_nooit_zwaarder_dan_een_voorstel_aankan(vier):
    """Both would rather not, and certainly not: together more than `Eisen.liever` takes."""
    a, b = buren_in_voorstel(vier.voorstel, samen=True)
    delen = [zegt(x, (y, "liever niet"), (y, "zeker niet", "fysiek")) for x, y in ((a, b), (b, a))]
    deel = pas_toe(
        antwoorden(*delen), vier.voorstel, Eisen(), domein="fysiek", gewicht=100, zacht=True
    )
    assert deel.eisen.liever == ((min(a, b), max(a, b), -1000.0),)


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
    samen = voeg_samen([eerst, later], SHA)
    assert {a.wie: a.bestand for a in samen.antwoorden} == {
        een: f"{een}.xlsx", twee: f"{twee}.xlsx", drie: f"{drie}.xlsx",
    }  # fmt: skip
    assert samen.niet_ontvangen == ("GM0363", "GM0384")
    assert samen.voorstel_sha256 == SHA
    oud = samen.antwoorden[0]
    assert (oud.keuze, oud.opmerkingen) == (
        "", "Koos bij een ander voorstel: een alternatief V07."
    )  # fmt: skip
    assert voeg_samen([eerst], eerst.voorstel_sha256) == eerst


def test_een_keuze_over_een_ander_voorstel_telt_niet():
    """V07 is another regio there, also when nothing newer was answered."""
    alle = antwoorden(zegt("GM0014", keuze="voorstel", opmerkingen="Prima."))
    (een,) = voeg_samen([alle], "b" * 64).antwoorden
    assert (een.keuze, een.opmerkingen) == (
        "", "Prima.\nKoos bij een ander voorstel: het voorstel."
    )  # fmt: skip


def test_een_leeg_formulier_is_ook_een_antwoord():
    leeg = Antwoord("GM0014", "gemeente", "leeg", "leeg.xlsx")
    alle = replace(antwoorden(leeg), niet_ontvangen=("GM0034",))
    samen = voeg_samen([alle], SHA)
    assert samen == alle
    assert voeg_samen([alle, alle], SHA) == alle


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
    rij = wederkerigheid(wensen, gemeenten).iloc[0]
    assert (rij["oordeel_a"], rij["oordeel_b"]) == ("liever wel", "zeker niet")

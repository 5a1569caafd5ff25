"""Answers become wishes, and a round does with them what it says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from voorstelorakel import vragen

import congruentie as cg
from congruentie.errors import CongruentieFout
from congruentie.kaart import wensplaat
from congruentie.kaart.wensplaat import Pijl, maak_wensplaat
from congruentie.uitvraag.antwoorden import Antwoord, Antwoorden, RegioOpmerking, Voorkeur
from congruentie.uitvraag.oefenen import Oefenaar, wie_opnieuw
from congruentie.uitvraag.ronde import (
    maak_ronde,
)
from congruentie.uitvraag.toepassen import pas_toe, voeg_samen
from congruentie.uitvraag.verslag import reacties
from congruentie.uitvraag.wensentabel import tegenspraken, wederkerigheid
from congruentie.voorstel import Eisen, maak_voorstel
from congruentie.voorstel.bestand import GelezenVoorstel

SHA = "a" * 64


def antwoorden(*delen: Antwoord, sha: str = SHA) -> Antwoorden:
    return Antwoorden(2026, sha, delen, (), ())


def zegt(van: str, *wensen: tuple[str, str] | tuple[str, str, str], **meer) -> Antwoord:
    voorkeuren = tuple(Voorkeur(van, w[0], w[1], w[2] if len(w) > 2 else "alle") for w in wensen)
    return Antwoord(van, "gemeente", "volledig", f"{van}.xlsx", voorkeuren=voorkeuren, **meer)


def gelezen(voorstel, eisen: Eisen | None = None) -> GelezenVoorstel:
    return GelezenVoorstel(Path("v.json"), SHA, voorstel, 0, eisen or Eisen())


@pytest.fixture(scope="module")
def vier() -> GelezenVoorstel:
    """The default four of 2026, real boundaries of the pack."""
    return gelezen(cg.stel_voor(cg.laad_indelingen(2026, met_grenzen=True)))


def buren_in_voorstel(voorstel, *, samen: bool) -> tuple[str, str]:
    """Two bordering gemeenten of different brokken that share a proposed regio, or do not."""
    plek, brok = voorstel.indelingen.gemeenten.plek, voorstel.opgave.brok
    return next(
        (a, b)
        for a, b in voorstel.banden
        if brok[plek[a]] != brok[plek[b]]
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


# --- what a round says, against doing it again ---------------------------------------------------


OORDELEN = st.sampled_from(["liever wel", "liever niet", "zeker niet"])


@pytest.mark.zwaar
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
    ronde = maak_ronde(
        gelezen(voorstel),
        antwoorden(*delen),
        gewicht=data.draw(st.sampled_from([1, 3])),
        zacht=data.draw(st.booleans()),
    )
    regio = dict(zip(codes, ronde.nieuw.regio.tolist(), strict=True))
    wensen = [v for d in delen for v in d.voorkeuren]
    goed = [(regio[v.van] == regio[v.naar]) == (v.oordeel == "liever wel") for v in wensen]
    tabel = ronde.wensen
    assert tabel["vervuld"].tolist() == goed
    land = ronde.samenvatting
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


@pytest.mark.zwaar
@settings(max_examples=40)
@given(vragen(7, 3), st.data())
def test_kosten_van_een_wens_zijn_te_halen(vraag, data):
    """The cheapest of all single steps, tried one by one; and no proposal that meets it is cheaper."""
    indelingen, banden, theta, gewichten = vraag
    codes = indelingen.gemeenten.codes
    voorstel = maak_voorstel(indelingen, banden, theta=theta, gewichten=gewichten)
    a, b = data.draw(st.lists(st.sampled_from(codes), min_size=2, max_size=2, unique=True))
    alle = antwoorden(zegt(a, (b, data.draw(st.sampled_from(["liever wel", "liever niet"])))))
    ronde = maak_ronde(gelezen(voorstel), alle, gewicht=data.draw(st.sampled_from([0.001, 1])))
    rij = ronde.wensen.iloc[0]
    assume(not rij["vervuld"] and rij["hoe"] != "niet")
    nieuw, samen = ronde.nieuw, rij["oordeel"] == "liever wel"
    brok, plek = nieuw.opgave.brok.tolist(), indelingen.gemeenten.plek
    u, v = brok[plek[a]], brok[plek[b]]
    kosten = [
        nieuw.doelwaarde_zonder_liever - waarde
        for deling, waarde in losse_stappen(nieuw)
        if (deling[u] == deling[v]) == samen
    ]
    if not kosten:
        assert np.isnan(rij["kosten"])
        assert rij["waarom"].startswith("Dan ")
        return
    assert rij["kosten"] == pytest.approx(min(kosten))
    eisen = Eisen(**{"samen" if samen else "apart": ((a, b),)})
    beste = maak_voorstel(indelingen, banden, theta=theta, eisen=eisen, gewichten=gewichten)
    assert nieuw.doelwaarde_zonder_liever - beste.doelwaarde <= rij["kosten"] + 1e-9


def losse_stappen(voorstel) -> Iterator[tuple[list[int], float]]:
    """Every valid division that moves one brok, or joins two regio's; its worth pair by pair."""
    opgave, deling = voorstel.opgave, voorstel.deling.tolist()
    regios = [
        [indeling.regios_van(code) for indeling in voorstel.indelingen]
        for code in voorstel.indelingen.gemeenten.codes
    ]
    zetten = [
        [naar if i == brok else r for i, r in enumerate(deling)]
        for brok in range(len(deling))
        for naar in {*deling, max(deling) + 1}
    ]
    zetten += [[een if r == ander else r for r in deling] for een in deling for ander in deling]
    for zet in zetten:
        if not opgave.overtredingen(np.array(zet)):
            regio = [zet[e] for e in opgave.brok]
            yield (
                zet,
                sum(
                    sum(
                        float(w)
                        for k, w in enumerate(opgave.gewichten)
                        if {*regios[i][k]} & {*regios[j][k]}
                    )
                    - float(opgave.theta) * opgave.totaal_gewicht
                    for i, j in combinations(range(len(regio)), 2)
                    if regio[i] == regio[j]
                ),
            )


def test_twee_regios_samen_kan_het_goedkoopst_zijn(vier):
    """Arnhem with Ede: all of both regio's together costs less than Arnhem alone to Foodvalley."""
    voorstel = vier.voorstel
    arnhem, ede = "GM0202", "GM0228"
    alle = antwoorden(zegt(arnhem, (ede, "liever wel")))
    kosten = maak_ronde(vier, alle, gewicht=0.001).wensen.loc[0, "kosten"]
    regio, plek = voorstel.regio, voorstel.indelingen.gemeenten.plek
    samen = [np.flatnonzero(regio == regio[plek[gm]]) for gm in (arnhem, ede)]
    leden = voorstel.indelingen.regio
    # c_ij - theta K over the pairs that merging puts together: 4 indelingen, half of them
    waarde = sum((leden[i] == leden[j]).sum() - 2 for i in samen[0] for j in samen[1])
    assert kosten == -waarde == 93


def test_een_harde_wens_gaat_voor_als_beletsel(vier):
    """Stadskanaal could join Borger-Odoorn but for one it refuses; the other way leaves a gap."""
    voorstel = vier.voorstel
    c, d = "GM0037", "GM1681"
    plek, brok = voorstel.indelingen.gemeenten.plek, voorstel.opgave.brok
    ander = next(
        gm
        for gm in voorstel.indelingen.gemeenten.codes
        if voorstel.regio[plek[gm]] == voorstel.regio[plek[d]] and brok[plek[gm]] != brok[plek[d]]
    )
    los = maak_ronde(vier, antwoorden(zegt(c, (d, "liever wel"))), gewicht=0.001).wensen
    assert los.loc[0, "kosten"] > 0
    alle = antwoorden(zegt(c, (d, "liever wel"), (ander, "zeker niet")))
    reden = maak_ronde(vier, alle, gewicht=0.001).wensen.loc[0, "waarom"]
    namen = voorstel.indelingen.gemeenten.naam_van
    wie = " en ".join(namen[gm] for gm in sorted((c, ander)))
    assert reden == f"Dan komen ook {wie} bij elkaar, en dat moet niet."


def test_kosten_zijn_die_van_de_indelingen(vier):
    """Met with the other wish of ten, or not: what moving costs in congruence stays the same."""
    c, d = buren_in_voorstel(vier.voorstel, samen=False)
    kosten = []
    for gewicht in (0.001, 1):
        ronde = maak_ronde(vier, antwoorden(zegt(c, (d, "liever wel"))), gewicht=gewicht)
        assert ronde.wijzigingen.empty
        kosten.append(ronde.wensen.loc[0, "kosten"])
    assert kosten[0] == kosten[1] > 1


def test_een_wens_die_alleen_andere_wensen_kost(vier):
    """Two wishes that pull at the same brok: the indelingen are better off with the lighter one."""
    a, b = buren_in_voorstel(vier.voorstel, samen=True)
    alle = antwoorden(zegt(a, (b, "liever wel")), zegt(b, (a, "liever niet")))
    sterk = gelezen(vier.voorstel, Eisen(liever=((min(a, b), max(a, b), -900.0),)))
    tabel = maak_ronde(sterk, alle, gewicht=1).wensen
    assert tabel["vervuld"].tolist() == [False, True]
    assert tabel["kosten"][0] <= 0
    assert tabel["waarom"][0] == "Dit vervullen gaat ten koste van andere wensen."


def test_waarom_een_wens_niet_is_vervuld(vier):
    a, b = buren_in_voorstel(vier.voorstel, samen=True)
    c, d = buren_in_voorstel(vier.voorstel, samen=False)
    alle = antwoorden(
        zegt(a, (b, "zeker niet"), (b, "liever wel", "fysiek")),
        zegt(c, (d, "liever wel")),
        zegt("GM0363", ("GM0014", "liever wel")),
    )
    tabel = maak_ronde(vier, alle, gewicht=1).wensen
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
    """c would join the regio of d, where another brok that c borders wants no c."""
    voorstel = vier.voorstel
    a, b = buren_in_voorstel(voorstel, samen=True)
    alle = antwoorden(zegt(a, (b, "zeker niet")), zegt(b, (a, "liever wel")))
    tabel = maak_ronde(vier, alle).wensen
    namen = voorstel.indelingen.gemeenten.naam_van
    assert tabel["waarom"][1] == f"Telt niet mee: {namen[a]} zegt zeker niet."
    codes, plek = voorstel.indelingen.gemeenten.codes, voorstel.indelingen.gemeenten.plek
    c, d = buren_in_voorstel(voorstel, samen=False)
    regio = voorstel.regio
    bij = {
        kant: [gm for gm in codes if regio[plek[gm]] == regio[plek[kant]] and gm != kant]
        for kant in (c, d)
    }
    muur = [zegt(gm, *((ander, "zeker niet") for ander in (c, *bij[c]))) for gm in bij[d]]
    muur += [zegt(gm, (d, "zeker niet")) for gm in bij[c]]
    tabel = maak_ronde(vier, antwoorden(*muur, zegt(c, (d, "liever wel")))).wensen
    reden = tabel["waarom"].iloc[-1]
    assert reden.startswith("Dan komen ook ")
    assert reden.endswith(" bij elkaar, en dat moet niet.")
    assert np.isnan(tabel["kosten"].iloc[-1])


def test_de_tweede_ronde_begint_bij_de_voorwaarden_van_de_eerste(vier):
    """What the first round added is gone, also from the price; all else that was asked stays."""
    indelingen = vier.voorstel.indelingen
    a, b = buren_in_voorstel(vier.voorstel, samen=True)
    basis = Eisen(max_gemeenten=40, veren=False, verbindingen=(("GM0448", "GM0400"),))
    hoe = {"theta": 0.4, "gewichten": {"ggd": 2.5}, "methode": "zoeken"}
    vorige = cg.stel_voor(indelingen, eisen=replace(basis, apart=((a, b),)), **hoe)
    tweede = GelezenVoorstel(Path("v.json"), SHA, vorige, 1, basis)
    ronde = maak_ronde(tweede, antwoorden(zegt(a, (b, "liever wel"))))
    assert ronde.nummer == 2
    assert ronde.zonder.opgave.eisen == basis
    assert ronde.nieuw.opgave.eisen == replace(basis, liever=((min(a, b), max(a, b), 10.0),))
    for een in (ronde.nieuw, ronde.zonder):
        assert (een.opgave.theta, een.methode) == (vorige.opgave.theta, "zoeken")
        assert een.opgave.gewichten == vorige.opgave.gewichten
        assert set(een.banden) == set(vorige.banden)
    assert ronde.wensen[["vervuld_eerder", "vervuld"]].values.tolist() == [[False, True]]
    rij = ronde.per_gemeente.loc[a]
    assert (rij["vervuld_eerder"], rij["vervuld"], rij["aandeel_eerder"], rij["aandeel"]) == (
        0, 1, 0.0, 100.0,
    )  # fmt: skip


def test_wijzigingen_tellen_wie_verhuist_niet_wie_anders_heet(vier):
    """Of a brok that leaves its regio only that one, though all regio's after it get other numbers."""
    voorstel = vier.voorstel
    deling, inwoners = voorstel.deling, voorstel.opgave.inwoners
    regio = next(r for r in deling if (deling == r).sum() > 1)
    brok = min(np.flatnonzero(deling == regio), key=lambda u: inwoners[u])
    anders = np.where(np.arange(len(deling)) == brok, deling.max() + 1, deling)
    ronde = replace(maak_ronde(vier, antwoorden()), nieuw=replace(voorstel, deling=anders))
    assert len(ronde.nieuw.codes) == len(voorstel.codes) + 1
    codes = np.array(voorstel.indelingen.gemeenten.codes)
    hele = codes[voorstel.opgave.brok == brok].tolist()
    assert ronde.wijzigingen["gm_code"].tolist() == hele
    tabel = ronde.per_gemeente
    assert (tabel["regio_eerder"] != tabel["regio_nu"]).sum() > len(hele)


@pytest.mark.parametrize("gewicht", [-1, 100.5, float("nan")])
def test_een_wens_kan_niet_elk_gewicht_hebben(vier, gewicht):
    with pytest.raises(
        CongruentieFout, match=r"kan niet .* wegen\. Geef een getal van 0 tot 100\."
    ):
        maak_ronde(vier, antwoorden(), gewicht=gewicht)


def test_zonder_antwoorden_verandert_er_niets(vier):
    ronde = maak_ronde(vier, antwoorden())
    assert (ronde.nieuw.regio == vier.voorstel.regio).all()
    assert ronde.wijzigingen.empty
    land = ronde.samenvatting
    assert (land["geantwoord"], land["wensen"], land["prijs"]) == (0, 0, 0)
    assert np.isnan(land["aandeel_gemeenten"])
    assert set(ronde.per_gemeente["antwoord"]) == {"niet ontvangen"}


@pytest.mark.zwaar
def test_prijs_stijgt_met_het_gewicht(vier):
    alle = antwoorden(*Oefenaar(7).antwoorden(vier.voorstel, 1))
    ronde = maak_ronde(vier, alle)
    tabel = ronde.prijs_per_gewicht((0, 5, 50))
    assert tabel.index.tolist() == [0, 5, 10, 50]
    assert tabel["bewezen"].all()
    # A heavier weight never gets a better value from the indelingen alone (weighted sum argument).
    assert tabel["prijs"].is_monotonic_increasing
    assert tabel.loc[10, "vervuld"] == ronde.samenvatting["vervuld"]
    deels = sum(a.status in {"volledig", "deels"} for a in alle.antwoorden)
    assert ronde.samenvatting["geantwoord"] == deels < len(alle.antwoorden)


@pytest.mark.zwaar
def test_prijs_per_gewicht_van_dezelfde_wensen(vier):
    """With the domein and `zacht` of the round: the same as a round at that weight."""
    a, b = buren_in_voorstel(vier.voorstel, samen=True)
    c, d = buren_in_voorstel(vier.voorstel, samen=False)
    alle = antwoorden(zegt(a, (b, "zeker niet")), zegt(c, (d, "liever wel", "fysiek")))
    hoe = {"domein": "fysiek", "zacht": True}
    tabel = maak_ronde(vier, alle, **hoe).prijs_per_gewicht((0, 100))
    for gewicht in (0, 100):
        ander = maak_ronde(vier, alle, gewicht=gewicht, **hoe)
        land = ander.samenvatting
        assert (tabel.loc[gewicht, "prijs"], tabel.loc[gewicht, "vervuld"]) == (
            land["prijs"], land["vervuld"],
        )  # fmt: skip
    assert tabel["vervuld"].tolist() == [0, 1, 2]


@pytest.mark.zwaar
def test_botsende_harde_wensen_worden_genoemd(vier):
    """A gemeente that is a brok by itself wants none of its neighbours, and is too small alone."""
    voorstel = vier.voorstel
    gemeenten, opgave = voorstel.indelingen.gemeenten, voorstel.opgave
    los = [c for c, u in zip(gemeenten.codes, opgave.brok, strict=True) if opgave.gemeenten[u] == 1]
    klein = min(los, key=lambda c: gemeenten.inwoners[gemeenten.plek[c]])
    buren = [b if a == klein else a for a, b in voorstel.banden if klein in (a, b)]
    alle = antwoorden(zegt(klein, *((naar, "zeker niet") for naar in buren)))
    te_veel = int(gemeenten.inwoners[gemeenten.plek[klein]]) + 1
    met_eis = gelezen(voorstel, Eisen(min_inwoners=te_veel))
    with pytest.raises(CongruentieFout, match="Deze wensen kunnen niet samen: .* apart") as fout:
        maak_ronde(met_eis, alle)
    assert gemeenten.naam_van[klein] in str(fout.value)
    assert str(fout.value).endswith("of laat 'zeker niet' alleen meetellen: --zacht.")
    assert maak_ronde(met_eis, alle, zacht=True).nieuw.bewezen_optimaal


def test_reacties_in_woorden(vier):
    alle = antwoorden(
        zegt("GM0363", keuze="anders", voorwaarden="=1+1", opmerkingen="<b>"),
        zegt("GM0384"),
        Antwoord(
            "GM0034", "gemeente", "deels", "f", opmerkingen="Zie brief.",
            voorkeuren=(
                Voorkeur("GM0034", "GM0050", "liever wel", "alle", "Al jaren goed."),
                Voorkeur("GM0034", "GM0995", "liever wel", "alle"),
            ),
        ),
        Antwoord(
            "PV24", "provincie", "volledig", "f", regios=(RegioOpmerking("V02", "Te klein."),)
        ),
    )  # fmt: skip
    tabel = reacties(maak_ronde(vier, alle))
    assert tabel.values.tolist() == [
        ["gemeente", "GM0363", "Amsterdam", "volledig", "anders", "", "=1+1", "<b>"],
        [
            "gemeente", "GM0034", "Almere", "deels", "", "", "",
            "Zie brief.\nBij Zeewolde (liever wel): Al jaren goed.",
        ],
        ["provincie", "PV24", "", "volledig", "", "", "", "V02: Te klein."],
    ]  # fmt: skip


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


def test_pijlen_lopen_van_wie_de_wens_heeft(tmp_path, vier, monkeypatch):
    """Where each begins and ends, and that what is not met is thick."""
    from matplotlib.figure import Figure
    from matplotlib.patches import FancyArrowPatch

    figuur = Figure()
    monkeypatch.setattr(wensplaat, "plaat", lambda *_: nullcontext(figuur))
    pijlen = [
        Pijl("GM0363", "GM0384", "liever wel", vervuld=True),
        Pijl("GM0014", "GM0034", "zeker niet", vervuld=False),
    ]
    maak_wensplaat(vier.voorstel, pijlen, tmp_path / "a.png", "Kop")
    punten = vier.voorstel.indelingen.gemeenten.vlakken.representative_point()
    lijnen = [p for p in figuur.axes[0].patches if isinstance(p, FancyArrowPatch)]
    for pijl, lijn in zip(pijlen, lijnen, strict=True):
        verwacht = [(punten[gm].x, punten[gm].y) for gm in (pijl.van, pijl.naar)]
        assert list(map(tuple, lijn._posA_posB)) == verwacht
    assert lijnen[0].get_linewidth() < lijnen[1].get_linewidth()


def test_wie_opnieuw_wordt_gevraagd(vier):
    """Who did not answer, who moves and who has a wish that is not met; and nobody else."""
    alle = antwoorden(*Oefenaar(3).antwoorden(vier.voorstel, 1))
    ronde = maak_ronde(vier, alle)
    codes = vier.voorstel.indelingen.gemeenten.codes
    stil = set(codes) - {a.wie for a in alle.antwoorden if a.status != "leeg"}
    regio, plek = ronde.nieuw.regio, vier.voorstel.indelingen.gemeenten.plek
    teleurgesteld = {
        w.van
        for w in ronde.toepassing.wensen
        if w.gaat_hierover
        and (regio[plek[w.van]] == regio[plek[w.naar]]) != (w.oordeel == "liever wel")
    }
    verhuisd = set(ronde.wijzigingen["gm_code"])
    assert verhuisd - stil - teleurgesteld
    assert teleurgesteld - stil - verhuisd
    assert wie_opnieuw(ronde) == sorted(stil | verhuisd | teleurgesteld)


def test_in_een_volgende_ronde_wordt_vastgehouden_of_opgegeven(vier):
    """What is met stays wished for, of the rest some; nothing is new, but from who was silent."""
    plek, regio = vier.voorstel.indelingen.gemeenten.plek, vier.voorstel.regio
    eerder = antwoorden(*Oefenaar(1).antwoorden(vier.voorstel, 1))
    toen = {a.wie: a.voorkeuren for a in eerder.antwoorden if a.status != "leeg"}
    blijft = {True: 0, False: 0}
    weg = {True: 0, False: 0}
    for een in Oefenaar(1).antwoorden(vier.voorstel, 2, eerder):
        if een.status == "leeg" or een.wie not in toen:
            continue
        assert set(een.voorkeuren) <= set(toen[een.wie])
        for wens in toen[een.wie]:
            samen = regio[plek[wens.van]] == regio[plek[wens.naar]]
            vervuld = bool(samen == (wens.oordeel == "liever wel"))
            (blijft if wens in een.voorkeuren else weg)[vervuld] += 1
    assert weg[True] == 0
    assert min(blijft[True], blijft[False], weg[False]) > 10

"""A round does with answers what it says; held against doing it again."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rondehulp import SHA, antwoorden, buren_in_voorstel, gelezen, zegt
from voorstelorakel import vragen, waarde_van_paar

import congruentie as cg
from congruentie.cli.uitvraag import oefen, ronde
from congruentie.errors import CongruentieFout
from congruentie.uitvraag.oefenen import Oefenaar
from congruentie.uitvraag.overleg import houd_ronde
from congruentie.uitvraag.ronde import maak_ronde, met_labels
from congruentie.uitvraag.wijzigingen import ZONDER_VERZOEK
from congruentie.voorstel import Eisen, maak_voorstel
from congruentie.voorstel.bestand import GelezenVoorstel

pytest_plugins = ["overlegproeven"]

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
    codes, gewichten = voorstel.indelingen.gemeenten.codes, opgave.gewicht_per_indeling
    paar = partial(waarde_van_paar, voorstel.indelingen, opgave.theta, gewichten)
    zetten = [
        [naar if i == brok else r for i, r in enumerate(deling)]
        for brok in range(len(deling))
        for naar in {*deling, max(deling) + 1}
    ]
    zetten += [[een if r == ander else r for r in deling] for een in deling for ander in deling]
    for zet in zetten:
        if not opgave.overtredingen(np.array(zet)):
            regio = [zet[e] for e in opgave.brok]
            samen = ((i, j) for i, j in combinations(range(len(regio)), 2) if regio[i] == regio[j])
            yield zet, float(sum(paar(codes[i], codes[j]) for i, j in samen))


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
    wens = f"{namen[c]} wil zeker niet samen met {namen[ander]} (een wens van {namen[c]})"
    assert reden == f"Dan zitten gemeenten bij elkaar die dat niet mogen: {wens}."


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
    assert re.fullmatch(
        r"Dan is .+ niet aaneengesloten(; en is .+ niet aaneengesloten)?\.", waarom[3]
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
    assert re.search(r"wil(len)? zeker niet samen", reden)
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
    ronde = replace(
        maak_ronde(vier, antwoorden()), nieuw=met_labels(replace(voorstel, deling=anders), vier)
    )
    assert len(ronde.nieuw.codes) == len(voorstel.codes) + 1
    codes = np.array(voorstel.indelingen.gemeenten.codes)
    hele = codes[voorstel.opgave.brok == brok].tolist()
    assert ronde.wijzigingen["gm_code"].tolist() == hele
    tabel = ronde.per_gemeente
    assert (tabel["regio_eerder"] != tabel["regio_nu"]).sum() == len(hele)
    assert set(ronde.nieuw.codes) - set(voorstel.codes) == {f"V{len(voorstel.codes) + 1:02d}"}
    assert set(ronde.wijzigingen["eigen_verzoek"]) == {ZONDER_VERZOEK}


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
    assert np.isnan(ronde.prijs_per_gewicht(())["aandeel"].item())
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
    assert tabel["aandeel"].tolist() == [0, 50, 100]


def test_zonder_gewicht_telt_een_wens_als_tien_indelingen():
    """As the help of both commands says."""
    python = [inspect.signature(f).parameters["gewicht"].default for f in (maak_ronde, houd_ronde)]
    opdrachten = [
        p.vraag.standaard for p in (*ronde.params, *oefen.params) if p.vraag.naam == "wensgewicht"
    ]
    assert [float(een) for een in (*python, *opdrachten)] == [10.0] * 4


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

"""Proposals for very many units: small questions against the best, thousands by what must hold."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from orakel import cellen, gedeeld, overlappende
from voorstelorakel import een_eis, mag, orakel, vragen

import congruentie as cg
from congruentie.errors import CongruentieFout
from congruentie.voorstel import Eisen, maak_voorstel, opgave, veel_waarden
from congruentie.voorstel.opstellen import maak_opgave
from congruentie.voorstel.veel_waarden import maak_profiel

ZIJDE = 40


def groot(indelingen, banden, **alles):
    """Propose as for very many units."""
    with pytest.MonkeyPatch.context() as anders:
        anders.setattr(opgave, "MEESTE_BROKKEN", 0)
        voorstel = maak_voorstel(indelingen, banden, **alles)
        return voorstel, voorstel.waarde, voorstel.opgave.totaal(voorstel.deling)


def eerlijk(vraag, eisen: Eisen) -> None:
    """Worth at most the best, the best at most the bound, and every condition kept."""
    indelingen, banden, theta, gewichten = vraag
    goed = orakel(indelingen, banden, Fraction(theta), eisen, gewichten)
    alles = {"theta": theta, "eisen": eisen, "gewichten": gewichten}
    try:
        voorstel, waarde, totaal = groot(indelingen, banden, **alles)
    except CongruentieFout as fout:
        assert goed is None or any(
            deel in str(fout) for deel in ("geen voorstel gevonden", "kan dit niet", "--splits")
        )
        return
    assert goed is not None
    factor = voorstel.opgave.factor
    assert waarde == totaal
    assert Fraction(waarde, factor) <= goed <= Fraction(voorstel.grens, factor)
    assert voorstel.methode == "zoeken"
    gewoon = maak_opgave(indelingen, Fraction(theta), eisen, banden, gewichten)
    assert gewoon.totaal(voorstel.deling) == waarde  # pair by pair, from the table
    assert gewoon.vaste_waarde == voorstel.opgave.vaste_waarde
    regios = [np.flatnonzero(voorstel.regio == r).tolist() for r in range(len(voorstel.codes))]
    gemeenten = indelingen.gemeenten
    graaf = nx.Graph()
    graaf.add_nodes_from(range(len(gemeenten)))
    graaf.add_edges_from((gemeenten.plek[a], gemeenten.plek[b]) for a, b in banden)
    assert mag(regios, gemeenten, graaf, eisen)


@settings(max_examples=60)
@given(overlappende(min_k=1))
def test_een_paar_telt_per_indeling_een_keer(geval):
    """What two units have in common, added up by regio's and groups, against the pair itself."""
    codes = [f"GM{g:04d}" for g in range(len(geval[0]))]
    per_indeling = cellen(*geval)
    assume(all(per_indeling))
    lijst = [
        cg.Indeling(f"i{k}", {codes[g]: cel for g, cel in lid.items()})
        for k, lid in enumerate(per_indeling)
    ]
    indelingen = cg.Indelingen(cg.Gemeenten(2025, codes, codes), lijst)
    gewichten = {een.naam: k + 1 for k, een in enumerate(lijst)}
    vraag = maak_opgave(indelingen, Fraction(0), Eisen(splits_brokken=True), [], gewichten)
    profiel, paren = maak_profiel(vraag), gedeeld(*geval)
    for u, v in combinations(range(len(codes)), 2):
        samen = set(profiel.nummers[u]) & set(profiel.nummers[v]) - {-1}
        verwacht = int(paren[u, v] @ list(gewichten.values()))
        assert sum(profiel.gewicht_van[r] for r in samen) == verwacht
        assert profiel.waarde(np.array([u]), np.array([v])) == [verwacht]


@settings(max_examples=60)
@given(vragen())
def test_zonder_eisen_tussen_waarde_en_grens(vraag):
    eerlijk(vraag, Eisen())


@pytest.mark.zwaar
@settings(max_examples=100)
@given(vragen(7), st.data())
def test_met_eisen_tussen_waarde_en_grens(vraag, data):
    codes = vraag[0].gemeenten.codes
    eisen = een_eis(data.draw, codes) | een_eis(data.draw, codes)
    laag, hoog = eisen.get("min_inwoners", 0), eisen.get("max_inwoners", 10**9)
    assume(laag <= hoog and eisen.get("min_gemeenten", 0) <= eisen.get("max_gemeenten", 99))
    eerlijk(vraag, Eisen(**eisen))


@pytest.mark.zwaar
@settings(max_examples=60)
@given(vragen(7, 4), st.data())
def test_met_wensen_tussen_waarde_en_grens(vraag, data):
    codes = list(vraag[0].gemeenten.codes)
    paren = st.permutations(codes).map(lambda rij: (rij[0], rij[1]))
    gewichten = st.sampled_from([1.0, -0.5, 3.0, -4.0])
    wensen = st.tuples(paren, gewichten).map(lambda wens: (*wens[0], wens[1]))
    eerlijk(vraag, Eisen(liever=tuple(data.draw(st.lists(wensen, min_size=1, max_size=4)))))


# --- a country of 1.600 squares -------------------------------------------------------------------


def raster(zijde: int = ZIJDE, aantal: int = 3):
    """A square of squares; each indeling cuts it in blocks of 7 x 7, a little further than the last."""
    rij, kolom = np.divmod(np.arange(zijde * zijde), zijde)
    codes = [f"LAU{i:05d}" for i in range(zijde * zijde)]
    gemeenten = cg.Gemeenten(2025, codes, codes, np.full(len(codes), 1000.0))
    indelingen = cg.Indelingen(
        gemeenten,
        tuple(
            cg.Indeling(
                f"i{k}",
                {
                    code: f"R{r:02d}{c:02d}"
                    for code, r, c in zip(codes, (rij + k) // 7, (kolom + k) // 7, strict=True)
                },
            )
            for k in range(aantal)
        ),
    )
    naast = [(codes[i], codes[i + 1]) for i in range(len(codes)) if (i + 1) % zijde]
    onder = [(codes[i], codes[i + zijde]) for i in range(len(codes) - zijde)]
    return indelingen, [*naast, *onder]


@pytest.fixture(scope="module")
def land():
    return raster()


def los(land, **eisen):
    return maak_voorstel(*land, eisen=Eisen(splits_brokken=True, **eisen))


@pytest.fixture(scope="module")
def vrij(land):
    """The proposal without any condition."""
    return los(land)


def test_exact_zegt_bij_veel_brokken_dat_het_zoekt(land, vrij):
    voorstel = vrij
    assert len(voorstel.opgave) == ZIJDE**2
    assert voorstel.opgave.waarde.size == 0  # no table of pairs
    assert voorstel.methode == "zoeken"
    assert not voorstel.bewezen_optimaal
    assert 0 < voorstel.kloof < 0.1
    # Blocks of 7 x 7, cut the middle way, are nearly the best one can do.
    midden = np.unique(land[0].regio[:, 1], return_inverse=True)[1]
    assert voorstel.waarde >= voorstel.opgave.totaal(midden)
    assert not voorstel.opgave.overtredingen(voorstel.deling)


def test_dezelfde_vraag_geeft_hetzelfde_antwoord(land):
    een, ander = los(land, min_gemeenten=30), los(raster(), min_gemeenten=30)
    assert (een.deling == ander.deling).all()
    assert (een.waarde, een.grens) == (ander.waarde, ander.grens)


@pytest.mark.parametrize(
    "eisen",
    [
        {"min_gemeenten": 60},
        {"max_inwoners": 20_000},
        {"min_inwoners": 40_000, "max_inwoners": 120_000},
        {"regios": (20, 20)},
        {"regios": (100, 120)},
        {"samen": (("LAU00000", "LAU00700"),)},
        {"apart": (("LAU00000", "LAU00001", "LAU00040"),)},
        {"vast": (("LAU00000", "LAU00001"),)},
    ],
)
def test_grote_voorstellen_houden_zich_aan_de_eisen(land, eisen):
    voorstel = los(land, **eisen)
    assert not voorstel.opgave.overtredingen(voorstel.deling)
    assert voorstel.waarde <= voorstel.grens


def test_binnen_een_andere_indeling(land, vrij):
    half = cg.Indeling("half", {c: c[3:5] for c in land[0].gemeenten.codes})
    voorstel = los(land, binnen=half)
    delen = {(voorstel.indeling.lidmaatschap[c], c[3:5]) for c in half.lidmaatschap}
    assert len(delen) == len(voorstel.codes)
    assert voorstel.grens < vrij.grens  # what cannot be joined does not count


@pytest.mark.parametrize(
    ("eisen", "wat"),
    [
        ({"aaneengesloten": False}, "niet aaneengesloten"),
        ({"centrum_inwoners": 500}, "een centrumgemeente"),
        ({"uitgaand_van": cg.Indeling("oud", {"LAU00000": "x"})}, "uitgaan van een indeling"),
    ],
)
def test_wat_niet_kan_wordt_geweigerd(land, eisen, wat):
    with pytest.raises(CongruentieFout, match=r"Bij meer dan 400 brokken kan dit niet") as fout:
        los(land, **eisen)
    assert wat in fout.value.melding
    assert "1600" in fout.value.melding


def test_andere_methoden_worden_geweigerd(land):
    with pytest.raises(CongruentieFout, match="kan tot 400 brokken; dit zijn er 1600"):
        maak_voorstel(*land, eisen=Eisen(splits_brokken=True), methode="louvain")


def test_wat_niet_lukt_zegt_waar(land):
    indelingen, banden = land
    los_eiland = [band for band in banden if "LAU00000" not in band]
    with pytest.raises(CongruentieFout, match="geen voorstel gevonden") as fout:
        los((indelingen, los_eiland), min_gemeenten=2)
    assert "LAU00000 ligt los van de rest en heeft 1 gemeenten" in fout.value.melding
    with pytest.raises(CongruentieFout, match="heeft alleen al 1.000 inwoners"):
        los(land, max_inwoners=999)


def test_zonder_tijd_is_er_toch_een_grens(land, vrij):
    kort = maak_voorstel(*land, eisen=Eisen(splits_brokken=True), tijd=0)
    assert kort.waarde <= vrij.waarde <= vrij.grens <= kort.grens


def test_te_veel_paren_geeft_een_ruimere_grens(land, vrij, monkeypatch):
    profiel = maak_profiel(vrij.opgave)
    som = veel_waarden._lijst(profiel, veel_waarden._goede_paren(profiel))[1]
    monkeypatch.setattr(veel_waarden, "_MEESTE_PAREN", 1000)
    assert los(land).grens == vrij.opgave.vaste_waarde + som > vrij.grens


def test_van_een_groot_voorstel_is_onbekend_wat_vastligt(vrij):
    tabel = vrij.brokken
    assert list(tabel.index) == list(range(1, ZIJDE**2 + 1))
    assert set(tabel["stand"]) == {"onbekend"}
    assert tabel["gemeenten"].iloc[5] == "LAU00005"
    assert tabel["kosten"].isna().all()

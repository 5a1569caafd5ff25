"""A condition of one's own: one class, and every search keeps to it; which conditions clash."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from voorstelorakel import een_eis, orakel, vragen

import congruentie as cg
from congruentie.bronnen.banden import banden_van
from congruentie.errors import CongruentieFout
from congruentie.voorstel import Eisen, maak_voorstel, opgave, voorwaarden
from congruentie.voorstel.verdeling import METHODEN
from congruentie.voorstel.vormen import eis

# --- what somebody adds: a field that says what is asked, and a class that says what it means --------


@dataclass(frozen=True)
class MeerEisen(Eisen):
    hoogste_aandeel: int | None = eis(
        "heel getal",
        "Hoeveel procent van de inwoners een gemeente hoogstens heeft.",
        "geen gemeente met meer dan {}% van haar regio",
    )


class Aandeel(voorwaarden.Voorwaarde):
    zin = "een hoogste aandeel van een gemeente in haar regio"

    def __init__(self, vraag: opgave.Opgave, hoogste: int) -> None:
        self.hoogste = hoogste
        self.inwoners = vraag.inwoners
        self.grootste = np.zeros(len(vraag), dtype=np.int64)
        per_gemeente = vraag.indelingen.gemeenten.inwoners.astype(np.int64)
        np.maximum.at(self.grootste, vraag.brok, per_gemeente)

    @classmethod
    def van(cls, vraag: opgave.Opgave) -> Iterator[Aandeel]:
        if getattr(vraag.eisen, "hoogste_aandeel", None) is not None:
            yield cls(vraag, vraag.eisen.hoogste_aandeel)

    def tekort(self, leden: Sequence[int]) -> float:
        te_veel = 100 * self.grootste[leden].max() - self.hoogste * self.inwoners[leden].sum()
        return max(float(te_veel) / 100_000, 0.0)


class VoorzichtigAandeel(Aandeel):
    """The same, and it says what may still become good: a search then leaves early."""

    def kan_nog(self, binnen, mogelijk) -> bool:
        deel = self.hoogste * self.inwoners[mogelijk].sum()
        return bool(100 * self.grootste[binnen].max() <= deel)


# --- what comes of it --------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=[Aandeel, VoorzichtigAandeel], autouse=True)
def erbij(request):
    with pytest.MonkeyPatch.context() as anders:
        anders.setattr(voorwaarden, "SOORTEN", (*voorwaarden.SOORTEN, request.param))
        yield


def beste(vraag, eisen: MeerEisen) -> Fraction | None:
    indelingen, banden, theta, gewichten = vraag
    inwoners = indelingen.gemeenten.inwoners

    def mag(regio: list[int]) -> bool:
        return 100 * max(inwoners[regio]) <= eisen.hoogste_aandeel * sum(inwoners[regio])

    return orakel(indelingen, banden, Fraction(theta), eisen, gewichten, mag)


def houdt_zich_eraan(voorstel) -> bool:
    inwoners, hoogste = (
        voorstel.indelingen.gemeenten.inwoners,
        voorstel.opgave.eisen.hoogste_aandeel,
    )
    regios = [inwoners[voorstel.regio == r] for r in range(len(voorstel.codes))]
    return all(100 * regio.max() <= hoogste * regio.sum() for regio in regios)


def vergelijk(vraag, eisen: MeerEisen) -> None:
    indelingen, banden, theta, gewichten = vraag
    goed = beste(vraag, eisen)
    alles = {"theta": theta, "eisen": eisen, "gewichten": gewichten}
    try:
        voorstel = maak_voorstel(indelingen, banden, **alles)
    except CongruentieFout as fout:
        assert goed is None or "--splits-brokken" in str(fout)
        return
    assert houdt_zich_eraan(voorstel)
    assert voorstel.bewezen_optimaal
    assert Fraction(voorstel.waarde, voorstel.opgave.factor) == goed


AANDELEN = st.sampled_from([30, 45, 60, 80])


@settings(max_examples=40)
@given(vragen(7), AANDELEN, st.data())
def test_bewezen_en_gelijk_aan_proberen(vraag, aandeel, data):
    """Alone and with another condition."""
    ander = data.draw(st.just({}) | st.just(een_eis(data.draw, vraag[0].gemeenten.codes)))
    vergelijk(vraag, MeerEisen(**ander, hoogste_aandeel=aandeel))


@settings(max_examples=40)
@given(vragen(6, 3), AANDELEN, st.data())
def test_bewezen_als_het_uitgaat_van_een_indeling(vraag, aandeel, data):
    """It has no rows in the program over pairs; what breaks it is forbidden until nothing does."""
    codes = vraag[0].gemeenten.codes
    regio = data.draw(st.lists(st.integers(0, 2), min_size=len(codes), max_size=len(codes)))
    oud = cg.Indeling("oud", {c: f"O{r}" for c, r in zip(codes, regio, strict=True)})
    grens = data.draw(
        st.sampled_from([{}, {"verplaats_gemeenten": 1}, {"verplaats_inwoners": 700}])
    )
    vergelijk(vraag, MeerEisen(uitgaand_van=oud, hoogste_aandeel=aandeel, **grens))


@settings(max_examples=25)
@given(vragen(7), AANDELEN)
def test_elke_methode_houdt_zich_eraan(vraag, aandeel):
    indelingen, banden, theta, gewichten = vraag
    eisen = MeerEisen(hoogste_aandeel=aandeel)
    goed = beste(vraag, eisen)
    for methode in METHODEN[1:]:
        try:
            voorstel = maak_voorstel(
                indelingen, banden, theta=theta, eisen=eisen, gewichten=gewichten, methode=methode
            )
        except CongruentieFout:
            continue
        assert houdt_zich_eraan(voorstel)
        waarde, grens = (
            Fraction(w, voorstel.opgave.factor) for w in (voorstel.waarde, voorstel.grens)
        )
        assert waarde <= goed <= grens


def test_op_de_echte_gegevens():
    indelingen = cg.laad_indelingen(2025, met_grenzen=True, cache="geen")
    banden = banden_van(indelingen.gemeenten)
    vrij = maak_voorstel(indelingen, banden)
    voorstel = maak_voorstel(indelingen, banden, eisen=MeerEisen(hoogste_aandeel=60))
    assert houdt_zich_eraan(voorstel)
    assert voorstel.bewezen_optimaal
    assert (voorstel.doelwaarde, len(voorstel.codes)) == (2977.0, 31)
    assert voorstel.doelwaarde < vrij.doelwaarde


def test_bij_heel_veel_brokken_wordt_het_geweigerd(indelingen, monkeypatch):
    monkeypatch.setattr(opgave, "MEESTE_BROKKEN", 0)
    with pytest.raises(CongruentieFout, match="kan dit niet: een hoogste aandeel van een gemeente"):
        maak_voorstel(indelingen, [], eisen=MeerEisen(hoogste_aandeel=60))


def test_in_een_botsing_staat_het_erbij(indelingen):
    """A gemeente alone is its whole regio."""
    codes = indelingen.gemeenten.codes
    eisen = MeerEisen(hoogste_aandeel=60, min_gemeenten=1, max_gemeenten=1)
    banden = list(pairwise(codes))
    with pytest.raises(CongruentieFout) as fout:
        maak_voorstel(indelingen, banden, eisen=eisen)
    assert fout.value.melding.startswith(
        "Deze wensen kunnen niet samen: maximaal 1 gemeenten per regio en geen gemeente met meer dan "
        "60% van haar regio."
    )


def test_de_uitleg_van_een_botsing_kent_de_gewichten():
    """An indeling of weight 0 is as good as absent: its borders make no brokken."""
    beide = cg.laad_indelingen(2025, ["provincie", "ggd"], cache="geen")
    banden = banden_van(beide.gemeenten)
    eisen = Eisen(max_inwoners=1_500_000, min_gemeenten=1)
    meldingen = []
    een = cg.laad_indelingen(2025, ["provincie"], cache="geen")
    for indelingen, gewichten in ((een, None), (beide, {"ggd": 0})):
        with pytest.raises(CongruentieFout) as fout:
            maak_voorstel(indelingen, banden, eisen=eisen, gewichten=gewichten)
        meldingen.append(fout.value.melding)
    assert meldingen[0] == meldingen[1]
    assert "kunnen niet samen: maximaal 1.500.000 inwoners per regio." in meldingen[0]
    assert "blijven bij elkaar tenzij u brokken laat splitsen" in meldingen[0]

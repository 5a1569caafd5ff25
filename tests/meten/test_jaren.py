"""Memberships carried through the years: by hand, as a law, and on the embedded years."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import congruentie as cg
from congruentie.bronnen.pakket import laad_overgangen
from congruentie.errors import CongruentieFout
from congruentie.gemeenten import Gemeenten
from congruentie.herindeling import Overgang, delen, zet_om
from congruentie.meten.jaren import (
    Jaar,
    Jaren,
    bereken_jaren,
    laad_jaren,
    zet_jaar_om,
)
from congruentie.meten.wijzigingen import laad_wijzigingen
from congruentie.model import Indeling, Indelingen


def gemeenten(jaar: int, namen: str, inwoners: list[float] | None = None) -> Gemeenten:
    codes = tuple(namen)
    return Gemeenten(jaar, codes, codes, None if inwoners is None else np.array(inwoners))


SAMEN = (Overgang("2020-01-01", "A", "C", 1.0), Overgang("2020-01-01", "B", "C", 1.0))
SPLITS = (Overgang("2020-01-01", "A", "B", 0.7), Overgang("2020-01-01", "A", "C", 0.3))


def test_samenvoegen_in_dezelfde_regio():
    lid = Indeling("i", {"A": "x", "B": "x", "D": "y"})
    uit, twijfels = zet_om(lid, gemeenten(2019, "ABD"), gemeenten(2021, "CD"), SAMEN)
    assert dict(uit.lidmaatschap) == {"C": "x", "D": "y"}
    assert twijfels == []


def test_samenvoegen_uit_verschillende_regios_telt_inwoners():
    lid = Indeling("i", {"A": "x", "B": "y", "D": "y"})
    van = gemeenten(2019, "ABD", [100, 300, 50])
    uit, (twijfel,) = zet_om(lid, van, gemeenten(2021, "CD"), SAMEN)
    assert dict(uit.lidmaatschap) == {"C": "y", "D": "y"}
    assert (twijfel.gm_code, twijfel.gekozen) == ("C", "y")
    assert dict(twijfel.delen) == {"y": 0.75, "x": 0.25}


def test_zonder_inwoners_telt_de_gemeente_die_haar_code_hield():
    erbij = (Overgang("2020-01-01", "A", "B", 1.0),)
    lid = Indeling("i", {"A": "x", "B": "y"})
    uit, (twijfel,) = zet_om(lid, gemeenten(2019, "AB"), gemeenten(2021, "B"), erbij)
    assert uit.lidmaatschap["B"] == "y"
    assert twijfel.delen == {"x": 0.5, "y": 0.5}


def test_zonder_inwoners_en_met_nieuwe_code_telt_elke_gemeente_een_keer():
    drie = (*SAMEN, Overgang("2020-01-01", "D", "C", 1.0))
    lid = Indeling("i", {"A": "y", "B": "x", "D": "y"})
    uit, (twijfel,) = zet_om(lid, gemeenten(2019, "ABD"), gemeenten(2021, "C"), drie)
    assert uit.lidmaatschap["C"] == "y"
    assert twijfel.delen["y"] == pytest.approx(2 / 3)


def test_splitsen_gaat_naar_deel():
    lid = Indeling("i", {"A": "x", "B": "y", "C": "y"})
    van = gemeenten(2019, "ABC", [1000, 100, 1000])
    uit, twijfels = zet_om(lid, van, gemeenten(2021, "BC"), SPLITS)
    # B gets 700 of A besides its own 100; C gets 300 besides 1000.
    assert dict(uit.lidmaatschap) == {"B": "x", "C": "y"}
    assert [t.gm_code for t in twijfels] == ["B", "C"]


def test_terug_naar_voor_de_splitsing():
    lid = Indeling("i", {"B": "x", "C": "y"})
    uit, (twijfel,) = zet_om(lid, gemeenten(2021, "BC", [1, 99]), gemeenten(2019, "ABC"), SPLITS)
    # 70% of A's area went to B, whoever lives there now.
    assert dict(uit.lidmaatschap) == {"A": "x", "B": "x", "C": "y"}
    assert twijfel.delen == {"x": 0.7, "y": 0.3}


def test_deel_zonder_regio_beslist_nooit():
    van, naar = gemeenten(2019, "AB", [900, 100]), gemeenten(2021, "C")
    uit, (twijfel,) = zet_om(Indeling("i", {"B": "x"}), van, naar, SAMEN)
    assert uit.lidmaatschap["C"] == "x"
    assert dict(twijfel.delen) == {"": 0.9, "x": 0.1}


def test_keten_van_herindelingen():
    keten = (
        Overgang("2021-01-01", "B", "C", 0.5),
        Overgang("2021-01-01", "B", "D", 0.5),
        Overgang("2019-01-01", "A", "B", 1.0),
    )
    assert delen(keten, 2018, 2022) == {"A": {"C": 0.5, "D": 0.5}, "B": {"C": 0.5, "D": 0.5}}
    assert delen(keten, 2019, 2020) == {}  # 1 January 2019 has already happened
    assert delen(keten, 2018, 2019) == {"A": {"B": 1.0}}
    assert delen(keten, 2020, 2021) == {"B": {"C": 0.5, "D": 0.5}}
    with pytest.raises(CongruentieFout, match="2022 ligt na 2018"):
        delen(keten, 2022, 2018)


def test_herindelingen_die_niet_kloppen():
    lid = Indeling("i", {"A": "x", "B": "x"})
    with pytest.raises(CongruentieFout, match="van A .2019. naar C, maar die .* niet in 2021"):
        zet_om(lid, gemeenten(2019, "AB"), gemeenten(2021, "D"), SAMEN)
    with pytest.raises(CongruentieFout, match="Geen herindeling leidt naar E in 2021"):
        zet_om(lid, gemeenten(2019, "AB"), gemeenten(2021, "CE"), SAMEN)


# --- the embedded years ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("van", "naar", "aantal"),
    [(2015, 2026, 342), (2016, 2022, 345), (2022, 2025, 342), (2026, 2015, 393), (2025, 2022, 345)],
)
def test_lijsten_komen_precies_uit_en_niets_raakt_zoek(van, naar, aantal):
    namen = [item.indeling for item in cg.lees_aanbod() if item.jaar == van]
    bron = cg.laad_indelingen(van, namen)
    jaar = zet_jaar_om(bron, cg.laad_gemeenten(naar), laad_overgangen())
    assert len(jaar.indelingen.gemeenten) == aantal
    for indeling in jaar.indelingen:
        if bron.is_landsdekkend(indeling.naam):
            assert len(indeling.lidmaatschap) == aantal
        # No regio is invented; one may lose all its gemeenten.
        assert set(indeling.regios) <= set(bron[indeling.naam].regios)


def test_wat_twijfelachtig_is_van_2022_naar_2025():
    # Weesp (GM0457) went to Amsterdam on 24 March 2022; in 2022 it lay elsewhere for these two.
    (jaar, _) = laad_jaren([2022, 2025], ["ggd", "jeugdregio", "veiligheidsregio", "res"])
    twijfels = {naam: [t.gm_code for t in lijst] for naam, lijst in jaar.twijfels.items()}
    assert twijfels["jeugdregio"] == twijfels["veiligheidsregio"] == ["GM0363"]
    assert twijfels["ggd"] == []
    assert jaar.twijfels["jeugdregio"][0].gekozen == "JZ13"


def test_zelfde_jaar_verandert_niets():
    indelingen = cg.laad_indelingen(2025)
    jaar = zet_jaar_om(indelingen, indelingen.gemeenten, laad_overgangen())
    assert (jaar.indelingen.regio == indelingen.regio).all()
    assert not any(jaar.twijfels.values())


def test_tabel_door_de_jaren():
    tabel = bereken_jaren(laad_jaren([2022, 2025], ["ggd", "jeugdregio", "zorgkantoorregio"]))
    assert list(tabel) == [
        "gm_naam", "congruentie_2022", "congruentie_2025", "verandering", "oorzaak"
    ]  # fmt: skip
    nu = cg.bereken(cg.laad_indelingen(2025, ["ggd", "jeugdregio", "zorgkantoorregio"]))
    assert tabel["congruentie_2025"].tolist() == nu["congruentie"].tolist()
    # Zeewolde (GM0050) changed jeugdregio between 2022 and 2025 (JZ08 to JZ12).
    assert tabel.loc["GM0050", "oorzaak"] == "2022-2025: jeugdregio"
    assert tabel.loc["GM0050", "verandering"] < 0
    assert tabel.loc["GM0363", "oorzaak"] == "2022-2025: herindeling (jeugdregio)"
    gelijk = tabel["oorzaak"] == ""
    assert gelijk.sum() > 250
    assert (tabel.loc[gelijk, "verandering"] == 0).all()


@given(st.lists(st.integers(-1, 3), min_size=6, max_size=6), st.permutations(range(6)))
def test_zonder_oorzaak_geen_verandering(kolom, volgorde):
    # Renaming regions is no change; anything that moves a figure has a cause.
    codes = tuple("ABCDEF")
    basis = Gemeenten(2025, codes, codes)

    def jaar(nummer: int, eerste: list[int]) -> Jaar:
        lid = {c: f"r{r}" for c, r in zip(codes, eerste, strict=True) if r >= 0} or {"A": "r0"}
        vast = Indeling("vast", dict.fromkeys(codes, "x"))
        return Jaar(
            nummer, Indelingen(basis, (Indeling("los", lid), vast)), {"los": (), "vast": ()}
        )

    ander = [kolom[i] for i in volgorde]
    hernoemd = [r + 10 if r >= 0 else r for r in kolom]
    zelfde = bereken_jaren([jaar(2020, kolom), jaar(2021, hernoemd)])
    assert (zelfde["oorzaak"] == "").all()
    anders = bereken_jaren([jaar(2020, kolom), jaar(2021, ander)])
    veranderd = anders["verandering"].abs() > 1e-9
    assert (anders.loc[veranderd, "oorzaak"] == "2020-2021: los").all()


def test_twee_momenten_van_een_jaar(indelingen):
    """Told apart by what they are called, in the order given."""
    zelfde = dict.fromkeys(indelingen.namen, indelingen["rij"].lidmaatschap)
    anders = Indelingen(
        indelingen.gemeenten, tuple(Indeling(naam, lid) for naam, lid in zelfde.items())
    )
    geen = dict.fromkeys(indelingen.namen, ())
    momenten = [Jaar(2025, indelingen, geen), Jaar(2025, anders, geen, "2025 straks")]
    tabel = bereken_jaren(momenten)
    assert list(tabel)[1:4] == ["congruentie_2025", "congruentie_2025 straks", "verandering"]
    assert tabel["verandering"].tolist() == [50.0] * 4
    assert set(tabel["oorzaak"]) == {"2025-2025 straks: kolom"}
    assert Jaren(tuple(momenten)).periode == "2025 straks"
    eerder = Jaar(2016, indelingen, geen)
    assert Jaren((momenten[0], eerder)).periode == "2016 tot en met 2025"


def test_wat_niet_kan():
    een = laad_jaren([2022, 2025], ["ggd", "res"])
    with pytest.raises(CongruentieFout, match="twee verschillende jaren"):
        bereken_jaren(een[:1])
    with pytest.raises(CongruentieFout, match="twee verschillende jaren"):
        bereken_jaren([een[0], een[0]])
    ander = laad_jaren([2022, 2025], ["ggd", "corop"])
    with pytest.raises(CongruentieFout, match=r"2025 heeft andere indelingen \(ggd en corop\)"):
        bereken_jaren([een[0], ander[1]])
    terug = laad_jaren([2022, 2025], ["ggd", "res"], op=2022)
    with pytest.raises(CongruentieFout, match="2025 staat op andere gemeenten dan 2022"):
        bereken_jaren([een[0], terug[1]])
    with pytest.raises(
        CongruentieFout, match="1 in alle jaren; .* In alle jaren zijn er: arbeidsmarktregio, arron"
    ):
        laad_jaren([2016, 2022], ["arbeidsmarktregio", "res"])


def test_wat_veranderde_wanneer():
    """Counted over the official tables by their codes, each year on the gemeenten of the next."""
    tabel = laad_wijzigingen(range(2015, 2027)).set_index(["indeling", "naar"])
    anders = tabel["gemeenten"]
    assert anders["arbeidsmarktregio", 2016] == 25
    assert anders["rmc", 2021] == 16
    assert anders["veiligthuisregio", 2023] == 33
    assert tabel["welke"]["jeugdregio", 2024] == "Zeewolde; Voorschoten"
    # GG2516 became GG2514 and the like: new numbers, the same partners.
    assert tabel.loc[("ggd", 2016), ["gemeenten", "andere_partners"]].tolist() == [17, 0]
    # Who merged is no change; Vijfheerenlanden merged from two provinces.
    assert tabel.loc[("provincie", 2019), ["gemeenten", "verdeeld"]].tolist() == [1, 1]
    assert "res" not in anders


def test_wijzigingen_van_gekozen_indelingen():
    tabel = laad_wijzigingen([2018, 2026], ["ggd", "centrumgemeente_mobw"])
    assert set(tabel["indeling"]) == {"ggd"}  # carried from 2016 to both: nothing can differ
    with pytest.raises(CongruentieFout, match="rpa kan niet worden vergeleken: .* niet voor 2026"):
        laad_wijzigingen([2016, 2026], ["rpa"])


def test_waarom_een_indeling_niet_door_de_tijd_kan(caplog):
    """What is there from two sources is not called absent; what is left out is said."""
    with caplog.at_level("INFO", "congruentie"):
        laad_jaren([2016, 2026], ["ggd", "jeugdregio", "swv_vo", "res"])
        laad_wijzigingen([2024, 2025, 2026], ["politie_eenheid", "ggd"])
    assert "swv_vo is weggelaten: zij komt in deze jaren uit meer bronnen" in caplog.text
    assert "res is weggelaten: die indeling is er niet voor 2016." in caplog.text
    assert "politie_eenheid is alleen vergeleken over 2024 en 2025: " in caplog.text
    with pytest.raises(CongruentieFout, match="geen lijst met gemeenten van 2014"):
        laad_jaren([2014, 2016], ["ggd", "jeugdregio"])


def test_niet_officieel_wordt_een_keer_gezegd(caplog):
    with caplog.at_level("INFO", "congruentie"):
        laad_jaren(range(2017, 2023), ["ggd", "wmo"])
    assert caplog.text.count("Let op: Wmo-regio's (peildatum 2016-02-01)") == 1


def test_herindeling_is_een_oorzaak_in_het_jaar_zelf():
    """Amsterdam kept its partners; Weesp (in another jeugdregio) joined it in 2022."""
    tabel = bereken_jaren(laad_jaren(range(2015, 2027), ["jeugdregio", "veiligheidsregio"]))
    assert tabel.loc["GM0363", "verandering"] == 0
    assert tabel.loc["GM0363", "oorzaak"] == "2022-2023: herindeling (jeugdregio, veiligheidsregio)"


def test_wie_is_overgezet_zegt_dat():
    (vroeg, laat) = laad_jaren([2020, 2026], ["ggd", "jeugdregio"])
    herkomst = vroeg.indelingen["jeugdregio"].herkomst
    assert herkomst.overgezet == 2020
    assert "Delen van Amsterdam, Oisterwijk en Tilburg lagen in versch" in herkomst.bron_tekst
    assert laat.indelingen["jeugdregio"].herkomst.overgezet == 0
    assert laad_jaren([2023, 2026], ["ggd", "res"])[0].indelingen["ggd"].herkomst.overgezet == 0


def test_een_andere_bron_is_geen_verandering():
    """RegioAtlas has rmc for 2016 and CBS since 2018; for omgevingsdienst two other sources."""
    with pytest.raises(CongruentieFout, match="1 in alle jaren"):
        laad_jaren([2016, 2020], ["ggd", "rmc"])
    with pytest.raises(CongruentieFout, match="1 in alle jaren"):
        laad_jaren([2016, 2026], ["ggd", "omgevingsdienst"])
    wel = laad_jaren([2016, 2020], ["ggd", "omgevingsdienst"])
    assert [jaar.indelingen["omgevingsdienst"].herkomst.peildatum for jaar in wel] == [
        "2016-02-01",
        "2016-02-01",
    ]

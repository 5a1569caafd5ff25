"""Figure 4 of "Als een overheid" (2020), and the other casussen of that report."""

from __future__ import annotations

import io

import pandas as pd
import pytest

import congruentie as cg
from congruentie.bronnen import CASUSSEN
from congruentie.cli import main

FIGUUR_4 = ["ggd", "zorgkantoorregio", "jeugdregio", "centrumgemeente_mobw"]


def draai(*opties: str) -> int:
    with pytest.raises(SystemExit) as einde:
        main([*opties])
    return int(einde.value.code or 0)


def cijfers(jaar: int) -> pd.DataFrame:
    return cg.bereken(cg.laad_indelingen(jaar, FIGUUR_4, cache="geen"))


def test_figuur_4_is_die_van_het_rapport():
    """The legend of the report says "33,55% 100%"; RegioAtlas made it over 355 gemeenten."""
    tabel = cijfers(2020)
    assert len(tabel) == 355
    laagste = tabel["congruentie"].idxmin()
    assert tabel.loc[laagste, "gm_naam"] == "Nijkerk"
    assert tabel.loc[laagste, "congruentie"] == pytest.approx(100 * 51 / (4 * 38))
    assert f"{tabel['congruentie'].min():.2f}" == "33.55"
    assert tabel["congruentie"].max() == 100
    assert int((tabel["congruentie"] == tabel["congruentie"].min()).sum()) == 1


@pytest.mark.parametrize(("jaar", "laagste"), [(2016, 33.125), (2019, 33.5526)])
def test_figuur_4_in_andere_jaren(jaar, laagste):
    tabel = cijfers(jaar)
    assert tabel["congruentie"].min() == pytest.approx(laagste, abs=5e-5)
    assert tabel.loc[tabel["congruentie"].idxmin(), "gm_naam"] == "Nijkerk"


@pytest.mark.parametrize(
    "opties",
    [
        ["--indelingen", "ggd,zorgkantoorregio,jeugdregio,centrumgemeente_mobw"],
        ["--casus", "ggz"],
    ],
)
def test_figuur_4_met_een_opdracht(opties, capsys):
    assert draai("bereken", "--jaar", "2020", "--cache", "geen", *opties) == 0
    uit, meldingen = capsys.readouterr()
    tabel = pd.read_csv(io.StringIO(uit), index_col="gm_code")
    assert tabel["congruentie"].min() == pytest.approx(33.5526, abs=5e-5)
    assert tabel.loc["GM0267", "centrumgemeente_mobw"] == "Amersfoort"
    assert "overgezet van de gemeenten van 2016" in meldingen
    assert "RegioAtlas (ministerie van BZK), februari 2016" in meldingen


@pytest.mark.parametrize("casus", CASUSSEN)
@pytest.mark.parametrize("jaar", [2020, 2026])
def test_elke_casus_is_te_berekenen(casus, jaar, capsys):
    assert draai("bereken", "--jaar", str(jaar), "--cache", "geen", "--casus", casus) == 0
    kop = capsys.readouterr().out.splitlines()[0].split(",")
    assert tuple(kop[5 : 5 + len(CASUSSEN[casus])]) == CASUSSEN[casus]


def test_casus_kan_niet_met_indelingen(capsys):
    assert draai("bereken", "--casus", "ggz", "--indelingen", "ggd,res") == 2
    assert "--casus: kan niet samen met --indelingen." in capsys.readouterr().err
    assert draai("bereken", "--casus", "zorg") == 2
    assert f"kies uit {', '.join(CASUSSEN)}." in capsys.readouterr().err


def test_kaart_van_een_jaar_zonder_grenzen(tmp_path, capsys):
    pad = tmp_path / "kaart.html"
    opties = ["--jaar", "2020", "--casus", "ggz", "--cache", "geen", "--uit", str(pad)]
    assert draai("kaart", *opties) == 0
    assert "de regio's van 2020 op de gemeenten van 2026" in capsys.readouterr().err
    assert "<h1>Congruentie per gemeente, 2020, op de gemeenten van 2026</h1>" in pad.read_text(
        "utf-8"
    )


def test_niet_in_te_delen_is_geen_regio(caplog):
    """AM99 in the tables of CBS of 2019 and 2020; with it West Betuwe would have had a partner."""
    zonder = {2019: {"GM1960", "GM1961"}, 2020: {"GM1961"}}
    for jaar, wie in zonder.items():
        with caplog.at_level("INFO", "congruentie"):
            indelingen = cg.laad_indelingen(jaar, ["ggd", "arbeidsmarktregio"], cache="geen")
        assert "zonder regio in Arbeidsmarktregio's bij het CBS: " in caplog.text
        assert caplog.messages[-1].endswith("Vijfheerenlanden.")
        lid = indelingen["arbeidsmarktregio"].lidmaatschap
        assert set(indelingen.gemeenten.codes) - set(lid) == wie
        assert "AM99" not in indelingen["arbeidsmarktregio"].regio_namen
        tabel = cg.bereken(indelingen)
        assert tabel.loc["GM1961", "congruentie"] == 50
        assert pd.isna(tabel.loc["GM1961", "arbeidsmarktregio"])

"""The network of who works with whom: against counting pair by pair, and as a picture."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from paginalezen import NAAR

import congruentie as cg
from congruentie.errors import CongruentieFout
from congruentie.gemeenten import Gemeenten
from congruentie.kaart import maak_netwerkplaat, maak_plaat
from congruentie.kaart.netwerkplaat import dikte_van, kleuren_van
from congruentie.meten.netwerk import Netwerk
from congruentie.model import Indelingen
from congruentie.verbanden import Verband, Verbanden

CODES = tuple(f"GM{nummer:04d}" for nummer in range(1, 9))


def maak(ledenlijsten, gemeenten=None):
    gemeenten = gemeenten or Gemeenten(2025, CODES, CODES)
    lijst = [
        Verband(f"v{i}", tuple(gemeenten.codes[lid] for lid in leden))
        for i, leden in enumerate(ledenlijsten)
    ]
    return Indelingen(gemeenten, (), verbanden=Verbanden(tuple(lijst)))


@given(st.lists(st.sets(st.integers(0, 7), max_size=8), min_size=1, max_size=12))
def test_elk_paar_is_geteld(ledenlijsten):
    netwerk = Netwerk(maak(ledenlijsten))
    geteld = {
        (a, b): sum({a, b} <= leden for leden in ledenlijsten) for a, b in combinations(range(8), 2)
    }
    verwacht = [[a, b, keer] for (a, b), keer in geteld.items() if keer]
    assert netwerk.paren.tolist() == verwacht
    assert netwerk.hoogste == max([1, *geteld.values()])
    # As many lines as can be, and no more than five per gemeente.
    assert len(netwerk.sterk) <= 5 * 8
    assert netwerk.drempel == 1  # eight gemeenten have 28 pairs
    los = {i for i in range(8) if not any(i in paar[:2] for paar in verwacht)}
    assert {i for i in range(8) if netwerk.gemeenschap[i] < 0} == los
    grootte = np.bincount(netwerk.gemeenschap + 1)[1:].tolist()
    assert grootte == sorted(grootte, reverse=True)
    assert [int(netwerk.gemeenschap[plek]) for plek in netwerk.midden] == [*range(len(grootte))]
    np.testing.assert_array_equal(netwerk.gemeenschap, Netwerk(maak(ledenlijsten)).gemeenschap)


def test_wat_niet_te_lezen_is_wordt_niet_getekend():
    """Twelve gemeenten all in one verband are 66 pairs, more than five lines each."""
    codes = tuple(f"GM{nummer:04d}" for nummer in range(1, 13))
    gemeenten = Gemeenten(2025, codes, codes)
    assert Netwerk(maak([range(12)], gemeenten)).drempel == 2
    assert len(Netwerk(maak([range(12)], gemeenten)).sterk) == 0
    twee = Netwerk(maak([range(12), range(3)], gemeenten))
    assert twee.drempel == 2
    assert twee.sterk.tolist() == [[0, 1, 2], [0, 2, 2], [1, 2, 2]]


def test_twee_groepen_zijn_twee_gemeenschappen():
    """Named after the gemeente with the most inhabitants, or with the most verbanden."""
    lijst = [range(5), range(5), range(5, 8), range(5, 8), (0, 7), (4, 3)]
    netwerk = Netwerk(maak(lijst))
    assert netwerk.gemeenschap.tolist() == [0, 0, 0, 0, 0, 1, 1, 1]
    assert netwerk.midden == [0, 7]
    bekend = Gemeenten(2025, CODES, tuple("abcdefgh"), np.array([1, 9, 1, 1, 1, 1, 5, 1.0]))
    assert Netwerk(maak(lijst, bekend)).namen == ["rond b", "rond g"]


@pytest.fixture(scope="module")
def echt():
    return cg.laad_indelingen(2026, verbanden=["verbanden_2016"], met_grenzen=True)


def test_de_ingebouwde_lijst(echt):
    netwerk = Netwerk(echt)
    assert len(netwerk.paren) == 4908
    assert netwerk.paren[:, 2].sum() == sum(
        len(v.leden) * (len(v.leden) - 1) // 2 for v in echt.verbanden
    )
    assert (netwerk.drempel, len(netwerk.sterk), netwerk.hoogste) == (5, 1398, 14)
    # Who works together mostly lies together: nearly all shared verbanden are within a community.
    binnen = netwerk.gemeenschap[netwerk.paren[:, 0]] == netwerk.gemeenschap[netwerk.paren[:, 1]]
    assert netwerk.paren[binnen, 2].sum() > 0.9 * netwerk.paren[:, 2].sum()
    diktes = dikte_van(np.arange(5, 15), netwerk)
    assert (np.diff(diktes) > 0).all()
    kleuren = kleuren_van(netwerk)
    assert len(set(kleuren)) == len(kleuren) == len(netwerk.namen)  # up to twelve


@pytest.mark.parametrize(
    ("suffix", "begin"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")]
)
def test_een_plaat(echt, tmp_path, suffix, begin):
    twee = [tmp_path / f"{naam}.{suffix}" for naam in ("een", "twee")]
    for pad in twee:
        maak_netwerkplaat(echt, pad)
    assert twee[0].read_bytes().startswith(begin)
    assert twee[0].read_bytes() == twee[1].read_bytes()


def test_nare_namen_en_wie_niet_meedoet(vierkant, tmp_path, monkeypatch):
    from matplotlib.axes import Axes

    gezegd = []
    echt = Axes.legend
    monkeypatch.setattr(
        Axes,
        "legend",
        lambda zelf, *, handles, **hoe: (
            gezegd.extend(h.get_label() for h in handles),
            echt(zelf, handles=handles, **hoe),
        )[1],
    )
    namen = ("$x^2$", NAAR, "_c", "d")
    gemeenten = Gemeenten(2025, vierkant.codes, namen, vierkant.inwoners, vierkant.vlakken)
    indelingen = maak([(0, 1), (0, 1), (2,)], gemeenten)
    maak_netwerkplaat(indelingen, tmp_path / "n.png")
    assert gezegd[:1] == ["2 verbanden samen"]
    assert gezegd[-1] == "geen verband  (2)"
    maak_plaat(cg.Meting(indelingen), tmp_path / "k.png")
    assert gezegd[-1] == "geen verband  (2)"
    assert any("100%  (2)" in regel for regel in gezegd)


def test_van_een_deel_van_het_land(vierkant, tmp_path):
    from shapely import Polygon

    vlakken = vierkant.vlakken.copy()
    vlakken.iloc[3] = Polygon()
    deel = Gemeenten(
        2025,
        vierkant.codes,
        vierkant.namen,
        vierkant.inwoners,
        vlakken,
        vierkant.grenzen,
        deel=True,
    )
    maak_netwerkplaat(maak([(0, 1, 3), (2, 3), (2, 3)], deel), tmp_path / "n.png")
    assert (tmp_path / "n.png").stat().st_size > 10_000


def test_wat_er_niet_kan(roep, vierkant, tmp_path):
    zonder = Gemeenten(2025, CODES, CODES)
    with pytest.raises(CongruentieFout, match="gemeentegrenzen nodig"):
        maak_netwerkplaat(maak([(0, 1)], zonder), tmp_path / "n.png")
    geen = cg.laad_indelingen(2026)
    with pytest.raises(CongruentieFout, match=r"doen niet mee.*--verbanden"):
        maak_netwerkplaat(geen, tmp_path / "n.png")
    for args, melding in (
        (["--beeld", "netwerk", "--png"], "--beeld: hoort bij --verbanden"),
        (["--beeld", "netwerk", "--verbanden", "verbanden_2016"], "kan alleen met --png"),
        (["--jaren", "2020,2026", "--verbanden", "verbanden_2016"], "kan niet samen met --verb"),
    ):
        code, _, fout = roep("kaart", *args)
        assert code == 2
        assert melding in fout
    assert list(tmp_path.iterdir()) == []


def test_de_opdracht(roep, tmp_path):
    """A year without boundaries is drawn on the gemeenten of now, with its verbanden."""
    hoe = ("--jaar", "2016", "--verbanden", "verbanden_2016", "--beeld", "netwerk")
    code, _, melding = roep("kaart", *hoe, "--uit", "n.html", "--png")
    assert code == 0
    assert "de grenzen van 2016 zijn er niet" in melding
    assert {pad.name for pad in tmp_path.iterdir()} == {"n.html", "n.png"}

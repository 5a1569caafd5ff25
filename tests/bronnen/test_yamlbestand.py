"""How what somebody wrote is quoted in a message: whole as long as it is short."""

from __future__ import annotations

import pytest

from congruentie.bronnen.yamlbestand import citeer, kort, regel_van


@pytest.mark.parametrize(
    ("waarde", "tekst"),
    [
        ("x" * 60, repr("x" * 60)),
        ("x" * 61, repr("x" * 60 + "...")),
        ({"a": 1}, "een lijst met namen en waarden"),
        ([1], "een lijst"),
        ((), "een lijst"),
        (None, "niets"),
        (12.5, "12.5"),
        (10**70, "1" + "0" * 59),
    ],
)
def test_citeren(waarde, tekst):
    assert citeer(waarde) == tekst


def test_een_korte_naam_staat_er_zonder_aanhalingstekens():
    assert kort("x" * 60) == "x" * 60
    assert kort("x" * 61) == repr("x" * 60 + "...")
    assert kort("a\nb") == repr("a\nb")


def test_regel_van_een_plek_of_van_waar_zij_in_staat():
    regels = {("a",): 4, ("a", "b", 0): 6}
    assert regel_van(("a", "b", 0), regels) == 6
    assert regel_van(("a", "b", 1, "c"), regels) == 4
    assert regel_van(("z",), regels) == 1

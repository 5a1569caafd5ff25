"""Of one proposal nothing is computed twice, however many files tell of it."""

from __future__ import annotations

import sys
from collections import Counter

import numpy as np
import pytest

from congruentie.cli import _voer_uit
from congruentie.meten.meting import Meting
from congruentie.voorstel import bestaand, deling, speelruimte, uitleg

FUNCTIES = {
    functie.__code__: functie.__name__
    for functie in (
        deling.koppel, uitleg.koppelingen,
        uitleg.verhuizingen, uitleg.per_gemeente, uitleg.per_regio, uitleg.per_indeling,
        speelruimte.speelruimte, speelruimte.prijzen, bestaand.rangschik_bestaande,
    )
} | {
    lid.func.__code__: f"Meting.{lid.attrname}" for lid in (Meting.gemeenten, Meting.per_regio)
}  # fmt: skip


def waarover(waarden: dict) -> tuple:
    """What a function was asked about: two divisions that are alike count as one."""
    if isinstance(over := waarden.get("self"), Meting):
        return over.indelingen.regio.tobytes(), tuple(over.gewichten.items()), over.noemer
    if "voorstel" in waarden:
        return (waarden["voorstel"].codes, waarden["voorstel"].regio.tobytes())
    return tuple(np.asarray(w).tobytes() for w in waarden.values())


@pytest.mark.zwaar
def test_niets_twee_keer(tmp_path):
    """Workbook, map, GeoPackage, JSON and a table on the screen of one proposal."""
    keer: Counter[tuple] = Counter()
    vraag = ["--indelingen", "ggd,veiligheidsregio,jeugdregio", "--uit", str(tmp_path / "v")]

    def tel(frame, gebeurtenis, _) -> None:
        if gebeurtenis == "call" and frame.f_code in FUNCTIES:
            namen = frame.f_code.co_varnames[: frame.f_code.co_argcount]
            keer[FUNCTIES[frame.f_code], waarover({n: frame.f_locals[n] for n in namen})] += 1

    sys.setprofile(tel)
    try:
        assert _voer_uit(["voorstel", "--stil", "--kies-bestaande", *vraag]) == 0
    finally:
        sys.setprofile(None)
    per_functie = Counter(naam for naam, _ in keer)
    assert max(keer.values()) == 1, [naam for (naam, _), hoe_vaak in keer.items() if hoe_vaak > 1]
    assert per_functie["per_gemeente"] == per_functie["per_regio"] == 1
    assert (
        per_functie["rangschik_bestaande"]
        == per_functie["speelruimte"]
        == per_functie["prijzen"]
        == 1
    )
    # The proposal, and each of the three indelingen as if it were one.
    assert per_functie["verhuizingen"] == per_functie["koppelingen"] == 4
    # As it is, and when each of the three takes it over.
    assert per_functie["Meting.gemeenten"] == 4

"""What is written as JSON: readable by people, and by every program that reads JSON."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from congruentie.jsonvorm import kaal, schrijf_json


def test_wat_ontbreekt_wordt_null_en_namen_blijven_leesbaar(tmp_path):
    pad = tmp_path / "a.json"
    schrijf_json({"naam": "Súdwest-Fryslân", "cijfers": pd.Series([1.5, np.nan])}, pad)
    verwacht = '{\n  "naam": "Súdwest-Fryslân",\n  "cijfers": [\n    1.5,\n    null\n  ]\n}\n'
    assert pad.read_text("utf-8") == verwacht


@pytest.mark.parametrize("waarde", [np.inf, -np.inf])
def test_wat_json_niet_kent_wordt_niet_geschreven(tmp_path, waarde):
    """Python reads ``Infinity`` back, other programs refuse the whole file."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        schrijf_json([waarde], tmp_path / "a.json")
    assert list(tmp_path.iterdir()) == []


def test_kaal_maakt_gewone_getallen_van_die_van_numpy():
    tabel = pd.DataFrame({"a": np.array([1, 2]), "b": [np.nan, 0.5], "c": ["x", None]})
    rijen = kaal(tabel)
    assert rijen == [{"a": 1, "b": None, "c": "x"}, {"a": 2, "b": 0.5, "c": None}]
    assert [type(rij["a"]) for rij in rijen] == [int, int]
    assert type(kaal(np.float64(0.5))) is float
    assert kaal({3: {"x": (np.bool_(True), pd.NA)}}) == {"3": {"x": [True, None]}}

"""What a user of Python sees first: the names, the docstrings and how a thing shows itself."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import congruentie as cg

PUBLIEK = {naam: getattr(cg, naam) for naam in cg.__all__ if callable(getattr(cg, naam))}
SECTIES = {
    "EX01": "Examples",
    "PR01": "a parameter that is not described",
    "PR02": "a parameter that does not exist",
    "PR03": "parameters in another order",
    "PR07": "a parameter without description",
    "RT01": "Returns",
    "RT03": "what is returned",
    "SS01": "a summary",
}


def test_dir_noemt_de_publieke_namen_en_niets_anders():
    stub = ast.parse(Path(cg.__file__).with_suffix(".pyi").read_text("utf-8"))
    lijst = next(een.value for een in stub.body if isinstance(een, ast.Assign))
    assert dir(cg) == sorted(cg.__all__) == sorted(ast.literal_eval(lijst))
    assert 25 <= len(cg.__all__) <= 40


def test_een_naam_die_er_niet_is():
    with pytest.raises(AttributeError, match="beraken"):
        cg.beraken  # noqa: B018


def test_importeren_laadt_niets_zwaars():
    code = "import sys, congruentie; print(sorted({'pandas', 'numpy', 'click'} & set(sys.modules)))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


@pytest.mark.parametrize("naam", sorted(PUBLIEK))
def test_elke_publieke_naam_is_beschreven(naam):
    """As numpydoc judges it: what is read by users has parameters, what it gives, and an example."""
    validate = pytest.importorskip("numpydoc.validate")
    ding = PUBLIEK[naam]
    fouten = validate.validate(f"{ding.__module__}.{ding.__qualname__}")["errors"]
    assert [(code, tekst) for code, tekst in fouten if code in SECTIES] == []


def test_elke_publieke_naam_heeft_een_voorbeeld():
    zonder = [naam for naam, ding in PUBLIEK.items() if ">>> " not in (inspect.getdoc(ding) or "")]
    assert zonder == []


def test_wat_een_ding_van_zichzelf_toont_past_op_een_regel():
    indelingen = cg.laad_indelingen(2026, met_grenzen=True)
    meting = cg.Meting(indelingen, {"ggd": 2})
    namen = "ggd, res, jeugdregio, arbeidsmarktregio"
    assert repr(indelingen) == f"<Indelingen 2026: {namen}; 342 gemeenten>"
    assert repr(indelingen["ggd"]) == "<Indeling ggd: GGD-regio's, 25 regio's, 342 gemeenten>"
    assert repr(indelingen.gemeenten) == "<Gemeenten 2026: 342, met inwoners en grenzen>"
    assert repr(meting) == f"<Meting 2026: {namen.replace('ggd', 'ggd x2')}; noemer alle>"
    assert repr(meting.samenloop) == "<Samenloop: 342 gemeenten, 4 indelingen, noemer alle>"
    zetten = [cg.Verplaatsing("GM0267", "ggd", "GG2514")]
    gevolgen = cg.wat_als(indelingen, zetten)
    assert repr(gevolgen) == "<Gevolgen: GM0267:ggd=GG2514; gemiddelde 68.99 -> 69.00>"
    (jaar, _) = cg.laad_jaren([2016, 2026], ["ggd", "jeugdregio"])
    assert repr(jaar) == "<Jaar 2016: ggd, jeugdregio; 342 gemeenten>"
    voorstel = cg.stel_voor(indelingen)
    assert repr(voorstel) == (
        f"<Voorstel: 32 regio's uit {namen}; doelwaarde 3019, bewezen het beste>"
    )

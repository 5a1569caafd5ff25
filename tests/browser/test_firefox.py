"""A smoke run of the page in Firefox as Debian ships it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

import congruentie as cg

JS = Path(__file__).parents[1] / "js"
FIREFOX = shutil.which("firefox-esr")
NODE = shutil.which("node")


@pytest.mark.skipif(FIREFOX is None, reason="alleen waar firefox-esr is geïnstalleerd")
@pytest.mark.skipif(
    NODE is None or not (JS / "node_modules" / "puppeteer-core").exists(),
    reason="alleen met puppeteer-core (npm install in tests/js)",
)
def test_in_firefox(land, tmp_path):
    indelingen, _, html = land
    pad = tmp_path / "kaart.html"
    pad.write_text(html, encoding="utf-8", newline="\n")
    klaar = subprocess.run(
        [NODE, JS / "firefox.cjs", FIREFOX, pad.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert klaar.returncode == 0, klaar.stderr[-2000:]
    gezien = json.loads(klaar.stdout)
    assert gezien["versie"].startswith("firefox/")
    assert gezien["mis"] == []
    assert "Gemiddeld 68,99% over 342 gemeenten" in gezien["samenvatting"]
    assert gezien["gekozen"] == "Nijkerk"
    assert gezien["legenda"] == "Partners van Nijkerk"
    zonder = f"{cg.bereken(indelingen, {'ggd': 0})['congruentie'].mean():.2f}".replace(".", ",")
    assert f"Gemiddeld {zonder}%" in gezien["zonder"]
    assert gezien["watals"] == "Wat als (1)"
    assert "grens in 3 van 3 indelingen" in gezien["lijnen"]
    assert gezien["naast"] >= 342
    assert gezien["fragment"].startswith("#i=ggd:0,")
    assert gezien["png"] > 20_000
    tabel = cg.bereken(
        cg.Indelingen(indelingen.gemeenten, (indelingen["ggd"], indelingen["res"])), {"res": 2}
    )
    np.testing.assert_allclose(
        [gezien["cijfers"][gm]["congruentie"] for gm in tabel.index],
        tabel["congruentie"],
        rtol=0,
        atol=1e-9,
    )

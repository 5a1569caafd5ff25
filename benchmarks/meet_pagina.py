"""Measure the page in Chromium, side by side with the alternatives, in one run; print ratios.

Run with ``make bench``. Needs Debian's chromium and the extra ``browser``; says so where they lack.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import gebieden
import numpy as np
from meet import beste

import congruentie as cg
from congruentie.gemeenten import Gemeenten
from congruentie.kaart import maak_pagina
from congruentie.verbanden import Andere, Verband, Verbanden

# The figures of all gemeenten from all pairs, as one would first write it.
PAREN = """(gewichten) => {
  const { gemeenten: { codes }, indelingen, verbanden } = congruentie.gegevens;
  const uit = {};
  const elk = verbanden ? gewichten.verbanden / verbanden.deler : 0;
  const in_ = codes.map(() => new Set());
  (verbanden?.leden ?? []).forEach((leden, nummer) => leden.forEach((wie) => in_[wie].add(nummer)));
  for (let a = 0; a < codes.length; a += 1) {
    let partners = 0, gedeeld = 0;
    const som = indelingen.reduce((s, i) => s + (gewichten[i.naam] || 0), 0) + elk * in_[a].size;
    for (let b = 0; b < codes.length; b += 1) {
      if (a === b) continue;
      let samen = 0;
      for (const i of indelingen) {
        if (i.lid[a] >= 0 && i.lid[a] === i.lid[b]) samen += gewichten[i.naam] || 0;
      }
      for (const nummer of in_[a]) if (in_[b].has(nummer)) samen += elk;
      if (samen > 0) { partners += 1; gedeeld += samen; }
    }
    uit[codes[a]] = partners ? 100 * gedeeld / (som * partners) : 100;
  }
  return uit;
}"""

GEWICHTEN = "Object.fromEntries(congruentie.model.wegers.map((w) => [w.naam, 1]))"

MEET = f"""(functie) => {{
  const gewichten = {GEWICHTEN};
  const tijden = [];
  for (let i = 0; i < 9; i += 1) {{
    const begin = performance.now();
    functie({{ ...gewichten, ggd: 1 + i }});
    tijden.push(performance.now() - begin);
  }}
  return Math.min(...tijden);
}}"""

GELIJK = f"""(paren) => {{
  const gewichten = {GEWICHTEN};
  const ons = congruentie.bereken(gewichten);
  const hun = paren(gewichten);
  return Math.max(...Object.keys(ons).map((g) => Math.abs(ons[g].congruentie - hun[g])));
}}"""


def main() -> None:
    """Open the page with the default set, all indelingen, and a register of verbanden; compute anew."""
    chromium = shutil.which("chromium")
    if chromium is None or find_spec("playwright") is None:
        print("\nThe page was not measured: that needs Debian's chromium and the extra 'browser'")
        return
    from playwright.sync_api import sync_playwright

    namen = [a.indeling for a in cg.lees_aanbod() if a.jaar == 2025 and not a.herkomst.overgezet]
    vier = cg.laad_indelingen(2025, met_grenzen=True)
    alle = cg.laad_indelingen(2025, namen, met_grenzen=True)
    register = replace(vier, verbanden=_register(vier.gemeenten))
    sommen = []
    with TemporaryDirectory() as map_, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        print(
            "\nThe page in Chromium, from goto to the legend, and to the partners of a chosen gemeente"
        )
        for indelingen in (vier, alle, register):
            wat = f"{len(indelingen)} indelingen"
            wat += f", {len(indelingen.verbanden)} verbanden" if indelingen.verbanden else ""
            pad = Path(map_) / f"{wat}.html"
            pad.write_text(maak_pagina(cg.Meting(indelingen)), encoding="utf-8")
            pagina = browser.new_context(offline=True).new_page()
            tijd = beste(lambda pagina=pagina, pad=pad: klaar(pagina, pad.as_uri()), 3)
            eerste = beste(lambda pagina=pagina, pad=pad: gekozen(pagina, pad.as_uri()), 3)
            groot = pad.stat().st_size / 1e6
            print(f"  {wat:<34}{1000 * tijd:>12.0f} ms {1000 * eerste:>8.0f} ms   {groot:>8.2f} MB")
            verschil = pagina.evaluate(f"({GELIJK})({PAREN})")
            if not verschil < 1e-9:
                raise AssertionError(verschil)
            ons = pagina.evaluate(f"({MEET})(congruentie.bereken)")
            sommen.append((wat, ons, pagina.evaluate(f"({MEET})({PAREN})")))
        browser.close()
    for wat, ons, hun in sommen[1:]:
        print(f"\nComputing {len(alle.gemeenten)} gemeenten anew in the page: {wat}")
        print(f"  {'congruentie.bereken':<34}{ons:>12.1f} ms")
        print(f"  {'all pairs, same results':<34}{hun:>12.1f} ms   {hun / ons:>8.1f} x ours")


def _register(gemeenten: Gemeenten) -> Verbanden:
    """1.300 verbanden, of which a gemeente has 33, as in the Netherlands."""
    tabel = gebieden.verbanden(gebieden.middens(gemeenten.vlakken), 1300, 33)
    codes = np.array(gemeenten.codes)
    return Verbanden(
        tuple(
            Verband(
                f"Gemeenschappelijke regeling nummer {nummer}",
                tuple(codes[(tabel == nummer).any(axis=1)]),
                (Andere(f"Waterschap {nummer % 21}", "waterschap"),),
            )
            for nummer in range(1300)
        )
    )


def klaar(pagina: Any, adres: str) -> None:
    """Open the page and wait until the legend has its classes."""
    pagina.goto(adres)
    pagina.locator("#klassen li").first.wait_for()


def gekozen(pagina: Any, adres: str) -> None:
    """Open the page, search a gemeente, and wait until the map shows her partners."""
    pagina.goto("about:blank")
    pagina.goto(adres)
    pagina.fill("#zoek", "Nijkerk")
    pagina.press("#zoek", "Enter")
    pagina.get_by_role("heading", name="Partners van Nijkerk").wait_for()


if __name__ == "__main__":
    main()

"""Any text in any field of the page is shown as it is, and does nothing."""

from __future__ import annotations

import csv
from pathlib import Path

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from paginalezen import NAAR, kies

import congruentie as cg
from congruentie.gemeenten import Gemeenten
from congruentie.kaart import maak_pagina
from congruentie.model import Indeling, Indelingen


def test_nare_namen_overal_in_elke_weergave(open_pagina, vierkant):
    """Every view, panel, file and picture with hostile text in every field."""
    gemeenten = Gemeenten(2025, vierkant.codes, (NAAR,) * 4, vierkant.inwoners, vierkant.vlakken)
    herkomst = cg.Herkomst(NAAR, NAAR, "eigen", NAAR)
    een = {"GM0001": NAAR, "GM0002": NAAR, "GM0003": "=1+1", "GM0004": "=1+1"}
    twee = {"GM0001": NAAR, "GM0002": "=1+1", "GM0003": "=1+1", "GM0004": "=1+1"}
    indelingen = Indelingen(
        gemeenten,
        tuple(
            Indeling(naam, lid, {NAAR: NAAR + "!", "=1+1": '=cmd|"x"'}, NAAR, herkomst=herkomst)
            for naam, lid in (("een", een), ("twee", twee))
        ),
    )
    voorstel = cg.stel_voor(indelingen)
    naast = Indeling("naast", een, {NAAR: NAAR}, NAAR, herkomst=herkomst)
    html = maak_pagina(cg.Meting(indelingen), voorstel=voorstel, naast=naast)
    pagina = open_pagina(html)
    kies(pagina, "GM0002")
    pagina.fill("#zoekander", "GM0003")
    pagina.press("#zoekander", "Enter")
    assert NAAR in pagina.inner_text("#tweetalinhoud")
    keuzes = pagina.eval_on_selector_all("#weergave option", "os => os.map(o => o.value)")
    assert len(keuzes) >= 8
    for keuze in keuzes:
        pagina.select_option("#weergave", keuze)
        pagina.select_option("#naast", keuze)
        pagina.check("#stapel")
    for tab in ("voorstel", "indelingen", "watals", "delen"):
        pagina.click(f"#tab-{tab}")
        if tab == "watals":
            pagina.click("#verplaats")
            assert NAAR in pagina.inner_text("#zetten")
    with pagina.expect_download() as bestand:
        pagina.click("#alscsv")
    regel = Path(bestand.value.path()).read_text("utf-8").splitlines()[2]
    velden = next(csv.reader([regel], delimiter=";"))
    assert NAAR in velden
    assert not [veld for veld in velden if veld.startswith("=")]
    with pagina.expect_download() as bestand:
        pagina.click("#alspng")
    pagina.click("#tab-watals")
    with pagina.expect_download() as bestand:
        pagina.click("#zettenbestand")
    assert len(yaml.safe_load(Path(bestand.value.path()).read_text("utf-8"))["verplaats"]) == 1
    assert pagina.locator("img, iframe, object").count() == 0
    assert pagina.evaluate("typeof alert1") == "undefined"


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.one_of(
            st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40),
            st.sampled_from([NAAR, "]]>", "<!--", "\u2028", "\u202eomgekeerd", "${alert(1)}",
                             "{% raw %}", "constructor", "__proto__", "a&amp;b", "\\u003c", "😀"]),
        ),
        min_size=9,
        max_size=9,
        unique=True,
    )
)  # fmt: skip
def test_elke_naam_staat_er_letterlijk(open_pagina, vierkant, teksten):
    """Any text in any field: shown as it is, nothing run, nothing asked for (see open_pagina)."""
    titel, bron, *namen = teksten
    gemeenten = Gemeenten(
        2025, vierkant.codes, tuple(namen[:4]), vierkant.inwoners, vierkant.vlakken
    )
    herkomst = cg.Herkomst(bron, bron, "eigen", bron)
    lid = dict(zip(vierkant.codes, (namen[4], namen[4], namen[5], namen[5]), strict=True))
    indelingen = Indelingen(
        gemeenten,
        tuple(Indeling(n, lid, {namen[4]: namen[6]}, titel, herkomst=herkomst) for n in ("a", "b")),
    )
    pagina = open_pagina(maak_pagina(cg.Meting(indelingen)))
    for gm, naam in zip(vierkant.codes, namen[:4], strict=True):
        kies(pagina, gm)
        assert pagina.evaluate("document.getElementById('gekozenkop').textContent") == naam
    alles = pagina.evaluate("document.body.textContent")
    assert titel in alles
    assert bron in alles
    assert namen[6] in alles
    assert pagina.locator("img, iframe, object, embed").count() == 0

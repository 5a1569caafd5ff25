"""What stands in the document of a gemeente and of the country, and which words they use."""

from __future__ import annotations

import base64
import io
import re

import numpy as np
from dossierbron import NAMEN
from dossierhulp import getal, kort, procent
from PIL import Image

from congruentie.dossier.inhoud import _gaat_achteruit, beschrijf_land
from congruentie.nl import opsomming


def test_partners_nu_en_straks(bron, per_gemeente):
    for gm, dossier in per_gemeente.items():
        nu = {
            ander: [k for k in NAMEN if bron.lid[k].get(ander) == bron.lid[k][gm]]
            for ander in bron.codes
            if ander != gm
        }
        straks = set(bron.leden(bron.straks[gm])) - {gm}
        per_keer = {}
        for a, keren in nu.items():
            if keren or a in straks:
                per_keer.setdefault(len(keren), ([], []))[a not in straks].append(a)
        rijen = dossier.tabel(f"Partners van {bron.naam[gm]}")
        assert [r[0] for r in rijen] == [
            f"{keer} van 3" if keer else "geen indeling" for keer in sorted(per_keer, reverse=True)
        ]
        for (_, *cellen), keer in zip(rijen, sorted(per_keer, reverse=True), strict=True):
            for cel, groep in zip(cellen, per_keer[keer], strict=True):
                namen = set() if cel == "\u2013" else set(re.split(", | en ", cel))
                assert namen == {deel for a in groep for deel in bron.naam[a].split(" en ")}
        punten = dossier.punten()
        partners = [a for a in nu if nu[a]]
        assert re.search(rf"hebt u ({len(partners)}|geen) partner", punten["Wat levert het op"])
        assert procent(bron.voor[gm]) in punten["Wat levert het op"]
        kwijt = set(partners) - straks
        weg = punten["Wie raakt u kwijt"]
        assert f"Met {len(kwijt)} gemeente" in weg if kwijt else "Niemand" in weg
        for k, rij in zip(NAMEN, dossier.tabel("De regio van"), strict=True):
            assert rij[1] == bron.regionaam[k][bron.lid[k][gm]]
            samen = set(bron.met(k, bron.lid[k][gm])) - {gm}
            groepen = (samen, samen & straks, samen - straks, straks - samen)
            assert rij[3:] == [str(len(groep)) for groep in groepen]
        assert dossier.tabel("Congruentie van")[0][1:] == [
            procent(bron.voor[gm]), *(procent(bron.na[k][gm]) for k in NAMEN), "100,0%",
        ]  # fmt: skip
        assert "voor het sociale domein" in dossier.tekst
        assert "horen daarbij: GGD-regio's en Jeugdregio's. Uit een ander" in dossier.tekst


def test_land_in_cijfers(feiten, bron, land):
    km2 = feiten.voorstel.indelingen.gemeenten.vlakken.area / 1e6
    rijen = land.tabel("Alle regio's in cijfers")
    assert [r[0] for r in rijen] == sorted(bron.regio)
    for code, naam, *rest in rijen:
        leden = bron.leden(code)
        gelijk = sum(leden in [bron.met(k, c) for c in set(bron.lid[k].values())] for k in NAMEN)
        assert naam == bron.regio[code]
        assert rest == [
            str(len(leden)),
            getal(sum(bron.inwoners[gm] for gm in leden)),
            getal(km2[leden].sum()),
            procent(np.mean([bron.voor[gm] for gm in leden])),
            f"{gelijk} van 3",
        ]
    for k, rij in zip(NAMEN, land.tabel("Gemiddelde congruentie van alle"), strict=True):
        hoger = sum(bron.na[k][gm] > bron.voor[gm] + 1e-9 for gm in bron.codes)
        lager = sum(bron.na[k][gm] < bron.voor[gm] - 1e-9 for gm in bron.codes)
        assert rij[1:] == [
            procent(np.mean(list(bron.voor.values()))),
            procent(np.mean(list(bron.na[k].values()))),
            str(hoger),
            str(lager),
        ]
    gedeelde = 0
    for k, rij in zip(NAMEN, land.tabel("Verandering per indeling"), strict=True):
        oude = set(bron.lid[k].values())
        gedeeld = sum(len({bron.straks[gm] for gm in bron.met(k, c)}) > 1 for c in oude)
        gedeelde += gedeeld
        assert rij[1:3] == [str(len(oude)), str(len(bron.regio))]
        assert rij[5] == str(gedeeld)
    assert re.search(
        rf": {gedeelde} bestaande regio", land.punten()["Bezwaren die te verwachten zijn"]
    )


def test_wat_de_studiegroep_vraagt(feiten, bron, land):
    tekst = land.onder("Wat vraagt de Studiegroep?")
    assert "binnen een termijn, met positieve prikkels en zonder opschalingskorting" in tekst
    assert "het rapport noemt het niet als voorwaarde" in tekst
    nog_niet = feiten.voorstel.regios.loc[feiten.voorstel.regios["gelijk_aan"] == "", "naam"]
    assert f"nog niet: {opsomming(list(nog_niet), 400)}." in tekst
    assert "342 van de 342 gemeenten zitten in precies één regio." in tekst
    assert "Sociaal domein: GGD-regio's en Jeugdregio's." in tekst
    assert "Fysiek domein: RES-regio's." in tekst
    assert "Dit is niet te meten." in tekst
    paren = {tuple(sorted(paar)) for paar in feiten.voorstel.banden}
    apart = [(a, b) for a, b in paren if bron.straks[a] != bron.straks[b]]
    los = [[bron.lid[k][a] != bron.lid[k][b] for k in NAMEN] for a, b in apart]
    assert f"{getal(len(apart))} paren buurgemeenten" in tekst
    assert f"{getal(sum(map(any, los)))} daarvan zijn nu al gescheiden" in tekst
    assert f"en {getal(sum(map(all, los)))} in alle." in tekst
    assert all(map(any, los))  # a proposal never parts what is together everywhere


def test_zwaai_van_het_land(feiten, land):
    zwaai = feiten.voorstel.brokken
    anders = zwaai[zwaai["stand"] == "kan anders"].sort_values("kosten", kind="stable")
    rijen = land.tabel("Groepen die ook anders kunnen")
    assert sorted(r[0] for r in rijen) == sorted(anders["gemeenten"])
    assert [r[4] for r in rijen] == [kort(k) for k in anders["kosten"]]
    d = beschrijf_land(feiten)
    assert d["standen"] == {
        stand: int((zwaai["stand"] == stand).sum())
        for stand in ("vast", "alleen", "kan anders", "onbekend")
    }  # fmt: skip


# --- the words -------------------------------------------------------------------------------


def test_enkelvoud_en_meervoud(per_regio, per_gemeente, land):
    for dossier in (*per_regio.values(), *per_gemeente.values(), land):
        tekst = dossier.tekst
        assert not re.search(
            r"(?<![\d.,])1 (gemeenten|regio's|indelingen|provincies|partners)\b", tekst
        )
        assert not re.search(r"\bregio regio\b", tekst, re.I)
        assert not re.search(
            r"\b(None|nan|NaN|True|False|onbekend)\b", tekst.replace("niet bekend", "")
        )
        assert not re.search(r"[a-z]\.[A-Z]", tekst.replace("gebiedsindelingen", "")), re.search(
            r".{20}[a-z]\.[A-Z].{20}", tekst
        )
        assert " ," not in tekst
        assert " ." not in tekst


def test_de_kaart_van_het_land_laat_ruimte_voor_de_rest(land):
    plaat = next(land.hoofd.iter("img")).get("src").partition("base64,")[2]
    breed, hoog = Image.open(io.BytesIO(base64.b64decode(plaat))).size
    assert 0.55 < hoog / breed < 0.65  # so that the rest of page 1 fits below it


def test_wie_achteruit_gaat_verliest_meer_dan_een_afronding():
    assert _gaat_achteruit({"voor": 50.0, "na": [60.0, 49.9]})
    assert not _gaat_achteruit({"voor": 50.0, "na": [50.0 - 1e-12, 60.0]})

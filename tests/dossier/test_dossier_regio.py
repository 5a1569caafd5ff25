"""What stands in the document of a regio: every number re-derived, every sentence in its place."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections import defaultdict

import numpy as np
from dossierbron import NAMEN, kies_regios
from dossierhulp import getal, getallen_in, kort, procent

import congruentie as cg
from congruentie.dossier.inhoud import beschrijf_regio

KORT = {"ggd": "GGD", "jeugdregio": "Jeugd", "res": "RES", "provincie": "Provincie"}


def test_de_gekozen_regios_verschillen(feiten):
    regios = [beschrijf_regio(feiten, code) for code in kies_regios(feiten)]
    assert any(r["aantal_gelijk"] == len(NAMEN) for r in regios)
    assert any(r["aantal_gelijk"] == 0 for r in regios)
    assert any(r["verliezen"] for r in regios)
    assert any(r["hierheen"] for r in regios)
    assert any(len(r["leden"]) == 1 for r in regios)


def test_kerncijfers_en_gemeenten(feiten, bron, per_regio):
    km2 = feiten.voorstel.indelingen.gemeenten.vlakken.area / 1e6
    for code, dossier in per_regio.items():
        leden = bron.leden(code)
        totaal = sum(bron.inwoners[gm] for gm in leden)
        volgorde = sorted(leden, key=lambda gm: (-bron.inwoners[gm], gm))
        provincie = {gm: bron.regionaam["provincie"][bron.lid["provincie"][gm]] for gm in leden}
        assert dossier.tabel("De gemeenten, de grootste eerst") == [
            [
                bron.naam[gm],
                provincie[gm],
                getal(bron.inwoners[gm]),
                procent(100 * bron.inwoners[gm] / totaal),
                getal(km2[gm], 1),
            ]
            for gm in volgorde
        ]
        kern = dict(dossier.tabel("Kerncijfers"))
        assert kern["Gemeenten"] == str(len(leden))
        assert kern["Inwoners"] == getal(totaal)
        assert kern["Oppervlakte"] == f"{getal(km2[leden].sum())} km²"
        assert set(re.split(", | en ", kern.get("Provincies") or kern["Provincie"])) == set(
            provincie.values()
        )
        gemiddeld = np.mean([bron.voor[gm] for gm in leden])
        if len(leden) == 1:
            assert kern["Congruentie nu"] == procent(gemiddeld)
            assert f"{bron.naam[leden[0]]} is de enige gemeente." in dossier.tekst
            assert f"{bron.naam[leden[0]]} op zichzelf een regio is" in dossier.tekst
            continue
        assert kern["Gemiddelde congruentie nu"] == procent(gemiddeld)
        delen = [
            sum(bron.lid[k].get(a) == bron.lid[k].get(b) for k in NAMEN) / len(NAMEN)
            for a, b in itertools.combinations(leden, 2)
        ]
        assert procent(100 * np.mean(delen)) == next(v for k, v in kern.items() if "delen" in k)
        eerste, tweede = volgorde[:2]
        centrum = dossier.onder("Centrumgemeente")
        keer = getal(bron.inwoners[eerste] / bron.inwoners[tweede], 1)
        assert f"ligt {bron.naam[eerste]} voor de hand" in centrum
        assert f"{keer} keer {bron.naam[tweede]}" in centrum
        for gm in volgorde[1:4]:
            assert f"{bron.naam[gm]} ({getal(bron.inwoners[gm])})" in centrum


def test_congruentie_voor_en_na(bron, per_regio):
    for code, dossier in per_regio.items():
        leden = sorted(bron.leden(code), key=lambda gm: (-bron.inwoners[gm], gm))
        assert dossier.tabel("Congruentie per gemeente") == [
            [
                bron.naam[gm],
                procent(bron.voor[gm]),
                *(procent(bron.na[k][gm]) for k in NAMEN),
                "100,0%",
            ]
            for gm in leden
        ]
        tekst = dossier.onder("Congruentie nu en straks")
        for k in NAMEN:
            assert (
                f"{procent(np.mean([bron.na[k][gm] for gm in leden]))} ({bron.titel[k]})" in tekst
            )


def test_wie_erbij_komt_en_eruit_gaat(bron, per_regio):
    for code, dossier in per_regio.items():
        leden = bron.leden(code)
        keren = [0, 0]
        for k, (titel, plaats, gelijk, erbij, eruit) in zip(
            NAMEN, dossier.tabel("Verandering per indeling"), strict=True
        ):
            assert titel == KORT[k]
            oude = {c: bron.met(k, c) for c in {bron.lid[k][gm] for gm in leden}}
            namen = {bron.regionaam[k][c]: gms for c, gms in oude.items()}
            oud = [] if plaats == "geen: de regio is nieuw" else namen[plaats]
            nieuw, weg = sorted(set(leden) - set(oud)), sorted(set(oud) - set(leden))
            keren[0] += len(nieuw)
            keren[1] += len(weg)
            per_oud, per_nieuw = defaultdict(list), defaultdict(list)
            for gm in nieuw:
                per_oud[bron.regionaam[k][bron.lid[k][gm]]].append(gm)
            for gm in weg:
                per_nieuw[bron.regio[bron.straks[gm]]].append(gm)
            for cel, groepen, woord in ((erbij, per_oud, "uit"), (eruit, per_nieuw, "naar")):
                delen = [f"{bron.opsomming(gms)} ({woord} {r})" for r, gms in groepen.items()]
                assert cel == ("; ".join(delen) or "niemand")
            maten = {
                naam: len(set(gms) & set(leden)) / len(set(gms) | set(leden))
                for naam, gms in namen.items()
            }
            naam, _, deel = gelijk.rpartition(" (")
            assert maten[naam] == max(maten.values())
            assert deel == procent(100 * maten[naam], 0) + ")"
        punt = dossier.punten()["Wat verandert"]
        assert [int(n) for n in re.findall(r"(\d+) keer", punt)] == [n for n in keren if n]


def test_wat_al_past(bron, per_regio):
    for code, dossier in per_regio.items():
        leden = bron.leden(code)
        gelijk = [k for k in NAMEN if leden in [bron.met(k, c) for c in set(bron.lid[k].values())]]
        punt = dossier.punten()["Wat al past"]
        if gelijk:
            assert f": {len(gelijk)} van de 3" in punt
            assert all(bron.titel[k] in punt for k in gelijk)
        else:
            assert "geen van de 3" in punt
        bezetting = dossier.tabel("In welke bestaande regio's")
        assert len(bezetting) == sum(len({bron.lid[k][gm] for gm in leden}) for k in NAMEN)
        for titel, regio, wie in bezetting:
            k = next(k for k in NAMEN if KORT[k] == titel)
            hier = [gm for gm in leden if bron.regionaam[k][bron.lid[k][gm]] == regio]
            compleet = k in gelijk
            alle = len(hier) == len(leden)
            tekst = f"alle {len(hier)}" if alle and len(leden) > 1 else bron.opsomming(hier)
            assert wie == tekst + (", en geen andere" if compleet else "")


def delingen_van(bron, leden):
    """The existing regio's that are partly in and partly out, with who is where."""
    gedeeld = []
    for k in NAMEN:
        for c in sorted({bron.lid[k][gm] for gm in leden}):
            oud = bron.met(k, c)
            hier = [gm for gm in oud if gm in leden]
            elders = defaultdict(list)
            for gm in oud:
                if gm not in leden:
                    elders[bron.regio[bron.straks[gm]]].append(gm)
            if elders:
                anders = "; ".join(f"{bron.opsomming(g)} (in {r})" for r, g in elders.items())
                paren = len(hier) * (len(oud) - len(hier))
                naam = bron.regionaam[k][c]
                rij = [KORT[k], naam, bron.opsomming(hier), anders, getal(paren)]
                gedeeld.append(rij)
    return gedeeld


def test_bezwaren(bron, per_regio):
    for code, dossier in per_regio.items():
        leden = set(bron.leden(code))
        gedeeld = delingen_van(bron, leden)
        if gedeeld:
            assert dossier.tabel("Bestaande regio's die worden gedeeld") == gedeeld
        else:
            assert "Samenwerking die wordt gedeeld" not in dossier.tekst
        dalers = {
            (bron.naam[gm], bron.titel[k], procent(bron.voor[gm]), procent(bron.na[k][gm]))
            for gm in leden
            for k in NAMEN
            if bron.na[k][gm] < bron.voor[gm] - 1e-9
        }
        getoond = set()
        if dalers:
            for titel, wie, voor, na, _ in dossier.tabel("waarvan de congruentie daalt"):
                for naam in re.split(", | en ", wie):
                    getoond.add((naam, titel, voor, na))
        assert getoond == dalers
        punt = dossier.punten()["Bezwaren die te verwachten zijn"]
        assert [int(n) for n in re.findall(r"\d+", punt)] == [
            n for n in (len(gedeeld), len({d[0] for d in dalers})) if n
        ]


def test_alternatieven_en_prijzen(feiten, per_regio):
    zwaai, prijzen = feiten.voorstel.brokken, feiten.voorstel.prijzen
    wegen = feiten.voorstel.uitwegen
    for code, dossier in per_regio.items():
        rijen = dossier.tabel("bij elkaar blijven, en waar zij ook naartoe kunnen")
        verwacht = zwaai[zwaai["voorstel_code"] == code]
        assert sorted(r[0] for r in rijen) == sorted(verwacht["gemeenten"])
        for wie, _, alternatief, kosten in rijen:
            rij = verwacht[verwacht["gemeenten"] == wie].iloc[0]
            heel = f"{rij['alternatief']}; dan ook: {rij['verhuist_mee']}"
            assert alternatief == (heel.removesuffix("; dan ook: ") or "niet gevonden")
            assert kosten == kort(rij["kosten"])
        assert dossier.tabel("Wat elk uitgangspunt kost") == [
            [wens, kort(rij["prijs"]), "ja"] for wens, rij in prijzen.iterrows()
        ]
        hier = wegen[(wegen["naar"] == code) & wegen["bewezen"]]
        if len(hier):
            rijen = dossier.tabel("Gemeenten uit andere regio's")
            assert sorted(r[0] for r in rijen) == sorted(hier["gemeenten"])
        else:
            assert "Gemeenten uit andere regio's" not in dossier.tekst


def test_bronnen_en_controlegetallen(feiten, bron, per_regio):
    voorstel = feiten.voorstel
    for dossier in per_regio.values():
        rijen = dossier.tabel("De gekozen indelingen in 2026")
        for k, rij in zip(NAMEN, rijen, strict=True):
            aantal = len(set(bron.lid[k].values()))
            assert rij == [bron.titel[k], str(aantal), "1", "2026-01-01", "officieel (CBS)"]
            regels = "\n".join(f"{gm}={r}" for gm, r in sorted(bron.lid[k].items()))
            assert (
                f"{bron.titel[k]}: {hashlib.sha256(regels.encode()).hexdigest()}" in dossier.tekst
            )
        regels = "\n".join(f"{gm}={bron.inwoners[gm]}" for gm in bron.codes)
        assert hashlib.sha256(regels.encode()).hexdigest() in dossier.tekst
        assert "ab" * 32 in dossier.tekst
        tekst = dossier.onder("Hoe is dit berekend?")
        assert f"doelwaarde: {kort(voorstel.doelwaarde)}." in tekst
        assert f"congruentie {cg.__version__}, uit v.json" in tekst
        assert "Bewezen is" in tekst
        assert "Elke regio is aaneengesloten. Paren buren: 855 land, " in tekst


def test_geen_ander_getal(feiten, bron, per_regio):
    """Every number in the running text is one that the tests above derive, or a fixed one."""
    vaste = {"100", "1", "0", "50", "2026", "2024", "150", "4", "2", "256", "9", "85755"}
    for code, dossier in per_regio.items():
        uit_tabellen = set()
        for tabel in dossier.hoofd.iter("table"):
            uit_tabellen |= getallen_in(" ".join(tabel.itertext()))
        d = beschrijf_regio(feiten, code)
        hier = {
            str(len(feiten.voorstel.codes)), "3", kort(feiten.voorstel.doelwaarde),
            str(len(d["delingen"])), str(d["achteruit"]), str(d["aantal_gelijk"]),
            str(len(d["provincies"])),
            *(procent(na).rstrip("%") for na in d["na"]), *re.findall(r"\d+,\d", d["centrum_reden"]),
            str(sum(len(g["gemeenten"]) for w in d["wissels"] for g in w["erbij"])),
            str(sum(len(g["gemeenten"]) for w in d["wissels"] for g in w["eruit"])),
            str(sum(z["stand"] == "kan anders" for z in d["zwaai"])), getal(d["km2"]),
            *getallen_in(cg.__version__ + " 0.2.0 4.0"),
            *map(str, feiten.voorstel.banden.aantallen.values()),
            *(str(n) for n in range(1, len(dossier.hoofd.findall(".//table")) + 1)),
        }  # fmt: skip
        vreemd = getallen_in(dossier.lopende_tekst) - uit_tabellen - hier - vaste
        assert not vreemd, (code, vreemd)

"""What stands in the documents: every number re-derived, every sentence in its place."""

from __future__ import annotations

import csv
import hashlib
import itertools
import json
import re
from collections import defaultdict

import numpy as np
import pytest
from conftest import REPO
from dossierhulp import Gelezen, getal, getallen_in, kort, procent
from orakel import congruentie_over_paren

import congruentie as cg
from congruentie.bronnen import laad_provincie
from congruentie.bronnen.pakket import beschrijvingen
from congruentie.dossier import Feiten, maak_dossiers
from congruentie.dossier.gemeente import beschrijf_gemeente
from congruentie.dossier.land import beschrijf_land
from congruentie.dossier.regio import beschrijf_regio
from congruentie.voorstel import vast

NAMEN = ["ggd", "res", "jeugdregio"]


@pytest.fixture(scope="module")
def feiten():
    indelingen = cg.laad_indelingen(2026, NAMEN, met_grenzen=True, cache="geen")
    domeinen = {naam: soort.domein_studiegroep for naam, soort in beschrijvingen().items()}
    voorstel = cg.stel_voor(indelingen, cache="geen")
    return Feiten(voorstel, laad_provincie(2026, cache="geen"), domeinen, "v.json", "ab" * 32)


class Bron:
    """The same facts, straight from the CSV files and the definition."""

    def __init__(self, voorstel) -> None:
        with (REPO / "regio_indelingen" / "gebieden_2026.csv").open(encoding="utf-8") as f:
            rijen = {rij["gm_code"]: rij for rij in csv.DictReader(f)}
        with (REPO / "regio_indelingen" / "regionamen.csv").open(encoding="utf-8") as f:
            namen = [rij for rij in csv.DictReader(f) if rij["jaar"] == "2026"]
        self.codes = sorted(rijen)
        self.naam = {gm: rijen[gm]["gm_naam"] for gm in self.codes}
        self.inwoners = {gm: int(rijen[gm]["inwoners"]) for gm in self.codes}
        self.lid, self.regionaam = {}, {}
        for indeling in [*NAMEN, "provincie"]:
            self.lid[indeling] = {gm: rijen[gm][indeling] for gm in self.codes}
            self.regionaam[indeling] = {
                rij["regio_code"]: rij["regio_naam"] for rij in namen if rij["indeling"] == indeling
            }
        self.straks = dict(voorstel.indeling.lidmaatschap)
        self.titel = {i.naam: i.titel for i in voorstel.indelingen}
        self.regio = dict(zip(voorstel.codes, voorstel.namen, strict=True))
        self.voor = self.congruentie({k: self.lid[k] for k in NAMEN})
        self.na = {
            k: self.congruentie({**{m: self.lid[m] for m in NAMEN}, k: self.straks}) for k in NAMEN
        }

    def congruentie(self, lidmaatschappen):
        kolommen = []
        for lid in lidmaatschappen.values():
            nummer = {code: n for n, code in enumerate(sorted(set(lid.values())))}
            kolommen.append([nummer.get(lid.get(gm, ""), -1) for gm in self.codes])
        tabel = np.array(kolommen).T
        cijfers = map(float, congruentie_over_paren(tabel, [1] * tabel.shape[1]))
        return dict(zip(self.codes, cijfers, strict=True))

    def leden(self, code):
        return [gm for gm in self.codes if self.straks[gm] == code]

    def met(self, indeling, regio):
        return [gm for gm in self.codes if self.lid[indeling].get(gm) == regio]

    def opsomming(self, gms):
        namen = [self.naam[gm] for gm in gms]
        return " en ".join(filter(None, [", ".join(namen[:-1]), *namen[-1:]]))


@pytest.fixture(scope="module")
def bron(feiten):
    return Bron(feiten.voorstel)


@pytest.fixture(scope="module")
def per_regio(feiten, tmp_path_factory):
    """Three regio's: that all have, in two provinces, and cut from many."""
    map_ = tmp_path_factory.mktemp("regio")
    codes = kies_regios(feiten)
    maak_dossiers(feiten, map_, codes=codes, vormen=["html"])
    return {code: Gelezen(next(map_.glob(f"dossier-{code}-*.html"))) for code in codes}


def kies_regios(feiten):
    regios = [beschrijf_regio(feiten, code) for code in feiten.nummers]
    return list(
        dict.fromkeys(
            [
                max(regios, key=lambda r: r.aantal_gelijk).code,
                max(regios, key=lambda r: (len(r.provincies), len(r.delingen))).code,
                max(regios, key=lambda r: len(r.verliezen)).code,
                max(regios, key=lambda r: len(r.hierheen)).code,
                min(regios, key=lambda r: len(r.leden)).code,
            ]
        )
    )


# --- per regio -------------------------------------------------------------------------------


def test_de_gekozen_regios_verschillen(feiten):
    regios = [beschrijf_regio(feiten, code) for code in kies_regios(feiten)]
    assert any(r.aantal_gelijk == len(NAMEN) for r in regios)
    assert any(r.aantal_gelijk == 0 for r in regios)
    assert any(r.verliezen for r in regios)
    assert any(r.hierheen for r in regios)
    assert any(len(r.leden) == 1 for r in regios)


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
            assert titel == bron.titel[k]
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
            k = next(k for k in NAMEN if bron.titel[k] == titel)
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
                rij = [bron.titel[k], naam, bron.opsomming(hier), anders, getal(paren)]
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
    zwaai, prijzen = vast.zwaai(feiten.voorstel), vast.prijzen(feiten.voorstel)
    for code, dossier in per_regio.items():
        rijen = dossier.tabel("bij elkaar blijven, en waar zij ook naartoe kunnen")
        verwacht = zwaai[zwaai["voorstel_code"] == code]
        assert sorted(r[0] for r in rijen) == sorted(verwacht["gemeenten"])
        for wie, _, alternatief, kosten in rijen:
            rij = verwacht[verwacht["gemeenten"] == wie].iloc[0]
            assert alternatief == (rij["alternatief"] or "niet gevonden")
            assert kosten == kort(rij["kosten"])
        assert dossier.tabel("Wat elke wens kost") == [
            [wens, kort(rij["prijs"]), "ja"] for wens, rij in prijzen.iterrows()
        ]
        hier = zwaai[zwaai["alternatief"].str.endswith(f"({code})")]
        hier = hier[(hier["voorstel_code"] != code) & (hier["stand"] == "kan anders")]
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
            str(len(d.delingen)), str(d.achteruit), str(d.aantal_gelijk), str(len(d.provincies)),
            *(procent(na).rstrip("%") for na in d.na), *re.findall(r"\d+,\d", d.centrum_reden),
            str(sum(len(g.gemeenten) for w in d.wissels for g in w.erbij)),
            str(sum(len(g.gemeenten) for w in d.wissels for g in w.eruit)),
            str(sum(z.stand == "kan anders" for z in d.zwaai)), getal(d.km2),
            *getallen_in(cg.__version__ + " 0.2.0 4.0"),
            *map(str, feiten.voorstel.banden.aantallen.values()),
            *(str(n) for n in range(1, len(dossier.hoofd.findall(".//table")) + 1)),
        }  # fmt: skip
        vreemd = getallen_in(dossier.lopende_tekst) - uit_tabellen - hier - vaste
        assert not vreemd, (code, vreemd)


# --- per gemeente, land ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def per_gemeente(feiten, tmp_path_factory):
    map_ = tmp_path_factory.mktemp("gemeente")
    codes = ["GM0267", "GM0363", "GM1680"]
    maak_dossiers(feiten, map_, per="gemeente", codes=codes, vormen=["html"], domein="sociaal")
    return {code: Gelezen(next(map_.glob(f"dossier-{code}-*.html"))) for code in codes}


def test_partners_nu_en_straks(bron, per_gemeente):
    for gm, dossier in per_gemeente.items():
        nu = {
            ander: [k for k in NAMEN if bron.lid[k].get(ander) == bron.lid[k][gm]]
            for ander in bron.codes
            if ander != gm
        }
        straks = set(bron.leden(bron.straks[gm])) - {gm}
        verwacht = {
            bron.naam[a]: [
                getal(bron.inwoners[a]),
                f"{len(nu[a])} van 3",
                "ja" if a in straks else "nee",
            ]
            for a in nu
            if nu[a] or a in straks
        }
        rijen = dossier.tabel(f"Partners van {bron.naam[gm]}")
        assert {r[0]: [r[1], r[2], r[4]] for r in rijen} == verwacht
        punten = dossier.punten()
        partners = [a for a in nu if nu[a]]
        assert re.search(rf"heeft ({len(partners)}|geen) partner", punten["Nu"])
        assert procent(bron.voor[gm]) in punten["Nu"]
        kwijt, erbij = set(partners) - straks, straks - set(partners)
        assert [int(n) for n in re.findall(r"\d+", punten["Partners"])] == [
            len(groep) for groep in (kwijt, erbij) if groep
        ]
        for k, rij in zip(NAMEN, dossier.tabel("De regio van"), strict=True):
            assert rij[1] == bron.regionaam[k][bron.lid[k][gm]]
            assert rij[2] == str(len(bron.met(k, bron.lid[k][gm])) - 1)
        for k, rij in zip(NAMEN, dossier.tabel("wie erbij komt en wie weggaat"), strict=True):
            samen = set(bron.met(k, bron.lid[k][gm])) - {gm}
            for cel, groep in zip(
                rij[1:], (samen & straks, samen - straks, straks - samen), strict=True
            ):
                assert cel == (bron.opsomming(sorted(groep)) or "niemand")
        assert dossier.tabel("Congruentie van")[0][1:] == [
            procent(bron.voor[gm]), *(procent(bron.na[k][gm]) for k in NAMEN), "100,0%",
        ]  # fmt: skip
        assert "voor het sociale domein" in dossier.tekst
        assert "horen daarbij: GGD-regio's en Jeugdregio's. Uit een ander" in dossier.tekst


@pytest.fixture(scope="module")
def land(feiten, tmp_path_factory):
    map_ = tmp_path_factory.mktemp("land")
    maak_dossiers(feiten, map_, per="land", vormen=["html"])
    return Gelezen(map_ / "dossier-Nederland.html")


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


def test_de_vier_voorwaarden(feiten, bron, land):
    tekst = land.onder("De vier voorwaarden van de Studiegroep")
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
    assert "elke grens tussen twee regio's is nu al een grens" in land.punten()["Grenzen"]


def test_zwaai_van_het_land(feiten, land):
    zwaai = vast.zwaai(feiten.voorstel)
    anders = zwaai[zwaai["stand"] == "kan anders"].sort_values("kosten", kind="stable")
    rijen = land.tabel("Groepen die ook anders kunnen")
    assert sorted(r[0] for r in rijen) == sorted(anders["gemeenten"])
    assert [r[4] for r in rijen] == [kort(k) for k in anders["kosten"]]
    d = beschrijf_land(feiten)
    assert d.standen == {
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


def test_bestaande_indeling(feiten, tmp_path):
    from congruentie.voorstel.bestaand import bestaande_regios

    bestaand = bestaande_regios(feiten.voorstel.indelingen, "ggd", feiten.voorstel.banden)
    mijn = Feiten(bestaand, feiten.provincie, feiten.domeinen)
    assert list(mijn.nummers) == [*dict.fromkeys(bestaand.codes)]
    assert set(mijn.nummers) == set(feiten.voorstel.indelingen["ggd"].regios)
    maak_dossiers(mijn, tmp_path, codes=["GG2707"], vormen=["html"])
    dossier = Gelezen(tmp_path / "dossier-GG2707-GGD-Hollands-Noorden.html")
    assert "Dit dossier gaat over een regio die er al is." in dossier.tekst
    assert "voorgesteld" not in dossier.tekst.casefold()
    assert "Wat kan ook" not in dossier.tekst
    assert dossier.tabel("Verandering per indeling")[0][3:] == ["niemand", "niemand"]
    maak_dossiers(mijn, tmp_path, per="land", vormen=["html"])
    land = Gelezen(tmp_path / "dossier-Nederland.html").tekst
    assert "Alle regio's bestaan al: het zijn die van de indeling GGD-regio's." in land
    maak_dossiers(mijn, tmp_path, per="gemeente", codes=["GM0363"], vormen=["html"])
    tekst = Gelezen(tmp_path / "dossier-GM0363-Amsterdam.html").tekst
    assert "Amsterdam zit in regio GGD Amsterdam van de indeling GGD-regio's." in tekst


def test_gemeente_zonder_regio(feiten, tmp_path):
    """An existing indeling that leaves gemeenten out: they get no document of a regio."""
    from congruentie.model import Indeling, Indelingen
    from congruentie.voorstel.bestaand import bestaande_regios

    deel = Indeling("deel", {"GM0363": "A", "GM0362": "A", "GM0267": "B"}, {"A": "Aan de Amstel"})
    ggd = feiten.voorstel.indelingen["ggd"]
    indelingen = Indelingen(feiten.voorstel.indelingen.gemeenten, (deel, ggd))
    mijn = Feiten(bestaande_regios(indelingen, "deel", feiten.voorstel.banden), feiten.provincie)
    assert list(mijn.nummers) == ["B", "A"]
    d = beschrijf_gemeente(mijn, "GM0014")
    assert d.regio_code == ""
    maak_dossiers(mijn, tmp_path, per="gemeente", codes=["GM0014"], vormen=["html"])
    tekst = Gelezen(tmp_path / "dossier-GM0014-Groningen.html").tekst
    assert "Groningen zit in geen regio van de indeling deel." in tekst
    maak_dossiers(mijn, tmp_path, vormen=["html"])
    assert sorted(p.name for p in tmp_path.glob("dossier-[AB]*")) == [
        "dossier-A-Aan-de-Amstel.html",
        "dossier-B-B.html",
    ]
    land = beschrijf_land(mijn)
    assert land.ingedeeld == 3
    assert json.dumps(land.standen)


def test_na_een_ronde_alleen_de_wensen_die_erover_gaan():
    """Answers of a consultation can bring hundreds of wishes about other gemeenten."""
    indelingen = cg.laad_indelingen(2026, ["ggd", "jeugdregio"], met_grenzen=True)
    paren = (("GM0363", "GM0014"), ("GM0363", "GM0599"), ("GM0014", "GM0599"))
    voorstel = cg.stel_voor(indelingen, eisen=cg.Eisen(min_inwoners=100_000, apart=paren))
    feiten = Feiten(voorstel)
    algemeen = ["minimaal 100.000 inwoners per regio", "aaneengesloten regio's"]
    code = voorstel.codes[voorstel.regio[indelingen.gemeenten.plek["GM0599"]]]
    regio = beschrijf_regio(feiten, code)
    over_rotterdam = ["Amsterdam en Rotterdam apart", "Groningen en Rotterdam apart"]
    assert list(regio.verantwoording.wensen) == [
        *algemeen, *over_rotterdam, "1 wens over andere gemeenten"
    ]  # fmt: skip
    assert [prijs.wens for prijs in regio.prijzen] == [*algemeen, *over_rotterdam]
    gemeente = beschrijf_gemeente(feiten, "GM0384")
    assert list(gemeente.verantwoording.wensen) == [*algemeen, "3 wensen over andere gemeenten"]
    land = beschrijf_land(feiten)
    assert list(land.verantwoording.wensen) == [*algemeen, "3 wensen over bepaalde gemeenten"]
    assert len(land.prijzen) == len(algemeen) + 3

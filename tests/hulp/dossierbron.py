"""The facts in a document once more, straight from the CSV files and the definition."""

from __future__ import annotations

import csv

import numpy as np
from conftest import REPO
from orakel import congruentie_over_paren

from congruentie.dossier.inhoud import beschrijf_regio

NAMEN = ["ggd", "res", "jeugdregio"]


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


def kies_regios(feiten):
    """Five regio's that differ most: equal to existing ones, over provinces, with losers, alone."""
    regios = [beschrijf_regio(feiten, code) for code in feiten.nummers]
    return list(
        dict.fromkeys(
            [
                max(regios, key=lambda r: r["aantal_gelijk"])["code"],
                max(regios, key=lambda r: (len(r["provincies"]), len(r["delingen"])))["code"],
                max(regios, key=lambda r: len(r["verliezen"]))["code"],
                max(regios, key=lambda r: len(r["hierheen"]))["code"],
                min(regios, key=lambda r: len(r["leden"]))["code"],
            ]
        )
    )

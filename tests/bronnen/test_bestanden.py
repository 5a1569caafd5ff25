"""Own files as analysts have them: each kind with what is read or said, in every entrance alike."""

# ruff: noqa: E501  # a kind of file and what is said of it read best on one line

from __future__ import annotations

import io
import json
import logging
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pytest

import congruentie as cg
from congruentie.bronnen import controleer, kolommen
from congruentie.bronnen.meldingen import regels_van
from congruentie.cli import main
from congruentie.errors import CongruentieFout
from congruentie.kaart import maak_pagina
from congruentie.uitvoer.rapport import bronnentabel

# Three gemeenten in two regions: what most files below say.
DRIE = {"GM0363": "Noord", "GM0518": "Zuid", "GM0599": "Zuid"}
GEEN = "let op: 339 van de 342 gemeenten hebben geen regio"


@dataclass(frozen=True)
class Soort:
    """One kind of file.

    `inhoud` is the text or bytes of a CSV, the rows of a sheet, or what makes a workbook. `gelezen` is
    the expected membership (None: not usable) and `gezegd` patterns of lines that must be said, one
    each, apart from who is not in the file; no other line may be said.
    """

    naam: str
    inhoud: str | bytes | list[list[object]] | Callable[[Path], None]
    gezegd: tuple[str, ...] = ()
    gelezen: dict[str, str] | None = field(default_factory=lambda: DRIE)
    keuze: str = ""
    jaar: int = 2025

    def maak(self, map_: Path) -> Path:
        csv = isinstance(self.inhoud, (str, bytes))
        pad = map_ / ("f.csv" if csv else "f.xlsx")
        if isinstance(self.inhoud, str):
            pad.write_text(self.inhoud, "utf-8", newline="")
        elif isinstance(self.inhoud, bytes):
            pad.write_bytes(self.inhoud)
        elif callable(self.inhoud):
            self.inhoud(pad)
        else:
            boek = openpyxl.Workbook()
            for rij in self.inhoud:
                boek.active.append(rij)
            boek.save(pad)
        return pad


def samengevoegd(pad: Path) -> None:
    boek = openpyxl.Workbook()
    blad = boek.active
    for rij in (
        ["Overzicht 2025"], [], ["Tafel", "Gemeente"], ["Noord", "Amsterdam"], ["Zuid", "Den Haag"],
        [None, "Rotterdam"], ["Totaal", 342], ["Bron: eigen telling"],
    ):  # fmt: skip
        blad.append(rij)
    blad.merge_cells("A1:B1")
    blad.merge_cells("A5:A6")
    boek.save(pad)


def samengevoegde_kop(pad: Path) -> None:
    boek = openpyxl.Workbook()
    blad = boek.active
    for rij in (
        ["gm_code", "Regio's", None], [None, "GGD", "RES"], [363, "Noord", "x"], [518, "Zuid", "y"],
        [599, "Zuid", "x"],
    ):  # fmt: skip
        blad.append(rij)
    blad.merge_cells("A1:A2")
    blad.merge_cells("B1:C1")
    boek.save(pad)


def herschreven(pad: Path, oud: str, nieuw: str) -> None:
    """A workbook of three gemeenten with something else in the XML of its sheet."""
    boek = openpyxl.Workbook()
    for rij in (["gm_code", "regio"], [363, "Noord"], [518, "Zuid"], [599, "Zuid"]):
        boek.active.append(rij)
    uit = io.BytesIO()
    boek.save(uit)
    with zipfile.ZipFile(uit) as van, zipfile.ZipFile(pad, "w") as naar:
        for deel in van.namelist():
            ruw = van.read(deel)
            if deel.endswith("sheet1.xml"):
                assert re.search(oud.encode(), ruw)
                ruw = re.sub(oud.encode(), nieuw.encode(), ruw)
            naar.writestr(deel, ruw)


def eindeloos_samengevoegd(pad: Path) -> None:
    blok = '<mergeCells count="1"><mergeCell ref="B3:XFD1048576"/></mergeCells>'
    herschreven(pad, "</sheetData>", f"</sheetData>{blok}")


def verkeerde_afmeting(pad: Path) -> None:
    herschreven(pad, 'dimension ref="A1:B4"', 'dimension ref="A1"')


def geen_afmeting(pad: Path) -> None:
    herschreven(pad, '<dimension ref="A1:B4"\\s?/>', "")


def lege_formule(pad: Path) -> None:
    # Excel writes that a formula gives an empty text; that is an outcome.
    herschreven(
        pad,
        '<c r="B4"[^>]*>.*?</c>',
        '<c r="B4" t="str"><f>IF(A4=0,1,"")</f><v></v></c>',
    )


def formule_met_uitkomst(pad: Path) -> None:
    herschreven(
        pad, '<c r="B4"[^>]*>.*?</c>', '<c r="B4" t="str"><f>VLOOKUP(A4,C:D,2,0)</f><v>Zuid</v></c>'
    )


def fouten_van_excel(pad: Path) -> None:
    herschreven(
        pad, '<c r="B4"[^>]*>.*?</c>', '<c r="B4" t="e"><f>VLOOKUP(1,C:D,2)</f><v>#N/A</v></c>'
    )


def opgemaakt_tot_onderaan(pad: Path) -> None:
    rijen = "".join(f'<row r="{i}"><c r="A{i}" s="0"/></row>' for i in range(5, 12_000))
    herschreven(pad, "</sheetData>", f"{rijen}</sheetData>")


def twee_bladen(pad: Path) -> None:
    boek = openpyxl.Workbook()
    boek.active.title = "Toelichting"
    boek.active.append(["Dit bestand", "gaat over tafels"])
    blad = boek.create_sheet("Tafels")
    for rij in (["Gemcode", "Tafel"], [363, "Noord"], [518, "Zuid"], [599, "Zuid"]):
        blad.append(rij)
    boek.save(pad)


KOP = "gm_code,regio\n"
LEEG = "let op: rij 4: GM0599 heeft geen regio \\('{}'\\) en doet niet mee"
TWEE = {"GM0363": "Noord", "GM0518": "Zuid"}
KOLOMMEN = "let op: rij {}: de gemeenten staan in kolom {} en de regio's in kolom {}."


def leeg(woord: str, *, als_rijen: bool = False) -> Soort:
    rijen = [["gm_code", "regio"], ["GM0363", "Noord"], ["GM0518", "Zuid"], ["GM0599", woord]]
    tekst = "\n".join(",".join(rij) for rij in rijen)
    vorm = "xlsx" if als_rijen else "csv"
    return Soort(
        f"{vorm}: {woord}", rijen if als_rijen else tekst, (LEEG.format(re.escape(woord)),), TWEE
    )


SOORTEN = [
    # --- RegioAtlas, StatLine and other publishers
    Soort(
        "regioatlas",
        '\ufeff"Gemeente";"CBS";"GGD\'s";"Inwoneraantal van regio"\r\n"Amsterdam";"363";"Noord";"900000"\r\n'
        '"\'s-Gravenhage";"518";"Zuid";"1200000"\r\n"Rotterdam";"599";"Zuid";"1200000"\r\n',
        (KOLOMMEN.format(1, "'CBS'", '"GGD\'s"'),),
    ),
    Soort(
        "regioatlas met centrumgemeenten, die zelf gemeenten zijn",
        '"Gemeente";"CBS";"Centrum";"Inwoneraantal"\n"Nijkerk";"267";"Ede";"1"\n"Ede";"228";"Ede";"1"\n'
        '"Barneveld";"203";"Ede";"1"\n"Putten";"273";"Ermelo";"1"\n',
        (KOLOMMEN.format(1, "'CBS'", "'Centrum'"),),
        {"GM0267": "Ede", "GM0228": "Ede", "GM0203": "Ede", "GM0273": "Ermelo"},
    ),
    Soort(
        "centrumgemeenten als code naast namen",
        "gemeente;centrum\nNijkerk;GM0228\nEde;GM0228\nBarneveld;GM0228\nPutten;GM0233\n",
        (KOLOMMEN.format(1, "'gemeente'", "'centrum'"),),
        {"GM0267": "GM0228", "GM0228": "GM0228", "GM0203": "GM0228", "GM0273": "GM0233"},
    ),
    Soort(
        "elke gemeente een eigen nummer als regio",
        "gemeente;tafel\nNijkerk;3\nEde;5\nBarneveld;7\n",
        (KOLOMMEN.format(1, "'gemeente'", "'tafel'"),),
        {"GM0267": "3", "GM0228": "5", "GM0203": "7"},
    ),
    Soort(
        "statline",
        '"Gebieden in Nederland 2025"\n\n"Onderwerp";"GGD-regio\'s";"GGD-regio\'s"\n"Regio\'s";"Code";"Naam"\n'
        '"Amsterdam";"Noord   ";"N"\n"\'s-Gravenhage (gemeente)";"Zuid";"Z"\n"Rotterdam";"Zuid";"Z"\n"Bron: CBS"\n',
        (
            "let op: rij 4: de kop staat in rij 4; wat erboven staat doet niet mee: 'Gebieden in Nederland 2025'",
            KOLOMMEN.format(4, '"Regio\'s"', "'Code'"),
            "let op: rij 8: 'Bron: CBS' is geen gemeente met een regio; deze rij doet niet mee",
        ),
    ),
    Soort(
        "statline met de kolom van een hoger niveau",
        '"Titel"\n"Onderwerp";"GGD";"RES"\n"Regio\'s";"Code";"Code"\n"Amsterdam";"x";"Noord"\n"Den Haag";"x";"Zuid"\n'
        '"Rotterdam";"y";"Zuid"\n',
        ("let op: rij 3: de kop staat in rij 3", KOLOMMEN.format(3, '"Regio\'s"', "'Code'"),
         "let op: rij 3: de kop 'Code' staat er dubbel. De eerste kolom telt."),
        keuze="#regio=RES",
    ),
    *(
        Soort(f"kop {kop}", f"{kop};regio\n363;Noord\n518;Zuid\n0599;Zuid\n")
        for kop in ("GM", "Gemcode", "cbs_code", "CBS-code", "statcode", "KoppelCodes", "municipality_code", "GM code")
    ),
    Soort(
        "engels",
        "Municipality,Region,Population\nAmsterdam,Noord,900000\nThe Hague,Zuid,500000\nRotterdam,Zuid,600000\n",
        ("fout: rij 3: gemeente 'The Hague' is niet bekend in 2025. Gebruik de code",),
        None,
    ),
    Soort("engels met codes", "municipality_code,region\nGM0363,Noord\nGM0518,Zuid\nGM0599,Zuid\n"),
    Soort(
        "wat cbs publiceert: code, naam, regiocode, regionaam",
        "Gemeentecode,Gemeentenaam,Regiocode,Regionaam\nGM0363,Amsterdam,Noord,De Noord\n"
        "GM0518,'s-Gravenhage,Zuid,De Zuid\nGM0599,Rotterdam,Zuid,De Zuid\n",
    ),
    Soort(
        "onbekende koppen, code en naam van dezelfde regio",
        "Code,Plaats,T-nr,Tafel\nGM0363,Amsterdam,Noord,De Noord\nGM0518,Den Haag,Zuid,De Zuid\n"
        "GM0599,Rotterdam,Zuid,De Zuid\n",
        (KOLOMMEN.format(1, "'Code'", "'T-nr'"),),
    ),
    Soort(
        "meer indelingen naast elkaar",
        "gm_code,ggd,res\nGM0363,a,p\nGM0518,a,q\nGM0599,b,q\n",
        ("fout: rij 1: de regio kan in meer kolommen staan: 'ggd' en 'res'. Kies er een: .*f.csv#regio=ggd",),
        None,
    ),
    Soort(
        "een kolom die bijna leeg is en een die overal gelijk is, worden niet weggeraden",
        "gm_code,ggd,tafel,soort\nGM0363,a,T1,x\nGM0518,b,,x\nGM0599,b,,x\n",
        ("fout: rij 1: de regio kan in meer kolommen staan: 'ggd', 'tafel' en 'soort'. Kies er een",),
        None,
    ),
    Soort("wat overal gelijk is, wordt niet aangeraden", "gm_code,soort,ggd\nGM0363,x,a\nGM0518,x,b\n",
          ("fout: rij 1: de regio kan in meer kolommen staan: 'soort' en 'ggd'. Kies er een: .*f.csv#regio=ggd.$",), None),
    Soort(
        "een opmerking hier en daar",
        "gm_code,opmerking,tafel\nGM0363,,Noord\nGM0518,nog vragen,Zuid\nGM0599,,Zuid\n",
        (KOLOMMEN.format(1, "'gm_code'", "'tafel'"),),
    ),
    *(
        Soort(
            f"gekozen met {keuze}",
            "gm_code,ggd,res\nGM0363,a,Noord\nGM0518,a,Zuid\nGM0599,b,Zuid\n",
            keuze=keuze,
        )
        for keuze in ("#res", "#regio=res", "#gemeente=gm_code#regio=RES", "#regio=res#gemeente=GM code")
    ),
    Soort(
        "twee kolommen met gemeenten, een gekozen",
        "van,naar,regio\nGM0267,GM0363,Noord\nGM0228,GM0518,Zuid\nGM0203,GM0599,Zuid\n",
        keuze="#gemeente=naar",
    ),
    Soort(
        "een kolom die er niet is",
        "gm_code,regio\nGM0363,a\n",
        ("fout: rij 1: er is geen kolom code; gevonden: 'gm_code' en 'regio'. Noem een van deze",
         "fout: rij 1: er is geen kolom tafel; gevonden: 'gm_code' en 'regio'."),
        None,
        "#gemeente=code#regio=tafel",
    ),
    Soort(
        "volgnummers voor de namen",
        "nr;gemeente;regio\n1;Amsterdam;Noord\n2;Den Haag;Zuid\n3;Rotterdam;Zuid\n",
    ),
    Soort(
        "code en naam in een cel",
        "gemeente;regio\nGM0363 Amsterdam;Noord\nDen Haag (GM0518);Zuid\n0599 - Rotterdam;Zuid\n",
    ),
    # --- which row is the header
    *(
        Soort(f"elke rij zegt gemeente: {naam}", inhoud, gezegd, keuze=keuze)
        for naam, inhoud, gezegd, keuze in (
            ("naam eerst", "naam;soort;tafel\nAmsterdam;Gemeente;Noord\nDen Haag;Gemeente;Zuid\nRotterdam;Gemeente;Zuid\n",
             (KOLOMMEN.format(1, "'naam'", "'tafel'"),), "#regio=tafel"),
            ("soort telt niet als regio", "Gemeente;Soort;Tafel\nAmsterdam;gemeente;Noord\nDen Haag;gemeente;Zuid\n"
             "Rotterdam;gemeente;Zuid\n", (), "#regio=Tafel"),
            ("bekende koppen", "gemeente;type;regio\nAmsterdam;gemeente;Noord\nDen Haag;gemeente;Zuid\n"
             "Rotterdam;gemeente;Zuid\n", (), ""),
            ("pdok", "statcode,statnaam,jrstatcode,rubriek,regio_naam,regio_code\nGM0363,Amsterdam,2025GM0363,gemeente,N,Noord\n"
             "GM0518,'s-Gravenhage,2025GM0518,gemeente,Z,Zuid\nGM0599,Rotterdam,2025GM0599,gemeente,Z,Zuid\n", (), ""),
            ("met een titel die een gemeente noemt", "Gemeente;Utrecht;\n\ngm;rubriek;regio\nAmsterdam;gemeente;Noord\n"
             "Den Haag;gemeente;Zuid\nRotterdam;gemeente;Zuid\n",
             ("let op: rij 3: de kop staat in rij 3; wat erboven staat doet niet mee: 'Gemeente; Utrecht'",), ""),
            ("zonder kop", "Amsterdam;gemeente;Noord\nDen Haag;gemeente;Zuid\nRotterdam;gemeente;Zuid\n",
             ("let op: rij 1: er is geen kop; de gemeenten staan in kolom 1 en de regio's in kolom 3",), "#regio=3"),
            ("een titel en code boven een kop", "Mijn indeling;2025\ngm_code;rubriek;regio\nGM0363;gemeente;Noord\n"
             "GM0518;gemeente;Zuid\nGM0599;gemeente;Zuid\n",
             ("let op: rij 2: de kop staat in rij 2; wat erboven staat doet niet mee: 'Mijn indeling; 2025'",), ""),
        )
    ),
    Soort("elke rij zegt gemeente, en de eerste kent niemand",
          "naam;soort;tafel\nAtlantis;gemeente;Noord\nDen Haag;gemeente;Zuid\nRotterdam;gemeente;Zuid\n",
          ("let op: rij 1: de gemeenten staan in kolom 'naam' en de regio's in kolom 'tafel'",
           "fout: rij 2: gemeente 'Atlantis' is niet bekend in 2025"), None, "#tafel"),
    Soort("geen kop, en twee kolommen die kunnen", "Amsterdam;gemeente;Noord\nDen Haag;gemeente;Zuid\n",
          ("fout: rij 1: de regio kan in meer kolommen staan: 2 en 3. Kies er een: .*f.csv#regio=3.$",), None),
    Soort("een regio die heet als een gemeente, als kop", "gemeente;Utrecht\nAmsterdam;Noord\nDen Haag;Zuid\nRotterdam;Zuid\n",
          (KOLOMMEN.format(1, "'gemeente'", "'Utrecht'"),)),
    # --- what divides nothing
    Soort("overal gelijke tekst naast nummers", "gm_code;soort;cluster\nGM0363;stad;2\nGM0518;stad;3\nGM0599;stad;3\n",
          (KOLOMMEN.format(1, "'gm_code'", "'cluster'"),), {"GM0363": "2", "GM0518": "3", "GM0599": "3"}),
    *(
        Soort(f"overal gelijke tekst naast {wat}", inhoud,
              (f"fout: rij 1: de regio kan in meer kolommen staan: {koppen}. Kies er een",), None)
        for wat, inhoud, koppen in (
            ("een getal per gemeente", "gm_code;soort;inwoners\nGM0363;stad;21\nGM0518;stad;32\nGM0599;stad;33\n",
             "'soort' en 'inwoners'"),
            ("twee nummers", "gm_code;soort;a;b\nGM0363;stad;2;1\nGM0518;stad;3;1\nGM0599;stad;3;2\n", "'soort', 'a' en 'b'"),
        )
    ),
    Soort("alleen tekst die overal gelijk is", "gm_code;tafel\nGM0363;Noord\nGM0518;Noord\n",
          (KOLOMMEN.format(1, "'gm_code'", "'tafel'"),), {"GM0363": "Noord", "GM0518": "Noord"}),
    Soort("zonder kop", "GM0363,Noord\nGM0518,Zuid\nGM0599,Zuid\n",
          ("let op: rij 1: er is geen kop; de gemeenten staan in kolom 1 en de regio's in kolom 2.",)),
    # --- CSV
    Soort("sep=", "sep=;\r\ngm_code;regio\r\n363;Noord\r\n518;Zuid\r\n599;Zuid\r\n"),
    Soort("sep=|", '"sep=|"\ngm_code|regio\n363|Noord\n518|Zuid\n599|Zuid\n'),
    Soort("strepen", "gm_code|regio\n363|Noord\n518|Zuid\n599|Zuid\n"),
    Soort("tabs", "gm_code\tregio\n363\tNoord\n518\tZuid\n599\tZuid\n"),
    Soort(
        "komma's tussen aanhalingstekens",
        'gemeente,regio\nAmsterdam,"Noord, en meer"\n"\'s-Gravenhage","Zuid; de rest"\n"Nuenen, Gerwen en Nederwetten",Oost\n',
        (),
        {"GM0363": "Noord, en meer", "GM0518": "Zuid; de rest", "GM0820": "Oost"},
    ),
    Soort(
        "puntkomma's met komma's in kop en cellen",
        "gemeente, naam of code;regio\nAmsterdam;Noord\nNuenen, Gerwen en Nederwetten;Zuid\nDen Haag;Zuid\n",
        (KOLOMMEN.format(1, "'gemeente, naam of code'", "'regio'"),),
        {"GM0363": "Noord", "GM0820": "Zuid", "GM0518": "Zuid"},
    ),
    Soort(
        "een komma in een naam zonder aanhalingstekens",
        "gemeente,regio\nAmsterdam,Noord\nNuenen, Gerwen en Nederwetten,Zuid\n",
        ("fout: rij 3: deze rij heeft 3 cellen en de kop 2; er staat een scheidingsteken in een tekst.",),
        None,
    ),
    Soort("kop met komma's, rijen met puntkomma's", "gm_code,regio\nGM0363;Noord\nGM0518;Zuid\nGM0599;Zuid\n",
          ("let op: rij 1: er is geen kop; de gemeenten staan in kolom 1 en de regio's in kolom 2.",
           "let op: rij 1: 'gm_code,regio' is geen gemeente met een regio; deze rij doet niet mee.")),
    Soort("rijen met alleen spaties", "gm_code;regio\n ; \nGM0363;Noord\n\u00a0;\nGM0518;Zuid\nGM0599;Zuid\n"),
    Soort("komma's aan het eind", "gm_code,regio\nGM0363,Noord,,\nGM0518,Zuid,,\nGM0599,Zuid,,\n"),
    Soort("windows-1252", "gemeente;regio\nSúdwest-Fryslân;Fryslân\n".encode("cp1252"), (), {"GM1900": "Fryslân"}),
    Soort("mojibake", "gemeente;regio\nSÃºdwest-FryslÃ¢n;Noord\n", (), {"GM1900": "Noord"}),
    Soort("utf-16", "gm_code\tregio\n363\tNoord\n518\tZuid\n599\tZuid\n".encode("utf-16")),
    Soort("oude mac", "gm_code;regio\r363;Noord\r518;Zuid\r599;Zuid\r"),
    Soort("voorloopnullen met een formule", 'gm_code,regio\n="0363",Noord\n"=""0518""",Zuid\n="0599",Zuid\n'),
    Soort("codes met 14,0 en 1.507", "gm_code;regio\n14,0;Noord\n1.507;Zuid\n1,640;Zuid\n363.0;Noord\n",
          (), {"GM0014": "Noord", "GM1507": "Zuid", "GM1640": "Zuid", "GM0363": "Noord"}),
    Soort("een code die een nul verloor", "gm_code;regio\n1.64;Noord\nGM0363;Zuid\n",
          ("fout: rij 2: gemeente '1.64' is niet bekend in 2025. Bedoel je Leudal",), None),
    Soort("regio's met 14,0", "gm_code;regio\n363;14,0\n518;14\n599;15.0\n",
          (), {"GM0363": "14", "GM0518": "14", "GM0599": "15"}),
    # --- nothing there
    *(
        leeg(woord, als_rijen=rijen)
        for woord in (
            "#N/B", "#N/A", "#DIV/0!", "#DEEL/0!", "#VERW!", "#WAARDE!", "NA", "None", "nan", ".", "-", "0",
            "(leeg)", "onbekend", "n.v.t.", "nvt", "Niet in te delen", "AM99 Niet in te delen", "CS0 nvt", "AM99",
            "Fout:502", "Err:502", "#BLOCKED!", "#FIELD!", "#VELD!", "#OVERLOPEN!", "niet bekend", "NaT",
            "#GETTING_DATA", "#BLOKKEREN!", "#NAAM?", "…", "*", "--",
        )
        for rijen in (False, True)
    ),
    Soort("naam van een pseudoregio", "gm_code,regio_code,regio_naam\n363,Noord,N\n518,Zuid,Z\n599,X9,Niet in te delen\n",
          (LEEG.format("Niet in te delen"),), TWEE),
    Soort("lege cel", "gm_code,regio\nGM0363,Noord\nGM0518,Zuid\nGM0599,\n",
          ("let op: rij 4: GM0599 heeft geen regio en doet niet mee",), TWEE),
    Soort("pseudoregio met naam", "gm_code,regio_code,regio_naam\n363,Noord,N\n518,Zuid,Z\n599,AM99,Niet in te delen\n",
          (LEEG.format("AM99"),), TWEE),
    Soort("fout van excel", fouten_van_excel, (LEEG.format("#N/A"),), TWEE),
    Soort("formule met een lege uitkomst", lege_formule, ("let op: rij 4: GM0599 heeft geen regio en",), TWEE),
    Soort("formule met uitkomst", formule_met_uitkomst),
    Soort(
        "formule zonder uitkomst",
        [["gm_code", "regio"], [363, "Noord"], [518, "=C3"], ["=A3+81", "Zuid"]],
        ("fout: rij 3: hier staat de formule '=C3', maar de uitkomst is niet bewaard. Open het bestand in Excel",
         "fout: rij 4: hier staat de formule '=A3\\+81'"),
        None,
    ),
    Soort("gemeente zonder code", "gm_code,regio\nGM0363,Noord\n#N/B,Zuid\n,Zuid\n",
          ("fout: rij 3: er staat geen gemeente bij regio 'Zuid' \\(#N/B\\). Vul de code in",
           "fout: rij 4: er staat geen gemeente bij regio 'Zuid' \\(leeg\\)"), None),
    # --- workbooks
    Soort(
        "samengevoegde cellen, titel, totaal en bron",
        samengevoegd,
        (
            "let op: rij 3: de kop staat in rij 3; wat erboven staat doet niet mee: 'Overzicht 2025'",
            KOLOMMEN.format(3, "'Gemeente'", "'Tafel'"),
            "let op: rij 7: 'Totaal; 342' is geen gemeente",
            "let op: rij 8: 'Bron: eigen telling' is geen gemeente",
            "let op: 1 samengevoegde cel is ingevuld: elke rij ervan krijgt de waarde, zoals in rij 5 tot en met 6",
        ),
    ),
    Soort(
        "samengevoegde kop",
        samengevoegde_kop,
        ("let op: rij 2: de kop staat in rij 2", ),
        keuze="#GGD",
    ),
    Soort("samengevoegd tot het eind van het blad", eindeloos_samengevoegd,
          ("let op: 1 samengevoegde cel is ingevuld",)),
    Soort("verkeerde afmeting", verkeerde_afmeting),
    Soort("geen afmeting", geen_afmeting),
    Soort("opgemaakt tot onderaan", opgemaakt_tot_onderaan),
    Soort("een blad met toelichting ervoor", twee_bladen, (KOLOMMEN.format(1, "'Gemcode'", "'Tafel'"),)),
    Soort("getallen met komma's", [["gm_code", "regio"], [363.0, "Noord"], ["518,0", "Zuid"], [599, "Zuid"]]),
    Soort("voetnoot", [["gm_code", "regio"], [363, "Noord"], [518, "Zuid"], [599, "Zuid"], [], ["* voorlopig, zie bijlage"]],
          ("let op: rij 6: '\\* voorlopig, zie bijlage' is geen gemeente met een regio",)),
    # --- more than one regio
    Soort("twee rijen voor een gemeente", f"{KOP}GM0363,Noord\nGM0518,Zuid\nGM0363,Zuid\nGM0518,Zuid\n",
          ("let op: rij 4: GM0363 staat in Zuid, en ook in Noord \\(rij 2\\); zij telt in elk mee",
           "let op: rij 5: GM0518 staat dubbel \\(rij 3\\)"),
          {"GM0363": "Noord | Zuid", "GM0518": "Zuid"}),
    Soort("twee regio's in een cel", f"{KOP}GM0363,Zuid | Noord\nGM0518,Zuid | onbekend\n",
          ("let op: rij 2: GM0363 staat in Noord, en ook in Zuid \\(rij 2\\); zij telt in elk mee",),
          {"GM0363": "Noord | Zuid", "GM0518": "Zuid"}),
    Soort("streep zonder spaties en lege delen", f"{KOP}GM0363,Zuid|Noord\nGM0518,Zuid |  | \nGM0599,|Zuid\n",
          ("let op: rij 2: GM0363 staat in Noord, en ook in Zuid",),
          {"GM0363": "Noord | Zuid", "GM0518": "Zuid", "GM0599": "Zuid"}),
    Soort("twee regio's met namen in een cel", "gm_code,regio,regio_naam\nGM0363,a|-|b,A|geen|B\nGM0518,b,B\n",
          ("let op: rij 2: GM0363 staat in b, en ook in a",), {"GM0363": "a | b", "GM0518": "b"}),
    *(
        Soort(f"{samen} is een eigen regio", f"{KOP}GM0363,Noord\nGM0518,Zuid\nGM0599,{samen}\nGM0344,Oost/West\n",
              (f"let op: rij 4: '{samen}' telt als een eigen regio, maar Noord en Zuid zijn zelf regio's. Hoort de gemeente "
               "bij elk, schrijf dan 'Noord | Zuid'.",),
              {"GM0363": "Noord", "GM0518": "Zuid", "GM0599": samen, "GM0344": "Oost/West"})
        for samen in ("Noord / Zuid", "Noord;Zuid", "Noord/Zuid")
    ),
    Soort("een tweede rij zonder regio", f"{KOP}GM0363,Noord\nGM0518,Zuid\nGM0363,\n",
          ("let op: rij 4: GM0363 heeft hier geen regio, maar wel in rij 2; die telt.",), TWEE),
    # --- a name over two cells
    *(
        Soort(f"naam over twee cellen: {naam}", f"gemeente,regio,opmerking\nAmsterdam,Noord,\n{naam},Zuid\n",
              (f"fout: rij 3: '{naam}' is een naam, maar staat in twee cellen; de rest is verschoven. Zet die naam in",),
              None)
        for naam in ("Nuenen, Gerwen en Nederwetten", "Bilt, De")
    ),
    Soort("naam over twee cellen, naast de code",
          "gm_code,gemeente,regio,opmerking\nGM0363,Amsterdam,Noord,\nGM0820,Nuenen, Gerwen en Nederwetten,Zuid\n",
          ("fout: rij 3: 'Nuenen, Gerwen en Nederwetten' is een naam, maar staat in twee cellen",), None),
    Soort("naam over twee cellen, van een ander",
          "gemeente;tafel\nNuenen;Gerwen\nUtrecht;Utrecht\nZwolle;O\n",
          (KOLOMMEN.format(1, "'gemeente'", "'tafel'"),), {"GM0820": "Gerwen", "GM0344": "Utrecht", "GM0193": "O"}),
    # --- another year
    Soort("ander jaar", f"{KOP}GM0363,a\nGM0003,b\nGM0457,c\n",
          ("fout: alle 3 codes passen bij 201[56] tot en met 2020, 2 niet bij 2025 \\(rij 3: GM0003 Appingedam bestaat niet "
           "meer sinds 01-01-2021, nu GM1979 Eemsdelta\\). Lees het met --peildatum 2020, of gebruik",), None),
    Soort("ander jaar, op naam", "gemeente,regio\nAmsterdam,a\nGemeente Weesp,b\nHaaren,b\n",
          ("fout: alle 3 gemeenten passen bij 201[56] tot en met 2020, 2 niet bij 2025",), None),
    Soort("later jaar", f"{KOP}GM0363,a\nGM1979,b\n",
          ("fout: alle 2 codes passen bij 2021 tot en met 2026, 1 niet bij 2016 .*GM1979 Eemsdelta bestaat pas sinds "
           "01-01-2021\\). Lees het met --peildatum 2021",), None, jaar=2016),
    Soort("oud en nieuw naast elkaar", f"{KOP}GM0003,a\nGM1979,a\nGM0363,b\n",
          ("fout: oude en nieuwe gemeenten staan naast elkaar: GM0003 Appingedam \\(tot en met 2020\\) en GM1979 Eemsdelta "
           "\\(vanaf 2021\\). 2 van de 3 codes passen bij 2025 .*Haal GM0003 Appingedam weg, of zet er de gemeenten van 2025 "
           "voor in de plaats\\.$",), None),
    Soort("oud en nieuw naast elkaar, gelezen als oud", f"{KOP}GM0003,a\nGM1979,a\nGM0457,b\nGM0363,b\n",
          ("fout: oude en nieuwe gemeenten staan naast elkaar: GM0003 Appingedam.*Haal GM1979 Eemsdelta weg",), None,
          jaar=2016),
    # --- no table at all
    Soort("leeg", "\n\n", ("fout: hier staat niets",), None),
    Soort("alleen een kop", KOP, ("fout: er is geen enkele gemeente met een regio",), None),
    Soort("alleen tekst", "Zie de bijlage.\nDie is er niet.\n",
          ("fout: rij 1: er is geen kolom met gemeenten; gevonden: 'Zie de bijlage.'. Zet er een kolom gm_code in",), None),
]  # fmt: skip
ONLEESBAAR = [
    (
        "f.xls",
        b"<html><table><tr><td>GM0363</td></tr></table></html>",
        "rekenblad dat niet gelezen",
    ),
    ("f.csv", b"\xef\xbb\xbf<html><table>", "f.csv is een webpagina of XML, geen CSV-bestand"),
    (
        "f.csv",
        b'gm_code,regio\n"GM0363"x,a\n',
        "bij regel 2 kloppen de aanhalingstekens of regels niet",
    ),
    ("f.csv", b"gm\x00code", "geen CSV-bestand met gewone tekst"),
    ("f.xlsx", b"PK\x03\x04kapot", "geen Excel-werkmap die gelezen kan worden"),
]


def test_er_zijn_er_genoeg():
    assert len(SOORTEN) >= 40
    assert len({soort.naam for soort in SOORTEN}) == len(SOORTEN)
    assert any(not isinstance(soort.inhoud, (str, bytes)) for soort in SOORTEN)


@pytest.mark.parametrize("soort", SOORTEN, ids=lambda soort: soort.naam)
def test_gelezen_of_gezegd_en_overal_gelijk(tmp_path, caplog, soort):
    pad = soort.maak(tmp_path)
    keuze = f"{pad}{soort.keuze}"
    uitslag = controleer(keuze, cg.laad_gemeenten(soort.jaar))
    regels = regels_van(uitslag.meldingen)
    zonder = [
        f"{ernst}: {re.sub(r', blad [^,:]+', '', regel.removeprefix(str(pad))).lstrip(',: ')}"
        for ernst, regel in regels
        if not re.search("gemeenten (heeft|hebben) geen regio: ", regel)
    ]
    assert len(zonder) == len(soort.gezegd), zonder
    for patroon, regel in zip(soort.gezegd, zonder, strict=True):
        assert re.match(patroon, regel), regel
    assert uitslag.bruikbaar == (soort.gelezen is not None)
    if soort.gelezen is not None:
        assert uitslag.lidmaatschap == soort.gelezen
    # `bereken`, `kaart`, `voorstel` and Python all go this way.
    with caplog.at_level(logging.INFO, "congruentie"):
        try:
            gelezen = cg.laad_indelingen(soort.jaar, ["ggd"], eigen={"mijn": keuze})["mijn"]
        except CongruentieFout as fout:
            fouten = [regel for ernst, regel in regels if ernst == "fout"]
            assert soort.gelezen is None
            assert str(fout).startswith(fouten[0])
            assert ("andere fout" in str(fout)) == (len(fouten) > 1)
        else:
            assert dict(gelezen.lidmaatschap) == soort.gelezen
            assert caplog.messages == [f"Let op: {regel}" for _, regel in regels]


@pytest.mark.parametrize(("naam", "ruw", "melding"), ONLEESBAAR)
def test_wat_geen_tabel_is_wordt_genoemd(tmp_path, naam, ruw, melding):
    (tmp_path / naam).write_bytes(ruw)
    for lees in (
        lambda pad: controleer(pad, cg.laad_gemeenten(2025)),
        lambda pad: cg.laad_indelingen(2025, ["ggd"], eigen={"mijn": pad}),
    ):
        with pytest.raises(CongruentieFout, match=melding):
            lees(tmp_path / naam)


# --- the whole country, from the embedded facts ----------------------------------------------


@pytest.fixture(scope="module")
def ggd16():
    return cg.laad_indelingen(2016, ["ggd"])


def regioatlas(indelingen) -> str:
    gemeenten, ggd = indelingen.gemeenten, indelingen["ggd"]
    regels = ['\ufeff"Gemeente";"CBS";"GGD\'s";"Inwoneraantal van regio"']
    for code, naam in sorted(gemeenten.naam_van.items(), key=lambda paar: paar[1]):
        regels.append(
            f'"{naam}";"{int(code[2:])}";"{ggd.regio_naam(ggd.lidmaatschap[code])}";"1000000"'
        )
    return "\n".join(regels)


def test_de_uitvoer_van_regioatlas_van_het_hele_land(tmp_path, ggd16):
    pad = tmp_path / "regioatlas.csv"
    pad.write_text(regioatlas(ggd16), "utf-8")
    uitslag = controleer(pad, ggd16.gemeenten)
    assert [m.melding for m in uitslag.meldingen] == [
        "de gemeenten staan in kolom 'CBS' en de regio's in kolom \"GGD's\"."
    ]
    ggd = ggd16["ggd"]
    assert uitslag.lidmaatschap == {
        gm: ggd.regio_naam(code) for gm, code in ggd.lidmaatschap.items()
    }


def test_een_regel_in_plaats_van_66(tmp_path, monkeypatch, capsys, ggd16):
    monkeypatch.chdir(tmp_path)
    Path("r.csv").write_text(regioatlas(ggd16), "utf-8")

    def roep(*args: str) -> list[str]:
        with pytest.raises(SystemExit):
            main([*args])
        return capsys.readouterr().out.splitlines()

    regels = roep("controleer", "r.csv", "--jaar", "2025")
    fouten = [regel for regel in regels if regel.startswith("fout")]
    assert len(fouten) == 1
    assert "alle 390 codes passen bij 2016, 66 niet bij 2025 (rij 5: GM0738 Aalburg" in fouten[0]
    assert "Lees het met --peildatum 2016" in fouten[0]
    assert regels[-1] == "Niet bruikbaar: los eerst de fouten op (1)."
    # The advice works at once, and a program gets every row.
    assert roep("controleer", "r.csv", "--peildatum", "2016")[-1] == (
        "Bruikbaar: 390 gemeenten in 25 regio's."
    )
    gelezen = json.loads("\n".join(roep("controleer", "r.csv", "--jaar", "2025", "--json", "-")))
    assert sum(m["ernst"] == "fout" and m["rij"] is not None for m in gelezen["meldingen"]) == 66
    omgezet = cg.laad_indelingen(2025, ["res"], eigen={"ggd16": "r.csv"}, peildatum=2016)
    assert len(omgezet["ggd16"].lidmaatschap) == 342


@pytest.mark.parametrize("jaar", [2016, 2020, 2022, 2026])
@pytest.mark.parametrize("op_naam", [False, True])
def test_het_jaar_van_elke_lijst(tmp_path, jaar, op_naam):
    lijst = cg.laad_gemeenten(jaar)
    pad = tmp_path / "lijst.csv"
    wie = lijst.namen if op_naam else lijst.codes
    pad.write_text("gemeente,regio\n" + "".join(f'"{een}",a\n' for een in wie), "utf-8")
    assert controleer(pad, lijst).bruikbaar
    ander = cg.laad_gemeenten(2026 if jaar < 2023 else 2016)
    fout = controleer(pad, ander).fouten[0]
    reeks = {2020: "2019 en 2020", 2026: "2023 tot en met 2026"}.get(jaar, str(jaar))
    wat = "gemeenten" if op_naam else "codes"
    assert fout.melding.startswith(f"alle {len(lijst)} {wat} passen bij {reeks}, ")
    peildatum = int(re.search(r"--peildatum (\d+)", fout.voorstel)[1])
    assert controleer(pad, cg.laad_gemeenten(peildatum)).bruikbaar


def test_honderden_gelijke_meldingen_worden_een_regel(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    codes = cg.laad_gemeenten(2025).codes
    regels = [f"{code},{'#N/B' if i % 2 else 'a'}\n" for i, code in enumerate(codes)]
    regels += [f"Atlantis {i},a\n" for i in range(300)]
    Path("m.csv").write_text(KOP + "".join(regels), "utf-8")
    with pytest.raises(SystemExit):
        main(["controleer", "m.csv"])
    uit = capsys.readouterr().out.splitlines()
    assert len(uit) == 4
    assert uit[0].startswith(
        "let op: m.csv: 171 gemeenten in het bestand hebben geen regio en doen niet mee, zoals rij 3 (#N/B), "
        "rij 5 (#N/B) en rij 7 (#N/B)."
    )
    assert uit[1] == (
        "fout: m.csv: 300 gemeenten zijn niet bekend in 2026, zoals rij 344 (Atlantis 0), rij 345 (Atlantis 1) "
        "en rij 346 (Atlantis 2). Gebruik de code, zoals GM0363."
    )
    with pytest.raises(SystemExit):
        main(["controleer", "m.csv", "--json", "-"])
    assert len(json.loads(capsys.readouterr().out)["meldingen"]) == 171 + 300 + 1


def test_veel_regios_die_op_elkaar_lijken_zijn_een_regel(tmp_path):
    pad = tmp_path / "m.csv"
    codes = cg.laad_gemeenten(2025).codes[:24]
    regels = [f"{code},{'GG' if i % 2 else 'gg'}{i // 2:02}\n" for i, code in enumerate(codes)]
    pad.write_text(KOP + "".join(regels), "utf-8")
    uitslag = controleer(pad, cg.laad_gemeenten(2025))
    lijkt = [regel for _, regel in regels_van(uitslag.meldingen) if "regio's zijn ook" in regel]
    assert lijkt == [
        f"{pad}: 12 regio's zijn ook anders geschreven en tellen dan apart, zoals rij 3 (GG00), "
        "rij 5 (GG01) en rij 7 (GG02). Schrijf ze precies gelijk als het er een is."
    ]
    assert sum("lijken dezelfde regio" in m.melding for m in uitslag.meldingen) == 12


def test_een_is_enkelvoud(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    codes = cg.laad_gemeenten(2026).codes
    Path("m.csv").write_text(KOP + "".join(f"{code},a\n" for code in codes[1:]), "utf-8")
    with pytest.raises(SystemExit) as gestopt:
        main(["controleer", "m.csv"])
    assert not gestopt.value.code
    wie, slot = capsys.readouterr().out.splitlines()
    assert "1 van de 342 gemeenten heeft geen regio: Groningen. Dat mag; zij doet in" in wie
    assert slot == "Bruikbaar: 341 gemeenten in 1 regio."


@pytest.mark.parametrize(
    ("naam", "ruw", "melding"),
    [
        *ONLEESBAAR,
        ("weg.csv", None, "het bestand bestaat niet"),
        (f"{'a' * 300}.csv", None, "de naam is te lang"),
    ],
)
def test_json_is_er_ook_als_het_bestand_niet_te_lezen_is(
    tmp_path, monkeypatch, capsys, naam, ruw, melding
):
    monkeypatch.chdir(tmp_path)
    if ruw is not None:
        Path(naam).write_bytes(ruw)
    with pytest.raises(SystemExit) as gestopt:
        main(["controleer", naam, "--json", "-"])
    assert gestopt.value.code == 1
    gelezen = json.loads(capsys.readouterr().out)
    assert gelezen["bruikbaar"] is False
    (een,) = gelezen["meldingen"]
    assert (een["ernst"], een["bestand"], een["rij"]) == ("fout", naam, None)
    assert melding in een["melding"]
    assert een["voorstel"]
    with pytest.raises(SystemExit) as gestopt:  # in a file, and for a reader as ever
        main(["controleer", naam, "--json", "m.json"])
    assert gestopt.value.code == 1
    assert melding in capsys.readouterr().err
    assert json.loads(Path("m.json").read_text("utf-8")) == gelezen


def test_het_programma_zegt_bij_bereken_wat_controleer_zegt(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("m.csv").write_text("Code;Tafel\n363;Noord\n518;#N/B\n", "utf-8")
    with pytest.raises(SystemExit):
        main(["controleer", "m.csv"])
    gecontroleerd = capsys.readouterr().out.splitlines()[:-1]
    assert len(gecontroleerd) == 3
    with pytest.raises(SystemExit):
        main(["bereken", "--indelingen", "ggd", "--eigen", "mijn=m.csv", "--uit", "t.csv"])
    gezegd = capsys.readouterr().err.splitlines()
    assert [regel.capitalize() for regel in gecontroleerd] == [
        regel.capitalize() for regel in gezegd[:3]
    ]
    with pytest.raises(SystemExit):
        main(
            ["bereken", "--indelingen", "ggd", "--eigen", "mijn=m.csv", "--uit", "t.csv", "--stil"]
        )
    assert not capsys.readouterr().err


def test_json_noemt_de_kop_van_het_bestand(tmp_path):
    pad = tmp_path / "m.csv"
    pad.write_text("Gemeente;T-nr\nAmsterdam;#N/B\nAtlantis;a\nNederlanden;b\n", "utf-8")
    meldingen = controleer(pad, cg.laad_gemeenten(2025)).meldingen
    waar = {(m.rij, m.kolom, m.waarde) for m in meldingen if m.rij and m.rij > 1}
    assert waar == {
        (2, "T-nr", "#N/B"),
        (3, "Gemeente", "Atlantis"),
        (4, "Gemeente", "Nederlanden"),
    }


def test_alleen_de_eerste_rijen_bepalen_de_kolommen(tmp_path, monkeypatch):
    monkeypatch.setattr(kolommen, "_KIJK", 2)
    pad = tmp_path / "m.csv"
    pad.write_text(KOP + "GM0363,a\nGM0518,b\nGM9999,c\n", "utf-8")
    assert controleer(pad, cg.laad_gemeenten(2025)).fouten[0].rij == 4


def test_wat_is_gezegd_gaat_mee_naar_de_lezers(tmp_path):
    """A page, a workbook and a proposal go to others, who never saw the log: without the folder."""
    pad = tmp_path / "map" / "mijn.csv"
    pad.parent.mkdir()
    pad.write_text("gm_code,regio\nGM0363,a\nGM0384,#N/B\n", "utf-8")
    indelingen = cg.laad_indelingen(2026, ["ggd"], eigen={"mijn": pad}, met_grenzen=True)
    herkomst = indelingen["mijn"].herkomst
    assert herkomst.bron_tekst.startswith("eigen bestand mijn.csv. mijn.csv, rij 3: ")
    assert str(tmp_path) not in herkomst.bron_tekst
    for tekst in (
        maak_pagina(cg.Meting(indelingen)),
        bronnentabel(indelingen).to_csv(),
    ):
        assert "mijn.csv, rij 3: " in tekst
        assert str(tmp_path) not in tekst

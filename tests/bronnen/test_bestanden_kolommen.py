"""Own files of every publisher: which row is the header, and which column is what."""

# ruff: noqa: E501  # a kind of file and what is said of it read best on one line

from __future__ import annotations

import pytest
from eigenbestand import KOLOMMEN, Soort, keur

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
]  # fmt: skip


@pytest.mark.parametrize("soort", SOORTEN, ids=lambda soort: soort.naam)
def test_gelezen_of_gezegd_en_overal_gelijk(tmp_path, caplog, soort):
    keur(soort, tmp_path, caplog)

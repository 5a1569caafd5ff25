"""Own files of every make: what stands in cells and rows, in CSV and workbooks."""

# ruff: noqa: E501  # a kind of file and what is said of it read best on one line

from __future__ import annotations

import pytest
from eigenbestand import (
    KOLOMMEN,
    KOP,
    LEEG,
    ONLEESBAAR,
    TWEE,
    Soort,
    eindeloos_samengevoegd,
    formule_met_uitkomst,
    fouten_van_excel,
    geen_afmeting,
    keur,
    leeg,
    lege_formule,
    opgemaakt_tot_onderaan,
    samengevoegd,
    samengevoegde_kop,
    twee_bladen,
    verkeerde_afmeting,
)

import congruentie as cg
from congruentie.bronnen import controleer
from congruentie.errors import CongruentieFout

SOORTEN = [
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
        "totaal met vier bronnen eronder",
        "Tafel;Gemeente\nNoord;363\nZuid;518\nZuid;599\nTotaal;342\nBron: a\nBron: b\nBron: c\nBron: d\n",
        (
            KOLOMMEN.format(1, "'Gemeente'", "'Tafel'"),
            "let op: rij 5: 'Totaal; 342' is geen gemeente",
            *(f"let op: rij {rij}: 'Bron: {wat}' is geen gemeente" for rij, wat in zip((6, 7, 8, 9), "abcd", strict=True)),
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


@pytest.mark.parametrize("soort", SOORTEN, ids=lambda soort: soort.naam)
def test_gelezen_of_gezegd_en_overal_gelijk(tmp_path, caplog, soort):
    keur(soort, tmp_path, caplog)


@pytest.mark.parametrize(("naam", "ruw", "melding"), ONLEESBAAR)
def test_wat_geen_tabel_is_wordt_genoemd(tmp_path, naam, ruw, melding):
    (tmp_path / naam).write_bytes(ruw)
    for lees in (
        lambda pad: controleer(pad, cg.laad_gemeenten(2025)),
        lambda pad: cg.laad_indelingen(2025, ["ggd"], eigen={"mijn": pad}),
    ):
        with pytest.raises(CongruentieFout, match=melding):
            lees(tmp_path / naam)

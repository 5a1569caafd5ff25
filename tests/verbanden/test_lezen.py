"""Lists of verbanden as people have them: each shape is read as it is, and what was made of it said."""

from __future__ import annotations

import logging

import openpyxl
import pytest

import congruentie as cg
from congruentie.bronnen import keur_verbanden, laad_verbanden
from congruentie.bronnen.meldingen import regels_van
from congruentie.errors import CongruentieFout

AMERSFOORT, BAARN, SOEST, NIJKERK, BUNSCHOTEN = "GM0307", "GM0308", "GM0342", "GM0267", "GM0313"
SWF = "GM1900"


@pytest.fixture(scope="module")
def gemeenten():
    return cg.laad_gemeenten(2026)


def werkmap(pad, *bladen):
    boek = openpyxl.Workbook()
    boek.remove(boek.active)
    for naam, rijen, samengevoegd in bladen:
        blad = boek.create_sheet(naam)
        for rij in rijen:
            blad.append(rij)
        for blok in samengevoegd:
            blad.merge_cells(blok)
    boek.save(pad)


def gelezen(keuring):
    return {
        een.naam: (een.leden, tuple((ander.naam, ander.soort) for ander in een.anderen))
        for een in keuring.verbanden
    }


AFVAL = {
    "Afval": ((NIJKERK, AMERSFOORT), (("Waterschap Vallei en Veluwe", "waterschap"),)),
    "GGD": ((AMERSFOORT, BAARN), (("Provincie Utrecht", "provincie"),)),
}
AFVAL_TELT = (
    "2 keer is een deelnemer geen gemeente en maakt geen partners: 1 provincie, 1 waterschap"
)

VORMEN = {
    "lang, komma": (
        "verband,deelnemer\nAfval,Amersfoort\nAfval,Nijkerk\nAfval,Waterschap Vallei en Veluwe\n"
        "GGD,Baarn\nGGD,Amersfoort\nGGD,Provincie Utrecht\n",
        AFVAL,
        [AFVAL_TELT],
    ),
    "lang, puntkomma en Windows-1252, met codes en soort ernaast": (
        "Naam regeling;GM-code;Deelnemer;Soort\r\nAfval;307;Amersfoort;gemeente\r\n"
        "Afval;0267;Nijkerk;gemeente\r\nAfval;;Waterschap Vallei en Veluwe;waterschap\r\n"
        "GGD;GM0308;Baarn;Gemeente\r\nGGD;GM0307;Amersfoort;gemeente\r\n"
        "GGD;;Provincie Utrecht;provincie\r\nÉén;GM1900;Súdwest-Fryslân;gemeente\r\n".encode(
            "cp1252"
        ),
        AFVAL | {"Één": ((SWF,), ())},
        [AFVAL_TELT, "1 verband heeft minder dan twee gemeenten en maakt geen partners: Één"],
    ),
    "tab, BOM, mojibake in een gemeente en in een naam": (
        "\ufeffSamenwerkingsverband\tGemeenten\nFryslÃ¢n\tSÃºdwest-FryslÃ¢n\nFryslÃ¢n\tHeerenveen\n",
        {"Fryslân": (("GM0074", SWF), ())},
        ["1 naam van een verband is hersteld: er stond UTF-8 die als Windows-1252 is gelezen"],
    ),
    "alle deelnemers in een cel": (
        "Regeling;Deelnemers;Domein\n"
        'Afval;"Amersfoort, Nijkerk en Waterschap Vallei en Veluwe";milieu\n'
        'GGD;"gemeenten Amersfoort en Baarn; Provincie Utrecht";zorg\n',
        AFVAL,
        [AFVAL_TELT],
    ),
    "regels in een cel, met rol en lijstteken": (
        'Verband,Deelnemende gemeenten\nAfval,"• Amersfoort (penvoerder)\n• Nijkerk\n'
        '• Waterschap Vallei en Veluwe"\nGGD,"Baarn\nAmersfoort\nProvincie Utrecht"\n',
        AFVAL,
        [AFVAL_TELT],
    ),
    "een naam met komma's en een ministerie met komma's": (
        'verband;deelnemers\nA;"Nuenen, Gerwen en Nederwetten, Aa en Hunze"\n'
        "A;Ministerie van Onderwijs, Cultuur en Wetenschap\n",
        {
            "A": (
                ("GM0820", "GM1680"),
                (("Ministerie van Onderwijs, Cultuur en Wetenschap", "Rijk"),),
            )
        },
        ["1 keer is een deelnemer geen gemeente en maakt geen partners: 1 Rijk"],
    ),
    "breed": (
        "Verband,Amersfoort,Nijkerk,Baarn,Waterschap Vallei en Veluwe,Provincie Utrecht,Totaal\n"
        "Afval,x,X,,x,,3\nGGD,x,,x,,x,3\nTotaal,2,1,1,1,1,6\n",
        AFVAL,
        [
            "gelezen als kruistabel: 5 kolommen met elk een deelnemer",
            "deze kolommen doen niet mee: Totaal",
            "rij 4 ('Totaal') doet niet mee",
            AFVAL_TELT,
        ],
    ),
    "breed, met 1 en 0 en een cel die iets anders zegt": (
        "Naam;Vorm;GM0307;GM0267;GM0308\nAfval;openbaar lichaam;1;1;0\nGGD;;1;0;1\nPlan;;1;via GGD;\n",
        {
            "Afval": ((NIJKERK, AMERSFOORT), ()),
            "GGD": ((AMERSFOORT, BAARN), ()),
            "Plan": ((AMERSFOORT,), ()),
        },
        [
            "gelezen als kruistabel: 3 kolommen met elk een deelnemer",
            "deze kolommen doen niet mee: Vorm"
            if False
            else "rij 4: 'via GGD' bij 'GM0267' is geen "
            "kruisje, ja of nee, en telt niet. Zet er een x",
            "1 verband heeft minder dan twee gemeenten",
        ],
    ),
    "gedraaid": (
        "Gemeente;Afval;GGD\nAmersfoort;ja;ja\nNijkerk;ja;nee\nBaarn;nee;ja\n"
        "Waterschap Vallei en Veluwe;ja;\nProvincie Utrecht;;ja\n",
        AFVAL,
        ["gelezen als kruistabel: 2 kolommen met elk een verband", AFVAL_TELT],
    ),
    "duits, belgisch, ggd, stichting en een verhaspelde gemeente": (
        "verband,deelnemer\nEems,Emden (Duitsland)\nEems,Landkreis Leer\nEems,Stadt Borkum\n"
        "Eems,Stad Gent (België)\nEems,GGD Groningen\nEems,Stichting Eems\nEems,Amersfort\nEems,Baarn\n"
        "Eems,Zwaluwpad\n",
        {
            "Eems": (
                (BAARN,),
                (
                    ("Emden (Duitsland)", "buitenland"),
                    ("Landkreis Leer", "buitenland"),
                    ("Stadt Borkum", "buitenland"),
                    ("Stad Gent (België)", "buitenland"),
                    ("GGD Groningen", "GGD"),
                    ("Stichting Eems", "stichting"),
                    ("Amersfort", "onbekend"),
                    ("Zwaluwpad", "onbekend"),
                ),
            )
        },
        [
            "rij 8: gemeente 'Amersfort' is niet bekend in 2026; telt als onbekende deelnemer, niet "
            "als gemeente. Bedoel je Amersfoort (GM0307)?",
            "rij 10: gemeente 'Zwaluwpad' is niet bekend in 2026; telt als onbekende deelnemer",
            "8 keer is een deelnemer geen gemeente en maakt geen partners: 4 buitenland, 2 onbekend, "
            "1 GGD, 1 stichting",
            "1 verband heeft minder dan twee gemeenten",
        ],
    ),
    "een oude naam tussen nieuwe": (
        "verband,deelnemer\nNoord,Haren\nNoord,Eemsdelta\nNoord,Groningen\nWest,Haaren\n",
        {"Noord": (("GM0014", "GM1979"), ()), "West": ((), (("Haaren", "onbekend"),))},
        [
            "rij 5: GM0788 Haaren bestaat niet meer sinds 01-01-2021",
            "1 deelnemer is voor 2026 opgegaan in een andere gemeente; die telt: Haren in Groningen",
            "1 keer is een deelnemer geen gemeente en maakt geen partners: 1 onbekend",
            "1 verband heeft minder dan twee gemeenten",
        ],
    ),
    "een oude naam in een cel met meer deelnemers": (
        "regeling;deelnemers\nNoord;Haren, Eemsdelta en Groningen\n",
        {"Noord": (("GM0014", "GM1979"), ())},
        [
            "1 deelnemer is voor 2026 opgegaan in een andere gemeente; die telt: Haren in Groningen.",
        ],
    ),
    "de naam van het verband alleen op zijn eerste rij, en dubbele deelnemers": (
        "verband;gemeente\nAfval;Amersfoort\n;Nijkerk\n;Nijkerk\nMilieu;Amersfoort\nMilieu;Nijkerk\n"
        "milieu;Baarn\nKaal;\n",
        {
            "Afval": ((NIJKERK, AMERSFOORT), ()),
            "Milieu": ((NIJKERK, AMERSFOORT), ()),
            "milieu": ((BAARN,), ()),
            "Kaal": ((), ()),
        },
        [
            "rij 8: bij 'Kaal' staat geen deelnemer",
            "2 rijen noemen geen verband; dat van de rij erboven telt",
            "1 deelnemer staat dubbel bij hetzelfde verband; dat telt een keer",
            "rij 7: 'Milieu' en 'milieu' lijken hetzelfde verband, maar tellen als 2 verbanden",
            "2 verbanden hebben minder dan twee gemeenten en maken geen partners: milieu en Kaal",
            "2 verbanden hebben dezelfde gemeenten als een ander; zij tellen elk mee, zoals 'Afval' en "
            "'Milieu'",
        ],
    ),
    "de kolom soort is van het verband": (
        "verband,soort,deelnemer\nAfval,openbaar lichaam,Amersfoort\nAfval,openbaar lichaam,Nijkerk\n",
        {"Afval": ((NIJKERK, AMERSFOORT), ())},
        ["kolom 'soort' is gelezen als de vorm van het verband"],
    ),
    "type is van het verband, en alle deelnemers staan in een cel": (
        "Naam gemeenschappelijke regeling\tType\tDeelnemers\n"
        "AVU\tGR\tAMERSFOORT; BAARN ; prov. Utrecht\nX\tBVO\tde gemeenten Baarn en Soest\n",
        {
            "AVU": ((AMERSFOORT, BAARN), (("prov. Utrecht", "provincie"),)),
            "X": ((BAARN, SOEST), ()),
        },
        [
            "kolom 'Type' is gelezen als de vorm van het verband",
            "1 keer is een deelnemer geen gemeente en maakt geen partners: 1 provincie",
        ],
    ),
    "een soort die alleen het bestand kent, en een naam van twee gemeenten": (
        "verband,deelnemer,soort\nA,Baarn,centrumgemeente\nA,Soest,gemeente\nA,De Buren,buurtclub\n"
        "A,Amersfoort,buurtclub\nA,Bergen,gemeente\n",
        {"A": ((AMERSFOORT, BAARN, SOEST), (("De Buren", "buurtclub"), ("Bergen", "onbekend")))},
        [
            "rij 6: gemeente 'Bergen' kan Bergen (NH.) (GM0373) of Bergen (L.) (GM0893) zijn; telt als "
            "onbekende deelnemer, niet als gemeente. Gebruik de code, of de hele naam.",
            "2 keer is een deelnemer geen gemeente en maakt geen partners: 1 buurtclub, 1 onbekend",
        ],
    ),
    "zonder kop": (
        "Afval;Amersfoort\nAfval;Nijkerk\nGGD;Baarn\nGGD;Amersfoort\n",
        {"Afval": ((NIJKERK, AMERSFOORT), ()), "GGD": ((AMERSFOORT, BAARN), ())},
        ["er is geen kop; de deelnemers staan in kolom 2 en de verbanden in kolom 1"],
    ),
    "Utrecht als provincie en als gemeente": (
        "verband,deelnemer,soort\nRijn,Utrecht,provincie\nRijn,Utrecht,gemeente\nRijn,Baarn,gemeente\n",
        {"Rijn": ((BAARN, "GM0344"), (("Utrecht", "provincie"),))},
        ["1 keer is een deelnemer geen gemeente en maakt geen partners: 1 provincie"],
    ),
    "andere koppen": (
        "gemeente,tafel\nAmersfoort,Afval\nNijkerk,Afval\n",
        {"Afval": ((NIJKERK, AMERSFOORT), ())},
        ["de deelnemers staan in kolom 'gemeente' en de verbanden in kolom 'tafel'"],
    ),
}


@pytest.mark.parametrize("naam", VORMEN)
def test_elke_vorm_wordt_gelezen_zoals_hij_is(naam, tmp_path, gemeenten, caplog):
    inhoud, verwacht, gezegd = VORMEN[naam]
    pad = tmp_path / "lijst.csv"
    pad.write_bytes(inhoud if isinstance(inhoud, bytes) else inhoud.encode())
    keuring = keur_verbanden(pad, gemeenten)
    assert gelezen(keuring) == verwacht
    regels = [
        regel.removeprefix(str(pad)).lstrip(",: ") for _, regel in regels_van(keuring.meldingen)
    ]
    assert [r[: len(z)] for r, z in zip(regels, gezegd, strict=True)] == gezegd, regels
    with caplog.at_level(logging.WARNING, "congruentie"):
        lijst = laad_verbanden([pad], gemeenten)
    assert lijst.lijst == keuring.verbanden
    assert caplog.messages == [f"Let op: {regel}" for _, regel in regels_van(keuring.meldingen)]


def test_een_werkmap_met_titel_samengevoegde_cellen_en_een_blad(tmp_path, gemeenten):
    pad = tmp_path / "register.xlsx"
    rijen = [
        ["Register van de provincie Utrecht", None, None],
        [],
        ["Gemeenschappelijke regeling", "Deelnemer", "Rechtsvorm"],
        ["Afval", "Amersfoort", "openbaar lichaam"],
        [None, "Nijkerk", None],
        ["GGD", 308, "BVO"],
        ["GGD", "GM0307", "BVO"],
    ]
    werkmap(
        pad,
        ("Uitleg", [["Dit is", "een register"]], ()),
        ("Lijst", rijen, ("A1:C1", "A4:A5", "C4:C5")),
    )
    keuring = keur_verbanden(pad, gemeenten)
    assert {v.naam: (v.leden, v.vorm) for v in keuring.verbanden} == {
        "Afval": ((NIJKERK, AMERSFOORT), "openbaar lichaam"),
        "GGD": ((AMERSFOORT, BAARN), "BVO"),
    }
    assert [m.melding for m in keuring.meldingen] == [
        "de kop staat in rij 3; wat erboven staat doet niet mee: 'Register van de provincie Utrecht'."
    ]
    assert keur_verbanden(f"{pad}#Lijst", gemeenten).verbanden == keuring.verbanden
    with pytest.raises(CongruentieFout, match="heeft geen blad 'Weg'"):
        keur_verbanden(f"{pad}#Weg", gemeenten)


def test_een_werkmap_met_een_kolom_voor_elke_gemeente(tmp_path, gemeenten):
    pad = tmp_path / "breed.xlsx"
    rij = ["x" if i % 2 else None for i in range(len(gemeenten))]
    werkmap(
        pad,
        ("B", [["Regeling", *gemeenten.namen], ["Oneven", *rij], ["Alle", *["x"] * len(rij)]], ()),
    )
    keuring = keur_verbanden(pad, gemeenten)
    assert [len(v.leden) for v in keuring.verbanden] == [171, 342]
    assert keuring.verbanden[0].leden == gemeenten.codes[1::2]


def test_kolommen_kunnen_worden_genoemd(tmp_path, gemeenten):
    pad = tmp_path / "f.csv"
    pad.write_text("clubje,wie,plaats\nA,Baarn,Soest\nA,Soest,Baarn\nB,Soest,Soest\n", "utf-8")
    keuring = keur_verbanden(f"{pad}#verband=clubje#deelnemer=plaats", gemeenten)
    assert gelezen(keuring) == {"A": ((BAARN, SOEST), ()), "B": ((SOEST,), ())}

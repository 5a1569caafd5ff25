"""One form: an XLSX workbook with explanation, what is proposed, and the questions."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from congruentie.model import opsomming
from congruentie.uitvoer.xlsx import als_bytes, schoon, zet_cel
from congruentie.uitvraag.bladen import Vel, stijlen
from congruentie.uitvraag.inhoud import Alinea, Blok, Gevraagde, Inhoud, Kop
from congruentie.uitvraag.velden import (
    BLADEN,
    CONTACT,
    DOMEINEN,
    KEUZES,
    LOSSE_VELDEN,
    OORDELEN,
    REGIO_KOLOMMEN,
    WENS_KOLOMMEN,
    WENS_RIJEN,
    Kenmerk,
    Veld,
    met_code,
)

if TYPE_CHECKING:
    from openpyxl import Workbook

__all__ = ["Afspraken", "maak_formulier"]

_MAANDEN = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip

_MEESTE_AFSPRAKEN = 12
# Columns of the sheet to read, in characters: for observers, and for gemeenten.
_BREEDTES = ((30.0, 14.0, 57.0, 57.0), (30.0, 26.0, 26.0, 38.0, 38.0))


@dataclass(frozen=True)
class Afspraken:
    """What the organiser of the consultation fills in.

    Parameters
    ----------
    antwoord_voor
        The day before which answers are wanted; None for no deadline.
    vraag_aan
        Whom to ask, as it must be shown; empty for nobody.
    """

    antwoord_voor: datetime.date | None = None
    vraag_aan: str = ""

    @property
    def termijn(self) -> str:
        """The deadline in Dutch: "1 maart 2027"; empty when there is none."""
        dag = self.antwoord_voor
        return f"{dag.day} {_MAANDEN[dag.month - 1]} {dag.year}" if dag else ""


def maak_formulier(
    inhoud: Inhoud, wie: Gevraagde, voorstel_sha256: str, afspraken: Afspraken
) -> bytes:
    """Make the form of one gemeente or observer.

    Parameters
    ----------
    inhoud
        What there is to tell about the proposal.
    wie
        For whom.
    voorstel_sha256
        Hash of the file with the proposal.
    afspraken
        Deadline and whom to ask.

    Returns
    -------
    bytes
        The file; the same question gives the same bytes.
    """
    from openpyxl import Workbook

    boek = Workbook()
    for leeg in boek.worksheets:
        boek.remove(leeg)
    stijl = stijlen()
    for een in stijl.values():
        boek.add_named_style(een)
    kenmerk = Kenmerk(wie.soort, wie.code, wie.naam, inhoud.gemeenten.jaar, voorstel_sha256)
    boek.properties.title = schoon(f"Uitvraag regio's: {wie.naam}")
    boek.properties.creator = "congruentie"
    boek.properties.language = "nl-NL"
    uitleg, nu, vragen, lijsten = (boek.create_sheet(naam) for naam in BLADEN)
    vellen = [
        Vel(uitleg, stijl, (96.0,)),
        Vel(nu, stijl, _BREEDTES[wie.soort == "gemeente"], liggend=True, een_bladzijde=True),
        Vel(vragen, stijl, (36.0, 15.0, 15.0, 46.0), een_bladzijde=True),
    ]
    _vul_uitleg(vellen[0], inhoud, wie, afspraken)
    vellen[1].titel(
        f"Nu en voorstel: {wie.naam}", "Dit blad is om te lezen. Vul het blad Vragen in."
    )
    vellen[1].blokken(inhoud.blokken(wie))
    _Vragen(boek, vellen[2], inhoud, wie).vul(kenmerk, afspraken)
    for vel in vellen:
        vel.sluit_af()
    vast = sorted(tekst for vel in vellen for tekst in vel.vast)
    _vul_lijsten(boek, inhoud, wie, kenmerk, vast)
    lijsten.sheet_state = "hidden"
    boek.active = BLADEN.index("Uitleg")
    return als_bytes(boek)


def _vul_uitleg(vel: Vel, inhoud: Inhoud, wie: Gevraagde, afspraken: Afspraken) -> None:
    vel.titel("Regio's die beter samenvallen: wat vindt u?", f"Voor {wie.naam}")
    vel.blokken(_uitleg(inhoud, wie, afspraken))


def _uitleg(inhoud: Inhoud, wie: Gevraagde, afspraken: Afspraken) -> list[Blok]:
    gemeente = wie.soort == "gemeente"
    bronnen = opsomming([indeling.label for indeling in inhoud.indelingen], 40)
    terug = f"Stuur het terug vóór {afspraken.termijn}. " if afspraken.termijn else ""
    vraag = (
        "Wij vragen wat uw gemeente van het voorstel vindt, en met welke gemeenten u liever wel of "
        "liever niet in een regio zit."
        if gemeente
        else "Wij vragen u als waarnemer: wat wilt u zeggen over de regio's in uw gebied?"
    )
    blokken: list[Blok] = [
        Kop("Waar gaat dit over?"),
        Alinea(
            "Gemeenten werken samen in regio's. Voor elk onderwerp zijn de grenzen weer anders. Er is "
            f"nu een voorstel: {len(inhoud.voorstel.codes)} regio's die zo goed mogelijk passen bij "
            f"wat er al is ({bronnen}; {inhoud.gemeenten.jaar}). Het is een voorstel om over te "
            "praten. Er is niets besloten."
        ),
        Alinea(f"Dit is vooraf afgesproken: {_vooraf(inhoud)}."),
        Kop("Wat vragen wij?"),
        Alinea(
            f"{vraag} Lees eerst het blad Nu en voorstel. Vul daarna het blad Vragen in. Dat is een "
            "bladzijde."
        ),
        Kop("U beslist zelf of u meedoet"),
        Alinea(
            "Meedoen is vrijwillig. U mag vragen overslaan: wat u wel invult, telt. Vult u niets in, "
            "dan is dat geen ja en geen nee."
        ),
        Kop("Wat gebeurt er met uw antwoorden?"),
        Alinea(
            "Met alle antwoorden samen komt er een nieuw voorstel. Daarbij staat welke wensen erin "
            "zitten, welke niet, en waarom niet. Andere deelnemers kunnen uw antwoorden daarin zien."
        ),
        Kop("Uw gegevens"),
        Alinea(
            "Naam, functie, e-mail en telefoon zijn alleen voor een vraag over dit formulier. Ze gaan "
            "niet mee naar kaarten, stukken of lijsten met antwoorden. Zet ze daarom niet in andere "
            "vakken."
        ),
        Kop("Invullen en terugsturen"),
        Alinea(
            "Vul de gele vakken in. In veel vakken kiest u uit een lijst. De rest is op slot zonder "
            f"wachtwoord. {terug}Bewaar het als Excel-werkmap (.xlsx). Het bestand mag een andere naam "
            "krijgen."
        ),
    ]
    if afspraken.vraag_aan:
        blokken += [Kop("Vragen?"), Alinea(afspraken.vraag_aan)]
    return blokken


def _vooraf(inhoud: Inhoud) -> str:
    """What every proposal must keep to, so that nobody has to guess at it."""
    eisen = inhoud.voorstel.opgave.eisen
    vast = ["elke gemeente zit in een regio"]
    if not eisen.splits_brokken:
        vast.append("een regio eindigt alleen waar nu ook een regio eindigt")
    vast += [wens.met_namen(inhoud.gemeenten) for wens in eisen.wensen()]
    return "; ".join(vast[:_MEESTE_AFSPRAKEN]) + (
        f"; en nog {len(vast) - _MEESTE_AFSPRAKEN} andere" if len(vast) > _MEESTE_AFSPRAKEN else ""
    )


@dataclass
class _Vragen:
    """The sheet with questions, while it is written."""

    boek: Workbook
    vel: Vel
    inhoud: Inhoud
    wie: Gevraagde

    def vul(self, kenmerk: Kenmerk, afspraken: Afspraken) -> None:
        terug = f" Graag terug vóór {afspraken.termijn}." if afspraken.termijn else ""
        self.vel.titel(
            f"Vragen aan {self.wie.naam}",
            f"Vul de gele vakken in. Overslaan mag.{terug}",
        )
        if self.wie.soort == "gemeente":
            self._reactie()
            self._wensen()
        else:
            self._regios()
        nummer = 3 if self.wie.soort == "gemeente" else 2
        self._tekst(f"{nummer}. Voorwaarden", LOSSE_VELDEN["voorwaarden"])
        self._tekst(f"{nummer + 1}. Tot slot", LOSSE_VELDEN["opmerkingen"])
        self._contact()
        self.vel.wit(6)
        self.vel.toelichting(kenmerk.tekst)
        self.vel.blad.print_area = f"A1:E{self.vel.rij - 1}"

    def _reactie(self) -> None:
        eigen = int(self.inhoud.voorstel.regio[self.wie.gebied[0]])
        label = self.inhoud.regio_labels[eigen]
        self.vel.kop(f"1. Wat vindt u van het voorstel: {label}?")
        self._keuzevak(LOSSE_VELDEN["keuze"], "D", len(KEUZES), "Wat vindt u van het voorstel?")
        self._keuzevak(
            LOSSE_VELDEN["alternatief"],
            "E",
            len(self.inhoud.regio_labels),
            "Alleen als u een alternatief kiest. Welke regio past beter bij uw gemeente?",
        )
        self.vel.wit()

    def _keuzevak(self, veld: Veld, kolom: str, aantal: int, uitleg: str) -> None:
        vel = self.vel
        vel.zet(veld.label, 2, 4)
        cel = vel.vak(5)
        vel.kies(cel, _bron(kolom, aantal), uitleg)
        self._noem(veld, cel)
        vel.rij += 1

    def _wensen(self) -> None:
        vel = self.vel
        vel.kop("2. Met welke gemeenten zit u liever wel of liever niet in een regio?")
        vel.toelichting("Een gemeente per rij. Zonder domein geldt uw oordeel voor alle domeinen.")
        vel.tabelkop(tuple(veld.label for veld in WENS_KOLOMMEN.values()))
        vel.blad.sheet_format.defaultRowHeight = 19
        vel.blad.sheet_format.customHeight = True
        begin, eind = vel.rij, vel.rij + WENS_RIJEN - 1
        for _ in range(WENS_RIJEN):
            for kolom in range(2, 6):
                vel.vak(kolom, hoogte=None)
            vel.rij += 1
        bronnen = {
            "B": ("C", len(self.inhoud.gemeenten) - 1, "Kies een gemeente, of typ haar naam."),
            "C": ("F", len(OORDELEN), "Liever wel, liever niet of zeker niet in een regio met u?"),
            "D": ("G", len(DOMEINEN), "Voor welk domein? Leeg is: voor alle."),
        }
        for letter, (bron, aantal, uitleg) in bronnen.items():
            vel.kies(f"{letter}{begin}:{letter}{eind}", _bron(bron, aantal), uitleg)
        vel.begrens(f"E{begin}:E{eind}")
        for letter, veld in zip("BCDE", WENS_KOLOMMEN.values(), strict=True):
            self._noem(veld, f"{letter}{begin}:{letter}{eind}")
        vel.wit()

    def _regios(self) -> None:
        vel = self.vel
        vel.kop("1. Wat wilt u zeggen over de regio's in uw gebied?")
        vel.tabelkop(tuple(veld.label for veld in REGIO_KOLOMMEN.values()))
        begin = vel.rij
        for r in self.inhoud.regios_van(self.wie):
            vel.zet(self.inhoud.regio_labels[r])
            vel.vak(3, 5, hoogte=34)
            vel.rij += 1
        eind = vel.rij - 1
        vel.begrens(f"C{begin}:C{eind}")
        for kolom, veld in zip("BC", REGIO_KOLOMMEN.values(), strict=True):
            self._noem(veld, f"{kolom}{begin}:{kolom}{eind}")
        vel.wit()

    def _tekst(self, kop: str, veld: Veld) -> None:
        vel = self.vel
        vel.kop(kop)
        vel.alinea(veld.label)
        cel = vel.vak(2, 5, hoogte=76)
        vel.begrens(cel)
        self._noem(veld, cel)
        vel.rij += 1
        vel.wit()

    def _contact(self) -> None:
        vel = self.vel
        vel.kop("Contact")
        vel.toelichting(
            "Alleen voor vragen over dit formulier. Deze vier vakken worden niet doorgegeven."
        )
        for veld in CONTACT.values():
            vel.zet(veld.label)
            cel = vel.vak(3, 5)
            vel.begrens(cel, 200)
            self._noem(veld, cel)
            vel.rij += 1

    def _noem(self, veld: Veld, cellen: str) -> None:
        from openpyxl.utils.cell import absolute_coordinate
        from openpyxl.workbook.defined_name import DefinedName

        plek = f"{self.vel.blad.title}!{absolute_coordinate(cellen)}"
        self.boek.defined_names[veld.naam] = DefinedName(veld.naam, attr_text=plek)


def _bron(kolom: str, aantal: int) -> str:
    return f"Lijsten!${kolom}$2:${kolom}${aantal + 1}"


def _vul_lijsten(
    boek: Workbook, inhoud: Inhoud, wie: Gevraagde, kenmerk: Kenmerk, vast: Iterable[str]
) -> None:
    """Fill the hidden sheet: whose form this is, what can be chosen, and what stood in it."""
    namen = inhoud.gemeenten.naam_van
    anderen = [
        met_code(naam, code)
        for code, naam in sorted(namen.items(), key=lambda paar: (paar[1].lstrip("'"), paar[0]))
        if code != wie.code
    ]
    eigen: Mapping[str, str] = {
        "formulier": kenmerk.versie,
        "soort": kenmerk.soort,
        "code": kenmerk.code,
        "naam": kenmerk.naam,
        "jaar": str(kenmerk.jaar),
        "voorstel_sha256": kenmerk.sha256,
    }
    kolommen = {
        "sleutel": list(eigen),
        "waarde": list(eigen.values()),
        "gemeenten": anderen,
        "keuzes": list(KEUZES.values()),
        "regio's": list(inhoud.regio_labels),
        "oordelen": list(OORDELEN),
        "domeinen": list(DOMEINEN),
        "vast": list(vast),
    }
    blad = boek[BLADEN[-1]]
    for kolom, (kop, waarden) in enumerate(kolommen.items(), start=1):
        for rij, waarde in enumerate([kop, *waarden], start=1):
            zet_cel(blad.cell(rij, kolom), waarde)
    blad.protection.sheet = True

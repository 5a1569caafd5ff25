"""The forms of a consultation: XLSX workbooks with what is proposed, and the questions."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from congruentie import nl
from congruentie.afspraken import Afspraken
from congruentie.csvcel import veilige_cel
from congruentie.errors import CongruentieFout
from congruentie.uitvoer.tabel import als_bytes, schoon, zet_cel
from congruentie.uitvraag.formulierblad import Vel, stijlen
from congruentie.uitvraag.formulierinhoud import Alinea, Blok, Gevraagde, Inhoud, Tussenkop
from congruentie.uitvraag.vragen import (
    BLADEN,
    DOMEINEN,
    HOOGSTE_TEKST,
    KEUZES,
    LIJSTEN,
    NAMENS,
    OORDELEN,
    Formuliervraag,
    Kenmerk,
    Veld,
    met_code,
    vragen_aan,
)
from congruentie.veilig import lees_heel, schrijf_bytes

if TYPE_CHECKING:
    from openpyxl import Workbook

    from congruentie.voorstel import Voorstel

__all__ = ["OVERZICHT", "Afspraken", "bestandsnaam", "maak_formulier", "maak_formulieren"]

OVERZICHT = "overzicht.csv"
"""Name of the list of forms that stands beside them."""
_MEESTE_AFSPRAKEN = 12
# Columns of the sheet to read, in characters: for observers, and for gemeenten.
_BREEDTES = ((30.0, 14.0, 57.0, 57.0), (30.0, 26.0, 26.0, 38.0, 38.0))


def maak_formulier(
    inhoud: Inhoud, wie: Gevraagde, voorstel_sha256: str, afspraken: Afspraken
) -> bytes:
    """Make the form of one gemeente or observer; the same question gives the same bytes."""
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
    uitleg, nu, vragen, _ = (boek.create_sheet(naam) for naam in BLADEN)
    vellen = [
        Vel(uitleg, stijl, (96.0,)),
        Vel(nu, stijl, _BREEDTES[wie.soort == "gemeente"], liggend=True, een_bladzijde=True),
        Vel(vragen, stijl, (36.0, 15.0, 15.0, 46.0), een_bladzijde=True),
    ]
    regel = afspraken.regel if afspraken.versie or afspraken.datum else ""
    for vel in vellen:
        vel.zet_voettekst(regel)
    onder = ". ".join(filter(None, (f"Voor {wie.naam}", regel)))
    vellen[0].titel("Regio's die beter samenvallen: wat vindt u?", onder)
    vellen[0].blokken(_uitleg(inhoud, wie, afspraken))
    vellen[1].titel(
        f"Nu en voorstel: {wie.naam}", "Dit blad is om te lezen. Vul het blad Vragen in."
    )
    vellen[1].blokken(inhoud.blokken(wie))
    lijsten = _lijsten(inhoud, wie)
    _Vragenblad(boek, vellen[2], inhoud, wie, lijsten).vul(kenmerk, afspraken)
    for vel in vellen:
        vel.sluit_af()
    _vul_verborgen_blad(boek, kenmerk, lijsten, sorted(t for vel in vellen for t in vel.vast))
    boek.active = 0
    return als_bytes(boek)


def _uitleg(inhoud: Inhoud, wie: Gevraagde, afspraken: Afspraken) -> list[Blok]:
    gemeente = wie.soort == "gemeente"
    bronnen = nl.opsomming([indeling.label for indeling in inhoud.indelingen], 40)
    terug = f"Stuur het terug vóór {afspraken.termijn}. " if afspraken.termijn else ""
    vraag = (
        "Wij vragen wat uw gemeente van het voorstel vindt, en met welke gemeenten u liever wel of "
        "liever niet in een regio zit."
        if gemeente
        else "Het rapport waarmee dit begon, nodigt provincies en waterschappen mede uit. Wij vragen "
        "u: wat wilt u zeggen over de regio's in uw gebied?"
    )
    blokken: list[Blok] = [
        Tussenkop("Waar gaat dit over?"),
        Alinea(
            "Gemeenten werken samen in regio's. Voor elk onderwerp zijn de grenzen weer anders. Er is "
            f"nu een voorstel: {len(inhoud.voorstel.codes)} regio's die zo goed mogelijk passen bij "
            f"wat er al is ({bronnen}; {inhoud.gemeenten.jaar}). Het is een voorstel om over te "
            "praten. Er is niets besloten."
        ),
        *_afspraken(inhoud),
        Tussenkop("Wat vragen wij?"),
        Alinea(
            f"{vraag} Lees eerst het blad Nu en voorstel. Vul daarna het blad Vragen in. Dat is een "
            "bladzijde."
        ),
        Tussenkop("U beslist zelf of u meedoet"),
        Alinea(
            "Meedoen is vrijwillig. U mag vragen overslaan: wat u wel invult, telt. Vult u niets in, "
            "dan is dat geen ja en geen nee."
        ),
        *_wat_een_antwoord_doet(gemeente=gemeente),
        Tussenkop("Wat gebeurt er met uw antwoorden?"),
        Alinea(
            "Met alle antwoorden samen komt er een nieuw voorstel. Daarbij staat welke wensen erin "
            "zitten, welke niet, en waarom niet. Andere deelnemers kunnen uw antwoorden daarin zien."
        ),
        Tussenkop("Uw gegevens"),
        Alinea(
            "Naam, functie, e-mail en telefoon zijn alleen voor een vraag over dit formulier. Ze gaan "
            "niet mee naar kaarten, stukken of lijsten met antwoorden. Zet ze daarom niet in andere "
            "vakken. Wat u in andere vakken schrijft, leest iemand na voordat het openbaar wordt."
        ),
        Tussenkop("Invullen en terugsturen"),
        Alinea(
            "Vul de gele vakken in. In veel vakken kiest u uit een lijst. De rest is op slot zonder "
            f"wachtwoord. {terug}Bewaar het als Excel-werkmap (.xlsx). Het bestand mag een andere naam "
            "krijgen."
        ),
    ]
    if afspraken.vraag_aan:
        blokken += [Tussenkop("Vragen?"), Alinea(afspraken.vraag_aan)]
    return blokken


def _wat_een_antwoord_doet(*, gemeente: bool) -> list[Blok]:
    """What each mark does, and who may make it."""
    uit: list[Blok] = [Tussenkop("Wat doet uw antwoord?")]
    if gemeente:
        uit += [
            Alinea(
                "Zeker niet is bindend. U komt dan niet met die gemeente in een regio, ook als het "
                "voorstel daardoor minder goed past of als anderen daardoor verhuizen. Na de ronde "
                "staat erbij wat dat kost. Gebruik het dus alleen als het echt niet kan."
            ),
            Alinea(
                "Liever wel en liever niet wegen mee. Zij geven de doorslag als twee voorstellen "
                "elkaar weinig ontlopen. De ander hoeft het niet met u eens te zijn."
            ),
            Alinea(
                "Kiest u het voorstel of een alternatief, dan telt dat als de wens om bij de grootste "
                "andere gemeente van die regio te zitten. Kiest u anders, leg dan uit wat u wilt."
            ),
        ]
    uit.append(
        Alinea(
            "Voorwaarden en opmerkingen rekent het programma niet mee. Mensen lezen ze, en er komt een "
            "antwoord op. Kies bij de laatste vraag namens wie u antwoordt: ambtelijk, het college of "
            "de raad. Een ambtelijk antwoord legt uw bestuur niet vast."
        )
    )
    return uit


def _afspraken(inhoud: Inhoud) -> list[Blok]:
    """What was agreed beforehand, and apart from that the wishes that the proposal keeps to."""
    voorstel, eisen = inhoud.voorstel, inhoud.voorstel.opgave.eisen
    vast = ["elke gemeente zit in een regio"]
    if not eisen.splits_brokken:
        vast.append("een regio eindigt alleen waar nu ook een regio eindigt")
    wensen: list[str] = []
    for eis in eisen.een_voor_een():
        (wensen if voorstel.is_wens(eis) else vast).append(voorstel.in_woorden(eis))
    uit: list[Blok] = [Alinea(f"Dit is vooraf afgesproken: {_noem(vast)}.")]
    if wensen:
        uit.append(
            Alinea(
                "Dit is niet afgesproken, maar een wens van een gemeente uit een eerdere ronde. Dit "
                f"voorstel houdt zich eraan: {_noem(wensen)}."
            )
        )
    return uit


def _noem(teksten: Sequence[str]) -> str:
    meer = len(teksten) - _MEESTE_AFSPRAKEN
    return "; ".join(teksten[:_MEESTE_AFSPRAKEN]) + (f"; en nog {meer} andere" if meer > 0 else "")


@dataclass
class _Vragenblad:
    """The sheet with questions, while it is written."""

    boek: Workbook
    vel: Vel
    inhoud: Inhoud
    wie: Gevraagde
    lijsten: Mapping[str, Sequence[str]]

    @property
    def regios(self) -> list[str]:
        """The proposed regio's in the area of who is asked."""
        return [self.inhoud.regio_labels[r] for r in self.inhoud.regios_van(self.wie)]

    def vul(self, kenmerk: Kenmerk, afspraken: Afspraken) -> None:
        terug = f" Graag terug vóór {afspraken.termijn}." if afspraken.termijn else ""
        vel = self.vel
        vel.titel(f"Vragen aan {self.wie.naam}", f"Vul de gele vakken in. Overslaan mag.{terug}")
        schrijf = {
            "keuze": self._keuze,
            "tabel": self._tabel,
            "tekst": self._tekst,
            "contact": self._contact,
        }
        for nummer, vraag in enumerate(vragen_aan(self.wie.soort), start=1):
            telt = vraag.soort != "contact"
            vel.kop(f"{nummer}. " * telt + vraag.kop.format(regio=next(iter(self.regios), "")))
            if vraag.toelichting:
                vel.toelichting(vraag.toelichting)
            schrijf[vraag.soort](vraag)
            if telt:
                vel.wit()
        vel.wit(6)
        vel.toelichting(kenmerk.tekst)
        vel.blad.print_area = f"A1:E{vel.rij - 1}"

    def _keuze(self, vraag: Formuliervraag) -> None:
        for veld in vraag.velden:
            self.vel.zet(veld.label, 2, 4)
            self._open(veld, self.vel.vak(5))
            self.vel.rij += 1

    def _tekst(self, vraag: Formuliervraag) -> None:
        (veld,) = vraag.velden
        self.vel.alinea(veld.label)
        self._open(veld, self.vel.vak(2, 5, hoogte=76))
        self.vel.rij += 1

    def _contact(self, vraag: Formuliervraag) -> None:
        for veld in vraag.velden:
            self.vel.zet(veld.label)
            self._open(veld, self.vel.vak(3, 5), 200)
            self.vel.rij += 1

    def _tabel(self, vraag: Formuliervraag) -> None:
        vel = self.vel
        vel.tabelkop(tuple(veld.label for veld in vraag.velden))
        begin, laatste = vel.rij, len(vraag.velden) + 1
        if vraag.rijen:
            vel.blad.sheet_format.defaultRowHeight = 19
            vel.blad.sheet_format.customHeight = True
        for label in [""] * vraag.rijen or self.regios:
            if label:
                vel.zet(label)
            for kolom in range(3 if label else 2, laatste + 1):
                tot = vel.laatste if kolom == laatste else kolom
                vel.vak(kolom, tot, hoogte=34 if label else None)
            vel.rij += 1
        for letter, veld in zip("BCDE", vraag.velden, strict=False):
            bereik = f"{letter}{begin}:{letter}{vel.rij - 1}"
            if vraag.rijen or letter != "B":
                self._open(veld, bereik)
            else:
                self._noem(veld, bereik)

    def _open(self, veld: Veld, cellen: str, hoogstens: int = HOOGSTE_TEKST) -> None:
        """Say what may be filled in, and name it, so that the reader finds it."""
        if veld.lijst:
            letter = "CDEFGH"[list(self.lijsten).index(veld.lijst)]
            bron = f"{LIJSTEN}!${letter}$2:${letter}${len(self.lijsten[veld.lijst]) + 1}"
            self.vel.kies(cellen, bron, veld.uitleg)
        else:
            self.vel.begrens(cellen, hoogstens)
        self._noem(veld, cellen)

    def _noem(self, veld: Veld, cellen: str) -> None:
        from openpyxl.utils.cell import absolute_coordinate
        from openpyxl.workbook.defined_name import DefinedName

        plek = f"{self.vel.blad.title}!{absolute_coordinate(cellen)}"
        self.boek.defined_names[veld.naam] = DefinedName(veld.naam, attr_text=plek)


def _lijsten(inhoud: Inhoud, wie: Gevraagde) -> dict[str, list[str]]:
    """What can be chosen; the hidden sheet has them in this order, from column C."""
    namen = inhoud.gemeenten.naam_van
    anderen = [
        met_code(naam, code)
        for code, naam in sorted(namen.items(), key=lambda paar: (paar[1].lstrip("'"), paar[0]))
        if code != wie.code
    ]
    return {
        "gemeenten": anderen,
        "keuzes": list(KEUZES.values()),
        "regio's": list(inhoud.regio_labels),
        "oordelen": list(OORDELEN),
        "domeinen": list(DOMEINEN),
        "namens": [naam for naam in NAMENS if naam],
    }


def _vul_verborgen_blad(
    boek: Workbook, kenmerk: Kenmerk, lijsten: Mapping[str, list[str]], vast: list[str]
) -> None:
    """Fill the hidden sheet: whose form this is, what can be chosen, and what stood in it."""
    eigen = {
        "formulier": kenmerk.versie,
        "soort": kenmerk.soort,
        "code": kenmerk.code,
        "naam": kenmerk.naam,
        "jaar": str(kenmerk.jaar),
        "voorstel_sha256": kenmerk.sha256,
    }
    kolommen = {"sleutel": list(eigen), "waarde": list(eigen.values()), **lijsten, "vast": vast}
    blad = boek[LIJSTEN]
    for kolom, (kop, waarden) in enumerate(kolommen.items(), start=1):
        for rij, waarde in enumerate([kop, *waarden], start=1):
            zet_cel(blad.cell(rij, kolom), waarde)
    blad.protection.sheet = True
    blad.sheet_state = "hidden"


def bestandsnaam(wie: Gevraagde) -> str:
    """Name of the file of a form: only letters, digits and ``-``, whatever the name holds."""
    voluit = wie.naam.removeprefix("gemeente ").removeprefix("provincie ")
    delen = ("uitvraag", nl.bestandsnaam(wie.code), nl.bestandsnaam(voluit))
    return "-".join(filter(None, delen)) + ".xlsx"


def maak_formulieren(
    voorstel: Voorstel,
    sha256: str,
    wie: Sequence[Gevraagde],
    map_: Path,
    afspraken: Afspraken | None = None,
    *,
    voortgang: Callable[[int, int], None] = lambda klaar, totaal: None,
) -> list[Path]:
    """Write forms and the list of them, as `congruentie.uitvraag.overleg.maak_uitvraag` says."""
    inhoud = Inhoud(voorstel)
    gemaakt: dict[Path, bytes] = {}
    for nummer, een in enumerate(wie, start=1):
        pad = map_ / bestandsnaam(een)
        gemaakt[pad] = maak_formulier(inhoud, een, sha256, afspraken or Afspraken())
        voortgang(nummer, len(wie))
    _weiger_overschrijven(gemaakt)
    for pad, ruw in {**gemaakt, map_ / OVERZICHT: _overzicht(wie, sha256)}.items():
        schrijf_bytes(pad, ruw)
    return list(gemaakt)


def _weiger_overschrijven(gemaakt: dict[Path, bytes]) -> None:
    anders = [
        pad.name
        for pad, ruw in gemaakt.items()
        if pad.exists() and lees_heel(pad, bewaak=False) != ruw
    ]
    if anders:
        raise CongruentieFout(
            f"In {next(iter(gemaakt)).parent} staan al andere formulieren: {nl.opsomming(anders)}. "
            "Misschien zijn ze ingevuld; er is niets geschreven.",
            "Kies een lege map.",
        )


def _overzicht(wie: Sequence[Gevraagde], sha256: str) -> bytes:
    stroom = io.StringIO(newline="")
    schrijver = csv.writer(stroom, lineterminator="\n")
    schrijver.writerow(["soort", "code", "naam", "bestand", "voorstel_sha256"])
    for een in wie:
        schrijver.writerow([een.soort, een.code, veilige_cel(een.naam), bestandsnaam(een), sha256])
    return stroom.getvalue().encode("utf-8")

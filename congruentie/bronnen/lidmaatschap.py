"""Own divisions, from CSV or XLSX: everything that is wrong with a file, at once."""

from __future__ import annotations

import logging
import re
from itertools import pairwise
from pathlib import Path

from congruentie.bronnen.bladkeuze import kies_blad, lees_keuzes, splits_keuze
from congruentie.bronnen.heelbestand import Ledenlijst, kijk_na
from congruentie.bronnen.kolommen import GenoemdeKoppen, Kolommen, vind_kolommen
from congruentie.bronnen.meldingen import (
    Keuring,
    Melder,
    eigen_herkomst,
    regels_van,
    weiger_onbruikbaar,
)
from congruentie.bronnen.niets import is_niets
from congruentie.bronnen.tabelbestand import Rijen, lees_rijen
from congruentie.bronnen.yamlbestand import citeer
from congruentie.bronnen.zoeken import NietGevonden, Zoeker, kaal, normaliseer_gm_code, zoeker_voor
from congruentie.gemeenten import Gemeenten
from congruentie.model import Indeling
from congruentie.nl import opsomming

__all__ = ["controleer", "lees_eigen_indeling"]

_log = logging.getLogger(__name__)
_BIJSCHRIFT = re.compile(
    r"(bron|source|totaal|total|nederland|noot|note|toelichting|peildatum|let op|let wel)\b"
    "|[*\u00a9\u00b9]",
    re.I,
)
_TOTAAL = re.compile(r"(?:eind)?totaal\W*|total\W*|nederland\W*", re.I)
_ONDERAAN = 5
"""Rows at the end of a file where totals stand."""
_NIET_IN_TE_DELEN = {"niet in te delen", "nvt", "n.v.t.", "niet van toepassing"}
_LIDWOORDEN = {"de", "den", "het", "'s", "'t"}
_LANGSTE_NAAM = 60
"""Characters; a cell that stands alone in its row and is longer is a note."""
_MEESTE_RAADSELS = 100
"""Unknown gemeenten for which is said what may be meant; with more the file is another kind of file."""
_FORMULE = "cellen bevatten een formule waarvan de uitkomst niet in het bestand staat"


def controleer(bestand: str | Path, gemeenten: Gemeenten) -> Keuring:
    """Judge an own membership file.

    Parameters
    ----------
    bestand
        ``BESTAND``, with behind it as needed ``#BLAD`` for a sheet of a workbook, ``#KOLOM`` for the
        column with regions (or both, in this order), ``#gemeente=KOLOM`` and ``#regio=KOLOM``.
    gemeenten
        The gemeenten the codes and names are looked up in.

    Raises
    ------
    CongruentieFout
        The file cannot be read at all, or more than one sheet could be meant.
    """
    pad, keuzes = splits_keuze(str(bestand))
    bladen = lees_rijen(pad)
    zoeker = zoeker_voor(gemeenten)
    blad_namen = {blad.blad.casefold() for blad in bladen if blad.blad}
    naam, genoemd, los = lees_keuzes(keuzes, blad_namen, {"gemeente", "regio"})
    gevraagd = GenoemdeKoppen(**{"regio": "".join(los[:1]), **genoemd})
    gevonden = {blad.blad: vind_kolommen(blad, zoeker, gevraagd) for blad in bladen}
    heel = [blad for blad in bladen if gevonden[blad.blad].volledig]
    half = [blad for blad in bladen if gevonden[blad.blad].gemeente is not None]
    blad = kies_blad(bladen, naam, heel or half[:1])
    return _beoordeel(blad, zoeker, gevonden[blad.blad])


def lees_eigen_indeling(bestand: str | Path, naam: str, gemeenten: Gemeenten) -> Indeling:
    """Read an own division, and log what is to be looked at.

    Parameters
    ----------
    bestand, gemeenten
        As in `controleer`.
    naam
        Key of the division; also its title. Its peildatum is the year of `gemeenten`.

    Raises
    ------
    CongruentieFout
        With file, row (header = 1), value and cure; the first fault, and how many more there are.
    """
    uitslag = controleer(bestand, gemeenten)
    weiger_onbruikbaar(uitslag)
    herkomst = eigen_herkomst(bestand, uitslag)
    indeling = Indeling(naam, uitslag.lidmaatschap, uitslag.regio_namen, herkomst=herkomst)
    for _, regel in regels_van(uitslag.meldingen):
        _log.warning("Let op: %s", regel)
    return indeling


def _beoordeel(bron: Rijen, zoeker: Zoeker, kolommen: Kolommen) -> Keuring:
    """Read the rows and remark on everything that is wrong."""
    plekken = {"gm_code": kolommen.gemeente, "regio": kolommen.regio, "gm_naam": kolommen.gm_naam}
    met_kop = kolommen.kop >= 0 and kolommen.volledig
    koppen = {w: bron.cel(kolommen.kop, k) for w, k in plekken.items()} if met_kop else {}
    keuring = Keuring()
    melder = Melder(bron.bestand, keuring, bron.blad, koppen)
    if not any(any(rij) for rij in bron.rijen):
        melder.fout("hier staat niets.", "Zet er een kop in: gm_code,regio.")
        return keuring
    for ernst, melding, voorstel in kolommen.opmerkingen:
        melder.meld(ernst, (max(kolommen.kop + 1, 1), "", ""), melding, voorstel)
    if kolommen.volledig:
        _Rijlezer(Ledenlijst(bron, zoeker, kolommen, melder)).lees()
    return keuring


class _Rijlezer:
    """Goes through the rows and remembers what later rows are held against."""

    def __init__(self, ledenlijst: Ledenlijst) -> None:
        self.ledenlijst = ledenlijst
        self.bron = ledenlijst.bron
        self.zoeker = ledenlijst.zoeker
        self.kolommen = ledenlijst.kolommen
        self.melder = ledenlijst.melder
        self.geraden = 0

    def lees(self) -> None:
        """Read every row, then look at the file as a whole."""
        for plek in range(self.kolommen.kop + 1, len(self.bron.rijen)):
            if any(cel.strip() for cel in self.bron.rijen[plek]):
                self._lees_rij(plek)
        self.melder.keuring.lidmaatschap = {
            code: " | ".join(sorted(regios)) for code, regios in self.ledenlijst.regios.items()
        }
        kijk_na(self.ledenlijst)

    def _lees_rij(self, plek: int) -> None:
        kolommen, rij = self.kolommen, plek + 1
        if (not self.bron.blad and self._is_te_lang(plek)) or self._is_verschoven(plek):
            return
        wie, regio, naam, gm_naam = (
            self.bron.cel(plek, kolom)
            for kolom in (
                kolommen.gemeente, kolommen.regio, kolommen.regio_naam, kolommen.gm_naam,
            )
        )  # fmt: skip
        for kolom, tekst in (("gm_code", wie), ("regio", regio)):
            if tekst.startswith("=") and len(tekst) > 1:
                self.melder.fout(
                    f"hier staat de formule {citeer(tekst)}, maar de uitkomst is niet bewaard.",
                    "Open het bestand in Excel of LibreOffice en bewaar het opnieuw.",
                    (rij, kolom, tekst),
                    _FORMULE,
                )
                return
        code = self._gemeente(plek, wie, regio)
        if code is None:
            return
        if gm_naam and code not in self.zoeker.kan_zijn(gm_naam):
            officieel = self.zoeker.gemeenten.naam_van[code]
            self.melder.let_op(
                f"{code} heet {officieel}, niet {gm_naam!r}.",
                "Controleer de code; de code telt.",
                (rij, "gm_naam", gm_naam),
                "namen horen niet bij de code die ernaast staat",
            )
        if "\n" in regio or "\r" in regio:
            melding = f"de cel van {code} gaat over meer regels; er ontbreekt een aanhalingsteken."
            self.melder.fout(melding, "Zet elke gemeente op een eigen rij.", (rij, "regio", regio))
            return
        self._lees_regio(code, regio, naam, rij)

    def _lees_regio(self, code: str, regio: str, naam: str, rij: int) -> None:
        stukken, namen = regio.split("|"), naam.split("|")
        namen = namen if len(namen) == len(stukken) else [naam] * (len(stukken) == 1)
        delen = [_geheel(deel) for deel in stukken if not is_niets(deel)]
        if not delen or kaal(naam) in _NIET_IN_TE_DELEN:
            self.ledenlijst.zonder.setdefault(code, (rij, naam if delen else regio))
            return
        self._noteer(code, delen, rij)
        for een, heet in zip(stukken, namen, strict=False):
            if not is_niets(een):
                self._noem(_geheel(een), heet.strip(), rij)

    def _is_te_lang(self, plek: int) -> bool:
        """Whether a row of a CSV has more cells than the header: a separator in a text."""
        kop = max(map(len, self.bron.rijen[: max(self.kolommen.kop + 1, 1)]))
        cellen = self.bron.rijen[plek]
        if kop < 2 or not any(cellen[kop:]):
            return False
        self.melder.fout(
            f"deze rij heeft {len(cellen)} cellen en de kop {kop}; er staat een scheidingsteken in een "
            "tekst.",
            "Zet die tekst tussen aanhalingstekens.",
            (plek + 1, "", self.bron.cel(plek, self.kolommen.gemeente)),
            "rijen hebben meer cellen dan de kop",
        )
        return True

    def _is_verschoven(self, plek: int) -> bool:
        """Whether cells beside each other are one name, so that what follows is a column too far."""
        cellen = [cel.strip() for cel in self.bron.rijen[plek]]
        for een, ander in pairwise(cellen):
            naam = f"{een}, {ander}"
            if kaal(naam) in self.zoeker.met_komma or (
                kaal(ander) in _LIDWOORDEN and self.zoeker.kan_zijn(naam)
            ):
                self.melder.fout(
                    f"{citeer(naam)} is een naam, maar staat in twee cellen; de rest is verschoven.",
                    "Zet die naam in een cel; in een CSV-bestand tussen aanhalingstekens.",
                    (plek + 1, "gm_code", naam),
                    "rijen hebben een naam die in twee cellen staat",
                )
                return True
        return False

    def _gemeente(self, plek: int, wie: str, regio: str) -> str | None:
        if self._is_totaal(plek, wie):
            self._laat_weg(plek, wie)
            return None
        gevonden = self.zoeker.zoek(wie, raad=self.geraden < _MEESTE_RAADSELS)
        if isinstance(gevonden, str):
            return gevonden
        self.geraden += 1
        if self._is_bijschrift(plek, wie, regio):
            self._laat_weg(plek, wie)
            return None
        if is_niets(wie):
            gevonden = NietGevonden(
                f"er staat geen gemeente bij regio {citeer(regio)} ({wie or 'leeg'}).",
                "Vul de code in, of haal de rij weg.",
                "rijen met een regio noemen geen gemeente",
            )
        waar = (plek + 1, "gm_code", wie)
        self.melder.fout(gevonden.melding, gevonden.advies, waar, gevonden.soort)
        return None

    def _laat_weg(self, plek: int, wie: str) -> None:
        tekst = "; ".join(cel for cel in self.bron.rijen[plek] if cel)
        self.melder.let_op(
            f"{citeer(tekst)} is geen gemeente met een regio; deze rij doet niet mee.",
            "",
            (plek + 1, "gm_code", wie),
            "rijen zijn geen gemeente met een regio en doen niet mee",
        )

    def _is_totaal(self, plek: int, wie: str) -> bool:
        """Whether the file ends here with "Totaal; 342", a number that could be a code."""
        eerste = next(cel for cel in self.bron.rijen[plek] if cel)
        onderaan = plek >= len(self.bron.rijen) - _ONDERAAN
        return onderaan and wie.isdecimal() and bool(_TOTAAL.fullmatch(eerste.strip()))

    def _is_bijschrift(self, plek: int, wie: str, regio: str) -> bool:
        """Whether a row is a total or a note, not a gemeente."""
        cellen = [cel for cel in self.bron.rijen[plek] if cel]
        if _BIJSCHRIFT.match(cellen[0] if is_niets(wie) else wie) or (
            len(cellen) == 1 and len(cellen[0]) > _LANGSTE_NAAM
        ):
            return True
        return is_niets(regio) and normaliseer_gm_code(wie) is None

    def _noteer(self, code: str, delen: list[str], rij: int) -> None:
        bekend = self.ledenlijst.regios.setdefault(code, {})
        eerste = next(iter(bekend), delen[0])
        rij_eerste = bekend.get(eerste, rij)
        nieuw = [deel for deel in dict.fromkeys(delen) if deel not in bekend]
        bekend.update(dict.fromkeys(nieuw, rij))
        if nieuw and len(bekend) > 1:
            ook = [deel for deel in nieuw if deel != eerste]
            self.melder.let_op(
                f"{code} staat in {opsomming(ook)}, en ook in {eerste} (rij {rij_eerste}); zij telt in "
                "elk mee.",
                "",
                (rij, "regio", " | ".join(delen)),
                "gemeenten staan in meer dan een regio en tellen in elk mee",
            )
        elif not nieuw:
            melding = f"{code} staat dubbel (rij {bekend[delen[0]]})."
            self.melder.let_op(melding, "", (rij, "gm_code", code), "rijen staan dubbel")

    def _noem(self, regio: str, naam: str, rij: int) -> None:
        namen = self.melder.keuring.regio_namen
        bekend = namen.setdefault(regio, naam) if naam else naam
        if naam != bekend:
            self.melder.let_op(
                f"regio {regio} heet hier {naam!r}, maar eerder {bekend!r}.",
                "De eerste naam telt.",
                (rij, "regio_naam", naam),
                "namen van regio's zijn anders dan eerder",
            )


def _geheel(regio: str) -> str:
    """Write a number as a number: pandas and Excel make ``14.0`` or ``14,0`` of a 14."""
    geheel = re.fullmatch(r"(\d+)[.,]0+", regio.strip())
    return geheel[1] if geheel else regio.strip()

"""Judge an own membership file: everything that is wrong with it, at once."""

from __future__ import annotations

import re
from itertools import pairwise

from congruentie.bronnen.kolommen import Kolommen
from congruentie.bronnen.meldingen import Ernst, Melding, Uitslag
from congruentie.bronnen.peiljaar import vind_jaar
from congruentie.bronnen.regionamen import lijkende_regios
from congruentie.bronnen.tabelbestand import Rijen
from congruentie.bronnen.yamlbestand import citeer
from congruentie.bronnen.zoeken import NietGevonden, Zoeker, is_niets, kaal, normaliseer_gm_code
from congruentie.model import opsomming

__all__ = ["beoordeel"]

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


def beoordeel(bron: Rijen, zoeker: Zoeker, kolommen: Kolommen) -> Uitslag:
    """Read an own membership file and remark on everything that is wrong.

    Parameters
    ----------
    bron
        The rows.
    zoeker
        Looks the codes and names up, in the year that the file is read with.
    kolommen
        Which column is what.
    """
    lezer = _Lezer(bron, zoeker, kolommen)
    if not any(any(rij) for rij in bron.rijen):
        lezer.meld("fout", None, "", "", "hier staat niets.", "Zet er een kop in: gm_code,regio.")
        return lezer.uitslag
    for ernst, melding, voorstel in kolommen.opmerkingen:
        lezer.meld(ernst, max(kolommen.kop + 1, 1), "", "", melding, voorstel)
    if kolommen.volledig:
        lezer.lees()
    return lezer.uitslag


class _Lezer:
    """Goes through the rows and remembers what later rows are held against."""

    def __init__(self, bron: Rijen, zoeker: Zoeker, kolommen: Kolommen) -> None:
        self.bron = bron
        self.zoeker = zoeker
        self.gemeenten = zoeker.gemeenten
        self.kolommen = kolommen
        self.uitslag = Uitslag()
        self.regios: dict[str, dict[str, int]] = {}  # gm_code -> regio -> row
        self.zonder: dict[str, tuple[int, str]] = {}  # gm_code -> row and what stands there
        self.ander_jaar = False
        self.geraden = 0
        waar = {"gm_code": kolommen.gemeente, "regio": kolommen.regio, "gm_naam": kolommen.gm_naam}
        self.koppen = {
            wat: bron.cel(kolommen.kop, waar[wat])
            for wat in waar
            if kolommen.kop >= 0 and kolommen.volledig
        }

    def meld(
        self,
        ernst: Ernst,
        rij: int | None,
        kolom: str,
        waarde: str,
        melding: str,
        voorstel: str = "",
        *,
        soort: str = "",
    ) -> None:
        bestand, blad = str(self.bron.bestand), self.bron.blad
        kolom = self.koppen.get(kolom) or kolom
        self.uitslag.meldingen.append(
            Melding(ernst, bestand, blad, rij, kolom, waarde, melding, voorstel, soort)
        )

    def lees(self) -> None:
        """Read every row, then look at the file as a whole."""
        voor = len(self.uitslag.meldingen)
        for plek in range(self.kolommen.kop + 1, len(self.bron.rijen)):
            if any(cel.strip() for cel in self.bron.rijen[plek]):
                self._lees_rij(plek)
        self.uitslag.lidmaatschap = {
            code: " | ".join(sorted(regios)) for code, regios in self.regios.items()
        }
        self._zeg_wie_geen_regio_heeft()
        self.uitslag.meldingen[voor:] = sorted(
            self.uitslag.meldingen[voor:], key=lambda melding: melding.rij or 0
        )
        self._zeg_het_jaar(voor)
        self._zeg_wat_samengevoegd_is()
        self._sluit_af()

    # --- one row ----------------------------------------------------------------------------

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
                self.meld(
                    "fout",
                    rij,
                    kolom,
                    tekst,
                    f"hier staat de formule {citeer(tekst)}, maar de uitkomst is niet bewaard.",
                    "Open het bestand in Excel of LibreOffice en bewaar het opnieuw.",
                    soort=_FORMULE,
                )
                return
        code = self._gemeente(plek, wie, regio)
        if code is None:
            return
        if gm_naam and code not in self.zoeker.kan_zijn(gm_naam):
            officieel = self.gemeenten.naam_van[code]
            self.meld(
                "let op",
                rij,
                "gm_naam",
                gm_naam,
                f"{code} heet {officieel}, niet {gm_naam!r}.",
                "Controleer de code; de code telt.",
                soort="namen horen niet bij de code die ernaast staat",
            )
        if "\n" in regio or "\r" in regio:
            melding = f"de cel van {code} gaat over meer regels; er ontbreekt een aanhalingsteken."
            self.meld("fout", rij, "regio", regio, melding, "Zet elke gemeente op een eigen rij.")
            return
        stukken, namen = regio.split("|"), naam.split("|")
        namen = namen if len(namen) == len(stukken) else [naam] * (len(stukken) == 1)
        delen = [_geheel(deel) for deel in stukken if not is_niets(deel)]
        if not delen or kaal(naam) in _NIET_IN_TE_DELEN:
            self.zonder.setdefault(code, (rij, naam if delen else regio))
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
        self.meld(
            "fout",
            plek + 1,
            "",
            self.bron.cel(plek, self.kolommen.gemeente),
            f"deze rij heeft {len(cellen)} cellen en de kop {kop}; er staat een scheidingsteken in een "
            "tekst.",
            "Zet die tekst tussen aanhalingstekens.",
            soort="rijen hebben meer cellen dan de kop",
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
                self.meld(
                    "fout",
                    plek + 1,
                    "gm_code",
                    naam,
                    f"{citeer(naam)} is een naam, maar staat in twee cellen; de rest is verschoven.",
                    "Zet die naam in een cel; in een CSV-bestand tussen aanhalingstekens.",
                    soort="rijen hebben een naam die in twee cellen staat",
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
        self.meld(
            "fout",
            plek + 1,
            "gm_code",
            wie,
            gevonden.melding,
            gevonden.advies,
            soort=gevonden.soort,
        )
        return None

    def _laat_weg(self, plek: int, wie: str) -> None:
        tekst = "; ".join(cel for cel in self.bron.rijen[plek] if cel)
        self.meld(
            "let op",
            plek + 1,
            "gm_code",
            wie,
            f"{citeer(tekst)} is geen gemeente met een regio; deze rij doet niet mee.",
            soort="rijen zijn geen gemeente met een regio en doen niet mee",
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
        bekend = self.regios.setdefault(code, {})
        eerste = next(iter(bekend), delen[0])
        rij_eerste = bekend.get(eerste, rij)
        nieuw = [deel for deel in dict.fromkeys(delen) if deel not in bekend]
        bekend.update(dict.fromkeys(nieuw, rij))
        if nieuw and len(bekend) > 1:
            ook = [deel for deel in nieuw if deel != eerste]
            self.meld(
                "let op",
                rij,
                "regio",
                " | ".join(delen),
                f"{code} staat in {opsomming(ook)}, en ook in {eerste} (rij {rij_eerste}); zij telt in "
                "elk mee.",
                soort="gemeenten staan in meer dan een regio en tellen in elk mee",
            )
        elif not nieuw:
            self.meld(
                "let op",
                rij,
                "gm_code",
                code,
                f"{code} staat dubbel (rij {bekend[delen[0]]}).",
                soort="rijen staan dubbel",
            )

    def _noem(self, regio: str, naam: str, rij: int) -> None:
        bekend = self.uitslag.regio_namen.setdefault(regio, naam) if naam else naam
        if naam != bekend:
            melding = f"regio {regio} heet hier {naam!r}, maar eerder {bekend!r}."
            self.meld(
                "let op",
                rij,
                "regio_naam",
                naam,
                melding,
                "De eerste naam telt.",
                soort="namen van regio's zijn anders dan eerder",
            )

    # --- the whole file ---------------------------------------------------------------------

    def _zeg_wie_geen_regio_heeft(self) -> None:
        for code, (rij, tekst) in self.zonder.items():
            if code in self.uitslag.lidmaatschap:
                self.meld(
                    "let op",
                    rij,
                    "regio",
                    tekst,
                    f"{code} heeft hier geen regio, maar wel in rij {min(self.regios[code].values())}; "
                    "die telt.",
                    soort="rijen hebben geen regio, terwijl de gemeente er elders een heeft",
                )
            else:
                staat = f" ({citeer(tekst)})" if tekst else ""
                self.meld(
                    "let op",
                    rij,
                    "regio",
                    tekst,
                    f"{code} heeft geen regio{staat} en doet niet mee.",
                    soort="gemeenten in het bestand hebben geen regio en doen niet mee",
                )

    def _zeg_het_jaar(self, voor: int) -> None:
        """Say of which year the file is, before the rows that show it."""
        soort = f"gemeenten bestaan niet in {self.gemeenten.jaar}"
        eerste = next((m for m in self.uitslag.meldingen if m.soort == soort), None)
        kolom = self.kolommen.gemeente
        wie = (self.bron.cel(i, kolom) for i in range(self.kolommen.kop + 1, len(self.bron.rijen)))
        jaar = vind_jaar(filter(None, wie), self.zoeker) if eerste else None
        if eerste is None or jaar is None:
            return
        melding = f"{jaar.melding} (rij {eerste.rij}: {eerste.melding.rstrip('.')})."
        self.ander_jaar = True
        self.meld("fout", None, "gm_code", "", melding, jaar.advies, soort=soort)
        self.uitslag.meldingen.insert(voor, self.uitslag.meldingen.pop())

    def _zeg_wat_samengevoegd_is(self) -> None:
        kolommen = {self.kolommen.gemeente, self.kolommen.regio, self.kolommen.regio_naam}
        raak = [
            blok
            for blok in self.bron.samengevoegd
            if blok[2] > self.kolommen.kop and kolommen & set(range(blok[1], blok[3] + 1))
        ]
        if raak:
            wat = (
                "1 samengevoegde cel is"
                if len(raak) == 1
                else f"{len(raak)} samengevoegde cellen zijn"
            )
            self.meld(
                "let op",
                None,
                "",
                "",
                f"{wat} ingevuld: elke rij ervan krijgt de waarde, zoals in rij {raak[0][0] + 1} tot "
                f"en met {raak[0][2] + 1}.",
            )

    def _sluit_af(self) -> None:
        lid = self.uitslag.lidmaatschap
        if not lid and not self.uitslag.fouten:
            self.meld("fout", None, "", "", "er is geen enkele gemeente met een regio.")
        for rij, waarde, *tekst, soort in lijkende_regios(self.regios):
            self.meld("let op", rij, "regio", waarde, *tekst, soort=soort)
        weg = [code for code in self.gemeenten.codes if code not in lid]
        if lid and weg and not self.ander_jaar:
            namen = opsomming([self.gemeenten.naam_van[code] for code in weg])
            self.meld(
                "let op",
                None,
                "",
                "",
                f"{len(weg)} van de {len(self.gemeenten)} gemeenten "
                f"{'heeft' if len(weg) == 1 else 'hebben'} geen regio: {namen}.",
                f"Dat mag; zij {'doet' if len(weg) == 1 else 'doen'} in deze indeling niet mee.",
            )


def _geheel(regio: str) -> str:
    """Write a number as a number: pandas and Excel make ``14.0`` or ``14,0`` of a 14."""
    geheel = re.fullmatch(r"(\d+)[.,]0+", regio.strip())
    return geheel[1] if geheel else regio.strip()

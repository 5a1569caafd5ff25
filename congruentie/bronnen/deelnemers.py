"""What a deelnemer of a verband is: a gemeente, another body of a known kind, or nobody knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

from congruentie.bronnen.niets import is_niets
from congruentie.bronnen.zoeken import NietGevonden, Zoeker, herstel, kaal

__all__ = ["GEMEENTE", "ONBEKEND", "OPGEGAAN", "Deelnemer", "Deelnemers", "soort_van"]

GEMEENTE, OPGEGAAN, ONBEKEND = "gemeente", "opgegaan", "onbekend"

_SOORTEN = {
    "buitenland": r"\((?:duitsland|d|de|belgie|b|be|frankrijk)\)|\b(?:duitsland|belgie|niedersachsen|"
    r"nordrhein[- ]westfalen|landkreis|kreis|samtgemeinde|gemeinde|grafschaft|bezirksregierung)\b|"
    r"^stadt\b",
    "provincie": r"\bprovinc(?:ie|iale)\b|\bprovinsje\b|^prov\.? |^(?:gelderland|drenthe|overijssel|"
    r"flevoland|(?:noord|zuid)[- ]holland|noord[- ]brabant|zeeland|limburg|fryslan|friesland)$",
    "waterschap": r"waterschap|heemraadschap|\bwetterskip\b|zuiveringsschap",
    "Rijk": r"^(?:het )?rijk(?:soverheid)?$|\bminister(?:ie)?\b|rijkswaterstaat|\bde staat\b|\buwv\b|"
    r"\bbelastingdienst\b|\bpolitie\b|openbaar ministerie|staatsbosbeheer",
    "GGD": r"\bggd\b|gemeentelijke gezondheidsdienst",
    "veiligheidsregio": r"\bveiligheidsregio\b",
    "omgevingsdienst": r"omgevingsdienst|milieudienst|\brud\b",
    "stichting": r"\bstichting\b|\bvereniging\b|\bcooperatie\b|\b[bn]\.?v\b\.?$",
    "andere regeling": r"(?<!weten)schap\b|\bregio\b|^(?:stads|metropool)regio|samenwerking|"
    r"regeling\b|\bdienst\b|bedrijfsvoeringsorganisatie|openbaar lichaam",
    "instelling": r"kamer van koophandel|universiteit|hogeschool|\broc\b|ziekenhuis|woningcorporatie|"
    r"\bschool\b|zorgverzekeraar",
}
"""Kind of deelnemer -> by what its name is known, as `kaal` writes it; the first that fits counts."""
_PATRONEN = {soort: re.compile(patroon) for soort, patroon in _SOORTEN.items()}
_HAAKJES = re.compile(r"\s*\([^()]*\)\s*$")


@dataclass(frozen=True)
class Deelnemer:
    """What one text stands for.

    Parameters
    ----------
    naam
        As it is written, with text that was read in the wrong encoding mended.
    soort
        `GEMEENTE`, a kind of body, `OPGEGAAN` (a gemeente that is no more and not one other now) or
        `ONBEKEND`.
    code
        gm_code of a gemeente; empty for others.
    vroeger
        Whether `code` is of the gemeente that this one went into.
    raadsel
        Why a text that may be meant as a gemeente is none; None when there is nothing to say.
    """

    naam: str
    soort: str
    code: str = ""
    vroeger: bool = False
    raadsel: NietGevonden | None = None


def soort_van(tekst: str) -> str:
    """The kind of body that a name or a word for a kind tells; empty when it tells none.

    >>> soort_van("Wetterskip Fryslân"), soort_van("Emden (Duitsland)"), soort_van("Nijkerk")
    ('waterschap', 'buitenland', '')
    """
    zo = kaal(tekst)
    return next((soort for soort, patroon in _PATRONEN.items() if patroon.search(zo)), "")


class Deelnemers:
    """Looks deelnemers up, each text once.

    Parameters
    ----------
    zoeker
        Looks gemeenten up.
    raadsels
        Unknown names for which is said what may be meant; guessing takes milliseconds each.
    """

    def __init__(self, zoeker: Zoeker, raadsels: int = 200) -> None:
        self._zoeker = zoeker
        self._raadsels = raadsels
        self._bekend: dict[tuple[str, str], Deelnemer] = {}

    def zoek(self, tekst: str, soort: str = "") -> Deelnemer:
        """Tell who is meant.

        Parameters
        ----------
        tekst
            A code or a name.
        soort
            The kind that the file says it is; empty when it says none.
        """
        sleutel = tekst, soort
        if sleutel not in self._bekend:
            self._bekend[sleutel] = self._zoek(herstel(tekst), " ".join(soort.split()))
        return self._bekend[sleutel]

    def _zoek(self, naam: str, soort: str) -> Deelnemer:
        genoemd = _genoemde_soort(soort)
        kort = _HAAKJES.sub("", naam)
        gevonden = self._zoeker.zoek(naam, raad=False)
        aan_naam = "" if isinstance(gevonden, str) else soort_van(naam)
        if genoemd in _SOORTEN or aan_naam:
            return Deelnemer(naam, genoemd if genoemd in _SOORTEN else aan_naam)
        if not isinstance(gevonden, str) and kort and kort != naam:  # "Ede (penvoerder)"
            gevonden = self._zoeker.zoek(kort, raad=False)
        if isinstance(gevonden, str):
            return Deelnemer(naam, GEMEENTE, gevonden)
        eigen_soort = genoemd not in {GEMEENTE, OPGEGAAN, ""}  # one that only the file knows
        opvolger = self._zoeker.opvolger(naam) or self._zoeker.opvolger(kort)
        if opvolger and not eigen_soort:
            return Deelnemer(naam, GEMEENTE, opvolger, vroeger=True)
        if eigen_soort or genoemd == OPGEGAAN:
            return Deelnemer(naam, genoemd)
        self._raadsels -= 1
        raadsel = self._zoeker.zoek(naam, raad=self._raadsels >= 0)
        return Deelnemer(naam, ONBEKEND, raadsel=cast("NietGevonden", raadsel))

    def kent(self, tekst: str) -> bool:
        """Whether a text is a gemeente of any year, or a body of a known kind."""
        return bool(self._zoeker.ooit(tekst) or self._zoeker.ooit(_HAAKJES.sub("", tekst))) or bool(
            soort_van(tekst)
        )

    def splits(self, cel: str) -> list[str]:
        """Split a cell with several deelnemers; a name with a comma or "en" in it stays whole."""
        uit: list[str] = []
        for regel in re.split(r"[;|\n\r\u2022]+", cel):
            zonder = re.sub(r"^\s*(?:de )?gemeenten\s+", "", regel, flags=re.I).strip(" .:-\t")
            delen = [d for deel in self._zoeker.splits(zonder) for d in self._bij_en(deel)]
            gemeenten = sum(bool(self._zoeker.ooit(deel)) for deel in delen)
            # "Ministerie van Onderwijs, Cultuur en Wetenschap" is one.
            los = 2 * gemeenten >= len(delen) or sum(map(self.kent, delen)) > 1
            uit += delen if los else [zonder]
        return [deel for deel in uit if not is_niets(deel)]

    def _bij_en(self, tekst: str) -> list[str]:
        """Split "Soest en Eemnes", but not "Aa en Hunze" or "Provincie Gelderland en Utrecht"."""
        tekst = tekst.strip()
        if not self._zoeker.ooit(tekst):
            stukken = tekst.split(" en ")
            for plek in range(1, len(stukken)):
                links, rechts = " en ".join(stukken[:plek]), " en ".join(stukken[plek:])
                rest = self._bij_en(rechts)
                # The word for a kind of body on the left can be about both.
                apart = (
                    not soort_van(links) or soort_van(rechts) or kaal(rechts).startswith(GEMEENTE)
                )
                if apart and self.kent(links) and all(map(self.kent, rest)):
                    return [links, *rest]
        return [tekst]


def _genoemde_soort(soort: str) -> str:
    """What a file means with a word for a kind of deelnemer: one of ours, its own, or nothing."""
    zo = kaal(soort)
    if is_niets(soort) or zo == ONBEKEND:
        return ""
    if zo.startswith("opgegaan"):
        return OPGEGAAN
    return soort_van(soort) or (GEMEENTE if GEMEENTE in zo else zo)

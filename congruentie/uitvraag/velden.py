"""What writing and reading a form must agree on: sheets, cells, choices and the mark of a form."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

__all__ = [
    "BLADEN",
    "CONTACT",
    "DOMEINEN",
    "HOOGSTE_TEKST",
    "KEUZES",
    "LOSSE_VELDEN",
    "OORDELEN",
    "REGIO_KOLOMMEN",
    "WENS_KOLOMMEN",
    "WENS_RIJEN",
    "Kenmerk",
    "Soort",
    "Veld",
    "met_code",
    "vergelijkvorm",
    "vingerafdruk",
]

Soort = Literal["gemeente", "provincie", "waterschap"]

UITLEG, NU, VRAGEN, LIJSTEN = "Uitleg", "Nu en voorstel", "Vragen", "Lijsten"
BLADEN = (UITLEG, NU, VRAGEN, LIJSTEN)
"""The sheets of a form; the last is hidden."""

VERSIE = "1"
"""Of the form: a reader refuses one that it does not know."""

WENS_RIJEN = 15
_LANGSTE_NAAM = 150
HOOGSTE_TEKST = 2000
"""Characters that the form takes in one cell of text; what is pasted may be longer."""

KEUZES = {"voorstel": "het voorstel", "alternatief": "een alternatief", "anders": "anders"}
"""Value in an answer -> what the form offers."""
OORDELEN = ("liever wel", "liever niet", "zeker niet")
DOMEINEN = ("alle", "fysiek", "sociaal", "economisch")


@dataclass(frozen=True)
class Veld:
    """One answer cell, or one column of them.

    Parameters
    ----------
    naam
        Its defined name in the workbook, by which it is found wherever it was moved to.
    label
        The text beside it (or over it), by which it is found when the name is gone.
    onder
        Whether the answer stands under the label instead of to the right of it.
    """

    naam: str
    label: str
    onder: bool = False


LOSSE_VELDEN = {
    "keuze": Veld("antwoord_keuze", "Uw keuze: het voorstel, een alternatief of anders"),
    "alternatief": Veld("antwoord_alternatief", "Bij een alternatief: welke regio?"),
    "voorwaarden": Veld("antwoord_voorwaarden", "Onder welke voorwaarden doet u mee?", onder=True),
    "opmerkingen": Veld("antwoord_opmerkingen", "Wat wilt u verder nog zeggen?", onder=True),
}
WENS_KOLOMMEN = {
    "gemeente": Veld("wens_gemeente", "Gemeente", onder=True),
    "oordeel": Veld("wens_oordeel", "Oordeel", onder=True),
    "domein": Veld("wens_domein", "Domein", onder=True),
    "opmerking": Veld("wens_opmerking", "Opmerking", onder=True),
}
REGIO_KOLOMMEN = {
    "regio": Veld("regio_code", "Regio in het voorstel", onder=True),
    "opmerking": Veld("regio_opmerking", "Uw opmerking bij deze regio", onder=True),
}
CONTACT = {
    "naam": Veld("contact_naam", "Naam"),
    "functie": Veld("contact_functie", "Functie"),
    "email": Veld("contact_email", "E-mail"),
    "telefoon": Veld("contact_telefoon", "Telefoon"),
}


@dataclass(frozen=True)
class Kenmerk:
    """Whose form it is, and about which proposal; whatever the file is called.

    Parameters
    ----------
    soort, code, naam
        Who was asked.
    jaar
        Year of the gemeenten.
    sha256
        Of the JSON file of the proposal; a form that lost its hidden sheet has only the first
        twelve digits.
    versie
        Of the form.
    """

    soort: Soort
    code: str
    naam: str
    jaar: int
    sha256: str
    versie: str = VERSIE

    @property
    def tekst(self) -> str:
        """The mark as it stands, visible, at the foot of the questions."""
        return (
            f"Kenmerk: {self.soort} {self.code}, {self.jaar}, voorstel {self.sha256[:12]}, "
            f"formulier {self.versie}"
        )

    @classmethod
    def uit_tekst(cls, tekst: str) -> Kenmerk | None:
        """Read the visible mark, in capitals or not; None when it is none."""
        m = re.fullmatch(
            r"kenmerk: (gemeente|provincie|waterschap) ([a-z]{2}\d+), (\d{4}), "
            r"voorstel ([0-9a-f]{12}), formulier (\d+)",
            vergelijkvorm(tekst),
        )
        if m is None:
            return None
        soort: Soort = m[1]  # type: ignore[assignment]  # the pattern allows no other
        return cls(soort, m[2].upper(), "", int(m[3]), m[4], m[5])


def met_code(naam: str, code: str) -> str:
    """A name with its code, as the drop-downs show it: "Amsterdam (GM0363)"."""
    kort = naam if len(naam) <= _LANGSTE_NAAM else f"{naam[:_LANGSTE_NAAM]}..."
    return f"{kort} ({code})"


def vergelijkvorm(tekst: str) -> str:
    """Fold capitals, diacritics and spaces, so that what a person sees as equal is equal."""
    ruim = unicodedata.normalize("NFKC", tekst)
    ruim = "".join(teken for teken in ruim if unicodedata.category(teken) != "Cf")
    return " ".join(ruim.casefold().split())


def vingerafdruk(blad: str, tekst: str) -> str:
    """Sheet and short hash of a text that stands in a form, to see later whether it still does."""
    vast = " ".join(unicodedata.normalize("NFC", tekst).split())
    return f"{blad}:{hashlib.sha256(vast.encode('utf-8', 'replace')).hexdigest()[:10]}"

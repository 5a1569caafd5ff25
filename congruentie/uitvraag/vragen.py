"""The questions of a form, each once: writing, filling in, reading and JSON follow this list."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal, get_args

__all__ = [
    "BLADEN",
    "CONTACT",
    "DOMEINEN",
    "HOOGSTE_TEKST",
    "KEUZES",
    "NAMENS",
    "OORDELEN",
    "VRAGEN",
    "ZO_OOK",
    "Domein",
    "Formuliervraag",
    "Gevraagd",
    "Kenmerk",
    "Keuze",
    "Namens",
    "Oordeel",
    "Veld",
    "met_code",
    "vergelijkvorm",
    "vingerafdruk",
    "vragen_aan",
]

Gevraagd = Literal["gemeente", "provincie", "waterschap"]
"""What kind of organisation a form is for."""
Keuze = Literal["", "voorstel", "alternatief", "anders"]
Oordeel = Literal["liever wel", "liever niet", "zeker niet"]
Domein = Literal["alle", "fysiek", "sociaal", "economisch"]
Namens = Literal["", "ambtelijk", "college", "raad"]
"""On whose behalf the answer is: of officials, of the executive, or of the elected assembly."""

UITLEG, NU, VRAGENBLAD, LIJSTEN = "Uitleg", "Nu en voorstel", "Vragen", "Lijsten"
BLADEN = (UITLEG, NU, VRAGENBLAD, LIJSTEN)
"""The sheets of a form; the last is hidden."""

VERSIE = "1"
"""Of the form: a reader refuses one that it does not know."""

_LANGSTE_NAAM = 150
HOOGSTE_TEKST = 2000
"""Characters that the form takes in one cell of text; what is pasted may be longer."""

KEUZES: dict[str, str] = {
    "voorstel": "het voorstel",
    "alternatief": "een alternatief",
    "anders": "anders",
}
"""Value in an answer -> what the form offers."""
OORDELEN = get_args(Oordeel)
DOMEINEN = get_args(Domein)
NAMENS = get_args(Namens)
ZO_OOK: dict[str, tuple[str, ...]] = {
    "voorstel": (
        "voorstel", "akkoord", "eens", "mee eens", "ja", "goed", "prima", "akkoord met het voorstel",
        "wij zijn akkoord", "eens met het voorstel", "geen bezwaar", "instemmen", "wij stemmen in",
    ),
    "alternatief": (
        "alternatief", "andere regio", "een andere regio", "liever een andere regio", "liever anders",
    ),
    "anders": ("anders, namelijk", "oneens", "mee oneens", "niet eens", "niet akkoord", "nee", "geen"),
    "liever wel": (
        "graag", "heel graag", "wel", "zeker wel", "liefst", "liefst wel", "liever", "graag wel", "ja",
        "voorkeur", "met voorkeur", "bij voorkeur wel",
    ),
    "liever niet": (
        "niet", "nee", "liever geen", "liever niet samen", "bij voorkeur niet", "geen voorkeur voor",
        "bezwaar",
    ),
    "zeker niet": (
        "absoluut niet", "beslist niet", "onder geen beding", "in geen geval", "pertinent niet",
        "zeker geen",
    ),
    "alle": ("alles", "allemaal", "alle domeinen", "overal"),
    "fysiek": ("fysieke", "fysiek domein", "fysieke domein", "het fysieke domein"),
    "sociaal": ("sociale", "sociaal domein", "sociale domein", "het sociale domein"),
    "economisch": (
        "economie", "economische", "economisch domein", "economische domein", "het economische domein",
    ),
    "ambtelijk": ("ambtenaar", "ambtenaren", "ambtelijk antwoord", "ambtelijk, onder voorbehoud"),
    "college": (
        "het college", "college van b en w", "college van b&w", "b en w", "b&w", "college b&w",
        "gedeputeerde staten", "gs", "dagelijks bestuur", "db",
    ),
    "raad": (
        "de raad", "gemeenteraad", "de gemeenteraad", "provinciale staten", "ps", "algemeen bestuur",
        "ab",
    ),
}  # fmt: skip
"""What people write instead of a choice; it is read so, and that is said. "nooit" is not among them:
what binds is not guessed."""


@dataclass(frozen=True)
class Veld:
    """One answer cell, or one column of them.

    Parameters
    ----------
    sleutel
        Its name in an answer (`congruentie.uitvraag.antwoorden`).
    naam
        Its defined name in the workbook, by which it is found wherever it was moved to.
    label
        The text beside it (or over it), by which it is found when the name is gone.
    lijst
        The list of the form that one chooses from, a header of the hidden sheet; empty: free text.
    uitleg
        What is said when somebody chooses.
    onder
        Whether the answer stands under the label instead of to the right of it.
    """

    sleutel: str
    naam: str
    label: str
    lijst: str = ""
    uitleg: str = ""
    onder: bool = True


@dataclass(frozen=True)
class Formuliervraag:
    """One question of the form.

    Parameters
    ----------
    soort
        ``"keuze"``: answers to choose, one below the other. ``"tekst"``: one free text.
        ``"tabel"``: rows of answers. ``"contact"``: whom to reach, which no file or message tells
        but the answers, and these only when asked for.
    sleutel
        Its name in an answer.
    kop
        Heading; ``{regio}`` stands for the regio that the proposal has for who is asked.
    velden
        What is to be filled in.
    alleen
        ``"gemeente"`` or ``"waarnemer"``: who gets the question; empty: everybody.
    toelichting
        Help under the heading.
    rijen
        Of a table: how many open rows. 0: one per regio in the area, with the regio filled in.
    """

    soort: Literal["keuze", "tekst", "tabel", "contact"]
    sleutel: str
    kop: str
    velden: tuple[Veld, ...]
    alleen: Literal["", "gemeente", "waarnemer"] = ""
    toelichting: str = ""
    rijen: int = 0


# fmt: off
VRAGEN = (
    Formuliervraag("keuze", "reactie", "Wat vindt u van het voorstel: {regio}?", (
        Veld("keuze", "antwoord_keuze", "Uw keuze: het voorstel, een alternatief of anders",
             "keuzes", "Het voorstel: u blijft graag in deze regio. Een alternatief: u gaat liever "
             "naar de regio die u kiest. Anders: leg uit wat u wilt.", onder=False),
        Veld("alternatief", "antwoord_alternatief", "Bij een alternatief: welke regio?", "regio's",
             "Alleen als u een alternatief kiest. Welke regio past beter bij uw gemeente?",
             onder=False),
    ), alleen="gemeente"),
    Formuliervraag("tabel", "voorkeuren",
          "Met welke gemeenten zit u liever wel of liever niet in een regio?", (
        Veld("naar", "wens_gemeente", "Gemeente", "gemeenten",
             "Kies een gemeente, of typ haar naam."),
        Veld("oordeel", "wens_oordeel", "Oordeel", "oordelen",
             "Liever wel, liever niet of zeker niet in een regio met u?"),
        Veld("domein", "wens_domein", "Domein", "domeinen",
             "Voor welk domein? Leeg is: voor alle."),
        Veld("opmerking", "wens_opmerking", "Opmerking"),
    ), alleen="gemeente", rijen=15,
          toelichting="Een gemeente per rij. Zonder domein geldt uw oordeel voor alle domeinen. Zeker "
                      "niet is bindend; liever wel en liever niet wegen mee."),
    Formuliervraag("tabel", "regios", "Wat wilt u zeggen over de regio's in uw gebied?", (
        Veld("regio", "regio_code", "Regio in het voorstel"),
        Veld("opmerking", "regio_opmerking", "Uw opmerking bij deze regio"),
    ), alleen="waarnemer"),
    Formuliervraag("tekst", "voorwaarden", "Voorwaarden", (
        Veld("voorwaarden", "antwoord_voorwaarden", "Onder welke voorwaarden doet u mee?"),
    )),
    Formuliervraag("tekst", "opmerkingen", "Tot slot", (
        Veld("opmerkingen", "antwoord_opmerkingen", "Wat wilt u verder nog zeggen?"),
    )),
    Formuliervraag("keuze", "namens", "Namens wie antwoordt u?", (
        Veld("namens", "antwoord_namens", "Dit antwoord is ambtelijk, van het college of van de raad",
             "namens", "Provincie: college is Gedeputeerde Staten. Waterschap: het dagelijks bestuur.",
             onder=False),
    )),
    Formuliervraag("contact", "contact", "Contact", (
        Veld("naam", "contact_naam", "Naam", onder=False),
        Veld("functie", "contact_functie", "Functie", onder=False),
        Veld("email", "contact_email", "E-mail", onder=False),
        Veld("telefoon", "contact_telefoon", "Telefoon", onder=False),
    ), toelichting="Alleen voor vragen over dit formulier. Deze vier vakken worden niet doorgegeven."),
)
# fmt: on
"""All questions, in the order of the form and of an answer."""

CONTACT = VRAGEN[-1].velden


def vragen_aan(soort: Gevraagd) -> list[Formuliervraag]:
    """The questions that somebody gets, in the order of the form."""
    wie = "gemeente" if soort == "gemeente" else "waarnemer"
    return [vraag for vraag in VRAGEN if vraag.alleen in {"", wie}]


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

    soort: Gevraagd
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
        soort: Gevraagd = m[1]  # type: ignore[assignment]  # the pattern allows no other
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

"""Find the gemeente that someone means, by code or by name; say what may be meant when it is none.

The one look-up of what people write: in own files, in options, in wishes and, by the same keys, in
the page (`congruentie/kaart/zoek.js`).
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from congruentie.bronnen.aanbod import laad_provincie
from congruentie.bronnen.pakket import laad_overgangen
from congruentie.bronnen.yamlbestand import citeer
from congruentie.errors import CongruentieFout
from congruentie.gemeenten import Gemeenten
from congruentie.herindeling import Overgang
from congruentie.nl import opsomming

__all__ = [
    "GEEN_RAAD",
    "NietGevonden",
    "Zoeker",
    "herstel",
    "kaal",
    "normaliseer_gm_code",
    "sleutel",
    "zoeker_voor",
]

_ROEPNAMEN = (
    ("GM0518", "Den Haag"),
    ("GM0796", "Den Bosch"),
    ("GM0820", "Nuenen c.a."),
    ("GM0820", "Nuenen"),
    ("GM1900", "Zuidwest-Friesland"),
    ("GM1940", "De Friese Meren"),
    ("GM1970", "Noordoost-Friesland"),
    ("GM0737", "Tietjerksteradeel"),
)
_PROVINCIES = {
    "PV20": ("groningen", "gr", "gn"),
    "PV21": ("friesland", "fryslan", "fr", "frl"),
    "PV22": ("drenthe", "dr"),
    "PV23": ("overijssel", "o", "ov"),
    "PV24": ("flevoland", "fl"),
    "PV25": ("gelderland", "g", "gld"),
    "PV26": ("utrecht", "u", "ut"),
    "PV27": ("noordholland", "nh"),
    "PV28": ("zuidholland", "zh"),
    "PV29": ("zeeland", "z", "zld"),
    "PV30": ("noordbrabant", "nb", "nbr"),
    "PV31": ("limburg", "l", "lb", "limb"),
}
"""Province -> what stands for it behind the name of a gemeente, as `sleutel` writes it."""
GEEN_RAAD = "Gebruik de code, zoals GM0363."
"""The advice when nothing looks like what was written."""
_LANGSTE = 200
"""Characters of a text that can be a gemeente; what is longer costs time and never is one."""
_LIDWOORD = re.compile(r"(?:de|den|het|'?s|'?t)\b[ -]+")


@dataclass(frozen=True)
class NietGevonden:
    """Why a text names no gemeente, and what to do about it.

    Parameters
    ----------
    melding, advies
        Dutch sentences.
    soort
        The same of many: what follows "66 gemeenten" in a Dutch sentence.
    """

    melding: str
    advies: str
    soort: str = ""


def normaliseer_gm_code(tekst: str) -> str | None:
    """Read a CBS code in any of its spellings; None if it is none.

    ``GM0363``, ``0363``, ``363`` and ``GM 363``; and what a spreadsheet makes of a number:
    ``363.0``, ``363,0``, ``1.507``, ``1,507`` and ``="0363"``.
    """
    kort = re.sub(r"[\s\u200b\ufeff\"'=]", "", tekst).upper()
    if re.fullmatch(r"[1-9][.,]\d{3}", kort):  # a separator of thousands
        kort = kort[0] + kort[2:]
    gevonden = re.fullmatch(r"(?:GM[-_]?)?(\d{1,4})(?:[.,]0+)?", kort)
    return f"GM{int(gevonden[1]):04d}" if gevonden else None


class Zoeker:
    """Looks up what people write.

    Parameters
    ----------
    gemeenten
        The gemeenten that can be meant.
    overgangen
        The herindelingen, to explain codes and names of another year.
    provincie
        gm_code -> code of its province, for names with a province behind them.
    """

    def __init__(
        self,
        gemeenten: Gemeenten,
        overgangen: Sequence[Overgang] = (),
        provincie: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.gemeenten = gemeenten
        self.overgangen = overgangen
        self.provincie = provincie
        self._namen: dict[str, set[str]] = {}
        self._bijnamen: dict[str, set[str]] = {}
        for code, naam in gemeenten.naam_van.items():
            self._namen.setdefault(sleutel(naam), set()).add(code)
            for ander in self.sleutels(code)[1:]:
                self._bijnamen.setdefault(ander, set()).add(code)
        self._vroeger: dict[str, set[str]] = {}
        for o in overgangen:
            for code, naam in ((o.oud, o.oud_naam), (o.nieuw, o.nieuw_naam)):
                for vorm in (naam, _zonder_haakjes(naam)):
                    self._vroeger.setdefault(sleutel(vorm), set()).add(code)
        alle = {*gemeenten.namen, *(n for o in overgangen for n in (o.oud_naam, o.nieuw_naam))}
        self.met_komma = {kaal(naam) for naam in alle if "," in naam}
        """Names of any year with a comma in it, as `kaal` writes them."""
        self._ooit = {*gemeenten.codes, *(c for o in overgangen for c in (o.oud, o.nieuw))}

    def sleutels(self, code: str) -> tuple[str, ...]:
        """What `sleutel` may make of a name of this gemeente; that of the official name first."""
        naam = self.gemeenten.naam_van[code]
        kort = _zonder_haakjes(naam)
        vormen = [kort, *(roep for gm, roep in _ROEPNAMEN if gm == code)]
        vormen += [_LIDWOORD.sub("", kaal(vorm), count=1) for vorm in vormen]
        basis = [s for s in map(sleutel, vormen) if s]
        achter = _PROVINCIES.get(self.provincie.get(code, ""), ())
        uit = [sleutel(naam), *basis, *(f"{een}{prov}" for een in basis for prov in achter)]
        return tuple(dict.fromkeys(uit))

    def kan_zijn(self, tekst: str) -> set[str]:
        """The gemeenten that a text can be, by code or name; quick, and without an explanation."""
        code = normaliseer_gm_code(tekst)
        if code is None and (beide := _code_en_naam(tekst)):
            code = normaliseer_gm_code(beide[0])
        return self._op_naam(tekst) if code is None else {code} & self.gemeenten.plek.keys()

    def ooit(self, tekst: str) -> set[str]:
        """The gemeenten of any year that a text can be."""
        code = normaliseer_gm_code(tekst)
        if code is not None:
            return {code} & self._ooit
        return self.kan_zijn(tekst) or self._vroeger.get(sleutel(tekst), set())

    def _op_naam(self, tekst: str) -> set[str]:
        zo = sleutel(tekst)
        return self._namen.get(zo) or self._bijnamen.get(zo) or set()

    def zoek(self, tekst: str, *, raad: bool = True) -> str | NietGevonden:
        """Give the gm_code: of a code, of a name that only one gemeente has, or of both together.

        Without `raad` nothing is guessed that may be meant, which takes milliseconds per text.
        """
        code = normaliseer_gm_code(tekst)
        if code in self.gemeenten.plek:
            return str(code)
        if code is None:
            beide = _code_en_naam(tekst)
            if beide is not None:
                return self._zoek_beide(*beide, tekst)
            gevonden = sorted(self._op_naam(tekst))
            if len(gevonden) == 1:
                return gevonden[0]
            if gevonden:
                return NietGevonden(
                    f"gemeente {citeer(tekst)} kan {self._keus(gevonden)} zijn.",
                    "Gebruik de code, of de hele naam.",
                    "namen kunnen meer dan een gemeente zijn",
                )
        return self._geschiedenis(code, tekst) or self._onbekend(code, tekst, raad)

    def _onbekend(self, code: str | None, tekst: str, raad: bool) -> NietGevonden:
        jaar = self.gemeenten.jaar
        soort = f"gemeenten zijn niet bekend in {jaar}"
        if code is None:
            advies = (raad and self._lijkt_op(tekst)) or GEEN_RAAD
            return NietGevonden(
                f"gemeente {citeer(tekst)} is niet bekend in {jaar}.", advies, soort
            )
        return NietGevonden(
            f"gemeente {citeer(tekst)} bestaat niet in {jaar}.",
            "Gebruik de gemeenten van dat jaar.",
            soort,
        )

    def vind(self, tekst: str, waar: str = "") -> str:
        """Give the gm_code, or refuse.

        Parameters
        ----------
        tekst
            A code or a name, as people write them.
        waar
            How the message begins ("Bij samen: ").

        Returns
        -------
        str

        Raises
        ------
        CongruentieFout
            There is no such gemeente, or more than one can be meant.
        """
        gevonden = self.zoek(tekst)
        if isinstance(gevonden, NietGevonden):
            raise CongruentieFout(f"{waar}{gevonden.melding}", gevonden.advies)
        return gevonden

    def opvolger(self, tekst: str) -> str | None:
        """The gemeente that one of another year went into along the herindelingen; None unless one."""
        code = normaliseer_gm_code(tekst)
        begin = {code} if code else self._vroeger.get(sleutel(tekst), set())
        nu, peildatum = set(begin) - self.gemeenten.plek.keys(), f"{self.gemeenten.jaar}-01-01"
        geworden: set[str] = set()
        while nu:
            oud = nu.pop()
            nieuw = {o.nieuw for o in self.overgangen if o.oud == oud and o.datum <= peildatum}
            if not nieuw:
                return None
            geworden |= nieuw & self.gemeenten.plek.keys()
            nu |= nieuw - self.gemeenten.plek.keys() - {oud}
        return geworden.pop() if len(geworden) == 1 else None

    def splits(self, tekst: str) -> list[str]:
        """Split ``A,B`` at the commas, but for those in a name: Nuenen, Gerwen en Nederwetten."""
        delen = [deel.strip() for deel in tekst.split(",")]
        uit: list[str] = []
        while delen:
            samen = (n for n in range(len(delen), 1, -1) if self._op_naam(", ".join(delen[:n])))
            hoeveel = next(samen, 1)
            uit.append(", ".join(delen[:hoeveel]))
            delen = delen[hoeveel:]
        return uit

    def _zoek_beide(self, code: str, naam: str, tekst: str) -> str | NietGevonden:
        gevonden = self.zoek(code)
        if not isinstance(gevonden, str):
            return gevonden
        officieel = self.gemeenten.naam_van[gevonden]
        zo = sleutel(naam)
        if gevonden in self._op_naam(naam) or (len(zo) > 2 and sleutel(officieel).startswith(zo)):
            return gevonden
        return NietGevonden(
            f"{citeer(tekst)} noemt een andere naam dan die van {gevonden} ({officieel}).",
            "Vraag welke gemeente bedoeld is.",
            "namen horen niet bij de code die ernaast staat",
        )

    def _keus(self, codes: Sequence[str]) -> str:
        return " of ".join(f"{self.gemeenten.naam_van[code]} ({code})" for code in codes)

    def _lijkt_op(self, tekst: str) -> str:
        zo = sleutel(tekst)
        if not zo:
            return ""
        if re.fullmatch(r"[1-9][.,]\d{1,2}", tekst.strip()):  # 1.640, shown as a number
            code = f"GM{tekst.strip().replace(',', '.').replace('.', ''):0<4}"
            if code in self.gemeenten.plek:
                return f"Bedoel je {self._keus([code])}, een getal dat zijn laatste nul verloor?"
        namen = [n for n in self._namen if n.startswith(zo) or zo.startswith(n)] if zo[2:] else []
        alle = {**{sleutel(naam): {gm} for gm, naam in _ROEPNAMEN}, **self._namen}
        namen += difflib.get_close_matches(zo, alle, n=3, cutoff=0.75)
        gevonden = dict.fromkeys(code for naam in namen for code in sorted(alle[naam]))
        codes = [code for code in gevonden if code in self.gemeenten.plek]
        return f"Bedoel je {self._keus(codes[:3])}?" if codes else ""

    @property
    def van_een_ander_jaar(self) -> str:
        """The kind of remark about a gemeente that is there in another year."""
        return f"gemeenten bestaan niet in {self.gemeenten.jaar}"

    def _geschiedenis(self, code: str | None, tekst: str) -> NietGevonden | None:
        """Explain a gemeente of another year: what became of it, or since when it exists."""
        wie = self._vroeger.get(sleutel(tekst), set()) if code is None else {code}
        jaar = self.gemeenten.jaar
        soort = self.van_een_ander_jaar
        weg = [
            o
            for o in self.overgangen
            if o.oud in wie and o.oud not in self.gemeenten.plek and o.datum <= f"{jaar}-01-01"
        ]
        if weg:
            laatste = weg[-1].datum
            nieuw = [f"{o.nieuw} {o.nieuw_naam}" for o in weg if o.datum == laatste]
            return NietGevonden(
                f"{weg[0].oud} {weg[0].oud_naam} bestaat niet meer sinds {_datum(laatste)}, "
                f"nu {opsomming(nieuw)}.",
                "Gebruik de nieuwe gemeente.",
                soort,
            )
        later = [o for o in self.overgangen if o.nieuw in wie and o.datum > f"{jaar}-01-01"]
        if later:
            return NietGevonden(
                f"{later[0].nieuw} {later[0].nieuw_naam} bestaat pas sinds {_datum(later[0].datum)}.",
                f"Gebruik de gemeenten van {jaar}.",
                soort,
            )
        return None


@lru_cache(maxsize=8)
def zoeker_voor(gemeenten: Gemeenten) -> Zoeker:
    """Give the look-up for gemeenten, with the embedded herindelingen and provinces."""
    provincie = laad_provincie(gemeenten, cache="geen")
    overgangen, verder = laad_overgangen(), gemeenten.ontstaan
    while verder is not None:
        overgangen, verder = (*overgangen, *verder.overgangen), verder.van.ontstaan
    return Zoeker(gemeenten, overgangen, provincie.lidmaatschap if provincie else {})


def _datum(iso: str) -> str:
    jaar, maand, dag = iso.split("-")
    return f"{dag}-{maand}-{jaar}"


def _zonder_haakjes(naam: str) -> str:
    return re.sub(r"\s*\([^)]*\)$", "", naam)


def _code_en_naam(tekst: str) -> tuple[str, str] | None:
    """Take "Zwolle (GM0193)", "GM0193 Zwolle" or "0193 - Zwolle" apart."""
    if len(tekst) > _LANGSTE:
        return None
    achter = re.fullmatch(
        r"(.*?[^\s(\[,;:-])[\s(\[,;:-]*(gm\s?\d{1,4})\s*[)\]]?", tekst, re.I | re.S
    )
    if achter:
        return achter[2], achter[1]
    voor = re.fullmatch(
        r"\W*(gm\s?\d{1,4}|\d{4})\b[\s:;)\]-]+(['\u2018\u2019\u00b4`]?[^\W\d].*)",
        tekst,
        re.I | re.S,
    )
    return (voor[1], voor[2]) if voor else None


def kaal(tekst: str) -> str:
    """Fold case, diacritics, quotes and spaces, so that spellings of one name are equal."""
    tekst = unicodedata.normalize("NFKD", re.sub("[\u2018\u2019\u00b4\u02bc`]", "'", tekst))
    zonder = "".join(teken for teken in tekst if not unicodedata.combining(teken))
    return " ".join(zonder.casefold().split())


def herstel(tekst: str) -> str:
    """Undo that UTF-8 was read as Windows-1252; what was not stays as it is.

    >>> herstel("FryslÃ¢n"), herstel("Fryslân")
    ('Fryslân', 'Fryslân')
    """
    if re.search("[\u00c2-\u00c6\u00e2].", tekst):
        with suppress(UnicodeError):
            return tekst.encode("cp1252").decode("utf-8")
    return tekst


def sleutel(tekst: str) -> str:
    """Fold a name of a gemeente to the letters and digits that tell it from others.

    Beyond `kaal`: "Gemeente X", "Gem. X" and "X (gemeente)", an article behind the name ("Bilt, De"),
    "a/d" and "&", "St.", and UTF-8 that was read as Windows-1252. So does `congruentie/kaart/zoek.js`.
    """
    zo = kaal(herstel(tekst[:_LANGSTE]))
    zo = re.sub(r"^gem(?:eente|\.)\s+|[\s,(]+gem(?:eente|\.)\)?$", "", zo)
    zo = re.sub(r"^(.+), ?(de|den|het|'?s|'?t)-?$", r"\2 \1", zo)
    zo = re.sub(r"\b(?:a/d|a\. ?d\.|aan den?)(?!\w)", "ad", zo).replace("&", "en")
    zo = re.sub(r"\bst\b\.?(?=[ -])", "sint", zo)
    return re.sub(r"[^a-z0-9]+", "", zo)

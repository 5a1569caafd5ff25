"""Find the gemeente that someone means, by code or by name; say what may be meant when it is none."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from congruentie.herindeling import Overgang
from congruentie.model import Gemeenten, opsomming

__all__ = ["NietGevonden", "Zoeker", "kaal", "normaliseer_gm_code", "vind_gemeente"]

_ROEPNAMEN = (("GM0518", "Den Haag"), ("GM0796", "Den Bosch"))


@dataclass(frozen=True)
class NietGevonden:
    """Why a text names no gemeente, and what to do about it.

    Parameters
    ----------
    melding, advies
        Dutch sentences.
    peildatum
        The last year in which it was a gemeente, or the first; None when it never was.
    """

    melding: str
    advies: str
    peildatum: int | None = None


def normaliseer_gm_code(tekst: str) -> str | None:
    """Read a CBS code in any of its spellings: ``GM0363``, ``0363``, ``363``; None if it is none."""
    gevonden = re.fullmatch(r"(?:GM)?(\d{1,4})(?:\.0)?", tekst.strip().upper())
    return f"GM{int(gevonden[1]):04d}" if gevonden else None


def vind_gemeente(tekst: str, gemeenten: Gemeenten) -> str | None:
    """Find a gemeente by code or by unambiguous name; None if there is no such one."""
    code = normaliseer_gm_code(tekst)
    if code in gemeenten.plek:
        return code
    zelfde = [gm for gm, n in gemeenten.naam_van.items() if n.casefold() == tekst.casefold()]
    return zelfde[0] if len(zelfde) == 1 else None


class Zoeker:
    """Looks up what people write.

    Parameters
    ----------
    gemeenten
        The gemeenten that can be meant.
    overgangen
        The herindelingen, to explain codes and names of another year.
    """

    def __init__(self, gemeenten: Gemeenten, overgangen: Sequence[Overgang] = ()) -> None:
        self.gemeenten = gemeenten
        self.overgangen = overgangen
        self.per_naam: dict[str, list[str]] = {}
        for code, naam in (*gemeenten.naam_van.items(), *_ROEPNAMEN):
            if code in gemeenten.plek:
                self.per_naam.setdefault(kaal(naam), []).append(code)

    def zoek(self, tekst: str) -> str | NietGevonden:
        """Give the gm_code: of a code in any spelling, or of a name that only one gemeente has."""
        code = normaliseer_gm_code(tekst)
        if code in self.gemeenten.plek:
            return str(code)
        zelfde = self.per_naam.get(kaal(tekst), [])
        if code is None and len(zelfde) == 1:
            return zelfde[0]
        geschiedenis = self._geschiedenis(code, tekst)
        if geschiedenis:
            return geschiedenis
        if code is None:
            return NietGevonden(
                f"gemeente {tekst!r} is niet bekend in {self.gemeenten.jaar}.",
                self._lijkt_op(tekst) or "Gebruik de code, zoals GM0363.",
            )
        return NietGevonden(
            f"gemeente {tekst!r} bestaat niet in {self.gemeenten.jaar}.",
            "Gebruik de gemeenten van dat jaar.",
        )

    def _lijkt_op(self, tekst: str) -> str:
        zo = kaal(tekst)
        if not zo:
            return ""
        namen = [naam for naam in self.per_naam if naam.startswith(zo) or zo.startswith(naam)]
        eerste = zo.split()[0].strip(",.")
        if len(eerste) > 3:
            namen += [naam for naam in self.per_naam if naam.split()[0].strip(",.") == eerste]
        namen += difflib.get_close_matches(zo, self.per_naam, n=3, cutoff=0.75)
        codes = [code for naam in dict.fromkeys(namen) for code in self.per_naam[naam]]
        if not codes:
            return ""
        mogelijk = [f"{self.gemeenten.naam_van[code]} ({code})" for code in codes[:3]]
        return f"Bedoel je {' of '.join(mogelijk)}?"

    def _geschiedenis(self, code: str | None, tekst: str) -> NietGevonden | None:
        """Explain a gemeente of another year: what became of it, or since when it exists."""
        zo = kaal(tekst)
        jaar = self.gemeenten.jaar
        weg = [
            o
            for o in self.overgangen
            if (o.oud == code or (not code and zo and kaal(o.oud_naam) == zo))
            and o.oud not in self.gemeenten.plek
            and o.datum <= f"{jaar}-01-01"
        ]
        if weg:
            laatste = weg[-1].datum
            nieuw = [f"{o.nieuw} {o.nieuw_naam}" for o in weg if o.datum == laatste]
            return NietGevonden(
                f"{weg[0].oud} {weg[0].oud_naam} bestaat niet meer sinds {_datum(laatste)}, "
                f"nu {opsomming(nieuw)}.",
                "Gebruik de nieuwe gemeente.",
                _laatste_jaar(laatste),
            )
        later = [o for o in self.overgangen if o.nieuw == code and o.datum > f"{jaar}-01-01"]
        if later:
            return NietGevonden(
                f"{later[0].nieuw} {later[0].nieuw_naam} bestaat pas sinds {_datum(later[0].datum)}.",
                f"Gebruik de gemeenten van {jaar}.",
                _laatste_jaar(later[0].datum) + 1,
            )
        return None


def _datum(iso: str) -> str:
    jaar, maand, dag = iso.split("-")
    return f"{dag}-{maand}-{jaar}"


def _laatste_jaar(iso: str) -> int:
    """The last year on whose 1 January it was as before this date."""
    return int(iso[:4]) - iso.endswith("-01-01")


def kaal(tekst: str) -> str:
    """Fold case, diacritics, quotes and spaces, so that spellings of one name are equal."""
    tekst = unicodedata.normalize("NFKD", tekst.replace("\u2019", "'").replace("\u2018", "'"))
    zonder = "".join(teken for teken in tekst if not unicodedata.combining(teken))
    return " ".join(zonder.casefold().split())

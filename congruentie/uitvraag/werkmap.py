"""A returned workbook: its cells as texts, and where each answer stands."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from congruentie.bronnen.tabelbestand import celtekst
from congruentie.uitvraag.vragen import (
    BLADEN,
    LIJSTEN,
    VRAGEN,
    VRAGENBLAD,
    Kenmerk,
    Veld,
    vergelijkvorm,
    vingerafdruk,
)

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["Cel", "Werkmap"]

# How Excel keeps a line end, and an underscore that would look like that. It has more of these;
# LibreOffice keeps them as they are, so to undo those would spoil what somebody typed.
_BEWAARD = {"_x000d_": "\r", "_x005f_": "_"}
_VREEMD = "\N{REPLACEMENT CHARACTER}"
_MEESTE_RIJEN = 500
"""Of a table in a form; somebody may have put rows in."""
_VELDEN = [veld for vraag in VRAGEN for veld in vraag.velden]
_LOSSE_VELDEN = [v for vraag in VRAGEN if vraag.soort in {"keuze", "tekst"} for v in vraag.velden]


@dataclass(frozen=True)
class Cel:
    """One cell that holds something.

    Parameters
    ----------
    blad, cel
        Where: title of the sheet and address ("B12").
    rij, kolom
        The same in numbers, from 1.
    tekst
        What it shows; of a formula the formula itself.
    formule
        Whether it is one.
    """

    blad: str
    cel: str
    rij: int
    kolom: int
    tekst: str
    formule: bool = False


@dataclass
class Werkmap:
    """A returned workbook, seen as a form.

    Parameters
    ----------
    boek
        As `lees_werkmap` gives it.
    """

    boek: Workbook
    vakken: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    vragen: Worksheet | None = None
    _cellen: dict[str, list[Cel]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.vragen = self._zoek_vragen()
        if self.vragen is not None:
            self._koppel_namen(self.vragen)

    # --- cells ----------------------------------------------------------------------------------

    def cellen(self, blad: Worksheet) -> list[Cel]:
        """The cells of a sheet that hold something, row by row."""
        if blad.title not in self._cellen:
            # Only the cells that are there: to walk over rows and columns would make every empty
            # one up to the last, and that can be 17 billion.
            self._cellen[blad.title] = [
                Cel(blad.title, cel.coordinate, rij, kolom, tekst, cel.data_type == "f")
                for (rij, kolom), cel in sorted(blad._cells.items())
                if (tekst := _tekst(cel.value))
            ]
        return self._cellen[blad.title]

    def cel(self, rij: int, kolom: int) -> Cel | None:
        """What an answer cell holds; None when it is empty."""
        return self._antwoordcellen.get((rij, kolom))

    @cached_property
    def _antwoordcellen(self) -> dict[tuple[int, int], Cel]:
        blad = self.vragen
        return {(c.rij, c.kolom): c for c in self.cellen(blad)} if blad is not None else {}

    @cached_property
    def bladen(self) -> list[Worksheet]:
        """The sheets that people see."""
        return [blad for blad in self.boek.worksheets if blad.title != LIJSTEN]

    def _blad(self, titel: str) -> Worksheet | None:
        return next((blad for blad in self.boek.worksheets if blad.title == titel), None)

    # --- whose form -----------------------------------------------------------------------------

    @cached_property
    def lijsten(self) -> dict[str, list[str]]:
        """The columns of the hidden sheet by their header; empty when it is gone."""
        blad = self._blad(LIJSTEN)
        koppen: dict[int, str] = {}
        uit: dict[str, list[str]] = {}
        for cel in self.cellen(blad) if blad is not None else ():
            if cel.rij == 1:
                koppen[cel.kolom] = cel.tekst
                uit[cel.tekst] = []
            elif cel.kolom in koppen:
                uit[koppen[cel.kolom]].append(cel.tekst)
        return uit

    @property
    def verborgen_kenmerk(self) -> Kenmerk | None:
        """The mark in the hidden sheet."""
        sleutels, waarden = self.lijsten.get("sleutel", []), self.lijsten.get("waarde", [])
        eigen = dict(zip(sleutels, waarden, strict=False))
        soort, code = eigen.get("soort", ""), eigen.get("code", "").upper()
        versie, sha = eigen.get("formulier", ""), eigen.get("voorstel_sha256", "")
        jaar = eigen.get("jaar", "")
        kort = Kenmerk.uit_tekst(
            f"kenmerk: {soort} {code}, {jaar}, voorstel {sha[:12]}, formulier {versie}"
        )
        if kort is None or not re.fullmatch(r"[0-9a-f]{64}", sha):
            return None
        return Kenmerk(kort.soort, kort.code, eigen.get("naam", ""), kort.jaar, sha, versie)

    @cached_property
    def zichtbare_kenmerken(self) -> list[Kenmerk]:
        """The marks that stand in the sheets; one, unless somebody joined forms."""
        gevonden = (
            Kenmerk.uit_tekst(cel.tekst) for blad in self.bladen for cel in self.cellen(blad)
        )
        return list(dict.fromkeys(kenmerk for kenmerk in gevonden if kenmerk))

    # --- where the answers stand ----------------------------------------------------------------

    def _zoek_vragen(self) -> Worksheet | None:
        """The sheet with the questions: by a name that points to it, its title, or what it says."""
        for veld in _LOSSE_VELDEN:
            for titel, _ in self._doelen(veld):
                blad = self._blad(titel)
                if blad is not None and titel != LIJSTEN:
                    return blad
        # The first question that every form has.
        label = vergelijkvorm(next(veld for veld in _LOSSE_VELDEN if veld.onder).label)
        bladen = sorted(self.bladen, key=lambda blad: blad.title != VRAGENBLAD)
        for blad in bladen:
            if any(vergelijkvorm(cel.tekst) == label for cel in self.cellen(blad)):
                return blad
        return None

    def _doelen(self, veld: Veld) -> list[tuple[str, str]]:
        """Sheet and range that a defined name points to; empty when it is gone or broken."""
        naam = self.boek.defined_names.get(veld.naam)
        if naam is None:
            for blad in self.boek.worksheets:  # a copied sheet has names of its own
                naam = naam or blad.defined_names.get(veld.naam)
        try:
            return [(titel, bereik) for titel, bereik in naam.destinations] if naam else []
        except Exception:  # a formula instead of a place
            return []

    def plekken(self, veld: Veld) -> list[tuple[int, int]]:
        """Rows and columns of the cells of a field, from top to bottom; empty when it is gone."""
        if veld.naam not in self.vakken and self.vragen is not None:
            self.vakken[veld.naam] = self._bij_label(self.vragen, veld)
        return self.vakken.get(veld.naam, [])

    def _koppel_namen(self, blad: Worksheet) -> None:
        from openpyxl.utils.cell import range_boundaries

        for veld in _VELDEN:
            for titel, bereik in self._doelen(veld):
                try:
                    k1, r1, _, r2 = range_boundaries(bereik.replace("$", ""))
                except ValueError:
                    continue
                if titel != blad.title or k1 is None or r1 is None or r2 is None:
                    continue
                if r2 - r1 < _MEESTE_RIJEN:
                    self.vakken[veld.naam] = [(rij, k1) for rij in range(r1, r2 + 1)]

    def _bij_label(self, blad: Worksheet, veld: Veld) -> list[tuple[int, int]]:
        """Find the open cells beside or under a label."""
        label = vergelijkvorm(veld.label)
        for cel in self.cellen(blad):
            if vergelijkvorm(cel.tekst) != label:
                continue
            plek = (cel.rij, cel.kolom)
            if veld.onder:
                uit: list[tuple[int, int]] = []
                rij = cel.rij + 1
                while _is_open(blad, rij, cel.kolom) and len(uit) < _MEESTE_RIJEN:
                    uit.append((rij, cel.kolom))
                    rij += 1
            else:
                uit = [
                    (plek[0], k)
                    for k in range(plek[1] + 1, plek[1] + 8)
                    if _is_open(blad, plek[0], k)
                ][:1]
            if uit:
                return uit
        return []

    # --- what else there is ---------------------------------------------------------------------

    @cached_property
    def vast(self) -> tuple[str, ...]:
        """Prints of the texts that stood in the form when it was sent; empty when not known."""
        return tuple(self.lijsten.get("vast", []))

    def los(self, blad: Worksheet, gezien: Set[tuple[int, int]]) -> list[Cel]:
        """The cells of a sheet that were not in it when it was sent.

        Parameters
        ----------
        blad
            The sheet; it may have another title now.
        gezien
            Rows and columns that need not be looked at.
        """
        cellen = [cel for cel in self.cellen(blad) if (cel.rij, cel.kolom) not in gezien]
        beste = cellen
        for titel in BLADEN:
            # A text that stood there twice may stand there twice, not three times.
            over = Counter(self.vast)
            nieuw = []
            for cel in cellen:
                druk = vingerafdruk(titel, cel.tekst)
                if over[druk] > 0:
                    over[druk] -= 1
                else:
                    nieuw.append(cel)
            beste = min(beste, nieuw, key=len)
        return beste

    def opmerkingen(self, blad: Worksheet) -> Iterator[Cel]:
        """The comments that people hung on the cells of a sheet."""
        for (rij, kolom), cel in sorted(blad._cells.items()):
            tekst = _tekst(cel.comment.text) if cel.comment else ""
            if tekst:
                yield Cel(blad.title, cel.coordinate, rij, kolom, tekst)


def _is_open(blad: Worksheet, rij: int, kolom: int) -> bool:
    cel = blad._cells.get((rij, kolom))
    return cel is not None and not cel.protection.locked


def _tekst(waarde: Any) -> str:
    """The text of a value as a reader sees it, without what cannot be shown."""
    if isinstance(waarde, bool):
        return "WAAR" if waarde else "ONWAAR"
    # Formulas over more cells are objects with a text.
    tekst = celtekst(getattr(waarde, "text", None) or waarde)
    tekst = re.sub(r"_x000[Dd]_|_x005[Ff]_", lambda m: _BEWAARD[m[0].lower()], tekst)
    tekst = tekst.replace("\r\n", "\n").replace("\r", "\n")
    if not tekst.isprintable():
        tekst = "".join(
            _VREEMD if unicodedata.category(t) in {"Cc", "Cs"} and t not in "\n\t" else t
            for t in tekst
        )
    return tekst.strip()

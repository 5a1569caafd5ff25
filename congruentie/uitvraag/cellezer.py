"""The cells of a returned form: what they say, and a note of everything that is no clear answer."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from congruentie.bronnen.yamlbestand import citeer
from congruentie.bronnen.zoeken import Zoeker
from congruentie.gemeenten import Gemeenten
from congruentie.nl import opsomming
from congruentie.uitvraag.antwoorden import Ernst, Formuliermelding
from congruentie.uitvraag.persoonsgegevens import Vondst, vind_persoonsgegevens, woorden_van
from congruentie.uitvraag.vragen import (
    CONTACT,
    VRAGEN,
    ZO_OOK,
    Formuliervraag,
    Kenmerk,
    Veld,
    vergelijkvorm,
)
from congruentie.uitvraag.werkmap import Cel, Werkmap

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["LANGSTE_KEUZE", "Achtergrond", "Cellezer"]

_LANGSTE_TEKST = 32_767
"""Characters that a cell of Excel can hold; more did not come out of a spreadsheet program."""
_NIET_GETOOND = "(niet getoond: kan een contactgegeven zijn)"
_MEESTE_LOSSE = 25
"""Texts outside the answer cells that are shown one by one, per sheet."""
_ANTWOORDVELDEN = [v for vraag in VRAGEN if vraag.soort != "contact" for v in vraag.velden]
_CONTACTLABELS = {veld.label for veld in CONTACT}
_LABELS = _CONTACTLABELS | {veld.label for veld in _ANTWOORDVELDEN}
LANGSTE_KEUZE = 200
"""Characters of a cell with a choice; more is never one."""


@dataclass(frozen=True)
class Achtergrond:
    """What a form is held against.

    Parameters
    ----------
    gemeenten
        Of the year of the consultation.
    zoeker
        Looks up what people wrote.
    regios
        Code -> label ("Zeeland (V18)") of the proposal; None when it is not at hand.
    met_contact
        Whether the contact fields are passed on.
    """

    gemeenten: Gemeenten
    zoeker: Zoeker
    regios: Mapping[str, str] | None = None
    met_contact: bool = False

    @cached_property
    def plaatsen(self) -> frozenset[str]:
        """Words of names that are no names of persons."""
        return woorden_van([*self.gemeenten.namen, *(self.regios or {}).values()])


@dataclass
class Cellezer:
    """Reads the cells of one form.

    Parameters
    ----------
    map_, kenmerk, bestand, achtergrond
        As in `formulierlezer.lees_antwoord`.
    meldingen
        What was noted so far.
    gezien
        Rows and columns of the answer cells that were looked at.
    contact
        What stands in the contact fields: known here so that it is recognised elsewhere.
    """

    map_: Werkmap
    kenmerk: Kenmerk
    bestand: str
    achtergrond: Achtergrond
    meldingen: list[Formuliermelding] = field(default_factory=list)
    gezien: set[tuple[int, int]] = field(default_factory=set)
    contact: dict[str, str] = field(default_factory=dict)

    # --- messages -------------------------------------------------------------------------------

    def fout(
        self, cel: Cel | None, melding: str, voorstel: str = "", waarde: str | None = None
    ) -> None:
        """Note that something does not count: of a cell, or of the form when there is none.

        The text of the cell goes along, unless another `waarde` is given.
        """
        self._meld("fout", cel, melding, voorstel, waarde)

    def let_op(
        self, cel: Cel | None, melding: str, voorstel: str = "", waarde: str | None = None
    ) -> None:
        """Note that something is to be looked at, as in `fout`."""
        self._meld("let op", cel, melding, voorstel, waarde)

    def _meld(
        self, ernst: Ernst, cel: Cel | None, melding: str, voorstel: str, waarde: str | None
    ) -> None:
        if waarde is None:
            waarde = self.waarde(cel) if cel else ""
        plek = (cel.blad, cel.cel) if cel else ("", "")
        self.meldingen.append(
            Formuliermelding(ernst, self.bestand, *plek, waarde, melding, voorstel)
        )

    def waarde(self, cel: Cel) -> str:
        """The text of a cell for a message; empty for what may tell how to reach a person."""
        return "" if self.is_contact(cel.tekst) else _ingekort(cel.tekst)

    def citaat(self, cel: Cel) -> str:
        """The text of a cell, quoted and short; not what may tell how to reach a person."""
        return f"deze tekst {_NIET_GETOOND}" if self.is_contact(cel.tekst) else citeer(cel.tekst)

    def plek(self, cel: Cel) -> str:
        """Where a cell is, as answers name it."""
        return f"{self.bestand}, blad {cel.blad}, cel {cel.cel}"

    # --- one cell -------------------------------------------------------------------------------

    def los(self, veld: Veld) -> Cel | None:
        """The cell of a question with one answer; None when it is empty or gone."""
        plekken = self.map_.plekken(veld)
        if not plekken:
            self.let_op(
                None,
                f"de vraag {veld.label!r} is niet te vinden; er is niets van gelezen.",
                "Kijk in het formulier of daar iets staat.",
            )
            return None
        self.gezien |= set(plekken)
        gevuld = [cel for plek in plekken if (cel := self.map_.cel(*plek))]
        for extra in gevuld[1:]:
            self.fout(extra, "hier staat een tweede antwoord op een vraag.", "Vraag het na.")
        return gevuld[0] if gevuld else None

    def bruikbaar(self, cel: Cel | None) -> bool:
        """Whether a cell holds something that can be an answer; else say why not."""
        if cel is None:
            return False
        if cel.formule:
            melding = f"hier staat een formule ({self.citaat(cel)}); die wordt niet uitgerekend."
            self.fout(cel, melding, "Typ het antwoord zelf.")
            return False
        if len(cel.tekst) > _LANGSTE_TEKST:
            melding = f"deze tekst is {len(cel.tekst)} tekens lang; meer dan in een cel past."
            self.fout(cel, melding, "Vraag een kortere tekst.")
            return False
        return True

    def tekst(self, cel: Cel | None) -> str:
        """The free text in a cell; empty when there is none that can be used."""
        if cel is None or not self.bruikbaar(cel):
            return ""
        soorten = list(dict.fromkeys(een.soort for een in self.vondsten(cel.tekst)))
        if soorten:
            self.let_op(
                cel,
                "in deze tekst staat misschien een naam, adres of nummer van een persoon (gevonden: "
                f"{opsomming(soorten)}).",
                "Haal dat weg voordat u de antwoorden deelt.",
                "",
            )
        return cel.tekst

    def kies(self, cel: Cel | None, mogelijk: Mapping[str, str], wat: str) -> str:
        """The choice that a cell makes; empty, and a message, when it makes none."""
        if cel is None or not self.bruikbaar(cel):
            return ""
        vorm = vergelijkvorm(cel.tekst[: LANGSTE_KEUZE + 1]).rstrip(".!")
        for sleutel, tekst in mogelijk.items():
            if vorm in {sleutel, vergelijkvorm(tekst)}:
                return sleutel
        for sleutel, tekst in mogelijk.items():
            if vorm in ZO_OOK.get(sleutel, ()):
                melding = f"{self.citaat(cel)} is gelezen als {tekst!r}."
                self.let_op(cel, melding, "Vraag het na als iets anders is bedoeld.")
                return sleutel
        keus = ", ".join(repr(tekst) for tekst in mogelijk.values())
        self.fout(cel, f"{self.citaat(cel)} is geen {wat} uit de lijst.", f"Kies uit {keus}.")
        return ""

    def tabel(self, vraag: Formuliervraag) -> list[dict[str, Cel]]:
        """The rows of a table that hold something: key of a column -> cell."""
        rijen: dict[int, dict[str, Cel]] = {}
        for veld in vraag.velden:
            plekken = self.map_.plekken(veld)
            if not plekken:
                self.let_op(None, f"de kolom {veld.label!r} is niet te vinden.")
            self.gezien |= set(plekken)
            for rij, kolom in plekken:
                cel = self.map_.cel(rij, kolom)
                if cel is not None:
                    rijen.setdefault(rij, {})[veld.sleutel] = cel
        return [rijen[rij] for rij in sorted(rijen)]

    # --- contact --------------------------------------------------------------------------------

    def lees_contact(self, veld: Veld) -> None:
        """Read a contact field; what it says never goes into a message."""
        plekken = self.map_.plekken(veld)
        self.gezien |= set(plekken)
        cellen = [cel for plek in plekken if (cel := self.map_.cel(*plek))]
        if not cellen:
            return
        if cellen[0].formule or len(cellen[0].tekst) > _LANGSTE_TEKST:
            self.let_op(cellen[0], "dit contactgegeven is niet te lezen.", "", "")
            return
        self.contact[veld.sleutel] = cellen[0].tekst

    def vondsten(self, tekst: str) -> list[Vondst]:
        """What in a text may be personal: by its looks, or because a contact field says the same."""
        # What somebody's job is called, says by itself not who it is.
        eigen = [w for naam, w in self.contact.items() if naam != "functie"]
        plaatsen = self.achtergrond.plaatsen
        if self.achtergrond.regios is None:
            plaatsen |= woorden_van(self.map_.lijsten.get("regio's", []))
        return vind_persoonsgegevens(tekst, plaatsen, eigen)

    def is_contact(self, tekst: str) -> bool:
        """Whether a text says who somebody is or how to reach a person, as far as is certain."""
        return any(vondst.zeker for vondst in self.vondsten(tekst))

    def contactrijen(self, blad: Worksheet) -> Container[int]:
        """The rows of a sheet in which contact fields stand; all rows when they cannot be found."""
        rijen = {cel.rij for cel in self.map_.cellen(blad) if cel.tekst in _CONTACTLABELS}
        if blad is self.map_.vragen:
            rijen |= {rij for veld in CONTACT for rij, _ in self.map_.plekken(veld)}
            if not rijen:
                return range(1, 2**21)
        return range(min(rijen), max(rijen) + 2) if rijen else ()

    # --- what stands outside the answer cells: nothing goes lost unseen -------------------------

    def meld_samengevoegd(self) -> None:
        """Say where answer cells were merged: a spreadsheet program keeps only one of them."""
        blad = self.map_.vragen
        if blad is None:
            return
        antwoorden = {
            plek for veld in _ANTWOORDVELDEN for plek in self.map_.vakken.get(veld.naam, [])
        }
        for bereik in sorted(blad.merged_cells.ranges, key=lambda b: b.coord):
            raak = [
                (r, k)
                for r, k in antwoorden
                if bereik.min_row <= r <= bereik.max_row and bereik.min_col <= k <= bereik.max_col
            ]
            if len(raak) > 1 or (raak and raak[0] != (bereik.min_row, bereik.min_col)):
                cel = Cel(blad.title, bereik.coord, bereik.min_row, bereik.min_col, "")
                self.let_op(
                    cel,
                    "hier zijn cellen samengevoegd; alleen de cel linksboven telt.",
                    "Kijk of dat klopt.",
                )

    def meld_rest(self) -> None:
        """Say what people wrote outside the answer cells, and in comments."""
        vragen = self.map_.vragen
        for blad in self.map_.bladen:
            contactrijen = self.contactrijen(blad)
            if blad is vragen or self.map_.vast:  # else nobody can tell what stood there
                gezien = self.gezien if blad is vragen else frozenset()
                los = [c for c in self.map_.los(blad, gezien) if not self._stond_er(c.tekst)]
                for cel in los[:_MEESTE_LOSSE]:
                    geheim = cel.rij in contactrijen
                    self._meld_los(cel, "hier staat tekst buiten de antwoordvakken", geheim=geheim)
                if len(los) > _MEESTE_LOSSE:
                    aantal = len(los) - _MEESTE_LOSSE
                    melding = f"op dit blad staan nog {aantal} cellen met eigen tekst."
                    self.let_op(los[_MEESTE_LOSSE], melding, "Lees dit blad zelf.", "")
            for cel in self.map_.opmerkingen(blad):
                geheim = cel.rij in contactrijen
                self._meld_los(cel, "aan deze cel hangt een opmerking", geheim=geheim)

    def _meld_los(self, cel: Cel, wat: str, *, geheim: bool) -> None:
        if geheim or self.is_contact(cel.tekst):
            self.let_op(cel, f"{wat} {_NIET_GETOOND}.", "Lees het in het formulier.", "")
        else:
            melding = f"{wat}: {citeer(cel.tekst)}."
            self.let_op(cel, melding, "Kijk of dit een antwoord is.")

    def _stond_er(self, tekst: str) -> bool:
        """Whether a text was in the form when it was sent, as far as can be known without its list."""
        if Kenmerk.uit_tekst(tekst) is not None:
            return True  # whether it is the right one, was looked at first
        return not self.map_.vast and tekst in _LABELS


def _ingekort(tekst: str) -> str:
    """A text as it is, or the beginning of one that is longer than fits in a cell."""
    if len(tekst) <= _LANGSTE_TEKST:
        return tekst
    return f"{tekst[:LANGSTE_KEUZE]}... ({len(tekst)} tekens)"

"""What stands in a returned form and is no answer: nothing goes lost unseen."""

from __future__ import annotations

from congruentie.bronnen.yamlbestand import citeer
from congruentie.uitvraag.cellezer import NIET_GETOOND, Cellezer
from congruentie.uitvraag.velden import (
    CONTACT,
    LOSSE_VELDEN,
    REGIO_KOLOMMEN,
    WENS_KOLOMMEN,
    Kenmerk,
)
from congruentie.uitvraag.werkblad import Cel

__all__ = ["meld_rest", "meld_samengevoegd"]

_MEESTE_LOSSE = 25
"""Texts outside the answer cells that are shown one by one, per sheet."""
_ANTWOORDVELDEN = (*LOSSE_VELDEN.values(), *WENS_KOLOMMEN.values(), *REGIO_KOLOMMEN.values())
_LABELS = {veld.label for veld in (*_ANTWOORDVELDEN, *CONTACT.values())}


def meld_samengevoegd(lezer: Cellezer) -> None:
    """Say where answer cells were merged: a spreadsheet program keeps only one of them."""
    blad = lezer.map_.vragen
    if blad is None:
        return
    antwoorden = {plek for veld in _ANTWOORDVELDEN for plek in lezer.map_.vakken.get(veld.naam, [])}
    for bereik in sorted(blad.merged_cells.ranges, key=lambda b: b.coord):
        raak = [
            (r, k)
            for r, k in antwoorden
            if bereik.min_row <= r <= bereik.max_row and bereik.min_col <= k <= bereik.max_col
        ]
        if len(raak) > 1 or (raak and raak[0] != (bereik.min_row, bereik.min_col)):
            cel = Cel(blad.title, bereik.coord, bereik.min_row, bereik.min_col, "")
            lezer.meld(
                "let op",
                cel,
                "hier zijn cellen samengevoegd; alleen de cel linksboven telt.",
                "Kijk of dat klopt.",
            )


def meld_rest(lezer: Cellezer) -> None:
    """Say what people wrote outside the answer cells, and in comments."""
    vragen = lezer.map_.vragen
    for blad in lezer.map_.bladen:
        contactrijen = lezer.contactrijen(blad)
        if blad is vragen or lezer.map_.vast:  # else nobody can tell what stood there
            gezien = lezer.gezien if blad is vragen else frozenset()
            los = [c for c in lezer.map_.los(blad, gezien) if not _stond_er(lezer, c.tekst)]
            for cel in los[:_MEESTE_LOSSE]:
                geheim = cel.rij in contactrijen
                _meld_los(lezer, cel, "hier staat tekst buiten de antwoordvakken", geheim=geheim)
            if len(los) > _MEESTE_LOSSE:
                aantal = len(los) - _MEESTE_LOSSE
                melding = f"op dit blad staan nog {aantal} cellen met eigen tekst."
                lezer.meld("let op", los[_MEESTE_LOSSE], melding, "Lees dit blad zelf.", "")
        for cel in lezer.map_.opmerkingen(blad):
            geheim = cel.rij in contactrijen
            _meld_los(lezer, cel, "aan deze cel hangt een opmerking", geheim=geheim)


def _meld_los(lezer: Cellezer, cel: Cel, wat: str, *, geheim: bool) -> None:
    if geheim or lezer.is_contact(cel.tekst):
        lezer.meld("let op", cel, f"{wat} {NIET_GETOOND}.", "Lees het in het formulier.", "")
    else:
        melding = f"{wat}: {citeer(cel.tekst)}."
        lezer.meld("let op", cel, melding, "Kijk of dit een antwoord is.")


def _stond_er(lezer: Cellezer, tekst: str) -> bool:
    """Whether a text was in the form when it was sent, as far as can be known without its list."""
    if Kenmerk.uit_tekst(tekst) is not None:
        return True  # whether it is the right one, was looked at first
    return not lezer.map_.vast and tekst in _LABELS

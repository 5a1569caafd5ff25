"""Write what a benchmark measured into the documentation, between two marks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

REPO = Path(__file__).parent.parent


def als_tabel(koppen: Sequence[str], rijen: Sequence[Sequence[str]]) -> str:
    """Make a Markdown table; all columns but the first to the right."""
    streep = ["---", *["---:"] * (len(koppen) - 1)]
    return "\n".join(f"| {' | '.join(rij)} |" for rij in (koppen, streep, *rijen))


def schrijf_tabel(pad: str, merk: str, tekst: str) -> None:
    """Put a text between ``<!-- merk: begin -->`` and ``<!-- merk: eind -->``; both must be there."""
    bestand = REPO / pad
    voor, begin, rest = bestand.read_text("utf-8").partition(f"<!-- {merk}: begin -->\n")
    _, eind, na = rest.partition(f"<!-- {merk}: eind -->")
    if not (begin and eind):
        raise SystemExit(f"{pad}: no marks for {merk}")
    bestand.write_text(f"{voor}{begin}\n{tekst.strip()}\n\n{eind}{na}", "utf-8")


def komma(getal: float, cijfers: int = 1) -> str:
    """A number as Dutch readers write it."""
    return f"{getal:,.{cijfers}f}".translate(str.maketrans(",.", ".,"))

"""Run the examples of a page of the manual, and compare what they say."""

from __future__ import annotations

import contextlib
import io
import logging
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from congruentie.cli import main

OVERLEG = "<!-- overleg: tests/uitvraag/test_overleg.py runs this one -->"
"""Before an example that takes minutes."""


@dataclass(frozen=True)
class Blok:
    """One fenced block, and the text between the block before and this one."""

    taal: str
    tekst: str
    ervoor: str


def lees_blokken(tekst: str) -> list[Blok]:
    blokken, begin = [], 0
    for m in re.finditer(r"^```(\w*)\n(.*?)^```$", tekst, re.M | re.S):
        blokken.append(Blok(m[1], m[2], tekst[begin : m.start()]))
        begin = m.end()
    return blokken


def patroon(verwacht: str) -> str:
    """Expected output as a regex: `...` stands for anything, alone on a line for any lines."""
    regels = []
    for regel in verwacht.strip().splitlines():
        if regel.strip() == "...":
            regels.append(r"(?:[^\n]*\n)*?")
        else:
            delen = (re.escape(" ".join(deel.split(" "))) for deel in regel.rstrip().split("..."))
            regels.append(r"[^\n]*".join(delen) + "\n")
    # Tables are aligned with spaces; how many does not matter.
    return re.sub(r"(\\ )+", r"[ ]+", "".join(regels))


def controleer(verwacht: str, kreeg: str, waar: str) -> None:
    net = "".join(f"{regel.rstrip()}\n" for regel in kreeg.strip().splitlines())
    net = net.replace("\\", "/")  # paths on Windows
    assert re.fullmatch(patroon(verwacht), net), f"{waar}\n--- docs:\n{verwacht}\n--- real:\n{net}"


@contextlib.contextmanager
def scherm() -> Iterator[io.BytesIO]:
    """Standard output and standard error together, as on a screen."""
    ruw = io.BytesIO()
    stroom = io.TextIOWrapper(ruw, encoding="utf-8", newline="\n", write_through=True)
    with contextlib.redirect_stdout(stroom), contextlib.redirect_stderr(stroom):
        yield ruw
    stroom.detach()


def draai_opdrachten(tekst: str) -> None:
    for stuk in re.split(r"^(?=\$ )", tekst, flags=re.M):
        regel, _, verwacht = stuk.partition("\n")
        if not regel.startswith("$ congruentie"):
            continue
        with scherm() as ruw, pytest.raises(SystemExit) as einde:
            main(shlex.split(regel)[2:])
        logging.getLogger("congruentie").handlers.clear()  # they write to this screen
        kreeg = ruw.getvalue().decode("utf-8")
        code = 0
        if "Fout: " in verwacht or "Niet bruikbaar: " in verwacht:
            code = 2 if "Hulp: congruentie" in verwacht else 1
            code = 3 if "scenario's en onderzoeken:" in verwacht else code
        assert einde.value.code == code, f"{regel}\n{kreeg}"
        if verwacht.strip():
            controleer(verwacht, kreeg, regel)
        elif "--stil" in regel:
            assert not kreeg, regel


def draai_python(blok: str, wereld: dict[str, object], waar: str) -> str:
    with scherm() as ruw:
        exec(compile(blok, waar, "exec"), wereld)
    return ruw.getvalue().decode("utf-8")


def draai_voorbeelden(pagina: Path) -> None:
    """Block by block, in one empty folder; a ```text block right after Python is its output."""
    wereld: dict[str, object] = {"__name__": "voorbeeld"}
    uitvoer = None
    for blok in lees_blokken(pagina.read_text("utf-8")):
        if blok.taal == "csv":
            namen = re.findall(r"`([\w-]+\.csv)`", blok.ervoor)
            assert namen, f"{pagina.name}: a csv block without a `name.csv` before it"
            Path(namen[-1]).write_text(blok.tekst, "utf-8")
        elif blok.taal in {"yaml", "json", "html"} and (
            namen := re.findall(rf"`([\w-]+\.{blok.taal})`", blok.ervoor)
        ):
            Path(namen[-1]).write_text(blok.tekst, "utf-8")
        elif blok.taal == "console" and OVERLEG not in blok.ervoor:
            draai_opdrachten(blok.tekst)
        elif blok.taal == "text" and uitvoer is not None and not blok.ervoor.strip():
            controleer(blok.tekst, uitvoer, pagina.name)
        uitvoer = draai_python(blok.tekst, wereld, pagina.name) if blok.taal == "python" else None

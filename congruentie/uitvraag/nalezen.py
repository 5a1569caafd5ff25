"""What people wrote becomes public only after a person has read it: the list to read, and its use."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from congruentie.bronnen.tabelbestand import Onbruikbaar, celtekst, open_werkmap
from congruentie.errors import CongruentieFout
from congruentie.nl import opsomming
from congruentie.uitvoer.tabel import Blad, Kolom, schrijf_xlsx, uitlegblad
from congruentie.uitvraag.antwoorden import Antwoord, Antwoorden
from congruentie.uitvraag.persoonsgegevens import maak_onherkenbaar, vind_persoonsgegevens
from congruentie.uitvraag.vragen import vergelijkvorm
from congruentie.veilig import lees_heel

if TYPE_CHECKING:
    from congruentie.gemeenten import Gemeenten

__all__ = [
    "NIET_NAGELEZEN", "Geschreven", "lees_leeslijst", "maak_openbaar", "pad_van_leeslijst",
    "schrijf_leeslijst", "teksten_in",
]  # fmt: skip

NIET_NAGELEZEN = "[nog niet nagelezen]"
"""What stands in a public output for a text that nobody has read yet."""
_BLAD = "Nalezen"
_KOPPEN = ("Sleutel", "Van", "Waar", "Wat er staat", "Gevonden", "Openbare tekst", "Gezien")
_KOLOMMEN = [
    Kolom(
        "Gevonden",
        "Gevonden",
        "Wat op een persoonsgegeven lijkt. Het programma vindt niet alles, en soms te veel: lees "
        "daarom elke tekst zelf.",
    ),
    Kolom(
        "Openbare tekst",
        "Openbare tekst",
        "Zo komt de tekst in openbare stukken. U mag hem veranderen. Maak hem leeg als de tekst niet "
        "openbaar wordt.",
    ),
    Kolom(
        "Gezien",
        "Gezien",
        "Typ ja als u de tekst hebt nagelezen. Zonder ja komt de tekst niet in openbare stukken.",
    ),
    Kolom(
        "Sleutel",
        "Sleutel",
        "Hieraan herkent het programma de tekst. Laat deze kolom zoals zij is.",
    ),
]
_GROOTSTE = 50_000_000
_JA = {"ja", "j", "x", "gezien", "akkoord", "ok", "yes", "waar", "true"}
_NEE = {"", "nee", "n", "nog niet", "onwaar", "false"}
_AANHALING = re.compile(r"(['\"]).*\1", re.DOTALL)


@dataclass(frozen=True)
class Geschreven:
    """One text that somebody wrote in an answer: who, about what, and the text."""

    wie: str
    waar: str
    tekst: str

    @property
    def sleutel(self) -> str:
        """The same text of the same gemeente has the same key, in every round."""
        return hashlib.sha256(f"{self.wie}\n{self.tekst}".encode("utf-8", "replace")).hexdigest()[
            :16
        ]


def pad_van_leeslijst(antwoorden: Path) -> Path:
    """Where the list to read stands: beside the answers, ``antwoorden-nalezen.xlsx``."""
    return antwoorden.with_name(f"{antwoorden.stem}-nalezen.xlsx")


def teksten_in(een: Antwoord) -> Iterator[Geschreven]:
    """Every free text in an answer, in the order of the form."""
    for wens in een.voorkeuren:
        yield Geschreven(een.wie, f"bij de wens over {wens.naar}", wens.opmerking)
    for deel in een.regios:
        yield Geschreven(een.wie, f"bij regio {deel.regio}", deel.opmerking)
    yield Geschreven(een.wie, "voorwaarden", een.voorwaarden)
    yield Geschreven(een.wie, "tot slot", een.opmerkingen)


def schrijf_leeslijst(
    antwoorden: Antwoorden, pad: Path, gemeenten: Gemeenten, plaatsen: Collection[str] = frozenset()
) -> int:
    """Write the list to read, with the marks that `antwoorden` has already.

    Parameters
    ----------
    antwoorden
        All that was answered.
    pad
        The workbook; it holds what is not public yet.
    gemeenten
        Of the year.
    plaatsen
        As in `congruentie.uitvraag.persoonsgegevens.vind_persoonsgegevens`.

    Returns
    -------
    int
        How many texts nobody has read yet. Without any text there is no file.
    """
    rijen, gehad = [], set()
    for een in antwoorden.antwoorden:
        for stuk in teksten_in(een):
            if not stuk.tekst or stuk.sleutel in gehad:
                continue
            gehad.add(stuk.sleutel)
            vondsten = vind_persoonsgegevens(stuk.tekst, plaatsen, een.contact.values())
            soorten = Counter(vondst.soort for vondst in vondsten)
            waar = re.sub(
                r"GM\d{4}", lambda m: gemeenten.naam_van.get(m[0], m[0]), stuk.waar, count=1
            )
            openbaar = antwoorden.nagelezen.get(stuk.sleutel)
            rijen.append(
                (
                    stuk.sleutel,
                    gemeenten.naam_van.get(een.wie, een.wie),
                    waar,
                    stuk.tekst,
                    opsomming([f"{soort} ({keer} keer)" for soort, keer in soorten.items()]),
                    maak_onherkenbaar(stuk.tekst, vondsten) if openbaar is None else openbaar,
                    "" if openbaar is None else "ja",
                )
            )
    if rijen:
        tabel = pd.DataFrame(rijen, columns=list(_KOPPEN))
        schrijf_xlsx([Blad(_BLAD, tabel, _KOLOMMEN), uitlegblad(_KOLOMMEN)], pad)
    return sum(not rij[-1] for rij in rijen)


def lees_leeslijst(pad: Path) -> dict[str, str]:
    """Read which texts were marked as seen: key -> the text for public outputs.

    Raises
    ------
    CongruentieFout
        It is no such list, a mark is neither yes nor no, or a cell is a formula.
    """
    raad = "Zet het terug zoals het was, of haal het weg: dan komt er een nieuwe lijst."
    geen = CongruentieFout(f"{pad} is geen leeslijst (meer).", raad)
    ruw = lees_heel(pad, _GROOTSTE, geen, bewaak=False)  # it is kept up to date
    try:
        with open_werkmap(ruw):
            import io

            from openpyxl import load_workbook  # heavy

            boek = load_workbook(io.BytesIO(ruw), keep_links=False)
            if _BLAD not in boek.sheetnames:
                raise geen
            rijen = [
                [celtekst(cel) for cel in rij] for rij in boek[_BLAD].iter_rows(values_only=True)
            ]
    except Onbruikbaar as fout:
        raise geen from fout
    kop = [vergelijkvorm(tekst) for tekst in (rijen[0] if rijen else [])]
    try:
        plekken = [kop.index(naam.casefold()) for naam in ("Sleutel", "Openbare tekst", "Gezien")]
    except ValueError as fout:
        raise geen from fout
    uit: dict[str, str] = {}
    for nummer, rij in enumerate(rijen[1:], start=2):
        sleutel, openbaar, merk = (rij[plek] for plek in plekken)
        merk = vergelijkvorm(merk)
        if merk not in _JA | _NEE:
            raise CongruentieFout(
                f"{pad}, rij {nummer}: bij Gezien staat {merk[:40]!r}.", "Typ ja, of laat het leeg."
            )
        if merk in _JA and sleutel:
            uit[sleutel] = openbaar
    return uit


def maak_openbaar(antwoorden: Antwoorden) -> Antwoorden:
    """The answers as everybody may see them.

    A text that was read is as the reader left it; of others only stands that they are there. Names of
    files, what messages quote and contact fields are not in it.
    """
    wie_van = {een.bestand: een.wie for een in antwoorden.antwoorden if een.bestand}

    def plek(tekst: str) -> str:
        for bestand, wie in wie_van.items():
            if tekst.startswith(bestand):
                return f"formulier van {wie}{tekst[len(bestand) :]}"
        return ""

    uit = []
    for een in antwoorden.antwoorden:
        openbaar = _lezer(een.wie, antwoorden.nagelezen)
        uit.append(
            replace(
                een,
                bestand=f"formulier van {een.wie}" if een.bestand else "",
                voorkeuren=tuple(
                    replace(v, opmerking=openbaar(v.opmerking), plek=plek(v.plek))
                    for v in een.voorkeuren
                ),
                regios=tuple(
                    replace(r, opmerking=openbaar(r.opmerking), plek=plek(r.plek))
                    for r in een.regios
                ),
                voorwaarden=openbaar(een.voorwaarden),
                opmerkingen=openbaar(een.opmerkingen),
                contact={},
            )
        )
    meldingen = tuple(
        replace(
            m,
            bestand=plek(m.bestand) or "een ander bestand",
            waarde="",
            melding=_AANHALING.sub("'...'", m.melding),
            voorstel=_AANHALING.sub("'...'", m.voorstel),
        )
        for m in antwoorden.meldingen
    )
    return replace(antwoorden, antwoorden=tuple(uit), meldingen=meldingen)


def _lezer(wie: str, nagelezen: Mapping[str, str]) -> Callable[[str], str]:
    def openbaar(tekst: str) -> str:
        if not tekst:
            return ""
        return nagelezen.get(Geschreven(wie, "", tekst).sleutel, NIET_NAGELEZEN)

    return openbaar

"""A folder with returned forms: who answered what, and what is not clear."""

from __future__ import annotations

import csv
import io
import os
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TypeVar

from congruentie.errors import CongruentieFout
from congruentie.nl import opsomming
from congruentie.uitvraag.antwoorden import Antwoord, Antwoorden, Ernst, Formuliermelding
from congruentie.uitvraag.cellezer import Achtergrond
from congruentie.uitvraag.formulier import OVERZICHT
from congruentie.uitvraag.formulierlezer import lees_antwoord
from congruentie.uitvraag.openen import lees_werkmap
from congruentie.uitvraag.vragen import VERSIE, Kenmerk
from congruentie.uitvraag.werkmap import Werkmap
from congruentie.veilig import leesbaar

__all__ = ["lees_map"]

_VAN_HET_SYSTEEM = {".ds_store", "thumbs.db", "desktop.ini", OVERZICHT}
_WERKMAPPEN = {".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".ods"}

_T = TypeVar("_T", int, str)


@dataclass
class _Gelezen:
    """One form that could be read."""

    kenmerk: Kenmerk
    antwoord: Antwoord
    meldingen: list[Formuliermelding]


def lees_map(
    map_: Path,
    achtergrond: Callable[[int], Achtergrond],
    *,
    jaar: int | None = None,
    voorstel_sha256: str = "",
    lijst: Path | None = None,
    voortgang: Callable[[int, int], None] = lambda klaar, totaal: None,
) -> Antwoorden:
    """Read every form in a folder, as `congruentie.uitvraag.overleg.lees_uitvraag` says.

    `achtergrond` gives what the forms of a year are held against. Without `jaar` and
    `voorstel_sha256` those of most forms count. Of the answers, sorted by code, `niet_ontvangen` holds
    who was asked and has none. Who was asked stands in `lijst`, default the list in the folder; without
    one it is every gemeente of the year, and that is said.
    """
    with leesbaar(map_):
        paden = sorted(map_.iterdir(), key=lambda pad: unicodedata.normalize("NFC", pad.name))
    meldingen: list[Formuliermelding] = []
    gelezen: list[_Gelezen] = []
    van_jaar = cache(achtergrond)
    for nummer, pad in enumerate(paden, start=1):
        een = _lees_bestand(pad, van_jaar, meldingen)
        if een is not None:
            gelezen.append(een)
        voortgang(nummer, len(paden))
    if jaar is None:
        jaar = _meeste([een.kenmerk.jaar for een in gelezen]) or 0
    goed = _van_dit_jaar(gelezen, jaar, meldingen)
    sha = voorstel_sha256 or _meeste(
        [een.kenmerk.sha256 for een in goed if len(een.kenmerk.sha256) == 64]
    )
    _let_op_ander_voorstel(goed, sha or "")
    uit = _een_per_wie(goed, meldingen)
    for een in gelezen:
        meldingen += een.meldingen
    antwoorden = tuple(sorted(uit, key=lambda antwoord: (antwoord.soort, antwoord.wie)))
    heeft = {antwoord.wie for antwoord in antwoorden}
    codes: Iterable[str] = ()
    gevraagd = _gevraagd(lijst or map_ / OVERZICHT, meldingen) if jaar else []
    if jaar:
        codes = gevraagd or van_jaar(jaar).gemeenten.codes
    return Antwoorden(
        jaar,
        sha or "",
        antwoorden,
        tuple(sorted(set(codes) - heeft)),
        tuple(sorted(meldingen, key=lambda m: (m.bestand, m.ernst))),
        tuple(sorted({*gevraagd, *heeft})) if gevraagd else (),
    )


def _meeste(waarden: list[_T]) -> _T | None:
    """The value that occurs most; of equals the lowest."""
    telling = Counter(waarden)
    return min(telling, key=lambda waarde: (-telling[waarde], waarde), default=None)


def _naam(pad: Path) -> str:
    """Name of a file as text, also when it is not valid in the encoding of the system."""
    return os.fsencode(pad.name).decode("utf-8", "backslashreplace")


def _meld(
    meldingen: list[Formuliermelding], ernst: Ernst, bestand: str, melding: str, voorstel: str = ""
) -> None:
    meldingen.append(Formuliermelding(ernst, bestand, "", "", "", melding, voorstel))


def _lees_bestand(
    pad: Path, achtergrond: Callable[[int], Achtergrond], meldingen: list[Formuliermelding]
) -> _Gelezen | None:
    naam = _naam(pad)
    suffix = pad.suffix.lower()
    if naam.lower() in _VAN_HET_SYSTEEM:
        return None
    if pad.is_symlink() or not (pad.is_file() or pad.is_dir()):
        melding = "is een verwijzing naar een andere plek en wordt niet gelezen."
        _meld(meldingen, "fout", naam, melding, "Zet het bestand zelf in de map.")
        return None
    if pad.is_dir():
        melding = "is een map; wat daarin staat, wordt niet gelezen."
        _meld(meldingen, "let op", naam, melding, "Zet de formulieren naast elkaar in een map.")
        return None
    if naam.startswith(("~$", ".~lock.")):
        melding = "is een tijdelijk bestand: iemand heeft dit formulier open."
        _meld(meldingen, "let op", naam, melding, "Sluit het formulier en lees de map opnieuw.")
        return None
    try:
        boek, macros = lees_werkmap(pad)
        gelezen = _lees_formulier(Werkmap(boek), naam, achtergrond)
    except CongruentieFout as fout:
        ernst: Ernst = "fout" if suffix in _WERKMAPPEN else "let op"
        _meld(meldingen, ernst, naam, fout.melding, fout.oplossing)
        return None
    if macros:
        _meld(gelezen.meldingen, "let op", naam, "bevat macro's; die zijn niet uitgevoerd.")
    return gelezen


def _lees_formulier(
    map_: Werkmap, bestand: str, achtergrond: Callable[[int], Achtergrond]
) -> _Gelezen:
    kenmerk = _kenmerk(map_)
    if map_.vragen is None:
        raise CongruentieFout(
            "heeft geen blad met vragen meer; er is niets van gelezen.",
            "Vraag het formulier opnieuw op.",
        )
    tegen = achtergrond(kenmerk.jaar)
    if kenmerk.soort == "gemeente" and kenmerk.code not in tegen.gemeenten.plek:
        raise CongruentieFout(
            f"is van gemeente {kenmerk.code}, die er in {kenmerk.jaar} niet is.",
            "Vraag het formulier opnieuw op; na een fusie of splitsing: geef --voorstel.",
        )
    antwoord, meldingen = lees_antwoord(map_, kenmerk, bestand, tegen)
    if not map_.vast:
        _meld(
            meldingen,
            "let op",
            bestand,
            "mist het verborgen blad; of er buiten de vragen iets is veranderd, is niet te zien.",
            "Kijk zelf in de andere bladen.",
        )
    return _Gelezen(kenmerk, antwoord, meldingen)


def _kenmerk(map_: Werkmap) -> Kenmerk:
    """Whose form it is, as the sheets say; the name of the file does not count."""
    verborgen, zichtbaar = map_.verborgen_kenmerk, map_.zichtbare_kenmerken
    alle = [*([verborgen] if verborgen else []), *zichtbaar]
    if not alle:
        raise CongruentieFout(
            "is geen formulier van deze uitvraag: er staat geen kenmerk in.",
            "Vraag het formulier opnieuw op, of haal dit bestand uit de map.",
        )
    if len({k.tekst for k in alle}) > 1:
        wie = opsomming(list(dict.fromkeys(kenmerk.code for kenmerk in alle)))
        raise CongruentieFout(
            f"heeft meer dan een kenmerk ({wie}); het is niet duidelijk van wie het is.",
            "Vraag het formulier opnieuw op.",
        )
    if alle[0].versie != VERSIE:
        raise CongruentieFout(
            f"is een formulier van versie {alle[0].versie}, die hier onbekend is.",
            "Lees het met de versie van congruentie waarmee het is gemaakt.",
        )
    return alle[0]


def _van_dit_jaar(
    gelezen: list[_Gelezen], jaar: int, meldingen: list[Formuliermelding]
) -> list[_Gelezen]:
    goed = []
    for een in gelezen:
        if een.kenmerk.jaar == jaar:
            goed.append(een)
            continue
        melding = f"gaat over {een.kenmerk.jaar}, de uitvraag over {jaar}; het telt niet mee."
        _weiger(een, meldingen, melding, "Vraag het formulier van dit jaar op.")
    return goed


def _weiger(een: _Gelezen, meldingen: list[Formuliermelding], melding: str, voorstel: str) -> None:
    """Leave out a whole form; what it says stands in the message."""
    antwoord = een.antwoord
    meldingen.append(
        Formuliermelding("fout", antwoord.bestand, "", "", antwoord.regel, melding, voorstel)
    )


def _let_op_ander_voorstel(goed: list[_Gelezen], sha256: str) -> None:
    """Take the choice out of answers about another proposal, where V07 may be another regio."""
    for een in goed:
        if not sha256 or sha256.startswith(een.kenmerk.sha256):
            continue
        ernst: Ernst = "let op"
        melding = "gaat over een ander voorstel dan waar nu naar gevraagd is."
        if een.antwoord.keuze:
            ernst = "fout"
            melding += " De keuze bij vraag 1 telt niet, en staat nu bij de opmerkingen."
            een.antwoord = replace(een.antwoord.bij_ander_voorstel(), status="deels")
        voorstel = "Kijk of de antwoorden nog passen."
        _meld(een.meldingen, ernst, een.antwoord.bestand, melding, voorstel)


def _een_per_wie(goed: list[_Gelezen], meldingen: list[Formuliermelding]) -> list[Antwoord]:
    """Give one answer for each who answered.

    Of equal forms the first counts; a form without answers gives way to one with them. Of forms
    that differ none counts, because nobody here can know which is meant; who sent them is one answer.
    """
    per_wie: dict[str, list[_Gelezen]] = {}
    for een in goed:
        per_wie.setdefault(een.antwoord.wie, []).append(een)
    uit = []
    for groep in per_wie.values():
        gevuld = [een for een in groep if een.antwoord.status != "leeg"] or groep[:1]
        if any(_kern(een.antwoord) != _kern(gevuld[0].antwoord) for een in gevuld):
            uit.append(_onduidelijk(gevuld, meldingen))
            continue
        telt = gevuld[0]
        uit.append(telt.antwoord)
        for een in groep:
            if een is not telt:
                zo = "is leeg" if een.antwoord.status == "leeg" else "zegt hetzelfde"
                melding = f"{zo}; voor {telt.antwoord.wie} telt {telt.antwoord.bestand}."
                _meld(een.meldingen, "let op", een.antwoord.bestand, melding)
    return uit


def _onduidelijk(groep: list[_Gelezen], meldingen: list[Formuliermelding]) -> Antwoord:
    """The answer of who sent forms that differ, with one message that says what is in each."""
    eerste, bestanden = groep[0].antwoord, [een.antwoord.bestand for een in groep]
    meldingen.append(
        Formuliermelding(
            "fout",
            opsomming(bestanden, 10),
            "",
            "",
            "\n".join(f"{een.antwoord.bestand}: {een.antwoord.regel}" for een in groep),
            f"{len(groep)} formulieren van {eerste.wie} verschillen; geen ervan telt.",
            "Vraag welk formulier geldt en haal de rest weg.",
        )
    )
    return Antwoord(eerste.wie, eerste.soort, "onduidelijk", opsomming(bestanden, 10))


def _kern(antwoord: Antwoord) -> Antwoord:
    """What an answer says, without where it stands."""
    return replace(
        antwoord,
        bestand="",
        status="leeg",
        contact={},
        voorkeuren=tuple(
            sorted(
                (replace(v, plek="") for v in antwoord.voorkeuren), key=lambda v: (v.naar, v.domein)
            )
        ),
        regios=tuple(replace(r, plek="") for r in antwoord.regios),
    )


def _gevraagd(pad: Path, meldingen: list[Formuliermelding]) -> list[str]:
    """Who got a form, by the list that `maak` writes; empty when there is none."""
    if pad.is_symlink() or not pad.is_file() or pad.stat().st_size > 1_000_000:
        return []
    try:
        tekst = pad.read_bytes().decode("utf-8-sig")
        deel = csv.Sniffer().sniff(tekst.split("\n", 1)[0], ",;\t")
        rijen = list(csv.DictReader(io.StringIO(tekst, newline=""), dialect=deel))
        return [str(rij["code"]).strip() for rij in rijen if rij["code"]]
    except (ValueError, KeyError, csv.Error):
        _meld(
            meldingen,
            "let op",
            pad.name,
            "is niet meer te lezen; wie er is gevraagd, is daarom niet bekend.",
            "Zet de lijst die 'congruentie uitvraag maak' schreef in de map.",
        )
        return []

"""What a round did with every answer: one document per gemeente, and one for all (the nota)."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from congruentie.afspraken import Afspraken
from congruentie.dossier.document import Plaatje
from congruentie.dossier.feiten import Rij
from congruentie.dossier.huisstijl import Huisstijl
from congruentie.dossier.schrijven import Maker, Stuk, kies_naam, schrijf_stukken
from congruentie.errors import CongruentieFout
from congruentie.veilig import lees_heel

__all__ = ["Rondeverslag", "lees_rondeverslag", "maak_terugmeldingen"]

_GROOTSTE = 100_000_000
_NODIG = (
    "ronde",
    "land",
    "gemeenten",
    "wijzigingen",
    "wensen",
    "reacties",
    "niet_ontvangen",
    "versie",
)
_KEUZE = {
    "voorstel": "U koos het voorstel",
    "alternatief": "U koos een andere regio",
    "anders": "U koos: anders",
}


@dataclass(frozen=True)
class Rondeverslag:
    """What stands in ``NAAM-ronde.json``, by who it is about.

    Parameters
    ----------
    inhoud
        The file, as `congruentie.uitvraag.verslag.als_json` makes it.
    bestand
        Its name.
    """

    inhoud: Mapping[str, Any]
    bestand: str

    @property
    def deelnemers(self) -> list[str]:
        """Who gets an answer, by code: who answered, and who moves."""
        gemeenten = self.inhoud["gemeenten"]
        antwoord = {gm for gm, een in gemeenten.items() if een["antwoord"] in {"volledig", "deels"}}
        reacties = {een["wie"] for een in self.inhoud["reacties"]}
        return sorted(antwoord | reacties | {een["gm_code"] for een in self.inhoud["wijzigingen"]})

    def naam(self, code: str) -> str:
        """What somebody is called; of an observer the code when there is no name."""
        gemeente = self.inhoud["gemeenten"].get(code)
        if gemeente:
            return str(gemeente["gm_naam"])
        return next(
            (een["naam"] or code for een in self.inhoud["reacties"] if een["wie"] == code), code
        )

    def beschrijf(self, code: str) -> Rij:
        """Pick the values for one gemeente or observer: ``d`` in its template."""
        gemeente = self.inhoud["gemeenten"].get(code, {})
        reactie: Mapping[str, Any] = next(
            (een for een in self.inhoud["reacties"] if een["wie"] == code), {}
        )
        verhuist = next((w for w in self.inhoud["wijzigingen"] if w["gm_code"] == code), None)
        return {
            "code": code,
            "naam": self.naam(code),
            "antwoord": gemeente.get("antwoord", reactie.get("status", "")),
            "namens": reactie.get("namens", ""),
            "keuze": _KEUZE.get(reactie.get("keuze", ""), ""),
            "wensen": [_wens(een) for een in self._wensen("van", code)],
            "over": [
                {**_wens(een), "van": een["van_naam"]}
                for een in self._wensen("naar", code)
                if een["uit"] == "voorkeur"
            ],
            "geschreven": list(_geschreven(reactie)),
            "regio_eerder": gemeente.get("regio_eerder_naam", ""),
            "regio_nu": gemeente.get("regio_nu_naam", ""),
            "verhuist": verhuist,
        }

    def _wensen(self, kant: str, code: str) -> Iterator[Mapping[str, Any]]:
        return (een for een in self.inhoud["wensen"] if een[kant] == code)

    def nota(self) -> Rij:
        """Pick the values for the nota: ``d`` in its template."""
        stukken = [self.beschrijf(code) for code in self.deelnemers]
        return {
            "land": self.inhoud["land"],
            "wijzigingen": self.inhoud["wijzigingen"],
            "deelnemers": [
                een for een in stukken if een["wensen"] or een["geschreven"] or een["keuze"]
            ],
            "zwijgt": [self.naam(code) for code in self.inhoud["niet_ontvangen"]],
        }


def _wens(een: Mapping[str, Any]) -> Rij:
    """What was asked, whether it is in the proposal, and why not: in words."""
    if een["uit"] == "keuze":
        vraag = f"de gekozen regio, dus samen met {een['naar_naam']}"
    else:
        vraag = f"{een['oordeel']} samen met {een['naar_naam']}"
    waarom = een["waarom"] or (
        "Het nieuwe voorstel houdt zich hieraan." if een["vervuld"] else "Het past minder goed."
    )
    gedaan = "nee, telt niet mee" if een["hoe"] == "niet" else ("ja" if een["vervuld"] else "nee")
    if een["hoe"] == "niet" and een["vervuld"]:
        gedaan = "ja"
    return {"vraag": vraag, "gedaan": gedaan, "waarom": waarom.removeprefix("Telt niet mee: ")}


def _geschreven(reactie: Mapping[str, Any]) -> Iterator[Rij]:
    for waar, sleutel in (("Voorwaarden", "voorwaarden"), ("Opmerkingen", "opmerkingen")):
        for regel in re.split(r"\n+", reactie.get(sleutel) or ""):
            if regel.strip():
                yield {"waar": waar, "tekst": regel.strip()}


def lees_rondeverslag(pad: Path) -> Rondeverslag:
    """Read the JSON of a round.

    Raises
    ------
    CongruentieFout
        It cannot be read, or is no such file.
    """
    raad = "Geef het bestand NAAM-ronde.json dat 'congruentie ronde' schreef."
    geen = CongruentieFout(f"{pad} is geen verslag van een ronde.", raad)
    try:
        inhoud = json.loads(lees_heel(pad, _GROOTSTE, geen).decode("utf-8-sig"))
    except (ValueError, RecursionError) as fout:
        raise geen from fout
    if not isinstance(inhoud, dict) or not set(_NODIG) <= inhoud.keys():
        raise geen
    return Rondeverslag(inhoud, pad.name)


class _Maker(Maker):
    def __init__(self, verslag: Rondeverslag, stijl: Huisstijl, afspraken: Afspraken) -> None:
        nummer = verslag.inhoud["ronde"]
        super().__init__(stijl, afspraken, f"Antwoord op ronde {nummer}", {})
        self._verslag = verslag

    def inhoud(self, stuk: Stuk) -> tuple[Rij, dict[str, Plaatje]]:
        """As `Maker.inhoud`."""
        verslag = self._verslag
        d = verslag.nota() if stuk.soort == "nota" else verslag.beschrijf(stuk.code)
        v = {
            "ronde": verslag.inhoud["ronde"],
            "bestand": verslag.bestand,
            "versie": verslag.inhoud["versie"],
        }
        return {"d": d, "v": v}, {}


def maak_terugmeldingen(
    verslag: Rondeverslag,
    map_: Path,
    *,
    codes: Collection[str] | None = None,
    nota: bool = True,
    vormen: Sequence[str] = ("docx", "html"),
    stijl: Huisstijl | None = None,
    afspraken: Afspraken | None = None,
) -> list[Path]:
    """Write per gemeente what was done with her answer, and the nota van beantwoording for all.

    Parameters
    ----------
    verslag
        Of the round. What people wrote is in it as far as it was marked as seen.
    map_
        The folder.
    codes
        For whom there is a terugmelding; default all who answered or who move.
    nota
        Whether there is a nota.
    vormen, stijl, afspraken
        As in `congruentie.dossier.schrijven.maak_dossiers`.

    Returns
    -------
    list of Path
        What was written; ``index.html`` comes last.

    Raises
    ------
    CongruentieFout
        A code is not in the round, or a file cannot be written.
    """
    deelnemers = verslag.deelnemers
    vreemd = sorted(set(codes or ()) - set(verslag.inhoud["gemeenten"]) - set(deelnemers))
    if vreemd:
        raise CongruentieFout(
            f"{vreemd[0]} komt in ronde {verslag.inhoud['ronde']} niet voor.",
            "Kies een gemeente van het voorstel.",
        )
    bezet = {"index"}
    stukken = [
        Stuk(
            "terugmelding",
            gm,
            verslag.naam(gm),
            kies_naam(bezet, gm, verslag.naam(gm), begin="terugmelding"),
        )
        for gm in (deelnemers if codes is None else codes)
    ]
    if nota:
        naam = "Nota van beantwoording"
        stukken.insert(0, Stuk("nota", "", naam, kies_naam(bezet, begin="nota-van-beantwoording")))
    maker = _Maker(verslag, stijl or Huisstijl(), afspraken or Afspraken())
    return schrijf_stukken(maker, stukken, map_, vormen)

"""Read back a proposal that was written as ``<naam>.json``, with everything it was made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import numpy as np

from congruentie.bronnen import laad_provincie
from congruentie.bronnen.banden import banden_van
from congruentie.errors import CongruentieFout
from congruentie.meten.samenloop import Noemer
from congruentie.model import Indelingen, opsomming
from congruentie.veilig import lees_heel
from congruentie.vingerafdruk import hashes_van
from congruentie.voorstel.deling import IntArray
from congruentie.voorstel.maken import METHODEN, Voorstel
from congruentie.voorstel.opgave import Opgave
from congruentie.voorstel.opstellen import maak_opgave
from congruentie.voorstel.wensen import Wensen, lees_wensen

__all__ = ["GelezenVoorstel", "lees_voorstel"]

_GROOTSTE_BESTAND = 50_000_000
_OPNIEUW = "Maak het voorstel opnieuw met 'congruentie voorstel'."


@dataclass(frozen=True, eq=False)
class GelezenVoorstel:
    """A proposal from a file.

    Parameters
    ----------
    pad
        The file.
    sha256
        Of the file.
    voorstel
        The proposal, as it was when it was made.
    wensen
        What was asked, as it was given.
    ronde
        The round of a consultation that it came from; 0 when it came from none.
    basis
        The conditions of the consultation itself: `wensen` without what answers added.
    """

    pad: Path
    sha256: str
    voorstel: Voorstel
    wensen: Wensen
    ronde: int
    basis: Wensen


def lees_voorstel(
    pad: str | Path,
    *,
    eigen: Mapping[str, str | Path] | None = None,
    peildatum: int | None = None,
    grenzen: str | Path | None = None,
    cache: str | Path | None = None,
) -> GelezenVoorstel:
    """Read a proposal, and load what it was made from.

    Parameters
    ----------
    pad
        ``<naam>.json`` as `congruentie voorstel` writes it.
    eigen, peildatum, grenzen, cache
        As in `congruentie.bronnen.laad_indelingen`: the own files it was made with.

    Raises
    ------
    CongruentieFout
        The file cannot be read or is no proposal; an own indeling is not given; or memberships,
        boundaries or inhabitants are no longer what the proposal was made with. The message says
        which.
    """
    pad = Path(pad)
    ruw, inhoud = _lees_json(pad)
    try:
        namen = [str(een["naam"]) for een in inhoud["indelingen"]]
        gewichten = {str(een["naam"]): float(een["gewicht"]) for een in inhoud["indelingen"]}
        theta = Fraction(repr(float(inhoud["theta"])))
        regio_van = {gm: n for n, r in enumerate(inhoud["regios"]) for gm in r["gemeenten"]}
        jaar, bron, gevraagd = int(inhoud["jaar"]), dict(inhoud["bron"]), dict(inhoud["eisen"])
        waarde, grens = float(inhoud["doelwaarde"]), float(inhoud["bovengrens"])
        noemer = str(inhoud.get("noemer", "alle"))
        methode, duur = str(inhoud["methode"]), float(inhoud["duur_s"] or 0)
        ronde = inhoud.get("ronde") or {"nummer": 0, "basis": gevraagd}
        nummer, basis = int(ronde["nummer"]), dict(ronde["basis"])
    except (KeyError, TypeError, ValueError, AttributeError) as fout:
        raise CongruentieFout(
            f"{pad} is geen voorstel: {fout} ontbreekt of klopt niet.", _OPNIEUW
        ) from fout
    if methode not in METHODEN:
        raise CongruentieFout(f"{pad}: de methode {methode!r} is onbekend.", _OPNIEUW)
    if noemer not in get_args(Noemer):
        raise CongruentieFout(f"{pad}: de noemer {noemer!r} is onbekend.", _OPNIEUW)
    indelingen = _laad(pad, jaar, namen, dict(eigen or {}), peildatum, grenzen, cache)
    wensen, voorwaarden = (_lees_wensen(pad, deel, indelingen, cache) for deel in (gevraagd, basis))
    _controleer_bron(pad, bron, wensen.indelingen)
    banden = banden_van(
        wensen.indelingen.gemeenten,
        veren=wensen.veren,
        water=wensen.water,
        eigen=wensen.verbindingen,
    )
    opgave = maak_opgave(wensen.indelingen, theta, wensen.eisen, banden, gewichten)
    deling = _deling(pad, opgave, regio_van)
    voorstel = Voorstel(
        opgave,
        deling,
        opgave.totaal(deling),
        round(grens * opgave.factor),
        methode,
        duur,
        banden,
        noemer,  # type: ignore[arg-type]  # checked above
        laad_provincie(jaar, cache=cache),
    )
    if abs(voorstel.doelwaarde - waarde) > 1e-6 * max(1.0, abs(waarde)):
        raise CongruentieFout(
            f"{pad}: de doelwaarde {waarde:g} hoort niet bij deze regio's; die is "
            f"{voorstel.doelwaarde:g}.",
            "Het bestand is gewijzigd, of met een andere versie gemaakt. " + _OPNIEUW,
        )
    som = hashlib.sha256(ruw).hexdigest()
    return GelezenVoorstel(pad, som, voorstel, wensen, nummer, voorwaarden)


def _lees_wensen(
    pad: Path, gevraagd: Mapping[str, Any], indelingen: Indelingen, cache: str | Path | None
) -> Wensen:
    opties = {naam.replace("-", "_"): waarde for naam, waarde in gevraagd.items()}
    wensen = lees_wensen(opties, indelingen, cache=cache)
    if vreemd := sorted(set(gevraagd) - set(wensen.beschrijving)):
        raise CongruentieFout(f"{pad}: onbekende wens {opsomming(vreemd)}.", _OPNIEUW)
    return wensen


def _lees_json(pad: Path) -> tuple[bytes, Mapping[str, Any]]:
    te_groot = CongruentieFout(f"{pad} is te groot voor een voorstel.", _OPNIEUW)
    ruw = lees_heel(pad, _GROOTSTE_BESTAND, te_groot)
    try:
        inhoud = json.loads(ruw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as fout:
        raise CongruentieFout(
            f"{pad} is geen geldige JSON.",
            "Geef het bestand dat 'congruentie voorstel' schrijft en op .json eindigt.",
        ) from fout
    if not isinstance(inhoud, dict):
        raise CongruentieFout(f"{pad} is geen voorstel.", _OPNIEUW)
    return ruw, inhoud


def _laad(  # the same as laad_indelingen
    pad: Path,
    jaar: int,
    namen: list[str],
    eigen: dict[str, str | Path],
    peildatum: int | None,
    grenzen: str | Path | None,
    cache: str | Path | None,
) -> Indelingen:
    from congruentie.bronnen import laad_indelingen
    from congruentie.bronnen.pakket import beschrijvingen

    vreemd = sorted(set(eigen) - set(namen))
    if vreemd:
        raise CongruentieFout(
            f"{pad} is gemaakt zonder de eigen indeling {opsomming(vreemd)}.", "Laat die weg."
        )
    bekend = beschrijvingen()
    mist = [naam for naam in namen if naam not in bekend and naam not in eigen]
    if mist:
        raise CongruentieFout(
            f"{pad} is gemaakt met de eigen indeling {opsomming(mist)}.",
            f"Geef die weer op met --eigen {mist[0]}=BESTAND.",
        )
    hoe: dict[str, Any] = {"eigen": eigen, "peildatum": peildatum, "cache": cache}
    try:
        return laad_indelingen(jaar, namen, grenzen=grenzen, met_grenzen=True, **hoe)
    except CongruentieFout:
        if grenzen is not None:
            raise
        return laad_indelingen(jaar, namen, **hoe)  # a year without a drawing


def _controleer_bron(pad: Path, bron: Mapping[str, Any], indelingen: Indelingen) -> None:
    nu = hashes_van(indelingen)
    if "grenzen" not in bron:  # it was made without a map, from the table of who borders whom
        nu.pop("grenzen", None)
    anders = [naam for naam in nu if bron.get(naam) != nu[naam]]
    if anders:
        raise CongruentieFout(
            f"{pad} is gemaakt met andere gegevens: {opsomming(anders, 10)} is niet meer dezelfde.",
            "Gebruik dezelfde --grenzen, --eigen en --cache als toen, of maak het voorstel opnieuw.",
        )


def _deling(pad: Path, opgave: Opgave, regio_van: Mapping[str, int]) -> IntArray:
    """Regio number per unit; a regio must consist of whole units."""
    codes = opgave.indelingen.gemeenten.codes
    if set(codes) != set(regio_van):
        verschil = sorted(set(codes) ^ set(regio_van))
        raise CongruentieFout(
            f"{pad}: niet elke gemeente staat in precies een regio, zoals {opsomming(verschil)}.",
            _OPNIEUW,
        )
    per_gemeente = np.array([regio_van[code] for code in codes], dtype=np.int64)
    eerste = opgave.eerste
    deling = per_gemeente[eerste]
    if (deling[opgave.brok] != per_gemeente).any():
        i = int(np.flatnonzero(deling[opgave.brok] != per_gemeente)[0])
        naam = opgave.indelingen.gemeenten.namen[i]
        raise CongruentieFout(
            f"{pad}: {naam} is los van gemeenten waarmee zij in elke indeling samen zit.", _OPNIEUW
        )
    return deling

"""A proposal as ``<naam>.json``: all that is needed to check it and to read it back (`bestand`)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from congruentie import __version__
from congruentie.bronnen.bladkeuze import splits_keuze
from congruentie.bronnen.verbandenlijst import VERBANDEN_2016
from congruentie.fusie import als_opties
from congruentie.hashes import hash_van, hashes_van
from congruentie.model import Indelingen
from congruentie.voorstel import anders
from congruentie.voorstel.maken import lees_theta
from congruentie.voorstel.verdeling import Voorstel

__all__ = ["als_json"]


def als_json(
    voorstel: Voorstel,
    map_: Path | None = None,
    ronde: Mapping[str, Any] | None = None,
    *,
    uitleg: bool = False,
) -> dict[str, Any]:
    """Everything a script or a reader needs to know, to check the proposal and to read it back.

    Parameters
    ----------
    voorstel
        The proposal.
    map_
        Folder that the file comes in: files of the user's own are named as seen from there. Default
        the current one.
    ronde
        The round of a consultation that it came from: ``nummer``, as ``basis`` the conditions
        without what answers added (`Eisen.als_opties`), ``domein``, and ``hoogste_code``: the highest
        number of a code that any regio of the consultation has had.
    uitleg
        Also what takes long (`congruentie.voorstel.anders.als_json`), so that nobody who reads it back
        computes that again.
    """
    opgave, indelingen = voorstel.opgave, voorstel.indelingen
    return {
        "doelwaarde": voorstel.doelwaarde,
        "doelwaarde_zonder_liever": voorstel.doelwaarde_zonder_liever,
        "bovengrens": voorstel.bovengrens,
        "kloof": voorstel.kloof,
        "bewezen_optimaal": voorstel.bewezen_optimaal,
        "theta": _kort(opgave.theta),
        "noemer": voorstel.noemer,
        "methode": voorstel.methode,
        "eisen": opgave.eisen.als_opties() | _verplaatst(indelingen),
        "verhuist": _verhuist(voorstel),
        "jaar": indelingen.gemeenten.jaar,
        "domein": voorstel.domein or None,
        "indelingen": [
            {
                "naam": indeling.naam,
                "titel": indeling.titel,
                "gewicht": float(gewicht),
                "peildatum": indeling.herkomst.peildatum,
                "status": indeling.herkomst.status_tekst,
                "bron": indeling.herkomst.bron_tekst,
                "sha256": hash_van(indeling),
            }
            for indeling, gewicht in zip(indelingen, opgave.gewichten, strict=True)
        ],
        "verbanden": _verbanden(voorstel),
        "gegevens": _gegevens(indelingen, map_ or Path()),
        "buren": {"soorten": voorstel.banden.aantallen, "bron": voorstel.banden.bron},
        "brokken": len(opgave),
        "regios": [_regio(voorstel, nummer) for nummer in range(len(voorstel.codes))],
        "bron": hashes_van(indelingen),
        "uitgerekend": anders.als_json(voorstel) if uitleg else None,
        "zeker_niet": [list(een) for een in voorstel.zeker_niet],
        "ronde": None if ronde is None else dict(ronde),
        "duur_s": round(voorstel.duur, 3),
        "versie": __version__,
    }


def _kort(getal: Fraction) -> float | str:
    """A number where its decimals are exactly it, else text such as "1/3"."""
    return float(getal) if lees_theta(repr(float(getal))) == getal else str(getal)


def _verplaatst(indelingen: Indelingen) -> dict[str, list[str]]:
    zetten = [zet for indeling in indelingen for zet in indeling.herkomst.verplaatst]
    return {"verplaats": zetten} if zetten else {}


def _verhuist(voorstel: Voorstel) -> dict[str, Any] | None:
    """Who leaves the indeling that the proposal starts from; None when it starts from none."""
    basis = voorstel.opgave.eisen.indeling("uitgaand_van")
    if basis is None:
        return None
    gemeenten, inwoners = voorstel.opgave.verhuizers(voorstel.deling)
    return {"uitgaand_van": basis.naam, "gemeenten": gemeenten, "inwoners": inwoners}


def _verbanden(voorstel: Voorstel) -> dict[str, Any] | None:
    """The verbanden that are known, how they weigh, and what becomes of each; None without any."""
    verbanden, geraakt = voorstel.indelingen.verbanden, voorstel.geraakt
    if verbanden is None:
        return None
    return {
        "gewicht": float(voorstel.opgave.gewicht_verbanden),
        "wegen": verbanden.weging,
        "bron": list(dict.fromkeys(een.bron_tekst for een in verbanden.herkomst)),
        "aantallen": geraakt.aantallen if geraakt else {},
        "lijst": [
            {
                "verband": ligging.verband.naam,
                "uitkomst": ligging.uitkomst,
                "gemeenten": {regio: list(wie) for regio, wie in ligging.delen.items()},
            }
            for ligging in (geraakt.liggingen if geraakt else ())
        ],
    }


def _gegevens(indelingen: Indelingen, map_: Path) -> dict[str, Any]:
    """What `laad_indelingen` takes besides: own files (hashes stand in ``bron``), and who merged."""
    eigen = {i.naam: i.herkomst for i in indelingen if i.herkomst.bestand}
    grenzen = indelingen.gemeenten.grenzen
    lijsten = indelingen.verbanden.herkomst if indelingen.verbanden else ()
    jaren = [een.overgezet for een in (*eigen.values(), *(li for li in lijsten if li.bestand))]
    return {
        "eigen": {naam: _vanaf(map_, herkomst.bestand) for naam, herkomst in eigen.items()},
        "verbanden": [_vanaf(map_, li.bestand) if li.bestand else VERBANDEN_2016 for li in lijsten],
        "peildatum": max(jaren, default=0) or None,
        "grenzen": _vanaf(map_, grenzen.bestand) if grenzen and grenzen.bestand else None,
        **als_opties(indelingen.gemeenten),
    }


def _vanaf(map_: Path, bestand: str) -> str:
    """``BESTAND#BLAD`` as seen from a folder; in full where there is no way, as between two disks."""
    pad, keuzes = splits_keuze(bestand)
    try:
        pad = Path(os.path.relpath(pad, map_))
    except ValueError:
        pad = pad.absolute()
    return "#".join([pad.as_posix(), *keuzes])


def _regio(voorstel: Voorstel, nummer: int) -> dict[str, Any]:
    gemeenten = voorstel.indelingen.gemeenten
    leden = [i for i, r in enumerate(voorstel.regio.tolist()) if r == nummer]
    inwoners = gemeenten.inwoners
    return {
        "code": voorstel.codes[nummer],
        "naam": voorstel.namen[nummer],
        "gemeenten": [gemeenten.codes[i] for i in leden],
        "inwoners": None if inwoners is None else int(inwoners[leden].sum()),
    }

"""Read samenwerkingsverbanden: the embedded list, and files of the user's own."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from congruentie.bronnen.aanbod import laad_gemeenten
from congruentie.bronnen.pakket import ingebouwde_verbanden, laad_overgangen
from congruentie.bronnen.tabelbestand import lees_rijen, splits_keuze
from congruentie.bronnen.zoeken import is_niets, zoeker_voor
from congruentie.errors import CongruentieFout
from congruentie.gemeenten import Gemeenten, Herkomst
from congruentie.herindeling import zet_verbanden_om
from congruentie.nl import opsomming
from congruentie.verbanden import Andere, Verband, Verbanden, Weging

__all__ = ["VERBANDEN_2016", "laad_verbanden"]

_log = logging.getLogger(__name__)

VERBANDEN_2016 = "verbanden_2016"
"""The name of the embedded list."""


def laad_verbanden(
    bestanden: Sequence[str | Path],
    gemeenten: Gemeenten,
    peildatum: int | None = None,
    weging: Weging = "samen",
    cache: str | Path | None = None,
) -> Verbanden:
    """Load verbanden from one or more lists, over gemeenten.

    Parameters
    ----------
    bestanden
        Files, or `VERBANDEN_2016` for the embedded list (of the gemeenten of 2016).
    gemeenten
        The gemeenten they are carried to.
    peildatum
        The year of the gemeenten in the files; default that of `gemeenten`.
    weging
        See `Verbanden`.
    cache
        As in `lees_aanbod`.
    """
    delen = []
    for bestand in bestanden:
        if Path(bestand).name == VERBANDEN_2016 and not Path(bestand).exists():
            van, gelezen = laad_gemeenten(2016, cache="geen"), _ingebouwd()
        else:
            van = laad_gemeenten(peildatum, cache=cache) if peildatum else gemeenten
            gelezen = _lees(bestand, van)
        omgezet, verdeeld = zet_verbanden_om(gelezen, van, gemeenten, laad_overgangen())
        if verdeeld:
            _log.info(
                "Herindeling: in de verbanden gaat het lidmaatschap van een verdeelde gemeente naar "
                "de gemeente die het grootste deel kreeg: %s.",
                opsomming([van.naam_van.get(code, code) for code in verdeeld], 10),
            )
        delen.append(omgezet)
    lijst = [verband for deel in delen for verband in deel]
    herkomst = [bron for deel in delen for bron in deel.herkomst]
    return Verbanden(tuple(lijst), tuple(herkomst), weging)


@lru_cache(maxsize=1)
def _ingebouwd() -> Verbanden:
    rijen, herkomst = ingebouwde_verbanden()
    return _maak(
        [tuple(rij[k] for k in ("verband", "deelnemer", "soort", "gm_code")) for rij in rijen],
        herkomst,
    )


def _maak(rijen: Sequence[tuple[str, ...]], herkomst: Herkomst) -> Verbanden:
    leden: dict[str, list[str]] = {}
    anderen: dict[str, list[Andere]] = {}
    for naam, deelnemer, soort, code in rijen:
        leden.setdefault(naam, [])
        anderen.setdefault(naam, [])
        if code:
            leden[naam].append(code)
        else:
            anderen[naam].append(Andere(deelnemer, soort))
    lijst = (Verband(naam, tuple(leden[naam]), tuple(anderen[naam])) for naam in leden)
    return Verbanden(tuple(lijst), (herkomst,))


def _lees(bestand: str | Path, gemeenten: Gemeenten) -> Verbanden:
    pad, _ = splits_keuze(str(bestand))
    (bron, *_rest) = lees_rijen(pad)
    kop = [cel.strip().casefold() for cel in bron.rijen[0]]
    if "verband" not in kop or not {"gm_code", "deelnemer"} & set(kop):
        raise CongruentieFout(
            f"{bestand}: er is geen kolom verband met gm_code of deelnemer.",
            "Geef het bestand een kop: verband,deelnemer.",
        )
    zoeker = zoeker_voor(gemeenten)
    rijen = []
    for plek in range(1, len(bron.rijen)):
        cel = dict(zip(kop, (bron.cel(plek, k) for k in range(len(kop))), strict=True))
        if is_niets(cel["verband"]):
            continue
        wie = cel.get("gm_code") or cel.get("deelnemer", "")
        code = zoeker.zoek(wie)
        rijen.append(
            (
                cel["verband"],
                wie,
                cel.get("soort", "") or "anders",
                code if isinstance(code, str) else "",
            )
        )
    herkomst = Herkomst(
        f"eigen bestand {pad.name}",
        "onbekend",
        "eigen",
        "onbekend",
        bestand=str(Path(bestand).absolute()),
    )
    return _maak(rijen, herkomst)

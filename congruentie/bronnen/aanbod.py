"""All data there is: what is embedded and, before it, what was fetched."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache as onthoud
from pathlib import Path

from congruentie.bronnen.cache import Cache, kies_cache
from congruentie.bronnen.pakket import (
    Bestand,
    beschrijvingen,
    bron_van,
    ingebouwd_jaar,
    jaren_met,
    laad_overgangen,
    lees_gemeenten,
    lees_gemeentevlakken,
    lees_indeling,
)
from congruentie.errors import CongruentieFout
from congruentie.fusie import volg
from congruentie.gemeenten import Gemeenten, Herkomst
from congruentie.herindeling import zet_om
from congruentie.model import Indeling
from congruentie.nl import reeks

__all__ = [
    "CASUSSEN",
    "STANDAARD",
    "Aanbod",
    "laad_gemeenten",
    "laad_indeling",
    "laad_provincie",
    "lees_aanbod",
    "met_eigen_grenzen",
    "namen_van_domein",
    "vind_indeling",
]

_log = logging.getLogger(__name__)

STANDAARD = ("ggd", "res", "jeugdregio", "arbeidsmarktregio")
"""The divisions that take part when none are named."""
CASUSSEN = {
    "ggz": ("ggd", "zorgkantoorregio", "centrumgemeente_mobw", "jeugdregio"),
    "wonen": ("provincie", "corop", "res", "mirtgebied", "ov_autoriteit"),
    "energie": ("res", "subres", "omgevingsdienst", "waterschap", "provincie"),
}
"""The three casussen of "Als een overheid" (2020) -> which divisions matter for them. For ggz these
are the four of figure 4; for the others the report names none, and the choice is ours."""


@dataclass(frozen=True)
class Aanbod:
    """One division of one year.

    `opgehaald` is the ISO date on which it was fetched; empty when it is embedded.
    """

    indeling: str
    jaar: int
    titel: str
    enkelvoud: str
    domein: str
    domein_studiegroep: str
    regios: int
    gemeenten: int
    landsdekkend: bool
    herkomst: Herkomst
    opgehaald: str = ""

    @classmethod
    def van(cls, indeling: Indeling, jaar: int, totaal: int) -> Aanbod:
        """Describe a division of a year that has `totaal` gemeenten."""
        return cls(
            indeling=indeling.naam,
            jaar=jaar,
            titel=indeling.titel,
            enkelvoud=indeling.enkelvoud,
            domein=indeling.domein,
            domein_studiegroep=beschrijvingen()[indeling.naam].domein_studiegroep,
            regios=len(indeling.regios),
            gemeenten=len(indeling.lidmaatschap),
            landsdekkend=len(indeling.lidmaatschap) == totaal,
            herkomst=indeling.herkomst,
            opgehaald=indeling.herkomst.opgehaald,
        )


def lees_aanbod(cache: str | Path | None = None) -> tuple[Aanbod, ...]:
    """List the divisions: newest year first, official ones first, then by key.

    Parameters
    ----------
    cache
        Folder with fetched data; default ``CONGRUENTIE_CACHE`` or the user's cache folder, and
        ``"geen"`` for the embedded data only.

    Returns
    -------
    tuple of Aanbod
        One that is embedded and fetched stands in it twice, the fetched one (which is used) first.

    Examples
    --------
    >>> import congruentie as cg
    >>> nieuwste = cg.lees_aanbod("geen")[0]
    >>> nieuwste.jaar, nieuwste.indeling
    (2026, 'arbeidsmarktregio')
    """
    map_ = kies_cache(cache)
    alle = [*(_opgehaald_aanbod(map_) if map_ else ()), *_ingebouwd_aanbod()]
    alle.sort(
        key=lambda a: (-a.jaar, a.herkomst.status != "officieel", a.indeling, not a.opgehaald)
    )
    return tuple(alle)


def _opgehaald_aanbod(map_: Cache) -> Iterator[Aanbod]:
    """What was fetched; what cannot be read is said and left out."""
    gezien: set[tuple[str, int]] = set()
    for opgehaald in map_.alle():  # by name: the table of CBS goes before what polygons say
        bestand, jaar = opgehaald.bestanden[0], opgehaald.jaar
        try:
            lijst = _opgehaalde_lijst(map_, jaar)
            for naam in bestand.indelingen:
                if naam in beschrijvingen() and (naam, jaar) not in gezien:
                    gezien.add((naam, jaar))
                    indeling = lees_indeling(bestand, naam)
                    yield Aanbod.van(indeling, jaar, len(lijst or indeling.lidmaatschap))
        except CongruentieFout as fout:
            _log.warning("Let op: %s", fout)


@onthoud
def _ingebouwd_aanbod() -> tuple[Aanbod, ...]:
    return tuple(
        Aanbod.van(indeling, jaar, len(gemeenten))
        for jaar in jaren_met("gemeenten")
        if (gemeenten := _ingebouwde_lijst(jaar))
        for naam in beschrijvingen()
        if (indeling := _ingebouwde_indeling(naam, jaar))
    )


def namen_van_domein(domein: str, jaar: int, *, cache: str | Path | None = None) -> list[str]:
    """Keys of the divisions of a domain that cover the whole country, official ones first.

    Those that were carried from the gemeenten of another year are old: who wants them names them.

    Parameters
    ----------
    domein
        One of RegioAtlas' six, or fysiek, sociaal or economisch of the Studiegroep.
    jaar
        The year.
    cache
        As in `lees_aanbod`.

    Raises
    ------
    CongruentieFout
        An unknown domain, or fewer than two divisions.
    """
    aanbod = [
        item
        for item in lees_aanbod(cache)
        if item.jaar == jaar and item.landsdekkend and not item.herkomst.overgezet
    ]
    namen = [i.indeling for i in aanbod if domein in {i.domein, i.domein_studiegroep}]
    bekend = sorted({d for i in aanbod for d in (i.domein, i.domein_studiegroep) if d})
    if domein not in bekend:
        raise CongruentieFout(
            f"Het domein {domein!r} is er niet voor {jaar}.", f"Kies uit: {', '.join(bekend)}."
        )
    uniek = list(dict.fromkeys(namen))
    if len(uniek) < 2:
        raise CongruentieFout(
            f"In het domein {domein} is er voor {jaar} maar een indeling: {uniek[0]}.",
            "Kies zelf indelingen met --indelingen.",
        )
    return uniek


# --- one division ----------------------------------------------------------------------------


def laad_provincie(gemeenten: Gemeenten, *, cache: str | Path | None = None) -> Indeling | None:
    """Load the provinces of these gemeenten; None when they are not there for the year."""
    return vind_indeling("provincie", gemeenten, cache=cache)


def vind_indeling(
    naam: str, gemeenten: Gemeenten, *, cache: str | Path | None = None
) -> Indeling | None:
    """Load one division on these gemeenten; None when it is not there for the year.

    Parameters
    ----------
    naam
        Its key.
    gemeenten
        Those of a year, or what was made of them by supposing.
    cache
        As in `lees_aanbod`.
    """
    gevonden = _indeling(naam, gemeenten.jaar, kies_cache(cache))
    return None if gevonden is None else volg(gevonden, gemeenten)


def laad_indeling(naam: str, jaar: int, *, cache: str | Path | None = None) -> Indeling:
    """Load one division: fetched if it is there, else embedded.

    Parameters
    ----------
    naam
        Its key.
    jaar
        The year. One whose source is of other gemeenten is carried to those of the year along the
        herindelingen: its `Herkomst` says so, and names the gemeenten for which that left a choice.
    cache
        As in `lees_aanbod`.

    Raises
    ------
    CongruentieFout
        The division is unknown, or not there for this year; the message says what is.
    """
    gevonden = _indeling(naam, jaar, kies_cache(cache))
    if gevonden is None:
        raise _niet_gevonden(naam, jaar, cache)
    return gevonden


def _indeling(naam: str, jaar: int, map_: Cache | None) -> Indeling | None:
    for set_ in ("gebieden", f"regio_{naam}") if map_ else ():
        bestand = _opgehaald(map_, set_, jaar)
        if bestand is not None and naam in bestand.indelingen:
            return lees_indeling(bestand, naam)
    return _ingebouwde_indeling(naam, jaar)


def _opgehaald(map_: Cache | None, set_: str, jaar: int) -> Bestand | None:
    """The file of a fetched set that holds the data; None when it was not fetched."""
    opgehaald = map_.vind(set_, jaar) if map_ else None
    return None if opgehaald is None else opgehaald.bestanden[0]


@onthoud
def _ingebouwde_indeling(naam: str, jaar: int) -> Indeling | None:
    bestand = bron_van(naam, jaar)
    if bestand is None:
        return None
    indeling = lees_indeling(bestand, naam)
    if jaar in bestand.jaren:
        return indeling
    oud, nieuw = _ingebouwde_lijst(bestand.jaren[0]), _ingebouwde_lijst(jaar)
    if oud is None or nieuw is None:
        raise ValueError(f"no list of gemeenten of {bestand.jaren[0]} or {jaar}")
    return zet_om(indeling, oud, nieuw, laad_overgangen())[0]


def _niet_gevonden(naam: str, jaar: int, cache: str | Path | None) -> CongruentieFout:
    aanbod = lees_aanbod(cache)
    van_jaar = sorted({item.indeling for item in aanbod if item.jaar == jaar})
    jaren = sorted({item.jaar for item in aanbod if item.indeling == naam})
    if not van_jaar:
        alle = sorted({item.jaar for item in aanbod})
        return CongruentieFout(
            f"Voor {jaar} zijn er geen indelingen.",
            f"Haal ze op met 'congruentie ophalen --jaar {jaar}', of kies een jaar waarvoor ze er "
            f"zijn: {reeks(alle)}.",
        )
    wel = f"Voor {jaar} zijn er: {', '.join(van_jaar)}."
    if jaren:
        return CongruentieFout(
            f"De indeling {naam} is er niet voor {jaar}, wel voor {reeks(jaren)}.",
            wel,
        )
    return CongruentieFout(f"De indeling {naam!r} is onbekend.", wel)


# --- the gemeenten ---------------------------------------------------------------------------


def laad_gemeenten(
    jaar: int, *, met_grenzen: bool = False, cache: str | Path | None = None
) -> Gemeenten:
    """Load the gemeenten of one year, with inhabitants where known.

    Parameters
    ----------
    jaar
        The year.
    met_grenzen
        Also load boundaries: the official ones if they were fetched, else the embedded ones
        (schematic: traced from a raster, about 150 m).
    cache
        As in `lees_aanbod`.

    Returns
    -------
    Gemeenten
        Of that year, by gm_code.

    Raises
    ------
    CongruentieFout
        There is no list of gemeenten for the year, or there are no boundaries.

    Examples
    --------
    >>> import congruentie as cg
    >>> len(cg.laad_gemeenten(2015)), len(cg.laad_gemeenten(2026))
    (393, 342)
    """
    map_ = kies_cache(cache)
    gemeenten = _lijst(jaar, map_)
    grenzen = _grenzen(jaar, map_) if met_grenzen or gemeenten is None else None
    if gemeenten is None and grenzen is not None and grenzen.herkomst.opgehaald:
        tabel = lees_gemeentevlakken(grenzen)
        gemeenten = Gemeenten(jaar, tuple(tabel.index), tuple(tabel["gm_naam"]))
    if gemeenten is None:
        jaren = jaren_met("gemeenten")
        raise CongruentieFout(
            f"Er is geen lijst met gemeenten van {jaar}.",
            f"Haal die op met 'congruentie ophalen --jaar {jaar}', of kies een jaar van "
            f"{min(jaren)} tot en met {max(jaren)}.",
        )
    if not met_grenzen:
        return gemeenten
    if grenzen is None:
        raise CongruentieFout(
            f"Er zijn geen grenzen van {jaar}; ingebouwd zijn die van "
            f"{reeks(jaren_met('grenzen'))}.",
            f"Haal ze op met 'congruentie ophalen --jaar {jaar}', of geef een bestand met grenzen "
            "van dat jaar: --grenzen BESTAND.",
        )
    vlakken = lees_gemeentevlakken(grenzen).geometry
    return replace(gemeenten, vlakken=vlakken, grenzen=grenzen.herkomst)


def met_eigen_grenzen(jaar: int, cache: str | Path | None = None) -> bool:
    """Whether there are boundaries of the year itself, embedded or fetched."""
    return _grenzen(jaar, kies_cache(cache)) is not None


def _grenzen(jaar: int, map_: Cache | None) -> Bestand | None:
    return _opgehaald(map_, "grenzen", jaar) or ingebouwd_jaar("grenzen", jaar)


def _lijst(jaar: int, map_: Cache | None) -> Gemeenten | None:
    vers, vast = _opgehaalde_lijst(map_, jaar), _ingebouwde_lijst(jaar)
    if vers is None or vast is None:
        return vers or vast
    if vers.inwoners is None and vers.codes == vast.codes:
        return replace(vers, inwoners=vast.inwoners, inwoners_herkomst=vast.inwoners_herkomst)
    return vers


def _opgehaalde_lijst(map_: Cache | None, jaar: int) -> Gemeenten | None:
    bestand = _opgehaald(map_, "gebieden", jaar)
    return None if bestand is None else lees_gemeenten(bestand)


def _ingebouwde_lijst(jaar: int) -> Gemeenten | None:
    bestand = ingebouwd_jaar("gemeenten", jaar)
    return None if bestand is None else lees_gemeenten(bestand)

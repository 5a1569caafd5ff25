"""All data there is: what is embedded and, before it, what was fetched."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from congruentie.bronnen import ingebed, opgehaald
from congruentie.bronnen.cache import Cache, kies_cache
from congruentie.bronnen.ingebed import Aanbod
from congruentie.errors import CongruentieFout
from congruentie.model import Gemeenten, Herkomst, Indeling, reeks

__all__ = [
    "CASUSSEN",
    "Looptijd",
    "laad_gemeenten",
    "laad_indeling",
    "laad_provincie",
    "lees_aanbod",
    "looptijden",
    "met_eigen_grenzen",
    "namen_van_domein",
]


CASUSSEN = {
    "ggz": ("ggd", "zorgkantoorregio", "centrumgemeente_mobw", "jeugdregio"),
    "wonen": ("provincie", "corop", "res", "mirtgebied", "ov_autoriteit"),
    "energie": ("res", "subres", "omgevingsdienst", "waterschap", "provincie"),
}
"""The three casussen of "Als een overheid" (2020) -> which divisions matter for them. For ggz these
are the four of figure 4; for the others the report names none, and the choice is ours."""


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
    alle = [*(opgehaald.lees_aanbod(map_) if map_ else ()), *ingebed.lees_aanbod()]
    return tuple(
        sorted(
            alle,
            key=lambda a: (
                -a.jaar,
                a.herkomst.status != "officieel",
                a.indeling,
                not a.opgehaald,
            ),
        )
    )


@dataclass(frozen=True)
class Looptijd:
    """For which of some years an indeling is there, and for which it can be compared.

    A difference must be a change of the indeling and not of the source: where CBS keeps it for some
    of the years, what others compiled does not fill the gaps; nor do two such sources beside each
    other.
    """

    aanwezig: frozenset[int] = frozenset()
    vergelijkbaar: frozenset[int] = frozenset()

    def waarom_niet(self, jaren: Iterable[int]) -> str:
        """Say in Dutch why it cannot be compared over all of these years; empty when it can."""
        if mist := set(jaren) - self.aanwezig:
            return f"die indeling is er niet voor {reeks(mist)}"
        if set(jaren) - self.vergelijkbaar:
            return "zij komt in deze jaren uit meer bronnen, en een verschil kan daaraan liggen"
        return ""


def looptijden(jaren: Collection[int], cache: str | Path | None) -> dict[str, Looptijd]:
    """The `Looptijd` of every indeling over these years.

    Raises
    ------
    CongruentieFout
        Of one of the years nothing is known.
    """
    per_naam: dict[str, dict[int, Herkomst]] = {}
    for jaar in jaren:
        laad_gemeenten(jaar, cache=cache)
    for item in reversed(lees_aanbod(cache)):  # what goes first counts
        if item.jaar in jaren:
            per_naam.setdefault(item.indeling, {})[item.jaar] = item.herkomst
    uit = {}
    for naam, per_jaar in per_naam.items():
        officieel = {jaar for jaar, bron in per_jaar.items() if bron.status == "officieel"}
        een_bron = len({bron.bron for bron in per_jaar.values()}) == 1
        goed = officieel or (per_jaar.keys() if een_bron else ())
        uit[naam] = Looptijd(frozenset(per_jaar), frozenset(goed))
    return uit


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


def laad_provincie(jaar: int, *, cache: str | Path | None = None) -> Indeling | None:
    """Load the provinces of a year; None when they are not there."""
    map_ = kies_cache(cache)
    vers = opgehaald.lees_indeling(map_, "provincie", jaar) if map_ else None
    return vers or ingebed.laad_indeling("provincie", jaar)


def laad_indeling(naam: str, jaar: int, cache: Cache | None) -> Indeling:
    """Load one division: fetched if it is there, else embedded.

    Raises
    ------
    CongruentieFout
        The division is unknown, or not there for this year; the message says what is.
    """
    gevonden = opgehaald.lees_indeling(cache, naam, jaar) if cache else None
    gevonden = gevonden or ingebed.laad_indeling(naam, jaar)
    if gevonden is None:
        raise _niet_gevonden(naam, jaar, cache)
    return gevonden


def _niet_gevonden(naam: str, jaar: int, cache: Cache | None) -> CongruentieFout:
    aanbod = lees_aanbod(cache.map if cache else "geen")
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
    if met_grenzen or gemeenten is None:
        met = opgehaald.lees_grenzen(map_, jaar, gemeenten) if map_ else None
        if met is None and gemeenten is not None:
            met = ingebed.voeg_grenzen_toe(gemeenten)
        if met is not None:
            return met if met_grenzen else replace(met, vlakken=None, grenzen=None)
    if gemeenten is None:
        jaren = ingebed.jaren_met("gemeenten")
        raise CongruentieFout(
            f"Er is geen lijst met gemeenten van {jaar}.",
            f"Haal die op met 'congruentie ophalen --jaar {jaar}', of kies een jaar van "
            f"{min(jaren)} tot en met {max(jaren)}.",
        )
    if met_grenzen:
        raise CongruentieFout(
            f"Er zijn geen grenzen van {jaar}; ingebouwd zijn die van "
            f"{reeks(ingebed.jaren_met('grenzen'))}.",
            f"Haal ze op met 'congruentie ophalen --jaar {jaar}', of geef een bestand met grenzen "
            "van dat jaar: --grenzen BESTAND.",
        )
    return gemeenten


def met_eigen_grenzen(jaar: int, cache: str | Path | None = None) -> bool:
    """Whether there are boundaries of the year itself, embedded or fetched."""
    map_ = kies_cache(cache)
    return jaar in ingebed.jaren_met("grenzen") or bool(map_ and map_.vind("grenzen", jaar))


def _lijst(jaar: int, cache: Cache | None) -> Gemeenten | None:
    vers = opgehaald.lees_gemeenten(cache, jaar) if cache else None
    vast = ingebed.laad_gemeenten(jaar)
    if vers is None or vast is None:
        return vers or vast
    if vers.inwoners is None and vers.codes == vast.codes:
        return replace(vers, inwoners=vast.inwoners)
    return vers

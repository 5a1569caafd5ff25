"""Which kinds of regions CBS keeps, and under which names its services know them."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["GEMEENTEN_PER_JAAR", "SOORTEN", "Soort", "fout_aantal", "is_regio", "soort_van"]


@dataclass(frozen=True)
class Soort:
    """One kind of region.

    Parameters
    ----------
    indeling
        Our key.
    letters
        The two letters that its codes begin with.
    laag
        Its name in the services of PDOK, without ``_gegeneraliseerd``; empty when PDOK has none.
    vanaf, tot
        First and last year that CBS has it for.
    """

    indeling: str
    letters: str
    laag: str = ""
    vanaf: int = 0
    tot: int = 9999

    def bestaat_in(self, jaar: int) -> bool:
        """Whether CBS has this kind of region for the year."""
        return self.vanaf <= jaar <= self.tot


SOORTEN = (
    Soort("arbeidsmarktregio", "AM", "arbeidsmarktregio", 2014),
    Soort("arrondissement", "AR", "arrondissementsgebied"),
    Soort("corop", "CR", "coropgebied"),
    Soort("coropplus", "CP", "coropplusgebied"),
    Soort("coropsub", "CS", "coropsubgebied"),
    Soort("ggd", "GG", "ggdregio"),
    Soort("jeugdregio", "JZ", "jeugdregio", 2015),
    Soort("kvk", "KK", "kamervankoophandelregio"),
    Soort("landbouwgebied", "LB", "landbouwgebied"),
    Soort("landbouwgroep", "LG", "landbouwgroep"),
    Soort("landsdeel", "LD", "landsdeel"),
    Soort("politie_eenheid", "RE", "regionale_eenheid", 2014),
    Soort("provincie", "PV", "provincie"),
    Soort("regioplus_arbeidsmarktregio", "RA", "regioplus_arbeidsmarktregio", 2015),
    Soort("res", "ES", "regionale_energiestrategie", 2018),
    Soort("ressort", "RT", "ressort", 2015),
    Soort("rmc", "MC", "regionaalmeld_coordinatiepunt", 2017),
    Soort("rpa", "RP", "", 0, 2016),
    Soort("subres", "ET", "subres_regio", 2018),
    Soort("toeristengebied", "TR", "toeristengebied"),
    Soort("toeristengroep", "TG", "toeristengroep"),
    Soort("veiligheidsregio", "VR", "veiligheidsregio", 2011),
    Soort("veiligthuisregio", "VT", "veiligthuisregio", 2020),
    Soort("wgr", "WG", "", 0, 2016),
    Soort("zorgkantoorregio", "ZK", "zorgkantoorregio", 2009),
)
"""Years after the layers that the PDOK services hold and the columns of the StatLine tables
"Gebieden in Nederland" (compiled November 2026)."""

GEMEENTEN_PER_JAAR = {
    2014: 403,
    2015: 393,
    2016: 390,
    2017: 388,
    2018: 380,
    2019: 355,
    2020: 355,
    2021: 352,
    2022: 345,
    2023: 342,
    2024: 342,
    2025: 342,
    2026: 342,
}
"""Number of gemeenten on 1 January (CBS): what was fetched must be complete."""

_GEEN_REGIO = {"", "niet in te delen", "nvt", "n.v.t.", "geen"}
"""What stands in a table of CBS where a gemeente has no regio (AM99 in 2019 and 2020, CS0)."""

MINSTE_GEMEENTEN = 300
"""Of any year that `GEMEENTEN_PER_JAAR` does not have: before 2014 there were more, and of a later
year fewer would be half an answer."""


def soort_van(indeling: str) -> Soort | None:
    """Find the kind by our key; None when CBS does not keep it."""
    return next((soort for soort in SOORTEN if soort.indeling == indeling), None)


def is_regio(naam: str) -> bool:
    """Whether a name or code is that of a regio, and not "Niet in te delen", "nvt" or the like."""
    return naam.strip().casefold() not in _GEEN_REGIO


def fout_aantal(aantal: int, jaar: int) -> str:
    """Say in Dutch what is wrong with a number of gemeenten; empty when nothing is."""
    verwacht = GEMEENTEN_PER_JAAR.get(jaar)
    if aantal == verwacht or (verwacht is None and aantal >= MINSTE_GEMEENTEN):
        return ""
    return (
        f"{aantal} gemeenten gekregen; {jaar} telt er {verwacht or f'minstens {MINSTE_GEMEENTEN}'}."
    )

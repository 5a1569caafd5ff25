"""What CBS keeps: kinds of regions, tables and numbers of gemeenten; and whether its services agree."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from congruentie.bronnen.dienst import Onbereikbaar, OphaalFout, met_vragen, onbekende_vorm
from congruentie.nl import opsomming

if TYPE_CHECKING:
    from congruentie.bronnen.pdok import Pdok
    from congruentie.bronnen.statline import Statline

__all__ = [
    "EERSTE_TABEL",
    "GEMEENTEN_PER_JAAR",
    "SOORTEN",
    "TABELLEN",
    "Bevinding",
    "Regiosoort",
    "fout_aantal",
    "is_regio",
    "neem_proef",
    "soort_van",
]

_LATER = 9999
_TABEL = range(2013, _LATER)
_BASIS = range(1995, _LATER)
"""Years of the layers that PDOK publishes as soon as a year begins; the others come later."""


@dataclass(frozen=True)
class Regiosoort:
    """One kind of region.

    Parameters
    ----------
    indeling
        Our key.
    letters
        The two letters that its codes begin with.
    laag
        Its name in the services of PDOK, without ``_gegeneraliseerd``; empty when PDOK has none.
    lagen
        The years for which PDOK has that layer.
    tabel
        The years for which it is a filled column of "Gebieden in Nederland".
    """

    indeling: str
    letters: str
    laag: str = ""
    lagen: Collection[int] = ()
    tabel: range = _TABEL

    def in_tabel(self, jaar: int) -> bool:
        """Whether the table of CBS has it for the year, as far as this version knows."""
        return jaar in self.tabel

    def in_pdok(self, jaar: int) -> bool:
        """Whether PDOK has it for the year, as far as this version knows."""
        return jaar in self.lagen


_TG = {2006, *range(2009, 2012), *range(2014, 2026)}

SOORTEN = (
    Regiosoort(
        "arbeidsmarktregio", "AM", "arbeidsmarktregio", range(2014, 2026), range(2014, _LATER)
    ),
    Regiosoort("arrondissement", "AR", "arrondissementsgebied", range(1995, 2026)),
    Regiosoort("corop", "CR", "coropgebied", _BASIS),
    Regiosoort("coropplus", "CP", "coropplusgebied", range(2005, _LATER)),
    Regiosoort("coropsub", "CS", "coropsubgebied", _BASIS),
    Regiosoort("ggd", "GG", "ggdregio", range(1995, 2026)),
    Regiosoort("jeugdregio", "JZ", "jeugdregio", range(2015, 2026), range(2015, _LATER)),
    Regiosoort("kvk", "KK", "kamervankoophandelregio", range(2008, 2026)),
    Regiosoort("landbouwgebied", "LB", "landbouwgebied", range(1995, 2026)),
    Regiosoort("landbouwgroep", "LG", "landbouwgroep", range(1995, 2026)),
    Regiosoort("landsdeel", "LD", "landsdeel", _BASIS),
    # In the table of 2026 the column is there, but empty.
    Regiosoort("politie_eenheid", "RE", "regionale_eenheid", range(2014, 2026), range(2014, 2026)),
    Regiosoort("provincie", "PV", "provincie", _BASIS),
    Regiosoort(
        "regioplus_arbeidsmarktregio",
        "RA",
        "regioplus_arbeidsmarktregio",
        range(2015, 2026),
        range(2018, _LATER),
    ),
    Regiosoort("res", "ES", "regionale_energiestrategie", range(2018, 2026), range(2018, _LATER)),
    Regiosoort("ressort", "RT", "ressort", range(2015, 2026), range(2015, _LATER)),
    Regiosoort(
        "rmc", "MC", "regionaalmeld_coordinatiepunt", range(2017, 2026), range(2018, _LATER)
    ),
    Regiosoort("rpa", "RP", "rpagebied", range(2002, 2017), range(2013, 2017)),
    Regiosoort("subres", "ET", "subres_regio", range(2021, 2026), range(2018, _LATER)),
    Regiosoort("toeristengebied", "TR", "toeristengebied", range(1995, 2026)),
    Regiosoort("toeristengroep", "TG", "toeristengroep", _TG, range(2022, _LATER)),
    Regiosoort("veiligheidsregio", "VR", "veiligheidsregio", range(2011, 2026)),
    Regiosoort(
        "veiligthuisregio", "VT", "veiligthuisregio", range(2020, 2026), range(2020, _LATER)
    ),
    Regiosoort("wgr", "WG", tabel=range(2013, 2017)),
    Regiosoort("zorgkantoorregio", "ZK", "zorgkantoorregio", range(2009, 2026)),
)
"""Years after the layers of PDOK's WFS from 1995 to 2026 and the columns of the StatLine tables
"Gebieden in Nederland" from 2015 to 2026, as both were in July 2026; the tables of 2013 and 2014
were not seen."""

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

TABELLEN = {
    2013: "82000NED",
    2014: "82496NED",
    2015: "82949NED",
    2016: "83287NED",
    2017: "83553NED",
    2018: "83859NED",
    2019: "84378NED",
    2020: "84721NED",
    2021: "84929NED",
    2022: "85067NED",
    2023: "85385NED",
    2024: "85755NED",
    2025: "86059NED",
    2026: "86247NED",
}
"""Key of the table per year. Earlier tables have codes without letters, which cannot be told apart;
later ones are looked up in the catalogue."""
EERSTE_TABEL = min(TABELLEN)

MINSTE_GEMEENTEN = 300
"""Of any year that `GEMEENTEN_PER_JAAR` does not have: before 2014 there were more, and of a later
year fewer would be half an answer."""

_GEEN_REGIO = {
    "niet in te delen",
    "niet ingedeeld",
    "niet van toepassing",
    "nvt",
    "onbekend",
    "geen",
}


def is_regio(code: str, naam: str) -> bool:
    """Whether a code stands for a regio, and not for having none; an empty one does not.

    CBS fills a cell of a gemeente without a regio at times: ``AM99`` "Niet in te delen" (2019 and
    2020), ``CS0`` "nvt" (1995). The name decides; without one, digits that are all 0 or all 9.
    """
    if code and naam:
        return naam.strip().lower().replace(".", "") not in _GEEN_REGIO
    return not re.fullmatch(r"([A-Z]+(0+|99+))?", code)


def soort_van(indeling: str) -> Regiosoort | None:
    """Find the kind by our key; None when CBS does not keep it."""
    return next((soort for soort in SOORTEN if soort.indeling == indeling), None)


def fout_aantal(aantal: int, jaar: int) -> str:
    """Say in Dutch what is wrong with a number of gemeenten; empty when nothing is."""
    verwacht = GEMEENTEN_PER_JAAR.get(jaar)
    if aantal == verwacht or (verwacht is None and aantal >= MINSTE_GEMEENTEN):
        return ""
    return (
        f"{aantal} gemeenten gekregen; {jaar} telt er {verwacht or f'minstens {MINSTE_GEMEENTEN}'}."
    )


# --- asking the services ---------------------------------------------------------------------


@dataclass(frozen=True)
class Bevinding:
    """What one service said.

    Parameters
    ----------
    dienst
        Which service.
    oordeel
        ``"zoals verwacht"``, ``"anders"`` or ``"onbereikbaar"``.
    tekst
        A Dutch sentence about it.
    """

    dienst: str
    oordeel: Literal["zoals verwacht", "anders", "onbereikbaar"]
    tekst: str


def neem_proef(jaar: int, pdok: Pdok, statline: Statline) -> Iterator[Bevinding]:
    """Try every service for one year, without storing anything.

    Parameters
    ----------
    jaar
        The year.
    pdok, statline
        The services.

    Yields
    ------
    Bevinding
        For each service one or more; the one that cannot be reached does not stop the others.
    """
    proeven: tuple[tuple[str, Callable[[], Iterator[Bevinding]]], ...] = (
        ("PDOK OGC API", lambda: _lagen(jaar, pdok)),
        ("PDOK WFS", lambda: _wfs(jaar, pdok)),
        ("StatLine v3", lambda: _statline(jaar, statline, "v3")),
        ("StatLine v4", lambda: _statline(jaar, statline, "v4")),
        ("StatLine csv", lambda: _statline(jaar, statline, "csv")),
    )
    for dienst, proef in proeven:
        try:
            yield from proef()
        except Onbereikbaar as fout:
            yield Bevinding(dienst, "onbereikbaar", _zin(fout.reden))
        except OphaalFout as fout:
            yield Bevinding(dienst, "anders", _zin(fout.reden))
        except (KeyError, TypeError, AttributeError) as fout:
            yield Bevinding(dienst, "anders", _zin(onbekende_vorm(fout)))


def _zin(tekst: str) -> str:
    return tekst[:1].upper() + tekst[1:]


def _verschil(dienst: str, wat: str, verwacht: set[str], gevonden: set[str]) -> Bevinding:
    mist = sorted(verwacht - gevonden)
    if not mist:
        return Bevinding(dienst, "zoals verwacht", f"{len(verwacht)} {wat}, alle gevonden.")
    return Bevinding(dienst, "anders", f"Niet gevonden: {opsomming(mist, 30)}.")


def _lagen(jaar: int, pdok: Pdok) -> Iterator[Bevinding]:
    dienst = "PDOK OGC API"
    inhoud = pdok.verbinding.haal(met_vragen(f"{pdok.ogc_adres(jaar)}/collections", f="json")).json
    gevonden = {str(laag["id"]) for laag in inhoud["collections"]}
    soorten = ["gemeente", *(soort.laag for soort in SOORTEN if soort.in_pdok(jaar))]
    yield _verschil(dienst, "lagen", {f"{laag}_gegeneraliseerd" for laag in soorten}, gevonden)


def _wfs(jaar: int, pdok: Pdok) -> Iterator[Bevinding]:
    dienst = "PDOK WFS"
    # A count alone comes as XML; one feature as JSON says the same and shows its fields.
    adres = pdok.wfs_adres(
        "gemeente", jaar, outputFormat="application/json", srsName="EPSG:28992", count=1
    )
    inhoud = pdok.verbinding.haal(adres).json
    velden = {str(veld) for kenmerk in inhoud["features"] for veld in kenmerk["properties"]}
    yield _verschil(dienst, "velden", {"statcode", "statnaam"}, velden)
    totaal, verwacht = inhoud.get("numberMatched"), GEMEENTEN_PER_JAAR.get(jaar)
    if isinstance(totaal, int) and verwacht is not None:  # not every server counts
        oordeel: Literal["zoals verwacht", "anders"] = (
            "zoals verwacht" if totaal == verwacht else "anders"
        )
        yield Bevinding(dienst, oordeel, f"{totaal} gemeenten; verwacht {verwacht}.")


def _statline(jaar: int, statline: Statline, soort: str) -> Iterator[Bevinding]:
    dienst = f"StatLine {soort}"
    if jaar < EERSTE_TABEL:
        tekst = f"Er is geen tabel die gebruikt kan worden; de eerste is van {EERSTE_TABEL}."
        yield Bevinding(dienst, "zoals verwacht", tekst)
        return
    tabel = statline.tabel(jaar)
    _, gebieden = statline.haal_van(soort, tabel, jaar)
    verwacht = {soort.indeling for soort in SOORTEN if soort.in_tabel(jaar)}
    yield _verschil(dienst, f"indelingen in tabel {tabel}", verwacht, set(gebieden.indelingen))
    if gebieden.inwoners is None:
        yield Bevinding(dienst, "anders", f"Tabel {tabel} heeft geen inwoners.")

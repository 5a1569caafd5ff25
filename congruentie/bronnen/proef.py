"""Ask the services what they hold, and say where that differs from what this version expects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from congruentie.bronnen.dienst import Onbereikbaar, OphaalFout, met_vragen, onbekende_vorm
from congruentie.bronnen.pdok import Pdok
from congruentie.bronnen.soorten import EERSTE_TABEL, GEMEENTEN_PER_JAAR, SOORTEN
from congruentie.bronnen.statline import Statline
from congruentie.nl import opsomming

__all__ = ["Bevinding", "neem_proef"]


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

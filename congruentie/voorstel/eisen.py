"""The conditions that a regional consultation sets to a proposal."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from itertools import combinations

from congruentie.errors import CongruentieFout
from congruentie.model import Gemeenten, Indeling, opsomming

__all__ = ["ZWAARSTE_WENS", "Eisen", "Wens"]

Groepen = tuple[tuple[str, ...], ...]
ZWAARSTE_WENS = 1000
"""What `Eisen.liever` takes at most for one wish, either way."""


@dataclass(frozen=True)
class Eisen:
    """What a proposal must keep to; the default asks only that every regio is contiguous.

    Parameters
    ----------
    min_inwoners, max_inwoners
        Bounds on the inhabitants of every regio.
    min_gemeenten, max_gemeenten
        Bounds on the number of gemeenten of every regio.
    regios
        Lowest and highest number of regio's.
    samen, apart
        Groups of gm_codes: all of a group in one regio, or no two of a group in one regio.
    vast
        Groups of gm_codes that each form exactly one regio.
    binnen
        An indeling whose borders no regio may cross, such as the provinces.
    aaneengesloten
        Whether every regio must be contiguous over land borders and connections over water.
    centrum_inwoners
        Every regio has a gemeente of at least this many inhabitants: its centrum.
    centrum_afstand
        Kilometres: some centrum of the regio lies within this distance of each of its gemeenten
        (between the points inside them, as the crow flies). Needs `centrum_inwoners`.
    splits_brokken
        Whether gemeenten with the same regio in every indeling may be parted.
    uitgaand_van
        An indeling that the proposal starts from: of equally good proposals the one in which fewest
        inhabitants leave the regio they are in there. Each proposed regio counts as the old one
        that most of it comes from, each old one once; who is not from it, moves.
    verplaats_gemeenten, verplaats_inwoners
        At most so many gemeenten, or inhabitants, move. Needs `uitgaand_van`.
    liever
        Soft wishes: two gm_codes, and what it is worth to have them in one regio. It counts in the
        objective, in the terms of an indeling of weight 1 in which they sit together; below 0 for
        who would rather be apart. Wishes about the same pair add up. Nothing is forced.

    Raises
    ------
    CongruentieFout
        A bound that is not positive, a lowest above a highest, or a group or wish that says nothing.

    Examples
    --------
    >>> Eisen(min_inwoners=200_000, regios=(20, 30)).regios
    (20, 30)
    """

    min_inwoners: int | None = None
    max_inwoners: int | None = None
    min_gemeenten: int | None = None
    max_gemeenten: int | None = None
    regios: tuple[int, int] | None = None
    samen: Groepen = ()
    apart: Groepen = ()
    vast: Groepen = ()
    binnen: Indeling | None = None
    aaneengesloten: bool = True
    centrum_inwoners: int | None = None
    centrum_afstand: float | None = None
    splits_brokken: bool = False
    uitgaand_van: Indeling | None = None
    verplaats_gemeenten: int | None = None
    verplaats_inwoners: int | None = None
    liever: tuple[tuple[str, str, float], ...] = ()

    def __post_init__(self) -> None:
        for naam in ("min_inwoners", "max_inwoners", "min_gemeenten", "max_gemeenten"):
            if (getal := getattr(self, naam)) is not None and getal < 1:
                raise CongruentieFout(f"De eis {_titel(naam)} moet 1 of hoger zijn, niet {getal}.")
        for wat in ("inwoners", "gemeenten"):
            laag, hoog = getattr(self, f"min_{wat}"), getattr(self, f"max_{wat}")
            if laag is not None and hoog is not None and laag > hoog:
                raise CongruentieFout(
                    f"Minimaal {laag} {wat} per regio is meer dan maximaal {hoog}.",
                    "Maak het minimum lager of het maximum hoger.",
                )
        if self.regios is not None and not 1 <= self.regios[0] <= self.regios[1]:
            raise CongruentieFout(
                f"Het aantal regio's kan niet van {self.regios[0]} tot {self.regios[1]} lopen.",
                "Geef een getal zoals 25, of een reeks zoals 20-30.",
            )
        if self.centrum_afstand is not None and self.centrum_inwoners is None:
            raise CongruentieFout(
                "Een afstand tot de centrumgemeente kan pas als er een centrumgemeente is.",
                "Geef ook op hoeveel inwoners die minstens heeft.",
            )
        grenzen = (self.verplaats_gemeenten, self.verplaats_inwoners)
        if self.uitgaand_van is None and grenzen != (None, None):
            raise CongruentieFout(
                "Hoeveel er verhuist, is te begrenzen als bekend is vanuit welke indeling.",
                "Noem die met --uitgaand-van.",
            )
        self._controleer_groepen()

    def _controleer_groepen(self) -> None:
        for naam, minstens in (("samen", 2), ("apart", 2), ("vast", 1)):
            if any(len(set(groep)) < minstens for groep in getattr(self, naam)):
                raise CongruentieFout(f"Bij {naam} moeten ten minste {minstens} gemeenten staan.")
        for een, ander, gewicht in self.liever:
            if een == ander:
                raise CongruentieFout(f"Bij liever staat {een} met zichzelf.", "Noem er twee.")
            if not (math.isfinite(gewicht) and 0 < abs(gewicht) <= ZWAARSTE_WENS):
                raise CongruentieFout(
                    f"Bij liever {een},{ander} staat het gewicht {gewicht:g}.",
                    f"Geef een getal tussen -{ZWAARSTE_WENS} en {ZWAARSTE_WENS}, niet 0.",
                )

    def controleer(self, gemeenten: Gemeenten) -> None:
        """Check that every gemeente that is named exists, and that inhabitants are known if asked.

        Raises
        ------
        CongruentieFout
            With the gm_code that is unknown, or the demand that cannot be checked.
        """
        groepen = {naam: getattr(self, naam) for naam in ("samen", "apart", "vast")}
        groepen["liever"] = tuple(wens[:2] for wens in self.liever)
        for naam, lijst in groepen.items():
            vreemd = sorted({gm for groep in lijst for gm in groep} - set(gemeenten.codes))
            if vreemd:
                raise CongruentieFout(
                    f"Bij {naam} staat een gemeente die er in {gemeenten.jaar} niet is: "
                    f"{opsomming(vreemd)}.",
                    "Gebruik de codes van dat jaar, zoals GM0363.",
                )
        vraagt = self.min_inwoners or self.max_inwoners or self.centrum_inwoners
        if (vraagt or self.verplaats_inwoners is not None) and gemeenten.inwoners is None:
            raise CongruentieFout(
                f"Van {gemeenten.jaar} zijn geen inwoners bekend; een eis daarover kan dus niet.",
                f"Haal ze op met 'congruentie ophalen --jaar {gemeenten.jaar}', of laat de eis weg.",
            )
        if self.centrum_afstand is not None and gemeenten.vlakken is None:
            raise CongruentieFout(
                "Voor een afstand tot de centrumgemeente zijn gemeentegrenzen nodig.",
                "Geef een bestand met grenzen op met --grenzen.",
            )

    def wensen(self) -> Iterator[Wens]:
        """List the single conditions, not soft wishes: each can be dropped on its own (`zonder`)."""
        vanuit = f" vanuit {self.uitgaand_van.titel}" if self.uitgaand_van else ""
        enkel = {
            "min_inwoners": "minimaal {} inwoners per regio",
            "max_inwoners": "maximaal {} inwoners per regio",
            "min_gemeenten": "minimaal {} gemeenten per regio",
            "max_gemeenten": "maximaal {} gemeenten per regio",
            "verplaats_gemeenten": f"hoogstens {{}} gemeenten verhuizen{vanuit}",
            "verplaats_inwoners": f"hoogstens {{}} inwoners verhuizen{vanuit}",
        }
        for naam, tekst in enkel.items():
            if (getal := getattr(self, naam)) is not None:
                yield Wens(naam, None, tekst.format(f"{getal:,}".replace(",", ".")))
        if self.regios is not None:
            laag, hoog = self.regios
            aantal = str(laag) if laag == hoog else f"{laag} tot {hoog}"
            yield Wens("regios", None, f"{aantal} regio's")
        if self.binnen is not None:
            yield Wens("binnen", None, f"niet over een grens van {self.binnen.titel}")
        if self.centrum_inwoners is not None:
            tekst = f"een centrumgemeente van {self.centrum_inwoners:,} inwoners".replace(",", ".")
            if self.centrum_afstand is not None:
                tekst += f" op hoogstens {self.centrum_afstand:g} km"
            yield Wens("centrum_inwoners", None, tekst)
        if self.aaneengesloten:
            yield Wens("aaneengesloten", None, "aaneengesloten regio's")
        woorden = {"samen": "{} samen", "apart": "{} apart", "vast": "{} als eigen regio"}
        for naam, tekst in woorden.items():
            for nummer, groep in enumerate(getattr(self, naam)):
                yield Wens(naam, nummer, tekst.format(opsomming(list(groep))), groep)

    def zonder(self, wens: Wens) -> Eisen:
        """Drop one wish."""
        if wens.nummer is not None:
            groepen = list(getattr(self, wens.veld))
            del groepen[wens.nummer]
            return replace(self, **{wens.veld: tuple(groepen)})  # type: ignore[arg-type]
        leeg = {veld.name: veld.default for veld in fields(self)}
        anders = {wens.veld: False if wens.veld == "aaneengesloten" else leeg[wens.veld]}
        if wens.veld == "centrum_inwoners":
            anders["centrum_afstand"] = None
        return replace(self, **anders)  # type: ignore[arg-type]

    def apart_paren(self) -> Iterator[tuple[str, str]]:
        """Every two gemeenten that must not share a regio."""
        for groep in self.apart:
            yield from combinations(groep, 2)


@dataclass(frozen=True)
class Wens:
    """One wish out of `Eisen`.

    Parameters
    ----------
    veld, nummer
        Where it stands; `nummer` for one of several groups.
    tekst
        The wish in Dutch, with gm_codes.
    gemeenten
        The gm_codes that it names.
    """

    veld: str
    nummer: int | None
    tekst: str
    gemeenten: tuple[str, ...] = ()

    def met_namen(self, gemeenten: Gemeenten) -> str:
        """The wish in Dutch, with names instead of codes."""
        tekst = self.tekst
        for code in self.gemeenten:
            tekst = tekst.replace(code, gemeenten.naam_van.get(code, code))
        return tekst


def _titel(naam: str) -> str:
    return naam.replace("_", " ")

"""The conditions that a regional consultation sets to a proposal, each declared once.

The options of the command line, the keys of a file with conditions, the JSON of a proposal and the
sentences about it are all made from the fields of `Eisen`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from congruentie.errors import CongruentieFout
from congruentie.nl import opsomming
from congruentie.voorstel import vormen
from congruentie.voorstel.opzoeken import zoek_gemeente, zoek_indeling, zoek_verband
from congruentie.voorstel.vormen import Eisvraag, Groepen, Heel, Liever, LieverHeel, eis
from congruentie.vraag import vragen_van

if TYPE_CHECKING:
    from congruentie.gemeenten import Gemeenten
    from congruentie.model import Indeling, Indelingen
    from congruentie.verbanden import Verband

__all__ = ["Eis", "Eisen"]


@dataclass(frozen=True)
class Eisen:
    """What a proposal must keep to; the default asks only that every regio is contiguous.

    A gemeente is named by its gm_code or by a name that only one has, an indeling by its key: they
    are looked up when the gemeenten are known (`voor`).

    Parameters
    ----------
    min_inwoners, max_inwoners
        Bounds on the inhabitants of every regio.
    min_gemeenten, max_gemeenten
        Bounds on the number of gemeenten of every regio.
    uitgaand_van
        An indeling that the proposal starts from: of equally good proposals the one in which fewest
        inhabitants leave the regio they are in there. Each proposed regio counts as the old one
        that most of it comes from, each old one once; who is not from it, moves.
    verplaats_gemeenten, verplaats_inwoners
        At most so many gemeenten, or inhabitants, move. Needs `uitgaand_van`.
    regios
        Lowest and highest number of regio's, ``"20-30"`` or one number.
    binnen
        An indeling whose borders no regio may cross, such as the provinces.
    centrum_inwoners
        Every regio has a gemeente of at least this many inhabitants: its centrum.
    centrum_afstand
        Kilometres: some centrum of the regio lies within this distance of each of its gemeenten
        (between the points inside them, as the crow flies). Needs `centrum_inwoners`.
    aaneengesloten
        Whether every regio must be contiguous over land borders and connections over water.
    samen, apart
        Groups of gemeenten: all of a group in one regio, or no two of a group in one regio.
    vast
        Groups of gemeenten that each form exactly one regio.
    heel
        Verbanden, by name, that must not be cut: all gemeenten of each in one regio. Needs verbanden
        in the question, also of weight 0.
    liever_heel
        Verbanden and a weight (1 when it is left out): as `liever` of that weight between every two
        of its gemeenten. Only the names may be given.
    splits_brokken
        Whether gemeenten with the same regio in every indeling may be parted.
    liever
        Soft wishes: two gemeenten, and what it is worth to have them in one regio (1 when it is left
        out). It counts in the objective, in the terms of an indeling of weight 1 in which they sit
        together; below 0 for who would rather be apart. Wishes about the same pair add up. Nothing
        is forced.
    veren
        Whether ferries make neighbours.
    water
        Whether gemeenten without any land border border over water.
    verbindingen
        Pairs of gemeenten that are neighbours as well.

    Raises
    ------
    CongruentieFout
        A bound that is not positive, a lowest above a highest, a group or wish that says nothing, or
        an answer of another kind.

    Examples
    --------
    >>> Eisen(min_inwoners=200_000, samen=[["Amsterdam", "Diemen"]], binnen="provincie").als_opties()
    {'min-inwoners': 200000, 'binnen': 'provincie', 'samen': ['Amsterdam,Diemen']}
    """

    min_inwoners: int | None = eis(
        "heel getal", "Minste inwoners per regio.", "minimaal {} inwoners per regio", minstens=1
    )
    max_inwoners: int | None = eis(
        "heel getal", "Meeste inwoners per regio.", "maximaal {} inwoners per regio", minstens=1
    )
    min_gemeenten: int | None = eis(
        "heel getal", "Minste gemeenten per regio.", "minimaal {} gemeenten per regio", minstens=1
    )
    max_gemeenten: int | None = eis(
        "heel getal", "Meeste gemeenten per regio.", "maximaal {} gemeenten per regio", minstens=1
    )
    uitgaand_van: Indeling | str | None = eis(
        "indeling", "Laat zo min mogelijk verhuizen uit deze indeling."
    )
    verplaats_gemeenten: int | None = eis(
        "heel getal",
        "Hoogstens zoveel gemeenten verhuizen.",
        "hoogstens {} gemeenten verhuizen{vanuit}",
    )
    verplaats_inwoners: int | None = eis(
        "heel getal",
        "Hoogstens zoveel inwoners verhuizen.",
        "hoogstens {} inwoners verhuizen{vanuit}",
    )
    regios: tuple[int, int] | None = eis("reeks", "Aantal regio's: 25, of 20-30.", "{} regio's")
    binnen: Indeling | str | None = eis(
        "indeling", "Niet over de grenzen van deze indeling.", "niet over een grens van {}"
    )
    centrum_inwoners: int | None = eis(
        "heel getal",
        "Elke regio heeft zo'n grote gemeente.",
        "een centrumgemeente van {} inwoners{afstand}",
    )
    centrum_afstand: float | None = eis(
        "getal", "Elke gemeente ligt hoogstens zo ver van de centrumgemeente.", vorm="KM"
    )
    aaneengesloten: bool = eis(
        "ja/nee",
        "Een regio mag uit losse delen bestaan.",
        "aaneengesloten regio's",
        naam="niet-aaneengesloten",
        leeg=True,
    )
    samen: Groepen = eis(
        "gemeenten", "Deze gemeenten in een regio. Mag vaker.", "{} samen", leeg=(), vaker=True
    )
    apart: Groepen = eis(
        "gemeenten", "Geen twee hiervan samen. Mag vaker.", "{} apart", leeg=(), vaker=True
    )
    vast: Groepen = eis(
        "gemeenten",
        "Precies deze gemeenten zijn een regio.",
        "{} als eigen regio",
        leeg=(),
        vaker=True,
        keur=partial(vormen.keur_groepen, minstens=1),
    )
    heel: Heel = eis(
        "tekst",
        "Dit samenwerkingsverband blijft in een regio. Mag vaker.",
        "verband {} heel",
        leeg=(),
        vorm="VERBAND",
        vaker=True,
        keur=vormen.keur_heel,
    )
    liever_heel: LieverHeel = eis(
        "tekst",
        "Dit samenwerkingsverband liever in een regio: elke twee gemeenten ervan tellen als zoveel "
        "indelingen meer samen (standaard 1). Mag vaker.",
        "verband {} liever heel",
        leeg=(),
        vorm="VERBAND=GETAL",
        vaker=True,
        keur=vormen.keur_liever_heel,
    )
    splits_brokken: bool = eis("ja/nee", "Deel ook gemeenten die overal samen zijn.", leeg=False)
    liever: Liever = eis(
        "tekst",
        "Deze twee liever samen; telt als zoveel indelingen (standaard 1; -1: liever niet). Mag "
        "vaker.",
        leeg=(),
        vorm="GM,GM=GETAL",
        vaker=True,
        keur=vormen.keur_liever,
    )
    veren: bool = eis("ja/nee", "Een veerboot maakt geen buren.", naam="geen-veren", leeg=True)
    water: bool = eis(
        "ja/nee",
        "Wie geen landgrens heeft, grenst ook over water nergens aan.",
        naam="geen-water",
        leeg=True,
    )
    verbindingen: tuple[tuple[str, str], ...] = eis(
        "gemeenten",
        "Deze twee zijn ook buren. Mag vaker.",
        naam="verbinding",
        leeg=(),
        vaker=True,
        keur=vormen.keur_paren,
    )

    @classmethod
    @cache
    def vragen(cls) -> dict[str, Eisvraag]:
        """How each field is asked for."""
        return {vraag.veld: vraag for vraag in vragen_van(cls)}  # type: ignore[misc]

    def __post_init__(self) -> None:
        for veld, vraag in self.vragen().items():
            waarde, leeg = getattr(self, veld), getattr(type(self), veld)
            if waarde is None or waarde == leeg:
                waarde = leeg
            else:
                waarde = (vraag.keur or vormen.KEURDERS[vraag.soort])(vraag, waarde)
            object.__setattr__(self, veld, waarde)
        for wat in ("inwoners", "gemeenten"):
            laag, hoog = getattr(self, f"min_{wat}"), getattr(self, f"max_{wat}")
            if laag is not None and hoog is not None and laag > hoog:
                raise CongruentieFout(
                    f"Minimaal {laag} {wat} per regio is meer dan maximaal {hoog}.",
                    "Maak het minimum lager of het maximum hoger.",
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

    def als_opties(self) -> dict[str, Any]:
        """Write them by the names of the options, as a file with conditions and JSON hold them."""
        return {
            vraag.naam: vormen.als_optie(vraag, getattr(self, veld))
            for veld, vraag in self.vragen().items()
            if getattr(self, veld) != getattr(type(self), veld)
        }

    def voor(self, indelingen: Indelingen, cache: str | Path | None = None) -> Eisen:
        """Look up every gemeente and indeling that is named.

        Parameters
        ----------
        indelingen
            `binnen` and `uitgaand_van` can be one of them, or any that is known for their year.
        cache
            As in `congruentie.bronnen.laad_indelingen`.

        Raises
        ------
        CongruentieFout
            An unknown gemeente or indeling, with what may be meant.
        """
        gemeenten = indelingen.gemeenten
        gevonden: dict[str, Any] = {}
        for veld, vraag in self.vragen().items():
            waarde = getattr(self, veld)
            if vraag.soort == "gemeenten":
                waarde = tuple(tuple(zoek_gemeente(vraag, w, gemeenten) for w in g) for g in waarde)
            elif veld == "liever":
                waarde = tuple(
                    (*(zoek_gemeente(vraag, w, gemeenten) for w in paar), gewicht)
                    for *paar, gewicht in waarde
                )
            elif veld == "heel":
                waarde = tuple(zoek_verband(vraag, een, indelingen) for een in waarde)
            elif veld == "liever_heel":
                waarde = tuple((zoek_verband(vraag, een, indelingen), w) for een, w in waarde)
            elif vraag.soort == "indeling" and isinstance(waarde, str):
                waarde = zoek_indeling(waarde, indelingen, cache)
            gevonden[veld] = waarde
        return replace(self, **gevonden)

    def controleer(self, gemeenten: Gemeenten) -> None:
        """Check that what is asked about is known.

        Raises
        ------
        CongruentieFout
            With the condition that needs inhabitants, or boundaries, that are not there.
        """
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

    def indeling(self, veld: Literal["binnen", "uitgaand_van"]) -> Indeling | None:
        """The indeling of `binnen` or `uitgaand_van`, once it is looked up (`voor`)."""
        gevonden: Indeling | None = getattr(self, veld)
        if isinstance(gevonden, str):
            raise TypeError(f"{veld} is a key: look it up with `Eisen.voor`")
        return gevonden

    def een_voor_een(self) -> Iterator[Eis]:
        """List the single conditions: each can be dropped on its own (`zonder`).

        Of the soft wishes only those about verbanden: those about pairs can be many.
        """
        for veld, vraag in self.vragen().items():
            waarde = getattr(self, veld)
            if not vraag.zin or waarde is None or waarde is False:
                continue
            if vraag.soort == "gemeenten":
                for nummer, groep in enumerate(waarde):
                    yield Eis(veld, nummer, vraag.zin.format(opsomming(groep)), groep)
            elif veld in {"heel", "liever_heel"}:
                for nummer, een in enumerate(waarde):
                    verband, gewicht = een if veld == "liever_heel" else (een, None)
                    zin = vraag.zin.format(getattr(verband, "naam", verband))
                    if gewicht is not None:
                        zin += f" (gewicht {gewicht:g})".replace(".", ",")
                    yield Eis(veld, nummer, zin, getattr(verband, "leden", ()), gewicht or 0.0)
            else:
                yield Eis(veld, None, vraag.zin.format(vormen.in_woorden(waarde), **self._nader()))

    def _nader(self) -> dict[str, str]:
        """What other conditions add to a sentence."""
        vanuit, km = self.uitgaand_van, self.centrum_afstand
        return {
            "vanuit": f" vanuit {vormen.in_woorden(vanuit)}" if vanuit else "",
            "afstand": "" if km is None else f" op hoogstens {km:g} km".replace(".", ","),
        }

    def zonder(self, weg: Eis) -> Eisen:
        """Drop one condition."""
        if weg.nummer is not None:
            groepen = list(getattr(self, weg.veld))
            del groepen[weg.nummer]
            return replace(self, **{weg.veld: tuple(groepen)})  # type: ignore[arg-type]
        leeg = False if weg.veld == "aaneengesloten" else getattr(type(self), weg.veld)
        anders: dict[str, Any] = {weg.veld: leeg}
        if weg.veld == "centrum_inwoners":
            anders["centrum_afstand"] = None
        return replace(self, **anders)

    def samen_groepen(self) -> Iterator[tuple[str, ...]]:
        """Every group of gm_codes that must share a regio, once they are looked up (`voor`)."""
        yield from self.samen
        yield from self.vast
        for verband in self.heel:
            yield _gevonden(verband).leden

    def liever_paren(self) -> Iterator[tuple[str, str, float]]:
        """Every soft wish about two gemeenten, once they are looked up (`voor`)."""
        yield from self.liever
        for verband, gewicht in self.liever_heel:
            for een, ander in combinations(_gevonden(verband).leden, 2):
                yield een, ander, gewicht

    def apart_paren(self) -> Iterator[tuple[str, str]]:
        """Every two gemeenten that must not share a regio."""
        for groep in self.apart:
            yield from combinations(groep, 2)


@dataclass(frozen=True)
class Eis:
    """One condition out of `Eisen`.

    Parameters
    ----------
    veld, nummer
        Where it stands; `nummer` for one of several groups.
    tekst
        The condition in Dutch, with gm_codes.
    gemeenten
        The gm_codes that it names.
    zacht
        Of a soft wish, what every two of them together are worth; 0 of a condition.
    """

    veld: str
    nummer: int | None
    tekst: str
    gemeenten: tuple[str, ...] = ()
    zacht: float = 0.0

    def met_namen(self, gemeenten: Gemeenten) -> str:
        """The condition in Dutch, with names instead of codes."""
        tekst = self.tekst
        for code in self.gemeenten:
            tekst = tekst.replace(code, gemeenten.naam_van.get(code, code))
        return tekst


def _gevonden(verband: Verband | str) -> Verband:
    if isinstance(verband, str):
        raise TypeError(f"{verband} is a name: look it up with `Eisen.voor`")
    return verband

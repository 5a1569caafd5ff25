"""How a list of verbanden is laid out: a row per deelnemer or per verband, or a table of crosses.

Four forms: a row per verband and deelnemer; a row per verband with all deelnemers in one cell (the
same to this module); a row per verband with a column per deelnemer; and that turned, a row per
deelnemer with a column per verband.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from congruentie.bronnen.deelnemers import Deelnemers
from congruentie.bronnen.kolommen import GEMEENTEKOPPEN, GenoemdeKoppen, kopvorm, vind_kolommen
from congruentie.bronnen.niets import is_niets
from congruentie.bronnen.tabelbestand import Rijen
from congruentie.bronnen.yamlbestand import citeer
from congruentie.bronnen.zoeken import Zoeker, kaal
from congruentie.nl import aantal, opsomming

__all__ = [
    "KENMERKEN",
    "Onduidelijk",
    "Vermelding",
    "Vorm",
    "vermeldingen",
    "vind_vorm",
    "zinnen_over",
]

KENMERKEN = ("domein", "vorm", "status")
"""What a list can say of a verband."""
_KOPPEN: Mapping[str, tuple[str, ...]] = {
    "verband": (
        "verband", "verbanden", "verband_naam", "verbandnaam", "naam_verband", "samenwerkingsverband",
        "samenwerkingsverbanden", "naam_samenwerkingsverband", "samenwerking", "naam_samenwerking",
        "gemeenschappelijke_regeling", "naam_gemeenschappelijke_regeling", "naam_gr", "gr", "regeling",
        "regelingen", "naam_regeling", "naam_van_de_regeling", "regeling_naam",
    ),
    "deelnemer": (
        "deelnemer", "deelnemers", "naam_deelnemer", "deelnemer_naam", "deelnemende_gemeente",
        "deelnemende_gemeenten", "deelnemende_partij", "deelnemende_partijen", "lid", "leden",
        "partij", "partijen", "participant", "participanten", "partner", "partners",
        "gemeentenaam", "gm_naam", "gemeente", "gemeenten", *GEMEENTEKOPPEN,
    ),
    "code": ("gm_code", "gmcode", "gemeentecode", "gemeente_code", "cbs_code", "gemcode"),
    "soort": ("soort", "soort_deelnemer", "type_deelnemer", "type", "soort_partij"),
    "domein": ("domein", "beleidsterrein", "beleidsveld", "taakveld", "thema"),
    "vorm": ("vorm", "rechtsvorm", "juridische_vorm", "samenwerkingsvorm"),
    "status": ("status",),
}  # fmt: skip
_JA = {
    "x", "1", "1.0", "1,0", "ja", "j", "yes", "y", "true", "waar", "v", "*", "+", "lid", "deelnemer",
    "\u2713", "\u2714", "\u221a", "\u2611", "\u2022", "\u25cf",
}  # fmt: skip
_NEE = {"nee", "n", "no", "false", "onwaar", "o"}
_TOTAAL = ("totaal", "total", "aantal", "eindtotaal", "som")
_KOP_BINNEN = 50
"""Rows in which the header is looked for."""


@dataclass(frozen=True)
class Vermelding:
    """One place where the list says that someone takes part in a verband.

    Parameters
    ----------
    verband, deelnemer
        As written; `deelnemer` is empty where a row names a verband only.
    rij
        Row of the file (header = 1).
    code, soort
        What stands beside the deelnemer: its gm_code and kind, empty when there is nothing.
    kenmerken
        `KENMERKEN` -> text.
    """

    verband: str
    deelnemer: str
    rij: int
    code: str = ""
    soort: str = ""
    kenmerken: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Onduidelijk:
    """A cell of a table of crosses that says neither yes nor no, or the row of totals below it."""

    rij: int
    kolom: str
    tekst: str
    wat: Literal["kruisje", "totaal"]


@dataclass(frozen=True)
class Vorm:
    """How a sheet is laid out.

    Parameters
    ----------
    soort
        ``"lang"``: a row per verband and one or more deelnemers; ``"breed"``: a column per deelnemer;
        ``"gedraaid"``: a column per verband.
    kop
        Place in the rows of the header; -1 when there is none.
    kolommen
        ``verband``, ``deelnemer``, ``code``, ``soort`` and `KENMERKEN` -> column, where there is one.
    kruisjes
        The columns with crosses.
    zeker
        Whether it can only be a list of verbanden; else it was guessed.
    """

    soort: Literal["lang", "breed", "gedraaid"]
    kop: int
    kolommen: Mapping[str, int]
    kruisjes: tuple[int, ...] = ()
    zeker: bool = True


def vind_vorm(bron: Rijen, zoeker: Zoeker, gevraagd: Mapping[str, str]) -> Vorm | None:
    """Find how a sheet is laid out; None when it is no list of verbanden.

    Parameters
    ----------
    bron
        The rows.
    zoeker
        Looks gemeenten up.
    gevraagd
        ``verband`` and ``deelnemer`` -> heading, where the user names them.
    """
    kent = Deelnemers(zoeker).kent
    for plek in range(min(_KOP_BINNEN, len(bron.rijen))):
        if len({cel for cel in bron.rijen[plek] if cel.strip()}) > 1:
            kolommen = _koppen(bron, plek, gevraagd)
            if "verband" in kolommen and {"deelnemer", "code"} & kolommen.keys():
                return Vorm("lang", plek, kolommen)
            vorm = _met_kruisjes(bron, plek, kolommen, kent)
            if vorm is not None:
                return vorm
    # Without headings that say it: gemeenten in one column, and what can only be verbanden beside.
    genoemd = GenoemdeKoppen(gevraagd.get("deelnemer", ""), gevraagd.get("verband", ""))
    gevonden = vind_kolommen(bron, zoeker, genoemd)
    if gevonden.gemeente is None or gevonden.regio is None:
        return None
    geraden = {"verband": gevonden.regio, "deelnemer": gevonden.gemeente}
    return Vorm("lang", gevonden.kop, geraden, zeker=False)


def _koppen(bron: Rijen, plek: int, gevraagd: Mapping[str, str]) -> dict[str, int]:
    """The column of each thing that a header names; every column once."""
    vormen = [kopvorm(cel) for cel in bron.rijen[plek]]
    uit: dict[str, int] = {}
    for wat, namen in _KOPPEN.items():
        zoek = (kopvorm(gevraagd[wat]),) if wat in gevraagd else namen
        vrij = (vormen.index(naam) for naam in zoek if naam in vormen)
        kolom = next((k for k in vrij if wat == "code" or k not in uit.values()), None)
        if kolom is not None:
            uit[wat] = kolom
    if uit.get("code") == uit.get("deelnemer", -1):  # codes alone: they are the deelnemers
        del uit["code"]
    return uit


def _met_kruisjes(
    bron: Rijen, kop: int, kolommen: dict[str, int], kent: Callable[[str], bool]
) -> Vorm | None:
    """See a header as that of a table of crosses; None when it is not."""
    breedte = max(map(len, bron.rijen))
    koppen = {k: bron.cel(kop, k) for k in range(breedte) if bron.cel(kop, k)}
    kruisjes = [
        k
        for k, tekst in koppen.items()
        if k not in kolommen.values() and _alleen_kruisjes(bron, kop, k) and not _is_totaal(tekst)
    ]
    if len(kruisjes) < 2:
        return None
    rest = [k for k in range(min(kruisjes[0] + 1, breedte)) if k not in kruisjes]
    label = kolommen.get("verband", kolommen.get("deelnemer", rest[0] if rest else None))
    if label is None:
        return None
    namen = [bron.cel(i, label) for i in range(kop + 1, len(bron.rijen)) if bron.cel(i, label)]
    boven = sum(kent(koppen[k]) for k in kruisjes) / len(kruisjes)
    opzij = sum(map(kent, namen)) / max(len(namen), 1)
    over = {k: v for k, v in kolommen.items() if k in KENMERKEN}
    if "verband" in kolommen or boven > opzij:
        # A column of a gemeente with something odd in one cell is one of them too.
        vreemd = (k for k in koppen if k not in {label, *kruisjes, *over.values()})
        alle = sorted(
            [*kruisjes, *(k for k in vreemd if kent(koppen[k]) and _met_kruisje(bron, kop, k))]
        )
        return Vorm("breed", kop, {"verband": label, **over}, tuple(alle))
    if 2 * opzij > 1:
        return Vorm("gedraaid", kop, {"deelnemer": label}, tuple(kruisjes))
    return None


def _alleen_kruisjes(bron: Rijen, kop: int, kolom: int) -> bool:
    """Whether a column says yes or no, but for a word here and there; numbers are no words."""
    cellen = [kaal(bron.cel(i, kolom)) for i in range(kop + 1, len(bron.rijen))]
    gevuld = [cel for cel in cellen if cel]
    vreemd = [cel for cel in gevuld if cel not in _JA | _NEE and not is_niets(cel)]
    woorden = all(any(map(str.isalpha, cel)) for cel in vreemd)
    return bool(_JA & set(gevuld)) and woorden and 3 * len(vreemd) <= len(gevuld)


def _met_kruisje(bron: Rijen, kop: int, kolom: int) -> bool:
    return any(kaal(bron.cel(i, kolom)) in _JA for i in range(kop + 1, len(bron.rijen)))


def _is_totaal(tekst: str) -> bool:
    return kaal(tekst).rstrip(" :.").startswith(_TOTAAL)


def vermeldingen(bron: Rijen, vorm: Vorm) -> Iterator[Vermelding | Onduidelijk]:
    """Go through the rows: every mention of a verband, and what is none."""
    lees = {"lang": _lang, "breed": _breed, "gedraaid": _gedraaid}[vorm.soort]
    for plek in range(vorm.kop + 1, len(bron.rijen)):
        if any(cel.strip() for cel in bron.rijen[plek]):
            yield from lees(bron, vorm, plek)


def _lang(bron: Rijen, vorm: Vorm, plek: int) -> Iterator[Vermelding]:
    cel = {wat: bron.cel(plek, kolom) for wat, kolom in vorm.kolommen.items()}
    code = cel.get("code", "")
    yield Vermelding(
        cel["verband"],
        cel.get("deelnemer", "") or code,
        plek + 1,
        "" if is_niets(code) else code,
        cel.get("soort", ""),
        {k: cel[k] for k in KENMERKEN if k in cel},
    )


def _breed(bron: Rijen, vorm: Vorm, plek: int) -> Iterator[Vermelding | Onduidelijk]:
    verband = bron.cel(plek, vorm.kolommen["verband"])
    if _is_totaal(verband):
        yield Onduidelijk(plek + 1, bron.cel(vorm.kop, vorm.kolommen["verband"]), verband, "totaal")
        return
    kenmerken = {k: bron.cel(plek, vorm.kolommen[k]) for k in KENMERKEN if k in vorm.kolommen}
    yield Vermelding(verband, "", plek + 1, kenmerken=kenmerken)
    for kolom in vorm.kruisjes:
        yield from _kruisje(bron, vorm.kop, (plek, kolom), verband, bron.cel(vorm.kop, kolom))


def _gedraaid(bron: Rijen, vorm: Vorm, plek: int) -> Iterator[Vermelding | Onduidelijk]:
    deelnemer = bron.cel(plek, vorm.kolommen["deelnemer"])
    if _is_totaal(deelnemer):
        yield Onduidelijk(
            plek + 1, bron.cel(vorm.kop, vorm.kolommen["deelnemer"]), deelnemer, "totaal"
        )
        return
    for kolom in vorm.kruisjes:
        yield from _kruisje(bron, vorm.kop, (plek, kolom), bron.cel(vorm.kop, kolom), deelnemer)


def _kruisje(
    bron: Rijen, kop: int, plek: tuple[int, int], verband: str, deelnemer: str
) -> Iterator[Vermelding | Onduidelijk]:
    rij, kolom = plek
    tekst = kaal(bron.cel(rij, kolom))
    if tekst in _JA:
        yield Vermelding(verband, deelnemer, rij + 1)
    elif tekst not in _NEE and not is_niets(tekst):
        yield Onduidelijk(rij + 1, bron.cel(kop, kolom), bron.cel(rij, kolom), "kruisje")


def zinnen_over(bron: Rijen, vorm: Vorm) -> list[str]:
    """What was guessed of the layout, and what takes no part."""
    uit = []
    boven = [
        "; ".join(dict.fromkeys(cel for cel in rij if cel))
        for rij in bron.rijen[: max(vorm.kop, 0)]
        if any(rij)
    ]
    if boven:
        uit.append(
            f"de kop staat in rij {vorm.kop + 1}; wat erboven staat doet niet mee: "
            f"{opsomming([citeer(regel) for regel in boven], 3)}."
        )
    if not vorm.zeker:
        kop = "" if vorm.kop >= 0 else "er is geen kop; "
        wie, wat = (_naam(bron, vorm, vorm.kolommen[k]) for k in ("deelnemer", "verband"))
        uit.append(f"{kop}de deelnemers staan in kolom {wie} en de verbanden in kolom {wat}.")
    if vorm.kruisjes:
        wat = "deelnemer" if vorm.soort == "breed" else "verband"
        uit.append(
            f"gelezen als kruistabel: {aantal(len(vorm.kruisjes), 'kolom', 'kolommen')} met "
            f"elk een {wat}."
        )
        over = {*vorm.kolommen.values(), *vorm.kruisjes}
        rest = [bron.cel(vorm.kop, k) for k in range(len(bron.rijen[vorm.kop])) if k not in over]
        if any(rest):
            uit.append(f"deze kolommen doen niet mee: {opsomming([r for r in rest if r], 10)}.")
    return uit


def _naam(bron: Rijen, vorm: Vorm, kolom: int) -> str:
    return repr(bron.cel(vorm.kop, kolom)) if vorm.kop >= 0 else str(kolom + 1)

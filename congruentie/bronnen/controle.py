"""Judge an own membership file: everything that is wrong with it, at once."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from congruentie.bronnen.rijen import Rijen
from congruentie.herindeling import Overgang
from congruentie.model import Gemeenten, opsomming

__all__ = [
    "Melding",
    "Uitslag",
    "beoordeel",
    "heeft_koppen",
    "normaliseer_gm_code",
    "vind_gemeente",
]

_KOPPEN = {
    "gm_code": ("gm_code", "gemeentecode", "gemeente", "gemeentenaam"),
    # What `congruentie voorstel` writes can be read again.
    "regio_code": ("regio_code", "regiocode", "regio", "voorstel_code", "regionaam", "regio_naam"),
    "regio_naam": ("regio_naam", "regionaam", "voorstel_naam"),
    "gm_naam": ("gm_naam", "gemeentenaam"),
}

_LIJKT_LEEG = {"-", "--", "?", "x", "geen", "leeg", "n.v.t.", "nvt", "onbekend", "nan", "null"}
_ROEPNAMEN = (("GM0518", "Den Haag"), ("GM0796", "Den Bosch"))


@dataclass(frozen=True)
class Melding:
    """One remark on a file, as ``congruentie controleer --json`` writes it.

    Parameters
    ----------
    ernst
        ``"fout"``: the file cannot be used. ``"let op"``: it can, but look at this.
    bestand, blad
        Where; `blad` is empty for CSV.
    rij
        Row of the file (header = 1); None when it is about the whole file.
    kolom, waarde
        Header of the column and text of the cell; empty when it is not about a cell.
    melding, voorstel
        What is wrong, and what to do about it; Dutch.
    """

    ernst: Literal["fout", "let op"]
    bestand: str
    blad: str
    rij: int | None
    kolom: str
    waarde: str
    melding: str
    voorstel: str

    @property
    def regel(self) -> str:
        """The remark in one line."""
        waar = [self.bestand, f"blad {self.blad}" if self.blad else "", f"rij {self.rij}"]
        plek = ", ".join(deel for deel in waar if deel and deel != "rij None")
        return f"{plek}: {self.melding} {self.voorstel}".strip()


@dataclass
class Uitslag:
    """What was found in a file.

    Parameters
    ----------
    meldingen
        In the order of the rows.
    lidmaatschap
        gm_code -> regio_code, as far as it could be read.
    regio_namen
        regio_code -> name, where the file gives one.
    """

    meldingen: list[Melding] = field(default_factory=list)
    lidmaatschap: dict[str, str] = field(default_factory=dict)
    regio_namen: dict[str, str] = field(default_factory=dict)

    @property
    def bruikbaar(self) -> bool:
        """Whether the file can be used as it is."""
        return bool(self.lidmaatschap) and not self.fouten

    @property
    def fouten(self) -> list[Melding]:
        """The remarks that make the file unusable."""
        return [melding for melding in self.meldingen if melding.ernst == "fout"]


def normaliseer_gm_code(tekst: str) -> str | None:
    """Read a CBS code in any of its spellings: ``GM0363``, ``0363``, ``363``; None if it is none."""
    gevonden = re.fullmatch(r"(?:GM)?(\d{1,4})(?:\.0)?", tekst.strip().upper())
    return f"GM{int(gevonden[1]):04d}" if gevonden else None


def vind_gemeente(tekst: str, gemeenten: Gemeenten) -> str | None:
    """Find a gemeente by code or by unambiguous name; None if there is no such one."""
    code = normaliseer_gm_code(tekst)
    if code in gemeenten.plek:
        return code
    zelfde = [gm for gm, n in gemeenten.naam_van.items() if n.casefold() == tekst.casefold()]
    return zelfde[0] if len(zelfde) == 1 else None


def heeft_koppen(rijen: Rijen, regiokolom: str = "") -> bool:
    """Whether the first row names gemeenten and regions."""
    kolom = _vind_kolommen(rijen, regiokolom)
    return "gm_code" in kolom and "regio_code" in kolom


def beoordeel(
    bron: Rijen,
    gemeenten: Gemeenten,
    overgangen: Sequence[Overgang] = (),
    regiokolom: str = "",
) -> Uitslag:
    """Read an own membership file and remark on everything that is wrong.

    Parameters
    ----------
    bron
        The rows; the first is the header.
    gemeenten
        The gemeenten the codes and names are looked up in.
    overgangen
        The herindelingen, to explain codes of another year.
    regiokolom
        Header of the column with regions, when it has another name than ``regio``.
    """
    uitslag = Uitslag()
    lezer = _Lezer(bron, gemeenten, overgangen, uitslag)
    if not any(any(rij) for rij in bron.rijen):
        lezer.meld("fout", None, "", "", "hier staat niets.", "Zet er een kop in: gm_code,regio.")
        return uitslag
    kolom = _vind_kolommen(bron, regiokolom)
    for wat, naam in (("gm_code", "gm_code"), ("regio_code", regiokolom or "regio")):
        if wat not in kolom:
            gevonden = opsomming([kop for kop in bron.rijen[bron.kop] if kop], 10)
            lezer.meld(
                "fout",
                bron.kop + 1,
                "",
                "",
                f"er is geen kolom {naam}; gevonden: {gevonden}.",
                "Zet in de eerste rij de koppen gm_code en regio.",
            )
    koppen = [kop.strip().lower() for kop in bron.rijen[bron.kop]]
    dubbel = sorted({kop for kop in koppen if kop and koppen.count(kop) > 1})
    for kop in dubbel:
        lezer.meld(
            "let op",
            bron.kop + 1,
            kop,
            kop,
            f"de kop {kop} staat er dubbel.",
            "De eerste kolom telt.",
        )
    if not uitslag.fouten:
        for nummer, rij in enumerate(bron.rijen[bron.kop + 1 :], start=bron.kop + 2):
            lezer.lees_rij(
                nummer, {wat: rij[i].strip() if i < len(rij) else "" for wat, i in kolom.items()}
            )
        lezer.sluit_af()
    return uitslag


def _vind_kolommen(bron: Rijen, regiokolom: str) -> dict[str, int]:
    schoon = [
        re.sub(r"[\s_-]+", "_", kop.strip().lower()) for kop in (bron.rijen or [[]])[bron.kop]
    ]
    kolom = {}
    for wat, namen in _KOPPEN.items():
        gezocht: Iterable[str] = namen
        if wat == "regio_code" and regiokolom:
            gezocht = (re.sub(r"[\s_-]+", "_", regiokolom.strip().lower()),)
        plekken = [schoon.index(naam) for naam in gezocht if naam in schoon]
        if plekken:
            kolom[wat] = plekken[0]
    if kolom.get("gm_naam") == kolom.get("gm_code"):
        kolom.pop("gm_naam", None)
    return kolom


class _Lezer:
    """Goes through the rows and remembers what later rows are held against."""

    def __init__(
        self,
        bron: Rijen,
        gemeenten: Gemeenten,
        overgangen: Sequence[Overgang],
        uitslag: Uitslag,
    ) -> None:
        self.bron = bron
        self.gemeenten = gemeenten
        self.overgangen = overgangen
        self.uitslag = uitslag
        self.rij_van: dict[str, int] = {}
        self.per_naam: dict[str, list[str]] = {}
        for code, naam in (*gemeenten.naam_van.items(), *_ROEPNAMEN):
            if code in gemeenten.plek:
                self.per_naam.setdefault(_kaal(naam), []).append(code)

    def meld(  # the fields of a Melding
        self,
        ernst: Literal["fout", "let op"],
        rij: int | None,
        kolom: str,
        waarde: str,
        melding: str,
        voorstel: str = "",
    ) -> None:
        bron = self.bron
        self.uitslag.meldingen.append(
            Melding(ernst, str(bron.bestand), bron.blad, rij, kolom, waarde, melding, voorstel)
        )

    def lees_rij(self, nummer: int, cel: Mapping[str, str]) -> None:
        if not any(cel.values()):
            return
        code = self._vind(nummer, cel["gm_code"])
        if code is None:
            return
        naam = cel.get("gm_naam", "")
        if naam and _kaal(naam) != _kaal(self.gemeenten.naam_van[code]):
            self.meld(
                "let op",
                nummer,
                "gm_naam",
                naam,
                f"{code} heet {self.gemeenten.naam_van[code]}, niet {naam!r}.",
                "Controleer de code; de code telt.",
            )
        regio = cel["regio_code"]
        if "\n" in regio or "\r" in regio:
            melding = f"de cel van {code} gaat over meer regels; er ontbreekt een aanhalingsteken."
            self.meld(
                "fout", nummer, "regio", regio, melding, "Zet elke gemeente op een eigen rij."
            )
            return
        if regio.casefold() in _LIJKT_LEEG:
            melding = f"{regio!r} telt als een regio waarin {code} zit."
            self.meld("let op", nummer, "regio", regio, melding, "Laat de cel leeg als er geen is.")
        if not regio:
            self.meld("let op", nummer, "regio", "", f"{code} heeft geen regio en doet niet mee.")
            return
        eerder = self.uitslag.lidmaatschap.setdefault(code, regio)
        if code in self.rij_van and eerder != regio:
            self.meld(
                "fout",
                nummer,
                "regio",
                regio,
                f"{code} staat in {regio}, maar stond eerder in {eerder} (rij {self.rij_van[code]}).",
                "Zet elke gemeente in een regio.",
            )
        elif code in self.rij_van:
            self.meld(
                "let op",
                nummer,
                "gm_code",
                code,
                f"{code} staat dubbel (rij {self.rij_van[code]}).",
            )
        self.rij_van.setdefault(code, nummer)
        naam = cel.get("regio_naam", "")
        bekend = self.uitslag.regio_namen.setdefault(regio, naam) if naam else naam
        if naam != bekend:
            melding = f"regio {regio} heet hier {naam!r}, maar eerder {bekend!r}."
            self.meld("let op", nummer, "regio_naam", naam, melding, "De eerste naam telt.")

    def sluit_af(self) -> None:
        """Remark on the file as a whole."""
        lid = self.uitslag.lidmaatschap
        if not lid and not self.uitslag.fouten:
            self.meld("fout", None, "", "", "er is geen enkele gemeente met een regio.")
        for vorm in _bijna_gelijk(set(lid.values())):
            self.meld(
                "let op",
                None,
                "regio",
                vorm[0],
                f"{opsomming([repr(v) for v in vorm])} lijken dezelfde regio, maar tellen als "
                f"{len(vorm)} regio's.",
                "Schrijf ze precies gelijk als het er een is.",
            )
        weg = [code for code in self.gemeenten.codes if code not in lid]
        if lid and weg:
            namen = opsomming([self.gemeenten.naam_van[code] for code in weg])
            self.meld(
                "let op",
                None,
                "",
                "",
                f"{len(weg)} van de {len(self.gemeenten)} gemeenten hebben geen regio: {namen}.",
                "Dat mag; zij doen in deze indeling niet mee.",
            )

    def _vind(self, nummer: int, tekst: str) -> str | None:
        code = normaliseer_gm_code(tekst)
        if code in self.gemeenten.plek:
            return code
        zelfde = self.per_naam.get(_kaal(tekst), [])
        if code is None and len(zelfde) == 1:
            return zelfde[0]
        if code is None:
            melding = f"gemeente {tekst!r} is niet bekend in {self.gemeenten.jaar}."
            voorstel = self._lijkt_op(tekst) or "Gebruik de code, zoals GM0363."
        else:
            melding = f"gemeente {tekst!r} bestaat niet in {self.gemeenten.jaar}."
            voorstel = "Gebruik de gemeenten van dat jaar."
        geschiedenis = self._geschiedenis(code, tekst)
        if geschiedenis:
            melding, voorstel = geschiedenis
        self.meld("fout", nummer, "gm_code", tekst, melding, voorstel)
        return None

    def _lijkt_op(self, tekst: str) -> str:
        kaal = _kaal(tekst)
        if not kaal:
            return ""
        namen = [naam for naam in self.per_naam if naam.startswith(kaal) or kaal.startswith(naam)]
        eerste = kaal.split()[0].strip(",.")
        if len(eerste) > 3:
            namen += [naam for naam in self.per_naam if naam.split()[0].strip(",.") == eerste]
        namen += difflib.get_close_matches(kaal, self.per_naam, n=3, cutoff=0.75)
        codes = [code for naam in dict.fromkeys(namen) for code in self.per_naam[naam]]
        if not codes:
            return ""
        mogelijk = [f"{self.gemeenten.naam_van[code]} ({code})" for code in codes[:3]]
        return f"Bedoel je {' of '.join(mogelijk)}?"

    def _geschiedenis(self, code: str | None, tekst: str) -> tuple[str, str] | None:
        """Explain a gemeente of another year: what became of it, or since when it exists."""
        kaal = _kaal(tekst)
        jaar = self.gemeenten.jaar
        weg = [
            o
            for o in self.overgangen
            if (o.oud == code or (not code and kaal and _kaal(o.oud_naam) == kaal))
            and o.oud not in self.gemeenten.plek
            and o.datum <= f"{jaar}-01-01"
        ]
        if weg:
            laatste = weg[-1].datum
            nieuw = [f"{o.nieuw} {o.nieuw_naam}" for o in weg if o.datum == laatste]
            return (
                f"{weg[0].oud} {weg[0].oud_naam} bestaat niet meer sinds {_datum(laatste)}, "
                f"nu {opsomming(nieuw)}.",
                "Gebruik de nieuwe gemeente, of zeg van welk jaar het bestand is: --peildatum "
                f"{_laatste_jaar(laatste)}.",
            )
        later = [o for o in self.overgangen if o.nieuw == code and o.datum > f"{jaar}-01-01"]
        if later:
            return (
                f"{later[0].nieuw} {later[0].nieuw_naam} bestaat pas sinds {_datum(later[0].datum)}.",
                f"Gebruik de gemeenten van {jaar}, of zeg van welk jaar het bestand is: --peildatum "
                f"{_laatste_jaar(later[0].datum) + 1}.",
            )
        return None


def _datum(iso: str) -> str:
    jaar, maand, dag = iso.split("-")
    return f"{dag}-{maand}-{jaar}"


def _laatste_jaar(iso: str) -> int:
    """The last year on whose 1 January it was as before this date."""
    return int(iso[:4]) - iso.endswith("-01-01")


def _kaal(tekst: str) -> str:
    """Fold case, diacritics, quotes and spaces, so that spellings of one name are equal."""
    tekst = unicodedata.normalize("NFKD", tekst.replace("\u2019", "'").replace("\u2018", "'"))
    zonder = "".join(teken for teken in tekst if not unicodedata.combining(teken))
    return " ".join(zonder.casefold().split())


def _bijna_gelijk(regios: Iterable[str]) -> list[list[str]]:
    groepen: dict[str, list[str]] = {}
    for regio in sorted(regios):
        groepen.setdefault(re.sub(r"[\W_]+", "", _kaal(regio)) or regio, []).append(regio)
    return [groep for groep in groepen.values() if len(groep) > 1]

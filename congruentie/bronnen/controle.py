"""Judge an own membership file: everything that is wrong with it, at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from congruentie.bronnen.rijen import Rijen
from congruentie.bronnen.zoeken import Zoeker, kaal
from congruentie.herindeling import Overgang
from congruentie.model import Gemeenten, opsomming

__all__ = [
    "Melding",
    "Uitslag",
    "beoordeel",
    "heeft_koppen",
]

_KOPPEN = {
    "gm_code": ("gm_code", "gemeentecode", "gemeente", "gemeentenaam"),
    # What `congruentie voorstel` writes can be read again.
    "regio_code": ("regio_code", "regiocode", "regio", "voorstel_code", "regionaam", "regio_naam"),
    "regio_naam": ("regio_naam", "regionaam", "voorstel_naam"),
    "gm_naam": ("gm_naam", "gemeentenaam"),
}

_LIJKT_LEEG = {"-", "--", "?", "x", "geen", "leeg", "n.v.t.", "nvt", "onbekend", "nan", "null"}


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
        self.uitslag = uitslag
        self.rij_van: dict[str, int] = {}
        self.zoeker = Zoeker(gemeenten, overgangen)

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
        if naam and kaal(naam) != kaal(self.gemeenten.naam_van[code]):
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
        gevonden = self.zoeker.zoek(tekst)
        if isinstance(gevonden, str):
            return gevonden
        voorstel = gevonden.advies
        if gevonden.peildatum:
            jaar = f"of zeg van welk jaar het bestand is: --peildatum {gevonden.peildatum}."
            voorstel = f"{voorstel.removesuffix('.')}, {jaar}"
        self.meld("fout", nummer, "gm_code", tekst, gevonden.melding, voorstel)
        return None


def _bijna_gelijk(regios: Iterable[str]) -> list[list[str]]:
    groepen: dict[str, list[str]] = {}
    for regio in sorted(regios):
        groepen.setdefault(re.sub(r"[\W_]+", "", kaal(regio)) or regio, []).append(regio)
    return [groep for groep in groepen.values() if len(groep) > 1]

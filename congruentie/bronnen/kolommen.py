"""Which row of a file is the header and which column is what, by content before headings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from congruentie.bronnen.meldingen import Ernst
from congruentie.bronnen.niets import is_niets
from congruentie.bronnen.tabelbestand import Rijen
from congruentie.bronnen.yamlbestand import citeer
from congruentie.bronnen.zoeken import Zoeker, kaal, normaliseer_gm_code
from congruentie.nl import opsomming

__all__ = ["GEMEENTEKOPPEN", "GenoemdeKoppen", "Kolommen", "kopvorm", "vind_kolommen"]

GEMEENTEKOPPEN = (
    "gm_code", "gmcode", "gm", "gem", "gemeentecode", "gemeente_code", "gemcode", "gem_code",
    "code_gemeente", "cbs_code", "cbscode", "cbs_gemeentecode", "statcode", "koppelcodes", "koppelcode",
    "municipality_code", "gemeente", "gemeenten", "gemeentenaam", "gemeente_naam", "naam_gemeente",
    "gm_naam", "gem_naam", "statnaam", "municipality", "municipality_name",
)  # fmt: skip
"""Headings of a column with codes or names of gemeenten."""
# What `congruentie voorstel` writes can be read again.
_REGIO = (
    "regio_code", "regiocode", "region_code", "code_regio", "regio", "region", "voorstel_code",
    "regionaam", "regio_naam", "naam_regio", "region_name",
)  # fmt: skip
_REGIO_NAAM = ("regio_naam", "regionaam", "naam_regio", "region_name", "voorstel_naam")
_BIJZAAK = {
    "bron", "datum", "jaar", "note", "noot", "opmerking", "opmerkingen", "peildatum", "remark",
    "source", "status", "toelichting", "year",
}  # fmt: skip
_KOP_BINNEN = 50
"""Rows in which the header is looked for."""
_TITELREGELS = 3
"""Rows above the header that can name a gemeente, like "Gemeente: Utrecht"."""
_KIJK = 2000
"""Rows that are looked at to see what a column holds; the lists of all years are shorter."""


@dataclass(frozen=True)
class GenoemdeKoppen:
    """Headings that the user named; empty when they are to be found."""

    gemeente: str = ""
    regio: str = ""


@dataclass(frozen=True)
class Kolommen:
    """What was found.

    Parameters
    ----------
    kop
        Place in the rows of the header; -1 when there is none.
    gemeente, regio
        Column with codes or names of gemeenten, and with regions; None when not found.
    gm_naam, regio_naam
        Column with names beside the codes; None when there is none.
    opmerkingen
        What was wrong or guessed: its weight, a Dutch sentence, and advice.
    """

    kop: int
    gemeente: int | None = None
    regio: int | None = None
    gm_naam: int | None = None
    regio_naam: int | None = None
    opmerkingen: Sequence[tuple[Ernst, str, str]] = ()

    @property
    def volledig(self) -> bool:
        """Whether the rows can be read."""
        return self.gemeente is not None and self.regio is not None


def vind_kolommen(bron: Rijen, zoeker: Zoeker, gevraagd: GenoemdeKoppen) -> Kolommen:
    """Find header and columns.

    The gemeenten stand in the column that names most of them; codes go before names, unless they
    contradict a column that says that it holds gemeenten. The regions stand in the column that is
    named, that has a known heading, or that is the only other one with text.
    """
    return _Zoektocht(bron, zoeker, gevraagd).zoek()


def kopvorm(kop: str) -> str:
    """Fold a heading, so that spellings of it are equal: "GM-code " becomes "gm_code"."""
    return re.sub(r"[^a-z0-9]+", "_", kaal(kop)).strip("_")


class _Zoektocht:
    def __init__(self, bron: Rijen, zoeker: Zoeker, gevraagd: GenoemdeKoppen) -> None:
        self.bron = bron
        self.zoeker = zoeker
        self.gevraagd = gevraagd
        self.opmerkingen: list[tuple[Ernst, str, str]] = []
        self._ooit: dict[str, set[str]] = {}
        self.kop = self._vind_kop()
        self.breedte = max(map(len, bron.rijen), default=0)
        laatste = min(len(bron.rijen), self.kop + 1 + _KIJK)
        self.rijen = range(self.kop + 1, laatste)
        self.gemeenten = [self._gemeenten_in(kolom) for kolom in range(self.breedte)]

    # --- header -----------------------------------------------------------------------------

    def _vind_kop(self) -> int:
        """Find the row with the headings: the first that reads as one, below titles at most.

        A row with a gemeente in it is data, whatever else it says: in a column "soort" every row
        says "gemeente".
        """
        rijen = self.bron.rijen[:_KOP_BINNEN]
        gevuld = [i for i, rij in enumerate(rijen) if any(rij)]
        # One text over the whole width (a title in merged cells) is no header.
        breedte = {i: len({cel for cel in rijen[i] if cel}) for i in gevuld}
        breed = [i for i in gevuld if breedte[i] > 1]
        kop: int | None = None
        data: list[int] = []
        for i, vorige in zip(breed, [-1, *breed], strict=False):
            bekend = self._bekende_koppen(i)
            boven = max((breedte[j] for j in breed if j < i), default=0)
            if any(self._lijkt_gemeente(cel) for cel in rijen[i]):
                if boven or not self._staat_boven_gemeenten(i, bekend):
                    data.append(i)
                    if kop is not None or len(data) > _TITELREGELS:
                        break
                    continue
            elif data and breedte[i] <= boven:
                break
            # Of two rows with headings the lower counts, unless rows of data can be between them.
            dubbel = kop == vorige and bool(bekend & self._bekende_koppen(vorige))
            if bekend and (kop is None or breedte[i] > boven or dubbel):
                kop, data = i, []
        if kop is not None:
            return kop
        if not data:
            return (breed or gevuld or [0])[0]
        return max((i for i in breed if i < data[0] and not self._gelijk(i, data[0])), default=-1)

    def _bekende_koppen(self, rij: int) -> set[int]:
        """The columns in which a row has a heading of gemeenten, which a row of data would repeat."""
        koppen = {*GEMEENTEKOPPEN, kopvorm(self.gevraagd.gemeente)} - {""}
        bekend = {k for k, cel in enumerate(self.bron.rijen[rij]) if kopvorm(cel) in koppen}
        onder = self._onder(rij)
        return bekend - self._gelijk(rij, onder) if onder != rij else bekend

    def _gelijk(self, rij: int, onder: int) -> set[int]:
        """The columns in which two rows say the same; headings and data do not."""
        gelijk = (k for k, cel in enumerate(self.bron.rijen[rij]) if cel.strip())
        return {k for k in gelijk if self.bron.cel(rij, k) == self.bron.cel(onder, k)}

    def _staat_boven_gemeenten(self, rij: int, kolommen: set[int]) -> bool:
        """Whether a heading has gemeenten below it; a region can be called after a gemeente."""
        return any(self._lijkt_gemeente(self.bron.cel(self._onder(rij), k)) for k in kolommen)

    def _onder(self, rij: int) -> int:
        """The next row that is not empty; the row itself when it is the last."""
        rijen = self.bron.rijen
        return next((i for i in range(rij + 1, len(rijen)) if any(rijen[i])), rij)

    def _lijkt_gemeente(self, cel: str) -> bool:
        return bool(re.fullmatch(r"\s*GM\d{1,4}\s*", cel, re.I) or self._zoek(cel))

    def _zoek(self, cel: str) -> set[str]:
        if cel not in self._ooit:
            self._ooit[cel] = self.zoeker.ooit(cel) if cel else set()
        return self._ooit[cel]

    def kopteksten(self, kolom: int) -> list[str]:
        """What stands above the data in a column, the header first."""
        boven = [self.bron.cel(i, kolom) for i in range(self.kop, -1, -1)]
        return [tekst for tekst in boven if tekst]

    def naam(self, kolom: int) -> str:
        """How to call a column in a message."""
        teksten = self.kopteksten(kolom)
        return repr(teksten[0]) if teksten else str(kolom + 1)

    # --- gemeenten --------------------------------------------------------------------------

    def _gemeenten_in(self, kolom: int) -> dict[int, set[str]]:
        gevonden = {i: self._zoek(self.bron.cel(i, kolom)) for i in self.rijen}
        return {i: codes for i, codes in gevonden.items() if codes}

    def zoek(self) -> Kolommen:
        gemeente = self._gemeente()
        gm_naam = self._gm_naam(gemeente)
        regio, regio_naam = self._regio({gemeente, gm_naam})
        self._zeg_wat_boven_de_kop_staat()
        self._zeg_wat_geraden_is(gemeente, regio)
        self._zeg_wat_dubbel_is(gemeente, regio)
        return Kolommen(self.kop, gemeente, regio, gm_naam, regio_naam, self.opmerkingen)

    def _gemeente(self) -> int | None:
        if self.gevraagd.gemeente:
            return self._genoemd(self.gevraagd.gemeente, "gemeente")
        anders = self._met_koppen((kopvorm(self.gevraagd.regio), *_REGIO))
        bekend = self._met_koppen(GEMEENTEKOPPEN)
        tel = {}
        for kolom, gevonden in enumerate(self.gemeenten):
            vol = sum(bool(self.bron.cel(i, kolom)) for i in self.rijen)
            if kolom not in anders and gevonden and (kolom in bekend or len(gevonden) * 2 >= vol):
                tel[kolom] = len({frozenset(codes) for codes in gevonden.values()})
        meest = [kolom for kolom, hoeveel in tel.items() if hoeveel >= 0.9 * max(tel.values())]
        meest.sort(key=lambda kolom: (not self._met_codes(kolom), kolom not in bekend, kolom))
        for kolom in meest:
            namen = [k for k in meest if k in bekend and not self._met_codes(k)]
            if kolom in bekend or all(self._eens(kolom, ander) for ander in namen):
                return kolom
        if bekend:
            return bekend[0]
        self.meld(
            "fout",
            f"er is geen kolom met gemeenten; gevonden: {self._koppen()}.",
            f"Zet er een kolom gm_code in, of noem haar: {self.bron.keuze}#gemeente=KOLOM.",
        )
        return None

    def _met_codes(self, kolom: int) -> bool:
        codes = [i for i in self.gemeenten[kolom] if normaliseer_gm_code(self.bron.cel(i, kolom))]
        return len(codes) * 2 > len(self.gemeenten[kolom])

    def _eens(self, een: int, ander: int) -> bool:
        """Whether two columns name the same gemeente in most rows."""
        samen = self.gemeenten[een].keys() & self.gemeenten[ander].keys()
        gelijk = [i for i in samen if self.gemeenten[een][i] & self.gemeenten[ander][i]]
        return len(gelijk) * 2 > len(samen)

    def _gm_naam(self, gemeente: int | None) -> int | None:
        if gemeente is None:
            return None
        for kolom in self._met_koppen(("gm_naam", "gemeentenaam", "gemeente_naam", "statnaam")):
            if kolom != gemeente:
                return kolom
        namen = (k for k in range(self.breedte) if k != gemeente and not self._met_codes(k))
        vol = len(self.gemeenten[gemeente])
        return next(
            (k for k in namen if len(self.gemeenten[k]) * 2 > vol and self._eens(gemeente, k)), None
        )

    # --- regions ----------------------------------------------------------------------------

    def _regio(self, bezet: set[int | None]) -> tuple[int | None, int | None]:
        naam = self._met_kop(_REGIO_NAAM)
        naam = None if naam in bezet else naam
        if self.gevraagd.regio:
            return self._genoemd(self.gevraagd.regio, "regio"), naam
        for kolom in self._met_koppen(_REGIO):
            if kolom not in bezet:
                return kolom, naam
        keus = [k for k in range(self.breedte) if k not in bezet and self._vulling(k)]
        keus = [k for k in keus if kopvorm((self.kopteksten(k) or [""])[0]) not in _BIJZAAK] or keus
        tekst = [k for k in keus if not self._alleen_getallen(k)] or keus
        wissel = [k for k in keus if len(set(self._vulling(k).values())) > 1]
        if wissel and not set(tekst) & set(wissel):  # what is equal everywhere divides nothing
            deelt = [k for k in wissel if len(set((v := self._vulling(k)).values())) < len(v)]
            tekst = deelt if len(wissel) == 1 and deelt else keus
        if len(tekst) > 1 and all(self._zelfde_indeling(tekst[0], k) for k in tekst[1:]):
            return tekst[0], tekst[1]
        if len(tekst) == 1:
            return tekst[0], None
        if tekst:
            beste = next((k for k in tekst if k in wissel), tekst[0])
            eerste = next(iter(self.kopteksten(beste)), str(beste + 1))
            self.meld(
                "fout",
                f"de regio kan in meer kolommen staan: {opsomming([self.naam(k) for k in tekst], 10)}.",
                f"Kies er een: {self.bron.keuze}#regio={eerste}.",
            )
        else:
            self.meld(
                "fout",
                f"er is geen kolom met regio's; gevonden: {self._koppen()}.",
                f"Zet er een kolom regio in, of noem haar: {self.bron.keuze}#regio=KOLOM.",
            )
        return None, None

    def _vulling(self, kolom: int) -> Mapping[int, str]:
        cellen = {i: self.bron.cel(i, kolom) for i in self.rijen}
        return {i: cel for i, cel in cellen.items() if not is_niets(cel)}

    def _alleen_getallen(self, kolom: int) -> bool:
        return all(re.fullmatch(r"[-+\d.,\s%€]+", cel) for cel in self._vulling(kolom).values())

    def _zelfde_indeling(self, een: int, ander: int) -> bool:
        """Whether two columns (codes and names, as a rule) divide the rows in the same way."""
        links, rechts = self._vulling(een), self._vulling(ander)
        paren = {(cel, rechts.get(i, "")) for i, cel in links.items()}
        gelijk = len(paren) == len(set(links.values())) == len(set(rechts.values()))
        return links.keys() == rechts.keys() and gelijk

    # --- headings ---------------------------------------------------------------------------

    def _met_koppen(self, namen: Sequence[str]) -> list[int]:
        """The columns with one of these headings, in the order of the headings."""
        if self.kop < 0:
            return []
        vormen = [kopvorm(self.bron.cel(self.kop, kolom)) for kolom in range(self.breedte)]
        return [vormen.index(naam) for naam in namen if naam in vormen]

    def _met_kop(self, namen: Sequence[str]) -> int | None:
        return next(iter(self._met_koppen(namen)), None)

    def _genoemd(self, kop: str, wat: str) -> int | None:
        for kolom in range(self.breedte):
            teksten = self.kopteksten(kolom) if self.kop >= 0 else [str(kolom + 1)]
            if any(kopvorm(tekst) == kopvorm(kop) for tekst in teksten):
                return kolom
        self.meld(
            "fout",
            f"er is geen kolom {kop}; gevonden: {self._koppen()}.",
            f"Noem een van deze kolommen als {wat}.",
        )
        return None

    def _koppen(self) -> str:
        koppen = [self.naam(k) for k in range(self.breedte) if self.kop < 0 or self.kopteksten(k)]
        return opsomming(koppen, 10) or "geen enkele kop"

    # --- what was guessed -------------------------------------------------------------------

    def meld(self, ernst: Ernst, melding: str, advies: str = "") -> None:
        self.opmerkingen.append((ernst, melding, advies))

    def _zeg_wat_boven_de_kop_staat(self) -> None:
        boven = [
            "; ".join(dict.fromkeys(cel for cel in rij if cel))
            for rij in self.bron.rijen[: max(self.kop, 0)]
            if any(rij)
        ]
        if boven:
            self.meld(
                "let op",
                f"de kop staat in rij {self.kop + 1}; wat erboven staat doet niet mee: "
                f"{opsomming([citeer(regel) for regel in boven], 3)}.",
            )

    def _zeg_wat_geraden_is(self, gemeente: int | None, regio: int | None) -> None:
        if gemeente is None or regio is None:
            return
        zeker = self.gevraagd.gemeente or gemeente in self._met_koppen(GEMEENTEKOPPEN)
        zeker = zeker and (self.gevraagd.regio or regio in self._met_koppen(_REGIO))
        if not zeker:
            geen_kop = "er is geen kop; " if self.kop < 0 else ""
            self.meld(
                "let op",
                f"{geen_kop}de gemeenten staan in kolom {self.naam(gemeente)} en de regio's in kolom "
                f"{self.naam(regio)}.",
            )

    def _zeg_wat_dubbel_is(self, *kolommen: int | None) -> None:
        koppen = [self.bron.cel(max(self.kop, 0), k) for k in range(self.breedte)]
        vormen = [kopvorm(kop) for kop in koppen]
        for kolom in kolommen if self.kop >= 0 else ():
            if kolom is not None and vormen[kolom] and vormen.count(vormen[kolom]) > 1:
                wat = f"de kop {self.naam(kolom)} staat er dubbel."
                self.meld("let op", wat, "De eerste kolom telt.")

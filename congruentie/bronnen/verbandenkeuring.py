"""Judge a list of verbanden of the user's own: everything that is to be said of it, at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from congruentie.bronnen.bladkeuze import kies_blad, lees_keuzes, splits_keuze
from congruentie.bronnen.deelnemers import (
    GEMEENTE,
    ONBEKEND,
    OPGEGAAN,
    Deelnemer,
    Deelnemers,
)
from congruentie.bronnen.heelbestand import bijna_gelijk, vind_jaar
from congruentie.bronnen.meldingen import Keuring, Melder
from congruentie.bronnen.niets import is_niets
from congruentie.bronnen.tabelbestand import Rijen, lees_rijen
from congruentie.bronnen.verbandvormen import (
    KENMERKEN,
    Onduidelijk,
    Vermelding,
    Vorm,
    vermeldingen,
    vind_vorm,
    zinnen_over,
)
from congruentie.bronnen.yamlbestand import citeer
from congruentie.bronnen.zoeken import GEEN_RAAD, Zoeker, herstel, kaal, zoeker_voor
from congruentie.gemeenten import Gemeenten
from congruentie.nl import aantal, getal, opsomming
from congruentie.verbanden import Andere, Verband

__all__ = ["is_verbandenlijst", "keur_verbanden", "tel_soorten", "zeg_van_lijst"]

_NAMEN = ("verband", "deelnemer")


def keur_verbanden(bestand: str | Path, gemeenten: Gemeenten) -> Keuring:
    """Judge a list of verbanden.

    Parameters
    ----------
    bestand
        ``BESTAND``, with behind it as needed ``#BLAD``, ``#verband=KOLOM`` and ``#deelnemer=KOLOM``.
    gemeenten
        The gemeenten the codes and names are looked up in.

    Returns
    -------
    Keuring
        With `verbanden`. A deelnemer that is no gemeente never makes a list useless: it is kept and
        counted by kind, and an unknown one is said with what may be meant. A list that is wholly of
        the gemeenten of another year is refused.

    Raises
    ------
    CongruentieFout
        The file cannot be read at all, or more than one sheet could be meant.
    """
    pad, keuzes = splits_keuze(str(bestand))
    bladen = lees_rijen(pad)
    zoeker = zoeker_voor(gemeenten)
    blad_namen = {blad.blad.casefold() for blad in bladen if blad.blad}
    naam, gevraagd, los = lees_keuzes(keuzes, blad_namen, _NAMEN)
    gevonden = {blad.blad: vind_vorm(blad, zoeker, gevraagd) for blad in bladen}
    zeker = [b for b in bladen if (vorm := gevonden[b.blad]) and vorm.zeker]
    half = [b for b in bladen if gevonden[b.blad]]
    blad = kies_blad(bladen, naam or "".join(los[:1]), zeker or half)
    keuring = Keuring()
    vorm = gevonden[blad.blad]
    melder = Melder(blad.bestand, keuring, blad.blad)
    if vorm is None:
        melder.fout(
            "er is geen kolom met verbanden en geen kolom met deelnemers.",
            f"Geef het een kop: verband,deelnemer, of noem ze: {blad.keuze}#verband=KOLOM"
            "#deelnemer=KOLOM.",
        )
        return keuring
    _Lezer(blad, vorm, zoeker, melder).lees()
    return keuring


def is_verbandenlijst(bestand: str | Path, gemeenten: Gemeenten) -> bool:
    """Whether a file can only be a list of verbanden.

    Raises
    ------
    CongruentieFout
        The file cannot be read at all.
    """
    pad, _ = splits_keuze(str(bestand))
    vormen = (vind_vorm(blad, zoeker_voor(gemeenten), {}) for blad in lees_rijen(pad))
    return any(vorm is not None and vorm.zeker for vorm in vormen)


class _Lezer:
    """Goes through the mentions and puts the verbanden together."""

    def __init__(self, bron: Rijen, vorm: Vorm, zoeker: Zoeker, melder: Melder) -> None:
        self.bron, self.vorm, self.zoeker, self.melder = bron, vorm, zoeker, melder
        self.deelnemers = Deelnemers(zoeker)
        self.leden: dict[str, list[str]] = {}
        self.anderen: dict[str, list[Andere]] = {}
        self.kenmerken: dict[str, dict[str, str]] = {}
        self.eerste_rij: dict[str, int] = {}
        self.gezien: set[tuple[str, str]] = set()
        self.gezegd: set[str] = set()
        self.gesplitst: dict[str, list[str]] = {}
        self.opgezocht: list[str] = []
        self.vroeger: dict[str, str] = {}
        self.zonder_verband = self.hersteld = self.dubbel = 0
        self.vorige = ""

    def lees(self) -> None:
        """Read every mention, then look at the list as a whole."""
        for zin in zinnen_over(self.bron, self.vorm):
            self.melder.let_op(zin)
        alle = list(vermeldingen(self.bron, self.vorm))
        genoemd = [een for een in alle if isinstance(een, Vermelding)]
        soort_is_van = self._soort_is_van(genoemd)
        for een in alle:
            if isinstance(een, Onduidelijk):
                self._zeg_onduidelijk(een)
            else:
                self._lees(een, soort_is_van)
        lijst = tuple(
            Verband(
                naam, tuple(self.leden[naam]), tuple(self.anderen[naam]), **self.kenmerken[naam]
            )
            for naam in self.leden
        )
        gevonden = vind_jaar(self.opgezocht, self.zoeker, heel_of_niets=True)
        if gevonden:
            self.melder.fout(f"{gevonden[0]}.", gevonden[1])
            meldingen = self.melder.keuring.meldingen
            meldingen.insert(0, meldingen.pop())  # it explains the rows
            return
        if not lijst:
            self.melder.fout("er is geen enkel verband met een deelnemer.")
            return
        self._zeg_hoe_gelezen()
        self.melder.keuring.verbanden = lijst
        for zin in zeg_van_lijst(lijst):
            self.melder.let_op(zin)

    def _soort_is_van(self, genoemd: Iterable[Vermelding]) -> str:
        """Whether the column `soort` is about deelnemers, or else about the verband: its vorm."""
        bij_gemeenten = [
            kaal(een.soort)
            for een in genoemd
            if not is_niets(een.soort)
            and any(map(self.zoeker.ooit, [een.code] if een.code else self._delen(een)))
        ]
        anders = [soort for soort in bij_gemeenten if GEMEENTE not in soort and soort != OPGEGAAN]
        if 2 * len(anders) <= len(bij_gemeenten):
            return "deelnemer"
        kop = self.bron.cel(self.vorm.kop, self.vorm.kolommen["soort"])
        if "vorm" in self.vorm.kolommen:
            self.melder.let_op(f"kolom {kop!r} is geen soort van deelnemers en doet niet mee.")
            return ""
        self.melder.let_op(f"kolom {kop!r} is gelezen als de vorm van het verband.")
        return "verband"

    def _lees(self, een: Vermelding, soort_is_van: str) -> None:
        verband = self._verband(een)
        if not verband:
            return
        soort = een.soort if soort_is_van == "deelnemer" else ""
        if soort_is_van == "verband":
            self.kenmerken[verband].setdefault("vorm", een.soort)
        for wat in KENMERKEN:
            tekst = een.kenmerken.get(wat, "")
            if not is_niets(tekst) and self.kenmerken[verband].setdefault(
                wat, herstel(tekst)
            ) != herstel(tekst):
                self.melder.let_op(
                    f"{wat} van {citeer(verband)} is hier {tekst!r}, maar eerder "
                    f"{self.kenmerken[verband][wat]!r}.",
                    "Het eerste telt.",
                    (een.rij, wat, tekst),
                    f"rijen noemen een {wat} van een verband dat eerder anders was",
                )
        if een.code:
            self._neem_op(verband, een.code, soort, een)
            return
        delen = self._delen(een)
        if not delen and self.vorm.soort == "lang":
            self.melder.let_op(
                f"bij {citeer(verband)} staat geen deelnemer.",
                "",
                (een.rij, "deelnemer", een.deelnemer),
                "rijen noemen een verband zonder deelnemer",
            )
        for deel in delen:
            self._neem_op(verband, deel, soort, een)

    def _delen(self, een: Vermelding) -> list[str]:
        if een.deelnemer not in self.gesplitst:
            self.gesplitst[een.deelnemer] = self.deelnemers.splits(een.deelnemer)
        return self.gesplitst[een.deelnemer]

    def _verband(self, een: Vermelding) -> str:
        """The verband of a mention; that of the row above where none is named."""
        naam = " ".join(herstel(een.verband).split())
        if is_niets(naam):
            if not een.deelnemer or not self.vorige:
                return ""
            self.zonder_verband += 1
            return self.vorige
        self.hersteld += herstel(een.verband) != een.verband and naam not in self.leden
        self.vorige = naam
        self.leden.setdefault(naam, [])
        self.anderen.setdefault(naam, [])
        self.kenmerken.setdefault(naam, {})
        self.eerste_rij.setdefault(naam, een.rij)
        return naam

    def _neem_op(self, verband: str, tekst: str, soort: str, een: Vermelding) -> None:
        wie = self.deelnemers.zoek(tekst, GEMEENTE if een.code else soort)
        if wie.raadsel is not None:
            self._zeg_raadsel(wie, een)
        if wie.code or wie.raadsel is not None:
            self.opgezocht.append(tekst)
        vroeger = wie.vroeger or (bool(wie.code) and kaal(soort) == OPGEGAAN)
        if vroeger:
            self.vroeger[een.deelnemer if een.code else wie.naam] = wie.code
        elif een.code and wie.code:
            self._vergelijk_naam(wie, een)
        plek = verband, wie.code or kaal(wie.naam)
        # Two that merged into one are no mistake.
        if not vroeger:
            self.dubbel += plek in self.gezien
            self.gezien.add(plek)
        if wie.code:
            self.leden[verband].append(wie.code)
        else:
            self.anderen[verband].append(Andere(een.deelnemer if een.code else wie.naam, wie.soort))

    def _vergelijk_naam(self, wie: Deelnemer, een: Vermelding) -> None:
        officieel = self.zoeker.gemeenten.naam_van[wie.code]
        if een.deelnemer not in {een.code, ""} and wie.code not in self.zoeker.ooit(een.deelnemer):
            self.melder.let_op(
                f"{wie.code} heet {officieel}, niet {een.deelnemer!r}.",
                "Controleer de code; de code telt.",
                (een.rij, "deelnemer", een.deelnemer),
                "namen horen niet bij de code die ernaast staat",
            )

    def _zeg_raadsel(self, wie: Deelnemer, een: Vermelding) -> None:
        if wie.naam in self.gezegd or wie.raadsel is None:
            return
        self.gezegd.add(wie.naam)
        bedoeld = wie.raadsel.advies.startswith("Bedoel je")
        self.melder.let_op(
            f"{wie.raadsel.melding.rstrip('.')}; telt als onbekende deelnemer, niet als gemeente.",
            "" if wie.raadsel.advies == GEEN_RAAD else wie.raadsel.advies,
            (een.rij, "deelnemer", wie.naam),
            "deelnemers lijken op een gemeente maar zijn het niet; zij tellen als onbekend"
            if bedoeld
            else "deelnemers zijn geen bekende gemeente en van geen bekende soort",
        )

    def _zeg_onduidelijk(self, een: Onduidelijk) -> None:
        if een.wat == "totaal":
            self.melder.let_op(f"rij {een.rij} ({citeer(een.tekst)}) doet niet mee.")
        else:
            self.melder.let_op(
                f"{citeer(een.tekst)} bij {een.kolom!r} is geen kruisje, ja of nee, en telt niet.",
                "Zet er een x, of maak de cel leeg.",
                (een.rij, een.kolom, een.tekst),
                "cellen zijn geen kruisje, ja of nee, en tellen niet",
            )

    def _zeg_hoe_gelezen(self) -> None:
        zeg = self.melder.let_op
        if self.zonder_verband:
            rijen = aantal(self.zonder_verband, "rij noemt", "rijen noemen")
            zeg(f"{rijen} geen verband; dat van de rij erboven telt.")
        if self.hersteld:
            namen = aantal(self.hersteld, "naam van een verband is", "namen van verbanden zijn")
            zeg(f"{namen} hersteld: er stond UTF-8 die als Windows-1252 is gelezen.")
        if self.vroeger:
            naam_van = self.zoeker.gemeenten.naam_van
            wie = [f"{oud} in {naam_van[nu]}" for oud, nu in sorted(self.vroeger.items())]
            zeg(
                f"{aantal(len(wie), 'deelnemer is', 'deelnemers zijn')} voor "
                f"{self.zoeker.gemeenten.jaar} opgegaan in een andere gemeente; die telt: "
                f"{opsomming(wie)}."
            )
        if self.dubbel:
            keer = aantal(self.dubbel, "deelnemer staat", "deelnemers staan")
            zeg(f"{keer} dubbel bij hetzelfde verband; dat telt een keer.")
        for vorm in bijna_gelijk(self.eerste_rij):
            zeg(
                f"{opsomming([citeer(v) for v in vorm])} lijken hetzelfde verband, maar tellen als "
                f"{len(vorm)} verbanden.",
                "Schrijf ze precies gelijk als het er een is.",
                (self.eerste_rij[vorm[-1]], "verband", vorm[-1]),
                "verbanden zijn ook anders geschreven en tellen apart",
            )


def zeg_van_lijst(verbanden: Iterable[Verband]) -> list[str]:
    """What is to be said of verbanden, whatever they were read from.

    Returns
    -------
    list of str
        Dutch sentences: the deelnemers that are no gemeente by kind, verbanden without partners in
        them, and those with the same gemeenten.
    """
    lijst, uit = tuple(verbanden), []
    soorten = tel_soorten(lijst)
    if soorten:
        som = getal(sum(soorten.values()))
        per_soort = ", ".join(f"{getal(keer)} {soort}" for soort, keer in soorten.items())
        uit.append(
            f"{som} keer is een deelnemer geen gemeente en maakt geen partners: {per_soort}."
        )
    klein = [een.naam for een in lijst if len(een.leden) < 2]
    if klein:
        wie = aantal(len(klein), "verband heeft", "verbanden hebben")
        wat = "maakt" if len(klein) == 1 else "maken"
        uit.append(
            f"{wie} minder dan twee gemeenten en {wat} geen partners: {opsomming(klein, 3)}."
        )
    groepen: dict[tuple[str, ...], list[str]] = {}
    for een in lijst:
        if len(een.leden) > 1:
            groepen.setdefault(een.leden, []).append(een.naam)
    gelijk = [namen for namen in groepen.values() if len(namen) > 1]
    if gelijk:
        som = getal(sum(map(len, gelijk)))
        uit.append(
            f"{som} verbanden hebben dezelfde gemeenten als een ander; zij tellen elk mee, zoals "
            f"{opsomming([citeer(naam) for naam in gelijk[0]], 3)}."
        )
    return uit


def tel_soorten(verbanden: Iterable[Verband]) -> Mapping[str, int]:
    """Count the deelnemers that are no gemeente by kind, once per verband; the most first."""
    tel = Counter(ander.soort or ONBEKEND for een in verbanden for ander in een.anderen)
    return dict(sorted(tel.items(), key=lambda paar: (-paar[1], paar[0])))

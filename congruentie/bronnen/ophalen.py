"""Fetch the official data of one year into the cache, set by set.

Every set stands on its own: what was stored stays, also when a later set fails or the analyst
stops, and the next call goes on with what is not there yet.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from congruentie.bronnen.cache import (
    Cache,
    Opgehaald,
    delen_van_gebieden,
    delen_van_grenzen,
    delen_van_regio,
)
from congruentie.bronnen.cbs import EERSTE_TABEL, SOORTEN, Regiosoort, is_regio, soort_van
from congruentie.bronnen.dienst import OphaalFout
from congruentie.bronnen.pakket import (
    jaren_met,
    lees_gemeenten,
    lees_gemeentevlakken,
    lees_indeling,
)
from congruentie.bronnen.pdok import Pdok
from congruentie.bronnen.statline import Statline
from congruentie.bronnen.vlakken import leg_over
from congruentie.errors import CongruentieFout
from congruentie.gemeenten import Gemeenten
from congruentie.model import Indeling
from congruentie.nl import getal, opsomming

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["WAT", "Ophaaluitkomst", "Ophaler"]

_log = logging.getLogger(__name__)

WAT = ("grenzen", "indelingen", "inwoners")
_PDOK = "Kadaster / Centraal Bureau voor de Statistiek (PDOK)"
_GEEN_TABEL = (
    f"daarvan heeft CBS geen tabel die gebruikt kan worden; de eerste is van {EERSTE_TABEL}."
)


@dataclass(frozen=True)
class Ophaaluitkomst:
    """What became of one thing that was asked.

    Parameters
    ----------
    wat
        ``"grenzen"``, ``"indelingen"``, ``"inwoners"`` or the key of an indeling.
    stand
        ``"opgehaald"``, ``"was er al"``, ``"bestaat niet"`` (CBS has no such thing for the year),
        ``"niet gevonden"`` (it should) or ``"mislukt"``.
    tekst
        A Dutch sentence about it; of what failed, only the cause.
    """

    wat: str
    stand: Literal["opgehaald", "was er al", "bestaat niet", "niet gevonden", "mislukt"]
    tekst: str


@dataclass
class Ophaler:
    """Fetches one year.

    Parameters
    ----------
    jaar
        The year.
    cache
        Where it goes.
    pdok, statline
        The services.
    ververs
        Fetch again what is already there.
    stap
        Called with a Dutch phrase before each set, for a progress bar.
    """

    jaar: int
    cache: Cache
    pdok: Pdok
    statline: Statline
    ververs: bool = False
    stap: Callable[[str], None] = field(default=lambda _: None)
    _vlakken: gpd.GeoDataFrame | None = field(default=None, init=False)
    _lijst: Gemeenten | None = field(default=None, init=False)

    def haal(
        self, wat: Sequence[str] = WAT, namen: Sequence[str] | None = None
    ) -> list[Ophaaluitkomst]:
        """Fetch what is asked.

        Parameters
        ----------
        wat
            Some of `WAT`. Memberships and inhabitants come from the same table of CBS.
        namen
            Keys of indelingen; default all that CBS has for the year.

        Returns
        -------
        list of Ophaaluitkomst
            A failed set does not stop the others.

        Raises
        ------
        CongruentieFout
            A name is not of CBS, or the cache cannot be written.
        """
        soorten = _kies_soorten(namen)
        uit: list[Ophaaluitkomst] = []
        if "grenzen" in wat:
            uit.append(self._probeer("grenzen", self._grenzen))
        if "indelingen" in wat or "inwoners" in wat:
            uit += self._gebieden("indelingen" in wat, "inwoners" in wat)
        if "indelingen" in wat:
            uit += self._regios(
                soorten, gevraagd=namen is not None, grenzen_gevraagd="grenzen" in wat
            )
        return uit

    def _probeer(self, wat: str, haal: Callable[[], tuple[bool, str]]) -> Ophaaluitkomst:
        try:
            nieuw, tekst = haal()
        except OphaalFout as fout:
            _log.debug("%s", fout, exc_info=True)
            if fout.status == 404 and wat not in {"grenzen", "indelingen"}:
                return Ophaaluitkomst(
                    wat, "niet gevonden", f"{wat}: niet gevonden voor {self.jaar}."
                )
            return Ophaaluitkomst(wat, "mislukt", fout.melding)
        return Ophaaluitkomst(wat, "opgehaald" if nieuw else "was er al", tekst)

    def _bewaard(self, naam: str, vervolg: str = "") -> Opgehaald | None:
        """Find a set that is there and whole, however old."""
        try:
            opgehaald = self.cache.vind(naam, self.jaar)
            for bestand in opgehaald.bestanden if opgehaald else ():
                bestand.keur()
            return opgehaald
        except CongruentieFout as fout:
            _log.info("%s%s", fout.melding, vervolg)
            return None

    def _aanwezig(self, naam: str) -> Opgehaald | None:
        """Find a set that need not be fetched."""
        return None if self.ververs else self._bewaard(naam, " Wordt nu opnieuw opgehaald.")

    def _grenzen(self) -> tuple[bool, str]:
        self.stap(f"grenzen {self.jaar}")
        if opgehaald := self._aanwezig("grenzen"):
            self._vlakken = lees_gemeentevlakken(opgehaald.bestand)
            return False, f"grenzen {self.jaar}: opgehaald op {opgehaald.datum}."
        dienst, antwoorden, vlakken = self.pdok.haal_vlakken("gemeente", "GM", self.jaar)
        delen = delen_van_grenzen(vlakken)
        self.cache.bewaar("grenzen", self.jaar, antwoorden, delen, dienst=dienst, bron=_PDOK)
        self._vlakken = vlakken
        return True, f"grenzen {self.jaar}: {len(vlakken)} gemeenten (PDOK, {dienst.upper()})."

    def _tabel(self) -> tuple[bool, str]:
        self.stap(f"indelingen en inwoners {self.jaar}")
        opgehaald = self._aanwezig("gebieden")
        nieuw = opgehaald is None
        if opgehaald is None:
            dienst, tabel, antwoorden, gebieden = self.statline.haal_gebieden(self.jaar)
            bron = f"CBS StatLine {tabel}, Gebieden in Nederland"
            delen = delen_van_gebieden(gebieden)
            opgehaald = self.cache.bewaar(
                "gebieden", self.jaar, antwoorden, delen, dienst=dienst, bron=bron
            )
        waar = f"StatLine {tabel}, {dienst}" if nieuw else opgehaald.datum
        self._lijst, bestand = lees_gemeenten(opgehaald.bestand), opgehaald.bestand
        zonder = _zonder_regio(
            self._lijst, [lees_indeling(bestand, naam) for naam in bestand.indelingen]
        )
        wat = f"{len(bestand.indelingen)} indelingen van {len(self._lijst)} gemeenten"
        return nieuw, f"indelingen {self.jaar}: {wat} ({waar}).{zonder}"

    def _gebieden(self, indelingen: bool, inwoners: bool) -> list[Ophaaluitkomst]:
        gevraagd = [wat for wat, ja in (("indelingen", indelingen), ("inwoners", inwoners)) if ja]
        if self.jaar < EERSTE_TABEL:
            return [
                Ophaaluitkomst(wat, "bestaat niet", f"{wat} {self.jaar}: {_GEEN_TABEL}")
                for wat in gevraagd
            ]
        uitkomst = self._probeer("indelingen", self._tabel)
        if self._lijst is None:
            return [replace(uitkomst, wat=wat) for wat in gevraagd]
        uit = [uitkomst] if indelingen else []
        aantal = self._lijst.inwoners
        if inwoners and aantal is None:
            tekst = f"inwoners {self.jaar}: de tabel van CBS heeft ze niet."
            uit.append(Ophaaluitkomst("inwoners", "bestaat niet", tekst))
        elif inwoners and aantal is not None:
            tekst = f"inwoners {self.jaar}: {getal(aantal.sum())} samen."
            uit.append(Ophaaluitkomst("inwoners", uitkomst.stand, tekst))
        return uit

    def _regios(
        self, soorten: Sequence[Regiosoort], *, gevraagd: bool, grenzen_gevraagd: bool
    ) -> list[Ophaaluitkomst]:
        """Fetch region polygons for the kinds that neither the table nor this program has."""
        uit, zoek = self._sorteer(soorten, gevraagd=gevraagd)
        if zoek and self._vlakken is None:  # older ones will do when new ones did not come
            if bewaard := self._bewaard("grenzen"):
                self._vlakken = lees_gemeentevlakken(bewaard.bestand)
            elif not grenzen_gevraagd:
                uit.append(self._probeer("grenzen", self._grenzen))
        for soort in zoek:
            if self._vlakken is None:
                uit.append(
                    Ophaaluitkomst(soort.indeling, "mislukt", "Dat kan niet zonder grenzen.")
                )
            else:
                haal = partial(self._regio, soort, self._vlakken)
                uit.append(self._probeer(soort.indeling, haal))
        return uit

    def _sorteer(
        self, soorten: Sequence[Regiosoort], *, gevraagd: bool
    ) -> tuple[list[Ophaaluitkomst], list[Regiosoort]]:
        """Say what need not be fetched, and give the kinds that PDOK is known to have."""
        tabel = self._bewaard("gebieden")
        heeft = set(tabel.bestand.indelingen) if tabel else _ingebouwd(self.jaar)
        uit: list[Ophaaluitkomst] = []
        zoek: list[Regiosoort] = []
        for soort in (soort for soort in soorten if soort.indeling not in heeft):
            naam = soort.indeling
            if soort.in_pdok(self.jaar):
                if bewaard := self._aanwezig(f"regio_{naam}"):
                    tekst = f"{naam} {self.jaar}: opgehaald op {bewaard.datum}."
                    uit.append(Ophaaluitkomst(naam, "was er al", tekst))
                else:
                    zoek.append(soort)
            elif gevraagd and not soort.in_tabel(self.jaar):
                tekst = f"{naam}: die heeft CBS niet voor {self.jaar}."
                uit.append(Ophaaluitkomst(naam, "bestaat niet", tekst))
            elif gevraagd and tabel:
                tekst = f"{naam}: niet gevonden voor {self.jaar}."
                uit.append(Ophaaluitkomst(naam, "niet gevonden", tekst))
        return uit, zoek

    def _regio(self, soort: Regiosoort, gemeenten: gpd.GeoDataFrame) -> tuple[bool, str]:
        naam = soort.indeling
        self.stap(f"{naam} {self.jaar}")
        dienst, antwoorden, regios = self.pdok.haal_vlakken(soort.laag, soort.letters, self.jaar)
        rijen = [rij for rij in leg_over(gemeenten, regios) if is_regio(rij[1], rij[2])]
        delen, bron = delen_van_regio(naam, rijen), f"{_PDOK}, over gemeenten"
        self.cache.bewaar(f"regio_{naam}", self.jaar, antwoorden, delen, dienst=dienst, bron=bron)
        krap = [f"{gm} {deel:.0%}" for gm, _, _, deel in rijen if deel < 0.95]
        let_op = f" Minder dan 95% in de regio: {', '.join(krap)}." if krap else ""
        if weg := sorted(set(gemeenten.index) - {gm for gm, *_ in rijen}):
            let_op += f" Zonder regio: {opsomming(weg)}."
        aantal = len({regio for _, regio, *_ in rijen})
        return True, (
            f"{naam} {self.jaar}: {aantal} regio's over {len(rijen)} gemeenten gelegd "
            f"(PDOK, {dienst.upper()}).{let_op}"
        )


def _zonder_regio(gemeenten: Gemeenten, indelingen: Sequence[Indeling]) -> str:
    """Name who has no regio in an indeling: CBS counts them as "niet in te delen", or not at all."""
    weg = {
        indeling.naam: [gm for gm in gemeenten.codes if gm not in indeling.lidmaatschap]
        for indeling in indelingen
    }
    delen = [f"{opsomming(codes)} ({naam})" for naam, codes in weg.items() if codes]
    return f" Zonder regio: {'; '.join(delen)}." if delen else ""


def _ingebouwd(jaar: int) -> set[str]:
    """What is embedded for a year: the table of CBS as it is."""
    if jaar not in jaren_met("gemeenten"):
        return set()
    return {soort.indeling for soort in SOORTEN if soort.in_tabel(jaar)}


def _kies_soorten(namen: Sequence[str] | None) -> list[Regiosoort]:
    if namen is None:
        return list(SOORTEN)
    uit = []
    for naam in namen:
        soort = soort_van(naam)
        if soort is None:
            raise CongruentieFout(
                f"{naam!r} is geen indeling die CBS bijhoudt.",
                f"Kies uit: {', '.join(soort.indeling for soort in SOORTEN)}.",
            )
        uit.append(soort)
    return uit

"""Fetch the official data of one year into the cache, set by set.

Every set stands on its own: what was stored stays, also when a later set fails or the analyst
stops, and the next call goes on with what is not there yet.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Literal

from congruentie.bronnen.cache import Cache, Opgehaald
from congruentie.bronnen.gebieden import Gebieden, lees_gebieden
from congruentie.bronnen.net import OphaalFout
from congruentie.bronnen.overlap import leg_over
from congruentie.bronnen.pdok import Pdok, lees_vlakken
from congruentie.bronnen.soorten import SOORTEN, Soort, soort_van
from congruentie.bronnen.statline import Statline
from congruentie.errors import CongruentieFout

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["WAT", "Ophaler", "Uitkomst"]

_log = logging.getLogger(__name__)

WAT = ("grenzen", "indelingen", "inwoners")
_LICENTIE = "CC BY 4.0"


@dataclass(frozen=True)
class Uitkomst:
    """What became of one thing that was asked.

    Parameters
    ----------
    wat
        ``"grenzen"``, ``"indelingen"``, ``"inwoners"`` or the key of an indeling.
    stand
        ``"opgehaald"``, ``"was er al"``, ``"bestaat niet"`` (CBS has no such thing for the year),
        ``"niet gevonden"`` (it should) or ``"mislukt"``.
    tekst
        A Dutch sentence about it.
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

    def haal(self, wat: Sequence[str] = WAT, namen: Sequence[str] | None = None) -> list[Uitkomst]:
        """Fetch what is asked.

        Parameters
        ----------
        wat
            Some of `WAT`. Memberships and inhabitants come from the same table of CBS.
        namen
            Keys of indelingen; default all that CBS has for the year.

        Returns
        -------
        list of Uitkomst
            A failed set does not stop the others.

        Raises
        ------
        CongruentieFout
            A name is not of CBS, or the cache cannot be written.
        """
        soorten = _kies_soorten(namen)
        uit: list[Uitkomst] = []
        if "grenzen" in wat:
            uit.append(self._probeer("grenzen", self._grenzen))
        if "indelingen" in wat or "inwoners" in wat:
            uit += self._gebieden("indelingen" in wat, "inwoners" in wat)
        if "indelingen" in wat:
            mislukt = any(u.wat == "grenzen" and u.stand == "mislukt" for u in uit)
            uit += self._regios(soorten, gevraagd=namen is not None, zonder_grenzen=mislukt)
        return uit

    def _probeer(self, wat: str, haal: Callable[[], tuple[bool, str]]) -> Uitkomst:
        try:
            nieuw, tekst = haal()
        except OphaalFout as fout:
            _log.debug("%s", fout, exc_info=True)
            if fout.status == 404 and wat not in {"grenzen", "indelingen"}:
                return Uitkomst(wat, "niet gevonden", f"{wat}: niet gevonden voor {self.jaar}.")
            return Uitkomst(wat, "mislukt", f"{wat} {self.jaar}: {fout}")
        return Uitkomst(wat, "opgehaald" if nieuw else "was er al", tekst)

    def _aanwezig(self, naam: str) -> Opgehaald | None:
        """Find the set when it is there, whole, and need not be renewed."""
        return None if self.ververs else self._heel(naam)

    def _heel(self, naam: str) -> Opgehaald | None:
        """Find the set when it is there and whole."""
        try:
            opgehaald = self.cache.vind(naam, self.jaar)
            if opgehaald is not None:
                self.cache.antwoorden(opgehaald)
        except CongruentieFout as fout:
            _log.info("%s Wordt nu opnieuw opgehaald.", fout.melding)
            return None
        return opgehaald

    def _bron(self, wat: str) -> dict[str, str]:
        return {
            "bron": f"{wat}, {self.jaar}",
            "licentie": _LICENTIE,
            "datum": datetime.date.today().isoformat(),
        }

    def _grenzen(self) -> tuple[bool, str]:
        self.stap(f"grenzen {self.jaar}")
        if opgehaald := self._aanwezig("grenzen"):
            return False, f"grenzen {self.jaar}: opgehaald op {opgehaald.datum}."
        dienst, antwoorden, vlakken = self.pdok.haal_vlakken("gemeente", "GM", self.jaar)
        self.cache.bewaar(
            "grenzen",
            self.jaar,
            antwoorden,
            dienst=dienst,
            **self._bron("Kadaster / Centraal Bureau voor de Statistiek (PDOK)"),
        )
        return True, f"grenzen {self.jaar}: {len(vlakken)} gemeenten (PDOK, {dienst.upper()})."

    def _tabel(self) -> tuple[bool, str, Gebieden]:
        self.stap(f"indelingen en inwoners {self.jaar}")
        if opgehaald := self._aanwezig("gebieden"):
            gebieden = lees_gebieden(self.cache.antwoorden(opgehaald), opgehaald.dienst, self.jaar)
            return False, opgehaald.datum, gebieden
        dienst, tabel, antwoorden, gebieden = self.statline.haal_gebieden(self.jaar)
        self.cache.bewaar(
            "gebieden",
            self.jaar,
            antwoorden,
            dienst=dienst,
            **self._bron(f"CBS StatLine {tabel}, Gebieden in Nederland"),
        )
        return True, f"StatLine {tabel}, {dienst}", gebieden

    def _gebieden(self, indelingen: bool, inwoners: bool) -> list[Uitkomst]:
        gevonden: list[Gebieden] = []

        def haal() -> tuple[bool, str]:
            nieuw, waar, gebieden = self._tabel()
            gevonden.append(gebieden)
            wat = f"{len(gebieden.indelingen)} indelingen van {len(gebieden.namen)} gemeenten"
            return nieuw, f"indelingen {self.jaar}: {wat} ({waar})."

        uitkomst = self._probeer("indelingen", haal)
        uit = [uitkomst] if indelingen or uitkomst.stand == "mislukt" else []
        if inwoners and gevonden:
            aantal = gevonden[0].inwoners
            if aantal is None:
                tekst = f"inwoners {self.jaar}: de tabel van CBS heeft ze niet."
                uit.append(Uitkomst("inwoners", "bestaat niet", tekst))
            else:
                som = f"{int(sum(aantal.values())):,}".replace(",", ".")
                tekst = f"inwoners {self.jaar}: {som} samen."
                uit.append(Uitkomst("inwoners", uitkomst.stand, tekst))
        return uit

    def _regios(
        self, soorten: Sequence[Soort], *, gevraagd: bool, zonder_grenzen: bool
    ) -> list[Uitkomst]:
        """Fetch region polygons for the kinds that the table does not have."""
        tabel = self._heel("gebieden")
        aanwezig: set[str] = set()
        if tabel is not None:
            try:
                gebieden = lees_gebieden(self.cache.antwoorden(tabel), tabel.dienst, self.jaar)
                aanwezig = set(gebieden.indelingen)
            except CongruentieFout as fout:
                _log.info("%s", fout)
        uit: list[Uitkomst] = []
        te_doen = [
            s for s in soorten if s.indeling not in aanwezig and s.laag and s.bestaat_in(self.jaar)
        ]
        if te_doen:
            try:
                if zonder_grenzen:
                    raise OphaalFout("De grenzen zijn er niet.")
                self._gemeenten  # noqa: B018  # once, not again for each of them
            except OphaalFout:
                return [
                    Uitkomst(
                        "regio's",
                        "mislukt",
                        f"Zonder grenzen kan dit niet: {', '.join(s.indeling for s in te_doen)}.",
                    )
                ]
        for soort in soorten:
            if soort.indeling in aanwezig:
                continue
            if soort.laag and soort.bestaat_in(self.jaar):
                uit.append(self._probeer(soort.indeling, partial(self._regio, soort)))
            elif gevraagd:
                tekst = f"{soort.indeling}: bestaat niet in {self.jaar} bij CBS."
                uit.append(Uitkomst(soort.indeling, "bestaat niet", tekst))
        return uit

    def _regio(self, soort: Soort) -> tuple[bool, str]:
        naam = soort.indeling
        self.stap(f"{naam} {self.jaar}")
        if opgehaald := self._aanwezig(f"regio_{naam}"):
            return False, f"{naam} {self.jaar}: opgehaald op {opgehaald.datum}."
        gemeenten = self._gemeenten
        dienst, antwoorden, regios = self.pdok.haal_vlakken(soort.laag, soort.letters, self.jaar)
        rijen = leg_over(gemeenten, regios)
        self.cache.bewaar(
            f"regio_{naam}",
            self.jaar,
            antwoorden,
            dienst=dienst,
            lidmaatschap=tuple(rijen),
            **self._bron("Kadaster / Centraal Bureau voor de Statistiek (PDOK), over gemeenten"),
        )
        krap = [f"{gm} {deel:.0%}" for gm, _, _, deel in rijen if deel < 0.95]
        let_op = f" Minder dan 95% in de regio: {', '.join(krap)}." if krap else ""
        return True, (
            f"{naam} {self.jaar}: {len(regios)} regio's over {len(rijen)} gemeenten gelegd "
            f"(PDOK, {dienst.upper()}).{let_op}"
        )

    @cached_property
    def _gemeenten(self) -> gpd.GeoDataFrame:
        """The polygons of the gemeenten: what `_grenzen` stored, in this call or an earlier one."""
        if not self._heel("grenzen"):
            self._grenzen()
        opgehaald = self._heel("grenzen")
        if opgehaald is None:
            raise OphaalFout(f"De grenzen van {self.jaar} zijn er niet.")
        return lees_vlakken(self.cache.antwoorden(opgehaald), "gemeente", "GM", self.jaar)


def _kies_soorten(namen: Sequence[str] | None) -> list[Soort]:
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

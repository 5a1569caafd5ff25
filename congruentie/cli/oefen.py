"""``congruentie uitvraag oefen``: a whole consultation with answers that were made up."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from congruentie.cli.nederlands import Commando
from congruentie.cli.opties import algemene_opties, optie, uit_optie
from congruentie.cli.ronde import meld_ronde
from congruentie.cli.uitvraag import achtergrond, waarnemend
from congruentie.cli.voorstelopties import Voorstelkeuze, voorstel_opties

if TYPE_CHECKING:
    from congruentie.uitvraag.antwoorden import Antwoorden
    from congruentie.uitvraag.logboek import Invoer
    from congruentie.uitvraag.oefenen import Oefenaar
    from congruentie.uitvraag.ronde import Ronde
    from congruentie.voorstel.bestand import GelezenVoorstel

__all__ = ["oefen"]

_log = logging.getLogger(__name__)


@click.command("oefen", cls=Commando)
@voorstel_opties("Het voorstel waarmee het overleg begint.")
@optie("rondes", "heel getal", "Hoeveel rondes (standaard 3).", standaard=3)
@optie("zaad", "heel getal", "Hetzelfde zaad geeft dezelfde antwoorden.", standaard=1)
@optie("wensgewicht", "getal", "Als bij ronde.", standaard="10")
@optie("zacht", "ja/nee", "Als bij ronde.")
@optie("geen-waarnemers", "ja/nee", "Als bij maak.")
@uit_optie("Map voor het hele overleg (standaard oefening); moet leeg zijn.")
@algemene_opties
def oefen(
    keuze: Voorstelkeuze,
    rondes: int,
    zaad: int,
    uit: str | None,
    **hoe: str | bool,
) -> None:
    """Oefen een heel overleg: formulieren, verzonnen antwoorden, rondes en een logboek."""
    from congruentie.errors import CongruentieFout
    from congruentie.uitvraag.logboek import LOGBOEK
    from congruentie.uitvraag.oefenen import Oefenaar, wie_opnieuw

    map_ = Path("oefening" if uit is None else uit)
    if map_.exists() and any(map_.iterdir()):
        raise CongruentieFout(f"{map_} is niet leeg.", "Kies een lege of nieuwe map.")
    stap = _Overleg(keuze, map_, Oefenaar(zaad), hoe)
    gevraagd: list[str] | None = None
    for nummer in range(1, rondes + 1):
        gehouden = stap.ronde(nummer, gevraagd)
        meld_ronde(gehouden)
        gevraagd = wie_opnieuw(gehouden)
    _log.info("Geschreven: %s", map_ / LOGBOEK)


class _Overleg:
    """One consultation in one folder."""

    def __init__(
        self, keuze: Voorstelkeuze, map_: Path, oefenaar: Oefenaar, hoe: dict[str, str | bool]
    ) -> None:
        self.keuze, self.map, self.oefenaar, self.hoe = keuze, map_, oefenaar, hoe
        self.gelezen: GelezenVoorstel = keuze.lees()
        self.antwoorden: list[Antwoorden] = []
        self.invoer: list[Invoer] = []

    def ronde(self, nummer: int, gevraagd: list[str] | None) -> Ronde:
        """Ask, let answer, read, and make the next proposal."""
        from dataclasses import replace

        from congruentie.uitvraag import verslag
        from congruentie.uitvraag.logboek import schrijf_logboek
        from congruentie.uitvraag.ronde import houd_ronde
        from congruentie.uitvraag.toepassen import voeg_samen

        self._vraag(nummer, gevraagd)
        self._lees(nummer)
        gehouden = houd_ronde(
            self.gelezen,
            voeg_samen(self.antwoorden, self.gelezen.sha256),
            gewicht=float(self.hoe["wensgewicht"]),
            zacht=bool(self.hoe["zacht"]),
        )
        naam = self.map / f"voorstel-{nummer}"
        verslag.schrijf_ronde(gehouden, self.gelezen, naam, uitleg=False)
        uitkomst = naam.with_suffix(".json")
        schrijf_logboek(gehouden, self.gelezen, self.invoer, uitkomst)
        self.keuze = replace(self.keuze, voorstel=str(uitkomst))
        self.gelezen = self.keuze.lees()
        return gehouden

    def _vraag(self, nummer: int, gevraagd: list[str] | None) -> None:
        """Make the forms, and let those come back that do."""
        from congruentie.uitvraag.invullen import vul_in
        from congruentie.uitvraag.maken import OVERZICHT, kies_gevraagden, maak_uitvraag
        from congruentie.uitvraag.oefenen import verzin_contact
        from congruentie.uitvraag.toepassen import voeg_samen

        voorstel = self.gelezen.voorstel
        gemeenten = voorstel.indelingen.gemeenten
        alleen = bool(self.hoe["geen_waarnemers"]) or nummer > 1
        anderen = [] if alleen else waarnemend(gemeenten, self.keuze.cache)
        wie = kies_gevraagden(gemeenten, anderen, gevraagd)
        heen, terug = self.map / f"formulieren-{nummer}", self.map / f"terug-{nummer}"
        formulieren = maak_uitvraag(voorstel, self.gelezen.sha256, wie, heen)
        van_wie = {een.code: pad for een, pad in zip(wie, formulieren, strict=True)}
        terug.mkdir()
        shutil.copyfile(heen / OVERZICHT, terug / OVERZICHT)
        eerder = voeg_samen(self.antwoorden, self.gelezen.sha256) if self.antwoorden else None
        for antwoord in self.oefenaar.antwoorden(voorstel, nummer, eerder):
            pad = van_wie.get(antwoord.wie)
            if pad is not None:
                contact = None if antwoord.status == "leeg" else verzin_contact(antwoord.wie)
                vul_in(pad, terug / pad.name, antwoord, contact)
        _log.info("Ronde %d: %d formulieren gemaakt en ingevuld.", nummer, len(wie))

    def _lees(self, nummer: int) -> None:
        from congruentie.uitvraag.antwoorden import schrijf_antwoorden
        from congruentie.uitvraag.lezen import lees_map
        from congruentie.uitvraag.logboek import Invoer

        gelezen = lees_map(
            self.map / f"terug-{nummer}",
            achtergrond(self.keuze, self.gelezen, met_contact=False),
            jaar=self.gelezen.voorstel.indelingen.gemeenten.jaar,
            voorstel_sha256=self.gelezen.sha256,
        )
        pad = self.map / f"antwoorden-{nummer}.json"
        schrijf_antwoorden(gelezen, pad)
        self.antwoorden.append(gelezen)
        self.invoer.append(Invoer.van(pad))

"""``congruentie controleer``: what is wrong with an own file, and whether a certificate holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from congruentie import NIEUWSTE_JAAR
from congruentie.cli import Commando
from congruentie.cli.keuze import CACHE
from congruentie.cli.opties import algemene_opties, optie, stel, zeg
from congruentie.errors import CongruentieFout

if TYPE_CHECKING:
    from congruentie.bronnen.meldingen import Keuring, Melding
    from congruentie.gemeenten import Gemeenten

__all__ = ["controleer"]


@click.command("controleer", cls=Commando)
@click.argument("bestand", required=False)
@optie(
    "bewijs",
    "bestand",
    "Reken in plaats daarvan het bewijs bij een voorstel na.",
    vorm="NAAM-bewijs.json",
    niet_met=("jaar", "peildatum", "cache"),
)
@optie(
    "jaar",
    "jaar",
    f"Het jaar van de gemeenten (standaard {NIEUWSTE_JAAR}).",
    standaard=NIEUWSTE_JAAR,
)
@optie(
    "peildatum", "jaar", "Van welk jaar de gemeenten in het bestand zijn, als dat niet --jaar is."
)
@optie("json", "pad", "Schrijf de meldingen ook als JSON; - is het scherm.", veld="json_pad")
@stel(CACHE)
@algemene_opties
def controleer(
    bestand: str | None,
    bewijs: str | None,
    jaar: int,
    peildatum: int | None,
    json_pad: str | None,
    cache: str | None,
) -> None:
    """Controleer een eigen bestand: gemeenten en regio's, verbanden (CSV, XLSX) of grenzen."""
    from congruentie import bronnen
    from congruentie.bronnen.bladkeuze import splits_keuze
    from congruentie.bronnen.meldingen import Melding, regels_van
    from congruentie.voorstel.bewijs import controleer_bewijs

    meldingen: Sequence[Melding] = ()
    try:
        if bewijs is not None and bestand is None:
            goed, zin = True, controleer_bewijs(Path(bewijs))
        elif bestand is not None and bewijs is None:
            gemeenten = bronnen.laad_gemeenten(peildatum or jaar, cache=cache)
            goed, zin, meldingen = _keur(bestand, gemeenten)
        else:
            raise click.UsageError("Noem een bestand, of een bewijs met --bewijs.")
    except CongruentieFout as fout:
        pad = str(bestand or bewijs)
        with suppress(CongruentieFout):  # a path that the system cannot even look for
            pad = str(splits_keuze(pad)[0])
        _schrijf_json([Melding("fout", pad, fout.melding, fout.oplossing)], json_pad, goed=False)
        if json_pad != "-":
            raise
        raise click.exceptions.Exit(1) from fout
    _schrijf_json(meldingen, json_pad, goed=goed)
    if json_pad != "-":
        for ernst, regel in regels_van(meldingen):
            zeg(f"{ernst}: {regel}")
        zeg(zin)
    if not goed:
        raise click.exceptions.Exit(1)


def _keur(bestand: str, gemeenten: Gemeenten) -> tuple[bool, str, Sequence[Melding]]:
    """Whether a file can be used, that in a sentence, and the remarks on it."""
    from congruentie import bronnen
    from congruentie.bronnen.meldingen import regels_van

    grenzen = bronnen.is_grenzenbestand(bestand)
    if not grenzen and bronnen.is_verbandenlijst(bestand, gemeenten):
        keuring = bronnen.keur_verbanden(bestand, gemeenten)
    else:
        keuring = (bronnen.controleer_grenzen if grenzen else bronnen.controleer)(
            bestand, gemeenten
        )
    zin = f"Bruikbaar: {_wat_erin_staat(keuring, grenzen=grenzen)}."
    if not keuring.bruikbaar:
        fouten = sum(ernst == "fout" for ernst, _ in regels_van(keuring.meldingen))
        zin = f"Niet bruikbaar: los eerst de fouten op ({fouten})."
    return keuring.bruikbaar, zin, keuring.meldingen


def _wat_erin_staat(keuring: Keuring, *, grenzen: bool) -> str:
    """What a file that can be used holds, in half a sentence."""
    from congruentie.nl import aantal

    if keuring.verbanden:
        leden = len({lid for verband in keuring.verbanden for lid in verband.leden})
        tellen = sum(len(verband.leden) > 1 for verband in keuring.verbanden)
        return (
            f"{aantal(len(keuring.verbanden), 'verband', 'verbanden')} met "
            f"{aantal(leden, 'gemeente', 'gemeenten')}; {tellen} met twee of meer gemeenten"
        )
    regios = len({r for label in keuring.lidmaatschap.values() for r in label.split(" | ")})
    waarin = "met grenzen" if grenzen else "in " + aantal(regios, "regio", "regio's")
    return f"{aantal(len(keuring.lidmaatschap), 'gemeente', 'gemeenten')} {waarin}"


def _schrijf_json(meldingen: Sequence[Melding], json_pad: str | None, *, goed: bool) -> None:
    from congruentie.veilig import schrijf_scherm, schrijf_tekst

    if json_pad is None:
        return
    inhoud = {"bruikbaar": goed, "meldingen": [melding.als_json() for melding in meldingen]}
    tekst = json.dumps(inhoud, ensure_ascii=False, indent=2) + "\n"
    if json_pad == "-":
        schrijf_scherm(tekst.encode("utf-8", "backslashreplace"))
    else:
        schrijf_tekst(Path(json_pad), tekst)

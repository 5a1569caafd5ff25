"""What ``congruentie voorstel`` says on the screen about a proposal and its alternatives."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from congruentie.nl import aantal, getal

if TYPE_CHECKING:
    from congruentie.voorstel import Voorstel
    from congruentie.voorstel.alternatieven import Alternatief

__all__ = ["maak_alternatieven", "meld_voorstel"]

_log = logging.getLogger(__name__)


def maak_alternatieven(
    gemaakt: Voorstel, gevraagd: int, *, marge: float, tijd: float
) -> list[Alternatief]:
    """Find alternatives, and say how good they are and why there are not more.

    Parameters
    ----------
    gemaakt
        The proposal that they are beside.
    gevraagd
        How many were asked.
    marge, tijd
        As in `congruentie.voorstel.alternatieven.zoek_alternatieven`.
    """
    from congruentie.errors import CongruentieFout
    from congruentie.voorstel.alternatieven import als_tabel, zoek_alternatieven

    try:
        anderen, op = zoek_alternatieven(gemaakt, gevraagd, marge=marge, tijd=tijd)
    except CongruentieFout as fout:  # the proposal itself is there
        _log.info("Er zijn geen alternatieven. %s", fout)
        return []
    for nummer, rij in als_tabel(gemaakt, anderen).iterrows():
        _log.info(
            "Alternatief %d: %d regio's, doelwaarde %s; %s.%s",
            nummer,
            rij["regios"],
            getal(rij["doelwaarde"], 1),
            aantal(rij["gemeenten_anders"], "gemeente zit anders", "gemeenten zitten anders"),
            "" if rij["meeste"] else " Dat dit het meest verschilt, is in de tijd niet bewezen.",
        )
    if len(anderen) < gevraagd:
        _log.info(
            "%s gevonden: binnen %s%% %s.",
            aantal(len(anderen), "alternatief", "alternatieven"),
            f"{100 * marge:g}".replace(".", ","),
            "is in de tijd niets meer gevonden" if op else "kan er niets meer anders",
        )
    return anderen


def meld_voorstel(gemaakt: Voorstel, *, theta_gekozen: bool) -> None:
    """Say how good a proposal is, and what it rests on."""
    bewijs = "bewezen het beste"
    if not gemaakt.bewezen_optimaal:
        verschil = f"{100 * gemaakt.kloof:.2f}%"
        if gemaakt.waarde <= 0 <= gemaakt.grens:  # a share of either says nothing
            verschil = f"{gemaakt.bovengrens - gemaakt.doelwaarde:.1f}"
        bewijs = f"hoogstens {verschil} onder het beste".replace(".", ",")
    _log.info(
        "%d regio's voor %d gemeenten uit %s; doelwaarde %s, %s.",
        len(gemaakt.codes),
        len(gemaakt.indelingen.gemeenten),
        gemaakt.omvang,
        f"{gemaakt.doelwaarde:.1f}".replace(".", ","),
        bewijs,
    )
    if gemaakt.opgave.eisen.aaneengesloten:
        _log.info("%s", gemaakt.banden.zin)
    if gemaakt.opgave.eisen.liever or gemaakt.opgave.eisen.liever_heel:
        _log.info(
            "Zonder de zachte wensen mee te tellen is de doelwaarde %s.",
            f"{gemaakt.doelwaarde_zonder_liever:.1f}".replace(".", ","),
        )
    if gemaakt.geraakt is not None:
        _log.info("%s.", gemaakt.geraakt.zin[0].upper() + gemaakt.geraakt.zin[1:])
    if basis := gemaakt.opgave.eisen.indeling("uitgaand_van"):
        gemeenten, inwoners = gemaakt.opgave.verhuizers(gemaakt.deling)
        _log.info(
            "Vanuit %s: %s met %s inwoners.",
            basis.titel,
            aantal(gemeenten, "gemeente verhuist", "gemeenten verhuizen"),
            getal(inwoners),
        )
    if not theta_gekozen and gemaakt.opgave.verbandgewicht:
        _log.info(
            "Theta is %s, wat past bij %s; kies een andere met --theta.",
            f"{float(gemaakt.opgave.theta):g}".replace(".", ","),
            gemaakt.omvang,
        )

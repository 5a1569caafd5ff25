"""Move gemeenten to another regio."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from congruentie.bronnen.zoeken import zoeker_voor
from congruentie.errors import CongruentieFout
from congruentie.gemeenten import Gemeenten
from congruentie.model import Indeling, Indelingen
from congruentie.nl import opsomming

__all__ = ["Verplaatsing", "met_codes", "verplaats"]


@dataclass(frozen=True, order=True)
class Verplaatsing:
    """One gemeente that moves to another regio of one indeling.

    Parameters
    ----------
    gm_code
        The gemeente; or a name that only one has, which becomes its code where it moves.
    indeling
        Key of the indeling.
    naar
        Code of an existing regio of it.

    Examples
    --------
    >>> str(Verplaatsing("GM0267", "ggd", "GG1413"))
    'GM0267:ggd=GG1413'
    """

    gm_code: str
    indeling: str
    naar: str

    def __str__(self) -> str:
        return f"{self.gm_code}:{self.indeling}={self.naar}"


def verplaats(indelingen: Indelingen, verplaatsingen: Iterable[Verplaatsing]) -> Indelingen:
    """Move gemeenten, all at once.

    Parameters
    ----------
    indelingen
        The divisions as they are.
    verplaatsingen
        The moves; a gemeente moves at most once per indeling. One without a regio may join one.

    Returns
    -------
    Indelingen
        The same divisions in the same order. The title, the source and the status of a division that
        changed say so.

    Raises
    ------
    CongruentieFout
        An unknown gemeente, indeling or regio, a move to the regio where the gemeente is, or two
        moves of one gemeente in one indeling.

    Examples
    --------
    >>> import congruentie as cg
    >>> na = cg.verplaats(cg.laad_indelingen(2026), [cg.Verplaatsing("Nijkerk", "ggd", "GG2514")])
    >>> na["ggd"].titel
    "GGD-regio's (1 gemeente verplaatst)"
    """
    per_indeling: dict[str, dict[str, str]] = {}
    for zet in met_codes(indelingen.gemeenten, verplaatsingen):
        _controleer(indelingen, zet)
        doelen = per_indeling.setdefault(zet.indeling, {})
        if zet.gm_code in doelen:
            raise CongruentieFout(
                f"{zet.gm_code} {indelingen.gemeenten.naam_van[zet.gm_code]} wordt bij {zet.indeling} "
                f"twee keer verplaatst: naar {doelen[zet.gm_code]} en naar {zet.naar}.",
                "Laat er een weg.",
            )
        doelen[zet.gm_code] = zet.naar
    nieuw = (
        _na(indeling, per_indeling[indeling.naam]) if indeling.naam in per_indeling else indeling
        for indeling in indelingen
    )
    return replace(indelingen, indelingen=tuple(nieuw))


def met_codes(gemeenten: Gemeenten, zetten: Iterable[Verplaatsing]) -> Iterator[Verplaatsing]:
    """Give the moves with the code of each gemeente; see `Verplaatsing`."""
    for zet in zetten:
        yield replace(zet, gm_code=zoeker_voor(gemeenten).vind(zet.gm_code, f"{zet}: "))


def _controleer(indelingen: Indelingen, zet: Verplaatsing) -> None:
    gemeenten = indelingen.gemeenten
    if zet.indeling not in indelingen.namen:
        raise CongruentieFout(
            f"{zet}: de indeling {zet.indeling} doet niet mee.",
            f"Deze indelingen doen mee: {', '.join(indelingen.namen)}.",
        )
    indeling = indelingen[zet.indeling]
    if zet.naar not in indeling.regios:
        raise CongruentieFout(
            f"{zet}: {indeling.titel} heeft geen regio {zet.naar}.",
            f"Kies uit: {opsomming(indeling.regios, 10)}.",
        )
    if indeling.lidmaatschap.get(zet.gm_code) == zet.naar:
        raise CongruentieFout(
            f"{zet}: {gemeenten.naam_van[zet.gm_code]} zit al in {zet.naar}.",
            "Kies een andere regio of laat deze verplaatsing weg.",
        )


def _na(indeling: Indeling, doelen: Mapping[str, str]) -> Indeling:
    """The division after the moves; no longer an official one."""
    hoeveel = "1 gemeente" if len(doelen) == 1 else f"{len(doelen)} gemeenten"
    herkomst = indeling.herkomst
    return replace(
        indeling,
        lidmaatschap={**indeling.lidmaatschap, **doelen},
        titel=f"{indeling.titel} ({hoeveel} verplaatst)",
        herkomst=replace(
            herkomst,
            bron=f"{herkomst.bron}, met {hoeveel} verplaatst",
            status="eigen" if herkomst.status == "officieel" else herkomst.status,
            verplaatst=(
                *herkomst.verplaatst,
                *(str(Verplaatsing(gm, indeling.naam, naar)) for gm, naar in doelen.items()),
            ),
        ),
    )

"""How a proposal was calculated, from what, and what its wishes cost: plain values, no text."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from congruentie import __version__
from congruentie.dossier.feiten import Feiten
from congruentie.vingerafdruk import hashes_van

__all__ = ["Bron", "Prijs", "Verantwoording", "prijzen_van", "verantwoord"]


@dataclass(frozen=True)
class Prijs:
    """A wish and what it costs; `prijs_hoogstens` equals `prijs` when that is proven."""

    wens: str
    prijs: float
    hoogstens: float
    bewezen: bool


@dataclass(frozen=True)
class Bron:
    """Where an indeling comes from."""

    titel: str
    domein: str
    regios: int
    gewicht: float
    peildatum: str
    status: str
    bron: str
    licentie: str
    sha256: str


@dataclass(frozen=True)
class Verantwoording:
    """How it was calculated, and from what."""

    jaar: int
    theta: float
    methode: str
    doelwaarde: float
    bovengrens: float
    kloof: float
    bewezen: bool
    regios: int
    gemeenten: int
    indelingen: tuple[str, ...]
    brokken: int
    wensen: tuple[str, ...]
    liever: int
    doelwaarde_zonder_liever: float
    buren: str
    bronnen: tuple[Bron, ...]
    grenzen: str
    grenzen_opmerking: str
    grenzen_sha256: str
    inwoners_sha256: str
    bestand: str
    bestand_sha256: str
    versie: str

    @property
    def gewogen(self) -> bool:
        """Whether the indelingen weigh differently."""
        return len({bron.gewicht for bron in self.bronnen}) > 1


def prijzen_van(feiten: Feiten, over: Collection[str] | None = None) -> tuple[Prijs, ...]:
    """What each wish costs: those that name no gemeente or one of these (gm_codes); None for all."""
    if feiten.prijzen is None:
        return ()
    gaat_over = set(_wensen(feiten, over)[0])
    return tuple(
        Prijs(str(wens), float(rij["prijs"]), float(rij["prijs_hoogstens"]), bool(rij["bewezen"]))
        for wens, rij in feiten.prijzen.iterrows()
        if wens in gaat_over
    )


def _wensen(feiten: Feiten, over: Collection[str] | None) -> tuple[list[str], int]:
    """The wishes that name no gemeente or one of these, in words, and how many others there are."""
    gemeenten = feiten.voorstel.indelingen.gemeenten
    alle = list(feiten.voorstel.opgave.eisen.wensen())
    deze = [
        wens.met_namen(gemeenten)
        for wens in alle
        if over is None or not wens.gemeenten or not set(wens.gemeenten).isdisjoint(over)
    ]
    return deze, len(alle) - len(deze)


def verantwoord(feiten: Feiten, over: Collection[str] = ()) -> Verantwoording:
    """Say how it was calculated, and from what.

    Parameters
    ----------
    feiten
        Of the proposal.
    over
        The gm_codes that the document is about: wishes about others are only counted, since after a
        round of a consultation there can be hundreds.
    """
    wensen, andere = _wensen(feiten, over)
    if andere:
        welke = "andere" if over else "bepaalde"
        wensen.append(f"{andere} {'wens' if andere == 1 else 'wensen'} over {welke} gemeenten")
    voorstel = feiten.voorstel
    indelingen, opgave, gemeenten = (
        voorstel.indelingen,
        voorstel.opgave,
        voorstel.indelingen.gemeenten,
    )
    hashes = hashes_van(indelingen)
    bronnen = [
        Bron(
            indeling.label,
            feiten.domeinen.get(indeling.naam, ""),
            len(indeling.regios),
            float(gewicht),
            indeling.herkomst.peildatum,
            indeling.herkomst.status_tekst,
            indeling.herkomst.bron_tekst,
            indeling.herkomst.licentie,
            hashes[indeling.naam],
        )
        for indeling, gewicht in zip(indelingen, opgave.gewichten, strict=True)
    ]
    grenzen = gemeenten.grenzen
    return Verantwoording(
        gemeenten.jaar,
        float(opgave.theta),
        voorstel.methode,
        voorstel.doelwaarde,
        voorstel.bovengrens,
        100 * voorstel.kloof,
        voorstel.bewezen_optimaal,
        len(feiten.nummers),
        len(gemeenten),
        tuple(indeling.label for indeling in indelingen),
        len(opgave),
        tuple(wensen),
        len(opgave.eisen.liever),
        voorstel.doelwaarde_zonder_liever,
        voorstel.banden.zin if opgave.eisen.aaneengesloten else "",
        tuple(bronnen),
        grenzen.bron if grenzen else "onbekend",
        grenzen.opmerking if grenzen else "",
        hashes.get("grenzen", ""),
        hashes.get("inwoners", ""),
        feiten.bestand,
        feiten.sha256,
        __version__,
    )

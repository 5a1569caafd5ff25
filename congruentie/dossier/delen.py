"""The parts that documents are made of, and what is in them: plain values, no text."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from congruentie import __version__
from congruentie.dossier.feiten import Feiten
from congruentie.model import Indeling
from congruentie.vingerafdruk import hashes_van

__all__ = [
    "Bron", "Deling", "Groep", "Lid", "Prijs", "Regiowissel", "Verantwoording", "Verlies", "Zwaai",
    "deling_van", "getal", "groepen", "leden_van", "prijzen_van", "verantwoord", "verlies_van",
    "wissels_van", "zwaai_van",
]  # fmt: skip


@dataclass(frozen=True)
class Lid:
    """One gemeente; what is not known is None."""

    code: str
    naam: str
    inwoners: int | None
    aandeel: float | None
    km2: float
    provincie: str
    voor: float
    na: tuple[float, ...]
    zonder_partners: bool


@dataclass(frozen=True)
class Groep:
    """Gemeenten, and the regio that they come from, go to, or are in."""

    regio: str
    gemeenten: tuple[str, ...]


@dataclass(frozen=True)
class Regiowissel:
    """What one indeling changes for a regio.

    Parameters
    ----------
    titel
        The indeling, marked when it is not from CBS.
    regio_nu
        The existing regio that takes these borders; empty when the regio is new.
    gelijkenis
        Share of the gemeenten in either that are in both (percent), with the regio most like it.
    lijkt_op
        That regio.
    erbij, eruit
        Gemeenten that come in, by where they come from, and go out, by where they go.
    """

    titel: str
    regio_nu: str
    gelijkenis: float
    lijkt_op: str
    erbij: tuple[Groep, ...]
    eruit: tuple[Groep, ...]

    @property
    def gelijk(self) -> bool:
        """Whether nothing changes."""
        return not self.erbij and not self.eruit


@dataclass(frozen=True)
class Deling:
    """An existing regio that is cut: who stays here, who is elsewhere."""

    titel: str
    regio: str
    hier: tuple[str, ...]
    elders: tuple[Groep, ...]
    paren: int


@dataclass(frozen=True)
class Verlies:
    """Gemeenten whose congruentie falls alike when one indeling alone takes over the borders."""

    gemeenten: tuple[str, ...]
    titel: str
    voor: float
    na: float


@dataclass(frozen=True)
class Zwaai:
    """Gemeenten that stay together, and whether they could go elsewhere."""

    gemeenten: str
    regio: str
    stand: str
    alternatief: str
    kosten: float | None


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


def getal(waarde: object) -> float | None:
    """A number, or None for what is not known."""
    return None if pd.isna(waarde) else float(waarde)  # type: ignore[call-overload,arg-type]


def groepen(paren: Iterable[tuple[str, str]]) -> tuple[Groep, ...]:
    """Gather (regio, gemeente) by regio, in order of appearance."""
    uit: dict[str, list[str]] = {}
    for regio, gemeente in paren:
        uit.setdefault(regio, []).append(gemeente)
    return tuple(Groep(regio, tuple(namen)) for regio, namen in uit.items())


def leden_van(feiten: Feiten, plekken: Iterable[int]) -> tuple[Lid, ...]:
    """Describe gemeenten, largest first."""
    gemeenten = feiten.voorstel.indelingen.gemeenten
    lijst = [int(i) for i in plekken]
    inwoners = gemeenten.inwoners
    totaal = None if inwoners is None else float(inwoners[lijst].sum())
    provincie = feiten.provincie
    cijfers = feiten.per_gemeente.to_dict("index")
    na = [f"na_{naam}" for naam in feiten.voorstel.indelingen.namen]
    uit = []
    for i in lijst:
        code = gemeenten.codes[i]
        rij = cijfers[code]
        waar = provincie.lidmaatschap.get(code, "") if provincie else ""
        uit.append(
            Lid(
                code,
                gemeenten.namen[i],
                None if inwoners is None else round(float(inwoners[i])),
                None if inwoners is None or not totaal else 100 * float(inwoners[i]) / totaal,
                float(feiten.km2[i]),
                provincie.regio_naam(waar) if provincie and waar else "",
                float(rij["congruentie_voor"]),
                tuple(float(rij[kolom]) for kolom in na),
                not any(feiten.samen(i).sum(axis=0) > 1),
            )
        )
    return tuple(sorted(uit, key=lambda lid: (-(lid.inwoners or 0), lid.code)))


def wissels_van(feiten: Feiten, r: int) -> tuple[Regiowissel, ...]:
    """Say per indeling what changes for one regio."""
    voorstel = feiten.voorstel
    indelingen, eigen = voorstel.indelingen, feiten.leden(r)
    namen = indelingen.gemeenten.namen
    uit = []
    for k, indeling in enumerate(indelingen):
        nu = indelingen.regio[:, k]
        doel = feiten.koppelingen[indeling.naam][r]
        oud = np.flatnonzero(nu == doel) if doel >= 0 else np.array([], dtype=int)
        erbij = [i for i in eigen if doel < 0 or nu[i] != doel]
        eruit = [i for i in oud if voorstel.regio[i] != r]
        maat, beste = _meest_gelijk(nu, eigen)
        uit.append(
            Regiowissel(
                indeling.label,
                indeling.regio_naam(indeling.regios[doel]) if doel >= 0 else "",
                maat,
                indeling.regio_naam(indeling.regios[beste]) if beste >= 0 else "",
                groepen((_regio_nu(indeling, int(nu[i])), namen[i]) for i in erbij),
                groepen((voorstel.namen[voorstel.regio[i]], namen[i]) for i in eruit),
            )
        )
    return tuple(uit)


def _regio_nu(indeling: Indeling, nummer: int) -> str:
    return indeling.regio_naam(indeling.regios[nummer]) if nummer >= 0 else "geen regio"


def _meest_gelijk(nu: np.ndarray, eigen: np.ndarray) -> tuple[float, int]:
    """The existing regio most like these gemeenten: Jaccard index in percent, and its number."""
    beste, welke = 0.0, -1
    for nummer in sorted({int(n) for n in nu[eigen] if n >= 0}):
        oud = np.flatnonzero(nu == nummer)
        beide = len(np.intersect1d(oud, eigen))
        maat = 100 * beide / (len(oud) + len(eigen) - beide)
        if maat > beste:
            beste, welke = maat, nummer
    return beste, welke


def deling_van(feiten: Feiten, r: int) -> tuple[Deling, ...]:
    """List the existing regio's that the border of a regio cuts."""
    voorstel = feiten.voorstel
    indelingen, namen = voorstel.indelingen, voorstel.indelingen.gemeenten.namen
    uit = []
    for k, indeling in enumerate(indelingen):
        nu = indelingen.regio[:, k]
        for nummer in sorted({int(n) for n in nu[feiten.leden(r)] if n >= 0}):
            leden = np.flatnonzero(nu == nummer)
            hier = [i for i in leden if voorstel.regio[i] == r]
            elders = [i for i in leden if voorstel.regio[i] != r]
            if elders:
                uit.append(
                    Deling(
                        indeling.label,
                        indeling.regio_naam(indeling.regios[nummer]),
                        tuple(namen[i] for i in hier),
                        groepen((voorstel.namen[voorstel.regio[i]], namen[i]) for i in elders),
                        len(hier) * len(elders),
                    )
                )
    return tuple(uit)


def verlies_van(feiten: Feiten, leden: Iterable[Lid]) -> tuple[Verlies, ...]:
    """List who loses congruentie while one indeling alone has taken over the borders, most first."""
    titels = [indeling.label for indeling in feiten.voorstel.indelingen]
    samen: dict[tuple[str, float, float], list[str]] = {}
    for lid in leden:
        for titel, na in zip(titels, lid.na, strict=True):
            if na < lid.voor - 1e-9:
                samen.setdefault((titel, round(lid.voor, 9), round(na, 9)), []).append(lid.naam)
    gevonden = [
        Verlies(tuple(namen), titel, voor, na) for (titel, voor, na), namen in samen.items()
    ]
    return tuple(
        sorted(gevonden, key=lambda v: (v.na - v.voor, titels.index(v.titel), v.gemeenten))
    )


def zwaai_van(feiten: Feiten, codes: set[str] | None = None) -> tuple[Zwaai, ...]:
    """The brokken of these regio's (default all), those that could go elsewhere first."""
    if feiten.zwaai is None:
        return ()
    naam = dict(zip(feiten.voorstel.codes, feiten.voorstel.namen, strict=True))
    rijen = [
        Zwaai(
            str(rij["gemeenten"]),
            naam[rij["voorstel_code"]],
            str(rij["stand"]),
            str(rij["alternatief"]),
            getal(rij["kosten"]),
        )
        for rij in feiten.zwaai.to_dict("records")
        if codes is None or rij["voorstel_code"] in codes
    ]
    volgorde = ("kan anders", "onbekend", "alleen", "vast")
    leeg = float("inf")
    return tuple(
        sorted(
            rijen, key=lambda z: (volgorde.index(z.stand), leeg if z.kosten is None else z.kosten)
        )
    )


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
            indeling.herkomst.bron,
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
        tuple(bronnen),
        grenzen.bron if grenzen else "onbekend",
        grenzen.opmerking if grenzen else "",
        hashes.get("grenzen", ""),
        hashes.get("inwoners", ""),
        feiten.bestand,
        feiten.sha256,
        __version__,
    )

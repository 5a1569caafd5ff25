"""What the documents of one proposal share: its checks and figures, and the rows that they show."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from congruentie import __version__
from congruentie.dossier.kortenaam import korte_naam
from congruentie.errors import CongruentieFout
from congruentie.hashes import hashes_van
from congruentie.jsonvorm import kaal
from congruentie.model import Indeling
from congruentie.verbanden import VERBANDEN
from congruentie.voorstel import Voorstel
from congruentie.voorstel.anders import heel
from congruentie.voorstel.namen import overlap
from congruentie.voorstel.verdeling import Bestaand

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["Feiten", "Rij"]

_log = logging.getLogger(__name__)
_LANGSTE_NAAM = 200
"""Characters; a name stands in dozens of cells, in headings and in file names."""
_STANDEN = ("kan anders", "onbekend", "alleen", "vast")

Rij = dict[str, Any]
"""Values by name, as a template reads them; docs/dossier.md lists the names."""


@dataclass(frozen=True, eq=False)
class Feiten:
    """A proposal, and what there is to say about it.

    Parameters
    ----------
    voorstel
        The proposal, over at least two indelingen; or the regio's of an existing one (`Bestaand`).
    bestand, sha256
        Name and hash of the file that the proposal was read from; empty when there is none.

    Raises
    ------
    CongruentieFout
        A single indeling, no boundaries, or a name that is too long to print.
    """

    voorstel: Voorstel
    bestand: str = ""
    sha256: str = ""

    def __post_init__(self) -> None:
        if len(self.voorstel.indelingen) < 2:
            raise CongruentieFout(
                "Een dossier kan pas met twee indelingen: dan is er congruentie te meten.",
                "Maak het voorstel met ten minste twee indelingen.",
            )
        if self.voorstel.indelingen.gemeenten.vlakken is None:
            raise CongruentieFout(
                "Voor de kaarten in een dossier zijn gemeentegrenzen nodig.",
                "Geef een bestand met grenzen op met --grenzen; na een splitsing zijn er geen.",
            )
        self._controleer_namen()

    def _controleer_namen(self) -> None:
        indelingen = self.voorstel.indelingen
        namen = [("een gemeente", naam) for naam in indelingen.gemeenten.namen]
        for indeling in indelingen:
            namen.append((f"de indeling {indeling.naam}", indeling.titel))
            waar = f"een regio van {indeling.naam}"
            namen += [(waar, t) for c in indeling.regios for t in (c, indeling.regio_naam(c))]
        for waar, naam in namen:
            if len(naam) > _LANGSTE_NAAM:
                raise CongruentieFout(
                    f"De naam of code van {waar} is {len(naam)} tekens lang: {naam[:40]!r}...",
                    f"In een dossier mag dat hoogstens {_LANGSTE_NAAM} zijn; maak de naam korter.",
                )

    @property
    def bestaand(self) -> Indeling | None:
        """The existing indeling that the documents are about; None for a proposal."""
        voorstel = self.voorstel
        return voorstel.indelingen[voorstel.basis] if isinstance(voorstel, Bestaand) else None

    @cached_property
    def nummers(self) -> Mapping[str, int]:
        """Code of a regio -> its number; without gemeenten that have no regio."""
        echt: Iterable[bool] = [True] * len(self.voorstel.codes)
        if isinstance(self.voorstel, Bestaand):
            echt = self.voorstel.heeft_regio
        codes = enumerate(zip(self.voorstel.codes, echt, strict=True))
        return {code: r for r, (code, is_regio) in codes if is_regio}

    def plekken(self, r: int) -> npt.NDArray[np.intp]:
        """Places of the gemeenten of a regio."""
        return np.flatnonzero(self.voorstel.regio == r)

    @property
    def vlakken(self) -> gpd.GeoSeries:
        """The boundaries; the constructor made sure that there are any."""
        return self.voorstel.indelingen.gemeenten.vlakken

    @cached_property
    def km2(self) -> npt.NDArray[np.float64]:
        """Area of each gemeente in square kilometres, of the boundaries that are used."""
        uit: npt.NDArray[np.float64] = self.vlakken.area.to_numpy() / 1e6
        return uit

    @cached_property
    def inwoners(self) -> list[int | None]:
        """Inhabitants of each gemeente; None where unknown."""
        inwoners = self.voorstel.indelingen.gemeenten.inwoners
        if inwoners is None:
            return [None] * len(self.km2)
        return [round(float(aantal)) for aantal in inwoners]

    @cached_property
    def buren(self) -> Mapping[int, tuple[int, ...]]:
        """Per regio the regio's that it borders, over land or water, as numbers."""
        plek, regio = self.voorstel.indelingen.gemeenten.plek, self.voorstel.regio
        uit: dict[int, set[int]] = {r: set() for r in range(len(self.voorstel.codes))}
        for a, b in self.voorstel.banden:
            if a in plek and b in plek:
                r, s = int(regio[plek[a]]), int(regio[plek[b]])
                if r != s:
                    uit[r].add(s)
                    uit[s].add(r)
        return {r: tuple(sorted(anderen)) for r, anderen in uit.items()}

    def samen(self, i: int) -> npt.NDArray[np.bool_]:
        """Whether each gemeente shares a regio with gemeente `i`, per indeling; shape (n, K)."""
        return self.voorstel.indelingen.deelt(i, np.arange(len(self.voorstel.regio)))

    @cached_property
    def gelijkenis(self) -> tuple[npt.NDArray[np.float64], ...]:
        """Per indeling how much each regio is like each existing one: see `namen.overlap`."""
        indelingen = self.voorstel.indelingen
        return tuple(
            overlap(self.voorstel.regio, indelingen.vakken_van(k)) for k in range(len(indelingen))
        )

    def regios_van(self, k: int, r: int) -> dict[int, npt.NDArray[np.intp]]:
        """The regio's of the k-th indeling that gemeenten of regio `r` are in: number -> all in it."""
        return {
            int(nummer): np.flatnonzero(self.voorstel.indelingen.leden(k, int(nummer)))
            for nummer in np.flatnonzero(self.gelijkenis[k][r])
        }

    # --- rows that more than one kind of document has --------------------------------------------

    def leden(self, plekken: Iterable[int]) -> list[Rij]:
        """Describe gemeenten, largest first: who they are, and their congruentie now and then."""
        voorstel, gemeenten = self.voorstel, self.voorstel.indelingen.gemeenten
        lijst = [int(i) for i in plekken]
        inwoners = gemeenten.inwoners
        totaal = 0.0 if inwoners is None else float(inwoners[lijst].sum())
        cijfers = voorstel.gemeenten
        na = cijfers[[f"na_{naam}" for naam in voorstel.indelingen.namen]].to_numpy()
        zonder = voorstel.meting.gemeenten["zonder_partners"]
        rijen = [
            {
                "code": gemeenten.codes[i],
                "naam": gemeenten.namen[i],
                "inwoners": self.inwoners[i],
                "aandeel": 100 * inwoners[i] / totaal if inwoners is not None and totaal else None,
                "km2": self.km2[i],
                "provincie": self._provincie(gemeenten.codes[i]),
                "voor": cijfers["congruentie_voor"].iloc[i],
                "na": na[i].tolist(),
                "na_alle": cijfers["na_alle"].iloc[i],
                "zonder_partners": zonder.iloc[i],
            }
            for i in lijst
        ]
        return sorted(rijen, key=lambda lid: (-(lid["inwoners"] or 0), lid["code"]))

    def _provincie(self, gm_code: str) -> str:
        provincie = self.voorstel.provincie
        waar = provincie.lidmaatschap.get(gm_code, "") if provincie else ""
        return provincie.regio_naam(waar) if provincie and waar else ""

    def verliezen(self, leden: Iterable[Rij]) -> list[Rij]:
        """List who loses congruentie while one indeling alone took over the borders, most first."""
        titels = [indeling.label for indeling in self.voorstel.indelingen]
        samen: dict[tuple[int, float, float], list[str]] = {}
        for lid in leden:
            for k, na in enumerate(lid["na"]):
                if na < lid["voor"] - 1e-9:
                    sleutel = k, round(lid["voor"], 9), round(na, 9)
                    samen.setdefault(sleutel, []).append(lid["naam"])
        volgorde = sorted(samen.items(), key=lambda v: (v[0][2] - v[0][1], v[0][0], v[1]))
        return [
            {"gemeenten": namen, "titel": titels[k], "voor": voor, "na": na}
            for (k, voor, na), namen in volgorde
        ]

    def verbanden(self, code: str = "") -> Rij | None:
        """What becomes of the verbanden of a regio or gemeente; of all without a code.

        None when no verbanden are known. Those that are cut come first, then those that equal a regio;
        the largest first.
        """
        geraakt = self.voorstel.geraakt
        if geraakt is None:
            return None
        naam = dict(zip(self.voorstel.codes, self.voorstel.namen, strict=True))
        gemeente = self.voorstel.indelingen.gemeenten.naam_van
        eigen = self.voorstel.indeling.lidmaatschap.get(code, code)
        rijen: list[Rij] = [
            {
                "naam": ligging.verband.naam,
                "gemeenten": len(ligging.verband.leden),
                "uitkomst": ligging.uitkomst,
                "zin": geraakt.in_woorden(ligging),
                "regio": naam[ligging.eigen_regio],
                "hier": [gemeente[gm] for gm in ligging.delen.get(eigen, ())],
                "elders": [
                    {"regio": naam[regio], "gemeenten": [gemeente[gm] for gm in wie]}
                    for regio, wie in ligging.delen.items()
                    if regio != eigen
                ],
                "buiten": bool(code) and eigen != ligging.eigen_regio,
            }
            for ligging in geraakt.liggingen
            if not code or code in ligging.delen or code in ligging.verband.leden
        ]
        volgorde = ("gesneden", "gelijk", "binnen")
        rijen.sort(key=lambda r: (volgorde.index(r["uitkomst"]), -r["gemeenten"], r["naam"]))
        aantallen = {u: sum(rij["uitkomst"] == u for rij in rijen) for u in volgorde}
        return {"rijen": rijen, **aantallen, "tellen": self.voorstel.opgave.verbandgewicht > 0}

    @cached_property
    def zwaai(self) -> list[Rij]:
        """`Voorstel.brokken`, those that could go elsewhere first; ``alternatief`` tells all of it.

        Empty for an existing indeling, which is not the best by any measure.
        """
        if self.bestaand is not None:
            return []
        if self.voorstel.uitgerekend is None:
            _log.info("Uitgerekend wordt welke gemeenten ook elders kunnen; dat duurt even.")
        naam = dict(zip(self.voorstel.codes, self.voorstel.namen, strict=True))
        tabel, leeg = self.voorstel.brokken.reset_index(), float("inf")
        tabel["regio"] = tabel["voorstel_code"].map(naam)
        tabel["zelf"] = tabel["alternatief"]
        tabel["alternatief"] = list(map(heel, tabel["zelf"], tabel["verhuist_mee"]))
        rijen: list[Rij] = kaal(tabel)
        return sorted(
            rijen,
            key=lambda z: (
                _STANDEN.index(z["stand"]),
                leeg if z["kosten"] is None else z["kosten"],
            ),
        )

    @cached_property
    def uitwegen(self) -> list[Rij]:
        """`Voorstel.uitwegen`: how each brok could come in each other regio that it borders."""
        if self.bestaand is not None:
            return []
        tabel = self.voorstel.uitwegen
        naam = dict(zip(self.voorstel.codes, self.voorstel.namen, strict=True))
        tabel = tabel.assign(
            regio=tabel["voorstel_code"].map(naam),
            alternatief=list(map(heel, tabel["alternatief"], tabel["verhuist_mee"])),
        )
        rijen: list[Rij] = kaal(tabel)
        return rijen

    def prijzen(self, over: Collection[str] | None = None) -> list[Rij]:
        """What each wish costs: those that name no gemeente, or one of these gm_codes; None for all."""
        if self._prijzen is None:
            return []
        tabel = self._prijzen[self._prijzen.index.isin(self._wensen(over)[0])]
        rijen: list[Rij] = kaal(
            tabel.rename(columns={"prijs_hoogstens": "hoogstens"}).reset_index()
        )
        return rijen

    @cached_property
    def _prijzen(self) -> pd.DataFrame | None:
        """None for an existing indeling, which has no wishes."""
        if self.bestaand is not None or not any(self.voorstel.opgave.eisen.een_voor_een()):
            return None
        if self.voorstel.uitgerekend is None:
            _log.info("Uitgerekend wordt wat elke wens kost; dat duurt even.")
        return self.voorstel.prijzen

    def _wensen(self, over: Collection[str] | None) -> tuple[list[str], int]:
        """The wishes that name no gemeente or one of these, in words, and how many others there are."""
        alle = list(self.voorstel.opgave.eisen.een_voor_een())
        deze = [
            self.voorstel.in_woorden(wens)
            for wens in alle
            if over is None or not wens.gemeenten or not set(wens.gemeenten).isdisjoint(over)
        ]
        return deze, len(alle) - len(deze)

    def verantwoording(self, over: Collection[str] = ()) -> Rij:
        """Say how it was calculated, and from what.

        Parameters
        ----------
        over
            The gm_codes that the document is about: wishes about others are only counted, since after
            a round of a consultation there can be hundreds.
        """
        wensen, andere = self._wensen(over)
        if andere:
            welke = "andere" if over else "bepaalde"
            wensen.append(f"{andere} {'wens' if andere == 1 else 'wensen'} over {welke} gemeenten")
        voorstel, opgave = self.voorstel, self.voorstel.opgave
        gemeenten, grenzen = voorstel.indelingen.gemeenten, voorstel.indelingen.gemeenten.grenzen
        hashes = hashes_van(voorstel.indelingen)
        return {
            "jaar": gemeenten.jaar,
            "theta": float(opgave.theta),
            "methode": voorstel.methode,
            "doelwaarde": voorstel.doelwaarde,
            "doelwaarde_zonder_liever": voorstel.doelwaarde_zonder_liever,
            "bovengrens": voorstel.bovengrens,
            "kloof": 100 * voorstel.kloof,
            "bewezen": voorstel.bewezen_optimaal,
            "regios": len(self.nummers),
            "gemeenten": len(gemeenten),
            "indelingen": [indeling.label for indeling in voorstel.indelingen],
            "kort": [korte_naam(indeling) for indeling in voorstel.indelingen],
            "niet_officieel": [
                korte_naam(indeling)
                for indeling in voorstel.indelingen
                if indeling.herkomst.status == "niet_officieel"
            ],
            "gewogen": len(set(voorstel.gewichten.values())) > 1,
            "brokken": len(opgave),
            "wensen": wensen,
            "liever": len(opgave.eisen.liever) + len(opgave.eisen.liever_heel),
            "buren": voorstel.banden.zin if opgave.eisen.aaneengesloten else "",
            "bronnen": [
                self._bron(indeling, hashes[indeling.naam]) for indeling in voorstel.indelingen
            ],
            "verbanden": self._bron_verbanden(hashes.get(VERBANDEN, "")),
            "grenzen": grenzen.bron if grenzen else "onbekend",
            "grenzen_opmerking": grenzen.opmerking if grenzen else "",
            "naamsvermelding": gemeenten.naamsvermelding,
            "grenzen_sha256": hashes.get("grenzen", ""),
            "inwoners_bron": gemeenten.inwoners_bron,
            "inwoners_sha256": hashes.get("inwoners", ""),
            "bestand": self.bestand,
            "bestand_sha256": self.sha256,
            "versie": __version__,
        }

    def _bron_verbanden(self, sha256: str) -> Rij | None:
        verbanden = self.voorstel.indelingen.verbanden
        if verbanden is None:
            return None
        bronnen = dict.fromkeys(
            f"{een.bron_tekst} (peildatum {een.peildatum})" for een in verbanden.herkomst
        )
        return {"aantal": len(verbanden.tellende), "bronnen": list(bronnen), "sha256": sha256}

    def _bron(self, indeling: Indeling, sha256: str) -> Rij:
        return {
            "titel": indeling.label,
            "kort": korte_naam(indeling),
            "domein": self.voorstel.domeinen[indeling.naam],
            "regios": len(indeling.regios),
            "gewicht": self.voorstel.gewichten[indeling.naam],
            "peildatum": indeling.herkomst.peildatum,
            "status": indeling.herkomst.status_tekst,
            "bron": indeling.herkomst.bron_tekst,
            "licentie": indeling.herkomst.licentie,
            "sha256": sha256,
        }

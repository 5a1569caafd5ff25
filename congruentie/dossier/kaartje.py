"""The maps in a document: legible in black and white, by line style, shade, hatch and label."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from congruentie.buren import gedeelde_grenzen, is_regiogrens
from congruentie.dossier.document import TEKSTBREEDTE, Plaatje
from congruentie.dossier.feiten import Feiten
from congruentie.dossier.kaartletters import KOPMAAT, Label, in_regels, schrijf_labels
from congruentie.dossier.kortenaam import korte_naam
from congruentie.kaart.tekening import maak_dunner
from congruentie.nl import opsomming
from congruentie.tekenen import figuur, pad_van

__all__ = ["Tekenaar"]

_DPI = 170
_EIGEN, _ANDER, _LICHT = "#d0d5da", "#ffffff", "#9aa4ae"
_ZWART, _GRIJS = "#000000", "#4a5866"
_MINSTE_STRAAL = 9_000.0
"""Metres: half the width of the smallest map."""
_KAART_HOOGTE = 0.46
"""Of the map on page 1, as a share of its width: all that a reader must know fits beside it."""
_LAND_HOOGTE = 0.6


FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Vlak:
    """How to draw one panel.

    Parameters
    ----------
    kader
        west, south, east, north in metres.
    dik, stippel
        Which borders are drawn as a thick line, and dashed.
    labels
        What is written, most important first.
    grijs, arcering
        Gemeenten that are shaded and hatched.
    kop
        Above the panel.
    dikte
        Of the thick lines, in points.
    """

    kader: FloatArray
    dik: npt.NDArray[np.bool_]
    labels: Sequence[Label]
    stippel: npt.NDArray[np.bool_] | None = None
    grijs: Collection[int] = ()
    arcering: Collection[int] = ()
    kop: str = ""
    dikte: float = 1.9


class Tekenaar:
    """Draws the maps of the documents of one proposal.

    Parameters
    ----------
    feiten
        Of the proposal.
    """

    def __init__(self, feiten: Feiten) -> None:
        self._feiten = feiten
        gemeenten = feiten.voorstel.indelingen.gemeenten
        vlakken = maak_dunner(feiten.vlakken)
        self._namen = gemeenten.namen
        self._geometrie = vlakken.to_numpy()
        self._paden = [pad_van(vlak) for vlak in self._geometrie]
        self._kaders = vlakken.bounds.to_numpy()
        grenzen = gedeelde_grenzen(vlakken)
        self._lijnen = [
            [(np.asarray(deel.coords), deel.length) for deel in lijn.geoms]
            for lijn in grenzen.geometry
        ]
        plek = gemeenten.plek
        self._kanten = np.array(
            [[plek[a], plek[b]] for a, b in zip(grenzen["a"], grenzen["b"], strict=True)],
            dtype=np.int64,
        ).reshape(-1, 2)
        regio = feiten.voorstel.regio
        self._voorstel = regio[self._kanten[:, 0]] != regio[self._kanten[:, 1]]
        self._bestaand = is_regiogrens(feiten.voorstel.indelingen, grenzen)

    @cached_property
    def _punten(self) -> FloatArray:
        import shapely

        # The middle of the widest part: a label fits there best.
        punten = [_midden(vlak) for vlak in self._geometrie]
        return np.asarray(shapely.get_coordinates(punten), dtype=np.float64)

    def regio(self, r: int, gemeente: int | None = None) -> Plaatje:
        """Draw one regio among its neighbours; one gemeente may be hatched."""
        feiten = self._feiten
        leden = [int(i) for i in feiten.plekken(r)]
        kader = self._kader(leden)
        labels = [Label(self._namen[i], self._punten[i], 7.5, "gewoon") for i in leden]
        labels += self._regionamen(feiten.voorstel.regio, feiten.voorstel.namen, kader, {r})
        vlak = _Vlak(
            kader,
            self._voorstel,
            labels,
            stippel=self._bestaand.any(axis=1) & ~self._voorstel,
            grijs=leden,
            arcering=() if gemeente is None else (gemeente,),
        )
        buren = opsomming([feiten.voorstel.namen[s] for s in feiten.buren[r]], 30)
        namen = opsomming([self._namen[i] for i in leden], 60)
        alt = f"Kaart van de regio {feiten.voorstel.namen[r]}, grijs, met {namen}."
        alt += f" Eromheen: {buren}." if buren else " De regio heeft geen buren."
        if gemeente is not None:
            alt += f" {self._namen[gemeente]} is gearceerd."
        alt += " Een dikke lijn is een grens van deze regio's, een streeplijn een grens van alleen "
        alt += "bestaande regio's."
        return self._teken([vlak], 1, alt, _KAART_HOOGTE)

    def gebied(self, plekken: Sequence[int], wat: str) -> Plaatje:
        """Draw the proposed regio's in and around an area, which is shaded."""
        voorstel, kader = self._feiten.voorstel, self._kader(plekken)
        labels = self._regionamen(voorstel.regio, voorstel.namen, kader, set())
        vlak = _Vlak(kader, self._voorstel, labels, grijs=plekken)
        namen = opsomming(
            list(dict.fromkeys(voorstel.namen[voorstel.regio[i]] for i in plekken)), 40
        )
        alt = (
            f"Kaart van {wat}, grijs, met de grenzen van de regio's in het voorstel als dikke lijnen: "
            f"{namen}."
        )
        return self._teken([vlak], 1, alt, _KAART_HOOGTE)

    @cache  # noqa: B019  # the gemeenten of a regio share it; a Tekenaar lives as long as one command
    def indelingen(self, r: int | None) -> Plaatje:
        """Draw the borders of every chosen indeling, one panel each.

        Parameters
        ----------
        r
            The regio that is shaded; None for the whole country.
        """
        voorstel = self._feiten.voorstel
        leden = range(len(voorstel.regio)) if r is None else self._feiten.plekken(r).tolist()
        kader = self._kader(leden, marge=0.02 if r is None else 0.1)
        panelen = []
        for k, indeling in enumerate(voorstel.indelingen):
            nu = voorstel.indelingen.regio[:, k]
            namen = [indeling.regio_naam(code) for code in indeling.plaatsen]
            labels = [] if r is None else self._regionamen(nu, namen, kader, set(), 6.5)
            panelen.append(
                _Vlak(
                    kader,
                    self._bestaand[:, k],
                    labels,
                    grijs=() if r is None else leden,
                    kop=korte_naam(indeling),
                    dikte=1.0 if r is None else 1.6,
                )
            )
        kolommen = 2 if len(panelen) <= 4 else 3
        hoogste = 1.15 if r is None else 0.72
        return self._teken(panelen, kolommen, self._alt_van_indelingen(r), hoogste)

    def land(self) -> Plaatje:
        """Draw the country with the code of every regio."""
        feiten = self._feiten
        kader = self._kader(range(len(self._namen)), marge=0.02)
        labels = [
            Label(code, self._plek_van(feiten.plekken(r).tolist(), kader, 0.0), 7.5, "vet")
            for code, r in feiten.nummers.items()
        ]
        alt = (
            f"Kaart van Nederland met de grenzen van {len(feiten.nummers)} regio's als dikke lijnen en "
            "in elke regio haar code. De namen staan in de tabel met alle regio's."
        )
        return self._teken([_Vlak(kader, self._voorstel, labels)], 1, alt, _LAND_HOOGTE)

    def _alt_van_indelingen(self, r: int | None) -> str:
        voorstel = self._feiten.voorstel
        titels = opsomming([indeling.label for indeling in voorstel.indelingen], 40)
        begin = (
            f"{len(voorstel.indelingen)} kaartjes naast elkaar, een per indeling: {titels}. "
            "Dikke lijnen zijn de grenzen van de bestaande regio's."
        )
        if r is None:
            return begin
        delen = []
        for k, indeling in enumerate(voorstel.indelingen):
            nu = [indeling.regio_naam(indeling.regios[n]) for n in self._feiten.regios_van(k, r)]
            delen.append(f"{indeling.label}: {opsomming(nu, 12) or 'geen regio'}")
        return f"{begin} Grijs is de regio {voorstel.namen[r]}. Zij ligt in {'; '.join(delen)}."

    def _kader(self, plekken: Sequence[int], marge: float = 0.12) -> FloatArray:
        west, zuid = self._kaders[plekken, :2].min(axis=0)
        oost, noord = self._kaders[plekken, 2:].max(axis=0)
        midden = np.array([(west + oost) / 2, (zuid + noord) / 2])
        straal = np.array([oost - west, noord - zuid]) / 2 * (1 + 2 * marge)
        straal = np.maximum(straal, _MINSTE_STRAAL)
        straal = np.maximum(straal, straal.max() * 0.62)  # neither a ribbon nor a tower
        return np.concatenate([midden - straal, midden + straal])

    def _regionamen(
        self,
        regio: npt.NDArray[np.integer],
        namen: Sequence[str],
        kader: FloatArray,
        zonder: set[int],
        grootte: float = 7.5,
    ) -> list[Label]:
        """A label for every regio that can be seen, the widest first."""
        zichtbaar = self._zichtbaar(kader)
        uit = []
        for nummer in sorted({int(regio[i]) for i in zichtbaar} - zonder - {-1}):
            leden = [i for i in zichtbaar if regio[i] == nummer]
            uit.append(Label(namen[nummer], self._plek_van(leden, kader), grootte, "schuin"))
        return [label for label in uit if np.isfinite(label.plek).all()]

    def _zichtbaar(self, kader: FloatArray) -> list[int]:
        west, zuid, oost, noord = kader
        k = self._kaders
        binnen = (k[:, 0] < oost) & (k[:, 2] > west) & (k[:, 1] < noord) & (k[:, 3] > zuid)
        return [int(i) for i in np.flatnonzero(binnen)]

    def _plek_van(
        self, leden: Iterable[int], kader: FloatArray, minstens: float = 0.004
    ) -> FloatArray:
        """A point inside what can be seen of these gemeenten; NaN when that is next to nothing."""
        import shapely

        rand = (kader[2:] - kader[:2]) * 0.04
        doos = shapely.box(*(kader[:2] + rand), *(kader[2:] - rand))
        zicht = shapely.intersection(shapely.union_all(self._geometrie[list(leden)]), doos)
        if zicht.is_empty or zicht.area < minstens * doos.area:
            return np.array([np.nan, np.nan])
        return np.asarray(_midden(zicht).coords[0], dtype=np.float64)

    def _teken(self, panelen: Sequence[_Vlak], kolommen: int, alt: str, hoogste: float) -> Plaatje:
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        rijen = -(-len(panelen) // kolommen)
        breed = TEKSTBREEDTE / 2.54
        # All panels of a row are as high as the tallest asks.
        hoogten = [_hoogte(vlak.kader, hoogste) for vlak in panelen]
        per_rij = [max(hoogten[n * kolommen : (n + 1) * kolommen]) for n in range(rijen)]
        koppen = [in_regels(vlak.kop, breed / kolommen) for vlak in panelen]
        regels = max(kop.count("\n") + bool(kop) for kop in koppen)
        kop = 0.06 + 0.14 * regels if regels else 0.0
        hoog = sum(deel * breed / kolommen + kop for deel in per_rij)
        with figuur((breed, hoog), dpi=_DPI) as blad:
            canvas: Any = FigureCanvasAgg(blad)
            assen = blad.subplots(
                rijen, kolommen, squeeze=False, height_ratios=per_rij if rijen > 1 else None
            )
            tussen = kop * rijen / (hoog - kop * rijen)  # as a share of the height of a panel
            blad.subplots_adjust(0.002, 0.002, 0.998, 1 - kop / hoog, 0.02, tussen)
            for as_, vlak, titel in zip(assen.ravel(), panelen, koppen, strict=False):
                self._teken_vlak(as_, vlak, titel)
            for as_ in assen.ravel()[len(panelen) :]:
                as_.set_axis_off()
            canvas.draw()
            return Plaatje(_als_png(np.asarray(canvas.buffer_rgba())), alt)

    def _teken_vlak(self, as_: Any, vlak: _Vlak, titel: str) -> None:
        from matplotlib.collections import LineCollection, PathCollection

        kader = _passend(vlak.kader, as_.bbox.height / as_.bbox.width)
        as_.set(xlim=kader[::2], ylim=kader[1::2], xticks=[], yticks=[], facecolor="#eef1f4")
        for rand in as_.spines.values():
            rand.set_color(_LICHT)
            rand.set_linewidth(0.6)
        zicht = self._zichtbaar(kader)
        kleuren = [_EIGEN if i in vlak.grijs else _ANDER for i in zicht]
        paden = [self._paden[i] for i in zicht]
        as_.add_collection(
            PathCollection(paden, facecolors=kleuren, edgecolors=_LICHT, linewidths=0.4)
        )
        if vlak.arcering:
            as_.add_collection(
                PathCollection(
                    [self._paden[i] for i in sorted(vlak.arcering)],
                    facecolors="none", edgecolors=_GRIJS, linewidths=0.8, hatch="////",
                )
            )  # fmt: skip
        stipje = 0.006 * (kader[2] - kader[0])  # borders across water are crumbs
        te_zien = np.isin(self._kanten, zicht).any(axis=1)
        for welke, dikte, streep in ((vlak.stippel, 1.1, (3, 2)), (vlak.dik, vlak.dikte, None)):
            if welke is None:
                continue
            lijnen = [
                deel
                for n in np.flatnonzero(welke & te_zien)
                for deel, lengte in self._lijnen[n]
                if lengte > stipje
            ]
            as_.add_collection(
                LineCollection(lijnen, colors=_ZWART, linewidths=dikte, linestyles=[(0, streep)])
            )
        if titel:
            kop = as_.set_title(titel, loc="left", pad=3, fontsize=KOPMAAT, parse_math=False)
            kop.set_fontweight("bold")
        schrijf_labels(as_, vlak.labels)


def _midden(vlak: Any) -> Any:
    """The middle of the largest circle in the largest part."""
    import shapely

    delen = shapely.get_parts(vlak)
    grootste = delen[int(np.argmax(shapely.area(delen)))]
    breed = grootste.bounds[2] - grootste.bounds[0]
    return shapely.get_point(shapely.maximum_inscribed_circle(grootste, tolerance=breed / 20), 0)


def _hoogte(kader: FloatArray, hoogste: float) -> float:
    """Height as a share of the width, within what reads well on a page."""
    breed, hoog = kader[2:] - kader[:2]
    return float(np.clip(hoog / breed, min(0.58, hoogste), hoogste))


def _passend(kader: FloatArray, hoogte: float) -> FloatArray:
    """Widen a frame until its height is this share of its width, so that metres are square."""
    midden, straal = (kader[:2] + kader[2:]) / 2, (kader[2:] - kader[:2]) / 2
    breed = max(straal[0], straal[1] / hoogte)
    straal = np.array([breed, breed * hoogte])
    return np.concatenate([midden - straal, midden + straal])


def _als_png(rgba: npt.NDArray[np.uint8]) -> bytes:
    """The picture in 32 shades of grey, from black to white: a third of the size."""
    from PIL import Image

    grijs = np.asarray(Image.fromarray(rgba).convert("L"))
    trap = np.rint(np.arange(256) / 255 * 31) / 31 * 255
    uit = io.BytesIO()
    Image.fromarray(np.rint(trap).astype(np.uint8)[grijs]).save(uit, "PNG", dpi=(_DPI, _DPI))
    return uit.getvalue()

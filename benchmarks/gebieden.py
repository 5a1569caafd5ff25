"""Made-up areas, many of them: a map without gaps, and divisions of it into contiguous regions."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import cKDTree

import congruentie as cg

Regio = np.ndarray
_ZIJDE = 6000.0
"""Metres across an area: 36 km2, as a commune."""
_PUNTEN = 10
"""Vertices along each of the four sides."""


def vlakken(n: int, seed: int = 0) -> gpd.GeoSeries:
    """About n areas on a crooked grid; neighbours share their ragged border to the last digit."""
    rng = np.random.default_rng(seed)
    breed = round(np.sqrt(n))
    hoek = np.stack(np.meshgrid(np.arange(breed + 1.0), np.arange(breed + 1.0)), axis=-1)
    hoek += rng.uniform(-0.25, 0.25, hoek.shape)

    def zijden(van: np.ndarray, naar: np.ndarray) -> np.ndarray:
        deel = np.linspace(0, 1, _PUNTEN + 2)[1:-1, None]
        lijn = van[:, :, None] * (1 - deel) + naar[:, :, None] * deel
        return lijn + rng.uniform(-0.03, 0.03, lijn.shape)

    liggend, staand = zijden(hoek[:, :-1], hoek[:, 1:]), zijden(hoek[:-1], hoek[1:])
    ring = np.concatenate(
        [
            hoek[:-1, :-1, None], liggend[:-1], hoek[:-1, 1:, None], staand[:, 1:],
            hoek[1:, 1:, None], liggend[1:, :, ::-1], hoek[1:, :-1, None], staand[:, :-1, ::-1],
        ],
        axis=2,
    )  # fmt: skip
    vormen = shapely.polygons(ring.reshape(breed * breed, -1, 2) * _ZIJDE)
    codes = [f"LAU{i:06d}" for i in range(breed * breed)]
    return gpd.GeoSeries(vormen, index=codes, crs=28992)


def kruisend(punten: np.ndarray, aantal: int, grootte: int, seed: int = 0) -> Regio:
    """Unrelated divisions: each region is what lies nearest to one of n / grootte random points."""
    return _rond_kernen(punten, aantal, grootte, seed, lambda rng, kern: rng.random(kern.shape))


def verwant(punten: np.ndarray, aantal: int, grootte: int, seed: int = 0) -> Regio:
    """Divisions that largely agree: the same centres, each time moved by a quarter of a region."""
    stap = 0.25 * np.sqrt(grootte / len(punten))
    return _rond_kernen(
        punten, aantal, grootte, seed, lambda rng, kern: kern + rng.normal(0, stap, kern.shape)
    )


def _rond_kernen(punten, aantal, grootte, seed, kernen):
    rng = np.random.default_rng(seed)
    hoek = punten.min(axis=0)
    schaal = np.ptp(punten, axis=0).max()
    kern = rng.random((max(len(punten) // grootte, 1), 2))
    kolommen = [cKDTree(kernen(rng, kern) * schaal + hoek).query(punten)[1] for _ in range(aantal)]
    return _zonder_lege(kolommen)


def genest(punten: np.ndarray, aantal: int, grootte: int, seed: int = 0) -> Regio:
    """Nested divisions: four levels, of about grootte, 2, 4 and 8 times that, one inside the other.

    From the fifth on a level returns, but one in twenty of the smallest regions is with a neighbour.
    """
    rng = np.random.default_rng(seed)
    hoek, schaal = punten.min(axis=0), np.ptp(punten, axis=0).max()
    kern = rng.random((max(len(punten) // grootte, 8), 2))
    kleinste = cKDTree(kern * schaal + hoek).query(punten)[1]
    naast = cKDTree(kern).query(kern, k=2)[1][:, 1]
    niveaus, plek = [np.arange(len(kern))], kern
    for _ in range(3):
        boven = rng.random((max(len(plek) // 2, 4), 2))
        niveaus.append(cKDTree(boven).query(plek)[1][niveaus[-1]])
        plek = boven
    kolommen = []
    for k in range(aantal):
        niveau = niveaus[k % 4]
        weg = (rng.random(len(kern)) < 0.05) & (k >= 4)
        kolommen.append(np.where(weg, niveau[naast], niveau)[kleinste])
    return _zonder_lege(kolommen)


def _zonder_lege(kolommen: list[np.ndarray]) -> Regio:
    genummerd = [np.unique(kolom, return_inverse=True)[1].ravel() for kolom in kolommen]
    return np.stack(genummerd, axis=1).astype(np.int32)


def als_indelingen(regio: Regio, vormen: gpd.GeoSeries, seed: int = 0) -> cg.Indelingen:
    """The same as the package takes it in, with areas and made-up inhabitants."""
    codes = list(vormen.index)
    inwoners = np.random.default_rng(seed).lognormal(7.5, 1.2, len(codes)).round() + 1
    gemeenten = cg.Gemeenten(2025, codes, codes, inwoners, vormen)
    indelingen = [
        cg.Indeling(f"i{k:02d}", dict(zip(codes, (f"r{r:05d}" for r in kolom), strict=True)))
        for k, kolom in enumerate(regio.T.tolist())
    ]
    return cg.Indelingen(gemeenten, tuple(indelingen))


def schrijf(vormen: gpd.GeoSeries, pad: Path) -> None:
    """Write areas as a GeoPackage."""
    gpd.GeoDataFrame({"code": vormen.index}, geometry=vormen.to_numpy(), crs=vormen.crs).to_file(
        pad
    )


def lees(pad: Path) -> gpd.GeoSeries:
    """Read areas from a GeoPackage."""
    tabel = gpd.read_file(pad)
    return gpd.GeoSeries(tabel.geometry.to_numpy(), index=tabel["code"], crs=tabel.crs)


def middens(vormen: gpd.GeoSeries) -> np.ndarray:
    """A point of each area, shape (n, 2)."""
    return shapely.get_coordinates(shapely.centroid(vormen.to_numpy()))


def verbanden(punten: np.ndarray, aantal: int, per_gebied: float, seed: int = 0) -> Regio:
    """So many verbanden: each what lies nearest to a random place, most small and some large.

    Returns the table of `Samenloop.verband`: of each area its verbanden, ascending and then -1.
    """
    rng = np.random.default_rng(seed)
    n = len(punten)
    grootte = rng.lognormal(0, 1, aantal)
    grootte = np.clip(grootte * per_gebied * n / grootte.sum(), 2, n).astype(int)
    midden = rng.random((aantal, 2)) * np.ptp(punten, axis=0) + punten.min(axis=0)
    boom = cKDTree(punten)
    leden = [boom.query(een, k=k)[1] for een, k in zip(midden, grootte, strict=True)]
    gebied, verband = np.concatenate(leden), np.repeat(np.arange(aantal), grootte)
    volgorde = np.lexsort((verband, gebied))
    gebied, verband = gebied[volgorde], verband[volgorde]
    begin = np.searchsorted(gebied, np.arange(n))
    plek = np.arange(len(gebied)) - begin[gebied]
    uit = np.full((n, plek.max() + 1), -1, dtype=np.int32)
    uit[gebied, plek] = verband
    return uit

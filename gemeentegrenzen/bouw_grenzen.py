"""Trace the embedded boundaries from a picture: ``python gemeentegrenzen/bouw_grenzen.py``.

The picture is ``nl_municipalities.png`` in the package nl-maps 0.2.0 (MIT): geometry of CBS and
Kadaster, drawn on an exact grid in EPSG:28992. Needs the extra ``bouw``. Writes
``gemeenten_2023-2026.gpkg`` beside this file; the same versions of GDAL and GEOS give the same bytes.
"""

from __future__ import annotations

import csv
import os
from importlib.util import find_spec
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

HIER = Path(__file__).parent
DOEL = HIER / "gemeenten_2023-2026.gpkg"

# The grid of the label points: upper left corner of pixel (row 0, column 0), size of a pixel; metres.
X0, Y0 = 13190.01, 619417.85
DX, DY = 152.60, -152.61
# The drawing itself lies half a pixel to the west and three quarters to the north of that grid: there
# the median overlap with the official boundaries of 2024 is largest (0.953; without it 0.929).
VERSCHUIVING = (-0.5 * DX, -0.75 * DY)

VULLING_GRIJS = 160
"""Grey from here on is the inside of a gemeente; darker is a drawn border."""
LAND_ALFA = 128
"""Less opaque than this is water or abroad."""
TOLERANTIE = 250.0
"""Metres; square root of the area (Visvalingam-Whyatt) that simplifying may take off a corner."""
KLEINSTE_WATER = 600_000.0
"""Square metres; smaller enclosed water (about 25 pixels) becomes land."""
KLEINSTE_EILAND = 500_000.0
"""Square metres; smaller loose parts (about 21 pixels) are drawing noise, such as bits of a dam."""

Labels = npt.NDArray[np.int32]


def lees_plaat() -> npt.NDArray[np.uint8]:
    """Read the picture as RGBA, shape (rows, columns, 4)."""
    from PIL import Image

    spec = find_spec("nl_maps")
    if spec is None or spec.origin is None:
        raise SystemExit('nl-maps ontbreekt; installeer het met: pip install -e ".[bouw]"')
    with Image.open(Path(spec.origin).parent / "source" / "nl_municipalities.png") as plaat:
        return np.array(plaat.convert("RGBA"))


def lees_labelpunten() -> tuple[list[str], npt.NDArray[np.float64]]:
    """Read the points that say which gemeente a filled area is: codes, and x and y in metres."""
    with (HIER / "labelpunten_2025.csv").open(encoding="utf-8", newline="") as bestand:
        rijen = list(csv.DictReader(bestand))
    return [rij["gm_code"] for rij in rijen], np.array(
        [[float(r["x"]), float(r["y"])] for r in rijen]
    )


def label_pixels(plaat: npt.NDArray[np.uint8]) -> tuple[list[str], Labels]:
    """Give every land pixel its gemeente.

    Returns
    -------
    codes
        The gm_codes, ascending.
    labels
        Per pixel 1 + the place in `codes`; 0 = no land. A border pixel goes to the nearest area.
    """
    from scipy import ndimage

    land = vul_gaatjes(plaat[..., 3] >= LAND_ALFA)
    delen, _ = ndimage.label((plaat[..., 0] >= VULLING_GRIJS) & land)
    code_per_punt, punten = lees_labelpunten()
    kolom = np.floor((punten[:, 0] - X0) / DX).astype(int)
    rij = np.floor((punten[:, 1] - Y0) / DY).astype(int)
    codes = sorted(set(code_per_punt))
    nummer_van_deel = np.zeros(delen.max() + 1, dtype=np.int32)
    for code, deel in zip(code_per_punt, delen[rij, kolom], strict=True):
        if deel == 0 or nummer_van_deel[deel] not in {0, codes.index(code) + 1}:
            raise SystemExit(f"Het labelpunt van {code} ligt niet in een eigen gevuld vlak.")
        nummer_van_deel[deel] = codes.index(code) + 1
    labels = nummer_van_deel[delen]
    _, dichtstbij = ndimage.distance_transform_edt(labels == 0, return_indices=True)
    return codes, np.where(land, labels[tuple(dichtstbij)], 0).astype(np.int32)


def vul_gaatjes(land: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Make land of enclosed water that is too small to be more than drawing noise."""
    from scipy import ndimage

    water, _ = ndimage.label(~land)
    klein = np.bincount(water.ravel()) * abs(DX * DY) < KLEINSTE_WATER
    klein[0] = False  # the land itself
    return land | klein[water]


def maak_vlakken(labels: Labels) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.int32]]:
    """Turn pixels into polygons that share their edges exactly.

    The sides between pixels with different labels are the lines; polygonising them gives the faces.

    Returns
    -------
    vlakken, nummers
        The faces that are land (Polygons, EPSG:28992, metres) and the label of each.
    """
    ruim = np.pad(labels, 1)
    staand = np.argwhere(ruim[:, 1:] != ruim[:, :-1])  # side to the right of (row, column)
    liggend = np.argwhere(ruim[1:, :] != ruim[:-1, :])  # side below (row, column)
    # Corner (r, c) is the upper left corner of padded pixel (r, c).
    zijden = np.concatenate(
        [
            np.stack([staand + [0, 1], staand + [1, 1]], axis=1),
            np.stack([liggend + [1, 0], liggend + [1, 1]], axis=1),
        ]
    )
    lijnen = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(zijden[..., ::-1])))
    vlakken = shapely.get_parts(shapely.polygonize(shapely.get_parts(lijnen)))
    binnen = shapely.get_coordinates(shapely.point_on_surface(vlakken)).astype(int)
    nummers = ruim[binnen[:, 1], binnen[:, 0]]
    vlakken = shapely.transform(
        vlakken[nummers > 0],
        lambda kr: (kr - 1) * [DX, DY] + [X0, Y0] + np.array(VERSCHUIVING),
    )
    return vlakken, nummers[nummers > 0]


def voeg_samen(
    vlakken: npt.NDArray[np.object_], nummers: npt.NDArray[np.int32], aantal: int
) -> npt.NDArray[np.object_]:
    """Make one MultiPolygon per gemeente, without islands that are only noise."""
    uit = []
    for nummer in range(1, aantal + 1):
        delen, anderen = vlakken[nummers == nummer], vlakken[nummers != nummer]
        vast = np.array([shapely.intersects(anderen, deel).any() for deel in delen])
        groot = shapely.area(delen) >= KLEINSTE_EILAND
        uit.append(shapely.union_all(delen[vast | groot]))
    return np.array(uit)


def vereenvoudig(vlakken: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Simplify so that neighbours keep sharing their border, and round to whole metres."""
    simpel = shapely.coverage_simplify(vlakken, TOLERANTIE)
    simpel = shapely.transform(simpel, np.rint)
    return np.array(
        [v if v.geom_type == "MultiPolygon" else shapely.MultiPolygon([v]) for v in simpel]
    )


def main() -> None:
    """Trace, check and write."""
    codes, labels = label_pixels(lees_plaat())
    vlakken = vereenvoudig(voeg_samen(*maak_vlakken(labels), len(codes)))
    if not (shapely.is_valid(vlakken).all() and shapely.coverage_is_valid(vlakken)):
        raise SystemExit("De vlakken sluiten niet aan; kies een andere tolerantie.")
    namen = pd.read_csv(
        HIER.parent / "regio_indelingen" / "gebieden_2026.csv", dtype=str
    ).set_index("gm_code")["gm_naam"]
    tabel = gpd.GeoDataFrame(
        {"gm_code": codes, "gm_naam": namen.loc[codes].to_numpy()}, geometry=vlakken, crs=28992
    )
    os.environ["OGR_CURRENT_DATE"] = "2026-11-21T00:00:00.000Z"  # or every build would differ
    DOEL.unlink(missing_ok=True)
    tabel.to_file(DOEL, layer="gemeenten", driver="GPKG", engine="pyogrio")
    print(
        f"{DOEL.name}: {len(tabel)} gemeenten, {shapely.get_num_coordinates(vlakken).sum()} punten"
    )


if __name__ == "__main__":
    main()

"""In a notebook: a table that shows itself, and a GeoDataFrame that draws itself.

What it returns is geopandas' own, to build on: axes of matplotlib, a map of folium.
"""

from __future__ import annotations

from collections.abc import Hashable
from html import escape
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from congruentie.errors import CongruentieFout
from congruentie.tekenen import KLASSEN, REGIOKLEUREN, klasse_van

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from congruentie.gemeenten import Gemeenten

__all__ = ["Toonbaar"]

_RAND = {"edgecolor": "#4a5866", "linewidth": 0.3}


class Toonbaar:
    """Gives `to_geodataframe`, `plot`, `explore` and a table to what has a row per gemeente."""

    def _kaartlaag(self) -> tuple[pd.DataFrame, Gemeenten, str | None]:
        """Table by ``gm_code``, the gemeenten with the boundaries, and the column to draw."""
        raise NotImplementedError

    def _repr_html_(self) -> str:
        tabel, _, _ = self._kaartlaag()
        return f"<p>{escape(repr(self))}</p>{tabel.to_html(max_rows=10)}"

    def to_geodataframe(self) -> gpd.GeoDataFrame:
        """Give the table per gemeente with her boundary.

        Returns
        -------
        geopandas.GeoDataFrame
            Indexed by ``gm_code``, in EPSG:28992 (metres); a new one with every call.

        Raises
        ------
        CongruentieFout
            No boundaries are loaded.
        """
        import geopandas as gpd  # heavy: only where something is drawn

        tabel, gemeenten, _ = self._kaartlaag()
        if gemeenten.vlakken is None:
            raise CongruentieFout(
                "Hiervoor zijn gemeentegrenzen nodig, en die zijn niet geladen.",
                "Laad met met_grenzen=True.",
            )
        vlakken = gemeenten.vlakken.loc[tabel.index]
        return gpd.GeoDataFrame(tabel, geometry=vlakken.to_numpy(), crs=vlakken.crs)

    def plot(self, column: str | None = None, **hoe: Any) -> Any:
        """Draw the gemeenten, as `geopandas.GeoDataFrame.plot` does.

        Parameters
        ----------
        column
            A column of `to_geodataframe`. Default what the object is about: the congruentie of a
            `Meting`, the regio's of a `Voorstel`, those of the first of `Indelingen`. The regio's
            beside each other differ in colour; the same colour means nothing.
        hoe
            What geopandas takes: ``ax``, ``figsize``, ``cmap``, ``legend``, ...

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        CongruentieFout
            No boundaries are loaded, or there is no such column.
        """
        from matplotlib.colors import BoundaryNorm, ListedColormap

        laag, column = self._met_kolom(column)
        if column == "congruentie":
            onder = [klasse.onder for klasse in KLASSEN]
            norm = BoundaryNorm([*onder, onder[-1] + 1], len(KLASSEN))
            kleuren = ListedColormap([klasse.kleur for klasse in KLASSEN])
            eigen: dict[str, Any] = {"cmap": kleuren, "norm": norm, "legend": True}
            eigen["legend_kwds"] = {"ticks": onder, "label": "congruentie (%)", "shrink": 0.6}
        else:
            eigen = _naar_waarde(laag, column, hoe)
        return laag.plot(**_RAND | _kolom_of_kleur(column, eigen | hoe))

    def explore(self, column: str | None = None, **hoe: Any) -> Any:
        """Give a map to zoom and point at, as `geopandas.GeoDataFrame.explore` does.

        Parameters
        ----------
        column
            As in `plot`.
        hoe
            What geopandas takes: ``tooltip``, ``m``, ``style_kwds``, ... Default without a map below
            it: ``tiles="CartoDB positron"`` asks one from the internet, for all who look.

        Returns
        -------
        folium.Map

        Raises
        ------
        CongruentieFout
            As `plot`, and when mapclassify is not there.
        """
        if find_spec("mapclassify") is None:
            raise CongruentieFout(
                "Voor explore() is mapclassify nodig, en dat is niet geïnstalleerd.",
                "Installeer het: pip install congruentie[notitieboek].",
            )
        laag, column = self._met_kolom(column)
        if column == "congruentie":
            eigen: dict[str, Any] = {"cmap": _klassekleur, "legend": False}
        else:
            eigen = _naar_waarde(laag, column, hoe)
        stijl = {"style_kwds": {"color": _RAND["edgecolor"], "weight": 0.5, "fillOpacity": 0.8}}
        return laag.explore(**{"tiles": None} | stijl | _kolom_of_kleur(column, eigen | hoe))

    def _met_kolom(self, column: str | None) -> tuple[gpd.GeoDataFrame, str | None]:
        laag = self.to_geodataframe()
        _, _, gewoon = self._kaartlaag()
        if column is not None and column not in laag.columns:
            raise CongruentieFout(
                f"Er is geen kolom {column}.",
                f"Er zijn: {', '.join(laag.columns.drop('geometry'))}.",
            )
        return laag, gewoon if column is None else column


def _klassekleur(cijfer: float) -> str:
    return KLASSEN[int(klasse_van(cijfer))].kleur


def _naar_waarde(laag: gpd.GeoDataFrame, column: str | None, hoe: dict[str, Any]) -> dict[str, Any]:
    """Words get a colour each, unlike those beside it; figures and what is asked for are geopandas'."""
    import pandas as pd

    if column is None:
        return {"color": "#eef1f4"}
    if pd.api.types.is_numeric_dtype(laag[column]):
        return {"legend": True}
    return (
        {}
        if {"cmap", "categories", "scheme"} & hoe.keys()
        else {"color": _buurkleuren(laag, column)}
    )


def _kolom_of_kleur(column: str | None, hoe: dict[str, Any]) -> dict[str, Any]:
    """Geopandas takes either of them."""
    return hoe if "color" in hoe else {"column": column, **hoe}


def _buurkleuren(laag: gpd.GeoDataFrame, column: str) -> list[str]:
    """A colour per row: the same for the same value, another for values that touch."""
    import networkx as nx

    waarden: list[Hashable] = laag[column].tolist()
    een, ander = laag.sindex.query(laag.geometry, predicate="intersects")
    raakt = nx.Graph()
    raakt.add_nodes_from(dict.fromkeys(waarden))
    raakt.add_edges_from(
        (waarden[i], waarden[j])
        for i, j in zip(een.tolist(), ander.tolist(), strict=True)
        if waarden[i] != waarden[j]
    )
    nummer = nx.greedy_color(raakt)
    return [REGIOKLEUREN[nummer[waarde] % len(REGIOKLEUREN)] for waarde in waarden]

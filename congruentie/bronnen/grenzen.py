"""Boundaries of the user's own: of which gemeenten they are, and what was mended or left out."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from congruentie.bronnen.banden import maak_heel
from congruentie.bronnen.bladkeuze import splits_keuze
from congruentie.bronnen.meldingen import Gestopt, Keuring, Melder
from congruentie.bronnen.niets import is_niets
from congruentie.bronnen.vlakken import lees_vlakkenbestand, leg_in_rd
from congruentie.bronnen.zoeken import NietGevonden, normaliseer_gm_code, zoeker_voor
from congruentie.errors import CongruentieFout
from congruentie.gemeenten import Gemeenten, Herkomst
from congruentie.nl import aantal, opsomming

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt

__all__ = ["controleer_grenzen", "lees_grenzen"]

_log = logging.getLogger(__name__)

_CODE = ("gm_code", "statcode", "gemeentecode", "identificatie")
_NAAM = ("gm_naam", "statnaam", "gemeentenaam", "naam")
_JAAR = ("jaarcode", "jrstatcode")
_GEEN_GEMEENTE = {"GM0996", "GM0997", "GM0998", "GM0999"}
"""Codes that CBS uses for what is no gemeente, such as the Belgian parts of Baarle (GM0998)."""


def lees_grenzen(bestand: str | Path, gemeenten: Gemeenten, *, deel: bool = False) -> Gemeenten:
    """Read boundaries of the user's own for these gemeenten.

    Parameters
    ----------
    bestand
        As `congruentie.bronnen.vlakken.lees_vlakkenbestand` reads it, with a layer of polygons
        (of several the one whose name has "gemeente") and a column of CBS codes (``gm_code``,
        ``statcode``, ``gemeentecode``, ``identificatie``, or any that holds the codes of the year),
        or only names (``gm_naam``, ``statnaam``, ``gemeentenaam`` or ``naam``). Names beside the
        codes never replace those of `gemeenten`; one of another gemeente is logged.
        ``BESTAND#LAAG``, ``BESTAND#KOLOM`` or both name the layer and the column of codes. Rows of
        water, of another year and of what is no gemeente are left out, and logged.
    gemeenten
        The gemeenten of the same year.
    deel
        Whether the file may hold a part of them; `Gemeenten.deel` then says that it does.

    Raises
    ------
    CongruentieFout
        The file cannot be read, has no column of codes or names, lies outside the Netherlands, a
        code is double, or gemeenten are missing or strange.

    Notes
    -----
    What does not close is mended where it can be (`congruentie.dekking`), and logged. Where a table
    says who borders whom, the drawing is held against it, and logged.
    """
    keuring = Keuring()
    met = _keur(bestand, gemeenten, keuring, deel=deel)
    for melding in keuring.meldingen:
        if melding.ernst == "let op":
            _log.info("%s", melding.regel)
    for fout in keuring.fouten:
        raise CongruentieFout(f"{fout.bestand}: {fout.melding}", fout.voorstel)
    assert met is not None  # noqa: S101  # without boundaries there is a fault
    return met


def controleer_grenzen(bestand: str | Path, gemeenten: Gemeenten) -> Keuring:
    """Judge a file with boundaries: everything that is wrong or that was mended.

    Parameters
    ----------
    bestand, gemeenten
        As in `lees_grenzen`.

    Returns
    -------
    Keuring
        Its `lidmaatschap` says for each gemeente that has a polygon its own code.

    Raises
    ------
    CongruentieFout
        The file cannot be read at all.
    """
    keuring = Keuring()
    met = _keur(bestand, gemeenten, keuring)
    if met is not None:
        keuring.lidmaatschap = {code: code for code in met.codes}
    return keuring


def _keur(
    bestand: str | Path, gemeenten: Gemeenten, keuring: Keuring, *, deel: bool = False
) -> Gemeenten | None:
    pad, keuzes = splits_keuze(str(bestand))
    melder = Melder(pad, keuring)
    tabel, keuzes = lees_vlakkenbestand(pad, keuzes)
    try:
        code, tabel = _kies_code(pad, tabel, keuzes, gemeenten, melder)
        tabel = _laat_weg(tabel, code, gemeenten.jaar, melder)
        dubbel = sorted(set(tabel.index[tabel.index.duplicated()]))
        if dubbel:
            melder.stop(
                f"{opsomming(dubbel)} komt meer dan een keer voor.",
                "Voeg de vlakken van een gemeente samen tot een rij.",
                code,
            )
        tabel = leg_in_rd(tabel, melder)
        voluit = str(Path(bestand).absolute())
        herkomst = Herkomst(
            f"eigen bestand {pad.name}", "onbekend", "eigen", "onbekend", bestand=voluit
        )
        met = _voeg_toe(gemeenten, tabel, herkomst, melder, deel=deel)
        return maak_heel(met, melder)
    except Gestopt:
        return None


def _voeg_toe(
    gemeenten: Gemeenten, tabel: gpd.GeoDataFrame, herkomst: Herkomst, melder: Melder, *, deel: bool
) -> Gemeenten:
    """Give the gemeenten their boundaries; their names stay those of the year."""
    _meld_andere_namen(tabel, gemeenten, melder)
    vlakken = tabel.geometry
    if deel:
        vlakken = vlakken[~(vlakken.is_empty | vlakken.isna())]
    is_deel = set(vlakken.index) < set(gemeenten.codes)
    if is_deel:
        _meld_deel(set(vlakken.index), gemeenten, melder, mag=deel)
        from shapely import MultiPolygon  # heavy: only where there is a map

        vlakken = vlakken.reindex(list(gemeenten.codes), fill_value=MultiPolygon())
    try:
        return replace(gemeenten, vlakken=vlakken, grenzen=herkomst, deel=is_deel)
    except CongruentieFout as fout:
        melder.stop(fout.melding, fout.oplossing)


def _meld_andere_namen(tabel: gpd.GeoDataFrame, gemeenten: Gemeenten, melder: Melder) -> None:
    """Say where the name beside a code is that of another gemeente; other spellings are no news."""
    naam = _eerste_kolom(tabel.columns, _NAAM)
    if naam is None:
        return
    zoeker = zoeker_voor(gemeenten)
    anders = []
    for code, tekst in tabel[naam].dropna().astype(str).str.strip().items():
        van = zoeker.zoek(tekst, raad=False)
        if code in gemeenten.plek and isinstance(van, str) and van != code:
            anders.append(f"{code} heet in het bestand {tekst}")
    if anders:
        hoeveel = aantal(len(anders), "vlak", "vlakken")
        melder.let_op(
            f"bij {hoeveel} hoort de naam bij een andere gemeente: {opsomming(anders, 3)}. De code "
            f"telt, met de officiële naam van {gemeenten.jaar}.",
            "Controleer of de codes bij de goede vlakken staan.",
        )


def _meld_deel(aanwezig: set[str], gemeenten: Gemeenten, melder: Melder, *, mag: bool) -> None:
    """Say that there are boundaries of a part only; refuse it where that will not do."""
    mist = sorted(set(gemeenten.codes) - aanwezig)
    hoeveel = f"{len(aanwezig)} van de {len(gemeenten)} gemeenten"
    if not (mag and aanwezig):
        melder.stop(
            f"er zijn grenzen van {hoeveel}: een deel van het land, of niet alles is gedownload. Er "
            f"ontbreekt van {gemeenten.jaar}: {opsomming(mist)}.",
            "Gebruik grenzen van het hele land; voor een kaart van dit deel: congruentie kaart --deel.",
        )
    melder.let_op(f"er zijn grenzen van {hoeveel}; alleen die worden getekend.")


def _kies_code(
    pad: Path,
    tabel: gpd.GeoDataFrame,
    keuzes: Sequence[str],
    gemeenten: Gemeenten,
    melder: Melder,
) -> tuple[str, gpd.GeoDataFrame]:
    """Find the column of codes, or make one of names; stop when neither is there."""
    kolommen = [str(k) for k in tabel.columns if k != "geometry"]
    code = keuzes[0] if keuzes else _eerste_kolom(kolommen, _CODE)
    code = code or _op_inhoud(tabel[kolommen], gemeenten)
    naam = _eerste_kolom(kolommen, _NAAM)
    if code is None and naam is not None:
        zoeker = zoeker_voor(gemeenten)
        gevonden = tabel[naam].map(lambda tekst: zoeker.zoek(str(tekst), raad=False))
        op_naam = gevonden.where(gevonden.map(lambda een: not isinstance(een, NietGevonden)))
        if op_naam.notna().sum() * 2 >= len(tabel):
            melder.let_op(f"er zijn geen codes; de gemeenten zijn gevonden op naam ({naam}).")
            return "gm_code", tabel.assign(gm_code=op_naam.fillna(tabel[naam].astype(str)))
    if code is None or code not in kolommen:
        melder.stop(
            f"er is geen kolom {code or 'met gemeentecodes'}; gevonden: {opsomming(kolommen, 20)}.",
            f"Noem de kolom {_CODE[0]}, of zet haar naam achter het bestand: {pad.name}#KOLOM.",
        )
    if not any(normaliseer_gm_code(str(waarde)) for waarde in tabel[code]):
        melder.stop(
            "de kolom bevat geen enkele gemeentecode, zoals GM0363.",
            f"Zet de naam van de goede kolom achter het bestand: {pad.name}#KOLOM.",
            code,
        )
    return code, tabel


def _op_inhoud(tabel: gpd.GeoDataFrame, gemeenten: Gemeenten) -> str | None:
    """The column that holds the codes of the year, under any heading."""
    telt = {
        str(kolom): sum(normaliseer_gm_code(str(w)) in gemeenten.plek for w in tabel[kolom])
        for kolom in tabel
    }
    beste = max(telt, key=lambda kolom: telt[kolom], default=None)
    return beste if beste is not None and telt[beste] * 2 > len(tabel) else None


def _laat_weg(tabel: gpd.GeoDataFrame, code: str, jaar: int, melder: Melder) -> gpd.GeoDataFrame:
    """Leave out rows that are no gemeente of this year; the rest is indexed by code."""
    codes = tabel[code].map(lambda tekst: normaliseer_gm_code(str(tekst)) or str(tekst))
    tabel = tabel.set_axis(codes.to_numpy(), axis=0)
    water = _eerste_kolom(tabel.columns, ("water",))
    redenen: list[tuple[str, str, npt.NDArray[np.bool_]]] = []
    if water is not None:
        nat = tabel[water].astype(str).str.strip().str.upper().isin(("JA", "B")).to_numpy()
        waarmee = "met water of buitenland"
        redenen.append((f"rij {waarmee}", f"rijen {waarmee}", nat))
    vreemd = ~tabel.index.str.fullmatch(r"GM\d{4}") | tabel.index.isin(_GEEN_GEMEENTE)
    redenen.append(("rij die geen gemeente is", "rijen die geen gemeente zijn", vreemd))
    kolom = _eerste_kolom(tabel.columns, _JAAR)
    if kolom is not None:
        jaren = tabel[kolom].astype(str).str.slice(0, 4)
        if (jaren == str(jaar)).any():
            van = f"van een ander jaar dan {jaar}"
            redenen.append((f"rij {van}", f"rijen {van}", (jaren != str(jaar)).to_numpy()))
    houd = ~tabel.index.isna()
    for een, meer, weg in redenen:
        telt = weg & houd
        if telt.any():
            wie = sorted({"zonder code" if is_niets(code) else code for code in tabel.index[telt]})
            hoeveel = aantal(int(telt.sum()), een, meer)
            melder.let_op(f"{hoeveel} weggelaten: {opsomming(wie, 3)}.")
            houd &= ~weg
    return tabel[houd]


def _eerste_kolom(kolommen: Iterable[object], namen: Sequence[str]) -> str | None:
    klein = {str(kolom).lower(): str(kolom) for kolom in kolommen}
    return next((klein[naam] for naam in namen if naam in klein), None)

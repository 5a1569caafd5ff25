"""What a proposal means: per regio, per indeling, per gemeente, and for a pair of gemeenten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from congruentie.errors import CongruentieFout
from congruentie.meten.vergelijking import vergelijk
from congruentie.model import Indeling, Indelingen
from congruentie.nl import aantal, getal, opsomming
from congruentie.voorstel.deling import koppel
from congruentie.voorstel.namen import overlap

if TYPE_CHECKING:
    from congruentie.voorstel.verdeling import Voorstel

__all__ = [
    "koppelingen", "per_gemeente", "per_indeling", "per_regio", "vergelijk_voorstellen",
    "verhuizingen", "waarom",
]  # fmt: skip

_VERHUIZING = [
    "indeling", "gm_code", "gm_naam", "inwoners", "van", "van_naam", "naar", "naar_naam",
]  # fmt: skip
_OVERNAME = [
    "indeling", "titel", "regios_nu", "regios_straks", "gemeenten_verhuizen", "inwoners_verhuizen",
    "congruentie_voor", "congruentie_na",
]  # fmt: skip
_LIJKT = 0.75
"""Jaccard index from which a regio nearly equals another."""


def per_regio(voorstel: Voorstel) -> pd.DataFrame:
    """Describe each proposed regio.

    Parameters
    ----------
    voorstel
        The proposal.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``voorstel_code``. Columns: ``naam``, ``gemeenten`` (number), ``inwoners``,
        ``land_km2`` (of the boundaries that were used; NaN without), ``centrum`` (the gemeente with
        most inhabitants), ``centrum_aandeel`` (its share of them), ``centrum_reden``, ``provincies``,
        ``gelijk_aan`` (existing regio's with exactly these gemeenten), ``lijkt_op`` (those that share
        at least three quarters of the gemeenten in either), ``overeenstemming`` (mean share that two
        of its gemeenten have in common of the weight of all indelingen, and of the verbanden that
        either takes part in; percent; NaN for one gemeente) and ``leden``.
    """
    gemeenten = voorstel.indelingen.gemeenten
    gelijkenis = {
        indeling.naam: overlap(voorstel.regio, voorstel.indelingen.vakken_van(k))
        for k, indeling in enumerate(voorstel.indelingen)
    }
    rijen = []
    for r, code in enumerate(voorstel.codes):
        leden = np.flatnonzero(voorstel.regio == r)
        inwoners = None if gemeenten.inwoners is None else gemeenten.inwoners[leden]
        groot = int(leden[0 if inwoners is None else int(np.argmax(inwoners))])
        km2 = np.nan
        if gemeenten.vlakken is not None:
            km2 = float(gemeenten.vlakken.iloc[leden].area.sum()) / 1e6
        rijen.append(
            {
                "voorstel_code": code,
                "naam": voorstel.namen[r],
                "gemeenten": len(leden),
                "inwoners": np.nan if inwoners is None else float(inwoners.sum()),
                "land_km2": km2,
                "centrum": gemeenten.namen[groot],
                "centrum_aandeel": np.nan
                if inwoners is None
                else 100 * inwoners.max() / inwoners.sum(),
                "centrum_reden": _centrum_reden(voorstel, leden, groot),
                "provincies": _provincies(gemeenten.codes, leden, voorstel.provincie),
                "gelijk_aan": _gelijken(voorstel, gelijkenis, r, 1.0),
                "lijkt_op": _gelijken(voorstel, gelijkenis, r, _LIJKT),
                "overeenstemming": _overeenstemming(voorstel, leden),
                "leden": ", ".join(gemeenten.namen[i] for i in leden),
            }
        )
    return pd.DataFrame(rijen).set_index("voorstel_code")


def _centrum_reden(voorstel: Voorstel, leden: npt.NDArray[np.intp], groot: int) -> str:
    gemeenten = voorstel.indelingen.gemeenten
    if gemeenten.inwoners is None:
        return "de eerste gemeente; inwoners zijn onbekend"
    if len(leden) == 1:
        return "de enige gemeente"
    rest = np.delete(leden, np.flatnonzero(leden == groot))
    tweede = int(rest[np.argmax(gemeenten.inwoners[rest])])
    keer = gemeenten.inwoners[groot] / gemeenten.inwoners[tweede]
    reden = f"meeste inwoners: {getal(keer, 1)} keer {gemeenten.namen[tweede]}"
    return reden + ("; verschil is klein" if keer < 1.25 else "")


def _provincies(
    codes: tuple[str, ...], leden: npt.NDArray[np.intp], provincie: Indeling | None
) -> str:
    if provincie is None:
        return ""
    gevonden = {code for i in leden for code in provincie.regios_van(codes[i])}
    return ", ".join(sorted(provincie.regio_naam(code) for code in gevonden))


def _gelijken(
    voorstel: Voorstel, gelijkenis: dict[str, npt.NDArray[np.float64]], r: int, vanaf: float
) -> str:
    """The existing regio's that this one equals (1.0), or resembles but does not equal."""
    uit = []
    for indeling in voorstel.indelingen:
        j = int(gelijkenis[indeling.naam][r].argmax())
        mate = float(gelijkenis[indeling.naam][r, j])
        naam = f"{indeling.enkelvoud} {indeling.regio_naam(indeling.regios[j])}"
        if vanaf == 1.0 and mate == 1.0:
            uit.append(naam)
        elif vanaf < 1.0 and vanaf <= mate < 1.0:
            uit.append(f"{naam} ({100 * mate:.0f}%)")
    return "; ".join(uit)


def _overeenstemming(voorstel: Voorstel, leden: npt.NDArray[np.intp]) -> float:
    if len(leden) < 2:
        return float("nan")
    samen, noemer = voorstel.opgave.gedeeld(leden, leden)
    delen = samen / np.where(noemer > 0, noemer, 1.0)
    return float(100 * delen[np.triu_indices(len(leden), 1)].mean())


def _telt(voorstel: Voorstel, indeling: Indeling) -> npt.NDArray[np.float64]:
    """What counts per gemeente when regio's are matched: inhabitants, unless gemeenten were asked."""
    inwoners = voorstel.indelingen.gemeenten.inwoners
    eisen = voorstel.opgave.eisen
    basis = eisen.indeling("uitgaand_van")
    telt_gemeenten = eisen.verplaats_gemeenten is not None and basis and basis.naam == indeling.naam
    if inwoners is None or telt_gemeenten:
        return np.ones(len(voorstel.regio))
    return inwoners


def koppelingen(voorstel: Voorstel) -> dict[str, list[int]]:
    """Say which existing regio each proposed one takes the place of, so that fewest move.

    Returns
    -------
    dict of list of int
        Per indeling, in order of the proposed regio's: the number of the existing regio in
        `Indeling.regios`, or -1 for one that is new.
    """
    return {
        indeling.naam: koppel(
            voorstel.regio, voorstel.indelingen.vakken_van(k), _telt(voorstel, indeling)
        )
        for k, indeling in enumerate(voorstel.indelingen)
    }


def verhuizingen(voorstel: Voorstel) -> pd.DataFrame:
    """List which gemeente would move where, in each indeling, if it took over the proposal.

    Returns
    -------
    pandas.DataFrame
        One row per indeling and gemeente that moves: ``indeling``, ``gm_code``, ``gm_naam``,
        ``inwoners``, ``van``, ``van_naam``, ``naar`` and ``naar_naam`` (the existing regio that is
        matched to the proposed one, or the proposed one itself where that is new). A gemeente in
        several regio's moves when it comes in none of them.
    """
    gemeenten = voorstel.indelingen.gemeenten
    rijen = []
    doelen = voorstel.koppelingen
    for k, indeling in enumerate(voorstel.indelingen):
        gekoppeld, vakken = doelen[indeling.naam], voorstel.indelingen.vakken_van(k)
        for i, code in enumerate(gemeenten.codes):
            r = int(voorstel.regio[i])
            doel = gekoppeld[r]
            if doel >= 0 and doel in vakken[i]:
                continue
            van = indeling.lidmaatschap.get(code, "")
            naar = indeling.regios[doel] if doel >= 0 else voorstel.codes[r]
            naam = indeling.regio_naam(naar) if doel >= 0 else f"nieuw: {voorstel.namen[r]}"
            rijen.append(
                {
                    "indeling": indeling.naam,
                    "gm_code": code,
                    "gm_naam": gemeenten.namen[i],
                    "inwoners": np.nan if gemeenten.inwoners is None else gemeenten.inwoners[i],
                    "van": van,
                    "van_naam": indeling.regio_naam(van) if van else "geen regio",
                    "naar": naar,
                    "naar_naam": naam,
                }
            )
    return pd.DataFrame(rijen, columns=_VERHUIZING)


def per_indeling(voorstel: Voorstel) -> pd.DataFrame:
    """Say what each indeling would change if it took over the proposal.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``indeling``. Columns: ``titel``, ``regios_nu``, ``regios_straks``,
        ``gemeenten_verhuizen``, ``inwoners_verhuizen`` (NaN when unknown), ``congruentie_voor`` and
        ``congruentie_na`` (mean of the country in percent, as RegioAtlas, over the same indelingen
        with this one replaced; NaN for a single indeling).
    """
    weg, cijfers = voorstel.verhuizingen, voorstel.gemeenten
    rijen = []
    for indeling in voorstel.indelingen:
        eigen = weg[weg["indeling"] == indeling.naam]
        bekend = voorstel.indelingen.gemeenten.inwoners is not None
        rijen.append(
            {
                "indeling": indeling.naam,
                "titel": indeling.titel,
                "regios_nu": len(indeling.regios),
                "regios_straks": len(voorstel.codes),
                "gemeenten_verhuizen": len(eigen),
                "inwoners_verhuizen": float(eigen["inwoners"].sum()) if bekend else np.nan,
                "congruentie_voor": float(cijfers["congruentie_voor"].mean()),
                "congruentie_na": float(cijfers[f"na_{indeling.naam}"].mean()),
            }
        )
    return pd.DataFrame(rijen, columns=_OVERNAME).set_index("indeling")


def per_gemeente(voorstel: Voorstel) -> pd.DataFrame:
    """Give the congruentie of each gemeente before, and after each indeling took over the proposal.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``gm_code``. Columns: ``gm_naam``, ``voorstel_code``, ``voorstel_naam``,
        ``congruentie_voor``, ``na_<indeling>`` for each one that adopts it alone, and ``na_alle``:
        when all do: 100 by definition, because all would then be the same, unless verbanden count
        beside them, which stay as they are. NaN for a single indeling, and over verbanden alone for
        who takes part in none.
    """
    indelingen = voorstel.indelingen
    uit = pd.DataFrame(
        {
            "gm_naam": indelingen.gemeenten.namen,
            "voorstel_code": [voorstel.codes[r] for r in voorstel.regio],
            "voorstel_naam": [voorstel.namen[r] for r in voorstel.regio],
        },
        index=pd.Index(indelingen.gemeenten.codes, name="gm_code"),
    )
    naast_verbanden = voorstel.opgave.verbandgewicht > 0
    genoeg = len(indelingen) > 1 or naast_verbanden

    def na(*over: Indeling) -> pd.Series[float] | float:
        """The congruentie when these take over the proposal."""
        if not genoeg:
            return np.nan
        anders = (replace(voorstel.indeling, naam=i.naam) if i in over else i for i in indelingen)
        nieuw = replace(indelingen, indelingen=tuple(anders))
        return replace(voorstel.meting, indelingen=nieuw).gemeenten["congruentie"]

    uit["congruentie_voor"] = voorstel.meting.gemeenten["congruentie"] if genoeg else np.nan
    for indeling in indelingen:
        uit[f"na_{indeling.naam}"] = na(indeling)
    uit["na_alle"] = na(*indelingen) if naast_verbanden else (100.0 if genoeg else np.nan)
    return uit


def waarom(voorstel: Voorstel, een: str, ander: str) -> str:
    """Say in Dutch why two gemeenten are together or apart in the proposal.

    Raises
    ------
    CongruentieFout
        An unknown gm_code.
    """
    gemeenten = voorstel.indelingen.gemeenten
    for code in (een, ander):
        if code not in gemeenten.plek:
            raise CongruentieFout(f"De gemeente {code} is er in {gemeenten.jaar} niet.")
    i, j = gemeenten.plek[een], gemeenten.plek[ander]
    deelt = voorstel.indelingen.deelt(i, j)
    samen = [ind.titel for ind, bij in zip(voorstel.indelingen, deelt, strict=True) if bij]
    los = [ind.titel for ind in voorstel.indelingen if ind.titel not in samen]
    bij_elkaar = voorstel.regio[i] == voorstel.regio[j]
    waar = "in dezelfde regio" if bij_elkaar else "in verschillende regio's"
    uit = [f"{gemeenten.namen[i]} en {gemeenten.namen[j]} zitten in het voorstel {waar}."]
    if samen:
        uit.append(f"Nu samen in: {opsomming(samen, 30)}.")
    if los:
        uit.append(f"Nu apart in: {opsomming(los, 30)}.")
    if voorstel.opgave.brok[i] == voorstel.opgave.brok[j]:
        uit.append("Zij horen bij dezelfde brok en worden niet gedeeld.")
    uit += _over_verbanden(voorstel, een, ander)
    gedeeld, noemer = (deel[0, 0] for deel in voorstel.opgave.gedeeld(np.array([i]), np.array([j])))
    theta = float(voorstel.opgave.theta)
    if voorstel.opgave.verbandgewicht and noemer:
        uit.append(
            f"Zij delen {getal(100 * gedeeld / noemer, 1)}% van alles waaraan een van beide meedoet; "
            f"vanaf {getal(100 * theta, 1)}% past dat bij samen in een regio (theta)."
        )
    verschil = round(gedeeld - theta * noemer, 9)
    if verschil and bij_elkaar != (verschil > 0):
        uit.append(
            "Alleen gelet op dit tweetal zou het andersom zijn; hun buren of de wensen geven de "
            "doorslag."
        )
    return " ".join(uit)


def _over_verbanden(voorstel: Voorstel, een: str, ander: str) -> list[str]:
    """Say in which verbanden two gemeenten are together; nothing when no verbanden are known."""
    verbanden = voorstel.indelingen.verbanden
    if verbanden is None:
        return []
    van = [v for v in verbanden.tellende if een in v.leden or ander in v.leden]
    samen = [v.naam for v in van if een in v.leden and ander in v.leden]
    if not van:
        return ["Geen van beide zit in een samenwerkingsverband."]
    waar = f": {opsomming(samen, 30)}" if samen else ""
    een_van_beide = aantal(len(van), "samenwerkingsverband", "samenwerkingsverbanden")
    return [f"Samen in {len(samen)} van de {een_van_beide} van een van beide{waar}."]


def vergelijk_voorstellen(voorstellen: Mapping[str, Voorstel]) -> pd.DataFrame:
    """Say how well proposals for the same gemeenten agree.

    Parameters
    ----------
    voorstellen
        By the name that each gets in the table; at least two.

    Returns
    -------
    pandas.DataFrame
        As `congruentie.meten.vergelijking.vergelijk`.
    """
    indelingen = tuple(replace(v.indeling, naam=n, titel=n) for n, v in voorstellen.items())
    eerste = next(iter(voorstellen.values())).indelingen.gemeenten
    return vergelijk(Indelingen(eerste, indelingen))

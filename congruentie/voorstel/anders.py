"""What else could be, of one proposal: computed once, kept in its JSON, told the same everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from congruentie.errors import CongruentieFout
from congruentie.nl import opsomming
from congruentie.voorstel.deling import IntArray

if TYPE_CHECKING:
    from congruentie.voorstel.verdeling import Voorstel

__all__ = [
    "Anders", "Ruimte", "Stand", "Uitgerekend", "Uitweg", "Zet", "als_deling", "als_json",
    "als_zetten", "brokkentabel", "heel", "in_woorden", "lees", "uitwegentabel",
]  # fmt: skip

Stand = Literal["kan anders", "onbekend", "alleen", "vast"]
_ALLE = 400  # more than there are gemeenten: name all of them


@dataclass(frozen=True)
class Zet:
    """Gemeenten that move from one regio to another.

    Parameters
    ----------
    gemeenten
        gm_codes.
    van, naar
        Codes of regio's of the proposal; ``"nieuw1"``, ``"nieuw2"``, ... for one that it has not.
    """

    gemeenten: tuple[str, ...]
    van: str
    naar: str


@dataclass(frozen=True)
class Anders:
    """Another proposal that keeps to every condition, as all that moves.

    Parameters
    ----------
    kosten
        How much lower its `doelwaarde` is.
    zetten
        Who moves, by the rule of `Voorstel.vergelijk_met`.
    bewezen
        Whether it is proven that nothing cheaper does the same.
    """

    kosten: float
    zetten: tuple[Zet, ...]
    bewezen: bool


@dataclass(frozen=True)
class Uitweg:
    """How a brok could come in another regio.

    Parameters
    ----------
    regio
        Code of that regio.
    anders
        The cheapest proposal in which it is there; None when none was found.
    beletsel
        Why there is none, in Dutch.
    """

    regio: str
    anders: Anders | None
    beletsel: str = ""


@dataclass(frozen=True)
class Ruimte:
    """What else could be for one brok.

    Parameters
    ----------
    gemeenten
        gm_codes of the brok.
    regio
        Code of its regio.
    stand
        ``"vast"``: proven that every proposal within the margin keeps it with all others of its
        regio. ``"kan anders"``: one was found that does not. ``"alleen"``: it is a regio by itself,
        and nothing was found. ``"onbekend"``: not proven and not found.
    beste
        The cheapest proposal found in which its regio is another; None without any.
    uitwegen
        For each other regio that it borders, the cheapest first.
    """

    gemeenten: tuple[str, ...]
    regio: str
    stand: Stand
    beste: Anders | None
    uitwegen: tuple[Uitweg, ...] = ()


@dataclass(frozen=True, eq=False)
class Uitgerekend:
    """What of a proposal takes long to compute, as it was kept with it."""

    speelruimte: tuple[Ruimte, ...]
    prijzen: pd.DataFrame


def als_zetten(voorstel: Voorstel, als_oud: IntArray) -> tuple[Zet, ...]:
    """Say who moves when another proposal is made of this one.

    Parameters
    ----------
    voorstel
        This one.
    als_oud
        Per unit the number of the regio of `voorstel` that its new regio counts as
        (`Voorstel.vergelijk_met`); numbers from the number of those regio's are new ones.
    """
    codes = voorstel.codes
    groepen: dict[tuple[str, str], list[str]] = {}
    for code, r, naar in zip(
        voorstel.indelingen.gemeenten.codes,
        voorstel.regio.tolist(),
        als_oud[voorstel.opgave.brok].tolist(),
        strict=True,
    ):
        if r != naar:
            nieuw = codes[naar] if naar < len(codes) else f"nieuw{naar - len(codes) + 1}"
            groepen.setdefault((codes[r], nieuw), []).append(code)
    return tuple(Zet(tuple(wie), van, naar) for (van, naar), wie in groepen.items())


def als_deling(voorstel: Voorstel, zetten: Iterable[Zet]) -> IntArray:
    """Make the proposal that `als_zetten` told of."""
    nummer = {code: r for r, code in enumerate(voorstel.codes)}
    regio = voorstel.regio.copy()
    for zet in zetten:
        naar = nummer.setdefault(zet.naar, len(nummer))
        regio[[voorstel.indelingen.gemeenten.plek[gm] for gm in zet.gemeenten]] = naar
    return regio[voorstel.opgave.eerste]


# --- in words ------------------------------------------------------------------------------------


def in_woorden(voorstel: Voorstel, ruimte: Ruimte, anders: Anders | None) -> tuple[str, str]:
    """Tell in Dutch what another proposal means for a brok, and who else moves in it.

    Returns
    -------
    str
        Where it goes, or what becomes of its regio: "naar Noord-Veluwe (V12)"; empty without one.
    str
        Who else moves, and where; empty when nobody does.
    """
    if anders is None:
        return "", ""
    eigen = next((z for z in anders.zetten if z.gemeenten[0] in _met(anders, ruimte)), None)
    rest = [z for z in anders.zetten if z is not eigen]
    if eigen is None:
        hier = [z for z in rest if ruimte.regio in {z.van, z.naar}]
        ander = [z for z in rest if z not in hier]
        wat = "; ".join(_zin(voorstel, z) for z in hier)
        return f"blijft in {_regio(voorstel, ruimte.regio)}; {wat}", _zinnen(voorstel, ander)
    mee = [gm for gm in eigen.gemeenten if gm not in ruimte.gemeenten]
    if mee:
        rest.insert(0, Zet(tuple(mee), eigen.van, eigen.naar))
    return f"naar {_regio(voorstel, eigen.naar)}", _zinnen(voorstel, rest)


def heel(alternatief: str, mee: str) -> str:
    """Both parts of `in_woorden` as one text."""
    return f"{alternatief}; dan ook: {mee}" if mee else alternatief


def _met(anders: Anders, ruimte: Ruimte) -> set[str]:
    """The gemeenten of the move that holds the brok; empty when it stays."""
    return {
        gm for z in anders.zetten if set(ruimte.gemeenten) <= set(z.gemeenten) for gm in z.gemeenten
    }


def _zinnen(voorstel: Voorstel, zetten: Sequence[Zet]) -> str:
    return "; ".join(_zin(voorstel, zet) for zet in zetten)


def _zin(voorstel: Voorstel, zet: Zet) -> str:
    namen = voorstel.indelingen.gemeenten.naam_van
    wie = opsomming([namen[gm] for gm in zet.gemeenten], _ALLE)
    return (
        f"{wie} {'gaat' if len(zet.gemeenten) == 1 else 'gaan'} naar {_regio(voorstel, zet.naar)}"
    )


def _regio(voorstel: Voorstel, code: str) -> str:
    if code in voorstel.codes:
        return f"{voorstel.namen[voorstel.codes.index(code)]} ({code})"
    return "een nieuwe regio"


def brokkentabel(voorstel: Voorstel) -> pd.DataFrame:
    """Tell of each brok whether it could go elsewhere in a proposal that is nearly as good.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``brok``. Columns: ``gemeenten`` (names), ``voorstel_code``, ``stand`` (as in
        `Ruimte`), ``alternatief`` and ``verhuist_mee`` (as `in_woorden`, of the cheapest alternative
        found) and ``kosten`` (loss of `doelwaarde` of it; NaN when none was found).
    """
    rijen = []
    for ruimte in voorstel.speelruimte:
        alternatief, mee = in_woorden(voorstel, ruimte, ruimte.beste)
        rijen.append(
            {
                "gemeenten": _namen(voorstel, ruimte),
                "voorstel_code": ruimte.regio,
                "stand": ruimte.stand,
                "alternatief": alternatief,
                "verhuist_mee": mee,
                "kosten": np.nan if ruimte.beste is None else ruimte.beste.kosten,
            }
        )
    index = pd.RangeIndex(1, len(rijen) + 1, name="brok")
    return pd.DataFrame(rijen, index=index)


def uitwegentabel(voorstel: Voorstel) -> pd.DataFrame:
    """Tell of each brok how it could come in each other regio that it borders.

    Returns
    -------
    pandas.DataFrame
        Columns: ``brok``, ``gemeenten`` (names), ``voorstel_code``, ``naar`` (code), ``naar_naam``,
        ``kosten`` (NaN when it cannot), ``bewezen`` (nothing cheaper does it), ``alternatief`` and
        ``verhuist_mee`` (as `in_woorden`) and ``beletsel``.
    """
    naam = dict(zip(voorstel.codes, voorstel.namen, strict=True))
    rijen = [
        {
            "brok": brok,
            "gemeenten": _namen(voorstel, ruimte),
            "voorstel_code": ruimte.regio,
            "naar": uitweg.regio,
            "naar_naam": naam[uitweg.regio],
            "kosten": np.nan if uitweg.anders is None else uitweg.anders.kosten,
            "bewezen": uitweg.anders is not None and uitweg.anders.bewezen,
            **dict(
                zip(
                    ("alternatief", "verhuist_mee"),
                    in_woorden(voorstel, ruimte, uitweg.anders),
                    strict=True,
                )
            ),
            "beletsel": uitweg.beletsel,
        }
        for brok, ruimte in enumerate(voorstel.speelruimte, start=1)
        for uitweg in ruimte.uitwegen
    ]
    kolommen = [
        "brok", "gemeenten", "voorstel_code", "naar", "naar_naam", "kosten", "bewezen", "alternatief",
        "verhuist_mee", "beletsel",
    ]  # fmt: skip
    return pd.DataFrame(rijen, columns=kolommen)


def _namen(voorstel: Voorstel, ruimte: Ruimte) -> str:
    namen = voorstel.indelingen.gemeenten.naam_van
    return opsomming([namen[gm] for gm in ruimte.gemeenten], 40)


# --- kept with the proposal ----------------------------------------------------------------------


def als_json(voorstel: Voorstel) -> dict[str, Any]:
    """What `lees` reads back."""
    return {
        "speelruimte": [asdict(ruimte) for ruimte in voorstel.speelruimte],
        "prijzen": voorstel.prijzen.reset_index().to_dict("records"),
    }


def lees(voorstel: Voorstel, inhoud: Mapping[str, Any]) -> Uitgerekend:
    """Read what was computed before, and check every alternative against the proposal.

    Raises
    ------
    KeyError, TypeError, ValueError
        It is not what `als_json` makes.
    CongruentieFout
        An alternative breaks a condition, or costs something else.
    """
    gezien: dict[tuple[Zet, ...], float] = {}

    def anders(een: Mapping[str, Any] | None) -> Anders | None:
        if een is None:
            return None
        zetten = tuple(
            Zet(tuple(map(str, z["gemeenten"])), str(z["van"]), str(z["naar"]))
            for z in een["zetten"]
        )
        if zetten not in gezien:
            gezien[zetten] = _kosten(voorstel, zetten)
        if gezien[zetten] != een["kosten"]:
            raise CongruentieFout("een alternatief in het bestand kost iets anders")
        return Anders(gezien[zetten], zetten, bool(een["bewezen"]))

    ruimten = tuple(
        Ruimte(
            tuple(map(str, een["gemeenten"])),
            str(een["regio"]),
            een["stand"],
            anders(een["beste"]),
            tuple(
                Uitweg(str(weg["regio"]), anders(weg["anders"]), str(weg["beletsel"]))
                for weg in een["uitwegen"]
            ),
        )
        for een in inhoud["speelruimte"]
    )
    brokken = [ruimte.gemeenten for ruimte in ruimten]
    if brokken != [tuple(wie) for wie in voorstel.brok_leden]:
        raise ValueError("de brokken van de speelruimte")
    prijzen = pd.DataFrame(
        inhoud["prijzen"],
        columns=["wens", "doelwaarde_zonder", "prijs", "prijs_hoogstens", "bewezen"],
    ).set_index("wens")
    return Uitgerekend(ruimten, prijzen)


def _kosten(voorstel: Voorstel, zetten: tuple[Zet, ...]) -> float:
    opgave, deling = voorstel.opgave, als_deling(voorstel, zetten)
    if opgave.overtredingen(deling):
        raise CongruentieFout("een alternatief in het bestand voldoet niet aan de voorwaarden")
    return opgave.in_formule(voorstel.waarde - opgave.totaal(deling))

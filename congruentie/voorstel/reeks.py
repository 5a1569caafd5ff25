"""A curve of proposals: the best one for each of many values of one wish, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from congruentie.errors import CongruentieFout, GebruiksFout
from congruentie.model import Indelingen
from congruentie.nl import opsomming
from congruentie.voorstel.eisen import Eisen
from congruentie.voorstel.maken import stel_voor
from congruentie.voorstel.verdeling import Voorstel

__all__ = ["OVER", "Reeks", "lees_over", "stel_reeks_voor"]

OVER: dict[str, str] = {
    "regios": "aantal regio's",
    "min-inwoners": "minste inwoners per regio",
    "verplaats-gemeenten": "gemeenten die mogen verhuizen",
    "theta": "theta",
}
"""What a curve can be over, and how it is called in Dutch."""
_MEESTE = 200


@dataclass(frozen=True, eq=False)
class Reeks:
    """The proposals of a curve.

    Parameters
    ----------
    over
        One of `OVER`.
    waarden
        What was asked, ascending.
    voorstellen
        Per value the best proposal; None where there is none, or none was found in time.
    redenen
        Per value why there is none; empty where there is one.

    Examples
    --------
    >>> import congruentie as cg
    >>> cg.stel_reeks_voor(cg.laad_indelingen(2026), "theta", [Fraction(1, 2)])
    <Reeks: theta 1/2; 1 van de 1 bewezen het beste>
    """

    over: str
    waarden: tuple[int | Fraction, ...]
    voorstellen: tuple[Voorstel | None, ...]
    redenen: tuple[str, ...]

    def __repr__(self) -> str:
        bewezen = sum(een is not None and een.bewezen_optimaal for een in self.voorstellen)
        waarden = opsomming([str(waarde) for waarde in self.waarden])
        return f"<Reeks: {self.over} {waarden}; {bewezen} van de {len(self.waarden)} bewezen het beste>"

    @cached_property
    def tabel(self) -> pd.DataFrame:
        """One row per value.

        Columns: what was asked (``regios``, or its name and then ``regios``), ``doelwaarde``,
        ``bovengrens``, ``bewezen_optimaal``, ``congruentie`` (mean of the country in percent when one
        indeling takes over the proposal: the one that is started from, else the mean over each of
        them), ``verhuizers_gemeenten`` and ``verhuizers_inwoners`` (from that one, else of all
        together). Empty where there is no proposal.
        """
        rijen = []
        for waarde, voorstel in zip(self.waarden, self.voorstellen, strict=True):
            gevraagd = int(waarde) if Fraction(waarde).denominator == 1 else float(waarde)
            rij: dict[str, Any] = {self.over.replace("-", "_"): gevraagd}
            rijen.append(rij | (_cijfers(voorstel) if voorstel else {"bewezen_optimaal": False}))
        kolommen = ["regios", "doelwaarde", "bovengrens", "bewezen_optimaal", "congruentie"]
        kolommen += ["verhuizers_gemeenten", "verhuizers_inwoners"]
        eerste = [] if self.over == "regios" else [self.over.replace("-", "_")]
        tabel = pd.DataFrame(rijen, columns=[*eerste, *kolommen])
        heel = dict.fromkeys(("regios", *kolommen[-2:]), "Int64")
        return tabel.astype(heel)

    @cached_property
    def grenzen(self) -> pd.DataFrame:
        """Between which neighbours a border comes and goes along the curve.

        One row per pair of gemeenten that is together in one proposal and apart in another:
        ``gm_code_a``, ``gm_naam_a``, ``gm_code_b``, ``gm_naam_b``, ``apart_vanaf`` and ``apart_tot``
        (the first and last value at which they are apart) and ``apart`` (in how many of the
        proposals). The borders that are there first come first.
        """
        paren = [
            (w, v) for w, v in zip(self.waarden, self.voorstellen, strict=True) if v is not None
        ]
        kolommen = ["gm_code_a", "gm_naam_a", "gm_code_b", "gm_naam_b", "apart_vanaf", "apart_tot"]
        if not paren:
            return pd.DataFrame(columns=[*kolommen, "apart"])
        gemeenten, banden = paren[0][1].indelingen.gemeenten, paren[0][1].banden
        plek = gemeenten.plek
        buren = np.array([(plek[a], plek[b]) for a, b in sorted(banden)]).reshape(-1, 2)
        apart = np.array([v.regio[buren[:, 0]] != v.regio[buren[:, 1]] for _, v in paren])
        rijen = []
        for k in np.flatnonzero(apart.any(axis=0) & ~apart.all(axis=0)):
            wanneer = [float(paren[i][0]) for i in np.flatnonzero(apart[:, k])]
            namen = [deel for i in buren[k] for deel in (gemeenten.codes[i], gemeenten.namen[i])]
            rijen.append((*namen, min(wanneer), max(wanneer), len(wanneer)))
        tabel = pd.DataFrame(rijen, columns=[*kolommen, "apart"])
        volgorde = ["apart_vanaf", "apart", "gm_code_a", "gm_code_b"]
        return tabel.sort_values(volgorde, ascending=[True, False, True, True], ignore_index=True)


def _cijfers(voorstel: Voorstel) -> dict[str, Any]:
    basis = voorstel.opgave.eisen.indeling("uitgaand_van")
    straks = voorstel.per_indeling
    weg = tuple(straks[f"{wie}_verhuizen"].sum() for wie in ("gemeenten", "inwoners"))
    telt = straks["congruentie_na"].mean()
    if basis is not None:
        weg = voorstel.opgave.verhuizers(voorstel.deling)
        telt = straks["congruentie_na"].get(basis.naam, np.nan)
    bekend = voorstel.indelingen.gemeenten.inwoners is not None
    return {
        "regios": len(voorstel.codes),
        "doelwaarde": voorstel.doelwaarde,
        "bovengrens": voorstel.bovengrens,
        "bewezen_optimaal": voorstel.bewezen_optimaal,
        "congruentie": float(telt),
        "verhuizers_gemeenten": int(weg[0]),
        "verhuizers_inwoners": int(weg[1]) if bekend else None,
    }


def lees_over(tekst: str, eisen: Eisen) -> tuple[str, tuple[int | Fraction, ...]]:
    """Read what a curve is over: ``min-inwoners=100000,200000``, or empty for the number of regio's.

    Raises
    ------
    GebruiksFout
        It names something else, no values, or too many; or the wishes have no range of regio's.
    """
    over, _, getallen = (deel.strip() for deel in (tekst or "regios").partition("="))
    if over not in OVER:
        raise GebruiksFout(
            f"Een reeks over {over!r} kan niet.",
            f"Kies uit {', '.join(OVER)}, zoals theta=0.4,0.5.",
        )
    if over == "regios" and not getallen:
        laag, hoog = eisen.regios or (0, 0)
        if laag == hoog:
            raise GebruiksFout("Voor een reeks is een reeks regio's nodig.", "Geef --regios 8-45.")
        waarden: Sequence[int | Fraction] = range(laag, hoog + 1)
    else:
        try:
            waarden = sorted({_getal(over, een) for een in getallen.split(",")})
        except (ValueError, ZeroDivisionError) as fout:
            raise GebruiksFout(
                f"Bij --reeks staat {tekst!r}; daarin staan geen getallen.",
                "Schrijf ze met komma's ertussen, zoals theta=0.4,0.5 of min-inwoners=100000,200000.",
            ) from fout
    if len(waarden) > _MEESTE:
        raise GebruiksFout(f"Een reeks heeft hoogstens {_MEESTE} punten, niet {len(waarden)}.")
    return over, tuple(waarden)


def _getal(over: str, tekst: str) -> int | Fraction:
    return Fraction(tekst.strip()) if over == "theta" else int(tekst)


def stel_reeks_voor(
    indelingen: Indelingen,
    over: str,
    waarden: Sequence[int | Fraction],
    *,
    eisen: Eisen | None = None,
    meld: Callable[[int | Fraction, Voorstel | None], None] = lambda waarde, voorstel: None,
    **hoe: Any,
) -> Reeks:
    """Propose the best for each value of one wish.

    Parameters
    ----------
    indelingen
        The chosen divisions.
    over
        What changes, one of `OVER`.
    waarden
        Its values.
    eisen
        The other conditions.
    meld
        Called after each value, with its proposal or None.
    **hoe
        As in `stel_voor`; ``tijd`` counts for each value.

    Returns
    -------
    Reeks
        In the order of `waarden`.

    Raises
    ------
    CongruentieFout
        As `stel_voor`, when there is a proposal for none of the values.

    Examples
    --------
    >>> import congruentie as cg
    >>> reeks = cg.stel_reeks_voor(cg.laad_indelingen(2026), "regios", range(31, 34))
    >>> reeks.tabel["doelwaarde"].tolist()
    [2998.0, 3019.0, 3019.0]
    """
    eisen, gemaakt, redenen = eisen or Eisen(), list[Voorstel | None](), list[str]()
    fout: CongruentieFout | None = None
    for waarde in waarden:
        anders = {"theta": waarde} if over == "theta" else {}
        try:
            voorstel = stel_voor(indelingen, eisen=_met(eisen, over, waarde), **{**hoe, **anders})
        except GebruiksFout:
            raise
        except CongruentieFout as geen:
            fout = geen
            gemaakt.append(None)
            redenen.append(str(geen))
        else:
            gemaakt.append(voorstel)
            redenen.append("")
        meld(waarde, gemaakt[-1])
    if fout is not None and not any(gemaakt):
        raise fout
    return Reeks(over, tuple(waarden), tuple(gemaakt), tuple(redenen))


def _met(eisen: Eisen, over: str, waarde: int | Fraction) -> Eisen:
    if over == "theta":
        return eisen
    if over == "regios":
        return replace(eisen, regios=(int(waarde), int(waarde)))
    veld = over.replace("-", "_")
    return replace(eisen, **{veld: int(waarde)})  # type: ignore[arg-type]  # a field of `Eisen`

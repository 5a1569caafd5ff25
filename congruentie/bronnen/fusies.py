"""Read which gemeenten merge or are split by way of supposing, and make the country after it.

``{"GM0228,GM0345": "Nieuw"}`` and ``{"GM0228": "West:0.4,Oost:0.6"}``, with codes or names.
"""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from congruentie.bronnen.aanbod import laad_gemeenten
from congruentie.bronnen.banden import banden_van
from congruentie.bronnen.yamlbestand import citeer
from congruentie.bronnen.zoeken import Zoeker, normaliseer_gm_code, sleutel, zoeker_voor
from congruentie.errors import CongruentieFout
from congruentie.fusie import afkomst, breng_over, na_herindeling, nieuwe_codes
from congruentie.gemeenten import Gemeenten
from congruentie.herindeling import Overgang, Twijfel
from congruentie.model import Indelingen
from congruentie.nl import aantal, getal, opsomming

__all__ = ["geef_grenzen", "herindeel", "herindeel_gemeenten"]

_log = logging.getLogger(__name__)

_FUSIE = "Schrijf GEMEENTE,GEMEENTE=NAAM, zoals Ede,Veenendaal=Valleistad."
_SPLITSING = "Schrijf GEMEENTE=NAAM:DEEL,NAAM:DEEL, zoals Ede=West:0.4,Oost:0.6."
_LANGSTE_NAAM = 100


def herindeel(
    indelingen: Indelingen,
    fuseer: Mapping[str, str] | None = None,
    splits: Mapping[str, str] | None = None,
    *,
    met_grenzen: bool = False,
) -> Indelingen:
    """Make the country after gemeenten merge or are split, by way of supposing.

    Parameters
    ----------
    indelingen
        The divisions and verbanden as they are.
    fuseer
        ``"GM0228,GM0345"`` -> the name of the new gemeente; codes or names that only one has.
    splits
        ``"GM0228"`` -> ``"West:0.4,Oost:0.6"``: names with the share of the inhabitants, together 1
        (or 100). Is done first, so that a part can merge with another gemeente.
    met_grenzen
        Whether a map will be drawn: refused where a gemeente is split.

    Returns
    -------
    Indelingen
        Of the same year, over the gemeenten after it. The new ones have codes from GM9001 on, and
        every membership of their parts; see `congruentie.fusie.breng_over`. What had to be decided is
        logged.

    Raises
    ------
    CongruentieFout
        An unknown gemeente, one that is in it twice, a name that another gemeente has, shares that do
        not add up, gemeenten that were supposed before, or a map of a gemeente that is split.

    Examples
    --------
    >>> import congruentie as cg
    >>> na = cg.herindeel(cg.laad_indelingen(2026), {"Ede,Veenendaal": "Valleistad"})
    >>> na.gemeenten.naam_van["GM9001"], na["ggd"].regios_van("GM9001")
    ('Valleistad', ('GG1911',))
    """
    if not (fuseer or splits):
        return indelingen
    if indelingen.gemeenten.ontstaan is not None:
        raise CongruentieFout(
            "Er is al een herindeling doorgerekend.", "Noem alle fusies en splitsingen in een keer."
        )
    if splits and met_grenzen:
        raise _geen_kaart()
    gemeenten = herindeel_gemeenten(indelingen.gemeenten, fuseer, splits)
    na, twijfels = breng_over(indelingen, gemeenten)
    _meld_nieuw(gemeenten, indelingen.gemeenten)
    _meld_keuzes(gemeenten, twijfels)
    if indelingen.verbanden and na.verbanden:
        weg = len(indelingen.verbanden.tellende) - len(na.verbanden.tellende)
        if weg:
            _log.info(
                "Wat als: van %s is een gemeente over; dat telt niet meer mee.",
                aantal(weg, "verband", "verbanden"),
            )
    return na


def herindeel_gemeenten(
    gemeenten: Gemeenten,
    fuseer: Mapping[str, str] | None = None,
    splits: Mapping[str, str] | None = None,
) -> Gemeenten:
    """Make the gemeenten after a supposed herindeling; see `herindeel`."""
    for lees, gegeven in ((_lees_splitsingen, splits), (_lees_fusies, fuseer)):
        if gegeven:
            gemeenten = na_herindeling(gemeenten, lees(gegeven, gemeenten))
    return gemeenten


def _meld_nieuw(gemeenten: Gemeenten, voor: Gemeenten) -> None:
    for code, delen in afkomst(gemeenten, voor).items():
        waaruit = [
            f"{getal(100 * aandeel)}% van {voor.naam_van[oud]}"
            if aandeel < 1
            else voor.naam_van[oud]
            for oud, aandeel in delen.items()
        ]
        inwoners = ""
        if gemeenten.inwoners is not None:
            hoeveel = int(gemeenten.inwoners[gemeenten.plek[code]])
            inwoners = f", {aantal(hoeveel, 'inwoner', 'inwoners')}"
        _log.info(
            "Wat als: %s (%s) uit %s%s.",
            gemeenten.naam_van[code],
            code,
            opsomming(waaruit, 10),
            inwoners,
        )


def _meld_keuzes(gemeenten: Gemeenten, twijfels: Mapping[str, Sequence[Twijfel]]) -> None:
    for naam, gekozen in twijfels.items():
        for twijfel in gekozen:
            anders = [regio for regio in twijfel.delen if regio != twijfel.gekozen]
            _log.info(
                "Let op: delen van %s lagen bij %s in verschillende regio's. Het grootste deel telt: "
                "%s, en niet %s. Anders kiezen kan met 'congruentie wat-als --verplaats %s:%s=REGIO'.",
                gemeenten.naam_van[twijfel.gm_code],
                naam,
                twijfel.gekozen or "geen regio",
                opsomming([regio or "geen regio" for regio in anders]),
                twijfel.gm_code,
                naam,
            )


def geef_grenzen(gemeenten: Gemeenten, *, cache: str | Path | None = None) -> Gemeenten:
    """Give gemeenten their boundaries: those of the year, dissolved where they merged.

    Raises
    ------
    CongruentieFout
        There are none for the year.
    """
    if gemeenten.ontstaan is None:
        met = laad_gemeenten(gemeenten.jaar, met_grenzen=True, cache=cache)
        return replace(gemeenten, vlakken=met.vlakken, grenzen=met.grenzen)
    van = geef_grenzen(gemeenten.ontstaan.van, cache=cache)
    met = na_herindeling(van, gemeenten.ontstaan.overgangen)
    if met.vlakken is None:
        raise _geen_kaart()
    return met


def _geen_kaart() -> CongruentieFout:
    return CongruentieFout(
        "Na een splitsing is er geen kaart: waar de nieuwe grens loopt, is niet bekend.",
        "Kies een uitvoer zonder kaart, zoals .csv, .xlsx of .json, of laat --splits weg.",
    )


# --- reading -----------------------------------------------------------------------------------


def _lees_fusies(fuseer: Mapping[str, str], gemeenten: Gemeenten) -> list[Overgang]:
    zoeker = zoeker_voor(gemeenten)
    codes = iter(nieuwe_codes(gemeenten, len(fuseer)))
    gezien: dict[str, str] = {}
    uit: list[Overgang] = []
    for wie, naam in fuseer.items():
        waar = f"fuseer {citeer(f'{wie}={naam}')}: "
        delen = [zoeker.vind(deel, waar) for deel in zoeker.splits(wie) if deel]
        if len(set(delen)) < 2:
            raise CongruentieFout(f"{waar}voor een fusie zijn twee gemeenten nodig.", _FUSIE)
        _eis_eens(delen, gezien, waar, gemeenten)
        goed = _goede_naam(naam, waar, zoeker, weg=delen, al=[een.nieuw_naam for een in uit])
        _meld_los(delen, goed, gemeenten)
        code = next(codes)
        uit += [_overgang(gemeenten, deel, code, goed) for deel in delen]
    return uit


def _lees_splitsingen(splits: Mapping[str, str], gemeenten: Gemeenten) -> list[Overgang]:
    zoeker = zoeker_voor(gemeenten)
    gezien: dict[str, str] = {}
    uit: list[Overgang] = []
    for wie, tekst in splits.items():
        waar = f"splits {citeer(f'{wie}={tekst}')}: "
        oud = zoeker.vind(wie, waar)
        _eis_eens([oud], gezien, waar, gemeenten)
        delen = _lees_delen(tekst, waar)
        bekend = gemeenten.inwoners
        inwoners = 1e9 if bekend is None else float(bekend[gemeenten.plek[oud]])
        if any(round(aandeel * inwoners, 6) < 1 for _, aandeel in delen):
            raise CongruentieFout(f"{waar}een deel zonder inwoners kan niet.", _SPLITSING)
        codes = nieuwe_codes(gemeenten, len(uit) + len(delen))[len(uit) :]
        for code, (naam, aandeel) in zip(codes, delen, strict=True):
            goed = _goede_naam(naam, waar, zoeker, weg=[oud], al=[een.nieuw_naam for een in uit])
            uit.append(_overgang(gemeenten, oud, code, goed, aandeel))
    return uit


def _lees_delen(tekst: str, waar: str) -> list[tuple[str, float]]:
    """``West:0.4,Oost:0.6`` or ``West:40,Oost:60``, as shares that add up to 1."""
    delen = re.findall(r"\s*([^:]+?)\s*:\s*(\d+(?:\.\d+)?)\s*%?\s*(?:,|$)", tekst)
    if "".join(re.split(r"\s*[^:]+?\s*:\s*\d+(?:\.\d+)?\s*%?\s*(?:,|$)", tekst)).strip():
        raise CongruentieFout(f"{waar}dit is geen splitsing.", _SPLITSING)
    if len(delen) < 2:
        raise CongruentieFout(f"{waar}voor een splitsing zijn twee delen nodig.", _SPLITSING)
    getallen = [float(getal) for _, getal in delen]
    totaal = math.fsum(getallen)
    geheel = next((heel for heel in (1.0, 100.0) if math.isclose(totaal, heel)), 0.0)
    if not geheel:
        raise CongruentieFout(
            f"{waar}de delen zijn samen {totaal:g}, en niet 1 (of 100).", _SPLITSING
        )
    return [(naam, getal / geheel) for (naam, _), getal in zip(delen, getallen, strict=True)]


def _overgang(
    gemeenten: Gemeenten, oud: str, nieuw: str, naam: str, aandeel: float = 1.0
) -> Overgang:
    datum = f"{gemeenten.jaar}-01-01"
    return Overgang(datum, oud, nieuw, aandeel, gemeenten.naam_van[oud], naam)


def _eis_eens(
    delen: Sequence[str], gezien: dict[str, str], waar: str, gemeenten: Gemeenten
) -> None:
    """Refuse a gemeente that was named before; note those that are named now."""
    for deel in delen:
        if deel in gezien:
            eerder = "hier twee keer" if gezien[deel] == waar else f"ook in {gezien[deel][:-2]}"
            raise CongruentieFout(
                f"{waar}{gemeenten.naam_van[deel]} ({deel}) staat {eerder}.",
                "Noem elke gemeente een keer.",
            )
        gezien[deel] = waar


def _goede_naam(
    naam: str, waar: str, zoeker: Zoeker, *, weg: Sequence[str], al: Sequence[str]
) -> str:
    """The name of a new gemeente; that of one that goes up in it may live on."""
    naam = " ".join(naam.split())
    if not (sleutel(naam) and naam.isprintable() and len(naam) <= _LANGSTE_NAAM):
        raise CongruentieFout(f"{waar}{citeer(naam)} kan geen naam zijn.", _FUSIE)
    if normaliseer_gm_code(naam):
        raise CongruentieFout(
            f"{waar}{citeer(naam)} is een code en geen naam.",
            "Geef een naam; een code krijgt de nieuwe gemeente vanzelf.",
        )
    anderen = sorted(zoeker.kan_zijn(naam) - set(weg))
    if anderen or sleutel(naam) in map(sleutel, al):
        wie = f"{zoeker.gemeenten.naam_van[anderen[0]]} ({anderen[0]})" if anderen else "een ander"
        raise CongruentieFout(f"{waar}zo heet {wie} al.", "Kies een andere naam.")
    return naam


def _meld_los(delen: Sequence[str], naam: str, gemeenten: Gemeenten) -> None:
    """Say that the gemeenten that merge do not lie next to each other, where that is known."""
    try:
        paren = banden_van(gemeenten, veren=False, water=False)
    except CongruentieFout:
        return
    alle = set(delen)
    buren: dict[str, set[str]] = {}
    for a, b in paren:
        if {a, b} <= alle:
            buren.setdefault(a, set()).add(b)
            buren.setdefault(b, set()).add(a)
    bereikt, rand = {delen[0]}, [delen[0]]
    while rand:
        nieuw = buren.get(rand.pop(), set()) - bereikt
        bereikt |= nieuw
        rand += nieuw
    if bereikt != alle:
        los = [gemeenten.naam_van[code] for code in delen if code not in bereikt]
        _log.info(
            "Let op: %s grenst niet aan de rest van %s. De fusie wordt wel doorgerekend.",
            opsomming(los, 10),
            naam,
        )

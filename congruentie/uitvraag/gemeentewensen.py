"""Answers become wishes in a proposal: hard, soft, or not at all, and always with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import networkx as nx

from congruentie.uitvraag.antwoorden import Antwoord, Antwoorden, Voorkeur
from congruentie.voorstel.vormen import ZWAARSTE_WENS

if TYPE_CHECKING:
    from congruentie.voorstel import Eisen, Voorstel

__all__ = [
    "Gemeentewens",
    "Toepassing",
    "pas_toe",
    "voeg_samen",
]

Hoe = Literal["hard", "zacht", "niet"]
_ANDER_DOMEIN, _DUBBEL = "geldt alleen voor het domein", "staat er al"


@dataclass(frozen=True)
class Gemeentewens:
    """One wish of one gemeente about one other, and how it takes part in a proposal.

    Parameters
    ----------
    van, naar
        The gm_code of who asks, and of whom it is about.
    oordeel
        ``"liever wel"``, ``"liever niet"`` or ``"zeker niet"``.
    uit
        ``"voorkeur"``: asked for by name. ``"keuze"``: it follows from the regio that the gemeente
        chose, as a wish for the largest other gemeente there.
    hoe
        ``"hard"``: the proposal must keep to it; ``"zacht"``: it counts in the objective;
        ``"niet"``: it takes no part.
    reden
        Why it takes no part, or not as it was asked; Dutch, empty when there is nothing to say.
    plek
        Where it was written.
    """

    van: str
    naar: str
    oordeel: str
    uit: Literal["voorkeur", "keuze"]
    hoe: Hoe
    reden: str = ""
    plek: str = ""

    @property
    def gaat_hierover(self) -> bool:
        """Whether it is about this proposal: not another domein, not said before."""
        return not (self.hoe == "niet" and self.reden.startswith((_ANDER_DOMEIN, _DUBBEL)))

    def is_vervuld(self, samen: bool) -> bool:
        """Whether it is met when the two share a regio, or not."""
        return samen == (self.oordeel == "liever wel")


@dataclass(frozen=True)
class Toepassing:
    """The wishes of all gemeenten, and the conditions that they make.

    Parameters
    ----------
    wensen
        Every wish that was expressed, in the order of the answers.
    eisen
        The conditions of the consultation with the wishes in them.
    """

    wensen: tuple[Gemeentewens, ...]
    eisen: Eisen

    @property
    def zeker_niet(self) -> tuple[tuple[str, str], ...]:
        """Who keeps which other out of its regio: gm_code of who asked, and of whom it is about."""
        return tuple(dict.fromkeys((w.van, w.naar) for w in self.wensen if w.hoe == "hard"))

    @property
    def ander_domein(self) -> dict[str, int]:
        """How many wishes do not count because they are for another domain, per domain."""
        redenen = [w.reden for w in self.wensen if w.reden.startswith(_ANDER_DOMEIN)]
        return dict(Counter(reden.removeprefix(f"{_ANDER_DOMEIN} ") for reden in redenen))


def voeg_samen(reeks: Sequence[Antwoorden], voorstel_sha256: str) -> Antwoorden:
    """Put answers of several moments together: of each who answered, the latest one counts.

    Parameters
    ----------
    reeks
        Oldest first, at least one. An answer with nothing in it, or of which it is unclear what counts,
        does not undo an earlier one.
    voorstel_sha256
        Of the proposal that they are used for. The choice of a regio holds for the proposal that it
        was about, where V07 may be another regio: one about another proposal is kept as a remark.

    Returns
    -------
    Antwoorden
        Of the latest moment: its proposal and its messages. Who never answered is in
        `niet_ontvangen`.
    """
    per_wie: dict[tuple[str, str], Antwoord] = {}
    gevraagd: dict[str, None] = {}
    for deel in reeks:
        gevraagd |= dict.fromkeys(deel.niet_ontvangen)
        for antwoord in deel.antwoorden:
            zegt_iets = antwoord.status not in {"leeg", "onduidelijk"}
            if zegt_iets or (antwoord.soort, antwoord.wie) not in per_wie:
                hierover = deel.voorstel_sha256 == voorstel_sha256
                sleutel = (antwoord.soort, antwoord.wie)
                per_wie[sleutel] = antwoord if hierover else antwoord.bij_ander_voorstel()
    gaf = {wie for _, wie in per_wie}
    nooit = tuple(wie for wie in sorted(gevraagd) if wie not in gaf)
    alle = tuple(per_wie[sleutel] for sleutel in sorted(per_wie))
    # Without a list at some moment everybody was asked.
    lijst = {code for deel in reeks for code in deel.gevraagd} if reeks[0].gevraagd else set()
    return replace(reeks[-1], antwoorden=alle, niet_ontvangen=nooit, gevraagd=tuple(sorted(lijst)))


def _verzamel_wensen(
    antwoorden: Antwoorden, voorstel: Voorstel, domein: str | None = None
) -> tuple[tuple[Voorkeur, Literal["voorkeur", "keuze"], str], ...]:
    """List every wish in the answers of gemeenten, also those that do not count.

    A choice for a regio counts as a wish too; wishes for one domein count only there. The last of each
    three is the reason why it does not count; empty when it does.
    """
    uit: list[tuple[Voorkeur, Literal["voorkeur", "keuze"], str]] = []
    for antwoord in antwoorden.antwoorden:
        if antwoord.soort != "gemeente":
            continue
        gezien: set[tuple[str, str]] = set()
        for voorkeur in antwoord.voorkeuren:
            reden = ""
            if voorkeur.domein not in ("alle", domein):
                reden = f"{_ANDER_DOMEIN} {voorkeur.domein}"
            elif (voorkeur.naar, voorkeur.oordeel) in gezien:
                reden = _DUBBEL
            else:
                gezien.add((voorkeur.naar, voorkeur.oordeel))
            uit.append((voorkeur, "voorkeur", reden))
        gekozen = _uit_keuze(antwoord, voorstel)
        if gekozen is not None:
            dubbel = (gekozen.naar, gekozen.oordeel) in gezien
            uit.append((gekozen, "keuze", _DUBBEL if dubbel else ""))
    return tuple(uit)


def _uit_keuze(antwoord: Antwoord, voorstel: Voorstel) -> Voorkeur | None:
    """A choice for a regio as a wish to sit with its largest other gemeente."""
    gemeenten = voorstel.indelingen.gemeenten
    plek = gemeenten.plek[antwoord.wie]
    if antwoord.keuze == "voorstel":
        nummer = int(voorstel.regio[plek])
    elif antwoord.keuze == "alternatief" and antwoord.alternatief in voorstel.codes:
        nummer = voorstel.codes.index(antwoord.alternatief)
    else:
        return None
    groot = voorstel.grootste(nummer, behalve=plek)
    if groot < 0:
        return None
    naam = f"{voorstel.namen[nummer]} ({voorstel.codes[nummer]})"
    naar, opmerking = gemeenten.codes[groot], f"keuze voor {naam}"
    return Voorkeur(antwoord.wie, naar, "liever wel", "alle", opmerking, antwoord.bestand)


def pas_toe(
    antwoorden: Antwoorden,
    voorstel: Voorstel,
    eisen: Eisen,
    *,
    domein: str | None = None,
    gewicht: float = 1.0,
    zacht: bool = False,
) -> Toepassing:
    """Turn answers into conditions for a next proposal.

    A "zeker niet" of either side keeps two gemeenten apart: taking part is voluntary. It goes before
    a "liever wel" of the other. All other wishes weigh in the objective.

    Parameters
    ----------
    antwoorden
        The answers.
    voorstel
        The proposal that was asked about.
    domein
        ``"fysiek"``, ``"sociaal"`` or ``"economisch"``; None for a proposal for everything.
    eisen
        The conditions of the consultation itself.
    gewicht
        What a soft wish is worth: as many indelingen in which the two sit together. All wishes about
        the same two count together, up to what `Eisen.liever` takes.
    zacht
        Let "zeker niet" weigh ten times a "liever niet", instead of forcing it.

    Returns
    -------
    Toepassing
    """
    opgave = voorstel.opgave
    brok = dict(zip(voorstel.indelingen.gemeenten.codes, opgave.brok.tolist(), strict=True))
    verband = _verplicht_samen(eisen, brok)
    wensen = [
        _als_wens(voorkeur, uit, reden, brok, verband, zacht=zacht)
        for voorkeur, uit, reden in _verzamel_wensen(antwoorden, voorstel, domein)
    ]
    hard = {frozenset((w.van, w.naar)): w.van for w in wensen if w.hoe == "hard"}
    wensen = [_vervalt(wens, hard) for wens in wensen]
    namen = voorstel.indelingen.gemeenten.naam_van
    wensen = [replace(w, reden=_met_naam(w.reden, namen)) for w in wensen]
    liever: dict[tuple[str, str], float] = {}
    for wens in wensen:
        if wens.hoe == "zacht":
            paar = (min(wens.van, wens.naar), max(wens.van, wens.naar))
            liever[paar] = liever.get(paar, 0.0) + _zwaarte(wens, gewicht)
    zachte = tuple(
        (a, b, round(max(min(w, ZWAARSTE_WENS), -ZWAARSTE_WENS), 6))
        for (a, b), w in sorted(liever.items())
        if round(w, 6)
    )
    al_apart = set(map(frozenset, eisen.apart_paren()))
    apart = tuple(sorted((min(paar), max(paar)) for paar in hard if paar not in al_apart))
    nieuw = replace(eisen, apart=(*eisen.apart, *apart), liever=(*eisen.liever, *zachte))
    return Toepassing(tuple(wensen), nieuw)


def _zwaarte(wens: Gemeentewens, gewicht: float) -> float:
    return {"liever wel": 1, "liever niet": -1, "zeker niet": -10}[wens.oordeel] * gewicht


def _verplicht_samen(eisen: Eisen, brok: Mapping[str, int]) -> dict[int, int]:
    """Per unit the lowest of those that the consultation puts it with, also by way of others."""
    graaf = nx.Graph()
    graaf.add_nodes_from(brok.values())
    for groep in (*eisen.samen, *eisen.vast):
        nx.add_path(graaf, [brok[code] for code in groep])
    return {u: min(leden) for leden in nx.connected_components(graaf) for u in leden}


def _als_wens(  # what a wish depends on
    voorkeur: Voorkeur,
    uit: Literal["voorkeur", "keuze"],
    reden: str,
    brok: Mapping[str, int],
    verband: Mapping[int, int],
    *,
    zacht: bool,
) -> Gemeentewens:
    hoe: Hoe = "hard" if voorkeur.oordeel == "zeker niet" and not zacht else "zacht"
    u, v = brok[voorkeur.van], brok[voorkeur.naar]
    if reden:
        hoe = "niet"
    elif voorkeur.oordeel != "liever wel":
        if u == v:
            hoe, reden = "niet", "zij zitten in elke indeling samen; een voorstel splitst dat niet"
        elif verband[u] == verband[v]:
            hoe, reden = "niet", "de voorwaarden van het overleg zetten hen bij elkaar"
    return Gemeentewens(
        voorkeur.van, voorkeur.naar, voorkeur.oordeel, uit, hoe, reden, voorkeur.plek
    )


def _vervalt(wens: Gemeentewens, hard: Mapping[frozenset[str], str]) -> Gemeentewens:
    """A wish to be together gives way to a "zeker niet" about the same two."""
    wie = hard.get(frozenset((wens.van, wens.naar)))
    if wie is None or wens.hoe != "zacht" or wens.oordeel != "liever wel":
        return wens
    return replace(wens, hoe="niet", reden=f"{wie} zegt zeker niet")


def _met_naam(reden: str, namen: Mapping[str, str]) -> str:
    code, _, rest = reden.partition(" ")
    return f"{namen[code]} {rest}" if code in namen else reden

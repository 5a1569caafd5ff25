"""Check the certificate of a proposal, with nothing of the program that made it.

    python bewijs_controle.py plan-bewijs.json

This file needs nothing but Python and can be copied and read by itself; `controleer --bewijs` runs it
too. It takes the facts (who is in which regio, inhabitants, neighbours) from the certificate, and
computes everything else again, in whole numbers and fractions.

Why a bound is a bound: every proposal is a choice of regio's that hold every brok once. The certificate
gives each brok, each regio, each move and each old regio a price. What a regio loses is its prices less
its worth. When none that is allowed loses less than nothing, no proposal is worth more than all prices
together (weak duality): `_Doorloop` goes through the regio's to see that. Where all prices together are
more than the proposal is worth, `_kies_beter` tries every choice of regio's that lose no more than what
is between.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from math import gcd, hypot, lcm
from pathlib import Path
from typing import Any

__all__ = ["VORM", "Onjuist", "controleer", "zegel"]

VORM = 1
"""Goes up when a certificate is written in another way."""
_KNOPEN = 1_000_000
"""Steps after which the bound is left as it is; some minutes."""
_Kolom = tuple[int, "str | None", int]
"""A regio as bits, the old one that it continues, and what it loses."""


class Onjuist(Exception):
    """What does not hold, in Dutch."""


class _TeVeel(Exception):
    """There is more to go through than this script does."""


def zegel(inhoud: dict[str, Any]) -> str:
    """SHA-256 of all that is in a certificate, but for the seal itself."""
    rest = {naam: deel for naam, deel in inhoud.items() if naam != "sha256"}
    tekst = json.dumps(rest, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(tekst.encode()).hexdigest()


def controleer(inhoud: Any, knopen: int = _KNOPEN) -> str:
    """Check a certificate.

    Parameters
    ----------
    inhoud
        The JSON, as Python reads it.
    knopen
        Most steps for the bound.

    Returns
    -------
    str
        What holds, in Dutch.

    Raises
    ------
    Onjuist
        The first thing that does not.
    """
    try:
        soort = inhoud.get("soort") if isinstance(inhoud, dict) else None
        _eis(soort == "bewijs bij een voorstel", "Dit is geen bewijs bij een voorstel.")
        _eis(inhoud["vorm"] == VORM, f"De vorm van dit bewijs is niet {VORM}.")
        _eis(inhoud["sha256"] == zegel(inhoud), "Er is iets in het bestand veranderd (sha256).")
        bewijs = _Bewijs(inhoud)
        bewijs.controleer_bron()
        bewijs.controleer_voorstel()
        grens = _controleer_grens(bewijs, inhoud["prijzen"], knopen)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, ArithmeticError) as fout:
        raise Onjuist(f"Het bestand heeft niet de vorm van een bewijs: {fout!r}.") from fout
    return f"De doelwaarde {bewijs.doel} en alle wensen kloppen. {grens}"


def _eis(goed: bool, anders: str) -> None:
    if not goed:
        raise Onjuist(anders)


def _som(regels: list[str]) -> str:
    return hashlib.sha256("\n".join(regels).encode()).hexdigest()


def _plaatsen(bits: int) -> Iterator[int]:
    """The places of the bits that are 1."""
    while bits:
        laagste = bits & -bits
        yield laagste.bit_length() - 1
        bits ^= laagste


def _stuk(begin: int, binnen: int, buren: list[int]) -> int:
    """All of `binnen` that is reached from the bits of `begin` in it, with those."""
    bereik = rand = begin & binnen
    while rand:
        naast = 0
        for u in _plaatsen(rand):
            naast |= buren[u]
        rand = naast & binnen & ~bereik
        bereik |= rand
    return bereik


class _Bewijs:
    """The facts, the question and the proposal; gemeenten are numbers, and brokken lists of them."""

    def __init__(self, inhoud: dict[str, Any]) -> None:
        self.inhoud, self.eisen = inhoud, inhoud["eisen"]
        self.gm, self.inwoners = list(inhoud["gemeenten"]), list(inhoud["gemeenten"].values())
        self.plek = {code: i for i, code in enumerate(self.gm)}
        self.theta, self.doel = Fraction(inhoud["theta"]), Fraction(inhoud["doelwaarde"])
        self.aaneen = not self.eisen.get("niet-aaneengesloten")
        self.laag, self.hoog = self.eisen.get("regios", (1, len(self.gm)))
        self.gewichten = [Fraction(een["gewicht"]) for een in inhoud["indelingen"]]
        self.lid = [self._labels(een["lidmaatschap"]) for een in inhoud["indelingen"]]
        self.in_regio = [[set(naam.split(" | ")) - {""} for naam in lid] for lid in self.lid]
        verbanden = inhoud["verbanden"] or {"gewicht": "0", "leden": {}}
        self.verbandgewicht = Fraction(verbanden["gewicht"])
        self.verbanden: list[set[str]] = [set() for _ in self.gm]
        for naam, leden in verbanden["leden"].items():
            for code in leden if len(leden) > 1 else ():
                self.verbanden[self.plek[code]].add(naam)
        self.buren = [0] * len(self.gm)
        for i, j in ((self.plek[een], self.plek[ander]) for een, ander in inhoud["buren"]):
            self.buren[i] |= 1 << j
            self.buren[j] |= 1 << i
        self.liever: dict[tuple[int, ...], Fraction] = {}
        for een, ander, wens in self.eisen.get("liever", []):
            paar = tuple(sorted((self.plek[een], self.plek[ander])))
            self.liever[paar] = self.liever.get(paar, Fraction(0)) + Fraction(wens)
        self.binnen = self._labels(self.eisen.get("binnen", {}))
        oud = self._labels(self.eisen.get("uitgaand-van", {}))
        self.brokken = self._brokken(oud)
        self.oud = [oud[i] or f" {self.gm[i]}" for i, *_ in self.brokken]
        # How much may move at most, and per brok how much it is.
        self.mag_weg: dict[str, int] = {}
        self.telt: dict[str, list[int]] = {}
        for wat, tel in (("gemeenten", len), ("inwoners", self.mensen)):
            if f"verplaats-{wat}" in self.eisen:
                self.mag_weg[wat] = self.eisen[f"verplaats-{wat}"]
                self.telt[wat] = [tel(brok) for brok in self.brokken]

    def _labels(self, lidmaatschap: dict[str, str]) -> list[str]:
        return [lidmaatschap.get(code, "") for code in self.gm]

    def _brokken(self, oud: list[str]) -> list[list[int]]:
        """Gemeenten that a proposal never parts, in order of the first of each."""
        if self.eisen.get("splits-brokken"):
            return [[i] for i in range(len(self.gm))]
        tellen = zip(self.lid, self.gewichten, strict=True)
        kolommen: list[list[Any]] = [lid for lid, gewicht in tellen if gewicht > 0]
        if self.verbandgewicht:
            kolommen.append([" ".join(sorted(namen)) for namen in self.verbanden])
            kolommen.append([any(deel) or i for i, deel in enumerate(zip(*kolommen, strict=True))])
        gelijk: dict[Any, int] = {}
        for i, sleutel in enumerate(zip(*kolommen, self.binnen, oud, strict=True)):
            gelijk[sleutel] = gelijk.get(sleutel, 0) | 1 << i
        brokken = []
        for samen in gelijk.values():
            over = samen
            while over:
                stuk = _stuk(over & -over, over, self.buren) if self.aaneen else over
                brokken.append(list(_plaatsen(stuk)))
                over &= ~stuk
        return sorted(brokken)

    def mensen(self, leden: list[int]) -> int:
        """The inhabitants of some gemeenten."""
        return sum(round(self.inwoners[i]) for i in leden)

    def paar(self, i: int, j: int) -> Fraction:
        """What two gemeenten in one regio are worth, but for soft wishes.

        The weight of what they share, less theta times the weight of what counts for them: every
        indeling, and every verband that either takes part in.
        """
        som = -self.theta * sum(self.gewichten)
        for gewicht, regio in zip(self.gewichten, self.in_regio, strict=True):
            if regio[i] & regio[j]:
                som += gewicht
        een, ander = self.verbanden[i], self.verbanden[j]
        return som + self.verbandgewicht * (len(een & ander) - self.theta * len(een | ander))

    def waarde(self, leden: list[int]) -> Fraction:
        """What gemeenten (ascending) are worth in one regio."""
        paren = combinations(leden, 2)
        return sum((self.paar(i, j) + self.liever.get((i, j), 0) for i, j in paren), Fraction(0))

    def controleer_bron(self) -> None:
        """The facts are those that the hashes in the proposal are of."""
        for een in self.inhoud["indelingen"]:
            regels = [f"{gm}={regio}" for gm, regio in sorted(een["lidmaatschap"].items())]
            _eis(_som(regels) == een["sha256"], f"De leden van {een['naam']} zijn veranderd.")
        if verbanden := self.inhoud["verbanden"]:
            regels = [f"{naam}={' '.join(leden)}" for naam, leden in verbanden["leden"].items()]
            _eis(_som(regels) == verbanden["sha256"], "De verbanden zijn veranderd.")
        if (som := self.inhoud["sha256_inwoners"]) is not None:
            regels = [f"{code}={n:g}" for code, n in self.inhoud["gemeenten"].items()]
            _eis(_som(regels) == som, "De inwoners zijn veranderd.")

    def controleer_voorstel(self) -> None:
        """The proposal keeps to every condition, and is worth what it says."""
        voorstel, verder = self.inhoud["voorstel"], self.inhoud["voortzetting"]
        _eis(set(voorstel) == set(self.gm), "Niet elke gemeente staat in het voorstel.")
        regios: dict[str, list[int]] = {}
        for i, code in enumerate(self.gm):
            regios.setdefault(voorstel[code], []).append(i)
        for brok in self.brokken:
            gedeeld = len({voorstel[self.gm[i]] for i in brok}) > 1
            _eis(not gedeeld, f"De brok van {self.gm[brok[0]]} is gedeeld.")
        for naam, leden in regios.items():
            mis = self.te_veel(leden) or self.te_weinig(leden)
            _eis(not mis, f"Regio {naam}: {mis}.")
        goed = self.laag <= len(regios) <= self.hoog
        _eis(goed, f"{len(regios)} regio's; gevraagd: {self.laag} tot {self.hoog}.")
        _eis(len(set(verder.values())) == len(verder), "Een oude regio gaat twee keer verder.")
        for wat, hoogst in self.mag_weg.items():
            nieuw = [verder.get(voorstel[self.gm[brok[0]]]) for brok in self.brokken]
            delen = zip(self.telt[wat], nieuw, self.oud, strict=True)
            weg = sum(aantal for aantal, naar, van in delen if naar != van)
            _eis(weg <= hoogst, f"Er verhuizen {weg} {wat}; gevraagd: hoogstens {hoogst}.")
        som = sum(map(self.waarde, regios.values()), Fraction(0))
        _eis(som == self.doel, f"De doelwaarde is {som}, niet {self.doel}.")

    def te_veel(self, leden: list[int]) -> str:
        """What is wrong with a regio, and with every larger one; empty when nothing is."""
        e, namen = self.eisen, {self.gm[i] for i in leden}
        if len(leden) > e.get("max-gemeenten", len(leden)):
            return f"{len(leden)} gemeenten"
        if "max-inwoners" in e and self.mensen(leden) > e["max-inwoners"]:
            return f"{self.mensen(leden)} inwoners"
        if len({self.binnen[i] for i in leden}) > 1:
            return "over een grens waar zij binnen moet blijven"
        if any(len(namen & set(groep)) > 1 for groep in e.get("apart", [])):
            return "gemeenten die apart moeten"
        if any(namen & set(groep) and namen - set(groep) for groep in e.get("vast", [])):
            return "meer gemeenten dan een vaste regio heeft"
        return ""

    def te_weinig(self, leden: list[int]) -> str:
        """What is wrong with a regio (ascending) otherwise; empty when nothing is."""
        e, namen, bits = self.eisen, {self.gm[i] for i in leden}, sum(1 << i for i in leden)
        if self.aaneen and _stuk(bits & -bits, bits, self.buren) != bits:
            return "niet aaneengesloten"
        if len(leden) < e.get("min-gemeenten", 0):
            return f"{len(leden)} gemeenten"
        if self.mensen(leden) < e.get("min-inwoners", 0):
            return f"{self.mensen(leden)} inwoners"
        groepen = [set(groep) for groep in (*e.get("samen", []), *e.get("vast", []))]
        if any(namen & groep and groep - namen for groep in groepen):
            return "niet alle gemeenten die samen moeten"
        if "centrum-inwoners" in e and not any(self._is_centrum(c, leden) for c in leden):
            return "geen centrumgemeente"
        return ""

    def _is_centrum(self, c: int, leden: list[int]) -> bool:
        if self.inwoners[c] < self.eisen["centrum-inwoners"]:
            return False
        punten, verst = self.eisen.get("punten"), self.eisen.get("centrum-afstand")
        if verst is None:
            return True
        x, y = punten[self.gm[c]]
        van = (punten[self.gm[i]] for i in leden)
        return all(hypot(een[0] - x, een[1] - y) <= verst for een in van)


class _Doorloop:
    """Goes through the regio's that lose no more than some room: lowest brok first, each once.

    Worths and prices are whole numbers; `maat` of them make 1 of the doelwaarde.
    """

    def __init__(self, bewijs: _Bewijs, maat: int, knopen: int) -> None:
        self.bewijs, self.knopen = bewijs, knopen
        self.m = m = len(bewijs.brokken)
        brok_van = {i: u for u, brok in enumerate(bewijs.brokken) for i in brok}
        self.waarde = [[0] * m for _ in range(m)]
        self.niet_met = [0] * m
        for (u, een), (v, ander) in combinations(enumerate(bewijs.brokken), 2):
            paar = bewijs.paar(een[0], ander[0]) * len(een) * len(ander) * maat
            self.waarde[u][v] = self.waarde[v][u] = int(paar)
            if bewijs.te_veel(een + ander):
                self.niet_met[u] |= 1 << v
                self.niet_met[v] |= 1 << u
        for (i, j), wens in bewijs.liever.items():
            u, v = brok_van[i], brok_van[j]
            self.waarde[u][v] += int(wens * maat) * (u != v)
            self.waarde[v][u] = self.waarde[u][v]
        self.half = [[(v, w // 2) for v, w in enumerate(rij) if w > 0] for rij in self.waarde]
        self.buren = [((1 << m) - 1) & ~(1 << u) for u in range(m)]
        if bewijs.aaneen:
            naast = [
                {brok_van[j] for i in b for j in _plaatsen(bewijs.buren[i])} for b in bewijs.brokken
            ]
            self.buren = [sum(1 << v for v in rij if v != u) for u, rij in enumerate(naast)]

    def leden(self, regio: int) -> list[int]:
        """The gemeenten of a regio."""
        return sorted(i for u in _plaatsen(regio) for i in self.bewijs.brokken[u])

    def tel(self) -> None:
        """One step more."""
        self.knopen -= 1
        if self.knopen < 0:
            raise _TeVeel

    def regios(
        self, prijs: list[int], vast: list[int], ruimte: int, een_van: int
    ) -> Iterator[tuple[int, int]]:
        """Every regio that is allowed and loses at most `ruimte`, as bits, with what it loses.

        Per brok there is its price, and (`vast`) that of a regio of which it is the lowest. One of the
        brokken `een_van` (bits) is in it, unless that is 0.
        """
        for begin in range(self.m):
            vrij = (1 << self.m) - (2 << begin) & ~self.niet_met[begin]
            winst = [w - p for w, p in zip(self.waarde[begin], prijs, strict=True)]
            # What is in it, what may join, its worth less its prices, what each would add to that.
            stapel = [(1 << begin, vrij, -prijs[begin] - vast[begin], winst, True)]
            while stapel:
                self.tel()
                regio, vrij, waarde, winst, nieuw = stapel.pop()
                if nieuw and self.bewijs.te_veel(leden := self.leden(regio)):
                    continue
                telt = nieuw and waarde >= -ruimte and (regio & een_van or not een_van)
                if telt and not self.bewijs.te_weinig(leden):
                    yield regio, -waarde
                vrij, rand = self._snoei(regio, vrij, waarde + ruimte, winst)
                if not rand or (een_van and not (regio | vrij) & een_van):
                    continue
                t = max(_plaatsen(rand), key=winst.__getitem__)
                vrij &= ~(1 << t)
                stapel.append((regio, vrij, waarde, winst, False))
                meer = [a + b for a, b in zip(winst, self.waarde[t], strict=True)]
                vrij &= ~self.niet_met[t]
                stapel.append((regio | 1 << t, vrij, waarde + winst[t], meer, True))

    def _snoei(self, regio: int, vrij: int, over: int, winst: list[int]) -> tuple[int, int]:
        """Who can still join without losing all that is over, and who of them border; as bits.

        Each adds at most what it is worth with what is in it, and half of every positive worth with
        another that may join. Who costs more than the sum of all that leaves, stays out.
        """
        rand = 0
        for u in _plaatsen(regio):
            rand |= self.buren[u]
        while True:
            vrij = _stuk(rand, vrij, self.buren)
            meer = {
                u: winst[u] + sum(half for v, half in self.half[u] if vrij >> v & 1)
                for u in _plaatsen(vrij)
            }
            hoogst = over + sum(som for som in meer.values() if som > 0)
            weg = sum(1 << u for u, som in meer.items() if som < 0 and hoogst + som < 0)
            e, alle = self.bewijs.eisen, self.leden(regio | vrij)
            te_klein = len(alle) < e.get("min-gemeenten", 0)
            if hoogst < 0 or te_klein or self.bewijs.mensen(alle) < e.get("min-inwoners", 0):
                return 0, 0
            if not weg:
                return vrij, rand & vrij
            vrij &= ~weg


def _controleer_grens(bewijs: _Bewijs, inhoud: dict[str, Any] | None, knopen: int) -> str:
    """No proposal is worth more: by the prices, and where they leave room by trying."""
    if inhoud is None:
        return "Er staan geen prijzen in: de grens is niet nagerekend."
    delen = [*bewijs.gewichten, bewijs.verbandgewicht]
    delen += [*(bewijs.theta * deel for deel in delen), *bewijs.liever.values()]
    factor = 2 * lcm(*(deel.denominator for deel in delen))  # 2: every half is whole
    maat = factor * inhoud["schaal"]
    prijs = {
        wat: {naam: n * factor for naam, n in inhoud[wat].items()}
        for wat in ("brok", "over", "verhuizing", "oude_regio")
    }
    positief = (n for wat in ("over", "verhuizing", "oude_regio") for n in prijs[wat].values())
    _eis(min(positief, default=0) >= 0, "Een prijs is lager dan nul.")
    _eis(set(prijs["verhuizing"]) == set(bewijs.mag_weg), "De prijzen passen niet bij de wensen.")
    per_regio = inhoud["regio"] * factor
    samen = sum(prijs["brok"].values()) + sum(prijs["oude_regio"].values())
    samen += sum(sorted(prijs["over"].values(), reverse=True)[: bewijs.hoog])
    samen += max(per_regio * bewijs.laag, per_regio * bewijs.hoog)
    samen += sum(n * bewijs.mag_weg[wat] for wat, n in prijs["verhuizing"].items())
    doorloop = _Doorloop(bewijs, maat, knopen)
    binnen = sum(map(bewijs.waarde, bewijs.brokken), Fraction(0))
    # Two proposals differ by a whole number of the greatest number that divides every worth.
    stap = gcd(*(w for rij in doorloop.waarde for w in rij)) or 1
    beter = int((bewijs.doel - binnen) * maat) + stap
    try:
        lijst = list(_kolommen(doorloop, prijs, per_regio, max(samen - beter, -1)))
        _eis(all(verlies >= 0 for *_, verlies in lijst), "Een regio is meer waard dan haar prijs.")
        if samen >= beter:
            _kies_beter(doorloop, lijst, samen - beter, beter)
    except _TeVeel:
        return "De grens is niet nagerekend: dat zijn te veel stappen voor dit script."
    return "Geen voorstel met deze wensen is meer waard: de grens is nagerekend."


def _kolommen(
    doorloop: _Doorloop, prijs: dict[str, dict[str, int]], per_regio: int, ruimte: int
) -> Iterator[_Kolom]:
    """Every regio that loses at most `ruimte`, with each old one that it can continue, or none."""
    bewijs = doorloop.bewijs
    codes = [bewijs.gm[brok[0]] for brok in bewijs.brokken]
    for naam in (None, *sorted(set(bewijs.oud))) if bewijs.mag_weg else (None,):
        vast = per_regio + prijs["oude_regio"].get(naam or "", 0)
        per_brok = [prijs["brok"].get(code, 0) for code in codes]
        for wat, n in prijs["verhuizing"].items():
            delen = zip(per_brok, bewijs.telt[wat], bewijs.oud, strict=True)
            per_brok = [p + n * aantal * (van != naam) for p, aantal, van in delen]
        per_laagste = [vast + prijs["over"].get(code, 0) for code in codes]
        blijft = sum(1 << u for u, van in enumerate(bewijs.oud) if van == naam)
        for regio, verlies in doorloop.regios(per_brok, per_laagste, ruimte, blijft):
            yield regio, naam, verlies


def _kies_beter(doorloop: _Doorloop, lijst: list[_Kolom], ruimte: int, beter: int) -> None:
    """Try every choice of these regio's that holds each brok once and loses at most `ruimte`.

    Raises
    ------
    Onjuist
        One is worth at least `beter`.
    """
    bewijs = doorloop.bewijs
    met: list[list[_Kolom]] = [[] for _ in range(doorloop.m)]
    for kolom in sorted(lijst, key=lambda kolom: kolom[2]):
        for u in _plaatsen(kolom[0]):
            met[u].append(kolom)
    volgorde = sorted(range(doorloop.m), key=lambda u: len(met[u]))
    gezien: dict[Any, int] = {}
    # Brokken that are held, regio's, old ones that go on, who moves, what is left to lose, worth.
    stapel: list[Any] = [(0, 0, frozenset(), (0,) * len(bewijs.mag_weg), ruimte, 0)]
    while stapel:
        doorloop.tel()
        gedekt, aantal, verder, weg, rest, waarde = stapel.pop()
        sleutel = (gedekt, aantal, verder, weg)
        if gezien.get(sleutel, -1) >= rest:
            continue
        gezien[sleutel] = rest
        vrij = [u for u in volgorde if not gedekt >> u & 1]
        if not vrij:
            goed = bewijs.laag <= aantal <= bewijs.hoog and waarde >= beter
            grenzen = zip(weg, bewijs.mag_weg.values(), strict=True)
            _eis(
                not goed or any(w > hoog for w, hoog in grenzen),
                "Een ander voorstel is meer waard.",
            )
            continue
        for regio, naam, verlies in met[vrij[0]]:
            if verlies > rest or regio & gedekt or (naam and naam in verder):
                continue
            brokken = list(_plaatsen(regio))
            gaat = [v for v in brokken if bewijs.oud[v] != naam]
            nu = [
                w + sum(t[v] for v in gaat) for w, t in zip(weg, bewijs.telt.values(), strict=True)
            ]
            erbij = sum(doorloop.waarde[a][b] for a, b in combinations(brokken, 2))
            oud = verder | {naam} if naam else verder
            stapel.append(
                (gedekt | regio, aantal + 1, oud, tuple(nu), rest - verlies, waarde + erbij)
            )


def _hoofd(argumenten: list[str]) -> int:
    if len(argumenten) != 1:
        sys.stderr.write("Gebruik: python bewijs_controle.py NAAM-bewijs.json\n")
        return 2
    try:
        sys.stdout.write(f"Klopt. {controleer(json.loads(Path(argumenten[0]).read_bytes()))}\n")
    except (Onjuist, OSError, ValueError, RecursionError) as fout:
        sys.stderr.write(f"Klopt niet. {fout}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_hoofd(sys.argv[1:]))

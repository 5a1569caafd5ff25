"""What a form tells: the proposal for one gemeente or observer, as headings, texts and tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from congruentie import nl
from congruentie.gemeenten import Gemeenten
from congruentie.model import Indeling, Indelingen
from congruentie.uitvraag.vragen import Gevraagd, met_code
from congruentie.voorstel import Voorstel
from congruentie.voorstel.anders import heel, in_woorden

__all__ = [
    "Alinea", "Blok", "Gevraagde", "Inhoud", "Tabel", "Tussenkop", "kies_gevraagden", "punten",
    "waarnemers",
]  # fmt: skip

_ALLE = 400  # more than there are gemeenten: name all of them


@dataclass(frozen=True)
class Tussenkop:
    """A heading."""

    tekst: str


@dataclass(frozen=True)
class Alinea:
    """A paragraph."""

    tekst: str


@dataclass(frozen=True)
class Tabel:
    """A table of texts; `koppen` may be empty for pairs of a name and a value."""

    koppen: tuple[str, ...]
    rijen: tuple[tuple[str, ...], ...]


Blok = Tussenkop | Alinea | Tabel


@dataclass(frozen=True)
class Gevraagde:
    """Who gets a form.

    Parameters
    ----------
    soort, code, naam
        Who it is; `naam` as one addresses it ("gemeente Amsterdam", "Waterschap Limburg").
    gebied
        The gemeenten in its area, as row numbers.
    toelichting
        What must be known about that area; empty when nothing.
    """

    soort: Gevraagd
    code: str
    naam: str
    gebied: tuple[int, ...]
    toelichting: str = ""


def punten(waarde: float) -> str:
    """A number with one decimal where there is any."""
    return nl.getal(waarde, 0 if round(float(waarde), 1).is_integer() else 1)


@dataclass(frozen=True, eq=False)
class Inhoud:
    """Tells of one proposal; what all forms need is computed once."""

    voorstel: Voorstel

    @property
    def gemeenten(self) -> Gemeenten:
        """The gemeenten."""
        return self.voorstel.indelingen.gemeenten

    @property
    def indelingen(self) -> Indelingen:
        """The divisions that the proposal was made from."""
        return self.voorstel.indelingen

    @cached_property
    def regio_labels(self) -> tuple[str, ...]:
        """Every proposed regio as the drop-down shows it: "Zeeland (V18)"."""
        paren = zip(self.voorstel.namen, self.voorstel.codes, strict=True)
        return tuple(met_code(naam, code) for naam, code in paren)

    @cached_property
    def _leden(self) -> tuple[frozenset[int], ...]:
        """The gemeenten of each proposed regio."""
        aantal = len(self.voorstel.codes)
        return tuple(
            frozenset(np.flatnonzero(self.voorstel.regio == r).tolist()) for r in range(aantal)
        )

    @cached_property
    def _verhuist(self) -> dict[tuple[str, str], str]:
        """Indeling and gm_code -> where the gemeente would go."""
        tabel = self.voorstel.verhuizingen
        sleutels = zip(tabel["indeling"], tabel["gm_code"], strict=True)
        return dict(zip(sleutels, tabel["naar_naam"], strict=True))

    @cached_property
    def _congruentie(self) -> Mapping[str, float]:
        """Congruentie of each gemeente now; empty when there is nothing to compare."""
        if len(self.indelingen) < 2:
            return {}
        tabel = self.voorstel.meting.gemeenten
        return {str(code): float(waarde) for code, waarde in tabel["congruentie"].items()}

    def namen(self, plekken: Sequence[int] | frozenset[int]) -> str:
        """The names of gemeenten in a sentence, by alphabet."""
        return nl.opsomming(sorted(self.gemeenten.namen[i] for i in plekken), _ALLE)

    def regios_van(self, wie: Gevraagde) -> tuple[int, ...]:
        """The proposed regio's that lie in someone's area."""
        return tuple(sorted({int(self.voorstel.regio[i]) for i in wie.gebied}))

    def blokken(self, wie: Gevraagde) -> list[Blok]:
        """What the form shows before it asks."""
        if wie.soort != "gemeente":
            return self._van_waarnemer(wie)
        (i,) = wie.gebied
        return [
            *self._voorstel_voor(i),
            *self._per_indeling(i),
            *self._partners(i),
            *self._anders(i),
        ]

    def _voorstel_voor(self, i: int) -> list[Blok]:
        nummer = int(self.voorstel.regio[i])
        leden = self._leden[nummer]
        nummers = self.voorstel.opgave.brok
        brok = frozenset(np.flatnonzero(nummers == nummers[i]).tolist()) - {i}
        rijen = [
            ("Uw regio in het voorstel", self.regio_labels[nummer]),
            ("Samen met", self.namen(leden - {i}) or "geen andere gemeente"),
            ("Bestaat deze regio al?", self._bestaat(nummer)),
        ]
        if self.gemeenten.inwoners is not None:
            inwoners = self.gemeenten.inwoners[sorted(leden)].sum()
            bron = self.gemeenten.inwoners_bron
            rijen.append(
                ("Inwoners van deze regio", nl.getal(inwoners) + (f" ({bron})" if bron else ""))
            )
        if brok:
            rijen.append(("Nu al overal samen met", self.namen(brok)))
        if self._congruentie:
            rijen.append(
                (
                    "Congruentie nu",
                    f"{punten(self._congruentie[self.gemeenten.codes[i]])}%. Zo goed vallen de "
                    "regio's van uw gemeente nu samen; 100% is helemaal.",
                )
            )
        return [Tussenkop(f"Het voorstel voor {self.gemeenten.namen[i]}"), Tabel((), tuple(rijen))]

    def _bestaat(self, nummer: int) -> str:
        gelijk = self.voorstel.regios["gelijk_aan"].iloc[nummer]
        if not gelijk:
            return "Nee, nog niet: geen van de gekozen indelingen heeft precies deze regio."
        return f"Ja: {gelijk.replace('; ', ', ')} heeft precies deze gemeenten."

    def _per_indeling(self, i: int) -> list[Blok]:
        straks, code = self._leden[int(self.voorstel.regio[i])], self.gemeenten.codes[i]
        rijen = []
        for k, indeling in enumerate(self.indelingen):
            eigen = indeling.lidmaatschap.get(code, "")
            nu = indeling.regio_naam(eigen) if eigen else "geen regio"
            nummer = int(self.indelingen.regio[i, k])
            leden: frozenset[int] = frozenset({i})
            if eigen:
                leden = frozenset(np.flatnonzero(self.indelingen.leden(k, nummer)).tolist())
            naar = self._verhuist.get((indeling.naam, code))
            wat = f"naar {naar}" if naar else "zelfde regio"
            wat = wat.replace("naar nieuw: ", "naar een nieuwe regio: ", 1)
            if len(indeling.regios_van(code)) > 1 and not naar:
                blijft = self.voorstel.koppelingen[indeling.naam][int(self.voorstel.regio[i])]
                wat = f"alleen nog {indeling.regio_naam(indeling.regios[blijft])}"
            erbij, eraf = self.namen(straks - leden), self.namen(leden - straks)
            if naar is None and not (erbij or eraf):
                wat = "niets"
            rijen.append((indeling.label, nu, wat, erbij or "-", eraf or "-"))
        koppen = ("Indeling", "Uw regio nu", "Wat verandert", "Wie komt erbij", "Wie valt weg")
        return [
            Tussenkop("Wat er verandert als een indeling het voorstel overneemt"),
            Tabel(koppen, tuple(rijen)),
        ]

    def _partners(self, i: int) -> list[Blok]:
        telt = np.array([w > 0 for w in self.voorstel.opgave.gewichten])
        samen = (self.indelingen.deelt(i, np.arange(len(self.gemeenten))) & telt).sum(axis=1)
        samen[i] = 0
        aantal = int(telt.sum())
        rijen = tuple(
            (f"in {keer} van de {aantal}", self.namen(np.flatnonzero(samen == keer).tolist()))
            for keer in range(aantal, 0, -1)
            if (samen == keer).any()
        )
        return [
            Tussenkop("Met wie u nu in een regio zit"),
            Tabel(("Indelingen", "Gemeenten"), rijen),
        ]

    def _anders(self, i: int) -> list[Blok]:
        kop = Tussenkop("Andere regio's die aan de uwe grenzen")
        ruimte = self.voorstel.speelruimte[int(self.voorstel.opgave.brok[i])]
        if not ruimte.uitwegen:
            return [kop, Alinea("Er grenst geen andere regio aan uw gemeente.")]
        label = dict(zip(self.voorstel.codes, self.regio_labels, strict=True))
        rijen = []
        for weg in ruimte.uitwegen:
            wat = weg.beletsel
            if weg.anders is not None:
                wat = heel(*in_woorden(self.voorstel, ruimte, weg.anders))
            verlies = "kan niet" if weg.anders is None else punten(weg.anders.kosten)
            rijen.append((label[weg.regio], verlies, wat[:1].upper() + wat[1:]))
        uitleg = (
            f"Het hele voorstel is {punten(self.voorstel.doelwaarde)} punten waard: zo goed past het "
            "bij de indelingen. Het verlies is hoeveel punten minder dat worden als uw gemeente bij de "
            "grootste gemeente van die regio komt. Wie dan ook verhuist, staat erbij: uw gemeente gaat "
            "altijd samen met wie nu al overal bij haar zit. Bij 0 maakt het niet uit."
        )
        koppen = ("Regio", "Verlies in punten", "Wat er dan gebeurt, of waarom het niet kan")
        return [kop, Alinea(uitleg), Tabel(koppen, tuple(rijen))]

    def _van_waarnemer(self, wie: Gevraagde) -> list[Blok]:
        gebied = frozenset(wie.gebied)
        rijen = []
        for r in self.regios_van(wie):
            leden = self._leden[r]
            inwoners = "onbekend"
            if self.gemeenten.inwoners is not None:
                inwoners = nl.getal(self.gemeenten.inwoners[sorted(leden)].sum())
            rijen.append(
                (
                    self.regio_labels[r],
                    inwoners,
                    self.namen(leden & gebied),
                    self.namen(leden - gebied) or "-",
                )
            )
        koppen = ("Regio in het voorstel", "Inwoners", "Gemeenten in uw gebied", "Andere gemeenten")
        blokken: list[Blok] = [Tussenkop(f"Het voorstel in het gebied van {wie.naam}")]
        if wie.toelichting:
            blokken.append(Alinea(wie.toelichting))
        return [*blokken, Tabel(koppen, tuple(rijen))]


def waarnemers(soort: Gevraagd, indeling: Indeling, gemeenten: Gemeenten) -> list[Gevraagde]:
    """The observers that a division gives: one per regio of it."""
    toelichting = ""
    if indeling.herkomst.status != "officieel":
        toelichting = (
            f"Let op: welke gemeenten in uw gebied liggen, is {indeling.herkomst.status_tekst} "
            f"(stand {indeling.herkomst.peildatum}). Een gemeente telt bij het {soort} waarin het "
            f"grootste deel van haar oppervlakte ligt."
        )
    uit = []
    for code in indeling.regios:
        naam = indeling.regio_naam(code)
        leden = (gm for gm in indeling.lidmaatschap if code in indeling.regios_van(gm))
        plekken = [gemeenten.plek[gm] for gm in leden]
        voluit = naam if soort == "waterschap" else f"provincie {naam}"
        uit.append(Gevraagde(soort, code, voluit, tuple(sorted(plekken)), toelichting))
    return uit


def kies_gevraagden(
    gemeenten: Gemeenten,
    waarnemend: Iterable[tuple[Gevraagd, Indeling]],
    codes: Sequence[str] | None = None,
) -> list[Gevraagde]:
    """Say who gets a form: gemeenten by code, then the observers in whose area one of them lies.

    `waarnemend`: the divisions whose regio's are observers. `codes`: only these gemeenten.
    """
    gekozen = sorted(set(gemeenten.codes if codes is None else codes))
    plekken = {gemeenten.plek[code] for code in gekozen}
    uit = [
        Gevraagde("gemeente", code, f"gemeente {gemeenten.naam_van[code]}", (gemeenten.plek[code],))
        for code in gekozen
    ]
    for soort, indeling in waarnemend:
        uit += [w for w in waarnemers(soort, indeling, gemeenten) if plekken & set(w.gebied)]
    return uit

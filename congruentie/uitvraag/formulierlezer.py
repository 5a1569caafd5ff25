"""The answers in one returned form, and everything in it that is no clear answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from congruentie.bronnen.zoeken import NietGevonden, Zoeker
from congruentie.uitvraag.antwoorden import (
    Antwoord,
    Formuliermelding,
    RegioOpmerking,
    Status,
    Voorkeur,
)
from congruentie.uitvraag.cellezer import LANGSTE_KEUZE, Achtergrond, Cellezer
from congruentie.uitvraag.vragen import (
    CONTACT,
    DOMEINEN,
    KEUZES,
    NAMENS,
    OORDELEN,
    Formuliervraag,
    Kenmerk,
    vergelijkvorm,
    vragen_aan,
)
from congruentie.uitvraag.werkmap import Cel, Werkmap

__all__ = ["lees_antwoord", "zoek_gemeente"]

_NAMENS = {naam: naam for naam in NAMENS if naam}


def lees_antwoord(
    map_: Werkmap, kenmerk: Kenmerk, bestand: str, achtergrond: Achtergrond
) -> tuple[Antwoord, list[Formuliermelding]]:
    """Read the answers of one form.

    Parameters
    ----------
    map_
        The workbook.
    kenmerk
        Whose form it is.
    bestand
        Name of the file, for the messages.
    achtergrond
        What it is held against.

    Returns
    -------
    Antwoord, list of Formuliermelding
        Every answer cell that holds something is in the one or in the other.
    """
    lezer = _Formulierlezer(map_, kenmerk, bestand, achtergrond)
    antwoord = lezer.lees()
    lezer.meld_rest()
    return antwoord, lezer.meldingen


class _Formulierlezer(Cellezer):
    """Reads the answers, question by question."""

    def lees(self) -> Antwoord:
        self.meld_samengevoegd()
        for veld in CONTACT:  # first, so that it is known when it stands elsewhere too
            self.lees_contact(veld)
        delen: dict[str, Any] = {}
        for vraag in vragen_aan(self.kenmerk.soort):
            match vraag.soort:
                case "keuze" if vraag.sleutel == "reactie":
                    delen |= self._reactie(vraag)
                case "keuze":
                    (veld,) = vraag.velden
                    if self.map_.plekken(veld):  # a form of before has no such question
                        delen[veld.sleutel] = self.kies(self.los(veld), _NAMENS, "antwoord")
                case "tabel" if vraag.sleutel == "voorkeuren":
                    delen[vraag.sleutel] = self._voorkeuren(vraag)
                case "tabel":
                    delen[vraag.sleutel] = self._regio_opmerkingen(vraag)
                case "tekst":
                    delen[vraag.sleutel] = self.tekst(self.los(vraag.velden[0]))
        if self.achtergrond.met_contact:
            delen["contact"] = dict(self.contact)
        antwoord = Antwoord(self.kenmerk.code, self.kenmerk.soort, "deels", self.bestand, **delen)
        return replace(antwoord, status=self._status(antwoord))

    def _status(self, een: Antwoord) -> Status:
        los = een.voorkeuren or een.voorwaarden or een.opmerkingen
        gevuld = bool(een.keuze or een.regios or los)
        heel = bool(een.keuze) if een.soort == "gemeente" else gevuld
        if een.keuze == "anders" and not los:
            self.let_op(None, "er staat anders, maar nergens wat dan.", "Vraag dat na.")
            heel = False
        if any(melding.ernst == "fout" for melding in self.meldingen):
            return "deels"
        if heel and (een.keuze != "alternatief" or een.alternatief):
            return "volledig"
        return "deels" if gevuld else "leeg"

    # --- question 1 -----------------------------------------------------------------------------

    def _reactie(self, vraag: Formuliervraag) -> dict[str, str]:
        celkeuze, celregio = map(self.los, vraag.velden)
        keuze = self.kies(celkeuze, KEUZES, "keuze")
        alternatief = "" if celregio is None else self._regio(celregio)
        if celregio is None:
            if keuze == "alternatief":
                self.let_op(
                    celkeuze,
                    "er staat een alternatief, maar niet welke regio.",
                    "Vraag welke regio bedoeld is.",
                )
        elif keuze in {"voorstel", "anders"}:
            self.fout(
                celregio,
                f"hier staat een andere regio, maar de keuze is {KEUZES[keuze]!r}; die telt.",
                "Vraag wat bedoeld is.",
            )
        elif not keuze and celkeuze is None and alternatief:
            self.let_op(
                celregio,
                "hier staat een regio en bij de keuze niets; dit telt als een alternatief.",
            )
            keuze = "alternatief"
        elif not keuze and alternatief:
            self.fout(celregio, "de keuze hierboven is niet te lezen; deze regio telt niet mee.")
        return {"keuze": keuze, "alternatief": alternatief if keuze == "alternatief" else ""}

    def _regio(self, cel: Cel) -> str:
        """Code of the proposed regio that a cell names."""
        if not self.bruikbaar(cel):
            return ""
        eigen = [_met_code(label) for label in self.map_.lijsten.get("regio's", [])]
        in_formulier = {code: label for code, label in eigen if code}
        bekend = self.achtergrond.regios
        labels = bekend if bekend is not None else in_formulier
        vorm = vergelijkvorm(cel.tekst[: LANGSTE_KEUZE + 1])
        raak = {
            code
            for code, label in labels.items()
            if vorm in {vergelijkvorm(label), vergelijkvorm(code), vergelijkvorm(_naam(label))}
        }
        if len(raak) == 1:
            (code,) = raak
            toen = in_formulier.get(code)
            if toen is None or vergelijkvorm(toen) == vergelijkvorm(labels[code]):
                return code
            melding = f"{self.citaat(cel)} was in dit formulier {toen}, en is nu {labels[code]}."
            self.fout(cel, melding, "Vraag welke regio bedoeld is.")
            return ""
        self.fout(
            cel,
            f"{self.citaat(cel)} is geen regio uit het voorstel.",
            "Kies een regio uit de lijst, zoals V01.",
        )
        return ""

    # --- question 2 -----------------------------------------------------------------------------

    def _voorkeuren(self, vraag: Formuliervraag) -> tuple[Voorkeur, ...]:
        per_doel: dict[tuple[str, str], list[tuple[Voorkeur, Cel, dict[str, Cel]]]] = {}
        for rij in self.tabel(vraag):
            gelezen = self._voorkeur(rij)
            if gelezen is not None:
                sleutel = (gelezen.naar, gelezen.domein)
                per_doel.setdefault(sleutel, []).append((gelezen, rij["naar"], rij))
        uit = []
        for paren in per_doel.values():
            eerste = paren[0][0]
            if len({voorkeur.oordeel for voorkeur, _, _ in paren}) == 1:
                uit.append(eerste)
                for _, cel, rij in paren[1:]:
                    melding = (
                        f"{self.citaat(cel)} staat er met hetzelfde oordeel al; de eerste telt."
                    )
                    self.let_op(cel, melding, "", self._inhoud(rij))
                continue
            for _, cel, rij in paren:
                self.fout(
                    cel,
                    f"{self.citaat(cel)} staat er met verschillende oordelen voor "
                    f"{_voor(eerste.domein)}; geen ervan telt.",
                    "Vraag welk oordeel geldt.",
                    self._inhoud(rij),
                )
        return tuple(uit)

    def _voorkeur(self, rij: dict[str, Cel]) -> Voorkeur | None:
        """The wish in a row; None, and a message with all of the row, when it is not clear."""
        vooraf = len(self.meldingen)
        naar = self._gemeente(rij)
        oordeel = self.kies(rij.get("oordeel"), {o: o for o in OORDELEN}, "oordeel")
        if naar and "oordeel" not in rij:
            self.fout(rij["naar"], "hier staat geen oordeel bij.", "Vraag het na.")
        domein = "alle"
        if "domein" in rij:
            domein = self.kies(rij["domein"], {d: d for d in DOMEINEN}, "domein")
        opmerking = self.tekst(rij.get("opmerking"))
        if naar and oordeel and domein:
            return Voorkeur(
                self.kenmerk.code,
                naar,
                oordeel,  # type: ignore[arg-type]  # one of OORDELEN
                domein,  # type: ignore[arg-type]  # one of DOMEINEN
                opmerking,
                self.plek(rij["naar"]),
            )
        self._een_fout_per_rij(rij, vooraf)
        return None

    def _een_fout_per_rij(self, rij: Mapping[str, Cel], vooraf: int) -> None:
        """What is wrong with a row as one message with all of the row: who counts them, counts rows."""
        deze = self.meldingen[vooraf:]
        if len(rij) == 1 and deze:
            return
        fouten = [melding for melding in deze if melding.ernst == "fout"]
        eerste = next(iter(rij.values()))
        if not fouten:
            wat = f"rij {eerste.rij} is niet duidelijk en telt niet mee."
            self.fout(eerste, wat, "Vraag het na.", self._inhoud(rij))
            return
        zinnen = list(dict.fromkeys(melding.melding for melding in fouten))
        samen = replace(
            fouten[0],
            melding=" Ook: ".join(zinnen),
            voorstel=f"{fouten[0].voorstel} Rij {eerste.rij} telt niet mee.".strip(),
            waarde=self._inhoud(rij),
        )
        self.meldingen[vooraf:] = [samen, *(m for m in deze if m.ernst != "fout")]

    def _inhoud(self, rij: Mapping[str, Cel]) -> str:
        return " | ".join(self.waarde(cel) for cel in rij.values())

    def _gemeente(self, rij: dict[str, Cel]) -> str:
        cel = rij.get("naar")
        if cel is None:
            eerste = next(iter(rij.values()))
            self.fout(eerste, "hier staat geen gemeente bij.", "Vraag welke bedoeld is.")
            return ""
        if not self.bruikbaar(cel):
            return ""
        gevonden = zoek_gemeente(cel.tekst, self.achtergrond.zoeker)
        if isinstance(gevonden, NietGevonden) and self.is_contact(cel.tekst):
            gevonden = NietGevonden(f"{self.citaat(cel)} is geen gemeente.", "Kies er een.")
        if isinstance(gevonden, NietGevonden):
            self.fout(cel, gevonden.melding, gevonden.advies)
            return ""
        if gevonden == self.kenmerk.code:
            self.fout(cel, "dit is de gemeente zelf.", "Vraag welke bedoeld is.")
            return ""
        return gevonden

    # --- observers ------------------------------------------------------------------------------

    def _regio_opmerkingen(self, vraag: Formuliervraag) -> tuple[RegioOpmerking, ...]:
        uit = []
        for rij in self.tabel(vraag):
            cel = rij.get("opmerking")
            if cel is None:
                continue
            code = _met_code(rij["regio"].tekst)[0] if "regio" in rij else ""
            if not code:
                self.fout(cel, "hier staat niet meer bij welke regio dit hoort.", "Vraag het na.")
                continue
            tekst = self.tekst(cel)
            if tekst:
                uit.append(RegioOpmerking(code, tekst, self.plek(cel)))
        return tuple(uit)


def zoek_gemeente(tekst: str, zoeker: Zoeker) -> str | NietGevonden:
    """Find the gemeente that somebody chose or typed: a code, a name, or both ("Zwolle (GM0193)").

    Gives its gm_code, or why there is none: also when name and code are of different gemeenten.
    """
    if len(tekst) > LANGSTE_KEUZE:
        return NietGevonden("deze tekst is te lang voor een gemeente.", "Kies er een uit de lijst.")
    return zoeker.zoek(tekst)


def _met_code(label: str) -> tuple[str, str]:
    """Code and label of "Zeeland (V18)"; an empty code when there is none."""
    m = re.search(r"\((V\d+)\)\s*$", label, re.I)
    return (m[1].upper() if m else "", label)


def _naam(label: str) -> str:
    return re.sub(r"\s*\(V\d+\)\s*$", "", label)


def _voor(domein: str) -> str:
    return "alle domeinen" if domein == "alle" else f"het domein {domein}"

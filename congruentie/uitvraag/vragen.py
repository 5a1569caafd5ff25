"""The answers in one returned form, and everything in it that is no clear answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from congruentie.bronnen.zoeken import NietGevonden, Zoeker
from congruentie.uitvraag.antwoorden import Antwoord, Melding, RegioOpmerking, Voorkeur
from congruentie.uitvraag.cellezer import LANGSTE_KEUZE, Achtergrond, Cellezer
from congruentie.uitvraag.rest import meld_rest, meld_samengevoegd
from congruentie.uitvraag.velden import (
    CONTACT,
    DOMEINEN,
    KEUZES,
    OORDELEN,
    REGIO_KOLOMMEN,
    WENS_KOLOMMEN,
    Kenmerk,
    vergelijkvorm,
)
from congruentie.uitvraag.werkblad import Cel, Werkmap

__all__ = ["lees_antwoord", "zoek_gemeente"]


def lees_antwoord(
    map_: Werkmap, kenmerk: Kenmerk, bestand: str, achtergrond: Achtergrond
) -> tuple[Antwoord, list[Melding]]:
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
    Antwoord, list of Melding
        Every answer cell that holds something is in the one or in the other.
    """
    lezer = _Vragen(map_, kenmerk, bestand, achtergrond)
    antwoord = lezer.lees()
    meld_rest(lezer)
    return antwoord, lezer.meldingen


class _Vragen(Cellezer):
    """Reads the answers, question by question."""

    def lees(self) -> Antwoord:
        meld_samengevoegd(self)
        for naam, veld in CONTACT.items():
            self.lees_contact(naam, veld)
        keuze, alternatief = "", ""
        voorkeuren: tuple[Voorkeur, ...] = ()
        regios: tuple[RegioOpmerking, ...] = ()
        if self.kenmerk.soort == "gemeente":
            keuze, alternatief = self._reactie()
            voorkeuren = self._voorkeuren()
        else:
            regios = self._regio_opmerkingen()
        voorwaarden, opmerkingen = (
            self.tekst(self.los(naam)) for naam in ("voorwaarden", "opmerkingen")
        )
        gevuld = bool(keuze or voorkeuren or regios or voorwaarden or opmerkingen)
        heel = bool(keuze) if self.kenmerk.soort == "gemeente" else gevuld
        if keuze == "anders" and not (voorkeuren or voorwaarden or opmerkingen):
            self.meld("let op", None, "er staat anders, maar nergens wat dan.", "Vraag dat na.")
            heel = False
        fouten = any(melding.ernst == "fout" for melding in self.meldingen)
        status: Literal["volledig", "deels", "leeg"] = "deels"
        if heel and not fouten and (keuze != "alternatief" or alternatief):
            status = "volledig"
        elif not gevuld and not fouten:
            status = "leeg"
        return Antwoord(
            self.kenmerk.code,
            self.kenmerk.soort,
            status,
            self.bestand,
            keuze,  # type: ignore[arg-type]  # one of KEUZES
            alternatief,
            voorkeuren,
            voorwaarden,
            opmerkingen,
            regios,
            dict(self.contact) if self.achtergrond.met_contact else {},
        )

    # --- question 1 -----------------------------------------------------------------------------

    def _reactie(self) -> tuple[str, str]:
        celkeuze, celregio = self.los("keuze"), self.los("alternatief")
        keuze = self.kies(celkeuze, KEUZES, "keuze")
        if celregio is None:
            if keuze == "alternatief":
                self.meld(
                    "let op",
                    celkeuze,
                    "er staat een alternatief, maar niet welke regio.",
                    "Vraag welke regio bedoeld is.",
                )
            return keuze, ""
        alternatief = self._regio(celregio)
        if keuze in {"voorstel", "anders"}:
            self.meld(
                "fout",
                celregio,
                f"hier staat een andere regio, maar de keuze is {KEUZES[keuze]!r}; die telt.",
                "Vraag wat bedoeld is.",
            )
            return keuze, ""
        if not keuze and celkeuze is None and alternatief:
            self.meld(
                "let op",
                celregio,
                "hier staat een regio en bij de keuze niets; dit telt als een alternatief.",
            )
            keuze = "alternatief"
        elif not keuze and alternatief:
            self.meld(
                "fout", celregio, "de keuze hierboven is niet te lezen; deze regio telt niet mee."
            )
        return keuze, alternatief if keuze == "alternatief" else ""

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
            self.meld("fout", cel, melding, "Vraag welke regio bedoeld is.")
            return ""
        self.meld(
            "fout",
            cel,
            f"{self.citaat(cel)} is geen regio uit het voorstel.",
            "Kies een regio uit de lijst, zoals V01.",
        )
        return ""

    # --- question 2 -----------------------------------------------------------------------------

    def _voorkeuren(self) -> tuple[Voorkeur, ...]:
        per_doel: dict[tuple[str, str], list[tuple[Voorkeur, Cel, dict[str, Cel]]]] = {}
        for rij in self.tabel(WENS_KOLOMMEN):
            gelezen = self._voorkeur(rij)
            if gelezen is not None:
                sleutel = (gelezen.naar, gelezen.domein)
                per_doel.setdefault(sleutel, []).append((gelezen, rij["gemeente"], rij))
        uit = []
        for paren in per_doel.values():
            eerste = paren[0][0]
            if len({voorkeur.oordeel for voorkeur, _, _ in paren}) == 1:
                uit.append(eerste)
                for _, cel, rij in paren[1:]:
                    melding = (
                        f"{self.citaat(cel)} staat er met hetzelfde oordeel al; de eerste telt."
                    )
                    self.meld("let op", cel, melding, "", self._inhoud(rij))
                continue
            for _, cel, rij in paren:
                self.meld(
                    "fout",
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
            self.meld("fout", rij["gemeente"], "hier staat geen oordeel bij.", "Vraag het na.")
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
                self.plek(rij["gemeente"]),
            )
        if len(rij) > 1 or len(self.meldingen) == vooraf:
            eerste = next(iter(rij.values()))
            nummer = eerste.rij
            self.meld(
                "fout",
                eerste,
                f"rij {nummer} is niet duidelijk en telt niet mee.",
                "",
                self._inhoud(rij),
            )
        return None

    def _inhoud(self, rij: Mapping[str, Cel]) -> str:
        return " | ".join(self.waarde(cel) for cel in rij.values())

    def _gemeente(self, rij: dict[str, Cel]) -> str:
        cel = rij.get("gemeente")
        if cel is None:
            eerste = next(iter(rij.values()))
            self.meld("fout", eerste, "hier staat geen gemeente bij.", "Vraag welke bedoeld is.")
            return ""
        if not self.bruikbaar(cel):
            return ""
        gevonden = zoek_gemeente(cel.tekst, self.achtergrond.zoeker)
        if isinstance(gevonden, NietGevonden) and self.is_contact(cel.tekst):
            gevonden = NietGevonden(f"{self.citaat(cel)} is geen gemeente.", "Kies er een.")
        if isinstance(gevonden, NietGevonden):
            self.meld("fout", cel, gevonden.melding, gevonden.advies)
            return ""
        if gevonden == self.kenmerk.code:
            self.meld("fout", cel, "dit is de gemeente zelf.", "Vraag welke bedoeld is.")
            return ""
        return gevonden

    # --- observers ------------------------------------------------------------------------------

    def _regio_opmerkingen(self) -> tuple[RegioOpmerking, ...]:
        uit = []
        for rij in self.tabel(REGIO_KOLOMMEN):
            cel = rij.get("opmerking")
            if cel is None:
                continue
            code = _met_code(rij["regio"].tekst)[0] if "regio" in rij else ""
            if not code:
                self.meld(
                    "fout", cel, "hier staat niet meer bij welke regio dit hoort.", "Vraag het na."
                )
                continue
            tekst = self.tekst(cel)
            if tekst:
                uit.append(RegioOpmerking(code, tekst, self.plek(cel)))
        return tuple(uit)


def zoek_gemeente(tekst: str, zoeker: Zoeker) -> str | NietGevonden:
    """Find the gemeente that somebody chose or typed: a code, a name, or both ("Zwolle (GM0193)").

    Parameters
    ----------
    tekst
        What stands in the cell.
    zoeker
        Looks it up.

    Returns
    -------
    str or NietGevonden
        The gm_code; or why there is none, also when name and code are of different gemeenten.
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
